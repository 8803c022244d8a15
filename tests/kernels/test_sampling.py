"""Numbers of a random study: the same whatever is made at a time."""

import numpy as np
import pytest
from scipy.stats import qmc

from hydrocalc.kernels import sampling


@pytest.mark.parametrize("sampler", ["sobol", "halton"])
def test_points_are_the_same_however_many_are_made_at_a_time(sampler, monkeypatch):
    """The whole of scipy's own sequence at once, and ours in stretches of 7 and of 8192."""
    engine = {"sobol": qmc.Sobol, "halton": qmc.Halton}[sampler]
    bits = {"bits": 32} if sampler == "sobol" else {}
    whole = engine(3, scramble=True, rng=np.random.default_rng(11), **bits).random(16384).T
    if sampler == "sobol":
        whole = whole + 2.0**-33
    assert whole.min() > 2.0**-54
    assert whole.max() < 1.0
    for stretch in (7, sampling.STRETCH):
        monkeypatch.setattr(sampling, "STRETCH", stretch)
        parts = [sampling.points(sampler, 11, 3, 16384, i, n) for i, n in ((0, 9000), (9000, 7384))]
        assert np.array_equal(np.concatenate(parts, axis=1), whole)
