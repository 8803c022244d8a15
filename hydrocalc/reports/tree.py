"""A calculation sheet as one tree that every format walks; none of them knows hydraulics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from hydrocalc.records.tables import Table, width
from hydrocalc.reports.expressions import Equation, Plain, written
from hydrocalc.texts import printable


class Paragraph(NamedTuple):
    """Words; `weight` is 'plain', 'open' for what is missing, 'bad' or 'good'."""

    text: str
    weight: str = "plain"


class Verdict(NamedTuple):
    """What a rule says of a step: outcome, and value, limit, margin and clause in words."""

    outcome: str
    """As `checks.engine` has it: what a format colours by."""
    word: str
    text: str


class Step(NamedTuple):
    """One quantity: formula, numbers put into it, result, source, range, verdicts."""

    what: str
    symbol: str
    equations: tuple[Equation, ...]
    numbers: tuple[Equation, ...]
    """The same with numbers and units in the place of what is known."""
    value: float
    """In the unit of the formula, unrounded."""
    unit: str
    shown: str
    """The result as people read it."""
    where: str = ""
    """What the symbols mean."""
    source: str = ""
    remark: str = ""
    """The range for which the source vouches."""
    verdicts: tuple[Verdict, ...] = ()

    def lines(self, notation: Any) -> list[str]:
        """The step in a notation: formula, numbers, result; what is beside each other is equal."""
        plain = [notation.equation(e) for e in self.equations[:-1]]
        last, numbers = self.equations[-1], self.numbers[-1]
        lines = [*plain, notation.equation(last)]
        lines += [notation.equation(e) for e in self.numbers[:-1]]
        if self.solved:
            return [*lines, notation.equals(numbers.right)]
        return [*lines, notation.equation(numbers)]

    @property
    def solved(self) -> bool:
        """Whether the formula is solved for its symbol (Colebrook's isn't)."""
        return Plain().write(self.equations[-1].left) == self.symbol

    @property
    def result(self) -> str:
        """The result in the formula's unit and, where that is another, as people read it."""
        raw = f"{written(self.value, 5)} {self.unit}".rstrip()
        return self.shown if raw == self.shown else f"{raw} = {self.shown}"

    @property
    def formula(self) -> str:
        """The formula on one line."""
        return "; ".join(map(Plain().equation, self.equations))

    @property
    def substituted(self) -> str:
        """The formula with numbers, on one line."""
        return "; ".join(map(Plain().equation, self.numbers))


class Listing(NamedTuple):
    """A table."""

    table: Table


class Figure(NamedTuple):
    """A drawing: what makes its axes, and what it shows."""

    draw: Callable[[], Any]
    caption: str


Block: TypeAlias = Paragraph | Step | Listing | Figure


class Chapter(NamedTuple):
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


class Document(NamedTuple):
    """A sheet as formats walk it: a title, what it is worth, who made it, and chapters."""

    title: str
    lang: str
    note: str
    """What the whole sheet is worth."""
    identity: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]


def needs(table: Table, most: int = 28) -> list[int]:
    """Columns of text that each column of a table needs; what is longer than `most` is folded."""
    units = table.units or [""] * len(table.columns)
    found = []
    for i, (head, unit) in enumerate(zip(table.columns, units, strict=True)):
        cells = [width(row[i]) for row in table.rows]
        # Headings are bold; Chinese ones can be folded anywhere.
        words = [int(1.2 * len(word)) if word.isascii() else 8 for word in head.split()]
        found.append(max([min(n, most) for n in cells] + words + [width(unit), 6]))
    return found


def cleaned(tree: Any) -> Any:
    """A tree whose texts hold nothing that XML or a terminal couldn't bear."""
    if isinstance(tree, str):
        return printable(tree)
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(cleaned(part) for part in tree))
    if isinstance(tree, (list, tuple)):
        return tuple(cleaned(part) for part in tree)
    return tree
