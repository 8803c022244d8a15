"""A pump with its motor, its branches and its installation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curves import PumpCurve, performance_of, regions
from hydrocalc.components.drives import drive_table
from hydrocalc.errors import InputError
from hydrocalc.kernels import curves as curve_kernels
from hydrocalc.kernels import drives as drive_kernels
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as station_kernels
from hydrocalc.kernels import systems as kernels
from hydrocalc.kernels.curves import Series
from hydrocalc.records.fields import (
    MAX_TEXT,
    Count,
    OptionalMeasure,
    OptionalRatio,
    Ratio,
    Text,
)
from hydrocalc.records.record import Part, Record
from hydrocalc.texts import Phrase, quoted

REGIONS = ("preferred region", "allowable region", "outside the allowable region", "not known")


class PumpUnit(Record):
    """Equal pumps on duty, each with its own branches, and what drives them.

    Parameters
    ----------
    name : str, optional
        What they are called, such as "A".
    pump : PumpCurve
        Its curve.
    series : sequence of PumpCurve, optional
        Further pumps one behind the other with it, at the same share of their speed.
    count : int, optional
        Equal units on duty, standby not counted, 1–20.
    speed : float, str or quantity, optional
        Full speed, rpm (that of the curve).
    minimum_speed : float, str or quantity, optional
        Lowest speed of a variable-speed drive, rpm; without it the speed is fixed.
    suction_diameter, discharge_diameter : float, str or quantity, optional
        Bores of its own branches, m.
    suction_loss_coefficient, discharge_loss_coefficient : float, optional
        Loss coefficients K of its branches, valves included (0).
    minimum_flow : float, str or quantity, optional
        Least flow of one unit that its maker allows without end, at full speed, m³/s.
    eye_level : float, str or quantity, optional
        Level of the eye of the first impeller, m above the datum: for NPSH.
    inertia : float, str or quantity, optional
        Moment of inertia of all that turns, pump with its water, coupling, motor and flywheel,
        kg·m² (a quarter of GD²): for a power failure.
    motor_rating : float, str or quantity, optional
        Rating of its motor, W.
    motor_efficiency : float or str, optional
        Its efficiency at full load, 0–1.
    coupling_efficiency : float or str, optional
        Efficiency of coupling or gear between motor and pump, 0–1 (1).
    drive_efficiency : float or str, optional
        Efficiency of its drive, 0–1 (of a variable unit with a motor rating: by size and load as
        `drive_efficiency`; else 1).
    """

    name: Text = Text(default="", label="unit")
    pump: Part = Part(label="pump", of=PumpCurve)
    series: Part = Part(default=(), label="in series with", of=PumpCurve, many=True)
    count: Count = Count(1, 20, default=1, label="units on duty")
    speed: OptionalMeasure = OptionalMeasure("speed", default=None, label="full speed")
    minimum_speed: OptionalMeasure = OptionalMeasure("speed", default=None, label="lowest speed")
    suction_diameter: OptionalMeasure = OptionalMeasure(
        "diameter", default=None, label="bore of the suction branch"
    )
    suction_loss_coefficient: Ratio = Ratio(low=0.0, default=0.0, label="K of the suction branch")
    discharge_diameter: OptionalMeasure = OptionalMeasure(
        "diameter", default=None, label="bore of the discharge branch"
    )
    discharge_loss_coefficient: Ratio = Ratio(
        low=0.0, default=0.0, label="K of the discharge branch"
    )
    minimum_flow: OptionalMeasure = OptionalMeasure(
        "flow", low=0.0, default=None, label="minimum continuous flow"
    )
    eye_level: OptionalMeasure = OptionalMeasure(
        "level", default=None, label="level of the impeller eye"
    )
    inertia: OptionalMeasure = OptionalMeasure(
        "moment of inertia", default=None, label="moment of inertia"
    )
    motor_rating: OptionalMeasure = OptionalMeasure("power", default=None, label="motor rating")
    motor_efficiency: OptionalRatio = OptionalRatio(
        "efficiency", default=None, label="motor efficiency at full load"
    )
    coupling_efficiency: Ratio = Ratio("efficiency", default=1.0, label="coupling efficiency")
    drive_efficiency: OptionalRatio = OptionalRatio(
        "efficiency", default=None, label="drive efficiency"
    )


class PumpGroup(Record):
    """Units that pump into one header, each behind a check valve.

    Parameters
    ----------
    units : sequence of PumpUnit
        The units on duty; standby units are not among them.
    """

    units: Part = Part(label="units", of=PumpUnit, many=True)


class ReadyUnit(NamedTuple):
    """A unit as the kernels see it."""

    record: PumpUnit
    pump: kernels.Pump
    known: tuple[curve_kernels.Performance, ...]
    full: float
    """Full speed over that of the curve."""
    lowest: float
    """Lowest speed over full speed; 1 if it is fixed."""
    suction: float
    """Resistance of the suction branch."""
    regions: tuple[float, float, float, float]


def refuse_same_names(units: Iterable[PumpUnit]) -> None:
    """Results are called by the names of units: two of one name can't be told apart."""
    names = [unit.name for unit in units if unit.name]
    if len(set(names)) < len(names):
        raise InputError("units", "a name of its own for each", ", ".join(names)[:MAX_TEXT])


def ready(record: Any, count: int | None = None) -> ReadyUnit:
    """A unit ready for the kernels, at full speed: ratios are of full speed from here on."""
    if isinstance(record, PumpCurve):
        record = PumpUnit(pump=record)
    if not isinstance(record, PumpUnit) or not isinstance(record.pump, PumpCurve):
        raise InputError("pump", "a PumpCurve or a PumpUnit of one", quoted(record))
    curves = (record.pump, *record.series)
    full = 1.0 if record.si.speed is None else record.si.speed / record.pump.si.speed
    known = tuple(performance_of(c) for c in curves)
    heads = tuple(_scaled(k.head, full) for k in known)
    head: curve_kernels.Curve | Series = heads[0]
    if len(heads) > 1:
        head = Series(heads, min(h.end for h in heads), start=max(h.start for h in heads))
    last, *earlier = curve_kernels.falling(head)
    branch = {}
    for side in ("suction", "discharge"):
        K, D = (
            getattr(record.si, f"{side}_loss_coefficient"),
            getattr(record.si, f"{side}_diameter"),
        )
        if K and D is None:
            raise InputError(
                f"{side}_diameter", "a bore: its loss coefficient is given", Phrase("nothing")
            )
        branch[side] = float(kernels.resistance(K, D)) if K else 0.0
    lowest = 1.0
    if record.si.minimum_speed is not None:
        lowest = record.si.minimum_speed / (full * record.pump.si.speed)
        if lowest > 1.0 + 1e-9:
            raise InputError(
                "minimum_speed", "at most the full speed, {full}",
                units.show(record.si.minimum_speed, "speed"),
                full=units.show(full * record.pump.si.speed, "speed"),
            )  # fmt: skip
        lowest = min(lowest, 1.0)
    best = known[0].best_flow
    nq = np.nan
    if best == best:
        H_b = curve_kernels.value(known[0].head, np.float64(best))[0] / record.pump.stages
        nq = float(pump_kernels.specific_speed(record.pump.si.speed, np.float64(best), H_b))
    low, high, least, most = regions(record.pump, known[0], nq)
    return ReadyUnit(
        record,
        kernels.Pump(
            head, last[0], branch["suction"] + branch["discharge"],
            float(record.count if count is None else count), tuple(earlier),
        ),
        known, full, lowest, branch["suction"],
        (low * full, high * full, least * full, most * full),
    )  # fmt: skip


def _scaled(head: curve_kernels.Curve, s: float) -> curve_kernels.Curve:
    """A curve at another speed, exactly, as a curve."""
    if s == 1.0:
        return head
    k = np.arange(len(head.pieces))[:, None]
    power = None
    if head.power is not None:
        A, B, C = head.power
        power = (A * s * s, B * s ** (2.0 - C), C)
    return curve_kernels.Curve(
        head.knots * s, head.pieces * s ** (2.0 - k), head.end * s, power, head.start * s
    )


class UnitPerformance(NamedTuple):
    """What one unit does; nan where it stands."""

    efficiency: Any
    shaft_power: Any
    npsh_required: Any


def unit_performance(unit: ReadyUnit, q: Any, s: Any, rho: float, shift: str) -> UnitPerformance:
    """Efficiency, power and NPSH required of one unit at the share `s` of its full speed.

    One that turns behind its closed valve takes the power of its curve at no flow, nan if that
    doesn't reach there; it has no efficiency for a shift to act on.
    """
    ratio = np.where(s > 0.0, s, 1.0) * unit.full
    parts = [curve_kernels.performance(q, ratio, k, rho, shift) for k in unit.known]
    if len(parts) == 1:
        _, eta, P, NPSH = parts[0]
    else:
        P = sum(p[2] for p in parts)
        eta = rho * 9.80665 * q * sum(p[0] for p in parts) / P
        NPSH = parts[0][3]
    runs, shut = q > 0.0, (q == 0.0) & (s > 0.0)
    if np.any(shut):
        closed = (curve_kernels.performance(0.0 * q, ratio, k, rho, "homologous")[2]
                  for k in unit.known)  # fmt: skip
        P = np.where(shut, sum(closed), P)
    P = np.where(runs | shut, P, np.nan)
    return UnitPerformance(np.where(runs, eta, np.nan), P, np.where(runs, NPSH, np.nan))


def region_of(q: Any, s: Any, unit: ReadyUnit) -> Any:
    """Operating region (`REGIONS`) of one unit at the share `s` of its full speed."""
    low, high, least, most = (x * s for x in unit.regions)
    code = np.where((q >= low) & (q <= high), 0, np.where((q >= least) & (q <= most), 1, 2))
    return np.where((q > 0.0) & (low == low), code, 3)


class Electrical(NamedTuple):
    """What a unit takes from the mains, and through what; nan where it isn't known."""

    load: Any
    """Shaft power at the motor over its rating."""
    motor_efficiency: Any
    drive_efficiency: Any
    """1 without a drive."""
    power: Any


def input_power(unit: ReadyUnit, P: Any) -> Electrical:
    """Electrical input of one unit with the shaft power `P`, W.

    Without a motor efficiency it isn't known; without a rating the motor has its efficiency at
    full load.
    """
    c = unit.record.si
    rating = np.nan if c.motor_rating is None else c.motor_rating
    load = station_kernels.motor_load(P, rating, c.coupling_efficiency)
    eta: Any = np.nan if c.motor_efficiency is None else c.motor_efficiency
    if c.motor_rating is not None:
        share = data.assumption("motor_constant_losses").number
        eta = motor_kernels.motor_efficiency_at_load(load, eta, share)
    drive: Any = 1.0
    if c.drive_efficiency is not None:
        drive = c.drive_efficiency
    elif unit.lowest < 1.0 and c.motor_rating is not None:
        drive = drive_kernels.drive_efficiency(np.nan_to_num(load), rating, **drive_table())
    power = station_kernels.motor_input(P, c.coupling_efficiency, eta, drive)
    return Electrical(load, eta, drive, power)
