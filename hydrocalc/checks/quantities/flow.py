"""Flow and arrangement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, quantity, show
from hydrocalc.stations.designs.conditions import MissingError, NotApplicableError

if TYPE_CHECKING:
    pass


@quantity
def flow_over_demand(case: Case) -> Value:
    """Design flow over what the demand adds up to."""
    built = float(case.conditions.built.si.flow)
    return Value(
        case.conditions.flow / built,
        show(design_flow=(case.conditions.flow, "flow"), built_up_from_the_demand=(built, "flow")),
        "demand.flow",
    )


@quantity
def own_use(case: Case) -> Value:
    """Own use of the works over the demand."""
    return Value(float(case.conditions.need("demand.own_use")), {}, "demand.own_use")


@quantity
def duty_share(case: Case) -> Value:
    """Flow of all units on duty over the design flow, at the design levels."""
    case.conditions.need("units")
    Q = case.duty_flow
    return Value(
        Q / case.conditions.flow,
        show(flow=(Q, "flow"), design_flow=(case.conditions.flow, "flow")),
        "units",
    )


@quantity
def firm_share(case: Case) -> Value:
    """Flow with the largest unit out over the design flow."""
    case.conditions.need("units")
    standby = case.conditions.need("station.standby")
    Q = case.firm_flow
    inputs = show(firm_capacity=(Q, "flow"), design_flow=(case.conditions.flow, "flow"))
    return Value(
        Q / case.conditions.flow, {**inputs, "standby units": str(standby)}, "station.standby"
    )


@quantity
def standby(case: Case) -> Value:
    """Standby units."""
    return Value(float(case.conditions.need("station.standby")), {}, "station.standby")


@quantity
def strings(case: Case) -> Value:
    """Parallel strings of the line, at its weakest reach."""
    n = min(reach.strings for reach in case.conditions.need("line").reaches)
    if n < 2 and case.conditions.known("station.storage_secured"):
        raise NotApplicableError("storage secures the emergency flow")
    if n < 2 and case.conditions.known("station.storage_secured") is None:
        raise MissingError("station.storage_secured", known={"strings": str(n)})
    return Value(float(n), {}, "line.reaches")


@quantity
def emergency_share(case: Case) -> Value:
    """Flow with one string out over the design flow."""
    lines = case.conditions.need("line").reaches
    if all(reach.strings == 1 for reach in lines):
        secured = case.conditions.known("station.storage_secured")
        if secured is None:
            raise MissingError("station.storage_secured", known={"strings": "1"})
        if secured:
            raise NotApplicableError("storage secures the emergency flow")
        return Value(0.0, {"strings": "1"}, "line.reaches")
    if any(reach.strings == 1 for reach in lines):
        return Value(0.0, {"strings of the weakest reach": "1"}, "line.reaches")
    case.conditions.need("units")
    Q = case.emergency_flow
    return Value(
        Q / case.conditions.flow, show(flow_with_one_string_out=(Q, "flow")), "line.reaches"
    )
