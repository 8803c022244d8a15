"""``hydrocalc duty``."""

from __future__ import annotations

from typing import Any

from hydrocalc.errors import InputError
from hydrocalc.texts import Phrase

HELP = "Where pumps meet a line: flow, head, efficiency, power, NPSH required."
EPILOG = "Example: hydrocalc duty --curve pump.csv --units 2 --static 76m --length 21km --pipe …"
OPTIONS = {
    "curve": "CSV of the pump: flow [m3/h], head [m], efficiency [%], npsh_required [m]",
    "curve_speed": "its speed, rpm (in the file)",
    "units": "equal pumps that run; several with semicolons: 1;2;3 (1)",
    "speed": "their speed, rpm (that of the curve)",
    "static": "static head, m (or the levels)",
    "suction_level": "water level at the pumps, m (0)",
    "delivery_level": "water level at the end, m",
    "length": "length of the line, m",
    "diameter": "bore, m, such as 800mm",
    "pipe": 'or a pipe of the catalogue, such as "ductile iron K9 DN 800"',
    "condition": "its roughness: design or new (design)",
    "roughness": "equivalent roughness, m (that of the pipe)",
    "method": "law of friction (colebrook)",
    "hazen_williams_c": "Hazen–Williams C",
    "manning_n": "Manning's n",
    "fittings": "fittings or a sum of K: entrance,elbow-90:4,exit (none)",
    "local_share": "or local losses as a share of friction, % (0)",
    "strings": "equal parallel strings (1)",
    "profile": "CSV with chainage_m, ground_m, axis_m",
    "temperature": "water temperature, °C, 0-40 (20)",
    "plot": "write the duty points on the pump's curve as PNG or SVG",
}
ALIASES = {"local_share": ("local",)}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
NAMES = {"units_running": "--units", "fitting": "--fittings"}


def run(given: dict[str, Any]) -> Any:
    """Build the line, read the curve, call `duty_point`."""
    from hydrocalc import units
    from hydrocalc.cli.typed import LINE, counts, line_of, numbers, part_of
    from hydrocalc.components.curve_files import read_pump_curve
    from hydrocalc.components.liquids import water_at
    from hydrocalc.hydraulics.systems import duty_point

    own = {k: given.pop(k) for k in OPTIONS if k in given and k not in LINE}
    if "curve" not in own:
        expected = "the file of a pump's curve"
        raise InputError("curve", expected, Phrase("nothing"), "--curve pump.csv")
    if ("static" in own) == ("delivery_level" in given):
        raise InputError("static", "either a static head or --delivery-level")
    if "static" in own and "suction_level" in own:
        raise InputError("suction_level", "no value: the static head is given")
    if "static" in own:
        given["delivery_level"] = units.number(own["static"], "level", "static", scalar=True)
    line = line_of(given)
    with part_of("--curve", {"speed": "--curve-speed", "curve": "--curve"}):
        pump = read_pump_curve(own["curve"], speed=own.get("curve_speed"))
    temperature = own.get("temperature")
    return duty_point(
        pump, line, units_running=counts(own.get("units", 1), "units"),
        speed=numbers(own.get("speed"), "speed", "speed"),
        suction_level=own.get("suction_level", 0.0),
        liquid=None if temperature is None else water_at(temperature),
    )  # fmt: skip


def plot(record: Any, lang: str) -> Any:
    """The duty points on the head of a unit."""
    from hydrocalc.plots.systems import plot_duty_point

    return plot_duty_point(record, lang=lang)
