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
    x = np.sort(np.array(x))
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
