"""The states that a design declares: what runs how fast, through which line, between which levels.

Enumerated once: the rows of the operating matrix are what runs, its columns lines and levels. A
rule takes its extreme over some of them, and names the one that governs.
"""

from __future__ import annotations

from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.kernels import systems as kernels
from hydrocalc.stations.designs.conditions import MissingError
from hydrocalc.stations.duty_kinds import SEWAGE
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.stations.designs.conditions import DesignConditions

State = tuple[int, int]
"""A row and a column of the operating matrix."""


class States:
    """Rows and columns of an operating matrix by what they stand for; masks of numpy."""

    def __init__(self, conditions: DesignConditions, matrix: Any) -> None:
        self.conditions = conditions
        self.matrix = matrix
        suction, delivery = (conditions.ends[f"{k}_levels"] for k in ("suction", "delivery"))
        ends = [np.nan] if delivery is None else delivery
        lines = range(len(conditions.alternative_lines))
        grid = np.array([(k, end, z) for k in lines for end in ends for z in suction])
        self.line, self.delivery, self.suction = grid.T
        speed = matrix.si.speed
        stands = speed == 0.0
        self.full = (stands | (speed == speed.max(axis=0))).all(axis=1)
        """Rows in which all that runs is at full speed."""
        count = np.array([unit.count for unit in conditions.units])
        self.everything = (matrix.running == count).all(axis=1)
        self.alone = matrix.running.sum(axis=1) == 1

    @cached_property
    def runs(self) -> Any:
        """Where a unit delivers, (row, column, unit), at any speed."""
        return self.matrix.si.unit_flow > 0.0

    @cached_property
    def known(self) -> Any:
        """The same without what its curve doesn't run up to."""
        within = (kernels.DUTY, kernels.BEYOND)
        return self.runs & np.isin(self.matrix.status, within)

    @cached_property
    def stalled(self) -> Any:
        """Where a unit is turned too slowly to open its valve, (row, column, unit)."""
        shut = (self.matrix.running > 0)[:, None, :] & (self.matrix.si.unit_flow == 0.0)
        return shut & ~self.full[:, None, None]

    @cached_property
    def starts(self) -> Any:
        """Where all that is turned on, (row, column), gets to run beside each other."""
        return (self.matrix.status != kernels.TWO_POINTS).all(axis=2)

    def carried(self, row: int) -> Any:
        """Flow of a row by column, or of fewer of its units where not all of them start, m³/s."""
        m = self.matrix
        fewer = (m.running <= m.running[row]).all(axis=1) & self.full
        return np.where(self.starts & fewer[:, None], m.si.flow, 0.0).max(axis=0)

    @property
    def design(self) -> Any:
        """Columns with the levels, or the head, of the design case."""
        return self.design_end & (self.suction == self.suction[0])

    @property
    def design_end(self) -> Any:
        """Columns with the design level at the end."""
        return (self.delivery == self.delivery[0]) | np.isnan(self.delivery)

    def lowest(self) -> Any:
        """Columns with the lowest level at the pumps, or the highest head that was typed."""
        c = self.conditions
        if c.described:
            return self.suction == c.lowest_level
        highest = c.known("demand.head_max")
        if highest is None:
            raise MissingError("line", "demand.head_max")
        return self.delivery == self.delivery.max()

    def extreme(self, values: Any, largest: bool) -> State | None:
        """Where values by (row, column) are largest or least; nan doesn't count."""
        if np.isnan(values).all():
            return None
        at = np.nanargmax(values) if largest else np.nanargmin(values)
        row, column = np.unravel_index(int(at), values.shape)
        return int(row), int(column)

    def named(self, state: State, *more: str) -> str:
        """A state in words, without what never varies: "lowest level at the pumps, 3 A"."""
        row, column = state
        return joined(*self.case(column), *more, self._running(row))

    def _running(self, row: int) -> str:
        """What runs in a row, and how fast where that isn't its full speed."""
        m, parts = self.matrix, []
        for i, k in enumerate(m.running[row]):
            if not k:
                continue
            on = f"{k} {self.conditions.name(i)}"
            share = float(m.si.speed[row, i] / m.si.speed[:, i].max())
            if share < 1.0:
                text = "{units} at {share} of full speed"
                on = Phrase(text, units=on, share=units.show(share, "share"))
            parts.append(on)
        text = "{first} + {rest}"
        return reduce(lambda first, rest: Phrase(text, first=first, rest=rest), parts)

    def case(self, column: int) -> list[Phrase]:
        """Levels and line of a column in words."""
        c, found = self.conditions, []
        if not c.described:
            d, head = c.design.demand.si, self.delivery[column] - self.suction[column]
            names = ((d.head, Phrase("design head")), (d.head_max, Phrase("highest head")),
                     (d.head_min, Phrase("lowest head")))  # fmt: skip
            near = (name for h, name in names if h is not None and abs(h - head) < 1e-6)
            return [next(near)] if len(self.delivery) > 1 else []
        for side, levels in (("suction", self.suction), ("delivery", self.delivery)):
            if np.ptp(levels) > 0.0:
                found.append(self._level(side, float(levels[column])))
        if len(c.lines) > 1:
            found.append(c.line_name(int(self.line[column])))
        return found

    def _level(self, side: str, level: float) -> Phrase:
        known = [self.conditions.known(f"levels.{side}_{k}") for k in ("min", "max", "design")]
        named = levels_of_kind(self.conditions.design.project.kind)[side]
        if level in known:
            return named[known.index(level)]
        if side == "suction" and self.conditions.design.wet_well is not None:
            return WELL[bool(level > self.suction[0])]
        return named[2]


LEVELS = {
    "suction": (Phrase("lowest level at the pumps"), Phrase("highest level at the pumps"),
                Phrase("design level at the pumps")),
    "delivery": (Phrase("lowest level at the end"), Phrase("highest level at the end"),
                 Phrase("design level at the end")),
}  # fmt: skip
SUMP = (Phrase("lowest level of the sump"), Phrase("highest level of the sump"),
        Phrase("design level of the sump"))  # fmt: skip
"""The same of sewage, which the pumps draw from a sump."""


def levels_of_kind(kind: str) -> Mapping[str, tuple[Phrase, ...]]:
    """Names of the lowest, highest and design level at each end."""
    return LEVELS | {"suction": SUMP} if kind == SEWAGE else LEVELS


WELL = Phrase("lowest level of the well"), Phrase("highest level of the well")
"""Levels of the well beyond those of the river."""


def joined(*parts: str) -> str:
    """Texts in a row, phrases among them, as a phrase."""
    if not parts:
        return ""
    first, *rest = parts
    return Phrase("{first}, {rest}", first=first, rest=joined(*rest)) if rest else first
