"""A sheet as a workbook: a worksheet a chapter, numbers as numbers, no formula from any text."""

from __future__ import annotations

import datetime
import io
import re
from itertools import count
from typing import Any

from hydrocalc.errors import MissingExtraError
from hydrocalc.messages import translated
from hydrocalc.reports import figures
from hydrocalc.reports.sheet import Block, Figure, Listing, Paragraph, Sheet, Step
from hydrocalc.tables import Table, width

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_COLOURS = {
    "fail": "#A50F15", "bad": "#A50F15", "warning": "#8A5A00", "pass": "#1B6E3C",
    "good": "#1B6E3C", "note": "#255A8A", "waived": "#255A8A",
}  # fmt: skip
_WIDTHS = (34, 30, 13)
"""Widths of the first two columns and of the others, in characters."""
_COLUMNS = 9
"""Columns over which words run."""
_PICTURE = 780.0
"""Width of a drawing, in pixels of 1/96 inch."""
_MOST = 32767
"""Characters in a cell."""


def document(sheet: Sheet) -> bytes:
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
    cover = _Page(book, translated("Cover", sheet.lang), sheet.lang)
    cover.line(sheet.title, bold=True, font_size=14)
    cover.line(sheet.note, italic=True)
    for label, text in sheet.identity:
        cover.sheet.write_string(cover.row, 0, label)
        cover.line(text, 1)
    cover.skip()
    for chapter in sheet.chapters:
        cover.line(chapter.title)
    for chapter in sheet.chapters:
        page = _Page(book, chapter.title, sheet.lang)
        page.line(chapter.title, bold=True, font_size=13)
        for block in chapter.blocks:
            page.skip()
            _block(page, block, number)
    book.close()
    return out.getvalue()


def _wide(column: int) -> int:
    return _WIDTHS[min(column, 2)]


class _Page:
    """A worksheet that is written from the top down."""

    def __init__(self, book: Any, title: str, lang: str) -> None:
        self.book, self.lang = book, lang
        taken = {sheet.get_name().lower() for sheet in book.worksheets()}
        name = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:28] or "-"
        while name.lower() in taken:
            name = f"{name[:25]} {len(taken)}"
        self.sheet = book.add_worksheet(name)
        self.sheet.set_column(0, 0, _WIDTHS[0])
        self.sheet.set_column(1, 1, _WIDTHS[1])
        self.sheet.set_column(2, 20, _WIDTHS[2])
        self.sheet.set_paper(9)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)
        self.row = 0

    def skip(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def line(self, text: str, column: int = 0, **style: Any) -> None:
        """Words over the whole width, folded."""
        last = _COLUMNS
        room = 1.1 * sum(map(_wide, range(column, last + 1)))
        fold = self.book.add_format({"text_wrap": True, "valign": "top", **style})
        self.sheet.merge_range(self.row, column, self.row, last, "", fold)
        self.sheet.write_string(self.row, column, text[:_MOST], fold)
        lines = 1 + int(width(text) / room)
        self.sheet.set_row(self.row, (15 + 0.5 * (style.get("font_size", 11) - 11) * 3) * lines)
        self.row += 1

    def cells(self, texts: list[str], right: frozenset[int] = frozenset(), **style: Any) -> None:
        """Cells side by side; what is a number is written as one."""
        fold = self.book.add_format({"text_wrap": True, "valign": "top", **style})
        numbers = self.book.add_format({"valign": "top", "align": "right", **style})
        plain = self.book.add_format(
            {"text_wrap": True, "valign": "top", "align": "right", **style}
        )
        lines = 1
        for column, text in enumerate(texts):
            if column in right and _NUMBER.fullmatch(text):
                self.sheet.write_number(self.row, column, float(text), numbers)
                continue
            self.sheet.write_string(
                self.row, column, text[:_MOST], plain if column in right else fold
            )
            lines = max(lines, 1 + int(width(text) / _wide(column)))
        self.sheet.set_row(self.row, 15 * min(lines, 20))
        self.row += 1


def _block(page: _Page, block: Block, number: count[int]) -> None:
    if isinstance(block, Paragraph):
        style: dict[str, Any] = {}
        if block.weight != "plain":
            style = {"bold": True, "font_color": _COLOURS.get(block.weight, "#5B2A86")}
        page.line(block.text, **style)
    elif isinstance(block, Listing):
        _table(page, block.table)
    elif isinstance(block, Figure):
        picture, inches = figures.png(block)
        scale = _PICTURE / (96.0 * inches)
        options = {"image_data": io.BytesIO(picture), "x_scale": scale, "y_scale": scale}
        high = scale * 96.0 * inches * _ratio(picture)
        page.sheet.insert_image(page.row, 0, "figure.png", options)
        page.row += int(high / 20.0) + 2
        text = translated("Figure {n}: {caption}", page.lang)
        page.line(text.format(n=next(number), caption=block.caption))
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
    page.sheet.set_row(page.row, 15 * (1 + int(width(step.what) / _WIDTHS[0])))
    page.sheet.write_string(page.row, 0, step.what[:_MOST], bold)
    page.sheet.write_string(page.row, 1, step.symbol, bold)
    page.sheet.write_number(page.row, 2, step.value, bold)
    page.sheet.write_string(page.row, 3, step.unit, bold)
    page.sheet.write_string(page.row, 4, step.result, page.book.add_format({"top": 1}))
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
            {"bold": True, "font_color": _COLOURS.get(v.outcome, "#5B2A86")}
        )
        page.sheet.write_string(page.row, 0, v.word, colour)
        page.line(v.text, 1)
