"""The answer of a sizing as a design: what `hydrocalc check` goes on from."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curves import estimated_curve, performance_of
from hydrocalc.components.pump_units import PumpUnit
from hydrocalc.errors import HydrocalcWarning, InputError
from hydrocalc.stations.designs.conditions import SUPPLY, DesignConditions, MissingError
from hydrocalc.stations.designs.design import (
    Demand,
    Levels,
    Project,
    Site,
    Station,
    StationDesign,
)
from hydrocalc.stations.designs.solved import SolvedStation
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hydrocalc.hydraulics.lines import Line
    from hydrocalc.stations.sizing import StationSizing

MOST_POLES = 12
"""Poles that a design file names; of slower motors the speed says it."""


def sized_design(
    sizing: StationSizing,
    lines: Sequence[Line] = (),
    units: Sequence[PumpUnit] = (),
    suction_levels: Any = None,
    delivery_levels: Any = None,
) -> StationDesign:
    """The recommended arrangement of a sizing of scalars, on the lines and with the units it had.

    Without units its pump has an estimated curve, in which the efficiency is that of the sizing.
    """
    if sizing.recommended is None or sizing.candidates is None:
        raise InputError("write", "a duty that has an arrangement", Phrase("none"))
    best, s = sizing.recommended.si, sizing.si
    given = {a.id: a.value for a in sizing.given}
    motor = {
        "motor_rating": best.motor_rating,
        "motor_efficiency": round(best.full_load_efficiency, 4),
    }
    motor["coupling_efficiency"] = given.get("coupling_efficiency", 1.0)
    if units:
        each = len(sizing.candidates.duty) // len(units)  # rows: numbers on duty, unit by unit
        unit = units[sizing.recommended_row // each]
    else:
        unit = PumpUnit(pump=_estimated(sizing))
    eye = None
    if suction_levels is not None and not np.isnan(best.assumed_eye):
        eye = float(np.min(suction_levels)) + best.assumed_eye
    unit = unit.replace(name="A", count=int(best.duty), eye_level=eye, **motor)
    first, *others = lines or (None,)
    heads = {} if lines else {"head": s.head, "head_max": s.head_max, "head_min": s.head_min}
    return _owing_what_it_carries(StationDesign(
        project=Project(name="Pump station", kind=sizing.duty_kind),
        site=Site(**{k: given.get(k) for k in ("temperature", "temperature_max", "altitude")}),
        levels=Levels(**_ends("suction", suction_levels), **_ends("delivery", delivery_levels)),
        demand=Demand(flow=s.flow, hours=s.hours, **heads),
        station=Station(
            standby=int(best.standby), motor_class=_class(sizing), frequency=sizing.frequency,
            supply=best.supply if best.supply in ("LV", "HV") else "LV",
            poles=int(best.poles) if best.poles <= MOST_POLES else None,
        ),
        line=first, other_lines=tuple(others), units=(unit,),
    ))  # fmt: skip


def _owing_what_it_carries(design: StationDesign) -> StationDesign:
    """A supply was sized at its design head: at the highest it owes no more than it carries there.

    Whoever owes all of the design flow there takes that head for the design's; that less is owed
    remains for somebody to stand for.
    """
    if design.project.kind not in SUPPLY:
        return design
    case = SolvedStation(DesignConditions(design))
    try:
        lowest = case.states.lowest()
    except MissingError:
        return design
    flow = float(case.states.carried(case.everything)[lowest].min())
    share = flow / case.conditions.flow
    if share >= data.limit("capacity"):
        return design
    owed = math.floor(1e3 * share) / 1e3
    warnings.warn(
        Phrase(
            "at the highest head the pumps carry {share} of the design flow: "
            "demand.flow_at_lowest is so much, and somebody has to stand for it that no more is "
            "owed there", share=units.show(owed, "share"),
        ), HydrocalcWarning, stacklevel=3,
    )  # fmt: skip
    return design.replace(demand=design.demand.replace(flow_at_lowest=owed))


def _estimated(sizing: StationSizing) -> Any:
    """The curve of the recommended pump, with the efficiency that the sizing reckons with."""
    best, s = sizing.recommended.si, sizing.si
    pump = estimated_curve(
        flow=best.unit_flow, head=s.head, speed=best.speed, type=best.type, stages=int(best.stages)
    ).replace(name="P")
    eta = performance_of(pump).best_efficiency
    c = pump.si
    return pump.replace(
        flow=_rounded(c.flow), head=_rounded(c.head),
        efficiency=_rounded(c.efficiency * best.efficiency / eta),
        npsh_required=_rounded(c.npsh_required),
    )  # fmt: skip


def _rounded(values: Any) -> Any:
    """Six digits: an estimate has no more."""
    return np.array([float(f"{x:.6g}") for x in values])


def _class(sizing: StationSizing) -> str:
    """The IE class that a low-voltage motor was sized with."""
    taken = (*sizing.given, *sizing.assumptions)
    word = next((str(a.value) for a in taken if a.id == "ie_class"), "")
    return "" if sizing.recommended.si.supply == "HV" else word


def _ends(side: str, levels: Any) -> dict[str, float]:
    """Design, lowest and highest level of one end; the first is the design's."""
    if levels is None:
        return {}
    found = np.atleast_1d(levels)
    if found.size == 1:
        return {f"{side}_design": float(found[0])}
    return {
        f"{side}_design": float(found[0]), f"{side}_min": float(found.min()),
        f"{side}_max": float(found.max()),
    }  # fmt: skip
