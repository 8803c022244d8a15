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
