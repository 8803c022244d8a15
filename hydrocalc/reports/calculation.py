"""The calculation sheet of a station or of one result."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.checks.engine import day
from hydrocalc.checks.outcomes import SCREENING
from hydrocalc.errors import InputError
from hydrocalc.kernels.formulas import FORMULAS
from hydrocalc.records.columns import read_text
from hydrocalc.records.fields import choice
from hydrocalc.records.messages import LANGUAGES, translated
from hydrocalc.records.record import Record, Result
from hydrocalc.records.tables import Table
from hydrocalc.reports.sheet import Sheet
from hydrocalc.reports.station import station_chapters
from hydrocalc.reports.steps import steps
from hydrocalc.reports.tree import Block, Chapter, Figure, Listing, Paragraph, cleaned
from hydrocalc.stations.designs.design import StationDesign
from hydrocalc.stations.designs.rules import rule_files
from hydrocalc.texts import quoted
from hydrocalc.version import __version__

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


def calculation_sheet(
    design_or_result: StationDesign | Result | str | os.PathLike[str],
    *,
    lang: Language = "en",
    today: str | None = None,
    units_system: str | None = None,
) -> Sheet:
    """The calculation of a station, or of one result, as a document that a reviewer can follow.

    Parameters
    ----------
    design_or_result : StationDesign, path or result
        The station or its design file: all chapters of a preliminary design's hydraulic section.
        Or what `size_station`, `hydraulic_grade_line`, `operating_matrix`, `duty_point` and the
        like return.
    lang : {'en', 'zh'}, optional
        Language of the sheet.
    today : str, optional
        Day on it, and on which waivers are judged, such as 2026-12-31 (today).
    units_system : {'si', 'us'}, optional
        Units of tables, results and drawings ('si'); what is put into formulas is in SI units.

    Returns
    -------
    Sheet
        One tree: `to_html`, `to_markdown`, `to_dict`, and `write` for a file ending in .html, .md,
        .json, .pdf, .docx or .xlsx.

    Raises
    ------
    DesignFileError
        If a file can't be used.
    InputError
        If an argument can't be used, or records contradict each other.

    Notes
    -----
    Steps show formula, numbers and result from what the results declare; the same input gives the
    same bytes of HTML, Markdown and JSON.

    References
    ----------
    Order of the chapters: SL/T 619-2021, hydraulic machinery (from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> sizing = hc.size_station(flow="0.40 m3/s", head="87.8 m")
    >>> sheet = hc.calculation_sheet(sizing, today="2026-12-31")
    >>> step = sheet.chapters[0].blocks[2]
    >>> print(step.formula, "|", step.result)
    P_h = ρ·g·Q·H | 343791 W = 343.8 kW
    """
    choice(lang, "lang", LANGUAGES)
    with units.shown_in(units_system):
        return _sheet(design_or_result, lang, today)


def _sheet(given: Any, lang: Language, today: str | None) -> Sheet:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ranges are said at the steps
        if isinstance(given, Result):
            when, chapters = day(today), tuple(_result_chapters(given, lang))
            note = translated(SCREENING, lang)
            title = translated("Calculation sheet: {name}", lang, name=_name(given, lang))
            hashed: Record = given
            files = []
        elif isinstance(given, (StationDesign, str, os.PathLike)):
            design, when, note, chapters = station_chapters(given, lang, today)
            text = "Hydraulic calculation: {name}"
            title = translated(text, lang, name=design.project.name)
            hashed = design.replace(origin=None)
            # What decides the checks but stands in files of its own counts, too.
            files = [read_text(f, "rule_files") for f in rule_files(design)]
        else:
            raise InputError(
                "design_or_result", "a StationDesign, its file, or a result", quoted(given)
            )
    print_ = _fingerprint(hashed, files)
    version = ("hydrocalc", __version__)
    if lang == "zh":  # the program's name and version are one thing to Chinese readers
        version = translated("software version", lang), " ".join(version)
    identity = (
        (translated("date", lang), when), version,
        (translated("hash of the input", lang), print_[:16]),
    )  # fmt: skip
    annex = _annex(print_, when, lang)
    sheet: Sheet = cleaned(Sheet(title, lang, note, identity, (*chapters, annex)))
    return sheet


def _fingerprint(record: Record, files: Sequence[str]) -> str:
    """SHA-256 of a record's JSON, keys sorted, without spaces, and of the files that go with it."""
    text = json.dumps(record.to_dict(), sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256("\0".join([text, *files]).encode()).hexdigest()


def _annex(fingerprint: str, when: str, lang: Language) -> Chapter:
    import scipy

    rows = [
        ["hydrocalc", __version__], ["Python", platform.python_version()],
        ["numpy", np.__version__], ["scipy", scipy.__version__],
        [translated("date", lang), when],
        [translated("SHA-256 of the input (its JSON, keys sorted)", lang), fingerprint],
    ]  # fmt: skip
    heads = [translated(h, lang) for h in ("item", "value")]
    texts = (
        "Formulas are written in SI units (speed in rpm, temperature in °C, hours and days where "
        "a symbol says so). The calculation goes on with unrounded numbers; shown are rounded "
        "ones.",
        "Tests of hydrocalc compare every formula with the code and recompute every step from what "
        "it names.",
    )
    blocks: list[Block] = [Paragraph(translated(text, lang)) for text in texts]
    return Chapter(
        translated("Annex: versions and fingerprint", lang),
        (Listing(Table(heads, rows)), *blocks),
    )


def _name(result: Result, lang: Language) -> str:
    label = type(result).__name__
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in label).strip()
    return translated(_TITLES.get(label, words), lang)


_TITLES = {
    "StationSizing": "Pump station sizing", "Reconciliation": "Published figures",
    "GradeLine": "Hydraulics of the line", "OperatingMatrix": "Operating matrix",
    "DutyPoint": "Duty point", "NPSHEnvelope": "NPSH and installation level",
    "DesignComparison": "Designs side by side", "CharacteristicHeads": "Characteristic heads",
    "CurveFit": "Pump curve", "StagingMap": "Staging map", "Submergence": "Submergence",
}  # fmt: skip


def _result_chapters(result: Result, lang: Language) -> Iterator[Chapter]:
    blocks: list[Block] = []
    if result.made_by:
        text = "Each step: formula, numbers put into it, result, source."
        blocks += [Paragraph(translated(text, lang)), *_steps(result, lang)]
    if len(blocks) > 1:
        yield Chapter(translated("Calculation", lang), tuple(blocks))
    caveat = translated(SCREENING, lang)
    found: list[Block] = [
        Listing(part) if isinstance(part, Table) else Paragraph(part)
        for part in result.sections(lang, **_VIEWS.get(type(result).__name__, {})) if part != caveat
    ]  # fmt: skip
    drawing = _drawing(result, lang)
    yield Chapter(translated("Results", lang), (*found, *drawing))


def _steps(result: Result, lang: Language) -> Iterator[Block]:
    """One step for each declaration; of arrays, that of their first element."""
    for path in result.declared:
        if result.how(path).kernel in FORMULAS:
            parents = path.split(".")[:-1]
            if parents and result._plain[parents[0]] is None:
                continue
            shape = np.shape(result.plain_at(path))
            of = translated(_UPPER, lang) if _at_design_flow(result, path) else ""
            yield from steps(result, (path,), lang, index=_element(result, path, shape), of=of)


_UPPER = "design flow all year: upper bound"


def _at_design_flow(result: Any, path: str) -> bool:
    """Whether energy and cost a year are those of the design flow all year."""
    if path not in ("energy_per_year", "cost_per_year"):
        return False
    return bool(np.all(result.si.mean_flow == result.si.flow))


def _element(result: Result, path: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The element shown: the first whose number is known."""
    if not shape:
        return ()
    known = np.argwhere(np.isfinite(result.plain_at(path)))
    return tuple(int(i) for i in known[0]) if len(known) else (0,) * len(shape)


_VIEWS: dict[str, dict[str, Any]] = {"OperatingMatrix": {"strict": True}}
"""What a sheet asks of a result's sections."""

_DRAWN = {
    "GradeLine": ("lines", "plot_grade_line", "Grade line along the line"),
    "OperatingMatrix": (
        "systems", "plot_operation", "Combinations of units in the band of the system, by number",
    ),
    "NPSHEnvelope": ("systems", "plot_npsh", "NPSH over the flow"),
    "CurveFit": ("systems", "plot_pump_curve", "Pump curve"),
    "StagingMap": (
        "systems", "plot_staging", "Energy over the flow, combination by combination",
    ),
}  # fmt: skip
"""Module and name of the plot of a result, and its caption."""


def _drawing(result: Any, lang: Language) -> tuple[Figure, ...]:
    name = type(result).__name__
    if name not in _DRAWN:
        return ()
    module, function, caption = _DRAWN[name]
    plots = import_module(f"hydrocalc.plots.{module}")
    if name == "OperatingMatrix" and not len(plots.chosen_combinations(result)):
        return ()
    draw = partial(getattr(plots, function), result, lang=lang, units_system=units.system())
    return (Figure(draw, translated(caption, lang)),)
