"""Pressures of a line reach by reach, and the pressure class that each stretch needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import data
from hydrocalc.components.ratings import STANDARDS, classes, rating_kept, rule, stands
from hydrocalc.records.fields import Count, Measure, OptionalMeasure, Word
from hydrocalc.records.record import Record

if TYPE_CHECKING:
    from hydrocalc.components.pipes import Pipe
    from hydrocalc.components.ratings import Stands
    from hydrocalc.hydraulics.lines import Line, Points

SHUT, REST = "at shut-off", "at rest"
WORK, SURGE = "operating pressure", "pressure with surge"
AT_INVERT = 1.0
"""Bore, m, from which the pressure is that at the invert: half of it is a hundredth of 10 bar."""


class ClassStretch(Record):
    """A stretch of one reach, and the pressure class that it needs."""

    reach: Count = Count(1, 1_000_000, label="reach")
    start: Measure = Measure("length", low=0.0, label="from")
    end: Measure = Measure("length", low=0.0, label="to")
    pressure_class: OptionalMeasure = OptionalMeasure(
        "pressure", default=None, label="pressure class"
    )
    """None where no class of the material suffices."""
    pressure: Measure = Measure("pressure", label="operating pressure (DP)")
    chainage: Measure = Measure("length", low=0.0, label="where")
    surge_pressure: OptionalMeasure = OptionalMeasure(
        "pressure", default=None, label="pressure with surge"
    )
    governed_by: Word = Word(label="governed by")
    state: Word = Word(label="state")


class Stretches(NamedTuple):
    """Stretches of a profile by the class that their higher end needs."""

    edges: Any
    """Chainages, one more than stretches."""
    needed: Any
    """Index of the class; as many as there are classes where none suffices."""
    most: Any
    at: Any
    """Highest pressure of each, and its chainage."""


def class_stretches(x: Any, p: Any, limits: Any, piece: float) -> Stretches:
    """Stretches of a line whose pressure `p` is straight between the chainages `x`.

    A class holds up to its limit, limits rise. A stretch shorter than a `piece` takes the class of
    a neighbour with a higher one: no shorter pipe is laid.
    """
    limits = np.asarray(limits) * (1.0 + 1e-9)  # a pressure of exactly PN is within PN
    low, high, run = p[:-1, None], p[1:, None], np.diff(x)[:, None]
    i, k = np.nonzero((low - limits) * (high - limits) < 0.0)
    cut = x[i] + (limits[k] - p[i]) / (p[i + 1] - p[i]) * run[i, 0]
    edges, pressure = np.concatenate([x, cut]), np.concatenate([p, limits[k]])
    order = np.lexsort((np.concatenate([np.arange(len(x)), i + 0.5]), edges))
    edges, pressure = edges[order], pressure[order]
    needed = np.searchsorted(limits, np.maximum(pressure[:-1], pressure[1:]))
    for level in range(len(limits)):
        first = np.flatnonzero(np.diff(needed, prepend=-1))
        group = needed[first]
        length = np.diff(np.append(edges[first], edges[-1]))
        beside = np.stack([np.append(len(limits) + 1, group[:-1]), np.append(group[1:], -1)])
        beside = np.where((beside > group) & (beside <= len(limits)), beside, len(limits) + 1)
        higher = beside.min(axis=0)
        short = (group == level) & (length < piece) & (higher <= len(limits))
        group = np.where(short, higher, group)
        needed = np.repeat(group, np.diff(np.append(first, len(needed))))
    first = np.flatnonzero(np.diff(needed, prepend=-1))
    last = np.append(first[1:], len(needed))
    peaks = [a + int(np.argmax(pressure[a : b + 1])) for a, b in zip(first, last, strict=True)]
    return Stretches(
        np.append(edges[first], edges[-1]), needed[first], pressure[peaks], edges[peaks]
    )


class OfReach(NamedTuple):
    """The points of one reach, both ends among them, and the pressure at rest at each."""

    pipe: Pipe
    x: Any
    p: Any
    stands: Stands


def of_reaches(
    line: Line, points: Points, still: float, weight: float, temperature: float
) -> list[OfReach]:
    """Each reach with the points of its closed stretch: a joint belongs to both of its reaches.

    Pressures are those of the line at rest (`still`, the highest grade line there is), Pa.
    """
    number = np.arange(len(line.reaches))
    first = np.searchsorted(points.after, number, side="left")
    last = np.searchsorted(points.before, number, side="right")
    found = []
    for reach, a, b in zip(line.reaches, first, last, strict=True):
        below = invert_below(reach.pipe.si.diameter)
        p = weight * (still - points.axis[a:b] + below)
        found.append(OfReach(reach.pipe, points.x[a:b], p, stands(reach.pipe, temperature)))
    return found


def invert_below(bore: Any) -> Any:
    """How far under the axis the pressure of a pipe is taken, m."""
    return np.where(bore >= AT_INVERT, 0.5 * bore, 0.0)[()]


def limits_of(material: str, standard: str, allowance: float, temperature: float) -> Any:
    """Highest operating pressure that each class of a material may have, Pa.

    Of DP ≤ PFA and, where PMA is known, MDP ≤ PMA or F_wd ≤ PMA; and the first alone.
    """
    factor = float(rating_kept(material, temperature))
    known = classes(material)
    pfa = np.array([c.pn * factor for c in known])
    design = rule("design", material, "GB 50332")
    within = []
    for c in known:
        pma = c.pma * factor
        if standard == STANDARDS[0]:
            within.append(pma - allowance)
        else:
            within.append(np.nan if design is None or np.isnan(pma) else design.within(pma))
    return np.maximum.accumulate(np.fmin(pfa, within)), pfa


def pressure_stretches(
    reaches: list[OfReach], standard: str, allowance: float, temperature: float, state: str
) -> tuple[ClassStretch, ...]:
    """What class each stretch of each reach needs."""
    piece, found = data.assumption("pipe_piece").number, []
    for number, reach in enumerate(reaches, 1):
        material = reach.pipe.material
        if len(reach.x) < 2:  # beyond a profile that ends a little before the line
            continue
        limits, pfa = limits_of(material, standard, allowance, temperature)
        pn = [c.pn for c in classes(material)]
        s = class_stretches(reach.x, reach.p, limits, piece)
        for a, b, k, p, at in zip(s.edges, s.edges[1:], s.needed, s.most, s.at, strict=False):
            by = WORK if k == 0 or p > pfa[k - 1] * (1.0 + 1e-9) else SURGE
            found.append(
                ClassStretch(
                    reach=number, start=float(a), end=float(b),
                    pressure_class=pn[k] if k < len(pn) else None,
                    pressure=float(p), chainage=float(at),
                    surge_pressure=with_surge(material, float(p), standard, allowance),
                    governed_by=by, state=state,
                )
            )  # fmt: skip
    return tuple(found)


def with_surge(material: str, p: float, standard: str, allowance: float) -> float | None:
    """Design pressure with surge: MDP of EN 805, or F_wd of GB 50332 where it has a rule."""
    if standard == STANDARDS[0]:
        return p + allowance
    design = rule("design", material, standard)
    return None if design is None else float(design(p))


def reach_pressures(
    reaches: list[OfReach], standard: str, allowance: float, temperature: float, state: str
) -> dict[str, Any]:
    """Fields of a `GradeLine`: pressures along it and of each reach, and what its pipe stands."""
    top = [int(np.argmax(r.p)) for r in reaches]
    p = np.array([r.p[i] for r, i in zip(reaches, top, strict=True)])
    material = [r.pipe.material for r in reaches]

    def by(gives: str, of: str, given: Any) -> Any:
        rules = [rule(gives, "" if of == STANDARDS[0] else m, of) for m in material]
        values = [
            np.nan if one is None else float(one(q)) for one, q in zip(rules, given, strict=True)
        ]
        return np.array(values)

    surge = p + allowance
    line, place = np.unique(np.concatenate([r.x for r in reaches]), return_inverse=True)
    along = np.zeros(len(line))
    np.maximum.at(along, place, np.concatenate([r.p for r in reaches]))
    return {
        "operating_pressure": along,
        "reach_pressure": p,
        "reach_chainage": np.array([r.x[i] for r, i in zip(reaches, top, strict=True)]),
        "reach_pfa": np.array([r.stands.pfa for r in reaches]),
        "reach_pma": np.array([r.stands.pma for r in reaches]),
        "reach_pea": np.array([r.stands.pea for r in reaches]),
        "surge_pressure": surge,
        "design_pressure": by("design", "GB 50332", p),
        "test_pressure": by("test", standard, surge if standard == STANDARDS[0] else p),
        "stretches": pressure_stretches(reaches, standard, allowance, temperature, state),
    }
