"""Friction in full pipes: Darcy–Weisbach with its friction factors, and the empirical laws.

`LAWS` gives every law one signature, ``loss(Q, D, L, k, nu, g)`` with `k` its own coefficient
(roughness, Hazen–Williams C, Manning's n or none), so that lines, inverses and comparisons are
written once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.roots import root_between

LAMINAR, TURBULENT = 2000.0, 4000.0
"""Reynolds numbers between which the flow is in transition."""

ROUGHEST = 0.05
"""Largest relative roughness for which Colebrook's equation is vouched for."""

BLOCK = 32_768
"""Elements in a block for the in-place core: its buffers are few, so its calls should be few."""

_LN10 = math.log(10.0)
_MANNING_EPANET = (4.0 / (1.49 * math.pi)) ** 2 * 4.0**1.333 * 0.3048**-0.667
_STILL = 1e-150
"""Least speed in m/s in place of 0, so that 64/Re · V² is 0 and not 0/0."""


@formula("v = 4*Q/(3.141592653589793*D^2)", "continuity")
def velocity(Q: Any, D: Any) -> Any:
    """Mean velocity in a full round pipe, m/s."""
    return Q / (0.25 * math.pi * D * D)


@formula("Re = v*D/nu", "Reynolds (1883)")
def reynolds(v: Any, D: Any, nu: Any) -> Any:
    """Reynolds number of a full round pipe."""
    return v * D / nu


# Friction factors, Darcy's (never Fanning's), by method.


@formula(
    "1/sqrt(f) = -2*lg(rel/3.7 + 2.51/(Re*sqrt(f)))",
    "Colebrook (1939), J. Inst. Civ. Eng. 11(4), as in GB 50013-2018 7.2.2; 64/Re to Re 2000, "
    "between 2000 and 4000 the cubic with the value and the slope of both at its ends",
    Re=(0.0, 1e9),
    rel=(0.0, ROUGHEST),
)
def friction_factor_colebrook(Re: Any, rel: Any) -> Any:
    """Friction factor after Colebrook and White, solved to rounding."""
    if np.ndim(Re) == 0 and np.ndim(rel) == 0:
        if Re >= TURBULENT and 0.0 <= rel <= ROUGHEST:
            return _turbulent(rel / 3.7, 2.0 * 2.51 / _LN10 / Re)[0]
        return _not_turbulent(np.asarray(Re)[None], np.asarray(rel)[None])[0]
    shape = np.shape(Re)
    if shape != np.shape(rel):
        shape = np.broadcast_shapes(shape, np.shape(rel))
        Re = np.broadcast_to(Re, shape)
    f = _turbulent_in_place(Re, rel)
    # Three reductions are cheaper than three masks; nan fails them all.
    if f.size and not (np.min(Re) >= TURBULENT and np.min(rel) >= 0.0 and np.max(rel) <= ROUGHEST):
        Re, rel, f = Re.reshape(-1), np.broadcast_to(rel, shape).reshape(-1), f.reshape(-1)
        other = np.flatnonzero(~((Re >= TURBULENT) & (rel >= 0.0) & (rel <= ROUGHEST)))
        f[other] = _not_turbulent(Re.take(other), rel.take(other))
    return f.reshape(shape)


def _turbulent(A: Any, B: Any) -> tuple[Any, Any]:
    """Friction factor and d ln f / d ln Re of Colebrook's equation.

    With F = ln 10 / (2 √f), A = ε/3.7D and B = 2·2.51/(ln 10 Re) the equation is
    F + ln(A + B F) = 0: no cancellation, one logarithm a step.
    """
    F: Any = 6.25
    for _ in range(3):
        z = A + B * F
        g = F + np.log(z)
        z = z - 0.5 * B * z / (z + B) * g
        F = F - g * z / (z + B)
    return (0.5 * _LN10) ** 2 / (F * F), -2.0 * B / (A + B * F + B)


def _turbulent_in_place(Re: Any, rel: Any) -> Any:
    """`_turbulent` on arrays, in place: two Halley steps, the first in single precision.

    `rel` may have fewer axes than `Re`: what depends on it alone is computed once.

    The step of the single-precision stage is good to 7e-6; a cubic step makes that less than
    rounding. Constants are 0-d arrays and outputs positional because ufuncs take those fastest.
    """
    A = np.multiply(rel, _A)
    B = np.divide(_B, Re)
    z, b = A.astype(np.float32), B.astype(np.float32)
    t = np.multiply(b, _START)
    np.add(z, t, t)
    np.log(t, t)  # -F
    w = np.multiply(b, t)
    z = np.subtract(z, w, w)
    g = np.log(z)
    np.subtract(g, t, g)
    h = np.multiply(b, z)
    w = np.add(z, b)
    np.divide(h, w, h)
    np.multiply(h, _HALF, h)
    np.multiply(h, g, w)
    np.subtract(z, w, z)
    np.multiply(g, z, g)
    np.add(z, b, z)
    np.divide(g, z, g)
    np.add(t, g, t)
    np.negative(t, t)
    F, H = t.astype(np.float64), h.astype(np.float64)
    del z, b, t, w, g, h  # the next buffers take their place in the cache
    z = np.multiply(B, F)
    np.add(A, z, z)
    g = np.log(z)
    np.add(g, F, g)
    np.multiply(H, g, H)
    np.subtract(z, H, z)
    np.multiply(g, z, g)
    np.add(z, B, z)
    np.divide(g, z, g)
    np.subtract(F, g, F)
    np.multiply(F, F, F)
    np.divide(_F2, F, F)
    return F


_A = np.asarray(1.0 / 3.7)
_B = np.asarray(2.0 * 2.51 / _LN10)
_F2 = np.asarray((0.5 * _LN10) ** 2)
_START = np.asarray(np.float32(6.25))
_HALF = np.asarray(np.float32(0.5))


def _not_turbulent(Re: Any, rel: Any) -> Any:
    """Laminar, in transition or, outside the domain, nan."""
    f = 64.0 / Re
    between = np.flatnonzero(Re > LAMINAR)
    if between.size:
        f[between] = _transition(Re.take(between), rel.take(between))[0]
    f[~((Re >= 0.0) & (rel >= 0.0) & (rel <= ROUGHEST))] = np.nan
    return f


def _transition(Re: Any, rel: Any) -> tuple[Any, Any]:
    """Cubic of Hermite between 64/Re at 2000 and Colebrook at 4000, and d ln f / d ln Re."""
    f1, m1 = _turbulent(rel / 3.7, 2.0 * 2.51 / _LN10 / TURBULENT)
    step = TURBULENT - LAMINAR
    f0, d0, d1 = 64.0 / LAMINAR, -64.0 / LAMINAR**2 * step, m1 * f1 / TURBULENT * step
    s = (Re - LAMINAR) / step
    c2, c3 = 3.0 * (f1 - f0) - 2.0 * d0 - d1, 2.0 * (f0 - f1) + d0 + d1
    f = f0 + s * (d0 + s * (c2 + s * c3))
    return f, (d0 + s * (2.0 * c2 + s * 3.0 * c3)) / step * Re / f


def friction_slope_colebrook(Re: Any, rel: Any) -> Any:
    """D ln f / d ln Re of `friction_factor_colebrook`: -1 laminar, 0 fully rough."""
    Re, rel = np.broadcast_arrays(Re, rel)
    turbulent = _turbulent(rel / 3.7, 2.0 * 2.51 / _LN10 / Re)[1]
    between = _transition(Re, rel)[1]
    slope = np.where(Re <= LAMINAR, -1.0, np.where(Re < TURBULENT, between, turbulent))
    return np.where((Re >= 0.0) & (rel >= 0.0) & (rel <= ROUGHEST), slope, np.nan)[()]


def friction_slope(friction: Callable[..., Any], Re: Any, rel: Any) -> Any:
    """D ln f / d ln Re of any friction factor, by a central difference good to 1e-8."""
    if friction is friction_factor_colebrook:
        return friction_slope_colebrook(Re, rel)
    h = 1e-4
    up, down = friction(Re * math.exp(h), rel), friction(Re * math.exp(-h), rel)
    return np.log(up / down) / (2.0 * h)


@formula(
    "f = 0.25/lg(rel/3.7 + 5.74/Re^0.9)^2",
    "Swamee & Jain (1976), J. Hydraul. Div. ASCE 102(5): said to be within 1 % of Colebrook in its "
    "range, measured 2.8 %, and 3.4 % outside; 64/Re to Re 2000",
    Re=(5e3, 1e8),
    rel=(1e-6, 1e-2),
)
def friction_factor_swamee_jain(Re: Any, rel: Any) -> Any:
    """Friction factor after Swamee and Jain."""
    y = np.log(rel * (1.0 / 3.7) + 5.74 * np.exp(-0.9 * np.log(Re)))
    return _laminar_below(Re, rel, (0.5 * _LN10) ** 2 / (y * y))


@formula(
    "f = 1/(-1.8*lg((rel/3.7)^1.11 + 6.9/Re))^2",
    "Haaland (1983), J. Fluids Eng. 105(1): within 1.5 % of Colebrook, 2.3 % in smooth pipes; "
    "64/Re to Re 2000",
    Re=(4e3, 1e8),
    rel=(1e-6, 5e-2),
)
def friction_factor_haaland(Re: Any, rel: Any) -> Any:
    """Friction factor after Haaland."""
    y = np.log(np.exp(1.11 * np.log(rel * (1.0 / 3.7))) + 6.9 / Re)
    return _laminar_below(Re, rel, (_LN10 / 1.8) ** 2 / (y * y))


@formula(
    "a = -2*lg(rel/3.7 + 12/Re); b = -2*lg(rel/3.7 + 2.51*a/Re); "
    "c = -2*lg(rel/3.7 + 2.51*b/Re); f = (a - (b - a)^2/(c - 2*b + a))^(-2)",
    "Serghides (1984), Chem. Eng. 91(5): within 0.0031 % of Colebrook; 64/Re to Re 2000",
    Re=(4e3, 1e8),
    rel=(0.0, 5e-2),
)
def friction_factor_serghides(Re: Any, rel: Any) -> Any:
    """Friction factor after Serghides."""
    A, scale = rel * (1.0 / 3.7), -2.0 / _LN10
    a = scale * np.log(A + 12.0 / Re)
    b = scale * np.log(A + 2.51 * a / Re)
    c = scale * np.log(A + 2.51 * b / Re)
    x = a - (b - a) * (b - a) / (c - 2.0 * b + a)
    return _laminar_below(Re, rel, 1.0 / (x * x))


def _laminar_below(Re: Any, rel: Any, f: Any) -> Any:
    """`f` above Re 2000, 64/Re below, nan outside the domain."""
    plain = (Re > LAMINAR) & (rel >= 0.0) & (rel <= ROUGHEST)
    if np.all(plain):
        return f
    f = np.where(Re > LAMINAR, f, 64.0 / Re)
    return np.where((Re >= 0.0) & (rel >= 0.0) & (rel <= ROUGHEST), f, np.nan)[()]


@formula(
    "r = (7/Re)^0.9 + 0.27*rel; A = (-2.457*ln(r))^16; B = (37530/Re)^16; "
    "f = 8*((8/Re)^12 + (A + B)^(-1.5))^(1/12)",
    "Churchill (1977), Chem. Eng. 84(24), all Reynolds numbers",
    Re=(0.0, 1e9),
    rel=(0.0, ROUGHEST),
)
def friction_factor_churchill(Re: Any, rel: Any) -> Any:
    """Friction factor after Churchill: one formula from laminar to rough."""
    r = np.log(np.exp(0.9 * np.log(7.0 / Re)) + 0.27 * rel)
    A = _power16(-2.457 * r)
    B = _power16(37530.0 / np.maximum(Re, 1e-2))  # (37530/Re)^16 stays finite
    laminar = 8.0 / Re
    laminar = laminar * laminar * laminar
    laminar = laminar * laminar
    inner = laminar * laminar + np.exp(-1.5 * np.log(A + B))
    f = 8.0 * np.exp(np.log(inner) * (1.0 / 12.0))
    f = np.where(Re >= 1e-2, f, 64.0 / Re)
    return np.where((Re >= 0.0) & (rel >= 0.0) & (rel <= ROUGHEST), f, np.nan)[()]


def _power16(x: Any) -> Any:
    x = x * x
    x = x * x
    x = x * x
    return x * x


@formula(
    "f = 0.25/lg(rel/3.7 + 5.74/Re^0.9)^2",
    "EPANET 2.2: 64/Re to Re 2000, Dunlop (1991) cubic to Re 4000, Swamee & Jain above",
    Re=(0.0, 1e8),
    rel=(0.0, ROUGHEST),
)
def friction_factor_epanet(Re: Any, rel: Any) -> Any:
    """Friction factor as EPANET computes it."""
    f = friction_factor_swamee_jain(Re, rel)
    between = (Re > LAMINAR) & (Re < TURBULENT)
    if np.any(between):
        f = np.where(between, f + (dunlop(Re, rel) - f), f)[()]
    return f


@formula(
    "R = Re/2000; y = rel/3.7 + 5.74/4000^0.9; Y = -0.86859*ln(y); FA = Y^(-2); "
    "FB = FA*(2 - 0.00514215/(y*Y)); "
    "f = 7*FA - FB + R*(0.128 - 17*FA + 2.5*FB + R*(-0.128 + 13*FA - 2*FB"
    " + R*(0.032 - 3*FA + 0.5*FB)))",
    "Dunlop (1991), WADI user manual, as in EPANET 2.2",
    Re=(LAMINAR, TURBULENT),
    rel=(0.0, ROUGHEST),
)
def dunlop(Re: Any, rel: Any) -> Any:
    """Dunlop's cubic for the friction factor in transition."""
    R = Re / 2000.0
    y = rel / 3.7 + 5.74 / 4000.0**0.9
    Y = -0.86859 * np.log(y)
    FA = 1.0 / (Y * Y)
    FB = FA * (2.0 - 0.00514215 / (y * Y))
    c1, c2 = 7.0 * FA - FB, 0.128 - 17.0 * FA + 2.5 * FB
    c3, c4 = -0.128 + 13.0 * FA - 2.0 * FB, 0.032 - 3.0 * FA + 0.5 * FB
    return c1 + R * (c2 + R * (c3 + R * c4))


# Head losses, signed as the flow.


@formula("f = h*2*g*D/(L*v^2)", "Darcy & Weisbach, solved")
def friction_factor_of_loss(h: Any, L: Any, D: Any, v: Any, g: Any = G) -> Any:
    """Friction factor of a known loss."""
    return h * 2.0 * g * D / (L * v * v)


def head_loss_darcy(
    Q: Any,
    D: Any,
    L: Any,
    eps: Any,
    nu: Any,
    g: Any = G,
    *,
    friction: Callable[..., Any] = friction_factor_colebrook,
) -> Any:
    """Friction loss by Darcy and Weisbach, m: h = f L/D V|V|/2g."""
    V = D * D
    V *= 0.25 * math.pi
    V = Q / V
    speed = np.abs(V)
    speed += _STILL
    V *= speed
    speed *= D  # now the Reynolds number; not positive if D isn't, and then f is nan
    speed /= nu
    f = friction(speed, eps / D)
    f *= V
    f *= L
    f /= D
    f *= 0.5 / g
    return f


@formula(
    "h = 10.67*L*Q^1.852/(C^1.852*D^4.87)",
    "Hazen & Williams as in GB 50013-2018 7.2.2; fair for Re 1e5-1e7, D 0.05-1.8 m, C from 100, "
    "water of 5-25 °C (engineering memory)",
    Re=(1e5, 1e7),
    D=(0.05, 1.8),
    C=(100.0, 160.0),
)
def head_loss_hazen_williams(Q: Any, D: Any, L: Any, C: Any) -> Any:
    """Friction loss by Hazen and Williams with the constants of GB 50013, m."""
    return _hazen_williams(Q, D, L, C, 10.67, 4.87)


@formula(
    "h = 10.6744*L*Q^1.852/(C^1.852*D^4.8704)",
    "Hazen & Williams, constants of the US form V = 1.318 C R^0.63 S^0.54 carried over to SI",
    Re=(1e5, 1e7),
    D=(0.05, 1.8),
    C=(100.0, 160.0),
)
def head_loss_hazen_williams_exact(Q: Any, D: Any, L: Any, C: Any) -> Any:
    """Friction loss by Hazen and Williams with the exact constants, m."""
    return _hazen_williams(Q, D, L, C, 10.6744, 4.8704)


@formula(
    "h = 10.6668*L*Q^1.852/(C^1.852*D^4.871)",
    "Hazen & Williams as in EPANET 2.2 (4.727 in ft and ft³/s, exponent 4.871)",
    Re=(1e5, 1e7),
    D=(0.05, 1.8),
    C=(100.0, 160.0),
)
def head_loss_hazen_williams_epanet(Q: Any, D: Any, L: Any, C: Any) -> Any:
    """Friction loss by Hazen and Williams with EPANET's constants, m."""
    return _hazen_williams(Q, D, L, C, 10.6668, 4.871)


def _hazen_williams(Q: Any, D: Any, L: Any, C: Any, factor: float, exponent: float) -> Any:
    q = np.maximum(np.abs(Q), _STILL)
    return factor * L * (Q / C) * np.exp(0.852 * np.log(q / C) - exponent * np.log(D))


@formula(
    "h = 4^(10/3)/3.141592653589793^2*n_m^2*L*Q^2/D^(16/3)",
    "Manning (1891) for a full pipe; rough turbulent flow only",
    n_m=(0.009, 0.04),
)
def head_loss_manning(Q: Any, D: Any, L: Any, n_m: Any) -> Any:
    """Friction loss by Manning, m."""
    factor = 4.0 ** (10.0 / 3.0) / math.pi**2
    return factor * n_m * n_m * L * Q * np.abs(Q) * np.exp(-16.0 / 3.0 * np.log(D))


@formula(
    f"h = {_MANNING_EPANET!r}*n_m^2*L*Q^2/D^5.333",
    "Manning as in EPANET 2.2: 1.49 for 1.486 and an exponent of 1.333 in ft, 0.55 % below the "
    "exact form",
    n_m=(0.009, 0.04),
)
def head_loss_manning_epanet(Q: Any, D: Any, L: Any, n_m: Any) -> Any:
    """Friction loss by Manning with EPANET's constants, m."""
    return _MANNING_EPANET * n_m * n_m * L * Q * np.abs(Q) * np.exp(-5.333 * np.log(D))


@formula(
    "R = D/4; y = 2.5*sqrt(n_m) - 0.13 - 0.75*sqrt(R)*(sqrt(n_m) - 0.1); C = R^y/n_m; "
    "h = (4*Q/(3.141592653589793*D^2))^2*L/(C^2*R)",
    "Chézy with Pavlovskii's exponent, GB 50013-2018 7.2.2: R 0.1-3.0 m (D 0.4-12 m)",
    D=(0.4, 12.0),
    n_m=(0.011, 0.040),
)
def head_loss_pavlovskii(Q: Any, D: Any, L: Any, n_m: Any) -> Any:
    """Friction loss by Chézy and Pavlovskii, m."""
    R = 0.25 * D
    root = np.sqrt(n_m)
    y = 2.5 * root - 0.13 - 0.75 * np.sqrt(R) * (root - 0.1)
    C = np.exp(y * np.log(R)) / n_m
    V = velocity(Q, D)
    return V * np.abs(V) * L / (C * C * R)


@formula(
    "v = 4*Q/(3.141592653589793*D^2); h = L*0.000912*v^2/D^1.3*(1 + 0.867/v)^0.3",
    "Shevelev, old unlined steel and cast iron, as in old GB 50013: V below 1.2 m/s; above, "
    "0.00107 L V²/D^1.3 (0.3 % lower where they meet)",
    D=(0.05, 1.5),
)
def head_loss_shevelev(Q: Any, D: Any, L: Any) -> Any:
    """Friction loss in old unlined steel and cast iron by Shevelev, m."""
    V = velocity(Q, D)
    speed = np.maximum(np.abs(V), _STILL)
    slow = 0.000912 * np.exp(0.3 * np.log(1.0 + 0.867 / speed))
    return np.where(speed < 1.2, slow, 0.00107) * L * V * speed * np.exp(-1.3 * np.log(D))


@formula(
    "h = 0.000915*L*Q^1.774/D^4.774",
    "plastic pipe, old CECS 17 and 18 (exponents secondary, constant from memory), 10 °C; "
    "Shevelev's 0.000685 V^1.774/D^1.226 gives 15 % more and is not this law",
    D=(0.015, 1.0),
)
def head_loss_plastic(Q: Any, D: Any, L: Any) -> Any:
    """Friction loss in plastic pipe by the old Chinese formula, m."""
    q = np.maximum(np.abs(Q), _STILL)
    return 0.000915 * L * Q * np.exp(0.774 * np.log(q) - 4.774 * np.log(D))


class Law(NamedTuple):
    """A head-loss law with the signature of all: ``loss(Q, D, L, k, nu, g)``."""

    kernel: Callable[..., Any]
    """Where text, source and range stand."""
    loss: Callable[..., Any]
    exponent: Callable[..., Any]
    """d ln h / d ln Q from ``(Q, D, k, nu)``."""
    coefficient: str
    """What `k` is: an argument of the faces, or nothing."""


def _darcy(friction: Callable[..., Any]) -> Law:
    def loss(Q: Any, D: Any, L: Any, k: Any, nu: Any, g: Any = G) -> Any:
        return head_loss_darcy(Q, D, L, k, nu, g, friction=friction)

    def exponent(Q: Any, D: Any, k: Any, nu: Any) -> Any:
        speed = np.maximum(np.abs(velocity(Q, D)), _STILL)
        return 2.0 + friction_slope(friction, speed * D / nu, k / D)

    return Law(friction, loss, exponent, "roughness")


def _empirical(kernel: Callable[..., Any], exponent: float, coefficient: str = "") -> Law:
    def loss(Q: Any, D: Any, L: Any, k: Any, nu: Any, g: Any = G) -> Any:
        return kernel(Q, D, L, k) if coefficient else kernel(Q, D, L)

    return Law(kernel, loss, lambda Q, D, k, nu: exponent, coefficient)


def _shevelev_exponent(Q: Any, D: Any, k: Any, nu: Any) -> Any:
    speed = np.maximum(np.abs(velocity(Q, D)), _STILL)
    return np.where(speed < 1.2, 2.0 - 0.3 * 0.867 / (speed + 0.867), 2.0)


FRICTION: dict[str, Callable[..., Any]] = {
    "colebrook": friction_factor_colebrook,
    "epanet": friction_factor_epanet,
    "churchill": friction_factor_churchill,
    "swamee-jain": friction_factor_swamee_jain,
    "haaland": friction_factor_haaland,
    "serghides": friction_factor_serghides,
}

LAWS: dict[str, Law] = {
    **{method: _darcy(friction) for method, friction in FRICTION.items()},
    "hazen-williams": _empirical(head_loss_hazen_williams, 1.852, "hazen_williams_c"),
    "hazen-williams-exact": _empirical(head_loss_hazen_williams_exact, 1.852, "hazen_williams_c"),
    "hazen-williams-epanet": _empirical(head_loss_hazen_williams_epanet, 1.852, "hazen_williams_c"),
    "manning": _empirical(head_loss_manning, 2.0, "manning_n"),
    "manning-epanet": _empirical(head_loss_manning_epanet, 2.0, "manning_n"),
    "pavlovskii": _empirical(head_loss_pavlovskii, 2.0, "manning_n"),
    "shevelev": _empirical(head_loss_shevelev, 2.0)._replace(exponent=_shevelev_exponent),
    "plastic": _empirical(head_loss_plastic, 1.774),
}


def head_loss_slope(Q: Any, D: Any, L: Any, k: Any, nu: Any, g: Any = G, *, method: str) -> Any:
    """dh/dQ of a law, s/m²."""
    law = LAWS[method]
    q = np.maximum(np.abs(Q), _STILL)
    return law.exponent(q, D, k, nu) * law.loss(q, D, L, k, nu, g) / q


def solve_for(
    symbol: str, h: Any, low: Any, high: Any, *, method: str, **known: Any
) -> tuple[Any, Any]:
    """The value of one of Q, D, k for which a law gives the loss `h`, and whether it was found.

    Solved in logarithms, where losses are nearly straight lines; nan where no value between
    `low` and `high` gives that loss.
    """
    law, names = LAWS[method], tuple(known)

    def excess(x: Any, h: Any, *values: Any) -> Any:
        arguments = {**dict(zip(names, values, strict=True)), symbol: np.exp(x)}
        return np.log(law.loss(**arguments) / h)

    with np.errstate(all="ignore"):
        x, left = root_between(excess, np.log(low), np.log(high), h, *known.values())
        good = np.abs(left) < 1e-9
        return np.where(good, np.exp(x), np.nan)[()], good
