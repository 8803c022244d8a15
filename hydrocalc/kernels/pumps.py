"""Powers, volumes and energies of pumping."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels.formulas import formula, where_valid
from hydrocalc.kernels.liquids import G

GPM = 15850.323141489
"""US gallons a minute in one m³/s."""
NS_US = 51.645237900699
"""Specific speed with gallons a minute and feet over that with m³/s and m."""

_ENERGY_BALANCE = "energy balance; ISO 17769-1:2012, definitions of powers and efficiencies"


def _share(eta: Any) -> Any:
    """`eta` where it can be an efficiency, nan elsewhere."""
    return where_valid((eta > 0.0) & (eta <= 1.0), eta)


def _positive(value: Any) -> Any:
    """`value` where it is not negative, nan elsewhere."""
    return where_valid(value >= 0.0, value)


@formula("P_h = rho * g * Q * H", _ENERGY_BALANCE)
def hydraulic_power(rho: Any, Q: Any, H: Any, g: Any = G) -> Any:
    """Power given to the liquid, W."""
    return rho * g * _positive(Q) * _positive(H)


@formula("P_s = rho * g * Q * H / eta", _ENERGY_BALANCE)
def shaft_power(rho: Any, Q: Any, H: Any, eta: Any, g: Any = G) -> Any:
    """Power at the pump's shaft, W."""
    return rho * g * _positive(Q) * _positive(H) / _share(eta)


@formula("P_in = rho * g * Q * H / (eta * eta_m * eta_d)", _ENERGY_BALANCE)
def input_power(rho: Any, Q: Any, H: Any, eta: Any, eta_m: Any, eta_d: Any, g: Any = G) -> Any:
    """Electrical power drawn, W: pump, motor and drive (coupling and converter)."""
    P = rho * g * _positive(Q) * _positive(H)
    return P / (_share(eta) * _share(eta_m) * _share(eta_d))


@formula("e = rho * g * H / eta_o", _ENERGY_BALANCE)
def specific_energy(rho: Any, H: Any, eta_o: Any, g: Any = G) -> Any:
    """Energy per volume pumped, J/m³; `eta_o` from terminals to water."""
    return rho * g * _positive(H) / _share(eta_o)


@formula("V_d = Q * 3600 * T_d", "definition")
def daily_volume(Q: Any, T_d: Any) -> Any:
    """Volume in a day of `T_d` pumping hours, m³ (per day)."""
    return _positive(Q) * (3600.0 * where_valid((T_d >= 0.0) & (T_d <= 24.0), T_d))


@formula("nq = n * sqrt(Q) / H^0.75", "ISO 17769-1:2012, 2.1.11.2; H per stage, n in rpm")
def specific_speed(n: Any, Q: Any, H: Any) -> Any:
    """Specific speed nq; whether of the pump or of one impeller eye is decided by `Q`."""
    root = np.sqrt(H)  # twice as fast as H**0.75
    return n * np.sqrt(Q) / (root * np.sqrt(root))


@formula(
    "ns = 3.65 * n * sqrt(Q) / H^0.75", "GB/T 13007; GB 19762-2007 annex A; Q/2 if double suction"
)
def specific_speed_cn(n: Any, Q: Any, H: Any) -> Any:
    """Specific speed 比转速 ns of Chinese standards; `Q` per impeller eye, `H` per stage."""
    return 3.65 * n * np.sqrt(Q) / H**0.75


@formula("S = n * sqrt(Q) / NPSHr^0.75", "definition; Q per impeller eye at best efficiency")
def suction_specific_speed(n: Any, Q: Any, NPSHr: Any) -> Any:
    """Suction specific speed, n in rpm."""
    return specific_speed(n, Q, NPSHr)


@formula("nq = n * sqrt(Q) / (H/i)^0.75", "ISO 17769-1:2012, 2.1.11.2; n in rpm, i stages")
def specific_speed_of_stages(n: Any, Q: Any, H: Any, i: Any) -> Any:
    """Specific speed of one of `i` stages, n in rpm."""
    return specific_speed(n, Q, H / i)


@formula("Ns = 51.645237900699*n * sqrt(Q) / H^0.75", "n in rpm, US gallons a minute and feet")
def specific_speed_us(n: Any, Q: Any, H: Any) -> Any:
    """Specific speed Ns in US units, from SI ones."""
    return NS_US * n * np.sqrt(Q) / H**0.75


@formula(
    "psi = 1.21 * exp(-0.77*nq/100); D = 84.6/n * sqrt(H/psi)",
    "Gülich, Centrifugal Pumps, 3rd ed., eq. 3.26 and 7.1 (from memory)",
    nq=(5.0, 100.0),
)
def impeller_diameter(n: Any, H: Any, nq: Any) -> Any:
    """Diameter of a radial impeller, m, that makes head `H` per stage; `nq` per eye."""
    psi = 1.21 * np.exp(-0.77 * nq / 100.0)
    return 84.6 / n * np.sqrt(H / psi)


# Efficiency without a maker's curve. `nq` is that of the total flow, per stage (also for double
# suction), as the HI chart defines it. Outside the range of a method the answer is nan, so that
# the others decide.


def _valid(value: Any, *conditions: Any) -> Any:
    """`value` where all conditions hold and it can be an efficiency, nan elsewhere."""
    good = (value > 0.0) & (value < 1.0)
    for condition in conditions:
        good = good & condition
    return np.where(good, value, np.nan)[()]


@formula(
    "q = Q*15850.323141489; N = 51.645237900699*nq;"
    "B = 26.6*(nu*1e6)^0.5*(H/0.3048)^0.0625 / (q^0.375*n^0.25);"
    "d = c_0 + c_1*N + c_2*N^2 + c_3*N^3 + c_4*N^4 + c_5*N^5 + c_6*N^6;"
    "eta = ((a_0 + a_1*exp(-a_2*q) + a_3*exp(-a_4*q)) * min(1, B^(-0.0547*B^0.69))"
    " - max(d, 0)) / 100",
    "PSAT (US DOE), formulas of the HI 1.3 achievable efficiency, average",
    nq=(19.4, 100.0),
)
def efficiency_psat(
    Q: Any, H: Any, n: Any, nq: Any, nu: Any,
    a_0: Any, a_1: Any, a_2: Any, a_3: Any, a_4: Any,
    c_0: Any, c_1: Any, c_2: Any, c_3: Any, c_4: Any, c_5: Any, c_6: Any,
) -> Any:  # fmt: skip
    """Average achievable efficiency; nan below US specific speed 1000, where it is far too high."""
    q = Q * GPM
    N = NS_US * nq
    base = a_0 + a_1 * np.exp(-a_2 * q) + a_3 * np.exp(-a_4 * q)
    B = 26.6 * np.sqrt(nu * 1e6) * (H / 0.3048) ** 0.0625 / (q**0.375 * n**0.25)
    viscous = np.minimum(1.0, B ** (-0.0547 * B**0.69))
    d = c_6
    for c in (c_5, c_4, c_3, c_2, c_1, c_0):
        d = d * N + c
    return _valid((base * viscous - np.maximum(d, 0.0)) / 100.0, N >= 1000.0, nq <= 100.0)


@formula(
    "q = Q*15850.323141489; eta = eta_avg*(1 + (0.10805906 + 18.077243*exp(-0.78231304*lg(q))"
    " + 30.525232*exp(-0.80684022*lg(q)))/100)",
    "PSAT (US DOE): what the best pumps of HI 1.3 lie above the average by",
)
def efficiency_psat_best(eta_avg: Any, Q: Any) -> Any:
    """Highest achievable efficiency, from the average."""
    x = np.log10(Q * GPM)
    above = 0.10805906 + 18.077243 * np.exp(-0.78231304 * x) + 30.525232 * np.exp(-0.80684022 * x)
    return eta_avg * (1.0 + above / 100.0)


def _guelich_exponent(Q: Any, nq: Any, c: Any) -> Any:
    a = np.where(Q <= 1.0, 1.0, 0.5)
    return c * a * Q**-0.15 * (45.0 / nq) ** 0.06


@formula(
    "m = 0.1*Q^(-0.15)*(45/nq)^0.06;eta = 1 - 0.095*Q^(-m) - 0.3*(0.35 - lg(nq/23))^2*Q^(-0.05)",
    "Gülich, Centrifugal Pumps, 3rd ed., table 3.9, single-stage radial (unverified); "
    "m is halved above 1 m³/s",
    Q=(0.005, 1.0),
    nq=(7.0, 80.0),
)
def efficiency_guelich(Q: Any, nq: Any) -> Any:
    """Typical efficiency of a single-stage radial pump."""
    m = _guelich_exponent(Q, nq, 0.1)
    eta = 1.0 - 0.095 * Q**-m - 0.3 * (0.35 - np.log10(nq / 23.0)) ** 2 * Q**-0.05
    return _valid(eta, Q >= 0.005, nq >= 7.0, nq <= 80.0)


@formula(
    "m = 0.08*Q^(-0.15)*(45/nq)^0.06; eta = 1 - 0.116*Q^(-m) - 0.4*(0.26 - lg(nq/25))^2",
    "Gülich, Centrifugal Pumps, 3rd ed., table 3.9, multistage (unverified); "
    "m is halved above 1 m³/s",
    Q=(0.005, 1.0),
    nq=(7.0, 80.0),
)
def efficiency_guelich_multistage(Q: Any, nq: Any) -> Any:
    """Typical efficiency of a multistage radial pump."""
    m = _guelich_exponent(Q, nq, 0.08)
    eta = 1.0 - 0.116 * Q**-m - 0.4 * (0.26 - np.log10(nq / 25.0)) ** 2
    return _valid(eta, Q >= 0.005, nq >= 7.0, nq <= 80.0)


@formula(
    "N = 51.645237900699*nq;"
    "eta = 0.94 - 0.08955*(Q*15850.323141489/n)^(-0.21333) - 0.29*(lg(2286/N))^2",
    "Anderson, as used by Turton and Evans, single stage, finish 3.56 µm (unverified)",
    nq=(7.0, 100.0),
)
def efficiency_anderson(Q: Any, n: Any, nq: Any) -> Any:
    """Typical efficiency of a single-stage pump."""
    size = (Q * GPM / n) ** -0.21333
    eta = 0.94 - 0.08955 * size - 0.29 * np.log10(2286.0 / (NS_US * nq)) ** 2
    return _valid(eta, nq >= 7.0, nq <= 100.0)


def efficiency_gb19762(Q: Any, ns: Any, *, flows: Any, base: Any, speeds: Any, loss: Any) -> Any:
    """Specified-point efficiency of GB 19762-2007 from its tables; nan outside them.

    `Q` is the total flow, `ns` that of one eye. Interpolated in lg Q and in ns.
    """
    eta = np.interp(np.log10(Q), np.log10(flows), base, np.nan, np.nan)
    return eta - np.interp(ns, speeds, loss, np.nan, np.nan)


@formula(
    "x = ln(n_s); y = ln(Q_h); eta = (88.59 * x + 13.46 * y - 11.48 * x^2 - 0.85 * y^2"
    " - 0.38 * x * y - C) / 100",
    "Regulation (EU) 547/2012 annex II, unread",
    n_s=(6.0, 120.0),
)
def efficiency_mei(n_s: Any, Q_h: Any, C: Any) -> Any:
    """Least efficiency at the best point for a minimum efficiency index; Q_h in m³/h."""
    x, y = np.log(n_s), np.log(Q_h)
    return (88.59 * x + 13.46 * y - 11.48 * x * x - 0.85 * y * y - 0.38 * x * y - C) / 100.0


MEI_SHARES = {0.75: 0.947, 1.0: 1.0, 1.1: 0.985}
"""Least efficiency at a share of the best flow over that at it: part load, best point, overload.

Regulation (EU) 547/2012 annex II, relayed."""


def spread(*estimates: Any) -> tuple[Any, Any, Any]:
    """Lowest, median and highest of up to three estimates; a nan has no vote."""
    low, high = estimates[0], estimates[0]
    total: Any = 0.0
    count: Any = 0
    for eta in estimates:
        low, high = np.fmin(low, eta), np.fmax(high, eta)
        known = eta == eta
        total, count = total + np.where(known, eta, 0.0), count + known
    return low, np.where(count == 3, total - low - high, 0.5 * (low + high))[()], high


class PumpType(NamedTuple):
    """What the kernel needs to know of a pump type."""

    eyes: int
    flows: tuple[float, float]
    stages: tuple[int, int]
    most_poles: int
    multistage: bool
    vertical: bool
    base_from: Any
    """Flows, m³/s, at which the rows of `base` begin."""
    base: Any
    speed_from: Any
    """Specific speeds nq at which the rows of `speed` begin."""
    speed: Any
    limit: dict[str, Any]
    """Tables for `efficiency_gb19762`."""


def efficiency_estimates(
    Q: Any, H: Any, n: Any, nq: Any, nu: Any, pump: PumpType
) -> tuple[Any, Any, Any]:
    """Efficiency by PSAT, Gülich and Anderson (nan where a method doesn't apply)."""
    a = pump.base[np.searchsorted(pump.base_from, Q, side="right") - 1]
    c = pump.speed[np.searchsorted(pump.speed_from, nq, side="right") - 1]
    psat = efficiency_psat(Q, H, n, nq, nu, *np.moveaxis(a, -1, 0), *np.moveaxis(c, -1, 0))
    if pump.multistage:
        return psat, efficiency_guelich_multistage(Q, nq), psat * np.nan
    return psat, efficiency_guelich(Q, nq), efficiency_anderson(Q, n, nq)


# Suction.


@formula("dNPSH = NPSHa - NPSHr", "definition")
def npsh_margin(NPSHa: Any, NPSHr: Any) -> Any:
    """NPSH available above that required, m."""
    return NPSHa - NPSHr


@formula("z = z_w - z_e", "definition: from the eye of the first impeller")
def water_over_eye(z_w: Any, z_e: Any) -> Any:
    """Water level above the impeller eye, m."""
    return z_w - z_e


@formula(
    "NPSHa = (p - p_v)/(rho*g) + z - h_s",
    "ISO 17769-1:2012, NPSH from levels: no velocity head",
)
def npsh_available(p: Any, p_v: Any, rho: Any, z: Any, h_s: Any, g: Any = G) -> Any:
    """NPSH available, m; `z` is the water level above the eye of the first impeller."""
    return (p - p_v) / (rho * g) + z - h_s


@formula(
    "NPSHa = (p_g + p - p_v)/(rho*g) + v^2/(2*g) + z",
    "ISO 17769-1:2012, NPSH from a gauge at the suction flange",
)
def npsh_available_at_gauge(
    p_g: Any, p: Any, p_v: Any, rho: Any, v: Any, z: Any, g: Any = G
) -> Any:
    """NPSH available, m; `z` is the gauge above the eye of the first impeller."""
    return (p_g + p - p_v) / (rho * g) + v * v / (2.0 * g) + z


@formula(
    "NPSHr = (5.62*n*sqrt(Q)/C)^(4/3)",
    "definition of the cavitation specific speed C (China); Q per impeller eye",
    C=(600.0, 1300.0),
)
def npsh_required(n: Any, Q: Any, C: Any) -> Any:
    """NPSH required, m, of a pump whose cavitation specific speed is `C`."""
    base = 5.62 * n * np.sqrt(Q) / C
    return base * np.cbrt(base)


# A pump without a curve.


def shutoff_ratio(nq: Any) -> Any:
    """Shut-off head over design head by `nq`, interpolated between usual values (practice)."""
    return np.interp(nq, (10.0, 25.0, 45.0, 90.0), (1.15, 1.28, 1.40, 1.80))


@formula(
    "q = min(sqrt((S - h)/(S - 1)), q_m)",
    "generic curve H/Hd = S - (S - 1) q² (practice)",
    h=(0.0, 1.0),
)
def run_out_flow(S: Any, h: Any, q_m: Any) -> Any:
    """Flow over that at duty where the head falls to `h` of the duty head.

    `S` is the shut-off ratio; beyond `q_m` times the duty flow no pump is let.
    """
    return np.minimum(np.sqrt((S - h) / (S - 1.0)), q_m)


@formula(
    "r = q*(S - (S - 1)*q^2)/(2*q - q^2)",
    "generic curves H/Hd = S - (S - 1) q² and η/ηd = 2 q - q² (practice)",
    q=(1.0, 1.5),
)
def run_out_power(S: Any, q: Any) -> Any:
    """Shaft power over that at duty at `q` times the duty flow; `S` is the shut-off ratio."""
    return q * (S - (S - 1.0) * q * q) / (2.0 * q - q * q)
