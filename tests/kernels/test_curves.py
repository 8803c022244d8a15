"""Curves of pumps: fits against other arithmetic, ends, affinity."""

import numpy as np
import pytest
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
