"""Which units run at which flow: the staging map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

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
    region_of,
    unit_performance,
)
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.cases import system_cases
from hydrocalc.hydraulics.lines import Line, pressure_kept
from hydrocalc.hydraulics.operation import (
    combinations,
    label_of,
    names_of,
    ready_units,
    refuse_too_many,
    solved,
    speeds_of,
    without_motor,
)
from hydrocalc.kernels import systems as kernels
from hydrocalc.kernels.roots import root_between
from hydrocalc.records.fields import Column, Measure, Names, Ratio, choice, whole
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Part, Result
from hydrocalc.records.tables import Table

if TYPE_CHECKING:
    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language


class StagingMap(Result):
    """Which units to run at each flow: one row a flow."""

    schema: ClassVar[tuple[str, int]] = ("staging-map", 1)

    group: Part = Part(label="group")
    flow: Measure = Measure("flow", label="flow")
    head: Measure = Measure("level", label="head at the header")
    combination: Names = Names(label="combination")
    speed_share: Ratio = Ratio("efficiency", label="share of full speed", digits=3)
    running_share: Ratio = Ratio("efficiency", label="share of the time", digits=3)
    input_power: Measure = Measure("electric power", label="mean electrical input")
    specific_energy: Measure = Measure("specific energy", label="specific energy", digits=3)
    region: Column = Column(label="operating region")
    firm_flow: Measure = Measure("flow", label="firm capacity: the largest unit out")
    largest_flow: Measure = Measure("flow", label="flow of all units on duty")
    no_flow_speed: Measure = Measure("speed", label="no flow alone below")
    lowest_speed: Measure = Measure("speed", label="lowest workable speed alone (allowable region)")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Flows as rows."""
        c = self.si
        heads = ["flow", "head at the header", "combination", "share of full speed",
                 "share of the time", "electrical input", "specific energy",
                 "operating region"]  # fmt: skip
        rows = [
            [
                units.read(c.flow[i], "flow"), units.read(c.head[i], "head"),
                str(self.combination[i]),
                units.digits_of(100.0 * c.speed_share[i], 3),
                units.digits_of(100.0 * c.running_share[i], 3),
                units.read(c.input_power[i], "electric power"),
                units.read(c.specific_energy[i], "specific energy", 3),
                translated(REGIONS[int(self.region[i])], lang),
            ]
            for i in range(len(c.flow))
        ]  # fmt: skip
        Q, H, e = (units.unit_shown(kind) for kind in ("flow", "head", "specific energy"))
        shown = [Q, H, "", "%", "%", "kW", e, ""]
        return Table(
            [translated(h, lang) for h in heads], rows, translated("Staging map", lang),
            frozenset({0, 1, 3, 4, 5, 6}), shown,
        )  # fmt: skip

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The map, firm capacity and lowest speeds."""
        rows = [
            [translated(self.fields[n].label, lang), *self.fields[n].show(self._plain[n], lang)]
            for n in ("firm_flow", "largest_flow")
        ]
        heads = [translated(t, lang) for t in ("quantity", "value", "unit")]
        by_unit = ["no_flow_speed", "lowest_speed"]
        speeds = [
            [name, *(self.fields[n].show(float(getattr(self.si, n)[i]), lang)[0] for n in by_unit)]
            for i, name in enumerate(names_of([ready(u) for u in self.group.units]))
        ]
        named = [translated(t, lang) for t in ("pump", *(self.fields[n].label for n in by_unit))]
        rpm = translated("rpm", lang)
        return [
            self.table(lang), Table(heads, rows, right=frozenset({1})),
            Table(named, speeds, right=frozenset({1, 2}), units=["", rpm, rpm]),
            *without_motor(self.group, lang),
        ]  # fmt: skip


def staging_map(
    group: PumpGroup,
    line: Line,
    *,
    flow: Amount,
    suction_level: Amount = 0.0,
    standby: int = 0,
    minimum_pressure: Amount = 0.0,
    liquid: Liquid | None = None,
    efficiency_shift: str = "usual",
) -> StagingMap:
    """Combination and speed that meet each flow with the least energy.

    Parameters
    ----------
    group : PumpGroup
        The units on duty.
    line : Line
        The line, with its level at the end.
    flow : array_like or quantity
        Flows to meet, m³/s, above 0.
    suction_level : float, str or quantity, optional
        Level that the pumps draw from, m above the datum (0).
    standby : int, optional
        Standby units, 0–10, the first of which replaces the largest unit on duty (0).
    minimum_pressure : float, str or quantity, optional
        Pressure head that is kept at the obvert of the points of a profile, m, 0–100 (0: a summit
        above the grade line of the full line governs by its crown). The 2 m that a design asks for
        belong to `hydraulic_grade_line` and `characteristic_heads`.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    efficiency_shift : {'usual', 'homologous', 'sarbu-borza'}, optional
        As `pump_performance`.

    Returns
    -------
    StagingMap
        By flow; where no combination reaches it the combination is empty and figures are nan.

    Raises
    ------
    InputError
        If the group or line isn't whole, combinations, kinds and flows are more than 262,144, or an
        argument can't be read.

    Notes
    -----
    Combinations with variable units meet the flow at one common share of full speed. Those of
    fixed units, and variable ones at their lowest, pump more than the flow for a part of the
    time. Combinations in which a unit leaves its curve or the allowable region don't count,
    unless no other reaches the flow. Firm capacity is the flow at the intersection of the system
    with all units but the largest one, or with fewer where not all of these start beside each
    other (status 3 of `duty_point`); with a standby unit it is that of all units on duty.

    References
    ----------
    Practice.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> group = hc.PumpGroup(units=[hc.PumpUnit(pump=pump, count=2, minimum_speed=1100)])
    >>> line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
    ...                                  length="21 km")], delivery_level=75.6)
    >>> stages = hc.staging_map(group, line, flow=[0.15, 0.4])
    >>> print(list(map(str, stages.combination)))
    ['1 A', '2 A']
    """
    found = ready_units(group)
    spare = whole(standby, "standby", 0, 10)
    choice(efficiency_shift, "efficiency_shift", SHIFTS)
    Q = units.row(flow, "flow", "flow")
    if not (Q > 0.0).all():
        raise InputError("flow", "flows above 0, one or a list")
    z = units.number(suction_level, "level", "suction_level", scalar=True)
    p_min = pressure_kept(minimum_pressure)
    water = liquid_or_water(liquid, one=True)
    rho = water.si.density
    system, _ = system_cases(line, np.array([z]), None, water.si.viscosity, p_min)
    refuse_too_many([u.pump.units for u in found], 1, len(Q))
    names = names_of(found)
    with np.errstate(all="ignore"):
        h = kernels.system_head(Q, system)[0]
        rows = np.array([running for running, _ in combinations(found, [1.0])])
        at_full = solved(found, rows, np.where(rows > 0, 1.0, 0.0), system)
        ways = _fixed(found, rows, Q, system, rho, efficiency_shift, at_full)
        ways += _turned(found, rows, Q, h, rho, efficiency_shift)
        # Each way of a row behind the other: the first of the least is taken.
        P, shaft, share, time, worst = (np.stack(each, axis=1).reshape(-1, Q.size)
                                 for each in zip(*ways, strict=True))  # fmt: skip
        # Where the input of a unit isn't known, combinations are compared by their shaft power.
        bare = any(unit.record.si.motor_efficiency is None for unit in found)
        rank = np.where(worst >= 2, 1e12, 0.0) + (shaft if bare else P)
        take = np.argmin(np.where(rank == rank, rank, np.inf), axis=0), np.arange(Q.size)
        met = np.isfinite(rank[take])
        # All units, and all but one of each kind; of these, what gets to run together.
        flows, _, codes = at_full
        starts = (codes[:, 0] != kernels.TWO_POINTS).all(axis=1)
        total = np.where(starts, (rows * flows[:, 0]).sum(axis=1), 0.0)
        some = rows.max(axis=0) - np.eye(len(found) + 1, len(found), -1, dtype=int)
        largest, *without = (
            float(total[(rows <= most).all(axis=1)].max(initial=0.0)) for most in some
        )
        slowest = np.array([_slowest(u, system) for u in found]).T
    P = np.where(met, P[take], np.nan)
    label = [
        label_of(rows[i // len(ways)], 1.0, found, names) if is_met else ""
        for i, is_met in zip(take[0], met, strict=True)
    ]
    return StagingMap(
        group=group, flow=Q, head=h, combination=np.array(label, dtype=str),
        region=np.where(met, worst[take], 3), input_power=P, specific_energy=P / Q,
        speed_share=np.where(met, share[take], np.nan),
        running_share=np.where(met, time[take], np.nan),
        firm_flow=largest if spare else min(without), largest_flow=largest,
        no_flow_speed=slowest[0], lowest_speed=slowest[1],
    )  # fmt: skip


def _slowest(unit: ReadyUnit, system: kernels.System) -> tuple[float, float]:
    """Speeds, rpm, at which a unit alone begins to deliver, and delivers its least allowable flow.

    Regions grow with the speed s, so that s² H(q) = h(s q) − r (s q)² holds at that flow.
    """

    def needed(q: Any) -> Any:
        return kernels.system_head(np.maximum(np.atleast_1d(q), 1e-9), system)[0]

    n = unit.full * unit.record.pump.si.speed
    static = float(needed(0.0)[0])
    alone = unit.pump._replace(units=1.0)
    start = np.sqrt(max(static, 0.0) / kernels.highest(np.float64(1.0), alone))
    if alone.head.start > alone.peak:
        start = np.nan  # the shut-off head isn't known
    q = unit.regions[2]
    if np.isnan(q):
        return n * start, np.nan

    def excess(s: Any) -> Any:
        return kernels.pump_head(s * q, s, alone)[0] - needed(s * q)

    if excess(1.3) < 0.0:
        return n * start, np.nan
    low = float(root_between(excess, 1e-3, 1.3)[0]) if excess(1e-3) < 0.0 else 0.0
    return n * start, n * low


_Way = tuple[Any, Any, Any, Any, Any]
"""Input, share of speed and of the time, worst region, by (row, flow): inf where it isn't one."""


def _way(
    found: list[ReadyUnit], running: Any, flows: Any, speeds: Any, rho: float, shift: str
) -> tuple[Any, Any, Any]:
    """Electrical input, shaft power and the worst region of running units, by (row, flow)."""
    P: Any = 0.0
    shaft: Any = 0.0
    worst: Any = 0
    for i, unit in enumerate(found):
        q, k = flows[i], running[:, i, None]
        did = unit_performance(unit, q, speeds[i], rho, shift)
        runs = (k > 0) & (q > 0.0)
        P = P + np.where(runs, k * input_power(unit, did.shaft_power).power, 0.0)
        shaft = shaft + np.where(runs, k * did.shaft_power, 0.0)
        code = region_of(q, speeds[i], unit)
        code = np.where(q > 0.0, np.where(code < 3, code, 0), 2)
        worst = np.maximum(worst, np.where(k > 0, code, 0))
    return P, shaft, worst


def _fixed(
    found: list[ReadyUnit], running: Any, Q: Any, system: kernels.System, rho: float, shift: str,
    at_full: tuple[Any, Any, Any],
) -> list[_Way]:  # fmt: skip
    """At full speed, and at the lowest of any that runs: for a part of the time."""
    lowest = np.where(running > 0, [u.lowest for u in found], 1.0).min(axis=1)
    full = np.ones(len(running))
    ways = []
    for share in (lowest, full) if (lowest < 1.0).any() else (full,):
        s = speeds_of(found, running, share)
        flows, _, codes = at_full if share is full else solved(found, running, s, system)
        q, code = flows[:, 0], codes[:, 0]
        total = (running * q).sum(axis=1)[:, None]
        P, shaft, worst = _way(found, running, q.T[..., None], s.T[..., None], rho, shift)
        duty = ((running == 0) | (code == kernels.DUTY)).all(axis=1)[:, None]
        reaches = (total >= Q * (1.0 - 1e-9)) & duty
        time = np.where(reaches, Q / total, np.nan)
        ways.append((
            np.where(reaches, P * time, np.inf), np.where(reaches, shaft * time, np.inf),
            share[:, None] + 0.0 * Q, time,
            worst + 0 * Q.astype(int),
        ))  # fmt: skip
    return ways


def _turned(
    found: list[ReadyUnit], running: Any, Q: Any, h: Any, rho: float, shift: str
) -> list[_Way]:
    """The same with the variable units turned to meet the flow all the time."""
    lowest = np.array([u.lowest for u in found])
    turns = ((running > 0) & (lowest < 1.0)).any(axis=1)
    if not turns.any():
        return []
    shape = len(running), len(Q)
    pumps = tuple(
        u.pump._replace(units=np.repeat(k.astype(float), len(Q)))
        for u, k in zip(found, running.T, strict=True)
    )
    asked = np.where(turns[:, None], Q, np.nan).reshape(-1)
    s, flows = kernels.common_speed(asked, np.tile(h, len(running)), lowest, pumps, lowest < 1.0)
    s, flows = s.reshape(shape), flows.reshape(-1, *shape)
    speeds = [np.maximum(s, lo) if lo < 1.0 else np.ones_like(s) for lo in lowest]
    P, shaft, worst = _way(found, running, flows, speeds, rho, shift)
    idle = ((flows <= 0.0) & (running.T[..., None] > 0)).any(axis=0)
    works = (s == s) & ~idle & (shaft == shaft)
    P, shaft = (np.where(works, power, np.inf) for power in (P, shaft))
    return [(P, shaft, s, np.ones_like(s), worst)]
