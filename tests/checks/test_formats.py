"""Reports in every format, read back with somebody else's parser."""

import html as markup
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import junitparser
import pytest
import sarif_pydantic
from generated import OURS, worded

import hydrocalc as hc
from hydrocalc.checks import formats, html
from hydrocalc.cli.main import main
from hydrocalc.stations.designs import design as projects
from hydrocalc.stations.designs.rules import every_rule

STATION = Path(__file__).parent / "station"
EVIL = '<b onmouseover="x()">&amp; 100 %::error::'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for file in STATION.iterdir():
        shutil.copy(file, tmp_path)
    text = (STATION / "good.hydro.toml").read_text(encoding="utf-8")
    broken = text.replace('motor_rating = "280 kW"', 'motor_rating = "220 kW"')
    broken = broken.replace("Good station", "Bad, station: 坏 " + EVIL.replace('"', '\\"'))
    broken = broken.replace("eye_level = 240\n", "").replace('name = "A"', 'name = "<A>"')
    (tmp_path / "bad.hydro.toml").write_text(broken, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def out(capsys, *arguments, code=1):
    assert main(["check", *arguments]) == code
    caught = capsys.readouterr()
    assert not caught.err
    return caught.out


BOTH = ("good.hydro.toml", "bad.hydro.toml")
FORMATS = ("text", "json", "csv", "md", "html", "junit", "sarif", "github")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
@pytest.mark.parametrize("format", FORMATS)
def test_a_file_whose_name_is_no_text(folder, capfd, format):
    name = os.fsdecode(b"n\xff\x1b[31m.hydro.toml")
    shutil.copy("good.hydro.toml", name)
    for more in ((), ("-o", os.fsdecode(b"o\xff"))):
        assert main(["check", name, "--format", format, *more]) == 0
        said, err = capfd.readouterr()
        assert err == ""
        assert "\x1b" not in said
    assert b"\x1b" not in Path(os.fsdecode(b"o\xff")).read_bytes()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", FORMATS)
def test_names_are_no_templates(folder, capsys, format, lang):
    text = (STATION / "good.hydro.toml").read_text(encoding="utf-8")
    name = "{x} {0} {name:>900000000} %s %(a)s {"
    text = text.replace("Good station", name).replace('name = "A"', f'name = "{name}"')
    (folder / "braces.hydro.toml").write_text(text, encoding="utf-8")
    said = out(capsys, "braces.hydro.toml", "--format", format, "--lang", lang, code=0)
    assert len(said) < 200_000
    if format in ("text", "md", "csv", "html"):
        shown = said.replace("&gt;", ">").replace("\\", "")
        assert name in shown or "{name:>900000000}" in shown


def test_text_json_csv_md(folder, capsys):
    assert "Good station: PASS" in out(capsys, "good.hydro.toml", code=0)
    page = out(capsys, *BOTH)
    assert "FAIL" in page
    assert "HC401" in page
    found = json.loads(out(capsys, *BOTH, "--format", "json"))
    assert [r["verdict"] for r in found["reports"]] == ["PASS", "FAIL"]
    assert out(capsys, *BOTH, "--format", "json") == out(capsys, *BOTH, "--format", "json")
    rows = out(capsys, *BOTH, "--format", "csv").splitlines()
    assert len(rows) == 1 + 2 * len(every_rule())
    assert "\\*" not in out(capsys, *BOTH, "--format", "md").split("\n")[0]
    zh = out(capsys, *BOTH, "--lang", "zh")
    assert "不通过" in zh
    assert "电动机处处不过载" in zh


def test_junit(folder, capsys):
    text = out(capsys, *BOTH, "--format", "junit")
    suites = junitparser.JUnitXml.fromstring(text.encode())
    good, bad = list(suites)
    assert (good.tests, good.failures) == (len(every_rule()), 0)
    failed = [
        case.name for case in bad if any(isinstance(r, junitparser.Failure) for r in case.result)
    ]
    assert [name[:5] for name in failed] == ["HC401"]
    assert bad.failures == len(failed)
    assert len({case.name for case in good}) == len(every_rule())


def test_sarif(folder, capsys):
    text = out(capsys, *BOTH, "--format", "sarif")
    log = sarif_pydantic.Sarif.model_validate_json(text)
    run = json.loads(text)["runs"][0]
    assert log.version == "2.1.0"
    results = {
        r["ruleId"]: r
        for r in run["results"]
        if r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("bad")
    }
    assert results["HC401"]["level"] == "error"
    lines = (folder / "bad.hydro.toml").read_text(encoding="utf-8").splitlines()
    line = results["HC401"]["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert lines[line - 1].startswith("motor_rating")
    rules = run["tool"]["driver"]["rules"]
    for r in run["results"]:
        assert rules[r["ruleIndex"]]["id"] == r["ruleId"]
    # an empty line above moves the line, not the fingerprint
    (folder / "bad.hydro.toml").write_text("\n" + "\n".join(lines), encoding="utf-8")
    again = json.loads(out(capsys, *BOTH, "--format", "sarif"))["runs"][0]["results"]
    prints = [r["partialFingerprints"] for r in run["results"]]
    assert [r["partialFingerprints"] for r in again] == prints
    assert len({json.dumps(p) for p in prints}) == len(prints)


def test_github(folder, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    lines = out(capsys, *BOTH, "--format", "github").splitlines()
    commands = [line for line in lines if line.startswith("::")]
    levels = [re.match(r"::(\w+) ", line)[1] for line in commands]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    first = re.fullmatch(r"::error file=([^:,]*),line=(\d+),title=([^:,]*)::(.*)", commands[0])
    assert first[1] == "bad.hydro.toml"
    assert first[3].startswith("HC401")
    assert "%0A" in first[4]
    assert not any("::error::" in line for line in lines)
    assert "HC401" in (folder / "summary.md").read_text(encoding="utf-8")


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_html(folder, capsys):
    assert main(["check", *BOTH, "-o", "r.html"]) == 1
    page = (folder / "r.html").read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(page)
    names = {tag for tag, _ in reader.tags}
    assert names <= {"html", "head", "meta", "title", "style", "body", "h1", "p", "div", "table",
                     "thead", "tbody", "tr", "th", "td", "span", "br", "caption"}  # fmt: skip
    assert not any(a in attrs for _, attrs in reader.tags for a in ("src", "href", "onmouseover"))
    policy = next(a["content"] for _, a in reader.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert EVIL[:20] in reader.text
    report = hc.check("good.hydro.toml")
    assert "Good station" in report._repr_html_()  # as every result in a notebook
    assert 'lang="zh-CN"' in html.page([report], "zh")


CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [390, 1280])
def test_html_in_chromium(folder, width, fonts):
    assert main(["check", *BOTH, "-o", "r.html"]) == 1
    done = subprocess.run(
        [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},900",
         f"--user-data-dir={folder / 'profile'}", f"--screenshot={folder / 'shot.png'}",
         "--dump-dom", (folder / "r.html").as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert b"HC401" in done.stdout
    # Without fonts a page is frames and colours.
    assert (folder / "shot.png").stat().st_size > (1_000 if fonts == "hidden" else 10_000)


def test_many_designs_are_checked_on_all_cores_to_the_same_end(folder, capsys):
    names = [f"s{i:02}.hydro.toml" for i in range(26)]
    for name in names:
        which = "bad" if name == names[7] else "good"
        shutil.copy(folder / f"{which}.hydro.toml", folder / name)
    many = json.loads(out(capsys, *names, "--format", "json"))["reports"]
    assert [r["verdict"] for r in many] == ["FAIL" if i == 7 else "PASS" for i in range(26)]
    one = json.loads(out(capsys, names[7], "--format", "json"))["reports"][0]
    assert one == many[7]


def test_baseline(folder, capsys):
    out(capsys, "good.hydro.toml", "--format", "json", "-o", "old.json", code=0)
    assert "Nothing changed." in out(capsys, "good.hydro.toml", "--baseline", "old.json", code=0)
    text = (folder / "good.hydro.toml").read_text(encoding="utf-8")
    (folder / "good.hydro.toml").write_text(text.replace("280 kW", "250 kW"), encoding="utf-8")
    page = " ".join(out(capsys, "good.hydro.toml", "--baseline", "old.json", code=3).split())
    assert "HC402" in page
    assert "(-10.7 %)" in page
    (folder / "old.json").write_text("[1]", encoding="utf-8")
    assert main(["check", "good.hydro.toml", "--baseline", "old.json"]) == 2
    assert "baseline" in capsys.readouterr().err


FINDING = {"code": "HC401", "outcome": "pass", "value": 1.0}


def baseline(**changes):
    finding = {**FINDING, **changes}
    return {
        "schema": "hydrocalc/checks",
        "reports": [{"name": "Good station", "findings": [finding]}],
    }


@pytest.mark.parametrize(
    "old",
    [
        *(baseline(value=v) for v in (10**400, "1", [], {}, True, float("nan"), float("inf"))),
        *(baseline(outcome=o) for o in ("\x1b[31mred", "PASS", "", None, 3, [], "\ud800", "–")),
        *(baseline(code=c) for c in (None, 3, [], {})),
        {**baseline(), "schema": "hydrocalc/check"}, {**baseline(), "reports": {"a": 1}},
        {**baseline(), "reports": [3]}, {**baseline(), "reports": [{"name": 3, "findings": [FINDING]}]},
        {"reports": []}, [], 3, None, "x",
    ],
    ids=lambda old: f"{old!r:.60}",
)  # fmt: skip
def test_a_baseline_from_elsewhere_is_refused(folder, capsys, old):
    (folder / "old.json").write_text(json.dumps(old))
    for form in ("text", "md", "json"):
        assert main(["check", "good.hydro.toml", "--baseline", "old.json", "--format", form]) == 2
        caught = capsys.readouterr()
        assert caught.out == ""
        assert (
            "--baseline: expected a report that hydrocalc check --format json wrote" in caught.err
        )
        assert "\x1b" not in caught.err


def test_a_baseline_of_odd_names_and_numbers(folder, capsys):
    """Names are only compared; whole numbers are numbers."""
    old = baseline(value=1)
    old["reports"].append({"name": "\ud800\x1b", "findings": [FINDING]})
    (folder / "old.json").write_text(json.dumps(old))
    page = out(capsys, "good.hydro.toml", "--baseline", "old.json", code=0)
    assert "1 → 1.17 (+16.9 %)" in page or "1 → 1.1" in page
    assert "\x1b" not in page


LOUD = ["##[error]a", "##[add-mask]PASS", "::error::a", "a%0A::error::b", "a ##[group]b", "##vso[x]a",
        "::set-output name=x::y"]  # fmt: skip


@pytest.mark.parametrize("name", LOUD)
@pytest.mark.parametrize("form", ["github", "text", "md", "junit", "sarif", "json", "csv", "html"])
def test_no_name_is_a_command_in_a_log(folder, capsys, name, form):
    text = (folder / "good.hydro.toml").read_text(encoding="utf-8")
    text = text.replace("Good station", name).replace('name = "A"', f'name = "{name}"')
    text = text.replace('motor_rating = "280 kW"', 'motor_rating = "220 kW"').replace(
        "eye_level = 240\n", ""
    )
    (folder / "loud.hydro.toml").write_text(text, encoding="utf-8")
    lines = out(capsys, "loud.hydro.toml", "--format", form).splitlines()
    assert not any("##[" in line or "##vso[" in line for line in lines)
    ours = [line for line in lines if line.strip().startswith("::")]
    assert all(re.match(r"::(error|warning|notice) file=loud.hydro.toml,line=\d+,title=[^:,]*::", line)
               for line in ours)  # fmt: skip
    assert bool(ours) == (form == "github")
    for line in ours:  # what the runner makes of a message is read again where the log is shown
        said = line.replace("%0A", "\n").replace("%3A", ":").replace("%25", "%").split("\n")[1:]
        assert not any(part.strip().startswith("::") or "##[" in part for part in said)


@pytest.mark.parametrize("name", LOUD)
def test_what_is_written_for_a_log_says_the_same(folder, capsys, name):
    text = (folder / "good.hydro.toml").read_text(encoding="utf-8").replace("Good station", name)
    (folder / "loud.hydro.toml").write_text(text, encoding="utf-8")
    found = json.loads(out(capsys, "loud.hydro.toml", "--format", "json", code=0))
    assert found["reports"][0]["name"] == name
    reader = Reader()
    reader.feed(out(capsys, "loud.hydro.toml", "--format", "html", code=0))
    assert name in reader.text
    for form in ("json", "html", "md"):
        assert main(["report", "loud.hydro.toml", "--format", form]) == 0
        page = capsys.readouterr().out
        assert not re.search(r"##\w*\[|^\s*::", page, re.MULTILINE), form
        if form == "json":
            assert json.loads(page)["title"].endswith(name)
    assert main(["check", "loud.hydro.toml", "-o", "file.json"]) == 0
    assert json.loads((folder / "file.json").read_text(encoding="utf-8")) == found


@pytest.mark.parametrize("name", LOUD)
def test_no_message_is_a_command_in_a_log(folder, capsys, name):
    (folder / "loud.hydro.toml").write_text(f'schema = 1\n"{name}" = 1\n[project]\nname = "A"\n')
    assert main(["check", "loud.hydro.toml", f"{name}.hydro.toml"]) == 2
    assert main(["check", "loud.hydro.toml", f"--{name}"]) == 2
    assert main(["check", "good.hydro.toml", "--select", name]) == 2
    said = capsys.readouterr().err
    assert not any("##[" in line or line.startswith("::") for line in said.splitlines())


@pytest.mark.parametrize(
    "arguments", [["--\x1b[31mx"], ["--select", "\x1b[31m"], ["\x1b]0;x\x07.toml"]]
)
def test_no_option_reaches_the_terminal_as_it_is(folder, capsys, arguments):
    assert main(["check", "good.hydro.toml", *arguments]) == 2
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", capsys.readouterr().err)


@pytest.mark.parametrize("summary", ["missing/summary.md", ".", "", "a\0b", "fifo", os.devnull])
@pytest.mark.parametrize(("file", "code"), [("good.hydro.toml", 0), ("bad.hydro.toml", 1)])
def test_a_summary_that_cannot_be_written_spoils_no_verdict(
    folder, capsys, monkeypatch, summary, file, code
):
    from hydrocalc.cli import check

    os.mkfifo(folder / "fifo")
    monkeypatch.setattr(check.os, "environ", {**check.os.environ, "GITHUB_STEP_SUMMARY": summary})
    assert main(["check", file, "--format", "github"]) == code
    caught = capsys.readouterr()
    assert "PASS" in caught.out or "FAIL" in caught.out
    assert bool(summary) == ("warning: can't write" in caught.err)
    assert "Traceback" not in caught.err


def test_a_check_where_the_folder_is_gone(folder, capsys, monkeypatch):
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for form in ("text", "json", "csv", "md", "junit", "sarif", "github", "html"):
        assert main(["check", str(folder / "bad.hydro.toml"), "--format", form]) == 1, form
        assert main(["check", str(folder / "good.hydro.toml"), "--format", form]) == 0, form
        assert not capsys.readouterr().err
    assert main(["check", "good.hydro.toml"]) == 2
    assert main(["check", str(folder / "good.hydro.toml"), "-o", "a.json"]) == 2
    assert main(["report", str(folder / "good.hydro.toml"), "--format", "json"]) == 0
    vary = ["--vary", "flow=0.2;0.3", "--threads", "1", "--folder"]
    assert main(["sweep", str(folder / "good.hydro.toml"), *vary, "parts"]) == 2
    assert "can't write to 'parts'" in capsys.readouterr().err
    assert main(["sweep", str(folder / "good.hydro.toml"), *vary, str(folder / "parts")]) == 0
    own = hc.StationDesign(
        project=hc.Project(name="A"), checks=projects.Checks(rule_files=["own.toml"])
    )
    with pytest.raises(hc.InputError, match=r"checks\.rule_files: .*existing folder"):
        hc.check(own)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "one or more design files"),
        (["none.hydro.toml"], "can be read"),
        (["good.hydro.toml", "--select", "XX"], "--select"),
        (["good.hydro.toml", "--rules", "gb"], "--rules"),
        (["good.hydro.toml", "--format", "yaml"], "one of: text"),
        (["good.hydro.toml", "--today", "soon"], "--today"),
        (["wrong.hydro.toml", "wrong2.hydro.toml"], "wrong2.hydro.toml:1"),
    ],
)
def test_bad_input(folder, capsys, arguments, said):
    for name in ("wrong", "wrong2"):
        (folder / f"{name}.hydro.toml").write_text("schem = 1\n", encoding="utf-8")
    before = sorted(p.name for p in folder.iterdir())
    assert main(["check", *arguments]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert said in caught.err
    assert sorted(p.name for p in folder.iterdir()) == before


def test_explain_schema_init(folder, capsys):
    assert main(["explain", "HC401"]) == 0
    assert "R / P_max" in capsys.readouterr().out
    assert main(["explain", "HC401", "--lang", "zh"]) == 0
    assert "电动机处处不过载" in capsys.readouterr().out
    assert main(["explain"]) == 0
    assert "HC901" in capsys.readouterr().out
    assert main(["explain", "HC999"]) == 2
    assert "did you mean" in capsys.readouterr().err
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["required"] == ["schema", "project"]
    assert main(["init", "-o", "new.hydro.toml"]) == 0
    assert main(["check", "new.hydro.toml", "--format", "md"]) in (1, 4)
    assert "HC401" in capsys.readouterr().out
    assert main(["init", "-o", "new.hydro.toml"]) == 2


def test_paths_are_relative_and_slashed():
    assert formats._path(str(Path.cwd() / "a b.hydro.toml")) == "a b.hydro.toml"


@pytest.mark.parametrize("word", OURS)
def test_what_a_user_wrote_is_shown_as_typed(tmp_path, monkeypatch, word):
    """In Chinese, whatever the catalogue has for it."""

    def said(folder, name):
        monkeypatch.chdir(worded(tmp_path / folder, name).parent)
        report = hc.check("good.hydro.toml", today="2026-11-25")
        return {
            "data": "\n".join(_texts(report.data("zh"))),
            "text": "\n".join(t for part in report.sections("zh") for t in _texts(part)),
            "html": markup.unescape(html.page([report], "zh")),
            "junit": markup.unescape(formats.junit([report], "zh")),
            "github": unquote(formats.github([report], "zh")),
            "sarif": json.dumps(json.loads(formats.sarif([report], "zh")), ensure_ascii=False),
        }

    plain, ours = said("plain", "Xyz"), said("ours", word)
    for format, text in plain.items():
        assert text.count("Xyz") >= 2
        # What a pipe is of moves the water: the hydraulic fingerprint follows it.
        typed, same = (re.sub(r"sha256:[^\s。\"&<]+", "", t) for t in (ours[format], text))
        assert typed == same.replace("Xyz", word), format


def _texts(part):
    """A text, or those of a table without its widths."""
    if isinstance(part, str):
        return [part]
    return [part.title, *part.columns, *(cell for row in part.rows for cell in row)]


ENGLISH = re.compile(r"[A-Za-z][a-z']+(?:\s+[a-z][a-z']+)+")
"""Two words beside each other: keys, units, symbols and names of standards are none."""
CASES = Path(__file__).parent


def chinese_texts(report):
    """What each format says to a reader, without its markup."""
    run = json.loads(formats.sarif([report], "zh"))["runs"][0]
    rules = [[*(r[k]["text"] for k in r if "text" in r[k])] for r in run["tool"]["driver"]["rules"]]
    suites = ElementTree.fromstring(formats.junit([report], "zh"))  # noqa: S314 - our own
    yield "text", report.text("zh")
    yield "markdown", report.markdown("zh")
    yield "csv", report.data("zh").as_csv()
    yield (
        "html",
        markup.unescape(
            re.sub(r"<style.*?</style>|<[^>]+>", "|", html.page([report], "zh"), flags=re.DOTALL)
        ),
    )
    yield (
        "sarif",
        "|".join(
            [
                *(r["message"]["text"] for r in run["results"]),
                *(text for row in rules for text in row),
            ]
        ),
    )
    yield (
        "junit",
        "|".join(x for e in suites.iter() for x in (e.get("name"), e.get("message"), e.text) if x),
    )
    yield "github", re.sub(r"::\w+ file=", "|", formats.github([report], "zh"))


def test_a_chinese_report_speaks_chinese():
    """Nothing of ours in English, over designs that pass, fail, lack and are waived."""
    files = [
        *CASES.rglob("*.hydro.toml"),
        *(CASES.parent.parent / "examples").rglob("*.hydro.toml"),
    ]
    seen = set()
    for file in files:
        try:
            report = hc.check(file)
        except hc.DesignFileError:
            continue
        design = hc.read_design(file)
        theirs = [design.project.name, *(w.reason for w in design.waivers),
                  *(w.approver.said for w in design.waivers), *(one.reason for one in design.limits)]  # fmt: skip
        results = () if design.transients is None else design.transients.results
        theirs += {word for r in results for word in (*r.protection, r.device_out) if word}
        seen |= {f.outcome for f in report.findings}
        for name, text in chinese_texts(report):
            text = " ".join(text.split())
            for own in theirs:
                text = text.replace(own, "|").replace(own.replace(" ", ""), "|")
            assert ENGLISH.findall(text) == [], (file.name, name)
    assert seen >= {"fail", "open", "review", "deviation", "note", "pass", "not applicable"}
