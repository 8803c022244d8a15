"""Duty points and groups against other solvers."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

import hydrocalc as hc
from hydrocalc.kernels import curves, systems
from hydrocalc.kernels.lines import Reaches
from hydrocalc.kernels.pipes import LAWS

Q = np.linspace(0.0, 0.3, 7)
FALLING = 110.0 - 550.0 * Q**2
DROOP = np.array([100.0, 104.0, 105.0, 101.0, 92.0, 78.0, 60.0])
G = 9.80665


@pytest.fixture(autouse=True, scope="module")
def _quiet():
    """Kernels leave the floating-point state to the block driver."""
    with np.errstate(all="ignore"):
        yield


def pump(heads=FALLING, form="monotone", resistance=0.0, units=1.0):
    curve = curves.fit(Q, heads, form)
    return systems.Pump(curve, curves.peak(curve)[0], resistance, units)


def book_loss(Q_, D, L, eps, nu, K):
    """Colebrook by a scalar root, laminar below Re 2000; for Re outside 2000-4000."""
    v = Q_ / (math.pi / 4 * D * D)
    Re = v * D / nu
    if Re <= 2000:
        f = 64 / Re
    else:
        x = brentq(lambda x: x + 2 * math.log10(eps / D / 3.7 + 2.51 * x / Re), 1, 100, xtol=1e-15)
        f = x**-2
    return (f * L / D + K) * v * v / (2 * G)


def cases(n, seed=1):
    rng = np.random.default_rng(seed)
    return (
        rng.uniform(40, 80, n), rng.uniform(0.5, 0.9, n), rng.uniform(1e3, 21e3, n),
        rng.uniform(1e-5, 5e-4, n), np.full(n, 1e-6), rng.uniform(0, 50, n),
        rng.integers(1, 5, n).astype(float), rng.uniform(0.85, 1.0, n),
    )  # fmt: skip


@pytest.mark.parametrize("form", curves.FORMS)
def test_duty_points_against_brentq(form):
    one = pump(form=form)
    given = cases(150)
    q, status = systems.duty_flow(*given, pump=one)
    for i in range(150):
        Hs, D, L, eps, nu, K, N, s = (x[i] for x in given)

        def excess(x, Hs=Hs, D=D, L=L, eps=eps, nu=nu, K=K, N=N, s=s):
            return (
                systems.pump_head(np.float64(x), s, one)[0]
                - Hs
                - book_loss(x * N, D, L, eps, nu, K)
            )

        if excess(0.005) < 0:  # hardly any flow, or none
            continue
        expected = brentq(excess, 0.005, 2.0, xtol=1e-15, rtol=1e-14)
        assert q[i] == pytest.approx(expected, rel=1e-11)
        assert status[i] == (systems.BEYOND if expected > s * 0.3 else systems.DUTY)


def test_residual_is_rounding():
    given = cases(20_000, 2)
    one = pump(form="polynomial")
    q, status = systems.duty_flow(*given, pump=one)
    Hs, D, L, eps, nu, K, N, s = given
    v = q * N / (math.pi / 4 * D * D)
    h = LAWS["colebrook"].loss(q * N, D, L, eps, nu) + K * v * v / (2 * G)
    runs = status != systems.NO_FLOW
    residual = np.abs(systems.pump_head(q, s, one)[0] - Hs - h) / Hs
    assert residual[runs].max() <= 5e-15
    assert runs.sum() > 19_000


def test_scalar_array_blocks_and_threads_agree():
    given, one = cases(40_000, 3), pump()
    q, _ = systems.duty_flow(*given, pump=one)
    again, _ = systems.duty_flow(*given, pump=one, threads=2)
    assert (q == again)[~np.isnan(q)].all()
    alone = [systems.duty_flow(*(x[i] for x in given), pump=one)[0] for i in range(20)]
    assert q[:20] == pytest.approx(np.array(alone), rel=1e-14, nan_ok=True)


def test_statuses():
    def at(Hs, heads=FALLING, D=0.8, L=5e3, s=1.0, nu=1e-6):
        q, status = systems.duty_flow(Hs, D, L, 1e-4, nu, 0.0, 1.0, s, pump=pump(heads))
        return float(q), int(status)

    assert at(60)[1] == systems.DUTY
    assert np.isnan(at(110)[0])
    assert at(110)[1] == systems.NO_FLOW
    assert at(60, s=0.7)[1] == systems.NO_FLOW
    assert at(1, L=10)[1] == systems.BEYOND
    assert at(99, DROOP)[1] == systems.DUTY
    assert at(103, DROOP)[1] == systems.TWO_POINTS  # above the shut-off head of 100
    assert at(106, DROOP)[1] == systems.NO_FLOW
    assert at(50, DROOP, D=0.15)[1] == systems.UNSTABLE
    assert at(np.nan)[1] == systems.INVALID
    assert at(109.999, D=0.8, L=21e3, nu=1e-3)[1] == systems.DUTY  # laminar
    given = [x.copy() for x in cases(10)]
    good, _ = systems.duty_flow(*given, pump=pump())
    given[1][3] = np.nan
    q, status = systems.duty_flow(*given, pump=pump())
    assert status[3] == systems.INVALID
    assert np.isnan(q[3])
    assert (np.delete(q, 3) == np.delete(good, 3)).all()  # no other is harmed


def test_laminar_duty_point():
    q, status = systems.duty_flow(109.9, 0.2, 500.0, 1e-4, 1e-3, 0.0, 1.0, 1.0, pump=pump())
    v = q / (math.pi / 4 * 0.04)
    assert v * 0.2 / 1e-3 < 2000
    h = 64 / (v * 0.2 / 1e-3) * 500 / 0.2 * v * v / (2 * G)
    assert systems.pump_head(q, 1.0, pump())[0] - 109.9 == pytest.approx(h, rel=1e-9)
    assert status == systems.DUTY


def system_of(rng, S=1, R=1, P=1):
    reaches = Reaches(
        rng.uniform(0.5, 0.9, (R, S)), rng.uniform(1e3, 9e3, (R, S)),
        rng.uniform(5e-5, 5e-4, (R, S)), rng.uniform(0, 20, (R, S)), np.zeros((R, S)),
        np.ones((R, S)), np.zeros((R, S)), 1e-6, "colebrook",
    )  # fmt: skip
    weight = np.array([[1.0 if j <= (R * (i + 1)) // P - 1 else 0.0 for j in range(R)]
                       for i in range(P)])  # fmt: skip
    least = np.sort(rng.uniform(20, 95, (P, S)), axis=0)[::-1]
    return systems.System(least, weight, reaches)


def brute_force(pumps, s, system):
    """Header head by brentq, and within it each pump's flow by brentq; falling branches only."""

    def flow(pump_, speed, h):
        low, high = pump_.peak * speed, 5.0 * pump_.head.end * speed
        if speed == 0 or systems.pump_head(np.float64(low), speed, pump_)[0] <= h:
            return 0.0
        return brentq(lambda q: systems.pump_head(np.float64(q), speed, pump_)[0] - h, low, high,
                      xtol=1e-14, rtol=1e-14)  # fmt: skip

    def short(h):
        Q_ = sum(p.units * flow(p, x, h) for p, x in zip(pumps, s, strict=True))
        return systems.system_head(np.array([Q_]), system)[0][0] - h

    top = max(
        systems.pump_head(np.float64(p.peak * x), x, p)[0]
        for p, x in zip(pumps, s, strict=True) if x > 0
    )  # fmt: skip
    if short(top) >= 0:
        return np.zeros(len(pumps))
    h = brentq(short, 0.0, top, xtol=1e-12, rtol=1e-14)
    return np.array([flow(p, x, h) for p, x in zip(pumps, s, strict=True)])


@pytest.mark.parametrize("seed", range(60))
def test_random_groups_against_brute_force(seed):
    rng = np.random.default_rng(seed)
    x = np.linspace(0, 1, 8)
    pumps, m = [], rng.integers(1, 6)
    for _ in range(m):
        end = rng.uniform(0.05, 0.4)
        heads = rng.uniform(80, 130) * (1 - 0.5 * x**2.2)
        curve = curves.fit(end * x, heads, str(rng.choice(curves.FORMS)))
        if curves.peak(curve)[0] > 0.0:  # a least-squares polynomial that rises at first
            curve = curves.fit(end * x, heads, "monotone")
        pumps.append(systems.Pump(curve, 0.0, rng.uniform(0, 80), float(rng.integers(1, 3))))
    s = rng.uniform(0.8, 1.0, m)
    if m > 1:
        s[rng.random(m) < 0.15] = 0.0
    if not s.any():
        s[0] = 1.0
    system = system_of(rng, R=int(rng.integers(1, 4)), P=int(rng.integers(1, 3)))
    with np.errstate(all="ignore"):
        flows, head, status = systems.group_flows(tuple(pumps), s[:, None], system)
        expected = brute_force(pumps, s, system)
    assert flows[:, 0] == pytest.approx(expected, rel=1e-9, abs=1e-10)
    assert ((flows[:, 0] > 0) == (status[:, 0] != systems.NO_FLOW)).all()
    for i, p in enumerate(pumps):
        if flows[i, 0] > 0:
            assert systems.pump_head(flows[i], s[i], p)[0] == pytest.approx(head, rel=1e-9)


def test_equal_pumps_are_one_pump_of_their_flow():
    rng = np.random.default_rng(7)
    system = system_of(rng, S=20)
    with np.errstate(all="ignore"):
        three, head, _ = systems.group_flows((pump(units=3.0),), np.ones((1, 1)), system)
        apart, head_2, _ = systems.group_flows((pump(),) * 3, np.ones((3, 1)), system)
    assert apart == pytest.approx(np.repeat(three, 3, axis=0), rel=1e-12)
    assert head == pytest.approx(head_2, rel=1e-12)
    r = system.reaches
    q, _ = systems.duty_flow(
        system.least[0], r.D[0], r.L[0], r.k[0], r.nu, r.K[0], 3.0, 1.0, pump=pump()
    )
    assert q == pytest.approx(three[0], rel=1e-11)


def test_pumps_that_cannot_open_their_valve():
    rng = np.random.default_rng(8)
    weak = curves.fit(Q, 0.5 * FALLING, "monotone")
    system = system_of(rng)._replace(least=np.array([[70.0]]))
    pair = (pump(), systems.Pump(weak, 0.0))
    with np.errstate(all="ignore"):
        flows, _, status = systems.group_flows(pair, np.ones((2, 1)), system)
    assert flows[1, 0] == 0.0
    assert status[1, 0] == systems.NO_FLOW
    assert flows[0, 0] > 0.0
    assert status[0, 0] == systems.DUTY


def test_series_adds_heads():
    one = curves.fit(Q, FALLING, "monotone")
    both = curves.Series((one, one), one.end)
    x = np.array([0.05, 0.2, 0.29])
    assert curves.value(both, x)[0] == pytest.approx(2 * curves.value(one, x)[0], rel=1e-15)
    q, status = systems.duty_flow(
        150.0, 0.8, 5e3, 1e-4, 1e-6, 0.0, 1.0, 1.0, pump=systems.Pump(both, 0.0)
    )
    half, _ = systems.duty_flow(75.0, 0.8, 2.5e3, 1e-4, 1e-6, 0.0, 1.0, 1.0, pump=pump())
    assert status == systems.DUTY
    assert q == pytest.approx(half, rel=1e-12)


def test_speeds():
    one = pump()
    h = systems.pump_head(np.float64(0.15), 0.87, one)[0]
    assert systems.speed_at(np.float64(0.15), h, 0.3, 1.0, one) == pytest.approx(0.87, abs=1e-12)
    assert np.isnan(systems.speed_at(np.float64(0.15), 200.0, 0.3, 1.0, one))
    with np.errstate(all="ignore"):
        s, flows = systems.common_speed(
            np.array([0.35, 9.0]), np.array([70.0, 70.0]), [1.0, 0.5], (one, one), [False, True]
        )
    fixed = systems.flow_at_head(np.float64(70.0), 1.0, one)
    assert flows[0, 0] == pytest.approx(fixed)
    assert systems.pump_head(0.35 - fixed, s[0], one)[0] == pytest.approx(70.0, rel=1e-9)
    assert np.isnan(s[1])


def two_points(first, second, share, D=0.8, L=21e3, eps=1e-4):
    """A system of one reach and two points: one at its start, one after a `share` of it."""
    reaches = Reaches(*(np.array([[x]]) for x in (D, L, eps, 0.0, 0.0, 1.0, 0.0)), NU, "colebrook")
    return systems.System(np.array([[first], [second]]), np.array([[0.0], [share]]), reaches)


NU = 1e-6


def test_the_point_that_governs():
    """The one whose static head and losses are largest, whatever the slope of its losses."""
    loss = book_loss(0.3, 0.8, 21e3, 1e-4, NU, 0.0)
    flow = np.array([0.3])
    for above, governs in ((0.5 * loss, 10.0), (2.0 * loss, 10.0 + 2.0 * loss)):
        system = two_points(10.0 + above, 10.0, 1.0)
        assert systems.governing_level(flow, system)[0] == pytest.approx(governs, rel=1e-14)
        head, slope = systems.system_head(flow, system)
        assert head[0] == pytest.approx(max(10.0 + above, 10.0 + loss), rel=1e-11)
        assert (slope[0] == 0.0) == (above > loss)
        assert slope.shape == (1,)
    # of equal ones the first, as on a grade line
    second = float(systems.system_head(flow, two_points(-9.0, 10.0, 1.0))[0][0])
    tie = two_points(second, 10.0, 1.0)
    assert systems.governing_level(flow, tie)[0] == second
    assert systems.system_head(flow, tie)[1][0] == 0.0


def test_slopes_of_systems_are_derivatives():
    rng = np.random.default_rng(11)
    reaches = Reaches(
        rng.uniform(0.5, 0.9, (3, 4)), rng.uniform(1e3, 9e3, (3, 4)), rng.uniform(5e-5, 5e-4, (3, 4)),
        rng.uniform(1, 20, (3, 4)), rng.uniform(0.05, 0.2, (3, 4)), np.array([[2.0], [1.0], [3.0]]),
        np.array([[0.05], [0.02], [0.0]]), NU, "colebrook",
    )  # fmt: skip
    weight = np.array([[1.0, 0.0, 0.0], [1.0, 0.4, 0.0], [1.0, 1.0, 1.0]])
    system = systems.System(np.array([[5.0] * 4, [3.0] * 4, [-9.0] * 4]), weight, reaches)
    Q = np.array([0.25, 0.4, 0.6, 0.9])
    head, slope = systems.system_head(Q, system)
    for case in range(4):
        asked = []
        for least, share in zip((5.0, 3.0, -9.0), weight, strict=True):
            lost = 0.0
            for i, part in enumerate(share):
                D, L, eps, K, local, N, _ = (
                    np.broadcast_to(c, (3, 4))[i, case] for c in reaches[:7]
                )
                q = (Q[case] - (0.0, 0.05, 0.07)[i]) / N
                lost += part * ((1 + local) * book_loss(q, D, L, eps, NU, 0.0)
                                + K * (q / (math.pi / 4 * D * D)) ** 2 / (2 * G))  # fmt: skip
            asked.append(least + lost)
        assert head[case] == pytest.approx(max(asked), rel=1e-11)
        level = systems.governing_level(Q, system)[case]
        assert level == (5.0, 3.0, -9.0)[int(np.argmax(asked))]
    step = 1e-6
    up, down = (systems.system_head(Q * (1 + s), system)[0] for s in (step, -step))
    assert slope == pytest.approx((up - down) / (2 * step * Q), rel=1e-6)


def test_status_without_a_flow():
    """At half the speed the shut-off head of 110 m is 27.5 m: what asks for less is no domain."""
    for static, status in ((27.5, systems.NO_FLOW), (27.6, systems.NO_FLOW), (50.0, systems.NO_FLOW),
                           (27.4, systems.INVALID), (np.nan, systems.INVALID)):  # fmt: skip
        for s in (0.5, np.array([0.5])):
            found = systems.duty_status(
                np.nan * s, np.float64(static), s, 1.0 + 0.0 * s, pump=pump()
            )
            assert np.ravel(found)[0] == status, static


def test_status_at_a_flow():
    """Beyond the points, on the rising branch, or not reached from the start."""
    one, droop = pump(), pump(DROOP)
    for speed in (1.0, 0.5):
        q = speed * np.array([0.1, 0.3, 0.3 * (1 + 1e-13), 0.3 * (1 + 1e-11), 0.31])
        found = systems.duty_status(q, 50.0, speed, np.ones(5), pump=one)
        assert list(found) == [systems.DUTY] * 3 + [systems.BEYOND] * 2
        q = speed * np.array([0.04, 0.09, 0.11, 0.2])
        found = systems.duty_status(q, 50.0, speed, np.ones(4), pump=droop)
        assert list(found) == [systems.UNSTABLE] * 2 + [systems.DUTY] * 2
        found = systems.duty_status(q, 50.0, speed, np.array([0.0, 1.0, 0.0, np.nan]), pump=droop)
        assert list(found) == [systems.TWO_POINTS, systems.UNSTABLE] + [systems.TWO_POINTS] * 2
        # a curve that falls throughout has one duty point
        found = systems.duty_status(q, 50.0, speed, np.zeros(4), pump=one)
        assert list(found) == [systems.DUTY] * 4
    none = systems.duty_status(np.array([0.0]), 50.0, 1.0, np.zeros(1), pump=droop)
    assert none[0] == systems.UNSTABLE  # no flow, so nothing to run up to


SADDLE = np.array([104.0, 97.0, 95.0, 102.0, 104.5, 98.0, 80.0])


def test_start_beside_running_pumps():
    """One unit starts while the others pump: what they do at each step of it, by halving.

    While it stands they pump more than at the end, and hold the header higher.
    """
    one, n = pump(SADDLE), 120
    rng = np.random.default_rng(4)
    Hs, N = rng.uniform(80, 97, n), rng.integers(1, 5, n).astype(float)
    D, L = rng.uniform(0.5, 0.9, n), rng.uniform(1e3, 12e3, n)
    q, status = systems.duty_flow(Hs, D, L, 1e-4, NU, 3.0, N, 1.0, pump=one)
    seen = set()
    top = float(systems.pump_head(one.peak, 1.0, one)[0])

    def header(x, i):
        """Where the others, on their last falling stretch, and `x` meet the pipe."""

        def pipe(y):
            return Hs[i] + book_loss((N[i] - 1) * y + x, D[i], L[i], 1e-4, NU, 3.0)

        def excess(y):
            return float(systems.pump_head(y, 1.0, one)[0]) - pipe(y)

        if N[i] == 1 or pipe(one.peak) >= top:  # they stand, too
            return pipe(0.0) if N[i] == 1 else top
        return pipe(brentq(excess, one.peak, 0.9, xtol=1e-12))

    for i in np.flatnonzero(np.isfinite(q) & (q > 0.2)):
        way = np.linspace(1e-6, q[i] * (1 - 1e-6), 150)
        way = way[((N[i] - 1) * q[i] + way) / D[i] > 0.01]  # turbulent
        asked = [header(x, i) for x in way]
        spare = systems.pump_head(way, 1.0, one)[0] - np.array(asked)
        worst = int(np.argmin(spare))
        if status[i] == systems.BEYOND or (abs(spare[worst]) < 0.05 and way[worst] < 0.95 * q[i]):
            continue  # the latter too near to call between the flows looked at
        expected = systems.TWO_POINTS if spare[worst] < -0.05 else systems.DUTY
        seen.add((expected, bool(N[i] > 1)))
        assert status[i] == expected, i
    assert len(seen) == 4  # both kinds, alone and beside others


def test_runs_up_looks_before_its_own_flow_only():
    droop = pump(DROOP)
    for s in (1.0, 0.5):
        for q, asked, expected in (
            (0.2, 99.0, True), (0.2, 100.0, True), (0.2, 100.5, False), (0.0, 1e9, True),
        ):  # fmt: skip
            found = systems.runs_up(
                np.array([s * q]), s, droop, lambda x, asked=asked, s=s: 0 * x + s * s * asked
            )
            assert bool(np.all(found)) == expected
    # behind its own flow nothing counts
    rise = systems.runs_up(np.array([0.05]), 1.0, droop, lambda x: np.where(x < 0.05, 0.0, 1e9))
    assert rise[0]
    assert systems.runs_up(np.array([0.2]), 1.0, pump(), lambda x: 1e9) is True


def test_resistance_and_branch_losses():
    r = systems.resistance(2.5, 0.4)
    v = 0.3 / (math.pi / 4 * 0.16)
    assert systems.branch_loss(r, 0.3) == pytest.approx(2.5 * v * v / (2 * G), rel=1e-13)
    one = pump(resistance=40.0)
    head, slope = systems.pump_head(np.float64(0.2), 0.9, one)
    curve = curves.value(one.head, np.float64(0.2 / 0.9))[0]
    assert head == pytest.approx(0.81 * curve - 40.0 * 0.04, rel=1e-13)
    up, down = (systems.pump_head(np.float64(0.2 + h), 0.9, one)[0] for h in (1e-6, -1e-6))
    assert slope == pytest.approx((up - down) / 2e-6, rel=1e-6)


def test_duty_points_by_gravity_branches_and_units():
    """Every argument of `duty_flow` away from 1 and 0, against a scalar root."""
    one = pump(resistance=30.0)
    given = (60.0, 0.7, 5e3, 2e-4, 1.3e-6, 12.0, 3.0, 0.93)
    q, status = systems.duty_flow(*given, pump=one)
    Hs, D, L, eps, nu, K, N, s = given
    expected = brentq(
        lambda x: systems.pump_head(np.float64(x), s, one)[0] - Hs
        - book_loss(x * N, D, L, eps, nu, K), 0.01, 1.0, xtol=1e-15,
    )  # fmt: skip
    assert q == pytest.approx(expected, rel=1e-12)
    assert status == systems.DUTY
    assert isinstance(float(q), float)
    assert np.shape(q) == ()
    lighter, _ = systems.duty_flow(*given, pump=one, g=1.62)  # the moon
    moon = brentq(
        lambda x: systems.pump_head(np.float64(x), s, one)[0] - Hs
        - book_loss(x * N, D, L, eps, nu, K) * G / 1.62, 0.01, 1.0, xtol=1e-15,
    )  # fmt: skip
    assert lighter == pytest.approx(moon, rel=1e-12)


@pytest.mark.parametrize("place", range(8))
def test_duty_points_outside_the_domain(place):
    """Bores, viscosities, units and speeds of 0, or anything below 0 but levels, or infinite."""
    usual = [60.0, 0.8, 5e3, 1e-4, 1e-6, 1.0, 1.0, 1.0]
    zero_is_fine = place in (0, 2, 3, 5)
    for value, fine in ((-1.0, place == 0), (0.0, zero_is_fine), (np.inf, False), (np.nan, False)):
        given = [np.array([x, x]) for x in usual]
        given[place][1] = value
        with np.errstate(all="ignore"):
            _, status = systems.duty_flow(*given, pump=pump())
        assert (status[1] == systems.INVALID) == (not fine), value
        assert status[0] == systems.DUTY


def test_highest_heads_of_falling_stretches():
    saddle = pump(SADDLE)._replace(earlier=((0.0, 0.1),))
    for s in (1.0, 0.8):
        assert systems.highest(s, saddle) == pytest.approx(s * s * 104.5, rel=1e-12)
    assert systems.highest(1.0, pump()) == pytest.approx(110.0)
    low = pump(SADDLE - np.array([0, 0, 0, 0, 2, 2, 2.0]))._replace(
        earlier=((0.0, 0.1),), peak=0.15
    )
    assert systems.highest(1.0, low) == pytest.approx(104.0)  # the first stretch has the top
    assert systems.stretches(saddle) == ((saddle.peak, 300.0), (0.0, 0.1))
    looked = systems.before(saddle)
    assert {0.0, 0.1, saddle.peak} <= set(looked)
    assert len(looked) >= 33
    assert (np.diff(looked) > 0).all()
    assert looked[-1] == saddle.peak


def test_flow_at_a_head():
    for one in (pump(), pump(DROOP), pump(SADDLE)._replace(earlier=((0.0, 0.1),))):
        for s in (1.0, 0.85):
            for h in np.array([62.0, 75.0, 90.0, 99.0, 103.9, 104.2, 109.9, 120.0]) * s * s:

                def above(x, h=h, s=s, one=one):
                    return systems.pump_head(np.asarray(x), s, one)[0] - h

                found = systems.flow_at_head(np.float64(h), s, one)
                grid = s * np.linspace(0.0, 0.9, 9001)
                enough = np.flatnonzero(above(grid) > 0.0)
                if not enough.size:
                    assert found == 0.0
                    continue
                last = enough[-1]
                expected = brentq(above, grid[last], grid[last + 1], xtol=1e-15)
                assert found == pytest.approx(expected, rel=1e-12)
    assert systems.flow_at_head(np.float64(50.0), 0.0, pump()) == 0.0
    assert systems.flow_at_head(np.array([110.0, 200.0]), 1.0, pump()) == pytest.approx([0.0, 0.0])


def test_speed_at_its_bounds():
    """The head at a flow rises with the speed; beyond the slowest and the fastest there is none."""
    one = pump()
    for s in (0.5, 0.75, 1.0):
        h = systems.pump_head(np.float64(0.1), s, one)[0]
        assert systems.speed_at(np.float64(0.1), h, 0.5, 1.0, one) == pytest.approx(s, abs=1e-12)
    for s in (0.499, 1.001):
        h = systems.pump_head(np.float64(0.1), s, one)[0]
        assert np.isnan(systems.speed_at(np.float64(0.1), h, 0.5, 1.0, one))


def test_common_speed_at_its_bounds():
    """Two pumps, one variable: at 70 m from its slowest to full speed, and no further."""
    one = pump(units=2.0), pump()
    fixed = systems.flow_at_head(np.float64(70.0), 1.0, pump())
    least = systems.flow_at_head(np.float64(70.0), 0.9, pump())
    for variable, share in (((True, False), 2.0), ((False, True), 1.0)):
        both = (share, 3.0 - share)
        full, low = both[0] * fixed + both[1] * fixed, share * least + both[1] * fixed
        flows = np.array(
            [full, full * (1 + 1e-10), full * 1.001, low, low * 0.999, (full + low) / 2]
        )
        lowest = [0.9 if v else 1.0 for v in variable]
        s, units = systems.common_speed(flows, 70.0 + 0 * flows, lowest, one, variable)
        assert s[[0, 1, 3]] == pytest.approx([1.0, 1.0, 0.9], abs=1e-9)
        assert np.isnan(s[[2, 4]]).all()
        assert np.isnan(units[:, [2, 4]]).all()
        assert 2.0 * units[0, 5] + units[1, 5] == pytest.approx(flows[5], rel=1e-9)
        varied = units[0 if variable[0] else 1, 5]
        assert systems.pump_head(varied, s[5], pump())[0] == pytest.approx(70.0, rel=1e-9)


def test_cases_of_a_system():
    rng = np.random.default_rng(3)
    system = system_of(rng, S=5, R=2, P=2)
    chosen = np.array([4, 1])
    part = systems.of_cases(system, chosen)
    assert (part.least == system.least[:, chosen]).all()
    for whole, some in zip(system.reaches[:7], part.reaches[:7], strict=True):
        assert (some == whole[:, chosen]).all()
    assert part.reaches[7:] == system.reaches[7:]
    # a column that is the same for all cases stays as it is
    one = system._replace(reaches=system.reaches._replace(D=np.array([[0.5], [0.6]]),
                                                          L=np.array([100.0, 200.0])))  # fmt: skip
    same = systems.of_cases(one, chosen).reaches
    assert same.D.shape == (2, 1)
    assert list(same.L) == [100.0, 200.0]


def test_groups_fall_back_over_a_saddle_and_stand_behind_their_valves():
    """A drooping pump beside a strong one, header by header: what each can reach."""
    strong = curves.fit(Q, 1.3 * FALLING, "monotone")
    reaches = Reaches(
        *(np.array([[x]]) for x in (0.8, 5e3, 1e-4, 0.0, 0.0, 1.0, 0.0)), NU, "colebrook"
    )
    weak = pump(DROOP)
    for static, expected in ((70.0, systems.DUTY), (90.0, None), (107.0, systems.NO_FLOW)):
        system = systems.System(np.array([[static]]), np.array([[1.0]]), reaches)
        pair = (systems.Pump(strong, 0.0), weak)
        with np.errstate(all="ignore"):
            flows, head, status = systems.group_flows(pair, np.ones((2, 1)), system)
            by_hand = brute_force(pair, (1.0, 1.0), system)
        assert flows[:, 0] == pytest.approx(by_hand, rel=1e-9, abs=1e-10)
        if expected is not None:
            assert status[1, 0] == expected
        asked = systems.system_head(flows.sum(axis=0), system)[0]
        assert head == pytest.approx(asked, rel=1e-12)
    # between the shut-off head and the top of the droop it could pump, but would fall back
    system = systems.System(np.array([[100.0]]), np.array([[1.0]]), reaches)
    with np.errstate(all="ignore"):
        flows, head, status = systems.group_flows((weak,), np.ones((1, 1)), system)
    assert 100.0 < head[0] < 105.0
    assert status[0, 0] == systems.TWO_POINTS


# Each way of solving by itself: one that fails must not hide behind the next.


def colebrook_loss(Q_, D, L, eps, nu, K):
    """`book_loss` for arrays: Colebrook's equation put into itself until it stands."""
    v = Q_ / (math.pi / 4 * D * D)
    x = 8.0
    for _ in range(60):
        x = -2 * np.log10(eps / D / 3.7 + 2.51 * x / (v * D / nu))
    return (x**-2 * L / D + K) * v * v / (2 * G)


def halved(excess, low, high):
    for _ in range(200):
        middle = 0.5 * (low + high)
        above = excess(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return 0.5 * (low + high)


@pytest.mark.parametrize("resistance", [0.0, 40.0])
@pytest.mark.parametrize("form", ["monotone", "linear", "polynomial", "quadratic"])
def test_newton_finds_turbulent_duty_points_alone(form, resistance, monkeypatch):
    one, given = pump(form=form, resistance=resistance), cases(600, 5)
    Hs, D, L, eps, nu, K, N, s = given
    runs = s * s * curves.value(one.head, np.float64(0.0))[0] > Hs + 1.0
    given = tuple(x[runs] for x in given)
    Hs, D, L, eps, nu, K, N, s = given
    exact = halved(
        lambda q: systems.pump_head(q, s, one)[0] - Hs - colebrook_loss(q * N, D, L, eps, nu, K),
        0.01 + 0 * s, 2.0 + 0 * s,
    )  # fmt: skip
    errors = {}
    for steps in (1, 2, 3):
        with np.errstate(all="ignore"):
            q, settled = systems._newton(*given, np.nan, pump=one, g=G, steps=steps)
        errors[steps] = np.abs(q / exact - 1)
    # one step from the start is near, two are near the digits, what has settled has them all
    most = 0.07 if form == "linear" else 0.009
    assert errors[1].max() < most
    assert np.median(errors[1]) < 5e-6
    assert np.median(errors[2]) < 1e-11
    assert errors[3][settled].max() < 1e-13
    share = {"monotone": 0.995, "linear": 0.99}.get(form, 0.94)
    assert settled.mean() > share
    beyond = exact > 0.3 * s
    if form in ("polynomial", "quadratic"):  # straight beyond the end: the next piece
        assert not settled[beyond].any()
        assert settled[~beyond].all()
    end = np.full(len(s), float(len(one.head.knots)))
    with np.errstate(all="ignore"):
        q, settled = systems._newton(*given, end, pump=one, g=G, steps=8)
    assert (settled == beyond).all()
    assert q[settled] == pytest.approx(exact[settled], rel=1e-13)

    def never(known, pump, g):
        raise AssertionError("solved by bracketing")

    monkeypatch.setattr(systems, "_bracketed", never)
    q, status = systems.duty_flow(*given, pump=one)
    assert q == pytest.approx(exact, rel=1e-13)
    assert (status == np.where(beyond, systems.BEYOND, systems.DUTY)).all()


def test_newton_settles_on_nothing_that_is_not_turbulent_or_too_rough():
    one = pump(form="quadratic")
    for eps, nu, fine in ((1e-4, 1e-6, True), (0.8 * 0.0501, 1e-6, False), (0.8 * 0.0499, 1e-6, True),
                          (1e-4, 2e-4, False)):  # fmt: skip
        given = [np.array([x]) for x in (60.0, 0.8, 2e4, eps, nu, 0.0, 1.0, 1.0)]
        with np.errstate(all="ignore"):
            _, settled = systems._newton(*given, np.nan, pump=one, g=G, steps=12)
        assert bool(settled[0]) == fine, (eps, nu)


def test_bracketing_finds_what_newton_finds():
    one = pump(form="polynomial", resistance=25.0)
    given = cases(80, 6)
    found = systems._bracketed(given, one, G)
    by_newton, _ = systems.duty_flow(*given, pump=one)
    assert found == pytest.approx(by_newton, rel=1e-11, nan_ok=True)
    assert np.isfinite(found).sum() > 75
    # beyond twice the end of a curve too
    far = systems._bracketed(tuple(np.array([x]) for x in (-2e4, 0.9, 10.0, 1e-4, 1e-6, 0.0, 1.0, 1.0)),
                             one, G)[0]  # fmt: skip
    assert far > 2 * 0.3
    asked = -2e4 + book_loss(far, 0.9, 10.0, 1e-4, 1e-6, 0.0)
    assert systems.pump_head(far, 1.0, one)[0] == pytest.approx(asked, rel=1e-10)


def random_group(seed, resistance=80.0):
    rng = np.random.default_rng(seed)
    x = np.linspace(0, 1, 8)
    pumps = []
    for _ in range(rng.integers(1, 5)):
        end = rng.uniform(0.05, 0.4)
        curve = curves.fit(end * x, rng.uniform(80, 130) * (1 - 0.5 * x**2.2), "monotone")
        pumps.append(
            systems.Pump(curve, 0.0, rng.uniform(0, resistance), float(rng.integers(1, 3)))
        )
    S = 6
    s = rng.uniform(0.8, 1.0, (len(pumps), S))
    return tuple(pumps), s, system_of(rng, S=S, R=2, P=2)


@pytest.mark.parametrize("seed", range(100, 108))
def test_groups_by_newton_and_by_their_header(seed, monkeypatch):
    """Both ways find the same flows; the first needs no help from the second."""
    pumps, s, system = random_group(seed)
    with np.errstate(all="ignore"):
        each = [systems.of_cases(system, np.array([i])) for i in range(6)]
        expected = np.stack([brute_force(pumps, s[:, i], each[i]) for i in range(6)], axis=1)
    n = np.array([[p.units] * 6 for p in pumps])
    tops = np.stack([systems.highest(s[i], p) for i, p in enumerate(pumps)])
    with np.errstate(all="ignore"):
        halves = systems._by_header(pumps, n, s, tops, system)
    assert halves == pytest.approx(expected, rel=1e-9, abs=1e-9)

    def never(*given):
        raise AssertionError("solved by halving the head of the header")

    monkeypatch.setattr(systems, "_by_header", never)
    with np.errstate(all="ignore"):
        flows, head, status = systems.group_flows(pumps, s, system)
    assert flows == pytest.approx(expected, rel=1e-9, abs=1e-10)
    asked = systems.system_head((n * flows).sum(axis=0), system)[0]
    assert head == pytest.approx(asked, rel=1e-12)
    for i, p in enumerate(pumps):
        for case in range(6):
            q = flows[i, case]
            if q == 0:
                expected_status = systems.NO_FLOW
            else:
                within = q <= p.head.end * s[i, case] * (1 + 1e-12)
                expected_status = systems.DUTY if within else systems.BEYOND
            assert status[i, case] == expected_status


@pytest.mark.parametrize("D", [0.9, 0.5, 0.3])
def test_a_weak_pump_that_only_just_opens(D):
    """Newton's first steps close it; it opens again as the others give less."""
    system = two_points(60.0, 60.0, 1.0, D=D, L=5e3)
    strong = pump(units=2.0)
    _, head, _ = systems.group_flows((strong,), np.ones((1, 1)), system)
    for above in (-0.5, 0.01, 0.2, 3.0):
        weak = pump(FALLING - 110.0 + float(head[0]) + above)
        pair = (strong, weak)
        flows, _, status = systems.group_flows(pair, np.ones((2, 1)), system)
        expected = brute_force(pair, (1.0, 1.0), system)
        assert flows[:, 0] == pytest.approx(expected, rel=1e-8, abs=1e-9)
        assert (flows[1, 0] > 0) == (above > 0)
        assert status[1, 0] == (systems.DUTY if above > 0 else systems.NO_FLOW)


def test_groups_that_do_not_settle_are_solved_by_their_header(monkeypatch):
    """Newton's flows are checked against the header: bad ones are not taken."""
    pumps, s, system = random_group(100)
    with np.errstate(all="ignore"):
        good, good_head, good_status = systems.group_flows(pumps, s, system)
        right = systems._held_newton

        def stray(*given):
            flows, short = right(*given)
            flows = flows.copy()
            flows[:, ::2] *= 1 + 1e-6
            return flows, short

        monkeypatch.setattr(systems, "_held_newton", stray)
        flows, head, status = systems.group_flows(pumps, s, system)
    assert flows == pytest.approx(good, rel=1e-11, abs=1e-12)
    assert head == pytest.approx(good_head, rel=1e-11)
    assert (status == good_status).all()


def test_a_stopped_pump_in_a_group():
    pumps, s, system = random_group(102)
    assert len(pumps) > 1
    s = s.copy()
    s[0, 2] = 0.0
    with np.errstate(all="ignore"):
        flows, _, status = systems.group_flows(pumps, s, system)
        rest = brute_force(pumps, s[:, 2], systems.of_cases(system, np.array([2])))
        heads, _ = systems.heads_at(flows, s, pumps)
    assert flows[:, 2] == pytest.approx(rest, rel=1e-9)
    assert status[0, 2] == systems.NO_FLOW
    assert heads[0, 2] == -np.inf
    assert np.isfinite(np.delete(heads, 2, axis=1)).all()


def test_what_pumps_with_a_saddle_settle_at():
    """A pump falls back to its first stretch where its last can't reach the header, then closes."""
    saddle = pump(SADDLE)
    last, *earlier = curves.falling(saddle.head)
    saddle = saddle._replace(peak=last[0], earlier=tuple(earlier))
    assert [a for a, _ in earlier] == [0.0]
    reaches = Reaches(
        *(np.array([[x]]) for x in (0.8, 1e3, 1e-4, 0.0, 0.0, 1.0, 0.0)), NU, "colebrook"
    )
    for static in np.arange(70.0, 108.0, 1.5):
        system = systems.System(np.array([[static]]), np.array([[1.0]]), reaches)
        with np.errstate(all="ignore"):
            flows, head, status = systems.group_flows((saddle,), np.ones((1, 1)), system)
        q = float(flows[0, 0])
        way = np.linspace(1e-3, 0.45, 3000)
        spare = systems.pump_head(way, 1.0, saddle)[0] - static - colebrook_loss(
            way, 0.8, 1e3, 1e-4, NU, 0.0)  # fmt: skip
        if q == 0.0:
            assert (spare < 0.05).all()
            assert status[0, 0] == systems.NO_FLOW
            continue
        meets = static + book_loss(q, 0.8, 1e3, 1e-4, NU, 0.0)
        assert systems.pump_head(q, 1.0, saddle)[0] == pytest.approx(meets, rel=1e-9)
        assert head[0] == pytest.approx(meets, rel=1e-9)
        crossings = way[np.flatnonzero((spare[:-1] > 0) & (spare[1:] <= 0))]
        assert q == pytest.approx(crossings[-1], abs=3e-4)  # the last falling one
        reached = (spare[way < 0.999 * q] > 0).all()
        expected = systems.BEYOND if q > 0.3 else systems.DUTY
        assert status[0, 0] == (expected if reached else systems.TWO_POINTS), static


@pytest.mark.parametrize("form", ["monotone", "linear", "polynomial"])
@pytest.mark.parametrize("heads", [DROOP, SADDLE])
def test_the_largest_of_several_duty_points(form, heads):
    """A flow is taken where the pump's head falls through what the pipe asks for, the last time."""
    one = pump(heads, form)
    last, *earlier = curves.falling(one.head)
    one = one._replace(peak=last[0], earlier=tuple(earlier))
    rng = np.random.default_rng(9)
    n = 150
    Hs, D = rng.uniform(20, 108, n), rng.uniform(0.2, 0.9, n)
    L, s = rng.uniform(100, 9e3, n), rng.uniform(0.8, 1.0, n)
    q, status = systems.duty_flow(Hs, D, L, 1e-4, NU, 2.0, 1.0, s, pump=one)
    way = np.linspace(2e-3, 0.6, 4000)[:, None] * s
    spare = systems.pump_head(way, s, one)[0] - Hs - colebrook_loss(way, D, L, 1e-4, NU, 2.0)
    compared = 0
    for i in range(n):
        falls = np.flatnonzero((spare[:-1, i] > 0) & (spare[1:, i] <= 0))
        near = np.abs(spare[:, i]).min() < 1e-3 or way[-1, i] * 4 / (math.pi * D[i] * NU) < 4000
        if near:
            continue
        if not falls.size:
            assert np.isnan(q[i]) or q[i] < way[0, i]
            continue
        last = falls[-1]
        assert way[last, i] * (1 - 1e-12) <= q[i] <= way[last + 1, i] * (1 + 1e-12), (i, status[i])
        compared += 1
    assert compared > 60


def test_a_polynomial_with_terms_of_0_and_1():
    """Nothing is left out of a curve but what is 0."""
    for c in (
        [90.0, 1.0, -400.0, 1.0],
        [90.0, 0.0, 0.0, -900.0],
        [90.0, -120.0],
        [90.0, 0.0, -400.0],
    ):
        one = systems.Pump(curves.Curve(np.zeros(1), np.array(c)[:, None], 0.3), 0.0)
        q, status = systems.duty_flow(50.0, 0.5, 3e3, 1e-4, NU, 1.0, 1.0, 0.95, pump=one)
        expected = brentq(
            lambda x, c=c: 0.95**2 * np.polyval(c[::-1], x / 0.95) - 50.0
            - book_loss(x, 0.5, 3e3, 1e-4, NU, 1.0), 0.01, 0.285, xtol=1e-15,
        )  # fmt: skip
        assert q == pytest.approx(expected, rel=1e-12)
        assert status == systems.DUTY


def test_a_saddle_beside_a_falling_pump():
    """The stretch that a pump can stay on, the last first, by trying each against the header."""
    saddle = pump(SADDLE)
    last, first = curves.falling(saddle.head)
    saddle = saddle._replace(peak=last[0], earlier=(first,), units=2.0)
    strong = systems.Pump(curves.fit(Q, FALLING - 3.0, "monotone"), 0.0)
    reaches = Reaches(
        *(np.array([[x]]) for x in (0.9, 2e3, 1e-4, 0.0, 0.0, 1.0, 0.0)), NU, "colebrook"
    )

    def flow(one, s, low, high, h):
        def above(q):
            return systems.pump_head(np.float64(q), s, one)[0] - h

        if above(low * s) <= 0 or above(high * s) >= 0:
            return None
        return brentq(above, low * s, high * s, xtol=1e-15)

    def settled(static, s, stretch):
        """Flows at which the header's head is what the pipe asks for; None if it can't stay."""

        def both(h):
            q_1 = flow(strong, s[1], 0.0, 3.0, h) or 0.0
            q_0 = 0.0
            if stretch is not None:
                q_0 = flow(saddle, s[0], *stretch, h)
                if q_0 is None:
                    top = systems.pump_head(np.float64(stretch[0] * s[0]), s[0], saddle)[0]
                    q_0 = stretch[0] * s[0] if h >= top else stretch[1] * s[0]
            return q_0, q_1

        def short(h):
            total = 2.0 * both(h)[0] + both(h)[1]
            return static + (book_loss(total, 0.9, 2e3, 1e-4, NU, 0.0) if total > 0.01 else 0.0) - h

        h = brentq(short, static - 1.0, static + 90.0, xtol=1e-12)
        q = both(h)
        held = stretch is not None and flow(saddle, s[0], *stretch, h) is None
        return None if held else (*q, h)

    used, starts = set(), set()
    for s in ((1.0, 1.0), (0.9, 0.95), (1.0, 0.0)):
        for static in np.arange(60.0, 106.0, 4.0) * s[0] ** 2:
            system = systems.System(np.array([[static]]), np.array([[1.0]]), reaches)
            flows, head, status = systems.group_flows(
                (saddle, strong), np.array(s)[:, None], system
            )
            if s[1] == 0.0:
                assert flows[1, 0] == 0.0
                continue
            tries = (
                (i, settled(static, s, x)) for i, x in enumerate(((last[0], 3.0), first, None))
            )
            i, expected = next((i, x) for i, x in tries if x is not None)
            used.add(i)
            q = float(flows[0, 0])
            if q > 0.0:  # one of the two starts while the other units pump as they do
                way = np.linspace(0.0, q * 0.999, 2000)
                asked = static + colebrook_loss(
                    2.0 * q + flows[1, 0] - q + way, 0.9, 2e3, 1e-4, NU, 0.0
                )
                spare = (systems.pump_head(way, s[0], saddle)[0] - asked)[way < 0.97 * q].min()
                reached = systems.DUTY if q <= 0.3 * s[0] else systems.BEYOND
                if abs(spare) > 0.05:
                    assert status[0, 0] == (reached if spare > 0 else systems.TWO_POINTS)
                    starts.add(spare > 0)
            assert [*flows[:, 0], head[0]] == pytest.approx(expected, rel=1e-7, abs=1e-9), (
                s,
                static,
            )
    assert used >= {0, 2}
    assert starts == {True, False}


def flow_by_brentq(one, s, h):
    """Largest flow on a falling stretch at which a pump gives the head `h`; 0 below all tops."""

    def excess(q):
        return systems.pump_head(np.float64(q), s, one)[0] - h

    for begin, end in systems.stretches(one):
        low, high = begin * s, min(end, 4.0 * one.head.end) * s
        if excess(low) > 0.0:  # where it doesn't fall so far, the flow ends with the stretch
            return brentq(excess, low, high, xtol=1e-15, rtol=1e-14) if excess(high) < 0 else high
    return 0.0


def random_pump(rng, units=1.0):
    """A pump whose curve falls throughout, droops, or has a saddle, behind a branch."""
    x, end = np.linspace(0.0, 1.0, 9), rng.uniform(0.05, 0.3)
    while True:
        heads = rng.uniform(80.0, 120.0) * (1.0 - 0.45 * x ** rng.uniform(1.5, 2.5))
        heads *= 1.0 + rng.choice([0.0, 0.05, 0.1]) * np.sin(rng.uniform(4.0, 9.0) * x)
        curve = curves.fit(end * x, heads, str(rng.choice(["monotone", "linear", "polynomial"])))
        last, *earlier = curves.falling(curve)
        if last[1] == curve.end and curves.value(curve, np.float64(end))[1] < 0.0:
            return systems.Pump(curve, last[0], rng.choice([0.0, 50.0]), units, tuple(earlier))


@pytest.mark.parametrize("seed", range(20))
def test_flow_at_a_head_against_brentq(seed):
    rng = np.random.default_rng(seed)
    one, h, s = random_pump(rng), rng.uniform(5.0, 120.0, 12), rng.uniform(0.5, 1.0, 12)
    expected = [flow_by_brentq(one, *pair) for pair in zip(s, h, strict=True)]
    assert systems.flow_at_head(h, s, one) == pytest.approx(expected, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_common_speed_of_random_groups_against_nested_brentq(seed):
    rng = np.random.default_rng(seed)
    pumps = tuple(random_pump(rng, float(rng.integers(1, 4))) for _ in range(rng.integers(1, 4)))
    lowest = rng.uniform(0.5, 0.9, len(pumps))
    turns = rng.random(len(pumps)) < 0.7
    turns[0] = True
    h, many = 55.0, np.array([p.units for p in pumps])

    def total(s):
        speeds = np.where(turns, np.maximum(s, lowest), 1.0)
        return many @ [flow_by_brentq(p, x, h) for p, x in zip(pumps, speeds, strict=True)]

    least = lowest[turns].min()
    flows = np.append(np.linspace(0.4, 0.99, 6) * total(1.0), 1.01 * total(1.0))
    with np.errstate(all="ignore"):
        s, q = systems.common_speed(flows, np.full(7, h), lowest, pumps, turns)
    assert np.isnan(s[-1])
    for j, Q_ in enumerate(flows[:-1]):
        if not total(least) <= Q_ <= total(1.0):
            assert np.isnan(s[j])
            continue
        expected = brentq(lambda x, Q_=Q_: total(x) - Q_, least, 1.0, xtol=1e-15, rtol=1e-14)
        if abs(total(expected) - Q_) > 1e-6 * Q_:  # a unit begins to deliver at more
            assert np.isnan(s[j])
        else:
            assert s[j] == pytest.approx(expected, rel=1e-11)
            assert many @ q[:, j] == pytest.approx(Q_, rel=1e-9)


def test_no_speed_gives_less_than_the_flow_at_which_a_unit_begins():
    droop = pump(DROOP)
    begins = math.sqrt(70.0 / 105.0) * droop.peak
    with np.errstate(all="ignore"):
        s, _ = systems.common_speed(
            np.array([0.7, 1.3]) * begins, np.full(2, 70.0), [0.5], (droop,), [True]
        )
    assert np.isnan(s[0])
    assert s[1] > math.sqrt(70.0 / 105.0)


@pytest.mark.parametrize("seed", range(20))
def test_head_of_the_header_bracketed_is_that_of_newton(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    x = np.linspace(0.0, 1.0, 8)
    pumps = tuple(
        systems.Pump(curves.fit(rng.uniform(0.1, 0.3) * x, rng.uniform(90, 120) * (1 - 0.5 * x**2),
                                "monotone"), 0.0, rng.uniform(0, 80), float(rng.integers(1, 3)))
        for _ in range(3)
    )  # fmt: skip
    system = system_of(rng, S=4, R=2)
    newton = systems.group_flows(pumps, np.ones((3, 1)), system)
    lost = np.full((3, 4), np.nan), np.zeros((3, 4), dtype=bool)
    monkeypatch.setattr(systems, "_held_newton", lambda *_: lost)
    bracketed = systems.group_flows(pumps, np.ones((3, 1)), system)
    assert bracketed[0] == pytest.approx(newton[0], rel=1e-11, abs=1e-13)
    assert bracketed[1] == pytest.approx(newton[1], rel=1e-12)
    assert (bracketed[2] == newton[2]).all()


def test_all_combinations_at_once_are_each_alone():
    rng = np.random.default_rng(5)
    kinds = [random_pump(rng) for _ in range(3)]
    units = np.stack(np.meshgrid(*[np.arange(3.0)] * 3)).reshape(3, -1)[:, 1:]
    number = units.shape[1]
    one = system_of(rng, S=1, R=2)
    speeds = rng.uniform(0.7, 1.0, units.shape) * (units > 0)
    together = tuple(p._replace(units=n) for p, n in zip(kinds, units, strict=True))
    with np.errstate(all="ignore"):
        flows, head, status = systems.group_flows(
            together, speeds, systems.of_cases(one, np.zeros(number, dtype=int))
        )
        for j in range(number):
            on = units[:, j] > 0
            pumps = tuple(
                p._replace(units=n) for p, n, k in zip(kinds, units[:, j], on, strict=True) if k
            )
            alone = systems.group_flows(pumps, speeds[on, j, None], one)
            assert flows[on, j] == pytest.approx(alone[0][:, 0], rel=1e-14, abs=1e-300)
            assert head[j] == pytest.approx(alone[1][0], rel=1e-14)
            assert (status[on, j] == alone[2][:, 0]).all()
    assert (flows[units == 0] == 0.0).all()


def test_what_a_case_gives_does_not_depend_on_those_beside_it():
    rng = np.random.default_rng(6)
    pumps = tuple(random_pump(rng) for _ in range(2))
    system = system_of(rng, S=60, R=2)
    system = system._replace(reaches=system.reaches._replace(nu=rng.uniform(1e-6, 2e-6, 60)))
    with np.errstate(all="ignore"):
        flows, head, _ = systems.group_flows(pumps, np.ones((2, 1)), system)
        for part in (slice(0, 7), slice(7, 60)):
            some = systems.group_flows(pumps, np.ones((2, 1)), systems.of_cases(system, part))
            assert some[0].tobytes() == flows[:, part].tobytes()
            assert some[1].tobytes() == head[part].tobytes()


@pytest.mark.parametrize("saddle", [0.0, 0.08])
def test_curves_are_looked_up_some_times_not_once_a_combination(saddle, monkeypatch):
    number = []

    def counted(*given, value=curves.value):
        number.append(1)
        return value(*given)

    monkeypatch.setattr(systems, "value", counted)
    x = np.linspace(0.0, 1.0, 9)
    units = [
        hc.PumpUnit(
            pump=hc.PumpCurve(name=f"P{k}", speed=1480, flow=x * (0.1 + 0.05 * k),
                              head=(115 - 50 * x**2) * (1 + saddle * np.sin(6 * x))),
            count=3, minimum_speed=700 + 100 * k,
        )
        for k in range(3)
    ]  # fmt: skip
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=8e3)],
                   delivery_level=60.0)  # fmt: skip
    group = hc.PumpGroup(units=units)
    hc.operating_matrix(group, line, suction_levels=[0.0, 3.0])
    hc.staging_map(group, line, flow=np.linspace(0.1, 0.8, 41))
    # 2.3 thousand rows of the matrix, each with iterations; some 1,400 of these are for least speeds.
    assert len(number) < 8000


def test_pumps_that_close_one_after_the_other(monkeypatch):
    """Each behind its valve, without halving the head of the header."""

    def never(*given):
        raise AssertionError("solved by halving the head of the header")

    monkeypatch.setattr(systems, "_by_header", never)
    system = two_points(108.0, 0.0, 0.0)
    for group in ((pump(DROOP),), (pump(DROOP), pump(DROOP - 2.0)), (pump(DROOP), pump())):
        flows, head, status = systems.group_flows(group, np.ones((len(group), 1)), system)
        falls = [one.peak == 0.0 for one in group]
        assert [q > 0.0 for q in flows[:, 0]] == falls
        assert (status[:, 0] == np.where(falls, systems.DUTY, systems.NO_FLOW)).all()
        assert head[0] == pytest.approx(108.0)


def test_a_group_of_equal_pumps_starts_as_they_do():
    """The last of them beside the others, by both solvers: with a saddle it may not get there."""
    last, first = curves.falling(pump(SADDLE).head)
    seen = set()
    for N in (1.0, 2.0, 4.0):
        one = pump(SADDLE)._replace(peak=last[0], earlier=(first,), units=N)
        for static in np.arange(50.0, 97.0, 1.0):
            system = two_points(static, static, 1.0, D=0.7, L=4e3)
            flows, _, status = systems.group_flows((one,), np.ones((1, 1)), system)
            q, alone = systems.duty_flow(static, 0.7, 4e3, 1e-4, NU, 0.0, N, 1.0, pump=one)
            if flows[0, 0] > last[0]:
                assert flows[0, 0] == pytest.approx(float(q), rel=1e-10)
                assert status[0, 0] == alone, (N, static)
                seen.add((N, int(alone)))
    assert {(2.0, systems.TWO_POINTS), (2.0, systems.DUTY)} <= seen


def test_a_root_beyond_an_end_is_the_end_at_once():
    # 9 - x² falls through 0 at 3: beyond [0, 2], before [4, 5], and between 2.5 and 100.
    asked = []

    def excess(x):
        asked.append(x.size)
        return 9.0 - x * x, -2.0 * x

    low, high = np.array([0.0, 4.0, 2.5]), np.array([2.0, 5.0, 100.0])
    found = systems.falling_root(excess, low, high, np.array([1.0, 4.5, 50.0]))
    assert found == pytest.approx([2.0, 4.0, 3.0], rel=1e-15)
    assert len(asked) < 15  # not as many halvings as a number has bits


@pytest.mark.parametrize("fall", [0.1, 0.3, 1.0])
def test_steps_that_are_rounding_end_the_search(fall, monkeypatch):
    """A flat curve makes flows of many metres that cancel: no step is ever below 1e-14 of them.

    Static head H0 - fall/4 without losses: 110 - fall x² = 110 - fall/4 at half the last flow.
    """
    heads = 110.0 - fall * (Q / 0.3) ** 2
    one = pump(heads, form="polynomial")
    n = 500
    speeds = np.linspace(0.999, 1.0, n)
    static = 110.0 * speeds**2 - 0.25 * fall
    tried = []
    asked = systems.system_head
    monkeypatch.setattr(
        systems, "system_head", lambda Q_, system: tried.append(np.size(Q_)) or asked(Q_, system)
    )
    reaches = Reaches(
        *(np.full((1, 1), x) for x in (5.0, 1.0, 1e-4, 0.0, 0.0, 1.0, 0.0)), 1e-6, "colebrook"
    )
    system = systems.System(static[None, :], np.zeros((1, 1)), reaches)
    q, _, status = systems.group_flows((one, one), np.stack([speeds, speeds]), system)
    assert (status == systems.DUTY).all()
    np.testing.assert_allclose(q, 0.15, rtol=2e-3)  # 1 m of a wide pipe loses next to nothing
    assert len(tried) < 20
