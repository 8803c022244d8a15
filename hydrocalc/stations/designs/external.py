"""An external transient analysis of a station, held to formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.components.pump_units import ready
from hydrocalc.kernels import curves, surge
from hydrocalc.kernels import lines as kernels
from hydrocalc.kernels.blocks import distinct
from hydrocalc.kernels.liquids import sound_speed_of
from hydrocalc.kernels.pipes import velocity
from hydrocalc.stations.designs.conditions import NotApplicableError
from hydrocalc.stations.designs.required import LOWERS, RESTS, RequiredAnalysis, Steady, is_bare
from hydrocalc.stations.designs.survey import survey_doubts
from hydrocalc.texts import Phrase, quoted
from hydrocalc.transients.analysis import TransientResult
from hydrocalc.transients.devices import is_device, is_sized, swings
from hydrocalc.transients.downsurge import Pumps as TripPumps
from hydrocalc.transients.downsurge import Reaches as TripReaches
from hydrocalc.transients.downsurge import TripLines, least_rebound, trip_lines


class ExternalAnalysis(RequiredAnalysis):
    """What a design has of an external analysis, and why it may be wrong though it lacks nothing.

    Each is found once, when it is asked for; `MissingError` names keys that it hangs on.
    """

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        """Why results that lack nothing may still be wrong: what a line can't do, where, how much.

        And that nothing is there which formulas could tell it by.
        """
        if self.conditions.design.line.profile is None:
            return ()
        found = [doubt for i, r in enumerate(self.results) if r.envelope is not None
                 for doubt in self._doubts(f"transients.results[{i}].envelope", r)]  # fmt: skip
        if self.results and not any(is_bare(r) and r.envelope is not None for r in self.results):
            found.append(Phrase("no trip of all without protection that formulas could be held to"))
        if self.results:
            found += [*survey_doubts(self.conditions.design.line, self.conditions.limit)]
            found += [*self._flywheels(), *self._oddities()]
        return tuple(found)

    def _oddities(self) -> Iterator[str]:
        """What a result says that only its analyst can explain."""
        for device in dict.fromkeys(d for r in self.results for d in r.protection):
            if not is_device(device):
                yield Phrase("{device} is no kind of protection that is known",
                             device=quoted(device))  # fmt: skip
            at = re.search(r"\bat (\d+(?:\.\d+)?) ?(k?m)\b", device)
            L = self.screening.length
            if at is not None and float(at[1]) * (1e3 if at[2] == "km" else 1.0) > L + 1.0:
                yield Phrase("{device} is beyond the end of the line, {length}",
                             device=quoted(device), length=units.show(L, "length"))  # fmt: skip
        for i, result in enumerate(self.results):
            for device in result.protection if self._swing(result) is None else ():
                if swings(device) and not is_sized(device):
                    yield Phrase(
                        "{device}: without its air in m3, or its area in m2, nothing tells whether"
                        " {key} covers a swing", device=quoted(device),
                        key=f"transients.results[{i}].duration",
                    )  # fmt: skip
            r = result.si
            head = r.delivery_level - r.suction_level
            if result.case != "valve open" or not head > 0.0 or r.reverse_speed is None:
                continue
            if r.reverse_speed == 0.0 or r.reverse_speed < self._turned_by(head):
                yield Phrase(
                    "{key} of {speed}, where {head} drives water back through a valve that is open:"
                    " what holds the pumps is to be shown",
                    key=f"transients.results[{i}].reverse_speed",
                    speed=units.show(r.reverse_speed, "speed"), head=units.show(head, "head"),
                )  # fmt: skip

    def _turned_by(self, head: float) -> float:
        """Speed that any pump reaches whose water runs back under a head, rpm; 0 if not known."""
        found = [
            unit.pump.si.speed * np.sqrt(head / fit.best_head)
            for unit, fit in zip(self.conditions.design.units, self.solved.fits, strict=True)
            if fit.best_head > 0.0 and not unit.series
        ] if self.conditions.pumps else []  # fmt: skip
        return self.conditions.limit("runaway_low") * float(min(found, default=0.0))

    def _flywheels(self) -> Iterator[str]:
        """Inertia that pump and motor don't have: typed, it would make any trip mild."""
        for i, unit in enumerate(self.conditions.design.units):
            if unit.si.inertia is None:
                continue
            try:
                usual = sum(self._usual_inertia(i))
            except NotApplicableError:  # nothing is held to it either
                continue
            if unit.si.inertia > self.conditions.limit("inertia_over_usual") * usual:
                yield Phrase(
                    "{key} of {inertia}, where pump and motor have about {usual}: a flywheel is"
                    " to be shown", key=f"units[{i}].inertia",
                    inertia=units.show(unit.si.inertia, "moment of inertia"),
                    usual=units.show(usual, "moment of inertia"),
                )  # fmt: skip

    def _doubts(self, key: str, result: TransientResult) -> Iterator[str]:
        """Where a lowest line lies above all, or below all, that a line can do in such a case."""
        low = result.envelope.si
        ends = np.cumsum([reach.si.length for reach in self.conditions.design.line.reaches])
        x = distinct(np.concatenate([low.chainage, ends, np.linspace(0.0, ends[-1], 201)]))
        x = x[x <= ends[-1]]
        head_min, rest = np.interp(x, low.chainage, low.head_min), result.si.delivery_level
        if result.case in RESTS:
            yield from self._beyond(
                "{key}: its lowest line is {by} above the line at rest, {head}, at {at}", key, x,
                head_min - rest, np.full(len(x), rest),
            )  # fmt: skip
        steady = self.steady(result.si.suction_level, rest)
        if result.case not in LOWERS or steady is None:
            return
        try:
            waves = [(a, self._trip_lines(x, steady, result, a)) for a in self._wave_speeds]
        except NotApplicableError as error:
            if is_bare(result):
                yield Phrase(
                    "{key}: no formula tells what a trip does, {why}", key=key, why=error.reason
                )
            return
        # What no wave speed that is claimed can do: below the lowest floor, above any mild line.
        a, lines = min(waves, key=lambda wave: wave[1].floor[0])
        if not np.isnan(lines.floor).any():
            speed = units.show(self._mean_of(a), "velocity")
            yield from self._beyond(
                "{key}: its lowest line is {by} below what any stop does with a wave of {speed},"
                " {head}, at {at}", key, x, lines.floor - head_min, lines.floor, speed=speed,
            )  # fmt: skip
        if is_bare(result):
            a, lines = max(waves, key=lambda wave: np.max(head_min - wave[1].mild))
            speed = units.show(self._mean_of(a), "velocity")
            yield from self._beyond(
                "{key}: its lowest line is {by} above what a trip does at least with a wave of"
                " {speed} and units that run down in {time}, {head}, at {at}", key, x,
                head_min - lines.mild, lines.mild, speed=speed,
                time=units.show(self._run_down[-1], "time"),
            )  # fmt: skip
            back = np.array([self._rebound(steady, result)])
            yield from self._beyond(
                "{key}: its highest line is {by} below what a trip brings back to a check valve"
                " that holds, {head}, at {at}", key, x[:1], back - low.head_max[0], back,
            )  # fmt: skip

    def _beyond(
        self, text: str, key: str, x: Any, over: Any, line: Any, **said: str
    ) -> Iterator[str]:
        i = int(np.argmax(over))
        if over[i] > self.conditions.limit("envelope_agreement"):
            yield Phrase(
                text, key=key, by=units.show(over[i], "head"), at=units.show(x[i], "length"),
                head=units.show(line[i], "level"), **said,
            )  # fmt: skip

    def _trip_lines(
        self, x: Any, steady: Steady, result: TransientResult, wave_speeds: Any
    ) -> TripLines:
        """Lines between which the lowest of a trip lies, from a steady flow."""
        end, r = result.si.delivery_level, steady.reaches
        if np.any(r.draw_off[:-1] > 0.0):
            raise NotApplicableError("water is drawn off along the line")
        if abs(steady.start - np.sum(steady.losses) - end) > self.conditions.limit(
            "envelope_agreement"
        ):
            raise NotApplicableError("a summit holds the pumps up")
        reaches = self._trip_reaches(steady, wave_speeds)
        return trip_lines(x, reaches, self._trip_pumps(result), end)

    def _trip_reaches(self, steady: Steady, wave_speeds: Any) -> TripReaches:
        r = steady.reaches
        v = velocity(kernels.string_flows(np.array([steady.flow]), r), r.D)[0]
        return TripReaches(r.L, wave_speeds, v, steady.losses)

    def _trip_pumps(self, result: TransientResult, run_down: float | None = None) -> TripPumps:
        """The pumps as one, by default the slowest."""
        c = self.conditions
        tops = [self.solved.highest_head(i) for i in range(len(c.design.units))] or [np.nan]
        if np.isnan(tops).any():
            raise NotApplicableError("the head at no flow isn't known")
        T = self._run_down[-1] if run_down is None else run_down
        return TripPumps(result.si.suction_level, max(tops), T)

    def _rebound(self, steady: Steady, result: TransientResult) -> float:
        """Grade line that comes back to the pumps whatever the time constant and the wave speed."""
        return min(
            least_rebound(self._trip_reaches(steady, a), self._trip_pumps(result, T),
                          result.si.delivery_level)
            for a in self._wave_speeds
            for T in np.geomspace(*self._run_down, 5)
        )  # fmt: skip

    @cached_property
    def _wave_speeds(self) -> list[Any]:
        """Wave speeds of the reaches: by their walls, and so that their mean is that stated.

        Neither makes the lower line everywhere: a faster wave is deeper, and sooner reflected.
        """
        own, stated = self.solved.grade.si.wave_speed, self.analysis.si.wave_speed
        if stated is None or stated == self._mean_speed:
            return [own]
        # No wall makes a wave faster than sound in the water.
        water = self.conditions.liquid.si
        sound = float(sound_speed_of(water.bulk_modulus, water.density))
        return [own, np.minimum(own * (stated / self._mean_speed), sound)]

    def _mean_of(self, wave_speeds: Any) -> float:
        """The speed of a wave that runs along the whole line by those of its reaches."""
        L = self.solved.grade.si.reach_length
        return float(np.sum(L) / np.sum(L / wave_speeds))

    @cached_property
    def _run_down(self) -> tuple[float, float]:
        """Shortest and longest time constant of the units, s.

        Of inertia as declared, with the largest and the least power of the curve: the least slows a
        unit least. Else from that of the pump to that of pump and motor, by the regressions
        of Thorley for the largest power.
        """
        c, short, long = self.conditions, [], []
        for i, unit in enumerate(c.design.units):
            n = unit.pump.si.speed if unit.si.speed is None else unit.si.speed
            P_min, P_max = self._powers(i)
            light = heavy = unit.si.inertia
            if heavy is None:
                light, motor = self._usual_inertia(i)
                heavy = light + motor
            short.append(float(surge.run_down_time(light, n, P_max)))
            long.append(float(surge.run_down_time(heavy, n, P_min)))
        return min(short), max(long)

    def _usual_inertia(self, i: int) -> tuple[float, float]:
        """Moments of inertia of pump and motor by the regressions, kg·m²."""
        unit, P = self.conditions.design.units[i], self._powers(i)[1]
        n = unit.pump.si.speed if unit.si.speed is None else unit.si.speed
        rating = P if unit.si.motor_rating is None else unit.si.motor_rating
        pump = surge.pump_inertia(P / 1e3, n)
        return float(pump), float(surge.motor_inertia(rating / 1e3, n))

    def _powers(self, i: int) -> tuple[float, float]:
        """Least and largest shaft power of a unit over its curve at full speed, W."""
        unit = ready(self.conditions.design.units[i])
        total: Any = 0.0
        for known in unit.known:
            if known.power is None:
                raise NotApplicableError("the efficiency of the pumps isn't known")
            q = np.linspace(known.power.start, known.power.end, 101)
            total = total + curves.value(known.power, q)[0] * unit.full**3
        return float(np.min(total)), float(np.max(total))
