"""One engine: applies rules to a design and says what it found, with margins."""

from __future__ import annotations

import datetime
import math
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hydrocalc import data
from hydrocalc.checks.case import Case
from hydrocalc.checks.findings import CheckReport, Finding, is_open
from hydrocalc.checks.outcomes import FAIL, MISSING, NONE, NOTE, PASS, WAIVED, WARNING
from hydrocalc.checks.quantities.registry import registered
from hydrocalc.checks.rules import Rule, chosen_rules, every_rule, own_rules
from hydrocalc.errors import DesignFileError, InputError, NoSolutionError, Problem
from hydrocalc.records.columns import path_of
from hydrocalc.records.fields import words
from hydrocalc.records.writing import keep
from hydrocalc.stations.designs.conditions import (
    DesignConditions,
    MissingError,
    NotApplicableError,
)
from hydrocalc.stations.designs.design import StationDesign
from hydrocalc.texts import Phrase, one_line, quoted

if TYPE_CHECKING:
    pass

_STRONG = ("physics", "project")


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
        from hydrocalc.stations.designs.reading import read_design

        design = read_design(path_of(design, "design"))
    chosen = _chosen(design, rules, select, ignore)
    case = Case(DesignConditions(design), day(today))
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
    from hydrocalc.stations.designs.reading import file_below

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
    if rule.limit in case.conditions.changed:
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
            found = registered()[0][rule.quantity](case)
            bound, also = _limit(rule, case)
        except ZeroDivisionError:  # a share of nothing, as of a power of 0 at a head of 0
            raise MissingError(rule.quantity) from None
        if not (math.isfinite(found.value) and math.isfinite(bound)):
            raise MissingError(rule.quantity)
        margin = bound - found.value if rule.operator == "<=" else found.value - bound
        passes = margin >= -1e-9 * abs(bound)
        if passes and found.unknown:
            raise MissingError(*(Phrase("a value of {name}", name=name) for name in found.unknown))
        fields |= {
            "subject": found.subject, "value": float(found.value), "limit": float(bound),
            "margin": float(margin / abs(bound) if bound else margin), "relative": bool(bound),
            "inputs": {**found.inputs, **also}, "key": found.key,
        }  # fmt: skip
        outcome = PASS if passes else _failed(rule, basis, case)
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
    held = (w for w in case.conditions.design.waivers if rule.code.startswith(w.rule))
    waiver = next((w for w in held if w.until >= case.today), None)
    if waiver is not None and outcome in (FAIL, MISSING, WARNING):
        by = f", {waiver.approver}" if waiver.approver else ""
        fields["waived"] = Phrase(
            "{reason}{by} (≤ {until}; {outcome})", reason=waiver.reason, by=by,
            until=waiver.until, outcome=Phrase(outcome),
        )  # fmt: skip
        outcome = WAIVED
    origin = case.conditions.design.origin
    line = 1 if origin is None else origin.line_of(fields["key"])
    return Finding(**fields, outcome=outcome, file_line=line)


def _limit(rule: Rule, case: Case) -> tuple[float, Any]:
    """The limit, and what it came from."""
    if rule.limit_from:
        found = registered()[1][rule.limit_from](case)
        return found.value, found.inputs
    if rule.limit:
        return case.conditions.limit(rule.limit), {}
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
    opted = bool(case.conditions.design.checks.weak_basis_fails)
    return FAIL if must and (basis in data.VERIFIED or opted) else WARNING
