"""Lines, pipes and units of a station as they are typed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from hydrocalc.errors import Argument, InputError
from hydrocalc.texts import quoted

LINE = ("length", "diameter", "pipe", "condition", "roughness", "hazen_williams_c", "manning_n",
        "method", "fittings", "local_share", "strings", "profile", "delivery_level")  # fmt: skip
"""Options that make the line."""


_LIST = re.compile(r"\s*[\d.]{1,12}(?:\s*[,，、]\s*[\d.]{1,12})+\s*")
"""Numbers with commas between them."""


def numbers(text: Any, kind: str, name: str) -> Any:
    """One amount, or several with semicolons."""
    from hydrocalc import units

    if isinstance(text, str):
        text = text.replace("；", ";")  # as a Chinese keyboard has it
    if isinstance(text, str) and ";" in text:
        return [units.number(part, kind, name) for part in text.split(";")]
    if isinstance(text, str) and _LIST.fullmatch(text):
        several = "'" + ";".join(part.strip() for part in re.split("[,，、]", text)) + "'"
        write = several
        try:
            units.number(text, kind, name)
        except InputError as error:
            # "1,5" is 1.5 to one reader and two values to another; there is no 1.5th pump.
            one = error.write if len(re.split("[,，、]", text)) == 2 and kind != "ratio" else ""
            write = f"{one} / {several}" if one else several
        raise InputError(name, "one value, or several with semicolons", quoted(text), write)
    return text


_COUNTS = re.compile(r"\s*\d{1,3}\s*(?:[;；]\s*\d{1,3}\s*)*")


def counts(text: Any, name: str) -> Any:
    """One whole number, or several with semicolons."""
    found = numbers(text, "ratio", name) if _LIST.fullmatch(str(text)) else text
    if isinstance(text, str) and not _COUNTS.fullmatch(text):
        raise InputError(name, "whole numbers, such as '2' or '1;2;3'", quoted(text))
    return numbers(found, "ratio", name)


def pipe_of(given: dict[str, Any]) -> Any:
    """The pipe that options describe: a bore and its coefficients, or one of the catalogue."""
    from hydrocalc.components.catalogue import catalogue_pipe
    from hydrocalc.components.pipes import Pipe

    names = ("roughness", "hazen_williams_c", "manning_n")
    own = {k: given[k] for k in names if given.get(k) is not None}
    diameter: Any = given.get("diameter")
    pipe, condition = given.get("pipe"), given.get("condition")
    if (diameter is None) == (pipe is None):
        raise InputError("diameter", "either a bore or a pipe of the catalogue")
    if pipe is None:
        if condition is not None:
            raise InputError("condition", "a pipe of the catalogue beside it")
        return Pipe(diameter=diameter, **own)
    return catalogue_pipe(str(pipe), condition=condition or "design").replace(**own)


def line_of(given: dict[str, Any]) -> Any:
    """The line of one reach that options describe."""
    from hydrocalc.components.fittings import loss_coefficients
    from hydrocalc.components.pipes import METHODS
    from hydrocalc.hydraulics.lines import Line, Reach, read_profile
    from hydrocalc.kernels.pipes import LAWS
    from hydrocalc.records.fields import choice

    one = pipe_of(given)
    method = choice(given.get("method") or "colebrook", "method", METHODS)
    for name in ("roughness", "hazen_williams_c", "manning_n"):
        if given.get(name) is not None and name != LAWS[method].coefficient:
            raise InputError(name, "no value: {method} doesn't take it", method=method)
        if given.get(name) is not None and given.get("condition") is not None:
            raise InputError("condition", "no value: {name} is given", name=Argument(name))
    fittings, profile = given.get("fittings"), given.get("profile")
    length: Any = given.get("length")
    K = 0.0 if fittings is None else loss_coefficients(fittings, diameter=one.si.diameter)
    reach = Reach(
        pipe=one, length=length, loss_coefficient=K,
        local_share=given.get("local_share") or 0.0, strings=given.get("strings") or 1,
    )  # fmt: skip
    return Line(
        reaches=(reach,), profile=None if profile is None else read_profile(profile),
        delivery_level=given.get("delivery_level"), method=method,
    )  # fmt: skip


UNITS = (
    "units: NAME: FILE.csv, x2, speed 1480 rpm, min 1150 rpm, eye 240 m, suction 400 mm K 2, "
    "motor 250 kW IE3"
)
_ITEMS = {"speed": "speed", "min": "minimum_speed", "eye": "eye_level"}
_WORDS = {
    "speed": "speed", "minimum_speed": "min", "eye_level": "eye", "count": "x",
    **{f"{side}_{what}": side for side in ("suction", "discharge")
       for what in ("diameter", "loss_coefficient")},
    **dict.fromkeys(("motor_rating", "motor_efficiency", "rating", "poles", "ie_class"), "motor"),
}  # fmt: skip
"""What is typed of a unit for what the library calls otherwise."""


def items(option: str) -> dict[str, str]:
    """What a user typed of units after an option, by the library's names."""
    return {name: f"{option}: {word}" for name, word in _WORDS.items()}


@contextmanager
def part_of(option: str, names: Mapping[str, str]) -> Iterator[None]:
    """What is wrong with a part of what was typed after an option names both."""
    try:
        yield
    except InputError as error:
        if not error.argument.startswith("-"):
            error.argument = names.get(error.argument) or f"{option}: {error.argument}"
        raise


def group_of(text: str, argument: str = "units") -> Any:
    """The group that a text describes; files hold the curves."""
    from hydrocalc.components.pump_units import PumpGroup

    if len(text) > 2000:
        raise InputError(argument, "at most 2000 characters", str(len(text)))
    parts = [part for part in text.split(";") if part.strip()]
    if not parts:
        raise InputError(argument, "one or more units", quoted(text))
    return PumpGroup(units=tuple(unit_of(part, argument) for part in parts))


def unit_of(text: str, argument: str = "unit") -> Any:
    """One unit: ``A: a.csv, x2, speed 1480 rpm, eye 240 m, discharge 350 mm K 5, motor 95 %``."""
    from hydrocalc.components.curve_files import read_pump_curve
    from hydrocalc.components.pump_units import PumpUnit

    head, *typed = [part.strip() for part in text.split(",")]
    named = re.fullmatch(r"(?:([\w .-]{1,20}):\s*)?(\S.*)", head)
    if named is None:
        raise InputError(argument, "NAME: FILE.csv and items after commas", quoted(head))
    _name_apart(head, named, argument)
    file, _ending, item = named[2].partition(".csv ")
    if item:
        raise InputError(
            argument, "items after commas", quoted(head), f"{file}.csv, {item.strip()}"
        )
    fields: dict[str, Any] = {"name": (named[1] or "").strip()}
    for item in typed:
        fields |= _item(item, argument)
    apart = {k: fields.pop(k) for k in ("curve_speed", "ie_class") if k in fields}
    option = f"--{argument}"
    with part_of(option, {"speed": f"{option}: curve", "curve": option}):
        pump = read_pump_curve(named[2], speed=apart.get("curve_speed"), name=fields["name"])
    with part_of(option, items(option)):
        unit = PumpUnit(pump=pump, **fields)
        if "ie_class" in apart:
            from hydrocalc.components.motors import motor_efficiency
            from hydrocalc.stations.comparison import poles_of

            given = {"rating": unit.si.motor_rating, "poles": poles_of(unit)}
            found = motor_efficiency(**given, ie_class=apart["ie_class"])
            unit = unit.replace(motor_efficiency=found)
    return unit


def _name_apart(head: str, named: re.Match[str], argument: str) -> None:
    """Refuse a name with no colon after it: it would be part of the name of the file."""
    name, _, rest = named[2].partition(" ")
    file, ending, item = rest.partition(".csv")
    if named[1] or not ending or os.path.isfile(named[2].partition(".csv")[0] + ".csv"):
        return
    write = f"'{name}: {file.strip()}.csv" + (f", {item.strip()}'" if item.strip() else "'")
    expected = "NAME: FILE.csv and items after commas"
    raise InputError(argument, expected, quoted(head), write, guess=True)


def _item(item: str, argument: str) -> dict[str, Any]:
    """What one item says: a count, a speed, a level, a branch."""
    count = re.fullmatch(r"x\s*(\d{1,2})", item)
    if count:
        return {"count": int(count[1])}
    word, _, value = item.partition(" ")
    if word == "curve":
        return {"curve_speed": value}
    if word in _ITEMS and value:
        return {_ITEMS[word]: value}
    motor = re.fullmatch(r"motor\s+(.*?)\s*(?:(IE\d)|([\d.]+\s*[%％]|0?\.\d+))?", item)
    if motor and any(motor.groups()):
        rating, ie_class, efficiency = motor.groups()
        if ie_class and not rating:
            raise InputError(argument, "the rating of the motor before its class", quoted(item))
        found = {"motor_rating": rating, "ie_class": ie_class, "motor_efficiency": efficiency}
        return {k: v for k, v in found.items() if v}
    branch = re.fullmatch(r"(suction|discharge)\s+(.+?)\s+K\s*([\d.]{1,8})", item)
    if branch:
        side, bore, K = branch.groups()
        return {f"{side}_diameter": bore, f"{side}_loss_coefficient": K}
    raise InputError(
        argument, "x2, speed, min, eye, curve with a value, suction or discharge BORE K NUMBER, or "
        "motor RATING with IE3 or 95 %", quoted(item),
    )  # fmt: skip
