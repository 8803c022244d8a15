"""What would make a published motor right: the same power reached in different ways."""

from __future__ import annotations

from typing import Any

from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G

_SOLVED = "P = rho g Q H / (N eta), solved; ISO 17769-1:2012"


@formula("r = R / (k * P)", "definition: R = k r P")
def run_out_of_rating(R: Any, k: Any, P: Any) -> Any:
    """Largest over duty shaft power that makes the rating `R` right with margin `k`."""
    return R / (k * P)


@formula("H = N * eta * R / k / (rho * g * Q)", _SOLVED)
def head_of_rating(R: Any, k: Any, N: Any, eta: Any, rho: Any, Q: Any, g: Any = G) -> Any:
    """Head at which `N` pumps take R / k each, m."""
    return N * eta * R / k / (rho * g * Q)


@formula("Q = N * eta * R / k / (rho * g * H)", _SOLVED)
def flow_of_rating(R: Any, k: Any, N: Any, eta: Any, rho: Any, H: Any, g: Any = G) -> Any:
    """Flow at which `N` pumps take R / k each, m³/s."""
    return N * eta * R / k / (rho * g * H)


@formula("eta = rho * g * Q * H / (N * R / k)", _SOLVED)
def efficiency_of_rating(R: Any, k: Any, N: Any, rho: Any, Q: Any, H: Any, g: Any = G) -> Any:
    """Pump efficiency at which `N` pumps take R / k each."""
    return rho * g * Q * H / (N * R / k)


@formula("c = P_inst / P_h", "definition")
def power_ratio(P_inst: Any, P_h: Any) -> Any:
    """Installed over hydraulic power."""
    return P_inst / P_h
