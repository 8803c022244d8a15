"""Studies: grids, tables and samples of a model's inputs, and what came of them."""

from __future__ import annotations

import math
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import folders, runs, units
from hydrocalc.columns import read_table
from hydrocalc.distributions import as_distribution, check_support, correlation_factor
from hydrocalc.errors import InputError
from hydrocalc.kernels import sampling
from hydrocalc.kernels.summaries import moments_of
from hydrocalc.records import choice, whole
from hydrocalc.scenarios import (
    BLOCK,
    COMPARE,
    NO_TALLY,
    OK,
    PART,
    SHORT_AXIS,
    Axis,
    Condition,
    Draws,
    Input,
    Job,
    Model,
    Tally,
    as_model,
    evaluate_box,
    unknown,
)  # fmt: skip
from hydrocalc.summaries import QUANTILES, Chance, OutputSummary, StudySummary

if TYPE_CHECKING:
    from hydrocalc.records import Language

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
    block: int = BLOCK,
    part: int = PART,
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
        Conditions whose misses are counted, such as ``{"npsh_margin": ">= 0.5 m"}`` (the model's).
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
        Scenarios evaluated at once, and those of one task or file. Values don't depend on them.

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
    constants = _fixed(known, fixed)
    axes, order = _axes(known, over, how)
    return _study(
        known, constants, axes, None, order, keep=keep, outputs=outputs, limits=limits, out=out,
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
    block: int = BLOCK,
    part: int = PART,
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
        For the same scenarios again; drawn and recorded without one.
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
    names = tuple(inputs)
    distributions = []
    for name in names:
        if name not in known.inputs:
            raise unknown("inputs", name, known.inputs)
        one = known.inputs[name]
        given = as_distribution(inputs[name], name)
        check_support(given, name, *_physical(one))
        distributions.append(given)
    if sampler == "sobol" and count > sampling.MOST_SOBOL:
        raise InputError("n", "at most 2^32 Sobol points", str(count), "sampler='random'")
    if sampler == "latin-hypercube" and count * len(names) > sampling.MOST_LATIN:
        raise InputError(
            "n", "at most {most} for a Latin hypercube, which is held in memory", str(count),
            "sampler='sobol'", most=sampling.MOST_LATIN // len(names),
        )  # fmt: skip
    drawn = secrets.randbits(48) if seed is None else whole(seed, "seed", 0, 2**63 - 1)
    factor = None if correlation is None else correlation_factor(correlation, names)
    draws = Draws(names, tuple(distributions), sampler, drawn, count, factor)
    axes, order = _axes(known, over, "product") if over else ((), ())
    both = [name for axis in axes for name in axis.columns if name in names and not axis.words]
    if both:
        raise InputError("over", "inputs that have no distribution", repr(both[0]))
    return _study(
        known, _fixed(known, fixed), axes, draws, order, keep=keep, outputs=outputs, limits=limits,
        out=out, executor=executor, threads=threads, progress=progress, block=block, part=part,
    )  # fmt: skip


def _physical(one: Input) -> tuple[float, float, bool]:
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


def plain_number(one: Input, name: str, value: Any) -> Any:
    """A value or values of an input as plain numbers."""
    if not one.kind:
        if hasattr(value, "magnitude") or isinstance(value, str):
            raise InputError(
                name, "plain numbers: the model doesn't say their unit", repr(value)[:40],
                "hydrocalc.Model(…)",
            )  # fmt: skip
        return units.number(value, "ratio", name, low=-math.inf, high=math.inf)
    if isinstance(value, (list, tuple)) and any(isinstance(v, str) for v in value):
        return np.array([plain_number(one, name, v) for v in value])
    return units.number(value, one.kind, name, low=one.low, high=one.high)


def _fixed(model: Model, fixed: Mapping[str, Any] | None) -> dict[str, float]:
    known = {n: i.default for n, i in model.inputs.items() if i.default is not None}
    for name, value in (fixed or {}).items():
        if name not in model.inputs:
            raise unknown("fixed", name, model.inputs)
        plain = plain_number(model.inputs[name], name, value)
        if np.ndim(plain):
            raise InputError(name, "one value; what changes goes into over", repr(value)[:40])
        known[name] = float(plain)
    return known


def _axes(model: Model, over: Any, how: str) -> tuple[tuple[Axis, ...], tuple[Any, ...]]:
    """The axes of a study, those of text first, then by length; and the shape as it was asked for.

    The second is a tuple of (label, size, index of the axis among the sorted ones).
    """
    if not isinstance(over, Mapping):
        over, how = _table(over), "zip"
    if not over:
        raise InputError("over", "values of one or more inputs", "nothing")
    single = [_axis(model, name, values) for name, values in over.items()]
    if how == "zip":
        single = [_zipped(model, single)]
    ranked = sorted(range(len(single)), key=lambda i: (not single[i].words, single[i].size))
    order = tuple(
        (", ".join(a.columns) if not a.words else a.text, a.size, ranked.index(i))
        for i, a in enumerate(single)
    )
    return tuple(single[i] for i in ranked), order


def _axis(model: Model, name: str, values: Any) -> Axis:
    """Values of one input."""
    if name in model.texts or (
        name in model.inputs and not model.inputs[name].kind and _is_text(values)
    ):
        words = (values,) if isinstance(values, str) else tuple(values)
        if not words or not all(isinstance(w, str) for w in words):
            raise InputError(name, "one or more texts", repr(values)[:40])
        return Axis(len(words), _meaning(model, name, words), name, words)
    if name not in model.inputs:
        raise unknown("over", name, [*model.inputs, *model.texts])
    plain = np.atleast_1d(np.asarray(plain_number(model.inputs[name], name, values), dtype=float))
    if plain.ndim > 1:
        raise InputError(name, "values in one row", f"shape {plain.shape}")
    if not plain.size:
        raise InputError(name, "one or more values", "none")
    if not np.isfinite(plain).all():
        raise InputError(name, "finite values", repr(values)[:40])
    return Axis(plain.size, {name: plain})


def _is_text(values: Any) -> bool:
    if isinstance(values, str):
        return True
    return isinstance(values, (list, tuple)) and any(isinstance(v, str) for v in values)


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
    return Axis(axes[0].size, columns)


def _table(over: Any) -> dict[str, Any]:
    """Columns of a table by input, with the units that their heads name."""
    if isinstance(over, (str, os.PathLike)):
        path = os.fspath(over)
        if path.lower().endswith(".parquet"):
            parquet = runs.optional("pyarrow.parquet", "tables")
            try:
                over = parquet.read_table(path).to_pydict()
            except (OSError, ValueError) as error:
                raise InputError("over", "a Parquet file", str(error)[:80]) from None
        elif path.lower().endswith(".csv"):
            over = read_table(path, "over")
        else:
            raise InputError("over", "a file ending in .csv or .parquet", repr(path)[:80])
    elif hasattr(over, "columns") and hasattr(over, "to_dict"):
        over = {name: over[name].to_numpy() for name in over.columns}
    else:
        raise InputError("over", "a mapping, a file or a DataFrame", repr(over)[:40])
    table = {}
    for head, values in over.items():
        match = re.fullmatch(r"\s*(.+?)\s*(?:[\[(]\s*([^\])]+?)\s*[\])])?\s*", str(head))
        name, unit = (match[1], match[2]) if match else (str(head), None)
        values = np.asarray(values)
        if unit is not None and values.dtype.kind in "iuf":
            values = [f"{v!r} {unit}" for v in values.astype(float).tolist()]
        table[name] = (
            values
            if isinstance(values, list) or values.dtype.kind in "iuf"
            else [str(v) for v in values.tolist()]
        )
    return table


def _conditions(
    model: Model, outputs: Sequence[str], limits: Mapping[str, Any] | None
) -> tuple[Condition, ...]:
    """Conditions on the outputs, those of the model where none are given."""
    asked = {n: c for n, c in model.limits.items() if n in outputs} if limits is None else limits
    found = []
    for name, given in asked.items():
        if name not in outputs:
            raise unknown("limits", name, outputs)
        for one in given if isinstance(given, list) else [given]:
            operator, value = one if isinstance(one, tuple) else ("", one)
            if isinstance(one, str):
                match = re.fullmatch(r"\s*(<=|>=|<|>|≤|≥)\s*(.+)", one)
                operator, value = (match[1], match[2]) if match else ("", one)
            operator = {"≤": "<=", "≥": ">="}.get(str(operator), str(operator))
            if operator not in COMPARE:
                raise InputError("limits", "a condition such as '>= 0.5 m'", repr(one)[:40])
            kind = Input(model.outputs.get(name, ""), low=-1e18, high=1e18)
            if not kind.kind and isinstance(value, str):
                value = units.number(value, "ratio", "limits", low=-1e18, high=1e18)
            found.append(Condition(name, operator, float(plain_number(kind, "limits", value))))
    return tuple(found)


# The study itself.


def _study(
    model: Model, fixed: dict[str, float], axes: tuple[Axis, ...], draws: Draws | None,
    order: tuple[Any, ...], *, keep: Any, outputs: Any, limits: Any, out: Any, executor: Any,
    threads: int | None, progress: Any, block: int, part: int,
) -> Study:  # fmt: skip
    given = {n for a in axes for n in a.columns} | set(draws.names if draws else ()) | set(fixed)
    missing = [n for n, i in model.inputs.items() if n not in given and not i.optional]
    if missing:
        raise InputError(missing[0], "a value, or values that change", "nothing")
    shape = tuple(size for _, size, _ in order) + ((draws.n,) if draws else ())
    summary = isinstance(keep, str)
    if summary:
        choice(keep, "keep", ("summary",))
    job = Job(
        model, fixed, _folded(axes, draws), draws, (), (),
        whole(block, "block", 64, 2**24), whole(part, "part", 64, 2**28),
    )  # fmt: skip
    names = _probed(job, outputs if summary or keep is None else keep)
    job = job._replace(outputs=names, limits=_conditions(model, names, limits))
    if job.scenarios > MOST:
        raise InputError("over", "at most {most} scenarios", _how_long(job), most=f"{MOST:.0e}")
    runner = runs.Runner(executor, threads, progress)
    columns: Any = None
    tally: Tally | None = None
    if out is not None:
        columns, tally, failures = folders.run_in_folder(job, os.fspath(out), not summary, runner)
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


def _probed(job: Job, wanted: Any) -> tuple[str, ...]:
    """Names of the outputs, from a trial of the model on a few scenarios."""
    model = job.model
    if wanted is not None and (isinstance(wanted, str) or not wanted):
        raise InputError("keep", "names of outputs, or 'summary'", repr(wanted)[:40])
    if model.outputs:
        names = tuple(model.outputs if wanted is None else dict.fromkeys(wanted))
        for name in names:
            if name not in model.outputs:
                raise unknown("keep", name, model.outputs)
        if model.axes:
            return names
    small = job._replace(block=1, part=1)
    for number in dict.fromkeys((0, small.boxes // 2, small.boxes - 1)):
        try:
            inputs, _ = small.inputs(next(small.boxes_of(number)))
            flat = {k: v if isinstance(v, str) else v.reshape(-1) for k, v in inputs.items()}
            with np.errstate(all="ignore"):
                found = model.function(**flat)
            break
        except InputError:
            raise
        except Exception as error:
            failed = f"{type(error).__name__}: {error}"[:200]
    else:
        raise InputError("model", "a function that takes its inputs as arrays", failed)
    if not isinstance(found, Mapping):
        raise InputError("model", "a mapping of names to arrays", type(found).__name__)
    names = tuple(n for n in found if n != "status") if wanted is None else tuple(wanted)
    for name in names:
        if name not in found:
            raise unknown("keep", name, found)
    return names


def _how_long(job: Job) -> str:
    """How many scenarios there are, and how long they would take at the rate of the first ones."""
    import time

    small = job._replace(part=1)
    box = next(small.boxes_of(0))
    begin = time.perf_counter()
    evaluate_box(small, box, {})
    each = (time.perf_counter() - begin) / box.size
    years = each * job.scenarios / (365.25 * 86400)
    return f"{job.scenarios:.3g} ({years:.2g} years at {each * 1e9:.3g} ns each)"


class Study:
    """Results of a sweep: columns by name, their statistics, and what they came from.

    ``study["flow"]`` is a quantity, ``study.values("flow")`` plain numbers in the documented unit;
    both have the shape of the grid. What was not kept, or lies in a folder, is read when it is
    asked for.
    """

    def __init__(
        self, job: Job, order: tuple[Any, ...], shape: tuple[int, ...], columns: Any,
        tally: Tally | None, failures: Mapping[str, int],
    ) -> None:  # fmt: skip
        self._job, self._order, self.shape = job, order, shape
        self._columns, self._tally = columns, tally
        self.failures = dict(failures)
        """Scenarios without a result, by reason."""
        self._summary: StudySummary | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Outputs."""
        return self._job.outputs

    @property
    def inputs(self) -> tuple[str, ...]:
        """Inputs that change."""
        job = self._job
        names = [n for label, _, _ in self._order for n in label.split(", ")]
        stands_for = [n for a in job.axes if a.words for n in a.columns]
        drawn = job.draws.names if job.draws else ()
        return tuple(dict.fromkeys([*names, *stands_for, *drawn]))

    @property
    def scenarios(self) -> int:
        """How many there are."""
        return self._job.scenarios

    @property
    def seed(self) -> int | None:
        """Seed of the random numbers."""
        return self._job.draws.seed if self._job.draws else None

    @property
    def key(self) -> str:
        """Hash of model, inputs, seed and version: equal studies have equal results."""
        return self._job.key()

    @property
    def folder(self) -> str | None:
        """Where the columns lie, if they are in a folder."""
        return getattr(self._columns, "folder", None)

    def kind(self, name: str) -> str:
        """Kind of quantity of an input or output; empty for a plain number."""
        known = self._job.model.inputs.get(name)
        return known.kind if known is not None else str(self._job.model.outputs.get(name, ""))

    def unit(self, name: str) -> str:
        """Unit of `values`."""
        kind = self.kind(name)
        return units.KINDS[kind].unit if kind else ""

    def values(self, name: str) -> Any:
        """Plain numbers of an input, an output or of ``status``, in the shape of the study."""
        if name in self._job.outputs or name == "status":
            if self._columns is None:
                raise InputError(name, "a column that was kept: keep='summary' keeps none")
            flat = self._columns[name] if isinstance(self._columns, Mapping) else (
                self._columns.read(name)
            )  # fmt: skip
            return self._shaped(flat)
        if name not in self.inputs:
            raise unknown("name", name, [*self.inputs, *self.names, "status"])
        return self._shaped(self._input(name))

    def _input(self, name: str) -> Any:
        job, sizes = self._job, self._job.sizes
        # What is given itself comes before what a text stands for.
        for i, axis in sorted(enumerate(job.axes), key=lambda pair: bool(pair[1].words)):
            values = np.array(axis.words) if name == axis.text else axis.columns.get(name)
            if values is not None:
                shape = [1] * len(sizes)
                shape[i] = axis.size
                return np.broadcast_to(values.reshape(shape), sizes).reshape(-1)
        if job.draws is None:
            raise KeyError(name)
        starts = range(0, job.draws.n, job.part)
        parts = [job.draws.columns(i, min(job.part, job.draws.n - i))[name] for i in starts]
        return np.broadcast_to(np.concatenate(parts), sizes).reshape(-1)

    def _shaped(self, flat: Any) -> Any:
        """Values in the order of evaluation as they were asked for."""
        sizes: list[int] = [0] * len(self._order)
        for _, size, rank in self._order:
            sizes[rank] = size
        extra = self.shape[len(self._order) :]
        ranks = [rank for _, _, rank in self._order]
        ranks += range(len(ranks), len(ranks) + len(extra))
        return flat.reshape((*sizes, *extra)).transpose(ranks)

    def __getitem__(self, name: str) -> Any:
        """A column with its unit, where it has one."""
        values, kind = self.values(name), self.kind(name)
        return units.quantity(values, kind) if kind and units.KINDS[kind].pint else values

    def to_dict(self) -> dict[str, Any]:
        """All columns by name, inputs too, as plain arrays of one row."""
        names = [*self.inputs, *self.names, "status"]
        return {n: np.ascontiguousarray(self.values(n)).reshape(-1) for n in names}

    def to_pandas(self) -> Any:
        """A DataFrame, one scenario a row; ``.attrs["units"]`` has the units of its columns."""
        pandas = runs.optional("pandas", "tables")
        frame = pandas.DataFrame(self.to_dict())
        frame.attrs["units"] = {n: self.unit(n) for n in frame.columns}
        return frame

    def to_xarray(self) -> Any:
        """A Dataset with the axes as dimensions and units as CF attributes."""
        xarray = runs.optional("xarray", "tables")
        labels = [label.replace(", ", "_") if label.count(",") < 3 else "row"
                  for label, _, _ in self._order]  # fmt: skip
        labels += ["scenario"] * (len(self.shape) - len(labels))
        coordinates: dict[str, Any] = {}
        for i, label in enumerate(labels):
            for name in self.inputs:
                if name == label:
                    at: list[Any] = [0] * len(labels)
                    at[i] = slice(None)
                    unit = {"units": _cf(self.unit(name))}
                    coordinates[name] = (label, self.values(name)[tuple(at)], unit)
        other = [n for n in self.inputs if n not in coordinates]
        data = {
            n: (labels, self.values(n), {"units": _cf(self.unit(n))})
            for n in [*other, *self.names, "status"]
        }
        return xarray.Dataset(data, coords=coordinates, attrs={"model": self._job.model.name})

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write all columns as one Parquet file; the units stand in the metadata of its fields."""
        folders.write_parquet(
            os.fspath(path), self.to_dict(), {n: self.unit(n) for n in self.names + self.inputs}
        )

    # Statistics.

    def fine(self, name: str) -> Any:
        """Values of an output where the scenario has a result, in one row."""
        values = self.values(name).reshape(-1)
        return values[self.values("status").reshape(-1) == OK]

    def quantile(self, name: str, share: float, *, confidence: float | None = None) -> Any:
        """Value of an output below which a share of the scenarios lies.

        Parameters
        ----------
        name : str
            The output.
        share : float
            The share, 0–1.
        confidence : float, optional
            Also the ends of an interval that holds the true quantile with this probability, from
            the ranks of independent scenarios; for points more even than these it is too wide.

        Returns
        -------
        quantity, or three of them
            The value; with `confidence` also the lower and the upper end. Without kept columns it
            comes from bins: within 0.05 % of itself.

        Raises
        ------
        InputError
            If the output or the share is wrong.
        """
        share = units.number(share, "ratio", "share", low=0.0, high=1.0, scalar=True)
        if name not in self.names:
            raise unknown("name", name, self.names)
        shares = [share]
        count = self.summary.outputs[self.names.index(name)].count
        if confidence is not None:
            from scipy.stats import binom

            level = units.number(confidence, "ratio", "confidence", low=0.0, high=1.0, scalar=True)
            ranks = binom.ppf([(1.0 - level) / 2.0, (1.0 + level) / 2.0], count, share)
            shares += list(np.clip(ranks / max(count - 1, 1), 0.0, 1.0))
        found = self._quantiles(name, shares)
        kind = self.kind(name)
        shown = [units.quantity(x, kind) if kind else float(x) for x in found]
        return shown[0] if confidence is None else tuple(shown)

    def _quantiles(self, name: str, shares: Any) -> Any:
        if self._columns is not None:
            fine = self.fine(name)
            return np.quantile(fine, shares) if fine.size else np.full(len(shares), np.nan)
        tally = self._tally or NO_TALLY
        m = tally.moments[name]
        return tally.counts[name].quantiles(shares, m.low, m.high)

    def probability(self, name: str, condition: str) -> Chance:
        """Share of the scenarios whose output misses a condition such as ``">= 0.5 m"``.

        Parameters
        ----------
        name : str
            The output.
        condition : str
            What it should meet.

        Returns
        -------
        Chance
            The share, with the interval of Wilson for independent scenarios at 95 %.

        Raises
        ------
        InputError
            If the columns were not kept and the condition is not among the study's `limits`.

        References
        ----------
        Wilson (1927), J. Am. Stat. Assoc. 22(158).
        """
        (one,) = _conditions(self._job.model, self.names, {name: condition})
        if one in self._job.limits and self._tally is not None:
            chance: Chance = self.summary.limits[self._job.limits.index(one)]
            return chance
        if self._columns is None:
            raise InputError("condition", "one of the study's limits: its columns were not kept",
                             condition)  # fmt: skip
        fine = self.fine(name)
        return self._chance(one, _missed(one, fine), fine.size)

    def _chance(self, one: Condition, missed: int, count: int) -> Chance:
        low = high = float("nan")
        if count:
            from scipy.stats import binomtest

            interval = binomtest(missed, count).proportion_ci(method="wilson")
            low, high = interval.low, interval.high
        return Chance(
            output=one.output, operator=one.operator, value=one.value, kind=self.kind(one.output),
            missed=missed, count=count, probability=missed / count if count else float("nan"),
            low=low, high=high,
        )  # fmt: skip

    @property
    def summary(self) -> StudySummary:
        """Statistics of all outputs, conditions missed, failures by reason."""
        if self._summary is None:
            self._summary = self._summarised()
        return self._summary

    def _summarised(self) -> StudySummary:
        job, tally = self._job, self._tally
        if tally is None:
            fine = {n: self.fine(n) for n in job.outputs}
            missed = tuple(_missed(c, fine[c.output]) for c in job.limits)
            tally = Tally({n: moments_of(v) for n, v in fine.items()}, {}, missed)
        rows = []
        for name in job.outputs:
            m = tally.moments[name]
            q = self._quantiles(name, QUANTILES) if m.number else [math.nan] * len(QUANTILES)
            rows.append(OutputSummary(
                output=name, kind=self.kind(name), count=m.number,
                mean=m.mean if m.number else math.nan,
                deviation=math.sqrt(m.squares / (m.number - 1)) if m.number > 1 else math.nan,
                lowest=m.low if m.number else math.nan, highest=m.high if m.number else math.nan,
                quantiles=tuple(float(x) for x in q),
            ))  # fmt: skip
        failed = sum(self.failures.values())
        limits = [
            self._chance(c, k, job.scenarios - failed)
            for c, k in zip(job.limits, tally.missed, strict=True)
        ]
        axes = [f"{label}: {size}" for label, size, _ in self._order]
        return StudySummary(
            model=job.model.name, scenarios=job.scenarios, failed=failed,
            axes=(*axes, *(f"{n}: drawn" for n in (job.draws.names if job.draws else ()))),
            sampler=job.draws.sampler if job.draws else "", seed=self.seed, block=job.block,
            key=job.key(), exact=self._columns is not None, outputs=tuple(rows),
            limits=tuple(limits), reasons=tuple(self.failures),
            counts=tuple(self.failures.values()),
        )  # fmt: skip

    def text(self, lang: Language = "en") -> str:
        """The summary for a terminal."""
        return self.summary.text(lang)

    def __repr__(self) -> str:
        return f"Study({self._job.model.name}, {self.scenarios} scenarios, {', '.join(self.names)})"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()


def _missed(one: Condition, values: Any) -> int:
    return int(values.size - np.count_nonzero(COMPARE[one.operator](values, one.value)))


def _cf(unit: str) -> str:
    """A unit as CF conventions write it."""
    plain = unit.translate(str.maketrans("²³·", "23 ", "")).replace("°C", "degC")
    return re.sub(r"/([A-Za-z]+)(\d?)", lambda m: f" {m[1]}-{m[2] or 1}", plain) or "1"
