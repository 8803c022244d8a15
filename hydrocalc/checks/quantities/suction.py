"""NPSH, bells and the sump."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.efficiency import eyes_in_doubt
from hydrocalc.checks.quantities.registry import (
    Cure,
    Value,
    governed,
    limit,
    needs,
    of_each,
    quantity,
    rounded_up,
    show,
    worst,
)
from hydrocalc.kernels import wetwells as well_kernels
from hydrocalc.kernels.pipes import velocity
from hydrocalc.stations.designs.conditions import HIGHEST, LOWEST, MissingError, NotApplicableError
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.components.wetwells import WetWell
    from hydrocalc.stations.designs.design import StationDesign
    from hydrocalc.stations.designs.states import State


OF_NPSH = (
    "levels.suction_min", "units[].eye_level", "units[].suction_diameter",
    "units[].suction_loss_coefficient", "site.temperature_max", "site.altitude",
)  # fmt: skip
"""What NPSH takes to be more than an assumption."""


def _npsh(case: Case, of: Any, enough: float, short: Callable[[float], Any]) -> Value:
    """The least of a margin or a ratio; `short` says by state what a limit lacks, m."""
    c, m = case.conditions, case.matrix.si
    given = c.known("site.temperature_max"), c.known("site.altitude")

    def least(i: int) -> Value:
        case.need_npsh(i)
        unit = c.units[i]
        # No branch has less than its mouth: one that isn't given is assumed to lose nothing.
        lossless = unit.si.suction_loss_coefficient < c.limit("branch_loss_low")
        assumed = None in given or lossless
        at = case.at_least_npsh(i, of, enough)
        level = case.states.suction[at[1]] if c.described else c.lowest_level
        known = show(
            flow=(m.unit_flow[*at, i], "flow"), level=(level, "level"),
            temperature=(max(c.temperature_max, c.temperature), "temperature"),
            NPSH_available=(case.npsh_available[*at, i], "level"),
            NPSH_required=(m.npsh_required[*at, i], "head"),
        )  # fmt: skip

        def cure(limit: float) -> Iterator[Cure]:
            lacks = np.where(case.states.known[:, :, i], short(limit)[:, :, i], np.nan)
            more = rounded_up(float(np.nanmax(lacks)))
            words = Phrase("eye {length} lower", length=units.show(more, "length"))
            lower = unit.si.eye_level - more
            key = f"units[{i}].eye_level"
            yield Cure(words, lambda: c.design.with_unit(i, eye_level=lower), key)

        return Value(
            float(of[*at, i]), known, f"units[{i}].eye_level", c.name(i),
            state=case.states.named(at) if c.described else _at_lowest(case, at),
            evidence="assumed" if assumed else "",
            scale=float(m.npsh_required[*at, i]), cure=cure,
        )  # fmt: skip

    rows, unknown = of_each(range(len(c.units)), least)
    lacking = [f"units[{i}].suction_diameter" for i, unit in enumerate(c.units)
               if unit.si.suction_diameter is None]  # fmt: skip
    return worst(rows, largest=False, unknown=(*unknown, *lacking))


def _need_levels(case: Case) -> None:
    """The water's lowest level, and an eye."""
    c = case.conditions
    eyes = [unit.si.eye_level for unit in c.need("units")]
    c.need("levels.suction_min")
    if all(eye is None for eye in eyes):
        raise MissingError("units[0].eye_level")


@needs(*OF_NPSH)
@governed(HIGHEST, LOWEST)
@quantity
def npsh_margin(case: Case) -> Value:
    """Least NPSH margin over all states, in the warmest water, m."""
    _need_levels(case)
    margin = case.npsh_available - case.matrix.si.npsh_required
    return _npsh(case, margin, 0.0, lambda limit: limit - margin)


@needs(*OF_NPSH)
@governed(HIGHEST, LOWEST)
@quantity
def npsh_ratio(case: Case) -> Value:
    """Least NPSH available over required, over all states, in the warmest water."""
    _need_levels(case)
    have, need = case.npsh_available, case.matrix.si.npsh_required
    return _npsh(case, have / need, 1.0, lambda limit: limit * need - have)


@quantity
def suction_speed(case: Case) -> Value:
    """Largest suction specific speed S per eye, at best efficiency."""
    most = case.conditions.limit("suction_speed")
    rows = [
        Value(
            float(fit.suction_speed), show(npsh_required=(fit.npsh_best, "head")),
            f"units[{i}].pump", case.conditions.name(i),
        ).doubted(eyes_in_doubt(case, i, most))
        for i, fit in enumerate(case.fits)
    ]  # fmt: skip
    known = [row for row in rows if row.value == row.value]
    # What is asked for once stands for all of them.
    unknown = ("pumps.npsh_required",) if len(known) < len(rows) else ()
    return worst(known, largest=True, unknown=unknown)


def _largest(case: Case) -> str:
    """The state of the largest flow of a bell."""
    return case.states.named(case.at_largest_flow(case.busiest))


def _at_lowest(case: Case, at: State) -> Phrase:
    """The flow of a state met by the lowest level."""
    return Phrase("lowest level, with the flow of: {state}", state=case.states.named(at))


def _with_well(case: Case, **changes: float) -> StationDesign:
    """The design with another well."""
    return case.conditions.design.with_well(**changes)


def _well(case: Case) -> WetWell:
    """The wet well; there is none where a pipe that stays full is what the pumps draw from."""
    c = case.conditions
    well: WetWell | None = c.known("wet_well")
    header = c.known("suction_header")
    if header is None:
        if well is None:
            raise MissingError(Phrase(
                "wet_well (or suction_header, where the pumps draw from a pipe that stays full)"
            ))  # fmt: skip
        return well
    v = float(velocity(c.flow, header.si.diameter))
    slow = v <= c.limit("suction_velocity_gb50265")
    raise NotApplicableError(
        "no wet well: the crown of the suction header, {crown}, stays under the lowest level, "
        "{level}", crown=units.show(header.crown, "level"),
        level=units.show(c.need("levels.suction_min"), "level"),
        decide="" if slow else "suction_header.diameter",  # its loss isn't small any more
    )  # fmt: skip


def _floor_clearance(case: Case) -> float:
    """Least height of a bell over the floor, over its diameter: by HI 9.8, or Chinese practice."""
    chinese = any(name.startswith("cn-") for name in case.conditions.rule_sets)
    name = "floor clearance (China)" if chinese else "floor clearance"
    (row,) = (row for row in data.rows("intake") if row["dimension"] == name)
    return float(row["low"])


@governed(LOWEST)
@quantity
def bell_submergence(case: Case) -> Value:
    """Water over the suction bells at the lowest operating level, m."""
    well = _well(case).si
    bells = case.conditions.need("wet_well.bell_level")
    depth = well.minimum_level - bells

    def cure(limit: float) -> Iterator[Cure]:
        D = case.conditions.need("wet_well.bell_diameter")
        more = rounded_up(limit - depth)
        lower = bells - more
        if lower - well.bottom < _floor_clearance(case) * D:
            return  # a bell that sits on the floor draws nothing
        words = Phrase("bell {length} lower", length=units.show(more, "length"))
        yield Cure(words, lambda: _with_well(case, bell_level=lower), "wet_well.bell_level")

    return Value(
        depth, show(lowest_level=(well.minimum_level, "level"), bells=(bells, "level")),
        "wet_well.minimum_level", cure=cure,
        state=_at_lowest(case, case.at_largest_flow(case.busiest)),
    )  # fmt: skip


@limit
def submergence_hi(case: Case) -> Value:
    """Submergence by HI 9.8 at the largest flow of one pump, m."""
    found = case.bell.si
    return Value(
        found.hi, show(flow_of_one_pump=(found.flow, "flow"), D=(found.bell_diameter, "diameter"))
    )


@limit
def submergence_cn(case: Case) -> Value:
    """Submergence by Chinese practice, m."""
    found, position = case.bell.si, case.conditions.need("wet_well").position
    factor, least = (case.conditions.limit(id) for id in (f"bell_{position}", "bell_least"))
    D = found.bell_diameter
    return Value(float(well_kernels.submergence_cn(D, factor, least)), show(D=(D, "diameter")))


@governed(LOWEST)
@quantity
def bell_velocity(case: Case) -> Value:
    """Velocity at the bell at the largest flow of one pump, m/s."""
    _well(case)
    D, Q = case.conditions.need("wet_well.bell_diameter"), case.bell_flow

    def cure(limit: float) -> Iterator[Cure]:
        least = math.ceil(20.0 * math.sqrt(4.0 * Q / (math.pi * limit)) - 1e-9) / 20.0
        words = Phrase("bells of {diameter}", diameter=units.show(least, "diameter"))
        yield Cure(words, lambda: _with_well(case, bell_diameter=least), "wet_well.bell_diameter")

    return Value(Q / (np.pi / 4.0 * D * D), show(flow_of_one_pump=(Q, "flow")),
                 "wet_well.bell_diameter", state=_largest(case), cure=cure)  # fmt: skip


@limit
def bell_velocity_high(case: Case) -> Value:
    """Highest recommended velocity at a bell, by its flow."""
    size = int(np.searchsorted([0.315, 1.26], case.bell_flow))
    return Value(case.conditions.limit(f"bell_velocity_high_{size}"), {})


@governed(LOWEST)
@quantity
def sump_seconds(case: Case) -> Value:
    """Volume of the sump under water at its lowest level over the flow of all pumps there, s."""
    c, well = case.conditions, _well(case).si
    V = well.area * (well.minimum_level - well.bottom)
    Q, state = c.flow, ""
    if c.pumps:
        s = case.states
        lowest = s.suction == s.suction.min()
        flow = np.where(lowest, s.carried(case.everything), -np.inf)
        column = int(np.argmax(flow))
        Q, state = float(flow[column]), s.named((case.everything, column))
    if not Q > 0.0:
        raise NotApplicableError("the unit doesn't run")

    def cure(limit: float) -> Iterator[Cure]:
        if limit * Q > V:
            least = math.ceil(10.0 * limit * Q / (well.minimum_level - well.bottom)) / 10.0
            words = Phrase("plan area of {area}", area=units.show(least, "area"))
            yield Cure(words, lambda: _with_well(case, area=least), "wet_well.area")

    return Value(
        V / Q, show(volume=(V, "volume"), flow_of_all_units=(Q, "flow")), "wet_well.area",
        state=state, cure=cure,
    )  # fmt: skip
