"""TOML and JSON documents of users: what is refused, by which count, and where."""

import json
import sys
import tomllib

import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError
from hydrocalc.records import documents
from hydrocalc.records.documents import read_json, read_toml


def refused(read, text):
    with pytest.raises(InputError) as caught:
        read(text, "file")
    assert str(caught.value)
    return caught.value


def test_keys_are_located():
    text = '[a]\nb = 1\n[[c]]\nd = 1\n[[c]]\n[c.e]\nf = 2\n[[c.g]]\n[[c.g]]\n"h" = 3\n'
    assert read_toml(text, "file").lines == {
        "a": 1, "a.b": 2, "c[0]": 3, "c[0].d": 4, "c[1]": 5, "c[1].e": 6, "c[1].e.f": 7,
        "c[1].g[0]": 8, "c[1].g[1]": 9, "c[1].g[1].h": 10,
    }  # fmt: skip
    text = "x.y = 1 # [no]\n[ 'a b' . \"c\\u00e9\" ] # why\n\"flow [m3/h]\" = [\n1,\n]\n'k' = 2\r\n"
    assert read_toml(text, "file").lines == {
        "x.y": 1, "a b.cé": 2, "a b.cé.flow [m3/h]": 3, "a b.cé.k": 6,
    }  # fmt: skip


def test_keys_of_json_are_located():
    table = {"a": {"b": 1, "c": ["x: {", {"d": [[1, {"e\n": 2}]]}]}, "f": [{"g": "]"}, 3, {"g": 1}]}
    text = json.dumps(table, indent=1)
    lines = text.split("\n")
    found = read_json(text, "file")
    assert found.table == table
    assert list(found.lines) == [
        "a", "a.b", "a.c", "a.c[1]", "a.c[1].d", "a.c[1].d[0]", "a.c[1].d[0][1]",
        "a.c[1].d[0][1].e\n", "f", "f[0]", "f[0].g", "f[2]", "f[2].g",
    ]  # fmt: skip
    for key, line in found.lines.items():
        last = key.rpartition(".")[2]
        assert (json.dumps(last) + ":" if last.isidentifier() or "\n" in last else "") in lines[
            line - 1
        ]


FEW = {"MOST_LINES": 40, "MOST_KEYS": 30, "MOST_VALUES": 60, "MOST_ENTRIES": 20}


@pytest.fixture
def few(monkeypatch):
    for name, n in FEW.items():
        monkeypatch.setattr(documents, name, n)


@pytest.mark.parametrize(
    ("read", "text", "said", "line"),
    [
        (read_toml, "\n" * 41, "at most 40 lines", None),
        (read_toml, "".join(f"[[t{i}]]\n" for i in range(31)), "at most 30 keys", 31),
        (read_toml, "[t]\n[t.u]\n" + "".join(f"k{i} = 1\n" for i in range(29)), "at most 30 keys", 31),
        (read_toml, "x = [" + "1," * 61 + "]", "at most 60 values", None),
        (read_toml, "\nx = [" + "1," * 21 + "]", "a list of at most 20 entries", 2),
        (read_toml, "[a]\nx = [[" + "1," * 21 + "]]", "a list of at most 20 entries", 2),
        (read_toml, "\nx = " + "[" * 9 + "]" * 9, "at most 8 tables and lists", 2),
        (read_toml, "\n" + "a." * 8 + "b = 1", "keys of at most 8 parts", 2),
        (read_toml, 'x = ["""\n""", {' + "a." * 8 + "b = 1}]", "keys of at most 8 parts", 2),
        (read_toml, 'x = ["""\nit\'s """, {' + "a." * 8 + "b = 1}]", "keys of at most 8 parts", 2),
        (read_toml, "\n" + "k" * 201 + " = 1", "keys of at most 200 characters", 2),
        (read_toml, "\n[" + "k" * 1601 + "]\na = 1", "keys of at most 200 characters", 2),
        (read_json, '{\n"' + "k" * 1601 + '": {"a": 1}}', "keys of at most 200 characters", 2),
        (read_toml, "\nx = " + "y" * (1 << 18), "lines of at most 262144 characters", 2),
        (read_json, "\n" * 41 + "{}", "at most 40 lines", None),
        (read_json, "{" + ",\n".join(f'"k{i}": 1' for i in range(31)) + "}", "at most 30 keys", 31),
        (read_json, '{"x": [' + "{}, " * 19 + "{}]," + ",".join(f'"k{i}": 1' for i in range(11)) + "}",
         "at most 30 keys", 1),
        (read_json, '{"x": [' + "1," * 61 + "1]}", "at most 60 values", None),
        (read_json, '{\n"x": [' + "1," * 20 + "1]}", "a list of at most 20 entries", 2),
        (read_json, '{\n"x": ' + "[" * 9 + "]" * 9 + "}", "at most 8 tables and lists", 2),
        (read_json, '{\n"' + "k" * 201 + '": 1}', "keys of at most 200 characters", 2),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("few")
def test_counts(read, text, said, line):
    error = refused(read, text)
    assert said in str(error)
    assert error.values.get("line") == line


@pytest.mark.parametrize(
    "text",
    ["\n" * 50_001, "x = [" + "1,\n" * 100_001 + "]", "[[t]]\n" * 20_001, "a = 1\n" * 20_001],
)
def test_what_is_too_much_is_refused_before_it_is_parsed(text, monkeypatch):
    monkeypatch.setattr(tomllib, "loads", lambda text: pytest.fail("parsed"))
    refused(read_toml, text)


@pytest.mark.parametrize(
    ("text", "key", "line", "said"),
    [
        ('{"a": {"name": "b\\ud800"}}', "a.name", 1, "text without control characters"),
        ('{\n"a": [1, "\\udfff"]}', "a[1]", 2, "text without control characters"),
        ('{"a": 1,\n"b\\ud800": 1}', "b?", 2, "a key without control characters"),
        ('{"a": 1,\n"\\u0000": 1}', "?", 2, "a key without control characters"),
        ('{"a": "\\u001b[31m"}', "a", 1, "text without control characters"),
        ('{"a": 1,\n"b": {"c": 1,\n"c": 2}}', "b.c", 3, "each key once"),
        ('{"a": 1,\n"b\\u0063": 1, "bc": 2}', "bc", 2, "each key once"),
        ('{"a": [{"b": 1},\n{"b\\ud800": 1, "b\\ud800": 2}]}', "a[1].b?", 2, "each key once"),
        ('{"a":\n1e400}', "a", 1, "finite numbers of at most 30 digits"),
        ('{"a": 1,\n"b": [1, -1e999]}', "b[1]", 2, "finite numbers of at most 30 digits"),
        ('{"a": {"b":\nNaN}}', "a.b", 1, "finite numbers of at most 30 digits"),
        ('{"a": -Infinity}', "a", 1, "finite numbers of at most 30 digits"),
        ('{"a": ' + "1" * 31 + "}", "a", 1, "finite numbers of at most 30 digits"),
        ('{"a": -' + "1" * 5000 + "}", "a", 1, "finite numbers of at most 30 digits"),
    ],
)  # fmt: skip
def test_what_no_field_of_json_can_hold(text, key, line, said):
    error = refused(read_json, text)
    assert (error.values["key"], error.values["line"]) == (key, line)
    assert said in str(error)
    str(error).encode()


@pytest.mark.parametrize(
    ("text", "key", "line", "said"),
    [
        ('a = 1\nb = "\\u0000"', "b", 2, "text without control characters"),
        ('[a]\n"b\\u001b[31m" = 1', "a.b?[31m", 2, "a key without control characters"),
        ("[[a]]\nb = 0x" + "f" * 5000, "a[0].b", 2, "finite numbers of at most 30 digits"),
        ("[a]\nb = [1,\n1e400]", "a.b[1]", 2, "finite numbers of at most 30 digits"),
        ("a = 1" + "0" * 30, "a", 1, "finite numbers of at most 30 digits"),
    ],
)  # fmt: skip
def test_what_no_field_of_toml_can_hold(text, key, line, said):
    error = refused(read_toml, text)
    assert (error.values["key"], error.values["line"]) == (key, line)
    assert said in str(error)


@pytest.mark.parametrize(
    "text", ["null", "1", "-0.5", '"x"', '"\x7f"', "[]", "[{}]", "true", "false", " null\n", "NaN"]
)
def test_a_document_of_json_is_an_object(text, tmp_path, capsys):
    error = refused(read_json, text)
    assert error.expected == "an object at the top"
    assert error.got == repr(text.strip())
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(hc.DesignFileError, match="an object at the top"):
        hc.read_design(path)
    assert main(["check", str(path)]) == 2
    assert f"{path}:1: file: expected an object at the top" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", " ", "nul", "[" * 100_000, '{"a":' * 100_000])
def test_what_is_no_json(text):
    assert refused(read_json, text).expected == "JSON"


def test_what_a_field_may_hold():
    text = "a = nan\nb = 999999999999999999999999999999\nc = '''x\n\ty'''\nd = 2027-06-30\ne = [true, -0.0]"
    table = read_toml(text, "file").table
    assert table["a"] != table["a"]
    assert table["b"] == 10**30 - 1
    assert read_json('{"a": ' + "9" * 30 + ', "b": ["\\n\\t\\u00e9"]}', "file").table == {
        "a": 10**30 - 1, "b": ["\n\té"],
    }  # fmt: skip


def calls_of(call):
    """How many functions, of Python and of C, a call needs."""
    count = 0

    def seen(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        call()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("read", "make"),
    [
        (read_toml, lambda n: "".join(f"[[t{i}]]\n" for i in range(n))),
        (read_toml, lambda n: "[[t]]\n" + "".join(f"[[t.u{i}]]\n[[t]]\n" for i in range(n))),
        (read_toml, lambda n: "".join(f"a.b.c.d.e.f.k{i} = 1\n" for i in range(n))),
        (read_json, lambda n: json.dumps({"a": [{f"k{i}": [i]} for i in range(n)]})),
    ],
)
def test_twice_the_keys_cost_twice(read, make):
    few, more, most = (calls_of(lambda n=n: read(make(n), "file")) for n in (500, 1000, 2000))
    assert most - more == pytest.approx(2 * (more - few), rel=0.05)


class Counted(str):
    """A text that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other):
        Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_key_that_stands_twice_is_found_in_one_pass(monkeypatch):
    real = json.loads

    def counted(text, **settings):
        found = real(text, **settings)
        return Counted(found) if isinstance(found, str) else found

    monkeypatch.setattr(json, "loads", counted)
    keys = [f"k{i}" for i in range(19_000)]
    Counted.compared = 0
    error = refused(read_json, "{" + ",\n".join(f'"{k}": 1' for k in [*keys, "k18999"]) + "}")
    assert (error.values["key"], error.values["line"]) == ("k18999", 19_001)
    assert Counted.compared < 100_000
