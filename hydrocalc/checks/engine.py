"""One engine: applies rules to a design and says what it found, with margins."""

from __future__ import annotations

import datetime
import difflib
import math
import os
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hydrocalc import data, units
from hydrocalc.checks import needed
from hydrocalc.checks.case import Case
from hydrocalc.checks.cures import Broken, cures_of, holds, limit_of
from hydrocalc.checks.findings import COUNTED, CheckReport, Finding
from hydrocalc.checks.outcomes import (
    DEVIATION,
    EVIDENCE,
    FAIL,
    NONE,
    OPEN,
    PASS,
    REVIEW,
    UNJUDGED,
    WAIVED,
    Grounds,
    broken,
    lacking,
    met,
    unsure,
    verdict_of,
    worth,
)
from hydrocalc.checks.quantities.registry import GOVERNED, registered
from hydrocalc.errors import (
    DesignFileError,
    HydrocalcError,
    InputError,
    NoSolutionError,
    Problem,
)
from hydrocalc.records.columns import path_of
from hydrocalc.records.fields import words
from hydrocalc.records.writing import keep
from hydrocalc.stations.designs.conditions import (
    DesignConditions,
    MissingError,
    NotApplicableError,
)
from hydrocalc.stations.designs.design import STAGES, StationDesign
from hydrocalc.stations.designs.rules import (
    Rule,
    chosen_rules,
    every_rule,
    in_file,
    own_rules,
    rule_files,
    rule_sets,
    uncovered,
)
from hydrocalc.texts import Phrase, one_line, quoted

if TYPE_CHECKING:
    from hydrocalc.stations.designs.design import Waiver


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
        Rule sets in place of the general one and those that the design names: 'default',
        'cn-gb50265-2022', 'cn-gb50013-2018', 'hi', 'eu-547'.
    select, ignore : sequence of str, optional
        Codes of rules, or what they begin with.
    today : str, optional
        Day on which waivers are judged, such as 2026-12-31 (today); an earlier one is today.

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
    FAIL: a limit of physics, law or what shall be is broken, whatever the limit's basis.
    INCOMPLETE: such a rule is open, for want of data, of an analysis or of the maker's curve.
    CONDITIONAL: somebody has to decide (waivers, reviews, deviations that nobody explained, what is
    due later). PARTIAL: rules were left out. PASS: nothing is left. Margins are shares of the
    limit, positive inside it.

    References
    ----------
    Each rule names its own.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> design = hc.StationDesign(
    ...     project=hc.Project(name="A"),
    ...     demand=hc.Demand(flow=0.4, head=87.8, head_min=87, head_max=88),
    ...     station=hc.Station(standby=1),
    ...     units=[hc.PumpUnit(name="P", count=2, motor_rating="280 kW", pump=hc.estimated_curve(
    ...         flow=0.2, head=87.8, speed=1485))])
    >>> report = hc.check(design)
    >>> motor = next(f for f in report.findings if f.code == "HC401")
    >>> print(report.verdict, motor.outcome, f"{motor.value:.2f}", *motor.missing)
    INCOMPLETE open 1.28 the maker's curve
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
        from hydrocalc.stations.designs.reading import read_design

        design = read_design(path_of(design, "design"))
    chosen, today = _chosen(design, rules, select, ignore), day(today)
    case = Case(DesignConditions(design), today)
    for id, date in case.conditions.limits_after(today):
        with in_file(design, f"limits.{id}"):
            raise InputError(id, "a date that isn't after {today}", date, today=today)
    # What looks at the other findings comes last.
    last, broken_rules = ("weak_limits",), list[Broken]()
    for rule in sorted(chosen, key=lambda r: r.quantity in last):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ranges have a rule of their own
            case.findings.append(_finding(rule, case, broken_rules))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cures = cures_of(broken_rules, case)
    case.findings = [
        Finding(**{**f._plain, "cure": cures[f.code]}) if f.code in cures else f
        for f in case.findings
    ]
    found = sorted(case.findings, key=lambda f: str(f.code))
    judged = verdict_of(found)
    left_out = len({*codes_of(design)} - {rule.code for rule in chosen})
    file = "" if design.origin is None else one_line(design.origin.file)
    report = CheckReport(
        name=design.project.name, file=file, judged=judged, left_out=left_out,
        verdict="PARTIAL" if left_out and judged != "FAIL" else judged,
        stage=design.project.stage, date=case.today, findings=tuple(found),
        uncovered=uncovered(design.checks.rules),
        fingerprint=case.fingerprint if case.conditions.described else "",
        note=_worth(case),
    )  # fmt: skip
    return case, report


def _worth(case: Case) -> str:
    """What the station is worth by the curves and the analysis of transients that are in."""
    bases = case.conditions.pump_bases
    try:
        registered()[0]["transient_analysis"](case)
        analysis = True
    except NotApplicableError:  # no rule asks for one
        analysis = True
    except (MissingError, HydrocalcError):
        analysis = False
    return worth(bool(bases) and "estimate" not in bases, analysis)


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
    """Codes of all rules that a design is held to: those it names, and the general ones."""
    return [rule.code for rule in _chosen(design, rules=rule_sets(design))]


def _chosen(
    design: StationDesign, rules: Sequence[str] | None = None, select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> tuple[Rule, ...]:  # fmt: skip
    """The rules to apply; a waiver of none of them is a mistake."""
    if rules is None:
        with in_file(design, "checks.rules"):
            chosen_rules(design.checks.rules, ())
    own = own_rules(design, registered())
    names = rule_sets(design) if rules is None else words(rules, "rules")
    codes = {**every_rule(), **{rule.code: rule for rule in own}}
    problems: list[Problem] = []
    for i, waiver in enumerate(design.waivers):
        known = waiver.rule in codes
        key = f"waivers[{i}].{'value' if known else 'rule'}"
        near = difflib.get_close_matches(waiver.rule[:20], sorted(codes), 1)
        try:
            with in_file(design, key):
                if not known:
                    expected = "the code of one rule"
                    raise InputError(key, expected, quoted(waiver.rule), *near, guess=True)
                if waiver.value:
                    _accepted(waiver, codes[waiver.rule].kind, key)
        except DesignFileError as error:  # the others are wrong as they are
            problems += error.problems
    if problems:
        raise DesignFileError(tuple(problems))
    return chosen_rules(names, own, words(select, "select"), words(ignore, "ignore"))


def system_date() -> datetime.date:
    """The system's date."""
    return datetime.date.today()


def day(today: str | None) -> str:
    """The day on which something is judged: today, or a later one; what is over stays over."""
    now = system_date().isoformat()
    try:
        return now if today is None else max(now, datetime.date.fromisoformat(today).isoformat())
    except (TypeError, ValueError):
        raise InputError("today", "a date such as 2027-06-30", quoted(today)) from None


def _finding(rule: Rule, case: Case, broken_rules: list[Broken]) -> Finding:
    """What one rule says."""
    conditions = case.conditions
    limit = data.limits().get(rule.limit)
    basis = rule.basis or (limit.basis if limit else "memory")
    source = limit.source if limit else rule.standard
    replaced = conditions.changed.get(rule.limit)
    if replaced is not None and replaced.signed and basis not in ("law", "physics"):
        basis, source = "project", f"{replaced.name}, {replaced.date}: {replaced.reason}"
    fields: dict[str, Any] = {
        "code": rule.code, "title": rule.title, "title_zh": rule.title_zh,
        "severity": rule.severity, "quantity": rule.quantity, "kind": rule.kind,
        "operator": rule.operator, "basis": basis, "source": source, "standard": rule.standard,
        "clause": rule.clause, "formula": rule.formula, "explanation": rule.explanation,
        "explanation_zh": rule.explanation_zh, "subject": "", "value": None, "limit": None,
        "margin": None, "relative": False, "inputs": {}, "missing": (), "reason": "",
        "waived": "", "waiver": "", "key": "", "state": "", "evidence": "", "cure": "", "due": "",
        "unverified": False,
    }  # fmt: skip
    grounds = Grounds(rule.severity, basis, _evidence(rule, case), rule.band is not None)
    conditions.asked = set()
    bounding = {rule.limit} if rule.limit else set[str]()
    """Limits that the bound is made of: what is asked for besides decides less."""
    try:
        try:
            found = registered()[0][rule.quantity](case)
            of_value, conditions.asked = conditions.asked, set()
            bound, also, unknown = limit_of(rule, case)
            bounding, conditions.asked = conditions.asked, of_value | conditions.asked
        except ZeroDivisionError:  # a share of nothing, as of a power of 0 at a head of 0
            raise MissingError(_no_number(rule)) from None
        if not (math.isfinite(found.value) and math.isfinite(bound)):
            raise MissingError(_no_number(rule))
        if found.evidence:  # it says what it rests on; the pumps only weaken that
            of_pumps = grounds.evidence if grounds.judges_curve else ""
            grounds = grounds._replace(evidence=_weakest(found.evidence, of_pumps))
        margin = bound - found.value if rule.operator == "<=" else found.value - bound
        passes = holds(rule, found.value, bound)
        if passes and (found.unknown or unknown):
            raise MissingError(*found.unknown, *unknown)
        fields |= {
            "subject": found.subject, "value": float(found.value), "limit": float(bound),
            "margin": float(margin / abs(bound) if bound else margin), "relative": bool(bound),
            "inputs": {**found.inputs, **also}, "key": found.key, "state": found.state,
            "evidence": grounds.evidence,
        }  # fmt: skip
        if passes:
            # A limit that a project raises from 0 makes no share that says more than of 0.
            of_nothing = bound == 0.0 or (rule.limit and data.limit(rule.limit) == 0.0)
            counted = rule.quantity in COUNTED or bool(of_nothing)
            outcome = met(grounds, margin, bound, counted=counted)
            fields["unverified"] = outcome == PASS and grounds.weak
            curve = (Phrase("the maker's curve"),) if outcome == OPEN else ()
            undeclared = conditions.undeclared(*GOVERNED.get(rule.quantity, ()))
            if undeclared or curve:
                absent = needed.lacking(conditions, rule.quantity)
                outcome, missing = (
                    lacking(grounds),
                    (*dict.fromkeys((*undeclared, *absent)), *curve),
                )
                fields |= {"missing": missing, "key": "pumps", "unverified": False}
                if undeclared:
                    fields |= {"key": undeclared[0], "reason": Phrase("met as far as is known")}
            elif outcome == PASS and found.evidence == "declared":
                outcome = REVIEW
                reason = found.doubt or Phrase("declared by nobody who stands for it")
                fields |= {"reason": reason, "unverified": False}
            elif outcome == REVIEW:
                fields["reason"] = unsure(grounds, counted=counted)
                if grounds.evidence == "assumed":
                    fields["missing"] = needed.lacking(conditions, rule.quantity)
        else:
            certain = found.certain
            if certain is None:
                certain = -margin > (rule.band or 0.0) * abs(bound or found.scale)
            outcome = broken(grounds, certain)
            broken_rules.append(Broken(rule, found, bound))
            if outcome == OPEN:
                fields |= {
                    "missing": (Phrase("the maker's curve"),), "key": "pumps",
                    "reason": Phrase("fails with the estimate"),
                }  # fmt: skip
    except MissingError as error:
        outcome = lacking(grounds)
        more = () if error.alone else needed.lacking(conditions, rule.quantity)
        missing = tuple(dict.fromkeys((*error.keys, *more)))
        fields |= {"missing": missing, "inputs": error.known, "key": error.keys[0]}
    except NotApplicableError as error:
        # What only a word turns off is for somebody to decide.
        outcome = NONE if not error.decide else REVIEW if grounds.must else UNJUDGED
        fields |= {"reason": error.reason, "key": error.decide}
    except NoSolutionError as error:
        outcome = lacking(grounds)
        fields |= {"missing": (Phrase(error.message, **error.values),), "key": "units"}
    except InputError as error:  # each value is fine in itself: together they can't be
        outcome = broken(grounds, certain=True)
        fields |= {"reason": str(error), "key": error.argument}
    loosened = [conditions.changed[id] for id in sorted(conditions.asked & {*conditions.changed})
                if conditions.changed[id].loosens]  # fmt: skip
    if outcome == PASS and loosened:
        outcome = REVIEW
        fields["reason"] = Phrase(
            "limit loosened by {name}, {date}: {reason}", name=loosened[0].name,
            date=loosened[0].date, reason=loosened[0].reason,
        )  # fmt: skip
    if outcome == OPEN and _later(rule, case):
        fields["due"] = rule.due
    settable = [id for id in sorted(bounding) if data.limits()[id].project == "set"
                and data.limits()[id].basis not in ("law", "physics")]  # fmt: skip
    fields["limit_key"] = ", ".join(f"limits.{id}" for id in settable)
    outcome = _waived(outcome, grounds, fields, case)
    origin = conditions.design.origin
    line = 1 if origin is None else origin.line_of(fields["key"])
    return Finding(**fields, outcome=outcome, file_line=line)


def _no_number(rule: Rule) -> Phrase:
    """What is missing where a rule comes to no number."""
    return Phrase("data with which {quantity} is a number", quantity=Phrase(rule.quantity))


def _evidence(rule: Rule, case: Case) -> str:
    """What a value rests on, as far as the pumps decide it."""
    if rule.band is None:
        return "declared"
    words = {"estimate": "estimate", "maker": "maker", "test": "measured"}
    return _weakest("measured", *(words[basis] for basis in case.conditions.pump_bases))


def _weakest(*evidence: str) -> str:
    return max((word for word in evidence if word), key=EVIDENCE.index)


def _later(rule: Rule, case: Case) -> bool:
    """Whether a rule is due at a later stage than the project has reached; physics never is."""
    stage = case.conditions.design.project.stage
    return (
        bool(stage) and rule.severity != "physics" and STAGES.index(rule.due) > STAGES.index(stage)
    )


def _waived(outcome: str, grounds: Grounds, fields: dict[str, Any], case: Case) -> str:
    """The outcome after the waiver of a rule, and what became of that."""
    given = [w for w in case.conditions.design.waivers if w.rule == fields["code"]]
    held = [w for w in given if w.date <= case.today <= w.until]
    if not held:
        later = min((w.date for w in given if w.date > case.today), default="")
        if later:
            fields["waived"], fields["waiver"] = (
                Phrase("its first day is {date}", date=later),
                "early",
            )
        return outcome
    waiver = next((w for w in held if _covers(w, fields)), held[0])
    fields["waived"] = Phrase(
        "{reason} ({approver}, {date}, until {until}; without it: {outcome})",
        reason=waiver.reason, approver=waiver.approver.said, date=waiver.date,
        until=waiver.until, outcome=Phrase(outcome),
    )  # fmt: skip
    if outcome not in (FAIL, OPEN, DEVIATION):
        state = "idle"
    elif grounds.severity == "physics" or not _covers(waiver, fields):
        state = "refused" if grounds.severity == "physics" else "void"
    elif grounds.basis == "law" and (outcome == OPEN or waiver.kind != "exemption"):
        state = "refused"  # no one but the authority, and no one stands in for what isn't known
    elif grounds.must == (waiver.kind == "deviation"):
        state = "refused"
    elif fields["value"] is not None and not waiver.value:
        state = "of no value"
        fields["waived"] = Phrase(
            'value = "{value}" is to be accepted: {said}', value=_printed(fields),
            said=fields["waived"],
        )  # fmt: skip
    else:
        state = "accepted"
    fields["waiver"] = state
    return WAIVED if state == "accepted" and grounds.must else outcome


def _printed(fields: dict[str, Any]) -> str:
    """The value of a finding as a design file takes it."""
    x, kind = fields["value"], fields["kind"]
    return units.digits_of(x, 4) if kind == "ratio" else units.show(x, kind)


def _accepted(waiver: Waiver, kind: str, key: str) -> float:
    """The value of a waiver; 0 units and a margin below 0 are values too."""
    return float(units.number(waiver.value, kind, key, low=-1e12, scalar=True))


def _covers(waiver: Waiver, fields: dict[str, Any]) -> bool:
    """Whether what is found is no worse, by more than 1 %, than what was accepted."""
    if not waiver.value or fields["value"] is None:
        return True
    accepted = _accepted(waiver, fields["kind"], "value")
    slack = 0.01 * abs(accepted)
    if fields["operator"] == "<=":
        return bool(fields["value"] <= accepted + slack)
    return bool(fields["value"] >= accepted - slack)
