"""Ageing of unlined iron and steel pipes."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula, where_valid


@formula("eps_t = eps + alpha*t", "Colebrook & White (1937), J. Inst. Civ. Eng. 7(1)")
def aged_roughness(eps: Any, t: Any, alpha: Any) -> Any:
    """Equivalent roughness after `t` years of growth by `alpha` a year, m."""
    return eps + alpha * t


@formula(
    "alpha = 0.001*10^((6.6 - pH)/2)",
    "Colebrook & White (1937): 2 lg α = 6.6 − pH, mm a year (from memory)",
    pH=(5.0, 9.0),
)
def growth_by_ph(pH: Any) -> Any:
    """Growth of roughness of unlined iron, m a year."""
    return where_valid((pH >= 5.0) & (pH <= 9.0), 1e-3 * 10.0 ** ((6.6 - pH) / 2.0))


@formula(
    "alpha = 0.3048*10^(-4.08 - 0.38*LI)",
    "Lamont (1981), J. AWWA 73(5): lg α = −4.08 − 0.38 LI, ft a year (from memory)",
    LI=(-4.0, 0.0),
)
def growth_by_langelier(LI: Any) -> Any:
    """Growth of roughness of unlined iron, m a year."""
    return where_valid((LI >= -4.0) & (LI <= 0.0), 0.3048 * 10.0 ** (-4.08 - 0.38 * LI))


@formula(
    "C = 18.0 - 37.2*lg((eps + alpha*t)/D)",
    "Sharp & Walski (1988), J. AWWA 80(11) (from memory)",
)
def aged_hazen_williams_c(eps: Any, t: Any, alpha: Any, D: Any) -> Any:
    """Hazen–Williams C of unlined iron after `t` years."""
    return 18.0 - 37.2 * np.log10(aged_roughness(eps, t, alpha) / D)
