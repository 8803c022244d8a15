"""A line in all cases of its levels and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import units
from hydrocalc.components.wetwells import levels_of
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.grade_line import hydraulic_grade_line
from hydrocalc.hydraulics.lines import Line, points_of, pressure_kept, reaches_of
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels import systems as kernels
from hydrocalc.kernels.lines import Reaches
from hydrocalc.records.fields import (
    Measure,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Part, Result, records_of
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language


class Case(NamedTuple):
    """One state of a system."""

    line: int
    suction_level: float
    delivery_level: float | None

    @property
    def name(self) -> Phrase:
        """Short name, such as "1: 246 → 302", levels in the unit of who reads them."""
        return _case_name(self.line, self.suction_level, self.delivery_level)


def _case_name(line: int, suction: float, delivery: float | None) -> Phrase:
    end = Phrase("end") if delivery is None else units.Reading(delivery, "level", 6)
    start = units.Reading(suction, "level", 6)
    return Phrase("{line}: {start} → {end}", line=line, start=start, end=end)


def system_cases(
    lines: Line | Sequence[Line], suction: Any, delivery_levels: Any, nu: float, p_min: float
) -> tuple[kernels.System, tuple[Case, ...]]:
    """All combinations of lines and levels as one system whose last axis is the case.

    `suction` are plain levels; one that is nan has no solution.
    """
    several = records_of(lines, "lines", Line, least=1)
    first = several[0]
    if any(_course(one) != _course(first) for one in several):
        raise InputError(
            "lines",
            "one line in several conditions: its reaches, their lengths, profile and method",
        )
    if not suction.size:
        raise InputError("suction_level", "one or more values", Phrase("none"))
    columns, asked, cases = [], [], []
    for number, line in enumerate(several, 1):
        ends: list[Any] = [line.si.delivery_level]
        if delivery_levels is not None:
            ends = list(units.row(delivery_levels, "level", "delivery_levels"))
        reaches = reaches_of(line, nu)
        points = points_of(line, reaches, p_min)
        for end in ends:
            least = points.least.copy()
            if end is not None:
                least[-1] = line.replace(delivery_level=end).si.delivery_level
            elif line.profile is None:
                raise InputError("delivery_level", "a level at the end of the line, or a profile")
            asked.append(least)
            for z in suction:
                columns.append(reaches[:7])
                cases.append(Case(number, float(z), None if end is None else float(end)))
    counts = line_kernels.governing(points.x, np.stack(asked, axis=-1), reaches.ends)
    least = np.stack([one[counts] - z for one in asked for z in suction], axis=-1)
    weight = line_kernels.shares_before(points.x[counts], reaches)
    stacked = [np.stack(c, axis=-1) for c in zip(*columns, strict=True)]
    system = kernels.System(least, weight, Reaches._make([*stacked, nu, first.method]))
    return system, tuple(cases)


def _course(line: Line) -> tuple[Any, ...]:
    """What all conditions of a line share."""
    return tuple(reach.si.length for reach in line.reaches), line.method, line.profile


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
        heads = [translated("flow", lang), *(translated(case, lang) for case in self.case)]
        rows = [
            [units.read(Q, "flow"), *(units.read(h, "head") for h in self.si.head[:, i])]
            for i, Q in enumerate(self.si.flow)
        ]
        shown = [units.unit_shown("flow"), *[units.unit_shown("head")] * len(self.case)]
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
    minimum_pressure: Amount = 0.0,
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
        As `duty_point`, m (0).

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
    Each case follows the control-point rule of `hydraulic_grade_line`; pumps meet this curve where
    `duty_point` says.

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
    p_min = pressure_kept(minimum_pressure)
    cases, heads = [], []
    for number, line in enumerate(several, 1):
        ends = [line.si.delivery_level]
        if delivery_levels is not None:
            ends = list(units.row(delivery_levels, "level", "delivery_levels"))
        for end in ends:
            grade = hydraulic_grade_line(
                line.replace(delivery_level=end), liquid, flow=Q,
                minimum_pressure=None if line.profile is None else p_min,
            )  # fmt: skip
            for z in suction:
                cases.append(_case_name(number, float(z), None if end is None else float(end)))
                heads.append(grade.si.required_level - z)
    head = np.array(heads)
    return SystemCurve(
        flow=Q, case=tuple(cases), head=head, low=head.min(axis=0), high=head.max(axis=0)
    )
