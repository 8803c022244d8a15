"""Properties of water at 0–40 °C and of the air above it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula, where_valid

G = 9.80665
"""Standard gravity, m/s²."""

# Economised polynomials in t, highest power first: the Chebyshev series over 0-40 °C of the printed
# formulas, cut where it is within 1e-14 of them (tests derive each coefficient again). Together
# they cost less than half of the printed roots and powers.
_SATURATED = (
    -2.3389549848192456e-23, 9.508288767113602e-21, -2.019293341749053e-18,
    3.056018030926135e-16, -3.7152347042185086e-14, 3.7950953681148854e-12,
    -3.2986761456790504e-10, 2.463647668830956e-08, -1.643241946937475e-06,
    0.00010709501309289059, -0.009133972228375387, 0.0683412329761951, 999.7881411650785,
)  # fmt: skip
_PER_PASCAL = (
    2.7118996773515387e-31, -9.381092659719303e-29, 1.6179757957028506e-26,
    -1.9347778226248997e-24, 1.8946043196775118e-22, -1.6849144541684745e-20,
    1.4366339481139999e-18, -1.197922091276235e-16, 9.873154077589353e-15,
    -7.859981709564605e-13, 6.174532592877274e-11, -3.6538983657334586e-09, 5.0847017544668e-07,
)  # fmt: skip
_FLUIDITY = tuple(map(np.asarray, (
    1.7120975022045058e-26, -6.599094704286331e-24, 1.1893664533093381e-21,
    -1.317546384614104e-19, 9.746891483612728e-18, -4.681504867915747e-16,
    1.0419727371791598e-14, 3.5931309716661664e-13, -4.001627865685129e-11,
    1.5194227342708337e-09, -5.003282075771904e-08, 3.1487530775421826e-06,
    -0.0004159070695753958, 0.13589793521189047, 19.444939741220107, 558.1034747017538,
)))  # fmt: skip

_VAPOUR_PRESSURE = (
    "T = t + 273.15; tau = 1 - T/647.096; "
    "p_v = 22.064e6 * exp(647.096/T * (-7.85951783*tau + 1.84408259*tau^1.5"
    " - 11.7866497*tau^3 + 22.6807411*tau^3.5 - 15.9618719*tau^4 + 1.80122502*tau^7.5))"
)
_SOUND_SPEED = (
    "c = 1402.385 + 5.038813*t - 5.799136e-2*t^2 + 3.287156e-4*t^3"
    " - 1.398845e-6*t^4 + 2.787860e-9*t^5"
)
_IAPWS_SATURATION = "IAPWS SR1-86(1992), Wagner & Pruss (1993), eq. {}"


def _in_range(t: Any, value: Any) -> Any:
    # Two reductions are cheaper than two masks; nan fails them.
    if np.ndim(t) and np.size(t) and t.min() >= 0.0 and t.max() <= 40.0:
        return value
    return where_valid((t >= 0.0) & (t <= 40.0), value)


def _polynomial(coefficients: Iterable[Any], x: Any) -> Any:
    """Horner's scheme, in place; coefficients are arrays, of which 0-d ones are fastest."""
    rest = iter(coefficients)
    y = next(rest) * x
    shape, one = np.shape(y), np.size(y) == 1
    if one:  # in Python's own numbers: a tenth of the time, the same bits
        y, x, rest = y.item(), np.asarray(x).item(), (c.item() for c in rest)
    last = next(rest)
    for following in rest:
        y += last
        y *= x
        last = following
    y += last
    return np.reshape(y, shape)[()] if one else y


@formula(
    _VAPOUR_PRESSURE,
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
    f"{_VAPOUR_PRESSURE}; {_SOUND_SPEED}; "
    "rho_s = 322 * (1 + 1.99274064*tau^(1/3) + 1.09965342*tau^(2/3) - 0.510839303*tau^(5/3)"
    " - 1.75493479*tau^(16/3) - 45.5170352*tau^(43/3) - 6.74694450e5*tau^(110/3)); "
    "rho = rho_s + (p - p_v)/c^2",
    _IAPWS_SATURATION.format(2) + ", compressed with dp = c² dρ",
    t=(0.0, 40.0),
    p=(50e3, 110e3),
)
def density(t: Any, p: Any) -> Any:
    """Density of water, kg/m³, at `t` °C and a pressure `p` Pa."""
    # rho_s - p_v/c² and 1/c² are polynomials in t.
    rows = (np.asarray(a + b * p) for a, b in zip(_SATURATED, _PER_PASCAL, strict=True))
    return _in_range(t, _polynomial(rows, t))


@formula(
    "mu = 1e-6 * (280.68*((t + 273.15)/300)^(-1.9) + 511.45*((t + 273.15)/300)^(-7.7)"
    " + 61.131*((t + 273.15)/300)^(-19.6) + 0.45903*((t + 273.15)/300)^(-40)); nu = mu/rho",
    "Pátek et al. (2009), J. Phys. Chem. Ref. Data 38(1), dynamic viscosity at 0.1 MPa",
    t=(0.0, 40.0),
)
def viscosity(t: Any, rho: Any) -> Any:
    """Kinematic viscosity of water, m²/s, at `t` °C."""
    # The fluidity 1/mu is flatter than mu, so its polynomial is shorter.
    nu = np.asarray(_polynomial(_FLUIDITY, t) * rho)
    np.divide(1.0, nu, out=nu)
    return _in_range(t, nu[()])


@formula(
    _SOUND_SPEED,
    "Marczak (1997), J. Acoust. Soc. Am. 102(5), sound speed in pure water at 1 atm",
    t=(0.0, 40.0),
)
def sound_speed(t: Any) -> Any:
    """Sound speed in pure water, m/s, at `t` °C."""
    polynomial = 2.787860e-9
    for coefficient in (-1.398845e-6, 3.287156e-4, -5.799136e-2, 5.038813, 1402.385):
        polynomial = polynomial * t + coefficient
    return _in_range(t, polynomial)


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
    p = 101325.0 * np.power(1.0 - 2.25577e-5 * z, 5.25588)  # ** rounds scalars otherwise
    return where_valid((z >= -500.0) & (z <= 5000.0), p)
