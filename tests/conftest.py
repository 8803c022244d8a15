"""Collects what the validation tests measured, for the documentation."""

import json
from pathlib import Path

import pytest

_MEASURED = {}
_FILE = Path(__file__).parents[1] / "docs" / "_generated" / "validation.json"


@pytest.fixture
def measured():
    """Note a comparison: ``measured(reference, quantity, deviation, tolerance, unit)``.

    Where one value is compared, `expected` and `computed` stand on the page too.
    """

    def note(reference, quantity, deviation, tolerance, unit, expected=None, computed=None):
        row = _MEASURED.setdefault(
            (reference, quantity, unit), {"values": 0, "deviation": 0.0, "tolerance": 0.0}
        )
        row["values"] += 1
        if expected is not None:
            row |= {"expected": float(expected), "computed": float(computed)}
        row["deviation"] = max(row["deviation"], float(deviation))
        row["tolerance"] = max(row["tolerance"], float(tolerance))

    return note


def pytest_sessionfinish(session):
    """Write the page's numbers when the whole suite has run."""
    asked = session.config.option
    if not _MEASURED or not _FILE.parents[1].is_dir() or asked.keyword or asked.file_or_dir:
        return
    rows = [
        {"reference": r, "quantity": q, "unit": u, **row}
        for (r, q, u), row in sorted(_MEASURED.items())
    ]
    _FILE.parent.mkdir(exist_ok=True)
    _FILE.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
