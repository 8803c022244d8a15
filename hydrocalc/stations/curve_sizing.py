"""Real curves on a real line as arrangements of a station, for the rule that chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curve_changes import trimmed_curve
from hydrocalc.components.curves import PumpCurve, fit_pump_curve
from hydrocalc.components.motors import POLES, SLOWEST, geared, motor_table
from hydrocalc.components.pump_units import PumpGroup, PumpUnit
from hydrocalc.errors import InputError
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.stations.comparison import (
    CARRIED,
    Design,
    DesignComparison,
    compare_designs,
    poles_of,
)
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.hydraulics.lines import Line


class Site(NamedTuple):
    """What the arrangements of a station share."""

    line: Line
    others: tuple[Line, ...]
    flow: float
    suction_levels: Any
    delivery_levels: Any
    flows: Any
    shares: Any
    hours: float
    standby: Any
    """Standby units by the number on duty, from 0."""
    frequency: float
    eye: float
    """Impeller eye over the lowest water level, m."""
    eye_given: bool
    npsh_available: float
    npsh_margin: float
    ratings: Any
    margins: Any
    supplies: tuple[str, ...]
    margin: Any
    """As given; None where it goes by the rating."""
    ie_class: str
    country: str
    coupling: float
    liquid: Liquid
    temperature_max: float
    altitude: float
    constant_share: float


def curve_units(
    pumps: Sequence[PumpCurve], trims: Any = None, speeds: Any = None
) -> list[PumpUnit]:
    """A unit for each pump, trim and speed that is looked at, with its name."""
    if not pumps or not all(isinstance(pump, PumpCurve) for pump in pumps):
        raise InputError("pumps", "one or more PumpCurve records")
    shares, turns = [1.0], [None]
    if trims is not None:
        shares = units.row(trims, "ratio", "trims", low=0.5, high=1.0).tolist()
    if speeds is not None:
        turns = units.row(speeds, "speed", "speeds").tolist()
    if min(shares) < 0.5 or max(shares) > 1.0:
        raise InputError("trims", "shares of the full diameter from 0.5 to 1", f"{shares}"[:40])
    trimmed = [f"{100.0 * share:g} %" for share in shares]
    turned = ["" if n is None else f"{n:g} rpm" for n in turns]
    for argument, said in (("trims", trimmed), ("speeds", turned)):
        if len(set(said)) < len(said):
            raise InputError(argument, "values that differ, each once", ", ".join(said)[:40])
    found = []
    for i, pump in enumerate(pumps, 1):
        for share, trim in zip(shares, trimmed, strict=True):
            cut = pump if share == 1.0 else _trimmed(pump, share)
            for n, turn in zip(turns, turned, strict=True):
                parts = (pump.name or f"pump {i}", "" if share == 1.0 else f"D {trim}", turn)
                called = cut.replace(name=" ".join(part for part in parts if part))
                found.append(PumpUnit(name=called.name, pump=called, speed=n))
    names = [unit.name for unit in found]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError("pumps", "pumps of different names, with their trims and speeds too",
                         quoted(twice[0]))  # fmt: skip
    return found


def _trimmed(pump: PumpCurve, share: float) -> PumpCurve:
    """A pump with its impeller turned down to a share, whether its diameter is known or not."""
    D = pump.si.impeller_diameter
    cut = trimmed_curve(
        pump.replace(impeller_diameter=D or 1.0), impeller_diameter=share * (D or 1.0)
    )
    return cut if D else cut.replace(impeller_diameter=None)


def curve_arrangements(
    found_units: Sequence[PumpUnit], numbers: tuple[int, ...], site: Site
) -> tuple[dict[str, Any], DesignComparison]:
    """Columns of `Arrangements` for each unit in each number on duty, and the designs."""
    lowest = float(np.min(site.suction_levels))
    kinds = [
        unit.replace(eye_level=lowest + site.eye, coupling_efficiency=site.coupling)
        for unit in found_units
    ]
    pumps = [unit.pump for unit in found_units]
    names = [pump.name for pump in pumps]
    pairs = [(i, N) for i in range(len(kinds)) for N in numbers]
    designs = [
        Design(
            name=f"{N}+{site.standby[N]:.0f} {names[i]}", standby=int(site.standby[N]),
            line=site.line, others=site.others, group=PumpGroup(units=(kinds[i].replace(count=N),)),
        )
        for i, N in pairs
    ]  # fmt: skip
    found = compare_designs(
        designs, flow=site.flow, suction_levels=site.suction_levels,
        delivery_levels=site.delivery_levels, flows=site.flows, shares=site.shares,
        hours=site.hours, liquid=site.liquid, temperature_max=site.temperature_max,
        altitude=site.altitude, margin=site.margin, ie_class=site.ie_class,
        frequency=site.frequency,
    )  # fmt: skip
    c = found.si
    at = np.array([i for i, _ in pairs])
    N = np.array([n for _, n in pairs])
    fits = [fit_pump_curve(pump).si for pump in pumps]

    def of(name: str) -> Any:
        return np.array([getattr(fit, name) for fit in fits])[at]

    speed = np.array([u.si.speed or u.pump.si.speed for u in kinds])[at]
    poles = np.array([poles_of(kind, site.frequency) for kind in kinds])[at]
    share = speed * poles / (120.0 * site.frequency)
    wrong = ~((share >= SLOWEST) & (share <= 1.0 + 1e-9))
    if wrong.any():
        first = int(at[wrong][0])
        turned = units.show(speed[wrong][0], "speed")
        if found_units[first].speed is not None:  # a speed that was asked for
            full = 1.0 - data.assumption("slip").number
            usual = ", ".join(
                units.digits_of(full * 120.0 * site.frequency / p, 4) for p in (2, 4, 6, 8)
            )
            raise InputError(
                "speeds", "full speeds of motors at {frequency}, such as {usual} rpm", turned,
                frequency=units.show(site.frequency, "frequency"), usual=usual,
            )  # fmt: skip
        raise InputError(
            "frequency", "mains at which a motor turns {name} at {speed}",
            units.show(site.frequency, "frequency"), name=names[first], speed=turned,
        )  # fmt: skip
    R, P = c.motor_rating, c.max_shaft_power / c.power_rise
    size = np.searchsorted(site.ratings, np.nan_to_num(R, nan=np.inf))
    size = np.minimum(size, len(site.ratings) - 1)
    gear = 1.0 if geared(site.coupling) else None
    table = motor_table(site.ie_class, frequency=site.frequency, country=site.country, gear=gear)
    eta_1 = table[[POLES.index(p) for p in poles], size]
    x = kernels.motor_load(P, R, site.coupling)
    eta_m = motor_kernels.motor_efficiency_at_load(x, eta_1, site.constant_share)
    NPSHr = c.npsh_required
    headroom = site.npsh_available - NPSHr - site.npsh_margin
    short = headroom < 0.0
    # An assumed eye may be lowered, as far as pumps are set.
    deepest = -(site.eye + headroom) > data.limit("curve_eye_depth")
    reasons = (
        (kernels.NPSH if site.eye_given else kernels.CONDITIONAL, short),
        (kernels.EYE, short & deepest & (not site.eye_given)),
        (kernels.MOTOR, np.isnan(R)),
        (kernels.UNKNOWN, np.isnan(c.max_shaft_power)),
        (kernels.OFF_CURVE, found.status != system_kernels.DUTY),
        (kernels.LARGE, c.duty_flow > site.flow * data.limit("oversize")),
        (kernels.SHORT, ~(c.duty_flow >= site.flow * CARRIED)),
    )
    code = np.zeros(len(N), dtype=np.int64)
    for number, refused in reasons:
        code = np.where(refused, number, code)
    blank = np.full(len(N), np.nan)
    diameter = np.array(
        [np.nan if p.si.impeller_diameter is None else p.si.impeller_diameter for p in pumps]
    )
    columns = {
        "type": np.array(names)[at], "duty": N, "standby": site.standby[N].astype(int),
        "poles": poles, "synchronous": 120.0 * site.frequency / poles, "speed": speed,
        "stages": np.array([p.stages for p in pumps])[at], "unit_flow": c.duty_flow / N,
        "nq_total": of("nq_total"), "nq_eye": of("nq_eye"), "ns_cn": of("ns_cn"),
        "impeller_diameter": diameter[at], "efficiency": c.efficiency,
        "efficiency_low": c.efficiency, "efficiency_high": c.efficiency, "efficiency_limit": blank,
        "unit_shaft_power": P, "power_rise": c.power_rise, "max_shaft_power": c.max_shaft_power,
        "margin": site.margins[size], "motor_rating": R, "rating_over_duty": R / P,
        "rating_over_max": R / c.max_shaft_power, "supply": np.array(site.supplies)[size],
        "full_load_efficiency": eta_1, "motor_load": x, "motor_efficiency": eta_m,
        "unit_input_power": P / (eta_m * site.coupling), "specific_energy": c.specific_energy,
        "npsh_required_low": NPSHr, "npsh_required_high": NPSHr,
        "npsh_available": np.full(len(N), site.npsh_available),
        "assumed_eye": np.full(len(N), site.eye),
        "eye_level": site.eye + headroom, "eye_level_good": site.eye + headroom,
        "installed_power": c.installed_power, "index": blank, "code": code,
    }  # fmt: skip
    return columns, found
