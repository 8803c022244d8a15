"""A solved station while its rules are looked at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hydrocalc.stations.designs.conditions import DesignConditions
from hydrocalc.stations.designs.solved import SolvedStation

if TYPE_CHECKING:
    from hydrocalc.checks.findings import Finding


class Case(SolvedStation):
    """A station, the day, and what was found so far: for the rules about the checks themselves."""

    def __init__(self, conditions: DesignConditions, today: str = "") -> None:
        super().__init__(conditions)
        self.today = today
        self.findings: list[Finding] = []
        self.solved_again = 0
        """Flows of units and reaches that were solved to try cures."""

    @cached_property
    def off_estimates(self) -> tuple[Case, Case]:
        """The station where the heads of estimated curves are as low, and as high, as may be."""
        c = self.conditions

        def at(factor: float) -> Case:
            units = [
                unit.replace(pump=unit.pump.replace(head=factor * np.asarray(unit.pump.si.head)))
                if unit.pump.basis == "estimate" else unit for unit in c.units
            ]  # fmt: skip
            return Case(DesignConditions(c.design.replace(units=units)), self.today)

        off = c.limit("estimate_head")
        return at(1.0 - off), at(1.0 + off)
