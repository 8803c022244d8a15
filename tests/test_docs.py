"""The documentation: examples run, links lead somewhere, nothing public is left out."""

import contextlib
import importlib.util
import io
import json
import re
import sys
from pathlib import Path

import pytest
from documents import FENCE, blocks, commands, run_page

import hydrocalc as hc
from hydrocalc.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    p for p in DOCS.rglob("*.md")
    if not {"_build", "_generated", "notebooks"} & set(p.relative_to(DOCS).parts)
)  # fmt: skip
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FRONT = [ROOT / n for n in ("README.md", "CONTRIBUTING.md", "benchmarks/README.md")]
TEXTS = [*PAGES, *FRONT, *NOTEBOOKS]
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|<img[^>]*src=\"([^\"]+)\"")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def text_of(path):
    """What a reader sees, without fenced code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return text


def anchors_of(path):
    """Anchors of a page's headings, as GitHub and MyST make them."""
    text = FENCE.sub("", text_of(path))
    heads = re.findall(r"^#{1,6} +(.+?) *$", text, re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", h)) for h in heads)
    return {h.strip().lower().replace(" ", "-") for h in plain}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_what_a_page_shows_happens(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_page(path, tmp_path) == []


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_links_lead_somewhere(path):
    for target in (a or b for a, b in LINK.findall(FENCE.sub("", text_of(path)))):
        if re.match(r"[a-z]+:", target):
            assert target.startswith("https://"), target
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if not found.exists() and found.parent == DOCS / "notebooks":
            found = ROOT / "notebooks" / found.name  # the page is made from it
            assert found.with_suffix(".ipynb").exists(), target
            continue
        if path.is_relative_to(DOCS) and not found.exists():
            found = found.with_name(found.name + ".md")
        assert found.exists(), target
        assert not anchor or anchor in anchors_of(found), target


def test_every_page_is_in_the_table_of_contents():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = {e for b in re.findall(r"```{toctree}\n(.*?)```", index, re.DOTALL)
              for e in b.splitlines() if e and not e.startswith(":")}  # fmt: skip
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in PAGES} - {"index"}
    assert listed == pages | {f"notebooks/{n.stem}" for n in NOTEBOOKS}


def test_every_public_name_is_on_the_page():
    page = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\.\. auto(?:function|class):: (\w+)$", page, re.MULTILINE)
    assert len(shown) == len(set(shown))
    assert set(shown) == set(hc.__all__) - {"__version__"}


@pytest.fixture(scope="module")
def pages():
    """The module that makes pages from the package."""
    spec = importlib.util.spec_from_file_location("doc_pages", DOCS / "pages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["doc_pages"] = module
    spec.loader.exec_module(module)
    return module


def helped(name):
    """What ``hydrocalc NAME --help`` prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit):
        main([name, "--help"])
    return out.getvalue()


def test_each_command_has_its_help_on_the_page(pages):
    shown = {b.body for b in blocks(pages.command_line_page())}
    assert len(shown) == len(COMMANDS) + 1
    for name in COMMANDS:
        assert helped(name).startswith(f"usage: hydrocalc {name} ")
        assert f"$ hydrocalc {name} --help\n{helped(name)}" in shown


@pytest.mark.parametrize("path", [*PAGES, *FRONT], ids=name_of)
def test_options_exist(path):
    text = path.read_text(encoding="utf-8")
    inline = re.findall(r"`(hydrocalc [^`]+)`", FENCE.sub("", text))
    called = [a for b in blocks(text) if b.kind == "bash" for a, _ in commands(b.body)]
    called += [line.split()[1:] for line in inline]
    for arguments in called:
        if arguments[0] not in COMMANDS:
            assert arguments[0].startswith("-"), arguments
            continue
        help_ = helped(arguments[0])
        for option in (a.split("=")[0] for a in arguments if a.startswith("--")):
            assert re.search(rf"{option}\b", help_), (arguments, option)


@pytest.mark.parametrize("name", ["accuracy", "measured"])
def test_pages_of_measured_numbers_say_when_there_are_none(pages, name, monkeypatch, tmp_path):
    monkeypatch.setattr(pages, "GENERATED", tmp_path)
    assert "Run the tests" in pages.PAGES[name]()


def test_performance_page_names_machine_versions_and_bars(pages):
    page = pages.performance_page()
    parts = json.loads((DOCS / "performance.json").read_text(encoding="utf-8"))
    for part in parts.values():
        assert part["machine"] in page
        assert part["versions"] in page
        assert part["date"] in page
        for row in part["measured"]:
            assert set(row) == {"what", "value", "bar", "unit", "more"}
            met = row["value"] >= row["bar"] if row["more"] else row["value"] <= row["bar"]
            shown = next(x for x in page.splitlines() if row["what"] in x)
            assert shown.rstrip(" |").endswith("met" if met else "missed")


def test_the_table_of_outcomes_is_what_the_engine_does():
    from hydrocalc.checks.outcomes import EXIT_CODES, Grounds, broken, lacking, met
    from hydrocalc.stations.designs.rules import MUST, SEVERITIES

    page = (DOCS / "explanation" / "verdicts.md").read_text(encoding="utf-8")
    rows = [[c.strip() for c in x.strip("|").split("|")] for x in page.splitlines()
            if x.startswith("| ")]  # fmt: skip
    table = {first: rest for first, *rest in rows}
    for word, code in EXIT_CODES.items():
        assert table[word][0] == str(code)
    for severity in SEVERITIES:
        on_break, unsure, lacks = table[severity]
        grounds = Grounds(severity, "memory", "declared", False)
        said = {"fail": "FAIL", "deviation": "deviation", "note": "a note"}
        assert on_break.startswith(said[broken(grounds, certain=True)])
        outcome = met(grounds, 0.0, 1.0)
        words = {"review": "CONDITIONAL (review)", "pass": "passes", "note": "a note"}
        assert unsure == words[outcome]
        assert lacks.startswith({"open": "INCOMPLETE", "not judged": "listed"}[lacking(grounds)])
        assert (severity in MUST) == on_break.startswith("FAIL")


def test_tables_of_the_documentation_show_code_as_code():
    spec = importlib.util.spec_from_file_location("pages", DOCS / "pages.py")
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    for name in ("units", "formulas", "rules", "design_file", "models", "cli"):
        text = pages.PAGES[name]()
        assert "`" in text
        assert "\\`" not in text, name


def test_assumed_shares_are_read_in_per_cent(pages):
    """0.03 of the air pressure are 3 %, as its results say."""
    rows = [line.split("|") for line in pages.assumptions_page().splitlines()]
    shown = {row[1].strip(): row[2].strip() for row in rows if len(row) > 3}
    for label, value in (
        ("efficiency allowance", "2 %"), ("low air pressure", "3 %"), ("motor slip", "1 %"),
        ("coupling efficiency", "100 %"), ("constant motor losses", "30 %"), ("interest", "6 %"),
        ("water temperature", "20 °C"), ("equivalent roughness", "0.0001 m"),
        ("P_max over P_duty", "1.15"), ("IE class of LV motors", "IE3"), ("NPSHr by C", "by nq"),
    ):  # fmt: skip
        assert shown[label] == value
