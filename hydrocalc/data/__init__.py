"""Tables of facts, one CSV each; every row says its source and on what basis it stands.

``basis`` is one of law, standard, physics, secondary, memory (read in the law or standard;
follows from physics; read in an article or manual; engineering memory, unverified). Limits
that decide stand once, in ``limits.csv``; assumed values in ``assumptions.csv``.
"""

from __future__ import annotations

import csv
import json
import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

BASES = ("law", "standard", "physics", "secondary", "memory", "project")
"""From the strongest down; ``project`` marks what the user has set."""

VERIFIED = ("law", "standard", "physics", "project")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``name.csv``, each a mapping from column to text."""
    path = os.path.join(os.path.dirname(__file__), name + ".csv")
    with open(path, encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def chinese() -> dict[str, str]:
    """The Chinese of our texts by their English: ``zh/*.po``, a file for each wing."""
    folder = os.path.join(os.path.dirname(__file__), "zh")
    texts: dict[str, str] = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            for english, text in _entries(file.read()):
                if texts.setdefault(english, text) != text:
                    raise ValueError(f"{name}: {english!r} stands in another file with other words")
    return texts


def _entries(po: str) -> Iterator[tuple[str, str]]:
    """Pairs of ``msgid`` and ``msgstr``: of gettext's format what an editor of it writes for us."""
    for block in po.split("\n\n"):
        entry = {"msgid": "", "msgstr": ""}
        field = ""
        for line in block.splitlines():
            if line.startswith("#") or not line:
                continue
            if not line.startswith('"'):
                field, _, line = line.partition(" ")
            entry[field] += json.loads(line)
        if entry["msgid"]:  # the first has none: it is the head of the file
            yield entry["msgid"], entry["msgstr"]


class Assumed(NamedTuple):
    """A default value, from ``assumptions.csv``."""

    id: str
    label: str
    value: str
    unit: str
    option: str
    basis: str
    source: str

    @property
    def number(self) -> float:
        """The value as a number, in the unit that the argument documents."""
        return float(self.value)


@cache
def assumptions() -> dict[str, Assumed]:
    """All default values by id."""
    return {r["id"]: Assumed(**r) for r in rows("assumptions")}


def assumption(id: str) -> Assumed:
    """One default value."""
    return assumptions()[id]


class Limit(NamedTuple):
    """A value that decides something, from ``limits.csv``."""

    id: str
    quantity: str
    operator: str
    value: float
    unit: str
    basis: str
    project: str
    """What a design may do to it: 'set', 'tighten', or nothing."""
    source: str


@cache
def limits() -> dict[str, Limit]:
    """All limits by id, values as printed there (in `unit`)."""
    return {
        r["id"]: Limit(
            r["id"], r["quantity"], r["operator"], float(r["value"]), r["unit"], r["basis"],
            r["project"], r["source"],
        )
        for r in rows("limits")
    }  # fmt: skip


def limit(id: str) -> float:
    """The value of one limit."""
    return limits()[id].value
