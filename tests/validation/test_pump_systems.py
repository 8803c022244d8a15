"""Pumps against systems: EPANET itself, and operating points of books."""

import math

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.kernels import curves, systems
from hydrocalc.kernels.lines import Reaches

FT = 0.3048
EPANET_NU = 1.1e-5 * FT**2

INP = """[RESERVOIRS]
 S 0
 R {static}
[JUNCTIONS]
{junctions}
 H 0
[PUMPS]
{pumps}
[PIPES]
{branches}
 MAIN H R {length} {diameter} {k} 0 Open
[CURVES]
{curves}
[OPTIONS]
 Units LPS
 Headloss {law}
 Viscosity 1.0
 Accuracy 0.0000001
 Trials 500
[END]
"""


def epanet(pumps, static, length, diameter, k, law, folder):
    """Flows of the pumps, m³/s, and the head of the header, m, as EPANET has them."""
    toolkit = pytest.importorskip("epanet.toolkit")  # no wheel yet for Python 3.13
    rows = {"junctions": [], "pumps": [], "branches": [], "curves": []}
    for i, (points, speed, branch_k) in enumerate(pumps):
        rows["junctions"].append(f" D{i} 0")
        rows["pumps"].append(f" P{i} S D{i} HEAD C{i} SPEED {speed!r}")
        # a metre of the widest pipe with the branch's K: as good as K alone
        rows["branches"].append(f" B{i} D{i} H 0.001 400 {k} {branch_k} CV")
        rows["curves"] += [f" C{i} {q * 1000!r} {h!r}" for q, h in points]
    text = INP.format(
        static=static, length=length, diameter=diameter * 1000, k=k, law=law,
        **{name: "\n".join(lines) for name, lines in rows.items()},
    )  # fmt: skip
    path = folder / "station.inp"
    path.write_text(text, encoding="utf-8")
    project = toolkit.createproject()
    toolkit.open(project, str(path), str(path) + ".rpt", "")
    toolkit.solveH(project)
    flows = [
        toolkit.getlinkvalue(project, toolkit.getlinkindex(project, f"B{i}"), toolkit.FLOW) / 1000
        for i in range(len(pumps))
    ]
    head = toolkit.getnodevalue(project, toolkit.getnodeindex(project, "H"), toolkit.HEAD)
    toolkit.close(project)
    toolkit.deleteproject(project)
    return np.array(flows), head


def ours(pumps, static, length, diameter, k, law):
    """The same by the group's kernel, with EPANET's laws, constants and forms of curve."""
    g = 32.2 * FT
    method = {"D-W": "epanet", "H-W": "hazen-williams-epanet"}[law]
    units = []
    for points, _, branch_k in pumps:
        q, h = (np.array(x, dtype=float) for x in zip(*points, strict=True))
        form = "power" if len(q) == 3 and q[0] == 0 else "linear"
        r = 8 * branch_k / (math.pi**2 * g * 0.4**4)
        units.append(systems.Pump(curves.fit(q, h, form), 0.0, r))
    coefficient = k / 1000 if law == "D-W" else k
    if law == "D-W":
        length *= 9.80665 / g  # EPANET's g is 32.2 ft/s²
    columns = [np.array([[x]]) for x in (diameter, length, coefficient, 0.0, 0.0, 1.0, 0.0)]
    system = systems.System(
        np.array([[static]]), np.ones((1, 1)), Reaches._make([*columns, EPANET_NU, method])
    )
    speeds = np.array([[speed] for _, speed, _ in pumps])
    with np.errstate(all="ignore"):
        flows, head, _ = systems.group_flows(tuple(units), speeds, system)
    return flows[:, 0], head[0]


BIG = [(0.0, 110.0), (0.2, 88.0), (0.28, 66.0)]
MIDDLE = [(0.0, 104.0), (0.12, 86.0), (0.18, 62.0)]
TABLE = [(0.0, 106.0), (0.05, 103.5), (0.1, 97.0), (0.15, 86.0), (0.2, 70.0)]
STATIONS = {
    "one pump, power curve": ([(BIG, 1.0, 0.0)], 66.0),
    "one pump, curve of five points": ([(TABLE, 1.0, 2.5)], 68.0),
    "two equal pumps": ([(BIG, 1.0, 3.0), (BIG, 1.0, 3.0)], 60.0),
    "three unequal pumps, branches": ([(BIG, 1.0, 3.0), (MIDDLE, 1.0, 6.0), (TABLE, 1.0, 1.0)], 58.0),
    "one slowed down": ([(BIG, 1.0, 3.0), (BIG, 0.92, 3.0)], 60.0),
}  # fmt: skip


@pytest.mark.parametrize("name", STATIONS)
@pytest.mark.parametrize(("law", "k"), [("D-W", 0.1), ("H-W", 120.0)])
def test_stations_against_epanet(name, law, k, tmp_path, measured):
    pumps, static = STATIONS[name]
    theirs, their_head = epanet(pumps, static, 8000.0, 0.7, k, law, tmp_path)
    # EPANET reads litres with its own cubic foot: in its flows and in its curves alike
    flows, head = ours(pumps, static, 8000.0, 0.7, k, law)
    assert flows == pytest.approx(theirs, rel=5e-6, abs=1e-6)
    assert head == pytest.approx(their_head, rel=5e-6)
    worst = np.abs(flows - theirs).max() / theirs.max()
    measured(f"EPANET 2.2/2.3, {law}, pumps", name, worst, 5e-6, "1")


def test_a_curve_of_one_point_is_epanets():
    """H = 4/3 Hd − Hd/3 (Q/Qd)²."""
    pump = hc.PumpCurve(flow=[0, 0.1, 0.2], head=[4 / 3 * 60, 60, 4 / 3 * 60 - 20 * 4],
                        speed=1480, form="quadratic")  # fmt: skip
    done = hc.pump_performance(pump, flow=[0.05, 0.15])
    assert done.si.head == pytest.approx([80 - 20 * 0.25, 80 - 20 * 2.25], rel=1e-12)


def duty(q, h, form, static, k):
    """Where a curve meets static + k Q^2."""
    from scipy.optimize import brentq

    curve = curves.fit(np.array(q), np.array(h), form)
    x = brentq(lambda Q: curves.value(curve, np.float64(Q))[0] - static - k * Q**2, 0, q[-1])
    return x, static + k * x**2


def test_operating_points_of_books(measured):
    # G-01 EdM44/hydraulics: a + c Q² through three points, in ft and ft³/s
    gpm = 3.785411784e-3 / 60 / FT**3
    q, h = [0.0, 5000 * gpm, 7850 * gpm], [81.0, 60.0, 20.0]
    Q, H = duty(q, h, "quadratic", 30.0, 0.160213)
    assert pytest.approx((12.0532, 53.276), abs=2e-3) == (Q, H)
    measured(
        "EdM44/hydraulics, G-01", "operating flow", abs(Q - 12.0532), 2e-3, "ft³/s", 12.0532, Q
    )
    # G-02 Coulson & Richardson 8.8: 0.0054 m³/s, 16.43 m (straight between points)
    q, h = [0.0028, 0.0039, 0.0050, 0.0056, 0.0059], [23.2, 21.3, 18.9, 15.2, 11.0]
    Q, H = duty(q, h, "linear", 10.0, 2.205e5)
    assert pytest.approx((0.0054004, 16.431), abs=5e-4) == (Q, H)
    measured("Coulson & Richardson 8.8, G-02", "operating flow", abs(Q - 0.0054004), 5e-7, "m³/s",
             0.0054004, Q)  # fmt: skip
    Q, _ = duty(q, h, "monotone", 10.0, 2.205e5)
    assert pytest.approx(0.0054388, abs=5e-7) == Q
    # H-05 Schaschke 9.10: 0.006621 m³/s and 33.76 m by a spline; 980 rpm for a quarter less
    q, h = [0, 0.002, 0.004, 0.006, 0.008, 0.010], [40, 39.5, 38, 35, 30, 20]
    Q, H = duty(q, h, "monotone", 10.0, 5.42e5)
    assert pytest.approx((0.006621, 33.76), rel=2e-3) == (Q, H)
    pump = hc.PumpCurve(flow=q, head=h, speed=1200)
    speed = hc.speed_for(
        pump, hc.System(static_head=10, diameter=1, length=1, roughness=0), flow=0.75 * Q,
        head=10 + 5.42e5 * (0.75 * Q) ** 2,
    )  # fmt: skip
    assert speed.magnitude == pytest.approx(980, rel=3e-3)  # the book, from a graph: 987
    # G-07 Peng 4.12: heads add in series, flows in parallel
    q = np.array([70, 130, 172, 186]) * 6.30902e-5
    h = np.array([1500, 1275, 920, 785]) * FT
    one = curves.fit(q, h, "linear")
    both = curves.Series((one, one), one.end)
    assert curves.value(both, q)[0] / FT == pytest.approx([3000, 2550, 1840, 1570])
    twice = systems.flow_at_head(np.float64(920 * FT), 1.0, systems.Pump(one, 0.0)) * 2
    assert twice / 6.30902e-5 == pytest.approx(344, abs=0.5)


def test_two_pumps_on_a_longer_line(measured):
    """G-05, Brasch & Whyman 6.4: series 0.04437 m³/s, parallel 0.04730 (by a spline, ours)."""
    q = np.arange(6) * 0.01
    a = curves.fit(q, np.array([20.63, 19.99, 17.80, 14.46, 10.33, 5.71]), "monotone")
    b = curves.fit(q, np.array([18, 17, 14.95, 11.90, 8.10, 3.90]), "monotone")
    # Blasius: phi = 0.0396 Re^-0.25, loss = 8 phi L/d V²/2g, printed 10.7035 m at 0.01
    nu, d, L = 1.109e-3 / 999, 0.14, 98.0

    def system(Q):
        v = Q / (math.pi / 4 * d * d)
        # with the velocity head at the outlet, as the printed figure has it
        return 10.4 + (8 * 0.0396 * (v * d / nu) ** -0.25 * L / d + 1) * v * v / (2 * 9.81)

    assert system(0.01) == pytest.approx(10.7035, abs=2e-3)
    from scipy.optimize import brentq

    alone = brentq(lambda Q: curves.value(a, np.float64(Q))[0] - system(Q), 1e-4, 0.05)
    assert alone == pytest.approx(0.03370, rel=1e-2)  # printed 0.03339
    series = curves.Series((a, b), a.end)
    both = brentq(lambda Q: curves.value(series, np.float64(Q))[0] - system(Q), 1e-4, 0.05)
    assert both == pytest.approx(0.04437, rel=1e-2)
    pumps = (systems.Pump(a, 0.0), systems.Pump(b, 0.0))
    apart = brentq(
        lambda h: sum(systems.flow_at_head(np.float64(h), 1.0, p) for p in pumps)
        - brentq(lambda Q: system(Q) - h, 1e-6, 1), 11.0, 17.5,
    )  # fmt: skip
    flow = sum(systems.flow_at_head(np.float64(apart), 1.0, p) for p in pumps)
    assert (flow, apart) == (pytest.approx(0.04730, rel=1e-2), pytest.approx(15.158, rel=1e-2))
    measured("Brasch & Whyman 6.4, G-05", "in parallel", abs(flow - 0.0473), 4.7e-4, "m³/s",
             0.0473, flow)  # fmt: skip


def test_power_against_epanet(tmp_path, measured):
    """kW of a pump with an efficiency curve, which EPANET joins with straight lines."""
    toolkit = pytest.importorskip("epanet.toolkit")
    eta = [(0.05, 0.50), (0.1, 0.72), (0.125, 0.78), (0.15, 0.82), (0.175, 0.835), (0.2, 0.83)]
    flows, head = [], []
    for speed in (1.0, 0.95):
        folder = tmp_path / str(speed)
        folder.mkdir()
        pumps = [(TABLE, speed, 0.0)]
        (flow,), h = epanet(pumps, 68.0, 8000.0, 0.7, 120.0, "H-W", folder)
        flows.append(flow)
        head.append(h)
        file = folder / "station.inp"
        text = file.read_text(encoding="utf-8")
        rows = "\n".join(f" E0 {q * 1000!r} {100 * e!r}" for q, e in eta)
        text = text.replace("[OPTIONS]", rows + "\n[ENERGY]\n Pump P0 Efficiency E0\n[OPTIONS]")
        file.write_text(text, encoding="utf-8")
        project = toolkit.createproject()
        toolkit.open(project, str(file), str(file) + ".rpt", "")
        toolkit.solveH(project)
        kilowatts = toolkit.getlinkvalue(
            project, toolkit.getlinkindex(project, "P0"), toolkit.ENERGY
        )
        toolkit.close(project)
        toolkit.deleteproject(project)
        q, heads = (np.array(x) for x in zip(*TABLE, strict=True))
        at = np.array([x for x, _ in eta])
        pump = hc.PumpCurve(flow=at, head=np.interp(at, q, heads), speed=1480, form="linear",
                            efficiency=[e for _, e in eta])  # fmt: skip
        shift = "homologous" if speed == 1.0 else "sarbu-borza"
        done = hc.pump_performance(pump, flow=flow, speed=1480 * speed, efficiency_shift=shift)
        assert done.si.shaft_power / 1000 == pytest.approx(kilowatts, rel=0.01)
        measured("EPANET 2.2/2.3, pump energy", f"speed {speed}",
                 abs(done.si.shaft_power / 1000 / kilowatts - 1), 0.01, "1")  # fmt: skip
