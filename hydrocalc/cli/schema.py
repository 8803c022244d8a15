"""``hydrocalc schema``."""

from __future__ import annotations

from typing import Any

HELP = "Print the JSON Schema of the design file, for editors."
EPILOG = "Example: hydrocalc schema -o hydro.schema.json"
OPTIONS: dict[str, str] = {}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
ONLY = ("json",)


def run(given: dict[str, Any]) -> Any:
    """The schema."""
    import json

    from hydrocalc.cli.output import Written
    from hydrocalc.stations.designs.schema import design_schema

    return Written(json.dumps(design_schema(), indent=2, ensure_ascii=True) + "\n")
