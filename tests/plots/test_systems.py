"""Drawings of duty points and operation."""

import numpy as np
import pytest
from lines_and_pumps import MAIN, NAN, PUMP, sized

import hydrocalc as hc


def test_duty_points_are_drawn_on_the_curve_of_their_speed():
    from hydrocalc.plots.systems import plot_duty_point

    def drawn(result):
        ax = plot_duty_point(result)
        curves = [x for x in ax.get_lines() if x.get_linewidth() == 1.6]
        (stars,) = [x for x in ax.get_lines() if x.get_marker() == "*"]
        return ax, curves, stars.get_xydata()

    slow = hc.duty_point(PUMP, hc.System(**MAIN), speed=1400)
    ax, (curve,), points = drawn(slow)
    by_hand = hc.pump_performance(PUMP, flow=points[:, 0], speed=1400).si.head
    assert points[:, 1] == pytest.approx(by_hand, rel=1e-12)
    x, y = curve.get_data()
    known = np.isfinite(y)
    on_curve = np.interp(points[:, 0], x[known], y[known])
    assert on_curve == pytest.approx(points[:, 1], rel=1e-4)
    assert x[known].max() <= 1400 / 1485 * PUMP.si.flow[-1] * (1 + 1e-12)
    assert "1400 rpm" in ax.get_legend().texts[0].get_text()
    several = hc.duty_point(PUMP, hc.System(**MAIN), speed=[1400, 1485, NAN])
    _, curves, points = drawn(several)
    assert len(curves) == 2
    assert len(points) == 3


def test_the_label_of_the_largest_power_is_true():
    label = sized().recommended.fields["max_shaft_power"].label
    assert "estimates" in label
