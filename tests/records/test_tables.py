"""One table for everything that is printed."""

import csv
import html
import io
import json

import pytest

from hydrocalc.records import tables
from hydrocalc.records.tables import Table, harmless, log_html, log_json, log_text, width, wrap


def test_text_is_aligned_also_in_chinese():
    table = Table(["项目", "value"], [["设计流量", "0.4"], ["η", "12"]], "标题", frozenset({1}))
    title, head, rule, first, second = table.as_text().splitlines()
    assert title == "标题"
    assert {width(line) for line in (head, rule, first, second)} == {15}
    assert first == "设计流量    0.4"
    assert second == "η            12"


def test_text_without_headings_or_rows():
    assert Table(["", ""], [["a", "b"]]).as_text() == "a  b"
    assert Table(["a", "b"], []).as_text() == "a  b\n-  -"


def test_last_column_is_folded():
    table = Table(["a", "b"], [["x", "word " * 60]])
    assert max(map(len, table.as_text().splitlines())) <= tables.WIDTH
    assert table.as_text().count("word") == 60


def test_no_cell_breaks_a_line():
    assert "a b" in Table(["h"], [["a\n\tb"]]).as_text()


def test_markdown_is_escaped():
    text = Table(["a|b"], [["<i>x|y\\</i>\nz"]], "T").as_markdown()
    assert text.splitlines() == [
        "**T**", "", "| a\\|b |", "| --- |", "| &lt;i&gt;x\\|y\\\\&lt;/i&gt; z |",
    ]  # fmt: skip
    assert Table(["n"], [["1"]], right=frozenset({0})).as_markdown().splitlines()[1] == "| ---: |"


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-x", "@a", "\t=x", "\r\n=x", '=HYPERLINK("x")'])
def test_csv_cells_are_no_formulas(cell):
    (row,) = list(csv.reader(io.StringIO(Table(["a"], [[cell]]).as_csv())))[1:]
    assert row == ["'" + cell.strip()]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x;=1+1", "x;'=1+1"), ("x; =1+1;@y", "x; '=1+1;'@y"), ("1;-2;+3", "1;-2;+3"),
        ("-2;=1", "-2;'=1"), ("a;-b", "a;'-b"), ("＝1+1", "'＝1+1"), ("x;＠y", "x;'＠y"),
        ("a-b;c=d", "a-b;c=d"), ("x;\t=1", "x; '=1"), ("a@b.c", "a@b.c"), (";;=1", ";;'=1"),
    ],
)  # fmt: skip
def test_csv_cells_are_no_formulas_where_semicolons_part_them(cell, expected):
    (row,) = list(csv.reader(io.StringIO(Table(["a"], [[cell]]).as_csv())))[1:]
    assert row == [expected]
    for part in row[0].split(";"):
        plain = part.strip()
        assert plain[:1] not in tuple("=+-@＝＋－＠") or float(plain) is not None


SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
BEFORE = ("", " ", '"', '""', "'\t", ' "', '" ', "\u3000", ";", ';"', 'x;"', 'x;""', 'x"; "', '";"', "x;\n", 'x,"', 'x\t"',
          'x;"\u00a0"')  # fmt: skip


def number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", ["1+1", "1+1;y", 'HYPERLINK("a";"b")', "cmd|' /C x'!A0", ""])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_no_delimiter_of_a_spreadsheet_finds_a_formula(before, after, place):
    for sign in SIGNS:
        row = ["a", "b;c", 'd "e"']
        row[place] = before + sign + after
        text = Table(row, [row, ["-2", "+3", "1;-2"]], units=["", "m", before + sign]).as_csv()
        for delimiter in ",;\t":
            for cells in csv.reader(io.StringIO(text), delimiter=delimiter):
                for cell in cells:
                    plain = cell.lstrip(' "\t\n\u3000\u00a0')
                    # A number stays one; commas part what other delimiters leave together.
                    assert number(plain.partition(",")[0]) or plain[:1] not in tuple(SIGNS), (
                        delimiter,
                        text,
                    )


@pytest.mark.parametrize(
    "text", ["##[error]x", "a ##[add-mask]b", "##vso[task.setvariable variable=x]y", "::error::x",
             "a\n  ::set-output name=x::y", "####[group]"],
)  # fmt: skip
def test_a_log_takes_text_for_text(text):
    quiet = log_text(text)
    # as actions/runner reads a line: "##[" anywhere, "::" at its beginning
    assert not any("##[" in line or "##vso[" in line for line in quiet.split("\n"))
    assert not any(line.strip().startswith("::") for line in quiet.split("\n"))
    assert quiet.replace(" ", "") == text.replace(" ", "")
    assert log_text("a::b # [1] ## Title") == "a::b # [1] ## Title"


@pytest.mark.parametrize(
    "text", ["##[error]x", "a\n::error::b", "\x1b[31m", "\r::a", "####[a] ##vso[b]"]
)
def test_nothing_obeys_what_is_harmless(text):
    said = harmless(text)
    assert "##[" not in said
    assert "##vso[" not in said
    assert not any(line.strip().startswith("::") for line in said.splitlines())
    assert said.isprintable() or "\n" in said


@pytest.mark.parametrize(
    "text", ["##[error]x", "a\n::error::b", "\\##[a]", '"##vso[x]', "###[<&>", "::"]
)
def test_json_and_html_say_the_same_in_a_log(text):
    plain, page = json.dumps({text: [text]}), f"<p>\n{html.escape(text)}</p>"
    assert json.loads(log_json(plain)) == {text: [text]}
    assert html.unescape(log_html(page)) == f"<p>\n{text}</p>"
    for shown in (log_json(plain), log_html(page)):
        assert log_text(shown) == shown


def test_csv_numbers_stay_numbers():
    text = Table(["a", "b"], [["-3.5", "+2"], ["x,y", 'q"']]).as_csv()
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["-3.5", "+2"], ["x,y", 'q"']]


def test_html_is_escaped():
    html = Table(["<b>"], [["<script>"]], "a & b", frozenset({0})).as_html()
    assert "<script>" not in html
    assert "<caption>a &amp; b</caption>" in html
    assert "&lt;b&gt;" in html
    assert "thead" not in Table([""], [["x"]]).as_html()


def test_wrap():
    english = wrap("one two three " * 20, 30)
    assert max(map(len, english.splitlines())) <= 30
    assert english.split() == ("one two three " * 20).split()
    chinese = wrap("水泵站初步估算，" * 20, 30)
    assert max(map(width, chinese.splitlines())) <= 32
    assert not any(line.startswith("，") for line in chinese.splitlines())
    assert chinese.replace("\n", "") == "水泵站初步估算，" * 20
    assert wrap("") == ""
    assert wrap("a b", 80, "  ") == "  a b"


def test_width():
    assert width("abc") == 3
    assert width("设计m³") == 6
    assert width("é") == 1
    assert width("e\u0301") == 1
