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


@formula("Q = V_d / (3600 * T_d)", "definition")
def flow_of_day(V_d: Any, T_d: Any) -> Any:
    """Flow, m³/s, that lifts a volume a day, m³, in `T_d` pumping hours."""
    return _positive(V_d) / (3600.0 * where_valid((T_d > 0.0) & (T_d <= 24.0), T_d))


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
    "psi = 1.21 * exp(-0.77*min(nq, 100)/100) * (100/max(nq, 100))^0.9; D = 84.6/n * sqrt(H/psi)",
    "Gülich, Centrifugal Pumps, 3rd ed., eq. 3.26 and 7.1 (from memory); above nq 100 practice, "
    "4 % below the 0.70 m of a 900ZLB-70",
    nq=(5.0, 380.0),
)
def impeller_diameter(n: Any, H: Any, nq: Any) -> Any:
    """Diameter of an impeller, m, that makes head `H` per stage; `nq` per eye."""
    psi = 1.21 * np.exp(-0.77 * np.minimum(nq, 100.0) / 100.0)
    psi = psi * (100.0 / np.maximum(nq, 100.0)) ** 0.9
    return 84.6 / n * np.sqrt(H / psi)


def stages_of_impeller(n: Any, Q: Any, H: Any, D: Any) -> Any:
    """Stages, as a real number, of which each makes its share of `H` with an impeller `D`, m."""
    i = 1.0
    for _ in range(4):  # the head coefficient changes little with the specific speed
        i = np.maximum(
            i * (impeller_diameter(n, H / i, specific_speed(n, Q, H / i)) / D) ** 2, 1e-3
        )
    return i


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


@formula(
    "y_0 = ln(3600*Q); y = min(y_0, y_m - 1) + 1 - exp(-max(y_0 - y_m + 1, 0));"
    "x_m = -(d + c*y)/(2*a); u = ln(3.65*nq) - x_m; l = min(u, 0)^2; r = max(u, 0)^2;"
    "eta = (a*x_m^2 + b*y^2 + c*x_m*y + d*x_m + e*y - C + a*l/(1 + s_l*l) - B*r/(1 + s_r*r)"
    " + G*min(max(ln(Q/Q_g)/r_g, 0), 1)) / 100",
    "shape of GB 19762-2025 (read in a transcription), sides and constants by type: "
    "pump_efficiency.csv",
    Q=(0.0002, 110.0),
    nq=(6.0, 600.0),
)
def efficiency_typical(
    Q: Any, nq: Any, a: Any, b: Any, c: Any, d: Any, e: Any, C: Any, y_m: Any, s_l: Any, B: Any,
    s_r: Any, G: Any, Q_g: Any, r_g: Any,
) -> Any:  # fmt: skip
    """Best-point efficiency of the middle one of the pumps of a type; `nq` per eye and stage.

    Above its peak GB's form would fall with size, so `y` is bent to stay there; away from the
    best specific speed it would fall without end, so both sides are bent, too.
    """
    lg_Q = np.log(Q)
    y_0 = lg_Q + np.log(3600.0)
    y = np.minimum(y_0, y_m - 1.0) - np.expm1(-np.maximum(y_0 - y_m + 1.0, 0.0))
    x_m = -(d + c * y) / (2.0 * a)
    u = np.log(3.65 * nq) - x_m
    left, right = np.minimum(u, 0.0) ** 2, np.maximum(u, 0.0) ** 2
    peak = a * x_m * x_m + b * y * y + c * x_m * y + d * x_m + e * y - C
    gain = G * np.minimum(np.maximum((lg_Q - np.log(Q_g)) / r_g, 0.0), 1.0)
    eta = peak + a * left / (1.0 + s_l * left) - B * right / (1.0 + s_r * right) + gain
    within = (Q >= 0.0002) & (Q <= 110.0) & (nq >= 6.0) & (nq <= 600.0)
    return np.where(within & (eta > 0.0), eta / 100.0, np.nan)[()]


@formula(
    "s = min(max(2 - lg(Q/0.3)*2/3, 4/3), 8/3) / 100",
    "two thirds of the standard deviation, 4 points at 0.03 m³/s, 3 at 0.3, 2 at 3, of catalogue "
    "pumps of one size and specific speed (computed; above 1 m³/s practice)",
    Q=(0.0002, 110.0),
)
def efficiency_half_range(Q: Any) -> Any:
    """What lies between the middle pump of a type and the quarter that is better, or worse."""
    return np.minimum(np.maximum(2.0 - np.log10(Q / 0.3) * 2.0 / 3.0, 4.0 / 3.0), 8.0 / 3.0) / 100.0


@formula(
    "a_Q = a*min(max(-lg(Q), 0), 1)",
    "practice: catalogue pumps are trimmed, from 1 m³/s they are made to the duty",
)
def allowance_of_size(a: Any, Q: Any) -> Any:
    """Share of the selection allowance `a` that a pump of the flow `Q` takes."""
    return a * np.minimum(np.maximum(-np.log10(Q), 0.0), 1.0)


IMPELLER_SPEEDS = (1450.0, 2900.0)
"""At which the largest impellers of a type are known, rpm."""


class PumpType(NamedTuple):
    """What the kernel needs to know of a pump type.

    A window has four edges: between the inner two the type is at home, outside the outer two it
    isn't made.
    """

    eyes: int
    flow: tuple[float, float, float, float]
    """Of a unit, m³/s."""
    head: tuple[float, float, float, float]
    """Per stage, m."""
    nq: tuple[float, float, float, float]
    """Per eye and stage."""
    stages: tuple[int, int]
    total_head: tuple[float, float]
    """Upper edges of the head of all stages, m."""
    poles: tuple[int, int]
    power: float
    """Largest shaft power, W."""
    wet: bool
    """The first impeller hangs in the water that it draws from."""
    depth: float
    """Ordinary depth of the eye under the lowest water, m."""
    deepest: float
    """Depth beyond which it isn't set, m."""
    motor_loss: float
    """What the efficiency of its motor lies below that of an ordinary one."""
    margin: float
    """Share of the usual motor margin above 1 that it takes: less where both are one machine."""
    cost: float
    """Price with its house over that of a split-case pump."""
    use: float
    """Factor on its price in this kind of duty (raw water); nan where it isn't for that."""
    efficiency: tuple[float, ...]
    """Coefficients of `efficiency_typical`, from `a` on."""
    base_from: Any = None
    """Flows, m³/s, at which the rows of `base` of PSAT begin; None where PSAT has no such style."""
    base: Any = None
    speed_from: Any = None
    """Specific speeds nq at which the rows of `speed` begin."""
    speed: Any = None
    limit: Any = None
    """Tables for `efficiency_gb19762`; None where the standard isn't for such pumps."""
    impeller: tuple[float, float] = (np.inf, np.inf)
    """Largest diameter at `IMPELLER_SPEEDS`, m."""
    least_flow: float = 0.0
    """Flow of a unit below which it isn't for this kind of duty unless asked for by name, m³/s."""

    @property
    def multistage(self) -> bool:
        """Whether its stages are added as the head asks for."""
        return self.stages[1] > self.stages[0]


def efficiency_estimates(
    Q: Any, H: Any, n: Any, nq: Any, nu: Any, pump: PumpType
) -> tuple[Any, Any, Any]:
    """Efficiency by PSAT, Gülich and Anderson (nan where a method doesn't apply)."""
    if pump.base is None:
        return nq * np.nan, nq * np.nan, nq * np.nan
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
    C=(500.0, 1500.0),
)
def npsh_required(n: Any, Q: Any, C: Any) -> Any:
    """NPSH required, m, of a pump whose cavitation specific speed is `C`."""
    base = 5.62 * n * np.sqrt(Q) / C
    return base * np.cbrt(base)


# A pump without a curve.


def _by_nq(nq: Any, at: tuple[float, ...], values: tuple[float, ...]) -> Any:
    """Interpolated in ln nq, level beyond both ends."""
    return np.interp(np.log(nq), np.log(at), values)


def shutoff_ratio(nq: Any) -> Any:
    """Shut-off head over that of the best point: median of catalogue pumps, by nq per eye.

    Medians of 280 curves up to nq 90; 220 from a data sheet; between and beyond practice.
    """
    at = (8.0, 25.0, 35.0, 50.0, 75.0, 100.0, 150.0, 220.0, 350.0)
    return _by_nq(nq, at, (1.15, 1.17, 1.25, 1.30, 1.40, 1.55, 1.75, 2.0, 2.4))


def shutoff_ratio_sure(nq: Any) -> Any:
    """The same that nine of ten pumps reach; above nq 90 a share of the median's (practice)."""
    at = (8.0, 30.0, 50.0, 90.0, 150.0, 220.0, 350.0)
    return _by_nq(nq, at, (1.09, 1.09, 1.11, 1.22, 1.34, 1.45, 1.63))


def shutoff_power(nq: Any) -> Any:
    """Shaft power at no flow over that of the best point, by nq per eye.

    Medians of catalogue pumps to nq 150, beyond practice: above some 110 it is the largest.
    """
    at = (8.0, 30.0, 45.0, 60.0, 80.0, 110.0, 150.0, 220.0, 350.0)
    return _by_nq(nq, at, (0.38, 0.42, 0.53, 0.63, 0.75, 0.95, 1.2, 2.1, 3.0))


def cavitation_speed(nq: Any) -> Any:
    """Cavitation specific speed C of the middle pump, by nq per eye (catalogue to 90)."""
    at = (8.0, 12.0, 17.0, 24.0, 35.0, 50.0, 70.0, 95.0, 150.0)
    return _by_nq(nq, at, (600.0, 700.0, 820.0, 950.0, 1000.0, 930.0, 880.0, 950.0, 1050.0))


_SHAPE = (
    "straight line of power; the exponent of head follows, so that the best point is one "
    "(median of catalogue curves within 0.06)"
)


@formula("m = p_0/(S - 1); h = S - (S - 1)*q^m", _SHAPE, q=(0.0, 1.4))
def head_shape(S: Any, p_0: Any, q: Any) -> Any:
    """Head over that of the best point at `q` times its flow."""
    return S - (S - 1.0) * q ** (p_0 / (S - 1.0))


@formula("p = p_0 + (1 - p_0)*q", _SHAPE, q=(0.0, 1.4))
def power_shape(p_0: Any, q: Any) -> Any:
    """Shaft power over that of the best point at `q` times its flow."""
    return p_0 + (1.0 - p_0) * q


@formula(
    "q = min(max((S - h)/(S - 1), 0)^((S - 1)/p_0), q_m)",
    _SHAPE + "; inverse of the head",
    h=(0.0, 2.4),
)
def flow_at_head_shape(S: Any, p_0: Any, h: Any, q_m: Any) -> Any:
    """Flow over that of the best point where the head is `h` times its own, at most `q_m`."""
    return np.minimum(np.maximum((S - h) / (S - 1.0), 0.0) ** ((S - 1.0) / p_0), q_m)


@formula("h = S - (S - 1)*q^(p_0/(S - 1))", _SHAPE, q=(0.3, 1.2))
def head_at_flow_shape(S: Any, p_0: Any, q: Any) -> Any:
    """The inverse: head over that of the best point at `q` times its flow."""
    return S - (S - 1.0) * q ** (p_0 / (S - 1.0))


@formula("r = max(0.6 + 0.4*q^2, q^1.8)", "median of catalogue curves within 0.07", q=(0.5, 1.3))
def npsh_shape(q: Any) -> Any:
    """NPSH required over that of the best point at `q` times its flow."""
    return np.maximum(0.6 + 0.4 * q * q, q**1.8)
