"""Columns of numbers from a user's CSV file: strict, of limited size, whatever its encoding."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any

from hydrocalc.errors import InputError

MOST_ROWS = 200_000
"""Rows of a file; a survey of 1 m over 200 km."""
MOST_BYTES = 20_000_000


def read_columns(path: str, argument: str, columns: Sequence[str]) -> list[list[float]]:
    """The named columns of a CSV file, one list each.

    Parameters
    ----------
    path : str
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
        If the file can't be read, is too large, lacks a column, or has a cell that isn't a number
        with a decimal point; the message names the line.
    """
    names, rows = _rows(path, argument)
    names = [name.lower() for name in names]
    if not set(columns) <= set(names):
        raise InputError(
            argument, "a CSV with the columns {columns}", repr(", ".join(names))[:60],
            columns=", ".join(columns),
        )  # fmt: skip
    at = [names.index(c) for c in columns]
    values = [[_cell(row[i]) for i in at] for row in _numbered(rows, names, argument, at)]
    return [list(column) for column in zip(*values, strict=True)] or [[] for _ in columns]


def read_table(path: str, argument: str, texts: Sequence[str] = ()) -> dict[str, list[Any]]:
    """All columns of a CSV file by their names, of numbers but for some; an empty cell is nan.

    Parameters
    ----------
    path : str
        As `read_columns`.
    argument : str
        Whose file it is, for the message.
    texts : sequence of str, optional
        Names of columns of text.

    Returns
    -------
    dict of str to list of float or str
        The columns in their order.

    Raises
    ------
    InputError
        As `read_columns`.
    """
    names, rows = _rows(path, argument)
    at = [i for i, name in enumerate(names) if name not in texts]
    values = [
        [
            cell.strip() if names[i] in texts else _cell(cell) if cell.strip() else float("nan")
            for i, cell in enumerate(row)
        ]
        for row in _numbered(rows, names, argument, at, empty=True)
    ]
    columns = zip(*values, strict=True) if values else ([] for _ in names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _rows(path: str, argument: str) -> tuple[list[str], Any]:
    """The names in the first row, and the rows after it."""
    rows = csv.reader(read_text(path, argument).splitlines())
    names = [n.strip() for n in next(rows, [])]
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise InputError(
            argument, "commas between the columns, and points in the numbers", repr(names[0])[:60]
        )
    return names, rows


def _numbered(
    rows: Any, names: list[str], argument: str, at: Sequence[int], empty: bool = False
) -> Iterator[list[str]]:
    """The rows whose cells `at` are numbers; an error, with its line, for the first that isn't."""
    count = 0
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        count += 1
        if count > MOST_ROWS:
            raise InputError(argument, "at most {n} rows", "more", n=MOST_ROWS)
        try:
            if len(row) > len(names):
                raise ValueError(row)
            for i in at:
                if not (empty and not row[i].strip()):
                    _cell(row[i])
        except (IndexError, ValueError):
            # A number too many: "1,5" is two cells.
            if len(row) > len(names) or any(_COMMA.fullmatch(cell.strip()) for cell in row):
                raise InputError(
                    argument, "decimal points in line {line}, not decimal commas",
                    repr(",".join(row))[:60], line=number,
                ) from None  # fmt: skip
            raise InputError(
                argument, "numbers with decimal points in line {line}", repr(",".join(row))[:60],
                line=number,
            ) from None  # fmt: skip
        yield row


_COMMA = re.compile(r"[+-]?\d+,\d+")


def _cell(text: str) -> float:
    value = text.strip()
    if not value.isascii() or len(value) > 32 or not set(value) <= set("0123456789+-.eE"):
        raise ValueError(text)
    return float(value)


def file_name(path: Any, argument: str) -> str:
    """The path of a user's file or folder as text: from text or anything of `pathlib`."""
    try:
        name = os.fspath(path)
        if isinstance(name, str) and os.fsencode(name) and "\0" not in name:
            return name
    except (TypeError, UnicodeEncodeError):
        pass
    raise InputError(argument, "a path", repr(path)[:80])


def read_text(path: str | os.PathLike[str], argument: str, most: int | None = None) -> str:
    """The text of a user's regular file of at most `most` bytes, in UTF-8 or GB18030."""
    most = MOST_BYTES if most is None else most
    path = file_name(path, argument)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise InputError(argument, "a regular file", repr(path)[:80])
        with open(path, "rb") as file:
            raw = file.read(most + 1)
        if len(raw) > most:
            raise InputError(
                argument, "a file of at most {n} MB", repr(path)[:80], n=f"{most / 1e6:.3g}"
            )
    except OSError as error:
        got = f"{path!r:.80} ({error.strerror})"
        raise InputError(argument, "a file that can be read", got) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(argument, "text in UTF-8 or GB18030", repr(path)[:80])


LONGEST_LINE = 20_000
MOST_PARTS = 16
"""Parts of a dotted key: a hostile one of thousands costs the parser seconds."""
_DOTTED = re.compile(rf"[\w-]+(?:\s*\.\s*[\w-]+){{{MOST_PARTS}}}")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")


def read_toml(text: str, argument: str) -> dict[str, Any]:
    """A TOML document of moderate lines, keys and depth.

    Parameters
    ----------
    text : str
        The document.
    argument : str
        Whose it is, for the message.

    Returns
    -------
    dict
        What it says.

    Raises
    ------
    InputError
        If it isn't TOML 1.0, or a line or a key is longer than any of ours; `values["line"]` is
        the line, if it is known.
    """
    import tomllib

    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise InputError(
                argument, "lines of at most {n} characters", str(len(line)), n=LONGEST_LINE,
                line=number,
            )  # fmt: skip
        if line.count(".") >= MOST_PARTS and _DOTTED.search(_QUOTED.sub("q", line)):
            raise InputError(
                argument, "keys of at most {n} parts", repr(line)[:40], n=MOST_PARTS, line=number
            )
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        said = str(error)
    # Raised out here, ours has no context: the traceback of a deep recursion can't be pickled.
    at = re.search(r"at line (\d+)", said)
    raise InputError(argument, "TOML 1.0", said[:80], line=int(at[1]) if at else 1)
