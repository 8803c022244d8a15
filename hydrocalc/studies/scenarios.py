"""A model, the scenarios it is asked for, and their evaluation in parts. No hydraulics here.

A *model* is a function of named arrays that returns named arrays. A *job* says which inputs it
gets; it falls into parts, and these into cache-sized boxes that are evaluated in one call each,
anywhere and in any order, with the same bits.
"""

from __future__ import annotations

import difflib
import hashlib
import inspect
import math
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.kernels import sampling
from hydrocalc.kernels.blocks import keep_heap
from hydrocalc.kernels.summaries import NOTHING, Counts, Moments, counts_of, merged, moments_of
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Mapped, Record, Text, Value, Words, choice, flag
from hydrocalc.records.tables import Table
from hydrocalc.studies.distributions import described, fingerprint
from hydrocalc.studies.fingerprints import UnhashableError, code_of
from hydrocalc.texts import printable, quoted, shown
from hydrocalc.version import __version__

if TYPE_CHECKING:
    from hydrocalc.records.record import Language

BLOCK = 131_072
"""Most scenarios evaluated at once: few enough for their temporaries to stay in the processor's
cache, enough for threads that seldom wait for each other's Python."""

LEAST_BLOCK = 16_384
BLOCKS = 8
"""Blocks of a small study, of `LEAST_BLOCK` at least: work for all, and something to show."""


def block_for(scenarios: int) -> int:
    """Scenarios evaluated at once in a study of so many."""
    return min(BLOCK, max(LEAST_BLOCK, -(-scenarios // BLOCKS)))


PART = 2**20
"""Scenarios, about, that one worker takes at a time and one file holds."""

OK, NOT_FINITE, RAISED, GAP = 0, 1, 2, 3
STATUS = (
    "fine", "an output is not a finite number", "the model raised an error", "an input is missing",
)  # fmt: skip
"""What the status of a scenario means; from 10 on it is the model's own."""
OWN = 10
MOST_REASONS = 20
"""Reasons that are told apart, in each part and altogether."""
OTHER = "other reasons"

SHORT_AXIS = 256
"""An axis shorter than that is folded into the one before it: numpy's loops would be too short."""


class Input(NamedTuple):
    """An input of a model: its kind of quantity, its default and its physical bounds."""

    kind: str = ""
    """A key of `units.KINDS`; a plain number if empty."""
    default: float | None = None
    low: float | None = None
    high: float | None = None
    optional: bool = False
    """Whether the model does without it."""
    whole: bool = False
    """Whether only whole numbers make sense."""


LEAVES = "a function that leaves its inputs, and what it has yielded, as they are"
UNHASHABLE = "not the same another time: "


class ContractError(InputError):
    """A model that doesn't return what it should: the fault of the model, not of a scenario."""


class Model(Record):
    """A function of named arrays, with the units of what it takes and returns.

    Parameters
    ----------
    function : callable
        Takes its inputs as keywords, plain arrays in their units, and returns a mapping of names
        to arrays, or yields a name and an array, which it leaves alone from then on, as soon as it
        has made one: what is taken while it is in the cache costs less. An output ``status`` of
        whole numbers says why a scenario has no result: 0 for none, `k` for the text `k` of
        `reasons`.
    name : str, optional
        Its name (that of the function).
    inputs : mapping, optional
        Kind of quantity of each input, such as ``{"flow": "flow"}``, or an `Input`.
    outputs : mapping, optional
        Kind of quantity of each output.
    texts : mapping, optional
        Inputs that are given as text: for each a function that returns the inputs it stands for.
    reasons : sequence of str, optional
        What the codes of its own status mean.
    limits : mapping, optional
        Conditions that outputs should meet, such as ``{"npsh_margin": [(">=", 0.5)]}``.
    needs : mapping, optional
        Outputs that need an input without a default: ``{"cost_per_year": "price"}``. Without it
        they are left out.
    key : str, optional
        What tells it from other models when a study goes on (its name and code).
    axes : bool, optional
        Whether it takes arrays that only broadcast against each other, each along its own axis,
        and numbers for what doesn't change, which saves work on grids; otherwise all arrays have
        one shape. A function of a `Model` that
        has a parameter ``keep``, which is none of its inputs, is told the wanted outputs in it.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> hc.Model(function=lambda flow: {"twice": 2 * flow}, inputs={"flow": "flow"}, name="t").name
    't'
    """

    function: Value = Value()
    name: Text = Text(default="", label="model")
    inputs: Mapped = Mapped(default={})
    outputs: Mapped = Mapped(default={})
    texts: Mapped = Mapped(default={})
    reasons: Words = Words(default=())
    limits: Mapped = Mapped(default={})
    needs: Mapped = Mapped(default={}, label="inputs")
    key: Text = Text(default="")
    axes: Value = Value(default=False)
    takes_keep: Value = Value(default=False, label="axes")
    given: Words = Words(default=(), label="inputs")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Inputs and outputs, with their units."""

        def row(what: str, name: str, kind: str, value: float | None) -> list[str]:
            unit = units.KINDS[kind].unit if kind in units.KINDS else ""
            shown = "" if value is None else units.digits_of(value)
            return [translated(what, lang), name, shown, "" if unit == "1" else unit]

        rows = [row("text", name, "", None) for name in self.texts]
        for name, one in self.inputs.items():
            known = one if isinstance(one, Input) else Input(one)
            rows.append(row("input", name, known.kind, known.default))
        rows += [row("output", name, kind, None) for name, kind in self.outputs.items()]
        heads = [translated(t, lang) for t in ("", "name", "default", "unit")]
        return Table(heads, rows, self.name, frozenset({2}))

    def __repr__(self) -> str:
        return f"Model({self.name}: {', '.join(self.inputs)} -> {', '.join(self.outputs)})"


def as_model(value: Any) -> Model:
    """A model, from a model or from a plain function, with everything about it filled in."""
    if not isinstance(value, Model):
        if not callable(value):
            raise InputError("model", "a Model or a function of arrays", quoted(value))
        value = Model(function=value)
    if not callable(value.function):
        raise InputError("function", "a function of arrays", quoted(value.function))
    inputs = {name: _declared(one) for name, one in value.inputs.items()}
    if not inputs:
        inputs = _signature(value.function)
    outputs = value.outputs
    for kind in outputs.values():
        _declared(kind)
    texts, needs = value.texts, value.needs
    if not all(map(callable, texts.values())):
        raise InputError("texts", "functions, each of a text", quoted(texts))
    for name in needs.values():
        choice(name, "needs", tuple(inputs))
    flag(value.axes, "axes")
    name = value.name or getattr(value.function, "__name__", type(value.function).__name__)
    key = value.key
    if not key:
        try:
            key = f"{name} {code_of(value.function)}"
        except UnhashableError as error:  # never the same as another
            key = f"{UNHASHABLE}{error} {secrets.token_hex(8)}"
    both = [n for n in outputs if n in inputs or n in texts]
    if both:
        raise InputError("outputs", "names that no input has", quoted(both[0]))
    takes = _parameters(value.function) if value.axes or value.inputs else {}
    model: Model = value.replace(
        name=name, key=key, inputs=inputs, outputs=outputs, texts=texts, needs=needs,
        takes_keep="keep" in takes and "keep" not in inputs,
    )  # fmt: skip
    return model


def _declared(given: Any) -> Input:
    """An input as it was declared: by its kind alone, or by more."""
    one = given if isinstance(given, Input) else Input(given)
    choice(one.kind, "kind", ("", *units.KINDS))
    flag(one.optional, "optional")
    flag(one.whole, "whole")
    default, low, high = (
        None if value is None
        else units.number(value, "ratio", name, low=-math.inf, high=math.inf, scalar=True)
        for name, value in (("default", one.default), ("low", one.low), ("high", one.high))
    )  # fmt: skip
    return one._replace(default=default, low=low, high=high)


def _parameters(function: Any) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(function).parameters
    except ValueError:  # some that are built in have none
        expected = "a function whose inputs are named, or a Model that names them"
        raise InputError("model", expected, quoted(function)) from None


def _signature(function: Any) -> dict[str, Input]:
    inputs = {}
    for p in _parameters(function).values():
        if p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL, p.VAR_KEYWORD):
            raise InputError(
                "model", "a function whose inputs are named, or a Model that names them", str(p)
            )
        number = isinstance(p.default, (int, float)) and not isinstance(p.default, bool)
        inputs[p.name] = Input("", float(p.default) if number else None)
    return inputs


# Which inputs a scenario gets.


class Axis(NamedTuple):
    """One dimension of a study: inputs that change together."""

    size: int
    columns: Mapping[str, Any]
    """Values of each input, plain numbers in its unit."""
    text: str = ""
    """The input of text that the columns stand for."""
    words: tuple[str, ...] = ()
    first: int = 0
    """Index of the first of the values, where a worker gets only some."""
    gaps: bool = False
    """Whether some values are missing; their scenarios have no result."""
    beside: Mapping[str, Any] = {}
    """Texts that some of the columns stand for, side by side with them, by input."""


class Draws(NamedTuple):
    """Inputs that are drawn at random: the last axis of a study."""

    names: tuple[str, ...]
    distributions: tuple[Any, ...]
    sampler: str
    seed: int
    n: int
    factor: Any = None

    def described(self) -> tuple[str, ...]:
        """Each input with its distribution, in words."""
        pairs = zip(self.names, self.distributions, strict=True)
        return tuple(f"{name}: {described(d)}" for name, d in pairs)

    def columns(self, start: int, count: int) -> dict[str, Any]:
        """Values of the scenarios `start` to `start + count`."""
        u = sampling.points(self.sampler, self.seed, len(self.names), self.n, start, count)
        if self.factor is not None:
            u = sampling.correlated(u, self.factor)
        pairs = zip(self.names, self.distributions, u, strict=True)
        return {name: np.asarray(d.ppf(x), dtype=float) for name, d, x in pairs}


class Condition(NamedTuple):
    """What an output should meet."""

    output: str
    operator: str
    value: float


class Box(NamedTuple):
    """Scenarios evaluated in one call.

    Single values of the outer axes, a stretch of one, all values of the inner ones.
    """

    outer: tuple[int, ...]
    begin: int
    shape: tuple[int, ...]
    start: int

    @property
    def size(self) -> int:
        """Scenarios."""
        return math.prod(self.shape)


class Job(NamedTuple):
    """All that a worker must know to evaluate any part of a study."""

    model: Model
    fixed: Mapping[str, float]
    axes: tuple[Axis, ...]
    """Axes of text first, then short ones, then long ones."""
    draws: Draws | None
    outputs: tuple[str, ...]
    limits: tuple[Condition, ...]
    block: int = BLOCK
    part: int = PART

    @property
    def sizes(self) -> tuple[int, ...]:
        """Length of each axis, that of the draws last."""
        return (*(a.size for a in self.axes), *([self.draws.n] if self.draws else []))

    @property
    def scenarios(self) -> int:
        """Scenarios of the study."""
        return math.prod(self.sizes)

    @property
    def split(self) -> tuple[int, int]:
        """The axis that is cut into stretches, and how much of it goes into a box."""
        sizes, texts = self.sizes, sum(1 for a in self.axes if a.words)
        inner, j = 1, len(sizes) - 1
        while j > texts and inner * sizes[j] <= self.block:
            inner *= sizes[j]
            j -= 1
        if j < texts:  # nothing but text
            return texts, 1
        # Even stretches: a short rest would cost as much as a long one.
        cut = -(-sizes[j] // max(1, self.block // inner))
        return j, -(-sizes[j] // cut)

    @property
    def boxes_per_part(self) -> int:
        """Boxes that make up a part."""
        j, step = self.split
        return max(1, self.part // max(1, step * math.prod(self.sizes[j + 1 :])))

    @property
    def boxes(self) -> int:
        """Boxes of the study."""
        j, step = self.split
        cut = -(-self.sizes[j] // step) if j < len(self.sizes) else 1
        return math.prod(self.sizes[:j]) * cut

    @property
    def parts(self) -> int:
        """Parts of the study."""
        return -(-self.boxes // self.boxes_per_part)

    def columns(self, count: int) -> dict[str, Any]:
        """Room for the outputs and the status of `count` scenarios.

        One stretch of memory: the system hands that out in its largest pages, which cost less than
        the small ones at the ends of many stretches.
        """
        columns = dict(zip(self.outputs, np.empty((len(self.outputs), count)), strict=True))
        return {**columns, "status": np.zeros(count, dtype=np.uint8)}

    def boxes_of(self, part: int) -> Iterator[Box]:
        """The boxes of a part; together they are consecutive scenarios."""
        return self._boxes(self._numbers(part))

    def span(self, part: int) -> tuple[int, int]:
        """First scenario of a part, and the first after it."""
        numbers = self._numbers(part)
        first, last = self._boxes((numbers[0], numbers[-1]))
        return first.start, last.start + last.size

    def _numbers(self, part: int) -> range:
        each = self.boxes_per_part
        return range(part * each, min((part + 1) * each, self.boxes))

    def _boxes(self, numbers: Iterable[int]) -> Iterator[Box]:
        j, step = self.split
        sizes = self.sizes
        length = sizes[j] if j < len(sizes) else 1
        inner = math.prod(sizes[j + 1 :])
        cut = -(-length // step)
        for number in numbers:
            o, c = divmod(number, cut)
            begin = c * step
            outer = tuple(int(i) for i in np.unravel_index(o, sizes[:j])) if j else ()
            rows = min(step, length - begin)
            yield Box(outer, begin, (rows, *sizes[j + 1 :]), (o * length + begin) * inner)

    def inputs(self, box: Box) -> tuple[dict[str, Any], tuple[int, ...]]:
        """Inputs of a box, each along its own axis, and the shape that they broadcast to.

        What never changes is a scalar, which kernels deal with in a tenth of the time.
        """
        ndim = len(box.shape)
        ones = (1,) * ndim
        known: dict[str, Any] = {k: np.array(v)[()] for k, v in self.fixed.items()}
        numbers: dict[str, Any] = {}
        for i, axis in enumerate(self.axes):
            if i < len(box.outer):
                at = slice(box.outer[i] - axis.first, box.outer[i] - axis.first + 1)
                shape = ones
            else:
                k = i - len(box.outer)
                begin = (box.begin if k == 0 else 0) - axis.first
                at = slice(begin, begin + box.shape[k])
                shape = (*ones[:k], box.shape[k], *ones[k + 1 :])
            for name, values in axis.columns.items():
                part = values[at]
                if axis.words and part.dtype.kind == "U":  # text that the model takes as it is
                    known[name] = str(part[0])
                elif axis.words:
                    known[name] = part.reshape(shape)
                else:
                    numbers[name] = part.reshape(shape)
        if self.draws is not None:
            begin = box.begin if ndim == 1 else 0
            for name, values in self.draws.columns(begin, box.shape[-1]).items():
                numbers[name] = values.reshape((*ones[:-1], -1))
        known.update(numbers)
        for value in known.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        return known, box.shape

    def for_part(self, part: int) -> Job:
        """The same job with only those values of a long table that a part needs."""
        axis = self.axes[-1] if self.axes else None
        if axis is None or self.draws or axis.size < 100_000 or len(self.axes) != 1:
            return self
        start, end = self.span(part)
        at = slice(start - axis.first, end - axis.first)
        columns, beside = (
            {k: v[at] for k, v in all_.items()} for all_ in (axis.columns, axis.beside)
        )
        return self._replace(axes=(axis._replace(columns=columns, beside=beside, first=start),))

    def key(self) -> str:
        """Hash of all that decides the values and the summary."""
        digest = hashlib.sha256()

        def take(*things: Any) -> None:
            for thing in things:
                data = thing if isinstance(thing, bytes) else repr(thing).encode()
                digest.update(str(len(data)).encode() + b":" + data)

        take(__version__, self.model.key, sorted(self.fixed.items()), self.outputs, self.limits)
        take(self.block, self.part)
        take([(n, i.kind) for n, i in self.model.inputs.items()], list(self.model.outputs.items()))
        for axis in self.axes:
            take(axis.size, axis.text, axis.words)
            for name, values in sorted({**axis.columns, **axis.beside}.items()):
                take(name, str(values.dtype), np.ascontiguousarray(values).tobytes())
        if self.draws is not None:
            take(self.draws.names, self.draws.sampler, self.draws.seed, self.draws.n)
            take(*map(fingerprint, self.draws.distributions))
            take(b"" if self.draws.factor is None else self.draws.factor.tobytes())
        return digest.hexdigest()


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


COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


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
    if own is not None and np.any(own):
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


def unknown(argument: str, name: str, known: Any) -> InputError:
    """The error for a name that isn't among the known ones, with the nearest of them."""
    near = difflib.get_close_matches(name, list(known), 1)
    return InputError(
        argument, "one of: {words}", quoted(name), quoted(near[0], 80) if near else "",
        guess=bool(near), words=", ".join(known),
    )  # fmt: skip
