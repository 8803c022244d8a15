"""Uncertain inputs: what a distribution must be able to do, and where physics ends it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.texts import quoted


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
        self.distribution = as_distribution(distribution, "inputs")
        self.low, self.high = (
            float(v) if isinstance(v, float) and math.isinf(v)
            else units.number(v, "ratio", n, low=-math.inf, high=math.inf, scalar=True)
            for v, n in ((low, "low"), (high, "high"))
        )  # fmt: skip
        low, high = self.low, self.high
        d = self.distribution
        # In the upper half shares are counted from above, where they are not all close to 1.
        self._from_above = low > float(d.ppf(0.5)) and hasattr(d, "isf")
        self._below, self._share = 0.0, 0.0
        if low < high:
            just_below = math.nextafter(low, -math.inf)  # a discrete one may take the value itself
            if self._from_above:
                self._below = float(d.sf(just_below))
                self._share = self._below - float(d.sf(high))
            else:
                self._below = float(d.cdf(just_below))
                self._share = float(d.cdf(high)) - self._below
        if not self._share > 0.0:
            raise InputError(
                "low", "ends with something of the distribution between them", f"{low:g}, {high:g}"
            )

    def ppf(self, u: Any) -> Any:
        """Value below which the share `u` lies."""
        u, d = np.asarray(u), self.distribution
        if self._from_above:
            x = d.isf(self._below - self._share * u)
        else:
            x = d.ppf(self._below + self._share * u)
        return np.clip(x, self.low, self.high)

    def cdf(self, x: Any) -> Any:
        """Share up to `x`."""
        d = self.distribution
        counted = self._below - d.sf(x) if self._from_above else d.cdf(x) - self._below
        return np.clip(counted / self._share, 0.0, 1.0)

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
    known = all(callable(getattr(value, name, None)) for name in ("ppf", "cdf", "support"))
    if known and not _without_parameters(value):
        return value
    raise InputError(
        argument, "a frozen distribution such as scipy.stats.uniform(0.2, 0.3)", quoted(value)
    )


def _without_parameters(value: Any) -> bool:
    """Whether it is one of scipy's own, not frozen; a histogram or a table of values needs none."""
    if not hasattr(value, "freeze"):
        return False
    from scipy import stats

    return getattr(stats, str(getattr(value, "name", "")), None) is value


def check_support(distribution: Any, argument: str, low: float, high: float, above: bool) -> None:
    """Refuse a distribution that goes beyond `low` or `high`, or, if `above`, takes `low`."""
    try:
        middle, ends = distribution.ppf(0.5), distribution.support()
    except (TypeError, ValueError) as error:
        expected = "one distribution, with parameters that are valid"
        raise InputError(argument, expected, str(error)[:60]) from None
    if np.ndim(middle) or np.ndim(ends[0]) or not math.isfinite(float(middle)):
        raise InputError(argument, "one distribution, with parameters that are valid", f"{middle}")
    first, last = (float(x) for x in ends)
    # One that fades out at the end, such as a lognormal, never takes it.
    touches = above and first == low and float(distribution.ppf(2.0**-54)) <= low
    if first < low or touches or last > high:
        within = "a distribution within {low} and {high}"
        raise InputError(
            argument, "a distribution above {low}" if math.isinf(high) else within,
            f"{first:g} to {last:g}", "hydrocalc.Truncated(…)", low=f"{low:g}", high=f"{high:g}",
        )  # fmt: skip


_SHARES = np.concatenate(
    [(np.arange(257) + 0.5) / 257, 2.0 ** -np.arange(1, 54), 1.0 - 2.0 ** -np.arange(2, 53)]
)


def fingerprint(distribution: Any) -> bytes:
    """Values of a distribution at many shares, rare ones too: equal ones are taken for the same."""
    values = np.asarray(distribution.ppf(_SHARES), dtype=float).tobytes()
    inner = getattr(distribution, "distribution", distribution)  # of a truncated one
    words = [getattr(getattr(inner, "dist", None), "name", "")]
    words += [repr(getattr(inner, n, None)) for n in ("args", "kwds")]
    words += [repr(getattr(distribution, n, None)) for n in ("low", "high")]
    points = [getattr(getattr(inner, "dist", None), n, None) for n in ("xk", "pk")]
    tables = b"".join(np.asarray(p).tobytes() for p in points if p is not None)
    return values + repr(words).encode() + tables


def described(distribution: Any) -> str:
    """A distribution in words, by its name and parameters where it has them."""
    if isinstance(distribution, Truncated):
        ends = f"[{distribution.low:.6g}, {distribution.high:.6g}]"
        return f"{described(distribution.distribution)} in {ends}"
    name = getattr(getattr(distribution, "dist", None), "name", "")
    if name in ("uniform", "loguniform", "triang"):
        low, high = (float(x) for x in distribution.support())
        if name == "triang":
            (shape,) = distribution.args[:1] or (distribution.kwds["c"],)
            return f"triangular [{low:.6g}, {low + float(shape) * (high - low):.6g}, {high:.6g}]"
        return f"{name} [{low:.6g}, {high:.6g}]"
    if name == "norm":
        mean, deviation = float(distribution.mean()), float(distribution.std())
        return f"normal (mean {mean:.6g}, deviation {deviation:.6g})"
    if not name:
        low, middle, high = (float(distribution.ppf(u)) for u in (0.05, 0.5, 0.95))
        return f"5 % below {low:.6g}, half below {middle:.6g}, 95 % below {high:.6g}"
    given = [f"{float(x):.6g}" for x in distribution.args if np.ndim(x) == 0]
    given += [f"{k}={float(x):.6g}" for k, x in distribution.kwds.items() if np.ndim(x) == 0]
    return f"{name}({', '.join(given)})"


def correlation_factor(
    correlation: Mapping[tuple[str, str], float] | Sequence[Sequence[float]], names: Sequence[str]
) -> Any:
    """Lower Cholesky factor of the correlation of the normal scores, from pairs or a matrix."""
    d = len(names)
    if isinstance(correlation, Mapping):
        matrix = np.eye(d)
        for pair, r in correlation.items():
            if not isinstance(pair, tuple) or len(pair) != 2 or len({*pair} & {*names}) != 2:
                got = str(pair)[:40]
                raise InputError("correlation", "pairs of: {words}", got, words=", ".join(names))
            i, j = (list(names).index(name) for name in pair)
            if matrix[i, j] != 0.0:
                raise InputError("correlation", "each pair once", str(pair)[:40])
            matrix[i, j] = matrix[j, i] = units.number(
                r, "ratio", "correlation", low=-0.9999, high=0.9999, scalar=True
            )
    else:
        matrix = np.asarray(units.number(correlation, "ratio", "correlation", low=-1.0))
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
