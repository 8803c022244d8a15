"""Labels and rows as aligned text, Markdown, CSV or HTML: one table for everything we print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from hydrocalc.texts import printable

WIDTH = 100
"""Columns of printed text."""


class Table(NamedTuple):
    """A table of finished texts.

    `right` holds the numbers of the columns that are aligned to the right; `units` a unit for
    each column, if any has one.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    right: frozenset[int] = frozenset()
    units: Sequence[str] = ()

    @property
    def heads(self) -> Sequence[str]:
        """Headings with their units."""
        units = self.units or [""] * len(self.columns)
        pairs = zip(self.columns, units, strict=True)
        return [f"{head} ({unit})" if unit else head for head, unit in pairs]

    def as_text(self, title: Callable[[str], str] = str) -> str:
        """Aligned text; an East-Asian wide character counts as two columns.

        Where the table would be wider than `WIDTH` the last column is folded, and one beside it
        that takes more than half of it.
        """
        above = [row for row in (self.columns, self.units) if any(row)]
        cells = self._folded([[_line(c) for c in row] for row in (*above, *self.rows)])
        widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
        lines = [title(self.title)] if self.title else []
        rule = [["-" * w for w in widths]] if above else []
        for row in [*cells[: len(above)], *rule, *cells[len(above) :]]:
            parts = [self._pad(text, i, widths[i]) for i, text in enumerate(row)]
            lines.append("  ".join(parts).rstrip())
        return "\n".join(lines)

    @staticmethod
    def _folded(cells: list[list[str]]) -> list[list[str]]:
        *others, last = [max(map(width, column)) for column in zip(*cells, strict=True)]
        if sum(others) + 2 * len(others) + last <= WIDTH:
            return cells
        # The last gives way first; where one beside it takes more than half, that too.
        third, marks = WIDTH // 3, 2 * len(others)
        if sum(others) + marks + 24 > WIDTH and (widest := max(others)) > WIDTH // 2:
            left = WIDTH - marks - third - (sum(others) - widest)
            others[others.index(widest)] = min(max(left, third), widest)
        room = [*others, max(WIDTH - sum(others) - marks, 24)]
        folded = []
        for row in cells:
            lines = [wrap(cell, to).split("\n") for cell, to in zip(row, room, strict=True)]
            folded += [[*line] for line in zip_longest(*lines, fillvalue="")]
        return folded

    def _pad(self, text: str, column: int, to: int) -> str:
        space = " " * (to - width(text))
        return space + text if column in self.right else text + space

    def as_markdown(self) -> str:
        """A GitHub-flavoured Markdown table."""
        marks = ["---:" if i in self.right else "---" for i in range(len(self.columns))]
        rows = [self.heads, marks, *self.rows]
        lines = ["| " + " | ".join(map(_markdown_cell, row)) + " |" for row in rows]
        return "\n".join([f"**{_markdown_cell(self.title)}**", "", *lines] if self.title else lines)

    def as_csv(self) -> str:
        """Comma-separated values; a cell that a spreadsheet would run is made text."""
        import csv
        import io

        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([_csv_cell(c) for c in row] for row in (self.heads, *self.rows))
        return out.getvalue()

    def as_html(self) -> str:
        """An HTML table, everything escaped."""

        def row(cells: Iterable[str], tag: str) -> str:
            inner = "".join(
                f'<{tag} style="text-align:{"right" if i in self.right else "left"}">'
                f"{escaped(c)}</{tag}>"
                for i, c in enumerate(cells)
            )
            return f"<tr>{inner}</tr>"

        caption = f"<caption>{escaped(self.title)}</caption>" if self.title else ""
        head = f"<thead>{row(self.heads, 'th')}</thead>" if any(self.columns) else ""
        body = "".join(row(r, "td") for r in self.rows)
        return f"<table>{caption}{head}<tbody>{body}</tbody></table>"


def escaped(text: str) -> str:
    """Text that is safe inside HTML."""
    import html

    return html.escape(printable(text))


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrap(text: str, columns: int = WIDTH, indent: str = "") -> str:
    """A paragraph folded to `columns`, also where Chinese text has no spaces."""
    lines, line = [], ""
    for word in _words(printable(text)):
        if line and width(indent + line + word.rstrip()) > columns:
            lines.append(indent + line.rstrip())
            line = ""
        line += word.lstrip() if not line else word
    return "\n".join([*lines, indent + line.rstrip()])


def _words(text: str) -> list[str]:
    words: list[str] = []
    word = ""
    for c in text:
        if words and not word and c in "：；，。、？）！":  # closes a word, never begins a line
            words[-1] += c
            continue
        word += c
        if c == " " or (ord(c) > 0x2E7F and c not in "（《“"):  # opens a word, never ends a line
            words.append(word)
            word = ""
    return [*words, word] if word else words


def _line(text: str) -> str:
    return printable(" ".join(text.split()))


def _markdown_cell(text: str) -> str:
    return markdown_text(_line(text)).replace("|", "\\|")


def markdown_text(text: str) -> str:
    """A paragraph that Markdown shows as it is: no link, no picture, no formula."""
    text = printable(text)
    for sign in "\\*`$~[]":
        text = text.replace(sign, "\\" + sign)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_COMMAND = re.compile(r"##(?=\w*\[)")
_FIRST = re.compile(r"^(\s*)::", re.MULTILINE)


def log_text(text: str) -> str:
    """Text that the log of a build takes for text: no ``##[…]``, and no line begins with ``::``."""
    return _FIRST.sub(r"\1: :", _COMMAND.sub("# #", text))


def log_json(text: str) -> str:
    """JSON that says the same and holds no command of a log."""
    return _COMMAND.sub(r"#\\u0023", text)


def log_html(text: str) -> str:
    """HTML that shows the same and holds no command of a log."""
    return _FIRST.sub(r"\1&#58;:", _COMMAND.sub("#&#35;", text))


def harmless(text: str) -> str:
    """Text that neither a terminal nor the log of a build obeys."""
    return log_text(printable(text))


_RUN = re.compile(r"(^|;)([\s\"]*)([=+\-@\uff1d\uff0b\uff0d\uff20][^;]*)")


def _csv_cell(text: str) -> str:
    """A cell of which a spreadsheet runs nothing, also where semicolons part its columns.

    Where they do, quotes in the middle of a cell are those around another, and fall away.
    """
    return _RUN.sub(_as_text, "" if text == "–" else _line(text))


def _as_text(match: re.Match[str]) -> str:
    try:
        float(match[3])
    except ValueError:
        return f"{match[1]}{match[2]}'{match[3]}"
    return match[0]
