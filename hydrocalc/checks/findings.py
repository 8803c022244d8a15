"""What the rules say of a design: a finding each, and the report of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc import units
from hydrocalc.errors import CheckError
from hydrocalc.records.fields import Count, Flag, Text, Value
from hydrocalc.records.messages import rendered, translated
from hydrocalc.records.record import Part, Result
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, counted

if TYPE_CHECKING:
    from collections.abc import Collection

    from hydrocalc.records.fields import Language
from hydrocalc.checks.needed import needed
from hydrocalc.checks.outcomes import (
    DEVIATION,
    EXIT_CODES,
    FAIL,
    NONE,
    NOTE,
    OPEN,
    OUTCOMES,
    PASS,
    REVIEW,
    UNJUDGED,
    WAIVED,
)
from hydrocalc.stations.designs.design import STAGES
from hydrocalc.stations.designs.rules import SEVERITIES
from hydrocalc.stations.designs.states import joined

PUBLISHED = ("volume_gap", "installed_gap", "head_gap", "flow_gap")
"""Quantities that are told also where they pass: a published figure is explained."""
COUNTED = (
    "outside_allowable", "off_curve", "no_flow", "estimated_curves", "out_of_range", "weak_limits",
    "expired_waivers", "standby", "strings", "motor_class", "motor_class_short",
    "implausible_claims",     "transient_analysis",
)  # fmt: skip
"""Quantities that are numbers of something, or classes: a margin says nothing of them."""
WAIVERS = {
    "accepted": "waived: {said}", "refused": "waiver refused: {said}",
    "void": "waiver void, the value is worse than the accepted one: {said}",
    "of no value": "waiver void, it doesn't say the value that it accepts: {said}",
    "idle": "waiver idle, nothing needs it: {said}", "early": "waiver not in force: {said}",
}  # fmt: skip
"""What became of a waiver."""
COMMA = {"en": ", ", "zh": "，"}
SEMICOLON = {"en": "; ", "zh": "；"}
"""What stands between texts in a row."""


def bracketed(text: str, lang: str) -> str:
    """A text in the brackets of a language, after another."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


EXPLAINED = "deviation explained: {said}"


class Finding(Result):
    """What one rule says of a design."""

    schema: ClassVar[tuple[str, int]] = ("finding", 2)

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
    state: Text = Text(label="governing state")
    """The combination of levels, line, units and water that governs."""
    evidence: Text = Text(label="evidence")
    """What the value rests on: measured, maker, analysis, declared, assumed or estimate."""
    cure: Text = Text(label="least cure")
    """The least change of one input that meets a broken limit."""
    due: Text = Text(label="due")
    """Stage of the project at which what is open is due, if that is later."""
    unverified: Flag = Flag(default=False, label="limit unverified")
    """Whether the limit that is met was read in no standard."""
    waived: Text = Text()
    """Reason, approver and days of a waiver, and what the outcome would have been."""
    waiver: Text = Text()
    """What became of it: accepted, refused, void, of no value, idle or early."""
    key: Text = Text(label="key")
    limit_key: Text = Text(default="", label="key of the limit")
    """What of the design file sets the limit, where a project may."""
    file_line: Count = Count(1, 10**9, label="line of the file")

    def titled(self, lang: str) -> str:
        """The title in a language."""
        return (self.title_zh if lang == "zh" else "") or self.title

    def named(self, lang: str) -> str:
        """The title, and of what."""
        return self.titled(lang) + (bracketed(self.subject, lang) if self.subject else "")

    def given(self, lang: str) -> str:
        """What the value and the limit came from."""
        return COMMA[lang].join(
            f"{translated(k, lang)} {rendered(v, lang)}" for k, v in self.inputs.items()
        )

    def lacking(self, lang: str) -> str:
        """What is missing: keys of the design file, or what isn't done."""
        return COMMA[lang].join(rendered(k, lang) for k in self.missing)

    def excused(self, lang: Language = "en") -> str:
        """Why it was waived, by whom, until when, what it would have been, what became of it."""
        if not self.waived:
            return ""
        text = EXPLAINED if self.outcome == DEVIATION and self.excuses else WAIVERS[self.waiver]
        return translated(text, lang, said=rendered(self.waived, lang))

    def governed(self, lang: str) -> str:
        """The governing state."""
        return rendered(self.state, lang)

    def cured(self, lang: str) -> str:
        """The least cure."""
        return rendered(self.cure, lang)

    def settable(self, lang: str) -> str:
        """Where the project may set a limit that isn't met for sure."""
        if not self.limit_key or self.outcome not in (FAIL, REVIEW, DEVIATION):
            return ""
        return translated("the project may set {key}", lang, key=self.limit_key)

    @property
    def excuses(self) -> bool:
        """Whether a waiver explains it."""
        return bool(self.waiver == "accepted")

    @property
    def used(self) -> float:
        """Share of the limit that is used; infinite where one of them is nothing."""
        if self.value is None or not self.limit:
            return float("inf")
        share = self.value / self.limit
        if self.operator == ">=":
            share = 1.0 / share if share > 0.0 else float("inf")
        return float(share)

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
        return translated("{what}: {found}", lang, what=self.named(lang), found=self.found(lang))

    def found(self, lang: str) -> str:
        """The same without the title."""
        if self.missing:
            return self.wanted(lang, numbers=True)
        if self.value is None:
            return self.because(lang) or translated(self.outcome, lang)
        text = "{value}, limit {limit}"
        if self.has_margin:
            text = "{value}, limit {limit}, margin {margin}"
        told = {name: self.shown(name, lang) for name in ("value", "limit", "margin")}
        return translated(text, lang, **told)

    def wanted(self, lang: str, *, numbers: bool = False) -> str:
        """What it takes to judge the rule, and why the numbers that there are don't do."""
        if not self.missing:
            return ""
        keys = self.lacking(lang)
        if self.value is None:
            return translated("not evaluated, missing: {keys}", lang, keys=keys)
        why = self.because(lang) or translated("the number is an estimate's", lang)
        if not numbers:
            return translated("needs {keys} ({why})", lang, keys=keys, why=why)
        return translated(
            "needs {keys} ({why}: {value}, limit {limit})", lang, keys=keys, why=why,
            value=self.shown("value", lang), limit=self.shown("limit", lang),
        )  # fmt: skip


class CheckReport(Result):
    """What all rules say of a design."""

    schema: ClassVar[tuple[str, int]] = ("check", 2)

    name: Text = Text(label="station")
    file: Text = Text(label="file")
    verdict: Text = Text(label="verdict")
    judged: Text = Text(label="verdict of the rules that were applied")
    left_out: Count = Count(0, 10**6, label="rules left out")
    stage: Text = Text(label="stage of the project")
    date: Text = Text(label="date")
    findings: Part = Part(label="findings")
    uncovered: Value = Value(label="not covered by these rules")
    """Clauses whose text nobody has read; they don't move the verdict."""
    fingerprint: Text = Text(label="hydraulic fingerprint")
    """What a transient analysis of this design has to name; nothing where no line is described."""
    note: Text = Text(default="", label="what it is worth")
    """What has to come in before it is more than a screening; nothing if all is in."""

    @property
    def passed(self) -> bool:
        """Whether every rule was judged, and nothing is left to decide."""
        return bool(self.verdict == "PASS")

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that fail, what weighs most first."""
        return tuple(f for f in self.ordered if f.outcome == FAIL)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What has to be met and could not be judged."""
        return tuple(f for f in self.ordered if is_open(f))

    @property
    def ordered(self) -> list[Finding]:
        """The findings in the order in which they are read: what decides the verdict first."""
        outcome = {word: i for i, word in enumerate(OUTCOMES)}
        severity = {word: i for i, word in enumerate(SEVERITIES)}
        return sorted(
            self.findings,
            key=lambda f: (outcome[f.outcome], severity[f.severity], f.basis != "law", -f.used,
                           f.code),
        )  # fmt: skip

    @property
    def exit_code(self) -> int:
        """0 passed, 1 failed, 3 conditional, 4 incomplete, 6 partial."""
        return EXIT_CODES[self.verdict]

    def accepted(self, words: Collection[str] = ()) -> int:
        """Exit code where verdicts are taken for a pass: ``conditional``, ``partial``."""
        taken = {word.upper() for word in words} & {"CONDITIONAL", "PARTIAL"}
        verdict = self.judged if self.verdict in taken else self.verdict
        return 0 if verdict in taken else EXIT_CODES[verdict]

    def raise_if_failed(self) -> None:
        """Raise `CheckError` unless the design passed."""
        if not self.passed:
            bad = (*self.failures, *self.open)
            said = "; ".join(f"{f.code} {f.said()}" for f in bad) or self.summary("en")
            raise CheckError("{verdict}: {findings}", verdict=Phrase(self.verdict), findings=said)

    def summary(self, lang: Language) -> str:
        """The verdict in one sentence."""

        def t(text: str, **values: Any) -> str:
            return translated(text, lang, **values)

        def number(outcome: str) -> int:
            return sum(f.outcome == outcome for f in self.findings)

        due = [f for f in self.findings if f.outcome == OPEN and f.due]
        unexplained = sum(f.outcome == DEVIATION and not f.excuses for f in self.findings)
        said: list[str] = {
            "FAIL": [counted(
                number(FAIL), "{n} limit that has to be met is broken",
                "{n} limits that have to be met are broken",
            )],
            "INCOMPLETE": [counted(
                len(self.open), "{n} rule that has to be met is open",
                "{n} rules that have to be met are open",
            ) if self.open else Phrase("no rule was judged")],
            "CONDITIONAL": [Phrase(text, n=n) for text, n in (
                ("waived: {n}", number(WAIVED)), ("to be reviewed: {n}", number(REVIEW)),
                ("deviations unexplained: {n}", unexplained)) if n],
            "PASS": [Phrase("rules met: {n}", n=number(PASS)), *(
                [Phrase("deviations explained: {n}", n=number(DEVIATION))] if number(DEVIATION)
                else ())],
        }[self.judged]  # fmt: skip
        if due:
            stage = min((f.due for f in due), key=STAGES.index)
            text = "due at the stage {stage} or later: {n}"
            said.append(Phrase(text, n=len(due), stage=Phrase(stage)))
        if self.stage:
            said.append(Phrase("stage: {stage}", stage=Phrase(self.stage)))
        if self.left_out:
            said.append(Phrase("rules left out: {n}", n=self.left_out))
        return t("{name}: {verdict} ({counts}).", name=self.name,
                 verdict=Phrase(self.verdict), counts=joined(*said))  # fmt: skip

    def counts(self, lang: Language) -> Table:
        """How many findings of each severity came to what."""
        words = [o for o in OUTCOMES if any(f.outcome == o for f in self.findings)]
        rows = []
        for severity in SEVERITIES:
            of = [f for f in self.findings if f.severity == severity]
            if of:
                numbers = [sum(f.outcome == o for f in of) for o in words]
                rows.append([translated(severity, lang), *(str(n or "–") for n in numbers)])
        heads = [translated(h, lang) for h in ("severity", *words)]
        return Table(heads, rows, "", frozenset(range(1, len(heads))))

    def opening(self, lang: Language) -> list[Table | str]:
        """What a reader must know: verdict, counts, what decides, what is needed from whom."""

        def t(text: str, **values: Any) -> str:
            return translated(text, lang, **values)

        parts: list[Table | str] = [self.summary(lang), self.counts(lang)]
        deciding = [f for f in self.ordered if f.outcome in (FAIL, OPEN, WAIVED, REVIEW)
                    or (f.outcome == DEVIATION and not f.excuses)][:3]  # fmt: skip
        for f in deciding:
            more = [f.governed(lang), f.cured(lang) and t("cure: {what}", what=f.cured(lang)),
                    f.because(lang) if f.value is not None and not f.missing else ""]  # fmt: skip
            told = SEMICOLON[lang].join(x for x in (f.said(lang), *more) if x)
            text = "{outcome} {code} ({clause}): {told}."
            parts.append(t(text, outcome=Phrase(f.outcome), code=f.code, clause=f.where(lang),
                           told=told))  # fmt: skip
        rows = [
            [translated(row.whom, lang), ", ".join(row.unlocks),
             COMMA[lang].join(rendered(k, lang) for k in row.what)]
            for row in needed(self.findings)
        ]  # fmt: skip
        if rows:
            heads = [t(h) for h in ("from whom", "rules that wait for it", "what")]
            parts.append(Table(heads, rows, t("Needed next")))
        for f in self.findings:
            if f.waived:
                parts.append(f"{f.code} {f.titled(lang)}: {f.excused(lang)}")
        out = [f.code + bracketed(f.because(lang), lang) for f in self.findings if _outside_law(f)]
        if out:
            text = "Laws that don't apply, by what the file says: {codes}."
            parts.append(t(text, codes=COMMA[lang].join(out)))
        if self.uncovered:
            clauses = SEMICOLON[lang].join(rendered(clause, lang) for clause in self.uncovered)
            text = "Not covered by these rules, to be checked by hand: {clauses}."
            parts.append(t(text, clauses=clauses))
        return parts

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The findings as rows, what must be seen first at the top."""
        rows = [
            [
                translated(f.outcome, lang), f.code,
                *(f.shown(name, lang) for name in ("value", "limit", "margin")),
                translated(f.basis, lang) + ("*" if f.unverified else ""),
                SEMICOLON[lang].join((f.named(lang), f.where(lang)))
                + (f" [{f.governed(lang)}]" if f.state else ""),
            ]
            for f in self.ordered if f.outcome != NONE and f.value is not None
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
                f.lacking(lang), rendered(f.waived, lang),
            ]
            for f in self.findings
        ]  # fmt: skip
        return Table([translated(h, lang) for h in heads], rows)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """Verdict and what decides it, the findings, what breaks or lacks, what says nothing."""

        def t(text: str, **values: Any) -> str:
            return translated(text, lang, **values)

        parts = [*self.opening(lang), self.table(lang)]
        if any(f.unverified for f in self.findings):
            parts.append(t("* limit unverified: read in no standard, met all the same."))
        for f in self.ordered:
            published = f.outcome == NOTE and f.quantity in PUBLISHED
            if f.outcome in (FAIL, REVIEW, DEVIATION) or published:
                said = f"{f.code} {f.explained(lang)}"
                more = (f.given(lang), f.because(lang), f.cured(lang), f.settable(lang))
                also = SEMICOLON[lang].join(x for x in more if x)
                parts.append(said + (f" [{also}]" if also else ""))
        missing = [
            [f.code, translated(f.severity, lang), f.lacking(lang),
             f.titled(lang) + (f" [{f.given(lang)}]" if f.inputs else "")]
            for f in self.findings if f.missing and f.outcome in (OPEN, UNJUDGED)
        ]  # fmt: skip
        if missing:
            heads = ["rule", "severity", "missing in the design file", "what [known]"]
            parts.append(
                Table([translated(h, lang) for h in heads], missing, translated("Open", lang))
            )
        rest = [f.code + bracketed(f.because(lang), lang) for f in self.findings
                if f.outcome == NONE and not _outside_law(f)]  # fmt: skip
        if rest:
            parts.append(t("Not applicable: {codes}.", codes=COMMA[lang].join(rest)))
        if self.fingerprint:
            parts.append(t("Hydraulic fingerprint, for a transient analysis: {design}.",
                           design=self.fingerprint))  # fmt: skip
        return [*parts, rendered(self.note, lang)] if self.note else parts


def _outside_law(f: Finding) -> bool:
    """Whether a law says nothing of the station: that is never silent."""
    return bool(f.outcome == NONE and f.basis == "law")


def is_open(f: Finding) -> bool:
    """Whether a rule that has to be met, now, could not be judged."""
    return bool(f.outcome == OPEN and not f.due)


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.10g}"
