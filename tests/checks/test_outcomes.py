"""The decision table: severity × basis × evidence × met or not, row by row as it was agreed."""

import itertools
from types import SimpleNamespace

import pytest

from hydrocalc.checks import outcomes
from hydrocalc.checks.outcomes import EVIDENCE, Grounds, broken, lacking, met, verdict_of

STRONG = ("physics", "law", "standard", "project")
KNOWN = ("measured", "maker", "declared")

BROKEN = [
    # severity, basis, evidence, judges the curve, beyond the band, outcome
    *[("physics", b, e, j, False, "fail") for b in STRONG for e in (*KNOWN, "assumed") for j in (0, 1)],
    ("physics", "physics", "estimate", 1, True, "fail"),
    ("physics", "physics", "estimate", 1, False, "open"),
    *[("mandatory", b, e, 0, False, "fail") for b in (*STRONG, "secondary", "memory") for e in KNOWN],
    *[("shall", b, e, 1, False, "fail") for b in (*STRONG, "secondary", "memory") for e in KNOWN],
    ("shall", "memory", "estimate", 1, False, "open"),
    ("shall", "memory", "estimate", 1, True, "fail"),
    ("mandatory", "law", "estimate", 0, False, "fail"),  # it judges no curve
    *[("should", b, e, 1, False, "deviation") for b in (*STRONG, "memory") for e in EVIDENCE],
    *[("info", b, e, 1, True, "note") for b in STRONG for e in EVIDENCE],
]  # fmt: skip

MET = [
    # severity, basis, evidence, judges the curve, share of the limit to spare, outcome
    *[("physics", b, e, 1, 0.0, "pass") for b in STRONG for e in KNOWN],
    *[("shall", b, "assumed", 0, 0.05, "review") for b in STRONG],
    *[("shall", b, "assumed", 0, 0.11, "pass") for b in STRONG],
    ("mandatory", "secondary", "declared", 0, 0.04, "review"),
    ("mandatory", "secondary", "declared", 0, 0.06, "pass"),
    ("shall", "memory", "maker", 1, 0.09, "review"),
    ("shall", "memory", "maker", 1, 0.11, "pass"),
    ("shall", "memory", "assumed", 0, 0.14, "review"),  # √(0.10² + 0.10²) = 0.1414
    ("shall", "memory", "assumed", 0, 0.15, "pass"),
    ("shall", "standard", "analysis", 0, 0.04, "review"),
    ("shall", "standard", "analysis", 0, 0.06, "pass"),
    *[("shall", b, "estimate", 1, 9.0, "open") for b in (*STRONG, "memory")],
    ("physics", "physics", "estimate", 0, 0.01, "pass"),
    ("should", "memory", "declared", 0, 0.0, "pass"),
    ("should", "memory", "estimate", 1, 9.0, "not judged"),
    ("info", "physics", "declared", 0, 9.0, "note"),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "basis", "evidence", "judges", "certain", "outcome"), BROKEN)
def test_broken(severity, basis, evidence, judges, certain, outcome):
    assert broken(Grounds(severity, basis, evidence, bool(judges)), certain) == outcome


@pytest.mark.parametrize(("severity", "basis", "evidence", "judges", "spare", "outcome"), MET)
@pytest.mark.parametrize("bound", [2.0, -3.0])
def test_met(severity, basis, evidence, judges, spare, outcome, bound):
    grounds = Grounds(severity, basis, evidence, bool(judges))
    assert met(grounds, spare * abs(bound), bound) == outcome


def test_a_share_of_nothing_is_no_band():
    """Of a limit of 0 and of a count, a part says nothing: they are met or not."""
    weak = Grounds("shall", "memory", "declared", False)
    assert met(weak, 0.0, 0.0) == "pass"
    assert met(weak, 0.0, 3.0, counted=True) == "pass"
    assumed = weak._replace(evidence="assumed")
    assert met(assumed, 5.0, 0.0) == met(assumed, 5.0, 3.0, counted=True) == "review"


@pytest.mark.parametrize(
    ("severity", "outcome"),
    [("physics", "open"), ("mandatory", "open"), ("shall", "open"), ("should", "not judged"),
     ("info", "not judged")],
)  # fmt: skip
def test_lacking(severity, outcome):
    assert lacking(Grounds(severity, "law", "declared", False)) == outcome


def finding(outcome, due="", excuses=False, quantity="main_velocity"):
    return SimpleNamespace(outcome=outcome, due=due, excuses=excuses, quantity=quantity)


WORST = {
    "fail": 3, "open": 2, "waived": 1, "review": 1, "deviation": 1, "due": 1, "pass": 0,
    "explained": 0, "note": 0, "not judged": 0, "not applicable": 0,
}  # fmt: skip
VERDICT = ("PASS", "CONDITIONAL", "INCOMPLETE", "FAIL")


@pytest.mark.parametrize("words", list(itertools.combinations_with_replacement(WORST, 3)))
def test_the_worst_outcome_decides(words):
    """FAIL > INCOMPLETE > CONDITIONAL > PASS; nothing judged is INCOMPLETE."""
    special = {"due": finding("open", "construction"), "explained": finding("deviation", "", True)}
    found = [special.get(word) or finding(word) for word in words]
    expected = VERDICT[max(WORST[word] for word in words)]
    if not {*words} - {"note", "not judged", "not applicable", "due"}:
        expected = "INCOMPLETE"
    assert verdict_of(found) == expected


def test_a_waiver_of_a_rule_about_the_checks_is_a_waiver():
    """It moves the verdict, and judges no station."""
    about = finding("waived", quantity="expired_waivers")
    assert verdict_of([finding("pass"), about]) == "CONDITIONAL"
    assert verdict_of([about]) == "INCOMPLETE"
    assert verdict_of([finding("pass", quantity="expired_waivers")]) == "INCOMPLETE"


def test_no_finding_is_no_pass():
    assert verdict_of([]) == "INCOMPLETE"
    assert outcomes.EXIT_CODES["PASS"] == 0
    assert len({*outcomes.EXIT_CODES.values()}) == len(outcomes.EXIT_CODES)
    assert 0 not in [c for v, c in outcomes.EXIT_CODES.items() if v != "PASS"]
