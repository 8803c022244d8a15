"""What a sizing says of its kind of duty, in either language."""

from __future__ import annotations

from typing import Any

from hydrocalc import data, units
from hydrocalc.stations.duty_kinds import (
    BOOSTER,
    BOREHOLE,
    DRAINAGE,
    MINE,
    RAW,
    SEWAGE,
    TREATED,
    duty_kind_of,
)
from hydrocalc.texts import Phrase


def slow(sizing: Any) -> float:
    """Speed up to which raw water wears little, rpm: by poles, so that of the mains."""
    return float(data.limit("raw_water_speed") * sizing.frequency / 50.0)


def wear(sizing: Any, t: Any) -> list[str]:
    """A slow pump is chosen for what raw water carries, too; a very slow one for its lift."""
    most = slow(sizing)
    if sizing.duty_kind != RAW or not most / 2.0 < sizing.recommended.si.speed <= most:
        return []
    if any(a.id == "duty_kind" for a in sizing.assumptions):
        return [t("At most {speed} rpm wears least where the water carries sand.",
                  speed=units.digits_of(most))]  # fmt: skip
    return [t("At most {speed} rpm wears least in this water.", speed=units.digits_of(most))]


def of_levels(sizing: Any, t: Any) -> list[str]:
    """A level range that is much of the head moves it: both ends have to be given."""
    span = next((float(a.value) for a in sizing.given if a.id == "level_range"), 0.0)
    known = sizing.si.head_max is not None and sizing.si.head_min is not None
    if known or span <= data.limit("level_share") * sizing.si.head:
        return []
    return [
        t("The level range of {span} moves the head of {head} by as much: give its ends "
          "(--head-max, --head-min). Motor, run-out and suction are not looked at there.",
          span=units.show(span, "head"), head=units.show(sizing.si.head, "head"))
    ]  # fmt: skip


def of_kind(sizing: Any, t: Any) -> list[str]:
    """What the kind of duty says of one unit alone, of none in reserve, and else."""
    kind, a, second = duty_kind_of(sizing.duty_kind), sizing.recommended.si, sizing.runner_up
    said = []
    if kind.name == BOREHOLE:
        said.append(t("One pump a well: {n} wells, a spare pump in stock.", n=a.duty)
                    if a.duty > 1 else
                    t("One pump a well: nothing flows until the spare in stock hangs in it.")
                    )  # fmt: skip
    elif (a.duty == 1 and a.standby) or (second is not None and second.duty == 1):
        said.append(t(_ALONE.get(kind.name, "One unit on duty has no turndown, and its trip "
                                            "stops the flow until the standby runs.")))  # fmt: skip
    if a.standby == 0 and kind.name != BOREHOLE:
        said.append(t("No standby: with a unit out {share} % of the flow is left at most.",
                      share=units.digits_of(100.0 * (a.duty - 1) / a.duty, 2))
                    if a.duty > 1 else
                    t("No standby: with the unit out nothing flows."))  # fmt: skip
    overhaul = int(kind.overhaul[a.duty])
    if overhaul and a.standby == int(kind.standby[a.duty]):
        said.append(t("Of the {all} others {ready} stand by and {out} may be in overhaul.",
                      all=a.standby, ready=a.standby - overhaul, out=overhaul))  # fmt: skip
    if sizing.mean_day and sizing.si.hours == 24.0:
        said.append(t("The flow is that of the mean day in 24 h: no larger day is carried."))
    elif sizing.mean_day:
        said.append(
            t("The flow is that of the mean day in {hours} h: a larger day takes longer, and one "
              "of more than {most} times the mean is not carried.",
              hours=units.digits_of(sizing.si.hours),
              most=units.digits_of(24.0 / sizing.si.hours, 3))
        )  # fmt: skip
    said += [
        t("{rule} ({basis}: {source}).", rule=Phrase(r["value"]), basis=Phrase(r["basis"]),
          source=Phrase(r["source"])) for r in kind.rules if _holds(r["what"], a)
    ]  # fmt: skip
    return said


def _holds(what: str, a: Any) -> bool:
    """Whether a rule is of such a pump: of all, of a type, or of units below a flow."""
    of, _, flow = what.partition(" ")[2].partition(" ")
    return of in ("", a.type) or (of == "below" and a.unit_flow < float(flow))


_SUMP = Phrase(
    "One unit on duty starts and stops with the inflow, and after its trip the sump has to "
    "hold what comes until the standby runs."
)
_WORKS = Phrase(
    "One unit on duty (1+1) has no turndown, and its trip stops the works until the standby runs."
)
_ALONE = {
    RAW: _WORKS, TREATED: _WORKS, SEWAGE: _SUMP, DRAINAGE: _SUMP, MINE: _SUMP,
    BOOSTER: Phrase("One unit on duty has no turndown at night, and after its trip the zone "
                    "is without pressure until the standby runs."),
}  # fmt: skip


NONE = {
    SEWAGE: Phrase("No non-clog pump does it: below some {flow} a grinder pump serves, at heads "
                   "above some {head} stations in series, or fine screens and pumps for clear "
                   "water.", flow=units.show(0.003, "flow"), head=units.show(85.0, "head")),
    BOREHOLE: Phrase("No well pump does it: several wells, or pumps in series."),
    BOOSTER: Phrase("No booster set does it: for more flow a station of treated water, for more "
                    "head zones in series."),
    MINE: Phrase("No mine pump does it: low lifts are drainage, high ones are pumped in levels."),
}  # fmt: skip
"""What serves where a kind of duty has no pump near by."""
