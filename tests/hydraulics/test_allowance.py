"""What a design asks for at high points is no physics: pumps meet the crown, if they meet it."""

import pytest

import hydrocalc as hc
from hydrocalc.checks.engine import examined

PUMP = hc.PumpCurve(
    flow=[q / 3600 for q in (0, 400, 800, 1100, 1440, 1700, 1900)],
    head=[56, 55, 52.3, 48.5, 42.0, 35.8, 30.0], efficiency=[0, 0.45, 0.72, 0.83, 0.87, 0.845, 0.79],
    npsh_required=[3.0, 3.0, 3.2, 3.6, 4.4, 5.5, 6.7], speed=980,
)  # fmt: skip
CHAINAGE = [0, 300, 900, 1600, 2200, 2900, 3400, 3900, 4500, 5000, 5400]
AXIS = [183.5, 186.9, 190.2, 196.7, 204.2, 211.6, 215.2, 210.1, 205.6, 209.2, 212.6]


def main(summit=None, **more):
    """5.4 km of DN 1000 up to 215.5 m, with a summit at 3400 m."""
    pipe = hc.catalogue_pipe("ductile iron K9 DN 1000")
    profile = None
    if summit is not None:
        axis = [summit if x == 3400 else z for x, z in zip(CHAINAGE, AXIS, strict=True)]
        ground = [z + 2 for z in axis]
        profile = hc.Profile(chainage=CHAINAGE, ground=ground, axis=axis)
    reach = hc.Reach(pipe=pipe, length=5400, loss_coefficient=3.5)
    return hc.Line(reaches=[reach], profile=profile, delivery_level=215.5, **more)


def unit(**more):
    return hc.PumpUnit(name="A", pump=PUMP, count=3, eye_level=181, **more)


def test_a_summit_below_the_grade_line_changes_nothing():
    """Its crown at 215.7 m lies under 215.5 m and the friction behind it, 0.7 m at this flow."""
    with_it, without = main(215.2), main()
    fittings = hc.loss_coefficients("elbow-90:4,exit", diameter=with_it.reaches[0].pipe.si.diameter)
    for line in (with_it, without):
        reach = line.reaches[0].replace(loss_coefficient=fittings)
        duty = hc.duty_point(PUMP, line.replace(reaches=[reach]), suction_level=187)
        assert duty.si.flow == pytest.approx(0.5261, abs=5e-5)  # by brentq on the curve's PCHIP
        assert duty.si.static_head == pytest.approx(28.5, rel=1e-12)
    group = hc.PumpGroup(units=[unit()])
    levels = {"suction_levels": [180.5, 182, 187]}
    for of in (
        lambda line: hc.operating_matrix(group, line, **levels).si.flow,
        lambda line: hc.operating_matrix(group, line, **levels).si.npsh_margin,
        lambda line: hc.staging_map(group, line, flow=[0.9], suction_level=182).si.firm_flow,
        lambda line: hc.speed_for(PUMP, line, flow=0.4, suction_level=182).magnitude,
        lambda line: hc.system_curve(line, flow=[0.4, 1.2], suction_levels=[182]).si.head,
    ):
        assert of(with_it) == pytest.approx(of(without), rel=1e-9, nan_ok=True)
    # none of them asks for less than the design does
    heads = [hc.characteristic_heads(line, flow=0.4, suction_levels=[182]).si.design
             for line in (with_it, without)]  # fmt: skip
    assert heads[0] > heads[1]


def test_without_flow_the_highest_crown_is_static():
    """No pump starts against it that can't lift water over it."""
    low = PUMP.replace(head=[h * 28.6 / 56 for h in PUMP.si.head])  # 28.6 m at no flow
    duty = hc.duty_point(low, main(215.2), suction_level=187)
    assert int(duty.status) == 1
    crown = 215.2 + 0.5 * main().reaches[0].pipe.si.diameter
    assert duty.si.static_head == pytest.approx(crown - 187, rel=1e-9)
    assert int(hc.duty_point(low, main(), suction_level=187).status) == 0


def station(summit):
    return hc.StationDesign(
        project=hc.Project(name="S"), units=[unit()], line=main(summit),
        levels=hc.Levels(suction_design=182, suction_min=180.5, suction_max=187,
                         delivery_design=215.5),
        demand=hc.Demand(flow=1.2),
    )  # fmt: skip


@pytest.mark.parametrize("summit", [215.2, 219.2])
def test_a_sweep_sees_the_pressure_that_the_check_sees(summit):
    design = station(summit)
    keep = ["lowest_pressure", "total_flow", "required_head"]
    study = hc.sweep(hc.design_model(design), over={"head_factor": [1.0]}, keep=keep)
    case, report = examined(design, rules=["default"], select=["HC505"])
    (finding,) = [f for f in report.findings if f.code == "HC505"]
    lowest = study.values("lowest_pressure")[0]
    assert lowest == pytest.approx(case.full_grade.si.lowest_pressure[0], abs=1e-6)
    # The check looks at rest too, where no loss holds the summit up.
    assert finding.value == pytest.approx(215.5 - summit - 0.5 * main().reaches[0].pipe.si.diameter)
    # by hand: the end and the losses behind the summit, less its crown
    Q, pipe = study.values("total_flow")[0], main().reaches[0].pipe.si
    v = Q / (3.141592653589793 / 4 * pipe.diameter**2)
    lost = hc.head_loss(flow=Q, diameter=pipe.diameter, length=5400, roughness=pipe.roughness)
    lost = (lost.magnitude + 3.5 * v * v / 2 / 9.80665) * 2000 / 5400
    if summit > 216:
        assert lowest == pytest.approx(215.5 + lost - summit - 0.5 * pipe.diameter, abs=1e-6)
        assert lowest < 0
    heads = hc.characteristic_heads(design.line, flow=1.2, suction_levels=[182])
    assert study.values("required_head")[0] == pytest.approx(heads.si.design, rel=1e-9)


def test_a_pressure_of_nothing_is_not_negative():
    """F09 of the faults: at minimum pressure 0 the crown governs, whatever rounding makes of it."""
    profile = hc.Profile(chainage=[0, 50, 100], ground=[1.7, 7, 3], axis=[0.7, 6, 2])
    reach = hc.Reach(pipe=hc.Pipe(diameter=0.1, roughness=1e-4), length=100)
    line = hc.Line(reaches=[reach], profile=profile, delivery_level=2)
    flows = [0.001 * i for i in range(1, 10)]
    grade = hc.hydraulic_grade_line(line, flow=flows, suction_level=0.7, minimum_pressure=0)
    assert (grade.si.lowest_pressure == 0.0).all()
    assert grade.exit_code == 0
    assert not grade.negative
    # a tenth of a millimetre is negative
    start = grade.si.start_level[0] - 1e-4
    below = hc.hydraulic_grade_line(line, flow=flows[0], start_level=start, minimum_pressure=0)
    assert below.exit_code == 1
    assert below.negative


def test_what_passes_is_told_from_what_can_not():
    """At 0.5 m³/s the end is reached from 217.0 m, the 2 m over the summit from 218.67 m."""
    told = {}
    reach = (
        main()
        .reaches[0]
        .replace(loss_coefficient=hc.loss_coefficients("elbow-90:4,exit", diameter=1.0))
    )
    line = main(215.2).replace(reaches=[reach])
    for start in (219, 217.1, 216.9):
        grade = hc.hydraulic_grade_line(line, flow=0.5, suction_level=187, start_level=start)
        told[start] = " ".join(str(grade).split())
    assert "start level is" not in told[219]
    assert (
        "1.57 m short of the pressure head asked for at 0.5 m³/s: this flow passes" in told[217.1]
    )
    assert "can't pass" not in told[217.1]
    assert "too low for 0.5 m³/s: this flow can't pass" in told[216.9]  # the end isn't reached
    summit = hc.hydraulic_grade_line(line.replace(delivery_level=213), flow=0.5, start_level=215.9)
    assert "can't pass" in " ".join(str(summit).split())  # nor the crown filled


def test_a_unit_behind_its_closed_valve_takes_its_power_at_no_flow():
    """By hand: P(0) of its curve, at a lower speed with the cube of it; unknown, nothing is known."""
    flow = [0.0, 0.1, 0.2, 0.3]
    strong = hc.PumpCurve(flow=flow, head=[110, 106, 95, 78], speed=1480,
                          shaft_power=[90e3, 150e3, 240e3, 300e3])  # fmt: skip
    weak = hc.PumpCurve(flow=flow, head=[60, 58, 52, 43], speed=1480,
                        shaft_power=[50e3, 80e3, 130e3, 160e3])  # fmt: skip
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.6, roughness=1e-4), length=2e3)],
                   delivery_level=88)  # fmt: skip

    def matrix(second, **more):
        units = [hc.PumpUnit(pump=strong, motor_efficiency=0.95),
                 hc.PumpUnit(pump=second, **{"motor_efficiency": 0.9, **more})]  # fmt: skip
        return hc.operating_matrix(hc.PumpGroup(units=units), line)

    found = matrix(weak).si
    assert found.unit_flow[2, 0, 1] == 0.0
    assert found.shaft_power[2, 0, 1] == pytest.approx(50e3, rel=1e-5)
    alone = found.input_power[0, 0]
    assert found.input_power[2, 0] == pytest.approx(alone + 50e3 / 0.9, rel=1e-5)
    slow = matrix(weak, minimum_speed=1184).si  # 80 %
    rows = [i for i, run in enumerate(slow.running.tolist()) if run == [1, 1]]
    assert slow.shaft_power[rows[-1], 0, 1] == pytest.approx(50e3 * 0.8**3, rel=1e-5)
    # a curve that begins above no flow, or a motor that isn't known
    short = weak.replace(flow=flow[1:], head=[58, 52, 43], shaft_power=[80e3, 130e3, 160e3])
    for unknown in (matrix(short), matrix(weak, motor_efficiency=None)):
        assert unknown.si.input_power[0, 0] == pytest.approx(alone, rel=1e-12)
        assert unknown.si.input_power[2, 0] != unknown.si.input_power[2, 0]
    # the same in a sweep of a design
    design = hc.StationDesign(
        project=hc.Project(name="S"), line=line,
        levels=hc.Levels(suction_design=0, delivery_design=88),
        units=[hc.PumpUnit(name="A", pump=strong, motor_efficiency=0.95),
               hc.PumpUnit(name="B", pump=weak, motor_efficiency=0.9)],
    )  # fmt: skip
    study = hc.sweep(hc.design_model(design), over={"B.running": [0, 1]},
                     keep=["input_power", "B.shaft_power", "B.flow"])  # fmt: skip
    assert study.values("B.shaft_power") == pytest.approx([0.0, 50e3], rel=1e-5)
    assert study.values("input_power") == pytest.approx([alone, alone + 50e3 / 0.9], rel=1e-5)
    assert (study.values("B.flow") == 0.0).all()
