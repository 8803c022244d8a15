"""A valid call of each public name, for tests that go through all of them."""

from pathlib import Path

from scipy.stats import uniform

import hydrocalc as hc
from hydrocalc.records.record import Result

PUMP = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
PIPE = hc.Pipe(diameter=0.8, roughness="0.1 mm")
REACH = hc.Reach(pipe=PIPE, length="21 km")
PROFILE = hc.Profile(chainage=[0, 9e3, 21e3], ground=[250, 320, 300], axis=[248, 318, 298])
LINE = hc.Line(reaches=[REACH], profile=PROFILE, delivery_level=318)
UNIT = hc.PumpUnit(
    name="A", pump=PUMP, count=2, minimum_speed=1100, eye_level="240 m", motor_rating="280 kW"
)
GROUP = hc.PumpGroup(units=[UNIT.replace(count=1, minimum_speed=None)])
DESIGN = hc.Design(name="2+1", line=LINE, group=GROUP)
WELL = hc.WetWell(
    area=20, bottom=235, minimum_level=239, maximum_level=243, bell_level=236, bell_diameter=0.5
)
STATION = hc.StationDesign(
    project=hc.Project(name="S"), units=[UNIT], line=LINE, demand=hc.Demand(flow=0.4),
    levels=hc.Levels(suction_design=243, suction_min=241, suction_max=246, delivery_design=318),
)  # fmt: skip
SYSTEM = hc.System(static_head=75.6, diameter=0.8, length="21 km", roughness="0.1 mm")
WATER = hc.water_at(20)
MODEL = hc.station_model(static_head=75.6, length="21 km", diameter=0.8)
SIZING = hc.size_station(flow=0.4, head=87.8)


def with_input(**declared):
    """An `Input` is what a model is declared with."""
    model = hc.Model(
        function=lambda x: {"y": x}, inputs={"x": hc.Input(**declared)}, name="m", key="m"
    )
    return hc.sweep(model, over={"x": [1.0, 2.0]})


def with_model(**declared):
    return hc.sweep(hc.Model(**declared), over={"x": [1.0, 2.0]})


PIPE_FLOW = {"flow": 0.4, "diameter": 0.8, "length": 21e3}
SIZED = {"flow": 0.4, "suction_levels": [243.0, 241.0, 246.0]}
OVER = {"over": {"flow": [0.3, 0.4], "roughness": [1e-4, 2e-4]}}
DRAWN = {"inputs": {"flow": uniform(0.3, 0.2), "roughness": uniform(1e-4, 4e-4)}}

VALID = {
    "Demand": {"flow": 0.4, "flows": [0.3, 0.4], "shares": [0.5, 0.5]},
    "Design": {"name": "2+1", "line": LINE, "group": GROUP},
    "Input": (with_input, {"kind": "", "default": 1.0, "low": 0.0, "high": 5.0}),
    "Levels": {"suction_design": 243},
    "Line": {"reaches": [REACH]},
    "Liquid": {"density": 998, "viscosity": 1e-6, "vapour_pressure": 2300, "bulk_modulus": 2.2e9},
    "Model": (
        with_model,
        {"function": lambda x: {"y": x}, "inputs": {"x": ""}, "name": "m", "key": "m"},
    ),
    "Pipe": {"diameter": 0.8},
    "Profile": {"chainage": [0, 1e3], "ground": [250, 260], "axis": [248, 258]},
    "Project": {"name": "S"},
    "Published": {"flow": "0.40 m3/s"},
    "PumpCurve": {"flow": [0, 0.1, 0.2], "head": [100, 90, 70], "speed": 1480},
    "PumpGroup": {"units": [UNIT]},
    "PumpUnit": {"pump": PUMP},
    "Reach": {"pipe": PIPE, "length": 1e3},
    "Site": {"altitude": 100},
    "Starts": {"volume": 30},
    "SuctionHeader": {"axis_level": 100, "diameter": 0.8},
    "Station": {"standby": 1},
    "StationDesign": {"project": hc.Project(name="S")},
    "System": {"static_head": 75.6, "diameter": 0.8, "length": 21e3, "roughness": 1e-4},
    "Tariff": {"price": 0.65},
    "Truncated": {"distribution": uniform(0.0, 1.0), "low": 0.1, "high": 0.9},
    "Person": {"name": "A"},
    "Waiver": {"rule": "HC401", "reason": "none", "approver": hc.Person(name="A. Li"),
               "date": "2026-11-01", "until": "2027-01-31"},
    "WetWell": {
        "area": 20, "bottom": 235, "minimum_level": 239, "maximum_level": 243, "bell_level": 236,
        "bell_diameter": 0.5,
    },
    "aged_hazen_williams_c": {"roughness": 2e-4, "years": 30, "growth": 5e-5, "diameter": 0.3},
    "aged_roughness": {"roughness": 2e-4, "years": 30, "growth": 5e-5},
    "atmospheric_pressure": {"altitude": 300},
    "calculation_sheet": {"design_or_result": SIZING, "today": "2026-12-31"},
    "catalogue_pipe": {"name": "ductile iron K9 DN 800"},
    "characteristic_heads": {"lines": LINE, **SIZED},
    "check": {"design": STATION, "select": ["HC401"], "today": "2026-12-31"},
    "check_wet_well": {"well": WELL, "pump_flow": 0.2, "pumps": 2},
    "compare_designs": {"designs": [DESIGN], "flow": 0.4, "suction_levels": [243]},
    "compare_diameters": {
        "product": "ductile iron K9", "flow": 0.4, "length": 21e3, "head": 87.8, "price": 0.65,
        "pipe_prices": {800: 1500.0, 900: 1800.0},
    },
    "compare_head_loss": {**PIPE_FLOW, "roughness": 1e-4},
    "cycling_volume": {"pump_flow": 0.2, "starts_per_hour": 6},
    "daily_volume": {"flow": 0.4},
    "demand_inputs": {"low": 0.3, "likely": 0.35, "high": 0.4},
    "design_inputs": {"design": STATION},
    "design_model": {"design": STATION},
    "design_schema": {},
    "design_text": {"design": STATION},
    "diameter_for_loss": {"flow": 0.4, "head_loss": 20, "length": 21e3, "roughness": 1e-4},
    "drive_efficiency": {"rating": 3e5, "load": 0.75},
    "duty_model": {"pump": PUMP, "static_head": 75.6},
    "duty_point": {"pump": UNIT, "system": LINE, "suction_level": 243},
    "equivalent_length": {"loss_coefficient": 2, "diameter": 0.8, "friction_factor": 0.016},
    "estimated_curve": {"flow": 0.2, "head": 88, "speed": 1485},
    "fit_pump_curve": {"pump": PUMP},
    "flow_for_loss": {"head_loss": 5, "diameter": 0.8, "length": 21e3, "roughness": 1e-4},
    "friction_factor": {"reynolds": 5e5, "relative_roughness": 1e-4},
    "grade_inputs": {"grade": "2B"},
    "head_loss": {**PIPE_FLOW, "roughness": 1e-4},
    "head_loss_slope": {**PIPE_FLOW, "roughness": 1e-4},
    "hydraulic_grade_line": {"line": LINE, "flow": 0.4, "suction_level": 246},
    "hydraulic_power": {"flow": 0.4, "head": 88},
    "input_power": {"flow": 0.4, "head": 88, "efficiency": 0.8, "motor_efficiency": 0.95},
    "intake_bay": {"flow": 0.2},
    "joukowsky_head": {"wave_speed": 1000, "velocity": 0.8},
    "judge_test": {"test": PUMP, "grade": "1B", "flow": 0.2, "head": 88, "speed": 1485},
    "level_inputs": {"low": 241, "design": 243, "high": 246, "name": "suction_level"},
    "line_model": {"line": LINE, "points": 3},
    "loss_coefficient": {"fitting": "bend", "diameter": 0.8},
    "loss_coefficients": {"text": "entrance, elbow-90:4, exit"},
    "measured_roughness": {**PIPE_FLOW, "head_loss": 14},
    "monte_carlo": {"model": MODEL, **DRAWN, "n": 64, "seed": 1},
    "motor_efficiency": {"rating": 3e5},
    "motor_rating": {"shaft_power": 2.47e5},
    "motor_speed": {"poles": 4},
    "next_size": {"product": "ductile iron K9", "diameter": 0.7},
    "npsh_available": {"water_above_eye": -3, "suction_loss": 0.5},
    "npsh_envelope": {"unit": UNIT, "suction_levels": [239, 243]},
    "npsh_required_estimate": {"flow": 0.2, "speed": 1480},
    "operating_matrix": {"group": GROUP, "lines": LINE, "suction_levels": [241, 246]},
    "permissible_starts": {"rating": 1.1e5},
    "pipe_catalogue": {"product": "ductile iron K9"},
    "pipe_period": {"length": 21e3, "wave_speed": 1000},
    "pipe_pressure_ratings": {"pipe": PIPE},
    "pump_data_sheet": {"design": DESIGN, "suction_levels": [243, 241, 246]},
    "pump_efficiency": {"flow": 0.2, "head": 88, "speed": 1480},
    "pump_performance": {"pump": PUMP, "flow": 0.2},
    "read_design": {"path": "a.hydro.toml"},
    "read_profile": {"path": "profile.csv"},
    "read_pump_curve": {"path": "pump.csv", "speed": 1480},
    "real_stations": {},
    "reconcile_installed": {"sizing": SIZING, "installed": 945e3, "daily_volume": "35000 m3/d"},
    "roughness_growth": {"ph": 8},
    "roughness_inputs": {"new": 1e-4, "aged": 4e-4},
    "shaft_power": {"flow": 0.2, "head": 88, "efficiency": 0.8},
    "size_station": {"flow": 0.4, "head": 87.8, "duty": 2, "poles": 4},
    "sobol_indices": {"model": MODEL, **DRAWN, "outputs": ["total_head"], "n": 64},
    "sound_speed": {"liquid": WATER},
    "specific_energy": {"head": 88, "efficiency": 0.8},
    "specific_speed": {"flow": 0.2, "head": 88, "speed": 1480},
    "speed_for": {"pump": UNIT, "system": SYSTEM, "flow": 0.3, "units_running": 2},
    "staging_map": {"group": GROUP, "line": LINE, "flow": [0.15, 0.4], "suction_level": 243},
    "starts_per_hour": {"volume": 30, "inflow": 0.1, "pump_flow": 0.2},
    "station_model": {"diameter": 0.8},
    "submergence": {"flow": 0.2, "bell_diameter": 0.5},
    "sump_volume": {"flow": 0.4},
    "sweep": {"model": MODEL, **OVER},
    "system_curve": {"lines": LINE, "flow": [0.3, 0.4], "suction_levels": [241, 246]},
    "tolerance_band": {"pump": PUMP, "grade": "2B"},
    "tornado": {
        "model": MODEL, "output": "total_head",
        "inputs": {"flow": (0.38, 0.4, 0.42), "roughness": (1e-4, 2e-4, 5e-4)},
    },
    "trimmed_curve": {"pump": PUMP.replace(impeller_diameter=0.55), "impeller_diameter": 0.53},
    "vacuum_buckling": {"outer_diameter": 1.22, "wall": 0.008, "modulus": 206e9},
    "viscous_curve": {"pump": PUMP, "liquid": WATER.replace(viscosity=2e-4)},
    "water_at": {"temperature": 20},
    "wave_speed": {"diameter": 0.8, "wall": 0.01, "modulus": 2e11},
    "write_design": {"design": STATION, "path": "written.hydro.toml"},
}  # fmt: skip
"""A valid call of each public name; `(function, arguments)` where the name alone does nothing."""

ALSO = {
    "duty_point": [{"pump": PUMP, "system": SYSTEM}],
    "flow_for_loss": [
        {
            "head_loss": 5,
            "diameter": 0.8,
            "length": 21e3,
            "hazen_williams_c": 130,
            "method": "hazen-williams",
        }
    ],
    "head_loss": [{**PIPE_FLOW, "manning_n": 0.012, "method": "manning"}],
    "hydraulic_grade_line": [{"line": LINE, "flow": 0.4, "start_level": 340}],
    "npsh_available": [{"gauge_pressure": -2e4, "velocity": 2, "gauge_level": 0.5}],
    "roughness_growth": [{"langelier": -1}],
    "size_station": [
        {
            "line": LINE,
            "flow": 0.4,
            "suction_levels": [243],
            "type": "split-case",
            "duty": 2,
            "poles": 4,
        }
    ],
    "speed_for": [{"pump": UNIT, "system": LINE, "flow": 0.3, "suction_level": 243}],
}
"""Calls that take another way."""


def files():
    """The files that the calls read, in the folder where they are made."""
    Path("pump.csv").write_text("flow,head\n0,110\n0.1,104\n0.2,88\n")
    Path("profile.csv").write_text("chainage_m,ground_m,axis_m\n0,250,248\n900,262,260\n")
    Path("a.hydro.toml").write_text("schema = 1\n[project]\nname = 'A'\n")


def public():
    """Names, what stands behind them, what is called, and the arguments of a valid call."""
    for name in hc.__all__:
        thing = getattr(hc, name)
        result = isinstance(thing, type) and issubclass(thing, (Result, Exception))
        if name in ("__version__", "Study", "Sheet") or result:
            continue  # made by us alone
        for known in [VALID[name], *ALSO.get(name, ())]:
            function, arguments = known if isinstance(known, tuple) else (thing, known)
            yield name, thing, function, arguments
