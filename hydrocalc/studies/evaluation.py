"""A model, the scenarios it is asked for, and their evaluation in parts. No hydraulics here.

A *model* is a function of named arrays that returns named arrays. A *job* says which inputs it
gets; it falls into parts, and these into cache-sized boxes that are evaluated in one call each,
anywhere and in any order, with the same bits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from weakref import ref

import numpy as np

from hydrocalc.kernels.blocks import keep_heap
from hydrocalc.kernels.summaries import NOTHING, Counts, Moments, counts_of, merged, moments_of
from hydrocalc.studies.job import COMPARE, Box, Job
from hydrocalc.studies.model import LEAVES, ContractError, Model, unknown
from hydrocalc.texts import printable, quoted, shown

OK, NOT_FINITE, RAISED, GAP = 0, 1, 2, 3
STATUS = (
    "fine", "an output is not a finite number", "the model raised an error", "an input is missing",
)  # fmt: skip
"""What the status of a scenario means; from 10 on it is the model's own."""
OWN = 10
MOST_REASONS = 20
"""Reasons that are told apart, in each part and altogether."""
OTHER = "other reasons"


# Which inputs a scenario gets.


# Evaluation of a part.


class Tally(NamedTuple):
    """What is known of scenarios without keeping them."""

    moments: Mapping[str, Moments]
    counts: Mapping[str, Counts]
    missed: tuple[int, ...]
    """Scenarios that miss each condition, failed ones apart."""


NO_TALLY = Tally({}, {}, ())


class Done(NamedTuple):
    """A part that was evaluated: its columns if they were asked for, its tally likewise."""

    columns: Mapping[str, Any]
    tally: Tally | None
    failures: Mapping[str, int]
    """Scenarios without a result, by reason."""


def evaluate(
    job: Job, part: int, *, keep: bool = True, tally: bool = False,
    into: Mapping[str, Any] | None = None, stop: threading.Event | None = None,
) -> Done:  # fmt: skip
    """All scenarios of a part; `into` are columns of the whole study that take its values.

    `stop` ends it between two boxes: nobody waits for the result any more.
    """
    keep_heap()
    first, last = job.span(part)
    columns: Mapping[str, Any] = into or {}
    if keep and into is None:
        columns = job.columns(last - first)
    offset = first if into is None else 0
    moments: dict[str, list[Moments]] = {n: [] for n in job.outputs}
    counts = dict.fromkeys(job.outputs, NOTHING)
    missed = [0] * len(job.limits)
    failures: dict[str, int] = {}
    with np.errstate(all="ignore"):
        for box in job.boxes_of(part):
            if stop is not None and stop.is_set():
                break
            at = slice(box.start - offset, box.start - offset + box.size)
            take = _Taken({n: v[at] for n, v in columns.items()}, tally, box.shape)
            status = evaluate_box(job, box, failures, take)
            if columns and status is not None:
                columns["status"][at] = status.reshape(-1)
            if not tally:
                continue
            if status is not None:
                take.only(status.reshape(-1) == OK)
            for name in take.found:
                if take.moments[name].number:
                    moments[name].append(take.moments[name])
                    counts[name] = counts[name].merged(take.counts[name])
            for i, condition in enumerate(job.limits):
                met = COMPARE[condition.operator](take.found[condition.output], condition.value)
                missed[i] += int(met.size - np.count_nonzero(met))
    said = None
    if tally:
        said = Tally({n: merged(m) for n, m in moments.items()}, counts, tuple(missed))
    return Done({} if into is not None else columns, said, failures)


class _Taken:
    """The outputs of a box: copied to their columns, and counted while they are in the cache."""

    def __init__(self, columns: Mapping[str, Any], tally: bool, shape: tuple[int, ...]) -> None:
        self.columns, self.tally, self.shape = columns, tally, shape
        self.found: dict[str, Any] = {}
        self.moments: dict[str, Moments] = {}
        self.counts: dict[str, Counts] = {}

    def __call__(self, name: str, values: Any, fine: bool) -> None:
        if self.columns:
            self.columns[name].reshape(self.shape)[...] = values
        if self.tally:
            self.hold(name, values, fine)
            if fine:
                self._count(name)

    def hold(self, name: str, values: Any, fine: bool) -> None:
        """Only hold the values."""
        self.found[name] = _flat(values, self.shape)

    def only(self, fine: Any) -> None:
        """Count again, but only some of the scenarios."""
        for name, values in self.found.items():
            self.found[name] = values[fine]
            self._count(name)

    def _count(self, name: str) -> None:
        values = self.found[name]
        self.moments[name], self.counts[name] = moments_of(values), counts_of(values)


def _flat(values: Any, shape: tuple[int, ...]) -> Any:
    return np.broadcast_to(values, shape).reshape(-1)


Take = Callable[[str, Any, bool], None]
"""Takes the values of an output, of a shape that broadcasts to that of the box, and whether no
scenario of the box has failed so far."""


def evaluate_box(job: Job, box: Box, failures: dict[str, int], take: Take) -> Any:
    """Give the outputs of a box to `take`, each as soon as it is there, and return the status.

    The status is None if all is fine. After a failure an output may be given a second time.
    """
    inputs, shape = job.inputs(box)
    if not job.model.axes:
        shape = (box.size,)
        inputs = {
            k: v if isinstance(v, str) else read_only(_flat(v, box.shape))
            for k, v in inputs.items()
        }

    def placed(name: str, values: Any, fine: bool) -> None:
        take(name, values.reshape(box.shape) if values.shape == (box.size,) else values, fine)

    try:
        status = _outputs(job, inputs, shape, placed)
        reason = ""
    except (ContractError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, ValueError) and "read-only" in str(error):
            raise ContractError("model", LEAVES, f"{error}"[:200]) from None
        # One bad scenario must not spoil the others: each half is tried again.
        if box.size == 1:
            for name in job.outputs:
                take(name, np.full(box.shape, np.nan), False)
            status, reason = np.full(shape, RAISED, dtype=np.uint8), _raised(error)
        else:
            # What is one number stays one: arrays of it would be computed with other last bits.
            flat = {k: read_only(_flat(v, shape)) if np.ndim(v) else v for k, v in inputs.items()}
            found, status = _by_halves(job, flat, box.size, failures)
            for name, values in found.items():
                placed(name, values, False)
            return status.reshape(box.shape)
    if status is not None:
        _note(job.model, status, reason, failures)
        status = status.reshape(box.shape)
    return status


def read_only(array: Any) -> Any:
    """A view that can't be written to."""
    array = array.view()
    array.flags.writeable = False
    return array


def _by_halves(
    job: Job, inputs: Mapping[str, Any], count: int, failures: dict[str, int]
) -> tuple[dict[str, Any], Any]:
    found = {n: np.full(count, np.nan) for n in job.outputs}
    status = np.zeros(count, dtype=np.uint8)
    todo = [(0, count)]
    while todo:
        first, last = todo.pop()
        part = {k: v[first:last] if np.ndim(v) else v for k, v in inputs.items()}
        try:
            box = _Taken({}, True, (last - first,))
            some = _outputs(job, part, (last - first,), box.hold)
        except (ContractError, MemoryError):
            raise
        except Exception as error:
            if last - first > 1:
                middle = (first + last) // 2
                todo += [(middle, last), (first, middle)]
                continue
            status[first] = RAISED
            _fail(failures, _raised(error), 1)
            continue
        for name, v in box.found.items():
            found[name][first:last] = v
        if some is not None:
            status[first:last] = some
            _note(job.model, some, "", failures)
    return found, status


def _raised(error: Exception) -> str:
    return printable(f"{STATUS[RAISED]}: {type(error).__name__}: {shown(error)}"[:200])


def _fail(failures: dict[str, int], reason: str, count: int) -> None:
    if reason not in failures and len(failures) >= MOST_REASONS:
        reason = OTHER
    failures[reason] = failures.get(reason, 0) + count


def _note(model: Model, status: Any, reason: str, failures: dict[str, int]) -> None:
    for code, count in zip(*np.unique(status, return_counts=True), strict=True):
        if code == OK:
            continue
        own = model.reasons[code - OWN] if code >= OWN and code - OWN < len(model.reasons) else ""
        _fail(failures, reason or own or (STATUS[code] if code < OWN else f"status {code - OWN}"),
              int(count))  # fmt: skip


_INFINITE, _MINUS_INFINITE = np.array([np.inf, -np.inf]).view(np.uint64)


def _all_finite(values: Any) -> bool:
    """Whether all are finite, by the bits, which order as the numbers of one sign do.

    Reductions are cheaper than masks.
    """
    most = np.maximum.reduce(values.view(np.uint64), axis=None)
    if most < _INFINITE:
        return True  # none is negative
    if most >= _MINUS_INFINITE:
        return False
    return bool(np.maximum.reduce(values.view(np.int64), axis=None) < np.int64(_INFINITE))


def pairs_of(given: Any) -> Iterator[tuple[str, Any]]:
    """Names and arrays as a model returns or yields them."""
    if not isinstance(given, (Mapping, Iterator)):
        raise ContractError("model", "a mapping of names to arrays", type(given).__name__)
    for pair in given.items() if isinstance(given, Mapping) else given:
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)):
            raise ContractError("model", "pairs of a name and an array", quoted(pair))
        yield pair
        del pair  # as in `_outputs`


def _outputs(job: Job, inputs: Mapping[str, Any], shape: tuple[int, ...], take: Take) -> Any:
    """Give what the model returns, checked, to `take`; the status unless all are fine."""
    model = job.model
    given = model.function(**inputs, **({"keep": job.outputs} if model.takes_keep else {}))
    wanted, names = set(job.outputs), []
    frozen: list[Any] = []
    gap = _gap(job, inputs)
    yielded = isinstance(given, Iterator)
    bad = own = None
    try:
        for name, values in pairs_of(given):
            if name in names:
                raise ContractError("model", "each output once", quoted(name))
            names.append(name)
            if yielded and isinstance(values, np.ndarray) and values.flags.writeable:
                # What is counted later must not change; our reference must not keep its memory.
                frozen.append(ref(values))
                values.flags.writeable = False
            if name == "status":
                own = values
            if name in wanted:
                values = _checked(model, name, values, shape)
                if gap is not None:  # whatever the model makes of a number that is missing
                    values = np.where(gap, np.nan, values)
                if not _all_finite(values):
                    wrong = ~np.isfinite(values)
                    bad = wrong if bad is None else bad | wrong
                take(name, values, bad is None)
            del values  # if nobody holds it, its memory serves what is made next
    finally:
        for array in frozen:
            if array() is not None:
                array().flags.writeable = True
    missing = wanted.difference(names)
    if missing:
        near = unknown("keep", min(missing), names)
        raise ContractError("model", near.expected, near.got, near.write, **near.values)
    status = None
    if bad is not None:
        status = np.where(np.broadcast_to(bad, shape), np.uint8(NOT_FINITE), np.uint8(OK))
    if own is not None and (np.asarray(own).dtype.kind not in "biuf" or np.any(own)):
        own = np.broadcast_to(_checked(model, "status", own, shape), shape)
        if not ((own >= 0) & (own <= 255 - OWN) & (own == np.round(own))).all():
            raise ContractError("model: status", "whole numbers from 0 to {most}", most=255 - OWN)
        status = np.where(own != 0, own + OWN, 0 if status is None else status).astype(np.uint8)
    if gap is not None:
        status = np.where(gap, GAP, OK if status is None else status).astype(np.uint8)
    return status


def _gap(job: Job, inputs: Mapping[str, Any]) -> Any:
    """Where an input is missing; None if none is."""
    columns = {name for axis in job.axes if axis.gaps for name in axis.columns}
    some = [m for m in (np.isnan(inputs[name]) for name in columns) if m.any()]
    return np.logical_or.reduce(np.broadcast_arrays(*some)) if some else None


def _checked(model: Model, name: str, given: Any, shape: tuple[int, ...]) -> Any:
    """An output as numbers of the shape of the inputs or, on axes, of one that broadcasts to it."""
    try:
        values = np.asarray(given)
        if values.dtype.kind not in "biuf":
            raise TypeError(values.dtype)
        values = values.astype(float, copy=False)
    except (TypeError, ValueError):
        raise ContractError(f"model: {name}", "real numbers", quoted(given)) from None
    if model.axes and values.size == 1:
        return values.reshape((1,) * len(shape))
    fits = values.ndim == len(shape)
    ends = zip(values.shape, shape, strict=False)
    if not fits or any(a != b and not (model.axes and a == 1) for a, b in ends):
        raise ContractError(
            f"model: {name}", "an array of the shape of the inputs, {shape}",
            f"shape {values.shape}", shape=str(shape),
        )  # fmt: skip
    return values
