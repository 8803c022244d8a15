"""The choice among arrangements: number of units, pump type and poles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc.kernels import pumps
from hydrocalc.kernels.stations import (
    COLUMNS,
    CONDITIONAL,
    FEASIBLE,
    POLES,
    REASONS,
    nearest_reason,
    refused_beforehand,
    standby_units,
    table_of,
    weighed,
    weighed_all,
)

if TYPE_CHECKING:
    from hydrocalc.kernels.stations import Grid, Motors, Rule, Site


def preferred_units(P_h: Any, Q: Any, steps: Any, least: float) -> Any:
    """Duty units that a station of the hydraulic power `P_h`, W, has as a rule.

    `steps` are the powers from which there is one more; low lifts of much water count as if they
    needed `least`, J/m³.
    """
    return 1.0 + np.searchsorted(steps, np.maximum(P_h, least * Q), side="right")


def order_of_units(preferred: Any, numbers: Any) -> Any:
    """`numbers` in the order in which they are tried: the nearest first, of two the larger."""
    more = numbers - np.asarray(preferred)[..., None]
    return numbers[np.argsort(np.abs(more) - 0.1 * (more > 0.0), axis=-1)]


def chosen(
    duty: Any, *, grids: tuple[Grid, ...], auto: bool,
    standby: Any, site: Site, rule: Rule, motors: Motors,
) -> tuple[Any, Any, Any]:  # fmt: skip
    """Place of the recommended arrangement among all speeds of all types (-1: none), index, code.

    The type comes first: that of the round duty near by as long as it ties, else the one of least
    index (also where the poles are given: a speed that may not follow the duty makes other ties).
    Then the poles by the same index; if none serves, the next type.
    """
    Q, H, H_max, H_min, N = duty
    case: Any = {"grids": grids, "auto": auto, "standby": standby, "site": site, "rule": rule,
                 "motors": motors}  # fmt: skip
    starts = np.cumsum([0, *(len(g.n) for g in grids)])
    place, status = np.full(len(Q), -1), np.full(len(Q), len(REASONS))
    index = np.full(len(Q), np.inf)
    given = (Q, H, H_max, H_min, N, standby_units(N, standby))
    least = least_of_types(duty, **case)
    order = least.argmin(axis=0)
    if len(grids) > 1 and grids[0].between is not None:
        first, each = type_near_by(duty, **case), np.arange(len(Q))
        with np.errstate(invalid="ignore"):
            ties = least[first, each] <= (1.0 + rule.tie) * least.min(axis=0)
        order = np.where(ties, first, order)
    todo = np.flatnonzero(np.isfinite(least).any(axis=0))
    while len(todo):
        best = np.where(
            np.isfinite(least[order[todo], todo]), order[todo], least[:, todo].argmin(axis=0)
        )
        for number in np.flatnonzero(np.bincount(best, minlength=len(grids))).tolist():
            grid, rows = grids[number], todo[best == number]
            of = [v[rows, None] for v in given]
            value, code = weighed(of, np.arange(len(grid.n)), grid, site, rule, motors)
            code = np.where(grid.made, code, POLES)
            value = np.where(code <= CONDITIONAL, value, np.inf)
            # What needs the eye lower than assumed has to be better by more than a tie.
            at = np.where(code == CONDITIONAL, value * (1.0 + rule.tie), value).argmin(axis=1)
            here = np.arange(len(rows)), at
            good = np.isfinite(value[here])
            place[rows[good]] = starts[number] + at[good]
            index[rows[good]], status[rows[good]] = value[here][good], code[here][good]
            least[number, rows] = np.inf
        todo = todo[(place[todo] < 0) & np.isfinite(least[:, todo]).any(axis=0)]
    return place, index, status


def least_of_types(
    duty: Any, *, grids: tuple[Grid, ...], auto: bool,
    standby: Any, site: Site, rule: Rule, motors: Motors,
) -> Any:  # fmt: skip
    """Least index of each type with its speed as a real number, which doesn't jump as poles do."""
    Q, H, H_max, H_min, N = duty
    least = np.full((len(grids), len(Q)), np.inf)
    given = (Q, H, H_max, H_min, N, standby_units(N, standby))

    def part(rows: Any) -> Any:
        return [v[rows, None] for v in given]

    few = {}
    for number, grid in enumerate(grids):
        code = refused_beforehand(Q, H, H_max, H_min, N, grid.pump, auto, site, rule)
        rows = np.flatnonzero(code == FEASIBLE)
        if len(rows):
            of = part(rows)
            least[number, rows], few[number] = few_speeds(of, grid, site, rule, motors)
    # Only what can still become the least is looked at closely.
    close = np.isfinite(least) & (least <= 1.1 * least.min(axis=0))
    for number, middle in few.items():
        rows = np.flatnonzero(close[number])
        if len(rows) and middle is not None:
            of = part(rows)
            at = middle[np.searchsorted(np.flatnonzero(np.isfinite(least[number])), rows)]
            least[number, rows] = close_speeds(of, at, grids[number], site, rule, motors)
    return least


def type_near_by(duty: Any, **case: Any) -> Any:
    """Type of least index at the round duty near by.

    Two types that tie change places with every wave of their indices. The type of a round duty
    (flow of a unit and head in steps of the series R5 of preferred numbers) is kept as far as it
    ties, so that small steps don't flip the answer; half a step moves the indices of two types
    against each other by about the tie.
    """
    Q, H, H_max, H_min, N = duty
    near = np.stack([round_number(Q / N), round_number(H), H_max / H, H_min / H, N])
    few, back = np.unique(near, axis=1, return_inverse=True)
    Q_u, H, high, low, N = few
    return least_of_types([Q_u * N, H, high * H, low * H, N], **case).argmin(axis=0)[np.ravel(back)]


def round_number(x: Any) -> Any:
    """The nearest of 1, 1.6, 2.5, 4, 6.3, 10 … by the logarithm (series R5, unrounded)."""
    return 10.0 ** (np.round(5.0 * np.log10(x)) / 5.0)


def few_speeds(
    duty: Any, grid: Grid, site: Site, rule: Rule,
    motors: Motors,
) -> tuple[Any, Any]:  # fmt: skip
    """Least index of a type over a few speeds, and the places where it is (None: poles given)."""
    smooth = grid.between
    if smooth is None:
        value, code = weighed(duty, np.arange(len(grid.n)), grid, site, rule, motors)
        return np.where((code <= CONDITIONAL) & grid.made, value, np.inf).min(axis=1), None
    # What lies beyond an edge only costs more here: the least mustn't jump where a speed drops out.
    few = np.arange(0, len(smooth.n), COARSE)
    value = weighed(duty, few, smooth, site, rule, motors)[0]
    value = np.where(np.isnan(value), 1e9, value)
    return value.min(axis=1), few[value.argmin(axis=1)]


def close_speeds(
    duty: Any, middle: Any, grid: Grid, site: Site, rule: Rule,
    motors: Motors,
) -> Any:  # fmt: skip
    """Least index of a type with its speed as a real number, about the `middle` of its speeds."""
    smooth = grid.between
    middle = np.clip(middle, COARSE, len(smooth.n) - 1 - COARSE)
    near = middle[:, None] + np.arange(-COARSE, COARSE + 1)
    value = weighed(duty, near, smooth, site, rule, motors)[0]
    return continuous_least(np.where(np.isnan(value), 1e9, value))


COARSE = 4
"""Places between the few speeds of `few_speeds`."""


def continuous_least(cost: Any) -> Any:
    """Least of a parabola through the smallest value along the last axis and its neighbours."""
    rows = np.arange(len(cost))
    at = cost.argmin(axis=1)
    least = cost[rows, at]
    inner = np.clip(at, 1, cost.shape[1] - 2)
    a, b, c = (cost[rows, inner + k] for k in (-1, 0, 1))
    with np.errstate(all="ignore"):
        bend = a - 2.0 * b + c
        deeper = least - (a - c) ** 2 / (8.0 * bend)
    return np.where((at == inner) & np.isfinite(bend) & (bend > 0.0), deeper, least)


def recommend(
    Q: Any, H: Any, H_max: Any, H_min: Any, *, numbers: Any, steps: Any, least: float,
    rank: str, **case: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Status and the columns of the arrangement that the rule recommends, one per element.

    The number of duty units is the preferred one of `numbers`, or the next for which some type
    serves; with another `rank` all of them are looked at.
    """
    duty = np.broadcast_arrays(Q, H, H_max, H_min)
    shape = duty[0].shape
    Q, H, H_max, H_min = (np.ravel(v) for v in duty)
    tried = order_of_units(
        preferred_units(pumps.hydraulic_power(case["site"].rho, Q, H), Q, steps, least), numbers
    )
    status = np.full(len(Q), -1)
    columns = {name: np.full(len(Q), np.nan) for name in COLUMNS}
    best = np.full(len(Q), np.inf)
    for k in range(tried.shape[1]):
        open_ = np.flatnonzero(
            status > CONDITIONAL if rank == "balanced" and k else np.full(len(Q), True)
        )
        if not len(open_):
            break
        at: Any = [v[open_] for v in (Q, H, H_max, H_min, tried[:, k])]
        if rank == "balanced":
            place, cost, found = chosen(at, **case)
            new = table_of(at, place, cost, **case)
            better = (found <= CONDITIONAL) | (status[open_] < 0)
        else:
            index, code = weighed_all(at, **case)
            place, found, new, value = first_by(rank, at, index, code, **case)
            better = (value < best[open_]) | (status[open_] < 0)
            best[open_[better]] = value[better]
        status[open_[better]] = found[better]
        for name in COLUMNS:
            columns[name][open_[better]] = new[name][better]
    none = np.flatnonzero(status == len(REASONS))
    if len(none):  # the reason that comes nearest to feasible, at the preferred number
        code = weighed_all([v[none] for v in (Q, H, H_max, H_min, tried[:, 0])], **case)[1]
        status[none] = nearest_reason(code)
    return (status.reshape(shape), *(columns[name].reshape(shape) for name in COLUMNS))


def first_by(rank: str, at: Any, index: Any, code: Any, **case: Any) -> tuple[Any, ...]:
    """Place, status, columns and value of the arrangement that comes first by one figure alone."""
    name = {"energy": "specific_energy", "installed": "installed_power", "units": "duty"}[rank]
    usable = code <= CONDITIONAL
    # What the assumed eye serves comes before what needs it lower.
    usable &= ~((code == FEASIBLE).any(axis=1, keepdims=True) & (code == CONDITIONAL))
    value = np.full(index.shape, np.inf)
    rows, places = np.nonzero(usable)
    if len(rows):
        of = table_of([v[rows] for v in at], places, index[rows, places], **case)
        value[rows, places] = of[name] * (1.0 + 1e-9 * of["specific_energy"])
    place = np.where(usable.any(axis=1), value.argmin(axis=1), -1)
    each = np.maximum(place, 0)[:, None]
    status = np.where(place >= 0, np.take_along_axis(code, each, axis=1)[:, 0], len(REASONS))
    cost = np.take_along_axis(index, each, axis=1)[:, 0]
    return (place, status, table_of(at, place, cost, **case),
            np.take_along_axis(value, each, axis=1)[:, 0])  # fmt: skip
