"""Our own models for sweeps: a station on one pipe, a pump on it, a line, a whole design."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.catalogue import catalogue_pipe
from hydrocalc.components.pump_units import ReadyUnit, input_power, ready, unit_performance
from hydrocalc.hydraulics.lines import Line, reaches_of
from hydrocalc.kernels import chains as scenarios
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels import stations
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.records.fields import whole
from hydrocalc.records.record import record_of
from hydrocalc.studies.model import Input, Model
from hydrocalc.studies.model import unknown as unknown_input

if TYPE_CHECKING:
    from hydrocalc.components.curves import PumpCurve
    from hydrocalc.components.pump_units import PumpUnit
    from hydrocalc.records.fields import Amount

_NPSH_C = 900.0
"""Cavitation specific speed between those of a plain and a good pump (800-1000)."""


def assumed_number(id: str) -> float:
    """A default of ``assumptions.csv``."""
    return data.assumption(id).number


WATER = {
    "temperature": Input("temperature", None, 0.0, 40.0),
    "temperature_max": Input("temperature", None, 0.0, 40.0),
    "altitude": Input("level", 0.0, -500.0, 5000.0),
    "weather": Input("ratio", None, 0.0, 0.2),
}
_PIPE = {
    "static_head": Input("level"),
    "length": Input("length"),
    "diameter": Input("diameter"),
    "roughness": Input("roughness", None, 0.0),
    "loss_coefficient": Input("ratio", 0.0, 0.0),
}


_SITE = {
    n: WATER[n]._replace(default=assumed_number(n))
    for n in ("temperature", "temperature_max", "altitude", "weather")
}


def with_values(inputs: Mapping[str, Input], given: Mapping[str, Any]) -> dict[str, Input]:
    """Inputs with other defaults, given with or without units, or a pipe by its name."""
    known, given = dict(inputs), dict(given)
    if "pipe" in given and "diameter" in known:
        given = {**_pipe(given.pop("pipe")), **given}
    for name, value in given.items():
        if name not in known:
            raise unknown_input(name, name, known)
        one = known[name]
        number = units.number(value, one.kind, name, low=one.low, high=one.high, scalar=True)
        known[name] = one._replace(default=number)
    return known


def _pipe(name: str) -> dict[str, float]:
    pipe = catalogue_pipe(name)
    return {"diameter": pipe.si.diameter, "roughness": pipe.si.roughness}


class _Chain(NamedTuple):
    """The steps of a chain as a function of arrays."""

    steps: tuple[scenarios.Step, ...]

    def __call__(self, keep: tuple[str, ...], **known: Any) -> Iterator[tuple[str, Any]]:
        return scenarios.made(scenarios.needed(self.steps, keep), known, keep)


_STATION_OUTPUTS = {
    "velocity": "velocity", "reynolds": "Reynolds number", "friction_factor": "ratio",
    "friction": "head", "local": "head", "total_head": "head", "hydraulic_power": "power",
    "shaft_power": "power", "input_power": "electric power", "specific_energy": "specific energy",
    "daily_volume": "daily volume", "energy_per_year": "energy", "cost_per_year": "money",
    "motor_load": "efficiency", "npsh_available": "head", "npsh_required": "head",
    "npsh_margin": "head", "density": "density", "viscosity": "viscosity",
}  # fmt: skip


def station_model(**fixed: Amount) -> Model:
    """A station that pumps a flow through one pipe: heads, powers, energy, cost, NPSH.

    Parameters
    ----------
    **fixed : float, str or quantity
        Inputs that don't change, in place of these defaults, or of none: ``flow``, ``static_head``,
        ``length``, ``diameter`` and ``roughness`` (or ``pipe``, a name of the catalogue);
        ``loss_coefficient`` (0), ``age`` and ``roughness_growth`` (0), ``temperature``
        (20 °C), ``temperature_max`` (the warmest water, for NPSH, 30 °C), ``pump_efficiency``
        (0.82), ``motor_efficiency`` (0.95), ``hours`` (24), ``price`` (none), ``altitude`` (0),
        ``weather`` (low air pressure, 3 %), ``units`` on duty (2), ``power_rise`` (1.15),
        ``motor_rating`` (280 kW), ``speed`` (1485 rpm), ``eyes`` (2), ``cavitation_c`` (900),
        ``water_above_eye`` (0), ``suction_loss`` (1.5 m). The summary of a study names those that
        were taken.

    Returns
    -------
    Model
        Of outputs ``velocity``, ``reynolds``, ``friction_factor``, ``friction``, ``local``,
        ``total_head``, ``hydraulic_power``, ``shaft_power``, ``input_power``, ``specific_energy``,
        ``daily_volume``, ``energy_per_year``, ``cost_per_year``, ``motor_load``,
        ``npsh_available``, ``npsh_required``, ``npsh_margin``, ``density``, ``viscosity``.

    Raises
    ------
    InputError
        If an input is unknown or out of its bounds.

    Notes
    -----
    The formulas are those of `kernels.scenarios.STATION`, friction after Colebrook. The flow is
    given: no pump curve finds it (`duty_model` does). `motor_load` is of the largest shaft power,
    `power_rise` times that at the duty point. Limits: an NPSH margin of 1 m (the assumption
    ``npsh_margin``), where ``speed`` and ``units`` are given, a motor load of at most 1, where
    ``motor_rating`` and ``units`` are, at most 3 m/s in the pipe (CECS 193 3.1.5, as in the design
    checks).

    References
    ----------
    Each formula has its own; see the reference of formulas.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> hc.station_model(diameter="800 mm").name
    'station'
    """
    inputs = {
        "flow": Input("flow", None, 0.0), **_PIPE,
        "age": Input("age", 0.0, 0.0), "roughness_growth": Input("roughness growth", 0.0, 0.0),
        **_SITE,
        "pump_efficiency": Input("efficiency", 0.82), "motor_efficiency": Input("efficiency", 0.95),
        "hours": Input("hours per day", assumed_number("hours")),
        "price": Input("price", None, 0.0, optional=True),
        "units": Input("ratio", 2.0, 1.0, 100.0, whole=True, stand_in=True),
        "power_rise": Input("ratio", assumed_number("power_rise"), 1.0, 3.0),
        "motor_rating": Input("power", 280e3, stand_in=True),
        "speed": Input("speed", 1485.0, stand_in=True),
        "eyes": Input("ratio", 2.0, 1.0, 2.0, whole=True),
        "cavitation_c": Input("ratio", _NPSH_C, 300.0, 2000.0),
        "water_above_eye": Input("level", assumed_number("water_above_eye")),
        "suction_loss": Input("level", assumed_number("suction_loss"), 0.0),
    }  # fmt: skip
    known = with_values(inputs, fixed)
    return Model(
        function=_Chain(scenarios.STATION), name="station", key="station 3", inputs=known,
        outputs=_STATION_OUTPUTS, texts={"pipe": _pipe}, axes=True,
        limits={
            "npsh_margin": [(">=", assumed_number("npsh_margin"))], "motor_load": [("<=", 1.0)],
            "velocity": [("<=", data.limit("line_velocity_high"))],
        },
        needs={"cost_per_year": "price"}, given=tuple(n for n in fixed if n != "pipe"),
        rests_on={n: scenarios.starts(scenarios.STATION, n) for n in _STATION_OUTPUTS},
    )  # fmt: skip


class _Duty(NamedTuple):
    """Duty points of equal pumps on one pipe as a function of arrays."""

    unit: ReadyUnit

    def __call__(self, keep: tuple[str, ...], **x: Any) -> dict[str, Any]:
        rho, nu = water(x)
        s = x["speed"]
        # H is `head_factor` times the curve at a flow `flow_factor` times as large: the same duty
        # as the curve's own on a system divided by the one, with units multiplied by the other.
        h, f = x["head_factor"], x["flow_factor"]
        N, pump = x["units"] * f, self.unit.pump._replace(resistance=0.0)
        K = x["loss_coefficient"]
        if self.unit.pump.resistance:
            # Branches are no part of the curve: as a coefficient of the pipe they lose r (f q)².
            r = self.unit.pump.resistance * f * f / (N * N)
            K = K + r / system_kernels.resistance(1.0, x["diameter"])
        q, status = system_kernels.duty_flow(
            x["static_head"] / h, x["diameter"], x["length"] / h, x["roughness"], nu, K / h, N, s,
            pump=pump,
        )  # fmt: skip
        found = unit_performance(self.unit, q, s, rho, "usual")
        head = h * system_kernels.pump_head(q, s, pump)[0]
        efficiency = found.efficiency * x["efficiency_factor"]
        # What is wasted besides changes with both factors and the efficiency.
        power = found.shaft_power * h * f / x["efficiency_factor"]
        npsh = found.npsh_required * f * f
        lost = x["suction_loss"] + self.unit.suction * (f * q) ** 2
        available = air_over_water(x) + x["water_above_eye"] - lost
        electric = input_power(self.unit, power).power * x["units"]
        flow = q * f * x["units"]
        rating = self.unit.record.si.motor_rating
        return {
            "flow": flow, "unit_flow": q * f, "head": head,
            "over_best": q / (s * self.unit.full * self.unit.known[0].best_flow),
            "efficiency": efficiency, "shaft_power": power, "input_power": electric,
            "specific_energy": stations.energy_per_volume(electric, flow),
            "motor_load": stations.motor_load(
                power, np.nan if rating is None else rating,
                self.unit.record.si.coupling_efficiency,
            ),
            "npsh_required": npsh, "npsh_available": available, "npsh_margin": available - npsh,
            "status": status,
        }  # fmt: skip


def _made(x: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    made = dict(scenarios.made(scenarios.needed(scenarios.STATION, names), x, names))
    return tuple(made[n] for n in names)


def water(x: Mapping[str, Any]) -> tuple[Any, Any]:
    """Density and viscosity of the water."""
    rho, nu = _made(x, "density", "viscosity")
    return rho, nu


def air_over_water(x: Mapping[str, Any]) -> Any:
    """(p − p_v)/ρg of the warmest water under low air pressure, m."""
    level = {**x, "water_above_eye": 0.0, "suction_loss": 0.0}
    return _made(level, "npsh_available")[0]


def duty_model(pump: PumpCurve | PumpUnit, **fixed: Amount) -> Model:
    """Equal pumps on one pipe: where they meet, and what they do there.

    Parameters
    ----------
    pump : PumpCurve or PumpUnit
        The pump; a unit's speed, branches, motor and drive count.
    **fixed : float, str or quantity
        Inputs that don't change, in place of these defaults, or of none: ``static_head``,
        ``length``, ``diameter``, ``roughness`` (or ``pipe``); ``loss_coefficient`` (0), ``units``
        that run (the count of the unit), ``speed`` as a share of full speed (1), ``temperature``
        (20 °C), ``temperature_max`` (the warmest water, for NPSH, 30 °C), ``altitude`` (0),
        ``weather`` (low air pressure, 3 %), ``water_above_eye`` (0), ``suction_loss`` (1.5 m), and
        how much the pump differs from its curve: ``flow_factor``, ``head_factor``,
        ``efficiency_factor`` (1).

    Returns
    -------
    Model
        Of outputs ``flow``, ``unit_flow``, ``head``, ``over_best``, ``efficiency``,
        ``shaft_power``, and, where the pump says it, ``npsh_required``, ``npsh_available``,
        ``npsh_margin``; of a unit with a motor efficiency ``input_power`` and
        ``specific_energy``, with a motor rating ``motor_load`` at the duty point.

    Raises
    ------
    InputError
        If an input is unknown or out of its bounds.

    Notes
    -----
    A curve that is `head_factor` times as high at a `flow_factor` times as large flow meets a
    system where the pump's own curve meets the system divided by these factors; power follows
    from the energy balance, NPSH required with the square of the flow factor.

    References
    ----------
    As `duty_point`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> model = hc.duty_model(pump, static_head=75.6, length="21 km", diameter=0.8,
    ...                       roughness="0.1 mm", units=2)
    >>> study = hc.sweep(model, over={"head_factor": [1.0, 0.95]}, keep=["flow"])
    >>> study.values("flow").round(3).tolist()
    [0.4, 0.368]
    """
    unit = ready(pump)
    outputs = {
        "flow": "flow", "unit_flow": "flow", "head": "head", "over_best": "efficiency",
        "efficiency": "efficiency", "shaft_power": "power", "input_power": "electric power",
        "specific_energy": "specific energy", "motor_load": "efficiency", "npsh_required": "head",
        "npsh_available": "head", "npsh_margin": "head",
    }  # fmt: skip
    unknown = []
    if unit.known[0].power is None:
        unknown += ["efficiency", "shaft_power", "input_power", "specific_energy", "motor_load"]
    if unit.known[0].npsh is None:
        unknown += ["npsh_required", "npsh_margin"]
    if unit.record.si.motor_rating is None:
        unknown.append("motor_load")
    if unit.record.motor_efficiency is None:  # without a motor there is no electrical power
        unknown += ["input_power", "specific_energy"]
    inputs = {
        **_PIPE, "units": Input("ratio", float(unit.record.count), 1.0, 100.0, whole=True),
        "speed": Input("ratio", 1.0, 0.2, 1.5),
        **_SITE,
        "water_above_eye": Input("level", assumed_number("water_above_eye")),
        "suction_loss": Input("level", assumed_number("suction_loss"), 0.0),
        **{f"{n}_factor": Input("ratio", 1.0, 0.1, 2.0) for n in ("flow", "head", "efficiency")},
    }  # fmt: skip
    low, high, *_ = (x / (unit.full * unit.known[0].best_flow) for x in unit.regions)
    limits = {
        "over_best": [(">=", float(low)), ("<=", float(high))] if low == low else [],
        "npsh_margin": [(">=", assumed_number("npsh_margin"))], "motor_load": [("<=", 1.0)],
    }  # fmt: skip
    kept = {n: k for n, k in outputs.items() if n not in unknown}
    return Model(
        function=_Duty(unit), name="duty points", key=f"duty 3 {key_of(unit.record)}",
        inputs=with_values(inputs, fixed), outputs=kept, texts={"pipe": _pipe}, axes=True,
        reasons=system_kernels.STATUS, limits={n: c for n, c in limits.items() if n in kept},
        given=tuple(n for n in fixed if n != "pipe"),
        rests_on={n: _SUCTION if n in ("npsh_available", "npsh_margin") else _FLOW for n in kept},
    )  # fmt: skip


_FLOW = ("loss_coefficient", "temperature")
_SUCTION = (*_FLOW, *_SITE, "water_above_eye", "suction_loss")
"""Inputs of `duty_model` that are supposed where nobody says them; all else is the pump's."""


def key_of(*records: Any) -> str:
    """Hash of records by their values."""
    return hashlib.sha256(repr([r.to_dict() for r in records]).encode()).hexdigest()[:16]


class _Grade(NamedTuple):
    """The grade line of a line at some points as a function of arrays."""

    line: Line
    chainage: tuple[float, ...]

    def __call__(self, **x: Any) -> dict[str, Any]:
        n = max(np.size(v) for v in x.values())
        x = {k: np.broadcast_to(v, (n,)) for k, v in x.items()}
        nu = water({**x, "altitude": np.zeros(n)})[1]
        reaches = reaches_of(self.line, 1e-6)
        one = np.ones(n)
        columns = [np.outer(np.asarray(c, dtype=float), one) for c in reaches[:7]]
        if "roughness" in x:
            columns[2] = np.outer(np.ones(len(reaches.L)), x["roughness"])
        if "local_share" in x:
            columns[4] = np.outer(np.ones(len(reaches.L)), x["local_share"])
        every = line_kernels.Reaches._make([*columns, nu, reaches.method])
        losses = system_kernels.reach_losses(x["flow"], every)[0]
        total = sum(losses)
        starts = reaches.ends - reaches.L
        out: dict[str, Any] = {"loss": total}
        for at in self.chainage:
            shares = np.clip((at - starts) / reaches.L, 0.0, 1.0)
            before = sum(s * h for s, h in zip(shares, losses, strict=True))
            out[f"grade@{at:g}"] = x["delivery_level"] + total - before
        return out


def line_model(line: Line, *, points: int = 41, **fixed: Amount) -> Model:
    """The grade line of a line that runs full to its end, at some points: for bands along it.

    Parameters
    ----------
    line : Line
        The line.
    points : int, optional
        Points at equal distances, 2–1000.
    **fixed : float, str or quantity
        Inputs that don't change: ``flow``, ``delivery_level`` (of the line), ``temperature``
        (20 °C), and ``roughness`` or ``local_share`` of all reaches (their own).

    Returns
    -------
    Model
        Of outputs ``loss`` and ``grade@X``, m, for each chainage X.

    Raises
    ------
    InputError
        If the line can't be used.

    Notes
    -----
    The grade line is counted from the end: level there plus what is lost from each point on. Where
    a summit governs, the line is not full beyond it; see `hydraulic_grade_line`.

    References
    ----------
    As `hydraulic_grade_line`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipe = hc.Pipe(diameter="800 mm", roughness="0.1 mm")
    >>> line = hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")], delivery_level=318)
    >>> model = hc.line_model(line, points=3)
    >>> study = hc.sweep(model, over={"flow": [0.3, 0.4]}, keep=["grade@0", "grade@10500"])
    >>> study.values("grade@0").round(1).tolist()
    [325.0, 330.2]
    """
    record_of(line, "line", Line)
    count = whole(points, "points", 2, 1000)
    reaches = reaches_of(line, 1e-6)
    chainage = tuple(float(x) for x in np.linspace(0.0, reaches.ends[-1], count))
    end = line.si.delivery_level
    inputs = {
        "flow": Input("flow", None, 0.0), "delivery_level": Input("level", end),
        "temperature": WATER["temperature"]._replace(default=assumed_number("temperature")),
        "local_share": Input("ratio", None, 0.0, 2.0, optional=True),
    }  # fmt: skip
    if LAWS[line.method].coefficient == "roughness":
        inputs["roughness"] = Input("roughness", None, 0.0, optional=True)
    return Model(
        function=_Grade(line, chainage), name="grade line", key=f"grade 2 {count} {key_of(line)}",
        inputs=with_values(inputs, fixed), outputs={"loss": "head", **{
            f"grade@{x:g}": "level" for x in chainage
        }},
    )  # fmt: skip
