"""What is left out where a station takes long to solve, and what isn't done more often than asked."""

import shutil
from pathlib import Path

import hydrocalc as hc
from hydrocalc.checks import cures
from hydrocalc.stations.designs.states import States

EU = Path(__file__).parent / "complete" / "eu"


def station(folder, *changes):
    shutil.copytree(EU, folder)
    path = folder / "station.hydro.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return path


BELL = ("bell_level = 98.6", "bell_level = 100.2")


def test_no_cure_is_tried_where_a_station_is_dear_to_solve(tmp_path, monkeypatch):
    """The outcomes stay what they are."""
    path = station(tmp_path / "a", BELL)
    cheap = hc.check(path)
    monkeypatch.setattr(cures, "MOST", 4)
    dear = hc.check(path)
    assert any(f.cure for f in cheap.findings)
    assert not any(f.cure for f in dear.findings)
    assert [f.outcome for f in cheap.findings] == [f.outcome for f in dear.findings]
    assert cheap.verdict == dear.verdict == "FAIL"


def test_states_named_don_t_grow_with_draw_offs(tmp_path, monkeypatch):
    """Each finding names the state that governs, however many are looked at."""
    path = station(tmp_path / "a", ("count = 2", "count = 3"))
    text = path.read_text("utf-8")
    start, end = text.index("[[line.reaches]]"), text.index("[[pumps]]")
    half = text[start:end].replace("1800 m", "900 m").replace("coefficient = 6", "coefficient = 3")
    assert half.count("900 m") == 1
    drawn = half.rstrip() + '\ndraw_off = "1 L/s"\n\n'
    path.write_text(text[:start] + drawn + half + text[end:], "utf-8")
    named = []
    name = States.named
    monkeypatch.setattr(States, "named", lambda s, *a: named.append(a) or name(s, *a))
    report = hc.check(path)
    assert len(named) < len(report.findings)
