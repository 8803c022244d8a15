"""How the recommended arrangement stands to those of other types and numbers of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.motors import needs_gear

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


def usually(sizing: Any, t: Any) -> str:
    """How many units on duty a station of that power has as a rule."""
    usual, power = sizing.usual_duty, units.show(sizing.si.hydraulic_power, "power")
    one = usual == 1
    if sizing.recommended.duty == usual:
        text = "One unit on duty is usual at {power}." if one else (
            "{n} on duty are usual at {power}.")  # fmt: skip
    else:
        text = "Usual at {power} is one unit on duty." if one else (
            "Usual at {power} are {n} on duty.")  # fmt: skip
    return str(t(text, n=usual, power=power))


def of_gear(sizing: Any, t: Any) -> list[str]:
    """What turns a pump that is too slow for any motor of its rating."""
    a = sizing.recommended.si
    if not needs_gear(a.poles, a.motor_rating):
        return []
    return [
        t("No motor of {motor} turns at {speed} rpm: one of 4 to 8 poles with a gear does, or a "
          "submersible pump with an inner gear. The loss of the gear is counted.",
          motor=units.show(a.motor_rating, "power"), speed=units.digits_of(a.speed, 3))
    ]  # fmt: skip


def others(sizing: Any, lang: Language, t: Any) -> list[str]:
    """What is better by the index, with another number of units than the usual, and what ties."""
    a, said = sizing.recommended.si, []
    for i in better(sizing):
        row = sizing.candidates.row(i)
        text = "Better by its cost index by {x} %: {name}."
        if row.si.duty < a.duty:
            text = (
                "Better by its cost index by {x} %, with fewer units: {name}; the index has no "
                "price of turndown, nor of a unit that trips."
            )
        elif row.si.duty > a.duty:
            text = "Better by its cost index by {x} %, with more units: {name}."
        less = 100.0 * (1.0 - row.si.index / a.index)
        said.append(t(text, name=row.name(lang), x=units.digits_of(less, 2)))
    ties = as_good(sizing)
    if ties:
        names = t("; ").join(sizing.candidates.row(i).name(lang) for i in ties)
        said.append(t("As good, within {tie} %: {names}.", names=names,
                      tie=units.digits_of(100.0 * data.limit("tie"))))  # fmt: skip
    return said


def as_good(sizing: Any) -> list[int]:
    """Rows of other types and numbers of units whose index ties with that of the recommended."""
    a, tie = sizing.recommended.si, 1.0 + data.limit("tie")
    above = _others(sizing, a.index / tie)
    rows = [i for i in _others(sizing, a.index * tie) if i not in above]
    # First those with as many units; a reader weighs a few.
    return sorted(rows, key=lambda i: sizing.candidates.si.duty[i] != a.duty)[:4]


def better(sizing: Any) -> list[int]:
    """Of each other number of units the row whose index is less by more than a tie."""
    found: dict[int, int] = {}
    for i in _others(sizing, sizing.recommended.si.index / (1.0 + data.limit("tie"))):
        found.setdefault(int(sizing.candidates.si.duty[i]), i)
    return list(found.values())


def _others(sizing: Any, most: float) -> list[int]:
    """Rows of other types and numbers of units with an index up to `most`, the least first."""
    table, a = sizing.candidates.si, sizing.recommended.si
    if sizing.rank != "balanced":
        return []
    found: dict[tuple[str, int], int] = {}
    for i in np.argsort(table.index, kind="stable"):
        key = str(table.type[i]), int(table.duty[i])
        if table.index[i] <= most and table.status[i] <= sizing.status and key != (a.type, a.duty):
            found.setdefault(key, int(i))
    return list(found.values())
