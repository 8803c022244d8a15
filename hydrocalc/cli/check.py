"""``hydrocalc check``."""

from __future__ import annotations

import os
from typing import Any

from hydrocalc.records.writing import append_file
from hydrocalc.texts import Phrase

HELP = "Apply design rules to design files: pass or fail, with margins and clauses."
EPILOG = "Example: hydrocalc check station.hydro.toml --format sarif -o station.sarif"
POSITIONAL = {"files": "design files, *.hydro.toml"}
MANY = True
FORMATS = ("junit", "sarif", "github", "html")
ENDINGS = {"xml": "junit", "sarif": "sarif", "html": "html"}
OPTIONS = {
    "rules": "rule sets, with commas: default,cn-gb50265-2022 (those of the file)",
    "select": "only rules whose codes begin so, with commas: HC3,HC401",
    "ignore": "not these rules, with commas",
    "accept": "verdicts that end with 0, with commas: conditional, partial",
    "baseline": "an older report in JSON: say what changed; it moves no verdict",
    "today": "day on which waivers are judged, such as 2026-12-31 (today)",
}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}


def run(given: dict[str, Any]) -> Any:
    """Read all files, check each that can be used."""
    from hydrocalc.checks.engine import check_all
    from hydrocalc.checks.outcomes import ACCEPTED
    from hydrocalc.checks.reports import CheckReports, changes_since
    from hydrocalc.errors import DesignFileError, InputError, Problem
    from hydrocalc.records.fields import choice
    from hydrocalc.records.messages import translated
    from hydrocalc.stations.designs.reading import read_design

    files = given.pop("files", None) or []
    if not files:
        raise InputError("FILE", "one or more design files", Phrase("nothing"))
    accept = tuple(word.strip() for word in given.get("accept", "").split(",") if word.strip())
    for word in accept:
        choice(word, "accept", ACCEPTED)
    designs, problems = [], list[Problem]()
    for file in files:
        try:
            designs.append(read_design(file))
        except DesignFileError as error:
            problems += error.problems
    words = {k: given[k].split(",") for k in ("rules", "select", "ignore") if k in given}
    reports: Any = ()
    if designs:
        try:
            reports = check_all(designs, **words, today=given.get("today"))
        except DesignFileError:  # waivers or rules of one of them: the others are judged
            reports = []
            for design in designs:
                try:
                    reports += check_all([design], **words, today=given.get("today"))
                except DesignFileError as error:
                    problems += error.problems
    if not reports:
        raise DesignFileError(tuple(problems))
    old = given.get("baseline")
    bad = DesignFileError(tuple(problems))
    return CheckReports(
        reports=tuple(reports), changes=None if old is None else changes_since(old, tuple(reports)),
        accept=accept, unusable=bad.render(), unusable_zh=bad.render(lambda t: translated(t, "zh")),
    )  # fmt: skip


def after(record: Any, format: str, lang: str) -> None:
    """Files that could not be used; the summary of a step of GitHub's actions."""
    from hydrocalc.cli.output import say
    from hydrocalc.records.messages import translated

    for line in (record.unusable_zh if lang == "zh" else record.unusable).splitlines():
        say(line, translated("error", lang) + ": ")
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if format == "github" and path:
        append_file(path, record.markdown(lang) + "\n")
