"""What a good engineer would choose, from a village to a trunk station, and why."""

import csv
from pathlib import Path

import pytest

import hydrocalc as hc
from hydrocalc.kernels import stations

with open(Path(__file__).parent / "duties.csv", encoding="utf-8", newline="") as file:
    DUTIES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", DUTIES, ids=lambda r: r["what"])
def test_duty(row):
    options = dict(pair.split("=") for pair in row["options"].split(";") if pair)
    sizing = hc.size_station(flow=row["flow"], head=row["head"], **options)
    assert sizing.status == int(row["status"])
    assert row["defence"]
    best = sizing.recommended
    if not row["duty"]:
        assert best is None
        assert sizing.exit_code == 1
        return
    assert sizing.exit_code == int(row["status"] != "0")
    assert (best.duty, best.type, best.poles) == (int(row["duty"]), row["type"], int(row["poles"]))
    assert best.si.motor_rating == 1000 * float(row["motor_kw"])


def test_shuangjiang_for_the_reasons_given():
    """What a good engineer writes for 0.40 m³/s at 87.8 m, and why not the others."""
    sizing = hc.size_station(flow="0.40 m3/s", head="87.8 m")
    best, second = sizing.recommended, sizing.runner_up
    assert 0.82 <= best.efficiency <= 0.85
    assert 205e3 <= best.si.unit_shaft_power <= 215e3
    assert best.si.unit_flow * 3600 == pytest.approx(720)
    assert (second.duty, second.standby, second.type) == (3, 1, "split-case")
    table = sizing.candidates.si
    why = {
        (str(t), int(n), int(p)): int(s)
        for t, n, p, s in zip(table.type, table.duty, table.poles, table.status, strict=True)
    }
    assert {why["split-case", n, 2] for n in (1, 2, 3, 4)} == {stations.NPSH}
    assert {why["split-case", n, 6] for n in (2, 3, 4)} == {3}  # nq per eye below 11
    assert why["split-case", 1, 6] == 7  # impeller
    eight = hc.size_station(flow=0.4, head=87.8, poles=8, duty="1-4", type="split-case")
    assert set(eight.candidates.si.status) <= {3, 7}
    two_pole = [i for i in range(len(table.duty)) if table.poles[i] == 2 and table.duty[i] == 2]
    i = next(i for i in two_pole if table.type[i] == "split-case")
    assert 9 < table.npsh_required_low[i] / 1.3 < 9.5  # 9–12 m at best efficiency
    assert table.npsh_available[i] == pytest.approx(8.1, abs=0.1)  # "about 8 m available"


def test_315_if_run_out_asks():
    for rise in ("1.3", "1.35"):
        sizing = hc.size_station(flow=0.4, head=87.8, power_rise=rise, duty=2, poles=4)
        assert sizing.recommended.si.motor_rating == 315e3


def test_one_duty_pump_gives_least_energy_where_suction_allows():
    """Energy alone would pick 1+1: with water enough over the eye it does."""
    sizing = hc.size_station(flow=0.4, head=87.8, rank="energy", water_above_eye=3, poles=4)
    assert sizing.recommended.duty == 1
    balanced = hc.size_station(flow=0.4, head=87.8, water_above_eye=3, poles=4)
    assert balanced.recommended.duty == 2
    saving = 1 - sizing.recommended.si.specific_energy / balanced.recommended.si.specific_energy
    assert 0.01 < saving < 0.06
    assert "no turndown" in " ".join(str(balanced).split())
