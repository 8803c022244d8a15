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


def test_windows_of_pump_types_are_windows():
    """Four edges, rising; a type is home to some flow, head and speed that it can have at once."""
    from hydrocalc.components.pumps import pump_types

    for name, pump in pump_types().items():
        for window in (pump.flow, pump.head, pump.nq):
            assert 0 < window[0] <= window[1] < window[2] <= window[3], name
        assert 1 <= pump.stages[0] <= pump.stages[1]
        assert 2 <= pump.poles[0] <= pump.poles[1] <= 48
        # the specific speeds of its corners at its fastest and slowest speed span those it is made for
        Q, H = pump.flow[2] / pump.eyes, pump.head[1]
        fastest = 120 * 50 / pump.poles[0] * Q**0.5 / H**0.75
        slowest = (
            120 * 50 / pump.poles[1] * (pump.flow[1] / pump.eyes) ** 0.5 / pump.head[2] ** 0.75
        )
        assert fastest > pump.nq[1], name
        assert slowest < pump.nq[2], name
