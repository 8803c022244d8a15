"""What a rule can come to, what a design can come to, and the one table that decides both.

A rule's outcome follows from what is at stake (severity), what its limit rests on (basis), what the
value rests on (evidence) and whether the limit is met; a design's verdict from the outcomes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from hydrocalc import units
from hydrocalc.stations.designs.rules import MUST
from hydrocalc.stations.designs.states import joined
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.checks.findings import Finding

FAIL, OPEN, WAIVED, REVIEW, DEVIATION = "fail", "open", "waived", "review", "deviation"
UNJUDGED, NOTE, PASS, NONE = "not judged", "note", "pass", "not applicable"
OUTCOMES = (FAIL, OPEN, WAIVED, REVIEW, DEVIATION, NOTE, PASS, UNJUDGED, NONE)
"""From what a reader must see first."""
EXIT_CODES = {"PASS": 0, "FAIL": 1, "CONDITIONAL": 3, "INCOMPLETE": 4, "PARTIAL": 6}
ACCEPTED = ("conditional", "partial")
"""Verdicts that may be taken for a pass by who asks for it."""
EVIDENCE = ("measured", "maker", "analysis", "declared", "assumed", "estimate")
"""What a value rests on, the strongest first."""
SCREENING = (
    "A screening estimate until a maker's pump curves and a transient (water hammer) analysis "
    "are in."
)
"""What a station is worth of which neither is in."""
ABOUT_CHECKS = ("expired_waivers", "weak_limits")
"""Quantities of rules about the checks."""
_WEAK = {"secondary": 0.05, "memory": 0.10}
_UNSURE = {"assumed": 0.10, "analysis": 0.05}
"""An analysis is somebody else's: that of transients, whose programs differ by about as much."""


class Grounds(NamedTuple):
    """What a finding rests on."""

    severity: str
    basis: str
    """Of the limit."""
    evidence: str
    """Of the value."""
    judges_curve: bool
    """Whether the rule judges the maker's curve."""

    @property
    def must(self) -> bool:
        """Whether the rule has to be met."""
        return self.severity in MUST

    @property
    def estimated(self) -> bool:
        """Whether the maker's curve that the rule judges is an estimate."""
        return self.judges_curve and self.evidence == "estimate"

    @property
    def weak(self) -> bool:
        """Whether nobody has read the limit where it stands."""
        return self.basis in _WEAK

    @property
    def guard(self) -> float:
        """By what share of the limit it must be met to be met for sure."""
        return math.hypot(_WEAK.get(self.basis, 0.0), _UNSURE.get(self.evidence, 0.0))


def met(grounds: Grounds, margin: float, bound: float, *, counted: bool = False) -> str:
    """Outcome of a limit met by `margin`; what is `counted`, or held to 0, is met or not."""
    if grounds.severity == "info":
        return NOTE
    if grounds.estimated:
        return OPEN if grounds.must else UNJUDGED
    if not grounds.must:
        return PASS
    # A share of nothing says nothing of what was assumed.
    if counted or bound == 0.0:
        return REVIEW if grounds.evidence == "assumed" else PASS
    return REVIEW if margin < grounds.guard * abs(bound) else PASS


def broken(grounds: Grounds, certain: bool) -> str:
    """Outcome of a limit that is not met; `certain`: whatever the maker's curve will be."""
    if grounds.severity == "info":
        return NOTE
    if not grounds.must:
        return DEVIATION
    return FAIL if certain or not grounds.estimated else OPEN


def unsure(grounds: Grounds, *, counted: bool) -> Phrase:
    """Why a limit that is met is not met for sure: all that counts against it.

    What is `counted`, or held to 0, is met by no share of its limit: only an assumption counts.
    """
    assumed = Phrase("the value rests on an assumption")
    if counted:
        return assumed
    against = {
        Phrase("nobody has read the limit in its standard"): grounds.weak,
        Phrase("the value is that of an analysis of others"): grounds.evidence == "analysis",
        assumed: grounds.evidence == "assumed",
    }
    why = joined(*(text for text, holds in against.items() if holds))
    text = "met by less than {share}: {why}"
    return Phrase(text, share=units.show(grounds.guard, "share", 2), why=why)


def worth(curves: bool, analysis: bool) -> str:
    """What a station is worth by what is in: makers' curves, an analysis of its transients."""
    if not (curves or analysis):
        return Phrase(SCREENING)
    if not curves:
        return Phrase("A screening estimate until a maker's pump curves are in.")
    if not analysis:
        text = "A screening estimate until a transient (water hammer) analysis is in."
        return Phrase(text)
    return ""


def lacking(grounds: Grounds) -> str:
    """Outcome of a rule that data or an analysis are missing for."""
    return OPEN if grounds.must else UNJUDGED


def verdict_of(findings: Iterable[Finding]) -> str:
    """What a design comes to by what was judged."""
    found = list(findings)
    outcomes = {f.outcome for f in found}
    if FAIL in outcomes:
        return "FAIL"
    # What is said of the checks themselves judges no station.
    if not {f.outcome for f in found if f.quantity not in ABOUT_CHECKS} & {
        PASS, REVIEW, DEVIATION, WAIVED,
    }:  # fmt: skip
        return "INCOMPLETE"
    if any(f.outcome == OPEN and not f.due for f in found):
        return "INCOMPLETE"
    conditional = outcomes & {OPEN, WAIVED, REVIEW} or any(
        f.outcome == DEVIATION and not f.excuses for f in found
    )
    return "CONDITIONAL" if conditional else "PASS"
