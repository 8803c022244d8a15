"""A whole station as one record: what a design file says."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data
from hydrocalc.components.motors import IE_CLASSES
from hydrocalc.components.pump_units import PumpUnit, ready, refuse_same_names
from hydrocalc.components.wetwells import WetWell
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.lines import Line, points_of, reaches_of
from hydrocalc.hydraulics.suction import refuse_depths
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.records.documents import line_of
from hydrocalc.records.fields import (
    Choice,
    Column,
    Day,
    File,
    Flag,
    Measure,
    OptionalCount,
    OptionalMeasure,
    OptionalRatio,
    Printed,
    Ratio,
    Text,
    Value,
    Words,
)
from hydrocalc.records.record import Part, Record
from hydrocalc.texts import Phrase, quoted
from hydrocalc.transients.analysis import Transients, check_envelope

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language

PROJECT_KINDS = (
    "raw-water", "treated-water", "sewage", "drainage", "mine", "borehole", "booster", "other",
)  # fmt: skip
"""What a station is for; rules, pump types and options use these words."""


STAGES = ("feasibility", "preliminary", "construction", "as-built")
"""Of a project, in their order: what is due later is no gap yet."""


class Project(Record):
    """What is designed.

    Parameters
    ----------
    name : str
        Name of the station.
    description : str, optional
        What it is for.
    kind : str, optional
        What the station pumps: 'raw-water', 'treated-water', 'sewage', 'drainage', 'mine',
        'borehole', 'booster' or 'other'.
    stage : {'', 'feasibility', 'preliminary', 'construction', 'as-built'}, optional
        How far the project is: rules that are due later stay open without being a gap.
    """

    name: Text = Text(label="station")
    description: Text = Text(default="", label="description")
    kind: Choice = Choice(PROJECT_KINDS, default="raw-water", label="kind of station")
    stage: Choice = Choice(("", *STAGES), default="", label="stage of the project")


class Site(Record):
    """Water and air of the station.

    Parameters
    ----------
    temperature : float, str or quantity, optional
        Water temperature, °C (20).
    temperature_max : float, str or quantity, optional
        Warmest water, °C (30): for NPSH.
    altitude : float, str or quantity, optional
        Height above the sea, m (0): for NPSH.
    """

    temperature: OptionalMeasure = OptionalMeasure(
        "temperature", low=0.0, high=40.0, default=None, label="water temperature"
    )
    temperature_max: OptionalMeasure = OptionalMeasure(
        "temperature", low=0.0, high=40.0, default=None, label="warmest water"
    )
    altitude: OptionalMeasure = OptionalMeasure(
        "level", low=-500.0, high=5000.0, default=None, label="altitude"
    )


class Levels(Record):
    """Water levels at both ends, m above one datum.

    Parameters
    ----------
    suction_design, suction_min, suction_max : float, str or quantity, optional
        Levels that the pumps draw from, m.
    delivery_design, delivery_min, delivery_max : float, str or quantity, optional
        Levels at the end of the line, m.
    """

    suction_design: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="design level at the pumps"
    )
    suction_min: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="lowest level at the pumps"
    )
    suction_max: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="highest level at the pumps"
    )
    delivery_design: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="design level at the end"
    )
    delivery_min: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="lowest level at the end"
    )
    delivery_max: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="highest level at the end"
    )


class Demand(Record):
    """What the station must deliver: a design flow, or what it is built up from.

    Parameters
    ----------
    flow : float, str or quantity, optional
        Design flow, m³/s; own use and leakage are inside it.
    max_day : float, str or quantity, optional
        Demand of the maximum day, m³/d, without own use and leakage.
    own_use, leakage : float or str, optional
        Own use of the works and leakage of the main, shares of the demand.
    hours : float, optional
        Pumping hours a day, h/d (24).
    flows, shares : array_like, optional
        Flows over the year, m³/s, and the share of the pumping hours of each.
    head, head_max, head_min : float, str or quantity, optional
        Design, highest and lowest total head of the pumps, m, where no line is described.
    flow_at_lowest : float or str, optional
        Share of the design flow that is owed at the lowest level too, 0–1 (1 for a supply of raw
        or treated water; else nothing is owed).
    """

    flow: OptionalMeasure = OptionalMeasure("flow", default=None, label="design flow")
    max_day: OptionalMeasure = OptionalMeasure(
        "daily volume", default=None, label="demand of the maximum day"
    )
    own_use: OptionalRatio = OptionalRatio(low=0.0, high=0.5, default=None, label="own use")
    leakage: OptionalRatio = OptionalRatio(low=0.0, high=0.5, default=None, label="leakage")
    hours: Measure = Measure("hours per day", default=24.0, label="pumping hours")
    flows: OptionalMeasure = OptionalMeasure(
        "flow", default=None, label="flows over the year", many=True
    )
    shares: OptionalRatio = OptionalRatio(
        low=0.0, high=1.0, default=None, label="shares of the pumping hours", many=True
    )
    head: OptionalMeasure = OptionalMeasure("head", default=None, label="design head")
    head_max: OptionalMeasure = OptionalMeasure("head", default=None, label="highest head")
    head_min: OptionalMeasure = OptionalMeasure("head", default=None, label="lowest head")
    flow_at_lowest: OptionalRatio = OptionalRatio(
        low=0.0, high=1.0, default=None, label="share of the design flow at the lowest level"
    )


class Station(Record):
    """What stands in the station beside the units on duty.

    Parameters
    ----------
    standby : int, optional
        Standby units of the largest kind, 0–20.
    motor_class : {'', 'IE1', 'IE2', 'IE3', 'IE4'}, optional
        Efficiency class of low-voltage motors.
    supply : {'', 'LV', 'HV'}, optional
        Low- or high-voltage motors.
    poles : int, optional
        Poles of the motors, 2–12 (by the speed).
    storage_secured : bool, optional
        Whether storage or another source secures the emergency flow.
    investment : float, optional
        What it costs to build, in any currency.
    """

    standby: OptionalCount = OptionalCount(0, 20, default=None, label="standby units")
    motor_class: Choice = Choice(("", *IE_CLASSES), default="", label="motor efficiency class")
    supply: Choice = Choice(("", "LV", "HV"), default="", label="motor supply")
    poles: OptionalCount = OptionalCount(2, 12, default=None, label="motor poles")
    storage_secured: Flag = Flag(default=None, label="storage secures the emergency flow")
    investment: OptionalRatio = OptionalRatio("money", default=None, label="investment")


class Published(Record):
    """Figures that somebody published, with the digits they were printed with.

    Parameters
    ----------
    flow, head, installed_power, daily_volume : str, optional
        Such as "0.40 m3/s", "87.8 m", "945 kW", "35000 m3/d".
    source : str, optional
        Where they stand.
    """

    flow: Printed = Printed("flow", default="", label="published flow")
    head: Printed = Printed("head", default="", label="published head")
    installed_power: Printed = Printed("power", default="", label="published installed power")
    daily_volume: Printed = Printed("daily volume", default="", label="published daily volume")
    source: Text = Text(default="", label="source")


class Tariff(Record):
    """What energy costs.

    Parameters
    ----------
    price : float or str
        Price per kWh, in the currency of the investment.
    interest : float or str, optional
        Interest (6 %).
    years : float, optional
        Years over which the investment is paid back (30).
    """

    price: Ratio = Ratio("price", label="price of energy")
    interest: OptionalRatio = OptionalRatio(low=0.0, high=1.0, default=None, label="interest")
    years: OptionalRatio = OptionalRatio(low=1.0, high=200.0, default=None, label="years")


class Starts(Record):
    """How often the pumps start, where levels switch them.

    Parameters
    ----------
    volume : float, str or quantity
        Volume between start and stop level, m³: of the sump or, for a river intake, of the tank
        that is filled.
    flow : float, str or quantity, optional
        Inflow of the sump or draw from the tank, m³/s; the worst, half a pump's flow, by default.
    """

    volume: Measure = Measure("volume", label="switching volume")
    flow: OptionalMeasure = OptionalMeasure("flow", default=None, label="inflow or draw")


class Checks(Record):
    """Which rules are applied.

    Parameters
    ----------
    rules : sequence of str, optional
        Rule sets, ("default",).
    rule_files : sequence of str, optional
        The project's own rules, files below the design file's folder.
    """

    rules: Words = Words(most=20, default=("default",), label="rule sets")
    rule_files: Words = Words(most=5, default=(), label="rule files")


LEAST_REASON = 20
"""Characters: less is no reason."""


class LimitOverride(Record):
    """A limit that the project sets in place of that of ``limits.csv``.

    Parameters
    ----------
    id : str
        Which limit.
    value : float
        Its value, in the unit of the table of limits.
    name, date, reason : str, optional
        Who set it, when and why, with its source: needed to loosen a limit, and to make one that
        nobody has read in its standard a limit of the project.
    """

    id: Text = Text(label="limit")
    value: Ratio = Ratio(low=-1e9, high=1e9, label="value")
    name: Text = Text(default="", label="set by")
    date: Day = Day(default="", label="date")
    reason: Text = Text(default="", label="reason")

    @property
    def signed(self) -> bool:
        """Whether somebody stands for it."""
        reason = len(self.reason.strip()) >= LEAST_REASON
        return bool(self.name.strip() and self.date and reason)

    @property
    def loosens(self) -> bool:
        """Whether it lets more pass than the limit that it replaces."""
        limit = data.limits()[self.id]
        value = self.si.value
        return bool(value > limit.value if limit.operator == "<=" else value < limit.value)


class Approver(Record):
    """Who decided.

    Parameters
    ----------
    name : str
        Name of a person.
    role, organisation : str, optional
        As what, and for whom.
    """

    name: Text = Text(label="name")
    role: Text = Text(default="", label="role")
    organisation: Text = Text(default="", label="organisation")

    @property
    def said(self) -> str:
        """Name, role and organisation."""
        return ", ".join(x for x in (self.name, self.role, self.organisation) if x)


WAIVER_KINDS = ("waiver", "deviation", "exemption")


class Waiver(Record):
    """A rule that somebody decided not to apply, until a day.

    Parameters
    ----------
    rule : str
        Code of one rule, such as "HC702".
    reason : str
        Why, in at least 20 characters.
    approver : Approver
        Who decided.
    date, until : str
        Day of the decision and last day on which it holds, at most a year later.
    kind : {'waiver', 'deviation', 'exemption'}, optional
        A waiver of what has to be, a reasoned deviation from what should be, or an exemption from a
        law by an authority.
    value : str, optional
        The value that was accepted, as it was printed: a worse one is not.
    authority, document : str, optional
        Who exempts from the law, and by which document.
    """

    rule: Text = Text(label="rule")
    kind: Choice = Choice(WAIVER_KINDS, default="waiver", label="kind")
    value: Text = Text(default="", label="accepted value")
    reason: Text = Text(label="reason")
    approver: Part = Part(of=Approver, label="approved by")
    date: Day = Day(label="date")
    until: Day = Day(label="until")
    authority: Text = Text(default="", label="authority")
    document: Text = Text(default="", label="document")


class Origin(Record):
    """Where a design was read: for messages that name a line."""

    file: File = File(label="file")
    keys: Value = Value(default=(), label="keys")
    lines: Column = Column(default=(), label="lines")

    def line_of(self, key: str) -> int:
        """Line of a key path, or of the nearest located key above it; 1 at least."""
        return line_of(dict(zip(self.keys, self.lines, strict=True)), key)


class StationDesign(Record):
    """A station as its design file describes it; what isn't known is None.

    Parameters
    ----------
    project : Project
        What is designed.
    site, levels, demand, station : Site, Levels, Demand, Station, optional
        Water and air, water levels, flow and head, standby units and motors.
    published, tariff, starts, checks : Published, Tariff, Starts, Checks, optional
        Figures to be reconciled, prices, switching, rules.
    line : Line, optional
        The line, in the condition that it is designed for.
    other_lines : sequence of Line, optional
        The same line in other conditions.
    units : sequence of PumpUnit, optional
        Units on duty.
    wet_well : WetWell, optional
        Sump of the pumps.
    transients : Transients, optional
        Results of somebody else's transient analysis.
    limits : sequence of LimitOverride, optional
        Limits that the project sets.
    waivers : sequence of Waiver, optional
        Rules that are not applied.
    """

    project: Part = Part(of=Project, label="project")
    site: Part = Part(of=Site, default=Site(), label="site")
    levels: Part = Part(of=Levels, default=Levels(), label="levels")
    demand: Part = Part(of=Demand, default=Demand(), label="demand")
    station: Part = Part(of=Station, default=Station(), label="station")
    published: Part = Part(of=Published, default=Published(), label="published figures")
    tariff: Part = Part(of=Tariff, default=None, label="tariff")
    starts: Part = Part(of=Starts, default=None, label="starts")
    checks: Part = Part(of=Checks, default=Checks(), label="checks")
    line: Part = Part(of=Line, default=None, label="line")
    other_lines: Part = Part(default=(), label="the line in other conditions", of=Line, many=True)
    units: Part = Part(of=PumpUnit, many=True, default=(), label="units")
    wet_well: Part = Part(of=WetWell, default=None, label="wet well")
    transients: Part = Part(of=Transients, default=None, label="transient analysis")
    limits: Part = Part(of=LimitOverride, many=True, default=(), label="limits of the project")
    waivers: Part = Part(of=Waiver, many=True, default=(), label="waivers")
    origin: Part = Part(of=Origin, default=None, label="file")

    def table(self, lang: Language = "en", **view: Any) -> Any:
        """What is given, part by part."""
        from hydrocalc.records.messages import translated
        from hydrocalc.records.tables import Table

        rows = []
        for name, field in self.fields.items():
            part = self._plain[name]
            if not isinstance(part, Record) or name == "origin":
                if isinstance(part, tuple) and part:
                    rows.append([translated(field.label, lang), "", f"[{len(part)}]", ""])
                continue
            label = translated(field.label, lang)
            for inner, text, unit in part.rows(lang):
                if text not in ("–", ""):
                    rows.append([label, inner, text, unit])
                    label = ""
        heads = [translated(t, lang) for t in ("part", "quantity", "value", "unit")]
        return Table(heads, rows, self.project.name, frozenset({2}))


def contradictions(design: StationDesign) -> Iterator[tuple[str, InputError]]:
    """What can't be true together, though each value can: key and error."""
    levels = design.levels.si
    for side in ("suction", "delivery"):
        names = [f"{side}_{k}" for k in ("min", "design", "max")]
        known = [(n, getattr(levels, n)) for n in names if getattr(levels, n) is not None]
        for (below, low), (above, high) in itertools.pairwise(known):
            if low > high:
                expected = "at least {below}, {low} m"
                yield (
                    f"levels.{above}",
                    InputError(above, expected, f"{high:g} m", below=below, low=f"{low:g}"),
                )
    d = design.demand.si
    if (d.flows is None) != (d.shares is None):
        yield "demand.shares", InputError("shares", "flows and shares, both or neither")
    elif d.flows is not None and (len(d.flows) != len(d.shares) or abs(sum(d.shares) - 1) > 1e-6):
        yield (
            "demand.shares",
            InputError("shares", "one share for each flow, 1 in all", f"{sum(d.shares):g}"),
        )
    for low, high in (("head_min", "head"), ("head", "head_max"), ("head_min", "head_max")):
        a, b = getattr(d, low), getattr(d, high)
        if a is not None and b is not None and a > b:
            yield f"demand.{low}", InputError(low, "at most {other}", f"{a:g} m", other=high)
    site = design.site.si
    t = data.assumption("temperature").number if site.temperature is None else site.temperature
    if site.temperature_max is not None and site.temperature_max < t:
        yield (
            "site.temperature_max",
            InputError(
                "temperature_max", "at least the water temperature, {least}",
                f"{site.temperature_max:g} °C", least=f"{t:g} °C",
            ),
        )  # fmt: skip
    if design.line is not None:
        if d.head is not None:
            yield "demand.head", InputError("head", "no value: the line gives it")
        ends = [getattr(levels, f"delivery_{k}") for k in ("design", "max", "min")]
        end, first = design.line.si.delivery_level, next((z for z in ends if z is not None), None)
        if None not in (end, first) and abs(end - first) > 1e-9:
            yield (
                "line.delivery_level",
                InputError(
                    "delivery_level",
                    "no value, or that of the levels: the design level at the end is {level}",
                    f"{end:g} m", level=f"{first:g} m",
                ),
            )  # fmt: skip
        yield from _raised("line", lambda: points_of(design.line, reaches_of(design.line, 1e-6), 0))
        uses = LAWS[design.line.method].coefficient
        if len(design.other_lines) and uses != "roughness":
            yield "line.other_roughness", InputError(
                "other_roughness", "no value: the line's method takes no roughness",
                design.line.method,
            )  # fmt: skip
    if design.line is not None and design.line.profile is not None:
        last = float(np.asarray(design.line.profile.si.axis)[-1])
        for name in ("min", "design", "max"):
            z = getattr(levels, f"delivery_{name}")
            if z is not None and z < last:  # it would have to fall out of the pipe
                expected = "at least the axis of the pipe at its end, {axis}"
                yield (
                    f"levels.delivery_{name}",
                    InputError(f"delivery_{name}", expected, f"{z:g} m", axis=f"{last:g} m"),
                )
    for one in design.limits:
        yield from _unsigned(one)
    for i, waiver in enumerate(design.waivers):
        for name, error in _no_waiver(waiver):
            yield f"waivers[{i}].{name}", error
    given = (levels.suction_min, levels.suction_design, levels.suction_max)
    drawn_from = [z for z in given if z is not None]
    try:
        refuse_same_names(design.units)
    except InputError as error:
        yield "units", error
    for i, unit in enumerate(design.units):
        yield from _raised(f"units[{i}]", lambda unit=unit: ready(unit))
        eye = unit.si.eye_level
        if eye is not None and drawn_from:
            yield from _raised(f"units[{i}]", partial(refuse_depths, np.array(drawn_from), eye))
    if design.wet_well is not None and drawn_from:
        yield from _of_the_well(design.wet_well.si, levels)
    yield from _foreign_results(design)


def _foreign_results(design: StationDesign) -> Iterator[tuple[str, InputError]]:
    """Results of a transient analysis that can't be of this line or these levels."""
    levels = design.levels.si
    ends = {
        side: [z for k in ("min", "design", "max")
               if (z := getattr(levels, f"{side}_{k}")) is not None]
        for side in ("suction", "delivery")
    }  # fmt: skip
    if not ends["delivery"] and design.line is not None:
        ends["delivery"] = [z for z in (design.line.si.delivery_level,) if z is not None]
    if design.wet_well is not None and ends["suction"]:
        well = design.wet_well.si
        ends["suction"] = sorted([*ends["suction"], well.minimum_level, well.maximum_level])
    for i, result in enumerate(() if design.transients is None else design.transients.results):
        key = f"transients.results[{i}]"
        for side, known in ends.items():
            z = getattr(result.si, f"{side}_level")
            if known and not known[0] - 1e-3 <= z <= known[-1] + 1e-3:
                yield (
                    f"{key}.{side}_level",
                    InputError(
                        f"{side}_level", "a level of those declared, {low} to {high}", f"{z:g} m",
                        low=f"{known[0]:g} m", high=f"{known[-1]:g} m",
                    ),
                )  # fmt: skip
        if result.envelope is None:
            continue
        refused = list(_raised(f"{key}.envelope", partial(check_envelope, result.envelope)))
        yield from refused
        if refused or design.line is None:
            continue
        total = sum(reach.si.length for reach in design.line.reaches)
        last = float(result.envelope.si.chainage[-1])
        if abs(last - total) > max(1.0, 1e-3 * total):
            yield (
                f"{key}.envelope",
                InputError(
                    "envelope", "an envelope as long as the line, {length} m", f"{last:g} m",
                    length=f"{total:g}",
                ),
            )  # fmt: skip


def _of_the_well(well: Any, levels: Any) -> Iterator[tuple[str, InputError]]:
    """Levels of the well that aren't those that the pumps are said to draw from."""
    names = [n for n in ("suction_min", "suction_design", "suction_max")
             if getattr(levels, n) is not None]  # fmt: skip
    least, most = (getattr(levels, n) for n in (names[0], names[-1]))
    if well.minimum_level > least:
        yield (
            f"levels.{names[0]}",
            InputError(
                names[0], "at least wet_well.minimum_level, {level}: below it the pumps stop",
                f"{least:g} m", level=f"{well.minimum_level:g} m",
            ),
        )  # fmt: skip
    if well.maximum_level < most:
        yield (
            f"levels.{names[-1]}",
            InputError(
                names[-1], "at most wet_well.maximum_level, {level}", f"{most:g} m",
                level=f"{well.maximum_level:g} m",
            ),
        )  # fmt: skip


def _unsigned(one: LimitOverride) -> Iterator[tuple[str, InputError]]:
    """A limit that nobody may loosen, or that nobody stands for."""
    key, limit = f"limits.{one.id}", data.limits().get(one.id)
    if limit is None:
        yield key, InputError(one.id[:60], "the id of a limit", quoted(one.id))
    elif one.loosens:
        most, got = limit.operator == "<=", f"{one.si.value:g}"
        if limit.basis in ("law", "physics"):
            expected = (
                "at most {value}: nobody loosens a limit of law or physics" if most else
                "at least {value}: nobody loosens a limit of law or physics"
            )  # fmt: skip
            yield key, InputError(one.id, expected, got, value=f"{limit.value:g}")
        elif not one.signed:
            expected = (
                "at most {value}, or a table with value, name, date and reason" if most else
                "at least {value}, or a table with value, name, date and reason"
            )  # fmt: skip
            yield key, InputError(one.id, expected, got, value=f"{limit.value:g}")


def _no_waiver(waiver: Waiver) -> Iterator[tuple[str, InputError]]:
    """What makes a waiver none."""
    if len(waiver.reason.strip()) < LEAST_REASON:
        expected = "a reason of at least {n} characters"
        yield "reason", InputError("reason", expected, quoted(waiver.reason), n=LEAST_REASON)
    if not waiver.approver.name.strip():
        yield "approver", InputError("approver", "the name of a person", Phrase("nothing"))
    for name in ("date", "until"):
        if not getattr(waiver, name):
            yield name, InputError(name, "a date such as 2027-06-30", Phrase("nothing"))
            return
    first, last = map(datetime.date.fromisoformat, (waiver.date, waiver.until))
    if not 0 <= (last - first).days <= 366:
        expected = "a day from {first} on, within a year"
        yield "until", InputError("until", expected, waiver.until, first=waiver.date)
    if waiver.kind == "exemption":
        for name in ("authority", "document"):
            if not getattr(waiver, name):
                yield name, InputError(name, "a value: an exemption from a law has one")


def refuse_contradictions(design: StationDesign) -> None:
    """Raise the first of what can't be true together, by its key."""
    for key, error in contradictions(design):
        error.argument = key
        raise error


def _raised(key: str, call: Any) -> Iterator[tuple[str, InputError]]:
    try:
        call()
    except InputError as error:
        name = error.argument
        yield f"{key}.{name}" if name.isidentifier() else key, error
