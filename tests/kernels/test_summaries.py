"""Bins, moments and points against exact statistics and each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrocalc.kernels import sampling, summaries

NUMBERS = st.lists(
    st.floats(-1e30, 1e30, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-30),
    min_size=1, max_size=60,
)  # fmt: skip


@given(NUMBERS)
def test_every_number_lies_in_its_bin(x):
    x = np.array(x)
    low, high = summaries.bin_edges(summaries.bin_of(x))
    single = x.astype(np.float32).astype(float)
    assert ((low <= single) & (single <= high)).all()
    width = high - low
    assert (width <= summaries.RELATIVE_ERROR * np.abs(single) + 1e-37).all()


@given(NUMBERS)
def test_bins_are_in_the_order_of_the_numbers(x):
    x = np.sort(np.array(x) + 0.0)  # -0 and 0 are equal, and each has a bin of its own
    assert (np.diff(summaries.bin_of(x)) >= 0).all()


@given(NUMBERS, st.integers(0, 60))
def test_counts_merge_by_adding(x, cut):
    x = np.array(x)
    parts = [summaries.counts_of(p) for p in (x[:cut], x[cut:]) if p.size]
    merged = summaries.NOTHING
    for part in parts:
        merged = merged.merged(part)
    whole = summaries.counts_of(x)
    assert merged.counts.sum() == x.size
    used = np.flatnonzero(merged.counts) + merged.first
    assert np.array_equal(used, np.flatnonzero(whole.counts) + whole.first)


@pytest.mark.parametrize("seed", range(4))
def test_quantiles_within_the_stated_error(seed):
    rng = np.random.default_rng(seed)
    x = rng.choice([rng.normal(3, 5, 20_000), rng.lognormal(2, 1, 20_000)][seed % 2], 20_000)
    shares = np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999])
    found = summaries.counts_of(x).quantiles(shares, x.min(), x.max())
    exact = np.quantile(x, shares)
    # Neighbouring order statistics may lie further apart than a bin is wide.
    ordered = np.sort(x)
    at = np.clip(np.searchsorted(ordered, exact), 1, x.size - 2)
    gap = ordered[at + 1] - ordered[at - 1]
    assert (np.abs(found - exact) <= summaries.RELATIVE_ERROR * np.abs(exact) + gap).all()


@given(NUMBERS, st.integers(0, 60))
def test_moments_merge(x, cut):
    x = np.array(x)
    parts = [summaries.moments_of(p) for p in (x[:cut], x[cut:])]
    m = summaries.merged(parts)
    scale = float(np.abs(x).max()) or 1.0
    assert m == summaries.merged(parts[::-1])
    assert m.number == x.size
    assert (m.low, m.high) == (x.min(), x.max())
    assert m.mean == pytest.approx(math.fsum(x) / x.size, abs=1e-12 * scale)
    exact = math.fsum((v - m.mean) ** 2 for v in x.tolist())
    assert m.squares == pytest.approx(exact, rel=1e-9, abs=1e-9 * scale * scale)


def test_a_mean_far_from_zero_keeps_its_deviation():
    x = 1e9 + np.array([0.0, 1.0, 2.0, 3.0])
    assert summaries.moments_of(x).squares == 5.0


@pytest.mark.parametrize("sampler", sampling.SAMPLERS)
def test_points_do_not_depend_on_the_cut(sampler):
    whole = sampling.points(sampler, 7, 3, 1000, 0, 1000)
    parts = [sampling.points(sampler, 7, 3, 1000, i, min(131, 1000 - i))
             for i in range(0, 1000, 131)]  # fmt: skip
    assert np.array_equal(whole, np.concatenate(parts, axis=1))
    assert np.array_equal(sampling.points(sampler, 7, 3, 1000, 501, 20), whole[:, 501:521])
    assert ((whole > 0) & (whole < 1)).all()
    assert not np.array_equal(whole, sampling.points(sampler, 8, 3, 1000, 0, 1000))


def test_sobol_points_are_those_of_scipy():
    from scipy.stats import qmc

    ours = sampling.points("sobol", 3, 2, 256, 0, 256)
    engine = qmc.Sobol(2, scramble=True, bits=32, rng=np.random.default_rng(3))
    theirs = engine.random(256).T
    assert np.abs(ours - theirs).max() <= 2.0**-32


def test_correlated_points_have_the_correlation_of_a_gaussian_copula():
    from scipy.stats import norm

    factor = np.linalg.cholesky([[1.0, 0.6], [0.6, 1.0]])
    u = sampling.points("sobol", 1, 2, 2**14, 0, 2**14)
    v = sampling.correlated(u, factor)
    r = np.corrcoef(norm.ppf(v))[0, 1]
    assert r == pytest.approx(0.6, abs=1e-3)
    # Spearman's of a Gaussian copula is 6/π asin(r/2).
    ranks = np.argsort(np.argsort(v, axis=1), axis=1)
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(6 / math.pi * math.asin(0.3), abs=1e-3)


def test_random_points_lie_between_the_steps_of_their_generator():
    """Multiples of 2^-53 and half a step more: never 0 and never 1."""
    x = sampling.points("random", 3, 2, 500, 0, 500)
    half_steps = np.ldexp(x[x < 0.5], 54)
    assert (half_steps == np.round(half_steps)).all()
    assert (half_steps % 2 == 1).all()
    key = np.random.Philox(key=3 + (1 << 64))
    assert x[1] == pytest.approx(np.random.Generator(key).random(500), abs=2.0**-53)


@pytest.mark.parametrize("sampler", ["sobol", "halton"])
def test_points_are_those_of_scipy_from_any_start(sampler):
    from scipy.stats import qmc

    if sampler == "sobol":
        engine, moved = qmc.Sobol(3, scramble=True, bits=32, rng=np.random.default_rng(5)), 2.0**-33
    else:
        engine, moved = qmc.Halton(3, scramble=True, rng=np.random.default_rng(5)), 0.0
    theirs = engine.random(256).T
    for start, count in ((0, 64), (64, 64), (200, 56), (10, 5), (10, 5), (15, 4)):
        ours = sampling.points(sampler, 5, 3, 256, start, count)
        assert ours == pytest.approx(theirs[:, start : start + count] + moved, abs=1e-15)


def test_latin_points_fill_each_row_once():
    x = sampling.points("latin-hypercube", 5, 2, 100, 0, 100)
    for row in x:
        assert sorted((row * 100).astype(int)) == list(range(100))


def test_correlated_points_by_their_sums():
    from scipy.special import ndtr, ndtri

    factor = np.linalg.cholesky(np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.3], [0.0, 0.3, 1.0]]))
    u = sampling.points("random", 1, 3, 50, 0, 50)
    expected = ndtr(factor @ ndtri(u))
    assert sampling.correlated(u, factor) == pytest.approx(expected, rel=1e-12)
    ends = sampling.correlated(np.array([[1e-300, 1 - 1e-16], [0.5, 0.5], [0.5, 0.5]]), factor)
    assert ends.min() == 2.0**-54
    assert ends.max() == 1.0 - 2.0**-53


def test_bins_by_hand():
    """Sign, exponent and eleven bits of the mantissa of single precision: 2048 an octave."""
    ones = summaries.bin_of(np.array([1.0, 2.0, 4.0, 0.5]))
    assert list(np.diff(ones)) == [2048, 2048, -3 * 2048]
    assert summaries.bin_of(np.array([1.0 + 1 / 2048]))[0] == ones[0] + 1
    assert summaries.bin_of(np.array([1.0 + 0.9 / 2048]))[0] == ones[0]
    assert list(summaries.bin_of(np.array([0.0, -1.0, 1.0])) + 0) == [0, -1 - ones[0], ones[0]]
    low, high = summaries.bin_edges(ones[:1])
    assert (low[0], high[0]) == (1.0, 1.0 + 1 / 2048)
    low, high = summaries.bin_edges(-1 - ones[:1])
    assert (low[0], high[0]) == (-1.0 - 1 / 2048, -1.0)
    low, high = summaries.bin_edges(np.array([0, -1]))
    assert list(low) == [0.0, 0.0]
    assert list(high) == [0.0, 0.0]
    top = summaries.bin_of(np.array([np.finfo(np.float32).max]))
    assert summaries.bin_edges(top)[1][0] == np.inf
    assert summaries.bin_edges(top + 1) == (np.inf, np.inf)
    least = summaries.bin_edges(np.array([1, -2]))
    assert least[0][0] == -least[1][1] > 0.0


def test_quantiles_spread_evenly_within_a_bin():
    """Four numbers of one bin: their ranks lie at eighths of it; the ends are the extremes."""
    width = 1 / 2048
    counts = summaries.counts_of(1.0 + width * np.array([0.1, 0.3, 0.5, 0.7]))
    found = counts.quantiles([0.0, 1 / 3, 2 / 3, 1.0], 0.0, 9.0)
    assert found == pytest.approx(1.0 + width * np.array([1, 3, 5, 7]) / 8, abs=1e-15)
    assert list(counts.quantiles([0.0, 1.0], 1.0003, 1.0004)) == [1.0003, 1.0004]
    both = counts.merged(summaries.counts_of(np.array([8.0, 8.0])))
    assert both.quantiles([0.9], 0.0, 9.0)[0] == pytest.approx(8.0, rel=1 / 2048)
    assert np.isnan(summaries.NOTHING.quantiles([0.5, 0.6], 0.0, 1.0)).all()
    assert len(summaries.counts_of(np.array([2.0, 2.0])).counts) == 1


def test_counts_merge_on_either_side():
    low, high = (summaries.counts_of(np.array([v, v])) for v in (1.0, 1.01))
    for one, other in ((low, high), (high, low), (low, low), (low, summaries.NOTHING),
                       (summaries.NOTHING, low)):  # fmt: skip
        expected = {}
        for part in (one, other):
            for i, count in enumerate(part.counts):
                expected[part.first + i] = expected.get(part.first + i, 0) + int(count)
        merged = one._replace(counts=one.counts.copy()).merged(other)
        found = {merged.first + i: int(c) for i, c in enumerate(merged.counts)}
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}
    assert summaries.NOTHING.merged(low).counts is not low.counts


def test_moments_of_nothing_and_of_parts():
    assert summaries.moments_of(np.array([])) == summaries.EMPTY
    assert summaries.merged([]) == summaries.EMPTY
    assert summaries.merged([summaries.EMPTY]) == summaries.EMPTY
    assert (0, math.inf, -math.inf, 0.0, 0.0) == summaries.EMPTY
    one, two = (summaries.moments_of(np.array(x)) for x in ([1.0, 3.0], [8.0]))
    both = summaries.merged([one, summaries.EMPTY, two])
    assert both == (3, 1.0, 8.0, 4.0, 26.0)
    assert summaries.moments_of(np.full(7, 0.1)).squares == 0.0
