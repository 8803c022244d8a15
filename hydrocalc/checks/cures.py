"""The least change of one input that meets the rules that are broken, and hang on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Cure, Value, registered
from hydrocalc.errors import HydrocalcError
from hydrocalc.hydraulics.operation import MOST
from hydrocalc.stations.designs.conditions import (
    DesignConditions,
    MissingError,
    NotApplicableError,
)
from hydrocalc.stations.designs.rules import MUST
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.stations.designs.rules import Rule


class Broken(NamedTuple):
    """A rule that isn't met, what was found, and its limit."""

    rule: Rule
    found: Value
    bound: float


class _Tried(NamedTuple):
    """A cure, and the station with it."""

    cure: Cure
    case: Case


def cures_of(rules: Sequence[Broken], case: Case) -> dict[str, str]:
    """Least cures in words by code; what several rules hang on is changed enough for all of them.

    What only should be makes no cure of what must be larger, nor a note any. Where no change that
    meets one of them meets them all, it says for which it isn't enough.
    """
    own = {one.rule.code: (one, tried) for one in rules if (tried := _least(one, case))}
    said = {}
    for code, (one, tried) in own.items():
        alike = {
            key: of for key, of in own.items() if of[1].cure.changes == tried.cure.changes
            and (key == code or _weight(of[0].rule) <= min(_weight(one.rule), 1))
        }  # fmt: skip
        short = {key: _short(of[1], alike) for key, of in alike.items()}
        enough = next((key for key in alike if not short[key]), code)
        words = own[enough][1].cure.words
        if short[enough]:
            text = "{cure}, not enough for {codes}"
            words = Phrase(text, cure=words, codes=", ".join(short[enough]))
        said[code] = words
    return said


def _weight(rule: Rule) -> int:
    """0 for what must be, 1 for what should be, 2 for a note."""
    return 0 if rule.severity in MUST else 1 if rule.severity == "should" else 2


def _short(tried: _Tried, alike: dict[str, tuple[Broken, _Tried]]) -> list[str]:
    """Codes of the rules that a cure doesn't meet."""
    return [code for code, (one, _) in alike.items() if not _cures(one.rule, tried.case)]


def _least(one: Broken, case: Case) -> _Tried | None:
    """The least change that a valid design has and that meets the rule; None where none does."""
    try:
        for tried in _possible(one, case):
            if _cures(one.rule, tried.case):
                return tried
    except (ArithmeticError, ValueError):  # a limit of 0: no bore is wide enough
        pass
    return None


def _possible(one: Broken, case: Case) -> Iterator[_Tried]:
    for cure in () if one.found.cure is None else one.found.cure(one.bound):
        if not _affordable(case):
            return
        try:
            yield _Tried(cure, Case(DesignConditions(cure.design()), case.today))
        except HydrocalcError:  # no design
            continue


def _affordable(case: Case) -> bool:
    """Whether a station has so few states, and few cures were tried, that one more may be."""
    if "matrix" in vars(case):
        m = case.matrix.si
        case.solved_again += m.unit_flow.size + m.flow.size * len(case.matrix.lines[0].reaches)
    return case.solved_again <= MOST // 16


def _cures(rule: Rule, case: Case) -> bool:
    try:
        value, (bound, *_) = registered()[0][rule.quantity](case).value, limit_of(rule, case)
    except (MissingError, NotApplicableError, HydrocalcError):
        return False
    return holds(rule, value, bound)


def holds(rule: Rule, value: float, bound: float) -> bool:
    """Whether a value meets a limit."""
    margin = bound - value if rule.operator == "<=" else value - bound
    return bool(margin >= -1e-9 * abs(bound))


def limit_of(rule: Rule, case: Case) -> tuple[float, Any, tuple[str, ...]]:
    """The limit, what it came from, and what of it isn't known: it may be stricter."""
    if rule.limit_from:
        found = registered()[1][rule.limit_from](case)
        return found.value, found.inputs, found.unknown
    if rule.limit:
        return case.conditions.limit(rule.limit), {}, ()
    return float(rule.limit_value or 0.0), {}, ()
