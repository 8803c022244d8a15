"""Curves that rise somewhere: which duty point, and whether a unit gets there."""

import numpy as np
import pytest
from lines_and_pumps import NAN, line_of, loss
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

import hydrocalc as hc
from hydrocalc.kernels import systems as kernels

FLOWS = np.linspace(0, 0.35, 8)
SADDLE = hc.PumpCurve(flow=FLOWS, head=[100, 98, 95, 97, 99, 96, 85, 60.0], speed=1480)
DROOP = hc.PumpCurve(flow=np.linspace(0, 0.3, 7), head=[100, 104, 105, 101, 92, 78, 60],
                     speed=1480)  # fmt: skip


def crossings(pump, asked, most=0.5):
    """All flows at which a curve falls through what is asked, and whether it is ever short."""
    curve = PchipInterpolator(pump.si.flow, pump.si.head)

    def excess(q):
        return float(curve(q)) - asked(q)

    grid = np.linspace(1e-6, pump.si.flow[-1], 4001)
    values = np.array([excess(q) for q in grid])
    down = np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0))
    return [brentq(excess, grid[i], grid[i + 1], xtol=1e-14) for i in down], values


@pytest.mark.parametrize("pump", [SADDLE, DROOP], ids=["saddle", "droop"])
@pytest.mark.parametrize("length", [100.0, 2500.0])
@pytest.mark.parametrize("static", [90.0, 95.5, 96.5, 98.0, 99.5, 101.0, 103.0])
def test_a_saddle_is_solved_alike_everywhere(pump, length, static):
    D = 0.5
    roots, values = crossings(pump, lambda q: static + loss(q, D, length))
    if not roots:
        return
    before = np.linspace(1e-6, pump.si.flow[-1], 4001) < roots[-1] * 0.999
    several = bool((values[before] < 0).any())
    line = line_of(static, D, length)
    system = hc.System(static_head=static, diameter=D, length=length, roughness=1e-4)
    one = hc.duty_point(pump, system)
    many = hc.duty_point(pump, system.replace(static_head=[static, NAN, static]))
    along = hc.duty_point(pump, line)
    group = hc.operating_matrix(hc.PumpGroup(units=[hc.PumpUnit(pump=pump)]), line).si
    assert one.si.flow == pytest.approx(roots[-1], rel=1e-9)
    found = [one.si.flow, many.si.flow[0], many.si.flow[2], along.si.flow, group.unit_flow[0, 0, 0]]
    assert found == pytest.approx([roots[-1]] * 5, rel=1e-9)
    status = [one.status, many.status[0], many.status[2], along.status, group.status[0, 0, 0]]
    assert status == [kernels.TWO_POINTS if several else kernels.DUTY] * 5


@pytest.mark.parametrize("static", [90.0, 97.0, 99.2])
def test_equal_units_on_a_saddle_are_a_group(static):
    line = line_of(static, 0.8, 300.0)
    alone = hc.duty_point(SADDLE, line, units_running=2)
    group = hc.operating_matrix(hc.PumpGroup(units=[hc.PumpUnit(pump=SADDLE, count=2)]), line).si
    assert group.flow[1, 0] == pytest.approx(alone.si.flow, rel=1e-9)
    assert group.status[1, 0, 0] == alone.status


F01 = hc.PumpCurve(
    flow=np.array([0, 2, 4, 5, 6, 8, 10, 12, 14]) / 1000, speed=2900,
    head=[18.3, 19.5, 20.4, 20.57, 20.4, 19.8, 18.6, 16.5, 13.4],
    efficiency=[0, 0.3, 0.5, 0.58, 0.64, 0.7, 0.72, 0.68, 0.6],
)  # fmt: skip
"""A drooping pump of 18.3 m at no flow: the second of two may not open its valve."""


@pytest.mark.parametrize("static", [14.5, 15.0, 15.05, 15.15, 15.2, 16.0, 17.0])
def test_a_second_equal_pump_opens_only_below_its_own_shut_off_head(static):
    """The lead pump holds the header at 18.83 m over 16 m of static head, by scipy's curve."""
    curve = PchipInterpolator(F01.si.flow, F01.si.head)
    pipe = {"diameter": 0.08, "length": 60.0, "roughness": 5e-5}

    def lost(q):
        return hc.head_loss(flow=q, **pipe).magnitude

    lead = brentq(lambda q: float(curve(q)) - static - lost(q), 0.005, 0.014, xtol=1e-15)
    opens = float(curve(lead)) < 18.3
    if static == 16.0:
        assert (lead, float(curve(lead))) == pytest.approx((9.693e-3, 18.83), abs=5e-3)
    assert opens == (static < 15.1)
    expected = kernels.DUTY if opens else kernels.TWO_POINTS
    system = hc.System(static_head=static, **pipe)
    one = hc.duty_point(F01, system, units_running=2)
    assert one.status == expected
    assert one.exit_code == int(not opens)
    many = hc.duty_point(F01, system.replace(static_head=[static] * 2), units_running=[1, 2])
    assert list(many.status) == [kernels.DUTY, expected]
    assert many.si.flow[0] == pytest.approx(lead, rel=1e-9)
    line = line_of(static, 0.08, 60.0, 5e-5)
    along = hc.duty_point(F01, line, units_running=[1, 2])
    assert list(along.status) == [kernels.DUTY, expected]
    for units in ([hc.PumpUnit(pump=F01, count=2)], [hc.PumpUnit(pump=F01)] * 2):
        group = hc.PumpGroup(units=units)
        m = hc.operating_matrix(group, line)
        assert (m.status[-1] == expected).all()
        assert m.si.flow[-1, 0] == pytest.approx(one.si.flow, rel=1e-9)
        stages = hc.staging_map(group, line, flow=[0.99 * lead, 1.1 * lead])
        assert stages.si.firm_flow == pytest.approx(lead, rel=1e-9)
        assert stages.si.largest_flow == pytest.approx(one.si.flow if opens else lead, rel=1e-9)
        assert (str(stages.combination[1]) != "") == opens
    model = hc.duty_model(F01, units=2, **pipe)
    study = hc.sweep(model, over={"static_head": [static]}, keep=["flow"])
    assert bool(study.failures) != opens


def test_a_unit_falls_back_to_the_first_stretch_of_its_saddle():
    strong = hc.PumpCurve(flow=FLOWS, head=[120, 119, 117, 114, 110, 105, 99, 92.0], speed=1480)
    line = line_of(98.0, 0.6, 450.0)
    group = hc.PumpGroup(units=[hc.PumpUnit(pump=SADDLE), hc.PumpUnit(pump=strong)])
    m = hc.operating_matrix(group, line).si
    curves = [PchipInterpolator(p.si.flow, p.si.head) for p in (SADDLE, strong)]
    q = m.unit_flow[2, 0]
    head = 98 + loss(q.sum(), 0.6, 450.0)
    assert m.head[2, 0] == pytest.approx(head, rel=1e-9)
    assert [float(c(x)) for c, x in zip(curves, q, strict=True)] == pytest.approx([head] * 2)
    assert 0 < q[0] < 0.05
    for x in np.linspace(0.2, 0.35, 61):  # on the last stretch more is asked for everywhere
        h = float(curves[0](x))
        y = brentq(lambda y, h=h: float(curves[1](y)) - h, 0.2, 0.35) if h > 92 else 0.35
        assert 98 + loss(x + y, 0.6, 450.0) > h


def test_a_saddle_is_said():
    fit = hc.fit_pump_curve(SADDLE)
    assert (fit.si.dip_flow, fit.si.dip_head) == (pytest.approx(0.1), pytest.approx(95))
    assert fit.si.peak_flow == pytest.approx(0.2, abs=1e-9)
    assert "it rises from 0.1 m³/s to 0.2 m³/s" in " ".join(str(fit).split())
    assert "马鞍形" in fit.text("zh")


@pytest.mark.parametrize("seed", range(60))
def test_random_groups_of_saddles_balance(seed):
    """Each running unit gives the header's head, which is that of the line by Colebrook's root."""
    rng, x = np.random.default_rng(seed), np.linspace(0, 1, 9)
    units = []
    for _ in range(rng.integers(1, 4)):
        heads = rng.uniform(85, 120) * (1 - 0.5 * x**2.2)
        hump = rng.uniform(2, 12) * np.exp(-(((x - rng.uniform(0.3, 0.6)) / 0.12) ** 2))
        pump = hc.PumpCurve(flow=rng.uniform(0.05, 0.4) * x, head=heads + hump, speed=1480)
        units.append(hc.PumpUnit(pump=pump, count=int(rng.integers(1, 3))))
    static, length = rng.uniform(60, 95), rng.uniform(300, 9000)
    m = hc.operating_matrix(hc.PumpGroup(units=units), line_of(static, 0.6, length))
    for row, total in enumerate(m.si.flow[:, 0]):
        if total <= 1e-6:
            continue
        head = static + loss(total, 0.6, length)
        for unit, q in zip(units, m.si.unit_flow[row, 0], strict=True):
            if 0 < q <= unit.pump.si.flow[-1]:
                curve = PchipInterpolator(unit.pump.si.flow, unit.pump.si.head)
                assert float(curve(q)) == pytest.approx(head, rel=1e-8)
                assert float(curve.derivative()(q)) <= 1e-9  # on a stretch that falls
