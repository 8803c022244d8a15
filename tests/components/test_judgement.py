"""A maker's test judged where it ends early."""

import numpy as np
import pytest
from lines_and_pumps import NAN, G
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

import hydrocalc as hc

TESTED = {"flow": [0, 0.1, 0.2, 0.25], "head": [110, 104, 88, 74],
          "efficiency": [0, 0.68, 0.84, 0.8], "speed": 1480}  # fmt: skip


def test_the_cross_and_the_line_by_hand():
    """Both arms of the cross and the line through the origin, by brentq on scipy's curve."""
    curve = PchipInterpolator(TESTED["flow"], TESTED["head"])
    power = PchipInterpolator([0.1, 0.2, 0.25], [998.2 * G * q * float(curve(q)) / eta for q, eta
                                                 in ((0.1, 0.68), (0.2, 0.84), (0.25, 0.8))])  # fmt: skip
    Q, H = 0.21, 83.0
    found = hc.judge_test(
        hc.PumpCurve(**{**TESTED, "efficiency": [NAN, 0.68, 0.84, 0.8]}), grade="2B", flow=Q,
        head=H, speed=1480, efficiency=0.83,
    )  # fmt: skip
    flow = brentq(lambda q: float(curve(q)) - H, 0.1, 0.25, xtol=1e-15)
    along = brentq(lambda q: float(curve(q)) - H / Q * q, 0.1, 0.25, xtol=1e-15)
    eta = 998.2 * G * along * float(curve(along)) / float(power(along))
    assert found.found == pytest.approx([flow, float(curve(Q)), eta], rel=1e-10)
    assert found.accepted
    assert found.decided


ABOVE = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.21], head=[110, 106, 100, 99],
                     efficiency=[0, 0.68, 0.84, 0.84], speed=1480)  # fmt: skip


@pytest.mark.parametrize(
    ("test", "grade", "flow", "head", "accepted", "decided"),
    [
        # above 90 m to its end: more than 0.21 m³/s there, and 100 m at 0.2 m³/s
        (ABOVE, "1B", 0.2, 90, False, False),  # within 5 % perhaps: it ends at just that
        (ABOVE, "1E", 0.199, 90, False, True),  # more than 5 % for sure
        (ABOVE, "2U", 0.2, 90, False, False),
        (ABOVE, "1B", 0.2, 99, True, True),  # head within 3 %
        (ABOVE, "1U", 0.2, 95, True, True),  # head within 6 %
        (ABOVE, "1B", 0.2, 104, False, True),  # short in both arms
        (ABOVE, "1B", 0.2, 112, False, True),  # never reaches that head
    ],
)
def test_a_curve_that_never_meets_its_guarantee(test, grade, flow, head, accepted, decided):
    found = hc.judge_test(test, grade=grade, flow=flow, head=head, speed=1480)
    assert (bool(found.accepted), bool(found.decided)) == (accepted, decided)
    assert found.exit_code == (0 if accepted else 1 if decided else 4)
    if not decided:
        assert np.isnan(found.found[0])
        assert "can't be judged" in str(found)
        assert "无法判定" in found.text("zh")


def test_an_efficiency_off_the_measured_points_is_not_judged():
    # 99.1 m at 0.209 m³/s are within 3 % of 96.5 m; the line meets the curve beyond 0.21 m³/s
    found = hc.judge_test(ABOVE, grade="1B", flow=0.209, head=96.5, speed=1480, efficiency=0.8)
    assert (bool(found.accepted), bool(found.decided)) == (False, False)
    assert np.isnan(found.found[2])
    assert found.passed[1]


@pytest.mark.parametrize("grade", ["1B", "2B", "3B", "2U", "1U"])
def test_a_band_is_the_same_by_efficiency_and_by_power(grade):
    eta = np.array([0.5, 0.68, 0.84, 0.8])
    flow, head = np.array([0.05, 0.1, 0.2, 0.25]), np.array([108, 104, 88, 74.0])
    P = 998.2 * G * flow * head / eta
    by_eta = hc.PumpCurve(flow=flow, head=head, speed=1480, efficiency=eta)
    by_power = hc.PumpCurve(flow=flow, head=head, speed=1480, shaft_power=P)
    less = {"1B": 0.97, "2B": 0.95, "3B": 0.93, "2U": 0.95, "1U": 1.0}[grade]
    for pump in (by_eta, by_power):
        band = hc.tolerance_band(pump, grade=grade)
        for one, factor in ((band.low, less), (band.high, 1.0)):
            done = hc.pump_performance(one, flow=one.si.flow)
            assert done.efficiency == pytest.approx(eta * factor, rel=1e-9)
