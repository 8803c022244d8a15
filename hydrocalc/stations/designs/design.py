"""A whole station as one record: what a design file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hydrocalc import data
from hydrocalc.components.motors import IE_CLASSES, Mains
from hydrocalc.components.pump_units import PumpUnit
from hydrocalc.components.wetwells import WetWell
from hydrocalc.hydraulics.lines import Line
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
from hydrocalc.records.people import Person, explains, is_name
from hydrocalc.records.record import Part, Record
from hydrocalc.stations.duty_kinds import DUTY_KINDS
from hydrocalc.transients.analysis import Transients

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language

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
    kind: Choice = Choice(DUTY_KINDS, default="raw-water", label="kind of station")
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
    own_use: OptionalRatio = OptionalRatio(
        "share", low=0.0, high=0.5, default=None, label="own use"
    )
    leakage: OptionalRatio = OptionalRatio(
        "share", low=0.0, high=0.5, default=None, label="leakage"
    )
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
    motor_voltage : {'', '3 kV', '6 kV', '10 kV'}, optional
        Voltage of high-voltage motors.
    motor_cooling : {'', 'open', 'closed'}, optional
        Cooling of high-voltage motors: open or with a water cooler (IC01, IC11, IC21, IC31,
        IC81W), or closed with an air cooler (IC511, IC516, IC611, IC616).
    poles : int, optional
        Poles of the motors, 2–12 (by the speed).
    frequency : float, str or quantity, optional
        Mains frequency, Hz, 50 or 60 (50, or 60 where only that turns motors as fast as the units).
    storage_volume : float, str or quantity, optional
        Water that storage at the end holds for an emergency, m³.
    repair_time : float, str or quantity, optional
        Time that the repair of a string takes, s; an hour at least.
    storage_secured : bool, optional
        Whether storage or another source secures the emergency flow; without volume and time a
        word that somebody has to decide on.
    investment : float, optional
        What it costs to build, in any currency.
    """

    standby: OptionalCount = OptionalCount(0, 20, default=None, label="standby units")
    motor_class: Choice = Choice(("", *IE_CLASSES), default="", label="motor efficiency class")
    supply: Choice = Choice(("", "LV", "HV"), default="", label="motor supply")
    motor_voltage: Choice = Choice(
        ("", "3 kV", "6 kV", "10 kV"), default="", label="voltage of the motors"
    )
    motor_cooling: Choice = Choice(("", "open", "closed"), default="", label="motor cooling")
    poles: OptionalCount = OptionalCount(2, 12, default=None, label="motor poles")
    frequency: Mains = Mains(label="mains frequency")
    storage_volume: OptionalMeasure = OptionalMeasure(
        "volume", default=None, label="storage for an emergency"
    )
    repair_time: OptionalMeasure = OptionalMeasure(
        "time", default=None, low=3600.0, label="time of the repair of a string"
    )
    storage_secured: Flag = Flag(default=None, label="storage secures the emergency flow")
    investment: OptionalRatio = OptionalRatio("money", default=None, label="investment")


class SuctionHeader(Record):
    """Pipe under pressure that the pumps draw from where there is no wet well.

    Parameters
    ----------
    axis_level : float, str or quantity
        Its axis where it lies highest, m above the datum.
    diameter : float, str or quantity
        Its bore, m: the lowest level that the pumps draw from stands above its crown.
    """

    axis_level: Measure = Measure("level", label="axis of the header")
    diameter: Measure = Measure("diameter", label="bore of the header")

    @property
    def crown(self) -> float:
        """Highest point of its bore, m."""
        return float(self.si.axis_level + 0.5 * self.si.diameter)


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
        reason = explains(self.reason)
        return bool(is_name(self.name) and self.date and reason)

    @property
    def loosens(self) -> bool:
        """Whether it lets more pass than the limit that it replaces."""
        limit = data.limits()[self.id]
        value = self.si.value
        return bool(value > limit.value if limit.operator == "<=" else value < limit.value)


WAIVER_KINDS = ("waiver", "deviation", "exemption")


class Waiver(Record):
    """A rule that somebody decided not to apply, until a day.

    Parameters
    ----------
    rule : str
        Code of one rule, such as "HC702".
    reason : str
        Why, in at least 20 characters.
    approver : Person
        Who decided.
    date, until : str
        Day of the decision and last day on which it holds, at most a year later.
    kind : {'waiver', 'deviation', 'exemption'}, optional
        A waiver of what has to be, a reasoned deviation from what should be, or an exemption from a
        law by an authority.
    value : str, optional
        The value that was accepted, as it was printed: a worse one is not. A rule that has a number
        is waived by no other.
    authority, document : str, optional
        Who exempts from the law, and by which document.
    """

    rule: Text = Text(label="rule")
    kind: Choice = Choice(WAIVER_KINDS, default="waiver", label="kind")
    value: Text = Text(default="", label="accepted value")
    reason: Text = Text(label="reason")
    approver: Part = Part(
        of=Person, label="approved by", example='{ name = "Li Wei", role = "chief engineer" }'
    )  # fmt: skip
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
    suction_header : SuctionHeader, optional
        Pipe that the pumps draw from instead.
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
    suction_header: Part = Part(of=SuctionHeader, default=None, label="suction header")
    transients: Part = Part(of=Transients, default=None, label="transient analysis")
    limits: Part = Part(of=LimitOverride, many=True, default=(), label="limits of the project")
    waivers: Part = Part(of=Waiver, many=True, default=(), label="waivers")
    origin: Part = Part(of=Origin, default=None, label="file")

    def with_unit(self, i: int, **changes: Any) -> StationDesign:
        """The same with other fields of one kind of unit."""
        changed = (u.replace(**changes) if k == i else u for k, u in enumerate(self.units))
        return self.replace(units=tuple(changed))

    def limit(self, id: str) -> float:
        """A limit: the project's, else that of ``limits.csv``."""
        own = (float(one.si.value) for one in self.limits if one.id == id)
        return next(own, data.limit(id))

    def with_standby(self, more: int) -> StationDesign:
        """The same with more standby units."""
        now = self.station.standby or 0
        return self.replace(station=self.station.replace(standby=now + more))

    def with_well(self, **changes: float) -> StationDesign:
        """The same with another wet well."""
        return self.replace(wet_well=self.wet_well.replace(**changes))

    def with_bore(self, i: int, bore: float) -> StationDesign:
        """The same with another bore of one reach, m, in every condition of the line."""

        def wider(line: Line) -> Line:
            return line.replace(reaches=tuple(
                r.replace(pipe=r.pipe.replace(diameter=bore)) if k == i else r
                for k, r in enumerate(line.reaches)
            ))  # fmt: skip

        return self.replace(line=wider(self.line), other_lines=tuple(map(wider, self.other_lines)))

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
