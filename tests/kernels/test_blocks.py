"""The one driver: broadcasting, blocks, threads, floating-point state."""

import warnings

import numpy as np
import pytest

from hydrocalc.kernels import blocks
from hydrocalc.kernels.blocks import BLOCK, ShapeError, run


def power(a, b, exponent=0.7):
    return a**exponent * np.exp(-b)


def two(a, b):
    return a + b, np.where(a > b, 1, 0)


RNG = np.random.default_rng(5)
A, B = RNG.uniform(0.1, 9.0, (2, 3 * BLOCK + 17))


def test_scalars():
    value = run(power, 2, 3.0)
    assert isinstance(value, np.float64)
    assert run(two, 2.0, 1.0) == (3.0, 1)


def test_scalar_equals_array():
    array = run(power, A[:50], B[:50])
    scalars = [run(power, a, b) for a, b in zip(A[:50], B[:50], strict=True)]
    np.testing.assert_allclose(scalars, array, rtol=1e-14)


def test_blocks_and_threads_change_no_bit(monkeypatch):
    whole = run(power, A, B, block=len(A))
    np.testing.assert_array_equal(run(power, A, B), whole)
    np.testing.assert_array_equal(run(power, A, B, block=1000), whole)
    monkeypatch.setattr(blocks, "THREADED", 1000)
    np.testing.assert_array_equal(run(power, A, B, threads=4), whole)
    total, flags = run(two, A, B, threads=3)
    np.testing.assert_array_equal(total, A + B)
    assert flags.dtype == np.where(True, 1, 0).dtype


@pytest.mark.parametrize(
    ("a", "b", "shape"),
    [
        (np.ones((2, 3)), 1.0, (2, 3)), (1.0, np.ones((2, 3)), (2, 3)),
        (np.ones((2, 1)), np.ones(3), (2, 3)), (np.ones(1), np.ones((1, 1)), (1, 1)),
        (np.ones(0), 1.0, (0,)), ([1, 2], 3, (2,)), (np.ones((0, 3)), np.ones(3), (0, 3)),
    ],
)  # fmt: skip
def test_shapes(a, b, shape):
    assert run(power, a, b).shape == shape
    assert [o.shape for o in run(two, a, b)] == [shape, shape]
    np.testing.assert_allclose(run(power, a, b), np.asarray(a) ** 0.7 * np.exp(-np.asarray(b)))


def test_shapes_that_do_not_fit():
    with pytest.raises(ShapeError, match=r"\(2,\), \(3,\)"):
        run(power, np.ones(2), np.ones(3))


def test_nothing_warns_and_nan_stays_nan():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = run(power, np.array([-1.0, np.nan, 1.0, np.inf]), np.array([0.0, 1.0, np.nan, 1e9]))
        assert np.isnan(got).all()
        assert np.isnan(run(power, -1.0, 0.0))
    with np.errstate(all="raise"):  # the caller's own state is not touched
        run(power, np.array([-1.0]), 0.0)
        assert np.geterr()["invalid"] == "raise"


def test_fixed_arguments_reach_the_kernel():
    assert run(power, 4.0, 0.0, exponent=0.5) == 2.0


def test_an_array_of_one_serves_all_blocks():
    many = np.arange(40_000.0)
    expected = many + 2.0
    for one in (2.0, [2.0], [[2.0]]):
        got = run(np.add, many, one)
        assert (np.ravel(got) == expected).all()


def test_distinct_numbers():
    assert blocks.distinct([3.0, 1.0, 3.0], 2.0, np.array([1.0, -0.0, 0.0])).tolist() == [
        0.0, 1.0, 2.0, 3.0
    ]  # fmt: skip
    x = np.random.default_rng(1).integers(0, 50, 200) / 7.0
    assert np.array_equal(blocks.distinct(x), np.unique(x))
    assert blocks.distinct(1.0, 1.0).tolist() == [1.0]
