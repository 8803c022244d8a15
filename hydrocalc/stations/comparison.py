"""Alternatives of a station with real curves on a real line, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.motors import (
    IE_CLASSES,
    POLES,
    geared,
    mains,
    motor_table,
    poles_at,
    rating_series,
    supply_of,
)
from hydrocalc.components.pump_units import PumpGroup, PumpUnit
from hydrocalc.components.wetwells import levels_of
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.lines import Line
from hydrocalc.hydraulics.operation import operating_matrix
from hydrocalc.hydraulics.staging import staging_map
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import stations as station_kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.records.assumptions import Assumption, assumed, assumptions_table
from hydrocalc.records.fields import (
    Choice,
    Column,
    Count,
    Measure,
    Names,
    OptionalRatio,
    Ratio,
    Text,
    choice,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import (
    Made,
    Part,
    Record,
    Result,
    data_table,
    made,
    records_of,
)
from hydrocalc.records.tables import Table
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.hydraulics.operation import OperatingMatrix
    from hydrocalc.records.fields import Amount, Language


CARRIED = 1.0 - 5e-3
"""Share of a flow that counts as all of it, for the reading of curves."""


class Design(Record):
    """An alternative: pumps on duty, standby, the line, and what its prices are.

    Parameters
    ----------
    name : str
        Such as "2+1, DN 800".
    group : PumpGroup
        Units on duty.
    standby : int, optional
        Standby units of the largest kind (by flow, all on duty), 0–20 (1).
    line : Line
        The line in the condition that the design stands for.
    others : sequence of Line, optional
        The same line in other conditions: new, aged.
    investment : float, optional
        What it costs to build, in any currency.
    supply : {'', 'LV', 'HV'}, optional
        Low- or high-voltage motors; by rating where nothing is said.
    """

    name: Text = Text(label="design")
    group: Part = Part(label="group", of=PumpGroup)
    standby: Count = Count(0, 20, default=1, label="standby units")
    line: Part = Part(label="line", of=Line)
    others: Part = Part(default=(), label="the line in other conditions", of=Line, many=True)
    investment: OptionalRatio = OptionalRatio("money", default=None, label="investment")
    supply: Choice = Choice(("", "LV", "HV"), default="", label="motor supply")


class DesignComparison(Result):
    """Designs side by side: one row a design."""

    schema: ClassVar[tuple[str, int]] = ("design-comparison", 1)

    flow: Measure = Measure("flow", label="design flow")
    design: Names = Names(label="design")
    duty: Column = Column(label="duty units")
    standby: Column = Column(label="standby units")
    duty_flow: Measure = Measure("flow", label="flow of all units on duty")
    duty_head: Measure = Measure("level", label="head at the header")
    firm_flow: Measure = Measure("flow", label="firm capacity: the largest unit out")
    emergency_flow: Measure = Measure("flow", label="flow with one string out")
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    max_shaft_power: Measure = Measure("power", label="P_max, over all combinations and cases")
    power_rise: Ratio = Ratio(label="P_max over P_duty", digits=3)
    motor_rating: Measure = Measure("power", label="motor rating")
    supply: Column = Column(label="motor supply")
    motor_efficiency: Ratio = Ratio("efficiency", label="motor efficiency at full load", digits=3)
    installed_power: Measure = Measure("power", label="installed power")
    npsh_required: Measure = Measure("head", label="largest NPSH required", digits=3)
    npsh_margin: Measure = Measure("level", label="least NPSH margin", digits=3)
    status: Column = Column(label="status")
    hours: Measure = Measure("hours per day", label="pumping hours a day")
    mean_flow: Measure = Measure("flow", label="mean flow while pumping")
    input_power: Measure = Measure("electric power", label="mean electrical input")
    specific_energy: Measure = Measure("specific energy", label="specific energy", digits=3)
    volume_per_year: Measure = Measure("volume", label="volume pumped a year")
    energy_per_year: Measure = Measure("energy", label="energy a year")
    cost_per_year: Measure = Measure("money", label="cost a year: energy and investment")
    price: Ratio = Ratio("price", label="price of energy, per kWh")
    annuity: Ratio = Ratio(label="annuity: interest and repayment, a year")
    investment: Ratio = Ratio("money", label="investment")
    assumptions: Part = Part(label="Assumptions")

    made_by: ClassVar[Mapping[str, Made]] = {
        "specific_energy": made(
            station_kernels.energy_per_volume, P="input_power", Q="mean_flow"
        ),
        "volume_per_year": made(station_kernels.volume_per_year, Q="mean_flow", T_d="hours"),
        "energy_per_year": made(
            station_kernels.energy_of_volume, e="specific_energy", V="volume_per_year"
        ),
        "cost_per_year": made(
            station_kernels.cost_per_year, E="energy_per_year", c="price", a="annuity",
            I="investment",
        ),
    }  # fmt: skip

    @property
    def exit_code(self) -> int:
        """0, or 1 if no design carries the flow on its curves."""
        return int(not (self.si.duty_flow >= self.si.flow * CARRIED).any())

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Figures as rows, designs as columns, as reports have them."""
        rows = []
        for name, field in self.fields.items():
            values = self._plain[name]
            if name in ("flow", "design", "assumptions", "status", "price", "annuity"):
                continue
            if values.dtype.kind == "f" and np.isnan(values).all():
                continue
            shown = [field.show(v, lang) for v in values.tolist()]
            rows.append([translated(field.label, lang), *(a for a, _ in shown), shown[0][1]])
        words = [translated(system_kernels.STATUS[int(s)], lang) for s in self.status]
        rows.append([translated("worst status", lang), *words, ""])
        heads = [translated("quantity", lang), *map(str, self.design), translated("unit", lang)]
        right = frozenset(range(1, 1 + len(self.design)))
        return Table(heads, rows, translated("Designs side by side", lang), right)

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """One row a design."""
        names = [n for n in self.fields if n not in ("assumptions", "status")]
        words = [translated(system_kernels.STATUS[int(s)], lang) for s in self.status]
        also = {translated("worst status", lang): words}
        return data_table(self, names, len(self.design), lang, also)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The designs, what they lack, what was assumed."""
        parts: list[Table | str] = [self.table(lang)]
        for lacking, text in (
            (self.si.duty_flow < self.si.flow * CARRIED, "Below the design flow: {names}."),
            (self.si.firm_flow < self.si.flow * CARRIED,
             "Firm capacity below the design flow: {names}."),
            (self.si.emergency_flow < data.limit("emergency_share") * self.si.flow,
             "With one string out below 70 % of the design flow: {names}."),
            (np.isnan(self.si.max_shaft_power), "P_max isn't known, nor the motor: a unit runs "
             "where its curve has no efficiency or power: {names}."),
            (np.isnan(self.si.npsh_required),
             "NPSH required isn't known at all flows that occur: {names}."),
        ):  # fmt: skip
            names = [str(n) for n, less in zip(self.design, lacking, strict=True) if less]
            if names:
                parts.append(translated(text, lang, names=", ".join(names)))
        return [*parts, assumptions_table(self.assumptions, lang)]


def compare_designs(
    designs: Sequence[Design],
    *,
    flow: Amount,
    suction_levels: Any = (0.0,),
    delivery_levels: Any = None,
    flows: Any = None,
    shares: Any = None,
    hours: Amount | None = None,
    price: Amount | None = None,
    interest: Amount | None = None,
    years: Amount | None = None,
    liquid: Liquid | None = None,
    temperature_max: Amount | None = None,
    altitude: Amount | None = None,
    margin: Amount | None = None,
    ie_class: str | None = None,
    frequency: Amount | None = None,
) -> DesignComparison:
    """Alternatives of a station side by side: what they carry, draw, install and cost.

    Parameters
    ----------
    designs : sequence of Design
        The alternatives.
    flow : float, str or quantity
        Design flow, m³/s.
    suction_levels : array_like or WetWell, optional
        Levels that the pumps draw from, m above the datum; the first (of a well, the lowest) is
        the design's.
    delivery_levels : array_like, optional
        Levels at the end, m; by default that of each line.
    flows, shares : array_like, optional
        Flows over the year, m³/s, and the share of the pumping hours of each (the design flow all
        year: an upper bound).
    hours : float or str, optional
        Pumping hours a day, 0–24 (24).
    price : float or str, optional
        Price of energy per kWh, in the currency of the investments.
    interest, years : float or str, optional
        Interest (6 %) and years (30) over which the investment is paid back.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    temperature_max, altitude : float, str or quantity, optional
        Warmest water, °C, and height above the sea, m, for NPSH: as `operating_matrix`.
    margin : float, optional
        Motor margin, 1–2 (by rating: 1.25 to 22 kW, 1.15 to 55 kW, 1.10 above).
    ie_class : {'IE1', 'IE2', 'IE3', 'IE4'}, optional
        Efficiency class of low-voltage motors whose efficiency isn't given (IE3).
    frequency : float, str or quantity, optional
        Mains frequency, Hz, 50 or 60 (50): for the ratings, poles and efficiencies of motors.

    Returns
    -------
    DesignComparison
        One row a design. P_max is the largest shaft power of a unit over all combinations, levels
        and conditions of the line, nan where one of them isn't known, and its motor the next
        standard one above margin × P_max over the coupling's efficiency; `status` the worst of a
        unit over all combinations at full speed and all cases.

    Raises
    ------
    InputError
        If a design isn't whole, or an argument can't be read.

    Notes
    -----
    Firm capacity: with standby, all units on duty; without, the system's intersection with all
    but the largest. Energy: the staging map over the flows.

    References
    ----------
    GB 50265-2022 10.1; GB 50013-2018 7.1.3 (70 % in an emergency).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
    ...                                  length="21 km")], delivery_level=318)
    >>> designs = [
    ...     hc.Design(name=f"{n}+1", line=line, group=hc.PumpGroup(units=[hc.PumpUnit(
    ...         pump=hc.estimated_curve(flow=0.4 / n, head=88, speed=1485), count=n)]))
    ...     for n in (2, 3)]
    >>> table = hc.compare_designs(designs, flow=0.4, suction_levels=[243, 241, 246])
    >>> print([f"{P:.0f~P}" for P in table.motor_rating.to("kW")])
    ['280 kW', '200 kW']
    """
    return compared(
        designs, flow=flow, suction_levels=suction_levels, delivery_levels=delivery_levels,
        flows=flows, shares=shares, hours=hours, price=price, interest=interest, years=years,
        liquid=liquid, temperature_max=temperature_max, altitude=altitude, margin=margin,
        ie_class=ie_class, frequency=frequency,
    )  # fmt: skip


def compared(
    designs: Sequence[Design], matrices: Sequence[OperatingMatrix] | None = None, *, flow: Amount,
    suction_levels: Any = (0.0,), delivery_levels: Any = None, flows: Any = None,
    shares: Any = None, hours: Amount | None = None, price: Amount | None = None,
    interest: Amount | None = None, years: Amount | None = None, liquid: Liquid | None = None,
    temperature_max: Amount | None = None, altitude: Amount | None = None,
    margin: Amount | None = None, ie_class: str | None = None, frequency: Amount | None = None,
) -> DesignComparison:  # fmt: skip
    """As `compare_designs`, with the operating matrices of the designs where they are solved."""
    several = records_of(designs, "designs", Design, least=1)
    for d in several:
        check_design(d)
    Q = units.number(flow, "flow", "flow", scalar=True)
    z = levels_of(suction_levels)
    q, t = np.array([Q]), np.array([1.0])
    if (flows is None) != (shares is None):
        raise InputError("shares", "flows and shares, both or neither")
    if flows is not None:
        q = units.row(flows, "flow", "flows")
        t = units.row(shares, "ratio", "shares", low=0.0)
        if q.shape != t.shape or abs(t.sum() - 1.0) > 1e-6:
            raise InputError("shares", "one share for each flow, 1 in all", f"{t.sum():g}")
    T = 24.0
    if hours is not None:
        T = units.number(hours, "hours per day", "hours", low=0.0, high=24.0, scalar=True)
    taken: list[Assumption] = []
    f = mains(frequency)
    ratings, margins, _ = rating_series(f)
    kinds = [u for d in several for u in d.group.units]
    if margin is None:
        if any(u.si.motor_rating is None for u in kinds):
            taken.append(assumed("margin", "1.05–1.25"))
    else:
        k = units.number(margin, "ratio", "margin", low=1.0, high=2.0, scalar=True)
        margins = np.full_like(margins, k)
    bare = any(u.motor_efficiency is None for u in kinds)
    if ie_class is None and bare:
        taken.append(assumed("ie_class", data.assumption("ie_class").value))
    ie = choice(
        data.assumption("ie_class").value if ie_class is None else ie_class, "ie_class", IE_CLASSES
    )
    site = _Site(z, delivery_levels, liquid, temperature_max, altitude, ratings, margins, ie, f)
    rate = 0.0
    if any(d.investment is not None for d in several):
        i, n = (
            _or_assumed(k, v, taken)
            for k, v in (("line_interest", interest), ("line_years", years))
        )
        rate = float(line_kernels.capital_recovery(i, n))
    c = None if price is None else units.number(price, "price", "price", scalar=True)
    rows = [
        _evaluated(d, one, Q, site, q, t, T, c, rate)
        for d, one in zip(several, matrices or (None,) * len(several), strict=True)
    ]
    if bare and any(row["supply"] == "HV" for row in rows):
        taken.append(assumed("hv_motor_efficiency", data.assumption("hv_motor_efficiency").value))
    return DesignComparison(
        flow=Q, assumptions=tuple(taken),
        **{name: np.array([row[name] for row in rows]) for name in rows[0]},
    )  # fmt: skip


def check_design(d: Design) -> None:
    """Refuse an alternative that is not whole."""
    whole = isinstance(d.group, PumpGroup) and isinstance(d.group.units, (list, tuple))
    if not whole or not all(isinstance(u, PumpUnit) for u in d.group.units):
        raise InputError("group", "a PumpGroup of PumpUnit records", quoted(d.group))


def _or_assumed(id: str, given: Any, taken: list[Assumption]) -> float:
    if given is None:
        taken.append(assumed(id))
        return float(taken[-1].value)
    return float(units.number(given, "ratio", id.removeprefix("line_"), low=0.0, scalar=True))


class _Site(NamedTuple):
    """What all designs share: levels, water, and the motors to choose from."""

    suction_levels: Any
    delivery_levels: Any
    liquid: Any
    temperature_max: Any
    altitude: Any
    ratings: Any
    margins: Any
    ie_class: str
    frequency: float


def _with_motor(u: PumpUnit, R: float, table: Any, site: _Site) -> PumpUnit:
    """A unit with its motor: what isn't given of it, from the series and its class."""
    if np.isnan(R):
        return u
    eta = u.si.motor_efficiency
    if eta is None:
        size = min(int(np.searchsorted(site.ratings, R)), len(site.ratings) - 1)
        eta = float(table[POLES.index(poles_of(u, site.frequency)), size])
    return u.replace(motor_rating=R, motor_efficiency=eta)


def _evaluated(
    d: Design, matrix: OperatingMatrix | None, Q: float, site: _Site, q: Any, t: Any, hours: float,
    price: float | None, rate: float,
) -> dict[str, Any]:  # fmt: skip
    """The figures of one design."""
    kinds = tuple(d.group.units)
    count = np.array([u.count for u in kinds])
    z, delivery_levels, liquid = site[:3]
    matrix = matrix or operating_matrix(
        d.group, [d.line, *d.others], suction_levels=z, delivery_levels=delivery_levels,
        liquid=liquid, temperature_max=site.temperature_max, altitude=site.altitude,
    )  # fmt: skip
    m = matrix.si
    everything, largest = largest_kind(matrix)
    runs = m.unit_flow > 0.0
    P_max = np.array([peak(m.shaft_power[:, :, i], runs[:, :, i]) for i in range(len(kinds))])
    P_duty = m.shaft_power[everything, 0]
    coupling = np.array([u.si.coupling_efficiency for u in kinds])
    R = motor_kernels.motor_rating(P_max / coupling, ratings=site.ratings, margins=site.margins)
    R = np.where([u.si.motor_rating is None for u in kinds], R,
                 [u.si.motor_rating or np.nan for u in kinds])  # fmt: skip
    gear = 1.0 if geared(float(coupling.min())) else None
    table = motor_table(site.ie_class, d.supply, site.frequency, gear=gear)
    motors = [_with_motor(u, float(R[i]), table, site) for i, u in enumerate(kinds)]
    group = PumpGroup(units=tuple(motors))
    # What counts as carried, within the reading of curves, is pumped at what they carry.
    carried = float(m.flow[everything, 0]) * (1.0 - 1e-9)
    q = np.where((q > carried) & (q * CARRIED <= carried), carried, q)
    stages = staging_map(group, d.line.replace(**_design_end(d.line, delivery_levels)), flow=q,
                         suction_level=float(z[0]), liquid=liquid)  # fmt: skip
    P, Q_m = float((stages.si.input_power * t).sum()), float((q * t).sum())
    e = station_kernels.energy_per_volume(P, Q_m)
    volume = station_kernels.volume_per_year(Q_m, hours)
    energy = station_kernels.energy_of_volume(e, volume)
    c, invested = np.nan if price is None else price, d.investment or 0.0
    most = int(np.argmax(P_max))  # what isn't known counts as the largest
    eta = motors[most].motor_efficiency
    return {
        "design": d.name, "duty": int(count.sum()), "standby": d.standby,
        "duty_flow": float(m.flow[everything, 0]), "duty_head": float(m.head[everything, 0]),
        "firm_flow": float(m.flow[everything, 0]) if d.standby else stages.si.firm_flow,
        "emergency_flow": one_string_out(d, group, z, delivery_levels, liquid),
        "efficiency": float(np.nanmean(m.efficiency[everything, 0])) if
        not np.isnan(m.efficiency[everything, 0]).all() else np.nan,
        "max_shaft_power": float(P_max[most]), "power_rise": float(P_max[most] / P_duty[most]),
        "motor_rating": float(R[most]),
        "supply": d.supply if np.isnan(R[most]) else supply_of(
            float(R[most]), d.supply, site.frequency
        ),
        "motor_efficiency": np.nan if eta is None else eta,
        "installed_power": float((R * count).sum() + d.standby * R[largest]),
        "npsh_required": peak(m.npsh_required, runs),
        "npsh_margin": -peak(-m.npsh_margin, runs), "status": int(_at_full_speed(matrix).max()),
        "hours": hours, "mean_flow": Q_m, "input_power": P, "specific_energy": e,
        "volume_per_year": volume, "energy_per_year": energy,
        "cost_per_year": station_kernels.cost_per_year(energy, c, rate, invested),
        "price": c, "annuity": rate, "investment": invested,
    }  # fmt: skip


def poles_of(unit: PumpUnit, frequency: float = 50.0) -> int:
    """Poles of the motor that turns a unit at about its full speed, of those in the tables."""
    speed = unit.pump.si.speed if unit.si.speed is None else unit.si.speed
    found = poles_at(speed, frequency)
    return min(POLES, key=lambda p: abs(p - found))


def _at_full_speed(matrix: Any) -> Any:
    """Worst status of the combinations in which no unit is slowed down, by combination."""
    speed = matrix.si.speed
    full = ((speed == 0.0) | (speed == speed.max(axis=0))).all(axis=1)
    return matrix.worst[full]


def _design_end(line: Line, delivery_levels: Any) -> dict[str, Any]:
    if delivery_levels is None:
        return {}
    first = np.atleast_1d(units.number(delivery_levels, "level", "delivery_levels"))[0]
    return {"delivery_level": float(first)}


def largest_kind(matrix: Any) -> tuple[int, int]:
    """Row of the matrix with all units on duty, and the kind of the largest flow there."""
    count = np.array([u.count for u in matrix.group.units])
    everything = int(np.flatnonzero((matrix.running == count).all(axis=1))[0])
    return everything, int(np.argmax(matrix.si.unit_flow[everything, 0]))


def peak(values: Any, runs: Any) -> float:
    """Largest of what running units do; nan if it isn't known of one of them."""
    return float(values[runs].max()) if runs.any() else float("nan")


def one_string_out(d: Design, group: PumpGroup, z: Any, delivery_levels: Any, liquid: Any) -> float:
    """Flow of all units with one string of each reach that has several out of use."""
    reaches = tuple(d.line.reaches)
    if all(reach.strings == 1 for reach in reaches):
        return float("nan")
    left = [r.replace(strings=r.strings - 1) if r.strings > 1 else r for r in reaches]
    matrix = operating_matrix(
        group, d.line.replace(reaches=tuple(left)), suction_levels=z[:1],
        delivery_levels=None if delivery_levels is None else np.atleast_1d(delivery_levels)[:1],
        speeds=[1.0], liquid=liquid,
    )  # fmt: skip
    return float(matrix.si.flow[:, 0].max())
