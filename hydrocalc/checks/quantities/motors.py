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
    governed,
    limit,
    needs,
    quantity,
    show,
    worst,
)
from hydrocalc.components.motors import (
    IE_CLASSES,
    IE_POLES,
    efficiency_rows,
    full_load_efficiency,
    geared,
    low_voltage_efficiency,
    poles_at,
    rating_series,
    supply_of,
)
from hydrocalc.components.wetwells import permissible_starts
from hydrocalc.stations.designs.conditions import HIGHEST, LOWEST, MissingError, NotApplicableError
from hydrocalc.texts import Phrase


@needs("starts.volume", "units[].motor_rating")
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
    """Starts per hour that the motors bear, the least of all units (NEMA MG 10)."""
    rows, unknown = [], []
    for i, unit in enumerate(case.conditions.units):
        R = unit.si.motor_rating
        if R is None:
            unknown.append(f"units[{i}].motor_rating")
            continue
        poles = min(_poles(case, i), 6)  # the table ends there: with more poles more are permitted
        rows.append(Value(
            permissible_starts(rating=R, poles=poles), show(motor=(R, "power"))
            | {"poles": str(poles)},
        ))  # fmt: skip
    return worst(rows, largest=False, unknown=unknown)


class _Motor(NamedTuple):
    """A kind of unit against its largest shaft power."""

    i: int
    rating: float
    """Behind the coupling."""
    power: float
    state: str
    evidence: str
    """'assumed' where no head but the design's is known and a rise of power decides."""


def _motors(case: Case) -> tuple[list[_Motor], list[str]]:
    """The kinds of units that run in some state, and the ratings that aren't known."""
    c, found, unrated = case.conditions, [], []
    c.need("units")
    for i, unit in enumerate(c.units):
        if not case.states.known[:, :, i].any():
            continue
        if unit.si.motor_rating is None:
            unrated.append(i)
            continue
        reserve = case.motor_reserve(i, partly=True).si
        at = case.of_unit(i, case.matrix.si.shaft_power, largest=True)
        assumed = reserve.max_shaft_power > reserve.highest_power
        found.append(_Motor(
            i, case.rating(i) * unit.si.coupling_efficiency, float(reserve.max_shaft_power),
            "" if at is None else case.states.named(at), "assumed" if assumed else "",
        ))  # fmt: skip
    if unrated and not found:
        case.rating(unrated[0])  # it says what is missing, and the power
    return found, [f"units[{i}].motor_rating" for i in unrated]


def _rise(motor: _Motor) -> dict[str, str]:
    """Said where P_max isn't from curves over a range of heads."""
    rise = data.assumption("power_rise").number
    return {"P_max over P_duty, assumed": units.digits_of(rise)} if motor.evidence else {}


@needs("units[].motor_rating")
@governed(HIGHEST, LOWEST)
@quantity
def motor_margin(case: Case) -> Value:
    """Motor rating over the largest shaft power anywhere, the smallest of all units."""
    c, rows = case.conditions, []
    motors, unknown = _motors(case)
    for motor in motors:
        if not case.power_known(motor.i):
            unknown.append(case.lacks("efficiency", motor.i))

        def cure(limit: float, motor: _Motor = motor) -> Iterator[Cure]:
            coupling = c.units[motor.i].si.coupling_efficiency
            found = next_rating(limit * motor.power / coupling, c.frequency)
            if found:
                words = Phrase("motor {rating}", rating=units.show(found, "power"))
                key = f"units[{motor.i}].motor_rating"
                yield Cure(words, lambda: c.design.with_unit(motor.i, motor_rating=found), key)

        rows.append(Value(
            motor.rating / motor.power,
            show(rating=(motor.rating, "power"), P_max=(motor.power, "power")) | _rise(motor),
            f"units[{motor.i}].motor_rating", c.name(motor.i), state=motor.state,
            evidence=motor.evidence, cure=cure,
        ).doubted(_start(case, motor) or _in_thin_air(case)))  # fmt: skip
    return worst(rows, largest=False, unknown=unknown)


def _start(case: Case, motor: _Motor) -> str:
    """What is to be shown where a motor can't start its pump against a closed valve."""
    power = case.start_power(motor.i)
    if not power > motor.rating:
        return ""
    return Phrase(
        "at no flow {name} takes {power}: it never starts against a closed valve, and how it starts"
        " is to be shown", name=case.conditions.name(motor.i), power=units.show(power, "power"),
    )  # fmt: skip


def _in_thin_air(case: Case) -> str:
    """What is to be shown where a motor stands above the altitude that ratings hold to."""
    c = case.conditions
    most = c.limit("motor_altitude")
    if not c.altitude > most:
        return ""
    return Phrase(
        "ratings hold to {most}: derate it, or show the maker's rating at {altitude}",
        most=units.show(most, "length"), altitude=units.show(c.altitude, "length"),
    )  # fmt: skip


def next_rating(power: float, frequency: float) -> float | None:
    """The least standard rating that has a power, W; None above the series."""
    ratings = rating_series(frequency)[0]
    enough = ratings[ratings >= power * (1.0 - 1e-9)]
    return float(enough[0]) if enough.size else None


@needs("units[].motor_rating")
@governed(HIGHEST, LOWEST)
@quantity
def smaller_motor(case: Case) -> Value:
    """Next smaller standard rating over what the least margin asks for."""
    ratings, rows = rating_series(case.conditions.frequency)[0], []
    motors, unknown = _motors(case)
    for i, R, P, state, evidence in motors:
        if not case.power_known(i):
            unknown.append(case.lacks("efficiency", i))
            continue
        below = ratings[ratings < R * (1.0 - 1e-9)]
        smaller = float(below[-1]) if below.size else 0.0
        asked = case.conditions.limit("k_low") * P
        inputs = show(rating=(R, "power"), next_smaller=(smaller, "power"), asked=(asked, "power"))
        rows.append(
            Value(smaller / asked, inputs, f"units[{i}].motor_rating", case.conditions.name(i),
                  state=state, evidence=evidence).doubted(_in_thin_air(case))
        )  # fmt: skip
    return worst(rows, largest=True, unknown=unknown)


MOST_LV = 1e6
"""Largest rating with an IE class, W."""


def _of_voltage(case: Case, high: bool) -> list[int]:
    """Units with motors of high or of low voltage: as declared, else as is usual for the rating."""
    c, found = case.conditions, []
    for i, unit in enumerate(c.need("units")):
        R = unit.si.motor_rating
        supply = "HV" if c.known("station.motor_voltage") else c.known("station.supply") or ""
        if high == ((supply or ("LV" if R is None else supply_of(R, "", c.frequency))) == "HV"):
            found.append(i)
    return found


def _speed(case: Case, i: int) -> float:
    """Full speed of a unit, rpm."""
    unit = case.conditions.units[i].si
    return float(case.conditions.units[i].pump.si.speed if unit.speed is None else unit.speed)


def _poles(case: Case, i: int) -> int:
    """Poles: as declared, else by the full speed."""
    c = case.conditions
    return int(c.known("station.poles") or poles_at(_speed(case, i), c.frequency))


def _of_many_poles(case: Case, i: int) -> bool:
    """Whether by its speed, and not by a word, a motor has more poles than the classes' tables."""
    coupling = case.conditions.units[i].si.coupling_efficiency
    return poles_at(_speed(case, i), case.conditions.frequency) not in IE_POLES and not geared(
        coupling
    )


class _Class(NamedTuple):
    """The IE class of a low-voltage motor."""

    i: int
    number: float
    inputs: dict[str, str]
    """What it rests on."""
    shown: bool
    """Whether an efficiency was held to a table; else the class is only a word."""


def _classes(case: Case, decide: str = "") -> list[_Class]:
    """Low-voltage motors, each with its IE class.

    The class that is named, or that which the declared efficiency reaches if that is lower.
    """
    lv = _of_voltage(case, high=False)
    if not lv:
        raise NotApplicableError("high-voltage motors have no IE class", decide=decide)
    word = case.conditions.need("station.motor_class")
    found = []
    for i in lv:
        unit, inputs, reached = case.conditions.units[i].si, {"class": word}, None
        named, poles = float(word[2:]), _poles(case, i)
        if unit.motor_rating is not None and unit.motor_efficiency is not None:
            reached = _class_reached(
                unit.motor_rating, poles, unit.motor_efficiency, case.conditions.frequency
            )
            if reached == 3 and named > 3.0 and case.conditions.frequency == 60.0:
                reached = None  # its table ends at Premium
        if reached is not None and reached < named:
            named = float(reached)
            inputs |= show(rating=(unit.motor_rating, "power"),
                           motor_efficiency=(unit.motor_efficiency, "efficiency"))  # fmt: skip
            inputs["poles"] = str(poles)
        found.append(_Class(i, named, inputs, reached is not None))
    return found


def _class_reached(rating: float, poles: int, efficiency: float, f: float) -> int | None:
    """The highest IE class whose efficiency, as printed, a motor has, 0 below all; None outside.

    At 60 Hz NEMA Premium is IE3. What is below it has the class of the tables for 50 Hz, IE2 at
    most: those for 60 Hz ask for the same or up to a point more (IEC 60034-30-1, from memory).
    """
    if poles not in IE_POLES or not 120.0 <= rating <= MOST_LV:
        return None
    if f == 60.0:
        premium = low_voltage_efficiency(poles, "IE3", np.array([rating]), f)[0]
        if efficiency >= round(float(premium), 3) - 1e-9:
            return 3
    for word in reversed(IE_CLASSES[:2] if f == 60.0 else IE_CLASSES):
        if (word, poles) == ("IE1", 8):  # the class has no 8-pole motors
            continue
        least = float(full_load_efficiency(np.float64(rating), **efficiency_rows(poles, word)))
        if efficiency >= round(least, 3) - 1e-9:
            return int(word[2:])
    return 0


def _by_word(found: list[_Class]) -> str:
    """Evidence of classes of which one is only a word."""
    return "" if all(one.shown for one in found) else "declared"


@needs("station.motor_class", "units[].motor_rating", "units[].motor_efficiency")
@quantity
def motor_class(case: Case) -> Value:
    """IE class of the low-voltage motors as a number, the lowest."""
    found = _classes(case)
    rows = [
        Value(one.number, one.inputs, "station.motor_class", case.conditions.name(one.i))
        for one in found
    ]
    return worst(rows, largest=False)._replace(evidence=_by_word(found))


@needs("station.motor_class", "units[].motor_rating", "units[].motor_efficiency")
@quantity
def motor_class_short(case: Case) -> Value:
    """What a low-voltage motor lacks of the IE class that Regulation (EU) 2019/1781 asks for."""
    c, rows, within, unknown, decide = case.conditions, [], [], [], ""
    # No other rule of the EU looks at motors: a word alone doesn't turn this one off.
    large = all((unit.si.motor_rating or 0.0) > MOST_LV for unit in c.need("units"))
    for one in _classes(case, decide="" if large else "station.supply"):
        R, poles = c.units[one.i].si.motor_rating, _poles(case, one.i)
        if R is None:
            unknown.append(f"units[{one.i}].motor_rating")
            continue
        if not 0.75e3 <= R <= MOST_LV:
            continue
        if poles not in IE_POLES:
            decide = decide if _of_many_poles(case, one.i) else "station.poles"
            continue
        asked = 4.0 if 75e3 <= R <= 200e3 and poles <= 6 else 3.0
        inputs = {**one.inputs, **show(rating=(R, "power")), "asked": f"IE{asked:g}"}
        rows.append(Value(asked - one.number, inputs, "station.motor_class", c.name(one.i)))
        within.append(one)
    if not rows and not unknown:
        raise NotApplicableError(
            "outside the scope: 0.75 to 1000 kW, 2 to 8 poles, to 1000 V", decide=decide
        )
    return worst(rows, largest=True, unknown=unknown)._replace(evidence=_by_word(within))


def _high_voltage(case: Case) -> tuple[Value, float]:
    """Efficiency of the high-voltage motor that is nearest to its least, and that least."""
    c, hv = case.conditions, _of_voltage(case, high=True)
    if not hv:
        raise NotApplicableError("no high-voltage motors")
    rows, unknown = [], []
    voltage, cooling = (c.known(f"station.motor_{key}") for key in ("voltage", "cooling"))
    for key, value in (("voltage", voltage), ("cooling", cooling)):
        unknown += [f"station.motor_{key}"] if value is None else []
    for i in hv:
        unit, poles = c.units[i].si, _poles(case, i)
        R, eta = unit.motor_rating, unit.motor_efficiency
        lacking = {"rating": R, "efficiency": eta}
        unknown += [f"units[{i}].motor_{key}" for key, value in lacking.items() if value is None]
        if None in (voltage, cooling, R, eta):
            continue
        of_table = [
            (1e3 * float(row["rating_kw"]), float(row["grade3_pct"]) / 100.0)
            for row in data.rows("motor_hv") if f"{row['voltage_kv']} kV" == voltage
            and row["cooling"] == cooling and row["poles"] == str(poles)
        ]  # fmt: skip
        # Between two ratings that of the larger is enough, and less than the smaller's too little.
        below = [least for P, least in of_table if R * (1.0 - 1e-9) <= P]
        above = [least for P, least in of_table if R * (1.0 + 1e-9) >= P]
        if not below or not above or max(above) <= eta < min(below):
            text = "grade 3 of GB 30254-2024 for {rating}, {voltage}, {poles} poles"
            rating = units.show(R, "power")
            unknown.append(Phrase(text, rating=rating, voltage=voltage, poles=poles))
            continue
        least = min(below) if eta >= min(below) else max(above)
        inputs = show(rating=(R, "power")) | {"poles": str(poles)}
        rows.append((
            Value(eta, inputs, f"units[{i}].motor_efficiency", c.name(i)), least
        ))  # fmt: skip
    if not rows:
        raise MissingError(*unknown)
    nearest, least = min(rows, key=lambda row: row[0].value - row[1])
    return nearest._replace(unknown=tuple(unknown)), least


@quantity
def hv_motor_efficiency(case: Case) -> Value:
    """Efficiency at full load of the high-voltage motor that is nearest to its least."""
    return _high_voltage(case)[0]


@limit
def gb30254_limit(case: Case) -> Value:
    """Least efficiency of a high-voltage motor, grade 3 of GB 30254-2024."""
    return Value(_high_voltage(case)[1], {})


@quantity
def station_efficiency(case: Case) -> Value:
    """Efficiency from the intake level to the discharge header, at the shafts."""
    case.conditions.need("units")
    m = case.matrix.si
    row = case.everything
    Q, H = float(m.flow[row, 0]), float(m.head[row, 0])
    runs = m.unit_flow[row, 0] > 0.0
    P = float((m.shaft_power[row, 0] * case.matrix.running[row])[runs].sum())
    if P != P:
        unknown = np.flatnonzero(runs & np.isnan(m.shaft_power[row, 0]))
        raise MissingError(*(case.lacks("efficiency", int(i)) for i in unknown))
    if not P > 0.0:
        raise NotApplicableError("the unit doesn't run")
    P_h = case.conditions.liquid.si.density * 9.80665 * Q * H
    return Value(P_h / P, show(flow=(Q, "flow"), head_at_the_header=(H, "head"),
                                shaft_power=(P, "power")), "units")  # fmt: skip


@needs("units[].motor_rating", "units[].motor_efficiency")
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
