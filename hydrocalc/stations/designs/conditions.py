"""What a design means: the only place that says which flow, heads, levels and limits it stands for.

Checks, sheets, sweeps and comparisons ask here, and so do the messages that name a missing key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import data
from hydrocalc.components.curves import performance_of
from hydrocalc.components.liquids import water_at
from hydrocalc.components.motors import MAINS, geared, mains, turns_at
from hydrocalc.components.pipes import Pipe
from hydrocalc.components.pump_units import PumpGroup
from hydrocalc.hydraulics.heads import CharacteristicHeads, characteristic_heads
from hydrocalc.hydraulics.lines import Line, Reach, reaches_of
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels.lines import reach_losses
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.kernels.systems import resistance
from hydrocalc.stations.comparison import Design
from hydrocalc.stations.designs.contradictions import refuse_contradictions
from hydrocalc.stations.designs.rules import Rule, chosen_rules, in_file, own_rules, rule_sets
from hydrocalc.stations.designs.steps import DesignFlow
from hydrocalc.stations.duty_kinds import DRAINAGE, MINE, RAW, SEWAGE, TREATED, duty_kind_of
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.components.curves import PumpCurve
    from hydrocalc.components.liquids import Liquid
    from hydrocalc.stations.designs.design import Levels, LimitOverride, StationDesign


SUPPLY = (RAW, TREATED)
"""Kinds of stations that owe the design flow at the lowest level too."""
DRAINED = (SEWAGE, DRAINAGE, MINE)
"""Kinds of stations that owe none there; of the others the design says it."""


HIGHEST, LOWEST, AGED = "highest head", "lowest head", "new and aged line"
"""States that govern: against the highest head, against the lowest, and in any condition of the
line, which the first two hang on, too."""
DECLARED_ENDS = {
    HIGHEST: ("levels.suction_min", "levels.delivery_max"),
    LOWEST: ("levels.suction_max", "levels.delivery_min"),
    AGED: (),
}
TYPED_HEADS = {HIGHEST: "demand.head_max", LOWEST: "demand.head_min"}
"""The same where no line is described, and only heads are typed."""


class MissingError(Exception):
    """What a quantity needs and the design doesn't say: key paths of the design file, or words.

    Words are phrases; a key is to be typed as it is. `alone`: with these it needs nothing else.
    """

    def __init__(
        self, *keys: str, known: Mapping[str, str] | None = None, alone: bool = False
    ) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys
        self.alone = alone
        self.known = dict(known or {})


class NotApplicableError(Exception):
    """Why something says nothing of this design: a text of ours, with the values of its fields.

    `decide`: the key that says so, where nothing but a word or a nought does: somebody has to
    decide then.
    """

    def __init__(self, reason: str, *, decide: str = "", **values: Any) -> None:
        self.reason = Phrase(reason, **values)
        self.decide = decide
        super().__init__(self.reason)


class Heads(NamedTuple):
    """Design, highest, lowest and mean head, m; None where the design doesn't say."""

    design: float
    highest: float | None
    lowest: float | None
    mean: float | None


class DesignConditions:
    """A design's flow, liquid, levels, lines, heads, ends and limits.

    Each is read once, when it is asked for; `MissingError` names the keys that it lacks. A design
    that contradicts itself means nothing, and is refused.
    """

    def __init__(self, design: StationDesign) -> None:
        refuse_contradictions(design)
        self.design = design
        self.changed: Mapping[str, LimitOverride] = {one.id: one for one in design.limits}
        """Limits that the project sets in place of those of ``limits.csv``."""
        self.asked: set[str] = set()
        """Limits that were asked for."""

    def limit(self, id: str) -> float:
        """A limit: the project's, else that of ``limits.csv``."""
        self.asked.add(id)
        return self.design.limit(id)

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """Names of the rule sets that the design names."""
        return tuple(self.design.checks.rules)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that the design is held to, by code."""
        design = self.design
        with in_file(design, "checks.rules"):
            return chosen_rules(rule_sets(design), own_rules(design))

    def bounds(self, *quantities: str) -> list[tuple[str, float]]:
        """Operators and limits of quantities in the rules, each once.

        Notes (info) bind nobody, and a limit that is computed from a solved station has no number.
        """
        found = [
            (
                rule.operator,
                self.limit(rule.limit) if rule.limit else float(rule.limit_value or 0.0),
            )
            for rule in self.rules
            if rule.quantity in quantities and rule.severity != "info" and not rule.limit_from
        ]
        return list(dict.fromkeys(found))

    def need(self, key: str) -> Any:
        """The plain number or record at a key such as ``levels.suction_min``."""
        at: Any = self.design
        for name in key.split("."):
            at = at._plain[name]
            if at is None or (isinstance(at, (str, tuple)) and not at):
                raise MissingError(key)
        return at

    def known(self, key: str) -> Any:
        """The same, or None."""
        try:
            return self.need(key)
        except MissingError:
            return None

    # Flow and liquid.

    @cached_property
    def flow(self) -> float:
        """Design flow, m³/s: given, or built up from the demand."""
        Q = self.known("demand.flow")
        return float(Q) if Q is not None else float(self.built.si.flow)

    @property
    def least_flow(self) -> float:
        """Least of the flows over the year that last, else the design flow, m³/s."""
        flows, shares = self.known("demand.flows"), self.known("demand.shares")
        if flows is None or shares is None:
            return self.flow
        # What runs for less than a twentieth of the hours leaves no deposit that stays.
        lasting = [q for q, share in zip(flows, shares, strict=True) if share >= 0.05]
        return float(min(lasting)) if lasting else self.flow

    @cached_property
    def built(self) -> DesignFlow:
        """Design flow from the demand of the maximum day, with what it is built up from."""
        d = self.design.demand.si
        if d.max_day is None and d.flow is None:
            raise MissingError("demand.flow")
        missing = [k for k in ("max_day", "own_use", "leakage") if getattr(d, k) is None]
        if missing:
            raise MissingError(*(f"demand.{k}" for k in missing))
        given = {"own_use": d.own_use, "leakage": d.leakage, "max_day": d.max_day, "hours": d.hours}
        return DesignFlow(**given, flow=float(kernels.design_flow(*given.values())))

    @property
    def share_at_lowest(self) -> float:
        """Share of the design flow owed at the lowest level: all of it where water is supplied."""
        share, kind = self.known("demand.flow_at_lowest"), self.design.project.kind
        if share is None and kind not in (*SUPPLY, *DRAINED):
            raise MissingError("demand.flow_at_lowest")
        if not share and kind in DRAINED:
            raise NotApplicableError("no flow is owed at the lowest level")
        if share == 0.0:
            raise NotApplicableError(
                "demand.flow_at_lowest says that no flow is owed at the lowest level",
                decide="demand.flow_at_lowest",
            )
        return 1.0 if share is None else float(share)

    @property
    def owes_less(self) -> bool:
        """Whether less is said to be owed at the lowest level than is plain.

        Of a supply that is the design flow, of others what a supply keeps in an emergency.
        """
        share, kind = self.known("demand.flow_at_lowest"), self.design.project.kind
        if share is None or kind in DRAINED:
            return False
        return bool(share < (1.0 if kind in SUPPLY else self.limit("emergency_share")))

    def storage_share(self, known: Mapping[str, str]) -> float:
        """Flow that storage holds for the time of a repair, over the design flow."""
        V, time = self.known("station.storage_volume"), self.known("station.repair_time")
        if V is not None and time is not None:
            return float(V / (time * self.flow))
        secured = self.known("station.storage_secured")
        if secured:
            raise NotApplicableError(
                "station.storage_secured says that storage secures the emergency flow: no volume "
                "and time of a repair show it", decide="station.storage_secured",
            )  # fmt: skip
        if secured is None:
            raise MissingError(
                "station.storage_volume", "station.repair_time", known=known, alone=True
            )
        return 0.0

    @property
    def hours(self) -> float:
        """Pumping hours a day."""
        return float(self.design.demand.si.hours)

    @property
    def frequency(self) -> float:
        """Mains frequency, Hz: as given, else that at which direct motors turn as units do."""
        given, usual = self.known("station.frequency"), mains(None)
        if given is not None:
            return float(given)
        speeds = [
            float(u.pump.si.speed if u.si.speed is None else u.si.speed)
            for u in self.design.units if not geared(u.si.coupling_efficiency)
        ]  # fmt: skip
        fits = {f for f in MAINS if all(turns_at(n, f) for n in speeds)}
        return 60.0 if fits == {60.0} else usual

    @property
    def temperature(self) -> float:
        """Water temperature, °C."""
        t = self.known("site.temperature")
        return float(data.assumption("temperature").number if t is None else t)

    @property
    def given_temperature_max(self) -> float | None:
        """Warmest water as far as the design says; None leaves it to the assumption."""
        t = self.known("site.temperature_max")
        if t is None and self.temperature > data.assumption("temperature_max").number:
            return self.temperature
        return None if t is None else float(t)

    @property
    def temperature_max(self) -> float:
        """Warmest water, °C: for NPSH."""
        t = self.given_temperature_max
        return data.assumption("temperature_max").number if t is None else t

    @property
    def altitude(self) -> float:
        """Height above the sea, m."""
        z = self.known("site.altitude")
        return float(data.assumption("altitude").number if z is None else z)

    @cached_property
    def liquid(self) -> Liquid:
        """Water at the design temperature, under the air of the site."""
        return water_at(self.temperature, altitude=self.altitude)

    # Line, levels and heads.

    @property
    def described(self) -> bool:
        """Whether the design describes its line, and not only a head."""
        return self.design.line is not None

    @cached_property
    def lines(self) -> list[Line]:
        """The line in all its conditions, the design's first."""
        return [self.need("line"), *self.design.other_lines]

    @cached_property
    def losses(self) -> Any:
        """Loss of each line at the design flow, m: it says which is new and which is aged."""
        Q, nu = self.known("demand.flow") or 1.0, self.liquid.si.viscosity
        return [
            float(np.sum(reach_losses(np.array([Q]), reaches_of(line, nu)))) for line in self.lines
        ]

    def line_name(self, k: int) -> Phrase:
        """Condition of one of several lines in words."""
        if self.losses[k] == max(self.losses):
            return Phrase("aged line")
        if self.losses[k] == min(self.losses):
            return Phrase("new line")
        return Phrase("line between new and aged")

    @property
    def levels(self) -> Levels:
        """The levels as they are given."""
        levels: Levels = self.design.levels
        return levels

    @cached_property
    def suction_levels(self) -> Any:
        """Levels at the pumps, the design's first; a well may be drawn down below the river."""
        given = [self.known(f"levels.suction_{k}") for k in ("design", "min", "max")]
        if given[0] is None and given[1] is None:
            raise MissingError("levels.suction_design")
        well = self.design.wet_well
        if well is not None:
            known = [z for z in given if z is not None]
            given += [min(*known, well.si.minimum_level), max(*known, well.si.maximum_level)]
        return np.array(list(dict.fromkeys(z for z in given if z is not None)))

    @cached_property
    def delivery_levels(self) -> Any:
        """Levels at the end, the design's first; None where the end of a profile is meant."""
        some = delivered(self.design)
        if not some and self.design.line.profile is None:
            raise MissingError("levels.delivery_design")
        return np.array(some) if some else None

    @cached_property
    def ends(self) -> dict[str, Any]:
        """Levels of both ends, for the functions that take a line."""
        if self.described:
            return {"suction_levels": self.suction_levels, "delivery_levels": self.delivery_levels}
        h = self.heads
        typed = dict.fromkeys(x for x in (h.design, h.highest, h.lowest) if x is not None)
        # The heads are what was typed, whatever the levels; these are for NPSH.
        z = float(self.suction_levels[0]) if self.drawn else 0.0
        return {"suction_levels": np.array([z]), "delivery_levels": z + np.array(list(typed))}

    @property
    def lowest_level(self) -> float:
        """Lowest level at the pumps: of the river, or of the well where that stands lower, m."""
        well = self.design.wet_well
        z = float(self.need("levels.suction_min"))
        return z if well is None else min(z, well.si.minimum_level)

    @property
    def drawn(self) -> bool:
        """Whether a level that the pumps draw from is given."""
        return any(self.known(f"levels.suction_{k}") is not None for k in ("design", "min"))

    @cached_property
    def design_ends(self) -> tuple[float, float | None]:
        """Suction and delivery level of the design case; None where a profile's end is meant."""
        suction, delivery = self.ends["suction_levels"], self.ends["delivery_levels"]
        return float(suction[0]), None if delivery is None else float(delivery[0])

    @cached_property
    def design_line(self) -> Line:
        """The line in its design condition, with the level of the design case at its end."""
        line: Line = self.alternative_lines[0]
        end = self.design_ends[1]
        return line if end is None else line.replace(delivery_level=end)

    @property
    def alternative_lines(self) -> list[Line]:
        """The lines; one without loss where only a head is given."""
        return self.lines if self.described else [_no_loss()]

    @cached_property
    def heads(self) -> Heads:
        """Characteristic heads, from the line or as typed; only `design` is always known."""
        if not self.described:
            if self.design.demand.si.head is None:
                raise MissingError("line", "demand.head")
            d = self.design.demand.si
            return Heads(d.head, d.head_max, d.head_min, None)
        found = self.from_line.si
        return Heads(found.design, found.highest, found.lowest, found.mean)

    @cached_property
    def from_line(self) -> CharacteristicHeads:
        """Characteristic heads of the line."""
        self.need("line")
        return self._heads_of(self.lines)

    def _heads_of(self, lines: list[Line]) -> CharacteristicHeads:
        suction, delivery = self.design_ends
        return characteristic_heads(
            lines, self.liquid, flow=self.flow, suction_levels=self.suction_levels,
            delivery_levels=self.delivery_levels, design_suction_level=suction,
            design_delivery_level=delivery,
            flows=self.known("demand.flows"), shares=self.known("demand.shares"),
        )  # fmt: skip

    @cached_property
    def mean_heads(self) -> list[float]:
        """Mean head of the line in each of its conditions, m."""
        if self.heads.mean is None:
            raise MissingError("demand.flows", "demand.shares")
        others = (self._heads_of([line]).si.mean for line in self.lines[1:])
        return [self.heads.mean, *map(float, others)]

    def limits_after(self, today: str) -> list[tuple[str, str]]:
        """Limits that somebody stands for only after a day: their ids and dates."""
        return [(one.id, one.date) for one in self.design.limits if one.date > today]

    @property
    def one_head(self) -> bool:
        """Whether nothing but the design head is known: no line, no lowest head."""
        return not self.described and self.design.demand.si.head_min is None

    def undeclared(self, *states: str) -> tuple[str, ...]:
        """Keys that states hang on which a rule takes its extreme over, and which aren't given."""
        if not states:
            return ()
        if not self.described:
            typed = [TYPED_HEADS[state] for state in states if state in TYPED_HEADS]
            lacking = [key for key in typed if self.known(key) is None]
            return ("line", *lacking) if lacking else ()
        keys = dict.fromkeys(key for state in states for key in DECLARED_ENDS[state])
        found = [key for key in keys if self.known(key) is None]
        coefficient = LAWS[self.lines[0].method].coefficient
        if coefficient and len(self.lines) < 2:  # laws without one know no age
            found.append(f"line.other_{coefficient}")
        return tuple(found)

    # Units.

    @cached_property
    def units(self) -> Any:
        """Units on duty; with the project's allowable region where their maker gives none."""
        ends = {"aor_low": "minimum_flow", "aor_high": "maximum_flow"}
        set_ = {id: name for id, name in ends.items() if id in self.changed}
        units_ = self.need("units")
        if not set_:
            return units_
        self.asked.update(set_)
        return tuple(unit.replace(pump=self._within(unit.pump, set_)) for unit in units_)

    def _within(self, pump: PumpCurve, ends: Mapping[str, str]) -> PumpCurve:
        """A pump with ends of its allowable region by limits of the project."""
        best = performance_of(pump).best_flow
        if best != best:
            return pump
        return pump.replace(**{
            name: best * self.limit(id) for id, name in ends.items() if pump._plain[name] is None
        })  # fmt: skip

    def name(self, i: int) -> str:
        """Name of a unit."""
        return self.units[i].name or f"units[{i}]"

    def pump_name(self, i: int) -> str:
        """Name of the pump of a unit."""
        return str(self.units[i].pump.name or self.name(i))

    @property
    def pump_bases(self) -> tuple[str, ...]:
        """What the curves of the pumps are: a maker's, of a test, an estimate."""
        return tuple(unit.pump.basis for unit in self.design.units)

    @property
    def pumps(self) -> bool:
        """Whether the design describes its units."""
        return bool(self.design.units)

    @property
    def count(self) -> int:
        """Units on duty."""
        return sum(unit.count for unit in self.design.units)

    @cached_property
    def alternative(self) -> Design:
        """The units on their line; where no line is described, against the typed heads."""
        s, (line, *others) = self.design.station, self.alternative_lines
        units_ = self.units
        if not self.drawn:  # without a level an eye is above or below nothing
            units_ = tuple(unit.replace(eye_level=None) for unit in units_)
        return Design(
            name=self.design.project.name, group=PumpGroup(units=units_),
            standby=s.standby or 0, line=line, others=tuple(others), supply=s.supply,
            investment=s.investment,
        )  # fmt: skip

    @property
    def setting(self) -> dict[str, Any]:
        """What `size_station` is told of the station: units, water, air, eyes, branches, motors."""
        couplings = {unit.coupling_efficiency for unit in self.design.units} - {1.0}
        kind = self.design.project.kind
        usual, usual_mains = duty_kind_of(kind).hours, mains(None)
        return {
            "duty_kind": kind, "hours": None if self.hours == usual else self.hours,
            "duty": self.count or None, "standby": self.known("station.standby"),
            "temperature": self.known("site.temperature"),
            "temperature_max": self.given_temperature_max,
            "altitude": self.known("site.altitude"),
            "level_range": self.level_range, "water_above_eye": self.water_above_eye,
            "suction_loss": self.suction_loss,
            "ie_class": self.known("station.motor_class"),
            "frequency": None if self.frequency == usual_mains else self.frequency,
            "coupling_efficiency": min(couplings) if couplings else None,
        }  # fmt: skip

    @property
    def level_range(self) -> float | None:
        """Range of the levels that the pumps draw from, m, if more than one is given."""
        if not self.drawn or self.suction_levels.size < 2:
            return None
        return float(np.ptp(self.suction_levels))

    @property
    def water_above_eye(self) -> float | None:
        """Lowest water over the highest eye, m, if levels and eyes are given."""
        eyes = [unit.si.eye_level for unit in self.design.units]
        lowest = [self.known(f"levels.suction_{k}") for k in ("min", "design")]
        known = [z for z in lowest if z is not None]
        if not known or not eyes or None in eyes:
            return None
        return float(min(known) - max(eyes))

    @property
    def suction_loss(self) -> float | None:
        """Largest loss of a suction branch, all units carrying alike, m, if bores are given."""
        units_ = [unit.si for unit in self.design.units]
        if not units_ or any(u.suction_diameter is None for u in units_):
            return None
        q = self.flow / self.count
        return max(
            float(resistance(u.suction_loss_coefficient, u.suction_diameter)) * q * q
            for u in units_
        )  # fmt: skip

    @property
    def prices(self) -> dict[str, Any]:
        """Price of energy, interest and years, as far as they are given."""
        tariff = self.design.tariff
        return {} if tariff is None else dict(tariff._plain)


def delivered(design: StationDesign) -> list[float]:
    """Levels at the end that a design gives, the design's first; else that of its line."""
    levels = design.levels.si
    given = [getattr(levels, f"delivery_{k}") for k in ("design", "max", "min")]
    if design.line is not None:
        given.append(design.line.si.delivery_level)
    return list(dict.fromkeys(float(z) for z in given if z is not None))


def _no_loss() -> Line:
    """A line that takes no head to speak of (1e-12 m), for a head that is given as such."""
    reach = Reach(pipe=Pipe(diameter=20.0, roughness=0.0), length=1e-3)
    return Line(reaches=(reach,))
