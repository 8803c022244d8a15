"""Wet wells and intakes."""

import math

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.errors import InputError


def test_submergence_by_hand():
    bell = hc.submergence(flow=0.2, bell_diameter=0.4)
    v = 0.2 / (math.pi / 4 * 0.16)
    F = v / math.sqrt(9.80665 * 0.4)
    assert bell.froude == pytest.approx(F)
    assert bell.si.hi == pytest.approx(0.4 * (1 + 2.3 * F))
    assert bell.si.hi == pytest.approx(1.14, abs=0.03)  # reference bell: 1.16 m against 0.50 m
    assert bell.si.chinese == 0.5
    assert bell.si.needed == bell.si.hi
    assert "HI 9.8 decides" in str(bell)
    assert hc.submergence(flow=0.2, bell_diameter=0.4, position="horizontal").si.chinese == (
        pytest.approx(0.72)
    )
    many = hc.submergence(flow=[0.2, 0.4, 2.0], bell_diameter=0.8)
    assert list(many.si.velocity_high) == [2.7, 2.4, 2.1]
    assert "outside the range" in str(hc.submergence(flow=0.2, bell_diameter=0.2))
    assert "控制" in bell.text("zh")


def test_switching_volumes():
    # O-01: 15 starts an hour, inflow 28.4 L/s at worst, pump 56.8 L/s: 3.408 m³
    V = hc.cycling_volume(pump_flow="56.8 L/s", starts_per_hour=15)
    assert V.magnitude == pytest.approx(3.4080, abs=5e-5)
    assert hc.cycling_volume(pump_flow=0.2, starts_per_hour=6).magnitude == pytest.approx(30)
    assert hc.cycling_volume(pump_flow=0.2, starts_per_hour=6, pumps=2).magnitude == 15
    inflow = np.linspace(0.0, 0.2, 41)
    starts = hc.starts_per_hour(volume=30, inflow=inflow, pump_flow=0.2)
    assert starts.max() == pytest.approx(6.0)
    assert inflow[starts.argmax()] == pytest.approx(0.1)  # worst at half the pump's flow
    assert starts[0] == starts[-1] == 0.0
    assert np.isnan(hc.starts_per_hour(volume=30, inflow=0.3, pump_flow=0.2))
    assert list(hc.sump_volume(flow=0.4).magnitude) == [12.0, 20.0]


def test_starts_of_motors():
    assert hc.permissible_starts(rating="0.7 kW", poles=2) == 15
    assert hc.permissible_starts(rating="186 kW", poles=4) == 3.7
    assert hc.permissible_starts(rating="280 kW") == 1.0
    # 250 hp, 4 poles: 1017 starts/h × lb·ft² is 42.86 starts/h × kg·m²
    heavy = hc.permissible_starts(rating="186 kW", poles=4, inertia=42.857)
    assert heavy == pytest.approx(1.0, rel=1e-3)
    # its starts a river intake has from the tank that it fills: 500 m³, 0.3 m³/s drawn
    assert hc.starts_per_hour(volume=500, inflow=0.3, pump_flow=0.4) < 1.0


def test_a_bay():
    bay = hc.intake_bay(flow=0.2)
    assert bay.si.bell_diameter == pytest.approx(math.sqrt(0.2 / 1.7 / (math.pi / 4)))
    row = list(bay.dimension).index("bay width")
    assert bay.si.low[row] == pytest.approx(2 * bay.si.bell_diameter)
    assert "悬空高" in bay.text("zh")


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: hc.submergence(flow=0, bell_diameter=0.4), "flow"),
        (lambda: hc.submergence(flow=0.2, bell_diameter=-0.4), "bell_diameter"),
        (lambda: hc.submergence(flow=0.2, bell_diameter=0.4, position="up"), "position"),
        (lambda: hc.cycling_volume(pump_flow=0.2, starts_per_hour=0), "starts_per_hour"),
        (lambda: hc.cycling_volume(pump_flow=0.2, starts_per_hour=6, pumps=0), "pumps"),
        (lambda: hc.starts_per_hour(volume=-1, inflow=0.1, pump_flow=0.2), "volume"),
        (lambda: hc.permissible_starts(rating="110 kW", poles=8), "poles"),
        (lambda: hc.permissible_starts(rating="110 kW", inertia=0), "inertia"),
        (lambda: hc.sump_volume(flow="x"), "flow"),
    ],
)
def test_bad_input(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


WELL = hc.WetWell(area="20 m2", bottom=235, minimum_level=239, maximum_level=243, bell_level=236,
                  bell_diameter="500 mm")  # fmt: skip


def test_a_well_is_checked():
    good = hc.check_wet_well(WELL, pump_flow=0.2, pumps=2)
    assert list(good.found) == [3.0, 80.0]
    assert list(good.needed) == [hc.submergence(flow=0.2, bell_diameter=0.5).si.needed, 12.0]
    assert good.exit_code == 0
    switched = hc.check_wet_well(WELL, pump_flow=0.2, pumps=2, starts_per_hour=4)
    assert switched.found[2] == 80.0
    assert switched.needed[2] == pytest.approx(90.0)
    assert switched.exit_code == 1
    assert "启停调节容积" in switched.text("zh")
    shallow = hc.check_wet_well(WELL.replace(minimum_level=236.6), pump_flow=0.2)
    assert list(shallow.passed) == [False, True]
    for change, argument in (
        ({"bell_level": 234}, "bell_level"), ({"minimum_level": 235.5}, "minimum_level"),
        ({"maximum_level": 238}, "maximum_level"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            hc.check_wet_well(WELL.replace(**change), pump_flow=0.2)
        assert caught.value.argument == argument
    with pytest.raises(InputError, match="a WetWell"):
        hc.check_wet_well("well", pump_flow=0.2)
