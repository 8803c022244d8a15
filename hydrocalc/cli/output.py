"""Where a record goes: a terminal of any encoding, a pipe or a file, whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from hydrocalc.errors import InputError
from hydrocalc.records.messages import LANGUAGES
from hydrocalc.records.tables import harmless, log_html, log_json, log_text
from hydrocalc.records.writing import FileError, check_file, write_file
from hydrocalc.texts import Phrase, encoded, printable, quoted
from hydrocalc.version import __version__

FORMATS = ("text", "json", "csv", "md")
BINARY = ("pdf", "docx", "xlsx")
SYSTEMS = ("si", "us")
COLOURS = ("auto", "always", "never")
OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("--format",),
        {"metavar": "|".join(FORMATS), "help": "form of the result (by the file, else text)"},
    ),
    (("-o", "--output"), {"metavar": "FILE", "help": "write to a file instead of stdout"}),
    (("--force",), {"nargs": 0, "help": "overwrite that file"}),
    (("--color",), {"metavar": "|".join(COLOURS), "help": "colours (auto; NO_COLOR is obeyed)"}),
    (
        ("--units-system",),
        {"metavar": "|".join(SYSTEMS), "help": "units of text, tables and plots (si)"},
    ),
    (("--lang",), {"metavar": "|".join(LANGUAGES), "help": "language of text (en)"}),
)

SI_ALONE = ("json", "sarif")
"""Formats whose numbers programs read: always in the units of their fields."""

OVERWRITE = "--force"
"""What writes over a file that is there."""

UTF_8 = ("html", "json", "junit")
"""Documents that are in UTF-8 by what they say or by their standard, whatever the terminal."""

_LOGGED = {
    "json": log_json, "sarif": log_json, "html": log_html, "csv": log_text, "md": log_text,
}  # fmt: skip
"""How a text is written where it may end in a log; the other formats are so in files, too."""

# What a terminal that lacks a sign gets instead.
_PLAIN = {
    "°": "", "–": "-", "—": "-", "−": "-", "×": "x", "·": "*", "…": "...",
    "≥": ">=", "≤": "<=", "≈": "~", "η": "eta", "ρ": "rho", "→": "->", "√": "sqrt", "¾": "3/4",
    "’": "'", "“": '"', "”": '"',
}  # fmt: skip


class StdoutError(FileError):
    """Standard output that can't be written."""


class Written:
    """A text that is the same in every format, or the finished content of a file."""

    exit_code = 0

    def __init__(self, text: str | bytes) -> None:
        self.text = text


_OTHERS = ("xlsx", "xls", "docx", "doc", "pdf", "parquet", "html", "htm", "png", "svg", "ods")
"""Endings of files that would not be what they say."""


class Target:
    """A checked destination and form for one record."""

    def __init__(
        self,
        *,
        format: str | None = None,
        output: str | None = None,
        force: bool = False,
        color: str = "auto",
        lang: str = "en",
        also: Mapping[str, str] | None = None,
        more: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> None:
        """`more` are formats of a command, `only` all that it has (the first to a terminal).

        `also` are the endings of files that mean a format.
        """
        formats: tuple[str, ...] = tuple(only) or (*FORMATS, *more)
        ending = os.path.splitext(output or "")[1][1:].lower()
        ending = (also or {}).get(ending, ending)
        if format is None:  # the file's ending says it
            if only and output is not None and ending not in only:
                raise InputError(
                    "output", "a file ending in one of: {words}", quoted(output, 80),
                    words=", ".join("." + word for word in only),
                )  # fmt: skip
            if ending in _OTHERS and ending not in formats:
                raise InputError(
                    "output", "a file ending in one of: {words}", quoted(output, 80),
                    words=", ".join(f".{word}" for word in ("txt", *formats[1:])),
                )  # fmt: skip
            format = ending if ending in formats else only[0] if only else "text"
        elif format in BINARY and format in formats and output is None:
            raise InputError("format", "--output FILE beside it")
        elif only and format in formats and ending in formats and ending != format:
            raise InputError("output", "a file ending in .{format}", quoted(output, 80),
                             format=format)  # fmt: skip
        given = (("format", format, formats), ("color", color, COLOURS), ("lang", lang, LANGUAGES))
        for name, value, words in given:
            if value not in words:
                raise InputError(name, "one of: {words}", quoted(value), words=", ".join(words))
        if force and output is None:
            raise InputError("force", "--output FILE beside it")
        if output is not None:
            check_file(output, "output", force=force, write=OVERWRITE)
        self.format, self.file, self.force = format, output, force
        self.colour, self.lang = color, lang

    def write(self, record: Any, view: dict[str, Any]) -> None:
        """Write the record: all of it or, to a file, nothing."""
        if self.file is not None and hasattr(record, "write_columns") and self.format == "parquet":
            record.write_columns(self.file, self.force)
            return
        if self.file is not None:
            text = self._render(record, view, ascii_json=False, colour=False)
            # Excel takes a CSV without a byte-order mark for the local code page.
            encoding = "utf-8-sig" if self.format == "csv" else "utf-8"
            write_file(
                self.file, encoded(text, encoding), "output", force=self.force, write=OVERWRITE
            )
            return
        if sys.stdout is None:
            raise StdoutError("can't write the result: {why}", why=Phrase("stdout is closed"))
        ascii_json = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
        colour = wants_colour(["--color=" + self.colour], sys.stdout)
        text = self._render(record, view, ascii_json=ascii_json, colour=colour)
        if self.format in _LOGGED and isinstance(text, str):
            text = _LOGGED[self.format](text)
        try:
            if self.format in UTF_8 and (isinstance(record, Written) or self.format != "json"):
                sys.stdout.flush()
                sys.stdout.buffer.write(encoded(text))
            else:
                sys.stdout.write(str(text))
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            silence_stdout()
            why = error.strerror or str(error)
            raise StdoutError("can't write the result: {why}", why=why) from None

    def _render(
        self, record: Any, view: dict[str, Any], *, ascii_json: bool, colour: bool
    ) -> str | bytes:
        if isinstance(record, Written):
            return record.text
        if self.format not in FORMATS:
            return str(record.render(self.format, self.lang))
        if self.format == "json":
            return json_text(record, ascii_json)
        if self.format == "csv":
            return str(record.data(self.lang, **view).as_csv())
        if self.format == "md":
            return log_text(str(record.markdown(self.lang, **view))) + "\n"
        title = (lambda text: styled(text, "1", True)) if colour else str
        return log_text(str(record.text(self.lang, title, **view))) + "\n"


def check_beside(files: Mapping[str, str], force: bool) -> None:
    """Refuse files beside the result that can't be written, would be lost or are each other's."""
    places: dict[str, str] = {}
    for name, path in files.items():
        if name == "plot" and not path.lower().endswith((".png", ".svg")):
            raise InputError("plot", "a file ending in .png or .svg", quoted(path, 80))
        place = check_file(path, name, force=force, write=OVERWRITE)
        if place in places:
            raise InputError(
                name, "another file than that of --{other}", quoted(path, 80), other=places[place]
            )
        places[place] = name


def write_plot(axes: Any, path: str, force: bool) -> None:
    """A figure as PNG or SVG, whole or not at all."""
    import io

    image = io.BytesIO()
    axes.figure.savefig(image, format=path[-3:].lower(), dpi=150)
    write_file(path, image.getvalue(), "plot", force=force, write=OVERWRITE)


def json_text(record: Any, ascii_only: bool = False) -> str:
    """A record as JSON, with the name and version of its schema."""
    import json

    schema, version = record.schema
    head = {
        "schema": f"hydrocalc/{schema}", "schema_version": version,
        "hydrocalc_version": __version__,
    }  # fmt: skip
    body = {**head, **record.to_dict()}
    text = json.dumps(body, indent=2, ensure_ascii=ascii_only, allow_nan=False)
    return printable(text) + "\n"


def prepare_streams() -> None:
    """Let stdout and stderr write any text, whatever their encoding."""
    codecs.register_error("hydrocalc", _plain_sign)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="hydrocalc")


def say(text: str, mark: str = "") -> None:
    """A message on stderr, after a mark of ours; a closed or full stderr is nobody's error."""
    with contextlib.suppress(OSError, ValueError):
        print(mark + harmless(text), file=sys.stderr, flush=True)


def styled(text: str, code: str, colour: bool) -> str:
    """Text in an ANSI style."""
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def wants_colour(arguments: Any, stream: Any) -> bool:
    """Whether a stream gets colours: as asked, else on a terminal without ``NO_COLOR``."""
    arguments = " ".join(arguments).replace("--color ", "--color=").split()
    words = [a.removeprefix("--color=") for a in arguments if a.startswith("--color=")]
    if "always" in words or "never" in words:
        return "always" in words
    dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not dumb and bool(stream) and stream.isatty()


def silence_stdout() -> None:
    """Keep Python from complaining about an unwritable stdout once more when it exits."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain_sign(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object
    plain = (_plainly(text[i], text[i - 1] if i else "") for i in range(error.start, error.end))
    return "".join(plain), error.end


_RAISED = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True))


def _plainly(sign: str, before: str) -> str:
    """What stands for a sign; of exponents 10⁻⁶ the first has a mark, for 10-6 is another number.

    Squares and cubes of units need none.
    """
    if sign in _RAISED:
        return _RAISED[sign] if before in _RAISED or sign in "²³" else "^" + _RAISED[sign]
    if sign in _PLAIN:
        return _PLAIN[sign]
    base = unicodedata.normalize("NFKD", sign)[0]  # ü without its dots
    return base if base.isascii() else "?"
