"""The chapters of a station's sheet, in the order of a preliminary design's hydraulic section.

A chapter that lacks data stands with what is missing; the transient chapter always stands.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.engine import examined
from hydrocalc.checks.findings import Finding
from hydrocalc.checks.outcomes import NONE, OPEN, UNJUDGED, WAIVED
from hydrocalc.checks.quantities.registry import registered
from hydrocalc.components.motors import supply_of
from hydrocalc.errors import InputError, NoSolutionError
from hydrocalc.hydraulics import grade_line_text as line_text
from hydrocalc.records.assumptions import assumed
from hydrocalc.records.messages import rendered, series, translated
from hydrocalc.records.record import Record, Result
from hydrocalc.records.tables import Table
from hydrocalc.reports.steps import step, steps
from hydrocalc.reports.tree import Block, Chapter, Figure, Listing, Paragraph
from hydrocalc.stations import sizing_text
from hydrocalc.stations.designs.conditions import SUPPLY, MissingError, NotApplicableError
from hydrocalc.stations.designs.states import levels_of_kind
from hydrocalc.stations.duty_kinds import SEWAGE
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language
    from hydrocalc.stations.designs.design import StationDesign

MOST = 6
"""Reaches, or kinds of units, whose steps are shown one by one; tables show all."""

SUCTION = (
    "temperature_max", "altitude", "weather", "water_above_eye", "suction_loss", "npsh_margin",
    "npsh_c",
)  # fmt: skip
"""Assumptions that the highest level of an impeller eye hangs on."""

BELONGS = {
    "flow": ("flow_over_demand", "own_use", "emergency_share", "strings"),
    "line": ("main_velocity", "least_main_velocity", "lowest_pressure", "out_of_range"),
    "pumps": (
        "standby", "droop", "estimated_curves", "mean_efficiency", "nq_eye_least",
        "pump_best_efficiency", "mei_pump_efficiency", "claimed_efficiency", "implausible_claims",
    ),
    "operation": (
        "duty_share", "duty_share_lowest", "firm_share", "installed_units", "least_over_preferred",
        "largest_over_preferred", "outside_allowable", "off_curve", "no_flow", "least_continuous",
        "slowest_share",
    ),
    "npsh": ("npsh_margin", "npsh_ratio", "suction_speed"),
    "motors": (
        "motor_margin", "smaller_motor", "motor_class", "motor_class_short", "hv_motor_efficiency",
    ),
    "branches": (
        "suction_velocity", "discharge_velocity", "bell_submergence", "bell_velocity",
        "sump_seconds", "starts",
    ),
    "transients": (
        "transient_analysis", "transient_pressure", "reverse_speed", "column_separation",
        "reverse_time", "pressure_with_surge", "lowest_transient", "vacuum_used", "valve_slam",
    ),
    "pressures": ("rating_used", "design_pressure_used"),
    "energy": ("station_efficiency", "energy_per_metre"),
    "published": ("volume_gap", "installed_gap", "head_gap", "flow_gap"),
}  # fmt: skip
"""Quantities of rules by the chapter where their verdict stands."""


def station_chapters(
    design: StationDesign | str | os.PathLike[str], lang: Language, today: str | None
) -> tuple[StationDesign, str, str, tuple[Chapter, ...]]:
    """The design, the day, what the sheet is worth, and all chapters."""
    station = _Station(design, lang, today)
    return station.design, station.case.today, station.note(), tuple(station.chapters())


_REACH = ("velocity", "reynolds", "relative_roughness", "friction_factor", "reach_friction",
          "reach_local")  # fmt: skip
"""Steps of a reach, as far as the law of friction has them."""


class _Station:
    """What the chapters draw on: the case that was solved for the checks, and their report."""

    def __init__(self, design: Any, lang: Language, today: str | None) -> None:
        self.case, self.report = examined(design, today=today)
        self.design: StationDesign = self.case.conditions.design
        self.lang = lang
        self.told: set[str] = set()
        """Rules whose verdict stands at a step."""

    def t(self, text: str, **values: Any) -> str:
        """Text in the language of the sheet."""
        return translated(text, self.lang, **values)

    def note(self) -> str:
        """What the whole sheet is worth."""
        if self.report.note:
            return rendered(self.report.note, self.lang)
        return self.t("The pumps' curves and the transient analysis are the work of others: what "
                      "is computed from them is worth what they are.")  # fmt: skip

    def chapters(self) -> Iterator[Chapter]:
        """All of them, numbered."""
        t, sewage = self.t, self.design.project.kind == SEWAGE
        parts: list[tuple[str, str, Sequence[Callable[[], Iterator[Block]]]]] = [
            (t("Basis and standards"), "", [self.basis]),
            (t("Characteristics of the station"), "", [self.characteristics]),
            (t("Design flow and daily volume"), "flow", [self.built_flow, self.duty]),
            (t("Characteristic levels and heads"), "", [self.levels, self.heads]),
            (t("Hydraulics of the line"), "line", [self.line, self.conditions]),
            (t("Pump selection"), "pumps", [self.pumps, self.arrangements]),
            (t("Operating states"), "operation", [self.operation]),
            (t("NPSH and installation level"), "npsh", [self.npsh, self.eye_level]),
            (t("Motors"), "motors", [self.motors]),
            (
                t("Branches, valves and sump" if sewage else "Branches, valves and wet well"),
                "branches",
                [self.branches, self.wet_well],
            ),
            (t("Hydraulic transients"), "transients", [self.transients, self.screening]),
            (t("Pressures and pressure classes of the line"), "pressures", [self.pressures]),
            (t("Energy and cost"), "energy", [self.energy]),
            (t("Auxiliary equipment"), "", [self.auxiliary]),
            (t("Published figures"), "published", [self.published]),
            (t("Checks"), "", [self.checks]),
            (t("Conclusions, open points, assumptions"), "", [self.conclusions]),
        ]
        for number, (title, key, makers) in enumerate(parts, 1):
            blocks: list[Block] = []
            for make in makers:
                blocks += [b for b in self._tried(make) if b not in blocks]
            blocks += self._verdicts(key)
            yield Chapter(f"{number} {title}", tuple(blocks))

    def _tried(self, make: Callable[[], Iterator[Block]]) -> list[Block]:
        """Blocks up to where data end, and what would be needed."""
        blocks: list[Block] = []
        try:
            blocks.extend(make())
        except MissingError as error:
            text = self.t("Not computed. Missing in the design file: {keys}.",
                          keys=self._keys(error))  # fmt: skip
            blocks.append(Paragraph(text, "open"))
        except NotApplicableError as error:
            text = self.t("Not applicable: {codes}.", codes=error.reason)
            blocks.append(Paragraph(text))
        except (InputError, NoSolutionError) as error:
            said = error.render(lambda text: translated(text, self.lang))
            blocks.append(Paragraph(self.t("Not computed: {why}.", why=said), "open"))
        return blocks

    def _keys(self, error: MissingError) -> str:
        """What is missing, in the language of the sheet."""
        return ", ".join(rendered(key, self.lang) for key in error.keys)

    def _of(self, *quantities: str, subject: str = "") -> list[Finding]:
        """Findings on quantities, to stand at the step that computes them."""
        found = [
            f for f in self.report.findings
            if f.quantity in quantities and f.value is not None and f.subject in ("", subject)
        ]  # fmt: skip
        self.told |= {f.code for f in found}
        return found

    def _verdicts(self, chapter: str) -> list[Block]:
        """Findings of a chapter that no step has shown."""
        found = [
            f for f in self.report.findings
            if f.quantity in BELONGS.get(chapter, ()) and f.code not in self.told
            and f.outcome != NONE
        ]  # fmt: skip
        return [Listing(findings_table(found, self.lang))] if found else []

    def _table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], title: str = "",
        right: Sequence[int] = (), shown: Sequence[str] = (),
    ) -> Listing:  # fmt: skip
        """A table whose headings and title are translated."""
        t = self.t
        columns = [t(h) if h else "" for h in heads]
        units_ = [t(unit) if unit else "" for unit in shown]
        return Listing(Table(columns, rows, t(title) if title else "", frozenset(right), units_))

    def _values(self, rows: Sequence[tuple[str, Any, str]], title: str = "") -> Listing:
        """Labels with plain numbers and kinds as a table; an unknown number is a dash."""
        cells = []
        for label, plain, kind in rows:
            known = plain is not None and np.isfinite(plain)
            shown = units.digits_of(units.shown(plain, kind), 4) if known else "–"
            cells.append([label, shown, self.t(units.unit_shown(kind))])
        return self._table(("quantity", "value", "unit"), cells, title, (1,))

    def _fields(self, result: Result, names: Sequence[str], title: str = "") -> Listing:
        """Some fields of a result as a table."""
        rows = [
            [translated(result.fields[n].label, self.lang),
             *result.fields[n].show(result._plain[n], self.lang)]
            for n in names
        ]  # fmt: skip
        return self._table(("quantity", "value", "unit"), rows, title, (1,))

    def _parts(self, parts: Sequence[Table | str]) -> Iterator[Block]:
        """What a result says, without the closing caveat."""
        caveat = translated(sizing_text.CAVEAT, self.lang)
        for part in parts:
            if isinstance(part, Table):
                yield Listing(part)
            elif part != caveat:
                yield Paragraph(part)

    def _figure(self, draw: Callable[..., Any], result: Any, caption: str) -> Figure:
        drawn = partial(draw, result, lang=self.lang, units_system=units.system())
        return Figure(drawn, caption)

    # 1 and 2

    def basis(self) -> Iterator[Block]:
        """What is designed, by which standards, from which data."""
        p = self.design.project
        if p.description:
            yield Paragraph(p.description)
        sets = ", ".join(self.design.checks.rules)
        yield Paragraph(self.t("Rule sets applied: {names}.", names=sets))
        clauses: dict[str, list[str]] = {}
        weak: set[str] = set()
        for f in self.report.findings:
            # A word of ours, such as practice, is no standard.
            ours = isinstance(f.standard, Phrase)
            if f.outcome != NONE and not (ours and f.standard.islower()):
                name = rendered(f.standard, self.lang)
                clauses.setdefault(name, [])
                clause = rendered(f.clause, self.lang)
                if clause and clause not in clauses[name]:
                    clauses[name].append(clause)
                if f.basis not in data.VERIFIED and f.basis != "project":
                    weak.add(name)
        rows = [
            [name, ", ".join(sorted(found)) or "–", self.t("no" if name in weak else "yes")]
            for name, found in sorted(clauses.items())
        ]
        yield self._table(("standard", "clauses checked", "all values verified"), rows,
                          "Standards and clauses checked")  # fmt: skip
        if weak:
            yield Paragraph(
                self.t("Values from articles or memory are of unverified provenance: compare them "
                       "with the standard before calling the design compliant.")
            )  # fmt: skip
        yield self._given()

    def _given(self) -> Listing:
        """What the design file says, but lists, which stand in their chapters."""
        kind = self.t("kind of station")
        if self._defaulted("project", "kind"):
            kind = f"{kind} ({self.t('default')})"
        rows = [[self.t("project"), kind, self.t(self.design.project.kind), ""]]
        for name, field in self.design.fields.items():
            part = self.design._plain[name]
            if isinstance(part, Record) and name not in ("project", "checks", "origin"):
                label = translated(field.label, self.lang)
                for key, (inner, text, unit) in zip(part.fields, part.rows(self.lang), strict=True):
                    if text not in ("–", "") and "[" not in text:
                        inner = self._level(key) or inner
                        if self._defaulted(name, key):
                            inner = f"{inner} ({self.t('default')})"
                        rows.append([label, inner, text, unit])
                        label = ""
        return self._table(("part", "quantity", "value", "unit"), rows, "Data given")

    def _level(self, key: str) -> str:
        """Name of a level at the pumps by the kind of station; nothing of other keys."""
        side, _, end = key.partition("_")
        at = ("min", "max", "design")
        if side != "suction" or end not in at:
            return ""
        return self.t(levels_of_kind(self.design.project.kind)[side][at.index(end)])

    def _defaulted(self, part: str, key: str) -> bool:
        """Whether a value is that which holds where nothing is said."""
        record, origin = self.design._plain[part], self.design.origin
        if origin is not None and f"{part}.{key}" in origin.keys:
            return False
        return bool(record._plain[key] == record.fields[key].default)

    def characteristics(self) -> Iterator[Block]:
        """The page that a reader who has one minute reads."""
        t, case = self.t, self.case
        rows: list[list[str]] = []

        def add(label: str, kind: str, value: Callable[[], Any]) -> None:
            shown, unit = "–", ""
            try:
                plain = value()
                if isinstance(plain, str):
                    shown = plain
                elif plain is not None and np.isfinite(plain):
                    shown = units.digits_of(units.shown(plain, kind), 4)
                    unit = t(units.unit_shown(kind))
            except MissingError as error:
                unit = t("missing: {keys}", keys=self._keys(error))
            except (NotApplicableError, InputError, NoSolutionError):
                pass
            rows.append([translated(label, self.lang), shown, unit])

        add("design flow", "flow", lambda: case.conditions.flow)
        add("pumping hours", "hours per day", lambda: case.duty.si.hours)
        add("daily volume", "daily volume", lambda: case.duty.si.daily_volume)
        add("design head", "head", lambda: case.conditions.heads.design)
        add("highest head", "head", lambda: case.conditions.heads.highest)
        add("lowest head", "head", lambda: case.conditions.heads.lowest)
        add("mean head", "head", lambda: case.conditions.heads.mean)
        add("hydraulic power", "power", lambda: case.duty.si.hydraulic_power)
        for key in ("suction_design", "suction_min", "suction_max", "delivery_design"):
            label = self._level(key) or case.conditions.levels.fields[key].label
            add(label, "level", partial(case.conditions.need, f"levels.{key}"))
        add("units on duty and standby", "", self._sets)
        kinds = case.conditions.units
        for i, unit in enumerate(kinds):
            of = f" ({case.conditions.name(i)})" if len(kinds) > 1 else ""
            add(t("pumps") + of, "", partial(str, unit.pump.name))
            add(t("speed") + of, "speed", partial(float, unit.si.speed or unit.pump.si.speed))
            add(t("pump efficiency") + of, "efficiency", partial(self._efficiency, i))
            add(t("motor rating") + of, "power", partial(case.rating, i))
        add("flow of all units on duty", "flow", lambda: case.duty_flow)
        add("head at the header", "head", lambda: float(case.matrix.si.head[case.everything, 0]))
        add("installed power", "power", lambda: float(case.energy.si.installed_power[0]))
        add("length of the line", "length", lambda: sum(r.si.length for r in self._reaches()))
        bores: list[float | None] = [*self._bores()] if case.conditions.described else [None]
        for D in bores:
            add("bore", "diameter", partial(self._bore, D))
        add("parallel strings", "", lambda: ", ".join(
            dict.fromkeys(str(r.strings) for r in self._reaches())))  # fmt: skip
        add("highest velocity in the line", "velocity", lambda: float(case.grade.si.velocity.max()))
        add("least NPSH margin", "head", lambda: min(n.si.least_margin for n in case.npsh))
        add("specific energy", "specific energy", lambda: float(case.energy.si.specific_energy[0]))
        year = t("energy a year")
        if upper := self._upper():
            year = f"{year} ({upper})"
        add(year, "energy", lambda: float(case.energy.si.energy_per_year[0]))
        add("verdict of the checks", "", lambda: t(self.report.verdict))
        yield self._table(("quantity", "value", "unit"), rows, right=(1,))

    def _reaches(self) -> Any:
        return self.case.conditions.need("line").reaches

    def _bores(self) -> list[float]:
        return list(dict.fromkeys(float(r.pipe.si.diameter) for r in self._reaches()))

    def _bore(self, D: float | None) -> float | None:
        self._reaches()  # it says what is missing
        return D

    def _efficiency(self, i: int) -> float:
        """Efficiency of one unit of a kind, all on duty in the design case."""
        return float(self.case.matrix.si.efficiency[self.case.everything, 0, i])

    def _sets(self) -> str:
        return f"{self.case.conditions.count} + {self.case.conditions.need('station.standby')}"

    # 3 and 4

    def built_flow(self) -> Iterator[Block]:
        """The design flow: given, or built up."""
        given = self.case.conditions.known("demand.flow")
        if given is not None:
            text = "The design flow is given: {flow}."
            if self.design.project.kind in SUPPLY:
                text = "The design flow is given; own use and leakage are inside it: {flow}."
            yield Paragraph(self.t(text, flow=units.show(given, "flow")))
        if self.case.conditions.known("demand.max_day") is not None or given is None:
            found = self._of("flow_over_demand")
            yield from step(self.case.conditions.built, "flow", self.lang, findings=found)
        flows, shares = (
            self.case.conditions.known("demand.flows"),
            self.case.conditions.known("demand.shares"),
        )
        if flows is not None and shares is not None:
            rows = [
                [units.read(q, "flow"), units.digits_of(100.0 * x)]
                for q, x in zip(flows, shares, strict=True)
            ]
            yield self._table(("flow", "share of the pumping hours"), rows,
                              "Flows over the year", (0, 1),
                              (units.unit_shown("flow"), "%"))  # fmt: skip
        yield from self._emergency()

    def _emergency(self) -> Iterator[Block]:
        if self.case.conditions.described and self.case.conditions.pumps:
            Q = self.case.emergency_flow
            if np.isfinite(Q):
                text = "With one string of each reach out the units on duty carry {flow}."
                yield Paragraph(self.t(text, flow=units.show(Q, "flow")))

    def duty(self) -> Iterator[Block]:
        """The daily volume."""
        yield from step(self.case.duty, "daily_volume", self.lang)

    def levels(self) -> Iterator[Block]:
        """Water levels at both ends."""
        record = self.case.conditions.levels
        if all(v is None for v in record._plain.values()):
            raise MissingError("levels.suction_design", "levels.delivery_design")
        rows = [
            [self._level(key) or label, shown, unit]
            for key, (label, shown, unit) in zip(record.fields, record.rows(self.lang), strict=True)
        ]
        yield self._table(("quantity", "value", "unit"), rows, "Characteristic levels", (1,))

    def heads(self) -> Iterator[Block]:
        """Characteristic heads and the power in the design head."""
        h = self.case.conditions.heads
        if not self.case.conditions.described:
            yield Paragraph(self.t("The heads are given, not computed: no line is described."))
        else:
            yield from self._head_losses()
        names = ("design", "highest", "lowest", "mean")
        rows = [(self.t(f"{name} head"), getattr(h, name), "head") for name in names]
        yield self._values(rows, "Characteristic heads")
        if self.case.conditions.described:
            yield Paragraph(self.t(
                "Highest head: design flow, lowest level at the pumps, highest at the end, the "
                "roughest condition of the line. Lowest head: the smallest of the flows over the "
                "year (else the design flow), highest level at the pumps, lowest at the end, the "
                "smoothest condition. Mean head: of the flows over the year at the middle of the "
                "levels, by flow and time."
            ))  # fmt: skip
        yield from step(self.case.duty, "hydraulic_power", self.lang)

    def _head_losses(self) -> Iterator[Block]:
        """Losses at the design flow and the design head that they make."""
        from hydrocalc.hydraulics.grade_line import hydraulic_grade_line

        line = self.case.conditions.need("line").replace(profile=None)  # the losses alone
        found = hydraulic_grade_line(
            line, self.case.conditions.liquid, flow=self.case.conditions.flow
        )
        yield self._reach_results(found, "Losses of the reaches at the design flow")
        yield from step(self.case.conditions.from_line, "design", self.lang)

    # 5

    def line(self) -> Iterator[Block]:
        """Reaches, their steps, what fails, and the grade line."""
        from hydrocalc.plots.lines import plot_grade_line

        grade = self.case.grade
        yield Listing(line_text.reaches_table(grade, self.lang))
        count = len(grade.line.reaches)
        paths = [p for p in _REACH if p in grade.declared]
        for j in range(min(count, MOST)):
            named = self.t("reach {number}", number=j + 1)
            for path in paths:
                flat = np.ndim(grade.plain_at(path)) == 1
                found: list[Finding] = []
                if path == "velocity" and j == int(np.argmax(grade.si.velocity[0])):
                    found = self._of("main_velocity", "least_main_velocity")
                if path == "reach_local" and not grade.si.reach_local[0, j]:
                    continue
                yield from step(grade, path, self.lang, index=(j,) if flat else (0, j), of=named,
                                findings=found)  # fmt: skip
        yield self._reach_results(grade)
        yield Listing(line_text.flows_table(grade, self.lang)._replace(title=""))
        if not np.any(grade.si.local):
            text = "Local losses are 0: no fittings and no share were given."
            yield Paragraph(self.t(text))
        for text in line_text.failures(grade, self.t):
            yield Paragraph(text)
        if grade.line.profile is not None or grade.line.si.delivery_level is not None:
            yield from steps(grade, ("required_level", "pump_head"), self.lang, index=(0,))
            caption = self.t("Grade line along the line")
            yield self._figure(plot_grade_line, grade, caption)

    def _reach_results(self, grade: Any, title: str = "Losses of the reaches") -> Listing:
        s, show = grade.si, units.digits_of
        rows = [
            [str(j + 1), units.read(s.string_flow[0, j], "flow"),
             units.read(s.velocity[0, j], "velocity", 3),
             show(s.reynolds[0, j], 3), show(s.friction_factor[0, j]),
             units.read(s.reach_friction[0, j] / s.reach_length[j], "gradient", 3),
             units.read(s.reach_friction[0, j], "head"), units.read(s.reach_local[0, j], "head")]
            for j in range(len(s.bore))
        ]  # fmt: skip
        rows.append(
            [
                self.t("all reaches"),
                "",
                "",
                "",
                "",
                "",
                units.read(s.friction[0], "head"),
                units.read(s.local[0], "head"),
            ]
        )
        heads = ("reach", "flow in each string", "velocity", "Reynolds number", "friction factor",
                 "gradient", "friction loss", "local loss")  # fmt: skip
        kinds = ("", "flow", "velocity", "", "", "gradient", "head", "head")
        shown = tuple(kind and units.unit_shown(kind) for kind in kinds)
        return self._table(heads, rows, title, range(1, 8), shown)

    def conditions(self) -> Iterator[Block]:
        """The line in its other conditions at the design flow."""
        from hydrocalc.hydraulics.grade_line import hydraulic_grade_line

        if len(self.case.conditions.lines) < 2:
            return
        rows = []
        for line in self.case.conditions.lines:
            line = line.replace(profile=None)  # the losses alone
            found = hydraulic_grade_line(
                line, self.case.conditions.liquid, flow=self.case.conditions.flow
            ).si
            k = [units.read(r.pipe.si.roughness, "roughness") for r in line.reaches
                 if r.pipe.si.roughness is not None]  # fmt: skip
            loss = found.friction[0] + found.local[0]
            rows.append([", ".join(dict.fromkeys(k)) or "–", units.read(loss, "head")])
        yield self._table(("equivalent roughness", "losses at the design flow"), rows,
                          "The line in other conditions", (0, 1),
                          (units.unit_shown("roughness"), units.unit_shown("head")))  # fmt: skip

    # 6

    def pumps(self) -> Iterator[Block]:
        """The units of the design, their specific speeds, their curves."""
        from hydrocalc.plots.systems import plot_pump_curve

        case = self.case
        rows = []
        for unit, fit in zip(case.conditions.units, case.fits, strict=True):
            c = unit.pump
            rows.append(
                [unit.name or "–", c.name or "–", str(unit.count),
                 units.digits_of(unit.si.speed or c.si.speed), units.digits_of(c.si.speed),
                 units.read(fit.best_flow, "flow"), units.read(fit.best_head, "head"),
                 units.digits_of(100.0 * fit.best_efficiency, 3),
                 units.read(fit.shutoff_head, "head"), self.t(c.basis)]
            )  # fmt: skip
        heads = ("pump unit", "pump", "units on duty", "full speed", "speed of the curve",
                 "flow of best efficiency",
                 "head at best efficiency", "best efficiency", "shut-off head",
                 "basis of the curve")  # fmt: skip
        H = units.unit_shown("head")
        shown = ("", "", "", "rpm", "rpm", units.unit_shown("flow"), H, "%", H, "")
        yield self._table(heads, rows, "Units on duty", range(2, 9), shown)
        for name, fit in self._kinds():
            paths = ("nq_eye", "ns_cn" if self.lang == "zh" else "nq_total", "suction_speed")
            for path in paths:
                found = {"nq_eye": ("nq_eye_least",), "suction_speed": ("suction_speed",)}
                yield from step(fit, path, self.lang, of=name,
                                findings=self._of(*found.get(path, ()), subject=name))  # fmt: skip
            for note in fit.notes(self.lang):
                yield Paragraph(note)
            yield self._figure(plot_pump_curve, fit, self.t("Pump curve of {name}", name=name))

    def _kinds(self) -> list[tuple[str, Any]]:
        """Names and fits of different pumps, the first few."""
        found: dict[Any, tuple[str, Any]] = {}
        for i, unit in enumerate(self.case.conditions.units):
            found.setdefault(unit.pump, (self.case.conditions.name(i), self.case.curves[i]))
        return list(found.values())[:MOST]

    def arrangements(self) -> Iterator[Block]:
        """What would be chosen among arrangements, by estimated efficiencies."""
        s = self.case.sizing
        yield Paragraph(
            self.t("Arrangements compared by estimated efficiencies for {flow} at {head}:",
                   flow=units.show(s.si.flow, "flow"), head=units.show(s.si.head, "head"))
        )  # fmt: skip
        yield Listing(s.table(self.lang))
        yield from self._parts(_without_options(sizing_text.rejected(s, self.lang, False)))
        yield from self._parts(_without_options(sizing_text.choice_of(s, self.lang)))
        if s.recommended is not None:
            paths = ("recommended.unit_flow", "recommended.unit_shaft_power",
                     "recommended.max_shaft_power", "recommended.rating_over_max",
                     "recommended.eye_level")  # fmt: skip
            yield from steps(s, paths, self.lang, of=s.recommended.name(self.lang))

    # 7

    def operation(self) -> Iterator[Block]:
        """Operating matrix, the design case in steps, and its picture."""
        from hydrocalc.plots.systems import chosen_combinations, plot_operation

        self.case.conditions.need("units")
        m = self.case.matrix
        yield from self._parts(m.sections(self.lang))
        row = self.case.everything
        for i in range(min(len(self.case.conditions.units), MOST)):
            name = self.case.conditions.name(i)
            paths = ("shaft_power", "motor_load")
            yield from steps(m, paths, self.lang, index=(row, 0, i), of=name)
            with contextlib.suppress(MissingError):
                found = self.case.motor_input(i)
                yield from steps(found, ("efficiency", "input_power"), self.lang, of=name)
        of = self.t("all units on duty, design case")
        yield from step(m, "specific_energy", self.lang, index=(row, 0), of=of)
        if self.case.conditions.known("station.standby") is not None:
            text = "Firm capacity, the largest unit out and a standby unit in its place: {flow}."
            if not self.case.conditions.need("station.standby"):
                text = "Firm capacity, the largest unit out and no standby unit: {flow}."
            yield Paragraph(self.t(text, flow=units.show(self.case.firm_flow, "flow")))
        if len(chosen_combinations(m)):
            text = "Combinations of units in the band of the system, by number"
            yield self._figure(plot_operation, m, self.t(text))

    # 8

    def npsh(self) -> Iterator[Block]:
        """NPSH available built up at the worst point of each unit."""
        from hydrocalc.plots.systems import plot_npsh

        self.case.conditions.need("units")
        for i, found in enumerate(self.case.npsh[:MOST]):
            name = self.case.conditions.name(i)
            if i == 0:
                yield from steps(found, ("standard_pressure", "air_pressure"), self.lang)
            text = (
                "Vapour pressure of water at {temperature}: {pressure}. NPSH required by the "
                "curve of {name} at {flow} and {speed}: {head}."
            )
            w = found.si
            yield Paragraph(self.t(
                text, temperature=units.show(w.worst_temperature, "temperature"), name=name,
                pressure=units.show(w.worst_vapour_pressure, "pressure"),
                flow=units.show(w.worst_flow, "flow"), speed=units.show(w.worst_speed, "speed"),
                head=units.show(w.worst_required, "head"),
            ))  # fmt: skip
            paths = ("worst_height", "suction_resistance", "worst_loss", "worst_available")
            yield from steps(found, paths, self.lang, of=name)
            verdicts = self._of("npsh_margin", "npsh_ratio", subject=name)
            yield from step(found, "least_margin", self.lang, of=name, findings=verdicts)
            names = ("least_margin", "margin_needed", "least_ratio", "worst_temperature",
                     "worst_level", "worst_speed", "worst_flow")  # fmt: skip
            yield self._fields(found, names)
            yield Listing(found.table(self.lang))
            yield self._figure(plot_npsh, found, self.t("NPSH of {name}", name=name))

    def eye_level(self) -> Iterator[Block]:
        """Where NPSH can't be computed: how high the eye may lie by estimates."""
        with contextlib.suppress(MissingError):
            if self.case.npsh:
                return
        s = self.case.sizing
        if s.recommended is None:
            return
        names = ("npsh_required_low", "npsh_required_high", "npsh_available", "assumed_eye",
                 "eye_level", "eye_level_good")  # fmt: skip
        yield self._fields(s.recommended, names,
                           "Highest impeller eye by estimates of NPSH required")  # fmt: skip

    # 9 and 10

    def motors(self) -> Iterator[Block]:
        """Largest shaft power, reserve, rating, class, supply."""
        self.case.conditions.need("units")
        known = self.case.conditions.known
        for i in range(min(len(self.case.conditions.units), MOST)):
            name = self.case.conditions.name(i)
            found = self.case.motor_reserve(i)
            yield self._largest_power(i)
            yield from step(found, "max_shaft_power", self.lang, of=name)
            if np.isnan(found.si.rating):
                yield Paragraph(
                    self.t("Not computed. Missing in the design file: {keys}.",
                           keys=f"units[{i}].motor_rating"), "open"
                )  # fmt: skip
                continue
            yield from step(found, "reserve", self.lang, of=name,
                            findings=self._of("motor_margin", subject=name))  # fmt: skip
            rows = [
                [self.t("motor supply"),
                 self.t(supply_of(found.si.rating, known("station.supply") or "",
                                  self.case.conditions.frequency))],
                [self.t("motor efficiency class"), known("station.motor_class") or "–"],
                [self.t("motor efficiency at full load"),
                 "–" if self.case.conditions.units[i].motor_efficiency is None
                 else units.said(self.case.conditions.units[i].motor_efficiency, "efficiency")],
            ]  # fmt: skip
            yield self._table(("quantity", "value"), rows)
        with contextlib.suppress(MissingError, NotApplicableError):
            yield from step(self.case.installed, "installed_power", self.lang)
        yield Paragraph(
            self.t("Full-load and starting current are not computed: they need the voltage, the "
                   "power factor and the way of starting of the motor offered.")
        )  # fmt: skip

    def _largest_power(self, i: int) -> Paragraph:
        """The state in which the matrix has the largest shaft power of a unit."""
        m = self.case.matrix
        P = np.where(m.si.unit_flow[:, :, i] > 0.0, m.si.shaft_power[:, :, i], np.nan)
        row, column = np.unravel_index(int(np.nanargmax(P)), P.shape)
        at = (row, column, i)
        text = (
            "Largest shaft power of {name} in the operating matrix: {power} with {combination} in "
            "case {case}, at {flow}, {head} and an efficiency of {efficiency}."
        )
        return Paragraph(self.t(
            text, name=self.case.conditions.name(i), power=units.show(P[row, column], "power"),
            combination=m.combination[row], case=m.case[column],
            flow=units.show(m.si.unit_flow[at], "flow"),
            head=units.show(m.si.pump_head[at], "head"),
            efficiency=units.show(m.si.efficiency[at], "efficiency", 3),
        ))  # fmt: skip

    def branches(self) -> Iterator[Block]:
        """Velocities in the branches of each unit."""
        self.case.conditions.need("units")
        rows = []
        for i, unit in enumerate(self.case.conditions.units):
            for side in ("suction", "discharge"):
                D, K = unit._plain[f"{side}_diameter"], unit._plain[f"{side}_loss_coefficient"]
                bore = "–" if D is None else units.said(D, "diameter")
                rows.append([self.case.conditions.name(i), self.t(side), bore, units.digits_of(K)])
        heads = ("pump unit", "branch", "bore", "K, valves included")
        yield self._table(heads, rows, "Branches of the units", (2, 3))
        for i in range(min(len(self.case.conditions.units), MOST)):
            name = self.case.conditions.name(i)
            for side in ("suction", "discharge"):
                branch = self.case.branch(i, side)
                yield from step(branch, "velocity", self.lang, of=f"{name}, {self.t(side)}",
                                findings=self._of(f"{side}_velocity", subject=name))  # fmt: skip

    def wet_well(self) -> Iterator[Block]:
        """Submergence of the bells, and the well."""
        well = self.case.conditions.need("wet_well")
        rows = [list(row) for row in well.rows(self.lang)]
        yield self._table(
            ("quantity", "value", "unit"),
            rows,
            "Sump" if self.design.project.kind == SEWAGE else "Wet well",
            (1,),
        )
        self.case.conditions.need("units")
        bell = self.case.bell
        yield from step(bell, "bell_velocity", self.lang, findings=self._of("bell_velocity"))
        yield from steps(bell, ("froude", "hi", "chinese"), self.lang)
        with contextlib.suppress(MissingError, NotApplicableError):
            yield from step(self.case.starts, "starts", self.lang, findings=self._of("starts"))

    # 11 and 12

    def transients(self) -> Iterator[Block]:
        """Always: computed or not, compulsory or not, and why."""
        t = self.t
        try:
            registered()[0]["transient_analysis"](self.case)
        except NotApplicableError as error:
            text = t("Not computed; by the usual screening not compulsory: {why}.",
                     why=error.reason)  # fmt: skip
            yield Paragraph(text)
            return
        except (MissingError, InputError, NoSolutionError):
            pass
        else:
            made = self.case.external.analysis.one_line(self.lang) or "–"
            yield Paragraph(
                t("Analysed outside of hydrocalc: {analysis}. Its results are judged below.",
                  analysis=made)
            )  # fmt: skip
            return
        yield Paragraph(t("Not computed: compulsory. A transient (water hammer) analysis must be "
                          "made before this design is carried out."), "open")  # fmt: skip
        yield Paragraph(
            t("Trigger: a line longer than {length}, or a sudden stop that raises the head by more "
              "than {share} of the design head.",
              length=units.show(self.case.conditions.limit("surge_length"), "length"),
              share=units.show(self.case.conditions.limit("surge_share"), "efficiency"))
        )  # fmt: skip
        yield Paragraph(
            t("To be examined: trip of all units, closing of the valves, start and stop, with the "
              "highest and lowest pressures along the line, column separation, reverse speed and "
              "the protection that follows.")
        )  # fmt: skip
        for f in self.report.findings:
            if f.outcome == WAIVED and f.quantity == "transient_analysis":
                yield Paragraph(t("Waived: {code} {title}. {reason}", code=f.code,
                                  title=f.titled(self.lang), reason=f.waived))  # fmt: skip

    def screening(self) -> Iterator[Block]:
        """Joukowsky and the period of the line, if there is one."""
        grade = self.case.grade
        for j in range(min(len(grade.line.reaches), MOST)):
            named = self.t("reach {number}", number=j + 1)
            yield from step(grade, "wave_speed", self.lang, index=(j,), of=named)
            yield from step(grade, "reach_joukowsky", self.lang, index=(0, j), of=named)
            yield from step(grade, "reach_period", self.lang, index=(j,), of=named)
        yield self._values(
            [(self.t("head rise of a sudden stop (Joukowsky)"), float(grade.si.joukowsky[0]),
              "head"), (self.t("period 2L/a"), float(grade.si.period), "time")], "Screening"
        )  # fmt: skip

    def pressures(self) -> Iterator[Block]:
        """Highest pressures, ratings, classes."""
        grade = self.case.grade
        s = grade.si
        if grade.line.profile is None:
            raise MissingError("line.profile")
        yield self._values(
            [(self.t("highest pressure"), float(s.highest_pressure[0]), "pressure"),
             (self.t("where"), float(s.highest_chainage[0]), "length"),
             (self.t("lowest pressure head at the obvert"), float(s.lowest_pressure[0]), "level"),
             (self.t("where"), float(s.lowest_chainage[0]), "length")]
        )  # fmt: skip
        for part in line_text.pressures(grade, self.lang):
            yield Paragraph(part) if isinstance(part, str) else Listing(part)

    # 13 to 15

    def energy(self) -> Iterator[Block]:
        """Specific energy, energy and cost a year."""
        from hydrocalc.plots.systems import plot_staging

        if not self.case.conditions.pumps:
            s = self.case.sizing
            paths = ("recommended.motor_load", "recommended.motor_efficiency",
                     "recommended.unit_input_power", "recommended.specific_energy", "input_power",
                     "energy_per_year")  # fmt: skip
            if s.recommended is not None:
                yield from steps(s, paths, self.lang, of=self._upper())
            raise MissingError("units")
        found = self.case.energy
        yield self._mean_flow(found)
        by_year = ("specific_energy", "volume_per_year", "energy_per_year", "cost_per_year")
        yield from steps(found, by_year, self.lang, index=(0,), of=self._upper())
        if not self.case.conditions.prices:
            yield Paragraph(self.t("No tariff is given: no cost."))
        known = self.case.motors_known
        if known and np.isfinite(self.case.staging.si.specific_energy).any():
            text = "Energy over the flow, combination by combination"
            yield self._figure(plot_staging, self.case.staging, self.t(text))

    def _upper(self) -> str:
        """What the energy of the design flow all year is called; nothing where flows are given."""
        c = self.case.conditions
        given = c.known("demand.flows") is not None and c.pumps
        return "" if given else self.t("design flow all year: upper bound")

    def _mean_flow(self, found: Any) -> Paragraph:
        """The flow while pumping, and how the units make it."""
        flows, shares = (self.case.conditions.known(f"demand.{k}") for k in ("flows", "shares"))
        mean = units.said(found.si.mean_flow[0], "flow")
        if flows is not None:
            parts = (f"{units.digits_of(x)} × {units.read(q, 'flow')}"
                     for q, x in zip(flows, shares, strict=True))  # fmt: skip
            mean = f"{' + '.join(parts)} = {mean}"
        text = (
            "Mean flow while pumping: {flow}. Units of fixed speed make each flow by running at "
            "their duty points and standing by turns, in the combination of least energy; their "
            "mean electrical input is then {power}."
        )
        power = units.show(found.si.input_power[0], "electric power")
        return Paragraph(self.t(text, flow=mean, power=power))

    def auxiliary(self) -> Iterator[Block]:
        """What this calculation doesn't cover."""
        yield Paragraph(
            self.t("Lifting gear, drainage, priming and ventilation are not part of this "
                   "calculation.")
        )  # fmt: skip

    def published(self) -> Iterator[Block]:
        """Published figures against computed ones."""
        p = self.design.published
        given = [[p.fields[n].label, p._plain[n]] for n in p.fields if p._plain[n]]
        if not given:
            yield Paragraph(self.t("No published figures are given."))
            return
        rows = [[translated(a, self.lang), b] for a, b in given]
        yield self._table(("quantity", "published"), rows)
        if p.installed_power or p.daily_volume:
            found = self.case.reconciliation
            yield from step(found, "ratio", self.lang)
            before = len(found.sizing.sections(self.lang)) - 2
            yield from self._parts(_without_options(found.sections(self.lang)[before:-2]))

    # 16 and 17

    def checks(self) -> Iterator[Block]:
        """All findings."""
        parts = self.report.sections(self.lang)[:-1]
        weight = {"PASS": "good", "FAIL": "bad"}.get(self.report.verdict, "open")
        yield Paragraph(str(parts[0]), weight)
        yield from self._parts(parts[1:])

    def conclusions(self) -> Iterator[Block]:
        """What follows, what is open, what was assumed."""
        t, report = self.t, self.report
        weight = {"PASS": "good", "FAIL": "bad"}.get(report.verdict, "open")
        yield Paragraph(t("Verdict of the checks: {verdict}.", verdict=t(report.verdict)), weight)
        for f in report.failures:
            yield Paragraph(f"{f.code} {f.said(self.lang)}. {f.explained(self.lang)}", "bad")
        rows = [
            [f.code, f.titled(self.lang), t(f.severity), f.lacking(self.lang)]
            for f in report.findings if f.missing and f.outcome in (OPEN, UNJUDGED, WAIVED)
        ]  # fmt: skip
        if rows:
            heads = ("rule", "what", "severity", "missing in the design file")
            yield self._table(heads, rows, "Open points")
        else:
            yield Paragraph(t("No open points."))
        rows = [
            [translated(a.label, self.lang), *self._assumed(a), chapters,
             t("yes" if a.basis in data.VERIFIED else "no"),
             t("{basis}: {source}", basis=t(a.basis), source=translated(a.source, self.lang))]
            for a, chapters in self._assumptions()
        ]  # fmt: skip
        named = ("assumption", "value", "unit", "chapters", "verified", "basis: source")
        yield self._table(named, rows, "Assumptions", (1,))

    def _assumed(self, a: Any) -> tuple[str, str]:
        if not isinstance(a.value, float):
            return translated(str(a.value), self.lang), ""
        if a.unit == "%":
            return units.digits_of(100.0 * a.value), "%"
        return units.said_in(a.value, "" if a.unit == "1" else a.unit)

    def _assumptions(self) -> list[tuple[Any, str]]:
        """What was assumed in the numbers of the chapters, and the chapters."""
        found: dict[str, tuple[Any, list[int]]] = {}
        for make, chapters in self._assuming():
            try:
                for a in make():
                    if a.id != "hours":  # they stand among the data given
                        found.setdefault(a.id, (a, []))[1].extend(chapters)
            except (MissingError, NotApplicableError, InputError, NoSolutionError):
                continue
        return [(a, ", ".join(map(str, sorted(set(chapters))))) for a, chapters in found.values()]

    def _assuming(self) -> Iterator[tuple[Callable[[], Any], list[int]]]:
        """What assumed something, and in which chapters its numbers stand."""
        case, published = self.case, self.design.published
        if case.conditions.known("site.temperature") is None:
            yield lambda: [assumed("temperature")], [4, 5, 7]
        yield lambda: case.sizing.assumptions, [
            6, *([] if case.conditions.pumps else [13]),
            *([15] if published.installed_power or published.daily_volume else []),
        ]  # fmt: skip
        if not self._has_npsh():
            yield lambda: [a for a in case.sizing.assumptions if a.id in SUCTION], [8]
        for name, chapters in (("line_pressure", [5, 12]), ("wave_speed", [11]),
                               ("wall_over_bore", [11]), ("surge_allowance", [12])):  # fmt: skip
            yield partial(self._of_line, name), chapters
        yield lambda: [a for one in case.npsh for a in one.assumptions], [8]
        if case.conditions.pumps:
            if case.conditions.one_head:
                yield lambda: [assumed("power_rise")], [9]
            motors = [7, 13] if case.motors_known else [13]
            yield lambda: [assumed("motor_constant_losses")], motors
            yield lambda: case.energy.assumptions, [13]

    def _of_line(self, name: str) -> list[Any]:
        """An assumption of the line, if it was needed."""
        return [a for a in self.case.grade.assumptions if a.id == name]

    def _has_npsh(self) -> bool:
        with contextlib.suppress(MissingError, NotApplicableError, InputError):
            return bool(self.case.npsh)
        return False


def _without_options(parts: Sequence[Table | str]) -> list[Table | str]:
    """What a sizing says, without the options of the command line; it holds nobody's names."""
    return [
        part if isinstance(part, Table) else re.sub(r"\s*[(（]--[^)）]*[)）]", "", part)
        for part in parts
    ]


def findings_table(findings: Sequence[Finding], lang: Language) -> Table:
    """Findings as rows: outcome, what, value, limit, margin, basis, clause."""
    rows = []
    for f in findings:
        what = f"{f.code} {f.named(lang)}"
        if f.missing:
            missing = translated("missing: {keys}", lang, keys=f.lacking(lang))
            what = series((what, missing), lang)
        elif f.reason:
            what = series((what, f.because(lang)), lang)
        rows.append(
            [translated(f.outcome, lang), what,
             *(f.shown(name, lang) for name in ("value", "limit", "margin")),
             translated(f.basis, lang), f.where(lang)]
        )  # fmt: skip
    heads = ("outcome", "rule", "value", "limit", "margin", "basis", "clause")
    return Table(
        [translated(h, lang) for h in heads], rows, translated("Verdicts", lang),
        frozenset({2, 3, 4}),
    )  # fmt: skip
