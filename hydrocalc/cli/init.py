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
    """The template."""
    import os

    from hydrocalc import data
    from hydrocalc.cli.output import Written

    path = os.path.join(os.path.dirname(data.__file__), "template.hydro.toml")
    with open(path, encoding="utf-8") as file:
        return Written(file.read())
