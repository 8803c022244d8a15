"""Who evaluates the parts of a job, and how far they are: threads, processes, clusters."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from hydrocalc.errors import InputError, MissingExtraError, Setting
from hydrocalc.kernels.summaries import NOTHING, Counts, Moments, merged
from hydrocalc.records.fields import whole
from hydrocalc.studies.evaluation import MOST_REASONS, NO_TALLY, OTHER, Done, Tally, evaluate
from hydrocalc.studies.job import Job
from hydrocalc.texts import Phrase, quoted

Progress = bool | str | Callable[[int, int], None] | None


def optional(module: str, name: str) -> Any:
    """A module of an optional dependency."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(module.partition(".")[0], name) from None


class Runner(NamedTuple):
    """Who evaluates, and who hears of it."""

    executor: Any
    """A `concurrent.futures.Executor` or a client of Dask; threads if None."""
    threads: int | None
    progress: Progress
    stop: threading.Event
    """Set when nobody waits for the parts any more."""

    @property
    def here(self) -> bool:
        """Whether the work is done by threads of this process."""
        return self.executor is None

    @contextmanager
    def _pool(self, parts: int) -> Iterator[tuple[Any, int]]:
        """The executor and how many workers it has."""
        if self.executor is not None and self.threads is not None:
            raise InputError("threads", "no value beside an executor: it has its own workers")
        if self.executor is None:
            count = min(os.cpu_count() or 1, 16) if self.threads is None else self.threads
            count = min(whole(count, "threads", 1, 256), max(parts, 1))
            if count == 1:  # a thread for one would only cost
                yield None, 1
                return
            from concurrent.futures import ThreadPoolExecutor

            pool = ThreadPoolExecutor(count)
            try:
                yield pool, count
            finally:
                self.stop.set()  # what still runs when we are interrupted ends at its next box
                pool.shutdown(cancel_futures=True)
            return
        if hasattr(self.executor, "get_executor"):  # a client of dask.distributed
            yield self.executor.get_executor(), sum(self.executor.nthreads().values())
            return
        from concurrent.futures import Executor

        if isinstance(self.executor, Executor):
            yield self.executor, int(getattr(self.executor, "_max_workers", 32))
        else:
            raise InputError(
                "executor", "a concurrent.futures.Executor or a dask.distributed.Client",
                quoted(self.executor),
            )  # fmt: skip

    def each(self, work: Callable[[int], tuple[Any, ...]], parts: Iterable[int], job: Job,
             done: int = 0) -> Iterator[tuple[int, Any]]:  # fmt: skip
        """Number and result of each part, as they come; `work` gives a function and its arguments.

        No more parts are handed out than keep all workers busy.
        """
        todo = list(parts)
        report = self._report(job.scenarios, done)
        with self._pool(len(todo)) as (pool, workers), report as said:
            if pool is None:
                for number in todo:
                    function, *arguments = work(number)
                    yield number, function(*arguments)
                    first, last = job.span(number)
                    said(last - first)
                return
            from concurrent.futures import FIRST_COMPLETED, wait

            waiting: dict[Any, int] = {}
            numbers = iter(todo)
            try:
                while True:
                    for number in numbers:
                        function, *arguments = work(number)
                        waiting[pool.submit(function, *arguments)] = number
                        if len(waiting) >= 3 * workers:
                            break
                    if not waiting:
                        return
                    ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in ready:
                        number = waiting.pop(future)
                        yield number, future.result()
                        first, last = job.span(number)
                        said(last - first)
            finally:
                for future in waiting:
                    future.cancel()

    @contextmanager
    def _report(self, total: int, done: int) -> Iterator[Callable[[int], None]]:
        p = self.progress
        if isinstance(p, str) and p == "json":
            yield _json_lines(total, done)
        elif not (p is None or callable(p) or isinstance(p, bool)):
            raise InputError("progress", "true, false, 'json' or a function", quoted(p))
        elif callable(p):
            state = [done]

            def call(more: int) -> None:
                state[0] += more
                p(state[0], total)

            yield call
        elif p or (p is None and sys.stderr is not None and sys.stderr.isatty()):
            from tqdm import tqdm

            with tqdm(
                total=total, initial=done, unit=" scenarios", unit_scale=True, delay=1.0,
                leave=False, file=sys.stderr, ascii=None if _unicode() else True,
            ) as bar:  # fmt: skip
                yield bar.update
        else:
            yield lambda more: None


def _unicode() -> bool:
    return (getattr(sys.stderr, "encoding", None) or "").lower().replace("-", "") == "utf8"


def _json_lines(total: int, done: int) -> Callable[[int], None]:
    """One line a second, and one at the end."""
    begin = said = time.monotonic()
    state = [done]

    def line(more: int) -> None:
        nonlocal said
        state[0] += more
        now = time.monotonic()
        if now - said < 1.0 and state[0] < total:
            return
        said = now
        rate = (state[0] - done) / max(now - begin, 1e-9)
        left = (total - state[0]) / rate if rate else None
        facts = {
            "done": state[0], "total": total, "scenarios_per_s": round(rate, 1),
            "seconds_left": None if left is None else round(left, 1),
        }  # fmt: skip
        print(json.dumps(facts), file=sys.stderr, flush=True)

    return line


def picklable(job: Job) -> None:
    """Refuse a model that other processes can't be sent."""
    import pickle

    try:
        pickle.dumps(job.model)
    except Exception as error:
        raise InputError(
            "model",
            "a function that other processes can import",
            f"{error}"[:100],
            Phrase("a def at the top of a module, or threads"),
        ) from None


def run_in_memory(job: Job, runner: Runner) -> tuple[Mapping[str, Any], Mapping[str, int]]:
    """All columns, in the order of evaluation, and the failures."""
    _check_memory(job)
    columns = job.columns(job.scenarios)
    failures: list[Mapping[str, int]] = []

    def work(part: int) -> tuple[Any, ...]:
        if runner.here:
            return (lambda: evaluate(job, part, into=columns, stop=runner.stop),)
        return (evaluate, job.for_part(part), part)

    for part, done in _checked(job, runner, work, range(job.parts)):
        first, last = job.span(part)
        for name, values in done.columns.items():
            columns[name][first:last] = values
        failures.append(done.failures)
    return columns, added(failures)


def run_summary(job: Job, runner: Runner) -> tuple[Tally, Mapping[str, int]]:
    """Statistics only."""

    def work(part: int) -> tuple[Any, ...]:
        if runner.here:
            return (lambda: evaluate(job, part, keep=False, tally=True, stop=runner.stop),)
        return summarised, job.for_part(part), part

    results = _checked(job, runner, work, range(job.parts))
    return together(job, (done for _, done in results))


def _checked(job: Job, runner: Runner, work: Any, parts: Iterable[int]) -> Any:
    if runner.executor is not None:
        from concurrent.futures import ProcessPoolExecutor

        if isinstance(runner.executor, ProcessPoolExecutor):
            picklable(job)
    return runner.each(work, parts, job)


def summarised(job: Job, part: int) -> Done:
    """A part of which only the statistics are kept."""
    return evaluate(job, part, keep=False, tally=True)


def together(job: Job, parts: Iterable[Done]) -> tuple[Tally, Mapping[str, int]]:
    """The tally of all parts, in whatever order they come."""
    moments: dict[str, list[Moments]] = {n: [] for n in job.outputs}
    counts: dict[str, Counts] = dict.fromkeys(job.outputs, NOTHING)
    missed = np.zeros(len(job.limits), dtype=np.int64)
    failures: list[Mapping[str, int]] = []
    for done in parts:  # one after the other: only one part's counts are in memory
        tally = done.tally or NO_TALLY
        for name in job.outputs:
            moments[name].append(tally.moments[name])
            counts[name] = counts[name].merged(tally.counts[name])
        missed += np.array(tally.missed, dtype=np.int64)
        failures.append(done.failures)
    whole_ = {n: merged(m) for n, m in moments.items()}
    return Tally(whole_, counts, tuple(int(k) for k in missed)), added(failures)


def added(failures: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Failures by reason, the commonest first, those beyond `MOST_REASONS` as one."""
    total: dict[str, int] = {}
    for one in failures:
        for reason, count in one.items():
            total[reason] = total.get(reason, 0) + count
    other = total.pop(OTHER, 0)
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    other += sum(count for _, count in ranked[MOST_REASONS:])
    return dict([*ranked[:MOST_REASONS], *([(OTHER, other)] if other else [])])


def _check_memory(job: Job) -> None:
    needed = job.scenarios * (8 * len(job.outputs) + 1)
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not a Unix
        there = 2**36
    if needed > 0.8 * there:
        raise InputError(
            "keep", "results of at most {most} GB in memory", f"{needed / 1e9:.3g} GB",
            Phrase("{keep}, fewer outputs or {out}", keep=Setting("keep", "summary"),
                   out=Setting("out", "folder")),
            most=f"{0.8 * there / 1e9:.3g}",
        )  # fmt: skip
