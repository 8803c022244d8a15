"""Real stations with flow, head and power published: what explains their installed power."""

import csv
from pathlib import Path

import numpy as np
import pytest

import hydrocalc as hc

with open(Path(__file__).parent / "published.csv", encoding="utf-8", newline="") as file:
    WHY = {row["id"]: row for row in csv.DictReader(file)}
REAL = hc.real_stations().si
KNOWN = np.flatnonzero(
    np.isfinite(REAL.flow) & np.isfinite(REAL.head) & np.isfinite(REAL.installed)
)


OTHER_UNITS = {"dos_amigos"}
"""Stations whose number of units is among no splits: none splits what contradicts its head."""


@pytest.mark.parametrize("i", KNOWN, ids=lambda i: REAL.id[i])
def test_published_station(i):
    """Explained, but for those whose reason stands on the page; its units are among the splits."""
    sizing = hc.size_station(flow=float(REAL.flow[i]), head=float(REAL.head[i]))
    found = hc.reconcile_installed(sizing, installed=float(REAL.installed[i]))
    known = WHY.get(REAL.id[i], {"verdict": "explained"})
    assert found.installed_verdict == known["verdict"]
    assert found.exit_code == 1 or known["verdict"] != "inconsistent"
    # ρg of water at 20 °C: 998.2 × 9.80665
    ratio = REAL.installed[i] / (998.2 * 9.80665 * REAL.flow[i] * REAL.head[i])
    assert found.ratio == pytest.approx(ratio, rel=1e-3)
    real, R = REAL.units[i], REAL.motor_rating[i]
    if np.isfinite(real):
        own = [s.si.motor_rating for s in found.splits if s.si.units == real]
        assert bool(own) != (REAL.id[i] in OTHER_UNITS)
        if own and np.isfinite(R):
            assert min(abs(rating / R - 1.0) for rating in own) < 0.01


def test_share_of_published_stations_explained(measured):
    assert len(KNOWN) >= 25
    missed = [REAL.id[i] for i in KNOWN if REAL.id[i] in WHY]
    assert sorted(missed) == sorted(WHY)
    share = 100.0 * len(missed) / len(KNOWN)
    measured(f"{len(KNOWN)} published stations with flow, head and power",
             "installed power that the factors don't explain", share, 10.0, "%")  # fmt: skip
    assert share < 10.0
