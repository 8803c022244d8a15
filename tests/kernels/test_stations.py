"""The choice of arrangements: figures, windows, units, and a choice that stands still."""

import numpy as np
import pytest

from hydrocalc.components.pumps import pump_types
from hydrocalc.kernels import choices, stations

PREFERENCES = stations.Preferences(
    duty_low=2.0, duty_high=3.0, raw_water_speed=1500.0, preference_cost=0.15, tie=0.03
)
RULE = stations.Rule(
    edge_cost=0.06, edge_bound=1000.0, eye_cost=0.009, two_pole_cost=0.1, two_pole_power=14e3, equipment=0.11,
    level_range=8.0, npsh_c_low=0.87, npsh_c_high=1.13, run_out_alone=1.12, run_out_flow=1.4,
    tie=0.03, aor_low=0.5,
)  # fmt: skip
SITE = stations.Site(
    rho=998.2, coupling=1.0, rise=np.nan, held=False, swing=False, allowance=0.02,
    efficiency=np.nan, npsh_margin=1.0, eye_given=False, span=0.0,
)  # fmt: skip
SPLIT = pump_types()["split-case"]
MOTORS = stations.Motors(
    np.array([100e3, 200e3, 315e3]), np.array([1.1, 1.1, 1.05]), 0.3, np.zeros(3), 0.25
)
TABLE = np.array([[0.95, 0.955, 0.96], [0.94, 0.945, 0.95]])


def grid(pump=SPLIT, poles=(4.0, 6.0), slip=0.01, npsh=8.0, eye=0.0, made=None):
    poles = np.array(poles)
    synchronous = 6000.0 / poles
    return stations.Grid(
        pump, poles, synchronous, synchronous * (1 - slip), np.resize(TABLE, (len(poles), 3)), None,
        np.full(len(poles), True) if made is None else np.array(made), npsh, eye,
    )  # fmt: skip


def figures(Q=0.4, H=88.0, H_max=88.0, H_min=88.0, N=2.0, at=0, of=None, motors=MOTORS, **site):
    """`figures` of one arrangement, as plain numbers."""
    given = (np.array([float(x)]) for x in (Q, H, H_max, H_min, N))
    found = stations.figures(
        list(given), np.array([at]), grid=of or grid(), standby=np.ones(21), site=SITE._replace(**site), rule=RULE,
        motors=motors,
    )  # fmt: skip
    return {name: np.ravel(column)[0] for name, column in found.items()}


def between(x, low, high):
    """Of a table in ln nq: the piece from (nq, value) to (nq, value)."""
    (a, y), (b, z) = low, high
    return y + (z - y) * np.log(x / a) / np.log(b / a)


def test_figures_by_hand():
    """Two pumps of 0.2 m³/s against 88 m, each step by its own formula."""
    found = figures(H_max=95.0, H_min=75.0, efficiency=0.8, coupling=0.98)
    assert found["unit_flow"] == 0.2
    nq = 1485 * 0.1**0.5 / 88**0.75
    assert found["nq_eye"] == pytest.approx(nq, rel=1e-13)
    assert found["nq_total"] == pytest.approx(nq * 2**0.5, rel=1e-13)
    D = 84.6 / 1485 * (88 / (1.21 * np.exp(-0.77 * nq / 100))) ** 0.5
    assert found["impeller_diameter"] == pytest.approx(D, rel=1e-13)
    P = 998.2 * 9.80665 * 0.2 * 88 / 0.8
    assert found["unit_shaft_power"] == pytest.approx(P, rel=1e-13)
    S, p_0 = between(nq, (8, 1.15), (25, 1.17)), between(nq, (8, 0.38), (30, 0.42))
    # down to 75 m the curve S - (S - 1) q^m runs out beyond 1.4 times the flow: held there
    assert 88 * (S - (S - 1) * 1.4 ** (p_0 / (S - 1))) < 75
    q = ((S - 75 / 88) / (S - 1)) ** ((S - 1) / p_0)
    rise = p_0 + (1 - p_0) * q
    assert found["power_rise"] == pytest.approx(rise, rel=1e-12)
    largest = max(P * rise, P * 95 / 88)
    assert found["max_shaft_power"] == pytest.approx(largest, rel=1e-12)
    assert 200e3 / 1.1 < largest / 0.98 < 315e3 / 1.05
    assert (found["size"], found["motor_rating"], found["full_load_efficiency"]) == (2, 315e3, 0.96)
    x = P / (0.98 * 315e3)
    eta_m = x / (x + (1 / 0.96 - 1) * (0.3 + 0.7 * x * x))
    assert found["motor_efficiency"] == pytest.approx(eta_m, rel=1e-13)
    assert found["specific_energy"] == pytest.approx(P / eta_m / 0.98 / 0.2, rel=1e-13)
    C = between(nq, (12, 700), (17, 820))
    for name, share in (("npsh_required_low", 1.13), ("npsh_required_high", 0.87)):
        best = (5.62 * 1485 * 0.1**0.5 / (C * share)) ** (4 / 3)
        assert found[name] == pytest.approx(best * q**1.8, rel=1e-12)
    assert (found["stages"], found["standby"], found["installed_power"]) == (1, 1, 3 * 315e3)
    assert figures(efficiency=0.8, at=1)["full_load_efficiency"] == 0.95


def test_one_pump_alone_runs_out_a_little():
    """12 % beyond its flow; not where control holds it, and what is given counts at least."""
    at = figures()
    nq = at["nq_eye"]
    p_0 = between(nq, (8, 0.38), (30, 0.42))
    assert at["power_rise"] == pytest.approx(p_0 + (1 - p_0) * 1.12, rel=1e-12)
    assert figures(held=True, rise=1.0)["power_rise"] == 1.0
    assert figures(rise=1.3)["power_rise"] == 1.3
    assert figures(rise=1.01)["power_rise"] == at["power_rise"]


def test_power_of_an_axial_pump_is_largest_at_the_highest_head():
    """Two of 1.075 m³/s at 6 m and 585 rpm: nq 158 a pump, at 7.2 m 1.05 times the power."""
    axial = grid(pump_types()["vertical-axial"], poles=(10.0,), slip=0.025)
    big = MOTORS._replace(ratings=MOTORS.ratings * 10)
    at = figures(Q=2.15, H=6.0, H_max=7.2, H_min=6.0, of=axial, motors=big)
    nq = 585 * 1.075**0.5 / 6**0.75
    assert at["nq_eye"] == pytest.approx(nq, rel=1e-12)
    S, p_0 = between(nq, (150, 1.75), (220, 2.0)), between(nq, (150, 1.2), (220, 2.1))
    q = ((S - 1.2) / (S - 1)) ** ((S - 1) / p_0)
    assert q < 1
    assert at["power_rise"] == pytest.approx(p_0 + (1 - p_0) * q, rel=1e-9)
    # where no highest head is given, 1.06 + 0.12 (1 - 6/25) times the design head
    swung = figures(Q=2.15, H=6.0, H_max=6.0, H_min=6.0, of=axial, motors=big, swing=True)
    q = ((S - 1.06 - 0.12 * (1 - 6 / 25)) / (S - 1)) ** ((S - 1) / p_0)
    assert swung["power_rise"] == pytest.approx(p_0 + (1 - p_0) * q, rel=1e-9)


def test_the_allowance_falls_to_nothing_where_pumps_are_made_to_the_duty():
    """All of 2 points to 0.1 m³/s a unit, half at 0.316, none from 1 m³/s."""
    for Q, left in ((0.1, 0.02), (0.2, 0.02), (2 * 10**-0.5, 0.01), (2.0, 0.0), (6.0, 0.0)):
        lowered, plain = (
            figures(Q=Q, H=40.0, H_max=40.0, H_min=40.0, allowance=a)["efficiency"]
            for a in (0.02, 0)
        )
        assert plain - lowered == pytest.approx(left, abs=1e-12), Q
    one = figures()
    assert one["efficiency_high"] - one["efficiency"] == pytest.approx(
        one["efficiency"] - one["efficiency_low"], rel=1e-9
    )


def test_a_motor_that_just_reaches():
    P = figures(efficiency=0.8)["max_shaft_power"]
    for factor, size in ((1.0, 0), (1 - 1e-13, 0), (1 - 1e-11, 1)):
        motors = MOTORS._replace(ratings=np.array([1.1 * P * factor, 400e3, 500e3]))
        assert figures(efficiency=0.8, motors=motors)["size"] == size
    none = figures(efficiency=0.8, motors=MOTORS._replace(ratings=np.array([1e3, 2e3, 3e3])))
    assert np.isnan(none["motor_rating"])
    # a submersible takes 0.6 of the margin above 1
    sub = grid(pump_types()["submersible-sewage"])
    assert figures(H=40.0, H_max=40.0, H_min=40.0, of=sub)["margin"] == pytest.approx(1.06)


def test_beyond_a_window():
    window = (2.0, 4.0, 16.0, 64.0)
    got = stations.beyond(np.array([1.0, 2.0, 8**0.5, 4.0, 9.0, 16.0, 32.0, 64.0]), window)
    np.testing.assert_allclose(got, [2, 1, 0.5, 0, 0, 0, 0.5, 1], atol=1e-15)


def beforehand(Q=0.4, H=88.0, H_max=88.0, H_min=88.0, pump=SPLIT, auto=True, **site):
    arrays = (np.array([float(x)]) for x in (Q, H, H_max, H_min, 2.0))
    return int(stations.refused_beforehand(*arrays, pump, auto, SITE._replace(**site), RULE)[0])


def test_what_is_refused_beforehand():
    low, high = SPLIT.flow[0], SPLIT.flow[3]
    for flow, code in ((low, 0), (low * (1 - 1e-13), 0), (low * (1 - 1e-11), stations.WINDOW),
                       (high, 0), (high * (1 + 1e-13), 0), (high * (1 + 1e-11), stations.WINDOW)):  # fmt: skip
        assert beforehand(Q=2.0 * flow) == code, flow
    assert beforehand(H_max=87.0) == stations.HEADS
    assert beforehand(H_min=89.0) == stations.HEADS
    assert beforehand(H=np.nan) == stations.HEADS
    assert beforehand(H=260.0, H_max=260.0) == 0
    assert beforehand(H=260.0, H_max=261.0) == stations.TOTAL_HEAD
    assert beforehand(H=4.9, H_max=4.9, H_min=4.9) == stations.STAGE_HEAD
    large = SPLIT._replace(least_flow=0.3)  # in some kind of duty
    assert beforehand(pump=large) == stations.WINDOW
    assert beforehand(pump=large, auto=False) == 0
    assert beforehand(Q=0.6, pump=large) == 0


def test_where_the_level_ranges_pumps_hang_in_the_water_or_stand_deep():
    for name, code in (("split-case", stations.LEVELS), ("vertical-turbine", 0)):
        pump = pump_types()[name]
        assert beforehand(pump=pump, span=8.0) == 0
        assert beforehand(pump=pump, span=8.5) == code
        assert beforehand(pump=pump, span=8.5, auto=False) == 0
    volute = pump_types()["vertical-volute"]
    assert beforehand(Q=6.0, pump=volute, span=15.0) == 0
    assert beforehand(Q=6.0, pump=volute, span=23.0) == stations.LEVELS
    assert beforehand(Q=99.0, span=8.5) == stations.WINDOW  # the first reason stays


def weighed(Q=0.4, H=88.0, N=2.0, at=0, of=None, **site):
    one = (np.array([float(x)]) for x in (Q, H, H, H, N, 1.0))
    index, code = stations.weighed(
        one, np.array([at]), of or grid(), SITE._replace(**site), RULE, MOTORS
    )
    return float(index[0]), int(code[0])


def test_codes_of_what_is_weighed():
    assert weighed()[1] == stations.FEASIBLE
    assert weighed(H=9.0)[1] == stations.FAST_NQ  # nq an eye 90
    assert weighed(at=0, of=grid(poles=(12.0,)))[1] == stations.SLOW_NQ
    shallow = grid(npsh=4.0)
    assert weighed(of=shallow)[1] == stations.CONDITIONAL
    assert weighed(of=shallow, eye_given=True)[1] == stations.NPSH
    assert weighed(of=grid(npsh=-9.0))[1] == stations.EYE  # deeper than such pumps are put


def test_the_index_by_hand():
    """Energy, and the share of the equipment, of two duty pumps in the middle of all windows."""
    index, code = weighed(efficiency=0.8, held=True, of=grid(npsh=30.0), H=40.0)
    P = 998.2 * 9.80665 * 0.2 * 40 / 0.8
    # of the motors 1.1 P = 107.7 kW lies between 100 and 200 kW, 0.95 and 0.955
    eta_m = 0.95 + 0.005 * (1.1 * P - 100e3) / 100e3
    assert (index, code) == (
        pytest.approx(
            1 / (0.8 * eta_m) + 0.11 * (P / 500e3) ** -0.25 * (1500 / 1485) ** 0.3 * 3 / 2,
            rel=1e-12,
        ),
        0,
    )


def test_units_by_power_and_the_order_in_which_they_are_tried():
    steps = 1e3 * np.array([8.0, 1000.0, 5000.0, 25000.0, 80000.0, 250000.0])
    for P, Q, N in (
        (7.9e3, 1e-3, 1),
        (8e3, 1e-3, 2),
        (1e6, 0.5, 3),
        (300e3, 9.0, 3),
        (1e9, 1.0, 7),
    ):
        assert choices.preferred_units(P, Q, steps, 120e3) == N
    tried = choices.order_of_units(np.array([3.0]), np.arange(1.0, 7.0))
    np.testing.assert_array_equal(tried, [[3, 4, 2, 5, 1, 6]])
    table = np.array([0, 1, 1, 1, 1, 2.0])
    np.testing.assert_array_equal(stations.standby_units(np.array([4.0, 5.0]), table), [1, 2])


def test_the_least_of_a_parabola():
    x = np.array([1.0, 2.0, 3.0, 4.0])
    cost = np.stack([3 + 0.5 * (x - 2.3) ** 2, 3 + 0.5 * (x - 0.2) ** 2, np.full(4, np.inf)])
    got = choices.continuous_least(cost)
    assert got[0] == pytest.approx(3.0, abs=1e-12)
    assert got[1] == cost[1, 0]  # beyond the ends nothing is made
    assert got[2] == np.inf


def preferred(e, N, n, **rule):
    e = np.array(e, dtype=float)
    pool = np.full(e.shape, True)
    return list(stations.preferred(pool, e, np.array(N), np.array(n), PREFERENCES._replace(**rule)))


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
        PREFERENCES,
    )  # fmt: skip
    return int(index), int(status)


def test_choice():
    F, C = stations.FEASIBLE, stations.CONDITIONAL
    assert choice([4, F, C]) == (1, F)
    assert choice([4, C, C], NPSHr=[1, 5, 4]) == (2, C)
    # of none the reason that comes nearest to feasible: the highest below the range of levels
    assert choice([3, 7, stations.LEVELS]) == (-1, 7)
    assert choice([stations.LEVELS, stations.POLES]) == (-1, stations.POLES)
    assert choice([stations.NPSH, stations.POLES]) == (-1, stations.NPSH)
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
