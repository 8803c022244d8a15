"""Everything that users read has a Chinese entry with the same placeholders."""

import ast
import csv
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import hydrocalc
from hydrocalc import data, units
from hydrocalc.checks.findings import EXPLAINED, WAIVERS
from hydrocalc.checks.outcomes import EVIDENCE, EXIT_CODES, OUTCOMES
from hydrocalc.checks.quantities.registry import SPELT
from hydrocalc.cli import (
    check,
    duty,
    explain,
    init,
    line,
    matrix,
    npsh,
    output,
    pipes,
    report,
    schema,
    size,
    sweep,
    uncertainty,
)
from hydrocalc.data import chinese
from hydrocalc.kernels.formulas import FORMULAS
from hydrocalc.kernels.sampling import SAMPLERS
from hydrocalc.kernels.stations import REASONS
from hydrocalc.records.assumptions import Assumption
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Record
from hydrocalc.reports import calculation, station
from hydrocalc.stations import sizing_text
from hydrocalc.stations.designs.design import STAGES
from hydrocalc.stations.designs.rules import SEVERITIES, every_rule
from hydrocalc.stations.duty_kinds import DUTY_KINDS, duty_kind_of
from hydrocalc.stations.sizing import RANKS
from hydrocalc.studies import evaluation as scenarios

ZH = chinese()

PACKAGE = Path(hydrocalc.__file__).parent
SUBJECTS = "\n".join(
    path.read_text(encoding="utf-8").replace("from __future__ import annotations", "")
    for path in sorted((PACKAGE / "checks" / "quantities").glob("*.py"))
)
ERRORS = {
    "InputError", "UnitsError", "NoSolutionError", "FileError", "HydrocalcError", "StudyFolderError",
}  # fmt: skip
NOT_WORDS = re.compile(r"(?:{\w+}|--[a-z-]+|[^A-Za-z]|[A-Za-z]\w*(?:[.=(]\S*)|\[\[\w+\]\])*")
"""Placeholders, options, numbers, signs and code need no translation."""
NAME_OF_STANDARD = re.compile(r"(?:(?:GB|ANSI/HI|CECS|EN|ISO|NEMA MG)|[ \d.,:-])+")
"""With clauses and printed numbers."""


def texts_of(node):
    """The string constants that an expression can come out as (not those it is compared with)."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.BinOp):
        return [a + b for a in texts_of(node.left) or [""] for b in texts_of(node.right) or [""]]
    if isinstance(node, ast.IfExp):
        return texts_of(node.body) + texts_of(node.orelse)
    return []


def read_texts():
    """Texts of labels, translated() calls and errors, found in the source."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "expected":
                # The same, where it is too long for its line.
                yield from ((f"{path.name}:{node.lineno}", w) for w in texts_of(node.value) if w)
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            words = []
            if name in ("translated", "t", "Phrase") and node.args:
                words = texts_of(node.args[0])
            elif name == "counted":
                words = [t for arg in node.args[1:3] for t in texts_of(arg)]
            elif name in ERRORS:
                # argument, expected, got, write: what came is shown as it came
                words = [t for i in (1, 3) if i < len(node.args) for t in texts_of(node.args[i])]
                words += [t for k in node.keywords if k.arg == "write" for t in texts_of(k.value)]
                if name in ERRORS - {"InputError", "UnitsError"} and node.args:
                    words += texts_of(node.args[0])
            words += [t for k in node.keywords if k.arg == "label" for t in texts_of(k.value)]
            yield from ((f"{path.name}:{node.lineno}", w) for w in words if w)


def labels():  # of all records
    for module in pkgutil.walk_packages(hydrocalc.__path__, "hydrocalc."):
        if module.name != "hydrocalc.__main__":
            importlib.import_module(module.name)
    todo = [Record]
    while todo:
        record = todo.pop()
        todo += record.__subclasses__()
        if record.__module__.startswith("hydrocalc.") and record is not Assumption:
            yield from ((record.__name__, f.label) for f in record.fields.values() if f.label)


def comments():
    """What the template of `hydrocalc init` says of its keys."""
    for row in init._template():
        comment = row.rstrip("\n").rpartition("# ")[2]
        if "# " in row and not re.match(r"\[|\w+ = ", comment):
            yield comment


def catalogue():
    yield from read_texts()
    yield from labels()
    for a in data.assumptions().values():
        yield from (("assumptions", t) for t in (a.label, a.source))
    yield from (("bases", b) for b in data.BASES)
    yield from (("kinds", k) for k in units.KINDS)
    yield from (("reasons", r) for r in REASONS)
    yield from (("types", r["type"]) for r in data.rows("pump_types"))
    for name in DUTY_KINDS:
        kind = duty_kind_of(name)
        yield "kinds of duty", name
        yield from (("kinds of duty", said["source"]) for said in kind.sources.values())
        yield from (("kinds of duty", t) for r in kind.rules for t in (r["value"], r["source"]))
    yield from (("ranks", r) for r in RANKS)
    yield from (("status", r) for r in (*scenarios.STATUS[1:], *SAMPLERS))
    for heading, *_ in sizing_text._COLUMNS:
        yield "columns", heading
    yield from (("details", t) for t in ("Energy", "Recommended arrangement"))
    yield from (("template", comment) for comment in comments())
    yield from (("pressure rules", r["source"]) for r in data.rows("pressure_rules"))
    yield from (("fittings", r["label"]) for r in data.rows("fittings"))
    for formula in FORMULAS.values():
        yield "sources", formula.source
    yield from headings()
    for module in (
        size, line, pipes, duty, matrix, npsh, check, report, explain, schema, init, sweep, uncertainty,
    ):  # fmt: skip
        yield from (("size", t) for t in (module.HELP, module.EPILOG))
        yield from (("size", t) for t in getattr(module, "POSITIONAL", {}).values())
        yield from (("size", t) for t in (*module.OPTIONS.values(), *module.FLAGS.values()))
    yield from (("output", str(s["help"])) for _, s in output.OPTIONS)
    yield from (("checks", t) for t in (*OUTCOMES, *EXIT_CODES, *SEVERITIES, *SPELT.values()))
    yield from (("checks", t) for t in (*EVIDENCE, *STAGES, "the pump maker"))
    yield from (("checks", t) for t in (*WAIVERS.values(), EXPLAINED))
    yield from (("checks", r["whom"]) for r in data.rows("deliverers"))
    yield from (("checks", r["what"]) for r in data.rows("uncovered"))
    yield from checked()
    for rule in every_rule().values():  # names of standards stay as they are
        yield from (("rules", t) for t in (rule.standard, rule.clause) if t.islower())
        if rule.limit:
            source = data.limits()[rule.limit].source
            yield from (("sources", t) for t in (source,) if not NAME_OF_STANDARD.fullmatch(t))


def headings():  # of the tables of a calculation sheet
    tree = ast.parse(Path(station.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        name = getattr(
            getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", "")
        )
        if name in ("_table", "_values", "_fields", "add"):
            heads = [n for n in node.args[:1] if isinstance(n, ast.Tuple | ast.Constant)]
            title = node.args[2:3] if name != "_values" else node.args[1:2]
            for part in [*heads, *title]:
                inside = part.elts if isinstance(part, ast.Tuple) else [part]
                yield from (("sheet", t) for n in inside for t in texts_of(n))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("heads", "text"):
            inside = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            yield from (("sheet", t) for n in inside for t in texts_of(n))
    yield from (("sheet", t) for t in (*calculation._TITLES.values(), "suction", "discharge"))


def checked():  # what quantities say of themselves
    for node in ast.walk(ast.parse(SUBJECTS)):
        name = getattr(getattr(node, "func", None), "id", "")
        if name == "show":
            yield from (
                ("show", k.arg.replace("_", " ")) for k in node.keywords if k.arg not in SPELT
            )
        elif name == "NotApplicableError":
            yield from (("reason", t) for t in texts_of(node.args[0]))
        elif isinstance(node, ast.Dict):
            yield from (
                ("inputs", t) for k in node.keys if k for t in texts_of(k) if t not in SPELT
            )


def test_all_texts_are_translated():
    missing = sorted({t for _, t in catalogue() if t not in ZH and not NOT_WORDS.fullmatch(t)})
    assert missing == []


@pytest.mark.parametrize("text", ZH)
def test_same_placeholders(text):
    def placeholders(t):
        return sorted(re.findall(r"{(\w+)}", t))

    assert placeholders(text) == placeholders(ZH[text])


def test_no_dead_entries():
    known = {t for _, t in catalogue()}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        known |= {n.value for n in tree if isinstance(n, ast.Constant)}
    for path in PACKAGE.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            known |= {cell for row in csv.reader(file) for cell in row}
    for path in PACKAGE.rglob("*.toml"):
        known |= set(re.findall(r'"(.*?)"', path.read_text(encoding="utf-8")))
    for keyword in re.findall(r"(\w+)=\(", SUBJECTS):
        known.add(keyword.replace("_", " "))
    assert [t for t in ZH if t not in known] == []


def test_unknown_text_stays_english():
    assert translated("no such text", "zh") == "no such text"
    assert translated("design flow") == "design flow"


def test_catalogues_read_what_an_editor_of_po_files_writes():
    po = """# a translator's note
msgid ""
msgstr "Language: zh_CN\\n"

#: a place
msgid "flow"
msgstr "流量"

msgid ""
"one \\"quoted\\" "
"text"
msgstr ""
"一"
"二"

msgid "not yet"
msgstr ""
"""
    assert dict(data._entries(po)) == {"flow": "流量", 'one "quoted" text': "一二", "not yet": ""}


def test_each_catalogue_is_named_after_a_wing():
    names = {p.stem for p in (PACKAGE / "data" / "zh").iterdir()}
    wings = {p.stem for p in PACKAGE.iterdir()}
    assert names <= wings
