"""What ``hydrocalc size`` writes and what ``hydrocalc check`` and ``report`` say of it."""

import json

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError
from hydrocalc.stations.curve_sizing import curve_units
from hydrocalc.stations.designs.sized import sized_design
from hydrocalc.stations.duty_kinds import DUTY_KINDS

WELL = """
[wet_well]
area = "12 m2"
bottom = 95.0
minimum_level = 96.5
maximum_level = 98.0
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def typed(capsys, *words, code=None):
    found = main([str(word) for word in words])
    assert code is None or found == code, capsys.readouterr().err
    return capsys.readouterr()


def written(capsys, *words, file="s.hydro.toml"):
    said = typed(capsys, "size", *words, "--write", file, code=0)
    return hc.read_design(file), " ".join(said.out.split()), " ".join(said.err.split())


def finding(design, code):
    return next(f for f in hc.check(design).findings if f.code == code)


# One unit alone: by duty_kinds.csv none stands by one pump of a well or of storm water.
@pytest.mark.parametrize("kind", DUTY_KINDS)
def test_one_unit_alone_is_enough_where_none_stands_by_it(kind):
    pump = hc.estimated_curve(flow=0.05, head=20, speed=1485)
    design = hc.StationDesign(
        project=hc.Project(name="A", kind=kind), demand=hc.Demand(flow=0.05, head=20),
        station=hc.Station(standby=0), units=[hc.PumpUnit(name="A", pump=pump)],
    )  # fmt: skip
    found = finding(design, "HC109")
    if kind in ("borehole", "drainage"):
        assert found.outcome == "not applicable"
        assert kind in str(found.reason)
        assert "practice" in str(found.reason)
    else:
        assert (found.outcome, found.value) == ("fail", 1.0)


def test_at_the_highest_head_a_supply_owes_what_its_pump_carries(capsys):
    """The estimated curve through 0.2 m³/s at 87.8 m, read at 92 m by straight lines."""
    words = ("--flow", 0.4, "--head", 87.8, "--head-max", 92, "--head-min", 80)
    design, page, err = written(capsys, *words)
    curve = design.units[0].pump.si
    share = np.interp(-92.0, -curve.head, curve.flow) / 0.2
    assert design.demand.si.flow_at_lowest == pytest.approx(share, abs=2e-3)
    assert f"it gives some {100 * share:.0f} % of the design flow" in page
    assert "demand.flow_at_lowest is so much" in err
    assert finding(design, "HC108").outcome == "open"  # it is an estimate
    maker = design.units[0].pump.replace(basis="maker")
    of_maker = design.with_unit(0, pump=maker)
    assert finding(of_maker, "HC108").outcome != "pass"  # somebody has to stand for it


def test_sized_at_the_highest_head_all_is_owed(capsys):
    words = ("--flow", 0.4, "--head", 92, "--head-max", 92, "--head-min", 80)
    design, page, err = written(capsys, *words)
    assert design.demand.flow_at_lowest is None
    assert "of the design flow: who owes" not in page
    assert err == ""
    assert finding(design, "HC108").value == pytest.approx(1.0, abs=2e-3)


def test_a_drop_of_the_river_is_owed_what_the_pumps_carry(capsys):
    words = ("--flow", 0.4, "--length", "21km", "--diameter", "800mm", "--roughness", "0.1mm",
             "--suction-levels", "243;235;246", "--delivery-levels", 318)  # fmt: skip
    design, page, _ = written(capsys, *words)
    assert "it gives less than the design flow" in page
    owed = design.demand.si.flow_at_lowest
    assert 0.7 < owed < 0.95  # 8 m more of 87 m
    whole = design.replace(demand=design.demand.replace(flow_at_lowest=None))
    assert finding(whole, "HC108").outcome == "fail"
    assert finding(whole, "HC108").value == pytest.approx(owed, abs=2e-3)
    assert finding(design, "HC108").outcome != "fail"


def test_a_well_without_bells_leaves_rules_of_bells_open(capsys):
    written(capsys, "--flow", 0.045, "--head", 14, "--duty-kind", "sewage")
    with open("s.hydro.toml", "a", encoding="utf-8") as file:
        file.write(WELL)
    typed(capsys, "check", "s.hydro.toml", "--rules", "cn-gb50265-2022")
    found = {f.code: f for f in hc.check("s.hydro.toml", rules=["cn-gb50265-2022"]).findings}
    bells = [f for f in found.values() if f.quantity in ("bell_submergence", "bell_velocity")]
    assert bells
    for f in bells:
        assert f.outcome in ("open", "not judged")
        assert any("wet_well.bell" in key for key in f.missing)
    sump = [f for f in found.values() if f.quantity == "sump_seconds"]
    assert sump
    assert all(f.value == f.value and f.value is not None for f in sump)
    well = hc.read_design("s.hydro.toml").wet_well
    with pytest.raises(InputError, match="bell_level"):
        hc.check_wet_well(well, pump_flow=0.02)
    with pytest.raises(InputError, match="levels that rise"):
        well.replace(minimum_level=94)


def sheet(capsys, *words, lang="en"):
    written(capsys, *words, file="r.hydro.toml")
    with open("r.hydro.toml", "a", encoding="utf-8") as file:
        file.write("\n[levels]\nsuction_design = 97.0\nsuction_min = 96.5\n")
    return typed(capsys, "report", "r.hydro.toml", "--lang", lang).out


@pytest.mark.parametrize(("kind", "inside"), [("treated-water", True), ("drainage", False)])
def test_the_sheet_names_the_kind(capsys, kind, inside):
    text = sheet(capsys, "--flow", 2, "--head", 6 if kind == "drainage" else 30,
                 "--duty-kind", kind)  # fmt: skip
    assert f"| kind of station | {kind} |" in text
    assert ("own use and leakage are inside it" in text) is inside
    # The largest power of the states that run: the pump's at its duty, not that at no flow.
    (line,) = (row for row in text.splitlines() if row.startswith("Largest shaft power"))
    assert " at 1 m³/s," in line


def test_sewage_is_drawn_from_a_sump_in_chinese(capsys):
    text = sheet(capsys, "--flow", 0.045, "--head", 14, "--duty-kind", "sewage", lang="zh")
    assert "集水池设计水位" in text
    assert "进出水管路、阀门与集水池" in text
    assert "进水池" not in text
    assert "进水池设计水位" in sheet(capsys, "--flow", 0.4, "--head", 80, "--force", lang="zh")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("--flow", 0.4, "--head", 60), True),
        (("--flow", 0.4, "--head", 60, "--units-system", "us"), False),
        (("--flow", 0.045, "--head", 14, "--duty-kind", "sewage"), False),
        (("--flow", 2, "--head", 6, "--duty-kind", "drainage"), False),
        (("--flow", 0.02, "--head", 120, "--duty-kind", "borehole"), False),
        (("--flow", 0.4, "--head", 60, "--type", "vertical-turbine"), False),
    ],
)
def test_gb_19762_is_of_clean_water_pumps_in_china(capsys, words, shown):
    assert ("GB 19762" in typed(capsys, "size", *words, code=0).out) is shown


def test_units_of_curves_have_names_of_their_own():
    pump = hc.estimated_curve(flow=0.2, head=98, speed=1485)
    named = [pump.replace(name=name) for name in ("b", "b D 96 %")]
    with pytest.raises(InputError, match="with their trims and speeds"):
        curve_units(named, trims=[1, 0.96])
    assert [u.name for u in curve_units(named, trims=[1, 0.9])] == [
        "b", "b D 90 %", "b D 96 %", "b D 96 % D 90 %"
    ]  # fmt: skip
    for trims in ([1, 1], [0.95, 0.9500001]):
        with pytest.raises(InputError, match="each once") as caught:
            curve_units(named[:1], trims=trims)
        assert caught.value.argument == "trims"
    with pytest.raises(InputError, match="each once"):
        curve_units(named[:1], speeds=[1485, 1485])


@pytest.mark.filterwarnings("ignore:at the highest head")
def test_the_pump_that_is_written_is_that_of_its_row(capsys):
    """Rows go by unit and number on duty; here the second pump alone carries the duty."""
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
                                     length="21 km")])  # fmt: skip
    pumps = [hc.estimated_curve(flow=0.2, head=h, speed=1485).replace(name=n)
             for n, h in (("weak", 60), ("right", 88.5), ("weaker", 50))]  # fmt: skip
    ends = {"suction_levels": [243, 241], "delivery_levels": [318]}
    sizing = hc.size_station(line, pumps, flow=0.4, duty="1-3", water_above_eye=2, **ends)
    assert sizing.candidates.type[sizing.recommended_row] == sizing.recommended.type == "right"
    design = sized_design(sizing, [line], curve_units(pumps), **ends)
    assert design.units[0].pump.name == "right"


def test_a_speed_that_no_motor_has_is_refused_by_its_own_name():
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
                                     length="21 km")])  # fmt: skip
    pump = hc.estimated_curve(flow=0.2, head=88.5, speed=1485)
    given = {"flow": 0.4, "suction_levels": [243], "delivery_levels": [318]}
    with pytest.raises(InputError, match="such as 2970, 1485, 990") as caught:
        hc.size_station(line, [pump], speeds=[1300], **given)
    assert caught.value.argument == "speeds"
    json.dumps(hc.size_station(line, [pump], speeds=[990], **given).to_dict())  # one it says works
