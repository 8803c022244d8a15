"""Pumps against a system: duty points of equal pumps, of groups, and what a system asks for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels.blocks import BLOCK, distinct, run
from hydrocalc.kernels.curves import Curve, Series, knows, passed, value
from hydrocalc.kernels.formulas import formula
from hydrocalc.kernels.lines import Reaches, local_loss
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.pipes import LAWS, ROUGHEST, TURBULENT, velocity
from hydrocalc.kernels.roots import root_between

STATUS = (
    "duty point",
    "no flow: the shut-off head is below what is required",
    "beyond the points of the curve",
    "several duty points: it may not start, or settle at another",
    "on the rising branch of the curve: unstable",
    "outside the domain",
)
"""What the status of a duty point means."""
DUTY, NO_FLOW, BEYOND, TWO_POINTS, UNSTABLE, INVALID = range(6)

_TRUSTED = 1e-7
"""Last relative step of a Newton iteration after which the error is rounding."""

_EXACT = 1e-9
"""The same wherever a curve bends: what a further step would change is below its rounding."""


class Pump(NamedTuple):
    """What the solvers need of a pump: its head curve, the flow of its peak and its branch."""

    head: Curve | Series
    peak: float
    """Flow from which the head falls to the end; 0 for a curve that falls throughout."""
    resistance: Any = 0.0
    """Loss of its own suction and discharge branches over the square of its flow, s²/m⁵; in a group
    a number or one a case."""
    units: Any = 1.0
    """Equal units that run; in a group a number or one a case."""
    earlier: tuple[tuple[float, float], ...] = ()
    """Stretches of flow before that over which the head falls too, the last one first: a saddle."""


class System(NamedTuple):
    """What a system asks for: the largest over its points of static head and loss up to there.

    The last axes of `least` and of the reaches' columns are cases.
    """

    least: Any
    """Static head of each point, (point, …), m."""
    weight: Any
    """Share of each reach's loss that lies before each point, (point, reach)."""
    reaches: Reaches


@formula("r = 8*K/(3.141592653589793^2*9.80665*D^4)", "K v²/2g with v = 4 Q/π D²")
def resistance(K: Any, D: Any) -> Any:
    """Head loss over the square of the flow, s²/m⁵."""
    return 8.0 * K / (math.pi**2 * G * D**4)


@formula("h = r*q^2", "definition of the resistance")
def branch_loss(r: Any, q: Any) -> Any:
    """Head loss of a branch, m."""
    return r * q * q


def reach_losses(Q: Any, reaches: Reaches) -> tuple[Any, Any]:
    """Loss of each reach at the flows `Q` into the line, (reach, …), and its slope."""
    axes = max(np.ndim(Q), np.ndim(reaches.nu)) + 1
    D, L, k, K, share, strings, draw_off = (
        column.reshape(len(column), *[1] * (axes - column.ndim), *column.shape[1:])
        for column in reaches[:7]
    )
    gone = np.zeros(draw_off.shape)
    np.cumsum(draw_off[:-1], axis=0, out=gone[1:])
    q = np.maximum((Q - gone) / strings, 1e-9)
    shape = np.broadcast_shapes(*(np.shape(c) for c in (q, D, L, k, K, share, reaches.nu)))
    q, losses, slopes = np.broadcast_to(q, shape), np.empty(shape), np.empty(shape)
    at_once = max(1, BLOCK * len(q) // max(1, losses.size))  # so that a block stays in the cache
    for i in range(0, len(q), at_once):
        some = slice(i, i + at_once)
        part = Reaches._make(
            [*(c[some] for c in (D, L, k, K, share, strings, draw_off)), *reaches[7:]]
        )
        losses[some], slopes[some] = _together(q[some], part)
    return losses, slopes


def _together(q: Any, reaches: Reaches) -> tuple[Any, Any]:
    """Losses of some reaches and their slopes; `q` is the flow of a string."""
    law = LAWS[reaches.method]
    D, L, k, K, share, strings = reaches[:6]
    D, L, k, K, share = np.broadcast_arrays(D, L, k, K, share, q)[:5]
    h = law.loss(q, D, L, k, reaches.nu)
    slope = law.exponent(q, D, k, reaches.nu) * h / q
    local = local_loss(K, velocity(q, D))
    return h * (1.0 + share) + local, (slope * (1.0 + share) + 2.0 * local / q) / strings


def system_head(Q: Any, system: System) -> tuple[Any, Any]:
    """Head that a system asks for at the flows `Q`, m, and its slope, s/m²."""
    losses, slopes = reach_losses(Q, system.reaches)
    head: Any = -np.inf
    slope: Any = 0.0
    before = zip(_before(losses, system.weight), _before(slopes, system.weight), strict=True)
    for least, (lost, steep) in zip(system.least, before, strict=True):
        asked = least + lost
        slope = np.where(asked > head, steep, slope)
        head = np.maximum(asked, head)
    return head, slope


def _before(losses: Any, weight: Any) -> Iterator[Any]:
    """What lies before each point: the reaches before it, and its share of the one it stands in."""
    total = np.cumsum(losses, axis=0)
    reach = np.minimum((weight >= 1.0).sum(axis=1), len(losses) - 1)
    share = np.take_along_axis(weight, reach[:, None], axis=1)[:, 0]
    for i, part in zip(reach.tolist(), share.tolist(), strict=True):
        yield part * losses[i] + (total[i - 1] if i else 0.0)


def governing_level(Q: Any, system: System) -> Any:
    """Static head of the point that asks for most at the flows `Q`, m."""
    losses, _ = reach_losses(Q, system.reaches)
    head: Any = -np.inf
    static: Any = 0.0
    for least, lost in zip(system.least, _before(losses, system.weight), strict=True):
        asked = least + lost
        static = np.where(asked > head, least, static)
        head = np.maximum(asked, head)
    return static


def pump_head(q: Any, s: Any, pump: Pump) -> tuple[Any, Any]:
    """Head behind the branch of one unit at speed ratio `s`, m, and its slope."""
    H, slope = value(pump.head, q / s)
    return s * s * H - pump.resistance * q * q, s * slope - 2.0 * pump.resistance * q


def stretches(pump: Pump) -> tuple[tuple[float, float], ...]:
    """Stretches of flow over which the head falls, the last one, without an end, first."""
    return ((pump.peak, 1e3 * pump.head.end), *pump.earlier)


def before(pump: Pump) -> Any:
    """Flows at full speed to look at on the way to the last falling stretch, itself included."""
    return distinct(np.linspace(0.0, pump.peak, 33), *pump.earlier)


def highest(s: Any, pump: Pump) -> Any:
    """Highest head behind the branch at speed ratio `s`, at the head of a falling stretch."""
    tops = [pump_head(s * low, s, pump)[0] for low, _ in stretches(pump)]
    return np.max(tops, axis=0)


def runs_up(q: Any, s: Any, pump: Pump, asked: Any) -> Any:
    """Whether one unit's head is enough for ``asked(x)`` at all flows `x` on its way up to `q`.

    What runs beside it pumps more than at the end while this one still gives little: `asked` has
    to take it at this unit's head at `x`. If the system asks for less than that head even then,
    the header stands lower than the head, and the unit goes on.
    """
    if pump.peak == 0.0:
        return True
    x = before(pump).reshape(-1, *[1] * np.ndim(q * s)) * s
    on_way = x < q * (1.0 - 1e-9)
    return (~on_way | (pump_head(x, s, pump)[0] >= asked(x))).all(axis=0)


def beside(x: Any, s: Any, pump: Pump) -> Any:
    """Flow of an equal unit, on its falling stretch, at the head of one that gives `x`."""
    if np.ndim(pump.resistance):
        head = pump_head(x, s, pump)[0]
        return flow_at_head(head * _UNDER, s, pump)
    # At all speeds it is the same share of the speed: few are to be solved.
    share = x / s
    each = distinct(share)
    found = flow_at_head(pump_head(each, 1.0, pump)[0] * _UNDER, 1.0, pump)
    return s * found[np.searchsorted(each, share)]


_UNDER = 1.0 - 1e-12
"""So that a head at the peak is one that the falling stretch reaches."""


# Equal pumps on one pipe by Colebrook: millions of duty points.


def duty_flow(
    Hs: Any, D: Any, L: Any, eps: Any, nu: Any, K: Any, N: Any, s: Any, *,
    pump: Pump, g: Any = G, threads: int = 1,
) -> tuple[Any, Any]:  # fmt: skip
    """Flow of one of `N` equal pumps at speed ratio `s`, m³/s, and its status.

    Newton's method in w = V √f = √(2 g D h/L), in which Colebrook's equation gives V outright, on
    one piece of the curve at a time. What doesn't settle on its piece is taken up again on the
    next; what isn't turbulent, isn't on the last falling stretch, or has a curve of another form,
    is solved by bracketing.
    """
    given = [np.asarray(x, dtype=float) for x in (Hs, D, L, eps, nu, K, N, s)]
    shape = np.broadcast_shapes(*(x.shape for x in given))
    Hs, s = (np.broadcast_to(given[i], shape).reshape(-1) for i in (0, -1))
    for x, least in zip(given, _DOMAIN, strict=True):
        if not ((x >= least) & (x < np.inf)).all():
            inside = np.broadcast_to((x >= least) & (x < np.inf), shape).reshape(-1)
            Hs = np.where(inside, Hs, np.nan)
    # One number for all stays one; the first is a column even so.
    one = [x.reshape(-1) if x.size == 1 else np.broadcast_to(x, shape).reshape(-1) for x in given]
    known = (Hs, *one[1:])

    def of(chosen: Any) -> Any:
        return (x if x.size == 1 else x[chosen] for x in known)

    if pump.head.power is None:
        fixed = {"pump": pump, "g": g, "threads": threads}
        q, settled = run(_newton, *known, np.nan, steps=3, **fixed)
        first = max(pump.peak, pump.head.start)
        settled &= ~(q < s * first)
        piece = _piece_of(pump.head)
        for _ in range(8):
            if settled.all():
                break
            again = np.flatnonzero(~settled & (q > 0.0))
            if not again.size:
                break
            part = tuple(of(again))
            there = np.asarray(piece(q[again] / part[-1]), dtype=float)
            q[again], settled[again] = run(_newton, *part, there, steps=8, **fixed)
            settled &= ~(q < s * first)
    else:
        q, settled = np.full(Hs.shape, np.nan), np.full(Hs.shape, False)
    rest = np.flatnonzero(~settled)
    if rest.size:
        q[rest] = _bracketed(tuple(of(rest)), pump, g)
    alone = np.full(q.shape, True)
    if pump.peak > 0.0:
        x = before(pump)
        least_head = s * s * (value(pump.head, x)[0] - pump.resistance * x * x).min()
        with np.errstate(all="ignore"):
            doubt = np.flatnonzero(least_head < pump_head(q, s, pump)[0])
            if doubt.size:
                looked = len(before(pump))
                alone[doubt] = run(
                    _runs_up, q[doubt], *of(doubt), pump=pump, g=g, block=BLOCK // looked
                )
    status = run(duty_status, q, Hs, s, alone, pump=pump)
    return q.reshape(shape)[()], status.reshape(shape)[()]


_TINY = math.nextafter(0.0, 1.0)
_DOMAIN = (np.finfo(float).min, _TINY, 0.0, 0.0, _TINY, 0.0, _TINY, _TINY)
"""Least of Hs, D, L, eps, nu, K, N and s that has a meaning."""

_PER_W = -2.0 / math.log(10.0)
_SMOOTHEST = TURBULENT / (2.51 * _PER_W)
_START = math.sqrt(0.016) * -_PER_W


def _piece_of(curve: Any) -> Any:
    """What finds the piece of a curve that a flow lies on; one past the last beyond its end."""
    ends = np.append(curve.knots[1:], curve.end)
    if len(ends) == 1:
        return lambda q: q > ends[0]
    return lambda q: passed(ends, q, "left")


def _newton(
    Hs: Any, D: Any, L: Any, eps: Any, nu: Any, K: Any, N: Any, s: Any, piece: Any, *,
    pump: Pump, g: Any, steps: int,
) -> tuple[Any, Any]:  # fmt: skip
    """Flow of one pump, and whether it has been found on its piece of the curve.

    With b = 2.51 ν/D, ω = w/b and a = ε/3.7D Colebrook's equation is V = −(2/ln 10) b y, where
    y = ω ln(a + 1/ω). A piece of the curve less static head and local losses is a polynomial in
    y; over the friction of ω = 1 it stands against ω². nan for `piece` asks for a guess.
    """
    knots = pump.head.knots
    Hs, D, L, eps, nu, K, N, s = np.broadcast_arrays(Hs, D, L, eps, nu, K, N, s)
    a = eps / D
    a *= 1.0 / 3.7
    b = nu / D
    b *= 2.51
    per_y = b * D  # a pump's flow over s, over y
    per_y *= D
    per_y *= 0.25 * math.pi * _PER_W
    per_y /= N
    per_y /= s
    b *= b
    scale = b * L
    np.divide(D, scale, out=scale)
    scale *= 2.0 * g
    lean = s * s
    lean *= scale
    b *= K
    b *= scale
    b *= 0.5 / g * _PER_W * _PER_W
    local = b
    if pump.resistance:
        local += pump.resistance * per_y * per_y * lean
    scale *= Hs
    static = scale
    # The start: a parabola for the curve, its friction factor from one of 0.016.
    c0, c2 = _parabola(pump.head, pump.peak)
    num = lean * c0
    num -= static
    w = per_y * per_y
    w *= lean
    w *= c2
    w += local
    log = w + _START * _START
    np.divide(num, log, out=log)
    np.sqrt(log, out=log)
    log *= _START
    np.divide(1.0, log, out=log)
    log += a
    np.log(log, out=log)
    w *= log
    w *= log
    w += 1.0
    np.divide(num, w, out=w)
    np.sqrt(w, out=w)
    find = _piece_of(pump.head)
    if np.ndim(piece) or piece == piece:  # a single one comes as a scalar
        piece = np.atleast_1d(piece).astype(int)
    else:
        piece = 0 if len(knots) == 1 else find(per_y * w * log)
    c, power = [], lean
    for coefficient in _from(pump.head, piece):
        nothing = np.ndim(coefficient) == 0 and coefficient == 0.0
        c.append(0.0 if nothing else coefficient * power)
        power = power * per_y
    c += [0.0] * (3 - len(c))
    y_0: Any = 0.0
    if len(knots) > 1 or np.ndim(piece):
        y_0 = np.append(knots, pump.head.end)[piece] / per_y
        c[0] -= local * y_0 * y_0
        c[1] = c[1] - 2.0 * local * y_0
    c[0] -= static
    c[2] = c[2] - local
    for _ in range(steps):
        t = 1.0 / w
        u = a + t
        t /= u
        np.log(u, out=u)
        np.subtract(u, t, out=t)  # dy/dω
        u *= w
        if np.ndim(y_0):
            u -= y_0
        E, gain = _horner(c, u)
        E -= w * w
        gain *= t
        gain -= w
        gain -= w
        E /= gain
        w = w - E
    y = 1.0 / w
    y += a
    np.log(y, out=y)
    y *= w
    q = per_y * y
    np.abs(E, out=E)
    E -= _TRUSTED * w
    settled = E <= 0.0
    settled &= gain < 0.0
    settled &= y <= _SMOOTHEST
    settled &= a <= ROUGHEST / 3.7
    settled &= find(q) == piece
    q *= s
    return q, settled


def _from(curve: Any, piece: Any) -> Any:
    """Coefficients of the pieces, where the last is the straight one from the end."""
    if np.ndim(piece) == 0:
        return curve.pieces[:, piece]
    straight = np.zeros((len(curve.pieces), 1))
    straight[:2, 0] = value(curve, np.float64(curve.end))
    return np.hstack([curve.pieces, straight]).take(piece, axis=1)


def _horner(c: list[Any], x: Any) -> tuple[Any, Any]:
    """A polynomial and its derivative."""
    slope = c[-1]
    y = slope * x
    if np.ndim(c[-2]):  # a parabola has none
        y += c[-2]
    for k in range(len(c) - 3, -1, -1):
        slope = slope * x
        slope += y
        y *= x
        y += c[k]
    return y, slope


def _parabola(curve: Any, top: float) -> tuple[float, float]:
    """c0 and c2 of c0 − c2 q², through the top and the end of a curve."""
    first, last = value(curve, np.array([top, curve.end]))[0]
    return float(first), float(max(first - last, 1e-3 * abs(first)) / (curve.end**2 - top**2))


def _bracketed(known: tuple[Any, ...], pump: Pump, g: Any) -> Any:
    """`duty_flow` by bracketing, any regime; nan where there is no flow."""

    def excess(q: Any, *known: Any) -> Any:
        return pump_head(q, known[-1], pump)[0] - _asked(q * known[-2], *known, g=g)

    known = tuple(np.broadcast_arrays(*known))
    return largest_root(excess, known[-1], pump, known)


def _runs_up(q: Any, *known: Any, pump: Pump, g: Any) -> Any:
    """`runs_up` for `duty_flow`: one unit beside all others."""
    *_, N, s = known
    others = np.maximum(N - 1.0, 0.0)
    return runs_up(q, s, pump, lambda x: _asked(others * beside(x, s, pump) + x, *known, g=g))


def _asked(
    Q: Any, Hs: Any, D: Any, L: Any, eps: Any, nu: Any, K: Any, N: Any, s: Any, *, g: Any
) -> Any:
    """Head that the pipe of `duty_flow` asks for at the flow `Q`."""
    return Hs + LAWS["colebrook"].loss(Q, D, L, eps, nu, g) + local_loss(K, velocity(Q, D), g)


def largest_root(excess: Any, s: Any, pump: Pump, known: tuple[Any, ...]) -> Any:
    """Largest flow of a pump at which `excess` falls through 0; nan if it is below 0 throughout."""
    with np.errstate(all="ignore"):
        # Before the last falling stretch the head may be short and enough several times.
        looked = before(pump)[:, None] * s
        above = np.stack([excess(q, *known) for q in looked]) > 0.0
        place = np.where(above, np.arange(len(looked))[:, None], -1).max(axis=0)
        known_, s_ = tuple(np.where(place >= 0, x, np.nan) for x in known), s
        low, after = (
            np.take_along_axis(looked, np.clip(place + i, 0, len(looked) - 1)[None], axis=0)[0]
            for i in (0, 1)
        )
        last = place == len(looked) - 1
        high = np.where(last, 2.0 * s_ * pump.head.end, after)
        for _ in range(40):
            more = last & (excess(high, *known_) > 0.0)
            if not more.any():
                break
            high = np.where(more, 2.0 * high, high)
    found = root_between(excess, low, high, *known_, rounding=4e-16)[0]
    return np.where(place >= 0, found, np.nan)


def duty_status(q: Any, Hs: Any, s: Any, alone: Any, pump: Pump) -> Any:
    """Status of duty points by the flow of one pump, the static head and the speed ratio.

    `alone` says whether it `runs_up` to this one.
    """
    shutoff = s * s * value(pump.head, np.float64(0.0))[0]
    status = ((q == q) & ~knows(pump.head, q / s)) * np.int8(BEYOND)
    if pump.peak > 0.0:
        rises = (q < s * pump.peak) & (value(pump.head, q / s)[1] > 0.0)
        status = np.where(rises, np.int8(UNSTABLE), status)
        status = np.where(~(alone > 0.0) & (q > 0.0), np.int8(TWO_POINTS), status)
    lost = q != q
    if np.any(lost):
        none = np.where(shutoff <= Hs, np.int8(NO_FLOW), np.int8(INVALID))
        status = np.where(lost, none, status)
    return status


# Any pumps in parallel on any system.


def group_flows(pumps: tuple[Pump, ...], speeds: Any, system: System) -> tuple[Any, Any, Any]:
    """Flow of one unit of each pump, (pump, case), m³/s, head at their common header, m, status.

    Newton's method on all pumps at once, each held at no flow, or at the end of a falling stretch
    of its curve, while its head doesn't reach the header; the Jacobian is diagonal and a column,
    so a step is explicit. A pump that can't stay on its last falling stretch falls back to the one
    before, and without one stands behind its check valve. Cases that don't settle are solved again
    by bracketing the head of the header. The status is that of each pump: `NO_FLOW` where it can't
    open its valve, `UNSTABLE` where it could but would fall back, `TWO_POINTS` where it doesn't
    run up to its flow (`runs_up`).
    """
    shape = np.shape(system.least)[1:]
    s = np.broadcast_to(np.asarray(speeds, dtype=float), (len(pumps), *shape))
    n = np.stack([np.broadcast_to(np.asarray(p.units, dtype=float), shape) for p in pumps])
    falls = [stretches(p) for p in pumps]
    count = np.array([len(f) for f in falls])[:, None]
    most = int(count.max())
    bounds = np.array([[*f, *[f[-1]] * (most - len(f))] for f in falls])
    tops = np.where(s > 0.0, np.stack([highest(s[i], p) for i, p in enumerate(pumps)]), -np.inf)
    place = np.where(s > 0.0, 0, count)
    flows = np.zeros(s.shape)
    left = np.arange(shape[0])
    for _ in range(int(count.sum()) + 1):
        at = bounds[np.arange(len(pumps))[:, None], np.minimum(place[:, left], most - 1)]
        low, high = at[..., 0] * s[:, left], at[..., 1] * s[:, left]
        some, part = _of_columns(pumps, left), of_cases(system, left)
        closed = place[:, left] >= count
        flows[:, left], short = _held_newton(some, n[:, left], s[:, left], closed, low, high, part)
        again = short.any(axis=0)
        if not again.any():
            break
        # One at a time: without it the others may reach the header.
        lowest = np.where(short, heads_at(low, s[:, left], some)[0], np.inf)
        place[:, left] += short & (lowest == lowest.min(axis=0))
        left = left[again]
    head = system_head((n * flows).sum(axis=0), system)[0]
    off = np.abs(heads_at(flows, s, pumps)[0] - head) > 1e-10 * np.abs(head)
    wrong = (off & (flows > 0.0)).any(axis=0) | ~(head == head)
    if wrong.any():
        flows[:, wrong] = _by_header(
            _of_columns(pumps, wrong), n[:, wrong], s[:, wrong], tops[:, wrong],
            of_cases(system, wrong),
        )  # fmt: skip
        head = system_head((n * flows).sum(axis=0), system)[0]
    status = np.full(flows.shape, DUTY)
    for i, pump in enumerate(pumps):
        q, speed = flows[i], np.where(s[i] > 0.0, s[i], 1.0)
        status[i] = np.where(knows(pump.head, q / speed), DUTY, BEYOND)
        if pump.peak > 0.0:
            # The system asks for less on the way up: only what dips below its head is in doubt.
            dip = np.min([pump_head(speed * x, speed, pump)[0] for x in before(pump)], axis=0)
            doubt = np.flatnonzero((q > 0.0) & (dip < head * (1.0 + 1e-9)))
            if doubt.size:
                asked = _beside_others(
                    i, _of_columns(pumps, doubt), n[:, doubt], s[:, doubt], of_cases(system, doubt)
                )
                (one,) = _of_columns((pump,), doubt)
                alone = runs_up(q[doubt], speed[doubt], one, asked)
                status[i, doubt] = np.where(alone, status[i, doubt], TWO_POINTS)
    idle = np.where(tops > head * (1.0 + 1e-9), UNSTABLE, NO_FLOW)
    return flows, head, np.where(flows > 0.0, status, idle)


def _beside_others(i: int, pumps: tuple[Pump, ...], n: Any, s: Any, system: System) -> Any:
    """What the system asks for, for `runs_up`: one unit of kind `i` beside all others."""
    equal = np.maximum(n[i] - 1.0, 0.0)

    def asked(x: Any) -> Any:
        h = pump_head(x, s[i], pumps[i])[0]
        Q = x + equal * beside(x, s[i], pumps[i])
        for k, pump in enumerate(pumps):
            if k != i:
                Q = Q + n[k] * flow_at_head(h, s[k], pump)
        return system_head(Q, system)[0]

    return asked


def _of_columns(pumps: tuple[Pump, ...], chosen: Any) -> tuple[Pump, ...]:
    """The pumps in the chosen cases: what each case has of its own."""
    return tuple(
        p._replace(resistance=p.resistance[chosen]) if np.ndim(p.resistance) else p for p in pumps
    )


def heads_at(q: Any, s: Any, pumps: tuple[Pump, ...]) -> tuple[Any, Any]:
    """Heads behind the branches, (pump, case), and their slopes; -inf where the speed is 0."""
    both = [pump_head(q[i], np.where(s[i] > 0.0, s[i], 1.0), pump) for i, pump in enumerate(pumps)]
    heads, slopes = (np.stack([pair[k] for pair in both]) for k in (0, 1))
    return np.where(s > 0.0, heads, -np.inf), slopes


def _held_newton(
    pumps: tuple[Pump, ...], n: Any, s: Any, closed: Any, lowest: Any, highest: Any, system: System
) -> tuple[Any, Any]:
    """Flows, and which pumps can't stay on their falling stretch: held at one of its ends.

    A case that has settled is left alone: what it gives doesn't depend on those beside it.
    """
    ends = np.array([p.head.end for p in pumps])[:, None] * s
    q = np.where(closed, 0.0, np.clip(0.7 * ends, lowest, highest))
    largest, last = 0.5 * ends, np.zeros_like(q)
    found, off = q.copy(), np.zeros_like(q)
    left = np.arange(q.shape[1])
    own = (n, s, closed, lowest, highest, ends)
    some, part = pumps, system
    before = np.full(q.shape[1], np.inf)
    for _ in range(60):
        Q = (n * q).sum(axis=0)
        head, steep = system_head(Q, part)
        H, slope = heads_at(q, s, some)
        E = np.where(closed, 0.0, H - head)
        free = ~closed & ((q > lowest) | (E > 0.0)) & ((q < highest) | (E < 0.0))
        slope = np.minimum(slope, -1e-6 * head / ends)
        y, z = np.where(free, E / slope, 0.0), np.where(free, 1.0 / slope, 0.0)
        common = steep * (n * y).sum(axis=0) / (1.0 - steep * (n * z).sum(axis=0))
        # Over a bend of a curve steps may go to and fro: then shorter ones.
        largest, last = np.where(E * last < 0.0, 0.5 * largest, largest), E
        move = np.where(free, np.clip(-(y + z * common), -largest, largest), 0.0)
        new = np.where(closed, 0.0, np.clip(q + move, lowest, highest))
        step, q = np.abs(new - q).max(axis=0), new
        found[:, left], off[:, left] = q, E
        # Steps so short that don't halve any more are rounding.
        going = ~((step <= 1e-14 * Q) | ((step <= 1e-10 * Q) & (step >= 0.5 * before)))
        if not going.any():
            break
        before = step[going]
        if not going.all():
            left = left[going]
            q, largest, last = q[:, going], largest[:, going], last[:, going]
            n, s, closed, lowest, highest, ends = (
                x[:, going] for x in (n, s, closed, lowest, highest, ends)
            )
            some, part = _of_columns(pumps, left), of_cases(system, left)
    _, _, closed, lowest, highest, _ = own
    short = ~closed & (
        ((lowest > 0.0) & (found <= lowest) & (off < 0.0)) | ((found >= highest) & (off > 0.0))
    )
    return found, short


def of_cases(system: System, chosen: Any) -> System:
    """The part of a system that belongs to the chosen cases."""
    cases = np.shape(system.least)[-1]

    def part(column: Any) -> Any:
        column = np.asarray(column)
        return column[..., chosen] if column.ndim > 1 and column.shape[-1] == cases else column

    r = system.reaches
    nu = r.nu if np.ndim(r.nu) == 0 else np.broadcast_to(r.nu, cases)[chosen]
    reaches = Reaches._make([*(part(c) for c in r[:7]), nu, r.method])
    return System(part(system.least), system.weight, reaches)


def falling_root(excess: Any, low: Any, high: Any, start: Any, *known: Any) -> Any:
    """Where ``excess(x, *known)``, a value and its slope, falls through 0 between `low` and `high`.

    Newton's steps from `start`; halving in place of a step that leaves the bracket, or isn't half
    as long as the one before. The first step that passes an end is tried there, so that no halving
    goes on where there is nothing between. Where it jumps over 0: the side below 0. nan where it
    is nan.
    """
    low, high, x, *known = np.broadcast_arrays(low, high, start, *known)  # type: ignore[assignment]
    shape = x.shape
    low, high, x, *known = (  # type: ignore[assignment]
        np.array(a, dtype=float).reshape(-1) for a in (low, high, x, *known)
    )
    found, left = x.copy(), np.arange(x.size)
    last, least = high - low, 2.0**-80 * (high - low)
    no_above = no_below = np.full(x.shape, True)
    for _ in range(200):
        with np.errstate(all="ignore"):
            y, slope = excess(x, *known)
            step = -y / slope
        low, high = np.where(y > 0.0, x, low), np.where(y > 0.0, high, x)
        near = np.abs(step) <= _EXACT * np.abs(x)
        near |= (y == 0.0) | (y != y)
        thin = ~(high - low > 2.0**-52 * np.abs(x) + least)
        no_above, no_below = no_above & ~(y > 0.0), no_below & (y > 0.0)
        new = np.where(y == 0.0, x, x + step)
        end = ((new >= high) & no_below) | ((new <= low) & no_above)
        halve = ~near & ~((new > low) & (new < high) & (np.abs(step) <= 0.5 * last))
        new = np.where(halve & ~end, 0.5 * (low + high), np.clip(new, low, high))
        found[left] = np.where(thin & ~near, high, new)
        going = ~(near | thin)
        if not going.any():
            break
        last = np.abs(new - x)
        left, x, low, high, last, least, no_above, no_below, *known = (  # type: ignore[assignment]
            a[going] for a in (left, new, low, high, last, least, no_above, no_below, *known)
        )
    return found.reshape(shape)[()]


def _by_header(pumps: tuple[Pump, ...], n: Any, s: Any, tops: Any, system: System) -> Any:
    """`group_flows` by bracketing the head of the header, and within it the flow of each pump."""

    def flows(h: Any, i: Any) -> Any:
        some = _of_columns(pumps, i)
        return np.stack([flow_at_head(h, s[k, i], p) for k, p in enumerate(some)])

    def excess(h: Any, column: Any) -> Any:
        i = column.astype(int)
        q = flows(h, i)
        asked, steep = system_head((n[:, i] * q).sum(axis=0), of_cases(system, i))
        slope = heads_at(q, s[:, i], _of_columns(pumps, i))[1]
        more = np.where(q > 0.0, n[:, i] / slope, 0.0).sum(axis=0)
        return asked - h, steep * more - 1.0

    high = tops.max(axis=0)
    low = np.minimum(np.min(system.least, axis=0) - 1.0, high)
    column = np.arange(len(high))
    return flows(falling_root(excess, low, high, low, column), column)


def flow_at_head(h: Any, s: Any, pump: Pump) -> Any:
    """Largest flow at which one unit gives the head `h`, falling; 0 if it doesn't reach it."""

    def excess(q: Any, h: Any, s: Any, r: Any) -> Any:
        H, slope = pump_head(q, s, pump._replace(resistance=r))
        return H - h, slope

    speed = np.where(s > 0, s, 1.0)
    h, speed = np.broadcast_arrays(h, speed)
    # The last stretch that begins above the head.
    begins, ends = (np.array(x) for x in zip(*stretches(pump), strict=True))
    starts = begins.reshape(-1, *[1] * speed.ndim) * speed
    above = pump_head(starts, speed, pump)[0] > h
    last = np.argmax(above, axis=0)
    reaches = above.any(axis=0) & (s > 0)
    low, high = begins[last] * speed, np.minimum(ends, 4.0 * pump.head.end)[last] * speed
    # What doesn't reach it is no work.
    asked = np.where(reaches, h, np.nan)
    start = np.minimum(high, pump.head.end * speed)
    q = falling_root(excess, low, high, start, asked, speed, pump.resistance)
    return np.where(reaches, q, 0.0 * (h + speed))


def speed_at(q: Any, h: Any, low: Any, high: Any, pump: Pump) -> Any:
    """Speed ratio at which one unit gives the flow `q` at the header's head `h`; nan if none.

    Sought between `low` and `high`: the head at a flow rises with the speed.
    """

    def excess(s: Any, q: Any, h: Any) -> Any:
        H, slope = pump_head(q, s, pump)
        # H + r q² is s² times the curve at q/s.
        return h - H, (
            q * (slope + 2.0 * pump.resistance * q) - 2.0 * (H + pump.resistance * q * q)
        ) / s

    can = (pump_head(q, high, pump)[0] >= h) & (pump_head(q, low, pump)[0] <= h)
    asked = np.where(can, h, np.nan)
    return np.where(can, falling_root(excess, low, high, high, q, asked), np.nan)


def common_speed(
    Q: Any, h: Any, lowest: Any, pumps: tuple[Pump, ...], variable: Any
) -> tuple[Any, Any]:
    """Speed ratio of the variable units at which a group gives `Q` at the header's head `h`.

    Units that aren't `variable` run at 1; a variable one no slower than its `lowest`. Also the flow
    of one unit of each, (pump, case). nan where no speed gives that flow.
    """
    n = np.stack([np.broadcast_to(np.asarray(p.units, dtype=float), np.shape(Q)) for p in pumps])
    least = np.array(lowest)[:, None]
    turns = np.array(variable)[:, None]

    def flows(s: Any, h: Any, n: Any) -> tuple[Any, Any]:
        speeds = np.where(n > 0.0, np.where(turns, np.maximum(s, least), 1.0), 0.0)
        return speeds, np.stack([flow_at_head(h, x, p) for x, p in zip(speeds, pumps, strict=True)])

    def excess(s: Any, Q: Any, h: Any, column: Any) -> tuple[Any, Any]:
        units = n[:, column.astype(int)]
        speeds, q = flows(s, h, units)
        slope = heads_at(q, speeds, pumps)[1]
        # s² H(q/s) = h + r q² at the head h.
        faster = q / speeds - 2.0 * h / (speeds * slope)
        faster = np.where(turns & (s > least) & (q > 0.0), faster, 0.0)
        return Q - (units * q).sum(axis=0), -(units * faster).sum(axis=0)

    low, high = np.where((n > 0.0) & turns, least, 1.0).min(axis=0), np.ones(np.shape(Q))
    # Anything within rounding of full speed counts as full speed.
    can = (n * flows(high, h, n)[1]).sum(axis=0) >= Q * (1.0 - 1e-9)
    can &= (n * flows(low, h, n)[1]).sum(axis=0) <= Q * (1.0 + 1e-9)
    column = np.arange(np.size(Q))
    s = falling_root(excess, low, high, high, np.where(can, Q, np.nan), h, column)
    q = flows(s, h, n)[1]
    # A unit that begins to deliver at its peak passes over the flows below.
    can &= np.abs((n * q).sum(axis=0) - Q) <= 1e-6 * Q
    return np.where(can, s, np.nan), np.where(can, q, np.nan)
