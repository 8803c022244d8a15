"""Pumps against what they pump through: units, groups, systems, duty points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import units
from hydrocalc.components.curves import SHIFTS, PumpCurve
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.pipes import check_roughness
from hydrocalc.components.pump_units import (
    REGIONS,
    PumpUnit,
    ready,
    region_of,
    unit_performance,
)
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.cases import system_cases
from hydrocalc.hydraulics.lines import Line, pressure_kept
from hydrocalc.hydraulics.suction import Air, air_of_site, npsh_of, refuse_depths
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as station_kernels
from hydrocalc.kernels import systems as kernels
from hydrocalc.kernels.lines import Reaches
from hydrocalc.kernels.liquids import G
from hydrocalc.records.faces import renamed
from hydrocalc.records.fields import (
    Column,
    Measure,
    OptionalMeasure,
    Ratio,
    choice,
    whole,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Record, Result, made
from hydrocalc.records.tables import Table
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language

STATUS = kernels.STATUS


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


# Systems as the kernels see them.


BY_ITSELF = (
    "The end lies below the water at the pumps: the water runs by itself, and a pump that stands "
    "doesn't hold it. Are the levels the right way round?"
)
"""Said of static heads below 0."""


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
    temperature_max: OptionalMeasure = OptionalMeasure("temperature", label="warmest water")
    """That of the NPSH available, as the altitude; None where it isn't known."""
    altitude: OptionalMeasure = OptionalMeasure("level", label="altitude")

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

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The table, and a warning where the water needs no pump."""
        falls = np.any(np.asarray(self.si.static_head) < 0.0)
        return [self.table(lang, **view), *([translated(BY_ITSELF, lang)] if falls else [])]

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """One duty point as figures, several as rows."""
        known = self.temperature_max is not None
        suction = ("npsh_available", "npsh_margin", "temperature_max", "altitude")
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


@renamed(temperature="temperature_max")
def duty_point(
    pump: PumpCurve | PumpUnit,
    system: System | Line,
    *,
    units_running: int | Any = 1,
    speed: Amount | None = None,
    suction_level: Amount = 0.0,
    minimum_pressure: Amount = 0.0,
    liquid: Liquid | None = None,
    efficiency_shift: str = "usual",
    temperature_max: Amount | None = None,
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
        Pressure head that is kept at the obvert of the points of a profile, m, 0–100 (0: a summit
        above the grade line of the full line governs by its crown). The 2 m that a design asks for
        belong to `hydraulic_grade_line` and `characteristic_heads`.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    efficiency_shift : {'usual', 'homologous', 'sarbu-borza'}, optional
        As `pump_performance`.
    temperature_max, altitude : float, str or quantity, optional
        Warmest water, °C, and height above the sea, m, for the NPSH available to a unit whose eye
        level is known, on a `Line`: as `operating_matrix`.

    Returns
    -------
    DutyPoint
        Of the broadcast shape. `status` per element: 0 duty point, 1 no flow, 2 beyond the
        points of the curve (which goes on straight there; no efficiency, power or NPSH), 3
        several duty points (the largest is given; running up against the other units, which pump
        more while it stands, a unit may not open its valve, or settle at another), 4 on the rising
        branch, 5 not a number or outside the domain.
        `region`: 0 preferred, 1 allowable, 2 outside, 3 not known.

    Raises
    ------
    InputError
        If the curve is no pump's, an argument can't be read, or a level goes with a `System`.

    Notes
    -----
    s² H(Q/sN) = H_s + h(Q), residual below 5e-15 of the static head; Colebrook's equation in
    closed form in w = V √f. Relevant for one bad element: nan, never an exception. H_s of a line is
    that of the point that governs at the flow; where there is no flow, of its highest.

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
    for name, value in (("temperature_max", temperature_max), ("altitude", altitude)):
        if value is not None and (unit.record.si.eye_level is None or isinstance(system, System)):
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
        p_min = pressure_kept(minimum_pressure)
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
        known = isinstance(system, Line) and unit.record.si.eye_level is not None
        air = air_of_site(water, temperature_max, altitude) if known else Air(np.nan)
        NPSHa = npsh_of(unit, q, z, air)
    return DutyPoint(
        pump=unit.record, units=np.asarray(N)[()], speed=n, status=status, flow=q * N, head=H,
        static_head=Hs,
        unit_flow=q, over_best=q / (s * unit.full * unit.known[0].best_flow), region=region,
        efficiency=found.efficiency[()], shaft_power=found.shaft_power[()],
        npsh_required=found.npsh_required[()], npsh_available=NPSHa[()],
        npsh_margin=(NPSHa - found.npsh_required)[()], density=rho,
        temperature_max=air.temperature, altitude=air.altitude,
    )  # fmt: skip


def _duty_on_line(pump: kernels.Pump, system: kernels.System, N: Any, s: Any) -> Any:
    """Static head, flow of one unit and status for equal pumps on a line, by case.

    The static head is that of the point that governs at this flow. To start, the pumps have to
    reach the highest of all.
    """
    with np.errstate(all="ignore"):
        lifted = kernels.system_head(np.full(N.shape, 1e-9), system)[0] + 0.0 * (N + s)
        index = np.arange(len(N))

        def excess(q: Any, i: Any, N: Any, s: Any) -> Any:
            i = np.nan_to_num(i).astype(int)
            return (
                kernels.pump_head(q, s, pump)[0]
                - kernels.system_head(q * N, kernels.of_cases(system, i))[0]
            )

        q = kernels.largest_root(excess, s, pump, (index.astype(float), N, s))
        alone = kernels.runs_up(
            q, s, pump,
            lambda x: kernels.system_head((N - 1.0) * kernels.beside(x, s, pump) + x, system)[0],
        )  # fmt: skip
        static = np.where(q == q, kernels.governing_level(np.nan_to_num(q * N), system), lifted)
        return static, q, kernels.duty_status(q, lifted, s, alone + 0.0 * q, pump)


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
    1393 rpm
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
        at, _ = system_cases(system, np.array([z]), None, nu, 0.0)
        with np.errstate(all="ignore"):
            h = kernels.system_head(np.atleast_1d(Q), at)[0].reshape(np.shape(Q))[()]
    with np.errstate(all="ignore"):
        s = kernels.speed_at(np.asarray(Q) / N, h, 0.2, 1.3, unit.pump)[()]
    return units.quantity(s * unit.full * unit.record.pump.si.speed, "speed")
