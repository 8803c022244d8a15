"""One design, one station: checks, sheets, sweeps, uncertainty and sizing read a file alike."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.checks.engine import examined
from hydrocalc.cli.main import main
from hydrocalc.stations.designs.conditions import DesignConditions, MissingError
from hydrocalc.stations.designs.design import StationDesign
from hydrocalc.stations.designs.solved import SolvedStation

STATION = Path(__file__).parents[2] / "checks" / "station"
LEVELS = "suction_design = 243\nsuction_min = 241\nsuction_max = 245\ndelivery_design = 318\n"
LINE = '[line]\nprofile = "profile.csv"\n'
SECOND = """
[[units]]
name = "B"
pump = "P"
speed = "1400 rpm"
eye_level = 240.5
motor_rating = "250 kW"
"""
# What each design says, as changes of one complete file, and the design flow and the suction and
# delivery level that a reader takes from it.
DESIGNS = {
    "complete": ([], 0.4, 243, 318),
    # 32000 m³/d, 5 % and 3 %, in 20 hours
    "flow built up": (
        [('flow = "0.40 m3/s"\n', ""), ("[demand]\n", "[demand]\nhours = 20\n")],
        32000 * 1.08 / (20 * 3600), 243, 318,
    ),
    "only the highest delivery level": ([("delivery_design", "delivery_max")], 0.4, 243, 318),
    "the end of the line": (
        [("delivery_design = 318\n", ""), ("[line]\n", "[line]\ndelivery_level = 319\n")],
        0.4, 243, 319,
    ),
    "lowest and highest level": ([("suction_design = 243\n", "")], 0.4, 241, 318),
    "limits of the project": (
        [("[checks]\n", "[limits]\nline_velocity_high = 0.5\nnpsh_difference_shall = 3\n[checks]\n")],
        0.4, 243, 318,
    ),
    "warm water high up": (
        [('temperature_max = "28 °C"', "temperature = 31"), ('"250 m"', '"1800 m"')],
        0.4, 243, 318,
    ),
    "two kinds of units": ([("[wet_well]", SECOND + "[wet_well]")], 0.4, 243, 318),
    "motors unknown": (
        [('motor_rating = "280 kW"\nmotor_efficiency = "95.8 %"\n', "")], 0.4, 243, 318
    ),
    "deep range of levels": ([("suction_max = 245", "suction_max = 258")], 0.4, 243, 318),
}  # fmt: skip


def written(folder, changes):
    text = (STATION / "good.hydro.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    for name in ("profile.csv", "pump.csv"):
        (folder / name).write_bytes((STATION / name).read_bytes())
    path = folder / "a.hydro.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(params=DESIGNS)
def told(request, tmp_path):
    changes, *expected = DESIGNS[request.param]
    return written(tmp_path, changes), *expected


def cell(sheet, label, chapter=None):
    """The value beside a label in the tables of a sheet."""
    return next(
        row[1]
        for one in sheet.chapters[slice(chapter, None if chapter is None else chapter + 1)]
        for block in one.blocks
        if hasattr(block, "table")
        for row in block.table.rows
        if row[0] == label
    )


def test_every_command_says_the_same_station(told, capsys):
    path, flow, suction, delivery = told
    case, report = examined(path)
    c = case.conditions
    assert c.flow == pytest.approx(flow, rel=1e-12)
    assert c.design_ends == (suction, delivery)
    everything = (case.everything, 0)
    at = {n: float(getattr(case.matrix.si, n)[everything]) for n in ("flow", "head")}

    # sweep and uncertainty
    model = hc.design_model(c.design)
    assert model.inputs["flow"].default == pytest.approx(flow, rel=1e-12)
    assert model.inputs["suction_level"].default == suction
    assert model.inputs["delivery_level"].default == delivery
    study = hc.sweep(model, over={"speed": [1.0]}, progress=False)
    assert study.values("total_flow") == pytest.approx(at["flow"], rel=1e-7)
    assert study.values("head") == pytest.approx(at["head"], rel=1e-7)
    assert study.values("required_head") == pytest.approx(c.heads.design, rel=1e-7)
    assert study.values("flow_margin") == pytest.approx(at["flow"] / flow - 1, abs=1e-7)
    assert study.values("A.npsh_available" if "A.npsh_available" in study.names else
                        "A.npsh_margin") == pytest.approx(
        case.matrix.si.npsh_margin[*everything, 0], abs=2e-3)  # fmt: skip
    power = float(case.matrix.si.input_power[everything])
    assert ("input_power" in study.names) == bool(np.isfinite(power))
    if np.isfinite(power):
        # The model's water is under low air pressure: its density is 1.4e-6 less.
        assert study.values("input_power") == pytest.approx(power, rel=3e-6)
    assert main(["uncertainty", str(path), "--n", "64", "--seed", "1", "--format", "json"]) in (
        0,
        1,
    )
    drawn = json.loads(capsys.readouterr().out)
    for said in (drawn, study.summary.to_dict()):
        bound = {row["output"]: row["value"] for row in said["conditions"]}
        velocity = next(f.limit for f in report.findings if f.quantity == "main_velocity")
        assert bound["velocity"] == velocity
        assert bound["A.npsh_margin"] == c.limit("npsh_difference_shall")
        assert bound["flow_margin"] == pytest.approx(c.limit("capacity") - 1)

    # report
    sheet = hc.calculation_sheet(path)
    assert float(cell(sheet, "design flow", 1)) == pytest.approx(flow, rel=1e-3)
    assert float(cell(sheet, "design head", 1)) == pytest.approx(c.heads.design, rel=1e-3)
    assert float(cell(sheet, "flow of all units on duty", 1)) == pytest.approx(at["flow"], rel=1e-3)
    assert float(cell(sheet, "head at the header", 1)) == pytest.approx(at["head"], rel=1e-3)

    # size, with what the sheet says of the station
    h = c.heads
    lowest = min(z for z in (c.known("levels.suction_min"), suction) if z is not None)
    sized = hc.size_station(
        flow=flow, head=h.design, head_max=h.highest, head_min=h.lowest, hours=c.hours,
        duty=sum(u.count for u in c.design.units), standby=1, altitude=c.design.site.altitude,
        temperature=c.design.site.temperature, temperature_max=c.given_temperature_max,
        level_range=np.ptp(c.suction_levels), ie_class="IE3",
        water_above_eye=lowest - max(float(u.si.eye_level) for u in c.design.units),
        suction_loss=c.suction_loss,
    )  # fmt: skip
    assert case.sizing.table("en").rows == sized.table("en").rows
    chosen = None if sized.recommended is None else sized.recommended.one_line()
    assert chosen == (case.sizing.recommended and case.sizing.recommended.one_line())
    table = sized.table("en")
    listed = next(
        b.table for b in sheet.chapters[5].blocks
        if hasattr(b, "table") and list(b.table.columns[:2]) == list(table.columns[:2])
    )  # fmt: skip
    assert [list(row[:3]) for row in listed.rows] == [list(row[:3]) for row in table.rows]


def test_a_level_at_the_end_is_said_once(tmp_path):
    changes = [("delivery_design", "delivery_max"), ("[line]\n", "[line]\ndelivery_level = 310\n")]
    with pytest.raises(hc.DesignFileError, match=r"line.delivery_level: .*318 m; got 310 m"):
        hc.read_design(written(tmp_path, changes))
    same = [("[line]\n", "[line]\ndelivery_level = 318\n")]
    assert DesignConditions(hc.read_design(written(tmp_path, same))).design_ends[1] == 318


def test_the_warmest_water_is_not_colder_than_the_water(tmp_path):
    changes = [('temperature_max = "28 °C"', "temperature_max = 10\ntemperature = 20")]
    with pytest.raises(hc.DesignFileError, match=r"site\.temperature_max"):
        hc.read_design(written(tmp_path, changes))


def test_what_is_missing_is_named_alike(tmp_path):
    path = written(tmp_path, [(LEVELS, "suction_min = 241\n"), ('profile = "profile.csv"\n', "")])
    design = hc.read_design(path)
    with pytest.raises(MissingError, match=r"levels\.delivery_design"):
        _ = DesignConditions(design).ends
    with pytest.raises(hc.InputError, match=r"levels\.delivery_design"):
        hc.design_model(design)


def test_energy_is_of_the_water_and_the_air_of_the_site(tmp_path):
    changes = [('"250 m"', '"1800 m"')]
    solved = SolvedStation(DesignConditions(hc.read_design(written(tmp_path, changes))))
    known = ~np.isnan(solved.matrix.si.npsh_margin)
    least = solved.matrix.si.npsh_margin[known].min()
    assert solved.energy.si.npsh_margin[0] == pytest.approx(least)


def test_the_steps_of_a_motor_multiply(tmp_path, monkeypatch):
    from hydrocalc.components import pump_units

    changes = [('motor_efficiency = "95.8 %"', "motor_efficiency = 0.958\ndrive_efficiency = 0.97")]
    solved = SolvedStation(DesignConditions(hc.read_design(written(tmp_path, changes))))
    found = solved.motor_input(0)
    load = found.si.shaft_power / 280e3
    # losses at full load 1/0.958 − 1, of which 30 % are constant
    losses = (1 / 0.958 - 1) * (0.3 + 0.7 * load**2)
    eta = load / (load + losses)
    assert found.efficiency == pytest.approx(eta, rel=1e-3)
    assert found.drive == 0.97
    assert found.si.input_power == pytest.approx(
        found.si.shaft_power / found.efficiency / 0.97, rel=1e-12
    )
    # A wrong input can't hide behind a factor made from it.
    right = pump_units.station_kernels.motor_input
    monkeypatch.setattr(pump_units.station_kernels, "motor_input", lambda *a: 1.1 * right(*a))
    wrong = solved.motor_input(0)
    assert right(*(wrong.plain_at(p) for p in ("shaft_power", "coupling", "efficiency", "drive"))) \
        != pytest.approx(wrong.si.input_power)  # fmt: skip


def test_only_the_conditions_read_a_design():
    """What a design says of hydraulics is read in ``stations/designs`` alone."""
    own = set(StationDesign.fields) - {"project", "checks", "waivers", "origin", "published"}
    package = Path(hc.__file__).parent
    found = []
    for path in (
        p for w in ("checks", "reports", "cli", "plots") for p in (package / w).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in own:
                at = node.value
                name = at.attr if isinstance(at, ast.Attribute) else getattr(at, "id", "")
                if name == "design":
                    found.append(f"{path.relative_to(package)}:{node.lineno} design.{node.attr}")
    assert found == []
