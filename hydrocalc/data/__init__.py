"""Tables of facts, one CSV each; every row says its source and on what basis it stands.

``basis`` is one of law, standard, physics, secondary, memory (read in the law or standard;
follows from physics; read in an article or manual; engineering memory, unverified). Limits
that decide stand once, in ``limits.csv``; assumed values in ``assumptions.csv``.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from typing import NamedTuple

BASES = ("law", "standard", "physics", "secondary", "memory", "project")
"""From the strongest down; ``project`` marks what the user has set."""

VERIFIED = ("law", "standard", "physics", "project")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``name.csv``, each a mapping from column to text."""
    path = os.path.join(os.path.dirname(__file__), name + ".csv")
    with open(path, encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


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
    source: str


@cache
def limits() -> dict[str, Limit]:
    """All limits by id, values as printed there (in `unit`)."""
    return {
        r["id"]: Limit(
            r["id"], r["quantity"], r["operator"], float(r["value"]), r["unit"], r["basis"],
            r["source"],
        )
        for r in rows("limits")
    }  # fmt: skip


def limit(id: str) -> float:
    """The value of one limit."""
    return limits()[id].value
