"""Lines of several reaches against loops over them, one flow and one reach at a time."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from hydrocalc.kernels import lines

G = 9.80665
NU = 1.1e-6
#         D     L      eps    K    share strings draw-off
REACHES = [
    (0.90, 4000.0, 1e-4, 5.0, 0.00, 2.0, 0.10),
    (0.60, 2500.0, 5e-4, 0.0, 0.10, 1.0, 0.05),
    (0.45, 1500.0, 2e-5, 12.0, 0.05, 1.0, 0.00),
]  # fmt: skip
LINE = lines.Reaches(*np.array(REACHES).T, NU, "colebrook")
FLOWS = (0.3, 0.45, 0.8)


def reach_loss_by_hand(Q, reach):
    """Friction and local loss of one string, turbulent, by a scalar root of Colebrook."""
    D, L, eps, K, share, strings, _ = reach
    v = Q / strings / (math.pi / 4 * D * D)
    Re = v * D / NU
    x = brentq(lambda x: x + 2 * math.log10(eps / D / 3.7 + 2.51 * x / Re), 1, 100, xtol=1e-15)
    friction = x**-2 * L / D * v * v / (2 * G)
    return friction, K * v * v / (2 * G) + share * friction


def loss_by_hand(x, Q):
    """Loss from the start to the chainage `x`: whole reaches, then the part of one."""
    lost = 0.0
    for reach in REACHES:
        whole = sum(reach_loss_by_hand(Q, reach))
        part = min(max(x / reach[1], 0.0), 1.0)
        lost += part * whole
        x -= part * reach[1]
        Q -= reach[6]
        if x <= 0:
            break
    return lost


def test_losses_along_several_reaches():
    x = np.array([0.0, 1000.0, 4000.0, 4000.1, 5250.0, 6500.0, 6500.1, 7300.0, 8000.0, 8003.0])
    found = lines.loss_to(x, np.array(FLOWS), LINE)
    by_hand = [[loss_by_hand(min(float(at), 8000.0), Q) for at in x] for Q in FLOWS]
    assert found == pytest.approx(np.array(by_hand), rel=1e-11, abs=1e-12)
    assert found[0, -1] == found[0, -2]  # a profile may be a little longer than its line


def test_losses_of_each_reach():
    friction, local = lines.reach_losses(np.array(FLOWS), LINE)
    for i, Q in enumerate(FLOWS):
        for j, reach in enumerate(REACHES):
            expected = reach_loss_by_hand(Q - sum(r[6] for r in REACHES[:j]), reach)
            assert (friction[i, j], local[i, j]) == pytest.approx(expected, rel=1e-11)
    flows = lines.string_flows(np.array(FLOWS), LINE)
    assert flows[1] == pytest.approx([0.225, 0.35, 0.30], rel=1e-14)
    assert lines.over_reaches(friction) == pytest.approx([sum(row) for row in friction], rel=1e-14)
    assert list(lines.worst_reach(friction)) == [max(row) for row in friction]
    assert list(LINE.ends) == [4000.0, 6500.0, 8000.0]


def test_the_point_that_asks_for_most():
    least = np.array([10.0, 14.0, 12.0])
    loss = np.array([[0.0, 1.0, 2.0], [0.0, 3.0, 6.0], [0.0, 1.0, 3.0]])
    needed, at = lines.required_start(least, loss)
    assert list(needed) == [15.0, 18.0, 15.0]
    assert list(at) == [1, 2, 1]  # of equal ones the first


@pytest.mark.parametrize("method", ["manning", "hazen-williams"])
def test_other_laws_take_their_own_coefficient(method):
    k = {"manning": (0.012, 0.014), "hazen-williams": (130.0, 110.0)}[method]
    found = lines.reach_friction(
        np.array([[0.2, 0.3]]), (0.5, 0.6), (1000.0, 2000.0), k, NU, method=method
    )
    for i, (Q, D, L) in enumerate(((0.2, 0.5, 1000.0), (0.3, 0.6, 2000.0))):
        if method == "manning":
            expected = 4 ** (10 / 3) / math.pi**2 * k[i] ** 2 * L * Q**2 / D ** (16 / 3)
        else:
            expected = 10.67 * L * Q**1.852 / (k[i] ** 1.852 * D**4.87)
        assert found[0, i] == pytest.approx(expected, rel=1e-12)


def test_turns_of_a_profile_that_begins_or_ends_level():
    x = np.arange(6.0)
    assert not len(lines.turns(x, np.array([2.0, 2.0, 1.0, 1.0, 0.0, 0.0]), 1.0))
    assert not len(lines.turns(x, np.array([0.0, 0.0, 1.0, 1.0, 2.0, 2.0]), -1.0))
    level_top = np.array([0.0, 3.0, 3.0, 3.0, 1.0, 2.0])
    assert list(lines.turns(x, level_top, 1.0)) == [1.0, 2.0, 3.0]
    assert list(lines.turns(x, level_top, -1.0)) == [4.0]


@pytest.mark.parametrize(
    ("x", "total", "spacing", "expected"),
    [
        ([], 3000.0, 1000.0, [1000.0, 2000.0]), ([], 3000.1, 1000.0, [750.025, 1500.05, 2250.075]),
        ([1500.0], 3000.0, 1000.0, [750.0, 2250.0]), ([500.0, 2500.0], 2600.0, 800.0,
                                                      [500 + 2000 / 3, 500 + 4000 / 3]),
        ([0.0, 900.0], 900.0, 1000.0, []),
    ],
)  # fmt: skip
def test_points_between(x, total, spacing, expected):
    found = lines.between(np.array(x), total, spacing)
    assert found == pytest.approx(expected, rel=1e-12)


def slow_turns(x, z, sign):
    """Points between a rise and a fall, what is level between them included."""
    found = []
    for i in range(1, len(x) - 1):
        before = next((s for s in np.sign(sign * np.diff(z))[:i][::-1] if s), 0)
        after = next((s for s in np.sign(sign * np.diff(z))[i:] if s), 0)
        if before > 0 > after:
            found.append(x[i])
    return found


def test_turns_of_any_profile():
    rng = np.random.default_rng(5)
    for n in (2, 3, 5, 40):
        for _ in range(20):
            x, z = np.cumsum(rng.uniform(1, 9, n)), rng.integers(0, 3, n).astype(float)
            for sign in (1.0, -1.0):
                assert list(lines.turns(x, z, sign)) == slow_turns(x, z, sign)


def arch(n):
    x = np.linspace(0.0, 8000.0, n)
    return x, 40.0 - ((x - 5000.0) / 1000.0) ** 2


@pytest.mark.parametrize("n", [2, 3, 7, 300])
def test_corners_are_all_that_can_ask_for_most(n):
    """Whatever the flow, the most that they ask for is the most that all points ask for."""
    rng = np.random.default_rng(n)
    for x, z in (
        (np.linspace(0.0, 8000.0, n), rng.normal(0.0, 3.0, n)),
        (np.linspace(0.0, 8007.0, n), np.linspace(0.0, 30.0, n) + rng.normal(0.0, 3.0, n)),
        (np.linspace(0.0, 7995.0, n), np.round(rng.normal(0.0, 2.0, n))),
        arch(n),
    ):
        flows = np.linspace(0.15, 1.0, 60)
        asked = z + lines.loss_to(x, flows, LINE)
        some = lines.corners(x, z, LINE.ends)
        assert (np.diff(some) > 0).all()
        assert (asked[:, some].max(axis=1) == asked.max(axis=1)).all()
        several = np.stack([z, z - 5.0, z], axis=-1)
        several[-1] = [0.0, 50.0, -20.0]
        some = lines.governing(x, several, LINE.ends)
        for case in several.T:
            asked = case + lines.loss_to(x, flows, LINE)
            assert asked[:, some].max(axis=1) == pytest.approx(asked.max(axis=1), rel=1e-14)


def test_corners_are_few():
    rng = np.random.default_rng(9)
    x = np.linspace(0.0, 8000.0, 50_000)
    rough = 0.01 * x + rng.normal(0.0, 0.5, len(x))
    assert len(lines.corners(x, rough, LINE.ends)) < 150
    # on an arch nearly every point is one: each tangent touches another
    few = arch(50)
    assert len(lines.corners(*few, LINE.ends)) == 50
