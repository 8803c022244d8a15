"""Published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hydrocalc import units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, quantity, show
from hydrocalc.components.motors import rating_series
from hydrocalc.stations.designs.conditions import MissingError, NotApplicableError
from hydrocalc.stations.reconcile import CONSISTENT, UNDECIDED
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    pass


def _published(case: Case, name: str) -> str:
    """A published figure as it was printed."""
    text = case.conditions.known(f"published.{name}")
    if text is None:
        raise NotApplicableError("nothing published")
    return str(text)


@quantity
def volume_gap(case: Case) -> Value:
    """Distance of published and computed daily volume, beyond what rounding explains."""
    _published(case, "daily_volume")
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
    """Distance of installed over hydraulic power from the range that its factors may have."""
    _published(case, "installed_power")
    r = case.reconciliation
    if not r.factors:
        raise NotApplicableError("no arrangement is feasible")
    low, high = (float(np.prod([getattr(f, k) for f in r.factors])) for k in ("low", "high"))
    inputs = {
        "published": units.show(r.si.installed, "power"),
        "installed over hydraulic power": units.digits_of(r.ratio, 3),
        "standby × 1/η × P_max/P_duty × k": f"{low:.3g}–{high:.3g}",
        "equal splits": "; ".join(
            f"{s.units} × {units.show(s.si.motor_rating, 'power')}" for s in r.splits
        ) or "–",
    }  # fmt: skip
    gap = max(low - r.ratio, 0.0, r.ratio / float(_largest_step()) - high)
    return Value(gap, inputs, "published.installed_power")


def _largest_step() -> float:
    """Largest step of the series of ratings from 45 kW up."""
    ratings = rating_series()[0]
    large = ratings[ratings >= 45e3]
    return float(np.max(large[1:] / large[:-1]))


@quantity
def head_gap(case: Case) -> Value:
    """Published head less the computed design head, over the published one."""
    text = _published(case, "head")
    low, H, high = units.printed(text, "head", "published.head")
    own = case.conditions.heads.design
    gap = max(low - own, own - high, 0.0) / H
    return Value(gap, show(published=(H, "head"), design_head=(own, "head")), "published.head")


@quantity
def flow_gap(case: Case) -> Value:
    """Published flow less the design flow, over the published one."""
    text = _published(case, "flow")
    low, Q, high = units.printed(text, "flow", "published.flow")
    gap = max(low - case.conditions.flow, case.conditions.flow - high, 0.0) / Q
    return Value(gap, show(published=(Q, "flow"), design_flow=(case.conditions.flow, "flow")),
                 "published.flow")  # fmt: skip
