"""What is said of pumps and motors, against figures from elsewhere."""

import csv
from pathlib import Path

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.checks.quantities.pumps import attainable
from tests.checks.test_rules import PUMP, worse, write

CHART = Path(__file__).parents[1] / "validation" / "hi_chart.csv"


def finding(report, code):
    return next(f for f in report.findings if f.code == code)


def test_the_attainable_efficiency_by_its_printed_parts():
    """720 m³/h, Ns 1200 US, double suction: base 87.48, less 1.77 points; the best 3.09 % above."""
    found = attainable(0.2, 90.0, 1480.0, 1200 / 51.645237900699)
    assert 100 * found == pytest.approx((87.48 - 1.77) * 1.0309, abs=0.02)


def test_no_pump_of_the_published_chart_fails():
    """The chart of practically attainable efficiencies lies 1.5 % above at most, of 5 %."""
    with open(CHART, newline="") as file:
        rows = list(csv.DictReader(file))
    tried = 0
    for row in rows:
        nq = float(row.pop("nq"))
        for name, eta in row.items():
            if eta:
                Q = float(name[1:]) / 3600
                H = (1480 * np.sqrt(Q) / nq) ** (4 / 3)
                assert float(eta) / 100 / attainable(Q, H, 1480.0, nq) < 1.02, (nq, name)
                tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("points", "outcome", "verdict"),
    [(0, "pass", "PASS"), (3, "pass", "PASS"), (6, "review", "CONDITIONAL"), (15, "fail", "FAIL")],
)
def test_a_curve_that_claims_more_than_pumps_reach(tmp_path, points, outcome, verdict):
    """84.5 % at 720 m³/h and nq 22: pumps of its size reach some 88 %."""
    report = hc.check(write(tmp_path, pump=worse(-points)))
    assert finding(report, "HC213").outcome == outcome
    assert report.verdict == verdict


def test_a_shaft_power_below_that_of_the_water_is_refused(tmp_path):
    """998.2 x 9.80665 x 0.2 x 93.5 W = 183.06 kW at 720 m³/h."""
    power = {0: 90, 180: 140, 360: 170, 540: 190, 720: 180, 800: 224, 900: 250, 1000: 270}
    rows = [row.split(",") for row in PUMP.strip().split("\n")]
    rows[0][2] = "shaft_power [kW]"
    for row in rows[1:]:
        row[2] = str(power[int(row[0])])
    with pytest.raises(hc.DesignFileError, match=r"at least the power of the water, 183\.1 kW"):
        hc.check(write(tmp_path, pump="\n".join(map(",".join, rows)) + "\n"))


def test_a_full_speed_that_is_not_that_of_the_curve(tmp_path):
    """By affinity, at 1.06 times the speed: flows x 1.06, heads and NPSH x 1.06²; one station."""
    k = 1.06
    scaled = [PUMP.split("\n")[0]]
    for row in PUMP.strip().split("\n")[1:]:
        q, h, eta, npsh = map(float, row.split(","))
        scaled.append(f"{q * k!r},{h * k * k!r},{eta!r},{npsh * k * k!r}")
    rpm = f"{1480 * k!r} rpm"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    region = ('minimum_flow = "300 m3/h"\nmaximum_flow = "1000 m3/h"\n', "")
    unit = ("count = 2\n", f'count = 2\nspeed = "{rpm}"\n')
    turned = hc.check(write(tmp_path / "a", region, unit))
    made = hc.check(write(tmp_path / "b", region, ('speed = "1480 rpm"', f'speed = "{rpm}"'),
                          pump="\n".join(scaled) + "\n"))  # fmt: skip
    assert finding(turned, "HC401").value < 280 / 238  # P x 1.06³
    for one, other in zip(turned.findings, made.findings, strict=True):
        assert one.outcome == other.outcome, one.code
        # Of products and of the made analysis: at the speed of the curve.
        if one.value is not None and one.code not in ("HC213", "HC407", "HC408", "HC703"):
            assert one.value == pytest.approx(other.value, rel=1e-6, abs=1e-6), one.code


END = """schema = 1
[project]
name = "End suction"
[demand]
flow = "100 m3/h"
head = "HEAD m"
[[pumps]]
name = "E"
curve = "pump.csv"
speed = "SPEED rpm"
[[units]]
name = "E"
pump = "E"
MORE
[checks]
rules = ["eu-547"]
"""
# Q 100 m³/h and ns 30 at 1450 rpm: H = (1450 sqrt(100/3600)/30)^(4/3) = 16.16 m. Printed for MEI
# 0.4: 78.4 % (78.45); at 75 % of the flow 0.947, at 110 % 0.985 of it: 74.29 and 77.27 %.
BEST_HEAD = float((1450 * np.sqrt(100 / 3600) / 30) ** (4 / 3))


def end_suction(folder, etas, speed=1450, more="", k=1.0):
    """The finding of a pump of 100 m³/h and ns 30 with some efficiencies at 75, 100 and 110 %."""
    part, best, over = etas
    x = np.arange(0.4, 1.31, 0.02)
    bend = np.where(x < 1, (best - part) / 0.25**2, (best - over) / 0.1**2)
    rows = [(0.0, 1.25, 0.0)]
    rows += [tuple(map(float, row)) for row in
             zip(100 * x, 1.25 - 0.25 * x * x, best - bend * (x - 1) ** 2, strict=True)]  # fmt: skip
    text = "flow [m3/h],head [m],efficiency [%]\n" + "".join(
        f"{q * k!r},{h * BEST_HEAD * k * k!r},{eta}\n" for q, h, eta in rows
    )
    (folder / "pump.csv").write_text(text, encoding="utf-8")
    file = folder / "end.hydro.toml"
    words = {"HEAD": f"{BEST_HEAD:.3f}", "SPEED": str(speed), "MORE": more}
    design = END
    for word, value in words.items():
        design = design.replace(word, value)
    file.write_text(design, encoding="utf-8")
    return finding(hc.check(file), "HC411")


@pytest.mark.parametrize(
    ("etas", "share", "least"),
    [
        ((74.9, 79.4, 78.9), None, None),
        ((74.9, 78.0, 77.9), "100 %", 0.7845),
        ((73.4, 79.4, 78.9), "75 %", 0.7429),
        ((74.9, 79.4, 76.4), "110 %", 0.7727),
    ],
)
def test_minimum_efficiency_index_at_best_point_part_load_and_overload(
    tmp_path, etas, share, least
):
    f = end_suction(tmp_path, etas)
    if share is None:
        assert f.outcome == "pass"
        return
    assert f.outcome == "fail"
    assert f.state == f"{share} of the flow of best efficiency"
    assert f.limit == pytest.approx(least, abs=1e-3)


def test_the_index_is_that_of_the_product(tmp_path):
    """However slowly it is driven; points at another speed say nothing of it."""
    bad = (74.9, 78.0, 77.9)
    plain = end_suction(tmp_path, bad)
    slow = end_suction(tmp_path, bad, more='speed = "1100 rpm"\nminimum_speed = "700 rpm"')
    assert (slow.outcome, slow.value, slow.limit) == (plain.outcome, plain.value, plain.limit)
    # The same pump, its points taken at 1200 rpm: known at 1450 rpm only if that is its speed.
    k = 1200 / 1450
    reduced = end_suction(tmp_path, bad, speed=1200, k=k)
    assert reduced.outcome == "open"
    assert reduced.missing == ("points of the curve of E at 1450 or 2900 rpm",)
    full = end_suction(tmp_path, bad, speed=1200, k=k, more='speed = "1450 rpm"')
    assert full.outcome == "fail"
    assert full.limit == pytest.approx(plain.limit, abs=1e-9)
    assert end_suction(tmp_path, bad, speed=970).outcome == "not applicable"
