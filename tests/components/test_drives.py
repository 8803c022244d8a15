"""Drives and the speed of motors."""

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc import data
from hydrocalc.errors import InputError


def test_the_table_is_met_at_its_nodes():
    for row in data.rows("drive_efficiency"):
        for column, value in row.items():
            if column.startswith("load_"):
                load = float(column.removeprefix("load_"))
                got = hc.drive_efficiency(rating=1000 * float(row["rating_kw"]), load=load)
                assert got == pytest.approx(float(value), rel=1e-12)


def test_between_and_beyond_the_nodes():
    x = np.linspace(0.05, 1.2, 60)
    eta = hc.drive_efficiency(rating="132 kW", load=x)
    assert (np.diff(eta) >= -1e-12).all()
    assert hc.drive_efficiency(rating="900 kW", load=0.5) == pytest.approx(0.96)
    between = hc.drive_efficiency(rating=74570 * 2**0.5, load=0.125)  # half-way from 100 to 200 hp
    assert between == pytest.approx(0.90, abs=1e-4)


def test_speed_of_a_motor():
    assert hc.motor_speed(poles=4, slip=0.01).magnitude == pytest.approx(1485)
    assert hc.motor_speed(poles=4, load=0, frequency=60).magnitude == pytest.approx(1800)
    assert hc.motor_speed(poles=6, frequency=[40, 50], slip=0).magnitude == pytest.approx(
        [800, 1000]
    )
    for given, argument in (({"poles": 3}, "poles"), ({"poles": 4, "load": 2}, "load"),
                            ({"poles": 4, "slip": 0.5}, "slip")):  # fmt: skip
        with pytest.raises(InputError) as caught:
            hc.motor_speed(**given)
        assert caught.value.argument == argument
    with pytest.raises(InputError):
        hc.drive_efficiency(rating=0, load=0.5)


def test_overload_is_found_over_the_whole_range():
    pump = hc.estimated_curve(flow=0.2, head=87.8, speed=1485)
    reach = hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"), length="21 km")
    line = hc.Line(reaches=[reach], delivery_level=318)

    def matrix(rating):
        unit = hc.PumpUnit(pump=pump, count=2, motor_rating=rating, motor_efficiency=0.96)
        return hc.operating_matrix(hc.PumpGroup(units=[unit]), line, suction_levels=[243, 246])

    good, small = matrix("280 kW"), matrix("220 kW")
    assert good.exit_code == 0
    assert small.exit_code == 1
    assert "A motor is overloaded." in str(small)
    assert np.nanmax(small.si.motor_load) == pytest.approx(np.nanmax(small.si.shaft_power) / 220e3)
    # the duty point alone would not have shown it: 209 kW with both running
    assert small.si.motor_load[1, 0, 0] < 1.0 < small.si.motor_load[0, 1, 0]
    P = good.si.shaft_power[1, 0, 0]
    losses = (1 / 0.96 - 1) * (0.3 + 0.7 * (P / 280e3) ** 2) * 280e3
    assert good.si.input_power[1, 0] == pytest.approx(2 * (P + losses), rel=1e-12)


def test_a_variable_unit_has_the_losses_of_its_drive():
    pump = hc.estimated_curve(flow=0.2, head=87.8, speed=1485)
    reach = hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"), length="21 km")
    line = hc.Line(reaches=[reach], delivery_level=318)
    unit = hc.PumpUnit(pump=pump, minimum_speed=1400, motor_rating="280 kW", motor_efficiency=0.96)

    def power(one):
        group = hc.PumpGroup(units=[one])
        return hc.operating_matrix(group, line, suction_levels=[243], speeds=[1.0]).si

    with_drive, fixed = power(unit), power(unit.replace(minimum_speed=None))
    eta = hc.drive_efficiency(rating="280 kW", load=with_drive.motor_load[0, 0, 0])
    assert with_drive.input_power[0, 0] == pytest.approx(fixed.input_power[0, 0] / eta)
    own = power(unit.replace(drive_efficiency=0.9))
    assert own.input_power[0, 0] == pytest.approx(fixed.input_power[0, 0] / 0.9)
