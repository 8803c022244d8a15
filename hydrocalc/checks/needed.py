"""What a design needs next, and who can deliver it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hydrocalc import data
from hydrocalc.checks.outcomes import OPEN
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hydrocalc.checks.findings import Finding


class Needed(NamedTuple):
    """What one person has to deliver."""

    whom: str
    what: tuple[str, ...]
    """Keys of the design file, or words."""
    unlocks: tuple[str, ...]
    """Codes of the rules that wait for it."""


def needed(findings: Iterable[Finding]) -> tuple[Needed, ...]:
    """What open rules wait for, whoever unlocks most of them first."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for f in findings:
        if f.outcome != OPEN:
            continue
        for key in f.missing:
            # Words that say nothing of whom belong to their rule.
            whom = _whom(key) or _whom(f.code) or "the pump maker"
            what, unlocks = found.setdefault(whom, ({}, {}))
            what[key] = unlocks[f.code] = None
    rows = [Needed(Phrase(whom), tuple(w), tuple(u)) for whom, (w, u) in found.items()]
    return tuple(sorted(rows, key=lambda row: -len(row.unlocks)))


def _whom(key: str) -> str:
    """Who delivers a key, or what a rule waits for: the first whose pattern it begins with."""
    rows = data.rows("deliverers")
    return next((row["whom"] for row in rows if re.match(row["pattern"], key)), "")
