"""Flow and arrangement."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Cure, Value, governed, needs, quantity, show
from hydrocalc.components.pipes import COEFFICIENTS
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.kernels.stations import design_flow
from hydrocalc.stations.designs.conditions import AGED, HIGHEST, NotApplicableError
from hydrocalc.stations.designs.states import States, joined
from hydrocalc.stations.duty_kinds import duty_kind_of
from hydrocalc.texts import Phrase, counted


@needs("demand.max_day", "demand.own_use", "demand.leakage")
@quantity
def flow_over_demand(case: Case) -> Value:
    """Design flow over what the demand adds up to."""
    built = float(case.conditions.built.si.flow)
    return Value(
        case.conditions.flow / built,
        show(design_flow=(case.conditions.flow, "flow"), built_up_from_the_demand=(built, "flow")),
        "demand.flow",
    ).doubted(_of_another_demand(case))


def _of_another_demand(case: Case) -> str:
    """Why flow and daily volume are hardly of one station; nothing where a peak explains them."""
    c, most = case.conditions, case.conditions.limit("peak_hour")
    flow, day = c.known("demand.flow"), c.known("demand.max_day")
    if flow is None or day is None:
        return ""
    own_use, leakage = (c.known(f"demand.{key}") or 0.0 for key in ("own_use", "leakage"))
    mean = float(design_flow(own_use, leakage, day, c.hours))
    if mean <= most * flow and flow <= most * mean:
        return ""
    return Phrase(
        "demand.flow is {flow}, and demand.max_day comes to {mean}: no peak of an hour is more "
        "than {most} times the mean", flow=units.show(flow, "flow"),
        mean=units.show(mean, "flow"), most=f"{most:g}",
    )  # fmt: skip


@quantity
def own_use(case: Case) -> Value:
    """Own use of the works over the demand."""
    return Value(float(case.conditions.need("demand.own_use")), {}, "demand.own_use")


def _carried(case: Case, row: int, columns: Any, share: float) -> Value:
    """Least flow of a row in some columns, over a share of the design flow."""
    states, asked = case.states, share * case.conditions.flow
    flow = np.where(columns, states.carried(row), np.inf)
    column = int(np.argmin(flow))
    return Value(
        float(flow[column]) / asked,
        show(flow=(float(flow[column]), "flow"), flow_asked_for=(asked, "flow")),
        "units", state=states.named((row, column)),
    ).doubted(_too_smooth(case) or _lossless_branch(case))  # fmt: skip


def _lossless_branch(case: Case) -> str:
    """A discharge branch that loses less than its step to the main, by Borda and Carnot."""
    c = case.conditions
    if not c.described:
        return ""
    first = c.lines[0].reaches[0]
    for i, unit in enumerate(c.units):
        d, K = unit.si.discharge_diameter, unit.si.discharge_loss_coefficient
        if d is None or K is None:
            continue
        least = (1.0 - min(d / first.pipe.si.diameter, 1.0) ** 2) ** 2
        if least - 0.05 > K and d < first.pipe.si.diameter:
            return Phrase(
                "{key} of {K}: its step from {d} to the main, {D}, alone has {least}",
                key=f"units[{i}].discharge_loss_coefficient", K=f"{K:g}",
                d=units.show(d, "diameter"), D=units.show(first.pipe.si.diameter, "diameter"),
                least=f"{least:.2f}",
            )  # fmt: skip
    return ""


def _too_smooth(case: Case) -> str:
    """The friction of the roughest line, where no pipe has so little."""
    c = case.conditions
    if not c.described:
        return ""
    line = c.lines[int(np.argmax(c.losses))]
    name = LAWS[line.method].coefficient
    for i, reach in enumerate(line.reaches if name else ()):
        x, bound, kind = (
            getattr(reach.pipe.si, name),
            c.limit(f"smoothest_{name}"),
            COEFFICIENTS[name][0],
        )
        if x is not None and (x > bound if name == "hazen_williams_c" else x < bound):
            return Phrase(
                "{name} of {key}, {value}: no pipe is smoother than {bound}", name=name,
                key=f"line.reaches[{i}].pipe", value=units.show(x, kind),
                bound=units.show(bound, kind),
            )  # fmt: skip
    return ""


@needs("demand.flow")
@governed(AGED)
@quantity
def duty_share(case: Case) -> Value:
    """Flow of all units on duty over the design flow, at the design levels, whatever the line."""
    case.conditions.need("units")
    value = _carried(case, case.everything, case.states.design, 1.0)
    return value.doubted(_of_another_demand(case))


@needs("demand.flow", "levels.suction_min")
@governed(HIGHEST)
@quantity
def duty_share_lowest(case: Case) -> Value:
    """Flow of all units on duty at the lowest level over what is owed there."""
    share = case.conditions.share_at_lowest
    case.conditions.need("units")
    value = _carried(case, case.everything, case.states.lowest(), share)
    return value._replace(evidence=_owed(case) or value.evidence)


def _owed(case: Case) -> str:
    """What it rests on that less is owed than by default."""
    return "declared" if case.conditions.owes_less else ""


@needs("demand.flow", "levels.suction_min", "station.standby")
@governed(HIGHEST)
@quantity
def firm_share(case: Case) -> Value:
    """Flow with any one unit out over what is owed at the design and at the lowest level."""
    c = case.conditions
    c.need("units")
    standby = c.need("station.standby")
    owed = [(case.states.design, 1.0)]
    with contextlib.suppress(NotApplicableError):
        share = c.share_at_lowest  # first: where nothing is owed, no lowest level is asked for
        owed.append((case.states.lowest(), share))
    found = []
    for i in range(len(c.units)):
        row = case.row_without(i)
        out = Phrase("{name} out", name=c.name(i))
        if row is None:
            found.append(Value(0.0, {}, "station.standby", state=out))
            continue
        for columns, share in owed:
            value = _carried(case, row, columns, share)
            found.append(value._replace(state=joined(value.state, out)))
    least = min(found, key=lambda value: value.value)
    inputs = {**least.inputs, "standby units": str(standby)}
    return least._replace(inputs=inputs, key="station.standby",
                          evidence=_owed(case) or least.evidence)  # fmt: skip


@quantity
def installed_units(case: Case) -> Value:
    """Units on duty and standby units, where one on duty alone isn't what is usual."""
    c = case.conditions
    c.need("units")
    kind = duty_kind_of(c.design.project.kind)
    if not kind.standby[1]:
        usual = kind.sources["standby"]
        raise NotApplicableError(
            "{kind}: none stands by where one unit is on duty ({basis}: {source})",
            kind=Phrase(kind.name), basis=Phrase(usual["basis"]), source=Phrase(usual["source"]),
        )  # fmt: skip
    standby = c.known("station.standby")
    if standby is None and c.count < 2:
        c.need("station.standby")
    return Value(
        float(c.count + (standby or 0)),
        {},
        "station.standby",
        cure=_more_units(case, c.count + (standby or 0)),
    )


def _more_units(case: Case, now: int) -> Callable[[float], Iterator[Cure]]:
    def cure(limit: float) -> Iterator[Cure]:
        design, more = case.conditions.design, math.ceil(limit - 1e-9) - now
        words = counted(more, "one more unit", "{n} more units")
        yield Cure(words, lambda: design.with_standby(more), "station.standby")

    return cure


@quantity
def standby(case: Case) -> Value:
    """Standby units."""
    n = case.conditions.need("station.standby")
    return Value(float(n), {}, "station.standby", cure=_more_units(case, n))


@quantity
def strings(case: Case) -> Value:
    """Parallel strings of the line, at its weakest reach; storage stands for the second."""
    c = case.conditions
    n = min(reach.strings for reach in c.need("line").reaches)
    if n < 2 and c.storage_share({"strings": str(n)}) >= c.limit("emergency_share"):
        hasty = _hasty(case)
        if hasty:
            raise NotApplicableError(
                hasty.template, decide="station.repair_time", **hasty.values
            )  # fmt: skip
        raise NotApplicableError(
            "storage of {volume} secures the emergency flow for {time}",
            volume=units.show(c.need("station.storage_volume"), "volume"),
            time=units.show(c.need("station.repair_time") / 3600.0, "hours per day"),
        )  # fmt: skip
    return Value(float(n), {}, "line.reaches")


def _hasty(case: Case) -> Phrase | None:
    """A repair that storage is said to bridge, and that nobody makes in so short a time."""
    time = case.conditions.known("station.repair_time")
    least = case.conditions.limit("repair_least")
    if time is None or time >= least:
        return None
    return Phrase(
        "station.repair_time of {time}: a main is hardly mended in less than {least}",
        time=units.show(time, "time"), least=units.show(least, "time"),
    )  # fmt: skip


@needs("demand.flow")
@governed(HIGHEST)
@quantity
def emergency_share(case: Case) -> Value:
    """Flow with one string out over the design flow; of a single one, what storage holds."""
    c = case.conditions
    if any(reach.strings == 1 for reach in c.need("line").reaches):
        share = c.storage_share({"strings of the weakest reach": "1"})
        V, time = c.known("station.storage_volume"), c.known("station.repair_time")
        inputs = {"strings of the weakest reach": "1"}
        if None not in (V, time):
            inputs |= show(storage=(V, "volume"), time_of_a_repair=(time / 3600.0, "hours per day"))
        return Value(share, inputs, "station.storage_volume").doubted(_hasty(case) or "")
    case.conditions.need("units")
    m = case.one_string_out
    states = States(case.conditions, m)
    row = int(np.flatnonzero(states.everything)[0])
    flow = np.where(states.design_end, states.carried(row), np.inf)
    column = int(np.argmin(flow))
    Q = float(flow[column])
    return Value(
        Q / case.conditions.flow, show(flow_with_one_string_out=(Q, "flow")), "line.reaches",
        state=states.named((row, column), Phrase("one string out")),
    ).doubted(_too_smooth(case))  # fmt: skip
