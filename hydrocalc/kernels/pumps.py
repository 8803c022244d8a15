"""Powers, volumes and energies of pumping."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G

_ENERGY_BALANCE = "energy balance; ISO 17769-1:2012, definitions of powers and efficiencies"


def _share(eta: Any) -> Any:
    """`eta` where it can be an efficiency, nan elsewhere."""
    return np.where((eta > 0.0) & (eta <= 1.0), eta, np.nan)[()]


@formula("P_h = rho * g * Q * H", _ENERGY_BALANCE)
def hydraulic_power(rho: Any, Q: Any, H: Any, g: Any = G) -> Any:
    """Power given to the liquid, W."""
    return rho * g * Q * H


@formula("P_s = rho * g * Q * H / eta", _ENERGY_BALANCE)
def shaft_power(rho: Any, Q: Any, H: Any, eta: Any, g: Any = G) -> Any:
    """Power at the pump's shaft, W."""
    return rho * g * Q * H / _share(eta)


@formula("P_in = rho * g * Q * H / (eta * eta_m * eta_d)", _ENERGY_BALANCE)
def input_power(rho: Any, Q: Any, H: Any, eta: Any, eta_m: Any, eta_d: Any, g: Any = G) -> Any:
    """Electrical power drawn, W: pump, motor and drive (coupling and converter)."""
    return rho * g * Q * H / (_share(eta) * _share(eta_m) * _share(eta_d))


@formula("e = rho * g * H / eta_o", _ENERGY_BALANCE)
def specific_energy(rho: Any, H: Any, eta_o: Any, g: Any = G) -> Any:
    """Energy per volume pumped, J/m³; `eta_o` from terminals to water."""
    return rho * g * H / _share(eta_o)


@formula("V_d = Q * 3600 * T_d", "definition")
def daily_volume(Q: Any, T_d: Any) -> Any:
    """Volume in a day of `T_d` pumping hours, m³ (per day)."""
    return Q * 3600.0 * T_d
