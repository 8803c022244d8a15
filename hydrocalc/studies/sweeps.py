"""Studies: grids, tables and samples of a model's inputs, and what came of them."""

from __future__ import annotations

import math
import os
import re
import secrets
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError, Setting
from hydrocalc.kernels import sampling
from hydrocalc.records.columns import path_of, read_table, refuse_twice
from hydrocalc.records.fields import choice, mapping, whole, words
from hydrocalc.records.writing import keep
from hydrocalc.studies import folders, runs
from hydrocalc.studies.distributions import as_distribution, check_support, correlation_factor
from hydrocalc.studies.evaluation import Tally, evaluate_box, pairs_of, read_only
from hydrocalc.studies.job import BLOCK, PART, SHORT_AXIS, Axis, Draws, Job, block_for
from hydrocalc.studies.model import LEAVES, Input, Model, as_model, unknown
from hydrocalc.studies.study import Study, conditions, is_text, plain_number
from hydrocalc.texts import Phrase, quoted

PARTS = 64
"""Parts of a small study: work for all, and something to show and to resume."""

LONG = 10**9
"""Scenarios from which on a study says, before it starts, how many they are and how long."""
MOST = 10**12
"""Scenarios of a study; at 10 ns each that is three hours."""


def sweep(
    model: Model | Callable[..., Any],
    *,
    over: Mapping[str, Any] | str | os.PathLike[str] | Any,
    how: str = "product",
    fixed: Mapping[str, Any] | None = None,
    keep: Sequence[str] | str | None = None,
    outputs: Sequence[str] | None = None,
    limits: Mapping[str, Any] | None = None,
    out: str | os.PathLike[str] | None = None,
    executor: Any = None,
    threads: int | None = None,
    progress: bool | str | Callable[[int, int], None] | None = None,
    block: int | None = None,
    part: int | None = None,
) -> Study:
    """Evaluate a model for every scenario of a grid or a table.

    Parameters
    ----------
    model : Model or callable
        One of ours, such as `station_model`, or a function of named arrays that returns a mapping
        of names to arrays of the same shape.
    over : mapping, path or DataFrame
        What changes: values of each input (an array, a quantity, or texts, each with its unit);
        or a table with one scenario a row: a CSV or Parquet file or a pandas DataFrame, its columns
        named as inputs, such as ``flow [L/s]``.
    how : {'product', 'zip'}, optional
        Every combination of the values, or the first of all, the second of all …
    fixed : mapping, optional
        Inputs that don't change, in place of the model's defaults.
    keep : sequence of str or 'summary', optional
        Outputs that are kept (all); 'summary' keeps statistics only, in a memory of any size.
    outputs : sequence of str, optional
        Outputs that are computed, with ``keep="summary"`` (all).
    limits : mapping, optional
        Conditions whose misses are counted, such as ``{"npsh_margin": ">= 0.5 m"}``, beside or in
        place of the model's own.
    out : path, optional
        A folder for the results: part by part, so that an interrupted study goes on where it was.
    executor : concurrent.futures.Executor or dask.distributed.Client, optional
        Who evaluates the parts (threads).
    threads : int, optional
        Threads, without `executor` (one a processor).
    progress : bool, 'json' or callable, optional
        A progress bar (on a terminal), lines of JSON, or what is called with the scenarios done
        and all.
    block, part : int, optional
        Scenarios evaluated at once (an eighth of all, 16 384 to 131 072), and those of one task
        or file (a 64th of all, one block to a million). Values don't depend on them; each thread
        needs the memory of some dozen arrays of a block, and as many more as outputs are counted.

    Returns
    -------
    Study
        The results, by name.

    Raises
    ------
    InputError
        If an input is unknown or missing, lengths differ, a grid is empty or far too large, or the
        model does not return what it should.

    Notes
    -----
    The values of a scenario are the same bits however many threads, workers, blocks and parts there
    are, on one kind of processor.

    References
    ----------
    Those of the model's formulas.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> import numpy as np
    >>> model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8)
    >>> study = hc.sweep(model, over={"roughness": ["0.1 mm", "0.5 mm"],
    ...                               "flow": np.linspace(0.2, 0.5, 4)}, keep=["total_head"])
    >>> study.values("total_head").round(1).tolist()
    [[78.9, 82.6, 87.8, 94.2], [79.6, 84.4, 91.1, 99.6]]
    """
    known = as_model(model)
    choice(how, "how", ("product", "zip"))
    axes, order = _axes(known, over, how)
    return _study(
        known, fixed, axes, None, order, keep=keep, outputs=outputs, limits=limits, out=out,
        executor=executor, threads=threads, progress=progress, block=block, part=part,
    )  # fmt: skip


def monte_carlo(
    model: Model | Callable[..., Any],
    *,
    inputs: Mapping[str, Any],
    n: int,
    sampler: str = "sobol",
    seed: int | None = None,
    correlation: Mapping[tuple[str, str], float] | Sequence[Sequence[float]] | None = None,
    over: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
    keep: Sequence[str] | str | None = None,
    outputs: Sequence[str] | None = None,
    limits: Mapping[str, Any] | None = None,
    out: str | os.PathLike[str] | None = None,
    executor: Any = None,
    threads: int | None = None,
    progress: bool | str | Callable[[int, int], None] | None = None,
    block: int | None = None,
    part: int | None = None,
) -> Study:
    """Evaluate a model for random inputs.

    Parameters
    ----------
    model : Model or callable
        As `sweep`.
    inputs : mapping
        A distribution for each uncertain input, in its documented unit: a frozen one of
        `scipy.stats`, a `Truncated` one, or anything with ``ppf``, ``cdf`` and ``support``.
    n : int
        Scenarios, 1 to 10¹². Sobol's points are best in powers of 2; there are 2³² of them.
    sampler : {'sobol', 'latin-hypercube', 'halton', 'random'}, optional
        How they are spread (scrambled Sobol points). A Latin hypercube is held in memory.
    seed : int, optional
        For the same scenarios again; without one that of the study in `out`, or one is drawn and
        recorded.
    correlation : mapping or array_like, optional
        Correlations of the normal scores of pairs of inputs (Gaussian copula),
        ``{("flow", "roughness"): 0.3}``, or their whole matrix in the order of `inputs`.
    over : mapping, optional
        What is compared under the same uncertainty, such as ``{"pipe": [...]}``: every combination
        gets the same `n` scenarios.
    fixed, keep, outputs, limits, out, executor, threads, progress, block, part : optional
        As `sweep`.

    Returns
    -------
    Study
        The results, by name.

    Raises
    ------
    InputError
        As `sweep`; also where a distribution reaches beyond what its input can be.

    References
    ----------
    Owen (1998), scrambling Sobol' and Niederreiter–Xing points; Nelsen, An Introduction to Copulas,
    2nd ed., 2.3.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> from scipy.stats import triang, uniform
    >>> model = hc.station_model(flow=0.4, static_head=75.6, length="21 km", diameter=0.8)
    >>> study = hc.monte_carlo(model, inputs={"roughness": uniform(0.1e-3, 0.4e-3)}, n=1024, seed=1)
    >>> print(f"{study.quantile('total_head', 0.95):.1f~P}")
    90.9 m
    """
    known = as_model(model)
    count = whole(n, "n", 1, MOST)
    choice(sampler, "sampler", sampling.SAMPLERS)
    if not isinstance(inputs, Mapping) or not inputs:
        raise InputError("inputs", "a distribution for each of one or more inputs")
    inputs = mapping(inputs, "inputs")
    names = tuple(inputs)
    distributions = []
    for name in names:
        if name not in known.inputs:
            raise unknown("inputs", name, known.inputs)
        distributions.append(allowed(known, name, inputs[name]))
    if sampler == "sobol" and count > sampling.MOST_SOBOL:
        raise InputError("n", "at most 2^32 Sobol points", str(count), Setting("sampler", "random"))
    if sampler == "latin-hypercube" and count * len(names) > sampling.MOST_LATIN:
        raise InputError(
            "n", "at most {most} for a Latin hypercube, which is held in memory", str(count),
            Setting("sampler", "sobol"), most=sampling.MOST_LATIN // len(names),
        )  # fmt: skip
    if seed is None and out is not None:
        seed = folders.seed_of(path_of(out, "out"))  # an interrupted study goes on with its own
    drawn = secrets.randbits(48) if seed is None else whole(seed, "seed", 0, 2**63 - 1)
    factor = None if correlation is None else correlation_factor(correlation, names)
    draws = Draws(names, tuple(distributions), sampler, drawn, count, factor)
    axes, order = _axes(known, mapping(over, "over"), "product") if over is not None else ((), ())
    both = [name for axis in axes for name in axis.columns if name in names and not axis.words]
    if both:
        raise InputError("over", "inputs that have no distribution", quoted(both[0]))
    return _study(
        known, fixed, axes, draws, order, keep=keep, outputs=outputs, limits=limits,
        out=out, executor=executor, threads=threads, progress=progress, block=block, part=part,
    )  # fmt: skip


def allowed(model: Model, name: str, distribution: Any) -> Any:
    """A distribution of an input, if it stays within what the input can be."""
    given = as_distribution(distribution, name)
    one = model.inputs[name]
    check_support(given, name, *physical(one))
    kind = units.KINDS.get(one.kind)
    if kind is not None:
        # What it is likely to give must be what could be given alone; tails may go on.
        for share in (0.001, 0.999):
            value = float(given.ppf(share))
            low = kind.low if one.low is None else one.low
            if not low <= value <= (kind.high if one.high is None else one.high):
                units.number(value, one.kind, name, low=one.low, high=one.high)
    if one.whole and not np.array_equal(values := given.ppf(_EIGHTHS), np.round(values)):
        raise InputError(name, "a distribution of whole numbers, such as scipy.stats.randint")
    return given


_EIGHTHS = np.arange(1, 8) / 8


def physical(one: Input) -> tuple[float, float, bool]:
    """Lowest and highest value that an input can have, and whether the lowest is excluded."""
    low, high = one.low, one.high
    kind = units.KINDS.get(one.kind)
    if kind is not None:
        above = low is None and kind.low == 0.0
        low = 0.0 if above else low
        high = 1.0 if high is None and one.kind == "efficiency" else high
        return -math.inf if low is None else low, math.inf if high is None else high, above
    return -math.inf if low is None else low, math.inf if high is None else high, False


# What was asked for.


def _fixed(model: Model, fixed: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {n: i.default for n, i in model.inputs.items() if i.default is not None}
    given = dict(fixed)
    for name in [n for n in given if n in model.texts]:
        meant = model.texts[name](str(given.pop(name)))
        known |= {n: float(v) for n, v in meant.items() if n not in given}
    for name, value in given.items():
        if name not in model.inputs:
            raise unknown("fixed", name, [*model.inputs, *model.texts])
        if isinstance(value, str) and not model.inputs[name].kind:
            known[name] = value  # a text that the model reads itself
            continue
        plain = plain_number(model.inputs[name], name, value)
        if np.ndim(plain):
            raise InputError(name, "one value; what changes goes into over", quoted(value))
        known[name] = float(plain)
    return known


def _axes(model: Model, over: Any, how: str) -> tuple[tuple[Axis, ...], tuple[Any, ...]]:
    """The axes of a study, those of text first, then by length; and the shape as it was asked for.

    The second is a tuple of (label, size, index of the axis among the sorted ones).
    """
    gaps = not isinstance(over, Mapping)
    over = over if gaps else mapping(over, "over")
    if gaps:
        over, how = _table(model, over), "zip"
    if not over:
        raise InputError("over", "values of one or more inputs", Phrase("nothing"))
    single = [_axis(model, name, values, gaps) for name, values in over.items()]
    if how == "zip":
        single = [_zipped(model, single)]
    ranked = sorted(range(len(single)), key=lambda i: (not single[i].words, single[i].size))
    labels = [", ".join(over)] if how == "zip" else list(over)
    order = tuple((labels[i], a.size, ranked.index(i)) for i, a in enumerate(single))
    return tuple(single[i] for i in ranked), order


def _axis(model: Model, name: str, values: Any, gaps: bool) -> Axis:
    """Values of one input; a table may have `gaps`, whose scenarios have no result."""
    plain_text = name in model.inputs and not model.inputs[name].kind and is_text(values)
    if plain_text and any(re.match(r"\s*[+-]?\.?\d", str(v)) for v in np.atleast_1d(values)):
        plain_number(model.inputs[name], name, values)  # says that the model has no units
    if name in model.texts or plain_text:
        words = (values,) if isinstance(values, str) else tuple(map(_word, values))
        if not words or not all(isinstance(w, str) for w in words):
            raise InputError(name, "one or more texts", quoted(values))
        return Axis(len(words), _meaning(model, name, words), name, words)
    if name not in model.inputs:
        raise unknown("over", name, [*model.inputs, *model.texts])
    one = model.inputs[name]
    plain = np.atleast_1d(np.asarray(plain_number(one, name, values), dtype=float))
    if plain.ndim > 1:
        raise InputError(name, "values in one row", f"shape {plain.shape}")
    if not plain.size:
        raise InputError(name, "one or more values", Phrase("none"))
    known, missing = plain, False
    ends = _ends(plain)
    if math.isnan(ends[0]) and gaps:
        known, missing = plain[~np.isnan(plain)], True
        ends = _ends(known) if known.size else []
    if not all(map(math.isfinite, ends)):
        raise InputError(name, "finite values", quoted(values))
    if one.kind:
        # Held to the bounds of a single value, but that nothing may flow for no time.
        low = 0.0 if one.low is None and units.KINDS[one.kind].low == 0.0 else one.low
        for extreme in ends:
            units.number(extreme, one.kind, name, low=low, high=one.high)
    if one.whole and not (np.round(known) == known).all():
        raise InputError(name, "whole numbers", quoted(values))
    return Axis(plain.size, {name: plain}, gaps=missing)


def _ends(values: Any) -> list[float]:
    """Least and largest; nan if anything is. A stretch is read twice while it is in the cache."""
    stretches = (values[i : i + 65_536] for i in range(0, len(values), 65_536))
    low, high = np.array([(s.min(), s.max()) for s in stretches]).T
    return [float(low.min()), float(high.max())]


def _word(value: Any) -> Any:
    return str(value) if isinstance(value, np.str_) else value


def _meaning(model: Model, name: str, words: tuple[str, ...]) -> dict[str, Any]:
    """Columns of numbers that texts stand for; the texts themselves if the model reads them."""
    if name not in model.texts:
        return {name: np.array(words)}
    meant = {word: model.texts[name](word) for word in dict.fromkeys(words)}
    names = next(iter(meant.values()))
    return {n: np.array([float(meant[w][n]) for w in words]) for n in names}


def _zipped(model: Model, axes: Sequence[Axis]) -> Axis:
    sizes = {a.text or next(iter(a.columns)): a.size for a in axes}
    if len(set(sizes.values())) > 1:
        got = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise InputError("over", "as many values of each input", got[:120])
    columns: dict[str, Any] = {}
    # What is given itself comes before what a text stands for.
    for axis in sorted(axes, key=lambda a: not a.words):
        columns.update(axis.columns)
    if any(values.dtype.kind == "U" for values in columns.values()):
        raise InputError("over", "numbers: texts that the model reads itself go with how='product'")
    beside = {a.text: np.array(a.words) for a in axes if a.words}
    return Axis(axes[0].size, columns, gaps=any(a.gaps for a in axes), beside=beside)


_HEAD = re.compile(r"\s*(.+?)\s*(?:[\[(]\s*([^\])]+?)\s*[\])])?\s*")


def _table(model: Model, over: Any) -> dict[str, Any]:
    """Columns of a table by input, in the unit of the input; its outputs are left out."""
    if isinstance(over, (str, os.PathLike)):
        path = path_of(over, "over")
        if path.lower().endswith(".parquet"):
            over = _parquet(path)
        elif path.lower().endswith(".csv"):
            over = read_table(path, "over", tuple(model.texts), meaning=_input)
        else:
            raise InputError("over", "a file ending in .csv or .parquet", quoted(path, 80))
    elif hasattr(over, "columns") and hasattr(over, "to_dict"):
        refuse_twice(map(str, over.columns), _input, "over")
        over = {name: over[name].to_numpy() for name in over.columns}
    else:
        raise InputError("over", "a mapping, a file or a DataFrame", quoted(over))
    table: dict[str, Any] = {}
    for head, values in over.items():
        name, unit = _input_and_unit(str(head))
        if name == "status" or name in model.outputs:
            continue  # the results of an earlier study
        values = np.asarray(values)
        if values.dtype.kind not in "iuf":
            table[name] = [str(v) for v in values.tolist()]
        elif unit is not None and name in model.inputs and model.inputs[name].kind:
            table[name] = units.converted(values, model.inputs[name].kind, unit, f"over: {head!s}")
        else:
            table[name] = values.astype(float)
    return table


def _input_and_unit(head: str) -> tuple[str, str | None]:
    """Which input stands in a column, and in which unit."""
    match = _HEAD.fullmatch(head)
    return (match[1], match[2]) if match else (head, None)


def _input(head: str) -> str:
    return _input_and_unit(head)[0]


def _parquet(path: str) -> dict[str, Any]:
    parquet = runs.optional("pyarrow.parquet", "tables")
    try:
        table = parquet.read_table(path)
        keep(path)
    except (OSError, ValueError) as error:
        raise InputError("over", "a Parquet file", str(error)[:80]) from None
    refuse_twice(table.column_names, _input, "over")
    return {n: table.column(n).to_numpy() for n in table.column_names}


# The study itself.


def _study(
    model: Model, wanted_fixed: Mapping[str, Any] | None, axes: tuple[Axis, ...],
    draws: Draws | None, order: tuple[Any, ...], *, keep: Any, outputs: Any, limits: Any,
    out: Any, executor: Any, threads: int | None, progress: Any, block: int | None,
    part: int | None,
) -> Study:  # fmt: skip
    wanted_fixed = mapping(wanted_fixed, "fixed")
    fixed = _fixed(model, wanted_fixed)
    # What stands for a text gives way to what is given itself, wherever that stands.
    own = set(wanted_fixed) | set(model.given) | set(draws.names if draws else ())
    own |= {n for a in axes if not a.words for n in a.columns}
    axes = tuple(
        a._replace(columns={n: v for n, v in a.columns.items() if n not in own or n == a.text})
        if a.words else a
        for a in axes
    )  # fmt: skip
    for a in axes:
        first = next(iter(_meaning(model, a.text, a.words[:1])), "") if a.words else ""
        if a.text in model.texts and first in own:
            raise InputError(first, "no value: {text} gives it", text=a.text)
    changing = {n for a in axes if not a.words for n in a.columns}
    changing |= {a.text for a in axes if a.words} | set(draws.names if draws else ())
    twice = [n for n in wanted_fixed if n in changing]
    if twice:
        raise InputError("fixed", "inputs that don't change", quoted(twice[0]))
    given = {n for a in axes for n in a.columns} | changing | set(fixed)
    missing = [n for n, i in model.inputs.items() if n not in given and not i.optional]
    if missing:
        raise InputError(missing[0], "a value, or values that change", Phrase("nothing"))
    shape = tuple(size for _, size, _ in order) + ((draws.n,) if draws else ())
    summary = isinstance(keep, str) and keep == "summary"
    if isinstance(keep, str) and not summary:
        keep = [keep]
    keep = keep if keep is None or summary else words(keep, "keep")
    outputs = outputs if outputs is None else words(outputs, "outputs")
    if outputs is not None and not summary:
        raise InputError("outputs", "no value beside keep: it names the outputs")
    job = Job(model, fixed, _folded(axes, draws), draws, (), (), (), BLOCK, 1)
    at_once = block_for(job.scenarios) if block is None else whole(block, "block", 64, 2**24)
    job = job._replace(block=at_once)
    each = min(PART, max(job.block, -(-job.scenarios // PARTS))) if part is None else part
    job = job._replace(part=whole(each, "part", 64, 2**28))
    names = _probed(job, outputs if summary else keep, set(given))
    used = {i for n in names for i in model.rests_on.get(n, ())}
    said = own | {n for a in axes for n in a.columns}
    job = job._replace(
        outputs=names, limits=conditions(model, names, limits, said),
        defaults=tuple(n for n in model.inputs if n in used - said and n in fixed),
    )  # fmt: skip
    if job.scenarios > MOST:
        raise InputError("over", "at most {most} scenarios", _how_long(job), most=f"{MOST:.0e}")
    if job.scenarios >= LONG and progress is not False:
        print(f"{_how_long(job)}, one thread", file=sys.stderr, flush=True)
    runner = runs.Runner(executor, threads, progress, threading.Event())
    columns: Any = None
    tally: Tally | None = None
    if out is not None:
        out = path_of(out, "out")
        columns, tally, failures = folders.run_in_folder(job, out, not summary, runner)
    elif summary:
        tally, failures = runs.run_summary(job, runner)
    else:
        columns, failures = runs.run_in_memory(job, runner)
    return Study(job, order, shape, columns, tally, failures)


def _folded(axes: tuple[Axis, ...], draws: Draws | None) -> tuple[Axis, ...]:
    """Short axes at the end as one: numpy's inner loops would be too short for them."""
    axes_ = list(axes)
    while not draws and len(axes_) > 1 and axes_[-1].size < SHORT_AXIS and not axes_[-2].words:
        outer, inner = axes_[-2:]
        columns = {k: np.repeat(v, inner.size) for k, v in outer.columns.items()}
        columns |= {k: np.tile(v, outer.size) for k, v in inner.columns.items()}
        axes_[-2:] = [Axis(outer.size * inner.size, columns)]
    return tuple(axes_)


def _probed(job: Job, wanted: Any, given: set[str]) -> tuple[str, ...]:
    """Names of the outputs, from a trial of the model on a few scenarios."""
    model = job.model
    lacking = {o: i for o, i in model.needs.items() if i not in given}
    for name in wanted or ():
        if name in lacking:
            raise InputError(
                lacking[name], "a value: {output} needs it", Phrase("nothing"), output=name
            )
    if wanted is not None and (isinstance(wanted, str) or not wanted):
        raise InputError("keep", "names of outputs, or 'summary'", quoted(wanted))
    if model.outputs:
        names = tuple(dict.fromkeys(
            [n for n in model.outputs if n not in lacking] if wanted is None else wanted
        ))  # fmt: skip
        for name in names:
            if name not in model.outputs:
                raise unknown("keep", name, model.outputs)
        if model.axes:
            return names
    small = job._replace(block=1, part=1)
    for number in dict.fromkeys((0, small.boxes // 2, small.boxes - 1)):
        try:
            inputs, _ = small.inputs(next(small.boxes_of(number)))
            flat = {
                k: v if isinstance(v, str) else read_only(v.reshape(-1)) for k, v in inputs.items()
            }
            more = {"keep": tuple(wanted or model.outputs)} if model.takes_keep else {}
            with np.errstate(all="ignore"):
                found = dict(pairs_of(model.function(**flat, **more)))
            break
        except InputError:
            raise
        except Exception as error:
            failed = f"{type(error).__name__}: {error}"[:200]
    else:
        expected = "a function that takes its inputs as arrays"
        if "read-only" in failed:
            expected = LEAVES
        raise InputError("model", expected, failed)
    made = [n for n in found if n != "status"]
    for argument, declared in (("limits", model.limits), ("needs", model.needs)):
        for name in declared:
            if name not in model.outputs and name not in made:
                raise unknown(argument, name, made)
    for name in wanted or model.outputs:
        if name in model.outputs and name not in found and name not in lacking:
            raise unknown("outputs", name, made)
    names = tuple(made) if wanted is None else tuple(wanted)
    for name in names:
        if name not in found:
            raise unknown("keep", name, found)
    if not names:
        raise InputError("model", "one or more outputs", Phrase("none"))
    return names


def _how_long(job: Job) -> str:
    """How many scenarios there are, and how long they would take at the rate of the first ones."""
    import time

    small = job._replace(part=1)
    box = next(small.boxes_of(0))
    begin = time.perf_counter()
    evaluate_box(small, box, {}, lambda name, values, fine: None)
    each = (time.perf_counter() - begin) / box.size
    seconds = each * job.scenarios
    spans = {"years": 365.25 * 86400, "days": 86400, "hours": 3600, "min": 60, "s": 0}
    unit = next(name for name, size in spans.items() if seconds >= size)
    long = f"{seconds / (spans[unit] or 1):.2g} {unit}"
    return f"{job.scenarios:.3g} scenarios ({long} at {each * 1e9:.3g} ns each)"
