"""Studies in a folder: killed and resumed, damaged, of somebody else, on a full disk, on a cluster."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc import folders

QUIET = {"progress": False}
PROGRAM = """
import sys, numpy as np, hydrocalc as hc
model = hc.station_model(diameter=0.8, static_head=75.6, length="21 km")
study = hc.sweep(model, over={"roughness": np.geomspace(1e-5, 1e-3, 40), "flow": np.linspace(0.1, 0.6, 5000)},
    keep=KEEP, out=sys.argv[1], threads=2, part=10_000, block=2_000,
    progress=lambda done, total: print(done, flush=True))
print("ready", flush=True)
"""
NAMES = ["total_head", "input_power", "npsh_margin"]


def whole(keep, **how):
    model = hc.station_model(diameter=0.8, static_head=75.6, length="21 km")
    over = {"roughness": np.geomspace(1e-5, 1e-3, 40), "flow": np.linspace(0.1, 0.6, 5000)}
    return hc.sweep(model, over=over, keep=keep, part=10_000, block=2_000, **QUIET, **how)


@pytest.mark.parametrize("keep", [NAMES, "summary"])
def test_killed_again_and_again_it_ends_the_same(tmp_path, keep):
    rng = random.Random(len(keep))
    program = PROGRAM.replace("KEEP", repr(keep))
    killed = 0
    for _ in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "out")],
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            said = [child.stdout.readline() for _ in range(rng.randint(1, 6))]
            if "ready\n" in said:
                break
            child.send_signal(signal.SIGKILL)
            killed += 1
    assert killed >= 3
    study = whole(keep, out=tmp_path / "out")
    once = whole(keep)
    assert json.dumps(study.summary.to_dict()["outputs"])
    if keep != "summary":
        for name in (*NAMES, "status"):
            assert study.values(name).tobytes() == once.values(name).tobytes()
    a, b = study.summary.to_dict(), whole("summary").summary.to_dict()
    assert {o["output"]: o["mean"] for o in a["outputs"]}.items() <= {
        o["output"]: o["mean"] for o in b["outputs"]}.items()  # fmt: skip
    assert a["key"] == once.key
    assert not [n for n in os.listdir(tmp_path / "out") if n.startswith(".part-")]


@pytest.fixture
def folder(tmp_path):
    whole(NAMES, out=tmp_path / "out")
    return tmp_path / "out"


def parts_of(folder, ending=None):
    return sorted(p for p in folder.iterdir() if p.name.startswith("part-") and
                  (ending is None or p.suffix == ending))  # fmt: skip


def test_a_complete_study_is_not_computed_again(folder):
    before = {p.name: p.stat().st_mtime_ns for p in parts_of(folder)}
    assert len(before) == 2 * 24
    study = whole(NAMES, out=folder)
    assert {p.name: p.stat().st_mtime_ns for p in parts_of(folder)} == before
    assert study.values("total_head").tobytes() == whole(NAMES).values("total_head").tobytes()


@pytest.mark.parametrize("how", ["cut", "flipped", "removed", "record cut", "record of another"])
def test_a_damaged_part_is_found_and_done_again(folder, how):
    columns = [p for p in parts_of(folder) if p.suffix != ".json"][3]
    record = columns.with_suffix(".json")
    raw = columns.read_bytes()
    if how == "cut":
        columns.write_bytes(raw[:-100])
    elif how == "flipped":
        columns.write_bytes(raw[:500] + bytes([raw[500] ^ 1]) + raw[501:])
    elif how == "removed":
        columns.unlink()
    elif how == "record cut":
        record.write_text(record.read_text()[:-5])
    else:
        record.write_text(record.read_text().replace('"part": 3', '"part": 4'))
    study = whole(NAMES, out=folder)
    for name in NAMES:
        assert study.values(name).tobytes() == whole(NAMES).values(name).tobytes()
    assert columns.read_bytes() == raw or columns.suffix == ".parquet"


def test_a_folder_of_another_study_is_refused_and_kept(folder):
    before = sorted(os.listdir(folder))
    model = hc.station_model(diameter=0.7, static_head=75.6, length="21 km")
    with pytest.raises(hc.InputError, match="another study: fixed"):
        hc.sweep(model, over={"roughness": np.geomspace(1e-5, 1e-3, 40), "flow": np.linspace(0.1, 0.6, 5000)},
                 keep=NAMES, part=10_000, block=2_000, out=folder, **QUIET)  # fmt: skip
    with pytest.raises(hc.InputError, match="another study"):
        whole("summary", out=folder)
    assert sorted(os.listdir(folder)) == before


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(hc.InputError, match="new or an empty folder"):
        whole(NAMES, out=tmp_path)
    with pytest.raises(hc.InputError, match="a folder"):
        whole(NAMES, out=tmp_path / "letter.txt")


def test_two_writers(folder):
    with folders._locked(str(folder)), pytest.raises(hc.InputError, match="nobody else"):
        whole(NAMES, out=folder)


def test_a_full_disk_keeps_what_is_done(tmp_path, monkeypatch):
    calls = []

    def full(path, *args):
        calls.append(path)
        if len(calls) > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(path, *args)

    name = "_save_parquet" if folders._parts_end() == ".parquet" else "_save_npz"
    save = getattr(folders, name)
    monkeypatch.setattr(folders, name, full)
    with pytest.raises(folders.StudyFolderError, match=r"No space left.*was kept") as caught:
        whole(NAMES, out=tmp_path / "out", threads=1)
    assert caught.value.exit_code == 2
    assert len(parts_of(tmp_path / "out", ".json")) == 5
    monkeypatch.undo()
    study = whole(NAMES, out=tmp_path / "out")
    assert study.values("total_head").tobytes() == whole(NAMES).values("total_head").tobytes()


def test_npz_without_pyarrow(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "_parts_end", lambda: ".npz")
    model = hc.station_model(static_head=75.6, length="21 km")
    over = {
        "pipe": ["ductile iron K9 DN 700", "ductile iron K9 DN 800"],
        "flow": np.linspace(0.1, 0.5, 500),
    }
    study = hc.sweep(
        model, over=over, keep=["total_head"], out=tmp_path / "out", part=200, block=100, **QUIET
    )
    assert np.array_equal(
        study.values("total_head"), hc.sweep(model, over=over, **QUIET).values("total_head")
    )
    first = parts_of(tmp_path / "out", ".npz")[0]
    with np.load(first, allow_pickle=False) as file:
        assert sorted(file) == ["diameter", "flow", "pipe", "roughness", "status", "total_head"]
        assert file["pipe"][0] == "ductile iron K9 DN 700"


def test_parts_carry_inputs_and_units(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    from scipy.stats import uniform

    model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8)
    study = hc.monte_carlo(model, inputs={"flow": uniform(0.2, 0.2), "roughness": uniform(1e-4, 2e-4)},
                           n=1000, seed=3, keep=["total_head"], out=tmp_path / "out", **QUIET)  # fmt: skip
    table = parquet.read_table(parts_of(tmp_path / "out", ".parquet")[0])
    assert table.column_names == ["flow", "roughness", "total_head", "status"]
    assert table["flow"].to_numpy().tobytes() == study.values("flow").tobytes()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 3
    assert manifest["outputs"] == {"total_head": "m"}


# On a cluster.


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.mark.filterwarnings("default")
def test_dask_agrees_bitwise(cluster, tmp_path):
    once = whole(NAMES)
    for study in (
        whole(NAMES, executor=cluster),
        whole(NAMES, executor=cluster, out=tmp_path / "o"),
    ):
        for name in (*NAMES, "status"):
            assert study.values(name).tobytes() == once.values(name).tobytes()
    summary = whole("summary", executor=cluster).summary.to_dict()
    assert summary == whole("summary").summary.to_dict()


@pytest.mark.filterwarnings("default")
def test_a_worker_of_the_cluster_is_killed(cluster, tmp_path):
    """In the middle of the run, and in the middle of its own work; the values are the same."""
    from scipy.stats import lognorm, uniform

    inputs = {"flow": uniform(0.2, 0.3), "roughness": lognorm(0.4, scale=2e-4)}
    model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8)
    common = {"inputs": inputs, "n": 200_000, "seed": 8, "keep": NAMES, "part": 4096, "block": 1024}
    killed = []

    def kill(done, total):
        if done > total // 4 and not killed:
            pid = next(iter(cluster.run(os.getpid).values()))
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    study = hc.monte_carlo(model, executor=cluster, out=tmp_path / "out", progress=kill, **common)
    assert killed
    once = hc.monte_carlo(model, progress=False, **common)
    for name in (*NAMES, "flow", "status"):
        assert study.values(name).tobytes() == once.values(name).tobytes()
    assert len(parts_of(tmp_path / "out", ".json")) == 49
    assert Path(tmp_path / "out" / "manifest.json").exists()
