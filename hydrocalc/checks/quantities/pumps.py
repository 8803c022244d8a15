"""Pumps, and how they run on the line."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.efficiency import eyes_in_doubt
from hydrocalc.checks.quantities.registry import (
    Cure,
    Value,
    governed,
    needs,
    quantity,
    show,
    worst,
)
from hydrocalc.components.curves import (
    fit_pump_curve,
    preferred_edges,
)
from hydrocalc.components.motors import IE_POLES, efficiency_rows, full_load_efficiency
from hydrocalc.components.pump_units import ready, unit_performance
from hydrocalc.kernels import curves as curve_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.stations.designs.conditions import (
    AGED,
    HIGHEST,
    LOWEST,
    NotApplicableError,
)
from hydrocalc.texts import Phrase


def _over_best(case: Case, largest: bool, preferred: bool = False) -> Value:
    """The least flow over the best, all on duty, or the largest anywhere.

    `preferred`: over the edge of the preferred region instead, that nearest to it or beyond it.
    The region narrows above a specific speed: pumps of several kinds have their own.
    """
    c, m, found = case.conditions, case.matrix, []
    rows = np.ones(len(case.states.full), dtype=bool) if largest else case.states.everything
    for i in range(len(c.units)):
        of = np.where(rows[:, None, None], m.over_best, np.nan)
        at = case.of_unit(i, of, largest=largest)
        if at is None:
            continue
        share, q = float(of[*at, i]), float(m.si.unit_flow[*at, i])
        inputs = show(flow_of_one_unit=(q, "flow"), flow_of_best_efficiency=(q / share, "flow"))
        edge = 1.0
        if preferred:
            edge = preferred_edges(case.fits[i].nq_total, c.limit)[int(largest)]
            inputs |= show(flow_over_best=(share, "efficiency"),
                           edge_of_the_preferred_region=(edge, "efficiency"))  # fmt: skip
        found.append(Value(
            share / edge, inputs, f"units[{i}].pump", c.name(i), state=case.states.named(at)
        ))  # fmt: skip
    return worst(found, largest)


@governed(HIGHEST)
@quantity
def least_over_best(case: Case) -> Value:
    """Smallest flow over that of best efficiency, all on duty: highest head, least speed."""
    return _over_best(case, largest=False)


@governed(LOWEST)
@quantity
def largest_over_best(case: Case) -> Value:
    """Largest flow over that of best efficiency: one alone, least head."""
    return _over_best(case, largest=True)


@governed(HIGHEST)
@quantity
def least_over_preferred(case: Case) -> Value:
    """Smallest flow, all on duty, over that at which the preferred region begins."""
    return _over_best(case, largest=False, preferred=True)


@governed(LOWEST)
@quantity
def largest_over_preferred(case: Case) -> Value:
    """Largest flow, one alone, over that at which the preferred region ends."""
    return _over_best(case, largest=True, preferred=True)


Marks = Callable[[Case], Any]
"""Where something is wrong, by row, column and unit of the matrix."""


def _count(case: Case, marks: Marks, full: bool = False) -> Value:
    """In how many states, or of those at full speed, something is wrong, and the first of them."""
    marked = _in(case, marks, full)
    bad = marked.any(axis=2)
    rows = case.states.full.sum() if full else len(bad)
    inputs = {"combinations × cases": str(int(rows * bad.shape[1]))}
    if not bad.any():
        return Value(0.0, inputs, "units")
    i, j = (int(x) for x in np.argwhere(bad)[0])
    k = int(np.flatnonzero(marked[i, j])[0])
    return Value(
        float(bad.sum()), inputs, f"units[{k}]", case.conditions.name(k),
        state=case.states.named((i, j)), certain=_certain(case, marks, full),
    )  # fmt: skip


def _in(case: Case, marks: Marks, full: bool) -> Any:
    marked = marks(case) & (case.matrix.running > 0)[:, None, :]
    return marked & case.states.full[:, None, None] if full else marked


def _certain(case: Case, marks: Marks, full: bool) -> bool | None:
    """Whether something is wrong however far off the heads of estimated curves may be.

    None without an estimate.
    """
    if all(unit.pump.basis != "estimate" for unit in case.conditions.units):
        return None
    return all(_in(other, marks, full).any() for other in case.off_estimates)


@governed(HIGHEST, LOWEST)
@quantity
def outside_allowable(case: Case) -> Value:
    """States in which a unit runs outside its allowable region, or beyond its curve."""
    declared = all(unit.pump.si.maximum_flow is not None for unit in case.conditions.need("units"))
    found = _count(case, _outside)
    unknown = (case.states.known & (case.matrix.region == 3)).any(axis=(0, 1))
    text = "allowable region of {name}: minimum_flow and maximum_flow of its pump"
    lacking = tuple(
        Phrase(text, name=case.conditions.name(int(i))) for i in np.flatnonzero(unknown)
    )
    return found._replace(evidence="" if declared else "assumed", unknown=lacking)


def _outside(case: Case) -> Any:
    m = case.matrix
    beyond = m.status == system_kernels.BEYOND
    runs = (beyond | (m.status == system_kernels.DUTY)) & (m.si.unit_flow > 0.0)
    return runs & (beyond | (m.region == 2))


@governed(HIGHEST, LOWEST)
@quantity
def off_curve(case: Case) -> Value:
    """States in which a unit runs beyond its curve or is unstable."""
    wrong = (system_kernels.BEYOND, system_kernels.UNSTABLE, system_kernels.TWO_POINTS)
    return _count(case, lambda case: np.isin(case.matrix.status, wrong))


@governed(HIGHEST)
@quantity
def no_flow(case: Case) -> Value:
    """States at full speed in which a unit can't open its check valve.

    One that is turned too low can be turned up: that is `slowest_share`.
    """
    return _count(case, lambda case: case.matrix.status == system_kernels.NO_FLOW, full=True)


@needs("units[].minimum_flow")
@governed(HIGHEST)
@quantity
def least_continuous(case: Case) -> Value:
    """Least flow of a unit at any speed over the least that its maker allows without end.

    That falls with the speed. One that is turned too slowly to open its valve has no flow.
    """
    c, m = case.conditions, case.matrix.si
    c.need("units")
    found: list[Value] = []
    unknown: list[Any] = []
    for i, unit in enumerate(c.units):
        least = unit.si.minimum_flow
        if not least:  # no pump runs at no flow for long
            unknown.append(f"units[{i}].minimum_flow")
            continue
        share = m.speed[:, None, i] / m.speed[:, i].max()
        runs = (case.states.known | case.states.stalled)[:, :, i]
        at = case.states.extreme(np.where(runs, m.unit_flow[:, :, i] / share, np.nan), False)
        if at is None:
            continue
        q, allowed = float(m.unit_flow[*at, i]), least * float(share[at[0], 0])
        inputs = show(flow_of_one_unit=(q, "flow"), minimum_continuous_flow=(allowed, "flow"))
        key = f"units[{i}].minimum_flow"

        def cure(limit: float, i: int = i, least: float = least) -> Iterator[Cure]:
            if _one_short(found, limit):
                yield from _faster(case, i, limit * least * (1.0 + 1e-9))

        found.append(
            Value(q / allowed, inputs, key, c.name(i), state=case.states.named(at), cure=cure)
        )
    if not found and not unknown:
        raise NotApplicableError("a unit delivers at any flow")
    return worst(found, largest=False, unknown=unknown)


def _one_short(units: list[Value], limit: float) -> bool:
    """Whether one kind alone is short: turned faster, it leaves less to the others, not more."""
    return sum(unit.value < limit for unit in units) == 1


def _faster(case: Case, i: int, least: float) -> Iterator[Cure]:
    """The least speed, as it is set, from which on a kind carries `least`; nothing if none is."""

    def enough(q: Any, s: Any) -> Any:
        return (q > 0.0) & (q >= least * s)

    if case.conditions.units[i].si.minimum_speed is not None and case.enough_at_full(i, enough):
        yield _turned(case, i, case.least_speed(i, enough)[0])


def _turned(case: Case, i: int, least: float) -> Cure:
    """A kind with another least speed, in whole revolutions."""
    n = min(math.ceil(least), case.full_speed(i))
    return Cure(
        Phrase("least speed {speed}", speed=units.show(n, "speed")),
        partial(case.conditions.design.with_unit, i, minimum_speed=n),
        f"units[{i}].minimum_speed",
    )


@quantity
def droop(case: Case) -> Value:
    """Rise of the head above that at shut-off, at full speed, m."""
    rows, unknown = [], []
    for i in range(len(case.conditions.need("units"))):
        shutoff = case.shutoff_head(i)
        if shutoff != shutoff:
            unknown.append(case.no_shutoff(i))
            continue
        rows.append(Value(
            case.highest_head(i) - shutoff, show(shut_off_head=(shutoff, "head")),
            f"units[{i}].pump", case.conditions.pump_name(i),
        ))  # fmt: skip
    return worst(rows, largest=True, unknown=unknown)


@quantity
def estimated_curves(case: Case) -> Value:
    """Pump curves that are estimates and no maker's."""
    found = [unit.pump.name for unit in case.conditions.units if unit.pump.basis == "estimate"]
    return Value(float(len(found)), {"estimates": ", ".join(found)} if found else {}, "pumps")


@needs("demand.flow", "demand.flows", "demand.shares")
@governed(AGED)
@quantity
def mean_efficiency(case: Case) -> Value:
    """Efficiency at the mean head over the best efficiency, at full speed."""
    case.conditions.need("units")
    c, rows, unknown = case.conditions, [], []
    for k, H in enumerate(c.mean_heads):
        state = c.line_name(k) if len(c.lines) > 1 else ""
        for i, unit in enumerate(map(ready, c.units)):
            q = np.linspace(0.01, 1.0, 2000) * unit.pump.head.end
            heads = curve_kernels.value(unit.pump.head, q)[0]
            if heads.max() < H:  # what a pump doesn't reach it does with no efficiency
                inputs = show(mean_head=(H, "head"), highest_head=(float(heads.max()), "head"))
                rows.append(Value(0.0, inputs, f"units[{i}].pump", c.name(i), state=state))
                continue
            # A drive turns it down to a head below the end of its curve; else it runs out there.
            if heads[-1] > H and c.units[i].si.minimum_speed is None:
                text = "points of the curve of {name} beyond its last"
                unknown.append(Phrase(text, name=c.pump_name(i)))
                continue
            etas = unit_performance(unit, q, 1.0, c.liquid.si.density, "usual").efficiency
            if np.isnan(etas).all():
                rows.append(Value(np.nan, {}, f"units[{i}].pump", c.name(i)))
                continue
            eta = float(etas[int(np.argmin(np.abs(heads - H)))])
            inputs = show(mean_head=(H, "head"), efficiency=(eta, "efficiency"))
            rows.append(Value(
                eta / float(np.nanmax(etas)), inputs, f"units[{i}].pump", c.name(i), state=state
            ))  # fmt: skip
    return worst(rows, largest=False, unknown=unknown)


@quantity
def nq_eye_least(case: Case) -> Value:
    """Smallest specific speed nq per impeller eye."""
    rows = [Value(float(f.nq_eye), {}, f"units[{i}].pump", case.conditions.name(i))
            for i, f in enumerate(case.fits)]  # fmt: skip
    return worst(rows, largest=False)


@governed(HIGHEST)
@quantity
def slowest_share(case: Case) -> Value:
    """Least speed of a variable unit over that from which on it delivers, in every state."""
    lowest = [unit.si.minimum_speed for unit in case.conditions.units]
    turned = [i for i, own in enumerate(lowest) if own is not None]
    if not turned:
        raise NotApplicableError("no unit of variable speed")
    c, unknown = case.conditions, case.lacking_shutoff
    rows: list[Value] = []
    for i in turned:
        if np.isnan(case.shutoff_head(i)):
            continue
        least, at = case.least_speed(i, _opens)
        if least < 1e-6 * case.full_speed(i):  # the water runs by itself: no speed is too low
            continue
        inputs = show(lowest_speed=(lowest[i], "speed"), delivers_from=(least, "speed"))

        def cure(limit: float, i: int = i, least: float = least) -> Iterator[Cure]:
            if _one_short(rows, limit):
                yield _turned(case, i, limit * least)

        rows.append(Value(
            lowest[i] / least, inputs, f"units[{i}].minimum_speed", c.name(i),
            state=case.states.named(at), cure=cure,
        ))  # fmt: skip
    if not rows and not unknown:
        raise NotApplicableError("a unit delivers at any speed")
    return worst(rows, largest=False, unknown=unknown)


def _opens(q: Any, s: Any) -> Any:
    return q > 0.0


@quantity
def claimed_efficiency(case: Case) -> Value:
    """Best efficiency of the points of a pump over the highest that pumps of its size reach."""
    case.conditions.need("units")
    rows = []
    for i, unit in enumerate(case.conditions.units):
        for pump in (unit.pump, *unit.series):
            fit = fit_pump_curve(pump).si
            most = attainable(fit.best_flow, fit.stage_head, pump.si.speed, fit.nq_total)
            inputs = show(best_efficiency=(fit.best_efficiency, "efficiency"),
                          highest_of_pumps_of_its_size=(most, "efficiency"))  # fmt: skip
            rows.append(Value(fit.best_efficiency / most, inputs, f"units[{i}].pump",
                              pump.name or case.conditions.name(i)))  # fmt: skip
    return worst(rows, largest=True)


@quantity
def implausible_claims(case: Case) -> Value:
    """Figures of pumps and motors beyond what is built, which other rules rest on."""
    claims = [(i, *claim) for i in range(len(case.conditions.need("units")))
              for claim in _claims(case, i)]  # fmt: skip
    beyond = [(i, key, said) for i, key, said, fine in claims if not fine]
    if not beyond:
        most = case.conditions.limit("claimed_suction_speed")
        doubts = (eyes_in_doubt(case, i, most) for i in range(len(case.fits)))
        found = Value(0.0, {"figures": str(len(claims))}, "units")
        return found.doubted(next(filter(None, doubts), ""))
    i, key, said = beyond[0]
    return Value(float(len(beyond)), said, key, case.conditions.name(i))


def _claims(case: Case, i: int) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Key, words and whether it is built, of each figure of a unit."""
    c, unit, fit = case.conditions, case.conditions.need("units")[i], case.fits[i]
    best, n, least = fit.best_flow, unit.pump.si.speed, unit.si.minimum_speed
    full = unit.si.speed or n
    flows = {  # at full speed, or at that of the curve
        f"units[{i}].minimum_flow": (unit.si.minimum_flow, best * full / n),
        f"units[{i}].pump.minimum_flow": (unit.pump.si.minimum_flow, best),
        f"units[{i}].pump.maximum_flow": (unit.pump.si.maximum_flow, best),
    }
    for key, (q, own) in flows.items():
        if q is None or own != own:
            continue
        words = show(flow=(q, "flow"), flow_of_best_efficiency=(own, "flow"))
        most = key.endswith("maximum_flow")
        edge = c.limit("claimed_largest_flow" if most else "claimed_least_flow") * own
        yield key, words, bool(q <= edge if most else q >= edge)
    if fit.suction_speed == fit.suction_speed:
        words = show(npsh_required=(fit.npsh_best, "head"))
        yield f"units[{i}].pump", words, bool(fit.suction_speed <= c.limit("claimed_suction_speed"))
    if unit.motor_efficiency is not None:
        eta = unit.si.motor_efficiency
        words = show(motor_efficiency=(eta, "efficiency"))
        yield f"units[{i}].motor_efficiency", words, eta <= _motor_built(case, unit.si.motor_rating)
    words = show(speed=(full, "speed"), speed_of_the_curve=(n, "speed"))
    yield f"units[{i}].speed", words, full <= c.limit("claimed_speed_high") * n * (1.0 + 1e-9)
    if least is not None:
        words = show(lowest_speed=(least, "speed"), speed_of_the_curve=(n, "speed"))
        yield f"units[{i}].minimum_speed", words, least >= c.limit("claimed_speed_low") * n


def _motor_built(case: Case, rating: float | None) -> float:
    """Highest efficiency of motors of a rating: one class of losses above IE4, or of any motor."""
    most, left = (
        case.conditions.limit("claimed_motor_efficiency"),
        case.conditions.limit("claimed_motor_losses"),
    )
    tables = [efficiency_rows(poles, "IE4") for poles in IE_POLES] if rating else []
    best = [float(full_load_efficiency(np.float64(rating), **table)) for table in tables]
    known = [eta for eta in best if eta == eta]
    return min(most, round(1.0 - left * (1.0 - max(known)), 3) + 1e-9) if known else most


def attainable(Q: float, H: float, n: float, nq: float) -> float:
    """Highest efficiency that PSAT gives pumps of any type of that size; `H` and `nq` per stage.

    Outside its specific speeds, 19.4 to 100, that of the nearest: it is no lower there.
    """
    N = min(max(nq, 19.4), 100.0)
    bases: dict[str, Any] = {}
    for row in data.rows("psat_base"):
        if float(row["from_gpm"]) <= Q * pump_kernels.GPM:
            bases[row["style"]] = [float(row[f"a{k}"]) for k in range(5)]
    found = []
    for style, base in bases.items():
        speed: list[float] = []
        for row in data.rows("psat_speed"):
            of_style = (row["style"] == "vertical") == (style == "vertical-turbine")
            if of_style and float(row["from_ns_us"]) <= N * pump_kernels.NS_US:
                speed = [float(row[f"c{k}"]) for k in range(7)]
        average = pump_kernels.efficiency_psat(
            np.float64(Q), np.float64(H), n, np.float64(N), WATER, *base, *speed
        )
        found.append(float(pump_kernels.efficiency_psat_best(average, np.float64(Q))))
    return float(np.nanmax(found)) if np.isfinite(found).any() else float("nan")


WATER = 1e-6
"""Viscosity of clean cold water, m²/s: makers' efficiencies hold for it."""
