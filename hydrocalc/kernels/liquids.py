"""Properties of water at 0–40 °C and of the air above it."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula, where_valid

G = 9.80665
"""Standard gravity, m/s²."""

_IAPWS_SATURATION = "IAPWS SR1-86(1992), Wagner & Pruss (1993), eq. {}"


def _in_range(t: Any, value: Any) -> Any:
    # Two reductions are cheaper than two masks; nan fails them.
    if np.ndim(t) and np.size(t) and t.min() >= 0.0 and t.max() <= 40.0:
        return value
    return where_valid((t >= 0.0) & (t <= 40.0), value)


@formula(
    "T = t + 273.15; tau = 1 - T/647.096; "
    "p_v = 22.064e6 * exp(647.096/T * (-7.85951783*tau + 1.84408259*tau^1.5"
    " - 11.7866497*tau^3 + 22.6807411*tau^3.5 - 15.9618719*tau^4 + 1.80122502*tau^7.5))",
    _IAPWS_SATURATION.format(1),
    t=(0.0, 40.0),
)
def vapour_pressure(t: Any) -> Any:
    """Vapour pressure of water, Pa, at `t` °C."""
    # Horner's scheme in the root u of tau, in place: a general power costs as much as ten products.
    x = np.asarray(t + 273.15)
    np.divide(647.096, x, out=x)
    tau = 1.0 / x
    tau = 1.0 - tau
    u = np.sqrt(tau)
    u4 = tau * tau
    y = np.asarray(u4 * u4)
    y *= u
    y *= 1.80122502
    y -= 15.9618719 * tau
    y += 22.6807411 * u
    y -= 11.7866497
    y *= u4
    y += 1.84408259 * u
    y -= 7.85951783
    y *= tau
    y *= x
    np.exp(y, out=y)
    y *= 22.064e6
    return _in_range(t, y[()])


@formula(
    "tau = 1 - (t + 273.15)/647.096; "
    "rho_s = 322 * (1 + 1.99274064*tau^(1/3) + 1.09965342*tau^(2/3) - 0.510839303*tau^(5/3)"
    " - 1.75493479*tau^(16/3) - 45.5170352*tau^(43/3) - 6.74694450e5*tau^(110/3))",
    _IAPWS_SATURATION.format(2),
    t=(0.0, 40.0),
)
def saturated_density(t: Any) -> Any:
    """Density of water at its vapour pressure, kg/m³, at `t` °C."""
    u = np.cbrt(1.0 - (t + 273.15) / 647.096)
    u2 = u * u
    u5 = u2 * u2 * u
    u11 = u5 * u5 * u
    u27 = u11 * u11 * u5
    # 110 = 5 + 11 + 27 + 67
    y = np.asarray(u27 * u27)
    y *= u11
    y *= u2
    y *= -6.74694450e5
    y -= 45.5170352
    y *= u27
    y -= 1.75493479
    y *= u11
    y -= 0.510839303
    y *= u5
    y += 1.09965342 * u2
    y += 1.99274064 * u
    y += 1.0
    y *= 322.0
    return _in_range(t, y[()])


@formula(
    "mu = 1e-6 * (280.68*((t + 273.15)/300)^(-1.9) + 511.45*((t + 273.15)/300)^(-7.7)"
    " + 61.131*((t + 273.15)/300)^(-19.6) + 0.45903*((t + 273.15)/300)^(-40))",
    "Pátek et al. (2009), J. Phys. Chem. Ref. Data 38(1), dynamic viscosity at 0.1 MPa",
    t=(0.0, 40.0),
)
def dynamic_viscosity(t: Any) -> Any:
    """Dynamic viscosity of water, Pa·s, at `t` °C."""
    # u^19, u^77, u^196 and u^400 of u = (T/300)^-0.1, as u^19 (… + u^58 (… + u^119 (… + u^204)))
    u = np.asarray((t + 273.15) / 300.0)
    np.log(u, out=u)
    u *= -0.1
    np.exp(u, out=u)
    u3 = u * u * u
    u4 = u3 * u
    u16 = u4 * u4
    u16 = u16 * u16
    u19 = u16 * u3
    u58 = u19 * u19 * u19 * u
    u119 = u58 * u58 * u3
    y = np.asarray(u119 * u58)
    y *= u19
    y *= u4
    y *= u4
    y *= 0.45903
    y += 61.131
    y *= u119
    y += 511.45
    y *= u58
    y += 280.68
    y *= u19
    y *= 1e-6
    return _in_range(t, y[()])


@formula(
    "c = 1402.385 + 5.038813*t - 5.799136e-2*t^2 + 3.287156e-4*t^3"
    " - 1.398845e-6*t^4 + 2.787860e-9*t^5",
    "Marczak (1997), J. Acoust. Soc. Am. 102(5), sound speed in pure water at 1 atm",
    t=(0.0, 40.0),
)
def sound_speed(t: Any) -> Any:
    """Sound speed in pure water, m/s, at `t` °C."""
    polynomial = 2.787860e-9
    for coefficient in (-1.398845e-6, 3.287156e-4, -5.799136e-2, 5.038813, 1402.385):
        polynomial = polynomial * t + coefficient
    return _in_range(t, polynomial)


@formula(
    "rho = rho_s + (p - p_v)/c^2",
    "first-order compression of the saturated liquid, dp = c² dρ",
    p=(50e3, 110e3),
)
def compressed_density(rho_s: Any, p: Any, p_v: Any, c: Any) -> Any:
    """Density, kg/m³, at pressure `p` Pa from that at the vapour pressure `p_v`."""
    return rho_s + (p - p_v) / (c * c)


@formula("K = rho * c^2", "Newton–Laplace equation (isentropic bulk modulus)")
def bulk_modulus(rho: Any, c: Any) -> Any:
    """Isentropic bulk modulus, Pa."""
    return rho * c * c


@formula("c = sqrt(K / rho)", "Newton–Laplace equation")
def sound_speed_of(K: Any, rho: Any) -> Any:
    """Sound speed of a liquid from its bulk modulus, m/s."""
    return np.sqrt(K / rho)


@formula(
    "p = 101325 * (1 - 2.25577e-5*z)^5.25588",
    "ISO 2533:1975, standard atmosphere, troposphere",
    z=(-500.0, 5000.0),
)
def atmospheric_pressure(z: Any) -> Any:
    """Pressure of the standard atmosphere, Pa, `z` m above the sea."""
    p = 101325.0 * (1.0 - 2.25577e-5 * z) ** 5.25588
    return where_valid((z >= -500.0) & (z <= 5000.0), p)
