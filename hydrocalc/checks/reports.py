"""Reports of several designs, and what changed since an older one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc.checks import formats, html
from hydrocalc.checks.engine import CheckReport
from hydrocalc.columns import read_text
from hydrocalc.errors import InputError
from hydrocalc.messages import translated
from hydrocalc.records import Part, Result, Value
from hydrocalc.tables import Table

if TYPE_CHECKING:
    from hydrocalc.records import Language

MOST_BYTES = 50_000_000


class CheckReports(Result):
    """Reports of one or more designs."""

    schema: ClassVar[tuple[str, int]] = ("checks", 1)

    reports: Part = Part(label="reports")
    changes: Value = Value(label="changes")

    @property
    def exit_code(self) -> int:
        """1 if a design failed, else 4 if one is incomplete, else 0."""
        codes = {report.exit_code for report in self.reports}
        return 1 if 1 in codes else max(codes, default=0)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """All reports, and the changes."""
        parts: list[Table | str] = []
        for report in self.reports:
            parts += report.sections(lang)[: -1 if report is not self.reports[-1] else None]
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
        found = self.reports
        return {"junit": formats.junit, "sarif": formats.sarif, "github": formats.github,
                "html": html.page}[format](found, lang)  # fmt: skip


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
    try:
        old = json.loads(read_text(path, "baseline", MOST_BYTES))
        before = {
            (str(report["name"]), str(f["code"])): (str(f["outcome"]), f["value"])
            for report in old["reports"] for f in report["findings"]
        }  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            "baseline", "a report that hydrocalc check --format json wrote", repr(path)[:80]
        ) from None
    found = []
    for report in reports:
        for f in report.findings:
            outcome, value = before.get((report.name, f.code), ("–", None))
            change = ""
            both = isinstance(value, (int, float)) and f.value is not None
            if both and abs(f.value - value) > 1e-9 * max(abs(value), 1e-12):
                change = f"{value:.4g} → {f.value:.4g}"
                change += f" ({100.0 * (f.value / value - 1.0):+.3g} %)" if value else ""
            if change or outcome != f.outcome:
                found.append({"name": report.name, "code": f.code, "title": f.title,
                              "title_zh": f.title_zh or f.title, "before": outcome,
                              "after": f.outcome, "value": change})  # fmt: skip
    return found
