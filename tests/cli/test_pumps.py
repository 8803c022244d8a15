"""``hydrocalc duty``, ``matrix`` and ``npsh``: figures, formats, plots, bad input."""

import csv
import json

import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main

MAIN = ["--length", "21km", "--diameter", "800mm", "--roughness", "0.1mm"]
UNITS = ("A: a.csv, x2, eye 240 m, suction 400 mm K 2, discharge 350 mm K 5; "
         "B: b.csv, min 1150 rpm, eye 240 m")  # fmt: skip


@pytest.fixture(autouse=True)
def curves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, flow, kind in (("a", 0.2, "split-case"), ("b", 0.1, "end-suction")):
        pump = hc.estimated_curve(flow=flow, head=87.8, speed=1485, type=kind).si
        rows = zip(
            pump.flow * 3600, pump.head, pump.efficiency * 100, pump.npsh_required, strict=True
        )
        text = "flow [m3/h],head [m],efficiency [%],npsh_required [m],speed [rpm]\n"
        text += "".join(",".join(f"{x:.6g}" for x in row) + ",1485\n" for row in rows)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "bare.csv").write_text("flow,head\n0,110\n0.1,104\n0.2,88\n", encoding="utf-8")


def out(capsys, *arguments, code=0):
    assert main([str(a) for a in arguments]) == code
    return capsys.readouterr().out


def test_duty(capsys, tmp_path):
    line = ["duty", "--curve", "a.csv", "--units", "2", "--static", "75.6m", *MAIN]
    found = json.loads(out(capsys, *line, "--format", "json"))
    assert found["flow"]["value"] == pytest.approx(0.4003, abs=1e-4)
    assert "优先工作区" in out(capsys, *line, "--lang", "zh")
    out(capsys, *line, "--plot", "p.png")
    assert (tmp_path / "p.png").stat().st_size > 5000
    several = ["duty", "--curve", "a.csv", "--units", "1;2;3", "--suction-level", "240",
               "--delivery-level", "315.6", *MAIN]  # fmt: skip
    rows = list(csv.DictReader(out(capsys, *several, "--format", "csv").splitlines()))
    assert [row["units"] for row in rows] == ["1", "2", "3"]
    assert float(rows[1]["flow (m³/s)"]) == pytest.approx(0.4003, abs=1e-4)
    assert "no flow" in out(capsys, *line[:6], "120m", *MAIN, code=1)
    assert "NPSH required" in out(capsys, *line, "--format", "md")


def test_matrix(capsys, tmp_path):
    line = ["matrix", "--units", UNITS, *MAIN, "--also-roughness", "0.5mm", "--suction-levels",
            "241;246", "--delivery-levels", "318"]  # fmt: skip
    page = out(capsys, *line, "--plot", "m.svg")
    assert "2 A + 1 B" in page
    assert (tmp_path / "m.svg").stat().st_size > 20000
    rows = list(csv.DictReader(out(capsys, *line, "--format", "csv").splitlines()))
    assert {row["case"] for row in rows} == {"1: 241 → 318", "1: 246 → 318", "2: 241 → 318",
                                             "2: 246 → 318"}  # fmt: skip
    assert all(float(row["flow (m³/s)"]) >= 0 for row in rows)
    assert json.loads(out(capsys, *line, "--format", "json"))["combination"]
    line = [
        "matrix",
        "--units",
        UNITS,
        *MAIN,
        "--suction-levels",
        "241",
        "--delivery-levels",
        "318",
    ]
    stages = out(capsys, *line, "--stages", "0.1;0.3")
    assert "Staging map" in stages
    assert "firm capacity" in stages


def test_a_motor_is_typed_with_the_unit(capsys):
    """Its class by hc.motor_efficiency, 4 poles at 1485 rpm; without an efficiency no input."""
    line = ["matrix", *MAIN, "--suction-levels", "243", "--delivery-levels", "318", "--format",
            "json", "--units"]  # fmt: skip
    head = "A: a.csv, x2, eye 240 m"
    eta = float(hc.motor_efficiency(rating="315 kW", poles=4, ie_class="IE3"))
    for motor, efficiency, rating in (
        ("", None, None), (", motor 315 kW", None, 315e3), (", motor 315 kW IE3", eta, 315e3),
        (", motor 94.5 %", 0.945, None), (", motor 315kW 0.945", 0.945, 315e3),
    ):  # fmt: skip
        found = json.loads(out(capsys, *line, head + motor))
        power = found["input_power"]["value"][1][0]
        unit = hc.PumpUnit(pump=hc.read_pump_curve("a.csv"), count=2, motor_efficiency=efficiency,
                           motor_rating=rating)  # fmt: skip
        reach = hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)
        given = hc.Line(reaches=[reach], delivery_level=318)
        same = hc.operating_matrix(hc.PumpGroup(units=[unit]), given, suction_levels=[243]).si
        assert (power is None) == (efficiency is None)
        if power is not None:
            assert power == pytest.approx(same.input_power[1, 0], rel=1e-9)
            # two thirds of the load: about as efficient as at full load
            shaft = 2 * same.shaft_power[1, 0, 0]
            assert power == pytest.approx(shaft / efficiency, rel=0.01)
        assert (found["motor_load"]["value"][1][0][0] is None) == (rating is None)
    page = out(capsys, *line[:-3], "--units", head)
    assert "their electrical input isn't known" in " ".join(page.split())
    assert "The least NPSH margin" in page


def test_standby_units_take_the_place_of_the_largest(capsys):
    line = ["matrix", *MAIN, "--suction-levels", "243", "--delivery-levels", "318", "--units",
            "A: a.csv, x2", "--stages", "0.3", "--format", "json"]  # fmt: skip
    none = json.loads(out(capsys, *line))
    one = json.loads(out(capsys, *line, "--standby", "1"))
    assert none["firm_flow"]["value"] < 0.7 * none["largest_flow"]["value"]
    assert one["firm_flow"]["value"] == one["largest_flow"]["value"]
    assert one["largest_flow"] == none["largest_flow"]


def test_npsh(capsys, tmp_path):
    line = ["npsh", "--unit", "a.csv, eye 240 m, suction 400 mm K 3", "--suction-levels", "240;243"]
    assert "least NPSH margin" in out(capsys, *line, "--plot", "n.png")
    assert (tmp_path / "n.png").stat().st_size > 5000
    assert "below the one asked for" in out(capsys, *line, "--npsh-margin", "5", code=1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["duty", "--curve", "no.csv", "--static", "70", *MAIN], "--curve: expected a file"),
        (["duty", "--static", "70", *MAIN], "--curve"),
        (["duty", "--curve", "a.csv", *MAIN], "either a static head"),
        (["duty", "--curve", "a.csv", "--static", "75,6m", *MAIN], "--static"),
        (["duty", "--curve", "a.csv", "--static", "70", "--suction-level", "3", *MAIN], "no value"),
        (["duty", "--curve", "bare.csv", "--static", "70", *MAIN], "the speed of the curve"),
        (["duty", "--curve", "a.csv", "--static", "70", "--units", "0", *MAIN], "--units"),
        (["duty", "--curve", "a.csv", "--static", "70", "--length", "3km"], "either a bore"),
        (["matrix", "--units", "A: a.csv, y2", *MAIN, "--delivery-levels", "3"], "--units"),
        (["matrix", "--units", " ; ", *MAIN, "--delivery-levels", "3"], "one or more units"),
        (["matrix", "--units", "A: a.csv", *MAIN], "--delivery-levels"),
        (["matrix", "--units", "A: a.csv, x99", *MAIN, "--delivery-levels", "3"], "from 1 to 20"),
        (["matrix", "--units", "A: a.csv", *MAIN, "--delivery-levels", "318", "--suction-levels",
          "240", "--stages", "0.1", "--plot", "x.png"], "has no picture"),
        *(
            (["matrix", "--units", UNITS, *MAIN, "--delivery-levels", "318", "--suction-levels",
              "241", "--stages", "0.1", name, value], f"{name}: expected no value: --stages")
            for name, value in (("--speeds", "1;0.9"), ("--also-roughness", "0.5mm"),
                                ("--temperature-max", "25"), ("--altitude", "500"))
        ),
        (["matrix", "--units", UNITS, *MAIN, "--delivery-levels", "318", "--suction-levels",
          "241;246", "--stages", "0.1"], "--suction-levels: expected one level"),
        (["matrix", "--units", UNITS, *MAIN, "--delivery-levels", "318;320", "--suction-levels",
          "241", "--stages", "0.1"], "--delivery-levels: expected one level"),
        (["matrix", "--units", "A: a.csv", *MAIN, "--delivery-levels", "318", "--suction-levels",
          "241", "--altitude", "500"], "--altitude: expected the level of an eye"),
        (["matrix", "--units", "A: a.csv", *MAIN, "--delivery-levels", "318", "--suction-levels",
          "241", "--speeds", "0.9"], "--speeds: expected a unit of variable speed"),
        (["npsh", "--unit", "a.csv", "--suction-levels", "240"], "--unit"),
        (["npsh", "--unit", "a.csv, eye 3 m", "--suction-levels", "240"], "not a depth"),
        (["npsh", "--unit", "bare.csv, curve 1480 rpm, eye 240 m", "--suction-levels", "240"],
         "NPSH required"),
        (["npsh", "--unit", "a.csv, eye 240 m"], "--suction-levels"),
        (["npsh", "--unit", "a.csv, eye 240,5 m", "--suction-levels", "240"], "--unit"),
        (["duty", "--curve", "a.csv", "--static", "70", "--length", "3km", "--pipe",
          "ductile iron K9 DN 800", "--condition", "new", "--roughness", "1mm"],
         "--condition: expected no value: --roughness is given"),
        (["matrix", "--bogus", "1"], "--bogus"),
        *(
            (["matrix", "--units", f"A: a.csv, {motor}", *MAIN, "--delivery-levels", "318"], said)
            for motor, said in (
                ("motor IE3", "--units: expected the rating of the motor before its class"),
                ("motor 250 kW IE9", "--units: motor: expected one of: IE1"),
                ("motor 2 MW IE3", "--units: motor: expected a rating that IE3 covers"),
                ("motor 250 m", "--units: motor: expected power"),
                ("motor", "--units: expected x2, speed"),
            )
        ),
        (["matrix", "--units", "A: a.csv", *MAIN, "--delivery-levels", "318", "--standby", "1"],
         "--standby: expected --stages beside it"),
    ],
)  # fmt: skip
def test_bad_input(capsys, tmp_path, arguments, said):
    before = sorted(p.name for p in tmp_path.iterdir())
    assert main(arguments) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert said in " ".join(caught.err.split())
    assert sorted(p.name for p in tmp_path.iterdir()) == before
