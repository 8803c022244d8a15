"""An external transient analysis of a station: what it must hold, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import water_at
from hydrocalc.hydraulics.lines import reaches_of
from hydrocalc.hydraulics.operation import operating_matrix
from hydrocalc.hydraulics.suction import air_over
from hydrocalc.kernels import lines as kernels
from hydrocalc.stations.designs.conditions import delivered
from hydrocalc.stations.designs.fingerprint import changed_since
from hydrocalc.texts import Phrase
from hydrocalc.transients.analysis import (
    Envelope,
    Stretch,
    TransientAnalysis,
    TransientResult,
    stretches,
)

if TYPE_CHECKING:
    from hydrocalc.hydraulics.lines import Line
    from hydrocalc.stations.designs.solved import SolvedStation

COMPULSORY = ("trip of all", "valve open", "trip of one", "stop", "valve closes", "device out")
"""Cases that an analysis must have; which of the others it needs is for the reviewer to say."""


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

    @property
    def name(self) -> str:
        """The case and its levels, for people."""
        return Phrase(
            "{case} ({suction} → {delivery})", case=Phrase(self.case),
            suction=units.show(self.suction, "level"), delivery=units.show(self.delivery, "level"),
        )  # fmt: skip


class ExternalAnalysis:
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
        most, share = self.strict("surge_length"), self.strict("surge_share")
        long = most < L or (supply and self.strict("transient_length") <= L)
        return Screening(L, rise, period, bool(long or rise > share * c.heads.design))

    def strict(self, id: str) -> float:
        """A limit that says what must be analysed and how: a project only tightens it."""
        given, ours = self.conditions.limit(id), data.limits()[id]
        return (min if ours.operator == "<=" else max)(given, ours.value)

    @cached_property
    def states(self) -> tuple[State, ...]:
        """The cases and levels that must have been analysed.

        Each at the highest and the lowest levels; a valve that stays open also where the most
        drives the water back.
        """
        c = self.conditions
        s, d = c.suction_levels, delivered(c.design) or [c.need("levels.delivery_design")]
        ends = [(max(s), max(d)), (min(s), min(d))]
        found = []
        for case in COMPULSORY:
            if case == "trip of one" and c.pumps and c.count == 1:
                continue  # it is that of all
            if case == "device out" and not any(result.protection for result in self.results):
                continue
            back = [(min(s), max(d))] if case == "valve open" else []
            pairs = dict.fromkeys((float(a), float(b)) for a, b in (*ends, *back))
            found += [State(case, *pair) for pair in pairs]
        return tuple(found)

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """Keys of the design that aren't as they were when the analysis was made."""
        known = self.analysis.design
        return changed_since(self.conditions.design, known) if known else ()

    @cached_property
    def unsaid(self) -> tuple[str, ...]:
        """Keys without which the results are only declared: who, when, with what, of what."""
        a = self.analysis
        said = {
            "analyst.name": a.analyst is not None and a.analyst.name,
            "checker.name": a.checker is not None and a.checker.name,
            "date": a.date, "software": a.software, "version": a.version, "design": a.design,
            "method": a.method, "cavities": a.cavities,
        }  # fmt: skip
        # An inertia that is estimated is a range: its lower bound makes the deeper drop.
        said["inertia"] = a.inertia == "maker"
        if a.date > (getattr(self.solved, "today", "") or a.date):
            said["date"] = ""  # it isn't made yet
        if a.analyst is not None and a.checker is not None and a.analyst.name == a.checker.name:
            said["checker.name"] = ""  # nobody checks himself
        return tuple(
            f"transients.analysis.{key}"
            for key, value in said.items()
            if not str(value or "").strip()
        )

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """What the results lack: cases and levels, keys, or what an envelope must be."""
        if self.conditions.design.line.profile is None:
            return ("line.profile",)
        found: list[str] = []
        for state in self.states if self.screening.compulsory else ():
            there = [
                (i, r) for i, r in enumerate(self.results)
                if r.case == state.case and abs(r.si.suction_level - state.suction) < 1e-3
                and abs(r.si.delivery_level - state.delivery) < 1e-3
            ]  # fmt: skip
            faults = [list(self._faults(f"transients.results[{i}]", r)) for i, r in there]
            found += sorted(faults, key=len)[0] if faults else [state.name]
        return tuple(dict.fromkeys(found))

    def _faults(self, key: str, result: TransientResult) -> Iterator[str]:
        """Why a result says nothing of its case, in the order in which they are mended."""
        c, r = self.conditions, result.si
        if result.roughness != "new":  # the largest flow makes the largest wave
            yield f'{key}.roughness = "new"'
        if c.pumps and (r.units is None or r.units < c.count):
            yield f"{key}.units = {c.count}"
        listed = {device for one in self.results for device in one.protection}
        out = result.device_out.strip()
        if result.case == "device out" and (out not in listed or out in result.protection):
            yield f"{key}.device_out"
        # A wave that the analyst takes for slower makes it longer, never shorter.
        a, period = self.analysis.si.wave_speed, self.screening.period
        own = 2.0 * self.screening.length / period
        if a is not None and not 0.7 * own <= a <= 1.3 * own:
            yield Phrase("{key} near {own}", key="transients.analysis.wave_speed",
                         own=units.show(own, "velocity"))  # fmt: skip
        period = period if a is None else max(period, 2.0 * self.screening.length / a)
        least = self.strict("transient_periods") * period
        if r.duration is None or r.duration < (1.0 - 1e-9) * least:
            yield Phrase("{key} of at least {least}", key=f"{key}.duration",
                         least=units.show(least, "time"))  # fmt: skip
        if result.envelope is None:
            yield f"{key}.envelope"
        else:
            yield from self._envelope_faults(f"{key}.envelope", result, result.envelope)

    def _envelope_faults(
        self, key: str, result: TransientResult, envelope: Envelope
    ) -> Iterator[str]:
        line = self.conditions.design.line
        x, L = envelope.si.chainage, self.screening.length
        most = max(self.strict("envelope_gap"), self.strict("envelope_gap_share") * L)
        if np.max(np.diff(x)) > (1.0 + 1e-9) * most:
            yield Phrase("{key} with points at most {most} apart", key=key,
                         most=units.show(most, "length"))  # fmt: skip
        p = line.profile.si
        joints = np.cumsum([reach.si.length for reach in line.reaches])[:-1]
        for at in sorted({*kernels.turns(p.chainage, p.axis, 1.0).tolist(), *joints.tolist()}):
            if np.min(np.abs(x - at)) > max(1.0, 1e-3 * L):
                yield Phrase("{key} with a point at {at}", key=key, at=units.show(at, "length"))
        along = list(stretches(envelope, line))
        if any(np.any(s.head_min < s.axis - self.strict("full_vacuum")) for s in along):
            yield Phrase("{key} of a model with cavities: no water hangs {depth} below its pipe",
                         key=key, depth=units.show(self.strict("full_vacuum"), "head"))  # fmt: skip
        steady = self.steady(result.si.suction_level, result.si.delivery_level)
        if steady is None:
            return
        line_at, head = steady
        slack = self.strict("envelope_steady") * head
        for s in along:
            H = line_at(s.x)
            out = np.maximum(s.head_min - H, H - s.head_max) - slack
            i = int(np.argmax(out))
            if out[i] > 0.0:
                yield Phrase(
                    "{key} on both sides of the steady line, {head} at {at}", key=key,
                    head=units.show(H[i], "level"), at=units.show(s.x[i], "length"),
                )  # fmt: skip
                return

    def _steady(self, suction: float, delivery: float) -> Any:
        """Grade line with everything running in the new line, by chainage, and the pumps' head.

        None where nothing flows, which other rules say.
        """
        c = self.conditions
        line = self.new_line.replace(delivery_level=delivery)
        reaches = reaches_of(line, c.liquid.si.viscosity)
        flow, start = np.array([c.flow]), None
        if c.pumps:
            m = operating_matrix(
                c.alternative.group, line, suction_levels=[suction], delivery_levels=[delivery],
                liquid=c.liquid, speeds=[1.0],
            )  # fmt: skip
            flow = m.si.flow[-1]  # all units: combinations come from the fewest up
            if not flow[0] > 0.0:
                return None
            start = suction + float(m.si.head[-1, 0])
        friction, local = kernels.reach_losses(flow, reaches)
        if start is None:
            start = delivery + float(np.sum(friction + local))

        def line_at(x: Any) -> Any:
            at = np.minimum(x, reaches.ends[-1])
            return start - kernels.losses_along(at, reaches.L, friction + local)[0]

        return line_at, start - suction

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

    def stretches(self) -> Iterator[tuple[int, TransientResult, int, Stretch]]:
        """Each envelope along each reach, with the numbers of both."""
        line = self.conditions.design.line
        for i, result in enumerate(self.results):
            if result.envelope is not None:
                for j, stretch in enumerate(stretches(result.envelope, line)):
                    yield i, result, j, stretch
