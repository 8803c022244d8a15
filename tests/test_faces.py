"""The unit-aware faces: scalars, arrays, quantities, bad input, a million elements."""

import numpy as np
import pint
import pytest

import hydrocalc as hc
from hydrocalc.errors import InputError, RangeWarning
from hydrocalc.kernels import pumps as pump_kernels

UREG = pint.get_application_registry()


def close(quantity, value, unit):
    assert quantity.to(unit).magnitude == pytest.approx(value, rel=1e-12)


def test_powers_by_hand():
    """1 m³/s of 1000 kg/m³ lifted by 1 m is g kW."""
    water = hc.Liquid(density=1000, viscosity=1e-6, vapour_pressure=0, bulk_modulus=2e9)
    close(hc.hydraulic_power(water, flow=1, head=1), 9.80665, "kW")
    close(hc.shaft_power(water, flow=1, head=1, efficiency="50 %"), 2 * 9.80665, "kW")
    power = hc.input_power(
        water, flow=1, head=1, efficiency=0.5, motor_efficiency=0.8, drive_efficiency=0.5
    )
    close(power, 5 * 9.80665, "kW")
    close(hc.specific_energy(water, head=1, efficiency=1), 9.80665 / 3.6e3, "kWh/m**3")
    close(hc.daily_volume(flow="0.4 m3/s"), 34560, "m**3/day")
    close(hc.daily_volume(flow=1, hours="12 h"), 43200, "m**3/day")


def test_one_door():
    """In any unit the same bits, in and out."""
    ways = [
        hc.hydraulic_power(flow=0.4, head=87.8),
        hc.hydraulic_power(flow="400 L/s", head="8780 cm"),
        hc.hydraulic_power(flow=UREG.Quantity(1440, "m**3/hour"), head=UREG.Quantity(87.8, "m")),
        hc.hydraulic_power(flow=np.array([0.4]), head=87.8)[0],
    ]
    assert len({p.magnitude for p in ways}) == 1
    assert all(p.units == UREG.Unit("W") for p in ways)


def test_arrays_broadcast():
    flows = np.linspace(0.1, 1.0, 7)[:, None]
    heads = np.linspace(10, 90, 5)
    power = hc.hydraulic_power(flow=flows, head=heads)
    assert power.shape == (7, 5)
    for i in (0, 6):
        for j in (0, 4):
            one = hc.hydraulic_power(flow=flows[i, 0], head=heads[j])
            assert power[i, j].magnitude == pytest.approx(one.magnitude, rel=1e-14)
    ratings = hc.motor_rating(shaft_power=UREG.Quantity(np.array([10.0, 247.0, 3e5]), "kW"))
    np.testing.assert_array_equal(ratings.magnitude, [15e3, 280e3, np.nan])


def test_a_million_flows_in_one_call():
    flows = np.linspace(0.01, 1.0, 10**6)
    power = hc.shaft_power(flow=flows, head=50.0, efficiency=0.8)
    assert power.shape == (10**6,)
    assert (np.diff(power.magnitude) > 0).all()
    water = hc.water_at(np.linspace(0, 40, 10**6))
    assert water.si.density.shape == (10**6,)
    assert np.isnan(hc.water_at([-1.0, 20.0]).si.density).tolist() == [True, False]


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: hc.hydraulic_power(flow="0,4", head=1), "flow"),
        (lambda: hc.hydraulic_power(flow=1, head="87.8 kPa"), "head"),
        (lambda: hc.shaft_power(flow=1, head=1, efficiency=85), "efficiency"),
        (lambda: hc.input_power(flow=1, head=1, efficiency=0.8, motor_efficiency=0), "motor_efficiency"),
        (lambda: hc.daily_volume(flow=1, hours=25), "hours"),
        (lambda: hc.specific_energy(head=-1, efficiency=0.5), "head"),
        (lambda: hc.water_at(41), "temperature"),
        (lambda: hc.water_at(-0.1), "temperature"),
        (lambda: hc.water_at(20, altitude="6000 m"), "altitude"),
        (lambda: hc.atmospheric_pressure(6000), "altitude"),
        (lambda: hc.motor_rating(shaft_power="300 MW"), "shaft_power"),
        (lambda: hc.motor_rating(shaft_power="20 kW", margin=0.9), "margin"),
        (lambda: hc.motor_efficiency(rating="2 MW"), "rating"),
        (lambda: hc.motor_efficiency(rating="11 kW", poles=5), "poles"),
        (lambda: hc.motor_efficiency(rating="11 kW", poles=8, ie_class="IE1"), "poles"),
        (lambda: hc.motor_efficiency(rating="11 kW", ie_class="IE5"), "ie_class"),
        (lambda: hc.motor_efficiency(rating="11 kW", load=-1), "load"),
        (lambda: hc.specific_speed(flow=1, head=1, speed="50 Hz"), "speed"),
        (lambda: hc.specific_speed(flow=1, head=1, speed=1480, stages=0), "stages"),
        (lambda: hc.pump_efficiency(flow=1, head=1, speed=1480, type="axial"), "type"),
        (lambda: hc.npsh_available(water_above_eye=1), "suction_loss"),
        (lambda: hc.npsh_available(), "water_above_eye"),
        (lambda: hc.npsh_available(gauge_pressure=1), "velocity"),
        (lambda: hc.npsh_available(water_above_eye=1, gauge_pressure=1), "gauge_pressure"),
        (lambda: hc.npsh_required_estimate(flow=0, speed=1480), "flow"),
        (lambda: hc.Liquid(density=1), "density"),
    ],
)  # fmt: skip
def test_bad_input_names_its_argument(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


def test_water_and_air():
    water = hc.water_at("68 °F", altitude="1000 m")
    assert water.si.density < hc.water_at(20).si.density  # less compressed
    assert f"{hc.sound_speed(water).to('m/s').magnitude:.0f}" == "1482"
    assert hc.water_at(20) == hc.water_at("20 °C")
    np.testing.assert_allclose(
        hc.atmospheric_pressure([0.0, 11000 / 4]).magnitude[0], 101325, rtol=1e-12
    )


def test_motor_margins():
    close(hc.motor_rating(shaft_power="8.8 kW"), 11, "kW")  # 1.25 × 8.8 = 11 exactly
    close(hc.motor_rating(shaft_power="8.9 kW"), 15, "kW")
    # 22 kW lies between 1.25 at 11 and 1.15 at 55 kW: 1.25 - 0.1 ln 2 / ln 5 = 1.207
    close(hc.motor_rating(shaft_power="18.2 kW"), 22, "kW")
    close(hc.motor_rating(shaft_power="18.3 kW"), 30, "kW")
    close(hc.motor_rating(shaft_power="2.6 MW"), 2800, "kW")  # 1.05 × 2600 = 2730
    close(hc.motor_rating(shaft_power="50 MW"), 56000, "kW")  # made to order
    close(hc.motor_rating(shaft_power="247 kW", margin=1), 250, "kW")
    close(hc.motor_rating(shaft_power="100 kW", coupling_efficiency="90 %"), 132, "kW")
    part = hc.motor_efficiency(rating="280 kW", load=[0.5, 0.75, 1.0])
    assert part[2] == pytest.approx(0.96, abs=5e-4)
    assert part.shape == (3,)
    assert np.isnan(hc.motor_efficiency(rating=[0.05e3, 11e3])).tolist() == [True, False]


def test_specific_speed_names_carry_the_definition():
    pump = hc.specific_speed(
        flow=0.2, head=[87.8, 175.6], speed=1480, stages=2, double_suction=True
    )
    assert pump.nq_total[1] == pytest.approx(23.077, rel=1e-4)
    np.testing.assert_allclose(pump.nq_total, pump.nq_eye * 2**0.5, rtol=1e-12)
    np.testing.assert_allclose(pump.ns_cn, 3.65 * pump.nq_eye, rtol=1e-12)


def test_efficiency_warns_where_no_method_is_valid():
    with pytest.warns(RangeWarning, match="no pump is known"):
        nothing = hc.pump_efficiency(flow="1 L/s", head=100, speed=1450)
    assert np.isnan(nothing.efficiency)
    quiet = hc.pump_efficiency(flow=[0.001, 0.2], head=[100, 87.8], speed=1480)
    assert np.isnan(quiet.efficiency).tolist() == [True, False]
    several = hc.pump_efficiency(flow=0.1, head=200, speed=1480, stages=4, type="multistage")
    assert np.isnan(several.anderson)
    assert several.psat > 0
    assert several.guelich > 0
    assert several.low < several.efficiency < several.high


def test_efficiency_of_the_reference_pump_by_hand():
    """720 m³/h, 87.8 m, 1485 rpm, double suction: GB's form with the constants of split-case pumps.

    y = ln 720 = 6.5793; x* = (96.52 + 0.09 y)/20.24 = 4.7980; peak -10.12 x*² - 0.48 y² + 0.09 x* y
    + 96.52 x* + 8.5 y - 182.24 = 85.88; ns = 3.65 × 16.37 = 59.76, u = ln ns - x* = -0.7076, off
    10.12 × 0.5007/1.0501 = 4.83: 81.05; less 2 × 0.699 (0.2 m³/s): 79.65.
    """
    pump = hc.pump_efficiency(flow="720 m3/h", head=87.8, speed=1485)
    assert 100 * pump.efficiency == pytest.approx(79.65, abs=0.01)
    # two thirds of 3.12 points of deviation at 0.2 m³/s (4 - lg(0.2/0.03) × 1)
    assert 100 * (pump.high - pump.efficiency) == pytest.approx(2 / 3 * (4 - 0.8239), abs=0.01)


def test_npsh():
    gauge = hc.npsh_available(gauge_pressure="-20 kPa", velocity="2 m/s", gauge_level="0.5 m")
    by_hand = (101325 - 20000 - 2339.2) / (998.203 * 9.80665) + 4 / (2 * 9.80665) + 0.5
    assert gauge.magnitude == pytest.approx(by_hand, rel=1e-5)
    levels = hc.npsh_available(water_above_eye=[-3.0, 3.0], suction_loss=0.5)
    assert np.diff(levels.magnitude) == pytest.approx(6.0)


def test_names_of_the_package():
    assert set(hc.__all__) <= set(dir(hc))
    with pytest.raises(AttributeError, match="hydraulic_powr"):
        hc.hydraulic_powr  # noqa: B018
    assert hc.__version__.count(".") == 2


def test_npsh_from_levels_and_from_the_gauge_agree_with_fox_and_mcdonald():
    """Fox & McDonald, ex. 8 p. 525: 29.45 ft; 14.7 psi, vapour 1.17 ft, losses by K and f L/D."""
    ft, rho = 0.3048, 1.93 * 515.378818
    g = 32.2 * ft
    v = 1000 * 3.785411784e-3 / 60 / (np.pi / 4 * (5.047 * 0.0254) ** 2)
    loss = (0.5 + 0.0237 * (30 + 8) + 0.0237 * 6 / (5.047 / 12)) * v**2 / (2 * g)
    air, p_v = 14.7 * 6894.757, 1.17 * ft * rho * g
    level = pump_kernels.npsh_available(air, p_v, rho, 3.5 * ft, loss, g)
    gauge = rho * g * (3.5 * ft - loss - v**2 / (2 * g))
    assert level / ft == pytest.approx(29.45, abs=0.01)
    assert pump_kernels.npsh_available_at_gauge(gauge, air, p_v, rho, v, 0.0, g) == (
        pytest.approx(level, rel=1e-12)
    )
