"""Motors, starts and energy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import (
    Cure,
    Value,
    efficiency_of,
    governed,
    limit,
    quantity,
    show,
    worst,
)
from hydrocalc.components.motors import rating_series, supply_of
from hydrocalc.components.wetwells import permissible_starts
from hydrocalc.stations.designs.conditions import HIGHEST, LOWEST, MissingError, NotApplicableError
from hydrocalc.texts import Phrase


@governed(LOWEST)
@quantity
def starts(case: Case) -> Value:
    """Starts per hour of one pump between the levels that switch it."""
    case.conditions.need("starts.volume")
    case.conditions.need("units")
    found = case.starts.si
    return Value(
        found.starts, show(volume=(found.volume, "volume"), flow_of_one_pump=(found.flow, "flow"))
        | {"units that take turns": str(found.number)}, "starts.volume",
        state=case.states.named(case.at_largest_flow(case.busiest)),
    )  # fmt: skip


@limit
def starts_permitted(case: Case) -> Value:
    """Starts per hour that the largest motor bears (NEMA MG 10)."""
    R = max(case.rating(i) for i in range(len(case.conditions.units)))
    poles = case.conditions.known("station.poles")
    if poles is None:
        from hydrocalc.stations.comparison import poles_of

        poles = poles_of(case.conditions.units[0])
    poles = min(max(poles, 2), 6)
    return Value(permissible_starts(rating=R, poles=poles), show(motor=(R, "power"))
                 | {"poles": str(poles)})  # fmt: skip


class _Motor(NamedTuple):
    """A kind of unit against its largest shaft power."""

    i: int
    rating: float
    """Behind the coupling."""
    power: float
    state: str
    evidence: str
    """'assumed' where no head but the design's is known and a rise of power decides."""


def _motors(case: Case) -> list[_Motor]:
    """The kinds of units that run in some state."""
    c, found = case.conditions, []
    c.need("units")
    for i, unit in enumerate(c.units):
        if not case.states.known[:, :, i].any():
            continue
        reserve = case.motor_reserve(i, partly=True).si
        at = case.of_unit(i, case.matrix.si.shaft_power, largest=True)
        assumed = reserve.max_shaft_power > reserve.highest_power
        found.append(_Motor(
            i, case.rating(i) * unit.si.coupling_efficiency, float(reserve.max_shaft_power),
            "" if at is None else case.states.named(at), "assumed" if assumed else "",
        ))  # fmt: skip
    return found


def _rise(motor: _Motor) -> dict[str, str]:
    """Said where P_max isn't from curves over a range of heads."""
    rise = data.assumption("power_rise").number
    return {"P_max over P_duty, assumed": units.digits_of(rise)} if motor.evidence else {}


@governed(HIGHEST, LOWEST)
@quantity
def motor_margin(case: Case) -> Value:
    """Motor rating over the largest shaft power anywhere, the smallest of all units."""
    c, rows, unknown = case.conditions, [], []
    for motor in _motors(case):
        if not case.power_known(motor.i):
            unknown.append(efficiency_of(c.name(motor.i)))

        def cure(limit: float, motor: _Motor = motor) -> Iterator[Cure]:
            coupling = c.units[motor.i].si.coupling_efficiency
            found = next_rating(limit * motor.power / coupling)
            if found:
                words = Phrase("motor {rating}", rating=units.show(found, "power"))
                yield Cure(words, lambda: c.design.with_unit(motor.i, motor_rating=found))

        rows.append(Value(
            motor.rating / motor.power,
            show(rating=(motor.rating, "power"), P_max=(motor.power, "power")) | _rise(motor),
            f"units[{motor.i}].motor_rating", c.name(motor.i), state=motor.state,
            evidence=motor.evidence, cure=cure,
        ))  # fmt: skip
    return worst(rows, largest=False)._replace(unknown=tuple(unknown))


def next_rating(power: float) -> float | None:
    """The least standard rating that has a power, W; None above the series."""
    ratings = rating_series()[0]
    enough = ratings[ratings >= power * (1.0 - 1e-9)]
    return float(enough[0]) if enough.size else None


@governed(HIGHEST, LOWEST)
@quantity
def smaller_motor(case: Case) -> Value:
    """Next smaller standard rating over what the least margin asks for."""
    ratings, rows = rating_series()[0], []
    for i, R, P, state, evidence in _motors(case):
        case.need_power(i)
        below = ratings[ratings < R * (1.0 - 1e-9)]
        smaller = float(below[-1]) if below.size else 0.0
        asked = case.conditions.limit("k_low") * P
        inputs = show(rating=(R, "power"), next_smaller=(smaller, "power"), asked=(asked, "power"))
        rows.append(
            Value(smaller / asked, inputs, f"units[{i}].motor_rating", case.conditions.name(i),
                  state=state, evidence=evidence)
        )  # fmt: skip
    return worst(rows, largest=True)


@quantity
def motor_class(case: Case) -> Value:
    """IE class of the motors as a number."""
    ratings = [unit.si.motor_rating for unit in case.conditions.need("units")]
    supply = case.conditions.known("station.supply") or (
        supply_of(max(r for r in ratings if r is not None))
        if any(r is not None for r in ratings) else ""
    )  # fmt: skip
    if supply == "HV":
        raise NotApplicableError(
            "high-voltage motors have no IE class: no rule judges their grades of GB 30254-2024",
            decide="station.supply",
        )
    word = case.conditions.need("station.motor_class")
    return Value(float(word[2:]), {"class": word}, "station.motor_class")


@quantity
def station_efficiency(case: Case) -> Value:
    """Efficiency from the intake level to the discharge header, at the shafts."""
    case.conditions.need("units")
    m = case.matrix.si
    row = case.everything
    Q, H = float(m.flow[row, 0]), float(m.head[row, 0])
    runs = m.unit_flow[row, 0] > 0.0
    P = float((m.shaft_power[row, 0] * case.matrix.running[row])[runs].sum())
    if not P == P:
        raise MissingError("pumps.efficiency")
    if not P > 0.0:
        raise NotApplicableError("the unit doesn't run")
    P_h = case.conditions.liquid.si.density * 9.80665 * Q * H
    return Value(P_h / P, show(flow=(Q, "flow"), head_at_the_header=(H, "head"),
                                shaft_power=(P, "power")), "units")  # fmt: skip


@quantity
def energy_per_metre(case: Case) -> Value:
    """Electrical energy over the hydraulic energy, against real stations (1/wire-to-water)."""
    case.conditions.need("units")
    missing = [f"units[{i}].motor_efficiency" for i, unit in enumerate(case.conditions.units)
               if unit.motor_efficiency is None]  # fmt: skip
    if missing:
        raise MissingError(*missing)
    m = case.matrix.si
    e = float(m.specific_energy[case.everything, 0]) / (
        case.conditions.liquid.si.density * 9.80665 * float(m.head[case.everything, 0])
    )
    return Value(e, {"kWh per 1000 t·m": units.digits_of(2.725 * e, 3)}, "units")


@limit
def real_stations(case: Case) -> Value:
    """The same of real stations of like head and size, short lines included: their median."""
    H, found = case.conditions.heads.design, []
    for row in data.rows("stations"):
        if not (row["specific_energy_kwh_m3"] and row["head_m"]):
            continue
        head, e = float(row["head_m"]), float(row["specific_energy_kwh_m3"]) * 3.6e6
        Q = float(row["flow_m3s"] or "nan")
        most = case.conditions.limit("published_unit_ratio")
        # A head that is nothing is like no other.
        if H / most <= head <= H * most and 1.0 / most <= Q / case.conditions.flow <= most:
            found.append(e / (998.2 * 9.80665 * head))
    least = case.conditions.limit("comparable_stations")
    if len(found) < least:
        raise NotApplicableError(
            "no comparable stations: {n}, {least} needed", n=len(found), least=f"{least:g}"
        )
    return Value(float(np.median(found)), {"stations": str(len(found))})
