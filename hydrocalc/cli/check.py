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
    "baseline": "an older report in JSON: say what changed",
    "today": "day on which waivers are judged, such as 2026-12-31 (today)",
}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}


def run(given: dict[str, Any]) -> Any:
    """Read all files, check each."""
    from hydrocalc.checks.engine import check_all
    from hydrocalc.checks.reports import CheckReports, changes_since
    from hydrocalc.errors import DesignFileError, InputError, Problem
    from hydrocalc.stations.designs.reading import read_design

    files = given.pop("files", None) or []
    if not files:
        raise InputError("FILE", "one or more design files", Phrase("nothing"))
    designs, problems = [], list[Problem]()
    for file in files:
        try:
            designs.append(read_design(file))
        except DesignFileError as error:
            problems += error.problems
    if problems:
        raise DesignFileError(tuple(problems))
    words = {k: given[k].split(",") for k in ("rules", "select", "ignore") if k in given}
    reports = check_all(designs, **words, today=given.get("today"))
    old = given.get("baseline")
    return CheckReports(
        reports=reports, changes=None if old is None else changes_since(old, reports)
    )


def after(record: Any, format: str, lang: str) -> None:
    """The summary of a step of GitHub's actions."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if format == "github" and path:
        append_file(path, record.markdown(lang) + "\n")
