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
from hydrocalc.studies import folders

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


@pytest.mark.parametrize("keep", [["total_head"], "summary"])
def test_where_there_is_no_folder_to_begin_from(tmp_path, monkeypatch, keep):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(hc.HydrocalcError, match=r"can't write to 'zz': No such file") as caught:
        small_study("zz", keep)
    assert caught.value.exit_code == 2
    small_study(tmp_path / "zz", keep)


@pytest.mark.skipif(os.name != "posix", reason="no such names there")
@pytest.mark.parametrize("ending", folders.ENDINGS)
def test_a_folder_whose_name_is_no_utf_8(tmp_path, monkeypatch, ending):
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setattr(folders, "_parts_end", lambda: ending)
    place = os.fsdecode(os.fsencode(tmp_path) + b"/b\xff")
    first = small_study(place)
    again = small_study(place)
    assert same(first, again)
    assert len(parts_of(Path(place), ending)) > 0
    str(first.summary).encode()


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


# From elsewhere: nothing in a folder is believed, followed or waited for.


@pytest.fixture
def small(tmp_path):
    """A study of four parts that keeps its columns, and its folder."""
    out = tmp_path / "out"
    return out, small_study(out)


def small_study(out=None, keep=("total_head", "npsh_margin")):
    model = hc.station_model(diameter=0.8, static_head=75.6, length="21 km")
    over = {"roughness": [1e-4, 2e-4], "flow": np.linspace(0.1, 0.6, 128)}
    return hc.sweep(model, over=over, keep=list(keep) if keep != "summary" else keep, limits={"total_head": "<= 90 m"},
                    part=64, block=64, threads=1, out=out, **QUIET)  # fmt: skip


def same(study, other):
    return all(
        study.values(n).tobytes() == other.values(n).tobytes()
        for n in ("total_head", "npsh_margin", "status")
    ) and study.summary.to_dict() == other.summary.to_dict()  # fmt: skip


def signed(path, change):
    """A record with a change in it, and the hash that fits."""
    import hashlib

    known = json.loads(path.read_text().partition("\n")[0])
    change(known)
    text = json.dumps(known)
    path.write_text(text + "\n" + hashlib.sha256(text.encode()).hexdigest())


@pytest.mark.parametrize(
    "ends",
    ["/../../victim", "../victim", "", ".npy", ".json", "\0", 3, None, [], {}, True, 10**400],
)
def test_no_field_of_a_manifest_becomes_a_path(small, tmp_path, ends):
    out, _ = small
    (tmp_path / "victim").write_text("mine")
    (out / "part-000000").mkdir()
    manifest = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps({**manifest, "parts_end": ends}))
    before = sorted(os.listdir(out))
    with pytest.raises(hc.InputError, match="a manifest that can be read"):
        small_study(out)
    assert (tmp_path / "victim").read_text() == "mine"
    assert sorted(os.listdir(out)) == before
    assert sorted(os.listdir(tmp_path)) == ["out", "victim"]


@pytest.mark.parametrize("seed", [-1, 2**63, 10**400, True, 1.0, "1", None, [1]])
def test_a_seed_from_elsewhere_is_one_or_none(tmp_path, seed):
    (tmp_path / "manifest.json").write_text(json.dumps({"seed": seed}))
    assert folders.seed_of(str(tmp_path)) is None


@pytest.mark.parametrize("name", ["manifest.json", "part-000001.json", "part-000001", ".lock"])
@pytest.mark.parametrize("kind", ["fifo", "folder", "link", "hard link", "nowhere", "device"])
def test_what_is_no_regular_file_is_neither_waited_for_nor_followed(small, tmp_path, name, kind):
    out, once = small
    path = next(
        p for p in out.iterdir() if p.name == name or (p.stem == name and p.suffix != ".json")
    )
    raw = path.read_bytes()
    victim = tmp_path / "victim"
    victim.write_bytes(raw + b"mine")
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "hard link":
        os.link(victim, path)
    else:
        path.symlink_to({"link": victim, "nowhere": tmp_path / "x", "device": "/dev/zero"}[kind])
    try:
        study = small_study(out)
    except (hc.InputError, folders.StudyFolderError):
        assert name in ("manifest.json", ".lock") or kind == "folder"
    else:
        assert same(study, once)
        assert path.is_file()
        assert name == ".lock" or not path.is_symlink()
    assert victim.read_bytes() == raw + b"mine"
    assert sorted(os.listdir(tmp_path)) == ["out", "victim"]


@pytest.mark.parametrize("name", [".part-x", ".part-x.tmp"])
@pytest.mark.parametrize("kind", ["folder", "link", "fifo"])
def test_only_what_a_killed_worker_left_is_removed(small, tmp_path, name, kind):
    out, once = small
    (tmp_path / "victim").write_text("mine")
    left = out / ".part-part-000001.npz.1234.tmp"
    left.write_text("half")
    path = out / name
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / "victim")
    assert same(small_study(out), once)
    assert os.path.lexists(path)
    assert not left.exists()
    assert (tmp_path / "victim").read_text() == "mine"


HUGE, DEEP = 10**400, [[[]]]
CHANGES = {
    "key": [None, HUGE, DEEP], "part": [-1, HUGE, "1", 1.0, True],
    "moments": [{}, [], None, 3, {"total_head": [1]}, {"total_head": None, "npsh_margin": None}],
    "counts": [{}, [], None, {"total_head": [], "npsh_margin": []}],
    "missed": [[], [HUGE], [-1], ["1"], [1.5], None, [0, 0, 0]],
    "failures": [None, [], {"\x1b[31mred": 1}, {"x": -1}, {"x": HUGE}, {"x": "1"}, {"x" * 5000: 1},
                 {f"r{i}": 0 for i in range(1000)}],
    "sha256": [None, 3, "", "0" * 64],
}  # fmt: skip
MOMENTS = [
    [HUGE, "0x1p0", "0x1p0", "0x1p0", "0x0p0"], [10, "0x1p99999", "0x1p0", "0x1p0", "0x0p0"],
    [10, "nan", "nan", "nan", "nan"], [10, "0x1p0", "0x1p1", "0x1p1000", "0x0p0"], [10, 1, 2, 3, 4],
    [10, "0x1p1", "0x1p0", "0x1p0", "0x0p0"], [10, "0x1p0", "0x1p1", "0x1p0", "-0x1p0"], [], "x", None,
    [True, "0x1p0", "0x1p0", "0x1p0", "0x0p0"], [10, "0x1p0"],
]  # fmt: skip
COUNTS = [
    [[0, 10**12], [1, 1]], [[-(10**30)], [1]], [[0], [HUGE]], [[0], [-1]], [[1, 0], [1, 1]], [[0, 0], [1, 1]],
    [["0"], [1]], [[0.5], [1]], [[0], [1, 1]], [[0]], [[[0]], [[1]]], "ab", None, {"0": [0], "1": [1]},
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [(f, v) for f, values in CHANGES.items() for v in values]
    + [("moments.total_head", v) for v in MOMENTS] + [("counts.total_head", v) for v in COUNTS],
    ids=lambda x: f"{x!r:.40}",
)  # fmt: skip
def test_a_record_that_cannot_be_ours_is_done_again(small, field, value):
    out, once = small
    record = out / "part-000001.json"
    raw = record.read_bytes()

    def change(known):
        where, _, name = field.partition(".")
        if name:
            known[where][name] = value
        else:
            known[where] = value

    signed(record, change)
    assert same(small_study(out), once)
    if field != "sha256" or value != "":
        assert record.read_bytes() == raw or json.loads(record.read_bytes().partition(b"\n")[0])


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"[" * 100_000, b"3", b"null\n", b"9" * 5000])
def test_a_record_of_rubbish_is_done_again(small, raw):
    import hashlib

    out, once = small
    for content in (raw, raw + b"\n" + hashlib.sha256(raw).hexdigest().encode()):
        (out / "part-000002.json").write_bytes(content)
        assert same(small_study(out), once)


def other_columns(path, rows=None, kind=float):
    """Columns as nobody asked for them."""
    rows = 64 if rows is None else rows
    columns = {"total_head": np.zeros(rows, dtype=kind), "npsh_margin": np.zeros(rows),
               "status": np.zeros(rows, dtype=np.uint8)}  # fmt: skip
    save = folders._save_parquet if path.suffix == ".parquet" else folders._save_npz
    save(str(path), columns, {})


@pytest.mark.parametrize("ending", [".npz", ".parquet"])
@pytest.mark.parametrize("how", ["rows", "type", "text", "column", "rubbish", "bomb"])
def test_columns_with_the_right_hash_and_the_wrong_content_are_done_again(
    tmp_path, monkeypatch, ending, how
):
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setattr(folders, "_parts_end", lambda: ending)
    out = tmp_path / "out"
    once = small_study(out)
    path = out / f"part-000001{ending}"
    if how in ("rows", "bomb"):
        other_columns(path, 63 if how == "rows" else 10_000_000)
    elif how in ("type", "text"):
        other_columns(path, kind=np.float32 if how == "type" else "U3")
    elif how == "column":
        save = folders._save_parquet if ending == ".parquet" else folders._save_npz
        save(str(path), {"a": np.zeros(64)}, {})
    else:
        path.write_bytes(b"PAR1" + b"\xff" * 100 + b"PAR1")
    digest = folders._hash(str(path))
    signed(out / "part-000001.json", lambda known: known.update(sha256=digest))
    assert same(small_study(out), once)


def test_columns_that_change_while_they_are_read(small):
    out, study = small
    other_columns(
        next(p for p in out.iterdir() if p.stem == "part-000002" and p.suffix != ".json"), 3
    )
    with pytest.raises(folders.StudyFolderError, match="it was changed"):
        study.values("total_head")


def test_reasons_of_a_model_reach_no_terminal_as_they_are():
    def model(a):
        if np.any(a > 1.5):
            raise RuntimeError("\x1b[31mred\x07")
        return {"y": a}

    study = hc.sweep(model, over={"a": [1.0, 2.0]}, **QUIET)
    assert "\x1b" not in study.text()
    assert "red" in study.text()


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
