"""The grade line of a line: losses, control points, pressures along its profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.pipes import usual_wall
from hydrocalc.components.ratings import STANDARDS
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.lines import Line, Points, least_pressure, points_of, reaches_of
from hydrocalc.hydraulics.pressures import REST, SHUT, of_reaches, reach_pressures
from hydrocalc.kernels import chains as scenarios
from hydrocalc.kernels import lines as kernels
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.kernels import surge
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.roots import root_between
from hydrocalc.records.assumptions import Assumption, assumed
from hydrocalc.records.fields import Choice, Measure, OptionalMeasure, Ratio, Word, choice
from hydrocalc.records.record import Made, Part, Record, Result, made, record_of
from hydrocalc.records.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.hydraulics.pressures import OfReach
    from hydrocalc.records.fields import Amount, Language


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
    axis: Measure = Measure("level", label="pipe axis")
    head: Measure = Measure("level", label="grade line")
    pressure_head: Measure = Measure("level", label="pressure head over the axis")
    required_level: Measure = Measure("level", label="grade line required at the start")
    start_level: Measure = Measure("level", label="grade line at the start")
    still_level: Measure = Measure("level", label="grade line at rest or shut-off")
    still_state: Word = Word(label="state of the highest pressures")
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
    pressure_standard: Choice = Choice(STANDARDS, label="standard of the pressures")
    temperature: Measure = Measure("temperature", label="temperature that pipes are rated for")
    operating_pressure: Measure = Measure("pressure", label="operating pressure (DP) by point")
    reach_pressure: Measure = Measure("pressure", label="highest operating pressure of the reach")
    """At the invert from a bore of 1 m; nan without a profile, as what follows of a reach."""
    reach_chainage: Measure = Measure("length", label="where")
    reach_pfa: Measure = Measure(
        "pressure", label="allowable operating pressure (PFA), without surge"
    )
    reach_pma: Measure = Measure("pressure", label="allowable maximum pressure (PMA), with surge")
    reach_pea: Measure = Measure("pressure", label="allowable site test pressure (PEA)")
    surge_pressure: Measure = Measure("pressure", label="design pressure with surge (EN 805 MDP)")
    design_pressure: Measure = Measure("pressure", label="design pressure by GB 50332")
    test_pressure: Measure = Measure("pressure", label="site test pressure by the standard")
    stretches: Part = Part(label="pressure class of each stretch")
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
        """0; 1 if a pressure is negative or more than a pipe stands, or the start level too low."""
        s = self.si
        short = np.any(s.start_level < s.required_level - 1e-9)
        surge = s.surge_pressure if s.pressure_standard == STANDARDS[0] else s.design_pressure
        beyond = np.any(surge > s.reach_pma * (1.0 + 1e-9))
        return int(bool(self.negative or self.above_rating or short or beyond))

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


def hydraulic_grade_line(
    line: Line,
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    suction_level: Amount = 0.0,
    start_level: Amount | None = None,
    shutoff_level: Amount | None = None,
    minimum_pressure: Amount | None = None,
    surge_allowance: Amount | None = None,
    pressure_standard: str = "EN 805",
    temperature: Amount = 20.0,
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
    surge_allowance : float, str or quantity, optional
        Rise of the pressure by surge that pipes are designed for, Pa; at least 2 bar count.
    pressure_standard : {'EN 805', 'GB 50332'}, optional
        What PMA is held against where classes are chosen, MDP or F_wd, and the rule of the site
        test (EN 805, or GB 50268).
    temperature : float, str or quantity, optional
        Temperature that pipes of plastics are rated for, °C, 0–40 (20).

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
    are given there. Local losses lie evenly along their reach, draw-offs at its end.

    Pressures by reach: DP is the highest of the steady line, the static one and that of shut-off
    over the reach's own stretch, both ends included (the axis straight between points of the
    profile), at the invert from a bore of 1 m. MDP = DP + the allowance for surge, F_wd by the
    material. Each stretch needs the least class with DP ≤ PFA and MDP (or F_wd) ≤ PMA at its higher
    end; one shorter than a pipe takes the class of its higher neighbour.

    References
    ----------
    GB 50013-2018 7.1.4 (no negative pressure in steady operation); EN 805; GB 50332-2002 and
    GB 50268-2008 (pressures by material, from memory).

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
                            ("minimum_pressure", minimum_pressure),
                            ("surge_allowance", surge_allowance)):  # fmt: skip
            if value is not None:
                raise InputError(name, "a profile beside it")
    choice(pressure_standard, "pressure_standard", STANDARDS)
    t = units.number(temperature, "temperature", "temperature", low=0.0, high=40.0, scalar=True)
    allowance = _allowance(surge_allowance)
    if line.profile is not None and surge_allowance is None:
        taken.append(assumed("surge_allowance"))
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
    weight = water.si.density * G
    known: dict[str, Any] = dict.fromkeys(_OF_REACH, np.full(len(reaches.D), np.nan))
    known |= {"stretches": (), "operating_pressure": np.full(len(points.x), np.nan)}
    of_reach: list[OfReach] = []
    state = REST if shutoff_level is None else SHUT
    if line.profile is not None:
        of_reach = of_reaches(line, points, float(still.max()), weight, t)
        known = reach_pressures(of_reach, pressure_standard, allowance, t, state)
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
        local=kernels.over_reaches(local), chainage=points.x, axis=points.axis, head=head,
        pressure_head=np.where(hidden, np.nan, head - points.axis), required_level=required,
        start_level=start, still_level=still, still_state=state,
        pump_head=kernels.pump_head(required, z_s),
        control_chainage=points.x[at], control_level=required - to_control,
        control_loss=to_control, control_changes=changes,
        excess_head=head[:, -1] - points.least[-1], negative_from=negative_from,
        **_pressures(Q, line, points, head, hidden, still, weight),
        above_rating=_above_rating(Q, of_reach, still, weight), **known,
        pressure_standard=pressure_standard, temperature=t,
        wall=wall, modulus=modulus, restraint_factor=factor, wave_speed=a,
        reach_joukowsky=jump, joukowsky=kernels.worst_reach(jump),
        reach_period=period, period=float(kernels.over_reaches(period)), reach_volume=volume,
        volume=float(kernels.over_reaches(volume)), fill_time=float(reaches.ends[-1]) / 0.3,
        **_schedule(line, taken),
        assumptions=tuple(taken),
    )  # fmt: skip


def _schedule(line: Line, taken: list[Assumption]) -> dict[str, Any]:
    """Air valves and drains, from the profile."""
    if line.profile is None:
        none = np.array([])
        return {"air_valves": none, "air_valves_between": none, "drains": none}
    taken.append(assumed("air_valve_spacing"))
    x, axis = line.profile.si.chainage, line.profile.si.axis
    high = kernels.turns(x, axis, 1.0)
    return {
        "air_valves": high,
        "air_valves_between": kernels.between(high, float(x[-1]), float(taken[-1].value)),
        "drains": kernels.turns(x, axis, -1.0),
    }


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
            "highest_by_point": none, "negative": (),
        }  # fmt: skip
    rows = np.arange(n)
    obvert = head - points.axis - 0.5 * points.bore
    i_low = np.where(hidden, np.inf, obvert).argmin(axis=1)
    steady = np.where(hidden, -np.inf, head - points.axis)
    highest = np.fmax(steady, still[:, None] - points.axis)
    i_high = highest.argmax(axis=1)
    return {
        "lowest_pressure": kernels.cleared(obvert[rows, i_low]), "lowest_chainage": x[i_low],
        "highest_pressure": highest[rows, i_high] * weight, "highest_chainage": x[i_high],
        "highest_by_point": highest * weight,
        "negative": _sections(Q, x, np.where(hidden, 1.0, obvert)),
    }  # fmt: skip


_OF_REACH = ("reach_pressure", "reach_chainage", "reach_pfa", "reach_pma", "reach_pea",
             "surge_pressure", "design_pressure", "test_pressure")  # fmt: skip


def _allowance(given: Any) -> float:
    """Allowance for surge, Pa: as given, but never below that of the standard."""
    least = 1e5 * data.assumption("surge_allowance").number
    if given is None:
        return least
    return float(max(least, units.number(given, "pressure", "surge_allowance", scalar=True)))


def _above_rating(Q: Any, reaches: list[OfReach], still: Any, weight: float) -> tuple[Section, ...]:
    """Stretches above the rating of their own reach, by flow."""
    found: list[Section] = []
    for reach in reaches:
        lower = weight * (still.max() - still)[:, None]  # the line at rest of each flow
        margin = reach.stands.pfa - (reach.p - lower)
        if (margin < 0.0).any():
            found += _sections(Q, reach.x, margin)
    order = {float(q): i for i, q in enumerate(Q)}
    return tuple(sorted(found, key=lambda section: order[section.si.flow]))


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


def _sections(Q: Any, x: Any, margin: Any) -> tuple[Section, ...]:
    """Stretches where a margin is negative, by flow; straight between points, nan is fine."""
    found = []
    for i, values in enumerate(kernels.cleared(np.where(np.isnan(margin), 1.0, margin))):
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


def _wave_speeds(line: Line, water: Liquid, taken: list[Assumption]) -> Any:
    """Wall, modulus, factor of the restraint (nan where one is missing) and wave speed."""
    found = []
    for pipe in (reach.pipe for reach in line.reaches):
        p = pipe.si
        usual = usual_wall(pipe.material)
        wall, modulus = p.wall, p.modulus
        if wall is None and usual:
            wall = usual["wall_over_bore"] * p.diameter
            _take(taken, assumed("wall_over_bore", usual["wall_over_bore"]))
        if modulus is None and usual:
            modulus = usual["modulus"]
        if wall is None or modulus is None:
            default = assumed("wave_speed")
            _take(taken, default)
            found.append((np.nan, np.nan, np.nan, default.value))
            continue
        mu = usual.get("poisson", 0.3) if p.poisson is None else p.poisson
        c_w = surge.restraint_factor(p.diameter, wall, mu, restraint=p.restraint)
        a = surge.wave_speed(
            water.si.bulk_modulus, water.si.density, p.diameter, wall, modulus, c_w
        )
        found.append((wall, modulus, c_w, a))
    return np.array(found).T


def _take(taken: list[Assumption], one: Assumption) -> None:
    """Say an assumption, once."""
    if one not in taken:
        taken.append(one)


def _negative_from(start: float, points: Points, reaches: kernels.Reaches) -> float | None:
    """Flow from which a given start level leaves negative pressure somewhere."""
    obvert = points.axis + 0.5 * points.bore
    corners = kernels.corners(points.x, obvert, reaches.ends)
    x, obvert = points.x[corners], obvert[corners]

    def clearance(Q: Any) -> Any:
        loss = kernels.loss_to(x, np.atleast_1d(Q), reaches)
        return np.min(start - loss - obvert, axis=1)

    low, high = 1e-6, 1000.0
    if clearance(low) <= 0:
        return 0.0
    return None if clearance(high) > 0 else float(root_between(clearance, low, high)[0])
