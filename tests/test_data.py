"""Every table of facts says its source and basis."""

from pathlib import Path

import pytest

import hydrocalc
from hydrocalc import data

TABLES = sorted(p.stem for p in (Path(hydrocalc.__file__).parent / "data").glob("*.csv"))


@pytest.mark.parametrize("name", TABLES)
def test_rows(name):
    rows = data.rows(name)
    assert rows
    for row in rows:
        assert None not in row, f"{row} has too many cells"
        assert None not in row.values(), f"{row} has too few cells"
        assert row["basis"] in data.BASES
        assert row["source"].strip()
    if "id" in rows[0]:
        assert len({row["id"] for row in rows}) == len(rows)
    assert data.rows(name) is rows


def test_limits_are_numbers_with_operators():
    for limit in data.limits().values():
        assert limit.operator in (">=", "<=")
        assert data.limit(limit.id) == limit.value


def test_assumptions_name_existing_options():
    from hydrocalc.cli import line, size

    for a in data.assumptions().values():
        assert not a.option or a.option[2:].replace("-", "_") in {**size.OPTIONS, **line.OPTIONS}
    assert data.assumption("power_rise").number == 1.15


def test_stations():
    rows = data.rows("stations")
    assert len(rows) == 69
    shuangjiang = next(r for r in rows if r["id"] == "shuangjiang")
    assert (shuangjiang["flow_m3s"], shuangjiang["installed_kw"]) == ("0.4", "945")
    assert shuangjiang["units_total"] == ""  # no source publishes the split
