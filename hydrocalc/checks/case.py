"""A solved station while its rules are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hydrocalc.stations.designs.solved import SolvedStation

if TYPE_CHECKING:
    from hydrocalc.checks.findings import Finding
    from hydrocalc.stations.designs.conditions import DesignConditions


class Case(SolvedStation):
    """A station, the day, and what was found so far: for the rules about the checks themselves."""

    def __init__(self, conditions: DesignConditions, today: str = "") -> None:
        super().__init__(conditions)
        self.today = today
        self.findings: list[Finding] = []
