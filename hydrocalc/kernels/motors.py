"""Induction motors: rating, full-load and part-load efficiency."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula


def motor_rating(P: Any, *, ratings: Any, margins: Any) -> Any:
    """Smallest standard rating R with R >= k(R) P, W; nan above the series.

    `ratings` is the series, ascending, and `margins` the reserve factor k that goes with each of
    its members, so that the choice is monotone in `P` although k falls with size.
    """
    # One part in 1e12 of slack: a rating that fits exactly must not be lost to rounding.
    reach = np.asarray(ratings) / np.asarray(margins) * (1.0 + 1e-12)
    index = np.searchsorted(reach, P)
    chosen = np.append(ratings, np.nan)[index]
    return np.where(P > 0.0, chosen, np.nan)[()]


@formula(
    "eta = (A*lg(P/1000)^3 + B*lg(P/1000)^2 + C*lg(P/1000) + D) / 100",
    "IEC 60034-30-1:2014, 50 Hz interpolation; Regulation (EU) 2019/1781, annex I tables 3–5",
)
def motor_efficiency_iec(P: Any, A: Any, B: Any, C: Any, D: Any) -> Any:
    """Full-load efficiency of an IE class from its coefficients; `P` rated power, W."""
    x = np.log10(P / 1000.0)
    return (((A * x + B) * x + C) * x + D) / 100.0


@formula("k = R/P", "definition")
def reserve(R: Any, P: Any) -> Any:
    """Rating over a shaft power."""
    return R / P


@formula("k = eta_c*R/P", "rating behind the coupling over the largest shaft power")
def reserve_at_pump(eta_c: Any, R: Any, P: Any) -> Any:
    """Rating over a shaft power, at the pump's side of the coupling."""
    return eta_c * R / P


@formula(
    "eta = x / (x + (1/eta_1 - 1) * (k_0 + (1 - k_0)*x^2))",
    "losses split into a constant share k_0 and one that grows with the square of the load",
    x=(0.25, 1.25),
)
def motor_efficiency_at_load(x: Any, eta_1: Any, k_0: Any) -> Any:
    """Efficiency at load `x` (share of rating) from that at full load, `eta_1`."""
    losses = (1.0 / eta_1 - 1.0) * (k_0 + (1.0 - k_0) * x * x)
    return np.where(x >= 0.0, x / (x + losses), np.nan)[()]
