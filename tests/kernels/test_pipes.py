"""Pipe friction: regimes, signs, slopes, inverses, shapes, blocks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hydrocalc.kernels import ageing, pipes
from hydrocalc.kernels.blocks import run

NU = np.float64(1.0034e-6)
K = {"roughness": 1e-4, "hazen_williams_c": 130.0, "manning_n": 0.012, "": 0.0}
METHODS = list(pipes.LAWS)
rough = st.floats(0.0, 0.05)


@pytest.fixture(autouse=True, scope="module")
def _quiet():
    """Kernels leave the floating-point state to the block driver."""
    with np.errstate(all="ignore"):
        yield


def loss(method, Q, D=0.5, L=1000.0):
    law = pipes.LAWS[method]
    return law.loss(np.float64(Q), D, L, K[law.coefficient], NU)


@given(rough)
def test_transition_meets_both_ends_in_value_and_slope(rel):
    f = pipes.friction_factor_colebrook
    m = pipes.friction_slope_colebrook
    eps = 1e-7
    for Re, value, slope in (
        (2000.0, 64 / 2000.0, -1.0),
        (4000.0, f(np.float64(4000.0), rel), m(np.float64(4000.0), rel)),
    ):
        for side in (Re * (1 - eps), Re * (1 + eps)):
            assert f(np.float64(side), rel) == pytest.approx(value, rel=3e-7)
            assert m(np.float64(side), rel) == pytest.approx(slope, abs=2e-5)


@given(st.floats(1.0, 1e9), rough)
def test_slope_is_the_derivative(Re, rel):
    h = 1e-5
    up, down = (
        pipes.friction_factor_colebrook(np.float64(Re * math.exp(s * h)), rel) for s in (1, -1)
    )
    difference = math.log(up / down) / (2 * h)
    near_a_joint = any(abs(Re / joint - 1) < 3e-5 for joint in (2000.0, 4000.0))
    assert pipes.friction_slope_colebrook(np.float64(Re), rel) == pytest.approx(
        difference, abs=0.02 if near_a_joint else 1e-7
    )


@pytest.mark.parametrize("method", METHODS)
@given(st.floats(1e-7, 20.0), st.floats(1.0001, 2.0))
def test_losses_are_odd_and_rise_with_flow(method, Q, more):
    assert loss(method, -Q) == -loss(method, Q)
    if method not in ("epanet", "swamee-jain", "haaland", "serghides", "shevelev"):
        assert loss(method, Q * more) > loss(method, Q)  # those have a jump in them
    assert loss(method, 2 * Q, L=500.0) == pytest.approx(loss(method, 2 * Q) / 2, rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_no_flow_no_loss(method):
    assert loss(method, 0.0) == 0.0
    np.testing.assert_array_equal(
        pipes.LAWS[method].loss(np.zeros(3), 0.5, 10.0, K[pipes.LAWS[method].coefficient], NU), 0.0
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("Q", [1e-5, 8e-4, 0.02, 0.4, -0.4, 3.0])
def test_head_loss_slope(method, Q):
    law = pipes.LAWS[method]
    k = K[law.coefficient]
    h = 1e-6
    up, down = (law.loss(np.float64(Q * (1 + s * h)), 0.5, 1000.0, k, NU) for s in (1, -1))
    got = pipes.head_loss_slope(np.float64(Q), 0.5, 1000.0, k, NU, method=method)
    assert got == pytest.approx((up - down) / (2 * h * Q), rel=1e-6)


def test_slope_at_rest_is_laminar():
    got = pipes.head_loss_slope(np.float64(0.0), 0.5, 1000.0, 1e-4, NU, method="colebrook")
    assert got == pytest.approx(128 * NU * 1000 / (math.pi * 9.80665 * 0.5**4), rel=1e-12)


def test_laminar_is_hagen_poiseuille():
    Q, D, L = np.float64(2e-5), 0.05, 100.0
    expected = 128 * NU * L * Q / (math.pi * 9.80665 * D**4)
    for method in pipes.FRICTION:
        tolerance = 1e-5 if method == "churchill" else 1e-12
        assert pipes.LAWS[method].loss(Q, D, L, 1e-5, NU) == pytest.approx(expected, rel=tolerance)


def regimes(n, seed=3):
    rng = np.random.default_rng(seed)
    Re = 10 ** rng.uniform(0, 9, n)
    rel = np.where(rng.random(n) < 0.1, 0.0, 10 ** rng.uniform(-8, math.log10(0.05), n))
    Re[:5], rel[5:9] = [0.0, -1.0, np.nan, 2000.0, 4000.0], [-1e-9, 0.0501, np.nan, 0.05]
    return Re, rel


@pytest.mark.parametrize("method", list(pipes.FRICTION))
def test_scalars_arrays_blocks_and_threads_agree(method, monkeypatch):
    from hydrocalc.kernels import blocks

    friction = pipes.FRICTION[method]
    Re, rel = regimes(3000)
    whole = run(friction, Re, rel)
    with np.errstate(all="ignore"):
        scalars = [friction(np.float64(a), np.float64(b)) for a, b in zip(Re, rel, strict=True)]
    np.testing.assert_allclose(whole, scalars, rtol=1e-13)
    np.testing.assert_array_equal(run(friction, Re, rel, block=77), whole)
    monkeypatch.setattr(blocks, "THREADED", 100)
    np.testing.assert_array_equal(run(friction, Re, rel, block=100, threads=3), whole)
    assert np.isnan(whole[[1, 2, 5, 6, 7]]).all()
    assert np.isfinite(whole[[3, 4, 8]]).all()
    assert np.isfinite(whole[9:]).all()


def test_shapes_broadcast():
    Re, rel = np.geomspace(1e3, 1e6, 7)[:, None], np.array([0.0, 1e-3, 0.2])
    table = run(pipes.friction_factor_colebrook, Re, rel)
    assert table.shape == (7, 3)
    assert np.isnan(table[:, 2]).all()
    column = pipes.friction_factor_colebrook(Re, np.float64(1e-3))
    np.testing.assert_array_equal(column[:, 0], table[:, 1])
    row = pipes.friction_factor_colebrook(np.float64(1e5), np.array([0.0, 1e-3]))
    assert row.shape == (2,)


@settings(deadline=None)
@given(st.floats(1e-6, 30.0), st.floats(0.01, 3.0), st.floats(1e-9, 0.049))
def test_inverses_return_what_went_in(Q, D, rel):
    eps, L = rel * D, 1000.0
    h = pipes.LAWS["colebrook"].loss(np.float64(Q), D, L, eps, NU)
    if not 1e-12 < h < 1e9:
        return
    known = {"L": L, "nu": NU, "method": "colebrook"}
    got, found = pipes.solve_for("Q", h, 1e-12, 1e5, D=D, k=eps, **known)
    assert found
    assert got == pytest.approx(Q, rel=1e-10)
    got, found = pipes.solve_for("D", h, eps / 0.05 * (1 + 1e-12), 20.0, Q=Q, k=eps, **known)
    assert found
    # in transition more than one bore can have the same loss
    again = pipes.LAWS["colebrook"].loss(np.float64(Q), got, L, eps, NU)
    assert again == pytest.approx(h, rel=1e-9)
    Re = 4 * Q / (math.pi * D * NU)
    if Re > 1e5 and rel * Re > 500:  # rough enough for the loss to say something
        got, found = pipes.solve_for("k", h, 1e-12, 0.05 * D * (1 - 1e-12), Q=Q, D=D, **known)
        assert found
        assert got == pytest.approx(eps, rel=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_flow_and_bore_by_every_law(method):
    law = pipes.LAWS[method]
    k = K[law.coefficient]
    h = law.loss(np.float64(0.4), 0.8, 21e3, k, NU)
    Q, _ = pipes.solve_for("Q", h, 1e-12, 1e5, method=method, D=0.8, L=21e3, k=k, nu=NU)
    D, _ = pipes.solve_for("D", h, 0.002, 20.0, method=method, Q=0.4, L=21e3, k=k, nu=NU)
    assert pytest.approx(0.4, rel=1e-12) == Q
    assert pytest.approx(0.8, rel=1e-12) == D


def test_nothing_is_found_where_nothing_is():
    h = np.array([1.0, 1e9, np.nan])
    Q, found = pipes.solve_for(
        "Q", h, 1e-12, 1.0, method="colebrook", D=0.5, L=100.0, k=1e-4, nu=NU
    )
    assert list(found) == [True, False, False]
    assert np.isnan(Q[1:]).all()


def test_friction_is_between_smooth_and_rough():
    Re, rel = regimes(5000, 8)
    turbulent = (Re >= 4000) & (rel > 0) & (rel <= 0.05)
    f = pipes.friction_factor_colebrook(Re, rel)[turbulent]
    smooth = pipes.friction_factor_colebrook(Re, np.zeros_like(Re))[turbulent]
    rough = 0.25 / np.log10(rel[turbulent] / 3.7) ** 2
    assert (f >= smooth).all()
    assert (f >= rough).all()


def test_shevelev_has_two_branches_that_nearly_meet():
    D = 0.5
    Q = 1.2 * math.pi / 4 * D**2
    below, above = (pipes.head_loss_shevelev(np.float64(Q * s), D, 100.0) for s in (1 - 1e-9, 1))
    assert 0.003 < below / above - 1 < 0.004
    assert above == pytest.approx(100 * 0.00107 * 1.44 / D**1.3, rel=1e-12)


def test_ageing():
    assert ageing.growth_by_ph(np.float64(6.6)) == pytest.approx(1e-3)
    assert ageing.growth_by_langelier(np.float64(0.0)) == pytest.approx(0.3048 * 10**-4.08)
    assert np.isnan(ageing.growth_by_ph(np.array([4.0, 10.0]))).all()
    # Pao, ex. 10 p. 285: 0.00085 ft growing by a quarter of itself a year, 15 years, f 0.036
    eps = ageing.aged_roughness(0.00085, 15.0, 0.25 * 0.00085)
    assert eps == pytest.approx(0.00085 * 4.75)
    v = 500 * 231 / 1728 / 60 / (math.pi / 4 * 0.5**2)
    f = pipes.friction_factor_colebrook(np.float64(v * 0.5 * 1.94 / 2.04e-5), eps / 0.5)
    assert f == pytest.approx(0.03556, abs=5e-6)


# Friction factors by their definitions, in plain Python.


def colebrook(Re, rel):
    x = 8.0
    for _ in range(80):
        x = -2 * math.log10(rel / 3.7 + 2.51 * x / Re)
    return x**-2


def slope_of(f, Re, rel, h=1e-5):
    return math.log(f(Re * math.exp(h), rel) / f(Re * math.exp(-h), rel)) / (2 * h)


def hermite(Re, rel):
    """The cubic with the value and the slope of 64/Re at 2000 and of Colebrook at 4000."""
    f0, f1 = 64 / 2000, colebrook(4000, rel)
    d0, d1 = -64 / 2000**2 * 2000, slope_of(colebrook, 4000, rel) * f1 / 4000 * 2000
    s = (Re - 2000) / 2000
    return (
        f0 * (1 + 2 * s) * (1 - s) ** 2 + d0 * s * (1 - s) ** 2 + f1 * s * s * (3 - 2 * s)
        - d1 * s * s * (1 - s)
    )  # fmt: skip


def swamee_jain(Re, rel):
    return 0.25 / math.log10(rel / 3.7 + 5.74 / Re**0.9) ** 2


def haaland(Re, rel):
    return (-1.8 * math.log10((rel / 3.7) ** 1.11 + 6.9 / Re)) ** -2


def serghides(Re, rel):
    a = -2 * math.log10(rel / 3.7 + 12 / Re)
    b = -2 * math.log10(rel / 3.7 + 2.51 * a / Re)
    c = -2 * math.log10(rel / 3.7 + 2.51 * b / Re)
    return (a - (b - a) ** 2 / (c - 2 * b + a)) ** -2


def dunlop(Re, rel):
    y = rel / 3.7 + 5.74 / 4000**0.9
    Y3 = -0.86859 * math.log(y)
    fa = Y3**-2
    fb = fa * (2 - 0.00514215 / (y * Y3))
    R = Re / 2000
    x1, x2 = 7 * fa - fb, 0.128 - 17 * fa + 2.5 * fb
    x3, x4 = -0.128 + 13 * fa - 2 * fb, 0.032 - 3 * fa + 0.5 * fb
    return x1 + x2 * R + x3 * R**2 + x4 * R**3


def churchill(Re, rel):
    A = (2.457 * math.log(1 / ((7 / Re) ** 0.9 + 0.27 * rel))) ** 16
    B = (37530 / Re) ** 16
    return 8 * ((8 / Re) ** 12 + (A + B) ** -1.5) ** (1 / 12)


# Method: between laminar and turbulent, above; Reynolds numbers from which on.
BOOK = {
    "colebrook": (hermite, colebrook, 4000.0), "epanet": (dunlop, swamee_jain, 4000.0),
    "swamee-jain": (swamee_jain, swamee_jain, 2000.0), "haaland": (haaland, haaland, 2000.0),
    "serghides": (serghides, serghides, 2000.0),
}  # fmt: skip


@pytest.mark.parametrize("method", list(BOOK))
def test_each_regime_by_its_own_formula(method):
    between, above, begins = BOOK[method]
    f = pipes.FRICTION[method]
    step = np.nextafter
    for rel in (1e-6, 3e-4, 0.05):
        for Re in (1e-3, 600.0, step(2000.0, 0), 2000.0, step(2000.0, 9e9), 2300.0, 3000.0, 3999.0,
                   step(4000.0, 0), 4000.0, 4001.0, 2e4, 1e6, 1e9):  # fmt: skip
            if Re <= 2000.0:
                expected = 64 / Re
            else:
                expected = above(Re, rel) if Re >= begins else between(Re, rel)
            tolerance = 1e-8 if method == "colebrook" and 2000 < Re < 4000 else 1e-11
            assert f(np.float64(Re), np.float64(rel)) == pytest.approx(expected, rel=tolerance)
            two = f(np.array([Re, 1e5]), np.array([rel, 1e-3]))
            assert two == pytest.approx([expected, above(1e5, 1e-3)], rel=tolerance)
        for Re, bad in ((-1.0, rel), (1e5, -1e-9), (1e5, np.nextafter(0.05, 1)), (1e3, 0.06),
                        (3e3, -1e-9)):  # fmt: skip
            assert np.isnan(f(np.float64(Re), np.float64(bad)))
            assert np.isnan(f(np.array([Re, 1e5]), np.array([bad, 1e-3]))[0])


def test_churchill_in_all_regimes():
    f = pipes.friction_factor_churchill
    for rel in (0.0, 1e-4, 0.05):
        for Re in (1.0, 90.0, 2000.0, 2700.0, 1e4, 1e6, 1e9):
            assert f(np.float64(Re), np.float64(rel)) == pytest.approx(
                churchill(Re, rel), rel=1e-11
            )
        for Re in (1e-9, 0.0099, 0.01, 0.0101):  # as laminar as can be, where its powers overflow
            assert f(np.float64(Re), np.float64(rel)) == pytest.approx(64 / Re, rel=1e-12)
        assert np.isnan(f(np.array([-1.0, 1e5]), np.array([rel, 0.0501]))).all()
    assert np.isnan(f(np.float64(1e5), np.float64(-1e-9)))


@pytest.mark.parametrize("shape", [(7,), (1,), (2, 5), (3, 1)])
def test_shapes_of_mixed_regimes(shape):
    rng = np.random.default_rng(2)
    Re = 10 ** rng.uniform(2, 6, shape)
    for rel in (np.float64(1e-3), np.full(shape[-1:], 1e-3), np.full(shape, 1e-3)):
        for Re_ in (Re, Re + 1e4):
            found = pipes.friction_factor_colebrook(Re_, rel)
            expected = [pipes.friction_factor_colebrook(x, np.float64(1e-3)) for x in Re_.ravel()]
            assert found.shape == shape
            assert found.ravel() == pytest.approx(np.array(expected), rel=1e-13)
    given = Re.copy()
    pipes.friction_factor_colebrook(Re, np.float64(1e-3))
    assert (given == Re).all()  # what is given isn't written into


@pytest.mark.parametrize("method", list(pipes.FRICTION))
def test_slopes_of_friction_by_differences(method):
    f = pipes.FRICTION[method]
    for rel in (1e-5, 5e-3):
        for Re in (900.0, 2500.0, 3600.0, 5e3, 2e5, 5e7):
            found = pipes.friction_slope(f, np.float64(Re), np.float64(rel))
            assert found == pytest.approx(slope_of(f, np.float64(Re), np.float64(rel)), abs=1e-6)
    if method == "colebrook":
        both = pipes.friction_slope(f, np.array([1e3, 2e3, 4e3, 1e5, -1.0, 1e5, 1e5]),
                                    np.array([0.01, 0.01, 0.01, 0.05, 0.01, -1e-9, 0.0501]))  # fmt: skip
        assert list(both[:2]) == [-1.0, -1.0]
        assert both[2] == pytest.approx(slope_of(colebrook, 4000, 0.01), abs=1e-8)
        np.testing.assert_array_equal(np.isnan(both), [False] * 4 + [True] * 3)


@pytest.mark.parametrize("method", METHODS)
def test_losses_by_their_formulas(method):
    """Each law in SI by hand, forwards and backwards, with its own exponent."""
    D, L, Q, k = 0.4, 700.0, 0.15, K[pipes.LAWS[method].coefficient]
    v = Q / (math.pi / 4 * D * D)
    Re = v * D / NU
    book = {
        **{m: f(Re, k / D) * L / D * v * v / (2 * 9.80665) for m, f in (
            ("colebrook", colebrook), ("epanet", swamee_jain), ("churchill", churchill),
            ("swamee-jain", swamee_jain), ("haaland", haaland), ("serghides", serghides),
        ) if method in pipes.FRICTION},
        "hazen-williams": 10.67 * L * Q**1.852 / (k or 1) ** 1.852 / D**4.87,
        "hazen-williams-exact": 10.6744 * L * Q**1.852 / (k or 1) ** 1.852 / D**4.8704,
        "hazen-williams-epanet": 10.6668 * L * Q**1.852 / (k or 1) ** 1.852 / D**4.871,
        "manning": L * (k * v) ** 2 / (D / 4) ** (4 / 3),
        # EPANET: 4 n² L Q²... in feet: h = (4 n/(1.49 π D²))² (4/D)^1.333 L Q²
        "manning-epanet": (4 * k / 1.49 / math.pi) ** 2 * 4**1.333 * (L / 0.3048)
        * (Q / 0.3048**3) ** 2 / (D / 0.3048) ** 5.333 * 0.3048,
        "shevelev": L * 0.000912 * v * v / D**1.3 * (1 + 0.867 / v) ** 0.3 if v < 1.2
        else L * 0.00107 * v * v / D**1.3,
        "plastic": 0.000915 * L * Q**1.774 / D**4.774,
    }  # fmt: skip
    if method == "pavlovskii":
        R = D / 4
        y = 2.5 * k**0.5 - 0.13 - 0.75 * R**0.5 * (k**0.5 - 0.1)
        book[method] = (v / (R**y / k)) ** 2 * L / R
    law = pipes.LAWS[method]
    for sign in (1.0, -1.0):
        for flow in (np.float64(sign * Q), np.array([sign * Q, sign * Q])):
            assert law.loss(flow, D, L, k, NU) == pytest.approx(sign * book[method], rel=1e-11)
    if method in pipes.FRICTION:
        assert law.loss(np.float64(Q), D, L, k, NU, 1.62) == pytest.approx(
            book[method] * 9.80665 / 1.62, rel=1e-11
        )
    slow = law.loss(np.float64(0.01), D, L, k, NU)
    h = 1e-5
    up, down = (law.loss(np.float64(0.01 * math.exp(s)), D, L, k, NU) for s in (h, -h))
    assert law.exponent(np.float64(-0.01), D, k, NU) == pytest.approx(
        math.log(up / down) / (2 * h), abs=1e-6
    )
    assert slow > 0.0


def test_shevelev_changes_its_branch_at_its_velocity():
    area = math.pi / 4
    for v, fast in ((1.19999, False), (1.20001, True)):
        expected = 0.00107 * v * v if fast else 0.000912 * v * v * (1 + 0.867 / v) ** 0.3
        assert pipes.head_loss_shevelev(np.float64(v * area), 1.0, 1.0) == pytest.approx(
            expected, rel=1e-11
        )
        exponent = pipes.LAWS["shevelev"].exponent(np.float64(v * area), 1.0, 0.0, NU)
        assert exponent == pytest.approx(2.0 if fast else 2 - 0.3 * 0.867 / (v + 0.867), rel=1e-12)


def test_inverses_between_their_bounds():
    """A root at or beyond the bounds of the search is none; a known one is met to 1e-12."""
    known = {"D": 0.5, "L": 1000.0, "k": 1e-4, "nu": NU, "method": "colebrook"}
    h = pipes.LAWS["colebrook"].loss(np.float64(0.3), 0.5, 1000.0, 1e-4, NU)
    for low, high, inside in ((0.1, 1.0, True), (0.31, 1.0, False), (0.01, 0.29, False)):
        got, found = pipes.solve_for("Q", h, low, high, **known)
        assert bool(found) == inside
        assert got == pytest.approx(0.3 if inside else np.nan, rel=1e-12, nan_ok=True)
    several, found = pipes.solve_for("Q", h * np.array([1.0, -1.0, 0.0]), 1e-9, 9.0, **known)
    assert list(found) == [True, False, False]
    np.testing.assert_array_equal(np.isnan(several), [False, True, True])


def test_definitions_of_pipe_flow():
    assert pipes.friction_factor_of_loss(2.0, 100.0, 0.5, 1.5, 10.0) == pytest.approx(
        2.0 * 2 * 10.0 * 0.5 / (100.0 * 2.25), rel=1e-14
    )
    Re, D = pipes.reynolds(1.5, 0.5, 1e-6), 0.5
    assert (Re, pipes.velocity(math.pi * D * D / 4, D)) == (750_000.0, 1.0)
