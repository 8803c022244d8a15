"""A job: the scenarios that a model is asked for, in parts and boxes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels import sampling
from hydrocalc.studies.distributions import described, fingerprint
from hydrocalc.studies.model import Model
from hydrocalc.version import __version__

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

SHORT_AXIS = 256
"""An axis shorter than that is folded into the one before it: numpy's loops would be too short."""


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
    defaults: tuple[str, ...] = ()
    """Inputs that nobody gave and that the outputs rest on; no part of its key."""
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


COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip
