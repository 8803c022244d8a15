"""Distributions at their ends."""

import numpy as np
import pytest
from scipy.stats import norm, poisson, randint, rv_discrete

import hydrocalc as hc
from hydrocalc.studies.distributions import fingerprint


def test_rare_values_are_part_of_a_distribution():
    rare = [rv_discrete(values=([0, 1, k], [0.5, 0.499, 0.001])) for k in (100, 100_000)]
    assert fingerprint(rare[0]) != fingerprint(rare[1])
    assert fingerprint(hc.Truncated(norm(), low=0)) != fingerprint(
        hc.Truncated(norm(), low=0, high=9)
    )


def test_a_discrete_distribution_keeps_its_lower_end():
    u = (np.arange(1000) + 0.5) / 1000
    assert set(hc.Truncated(randint(0, 10), low=3, high=7).ppf(u)) == {3, 4, 5, 6, 7}
    assert hc.Truncated(poisson(1), low=1).ppf(u).min() == 1


@pytest.mark.parametrize("low", [1.0, 5.0, 7.5, 8.5])
def test_a_far_tail(low):
    """The median of a normal cut off at `low`: half of what lies above."""
    cut = hc.Truncated(norm(), low=low)
    assert norm.sf(cut.ppf(0.5)) == pytest.approx(norm.sf(low) / 2, rel=1e-12)
    assert cut.cdf(cut.ppf(0.3)) == pytest.approx(0.3, rel=1e-9)
