"""Alternatives side by side."""

import pytest
from lines_and_pumps import PUMP, design, line_of

import hydrocalc as hc


def test_standby_is_of_the_largest_kind():
    small = hc.estimated_curve(flow=0.1, head=88, speed=1485, type="end-suction")
    group = hc.PumpGroup(units=[hc.PumpUnit(pump=PUMP), hc.PumpUnit(pump=small, count=2)])
    mixed = design(group=group)
    sheets = [hc.pump_data_sheet(mixed, unit=i, suction_levels=[243]) for i in (0, 1)]
    assert [sheet.number for sheet in sheets] == [2, 2]  # 1 + 1 standby; 2
    R = [float(sheet.si.motor_rating) for sheet in sheets]
    found = hc.compare_designs([mixed], flow=0.4, suction_levels=[243])
    assert found.si.installed_power[0] == pytest.approx(2 * R[0] + 2 * R[1])


def test_drives_are_in_the_energy_of_a_comparison():
    def variable(**more):
        unit = hc.PumpUnit(pump=PUMP, count=2, minimum_speed=1100, **more)
        return design(group=hc.PumpGroup(units=[unit]))

    R = 280e3
    eta = hc.motor_efficiency(rating=R)
    several = [variable(), variable(motor_efficiency=eta),
               variable(motor_efficiency=eta, motor_rating=R)]  # fmt: skip
    found = hc.compare_designs(several, flow=0.35, suction_levels=[243])
    assert list(found.si.motor_rating) == [R] * 3
    assert found.si.specific_energy == pytest.approx([found.si.specific_energy[0]] * 3, rel=1e-9)
    # by hand, both units at the speed that gives the flow
    n = hc.speed_for(PUMP, line_of(), flow=0.35, units_running=2, suction_level=243)
    P = hc.pump_performance(PUMP, flow=0.175, speed=n).si.shaft_power
    drive = hc.drive_efficiency(rating=R, load=P / R)
    at_load = hc.motor_efficiency(rating=R, load=P / R)
    assert found.si.specific_energy[0] == pytest.approx(P / at_load / drive / 0.175, rel=1e-6)
