"""The line and the branches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hydrocalc import units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import (
    Cure,
    Value,
    governed,
    limit,
    needs,
    next_bores,
    of_each,
    quantity,
    show,
    worst,
)
from hydrocalc.components.catalogue import catalogue_pipe, product_of
from hydrocalc.components.loss_comparison import compare_head_loss
from hydrocalc.components.pipes import known_material
from hydrocalc.components.ratings import rating_kept, unshown
from hydrocalc.hydraulics.lines import points_of, reaches_of
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels.pipes import velocity
from hydrocalc.stations.designs.conditions import HIGHEST, LOWEST, MissingError, NotApplicableError
from hydrocalc.stations.designs.states import LEVELS, joined
from hydrocalc.stations.designs.survey import survey_doubts
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.hydraulics.lines import Line
    from hydrocalc.stations.designs.states import State


def _dn(dn: int) -> Phrase:
    return Phrase("DN {number}", number=str(dn))


def _velocity(case: Case, largest: bool) -> Value:
    """Largest velocity with all units, or least with one at its least speed, over all reaches.

    Where water is drawn off along the line, any state may govern, and the end feeds what the pumps
    don't: then the water runs backwards, and its velocity counts as any other.
    """
    c = case.conditions
    c.need("line")
    reaches = reaches_of(c.lines[0], c.liquid.si.viscosity)
    drawn = bool(np.any(reaches.draw_off[:-1] > 0.0))
    flows, states = _running(case, largest, drawn)
    if largest and drawn:
        flows = [*flows, 0.0]
    v = np.abs(velocity(line_kernels.string_flows(np.array(flows), reaches), reaches.D))
    k, i = np.unravel_index(int(np.argmax(v) if largest else np.argmin(v)), v.shape)
    found, D = float(v[k, i]), float(reaches.D[i])

    def cure(limit: float) -> Iterator[Cure]:
        product, known = product_of(c.lines[0].reaches[i].pipe.name)
        for dn in next_bores(D * math.sqrt(found / limit), product) if largest else ():
            bore = catalogue_pipe(f"{product} DN {dn}").si.diameter if known else dn / 1000.0
            key = f"line.reaches[{i}].pipe.diameter"
            yield Cure(_dn(dn), partial(c.design.with_bore, int(i), bore), key)

    at = states[k] if k < len(states) else None
    rest = Phrase("at rest") if k == len(states) else ""
    return Value(
        found, show(flow=(flows[k], "flow"), D=(D, "diameter")), f"line.reaches[{i}]",
        state=rest if at is None else case.states.named(at), cure=cure,
    )  # fmt: skip


def _running(
    case: Case, largest: bool, drawn: bool
) -> tuple[list[float], list[State | None]]:  # fmt: skip
    """Flows among which the velocity in the line is largest, or least, and their states."""
    c = case.conditions
    if not c.pumps:
        some = {c.flow, c.least_flow} if drawn else {c.flow if largest else c.least_flow}
        return sorted(some), [None] * len(some)
    s, Q = case.states, case.matrix.si.flow
    every = (np.arange(len(Q)) == case.everything)[:, None]
    if largest:
        Q = np.where(every, s.carried(case.everything), Q)
    rows = np.ones_like(every) if drawn else every if largest else s.alone[:, None]
    Q = np.where(rows & (Q > 0.0), Q, np.nan)
    found = s.extreme(Q, largest)
    if found is None:
        raise NotApplicableError("the unit doesn't run")
    at = [(int(i), int(j)) for i, j in np.argwhere(~np.isnan(Q))] if drawn else [found]
    return [float(Q[one]) for one in at], [*at]


@governed(HIGHEST, LOWEST)  # with draw-offs any state may
@quantity
def main_velocity(case: Case) -> Value:
    """Largest velocity in the line: all units, new line, highest level at the pumps, m/s."""
    return _velocity(case, largest=True)


CLEAR = ("treated-water", "borehole", "booster")
"""Kinds of stations whose water carries nothing that settles."""


@governed(HIGHEST, LOWEST)
@quantity
def least_main_velocity(case: Case) -> Value:
    """Smallest velocity in the line that lasts: one unit at its least speed, aged line, m/s."""
    if case.conditions.design.project.kind in CLEAR:
        raise NotApplicableError("clear water leaves no deposits")
    return _velocity(case, largest=False)


def _branch(case: Case, side: str) -> Value:
    def of(i: int) -> Value:
        b = case.branch(i, side).si
        inputs = show(flow_of_one_unit=(b.flow, "flow"), D=(b.diameter, "diameter"))

        def cure(limit: float) -> Iterator[Cure]:
            for dn in next_bores(b.diameter * math.sqrt(b.velocity / limit)):
                wider = partial(
                    case.conditions.design.with_unit, i, **{f"{side}_diameter": dn / 1000.0}
                )
                yield Cure(_dn(dn), wider, f"units[{i}].{side}_diameter")

        return Value(
            b.velocity,
            inputs,
            f"units[{i}].{side}_diameter",
            case.conditions.name(i),
            state=case.states.named(case.at_largest_flow(i)),
            cure=cure,
        )

    rows, unknown = of_each(range(len(case.conditions.need("units"))), of)
    return worst(rows, largest=True, unknown=unknown)


@needs("units[].suction_diameter")
@governed(LOWEST)
@quantity
def suction_velocity(case: Case) -> Value:
    """Largest velocity in a suction branch, at the largest flow of its unit, m/s."""
    return _branch(case, "suction")


@needs("units[].discharge_diameter")
@governed(LOWEST)
@quantity
def discharge_velocity(case: Case) -> Value:
    """Largest velocity in a discharge branch, at the largest flow of its unit, m/s."""
    return _branch(case, "discharge")


def _by_bore(case: Case, side: str) -> Value:
    numbers = range(len(case.conditions.need("units")))
    given = [i for i in numbers if getattr(case.conditions.units[i].si, f"{side}_diameter")]
    branches = [case.branch(i, side).si for i in given]
    bore = max(branches, key=lambda b: b.velocity).diameter
    size = 0 if bore < 0.25 else 1 if bore <= 1.0 else 2
    return Value(
        case.conditions.limit(f"{side}_velocity_gb50013_{size}"), show(D=(bore, "diameter"))
    )


@limit
def suction_velocity_gb50013(case: Case) -> Value:
    """Limit by the bore."""
    return _by_bore(case, "suction")


@limit
def discharge_velocity_gb50013(case: Case) -> Value:
    """Limit by the bore."""
    return _by_bore(case, "discharge")


@needs("line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def lowest_pressure(case: Case) -> Value:
    """Lowest steady pressure head at the obvert of the line running full, m.

    In the design case and, since friction downstream holds a summit up, with the least flow and at
    rest.
    """
    c = case.conditions
    c.need("line.profile")
    g = case.full_grade.si
    found = [
        Value(
            float(np.atleast_1d(g.lowest_pressure)[0]),
            show(chainage=(float(np.atleast_1d(g.lowest_chainage)[0]), "length")), "line.profile",
            state=Phrase("design case"),
        )
    ]  # fmt: skip
    end = c.delivery_levels
    for flow, line, level, state in _flows(case, None if end is None else float(np.min(end))):
        reaches = reaches_of(line, c.liquid.si.viscosity)
        points = points_of(line, reaches, 0.0)
        to = line_kernels.loss_to(points.x, np.array([flow]), reaches)[0]
        head = level + to[-1] - to - points.axis - 0.5 * points.bore
        k = int(np.argmin(head[:-1]))  # the end has its level
        found.append(Value(
            float(line_kernels.cleared(head[k])),
            show(chainage=(float(points.x[k]), "length")), "line.profile", state=state,
        ))  # fmt: skip
    least = worst(found, largest=False)
    running = show(in_the_design_case=(found[0].value, "level"))
    least = least._replace(inputs={**least.inputs, **running})
    return least.doubted(joined(*survey_doubts(c.lines[0], c.limit)))


def _flows(case: Case, end: float | None) -> Iterator[tuple[float, Line, float, str]]:
    """Flows and lines at which a summit is held up least, with the level at the end."""
    c = case.conditions
    if end is None:
        raise MissingError("levels.delivery_design")
    if c.pumps:
        s, Q = case.states, case.matrix.si.flow
        for k, line in enumerate(c.lines):
            rows = s.alone[:, None] & (s.line == k) & (Q > 0.0)
            at = s.extreme(np.where(rows, Q, np.nan), largest=False)
            if at is not None:
                level = s.delivery[at[1]]
                yield float(Q[at]), line, float(level), s.named(at)
    lowest = (LEVELS["delivery"][0],) if np.size(c.delivery_levels) > 1 else ()
    yield 0.0, c.lines[0], end, joined(Phrase("at rest"), *lowest)


class _Used(NamedTuple):
    """The reach with the highest pressure over what its pipe stands."""

    i: int
    pressure: float
    stands: float
    chainage: float
    lacking: tuple[str, ...]
    """Of other reaches, or of the pumps: they may be worse."""


def _reach_used(case: Case, pressures: str, stands: str, key: str = "") -> _Used:
    """The reach with the highest pressure over what its pipe stands.

    `key` says that of a pipe; without one it is the pressure with surge, PMA.
    """
    case.conditions.need("line.profile")
    g = case.grade.si
    p, most = getattr(g, pressures), getattr(g, stands)
    lacking = []
    for i in map(int, np.flatnonzero(np.isnan(p / most))):
        answers = (key or answers_pma(case, i)) if np.isnan(most[i]) else "material"
        lacking.append(f"line.reaches[{i}].pipe.{answers}")
    lacking += case.lacking_shutoff
    if np.isnan(p / most).all():
        raise MissingError(*lacking)
    i = int(np.nanargmax(p / most))
    chainage = float(g.reach_chainage[i])
    return _Used(i, float(p[i]), float(most[i]), chainage, tuple(lacking))


def answers_pma(case: Case, i: int) -> str:
    """What of a pipe says its PMA: the material, by whose rule it follows, where nobody said it."""
    return "pma" if case.conditions.lines[0].reaches[i].pipe.material else "material"


COLD = 20.0
"""Temperature that ratings are printed for, °C."""


def of_assumed_water(case: Case, i: int) -> str:
    """Evidence of what a pipe of a plastic stands where the warmest water is assumed."""
    c = case.conditions
    if c.given_temperature_max is not None:
        return ""
    pipe = c.lines[0].reaches[i].pipe
    weaker = pipe.si.pfa is None and float(rating_kept(pipe.material, c.temperature_max)) < 1.0
    return "assumed" if weaker else ""


@needs("line.profile", "demand.flow", "line.reaches[].pipe.rating")
@governed(HIGHEST, LOWEST)
@quantity
def rating_used(case: Case) -> Value:
    """Highest pressure of steady line, static line and shut-off over the pressure rating."""
    used = _reach_used(case, "reach_pressure", "reach_pfa", "rating")
    inputs = show(pressure=(used.pressure, "pressure"), rating=(used.stands, "pressure"),
                  chainage=(used.chainage, "length"))  # fmt: skip
    return _of_the_pipe(case, used, inputs)


def _of_the_pipe(case: Case, used: _Used, inputs: dict[str, str]) -> Value:
    """The share used and what it rests on: what a material is, if unknown, only its maker says."""
    c, i = case.conditions, used.i
    pipe, key = c.lines[0].reaches[i].pipe, f"line.reaches[{i}].pipe"
    value = Value(used.pressure / used.stands, inputs, key, unknown=used.lacking)
    if c.temperature_max > COLD and pipe.si.pfa is None and not known_material(pipe.material):
        doubt = Phrase("{key}: what its material loses in warm water isn't known",
                       key=f"line.reaches[{i}].pipe.material")  # fmt: skip
        return value.doubted(doubt)
    if (claim := unshown(pipe)) is not None:
        doubt = Phrase(
            "{key} of {claimed} is above {most}, the most that is known of such a pipe: its wall, "
            "or its maker's table, is to be shown", key=f"line.reaches[{i}].pipe.{claim.key}",
            claimed=units.show(claim.claimed, "pressure"), most=units.show(claim.most, "pressure"),
        )  # fmt: skip
        return value.doubted(doubt)
    if pipe.si.pfa is not None and rating_kept(pipe.material, c.temperature_max) < 1.0:
        doubt = Phrase(
            "{key} of a plastic: whether it holds at {temperature} is to be shown",
            key=f"line.reaches[{i}].pipe.pfa",
            temperature=units.show(c.temperature_max, "temperature"),
        )  # fmt: skip
        return value.doubted(doubt)
    return value._replace(evidence=of_assumed_water(case, i))


@needs("line.profile", "demand.flow", "line.reaches[].pipe.rating")
@governed(HIGHEST, LOWEST)
@quantity
def design_pressure_used(case: Case) -> Value:
    """Design pressure by the material's rule, surge in it, over what the pipe stands with surge."""
    used = _reach_used(case, "design_pressure", "reach_pma")
    inputs = show(design_pressure=(used.pressure, "pressure"), pma=(used.stands, "pressure"))
    return _of_the_pipe(case, used, inputs)


@quantity
def out_of_range(case: Case) -> Value:
    """Reaches whose law of friction is used outside its range."""
    line, bad = case.conditions.need("line"), []
    for i, reach in enumerate(line.reaches):
        p = reach.pipe.si
        given = {k: getattr(p, k) for k in ("roughness", "hazen_williams_c", "manning_n")}
        found = compare_head_loss(
            case.conditions.liquid, flow=case.conditions.flow / reach.strings, diameter=p.diameter,
            length=reach.si.length, **{k: v for k, v in given.items() if v is not None},
        )  # fmt: skip
        rows = dict(zip(found.method, found.valid, strict=True))
        if not rows.get(line.method, True):
            bad.append(i)
    return Value(float(len(bad)), {"method": Phrase(line.method)}, "line.method")
