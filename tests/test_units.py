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
