"""Pump curves: what is read, fitted and refused."""

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.errors import InputError

POINTS = {
    "flow": [0, 0.1, 0.2, 0.25], "head": [110, 104, 88, 74], "efficiency": [0, 0.68, 0.84, 0.8],
    "speed": "1480 rpm",
}  # fmt: skip
PUMP = hc.PumpCurve(**POINTS)


@pytest.mark.parametrize(
    ("change", "argument", "said"),
    [
        ({"flow": [0, 0.1], "head": [9, 8], "efficiency": None}, "flow", "three points"),
        ({"head": [80, 81, 82, 83]}, "head", "heads that rise"),
        ({"flow": [0, 0.1, 0.1, 0.2]}, "flow", "flows that rise"),
        ({"flow": [0, 0.2, 0.1, 0.3]}, "flow", "flows that rise"),
        ({"efficiency": [0, 68, 84, 80]}, "efficiency", "shares of 1, or the unit, %"),
        ({"efficiency": [0, 0.7, 1.02, 0.8]}, "efficiency", "1.02"),
        ({"efficiency": [0, -0.1, 0.5, 0.4]}, "efficiency", "from 0 to 1"),
        ({"efficiency": [0, 0.7, 0.8]}, "efficiency", "each of the 4 flows"),
        # 9789 N/m3 x 0.2 m3/s x 88 m = 172.3 kW: 205.1 kW by 84 %, 90.68 % by 190 kW
        (
            {"shaft_power": [1.05e5, 1.5e5, 1.9e5, 2.26e5]},
            "shaft_power",
            "84 % at 0.2 m³/s; got 90.68",
        ),
        (
            {"npsh_required": [6, 5, 4, 3]},
            "npsh_required",
            "at least 4 m at the last, 0.25 m³/s; got 3",
        ),
        ({"npsh_required": [3, 3, 6, 5]}, "npsh_required", "rises with the flow"),
        ({"npsh_required": [1, 2, -3, 4]}, "npsh_required", "above 0"),
        ({"head": [110, np.nan, 88, 74]}, "head", "every point"),
        ({"flow": [-0.1, 0.1, 0.2, 0.3]}, "head", "from 0 up"),
    ],
)
def test_bad_points(change, argument, said):
    with pytest.raises(InputError, match=said) as caught:
        hc.fit_pump_curve(PUMP.replace(**change))
    assert caught.value.argument == argument


def test_a_table_with_efficiencies_and_shaft_powers():
    """Most makers print both: 9789 N/m3 Q H/P is within a point of 68, 84 and 80 %."""
    powers = [1.05e5, 1.5e5, 2.05e5, 2.26e5]
    both = hc.fit_pump_curve(PUMP.replace(shaft_power=powers)).si
    assert abs(9789 * 0.2 * 88 / 2.05e5 - 0.8404) < 1e-4
    assert both.best_efficiency == pytest.approx(
        hc.fit_pump_curve(PUMP).si.best_efficiency, abs=0.01
    )
    at_rest = hc.pump_performance(PUMP.replace(shaft_power=powers), flow=0.0).si
    assert at_rest.shaft_power == pytest.approx(
        1.05e5, rel=1e-5
    )  # what the efficiency of 0 doesn't say


def test_npsh_required_that_rises_again_at_low_flow():
    """A dip is possible, and a constant column is a cautious one."""
    for column in ([4, 3, 3.2, 5], [5, 3, 3, 4], [4, 4, 4, 4], [np.nan, 3, 4, np.nan]):
        hc.fit_pump_curve(PUMP.replace(npsh_required=column))


def test_bad_speeds_and_forms():
    for change, argument in (({"speed": 0}, "speed"), ({"form": "spline"}, "form"),
                             ({"eyes": 3}, "eyes")):  # fmt: skip
        with pytest.raises(InputError) as caught:
            PUMP.replace(**change)
        assert caught.value.argument == argument
    with pytest.raises(InputError, match="a PumpCurve"):
        hc.fit_pump_curve("pump")


def test_energy_balance_and_points():
    done = hc.pump_performance(PUMP, flow=[0.1, 0.2, 0.25])
    assert done.si.head == pytest.approx([104, 88, 74], rel=1e-13)
    assert done.si.efficiency == pytest.approx([0.68, 0.84, 0.8], rel=1e-12)
    expected = 998.2 * 9.80665 * done.si.flow * done.si.head / done.si.efficiency
    assert done.si.shaft_power == pytest.approx(expected, rel=1e-5)  # 998.2 and water's 998.2065
    by_power = PUMP.replace(efficiency=None, shaft_power=[80e3, 150e3, 205e3, 227e3])
    assert hc.pump_performance(by_power, flow=0.2).si.shaft_power == pytest.approx(205e3, rel=1e-4)


def test_affinity():
    fast = hc.pump_performance(PUMP, flow=[0.05, 0.1, 0.2], efficiency_shift="homologous")
    slow = hc.pump_performance(
        PUMP, flow=fast.si.flow * 0.7, speed=0.7 * 1480, efficiency_shift="homologous"
    )
    assert slow.si.head == pytest.approx(0.49 * fast.si.head, rel=1e-12)
    assert slow.si.shaft_power == pytest.approx(0.343 * fast.si.shaft_power, rel=1e-12)
    assert slow.efficiency == pytest.approx(fast.efficiency, rel=1e-12)
    usual = hc.pump_performance(PUMP, flow=0.14, speed=0.7 * 1480)
    assert usual.efficiency == pytest.approx(1 - 0.16 * (0.8 / 0.7) ** 0.1, rel=1e-6)
    # Crane 7.33: 400 gpm, 126 ft, 17.5 hp at 3500 rpm -> 194.29 gpm, 29.726 ft, 2.0053 hp at 1700
    assert pytest.approx(29.726, abs=5e-4) == 126 * (1700 / 3500) ** 2


def test_nothing_is_known_beyond_the_end():
    beyond = hc.pump_performance(PUMP, flow=0.3)
    assert np.isnan(beyond.efficiency)
    assert np.isnan(beyond.si.shaft_power)
    assert beyond.si.head < 74


def test_what_a_fit_says():
    droop = PUMP.replace(head=[100, 104, 88, 74])
    page = " ".join(str(hc.fit_pump_curve(droop)).split())
    assert "The head rises up to 0.1 m³/s" in page
    assert "No NPSH required given" in page
    assert "extrapolated" in str(hc.fit_pump_curve(PUMP.replace(flow=[0.02, 0.1, 0.2, 0.25])))
    assert "No efficiency" in str(hc.fit_pump_curve(PUMP.replace(efficiency=None)))
    fit = hc.fit_pump_curve(PUMP, form="quadratic")
    assert fit.si.largest_residual == pytest.approx(np.abs(fit.si.residual).max())
    assert "非厂家曲线" in hc.fit_pump_curve(
        hc.estimated_curve(flow=0.2, head=87.8, speed=1485)
    ).text("zh")


def test_regions_by_hand():
    fit = hc.fit_pump_curve(PUMP).si
    assert fit.por_low == pytest.approx(0.7 * fit.best_flow)
    assert fit.por_high == pytest.approx(1.2 * fit.best_flow)
    own = hc.fit_pump_curve(PUMP.replace(minimum_flow=0.07, maximum_flow=0.24)).si
    assert (own.aor_low, own.aor_high) == (0.07, 0.24)


def test_an_estimated_curve_is_that_of_size_station():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    assert pump.basis == "estimate"
    done = hc.pump_performance(pump, flow=0.2)
    best = hc.size_station(flow=0.4, head=87.8).recommended
    assert done.si.shaft_power == pytest.approx(best.si.unit_shaft_power, rel=1e-4)
    with pytest.raises(InputError, match="nq 6 to 600"):
        hc.estimated_curve(flow=0.001, head=500, speed=1485)


CSV = "flow [m3/h],head [m],efficiency [%],npsh_required [m]\n0,110,0,\n360,104,68,3\n720,88,84,4\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(tmp_path, encoding):
    file = tmp_path / "pump.csv"
    file.write_text(CSV.replace("\n", "\r\n"), encoding=encoding)
    pump = hc.read_pump_curve(str(file), speed=1480, name="A")
    assert pump.si.flow == pytest.approx([0, 0.1, 0.2])
    assert pump.efficiency == pytest.approx([0, 0.68, 0.84])
    assert np.isnan(pump.si.npsh_required[0])
    assert pump.si.npsh_required[2] == 4


@pytest.mark.parametrize(
    "heads", ["Q [m3/h],H [m],eta [%],NPSHr [m]", "流量 [m3/h],扬程（m）,效率 [%],必需汽蚀余量_m"]
)
def test_other_heads_of_columns(tmp_path, heads):
    file = tmp_path / "pump.csv"
    file.write_text(heads + CSV[CSV.index("\n") :], encoding="utf-8")
    plain = tmp_path / "plain.csv"
    plain.write_text(CSV, encoding="utf-8")
    found, usual = (hc.read_pump_curve(str(f), speed=1480) for f in (file, plain))
    assert found == usual


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("flow [m3/h],head [psi]\n0,1\n", "a unit of head"),
        ("flow,lift\n0,1\n", "columns named"),
        ("flow,head,Q\n0,1,2\n", "each column once"),
        ("flow [m3/h]\n0\n", "flow, head"),
        ("flow,head,speed\n0,110,1480\n0.1,100,1480\n0.2,80,980\n", "one pump at one speed"),
        ("flow;head\n0;110\n", "columns such as"),
        ('flow,head\n0,"110,5"\n', "decimal commas"),
        ("flow,head\n0,110\n0.1,x\n", "line 3"),
        ("flow,head\n0,110\n0.1,100\n0.2,90\n", "the speed of the curve"),
    ],
)
def test_bad_csv(tmp_path, text, said):
    file = tmp_path / "pump.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        hc.read_pump_curve(str(file))


TOML = """
name = "A"
speed = "1480 rpm"
eyes = 2
"flow [m3/h]" = [0, 360, 720]
head = [110, 104, 88.0]
"efficiency [%]" = [0, 68, 84]
npsh_required = [nan, 3, 4]
"""


def test_toml(tmp_path):
    file = tmp_path / "pump.toml"
    file.write_text(TOML, encoding="utf-8")
    pump = hc.read_pump_curve(str(file))
    assert (pump.name, pump.eyes, pump.si.speed) == ("A", 2, 1480.0)
    assert pump.si.flow == pytest.approx([0, 0.1, 0.2])
    assert pump.efficiency[2] == pytest.approx(0.84)
    assert np.isnan(pump.si.npsh_required[0])
    for text, said in (
        (TOML + "colour = 3\n", "colour"), (TOML + "speed = 2\n", "TOML 1.0"),
        ("x = " + "[" * 9000, "TOML 1.0"), (TOML.replace("0, 360", "0, true"), "flow"),
        ("# " + "x" * 300_000, "at most 262144 characters"), (TOML.replace("head =", "lift ="), "columns named"),
    ):  # fmt: skip
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            hc.read_pump_curve(str(file))


def test_units_after_an_underscore(tmp_path):
    file = tmp_path / "pump.csv"
    file.write_text(
        "flow_m3/h,head_ft,efficiency_%\n0,300,0\n360,280,70\n720,200,80\n", encoding="utf-8"
    )
    pump = hc.read_pump_curve(str(file), speed=1480)
    assert pump.si.flow == pytest.approx([0.0, 0.1, 0.2])
    assert pump.si.head == pytest.approx([91.44, 85.344, 60.96])
    assert pump.efficiency == pytest.approx([0.0, 0.7, 0.8])


def test_units_in_heads_keep_their_case(tmp_path):
    file = tmp_path / "pump.csv"
    rows = "Flow [ML/d],head_m,Shaft_power [kW],npsh_required\n"
    file.write_text(rows + "0,110,80,3\n10,104,150,3\n20,88,200,4\n", encoding="utf-8")
    pump = hc.read_pump_curve(str(file), speed=1480)
    assert pump.si.flow[1] == pytest.approx(1e4 / 86400)
    assert pump.si.shaft_power[2] == 200e3
    assert pump.si.npsh_required[2] == 4


FULL = hc.PumpCurve(
    name="F", flow=[0.02, 0.1, 0.2, 0.3, 0.35], head=[118, 112, 100, 80, 66],
    efficiency=[0.2, 0.66, 0.84, 0.82, 0.72], npsh_required=[np.nan, 2.0, 2.6, 4.0, 5.2],
    speed="1480 rpm", stages=2, eyes=2, density=1010,
)  # fmt: skip
RHO_G = 1010 * 9.80665


def test_a_fit_by_hand():
    """Every number of the fit of joined points, from the points themselves."""
    fit = hc.fit_pump_curve(FULL, form="linear")
    f = fit.si
    assert f.fitted_head == pytest.approx(f.head, rel=1e-14)
    assert f.largest_residual == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(f.shutoff_head)  # the first point isn't at no flow
    assert np.isnan(f.dip_flow)
    assert (f.end_flow, fit.form) == (0.35, "linear")
    q, H, eta = FULL.si.flow, FULL.si.head, FULL.si.efficiency
    P = RHO_G * q * H / eta
    x = np.linspace(0.02, 0.35, 200_001)
    values = RHO_G * x * np.interp(x, q, H) / np.interp(x, q, P)
    best = x[int(np.argmax(values))]
    assert f.best_flow == pytest.approx(best, abs=2e-4)
    assert f.best_efficiency == pytest.approx(values.max(), rel=1e-6)
    head = np.interp(f.best_flow, q, H)
    assert f.best_head == pytest.approx(head, rel=1e-12)
    assert (f.stage_head, f.eye_flow) == (f.best_head / 2, f.best_flow / 2)
    nq = 1480 * f.best_flow**0.5 / (head / 2) ** 0.75
    assert f.nq_total == pytest.approx(nq, rel=1e-12)
    assert f.nq_eye == pytest.approx(nq / 2**0.5, rel=1e-12)
    assert f.ns_cn == pytest.approx(3.65 * nq / 2**0.5, rel=1e-12)
    npsh = np.interp(f.best_flow, q[1:], FULL.si.npsh_required[1:])
    assert f.npsh_best == pytest.approx(npsh, rel=1e-12)
    S = 1480 * (f.best_flow / 2) ** 0.5 / npsh**0.75
    assert f.suction_speed == pytest.approx(S, rel=1e-12)
    assert f.cavitation_c == pytest.approx(5.62 * S, rel=1e-12)
    shares = np.array([f.por_low, f.por_high, f.aor_low, f.aor_high]) / f.best_flow
    assert shares == pytest.approx([0.7, 1.2, 0.5, 1.25], rel=1e-12)


def test_residuals_of_least_squares():
    fit = hc.fit_pump_curve(FULL, form="quadratic")
    q, H = FULL.si.flow, FULL.si.head
    a, c = np.linalg.lstsq(np.stack([q**0, q**2], axis=1), H, rcond=None)[0]
    residual = a + c * q**2 - H
    assert fit.si.residual == pytest.approx(residual, rel=1e-8, abs=1e-9)
    assert fit.si.largest_residual == pytest.approx(np.abs(residual).max(), rel=1e-9)
    assert fit.si.rms_residual == pytest.approx((residual**2).mean() ** 0.5, rel=1e-9)
    assert fit.si.shutoff_head == pytest.approx(a, rel=1e-9)
    assert fit.formula == f"{a:.4g} - {-c:.4g}*Q^2"


def test_formulas_in_words():
    """Terms of a polynomial with their signs; those that are 0 are left out."""
    droop = PUMP.replace(head=[100, 104, 98, 86])
    for form, degree in (("polynomial", 2), ("polynomial", 3), ("polynomial", 1)):
        fit = hc.fit_pump_curve(droop.replace(form=form, degree=degree))
        text = fit.formula.replace("^", "**")
        for x in (0.05, 0.2, 0.25):
            plain = np.polyval(np.polyfit(droop.si.flow, droop.si.head, degree), x)
            assert eval(text, {"Q": x}) == pytest.approx(plain, rel=2e-3)  # noqa: S307
        assert fit.formula.count("Q") == degree
        assert fit.formula.count("^") == degree - 1
        assert not fit.formula.startswith(" ")
    down = hc.fit_pump_curve(PUMP.replace(form="polynomial", degree=1)).formula
    assert down.split()[1] == "-"
    power = hc.fit_pump_curve(PUMP, form="power").formula
    A, rest = power.split(" - ")
    B, C = rest.split("*Q^")
    assert float(A) - float(B) * 0.2 ** float(C) == pytest.approx(88, abs=1.5)
    for form in ("monotone", "linear"):
        assert hc.fit_pump_curve(PUMP, form=form).formula == "through the points"


def test_power_at_no_flow_from_an_efficiency_of_0():
    """The power goes straight on from the first two known points, at least to a quarter."""
    q, H = np.array([0.0, 0.1, 0.2, 0.25]), np.array([110.0, 104.0, 88.0, 74.0])
    for eta, line in (([0.0, 0.68, 0.84, 0.8], True), ([0.0, 0.99, 0.5, 0.4], False)):
        pump = PUMP.replace(efficiency=eta, form="linear")
        P = 998.2 * 9.80665 * q[1:] * H[1:] / eta[1:]
        start = P[0] - 0.1 * (P[1] - P[0]) / 0.1
        assert (start > 0.25 * P[0]) == line
        none = hc.pump_performance(pump, hc.Liquid(density=998.2, viscosity=1e-6,
                                   vapour_pressure=2e3, bulk_modulus=2e9), flow=[0.0, 0.05])  # fmt: skip
        at_0 = max(start, 0.25 * P[0])
        assert none.si.shaft_power == pytest.approx([at_0, (at_0 + P[0]) / 2], rel=1e-12)
    # a first efficiency above 0, or not at no flow, says nothing of that
    for change in ({"efficiency": [0.1, 0.68, 0.84, 0.8]}, {"flow": [0.01, 0.1, 0.2, 0.25]}):
        pump = PUMP.replace(**change)
        assert np.isnan(hc.pump_performance(pump, flow=0.0).si.shaft_power)
    known = PUMP.replace(efficiency=[np.nan, 0.68, 0.84, 0.8])
    assert np.isnan(hc.pump_performance(known, flow=0.05).efficiency)
    assert hc.pump_performance(known, flow=0.1).efficiency == pytest.approx(0.68)


def test_shares_of_the_best_flow_at_any_speed():
    """Similar points lie at flows in proportion to the speed; density decides the power."""
    best = hc.fit_pump_curve(FULL).si.best_flow
    heavy = hc.Liquid(density=1100, viscosity=1e-6, vapour_pressure=2e3, bulk_modulus=2e9)
    for s in (0.9, 1.1):
        done = hc.pump_performance(FULL, heavy, flow=[0.1 * s, 0.2 * s], speed=s * 1480)
        assert done.over_best == pytest.approx([0.1 / best, 0.2 / best], rel=1e-12)
        assert done.speed_ratio == pytest.approx(s, rel=1e-12)
        assert done.si.head == pytest.approx(s**2 * np.array([112, 100]), rel=1e-12)
        P = 1100 * 9.80665 * np.array([0.1 * 112 / 0.66, 0.2 * 100 / 0.84]) * s**3
        assert done.si.shaft_power == pytest.approx(P, rel=1e-12)
        assert done.si.npsh_required == pytest.approx(s**2 * np.array([2.0, 2.6]), rel=1e-12)
    unknown = hc.pump_performance(FULL, flow=[-0.1, 0.1, 0.1], speed=[1480.0, 0.0, -5.0])
    for name in ("head", "efficiency", "shaft_power", "npsh_required"):
        assert np.isnan(getattr(unknown.si, name)).all(), name
    assert np.isnan(unknown.over_best).all()
    assert np.isnan(hc.pump_performance(FULL, flow=0.05).si.npsh_required)  # from 0.1 on only
    assert hc.pump_performance(FULL, flow=0.1).si.npsh_required == pytest.approx(2.0)


def test_an_estimated_curve_by_hand():
    """P a straight line, H such that the best point is one, NPSHr by C of an eye and stage."""
    ln = np.log
    for type_, eyes, stages, C, s in (
        # nq an eye 16.1: of the tables for C and for shut-off the ends of the pieces there
        ("split-case", 2, 1, ((12, 700), (17, 820)), ((8, 1.15, 8, 0.38), (25, 1.17, 30, 0.42))),
        # nq 51.8
        ("multistage", 1, 3, ((50, 930), (70, 880)), ((50, 1.30, 45, 0.53), (75, 1.40, 60, 0.63))),
    ):  # fmt: skip
        pump = hc.estimated_curve(flow=0.2, head=90, speed=1485, type=type_, stages=stages)
        p, q = pump.si, np.linspace(0, 1.4, 15)
        nq = 1485 * (0.2 / eyes) ** 0.5 / (90 / stages) ** 0.75
        (a, x, b, y), (c, z, d, w) = s
        S = x + (z - x) * ln(nq / a) / ln(c / a)
        p_0 = y + (w - y) * ln(nq / b) / ln(d / b)
        assert p.flow == pytest.approx(0.2 * q, rel=1e-14)
        assert p.head == pytest.approx(90 * (S - (S - 1) * q ** (p_0 / (S - 1))), rel=1e-12)
        power = np.append(p_0, 998.2 * 9.80665 * p.flow[1:] * p.head[1:] / p.efficiency[1:])
        power[1:] /= power[10]
        assert power == pytest.approx(p_0 + (1 - p_0) * q, rel=1e-12)
        (low, at_low), (high, at_high) = C
        c_m = at_low + (at_high - at_low) * ln(nq / low) / ln(high / low)
        npsh = (5.62 * 1485 * (0.2 / eyes) ** 0.5 / c_m) ** (4 / 3)
        rise = np.maximum(0.6 + 0.4 * q**2, q**1.8)
        assert p.npsh_required == pytest.approx(npsh * rise, rel=1e-12)
        assert (pump.eyes, pump.stages, pump.basis) == (eyes, stages, "estimate")
        given = hc.pump_efficiency(flow=0.2, head=90 / stages, speed=1485, type=type_)
        assert p.efficiency[10] == pytest.approx(given.efficiency, abs=1e-12)


def test_an_axial_pump_has_its_largest_power_at_no_flow():
    """900ZLB-70: 172.3 kW at 1.75 m³/s against 140.8 at 2.15 m³/s (data sheet): 1.22."""
    pump = hc.estimated_curve(flow=2.15, head=6, speed=585, type="vertical-axial")
    P = hc.pump_performance(pump, flow=[0, 1.75, 2.15]).si.shaft_power
    assert P[0] > P[1] > P[2]
    assert P[1] / P[2] == pytest.approx(172.3 / 140.8, abs=0.02)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"flow": [0, 0.1, 0.2, 50.0]}, None), ({"flow": [0, 0.1, 0.2, 50.1]}, "at most 50"),
        ({"head": [110, 104, 88, 88]}, "heads that rise"), ({"head": [88, 104, 88, 0.0], "efficiency": None}, None),
        ({"head": [110, 104, 88, 87.9]}, None), ({"head": [110, 104, 88, -1.0]}, "from 0 up"),
        ({"flow": [0, 0.1, np.inf, 0.25]}, "every point"),
        ({"efficiency": [0, 0.7, 1.0, 0.8]}, None), ({"efficiency": [0, 0, 0, 0]}, "from 0 to 1"),
        ({"efficiency": [np.nan, 0.7, np.nan, np.nan]}, None),
        ({"npsh_required": [1, 0, 2, 3]}, "above 0"), ({"npsh_required": [np.nan, 1, 2, 3]}, None),
        ({"efficiency": None, "shaft_power": [1e5, 0, 1e5, 1e5]}, "above 0"),
        ({"efficiency": None, "shaft_power": [np.nan, np.nan, np.nan, 3e5]}, None),
        ({"npsh_required": [np.nan, np.nan, np.nan, 4]}, None),
    ],
)  # fmt: skip
def test_points_at_the_border(change, said):
    pump = PUMP.replace(**change)
    if said is None:
        assert hc.fit_pump_curve(pump).si.end_flow == pump.si.flow[-1]
        return
    with pytest.raises(InputError, match=said):
        hc.fit_pump_curve(pump)


def test_hints_of_bad_points():
    with pytest.raises(InputError, match=r"shares of 1, or the unit, %"):
        hc.fit_pump_curve(PUMP.replace(efficiency=[0, 0.7, 1.6, 0.8]))
    with pytest.raises(InputError) as caught:
        hc.fit_pump_curve(PUMP.replace(efficiency=[0, 0.7, 1.5, 0.8]))
    assert "/ 100" not in str(caught.value)  # 150 % is no slip of a hundred
    with pytest.raises(InputError, match=r"0\.1 m³/s after 0\.2 m³/s"):
        hc.fit_pump_curve(PUMP.replace(flow=[0, 0.2, 0.1, 0.05]))
    with pytest.raises(InputError, match="falls at the end"):
        hc.fit_pump_curve(PUMP.replace(head=[110, 90, 80, 79.9], form="polynomial", degree=2))


def test_what_a_fit_says_of_what_is_known():
    """Saddles, rising branches, stretches without efficiency or NPSH: each in its own case."""

    def said(**change):
        return " ".join(str(hc.fit_pump_curve(PUMP.replace(**change))).split())

    five = {"flow": [0, 0.05, 0.1, 0.2, 0.25], "efficiency": None}
    saddle = said(**five, head=[108, 100, 104, 90, 70])
    assert (
        "The head has a saddle: it rises from 0.05 m³/s to 0.1 m³/s. Against a head above 100 m"
        in saddle
    )
    assert "The head rises up to" not in saddle
    droop = said(**five, head=[100, 103, 104, 90, 70])
    assert (
        "The head rises up to 0.1 m³/s: unstable there, and no start against a head above the shut-off head of 100 m"
        in droop
    )
    late = said(flow=[0.02, 0.05, 0.1, 0.2, 0.25], efficiency=None, head=[100, 103, 104, 90, 70])
    assert "The head rises up to 0.1 m³/s: unstable there." in late
    assert "Below the first point, 0.02 m³/s, the curve is extrapolated" in late
    plain = said()
    for words in (
        "saddle",
        "The head rises",
        "extrapolated",
        "are known from",
        "No efficiency",
        "estimated",
    ):
        assert words not in plain, words
    part = said(efficiency=[np.nan, 0.68, 0.84, 0.8])
    assert "Efficiency and power are known from 0.1 m³/s to 0.25 m³/s only." in part
    short = said(efficiency=[0.1, 0.68, 0.84, np.nan])
    assert "Efficiency and power are known from 0 m³/s to 0.2 m³/s only." in short
    npsh = said(npsh_required=[np.nan, 2, 3, 4])
    assert "NPSH required is known from 0.1 m³/s to 0.25 m³/s only." in npsh
    assert "No NPSH required given" not in npsh


def test_a_curve_belongs_to_one_speed(tmp_path):
    file = tmp_path / "pump.csv"
    file.write_text("flow,head,speed\n0,110,1480\n0.1,104,1480\n0.2,88,1480\n", encoding="utf-8")
    pump = hc.read_pump_curve(str(file), name="A", stages=3, eyes=2, form="linear")
    assert (pump.si.speed, pump.stages, pump.eyes, pump.form, pump.name) == (
        1480,
        3,
        2,
        "linear",
        "A",
    )
    with pytest.raises(InputError, match="the file gives it"):
        hc.read_pump_curve(str(file), speed=1480)
    file.write_text("flow,head,speed\n0,110,1480\n0.1,104,980\n0.2,88,1480\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"980 rpm, 1480 rpm"):
        hc.read_pump_curve(str(file))
    file.write_text("flow,head\n0,110\n0.1,104\n0.2,88\n", encoding="utf-8")
    plain = hc.read_pump_curve(str(file), speed=1480)
    assert (plain.stages, plain.eyes, plain.form, plain.name) == (1, 1, "monotone", "")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"stages": 0}, {"stages": 1}), ({"stages": 101}, {"stages": 100}), ({"eyes": 0}, {"eyes": 1}),
        ({"eyes": 3}, {"eyes": 2}), ({"degree": 0}, {"degree": 1}), ({"degree": 7}, {"degree": 6}),
        ({"minimum_flow": -0.1}, {"minimum_flow": 0}), ({"maximum_flow": 0}, {"maximum_flow": 0.01}),
    ],
)  # fmt: skip
def test_bounds_of_fields(wrong, right):
    assert PUMP.replace(**right)
    with pytest.raises(InputError) as caught:
        PUMP.replace(**wrong)
    assert caught.value.argument == next(iter(wrong))


def test_what_a_curve_has_if_nothing_is_said():
    assert (PUMP.stages, PUMP.eyes, PUMP.degree) == (1, 1, 3)
    assert PUMP.si.density == 998.2
    assert (PUMP.form, PUMP.basis, PUMP.name) == ("monotone", "maker", "")


def test_digits_shown():
    """Two of residuals, three of ratios and what is estimated, four of the rest."""
    digits = {
        hc.CurveFit: {2: {"residual", "largest_residual", "rms_residual"}, 3: {
            "best_efficiency", "nq_total", "nq_eye", "ns_cn", "npsh_best", "suction_speed", "cavitation_c"}},
        hc.PumpPerformance: {3: {"speed_ratio", "efficiency", "npsh_required", "over_best"}},
    }  # fmt: skip
    for result, few in digits.items():
        for name, field in result.fields.items():
            if hasattr(field, "digits"):
                expected = next((n for n, names in few.items() if name in names), 4)
                assert field.digits == expected, name


def test_the_fit_as_a_table():
    fit = hc.fit_pump_curve(PUMP, form="quadratic")
    table = fit.table()
    assert table.rows[2][:2] == ["0.2", "88"]
    assert [len(row) for row in table.rows] == [4] * 4
    assert table.right == frozenset({0, 1, 2, 3})
    page = str(fit)
    assert "shut-off head" in page
    assert "saddle" not in page  # what isn't known isn't listed


@pytest.mark.parametrize("best", [(0.2, 90, 1485, 0.2), (2.0, 18, 990, 2.0)])
def test_regions_by_specific_speed(best):
    """70-120 % to nq 87, 80-115 % above it."""
    Q, H, n, _ = best
    q = np.linspace(0, 1.4, 15)
    pump = hc.PumpCurve(
        flow=Q * q, head=H * (1.4 - 0.4 * q**2), efficiency=0.85 * (2 * q - q**2), speed=n
    )
    fit = hc.fit_pump_curve(pump).si
    high = fit.nq_total > 87
    assert high == (Q == 2.0)
    assert [fit.por_low / fit.best_flow, fit.por_high / fit.best_flow] == pytest.approx(
        [0.8, 1.15] if high else [0.7, 1.2], rel=1e-12
    )


@pytest.mark.parametrize("head", ["flow [m3/h],head [m]", "flow [m3/h],head [m],speed [rpm]"])
def test_a_file_of_headings_has_no_points(tmp_path, head):
    file = tmp_path / "none.csv"
    file.write_text(head + "\n\n", encoding="utf-8")
    with pytest.raises(InputError, match="points below the names"):
        hc.read_pump_curve(file, speed=None if "speed" in head else 1480)


def test_a_curve_that_ends_at_no_head_has_its_best_point_inside():
    pump = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.3], head=[30, 25, 15, 0], speed=1480,
                        efficiency=[0, 0.7, 0.6, 0.0])  # fmt: skip
    assert 0.05 < hc.fit_pump_curve(pump).si.best_flow < 0.25


def test_a_form_that_dives_below_no_head_is_refused():
    """A polynomial through one wrong point swings below 0 between the others."""
    q = np.array([0.0, 7.4124, 13.5936, 19.7712, 24.714, 29.6568, 33.3648]) / 3600
    head = [101.9384, 99.1699, 92.6275, 822.418, 71.1625, 57.6211, 45.8463]
    pump = hc.PumpCurve(flow=q, head=head, speed=2950, form="polynomial")
    with pytest.raises(hc.InputError, match="form: expected a form whose head"):
        hc.fit_pump_curve(pump)
