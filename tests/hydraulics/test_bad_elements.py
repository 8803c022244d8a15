"""One bad element of an array harms no other."""

import numpy as np
import pytest
from lines_and_pumps import MAIN, NAN, PUMP, line_of

import hydrocalc as hc
from hydrocalc.errors import InputError
from hydrocalc.kernels import systems as kernels

BAD = {
    "static_head": (75.6, [NAN, np.inf]), "diameter": (0.8, [-0.8, 0.0, NAN, np.inf]),
    "length": (21e3, [-1.0, NAN, np.inf]), "roughness": (1e-4, [-1e-4, NAN]),
    "loss_coefficient": (0.0, [-3.0, NAN]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_element_of_a_system_harms_no_other(name):
    good, bad = BAD[name]
    alone = hc.duty_point(PUMP, hc.System(**MAIN))
    many = hc.duty_point(PUMP, hc.System(**{**MAIN, name: [good, *bad, good]}))
    assert many.si.flow[[0, -1]] == pytest.approx([alone.si.flow] * 2, rel=1e-14)
    assert list(many.status) == [0, *[kernels.INVALID] * len(bad), 0]
    for values in (many.si.flow, many.si.head, many.efficiency, many.si.shaft_power):
        assert np.isnan(values[1:-1]).all()


@pytest.mark.parametrize("system", [hc.System(**MAIN), line_of(75.6)], ids=["system", "line"])
def test_a_bad_element_of_speed_or_number_harms_no_other(system):
    many = hc.duty_point(PUMP, system, speed=[1485, NAN, -5, 0, 1485])
    assert list(many.status) == [0, 5, 5, 5, 0]
    assert np.isnan(many.si.flow[1:4]).all()
    assert many.si.flow[0] == many.si.flow[4] == hc.duty_point(PUMP, system).si.flow
    many = hc.duty_point(PUMP, system, units_running=[1, NAN, -2, 2.5, 21, 2])
    assert list(many.status) == [0, 5, 5, 5, 5, 0]
    two = hc.duty_point(PUMP, system, units_running=2).si.flow
    assert many.si.flow[5] == pytest.approx(two, rel=1e-14)
    with pytest.raises(InputError, match="whole numbers"):
        hc.duty_point(PUMP, system, units_running=2.5)


def test_a_bad_element_of_a_performance_harms_no_other():
    done = hc.pump_performance(PUMP, flow=[0.2, NAN, -0.1, 0.1, 0.1, 0.2],
                               speed=[1485, 1485, 1485, 0, -1485, 1485])  # fmt: skip
    one = hc.pump_performance(PUMP, flow=0.2)
    for name in ("head", "efficiency", "shaft_power", "npsh_required", "over_best"):
        values = getattr(done.si, name)
        assert np.isnan(values[1:5]).all(), name
        assert values[0] == values[5] == getattr(one.si, name)
    speeds = hc.speed_for(PUMP, hc.System(**MAIN), flow=[0.2, NAN, -0.1, 0.2]).magnitude
    assert np.isnan(speeds[1:3]).all()
    assert speeds[0] == speeds[3]
