"""A whole design as a model: what a sweep of its file can change, and what comes of it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc.components.curves import fit_pump_curve, preferred_edges
from hydrocalc.components.pump_units import ReadyUnit, input_power, ready, unit_performance
from hydrocalc.components.ratings import working_pressure
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.lines import Line, least_pressure, points_of, reaches_of
from hydrocalc.hydraulics.models import (
    WATER,
    air_over_water,
    assumed_number,
    key_of,
    water,
    with_values,
)
from hydrocalc.hydraulics.pressures import invert_below
from hydrocalc.kernels import curves as curve_kernels
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels import liquids as liquid_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.kernels.pipes import LAWS, velocity
from hydrocalc.records.record import record_of
from hydrocalc.stations.designs.conditions import DesignConditions, MissingError
from hydrocalc.stations.designs.design import StationDesign
from hydrocalc.studies.model import Input, Model
from hydrocalc.texts import Phrase, quoted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Amount

KEYS = {
    "demand.flow": "flow", "levels.suction_design": "suction_level",
    "levels.delivery_design": "delivery_level", "site.temperature": "temperature",
    "site.altitude": "altitude", "demand.hours": "hours", "tariff.price": "price",
}  # fmt: skip
"""Keys of a design file, and what its model calls them."""


class _Design(NamedTuple):
    """All units of a design on its line as a function of arrays."""

    units: tuple[ReadyUnit, ...]
    line: Line
    known: Mapping[str, float]
    """What the design says of each input."""
    described: bool
    """Whether the line is one, not a head that was typed."""
    built: bool
    """Whether the design flow is built up from what a day asks for, over its hours."""

    def __call__(self, keep: tuple[str, ...] | None = None, **given: Any) -> dict[str, Any]:
        n = max(np.size(v) for v in given.values())
        x = {k: np.broadcast_to(v, (n,)) for k, v in {**self.known, **given}.items()}
        if self.built and "flow" not in given:
            x["flow"] = x["flow"] * (self.known["hours"] / x["hours"])
        rho, nu = water(x)
        air = air_over_water(x)
        system = self._system(x, nu, given, 0.0)
        h, f = x["head_factor"], x["flow_factor"]
        pumps, parts = [], []
        for unit in self.units:
            count = x.get(f"{unit.record.name}.running", np.full(n, unit.pump.units))
            pumps.append(unit.pump._replace(
                units=count * f, resistance=unit.pump.resistance * f * f / h,
            ))  # fmt: skip
            parts.append(count)
        # As in `_Duty`: the system over the head factor, the units times the flow factor; what the
        # branches lose follows the flow and is divided like the system.
        scaled = system._replace(
            least=(system.least) / h,
            reaches=system.reaches._replace(L=system.reaches.L / h, K=system.reaches.K / h),
        )
        speeds = np.broadcast_to(x["speed"], (len(pumps), n)) * (np.stack(parts) > 0)
        q, asked, status = system_kernels.group_flows(tuple(pumps), speeds, scaled)
        flow = (np.stack(parts) * q).sum(axis=0) * f
        out: dict[str, Any] = {"total_flow": flow, "head": asked * h}
        total: Any = 0.0
        for i, unit in enumerate(self.units):
            part, electric = self._unit(unit, q[i], x, rho, air, speeds[i])
            out |= {f"{unit.record.name}.{k}": v for k, v in part.items()}
            total = total + electric * parts[i]
        out["input_power"] = total
        out["specific_energy"] = np.where(flow > 0.0, stations.energy_per_volume(total, flow), 0.0)
        if "price" in x:
            year = stations.energy_per_year(total, x["hours"])
            out["cost_per_year"] = stations.energy_cost(year, x["price"])
        # A unit that can't open its valve delivers nothing: that is a result, not a failure.
        idle = (status == system_kernels.NO_FLOW) | (status == system_kernels.UNSTABLE)
        worst = np.where((np.stack(parts) > 0) & ~idle, status, 0).max(axis=0)
        if "flow" in x:
            # The design flow itself is no shortfall, whatever rounding makes of it.
            margin = flow / x["flow"] - 1.0
            out["flow_margin"] = np.where(np.abs(margin) < 1e-9, 0.0, margin)
        if self.described:
            out |= self._line(flow, system)
        if self.described and "flow" in x and (keep is None or "required_head" in keep):
            asked_for = self._system(x, nu, given, least_pressure())
            out["required_head"] = system_kernels.system_head(x["flow"], asked_for)[0]
        if self.line.profile is not None and (keep is None or {*_PRESSURES} & {*keep}):
            out |= self._pressures(x, out["head"], flow, rho, system)
        worst = np.where(flow > 0.0, worst, system_kernels.NO_FLOW)  # nothing is pumped at all
        if keep is not None:
            out = {n: v for n, v in out.items() if n in keep}
        return {**out, "status": worst}

    def _system(self, x: Any, nu: Any, given: Any, p_min: float) -> system_kernels.System:
        """The line in all scenarios, the last axis; `p_min` is kept at the obvert of its points."""
        n = len(nu)
        reaches = reaches_of(self.line, 1e-6)
        points = points_of(self.line, reaches, p_min)
        share = reaches.L / reaches.L.sum()
        one = np.ones(n)
        columns = [np.outer(np.asarray(c, dtype=float), one) for c in reaches[:7]]
        D, L, k, *rest = columns
        if "line.diameter" in given:
            D = np.outer(np.ones(len(share)), x["line.diameter"])
        if "line.length" in given:
            L = np.outer(share, x["line.length"])
        if "line.roughness" in given:
            k = np.outer(np.ones(len(share)), x["line.roughness"])
        if "line.local_share" in given:
            rest[1] = np.outer(np.ones(len(share)), x["line.local_share"])
        least = points.least.copy()
        end = self._end(x, least[-1])
        least[-1] = end.min()
        counts = line_kernels.governing(points.x, least[:, None], reaches.ends)
        asked = np.outer(least[counts], one)
        asked[-1] = end
        return system_kernels.System(
            asked - x["suction_level"], line_kernels.shares_before(points.x[counts], reaches),
            line_kernels.Reaches._make([D, L, k, *rest, nu, reaches.method]),
        )  # fmt: skip

    @staticmethod
    def _end(x: Any, profile: float) -> Any:
        """Level at the end in all scenarios; that of the profile where none is given."""
        return x.get("delivery_level", np.full(x["suction_level"].shape, profile))

    def _unit(
        self, unit: ReadyUnit, q: Any, x: Any, rho: Any, air: Any, s: Any
    ) -> tuple[dict[str, Any], Any]:
        h, f, e = (x[f"{n}_factor"] for n in ("head", "flow", "efficiency"))
        found = unit_performance(unit, q, s, rho, "usual")
        power = found.shaft_power * h * f / e
        ratio = q / (np.where(s > 0.0, s, 1.0) * unit.full * unit.known[0].best_flow)
        c = unit.record.si
        out = {
            "flow": q * f, "over_best": ratio, "efficiency": found.efficiency * e,
            "shaft_power": power,
        }  # fmt: skip
        if c.motor_rating is not None:
            out["motor_load"] = stations.motor_load(power, c.motor_rating, c.coupling_efficiency)
        # Behind its closed valve a unit turns: it takes power at no flow.
        turns = {"shaft_power", "motor_load"}
        out = {k: np.where((q > 0.0) | ((s > 0.0) & (k in turns)), v, 0.0) for k, v in out.items()}
        if c.eye_level is not None and unit.known[0].npsh is not None:
            available = air + x["suction_level"] - c.eye_level - unit.suction * (q * f) ** 2
            required = np.where(q > 0.0, found.npsh_required * f * f, 0.0)
            out["npsh_margin"] = pump_kernels.npsh_margin(available, required)
        return out, np.where(s > 0.0, input_power(unit, power).power, 0.0)

    @staticmethod
    def _line(flow: Any, system: Any) -> dict[str, Any]:
        """What happens in the line."""
        losses = system_kernels.reach_losses(flow, system.reaches)[0]
        gone = np.cumsum(system.reaches.draw_off, axis=0) - system.reaches.draw_off
        each = np.maximum(flow - gone, 0.0) / system.reaches.strings
        return {"velocity": velocity(each, system.reaches.D).max(axis=0), "losses": sum(losses)}

    def _pressures(self, x: Any, head: Any, flow: Any, rho: Any, system: Any) -> dict[str, Any]:
        """Lowest pressure head at the obvert along the profile, and the highest share of a rating.

        As the checks: lowest of the line running full to its end, where the pumps aren't held up
        by a summit; highest of the pumps' head at this flow and at none, when all valves shut.
        """
        reaches = reaches_of(self.line, 1e-6)
        points = points_of(self.line, reaches, 0.0)
        losses = system_kernels.reach_losses(flow, system.reaches)[0]
        start = head + x["suction_level"]
        held = start - (self._end(x, points.least[-1]) + losses.sum(axis=0))
        shutoff = x["suction_level"] + self._shutoff() * x["speed"] ** 2 * x["head_factor"]
        warmest = np.maximum(x["temperature"], x["temperature_max"])
        pfa = [working_pressure(r.pipe, warmest) for r in self.line.reaches]
        lowest, load = np.full(flow.shape, np.inf), np.zeros(flow.shape)
        # Only corners have the lowest pressure at the obvert or the highest at the axis.
        obvert = points.axis + 0.5 * points.bore
        corners = np.union1d(*(
            line_kernels.corners(points.x, z, reaches.ends) for z in (obvert, -points.axis)
        ))  # fmt: skip
        for at, axis, bore, _, before, after in zip(*(c[corners] for c in points), strict=True):
            shares = np.clip((at - (reaches.ends - reaches.L)) / reaches.L, 0.0, 1.0)
            # One point after the other: all at once would take its number times the memory.
            above = start - axis - sum(w * h for w, h in zip(shares, losses, strict=True) if w)
            np.minimum(lowest, above - held - 0.5 * x.get("line.diameter", bore), out=lowest)
            for i in range(before, after + 1):  # a joint belongs to both its reaches
                if not np.isnan(pfa[i]).any():
                    below = invert_below(x.get("line.diameter", reaches.D[i]))
                    most = np.maximum(above, shutoff - axis) + below
                    np.maximum(load, rho * liquid_kernels.G * most / pfa[i], out=load)
        out = {"lowest_pressure": line_kernels.cleared(lowest)}
        if not all(np.isnan(p).any() for p in pfa) and np.isfinite(self._shutoff()):
            out["pressure_load"] = load
        return out

    def _shutoff(self) -> float:
        """Highest head of a unit at full speed, m; nan if one isn't known at no flow."""
        heads = [
            curve_kernels.peak(u.pump.head)[1] if u.pump.head.start == 0.0 else np.nan
            for u in self.units
        ]
        return float(np.max(heads))


_PRESSURES = ("lowest_pressure", "pressure_load")


def design_model(design: StationDesign, **fixed: Amount) -> Model:
    """All units of a design on its line, with what a sweep of its file can change.

    Parameters
    ----------
    design : StationDesign
        A design with units; without a line the units work against its design head.
    **fixed : float, str or quantity
        Inputs that don't change, in place of what the design says: ``suction_level``,
        ``delivery_level``, ``flow`` (the design flow), ``temperature``, ``temperature_max`` (the
        warmest water, for NPSH), ``altitude``, ``hours``, ``price``,
        ``speed`` (a share of full speed, 1), ``flow_factor``, ``head_factor`` and
        ``efficiency_factor`` (how much the pumps differ from their curves, 1).

    Returns
    -------
    Model
        Its further inputs ``line.diameter``, ``line.length``, ``line.roughness``,
        ``line.local_share`` hold for all reaches, ``NAME.running`` is the number of units NAME that
        run. Outputs ``total_flow`` of all units, their ``head``, ``input_power``,
        ``specific_energy``, ``cost_per_year``; on a line ``velocity`` and ``losses``, of friction
        and local; of the design flow ``flow_margin``, the share that is delivered above it, and
        ``required_head``;
        along a profile ``lowest_pressure`` at the obvert, the line running full, and
        ``pressure_load``, the highest share of a pipe's rating, where heads at no flow are known;
        of each unit ``NAME.flow``, ``NAME.over_best``, ``NAME.efficiency``, ``NAME.shaft_power``,
        where known ``NAME.motor_load`` and ``NAME.npsh_margin``. Where a unit stands these are 0,
        its NPSH margin what is available; one that can't open its valve takes the power of its
        curve at no flow. A scenario in which nothing is pumped has no result. Its conditions are
        what the design's rule sets, rule files and limits ask of these outputs.

    Raises
    ------
    InputError
        If the design has no units, or neither a line with its levels nor a head.
    DesignFileError
        If its rule sets or rule files can't be used.

    Notes
    -----
    The duty point of the group is that of `operating_matrix`, in each scenario.

    References
    ----------
    As `operating_matrix`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> pipe = hc.Pipe(diameter="800 mm", roughness="0.1 mm")
    >>> design = hc.StationDesign(
    ...     project=hc.Project(name="S"), units=[hc.PumpUnit(name="A", pump=pump, count=2)],
    ...     line=hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")]),
    ...     levels=hc.Levels(suction_design=242.4, delivery_design=318.0))
    >>> study = hc.sweep(hc.design_model(design), over={"line.roughness": ["0.1 mm", "0.5 mm"]},
    ...                  keep=["total_flow"])
    >>> study.values("total_flow").round(3).tolist()
    [0.4, 0.38]
    """
    if not isinstance(design, StationDesign):
        raise InputError("design", "a StationDesign", quoted(design))
    if not design.units:
        raise InputError("design", "units on duty", Phrase("none"), "[[units]]")
    conditions = DesignConditions(design)
    line, known = _known(conditions)
    given = tuple(
        u if u.name else u.replace(name=f"unit{i + 1}")
        for i, u in enumerate(conditions.alternative.group.units)
    )
    names = [u.name for u in given]
    ready_units = tuple(ready(u) for u in given)
    built = "flow" in known and conditions.known("demand.flow") is None
    kinds = {
        "suction_level": Input("level"), "delivery_level": Input("level"),
        "flow": Input("flow"), **WATER,
        "hours": Input("hours per day"),
        "price": Input("price", None, 0.0), "speed": Input("ratio", None, 0.2, 1.5),
        **{f"{n}_factor": Input("ratio", None, 0.1, 2.0) for n in ("flow", "head", "efficiency")},
    }  # fmt: skip
    # A flow that is built up follows the hours: it has no value of its own.
    own = {n: x for n, x in known.items() if not (built and n == "flow")}
    inputs = {n: i._replace(default=own.get(n), optional=True) for n, i in kinds.items()}
    if not conditions.described:  # no level moves a head that was typed
        del inputs["suction_level"], inputs["delivery_level"]
    if conditions.described:
        coefficient = LAWS[line.method].coefficient
        inputs |= {
            "line.diameter": Input("diameter", optional=True),
            "line.length": Input("length", optional=True),
            "line.local_share": Input("ratio", None, 0.0, 2.0, optional=True),
        }  # fmt: skip
        if coefficient == "roughness":
            inputs["line.roughness"] = Input("roughness", None, 0.0, optional=True)
    inputs |= {
        f"{n}.running": Input("ratio", None, 0.0, 20.0, optional=True, whole=True) for n in names
    }
    function = _Design(ready_units, line, known, conditions.described, built)
    return _described(function, with_values(inputs, fixed), names, conditions)


def _known(conditions: DesignConditions) -> tuple[Line, dict[str, float]]:
    """The line of the design case, and what the design says of each input of its model."""
    try:
        line, (suction, delivery) = conditions.design_line, conditions.design_ends
    except MissingError as error:
        key = error.keys[-1]
        if "line" in error.keys:
            raise InputError("design", "a line or a design head", Phrase("neither"), key) from None
        raise InputError(key.rpartition(".")[2], "a level", Phrase("nothing"), key) from None
    known = {
        "suction_level": suction, "temperature": conditions.temperature,
        "temperature_max": conditions.temperature_max, "altitude": conditions.altitude,
        "hours": conditions.hours, "weather": assumed_number("weather"), "speed": 1.0,
        **{f"{n}_factor": 1.0 for n in ("flow", "head", "efficiency")},
    }  # fmt: skip
    if delivery is not None:
        known["delivery_level"] = delivery
    if "price" in conditions.prices:
        known["price"] = float(conditions.prices["price"])
    with contextlib.suppress(MissingError):
        known["flow"] = conditions.flow
    return line, known


def _described(
    function: _Design, inputs: dict[str, Input], names: list[str], conditions: DesignConditions
) -> Model:
    """The model of a design: its outputs, found by trying it, and the limits they should meet."""
    with np.errstate(all="ignore"):
        trial = function(
            None, **{n: np.full(1, i.default) for n, i in inputs.items() if i.default is not None}
        )
    kinds = {
        "flow": "flow", "total_flow": "flow", "head": "head", "input_power": "electric power",
        "velocity": "velocity", "required_head": "head", "specific_energy": "specific energy",
        "cost_per_year": "money", "losses": "head", "lowest_pressure": "level",
        "pressure_load": "efficiency",
        "flow_margin": "efficiency", "over_best": "efficiency", "efficiency": "efficiency",
        "shaft_power": "power", "motor_load": "efficiency", "npsh_margin": "head",
    }  # fmt: skip
    outputs = {n: kinds[n.rpartition(".")[2]] for n in trial if n != "status"}
    for name, unit in zip(names, function.units, strict=True):
        gone: list[str] = []
        if unit.known[0].power is None:  # a curve without efficiency or power
            gone += [f"{name}.{n}" for n in ("efficiency", "shaft_power", "motor_load")]
        if unit.known[0].power is None or unit.record.motor_efficiency is None:
            gone += ["input_power", "specific_energy", "cost_per_year"]
        for n in gone:
            outputs.pop(n, None)
    needs = {}
    if "input_power" in outputs and "cost_per_year" not in outputs:
        outputs["cost_per_year"], needs = "money", {"cost_per_year": "price"}
    limits = _limits(function, names, conditions)
    return Model(
        function=function, name=conditions.design.project.name[:60] or "design", inputs=inputs,
        key=f"design 6 {key_of(*conditions.units, function.line)}",
        outputs=outputs, reasons=system_kernels.STATUS, needs=needs,
        limits={n: c for n, c in limits.items() if n in outputs and c},
    )  # fmt: skip


_FLIPPED = {">=": "<=", "<=": ">="}


def _limits(
    function: _Design, names: list[str], conditions: DesignConditions
) -> dict[str, list[tuple[str, float]]]:
    """What the rules of the design ask of its outputs: a scenario is judged as a state is."""
    bounds = conditions.bounds
    limits = {
        "flow_margin": [(sign, round(x - 1.0, 12)) for sign, x in bounds("duty_share")],
        "lowest_pressure": bounds("lowest_pressure"),
        "pressure_load": bounds("rating_used"),
        "velocity": bounds("main_velocity"),
    }
    allowable = bool(bounds("outside_allowable"))
    motor = [(_FLIPPED[sign], 1.0 / x) for sign, x in bounds("motor_margin") if x > 0.0]
    for name, unit in zip(names, function.units, strict=True):
        nq = fit_pump_curve(unit.record.pump).si.nq_total
        low, high = preferred_edges(nq, conditions.limit)
        best = bounds("least_over_best", "largest_over_best")
        best += [(sign, x * low) for sign, x in bounds("least_over_preferred")]
        best += [(sign, x * high) for sign, x in bounds("largest_over_preferred")]
        least, most = (float(x / (unit.full * unit.known[0].best_flow)) for x in unit.regions[2:])
        if allowable and least == least:
            best += [(">=", least), ("<=", most)]
        limits[f"{name}.over_best"] = best
        limits[f"{name}.motor_load"] = motor
        limits[f"{name}.npsh_margin"] = bounds("npsh_margin")
    return limits


def design_inputs(design: StationDesign) -> dict[str, Any]:
    """What a design itself says of how its inputs vary.

    Parameters
    ----------
    design : StationDesign
        The design.

    Returns
    -------
    dict
        Distributions of ``suction_level`` and ``delivery_level`` (triangular, where the line, the
        lowest and the highest level are given), of ``line.roughness`` (log-uniform, where the line
        is given in several conditions).

    Raises
    ------
    InputError
        If the design's levels are not in order.

    References
    ----------
    As `level_inputs` and `roughness_inputs`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> levels = hc.Levels(suction_design=243, suction_min=241, suction_max=246)
    >>> line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)])
    >>> design = hc.StationDesign(project=hc.Project(name="S"), levels=levels, line=line)
    >>> list(hc.design_inputs(design))
    ['suction_level']
    """
    from scipy.stats import loguniform, triang

    found: dict[str, Any] = {}
    conditions = DesignConditions(record_of(design, "design", StationDesign))
    for side in ("suction", "delivery") if conditions.described else ():
        low, middle, high = (
            conditions.known(f"levels.{side}_{k}") for k in ("min", "design", "max")
        )
        if low is not None and high is not None and low < high:
            middle = (low + high) / 2.0 if middle is None else middle
            found[f"{side}_level"] = triang(
                (middle - low) / (high - low), loc=low, scale=high - low
            )
    if conditions.described and len(conditions.lines) > 1:
        values = [{r.pipe.si.roughness for r in line.reaches} for line in conditions.lines]
        if all(len(v) == 1 and None not in v for v in values):
            all_ = sorted(next(iter(v)) for v in values)
            if 0.0 < all_[0] < all_[-1]:
                found["line.roughness"] = loguniform(all_[0], all_[-1])
    return found
