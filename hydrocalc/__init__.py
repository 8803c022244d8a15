"""Hydraulic calculation and pump-station sizing, with units.

Every argument documents its unit; a bare number is in that unit; anything that carries a unit
is converted; every result says its unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hydrocalc.version import __version__

_PUBLIC = {
    "errors": (
        "CheckError", "DesignFileError", "HydrocalcError", "InputError", "MissingExtraError",
        "NoSolutionError", "RangeWarning", "UnitsError",
    ),
    "components.liquids": ("Liquid", "atmospheric_pressure", "sound_speed", "water_at"),
    "components.motors": ("motor_efficiency", "motor_rating"),
    "components.catalogue": ("PipeCatalogue", "catalogue_pipe", "next_size", "pipe_catalogue"),
    "energy.diameters": ("DiameterComparison", "compare_diameters"),
    "components.curves": (
        "CurveFit", "PumpCurve", "PumpPerformance", "estimated_curve", "fit_pump_curve",
        "pump_performance",
    ),
    "components.curve_files": ("read_pump_curve",),
    "hydraulics.systems": ("DutyPoint", "System", "duty_point", "speed_for"),
    "components.pump_units": ("PumpGroup", "PumpUnit"),
    "hydraulics.operation": ("OperatingMatrix", "operating_matrix"),
    "hydraulics.staging": ("StagingMap", "staging_map"),
    "stations.comparison": ("Design", "DesignComparison", "compare_designs"),
    "stations.enquiry": ("PumpDataSheet", "pump_data_sheet"),
    "hydraulics.heads": ("CharacteristicHeads", "characteristic_heads"),
    "components.wetwells": (
        "IntakeBay", "Submergence", "WetWell", "WetWellCheck", "check_wet_well",
        "cycling_volume", "intake_bay", "permissible_starts", "starts_per_hour", "submergence",
        "sump_volume",
    ),
    "components.acceptance": ("TestVerdict", "ToleranceBand", "judge_test", "tolerance_band"),
    "components.curve_changes": ("trimmed_curve", "viscous_curve"),
    "components.drives": ("drive_efficiency", "motor_speed"),
    "components.ratings": ("PressureRatings", "pipe_pressure_ratings", "vacuum_buckling"),
    "records.people": ("Person",),
    "hydraulics.npsh": ("NPSHEnvelope", "npsh_envelope"),
    "components.fittings": ("equivalent_length", "loss_coefficient", "loss_coefficients"),
    "hydraulics.lines": ("Line", "Profile", "Reach", "read_profile"),
    "hydraulics.cases": ("SystemCurve", "system_curve"),
    "hydraulics.grade_line": ("GradeLine", "hydraulic_grade_line"),
    "transients.surge": ("joukowsky_head", "pipe_period", "wave_speed"),
    "components.ageing": ("aged_hazen_williams_c", "aged_roughness", "roughness_growth"),
    "components.loss_comparison": ("HeadLossComparison", "compare_head_loss"),
    "components.pipes": (
        "MeasuredRoughness", "Pipe", "diameter_for_loss", "flow_for_loss", "friction_factor",
        "head_loss", "head_loss_slope", "measured_roughness",
    ),
    "components.pumps": (
        "daily_volume", "hydraulic_power", "input_power", "npsh_available",
        "npsh_required_estimate", "pump_efficiency", "shaft_power", "specific_energy",
        "specific_speed",
    ),
    "stations.designs.design": (
        "Demand", "Levels", "Project", "Published", "Site", "Starts", "Station",
        "StationDesign", "SuctionHeader", "Tariff", "Waiver",
    ),
    "stations.designs.reading": ("read_design",),
    "stations.designs.schema": ("design_schema",),
    "stations.designs.writing": ("design_text", "write_design"),
    "checks.engine": ("check",),
    "checks.findings": ("CheckReport", "Finding"),
    "reports.calculation": ("calculation_sheet",),
    "reports.sheet": ("Sheet",),
    "studies.distributions": ("Truncated",),
    "stations.designs.models": ("design_inputs", "design_model"),
    "hydraulics.models": ("duty_model", "line_model", "station_model"),
    "studies.model": ("Input", "Model"),
    "studies.study": ("Study",),
    "studies.sweeps": ("monte_carlo", "sweep"),
    "studies.sensitivity": ("SobolIndices", "Tornado", "sobol_indices", "tornado"),
    "studies.inputs": ("demand_inputs", "grade_inputs", "level_inputs", "roughness_inputs"),
    "stations.published": ("RealStations", "real_stations"),
    "stations.reconcile": ("Reconciliation", "reconcile_installed"),
    "stations.sizing": ("StationSizing", "size_station"),
}  # fmt: skip

if TYPE_CHECKING:
    from hydrocalc.checks.engine import check
    from hydrocalc.checks.findings import CheckReport, Finding
    from hydrocalc.components.acceptance import (
        TestVerdict,
        ToleranceBand,
        judge_test,
        tolerance_band,
    )
    from hydrocalc.components.ageing import aged_hazen_williams_c, aged_roughness, roughness_growth
    from hydrocalc.components.catalogue import (
        PipeCatalogue,
        catalogue_pipe,
        next_size,
        pipe_catalogue,
    )
    from hydrocalc.components.curve_changes import trimmed_curve, viscous_curve
    from hydrocalc.components.curve_files import read_pump_curve
    from hydrocalc.components.curves import (
        CurveFit,
        PumpCurve,
        PumpPerformance,
        estimated_curve,
        fit_pump_curve,
        pump_performance,
    )
    from hydrocalc.components.drives import drive_efficiency, motor_speed
    from hydrocalc.components.fittings import equivalent_length, loss_coefficient, loss_coefficients
    from hydrocalc.components.liquids import Liquid, atmospheric_pressure, sound_speed, water_at
    from hydrocalc.components.loss_comparison import HeadLossComparison, compare_head_loss
    from hydrocalc.components.motors import motor_efficiency, motor_rating
    from hydrocalc.components.pipes import (
        MeasuredRoughness,
        Pipe,
        diameter_for_loss,
        flow_for_loss,
        friction_factor,
        head_loss,
        head_loss_slope,
        measured_roughness,
    )
    from hydrocalc.components.pump_units import PumpGroup, PumpUnit
    from hydrocalc.components.pumps import (
        daily_volume,
        hydraulic_power,
        input_power,
        npsh_available,
        npsh_required_estimate,
        pump_efficiency,
        shaft_power,
        specific_energy,
        specific_speed,
    )
    from hydrocalc.components.ratings import (
        PressureRatings,
        pipe_pressure_ratings,
        vacuum_buckling,
    )
    from hydrocalc.components.wetwells import (
        IntakeBay,
        Submergence,
        WetWell,
        WetWellCheck,
        check_wet_well,
        cycling_volume,
        intake_bay,
        permissible_starts,
        starts_per_hour,
        submergence,
        sump_volume,
    )
    from hydrocalc.energy.diameters import DiameterComparison, compare_diameters
    from hydrocalc.errors import (
        CheckError,
        DesignFileError,
        HydrocalcError,
        InputError,
        MissingExtraError,
        NoSolutionError,
        RangeWarning,
        UnitsError,
    )
    from hydrocalc.hydraulics.cases import SystemCurve, system_curve
    from hydrocalc.hydraulics.grade_line import GradeLine, hydraulic_grade_line
    from hydrocalc.hydraulics.heads import CharacteristicHeads, characteristic_heads
    from hydrocalc.hydraulics.lines import Line, Profile, Reach, read_profile
    from hydrocalc.hydraulics.models import duty_model, line_model, station_model
    from hydrocalc.hydraulics.npsh import NPSHEnvelope, npsh_envelope
    from hydrocalc.hydraulics.operation import OperatingMatrix, operating_matrix
    from hydrocalc.hydraulics.staging import StagingMap, staging_map
    from hydrocalc.hydraulics.systems import DutyPoint, System, duty_point, speed_for
    from hydrocalc.records.people import Person
    from hydrocalc.reports.calculation import calculation_sheet
    from hydrocalc.reports.sheet import Sheet
    from hydrocalc.stations.comparison import Design, DesignComparison, compare_designs
    from hydrocalc.stations.designs.design import (
        Demand,
        Levels,
        Project,
        Published,
        Site,
        Starts,
        Station,
        StationDesign,
        SuctionHeader,
        Tariff,
        Waiver,
    )
    from hydrocalc.stations.designs.models import design_inputs, design_model
    from hydrocalc.stations.designs.reading import read_design
    from hydrocalc.stations.designs.schema import design_schema
    from hydrocalc.stations.designs.writing import design_text, write_design
    from hydrocalc.stations.enquiry import PumpDataSheet, pump_data_sheet
    from hydrocalc.stations.published import RealStations, real_stations
    from hydrocalc.stations.reconcile import Reconciliation, reconcile_installed
    from hydrocalc.stations.sizing import StationSizing, size_station
    from hydrocalc.studies.distributions import Truncated
    from hydrocalc.studies.inputs import demand_inputs, grade_inputs, level_inputs, roughness_inputs
    from hydrocalc.studies.model import Input, Model
    from hydrocalc.studies.sensitivity import SobolIndices, Tornado, sobol_indices, tornado
    from hydrocalc.studies.study import Study
    from hydrocalc.studies.sweeps import monte_carlo, sweep
    from hydrocalc.transients.surge import joukowsky_head, pipe_period, wave_speed
else:
    _MODULE = {name: module for module, names in _PUBLIC.items() for name in names}

    def __getattr__(name):
        if name not in _MODULE:
            raise AttributeError(f"module 'hydrocalc' has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module("hydrocalc." + _MODULE[name]), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted([*globals(), *_MODULE])


__all__ = [
    "CharacteristicHeads",
    "CheckError",
    "CheckReport",
    "CurveFit",
    "Demand",
    "Design",
    "DesignComparison",
    "DesignFileError",
    "DiameterComparison",
    "DutyPoint",
    "Finding",
    "GradeLine",
    "HeadLossComparison",
    "HydrocalcError",
    "Input",
    "InputError",
    "IntakeBay",
    "Levels",
    "Line",
    "Liquid",
    "MeasuredRoughness",
    "MissingExtraError",
    "Model",
    "NPSHEnvelope",
    "NoSolutionError",
    "OperatingMatrix",
    "Person",
    "Pipe",
    "PipeCatalogue",
    "PressureRatings",
    "Profile",
    "Project",
    "Published",
    "PumpCurve",
    "PumpDataSheet",
    "PumpGroup",
    "PumpPerformance",
    "PumpUnit",
    "RangeWarning",
    "Reach",
    "RealStations",
    "Reconciliation",
    "Sheet",
    "Site",
    "SobolIndices",
    "StagingMap",
    "Starts",
    "Station",
    "StationDesign",
    "SuctionHeader",
    "StationSizing",
    "Study",
    "Submergence",
    "System",
    "SystemCurve",
    "Tariff",
    "TestVerdict",
    "ToleranceBand",
    "Tornado",
    "Truncated",
    "UnitsError",
    "Waiver",
    "WetWell",
    "WetWellCheck",
    "__version__",
    "aged_hazen_williams_c",
    "aged_roughness",
    "atmospheric_pressure",
    "calculation_sheet",
    "catalogue_pipe",
    "characteristic_heads",
    "check",
    "check_wet_well",
    "compare_designs",
    "compare_diameters",
    "compare_head_loss",
    "cycling_volume",
    "daily_volume",
    "demand_inputs",
    "design_inputs",
    "design_model",
    "design_schema",
    "design_text",
    "diameter_for_loss",
    "drive_efficiency",
    "duty_model",
    "duty_point",
    "equivalent_length",
    "estimated_curve",
    "fit_pump_curve",
    "flow_for_loss",
    "friction_factor",
    "grade_inputs",
    "head_loss",
    "head_loss_slope",
    "hydraulic_grade_line",
    "hydraulic_power",
    "input_power",
    "intake_bay",
    "joukowsky_head",
    "judge_test",
    "level_inputs",
    "line_model",
    "loss_coefficient",
    "loss_coefficients",
    "measured_roughness",
    "monte_carlo",
    "motor_efficiency",
    "motor_rating",
    "motor_speed",
    "next_size",
    "npsh_available",
    "npsh_envelope",
    "npsh_required_estimate",
    "operating_matrix",
    "permissible_starts",
    "pipe_catalogue",
    "pipe_period",
    "pipe_pressure_ratings",
    "pump_data_sheet",
    "pump_efficiency",
    "pump_performance",
    "read_design",
    "read_profile",
    "read_pump_curve",
    "real_stations",
    "reconcile_installed",
    "roughness_growth",
    "roughness_inputs",
    "shaft_power",
    "size_station",
    "sobol_indices",
    "sound_speed",
    "specific_energy",
    "specific_speed",
    "speed_for",
    "staging_map",
    "starts_per_hour",
    "station_model",
    "submergence",
    "sump_volume",
    "sweep",
    "system_curve",
    "tolerance_band",
    "tornado",
    "trimmed_curve",
    "vacuum_buckling",
    "viscous_curve",
    "water_at",
    "wave_speed",
    "write_design",
]
