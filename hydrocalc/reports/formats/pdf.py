"""A sheet as PDF, set by Typst; every text goes there as a string, never as markup."""

from __future__ import annotations

import re
from itertools import count

from hydrocalc.errors import InputError, MissingExtraError
from hydrocalc.plots.axes import CHINESE_SIGNS, best_chinese
from hydrocalc.records.messages import translated
from hydrocalc.records.tables import Table, width
from hydrocalc.reports.expressions import Typst, typst_string
from hydrocalc.reports.formats import figures
from hydrocalc.reports.tree import Block, Document, Figure, Listing, Paragraph, Step, needs
from hydrocalc.texts import Phrase

_LATIN = "Libertinus Serif"
"""Typst brings it along."""
_PAGE = 108
"""Columns of text that a table may take without folding."""
_TOGETHER = 3
"""Rows at either end of a table that no page break parts."""
_COLOURS = {
    "fail": "a50f15", "bad": "a50f15", "warning": "8a5a00", "pass": "1b6e3c", "good": "1b6e3c",
    "note": "255a8a", "waived": "255a8a",
}  # fmt: skip
_HEAD = """
#set page(paper: "a4", margin: (x: 19mm, top: 20mm, bottom: 18mm), numbering: "1 / 1")
#set par(leading: 0.62em, spacing: 0.8em)
#set table(stroke: none, inset: (x: 4pt, y: 3pt))
#show heading: it => block(above: 1.6em, below: 0.8em, width: 100%, sticky: true,
  stroke: (bottom: 1pt), inset: (bottom: 3pt), text(size: 13pt, it.body))
#show math.equation: set text(top-edge: "bounds", bottom-edge: "bounds")
#show table: set text(size: 8pt)
#show table: set par(justify: false)
#let rule = table.hline(stroke: 0.4pt + luma(200))
#let step(..parts) = block(stroke: (left: 1.5pt + luma(205)), inset: (left: 8pt, y: 2pt),
  above: 1em, below: 1em, width: 100%, breakable: false,
  stack(spacing: 5.5pt, ..parts.pos()))
#let fitted(body) = context {
  let (room, wide) = (166mm, measure(body).width)
  box(if wide > room { scale(room / wide * 100%, reflow: true, body) } else { body })
}
#let small(body) = text(size: 8pt, fill: luma(90), body)
"""


def document(sheet: Document) -> bytes:
    """The PDF; the same bytes for the same sheet."""
    try:
        import typst

        families = typst.Fonts().families
    except (ImportError, AttributeError):  # before 0.14.7 it can't tell its fonts
        raise MissingExtraError("typst", "pdf") from None
    source = _source(sheet, families())
    try:
        content: bytes = typst.compile(source.encode(), timestamp=0)
    except TypeError:  # before 0.15 it knows no time but now
        raise MissingExtraError("typst", "pdf") from None
    return content


def _source(sheet: Document, known: list[str]) -> str:
    number = count(1)
    body = [f'#text(size: 17pt, weight: "bold", {_text(sheet.title)})']
    body.append(
        '#block(stroke: (left: 4pt + rgb("b58900"), rest: 0.6pt + rgb("b58900")), width: 100%, '
        f'fill: rgb("fdf8e4"), inset: 7pt, {_text(sheet.note)})'
    )
    pairs = ", ".join(f"text(fill: luma(90), {_text(a)}), {_text(b)}" for a, b in sheet.identity)
    body.append(f"#grid(columns: 2, column-gutter: 12pt, row-gutter: 5pt, {pairs})")
    for chapter in sheet.chapters:
        body.append(f"#heading(level: 1, {_text(chapter.title)})")
        body += [_block(block, number, sheet.lang) for block in chapter.blocks]
    text = "\n\n".join(body)
    fonts = [_LATIN]
    chinese = best_chinese(known)
    if chinese is not None:
        fonts.append(chinese)
    elif CHINESE_SIGNS.search(text):
        raise InputError(
            "format",
            "a Chinese font for the PDF, such as Noto Sans CJK SC (Debian, Ubuntu: fonts-noto-cjk)",
            Phrase("none that hydrocalc knows is installed"),
        )
    names = ", ".join(map(typst_string, fonts))
    lang = 'lang: "zh", region: "cn"' if sheet.lang == "zh" else 'lang: "en"'
    head = (
        f'#set document(title: {_text(sheet.title)}, author: "hydrocalc", date: none)\n'
        f"#set text(font: ({names},), size: 10pt, {lang})"
    )
    return head + _HEAD + text + "\n"


def _text(text: str) -> str:
    """A string that can be folded anywhere within a long word."""
    return typst_string(re.sub(r"[!-~]{16}(?=[!-~])", lambda m: m[0] + "\u200b", text))


def _block(block: Block, number: count[int], lang: str) -> str:
    if isinstance(block, Paragraph):
        if block.weight == "plain":
            return f"#par({_text(block.text)})"
        colour = _COLOURS.get(block.weight, "5b2a86")
        return (
            f'#block(stroke: (left: 3pt + rgb("{colour}")), inset: (left: 7pt, y: 2pt), '
            f"{_text(block.text)})"
        )
    if isinstance(block, Listing):
        return _table(block.table)
    if isinstance(block, Figure):
        n = next(number)
        caption = translated("Figure {n}: {caption}", lang, n=n, caption=block.caption)
        drawing = figures.svg(block, n)
        size = "height: 165mm" if figures.upright(drawing) else "width: 76%"
        image = f'image(bytes({typst_string(drawing)}), format: "svg", {size})'
        return (
            "#block(width: 100%, breakable: false, above: 1.2em, below: 1.2em)["
            f"#align(center, {image})\n#align(center, small({_text(caption)}))]"
        )
    return _step(block)


def _table(table: Table) -> str:
    whole = [list(table.heads), *(list(row) for row in table.rows)]
    full = [max(map(width, column)) for column in zip(*whole, strict=True)]
    columns = ["auto"] * len(full)
    if sum(full) + 2 * len(full) > _PAGE:
        columns = [f"{n + 2}fr" for n in needs(table)]
    align = ["right" if i in table.right else "left" for i in range(len(columns) + 1)]
    # A last column without width holds the first rows together, and the last: none stands alone.
    columns.append("0pt")
    groups = _groups(len(table.rows))
    cells = []
    for i, row in enumerate(table.rows):
        cells += [_text(cell) for cell in row]
        if i in groups:
            cells.append(f"table.cell(rowspan: {groups[i]}, inset: 0pt, breakable: false)[]")
        cells.append("rule")
    head = ""
    if any(table.columns):
        units = table.units or [""] * len(table.columns)
        names = ", ".join([*map(_head, table.columns, units), "table.cell(inset: 0pt)[]"])
        head = f"table.header({names}, table.hline(stroke: 0.8pt)), "
    body = (
        f"#table(columns: ({', '.join(columns)},), align: ({', '.join(align)},), "
        f"{head}{', '.join(cells)})"
    )
    if not table.title:
        return body
    return f"#block(sticky: true, below: 0.5em, strong({_text(table.title)}))\n{body}"


def _groups(rows: int) -> dict[int, int]:
    """Rows that stay on one page, by the first of them."""
    if rows <= 2 * _TOGETHER:
        return {0: rows} if rows else {}
    middle = dict.fromkeys(range(_TOGETHER, rows - _TOGETHER), 1)
    return {0: _TOGETHER, **middle, rows - _TOGETHER: _TOGETHER}


def _head(head: str, unit: str) -> str:
    below = f" + linebreak() + text(fill: luma(90), {_text(unit)})" if unit else ""
    return f"[#(strong({_text(head)}){below})]"


def _step(step: Step) -> str:
    lines = " ".join(f"#fitted[$display({line})$] #h(3pt)" for line in step.lines(Typst()))
    before = "= " if step.solved else f"{step.symbol} = "
    parts = [
        f"strong({_text(step.what)})",
        f"[{lines} #box(strong({_text(before + step.result)}))]",
    ]
    parts += [f"small({_text(text)})" for text in (step.where, step.source, step.remark) if text]
    for v in step.verdicts:
        colour = _COLOURS.get(v.outcome, "5b2a86")
        word = f'text(weight: "bold", fill: rgb("{colour}"), {_text(v.word)})'
        parts.append(f"[#{word} #text(size: 9pt, {_text(v.text)})]")
    return f"#step({', '.join(parts)})"
