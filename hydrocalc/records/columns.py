"""Columns of numbers from a user's CSV file: strict, of limited size, whatever its encoding."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.records.writing import keep
from hydrocalc.texts import Phrase, quoted

MOST_ROWS = 200_000
"""Rows of a file; a survey of 1 m over 200 km."""
MOST_CELLS = 1_000_000
"""Cells of a file; five columns of as many rows."""
MOST_BYTES = 20_000_000
MOST_LINES = 1_000_000
"""Lines of a file, empty ones too."""
LONGEST_LINE = 1 << 18
"""Of a line: a year of hours with all their digits on one."""
LONGEST_NAME = 200
"""Characters above a column."""


def read_columns(
    path: str | os.PathLike[str], argument: str, columns: Sequence[str]
) -> list[list[float]]:
    """The named columns of a CSV file, one list each.

    Parameters
    ----------
    path : str or path
        UTF-8 with or without a byte-order mark, or GB18030; a first row of names, in any order;
        other columns are ignored, empty rows too.
    argument : str
        Whose file it is, for the message.
    columns : sequence of str
        Names that must be there.

    Returns
    -------
    list of list of float
        One list a column.

    Raises
    ------
    InputError
        If the file can't be read, is too large, lacks a column or has one twice, or has a cell
        that isn't a number with a decimal point; the message names the line.
    """
    names, lines, rows = _rows(path, argument, _folded, columns)
    names = [_folded(name) for name in names]
    if not set(columns) <= set(names):
        raise InputError(
            argument, "a CSV with the columns {columns}", quoted(", ".join(names), 60),
            columns=", ".join(columns),
        )  # fmt: skip
    at = [names.index(c) for c in columns]
    return _numbers(rows, lines, names, argument, at)


def read_along(
    path: str | os.PathLike[str], argument: str, columns: Sequence[str]
) -> tuple[Any, ...]:
    """Columns along a line as arrays, chainages first: `read_columns`, `check_along`."""
    found = tuple(map(np.array, read_columns(path, argument, columns)))
    names = [name.removesuffix("_m") for name in columns]
    check_along(argument, dict(zip(names, found, strict=True)))
    return found


def check_along(argument: str, columns: Mapping[str, Any]) -> None:
    """Refuse columns that aren't values along a line, the first of them its chainages."""
    x, *others = columns.values()
    shapes = {np.shape(values) for values in columns.values()}
    if len(shapes) > 1 or np.ndim(x) != 1 or len(x) < 2:
        raise InputError(
            argument, "{columns} of equal length, two points or more",
            str(np.size(x)) if len(shapes) == 1 else "", columns=", ".join(columns),
        )  # fmt: skip
    if not all(np.isfinite(values).all() for values in (x, *others)):
        raise InputError(argument, "finite numbers")
    back = np.flatnonzero(np.diff(x) <= 0)
    if len(back):
        i = int(back[0])
        raise InputError(
            argument,
            "chainages that rise",
            Phrase(
                "{this} after {before}",
                this=units.Amount(x[i + 1], "length", 6),
                before=units.Amount(x[i], "length", 6),
            ),
        )
    if x[0] != 0:
        raise InputError(argument, "a first chainage of 0", units.Amount(x[0], "level", 6))


def read_table(
    path: str | os.PathLike[str],
    argument: str,
    texts: Sequence[str] = (),
    *,
    meaning: Callable[[str], str] = str,
) -> dict[str, list[Any]]:
    """All columns of a CSV file by their names, of numbers but for some; an empty cell is nan.

    Parameters
    ----------
    path : str or path
        As `read_columns`.
    argument : str
        Whose file it is, for the message.
    texts : sequence of str, optional
        Names of columns of text.
    meaning : callable, optional
        What a name stands for: names that mean the same are one column.

    Returns
    -------
    dict of str to list of float or str
        The columns in their order.

    Raises
    ------
    InputError
        As `read_columns`.
    """
    names, lines, rows = _rows(path, argument, meaning)
    at = [i for i, name in enumerate(names) if name not in texts]
    numbers = iter(_numbers(rows, lines, names, argument, at, empty=True))
    return {
        name: [row[i].strip() for row in rows] if name in texts else next(numbers)
        for i, name in enumerate(names)
    }


def refuse_twice(
    names: Iterable[str], meaning: Callable[[str], str], argument: str, line: int | None = None
) -> None:
    """Refuse a column that stands twice, whichever its spelling: neither is the right one."""
    known: dict[str, str] = {}
    for name in names:
        meant = meaning(name)
        first = known.get(meant)
        known.setdefault(meant, name)
        if first is not None and name:
            got = f"{first[:40]!r}, {name[:40]!r}" if first != name else repr(name[:40])
            if line is None:
                raise InputError(argument, "each column once", got)
            raise InputError(argument, "each column once in line {line}", got, line=line)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _rows(
    path: str | os.PathLike[str], argument: str, meaning: Callable[[str], str],
    wanted: Sequence[str] | None = None,
) -> tuple[list[str], list[int], list[list[str]]]:  # fmt: skip
    """The names in the first row; and the rows after it that aren't empty, with their lines.

    The names of columns that aren't `wanted` are nobody's matter.
    """
    reader = csv.reader(lines_of(read_text(path, argument), argument, MOST_LINES))
    lines, rows = list[int](), list[list[str]]()
    try:
        names = [n.strip() for n in next(reader, [])]
        cells = len(names)
        read = names if wanted is None else [n for n in names if meaning(n) in wanted]
        _check_names(names, read, argument, meaning)
        line = reader.line_num + 1
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise InputError(argument, "at most {n} cells", Phrase("more"), n=MOST_CELLS)
            if any(row) and any(map(str.strip, row)):
                if len(rows) == MOST_ROWS:
                    raise InputError(argument, "at most {n} rows", Phrase("more"), n=MOST_ROWS)
                if len(row) > len(names):
                    raise _no_number(row, names, argument, line)
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error:
        raise InputError(
            argument, "cells of at most {n} characters", Phrase("more"), n=csv.field_size_limit(),
            line=reader.line_num,
        ) from None  # fmt: skip
    return names, lines, rows


def lines_of(text: str, argument: str, most: int) -> Iterator[str]:
    """The lines of a text with their ends, no more and no longer than any of ours."""
    if max(text.count("\n"), text.count("\r")) > most:
        raise InputError(argument, "at most {n} lines", Phrase("more"), n=most)
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > LONGEST_LINE:
            raise InputError(
                argument, "lines of at most {n} characters", str(len(line)), n=LONGEST_LINE,
                line=number,
            )  # fmt: skip
        yield line


def _check_names(
    names: list[str], read: list[str], argument: str, meaning: Callable[[str], str]
) -> None:
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise InputError(
            argument, "commas between the columns, and points in the numbers", quoted(names[0], 60)
        )
    for name in read:
        if len(name) > LONGEST_NAME:
            raise InputError(
                argument, "names of columns of at most {n} characters", repr(name[:40]),
                n=LONGEST_NAME,
            )  # fmt: skip
    refuse_twice(read, meaning, argument, 1)


def _numbers(
    rows: list[list[str]], lines: list[int], names: list[str], argument: str, at: Sequence[int],
    empty: bool = False,
) -> list[list[float]]:  # fmt: skip
    """The columns `at` as numbers; an error, with its line, for the first row without them."""
    try:
        return [_column([row[i] for row in rows], empty) for i in at]
    except (IndexError, ValueError):
        for line, row in zip(lines, rows, strict=True):
            try:
                _column([row[i] for i in at], empty)
            except (IndexError, ValueError):
                raise _no_number(row, names, argument, line) from None
        raise  # pragma: no cover: one of the rows is to blame


def _no_number(row: list[str], names: list[str], argument: str, line: int) -> InputError:
    # A number too many: "1,5" is two cells.
    comma = len(row) > len(names) or any(_COMMA.fullmatch(cell.strip()) for cell in row)
    return InputError(
        argument,
        "decimal points in line {line}, not decimal commas" if comma
        else "numbers with decimal points in line {line}",
        quoted(",".join(row)[:60], 60), line=line,
    )  # fmt: skip


_COMMA = re.compile(r"[+-]?\d{1,30},\d{1,30}")
_LONGEST_NUMBER = 32


def _column(cells: list[str], empty: bool) -> list[float]:
    """Cells as numbers, without the words and underscores that `float` takes too."""
    cells = [cell.strip() for cell in cells]
    if max(map(len, cells), default=0) > _LONGEST_NUMBER or not _SIGNS.issuperset("".join(cells)):
        raise ValueError(cells)
    return [float(cell or "nan") if empty else float(cell) for cell in cells]


_SIGNS = frozenset("0123456789+-.eE")


def path_of(path: Any, argument: str) -> str:
    """The path of a user's file or folder as text: from text or anything of `pathlib`."""
    try:
        name = os.fsdecode(path)
        if os.fsencode(name) and "\0" not in name:
            return name
    except (TypeError, UnicodeError):
        pass
    raise InputError(argument, "a path", quoted(path, 80))


def read_text(path: str | os.PathLike[str], argument: str, most: int | None = None) -> str:
    """The text of a user's regular file of at most `most` bytes, in UTF-8 or GB18030."""
    path = path_of(path, argument)
    most = MOST_BYTES if most is None else most
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise InputError(argument, "a regular file", quoted(path, 80))
        with open(path, "rb") as file:
            raw = file.read(most + 1)
        keep(path)
        if len(raw) > most:
            raise InputError(
                argument, "a file of at most {n} MB", quoted(path, 80), n=f"{most / 1e6:.3g}"
            )
    except OSError as error:
        got = f"{quoted(path, 80)} ({error.strerror})"
        raise InputError(argument, "a file that can be read", got) from None
    except InputError:
        raise
    except ValueError:  # a name that no file can have
        raise InputError(argument, "a file that can be read", quoted(path, 80)) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(argument, "text in UTF-8 or GB18030", quoted(path, 80))
