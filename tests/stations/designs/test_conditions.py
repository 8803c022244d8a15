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
LEVELS = "suction_design = 243\nsuction_min = 241\nsuction_max = 245\n"
ENDS = "delivery_design = 325.9\ndelivery_min = 325.9\ndelivery_max = 325.9\n"
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
    "complete": ([], 0.4, 243, 325.9),
    # 32000 m³/d, 5 % and 3 %, in 20 hours
    "flow built up": (
        [('flow = "0.40 m3/s"\n', ""), ("[demand]\n", "[demand]\nhours = 20\n")],
        32000 * 1.08 / (20 * 3600), 243, 325.9,
    ),
    "only the highest delivery level": ([(ENDS, "delivery_max = 325.9\n")], 0.4, 243, 325.9),
    "the end of the line": (
        [(ENDS, ""), ("[line]\n", "[line]\ndelivery_level = 319\n")],
        0.4, 243, 319,
    ),
    "lowest and highest level": ([("suction_design = 243\n", "")], 0.4, 241, 325.9),
    "limits of the project": (
        [("[limits]\n", "[limits]\nline_velocity_high = 0.5\nnpsh_difference_shall = 3\n")],
        0.4, 243, 325.9,
    ),
    "warm water high up": (
        [('temperature_max = "28 °C"', "temperature = 31"), ('"250 m"', '"1800 m"')],
        0.4, 243, 325.9,
    ),
    "two kinds of units": ([("[wet_well]", SECOND + "[wet_well]")], 0.4, 243, 325.9),
    "motors unknown": (
        [('motor_rating = "280 kW"\nmotor_efficiency = "96.0 %"\n', "")], 0.4, 243, 325.9
    ),
    "deep range of levels": ([("suction_max = 245", "suction_max = 258"), ("maximum_level = 245", "maximum_level = 258")], 0.4, 243, 325.9),
}  # fmt: skip


def written(folder, changes):
    text = (STATION / "good.hydro.toml").read_text(encoding="utf-8")
    text = text.split("\n[transients.")[0] + "\n"  # it is of this station alone
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
    assert model.function.known["flow"] == pytest.approx(flow, rel=1e-12)
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
        bound = {(row["output"], row["value"]) for row in said["conditions"]}
        velocity = next(f.limit for f in report.findings if f.quantity == "main_velocity")
        assert ("velocity", velocity) in bound
        assert ("A.npsh_margin", c.limit("npsh_difference_shall")) in bound
        assert ("flow_margin", -0.005) in bound  # 99.5 % of the design flow

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
    changes = [(ENDS, "delivery_max = 325.9\n"), ("[line]\n", "[line]\ndelivery_level = 310\n")]
    with pytest.raises(hc.DesignFileError, match=r"line.delivery_level: .*325.9 m; got 310 m"):
        hc.read_design(written(tmp_path, changes))
    same = [("[line]\n", "[line]\ndelivery_level = 325.9\n")]
    assert DesignConditions(hc.read_design(written(tmp_path, same))).design_ends[1] == 325.9


def test_the_warmest_water_is_not_colder_than_the_water(tmp_path):
    changes = [('temperature_max = "28 °C"', "temperature_max = 10\ntemperature = 20")]
    with pytest.raises(hc.DesignFileError, match=r"site\.temperature_max"):
        hc.read_design(written(tmp_path, changes))


def test_what_is_missing_is_named_alike(tmp_path):
    path = written(
        tmp_path, [(LEVELS + ENDS, "suction_min = 241\n"), ('profile = "profile.csv"\n', "")]
    )
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

    changes = [('motor_efficiency = "96.0 %"', "motor_efficiency = 0.96\ndrive_efficiency = 0.97")]
    solved = SolvedStation(DesignConditions(hc.read_design(written(tmp_path, changes))))
    found = solved.motor_input(0)
    load = found.si.shaft_power / 280e3
    # losses at full load 1/0.96 − 1, of which 30 % are constant
    losses = (1 / 0.96 - 1) * (0.3 + 0.7 * load**2)
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


TYPED = [
    ((STATION / "good.hydro.toml").read_text(encoding="utf-8").partition("[line]\n")[2]
     .partition("[[pumps]]")[0], ""),
    ("[line]\n", ""), (ENDS, ""),
    ("[demand]\n", 'head = 88\nhead_min = 80\nhead_max = 90\n'.join(["[demand]\n", ""])),
]  # fmt: skip
"""The line of the complete design taken out, three heads typed in its place."""


def value(report, code):
    return next(f for f in report.findings if f.code == code)


def test_levels_move_no_typed_head(tmp_path):
    """The heads are 88, 80 and 90 m at any levels; NPSH is that of the levels."""
    path = written(tmp_path, TYPED)
    case, report = examined(path)
    assert case.matrix.si.head[case.everything].tolist() == pytest.approx([88, 90, 80])
    assert value(report, "HC301").outcome == "pass"
    # The check's value is at the lowest level, 2 m down, and at the lowest head.
    above = case.matrix.si.npsh_margin[case.everything, 0, 0] - value(report, "HC301").value
    assert 2.0 < above < 3.0
    assert case.conditions.level_range == 4.0
    model = hc.design_model(case.conditions.design)
    assert hc.design_inputs(case.conditions.design) == {}
    assert not {"suction_level", "delivery_level"} & {*model.inputs}
    with pytest.raises(hc.InputError, match="got 'suction_level'"):
        hc.sweep(model, over={"suction_level": [243]})
    assert hc.sweep(model, over={"speed": [1.0]}).values("head") == pytest.approx(88.0)
    # As deep below the datum: the same station, lowered by 250 m.
    low = [
        ("suction_design = 243", "suction_design = -7"),
        ("suction_min = 241", "suction_min = -9"),
        ("suction_max = 245", "suction_max = -5"),
        ("eye_level = 240", "eye_level = -10"),
        ("bottom = 238.5\nminimum_level = 241", "bottom = -11.5\nminimum_level = -9"),
        ("bell_level = 239.5", "bell_level = -10.5"),
        ("maximum_level = 245", "maximum_level = -5"),
    ]
    (tmp_path / "low").mkdir()
    lowered = examined(written(tmp_path / "low", TYPED + low))[1]
    for code in ("HC106", "HC301"):
        assert value(lowered, code).value == pytest.approx(value(report, code).value, rel=1e-9)


def test_an_eye_without_a_level_at_it_has_no_npsh(tmp_path):
    gone = [("suction_design = 243\nsuction_min = 241\nsuction_max = 245\n", "")]
    report = examined(written(tmp_path, TYPED + gone))[1]
    assert value(report, "HC106").outcome == "pass"
    assert value(report, "HC301").outcome == "open"


def test_a_flow_that_is_built_up_follows_the_hours(tmp_path):
    """32000 m³/d, 5 % and 3 %, in 12 hours: twice the flow of 24."""
    changes = DESIGNS["flow built up"][0]
    model = hc.design_model(hc.read_design(written(tmp_path, changes)))
    study = hc.sweep(model, over={"hours": [12, 24]})
    flow = 32000 * 1.08 / (np.array([12, 24]) * 3600)
    margin = study.values("total_flow") / flow - 1.0
    assert study.values("flow_margin") == pytest.approx(margin, rel=1e-9)
    given = hc.sweep(model, over={"hours": [12, 24], "flow": [0.4]})
    assert np.ptp(given.values("flow_margin")) == 0.0


SUMMIT = "chainage_m,ground_m,axis_m\n0,246,244\n900,327,325.7\n950,300,298\n2100,314,312\n"


def test_pressures_of_a_sweep_are_those_of_the_check(tmp_path):
    """A summit above the grade line of the full line; a rating below the head at no flow."""
    path = written(tmp_path, [(ENDS, ENDS.replace("325.9", "314")),
                              ('rating = "2.5 MPa"', 'rating = "1.0 MPa"')])  # fmt: skip
    (tmp_path / "profile.csv").write_text(SUMMIT, encoding="utf-8")
    case, report = examined(path)
    study = hc.sweep(hc.design_model(case.conditions.design), over={"speed": [1.0]})
    assert value(report, "HC505").outcome == "fail"
    lowest = float(case.full_grade.si.lowest_pressure[0])
    assert study.values("lowest_pressure") == pytest.approx(lowest, abs=1e-6)
    # At rest nothing holds the summit up: 314 m less its crown, 325.7 + 0.225 m.
    assert value(report, "HC505").value == pytest.approx(314 - 325.925, abs=1e-9)
    # The check takes the highest level, 245 m, for the pressure at no flow; the sweep its own.
    rho, start = case.conditions.liquid.si.density, 243 + case.shutoff_head(0)
    assert value(report, "HC506").outcome == "fail"
    assert study.values("pressure_load") == pytest.approx(rho * 9.80665 * (start - 244) / 1e6)
    missed = {row["output"]: row["missed"] for row in study.summary.to_dict()["conditions"]}
    assert (missed["lowest_pressure"], missed["pressure_load"]) == (1, 1)


def test_what_is_unknown_of_one_unit_is_no_pass_for_all(tmp_path):
    """B runs beyond its curve in every case, or has no efficiencies: 30 kW are not examined."""
    second = SECOND.replace('"P"', '"Q"').replace('speed = "1400 rpm"\n', "").replace("250", "30")
    pump = '[[pumps]]\nname = "Q"\ncurve = "q.csv"\nspeed = "1480 rpm"\neyes = 2\n'
    changes = [("[wet_well]", second + "[wet_well]"), ("[[units]]", pump + "[[units]]")]
    curve = "flow [m3/h],head [m],efficiency [%],npsh_required [m]\n0,118,0,2.6\n100,117,38,2.6\n" \
        "200,115,64,2.8\n300,112,79,3.2\n400,108,84.5,4.0\n"  # fmt: skip
    path = written(tmp_path, changes)
    (tmp_path / "q.csv").write_text(curve, encoding="utf-8")
    beyond = examined(path)[1]
    for code in ("HC401",):
        assert value(beyond, code).outcome == "open", code
        assert "beyond its last" in str(value(beyond, code).missing)
    own = (STATION / "pump.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in own]
    bare = "\n".join(",".join((r[0], r[1], *r[3:])) for r in rows) + "\n"
    (tmp_path / "q.csv").write_text(bare, encoding="utf-8")
    unknown = examined(path)[1]
    assert value(unknown, "HC401").outcome == "open"
    assert value(unknown, "HC210").outcome == "open"


def test_warmest_water_is_no_colder_than_the_water_that_is_assumed(tmp_path):
    path = written(tmp_path, [('temperature_max = "28 °C"', "temperature_max = 5")])
    with pytest.raises(hc.DesignFileError, match="at least the water temperature, 20 °C"):
        hc.read_design(path)


def test_a_curve_that_begins_above_no_flow_has_no_load_of_the_pipe(tmp_path):
    """Its head at no flow isn't known: the check says so, the sweep leaves it out and goes on."""
    path = written(tmp_path, [])
    rows = (STATION / "pump.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "pump.csv").write_text("\n".join([rows[0], *rows[2:]]) + "\n", encoding="utf-8")
    case, report = examined(path)
    assert value(report, "HC506").outcome == "open"
    study = hc.sweep(hc.design_model(case.conditions.design), over={"speed": [1.0]})
    assert "pressure_load" not in study.names
    assert study.values("total_flow") == pytest.approx(case.duty_flow, rel=1e-7)


SETS = 'rules = ["default", "cn-gb50265-2022", "cn-gb50013-2018", "hi", "eu-547"]'
OWN = """[[rules]]
code = "CO101"
title = "NPSH of the house"
quantity = "npsh_margin"
operator = ">="
kind = "head"
severity = "shall"
limit_value = {margin}
[[rules]]
code = "CO102"
title = "a note binds nobody"
quantity = "main_velocity"
operator = "<="
kind = "velocity"
severity = "info"
limit_value = 0.123
"""
SLOW = [("[limits]\n", "[limits]\nline_velocity_high = 0.5\nnpsh_difference_shall = 3\n"
         "por_low = 0.9\nmotor_at_least = 1.9\n")]  # fmt: skip
HELD = {
    "all sets": ([], None),
    "general rules alone": ([(SETS, 'rules = ["default"]')], None),
    "limits of the project": (SLOW, None),
    "a file of the project": ([("[checks]\n", '[checks]\nrule_files = ["own.toml"]\n')], 7.5),
    "its limit is met": ([("[checks]\n", '[checks]\nrule_files = ["own.toml"]\n')], 0.25),
    "two kinds": ([("[wet_well]", SECOND + "[wet_well]"), *SLOW], None),
}
# Of each output the quantities of rules, and the limit on the output by that of the rule.
LIMITS = {
    "flow_margin": (("duty_share",), lambda x: x - 1),
    "velocity": (("main_velocity",), float),
    "lowest_pressure": (("lowest_pressure",), float),
    "pressure_load": (("rating_used",), float),
    "over_best": (("least_over_best", "largest_over_best"), float),
    "motor_load": (("motor_margin",), lambda x: 1 / x),
    "npsh_margin": (("npsh_margin",), float),
}


@pytest.mark.parametrize("name", HELD)
def test_check_and_sweep_hold_a_design_to_the_same(name, tmp_path):
    changes, margin = HELD[name]
    path = written(tmp_path, changes)
    (tmp_path / "own.toml").write_text(OWN.format(margin=margin), encoding="utf-8")
    _, report = examined(path)
    binding = [f for f in report.findings if f.severity != "info"]
    design = hc.read_design(path)
    model = hc.design_model(design)
    # Every state of the check that a study can be in: levels, roughness, units that run.
    over = {"suction_level": [241.0, 243.0, 245.0], "line.roughness": ["0.1 mm", "0.2 mm"]}
    over |= {f"{u.name}.running": list(range(u.count + 1)) for u in design.units}
    running = hc.sweep(model, over=over, progress=False)
    lines = {"line.roughness": over["line.roughness"]}
    at_design = hc.sweep(model, over=lines, progress=False)
    assert 0.123 not in {c.value for c in running.summary.limits}
    for output, (quantities, limit) in LIMITS.items():
        outputs = [n for n in running.names if n.rpartition(".")[2] == output]
        asked = [f for f in binding if f.quantity in quantities]
        assert outputs
        assert asked
        study = at_design if output == "flow_margin" else running
        for finding in asked:
            broken = finding.outcome in ("fail", "deviation")
            assert broken or finding.outcome in ("pass", "review"), finding.code
            conditions = [
                c for c in study.summary.limits
                if c.output in outputs and c.value == pytest.approx(limit(finding.limit), abs=1e-12)
            ]  # fmt: skip
            assert len(conditions) == len(outputs), finding.code
            if output in ("flow_margin", "npsh_margin", "velocity", "motor_load"):
                assert any(c.missed for c in conditions) == broken, finding.code
        # And none of its own, but for the allowable region, which is no number of a rule.
        known = {round(limit(f.limit), 12) for f in asked}
        for c in study.summary.limits:
            if c.output in outputs and round(c.value, 12) not in known:
                unit = next(u for u in design.units if c.output == f"{u.name}.over_best")
                best = hc.fit_pump_curve(unit.pump).si.best_flow
                ends = np.array([300.0, 1000.0]) / 3600.0 / best
                assert np.isclose(ends, c.value, rtol=1e-6).any()


def test_general_rules_are_left_out_by_no_file(tmp_path):
    path = written(tmp_path, [(SETS, 'rules = ["hi"]')])
    limits = hc.design_model(hc.read_design(path)).limits
    # physics 0 m, general 0.5 m, HI 1 m
    assert sorted(x for _, x in limits["A.npsh_margin"]) == [0.0, 0.5, 1.0]


def test_a_rule_set_that_is_none_is_said_with_its_line(tmp_path):
    path = written(tmp_path, [(SETS, 'rules = ["default", "cn-gb50256"]')])
    with pytest.raises(hc.DesignFileError, match=r"a\.hydro\.toml:\d+: checks\.rules: .*gb50265"):
        hc.design_model(hc.read_design(path))


@pytest.mark.parametrize("command", [["sweep", "--vary", "speed=1"], ["uncertainty", "--n", "16"]])
def test_a_rule_of_nothing_is_refused_by_studies_too(command, tmp_path, capsys):
    changes, _ = HELD["a file of the project"]
    path = written(tmp_path, changes)
    own = OWN.format(margin=1).replace('"npsh_margin"', '"npsh_margn"')
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    assert main([*command, str(path)]) == 2
    assert "own.toml:1: rules: CO101: expected a quantity" in capsys.readouterr().err
