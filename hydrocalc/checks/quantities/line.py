"""The line and the branches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, limit, next_bore, quantity, show, worst
from hydrocalc.components.loss_comparison import compare_head_loss
from hydrocalc.components.ratings import working_pressure
from hydrocalc.hydraulics.lines import points_of, reaches_of
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels.pipes import velocity
from hydrocalc.stations.designs.conditions import MissingError, NotApplicableError
from hydrocalc.stations.designs.states import LEVELS, joined
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.hydraulics.lines import Line


def _velocity(case: Case, largest: bool) -> Value:
    """Largest velocity with all units, or least with one at its least speed, over all reaches."""
    c = case.conditions
    c.need("line")
    reaches, state = reaches_of(c.lines[0], c.liquid.si.viscosity), ""
    if c.pumps:
        s, Q = case.states, case.matrix.si.flow
        if largest:
            rows = np.arange(len(Q)) == case.everything
            Q = np.where(rows[:, None], s.carried(case.everything), 0.0)
        else:
            rows = s.alone
        at = s.extreme(np.where(rows[:, None] & (Q > 0.0), Q, np.nan), largest)
        if at is None:
            raise NotApplicableError("the unit doesn't run")
        flow, state = float(Q[at]), s.named(at)
    else:
        flow = c.flow if largest else c.least_flow
    v = velocity(line_kernels.string_flows(np.array([flow]), reaches), reaches.D)[0]
    i = int(np.argmax(v) if largest else np.argmin(v))

    def cure(limit: float) -> str:
        return next_bore(float(reaches.D[i]) * math.sqrt(v[i] / limit)) if largest else ""

    return Value(
        float(v[i]), show(flow=(flow, "flow"), D=(float(reaches.D[i]), "diameter")),
        f"line.reaches[{i}]", state=state, cure=cure,
    )  # fmt: skip


@quantity
def main_velocity(case: Case) -> Value:
    """Largest velocity in the line: all units, new line, highest level at the pumps, m/s."""
    return _velocity(case, largest=True)


CLEAR = ("treated-water", "borehole", "booster")
"""Kinds of stations whose water carries nothing that settles."""


@quantity
def least_main_velocity(case: Case) -> Value:
    """Smallest velocity in the line that lasts: one unit at its least speed, aged line, m/s."""
    if case.conditions.design.project.kind in CLEAR:
        raise NotApplicableError("clear water leaves no deposits")
    return _velocity(case, largest=False)


def _branch(case: Case, side: str) -> Value:
    rows = []
    for i in range(len(case.conditions.need("units"))):
        b = case.branch(i, side).si
        inputs = show(flow_of_one_unit=(b.flow, "flow"), D=(b.diameter, "diameter"))

        def cure(limit: float, b: Any = b) -> str:
            return next_bore(b.diameter * math.sqrt(b.velocity / limit))

        rows.append(
            Value(b.velocity, inputs, f"units[{i}].{side}_diameter", case.conditions.name(i),
                  state=case.states.named(case.at_largest_flow(i)), cure=cure)
        )  # fmt: skip
    return worst(rows, largest=True)


@quantity
def suction_velocity(case: Case) -> Value:
    """Largest velocity in a suction branch, at the largest flow of its unit, m/s."""
    return _branch(case, "suction")


@quantity
def discharge_velocity(case: Case) -> Value:
    """Largest velocity in a discharge branch, at the largest flow of its unit, m/s."""
    return _branch(case, "discharge")


def _by_bore(case: Case, side: str) -> Value:
    branches = [case.branch(i, side).si for i in range(len(case.conditions.need("units")))]
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
        loss = 0.0 * points.x
        if flow > 0.0:
            to = line_kernels.loss_to(points.x, np.array([flow]), reaches)[0]
            loss = to[-1] - to
        head = level + loss - points.axis - 0.5 * points.bore
        k = int(np.argmin(head[:-1]))  # the end has its level
        found.append(Value(
            float(line_kernels.cleared(head[k])),
            show(chainage=(float(points.x[k]), "length")), "line.profile", state=state,
        ))  # fmt: skip
    least = worst(found, largest=False)
    running = show(in_the_design_case=(found[0].value, "level"))
    return least._replace(inputs={**least.inputs, **running})


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


def _reach_used(case: Case, pressures: str, stands: str, key: str) -> tuple[Any, int, float, float]:
    """The grade line, and the reach with the highest pressure over what its pipe stands."""
    case.conditions.need("line.profile")
    case.need_shutoff()
    g = case.grade.si
    p, most = getattr(g, pressures), getattr(g, stands)
    if np.isnan(most).any():
        raise MissingError(f"line.reaches[{int(np.argmax(np.isnan(most)))}].pipe.{key}")
    if np.isnan(p).any():
        raise MissingError(f"line.reaches[{int(np.argmax(np.isnan(p)))}].pipe.material")
    i = int(np.argmax(p / most))
    return g, i, float(p[i]), float(most[i])


@quantity
def rating_used(case: Case) -> Value:
    """Highest pressure of steady line, static line and shut-off over the pressure rating."""
    g, i, p, most = _reach_used(case, "reach_pressure", "reach_pfa", "rating")
    evidence = ""
    if p <= most:  # polyethylene that stands it in the design's water, and not in the warmest
        c = case.conditions
        warm = np.array([
            float(working_pressure(reach.pipe, c.temperature_max)) for reach in c.lines[0].reaches
        ])  # fmt: skip
        k = int(np.argmax(g.reach_pressure / warm))
        if c.given_temperature_max is not None:
            i, p, most = k, float(g.reach_pressure[k]), float(warm[k])
        elif warm[k] < g.reach_pfa[k]:
            evidence = "assumed"
    inputs = show(pressure=(p, "pressure"), rating=(most, "pressure"),
                  chainage=(float(g.reach_chainage[i]), "length"))  # fmt: skip
    return Value(p / most, inputs, f"line.reaches[{i}].pipe", evidence=evidence)


@quantity
def design_pressure_used(case: Case) -> Value:
    """Design pressure by the material's rule, surge in it, over what the pipe stands with surge."""
    _, i, p, most = _reach_used(case, "design_pressure", "reach_pma", "pma")
    inputs = show(design_pressure=(p, "pressure"), pma=(most, "pressure"))
    return Value(p / most, inputs, f"line.reaches[{i}].pipe")


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
