"""What belongs to the user's process stays as it is: numpy, warnings, matplotlib, pint."""

import gc
import os
import subprocess
import sys
import threading
import warnings
import weakref
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pint
import pytest
from calls import GROUP, LINE, SIZING, SYSTEM, files, public

import hydrocalc as hc
from hydrocalc.plots.lines import plot_grade_line, plot_system_curve
from hydrocalc.records.record import Record
from hydrocalc.reports.formats import figures
from hydrocalc.reports.tree import Figure
from hydrocalc.studies.study import Study


def bits(value):
    """What an answer says, to the bit."""
    if isinstance(value, Record):
        return [bits(x) for name, x in value._plain.items() if name not in ("function", "key")]
    if isinstance(value, Study):
        return [bits(value.values(name)) for name in value._job.outputs]
    if isinstance(value, dict):
        return [(str(k), bits(v)) for k, v in value.items()]
    if isinstance(value, (tuple, list)):
        return [bits(x) for x in value]
    value = getattr(value, "magnitude", value)
    if isinstance(value, (float, np.floating)):
        return float(value).hex()
    if isinstance(value, np.ndarray):
        return value.shape, value.tolist() if value.dtype == object else value.tobytes().hex()
    return str(value) if isinstance(value, (str, int, type(None))) else type(value).__name__


def tour():
    """Each public name once, in a folder of its own."""
    files()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", hc.RangeWarning)
        return [(name, bits(function(**valid))) for name, _, function, valid in public()]


SCRIPT = """
import os, sys
import numpy as np
{before}
known = np.geterr()
sys.path.insert(0, {tests!r})
import test_settings
print(test_settings.tour())
assert np.geterr() == known
"""


def toured(folder, before="", *options):
    folder.mkdir()
    code = SCRIPT.format(before=before, tests=str(Path(__file__).parent))
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_floating_point_settings_change_nothing(tmp_path):
    """Set before the import, as strict as they can be: the same bits, and left as they were."""
    plain = toured(tmp_path / "plain")
    assert len(plain) > 10_000
    quiet = "ignore::DeprecationWarning:matplotlib._fontconfig_pattern"  # of old matplotlib
    options = ("-OO", "-W", "error", "-W", quiet)
    strict = toured(tmp_path / "strict", 'np.seterr(all="raise")', *options)
    assert strict == plain


def snapshot():
    return (
        dict.copy(mpl.rcParams), np.geterr(), np.get_printoptions(), list(warnings.filters),
        pint.get_application_registry().get(), os.environ.copy(), threading.active_count(),
    )  # fmt: skip


def drawings():
    matrix = hc.operating_matrix(GROUP, LINE, suction_levels=[241, 246])
    plot_grade_line(hc.hydraulic_grade_line(LINE, flow=[0.1, 0.4], suction_level=246))
    plot_system_curve(hc.system_curve(LINE, flow=[0.2, 0.4], suction_levels=[241, 246]))
    return hc.calculation_sheet(matrix, today="2026-12-31")


@pytest.mark.parametrize(
    "own", [{}, {"font.size": 30.0, "svg.fonttype": "none", "svg.hashsalt": "a"}]
)
def test_no_call_changes_settings(tmp_path, monkeypatch, own):
    monkeypatch.chdir(tmp_path)
    with mpl.rc_context(own):
        before = snapshot()
        assert len(tour()) > 90
        assert drawings().to_html()
        str(SIZING), SIZING._repr_html_()
        assert snapshot() == before


def test_a_sheet_does_not_depend_on_the_style_of_its_user():
    plain = drawings().to_html()
    assert "<svg" in plain
    with mpl.rc_context({"font.size": 30.0, "svg.fonttype": "none", "axes.facecolor": "red",
                         "savefig.facecolor": "red", "lines.linewidth": 9.0}):  # fmt: skip
        assert drawings().to_html() == plain


def test_sheets_from_threads_are_the_same_bytes():
    sheet = drawings()
    alone, found, start = sheet.to_html(), [], threading.Barrier(8)

    def work():
        start.wait()
        found.append(sheet.to_html())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {alone}
    assert len(found) == 8


def test_settings_that_threads_share_stay_while_a_drawing_is_made():
    before, seen = dict.copy(mpl.rcParams), []

    def draw():
        seen.append(dict.copy(mpl.rcParams))
        axes = plot_system_curve(hc.system_curve(LINE, flow=[0.2, 0.4]))
        save = axes.figure.savefig
        axes.figure.savefig = lambda *a, **k: (seen.append(dict.copy(mpl.rcParams)), save(*a, **k))
        return axes

    first, second = (figures.svg(Figure(draw, "x"), 3) for _ in range(2))
    assert first == second
    assert seen == [before] * 4


def test_ids_of_a_drawing_are_its_own():
    text = figures.svg(
        Figure(lambda: plot_system_curve(hc.system_curve(LINE, flow=[0.2, 0.4])), "x"), 3
    )
    ids = figures.re.findall(r'\bid="([^"]+)"', text)
    used = figures.re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', text)
    assert ids
    assert used
    assert len(set(ids)) == len(ids)
    assert set(used) <= set(ids)
    assert all(name.startswith("f3-") for name in ids)


def test_a_registry_lives_no_longer_than_its_user_wants():
    mine, ours = pint.UnitRegistry(), pint.get_application_registry().get()
    gone = weakref.ref(mine)
    assert hc.hydraulic_power(flow=mine.Quantity(1440, "m**3/hour"), head=1).magnitude > 3900.0
    pint.set_application_registry(mine)
    try:
        assert hc.joukowsky_head(wave_speed=1000, velocity=1).units == mine.Unit("m")
    finally:
        pint.set_application_registry(ours)
    del mine
    gc.collect()
    assert gone() is None


def test_systems_of_a_registry_agree():
    """Equal units of two registries are two units."""
    other = pint.UnitRegistry()
    other.define("furlong_of_mine = 200 * meter")
    pipe = {"diameter": 0.8, "roughness": 1e-4, "flow": 0.4}
    mine = hc.head_loss(length=other.Quantity(105, "furlong_of_mine"), **pipe)
    assert mine.magnitude == hc.head_loss(length="21 km", **pipe).magnitude
    assert SYSTEM.length.magnitude == 21000.0
