"""Reports of several designs, and what changed since an older one."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc.checks.findings import CheckReport
from hydrocalc.checks.outcomes import OUTCOMES
from hydrocalc.errors import DesignFileError, InputError
from hydrocalc.records.columns import read_text
from hydrocalc.records.fields import Text, Value
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Part, Result
from hydrocalc.records.tables import Table
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language

MOST_BYTES = 50_000_000
_WORST = (1, 2, 4, 3, 6)
"""Exit codes of several designs, the worst first."""


class CheckReports(Result):
    """Reports of one or more designs."""

    schema: ClassVar[tuple[str, int]] = ("checks", 2)

    reports: Part = Part(label="reports")
    changes: Value = Value(label="changes")
    accept: Value = Value(default=(), label="verdicts taken for a pass")
    unusable: Text = Text(default="", label="files that can't be used")
    unusable_zh: Text = Text(default="")

    @property
    def exit_code(self) -> int:
        """The worst: 1 failed, 2 unusable, 4 incomplete, 3 conditional, 6 partial, 0."""
        codes = {report.accepted(self.accept) for report in self.reports}
        codes |= {DesignFileError.exit_code} if self.unusable else set()
        return next((code for code in _WORST if code in codes), 0)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """All reports, and the changes."""
        parts: list[Table | str] = []
        for report in self.reports:
            parts += report.sections(lang)
        if self.changes is not None:
            rows = [
                [c["name"], c["code"], c["title_zh" if lang == "zh" else "title"],
                 translated(c["before"], lang), translated(c["after"], lang), c["value"]]
                for c in self.changes
            ]  # fmt: skip
            title = translated("Changes since the baseline", lang)
            heads = ["station", "rule", "what", "before", "after", "value"]
            changed = Table([translated(h, lang) for h in heads], rows, title)
            parts.append(changed if rows else translated("Nothing changed.", lang))
        return parts

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """One row a finding."""
        tables = [report.data(lang) for report in self.reports]
        return Table(tables[0].columns, [row for table in tables for row in table.rows])

    def render(self, format: str, lang: Language = "en") -> str:
        """JUnit, SARIF, GitHub's commands or HTML."""
        if format == "html":
            from hydrocalc.checks.html import page

            return page(self.reports, lang)
        from hydrocalc.checks import formats

        if format == "junit":
            return formats.junit(self.reports, lang, self.accept)
        return {"sarif": formats.sarif, "github": formats.github}[format](self.reports, lang)


def changes_since(path: str, reports: tuple[CheckReport, ...]) -> list[dict[str, str]]:
    """What differs from a report in JSON: outcomes, and values by more than rounding.

    Parameters
    ----------
    path : str
        What ``hydrocalc check --format json`` wrote.
    reports : tuple of CheckReport
        The reports now.

    Returns
    -------
    list of dict
        Station, rule, outcome before and after, and the value's change.

    Raises
    ------
    InputError
        If the file is no such report.
    """
    before = _before(read_text(path, "baseline", MOST_BYTES))
    if before is None:
        raise InputError(
            "baseline", "a report that hydrocalc check --format json wrote", quoted(path, 80)
        )
    found = []
    for report in reports:
        for f in report.findings:
            outcome, value = before.get((report.name, f.code), ("–", None))
            change = ""
            if value is not None and f.value is not None:
                change = _change(value, f.value)
            if change or outcome != f.outcome:
                found.append({"name": report.name, "code": f.code, "title": f.title,
                              "title_zh": f.title_zh or f.title, "before": outcome,
                              "after": f.outcome, "value": change})  # fmt: skip
    return found


def _before(text: str) -> dict[tuple[str, str], tuple[str, float | None]] | None:
    """Outcome and value by station and rule; None if it isn't all as we write it."""
    found = {}
    try:
        old = json.loads(text)
        if old["schema"] != "hydrocalc/checks":
            return None
        for report in old["reports"]:
            for f in report["findings"]:
                texts, value = (report["name"], f["code"], f["outcome"]), f["value"]
                value = float(value) if type(value) in (int, float) else value
                number = value is None or (isinstance(value, float) and math.isfinite(value))
                if not (all(isinstance(t, str) for t in texts) and number) or (
                    f["outcome"] not in OUTCOMES  # it is printed
                ):
                    return None
                found[report["name"], f["code"]] = f["outcome"], value
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    return found


def _change(before: float, now: float) -> str:
    """How a value changed, if by more than rounding."""
    if abs(now - before) <= 1e-9 * max(abs(before), 1e-12):
        return ""
    share = f" ({100.0 * (now / before - 1.0):+.3g} %)" if before else ""
    return f"{before:.4g} → {now:.4g}{share}"
