"""What the commands of studies have in common: values, conditions and distributions as typed."""

from __future__ import annotations

import math
import re
from typing import Any

from hydrocalc.errors import InputError
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, quoted

MOST_VALUES = 1_000_000
OPTIONS = {
    "keep": "outputs to be kept, with commas, or 'summary' (all)",
    "limit": "condition whose misses are counted: 'A.npsh_margin >= 0.5 m'; may be repeated",
    "folder": "folder for the results: an interrupted study goes on where it was",
    "threads": "threads (one a processor)",
    "progress": "bar, json (lines on stderr) or none (a bar on a terminal)",
    "of": "the output that the plot shows (the first)",
    "plot": "write a plot as PNG or SVG",
}
EXAMPLES = {"vary": "flow=0.2:0.4:0.05", "input": "flow=0.35..0.45"}
_VALUES = {"vary": "START:STOP:STEP", "input": "A..B"}
REPEATED = ("vary", "limit", "input")


def design_of(given: dict[str, Any]) -> Any:
    """The design of the file that was typed; its rule files are held to what rules may name."""
    from hydrocalc.stations.designs.reading import read_design
    from hydrocalc.stations.designs.rules import own_rules

    if "file" not in given:
        raise InputError("FILE", "a design file", Phrase("nothing"))
    design = read_design(given.pop("file"))
    if design.checks.rule_files:
        from hydrocalc.checks.quantities.registry import registered

        own_rules(design, registered())
    return design


def split(text: str, argument: str) -> tuple[str, str]:
    """Name and value of ``NAME=VALUE``, the name as the model has it."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise InputError(argument, "NAME={values}", quoted(text), EXAMPLES[argument],
                         values=_VALUES[argument])  # fmt: skip
    from hydrocalc.stations.designs.models import KEYS

    return KEYS.get(name.strip(), name.strip()), value.strip()


def _known(model: Any, name: str, option: str) -> None:
    from hydrocalc.studies.model import unknown

    if name in model.inputs:
        return
    if name.startswith("line.") and not any(n.startswith("line.") for n in model.inputs):
        raise InputError(option, "an input of the design, which has no line", quoted(name),
                         Phrase("[[line.reaches]] in its file"))  # fmt: skip
    raise unknown(option, name, model.inputs)


def values_of(model: Any, text: str) -> tuple[str, Any]:
    """Values of an input: ``NAME=START:STOP:STEP``, both ends included, or ``NAME=A;B;C``."""
    import numpy as np

    name, value = split(text, "vary")
    _known(model, name, "vary")
    parts = value.replace("；", ";").replace("：", ":").split(":")
    if len(parts) == 1:
        return name, [_number(model, name, v, "vary") for v in _same_unit(parts[0].split(";"))]
    if len(parts) != 3:
        raise InputError("vary", "START:STOP:STEP or A;B;C", quoted(value))
    parts = _clear_units(parts, value, "vary")
    start, stop = (_number(model, name, v, "vary") for v in parts[:2])
    step = _number(model, name, parts[2], "vary", step=True)
    if step <= 0 or stop < start:
        raise InputError("vary", "START:STOP:STEP upwards, with a step above 0", quoted(value))
    count = (stop - start) / step * (1.0 + 1e-12) + 1e-9
    if count >= MOST_VALUES:
        raise InputError("vary", "at most {most} values", f"{count:.3g}", most=MOST_VALUES)
    return name, start + step * np.arange(int(count) + 1)


_PLAIN = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")


def _same_unit(parts: list[str]) -> list[str]:
    """Values that have the unit of the last if none of the others has one: 200:500:100 L/s."""
    unit = _unit_of(parts[-1])
    if unit and all(_PLAIN.fullmatch(p) for p in parts[:-1]):
        return [*(f"{p.strip()} {unit}" for p in parts[:-1]), parts[-1]]
    return parts


def _clear_units(parts: list[str], value: str, option: str) -> list[str]:
    """As `_same_unit`; what may be read in two ways is refused."""
    parts = _same_unit(parts)
    if len({bool(_unit_of(p)) for p in parts}) > 1:
        raise InputError(option, "a unit beside each number, or after the last", quoted(value))
    return parts


def _unit_of(text: str) -> str:
    number = _PLAIN.match(text)
    return text[number.end() :].strip() if number else ""


def _number(model: Any, name: str, text: str, option: str, step: bool = False) -> float:
    """A value typed after an option; a `step` is the difference of two, 36 °F are 20 K."""
    from hydrocalc import units

    one, text, typed = model.inputs[name], text.strip(), f"--{option} {name}"
    if not step:
        return float(units.number(text, one.kind, typed, low=one.low, high=one.high))
    unit = re.sub(r"^[+-]?[\d.]+(?:[eE][+-]?\d+)?", "", text)
    value, zero = (
        float(units.number(t, one.kind, typed, low=-1e9, high=1e9)) for t in (text, f"0{unit}")
    )
    return value - zero


def distribution_of(model: Any, text: str) -> tuple[str, Any]:
    """``NAME=A..B`` uniform, ``NAME=A;M;B`` triangular, ``NAME=M±S in A..B`` normal and cut off.

    S may be in % of M, but for an input that is a share itself: there it is in points.
    """
    from scipy.stats import norm, triang, uniform

    from hydrocalc.studies.distributions import Truncated
    from hydrocalc.studies.sweeps import physical

    name, value = split(text, "input")
    _known(model, name, "input")
    value = value.replace("；", ";").replace("+-", "±")
    cut = re.fullmatch(r"(.+?)±(.+?)(?:\s+in\s+(.+?)\.\.(.+))?", value)
    if cut:
        given = [part for part in cut.groups() if part is not None]
        share = re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*[%％]\s*", cut[2])
        if share and model.inputs[name].kind not in ("ratio", "efficiency"):
            others = _clear_units(given[:1] + given[2:], value, "input")
            mean, *ends = (_number(model, name, v, "input") for v in others)
            deviation = abs(mean) * float(share[1]) / 100.0
        else:
            given = given if share else _clear_units(given, value, "input")
            mean, *ends = (_number(model, name, v, "input") for v in given[:1] + given[2:])
            deviation = _number(model, name, given[1], "input", step=True)
        if not deviation > 0.0:
            raise InputError("input", "a deviation above 0", quoted(value))
        bell = norm(mean, deviation)
        if not ends and math.isfinite(physical(model.inputs[name])[0]):
            raise InputError("input", "ends as well, as in M±S in A..B", quoted(value))
        return name, Truncated(bell, *ends) if ends else bell
    parts = value.split("..") if ".." in value else value.split(";")
    numbers = [_number(model, name, v, "input") for v in _clear_units(parts, value, "input")]
    low, high = numbers[0], numbers[-1]
    if low < high and numbers == sorted(numbers):
        if ".." in value and len(numbers) == 2:
            return name, uniform(low, high - low)
        if ".." not in value and len(numbers) == 3:
            return name, triang((numbers[1] - low) / (high - low), loc=low, scale=high - low)
    raise InputError("input", "A..B, A;M;B or M±S in A..B, upwards", quoted(value))


def count_of(text: str) -> int:
    """A whole number that may be typed as 1e6."""
    from hydrocalc.records.fields import whole

    try:
        number = float(text) if len(text) < 24 else 0.5
        return whole(int(number) if number == int(number) else text, "n", 1, 10**12)
    except (ValueError, OverflowError):
        return whole(text, "n", 1, 10**12)


def shared(given: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments of `sweep` and `monte_carlo`."""
    taken: dict[str, Any] = {}
    keep = given.pop("keep", None)
    if keep is not None:
        words = [w.strip() for w in keep.replace("，", ",").split(",") if w.strip()]
        taken["keep"] = "summary" if words == ["summary"] else words
    limits: dict[str, Any] = {}
    for text in given.pop("limit", None) or ():
        match = re.fullmatch(r"\s*(\S+?)\s*(<=|>=|<|>|≤|≥)\s*(.+)", text)
        if match is None:
            raise InputError("limit", "a condition such as 'head <= 90 m'", quoted(text))
        limits.setdefault(match[1], []).append(f"{match[2]} {match[3]}")
    if limits:
        taken["limits"] = limits
    if "folder" in given:
        taken["out"] = given.pop("folder")
    if "threads" in given:
        taken["threads"] = given.pop("threads")
    forms = {"bar": True, "json": "json", "none": False}
    progress = given.pop("progress", None)
    if progress is not None:
        if progress not in forms:
            raise InputError("progress", "one of: {words}", quoted(progress),
                             words=", ".join(forms))  # fmt: skip
        taken["progress"] = forms[progress]
    return taken


class Page:
    """A study as a command prints and writes it: its summary, or all of its columns."""

    def __init__(
        self, study: Any, more: Any = None, of: str | None = None, note: Any = None
    ) -> None:
        self.study, self.summary, self.more, self.note = study, study.summary, more, note
        self.of = of or study.names[0]
        self.schema = self.summary.schema if more is None else ("uncertainty", 1)
        self.exit_code = self.summary.exit_code

    def check(self) -> Page:
        """The page, if the output to be shown is one."""
        from hydrocalc.studies.model import unknown

        if self.of not in self.study.names:
            raise unknown("of", self.of, self.study.names)
        return self

    def text(self, lang: Any = "en", title: Any = str, **view: Any) -> str:
        """The summary, and the tornado if there is one."""
        parts = [x.text(lang, title) for x in (self.summary, self.more) if x]
        return "\n\n".join([*parts, *self._notes(lang)])

    def markdown(self, lang: Any = "en", **view: Any) -> str:
        """The same as Markdown."""
        parts = [x.markdown(lang) for x in (self.summary, self.more) if x]
        return "\n\n".join([*parts, *self._notes(lang)])

    def _notes(self, lang: Any) -> list[str]:
        from hydrocalc.records.messages import translated

        return [] if self.note is None else [self.note.render(lambda t: translated(t, lang))]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        more = {} if self.more is None else {"tornado": self.more.to_dict()}
        return {**self.summary.to_dict(), **more}

    def data(self, lang: Any = "en", **view: Any) -> Table:
        """One scenario a row, plain numbers in the unit of the heads."""
        columns = self.study.to_dict()
        rows = zip(*(_cells(v) for v in columns.values()), strict=True)
        heads = [self.study.unit(n) if n != "status" else "" for n in columns]
        return Table(list(columns), list(rows), units=["" if u == "1" else u for u in heads])

    def write_columns(self, path: str, force: bool) -> None:
        """All columns as Parquet."""
        self.study.to_parquet(path, force=force)


def before(given: dict[str, Any], format: str, file: str | None) -> None:
    """Refuse a form of the result that can't be had, before the work."""
    if format == "parquet" and file is None:
        raise InputError("format", "--output FILE beside it")
    if format in ("csv", "parquet") and str(given.get("keep", "")).strip() == "summary":
        raise InputError("keep", "outputs: {format} has one scenario a row", "summary",
                         format=format)  # fmt: skip


def _cells(values: Any) -> list[str]:
    return [x if isinstance(x, str) else f"{x:.12g}" for x in values.tolist()]
