"""``hydrocalc explain``."""

from __future__ import annotations

from typing import Any

HELP = "Explain a rule of the design checks: what it looks at, its limit and where that is from."
EPILOG = "Example: hydrocalc explain HC401"
POSITIONAL = {"code": "code of a rule, or what several begin with; all without it"}
OPTIONS: dict[str, str] = {}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}


def run(given: dict[str, Any]) -> Any:
    """The rules whose codes begin so."""
    from hydrocalc.checks.catalogue import explain

    return explain(given.get("code", ""))
