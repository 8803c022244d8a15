"""What somebody else's transient analysis found, as a design file says it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.kernels.blocks import distinct
from hydrocalc.records.columns import check_along, read_along
from hydrocalc.records.fields import (
    Choice,
    Day,
    Measure,
    OptionalCount,
    OptionalMeasure,
    Text,
    Words,
)
from hydrocalc.records.people import Person
from hydrocalc.records.record import Part, Record

if TYPE_CHECKING:
    from hydrocalc.hydraulics.lines import Line
    from hydrocalc.records.fields import Language

CASES = (
    "trip of all", "trip of one", "valve open", "stop", "start", "valve closes", "power back",
    "filling", "device out",
)  # fmt: skip
"""What may be analysed: 'valve open' is a trip with a check valve that stays open, 'device out'
one without a protection device."""


class TransientAnalysis(Record):
    """Who analysed the transients of a station, when, with what, and of which design.

    Parameters
    ----------
    analyst, checker : Person, optional
        Who made it, who checked it.
    date : str, optional
        When, such as 2026-10-12.
    report : str, optional
        Where it is described.
    software, version : str, optional
        What it was made with.
    method : {'', 'MOC', 'wave plan', 'other'}, optional
        Method.
    cavities : {'', 'gas', 'vapour', 'none'}, optional
        How a column that parts is modelled.
    design : str, optional
        Hydraulic fingerprint of the design it was made for, ``sha256:…``.
    wave_speed : float, str or quantity, optional
        Wave speed, m/s, at most 1600 (sound in water); of the whole line, 2L over its period.
    inertia : {'', 'maker', 'estimate'}, optional
        Where the inertia of the units is from.
    four_quadrant : {'', 'maker', 'published set', 'none'}, optional
        Where the curves of the pumps turning or flowing backwards are from.
    """

    analyst: Part = Part(of=Person, default=None, label="analyst")
    checker: Part = Part(of=Person, default=None, label="checker")
    date: Day = Day(default="", label="date")
    report: Text = Text(default="", label="report")
    software: Text = Text(default="", label="software")
    version: Text = Text(default="", label="version")
    method: Choice = Choice(("", "MOC", "wave plan", "other"), default="", label="method")
    cavities: Choice = Choice(("", "gas", "vapour", "none"), default="", label="model of cavities")
    design: Text = Text(default="", label="fingerprint of the design")
    wave_speed: OptionalMeasure = OptionalMeasure(
        "velocity", high=1600.0, default=None, label="wave speed"
    )
    inertia: Choice = Choice(("", "maker", "estimate"), default="", label="inertia from")
    four_quadrant: Choice = Choice(
        ("", "maker", "published set", "none"), default="", label="four-quadrant curves from"
    )

    def one_line(self, lang: Language = "en") -> str:
        """By whom, with what, when."""
        who = "" if self.analyst is None else self.analyst.name
        return ", ".join(
            filter(None, (who, f"{self.software} {self.version}".strip(), self.date, self.report))
        )


class Envelope(Record):
    """Highest and lowest grade line along a line, of one case.

    Parameters
    ----------
    chainage : array_like
        Distance from the start, m, from 0 up.
    head_max, head_min : array_like
        Highest and lowest grade line there, m above the datum.
    """

    chainage: Measure = Measure("length", low=0.0, label="chainage", many=True)
    head_max: Measure = Measure("level", low=-1000.0, label="highest grade line", many=True)
    head_min: Measure = Measure("level", low=-1000.0, label="lowest grade line", many=True)


class TransientResult(Record):
    """What an analysis found in one case at one pair of levels.

    Parameters
    ----------
    case : str
        One of `CASES`.
    suction_level, delivery_level : float, str or quantity
        Levels at both ends, m above the datum.
    protection : sequence of str
        Devices at work, each in words; an empty list if there is none.
    units : int, optional
        Units running when it begins, 1–4000.
    roughness : {'', 'new', 'aged'}, optional
        Condition of the line: the smoothest or the roughest of the design.
    duration : float, str or quantity, optional
        Time that was computed, s.
    device_out : str, optional
        The device that is out, in the case 'device out'.
    envelope : Envelope, optional
        Highest and lowest grade line.
    pressure_pump_outlet : float, str or quantity, optional
        Highest pressure at the outlet of a pump, Pa.
    reverse_speed, reverse_time : float, str or quantity, optional
        Fastest reverse rotation of a unit, rpm, and its time, s; 0 if none turns back.
    largest_cavity : float, str or quantity, optional
        Largest cavity, m³.
    valve_slam : float, str or quantity, optional
        Reverse velocity on which a check valve shuts, m/s.
    """

    case: Choice = Choice(CASES, label="case")
    suction_level: Measure = Measure("level", label="water level at the pumps")
    delivery_level: Measure = Measure("level", label="level at the end")
    protection: Words = Words(most=50, label="protection")
    units: OptionalCount = OptionalCount(1, 4000, default=None, label="units running")
    roughness: Choice = Choice(("", "new", "aged"), default="", label="condition of the line")
    duration: OptionalMeasure = OptionalMeasure("time", default=None, label="duration")
    device_out: Text = Text(default="", label="device that is out")
    envelope: Part = Part(of=Envelope, default=None, label="envelope")
    pressure_pump_outlet: OptionalMeasure = OptionalMeasure(
        "pressure", low=0.0, default=None, label="highest pressure at a pump's outlet"
    )
    reverse_speed: OptionalMeasure = OptionalMeasure(
        "speed", low=0.0, default=None, label="reverse speed"
    )
    reverse_time: OptionalMeasure = OptionalMeasure(
        "time", low=0.0, default=None, label="time of reverse rotation"
    )
    largest_cavity: OptionalMeasure = OptionalMeasure(
        "volume", low=0.0, default=None, label="largest cavity"
    )
    valve_slam: OptionalMeasure = OptionalMeasure(
        "velocity", low=0.0, default=None, label="reverse velocity on which a check valve shuts"
    )


class Transients(Record):
    """An external transient analysis and its results.

    Parameters
    ----------
    analysis : TransientAnalysis, optional
        Who made it and of what; without it the results are only declared.
    results : sequence of TransientResult, optional
        One a case and pair of levels.
    """

    analysis: Part = Part(of=TransientAnalysis, default=None, label="analysis")
    results: Part = Part(of=TransientResult, many=True, default=(), label="results")


def read_envelope(path: str | os.PathLike[str]) -> Envelope:
    r"""An envelope from a CSV file.

    Parameters
    ----------
    path : str or path
        CSV with the columns ``chainage_m``, ``head_max_m`` and ``head_min_m`` (any order; others
        are ignored), UTF-8 with or without a byte-order mark, or GB18030; at most 20 MB and
        200,000 rows.

    Returns
    -------
    Envelope
        The envelope.

    Raises
    ------
    InputError
        If the file can't be read, is too large, lacks a column or has one twice, has a cell that
        isn't a number with a decimal point, or isn't an envelope: see `check_envelope`.

    Notes
    -----
    Chainages rise from 0.

    References
    ----------
    RFC 4180.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from hydrocalc.transients.analysis import read_envelope
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "trip.csv"
    >>> _ = file.write_text("chainage_m,head_max_m,head_min_m\n0,390,250\n1000,340,300\n")
    >>> print(f"{read_envelope(file).head_min[0]:.0f~P}")
    250 m
    """
    names = ("chainage_m", "head_max_m", "head_min_m")
    x, high, low = read_along(path, "envelope", names)
    envelope = Envelope(chainage=x, head_max=high, head_min=low)
    check_envelope(envelope)
    return envelope


def check_envelope(envelope: Envelope) -> None:
    """Refuse what can't be an envelope.

    Parameters
    ----------
    envelope : Envelope
        The envelope.

    Raises
    ------
    InputError
        If it has fewer than two points, columns of different lengths, values that aren't finite,
        chainages that don't rise from 0, or a highest grade line below the lowest.
    """
    names = ("chainage", "head_max", "head_min")
    columns = {name: getattr(envelope.si, name) for name in names}
    check_along("envelope", columns)
    x, high, low = columns.values()
    crossed = np.flatnonzero(high < low)
    if len(crossed):
        i = int(crossed[0])
        raise InputError(
            "envelope", "a head_max of at least the head_min, {least} at {chainage}",
            units.Amount(high[i], "level", 6), least=units.Amount(low[i], "level", 6),
            chainage=units.Amount(x[i], "length", 6),
        )  # fmt: skip


class Stretch(NamedTuple):
    """An envelope along one reach, both its ends included; plain numbers by point."""

    x: Any
    axis: Any
    head_max: Any
    head_min: Any
    bore: float


def stretches(envelope: Envelope, line: Line) -> Iterator[Stretch]:
    """An envelope along each reach of a line with a profile.

    Everything is straight between the points of either and the joints, so that whatever is
    furthest up or down stands at one of these.

    Parameters
    ----------
    envelope : Envelope
        The envelope.
    line : Line
        The line; its profile is taken as checked.

    Yields
    ------
    Stretch
        One a reach.
    """
    e, p = envelope.si, line.profile.si
    start = 0.0
    for reach in line.reaches:
        end = start + reach.si.length
        x = np.concatenate([[start, end], e.chainage, p.chainage])
        x = distinct(x[(x >= start) & (x <= end)])
        yield Stretch(
            x, np.interp(x, p.chainage, p.axis), np.interp(x, e.chainage, e.head_max),
            np.interp(x, e.chainage, e.head_min), float(reach.pipe.si.diameter),
        )  # fmt: skip
        start = end
