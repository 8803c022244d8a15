"""What a survey of a line can't have seen, and what in it looks like a slip."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from hydrocalc import units
from hydrocalc.hydraulics.lines import Line
from hydrocalc.texts import Phrase


def survey_doubts(line: Line, limit: Callable[[str], float]) -> Iterator[Phrase]:
    """Why what is judged along a line may be wrong though its profile says so; `limit` by id."""
    if line.profile is None:
        return
    p = line.profile.si
    x, ground, axis = (np.asarray(c) for c in (p.chainage, p.ground, p.axis))
    gaps = np.diff(x)
    k = int(np.argmax(gaps))
    if gaps[k] > (1.0 + 1e-9) * limit("survey_gap"):
        yield Phrase(
            "line.profile: points {gap} apart from {at} on; a summit between them isn't seen",
            gap=units.show(gaps[k], "length"), at=units.show(x[k], "length"),
        )  # fmt: skip
    depth = ground - axis
    k = int(np.argmax(depth))
    if depth[k] > limit("survey_depth"):
        yield Phrase(
            "line.profile: at {at} the axis is {depth} under the ground", depth=units.show(
                depth[k], "length"
            ), at=units.show(x[k], "length"),
        )  # fmt: skip
