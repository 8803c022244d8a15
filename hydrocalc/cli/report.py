"""``hydrocalc report``."""

from __future__ import annotations

from typing import Any

from hydrocalc.texts import Phrase

HELP = "Calculation sheet of a design file: every step with formula, numbers, source and verdict."
EPILOG = "Example: hydrocalc report station.hydro.toml -o sheet.docx --lang zh"
POSITIONAL = {"file": "design file, *.hydro.toml"}
ONLY = ("md", "html", "json", "pdf", "docx", "xlsx")
OPTIONS = {"today": "day on the sheet and on which waivers are judged, such as 2026-12-31 (today)"}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
NAMES = {"file": "FILE"}


def run(given: dict[str, Any]) -> Any:
    """Read the file, write its sheet."""
    from hydrocalc.cli.output import Written
    from hydrocalc.errors import InputError
    from hydrocalc.reports.calculation import calculation_sheet

    if "file" not in given:
        raise InputError("file", "a design file", Phrase("nothing"))
    sheet = calculation_sheet(given["file"], lang=given["lang"], today=given.get("today"))
    return Written(sheet.render(given["format"]))
