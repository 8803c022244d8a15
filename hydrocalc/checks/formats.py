"""Reports for machines: JUnit, SARIF and GitHub's annotations."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from hydrocalc.checks.findings import CheckReport, Finding, is_open
from hydrocalc.checks.outcomes import FAIL, MISSING, NONE, NOTE, SCREENING, WAIVED, WARNING
from hydrocalc.records.messages import translated
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
    lines = [f.said(lang)]
    lines += [f.given(lang), f.explained(lang), f"{f.where(lang)} ({translated(f.basis, lang)})"]
    if f.waived:
        lines.append(f.excused(lang))
    return harmless("\n".join(line for line in lines if line))


def junit(reports: Sequence[CheckReport], lang: Language = "en") -> str:
    """JUnit XML: a suite a design, a case a rule."""
    from xml.etree import ElementTree

    def clean(text: str) -> str:
        return _BAD_XML.sub("?", harmless(text))

    root = ElementTree.Element("testsuites", name="hydrocalc")
    for report in reports:
        bad = [f for f in report.findings if f.outcome == FAIL or is_open(f)]
        skipped = [f for f in report.findings if f.outcome in (MISSING, WAIVED, NONE)
                   and not is_open(f)]  # fmt: skip
        suite = ElementTree.SubElement(
            root, "testsuite", name=clean(_path(report.file)), tests=str(len(report.findings)),
            failures=str(len(bad)), errors="0", skipped=str(len(skipped)), time="0",
            timestamp=f"{report.date}T00:00:00",
        )  # fmt: skip
        for f in report.findings:
            case = ElementTree.SubElement(
                suite, "testcase", classname=clean(_path(report.file)),
                name=clean(f"{f.code} {f.titled(lang)}"), time="0",
            )  # fmt: skip
            if f in bad:
                failure = ElementTree.SubElement(
                    case, "failure", type=f.outcome, message=clean(f.said(lang))
                )
                failure.text = clean(detail(f, lang))
            elif f in skipped:
                ElementTree.SubElement(case, "skipped", message=clean(f.said(lang)))
            else:
                out = ElementTree.SubElement(case, "system-out")
                out.text = clean(f"{translated(f.outcome, lang)}: {detail(f, lang)}")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        root, encoding="unicode"
    ) + "\n"  # fmt: skip


_LEVELS = {FAIL: "error", WARNING: "warning", NOTE: "note", WAIVED: "note"}


def sarif(reports: Sequence[CheckReport], lang: Language = "en") -> str:
    """SARIF 2.1.0: what is wrong or open; what passes is no alert and stays out."""
    rules: dict[str, Any] = {}
    results = []
    for report in reports:
        for f in report.findings:
            level = "error" if is_open(f) else _LEVELS.get(f.outcome)
            if level is None:
                continue
            rules.setdefault(
                f.code,
                {
                    "id": f.code, "shortDescription": {"text": f.titled(lang)},
                    "fullDescription": {"text": f.explained(lang) or f.titled(lang)},
                    "help": {"text": f"{f.formula}\n{f.where(lang)} ({translated(f.basis, lang)})"},
                    "properties": {"severity": f.severity, "basis": f.basis},
                },
            )  # fmt: skip
            path = _path(report.file)
            # Neither the line nor the value: an alert stays the same while it isn't mended.
            print_ = hashlib.sha256(f"{f.code}\0{f.key}\0{path}".encode()).hexdigest()
            result: dict[str, Any] = {
                "ruleId": f.code, "ruleIndex": list(rules).index(f.code), "level": level,
                "message": {"text": detail(f, lang)},
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(path)},
                        "region": {"startLine": f.file_line},
                    },
                }],
                "partialFingerprints": {"hydrocalcRuleAndKey/v1": print_},
                "properties": {"value": f.value, "limit": f.limit, "margin": f.margin},
            }  # fmt: skip
            if f.outcome == WAIVED:
                result["suppressions"] = [{"kind": "inSource", "justification": f.waived}]
            results.append(result)
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "hydrocalc", "semanticVersion": __version__, "rules": list(rules.values()),
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    }  # fmt: skip
    return json.dumps(log, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def github(reports: Sequence[CheckReport], lang: Language = "en") -> str:
    """GitHub's workflow commands, failures first: ten of a level are shown."""
    lines = []
    for level, wanted in (
        ("error", lambda f: f.outcome == FAIL),
        ("error", is_open),
        ("warning", lambda f: f.outcome == WARNING),
        ("notice", lambda f: f.outcome == NOTE),
    ):
        for report in reports:
            file = _property(_path(report.file))
            for f in report.findings:
                if wanted(f):
                    title = _property(f"{f.code} {f.titled(lang)}")
                    lines.append(
                        f"::{level} file={file},line={f.file_line},title={title}::"
                        + _message(detail(f, lang))
                    )
    for report in reports:
        verdict = translated(report.verdict, lang)
        lines.append(_plain(f"{_path(report.file)}: {report.name}: {verdict}"))
    lines.append(translated(SCREENING, lang))
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
