"""What a design needs next, and who can deliver it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hydrocalc import data
from hydrocalc.checks.outcomes import OPEN, REVIEW
from hydrocalc.checks.quantities.registry import GOVERNED, NEEDS
from hydrocalc.components.ratings import stands
from hydrocalc.stations.designs.conditions import DECLARED_ENDS, MissingError, delivered
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hydrocalc.checks.findings import Finding
    from hydrocalc.stations.designs.conditions import DesignConditions


class Needed(NamedTuple):
    """What one person has to deliver."""

    whom: str
    what: tuple[str, ...]
    """Keys of the design file, or words."""
    unlocks: tuple[str, ...]
    """Codes of the rules that wait for it."""


def needed(findings: Iterable[Finding]) -> tuple[Needed, ...]:
    """What open rules and reviews wait for, whoever unlocks most of them first."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for f in findings:
        if f.outcome not in (OPEN, REVIEW):
            continue
        for key in f.missing:
            # Words that say nothing of whom belong to their rule.
            whom = _whom(key) or _whom(f.code) or "the pump maker"
            what, unlocks = found.setdefault(whom, ({}, {}))
            what[key] = unlocks[f.code] = None
    rows = [Needed(Phrase(whom), tuple(w), tuple(u)) for whom, (w, u) in found.items()]
    return tuple(sorted(rows, key=lambda row: -len(row.unlocks)))


def lacking(conditions: DesignConditions, quantity: str) -> tuple[str, ...]:
    """Keys that a quantity can't do without and that a design doesn't give, all of them.

    A state of the station takes units, and a line between levels or typed heads.
    """
    states, own = GOVERNED.get(quantity, ()), NEEDS.get(quantity, ())
    line = any(key.startswith("line") for key in own)
    found = _of_station(conditions, states, line=line) if states else []
    for key in own:
        found += _absent(conditions, key)
    return tuple(dict.fromkeys(found))


def _of_station(c: DesignConditions, states: tuple[str, ...], *, line: bool) -> list[str]:
    """`line`: typed heads stand for no line."""
    found = [] if c.pumps else ["units"]
    if not c.described and (line or c.known("demand.head") is None):
        ends = (key for state in states for key in DECLARED_ENDS[state])
        design = ("levels.suction_design", "levels.delivery_design")
        return [*found, "line", *_absent(c, "demand.flow"), "line.other_roughness",
                *(key for key in (*design, *ends) if c.known(key) is None)]  # fmt: skip
    if c.described:
        if not c.drawn:
            found.append("levels.suction_design")
        if not delivered(c.design) and c.known("line.profile") is None:
            found.append("levels.delivery_design")
    return [*found, *c.undeclared(*states)]


def _absent(c: DesignConditions, key: str) -> list[str]:
    """A key, that of each unit or reach, as far as it isn't given."""
    of, each, name = key.partition("[].")
    if key == "demand.flow":
        try:
            c.flow  # noqa: B018  # given, or built up
        except MissingError as error:
            return list(error.keys)
        return []
    if not each:
        return [] if c.known(key) is not None else [key]
    if of == "units":
        units = c.known("units") or (None,)
        # No branch is without a loss: 0 is nothing that was said.
        said = [None if unit is None else unit._plain[name] for unit in units]
        none = (None, 0.0) if name == "suction_loss_coefficient" else (None,)
        return [f"units[{i}].{name}" for i, value in enumerate(said) if value in none]
    reaches = c.lines[0].reaches if c.described else ()
    pressures = [stands(reach.pipe, c.temperature_max) for reach in reaches]
    return [f"line.reaches[{i}].pipe.rating" for i, p in enumerate(pressures) if p.pfa != p.pfa]


def _whom(key: str) -> str:
    """Who delivers a key, or what a rule waits for: the first whose pattern it begins with."""
    rows = data.rows("deliverers")
    return next((row["whom"] for row in rows if re.match(row["pattern"], key)), "")
