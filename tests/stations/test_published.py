"""Published stations: what the table prints, in SI; what it doesn't print stays unknown."""

import csv
from pathlib import Path

import numpy as np
import pytest

import hydrocalc as hc

FOUND = hc.real_stations()
ROW = {name: i for i, name in enumerate(FOUND.id)}
with (Path(hc.__file__).parent / "data" / "stations.csv").open(encoding="utf-8") as file:
    TABLE = list(csv.DictReader(file))


def test_shuangjiang_by_hand():
    """945 kW over 998.203 kg/m³ × 9.80665 m/s² × 0.4 m³/s × 87.8 m."""
    i = ROW["shuangjiang"]
    assert FOUND.ratio[i] == pytest.approx(945e3 / (998.203 * 9.80665 * 0.4 * 87.8), rel=1e-5)
    assert np.isnan(FOUND.si.units[i])  # no source publishes the split
    assert np.isnan(FOUND.si.motor_rating[i])
    assert FOUND.inconsistent[i].startswith("daily volume")


def test_nothing_is_filled_in():
    assert len(FOUND.id) == len(TABLE)
    columns = {"flow_m3s": ("flow", 1), "head_m": ("head", 1), "installed_kw": ("installed", 1e3),
               "unit_power_kw": ("motor_rating", 1e3), "unit_flow_m3s": ("unit_flow", 1),
               "specific_energy_kwh_m3": ("specific_energy", 3.6e6)}  # fmt: skip
    for column, (field, factor) in columns.items():
        for row, value in zip(TABLE, FOUND.plain_at(field), strict=True):
            printed = float(row[column]) * factor if row[column] else np.nan
            assert value == pytest.approx(printed, nan_ok=True), (row["id"], column)
    known = np.isfinite(FOUND.si.flow * FOUND.si.head * FOUND.si.installed)
    assert (np.isfinite(FOUND.ratio) == known).all()


def test_no_station_is_driven_by_less_than_it_lifts():
    """Installed power below the hydraulic power would be a wrong row."""
    assert np.nanmin(FOUND.ratio) > 1.0


def test_pages():
    page = str(FOUND)
    assert "Shuangjiang pump station * ?" in page
    assert "2.75" in page
    assert "双江(提水)泵站" in FOUND.text("zh")
    assert "nan" not in page
    assert len(FOUND.data().rows) == len(TABLE)
    assert FOUND.to_dict()["installed"]["value"][0] == 945e3
