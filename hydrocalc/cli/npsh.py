"""``hydrocalc npsh``."""

from __future__ import annotations

from typing import Any

from hydrocalc.cli.typed import UNITS, items
from hydrocalc.errors import InputError
from hydrocalc.texts import Phrase

HELP = "NPSH margin of a unit over water levels, temperatures, speeds and flows."
EPILOG = 'Example: hydrocalc npsh --unit "a.csv, eye 240 m, suction 0.4 m K 3" --suction-levels 239'
OPTIONS = {
    "unit": UNITS,
    "suction_levels": "water levels at the pumps, m, with semicolons: 241;246",
    "flow": "flows of one unit, m³/s, with semicolons (its allowable region)",
    "speeds": "speeds, rpm, with semicolons (full and lowest speed)",
    "temperature_max": "warmest water, °C; several with semicolons (30)",
    "altitude": "height above the sea, m (0)",
    "npsh_margin": "NPSH left above that required, m (1)",
    "plot": "write NPSH over the flow as PNG or SVG",
}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
RENAMED = {"temperatures": "temperature_max"}
VIEW: dict[str, str] = {}
NAMES = {
    **items("--unit"), "curve": "--unit", "suction_level": "--suction-levels",
    "temperature": "--temperature-max",
}  # fmt: skip


def run(given: dict[str, Any]) -> Any:
    """Read the unit, call `npsh_envelope`."""
    from hydrocalc.cli.typed import numbers, unit_of
    from hydrocalc.hydraulics.npsh import npsh_envelope

    for name in ("unit", "suction_levels"):
        if name not in given:
            raise InputError(name, "a value", Phrase("nothing"))
    kinds = {"suction_levels": "level", "flow": "flow", "speeds": "speed",
             "temperature_max": "temperature"}  # fmt: skip
    lists = {k: numbers(given.pop(k), kind, k) for k, kind in kinds.items() if k in given}
    return npsh_envelope(unit_of(given.pop("unit")), **lists, **given)


def plot(record: Any, lang: str) -> Any:
    """NPSH over the flow."""
    from hydrocalc.plots.systems import plot_npsh

    return plot_npsh(record, lang=lang)
