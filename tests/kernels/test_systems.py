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
    assert len(number) < 6000
