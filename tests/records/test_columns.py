"""CSV files of users: each column once, and limits by count."""

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.energy.diameters import read_pipe_prices
from hydrocalc.errors import InputError
from hydrocalc.records import columns
from hydrocalc.records.columns import read_columns, read_table


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def sweep(path):
    return hc.sweep(hc.station_model(), over=path, fixed={"head": 50.0})


CURVE = "0,110,110\n0.1,104,104\n0.2,88,88\n"


@pytest.mark.parametrize(
    ("read", "text", "names"),
    [
        (hc.read_pump_curve, "flow,head,head\n" + CURVE, ("'head'",)),
        (hc.read_pump_curve, "flow [m3/h],head [m],head [m]\n" + CURVE, ("'head [m]'",)),
        (hc.read_pump_curve, "flow,head,head [ft]\n" + CURVE, ("'head'", "'head [ft]'")),
        (hc.read_pump_curve, "flow,Head,head\n" + CURVE, ("'Head'", "'head'")),
        (hc.read_pump_curve, "flow,扬程 [m],H [m]\n" + CURVE, ("'扬程 [m]'", "'H [m]'")),
        (hc.read_pump_curve, "flow,head_m,ｈｅａｄ（m）\n" + CURVE, ("'head_m'", "'ｈｅａｄ（m）'")),
        (hc.read_pump_curve, "Q,head,流量\n" + CURVE, ("'Q'", "'流量'")),
        (hc.read_profile, "chainage_m,axis_m,ground_m,axis_m\n0,1,1,1\n9,1,1,2\n", ("'axis_m'",)),
        (hc.read_profile, "chainage_m,axis_m,ground_m,Axis_M\n0,1,1,1\n9,1,1,2\n", ("'axis_m'", "'Axis_M'")),
        (hc.read_profile, "chainage_m,axis_m,ground_m, ａxis_m \n0,1,1,1\n9,1,1,2\n", ("'axis_m'", "'ａxis_m'")),
        (read_pipe_prices, "dn,price,price\n800,1900,1950\n", ("'price'",)),
        (read_pipe_prices, "DN,dn,price\n800,900,1950\n", ("'DN'", "'dn'")),
        (sweep, "flow,flow\n0.4,0.5\n", ("'flow'",)),
        (sweep, "flow,flow [m3/h]\n0.4,500\n", ("'flow'", "'flow [m3/h]'")),
        (sweep, "flow [L/s],flow (m3/h)\n0.4,500\n", ("'flow [L/s]'", "'flow (m3/h)'")),
        (sweep, "flow,motor_load,motor_load\n0.4,1,2\n", ("'motor_load'",)),
    ],
)  # fmt: skip
def test_a_column_that_stands_twice(file, read, text, names):
    with pytest.raises(InputError, match="each column once in line 1") as caught:
        read(file(text))
    assert caught.value.got == ", ".join(names)
    assert caught.value.values["line"] == 1


def test_a_column_that_stands_twice_in_other_tables(tmp_path):
    pandas = pytest.importorskip("pandas")
    with pytest.raises(InputError, match=r"each column once; got 'flow'$"):
        sweep(pandas.DataFrame([[0.4, 0.5]], columns=["flow", "flow"]))
    with pytest.raises(InputError, match=r"each column once; got 'flow', 'flow \[L/s\]'"):
        sweep(pandas.DataFrame({"flow": [0.4], "flow [L/s]": [500.0]}))
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    parquet.write_table(pyarrow.table([[0.4], [500.0]], names=["flow", "flow [L/s]"]), path)
    with pytest.raises(InputError, match="each column once"):
        sweep(path)
    toml = tmp_path / "pump.toml"
    toml.write_text("speed = 1480\nflow = [0, 0.1, 0.2]\nhead = [9, 8, 7]\nH = [9, 8, 7]\n")
    with pytest.raises(InputError, match="each column once; got 'head', 'H'"):
        hc.read_pump_curve(toml)


def test_columns_that_are_not_read_may_be_called_anything(file):
    many = "a,note,note," + "x" * 300 + ",b" + ",c" * 999 + "\n1,,text,,2\n"
    assert read_columns(file(many), "x", ("a", "b")) == [[1.0], [2.0]]
    with pytest.raises(InputError, match="each column once in line 1; got 'a', 'A'"):
        read_columns(file("a,A,b\n1,1,2\n"), "x", ("a", "b"))
    with pytest.raises(InputError, match="names of columns of at most 200 characters"):
        read_table(file("a" * 201 + ",b\n"), "x")


def test_columns_without_a_name_are_no_columns(file):
    assert read_columns(file("a,,b,\n1,,2,\n"), "x", ("a", "b")) == [[1.0], [2.0]]


@pytest.fixture
def few(monkeypatch):
    for name, n in {
        "MOST_ROWS": 20, "MOST_CELLS": 50, "MOST_LINES": 30, "LONGEST_LINE": 400,
    }.items():  # fmt: skip
        monkeypatch.setattr(columns, name, n)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n" + "1,2\n" * 21, "at most 20 rows"),
        ("a,b,c\n" + "1,2,3\n" * 17, "at most 50 cells"),
        ("a,b,c\n" + ",,\n" * 17, "at most 50 cells"),
        ("a,b" + "\n" * 31, "at most 30 lines"), ("a,b" + "\r" * 31, "at most 30 lines"),
        ("a,b\n" + '"\n' * 30, "at most 30 lines"), ("," * 401, "at most 400 characters"),
        ("a,b\n" + "1" * 401, "at most 400 characters"), ("a,b\n\0" + "1" * 401, "at most 400 characters"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "read", [lambda p: read_columns(p, "x", ("a", "b")), lambda p: read_table(p, "x")]
)
def test_counts(file, read, text, said):
    with pytest.raises(InputError, match="x: expected " + ".*" + said):
        read(file(text))


@pytest.mark.parametrize("read", [hc.read_profile, hc.read_pump_curve, read_pipe_prices, sweep])
@pytest.mark.parametrize(
    "content",
    [
        "flow,head\n0," + "1" * 140_000, 'flow,head\n0,"' + "1\n" * 70_000, "\0" * 1000, b"\xff\xfe\x81\0",
        "flow,head\n0," + "1" * 400, "flow,head\n\0,\0\n", "\r\r\r", '"', '"\n', "", "\n\n", "flow,head\n1_0,1\n",
        "flow,head\n0,nan\n", "flow,head\n0,inf\n", "flow,head\n0,٣\n", "flow,head\n0,1e999\n",
    ],
)  # fmt: skip
def test_no_table_crashes_the_reader(file, read, content):
    with pytest.raises(InputError) as caught:
        read(file(content))
    assert len(str(caught.value)) < 500


def test_lines_are_those_of_the_file(file):
    text = 'a,b,note\r\n1,2,"one\r\ntwo"\r\n\r\n3,4,\r\n5,x,"three\r\nfour"\r\n'
    with pytest.raises(InputError, match="in line 6") as caught:
        read_columns(file(text), "x", ("a", "b"))
    assert caught.value.values["line"] == 6
    assert read_columns(file(text.replace("x", "6")), "x", ("b",)) == [[2.0, 4.0, 6.0]]


def test_numbers_and_texts(file):
    found = read_table(file("a, b ,c\n 1 ,x,\n-.5e1, y,2\n"), "x", ("b",))
    assert found["a"] == [1.0, -5.0]
    assert found["b"] == ["x", "y"]
    assert np.isnan(found["c"][0])
    assert found["c"][1] == 2.0
