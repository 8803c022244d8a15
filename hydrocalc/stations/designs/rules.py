"""Rules: tables of a few words each, in ``data/rules/*.toml`` and in files of the project's own."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from hydrocalc import data, units
from hydrocalc.errors import DesignFileError, InputError, Problem
from hydrocalc.records.columns import read_text
from hydrocalc.records.documents import line_of, read_toml
from hydrocalc.records.fields import MAX_TEXT
from hydrocalc.stations.designs.design import STAGES
from hydrocalc.texts import CONTROL, Phrase, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hydrocalc.stations.designs.design import StationDesign

Known = tuple[Collection[str], Collection[str]]

SEVERITIES = ("physics", "mandatory", "shall", "should", "info")
MUST = SEVERITIES[:3]

OPERATORS = (">=", "<=")
MOST_BYTES = 200_000
MOST_RULES = 200
SETS = ("default", "cn-gb50265-2022", "cn-gb50013-2018", "hi", "eu-547")


class Rule(NamedTuple):
    """One rule; the limit is a row of ``limits.csv``, a computed one, or a number."""

    code: str
    title: str
    quantity: str
    operator: str
    severity: str
    title_zh: str = ""
    kind: str = "ratio"
    limit: str = ""
    limit_from: str = ""
    limit_value: float | None = None
    standard: str = ""
    clause: str = ""
    basis: str = ""
    formula: str = ""
    explanation: str = ""
    explanation_zh: str = ""
    due: str = "preliminary"
    """Stage of the project at which it must be answered."""
    band: float | None = None
    """Given for a rule that judges the maker's curve: by how much of the limit an estimated curve
    may be wrong."""


@cache
def rule_set(name: str) -> tuple[Rule, ...]:
    """The rules of one of our sets."""
    if name not in SETS:
        near = difflib.get_close_matches(name[:40], SETS, 1)
        raise InputError(
            "rules", "one of: {words}", quoted(name), near[0] if near else "", guess=True,
            words=", ".join(SETS),
        )  # fmt: skip
    path = os.path.join(os.path.dirname(data.__file__), "rules", name + ".toml")
    return rules_of(path)


def uncovered(names: Sequence[str]) -> tuple[str, ...]:
    """Clauses of some sets whose text nobody has read; all of a country's where none is chosen."""
    if not set(names) & set(SETS[1:]):
        return (Phrase("the standards and laws of a country: checks.rules names none"),)
    return tuple(Phrase(row["what"]) for row in data.rows("uncovered") if row["rules"] in names)


def every_rule() -> dict[str, Rule]:
    """All rules of our sets by code."""
    return {rule.code: rule for name in SETS for rule in rule_set(name)}


def rules_of(path: str, *, own: bool = False, known: Known | None = None) -> tuple[Rule, ...]:
    """The rules of a file; those of the project's `own` stand on the project's authority.

    Parameters
    ----------
    path : str
        TOML with tables ``[[rules]]`` of the fields of `Rule`.
    own : bool
        Whether they are the project's: new codes, and limits as numbers.
    known : pair of collections of str, optional
        Names of the quantities and of the computed limits that there are, to hold the file to.

    Returns
    -------
    tuple of Rule
        In the order of the file.

    Raises
    ------
    InputError
        If a rule isn't whole, or a word in it isn't known.
    """
    table, lines = read_toml(read_text(path, "rules", MOST_BYTES), "rules")
    rows = table.get("rules")
    unknown = set(table) - {"rules", "title", "title_zh"}
    if not isinstance(rows, list) or unknown:
        raise InputError(
            "rules", "tables [[rules]]", ", ".join(sorted(unknown))[:60] or Phrase("none")
        )
    if len(rows) > MOST_RULES:
        raise InputError("rules", "at most {n} rules", str(len(rows)), n=MOST_RULES)
    found, taken = [], every_rule() if own else {}
    for i, row in enumerate(rows):
        line = line_of(lines, f"rules[{i}]")
        where = f"rules: {row.get('code', '?')!s:.20}" if isinstance(row, dict) else "rules"
        if not isinstance(row, dict):
            raise InputError(where, "tables [[rules]]", quoted(row), line=line)
        for name, value in row.items():
            field = Rule.__annotations__.get(name)
            number = name in ("limit_value", "band") and isinstance(value, (int, float))
            text = isinstance(value, str) and len(value) <= MAX_TEXT and not CONTROL.search(value)
            if field is None or not (number or text):
                raise InputError(where, "fields of a rule: {words}", f"{name!s:.40}",
                                 words=", ".join(Rule._fields), line=line)  # fmt: skip
        for name in ("code", "title", "quantity", "operator", "severity"):
            if name not in row:
                raise InputError(
                    where, "a value of {name}", Phrase("nothing"), name=name, line=line
                )
        rule = Rule(**row)
        limits = [bool(rule.limit), bool(rule.limit_from), rule.limit_value is not None]
        tests = (
            (re.fullmatch(r"[A-Z]{1,8}\d{1,4}", rule.code) is not None, "a code such as XY101"),
            (rule.code not in taken, "a code that no other rule has"),
            (rule.operator in OPERATORS, "an operator, one of: >= <="),
            (rule.severity in SEVERITIES, "a severity: physics, mandatory, shall, should or info"),
            (rule.due in STAGES, "a stage: feasibility, preliminary, construction or as-built"),
            (rule.kind in units.KINDS, "a kind of quantity"),
            (known is None or rule.quantity in known[0], "a quantity that hydrocalc knows"),
            (sum(limits) == 1, "one of limit, limit_from and limit_value"),
            (not rule.limit or rule.limit in data.limits(), "the id of a limit"),
            (known is None or not rule.limit_from or rule.limit_from in known[1],
             "a limit that hydrocalc computes"),
            (rule.basis in ("", *data.BASES), "a basis"),
        )  # fmt: skip
        for fine, expected in tests:
            if not fine:
                raise InputError(where, expected, line=line)
        if own:
            rule = rule._replace(basis="project")
        else:  # a project's own words are shown as they are
            rule = rule._replace(standard=Phrase(rule.standard), clause=Phrase(rule.clause),
                                 formula=Phrase(rule.formula))  # fmt: skip
        taken[rule.code] = rule
        found.append(rule)
    return tuple(found)


def rule_sets(design: StationDesign) -> tuple[str, ...]:
    """The sets of a design: the general rules, which no file leaves out, and those it names."""
    return tuple(dict.fromkeys(("default", *design.checks.rules)))


def own_rules(design: StationDesign, known: Known | None = None) -> tuple[Rule, ...]:
    """The rules of a project's files."""
    with in_file(design, "checks.rule_files"):
        files = rule_files(design)
    found: dict[str, Rule] = {}
    for path in files:
        try:
            for rule in rules_of(path, own=True, known=known):
                if rule.code in found:
                    raise InputError(f"rules: {rule.code}", "a code that no other rule has")
                found[rule.code] = rule
            if len(found) > MOST_RULES:
                raise InputError("rules", "at most {n} rules", str(len(found)), n=MOST_RULES)
        except InputError as error:
            line = int(error.values.get("line", 1))
            raise DesignFileError((Problem(path, line, error.argument, error),)) from None
    return tuple(found.values())


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


@contextmanager
def in_file(design: StationDesign, key: str) -> Iterator[None]:
    """What is wrong at a key of a design that was read says its file and line."""
    try:
        yield
    except InputError as error:
        origin = design.origin
        if origin is None:
            raise
        problem = Problem(origin.file, origin.line_of(key), key, error)
        raise DesignFileError((problem,)) from None


def chosen_rules(
    names: tuple[str, ...], own: tuple[Rule, ...], select: Any = (), ignore: Any = ()
) -> tuple[Rule, ...]:
    """Rules of some sets and of the project, by code; `select`, `ignore`: beginnings of codes."""
    found: dict[str, Rule] = {}
    for name in names:
        found |= {rule.code: rule for rule in rule_set(name)}
    found |= {rule.code: rule for rule in own}
    for argument, words in (("select", select), ("ignore", ignore)):
        for word in words:
            if not any(code.startswith(word) for code in found) or not word:
                raise InputError(argument, "codes of rules, or what they begin with", quoted(word))
    rows = (
        rule for code, rule in sorted(found.items())
        if (not select or code.startswith(tuple(select)))
        and not (ignore and code.startswith(tuple(ignore)))
    )  # fmt: skip
    return tuple(rows)
