"""What a sweep returns: columns by name, their statistics, and what they came from."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.kernels.summaries import moments_of
from hydrocalc.records.fields import mapping
from hydrocalc.studies import folders, runs
from hydrocalc.studies.evaluation import OK, OWN, STATUS, Tally
from hydrocalc.studies.job import COMPARE, Condition, Job
from hydrocalc.studies.model import Input, Model, unknown
from hydrocalc.studies.summaries import QUANTILES, Chance, OutputSummary, StudySummary
from hydrocalc.texts import Phrase, quoted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


def plain_number(one: Input, name: str, value: Any) -> Any:
    """A value or values of an input as plain numbers."""
    if not one.kind:
        if hasattr(value, "magnitude") or is_text(value):
            raise InputError(
                name, "plain numbers: the model doesn't say their unit", quoted(value),
                "hydrocalc.Model(…)",
            )  # fmt: skip
        return units.number(value, "ratio", name, low=-math.inf, high=math.inf)
    if isinstance(value, (list, tuple)) and any(isinstance(v, str) for v in value):
        return np.array([plain_number(one, name, v) for v in value])
    return units.number(value, one.kind, name, low=one.low, high=one.high)


def is_text(values: Any) -> bool:
    """Whether values are given as text."""
    if isinstance(values, str):
        return True
    if isinstance(values, np.ndarray):
        return bool(values.dtype.kind == "U")
    return isinstance(values, (list, tuple)) and any(isinstance(v, str) for v in values)


def conditions(
    model: Model, outputs: Sequence[str], limits: Mapping[str, Any] | None,
    said: Collection[str] = (), alone: bool = False,
) -> tuple[Condition, ...]:  # fmt: skip
    """Conditions on the outputs; of the model's own those that don't hang on a stand-in."""
    supposed = {n for n, i in model.inputs.items() if i.stand_in and n not in said}
    asked = {
        n: c for n, c in model.limits.items()
        if n in outputs and supposed.isdisjoint(model.rests_on.get(n, ()))
    }  # fmt: skip
    asked = ({} if alone else asked) | mapping(limits, "limits")
    found = []
    for name, given in asked.items():
        if name not in outputs:
            if name in model.outputs:
                raise InputError(
                    "limits", "conditions on outputs that are kept", quoted(name),
                    Phrase("{name} among those to keep", name=name),
                )  # fmt: skip
            raise unknown("limits", name, outputs)
        several = isinstance(given, list) or (
            isinstance(given, tuple) and given[:1] and str(given[0]) not in COMPARE
        )
        for one in given if several else [given]:
            operator, value = one if isinstance(one, tuple) else ("", one)
            if isinstance(one, str):
                match = re.fullmatch(r"\s*(<=|>=|<|>|≤|≥)\s*(.+)", one)
                operator, value = (match[1], match[2]) if match else ("", one)
            operator = {"≤": "<=", "≥": ">="}.get(str(operator), str(operator))
            if operator not in COMPARE:
                raise InputError("limits", "a condition such as '>= 0.5 m'", quoted(one))
            kind = Input(model.outputs.get(name, ""), low=-1e18, high=1e18)
            if not kind.kind and isinstance(value, str):
                value = units.number(value, "ratio", "limits", low=-1e18, high=1e18)
            found.append(Condition(name, operator, float(plain_number(kind, "limits", value))))
    return tuple(found)


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
        stands_for = [n for a in job.axes if a.words or a.beside for n in a.columns]
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

    @property
    def status(self) -> dict[int, str]:
        """What the status of a scenario means."""
        own = enumerate(self._job.model.reasons)
        return {**dict(enumerate(STATUS)), **{OWN + k: text for k, text in own if k}}

    def kind(self, name: str) -> str:
        """Kind of quantity of an input or output; empty for a plain number."""
        known = self._job.model.inputs.get(name)
        return known.kind if known is not None else str(self._job.model.outputs.get(name, ""))

    def unit(self, name: str) -> str:
        """Unit of `values`."""
        if name not in (*self.inputs, *self.names, "status"):
            raise unknown("name", name, [*self.inputs, *self.names, "status"])
        kind = self.kind(name)
        return units.KINDS[kind].unit if kind else ""

    def values(self, name: str) -> Any:
        """Plain numbers of an input, an output or of ``status``, in the shape of the study.

        A view: it keeps all columns of a study in memory; a copy doesn't.
        """
        if name in self._job.outputs or name == "status":
            if self._columns is None:
                expected = "outputs to be kept: 'summary' keeps none"
                raise InputError("keep", expected, quoted(name))
            in_memory = isinstance(self._columns, Mapping)
            return self._shaped(self._columns[name] if in_memory else self._columns.read(name))
        if name not in self.inputs:
            raise unknown("name", name, [*self.inputs, *self.names, "status"])
        return self._shaped(self._input(name))

    def _input(self, name: str) -> Any:
        job, sizes = self._job, self._job.sizes
        # What is given itself comes before what a text stands for.
        for i, axis in sorted(enumerate(job.axes), key=lambda pair: bool(pair[1].words)):
            texts = {axis.text: np.array(axis.words), **axis.beside}
            values = texts.get(name, axis.columns.get(name))
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
        shaped = flat.reshape((*sizes, *extra)).transpose(ranks)
        shaped.flags.writeable = False  # a view: changed values would no longer be results
        return shaped

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
        frame.attrs["status"] = self.status
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
        data: dict[str, Any] = {
            n: (labels, self.values(n), {"units": _cf(self.unit(n))})
            for n in [*other, *self.names, "status"]
        }
        meanings = " ".join(t.replace(" ", "_") for t in self.status.values())
        data["status"][2].update(flag_values=list(self.status), flag_meanings=meanings)
        return xarray.Dataset(data, coords=coordinates, attrs={"model": self._job.model.name})

    def to_parquet(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write all columns as one Parquet file, their units in the metadata of its fields.

        A file that is there is refused, or written over with `force`; whole or not at all.
        """
        unit = {n: self.unit(n) for n in self.names + self.inputs}
        folders.write_parquet(path, self.to_dict(), unit, force)

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
            Also the ends of an interval that holds the true quantile with at least this
            probability, from the ranks of independent scenarios; infinite where there are too few
            of them to say. For points more even than independent ones it is too wide.

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
            # X(a) <= q < X(b) with the probability F(b - 1) - F(a - 1) of the binomial.
            a = binom.ppf((1.0 - level) / 2.0, count, share)
            b = binom.ppf((1.0 + level) / 2.0, count, share) + 1
            shares += [(min(max(k, 1), count) - 1) / max(count - 1, 1) for k in (a, b)]
        found = list(self._quantiles(name, shares))
        if confidence is not None:
            found[1] = found[1] if a >= 1 else -math.inf
            found[2] = found[2] if b <= count else math.inf
        kind = self.kind(name)
        shown = [units.quantity(x, kind) if kind else float(x) for x in found]
        return shown[0] if confidence is None else tuple(shown)

    def _quantiles(self, name: str, shares: Any) -> Any:
        if self._tally is None:
            fine = self.fine(name)
            return np.quantile(fine, shares) if fine.size else np.full(len(shares), np.nan)
        m = self._tally.moments[name]
        return self._tally.counts[name].quantiles(shares, m.low, m.high)

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
            The share, with the interval of Wilson for independent scenarios at 95 %. Scenarios
            without a result may miss the condition or not: the interval holds both, as does the
            range that the text of a study shows; `probability` is the share of the others.

        Raises
        ------
        InputError
            If the columns were not kept and the condition is not among the study's `limits`.

        References
        ----------
        Wilson (1927), J. Am. Stat. Assoc. 22(158).
        """
        (one,) = conditions(self._job.model, self.names, {name: condition}, alone=True)
        if one in self._job.limits and self._tally is not None:
            chance: Chance = self.summary.limits[self._job.limits.index(one)]
            return chance
        if self._columns is None:
            raise InputError("condition", "one of the study's limits: its columns were not kept",
                             condition)  # fmt: skip
        fine = self.fine(name)
        return self._chance(one, _missed(one, fine))

    def _chance(self, one: Condition, missed: int) -> Chance:
        failed, total = sum(self.failures.values()), self.scenarios
        low = high = math.nan  # a grid is no sample
        if self._job.draws is not None:
            from scipy.stats import binomtest

            ends = [binomtest(k, total).proportion_ci(method="wilson")
                    for k in (missed, missed + failed)]  # fmt: skip
            low, high = ends[0].low, ends[1].high
        return Chance(
            output=one.output, operator=one.operator, value=one.value, kind=self.kind(one.output),
            missed=missed, failed=failed, count=total,
            probability=missed / (total - failed) if failed < total else math.nan,
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
        limits = [self._chance(c, k) for c, k in zip(job.limits, tally.missed, strict=True)]
        axes = [f"{label}: {size}" for label, size, _ in self._order]
        return StudySummary(
            model=job.model.name, scenarios=job.scenarios, failed=failed,
            axes=(*axes, *(job.draws.described() if job.draws else ())),
            sampler=job.draws.sampler if job.draws else "", seed=self.seed, block=job.block,
            key=job.key(), exact=self._tally is None, outputs=tuple(rows),
            limits=tuple(limits), defaults=tuple(
                (n, job.fixed[n], job.model.inputs[n].kind) for n in job.defaults
            ), reasons=tuple(self.failures),
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
    if unit == "a":
        return "year"
    plain = unit.translate(str.maketrans("²³·", "23 ", "")).replace("°C", "degC")
    return re.sub(r"/([A-Za-z]+)(\d?)", lambda m: f" {m[1]}-{m[2] or 1}", plain) or "1"
