"""The calculation sheet: a document that can be written in every format."""

from __future__ import annotations

import json
import os
from typing import Any

from hydrocalc.errors import InputError
from hydrocalc.reports.tree import Block, Document, Figure, Listing, Paragraph
from hydrocalc.texts import encoded, quoted

SCHEMA = ("calculation-sheet", 1)
FORMATS = ("html", "md", "json", "pdf", "docx", "xlsx")


class Sheet(Document):
    """A calculation sheet: what `calculation_sheet` returns.

    `to_html`, `to_markdown` and `to_dict` give its forms, `write` a file by its ending.
    """

    def to_html(self) -> str:
        """One HTML file: nothing from elsewhere, no scripts."""
        from hydrocalc.reports.formats.html import page

        return page(self)

    def to_markdown(self) -> str:
        """Markdown; drawings are only named."""
        from hydrocalc.reports.formats.markdown import document

        return document(self)

    def to_dict(self) -> dict[str, Any]:
        """The tree for JSON; of a drawing, what it shows."""
        return {
            "title": self.title, "lang": self.lang, "note": self.note,
            "identity": dict(self.identity),
            "chapters": [
                {"title": chapter.title, "blocks": [_plain(block) for block in chapter.blocks]}
                for chapter in self.chapters
            ],
        }  # fmt: skip

    def to_json(self) -> str:
        """The same as text."""
        from hydrocalc.version import __version__

        head = {
            "schema": f"hydrocalc/{SCHEMA[0]}", "schema_version": SCHEMA[1],
            "hydrocalc_version": __version__,
        }  # fmt: skip
        return json.dumps({**head, **self.to_dict()}, indent=2, ensure_ascii=False) + "\n"

    def render(self, format: str) -> str | bytes:
        """The sheet in one of `FORMATS`; PDF, DOCX and XLSX need an extra.

        Raises
        ------
        MissingExtraError
            If the package that makes this format isn't installed.
        """
        if format == "html":
            return self.to_html()
        if format == "md":
            return self.to_markdown()
        if format == "json":
            return self.to_json()
        from importlib import import_module

        if format not in FORMATS:
            raise InputError("format", "one of: {words}", quoted(format), words=", ".join(FORMATS))
        content: bytes = import_module(f"hydrocalc.reports.formats.{format}").document(self)
        return content

    def write(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write the sheet to a file whose ending is one of `FORMATS`, whole or not at all.

        A file that is there is refused, or written over with `force`.
        """
        format = os.path.splitext(os.fspath(path))[1][1:].lower()
        if format not in FORMATS:
            words = ", ".join("." + f for f in FORMATS)
            raise InputError("path", "a file ending in one of: {words}", quoted(path, 80),
                             words=words)  # fmt: skip
        from hydrocalc.records.writing import write_file

        write_file(path, encoded(self.render(format)), force=force)

    def _repr_html_(self) -> str:
        from hydrocalc.reports.formats.html import fragment

        return fragment(self)


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "text": block.text, "weight": block.weight}
    if isinstance(block, Figure):
        return {"type": "figure", "caption": block.caption}
    if isinstance(block, Listing):
        t = block.table
        return {
            "type": "table", "title": t.title, "columns": list(t.columns), "units": list(t.units),
            "rows": [list(row) for row in t.rows],
        }  # fmt: skip
    fields = block._asdict()
    fields |= {"equations": block.formula, "numbers": block.substituted}
    fields["verdicts"] = [v._asdict() for v in block.verdicts]
    return {"type": "step", **fields}
