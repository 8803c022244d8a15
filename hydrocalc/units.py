"""The door for every value: numbers, text and quantities in; quantities and text out.

One rule: a bare number is in the documented unit (SI, but °C and rpm), anything that carries a
unit is converted, every result says its unit. A *kind* of quantity has one unit for bare numbers,
one for showing, and a closed list of spellings. Text is read by one anchored pattern and never
reaches pint, which reads ``"87,8 m"`` as 878 m; only `number` and `quantity` touch pint.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from weakref import WeakKeyDictionary

import numpy as np

from hydrocalc.errors import InputError, UnitsError
from hydrocalc.kernels import blocks
from hydrocalc.kernels.liquids import G
from hydrocalc.texts import Phrase, Translate, filled, quoted, untranslated

if TYPE_CHECKING:
    from pint import Quantity

MAX_TEXT = 64


class Factor(NamedTuple):
    """value in the kind's unit = (value - offset) × numerator / denominator.

    Numerator and denominator are kept apart, so that "700 mm" is 0.7 and not 0.7000000000000001.
    """

    numerator: float
    denominator: float = 1
    offset: float = 0


class Kind(NamedTuple):
    """A kind of quantity: its units, spellings and plausible bounds."""

    name: str
    unit: str
    """Unit of a bare number, as it is written."""
    pint: str
    """The same for pint; empty if pint has no such unit (money)."""
    shown: str
    """Unit in which people read it."""
    low: float
    high: float
    """Plausible bounds, in `unit`. Where `low` is 0, 0 itself is refused."""
    spellings: Mapping[str, Factor]


def _kind(
    name: str, unit: str, pint: str, shown: str, low: float, high: float, **groups: Any
) -> Kind:
    spellings: dict[str, Factor] = {}
    for words, factor in groups["spellings"]:
        for word in words.split():
            spellings[word] = factor if isinstance(factor, Factor) else Factor(*factor)
    return Kind(name, unit, pint, shown, low, high, spellings)


_RATIO = [("1", (1,)), ("% pct", (1, 100)), ("‰", (1, 1000))]
_PRESSURE = [
    ("Pa", (1,)), ("kPa", (1000,)), ("MPa", (10**6,)), ("GPa", (10**9,)), ("bar", (10**5,)),
    ("mbar hPa", (100,)), ("psi", (6894.757293168361,)), ("ksi", (6894757.293168361,)),
    ("kgf/cm2", (98066.5,)), ("atm", (101325,)),
]  # fmt: skip

KINDS: dict[str, Kind] = {
    k.name: k
    for k in (
        _kind("flow", "m³/s", "m**3/s", "m³/s", 0, 1000, spellings=[
            ("m3/s", (1,)), ("m3/h m3/hr cmh", (1, 3600)), ("m3/min", (1, 60)),
            ("m3/d m3/day cmd", (1, 86400)), ("万m3/d 万m3/日 万吨/日", (10000, 86400)),
            ("L/s l/s lps", (1, 1000)), ("L/min l/min lpm", (1, 60000)),
            ("L/h l/h", (1, 3600000)), ("ML/d MLD", (1000, 86400)),
            ("gpm usgpm", (3.785411784, 60000)), ("mgd MGD", (3785.411784, 86400)),
            ("cfs ft3/s", (0.028316846592,)),
        ]),
        _kind("head", "m", "m", "m", 0, 5000, spellings=[
            ("m", (1,)), ("mm", (1, 1000)), ("cm", (1, 100)), ("ft", (3048, 10000)),
        ]),
        _kind("diameter", "m", "m", "mm", 0, 20, spellings=[
            ("m", (1,)), ("mm", (1, 1000)), ("cm", (1, 100)), ("ft", (3048, 10000)),
            ("in inch", (254, 10000)),
        ]),
        _kind("length", "m", "m", "m", 0, 1e7, spellings=[
            ("m", (1,)), ("km", (1000,)), ("mm", (1, 1000)), ("cm", (1, 100)),
            ("ft", (3048, 10000)), ("mi mile", (1609344, 1000)),
        ]),
        _kind("chainage", "m", "m", "km", 0, 1e7, spellings=[
            ("m", (1,)), ("km", (1000,)), ("ft", (3048, 10000)), ("mi mile", (1609344, 1000)),
        ]),
        _kind("roughness", "m", "m", "mm", 0, 0.05, spellings=[
            ("m", (1,)), ("mm", (1, 1000)), ("μm um", (1, 10**6)), ("ft", (3048, 10000)),
            ("in inch", (254, 10000)),
        ]),
        _kind("roughness growth", "m/a", "m/year", "mm/a", 0, 0.01, spellings=[
            ("m/a m/year m/yr", (1,)), ("mm/a mm/year mm/yr", (1, 1000)),
            ("in/a in/year in/yr", (254, 10000)),
        ]),
        _kind("age", "a", "year", "a", 0, 300, spellings=[("a y yr year years 年", (1,))]),
        _kind("time", "s", "s", "s", 0, 1e9, spellings=[
            ("s", (1,)), ("min", (60,)), ("h", (3600,)), ("d", (86400,)),
        ]),
        _kind("gradient", "m/m", "m/m", "m/km", 0, 100, spellings=[
            ("m/m", (1,)), ("m/km ft/1000ft ‰", (1, 1000)), ("%", (1, 100)),
        ]),
        _kind("Reynolds number", "1", "dimensionless", "1", 0, 1e15, spellings=[("1", (1,))]),
        _kind("head per flow", "s/m²", "s/m**2", "s/m²", 0, 1e30, spellings=[
            ("s/m2", (1,)), ("s/ft2", (1, 0.09290304)),
        ]),
        _kind("level", "m", "m", "m", -500, 9000, spellings=[
            ("m", (1,)), ("mm", (1, 1000)), ("cm", (1, 100)), ("ft", (3048, 10000)),
        ]),
        _kind("velocity", "m/s", "m/s", "m/s", 0, 10000, spellings=[
            ("m/s", (1,)), ("km/h", (1000, 3600)), ("ft/s", (3048, 10000)),
        ]),
        _kind("density", "kg/m³", "kg/m**3", "kg/m³", 500, 2000, spellings=[
            ("kg/m3", (1,)), ("g/cm3 kg/L t/m3", (1000,)), ("g/L", (1,)),
            ("lb/ft3", (16.01846337396014,)),
        ]),
        _kind("viscosity", "m²/s", "m**2/s", "mm²/s", 1e-8, 1, spellings=[
            ("m2/s", (1,)), ("mm2/s cSt", (1, 10**6)), ("St cm2/s", (1, 10**4)),
            ("ft2/s", (0.09290304,)),
        ]),
        _kind("pressure", "Pa", "Pa", "kPa", 0, 1e9, spellings=_PRESSURE),
        _kind("pipe pressure", "Pa", "Pa", "bar", 0, 1e9, spellings=_PRESSURE),
        _kind("bulk modulus", "Pa", "Pa", "GPa", 1e6, 1e11, spellings=_PRESSURE),
        _kind("temperature", "°C", "degC", "°C", -273.15, 1000, spellings=[
            ("°C C degC", (1,)), ("K", (1, 1, 273.15)), ("°F F degF", (5, 9, 32)),
        ]),
        _kind("power", "W", "W", "kW", 0, 1e9, spellings=[
            ("W", (1,)), ("kW kw KW", (1000,)), ("MW", (10**6,)),
            ("hp HP", (745.6998715822702,)), ("PS", (735.49875,)),
        ]),
        _kind("electric power", "W", "W", "kW", 0, 1e9, spellings=[
            ("W", (1,)), ("kW kw KW", (1000,)), ("MW", (10**6,)),
            ("hp HP", (745.6998715822702,)), ("PS", (735.49875,)),
        ]),
        _kind("energy", "J", "J", "kWh", 0, 1e18, spellings=[
            ("J", (1,)), ("kJ", (1000,)), ("MJ", (10**6,)), ("GJ", (10**9,)),
            ("Wh", (3600,)), ("kWh 度", (3600000,)), ("MWh", (3600 * 10**6,)),
            ("GWh", (3600 * 10**9,)),
        ]),
        _kind("specific energy", "J/m³", "J/m**3", "kWh/m³", 0, 1e12, spellings=[
            ("J/m3", (1,)), ("kJ/m3", (1000,)), ("MJ/m3", (10**6,)), ("kWh/m3", (3600000,)),
            ("kWh/kgal", (3600000, 3.785411784)), ("kWh/Mgal", (3600000, 3785.411784)),
        ]),
        _kind("daily volume", "m³/d", "m**3/day", "m³/d", 0, 1e8, spellings=[
            ("m3/d m3/day", (1,)), ("万m3/d 万m3/日 万吨/日", (10000,)), ("ML/d MLD", (1000,)),
            ("m3/h", (24,)), ("m3/s", (86400,)), ("L/s l/s", (864, 10)),
            ("mgd MGD", (3785.411784,)),
        ]),
        _kind("volume", "m³", "m**3", "m³", 0, 1e13, spellings=[
            ("m3", (1,)), ("L l", (1, 1000)), ("万m3", (10000,)), ("ML", (1000,)),
            ("gal", (3.785411784, 1000)), ("kgal", (3.785411784,)), ("Mgal", (3785.411784,)),
        ]),
        _kind("area", "m²", "m**2", "m²", 0, 1e9, spellings=[
            ("m2 m²", (1,)), ("ha", (10000,)), ("km2", (10**6,)), ("ft2", (0.09290304,)),
        ]),
        _kind("hours per day", "h", "hour", "h", 0, 24, spellings=[
            ("h hr h/d", (1,)), ("min", (1, 60)), ("d", (24,)),
        ]),
        _kind("speed", "rpm", "revolutions_per_minute", "rpm", 0, 100000, spellings=[
            ("rpm r/min min-1", (1,)), ("r/s rps", (60,)),
        ]),
        _kind("moment of inertia", "kg·m²", "kg*m**2", "kg·m²", 0, 1e7, spellings=[
            ("kg·m2 kg*m2 kgm2", (1,)), ("lb·ft2 lb*ft2 lbft2", (0.0421401100938048,)),
        ]),
        _kind("frequency", "Hz", "Hz", "Hz", 0, 1000, spellings=[("Hz", (1,))]),
        _kind("price", "1/kWh", "", "1/kWh", 0, 1000, spellings=[
            ("1/kWh /kWh 元/kWh CNY/kWh RMB/kWh ¥/kWh EUR/kWh €/kWh USD/kWh $/kWh", (1,)),
        ]),
        _kind("money", "1", "", "1", 0, 1e15, spellings=[("1", (1,))]),
        _kind("ratio", "1", "dimensionless", "1", 0, 1000, spellings=_RATIO),
        _kind("efficiency", "1", "dimensionless", "%", 0, 1, spellings=_RATIO),
        _kind("share", "1", "dimensionless", "%", 0, 1, spellings=_RATIO),
    )
}  # fmt: skip

US = {
    "flow": "gpm", "head": "ft", "diameter": "in", "length": "ft", "roughness": "in",
    "roughness growth": "in/a", "gradient": "ft/1000 ft", "head per flow": "s/ft²", "level": "ft",
    "velocity": "ft/s", "chainage": "ft", "pipe pressure": "psi", "density": "lb/ft³",
    "viscosity": "ft²/s", "pressure": "psi",
    "bulk modulus": "ksi", "temperature": "°F", "power": "hp", "specific energy": "kWh/Mgal",
    "daily volume": "MGD", "volume": "kgal", "area": "ft²", "moment of inertia": "lb·ft²",
}  # fmt: skip
"""Units in which people read a kind in the US, where they aren't those of `Kind.shown`."""
SYSTEMS = ("si", "us")
_system: ContextVar[str] = ContextVar("units_system", default="si")


@contextmanager
def shown_in(system: str | None) -> Iterator[None]:
    """Show quantities in a system of units, one of `SYSTEMS`; as before where None is given.

    The one place that decides it: records, tables and plots ask `shown`, `unit_shown` and `show`.
    """
    if system is None:
        yield
        return
    if not isinstance(system, str) or system not in SYSTEMS:
        raise InputError(
            "units_system", "one of: {words}", quoted(system), words=", ".join(SYSTEMS)
        )
    before = _system.set(system)
    try:
        yield
    finally:
        _system.reset(before)


def system() -> str:
    """The system in which quantities are shown now."""
    return _system.get()


def in_system(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method or function that shows quantities takes `units_system`, one of `SYSTEMS`."""

    @wraps(method)
    def showing(*arguments: Any, units_system: str | None = None, **named: Any) -> Any:
        with shown_in(units_system):
            found = method(*arguments, **named)
            # What is made one by one is made here, and not where it is read.
            return iter(list(found)) if isinstance(found, Iterator) else found

    return showing


_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S(?:.*\S)?)?\s*")
_COMMA = re.compile(r"([+-]?\d+),(\d+)([^,.]*)")
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:[ ,_']\d{3})+(?:\.\d+)?")
_TURNS = {"revolution", "turn", "revolutions_per_minute", "revolutions_per_second"}


def number(
    value: Any,
    kind: str,
    argument: str,
    *,
    low: float | None = None,
    high: float | None = None,
    scalar: bool = False,
) -> Any:
    """A value as a plain number in its kind's unit.

    Parameters
    ----------
    value : float, str, array_like or quantity
        A bare number is in the kind's unit, text is a number with an optional unit, a quantity
        (of any pint registry) is converted.
    kind : str
        A key of `KINDS`.
    argument : str
        The argument's name, for the message.
    low, high : float, optional
        Bounds in the kind's unit, inclusive, in place of the kind's own.
    scalar : bool, optional
        Refuse arrays.

    Returns
    -------
    float or np.ndarray
        A float for a scalar, a float64 array otherwise. Only scalars are held to the bounds:
        in an array, a kernel answers what lies outside its domain with nan.

    Raises
    ------
    InputError
        If it isn't a finite number within its bounds.
    UnitsError
        If its unit is unknown or belongs to another kind.
    """
    k = KINDS[kind]
    if isinstance(value, str):
        plain: Any = _from_text(value, k, argument)
    elif hasattr(value, "magnitude") and hasattr(value, "_REGISTRY"):
        plain = _from_quantity(value, k, argument)
    else:
        plain = _from_numbers(value, k, argument)
    if not isinstance(plain, float):
        if scalar:
            raise InputError(argument, "one value, not an array", _clip(value))
    else:
        _check_bounds(plain, value, k, argument, low, k.high if high is None else high)
    return plain


def row(value: Any, kind: str, argument: str, **bounds: Any) -> Any:
    """One or more finite values as a plain array of one axis: what a table is made over."""
    plain = np.atleast_1d(number(value, kind, argument, **bounds))
    if plain.ndim > 1:
        raise InputError(argument, "values in one row", f"shape {plain.shape}")
    if not plain.size:
        raise InputError(argument, "one or more values", Phrase("none"))
    if not np.isfinite(plain).all():
        raise InputError(argument, "finite values", _clip(value))
    return plain


def printed(
    value: Any, kind: str, argument: str, *, zeros: bool = True
) -> tuple[float, float, float]:
    """A scalar with the interval that its printed digits leave open: (low, value, high).

    Half a unit of the last digit either way: "0.40 m3/s" is 0.395–0.405. Without `zeros` the
    closing zeros of a whole number don't count as printed: 35000 is 34500–35500. A bare number is
    printed as Python prints it.
    """
    plain = number(value, kind, argument)
    if hasattr(value, "magnitude"):
        text, factor = repr(float(value.magnitude)), plain / float(value.magnitude)
    else:
        text = (
            unicodedata.normalize("NFKC", value) if isinstance(value, str) else repr(float(value))
        )
        match = _NUMBER.fullmatch(text.strip())
        text = match[1] if match else text
        factor = plain / float(text)
    digits, _, exponent = text.lower().partition("e")
    whole, _, decimals = digits.partition(".")
    decimals = "" if not isinstance(value, str) and decimals == "0" else decimals
    places = -len(decimals)
    if not decimals and not zeros:
        places = len(whole) - len(whole.rstrip("0"))
    half = 0.5 * 10.0 ** (places + int(exponent or 0)) * factor
    return float(plain - half), float(plain), float(plain + half)


def run(kernel: Callable[..., Any], *arguments: Any, **settings: Any) -> Any:
    """`blocks.run` for faces: arrays that don't fit each other are the user's error."""
    try:
        return blocks.run(kernel, *arguments, **settings)
    except blocks.ShapeError:
        shape_of(*arguments)
        raise


def shape_of(*arguments: Any) -> tuple[int, ...]:
    """The broadcast shape of what a face was given; arrays that don't fit are the user's error."""
    shapes = [np.shape(a) for a in arguments]
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        got = "shapes " + ", ".join(str(shape) for shape in shapes if shape)
        raise InputError("arguments", "arrays whose shapes broadcast", got) from None


def quantity(plain: Any, kind: str) -> Quantity[Any]:
    """A plain number in its kind's unit as a quantity of pint's application registry."""
    import pint

    registry: Any = pint.get_application_registry().get()  # type: ignore[no-untyped-call]
    known = _of(_PINT_UNITS, registry)
    unit = known.get(kind)
    if unit is None:
        unit = known[kind] = registry.Unit(KINDS[kind].pint)._units
    if isinstance(plain, np.generic):
        plain = plain.item()
    result: Quantity[Any] = registry.Quantity(plain, unit)
    return result


def converted(values: Any, kind: str, unit: str, argument: str) -> Any:
    """An array in a unit of its kind as plain numbers; `number` is for what carries its unit."""
    factor = find_spelling(KINDS[kind], unit)
    if factor is None:
        number(f"1 {unit}", kind, argument)  # says what is wrong
    return _scaled(np.asarray(values, dtype=float), factor or Factor(1))


def shown(plain: Any, kind: str) -> Any:
    """A plain number in the unit in which people read it."""
    return _in_unit(plain, kind, _read_in(kind))


def _read_in(kind: str) -> str:
    return US.get(kind, KINDS[kind].shown) if _system.get() == "us" else KINDS[kind].shown


def _in_unit(plain: Any, kind: str, unit: str) -> Any:
    factor = find_spelling(KINDS[kind], unit) or Factor(1)
    return plain * factor.denominator / factor.numerator + factor.offset


def unit_shown(kind: str) -> str:
    """The unit in which people read a kind; nothing for a plain number."""
    unit = _read_in(kind)
    return "" if unit == "1" else unit


def read(plain: Any, kind: str, digits: int = 4) -> str:
    """A plain number as text in the unit in which people read it, which stands elsewhere."""
    return digits_of(shown(plain, kind), digits)


def show(plain: Any, kind: str, digits: int = 4) -> str:
    """A plain number as text, with its unit: ``343.9 kW``; a phrase where it has a unit."""
    if KINDS[kind].shown == "1":
        return digits_of(plain, digits)
    return Amount(plain, kind, digits)


def said(plain: Any, kind: str, digits: int = 4) -> str:
    """As `show`, as plain text for who reads it now: for cells and lists, which nobody renders."""
    if KINDS[kind].shown == "1":
        return digits_of(plain, digits)
    return f"{read(plain, kind, digits)} {unit_shown(kind)}"


class Amount(Phrase):
    """A quantity within a text: as a str in the SI, rendered in the units of the reader."""

    amount: tuple[Any, str, int, str]

    def __new__(cls, plain: Any, kind: str, digits: int = 4, unit: str = "") -> Self:
        """As `show`; in the SI in a `unit` of its kind, if that isn't the one shown."""
        unit = unit or KINDS[kind].shown
        number = digits_of(_in_unit(plain, kind, unit), digits)
        amount = cls.made_of(cls._TEMPLATE, {"number": number, "unit": Phrase(unit)})
        amount.amount = float(plain), kind, digits, unit
        return amount

    _TEMPLATE = "{number} {unit}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.amount

    def render(self, translate: Translate = untranslated) -> str:
        """The quantity in the units of the reader."""
        plain, kind, digits, unit = self.amount
        unit = US.get(kind, unit) if _system.get() == "us" else unit
        number = digits_of(_in_unit(plain, kind, unit), digits)
        return filled(self.template, {"number": number, "unit": Phrase(unit)}, translate)


class Reading(Amount):
    """The number of a quantity within a text; its unit stands elsewhere."""

    _TEMPLATE = "{number}"


_BESIDE = ("level", "temperature", "velocity", "pressure", "daily volume", "flow", "power")


def said_in(value: float, unit: str) -> tuple[str, str]:
    """A number that stands beside a unit, such as an assumption, in the units of the reader.

    As many digits as it was written with, but two at least: 1.5 m is 4.9 ft, and not 4.921 ft.
    """
    if _system.get() == "us":
        for kind in _BESIDE:
            factor = find_spelling(KINDS[kind], unit)
            if unit and factor is not None:
                return read(_scaled(value, factor), kind, digits_in(value)), unit_shown(kind)
    return digits_of(value), unit


def digits_in(value: float) -> int:
    """Significant digits that a number is written with, 2 to 4; all of a whole one."""
    return min(max(len(digits_of(value).replace(".", "").lstrip("0-")), 2), 4)


def digits_of(value: float, digits: int = 4) -> str:
    """A number to `digits` significant digits; whole thousands keep all of theirs."""
    value = float(value)
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -5 <= exponent <= 11:
        places = digits - 1 - exponent
        text = f"{value:.{max(places, 0)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{float(mantissa):g}e{int(power)}"


def find_spelling(kind: Kind, unit: str) -> Factor | None:
    """The factor of a unit's spelling, or None."""
    plain = _plain_unit(unit)
    found = kind.spellings.get(plain)
    if found is None and plain:
        found = kind.spellings.get("/".join(WORDS.get(word, word) for word in plain.split("/")))
    return found


WORDS = {
    **dict.fromkeys(("meter", "meters", "metre", "metres", "米"), "m"),
    **dict.fromkeys(("foot", "feet", "英尺"), "ft"), **dict.fromkeys(("inches", "英寸"), "in"),
    **dict.fromkeys(("公里", "千米"), "km"), "毫米": "mm", "厘米": "cm", "立方米": "m3",
    "万立方米": "万m3", "升": "L", "秒": "s", **dict.fromkeys(("分", "分钟"), "min"),
    **dict.fromkeys(("时", "小时"), "h"), **dict.fromkeys(("日", "天"), "d"), "转": "r",
    "千瓦": "kW", "千瓦时": "kWh", "千帕": "kPa", "兆帕": "MPa", "摄氏度": "°C",
}  # fmt: skip
"""Words for units, which may stand on either side of a stroke, by what they are short for."""


def _plain_unit(unit: str) -> str:
    folded = unicodedata.normalize("NFKC", unit)
    for sign, plain in (("**", ""), ("^", ""), (" ", ""), ("·", ""), ("−", "-")):
        folded = folded.replace(sign, plain)
    return folded


def _scaled(plain: Any, factor: Factor) -> Any:
    if factor.offset:
        plain = plain - factor.offset
    if factor.numerator != 1:
        plain = plain * factor.numerator
    if factor.denominator != 1:
        plain = plain / factor.denominator
    return plain


def _values(kind: Kind) -> dict[str, Any]:
    example = _EXAMPLES.get(kind.name, f"12.5 {kind.unit}".removesuffix(" 1"))
    return {"kind": Phrase(kind.name), "unit": Phrase(kind.unit), "example": example}


_EXAMPLES = {
    "flow": "0.4 m3/s", "head": "87.8 m", "power": "945 kW", "temperature": "20 °C",
    "efficiency": "85 %", "share": "5 %", "daily volume": "35000 m3/d", "speed": "1480 rpm",
    "price": "0.65/kWh",
}  # fmt: skip
_EXPECTED = "{kind} in {unit} or with a unit, such as '{example}'"
_OTHER = "{kind} in {unit} or with a unit, such as '{example}', not {other}"


def lacking(kind: str, argument: str) -> InputError:
    """What is wrong where a value of a kind was left out."""
    return InputError(argument, _EXPECTED, Phrase("nothing"), **_values(KINDS[kind]))


def _clip(value: Any) -> str:
    if value is None:
        return Phrase("nothing")
    text = quoted(value, 41)
    return text if len(text) <= 40 else text[:36] + "…" + text[0]


def _from_text(text: str, kind: Kind, argument: str) -> float:
    values = _values(kind)
    if len(text) > MAX_TEXT:
        got = f"{text[:20]!r}… ({len(text)} characters)"
        raise InputError(argument, _EXPECTED, got, **values)
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    match = _NUMBER.fullmatch(folded)
    unit = _plain_unit(match[2] or "") if match else ""
    if match is None or (re.match(r"[\d,._'′\"″]", unit) and find_spelling(kind, unit) is None):
        write, guess = _as_it_should_be(folded, kind), False
        if not write:
            write, guess = _put_right(folded, kind), True
        raise InputError(argument, _EXPECTED, repr(text), write, guess=guess, **values)
    plain = float(match[1])
    if unit == "":
        return plain
    factor = find_spelling(kind, unit)
    if factor is not None:
        return float(_scaled(plain, factor))
    raise _wrong_unit(text, match[1], unit, kind, argument, values)


_LENGTHS = ("level", "diameter", "length", "roughness")


def _as_it_should_be(folded: str, kind: Kind) -> str:
    """What was probably meant; nothing where that can't be told."""
    if kind.name == "diameter" and re.match(r"(?i)DN ?\d", folded):
        return Phrase("the bore, such as '806 mm': a nominal size is a pipe of a catalogue")
    grouped = _GROUPS.match(folded)
    comma = _COMMA.fullmatch(folded)
    rest = comma[3] if comma else folded[grouped.end() :] if grouped else ""
    if rest.strip() and find_spelling(kind, rest) is None:
        return ""  # without a unit of the kind it would be as wrong
    with_point = repr(f"{comma[1]}.{comma[2]}{comma[3]}") if comma else ""
    if not grouped:
        return with_point
    without_groups = repr(re.sub(r"[ ,_']", "", grouped[0]) + folded[grouped.end() :])
    # "1,440" is 1440 to one reader and 1.44 to another: show both.
    return f"{without_groups} / {with_point}" if comma else without_groups


_MARKED = re.compile(r"([^\d\s.+-]{1,4})\s*((?:\d+\.?\d*|\.\d+))\s*(\D*)")
_MARKS = {"'": "ft", "′": "ft", '"': "in", "″": "in"}


def _put_right(folded: str, kind: Kind) -> str:
    """The number that was typed with its unit where it belongs; nothing where none was."""
    if marked := _MARKED.fullmatch(folded):  # "$0.12/kWh"
        number, unit = marked[2], marked[1] + marked[3].strip()
    elif feet := re.fullmatch(r"([+-]?\d+\.?\d*)\s*(['′\"″])", folded):
        number, unit = feet[1], _MARKS[feet[2]]
    else:
        return ""
    return f"'{number} {unit}'" if find_spelling(kind, unit) is not None else ""


def _in_other_case(number: str, unit: str, kind: Kind) -> str:
    """What was typed in a spelling that differs in capitals only, if that can be one unit alone."""
    same = (s for s in (*kind.spellings, *WORDS) if s.casefold() == unit.casefold())
    alike = {s: factor for s in same if (factor := find_spelling(kind, s)) is not None}
    spelling = next(iter(alike), "")
    if len({*alike.values()}) != 1 or (unit[0], spelling[0]) == ("m", "M"):
        return ""  # a thousandth is no million
    return f"'{number} {spelling}'"


def _wrong_unit(
    text: str, number: str, unit: str, kind: Kind, argument: str, values: dict[str, Any]
) -> UnitsError:
    other = next(
        (k for k in KINDS.values() if find_spelling(k, unit) and k.name not in _LENGTHS), None
    )
    if other is None:
        write = _in_other_case(number, unit, kind)
        if write:
            return UnitsError(argument, _EXPECTED, repr(text), write, guess=True, **values)
        return UnitsError(argument, _EXPECTED, repr(text), _units_of(kind), **values)
    values["other"] = Phrase(other.name)
    if kind.name in ("head", "level") and other.name == "pressure":
        # 998.2 kg/m³ is water at 20 °C; the answer is shown to four digits only.
        head = _scaled(float(number), find_spelling(other, unit) or Factor(1)) / (998.2 * G)
        that = Phrase("the head of water at 20 °C which that pressure is")
        write = Phrase("{head} ({that})", head=f"'{digits_of(head)} m'", that=that)
        return UnitsError(argument, _EXPECTED, repr(text), write, **values)
    return UnitsError(argument, _OTHER, repr(text), _units_of(kind), **values)


class _Spellings(Phrase):
    """The units that a kind is typed in; those with Chinese signs for who reads Chinese."""

    kind: str

    def __new__(cls, kind: str) -> _Spellings:
        """By the name of the kind."""
        latin = (s for s in KINDS[kind].spellings if s != "1" and not _CHINESE.search(s))
        found = cls.made_of("one of: {units}", {"units": ", ".join(latin)})
        found.kind = kind
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return _Spellings, (self.kind,)

    def render(self, translate: Translate = untranslated) -> str:
        """In the language of `translate`."""
        template = translate(self.template)
        if template == self.template:
            return str(self)
        spellings = (s for s in KINDS[self.kind].spellings if s != "1")
        return filled(template, {"units": ", ".join(spellings)})


_CHINESE = re.compile("[\u4e00-\u9fff]")


def _units_of(kind: Kind) -> Phrase:
    return _Spellings(kind.name)


def _from_numbers(value: Any, kind: Kind, argument: str) -> Any:
    if type(value) is float:
        return value
    values = _values(kind)
    if value is None or isinstance(value, (bool, np.bool_, bytes, complex)):
        raise InputError(argument, _EXPECTED, _clip(value), **values)
    if hasattr(value, "filled"):  # a masked array, by what it does: np.ma takes long to load
        value = value.astype(np.float64).filled(np.nan)
    if isinstance(value, (list, tuple)) and any(
        isinstance(item, str) or hasattr(item, "magnitude") for item in value
    ):
        write = Phrase("the numbers alone and one unit for all, as in Quantity([1, 2], 'm')")
        raise InputError(argument, _EXPECTED, _clip(value), write, **values)
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "iufO" or (array.dtype.kind == "O" and array.ndim):
            raise TypeError(array.dtype)
        array = array.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        raise InputError(argument, _EXPECTED, _clip(value), **values) from None
    return array if array.ndim else float(array)


def _from_quantity(value: Any, kind: Kind, argument: str) -> Any:
    values = _values(kind)
    known = _of(_PINT_FACTORS, value._REGISTRY)
    key = (value._units, kind.name)
    factor = known.get(key)
    if factor is None:
        factor = _pint_factor(value, kind)
        if factor is None:
            got = f"{value.units:P}" or Phrase("a plain number")
            raise UnitsError(argument, _EXPECTED, got, _units_of(kind), **values)
        known[key] = factor
    return _scaled(_from_numbers(value.magnitude, kind, argument), factor)


# By registry, for as long as it lives: what is kept of a unit must not know its registry.
_PINT_FACTORS: WeakKeyDictionary[Any, dict[Any, Factor]] = WeakKeyDictionary()
_PINT_UNITS: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def _of(cache: WeakKeyDictionary[Any, dict[Any, Any]], registry: Any) -> dict[Any, Any]:
    known = cache.get(registry)
    if known is None:
        known = cache[registry] = {}
    return known


def _pint_factor(value: Any, kind: Kind) -> Factor | None:
    """Factor of a pint unit: that of our own spelling if one is equal, so the bits agree."""
    import pint

    if not kind.pint:
        return None
    if kind.name == "speed" and not _TURNS & set(value.units._units):
        return None  # pint takes rad/s and Hz for a rotational speed, off by a factor of 2π
    registry = value._REGISTRY
    try:
        zero = registry.Quantity(0.0, value.units).to(kind.pint).magnitude
        one = registry.Quantity(1.0, value.units).to(kind.pint).magnitude
    except (pint.PintError, AttributeError, TypeError, ValueError, ArithmeticError):
        return None
    if "delta_" in str(value.units):
        return None  # a difference of temperatures is no temperature
    for factor in kind.spellings.values():
        same_slope = math.isclose(one - zero, factor.numerator / factor.denominator, rel_tol=1e-9)
        if same_slope and math.isclose(_scaled(0.0, factor), zero, rel_tol=1e-9, abs_tol=1e-9):
            return factor
    return Factor(one - zero, 1, -zero / (one - zero) if zero else 0)


def _check_bounds(
    plain: float, value: Any, kind: Kind, argument: str, low: float | None, high: float
) -> None:
    above_zero = low is None and kind.low == 0
    low = kind.low if low is None else low
    bare = isinstance(value, (int, float, np.generic)) or (
        isinstance(value, str) and math.isfinite(plain) and value.strip()[-1:].isdigit()
    )
    within = low <= plain <= high and not (above_zero and plain == 0)
    unlikely = isinstance(value, str) and bare and plain > _UNLIKELY.get(kind.name, math.inf)
    if within and not unlikely:
        return
    values: dict[str, Any] = {
        "kind": Phrase(kind.name), "low": digits_of(low, 6), "high": digits_of(high, 6),
    }  # fmt: skip
    if kind.unit != "1":
        values["low"] = Reading(low, kind.name, 6, kind.unit)
        values["high"] = Amount(high, kind.name, 6, kind.unit)
    expected = "{kind} from {low} to {high}"
    if above_zero:
        expected = "{kind} above 0 and up to {high}"
    if within:
        expected = "{kind} with its unit: so much is hardly meant in {unit}"
        values["unit"] = kind.unit
    got = repr(value) if isinstance(value, (str, float, int)) else digits_of(plain, 6)
    write = ""
    if bare and math.isfinite(plain):
        for spelling, least in _FORGOTTEN.get(kind.name, {}).items():
            if spelling == "gpm" and system() != "us":
                continue
            meant = _scaled(plain, kind.spellings[spelling])
            if low < meant <= high and plain >= least:
                write = f"'{digits_of(plain, 6)} {spelling}'"
                break
    if not math.isfinite(plain):
        expected = "a finite {kind}"
    raise InputError(argument, expected, got, write, guess=True, **values)


# Units that people leave out by mistake, and from which bare number on that is likely; gpm where
# people read US units.
_FORGOTTEN = {
    "efficiency": {"%": 2.0}, "share": {"%": 2.0}, "ratio": {"%": 2.0}, "diameter": {"mm": 25.0},
    "flow": {"gpm": 0.0, "m3/h": 1000.0, "L/s": 0.0}, "temperature": {"K": 200.0},
    "roughness": {"mm": 0.0},
}  # fmt: skip
_UNLIKELY = {"flow": 100.0}
"""From memory: what is typed above it without a unit was meant in another; a few dozen stations of
the world lift more, and say m³/s."""
