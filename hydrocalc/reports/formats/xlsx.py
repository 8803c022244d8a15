"""A sheet as a workbook: a worksheet a chapter, numbers as numbers, no formula from any text."""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Sequence
from itertools import count
from typing import Any

from hydrocalc.errors import MissingExtraError
from hydrocalc.records.messages import translated
from hydrocalc.records.tables import Table, width
from hydrocalc.reports.formats import figures
from hydrocalc.reports.tree import Block, Document, Figure, Listing, Paragraph, Step, needs

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_COLOURS = {
    "fail": "#A50F15", "bad": "#A50F15", "warning": "#8A5A00", "pass": "#1B6E3C",
    "good": "#1B6E3C", "note": "#255A8A", "waived": "#255A8A",
}  # fmt: skip
_STEP = (34, 14, 13, 10, 26)
"""Widths of the columns of a step, in characters: what, symbol, value, unit, result."""
_PAPER = 128
"""Characters that fit on landscape A4 at full size."""
_PAPER_PIXELS, _PAPER_POINTS = 930.0, 490.0
"""Width and height of what is printed on that."""
_WIDEST = 48
"""Characters in a column; what is longer is folded."""
_PICTURE, _HIGH = 760.0, 560.0
"""The most that a drawing measures, in pixels of 1/96 inch."""
_NAME = 31
"""Characters in the name of a worksheet."""
_MOST = 32767
"""Characters in a cell."""


def document(sheet: Document) -> bytes:
    """The XLSX."""
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtraError("xlsxwriter", "excel") from None
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    day = datetime.datetime(2000, 1, 1)
    book.set_properties({"title": sheet.title[:255], "author": "hydrocalc", "created": day})
    number = count(1)
    cover = _Page(book, translated("Cover", sheet.lang), sheet.lang, ())
    cover.line(sheet.title, bold=True, font_size=14)
    cover.line(sheet.note, italic=True)
    for label, text in sheet.identity:
        cover.sheet.write_string(cover.row, 0, label)
        cover.line(text, 1)
    cover.skip()
    for chapter in sheet.chapters:
        cover.line(chapter.title)
    for chapter in sheet.chapters:
        page = _Page(book, chapter.title, sheet.lang, chapter.blocks)
        page.line(chapter.title, bold=True, font_size=13)
        for block in chapter.blocks:
            page.skip()
            _block(page, block, number)
    book.close()
    return out.getvalue()


def _widths(blocks: Sequence[Block]) -> list[int]:
    """Widths of the columns that stand above each other, to fill the paper and no more."""
    widths = [min(n, 24) for n in _STEP]
    if any(isinstance(block, Step) for block in blocks):
        widths = list(_STEP)
    for block in blocks:
        if isinstance(block, Listing):
            for i, n in enumerate(needs(block.table, _WIDEST)):
                widths[i : i + 1] = [max(n + 2, *widths[i : i + 1], 8)]
    least = [min(n, 14) for n in widths]
    spare, free = _PAPER - sum(widths), sum(widths) - sum(least)
    if spare < 0 < free:  # the wide columns give what is missing
        share = min(1.0, -spare / free)
        return [round(n - share * (n - m)) for n, m in zip(widths, least, strict=True)]
    widths[-1] += min(max(spare, 0), _WIDEST)
    return widths


def _name(title: str, taken: set[str]) -> str:
    """A worksheet's name: ends with a word, and no other has it."""
    name = " ".join(re.sub(r"[\[\]:*?/\\]", " ", title).split()).strip("'") or "-"
    if len(name) > _NAME:  # to the end of a phrase, else of a word
        starts = [m.start() for m in re.finditer(r"[,;] | (?:and|of|in|for|\() ?", name)]
        ends = [i for i in starts if 3 < i <= _NAME] or [name.rfind(" ", 0, _NAME + 1)]
        name = name[: ends[-1] if ends[-1] > 0 else _NAME]
    name, n = name.strip(" '"), 1
    while name.lower() in taken:
        n += 1
        name = f"{name[: _NAME - 4].rstrip()} {n}"
    return name


def _format(value: float) -> str:
    """How a number is shown: five digits, as in the other formats; the cell has them all."""
    if value == 0.0 or not math.isfinite(value):
        return "General"
    digits = 4 - math.floor(math.log10(abs(value)))
    if not -6 < digits < 9:
        return "0.0000E+00"
    return "0." + "0" * digits if digits > 0 else "0"


def _same(text: str) -> str:
    """The format that shows a number as it is written."""
    if "e" in text:
        return "General"
    decimals = len(text.partition(".")[2])
    return "0." + "0" * decimals if decimals else "0"


class _Page:
    """A worksheet that is written from the top down."""

    def __init__(self, book: Any, title: str, lang: str, blocks: Sequence[Block]) -> None:
        self.book, self.lang = book, lang
        self.sheet = book.add_worksheet(
            _name(title, {sheet.get_name().lower() for sheet in book.worksheets()})
        )
        self.widths = _widths(blocks)
        for column, n in enumerate(self.widths):
            self.sheet.set_column(column, column, n)
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.set_footer("&C&P / &N")
        self.sheet.fit_to_pages(1, 0)
        scale = min(1.0, _PAPER_PIXELS / sum(7 * n + 5 for n in self.widths))
        self.sheet.hide_gridlines(2)
        self.row = 0
        self.room = _PAPER_POINTS / scale
        self.used = 0.0
        self.breaks: list[int] = []

    def high(self, points: float) -> None:
        """Set the height of the row that is written."""
        self.sheet.set_row(self.row, points)
        self.used += points

    def picture(self, picture: bytes, inches: float, caption: str) -> None:
        """A drawing, on one page."""
        wide, high = 96.0 * inches, 96.0 * inches * _ratio(picture)
        scale = min(_PICTURE / wide, _HIGH / high)
        rows = int(scale * high / 20.0) + 2
        if self.used + 15.0 * (rows + 1) > 0.9 * self.room:  # fonts differ in their heights
            self.breaks.append(self.row)
            self.sheet.set_h_pagebreaks(self.breaks)
            self.used = 0.0
        options = {
            "image_data": io.BytesIO(picture), "x_scale": scale, "y_scale": scale,
            "object_position": 2, "description": caption[:255],
        }  # fmt: skip
        self.sheet.insert_image(self.row, 0, "figure.png", options)
        for _ in range(rows):
            self.skip()

    def skip(self) -> None:
        """Leave a row empty."""
        self.high(15)
        self.row += 1

    def line(self, text: str, column: int = 0, **style: Any) -> None:
        """Words over the whole width, folded."""
        last = len(self.widths) - 1
        room = 1.05 * sum(self.widths[column:])
        fold = self.book.add_format({"text_wrap": True, "valign": "top", **style})
        self.sheet.merge_range(self.row, column, self.row, last, "", fold)
        self.sheet.write_string(self.row, column, text[:_MOST], fold)
        lines = 1 + int(width(text) / room)
        self.high((15 + 0.5 * (style.get("font_size", 11) - 11) * 3) * lines)
        self.row += 1

    def cells(self, texts: list[str], right: frozenset[int] = frozenset(), **style: Any) -> None:
        """Cells side by side; what is a number is written as one."""
        fold = self.book.add_format({"text_wrap": True, "valign": "top", **style})
        beside = self.book.add_format(
            {"text_wrap": True, "valign": "top", "align": "left", "indent": 1, **style}
        )
        plain = self.book.add_format(
            {"text_wrap": True, "valign": "top", "align": "right", **style}
        )
        lines = 1
        for column, text in enumerate(texts):
            if column in right and _NUMBER.fullmatch(text):
                shown = {"valign": "top", "align": "right", "num_format": _same(text), **style}
                self.sheet.write_number(self.row, column, float(text), self.book.add_format(shown))
                continue
            left = beside if column - 1 in right else fold
            self.sheet.write_string(
                self.row, column, text[:_MOST], plain if column in right else left
            )
            lines = max(lines, _folds(text, self.widths[column]))
        self.high(15 * min(lines, 20))
        self.row += 1


def _folds(text: str, room: float) -> int:
    """Lines that a text takes; words don't fill a line to its end."""
    wide = width(text)
    return 1 if wide <= room else 1 + int(1.1 * wide / room)


def _block(page: _Page, block: Block, number: count[int]) -> None:
    if isinstance(block, Paragraph):
        style: dict[str, Any] = {}
        if block.weight != "plain":
            style = {"bold": True, "font_color": _COLOURS.get(block.weight, "#5B2A86")}
        page.line(block.text, **style)
    elif isinstance(block, Listing):
        _table(page, block.table)
    elif isinstance(block, Figure):
        page.picture(*figures.png(block), block.caption)
        text = "Figure {n}: {caption}"
        page.line(translated(text, page.lang, n=next(number), caption=block.caption))
    else:
        _step(page, block)


def _ratio(picture: bytes) -> float:
    """Height over width of a PNG."""
    wide, high = (int.from_bytes(picture[i : i + 4], "big") for i in (16, 20))
    return high / wide


def _table(page: _Page, table: Table) -> None:
    if table.title:
        page.line(table.title, bold=True)
    if any(table.columns):
        page.cells(list(table.columns), table.right, bold=True, top=1)
    if any(table.units):
        page.cells(list(table.units), table.right, font_color="#555555")
    for row in table.rows:
        page.cells(list(row), table.right, top=4, top_color="#BBBBBB")


def _step(page: _Page, step: Step) -> None:
    bold = page.book.add_format({"bold": True, "valign": "top", "text_wrap": True, "top": 1})
    indented = page.book.add_format(
        {"bold": True, "valign": "top", "top": 1, "align": "left", "indent": 1}
    )
    result = _folds(step.result, sum(page.widths[4:]))
    page.high(15 * max(_folds(step.what, page.widths[0]), result))
    page.sheet.write_string(page.row, 0, step.what[:_MOST], bold)
    page.sheet.write_string(page.row, 1, step.symbol, bold)
    number = {"bold": True, "valign": "top", "top": 1, "num_format": _format(step.value)}
    page.sheet.write_number(page.row, 2, step.value, page.book.add_format(number))
    page.sheet.write_string(page.row, 3, step.unit, indented)
    page.sheet.write_string(
        page.row, 4, step.result, page.book.add_format({"valign": "top", "top": 1})
    )
    page.row += 1
    rows = (("formula", step.formula), ("with numbers", step.substituted), ("symbols", step.where),
            ("source", step.source), ("range of validity", step.remark))  # fmt: skip
    grey = page.book.add_format({"font_color": "#555555", "valign": "top"})
    for label, text in rows:
        if text:
            page.sheet.write_string(page.row, 0, translated(label, page.lang), grey)
            page.line(text, 1)
    for v in step.verdicts:
        colour = page.book.add_format(
            {"bold": True, "valign": "top", "font_color": _COLOURS.get(v.outcome, "#5B2A86")}
        )
        page.sheet.write_string(page.row, 0, v.word, colour)
        page.line(v.text, 1)
