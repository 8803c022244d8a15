"""A design solved as far as its data go; each thing once, when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curves import fit_pump_curve
from hydrocalc.components.pump_units import input_power, ready, unit_performance
from hydrocalc.components.wetwells import submergence
from hydrocalc.hydraulics.cases import system_cases
from hydrocalc.hydraulics.grade_line import hydraulic_grade_line
from hydrocalc.hydraulics.npsh import npsh_envelope
from hydrocalc.hydraulics.operation import (
    Carried,
    between,
    least_share,
    operating_matrix,
    ready_units,
)
from hydrocalc.hydraulics.staging import staging_map
from hydrocalc.kernels import curves as curve_kernels
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.kernels import wetwells as well_kernels
from hydrocalc.kernels.blocks import distinct
from hydrocalc.stations.comparison import compared, one_string_out
from hydrocalc.stations.designs.conditions import (
    DesignConditions,
    MissingError,
    NotApplicableError,
)
from hydrocalc.stations.designs.external import ExternalAnalysis
from hydrocalc.stations.designs.fingerprint import fingerprint_of
from hydrocalc.stations.designs.states import State, States
from hydrocalc.stations.designs.steps import (
    Branch,
    InstalledPower,
    MotorInput,
    MotorReserve,
    Starts,
    StationDuty,
)
from hydrocalc.stations.reconcile import reconcile_installed
from hydrocalc.stations.sizing import size_station
from hydrocalc.texts import Phrase


class SolvedStation:
    """What follows from the conditions of a design."""

    def __init__(self, conditions: DesignConditions) -> None:
        self.conditions = conditions

    @cached_property
    def duty(self) -> StationDuty:
        """Daily volume and hydraulic power."""
        c = self.conditions
        Q, hours, rho = c.flow, c.hours, c.liquid.si.density
        try:
            H = float(c.heads.design)
        except MissingError:
            H = float("nan")
        return StationDuty(
            flow=Q, hours=hours, daily_volume=float(pump_kernels.daily_volume(Q, hours)),
            density=rho, head=H, hydraulic_power=float(pump_kernels.hydraulic_power(rho, Q, H)),
        )  # fmt: skip

    @cached_property
    def matrix(self) -> Any:
        """Operating matrix of all cases; the first is the design's."""
        c = self.conditions
        a = c.alternative
        return operating_matrix(
            a.group, [a.line, *a.others], liquid=c.liquid,
            temperature_max=c.given_temperature_max, altitude=c.known("site.altitude"),
            **c.ends,
        )  # fmt: skip

    @cached_property
    def states(self) -> States:
        """The states that the design declares, by row and column of the matrix."""
        self.conditions.need("units")
        return States(self.conditions, self.matrix)

    def full_speed(self, i: int) -> float:
        """Full speed of a kind of unit, rpm."""
        return float(self.matrix.si.speed[:, i].max())

    def enough_at_full(self, i: int, enough: Callable[[Any, Any], Any]) -> bool:
        """Whether a unit carries `enough`, by flow and share of full speed, in every state."""
        m = self.matrix
        rows = self.states.full & (m.running[:, i] > 0)
        return bool(enough(m.si.unit_flow[rows, :, i], 1.0).all())

    def least_speed(self, i: int, enough: Callable[[Any, Any], Any]) -> tuple[float, State]:
        """Speed, rpm, from which on a unit carries `enough` in every state in which it ever does.

        Also a state in which it doesn't just below, at the least speed that is declared.
        """
        c, m = self.conditions, self.matrix
        a, nu = c.alternative, c.liquid.si.viscosity
        ends = c.ends["suction_levels"], c.ends["delivery_levels"]
        system, _ = system_cases([a.line, *a.others], *ends, nu, 0.0)
        found = ready_units(a.group)
        turns = np.array([k == i or unit.lowest < 1.0 for k, unit in enumerate(found)])
        share = m.si.speed / m.si.speed.max(axis=0)
        # They turn together: at their lowest some are faster than the others.
        on = (m.running[:, i] > 0) & (share[:, i] == share[:, turns].max(axis=1))
        own, flow = share[on, i], m.si.unit_flow[on, :, i]
        kinds = m.running[on & self.states.full]
        with np.errstate(all="ignore"):
            below, high = between(kinds, m.running[on], own, enough(flow, own[:, None]))
            below = np.where(np.isnan(below), 0.0, below)
            carried, step = Carried(found, kinds, i, system, enough), 2.0**-24
            share = least_share(
                carried, (below, high), np.zeros(len(kinds), dtype=int), step
            ).item()  # fmt: skip
            row, case = np.nonzero((below < share) & (high >= share))
            slow = ~carried.at(row, case, np.full(len(row), share - step))
        k, column = (int(x[slow][0]) if slow.any() else 0 for x in (row, case))
        slowest = int(np.flatnonzero((m.running == kinds[k]).all(axis=1))[-1])
        return share * self.full_speed(i), (slowest, column)

    @property
    def everything(self) -> int:
        """Row of the matrix with all units on duty at full speed."""
        return int(np.flatnonzero(self.states.everything)[0])

    def row_without(self, i: int) -> int | None:
        """Row of the matrix with all units on duty but one of a kind; a standby unit replaces it.

        None where nothing is left.
        """
        c = self.conditions
        if c.need("station.standby") > 0:
            return self.everything
        left = np.array([unit.count for unit in c.units]) - (np.arange(len(c.units)) == i)
        rows = np.flatnonzero((self.matrix.running == left).all(axis=1))
        return int(rows[0]) if rows.size else None

    @cached_property
    def duty_flow(self) -> float:
        """Flow of all units on duty at full speed in the design case, m³/s."""
        return float(self.matrix.si.flow[self.everything, 0])

    @cached_property
    def firm_flow(self) -> float:
        """The same with any one unit out, the worst; a standby unit takes its place."""
        rows = [self.row_without(i) for i in range(len(self.conditions.units))]
        return min(0.0 if row is None else float(self.matrix.si.flow[row, 0]) for row in rows)

    @cached_property
    def emergency_flow(self) -> float:
        """The same as `duty_flow` with one string of each reach out, m³/s."""
        c = self.conditions
        return one_string_out(
            c.alternative, c.alternative.group, c.ends["suction_levels"],
            c.ends["delivery_levels"], c.liquid,
        )  # fmt: skip

    @cached_property
    def one_string_out(self) -> Any:
        """Operating matrix at full speed of the lines with one string of each reach out."""
        c = self.conditions
        lines = [
            line.replace(reaches=tuple(
                r.replace(strings=r.strings - 1) if r.strings > 1 else r for r in line.reaches
            )) for line in c.lines
        ]  # fmt: skip
        return operating_matrix(c.alternative.group, lines, speeds=[1.0], liquid=c.liquid, **c.ends)

    @cached_property
    def stages(self) -> Any:
        """Staging map at the design flow against the highest head of levels and lines."""
        c = self.conditions
        line, end = c.lines[int(np.argmax(c.losses))], c.ends["delivery_levels"]
        if end is not None:
            line = line.replace(delivery_level=float(np.max(end)))
        return staging_map(
            c.alternative.group, line, flow=c.flow, liquid=c.liquid,
            suction_level=float(np.min(c.ends["suction_levels"])),
        )  # fmt: skip

    @cached_property
    def curves(self) -> list[Any]:
        """What is fitted to the pump of each unit."""
        c = self.conditions
        return [fit_pump_curve(unit.pump) for unit in c.units]

    @cached_property
    def ready(self) -> list[Any]:
        """Units ready for the kernels."""
        return [ready(unit) for unit in self.conditions.units]

    @cached_property
    def fits(self) -> list[Any]:
        """The same as plain numbers."""
        return [fit.si for fit in self.curves]

    @cached_property
    def energy(self) -> Any:
        """Energy and cost a year of the pumping hours, the flows by the staging map.

        Without flows it is that of the design flow all year: an upper bound.
        """
        c = self.conditions
        c.need("units")
        return compared(
            [c.alternative], [self.matrix], flow=c.flow, liquid=c.liquid, **c.ends, **c.prices,
            flows=c.known("demand.flows"), shares=c.known("demand.shares"), hours=c.hours,
            temperature_max=c.given_temperature_max, altitude=c.known("site.altitude"),
            ie_class=c.known("station.motor_class"), frequency=c.frequency,
        )  # fmt: skip

    @property
    def motors_known(self) -> bool:
        """Whether the electrical input of every unit can follow from its shaft power."""
        c = self.conditions
        return all(unit.motor_efficiency is not None for unit in c.units)

    @cached_property
    def staging(self) -> Any:
        """Staging map over the flows that the units can carry."""
        c = self.conditions
        c.need("units")
        return staging_map(
            c.alternative.group, c.design_line, flow=np.linspace(0.2, 1.0, 41) * self.duty_flow,
            suction_level=c.design_ends[0], liquid=c.liquid,
        )  # fmt: skip

    @cached_property
    def bell(self) -> Any:
        """Submergence of a bell at the largest flow of one pump."""
        c = self.conditions
        position, D = c.need("wet_well").position, c.need("wet_well.bell_diameter")
        return submergence(flow=self.bell_flow, bell_diameter=D, position=position)

    @property
    def bell_flow(self) -> float:
        """Largest flow of one pump anywhere."""
        return self.largest_flow(self.busiest)

    @cached_property
    def busiest(self) -> int:
        """The kind of unit of the largest flow anywhere."""
        n = len(self.conditions.units)
        flows = [
            self.largest_flow(i) if self.states.known[:, :, i].any() else 0.0 for i in range(n)
        ]
        if not max(flows) > 0.0:
            raise NotApplicableError("the unit doesn't run")
        return int(np.argmax(flows))

    @cached_property
    def starts(self) -> Starts:
        """Starts per hour of one pump; all units take turns."""
        c = self.conditions
        V, Q = c.need("starts.volume"), self.bell_flow
        q = c.known("starts.flow")
        n = c.count + (c.known("station.standby") or 0)
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
        c = self.conditions
        kinds, standby = c.need("units"), c.need("station.standby")
        if len(kinds) > 1:
            raise NotApplicableError("units of several kinds")
        R, N = self.rating(0), kinds[0].count
        P = float(kernels.installed_power(R, N, standby))
        return InstalledPower(rating=R, duty=N, standby=standby, installed_power=P)

    def shutoff_head(self, i: int) -> float:
        """Head of a unit at no flow and full speed, m; nan if its points begin above no flow."""
        head = self.ready[i].pump.head
        known = head.start == 0.0
        return float(curve_kernels.value(head, np.float64(0.0))[0]) if known else float("nan")

    def highest_head(self, i: int) -> float:
        """Head of a unit at no flow or, where its curve droops, at its peak, m; nan as there.

        Against a valve that closes it passes the peak on its way to no flow.
        """
        return self._highest_heads[i]

    @cached_property
    def _highest_heads(self) -> list[float]:
        shut = [self.shutoff_head(i) for i in range(len(self.ready))]
        return [
            max(H, curve_kernels.peak(unit.pump.head)[1]) if H == H else H
            for H, unit in zip(shut, self.ready, strict=True)
        ]

    @property
    def lacking_shutoff(self) -> list[Phrase]:
        """Points at no flow that are missing, where no form of curve has them."""
        numbers = range(len(self.conditions.design.units))
        return [self.no_shutoff(i) for i in numbers if np.isnan(self.shutoff_head(i))]

    def no_shutoff(self, i: int) -> Phrase:
        """What is missing of a unit whose points begin above no flow."""
        return Phrase("head at no flow of {name}", name=self.conditions.pump_name(i))

    def at_largest_flow(self, i: int) -> State:
        """State in which one unit of a kind carries most: alone, least head and loss.

        Beyond the points of its curve, that is where the curve goes on straight: heads fall faster.
        """
        found = self.of_unit(i, self.matrix.si.unit_flow, largest=True)
        if found is None:
            raise NotApplicableError("the unit doesn't run")
        return found

    def of_unit(self, i: int, values: Any, *, largest: bool) -> State | None:
        """State in which a value of a unit, (row, column, unit), is largest or least."""
        of = np.where(self.states.known[:, :, i], values[:, :, i], np.nan)
        return self.states.extreme(of, largest)

    def largest_flow(self, i: int) -> float:
        """Largest flow of one unit of a kind anywhere, m³/s."""
        return float(self.matrix.si.unit_flow[*self.at_largest_flow(i), i])

    def beyond(self, i: int) -> bool:
        """Whether a unit runs beyond the points of its curve in some state."""
        return bool(
            (self.states.runs & (self.matrix.status == system_kernels.BEYOND))[..., i].any()
        )

    def lacks(self, column: str, i: int) -> Phrase:
        """What is missing where a unit's `column` isn't known in every state.

        Where it runs beyond the points of its curve those are missing, not the column.
        """
        of = {
            "efficiency": "efficiency of {name}", "npsh_required": "npsh_required of {name}",
            "points": "points of the curve of {name} beyond its last",
        }  # fmt: skip
        name = self.conditions.pump_name(i)
        return Phrase(of["points" if self.beyond(i) else column], name=name)

    def power_known(self, i: int) -> bool:
        """Whether the shaft power of a unit is known in every state in which it runs."""
        known = np.isfinite(self.matrix.si.shaft_power[:, :, i])
        return bool(known[self.states.known[:, :, i]].all())

    def need_power(self, i: int) -> None:
        """What is said of the largest shaft power takes that of every state."""
        if not self.power_known(i):
            raise MissingError(self.lacks("efficiency", i))

    def largest_power(self, i: int) -> float:
        """Largest shaft power of one unit anywhere in the matrix."""
        return float(self.motor_reserve(i).si.max_shaft_power)

    def start_power(self, i: int) -> float:
        """Shaft power of a unit against a closed valve at full speed, W; nan if not known."""
        rho = self.conditions.liquid.si.density
        return float(
            unit_performance(self.ready[i], np.float64(0.0), 1.0, rho, "usual").shaft_power
        )

    def motor_reserve(self, i: int, *, partly: bool = False) -> MotorReserve:
        """Motor of one unit against its largest shaft power; nan where no rating is given.

        `partly`: against the largest of those that are known.
        """
        if not partly:
            self.need_power(i)
        c, at = self.conditions, self.of_unit(i, self.matrix.si.shaft_power, largest=True)
        if at is None:
            self.need_power(i)
            raise NotApplicableError("the unit doesn't run")
        highest, r = float(self.matrix.si.shaft_power[*at, i]), 1.0
        duty = float(self.matrix.si.shaft_power[self.everything, 0, i])
        if c.one_head:
            r = data.assumption("power_rise").number
        if np.isnan(duty):  # it stands while all are on
            duty, r = highest, 1.0
        R = c.units[i].si.motor_rating
        P_max = kernels.max_shaft_power(duty, r, highest)
        R, eta_c = np.nan if R is None else R, c.units[i].si.coupling_efficiency
        return MotorReserve(
            duty_power=duty, rise=r, highest_power=highest, max_shaft_power=float(P_max), rating=R,
            coupling=eta_c, reserve=float(motor_kernels.reserve_at_pump(eta_c, R, P_max)),
        )  # fmt: skip

    def motor_input(self, i: int) -> MotorInput:
        """Electrical input of one unit in the design case; without a rating no load is known."""
        unit = self.conditions.units[i].si
        lacking = [k for k in ("motor_efficiency", "motor_rating") if getattr(unit, k) is None]
        if lacking:
            raise MissingError(*(f"units[{i}].{k}" for k in lacking))
        P = float(self.matrix.si.shaft_power[self.everything, 0, i])
        found = input_power(self.ready[i], P)
        return MotorInput(
            shaft_power=P, rating=unit.motor_rating, coupling=unit.coupling_efficiency,
            full_load_efficiency=unit.motor_efficiency, load=float(found.load),
            efficiency=float(found.motor_efficiency), drive=float(found.drive_efficiency),
            input_power=float(found.power),
        )  # fmt: skip

    def rating(self, i: int) -> float:
        """Motor rating of one unit, W."""
        c = self.conditions
        R = c.units[i].si.motor_rating
        if R is None:
            known = {"P_max": units.show(self.largest_power(i), "power")}
            raise MissingError(f"units[{i}].motor_rating", known=known)
        return float(R)

    def branch(self, i: int, side: str) -> Branch:
        """Suction or discharge branch of one unit at its largest flow."""
        c = self.conditions
        D = getattr(c.units[i].si, f"{side}_diameter")
        if D is None:
            raise MissingError(f"units[{i}].{side}_diameter")
        q = self.largest_flow(i)
        return Branch(flow=q, diameter=D, velocity=float(pipe_kernels.velocity(q, D)))

    @cached_property
    def npsh_available(self) -> Any:
        """NPSH available, (row, column, unit), of the warmest water, m.

        Each flow meets the level at which it occurs, the lowest of the well among them. Typed heads
        belong to no level: they meet the lowest.
        """
        available = self.matrix.si.npsh_available
        if self.conditions.described:
            return available
        fall = self.states.suction - self.conditions.lowest_level
        return available - fall[None, :, None]

    def need_npsh(self, i: int) -> None:
        """NPSH of a unit takes the lowest level, its eye, and what its pump requires."""
        c, unit = self.conditions, self.conditions.units[i]
        lacking: list[str] = []
        if unit.si.eye_level is None:
            lacking.append(f"units[{i}].eye_level")
        if unit.pump.si.npsh_required is None:
            lacking.append(Phrase("npsh_required of {name}", name=c.pump_name(i)))
        if c.known("levels.suction_min") is None:
            lacking.append("levels.suction_min")
        if lacking:
            raise MissingError(*lacking)

    def at_least_npsh(self, i: int, of: Any, enough: float) -> State:
        """State in which `of`, a margin or a ratio by (row, column, unit), is least for a unit.

        Where a flow occurs of which the curve says nothing, less than `enough` is already too
        little; more needn't be enough.
        """
        known = self.states.known[:, :, i]
        if not known.any():
            if self.beyond(i):
                raise MissingError(self.lacks("npsh_required", i))
            raise NotApplicableError("the unit doesn't run")
        found = self.of_unit(i, of, largest=False)
        lacks = bool((known & np.isnan(of[:, :, i])).any())
        if found is None or (lacks and of[*found, i] >= enough):
            most = {"largest flow": units.show(self.largest_flow(i), "flow")}
            raise MissingError(self.lacks("npsh_required", i), known=most)
        return found

    @cached_property
    def npsh(self) -> list[Any]:
        """NPSH of each unit over the levels, at the flows and the speed of its least margin."""
        for i in range(len(self.conditions.units)):
            self.need_npsh(i)
        c, m, found = self.conditions, self.matrix.si, []
        margin = self.npsh_available - m.npsh_required
        for i, unit in enumerate(c.units):
            row, column = self.at_least_npsh(i, margin, 0.0)
            z, here = c.lowest_level, np.ones(len(self.states.suction), dtype=bool)
            if c.described:  # the flows that occur at the level of the least margin
                z = float(self.states.suction[column])
                here = self.states.suction == z
            same = (m.speed[:, i] == m.speed[row, i])[:, None] & here & ~np.isnan(margin[:, :, i])
            q = m.unit_flow[:, :, i][self.states.known[:, :, i] & same]
            flows = distinct(np.linspace(q.min(), q.max(), 11), m.unit_flow[row, column, i])
            found.append(
                npsh_envelope(
                    unit, suction_levels=distinct(z, c.suction_levels.max()),
                    flow=flows, speeds=m.speed[row, i],
                    temperature_max=c.given_temperature_max, altitude=c.known("site.altitude"),
                    npsh_margin=c.limit("npsh_difference_shall"),
                )
            )  # fmt: skip
        return found

    @cached_property
    def grade(self) -> Any:
        """Grade line of the line at the flow of all units, or the design flow."""
        c = self.conditions
        c.need("line")
        line, z = c.design_line, c.design_ends[0]
        # Plastics are as strong as the warmest water leaves them.
        given: dict[str, Any] = {"flow": c.flow, "temperature": c.temperature_max}
        if c.known("units") is not None:
            m = self.matrix.si
            given["flow"] = float(m.flow[self.everything, 0])
            if not given["flow"] > 0.0:
                raise MissingError(Phrase("a flow: nothing flows in the design case, see HC205"))
            if line.profile is not None:
                given["start_level"] = z + float(m.head[self.everything, 0])
                top = float(np.max([self.highest_head(i) for i in range(len(c.units))]))
                if top == top:
                    given["shutoff_level"] = float(np.max(c.suction_levels)) + top
        return hydraulic_grade_line(line, c.liquid, suction_level=z, **given)

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of what the transients depend on."""
        return fingerprint_of(self.conditions)

    @cached_property
    def external(self) -> ExternalAnalysis:
        """Somebody else's transient analysis, as far as the design has one."""
        return ExternalAnalysis(self)

    @cached_property
    def full_grade(self) -> Any:
        """Grade line of the line running full to its end, at the same flow.

        The pumps never run into a negative pressure: they are held to the head that the highest
        summit asks for, and the line beyond it is part-full. Running full shows that summit.
        """
        c = self.conditions
        line, g = self.grade.line, self.grade.si
        end = line.si.delivery_level
        if end is None:
            raise MissingError("levels.delivery_design")
        loss = float(np.atleast_1d(g.friction)[0] + np.atleast_1d(g.local)[0])
        if abs(float(np.atleast_1d(g.start_level)[0]) - end - loss) < 1e-6:
            return self.grade  # no summit asks for more
        return hydraulic_grade_line(
            line, c.liquid, flow=float(np.atleast_1d(g.flow)[0]),
            suction_level=c.design_ends[0], start_level=end + loss,
        )  # fmt: skip

    @cached_property
    def sizing(self) -> Any:
        """What `size_station` makes of the design's flow and heads."""
        h = self.conditions.heads
        return self._sized(self.conditions.flow, h.design, h.highest, h.lowest)

    @cached_property
    def published_sizing(self) -> Any:
        """The same for the published flow and head, where there are some."""
        c = self.conditions
        flow, head = (c.known(f"published.{k}") for k in ("flow", "head"))
        if head is None:
            return self.sizing if flow is None else self._sized(flow, *c.heads[:3])
        return self._sized(flow or c.flow, head)  # its range isn't published

    def _sized(self, flow: Any, head: Any, highest: Any = None, lowest: Any = None) -> Any:
        """What is known of the station goes with it."""
        return size_station(
            flow=flow, head=head, head_max=highest, head_min=lowest, **self.conditions.setting
        )

    @cached_property
    def reconciliation(self) -> Any:
        """Published figures against the sizing."""
        c = self.conditions
        return reconcile_installed(
            self.published_sizing, installed=c.known("published.installed_power"),
            daily_volume=c.known("published.daily_volume"),
        )  # fmt: skip
