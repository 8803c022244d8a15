"""Published figures."""

from __future__ import annotations

import numpy as np

from hydrocalc import units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, quantity, show
from hydrocalc.stations.designs.conditions import MissingError, NotApplicableError
from hydrocalc.stations.reconcile import CONSISTENT, UNDECIDED
from hydrocalc.texts import Phrase, listed


def _published(case: Case, name: str) -> str:
    """A published figure as it was printed."""
    text = case.conditions.known(f"published.{name}")
    if text is None:
        raise NotApplicableError("nothing published")
    return str(text)


def _of_another(own: float | None, text: str, kind: str) -> None:
    """A published figure that the design took for its own says nothing of it."""
    if own is not None and own == units.printed(text, kind, "published")[1]:
        raise NotApplicableError("the design's own figure is the published one")


@quantity
def volume_gap(case: Case) -> Value:
    """Distance of published and computed daily volume, beyond what rounding explains."""
    text, c = _published(case, "daily_volume"), case.conditions
    if c.known("demand.flow") is None and c.known("published.flow") is None:
        _of_another(c.known("demand.max_day"), text, "daily volume")
    r = case.reconciliation
    V, low, high = r.si.daily_volume, r.si.volume_low, r.si.volume_high
    inputs = show(published=(V, "daily volume"), computed_from=(low, "daily volume"),
                   computed_to=(high, "daily volume"))  # fmt: skip
    inputs["verdict"] = Phrase(r.volume_verdict)
    if r.volume_verdict == UNDECIDED:
        raise MissingError("demand.hours", known=inputs)
    gap = 0.0 if r.volume_verdict == CONSISTENT else max(low - V, V - high) / V
    return Value(gap, inputs, "published.daily_volume")


@quantity
def installed_gap(case: Case) -> Value:
    """How far installed over hydraulic power is from what the design explains.

    Standby, efficiency and run-out leave the margin and the step to a standard rating.
    """
    _published(case, "installed_power")
    r, c = case.reconciliation, case.conditions
    *explained, _margin = (f.value for f in r.factors)
    rest = float(r.ratio / np.prod(explained))
    inputs = {
        "published": units.show(r.si.installed, "power"),
        "installed over hydraulic power": units.digits_of(r.ratio, 3),
        "standby × 1/η × P_max/P_duty": units.digits_of(float(np.prod(explained)), 3),
        "what they leave": units.digits_of(rest, 3),
        "equal splits": listed(
            Phrase("{n} × {rating}", n=s.units, rating=units.show(s.si.motor_rating, "power"))
            for s in r.splits
        ) if r.splits else "–",
    }  # fmt: skip
    if r.comparable:
        span = (units.digits_of(x, 3) for x in (r.comparable_low, r.comparable_high))
        inputs["comparable stations"] = f"{r.comparable}: {'–'.join(span)}"
    low, high = (c.limit(f"installed_rest_{k}") for k in ("low", "high"))
    return Value(max(low - rest, rest - high, 0.0), inputs, "published.installed_power")


@quantity
def head_gap(case: Case) -> Value:
    """Published head less the computed design head, over the published one."""
    text = _published(case, "head")
    _of_another(case.conditions.known("demand.head"), text, "head")
    low, H, high = units.printed(text, "head", "published.head")
    own = case.conditions.heads.design
    gap = max(low - own, own - high, 0.0) / H
    return Value(gap, show(published=(H, "head"), design_head=(own, "head")), "published.head")


@quantity
def flow_gap(case: Case) -> Value:
    """Published flow less the design flow, over the published one."""
    text = _published(case, "flow")
    _of_another(case.conditions.known("demand.flow"), text, "flow")
    low, Q, high = units.printed(text, "flow", "published.flow")
    gap = max(low - case.conditions.flow, case.conditions.flow - high, 0.0) / Q
    return Value(gap, show(published=(Q, "flow"), design_flow=(case.conditions.flow, "flow")),
                 "published.flow")  # fmt: skip
