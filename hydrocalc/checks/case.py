"""A design solved as far as its data go; what is missing is named where it is needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curves import fit_pump_curve
from hydrocalc.components.liquids import water_at
from hydrocalc.components.pipes import Pipe
from hydrocalc.components.pump_units import PumpGroup, input_power, ready
from hydrocalc.components.wetwells import submergence
from hydrocalc.hydraulics.grade_line import hydraulic_grade_line
from hydrocalc.hydraulics.heads import characteristic_heads
from hydrocalc.hydraulics.lines import Line, Reach
from hydrocalc.hydraulics.npsh import npsh_envelope
from hydrocalc.hydraulics.operation import operating_matrix
from hydrocalc.hydraulics.staging import staging_map
from hydrocalc.kernels import curves as curve_kernels
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.kernels import wetwells as well_kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.records.fields import Column, Measure, OptionalMeasure, Ratio
from hydrocalc.records.record import Made, Result, made
from hydrocalc.stations.comparison import Design, compare_designs, one_string_out
from hydrocalc.stations.reconcile import reconcile_installed
from hydrocalc.stations.sizing import size_station
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.stations.designs.design import StationDesign


class DesignFlow(Result):
    """Design flow built up from the demand of the maximum day."""

    schema: ClassVar[tuple[str, int]] = ("design-flow", 1)

    max_day: Measure = Measure("daily volume", label="demand of the maximum day")
    own_use: Ratio = Ratio(label="own use")
    leakage: Ratio = Ratio(label="leakage")
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
    input_power: Measure = Measure("power", label="electrical input of a unit")

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
        if self.inflow is None:
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


class MissingError(Exception):
    """What a quantity needs and the design doesn't say: key paths of the design file, or words.

    Words are phrases; a key is to be typed as it is.
    """

    def __init__(self, *keys: str, known: Mapping[str, str] | None = None) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys
        self.known = dict(known or {})


class NotApplicableError(Exception):
    """Why a rule says nothing of this design: a text of ours, with the values of its fields."""

    def __init__(self, reason: str, **values: Any) -> None:
        self.reason = Phrase(reason, **values)
        super().__init__(self.reason)


class Case:
    """What is known of a design; each property is solved once, when a rule asks for it."""

    def __init__(self, design: StationDesign, today: str = "") -> None:
        self.design, self.today = design, today
        self.findings: list[Any] = []
        """What was found before, for the rules about the checks themselves."""
        self.changed = {one.id: float(one.si.value) for one in design.limits}

    def limit(self, id: str) -> float:
        """A limit: the project's, else that of ``limits.csv``."""
        return self.changed[id] if id in self.changed else data.limit(id)

    def need(self, key: str) -> Any:
        """The plain number or record at a key such as ``levels.suction_min``."""
        at: Any = self.design
        for name in key.split("."):
            at = at._plain[name]
            if at is None or (isinstance(at, (str, tuple)) and not at):
                raise MissingError(key)
        return at

    def known(self, key: str) -> Any:
        """The same, or None."""
        try:
            return self.need(key)
        except MissingError:
            return None

    @cached_property
    def units(self) -> Any:
        """Units on duty, with what the station says of all motors."""
        return self.need("units")

    def name(self, i: int) -> str:
        """Name of a unit."""
        return self.units[i].name or f"units[{i}]"

    def pump_name(self, i: int) -> str:
        """Name of its pump."""
        return str(self.units[i].pump.name or self.name(i))

    @cached_property
    def flow(self) -> float:
        """Design flow, m³/s: given, or built up from the demand."""
        Q = self.known("demand.flow")
        return float(Q) if Q is not None else self.built_flow

    @cached_property
    def built_flow(self) -> float:
        """Design flow from the demand of the maximum day, m³/s."""
        return float(self.built.si.flow)

    @cached_property
    def built(self) -> DesignFlow:
        """The same with what it is built up from."""
        d = self.design.demand.si
        if d.max_day is None and d.flow is None:
            raise MissingError("demand.flow")
        missing = [k for k in ("max_day", "own_use", "leakage") if getattr(d, k) is None]
        if missing:
            raise MissingError(*(f"demand.{k}" for k in missing))
        given = {"own_use": d.own_use, "leakage": d.leakage, "max_day": d.max_day, "hours": d.hours}
        return DesignFlow(**given, flow=float(kernels.design_flow(*given.values())))

    @cached_property
    def duty(self) -> StationDuty:
        """Daily volume and hydraulic power."""
        Q, hours, rho = self.flow, float(self.design.demand.si.hours), self.liquid.si.density
        try:
            H = float(self.heads.design)
        except MissingError:
            H = float("nan")
        return StationDuty(
            flow=Q, hours=hours, daily_volume=float(pump_kernels.daily_volume(Q, hours)),
            density=rho, head=H, hydraulic_power=float(pump_kernels.hydraulic_power(rho, Q, H)),
        )  # fmt: skip

    @cached_property
    def liquid(self) -> Any:
        """Water at the design temperature."""
        t = self.known("site.temperature")
        return water_at(data.assumption("temperature").number if t is None else t)

    @cached_property
    def suction_levels(self) -> Any:
        """Levels at the pumps, the design's first."""
        given = [self.known(f"levels.suction_{k}") for k in ("design", "min", "max")]
        if given[0] is None and given[1] is None:
            raise MissingError("levels.suction_design")
        return np.array(list(dict.fromkeys(z for z in given if z is not None)))

    @cached_property
    def delivery_levels(self) -> Any:
        """Levels at the end, the design's first; None if the line has its own."""
        given = [self.known(f"levels.delivery_{k}") for k in ("design", "max", "min")]
        some = list(dict.fromkeys(z for z in given if z is not None))
        if not some:
            if self.design.line.delivery_level is None and self.design.line.profile is None:
                raise MissingError("levels.delivery_design")
            return None
        return np.array(some)

    @cached_property
    def lines(self) -> list[Line]:
        """The line in all its conditions, the design's first."""
        return [self.need("line"), *self.design.other_lines]

    @cached_property
    def heads(self) -> Any:
        """Characteristic heads, from the line or as typed; `highest` and `lowest` may be None."""
        if self.design.line is None:
            if self.design.demand.head is None:
                raise MissingError("line", "demand.head")
            d = self.design.demand.si
            return _Heads(d.head, d.head_max, d.head_min, None)
        found = self.from_line.si
        return _Heads(found.design, found.highest, found.lowest, found.mean)

    @cached_property
    def from_line(self) -> Any:
        """Characteristic heads of the line."""
        self.need("line")
        return characteristic_heads(
            self.lines, self.liquid, flow=self.flow, suction_levels=self.suction_levels,
            delivery_levels=self.delivery_levels,
            design_suction_level=float(self.suction_levels[0]),
            design_delivery_level=None if self.delivery_levels is None
            else float(self.delivery_levels[0]),
            flows=self.known("demand.flows"), shares=self.known("demand.shares"),
        )  # fmt: skip

    @cached_property
    def alternative(self) -> Design:
        """The units on their line; where no line is described, against the typed heads."""
        s = self.design.station
        lines = self.lines if self.design.line is not None else [_no_loss()]
        return Design(
            name=self.design.project.name, group=PumpGroup(units=self.units),
            standby=s.standby or 0, line=lines[0], others=tuple(lines[1:]), supply=s.supply,
            investment=s.investment,
        )  # fmt: skip

    @cached_property
    def ends(self) -> dict[str, Any]:
        """Levels of both ends, for the functions that take a line."""
        if self.design.line is not None:
            return {"suction_levels": self.suction_levels, "delivery_levels": self.delivery_levels}
        h = self.heads
        typed = dict.fromkeys(x for x in (h.design, h.highest, h.lowest) if x is not None)
        return {"suction_levels": np.zeros(1), "delivery_levels": np.array(list(typed))}

    @cached_property
    def matrix(self) -> Any:
        """Operating matrix of all cases; the first is the design's."""
        a = self.alternative
        return operating_matrix(
            a.group, [a.line, *a.others], liquid=self.liquid,
            temperature=self.known("site.temperature_max"), altitude=self.known("site.altitude"),
            **self.ends,
        )  # fmt: skip

    @cached_property
    def everything(self) -> int:
        """Row of the matrix with all units on duty at full speed."""
        count = np.array([unit.count for unit in self.units])
        return int(np.flatnonzero((self.matrix.running == count).all(axis=1))[0])

    @cached_property
    def duty_flow(self) -> float:
        """Flow of all units on duty at full speed in the design case, m³/s."""
        return float(self.matrix.si.flow[self.everything, 0])

    @cached_property
    def firm_flow(self) -> float:
        """The same with the largest unit out; a standby unit takes its place."""
        if self.need("station.standby") > 0:
            return self.duty_flow
        count = np.array([unit.count for unit in self.units])
        m, flows = self.matrix, []
        for i in range(len(count)):
            left = count - (np.arange(len(count)) == i)
            rows = np.flatnonzero((m.running == left).all(axis=1))
            flows.append(float(m.si.flow[rows[0], 0]) if rows.size else 0.0)
        return min(flows)

    @cached_property
    def emergency_flow(self) -> float:
        """The same as `duty_flow` with one string of each reach out, m³/s."""
        a = self.alternative
        ends = self.ends
        return one_string_out(
            a, a.group, ends["suction_levels"], ends["delivery_levels"], self.liquid
        )

    @cached_property
    def stages(self) -> Any:
        """Staging map at the design flow and the first levels."""
        line, ends = self._first_line, self.ends
        return staging_map(
            self.alternative.group, line, flow=self.flow,
            suction_level=float(ends["suction_levels"][0]), liquid=self.liquid,
        )  # fmt: skip

    @cached_property
    def curves(self) -> list[Any]:
        """What is fitted to the pump of each unit."""
        return [fit_pump_curve(unit.pump) for unit in self.units]

    @cached_property
    def fits(self) -> list[Any]:
        """The same as plain numbers."""
        return [fit.si for fit in self.curves]

    @cached_property
    def energy(self) -> Any:
        """Energy and cost a year of the pumping hours, the flows by the staging map.

        Without flows it is that of the design flow all year: an upper bound.
        """
        tariff, ends = self.design.tariff, self.ends
        prices = {} if tariff is None else tariff._plain
        self.need("units")
        return compare_designs(
            [self.alternative], flow=self.flow, liquid=self.liquid, **ends, **prices,
            flows=self.known("demand.flows"), shares=self.known("demand.shares"),
            hours=self.design.demand.hours,
            ie_class=self.design.station.motor_class or None,
        )  # fmt: skip

    @property
    def motors_known(self) -> bool:
        """Whether the electrical input of every unit can follow from its shaft power."""
        return all(unit.motor_efficiency is not None for unit in self.units)

    @cached_property
    def staging(self) -> Any:
        """Staging map over the flows that the units can carry."""
        line, ends = self._first_line, self.ends
        self.need("units")
        return staging_map(
            self.alternative.group, line, flow=np.linspace(0.2, 1.0, 41) * self.duty_flow,
            suction_level=float(ends["suction_levels"][0]), liquid=self.liquid,
        )  # fmt: skip

    @property
    def _first_line(self) -> Any:
        line, ends = self.alternative.line, self.ends
        if ends["delivery_levels"] is not None:
            return line.replace(delivery_level=float(ends["delivery_levels"][0]))
        return line

    @cached_property
    def bell(self) -> Any:
        """Submergence of a bell at the largest flow of one pump."""
        well = self.need("wet_well")
        return submergence(
            flow=self.bell_flow, bell_diameter=well.bell_diameter, position=well.position
        )

    @cached_property
    def bell_flow(self) -> float:
        """Largest flow of one pump anywhere."""
        flows = [self.largest_flow(i) for i in range(len(self.units))]
        for i, q in enumerate(flows):
            if np.isnan(q):
                self._beyond(i)
        if np.isnan(flows).all():
            raise NotApplicableError("the unit doesn't run")
        return float(np.nanmax(flows))

    @cached_property
    def starts(self) -> Starts:
        """Starts per hour of one pump; all units take turns."""
        V, Q = self.need("starts.volume"), self.bell_flow
        q = self.known("starts.flow")
        n = sum(unit.count for unit in self.units) + (self.design.station.standby or 0)
        if q is None:
            Z = well_kernels.most_starts_per_hour(Q, V, n)
        elif q < Q:
            Z = well_kernels.starts_per_hour_at(Q, q, V, n)
        else:
            raise NotApplicableError("the inflow is above one pump's flow: it runs all the time")
        return Starts(flow=Q, inflow=q, volume=V, number=n, starts=float(Z))

    @property
    def installed(self) -> InstalledPower:
        """Installed power, standby units included."""
        kinds, standby = self.need("units"), self.need("station.standby")
        if len(kinds) > 1:
            raise NotApplicableError("units of several kinds")
        R, N = self.rating(0), kinds[0].count
        P = float(kernels.installed_power(R, N, standby))
        return InstalledPower(rating=R, duty=N, standby=standby, installed_power=P)

    def shutoff_head(self, i: int) -> float:
        """Head of a unit at no flow and full speed, m; nan if its points begin above no flow."""
        head = ready(self.units[i]).pump.head
        known = head.start == 0.0
        return float(curve_kernels.value(head, np.float64(0.0))[0]) if known else float("nan")

    def need_shutoff(self, i: int) -> None:
        """What is said of the shut-off head needs a point there, or a form that has one."""
        if np.isnan(self.shutoff_head(i)):
            raise MissingError(Phrase("head at no flow of {name}", name=self.pump_name(i)))

    @cached_property
    def duty_flows(self) -> Any:
        """Flow of one unit of each kind, all on duty, in the design case."""
        return self.matrix.si.unit_flow[self.everything, 0]

    def largest_flow(self, i: int) -> float:
        """Largest flow of one unit anywhere in the matrix, within its curve."""
        m = self.matrix.si
        q = np.where(self.matrix.status[:, :, i] == 0, m.unit_flow[:, :, i], np.nan)
        return float(np.nanmax(q)) if not np.isnan(q).all() else float("nan")

    def _beyond(self, i: int) -> None:
        """Where a unit runs beyond the points of its curve, those are missing, not a column."""
        if (self.matrix.status[:, :, i] == system_kernels.BEYOND).any():
            text = "points of the curve of {name} beyond its last"
            raise MissingError(Phrase(text, name=self.pump_name(i)))

    def largest_power(self, i: int) -> float:
        """Largest shaft power of one unit anywhere in the matrix."""
        return float(self.motor_reserve(i).si.max_shaft_power)

    def motor_reserve(self, i: int) -> MotorReserve:
        """Motor of one unit against its largest shaft power; nan where no rating is given."""
        P = self.matrix.si.shaft_power[:, :, i]
        P = P[self.matrix.si.unit_flow[:, :, i] > 0.0]
        if np.isnan(P).any():
            self._beyond(i)
            raise MissingError(Phrase("efficiency of {name}", name=self.pump_name(i)))
        if not P.size:
            raise NotApplicableError("the unit doesn't run")
        highest, r = float(np.max(P)), 1.0
        duty = float(self.matrix.si.shaft_power[self.everything, 0, i])
        if self.one_head:
            r = data.assumption("power_rise").number
        if np.isnan(duty):  # it stands while all are on
            duty, r = highest, 1.0
        R, P_max = self.units[i].si.motor_rating, kernels.max_shaft_power(duty, r, highest)
        R, eta_c = np.nan if R is None else R, self.units[i].si.coupling_efficiency
        return MotorReserve(
            duty_power=duty, rise=r, highest_power=highest, max_shaft_power=float(P_max), rating=R,
            coupling=eta_c, reserve=float(motor_kernels.reserve_at_pump(eta_c, R, P_max)),
        )  # fmt: skip

    def motor_input(self, i: int) -> MotorInput:
        """Electrical input of one unit in the design case; without a rating no load is known."""
        unit, c = self.units[i], self.units[i].si
        if c.motor_efficiency is None or c.motor_rating is None:
            keys = ("motor_efficiency", "motor_rating")
            raise MissingError(*(f"units[{i}].{k}" for k in keys if getattr(c, k) is None))
        P = float(self.matrix.si.shaft_power[self.everything, 0, i])
        load = float(kernels.motor_load(P, c.motor_rating, c.coupling_efficiency))
        share = data.assumption("motor_constant_losses").number
        eta = float(motor_kernels.motor_efficiency_at_load(load, c.motor_efficiency, share))
        P_in = float(input_power(ready(unit), P))
        return MotorInput(
            shaft_power=P, rating=c.motor_rating, coupling=c.coupling_efficiency, load=load,
            full_load_efficiency=c.motor_efficiency, efficiency=eta,
            drive=P / (c.coupling_efficiency * eta * P_in), input_power=P_in,
        )  # fmt: skip

    def rating(self, i: int) -> float:
        """Motor rating of one unit, W."""
        R = self.units[i].si.motor_rating
        if R is None:
            known = {"P_max": units.show(self.largest_power(i), "power")}
            raise MissingError(f"units[{i}].motor_rating", known=known)
        return float(R)

    def branch(self, i: int, side: str) -> Branch:
        """Suction or discharge branch of one unit, all on duty in the design case."""
        D, q = getattr(self.units[i].si, f"{side}_diameter"), float(self.duty_flows[i])
        if D is None:
            raise MissingError(f"units[{i}].{side}_diameter")
        return Branch(flow=q, diameter=D, velocity=float(pipe_kernels.velocity(q, D)))

    @property
    def one_head(self) -> bool:
        """Whether nothing but the design head is known: no line, no lowest head."""
        return self.design.line is None and self.design.demand.head_min is None

    def need_range(self) -> None:
        """What is said of all states needs more than one head."""
        self.need("units")
        if self.one_head:
            raise MissingError("line", "demand.head_min")

    @cached_property
    def npsh(self) -> list[Any]:
        """NPSH of each unit over the levels, the warmest water and the flows that occur."""
        for i, unit in enumerate(self.units):
            if unit.eye_level is None:
                raise MissingError(f"units[{i}].eye_level")
            if unit.pump.npsh_required is None:
                raise MissingError(Phrase("npsh_required of {name}", name=self.pump_name(i)))
        levels = [self.need("levels.suction_min")]
        if self.known("levels.suction_max") is not None:
            levels.append(self.need("levels.suction_max"))
        found = []
        for i, unit in enumerate(self.units):
            q = self.matrix.si.unit_flow[:, :, i]
            running = q[(q > 0.0) & (self.matrix.status[:, :, i] == 0)]
            if not running.size:
                self._beyond(i)
                raise NotApplicableError("the unit doesn't run")
            flows = np.unique(np.linspace(running.min(), running.max(), 11))
            needed = self.matrix.si.npsh_required[:, :, i]
            if np.isnan(needed[(q > 0.0) & (self.matrix.status[:, :, i] == 0)]).any():
                raise MissingError(
                    Phrase("npsh_required of {name}", name=self.pump_name(i)),
                    known={"largest flow": units.show(float(running.max()), "flow")},
                )
            found.append(
                npsh_envelope(
                    unit, suction_levels=levels, flow=flows,
                    temperatures=self.known("site.temperature_max"),
                    altitude=self.known("site.altitude"),
                )
            )  # fmt: skip
        return found

    @cached_property
    def grade(self) -> Any:
        """Grade line of the line at the flow of all units, or the design flow."""
        line = self.need("line")
        if self.delivery_levels is not None:
            line = line.replace(delivery_level=float(self.delivery_levels[0]))
        z = float(self.suction_levels[0])
        given: dict[str, float] = {"flow": self.flow}
        if self.design.units:
            m = self.matrix.si
            given["flow"] = float(m.flow[self.everything, 0])
            if line.profile is not None:
                given["start_level"] = z + float(m.head[self.everything, 0])
                top = float(np.max([self.shutoff_head(i) for i in range(len(self.units))]))
                if top == top:
                    given["shutoff_level"] = float(np.max(self.suction_levels)) + top
        return hydraulic_grade_line(line, self.liquid, suction_level=z, **given)

    @cached_property
    def full_grade(self) -> Any:
        """Grade line of the line running full to its end, at the same flow.

        The pumps never run into a negative pressure: they are held to the head that the highest
        summit asks for, and the line beyond it is part-full. Running full shows that summit.
        """
        line, g = self.grade.line, self.grade.si
        end = line.si.delivery_level
        if end is None:
            raise MissingError("levels.delivery_design")
        loss = float(np.atleast_1d(g.friction)[0] + np.atleast_1d(g.local)[0])
        if abs(float(np.atleast_1d(g.start_level)[0]) - end - loss) < 1e-6:
            return self.grade  # no summit asks for more
        return hydraulic_grade_line(
            line, self.liquid, flow=float(np.atleast_1d(g.flow)[0]),
            suction_level=float(self.suction_levels[0]), start_level=end + loss,
        )  # fmt: skip

    @cached_property
    def sizing(self) -> Any:
        """What `size_station` makes of the design's flow and head.

        The range of heads stays out: it would be taken for a range of levels, which makes vertical
        pumps a candidate, but most of it is friction.
        """
        return self._sized(self.flow, self.heads.design)

    @cached_property
    def published_sizing(self) -> Any:
        """The same for the published flow and head, where there are some."""
        p = self.design.published
        if not (p.flow or p.head):
            return self.sizing
        return self._sized(p.flow or self.flow, p.head or self.heads.design)

    def _sized(self, flow: Any, head: Any) -> Any:
        """What is known of the station goes with it: as many units, its water, air and motors."""
        s, hours = self.design.station, self.design.demand.si.hours
        units = self.design.units
        coupling = {unit.coupling_efficiency for unit in units} - {1.0}
        return size_station(
            flow=flow, head=head, hours=None if hours == 24.0 else hours,
            duty=sum(unit.count for unit in units) or None, standby=s.standby,
            altitude=self.known("site.altitude"), temperature=self.known("site.temperature"),
            temperature_max=self.known("site.temperature_max"), ie_class=s.motor_class or None,
            coupling_efficiency=min(coupling) if coupling else None,
        )  # fmt: skip

    @cached_property
    def reconciliation(self) -> Any:
        """Published figures against the sizing."""
        p = self.design.published
        return reconcile_installed(
            self.published_sizing,
            installed=p.installed_power or None,
            daily_volume=p.daily_volume or None,
        )


class _Heads(NamedTuple):
    """Design, highest, lowest and mean head, m."""

    design: float
    highest: float | None
    lowest: float | None
    mean: float | None


def _no_loss() -> Line:
    """A line that takes no head to speak of (1e-12 m), for a head that is given as such."""
    reach = Reach(pipe=Pipe(diameter=20.0, roughness=0.0), length=1e-3)
    return Line(reaches=(reach,))
