"""What a pipe stands: pressures by the rules of standards, stress and buckling of its wall."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula, where_valid

_RING = "Lévy's ring (1884) under outside pressure, plane strain"


@formula(
    "p_r = max(min(f_1*p + a_1, f_2*p + a_2), f_3*p + a_3)",
    "common form of the rules of EN 805, GB 50332, GB 50268, AWWA C304 and M45",
)
def ruled_pressure(p: Any, f_1: Any, a_1: Any, f_2: Any, a_2: Any, f_3: Any, a_3: Any) -> Any:
    """Pressure that a rule makes of the pressure `p`, Pa: the lesser of two, at least a third."""
    return np.maximum(np.minimum(f_1 * p + a_1, f_2 * p + a_2), f_3 * p + a_3)


def pressure_within(p_r: Any, f_1: Any, a_1: Any, f_2: Any, a_2: Any, f_3: Any, a_3: Any) -> Any:
    """Largest pressure of which `ruled_pressure` makes at most `p_r`, Pa; -inf if none."""
    least = a_3 <= p_r if f_3 == 0.0 else True
    below = np.inf if f_3 == 0.0 else (p_r - a_3) / f_3
    p = np.minimum(np.maximum((p_r - a_1) / f_1, (p_r - a_2) / f_2), below)
    return np.where(least, p, -np.inf)[()]


@formula("sigma = p*(D_o - t)/(2*t)", "equilibrium of half a ring, at the mean diameter")
def hoop_stress(p: Any, D_o: Any, t: Any) -> Any:
    """Hoop stress of a wall `t` under an inside pressure, Pa."""
    return where_valid(t > 0.0, p * (D_o - t) / (2.0 * t))


@formula("p = 2*sigma*t/(D_o - t)", "hoop_stress, solved for the pressure")
def hoop_pressure(sigma: Any, D_o: Any, t: Any) -> Any:
    """Inside pressure at which a wall `t` has the hoop stress `sigma`, Pa."""
    return 2.0 * sigma * t / (D_o - t)


@formula("p_cr = 2*E/(1 - mu^2)*(t/D_0)^3", _RING)
def ring_buckling(E: Any, mu: Any, t: Any, D_0: Any) -> Any:
    """Outside pressure at which a free ring of mean diameter `D_0` buckles, Pa."""
    return where_valid((t > 0.0) & (D_0 > 0.0), 2.0 * E / (1.0 - mu * mu) * (t / D_0) ** 3)


@formula(
    "p_cr = 2*E*(n^2 - 1)/(3*(1 - mu^2))*(t/D_0)^3 + E_d/(2*(n^2 - 1)*(1 + nu_s))",
    "GB 50332-2002 (from memory); n = 2 without soil is the free ring",
)
def buckling_mode(E: Any, mu: Any, t: Any, D_0: Any, E_d: Any, nu_s: Any, n: Any) -> Any:
    """Outside pressure at which a pipe in soil of modulus `E_d` buckles in `n` waves, Pa."""
    m = n * n - 1.0
    ring = 2.0 * E * m / (3.0 * (1.0 - mu * mu)) * (t / D_0) ** 3
    return where_valid((t > 0.0) & (D_0 > 0.0), ring + E_d / (2.0 * m * (1.0 + nu_s)))


def vacuum_buckling(E: Any, mu: Any, t: Any, D_0: Any, E_d: Any, nu_s: Any) -> Any:
    """Outside pressure at which a pipe buckles, Pa: the least of all modes.

    In m = n² - 1 a mode is A m + B/m, least at √(B/A): of the whole numbers beside it one is least.
    """
    A = ring_buckling(E, mu, t, D_0) / 3.0
    n = np.sqrt(1.0 + np.sqrt(E_d / (2.0 * (1.0 + nu_s)) / A))
    low = np.maximum(np.floor(n), 2.0)
    fewer, more = (buckling_mode(E, mu, t, D_0, E_d, nu_s, k) for k in (low, low + 1.0))
    return np.minimum(fewer, more)
