"""Transients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import QUANTITIES, Value, show
from hydrocalc.stations.designs.conditions import MissingError, NotApplicableError
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    pass


def _surge(case: Case) -> Value:
    case.conditions.need("line")
    g = case.grade.si
    L = float(np.sum(g.reach_length))
    rise, period = (float(np.atleast_1d(x)[0]) for x in (g.joukowsky, g.period))
    H = case.conditions.heads.design
    known = show(length=(L, "length"), head_rise_of_a_sudden_stop=(rise, "head"),
                  period_2L_a=(period, "time"))  # fmt: skip
    long, share = (case.conditions.limit(id) for id in ("surge_length", "surge_share"))
    if long >= L and rise <= share * H:
        raise NotApplicableError(
            "line of at most {length} and head rise of at most {share} H",
            length=f"{long:g} m", share=f"{share:g}",
        )  # fmt: skip
    raise MissingError(Phrase("transient analysis"), known=known)


for _name in ("transient_analysis", "transient_pressure", "reverse_speed", "column_separation",
              "reverse_time"):  # fmt: skip
    QUANTITIES[_name] = _surge
