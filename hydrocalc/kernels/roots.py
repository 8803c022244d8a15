"""Roots between two ends, for all elements at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_ROUNDING = 4.0 * float(np.finfo(float).eps)
_NEAR_0 = 4.0 * float(np.finfo(float).tiny)
_MOST = 2200
"""Steps: more than halving takes from the largest number to the smallest."""


def root_between(
    f: Callable[..., Any], low: Any, high: Any, *known: Any, rounding: float = _ROUNDING
) -> tuple[Any, Any]:
    """Where ``f(x, *known)`` is 0 between `low` and `high`, and what `f` is there; elementwise.

    Chandrupatla (1997), Adv. Eng. Softw. 28(3): inverse quadratic interpolation where three points
    bend little, else halving. A root is found to the relative error `rounding`. nan where `f` has
    one sign at both ends, or no value.
    """
    x_1, x_2, *given = np.broadcast_arrays(low, high, *known)
    shape = x_1.shape
    x_1, x_2 = x_1.astype(float).reshape(-1), x_2.astype(float).reshape(-1)
    given = [np.reshape(x, -1) for x in given]
    found, left = np.full(x_1.shape, np.nan), np.full(x_1.shape, np.nan)
    with np.errstate(all="ignore"):
        f_1, f_2 = f(x_1, *given), f(x_2, *given)
        here = np.flatnonzero((np.sign(f_1) * np.sign(f_2) <= 0.0) & np.isfinite(x_1 + x_2))
        x_1, x_2, f_1, f_2 = (v[here] for v in (x_1, x_2, f_1, f_2))
        given = [x[here] for x in given]
        x_3, f_3, t = x_2, f_2, np.full(x_1.shape, 0.5)
        for step in range(_MOST):
            nearer = np.abs(f_1) < np.abs(f_2)
            x, y = np.where(nearer, x_1, x_2), np.where(nearer, f_1, f_2)
            wide, close = np.abs(x_2 - x_1), np.abs(x) * rounding + _NEAR_0
            done = (wide < close) | (y == 0.0)
            found[here[done]], left[here[done]] = x[done], y[done]
            go = ~(done | np.isnan(f_1))
            if not go.any():
                break
            if not go.all():
                here, x_1, x_2, x_3, f_1, f_2, f_3, t, wide, close = (
                    v[go] for v in (here, x_1, x_2, x_3, f_1, f_2, f_3, t, wide, close)
                )
                given = [x[go] for x in given]
            if step:
                xi, phi = (x_1 - x_2) / (x_3 - x_2), (f_1 - f_2) / (f_3 - f_2)
                alpha = (x_3 - x_1) / (x_2 - x_1)
                bends_little = (1.0 - np.sqrt(1.0 - xi) < phi) & (phi < np.sqrt(xi))
                share = (f_1 / (f_1 - f_2) * f_3 / (f_3 - f_2)
                         - alpha * f_1 / (f_3 - f_1) * f_2 / (f_2 - f_3))  # fmt: skip
                least = 0.5 * close / wide
                t = np.clip(np.where(bends_little, share, 0.5), least, 1.0 - least)
            x = x_1 + t * (x_2 - x_1)
            y = f(x, *given)
            same = np.sign(y) == np.sign(f_1)
            x_3, f_3 = np.where(same, x_1, x_2), np.where(same, f_1, f_2)
            x_2, f_2 = np.where(same, x_2, x_1), np.where(same, f_2, f_1)
            x_1, f_1 = x, y
    return found.reshape(shape)[()], left.reshape(shape)[()]
