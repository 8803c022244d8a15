"""One engine: applies rules to a design and says what it found, with margins."""

from __future__ import annotations

import datetime
import math
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc import data, units
from hydrocalc.checks.case import Case, MissingError, NotApplicableError
from hydrocalc.checks.quantities import LIMITS, QUANTITIES
from hydrocalc.checks.rules import Rule, chosen_rules, every_rule, own_rules
from hydrocalc.columns import path_of
from hydrocalc.errors import CheckError, DesignFileError, InputError, NoSolutionError, Problem
from hydrocalc.messages import rendered, translated
from hydrocalc.projects import StationDesign, contradictions
from hydrocalc.records import Count, Part, Result, Text, Value, words
from hydrocalc.tables import Table
from hydrocalc.texts import Phrase, one_line, quoted
from hydrocalc.writing import keep

if TYPE_CHECKING:
    from hydrocalc.records import Language

FAIL, WARNING, NOTE, PASS = "fail", "warning", "note", "pass"
MISSING, NONE, WAIVED = "not evaluated", "not applicable", "waived"
OUTCOMES = (FAIL, MISSING, WARNING, NOTE, WAIVED, PASS, NONE)
"""From what a reader must see first."""
VERDICTS = ("PASS", "FAIL", "INCOMPLETE")
PUBLISHED = ("volume_gap", "installed_gap", "head_gap", "flow_gap")
"""Quantities that are told also where they pass: a published figure is explained."""
COUNTED = (
    "outside_allowable", "off_curve", "no_flow", "estimated_curves", "out_of_range", "weak_limits",
    "expired_waivers", "standby", "strings", "motor_class",
)  # fmt: skip
"""Quantities that are numbers of something, or classes: a margin says nothing of them."""
_STRONG = ("physics", "project")
SCREENING = (
    "A screening estimate until a maker's pump curves and a transient (water hammer) analysis "
    "are in."
)


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


def check(
    design: StationDesign | str | os.PathLike[str],
    *,
    rules: Sequence[str] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    today: str | None = None,
) -> CheckReport:
    """Apply design rules to a station: pass or fail, with margins and clauses.

    Parameters
    ----------
    design : StationDesign or path
        The station, or its design file.
    rules : sequence of str, optional
        Rule sets in place of those that the design names: 'default', 'cn-gb50265-2022',
        'cn-gb50013-2018', 'hi', 'eu-547'.
    select, ignore : sequence of str, optional
        Codes of rules, or what they begin with.
    today : str, optional
        Day on which waivers are judged, such as 2026-12-31 (today).

    Returns
    -------
    CheckReport
        One finding a rule; `passed`, `failures`, `raise_if_failed()`.

    Raises
    ------
    DesignFileError
        If a file can't be used, a rule file among them; if its waivers or rule sets are wrong.
    InputError
        If a rule set, a code or a waiver's rule that comes from no file isn't known, or records
        contradict each other.

    Notes
    -----
    A limit of law, standard, physics or the project fails the design; one from articles or memory
    warns, unless the project opts in. A mandatory or shall rule that can't be evaluated makes the
    verdict INCOMPLETE. Margins are shares of the limit, positive inside it.

    References
    ----------
    Each rule names its own.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> design = hc.StationDesign(
    ...     project=hc.Project(name="A"), demand=hc.Demand(flow=0.4, head=87.8),
    ...     station=hc.Station(standby=1),
    ...     units=[hc.PumpUnit(name="P", count=2, motor_rating="280 kW", pump=hc.estimated_curve(
    ...         flow=0.2, head=87.8, speed=1485))])
    >>> report = hc.check(design, select=["HC401"])
    >>> print(report.verdict, report.findings[0].said())
    PASS Motor not overloaded anywhere (P): 1.17, limit ≥ 1, margin +17 %
    """
    return examined(design, rules=rules, select=select, ignore=ignore, today=today)[1]


def examined(
    design: StationDesign | str | os.PathLike[str],
    *,
    rules: Sequence[str] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    today: str | None = None,
) -> tuple[Case, CheckReport]:
    """As `check`, with the case that was solved for it."""
    if not isinstance(design, StationDesign):
        from hydrocalc.files import read_design

        design = read_design(path_of(design, "design"))
    else:
        for key, error in contradictions(design):
            error.argument = key
            raise error
    chosen = _chosen(design, rules, select, ignore)
    case = Case(design, day(today))
    # What looks at the other findings comes last.
    last = ("weak_limits",)
    for rule in sorted(chosen, key=lambda r: r.quantity in last):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ranges have a rule of their own
            case.findings.append(_finding(rule, case))
    found = sorted(case.findings, key=lambda f: str(f.code))
    verdict = "PASS"
    if any(is_open(f) for f in found):
        verdict = "INCOMPLETE"
    if any(f.outcome == FAIL for f in found):
        verdict = "FAIL"
    file = "" if design.origin is None else one_line(design.origin.file)
    report = CheckReport(
        name=design.project.name, file=file, verdict=verdict, date=case.today,
        findings=tuple(found),
    )  # fmt: skip
    return case, report


MANY = 24
"""Designs from which on starting processes pays."""


def check_all(designs: Sequence[StationDesign], **settings: Any) -> tuple[CheckReport, ...]:
    """`check` for each of some designs, on all cores if they are many; in their order."""
    from functools import partial

    one = partial(check, **settings)
    if len(designs) < MANY or (os.cpu_count() or 1) < 2:
        return tuple(map(one, designs))
    from concurrent.futures import ProcessPoolExecutor

    for path in (path for design in designs for path in rule_files(design)):
        keep(path)  # read elsewhere
    with ProcessPoolExecutor() as pool:
        return tuple(pool.map(one, designs, chunksize=8))


def codes_of(design: StationDesign) -> list[str]:
    """Codes of the rules that a design names."""
    return [rule.code for rule in _chosen(design)]


def _chosen(
    design: StationDesign, rules: Sequence[str] | None = None, select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> tuple[Rule, ...]:  # fmt: skip
    """The rules to apply; a waiver of none of them is a mistake."""
    if rules is None:
        with _in_file(design, "checks.rules"):
            chosen_rules(design.checks.rules, ())
    with _in_file(design, "checks.rule_files"):
        own = own_rules(rule_files(design))
    names = design.checks.rules if rules is None else words(rules, "rules")
    codes = {*every_rule(), *(rule.code for rule in own)}
    for i, waiver in enumerate(design.waivers):
        if len(waiver.rule) < 3 or not any(code.startswith(waiver.rule) for code in codes):
            key = f"waivers[{i}].rule"
            expected = "the code of a rule, or what several begin with"
            with _in_file(design, key):
                raise InputError(key, expected, quoted(waiver.rule))
    return chosen_rules(names, own, words(select, "select"), words(ignore, "ignore"))


@contextmanager
def _in_file(design: StationDesign, key: str) -> Iterator[None]:
    """What is wrong at a key of a design that was read says its file and line."""
    try:
        yield
    except InputError as error:
        origin = design.origin
        if origin is None:
            raise
        problem = Problem(origin.file, origin.line_of(key), key, error)
        raise DesignFileError((problem,)) from None


def day(today: str | None) -> str:
    """The day on which something is judged; today by default."""
    try:
        if today is None:
            return datetime.date.today().isoformat()
        return datetime.date.fromisoformat(today).isoformat()
    except (TypeError, ValueError):
        raise InputError("today", "a date such as 2027-06-30", quoted(today)) from None


def rule_files(design: StationDesign) -> tuple[str, ...]:
    """Paths of the rule files of a design, below its folder."""
    from hydrocalc.files import file_below

    if not design.checks.rule_files:
        return ()
    file = "" if design.origin is None else design.origin.file
    try:
        folder = os.path.dirname(os.path.abspath(file or "design"))
    except OSError:  # no folder to begin from
        first = quoted(design.checks.rule_files[0], 80)
        expected = "a file in an existing folder"
        raise InputError("checks.rule_files", expected, first) from None
    return tuple(file_below(folder, path, "checks.rule_files") for path in design.checks.rule_files)


def _finding(rule: Rule, case: Case) -> Finding:
    """What one rule says."""
    limit = data.limits().get(rule.limit)
    basis = rule.basis or (limit.basis if limit else "memory")
    source = limit.source if limit else rule.standard
    if rule.limit in case.changed:
        basis, source = "project", "design file"
    fields: dict[str, Any] = {
        "code": rule.code, "title": rule.title, "title_zh": rule.title_zh,
        "severity": rule.severity, "quantity": rule.quantity, "kind": rule.kind,
        "operator": rule.operator, "basis": basis, "source": source, "standard": rule.standard,
        "clause": rule.clause, "formula": rule.formula, "explanation": rule.explanation,
        "explanation_zh": rule.explanation_zh, "subject": "", "value": None, "limit": None,
        "margin": None, "relative": False, "inputs": {}, "missing": (), "reason": "",
        "waived": "", "key": "",
    }  # fmt: skip
    try:
        try:
            found = QUANTITIES[rule.quantity](case)
        except ZeroDivisionError:  # a share of nothing, as of a power of 0 at a head of 0
            raise MissingError(rule.quantity) from None
        bound, also = _limit(rule, case)
        if not (math.isfinite(found.value) and math.isfinite(bound)):
            raise MissingError(rule.quantity)
        margin = bound - found.value if rule.operator == "<=" else found.value - bound
        fields |= {
            "subject": found.subject, "value": float(found.value), "limit": float(bound),
            "margin": float(margin / abs(bound) if bound else margin), "relative": bool(bound),
            "inputs": {**found.inputs, **also}, "key": found.key,
        }  # fmt: skip
        outcome = PASS if margin >= -1e-9 * abs(bound) else _failed(rule, basis, case)
    except MissingError as error:
        outcome = MISSING
        fields |= {"missing": error.keys, "inputs": error.known, "key": error.keys[0]}
    except NotApplicableError as error:
        outcome = NONE
        fields["reason"] = error.reason
    except NoSolutionError as error:
        outcome = MISSING
        fields |= {"missing": (Phrase(error.message, **error.values),), "key": "units"}
    except InputError as error:  # each value is fine in itself: together they can't be
        outcome = FAIL if rule.severity in ("mandatory", "shall") else WARNING
        fields |= {"reason": str(error), "key": error.argument}
    held = (w for w in case.design.waivers if rule.code.startswith(w.rule))
    waiver = next((w for w in held if w.until >= case.today), None)
    if waiver is not None and outcome in (FAIL, MISSING, WARNING):
        by = f", {waiver.approver}" if waiver.approver else ""
        fields["waived"] = Phrase(
            "{reason}{by} (≤ {until}; {outcome})", reason=waiver.reason, by=by,
            until=waiver.until, outcome=Phrase(outcome),
        )  # fmt: skip
        outcome = WAIVED
    origin = case.design.origin
    line = 1 if origin is None else origin.line_of(fields["key"])
    return Finding(**fields, outcome=outcome, file_line=line)


def _limit(rule: Rule, case: Case) -> tuple[float, Any]:
    """The limit, and what it came from."""
    if rule.limit_from:
        found = LIMITS[rule.limit_from](case)
        return found.value, found.inputs
    if rule.limit:
        return case.limit(rule.limit), {}
    return float(rule.limit_value or 0.0), {}


def _failed(rule: Rule, basis: str, case: Case) -> str:
    """How much a broken limit of this basis weighs."""
    if basis == "project":
        return FAIL
    if rule.severity == "info":
        return NOTE
    if basis in _STRONG:
        return FAIL
    must = rule.severity in ("mandatory", "shall")
    opted = bool(case.design.checks.weak_basis_fails)
    return FAIL if must and (basis in data.VERIFIED or opted) else WARNING
