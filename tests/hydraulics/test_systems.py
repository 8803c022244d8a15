"""Duty points, groups, the operating matrix, staging, NPSH, designs."""

import json
import pickle

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.errors import InputError
from hydrocalc.kernels import systems as kernels

PUMP = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
SMALL = hc.estimated_curve(flow="360 m3/h", head="87.8 m", speed=1485, type="end-suction")
MAIN = hc.System(static_head="75.6 m", diameter=0.8, length="21 km", roughness="0.1 mm")


def line_of(eps=1e-4, end=318.0, **more):
    reach = hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=eps), length="21 km", **more)
    return hc.Line(reaches=[reach], delivery_level=end)


MANY = hc.PumpGroup(units=[hc.PumpUnit(pump=PUMP)] * 12)
GROUP = hc.PumpGroup(
    units=[
        hc.PumpUnit(name="A", pump=PUMP, count=2, eye_level=240, suction_diameter=0.4,
                    suction_loss_coefficient=2, discharge_diameter=0.35,
                    discharge_loss_coefficient=5),
        hc.PumpUnit(name="B", pump=SMALL, minimum_speed=1150, eye_level=240, suction_diameter=0.3,
                    suction_loss_coefficient=2, discharge_diameter=0.25,
                    discharge_loss_coefficient=5),
    ]
)  # fmt: skip
MOTORS = GROUP.replace(
    units=[
        unit.replace(motor_efficiency=eta)
        for unit, eta in zip(GROUP.units, (0.95, 0.9), strict=True)
    ]
)


def test_duty_point_by_hand():
    duty = hc.duty_point(PUMP, MAIN, units_running=2)
    loss = hc.head_loss(flow=duty.flow, diameter=0.8, length=21e3, roughness=1e-4)
    assert duty.si.head == pytest.approx(75.6 + loss.magnitude, rel=1e-12)
    assert duty.si.shaft_power * 2 * duty.efficiency == pytest.approx(
        hc.hydraulic_power(flow=duty.flow, head=duty.head).magnitude, rel=1e-12
    )
    again = hc.duty_point(PUMP, line_of(), units_running=2, suction_level=318 - 75.6)
    assert again.si.flow == pytest.approx(duty.si.flow, rel=1e-11)
    assert isinstance(again.units, float)
    assert duty.exit_code == 0
    assert "duty point" in str(duty)


def test_duty_points_as_arrays():
    many = hc.duty_point(PUMP, MAIN.replace(static_head=[60.0, 75.6, 200.0, np.nan]))
    assert list(many.status) == [2, 0, 1, 5] or list(many.status)[1:] == [0, 1, 5]
    assert np.isnan(many.si.flow[2])
    assert np.isnan(many.si.flow[3])
    assert many.exit_code == 1
    assert "no flow" in str(many)
    assert "无流量" in many.text("zh")
    grid = hc.duty_point(PUMP, MAIN, units_running=np.array([[1], [2]]), speed=[1400.0, 1485.0])
    assert grid.si.flow.shape == (2, 2)
    json.dumps(many.to_dict(), allow_nan=False)
    assert pickle.loads(pickle.dumps(many)) == many  # noqa: S301


def test_branches_take_head():
    unit = GROUP.units[0]
    bare, with_branches = (hc.duty_point(p, MAIN) for p in (PUMP, unit))
    assert with_branches.si.flow < bare.si.flow
    v = with_branches.si.unit_flow / (np.pi / 4 * np.array([0.4, 0.35]) ** 2)
    loss = (np.array([2, 5]) * v**2 / (2 * 9.80665)).sum()
    pipe = hc.head_loss(flow=with_branches.flow, diameter=0.8, length=21e3, roughness=1e-4)
    assert with_branches.si.head == pytest.approx(75.6 + loss + pipe.magnitude, rel=1e-11)


def test_the_summit_decides():
    profile = hc.Profile(chainage=[0, 9e3, 21e3], ground=[250, 335, 300], axis=[248, 333, 298])
    reach = hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"), length="21 km")
    line = hc.Line(reaches=[reach], profile=profile, delivery_level=302)
    duty = hc.duty_point(PUMP, line, units_running=2, suction_level=246)
    grade = hc.hydraulic_grade_line(line, flow=duty.flow, suction_level=246, minimum_pressure=0)
    assert duty.si.head == pytest.approx(grade.si.pump_head[0], rel=1e-10)
    assert grade.si.control_chainage[0] == 9000


def test_matrix():
    matrix = hc.operating_matrix(
        GROUP, [line_of(), line_of(5e-4)], suction_levels=[241, 246], speeds=[1.0, 0.9]
    )
    names = list(matrix.combination)
    assert names == ["1 A", "1 B", "1 B 90 %", "2 A", "1 A + 1 B", "1 A + 1 B 90 %", "2 A + 1 B",
                     "2 A + 1 B 90 %"]  # fmt: skip
    m = matrix.si
    assert m.flow.shape == (8, 4)
    assert m.unit_flow.shape == (8, 4, 2)
    assert np.nansum(m.unit_flow * matrix.running[:, None, :], axis=2) == pytest.approx(m.flow)
    # the header's head is that of the line, and the pump's less its branches
    for i, z in enumerate(m.suction_level[:2]):
        grade = hc.hydraulic_grade_line(line_of(), flow=m.flow[6, i], suction_level=z)
        assert m.head[6, i] == pytest.approx(grade.si.pump_head[0], rel=1e-10)
    q = m.unit_flow[3, 0, 0]
    curve = hc.pump_performance(PUMP, flow=q)
    r = sum(8 * K / (np.pi**2 * 9.80665 * D**4) for K, D in ((2, 0.4), (5, 0.35)))
    assert m.head[3, 0] == pytest.approx(curve.si.head - r * q * q, rel=1e-10)
    # more water, less NPSH margin; a higher level, more of it by as much
    assert m.npsh_available[3, 1, 0] - m.npsh_available[3, 0, 0] == pytest.approx(
        5 - 8 * 2 / (np.pi**2 * 9.80665 * 0.4**4) * (m.unit_flow[3, 1, 0] ** 2 - q**2), rel=1e-9
    )
    assert matrix.exit_code == 0
    assert np.isnan(m.input_power).all()  # no motor is known
    assert np.isnan(m.specific_energy).all()
    driven = hc.operating_matrix(MOTORS, line_of(), suction_levels=[241]).si
    assert driven.input_power[0, 0] == pytest.approx(driven.shaft_power[0, 0, 0] / 0.95)
    assert driven.specific_energy[0, 0] == pytest.approx(
        driven.input_power[0, 0] / driven.flow[0, 0]
    )
    page = matrix.text("zh")
    assert "运行工况矩阵" in page
    assert "优先工作区" in page


def test_combinations_that_never_open_are_folded():
    matrix = hc.operating_matrix(GROUP, line_of(), suction_levels=[241], speeds=[1.0, 0.78])
    names = [row[0] for row in matrix.table().rows]
    assert "2 A + 1 B 78 %" in list(matrix.combination)
    assert "2 A + 1 B 78 %" not in names
    assert f"{len(matrix.combination) - len(names)} more combinations" in str(matrix)


def test_npsh_goes_with_the_eye():
    def margin(eye):
        unit = GROUP.units[0].replace(eye_level=eye)
        group = hc.PumpGroup(units=[unit])
        return hc.operating_matrix(group, line_of(), suction_levels=[243]).si.npsh_margin

    assert margin(240) - margin(241) == pytest.approx(1.0)
    envelope = hc.npsh_envelope(GROUP.units[0], suction_levels=[241], flow=[0.2])
    warm = hc.water_at(30)
    p = 0.97 * 101325 - warm.si.vapour_pressure
    loss = 8 * 2 / (np.pi**2 * 9.80665 * 0.4**4) * 0.04
    assert envelope.si.npsh_available[0, 0, 0] == pytest.approx(
        p / (warm.si.density * 9.80665) + 1 - loss, rel=1e-9
    )
    nq = 1485 * 0.1**0.5 / 88**0.75  # an eye; C of the middle pump from 700 at 12 to 820 at 17
    C = 700 + 120 * np.log(nq / 12) / np.log(17 / 12)
    assert envelope.si.least_margin == pytest.approx(
        envelope.si.npsh_available[0, 0, 0] - (5.62 * 1485 * 0.1**0.5 / C) ** (4 / 3), abs=0.02
    )
    assert envelope.si.lowest_level[0] == pytest.approx(
        241 - (envelope.si.least_margin - 1.0), rel=1e-9
    )


def test_npsh_is_judged():
    for level, said in ((246, "): enough."), (236.25, "little for high"), (235.25, "too little")):
        page = hc.npsh_envelope(GROUP.units[0], suction_levels=[level], flow=[0.2])
        assert said in " ".join(str(page).split()), level


@pytest.mark.parametrize(
    ("unit", "levels", "argument", "said"),
    [
        ({"eye_level": None}, [241], "eye_level", "level of the impeller eye"),
        ({"eye_level": 3}, [241], "eye_level", "not a depth"),
        ({"eye_level": 253}, [241], "suction_levels", "doesn't boil"),
        ({"pump": PUMP.replace(npsh_required=None)}, [241], "unit", "NPSH required"),
        ({"suction_diameter": None}, [241], "suction_diameter", "a bore"),
        ({"minimum_speed": 1500}, [241], "minimum_speed", "at most the full speed"),
    ],
)
def test_bad_npsh(unit, levels, argument, said):
    with pytest.raises(InputError, match=said) as caught:
        hc.npsh_envelope(GROUP.units[0].replace(**unit), suction_levels=levels)
    assert caught.value.argument == argument


def test_staging_against_brute_force():
    flows = np.array([0.1, 0.2, 0.3, 0.38, 0.44, 0.6])
    stages = hc.staging_map(MOTORS, line_of(), flow=flows, suction_level=243)
    assert stages.combination[-1] == ""
    assert np.isnan(stages.si.input_power[-1])
    shares = np.linspace(1.0, 1150 / 1485, 400)
    matrix = hc.operating_matrix(MOTORS, line_of(), suction_levels=[243], speeds=shares)
    m = matrix.si
    ok = (matrix.worst[:, 0] == 0) & ~((matrix.region[:, 0] == 2) & (matrix.running > 0)).any(
        axis=1
    )
    for i, Q in enumerate(flows[:-1]):
        # run more than Q for a part of the time, at any combination and speed tried
        P = np.where(ok & (m.flow[:, 0] >= Q), m.specific_energy[:, 0] * Q, np.inf)
        assert stages.si.input_power[i] <= P.min() * 1.002
        assert stages.si.input_power[i] >= P.min() * 0.98
    firm = hc.operating_matrix(
        hc.PumpGroup(units=[GROUP.units[0].replace(count=1), GROUP.units[1]]), line_of(),
        suction_levels=[243],
    )  # fmt: skip
    assert stages.si.firm_flow == pytest.approx(firm.si.flow[:, 0].max(), rel=1e-9)


def test_without_motors_stages_are_compared_by_shaft_power():
    flows = np.array([0.1, 0.2, 0.3, 0.38])
    bare = hc.staging_map(GROUP, line_of(), flow=flows, suction_level=243)
    # Motors of 100 % take no more than the shafts.
    same = GROUP.replace(units=[unit.replace(motor_efficiency=1.0) for unit in GROUP.units])
    ideal = hc.staging_map(same, line_of(), flow=flows, suction_level=243)
    assert list(bare.combination) == list(ideal.combination)
    assert bare.si.speed_share == pytest.approx(ideal.si.speed_share)
    assert np.isnan(bare.si.input_power).all()
    one = hc.PumpGroup(units=[GROUP.units[0].replace(motor_efficiency=0.95), GROUP.units[1]])
    mixed = hc.operating_matrix(one, line_of(), suction_levels=[243])
    known = mixed.running[:, 1] == 0  # the unit without a motor stands
    assert (np.isfinite(mixed.si.input_power[:, 0]) == known).all()


def test_lowest_speeds_of_a_unit_alone():
    stages = hc.staging_map(GROUP, line_of(), flow=[0.3], suction_level=243)
    for unit, none, least in zip(
        GROUP.units, stages.no_flow_speed, stages.lowest_speed, strict=True
    ):
        at = hc.duty_point(unit, line_of(), speed=least, suction_level=243)
        assert at.over_best == pytest.approx(0.5, rel=1e-9)  # its allowable region begins there
        below = hc.duty_point(unit, line_of(), speed=0.9999 * none, suction_level=243)
        above = hc.duty_point(unit, line_of(), speed=1.0001 * none, suction_level=243)
        assert (below.status, above.status) == (kernels.NO_FLOW, kernels.DUTY)
    assert "no flow alone below" in str(stages)


def test_high_voltage_motors_side_by_side():
    design = hc.Design(name="LV", line=line_of(), group=GROUP, supply="LV")
    found = hc.compare_designs(
        [design, design.replace(name="HV", supply="HV")], flow=0.4, suction_levels=[243]
    )
    assert list(found.supply) == ["LV", "HV"]
    # GB 30254-2024 table 2, grade 3, 4 poles, 10 kV, 280 kW: 92.5 %
    assert found.motor_efficiency == pytest.approx([0.960, 0.925], abs=1e-3)
    assert found.si.specific_energy[1] > found.si.specific_energy[0]
    assert "HV motor efficiency" in str(found)
    with pytest.raises(InputError, match="supply"):
        design.replace(supply="10 kV")


def test_the_levels_of_a_wet_well():
    well = hc.WetWell(
        area=20, bottom=236, minimum_level=241, maximum_level=246, bell_level=238, bell_diameter=0.5
    )
    of_well = hc.operating_matrix(GROUP, line_of(), suction_levels=well)
    assert of_well == hc.operating_matrix(GROUP, line_of(), suction_levels=[241, 246])
    envelope = hc.npsh_envelope(GROUP.units[0], suction_levels=well)
    assert list(envelope.si.suction_level) == [241, 246]
    sized = hc.size_station(line_of(), flow=0.4, suction_levels=well)
    assert sized == hc.size_station(line_of(), flow=0.4, suction_levels=[241, 246])


def test_speed_for():
    speed = hc.speed_for(PUMP, MAIN, flow=0.3, units_running=2)
    back = hc.duty_point(PUMP, MAIN, units_running=2, speed=speed)
    assert back.si.flow == pytest.approx(0.3, rel=1e-10)
    kept = hc.speed_for(PUMP, MAIN, flow=0.15, head=80)
    assert hc.pump_performance(PUMP, flow=0.15, speed=kept).si.head == pytest.approx(80)
    on_line = hc.speed_for(PUMP, line_of(), flow=0.3, units_running=2, suction_level=318 - 75.6)
    assert on_line.magnitude == pytest.approx(speed.magnitude, rel=1e-10)
    assert np.isnan(hc.speed_for(PUMP, MAIN, flow=[3.0])).all()


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: hc.duty_point("pump", MAIN), "pump"),
        (lambda: hc.duty_point(PUMP, "line"), "system"),
        (lambda: hc.duty_point(PUMP, line_of(end=None)), "delivery_level"),
        (lambda: hc.duty_point(PUMP, MAIN, suction_level=3), "suction_level"),
        (lambda: hc.duty_point(PUMP, MAIN, units_running=0), "units_running"),
        (lambda: hc.duty_point(PUMP, MAIN, speed=0), "speed"),
        (lambda: hc.duty_point(PUMP, MAIN, units_running=2.5), "units_running"),
        (lambda: hc.duty_point(PUMP, MAIN.replace(roughness=0.05)), "roughness"),
        (lambda: hc.duty_point(PUMP, MAIN.replace(static_head=[70, 71], diameter=[0.8] * 3)),
         "arguments"),
        (lambda: hc.fit_pump_curve(PUMP.replace(flow=PUMP.si.flow * 3600)), "flow"),
        (lambda: hc.operating_matrix(hc.PumpGroup(units=PUMP), line_of()), "units"),
        (lambda: hc.operating_matrix(GROUP, None), "lines"),
        (lambda: hc.npsh_envelope(PUMP, suction_levels=[3]), "eye_level"),
        (lambda: hc.compare_designs([hc.Design(name="x", group=PUMP, line=line_of())], flow=0.4),
         "group"),
        (lambda: hc.size_station(line_of(), ["pump"], flow=0.4), "pumps"),
        (lambda: hc.tolerance_band(GROUP, grade="1B"), "pump"),
        (lambda: hc.duty_point(PUMP, MAIN, efficiency_shift="none"), "efficiency_shift"),
        (lambda: hc.operating_matrix("group", line_of()), "group"),
        (lambda: hc.operating_matrix(hc.PumpGroup(units=[]), line_of()), "group"),
        (lambda: hc.operating_matrix(GROUP, "line"), "lines"),
        (lambda: hc.operating_matrix(GROUP, line_of(), speeds=[0.0]), "speeds"),
        (lambda: hc.operating_matrix(GROUP, line_of(), speeds=np.linspace(0.5, 1, 40_000)),
         "group"),
        (lambda: hc.operating_matrix(MANY, line_of(), suction_levels=np.arange(17)), "group"),
        (lambda: hc.staging_map(MANY, line_of(), flow=np.linspace(0.1, 0.5, 17)), "group"),
        (lambda: hc.operating_matrix(GROUP, [line_of(), line_of().replace(method="manning")]),
         "lines"),
        (lambda: hc.staging_map(GROUP, line_of(), flow=[0.0]), "flow"),
        (lambda: hc.speed_for(PUMP, MAIN, flow=0.3, units_running=21), "units_running"),
        (lambda: hc.size_station(flow=0.4, head=80, suction_levels=[1, 2]), "suction_levels"),
        (lambda: hc.size_station(line_of(), flow=0.4, head=80), "head"),
        (lambda: hc.compare_designs([], flow=0.4), "designs"),
        (lambda: hc.characteristic_heads(line_of(), flow=0.4, suction_levels=[240], flows=[0.4]),
         "shares"),
        (lambda: hc.pump_data_sheet("x"), "design"),
    ],
)  # fmt: skip
def test_bad_input(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


def test_characteristic_heads_by_hand():
    heads = hc.characteristic_heads(
        [line_of(), line_of(5e-4)], flow=0.4, suction_levels=[241, 246], delivery_levels=[316, 318],
        flows=[0.2, 0.4], shares=[0.5, 0.5],
    )  # fmt: skip

    def loss(Q, eps):
        return hc.head_loss(flow=Q, diameter=0.8, length=21e3, roughness=eps).magnitude

    assert heads.si.design == pytest.approx(318 - 241 + loss(0.4, 1e-4), rel=1e-12)
    assert heads.si.highest == pytest.approx(318 - 241 + loss(0.4, 5e-4), rel=1e-12)
    assert heads.si.lowest == pytest.approx(316 - 246 + loss(0.2, 1e-4), rel=1e-12)
    at = [317 - 243.5 + loss(Q, 1e-4) for Q in (0.2, 0.4)]
    assert heads.si.mean == pytest.approx((0.2 * at[0] + 0.4 * at[1]) / 0.6, rel=1e-12)


def design(n, **more):
    pump = hc.estimated_curve(flow=0.4 / n, head=88, speed=1485)
    group = hc.PumpGroup(units=[hc.PumpUnit(pump=pump, count=n, eye_level=240)])
    fields = {"name": f"{n}+1", "line": line_of(), "others": [line_of(5e-4)], "group": group}
    return hc.Design(**{**fields, **more})


def test_designs_side_by_side():
    table = hc.compare_designs(
        [design(2, investment=5e6), design(3, investment=5.5e6)], flow=0.4,
        suction_levels=[243, 241, 246], flows=[0.3, 0.4], shares=[0.4, 0.6], price=0.6,
    )  # fmt: skip
    d = table.si
    assert d.installed_power == pytest.approx((np.array([2, 3]) + 1) * d.motor_rating)
    assert (d.motor_rating >= 1.1 * d.max_shaft_power * (1 - 1e-12)).all()
    matrix = hc.operating_matrix(
        design(2).group, [line_of(), line_of(5e-4)], suction_levels=[243, 241, 246]
    )
    assert d.max_shaft_power[0] == pytest.approx(np.nanmax(matrix.si.shaft_power))
    rate = 0.06 * 1.06**30 / (1.06**30 - 1)
    assert d.cost_per_year == pytest.approx(
        d.energy_per_year / 3.6e6 * 0.6 + rate * np.array([5e6, 5.5e6]), rel=1e-12
    )
    assert list(table.supply) == ["LV/HV", "LV"]
    assert list(d.firm_flow) == list(d.duty_flow)  # a standby unit takes over
    alone = hc.compare_designs([design(2, standby=0)], flow=0.4, suction_levels=[243])
    assert alone.si.firm_flow[0] < 0.3
    assert "Firm capacity below" in str(alone)
    two = design(2, line=line_of(strings=2), others=[])
    assert hc.compare_designs([two], flow=0.4, suction_levels=[243]).si.emergency_flow[0] > 0
    assert "方案比较" in table.text("zh")
    assert table.exit_code == 0


def test_a_data_sheet():
    sheet = hc.pump_data_sheet(design(2), suction_levels=[243, 241, 246])
    assert sheet.number == 3
    assert sheet.grade == "1B"
    assert sheet.si.flow_low < sheet.si.flow < sheet.si.flow_high
    assert sheet.si.head_low < sheet.si.head < sheet.si.head_high
    duty = hc.duty_point(design(2).group.units[0], line_of(), units_running=2, suction_level=243)
    assert sheet.si.flow == pytest.approx(duty.si.unit_flow, rel=1e-9)
    assert "水泵询价单" in sheet.text("zh")


def test_a_station_on_a_line_and_with_real_curves():
    lines = [line_of(), line_of(5e-4)]
    by_estimate = hc.size_station(lines, flow=0.4, suction_levels=[241, 246])
    heads = hc.characteristic_heads(lines, flow=0.4, suction_levels=[241, 246])
    assert by_estimate.si.head == heads.si.design
    assert by_estimate.heads == heads
    best = by_estimate.recommended
    assert (best.duty, best.type, best.poles) == (2, "split-case", 4)
    pumps = [
        hc.estimated_curve(flow=q, head=h, speed=n).replace(name=name)
        for name, q, h, n in (("P", 0.2, 90, 1485), ("low", 0.2, 70, 1485), ("big", 0.4, 90, 1485),
                              ("fast", 0.1, 90, 2960))
    ]  # fmt: skip
    deep = {"suction_levels": [241, 246], "water_above_eye": 6}  # so that suction decides nothing
    sizing = hc.size_station(lines, pumps, flow=0.4, **deep)
    chosen = sizing.recommended
    assert (chosen.type, chosen.duty, chosen.standby) == ("P", 2, 1)
    duty = hc.duty_point(pumps[0], line_of(), units_running=2, suction_level=241)
    assert chosen.si.unit_flow == pytest.approx(duty.si.unit_flow, rel=1e-9)
    assert chosen.si.unit_shaft_power == pytest.approx(duty.si.shaft_power, rel=1e-9)
    words = [kernels.STATUS[0], *(" ".join(str(sizing).split()).split("reason")[1:])]
    assert any("below the design flow on the line" in w for w in words)
    assert any("more than 1.2 times" in w for w in words)
    assert not {"pump_efficiency", "power_rise"} & {a.id for a in sizing.assumptions}
    json.dumps(sizing.to_dict(), allow_nan=False)
    with pytest.raises(InputError, match="different names"):
        hc.size_station(lines, [pumps[0], pumps[0]], flow=0.4)


def test_series():
    half = PUMP.replace(head=PUMP.si.head / 2, name="half")
    unit = hc.PumpUnit(pump=half, series=[half])
    assert hc.duty_point(unit, MAIN).si.flow == pytest.approx(
        hc.duty_point(PUMP, MAIN).si.flow, rel=1e-11
    )


def test_plots():
    from hydrocalc.plots.systems import plot_npsh, plot_operation, plot_pump_curve

    matrix = hc.operating_matrix(GROUP, [line_of(), line_of(5e-4)], suction_levels=[241, 246])
    top = plot_operation(matrix)
    numbers = [t.get_text() for t in top.texts]
    assert numbers == [str(i) for i in range(1, len(numbers) + 1)]
    (foot,) = [a for a in top.figure.axes if a.tables]
    shown = {cell.get_text().get_text() for cell in foot.tables[0].get_celld().values()}
    assert "2 A + 1 B" in shown
    assert len(numbers) <= 12
    again = plot_npsh(hc.npsh_envelope(GROUP.units[1], suction_levels=[241, 246]))
    assert "NPSH" in again.get_ylabel()
    assert "m³/s" in again.get_xlabel()
    droop = PUMP.replace(head=np.concatenate([[PUMP.si.head[1] - 2], PUMP.si.head[1:]]))
    labels = [t.get_text() for t in plot_pump_curve(hc.fit_pump_curve(droop)).get_legend().texts]
    assert "unstable" in labels
    weak = hc.PumpGroup(units=[hc.PumpUnit(pump=PUMP.replace(head=0.5 * PUMP.si.head))])
    nothing = hc.operating_matrix(weak, line_of(), suction_levels=[241])
    assert nothing.exit_code == 1
    with pytest.raises(InputError, match="all run in some case"):
        plot_operation(nothing)


def test_a_group_of_too_many_kinds_is_refused_before_its_units_are_looked_at(monkeypatch):
    looked = []
    monkeypatch.setattr("hydrocalc.hydraulics.operation.ready", looked.append)
    group = hc.PumpGroup(units=[hc.PumpUnit(name=f"{i}", pump=PUMP) for i in range(200)])
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=9.0)],
                   delivery_level=50.0)  # fmt: skip
    for call in (
        lambda: hc.operating_matrix(group, line, suction_levels=0.0),
        lambda: hc.staging_map(group, line, suction_level=0.0, flow=0.1),
    ):
        with pytest.raises(InputError, match="combinations"):
            call()
    assert not looked
