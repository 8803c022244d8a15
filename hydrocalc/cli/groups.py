"""Units of a station as they are typed: ``A: a.csv, x2, eye 240 m; B: b.csv, min 1150 rpm``."""

from __future__ import annotations

import re
from typing import Any

from hydrocalc.errors import InputError
from hydrocalc.texts import quoted

HELP = "units: NAME: FILE.csv, x2, speed 1480 rpm, min 1150 rpm, eye 240 m, suction 400 mm K 2"
_ITEMS = {"speed": "speed", "min": "minimum_speed", "eye": "eye_level"}


def group_of(text: str, argument: str = "units") -> Any:
    """The group that a text describes; files hold the curves."""
    from hydrocalc.hydraulics.systems import PumpGroup

    if len(text) > 2000:
        raise InputError(argument, "at most 2000 characters", str(len(text)))
    parts = [part for part in text.split(";") if part.strip()]
    if not parts:
        raise InputError(argument, "one or more units", quoted(text))
    return PumpGroup(units=tuple(unit_of(part, argument) for part in parts))


def unit_of(text: str, argument: str = "unit") -> Any:
    """One unit: ``A: a.csv, x2, speed 1480 rpm, eye 240 m, discharge 350 mm K 5``."""
    from hydrocalc.components.curves import read_pump_curve
    from hydrocalc.hydraulics.systems import PumpUnit

    head, *items = [part.strip() for part in text.split(",")]
    named = re.fullmatch(r"(?:([\w .-]{1,20}):\s*)?(\S.*)", head)
    if named is None:
        raise InputError(argument, "NAME: FILE.csv and items after commas", quoted(head))
    fields: dict[str, Any] = {"name": (named[1] or "").strip()}
    for item in items:
        fields |= _item(item, argument)
    curve = {k: fields.pop(k) for k in ("curve_speed",) if k in fields}
    pump = read_pump_curve(named[2], speed=curve.get("curve_speed"), name=fields["name"])
    return PumpUnit(pump=pump, **fields)


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
    branch = re.fullmatch(r"(suction|discharge)\s+(.+?)\s+K\s*([\d.]{1,8})", item)
    if branch:
        side, bore, K = branch.groups()
        return {f"{side}_diameter": bore, f"{side}_loss_coefficient": K}
    raise InputError(
        argument, "x2, speed, min, eye, curve with a value, or suction or discharge BORE K NUMBER",
        quoted(item),
    )  # fmt: skip
