"""Motors: the standard rating for a shaft power, and the efficiency of a rating."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.errors import InputError, warn_range
from hydrocalc.kernels import motors as kernels
from hydrocalc.records.fields import OptionalMeasure, choice, whole
from hydrocalc.units import run

if TYPE_CHECKING:
    from pint import Quantity

    from hydrocalc.records.fields import Amount

POLES = (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40, 48)
IE_CLASSES = ("IE1", "IE2", "IE3", "IE4")
IE_POLES = (2, 4, 6, 8)
"""Poles that the classes cover."""
SUPPLIES = ("LV", "LV/HV", "HV")
MAINS = (50.0, 60.0)
"""Frequencies that mains have, Hz: series, speeds and efficiencies are of one or the other."""


def mains(frequency: Amount | None, name: str = "frequency") -> float:
    """Mains frequency as given, Hz, else the usual one."""
    if frequency is None:
        return data.assumption("frequency").number
    f = float(units.number(frequency, "frequency", name, scalar=True))
    if f not in MAINS:
        raise InputError(name, "50 or 60 Hz", units.show(f, "frequency"))
    return f


class Mains(OptionalMeasure):
    """A mains frequency, or None."""

    def __init__(self, *, label: str) -> None:
        super().__init__("frequency", default=None, label=label)

    def read(self, value: Any) -> Any:
        return None if value is None else mains(value, self.name)


def poles_at(speed: float, frequency: float = 50.0) -> int:
    """Poles of a motor that turns at about a speed, rpm, with the mains."""
    return max(2, 2 * round(60.0 * frequency / speed))


SLOWEST = 0.92
"""Speed of an induction motor under load over its synchronous speed: slip is less than this."""


def turns_at(speed: float, frequency: float) -> bool:
    """Whether some number of poles turns at a speed, rpm, with the mains."""
    share = speed * poles_at(speed, frequency) / (120.0 * frequency)
    return bool(SLOWEST <= share <= 1.0 + 1e-9)


def geared(coupling_efficiency: float) -> bool:
    """Whether a gear or a belt lies between motor and pump.

    Couplings lose up to 1 %, gears and belts more (textbook figures): only they change a speed.
    """
    return coupling_efficiency < 0.99 - 1e-9


GEARED_POLES = 6
"""Of the motor that turns a slow pump through a gear: 4 to 8 are usual."""


def least_synchronous() -> float:
    """Rating, W, below which no motor has more than `MOST_INDUCTION` poles."""
    return 1000.0 * min(float(r["rating_kw"]) for r in data.rows("motor_synchronous"))


MOST_INDUCTION = 12
"""Poles that induction motors are made with; from 14 they are synchronous, and large."""


def needs_gear(poles: Any, rating: Any) -> Any:
    """Whether no motor turns so slowly at such a rating, W, but one with a gear does."""
    return (np.asarray(poles) > MOST_INDUCTION) & (np.asarray(rating) < least_synchronous())


COUNTRIES = ("CN", "EU", "US")
"""Whose practice says where high voltage begins (``motor_supply.csv``)."""


def usual_country(frequency: float) -> str:
    """Whose high voltage is assumed where none is said: China's at 50, that of the US at 60 Hz."""
    return "US" if frequency == 60.0 else "CN"


@cache
def rating_series(frequency: float = 50.0, country: str = "") -> tuple[Any, Any, tuple[str, ...]]:
    """Standard ratings, W, the reserve factor of each, and its usual supply.

    IEC's at 50 Hz, those in horsepower at 60 Hz; the largest are made to order. Supplies are those
    of the country, or of `usual_country`.
    """
    where = country or usual_country(frequency)
    (row,) = (r for r in data.rows("motor_supply") if r["country"] == where)
    low, high = (1000.0 * float(row[name]) for name in ("low_to_kw", "high_from_kw"))
    name = "NEMA" if frequency == 60.0 else "IEC"
    rows = [r for r in data.rows("motor_ratings") if r["series"] == name]
    ratings = np.array([1000.0 * float(r["rating_kw"]) for r in rows])
    steps = data.rows("motor_margins")
    at, k = (np.array([float(r[c]) for r in steps]) for c in ("rating_kw", "margin"))
    margins = np.interp(np.log(ratings / 1000.0), np.log(at), k)
    supplies = tuple("LV" if low >= R else "HV" if high <= R else "LV/HV" for R in ratings)
    return ratings, margins, supplies


def supply_of(rating: float, asked: str = "", frequency: float = 50.0) -> str:
    """Supply of a motor, one of `SUPPLIES`: as asked for, else the usual one of its rating, W."""
    ratings, _, supplies = rating_series(frequency)
    return asked or supplies[min(int(np.searchsorted(ratings, rating)), len(supplies) - 1)]


def motor_rating(
    *, shaft_power: Amount, margin: Amount | None = None, coupling_efficiency: Amount = 1.0
) -> Quantity[Any]:
    """Next standard motor rating for the largest shaft power of a pump.

    Parameters
    ----------
    shaft_power : float, str, array_like or quantity
        Largest shaft power anywhere in the operating range, W (not that at the duty point);
        any shape.
    margin : float or str, optional
        Reserve factor k, 1–2. By default that of the rating chosen: 1.25 to 11 kW, 1.15 at
        55 kW, 1.10 at 200 kW, 1.05 from 1 MW, between them by its logarithm.
    coupling_efficiency : float or str, optional
        Efficiency of coupling or gear, 0–1.

    Returns
    -------
    quantity
        Rated power, W, of the shape of `shaft_power`; nan above the largest, 200 MW (from some
        25 MW made to order).

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range, or if the scalar power exceeds
        the series.

    Notes
    -----
    Smallest R of the series with R ≥ k P / η_c.

    References
    ----------
    IEC 60072-1 and GB/T 4772.1 (series), GB 50265 (margins of large pumps): from memory, unread.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.motor_rating(shaft_power='247 kW').to('kW'):.0f~P}")
    280 kW
    """
    power = units.number(shaft_power, "power", "shaft_power")
    coupling = units.number(coupling_efficiency, "efficiency", "coupling_efficiency", scalar=True)
    ratings, margins, _ = rating_series()
    if margin is not None:
        margins = np.full_like(
            margins, units.number(margin, "ratio", "margin", low=1.0, high=2.0, scalar=True)
        )
    chosen = run(kernels.motor_rating, power / coupling, ratings=ratings, margins=margins)
    if isinstance(power, float) and np.isnan(chosen):
        most = units.show((ratings / margins)[-1], "power")
        raise InputError("shaft_power", "at most {most}", units.show(power, "power"), most=most)
    return units.quantity(chosen, "power")


def motor_efficiency(
    *, rating: Amount, poles: int = 4, ie_class: str = "IE3", load: Amount = 1.0
) -> Any:
    """Efficiency of a low-voltage induction motor at 50 Hz, by its IE class.

    Parameters
    ----------
    rating : float, str, array_like or quantity
        Rated power, W, 0.12–1000 kW (IE1: 0.75–375 kW); any shape.
    poles : {2, 4, 6, 8}, optional
        Number of poles.
    ie_class : {'IE1', 'IE2', 'IE3', 'IE4'}, optional
        Efficiency class; IE1 has no 8-pole motors.
    load : float, str or array_like, optional
        Shaft power over rating, 0–1.5.

    Returns
    -------
    float or np.ndarray
        Efficiency, 0–1, of the broadcast shape; nan where a rating of an array is not covered.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar rating is not covered.

    Warns
    -----
    RangeWarning
        If a scalar load lies outside 0.25–1.25.

    Notes
    -----
    Full load: A lg³P + B lg²P + C lg P + D, P in kW, up to 200 kW; constant above (315 kW,
    4-pole, IE3: 96.0 %). Part load: losses are a constant share of 0.30 and one that grows with
    the square of the load; valid for loads of 0.25–1.25. IE classes end at 1000 V.

    References
    ----------
    IEC 60034-30-1:2014; Regulation (EU) 2019/1781, read in UK SI 2021/745, tables 27 and 28.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.motor_efficiency(rating='315 kW'):.3f}")
    0.960
    """
    power = units.number(rating, "power", "rating")
    x = units.number(load, "ratio", "load", low=0.0, high=1.5)
    poles, ie_class = whole(poles, "poles", 2, 8), choice(ie_class, "ie_class", IE_CLASSES)
    efficiency = run(full_load_efficiency, power, **efficiency_rows(poles, ie_class))
    if isinstance(x, float) and not 0.25 <= x <= 1.25:
        warn_range("load", x, 0.25, 1.25)
    if isinstance(power, float) and np.isnan(efficiency):
        raise InputError(
            "rating", "a rating that {ie_class} covers with {poles} poles",
            units.show(power, "power"), ie_class=ie_class, poles=poles,
        )  # fmt: skip
    return run(kernels.motor_efficiency_at_load, x, efficiency, constant_share())


def constant_share() -> float:
    """Share of the full-load losses that does not depend on the load."""
    return data.assumption("motor_constant_losses").number


@cache
def efficiency_rows(poles: int, ie_class: str) -> dict[str, Any]:
    """Ranges and coefficients of one class and pole number, for `full_load_efficiency`."""
    rows = [
        [float(r[c]) for c in ("from_kw", "to_kw", "A", "B", "C", "D")]
        for r in data.rows("motor_efficiency")
        if r["class"] == ie_class and r["poles"] == str(poles)
    ]
    if not rows:
        raise InputError(
            "poles", "a number of poles that {ie_class} covers", str(poles), ie_class=ie_class
        )
    low, high, *coefficients = np.array(rows).T
    return {"low": 1000.0 * low, "high": 1000.0 * high, "coefficients": coefficients}


@cache
def motor_table(
    ie_class: str, supply: str = "", frequency: float = 50.0, country: str = "",
    gear: float | None = None,
) -> Any:  # fmt: skip
    """Full-load efficiency by (poles of `POLES`, rating of the series).

    What is too slow for its rating is a motor of six poles with a gear, of the efficiency `gear`
    (as assumed; 1 where its loss is counted elsewhere).

    Low voltage by IE class at 50 Hz and NEMA Premium at 60 Hz, to 8 poles; slower ones lose a
    share a pole pair. High-voltage ratings, or all of them with `supply` HV, by GB 30254.
    """
    ratings, _, supplies = rating_series(frequency, country)
    high = np.array([(supply or s) == "HV" for s in supplies])
    slow = data.assumption("slow_motor_loss").number
    if gear is None:
        gear = 1.0 - data.assumption("gear_loss").number
    geared_motor = gear * low_voltage_efficiency(GEARED_POLES, ie_class, ratings, frequency)
    rows = []
    for poles in POLES:
        known = min(poles, 8)
        low = (
            low_voltage_efficiency(known, ie_class, ratings, frequency)
            - slow * (min(poles, 14) - known) / 2
        )
        row = np.where(high, high_voltage_efficiency(ratings, poles), low)
        rows.append(np.where(needs_gear(poles, ratings), geared_motor, row))
    return np.array(rows)


def low_voltage_efficiency(poles: int, ie_class: str, ratings: Any, frequency: float) -> Any:
    """Full-load efficiencies of a whole series, its ends held beyond what the tables cover."""
    if frequency == 60.0:
        rows = [r for r in data.rows("motor_efficiency_nema") if r["poles"] == str(poles)]
        at, eta = (np.array([float(r[c]) for r in rows]) for c in ("hp", "efficiency_pct"))
        return np.interp(np.log(ratings / HORSEPOWER), np.log(at), eta / 100.0)
    if ie_class == "IE1" and poles == 8:
        poles = 6  # the class has no 8-pole motors
    efficiency = run(full_load_efficiency, ratings, **efficiency_rows(poles, ie_class))
    # Below the smallest motor of a class (IE1: 0.75 kW) its efficiency stands for the rest,
    # and above the largest, 1 MW, that of the largest.
    known = efficiency[~np.isnan(efficiency)]
    ends = np.where(ratings > 1e6, known[-1], known[0])
    return np.where(np.isnan(efficiency), ends, efficiency)


HORSEPOWER = 745.7
"""A horsepower, W, as nameplates round it."""


def high_voltage_efficiency(ratings: Any, poles: int) -> Any:
    """Full-load efficiency of high-voltage motors: induction to 12 poles, then synchronous.

    Induction motors of 10 kV have the least that the law of China asks for, as IE3 is at low
    voltage. Between ratings by their logarithm; the ends of a table are held.
    """
    if poles > MOST_INDUCTION:
        rows, column = data.rows("motor_synchronous"), "efficiency_pct"
    else:
        wanted = {"voltage_kv": "10", "cooling": "open", "poles": str(poles)}
        rows = tuple(r for r in data.rows("motor_hv") if wanted.items() <= r.items())
        column = "grade3_pct"
    at, eta = (np.array([float(r[c]) for r in rows]) for c in ("rating_kw", column))
    return np.interp(np.log(ratings / 1000.0), np.log(at), eta / 100.0)


def full_load_efficiency(P: Any, *, low: Any, high: Any, coefficients: Any) -> Any:
    """Full-load efficiency by the row in whose range `P` lies; nan between the ranges."""
    row = np.maximum(np.searchsorted(low, P, side="right") - 1, 0)
    A, B, C, D = (c[row] for c in coefficients)
    value = kernels.motor_efficiency_iec(P, A, B, C, D)
    return np.where((low[row] <= P) & (high[row] >= P), value, np.nan)[()]
