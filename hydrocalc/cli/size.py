"""``hydrocalc size``."""

from __future__ import annotations

from typing import Any

HELP = "Size a pump station: powers, motors, energy, and what was assumed."
EPILOG = 'Numbers take a unit: --flow "1440 m3/h", --flow 0.4 (m³/s), --pump-efficiency 82%.'
OPTIONS = {
    "flow": "design flow of the station, m³/s",
    "head": "total head at the pump, m",
    "head_max": "highest total head, m",
    "head_min": "lowest total head, m",
    "duty": "duty units (2)",
    "standby": "standby units (1)",
    "hours": "pumping hours a day (24)",
    "temperature": "water temperature, °C, 0-40 (20)",
    "altitude": "height above the sea, m (0)",
    "pump_efficiency": "pump efficiency at the duty point, % (80 %)",
    "power_rise": "largest over duty shaft power (1.15)",
    "margin": "motor margin (by rating, 1.10-1.25)",
    "coupling_efficiency": "efficiency of coupling or gear, % (100 %)",
    "poles": "motor poles: 2, 4, 6 or 8 (4)",
    "ie_class": "motor efficiency class: IE1 to IE4 (IE3)",
}
FLAGS: dict[str, str] = {}


def run(given: dict[str, Any]) -> Any:
    """Call `size_station` with what was typed."""
    from hydrocalc.stations import size_station

    return size_station(**{"flow": None, "head": None, **given})
