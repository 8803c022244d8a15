"""The checks themselves."""

from __future__ import annotations

from hydrocalc import data
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, quantity
from hydrocalc.stations.designs.contradictions import UNUSUAL


@quantity
def expired_waivers(case: Case) -> Value:
    """Waivers whose last day is over."""
    over = [
        (i, w) for i, w in enumerate(case.conditions.design.waivers)
        if w.until and w.until < case.today
    ]  # fmt: skip
    key = f"waivers[{over[0][0]}].until" if over else "waivers"
    said = ", ".join(f"{w.rule} {w.until}" for _, w in over)
    inputs = {"rules": said} if over else {}
    for id in UNUSUAL:  # where one is loosened, the design stands on a signature as on a waiver
        value = case.conditions.limit(id)
        if id in case.conditions.changed:
            inputs[f"limits.{id}"] = f"{value:g}"
    return Value(float(len(over)), inputs, key)


@quantity
def weak_limits(case: Case) -> Value:
    """Findings whose limit rests on an article or on memory."""
    codes = [f.code for f in case.findings if f.basis not in data.VERIFIED and f.value is not None]
    return Value(float(len(codes)), {"rules": ", ".join(codes)} if codes else {})
