"""Texts at every door that takes one: each gives a value within its bounds, or an error of ours."""

import json
import math
from functools import cache
from typing import NamedTuple

import hydrocalc as hc
from hydrocalc import data, units
from hydrocalc.checks import catalogue, engine
from hydrocalc.cli import studies, typed
from hydrocalc.components.catalogue import one_size, pipe_catalogue, products
from hydrocalc.components.curve_files import curve_columns
from hydrocalc.records.fields import Choice, Count, Day, Flag, Measure, Printed, Text
from hydrocalc.records.record import Part
from hydrocalc.stations.designs import rules
from hydrocalc.stations.designs.design import LimitOverride
from hydrocalc.stations.sizing import _numbers
from hydrocalc.studies.study import conditions

from .cases import Case

SUBJECT = "texts"
PRINTED = ("flow", "head", "power", "daily volume")
"""Kinds of which figures are published."""


class Drawn(NamedTuple):
    """A text, its door, and which of several there."""

    door: str
    which: str
    text: str


def draw(dice):
    """A text that may be right, is nearly right, or is anything."""
    door = dice.choices(list(_DOORS), [weight for weight, _, _ in _DOORS.values()])[0]
    which, text = _DOORS[door][1](dice)
    if not dice.chance(0.3):
        text = dice.damaged(text)
    return Drawn(door, which, text)


def run(drawn, folder=None):
    """Hand it in; `folder` isn't needed."""
    case = Case()
    with case.step(drawn.door):
        value = _DOORS[drawn.door][2](drawn.which, drawn.text)
        case.end, case.accepted = "value", True
        if value is not None and not _fits(value):
            case.fault(f"{drawn.door}: outside its bounds", repr(value)[:300])
    return case


def smaller(drawn):
    """With less text."""
    size = len(drawn.text)
    for part in (size // 2, size // 4, size // 8, 3, 2, 1):
        for at in range(0, size, max(part, 1)):
            if part and part < size:
                yield drawn._replace(text=drawn.text[:at] + drawn.text[at + part :])


def store(drawn, folder):
    """As JSON: no other way holds each character."""
    (folder / "case.json").write_text(json.dumps(drawn._asdict(), indent=1), encoding="utf-8")


def written(dice, kind, low=None, high=None):
    """An amount of a kind as somebody might write it."""
    k = units.KINDS[kind]
    low, high = k.low if low is None else low, k.high if high is None else high
    spelling = dice.choice(list(k.spellings))
    factor = k.spellings[spelling]
    value = dice.spread(max(low, high / 1e6, 1e-9), max(high, 1e-9)) if high > 0 else low
    shown = value * factor.denominator / factor.numerator + factor.offset
    text = format(shown, dice.choice((".3g", ".4g", ".2f", ".1e", ".0f", "", "+.3g")))
    if dice.chance(0.2):
        return text
    if dice.chance(0.3):
        spelling = spelling.replace("3", dice.choice(("³", "^3", "**3"))).replace("2", "²")
    return text + dice.choice((" ", "", "  ", "\u00a0")) + spelling


@cache
def fields():
    """Every field of a design file that is given as text, by its path."""
    found = {}

    def walk(cls, above):
        for name, field in cls.fields.items():
            if isinstance(field, Part) and field.of is not None:
                walk(field.of, f"{above}{name}.")
            elif isinstance(field, (Measure, Count, Choice, Day, Printed, Flag, Text)):
                found[above + name] = field

    walk(hc.StationDesign, "")
    walk(hc.PumpCurve, "pumps.")
    return found


def _amount(dice):
    kind = dice.choice(list(units.KINDS))
    return kind, written(dice, kind)


def _printed(dice):
    kind = dice.choice(PRINTED)
    return kind, written(dice, kind)


def _field(dice):
    path = dice.choice(list(fields()))
    field = fields()[path]
    if isinstance(field, (Measure, Printed)):
        low, high = getattr(field, "low", None), getattr(field, "high", None)
        return path, written(dice, field.kind, low, high)
    if isinstance(field, Count):
        return path, str(dice.randint(field.low, field.high))
    return path, dice.choice(field.words) if isinstance(field, Choice) else "2027-06-30"


def _one_of(*texts):
    return lambda dice: ("", dice.choice(texts))


def _series(dice):
    kind, text = _amount(dice)
    return kind, dice.choice((";", "；", "; ")).join([text] * dice.randint(1, 4))


def _pipe(dice):
    return "", f"{dice.choice(products())} DN {dice.choice((80, 300, 800, 805, 2600))}"


def _header(dice):
    name, kind = dice.choice((("flow", "flow"), ("head", "head"), ("eta", "efficiency"), ("扬程", "head"),
                              ("P", "power"), ("npsh_required", "head"), ("n", "speed")))  # fmt: skip
    return "", name + dice.choice((" [{}]", "[{}]", "_{}", " ({})", "（{}）")).format(
        dice.choice(list(units.KINDS[kind].spellings))
    )


def _unit(dice):
    items = ("x2", "speed 1480 rpm", "min 1100 rpm", "eye 240 m", "suction 400 mm K 2", "curve 1480 rpm",
             "discharge 0.3 m K 5.5")  # fmt: skip
    chosen = [", ".join(["A: pump.csv", *dice.sample(items, dice.randint(0, 4))])]
    return "", "; ".join(chosen * dice.randint(1, 3))


@cache
def _model():
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)],
                   delivery_level=318)  # fmt: skip
    unit = hc.PumpUnit(name="A", count=2, pump=hc.estimated_curve(flow=0.2, head=88, speed=1485))
    return hc.design_model(hc.StationDesign(
        project=hc.Project(name="A"), demand=hc.Demand(flow=0.4), line=line, units=[unit],
        levels=hc.Levels(suction_design=243),
    ))  # fmt: skip


def _number(kind, text):
    k = units.KINDS[kind]
    return units.number(text, kind, "amount"), k.low, k.high


def _figure(kind, text):
    low, value, high = units.printed(text, kind, "figure", zeros=len(text) % 2 == 0)
    return value, low, high


def _read(path, text):
    field = fields()[path]
    value = field.read(text)
    if not isinstance(field, Measure) or value is None:
        return None
    k = units.KINDS[field.kind]
    return (
        value,
        k.low if field.low is None else field.low,
        k.high if field.high is None else field.high,
    )


def _limit(which, text):
    conditions(_model(), tuple(_model().outputs), studies.shared({"limit": [text]})["limits"])


def _values(which, text):
    studies.values_of(_model(), text)


def _series_at(kind, text):
    typed.numbers(text, kind, "flow")


def _converted(kind, text):
    units.converted([1.0], kind, text.lstrip("0123456789.e+- "), "column")


def _nothing(call):
    def door(which, text):
        call(text)

    return door


def _fits(found):
    value, low, high = found
    return type(value) is float and math.isfinite(value) and low <= value <= high


# Weight, what is drawn, and the door itself.
_DOORS = {
    "number": (40, _amount, _number),
    "printed": (14, _printed, _figure),
    "field": (20, _field, _read),
    "series": (4, _series, _series_at),
    "unit of a column": (3, _amount, _converted),
    "header": (4, _header, _nothing(lambda text: curve_columns({text: [1.0], "head": [2.0]}))),
    "fittings": (3, _one_of("entrance, elbow-90:4, exit", "12.5", "gate-valve:2", "exit"),
                 _nothing(lambda text: hc.loss_coefficients(text, diameter=0.8))),
    "pipe": (1, _pipe, _nothing(hc.catalogue_pipe)),
    "product": (0.5, _pipe, _nothing(pipe_catalogue)),
    "size": (0.5, _one_of("800", "80"), _nothing(lambda text: one_size(pipe_catalogue("PCCP"), text))),
    "explain": (0.2, _one_of("HC401", "HC4", "cn"), _nothing(catalogue.explain)),
    "rule set": (0.5, _one_of(*rules.SETS), _nothing(rules.rule_set)),
    "selection": (0.5, _one_of("HC4", "HC401"), _nothing(lambda text: rules.chosen_rules(("default",), (), text.split(",")))),
    "limit id": (1, lambda dice: ("", dice.choice(list(data.limits()))),
                 _nothing(lambda text: LimitOverride(id=text, value=1.0))),
    "duty units": (2, _one_of("1-4", "2", "2,3", " 1 - 2 "), _nothing(lambda text: _numbers(text, "duty", (1,), range(1, 9)))),
    "units": (1, _unit, _nothing(typed.group_of)),
    "vary": (2, _one_of("flow=0.2:0.5:0.1", "demand.flow=200;300 L/s", "line.diameter=600mm;0.8", "speed=80 %;1"), _values),
    "input": (0.5, _one_of("flow=0.3..0.4", "flow=0.3;0.35;0.4", "line.roughness=0.1±0.05 in 0.05..0.3 mm", "speed=0.9±5 % in 0.8..1"),
              _nothing(lambda text: studies.distribution_of(_model(), text))),
    "count": (1, _one_of("1000", "1e6", "100000"), _nothing(studies.count_of)),
    "limit": (1, _one_of("A.flow >= 0.2", "head<=90 m", "total_flow > 300 L/s"), _limit),
    "day": (1, _one_of("2026-12-31", "20261231", "2026-W01-1"), _nothing(engine.day)),
}  # fmt: skip
