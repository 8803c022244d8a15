"""NPSH, bells and the sump."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, limit, quantity, show, worst
from hydrocalc.stations.designs.conditions import MissingError

if TYPE_CHECKING:
    pass


@quantity
def npsh_margin(case: Case) -> Value:
    """Least NPSH margin over levels, warmest water and the flows that occur, m."""
    case.conditions.need("units")
    rows = [
        Value(
            found.si.least_margin,
            show(flow=(found.si.worst_flow, "flow"), level=(found.si.worst_level, "level"),
                  temperature=(found.si.worst_temperature, "temperature")),
            f"units[{i}].eye_level", case.conditions.name(i),
        )
        for i, found in enumerate(case.npsh)
    ]  # fmt: skip
    return worst(rows, largest=False)


@quantity
def npsh_ratio(case: Case) -> Value:
    """Least NPSH available over required, anywhere."""
    case.conditions.need("units")
    rows = [
        Value(
            float(np.nanmin(found.npsh_ratio)), {}, f"units[{i}].eye_level", case.conditions.name(i)
        )
        for i, found in enumerate(case.npsh)
    ]
    return worst(rows, largest=False)


@quantity
def suction_speed(case: Case) -> Value:
    """Largest suction specific speed S per eye, at best efficiency."""
    rows = [
        Value(float(fit.suction_speed), show(npsh_required=(fit.npsh_best, "head")),
              f"units[{i}].pump", case.conditions.name(i))
        for i, fit in enumerate(case.fits)
    ]  # fmt: skip
    known = [row for row in rows if row.value == row.value]
    if not known:
        raise MissingError("pumps.npsh_required")
    return worst(known, largest=True)


@quantity
def bell_submergence(case: Case) -> Value:
    """Water over the suction bells at the lowest operating level, m."""
    well = case.conditions.need("wet_well").si
    return Value(
        well.minimum_level - well.bell_level,
        show(lowest_level=(well.minimum_level, "level"), bells=(well.bell_level, "level")),
        "wet_well.minimum_level",
    )


@limit
def submergence_hi(case: Case) -> Value:
    """Submergence by HI 9.8 at the largest flow of one pump, m."""
    found = case.bell.si
    return Value(
        found.hi, show(flow_of_one_pump=(found.flow, "flow"), D=(found.bell_diameter, "diameter"))
    )


@limit
def submergence_cn(case: Case) -> Value:
    """Submergence by Chinese practice, m."""
    found = case.bell.si
    return Value(found.chinese, show(D=(found.bell_diameter, "diameter")))


@quantity
def bell_velocity(case: Case) -> Value:
    """Velocity at the bell at the largest flow of one pump, m/s."""
    D, Q = case.conditions.need("wet_well").si.bell_diameter, case.bell_flow
    return Value(Q / (np.pi / 4.0 * D * D), show(flow_of_one_pump=(Q, "flow")),
                 "wet_well.bell_diameter")  # fmt: skip


@limit
def bell_velocity_high(case: Case) -> Value:
    """Highest recommended velocity at a bell, by its flow."""
    size = int(np.searchsorted([0.315, 1.26], case.bell_flow))
    return Value(case.conditions.limit(f"bell_velocity_high_{size}"), {})


@quantity
def sump_seconds(case: Case) -> Value:
    """Volume of the sump under water over the flow of all pumps, s."""
    well = case.conditions.need("wet_well").si
    V = well.area * (well.minimum_level - well.bottom)
    Q = case.conditions.flow
    return Value(V / Q, show(volume=(V, "volume"), design_flow=(Q, "flow")), "wet_well.area")
