"""``hydrocalc size``."""

from __future__ import annotations

from typing import Any

HELP = "Size a pump station: arrangements, motors, energy, and what was assumed."
EPILOG = 'Numbers take a unit: --flow "1440 m3/h", --flow 0.4 (m³/s), --pump-efficiency 82%.'
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
    "ie_class": "motor efficiency class: IE1 to IE4 (IE3)",
}
ALIASES = {"duty": ("units",)}
RENAMED = {"suction_level": "water_above_eye"}
FLAGS = {"all": "show all arrangements, the rejected ones too"}
VIEW = {"all": "every"}


def run(given: dict[str, Any]) -> Any:
    """Call `size_station`, and `reconcile_installed` if there are figures to reconcile."""
    from hydrocalc.stations.sizing import size_station

    published = {k: given.pop(k) for k in ("installed", "daily_volume") if k in given}
    sizing = size_station(**{"head": None, **given})
    if not published:
        return sizing
    from hydrocalc.stations.reconcile import reconcile_installed

    return reconcile_installed(sizing, **published)
