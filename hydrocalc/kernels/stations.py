"""What makes a station out of pumps: shares, largest powers, energies."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels import pumps
from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.motors import motor_efficiency_at_load

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


# The arrangements of a station: duty units × speeds of one pump type, evaluated side by side.


class Rule(NamedTuple):
    """Limits by which arrangements are refused and chosen, from ``limits.csv``."""

    nq_eye_low: float
    nq_eye_high: float
    stage_head: float
    impeller_diameter: float
    stage_nq: float
    npsh_c_low: float
    npsh_c_high: float
    npsh_rise_low: float
    npsh_rise_high: float
    run_out_flow: float
    duty_low: float
    duty_high: float
    raw_water_speed: float
    preference_cost: float
    tie: float


class Motors(NamedTuple):
    """The series, the margin of each rating, and full-load efficiencies by (speed, rating)."""

    ratings: Any
    margins: Any
    efficiency: Any
    constant_share: float


REASONS = (
    "feasible",
    "feasible only with the eye below the assumed level",
    "unit flow outside the window of the type",
    "nq per eye below {nq_eye_low}",
    "nq per eye above {nq_eye_high}",
    "head per stage above {stage_head} m",
    "more stages than the type has",
    "impeller above {impeller_diameter} m",
    "no efficiency method covers it",
    "motor above the series",
    "highest head above the shut-off head of such a pump",
    "NPSHr at run-out and the margin above NPSHa",
    "one stage suffices",
    "level range not above {level_range} m",
    "type not made so slow",
    "not head_min <= head <= head_max",
    "below the design flow on the line",
    "a unit leaves its curve in some combination and case",
    "more than {oversize} times the design flow on the line",
    "P_max not known: a unit runs where its curve has no efficiency or power",
)
"""What the codes of an arrangement mean, with the limits of ``limits.csv``."""
FEASIBLE, CONDITIONAL, WINDOW = 0, 1, 2
MOTOR, NPSH, ONE_STAGE, LEVELS, SLOW, HEADS = 9, 11, 12, 13, 14, 15
SHORT, OFF_CURVE, LARGE, UNKNOWN = 16, 17, 18, 19


def stages_needed(Q: Any, H: Any, H_max: Any, n: Any, nq: float, most: float) -> Any:
    """Stages that bring the head of each to at most `most` and its specific speed to `nq`."""
    return np.ceil(np.maximum(H_max / most, H * (nq / (n * np.sqrt(Q))) ** (4.0 / 3.0)) - 1e-9)


def evaluate(
    Q: Any, H: Any, H_max: Any, H_min: Any, N: Any, n: Any, row: Any, *,
    rho: float, nu: float, eta: float, allowance: float, r: float, eta_c: float,
    npsh_available: float, npsh_margin: float, pump: pumps.PumpType, rule: Rule, motors: Motors,
) -> dict[str, Any]:  # fmt: skip
    """All figures of `N` duty pumps at `n` rpm, and why not (`REASONS`).

    `eta` is the pump efficiency if it is given, else nan; `row` the row of the motors' table that
    belongs to `n`; `npsh_available` that at the eye of the first impeller.
    """
    Q_u = unit_flow(Q, N)
    i = np.ones_like(Q_u * n)
    if pump.multistage:
        i = np.maximum(
            stages_needed(Q_u, H, H_max, n, rule.stage_nq, rule.stage_head), float(pump.stages[0])
        )
    H_i = H / i
    Q_e = Q_u / pump.eyes
    nq = pumps.specific_speed(n, Q_u, H_i)
    nq_eye = pumps.specific_speed(n, Q_e, H_i)
    D = pumps.impeller_diameter(n, H_i, nq_eye)

    low, central, high = pumps.spread(*pumps.efficiency_estimates(Q_u, H_i, n, nq, nu, pump))
    low, central = low - allowance, central - allowance
    if eta == eta:
        low, central, high = (np.full_like(nq, eta) for _ in range(3))
    P = pumps.shaft_power(rho, Q_u, H, central)
    P_low = pumps.shaft_power(rho, Q_u, H, low)
    S = pumps.shutoff_ratio(nq)
    # r = 1 says that control keeps the flow at its design: there is no run-out.
    q = pumps.run_out_flow(S, H_min / H, rule.run_out_flow) if r > 1.0 else np.ones_like(nq)
    rise = np.maximum(r, pumps.run_out_power(S, q))
    P_max = max_shaft_power(P_low, rise, pumps.shaft_power(rho, Q_u, H_max, low))
    reach = motors.ratings / motors.margins * (1.0 + 1e-12)
    size = np.searchsorted(reach, np.where(np.isnan(P_max), np.inf, P_max / eta_c))
    R = np.append(motors.ratings, np.nan)[size]
    eta_1 = motors.efficiency[row, np.minimum(size, len(motors.ratings) - 1)]
    x = motor_load(P, R, eta_c)
    eta_m = motor_efficiency_at_load(x, eta_1, motors.constant_share)
    P_in = P / (eta_m * eta_c)

    bep = (
        pumps.npsh_required(n, Q_e, rule.npsh_c_high),
        pumps.npsh_required(n, Q_e, rule.npsh_c_low),
    )
    # Ordinary run-out is within the range of the rises; further out NPSHr grows with the square.
    NPSHr_low = bep[0] * np.maximum(rule.npsh_rise_low, q * q)
    NPSHr_high = bep[1] * np.maximum(rule.npsh_rise_high, q * q)

    # From the most telling reason to the least; the last to be set is shown.
    reasons = (
        (NPSH, npsh_available < NPSHr_low + npsh_margin),
        (10, H_max > S * H),
        (9, np.isnan(R)),
        (8, np.isnan(central)),
        (7, rule.impeller_diameter < D),
        (6, i > pump.stages[1]),
        (5, H_max / i > rule.stage_head * (1.0 + 1e-12)),
        (4, nq_eye > rule.nq_eye_high),
        (3, nq_eye < rule.nq_eye_low),
    )
    code = np.zeros(np.shape(nq), dtype=np.int64)
    for number, refused in reasons:
        code = np.where(refused, number, code)
    return {
        "unit_flow": Q_u, "stages": i, "nq_total": nq, "nq_eye": nq_eye, "impeller_diameter": D,
        "efficiency": central, "efficiency_low": low, "efficiency_high": high,
        "unit_shaft_power": P, "power_rise": rise, "max_shaft_power": P_max, "size": size,
        "motor_rating": R, "full_load_efficiency": eta_1, "motor_load": x,
        "motor_efficiency": eta_m, "unit_input_power": P_in, "specific_energy": P_in / Q_u,
        "npsh_required_low": NPSHr_low, "npsh_required_high": NPSHr_high, "code": code,
    }  # fmt: skip


def choose(
    code: Any, e: Any, NPSHr: Any, P_inst: Any, N: Any, n: Any, rank: str, rule: Rule
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
    nearest = np.where(code < ONE_STAGE, code, -1).max(axis=-1)
    nearest = np.where(nearest < 0, code.max(axis=-1), nearest)
    status = np.where(certain[..., 0], FEASIBLE, np.where(any_left, CONDITIONAL, nearest))
    return index, status.astype(np.int64)


def preferred(pool: Any, e: Any, N: Any, n: Any, rule: Rule) -> Any:
    """Those of the pool that meet most preferences and take the least energy, or tie with it.

    A preference holds as long as it costs no more than `Rule.preference_cost`.
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


class Grid(NamedTuple):
    """The arrangements of one pump type: all pairs of duty units and synchronous speeds."""

    pump: pumps.PumpType
    N: Any
    synchronous: Any
    n: Any
    row: Any
    made: Any
    npsh_available: float


def candidates(
    Q: Any, H: Any, H_max: Any, H_min: Any, *, grids: tuple[Grid, ...], auto: bool,
    standby: int, level_range: float, rule: Rule, every: bool = False, **case: Any,
) -> dict[str, Any]:  # fmt: skip
    """All arrangements of all grids along a last axis, as columns.

    With `auto`, multistage pumps stand only where no single-stage ones serve, and vertical ones
    only where the level range asks for them; `every` evaluates even what is refused beforehand.
    """
    Q, H, H_max, H_min = (v[..., None] for v in np.broadcast_arrays(Q, H, H_max, H_min))
    width = sum(len(grid.N) for grid in grids)
    # Cells that are refused beforehand are never read: only their code is set.
    table = {name: np.empty((*Q.shape[:-1], width)) for name in COLUMNS}
    first = 0
    for number, grid in enumerate(grids):
        columns = {k: v[..., first : first + len(grid.N)] for k, v in table.items()}
        first += len(grid.N)
        code = refused_beforehand(Q, H, H_max, H_min, grid, auto, level_range)
        if auto and grid.pump.stages[0] > 1:  # these grids come last
            served = served_by_one_stage(table, grids[:number], grid.N)
            code = np.where(served & (code == FEASIBLE), ONE_STAGE, code)
        for name, value in (
            ("grid", number), ("duty", grid.N), ("synchronous", grid.synchronous),
            ("speed", grid.n), ("code", code),
        ):  # fmt: skip
            columns[name][...] = value
        cells = np.full(code.shape, True) if every else code == 0
        if not cells.any():
            continue
        inputs = (Q, H, H_max, H_min, grid.N, grid.n, grid.row)
        flat = [np.broadcast_to(v, code.shape)[cells] for v in inputs]
        part = evaluate(
            *flat, pump=grid.pump, rule=rule, npsh_available=grid.npsh_available, **case
        )
        part["installed_power"] = installed_power(part["motor_rating"], flat[4], standby)
        part["code"] = np.where(code[cells] == 0, part["code"], code[cells])
        for name, value in part.items():
            columns[name][cells] = value
    return table


def served_by_one_stage(table: dict[str, Any], grids: tuple[Grid, ...], N: Any) -> Any:
    """Whether as many single-stage pumps of one of the `grids` serve, at some speed."""
    single = np.repeat([not g.pump.multistage for g in grids], [len(g.N) for g in grids])
    units = np.concatenate([g.N for g in grids])
    code = table["code"][..., : len(units)]
    each = [(code[..., single & (units == k)] == FEASIBLE).any(axis=-1) for k in N]
    return np.stack(each, axis=-1)


def refused_beforehand(
    Q: Any, H: Any, H_max: Any, H_min: Any, grid: Grid, auto: bool, level_range: float
) -> Any:
    """Codes of what needs no calculation: window and speeds of the type, and its use."""
    low, high = grid.pump.flows
    Q_u = unit_flow(Q, grid.N) + 0.0 * H
    inside = (Q_u >= low * (1.0 - 1e-12)) & (Q_u <= high * (1.0 + 1e-12))
    code = np.where(inside, np.where(grid.made, FEASIBLE, SLOW), WINDOW)
    code = np.where((H_min <= H) & (H_max >= H), code, HEADS)
    if auto and grid.pump.vertical:
        code = np.where((H_max - H_min <= level_range) & (code == FEASIBLE), LEVELS, code)
    return code


COLUMNS = (
    "grid", "duty", "synchronous", "speed", "unit_flow", "stages", "nq_total", "nq_eye",
    "impeller_diameter", "efficiency", "efficiency_low", "efficiency_high", "unit_shaft_power",
    "power_rise", "max_shaft_power", "size", "motor_rating", "full_load_efficiency", "motor_load",
    "motor_efficiency", "unit_input_power", "specific_energy", "npsh_required_low",
    "npsh_required_high", "installed_power", "code",
)  # fmt: skip
"""What `recommend` returns after the status."""


def recommend(
    Q: Any, H: Any, H_max: Any, H_min: Any, *, rank: str, assumed_eye: bool, rule: Rule, **case: Any
) -> tuple[Any, ...]:
    """Status and the columns of the arrangement that the rule recommends, one per pair.

    Where none can be recommended the columns are nan.
    """
    table = candidates(Q, H, H_max, H_min, rule=rule, **case)
    index, status = ranked(table, rank, assumed_eye, rule)
    at = np.maximum(index, 0)[..., None]
    found = index >= 0
    chosen = []
    for name in COLUMNS:
        column = np.take_along_axis(table[name], at, axis=-1)[..., 0]
        chosen.append(np.where(found, column, np.nan))
    return (status, *chosen)


def ranked(table: dict[str, Any], rank: str, assumed_eye: bool, rule: Rule) -> tuple[Any, Any]:
    """`choose` over the columns of `candidates`; an assumed eye level may be lowered."""
    code = table["code"]
    if assumed_eye:
        code = np.where(code == NPSH, CONDITIONAL, code)
    return choose(
        code, table["specific_energy"], table["npsh_required_low"], table["installed_power"],
        table["duty"], table["synchronous"], rank, rule,
    )  # fmt: skip
