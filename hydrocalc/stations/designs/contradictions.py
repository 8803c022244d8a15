"""What can't be true together in a design, though each value can."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.motors import geared, turns_at
from hydrocalc.components.pipes import COEFFICIENTS
from hydrocalc.components.pump_units import ready, refuse_same_names
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.lines import Line, points_of, reaches_of
from hydrocalc.hydraulics.suction import refuse_depths
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.kernels.stations import design_flow
from hydrocalc.stations.designs.design import StationDesign
from hydrocalc.stations.designs.signatures import no_waiver, unsigned
from hydrocalc.texts import Phrase
from hydrocalc.transients.analysis import check_envelope

LEVEL_TOLERANCE = 1e-3
"""Levels, m, that differ by less are one: a level is surveyed, and written in feet, no finer."""
UNUSUAL = (
    "start_over_eye", "start_under_eye", "end_under_level", "well_depth", "well_off_river",
    "bell_over_pipe", "bell_clearance_least", "eye_off_suction",
)  # fmt: skip
"""Limits beyond which a station is taken for a slip, unless the project says that it is so."""


def _way_out(id: str) -> str:
    """What to write where it is no slip."""
    return Phrase("{key} with value, name, date and reason if it is so", key=f"limits.{id}")


def _level(z: Any) -> units.Amount:
    """A level, or a place along the line, as it was written."""
    return units.Amount(z, "level", 6)


def contradictions(design: StationDesign) -> Iterator[tuple[str, InputError]]:
    """What can't be true together, though each value can: key and error."""
    levels = design.levels.si
    for side in ("suction", "delivery"):
        names = [f"{side}_{k}" for k in ("min", "design", "max")]
        known = [(n, getattr(levels, n)) for n in names if getattr(levels, n) is not None]
        for (below, low), (above, high) in itertools.pairwise(known):
            if low > high + LEVEL_TOLERANCE:
                expected = "at least {below}, {low}"
                yield (
                    f"levels.{above}",
                    InputError(
                        above,
                        expected,
                        _level(high),
                        below=below,
                        low=_level(low),
                    ),
                )
    d = design.demand.si
    if (d.flows is None) != (d.shares is None):
        yield "demand.shares", InputError("shares", "flows and shares, both or neither")
    elif d.flows is not None and len(d.flows) != len(d.shares):
        expected = "one share for each flow, {n} of them"
        yield "demand.shares", InputError("shares", expected, str(len(d.shares)), n=len(d.flows))
    elif d.flows is not None and abs(sum(d.shares) - 1) > 1e-6:
        yield "demand.shares", InputError("shares", "shares that sum to 1", f"{sum(d.shares):g}")
    elif d.flows is not None:
        yield from _above_the_design(d)
    for low, high in (("head_min", "head"), ("head", "head_max"), ("head_min", "head_max")):
        a, b = getattr(d, low), getattr(d, high)
        if a is not None and b is not None and a > b * (1.0 + 1e-9):
            yield (
                f"demand.{low}",
                InputError(
                    low,
                    "at most {other}, {b}",
                    _level(a),
                    other=high,
                    b=_level(b),
                ),
            )
    site = design.site.si
    t = data.assumption("temperature").number if site.temperature is None else site.temperature
    if site.temperature_max is not None and site.temperature_max < t - 1e-6:
        yield (
            "site.temperature_max",
            InputError(
                "temperature_max", "at least the water temperature, {least}",
                f"{site.temperature_max:g} °C", least=f"{t:g} °C",
            ),
        )  # fmt: skip
    if design.station.supply == "LV" and design.station.motor_voltage:
        expected, voltage = "no value: the motors are of low voltage", design.station.motor_voltage
        yield "station.motor_voltage", InputError("motor_voltage", expected, voltage)
    yield from _poles(design)
    if design.line is not None:
        if d.head is not None:
            yield "demand.head", InputError("head", "no value: the line gives it")
        ends = [getattr(levels, f"delivery_{k}") for k in ("design", "max", "min")]
        end, first = design.line.si.delivery_level, next((z for z in ends if z is not None), None)
        if None not in (end, first) and abs(end - first) > LEVEL_TOLERANCE:
            yield (
                "line.delivery_level",
                InputError(
                    "delivery_level",
                    "no value, or that of the levels: the design level at the end is {level}",
                    _level(end), level=_level(first),
                ),
            )  # fmt: skip
        yield from _raised("line", lambda: points_of(design.line, reaches_of(design.line, 1e-6), 0))
        for other in design.other_lines:
            for name in _unused(design.line, other):
                yield f"line.other_{name}", InputError(
                    f"other_{name}", "no value: the line's method takes no {name}",
                    design.line.method, name=name,
                )  # fmt: skip
    if design.line is not None and design.line.profile is not None:
        last = float(np.asarray(design.line.profile.si.axis)[-1])
        for name in ("min", "design", "max"):
            z = getattr(levels, f"delivery_{name}")
            if (
                z is not None and z < last - LEVEL_TOLERANCE
            ):  # it would have to fall out of the pipe
                expected = "at least the axis of the pipe at its end, {axis}"
                yield (
                    f"levels.delivery_{name}",
                    InputError(
                        f"delivery_{name}",
                        expected,
                        _level(z),
                        axis=_level(last),
                    ),
                )
        yield from _of_the_profile(design)
    for one in design.limits:
        yield from unsigned(one)
    for i, waiver in enumerate(design.waivers):
        for name, error in no_waiver(waiver):
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
    if design.suction_header is not None:
        if design.wet_well is not None:
            expected = "no value: the pumps draw from the wet well"
            yield "suction_header", InputError("suction_header", expected)
        crown = design.suction_header.crown
        if drawn_from and min(drawn_from) < crown:
            expected = "a crown, axis and half the bore, below the lowest level, {level}"
            yield (
                "suction_header.axis_level",
                InputError(
                    "axis_level",
                    expected,
                    _level(crown),
                    level=_level(min(drawn_from)),
                ),
            )
    yield from _of_the_suction(design)
    yield from _foreign_results(design)


def _of_the_profile(design: StationDesign) -> Iterator[tuple[str, InputError]]:
    """A profile that begins elsewhere than at the pumps, or ends elsewhere than where it delivers.

    What is written from the end to the station is both.
    """
    axis = np.asarray(design.line.profile.si.axis)
    first, last = float(axis[0]), float(axis[-1])
    over, under = design.limit("start_over_eye"), design.limit("start_under_eye")
    borehole = design.project.kind == "borehole"
    for i, eye in enumerate(() if borehole else _eyes(design)):
        if eye is None or -under <= first - eye <= over:
            continue
        expected = "a first point from {under} under to {over} over units[{i}].eye_level, {eye}"
        if abs(last - eye) < abs(first - eye):
            expected = (
                "points from the pumps to the end: the last, {last}, is nearer to"
                " units[{i}].eye_level, {eye}, than the first"
            )
        yield (
            "line.profile",
            InputError(
                "profile", expected, _level(first),
                _way_out("start_over_eye" if first > eye else "start_under_eye"), i=i,
                under=units.show(under, "length"), over=units.show(over, "length"),
                eye=units.show(eye, "level"), last=units.show(last, "level"),
            ),
        )  # fmt: skip
        return
    known = [getattr(design.levels.si, f"delivery_{k}") for k in ("design", "max", "min")]
    level, most = next((z for z in known if z is not None), None), design.limit("end_under_level")
    if level is not None and last < level - most:
        expected = "a last point at most {depth} under the level that it delivers to, {level}"
        yield (
            "line.profile",
            InputError(
                "profile", expected, _level(last), _way_out("end_under_level"),
                depth=units.show(most, "length"),
                level=units.show(level, "level"),
            ),
        )  # fmt: skip


FLOW_TOLERANCE = 5e-3
"""Share by which a flow that is written with three digits may be off."""


def _above_the_design(d: Any) -> Iterator[tuple[str, InputError]]:
    """Flows over the year that the station is said to carry, and isn't designed for."""
    Q, parts = d.flow, (d.own_use, d.leakage, d.max_day, d.hours)
    if Q is None and None not in parts:
        Q = float(design_flow(*parts))
    most = max(d.flows)
    if Q is not None and most > Q * (1.0 + FLOW_TOLERANCE):
        expected = "flows up to the design flow, {flow}"
        got, flow = units.show(most, "flow"), units.show(Q, "flow")
        yield "demand.flows", InputError("flows", expected, got, flow=flow)


def _unused(line: Line, other: Line) -> list[str]:
    """Coefficients in which the line in another condition differs, and of which its law is none."""
    uses = LAWS[line.method].coefficient
    if not uses:  # it holds for one condition
        return ["roughness"]
    pairs = list(zip(line.reaches, other.reaches, strict=False))
    return [
        name for name in COEFFICIENTS if name != uses
        and any(getattr(a.pipe.si, name) != getattr(b.pipe.si, name) for a, b in pairs)
    ]  # fmt: skip


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
            if known and not known[0] - LEVEL_TOLERANCE <= z <= known[-1] + LEVEL_TOLERANCE:
                yield (
                    f"{key}.{side}_level",
                    InputError(
                        f"{side}_level", "a level of those declared, {low} to {high}", _level(z),
                        low=_level(known[0]), high=_level(known[-1]),
                    ),
                )  # fmt: skip
        for name, error in _of_no_run(result.si, design):
            yield f"{key}.{name}", error
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
                    "envelope", "an envelope as long as the line, {length}", _level(last),
                    length=units.Amount(total, "length", 6),
                ),
            )  # fmt: skip


def _of_no_run(r: Any, design: StationDesign) -> Iterator[tuple[str, InputError]]:
    """Numbers of a result that no run of this station can have together."""
    standby, most = design.station.standby, sum(unit.count for unit in design.units)
    if r.units is not None and most and standby is not None and r.units > most + standby:
        expected = "at most the units installed, {n}"
        yield "units", InputError("units", expected, str(r.units), n=most + standby)
    if None not in (r.duration, r.reverse_time) and r.duration < r.reverse_time:
        expected = "at least reverse_time, {time}: the run ends before the units stand"
        time = units.show(r.reverse_time, "time")
        yield "duration", InputError("duration", expected, f"{r.duration:g} s", time=time)
    if r.reverse_time == 0.0 and r.reverse_speed:
        expected, speed = (
            "more than 0: units turn back at {speed}",
            units.show(r.reverse_speed, "speed"),
        )
        yield (
            "reverse_time",
            InputError("reverse_time", expected, units.show(0.0, "time"), speed=speed),
        )


def _of_the_well(well: Any, levels: Any) -> Iterator[tuple[str, InputError]]:
    """Levels of the well that aren't those that the pumps are said to draw from."""
    names = [n for n in ("suction_min", "suction_design", "suction_max")
             if getattr(levels, n) is not None]  # fmt: skip
    least, most = (getattr(levels, n) for n in (names[0], names[-1]))
    if well.minimum_level > least + LEVEL_TOLERANCE:
        yield (
            f"levels.{names[0]}",
            InputError(
                names[0], "at least wet_well.minimum_level, {level}: below it the pumps stop",
                _level(least), level=_level(well.minimum_level),
            ),
        )  # fmt: skip
    if well.maximum_level < most - LEVEL_TOLERANCE:
        yield (
            f"levels.{names[-1]}",
            InputError(
                names[-1], "at most wet_well.maximum_level, {level}", _level(most),
                level=_level(well.maximum_level),
            ),
        )  # fmt: skip


def _eyes(design: StationDesign) -> list[float | None]:
    """Levels of the eyes; None also of what is a depth, which is refused by itself."""
    levels, found = design.levels.si, []
    given = [getattr(levels, f"suction_{k}") for k in ("min", "design", "max")]
    drawn_from = np.array([z for z in given if z is not None])
    for eye in (unit.si.eye_level for unit in design.units):
        level = eye is not None and not list(_raised("", partial(refuse_depths, drawn_from, eye)))
        found.append(eye if level else None)
    return found


def _of_the_suction(design: StationDesign) -> Iterator[tuple[str, InputError]]:
    """Well or header, bells, suction pipes and eyes that can't stand in one station."""
    far = design.limit("eye_off_suction")
    reach = units.show(far, "length")
    for i, (unit, eye) in enumerate(zip(design.units, _eyes(design), strict=True)):
        key, pipe = f"units[{i}]", unit.si.suction_diameter
        if design.suction_header is not None:
            header = design.suction_header.si
            if pipe is not None and header.diameter < pipe * (1.0 - SAME_BORE):
                expected = "at least {key}, {pipe}: the header feeds it"
                yield _narrow("suction_header.diameter", header.diameter, expected, key, pipe)
            if eye is not None and eye > header.axis_level + far:
                expected = "at most {reach} above suction_header.axis_level, {level}"
                yield _eye(key, eye, expected, reach, header.axis_level)
        if design.wet_well is None:
            continue
        well = design.wet_well.si
        bell = well.bell_diameter
        if None not in (pipe, bell) and bell < pipe * (1.0 - SAME_BORE):
            expected = "at least {key}, {pipe}: a bell widens its pipe"
            yield _narrow("wet_well.bell_diameter", bell, expected, key, pipe)
        most = design.limit("bell_over_pipe")
        if None not in (pipe, bell) and bell > most * pipe:
            expected = "at most {most} times {key}, {pipe}"
            yield _narrow("wet_well.bell_diameter", bell, expected, key, pipe, most)
        if eye is not None and eye < well.bottom - far and design.project.kind != "borehole":
            expected = (
                "at most {reach} below wet_well.bottom, {level}; a pump that stands elsewhere"
                " draws from a [suction_header]"
            )
            yield _eye(key, eye, expected, reach, well.bottom)
    if design.wet_well is not None:
        yield from _of_the_bells(design, design.wet_well.si)


SAME_BORE = 0.02
"""Share by which the same nominal bore may be written differently."""


def _narrow(
    key: str, diameter: float, expected: str, unit: str, pipe: float, most: float | None = None
) -> tuple[str, InputError]:
    """A diameter that doesn't go with the suction pipe of a unit."""
    return key, InputError(
        key.rpartition(".")[2], expected, units.show(diameter, "diameter"),
        "" if most is None else _way_out("bell_over_pipe"), key=f"{unit}.suction_diameter",
        pipe=units.show(pipe, "diameter"), most="" if most is None else f"{most:g}",
    )  # fmt: skip


def _eye(unit: str, eye: float, expected: str, reach: str, level: float) -> tuple[str, InputError]:
    """An eye that isn't where its pump draws from."""
    key = f"{unit}.eye_level"
    return key, InputError(
        "eye_level",
        expected,
        _level(eye),
        _way_out("eye_off_suction"),
        reach=reach,
        level=units.show(level, "level"),
    )


def _of_the_bells(design: StationDesign, well: Any) -> Iterator[tuple[str, InputError]]:
    """A well that doesn't hold its bells, or is in another datum than they or its river."""
    levels, bells = design.levels.si, sum(unit.count for unit in design.units)
    bells += design.station.standby or 0
    D = well.bell_diameter
    least = 0.0 if D is None else bells * np.pi / 4.0 * D**2
    if well.area < least:  # bells that look sideways have as much water before them
        expected = "at least {least}, which {n} bells of wet_well.bell_diameter, {bell}, cover"
        yield (
            "wet_well.area",
            InputError(
                "area", expected, units.show(well.area, "area"), n=bells,
                least=units.show(least, "area"), bell=units.show(D, "diameter"),
            ),
        )  # fmt: skip
    # Half of a bell that looks sideways is below its axis.
    horizontal = design.wet_well.position == "horizontal"
    clear = (0.5 if horizontal else design.limit("bell_clearance_least")) * (D or 0.0)
    low = well.bell_level is not None and well.bell_level - well.bottom < clear * (1 - 1e-9)
    if D and low:
        expected = "at least {clear} over wet_well.bottom, {level}: water has to get under a bell"
        yield (
            "wet_well.bell_level",
            InputError(
                "bell_level", expected, _level(well.bell_level), _way_out("bell_clearance_least"),
                clear=units.show(clear, "length"), level=units.show(well.bottom, "level"),
            ),
        )  # fmt: skip
    depth, most = well.minimum_level - well.bottom, design.limit("well_depth")
    if depth > most and design.project.kind != "borehole":
        expected = "at least {level}, {depth} below wet_well.minimum_level: one datum for all"
        yield (
            "wet_well.bottom",
            InputError(
                "bottom", expected, _level(well.bottom), _way_out("well_depth"),
                depth=units.show(most, "length"),
                level=units.show(well.minimum_level - most, "level"),
            ),
        )  # fmt: skip
    off = design.limit("well_off_river")
    low, high = levels.suction_min, levels.suction_max
    if low is not None and well.minimum_level < low - off:
        expected = "at most {off} below levels.suction_min, {level}: one datum for all"
        yield _off_river("minimum_level", well.minimum_level, expected, off, low)
    if high is not None and well.maximum_level > high + off:
        expected = "at most {off} above levels.suction_max, {level}: one datum for all"
        yield _off_river("maximum_level", well.maximum_level, expected, off, high)


def _off_river(
    name: str, level: float, expected: str, off: float, river: float
) -> tuple[str, InputError]:
    """A level of the well that is none of its river."""
    return f"wet_well.{name}", InputError(
        name, expected, _level(level), _way_out("well_off_river"),
        off=units.show(off, "length"), level=units.show(river, "level"),
    )  # fmt: skip


def _poles(design: StationDesign) -> Iterator[tuple[str, InputError]]:
    """Motors that turn a pump without a gear have the poles of its full speed.

    A drive only slows them down.
    """
    poles, mains = design.station.poles, design.station.si.frequency
    for unit in design.units if mains is not None else ():
        n = unit.si.speed or unit.pump.si.speed
        direct = unit.si.minimum_speed is None and not geared(unit.si.coupling_efficiency)
        if direct and not turns_at(n, mains):
            expected = "mains that turn motors at {speed}, or the minimum_speed of a drive"
            got, speed = units.show(mains, "frequency"), units.show(n, "speed")
            yield "station.frequency", InputError("frequency", expected, got, speed=speed)
            return
    for unit in design.units if poles is not None else ():
        n = unit.si.speed or unit.pump.si.speed
        # From 50 Hz with 10 % slip to 60 Hz without.
        if (
            not geared(unit.si.coupling_efficiency)
            and not 0.9 * 6000.0 / poles <= n <= 7200.0 / poles
        ):
            expected = "the poles of motors that turn pumps at {speed}"
            speed = units.show(n, "speed")
            yield "station.poles", InputError("poles", expected, str(poles), speed=speed)


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
