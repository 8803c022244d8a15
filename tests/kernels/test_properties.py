"""What must hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrocalc.components.motors import rating_series
from hydrocalc.kernels import chains as scenarios
from hydrocalc.kernels import liquids, motors, pumps, stations

RATINGS, MARGINS, _ = rating_series()
SERIES = {"ratings": RATINGS, "margins": MARGINS}
positive = st.floats(1e-3, 1e3)


@given(positive, positive, positive, st.floats(1e-3, 1e3))
def test_powers_are_linear(rho, Q, H, k):
    base = pumps.hydraulic_power(rho, Q, H)
    for scaled in ((rho * k, Q, H), (rho, Q * k, H), (rho, Q, H * k)):
        assert pumps.hydraulic_power(*scaled) == pytest.approx(k * base, rel=1e-12)


@given(st.floats(1.0, 9e6), st.floats(1.0, 9e6))
def test_motor_rating_is_monotone_enough_and_tight(a, b):
    low, high = sorted((a, b))
    R_low, R_high = motors.motor_rating(low, **SERIES), motors.motor_rating(high, **SERIES)
    assert R_low <= R_high
    i = list(RATINGS).index(R_low)
    assert MARGINS[i] * low * (1 - 1e-11) <= R_low
    if i:
        assert RATINGS[i - 1] < MARGINS[i - 1] * low * (1 + 1e-11)


def test_motor_rating_at_its_edges():
    exact = RATINGS / MARGINS
    np.testing.assert_array_equal(motors.motor_rating(exact, **SERIES), RATINGS)
    above = motors.motor_rating(exact * (1 + 1e-9), **SERIES)
    np.testing.assert_array_equal(above[:-1], RATINGS[1:])
    assert np.isnan(above[-1])
    assert np.isnan(motors.motor_rating(np.array([0.0, -1.0, np.nan]), **SERIES)).all()


@given(st.floats(0.01, 1.5), st.floats(0.5, 0.99), st.floats(0.0, 1.0))
def test_part_load(x, eta, k):
    got = motors.motor_efficiency_at_load(x, eta, k)
    assert 0 < got < 1
    assert motors.motor_efficiency_at_load(1.0, eta, k) == pytest.approx(eta, rel=1e-14)
    # the losses themselves: constant and square
    assert x / got - x == pytest.approx((1 / eta - 1) * (k + (1 - k) * x * x), rel=1e-9)
    assert np.isnan(motors.motor_efficiency_at_load(-0.1, eta, k))


@pytest.mark.parametrize(
    "kernel",
    [
        liquids.vapour_pressure, liquids.sound_speed, lambda t: liquids.density(t, 1e5),
        lambda t: liquids.viscosity(t, 1e3),
    ],
)  # fmt: skip
def test_water_outside_its_range_is_nan(kernel):
    got = kernel(np.array([-0.01, 0.0, 40.0, 40.01, np.nan]))
    np.testing.assert_array_equal(np.isnan(got), [True, False, False, True, True])


def test_water_is_the_same_whatever_the_shapes():
    t, p = np.linspace(1, 39, 7), np.linspace(6e4, 1.1e5, 5)[:, None]
    both = liquids.density(t, p)
    assert both.shape == (5, 7)
    for i, j in np.ndindex(both.shape):
        for one in (t[j], float(t[j]), t[j : j + 1], t[None, j : j + 1]):
            assert np.squeeze(liquids.density(one, p[i, 0])) == both[i, j]
        assert liquids.density(t, p[i])[j] == both[i, j]
        assert liquids.density(t[j], p)[i, 0] == both[i, j]
    nu = liquids.viscosity(t, both)
    assert nu.shape == (5, 7)
    assert liquids.viscosity(float(t[3]), float(both[2, 3])) == nu[2, 3]
    assert liquids.density(np.empty(0), 1e5).shape == (0,)


def test_a_chain_has_no_answer_for_a_negative_flow():
    known = {"flow": np.array([-0.1, 0.0, 0.4]), "diameter": 0.8, "length": 1e3, "altitude": 0.0,
             "temperature": 20.0, "roughness": 1e-4, "age": 0.0, "roughness_growth": 0.0}  # fmt: skip
    names = ("friction", "velocity_head")
    with np.errstate(all="ignore"):  # as the driver of all kernels
        made = dict(scenarios.made(scenarios.needed(scenarios.STATION, names), known, names))
    assert np.isnan(made["friction"][0])
    assert made["friction"][1] == 0.0
    assert made["friction"][2] > 0.5


def test_efficiencies_outside_0_to_1_are_nan():
    eta = np.array([-0.1, 0.0, 1.01, np.nan])
    assert np.isnan(pumps.shaft_power(1000.0, 0.1, 10.0, eta)).all()
    assert np.isnan(pumps.input_power(1000.0, 0.1, 10.0, 0.8, eta, 1.0)).all()
    assert np.isnan(pumps.specific_energy(1000.0, 10.0, eta)).all()


@given(st.floats(0.01, 2), st.floats(5, 150), st.floats(500, 3000), st.floats(0.2, 5))
def test_specific_speeds_scale(Q, H, n, k):
    nq = pumps.specific_speed(n, Q, H)
    assert pumps.specific_speed(n * k, Q, H) == pytest.approx(k * nq, rel=1e-12)
    # similar pumps: Q ~ n D³, H ~ n² D² keep nq
    assert pumps.specific_speed(n * k, Q * k, H * k**2) == pytest.approx(nq, rel=1e-12)
    assert pumps.specific_speed_cn(n, Q, H) == pytest.approx(3.65 * nq, rel=1e-12)
    gallons, feet = Q / 3.785411784e-3 * 60, H / 0.3048
    assert pumps.specific_speed_us(n, Q, H) == pytest.approx(
        n * gallons**0.5 / feet**0.75, rel=1e-9
    )


@given(st.floats(500, 3000), st.floats(0.005, 2), st.floats(700, 1200))
def test_npsh_required_inverts_the_definition_of_c(n, Q, C):
    NPSHr = pumps.npsh_required(n, Q, C)
    assert 5.62 * n * Q**0.5 / NPSHr**0.75 == pytest.approx(C, rel=1e-12)


def test_gauge_and_levels_agree_on_one_pipe():
    """A gauge at the flange reads what Bernoulli leaves of the level: both NPSHa are one."""
    rho, g, p, p_v, z, h_s, v, z_g = 998.2, 9.80665, 97e3, 2339.0, -2.0, 0.8, 1.7, 0.3
    p_g = rho * g * (z - z_g - h_s - v * v / (2 * g))
    levels = pumps.npsh_available(p, p_v, rho, z, h_s)
    gauge = pumps.npsh_available_at_gauge(p_g, p, p_v, rho, v, z_g)
    assert gauge == pytest.approx(levels, rel=1e-12)


def test_methods_answer_nan_outside_their_range():
    assert np.isnan(pumps.efficiency_guelich(0.0049, 30.0))
    assert np.isnan(pumps.efficiency_guelich_multistage(0.2, 81.0))
    assert np.isnan(pumps.efficiency_anderson(0.2, 1480.0, 6.9))
    pump = np.zeros(12)
    pump[0] = 80.0
    assert np.isnan(pumps.efficiency_psat(0.2, 30.0, 1480.0, 19.3, 1e-6, *pump))
    assert pumps.efficiency_psat(0.2, 30.0, 1480.0, 19.4, 1e-6, *pump) == 0.8
    for base, known in ((99.9, True), (100.0, False), (100.1, False), (0.1, True), (0.0, False)):
        pump[0] = base  # efficiencies lie between 0 and 1
        assert np.isfinite(pumps.efficiency_psat(0.2, 30.0, 1480.0, 19.4, 1e-6, *pump)) == known
    # a is halved above 1 m³/s, so the exponent is too: the step is the book's own
    assert pumps.efficiency_guelich(1.001, 40.0) == pytest.approx(
        pumps.efficiency_guelich(0.999, 40.0), abs=0.001
    )


@given(st.floats(8, 600), st.floats(0.5, 1.0))
def test_the_best_point_of_the_estimated_shapes_is_one(nq, h):
    """Flow × head over power has its peak where each is 1, whatever the specific speed."""
    S, p_0 = pumps.shutoff_ratio(nq), pumps.shutoff_power(nq)

    def eta(q):
        return q * pumps.head_shape(S, p_0, q) / pumps.power_shape(p_0, q)

    assert pumps.head_shape(S, p_0, 1.0) == pumps.power_shape(p_0, 1.0) == 1.0
    assert pumps.head_shape(S, p_0, 0.0) == S
    assert pumps.power_shape(p_0, 0.0) == p_0
    assert eta(1.0) >= max(eta(0.9), eta(0.99), eta(1.01), eta(1.1))
    q = pumps.flow_at_head_shape(S, p_0, h, 9.0)
    assert pumps.head_shape(S, p_0, q) == pytest.approx(h, rel=1e-9)
    assert pumps.flow_at_head_shape(S, p_0, 1.01 * S, 9.0) == 0.0


def test_shapes_between_the_medians_of_catalogue_curves():
    """Medians of 280 curves by nq an eye, and the sheet of a 900ZLB-70 at nq 224.

    Power at half and at 1.2 times the best flow, efficiency there, head at 1.2: read off the
    statistics of the curves, which give points, not our tables of shut-off values.
    """
    for nq, at_half, at_most, eta_half, head in (
        (17, 0.69, 1.12, 0.81, 0.90), (25, 0.70, 1.10, 0.80, 0.88), (35, 0.76, 1.07, 0.77, 0.86),
        (45, 0.82, 1.03, 0.77, 0.83), (57, 0.80, 1.00, 0.78, 0.80),
    ):  # fmt: skip
        S, p_0 = pumps.shutoff_ratio(nq), pumps.shutoff_power(nq)
        half, most = pumps.power_shape(p_0, 0.5), pumps.power_shape(p_0, 1.2)
        assert half == pytest.approx(at_half, abs=0.06), nq
        assert most == pytest.approx(at_most, abs=0.09), nq  # never less than what was found
        assert most >= at_most - 0.01
        assert 0.5 * pumps.head_shape(S, p_0, 0.5) / half == pytest.approx(eta_half, abs=0.06), nq
        assert pumps.head_shape(S, p_0, 1.2) == pytest.approx(head, abs=0.07), nq
    S, p_0 = pumps.shutoff_ratio(224.0), pumps.shutoff_power(224.0)
    assert pumps.head_shape(S, p_0, 0.81) == pytest.approx(1.33, abs=0.04)
    assert pumps.power_shape(p_0, 0.81) == pytest.approx(1.22, abs=0.02)


def test_a_quarter_of_pumps_is_better():
    """4, 3 and 2 points of deviation at 0.03, 0.3 and 3 m³/s: the quartile lies at 0.674 of them."""
    got = pumps.efficiency_half_range(np.array([1e-3, 0.03, 0.3, 3.0, 50.0]))
    np.testing.assert_allclose(got, 0.674 * np.array([0.04, 0.04, 0.03, 0.02, 0.02]), rtol=0.02)


def test_stages_bring_the_specific_speed_to_the_middle():
    from hydrocalc.components.pumps import pump_types

    multi, double = pump_types()["multistage"], pump_types()["two-stage-split-case"]
    # 50 L/s, 300 m, 1485 rpm: one stage has nq 4.6; sqrt(14 × 40) = 23.7 is wanted
    i = stations.stages_wanted(0.05, 300.0, 300.0, 1485.0, multi)
    nq = 1485 * 0.05**0.5 / (300 / i) ** 0.75
    assert nq == pytest.approx((14 * 40) ** 0.5, rel=1e-12)
    assert stations.whole_stages(i, 300.0, multi) == np.ceil(i - 0.35)
    # never more head a stage than at home, at the highest head too
    assert stations.stages_wanted(0.4, 300.0, 350.0, 1485.0, multi) == pytest.approx(350 / 110)
    assert stations.whole_stages(np.float64(2.1), 350.0, multi) == np.ceil(350 / 170)
    assert stations.stages_wanted(0.4, 200.0, 200.0, 1485.0, double) == 2.0
