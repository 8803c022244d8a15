"""Water hammer by formula: what to screen a line with before its transients are computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrocalc.kernels.formulas import formula, where_valid
from hydrocalc.kernels.liquids import G

_WYLIE = "Wylie & Streeter, Fluid Transients in Systems (1993), sec. 1.3 (from memory)"


@formula(
    "a = sqrt(K/rho)/sqrt(1 + K/E*D/e*c_w)", "Korteweg; Wylie & Streeter, Fluid Transients (1993)"
)
def wave_speed(K: Any, rho: Any, D: Any, e: Any, E: Any, c_w: Any) -> Any:
    """Speed of pressure waves in a pipe of wall `e` and modulus `E`, m/s."""
    a = np.sqrt(K / rho) / np.sqrt(1.0 + K / E * (D / e) * c_w)
    return where_valid((D > 0.0) & (e > 0.0) & (E > 0.0), a)


@formula("c_w = 2*e/D*(1 + mu) + D/(D + e)*(1 - mu/2)", _WYLIE + ", anchored upstream only")
def restraint_upstream(D: Any, e: Any, mu: Any) -> Any:
    """Factor of a pipe anchored at its upstream end only (1 - μ/2 if e/D is 0)."""
    return 2.0 * e / D * (1.0 + mu) + D / (D + e) * (1.0 - 0.5 * mu)


@formula("c_w = 2*e/D*(1 + mu) + D*(1 - mu^2)/(D + e)", _WYLIE + ", anchored throughout")
def restraint_anchored(D: Any, e: Any, mu: Any) -> Any:
    """Factor of a pipe anchored throughout against axial movement (1 - μ² if e/D is 0)."""
    return 2.0 * e / D * (1.0 + mu) + D * (1.0 - mu * mu) / (D + e)


@formula("c_w = 2*e/D*(1 + mu) + D/(D + e)", _WYLIE + ", expansion joints throughout")
def restraint_joints(D: Any, e: Any, mu: Any) -> Any:
    """Factor of a pipe with expansion joints throughout (1 if e/D is 0)."""
    return 2.0 * e / D * (1.0 + mu) + D / (D + e)


RESTRAINTS = {
    "anchored": restraint_anchored,
    "upstream": restraint_upstream,
    "joints": restraint_joints,
}
FORMS = ("thick", "thin")


def restraint_factor(D: Any, e: Any, mu: Any, *, restraint: str, form: str = "thick") -> Any:
    """Factor c₁ by the way a pipe is held; in the thin form without its terms in e/D."""
    return RESTRAINTS[restraint](D, e if form == "thick" else 0.0 * e, mu)


@formula("dH = a*v/g", "Joukowsky (1898)")
def joukowsky_head(a: Any, v: Any, g: Any = G) -> Any:
    """Head rise of an instantaneous stop from velocity `v`, m."""
    return where_valid(a >= 0.0, a * v / g)


@formula("T = 2*L/a", "definition: there and back")
def pipe_period(L: Any, a: Any) -> Any:
    """Time a wave takes along the pipe and back, s."""
    return where_valid((a > 0.0) & (L >= 0.0), 2.0 * L / a)
