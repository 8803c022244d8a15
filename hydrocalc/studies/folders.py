"""Studies in a folder: whole parts or none, so that an interrupted one goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedReader
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError, MissingExtraError, Setting
from hydrocalc.kernels.summaries import NOTHING, Counts, Moments
from hydrocalc.records.fields import MAX_TEXT
from hydrocalc.records.writing import TEMPORARY, FileError, new_file, replacing
from hydrocalc.studies.evaluation import MOST_REASONS, NO_TALLY, Done, Tally, evaluate
from hydrocalc.studies.job import Job
from hydrocalc.studies.model import UNHASHABLE
from hydrocalc.studies.runs import Runner, optional, picklable, together
from hydrocalc.texts import CONTROL, Phrase, quoted
from hydrocalc.version import __version__

MANIFEST, LOCK = "manifest.json", ".lock"
ENDINGS = (".npz", ".parquet")
MOST_JSON = 64_000_000
"""Bytes of a file of ours beyond which it is nobody's."""


class StudyFolderError(FileError):
    """A folder that can't be written to or read; what is in it stays."""


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
    try:
        folder = os.path.abspath(folder)
    except OSError as error:  # no folder to begin from
        raise _cant(folder, error) from None
    _look(folder, job, key, keep)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise _cant(folder, error) from None
    if keep:
        _room(folder, job)
    with _locked(folder):
        for entry in _entries(folder):
            if _left_over(entry):
                with suppress(OSError):
                    os.unlink(entry.path)
        suffix = _claimed(folder, job, key, keep)
        # Complete parts are looked through now and read again when their turn comes: all records
        # at once would take memory without bound.
        complete = [p for p in range(job.parts) if _complete(folder, p, job, key, suffix)]
        todo = sorted(set(range(job.parts)) - set(complete))
        done = sum(b - a for a, b in map(job.span, complete))

        def work(part: int) -> tuple[Any, ...]:
            mine = job if runner.here else job.for_part(part)
            return write_part, mine, part, folder, key, suffix

        def records() -> Iterator[Done]:
            for part in complete:
                found = _record(folder, part, job, key)
                if found is None:
                    raise _unreadable(_path(folder, part, ".json"), "it was changed")
                yield found[0]
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
        with _whole(_path(folder, part, suffix)) as temporary:
            units_ = _units(job, columns)
            (_save_parquet if suffix == ".parquet" else _save_npz)(temporary, columns, units_)
            record["sha256"] = _hash(temporary)
    text = json.dumps(record, allow_nan=False)
    text += "\n" + hashlib.sha256(text.encode()).hexdigest()  # a record that was changed is none
    with (
        _whole(_path(folder, part, ".json")) as temporary,
        open(temporary, "w", encoding="utf-8") as file,
    ):
        file.write(text)
    return Done({}, done.tally, done.failures)


def _look(folder: str, job: Job, key: str, keep: bool) -> dict[str, Any]:
    """Refuse a folder that is somebody else's, before anything in it changes; its manifest."""
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise InputError("out", "a folder", quoted(folder, 80))
    manifest = os.path.join(folder, MANIFEST)
    known = _json(manifest)
    if os.path.lexists(manifest) and not known:
        raise InputError("out", "a manifest that can be read", quoted(manifest, 80))
    if known:
        if known.get("schema") != "hydrocalc/study":
            raise InputError("out", "a folder of a study", quoted(folder, 80))
        if known.get("key") != key or known.get("keep") is not keep:
            got = "one of another study: " + _difference(known, _manifest(job, key, keep, ""))
            raise InputError(
                "out", "a new folder, or one of this study", got, Phrase("another folder")
            )
        # What becomes part of a path must be one of our words.
        if known.get("parts_end") not in (ENDINGS if keep else ("",)):
            raise InputError("out", "a manifest that can be read", quoted(manifest, 80))
    elif os.path.isdir(folder) and not all(
        entry.name == LOCK or _left_over(entry) for entry in _entries(folder)
    ):
        raise InputError("out", "a new or an empty folder", quoted(folder, 80))
    return known


def _claimed(folder: str, job: Job, key: str, keep: bool) -> str:
    """How the parts in a folder that is ours end; a new folder gets its manifest."""
    known = _look(folder, job, key, keep)  # somebody may have been faster
    if known:
        return str(known["parts_end"])
    suffix = _parts_end() if keep else ""
    with (
        _whole(os.path.join(folder, MANIFEST)) as temporary,
        open(temporary, "w", encoding="utf-8") as file,
    ):
        json.dump(_manifest(job, key, keep, suffix), file, indent=1)
    return suffix


def seed_of(folder: str) -> int | None:
    """Seed of the study in a folder, if there is one."""
    seed = _json(os.path.join(folder, MANIFEST)).get("seed")
    return seed if type(seed) is int and 0 <= seed < 2**63 else None


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
    if needed > free and not any(e.name.startswith("part-") for e in _entries(folder)):
        raise InputError(
            "keep", "columns of at most {most} GB on this disk", f"{4 * needed / 1e9:.3g} GB",
            Phrase("{keep} or fewer outputs", keep=Setting("keep", "summary")),
            most=f"{free / 1e9:.3g}",
        )  # fmt: skip


def _difference(known: Mapping[str, Any], mine: Mapping[str, Any]) -> str:
    """What tells two studies apart, in a few words."""
    other = [k for k in mine if k not in ("key", "parts_end") and known.get(k) != mine[k]]
    return ", ".join(other) or "values of its inputs"


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Nobody else writes here; the system takes the lock away from one that dies."""
    from filelock import FileLock, Timeout

    path = os.path.join(folder, LOCK)
    # An older lock file is emptied, and whatever else is called so.
    if os.path.lexists(path) and not (_regular(path) and os.lstat(path).st_nlink == 1):
        raise InputError("out", "a folder whose lock is a regular file", quoted(path, 80))
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError("out", "a folder that nobody else writes to", quoted(folder, 80)) from None
    except OSError as error:
        raise _cant(folder, error) from None
    try:
        yield
    finally:
        lock.release()


def _path(folder: str, part: int, ending: str) -> str:
    return os.path.join(folder, f"part-{part:06d}{ending}")


@contextmanager
def _whole(path: str) -> Iterator[str]:
    """A temporary file that takes the place of one of ours, which is never followed as a link."""
    try:
        with replacing(path, new=False) as temporary:
            yield temporary
    except OSError as error:
        raise _cant(os.path.dirname(path), error) from None


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise _unreadable(folder, error.strerror) from None


def _left_over(entry: os.DirEntry[str]) -> bool:
    """Whether a file is what a killed worker left."""
    start, end = TEMPORARY
    name = entry.name
    return name.startswith(start) and name.endswith(end) and _regular(entry.path)


def _regular(path: str) -> bool:
    """Whether there is a regular file itself: no link to one, and nothing that can block."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _opened(path: str) -> BufferedReader:
    """A regular file; a link isn't followed, and nothing else is waited for.

    Raises
    ------
    OSError
        If it is none.
    """
    flags = ("O_RDONLY", "O_BINARY", "O_NOFOLLOW", "O_NONBLOCK")
    if not _regular(path):
        raise OSError("no regular file")
    return os.fdopen(os.open(path, sum(getattr(os, name, 0) for name in flags)), "rb")


def _cant(folder: str, error: OSError) -> StudyFolderError:
    return StudyFolderError(
        "can't write to {folder}: {why}; what is complete was kept: run the same study again when "
        "that is mended", folder=quoted(folder, 80), why=error.strerror or str(error)[:80],
    )  # fmt: skip


def _unreadable(path: str, why: str | None) -> StudyFolderError:
    return StudyFolderError("can't read {file}: {why}", file=quoted(path, 80), why=why or "")


def _sync(folder: str) -> None:
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(descriptor)
        os.close(descriptor)


def _hash(path: str) -> str:
    with _opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked_json(path: str) -> dict[str, Any]:
    """A record whose second line is the hash of the first."""
    line, _, digest = _raw(path).partition(b"\n")
    whole = hashlib.sha256(line).hexdigest().encode() == digest
    return _parsed(line) if whole else {}


def _json(path: str) -> dict[str, Any]:
    return _parsed(_raw(path))


def _raw(path: str) -> bytes:
    """A file of ours; nothing of what can't be one."""
    try:
        with _opened(path) as file:
            raw = file.read(MOST_JSON + 1)
    except OSError:
        return b""
    return raw if len(raw) <= MOST_JSON else b""


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        known = json.loads(raw)
    except (ValueError, RecursionError):
        known = None
    return known if isinstance(known, dict) else {}


def _complete(folder: str, part: int, job: Job, key: str, suffix: str) -> bool:
    """Whether a part is there, undamaged, and what this study would have written."""
    found = _record(folder, part, job, key)
    if found is None or not suffix:
        return found is not None
    path = _path(folder, part, suffix)
    try:
        return _hash(path) == found[1] and _fits(path, suffix, job, part)
    except OSError:
        return False


def _record(folder: str, part: int, job: Job, key: str) -> tuple[Done, Any] | None:
    """What the record of a part says, and the hash of its columns; None if it can't be ours."""
    known = _checked_json(_path(folder, part, ".json"))
    first, last = job.span(part)
    rows = last - first
    if known.get("key") != key or known.get("part") != part:
        return None
    try:
        moments = {n: _from_hex(m, rows) for n, m in known["moments"].items()}
        counts = {n: _dense(c, rows) for n, c in known["counts"].items()}
        missed = tuple(_count(k, rows) for k in known["missed"])
        failures = {reason: _count(k, rows) for reason, k in known["failures"].items()}
        if (
            sorted(moments) != sorted(job.outputs) or sorted(counts) != sorted(job.outputs)
            or len(missed) != len(job.limits) or len(failures) > MOST_REASONS + 1
            or any(len(reason) > MAX_TEXT or CONTROL.search(reason) for reason in failures)
        ):  # fmt: skip
            return None
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return Done({}, Tally(moments, counts, missed), failures), known.get("sha256")


def _count(value: Any, most: int) -> int:
    """A number of scenarios."""
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(value)
    return value


def _sparse(counts: Counts) -> list[list[int]]:
    used = np.flatnonzero(counts.counts)
    return [(used + counts.first).tolist(), counts.counts[used].tolist()]


_MOST_BIN = 1 << 19
"""What single precision has no bin beyond."""
_LARGEST = 1e150
"""What sums of squares can bear."""


def _dense(pairs: Any, rows: int) -> Counts:
    bins, counts = pairs
    bins = [_count(b + _MOST_BIN, 2 * _MOST_BIN) - _MOST_BIN for b in bins]
    counts = [_count(k, rows) for k in counts]
    if len(bins) != len(counts) or bins != sorted(set(bins)):
        raise ValueError(pairs)
    if not bins:
        return NOTHING
    total = np.zeros(bins[-1] - bins[0] + 1, dtype=np.int64)
    total[np.array(bins) - bins[0]] = counts
    return Counts(bins[0], total)


def _hex(m: Moments) -> list[Any]:
    return [m.number, *(float(x).hex() for x in m[1:])]


def _from_hex(m: Any, rows: int) -> Moments:
    found = Moments(_count(m[0], rows), *(float.fromhex(x) for x in m[1:]))
    if found.number and not (
        -_LARGEST <= found.low <= found.high <= _LARGEST and abs(found.mean) <= _LARGEST
        and 0.0 <= found.squares <= _LARGEST**2
    ):  # fmt: skip
        raise ValueError(m)
    return found


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
    with open(path, "wb") as file:  # a path of pyarrow's must be UTF-8
        parquet.write_table(table, file, compression="zstd", compression_level=1)


def _fits(path: str, suffix: str, job: Job, part: int) -> bool:
    """Whether a file holds the columns of a part, by its head: nothing large is read."""
    first, last = job.span(part)
    names = (*job.outputs, "status")
    try:
        with _opened(path) as file:
            if suffix == ".npz":
                import zipfile

                with zipfile.ZipFile(file) as columns:
                    found = [_head(columns, name) for name in names]
            else:
                parquet = optional("pyarrow.parquet", "tables").ParquetFile(file)
                rows, schema = (parquet.metadata.num_rows,), parquet.schema_arrow
                found = [(rows, schema.field(name).type.to_pandas_dtype()) for name in names]
    except MissingExtraError:
        raise
    except Exception:  # a foreign file makes its reader raise anything
        return False
    return found == [((last - first,), _kind_of(name)) for name in names]


def _head(columns: Any, name: str) -> tuple[tuple[int, ...], Any]:
    """Shape and type of an array in an archive."""
    with columns.open(name + ".npy") as array:
        np.lib.format.read_magic(array)
        shape, _, dtype = np.lib.format.read_array_header_1_0(array)
    return shape, dtype.type


def _kind_of(name: str) -> Any:
    return np.uint8 if name == "status" else np.float64


def write_parquet(
    path: str | os.PathLike[str], columns: Mapping[str, Any], units_: Mapping[str, str], force: bool
) -> None:
    """One Parquet file, whole or not at all; the units stand in the metadata of its fields."""
    optional("pyarrow.parquet", "tables")
    with new_file(path, force=force) as temporary:
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
        path = _path(self.folder, part, self._suffix)
        if not _fits(path, self._suffix, self._job, part):
            raise _unreadable(path, "it was changed")
        try:
            with _opened(path) as file:
                if self._suffix == ".npz":
                    with np.load(file, allow_pickle=False) as columns:
                        return columns[name]
                parquet = optional("pyarrow.parquet", "tables")
                column = parquet.ParquetFile(file).read(columns=[name]).column(name)
                return column.to_numpy()
        except Exception as error:  # as above
            raise _unreadable(path, str(error)[:80]) from None
