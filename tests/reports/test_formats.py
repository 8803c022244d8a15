"""Every format holds the same: read back, with hostile texts, in both languages."""

import io
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from generated import worded

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError, MissingExtraError
from hydrocalc.plots import axes
from hydrocalc.plots.axes import best_chinese
from hydrocalc.records.tables import markdown_text
from hydrocalc.reports.formats import figures
from hydrocalc.reports.tree import Figure, Listing, Paragraph, Step, cleaned

GOOD = Path(__file__).parents[1] / "checks/station/good.hydro.toml"
REFERENCE = Path(__file__).parents[2] / "examples/shuangjiang.hydro.toml"
DAY = "2026-11-25"
PDFTOTEXT = shutil.which("pdftotext")
HOSTILE = (
    "<script>alert(1)</script> =cmd|'/c calc'!A1 \" ' & $\\frac{$ #let x `| *_ ]]> \\u{0}"
    " {0} {x.__class__} {name:>900000000} %s 双江 " + "W" * 120
)


@pytest.fixture(scope="module")
def sheets():
    design = hc.read_design(str(GOOD))
    return {lang: hc.calculation_sheet(design, lang=lang, today=DAY) for lang in ("en", "zh")}


@pytest.fixture(scope="module")
def hostile():
    design = hc.read_design(str(GOOD))
    pump = design.units[0].pump.replace(name=HOSTILE)
    unit = design.units[0].replace(name="=" + HOSTILE, pump=pump)
    reach = design.line.reaches[0]
    pipe = reach.pipe.replace(name=HOSTILE, material=HOSTILE)
    line = design.line.replace(reaches=(reach.replace(pipe=pipe),))
    return hc.calculation_sheet(
        design.replace(
            project=hc.Project(name=HOSTILE, description="@" + HOSTILE), units=(unit,), line=line,
            published=design.published.replace(source="-" + HOSTILE),
        ),
        today=DAY,
    )  # fmt: skip


def named(word, material):
    """The good station with one word for every name in it."""
    design = hc.read_design(str(GOOD))
    pump = design.units[0].pump.replace(name=word)
    unit = design.units[0].replace(name=word, pump=pump)
    reach = design.line.reaches[0]
    pipe = reach.pipe.replace(name=word, material=material)
    return design.replace(
        project=hc.Project(name=word, description=word), units=(unit,),
        line=design.line.replace(reaches=(reach.replace(pipe=pipe),)),
    )  # fmt: skip


@pytest.mark.parametrize("word", ["water", "design flow", "nothing", "{n}", "one of: {words}"])
def test_names_are_not_looked_up(word):
    """Not even where the catalogue has them: only a material is a word of the catalogue, too."""
    from hydrocalc.records.messages import translated

    def plainly(name, material):
        sheet = hc.calculation_sheet(named(name, material), lang="zh", today=DAY)
        return sheet.to_json()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hydrocalc.plots.axes.chinese_font", lambda: "DejaVu Sans")
        one, other = plainly(word, word), plainly("Xyz", "Xyz")
        steel = plainly("Xyz", "steel")
    assert one.count(word) >= other.count("Xyz") > 4
    assert translated("steel", "zh") in steel


def blocks(sheet, kind):
    return [b for chapter in sheet.chapters for b in chapter.blocks if isinstance(b, kind)]


def squeezed(text):
    return re.sub(r"\s|\u200b", "", text)


def texts_of(sheet):
    """What every format must hold, without spaces."""
    found = [sheet.title, sheet.note, *(text for pair in sheet.identity for text in pair)]
    for chapter in sheet.chapters:
        found.append(chapter.title)
        for block in chapter.blocks:
            if isinstance(block, Paragraph):
                found.append(block.text)
            elif isinstance(block, Figure):
                found.append(block.caption)
            elif isinstance(block, Step):
                found += [block.what, block.result, block.where, block.source, block.remark]
                found += [text for v in block.verdicts for text in (v.word, v.text)]
            else:
                table = block.table
                found += [table.title, *table.columns, *table.units]
                found += [cell for row in table.rows for cell in row]
    return {squeezed(text) for text in found if text}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("format", ["html", "md", "json", "xlsx", "docx", "pdf"])
def test_every_format_shows_words_as_typed(tmp_path, format):
    """In Chinese, where the catalogue has them all."""
    word = "7 rpm epanet, ε 1 (≤ 2027-01-01; fail)"
    sheet = hc.calculation_sheet(worded(tmp_path / "a", word), lang="zh", today=DAY)
    drawn = [tuple(b for b in c.blocks if not isinstance(b, Figure)) for c in sheet.chapters]
    sheet = sheet._replace(
        chapters=tuple(c._replace(blocks=b) for c, b in zip(sheet.chapters, drawn, strict=True))
    )
    if format == "pdf":
        from hydrocalc.reports.formats import pdf

        text = pdf._source(sheet, ["Noto Sans CJK SC"]).replace("\\", "")
    elif format in ("xlsx", "docx"):
        pytest.importorskip({"xlsx": "xlsxwriter", "docx": "docx"}[format])
        book = zipfile.ZipFile(io.BytesIO(sheet.render(format)))
        name = {"xlsx": "xl/sharedStrings.xml", "docx": "word/document.xml"}[format]
        text = "".join(ElementTree.fromstring(book.read(name)).itertext())  # noqa: S314
    elif format == "html":
        text = "".join(Page(sheet.to_html()).text)
    else:
        text = sheet.render(format).replace("\\", "")
    least = 25 if format == "xlsx" else 40  # a workbook holds equal texts once
    assert squeezed(text).count(squeezed(word)) >= least


def assert_page(sheet, text):
    page = Page(text)
    assert not page.open
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "img", "base", "form"}
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "xlink:href"):
                assert value.startswith("#")
    assert "default-src 'none'" in text[:400]
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    used = re.findall(r'(?:xlink:href="|url\()#([\w-]+)', text)
    assert used
    assert set(used) <= set(ids)
    whole = squeezed("".join(page.text))
    missing = [t for t in texts_of(sheet) if t not in whole]
    assert missing == []
    assert sum(tag == "svg" for tag, _ in page.tags) == len(blocks(sheet, Figure))
    assert sum(tag == "math" for tag, _ in page.tags) >= 2 * len(blocks(sheet, Step))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_html(sheets, lang):
    text = sheets[lang].to_html()
    assert_page(sheets[lang], text)
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in text


def test_hostile_html(hostile):
    text = hostile.to_html()
    assert_page(hostile, text)
    assert "<script" not in text


def test_markdown(sheets, hostile):
    for sheet in (*sheets.values(), hostile):
        text = sheet.to_markdown()
        assert "<script" not in text
        assert sum(line.startswith("## ") for line in text.splitlines()) == len(sheet.chapters)
        plain = squeezed(text.replace("\\", ""))
        missing = [
            t for t in texts_of(sheet) if squeezed(markdown_text(t).replace("\\", "")) not in plain
        ]
        assert missing == []
        for step in blocks(sheet, Step):
            assert step.substituted in text


def cells_of(content):
    """Texts and numbers of a workbook, by worksheet."""
    main_ = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    book = zipfile.ZipFile(io.BytesIO(content))
    shared = [
        "".join(t.text or "" for t in si.iter(main_ + "t"))
        for si in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
    ]
    texts, numbers = [], []
    for name in sorted(n for n in book.namelist() if n.startswith("xl/worksheets/sheet")):
        root = ElementTree.fromstring(book.read(name))  # noqa: S314
        assert not list(root.iter(main_ + "f")), "a formula"
        assert not list(root.iter(main_ + "hyperlink"))
        for cell in root.iter(main_ + "c"):
            value = cell.find(main_ + "v")
            if value is None:
                continue
            if cell.get("t") == "s":
                texts.append(shared[int(value.text)])
            else:
                numbers.append(float(value.text))
    return book, texts, numbers


def test_xlsx(sheets, hostile):
    pytest.importorskip("xlsxwriter")
    for sheet in (sheets["zh"], hostile):
        content = sheet.render("xlsx")
        book, texts, numbers = cells_of(content)
        pictures = [n for n in book.namelist() if n.startswith("xl/media/")]
        assert len(pictures) == len(blocks(sheet, Figure))
        whole = squeezed("".join(texts))
        shown = {f"{x:.12g}" for x in numbers}
        missing = [
            t for t in texts_of(sheet)
            if t not in whole and not (_is_number(t) and f"{float(t):.12g}" in shown)
        ]  # fmt: skip
        assert missing == []
        for step in blocks(sheet, Step):
            assert f"{step.value:.12g}" in shown
            assert squeezed(step.substituted) in whole
    short = sheet._replace(chapters=sheet.chapters[:4])
    assert short.render("xlsx") == short.render("xlsx")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2 Characteristics of the station", "2 Characteristics"),
        ("17 Conclusions, open points, assumptions", "17 Conclusions, open points"),
        ("Annex: versions and fingerprint", "Annex versions and fingerprint"),
        ("3 A title that has many words but no phrase", "3 A title that has many words"),
        ("长" * 40, "长" * 31),
        ("[]", "-"),
    ],
)
def test_names_of_worksheets_end_with_a_word(title, name):
    from hydrocalc.reports.formats.xlsx import _name

    assert _name(title, set()) == name
    second = _name(title, {name.lower()})
    assert second != name
    assert len(second) <= 31


def test_numbers_of_steps_are_shown_short_and_kept_whole():
    from hydrocalc.reports.formats.xlsx import _format

    assert _format(1102769.3) == "0"
    assert _format(0.745223871) == "0.00000"
    assert _format(98.3575) == "0.000"
    assert _format(1.00337e-6) == "0.0000E+00"
    assert _format(float("nan")) == "General"


def test_language_and_empty_cells_of_word(sheets):
    docx = pytest.importorskip("docx")
    for lang, east in (("zh", "zh-CN"), ("en", "en-US")):
        content = sheets[lang].render("docx")
        styles = zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()
        assert f'w:eastAsia="{east}"' in styles
        for table in docx.Document(io.BytesIO(content)).tables[:3]:
            for paragraph in table._tbl.iter(docx.oxml.ns.qn("w:p")):
                assert paragraph.pPr.find(".//" + docx.oxml.ns.qn("w:sz")) is not None


def _is_number(text):
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) is not None


def test_docx(sheets, hostile):
    docx = pytest.importorskip("docx")
    for sheet in (sheets["zh"], hostile):
        content = sheet.render("docx")
        word = docx.Document(io.BytesIO(content))
        parts = [p.text for p in word.paragraphs]
        for table in word.tables:
            for row in table._tbl.tr_lst:
                parts += ["".join(t.text or "" for t in c.iter() if t.tag.endswith("}t"))
                          for c in row.tc_lst]  # fmt: skip
        whole = squeezed("".join(parts))
        assert [t for t in texts_of(sheet) if t not in whole] == []
        xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
        assert xml.count("<m:oMath ") + xml.count("<m:oMath>") >= len(blocks(sheet, Step))
        assert len(word.inline_shapes) == len(blocks(sheet, Figure))
        assert len(word.tables) == len(blocks(sheet, Listing))
        headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
        assert headings == [c.title for c in sheet.chapters]


def test_pdf(sheets, hostile, tmp_path):
    typst = pytest.importorskip("typst")
    if best_chinese(typst.Fonts().families()) is None:
        pytest.skip("no Chinese font")
    short = hostile._replace(chapters=hostile.chapters[:4])
    assert short.render("pdf") == short.render("pdf")
    for name, sheet in (("zh", sheets["zh"]), ("hostile", hostile)):
        content = sheet.render("pdf")
        assert content.startswith(b"%PDF")
        if PDFTOTEXT is None:
            continue
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(content)
        done = subprocess.run(
            [PDFTOTEXT, "-raw", str(file), "-"], capture_output=True, check=True, timeout=60
        )
        whole = squeezed(done.stdout.decode())
        for chapter in sheet.chapters:
            assert squeezed(chapter.title) in whole
        for step in blocks(sheet, Step):
            if name != "hostile":
                assert squeezed(step.result) in whole, step.what


def test_no_font_for_chinese_is_said(sheets, monkeypatch, tmp_path, capsys):
    typst = pytest.importorskip("typst")
    from hydrocalc.reports.formats import pdf

    short = sheets["zh"]._replace(chapters=())
    assert "Noto Sans CJK SC" in pdf._source(short, ["Libertinus Serif", "Noto Sans CJK SC"])
    none = SimpleNamespace(families=lambda: ["Libertinus Serif"])
    monkeypatch.setattr(typst, "Fonts", lambda: none)
    with pytest.raises(InputError, match="fonts-noto-cjk"):
        sheets["zh"].render("pdf")
    assert sheets["en"].render("pdf").startswith(b"%PDF")
    assert main(["report", str(GOOD), "-o", str(tmp_path / "a.pdf"), "--lang", "zh"]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("错误: --format")
    assert "fonts-noto-cjk" in said
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_without_a_font_says_so_once(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(axes, "chinese_font", lambda: None)
    file = tmp_path / "a.html"
    assert main(["report", str(GOOD), "-o", str(file), "--lang", "zh"]) == 0
    assert capsys.readouterr().err.count("fonts-noto-cjk") == 1
    assert "水力计算书" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("format", "package", "module"),
    [
        ("pdf", "typst", "typst"),
        ("docx", "python-docx", "docx"),
        ("xlsx", "xlsxwriter", "xlsxwriter"),
    ],
)
def test_a_missing_extra_is_named(sheets, monkeypatch, tmp_path, capsys, format, package, module):
    monkeypatch.setitem(sys.modules, module, None)
    said = f'this needs {package}; run: pip install "?{package}'
    with pytest.raises(MissingExtraError, match=said):
        sheets["en"].render(format)
    file = tmp_path / f"sheet.{format}"
    assert main(["report", str(GOOD), "-o", str(file)]) == 2
    assert re.search(said, capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


class Fonts:
    """As Typst's from 0.14.7 on."""

    def families(self):
        return ["Libertinus Serif"]


@pytest.mark.parametrize("fonts", [object, Fonts], ids=["0.14.6", "0.14.9"])
def test_a_typst_that_is_too_old_is_named(sheets, monkeypatch, fonts):
    old = SimpleNamespace(Fonts=fonts, compile=lambda source: b"%PDF")
    monkeypatch.setitem(sys.modules, "typst", old)
    with pytest.raises(MissingExtraError, match="this needs typst; run: pip install"):
        sheets["en"].render("pdf")


def test_command_line(tmp_path, capsys):
    sheets = {
        lang: hc.calculation_sheet(str(REFERENCE), lang=lang, today=DAY) for lang in ("en", "zh")
    }
    file = tmp_path / "sheet.html"
    command = ["report", str(REFERENCE), "-o", str(file), "--today", DAY]
    assert main(command) == 0
    assert file.read_text(encoding="utf-8") == sheets["en"].to_html()
    assert main(command) == 2
    assert "--force" in capsys.readouterr().err
    assert main([*command, "--force", "--lang", "zh"]) == 0
    assert file.read_text(encoding="utf-8") == sheets["zh"].to_html()
    for name in ("sheet.txt", "sheet", "sheet.csv"):
        assert main(["report", str(REFERENCE), "-o", str(tmp_path / name)]) == 2
        assert "ending in" in capsys.readouterr().err
    assert main(["report", str(REFERENCE), "--today", DAY]) == 0
    assert capsys.readouterr().out == sheets["en"].to_markdown()
    assert main(["report", str(REFERENCE), "--format", "json", "--today", DAY]) == 0
    assert capsys.readouterr().out == sheets["en"].to_json()
    assert main(["report", str(REFERENCE), "--format", "pdf"]) == 2
    assert "--output" in capsys.readouterr().err
    assert main(["report", str(REFERENCE), "--format", "text"]) == 2
    assert main(["report"]) == 2
    assert main(["report", str(tmp_path / "no.hydro.toml")]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["sheet.html"]


def test_nothing_that_xml_can_not_bear_is_left():
    assert cleaned("a\x00b\ud800c\x1bd\u202e\ufffe\n") == "a?b?c?d??\n"
    assert cleaned((("\x07",), ["\x08"])) == (("?",), ("?",))
    assert cleaned(3) == 3


def test_drawings(sheets):
    figure = blocks(sheets["en"], Figure)[0]
    one, two = figures.svg(figure, 1), figures.svg(figure, 2)
    assert one == figures.svg(figure, 1)
    assert not set(re.findall(r'id="([^"]+)', one)) & set(re.findall(r'id="([^"]+)', two))
    ElementTree.fromstring(one)  # noqa: S314
    assert "<style" not in one
    assert "<!--" not in one
    picture, inches = figures.png(figure)
    assert struct.unpack(">I", picture[16:20])[0] == round(160 * inches)


CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@pytest.fixture(scope="module")
def chinese_page(sheets):
    return sheets["zh"].to_html()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("width", [500, 1200])
def test_no_page_is_wider_than_the_screen(chinese_page, tmp_path, width):
    """Tables and formulas scroll by themselves; the page doesn't."""
    text = chinese_page.replace("default-src 'none';", "default-src 'unsafe-inline';")
    said = "<script>document.title='W'+document.scrollingElement.scrollWidth</script>"
    file = tmp_path / "sheet.html"
    file.write_text(text.replace("</body>", said + "</body>"), encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}",
         f"--window-size={width},900", "--dump-dom", file.as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    found = re.search(rb"<title>W(\d+)", done.stdout)
    assert found, done.stdout[:200]
    assert int(found[1]) <= width
