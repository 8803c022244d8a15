"""``hydrocalc sweep``."""

from __future__ import annotations

from typing import Any

from hydrocalc.cli import studies
from hydrocalc.cli.studies import REPEATED as REPEATED
from hydrocalc.cli.studies import before as before
from hydrocalc.errors import InputError
from hydrocalc.texts import Phrase

HELP = "Every combination of some values of a design: what comes of each."
EPILOG = (
    "Example: hydrocalc sweep station.hydro.toml --vary line.diameter=0.6:0.9:0.1 "
    "--vary flow=0.2:0.5:0.01 -o out.parquet"
)
POSITIONAL = {"file": "design file, *.hydro.toml"}
OPTIONS = {
    "vary": "an input and its values, NAME=START:STOP:STEP or NAME=A;B;C; may be repeated",
    "table": "or a table of them, CSV or Parquet: one scenario a row, heads such as flow [L/s]",
    **studies.OPTIONS,
}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
FORMATS = ("parquet",)
NAMES = {
    "design": "FILE",
    "over": "--vary / --table", "out": "--folder", "limits": "--limit", "outputs": "--keep",
    "path": "--output",
}  # fmt: skip


def run(given: dict[str, Any]) -> Any:
    """Read the design, sweep its model."""
    from hydrocalc.stations.designs.models import design_model
    from hydrocalc.studies.sweeps import sweep

    model = design_model(studies.design_of(given))
    vary, table = given.pop("vary", None), given.pop("table", None)
    if vary is not None and table is not None:
        raise InputError("vary", "no --table beside it: one or the other")
    if vary is None and table is None:
        raise InputError(
            "vary", "values of inputs, or a table of them; the inputs are {words}",
            Phrase("nothing"), studies.EXAMPLES["vary"], words=", ".join(model.inputs),
        )  # fmt: skip
    over: Any = table
    if vary is not None:
        over = {}
        for text in vary:
            name, values = studies.values_of(model, text)
            if name in over:
                raise InputError("vary", "each input once", name)
            over[name] = values
    of = given.pop("of", None)
    return studies.Page(sweep(model, over=over, **studies.shared(given)), of=of).check()


def plot(record: Any, lang: str) -> Any:
    """A heat map over the last two inputs, a line over the only one."""
    from hydrocalc.plots.sweeps import plot_heat_map, plot_line

    labels = [label for label, _, _ in record.study._order]
    if len(labels) == 1:
        return plot_line(record.study, record.of, x=labels[0].split(", ")[0], lang=lang)
    return plot_heat_map(record.study, record.of, x=labels[-1], y=labels[-2], lang=lang)
