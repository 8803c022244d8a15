"""Points in the unit cube: any stretch of a sequence, whoever asks for it and in which order."""

from __future__ import annotations

import threading
import warnings
from functools import lru_cache
from typing import Any

import numpy as np

SAMPLERS = ("sobol", "latin-hypercube", "halton", "random")
MOST_SOBOL = 2**32
MOST_LATIN = 10**8
"""Numbers of a Latin hypercube: it can't be made in stretches."""

_local = threading.local()
_lock = threading.Lock()
_NONE: tuple[Any, int, Any] = (None, 0, None)


def points(sampler: str, seed: int, dimensions: int, n: int, start: int, count: int) -> Any:
    """Points `start` to `start + count` of a sequence of `n`, (dimension, point), in (0, 1).

    The points don't depend on how the sequence is cut: plain random numbers come from a
    counter-based generator (Philox), Sobol's and Halton's sequences are taken up at `start`.
    """
    if sampler == "random":
        return np.stack([_philox(seed, j, start, count) for j in range(dimensions)])
    if sampler == "latin-hypercube":
        with _lock:  # threads would each make their own
            whole = _latin(seed, dimensions, n)
        return np.ascontiguousarray(whole[start : start + count].T)
    points = np.empty((dimensions, count))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # on numbers that aren't powers of 2
        engine = _engine(sampler, seed, dimensions, start)
        for first in range(0, count, STRETCH):  # turned while they are in the cache
            some = engine.random(min(STRETCH, count - first)).T
            if sampler == "sobol":
                some += 2.0**-33  # multiples of 2^-32 from 0 on
            points[:, first : first + STRETCH] = some
    _local.engine[1] = start + count
    return np.clip(points, 2.0**-54, 1.0 - 2.0**-53, out=points)


STRETCH = 8192
"""Points that are made at a time: any number makes the same."""


def _philox(seed: int, stream: int, start: int, count: int) -> Any:
    # One step of the counter makes four numbers.
    bits = np.random.Philox(key=seed + (stream << 64)).advance(start // 4)
    skip = start % 4
    return np.random.Generator(bits).random(skip + count)[skip:] + 2.0**-54


@lru_cache(maxsize=1)
def _latin(seed: int, dimensions: int, n: int) -> Any:
    from scipy.stats import qmc

    return qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(n)


def _engine(sampler: str, seed: int, dimensions: int, start: int) -> Any:
    """A generator that stands at `start`; each thread keeps its last, to go on from there."""
    from scipy.stats import qmc

    asked = (sampler, seed, dimensions)
    known, at, engine = getattr(_local, "engine", _NONE)
    if known != asked or at > start:
        rng, at = np.random.default_rng(seed), 0
        if sampler == "sobol":
            engine = qmc.Sobol(dimensions, scramble=True, bits=32, rng=rng)
        else:
            engine = qmc.Halton(dimensions, scramble=True, rng=rng)
    if sampler == "halton":
        engine.num_generated = start  # its own fast_forward would make all points before
    elif start > at:
        engine.fast_forward(start - at)
    _local.engine = [asked, start, engine]
    return engine


def correlated(u: Any, factor: Any) -> Any:
    """Points whose normal scores have the correlation `factor` @ `factor`.T (Gaussian copula).

    Summed by hand: a matrix product may round a column otherwise than the same in other company.
    """
    from scipy.special import ndtr, ndtri

    z = ndtri(u)
    mixed = np.empty_like(z)
    for i, row in enumerate(factor):
        mixed[i] = row[0] * z[0]
        for j in range(1, i + 1):
            if row[j] != 0.0:
                mixed[i] += row[j] * z[j]
    return np.clip(ndtr(mixed), 2.0**-54, 1.0 - 2.0**-53)
