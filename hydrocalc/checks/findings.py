"""What the rules say of a design: a finding each, and the report of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc import units
from hydrocalc.errors import CheckError
from hydrocalc.records.fields import Count, Text, Value
from hydrocalc.records.messages import rendered, translated
from hydrocalc.records.record import Part, Result
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language
from hydrocalc.checks.outcomes import FAIL, MISSING, NONE, NOTE, OUTCOMES, PASS, SCREENING, WARNING

PUBLISHED = ("volume_gap", "installed_gap", "head_gap", "flow_gap")
"""Quantities that are told also where they pass: a published figure is explained."""
COUNTED = (
    "outside_allowable", "off_curve", "no_flow", "estimated_curves", "out_of_range", "weak_limits",
    "expired_waivers", "standby", "strings", "motor_class",
)  # fmt: skip
"""Quantities that are numbers of something, or classes: a margin says nothing of them."""


class Finding(Result):
    """What one rule says of a design."""

    schema: ClassVar[tuple[str, int]] = ("finding", 1)

    code: Text = Text(label="rule")
    title: Text = Text(label="title")
    title_zh: Text = Text()
    severity: Text = Text(label="severity")
    outcome: Text = Text(label="outcome")
    subject: Text = Text(label="of")
    quantity: Text = Text(label="quantity")
    kind: Text = Text()
    value: Value = Value(label="value")
    operator: Text = Text()
    limit: Value = Value(label="limit")
    margin: Value = Value(label="margin")
    """How far inside the limit, over the limit; in the unit itself where that is 0."""
    relative: Value = Value()
    basis: Text = Text(label="basis")
    source: Text = Text(label="source")
    standard: Text = Text(label="standard")
    clause: Text = Text(label="clause")
    inputs: Value = Value(label="from")
    missing: Value = Value(label="missing")
    reason: Text = Text()
    formula: Text = Text()
    explanation: Text = Text()
    explanation_zh: Text = Text()
    waived: Text = Text()
    """Reason, approver and last day of a waiver, and what the outcome would have been."""
    key: Text = Text(label="key")
    file_line: Count = Count(1, 10**9, label="line of the file")

    def titled(self, lang: str) -> str:
        """The title in a language."""
        return (self.title_zh if lang == "zh" else "") or self.title

    def named(self, lang: str) -> str:
        """The title, and of what."""
        return self.titled(lang) + (f" ({self.subject})" if self.subject else "")

    def given(self, lang: str) -> str:
        """What the value and the limit came from."""
        return ", ".join(
            f"{translated(k, lang)} {rendered(v, lang)}" for k, v in self.inputs.items()
        )

    def lacking(self, lang: str) -> str:
        """What is missing: keys of the design file, or what isn't done."""
        return ", ".join(rendered(k, lang) for k in self.missing)

    def excused(self, lang: Language = "en") -> str:
        """Why it was waived, by whom, until when and what it would have been."""
        return rendered(self.waived, lang)

    def because(self, lang: str) -> str:
        """Why the rule says nothing, or what contradicts itself."""
        return rendered(self.reason, lang)

    def explained(self, lang: str) -> str:
        """The explanation in a language."""
        return (self.explanation_zh if lang == "zh" else "") or self.explanation

    def shown(self, name: str, lang: str = "en") -> str:
        """Value, limit or margin for people."""
        x = self._plain[name]
        if x is None or (name == "margin" and not self.has_margin):
            return "–"
        if name == "margin" and self.relative:
            return f"{'+' if x >= 0 else '-'}{units.digits_of(100.0 * abs(x), 2)} %"
        sign = {">=": "≥ ", "<=": "≤ "}[self.operator] if name == "limit" else ""
        if self.quantity == "motor_class":
            return f"{sign}IE{x:.0f}"
        return sign + rendered(units.show(x, self.kind, 3), lang)

    @property
    def has_margin(self) -> bool:
        """Whether the distance from the limit says something: not of counts, nor from 0 to 0."""
        return self.quantity not in COUNTED and bool(self.relative or self.margin)

    def where(self, lang: str = "en") -> str:
        """Standard and clause."""
        return f"{rendered(self.standard, lang)} {rendered(self.clause, lang)}".strip()

    def said(self, lang: str = "en") -> str:
        """One line: title, value, limit, margin, or what is missing."""
        head = self.named(lang)
        if self.missing:
            keys = self.lacking(lang)
            return f"{head}: " + translated("not evaluated, missing: {keys}", lang, keys=keys)
        if self.value is None:
            return f"{head}: {self.because(lang) or translated(self.outcome, lang)}"
        text = "{value}, limit {limit}"
        if self.has_margin:
            text = "{value}, limit {limit}, margin {margin}"
        told = {name: self.shown(name, lang) for name in ("value", "limit", "margin")}
        return f"{head}: " + translated(text, lang, **told)


class CheckReport(Result):
    """What all rules say of a design."""

    schema: ClassVar[tuple[str, int]] = ("check", 1)

    name: Text = Text(label="station")
    file: Text = Text(label="file")
    verdict: Text = Text(label="verdict")
    date: Text = Text(label="date")
    findings: Part = Part(label="findings")

    @property
    def passed(self) -> bool:
        """Whether nothing failed and nothing that had to be evaluated is open."""
        return bool(self.verdict == "PASS")

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that fail."""
        return tuple(f for f in self.findings if f.outcome == FAIL)

    @property
    def open(self) -> tuple[Finding, ...]:
        """Mandatory and shall rules that could not be evaluated."""
        return tuple(f for f in self.findings if is_open(f))

    @property
    def exit_code(self) -> int:
        """0 passed, 1 failed, 4 incomplete."""
        return {"PASS": 0, "FAIL": 1, "INCOMPLETE": 4}[self.verdict]

    def raise_if_failed(self) -> None:
        """Raise `CheckError` unless the design passed."""
        if not self.passed:
            bad = (*self.failures, *self.open)
            raise CheckError(
                "{verdict}: {findings}", verdict=Phrase(self.verdict),
                findings="; ".join(f"{f.code} {f.said()}" for f in bad),
            )  # fmt: skip

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The findings as rows, what must be seen first at the top."""
        order = {word: i for i, word in enumerate(OUTCOMES)}
        rows = [
            [
                translated(f.outcome, lang), f.code,
                *(f.shown(name, lang) for name in ("value", "limit", "margin")),
                translated(f.basis, lang), f"{f.named(lang)}; {f.where(lang)}",
            ]
            for f in sorted(self.findings, key=lambda f: (order[f.outcome], f.code))
            if f.outcome not in (NONE, MISSING)
        ]  # fmt: skip
        heads = ["outcome", "rule", "value", "limit", "margin", "basis", "what, by which clause"]
        return Table(
            [translated(h, lang) for h in heads], rows, translated("Findings", lang),
            frozenset({2, 3, 4}),
        )  # fmt: skip

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """One row a finding, unrounded, in the units that `kind` has."""
        heads = ["file", "rule", "outcome", "severity", "what", "of", "value", "limit", "unit",
                 "margin", "basis", "clause", "missing", "waiver"]  # fmt: skip
        rows = [
            [
                self.file, f.code, translated(f.outcome, lang), translated(f.severity, lang),
                f.titled(lang), f.subject, _cell(f.value), _cell(f.limit),
                units.KINDS[f.kind].unit, _cell(f.margin), translated(f.basis, lang), f.where(lang),
                ", ".join(f.missing), f.waived,
            ]
            for f in self.findings
        ]  # fmt: skip
        return Table([translated(h, lang) for h in heads], rows)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """Verdict, findings, reasons, what is missing, waivers."""

        def t(text: str, **values: Any) -> str:
            return translated(text, lang, **values)

        count = {o: sum(f.outcome == o for f in self.findings) for o in OUTCOMES}
        counted = ", ".join(f"{n} {translated(o, lang)}" for o, n in count.items() if n)
        parts: list[Table | str] = [
            t("{name}: {verdict} ({counts}).", name=self.name,
              verdict=translated(self.verdict, lang), counts=counted),
            self.table(lang),
        ]  # fmt: skip
        for f in self.findings:
            published = f.outcome == PASS and f.quantity in PUBLISHED
            if f.outcome in (FAIL, WARNING, NOTE) or published:
                said = f"{f.code} {f.explained(lang)}"
                also = f.given(lang) or f.because(lang)
                parts.append(said + (f" [{also}]" if also else ""))
        missing = [
            [f.code, translated(f.severity, lang), f.lacking(lang),
             f.titled(lang) + (f" [{f.given(lang)}]" if f.inputs else "")]
            for f in self.findings if f.missing and f.outcome == MISSING
        ]  # fmt: skip
        if missing:
            heads = ["rule", "severity", "missing in the design file", "what [known]"]
            parts.append(
                Table([translated(h, lang) for h in heads], missing,
                      translated("Not evaluated", lang))
            )  # fmt: skip
        for f in self.findings:
            if f.waived:
                parts.append(t("Waived: {code} {title}. {reason}", code=f.code,
                               title=f.titled(lang), reason=f.excused(lang)))  # fmt: skip
        rest = [f"{f.code} ({f.because(lang)})" for f in self.findings
                if f.outcome == NONE]  # fmt: skip
        if rest:
            parts.append(t("Not applicable: {codes}.", codes=", ".join(rest)))
        return [*parts, translated(SCREENING, lang)]

    def _repr_html_(self) -> str:
        from hydrocalc.checks.html import body

        return body([self], "en")


def is_open(f: Finding) -> bool:
    """Whether a rule that has to be evaluated could not be."""
    return bool(f.outcome == MISSING and f.severity in ("mandatory", "shall"))


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.10g}"
