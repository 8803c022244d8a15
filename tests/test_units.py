"""The door for values: spellings, text, quantities, arrays, and what is refused."""

import math
import pickle

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrocalc import units
from hydrocalc.errors import InputError, UnitsError
from hydrocalc.units import KINDS, number, quantity, show

UREG = pint.get_application_registry()

# pint's word for our spelling; the rest are pint's own.
PINT = {
    "m2": "m**2", "km2": "km**2", "ft2": "ft**2",
    "m3/s": "m**3/s", "m3/h": "m**3/hour", "m3/hr": "m**3/hour", "cmh": "m**3/hour",
    "m3/min": "m**3/minute", "m3/d": "m**3/day", "m3/day": "m**3/day", "cmd": "m**3/day",
    "L/s": "liter/s", "l/s": "liter/s", "lps": "liter/s", "L/min": "liter/minute",
    "l/min": "liter/minute", "lpm": "liter/minute", "L/h": "liter/hour", "l/h": "liter/hour",
    "ML/d": "megaliter/day", "MLD": "megaliter/day", "gpm": "gallon/minute",
    "usgpm": "gallon/minute", "mgd": "1e6*gallon/day", "MGD": "1e6*gallon/day",
    "cfs": "ft**3/s", "ft3/s": "ft**3/s", "in": "inch", "kg/m3": "kg/m**3", "g/cm3": "g/cm**3",
    "kg/L": "kg/liter", "t/m3": "tonne/m**3", "g/L": "g/liter", "m2/s": "m**2/s",
    "mm2/s": "mm**2/s", "cSt": "centistokes", "St": "stokes", "cm2/s": "cm**2/s",
    "kgf/cm2": "kilogram_force/cm**2", "hPa": "hectopascal", "°C": "degC", "C": "degC",
    "degC": "degC", "K": "kelvin", "°F": "degF", "F": "degF", "degF": "degF", "kW": "kilowatt",
    "kw": "kilowatt", "KW": "kilowatt", "hp": "horsepower", "HP": "horsepower",
    "PS": "metric_horsepower", "Wh": "watt_hour", "kWh": "kilowatt_hour", "MWh": "megawatt_hour",
    "GWh": "gigawatt_hour", "J/m3": "J/m**3", "kJ/m3": "kJ/m**3", "MJ/m3": "MJ/m**3",
    "kWh/m3": "kilowatt_hour/m**3", "m3": "m**3", "L": "liter", "l": "liter", "ML": "megaliter",
    "h": "hour", "hr": "hour", "min": "minute", "d": "day", "rpm": "revolutions_per_minute",
    "r/min": "revolution/minute", "r/s": "revolution/second", "rps": "revolution/second",
    "min-1": "revolution/minute", "%": "0.01", "pct": "0.01", "‰": "0.001", "1": "1",
    "y": "year", "yr": "year", "a": "year", "years": "year", "s/m2": "s/m**2", "mm/a": "mm/year",
    "m/a": "m/year", "mm/yr": "mm/year", "m/yr": "m/year", "um": "micrometer", "mi": "mile",
    "ft/1000ft": "0.001", "s/ft2": "s/ft**2", "lb/ft3": "lb/ft**3", "ft2/s": "ft**2/s",
    "gal": "gallon", "kgal": "kilogallon", "Mgal": "megagallon", "in/a": "inch/year",
    "in/yr": "inch/year", "in/year": "inch/year", "kWh/kgal": "kilowatt_hour/kilogallon",
    "kWh/Mgal": "kilowatt_hour/megagallon", "lb·ft2": "lb*ft**2", "lb*ft2": "lb*ft**2",
    "lbft2": "lb*ft**2", "kg·m2": "kg*m**2", "kg*m2": "kg*m**2", "kgm2": "kg*m**2",
}  # fmt: skip

# What pint doesn't know, by hand.
BY_HAND = {
    ("flow", "万m3/d"): 1e4 / 86400, ("flow", "万m3/日"): 1e4 / 86400,
    ("flow", "万吨/日"): 1e4 / 86400, ("daily volume", "万m3/d"): 1e4,
    ("daily volume", "万m3/日"): 1e4, ("daily volume", "万吨/日"): 1e4, ("energy", "度"): 3.6e6,
    ("volume", "万m3"): 1e4, ("hours per day", "h/d"): 1.0, ("age", "年"): 1.0,
}  # fmt: skip
PAIRS = [(k.name, s) for k in KINDS.values() if k.pint for s in k.spellings]


@pytest.mark.parametrize(("kind", "spelling"), PAIRS)
def test_every_spelling_agrees_with_pint(kind, spelling):
    ours = number(f"7.5 {spelling}", kind, "x", low=-1e30, high=1e30)
    if (kind, spelling) in BY_HAND:
        assert ours == pytest.approx(7.5 * BY_HAND[kind, spelling], rel=1e-12)
        return
    word = PINT.get(spelling, spelling)
    if kind == "temperature":  # an offset: 7.5 times one degree is not 7.5 degrees
        theirs = UREG.Quantity(7.5, word).to("degC")
    else:
        theirs = (7.5 * UREG.Quantity(word)).to(KINDS[kind].pint)
    assert ours == pytest.approx(theirs.magnitude, rel=1e-12)


def test_one_rule_bit_for_bit():
    given_as = (
        0.4,
        "0.4",
        "400 L/s",
        "0.4 m3/s",
        UREG.Quantity(1440, "m**3/hour"),
        np.float64(0.4),
    )
    assert {number(v, "flow", "flow") for v in given_as} == {0.4}
    assert number("700 mm", "head", "x") == 0.7
    assert number(UREG.Quantity(700, "mm"), "head", "x") == 0.7
    assert number("87.8m", "head", "x") == number(" 87.8  m ", "head", "x") == 87.8


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("０．４ ㎥／ｓ", "flow", 0.4), ("1440㎥/h", "flow", 0.4), ("20℃", "temperature", 20.0),
        ("82％", "efficiency", 0.82), ("3.5万m³/d", "daily volume", 35000.0),
        ("1480 r/min", "speed", 1480.0), ("−3 m", "level", -3.0), ("+3.e0 m", "level", 3.0),
        (".5 m", "head", 0.5), ("1e-1 m^3/s", "flow", 0.1), ("0.1 m**3/s", "flow", 0.1),
        ("288.0577 ft", "head", 87.8), ("68 °F", "temperature", 20.0), ("293.15 K", "temperature", 20.0),
    ],
)  # fmt: skip
def test_text(text, kind, value):
    assert number(text, kind, "x") == pytest.approx(value, rel=1e-6, abs=1e-12)


@given(st.floats(1e-3, 1e3, allow_subnormal=False), st.sampled_from(PAIRS))
def test_parse_of_format(x, pair):
    kind, spelling = pair
    spelling = "" if spelling == "1" else spelling
    once = number(f"{x!r} {spelling}", kind, "x", low=-1e300, high=1e300)
    assert once == number(f"{x!r}{spelling}", kind, "x", low=-1e300, high=1e300)
    unit = "" if KINDS[kind].unit == "1" else KINDS[kind].unit
    plain = number(f"{x!r} {unit}", kind, "x", low=-1e300, high=1e300)
    assert plain == x


@given(st.floats(0.001, 100))
def test_round_trip_through_pint(x):
    back = number(quantity(x, "power").to("hp"), "power", "x", low=0.0, high=1e9)
    assert back == pytest.approx(x, rel=1e-12)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    for kind in ("flow", "efficiency", "temperature"):
        try:
            got = number(text, kind, "x")
        except InputError as error:
            refused = str(error)
        else:
            refused = ""
            assert math.isfinite(got)
        assert refused == "" or refused.startswith("x: ")


BAD = [
    ("0,4", "flow", "write '0.4'"),
    ("0,4 m3/s", "flow", "write '0.4 m3/s'"),
    ("1,440", "flow", "'1440' / '1.440'"),
    ("1 440 m3/h", "flow", "write '1440 m3/h'"),
    ("1'440 m3/h", "flow", "write '1440 m3/h'"),
    ("", "flow", "0.4 m3/s"),
    (" ", "flow", "0.4 m3/s"),
    ("m3/s", "flow", "0.4 m3/s"),
    ("nan", "flow", "0.4 m3/s"),
    ("inf", "flow", "0.4 m3/s"),
    ("1e999", "flow", "finite"),
    (float("nan"), "flow", "finite"),
    (float("inf"), "flow", "finite"),
    (-0.4, "flow", "above 0"),
    (0, "flow", "above 0"),
    ("87.8 kPa", "head", "8.969 m"),
    ("10**10**10 m", "head", "87.8 m"),
    ("9" * 10_000, "head", "10000 characters"),
    ("1_000 m", "head", "write '1000 m'"),
    ("0.4 furlongs", "flow", "m3/h"),
    ("0.4 m", "flow", "not head"),
    ("85", "efficiency", "did you mean '85 %'?"),
    (85, "efficiency", "did you mean '85 %'?"),
    (True, "flow", "0.4 m3/s"),
    (None, "flow", "nothing"),
    (1j, "flow", "0.4 m3/s"),
    (b"0.4", "flow", "0.4 m3/s"),
    (object(), "flow", "0.4 m3/s"),
    (["0.4", "0.5"], "flow", "one unit for all"),
    ([[1.0], [2.0, 3.0]], "flow", "0.4 m3/s"),
    (np.array(["a"]), "flow", "0.4 m3/s"),
    (np.array([object()]), "flow", "0.4 m3/s"),
    (10**400, "flow", "0.4 m3/s"),
    (UREG.Quantity(1, "m"), "flow", "one of: m3/s"),
    (UREG.Quantity(50, "Hz"), "speed", "rpm"),
    (UREG.Quantity(155, "rad/s"), "speed", "rpm"),
    (UREG.Quantity(1, "USD") if "USD" in UREG else UREG.Quantity(1, ""), "flow", "one of"),
    ("50 Hz", "speed", "not frequency"),
]


@pytest.mark.parametrize(("value", "kind", "said"), BAD, ids=lambda v: repr(v)[:20])
def test_bad_input_names_the_argument_and_says_what_to_write(value, kind, said):
    with pytest.raises(InputError) as caught:
        number(value, kind, "some_argument")
    text = str(caught.value)
    assert text.startswith("some_argument: ")
    assert said in text
    assert len(text) < 600
    assert str(pickle.loads(pickle.dumps(caught.value))) == text  # noqa: S301 - our own


def test_units_error_is_an_input_error():
    with pytest.raises(UnitsError):
        number("0.4 furlongs", "flow", "flow")


def test_bounds_can_be_narrowed_and_are_inclusive():
    assert number(0.0, "temperature", "t", low=0.0, high=40.0) == 0.0
    assert number("40 °C", "temperature", "t", low=0.0, high=40.0) == 40.0
    for wrong in (-0.001, 40.001):
        with pytest.raises(InputError, match="t: "):
            number(wrong, "temperature", "t", low=0.0, high=40.0)


def test_arrays_pass_unchecked_and_unchanged():
    mine = np.array([400.0, -1.0, np.nan])
    got = number(UREG.Quantity(mine, "liter/s"), "flow", "flow")
    np.testing.assert_allclose(got, [0.4, -0.001, np.nan], rtol=1e-15)
    np.testing.assert_array_equal(mine, [400.0, -1.0, np.nan])
    assert number([1, 2], "flow", "flow").dtype == np.float64
    assert number((1, 2.5), "flow", "flow").tolist() == [1.0, 2.5]
    assert number(np.float32(0.5), "flow", "flow") == 0.5
    masked = np.ma.masked_array([1.0, 2.0], mask=[False, True])
    np.testing.assert_array_equal(number(masked, "flow", "flow"), [1.0, np.nan])
    assert number(np.ma.masked_array([1, 2]), "flow", "flow").tolist() == [1.0, 2.0]


def test_any_registry_is_accepted_and_ours_comes_out():
    other = pint.UnitRegistry()
    assert number(other.Quantity(400, "liter/s"), "flow", "flow") == 0.4
    out = quantity(np.float64(0.4), "flow")
    assert isinstance(out, UREG.Quantity)
    assert type(out.magnitude) is float
    assert (out + UREG.Quantity(100, "liter/s")).magnitude == 0.5
    assert quantity(0.6, "price") == 0.6  # money has no pint unit


def test_temperatures_have_an_offset():
    assert number(UREG.Quantity(68.0, "degF"), "temperature", "t") == pytest.approx(20.0, rel=1e-12)
    assert number(UREG.Quantity(293.15, "kelvin"), "temperature", "t") == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"), (343826.2, 4, "343826"), (34560.0, 4, "34560"), (0.30118, 4, "0.3012"),
        (96.28, 4, "96.28"), (2.0, 4, "2"), (1e-7, 4, "1e-7"), (1.5e13, 4, "1.5e13"),
        (math.nan, 4, "–"), (-3.456, 2, "-3.5"), (0.4, 4, "0.4"), (99.996, 4, "100"),
    ],
)  # fmt: skip
def test_digits(value, digits, text):
    assert units.digits_of(value, digits) == text


def test_shown():
    assert show(343826.2, "power") == "343.8 kW"
    assert show(0.8, "efficiency") == "80 %"
    assert show(1.15, "ratio") == "1.15"
    assert show(20.0, "temperature") == "20 °C"
    assert units.shown(0.5, "diameter") == 500.0


@pytest.mark.parametrize(
    ("value", "kind", "zeros", "low", "high"),
    [
        ("0.40 m3/s", "flow", True, 0.395, 0.405), ("0.4", "flow", True, 0.35, 0.45),
        (0.4, "flow", True, 0.35, 0.45), ("35000 m3/d", "daily volume", False, 34500, 35500),
        ("3.5万m3/d", "daily volume", False, 34500, 35500), ("945 kW", "power", True, 944.5e3, 945.5e3),
        ("35000", "daily volume", True, 34999.5, 35000.5), ("1.0e3 m", "head", True, 950, 1050),
        (UREG.Quantity(0.4, "m**3/s"), "flow", True, 0.35, 0.45), (840.0, "daily volume", True, 839.5, 840.5),
    ],
)  # fmt: skip
def test_printed_precision(value, kind, zeros, low, high):
    got = units.printed(value, kind, "x", zeros=zeros)
    assert got[0] == pytest.approx(low, rel=1e-12)
    assert got[2] == pytest.approx(high, rel=1e-12)


def test_kinds_are_consistent():
    for kind in KINDS.values():
        for spelling in (kind.unit, kind.shown):
            assert units.find_spelling(kind, spelling) is not None or spelling == "1", kind.name
        assert kind.low < kind.high


# Plausible bounds of each kind in the unit of bare numbers, and what people read: by the field.
BOUNDS = {
    "moment of inertia": (0, 1e7),
    "flow": (0, 1000), "head": (0, 5000), "diameter": (0, 20), "length": (0, 1e7),
    "roughness": (0, 0.05), "roughness growth": (0, 0.01), "age": (0, 300), "time": (0, 1e9),
    "gradient": (0, 100), "Reynolds number": (0, 1e15), "head per flow": (0, 1e30),
    "chainage": (0, 1e7), "electric power": (0, 1e9), "pipe pressure": (0, 1e9),
    "level": (-500, 9000), "velocity": (0, 10_000), "density": (500, 2000), "viscosity": (1e-8, 1),
    "pressure": (0, 1e9), "bulk modulus": (1e6, 1e11), "temperature": (-273.15, 1000),
    "power": (0, 1e9), "energy": (0, 1e18), "specific energy": (0, 1e12), "daily volume": (0, 1e8),
    "volume": (0, 1e13), "area": (0, 1e9), "hours per day": (0, 24), "speed": (0, 1e5),
    "frequency": (0, 1000), "price": (0, 1000), "money": (0, 1e15), "ratio": (0, 1000),
    "efficiency": (0, 1), "share": (0, 1),
}  # fmt: skip


def test_bounds_of_every_kind():
    assert {name: (kind.low, kind.high) for name, kind in KINDS.items()} == BOUNDS


@pytest.mark.parametrize(("kind", "bounds"), BOUNDS.items())
def test_bounds_are_inclusive_but_for_0(kind, bounds):
    low, high = map(float, bounds)
    assert number(high, kind, "x") == high
    wrong = [np.nextafter(high, np.inf), np.nextafter(low, -np.inf)]
    if low == 0.0:
        wrong.append(0.0)
        assert number(5e-324, kind, "x") == 5e-324
        assert number(0.0, kind, "x", low=0.0) == 0.0
    else:
        assert number(low, kind, "x") == low
    for value in wrong:
        with pytest.raises(InputError, match="x: "):
            number(float(value), kind, "x")


# One of each spelling in the unit of the kind, from its definition in the SI or by law.
DEFINED = {
    ("flow", "gpm"): 231 * 0.0254**3 / 60, ("flow", "mgd"): 1e6 * 231 * 0.0254**3 / 86400,
    ("flow", "cfs"): 0.3048**3, ("flow", "L/h"): 1e-3 / 3600, ("flow", "ML/d"): 1000 / 86400,
    ("head", "ft"): 0.3048, ("length", "mi"): 1609.344, ("diameter", "in"): 0.0254,
    ("gradient", "m/km"): 1e-3, ("gradient", "‰"): 1e-3, ("gradient", "%"): 1e-2,
    ("velocity", "km/h"): 1 / 3.6, ("viscosity", "St"): 1e-4, ("viscosity", "cSt"): 1e-6,
    ("pressure", "psi"): 0.45359237 * 9.80665 / 0.0254**2, ("pressure", "atm"): 101325,
    ("pressure", "kgf/cm2"): 9.80665 / 1e-4, ("power", "hp"): 550 * 0.3048 * 0.45359237 * 9.80665,
    ("power", "PS"): 75 * 9.80665, ("energy", "kWh"): 3.6e6, ("energy", "GWh"): 3.6e12,
    ("specific energy", "kWh/m3"): 3.6e6, ("daily volume", "L/s"): 86.4, ("daily volume", "m3/h"): 24,
    ("daily volume", "mgd"): 1e6 * 231 * 0.0254**3, ("area", "ft2"): 0.3048**2, ("area", "ha"): 1e4,
    ("hours per day", "d"): 24, ("hours per day", "min"): 1 / 60, ("speed", "r/s"): 60,
    ("ratio", "‰"): 1e-3, ("efficiency", "%"): 1e-2, ("share", "%"): 1e-2, ("time", "d"): 86400,
}  # fmt: skip


@pytest.mark.parametrize(("pair", "one"), DEFINED.items())
def test_units_by_definition(pair, one):
    kind, spelling = pair
    assert number(f"1 {spelling}", kind, "x", low=0.0, high=1e30) == pytest.approx(one, rel=1e-14)
    array = units.converted([1.0, -2.0], kind, spelling, "x")
    assert array == pytest.approx([one, -2 * one], rel=1e-14)
    factor = units.find_spelling(KINDS[kind], spelling)
    assert factor.offset == 0


def test_converted_arrays():
    degrees = units.converted([32.0, 212.0], "temperature", "°F", "x")
    assert degrees == pytest.approx([0.0, 100.0], abs=1e-12)
    assert list(units.converted([1, 2], "flow", "m3/s", "x")) == [1.0, 2.0]
    with pytest.raises(UnitsError, match="not head"):
        units.converted([1.0], "flow", "m", "x")


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1e-5, 4, "0.00001"), (9.99e-6, 4, "9.99e-6"), (9.99e11, 4, "999000000000"),
        (1e12, 4, "1e12"), (123456.7, 3, "123457"), (0.012345, 3, "0.0123"), (1000.0, 2, "1000"),
        (999.96, 4, "1000"), (10.5, 2, "10"), (10.51, 2, "11"), (-1e-5, 2, "-0.00001"),
        (1.2345e-7, 3, "1.23e-7"), (math.inf, 4, "–"), (1.0, 1, "1"), (0.5, 1, "0.5"),
        (1.051e13, 2, "1.1e13"), (120.0, 4, "120"),
    ],
)  # fmt: skip
def test_digits_at_the_edges(value, digits, text):
    assert units.digits_of(value, digits) == text
    assert units.show(value, "money", digits) == text


def test_shown_units():
    for kind, plain, text in (
        ("diameter", 0.8, "800 mm"), ("power", 1.5e6, "1500 kW"), ("temperature", 20.0, "20 °C"),
        ("flow", 0.25, "0.25 m³/s"), ("energy", 3.6e6, "1 kWh"), ("viscosity", 1e-6, "1 mm²/s"),
        ("bulk modulus", 2.2e9, "2.2 GPa"), ("roughness growth", 2e-5, "0.02 mm/a"),
        ("gradient", 0.002, "2 m/km"), ("specific energy", 1.8e6, "0.5 kWh/m³"), ("money", 5.0, "5"),
        ("level", -3.0, "-3 m"), ("pressure", 5e5, "500 kPa"), ("roughness", 1e-4, "0.1 mm"),
    ):  # fmt: skip
        assert show(plain, kind) == text
    assert show(1234.5678, "head") == "1235 m"
    assert show(1234.5678, "head", 6) == "1234.57 m"
    assert units.unit_shown("ratio") == ""
    assert units.unit_shown("efficiency") == "%"


@pytest.mark.parametrize(
    ("value", "kind", "zeros", "low", "high"),
    [
        ("1.25e-3 m3/s", "flow", True, 1.245e-3, 1.255e-3), ("12e2 m", "head", True, 1150, 1250),
        ("1200 m", "head", False, 1150, 1250), ("1200 m", "head", True, 1199.5, 1200.5),
        ("1200. m", "head", True, 1199.5, 1200.5), ("1200.0 m", "head", False, 1199.95, 1200.05),
        (1200.0, "head", False, 1150, 1250), (1200.5, "head", False, 1200.45, 1200.55),
        ("800 mm", "diameter", True, 0.7995, 0.8005), ("85 %", "efficiency", True, 0.845, 0.855),
        (UREG.Quantity(800.0, "mm"), "diameter", True, 0.7995, 0.8005),
        (UREG.Quantity(12.5, "kilowatt"), "power", True, 12450, 12550), (1e-5, "flow", True, 0.5e-5, 1.5e-5),
    ],
)  # fmt: skip
def test_intervals_of_printed_digits(value, kind, zeros, low, high):
    got = units.printed(value, kind, "x", zeros=zeros)
    assert got == pytest.approx((low, (low + high) / 2, high), rel=1e-12)


def said(value, kind, **bounds):
    with pytest.raises(InputError) as caught:
        number(value, kind, "x", **bounds)
    return str(caught.value)


def test_units_that_were_forgotten():
    """From which bare number on a unit is likely to be missing, and which one is meant."""
    for value, kind, meant in (
        (2.0, "efficiency", "2 %"), (1.99, "efficiency", None), (100.0, "efficiency", "100 %"),
        (101.0, "efficiency", None), (25.0, "diameter", "25 mm"), (24.9, "diameter", None),
        (2e4, "diameter", "20000 mm"), (2.001e4, "diameter", None), (1440.0, "flow", "1440 m3/h"),
        (1100.0, "temperature", "1100 K"), (0.1, "roughness", "0.1 mm"),
        (50.0, "roughness", "50 mm"), (51.0, "roughness", None), (6000.0, "head", None),
        (-5.0, "diameter", None), ("25", "diameter", "25 mm"), ("25 m", "diameter", None),
        ("1500", "ratio", "1500 %"),
    ):  # fmt: skip
        text = said(value, kind)
        if meant is None:
            assert "did you mean" not in text, value
        else:
            assert f"did you mean '{meant}'?" in text, value
    assert "did you mean '300 K'" in said(300.0, "temperature", high=100.0)
    assert "did you mean" not in said(199.0, "temperature", high=100.0)


def test_arrays_that_do_not_fit_are_the_users_error():
    with pytest.raises(InputError, match=r"shapes \(2,\), \(3,\)") as caught:
        units.run(np.add, np.ones(2), np.ones(3))
    assert caught.value.argument == "arguments"
    assert list(units.run(np.add, np.ones(2), 1.0)) == [2.0, 2.0]


def test_bounds_are_said_with_their_unit():
    assert "did you mean '12.3457 mm'?" in said(12.345678, "roughness")
    assert "above 0 and up to 5000 m" in said(-1.0, "head")
    assert "from 0 to 40 °C" in said(41.0, "temperature", low=0.0, high=40.0)
    assert "from 0 to 5000 m" in said(-1.0, "head", low=0.0)
    assert "above 0 and up to 1" in said(1.5, "efficiency")
    assert "from -500 to 9000 m" in said(1e4, "level")
    assert "'9999 m'" in said("9999 m", "head")
    assert "-1" in said(-1, "head")
    assert said(np.float64(-2.5), "head").count("-2.5") == 1
    for value in (math.nan, math.inf, -math.inf, "1e999"):
        assert "a finite head" in said(value, "head")


def test_numbers_as_people_write_them():
    """What is refused is answered with what may be meant."""
    for text, kind, write in (
        ("1,5", "head", "'1.5'"), ("+1,5 m", "head", "'+1.5 m'"), ("1.440,5", "head", None),
        ("12 345,6 m", "head", None), ("1_440_000 m3/d", "daily volume", "'1440000 m3/d'"),
        ("1,440,000 m3/d", "daily volume", "'1440000 m3/d'"), ("01,440 m", "head", "'01.440 m'"),
        ("DN800", "diameter", "806 mm"), ("dn 800", "diameter", "806 mm"), ("DN800", "head", None),
    ):  # fmt: skip
        text = said(text, kind)
        assert write is None or write in text, text
        assert "806 mm" not in text or kind == "diameter"
    for text in ("1,5{x}", "1,5 kW", "1,440{x}", "1 440 foo", "1_440{", "1,5m{", "12 345,6 x"):
        # No part of what is wrong, and no number that nobody typed.
        assert said(text, "head").partition("; got ")[2] == repr(text), text
    assert "characters" in said("5" + " " * 62 + " m", "head")  # 65 of them
    assert number("5" + " " * 61 + " m", "head", "x") == 5.0
    for text in ("1__0 m", "1e5e5 m", "--5 m", "5 . m", ". m", "e5 m", "5,m"):
        said(text, "head")


def test_a_pressure_in_place_of_a_head():
    """Water of 998.2 kg/m³: 100 kPa are 10.22 m; a length doesn't become one."""
    for kind in ("head", "level"):
        text = said("100 kPa", kind)
        assert f"{1e5 / 998.2 / 9.80665:.2f} m" in text
        assert "head of water" in text
    assert "head of water" not in said("100 kPa", "flow")
    assert "not pressure" in said("100 kPa", "flow")
    assert "not flow" in said("5 L/s", "head")
    assert "furlong" in said("5 furlong", "head")


def test_quantities_of_units_without_a_spelling():
    for made, kind, plain in (
        (UREG.Quantity(1, "yard"), "head", 0.9144), (UREG.Quantity(2, "megagallon/hour"), "flow",
                                                     2e6 * 231 * 0.0254**3 / 3600),
        (UREG.Quantity(491.67, "degR"), "temperature", 0.0), (UREG.Quantity(3, "hectare"), "area", 3e4),
        (UREG.Quantity(2, "turn/hour"), "speed", 2 / 60), (UREG.Quantity(5, "percent"), "ratio", 0.05),
    ):  # fmt: skip
        assert number(made, kind, "x") == pytest.approx(plain, rel=1e-9, abs=1e-9)
        again = number(made, kind, "x")  # known by now
        assert again == number(made, kind, "x")
    for made, kind in (
        (UREG.Quantity(5, "delta_degC"), "temperature"), (UREG.Quantity(5, "m**2"), "head"),
        (UREG.Quantity(1, "W"), "price"), (UREG.Quantity(5, "radian/s"), "speed"),
    ):  # fmt: skip
        with pytest.raises(UnitsError, match="one of: "):
            number(made, kind, "x")


def test_what_is_no_number_is_clipped():
    for length, cut in ((38, False), (39, True)):
        text = said(b"x" * (length - 1), "head")
        assert ("…" in text) == cut
    assert "nothing" in said(None, "head")
    for wrong in (np.array(["a"]), np.array([None]), np.array([1j]), np.array([True]), {}, {1.0}):
        said(wrong, "head")
    assert said([1.0, 2.0], "head", scalar=True).startswith("x: expected one value, not an array")
    assert number(3, "head", "x") == 3.0
    assert type(number(3, "head", "x")) is float
    assert type(number(np.float32(3), "head", "x")) is float
    assert number(np.array(3.0), "head", "x") == 3.0
    for strings in (["1 m"], ("1 m", 2.0), [UREG.Quantity(1, "m")]):
        assert "one unit for all" in said(strings, "head")
