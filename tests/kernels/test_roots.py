"""Bracketed roots: scipy's own program of the same method, known roots, what has none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, elementwise

from hydrocalc.kernels.roots import root_between


def quintic(x, a, b, c):
    return a * x**5 + b * x**3 + c * x - 1.0


SHAPES = {
    "exponential": (lambda x, a, b, c: np.exp(a * x) - 1.0 - b - 0.0 * c, 0.0, 30.0),
    "quintic": (quintic, 0.0, 9.0),
    "kink": (lambda x, a, b, c: np.where(x < b, a * (x - b), c * (x - b)), -2.0, 7.0),
    "step": (lambda x, a, b, c: np.where(x < b, -a, c), -2.0, 7.0),
    "flat": (lambda x, a, b, c: (x - b) ** 9 * (a + c), -2.0, 7.0),
    "pole": (lambda x, a, b, c: np.log((x + 1e-9) / (a + b + c)), 0.0, 1e6),
}


@pytest.mark.parametrize("name", SHAPES)
def test_roots_are_scipys_to_the_bit(name):
    f, low, high = SHAPES[name]
    known = np.random.default_rng(1).uniform(0.1, 2.0, (3, 2000))
    found, left = root_between(f, low, high, *known)
    peer = elementwise.find_root(f, (low, high), args=tuple(known))
    assert np.array_equal(found, peer.x)
    assert np.array_equal(left, peer.f_x)
    assert np.isfinite(found).all()


@given(*[st.floats(0.1, 2.0)] * 3, st.floats(-1.0, 0.0), st.floats(9.0, 1e3))
def test_random_quintics_against_another_method(a, b, c, low, high):
    found, _ = root_between(quintic, low, high, a, b, c)
    assert found == pytest.approx(brentq(quintic, low, high, (a, b, c), xtol=1e-15), rel=4e-15)


def test_roots_that_are_known():
    assert root_between(np.cos, 0.0, 3.0)[0] == pytest.approx(np.pi / 2.0, rel=4e-16)
    assert root_between(lambda x, a: x * x - a, 0.0, 9.0, [2.0, 64.0])[0] == pytest.approx(
        [np.sqrt(2.0), 8.0], rel=4e-16
    )
    assert root_between(lambda x: x - 1e-200, 0.0, 1.0)[0] == pytest.approx(1e-200, rel=1e-15)
    assert root_between(lambda x: x, 0.0, 1.0) == (0.0, 0.0)
    assert root_between(lambda x: x - 3.0, -5.0, 3.0) == (3.0, 0.0)


def test_ends_may_stand_either_way():
    assert root_between(np.cos, 3.0, 0.0)[0] == pytest.approx(np.pi / 2.0, rel=4e-16)


def test_where_there_is_none_it_is_nan_and_the_others_stay():
    a = np.array([2.0, -1.0, np.nan, np.inf, 4.0])
    found, left = root_between(lambda x, a: x * x - a, 0.0, 9.0, a)
    assert np.array_equal(np.isnan(found), [False, True, True, True, False])
    assert np.array_equal(np.isnan(left), np.isnan(found))
    assert found[[0, 4]] == pytest.approx([np.sqrt(2.0), 2.0], rel=4e-16)
    assert np.isnan(root_between(lambda x: x, -1.0, np.inf)[0])
    assert np.isnan(root_between(lambda x: np.where(np.abs(x) < 0.9, np.nan, x), -1.0, 1.0)[0])


def test_shapes_broadcast():
    found, left = root_between(lambda x, a: x - a, np.zeros((3, 1)), 9.0, np.array([1.0, 2.0]))
    assert found.shape == left.shape == (3, 2)
    assert np.array_equal(found, [[1.0, 2.0]] * 3)
    assert root_between(lambda x, a: x - a, 0.0, 9.0, np.empty(0))[0].shape == (0,)
