"""Whatever a public name is called with, it answers with a result or with an error of our own."""

import datetime
import decimal
import inspect
import math
import pathlib
import warnings

import numpy as np
import pint
import pytest
from calls import (
    GROUP,
    LINE,
    PIPE,
    PUMP,
    SIZING,
    STATION,
    SYSTEM,
    UNIT,
    WATER,
    files,
    public,
)
from scipy.stats import uniform

import hydrocalc as hc
from hydrocalc.records.record import Record

Q = pint.get_application_registry().Quantity

HOSTILE = {
    "nothing": lambda: None, "true": lambda: True, "false": lambda: False, "zero": lambda: 0,
    "minus one": lambda: -1, "three": lambda: 3, "half": lambda: 0.5, "nan": lambda: math.nan,
    "inf": lambda: math.inf, "minus inf": lambda: -math.inf, "huge": lambda: 10**400,
    "complex": lambda: 1j, "empty text": lambda: "", "text": lambda: "abc",
    "comma": lambda: "1,5", "text nan": lambda: "nan", "text of seconds": lambda: "3 s",
    "surrogate": lambda: "a\ud800", "zero byte": lambda: "a\0b",
    "bytes": lambda: b"1", "list": list, "tuple": tuple, "dict": dict, "set": set,
    "numbers": lambda: [1.0, 2.0, 3.0], "ragged": lambda: [[1.0], [2.0, 3.0]],
    "texts": lambda: ["a", "b"], "nothings": lambda: [None, None], "nans": lambda: [math.nan] * 2,
    "a dict": lambda: {"a": 1}, "a dict of int": lambda: {1: 2}, "a dict of dict": lambda: {"flow": {}},
    "0-d": lambda: np.array(0.5), "0-d nan": lambda: np.array(math.nan),
    "no elements": lambda: np.array([]), "no rows": lambda: np.zeros((0, 3)),
    "no columns": lambda: np.zeros((3, 0)), "seven": lambda: np.linspace(0.1, 0.7, 7),
    "2-d": lambda: np.full((2, 3), 0.3), "with nan": lambda: np.array([0.3, math.nan]),
    "with inf": lambda: np.array([0.3, math.inf]), "negative": lambda: np.array([-1.0, -2.0]),
    "objects": lambda: np.array([object(), None]), "numbers as objects": lambda: np.array([1, 2], object),
    "bools": lambda: np.array([True, False]), "complexes": lambda: np.array([1j, 2.0]),
    "dates": lambda: np.array(["2026-01-01"], "M8[D]"), "0-d date": lambda: np.datetime64("2026-01-01"),
    "structured": lambda: np.zeros(2, [("a", float)]), "words": lambda: np.array(["a", "b"]),
    "masked": lambda: np.ma.masked_array([0.3, 0.4], [False, True]),
    "all masked": lambda: np.ma.masked_array([0.3], [True]), "masked 0-d": lambda: np.ma.masked,
    "seconds": lambda: Q(1.0, "s"), "lengths": lambda: Q(np.array([1.0, 2.0]), "m"),
    "no lengths": lambda: Q(np.array([]), "m"), "length nan": lambda: Q(math.nan, "m"),
    "unit": lambda: Q(1, "m").units,
    "path": lambda: pathlib.Path("nowhere") / "file", "folder": lambda: pathlib.Path(),
    "object": object, "class": lambda: int, "class of ours": lambda: hc.Pipe,
    "class of a curve": lambda: hc.PumpCurve,
    "pipe": lambda: PIPE, "water": lambda: WATER, "water of arrays": lambda: hc.water_at([10.0, 20.0]),
    "curve": lambda: PUMP, "line": lambda: LINE, "result": lambda: SIZING, "pipes": lambda: [PIPE, 1],
    "empty line": lambda: (), "system of arrays": lambda: SYSTEM.replace(diameter=[0.8, 0.9]),
    "generator": lambda: (x for x in (0.3, 0.4)), "range": lambda: range(3), "function": lambda: len,
    "lambda": lambda: lambda x: x, "decimal": lambda: decimal.Decimal("0.5"),
    "decimal nan": lambda: decimal.Decimal("NaN"),
    "date": lambda: datetime.date(2026, 1, 1),
    "ellipsis": lambda: ..., "slice": lambda: slice(3), "word of numpy": lambda: np.str_("a"),
    "distribution": lambda: uniform(0.1, 0.2), "family": lambda: uniform, "error": ValueError,
    "module": lambda: math, "no input": lambda: {"nonsense": [1.0]},
    "inputs of nothing": lambda: {"flow": None}, "inputs of texts": lambda: {"flow": ["a"]},
    "empty inputs": lambda: {"flow": []},
}  # fmt: skip


def arguments_of(thing):
    """Names of its arguments; one of the open ones for ``**fixed``."""
    if isinstance(thing, type) and issubclass(thing, Record):
        return list(thing.fields)
    if isinstance(thing, type) and issubclass(thing, tuple):
        return list(thing._fields)
    parameters = inspect.signature(thing).parameters.values()
    return ["flow" if p.kind is p.VAR_KEYWORD else p.name for p in parameters]


def raw(function, arguments):
    """What isn't ours in the answer of a call; nothing if all is well."""
    try:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.simplefilter("ignore", hc.RangeWarning)
                str(function(**arguments))
        except hc.HydrocalcError as error:
            str(error)
    except Exception as error:
        return error
    return None


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files()


CALLS = list(public())
THEIRS = {("progress", "class"), ("progress", "class of ours"), ("progress", "class of a curve"),
          ("progress", "function"), ("progress", "lambda")}  # fmt: skip
"""What a function of the user raises is the user's."""


@pytest.mark.parametrize(("name", "thing", "function", "valid"), CALLS, ids=[c[0] for c in CALLS])
def test_hostile_arguments(name, thing, function, valid, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", hc.RangeWarning)
        function(**valid)
    pathlib.Path("written.hydro.toml").unlink(missing_ok=True)
    faults = []
    for argument in arguments_of(thing):
        for label, make in HOSTILE.items():
            fault = raw(function, {**valid, argument: make()})
            if fault is not None and (argument, label) not in THEIRS:
                faults.append(f"{argument}, {label}: {fault!r:.150}")
    assert not faults, "\n".join(faults)


PIPE_OF = {"diameter": 0.8, "length": 21e3, "roughness": 1e-4}


@pytest.mark.parametrize(
    ("function", "arguments", "changing"),
    [
        (hc.head_loss, {**PIPE_OF, "flow": 0.4}, "flow"),
        (hc.head_loss_slope, {**PIPE_OF, "flow": 0.4}, "diameter"),
        (hc.flow_for_loss, {**PIPE_OF, "head_loss": 5.0}, "head_loss"),
        (hc.diameter_for_loss, {"flow": 0.4, "head_loss": 20.0, "length": 21e3, "roughness": 1e-4},
         "length"),
        (hc.measured_roughness, {"flow": 0.4, "head_loss": 14.0, "diameter": 0.8, "length": 21e3},
         "flow"),
        (hc.friction_factor, {"reynolds": 5e5, "relative_roughness": 1e-4}, "reynolds"),
        (hc.drive_efficiency, {"rating": 3e5, "load": 0.75}, "load"),
        (hc.motor_efficiency, {"rating": 3e5}, "load"),
        (hc.motor_rating, {"shaft_power": 3e5}, "shaft_power"),
        (hc.hydraulic_power, {"flow": 0.4, "head": 88.0}, "head"),
        (hc.water_at, {"temperature": 20.0}, "temperature"),
        (hc.wave_speed, {"diameter": 0.8, "wall": 0.01, "modulus": 2e11}, "wall"),
        (hc.duty_point, {"pump": PUMP, "system": SYSTEM}, "speed"),
        (hc.pump_performance, {"pump": PUMP, "flow": 0.2}, "flow"),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)  # fmt: skip
def test_elementwise_faces_of_nothing_and_of_what_does_not_fit(function, arguments, changing):
    """No elements in, none out; shapes that don't broadcast are named."""

    def arrays(answer):
        plain = answer._plain.values() if isinstance(answer, Record) else [answer]
        return [getattr(x, "magnitude", x) for x in plain if np.ndim(getattr(x, "magnitude", x))]

    for shape in ((0,), (0, 3)):
        found = arrays(function(**{**arguments, changing: np.ones(shape)}))
        assert found
        assert all(x.shape == shape for x in found)
    others = [n for n, v in arguments.items() if n != changing and isinstance(v, float)]
    for other in others:
        with pytest.raises(hc.InputError, match=r"shapes .*\(2,\).*broadcast|broadcast.*\(2,\)"):
            function(**{**arguments, changing: np.full(2, 1.0), other: np.full(3, 1e-4)})


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda a: hc.speed_for(PUMP, LINE, flow=0.3, suction_level=a), "suction_level"),
        (lambda a: hc.operating_matrix(GROUP, LINE, temperature_max=a), "temperature_max"),
        (lambda a: hc.npsh_envelope(UNIT, suction_levels=[241], altitude=a), "altitude"),
        (lambda a: hc.npsh_envelope(UNIT, suction_levels=[241], npsh_margin=a), "npsh_margin"),
        (lambda a: PIPE.replace(diameter=a), "diameter"),
        (lambda a: hc.hydraulic_grade_line(LINE, hc.water_at(a), flow=0.4), "liquid"),
    ],
)
def test_one_value_where_one_is_meant(call, argument):
    with pytest.raises(hc.InputError, match="one value, not an array") as caught:
        call([1.0, 2.0])
    assert caught.value.argument == argument


def test_a_drive_of_unknown_rating():
    """Interpolated at 298.28 kW and 75 %, a row of the table: 97 %."""
    found = hc.drive_efficiency(rating=[298.28e3, math.nan, -1.0, 0.0], load=0.75)
    assert found[0] == 0.97
    assert np.isnan(found[1:3]).all()


def test_files_are_named_by_text_or_path():
    for name in ("pump.csv", pathlib.Path("pump.csv")):
        assert hc.read_pump_curve(name, speed=1480).si.head[0] == 110.0
    assert hc.read_profile(pathlib.Path("profile.csv")).si.axis[0] == 248.0
    hc.write_design(STATION, pathlib.Path("b.hydro.toml"))
    assert hc.read_design(pathlib.Path("b.hydro.toml")).project.name == "S"
