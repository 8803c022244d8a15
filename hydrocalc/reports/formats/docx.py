"""A sheet as a Word document: its equations are Word's own, to be edited there."""

from __future__ import annotations

import io
from itertools import count
from typing import Any

from hydrocalc.errors import MissingExtraError
from hydrocalc.records.messages import translated
from hydrocalc.records.tables import Table
from hydrocalc.reports.expressions import OMML
from hydrocalc.reports.formats import figures
from hydrocalc.reports.tree import Block, Document, Figure, Listing, Paragraph, Step, needs

_MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_COLOURS = {
    "fail": "A50F15", "bad": "A50F15", "warning": "8A5A00", "pass": "1B6E3C", "good": "1B6E3C",
    "note": "255A8A", "waived": "255A8A", "open": "5B2A86", "plain": "000000",
}  # fmt: skip
_PAGE = 17.0
"""Width of the text, cm."""
_TOGETHER = 3
"""Rows at either end of a table that no page break parts."""
_PICTURE, _HIGH = 13.5, 14.5
"""The most that a drawing measures, cm."""


def document(sheet: Document) -> bytes:
    """The DOCX."""
    try:
        import docx
        from docx.shared import Cm, Pt
    except ImportError:
        raise MissingExtraError("python-docx", "word") from None
    word = docx.Document()
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.0)
    page.top_margin = page.bottom_margin = Cm(2.0)
    for name, size in (("Normal", 10), ("Title", 18), ("Heading 1", 14)):
        _font(word.styles[name], size)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    word.core_properties.title, word.core_properties.author = sheet.title[:255], "hydrocalc"
    _language(word, sheet.lang)
    _page_numbers(page)
    word.add_paragraph(sheet.title, style="Title")
    _shaded(word.add_paragraph(sheet.note))
    for label, text in sheet.identity:
        word.add_paragraph(f"{label}: {text}")
    number = count(1)
    for chapter in sheet.chapters:
        word.add_heading(chapter.title, 1)
        for block in chapter.blocks:
            _block(word, block, number, sheet.lang)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _font(style: Any, size: int) -> None:
    """Latin and Chinese font of a style; Word falls back where it has neither."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = "Times New Roman", Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), "Times New Roman")
    fonts.set(qn("w:eastAsia"), "SimSun")


def _language(word: Any, lang: str) -> None:
    """The language by which Word spells and breaks lines."""
    from docx.oxml.ns import qn

    east = "zh-CN" if lang == "zh" else "en-US"
    languages = word.styles.element.iter(qn("w:lang"))
    for element in [*languages, *word.settings.element.iter(qn("w:themeFontLang"))]:
        element.set(qn("w:eastAsia"), east)


def _page_numbers(page: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph = page.footer.paragraphs[0]
    paragraph.alignment = 1
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


def _shaded(paragraph: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FDF8E4"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(shade))


def _run(
    paragraph: Any, text: str, *, bold: bool = False, size: float = 0, colour: str = ""
) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def _block(word: Any, block: Block, number: count[int], lang: str) -> None:
    if isinstance(block, Paragraph):
        bold = block.weight != "plain"
        _run(word.add_paragraph(), block.text, bold=bold, colour=_COLOURS[block.weight])
    elif isinstance(block, Listing):
        _table(word, block.table)
    elif isinstance(block, Figure):
        picture, _ = figures.png(block)
        word.add_picture(io.BytesIO(picture), **_size(picture))
        word.paragraphs[-1].paragraph_format.keep_with_next = True
        text = translated("Figure {n}: {caption}", lang, n=next(number), caption=block.caption)
        _run(word.add_paragraph(), text, size=9)
    else:
        _step(word, block)


def _size(picture: bytes) -> dict[str, Any]:
    """The side of a PNG that bounds it."""
    from docx.shared import Cm

    wide, high = (int.from_bytes(picture[i : i + 4], "big") for i in (16, 20))
    return {"height": Cm(_HIGH)} if high > wide * _HIGH / _PICTURE else {"width": Cm(_PICTURE)}


def _table(word: Any, table: Table) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm, Pt

    if table.title:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)
        _run(paragraph, table.title, bold=True)
    units = table.units or [""] * len(table.columns)
    heads = [f"{h}\n{u}" if u else h for h, u in zip(table.columns, units, strict=True)]
    rows = [heads, *table.rows] if any(table.columns) else list(table.rows)
    if not table.title:
        _gap(word)
    drawn = word.add_table(rows=len(rows), cols=len(table.columns), style="Table Grid")
    drawn.autofit = False
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    drawn._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    widths = [1.15 * n + 1.8 for n in needs(table, 40)]
    small = 8.5 if sum(widths) < 100.0 else 7.0
    scale = _PAGE / max(sum(widths), 95.0)
    # Cells are reached by their elements: by index a long table takes minutes.
    for i, (cells, row) in enumerate(zip(drawn._tbl.tr_lst, rows, strict=True)):
        cells.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if i == 0 and any(table.columns):
            cells.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for j, (element, text) in enumerate(zip(cells.tc_lst, row, strict=True)):
            element.width = Cm(widths[j] * scale)
            paragraph = _first_paragraph(element, drawn)
            paragraph.paragraph_format.space_after = Pt(0)
            if i < _TOGETHER or i >= len(rows) - _TOGETHER:
                paragraph.paragraph_format.keep_with_next = i < len(rows) - 1
            if j in table.right:
                paragraph.alignment = 2
            if text:
                _run(paragraph, text, bold=i == 0 and any(table.columns), size=small)
            # The sign that ends the paragraph: an empty cell is as high as it.
            end = f'<w:rPr {nsdecls("w")}><w:sz w:val="{round(2 * small)}"/></w:rPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(end))
    for column, w in zip(drawn.columns, widths, strict=True):
        column.width = Cm(w * scale)
    _gap(word)


def _gap(word: Any) -> None:
    from docx.shared import Pt

    gap = word.add_paragraph()
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.line_spacing = Pt(6)


def _first_paragraph(cell: Any, parent: Any) -> Any:
    from docx.text.paragraph import Paragraph as WordParagraph

    return WordParagraph(cell.p_lst[0], parent)


def _step(word: Any, step: Step) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Cm, Pt

    first = word.add_paragraph()
    first.paragraph_format.space_before = Pt(6)
    _run(first, step.what, bold=True)
    formula = word.add_paragraph()
    lines = step.lines(OMML())
    if step.solved:  # formula and numbers in one: an equation can't begin with its sign
        at = len(step.equations) - 1
        lines = [*lines[:at], *lines[at + 1 : -1], lines[at] + lines[-1]]
    for line in lines:
        formula._p.append(parse_xml(f"<m:oMath {_MATH}>{line}</m:oMath>"))
        _run(formula, " ")
    before = "= " if step.solved else f"{step.symbol} = "
    _run(formula, before + step.result, bold=True)
    texts = [text for text in (step.where, step.source, step.remark) if text]
    below = [word.add_paragraph() for _ in texts]
    for paragraph, text in zip(below, texts, strict=True):
        _run(paragraph, text, size=8.5, colour="555555")
    for v in step.verdicts:
        below.append(word.add_paragraph())
        _run(below[-1], v.word + " ", bold=True, colour=_COLOURS.get(v.outcome, "5B2A86"))
        _run(below[-1], v.text, size=9)
    block = [first, formula, *below]
    for paragraph in block:
        paragraph.paragraph_format.left_indent = Cm(0.4)
        paragraph.paragraph_format.space_after = Pt(1)
    for paragraph in block[:-1]:
        paragraph.paragraph_format.keep_with_next = True
