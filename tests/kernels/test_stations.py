"""The choice of arrangements: limits at their very value, ties, what is known beforehand."""

import numpy as np
import pytest

from hydrocalc.kernels import pumps, stations

RULE = stations.Rule(
    nq_eye_low=11.0, nq_eye_high=70.0, stage_head=140.0, impeller_diameter=0.75, stage_nq=20.0,
    npsh_c_low=800.0, npsh_c_high=1000.0, npsh_rise_low=1.3, npsh_rise_high=1.6, run_out_flow=1.4,
    duty_low=2.0, duty_high=3.0, raw_water_speed=1500.0, preference_cost=0.15, tie=0.03,
)  # fmt: skip
SINGLE = pumps.PumpType(
    eyes=2, flows=(0.02, 2.0), stages=(1, 1), most_poles=8, multistage=False, vertical=False,
    base_from=np.array([0.0]), base=np.array([[90.0, -6.0, 2e-4, -10.0, 1e-3]]),
    speed_from=np.array([0.0]), speed=np.zeros((1, 7)), limit={},
)  # fmt: skip
STAGED = SINGLE._replace(eyes=1, stages=(2, 9), multistage=True)
MOTORS = stations.Motors(
    np.array([100e3, 200e3, 315e3]), np.array([1.1, 1.1, 1.05]),
    np.array([[0.95, 0.955, 0.96], [0.94, 0.945, 0.95]]), 0.3,
)  # fmt: skip
CASE = {
    "rho": 998.2, "nu": 1e-6, "eta": np.nan, "allowance": 0.02, "r": 1.15, "eta_c": 1.0,
    "npsh_available": 8.0, "npsh_margin": 1.0,
}  # fmt: skip


def figures(Q=0.4, H=88.0, H_max=88.0, H_min=88.0, N=2.0, n=1485.0, row=0, pump=SINGLE, rule=RULE,
            motors=MOTORS, **case):  # fmt: skip
    """`evaluate` for one arrangement, as plain numbers."""
    given = (np.array([float(x)]) for x in (Q, H, H_max, H_min, N, n))
    found = stations.evaluate(
        *given, np.array([row]), pump=pump, rule=rule, motors=motors, **{**CASE, **case}
    )
    return {name: np.ravel(column)[0] for name, column in found.items()}


def test_npsh_required_grows_with_the_square_beyond_the_usual_run_out():
    """From 88 m down to 60 m the pump runs out to 1.4 times its flow: 1.96 is above 1.6."""
    best = [(5.62 * 1485 * 0.1**0.5 / C) ** (4 / 3) for C in (1000, 800)]
    far = figures(H_min=60.0)
    assert far["npsh_required_low"] == pytest.approx(1.4**2 * best[0], rel=1e-12)
    assert far["npsh_required_high"] == pytest.approx(1.4**2 * best[1], rel=1e-12)
    near = figures()
    assert near["npsh_required_low"] == pytest.approx(1.3 * best[0], rel=1e-12)
    assert near["npsh_required_high"] == pytest.approx(1.6 * best[1], rel=1e-12)


def test_figures_by_hand():
    """Two pumps of 0.2 m³/s against 88 m, each step by its own formula."""
    found = figures(H_max=95.0, H_min=75.0, eta=0.8, eta_c=0.98)
    assert found["unit_flow"] == 0.2
    nq = 1485 * 0.2**0.5 / 88**0.75
    assert found["nq_total"] == pytest.approx(nq, rel=1e-13)
    assert found["nq_eye"] == pytest.approx(nq / 2**0.5, rel=1e-13)
    D = 84.6 / 1485 * (88 / (1.21 * np.exp(-0.77 * nq / 2**0.5 / 100))) ** 0.5
    assert found["impeller_diameter"] == pytest.approx(D, rel=1e-13)
    P = 998.2 * 9.80665 * 0.2 * 88 / 0.8
    assert found["unit_shaft_power"] == pytest.approx(P, rel=1e-13)
    S = 1.15 + (nq - 10) / 15 * 0.13
    q = ((S - 75 / 88) / (S - 1)) ** 0.5
    rise = max(q * (S - (S - 1) * q * q) / (2 * q - q * q), 1.15)
    assert found["power_rise"] == pytest.approx(rise, rel=1e-12)
    largest = max(P * rise, P * 95 / 88)
    assert found["max_shaft_power"] == pytest.approx(largest, rel=1e-12)
    assert 200e3 / 1.1 < largest / 0.98 < 315e3 / 1.05
    assert (found["size"], found["motor_rating"], found["full_load_efficiency"]) == (2, 315e3, 0.96)
    x = P / (0.98 * 315e3)
    assert found["motor_load"] == pytest.approx(x, rel=1e-13)
    eta_m = x / (x + (1 / 0.96 - 1) * (0.3 + 0.7 * x * x))
    assert found["motor_efficiency"] == pytest.approx(eta_m, rel=1e-13)
    assert found["unit_input_power"] == pytest.approx(P / eta_m / 0.98, rel=1e-13)
    assert found["specific_energy"] == pytest.approx(P / eta_m / 0.98 / 0.2, rel=1e-13)
    assert (found["stages"], found["code"]) == (1, stations.FEASIBLE)
    other = figures(eta=0.8, row=1)
    assert other["full_load_efficiency"] == 0.95


def test_the_allowance_lowers_efficiency_but_not_its_upper_end():
    plain, lowered = figures(allowance=0.0), figures(allowance=0.05)
    for name, less in (("efficiency", 0.05), ("efficiency_low", 0.05), ("efficiency_high", 0.0)):
        assert plain[name] - lowered[name] == pytest.approx(less, abs=1e-14)
    assert plain["efficiency_low"] < plain["efficiency"] < plain["efficiency_high"]


def test_limits_hold_at_their_very_value():
    """What just meets a limit is not refused, what is one step of rounding beyond it is."""
    at = figures(H_max=95.0)
    S = 1.15 + (at["nq_total"] - 10) / 15 * 0.13
    staged = figures(H=300.0, H_max=300.0, H_min=300.0, n=2970.0, N=4.0, pump=STAGED)
    i = int(staged["stages"])
    assert i > 2
    deep = {"H": 300.0, "H_max": 300.0, "H_min": 300.0, "n": 2970.0, "N": 4.0}
    many = STAGED._replace(stages=(2, i)), STAGED._replace(stages=(2, i - 1))
    limits = [
        (3, {"rule": "nq_eye_low"}, at["nq_eye"], 1), (4, {"rule": "nq_eye_high"}, at["nq_eye"], -1),
        (7, {"rule": "impeller_diameter"}, at["impeller_diameter"], -1),
        (stations.NPSH, "npsh_available", figures(npsh_margin=0.0)["npsh_required_low"], -1),
    ]  # fmt: skip
    for code, what, value, towards in limits:
        beyond = np.nextafter(value, towards * np.inf)
        for limit, expected in ((value, 0), (beyond, code)):
            if isinstance(what, dict):
                found = figures(H_max=95.0, rule=RULE._replace(**{what["rule"]: limit}))
            else:
                found = figures(npsh_available=limit, npsh_margin=0.0)
            assert found["code"] == expected, (code, limit)
    assert [figures(**deep, pump=p)["code"] == 6 for p in many] == [False, True]
    # a head per stage within rounding of the limit; a highest head below, and at, shut-off
    for limit, refused in ((95.0, False), (95.0 * (1 - 1e-13), False), (95.0 * (1 - 3e-12), True)):
        assert (figures(H_max=95.0, rule=RULE._replace(stage_head=limit))["code"] == 5) == refused
    for factor, refused in ((1 - 1e-12, False), (1 + 1e-12, True)):
        assert (figures(H_max=88.0 * S * factor)["code"] == 10) == refused


def test_of_two_reasons_the_more_telling_is_shown():
    assert figures(N=1.0, n=2970.0)["code"] == stations.MOTOR
    assert figures(H=9.0, H_max=9.0, H_min=9.0, n=2970.0)["code"] == 4
    assert figures(n=590.0, H_max=200.0)["code"] == 3  # before head per stage and diameter
    assert figures(npsh_available=1.0)["code"] == stations.NPSH
    assert figures(npsh_available=1.0, H_max=150.0)["code"] == 5


def test_control_that_keeps_the_flow_has_no_run_out():
    kept = figures(r=1.0, H_min=60.0)
    assert kept["power_rise"] == 1.0
    assert figures(r=1.01, H_min=60.0)["power_rise"] > 1.01


def test_a_motor_that_just_reaches():
    P = figures(eta=0.8)["max_shaft_power"]
    for factor, size in ((1.0, 0), (1 - 1e-13, 0), (1 - 1e-11, 1)):
        motors = MOTORS._replace(ratings=np.array([1.1 * P * factor, 400e3, 500e3]))
        assert figures(eta=0.8, motors=motors)["size"] == size
    # above the series there is none, and the last efficiency of the table stands for it
    none = figures(eta=0.8, motors=MOTORS._replace(ratings=np.array([1e3, 2e3, 3e3])))
    assert np.isnan(none["motor_rating"])
    assert (none["size"], none["code"], none["full_load_efficiency"]) == (3, 9, 0.96)


def grid(pump=SINGLE, N=(2.0,), synchronous=(1500.0,), made=(True,)):
    N, synchronous, made = np.array(N), np.array(synchronous), np.array(made)
    return stations.Grid(pump, N, synchronous, synchronous * 0.99, np.zeros(len(N), int), made, 8.0)


def beforehand(Q=0.4, H=88.0, H_max=88.0, H_min=88.0, auto=True, level_range=8.0, **of):
    arrays = (np.array([float(x)]) for x in (Q, H, H_max, H_min))
    return int(stations.refused_beforehand(*arrays, grid(**of), auto, level_range)[0])


def test_what_is_refused_beforehand():
    low, high = SINGLE.flows
    for flow, code in ((low, 0), (low * (1 - 1e-13), 0), (low * (1 - 1e-11), stations.WINDOW),
                       (high, 0), (high * (1 + 1e-13), 0), (high * (1 + 1e-11), stations.WINDOW)):  # fmt: skip
        assert beforehand(Q=2.0 * flow) == code, flow
    assert beforehand(made=(False,)) == stations.SLOW
    assert beforehand(Q=99.0, made=(False,)) == stations.WINDOW
    assert beforehand(H_max=87.0) == stations.HEADS
    assert beforehand(H_min=89.0) == stations.HEADS
    assert beforehand(H=np.nan) == stations.HEADS


def test_vertical_pumps_stand_for_level_ranges_above_the_limit():
    upright = SINGLE._replace(vertical=True)
    for span, code in ((7.5, stations.LEVELS), (8.0, stations.LEVELS), (8.5, 0)):
        assert beforehand(H_min=88.0, H_max=88.0 + span, pump=upright) == code
        assert beforehand(H_min=88.0, H_max=88.0 + span, pump=upright, auto=False) == 0
        assert beforehand(H_min=88.0, H_max=88.0 + span) == 0
    assert beforehand(Q=99.0, pump=upright) == stations.WINDOW  # the first reason stays


def preferred(e, N, n, **rule):
    e = np.array(e, dtype=float)
    pool = np.full(e.shape, True)
    return list(stations.preferred(pool, e, np.array(N), np.array(n), RULE._replace(**rule)))


def test_ties_are_kept():
    """4 and 5 differ by a quarter: equal at a tie of 25 %, not at one below it."""
    assert preferred([4.0, 5.0], [2, 2], [1500, 1500], tie=0.25) == [True, True]
    assert preferred([4.0, 5.0], [2, 2], [1500, 1500], tie=0.2499) == [True, False]


def test_preferences_cost_no_more_than_they_may():
    """The first is the cheapest; the others meet one or two preferences."""
    for e, share, kept in (
        (5.0, 0.25, [False, True]), (5.0, 0.2499, [True, False]), (4.4, 0.25, [False, True]),
    ):  # fmt: skip
        assert preferred([4.0, e], [1, 2], [3000, 3000], preference_cost=share, tie=0.0) == kept
        assert preferred([4.0, e], [2, 2], [3000, 1500], preference_cost=share, tie=0.0) == kept
    # one preference serves where both cost too much
    three = preferred([4.0, 4.4, 9.0], [1, 2, 2], [3000, 3000, 1500], tie=0.0)
    assert three == [False, True, False]
    # both at their very limits count as met
    for N, met in ((1, False), (2, True), (3, True), (4, False)):
        assert preferred([4.0, 4.4], [5, N], [3000, 3000], tie=0.0)[1] == met
    for n, met in ((1500, True), (1501, False), (1000, True)):
        assert preferred([4.0, 4.4], [5, 5], [3000, n], tie=0.0)[1] == met


def choice(code, e=None, NPSHr=None, P=None, N=None, n=None, rank="balanced"):
    k = len(code)
    given = (e or [1.0] * k, NPSHr or [3.0] * k, P or [1.0] * k)
    e, NPSHr, P = (np.array(x, dtype=float) for x in given)
    index, status = stations.choose(
        np.array(code), e, NPSHr, P, np.array(N or [2.0] * k), np.array(n or [1500.0] * k), rank,
        RULE,
    )  # fmt: skip
    return int(index), int(status)


def test_choice():
    F, C = stations.FEASIBLE, stations.CONDITIONAL
    assert choice([4, F, C]) == (1, F)
    assert choice([4, C, C], NPSHr=[1, 5, 4]) == (2, C)
    # of none the reason that comes nearest to feasible: the highest below "one stage suffices"
    assert choice([3, 7, stations.ONE_STAGE]) == (-1, 7)
    assert choice([stations.LEVELS, stations.ONE_STAGE]) == (-1, stations.LEVELS)
    assert choice([stations.NPSH, stations.ONE_STAGE]) == (-1, stations.NPSH)
    # two duty units first, then NPSHr to a tenth of a metre, then power, units, energy
    assert choice([F, F], N=[3.0, 2.0]) == (1, F)
    assert choice([F, F], N=[3.0, 3.0], NPSHr=[4.0, 3.9]) == (1, F)
    assert choice([F, F], NPSHr=[3.94, 3.86], P=[1.0, 2.0]) == (0, F)  # both are 3.9
    assert choice([F, F], P=[2.0, 1.0]) == (1, F)
    assert choice([F, F], e=[1.01, 1.0]) == (1, F)
    assert choice([F, F], NPSHr=[np.nan, 9.0]) == (1, F)  # what isn't known comes last
    assert choice([F, F], e=[np.nan, 9.0], rank="energy") == (1, F)
    assert choice([F, F], e=[2.0, 1.0], P=[1.0, 2.0], rank="energy") == (1, F)
    assert choice([F, F], e=[2.0, 1.0], P=[1.0, 2.0], rank="installed") == (0, F)
    assert choice([F, F], e=[2.0, 1.0], N=[1.0, 2.0], rank="units") == (0, F)
    assert choice([F, F], e=[2.0, 1.0], rank="installed") == (1, F)  # energy decides a tie


def test_several_stages_only_where_one_does_not_serve():
    """Columns: two grids of single-stage pumps, then one of multistage ones."""
    grids = (grid(N=(1.0, 2.0)), grid(N=(2.0, 3.0)), grid(pump=STAGED, N=(1.0, 2.0)))
    F = stations.FEASIBLE
    for code, expected in (
        ([F, 4, 4, 4, F, F], [True, False, False]), ([4, 4, F, 4, 4, 4], [False, True, False]),
        ([4, 4, 4, F, F, F], [False, False, True]), ([4, 4, 4, 4, F, F], [False, False, False]),
    ):  # fmt: skip
        table = {"code": np.array([code])}
        served = stations.served_by_one_stage(table, grids, np.array([1.0, 2.0, 3.0]))
        assert list(served[0]) == expected
