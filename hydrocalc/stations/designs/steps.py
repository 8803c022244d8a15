"""Steps of a station that its sheet shows: each a result that names its kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hydrocalc import data
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels import wetwells as well_kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.records.fields import Column, Measure, OptionalMeasure, Ratio
from hydrocalc.records.record import Made, Result, made

if TYPE_CHECKING:
    from collections.abc import Mapping


class DesignFlow(Result):
    """Design flow built up from the demand of the maximum day."""

    schema: ClassVar[tuple[str, int]] = ("design-flow", 1)

    max_day: Measure = Measure("daily volume", label="demand of the maximum day")
    own_use: Ratio = Ratio("share", low=0.0, label="own use")
    leakage: Ratio = Ratio("share", low=0.0, label="leakage")
    hours: Measure = Measure("hours per day", label="pumping hours")
    flow: Measure = Measure("flow", label="flow built up from the demand")

    made_by: ClassVar[Mapping[str, Made]] = {
        "flow": made(kernels.design_flow, a="own_use", l="leakage", V="max_day", T_d="hours"),
    }


class StationDuty(Result):
    """What a station lifts a day, and the power in it; nan where the head isn't known."""

    schema: ClassVar[tuple[str, int]] = ("station-duty", 1)

    flow: Measure = Measure("flow", label="design flow")
    hours: Measure = Measure("hours per day", label="pumping hours")
    daily_volume: Measure = Measure("daily volume", label="daily volume")
    density: Measure = Measure("density", label="density")
    head: Measure = Measure("head", label="design head")
    hydraulic_power: Measure = Measure("power", label="hydraulic power")

    made_by: ClassVar[Mapping[str, Made]] = {
        "daily_volume": made(pump_kernels.daily_volume, Q="flow", T_d="hours"),
        "hydraulic_power": made(
            pump_kernels.hydraulic_power, rho="density", Q="flow", H="head", g=G
        ),
    }


class MotorReserve(Result):
    """The motor of a unit against the largest shaft power anywhere."""

    schema: ClassVar[tuple[str, int]] = ("motor-reserve", 1)

    duty_power: Measure = Measure("power", label="P_duty, shaft power of a unit")
    rise: Ratio = Ratio(label="P_max over P_duty, assumed; 1 where the range is known")
    highest_power: Measure = Measure("power", label="largest shaft power in the operating matrix")
    max_shaft_power: Measure = Measure("power", label="P_max, over all combinations and cases")
    rating: Measure = Measure("power", label="motor rating")
    coupling: Ratio = Ratio("efficiency", label="coupling efficiency")
    reserve: Ratio = Ratio(label="motor rating over P_max", digits=3)

    made_by: ClassVar[Mapping[str, Made]] = {
        "max_shaft_power": made(
            kernels.max_shaft_power, P="duty_power", r="rise", P_H="highest_power"
        ),
        "reserve": made(
            motor_kernels.reserve_at_pump, eta_c="coupling", R="rating", P="max_shaft_power"
        ),
    }


class MotorInput(Result):
    """Electrical input of one unit of a kind, all on duty in the design case."""

    schema: ClassVar[tuple[str, int]] = ("motor-input", 1)

    shaft_power: Measure = Measure("power", label="shaft power of one unit")
    rating: Measure = Measure("power", label="motor rating")
    coupling: Ratio = Ratio("efficiency", label="coupling efficiency")
    load: Ratio = Ratio("efficiency", label="motor load", digits=3)
    full_load_efficiency: Ratio = Ratio("efficiency", label="motor efficiency at full load")
    efficiency: Ratio = Ratio("efficiency", label="motor efficiency at the duty point")
    drive: Ratio = Ratio("efficiency", label="efficiency of the drive; 1 without one")
    input_power: Measure = Measure("electric power", label="electrical input of a unit")

    made_by: ClassVar[Mapping[str, Made]] = {
        "load": made(kernels.motor_load, P="shaft_power", R="rating", eta_c="coupling"),
        "efficiency": made(
            motor_kernels.motor_efficiency_at_load, x="load", eta_1="full_load_efficiency",
            k_0=data.assumption("motor_constant_losses").number,
        ),
        "input_power": made(
            kernels.motor_input, P="shaft_power", eta_c="coupling", eta_m="efficiency",
            eta_d="drive",
        ),
    }  # fmt: skip


class InstalledPower(Result):
    """Installed power of a station of equal units."""

    schema: ClassVar[tuple[str, int]] = ("installed-power", 1)

    rating: Measure = Measure("power", label="motor rating")
    duty: Column = Column(label="units on duty")
    standby: Column = Column(label="standby units")
    installed_power: Measure = Measure("power", label="installed power")

    made_by: ClassVar[Mapping[str, Made]] = {
        "installed_power": made(
            kernels.installed_power, R="rating", N="duty", N_s="standby"
        ),
    }  # fmt: skip


class Starts(Result):
    """Starts per hour of one pump between the levels that switch it."""

    schema: ClassVar[tuple[str, int]] = ("starts-per-hour", 1)

    flow: Measure = Measure("flow", label="flow of one pump")
    inflow: OptionalMeasure = OptionalMeasure("flow", label="inflow")
    volume: Measure = Measure("volume", label="switching volume")
    number: Column = Column(label="units that take turns")
    starts: Ratio = Ratio(label="starts per hour", digits=3)

    made_by: ClassVar[Mapping[str, Made]] = {
        "starts": made(well_kernels.most_starts_per_hour, Q="flow", V="volume", n="number"),
    }

    def how(self, field: str) -> Made:
        """As `Result.how`; at the inflow where it is known."""
        if self.si.inflow is None:
            return super().how(field)
        return made(
            well_kernels.starts_per_hour_at, Q="flow", q="inflow", V="volume", n="number"
        )  # fmt: skip


class Branch(Result):
    """A suction or discharge branch of one unit in the design case."""

    schema: ClassVar[tuple[str, int]] = ("branch", 1)

    flow: Measure = Measure("flow", label="flow of one unit")
    diameter: Measure = Measure("diameter", label="bore")
    velocity: Measure = Measure("velocity", label="velocity", digits=3)

    made_by: ClassVar[Mapping[str, Made]] = {
        "velocity": made(pipe_kernels.velocity, Q="flow", D="diameter"),
    }
