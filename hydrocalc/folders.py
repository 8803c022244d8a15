"""Studies in a folder: whole parts or none, so that an interrupted one goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from hydrocalc import __version__, units
from hydrocalc.errors import HydrocalcError, InputError, MissingExtraError
from hydrocalc.kernels.summaries import Counts, Moments
from hydrocalc.runs import Runner, optional, picklable, together
from hydrocalc.scenarios import NO_TALLY, UNHASHABLE, Done, Job, Tally, evaluate
from hydrocalc.texts import Phrase

MANIFEST = "manifest.json"
MOST_JSON = 64_000_000
"""Bytes of a file of ours beyond which it is nobody's."""


class StudyFolderError(HydrocalcError, OSError):
    """A folder that can't be written to or read; what is in it stays."""

    exit_code = 2


def run_in_folder(
    job: Job, folder: str, keep: bool, runner: Runner
) -> tuple[FolderColumns | None, Tally, Mapping[str, int]]:  # fmt: skip
    """Evaluate what is missing in a folder; columns to be read, tally and failures of all of it."""
    if runner.executor is not None:
        from concurrent.futures import ProcessPoolExecutor

        if isinstance(runner.executor, ProcessPoolExecutor):
            picklable(job)
    if job.model.key.startswith(UNHASHABLE):
        raise InputError(
            "key", "a Model with a key: a study that goes on must know whether it is the same",
            job.model.key[len(UNHASHABLE) :].split()[0],
        )  # fmt: skip
    key = job.key()
    folder = os.path.abspath(folder)
    _look(folder, job, key, keep)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise _cant(folder, error) from None
    if keep:
        _room(folder, job)
    with _locked(folder):
        for name in os.listdir(folder):
            if name.startswith(".part-"):  # what a killed worker left
                os.unlink(os.path.join(folder, name))
        suffix = _claimed(folder, job, key, keep)
        # Complete parts are looked through now and read again when their turn comes: all records
        # at once would take memory without bound.
        complete = [p for p in range(job.parts) if _read_part(folder, p, key, suffix) is not None]
        todo = sorted(set(range(job.parts)) - set(complete))
        done = sum(b - a for a, b in map(job.span, complete))

        def work(part: int) -> tuple[Any, ...]:
            mine = job if runner.here else job.for_part(part)
            return write_part, mine, part, folder, key, suffix

        def records() -> Iterator[Done]:
            for part in complete:
                yield _record(folder, part, key)
            for _, one in runner.each(work, todo, job, done):
                yield one

        tally, failures = together(job, records())
        _sync(folder)
    return (FolderColumns(folder, job, suffix) if keep else None), tally, failures


def write_part(job: Job, part: int, folder: str, key: str, suffix: str) -> Done:
    """Evaluate a part, write its columns and then its record; returns the record."""
    done = evaluate(job, part, keep=bool(suffix), tally=True)
    tally = done.tally or NO_TALLY
    record: dict[str, Any] = {
        "key": key, "part": part,
        "moments": {n: _hex(m) for n, m in tally.moments.items()},
        "counts": {n: _sparse(c) for n, c in tally.counts.items()},
        "missed": list(tally.missed), "failures": dict(done.failures),
    }  # fmt: skip
    if suffix:
        columns = {**_inputs_of(job, part), **done.columns}
        with _whole(os.path.join(folder, f"part-{part:06d}{suffix}")) as temporary:
            units_ = _units(job, columns)
            (_save_parquet if suffix == ".parquet" else _save_npz)(temporary, columns, units_)
            record["sha256"] = _hash(temporary)
    text = json.dumps(record, allow_nan=False)
    text += "\n" + hashlib.sha256(text.encode()).hexdigest()  # a record that was changed is none
    with (
        _whole(os.path.join(folder, f"part-{part:06d}.json")) as temporary,
        open(temporary, "w", encoding="utf-8") as file,
    ):
        file.write(text)
    return Done({}, done.tally, done.failures)


def _look(folder: str, job: Job, key: str, keep: bool) -> None:
    """Refuse a folder that is somebody else's, before anything in it changes."""
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise InputError("out", "a folder", repr(folder)[:80])
    manifest = os.path.join(folder, MANIFEST)
    known = _json(manifest)
    if os.path.exists(manifest) and not known:
        raise InputError("out", "a manifest that can be read", repr(manifest)[:80])
    if known:
        if known.get("schema") != "hydrocalc/study":
            raise InputError("out", "a folder of a study", repr(folder)[:80])
        if known.get("key") != key or known.get("keep") != keep:
            got = "one of another study: " + _difference(known, _manifest(job, key, keep, ""))
            raise InputError(
                "out", "a new folder, or one of this study", got, Phrase("another folder")
            )
    elif os.path.isdir(folder):
        ours = (LOCK, *(n for n in os.listdir(folder) if n.startswith(".part-")))
        if any(n not in ours for n in os.listdir(folder)):
            raise InputError("out", "a new or an empty folder", repr(folder)[:80])


def _claimed(folder: str, job: Job, key: str, keep: bool) -> str:
    """How the parts in a folder that is ours end; a new folder gets its manifest."""
    _look(folder, job, key, keep)  # somebody may have been faster
    manifest = os.path.join(folder, MANIFEST)
    known = _json(manifest)
    if known:
        return str(known.get("parts_end", ""))
    suffix = _parts_end() if keep else ""
    with _whole(manifest) as temporary, open(temporary, "w", encoding="utf-8") as file:
        json.dump(_manifest(job, key, keep, suffix), file, indent=1, ensure_ascii=False)
    return suffix


def seed_of(folder: str) -> int | None:
    """Seed of the study in a folder, if there is one."""
    seed = _json(os.path.join(folder, MANIFEST)).get("seed")
    return seed if isinstance(seed, int) else None


def _parts_end() -> str:
    """Ending of the parts: Parquet where that can be written."""
    try:
        optional("pyarrow.parquet", "tables")
    except MissingExtraError:
        return ".npz"
    return ".parquet"


def _manifest(job: Job, key: str, keep: bool, suffix: str) -> dict[str, Any]:
    draws = job.draws
    return {
        "schema": "hydrocalc/study", "schema_version": 1, "hydrocalc_version": __version__,
        "key": key, "model": job.model.name, "model_key": job.model.key, "keep": keep,
        "parts_end": suffix, "scenarios": job.scenarios, "parts": job.parts,
        "outputs": {n: _unit(job.model.outputs.get(n, "")) for n in job.outputs},
        "limits": [list(c) for c in job.limits],
        "fixed": dict(sorted(job.fixed.items())),
        "axes": [
            {"inputs": sorted(a.columns), "text": a.text, "words": list(a.words), "size": a.size}
            for a in job.axes
        ],
        "drawn": list(draws.names) if draws else [],
        "sampler": draws.sampler if draws else None, "seed": draws.seed if draws else None,
        "block": job.block, "part": job.part,
    }  # fmt: skip


def _room(folder: str, job: Job) -> None:
    """Refuse columns that the disk can't hold even if they shrink to a quarter."""
    needed, free = 2.0 * job.scenarios * len(job.outputs), shutil.disk_usage(folder).free
    if needed > free and not any(name.startswith("part-") for name in os.listdir(folder)):
        raise InputError(
            "keep", "columns of at most {most} GB on this disk", f"{4 * needed / 1e9:.3g} GB",
            Phrase("keep='summary' or fewer outputs"), most=f"{free / 1e9:.3g}",
        )  # fmt: skip


def _difference(known: Mapping[str, Any], mine: Mapping[str, Any]) -> str:
    """What tells two studies apart, in a few words."""
    other = [k for k in mine if k not in ("key", "parts_end") and known.get(k) != mine[k]]
    return ", ".join(other) or "values of its inputs"


LOCK = ".lock"


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Nobody else writes here; the system takes the lock away from one that dies."""
    from filelock import FileLock, Timeout

    lock = FileLock(os.path.join(folder, LOCK))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError("out", "a folder that nobody else writes to", repr(folder)[:80]) from None
    except OSError as error:
        raise _cant(folder, error) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _whole(path: str) -> Iterator[str]:
    """A temporary file beside `path` that takes its place when it is complete."""
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".part-{name}.{secrets.token_hex(4)}.tmp")
    try:
        yield temporary
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise _cant(folder, error) from None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def _cant(folder: str, error: OSError) -> StudyFolderError:
    return StudyFolderError(
        "can't write to {folder}: {why}; what is complete was kept: run the same study again when "
        "that is mended", folder=repr(folder)[:80], why=error.strerror or str(error)[:80],
    )  # fmt: skip


def _sync(folder: str) -> None:
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(descriptor)
        os.close(descriptor)


def _hash(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked_json(path: str) -> dict[str, Any]:
    """A record whose second line is the hash of the first."""
    try:
        with open(path, encoding="utf-8") as file:
            text, _, digest = file.read(MOST_JSON).partition("\n")
        known = json.loads(text) if hashlib.sha256(text.encode()).hexdigest() == digest else {}
    except (OSError, ValueError, RecursionError):
        known = {}
    return known if isinstance(known, dict) else {}


def _json(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST_JSON + 1)
        known = json.loads(raw) if len(raw) <= MOST_JSON else None
    except (OSError, ValueError, RecursionError):
        known = None
    return known if isinstance(known, dict) else {}


def _read_part(folder: str, part: int, key: str, suffix: str) -> Done | None:
    """The record of a part that is complete and undamaged; None otherwise."""
    path = os.path.join(folder, f"part-{part:06d}")
    known = _checked_json(path + ".json")
    if known.get("key") != key or known.get("part") != part:
        return None
    if suffix:
        whole = os.path.isfile(path + suffix) and _hash(path + suffix) == known.get("sha256")
        if not whole:
            return None
    try:
        return _record(folder, part, key)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _record(folder: str, part: int, key: str) -> Done:
    """What the record of a part says."""
    known = _checked_json(os.path.join(folder, f"part-{part:06d}.json"))
    moments = {n: _from_hex(m) for n, m in known["moments"].items()}
    counts = {n: _dense(c) for n, c in known["counts"].items()}
    return Done({}, Tally(moments, counts, tuple(known["missed"])), known["failures"])


def _sparse(counts: Counts) -> list[list[int]]:
    used = np.flatnonzero(counts.counts)
    return [(used + counts.first).tolist(), counts.counts[used].tolist()]


def _dense(pairs: Any) -> Counts:
    bins, counts = (np.asarray(x, dtype=np.int64) for x in pairs)
    if not bins.size:
        return Counts(0, counts)
    total = np.zeros(bins[-1] - bins[0] + 1, dtype=np.int64)
    total[bins - bins[0]] = counts
    return Counts(int(bins[0]), total)


def _hex(m: Moments) -> list[Any]:
    return [m.number, *(float(x).hex() for x in m[1:])]


def _from_hex(m: Any) -> Moments:
    return Moments(int(m[0]), *(float.fromhex(x) for x in m[1:]))


# Columns of a part.


def _inputs_of(job: Job, part: int) -> dict[str, Any]:
    """Inputs of the scenarios of a part that change, with the outputs in one table."""
    first, last = job.span(part)
    columns: dict[str, Any] = {}
    words = {a.text: a for a in job.axes if a.words}
    for box in job.boxes_of(part):
        inputs, shape = job.inputs(box)
        for i, axis in enumerate(job.axes[: len(box.outer)]):
            if axis.words:
                inputs[axis.text] = axis.words[box.outer[i]]
        for axis in job.axes[len(box.outer) :]:
            begin = box.begin - axis.first
            inputs |= {n: v[begin : begin + box.size] for n, v in axis.beside.items()}
        for name, values in inputs.items():
            if name in job.fixed and name not in _changing(job):
                continue
            if isinstance(values, str):
                width = max(map(len, words[name].words))
                column = columns.setdefault(name, np.empty(last - first, dtype=f"U{width}"))
            else:
                kind = values.dtype if np.asarray(values).dtype.kind == "U" else float
                column = columns.setdefault(name, np.empty(last - first, dtype=kind))
            at = slice(box.start - first, box.start - first + box.size)
            column[at] = values if isinstance(values, str) else np.broadcast_to(
                values, shape
            ).reshape(-1)  # fmt: skip
    return columns


def _changing(job: Job) -> set[str]:
    drawn = job.draws.names if job.draws else ()
    return {n for a in job.axes for n in a.columns} | set(drawn)


def _unit(kind: str) -> str:
    return units.KINDS[kind].unit if kind else ""


def _units(job: Job, names: Any) -> dict[str, str]:
    kinds = {n: i.kind for n, i in job.model.inputs.items()} | dict(job.model.outputs)
    return {n: _unit(kinds.get(n, "")) for n in names}


def _save_npz(path: str, columns: Mapping[str, Any], units_: Mapping[str, str]) -> None:
    with open(path, "wb") as file:
        np.savez(file, **columns)


def _save_parquet(path: str, columns: Mapping[str, Any], units_: Mapping[str, str]) -> None:
    pyarrow = optional("pyarrow", "tables")
    parquet = optional("pyarrow.parquet", "tables")
    fields = [
        pyarrow.field(n, pyarrow.from_numpy_dtype(v.dtype) if v.dtype.kind != "U"
                      else pyarrow.string(), metadata={"units": units_.get(n, "")})
        for n, v in columns.items()
    ]  # fmt: skip
    table = pyarrow.table(list(columns.values()), schema=pyarrow.schema(fields))
    parquet.write_table(table, path, compression="zstd", compression_level=1)


def write_parquet(
    path: str, columns: Mapping[str, Any], units_: Mapping[str, str], force: bool
) -> None:
    """One Parquet file, whole or not at all; the units stand in the metadata of its fields."""
    if os.path.exists(path) and not (force and os.path.isfile(path)):
        raise InputError("path", "a new file", repr(path)[:80], "force=True")
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        raise InputError("path", "a file in an existing folder", repr(path)[:80])
    optional("pyarrow.parquet", "tables")
    with _whole(os.path.abspath(path)) as temporary:
        _save_parquet(temporary, columns, units_)


class FolderColumns:
    """Columns of a study that lie in a folder."""

    def __init__(self, folder: str, job: Job, suffix: str) -> None:
        self.folder, self._job, self._suffix = folder, job, suffix

    def read(self, name: str) -> Any:
        """A column of all scenarios, in the order of evaluation."""
        parts = [self._part(p, name) for p in range(self._job.parts)]
        return np.concatenate(parts)

    def _part(self, part: int, name: str) -> Any:
        path = os.path.join(self.folder, f"part-{part:06d}{self._suffix}")
        try:
            if self._suffix == ".npz":
                with np.load(path, allow_pickle=False) as file:
                    return file[name]
            parquet = optional("pyarrow.parquet", "tables")
            return parquet.read_table(path, columns=[name]).column(name).to_numpy()
        except (OSError, ValueError, KeyError) as error:
            raise StudyFolderError(
                "can't read {file}: {why}", file=repr(path)[:80], why=str(error)[:80]
            ) from None
