"""Transients: what an external analysis found, or that there must be one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.line import answers_pma, of_assumed_water
from hydrocalc.checks.quantities.registry import Value, governed, needs, quantity, show
from hydrocalc.components.pipes import usual_wall
from hydrocalc.components.ratings import stands
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.ratings import ring_buckling
from hydrocalc.stations.designs.conditions import HIGHEST, LOWEST, MissingError, NotApplicableError
from hydrocalc.stations.designs.external import ExternalAnalysis
from hydrocalc.stations.designs.required import State
from hydrocalc.stations.designs.states import joined
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.components.pipes import Pipe
    from hydrocalc.transients.analysis import Stretch, TransientResult

ANALYSIS, DECLARED = "analysis", "declared"
"""Evidence of a value: an analysis that counts; numbers of which it isn't said who found them, or
that it can't have found so well."""


def _screened(e: ExternalAnalysis) -> dict[str, str]:
    s = e.screening
    return show(length=(s.length, "length"), head_rise_of_a_sudden_stop=(s.head_rise, "head"),
                period_2L_a=(s.period, "time"))  # fmt: skip


def _of_this_design(case: Case) -> ExternalAnalysis:
    """The analysis, if one was made for this design, or none has to be."""
    e, c = case.external, case.conditions
    c.need("line")
    if not (e.results or e.screening.compulsory):
        raise NotApplicableError(
            "line of at most {length} and head rise of at most {share} H",
            length=units.Amount(e.conditions.limit("surge_length"), "length"),
            share=f"{e.conditions.limit('surge_share'):g}",
        )  # fmt: skip
    if e.results and e.changed:
        raise MissingError(
            Phrase("transient analysis of this design: it was made for another, with other {keys}",
                   keys=", ".join(e.changed)),
            known=_screened(e),
        )  # fmt: skip
    return e


@needs("line", "line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def transient_analysis(case: Case) -> Value:
    """Compulsory cases and levels without a result."""
    e = _of_this_design(case)
    if e.lacking:
        first = () if e.results else (Phrase("transient analysis"),)
        raise MissingError(*first, *e.lacking, known=_screened(e))
    return _by(e, Value(0.0, _screened(e), "transients.results"))


def _by(e: ExternalAnalysis, value: Value) -> Value:
    """A value with the evidence of its analysis, and why that isn't believed."""
    if not (e.unsaid or e.doubts):
        return value._replace(evidence=ANALYSIS)
    inputs = dict(value.inputs)
    if e.unsaid:
        inputs["declared only, without"] = ", ".join(e.unsaid)
    return value._replace(evidence=DECLARED, inputs=inputs, doubt=joined(*e.doubts[:3]))


def _worst(e: ExternalAnalysis, values: list[Value], lacking: list[str], largest: bool) -> Value:
    """The value that a limit meets first; where anything is lacking it can't pass for all."""
    if not values:
        raise MissingError(*(lacking or (Phrase("transient analysis"),)), known=_screened(e))
    found = (max if largest else min)(values, key=lambda value: value.value)
    return _by(e, found._replace(unknown=tuple(dict.fromkeys([*e.lacking, *lacking]))))


def _state(result: TransientResult) -> str:
    out = result.device_out.strip() if result.case == "device out" else ""
    return State(result.case, result.si.suction_level, result.si.delivery_level, out).name


def _largest(case: Case, key: str, value: Callable[[float], Value]) -> Value:
    """The largest of what the results say under a key; each must say it."""
    e = _of_this_design(case)
    values, lacking = [], []
    for i, result in e.judged:
        at, found = f"transients.results[{i}].{key}", result._plain[key]
        if found is None:
            lacking.append(at)
        else:
            values.append(value(float(found))._replace(key=at, state=_state(result)))
    return _worst(e, values, lacking, largest=True)


def _highest_at_the_pumps(case: Case) -> float:
    """Highest pressure of the envelopes at the start of the line, at the lowest eye, Pa."""
    eyes = [z for unit in case.conditions.need("units") if (z := unit.si.eye_level) is not None]
    heads = [r.envelope.si.head_max[0] for _, r in case.external.judged if r.envelope is not None]
    if not eyes or not heads:
        return 0.0
    return float(case.conditions.liquid.si.density * G * (max(heads) - min(eyes)))


@needs("line", "line.profile", "demand.flow", "units[].eye_level")
@governed(HIGHEST, LOWEST)
@quantity
def transient_pressure(case: Case) -> Value:
    """Largest pressure at a pump's outlet over that of its rated head on the design level."""
    c = case.conditions

    def rated(eye: float, i: int) -> float:
        H = float(case.matrix.si.pump_head[case.everything, 0, i])
        return float(c.liquid.si.density * G * (H + c.design_ends[0] - eye))

    eyes = [unit.si.eye_level for unit in c.known("units") or ()]
    lacking = tuple(f"units[{i}].eye_level" for i, eye in enumerate(eyes) if eye is None)

    def over(p: float) -> Value:
        c.need("units")
        p = max(p, _highest_at_the_pumps(case))  # the envelope begins there
        known = [rated(eye, i) for i, eye in enumerate(eyes) if eye is not None]
        if not known:
            raise MissingError(*lacking)
        return Value(
            p / min(known),
            show(pressure=(p, "pressure"), rated_outlet_pressure=(min(known), "pressure")),
        )

    found = _largest(case, "pressure_pump_outlet", over)
    return found._replace(unknown=(*found.unknown, *lacking))


def _backwards(case: Case, value: Value) -> Value:
    """Without four-quadrant curves nothing is known of a unit that turns back."""
    known = case.external.analysis.four_quadrant not in ("", "none")
    return value if known else value._replace(evidence=DECLARED)


@needs("line", "line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def reverse_speed(case: Case) -> Value:
    """Fastest reverse rotation over the rated speed."""

    def over(n: float) -> Value:
        speeds = [u.pump.si.speed if u.si.speed is None else u.si.speed
                  for u in case.conditions.need("units")]  # fmt: skip
        inputs = show(reverse_speed=(n, "speed"), rated_speed=(min(speeds), "speed"))
        return Value(n / min(speeds), inputs)

    return _backwards(case, _largest(case, "reverse_speed", over))


@needs("line", "line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def reverse_time(case: Case) -> Value:
    """Longest reverse rotation, s."""
    return _backwards(case, _largest(case, "reverse_time", lambda t: Value(t, {})))


@needs("line", "line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def valve_slam(case: Case) -> Value:
    """Largest reverse velocity on which a check valve shuts, m/s."""
    return _largest(case, "valve_slam", lambda v: Value(v, {}))


def _along(
    case: Case, measure: Callable[[Stretch, int, TransientResult], Any], *, largest: bool = False,
    head: str = "head_min", needs: tuple[str, ...] = ("envelope",),
) -> Value:  # fmt: skip
    """The worst point of all envelopes: `measure` makes values along a reach of a grade line."""
    case.conditions.need("line.profile")
    e = _of_this_design(case)
    points = []
    lacking: list[str] = []
    for i, result, j, s in e.stretches:
        try:
            along = measure(s, j, result)
        except MissingError as error:  # what a reach lacks hides nothing of another
            lacking += error.keys
            continue
        k = int(np.argmax(along) if largest else np.argmin(along))
        points.append((float(along[k]), k, s, i, result))
    values = []
    if points:
        value, k, s, i, result = (max if largest else min)(points, key=lambda point: point[0])
        level = float(getattr(s, head)[k])
        inputs = show(chainage=(float(s.x[k]), "length"), grade_line=(level, "level"))
        key = f"transients.results[{i}].envelope"
        values.append(Value(value, inputs, key, state=_state(result)))
    lacking += [
        f"transients.results[{i}].{name}" for i, r in e.judged for name in needs
        if r._plain[name] is None
    ]  # fmt: skip
    return _worst(e, values, lacking, largest)


def _over_obvert(s: Stretch) -> Any:
    return s.head_min - s.axis - 0.5 * s.bore


@needs("line", "line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def column_separation(case: Case) -> Value:
    """Lowest pressure head at the obvert over vapour, m; minus the gap where the column parts."""
    e = case.external
    near = e.conditions.limit("analysis_accuracy") * e.vapour_depth

    def over_vapour(s: Stretch, j: int, result: TransientResult) -> Any:
        found = _over_obvert(s) + e.vapour_depth
        # A model of cavities holds the pressure at vapour: only the gap says that it parted.
        gap = (result.si.largest_cavity or 0.0) / (0.25 * np.pi * s.bore**2)
        return np.where((found < near) & (gap > 0.0), np.minimum(found, -gap), found)

    found = _along(case, over_vapour, needs=("envelope", "largest_cavity"))
    depth = show(vapour_below_the_air=(e.vapour_depth, "head"))
    found = found._replace(inputs={**found.inputs, **depth})
    # Gas that grows above vapour parts nothing by itself, but somebody has to say so.
    gas = any((result.si.largest_cavity or 0.0) > 0.0 for _, result in e.judged)
    return found._replace(evidence=DECLARED) if gas or found.value < near else found


@needs("line", "line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def lowest_transient(case: Case) -> Value:
    """Lowest pressure head at the obvert, m."""
    return _along(case, lambda s, j, result: _over_obvert(s))


def _buckling(pipe: Pipe, j: int) -> float:
    """Outside pressure at which the free ring of a pipe buckles, Pa; of steel less corrosion."""
    p, usual = pipe.si, usual_wall(pipe.material)
    E = usual.get("modulus") if p.modulus is None else p.modulus
    for name, given in (("wall", p.wall), ("modulus", E)):
        if given is None:
            raise MissingError(f"line.reaches[{j}].pipe.{name}")
    mu = usual.get("poisson", 0.3) if p.poisson is None else p.poisson
    gone = data.assumption("steel_corrosion").number if pipe.material == "steel" else 0.0
    left = p.wall - gone
    if left <= 0.0:  # corrosion leaves nothing that could buckle
        return 0.0
    return float(ring_buckling(E, mu, np.float64(left), p.diameter + 2.0 * p.wall - left))


@needs("line", "line.profile", "demand.flow", "line.reaches[].pipe.rating")
@governed(HIGHEST, LOWEST)
@quantity
def pressure_with_surge(case: Case) -> Value:
    """Highest pressure at the axis (MDP) over what its pipe stands with surge (PMA)."""
    c = case.conditions
    weight = c.liquid.si.density * G

    def used(s: Stretch, j: int, result: TransientResult) -> Any:
        pma = stands(c.lines[0].reaches[j].pipe, c.temperature_max).pma
        if np.isnan(pma):
            raise MissingError(f"line.reaches[{j}].pipe.{answers_pma(case, j)}")
        return weight * (s.head_max - s.axis) / pma

    found = _along(case, used, largest=True, head="head_max")
    unsure = any(of_assumed_water(case, j) for j in range(len(c.lines[0].reaches)))
    return found._replace(evidence="assumed") if unsure and found.evidence == ANALYSIS else found


@needs("line", "line.profile", "demand.flow")
@governed(HIGHEST, LOWEST)
@quantity
def vacuum_used(case: Case) -> Value:
    """Largest vacuum at the obvert over the pressure at which the free ring buckles."""
    c = case.conditions
    weight = c.liquid.si.density * G

    def used(s: Stretch, j: int, result: TransientResult) -> Any:
        vacuum = weight * np.maximum(-_over_obvert(s), 0.0)
        if not vacuum.any():
            return vacuum
        held = _buckling(c.lines[0].reaches[j].pipe, j)
        return vacuum / held if held > 0.0 else np.full_like(vacuum, 1e9)

    found = _along(case, used, largest=True)
    if found.value > c.limit("vacuum_used"):  # soil may hold what a free ring doesn't
        ring = show(vacuum_over_buckling_pressure_of_the_free_ring=(found.value, "ratio"))
        raise MissingError(
            Phrase("stiffness of the soil around {pipe}", pipe=found.key), known=ring
        )
    return found
