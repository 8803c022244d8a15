"""Curves of pumps: fits against other arithmetic, ends, affinity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from hydrocalc.kernels import curves

Q = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.25])
H = np.array([110.0, 108.0, 103.0, 95.0, 84.0, 70.0])
DROOP = np.array([100.0, 104.0, 105.0, 101.0, 92.0, 78.0])


def test_forms_against_scipy_and_polyfit():
    x = np.linspace(0.0, 0.25, 101)
    monotone, _ = curves.value(curves.fit(Q, H, "monotone"), x)
    assert monotone == pytest.approx(PchipInterpolator(Q, H)(x), rel=1e-13)
    linear, _ = curves.value(curves.fit(Q, H, "linear"), x)
    assert linear == pytest.approx(np.interp(x, Q, H), rel=1e-13)
    cubic, _ = curves.value(curves.fit(Q, H, "polynomial"), x)
    assert cubic == pytest.approx(np.polyval(np.polyfit(Q, H, 3), x), rel=1e-10)
    a, c = np.linalg.lstsq(np.stack([np.ones(6), Q**2], axis=1), H, rcond=None)[0]
    quadratic, _ = curves.value(curves.fit(Q, H, "quadratic"), x)
    assert quadratic == pytest.approx(a + c * x**2, rel=1e-12)


FEW = st.integers(-3, 3).map(float)  # level stretches and equal slopes
NUMBERS = FEW | st.floats(-1e6, 1e6, allow_subnormal=False)


@st.composite
def rising_points(draw):
    n = draw(st.integers(3, 12))
    steps = st.lists(st.floats(1e-6, 1e3) | st.just(1.0), min_size=n, max_size=n)
    return np.cumsum(draw(steps)), np.array(draw(st.lists(NUMBERS, min_size=n, max_size=n)))


@given(rising_points(), st.sampled_from([np.array, np.sort, lambda y: np.sort(y)[::-1]]))
def test_monotone_pieces_are_scipys_to_the_bit(points, order):
    q, y = points[0], order(points[1])
    found = curves.fit(q, y, "monotone")
    with np.errstate(over="ignore"):  # scipy's, at a stretch that is nearly level
        peer = PchipInterpolator(q, y).c[::-1]
    assert np.array_equal(found.pieces, peer)
    assert np.array_equal(found.knots, q[:-1])


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("n", [1, 2, 24, 25])
def test_knots_passed_are_searched_ones(n, side):
    knots = np.arange(n) / 8.0
    q = np.random.default_rng(1).integers(-4, 8 * n + 4, 5000) / 64.0
    for some in (q, q.reshape(50, 100), q[:30], q[0], np.append(q, [-np.inf, np.inf, 0.0])):
        found = curves.passed(knots, some, side)
        assert np.array_equal(found, np.searchsorted(knots, some, side=side))


@pytest.mark.parametrize("form", ["monotone", "linear"])
def test_interpolation_passes_through_its_points(form):
    for heads in (H, DROOP):
        assert curves.value(curves.fit(Q, heads, form), Q)[0] == pytest.approx(heads, rel=1e-14)
    two = curves.fit(Q[[0, 3]], H[[0, 3]], form)  # WNTR's curve of two points misses its own
    assert curves.value(two, Q[[0, 3]])[0] == pytest.approx(H[[0, 3]], rel=1e-14)


def test_power_form_is_epanets_through_three_points():
    q, h = np.array([0.0, 0.1, 0.2]), np.array([110.0, 100.0, 75.0])
    C = np.log((h[0] - h[2]) / (h[0] - h[1])) / np.log(q[2] / q[1])
    B = (h[0] - h[1]) / q[1] ** C
    found = curves.fit(q, h, "power").power
    assert found == pytest.approx((110.0, B, C), rel=1e-6)


@pytest.mark.parametrize("form", curves.FORMS)
@pytest.mark.parametrize("heads", [H, DROOP])
def test_slopes_and_the_straight_end(form, heads):
    curve = curves.fit(Q, heads, form)
    x = np.array([0.013, 0.07, 0.12, 0.22])
    step = 1e-6
    up, down = (curves.value(curve, x + s)[0] for s in (step, -step))
    assert curves.value(curve, x)[1] == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-5)
    end, slope = curves.value(curve, np.float64(0.25))
    assert curves.value(curve, np.float64(0.35))[0] == pytest.approx(end + 0.1 * slope, rel=1e-12)


def test_peaks():
    assert curves.peak(curves.fit(Q, H, "monotone")) == (0.0, 110.0)
    assert curves.peak(curves.fit(Q, DROOP, "monotone")) == (0.1, 105.0)
    c = np.polyfit(Q, DROOP, 3)
    root = min(r for r in np.roots(np.polyder(c)).real if 0 < r < 0.25)
    q, h = curves.peak(curves.fit(Q, DROOP, "polynomial"))
    assert q == pytest.approx(root, abs=1e-6)
    assert h == pytest.approx(np.polyval(c, root), rel=1e-12)


def test_shifts_of_efficiency():
    eta = np.float64(0.82)
    assert curves.efficiency_homologous(eta, 0.5) == 0.82
    assert curves.efficiency_usual(eta, np.array([0.8, 0.9, 1.1])) == pytest.approx(0.82)
    assert curves.efficiency_usual(eta, 0.4) == pytest.approx(1 - 0.18 * 2**0.1)
    assert curves.efficiency_sarbu_borza(eta, 0.5) == pytest.approx(1 - 0.18 * 2**0.1)


def test_falling_stretches_by_their_points():
    """Joined points fall where their heads do; the last stretch comes first."""
    for heads, expected in (
        ([9, 8, 7, 6, 5, 4], [(0.0, 0.25)]), ([5, 6, 7, 6, 5, 4], [(0.1, 0.25)]),
        ([8, 6, 7, 6, 5, 4], [(0.1, 0.25), (0.0, 0.05)]), ([8, 8, 7, 6, 5, 4], [(0.0, 0.25)]),
        ([8, 6, 7, 5, 6, 4], [(0.2, 0.25), (0.1, 0.15), (0.0, 0.05)]), ([1, 2, 3, 4, 5, 6], []),
        ([9, 8, 7, 6, 5, 5.5], [(0.0, 0.2)]),
    ):  # fmt: skip
        found = curves.falling(curves.fit(Q, np.array(heads, dtype=float), "linear"))
        assert np.array(found) == pytest.approx(np.array(expected), abs=1e-9)


def test_peaks_between_the_flows_looked_at():
    for top in (0.0312345, 0.1712345, 0.2499):
        one = curves.Curve(np.zeros(1), np.array([[9.0 - 50 * top**2], [100 * top], [-50.0]]), 0.25)
        q, y = curves.peak(one)
        assert q == pytest.approx(top, abs=1e-8)
        assert y == pytest.approx(9.0, rel=1e-13)
    rising = curves.Curve(np.zeros(1), np.array([[1.0], [4.0]]), 0.25)
    assert curves.peak(rising) == (0.25, 2.0)


def test_a_curve_goes_straight_on_beyond_what_is_known():
    for form in curves.FORMS:
        late = curves.fit(Q[1:], H[1:], form)
        from_0 = form in ("quadratic", "power")
        assert (late.start, late.end) == (0.0 if from_0 else 0.05, 0.25)
        y, slope = curves.value(late, np.array([0.05, 0.25]))
        for q, i in ((0.0, 0), (-0.3, 0), (0.3, 1), (0.9, 1)):
            found, steep = curves.value(late, np.float64(q))
            if from_0 and i == 0:
                continue
            assert found == pytest.approx(y[i] + slope[i] * (q - (0.05, 0.25)[i]), rel=1e-12)
            assert steep == pytest.approx(slope[i], rel=1e-12)


def test_what_is_known_of_a_curve():
    one = curves.fit(Q[1:], H[1:], "linear")
    edges = np.array([0.05, 0.05 * (1 - 1e-13), 0.05 * (1 - 3e-12), 0.25, 0.25 * (1 + 1e-13),
                      0.25 * (1 + 3e-12), 0.1])  # fmt: skip
    assert list(curves.knows(one, edges)) == [True, True, False, True, True, False, True]
    assert not curves.knows(one, np.nan)


@pytest.mark.parametrize("C", [0.25, 0.6, 1.0, 2.7, 7.9])
def test_power_form_finds_its_exponent(C):
    q = np.linspace(0.0, 0.4, 9)
    found = curves.fit(q, 100.0 - 30.0 * (q / 0.4) ** C, "power")
    assert found.power == pytest.approx((100.0, 30.0 / 0.4**C, C), rel=1e-6)
    for x in (0.1, 0.37):
        y, slope = curves.value(found, np.float64(x))
        assert y == pytest.approx(100.0 - 30.0 * (x / 0.4) ** C, rel=1e-9)
        assert slope == pytest.approx(-30.0 * C / 0.4 * (x / 0.4) ** (C - 1), rel=1e-6)
    y, slope = curves.value(found, np.float64(0.0))
    assert y == pytest.approx(100.0, rel=1e-9)
    assert np.isfinite(slope)


def test_polynomials_of_few_points():
    """No higher degree than the points allow; a quadratic has its top at no flow."""
    three = curves.fit(Q[:3], H[:3], "polynomial", 5)
    assert len(three.pieces) == 3
    assert curves.value(three, Q[:3])[0] == pytest.approx(H[:3], rel=1e-11)
    assert len(curves.fit(Q, H, "polynomial").pieces) == 4  # cubic if nothing is said
    assert len(curves.fit(Q, H, "polynomial", 1).pieces) == 2
    assert curves.value(curves.fit(Q, H, "quadratic"), np.float64(0.0))[1] == 0.0


def performance(q, s, rho=998.2, shift="usual", **more):
    grid = np.array([0.05, 0.1, 0.2, 0.3])
    head = curves.fit(np.array([0.0, 0.1, 0.2, 0.3]), np.array([100.0, 96.0, 84.0, 60.0]), "linear")
    power = curves.fit(grid, np.array([90e3, 130e3, 200e3, 230e3]), "linear")
    npsh = curves.fit(grid[1:], np.array([3.0, 4.0, 7.0]), "linear")
    known = curves.Performance(head, power, npsh, 998.2, ((0.0, 0.3),), 0.2, 0.82)
    with np.errstate(all="ignore"):
        return curves.performance(np.asarray(q), np.asarray(s), known._replace(**more), rho, shift)


def test_performance_by_hand():
    """Similar points: H as n², P as n³ over the efficiency kept, NPSHr as n²."""
    x = np.array([0.1, 0.15, 0.2, 0.3])
    H_1, P_1 = np.array([96, 90, 84, 60.0]), np.array([130e3, 165e3, 200e3, 230e3])
    eta_1 = 998.2 * 9.80665 * x * H_1 / P_1
    for s in (0.5, 0.9, 1.1):
        kept = 1 - (1 - eta_1) * (max(0.8 / s, 1.0)) ** 0.1
        H, eta, P, NPSH = performance(s * x, s, rho=1050.0)
        assert pytest.approx(s**2 * H_1, rel=1e-12) == H
        assert eta == pytest.approx(kept, rel=1e-12)
        assert pytest.approx(s**3 * P_1 * 1050 / 998.2 * eta_1 / kept, rel=1e-12) == P
        assert pytest.approx(s**2 * np.array([3, 3.5, 4, 7]), rel=1e-12) == NPSH
        # the energy balance at the speed
        assert pytest.approx(1050 * 9.80665 * s * x * H / eta, rel=1e-12) == P


def test_performance_where_nothing_is_known():
    H, eta, P, NPSH = performance([0.04, 0.05, 0.3, 0.31, -0.01, 0.1], [1.0, 1, 1, 1, 1, 0])
    np.testing.assert_array_equal(np.isnan(H), [False] * 4 + [True] * 2)
    for column in (eta, P):
        np.testing.assert_array_equal(np.isnan(column), [True, False, False, True, True, True])
    np.testing.assert_array_equal(np.isnan(NPSH), [True, True, False, True, True, True])
    for name, column in (("power", 1), ("power", 2), ("npsh", 3)):
        assert np.isnan(performance([0.1, 0.2], 1.0, **{name: None})[column]).all()
    at_0 = performance(0.0, 1.0)
    assert at_0[0] == 100.0


def test_efficiencies_below_a_fifth_shift_as_one_of_it():
    eta_1 = 998.2 * 9.80665 * 0.05 * 98 / 90e3
    tiny = curves.fit(np.array([0.05, 0.3]), np.array([9e5, 9e5]), "linear")
    low = performance(0.05 * 0.5, 0.5, power=tiny, shift="sarbu-borza")[1]
    kept = (1 - 0.8 * 2**0.1) / 0.2
    assert low == pytest.approx(eta_1 / 10 * kept, rel=1e-12)
