"""Groups of pumps over all states of a line: the operating matrix and the staging map."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import units
from hydrocalc.components.curves import SHIFTS
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.pump_units import (
    REGIONS,
    PumpGroup,
    ReadyUnit,
    input_power,
    ready,
    refuse_same_names,
    region_of,
    unit_performance,
)
from hydrocalc.components.wetwells import levels_of
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.cases import system_cases
from hydrocalc.hydraulics.lines import Line, pressure_kept
from hydrocalc.hydraulics.suction import air_of_site, npsh_of, refuse_depths
from hydrocalc.hydraulics.systems import BY_ITSELF, STATUS
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as station_kernels
from hydrocalc.kernels import systems as kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.records.faces import renamed
from hydrocalc.records.fields import Column, Measure, Names, OptionalMeasure, Ratio, Words, choice
from hydrocalc.records.messages import series, translated
from hydrocalc.records.record import Made, Part, Result, made, records_of
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, counted, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language


MOST = 262_144
"""Combinations, kinds, speeds and cases, or flows, of one calculation: about a second."""

SPEEDS = 9
"""Of variable units, from full speed to the lowest, both of them."""

COLUMNS = 4096
"""Of these, solved at once."""

PARTS = 128
"""Into which a stretch of speeds is parted to find the least, at once."""


class OperatingMatrix(Result):
    """Every combination of a group's units, at several speeds, on every case of a system.

    Arrays have one row a combination, then one column a case; those of units a third axis.
    """

    schema: ClassVar[tuple[str, int]] = ("operating-matrix", 1)

    group: Part = Part(label="group")
    lines: Part = Part(label="lines")
    liquid: Part = Part(label="liquid")
    case: Words = Words(label="case")
    suction_level: Measure = Measure("level", label="water level at the pumps")
    combination: Names = Names(label="combination")
    running: Column = Column(label="units running")
    speed: Measure = Measure("speed", label="speed")
    flow: Measure = Measure("flow", label="flow")
    head: Measure = Measure("level", label="head at the header")
    unit_flow: Measure = Measure("flow", label="flow of one unit")
    pump_head: Measure = Measure("level", label="head of the pump")
    """That at the header and the loss of its branches."""
    motor_rating: Measure = Measure("power", label="motor rating")
    coupling_efficiency: Ratio = Ratio("efficiency", label="coupling efficiency")
    status: Column = Column(label="status")
    region: Column = Column(label="operating region")
    over_best: Ratio = Ratio("efficiency", label="flow over that of best efficiency", digits=3)
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    shaft_power: Measure = Measure("power", label="shaft power of one unit")
    motor_load: Ratio = Ratio("efficiency", label="motor load", digits=3)
    input_power: Measure = Measure("electric power", label="electrical input")
    specific_energy: Measure = Measure("specific energy", label="specific energy", digits=3)
    npsh_available: Measure = Measure("level", label="NPSH available", digits=3)
    npsh_required: Measure = Measure("head", label="NPSH required", digits=3)
    npsh_margin: Measure = Measure("level", label="NPSH margin", digits=3)
    temperature_max: OptionalMeasure = OptionalMeasure("temperature", label="warmest water")
    """That of the NPSH available, as the altitude."""
    altitude: OptionalMeasure = OptionalMeasure("level", label="altitude")
    worst: Column = Column(label="worst status")
    system_flow: Measure = Measure("flow", label="flows of the system's envelope")
    system_low: Measure = Measure("level", label="least head of the cases")
    system_high: Measure = Measure("level", label="largest head of the cases")

    made_by: ClassVar[Mapping[str, Made]] = {
        "shaft_power": made(
            pump_kernels.shaft_power, rho="liquid.density", Q="unit_flow", H="pump_head",
            eta="efficiency", g=G,
        ),
        "motor_load": made(
            station_kernels.motor_load, P="shaft_power", R="motor_rating",
            eta_c="coupling_efficiency",
        ),
        "specific_energy": made(station_kernels.energy_per_volume, P="input_power", Q="flow"),
        "npsh_margin": made(
            pump_kernels.npsh_margin, NPSHa="npsh_available", NPSHr="npsh_required"
        ),
    }  # fmt: skip

    @property
    def exit_code(self) -> int:
        """0, or 1 if no combination works in some case, a motor is overloaded or NPSH is short."""
        works = (self.worst == kernels.DUTY).any(axis=0).all()
        overloaded = (np.nan_to_num(self.si.motor_load) > 1.0).any()
        short = (np.nan_to_num(self.si.npsh_margin) < 0.0).any()
        return int(not works or bool(overloaded) or bool(short))

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The combinations as rows, from the least to the largest over the cases."""
        c = self.si
        heads = ["combination", "flow", "head at the header", "over best", "efficiency",
                 "electrical input", "specific energy", "NPSH margin", "in words"]  # fmt: skip
        rows = []
        for i in map(int, np.flatnonzero(self._useful())):
            name = self.combination[i]
            runs = (self.running[i] > 0)[None, :] & np.ones_like(c.unit_flow[i], dtype=bool)
            rows.append(
                [
                    str(name), _span(units.shown(c.flow[i], "flow")),
                    _span(units.shown(c.head[i], "head")),
                    _span(100.0 * c.over_best[i][runs], 3), _span(100.0 * c.efficiency[i][runs], 3),
                    _span(units.shown(c.input_power[i], "electric power")),
                    _span(units.shown(c.specific_energy[i], "specific energy"), 3),
                    _span(units.shown(c.npsh_margin[i][runs], "level"), 2), self._words(i, lang),
                ]
            )  # fmt: skip
        Q, H, e = (units.unit_shown(kind) for kind in ("flow", "head", "specific energy"))
        shown = ["", Q, H, "%", "%", "kW", e, H, ""]
        return Table(
            [translated(h, lang) for h in heads], rows, translated("Operating matrix", lang),
            frozenset(range(1, 8)), shown,
        )  # fmt: skip

    def _useful(self) -> Any:
        """Combinations in which every unit opens its valve in some case."""
        opens = (np.nan_to_num(self.si.unit_flow) > 0.0).any(axis=1)
        return (opens | (self.running == 0)).all(axis=1)

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """One row for each combination in each case."""
        c = self.si
        heads = ["combination", "case", "water level at the pumps", "flow", "head at the header",
                 "electrical input", "specific energy", "least NPSH margin",
                 "worst status"]  # fmt: skip
        kinds = ("level", "flow", "head", "electric power", "specific energy", "level")
        rows = []
        for i, name in enumerate(self.combination):
            for j, case in enumerate(self.case):
                margin = c.npsh_margin[i, j]
                least = np.nan if np.isnan(margin).all() else np.nanmin(margin)
                values = (c.suction_level[j], c.flow[i, j], c.head[i, j], c.input_power[i, j],
                          c.specific_energy[i, j], least)  # fmt: skip
                cells = [
                    "" if np.isnan(v) else f"{units.shown(v, kind):.10g}"
                    for v, kind in zip(values, kinds, strict=True)
                ]
                word = translated(STATUS[int(self.worst[i, j])], lang)
                rows.append([str(name), translated(case, lang), *cells, word])
        shown = ["", "", *map(units.unit_shown, kinds), ""]
        return Table([translated(h, lang) for h in heads], rows, units=shown)

    def _words(self, i: int, lang: Language) -> str:
        """What is wrong in some case, else the worst region."""
        codes = sorted({int(code) for code in self.worst[i]} - {kernels.DUTY})
        if codes:
            return series((translated(STATUS[code], lang) for code in codes), lang)
        regions = self.region[i][:, self.running[i] > 0]
        worst = regions[regions < 3]
        return translated(REGIONS[int(worst.max()) if worst.size else 3], lang)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The cases, the combinations, what is not known."""
        text = "Cases (line: suction level → level at the end, {unit}): {cases}."
        shown = [translated(case, lang) for case in self.case[:12]]
        shown += ["…"] if len(self.case) > 12 else []
        told = translated(text, lang, cases=", ".join(shown), unit=units.unit_shown("level"))
        parts: list[Table | str] = [told, self.table(lang, **view)]
        if self.si.system_low[0] < 0.0:
            parts.append(translated(BY_ITSELF, lang))
        idle = int((~self._useful()).sum())
        if idle:
            text = counted(
                idle, "{n} more combination: a unit in it never opens its check valve.",
                "{n} more combinations: a unit in them never opens its check valve.",
            )  # fmt: skip
            parts.append(translated(text, lang))
        parts += without_motor(self.group, lang)
        load = self.si.motor_load
        if np.isfinite(load).any():
            i, j, k = np.unravel_index(int(np.nanargmax(load)), load.shape)
            text = "Largest motor load: {load} of {unit} with {combination} in case {case}."
            parts.append(
                translated(
                    text, lang, load=units.show(float(load[i, j, k]), "efficiency", 3),
                    unit=names_of([ready(u) for u in self.group.units])[k],
                    combination=self.combination[i], case=self.case[j],
                )
            )  # fmt: skip
            if load[i, j, k] > 1.0:
                parts.append(translated("A motor is overloaded.", lang))
        margin = self.si.npsh_margin
        if np.isnan(margin).all():
            text = "NPSH margins need NPSH required and the level of the eye."
            return [*parts, translated(text, lang)]
        i, j, k = np.unravel_index(int(np.nanargmin(margin)), margin.shape)
        least = float(margin[i, j, k])
        text = (
            "The least NPSH margin, {margin}, is that of {unit} with {combination} in case {case}: "
            "{flow} each, water of at most {temperature}, an altitude of {altitude}."
        )
        if least < 0.0:
            text = (
                "NPSH available is below NPSH required: least margin {margin}, of {unit} with "
                "{combination} in case {case}: {flow} each, water of at most {temperature}, an "
                "altitude of {altitude}."
            )
        told = translated(
            text, lang, margin=units.show(least, "level", 3),
            unit=names_of([ready(u) for u in self.group.units])[k],
            combination=self.combination[i], case=self.case[j],
            flow=units.show(float(self.si.unit_flow[i, j, k]), "flow"),
            temperature=units.show(self.si.temperature_max, "temperature"),
            altitude=units.show(self.si.altitude, "level"),
        )  # fmt: skip
        return [*parts, told]


def without_motor(group: PumpGroup, lang: Language) -> list[Table | str]:
    """Whose electrical input isn't known."""
    found = [ready(unit) for unit in group.units]
    bare = [
        name for name, unit in zip(names_of(found), found, strict=True)
        if unit.record.motor_efficiency is None
    ]  # fmt: skip
    if not bare:
        return []
    text = "No motor efficiency given for {names}: their electrical input isn't known."
    return [translated(text, lang, names=", ".join(bare))]


def _span(values: Any, digits: int = 4) -> str:
    """Lowest and highest of some numbers, as text."""
    known = np.asarray(values)[~np.isnan(values)]
    if not known.size:
        return "–"
    low, high = (units.digits_of(float(v), digits) for v in (known.min(), known.max()))
    return low if low == high else f"{low}–{high}"


def ready_units(group: Any) -> list[ReadyUnit]:
    """The units of a group made ready, or an error."""
    if not isinstance(group, PumpGroup) or not group.units:
        raise InputError("group", "a PumpGroup with one or more units", quoted(group))
    refuse_too_many([record.count for record in group.units], 1, 1)
    return [ready(record) for record in group.units]


def names_of(found: list[ReadyUnit]) -> list[str]:
    """Names of the units; letters where none is given."""
    refuse_same_names(u.record for u in found)
    return [u.record.name or chr(ord("A") + i % 26) for i, u in enumerate(found)]


@renamed(temperature="temperature_max")
def operating_matrix(
    group: PumpGroup,
    lines: Line | Sequence[Line],
    *,
    suction_levels: Any = (0.0,),
    delivery_levels: Any = None,
    speeds: Any = None,
    minimum_pressure: Amount = 0.0,
    temperature_max: Amount | None = None,
    altitude: Amount | None = None,
    liquid: Liquid | None = None,
    efficiency_shift: str = "usual",
) -> OperatingMatrix:
    """Every combination of running units on every state of a line.

    Parameters
    ----------
    group : PumpGroup
        The units on duty.
    lines : Line or sequence of Line
        The line, or the same line in several conditions: new and aged, one string out.
    suction_levels : array_like or WetWell, optional
        Levels that the pumps draw from, m above the datum; of a well, its lowest and highest.
    delivery_levels : array_like, optional
        Levels at the end, m; by default that of each line.
    speeds : array_like, optional
        Shares of full speed at which variable units run, 0–1; by default nine from the lowest of
        any of them to 1 and, for a combination in which a unit stands at the lowest, the least at
        which all deliver. A unit runs no slower than its own lowest.
    minimum_pressure : float, str or quantity, optional
        Pressure head that is kept at the obvert of the points of a profile, m, 0–100 (0: a summit
        above the grade line of the full line governs by its crown). The 2 m that a design asks for
        belong to `hydraulic_grade_line` and `characteristic_heads`.
    temperature_max : float, str or quantity, optional
        Warmest water, for NPSH, °C (30 °C, or the liquid itself where it leaves less).
    altitude : float, str or quantity, optional
        Height above the sea, for NPSH, m (0).
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    efficiency_shift : {'usual', 'homologous', 'sarbu-borza'}, optional
        As `pump_performance`.

    Returns
    -------
    OperatingMatrix
        One row for each subset of the units (equal ones by number) and speed, one column for each
        combination of line and levels; `status` by unit as `duty_point`, and 1 also for a unit
        that can't open its check valve: it takes the power of its curve at no flow, and where that
        isn't known (nan, "–") nor is the input of its combination.

    Raises
    ------
    InputError
        If combinations, kinds, speeds and cases are more than 262,144, lines differ in more than
        condition, or an argument can't be read.

    Notes
    -----
    Newton's method on all pumps of a combination at once; heads balance to 1e-10.

    References
    ----------
    GB 50265-2022 10.1.1 (all combinations within the stable range).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> group = hc.PumpGroup(units=[hc.PumpUnit(name="A", pump=pump, count=2)])
    >>> line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
    ...                                  length="21 km")], delivery_level=75.6)
    >>> matrix = hc.operating_matrix(group, line, suction_levels=[-2, 2])
    >>> print(matrix.combination[1], f"{matrix.flow[1, 0]:.3f~P}")
    2 A 0.386 m³/s
    """
    found = ready_units(group)
    choice(efficiency_shift, "efficiency_shift", SHIFTS)
    water = liquid_or_water(liquid, one=True)
    rho, nu = water.si.density, water.si.viscosity
    p_min = pressure_kept(minimum_pressure)
    lines = records_of(lines, "lines", Line, least=1)
    system, cases = system_cases(lines, levels_of(suction_levels), delivery_levels, nu, p_min)
    z = np.array([case.suction_level for case in cases])
    air = air_of_site(water, temperature_max, altitude)
    shares = _shares(found, speeds)
    refuse_too_many([u.pump.units for u in found], len(shares), len(cases))
    with np.errstate(all="ignore"):
        rows, share, flows, H, codes = _all_rows(found, shares, system, speeds is None)
    for unit in found:
        if unit.record.si.eye_level is not None:
            refuse_depths(z, unit.record.si.eye_level)
    shape = (len(rows), len(cases), len(found))
    by_unit = {
        name: np.full(shape, np.nan)
        for name in ("unit_flow", "pump_head", "over_best", "efficiency", "shaft_power",
                     "npsh_available", "npsh_required")
    }  # fmt: skip
    status, region = np.full(shape, kernels.DUTY), np.full(shape, 3)
    running = np.array([row for row, _ in rows])
    speed = share * [u.full * u.record.pump.si.speed for u in found]
    with np.errstate(all="ignore"):
        P_in = np.zeros(H.shape)
        for i, unit in enumerate(found):
            on = running[:, i] > 0
            q, s = flows[on, :, i], share[on, i, None]
            did = unit_performance(unit, q, s, rho, efficiency_shift)
            own = kernels.pump_head(q, s, unit.pump)[0]
            own = own + unit.pump.resistance * q * q  # not that behind its branches
            for name, value in (
                ("unit_flow", q),
                ("pump_head", np.where(q > 0.0, own, np.nan)),
                ("over_best", q / (s * unit.full * unit.known[0].best_flow)),
                ("efficiency", did.efficiency),
                ("shaft_power", did.shaft_power),
                ("npsh_required", did.npsh_required),
                ("npsh_available", npsh_of(unit, q, z, air)),
            ):
                by_unit[name][on, :, i] = value
            status[on, :, i], region[on, :, i] = codes[on, :, i], region_of(q, s, unit)
            P_in[on] += running[on, i, None] * input_power(unit, did.shaft_power).power
        Q = (flows * running[:, None, :]).sum(axis=2)
    names = names_of(found)
    ratings = np.array([u.record.si.motor_rating or np.nan for u in found])
    couplings = np.array([u.record.si.coupling_efficiency for u in found])
    grid = np.linspace(0.0, 1.15 * float(Q.max()), 60)
    with np.errstate(all="ignore"):
        energy = P_in / Q
        asked = kernels.system_head(grid[:, None] + np.zeros(len(cases)), system)[0]
    return OperatingMatrix(
        group=group, lines=lines, liquid=water,
        case=tuple(case.name for case in cases), suction_level=z,
        combination=np.array([label_of(k, share, found, names) for k, share in rows]),
        running=running, speed=speed, flow=Q, head=H,
        status=status, region=region, input_power=P_in, specific_energy=energy,
        npsh_margin=by_unit["npsh_available"] - by_unit["npsh_required"], motor_rating=ratings,
        coupling_efficiency=couplings,
        motor_load=by_unit["shaft_power"] / couplings / ratings, worst=status.max(axis=2),
        temperature_max=air.temperature, altitude=air.altitude, system_flow=grid,
        system_low=asked.min(axis=1), system_high=asked.max(axis=1), **by_unit,
    )  # fmt: skip


def refuse_too_many(counts: Sequence[float], shares: int, states: int) -> None:
    """Refuse a group whose combinations at so many speeds in so many states take too long."""
    number, kinds = math.prod(int(count) + 1 for count in counts) - 1, len(counts)
    if number * kinds * shares * states > MOST:
        raise InputError(
            "group", "at most {most} combinations, kinds, speeds and cases, or flows, in all",
            f"{number} × {kinds} × {shares} × {states}",
            Phrase("equal pumps as one unit with a count, or fewer kinds, speeds, levels or "
                   "conditions"),
            most=MOST,
        )  # fmt: skip


def speeds_of(found: list[ReadyUnit], running: Any, share: Any) -> Any:
    """Shares of full speed, (row, unit): 0 where a unit stands, no less than its lowest."""
    lowest = np.array([u.lowest for u in found])
    turned = np.where(lowest < 1.0, np.maximum(np.asarray(share)[:, None], lowest), 1.0)
    return np.where(running > 0, turned, 0.0)


def solved(
    found: list[ReadyUnit], running: Any, speeds: Any, system: kernels.System
) -> tuple[Any, Any, Any]:
    """Flows of units, (row, case, unit), head of their header and status: all rows at once."""
    cases = np.shape(system.least)[-1]
    shape = len(running), cases, len(found)
    flows, head, codes = np.empty(shape), np.empty(shape[:2]), np.empty(shape, dtype=int)
    step = max(1, COLUMNS // cases)
    for r in range(0, len(running), step):
        rows = slice(r, r + step)
        number = len(running[rows])
        pumps = tuple(
            unit.pump._replace(units=np.repeat(k.astype(float), cases))
            for unit, k in zip(found, running[rows].T, strict=True)
        )
        s = np.repeat(speeds[rows].T, cases, axis=1)
        each = kernels.of_cases(system, np.tile(np.arange(cases), number))
        q, h, code = kernels.group_flows(pumps, s, each)
        flows[rows] = q.reshape(-1, number, cases).transpose(1, 2, 0)
        codes[rows] = code.reshape(-1, number, cases).transpose(1, 2, 0)
        head[rows] = h.reshape(number, cases)
    return flows, head, codes


def _shares(found: list[ReadyUnit], speeds: Any) -> list[float]:
    lowest = min(u.lowest for u in found)
    if speeds is None:
        return [1.0] if lowest == 1.0 else [float(s) for s in np.linspace(1.0, lowest, SPEEDS)]
    shares = units.row(speeds, "ratio", "speeds")
    if not ((shares > 0.0) & (shares <= 1.0)).all():
        raise InputError("speeds", "shares of full speed, above 0 and at most 1", str(shares)[:40])
    if lowest == 1.0 and (shares < 1.0).any():
        raise InputError("speeds", "a unit of variable speed, with a lowest speed")
    return [float(s) for s in shares]


def _all_rows(
    found: list[ReadyUnit], shares: list[float], system: kernels.System, least: bool
) -> tuple[list[tuple[Any, float]], Any, Any, Any, Any]:
    """Combinations by speed, from full speed down, their speeds and what is `solved` of them.

    With the `least` speed at which all deliver: what stands at the lowest says nothing of those
    just above it. It is a whole number of revolutions, as it is set.
    """
    rows = list(combinations(found, shares))

    def of(rows: list[tuple[Any, float]]) -> tuple[Any, ...]:
        running = np.array([k for k, _ in rows])
        speeds = speeds_of(found, running, np.array([share for _, share in rows]))
        return speeds, *solved(found, running, speeds, system)

    did = of(rows)
    if not least or len(shares) == 1:
        return rows, *did
    more = _slowest(found, rows, did[1] > 0.0, system)
    if not more:
        return rows, *did
    did = tuple(np.concatenate(pair) for pair in zip(did, of(more), strict=True))
    rows += more
    place = {tuple(k): n for n, (k, _) in reversed(list(enumerate(rows)))}
    order = sorted(range(len(rows)), key=lambda r: (place[tuple(rows[r][0])], -rows[r][1]))
    return [rows[r] for r in order], *(x[order] for x in did)


def _slowest(
    found: list[ReadyUnit], rows: list[tuple[Any, float]], runs: Any, system: kernels.System
) -> list[tuple[Any, float]]:
    """Combinations at the least share of full speed at which all of their units deliver.

    Of those that don't at the lowest; `runs` is what delivers in the `rows`, (row, case, unit).
    """
    running, share = np.array([k for k, _ in rows]), np.array([s for _, s in rows])
    kinds = running[share == 1.0]
    least = np.zeros(len(kinds))
    for i, unit in enumerate(found):
        on = running[:, i] > 0
        if unit.lowest < 1.0 and on.any():
            # What is slower than its lowest speed leaves it there.
            known = between(kinds, running[on], np.maximum(share[on], unit.lowest), runs[on, :, i])
            n = unit.full * unit.record.pump.si.speed
            carried = Carried(found, kinds, i, system, _delivers)
            least = least_share(carried, known, np.arange(len(kinds)), 1.0 / n, least)
    return [(k, float(s)) for k, s in zip(kinds, least, strict=True) if 0.0 < s < 1.0]


def _delivers(q: Any, s: Any) -> Any:
    return q > 0.0


def between(kinds: Any, running: Any, share: Any, enough: Any) -> tuple[Any, Any]:
    """Last share that isn't `enough`, and the next one that is known, by combination and case.

    Of those `kinds` of which rows are known, (row, case), full speed among them; nan where what
    runs isn't enough at full speed, or is at all that are known.
    """
    place = {tuple(k): n for n, k in enumerate(kinds)}
    below, high = np.full((2, len(kinds), np.shape(enough)[1]), np.nan)
    for r in np.argsort(-share, kind="stable"):
        at = place[tuple(running[r])]
        if share[r] == 1.0:
            high[at] = np.where(enough[r], 1.0, np.nan)
            continue
        going = np.isnan(below[at])
        below[at] = np.where(going & ~enough[r] & (share[r] < high[at]), share[r], below[at])
        high[at] = np.where(going & enough[r] & (share[r] < high[at]), share[r], high[at])
    return below, high


class Carried(NamedTuple):
    """Whether units of kind `i` carry `enough`, by the flow of a unit and its share of full speed.

    Other variable units turn with them, no slower than their own lowest.
    """

    found: list[ReadyUnit]
    kinds: Any
    """Units that run, (combination, kind)."""
    i: int
    system: kernels.System
    enough: Callable[[Any, Any], Any]

    def at(self, row: Any, case: Any, share: Any) -> Any:
        """In states by combination and case, each at a share."""
        lowest = [0.0 if k == self.i else unit.lowest for k, unit in enumerate(self.found)]
        did = np.full(len(row), False)
        for k in range(0, len(row), COLUMNS):
            some = slice(k, k + COLUMNS)
            running = self.kinds[row[some]]
            s = np.where(running > 0, np.maximum(share[some, None], lowest), 0.0)
            pumps = tuple(
                unit.pump._replace(units=n.astype(float))
                for unit, n in zip(self.found, running.T, strict=True)
            )
            each = kernels.of_cases(self.system, case[some])
            q = kernels.group_flows(pumps, s.T, each)[0][self.i]
            did[some] = self.enough(q, s[:, self.i])
        return did


def least_share(
    carried: Carried, known: tuple[Any, Any], of: Any, step: float, least: Any = 0.0
) -> Any:
    """Least share of full speed from which on units carry enough, in cases in which they ever do.

    Combinations of one number in `of` have one share in common: a multiple of `step`, no less than
    `least`. It lies between what is `known` (`between`): a few states at a time are looked into,
    more each time; those that have enough where these do are done.
    """
    share = np.array(np.broadcast_to(least, int(of.max()) + 1), dtype=float)
    row, case = np.nonzero(~np.isnan(known[0] + known[1]))
    # Against the highest head first: that leaves few of the others.
    best = [unit.full * unit.known[0].best_flow for unit in carried.found]
    asked = kernels.system_head((carried.kinds @ best)[row], kernels.of_cases(carried.system, case))
    order = np.argsort(-asked[0], kind="stable")
    row, case = row[order], case[order]
    below, high = (x[row, case] for x in known)
    few = 1
    while row.size:
        at = share[of[row]]
        inside = (at > below) & (at < high)
        did = high <= at
        did[inside] = carried.at(row[inside], case[inside], at[inside])
        below = np.where(inside, at, below)
        row, case, below, high = (x[~did] for x in (row, case, below, high))
        grouped = np.argsort(of[row], kind="stable")
        groups = of[row[grouped]]
        some = grouped[np.arange(row.size) - np.searchsorted(groups, groups) < few]
        found = _upper(carried, row[some], case[some], below[some], high[some], step)
        np.maximum.at(share, of[row[some]], found)
        few = max(few, min(2 * few, COLUMNS // 4 // PARTS // len(share)))
    return share


def _upper(carried: Carried, row: Any, case: Any, below: Any, high: Any, step: float) -> Any:
    """The least multiple of `step` from which on each state has enough, as it has at `high`."""
    below, high = below.copy(), high.copy()
    going = np.arange(len(row))
    while going.size:
        parts = max(2, min(PARTS, COLUMNS // 4 // going.size))  # some states cost as much as one
        low, top = below[going, None], high[going, None]
        tried = np.rint((low + (top - low) * np.arange(1, parts) / parts) / step) * step
        inside = (tried > low) & (tried < top)
        did = ~inside & (tried >= top)
        place, each = np.nonzero(inside)
        did[place, each] = carried.at(row[going[place]], case[going[place]], tried[place, each])
        below[going] = np.where(did, low, np.maximum(tried, low)).max(axis=1)
        # Above the last that isn't enough.
        above = inside & did & (tried > below[going, None])
        high[going] = np.where(above, tried, top).min(axis=1)
        going = going[inside.any(axis=1)]
    return np.ceil(high / step * (1.0 - 1e-12)) * step


def combinations(found: list[ReadyUnit], shares: list[float]) -> Any:
    """Numbers of running units, and the share of full speed of the variable ones."""
    numbers = [range(int(u.pump.units) + 1) for u in found]
    for running in sorted(itertools.product(*numbers), key=lambda n: (sum(n), [-k for k in n])):
        if sum(running):
            turns = any(k and u.lowest < 1.0 for k, u in zip(running, found, strict=True))
            for share in shares if turns else [1.0]:
                yield np.array(running), share


def label_of(running: Any, share: float, found: list[ReadyUnit], names: list[str]) -> str:
    """What runs, in words: "2 A + B at 90 %"."""
    parts = []
    for k, unit, name in zip(running, found, names, strict=True):
        if k:
            turned = max(share, unit.lowest)
            share_ = units.digits_of(100.0 * turned)
            slow = f" {share_} %" if unit.lowest < 1.0 and turned < 1.0 else ""
            parts.append(f"{k} {name}{slow}")
    return " + ".join(parts)
