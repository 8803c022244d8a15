"""What an external transient analysis of a station must hold, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import water_at
from hydrocalc.hydraulics.cases import system_cases
from hydrocalc.hydraulics.lines import reaches_of
from hydrocalc.hydraulics.operation import solved as running_flows
from hydrocalc.hydraulics.suction import air_over
from hydrocalc.kernels import lines as kernels
from hydrocalc.kernels import surge
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.systems import resistance
from hydrocalc.records.people import is_name, same_name, says_something
from hydrocalc.stations.designs.conditions import delivered
from hydrocalc.stations.designs.fingerprint import parts_changed
from hydrocalc.texts import Phrase, quoted
from hydrocalc.transients.analysis import (
    Envelope,
    Stretch,
    TransientAnalysis,
    TransientResult,
    stretches,
)
from hydrocalc.transients.devices import is_sized, may_be_out, size_of, swings

if TYPE_CHECKING:
    from hydrocalc.hydraulics.lines import Line
    from hydrocalc.stations.designs.solved import SolvedStation

COMPULSORY = ("trip of all", "valve open", "trip of one", "stop", "valve closes", "device out")
"""Cases that an analysis must have; which of the others it needs is for the reviewer to say."""
TRIP = "trip of all"
RESTS = (TRIP, "valve open", "stop", "device out")
"""Cases after which nothing pumps: the line comes to rest at the level of its end, or below."""
LOWERS = (TRIP, "trip of one", "stop", "device out")
"""Cases in which no more than the flow is stopped at the pumps."""


class Screening(NamedTuple):
    """What decides whether transients must be analysed."""

    length: float
    head_rise: float
    """Of a sudden stop, m."""
    period: float
    """2L/a, s."""
    compulsory: bool


class State(NamedTuple):
    """A case at a pair of levels."""

    case: str
    suction: float
    delivery: float
    device: str = ""
    """That is out."""

    @property
    def name(self) -> str:
        """The case and its levels, for people."""
        case = Phrase(self.case)
        if self.device:
            case = Phrase("{case}, {device}", case=case, device=quoted(self.device))
        return Phrase(
            "{case} ({suction} → {delivery})", case=case,
            suction=units.show(self.suction, "level"), delivery=units.show(self.delivery, "level"),
        )  # fmt: skip


class Steady(NamedTuple):
    """Steady flow before a case, plain numbers: all units on duty at full speed, new line."""

    flow: float
    start: float
    """Grade line at the start."""
    losses: Any
    """Of each reach."""
    reaches: Any

    def line_at(self, x: Any) -> Any:
        """Grade line by chainage."""
        at = np.minimum(x, self.reaches.ends[-1])
        return self.start - kernels.losses_along(at, self.reaches.L, self.losses[None, :])[0]


class RequiredAnalysis:
    """What a design has of an external analysis, held against what such a one must have.

    Each is found once, when it is asked for; `MissingError` names keys that it hangs on.
    """

    def __init__(self, solved: SolvedStation) -> None:
        self.solved = solved
        self.conditions = solved.conditions
        given = self.conditions.design.transients
        self.results: tuple[TransientResult, ...] = () if given is None else given.results
        found = None if given is None else given.analysis
        self.analysis: TransientAnalysis = TransientAnalysis() if found is None else found
        self.steady = cache(self._steady)  # several cases stand at the same levels

    @cached_property
    def screening(self) -> Screening:
        """Whether an analysis is compulsory: for a long main of a town's supply, or by the wave."""
        c = self.conditions
        c.need("line")
        g = self.solved.grade.si
        L = float(np.sum(g.reach_length))
        rise, period = (float(np.atleast_1d(x)[0]) for x in (g.joukowsky, g.period))
        supply = c.design.project.kind in ("raw-water", "treated-water")
        most, share = self.conditions.limit("surge_length"), self.conditions.limit("surge_share")
        long = most < L or (supply and self.conditions.limit("transient_length") <= L)
        return Screening(L, rise, period, bool(long or rise > share * c.heads.design))

    @cached_property
    def states(self) -> tuple[State, ...]:
        """The cases and levels that must have been analysed.

        Each at the highest and the lowest levels; a valve that stays open also where the most
        drives the water back, and each device out by itself.
        """
        c = self.conditions
        s, d = c.suction_levels, delivered(c.design) or [c.need("levels.delivery_design")]
        ends = [(max(s), max(d)), (min(s), min(d))]
        found = []
        for case in COMPULSORY:
            if case == "trip of one" and c.pumps and c.count == 1:
                continue  # it is that of all
            devices = tuple(self.protection) if case == "device out" else ("",)
            back = [(min(s), max(d))] if case == "valve open" else []
            pairs = dict.fromkeys((float(a), float(b)) for a, b in (*ends, *back))
            found += [State(case, *pair, device) for device in devices for pair in pairs]
        return tuple(found)

    @cached_property
    def protection(self) -> Counter[str]:
        """The devices that may be out, in the words of the results; any that one of them has."""
        found: Counter[str] = Counter()
        for result in self.results:
            found |= _devices(result)
        return found

    @cached_property
    def judged(self) -> tuple[tuple[int, TransientResult], ...]:
        """Results that rules judge, with their numbers.

        A trip without protection, where some is planned, says what the line would do without: it
        is compared with the formulas, and answers for no case.
        """
        planned = any(r.case == TRIP and _devices(r) for r in self.results)
        return tuple(
            (i, r) for i, r in enumerate(self.results)
            if _devices(r) or r.case != TRIP or not planned
        )  # fmt: skip

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """Keys of the design that aren't as they were when the analysis was made."""
        known = self.analysis.design
        return parts_changed(self.solved.fingerprint, known) if known else ()

    @cached_property
    def unsaid(self) -> tuple[str, ...]:
        """Keys without which the results are only declared: who, when, with what, of what."""
        a = self.analysis
        people = [who for who in (a.analyst, a.checker) if who is not None]
        firms = [who.organisation for who in people if who.organisation]
        analyst, checker = ("" if who is None else who.name for who in (a.analyst, a.checker))

        def named(name: str) -> bool:
            return is_name(name) and not any(same_name(name, firm) for firm in firms)

        said = {
            "analyst.name": named(analyst),
            # Nobody checks himself.
            "checker.name": named(checker) and not same_name(analyst, checker),
            "date": self._dated, "report": says_something(a.report),
            "software": says_something(a.software),
            "version": says_something(a.version), "design": a.design.strip(),
            "method": a.method, "cavities": a.cavities,
            # An inertia that is estimated is a range: its lower bound makes the deeper drop.
            "inertia": a.inertia == "maker",
        }  # fmt: skip
        found = [f"transients.analysis.{key}" for key, value in said.items() if not value]
        if a.inertia == "maker":  # which is that of the design: a formula's is nobody's
            units = self.conditions.design.units
            found += [f"units[{i}].inertia" for i, u in enumerate(units) if u.si.inertia is None]
        return tuple(found)

    @property
    def _dated(self) -> bool:
        """Whether the analysis was made by today, and not so long ago that its date is a slip."""
        made = self.analysis.date
        today = getattr(self.solved, "today", "") or made
        years = self.conditions.limit("analysis_age")
        return bool(made) and made <= today and int(today[:4]) - int(made[:4]) <= years

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """What the results lack: cases and levels, keys, or what an envelope must be."""
        if self.conditions.design.line.profile is None:
            return ("line.profile",)
        found: list[str] = []
        for state in self.states if self.screening.compulsory else ():
            there = [
                (i, r) for i, r in self.judged
                if r.case == state.case and state.device in ("", r.device_out.strip())
                and abs(r.si.suction_level - state.suction) < 1e-3
                and abs(r.si.delivery_level - state.delivery) < 1e-3
            ]  # fmt: skip
            faults = [list(self._faults(f"transients.results[{i}]", r)) for i, r in there]
            found += sorted(faults, key=len)[0] if faults else [state.name]
        for i, r in self.judged:
            found += self._outlet_faults(f"transients.results[{i}].pressure_pump_outlet", r)
        return tuple(dict.fromkeys(found))

    def _outlet_faults(self, key: str, result: TransientResult) -> Iterator[str]:
        """A pressure at the pumps that isn't that of the envelope where the line begins.

        The outlet lies between eye and pipe, and a branch takes some head; beyond that and the
        accuracy of an analysis one of the two is wrong, and nobody but the analyst knows which.
        """
        c, p = self.conditions, result.si.pressure_pump_outlet
        eyes = [unit.si.eye_level for unit in c.design.units]
        if p is None or result.envelope is None or not eyes or None in eyes:
            return
        steady = self.steady(result.si.suction_level, result.si.delivery_level)
        heights = [*eyes, float(c.design.line.profile.si.axis[0])]
        lost = 0.0 if steady is None else max(self._branch_losses(steady))
        head, weight = float(result.envelope.si.head_max[0]), c.liquid.si.density * G
        # Here it is a tolerance: a project makes it no larger.
        near = min(c.limit("analysis_accuracy"), data.limit("analysis_accuracy"))
        low = weight * (head - max(heights)) * (1.0 - near)
        high = weight * (head - min(heights) + lost) * (1.0 + near)
        if not low <= p <= high:
            yield Phrase(
                "{key} from {low} to {high}, as its envelope has it at the pumps", key=key,
                low=units.show(low, "pressure"), high=units.show(high, "pressure"),
            )  # fmt: skip

    def _branch_losses(self, steady: Steady) -> list[float]:
        """Loss of the discharge branch of each kind of unit that carries the whole flow."""
        found = []
        for unit in (u.si for u in self.conditions.design.units):
            K, D = unit.discharge_loss_coefficient, unit.discharge_diameter
            q = steady.flow / self.conditions.count
            found.append(float(resistance(K, D)) * q * q if K else 0.0)
        return found

    def _faults(self, key: str, result: TransientResult) -> Iterator[str]:
        """Why a result says nothing of its case, in the order in which they are mended."""
        c, r = self.conditions, result.si
        if result.roughness != "new":  # the largest flow makes the largest wave
            yield f'{key}.roughness = "new"'
        if c.pumps and (r.units is None or r.units < c.count):
            yield f"{key}.units = {c.count}"
        out = result.device_out.strip() if result.case == "device out" else ""
        there = self.protection - Counter([out])
        if _devices(result) != there:  # one plant in all cases
            devices = ", ".join(quoted(device) for device in sorted(there.elements()))
            yield f"{key}.protection = [{devices}]"
        # A wave that the analyst takes for slower makes it longer, never shorter.
        a, own, period = self.analysis.si.wave_speed, self._mean_speed, self.screening.period
        if a is not None and not 0.7 * own <= a <= 1.3 * own:
            yield Phrase("{key} near {own}", key="transients.analysis.wave_speed",
                         own=units.show(own, "velocity"))  # fmt: skip
        period = period if a is None else max(period, 2.0 * self.screening.length / a)
        swing = self.conditions.limit("surge_swings") * (self._swing(result) or 0.0)
        least = max(self.conditions.limit("transient_periods") * period, swing)
        if r.duration is None or r.duration < (1.0 - 1e-9) * least:
            yield Phrase("{key} of at least {least}", key=f"{key}.duration",
                         least=units.show(least, "time"))  # fmt: skip
        if result.envelope is None:
            yield f"{key}.envelope"
        else:
            yield from self._envelope_faults(f"{key}.envelope", result, result.envelope)

    def _swing(self, result: TransientResult) -> float | None:
        """Time of a swing of the main against its vessels and tanks, s; None where they don't say.

        A rigid column against all air at once; the larger they are, the slower.
        """
        found = [size_of(device) for device in result.protection if swings(device)]
        if not all(is_sized(device) for device in result.protection if swings(device)):
            return None
        line = self.conditions.design.line
        column = float(sum(
            r.si.length / (r.strings * 0.25 * np.pi * r.pipe.si.diameter**2) for r in line.reaches
        ))  # fmt: skip
        air = sum(volume for volume, _ in found if volume)
        height = result.si.delivery_level - float(line.profile.si.axis[0])
        absolute = max(height, 0.0) + self.conditions.limit("full_vacuum")
        tank = sum(area for _, area in found if area)
        return max(
            float(surge.vessel_swing(column, air, absolute, data.assumption("polytropic").number)),
            float(surge.tank_swing(column, tank)),
        )

    def _envelope_faults(
        self, key: str, result: TransientResult, envelope: Envelope
    ) -> Iterator[str]:
        line = self.conditions.design.line
        x, L = envelope.si.chainage, self.screening.length
        most = max(
            self.conditions.limit("envelope_gap"), self.conditions.limit("envelope_gap_share") * L
        )
        if np.max(np.diff(x)) > (1.0 + 1e-9) * most:
            yield Phrase("{key} with points at most {most} apart", key=key,
                         most=units.show(most, "length"))  # fmt: skip
        p = line.profile.si
        joints = np.cumsum([reach.si.length for reach in line.reaches])[:-1]
        for at in sorted({*kernels.turns(p.chainage, p.axis, 1.0).tolist(), *joints.tolist()}):
            if np.min(np.abs(x - at)) > max(1.0, 1e-3 * L):
                yield Phrase("{key} with a point at {at}", key=key, at=units.show(at, "length"))
        along = list(stretches(envelope, line))
        depth = self.conditions.limit("full_vacuum")
        if any(np.any(s.head_min < s.axis - depth) for s in along):
            yield Phrase("{key} of a model with cavities: no water hangs {depth} below its pipe",
                         key=key, depth=units.show(depth, "head"))  # fmt: skip
        steady = self.steady(result.si.suction_level, result.si.delivery_level)
        if steady is None:
            return
        slack = self.conditions.limit("envelope_steady") * (steady.start - result.si.suction_level)
        for s in along:
            H = steady.line_at(s.x)
            out = np.maximum(s.head_min - H, H - s.head_max) - slack
            i = int(np.argmax(out))
            if out[i] > 0.0:
                yield Phrase(
                    "{key} on both sides of the steady line, {head} at {at}", key=key,
                    head=units.show(H[i], "level"), at=units.show(s.x[i], "length"),
                )  # fmt: skip
                return

    def _steady(self, suction: float, delivery: float) -> Steady | None:
        """The steady flow between two levels; None where nothing flows, which other rules say."""
        c = self.conditions
        line = self.new_line.replace(delivery_level=delivery)
        reaches = reaches_of(line, c.liquid.si.viscosity)
        flow, start = np.array([c.flow]), None
        if c.pumps:
            found = self.solved.ready
            system, _ = system_cases([line], np.array([suction]), None, c.liquid.si.viscosity, 0.0)
            running = np.array([[unit.pump.units for unit in found]])  # all, at full speed
            with np.errstate(all="ignore"):
                flows, head, _ = running_flows(found, running, np.ones(running.shape), system)
            flow = np.sum(flows[0] * running, axis=1)
            if not flow[0] > 0.0:
                return None
            start = suction + float(head[0, 0])
        losses = np.sum(kernels.reach_losses(flow, reaches), axis=0)[0]
        if start is None:
            start = delivery + float(np.sum(losses))
        return Steady(float(flow[0]), start, losses, reaches)

    @property
    def _mean_speed(self) -> float:
        """Wave speed of the whole line by its walls, 2L over its period."""
        return 2.0 * self.screening.length / self.screening.period

    @cached_property
    def new_line(self) -> Line:
        """The line in the condition in which it loses least."""
        c = self.conditions

        def loss(line: Line) -> float:
            reaches = reaches_of(line, c.liquid.si.viscosity)
            return float(sum(map(np.sum, kernels.reach_losses(np.array([c.flow]), reaches))))

        return min(c.lines, key=loss)

    @cached_property
    def vapour_depth(self) -> float:
        """(p_atm − p_v)/ρg at the site: warmest water, low air pressure; m."""
        c = self.conditions
        return air_over(water_at(c.temperature_max, altitude=c.altitude), c.altitude)

    @cached_property
    def stretches(self) -> tuple[tuple[int, TransientResult, int, Stretch], ...]:
        """Each envelope along each reach, with the numbers of both."""
        line = self.conditions.design.line
        return tuple(
            (i, result, j, stretch)
            for i, result in self.judged if result.envelope is not None
            for j, stretch in enumerate(stretches(result.envelope, line))
        )  # fmt: skip


def _devices(result: TransientResult) -> Counter[str]:
    """Devices at work that may be out."""
    return Counter(device.strip() for device in result.protection if may_be_out(device))


def is_bare(result: TransientResult) -> bool:
    """Whether a result is of a trip of all without protection; the only device may be out."""
    return result.case in (TRIP, "device out") and not _devices(result)
