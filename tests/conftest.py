"""Collects what the validation tests measured, for the documentation; hides fonts when asked."""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("hypothesis"):
    from hypothesis import HealthCheck, settings

    # How long an example takes says how busy the machine is.
    slow = [HealthCheck.too_slow]
    settings.register_profile("hydrocalc", deadline=None, suppress_health_check=slow)
    settings.load_profile("hydrocalc")

_MEASURED = {}
_ACCURACY = {}
_GENERATED = Path(__file__).parents[1] / "docs" / "_generated"


FONTS = os.environ.get("HYDROCALC_FONTS", "")
"""``hidden``: tests run as on a machine without fonts. ``present``: there must be a Chinese one."""


def pytest_configure(config):
    """Hide the fonts of the system from fontconfig, so from Typst, and from matplotlib."""
    if FONTS != "hidden":
        return
    nowhere = Path(__file__).parent / "no_fonts.conf"
    os.environ |= {"FONTCONFIG_FILE": str(nowhere), "MPL_IGNORE_SYSTEM_FONTS": "1"}
    from matplotlib import font_manager, get_data_path

    font_manager.X11FontDirectories.clear()  # what releases without that variable look through
    known = font_manager.fontManager
    known.ttflist = [f for f in known.ttflist if f.fname.startswith(get_data_path())]


@pytest.fixture(autouse=True)
def system_date(monkeypatch):
    """Waivers last a year at most: those of the tests are judged on a day of theirs."""
    from generated import TODAY

    from hydrocalc.checks import engine

    monkeypatch.setattr(engine, "system_date", lambda: TODAY)


@pytest.fixture(scope="session")
def fonts():
    """What was asked for: ``hidden``, ``present`` or nothing."""
    return FONTS


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


@pytest.fixture
def accuracy():
    """Note errors against exact values: ``accuracy(function, region, ulps, relatives)``."""

    def note(function, region, ulps, relatives):
        _ACCURACY[function, region] = {
            "values": len(ulps), "ulp": float(max(ulps)), "relative": float(max(relatives)),
        }  # fmt: skip

    return note


def pytest_sessionfinish(session):
    """Write the pages' numbers when the whole suite has run."""
    asked = session.config.option
    if not _GENERATED.parent.is_dir() or asked.keyword or asked.file_or_dir:
        return
    tables = {
        "validation": [
            {"reference": r, "quantity": q, "unit": u, **row}
            for (r, q, u), row in sorted(_MEASURED.items())
        ],
        "accuracy": [{"function": f, "region": r, **row} for (f, r), row in _ACCURACY.items()],
    }
    for name, rows in tables.items():
        if rows:
            _GENERATED.mkdir(exist_ok=True)
            text = json.dumps(rows, indent=1, ensure_ascii=False)
            (_GENERATED / f"{name}.json").write_text(text, encoding="utf-8")
