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


_COLUMN = "rigid water column; Wylie & Streeter, Fluid Transients (1993)"


@formula("T = 2*3.141592653589793*sqrt(M*V/(g*m*H))", _COLUMN + ", air at V*H^m")
def vessel_swing(M: Any, V: Any, H: Any, m: Any, g: Any = G) -> Any:
    """Time of a small swing of a column of length over area `M` (1/m) against the air `V`, s.

    `H` is the absolute head of the air, `m` its polytropic exponent.
    """
    T = 2.0 * np.pi * np.sqrt(M * V / (g * m * H))
    return where_valid((M >= 0.0) & (V >= 0.0) & (H > 0.0) & (m > 0.0), T)


@formula("T = 2*3.141592653589793*sqrt(M*A/g)", _COLUMN)
def tank_swing(M: Any, A: Any, g: Any = G) -> Any:
    """Time of a swing of a column of length over area `M` (1/m) against an open tank `A`, s."""
    return where_valid((M >= 0.0) & (A >= 0.0), 2.0 * np.pi * np.sqrt(M * A / g))


_LINES = (
    "own derivation, checked by the method of characteristics on lines of one bore and of several"
)


@formula(
    "T_m = I*(3.141592653589793*n/30)^2/P",
    "definition: kinetic energy of the unit, twice, over its power",
)
def run_down_time(I: Any, n: Any, P: Any) -> Any:  # noqa: E741
    """Time constant of a unit of inertia `I` (kg·m²) at `n` rpm that takes the power `P`, s."""
    return where_valid((I >= 0.0) & (P > 0.0), I * (np.pi * n / 30.0) ** 2 / P)


@formula("alpha = 1/(1 + t/T_m)", "torque in proportion to the square of the speed")
def speed_left(t: Any, T_m: Any) -> Any:
    """Share of the speed that a unit has a time `t` after the power is gone."""
    return where_valid((t >= 0.0) & (T_m > 0.0), 1.0 / (1.0 + t / T_m))


@formula(
    "C = H_w - H_s - alpha^2*H_so; u = min(1, max(0, -2*C/(J + sqrt(max(0, J^2 - 4*c*C)))))",
    _LINES + ": pump H_s + alpha^2 H_so - c u^2 against the line H_w + J u",
)
def flow_left(J: Any, H_w: Any, H_s: Any, H_so: Any, c: Any, alpha: Any) -> Any:
    """Share of the flow that a pump gives at the share `alpha` of its speed.

    `H_w` is the line at no flow, H_0 - J before a reflection is back; `c` what its head at no
    flow is above that of the steady flow.
    """
    C = H_w - H_s - alpha * alpha * H_so
    u = -2.0 * C / (J + np.sqrt(np.maximum(0.0, J * J - 4.0 * c * C)))
    return where_valid(J > 0.0, np.minimum(1.0, np.maximum(0.0, u)))


@formula("H = H_d - J", "the wave lowers the line by J, and unpacks its friction behind it")
def floor_line(H_d: Any, J: Any) -> Any:
    """Grade line below which no trip of all pumps takes a line, no cavity in it, m."""
    return H_d - J


@formula(
    "H = H_x - J*(1 - u) + h*(1 - u^2)/2", _LINES + ": the wave as it arrives, till its reflection"
)
def mild_line(H_x: Any, J: Any, u: Any, h: Any) -> Any:
    """Grade line to which a trip of all pumps lowers a line at least, m.

    `H_x` is the steady line and `h` the loss up to it, `u` the share of the flow that is left when
    the reflection from the end is there.
    """
    return H_x - J * (1.0 - u) + 0.5 * h * (1.0 - u * u)


@formula("I = 1.5e7*(P/n^3)^0.9556", "Thorley: impeller and water, regression (secondary)")
def pump_inertia(P: Any, n: Any) -> Any:
    """Moment of inertia of a pump of `P` kW at its best point at `n` rpm, kg·m²."""
    return where_valid((P > 0.0) & (n > 0.0), 1.5e7 * (P / n**3) ** 0.9556)


@formula("I = 118*(P/n)^1.48", "Thorley: motor, regression (secondary)")
def motor_inertia(P: Any, n: Any) -> Any:
    """Moment of inertia of a motor rated `P` kW at `n` rpm, kg·m²."""
    return where_valid((P > 0.0) & (n > 0.0), 118.0 * (P / n) ** 1.48)
