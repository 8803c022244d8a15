"""Properties of water at 0–40 °C and of the air above it."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula, where_valid

G = 9.80665
"""Standard gravity, m/s²."""

_IAPWS_SATURATION = "IAPWS SR1-86(1992), Wagner & Pruss (1993), eq. {}"


def _in_range(t: Any, value: Any) -> Any:
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
    T = t + 273.15
    tau = 1.0 - T / 647.096
    exponent = (
        -7.85951783 * tau
        + 1.84408259 * tau**1.5
        - 11.7866497 * tau**3
        + 22.6807411 * tau**3.5
        - 15.9618719 * tau**4
        + 1.80122502 * tau**7.5
    )
    return _in_range(t, 22.064e6 * np.exp(647.096 / T * exponent))


@formula(
    "tau = 1 - (t + 273.15)/647.096; "
    "rho_s = 322 * (1 + 1.99274064*tau^(1/3) + 1.09965342*tau^(2/3) - 0.510839303*tau^(5/3)"
    " - 1.75493479*tau^(16/3) - 45.5170352*tau^(43/3) - 6.74694450e5*tau^(110/3))",
    _IAPWS_SATURATION.format(2),
    t=(0.0, 40.0),
)
def saturated_density(t: Any) -> Any:
    """Density of water at its vapour pressure, kg/m³, at `t` °C."""
    tau = 1.0 - (t + 273.15) / 647.096
    return _in_range(
        t,
        322.0
        * (
            1.0
            + 1.99274064 * tau ** (1 / 3)
            + 1.09965342 * tau ** (2 / 3)
            - 0.510839303 * tau ** (5 / 3)
            - 1.75493479 * tau ** (16 / 3)
            - 45.5170352 * tau ** (43 / 3)
            - 6.74694450e5 * tau ** (110 / 3)
        ),
    )


@formula(
    "mu = 1e-6 * (280.68*((t + 273.15)/300)^(-1.9) + 511.45*((t + 273.15)/300)^(-7.7)"
    " + 61.131*((t + 273.15)/300)^(-19.6) + 0.45903*((t + 273.15)/300)^(-40))",
    "Pátek et al. (2009), J. Phys. Chem. Ref. Data 38(1), dynamic viscosity at 0.1 MPa",
    t=(0.0, 40.0),
)
def dynamic_viscosity(t: Any) -> Any:
    """Dynamic viscosity of water, Pa·s, at `t` °C."""
    T = (t + 273.15) / 300.0
    mu = 280.68 * T**-1.9 + 511.45 * T**-7.7 + 61.131 * T**-19.6 + 0.45903 * T**-40.0
    return _in_range(t, 1e-6 * mu)


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


@formula("p = (1 - w)*p_0", "weather below the standard atmosphere (practice)")
def low_pressure(w: Any, p_0: Any) -> Any:
    """Air pressure, Pa, a share `w` below `p_0`."""
    return (1.0 - w) * p_0


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
