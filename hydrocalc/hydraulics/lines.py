"""Lines: reaches along a profile, their grade line, the head they require, and what fails."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.pipes import METHODS, Pipe, check_roughness
from hydrocalc.components.wetwells import levels_of
from hydrocalc.errors import InputError
from hydrocalc.kernels import chains as scenarios
from hydrocalc.kernels import lines as kernels
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.kernels import surge
from hydrocalc.kernels.liquids import G
from hydrocalc.records.columns import read_columns
from hydrocalc.records.messages import translated
from hydrocalc.records.record import (
    Assumption,
    Choice,
    Count,
    Made,
    Measure,
    OptionalMeasure,
    Part,
    Ratio,
    Record,
    Result,
    assumed,
    made,
    record_of,
    records_of,
)
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.record import Amount, Language


class Reach(Record):
    """A length of one pipe, in one or more parallel strings.

    Parameters
    ----------
    pipe : Pipe
        The pipe of each string.
    length : float, str or quantity
        Length, m.
    loss_coefficient : float, optional
        Sum of the loss coefficients K of its fittings.
    local_share : float or str, optional
        Local losses as a share of friction, such as "7 %", in place of or beside K.
    strings : int, optional
        Equal parallel strings, 1–20.
    draw_off : float, str or quantity, optional
        Flow that leaves at its end, m³/s.
    """

    pipe: Part = Part(label="pipe", of=Pipe)
    length: Measure = Measure("length", label="length")
    loss_coefficient: Ratio = Ratio(low=0.0, default=0.0, label="loss coefficients K")
    local_share: Ratio = Ratio(low=0.0, high=2.0, default=0.0, label="local losses over friction")
    strings: Count = Count(1, 20, default=1, label="parallel strings")
    draw_off: Measure = Measure("flow", low=0.0, default=0.0, label="draw-off at its end")


class Profile(Record):
    """Elevations along a line.

    Parameters
    ----------
    chainage : array_like
        Distance from the start, m, from 0 up.
    ground : array_like
        Ground, m above the datum.
    axis : array_like
        Pipe axis, m above the datum.
    """

    chainage: Measure = Measure("length", low=0.0, label="chainage", many=True)
    ground: Measure = Measure("level", label="ground", many=True)
    axis: Measure = Measure("level", label="pipe axis", many=True)


class Line(Record):
    """Reaches one after the other (never a tree), with a profile if there is one.

    Parameters
    ----------
    reaches : sequence of Reach
        From the pumps to the end.
    profile : Profile, optional
        Elevations from the start to the end; without one no pressures are known.
    delivery_level : float, str or quantity, optional
        Grade line that the end needs, m above the datum: the water level there, or the axis plus
        the pressure head. Without it the end is a point of the profile like all others.
    method : str, optional
        Law of friction, as in `head_loss`; the pipes must have its coefficient.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipe = hc.Pipe(diameter="800 mm", roughness="0.1 mm")
    >>> line = hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")])
    >>> grade = hc.hydraulic_grade_line(line, flow="0.4 m3/s")
    >>> print(f"{grade.friction[0]:.1f~P}, local {grade.local[0]:.0f~P}")
    12.2 m, local 0 m
    """

    reaches: Part = Part(label="reaches", of=Reach, many=True)
    profile: Part = Part(default=None, label="profile", of=Profile)
    delivery_level: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="level at the end"
    )
    method: Choice = Choice(METHODS, default="colebrook", label="method")


class Section(Record):
    """A stretch of a line where something is wrong."""

    flow: Measure = Measure("flow", label="flow")
    start: Measure = Measure("length", low=0.0, label="from")
    end: Measure = Measure("length", low=0.0, label="to")


class ControlChange(Record):
    """A flow above which another point of a line asks for the head."""

    flow: Measure = Measure("flow", label="flow")
    before: Measure = Measure("length", low=0.0, label="from")
    after: Measure = Measure("length", low=0.0, label="to")


class GradeLine(Result):
    """Grade line of a line for one or more flows, and what a reviewer looks for in it.

    Arrays have one row a flow and one column a point (or a reach).
    """

    schema: ClassVar[tuple[str, int]] = ("grade-line", 1)

    line: Part = Part(label="line")
    liquid: Part = Part(label="liquid")
    flow: Measure = Measure("flow", label="flow")
    suction_level: Measure = Measure("level", label="water level at the pumps")
    bore: Measure = Measure("diameter", label="bore")
    reach_length: Measure = Measure("length", label="length of the reach")
    coefficient: Ratio = Ratio(label="coefficient of the method, SI")
    loss_coefficient: Ratio = Ratio(label="loss coefficients K")
    local_share: Ratio = Ratio(label="local losses over friction")
    strings: Ratio = Ratio(label="parallel strings")
    string_flow: Measure = Measure("flow", label="flow in each string")
    velocity: Measure = Measure("velocity", label="velocity", digits=3)
    reynolds: Ratio = Ratio(label="Reynolds number")
    roughness: Measure = Measure("roughness", label="equivalent roughness", digits=3)
    relative_roughness: Ratio = Ratio(label="relative roughness", digits=3)
    friction_factor: Ratio = Ratio(label="friction factor")
    """nan for a law that has none, as both roughnesses."""
    reach_friction: Measure = Measure("head", label="friction loss of the reach")
    reach_local: Measure = Measure("head", label="local loss of the reach")
    friction: Measure = Measure("head", label="friction loss")
    local: Measure = Measure("head", label="local loss")
    chainage: Measure = Measure("length", label="chainage")
    head: Measure = Measure("level", label="grade line")
    pressure_head: Measure = Measure("level", label="pressure head over the axis")
    required_level: Measure = Measure("level", label="grade line required at the start")
    start_level: Measure = Measure("level", label="grade line at the start")
    still_level: Measure = Measure("level", label="grade line at rest or shut-off")
    pump_head: Measure = Measure("level", label="head required of the pumps")
    control_chainage: Measure = Measure("length", label="control point")
    control_level: Measure = Measure("level", label="level asked for at the control point")
    control_loss: Measure = Measure("head", label="losses up to the control point")
    control_changes: Part = Part(label="control point moves")
    excess_head: Measure = Measure("level", label="head to spare at the end")
    lowest_pressure: Measure = Measure("level", label="lowest pressure head at the obvert")
    lowest_chainage: Measure = Measure("length", label="where")
    highest_pressure: Measure = Measure("pressure", label="highest pressure")
    highest_chainage: Measure = Measure("length", label="where")
    highest_by_point: Measure = Measure("pressure", label="highest pressure by point")
    negative: Part = Part(label="negative pressure")
    negative_from: OptionalMeasure = OptionalMeasure(
        "flow", label="negative pressure from a flow of"
    )
    above_rating: Part = Part(label="above the pressure rating")
    design_pressure: Measure = Measure("pressure", label="design pressure by the rule")
    wall: Measure = Measure("diameter", label="wall")
    modulus: Measure = Measure("bulk modulus", label="Young's modulus")
    restraint_factor: Ratio = Ratio(label="factor of the restraint and of Poisson's ratio")
    """nan where the wave speed is assumed, as wall and modulus."""
    wave_speed: Measure = Measure("velocity", label="wave speed")
    reach_joukowsky: Measure = Measure("head", label="head rise of a sudden stop in the reach")
    joukowsky: Measure = Measure("head", label="head rise of a sudden stop (Joukowsky)", digits=3)
    reach_period: Measure = Measure("time", label="period 2L/a of the reach", digits=3)
    period: Measure = Measure("time", label="period 2L/a", digits=3)
    reach_volume: Measure = Measure("volume", label="volume of the reach")
    volume: Measure = Measure("volume", label="volume")
    fill_time: Measure = Measure("time", label="time to fill at 0.3 m/s")
    air_valves: Measure = Measure("length", label="air valves: high points")
    air_valves_between: Measure = Measure("length", label="air valves: between them")
    drains: Measure = Measure("length", label="drains: low points")
    assumptions: Part = Part(label="Assumptions")

    made_by: ClassVar[Mapping[str, Made]] = {
        "velocity": made(pipe_kernels.velocity, Q="string_flow", D="bore"),
        "reynolds": made(pipe_kernels.reynolds, v="velocity", D="bore", nu="liquid.viscosity"),
        "reach_friction": made(
            kernels.reach_friction, Q="string_flow", D="bore", L="reach_length", k="coefficient",
            nu="liquid.viscosity", method="line.method",
        ),
        "reach_local": made(
            kernels.reach_local_loss, K="loss_coefficient", v="velocity", s="local_share",
            h="reach_friction",
        ),
        "friction": made(kernels.over_reaches, h="reach_friction"),
        "local": made(kernels.over_reaches, h="reach_local"),
        "required_level": made(kernels.level_required, z_c="control_level", h_c="control_loss"),
        "pump_head": made(kernels.pump_head, z_r="required_level", z_s="suction_level"),
        "wave_speed": made(
            surge.wave_speed, K="liquid.bulk_modulus", rho="liquid.density", D="bore", e="wall",
            E="modulus", c_w="restraint_factor",
        ),
        "reach_joukowsky": made(surge.joukowsky_head, a="wave_speed", v="velocity"),
        "joukowsky": made(kernels.worst_reach, h="reach_joukowsky"),
        "reach_period": made(surge.pipe_period, L="reach_length", a="wave_speed"),
        "period": made(kernels.over_reaches, h="reach_period"),
        "reach_volume": made(kernels.volume, D="bore", L="reach_length", N="strings"),
        "volume": made(kernels.over_reaches, h="reach_volume"),
    }  # fmt: skip

    @property
    def declared(self) -> tuple[str, ...]:
        """As `Result.declared`; roughness and friction factor where the law has them."""
        fields = list(self.made_by)
        if self.line.method in pipe_kernels.FRICTION:
            at = fields.index("reach_friction")
            fields[at:at] = ["relative_roughness", "friction_factor"]
        return tuple(fields)

    def how(self, field: str) -> Made:
        """As `Result.how`; friction by the law of this line."""
        method = self.line.method
        law = pipe_kernels.LAWS[method]
        if method in pipe_kernels.FRICTION:
            if field == "relative_roughness":
                return made(scenarios.relative_roughness, eps="roughness", D="bore")
            if field == "friction_factor":
                return made(law.kernel, Re="reynolds", rel="relative_roughness")
            if field == "reach_friction":
                return made(
                    kernels.friction_loss, f="friction_factor", L="reach_length", v="velocity",
                    D="bore",
                )  # fmt: skip
        elif field == "reach_friction":
            own = {"hazen_williams_c": "C", "manning_n": "n_m"}.get(law.coefficient)
            more = {own: "coefficient"} if own else {}
            return made(law.kernel, Q="string_flow", D="bore", L="reach_length", **more)
        return super().how(field)

    @property
    def exit_code(self) -> int:
        """0, or 1 if a pressure is negative or above the rating, or the start level too low."""
        short = np.any(self.si.start_level < self.si.required_level - 1e-9)
        return int(bool(self.negative or self.above_rating or short))

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The flows side by side, or as rows if they are many."""
        from hydrocalc.hydraulics.grade_line_text import flows_table

        return flows_table(self, lang)

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """One row a flow: figures, what fails, what was assumed."""
        from hydrocalc.hydraulics.grade_line_text import flows_data

        return flows_data(self, lang)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The reaches, the flows, what fails, surge, the schedule, what was assumed."""
        from hydrocalc.hydraulics.grade_line_text import page

        return page(self, lang)


def _pipes(line: Line) -> list[Pipe]:
    return [reach.pipe for reach in line.reaches]


def read_profile(path: str | os.PathLike[str]) -> Profile:
    r"""A profile from a CSV file.

    Parameters
    ----------
    path : str or path
        CSV with the columns ``chainage_m``, ``ground_m`` and ``axis_m`` (any order; others are
        ignored), UTF-8 with or without a byte-order mark, or GB18030; at most 20 MB and 200,000
        rows.

    Returns
    -------
    Profile
        The profile.

    Raises
    ------
    InputError
        If the file can't be read, is too large, lacks a column or has one twice, or has a cell
        that isn't a number with a decimal point; the message names the line.

    Notes
    -----
    Chainages rise from 0.

    References
    ----------
    RFC 4180.

    Examples
    --------
    >>> import hydrocalc as hc, pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "profile.csv"
    >>> _ = file.write_text("chainage_m,ground_m,axis_m\n0,250,248\n1000,262,260\n")
    >>> print(f"{hc.read_profile(str(file)).axis[-1]:.0f~P}")
    260 m
    """
    names = ("chainage_m", "ground_m", "axis_m")
    x, ground, axis = map(np.array, read_columns(path, "profile", names))
    if len(x) < 2:
        raise InputError("profile", "at least two points", str(len(x)))
    profile = Profile(chainage=x, ground=ground, axis=axis)
    _check_profile(profile)
    return profile


def _check_profile(profile: Profile) -> None:
    x, ground, axis = profile.si.chainage, profile.si.ground, profile.si.axis
    if not (np.shape(x) == np.shape(ground) == np.shape(axis) and np.ndim(x) == 1 and len(x) > 1):
        raise InputError("profile", "chainage, ground and axis of equal length, two points or more")
    if not (np.isfinite(x).all() and np.isfinite(ground).all() and np.isfinite(axis).all()):
        raise InputError("profile", "finite numbers")
    back = np.flatnonzero(np.diff(x) <= 0)
    if len(back):
        i = int(back[0])
        raise InputError("profile", "chainages that rise", f"{x[i + 1]:g} m after {x[i]:g} m")
    if x[0] != 0:
        raise InputError("profile", "a first chainage of 0", f"{x[0]:g} m")


def hydraulic_grade_line(
    line: Line,
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    suction_level: Amount = 0.0,
    start_level: Amount | None = None,
    shutoff_level: Amount | None = None,
    minimum_pressure: Amount | None = None,
) -> GradeLine:
    """Grade line, pressures and velocities along a line for one or more flows.

    Parameters
    ----------
    line : Line
        The line.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Flow at its start, m³/s; one or more, above 0.
    suction_level : float, str or quantity, optional
        Water level that the pumps draw from, m above the datum (0).
    start_level : float, str or quantity, optional
        Grade line at the start, m above the datum; by default the least that the profile and the
        end require.
    shutoff_level : float, str or quantity, optional
        Grade line at the start against a closed end, m: highest suction level plus the pumps'
        shut-off head. Without it the static line is that of the start level.
    minimum_pressure : float, str or quantity, optional
        Pressure head that every point of the profile needs at the obvert, m, 0–100 (2 m).

    Returns
    -------
    GradeLine
        Arrays with one row a flow.

    Raises
    ------
    InputError
        If the line or its profile isn't whole, a pipe lacks the coefficient of the method, or
        an argument can't be read.

    Notes
    -----
    Required: H(Q) = max over x of [z(x) + D/2 + p_min/ρg + h(0→x, Q)], the end with its delivery
    level. Where a summit governs, the line beyond it isn't full by pump pressure: no pressures
    are given there. Local losses lie evenly along their reach, draw-offs at its end. Ratings are
    compared with the highest of the steady line, the static one and that of shut-off.

    References
    ----------
    GB 50013-2018 7.1.4 (no negative pressure in steady operation); GB 50332-2002 (design
    pressure, from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipe = hc.Pipe(diameter="800 mm", roughness="0.1 mm")
    >>> profile = hc.Profile(chainage=[0, 9e3, 21e3], ground=[250, 330, 300], axis=[248, 328, 298])
    >>> line = hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")], profile=profile,
    ...                delivery_level="302 m")
    >>> grade = hc.hydraulic_grade_line(line, flow=[0.1, 0.4], suction_level=246)
    >>> print(f"{grade.control_chainage[1].to('km'):.0f~P}, {grade.pump_head[1]:.1f~P}")
    9 km, 89.6 m
    """
    record_of(line, "line", Line)
    Q = units.row(flow, "flow", "flow")
    if not (Q > 0).all():
        raise InputError("flow", "flows above 0, one or a list")
    taken: list[Assumption] = []
    p_min = 0.0
    if line.profile is not None:
        p_min = least_pressure(minimum_pressure)
        if minimum_pressure is None:
            taken.append(assumed("line_pressure"))
    else:
        for name, value in (("start_level", start_level), ("shutoff_level", shutoff_level),
                            ("minimum_pressure", minimum_pressure)):  # fmt: skip
            if value is not None:
                raise InputError(name, "a profile beside it")
    z_s = units.number(suction_level, "level", "suction_level", scalar=True)
    water = liquid_or_water(liquid, one=True)
    reaches = reaches_of(line, water.si.viscosity)
    if reaches.draw_off.sum() > Q.min():
        raise InputError(
            "draw_off", "draw-offs of at most the flow, {most}",
            units.show(reaches.draw_off.sum(), "flow"), most=units.show(Q.min(), "flow"),
        )  # fmt: skip
    points = points_of(line, reaches, p_min)
    loss = kernels.loss_to(points.x, Q, reaches)
    required, at = kernels.required_start(points.least, loss)
    start = required if start_level is None else _level("start_level", start_level, required)
    still = start if shutoff_level is None else _level("shutoff_level", shutoff_level, required)
    if (still < start).any():
        raise InputError(
            "shutoff_level", "at least the grade line at the start, {least}",
            units.show(still[0], "level"), least=units.show(start.max(), "level"),
        )  # fmt: skip
    still = np.maximum(still, z_s)  # at rest the water may stand higher than the pumps lift it
    head = start[:, None] - loss
    # Beyond a summit that governs the water runs by itself: no pressure is known there.
    beyond = (np.arange(len(points.x)) > at[:, None]) & (at < len(points.x) - 1)[:, None]
    hidden = beyond & (start_level is None)
    q = kernels.string_flows(Q, reaches)
    friction, local = kernels.reach_losses(Q, reaches)
    V = pipe_kernels.velocity(q, reaches.D)
    Re, eps, f = pipe_kernels.reynolds(V, reaches.D, reaches.nu), np.nan * reaches.D, np.nan * V
    rel = eps
    if line.method in pipe_kernels.FRICTION:
        eps, rel = reaches.k, scenarios.relative_roughness(reaches.k, reaches.D)
        f = units.run(pipe_kernels.FRICTION[line.method], Re, rel)
    to_control = loss[np.arange(len(at)), at]
    wall, modulus, factor, a = _wave_speeds(line, water, taken)
    jump, period = surge.joukowsky_head(a, V), surge.pipe_period(reaches.L, a)
    volume = kernels.volume(reaches.D, reaches.L, reaches.strings)
    changes: tuple[ControlChange, ...] = ()
    negative_from = None
    if line.profile is not None:
        changes = _control_changes(points, reaches, 2.0 * float(Q.max()))
        if start_level is not None:
            negative_from = _negative_from(float(start[0]), points, reaches)
    return GradeLine(
        line=line, liquid=water, flow=Q, suction_level=z_s, bore=reaches.D, reach_length=reaches.L,
        coefficient=reaches.k, loss_coefficient=reaches.K, local_share=reaches.share,
        strings=reaches.strings, string_flow=q, velocity=V, reynolds=Re,
        roughness=eps, relative_roughness=rel, friction_factor=f, reach_friction=friction,
        reach_local=local, friction=kernels.over_reaches(friction),
        local=kernels.over_reaches(local), chainage=points.x, head=head,
        pressure_head=np.where(hidden, np.nan, head - points.axis), required_level=required,
        start_level=start, still_level=still, pump_head=kernels.pump_head(required, z_s),
        control_chainage=points.x[at], control_level=required - to_control,
        control_loss=to_control, control_changes=changes,
        excess_head=head[:, -1] - points.least[-1], negative_from=negative_from,
        **_pressures(Q, line, points, head, hidden, still, water.si.density * G),
        wall=wall, modulus=modulus, restraint_factor=factor, wave_speed=a,
        reach_joukowsky=jump, joukowsky=kernels.worst_reach(jump),
        reach_period=period, period=float(kernels.over_reaches(period)), reach_volume=volume,
        volume=float(kernels.over_reaches(volume)), fill_time=float(reaches.ends[-1]) / 0.3,
        **_schedule(line, points, taken),
        assumptions=tuple(taken),
    )  # fmt: skip


def _schedule(line: Line, points: Points, taken: list[Assumption]) -> dict[str, Any]:
    """Air valves and drains, from the profile."""
    if line.profile is None:
        none = np.array([])
        return {"air_valves": none, "air_valves_between": none, "drains": none}
    taken.append(assumed("air_valve_spacing"))
    high = kernels.turns(points.x, points.axis, 1.0)
    return {
        "air_valves": high,
        "air_valves_between": kernels.between(high, float(points.x[-1]), float(taken[-1].value)),
        "drains": kernels.turns(points.x, points.axis, -1.0),
    }


class Points(NamedTuple):
    """The points of a line at which pressures are looked at; without a profile, its ends."""

    x: Any
    axis: Any
    bore: Any
    """The larger of the two where reaches meet: the higher obvert counts."""
    least: Any
    """Lowest grade line that the point may have."""
    before: Any
    after: Any
    """Reach that ends, or begins, at the point or holds it."""


def points_of(line: Line, reaches: kernels.Reaches, p_min: float) -> Points:
    """The points of a line, with the grade line that each asks for."""
    D, end, ends = reaches.D, line.si.delivery_level, reaches.ends
    total, last = ends[-1], len(reaches.D) - 1
    if line.profile is None:
        least = np.array([-np.inf, 0.0 if end is None else end])
        reach = np.array([0, last])
        return Points(np.array([0.0, total]), np.full(2, np.nan), D[reach], least, reach, reach)
    _check_profile(line.profile)
    x, axis = line.profile.si.chainage, line.profile.si.axis
    if abs(x[-1] - total) > max(1.0, 1e-3 * total):
        raise InputError(
            "profile", "a profile as long as the line, {length} m", f"{x[-1]:g} m",
            length=f"{total:g}",
        )  # fmt: skip
    before, after = (
        np.clip(np.searchsorted(ends, x, side=side), 0, last) for side in ("left", "right")
    )
    bore = np.maximum(D[before], D[after])
    least = axis + 0.5 * bore + p_min
    if end is not None:
        least[-1] = end
    return Points(x, axis, bore, least, before, after)


def _level(name: str, given: Any, like: Any) -> Any:
    return np.full_like(like, units.number(given, "level", name, scalar=True))


def _pressures(
    Q: Any, line: Line, points: Points, head: Any, hidden: Any, still: Any, weight: float
) -> dict[str, Any]:
    """The fields that need a profile: the lowest and highest pressures, and what fails.

    `still` is the grade line of the line at rest, by flow.
    """
    x, n = points.x, len(Q)
    if line.profile is None:
        none = np.full((n, 2), np.nan)
        return {
            "lowest_pressure": none[:, 0], "lowest_chainage": np.full(n, x[0]),
            "highest_pressure": none[:, 0], "highest_chainage": np.full(n, x[0]),
            "highest_by_point": none, "negative": (), "above_rating": (),
            "design_pressure": np.full(len(line.reaches), np.nan),
        }  # fmt: skip
    rows = np.arange(n)
    obvert = head - points.axis - 0.5 * points.bore
    i_low = np.where(hidden, np.inf, obvert).argmin(axis=1)
    steady = np.where(hidden, -np.inf, head - points.axis)
    highest = np.fmax(steady, still[:, None] - points.axis)
    i_high = highest.argmax(axis=1)
    pipes = _pipes(line)
    rating = np.array([np.nan if p.si.rating is None else p.si.rating for p in pipes])
    allowed = np.fmin(rating[points.before], rating[points.after]) / weight
    design = np.full(len(pipes), np.nan)
    seen, first = np.unique(points.before, return_index=True)
    for i, top in zip(seen, np.maximum.reduceat(highest.max(axis=0), first), strict=True):
        design[i] = _design_pressure(pipes[i], float(top) * weight)
    return {
        "lowest_pressure": obvert[rows, i_low], "lowest_chainage": x[i_low],
        "highest_pressure": highest[rows, i_high] * weight, "highest_chainage": x[i_high],
        "highest_by_point": highest * weight, "design_pressure": design,
        "negative": _sections(Q, x, np.where(hidden, 1.0, obvert)),
        "above_rating": _sections(Q, x, allowed - highest),
    }  # fmt: skip


def _control_changes(
    points: Points, reaches: kernels.Reaches, most: float
) -> tuple[ControlChange, ...]:
    """Flows up to `most` at which the control point moves, each found by halving."""
    corners = kernels.corners(points.x, points.least, reaches.ends)
    x, least = points.x[corners], points.least[corners]

    # Few for a long survey.
    number = int(np.clip(4_000_000 / len(points.x), 20, 400))
    flows = np.linspace(most / number, most, number)
    at = kernels.required_start(least, kernels.loss_to(x, flows, reaches))[1]
    moves = np.flatnonzero(np.diff(at))
    if not len(moves):
        return ()
    # What is lost between two points rises with the flow: the control point moves from one to the
    # other through those between them. All moves are halved at once, behind each other.
    ways = [
        np.arange(a, b, 1 if a < b else -1) for a, b in zip(at[moves], at[moves + 1], strict=True)
    ]
    ways = [np.append(way, b) for way, b in zip(ways, at[moves + 1], strict=True)]
    start = np.cumsum([0, *map(len, ways[:-1])])
    row, way = np.repeat(np.arange(len(ways)), [*map(len, ways)]), np.concatenate(ways)
    low, high = flows[moves], flows[moves + 1]
    for _ in range(40):
        middle = 0.5 * (low + high)
        loss = sum(kernels.reach_losses(middle, reaches))
        needed = least[way] + kernels.losses_along(
            np.minimum(x[way], reaches.ends[-1]), reaches.L, loss, row
        )
        stays = needed[start] >= np.maximum.reduceat(needed, start)
        low, high = np.where(stays, middle, low), np.where(stays, high, middle)
    return tuple(
        ControlChange(flow=float(Q), before=float(x[a]), after=float(x[b]))
        for Q, a, b in zip(high, at[moves], at[moves + 1], strict=True)
    )


def least_pressure(given: Any = None) -> float:
    """Pressure head that the points of a profile keep at the obvert, m: as given, or assumed."""
    if given is None:
        return data.assumption("line_pressure").number
    return float(units.number(given, "head", "minimum_pressure", low=0.0, high=100.0, scalar=True))


def reaches_of(line: Line, nu: float) -> kernels.Reaches:
    """The reaches of a line as plain columns."""
    reaches = tuple(line.reaches)
    if not reaches or not all(isinstance(r, Reach) and isinstance(r.pipe, Pipe) for r in reaches):
        raise InputError("reaches", "one or more Reach records, each with a Pipe")
    name = pipe_kernels.LAWS[line.method].coefficient
    k = []
    for reach in reaches:
        value = getattr(reach.pipe.si, name) if name else 0.0
        if value is None:
            raise InputError(
                name, "a value: {method} needs it", Phrase("nothing"), method=line.method
            )
        if name == "roughness":
            check_roughness(value, reach.pipe.si.diameter)
        k.append(value)
    columns = [
        [r.pipe.si.diameter for r in reaches], [r.si.length for r in reaches], k,
        [r.si.loss_coefficient for r in reaches], [r.si.local_share for r in reaches],
        [r.strings for r in reaches], [r.si.draw_off for r in reaches],
    ]  # fmt: skip
    return kernels.Reaches._make([*(np.array(c, dtype=float) for c in columns), nu, line.method])


def _sections(Q: Any, x: Any, margin: Any) -> tuple[Section, ...]:
    """Stretches where a margin is negative, by flow; straight between points, nan is fine."""
    found = []
    for i, values in enumerate(np.where(np.isnan(margin), 1.0, margin)):
        wrong = values < 0
        edges = np.flatnonzero(np.diff(np.concatenate([[0], wrong.astype(int), [0]])))
        for a, b in zip(edges[::2], edges[1::2] - 1, strict=True):
            start, end = float(x[a]), float(x[b])
            if a > 0:
                start -= (x[a] - x[a - 1]) * values[a] / (values[a] - values[a - 1])
            if b < len(x) - 1:
                end += (x[b + 1] - x[b]) * values[b] / (values[b] - values[b + 1])
            found.append(Section(flow=float(Q[i]), start=start, end=end))
    return tuple(found)


def _design_pressure(pipe: Pipe, working: float) -> float:
    """Design pressure of GB 50332-2002 (from memory), Pa; nan for a material without a rule."""
    if pipe.material == "steel":
        return max(working + 0.5e6, 0.9e6)
    if pipe.material == "ductile iron":
        return 2.0 * working if working <= 0.5e6 else working + 0.5e6
    factors = {"prestressed concrete": 1.5, "glass-fibre plastic": 1.5, "polyethylene": 1.5,
               "PVC-U": 1.5}  # fmt: skip
    return factors.get(pipe.material, np.nan) * working


def _wave_speeds(line: Line, water: Liquid, taken: list[Assumption]) -> Any:
    """Wall, modulus, factor of the restraint (nan where one is missing) and wave speed."""
    found = []
    for pipe in _pipes(line):
        p = pipe.si
        if p.wall is None or p.modulus is None:
            default = assumed("wave_speed")
            if default not in taken:
                taken.append(default)
            found.append((np.nan, np.nan, np.nan, default.value))
            continue
        c_w = surge.restraint_factor(
            p.diameter, p.wall, 0.3 if p.poisson is None else p.poisson, restraint=p.restraint
        )
        a = surge.wave_speed(
            water.si.bulk_modulus, water.si.density, p.diameter, p.wall, p.modulus, c_w
        )
        found.append((p.wall, p.modulus, c_w, a))
    return np.array(found).T


def _negative_from(start: float, points: Points, reaches: kernels.Reaches) -> float | None:
    """Flow from which a given start level leaves negative pressure somewhere."""
    from scipy.optimize import brentq

    obvert = points.axis + 0.5 * points.bore
    corners = kernels.corners(points.x, obvert, reaches.ends)
    x, obvert = points.x[corners], obvert[corners]

    def clearance(Q: float) -> float:
        loss = kernels.loss_to(x, np.array([Q]), reaches)[0]
        return float(np.min(start - loss - obvert))

    low, high = 1e-6, 1000.0
    if clearance(low) <= 0:
        return 0.0
    return None if clearance(high) > 0 else float(brentq(clearance, low, high, xtol=1e-9))


class SystemCurve(Result):
    """Head that a line requires over flows, case by case, and the envelope of the cases."""

    schema: ClassVar[tuple[str, int]] = ("system-curve", 1)

    flow: Measure = Measure("flow", label="flow")
    case: Part = Part(label="case")
    head: Measure = Measure("level", label="head required")
    low: Measure = Measure("level", label="lowest")
    high: Measure = Measure("level", label="highest")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Flows as rows, cases as columns."""
        heads = [translated("flow", lang), *self.case]
        rows = [
            [units.digits_of(Q), *(units.digits_of(h) for h in self.si.head[:, i])]
            for i, Q in enumerate(self.si.flow)
        ]
        shown = ["m³/s", *(["m"] * len(self.case))]
        return Table(
            heads, rows, translated("System curve", lang), frozenset(range(len(heads))), shown
        )

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        plain = {n: f.json(self._plain[n]) for n, f in self.fields.items() if n != "case"}
        return {"case": list(self.case), **plain}


def system_curve(
    lines: Line | Sequence[Line],
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    suction_levels: Any = (0.0,),
    delivery_levels: Any = None,
    minimum_pressure: Amount | None = None,
) -> SystemCurve:
    """System curve of a line, and its envelope over levels, conditions and strings.

    Parameters
    ----------
    lines : Line or sequence of Line
        The line, or the same line in several conditions: new and aged, one string out.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : array_like or quantity
        Flows, m³/s, above 0.
    suction_levels : array_like, optional
        Lowest and highest water level that the pumps draw from, m.
    delivery_levels : array_like, optional
        Lowest and highest level at the end, m; by default that of each line.
    minimum_pressure : float, str or quantity, optional
        As `hydraulic_grade_line`, m.

    Returns
    -------
    SystemCurve
        Head by (case, flow), and the lowest and highest of the cases by flow.

    Raises
    ------
    InputError
        As `hydraulic_grade_line`.

    Notes
    -----
    Each case follows the control-point rule of `hydraulic_grade_line`.

    References
    ----------
    As `hydraulic_grade_line`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> new, aged = (
    ...     hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=eps), length=21e3)])
    ...     for eps in ("0.1 mm", "0.5 mm"))
    >>> curve = hc.system_curve([new, aged], flow=[0.4], suction_levels=[-70, -66])
    >>> print(f"{curve.low[0]:.1f~P} to {curve.high[0]:.1f~P}")
    78.2 m to 85.5 m
    """
    several = records_of(lines, "lines", Line, least=1)
    Q = units.row(flow, "flow", "flow")
    suction = levels_of(suction_levels)
    cases, heads = [], []
    for number, line in enumerate(several, 1):
        ends = [line.si.delivery_level]
        if delivery_levels is not None:
            ends = list(units.row(delivery_levels, "level", "delivery_levels"))
        for end in ends:
            grade = hydraulic_grade_line(
                line.replace(delivery_level=end), liquid, flow=Q,
                minimum_pressure=minimum_pressure,
            )  # fmt: skip
            for z in suction:
                cases.append(f"{number}: {z:g} → {'end' if end is None else f'{end:g}'}")
                heads.append(grade.si.required_level - z)
    head = np.array(heads)
    return SystemCurve(
        flow=Q, case=tuple(cases), head=head, low=head.min(axis=0), high=head.max(axis=0)
    )
