"""Wet wells and intakes: submergence, bells, switching volumes, starts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G


@formula(
    "F = 4*Q/(3.141592653589793*D^2)/sqrt(9.80665*D)", "ANSI/HI 9.8: Froude number at the bell"
)
def bell_froude(Q: Any, D: Any) -> Any:
    """Froude number of the velocity at a bell of outside diameter `D`."""
    return Q / (0.25 * math.pi * D * D) / np.sqrt(G * D)


@formula(
    "S = D*(1 + 2.3*F)",
    "ANSI/HI 9.8 after Hecker (1987), read in an article: free surface to the plane of the bell",
    F=(0.0, 5.0),
)
def submergence_hi(D: Any, F: Any) -> Any:
    """Least submergence against surface vortices, m."""
    return D * (1.0 + 2.3 * F)


@formula("S = max(a*D, S_0)", "Chinese practice by the position of the bell, never below S_0")
def submergence_cn(D: Any, a: Any, S_0: Any) -> Any:
    """Least submergence of a bell by Chinese practice, m."""
    return np.maximum(a * D, S_0)


@formula("D = sqrt(4*Q/(3.141592653589793*v))", "continuity")
def bell_diameter(Q: Any, v: Any) -> Any:
    """Diameter of a bell with velocity `v`, m."""
    return np.sqrt(Q / (0.25 * math.pi * v))


@formula("V = Q*T/(4*n)", "worst inflow Q/2; n pumps that take turns share the starts")
def cycling_volume(Q: Any, T: Any, n: Any) -> Any:
    """Volume between start and stop of a fixed-speed pump `Q` with `T` s between its starts, m³."""
    return Q * T / (4.0 * n)


@formula("Z = 3600*Q/(4*V*n)", "worst inflow Q/2; n pumps that take turns share the starts")
def most_starts_per_hour(Q: Any, V: Any, n: Any) -> Any:
    """Starts per hour of a pump `Q` over the volume `V` at the worst inflow."""
    return 3600.0 * Q / (4.0 * V * n)


@formula("Z = 3600*q*(Q - q)/(Q*V*n)", "filling and emptying make a cycle; n pumps take turns")
def starts_per_hour_at(Q: Any, q: Any, V: Any, n: Any) -> Any:
    """Starts per hour of a pump `Q` over the volume `V` at the inflow `q`."""
    return 3600.0 * q * (Q - q) / (Q * V * n)


@formula("Z = q*(Q - q)/(Q*V)", "filling V/q and emptying V/(Q - q) make a cycle")
def starts_per_second(V: Any, q: Any, Q: Any) -> Any:
    """Starts a second of a pump `Q` that empties `V` against the inflow `q` (below 0: it can't)."""
    return q * (Q - q) / (Q * V)
