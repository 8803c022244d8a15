"""What a study says in numbers: statistics of its outputs, conditions missed, failures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc import units
from hydrocalc.records.fields import Flag, Ratio, Text, Value, Word, Words
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Part, Result
from hydrocalc.records.tables import Table
from hydrocalc.texts import counted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def shown(plain: float, kind: str, digits: int = 4) -> str:
    """A plain number in the unit in which people read its kind, without the unit."""
    return units.digits_of(units.shown(plain, kind) if kind else plain, digits)


def unit_shown(kind: str) -> str:
    """That unit."""
    return units.unit_shown(kind) if kind else ""


class OutputSummary(Result):
    """Statistics of one output, plain numbers in its unit."""

    output: Text = Text(label="output")
    kind: Text = Text()
    count: Value = Value(label="scenarios")
    mean: Value = Value(label="mean")
    deviation: Value = Value(label="standard deviation")
    lowest: Value = Value(label="lowest")
    quantiles: Value = Value(label="quantiles")
    """Those of `QUANTILES`."""
    highest: Value = Value(label="highest")

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the unit in place of the kind, None for what isn't known."""
        names = ("mean", "deviation", "lowest", "highest")
        numbers = {n: _finite(getattr(self, n)) for n in names}
        quantiles = {
            f"{100 * share:g}": _finite(q)
            for share, q in zip(QUANTILES, self.quantiles, strict=True)
        }
        unit = units.KINDS[self.kind].unit if self.kind else ""
        return {"output": self.output, "unit": unit, "count": self.count, **numbers,
                "percentiles": quantiles}  # fmt: skip


def _finite(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None


class Chance(Result):
    """How often an output misses a condition."""

    output: Text = Text(label="output")
    operator: Text = Text()
    value: Value = Value()
    kind: Text = Text()
    missed: Value = Value(label="missed by")
    failed: Value = Value(label="without a result")
    """Scenarios of which nobody knows whether they miss it."""
    count: Value = Value(label="scenarios")
    probability: Ratio = Ratio("efficiency", label="share", digits=3)
    """Share of the scenarios that have a result."""
    low: Ratio = Ratio("efficiency", label="from")
    high: Ratio = Ratio("efficiency", label="to")

    @property
    def condition(self) -> str:
        """What the output should meet, with its unit."""
        sign = {"<=": "≤", ">=": "≥"}.get(self.operator, self.operator)
        value = shown(self.value, self.kind)
        return f"{self.output} {sign} {value} {unit_shown(self.kind)}".rstrip()

    @property
    def share(self) -> str:
        """Share of all scenarios that miss it, as text; a range if some have no result."""
        least, most = self.missed / self.count, (self.missed + self.failed) / self.count
        return _percent(least) if not self.failed else f"{_percent(least)} – {_percent(most)}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the value in the unit of the output."""
        unit = units.KINDS[self.kind].unit if self.kind else ""
        return {
            "output": self.output, "operator": self.operator, "value": self.value, "unit": unit,
            "missed": self.missed, "failed": self.failed, "count": self.count,
            "probability": _finite(self.probability),
            "interval_95": [_finite(self.low), _finite(self.high)],
        }  # fmt: skip


class StudySummary(Result):
    """Statistics of a study: outputs, conditions, failures and what it came from."""

    schema: ClassVar[tuple[str, int]] = ("study-summary", 1)

    model: Text = Text(label="model")
    scenarios: Value = Value(label="scenarios")
    failed: Value = Value(label="without a result")
    axes: Words = Words(label="inputs that change")
    sampler: Word = Word(label="sampler")
    seed: Value = Value(label="seed")
    block: Value = Value(label="block")
    key: Text = Text(label="key")
    exact: Flag = Flag(label="exact quantiles")
    outputs: Part = Part(label="outputs")
    limits: Part = Part(label="conditions")
    defaults: Value = Value(label="taken by default")
    """Name, plain number and kind of each input that nobody gave."""
    reasons: Words = Words(label="reasons")
    counts: Value = Value(label="counts")

    @property
    def exit_code(self) -> int:
        """1 if no scenario has a result, else 0."""
        return int(self.failed == self.scenarios)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The study, its outputs, conditions and failures."""

        def t(text: str, **values: Any) -> str:
            return translated(text, lang, **values)

        facts = [
            (t("model"), self.model, ""),
            (t("scenarios"), f"{self.scenarios:,}".replace(",", " "), ""),
            *((t("input"), axis.partition(": ")[0], _size(axis, lang)) for axis in self.axes),
        ]  # fmt: skip
        if self.sampler:
            facts.append((t("sampler"), t(self.sampler), ""))
            facts.append((t("seed"), str(self.seed), ""))
        facts.append((t("key"), self.key[:16], ""))
        out: list[Table | str] = [Table([t("study"), "", ""], facts), self.table(lang)]
        if self.limits:
            names = ("condition", "missed by", "without a result", "share", "95 % interval")
            rows = [
                [c.condition, str(c.missed), str(c.failed), c.share,
                 f"{_percent(c.low)} – {_percent(c.high)}" if c.low == c.low else "–"]
                for c in self.limits
            ]  # fmt: skip
            out.append(Table([t(x) for x in names], rows, t("Conditions"), frozenset({1, 2, 3})))
        if self.defaults:
            taken = (f"{n} {units.said(v, k) if k else units.digits_of(v)}"
                     for n, v, k in self.defaults)  # fmt: skip
            out.append(t("Taken by default: {taken}.", taken=", ".join(taken)))
        if self.reasons:
            rows = [[str(n), t(r)] for r, n in zip(self.reasons, self.counts, strict=True)]
            title = t(
                "Without a result: {failed} of {scenarios}",
                failed=self.failed,
                scenarios=self.scenarios,
            )
            out.append(Table([t("scenarios"), t("reason")], rows, title, frozenset({0})))
        if not self.exact:
            out.append(
                t("Quantiles come from bins: each is within 0.05 % of a value that occurred there.")
            )
        return out

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Statistics, one output a row."""

        def t(text: str, **values: Any) -> str:
            return translated(text, lang, **values)

        heads = [t("output"), t("unit"), t("lowest"), "5 %", "25 %", "50 %", "75 %", "95 %",
                 t("highest"), t("mean"), t("standard deviation")]  # fmt: skip
        rows = []
        for o in self.outputs:
            figures = [o.lowest, *o.quantiles, o.highest, o.mean]
            # Of what doesn't vary, rounding makes a deviation all the same.
            still = o.deviation <= 1e-12 * max(abs(o.lowest), abs(o.highest))
            # A deviation of temperatures would have no offset; there are none among outputs.
            cells = [shown(x, o.kind) for x in (*figures, 0.0 if still else o.deviation)]
            rows.append([o.output, unit_shown(o.kind), *cells])
        return Table(heads, rows, t("Outputs"), frozenset(range(2, 11)))

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        plain = {n: self._plain[n] for n in ("model", "scenarios", "failed", "sampler", "seed",
                                             "block", "key", "exact")}  # fmt: skip
        return {
            **plain, "axes": list(self.axes), "outputs": [o.to_dict() for o in self.outputs],
            "conditions": [c.to_dict() for c in self.limits],
            "defaults": [
                {"input": n, "value": v, "unit": units.KINDS[k].unit if k else ""}
                for n, v, k in self.defaults
            ],
            "failures": [
                {"reason": r, "scenarios": n}
                for r, n in zip(self.reasons, self.counts, strict=True)
            ],
        }  # fmt: skip


def _size(axis: str, lang: Language) -> str:
    size = axis.partition(": ")[2]
    return (
        translated(counted(int(size), "{n} value", "{n} values"), lang) if size.isdigit() else size
    )


def _percent(x: float) -> str:
    return f"{units.digits_of(100.0 * x, 3)} %" if math.isfinite(x) else "–"
