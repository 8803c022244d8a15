"""A line: losses along its chainage, the head it requires, where its pressure fails."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels.blocks import distinct, run
from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.pipes import LAWS, velocity


@formula("h = f*L*v^2 / (2*g*D)", "Darcy & Weisbach")
def friction_loss(f: Any, L: Any, D: Any, v: Any, g: Any = G) -> Any:
    """Friction loss of a given friction factor, m."""
    return f * L * v * v / (2.0 * g * D)


@formula("h = K*v^2/(2*g)", "definition of the loss coefficient; signed with the flow")
def local_loss(K: Any, v: Any, g: Any = G) -> Any:
    """Local loss, m, with the sign of the velocity."""
    return K * v * np.abs(v) / (2.0 * g)


@formula("H = H_s + h", "definition: static part and losses up to the point that governs")
def total_head(H_s: Any, h: Any) -> Any:
    """Head of the pumps, m."""
    return H_s + h


@formula("L_e = K*D/f", "definition")
def equivalent_length(K: Any, D: Any, f: Any) -> Any:
    """Length of pipe with the same loss as `K`, m."""
    return K * D / f


class Reaches(NamedTuple):
    """The reaches of a line as plain columns, one element a reach."""

    D: Any
    L: Any
    k: Any
    """What the law asks for: roughness, Hazen–Williams C or Manning's n."""
    K: Any
    share: Any
    """Local losses as a share of friction."""
    strings: Any
    draw_off: Any
    """Flow that leaves at the end of the reach."""
    nu: float
    method: str

    @property
    def ends(self) -> Any:
        """Chainage of the end of each reach."""
        return np.cumsum(self.L)


def string_flows(Q: Any, reaches: Reaches) -> Any:
    """Flow in each string, by (flow, reach)."""
    gone = np.concatenate([[0.0], np.cumsum(reaches.draw_off)[:-1]])
    return (np.asarray(Q, dtype=float)[:, None] - gone) / reaches.strings


def reach_friction(Q: Any, D: Any, L: Any, k: Any, nu: Any, *, method: str) -> Any:
    """Friction loss by (flow, reach); `Q` is the flow of a string."""
    return run(LAWS[method].loss, Q, D, L, k, nu)


@formula("h_l = K*v^2/(2*9.80665) + s*h", "loss coefficients and a share of friction")
def reach_local_loss(K: Any, v: Any, s: Any, h: Any) -> Any:
    """Local loss of a reach whose friction is `h`, m."""
    return local_loss(K, v) + s * h


def over_reaches(h: Any) -> Any:
    """Sum over the reaches, the last axis."""
    return np.sum(h, axis=-1)


def worst_reach(h: Any) -> Any:
    """Largest of the reaches, the last axis."""
    return np.max(h, axis=-1)


def reach_losses(Q: Any, reaches: Reaches) -> tuple[Any, Any]:
    """Friction and local loss by (flow, reach)."""
    D, L, k, K, share, *_, nu, method = reaches
    q = string_flows(Q, reaches)
    friction = reach_friction(q, D, L, k, nu, method=method)
    return friction, reach_local_loss(K, velocity(q, D), share, friction)


def loss_to(x: Any, Q: Any, reaches: Reaches) -> Any:
    """Loss from the start to each chainage `x`, by (flow, point)."""
    friction, local = reach_losses(Q, reaches)
    return losses_along(np.minimum(x, reaches.ends[-1]), reaches.L, friction + local)


def losses_along(x: Any, L: Any, loss: Any, row: Any = None) -> Any:
    """Loss from the start to each chainage `x`, by (flow, point), even along each reach.

    With `row`, the flow of each point, by point.
    """
    ends = np.concatenate([[0.0], np.cumsum(L)])
    total = np.concatenate([np.zeros((len(loss), 1)), np.cumsum(loss, axis=1)], axis=1)
    reach = np.clip(np.searchsorted(ends, x, side="right") - 1, 0, len(L) - 1)
    part = (x - ends[reach]) / L[reach]
    flow = slice(None) if row is None else row
    return total[flow, reach] + part * loss[flow, reach]


def required_start(least: Any, loss: Any) -> tuple[Any, Any]:
    """Grade line needed at the start, by flow, and the index of the point that asks for it.

    `least` is the lowest grade line that each point may have.
    """
    needed = least + loss
    at = needed.argmax(axis=-1)
    return np.take_along_axis(needed, at[:, None], axis=-1)[:, 0], at


def corners(x: Any, least: Any, ends: Any) -> Any:
    """Indices of the points that can ask for the most at some flow.

    Losses lie evenly along each reach, so that a point on or below the straight line between two
    others of its reach never asks for more than both.
    """
    reach = np.searchsorted(ends, x, side="right")
    beyond = reach == len(ends)  # where losses rise no more
    known = np.append(reach[1:] != reach[:-1], True) | beyond
    known[1:] |= known[:-1]
    known[:1] = True
    left = np.arange(len(x))
    while True:  # quickhull, all stretches between known corners at once
        at = np.flatnonzero(known[left])
        if len(at) == len(left):
            return left
        stretch = np.cumsum(known[left]) - 1
        a, b = left[at[stretch]], left[at[np.minimum(stretch + 1, len(at) - 1)]]
        above = (least[left] - least[a]) * (x[b] - x[a]) - (least[b] - least[a]) * (x[left] - x[a])
        above[at] = 0.0
        highest = np.maximum.reduceat(above, at)
        known[left[(above > 0.0) & (above == highest[stretch])]] = True
        left = left[(above > 0.0) | known[left]]


def governing(x: Any, least: Any, ends: Any) -> Any:
    """Indices of the points that can ask for the most in one of the cases, (point, case).

    A point counts only if none beyond it, where more is lost, asks for as much, and if it is one of
    the `corners`. The last one, whose level may change from case to case, always counts.
    """
    cases = np.ascontiguousarray(least.T)
    beyond = np.full(cases.shape, -np.inf)
    beyond[:, :-1] = np.maximum.accumulate(cases[:, ::-1], axis=1)[:, -2::-1]
    some = np.flatnonzero((cases > beyond).any(axis=0))
    x, cases = x[some[:-1]], cases[:, some[:-1]]
    found = np.append(np.zeros(len(x), bool), True)
    for i, case in enumerate(cases):
        if i == 0 or not np.array_equal(case, cases[i - 1]):
            found[corners(x, case, ends)] = True
    return some[found]


def shares_before(x: Any, reaches: Reaches) -> Any:
    """Share of each reach's loss that lies before each chainage, (point, reach)."""
    starts = reaches.ends - reaches.L
    return np.clip((x[:, None] - starts) / reaches.L, 0.0, 1.0)


@formula("H = z_r - z_s", "head is what the water is lifted by on the grade line")
def pump_head(z_r: Any, z_s: Any) -> Any:
    """Head of the pumps from the level they draw from to the grade line required, m."""
    return z_r - z_s


@formula("z_r = z_c + h_c", "the level asked for at the control point and the losses up to it")
def level_required(z_c: Any, h_c: Any) -> Any:
    """Grade line required at the start, m."""
    return z_c + h_c


@formula("V = N*3.141592653589793/4*D^2*L", "geometry")
def volume(D: Any, L: Any, N: Any) -> Any:
    """Volume of a reach of `N` strings, m³."""
    return N * np.pi / 4.0 * D * D * L


@formula("C = i*(1 + i)^n/((1 + i)^n - 1)", "capital recovery factor (annuity)")
def capital_recovery(i: Any, n: Any) -> Any:
    """Yearly share of a sum that pays it back over `n` years at the interest `i`."""
    growth = (1.0 + i) ** n
    return i * growth / (growth - 1.0)


ROUNDING = 1e-6
"""Head that counts as none, m: levels are read to millimetres, and sums of them and of losses round
off billionths at most."""


def cleared(h: Any) -> Any:
    """Heads to spare, m, those that are `ROUNDING` alone as 0: where a point governs, none is."""
    return np.where(np.abs(h) < ROUNDING, 0.0, h)


def turns(x: Any, z: Any, sign: float) -> Any:
    """Chainages of the high (or, with -1, low) points inside a profile; both ends of a plateau."""
    slope = np.sign(sign * np.diff(z))
    left = np.concatenate([[0.0], slope])  # what the last slope before a point was, level or not
    right = np.concatenate([slope, [0.0]])
    return x[(_carried(left) > 0.0) & (_carried(right[::-1])[::-1] < 0.0)]


def _carried(values: Any) -> Any:
    """Values with the last one before it in the place of each 0."""
    return values[np.maximum.accumulate(np.where(values != 0.0, np.arange(len(values)), 0))]


def between(x: Any, total: float, spacing: float) -> Any:
    """Chainages that leave no gap above `spacing` between 0, the points `x` and `total`."""
    edges = distinct(0.0, x, total)
    count = np.ceil(np.diff(edges) / spacing - 1e-9).astype(int)
    wide = np.flatnonzero(count > 1)
    parts = [np.linspace(edges[i], edges[i + 1], count[i] + 1)[1:-1] for i in wide]
    return np.concatenate([edges[:0], *parts])
