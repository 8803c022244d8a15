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
        ({"efficiency": [0, 68, 84, 80]}, "efficiency", "efficiency / 100"),
        ({"efficiency": [0, 0.7, 1.02, 0.8]}, "efficiency", "1.02"),
        ({"efficiency": [0, -0.1, 0.5, 0.4]}, "efficiency", "from 0 to 1"),
        ({"efficiency": [0, 0.7, 0.8]}, "efficiency", "each of the 4 flows"),
        ({"shaft_power": [1e5, 1e5, 1e5, 1e5]}, "shaft_power", "efficiency is given"),
        ({"npsh_required": [1, 2, -3, 4]}, "npsh_required", "above 0"),
        ({"head": [110, np.nan, 88, 74]}, "head", "every point"),
        ({"flow": [-0.1, 0.1, 0.2, 0.3]}, "head", "from 0 up"),
    ],
)
def test_bad_points(change, argument, said):
    with pytest.raises(InputError, match=said) as caught:
        hc.fit_pump_curve(PUMP.replace(**change))
    assert caught.value.argument == argument


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
    with pytest.raises(InputError, match="efficiency method covers"):
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
        ("flow;head\n0;110\n", "commas between"),
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
        ("# " + "x" * 200_000, "at most 20000 characters"), (TOML.replace("head =", "lift ="), "columns named"),
    ):  # fmt: skip
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            hc.read_pump_curve(str(file))


def test_units_in_heads_keep_their_case(tmp_path):
    file = tmp_path / "pump.csv"
    rows = "Flow [ML/d],head_m,Shaft_power [kW],npsh_required\n"
    file.write_text(rows + "0,110,80,3\n10,104,150,3\n20,88,200,4\n", encoding="utf-8")
    pump = hc.read_pump_curve(str(file), speed=1480)
    assert pump.si.flow[1] == pytest.approx(1e4 / 86400)
    assert pump.si.shaft_power[2] == 200e3
    assert pump.si.npsh_required[2] == 4
