"""Curves of pumps: fitting, evaluation, affinity, operating limits, tests against a guarantee."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np

from hydrocalc.kernels.blocks import distinct
from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.roots import root_between

FORMS = ("monotone", "linear", "polynomial", "quadratic", "power")


class Curve(NamedTuple):
    """A function of flow: pieces of polynomials, or A − B q^C.

    Piece j holds from ``knots[j]`` and is Σ ``pieces[k, j]`` (q − knots[j])^k. What is known lies
    between ``start`` and ``end``; outside the curve goes straight on.
    """

    knots: Any
    pieces: Any
    end: float
    power: tuple[float, float, float] | None = None
    start: float = 0.0


class Series(NamedTuple):
    """Curves one behind the other: their values add at the same flow."""

    curves: tuple[Curve, ...]
    end: float
    power: tuple[float, ...] = ()
    """Never None: no polynomial of one piece."""
    start: float = 0.0

    @property
    def knots(self) -> Any:
        """Where any of them has a knot."""
        return np.concatenate([c.knots for c in self.curves])


def value(curve: Curve | Series, q: Any) -> tuple[Any, Any]:
    """Value and slope of a curve at the flows `q`."""
    if isinstance(curve, Series):
        both = [value(c, q) for c in curve.curves]
        return sum(y for y, _ in both), sum(d for _, d in both)
    bent = np.minimum(q, curve.end)
    if curve.start > 0.0:
        bent = np.maximum(bent, curve.start)
    if curve.power is not None:
        A, B, C = curve.power
        # With an exponent below 1 it stands upright at no flow: its slope is that just after.
        raised = B * np.maximum(bent, 1e-12 * curve.end if C < 1.0 else 0.0) ** (C - 1.0)
        y, slope = A - raised * bent, -C * raised
    else:
        c, x = curve.pieces[:, 0], bent - curve.knots[0]
        if len(curve.knots) > 1:
            piece = passed(curve.knots[1:], bent)
            c, x = curve.pieces.take(piece, axis=1), bent - curve.knots.take(piece)
        y, slope = c[-1], 0.0 * c[-1]
        for k in range(len(c) - 2, -1, -1):
            slope = y if k == len(c) - 2 else slope * x + y
            y = y * x + c[k]
    return y + slope * (q - bent), slope + 0.0 * q


def passed(knots: Any, q: Any, side: Literal["left", "right"] = "right") -> Any:
    """How many of some rising knots the flows `q` have passed: ``numpy.searchsorted``.

    Many flows are compared with each of a few knots, without the branches of a search.
    """
    if np.size(q) < 2048 or len(knots) > 24:
        return np.searchsorted(knots, q, side=side)
    beyond = np.greater_equal if side == "right" else np.greater
    count = beyond(q, knots[0]).view(np.int8)
    for knot in knots[1:]:
        count += beyond(q, knot).view(np.int8)
    return count


def fit(q: Any, y: Any, form: str, degree: int = 3) -> Curve:
    """A curve through, or nearest to, points with rising `q`.

    ``monotone`` (piecewise cubic, no overshoot) and ``linear`` pass through them; ``polynomial``
    of `degree`, ``quadratic`` (a + c q²) and ``power`` (A − B q^C) are least squares. The last
    two have the value at no flow as a parameter: they are known from there on, the others from
    the first point.
    """
    start = 0.0 if form in ("quadratic", "power") else float(q[0])
    if form == "monotone" and len(q) > 2:
        return Curve(q[:-1], _monotone(q, y), float(q[-1]), start=start)
    if form in ("monotone", "linear"):
        pieces = np.array([y[:-1], np.diff(y) / np.diff(q)])
        return Curve(q[:-1], pieces, float(q[-1]), start=start)
    if form == "power":
        A, B, C = _fit_power(q, y)
        return Curve(np.zeros(1), np.zeros((1, 1)), float(q[-1]), (A, B, C))
    scale = q[-1]
    powers = (0, 2) if form == "quadratic" else tuple(range(min(degree, len(q) - 1) + 1))
    columns = np.stack([(q / scale) ** p for p in powers], axis=1)
    c = np.zeros(max(powers) + 1)
    c[list(powers)] = np.linalg.lstsq(columns, y, rcond=None)[0]
    c /= scale ** np.arange(len(c))
    return Curve(np.zeros(1), c[:, None], float(q[-1]), start=start)


def _monotone(q: Any, y: Any) -> Any:
    """Pieces of cubics through three or more points that overshoot nowhere.

    Slopes after Fritsch & Butland (1984), SIAM J. Sci. Stat. Comput. 5(2): the weighted harmonic
    mean of those on either side, 0 at an extreme; at an end that of a parabola, held back.
    """
    h = np.diff(q)
    m = np.diff(y) / h
    before, after = 2.0 * h[1:] + h[:-1], h[1:] + 2.0 * h[:-1]
    with np.errstate(all="ignore"):  # at a level stretch
        mean = 1.0 / ((before / m[:-1] + after / m[1:]) / (before + after))
    inner = np.where(np.sign(m[:-1]) * np.sign(m[1:]) > 0.0, mean, 0.0)
    d = np.array([_end_slope(*h[:2], *m[:2]), *inner, _end_slope(*h[:-3:-1], *m[:-3:-1])])
    t = (d[:-1] + d[1:] - 2.0 * m) / h
    return np.stack([y[:-1], d[:-1], (m - d[:-1]) / h - t, t / h])


def _end_slope(h_0: Any, h_1: Any, m_0: Any, m_1: Any) -> Any:
    """Slope at an end, of the parabola through the three points there, without overshoot.

    `h_0` and `m_0` are width and slope of the outer stretch, `h_1` and `m_1` of the next.
    """
    slope = ((2.0 * h_0 + h_1) * m_0 - h_0 * m_1) / (h_0 + h_1)
    if np.sign(slope) != np.sign(m_0):
        return 0.0
    turns = np.sign(m_0) != np.sign(m_1)
    return 3.0 * m_0 if turns and np.abs(slope) > 3.0 * np.abs(m_0) else slope


def knows(curve: Curve | Series, q: Any) -> Any:
    """Whether the flows `q` lie between the ends of what is known of a curve."""
    return (q >= curve.start * (1.0 - 1e-12)) & (q <= curve.end * (1.0 + 1e-12))


def _fit_power(q: Any, y: Any) -> tuple[float, float, float]:
    """A, B and C of A − B q^C: least squares, linear in A and B for each C."""
    from scipy.optimize import minimize_scalar

    scale = q[-1]

    def at(C: float) -> tuple[Any, float]:
        columns = np.stack([np.ones_like(q), -((q / scale) ** C)], axis=1)
        c = np.linalg.lstsq(columns, y, rcond=None)[0]
        return c, float(np.sum((columns @ c - y) ** 2))

    exponents = np.linspace(0.2, 8.0, 79)
    i = int(np.argmin([at(C)[1] for C in exponents]))
    around = exponents[max(i - 1, 0)], exponents[min(i + 1, len(exponents) - 1)]
    C = float(
        minimize_scalar(
            lambda C: at(C)[1], bounds=around, method="bounded", options={"xatol": 1e-12}
        ).x
    )
    (A, B), _ = at(C)
    return float(A), float(B / scale**C), C


def peak(curve: Curve | Series) -> tuple[float, float]:
    """Flow and value of the highest point between 0 and the end."""
    q = _looked(curve)
    return _top(curve, q, int(np.argmax(value(curve, q)[0])))


def falling(curve: Curve | Series) -> tuple[tuple[float, float], ...]:
    """Stretches of flow over which a curve falls, the last one first: one if it has no saddle."""
    q = _looked(curve)
    y = value(curve, q)[0]
    falls = np.diff(y) <= 1e-13 * np.abs(y).max()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], falls, [False]])))
    return tuple(
        (_top(curve, q, i)[0], float(q[j])) for i, j in zip(edges[-2::-2], edges[::-2], strict=True)
    )


def _looked(curve: Curve | Series) -> Any:
    q = distinct(np.linspace(0.0, curve.end, 2001), curve.knots)
    return q[(q >= 0.0) & (q <= curve.end)]


def _top(curve: Curve | Series, q: Any, i: int) -> tuple[float, float]:
    """Flow and value of the highest point around ``q[i]``."""
    y = float(value(curve, q[i])[0])
    if i in (0, len(q) - 1):
        return float(q[i]), y
    level = root_between(lambda x: value(curve, x)[1], q[i - 1], q[i + 1])[0]
    top = float(value(curve, level)[0])
    return (float(level), top) if top > y else (float(q[i]), y)


# Another speed, another impeller.


@formula("H = s^2*H_1", "affinity law of speed; H_1 at the flow Q/s", s=(0.3, 1.2))
def head_at_speed(H_1: Any, s: Any) -> Any:
    """Head at the speed ratio `s`, m."""
    return s * s * H_1


@formula("P = s^3*P_1", "affinity law of speed at unchanged efficiency; P_1 at the flow Q/s")
def power_at_speed(P_1: Any, s: Any) -> Any:
    """Shaft power at the speed ratio `s`, W."""
    return s * s * s * P_1


@formula(
    "eta = 1 - (1 - eta_1)*(1/s)^0.1",
    "Sârbu & Borza (1998), as used by Simpson & Marchi (2013) and EPANET 2.3 (from memory)",
    s=(0.4, 1.2),
)
def efficiency_sarbu_borza(eta_1: Any, s: Any) -> Any:
    """Efficiency at the speed ratio `s` from that at the homologous point."""
    return 1.0 - (1.0 - eta_1) * s**-0.1


@formula(
    "eta = 1 - (1 - eta_1)*(1/min(s/0.8, 1))^0.1",
    "homologous at 80-110 % speed (practice), below it Sârbu & Borza from there on",
    s=(0.4, 1.2),
)
def efficiency_usual(eta_1: Any, s: Any) -> Any:
    """Efficiency at the speed ratio `s`: unchanged down to 0.8, then falling."""
    return 1.0 - (1.0 - eta_1) * np.minimum(s / 0.8, 1.0) ** -0.1


@formula("eta = eta_1", "affinity law of speed: the homologous point keeps its efficiency")
def efficiency_homologous(eta_1: Any, s: Any) -> Any:
    """Efficiency at any speed from that at the homologous point."""
    return eta_1 + 0.0 * s


SPEED_SHIFTS = {
    "usual": efficiency_usual,
    "homologous": efficiency_homologous,
    "sarbu-borza": efficiency_sarbu_borza,
}


class Performance(NamedTuple):
    """The curves of one pump at its own speed and density, and its best point."""

    head: Curve
    power: Curve | None
    npsh: Curve | None
    density: float
    falls: tuple[tuple[float, float], ...]
    """Stretches of flow over which the head falls, the last one first."""
    best_flow: float
    """Flow of best efficiency; nan if no efficiency is known."""
    best_efficiency: float


_LEAST = 0.2
"""Efficiency below which the shift with speed is that of this one."""


def performance(
    q: Any, s: Any, pump: Performance, rho: Any, shift: str, g: float = 9.80665
) -> tuple[Any, Any, Any, Any]:
    """Head, efficiency, shaft power and NPSH required of one unit at the speed ratio `s`.

    nan outside the known part of a curve, but for the head, which goes straight on; all nan at a
    negative flow and without speed.
    """
    x = np.where((q >= 0.0) & (s > 0.0), q / s, np.nan)[()]
    H = head_at_speed(value(pump.head, x)[0], s)
    eta: Any = np.full(np.shape(H), np.nan)[()]
    P, NPSH = eta, eta
    if pump.power is not None:
        P_1 = value(pump.power, x)[0]
        eta_1 = pump.density * g * x * value(pump.head, x)[0] / P_1
        firm = np.maximum(eta_1, _LEAST)
        kept = SPEED_SHIFTS[shift](firm, s) / firm
        inside = knows(pump.power, x) & knows(pump.head, x)
        P = np.where(inside, power_at_speed(P_1, s) / kept * (rho / pump.density), np.nan)[()]
        eta = np.where(inside, eta_1 * kept, np.nan)[()]
    if pump.npsh is not None:
        inside = knows(pump.npsh, x) & knows(pump.head, x)
        NPSH = np.where(inside, s * s * value(pump.npsh, x)[0], np.nan)[()]
    return H, eta, P, NPSH


# Another liquid.

_HI_967 = "ANSI/HI 9.6.7, ISO/TR 17766 (read in articles)"


@formula(
    "B = 16.5*sqrt(nu*1000000)*H^0.0625/((Q*3600)^0.375*n^0.25)", _HI_967 + "; H per stage",
)  # fmt: skip
def viscous_parameter(nu: Any, Q: Any, H: Any, n: Any) -> Any:
    """Parameter B of a viscous liquid at the best point for water."""
    return 16.5 * np.sqrt(nu * 1e6) * H**0.0625 / ((Q * 3600.0) ** 0.375 * n**0.25)


@formula("C_Q = exp(-0.165*lg(B)^3.15)", _HI_967, B=(1.0, 40.0))
def viscous_flow(B: Any) -> Any:
    """Factor of the flow, and of the head at the best point; `B` from 1."""
    return np.exp(-0.165 * np.log10(B) ** 3.15)


@formula("C_H = 1 - (1 - C_Q)*x^0.75", _HI_967)
def viscous_head(C_Q: Any, x: Any) -> Any:
    """Factor of the head at the share `x` of the best flow for water."""
    return 1.0 - (1.0 - C_Q) * x**0.75


@formula("C_eta = B^(-0.0547*B^0.69)", _HI_967, B=(1.0, 40.0))
def viscous_efficiency(B: Any) -> Any:
    """Factor of the efficiency."""
    return B ** (-0.0547 * B**0.69)
