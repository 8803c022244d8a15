"""Outside their domain: a scalar is refused or warned of, an element of an array is nan."""

import copy

import numpy as np
import pint
import pytest

import hydrocalc as hc
from hydrocalc.errors import InputError, RangeWarning
from hydrocalc.kernels import pumps


def test_arrays_give_nan_and_keep_the_others():
    bad = [0.1, -0.1, np.nan]
    for power in (
        hc.hydraulic_power(flow=bad, head=10),
        hc.hydraulic_power(flow=0.1, head=np.array(bad) * 100),
        hc.shaft_power(flow=bad, head=10, efficiency=0.8),
        hc.input_power(flow=bad, head=10, efficiency=0.8, motor_efficiency=0.9),
        hc.specific_energy(head=bad, efficiency=0.8),
        hc.daily_volume(flow=bad, hours=20),
        hc.daily_volume(flow=0.1, hours=[20, 30, -1]),
        hc.atmospheric_pressure([300, 20000, -9000]),
    ):
        np.testing.assert_array_equal(np.isnan(power.magnitude), [False, True, True])


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: hc.hydraulic_power("water", flow=1, head=1), "liquid"),
        (lambda: hc.motor_rating(shaft_power=1e5, margin=[1.1, 1.2]), "margin"),
        (
            lambda: hc.motor_rating(shaft_power=1e5, coupling_efficiency=[1, 1]),
            "coupling_efficiency",
        ),
        (lambda: hc.motor_efficiency(rating=1e5, ie_class=["IE1"]), "ie_class"),
        (lambda: hc.motor_efficiency(rating=1e5, poles=[4]), "poles"),
        (lambda: hc.size_station(flow=0.4, head=50, type=np.array(["auto"])), "type"),
        (lambda: hc.hydraulic_power(flow=np.ma.masked_array(-5.0, False), head=1), "flow"),
    ],
)
def test_one_named_error(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


def test_arrays_that_do_not_fit():
    for call in (
        lambda: hc.hydraulic_power(flow=[0.1, 0.2], head=[1, 2, 3]),
        lambda: hc.size_station(flow=[0.1, 0.2], head=[1, 2, 3]),
        lambda: hc.head_loss(flow=[0.1, 0.2], diameter=[1, 2, 3], length=1, roughness=0),
    ):
        with pytest.raises(InputError, match=r"shapes \(2,\), \(3,\)"):
            call()


def test_warmest_is_not_colder():
    with pytest.raises(InputError, match="temperature_max"):
        hc.size_station(flow=0.4, head=87.8, temperature=30, temperature_max=10)


def test_installed_power_is_one_value():
    sizing = hc.size_station(flow=0.4, head=87.8)
    for name in ("installed", "daily_volume"):
        with pytest.raises(InputError, match="not an array"):
            hc.reconcile_installed(sizing, **{name: [1e6, 2e6]})


def test_motor_efficiency_warns_outside_its_loads_and_has_no_gaps():
    with pytest.warns(RangeWarning, match="load 0.05"):
        hc.motor_efficiency(rating="100 kW", load=0.05)
    for ie_class in ("IE2", "IE3", "IE4"):
        for poles in (2, 4, 6, 8):
            eta = hc.motor_efficiency(
                rating=np.linspace(120, 1e6, 40001), poles=poles, ie_class=ie_class
            )
            assert not np.isnan(eta).any()


def test_efficiency_warns_for_any_scalar_pump():
    with pytest.warns(RangeWarning, match="no pump is known"):
        hc.pump_efficiency(flow=0.001, head=400, speed=1000)
    estimate = hc.pump_efficiency(flow=0.001, head=[400, 500], speed=1000)
    assert np.isnan(estimate.efficiency).all()


def test_ends_of_the_efficiency_methods():
    """Each method answers at both ends of its range and not beyond."""
    eps = 1e-9
    for method, ends in (
        (lambda nq: pumps.efficiency_guelich(0.2, nq), (7.0, 80.0)),
        (lambda nq: pumps.efficiency_guelich_multistage(0.2, nq), (7.0, 80.0)),
        (lambda nq: pumps.efficiency_anderson(0.2, 1485.0, nq), (7.0, 100.0)),
    ):
        low, high = ends
        inside = [method(np.float64(x)) for x in (low, high)]
        outside = [method(np.float64(x)) for x in (low - eps, high + eps)]
        assert np.isfinite(inside).all()
        assert np.isnan(outside).all()
    for method in (pumps.efficiency_guelich, pumps.efficiency_guelich_multistage):
        assert np.isfinite(method(np.float64(0.005), 30.0))
        assert np.isnan(method(np.float64(0.005 - eps), 30.0))


def test_plain_numbers_can_be_copied():
    plain = copy.copy(hc.water_at(20).si)
    assert plain.density == pytest.approx(998.2, abs=0.01)


def test_units_of_other_scales():
    """A scale with another zero that we have no spelling of: Réaumur, 80 degrees to the 100."""
    registry = pint.UnitRegistry()
    registry.define("reaumur = 1.25 * kelvin; offset: 273.15")
    warm = hc.water_at(registry.Quantity(16.0, "reaumur"))
    assert warm.si.density == pytest.approx(hc.water_at(20).si.density, rel=1e-9)
    rankine = hc.water_at(registry.Quantity(527.67, "degR"))
    assert rankine.si.density == pytest.approx(hc.water_at(20).si.density, rel=1e-9)


def test_something_that_only_looks_like_a_quantity():
    class Odd:
        magnitude, units = 1.0, "m"

    with pytest.raises(InputError):
        hc.hydraulic_power(flow=1, head=Odd())
