"""Lines: reaches along a profile, their grade line, the head they require, and what fails."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.pipes import METHODS, Pipe, check_roughness
from hydrocalc.errors import InputError
from hydrocalc.kernels import lines as kernels
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.records.columns import check_along, read_along
from hydrocalc.records.fields import Choice, Count, Measure, OptionalMeasure, Ratio
from hydrocalc.records.record import Part, Record
from hydrocalc.texts import Phrase

MOST_ABOVE = 0.5
"""Share of a profile on which the pipe may lie above the ground: bridges do, no whole line."""


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
    x, ground, axis = read_along(path, "profile", ("chainage_m", "ground_m", "axis_m"))
    profile = Profile(chainage=x, ground=ground, axis=axis)
    _check_profile(profile)
    return profile


def _check_profile(profile: Profile) -> None:
    columns = {name: getattr(profile.si, name) for name in ("chainage", "ground", "axis")}
    check_along("profile", columns)
    x, ground, axis = columns.values()
    above = _share_above(x, axis - ground)
    if above > MOST_ABOVE:
        raise InputError(
            "profile", "a pipe axis under the ground: are the columns swapped?",
            Phrase("the axis above the ground over {share} of the length",
                   share=units.show(above, "efficiency")),
            Phrase("the axis as the ground where the pipe lies above it"),
        )  # fmt: skip


def _share_above(x: Any, over: Any) -> float:
    """Share of the length on which a height over the ground, straight between points, is > 0."""
    high, low = np.maximum(over[:-1], over[1:]), np.minimum(over[:-1], over[1:])
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(low >= 0.0, high > 0.0, np.clip(high / (high - low), 0.0, 1.0))
    return float(np.sum(part * np.diff(x)) / (x[-1] - x[0]))


class Points(NamedTuple):
    """The points of a line at which pressures are looked at; without a profile, its ends.

    With one, its points and those where reaches meet: a joint belongs to both of them.
    """

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
            "profile", "a profile as long as the line, {length}", units.Amount(x[-1], "length", 6),
            length=units.Amount(total, "length", 6),
        )  # fmt: skip
    # Where pipes meet, or water leaves, the survey needn't have a point; ends are sums, hence near.
    near = 1e-9 * total
    joints = ends[:-1][ends[:-1] < x[-1] - near]
    new = joints[np.abs(x[np.searchsorted(x, joints - near)] - joints) > near]
    at = np.searchsorted(x, new)
    x, axis = np.insert(x, at, new), np.insert(axis, at, np.interp(new, x, axis))
    before = np.clip(np.searchsorted(ends, x - near, side="left"), 0, last)
    after = np.clip(np.searchsorted(ends, x + near, side="right"), 0, last)
    after[-1] = last  # a profile may end a little before the line
    bore = np.maximum(D[before], D[after])
    least = axis + 0.5 * bore + p_min
    if end is not None:
        least[-1] = end
    return Points(x, axis, bore, least, before, after)


def least_pressure(given: Any = None) -> float:
    """Pressure head that a design asks for at the obvert of a profile, m: as given, or assumed."""
    return data.assumption("line_pressure").number if given is None else pressure_kept(given)


def pressure_kept(given: Any) -> float:
    """Pressure head that is kept at the obvert of a profile, m.

    What pumps do doesn't hang on what a design asks for: their water has to get over the crown.
    """
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
