"""Variable-speed drives: efficiency by size and load; the speed of a motor under load."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula


def drive_efficiency(x: Any, P: Any, *, ratings: Any, loads: Any, table: Any) -> Any:
    """Efficiency of a drive of rating `P`, W, at load `x`: bilinear in x and lg P, clamped ends."""
    place = np.interp(np.log(P), np.log(ratings), np.arange(len(ratings)))
    row = np.clip(np.searchsorted(ratings, P, side="right") - 1, 0, len(ratings) - 2)
    share = place - row
    x = np.clip(x, loads[0], loads[-1])
    k = np.clip(np.searchsorted(loads, x, side="right") - 1, 0, len(loads) - 2)
    part = (x - loads[k]) / (loads[k + 1] - loads[k])
    lower = table[row, k] * (1.0 - part) + table[row, k + 1] * part
    upper = table[row + 1, k] * (1.0 - part) + table[row + 1, k + 1] * part
    return lower * (1.0 - share) + upper * share


@formula("n = 120*f_1/p*(1 - s_1*x)", "slip in proportion to the load (practice)", x=(0.0, 1.2))
def motor_speed(f_1: Any, p: Any, s_1: Any, x: Any) -> Any:
    """Speed of an induction motor of `p` poles at load `x`, rpm; `s_1` the slip at full load."""
    return 120.0 * f_1 / p * (1.0 - s_1 * x)
