"""Who evaluates, and what an interruption leaves."""

import threading

import numpy as np
import pytest
from scipy.stats import uniform
from studied import QUIET, scaled

import hydrocalc as hc
from hydrocalc.studies import folders


def test_a_folder_without_a_seed_goes_on_with_its_own(tmp_path):
    common = {"inputs": {"a": uniform(0, 1)}, "n": 500, "out": tmp_path / "o", **QUIET}
    once = hc.monte_carlo(scaled, **common)
    again = hc.monte_carlo(scaled, **common)
    assert again.seed == once.seed
    assert np.array_equal(again.values("y"), once.values("y"))


def test_a_folder_killed_before_its_manifest_is_ours(tmp_path):
    folder = tmp_path / "o"
    folder.mkdir()
    (folder / ".part-manifest.json.abc.tmp").write_text("{")
    (folder / folders.LOCK).write_text("")
    assert hc.sweep(scaled, over={"a": [1.0]}, out=folder, **QUIET).values("y") == [2.0]


def test_a_million_scenarios_are_work_for_many():
    here, seen, both = threading.get_ident(), set(), threading.Barrier(2)

    def model(a):
        who = threading.get_ident()
        if who != here and who not in seen:
            seen.add(who)
            both.wait(timeout=120)  # each one's first part lasts until the other has one, too
        return {"y": a}

    study = hc.sweep(model, over={"a": np.arange(1e6)}, threads=2, **QUIET)
    assert study._job.parts >= 8
    assert len(seen) == 2


def test_the_work_ends_soon_after_an_interruption():
    boxes = []

    def model(a):
        boxes.append(len(a))
        return {"y": a}

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hc.sweep(
            model, over={"a": np.arange(1e6)}, block=64, threads=2, part=10_000, progress=interrupt
        )
    assert sum(boxes) < 100_000


def test_a_record_that_was_changed_is_made_again(tmp_path):
    once = hc.sweep(
        scaled, over={"a": np.arange(1.0, 3000.0)}, out=tmp_path / "o", part=500, block=100, **QUIET
    )
    record = tmp_path / "o" / "part-000002.json"
    text = record.read_text()
    record.write_text(text.replace('"missed": []', '"missed":  []'))
    again = hc.sweep(
        scaled, over={"a": np.arange(1.0, 3000.0)}, out=tmp_path / "o", part=500, block=100, **QUIET
    )
    assert record.read_text() == text
    assert again.summary.to_dict() == once.summary.to_dict()
    (tmp_path / "o" / "manifest.json").write_text("{")
    with pytest.raises(hc.InputError, match="manifest"):
        hc.sweep(
            scaled,
            over={"a": np.arange(1.0, 3000.0)},
            out=tmp_path / "o",
            part=500,
            block=100,
            **QUIET,
        )
