"""Uncertain inputs: what a distribution must be able to do, and where physics ends it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError


class Truncated:
    """A distribution cut off at given ends, the rest scaled up; as scipy's frozen ones.

    Parameters
    ----------
    distribution : scipy.stats distribution
        A frozen distribution.
    low, high : float, optional
        Ends, in the unit of the input.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> from scipy.stats import norm
    >>> str(hc.Truncated(norm(0.3e-3, 0.2e-3), low=0.0).ppf(0.0).round(6))
    '0.0'
    """

    def __init__(self, distribution: Any, low: float = -math.inf, high: float = math.inf) -> None:
        self.distribution, self.low, self.high = as_distribution(distribution, "inputs"), low, high
        self._below, self._share = 0.0, 1.0
        if low < high:
            self._below = float(self.distribution.cdf(low))
            self._share = float(self.distribution.cdf(high)) - self._below
        if not low < high or not self._share > 0.0:
            raise InputError(
                "low", "ends with something of the distribution between them", f"{low:g}, {high:g}"
            )

    def ppf(self, u: Any) -> Any:
        """Value below which the share `u` lies."""
        return np.clip(
            self.distribution.ppf(self._below + self._share * np.asarray(u)), self.low, self.high
        )

    def cdf(self, x: Any) -> Any:
        """Share below `x`."""
        return np.clip((self.distribution.cdf(x) - self._below) / self._share, 0.0, 1.0)

    def support(self) -> tuple[float, float]:
        """Lowest and highest value."""
        low, high = self.distribution.support()
        return max(float(low), self.low), min(float(high), self.high)


class _New:
    """A distribution of scipy's newer infrastructure as a frozen one."""

    def __init__(self, distribution: Any) -> None:
        self._distribution = distribution

    def ppf(self, u: Any) -> Any:
        return self._distribution.icdf(u)

    def cdf(self, x: Any) -> Any:
        return self._distribution.cdf(x)

    def support(self) -> Any:
        return self._distribution.support()


def as_distribution(value: Any, argument: str) -> Any:
    """What has ``ppf``, ``cdf`` and ``support``; refused if it hasn't."""
    if hasattr(value, "icdf") and hasattr(value, "support"):
        return _New(value)
    if all(callable(getattr(value, name, None)) for name in ("ppf", "cdf", "support")):
        return value
    raise InputError(
        argument, "a frozen distribution such as scipy.stats.uniform(0.2, 0.3)", repr(value)[:40]
    )


def check_support(distribution: Any, argument: str, low: float, high: float, above: bool) -> None:
    """Refuse a distribution that goes beyond `low` or `high`, or, if `above`, takes `low`."""
    first, last = (float(x) for x in distribution.support())
    # One that fades out at the end, such as a lognormal, never takes it.
    touches = above and first == low and float(distribution.ppf(2.0**-54)) <= low
    if first < low or touches or last > high or not math.isfinite(float(distribution.ppf(0.5))):
        within = "a distribution within {low} and {high}"
        raise InputError(
            argument, "a distribution above {low}" if math.isinf(high) else within,
            f"{first:g} to {last:g}", "hydrocalc.Truncated(…)",
            low=f"{low:g}", high=f"{high:g}",
        )  # fmt: skip


def fingerprint(distribution: Any) -> bytes:
    """Values of a distribution at 257 shares: two that agree there are taken for the same."""
    shares = (np.arange(257) + 0.5) / 257
    return np.asarray(distribution.ppf(shares), dtype=float).tobytes()


def correlation_factor(
    correlation: Mapping[tuple[str, str], float] | Sequence[Sequence[float]], names: Sequence[str]
) -> Any:
    """Lower Cholesky factor of the correlation of the normal scores, from pairs or a matrix."""
    d = len(names)
    if isinstance(correlation, Mapping):
        matrix = np.eye(d)
        for pair, r in correlation.items():
            unknown = [name for name in pair if name not in names]
            if unknown or len(set(pair)) != 2:
                got = str(pair)[:40]
                raise InputError("correlation", "pairs of: {words}", got, words=", ".join(names))
            i, j = (list(names).index(name) for name in pair)
            matrix[i, j] = matrix[j, i] = units.number(
                r, "ratio", "correlation", low=-1.0, high=1.0, scalar=True
            )
    else:
        matrix = np.asarray(correlation, dtype=float)
    square = matrix.shape == (d, d)
    if not square or not np.allclose(matrix, matrix.T) or not np.allclose(np.diag(matrix), 1.0):
        raise InputError(
            "correlation", "a symmetric matrix with 1 on its diagonal, one row an input",
            f"shape {matrix.shape}",
        )  # fmt: skip
    try:
        return np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        least = float(np.linalg.eigvalsh(matrix).min())
        raise InputError(
            "correlation", "correlations that can hold together", f"least eigenvalue {least:.2g}"
        ) from None
