"""``hydrocalc matrix``."""

from __future__ import annotations

from typing import Any

from hydrocalc.cli.typed import UNITS, items
from hydrocalc.errors import InputError
from hydrocalc.texts import Phrase

HELP = "All combinations of a station's units over all levels and conditions of its line."
EPILOG = 'Example: hydrocalc matrix --units "A: a.csv, x2, eye 240 m; B: b.csv, min 1150 rpm" ...'
OPTIONS = {
    "units": UNITS,
    "suction_levels": "water levels at the pumps, m, with semicolons: 241;246 (0)",
    "delivery_levels": "water levels at the end, m, with semicolons",
    "also_roughness": "roughness of the same line in another condition, m",
    "speeds": "shares of full speed of variable units, with semicolons: 1;0.9",
    "stages": "flows to be met, m³/s, with semicolons: print the staging map instead",
    "standby": "standby units beside those on duty (0), with --stages",
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
    "temperature_max": "warmest water, °C, 0-40 (30)",
    "altitude": "height above the sea, m (0)",
    "plot": "write the picture of the station as PNG or SVG",
}
ALIASES = {"local_share": ("local",)}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
NAMES = {
    **items("--units"), "temperature": "--temperature-max", "fitting": "--fittings",
    "curve": "--units", "suction_level": "--suction-levels", "delivery_level": "--delivery-levels",
    "flow": "--stages",
}  # fmt: skip
NEEDS = {"standby": "stages"}


def run(given: dict[str, Any]) -> Any:
    """Build group and line, call `operating_matrix` or `staging_map`."""
    from hydrocalc.cli.typed import group_of, line_of, numbers
    from hydrocalc.hydraulics.operation import operating_matrix
    from hydrocalc.hydraulics.staging import staging_map

    if "units" not in given:
        expected = "NAME: FILE.csv and items after commas, such as 'A: a.csv, x2'"
        raise InputError("units", expected, Phrase("nothing"))
    group = group_of(given.pop("units"))
    stages = "stages" in given
    for name in ("speeds", "also_roughness", "temperature_max", "altitude"):
        if stages and name in given:
            raise InputError(name, "no value: --stages doesn't take it")
    several = {k: numbers(given.pop(k, None), kind, k) for k, kind in _LISTS.items()}
    ends = several["delivery_levels"]
    if ends is None:
        expected = "one level at the end of the line or several, such as '302' or '302;305'"
        raise InputError("delivery_levels", expected, Phrase("nothing"))
    also = given.pop("also_roughness", None)
    air = {k: given.pop(k, None) for k in ("temperature_max", "altitude")}
    for name, value in air.items():
        if value is not None and all(unit.si.eye_level is None for unit in group.units):
            raise InputError(name, "the level of an eye beside it, eye 240 m in --units")
    line = line_of(given)
    lines = [line] if also is None else [line, line_of({**given, "roughness": also})]
    z = 0.0 if several["suction_levels"] is None else several["suction_levels"]
    if stages:
        for name, level in (("suction_levels", z), ("delivery_levels", ends)):
            if isinstance(level, list):
                raise InputError(name, "one level: --stages takes no list")
        first = line.replace(delivery_level=ends)
        standby = given.pop("standby", 0)
        return staging_map(group, first, flow=several["stages"], suction_level=z, standby=standby)
    return operating_matrix(
        group, lines, suction_levels=z, delivery_levels=ends, speeds=several["speeds"],
        temperature_max=air["temperature_max"], altitude=air["altitude"],
    )  # fmt: skip


_LISTS = {"suction_levels": "level", "delivery_levels": "level", "speeds": "ratio",
          "stages": "flow"}  # fmt: skip


def plot(record: Any, lang: str) -> Any:
    """The picture of the station."""
    from hydrocalc.plots.systems import plot_operation

    if type(record).__name__ != "OperatingMatrix":
        raise InputError("plot", "no value: the staging map has no picture")
    return plot_operation(record, lang=lang)
