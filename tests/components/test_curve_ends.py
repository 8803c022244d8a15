"""What is not known of a curve before its first and beyond its last point."""

import numpy as np
import pytest
from lines_and_pumps import MAIN, NAN, loss
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

import hydrocalc as hc
from hydrocalc.errors import InputError
from hydrocalc.kernels import systems as kernels

POINTS = {"flow": [0, 0.1, 0.2, 0.25], "head": [110, 104, 88, 74], "speed": 1480}


def test_npsh_of_the_last_two_points_is_straight_between_them():
    pump = hc.PumpCurve(**POINTS, npsh_required=[NAN, NAN, 4, 5])
    done = hc.pump_performance(pump, flow=[0.2, 0.225, 0.25])
    assert done.si.npsh_required == pytest.approx([4, 4.5, 5], rel=1e-12)
    slow = hc.pump_performance(pump, flow=0.225 * 0.9, speed=0.9 * 1480)
    assert slow.si.npsh_required == pytest.approx(4.5 * 0.81, rel=1e-12)


def test_columns_are_not_continued_beyond_their_points():
    pump = hc.PumpCurve(**POINTS, efficiency=[NAN, 0.68, 0.84, NAN], npsh_required=[NAN, 3, 4, NAN])
    done = hc.pump_performance(pump, flow=[0.05, 0.1, 0.15, 0.2, 0.24])
    for values in (done.efficiency, done.si.shaft_power, done.si.npsh_required):
        assert list(np.isnan(values)) == [True, False, False, False, True]
    assert done.si.head[[0, 4]] == pytest.approx(
        PchipInterpolator(POINTS["flow"], POINTS["head"])([0.05, 0.24]), rel=1e-12
    )
    page = " ".join(str(hc.fit_pump_curve(pump)).split())
    assert "Efficiency and power are known from 0.1 m³/s to 0.2 m³/s only" in page
    assert "NPSH required is known from 0.1 m³/s to 0.2 m³/s only" in page
    # an efficiency of 0 at no flow is a point: in between it is known
    whole = hc.PumpCurve(**POINTS, efficiency=[0, 0.68, 0.84, 0.8])
    assert 0 < hc.pump_performance(whole, flow=0.05).efficiency < 0.68
    # the best point lies within the points of the efficiency
    assert 0.1 <= hc.fit_pump_curve(pump).si.best_flow <= 0.2


LATE = {"flow": [0.1, 0.15, 0.2, 0.25], "head": [104, 98, 88, 74], "speed": 1480}


@pytest.mark.parametrize("form", ["monotone", "linear", "polynomial"])
def test_no_shut_off_head_is_invented(form):
    fit = hc.fit_pump_curve(hc.PumpCurve(**LATE, form=form))
    assert np.isnan(fit.si.shutoff_head)
    assert "the shut-off head isn't known" in " ".join(str(fit).split())
    assert "关死扬程未知" in fit.text("zh")


def test_a_form_with_a_shut_off_head_has_one():
    q = np.array(LATE["flow"])
    fit = hc.fit_pump_curve(hc.PumpCurve(**{**LATE, "head": 110 - 550 * q**2}, form="quadratic"))
    assert fit.si.shutoff_head == pytest.approx(110, rel=1e-12)
    given = hc.fit_pump_curve(hc.PumpCurve(**POINTS))
    assert given.si.shutoff_head == pytest.approx(110, rel=1e-12)


def test_a_duty_point_before_the_first_point_is_said():
    pump = hc.PumpCurve(**LATE, form="linear", efficiency=[0.7, 0.8, 0.84, 0.8])
    duty = hc.duty_point(pump, hc.System(**{**MAIN, "static_head": 104.0}))
    assert duty.status == kernels.BEYOND
    # straight on from the first points: 104 m at 0.1 m³/s, 120 m less for each m³/s
    expected = brentq(lambda q: 116 - 120 * q - 104 - loss(q, 0.8, 21e3), 1e-3, 0.1)
    assert duty.si.flow == pytest.approx(expected, rel=1e-9)
    assert np.isnan(duty.efficiency)


def test_heads_that_rise_at_the_end_are_no_pumps():
    with pytest.raises(InputError, match="at least at the end"):
        hc.fit_pump_curve(hc.PumpCurve(**{**POINTS, "head": [110, 100, 88, 90]}))
