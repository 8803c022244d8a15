"""``hydrocalc size``."""

from __future__ import annotations

from typing import Any

from hydrocalc.errors import HydrocalcWarning, InputError
from hydrocalc.texts import Phrase, quoted

HELP = "Size a pump station: arrangements, motors, energy, and what was assumed."
EPILOG = 'Numbers take a unit: --flow "1440 m3/h", --flow 0.4 (m³/s), --pump-efficiency 82%.'
ON_A_LINE = {
    "suction_levels": "water levels at the pumps, m, with semicolons, the design's first (0)",
    "delivery_levels": "water levels at the end of the line, m, with semicolons",
    "static": "or the static head, m",
    "length": "length of the line, m, in place of --head",
    "diameter": "bore, m, such as 800mm",
    "pipe": 'or a pipe of the catalogue, such as "ductile iron K9 DN 800"',
    "condition": "its roughness: design or new (design)",
    "roughness": "equivalent roughness, m (that of the pipe)",
    "also_roughness": "roughness of the same line in another condition, m",
    "method": "law of friction (colebrook)",
    "hazen_williams_c": "Hazen–Williams C",
    "manning_n": "Manning's n",
    "fittings": "fittings or a sum of K: entrance,elbow-90:4,exit (none)",
    "local_share": "or local losses as a share of friction, % (0)",
    "strings": "equal parallel strings (1)",
    "profile": "CSV with chainage_m, ground_m, axis_m",
}
"""What is typed of the line in place of a head."""
OPTIONS = {
    "flow": "design flow of the station, m³/s",
    "daily_demand": "or the mean daily demand, m³/d, pumped in the --hours",
    "head": "total head at the pump, m",
    "head_max": "highest total head, m",
    "head_min": "lowest total head, m",
    "duty_kind": "what it is for: raw-water, treated-water, sewage, drainage, mine, borehole, "
    "booster, other (raw-water)",
    "duty": "duty units to look at: 2, 1-4 or 2,3 (as usual at that power)",
    "standby": "standby units (by the kind of duty)",
    "type": "pump type: split-case, vertical-axial … (auto)",
    "poles": "motor poles to look at: 4 or 4,6,8, to 48 (all)",
    "frequency": "mains frequency, Hz: 50 or 60 (50)",
    "rank": "balanced, energy, installed or units (balanced)",
    "hours": "pumping hours a day (24; in a mine 20)",
    "average_flow": "mean flow while pumping, over the year, m³/s",
    "load_factor": "or mean flow over design flow, %",
    "price": "price of energy, per kWh",
    "installed": "published installed power, to be reconciled, W",
    "daily_volume": "published daily volume, to be reconciled, m³/d",
    "temperature": "water temperature, °C, 0-40 (20)",
    "temperature_max": "warmest water, °C, 0-40 (30)",
    "altitude": "height above the sea, m (0)",
    "level_range": "range of the level that the pumps draw from, m",
    "water_above_eye": "lowest water above the impeller eye, m, no elevation (0)",
    "suction_loss": "head loss of the suction line, m (1.5)",
    "npsh_margin": "NPSH left above that required, m (1)",
    "pump_efficiency": "pump efficiency at the duty point, % (estimated)",
    "efficiency_allowance": "taken off the estimates, % (2 %; in a mine 7 %)",
    "power_rise": "largest over duty shaft power (by specific speed)",
    "margin": "motor margin (by rating, 1.05-1.25)",
    "coupling_efficiency": "efficiency of coupling or gear, % (100 %)",
    "country": "whose high voltage: CN, EU or US (CN at 50 Hz, US at 60 Hz)",
    "ie_class": "motor efficiency class: IE1 to IE4 (IE3)",
    "curve": "CSV of a pump to choose among; again for each: NAME: FILE.csv (estimated)",
    "curve_speed": "speed of the curves, rpm (in the files)",
    "trims": "impellers to look at, shares of the full diameter with semicolons: 1;0.95 (1)",
    "speeds": "full speeds to look at, rpm, with semicolons: 1485;990 (that of the curve)",
    **ON_A_LINE,
    "write": "write the recommended station as a design file for hydrocalc check",
}
ALIASES = {"duty": ("units",), "local_share": ("local",)}
REPEATED = ("curve",)
RENAMED = {"suction_level": "water_above_eye"}
FLAGS = {"all": "show all arrangements, the rejected ones too"}
VIEW = {"all": "every"}
NAMES = {"pumps": "--curve", "fitting": "--fittings", "line": "--length"}
NEEDS = {
    **dict.fromkeys(("trims", "speeds", "curve_speed"), "curve"),
    **dict.fromkeys(("curve", "suction_levels", "static", "diameter", "pipe"), "length"),
}


def run(given: dict[str, Any]) -> Any:
    """Call `size_station`, and what is asked for beside it."""
    from hydrocalc.stations.sizing import size_station

    published = {k: given.pop(k) for k in ("installed", "daily_volume") if k in given}
    write, force = given.pop("write", None), given.pop("force", False)
    line = _on_a_line(given)
    sizing = size_station(**{"head": None, **given, **line})
    if write is not None:
        _write(write, force, sizing, line)
    if not published:
        return sizing
    from hydrocalc.stations.reconcile import reconcile_installed

    return reconcile_installed(sizing, **published)


def _on_a_line(given: dict[str, Any]) -> dict[str, Any]:
    """Lines, levels and curves as `size_station` takes them."""
    if not given.keys() & ON_A_LINE.keys():
        return {}
    from hydrocalc.cli.typed import LINE, line_of, numbers

    typed = {k: given.pop(k) for k in (*LINE, "also_roughness", "static") if k in given}
    kinds = {"suction_levels": "level", "delivery_levels": "level", "trims": "ratio",
             "speeds": "speed"}  # fmt: skip
    found = {k: numbers(given.pop(k), kind, k) for k, kind in kinds.items() if k in given}
    static, also = typed.pop("static", None), typed.pop("also_roughness", None)
    if (static is None) == ("delivery_levels" not in found):
        raise InputError("static", "either a static head or --delivery-levels")
    if static is not None:
        if "suction_levels" in found:
            raise InputError("suction_levels", "no value: the static head is given")
        found["delivery_levels"] = static
    first = line_of(typed)
    found["line"] = [first]
    if also is not None:
        found["line"].append(line_of({**typed, "roughness": also}))
    speed = given.pop("curve_speed", None)
    if "curve" in given:
        found["pumps"] = [_curve(text, speed) for text in given.pop("curve")]
    return found


def _curve(text: str, speed: Any) -> Any:
    """A pump by its file, called as typed or else as the file."""
    import os
    import re

    from hydrocalc.cli.typed import part_of
    from hydrocalc.components.curve_files import read_pump_curve

    named = re.fullmatch(r"(?:([\w .-]{1,20}):\s+)?(\S.*)", text)
    if named is None:
        raise InputError("curve", "FILE.csv or NAME: FILE.csv", quoted(text))
    name = named[1] or os.path.splitext(os.path.basename(named[2]))[0][:20]
    with part_of("--curve", {"speed": "--curve-speed", "curve": "--curve"}):
        return read_pump_curve(named[2], speed=speed, name=name)


def _write(path: str, force: bool, sizing: Any, line: dict[str, Any]) -> None:
    """The recommended station as a design file; nothing where there is none."""
    import warnings

    from hydrocalc.cli.output import OVERWRITE
    from hydrocalc.records.writing import write_file
    from hydrocalc.stations.designs.sized import sized_design
    from hydrocalc.stations.designs.writing import design_text

    if sizing.recommended is None:
        said = Phrase("nothing is recommended: {file} is not written", file=quoted(path, 80))
        warnings.warn(said, HydrocalcWarning, stacklevel=2)
        return
    units: Any = ()
    if "pumps" in line:
        from hydrocalc.stations.curve_sizing import curve_units

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # said once, by the sizing
            units = curve_units(line["pumps"], line.get("trims"), line.get("speeds"))
    ends = {k: line.get(k) for k in ("suction_levels", "delivery_levels")}
    text = design_text(sized_design(sizing, line.get("line", ()), units, **ends))
    write_file(path, text, "write", force=force, write=OVERWRITE)
