"""Reports for machines: JUnit, SARIF and GitHub's annotations."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from hydrocalc.checks.findings import CheckReport, Finding, is_open
from hydrocalc.checks.outcomes import (
    DEVIATION,
    EXIT_CODES,
    FAIL,
    NONE,
    NOTE,
    OPEN,
    PASS,
    REVIEW,
    UNJUDGED,
    WAIVED,
)
from hydrocalc.records.messages import rendered, translated
from hydrocalc.records.tables import harmless
from hydrocalc.version import __version__

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language

_BAD_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _path(file: str) -> str:
    """A file's path relative to where the command runs, as machines exchange it."""
    if not file:
        return "design"
    path = file
    if os.path.isabs(file):
        with suppress(OSError, ValueError):  # a folder that is gone, another drive
            path = os.path.relpath(file)
    return path.replace(os.sep, "/")


def detail(f: Finding, lang: Language) -> str:
    """Everything about a finding in a few lines."""
    lines = [f.said(lang), f.governed(lang), "" if f.missing else f.because(lang)]
    if f.cure:
        lines.append(translated("cure: {what}", lang, what=f.cured(lang)))
    clause, basis = f.where(lang), translated(f.basis, lang)
    said = clause if clause == basis else f"{clause} ({basis})"
    lines += [f.settable(lang), f.given(lang), f.explained(lang), said, f.excused(lang)]
    return harmless("\n".join(line for line in lines if line))


def junit(
    reports: Sequence[CheckReport], lang: Language = "en", accept: Collection[str] = ()
) -> str:
    """JUnit XML: a suite a design, a case a rule, and one for the verdict."""
    from xml.etree import ElementTree

    def clean(text: str) -> str:
        return _BAD_XML.sub("?", harmless(text))

    root = ElementTree.Element("testsuites", name="hydrocalc")
    for report in reports:
        name = clean(_path(report.file))
        suite = ElementTree.SubElement(
            root, "testsuite", name=name, time="0", timestamp=f"{report.date}T00:00:00"
        )

        def case(title: str, suite: Any = suite, name: str = name) -> Any:
            return ElementTree.SubElement(
                suite, "testcase", classname=name, name=clean(title), time="0"
            )

        for f in report.findings:
            one, said = case(f"{f.code} {f.titled(lang)}"), clean(f.said(lang))
            if f.outcome == FAIL:
                wrong = ElementTree.SubElement(one, "failure", type=f.severity, message=said)
                wrong.text = clean(detail(f, lang))
            elif f.outcome in (OPEN, WAIVED, NONE, UNJUDGED):
                message = f"{translated(f.outcome, lang)}: {f.excused(lang) or f.said(lang)}"
                ElementTree.SubElement(one, "skipped", message=clean(message))
            else:
                out = ElementTree.SubElement(one, "system-out")
                out.text = clean(f"{translated(f.outcome, lang)}: {detail(f, lang)}")
        if (code := report.accepted(accept)) and report.verdict != "FAIL":
            kind = "error" if code == EXIT_CODES["INCOMPLETE"] else "failure"
            ElementTree.SubElement(
                case("verdict"), kind, type=report.verdict, message=clean(report.summary(lang))
            )
        for word in ("failure", "error", "skipped"):
            count = len(suite.findall(f"testcase/{word}"))
            suite.set({"failure": "failures", "error": "errors"}.get(word, word), str(count))
        suite.set("tests", str(len(suite)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        root, encoding="unicode"
    ) + "\n"  # fmt: skip


_KINDS = {FAIL: "fail", OPEN: "open", WAIVED: "fail", REVIEW: "review", DEVIATION: "fail",
          NOTE: "informational", PASS: "pass", UNJUDGED: "informational",
          NONE: "notApplicable"}  # fmt: skip
_STATES = {
    "accepted": "accepted",
    "refused": "rejected",
    "void": "rejected",
    "of no value": "rejected",
}


def _sarif_kind(f: Finding) -> tuple[str, str]:
    """Kind and level: a level other than none belongs to what fails."""
    kind = _KINDS[f.outcome]
    if f.outcome == WAIVED and f.value is None:
        kind = "open"  # what was waived is the missing value
    if kind != "fail":
        return kind, "none"
    return kind, "warning" if f.outcome == DEVIATION else "error"


def sarif(reports: Sequence[CheckReport], lang: Language = "en") -> str:
    """SARIF 2.1.0: every rule that ran, each result with its kind."""
    rules: dict[str, Any] = {}
    results = []
    for report in reports:
        for f in report.findings:
            rules.setdefault(
                f.code,
                {
                    "id": f.code, "shortDescription": {"text": f.titled(lang)},
                    "fullDescription": {"text": f.explained(lang) or f.titled(lang)},
                    "help": {"text": "\n".join((
                        rendered(f.formula, lang), f"{f.where(lang)} ({translated(f.basis, lang)})",
                    ))},
                    "properties": {"severity": f.severity, "basis": f.basis},
                },
            )  # fmt: skip
            path = _path(report.file)
            kind, level = _sarif_kind(f)
            # Neither the line nor the value: an alert stays the same while it isn't mended.
            print_ = hashlib.sha256(f"{f.code}\0{f.key}\0{path}".encode()).hexdigest()
            result: dict[str, Any] = {
                "ruleId": f.code, "ruleIndex": list(rules).index(f.code),
                "kind": kind, "level": level,
                "message": {"text": detail(f, lang)},
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(path)},
                        "region": {"startLine": f.file_line},
                    },
                }],
                "partialFingerprints": {"hydrocalcRuleAndKey/v1": print_},
                "properties": {"outcome": f.outcome, "value": f.value, "limit": f.limit,
                               "margin": f.margin, "evidence": f.evidence},
            }  # fmt: skip
            if f.waiver in _STATES:
                result["suppressions"] = [
                    {"kind": "inSource", "status": _STATES[f.waiver],
                     "justification": f.excused(lang)}
                ]  # fmt: skip
            results.append(result)
    said = [
        {"file": _path(r.file), "verdict": r.verdict, "exitCode": r.exit_code,
         "counts": dict(Counter(f.outcome for f in r.findings)), "date": r.date}
        for r in reports
    ]  # fmt: skip
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "hydrocalc", "semanticVersion": __version__, "rules": list(rules.values()),
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
            "properties": {"reports": said},
        }],
    }  # fmt: skip
    return json.dumps(log, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def github(reports: Sequence[CheckReport], lang: Language = "en") -> str:
    """GitHub's workflow commands, failures first: ten of a level are shown."""
    lines = []
    for level, wanted in (
        ("error", lambda f: f.outcome == FAIL),
        ("error", is_open),
        ("warning", lambda f: f.outcome in (REVIEW, WAIVED) or (f.outcome == OPEN and f.due)),
        ("warning", lambda f: f.outcome == DEVIATION and not f.excuses),
    ):
        for report in reports:
            file = _property(_path(report.file))
            for f in report.ordered:
                if wanted(f):
                    title = _property(f"{f.code} {f.titled(lang)}")
                    lines.append(
                        f"::{level} file={file},line={f.file_line},title={title}::"
                        + _message(detail(f, lang))
                    )
    for report in reports:
        lines.append(_plain(f"{_path(report.file)}: {report.summary(lang)}"))
    lines += dict.fromkeys(rendered(report.note, lang) for report in reports if report.note)
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """A line of a log that no command can hide in."""
    return harmless(" ".join(text.split())).replace("::", ": :")


def _message(text: str) -> str:
    """What a command says; the same is read again when the log is shown."""
    text = harmless(text)
    return text.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
