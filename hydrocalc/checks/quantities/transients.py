"""Transients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hydrocalc.checks.case import Case, MissingError, NotApplicableError
from hydrocalc.checks.quantities.registry import QUANTITIES, Value, show
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    pass


def _surge(case: Case) -> Value:
    case.need("line")
    g = case.grade.si
    L = float(np.sum(g.reach_length))
    rise, period = (float(np.atleast_1d(x)[0]) for x in (g.joukowsky, g.period))
    H = case.heads.design
    known = show(length=(L, "length"), head_rise_of_a_sudden_stop=(rise, "head"),
                  period_2L_a=(period, "time"))  # fmt: skip
    long, steep = case.limit("surge_length"), case.limit("surge_share") * H
    if long >= L and rise <= steep:
        raise NotApplicableError(
            "line of at most {length} and head rise of at most {share} H",
            length=f"{long:g} m", share=f"{case.limit('surge_share'):g}",
        )  # fmt: skip
    raise MissingError(Phrase("transient analysis"), known=known)


for _name in ("transient_analysis", "transient_pressure", "reverse_speed", "column_separation",
              "reverse_time"):  # fmt: skip
    QUANTITIES[_name] = _surge
