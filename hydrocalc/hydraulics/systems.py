"""Pumps against what they pump through: units, groups, systems, duty points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curves import SHIFTS, PumpCurve, performance_of, regions
from hydrocalc.components.drives import drive_table
from hydrocalc.components.liquids import liquid_or_water, water_at
from hydrocalc.components.pipes import check_roughness
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.lines import Line, least_pressure, points_of, reaches_of
from hydrocalc.kernels import curves as curve_kernels
from hydrocalc.kernels import drives as drive_kernels
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels import liquids as liquid_kernels
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as station_kernels
from hydrocalc.kernels import systems as kernels
from hydrocalc.kernels.curves import Series
from hydrocalc.kernels.lines import Reaches
from hydrocalc.kernels.liquids import G
from hydrocalc.records.messages import translated
from hydrocalc.records.record import (
    Column,
    Count,
    Made,
    Measure,
    OptionalMeasure,
    OptionalRatio,
    Part,
    Ratio,
    Record,
    Result,
    Text,
    choice,
    made,
    records_of,
    whole,
)
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.record import Amount, Language

STATUS = kernels.STATUS
REGIONS = ("preferred region", "allowable region", "outside the allowable region", "not known")


class System(Record):
    """A static head and one pipe; arrays of one shape make as many systems.

    Parameters
    ----------
    static_head : float, str, array_like or quantity
        Level difference, m.
    diameter : float, str, array_like or quantity
        Bore, m.
    length : float, str, array_like or quantity
        Length, m.
    roughness : float, str, array_like or quantity
        Equivalent roughness, m.
    loss_coefficient : float or array_like, optional
        Sum of the local loss coefficients K (0).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> main = hc.System(static_head="70 m", diameter=0.8, length="21 km", roughness="0.1 mm")
    >>> print(f"{main.static_head:.0f~P}")
    70 m
    """

    static_head: Measure = Measure("level", label="static head", many=True)
    diameter: Measure = Measure("diameter", label="bore", many=True)
    length: Measure = Measure("length", label="length", many=True)
    roughness: Measure = Measure(
        "roughness", low=0.0, label="equivalent roughness", digits=3, many=True
    )
    loss_coefficient: Ratio = Ratio(low=0.0, default=0.0, label="loss coefficients K", many=True)


class PumpUnit(Record):
    """Equal pumps on duty, each with its own branches, and what drives them.

    Parameters
    ----------
    name : str, optional
        What they are called, such as "A".
    pump : PumpCurve
        Its curve.
    series : sequence of PumpCurve, optional
        Further pumps one behind the other with it, at the same share of their speed.
    count : int, optional
        Equal units on duty, standby not counted, 1–20.
    speed : float, str or quantity, optional
        Full speed, rpm (that of the curve).
    minimum_speed : float, str or quantity, optional
        Lowest speed of a variable-speed drive, rpm; without it the speed is fixed.
    suction_diameter, discharge_diameter : float, str or quantity, optional
        Bores of its own branches, m.
    suction_loss_coefficient, discharge_loss_coefficient : float, optional
        Loss coefficients K of its branches, valves included (0).
    eye_level : float, str or quantity, optional
        Level of the eye of the first impeller, m above the datum: for NPSH.
    motor_rating : float, str or quantity, optional
        Rating of its motor, W.
    motor_efficiency : float or str, optional
        Its efficiency at full load, 0–1.
    coupling_efficiency : float or str, optional
        Efficiency of coupling or gear between motor and pump, 0–1 (1).
    drive_efficiency : float or str, optional
        Efficiency of its drive, 0–1 (of a variable unit with a motor rating: by size and load as
        `drive_efficiency`; else 1).
    """

    name: Text = Text(default="", label="unit")
    pump: Part = Part(label="pump", of=PumpCurve)
    series: Part = Part(default=(), label="in series with", of=PumpCurve, many=True)
    count: Count = Count(1, 20, default=1, label="units on duty")
    speed: OptionalMeasure = OptionalMeasure("speed", default=None, label="full speed")
    minimum_speed: OptionalMeasure = OptionalMeasure("speed", default=None, label="lowest speed")
    suction_diameter: OptionalMeasure = OptionalMeasure(
        "diameter", default=None, label="bore of the suction branch"
    )
    suction_loss_coefficient: Ratio = Ratio(low=0.0, default=0.0, label="K of the suction branch")
    discharge_diameter: OptionalMeasure = OptionalMeasure(
        "diameter", default=None, label="bore of the discharge branch"
    )
    discharge_loss_coefficient: Ratio = Ratio(
        low=0.0, default=0.0, label="K of the discharge branch"
    )
    eye_level: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="level of the impeller eye"
    )
    motor_rating: OptionalMeasure = OptionalMeasure("power", default=None, label="motor rating")
    motor_efficiency: OptionalRatio = OptionalRatio(
        "efficiency", default=None, label="motor efficiency at full load"
    )
    coupling_efficiency: Ratio = Ratio("efficiency", default=1.0, label="coupling efficiency")
    drive_efficiency: OptionalRatio = OptionalRatio(
        "efficiency", default=None, label="drive efficiency"
    )


class PumpGroup(Record):
    """Units that pump into one header, each behind a check valve.

    Parameters
    ----------
    units : sequence of PumpUnit
        The units on duty; standby units are not among them.
    """

    units: Part = Part(label="units", of=PumpUnit, many=True)


class ReadyUnit(NamedTuple):
    """A unit as the kernels see it."""

    record: PumpUnit
    pump: kernels.Pump
    known: tuple[curve_kernels.Performance, ...]
    full: float
    """Full speed over that of the curve."""
    lowest: float
    """Lowest speed over full speed; 1 if it is fixed."""
    suction: float
    """Resistance of the suction branch."""
    regions: tuple[float, float, float, float]


def ready(record: Any, count: int | None = None) -> ReadyUnit:
    """A unit ready for the kernels, at full speed: ratios are of full speed from here on."""
    if isinstance(record, PumpCurve):
        record = PumpUnit(pump=record)
    if not isinstance(record, PumpUnit) or not isinstance(record.pump, PumpCurve):
        raise InputError("pump", "a PumpCurve or a PumpUnit of one", quoted(record))
    curves = (record.pump, *record.series)
    full = 1.0 if record.si.speed is None else record.si.speed / record.pump.si.speed
    known = tuple(performance_of(c) for c in curves)
    heads = tuple(_scaled(k.head, full) for k in known)
    head: curve_kernels.Curve | Series = heads[0]
    if len(heads) > 1:
        head = Series(heads, min(h.end for h in heads), start=max(h.start for h in heads))
    last, *earlier = curve_kernels.falling(head)
    branch = {}
    for side in ("suction", "discharge"):
        K, D = (
            getattr(record.si, f"{side}_loss_coefficient"),
            getattr(record.si, f"{side}_diameter"),
        )
        if K and D is None:
            raise InputError(
                f"{side}_diameter", "a bore: its loss coefficient is given", Phrase("nothing")
            )
        branch[side] = float(kernels.resistance(K, D)) if K else 0.0
    lowest = 1.0
    if record.si.minimum_speed is not None:
        lowest = record.si.minimum_speed / (full * record.pump.si.speed)
        if lowest > 1.0:
            raise InputError(
                "minimum_speed", "at most the full speed",
                units.show(record.si.minimum_speed, "speed"),
            )  # fmt: skip
    best = known[0].best_flow
    nq = np.nan
    if best == best:
        H_b = curve_kernels.value(known[0].head, np.float64(best))[0] / record.pump.stages
        nq = float(pump_kernels.specific_speed(record.pump.si.speed, np.float64(best), H_b))
    low, high, least, most = regions(record.pump, known[0], nq)
    return ReadyUnit(
        record,
        kernels.Pump(
            head, last[0], branch["suction"] + branch["discharge"],
            float(record.count if count is None else count), tuple(earlier),
        ),
        known, full, lowest, branch["suction"],
        (low * full, high * full, least * full, most * full),
    )  # fmt: skip


def _scaled(head: curve_kernels.Curve, s: float) -> curve_kernels.Curve:
    """A curve at another speed, exactly, as a curve."""
    if s == 1.0:
        return head
    k = np.arange(len(head.pieces))[:, None]
    power = None
    if head.power is not None:
        A, B, C = head.power
        power = (A * s * s, B * s ** (2.0 - C), C)
    return curve_kernels.Curve(
        head.knots * s, head.pieces * s ** (2.0 - k), head.end * s, power, head.start * s
    )


class UnitPerformance(NamedTuple):
    """What one unit does; nan where it stands."""

    efficiency: Any
    shaft_power: Any
    npsh_required: Any


def unit_performance(unit: ReadyUnit, q: Any, s: Any, rho: float, shift: str) -> UnitPerformance:
    """Efficiency, power and NPSH required of one unit at the share `s` of its full speed."""
    ratio = np.where(s > 0.0, s, 1.0) * unit.full
    parts = [curve_kernels.performance(q, ratio, k, rho, shift) for k in unit.known]
    if len(parts) == 1:
        _, eta, P, NPSH = parts[0]
    else:
        P = sum(p[2] for p in parts)
        eta = rho * 9.80665 * q * sum(p[0] for p in parts) / P
        NPSH = parts[0][3]
    runs = q > 0.0
    return UnitPerformance(*(np.where(runs, x, np.nan) for x in (eta, P, NPSH)))


def region_of(q: Any, s: Any, unit: ReadyUnit) -> Any:
    """Operating region (`REGIONS`) of one unit at the share `s` of its full speed."""
    low, high, least, most = (x * s for x in unit.regions)
    code = np.where((q >= low) & (q <= high), 0, np.where((q >= least) & (q <= most), 1, 2))
    return np.where((q > 0.0) & (low == low), code, 3)


def input_power(unit: ReadyUnit, P: Any) -> Any:
    """Electrical power of one unit with the shaft power `P`, through coupling, motor and drive."""
    c = unit.record.si
    P = P / c.coupling_efficiency
    eta: Any = 1.0
    if c.motor_efficiency is not None:
        eta = c.motor_efficiency
        if c.motor_rating is not None:
            share = data.assumption("motor_constant_losses").number
            load = P / c.motor_rating
            eta = motor_kernels.motor_efficiency_at_load(load, c.motor_efficiency, share)
    motor = P / eta
    if c.drive_efficiency is not None:
        return motor / c.drive_efficiency
    if unit.lowest < 1.0 and c.motor_rating is not None:
        x = np.nan_to_num(P / c.motor_rating)
        return motor / drive_kernels.drive_efficiency(x, c.motor_rating, **drive_table())
    return motor


DEEPEST = 60.0
"""Water above an impeller eye, m, that no station has: a depth given for a level."""


def refuse_depths(z: Any, eye: float) -> None:
    """An eye far below, or above, any water that could feed it is a depth, not a level."""
    if z.size and (z.min() - eye > DEEPEST or eye - z.max() > DEEPEST):
        raise InputError(
            "eye_level",
            "a level in the datum of the water levels, {level}; not a depth and no other sign",
            units.show(eye, "level"), level=units.show(float(z.min()), "level"),
        )  # fmt: skip


def air_over(liquid: Liquid, altitude: float) -> float:
    """(p_atm − p_v)/ρg of a liquid under low air pressure, m."""
    p = 1.0 - data.assumption("weather").number
    p *= float(run(liquid_kernels.atmospheric_pressure, altitude))
    c = liquid.si
    return float(pump_kernels.npsh_available(p, c.vapour_pressure, c.density, 0.0, 0.0))


def air_of_site(liquid: Liquid, temperature: Any, altitude: Any) -> float:
    """(p_atm − p_v)/ρg of the liquid or the warmest water, what leaves less, m."""
    t = data.assumption("temperature_max").number
    if temperature is not None:
        t = units.number(temperature, "temperature", "temperature", low=0.0, high=40.0, scalar=True)
    z = data.assumption("altitude").number if altitude is None else altitude
    z = units.number(z, "level", "altitude", low=-500.0, high=5000.0, scalar=True)
    return min(air_over(one, z) for one in (liquid, water_at(t, altitude=z)))


def npsh_of(unit: ReadyUnit, q: Any, z: Any, air: float) -> Any:
    """NPSH available at the eye of a unit; nan where its level isn't known or it stands."""
    eye = unit.record.si.eye_level
    if eye is None:
        return np.full(np.shape(q), np.nan)
    return np.where(q > 0.0, air + z - eye - unit.suction * q * q, np.nan)


# Systems as the kernels see them.


class Case(NamedTuple):
    """One state of a system."""

    line: int
    suction_level: float
    delivery_level: float | None

    @property
    def name(self) -> str:
        """Short name, such as "line 1, 246 → 302 m"."""
        end = "end" if self.delivery_level is None else f"{self.delivery_level:g}"
        return f"{self.line}: {self.suction_level:g} → {end}"


def system_cases(
    lines: Line | Sequence[Line], suction: Any, delivery_levels: Any, nu: float, p_min: float
) -> tuple[kernels.System, tuple[Case, ...]]:
    """All combinations of lines and levels as one system whose last axis is the case.

    `suction` are plain levels; one that is nan has no solution.
    """
    several = records_of(lines, "lines", Line, least=1)
    first = several[0]
    if any(_course(one) != _course(first) for one in several):
        raise InputError(
            "lines",
            "one line in several conditions: its reaches, their lengths, profile and method",
        )
    if not suction.size:
        raise InputError("suction_level", "one or more values", Phrase("none"))
    columns, asked, cases = [], [], []
    for number, line in enumerate(several, 1):
        ends: list[Any] = [line.si.delivery_level]
        if delivery_levels is not None:
            ends = list(units.row(delivery_levels, "level", "delivery_levels"))
        reaches = reaches_of(line, nu)
        points = points_of(line, reaches, p_min)
        for end in ends:
            least = points.least.copy()
            if end is not None:
                least[-1] = line.replace(delivery_level=end).si.delivery_level
            elif line.profile is None:
                raise InputError("delivery_level", "a level at the end of the line, or a profile")
            asked.append(least)
            for z in suction:
                columns.append(reaches[:7])
                cases.append(Case(number, float(z), None if end is None else float(end)))
    counts = line_kernels.governing(points.x, np.stack(asked, axis=-1), reaches.ends)
    least = np.stack([one[counts] - z for one in asked for z in suction], axis=-1)
    weight = line_kernels.shares_before(points.x[counts], reaches)
    stacked = [np.stack(c, axis=-1) for c in zip(*columns, strict=True)]
    system = kernels.System(least, weight, Reaches._make([*stacked, nu, first.method]))
    return system, tuple(cases)


def _course(line: Line) -> tuple[Any, ...]:
    """What all conditions of a line share."""
    return tuple(reach.si.length for reach in line.reaches), line.method, line.profile


class DutyPoint(Result):
    """Where pumps and system meet: arrays of one shape, or one."""

    schema: ClassVar[tuple[str, int]] = ("duty-point", 1)

    pump: Part = Part(label="pump")
    units: Ratio = Ratio(label="units")
    speed: Measure = Measure("speed", label="speed")
    status: Column = Column(label="status")
    flow: Measure = Measure("flow", label="flow")
    head: Measure = Measure("head", label="head of the pumps")
    static_head: Measure = Measure("level", label="static head")
    unit_flow: Measure = Measure("flow", label="flow of one unit")
    over_best: Ratio = Ratio("efficiency", label="flow over that of best efficiency", digits=3)
    region: Column = Column(label="operating region")
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    shaft_power: Measure = Measure("power", label="shaft power of one unit")
    npsh_required: Measure = Measure("head", label="NPSH required", digits=3)
    npsh_available: Measure = Measure("level", label="NPSH available", digits=3)
    npsh_margin: Measure = Measure("level", label="NPSH margin", digits=3)
    density: Measure = Measure("density", label="density")

    made_by: ClassVar[Mapping[str, Made]] = {
        "unit_flow": made(station_kernels.unit_flow, Q="flow", N="units"),
        "shaft_power": made(
            pump_kernels.shaft_power, rho="density", Q="unit_flow", H="head", eta="efficiency", g=G
        ),
        "npsh_margin": made(
            pump_kernels.npsh_margin, NPSHa="npsh_available", NPSHr="npsh_required"
        ),
    }

    @property
    def exit_code(self) -> int:
        """0, or 1 if a status isn't a plain duty point.

        A region outside the allowable one leaves it at 0: its limits are shares of the best flow
        from articles, to be judged by an engineer or, in a design, by the checks.
        """
        return int(bool(np.any(np.asarray(self.status) != kernels.DUTY)))

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """One duty point as figures, several as rows."""
        known = self.pump.eye_level is not None
        suction = ("npsh_available", "npsh_margin")
        names = [
            n for n in self.fields if n not in ("pump", "density") and (known or n not in suction)
        ]
        title = translated("Duty point", lang)
        if np.ndim(self.status) == 0:
            rows = [
                (translated(self.fields[n].label, lang), *_shown(self, n, self._plain[n], lang))
                for n in names
            ]
            heads = [translated(t, lang) for t in ("quantity", "value", "unit")]
            return Table(heads, rows, title, frozenset({1}))
        columns = [np.broadcast_to(self._plain[n], np.shape(self.status)).ravel() for n in names]
        cells = [
            [_shown(self, n, value, lang)[0] for n, value in zip(names, row, strict=True)]
            for row in zip(*columns, strict=True)
        ]
        shown = ["" if n in WORDS else self.fields[n].show(0.0, lang)[1] for n in names]
        return Table(
            [translated(self.fields[n].label, lang) for n in names], cells, title,
            frozenset(i for i, n in enumerate(names) if n not in WORDS), shown,
        )  # fmt: skip


WORDS = {"status": STATUS, "region": REGIONS}


def _shown(record: Record, name: str, value: Any, lang: Language) -> tuple[str, str]:
    """One figure of a result and its unit; a status or a region in words."""
    if name in WORDS:
        return translated(WORDS[name][int(value)], lang), ""
    return record.fields[name].show(value, lang)


def duty_point(
    pump: PumpCurve | PumpUnit,
    system: System | Line,
    *,
    units_running: int | Any = 1,
    speed: Amount | None = None,
    suction_level: Amount = 0.0,
    minimum_pressure: Amount | None = None,
    liquid: Liquid | None = None,
    efficiency_shift: str = "usual",
    temperature: Amount | None = None,
    altitude: Amount | None = None,
) -> DutyPoint:
    """Where equal pumps in parallel meet a system.

    Parameters
    ----------
    pump : PumpCurve or PumpUnit
        The pump; a unit brings its branches and its full speed.
    system : System or Line
        What they pump through; arrays in a `System` make as many duty points.
    units_running : int or array_like, optional
        Equal pumps that run, 1–20.
    speed : float, str, array_like or quantity, optional
        Speed, rpm (full speed).
    suction_level : float, str, array_like or quantity, optional
        Water level that they draw from, m above the datum: with a `Line` (0).
    minimum_pressure : float, str or quantity, optional
        As `hydraulic_grade_line`, m (2 m).
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    efficiency_shift : {'usual', 'homologous', 'sarbu-borza'}, optional
        As `pump_performance`.
    temperature, altitude : float, str or quantity, optional
        Warmest water, °C, and height above the sea, m, for the NPSH available to a unit whose eye
        level is known, on a `Line`: as `operating_matrix`.

    Returns
    -------
    DutyPoint
        Of the broadcast shape. `status` per element: 0 duty point, 1 no flow, 2 beyond the
        points of the curve (which goes on straight there; no efficiency, power or NPSH), 3
        several duty points (the largest is given; running up against the other units it may not
        start, or settle at another), 4 on the rising branch, 5 not a number or outside the domain.
        `region`: 0 preferred, 1 allowable, 2 outside, 3 not known.

    Raises
    ------
    InputError
        If the curve is no pump's, an argument can't be read, or a level goes with a `System`.

    Notes
    -----
    s² H(Q/sN) = H_s + h(Q), residual below 5e-15 of the static head; Colebrook's equation in
    closed form in w = V √f. Relevant for one bad element: nan, never an exception.

    References
    ----------
    Colebrook (1939); affinity laws.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> main = hc.System(static_head="75.6 m", diameter=0.8, length="21 km", roughness="0.1 mm")
    >>> duty = hc.duty_point(pump, main, units_running=2)
    >>> print(f"{duty.flow:.3f~P} at {duty.head:.1f~P}")
    0.400 m³/s at 87.8 m
    """
    unit = ready(pump, 1)
    choice(efficiency_shift, "efficiency_shift", SHIFTS)
    N = units.number(units_running, "ratio", "units_running", low=1.0, high=20.0)
    if np.ndim(N) == 0 and np.round(N) != N:
        raise InputError("units_running", "whole numbers of pumps", str(units_running)[:40])
    top = unit.full * unit.record.pump.si.speed
    n = top if speed is None else units.number(speed, "speed", "speed")
    water = liquid_or_water(liquid, one=isinstance(system, Line))
    # What a scalar would be refused for is nan in an array.
    s = np.where(np.isfinite(n) & (np.asarray(n) > 0.0), n, np.nan)[()] / top
    N = np.where((N >= 1.0) & (N <= 20.0) & (np.round(N) == N), N, np.nan)[()]
    rho, nu = water.si.density, water.si.viscosity
    z: Any = np.nan
    for name, value in (("temperature", temperature), ("altitude", altitude)):
        if value is not None and (unit.record.eye_level is None or isinstance(system, System)):
            raise InputError(name, "the level of the impeller eye, and a Line, beside it")
    if isinstance(system, System):
        c = system.si
        if np.any(units.number(suction_level, "level", "suction_level") != 0.0):
            raise InputError("suction_level", "no value: a System has its static head")
        Hs = c.static_head
        if isinstance(c.roughness, float) and isinstance(c.diameter, float):
            check_roughness(c.roughness, c.diameter)
        arguments = (Hs, c.diameter, c.length, c.roughness, nu, c.loss_coefficient, N, s)
        units.shape_of(*arguments)
        with np.errstate(all="ignore"):
            q, status = kernels.duty_flow(*arguments, pump=unit.pump)
    elif isinstance(system, Line):
        p_min = least_pressure(minimum_pressure)
        z = units.number(suction_level, "level", "suction_level")
        units.shape_of(z, N, s)
        z, N, s = np.broadcast_arrays(z, N, s)
        if unit.record.si.eye_level is not None:
            refuse_depths(z, unit.record.si.eye_level)
        at, _ = system_cases(system, z.reshape(-1), None, nu, p_min)
        Hs, q, status = _duty_on_line(unit.pump, at, N.reshape(-1), s.reshape(-1))
        Hs, q, status = (x.reshape(z.shape)[()] for x in (Hs, q, status))
    else:
        raise InputError("system", "a System or a Line", quoted(system))
    with np.errstate(all="ignore"):
        found = unit_performance(unit, q, s, rho, efficiency_shift)
        H = kernels.pump_head(q, np.where(q == q, s, np.nan), unit.pump)[0]
        H = H + unit.pump.resistance * q * q  # the pump's own, not that behind its branches
        region = region_of(q, s, unit)
        air = air_of_site(water, temperature, altitude) if isinstance(system, Line) else np.nan
        NPSHa = npsh_of(unit, q, z, air)
    return DutyPoint(
        pump=unit.record, units=np.asarray(N)[()], speed=n, status=status, flow=q * N, head=H,
        static_head=Hs,
        unit_flow=q, over_best=q / (s * unit.full * unit.known[0].best_flow), region=region,
        efficiency=found.efficiency[()], shaft_power=found.shaft_power[()],
        npsh_required=found.npsh_required[()], npsh_available=NPSHa[()],
        npsh_margin=(NPSHa - found.npsh_required)[()], density=rho,
    )  # fmt: skip


def _duty_on_line(pump: kernels.Pump, system: kernels.System, N: Any, s: Any) -> Any:
    """Static head, flow of one unit and status for equal pumps on a line, by case."""
    with np.errstate(all="ignore"):
        static = kernels.system_head(np.full(N.shape, 1e-9), system)[0] + 0.0 * (N + s)
        index = np.arange(len(N))

        def excess(q: Any, i: Any, N: Any, s: Any) -> Any:
            i = np.nan_to_num(i).astype(int)
            return (
                kernels.pump_head(q, s, pump)[0]
                - kernels.system_head(q * N, kernels.of_cases(system, i))[0]
            )

        q = kernels.largest_root(excess, s, pump, (index.astype(float), N, s))
        alone = kernels.runs_up(
            q, s, pump, lambda x: kernels.system_head((N - 1.0) * q + x, system)[0]
        )
        return static, q, kernels.duty_status(q, static, s, alone + 0.0 * q, pump)


def speed_for(
    pump: PumpCurve | PumpUnit,
    system: System | Line,
    *,
    flow: Amount,
    head: Amount | None = None,
    units_running: int = 1,
    suction_level: Amount = 0.0,
    liquid: Liquid | None = None,
) -> Any:
    """Speed at which equal pumps deliver a flow, to a system or at a head that is kept.

    Parameters
    ----------
    pump : PumpCurve or PumpUnit
        The pump.
    system : System or Line
        What they pump through.
    flow : float, str, array_like or quantity
        Flow of all pumps, m³/s.
    head : float, str, array_like or quantity, optional
        Head kept at the header, m, in place of what the system asks for.
    units_running : int, optional
        Equal pumps that run, 1–20.
    suction_level : float, str or quantity, optional
        As `duty_point`.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.

    Returns
    -------
    quantity
        Speed, rpm, between 20 and 130 % of full speed; nan where none in between does it.

    Raises
    ------
    InputError
        If an argument can't be read.

    Notes
    -----
    s² H(q/s) = h, solved by bracketed Newton steps to rounding.

    References
    ----------
    Affinity laws.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> main = hc.System(static_head=75.6, diameter=0.8, length="21 km", roughness="0.1 mm")
    >>> print(f"{hc.speed_for(pump, main, flow=0.3, units_running=2):.0f~P}")
    1379 rpm
    """
    unit = ready(pump, 1)
    N = whole(units_running, "units_running", 1, 20)
    Q = units.number(flow, "flow", "flow")
    nu = liquid_or_water(liquid, one=isinstance(system, Line)).si.viscosity
    z = units.number(suction_level, "level", "suction_level", scalar=True)
    Q = np.where(np.asarray(Q) >= 0.0, Q, np.nan)[()]
    if head is not None:
        h = units.number(head, "head", "head")
    elif isinstance(system, System):
        c = system.si
        pipe = (c.diameter, c.length, c.roughness, c.loss_coefficient)
        columns = [np.asarray(x, dtype=float)[None] for x in (*pipe, 0.0, 1.0, 0.0)]
        reaches = Reaches._make([*columns, nu, "colebrook"])
        at = kernels.System(np.asarray(c.static_head, dtype=float)[None], np.ones((1, 1)), reaches)
        with np.errstate(all="ignore"):
            h = kernels.system_head(Q, at)[0]
    else:
        at, _ = system_cases(system, np.array([z]), None, nu, least_pressure())
        with np.errstate(all="ignore"):
            h = kernels.system_head(np.atleast_1d(Q), at)[0].reshape(np.shape(Q))[()]
    with np.errstate(all="ignore"):
        s = kernels.speed_at(np.asarray(Q) / N, h, 0.2, 1.3, unit.pump)[()]
    return units.quantity(s * unit.full * unit.record.pump.si.speed, "speed")
