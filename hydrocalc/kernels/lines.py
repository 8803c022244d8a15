"""A line: losses along its chainage, the head it requires, where its pressure fails."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.blocks import run
from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.pipes import LAWS, velocity


@formula("h = K*v^2/(2*g)", "definition of the loss coefficient; signed with the flow")
def local_loss(K: Any, v: Any, g: Any = G) -> Any:
    """Local loss, m, with the sign of the velocity."""
    return K * v * np.abs(v) / (2.0 * g)


@formula("L_e = K*D/f", "definition")
def equivalent_length(K: Any, D: Any, f: Any) -> Any:
    """Length of pipe with the same loss as `K`, m."""
    return K * D / f


def reach_losses(
    Q: Any, D: Any, L: Any, k: Any, K: Any, share: Any, strings: Any, draw_off: Any, nu: Any, *,
    method: str,
) -> tuple[Any, Any, Any]:  # fmt: skip
    """Velocity, friction and local loss by (flow, reach).

    Draw-offs leave at the end of their reach. `share` is a local loss as a share of friction.
    """
    Q = np.asarray(Q, dtype=float)[:, None]
    gone = np.concatenate([[0.0], np.cumsum(draw_off)[:-1]])
    q = (Q - gone) / strings
    V = velocity(q, D)
    friction = np.empty_like(V)
    for i in range(V.shape[1]):  # the kernel of a law takes one array of flows
        friction[:, i] = run(LAWS[method].loss, q[:, i], D[i], L[i], k[i], nu)
    return V, friction, local_loss(K, V) + share * friction


def losses_along(x: Any, L: Any, loss: Any) -> Any:
    """Loss from the start to each chainage `x`, by (flow, point), even along each reach."""
    ends = np.concatenate([[0.0], np.cumsum(L)])
    total = np.concatenate([np.zeros((len(loss), 1)), np.cumsum(loss, axis=1)], axis=1)
    reach = np.clip(np.searchsorted(ends, x, side="right") - 1, 0, len(L) - 1)
    part = (x - ends[reach]) / L[reach]
    return total[:, reach] + part * loss[:, reach]


def required_start(least: Any, loss: Any) -> tuple[Any, Any]:
    """Grade line needed at the start, by flow, and the index of the point that asks for it.

    `least` is the lowest grade line that each point may have.
    """
    needed = least + loss
    at = needed.argmax(axis=-1)
    return np.take_along_axis(needed, at[:, None], axis=-1)[:, 0], at


@formula("C = i*(1 + i)^n/((1 + i)^n - 1)", "capital recovery factor (annuity)")
def capital_recovery(i: Any, n: Any) -> Any:
    """Yearly share of a sum that pays it back over `n` years at the interest `i`."""
    growth = (1.0 + i) ** n
    return i * growth / (growth - 1.0)
