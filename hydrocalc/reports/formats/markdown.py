"""A sheet as Markdown, to be read in a terminal, on GitHub or in a diff."""

from __future__ import annotations

from hydrocalc.records.messages import translated
from hydrocalc.records.tables import markdown_text
from hydrocalc.reports.tree import Block, Document, Figure, Listing, Paragraph


def document(sheet: Document) -> str:
    """The whole text."""
    parts = [f"# {_line(sheet.title)}", f"> {_line(sheet.note)}"]
    parts.append("\n".join(f"- {_line(a)}: {_line(b)}" for a, b in sheet.identity))
    number = 0
    for chapter in sheet.chapters:
        parts.append(f"## {_line(chapter.title)}")
        for block in chapter.blocks:
            number += isinstance(block, Figure)
            parts.append(_block(block, number, sheet.lang))
    return "\n\n".join(parts) + "\n"


def _block(block: Block, number: int, lang: str) -> str:
    if isinstance(block, Paragraph):
        return _line(block.text)
    if isinstance(block, Listing):
        return block.table.as_markdown()
    if isinstance(block, Figure):
        text = "Figure {n}: {caption} (drawn in HTML, PDF, DOCX and XLSX)"
        return "*" + _line(translated(text, lang, n=number, caption=block.caption)) + "*"
    lines = [f"**{_line(block.what)}**", ""]
    lines += [f"    {_plain(text)}" for text in (block.formula, block.substituted)]
    lines += [f"    {'' if block.solved else block.symbol + ' '}= {_plain(block.result)}", ""]
    lines += [f"- {_line(text)}" for text in (block.where, block.source, block.remark) if text]
    lines += [f"- **{_line(v.word)}** {_line(v.text)}" for v in block.verdicts]
    return "\n".join(lines)


def _plain(text: str) -> str:
    return " ".join(text.split())


_MARKS = str.maketrans({c: "\\" + c for c in "_#"})


def _line(text: str) -> str:
    """One line that Markdown shows as it is; what begins it is no list and no heading."""
    shown = markdown_text(_plain(text)).translate(_MARKS)
    return "\\" + shown if shown[:1] in "-+>" and shown else shown
