"""Statistics of a stream of numbers: bins that need no range, sums that merge exactly."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

_SHIFT = 12
_NEGATIVE = 1 << (31 - _SHIFT)

RELATIVE_ERROR = 2.0**-11
"""Largest error of a quantile taken from bins, relative to the quantile."""


def bin_of(x: Any) -> Any:
    """The bin of each number, in the order of the numbers.

    A bin is the sign, the exponent and the first eleven bits of the mantissa of the number in
    single precision: 2048 bins an octave, the same for any data, so that counts merge by adding.
    """
    bins = x.astype(np.float32).view(np.int32)
    np.right_shift(bins, _SHIFT, out=bins)
    if bins.min() < 0:
        bins = np.where(bins < 0, -1 - (bins + _NEGATIVE), bins)
    return bins


def bin_edges(bins: Any) -> tuple[Any, Any]:
    """Lower and upper end of each bin."""
    bins = np.asarray(bins, dtype=np.int64)
    size = np.where(bins < 0, -1 - bins, bins)
    near, far = (
        (np.minimum(size + k, 255 << (23 - _SHIFT)) << _SHIFT).astype(np.int32).view(np.float32)
        for k in (0, 1)
    )
    # What single precision can't tell from 0 counts as 0.
    near, far = near.astype(float), np.where(size == 0, 0.0, far.astype(float))
    return np.where(bins < 0, -far, near), np.where(bins < 0, -near, far)


class Counts(NamedTuple):
    """How many numbers lie in which bin, from the bin `first` on."""

    first: int
    counts: Any

    def merged(self, other: Counts) -> Counts:
        """The counts of both; the memory of these is used again."""
        if not len(other.counts):
            return self
        if not len(self.counts):
            return Counts(other.first, other.counts.copy())
        first = min(self.first, other.first)
        last = max(self.first + len(self.counts), other.first + len(other.counts))
        total = self
        if last - first > len(self.counts):
            total = Counts(first, np.zeros(last - first, dtype=np.int64))
            total.counts[self.first - first :][: len(self.counts)] = self.counts
        total.counts[other.first - first :][: len(other.counts)] += other.counts
        return total

    def quantiles(self, shares: Any, low: float, high: float) -> Any:
        """Numbers below which the given shares lie; `low` and `high` are the extremes."""
        used = np.flatnonzero(self.counts)
        if not used.size:
            return np.full(np.shape(shares), np.nan)
        counts = self.counts[used]
        below = np.concatenate([[0], np.cumsum(counts)])
        near, far = bin_edges(used + self.first)
        # Within a bin the numbers are taken as spread evenly.
        rank = np.asarray(shares, dtype=float) * (below[-1] - 1) + 0.5
        i = np.clip(np.searchsorted(below, rank, side="right") - 1, 0, len(used) - 1)
        value = near[i] + (far[i] - near[i]) * (rank - below[i]) / counts[i]
        return np.clip(value, low, high)


NOTHING = Counts(0, np.zeros(0, dtype=np.int64))


def counts_of(x: Any) -> Counts:
    """`Counts` of some numbers, none of them nan."""
    if not len(x):
        return NOTHING
    bins = bin_of(x)
    first, last = int(bins.min()), int(bins.max())
    bins -= first
    counts = np.zeros(last - first + 1, dtype=np.int64)
    np.add.at(counts, bins.astype(np.int64), 1)  # faster than bincount, which looks for the ends
    return Counts(first, counts)


class Moments(NamedTuple):
    """How many they are, extremes, mean and sum of squares about the mean."""

    number: int
    low: float
    high: float
    mean: float
    squares: float


EMPTY = Moments(0, math.inf, -math.inf, 0.0, 0.0)


def moments_of(x: Any) -> Moments:
    """`Moments` of some numbers, none of them nan."""
    if not len(x):
        return EMPTY
    first = float(x[0])  # about a number among them, or the squares cancel
    y = x - first
    shifted = float(np.add.reduce(y)) / len(x)
    np.multiply(y, y, out=y)
    squares = float(np.add.reduce(y)) - len(x) * shifted * shifted
    return Moments(len(x), float(x.min()), float(x.max()), first + shifted, max(squares, 0.0))


def merged(parts: list[Moments]) -> Moments:
    """The moments of all parts together, whatever their order: sums are rounded once."""
    parts = [p for p in parts if p.number]
    if not parts:
        return EMPTY
    count = sum(p.number for p in parts)
    mean = math.fsum(p.number * p.mean for p in parts) / count
    squares = math.fsum(p.squares + p.number * (p.mean - mean) ** 2 for p in parts)
    return Moments(count, min(p.low for p in parts), max(p.high for p in parts), mean, squares)
