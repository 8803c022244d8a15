"""``hydrocalc init``."""

from __future__ import annotations

from typing import Any

HELP = "Print a commented design file to begin with."
EPILOG = "Example: hydrocalc init -o station.hydro.toml"
OPTIONS: dict[str, str] = {}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
ONLY = ("toml",)


def run(given: dict[str, Any]) -> Any:
    """The template, its comments in the language of the reader."""
    from hydrocalc.cli.output import Written

    return Written("".join(_said(line, given["lang"]) for line in _template()))


def _template() -> list[str]:
    import os

    from hydrocalc import data

    path = os.path.join(os.path.dirname(data.__file__), "template.hydro.toml")
    with open(path, encoding="utf-8") as file:
        return file.readlines()


def _said(line: str, lang: str) -> str:
    """A line with its comment translated; a key that is commented out stays what it is."""
    from hydrocalc.records.messages import translated

    before, mark, comment = line.rstrip("\n").rpartition("# ")
    return f"{before}{mark}{translated(comment, lang) if mark else comment}\n"
