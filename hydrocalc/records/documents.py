"""TOML and JSON documents of a user: of limited size and depth, with the line of every key."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hydrocalc import data
from hydrocalc.errors import InputError
from hydrocalc.records.columns import lines_of
from hydrocalc.texts import CONTROL, Phrase, one_line, quoted

MOST_BYTES = 1 << 20
MOST_LINES = 50_000
MOST_KEYS = 20_000
"""Keys and headers of tables."""
MOST_VALUES = 100_000
"""Values of a document, counted by the commas before them."""
MOST_ENTRIES = 10_000
"""Entries of one list; the hours of a year."""
MOST_DEPTH = 8
"""Parts of a dotted key, and tables and lists in each other; ours reach 5."""
LONGEST_KEY = 200
MOST_DIGITS = 30


class Document(NamedTuple):
    """What a document says, and the lines of its key paths, such as ``units[0].pump``."""

    table: dict[str, Any]
    lines: dict[str, int]


def read_toml(text: str, argument: str) -> Document:
    """A TOML document of moderate size, lines, keys and depth.

    Parameters
    ----------
    text : str
        The document.
    argument : str
        Whose it is, for the message.

    Returns
    -------
    Document
        What it says, and where.

    Raises
    ------
    InputError
        If it isn't TOML 1.0, or larger in any way than ours are; `values` has the ``line`` and the
        ``key``, if they are known.
    """
    import tomllib

    _check_size(text, argument)
    for number, line in enumerate(lines_of(text, argument, MOST_LINES), 1):
        if line.count(".") >= MOST_DEPTH and _DOTTED.search(_QUOTED.sub(_unquoted, line)):
            raise InputError(
                argument, "keys of at most {n} parts", quoted(line[:38]), n=MOST_DEPTH, line=number
            )
    lines = _counted(_toml_lines(text), argument)
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        said = str(error)
    else:
        _check_values(table, lines, argument)
        return Document(table, lines)
    # Raised out here, ours has no context: the traceback of a deep recursion can't be pickled.
    at = re.search(r"at line (\d+)", said)
    raise InputError(argument, "TOML 1.0", said[:80], line=int(at[1]) if at else 1)


_DOTTED = re.compile(rf"(?<![\w-])[\w-]++(?:\s*+\.\s*+[\w-]++){{{MOST_DEPTH}}}")
_QUOTED = re.compile(r"(\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')|[\"'].*")


def _unquoted(found: re.Match[str]) -> str:
    return "q" if found[1] else found[0]


def read_json(text: str, argument: str) -> Document:
    """A JSON document of an object, as `read_toml`."""
    _check_size(text, argument)
    try:
        # What can't be a number here is found again, with its key, as one that isn't finite.
        table = json.loads(text, parse_constant=_no_number, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise InputError(argument, "JSON", error.msg, line=error.lineno) from None
    except RecursionError as error:
        said = str(error)
    else:
        if not isinstance(table, dict):
            raise InputError(argument, "an object at the top", quoted(text.strip()[:38]))
        lines = _counted(_json_lines(text, argument), argument)
        _check_values(table, lines, argument)
        return Document(table, lines)
    raise InputError(argument, "JSON", said[:80])  # out here, as above


def _no_number(text: str) -> float:
    return math.inf


def _whole(text: str) -> float:
    return int(text) if len(text) <= MOST_DIGITS else math.inf


def line_of(lines: Mapping[str, int], key: str) -> int:
    """Line of a key path, or of the nearest located key above it; 1 at least."""
    while key:
        if key in lines:
            return int(lines[key])
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return 1


def _check_size(text: str, argument: str) -> None:
    """Refuse by counting, before anything is made of a text."""
    for sign, most, expected in (
        ("\n", MOST_LINES, "at most {n} lines"), (",", MOST_VALUES, "at most {n} values"),
    ):  # fmt: skip
        if text.count(sign) > most:
            raise InputError(argument, expected, Phrase("more"), n=most)


def _counted(keys: Iterator[tuple[str, int]], argument: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for count, (key, line) in enumerate(keys):
        if count == MOST_KEYS:
            raise InputError(argument, "at most {n} keys", Phrase("more"), n=MOST_KEYS, line=line)
        if len(key) > MOST_DEPTH * LONGEST_KEY:  # before there are thousands below it
            raise InputError(
                argument, "keys of at most {n} characters", quoted(key[:38]), n=LONGEST_KEY,
                line=line,
            )  # fmt: skip
        lines[key] = line
    return lines


def _check_values(table: dict[str, Any], lines: Mapping[str, int], argument: str) -> None:
    """Refuse what no field can hold, wherever it stands."""
    found = _fault(table, "", 0)
    if found is not None:
        key, expected, values = found
        shown = one_line(key[:LONGEST_KEY])
        raise InputError(
            f"{argument}: {shown}", expected, line=line_of(lines, key), key=shown, **values
        )


def _fault(value: Any, key: str, depth: int) -> tuple[str, str, dict[str, Any]] | None:
    """Key path of the first value that no field can hold, and what is expected."""
    if isinstance(value, str):
        return (key, "text without control characters", {}) if CONTROL.search(value) else None
    if isinstance(value, (int, float)):
        if abs(value) < 10**MOST_DIGITS or value != value:
            return None
        return key, "finite numbers of at most {n} digits", {"n": MOST_DIGITS}
    if not isinstance(value, (dict, list)):
        return None
    if depth > MOST_DEPTH:
        return key, "at most {n} tables and lists in each other", {"n": MOST_DEPTH}
    if isinstance(value, list):
        if len(value) > MOST_ENTRIES:
            return key, "a list of at most {n} entries", {"n": MOST_ENTRIES}
        inside = (_fault(x, f"{key}[{i}]", depth + 1) for i, x in enumerate(value))
        return next(filter(None, inside), None)
    for name, inner in value.items():
        path = f"{key}.{name}" if key else name
        if len(name) > LONGEST_KEY:
            return path, "keys of at most {n} characters", {"n": LONGEST_KEY}
        if CONTROL.search(name):
            return path, "a key without control characters", {}
        found = _fault(inner, path, depth + 1)
        if found is not None:
            return found
    return None


def _toml_lines(text: str) -> Iterator[tuple[str, int]]:
    """Key paths of a TOML document and their lines, as far as a look at each line tells."""
    above, root = "", _Table()
    for number, line in enumerate(text.split("\n"), 1):
        start = line.lstrip()
        brackets = len(start[:2]) - len(start[:2].lstrip("["))
        parts, rest = _parts(start[brackets:])
        if not parts:
            continue
        if not brackets:
            if rest.startswith("="):
                yield ".".join([above, *parts] if above else parts), number
            continue
        if not rest.startswith("]" * brackets) or rest[brackets:].lstrip()[:1] not in ("", "#"):
            continue
        above = root.path_of(parts, brackets == 2)
        yield above, number


class _Table:
    """The tables below a header, to number those of ``[[name]]``."""

    def __init__(self) -> None:
        self.inner: dict[str, _Table] = {}
        self.count = 0

    def path_of(self, parts: list[str], one_more: bool) -> str:
        """Path of a header in this table."""
        found, table = [], self
        for i, part in enumerate(parts):
            table = table.inner.setdefault(part, _Table())
            if one_more and i == len(parts) - 1:
                table.count, table.inner = table.count + 1, {}
            found.append(f"{part}[{table.count - 1}]" if table.count else part)
        return ".".join(found)


def _parts(text: str) -> tuple[list[str], str]:
    """The parts of the dotted key that a text begins with, and what comes after it."""
    parts, at = list[str](), 0
    while (found := _PART.match(text, at)) and len(parts) <= MOST_DEPTH:
        parts.append(_name(found[1]))
        at = found.end()
        if text[at : at + 1] != ".":
            return parts, text[at : at + LONGEST_KEY]
        at += 1
    return [], ""


_PART = re.compile(r"\s*+(\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|[\w-]++)\s*+")


def _name(part: str) -> str:
    if part[0] == '"' and "\\" in part:
        import tomllib

        try:
            return str(tomllib.loads(f"x = {part}")["x"])
        except (tomllib.TOMLDecodeError, ValueError):
            return part
    return part.strip(part[0]) if part[0] in "\"'" else part


def _json_lines(text: str, argument: str) -> Iterator[tuple[str, int]]:
    """Key paths of a JSON document and their lines; an error for a key that stands twice."""
    key, line, at = "", 1, 0
    open_: list[_Open] = []
    for found in _TOKEN.finditer(text):
        line += text.count("\n", at, found.start())
        at, sign = found.start(), found[0][0]
        if sign in "{[":
            if open_ and open_[-1].names is None:
                key = f"{open_[-1].path}[{open_[-1].count}]"
                yield key, line
            if len(open_) > MOST_DEPTH:
                raise InputError(
                    argument, "at most {n} tables and lists in each other", n=MOST_DEPTH,
                    line=line, key=one_line(key),
                )  # fmt: skip
            open_.append(_Open(key, set() if sign == "{" else None))
        elif sign in "}]":
            open_.pop()
        elif sign == ",":
            open_[-1].count += 1
        elif found[1]:
            name = json.loads(found[1])
            above = open_[-1]
            key = f"{above.path}.{name}" if above.path else name
            if above.names is None or name in above.names:
                shown = one_line(key[:LONGEST_KEY])
                raise InputError(
                    f"{argument}: {shown}", "each key once", line=line, key=shown,
                )  # fmt: skip
            above.names.add(name)
            yield key, line


class _Open:
    """An object or list of a JSON document, of which the end hasn't come yet."""

    def __init__(self, path: str, names: set[str] | None) -> None:
        self.path, self.names, self.count = path, names, 0


_TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(rf"({_TEXT})\s*+:|{_TEXT}|[{{}}\[\],]")


def unit_left_out(value: float, kind: str) -> str:
    """The unit that a bare number of a file most likely is in; nothing where SI is plausible.

    Powers of motors and pressures of pipes are said in kW and MPa or bar by everybody: less than is
    built in SI units was meant otherwise (``customary_units.csv``). What carries its unit is never
    asked.
    """
    for row in data.rows("customary_units"):
        if row["kind"] == kind and 0.0 < value < float(row["below"]):
            return row["unit"]
    return ""
