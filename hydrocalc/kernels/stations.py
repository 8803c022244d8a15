"""What makes a station out of pumps: shares, largest powers, energies."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels import pumps
from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.motors import motor_efficiency_at_load
from hydrocalc.kernels.wetwells import bell_diameter, bell_froude, submergence_hi

BELL_SPEED = 1.7
"""Usual velocity in a bell, m/s (HI 9.8, from memory)."""
_MOTOR_SIZING = "motor sized at the largest shaft power, not at the duty point (practice)"


@formula("Q_u = Q / N", "definition: equal units in parallel")
def unit_flow(Q: Any, N: Any) -> Any:
    """Flow of one of `N` equal duty units, m³/s."""
    return Q / N


@formula(
    "Q = (1 + a + l)*V/(3600*T_d)",
    "GB 50013-2018 7.1.2: demand of the maximum day, own use and leakage",
)
def design_flow(a: Any, l: Any, V: Any, T_d: Any) -> Any:  # noqa: E741
    """Design flow, m³/s, from a daily volume, shares of own use and leakage, and hours."""
    return (1.0 + a + l) * V / (3600.0 * T_d)


@formula("C = E/3600000*c + a*I", "definition: energy, and the annuity of the investment")
def cost_per_year(E: Any, c: Any, a: Any, I: Any) -> Any:  # noqa: E741
    """Cost a year of the energy `E`, J, at `c` per kWh, and of an investment."""
    return E / 3600000.0 * c + a * I


@formula("P_max = max(P * r, P_H)", _MOTOR_SIZING, r=(1.0, 2.0))
def max_shaft_power(P: Any, r: Any, P_H: Any) -> Any:
    """Largest shaft power of a unit, W: run-out (`r` times duty) or design flow at most head."""
    return np.maximum(P * r, P_H)


@formula("x = P / (eta_c * R)", "definition")
def motor_load(P: Any, R: Any, eta_c: Any) -> Any:
    """Share of the rating `R` that a shaft power takes through the coupling."""
    return P / (eta_c * R)


@formula("P_in = P / (eta_c * eta_m * eta_d)", "definition: coupling, motor and drive in a row")
def motor_input(P: Any, eta_c: Any, eta_m: Any, eta_d: Any) -> Any:
    """Electrical input of one unit with the shaft power `P`, W."""
    return P / (eta_c * eta_m * eta_d)


@formula(
    "P_max = max(r*rho*g*Q*H/eta, rho*g*Q*H_max/eta)", _MOTOR_SIZING + "; low end of efficiency"
)
def max_shaft_power_estimated(
    r: Any, rho: Any, Q: Any, H: Any, H_max: Any, eta: Any, g: Any = G
) -> Any:
    """Largest shaft power of a unit without a curve, at the low end `eta` of efficiency, W."""
    P = rho * g * Q / eta
    return np.maximum(r * P * H, P * H_max)


@formula("z = z_0 + NPSHa - NPSHr - m", "the eye where NPSH available leaves the margin asked for")
def highest_eye(z_0: Any, NPSHa: Any, NPSHr: Any, m: Any) -> Any:
    """Highest impeller eye above the water, m, with NPSH available known at `z_0`."""
    return z_0 + NPSHa - NPSHr - m


@formula("P_inst = R * (N + N_s)", "definition: standby units included")
def installed_power(R: Any, N: Any, N_s: Any) -> Any:
    """Rated power of all motors, W."""
    return R * (N + N_s)


@formula("e = P / Q", "definition")
def energy_per_volume(P: Any, Q: Any) -> Any:
    """Electrical energy per volume, J/m³."""
    return P / Q


@formula("P = e * Q", "definition")
def mean_power(e: Any, Q: Any) -> Any:
    """Electrical power drawn at a mean flow, W, at the specific energy of the duty point."""
    return e * Q


@formula("C = E / 3600000 * c", "definition")
def energy_cost(E: Any, c: Any) -> Any:
    """Cost of the energy `E`, J, at `c` per kWh."""
    return E * (c / 3600000.0)


@formula("E_d = P * 3600 * T_d", "definition")
def energy_per_day(P: Any, T_d: Any) -> Any:
    """Energy of a day of `T_d` hours, J."""
    return P * (3600.0 * T_d)


@formula("E_y = P * 3600 * T_d * 365", "definition: 365 days")
def energy_per_year(P: Any, T_d: Any) -> Any:
    """Energy of a year of days of `T_d` hours, J."""
    return P * (3600.0 * 365.0 * T_d)


@formula("V_y = Q * 3600 * T_d * 365", "definition: 365 days")
def volume_per_year(Q: Any, T_d: Any) -> Any:
    """Volume that the flow `Q` makes in a year of days of `T_d` hours, m³."""
    return Q * 3600.0 * T_d * 365.0


@formula("E_y = e * V", "definition")
def energy_of_volume(e: Any, V: Any) -> Any:
    """Energy of lifting the volume `V`, J, at the specific energy `e`."""
    return e * V


# The arrangements of a station: pump types × speeds for a number of duty units, side by side.


class Rule(NamedTuple):
    """What decides among arrangements, from ``limits.csv`` and ``duty_kinds.csv``."""

    aor_low: float
    """Flow over that of best efficiency from which on a pump may run."""
    edge_cost: float
    edge_bound: float
    eye_cost: float
    two_pole_cost: float
    two_pole_power: float
    equipment: float
    level_range: float
    npsh_c_low: float
    npsh_c_high: float
    run_out_alone: float
    run_out_flow: float
    tie: float


class Preferences(NamedTuple):
    """What decides among real pumps, from ``limits.csv``."""

    duty_low: float
    duty_high: float
    raw_water_speed: float
    preference_cost: float
    tie: float


class Motors(NamedTuple):
    """The series, and the margin of each rating."""

    ratings: Any
    margins: Any
    constant_share: float
    high: Any
    """Share of high voltage of each rating: 0, ½ where both are usual, 1."""
    dearer: float
    """What high voltage adds to the price of a set at the rating where it begins."""


class Site(NamedTuple):
    """What is the same for all arrangements of a station; SI."""

    rho: float
    coupling: float
    rise: float
    """Largest over duty shaft power, as given; nan where it follows from the pump."""
    held: bool
    """The flow is held by control: no run-out."""
    swing: bool
    """No highest head is given: that of slow lifts is assumed for the motor."""
    allowance: float
    efficiency: float
    """Of the pump, as given; nan where it is estimated."""
    npsh_margin: float
    eye_given: bool
    span: float
    """Range of the level that the pumps draw from, m."""


REASONS = (
    "feasible",
    "feasible only with the eye below the assumed level",
    "unit flow outside the window of the type",
    "nq per eye below the window of the type",
    "nq per eye above the window of the type",
    "head per stage outside the window of the type",
    "head above that of all its stages",
    "shaft power above that of the type",
    "motor above the series",
    "highest head at which such a pump leaves its allowable region",
    "NPSHr at run-out and the margin above NPSHa",
    "impeller eye where the type is not set",
    "level range above {level_range}: only pumps in the water or in a deep dry pit",
    "type not made with so many poles, or so few",
    "not head_min <= head <= head_max",
    "below the design flow on the line",
    "a unit leaves its curve in some combination and case",
    "more than {oversize} times the design flow on the line",
    "P_max not known: a unit runs where its curve has no efficiency or power",
)
"""What the codes of an arrangement mean, with the limits of ``limits.csv``."""
FEASIBLE, CONDITIONAL, WINDOW, SLOW_NQ, FAST_NQ, STAGE_HEAD, TOTAL_HEAD, POWER = range(8)
MOTOR, HIGHEST, NPSH, EYE, LEVELS, POLES, HEADS, SHORT, OFF_CURVE, LARGE, UNKNOWN = range(8, 19)


class Grid(NamedTuple):
    """The speeds of one pump type, and what stands at its eye."""

    pump: pumps.PumpType
    poles: Any
    synchronous: Any
    n: Any
    motors: Any
    """Full-load efficiencies by (poles, rating)."""
    between: Any
    """The same with poles as a real number, for the choice of the type; None if poles are given."""
    made: Any
    """Whether the type is made with so many poles."""
    npsh_available: float
    """At the assumed eye, m."""
    eye: float
    """The assumed eye above the lowest water, m."""


def standby_units(N: Any, standby: Any) -> Any:
    """Standby units of `N` on duty, by a table over the numbers on duty from 0."""
    return standby[np.asarray(N).astype(int)]


def beyond(x: Any, window: tuple[float, float, float, float]) -> Any:
    """0 where a type is at home, 1 at the outer edge of its window, by the logarithm of `x`."""
    least, low, high, most = window
    under, over = np.log(low / x) / np.log(low / least), np.log(x / high) / np.log(most / high)
    return np.maximum(np.maximum(under, over), 0.0)


def beyond_high(x: Any, high: Any, most: Any) -> Any:
    """The same with an upper edge alone."""
    return np.maximum(np.log(x / high) / np.log(most / high), 0.0)


def run_out(nq: Any, H: Any, H_min: Any, rule: Rule) -> Any:
    """Flow over that of the duty where one unit runs alone, or against the lowest head."""
    if np.all(H_min == H):
        return rule.run_out_alone
    S, p_0 = pumps.shutoff_ratio(nq), pumps.shutoff_power(nq)
    q = pumps.flow_at_head_shape(S, p_0, H_min / H, rule.run_out_flow)
    return np.maximum(q, rule.run_out_alone)


def npsh_at_run_out(
    n: Any, Q_e: Any, nq: Any, H: Any, H_min: Any, site: Site, rule: Rule
) -> Any:  # fmt: skip
    """NPSH required of the middle pump at its largest flow, m."""
    NPSHr = pumps.npsh_required(n, Q_e, pumps.cavitation_speed(nq))
    return NPSHr if site.held else NPSHr * pumps.npsh_shape(run_out(nq, H, H_min, rule))


def stages_wanted(Q_e: Any, H: Any, H_max: Any, n: Any, pump: pumps.PumpType) -> Any:
    """Stages, as a real number, that bring the specific speed of each to the middle."""
    least, most = pump.stages
    if not pump.multistage:
        return np.full(np.broadcast(Q_e, H, n).shape, float(least))
    middle = np.sqrt(pump.nq[1] * min(pump.nq[2], 40.0))
    i = (middle / pumps.specific_speed(n, Q_e, H)) ** (4.0 / 3.0)
    if pump.impeller[1] < np.inf:
        D = np.interp(n, pumps.IMPELLER_SPEEDS, pump.impeller)
        i = np.maximum(i, pumps.stages_of_impeller(n, Q_e, H, D))
    return np.clip(np.maximum(i, H_max / pump.head[2]), least, most)


def whole_stages(i: Any, H_max: Any, pump: pumps.PumpType) -> Any:
    """Whole stages for the wanted ones: the next lower where it is near, never above the window."""
    if not pump.multistage:
        return i
    return np.clip(
        np.maximum(np.ceil(i - 0.35), np.ceil(H_max / pump.head[3] - 1e-9)), *pump.stages
    )


def efficiency_expected(Q: Any, nq: Any, pump: pumps.PumpType, site: Site) -> Any:
    """Efficiency to reckon with: as given, else the typical one less the allowance of its size."""
    if site.efficiency == site.efficiency:
        return np.full(np.shape(nq), site.efficiency)
    typical = pumps.efficiency_typical(Q, nq, *pump.efficiency)
    return typical - pumps.allowance_of_size(site.allowance, Q)


def allowable_head(nq: Any, rule: Rule) -> Any:
    """Head at the least flow of the allowable region over that of the best point."""
    S, p_0 = pumps.shutoff_ratio(nq), pumps.shutoff_power(nq)
    return pumps.head_at_flow_shape(S, p_0, rule.aor_low)


def weighed(
    duty: Any, at: Any, grid: Grid, site: Site, rule: Rule,
    motors: Motors,
) -> tuple[Any, Any]:  # fmt: skip
    """Cost index of arrangements, and why not (`REASONS`).

    The index is energy, the share of the equipment in it, and what speaks against: edges of
    windows, a deep eye, two poles in raw water. It takes stages and motors as continuous, so that
    it moves little where flow and head do.
    """
    Q, H, H_max, H_min, N, N_s = duty
    pump, n, poles = grid.pump, grid.n[at], grid.poles[at]
    Q_u = unit_flow(Q, N)
    Q_e = Q_u / pump.eyes
    i = stages_wanted(Q_e, H, H_max, n, pump)
    H_i = H / i
    nq = pumps.specific_speed(n, Q_e, H_i)
    eta = efficiency_expected(Q_u, nq, pump, site)
    P = pumps.shaft_power(site.rho, Q_u, H, eta)
    edges = [beyond(Q_u, pump.flow), beyond(H_i, pump.head), beyond(nq, pump.nq),
             np.maximum(1.0 + np.log2(P / pump.power), 0.0)]  # fmt: skip
    total = pump.total_head
    edges.append(beyond_high(H, *total) if total[1] < np.inf else 0.0 * H)
    # Nine of ten pumps reach the one at no flow, half of them the other where they may run.
    sure, h_most = pumps.shutoff_ratio_sure(nq), allowable_head(nq, rule)
    edges.append(beyond_high(H_max / H, np.minimum(sure, 0.999 * h_most), h_most))

    # Suction is refused only where even a good pump can't do it; an assumed eye is set as low as
    # a plain pump needs it.
    NPSHr = npsh_at_run_out(n, Q_e, nq, H, H_min, site, rule)
    good, plain = (c ** (-4.0 / 3.0) for c in (rule.npsh_c_high, rule.npsh_c_low))
    short = good * NPSHr + site.npsh_margin > grid.npsh_available + 1e-9
    # What hangs or lies in the water can't be given a suction lift.
    S, dry = -np.inf, pump.wet and site.eye_given and grid.eye > 0.0
    if pump.wet:
        D = bell_diameter(Q_u, BELL_SPEED)
        S = submergence_hi(D, bell_froude(Q_u, D))
    given = max(-grid.eye, 0.0) * site.eye_given

    def depth(NPSHr: Any) -> Any:
        """How deep under the water, or what is given of it, the eye has to be."""
        z = highest_eye(grid.eye, grid.npsh_available, NPSHr, site.npsh_margin)
        return np.maximum(-z, S) - given

    deep, lowest = np.maximum(depth(NPSHr), 0.0), depth(plain * NPSHr)
    edges.append(np.maximum((lowest - pump.depth) / (pump.deepest - pump.depth), 0.0))
    if pump.multistage:  # refused is what is made: whole stages
        whole = pumps.specific_speed(n, Q_e, H / whole_stages(i, H_max, pump))
        NPSHr = npsh_at_run_out(n, Q_e, whole, H, H_min, site, rule)
        lowest, h_most = depth(plain * NPSHr), allowable_head(whole, rule)

    # Far more than anything else from the outer edge on: what isn't made leaves by degrees.
    least = 1.0 / rule.edge_bound
    against = sum(rule.edge_cost * edge**2 / np.maximum(1.0 - edge**4, least) for edge in edges)
    against = against + rule.eye_cost * deep / (1.0 + P / 3e6) + 0.05 * (deep / pump.depth) ** 2
    slower = np.maximum(1.0 - (poles - 2.0) / 2.0, 0.0)
    against = (
        against + rule.two_pole_cost * slower * np.minimum(P / rule.two_pole_power, 1.0) ** 0.7
    )
    k = 1.0 + pump.margin * (np.interp(P, motors.ratings, motors.margins) - 1.0)
    energy = 1.0 / (eta * (motor_between(k * P, at, grid.motors, motors.ratings) - pump.motor_loss))
    price = pump.cost * pump.use * (1.0 + 0.03 * (i - 1.0) * (pump.stages[1] > 4))
    size = (np.maximum(P, 500.0) / 500e3) ** -0.25 * (1500.0 / n) ** 0.3
    price = price * high_voltage_price(k * P, motors)
    index = energy * (np.sqrt(pump.use) + against) + rule.equipment * price * size * (N + N_s) / N

    # From the least telling reason to the most; the last to be set is shown.
    reasons = (
        (WINDOW, np.isnan(eta)), (EYE, (lowest > pump.deepest) | dry),
        (NPSH, short & site.eye_given), (HIGHEST, H_max > h_most * H),
        (POWER, edges[3] > 1.0), (TOTAL_HEAD, edges[4] > 1.0), (STAGE_HEAD, edges[1] > 1.0),
        (FAST_NQ, nq > pump.nq[3]), (SLOW_NQ, nq < pump.nq[0]),
        (WINDOW, edges[0] > 1.0 + 1e-12),
    )  # fmt: skip
    code = np.where(short, CONDITIONAL, FEASIBLE)
    for number, refused in reasons:
        code = np.where(refused, number, code)
    return index, code


def high_voltage_price(R: Any, motors: Motors) -> Any:
    """Factor on the price of a set for cubicle, starting and motor of high voltage.

    Their price hardly grows with the rating, so what they add falls with it.
    """
    begin = motors.ratings[np.searchsorted(motors.high, 0.5)] if motors.high.any() else np.inf
    share = np.interp(R, motors.ratings, motors.high)
    return 1.0 + motors.dearer * share * np.minimum(begin / np.maximum(R, 1.0), 1.0)


def motor_between(R: Any, row: Any, efficiency: Any, ratings: Any) -> Any:
    """Full-load efficiency at a rating between those of the series."""
    place = np.nan_to_num(np.interp(R, ratings, np.arange(len(ratings))))
    below = np.minimum(place.astype(int), len(ratings) - 2)
    low, high = efficiency[row, below], efficiency[row, below + 1]
    return low + (high - low) * (place - below)


def refused_beforehand(
    Q: Any, H: Any, H_max: Any, H_min: Any, N: Any, pump: pumps.PumpType, auto: bool, site: Site,
    rule: Rule,
) -> Any:  # fmt: skip
    """Codes of what needs no calculation: the windows of a type at any speed, and its levels."""
    Q_u = unit_flow(Q, N)
    inside = (Q_u >= pump.flow[0] * (1.0 - 1e-12)) & (Q_u <= pump.flow[3] * (1.0 + 1e-12))
    code = np.where(inside, FEASIBLE, WINDOW)
    most = min(pump.total_head[1], pump.head[3] * pump.stages[1]) * (1.0 + 1e-12)
    code = np.where((code == FEASIBLE) & (H_max > most), TOTAL_HEAD, code)
    lowest = pump.head[0] * pump.stages[0] * (1.0 - 1e-12)
    code = np.where((code == FEASIBLE) & (lowest > H), STAGE_HEAD, code)
    if auto:
        small = Q_u < pump.least_flow * (1.0 - 1e-12)
        code = np.where((code == FEASIBLE) & small, WINDOW, code)
    if auto and site.span > rule.level_range and not pump.wet and pump.depth < site.span:
        code = np.where(code == FEASIBLE, LEVELS, code)
    return np.where((H_min <= H) & (H_max >= H), code, HEADS)


def weighed_all(
    duty: Any, *, grids: tuple[Grid, ...], auto: bool,
    standby: Any, site: Site, rule: Rule, motors: Motors,
) -> tuple[Any, Any]:  # fmt: skip
    """Index and code of all types and speeds along a last axis.

    A duty is Q, H, H_max, H_min and N, each a row.
    """
    Q, H, H_max, H_min, N = duty
    indices, codes = [], []
    for grid in grids:
        code = refused_beforehand(Q, H, H_max, H_min, N, grid.pump, auto, site, rule)
        code = np.where(grid.made, code[:, None], np.maximum(code, POLES)[:, None])
        index = np.full(code.shape, np.inf)
        rows = np.flatnonzero((code == FEASIBLE).any(axis=1))
        if len(rows):
            N_s = standby_units(N, standby)
            of: Any = [v[rows, None] for v in (Q, H, H_max, H_min, N, N_s)]
            value, found = weighed(of, np.arange(len(grid.n)), grid, site, rule, motors)
            usable = code[rows] == FEASIBLE
            index[rows] = np.where(usable, value, np.inf)
            code[rows] = np.where(usable, found, code[rows])
        indices.append(index)
        codes.append(code)
    return np.concatenate(indices, axis=1), np.concatenate(codes, axis=1)


def figures(
    duty: Any, at: Any, *, grid: Grid, standby: Any,
    site: Site, rule: Rule, motors: Motors,
) -> dict[str, Any]:  # fmt: skip
    """All figures of `N` duty pumps of one type at the speeds at the places `at` of its grid."""
    Q, H, H_max, H_min, N = duty
    pump, n = grid.pump, grid.n[at]
    Q_u = unit_flow(Q, N)
    Q_e = Q_u / pump.eyes
    i = whole_stages(stages_wanted(Q_e, H, H_max, n, pump), H_max, pump)
    H_i = H / i
    nq_eye = pumps.specific_speed(n, Q_e, H_i)
    half = pumps.efficiency_half_range(Q_u)
    central = efficiency_expected(Q_u, nq_eye, pump, site)
    if site.efficiency == site.efficiency:
        half = 0.0 * half
    low = central - half
    P = pumps.shaft_power(site.rho, Q_u, H, central)
    P_low = pumps.shaft_power(site.rho, Q_u, H, low)
    S, p_0 = pumps.shutoff_ratio(nq_eye), pumps.shutoff_power(nq_eye)
    q = np.ones_like(nq_eye)
    if not site.held:
        q = run_out(nq_eye, H, H_min, rule)
    top = np.maximum(H_max, H * swing(H)) if site.swing else H_max
    q_top = pumps.flow_at_head_shape(S, p_0, top / H, 1.0)
    rise = np.maximum(np.maximum(pumps.power_shape(p_0, q), pumps.power_shape(p_0, q_top)), 1.0)
    rise = np.fmax(rise, site.rise)
    P_max = max_shaft_power(P_low, rise, pumps.shaft_power(site.rho, Q_u, H_max, low))
    margins = 1.0 + pump.margin * (motors.margins - 1.0)
    reach = motors.ratings / margins * (1.0 + 1e-12)
    size = np.searchsorted(reach, np.where(np.isnan(P_max), np.inf, P_max / site.coupling))
    R = np.append(motors.ratings, np.nan)[size]
    eta_1 = grid.motors[at, np.minimum(size, len(motors.ratings) - 1)] - pump.motor_loss
    x = motor_load(P, R, site.coupling)
    eta_m = motor_efficiency_at_load(x, eta_1, motors.constant_share)
    P_in = P / (eta_m * site.coupling)
    C = pumps.cavitation_speed(nq_eye)
    NPSHr = [
        pumps.npsh_required(n, Q_e, C * share) * pumps.npsh_shape(q)
        for share in (rule.npsh_c_high, rule.npsh_c_low)
    ]
    N_s = standby_units(N, standby)
    return {
        "unit_flow": Q_u, "stages": i, "nq_total": pumps.specific_speed(n, Q_u, H_i),
        "nq_eye": nq_eye, "impeller_diameter": pumps.impeller_diameter(n, H_i, nq_eye),
        "efficiency": central, "efficiency_low": low, "efficiency_high": central + half,
        "unit_shaft_power": P, "power_rise": rise, "max_shaft_power": P_max, "size": size,
        "margin": np.append(margins, np.nan)[size], "motor_rating": R,
        "full_load_efficiency": eta_1, "motor_load": x, "motor_efficiency": eta_m,
        "unit_input_power": P_in, "specific_energy": P_in / Q_u, "npsh_required_low": NPSHr[0],
        "npsh_required_high": NPSHr[1], "standby": N_s,
        "installed_power": installed_power(R, N, N_s),
    }  # fmt: skip


def swing(H: Any) -> Any:
    """Highest over design head that is assumed where it isn't given (practice): low lifts vary."""
    return 1.06 + 0.12 * np.maximum(1.0 - H / 25.0, 0.0)


COLUMNS = (
    "grid", "duty", "standby", "synchronous", "speed", "unit_flow", "stages", "nq_total", "nq_eye",
    "impeller_diameter", "efficiency", "efficiency_low", "efficiency_high", "unit_shaft_power",
    "power_rise", "max_shaft_power", "size", "margin", "motor_rating", "full_load_efficiency",
    "motor_load", "motor_efficiency", "unit_input_power", "specific_energy", "npsh_required_low",
    "npsh_required_high", "installed_power", "index",
)  # fmt: skip
"""What `table_of` and `recommend` know of an arrangement."""


def table_of(
    duty: Any, place: Any, index: Any, *,
    grids: tuple[Grid, ...], auto: bool, **case: Any,
) -> dict[str, Any]:  # fmt: skip
    """`COLUMNS` of the arrangement at a `place` of each row; nan where that is -1."""
    Q, H, H_max, H_min, N = duty
    starts = np.cumsum([0, *(len(g.n) for g in grids)])
    found = {name: np.full(len(Q), np.nan) for name in COLUMNS}
    kind = np.searchsorted(starts, place, side="right") - 1
    for number, grid in enumerate(grids):
        cells = (kind == number) & (place >= 0)
        if not cells.any():
            continue
        at = place[cells] - starts[number]
        flat: Any = [v[cells] for v in (Q, H, H_max, H_min, N)]
        part = figures(flat, at, **{**case, "grid": grid})
        part |= {"grid": np.full(len(at), float(number)), "duty": flat[-1], "speed": grid.n[at],
                 "synchronous": grid.synchronous[at], "index": index[cells]}  # fmt: skip
        for name in COLUMNS:
            found[name][cells] = part[name]
    return found


def nearest_reason(code: Any) -> Any:
    """Of the reasons along the last axis the one that comes nearest to feasible."""
    nearest = np.where(code < LEVELS, code, -1).max(axis=-1)
    return np.where(nearest < 0, code.max(axis=-1), nearest)


# Real pumps: their curves say what they do, and a few preferences decide.


def choose(
    code: Any, e: Any, NPSHr: Any, P_inst: Any, N: Any, n: Any, rank: str, rule: Preferences
) -> tuple[Any, Any]:
    """Index of the arrangement that the rule recommends along the last axis; -1 if none is.

    Also the status: 0, 1 where only the assumed eye level stands against it, else the reason
    that comes nearest to feasible. `n` is the synchronous speed.
    """
    certain = (code == FEASIBLE).any(axis=-1, keepdims=True)
    pool = np.where(certain, code == FEASIBLE, code == CONDITIONAL)
    any_left = pool.any(axis=-1)
    units = np.broadcast_to(N, code.shape)
    # What isn't known comes last.
    e, NPSHr = (np.where(x == x, x, np.inf) for x in (e, np.round(NPSHr, 1)))
    if rank == "balanced":
        pool = np.where(certain, preferred(pool, e, N, n, rule), pool)
        # Where only the eye level stands against all, the least depth comes first.
        first = np.where(certain, units != 2, NPSHr)
        criteria = [first, NPSHr, P_inst, units, e]
    else:
        criteria = [{"energy": e, "installed": P_inst, "units": units}[rank], e]
    for criterion in criteria:
        value = np.where(pool, criterion, np.inf)
        pool = pool & (value <= value.min(axis=-1, keepdims=True))
    index = np.where(any_left, pool.argmax(axis=-1), -1)
    status = np.where(
        certain[..., 0], FEASIBLE, np.where(any_left, CONDITIONAL, nearest_reason(code))
    )
    return index, status.astype(np.int64)


def preferred(pool: Any, e: Any, N: Any, n: Any, rule: Preferences) -> Any:
    """Those of the pool that meet most preferences and take the least energy, or tie with it.

    A preference holds as long as it costs no more than `Preferences.preference_cost`.
    """
    met = ((rule.duty_low <= N) & (rule.duty_high >= N)) * 1 + (n <= rule.raw_water_speed)
    affordable = np.where(pool, e, np.inf).min(axis=-1, keepdims=True) * (
        1.0 + rule.preference_cost
    )
    kept = pool
    for least in (1, 2):
        stricter = pool & (met >= least)
        keep = np.where(stricter, e, np.inf).min(axis=-1, keepdims=True) <= affordable
        kept = np.where(keep, stricter, kept)
    least_e = np.where(kept, e, np.inf).min(axis=-1, keepdims=True)
    return kept & (e <= least_e * (1.0 + rule.tie))


def ranked(table: dict[str, Any], rank: str, rule: Preferences) -> tuple[Any, Any]:
    """`choose` over columns."""
    return choose(
        table["code"], table["specific_energy"], table["npsh_required_low"],
        table["installed_power"], table["duty"], table["synchronous"], rank, rule,
    )  # fmt: skip
