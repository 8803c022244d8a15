"""The floor and the mild line of a trip: worked examples, and a method of characteristics."""

import numpy as np
import pytest
from moc import Main, Trip, trip

from hydrocalc.kernels import surge as kernels
from hydrocalc.transients.downsurge import Pumps, Reaches, least_rebound, trip_lines

G = 9.80665
EXAMPLES = {
    # L, bore, a, v, suction, delivery, loss, shut-off head; profile; J, 2L/a and floor as printed
    "PE100 SDR 17 DN 400": (
        (3000, 0.3526, 275, 0.9, 20, 50, 8.0, 46), [0, 1000, 2000, 3000], [18, 15, 22, 30],
        (25.24, 21.8, 24.76),
    ),
    "steel DN 900": (
        (8200, 0.9, 1050, 1.3, 100, 160, 12.6, 90), [0, 2000, 5000, 7000, 8200],
        [98, 120, 151, 140, 158], (139.19, 15.6, 20.81),
    ),
    "ductile iron DN 400": (
        (650, 0.4, 1150, 1.5, 5, 40, 3.2, 50), [0, 400, 650], [3, 12, 36], (175.90, 1.13, -135.9),
    ),
}  # fmt: skip
PRINTED = [
    # where flow goes on when the reflection is there: head at the pumps, least over the obvert
    ("steel DN 900", 3.0, 98.5, -51.1), ("steel DN 900", 6.0, 102.6, -40.6),
    ("ductile iron DN 400", 0.2, -0.5, -17.6), ("ductile iron DN 400", 0.5, 2.7, -6.1),
    ("ductile iron DN 400", 1.0, None, 1.9),
]  # fmt: skip


def lines_of(name, T_m, points=401):
    (L, _, a, v, H_s, H_d, h, H_so), *_ = EXAMPLES[name]
    x = np.linspace(0, L, points)
    return x, trip_lines(x, Reaches([L], [a], [v], [h]), Pumps(H_s, H_so, T_m), H_d)


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples_of_the_floor(name):
    (L, bore, a, v, *_), px, pz, (J, period, floor) = EXAMPLES[name]
    assert kernels.joukowsky_head(a, v) == pytest.approx(J, abs=0.005)
    assert kernels.pipe_period(L, a) == pytest.approx(period, abs=0.05)
    x, found = lines_of(name, 1.0)
    assert found.floor == pytest.approx(np.full(len(x), floor), abs=0.05)
    least = np.min((found.floor - np.interp(x, px, pz) - bore / 2)[:-1])
    printed = {"PE100 SDR 17 DN 400": -5.4, "steel DN 900": -137, "ductile iron DN 400": -172}
    assert least == pytest.approx(printed[name], abs=0.5)


@pytest.mark.parametrize(("name", "T_m", "at_pumps", "least"), PRINTED)
def test_worked_examples_of_the_mild_line(name, T_m, at_pumps, least):
    (_, bore, *_), px, pz, _ = EXAMPLES[name]
    x, found = lines_of(name, T_m)
    if at_pumps is not None:
        assert found.mild[0] == pytest.approx(at_pumps, abs=0.05)
    over = (found.mild - np.interp(x, px, pz) - bore / 2)[:-1]
    assert over.min() == pytest.approx(least, abs=0.05)
    if name == "steel DN 900":
        assert x[np.argmin(over)] == pytest.approx(5000, abs=25)


def test_run_down_and_inertia_of_a_printed_unit():
    """215 kW at 1480 rpm: 2.07 kg·m² of pump and water, 6.79 of motor; together 0.99 s."""
    pump, motor = kernels.pump_inertia(215.0, 1480.0), kernels.motor_inertia(215.0, 1480.0)
    assert pump == pytest.approx(2.07, abs=0.005)
    assert motor == pytest.approx(6.79, abs=0.01)
    assert kernels.run_down_time(pump + motor, 1480.0, 215e3) == pytest.approx(0.99, abs=0.005)
    assert kernels.speed_left(0.99, 0.99) == pytest.approx(0.5)


def random_main(rng, alike=None):
    """A main of one to four pipes, a quarter of them nearly alike; its waves fit the grid."""
    n = int(rng.integers(1, 5))
    v, a = rng.uniform(0.5, 2.2, n), rng.choice([275.0, 450.0, 950.0, 1100.0], n)
    if rng.random() < 0.25 or alike:
        a, v = np.full(n, a[0]), v[0] * (1.0 + rng.uniform(0, 0.09, n))
    parts = rng.integers(8, 60, n)
    L = a * parts * 10 ** rng.uniform(-2, -0.7)
    Q = 10 ** rng.uniform(-1.5, 0.5)
    area = Q / v
    h = 0.018 * L / np.sqrt(4 * area / np.pi) * v * v / 2 / G
    h *= min(1.0, 60.0 / h.sum())
    lift = rng.uniform(10, 120)
    shutoff = (lift + h.sum()) * rng.uniform(1.15, 1.4)
    event = Trip(Q, 0.0, lift, shutoff, 10 ** rng.uniform(-0.5, 1.3), 0.0)
    return Main(L, area, a, h), event, int(parts.sum())


def between(main, event, parts):
    """How far the lowest line stands above the mild one, and the floor above that, at most."""
    T = 2 * np.sum(main.length / main.speed)
    time = max(3 * T, min(40 * T, 8 * event.run_down + 3 * T))
    x, low, _ = trip(main, event, time, parts)
    found = trip_lines(
        x, Reaches(main.length, main.speed, event.flow / main.area, main.loss),
        Pumps(event.suction, event.shutoff, event.run_down), event.delivery,
    )  # fmt: skip
    assert np.all(found.mild <= found.steady)
    assert found.steady[0] == pytest.approx(event.delivery + main.loss.sum())
    return (low[0] - found.mild).max(), np.nan_to_num(found.floor - low[0], nan=-np.inf).max()


@pytest.mark.parametrize("seed", range(24))
def test_the_lowest_line_lies_between_floor_and_mild(seed):
    """Of a method of characteristics, in any main; friction is a little more than a wave's."""
    above, below = between(*random_main(np.random.default_rng(seed)))
    assert above <= 0.5
    assert below <= 0.5


@pytest.mark.parametrize("seed", range(24))
def test_a_trip_brings_back_no_less_to_a_valve_that_holds(seed):
    """Pipes that are alike, or one; the grid four times finer, for the moment the valve shuts."""
    main, event, parts = random_main(np.random.default_rng(seed), alike=True)
    T = 2 * np.sum(main.length / main.speed)
    time = max(4 * T, 8 * event.run_down + 6 * T)
    _, _, high = trip(main, event, time, 4 * parts)
    least = least_rebound(
        Reaches(main.length, main.speed, event.flow / main.area, main.loss),
        Pumps(event.suction, event.shutoff, event.run_down), event.delivery,
    )  # fmt: skip
    assert least <= high[0, 0] + 2.5
    assert least >= event.delivery - main.loss.sum()


def test_of_pipes_that_differ_no_rebound_is_told():
    main = Reaches([100, 100], [1000, 1000], [1.0, 1.5], [1.0, 2.0])
    assert np.isnan(least_rebound(main, Pumps(0, 70, 1.0), 40))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worked_examples_rebound(name):
    """Of the method of characteristics: 70.2, 216.6 and 73.8 m; friction of 8, 12.6 and 3.2 m."""
    (L, _, a, v, H_s, H_d, h, H_so), *_ = EXAMPLES[name]
    moc = {"PE100 SDR 17 DN 400": (1.0, 70.17), "steel DN 900": (3.0, 216.57),
           "ductile iron DN 400": (0.5, 73.85)}  # fmt: skip
    T_m, high = moc[name]
    least = least_rebound(Reaches([L], [a], [v], [h]), Pumps(H_s, H_so, T_m), H_d)
    assert high - 1.5 * h <= least <= high + 0.5


def test_slower_units_and_a_higher_well_make_it_milder():
    (L, _, a, v, H_s, H_d, h, H_so), *_ = EXAMPLES["ductile iron DN 400"]
    x, main = np.linspace(0, L, 11), Reaches([L], [a], [v], [h])
    mild = [trip_lines(x, main, Pumps(s, H_so, T), H_d).mild for s, T in ((5, 0.5), (5, 1), (6, 1))]
    assert np.all(mild[0] <= mild[1])
    assert np.all(mild[1][:-1] < mild[2][:-1])
    drooping = trip_lines(x, main, Pumps(H_s, 30, 1.0), H_d).mild  # 38.2 m at the steady flow
    assert np.all(drooping == trip_lines(x, main, Pumps(H_s, 38.2, 1.0), H_d).mild)


def test_reaches_that_are_one_pipe_are_one():
    whole = trip_lines([0.0, 500.0, 900.0], Reaches([1000], [1000], [1.2], [9.0]),
                       Pumps(0, 70, 1.0), 40)  # fmt: skip
    parts = trip_lines([0.0, 500.0, 900.0], Reaches([200, 800], [1000] * 2, [1.2] * 2, [1.8, 7.2]),
                       Pumps(0, 70, 1.0), 40)  # fmt: skip
    for a, b in zip(whole, parts, strict=True):
        assert a == pytest.approx(b, abs=1e-12)
