"""What a rule can come to, what a design can come to, and what both are worth."""

from __future__ import annotations

FAIL, WARNING, NOTE, PASS = "fail", "warning", "note", "pass"
MISSING, NONE, WAIVED = "not evaluated", "not applicable", "waived"
OUTCOMES = (FAIL, MISSING, WARNING, NOTE, WAIVED, PASS, NONE)
"""From what a reader must see first."""
VERDICTS = ("PASS", "FAIL", "INCOMPLETE")
SCREENING = (
    "A screening estimate until a maker's pump curves and a transient (water hammer) analysis "
    "are in."
)
