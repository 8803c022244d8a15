"""``hydrocalc uncertainty``."""

from __future__ import annotations

from typing import Any

from hydrocalc.cli import studies
from hydrocalc.cli.studies import REPEATED as REPEATED
from hydrocalc.cli.studies import before as before
from hydrocalc.errors import InputError, NoSolutionError
from hydrocalc.texts import Phrase

HELP = "A design with uncertain inputs: quantiles, how often limits are missed, what matters."
EPILOG = (
    "Example: hydrocalc uncertainty station.hydro.toml --n 1e6 --input line.roughness=0.1mm..0.5mm"
)
POSITIONAL = {"file": "design file, *.hydro.toml"}
OPTIONS = {
    "n": "scenarios (100000)",
    "input": "an uncertain input: NAME=A..B uniform, A;M;B triangular, M±S in A..B normal and cut "
    "off; may be repeated, beside the design's own",
    "grade": "acceptance grade of the pumps, ISO 9906, or none (2B)",
    "sampler": "sobol, latin-hypercube, halton or random (sobol)",
    "seed": "seed of the random numbers (drawn, and printed)",
    **studies.OPTIONS,
}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
FORMATS = ("parquet",)
NAMES = {
    "design": "FILE",
    "inputs": "--input", "out": "--folder", "limits": "--limit", "outputs": "--keep",
    "path": "--output",
}  # fmt: skip


def run(given: dict[str, Any]) -> Any:
    """Read the design, draw its inputs, say which of them matter."""
    from hydrocalc.components.acceptance import GRADES
    from hydrocalc.records.fields import choice, whole
    from hydrocalc.stations.designs.models import design_inputs, design_model
    from hydrocalc.studies.inputs import grade_inputs
    from hydrocalc.studies.model import unknown
    from hydrocalc.studies.sensitivity import tornado
    from hydrocalc.studies.sweeps import monte_carlo

    design = studies.design_of(given)
    model = design_model(design)
    grade = given.pop("grade", "2B")
    choice(grade, "grade", (*GRADES, "none"))
    inputs = ({} if grade == "none" else grade_inputs(grade)) | design_inputs(design)
    typed: set[str] = set()
    for text in given.pop("input", None) or ():
        name, inputs[name] = studies.distribution_of(model, text)
        if name in typed:
            raise InputError("input", "each input once", name)
        typed.add(name)
    if not inputs:
        raise InputError("input", "one or more inputs that vary", Phrase("none"),
                         studies.EXAMPLES["input"])  # fmt: skip
    n = studies.count_of(given.pop("n", "100000"))
    how = {k: given.pop(k) for k in ("sampler", "seed") if k in given}
    if "seed" in how:
        how["seed"] = whole(how["seed"], "seed", 0, 2**63 - 1)
    of = given.pop("of", None)
    if of is not None and of not in model.outputs:
        raise unknown("of", of, model.outputs)
    study = monte_carlo(model, inputs=inputs, n=n, **how, **studies.shared(given))
    try:
        bars = tornado(model, inputs=inputs, output=of or study.names[0])
    except NoSolutionError as error:  # the study stands without it
        return studies.Page(study, None, of, error)
    return studies.Page(study, bars, of)


def plot(record: Any, lang: str) -> Any:
    """Share of the scenarios below each value of an output."""
    from hydrocalc.plots.sweeps import plot_distribution

    return plot_distribution(record.study, record.of, lang=lang)
