"""A line in all its cases."""

import pytest
from lines_and_pumps import PUMP, design, loss

import hydrocalc as hc
from hydrocalc.errors import InputError


def summit():
    profile = hc.Profile(chainage=[0, 9e3, 21e3], ground=[250, 335, 300], axis=[248, 333, 298])
    reach = hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)
    return hc.Line(reaches=[reach], profile=profile, delivery_level=302)


def test_pumps_meet_the_crown_of_a_summit_and_a_design_asks_for_more():
    line = summit()
    duty = hc.duty_point(PUMP, line, units_running=2, suction_level=246)
    # the obvert of the summit: 333 m + half a bore
    Q = duty.si.flow
    assert duty.si.head == pytest.approx(333 + 0.4 - 246 + loss(Q, 0.8, 9e3), rel=1e-9)
    assert duty.si.static_head == pytest.approx(333.4 - 246, rel=1e-12)
    group = hc.PumpGroup(units=[hc.PumpUnit(pump=PUMP, count=2)])
    matrix = hc.operating_matrix(group, line, suction_levels=[246])
    assert matrix.si.head[1, 0] == pytest.approx(duty.si.head, rel=1e-9)
    curve = hc.system_curve(line, flow=[Q], suction_levels=[246])
    assert curve.si.low[0] == pytest.approx(duty.si.head, rel=1e-9)
    heads = hc.characteristic_heads(line, flow=duty.flow, suction_levels=[246])
    grade = hc.hydraulic_grade_line(line, flow=duty.flow, suction_level=246)
    for found in (heads.si.design, grade.si.pump_head[0]):  # 2 m over it
        assert found == pytest.approx(duty.si.head + 2, rel=1e-9)
    stages = hc.staging_map(group, line, flow=[Q], suction_level=246)
    assert stages.si.head[0] == pytest.approx(duty.si.head, rel=1e-9)
    speed = hc.speed_for(PUMP, line, flow=Q, units_running=2, suction_level=246)
    assert speed.magnitude == pytest.approx(1485, rel=1e-9)
    kept = hc.duty_point(PUMP, line, units_running=2, suction_level=246, minimum_pressure=2)
    required = hc.hydraulic_grade_line(line, flow=kept.flow, suction_level=246).si.pump_head[0]
    assert kept.si.head == pytest.approx(required, rel=1e-9)
    assert kept.si.flow < Q


def test_conditions_of_a_line_have_its_lengths():
    def two(first, second):
        pipes = [hc.Pipe(diameter=D, roughness=1e-4) for D in (0.8, 0.6)]
        reaches = [hc.Reach(pipe=p, length=x) for p, x in zip(pipes, (first, second), strict=True)]
        return hc.Line(reaches=reaches, profile=summit().profile, delivery_level=302)

    group = design().group
    with pytest.raises(InputError, match="their lengths"):
        hc.operating_matrix(group, [two(9e3, 12e3), two(3e3, 18e3)], suction_levels=[246])
    # as designs of their own each is solved on its own line
    both = [design(name=n, line=x) for n, x in (("a", two(9e3, 12e3)), ("b", two(3e3, 18e3)))]
    found = hc.compare_designs(both, flow=0.3, suction_levels=[246])
    for i, one in enumerate(both):
        alone = hc.duty_point(PUMP, one.line, units_running=2, suction_level=246)
        assert found.si.duty_flow[i] == pytest.approx(alone.si.flow, rel=1e-9)
