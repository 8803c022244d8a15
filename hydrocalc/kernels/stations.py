"""What makes a station out of pumps: shares, largest powers, energies."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula

_MOTOR_SIZING = "motor sized at the largest shaft power, not at the duty point (practice)"


@formula("Q_u = Q / N", "definition: equal units in parallel")
def unit_flow(Q: Any, N: Any) -> Any:
    """Flow of one of `N` equal duty units, m³/s."""
    return Q / N


@formula("P_max = max(P * r, P_H)", _MOTOR_SIZING, r=(1.0, 2.0))
def max_shaft_power(P: Any, r: Any, P_H: Any) -> Any:
    """Largest shaft power of a unit, W: run-out (`r` times duty) or design flow at most head."""
    return np.maximum(P * r, P_H)


@formula("x = P / (eta_c * R)", "definition")
def motor_load(P: Any, R: Any, eta_c: Any) -> Any:
    """Share of the rating `R` that a shaft power takes through the coupling."""
    return P / (eta_c * R)


@formula("P_inst = R * (N + N_s)", "definition: standby units included")
def installed_power(R: Any, N: Any, N_s: Any) -> Any:
    """Rated power of all motors, W."""
    return R * (N + N_s)


@formula("e = P / Q", "definition")
def energy_per_volume(P: Any, Q: Any) -> Any:
    """Electrical energy per volume, J/m³."""
    return P / Q


@formula("E_d = P * 3600 * T_d", "definition")
def energy_per_day(P: Any, T_d: Any) -> Any:
    """Energy of a day of `T_d` hours, J."""
    return P * 3600.0 * T_d


@formula("E_y = P * 3600 * T_d * 365", "definition: 365 days")
def energy_per_year(P: Any, T_d: Any) -> Any:
    """Energy of a year of days of `T_d` hours, J."""
    return P * 3600.0 * T_d * 365.0
