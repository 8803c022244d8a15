"""What a `GradeLine` says in words and tables, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.pipes import coefficient_text, outside_range
from hydrocalc.components.ratings import GIVEN, STANDARDS, classes, stands
from hydrocalc.hydraulics.lines import points_of, reaches_of
from hydrocalc.hydraulics.pressures import REST, class_stretches
from hydrocalc.kernels import lines as kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.records.assumptions import assumed_text, assumptions_table
from hydrocalc.records.messages import series, translated
from hydrocalc.records.record import data_table
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, counted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language

MOST = 12
"""Stretches that a page shows."""


def flows_table(grade: Any, lang: Language) -> Table:
    """Flows as rows."""
    s = grade.si
    names = ["friction", "local"]
    if grade.line.profile is None and grade.line.si.delivery_level is not None:
        names += ["pump_head"]
    if grade.line.profile is not None:
        names += ["required_level", "start_level", "pump_head", "control_chainage", "excess_head",
                  "lowest_pressure", "lowest_chainage", "highest_pressure",
                  "highest_chainage"]  # fmt: skip
    names += ["joukowsky"]
    heads = [translated(grade.fields[n].label, lang) for n in ("flow", "velocity", *names)]
    kinds = ["flow", "velocity", *(getattr(grade.fields[n], "kind", "") for n in names)]
    rows = []
    for i, Q in enumerate(s.flow):
        velocity = _span(np.abs(s.velocity[i]), "velocity").partition(" ")[0]
        row = [units.digits_of(units.shown(Q, "flow")), velocity]
        for name, kind in zip(names, kinds[2:], strict=True):
            value = getattr(s, name)
            row.append("–" if value is None else
                       units.digits_of(units.shown(value[i], kind), 4))  # fmt: skip
        rows.append(row)
    title = translated("Line", lang)
    shown = [units.unit_shown(k) for k in kinds]
    # Many figures of few flows read better downwards.
    columns = [
        [h, *(r[i] for r in rows), u] for i, (h, u) in enumerate(zip(heads, shown, strict=True))
    ]
    if len(rows) > 4:
        return Table(heads, rows, title, frozenset(range(len(heads))), shown)
    quantity, unit = (translated(t, lang) for t in ("quantity", "unit"))
    values = [translated("value", lang)]
    if len(rows) > 1:
        values = [units.said(Q, "flow") for Q in s.flow]
    return Table([quantity, *values, unit], columns, title, frozenset(range(1, len(rows) + 1)))


def flows_data(grade: Any, lang: Language) -> Table:
    """One row a flow, what fails in words."""
    s, n = grade.si, len(grade.flow)
    names = ["flow", "friction", "local"]
    if grade.line.profile is not None or grade.line.si.delivery_level is not None:
        names += ["pump_head"]
    if grade.line.profile is not None:
        names += ["required_level", "start_level", "control_chainage", "excess_head",
                  "lowest_pressure", "lowest_chainage", "highest_pressure", "highest_chainage",
                  "negative_from"]  # fmt: skip
    names += ["joukowsky", "period", "volume", "fill_time"]

    def places(sections: Any) -> list[str]:
        return [
            series(
                (_stretch(part.si.start, part.si.end, 6)
                 for part in sections if part.si.flow == Q), lang,
            )
            for Q in s.flow
        ]  # fmt: skip

    V = np.abs(s.velocity)
    also = {
        translated("lowest velocity, {unit}", lang, unit=units.unit_shown("velocity")): [
            f"{units.shown(v, 'velocity'):.10g}" for v in V.min(axis=1)
        ],
        translated("highest velocity, {unit}", lang, unit=units.unit_shown("velocity")): [
            f"{units.shown(v, 'velocity'):.10g}" for v in V.max(axis=1)
        ],
        translated("negative pressure", lang): places(grade.negative),
        translated("above the pressure rating", lang): places(grade.above_rating),
        translated("transients", lang): [translated("not computed", lang)] * n,
        translated("Assumptions", lang): [assumed_text(grade.assumptions, lang)] * n,
    }
    return data_table(grade, names, n, lang, also)


def page(grade: Any, lang: Language) -> list[Table | str]:
    """The flows, what fails, surge, the schedule, what was assumed."""

    def t(text: str, **values: Any) -> str:
        return translated(text, lang, **values)

    s = grade.si
    parts: list[Table | str] = [reaches_table(grade, lang), flows_table(grade, lang)]
    if not np.any(s.local):
        parts.append(t("Local losses are 0: no fittings and no share were given."))
    parts += failures(grade, t)
    parts.append(
        t("Surge is screened only: wave speed {speed}, period 2L/a {period} s, a sudden "
          "stop raises the head by {rise}. Transients are not computed; for a long main "
          "their analysis is compulsory.",
          speed=_span(s.wave_speed, "velocity"), period=units.digits_of(s.period, 3),
          rise=_span(s.joukowsky, "head"))
    )  # fmt: skip
    if grade.line.profile is not None:
        parts += pressures(grade, lang)
    parts.append(
        t("Volume {volume}; filling at {velocity} takes {time} h.",
          velocity=units.show(0.3, "velocity"), volume=units.show(s.volume, "volume"),
          time=units.digits_of(s.fill_time / 3600, 3))
    )  # fmt: skip
    if grade.line.profile is not None:
        parts.append(
            t("Air valves at high points, {unit}: {air}, and {number} between. Drains at low "
              "points, {unit}: {drains}.", unit=units.unit_shown("chainage"),
              air=_places(s.air_valves), number=len(s.air_valves_between),
              drains=_places(s.drains))
        )  # fmt: skip
    if grade.assumptions:
        parts.append(assumptions_table(grade.assumptions, lang))
    return parts


def _out_of_range(grade: Any) -> bool:
    """Whether the law of friction is used where its source doesn't vouch for it."""
    s, law = grade.si, LAWS[grade.line.method]
    for i, reach in enumerate(grade.line.reaches):
        p = reach.pipe.si
        k = getattr(p, law.coefficient) if law.coefficient else 0.0
        Re = np.abs(s.velocity[:, i]) * p.diameter / s.liquid.viscosity
        if any(outside_range(law, value, p.diameter, k) for value in (Re.min(), Re.max())):
            return True
    return False


def pressures(grade: Any, lang: Language) -> list[Table | str]:
    """Pressures by reach, the class of each stretch, and what they don't say."""

    def t(text: str, **values: Any) -> str:
        return translated(text, lang, **values)

    s = grade.si
    said: list[Table | str] = [
        pressures_table(grade, lang),
        t("Nominal pressures by the operating pressure alone, {state}: {strip}.",
          state=t(s.still_state), strip=nominal_pressures(grade)),
        stretches_table(grade, lang),
    ]  # fmt: skip
    if len(grade.stretches) > MOST:
        more = len(grade.stretches) - MOST
        said.append(t(counted(more, "… and {n} stretch more.", "… and {n} stretches more.")))
    if s.still_state == REST:
        said.append(
            t("Without shut-off: no shut-off level is given; against a closed valve the pressure "
              "is higher.")
        )  # fmt: skip
    sources = dict.fromkeys(
        f"{name}: {_sourced(source, t)}"
        for reach in grade.line.reaches
        for name, source in zip(
            ("PFA", "PMA", "PEA"), stands(reach.pipe, s.temperature).sources, strict=True
        )
        if source not in ("", GIVEN)
    )
    if sources:
        said.append(t("By the rules of the material: {sources}.", sources=series(sources, lang)))
    if np.isnan(s.reach_pma).any():
        said.append(
            t("What a pipe stands with surge (PMA) is open where neither it nor a rule of the "
              "material is given.")
        )  # fmt: skip
    i = int(np.argmax(s.highest_pressure))
    head = s.highest_pressure[i] / (s.liquid.density * G)
    said.append(
        t("Working pressure and a sudden stop together are {ratio} times the working pressure; "
          "1.3–1.5 is the usual limit. MDP takes an allowance for surge, not that stop.",
          ratio=units.digits_of(1 + s.joukowsky[i] / head, 3))
    )  # fmt: skip
    return said


def _sourced(source: str, t: Any) -> str:
    """A rule of a material: its basis, and the standard with what it says."""
    basis, colon, words = source.partition(": ")
    return f"{t(basis)}{colon}{t(words)}"


def pressures_table(grade: Any, lang: Language) -> Table:
    """Pressures of each reach against what its pipe stands, by either standard."""
    s = grade.si
    heads = ("reach", "DP", "where", "PFA", "MDP", "F_wd", "PMA", *STANDARDS, "site test", "PEA",
             "pipe")  # fmt: skip
    rows = []
    for j, reach in enumerate(grade.line.reaches):
        figures = [s.reach_pressure, s.reach_pfa, s.surge_pressure, s.design_pressure, s.reach_pma,
                   s.test_pressure, s.reach_pea]  # fmt: skip
        shown = [_pressure(v[j]) for v in figures]
        dp, pfa, mdp, f_wd, pma, test, pea = shown
        where = units.said(s.reach_chainage[j], "chainage")
        test += " > PEA" if s.test_pressure[j] > s.reach_pea[j] else ""
        verdicts = [
            translated(verdict(s.reach_pressure[j], p[j], s.reach_pfa[j], s.reach_pma[j]), lang)
            for p in (s.surge_pressure, s.design_pressure)
        ]
        pipe = reach.pipe
        material = pipe.fields["material"].word(pipe.material, lang)  # decides the rules
        name = ", ".join(filter(None, (pipe.name, material))) or "–"
        rows.append([str(j + 1), dp, where, pfa, mdp, f_wd, pma, *verdicts, test, pea, name])
    title = translated("Pressures by reach, {unit}; site test by {standard}", lang,
                       unit=units.unit_shown("pipe pressure"),
                       standard=s.pressure_standard)  # fmt: skip
    right = frozenset({1, 2, 3, 4, 5, 6, 9, 10})
    return Table([translated(h, lang) for h in heads], rows, title, right)


def verdict(p: float, surge: float, pfa: float, pma: float) -> str:
    """Whether a pipe stands its pressures at work and with surge: a word."""
    if p > pfa * (1.0 + 1e-9) or surge > pma * (1.0 + 1e-9):
        return "NOT covered"
    return "not all known" if np.isnan([p, surge, pfa, pma]).any() else "covered"


def nominal_pressures(grade: Any) -> str:
    """Stretches by the nominal pressure PN that the operating pressure alone needs."""
    s = grade.si
    pn = [c.pn for c in classes("")]
    strip = class_stretches(s.chainage, s.operating_pressure, pn, 0.0)
    return ", ".join(
        f"{class_name(pn[k] if k < len(pn) else None, pn[-1])} {_stretch(a, b)}"
        for a, b, k in zip(strip.edges[:MOST], strip.edges[1:], strip.needed, strict=False)
    ) + (", …" if len(strip.needed) > MOST else "")


def class_name(pn: float | None, largest: float) -> str:
    """A class as it is written, such as PN 16."""
    return f"> PN {largest / 1e5:g}" if pn is None else f"PN {pn / 1e5:g}"


def stretches_table(grade: Any, lang: Language) -> Table:
    """What class each stretch needs, what asks for it and where."""
    heads = ("reach", "from", "to", "pressure class", "DP", "where", "with surge", "governed by",
             "state")  # fmt: skip
    rows = []
    for one in grade.stretches[:MOST]:
        s = one.si
        largest = classes(grade.line.reaches[s.reach - 1].pipe.material)[-1].pn
        rows.append(
            [
                str(s.reach), units.said(s.start, "chainage"), units.said(s.end, "chainage"),
                class_name(s.pressure_class, largest), _pressure(s.pressure),
                units.said(s.chainage, "chainage"),
                "–" if s.surge_pressure is None else _pressure(s.surge_pressure),
                translated(s.governed_by, lang), translated(s.state, lang),
            ]
        )  # fmt: skip
    title = translated("Pressure class of each stretch, {unit}, by {standard}", lang,
                       unit=units.unit_shown("pipe pressure"),
                       standard=grade.pressure_standard)  # fmt: skip
    return Table([translated(h, lang) for h in heads], rows, title, frozenset(range(1, 7)))


def reaches_table(grade: Any, lang: Language) -> Table:
    """The reaches as rows: what was reckoned with."""
    rows = []
    for reach in grade.line.reaches:
        pipe = reach.pipe
        coefficient = LAWS[grade.line.method].coefficient
        value = getattr(pipe.si, coefficient) if coefficient else 0.0
        rows.append(
            [
                pipe.name or "–", units.said(pipe.si.diameter, "diameter"),
                translated("{method}, {coefficient}", lang, method=Phrase(grade.line.method),
                           coefficient=coefficient_text(coefficient, value)),
                units.said(reach.si.length, "length"), str(reach.strings),
                units.digits_of(reach.si.loss_coefficient),
                units.said(reach.si.local_share, "efficiency"),
            ]
        )  # fmt: skip
    heads = ("pipe", "bore", "method", "length", "parallel strings", "loss coefficients K",
             "local losses over friction")  # fmt: skip
    title = translated("Reaches", lang)
    return Table([translated(h, lang) for h in heads], rows, title, frozenset({1, 3, 4, 5, 6}))


def failures(grade: Any, t: Any) -> list[str]:
    """What is wrong, or needs to be known, at the flows."""
    s, said = grade.si, []
    low, high = data.limit("line_velocity_low"), data.limit("line_velocity_high")
    V = np.abs(s.velocity)
    wrong = np.argwhere((high < V) | (low > V))
    if len(wrong):
        cases = [
            f"{units.said(s.flow[i], 'flow')}: {units.said(V[i, j], 'velocity', 3)}"
            + (t(", reach {number}", number=j + 1) if V.shape[1] > 1 else "")
            for i, j in wrong[:8]
        ]
        said.append(
            t("Velocity outside {range} (deposits below, surge above): {cases}.",
              range=_span([low, high], "velocity"),
              cases=t("; ").join(cases) + (" …" if len(wrong) > 8 else ""))
        )  # fmt: skip
    if _out_of_range(grade):
        text = t("Used outside the range of its source: {methods}.", methods=grade.line.method)
        said.append(text)
    if grade.line.profile is None:
        return [*said, t("No profile: levels and pressures along the line are not known.")]
    for sections, text in (
        (grade.negative, "Negative pressure at the obvert: {places}."),
        (grade.above_rating, "Pressure above the rating: {places}."),
    ):
        if sections:
            places = t("; ").join(map(_place, sections[:8]))
            said.append(t(text, places=places))
    for change in grade.control_changes:
        said.append(
            t("Above {flow} the control point moves from {before} to {after}.",
              flow=units.show(change.si.flow, "flow"),
              before=units.show(change.si.before, "chainage", 3),
              after=units.show(change.si.after, "chainage", 3))
        )  # fmt: skip
    # What is asked for above the crown is an allowance: water that fills it and reaches the end
    # passes.
    crown = points_of(grade.line, reaches_of(grade.line, s.liquid.viscosity), 0.0).least
    passes = (s.head >= crown - kernels.ROUNDING).all(axis=1)
    for Q, short, enough in zip(s.flow, s.required_level - s.start_level, passes, strict=True):
        if short > kernels.ROUNDING:
            text = "The start level is {short} too low for {flow}: this flow can't pass."
            if enough:
                text = (
                    "The start level is {short} short of the pressure head asked for at {flow}: "
                    "this flow passes."
                )
            short_ = units.show(short, "head", 3)
            said.append(t(text, short=short_, flow=units.show(Q, "flow")))
    if s.negative_from == 0.0:
        said.append(t("Negative pressure at any flow: the start level is below the profile."))
    elif s.negative_from is not None:
        said.append(
            t("Negative pressure starts at a flow of {flow}.",
              flow=units.show(s.negative_from, "flow"))
        )  # fmt: skip
    for i, Q in enumerate(s.flow):
        if (
            s.control_chainage[i] < s.chainage[-1]
            and s.excess_head[i] > 0
            and s.start_level[i] == s.required_level[i]  # a given start level fills the line
        ):
            said.append(
                t("At {flow} the summit at {x} governs; beyond it the line runs by gravity, "
                  "part-full or throttled: {excess} are left at the end, and no pressure is "
                  "given there.", flow=units.show(Q, "flow"),
                  x=units.show(s.control_chainage[i], "chainage", 3),
                  excess=units.show(s.excess_head[i], "head", 3))
            )  # fmt: skip
    free = s.pump_head <= 0.0
    if free.any():
        flows = ", ".join(units.said(Q, "flow") for Q in s.flow[free])
        said.append(
            t("The water level at the pumps is above what the line requires: it runs by gravity at "
              "{flows}, and pumps need no head.", flows=flows)
        )  # fmt: skip
    if any(p.si.rating is None for p in [reach.pipe for reach in grade.line.reaches]):
        said.append(t("The rating of a pipe is not known."))
    return said


def _span(values: Any, kind: str, digits: int = 3) -> str:
    """Least to largest, with the unit."""
    values = units.shown(np.asarray(values, dtype=float), kind)
    low, high = units.digits_of(np.min(values), digits), units.digits_of(np.max(values), digits)
    return f"{low if low == high else f'{low}–{high}'} {units.unit_shown(kind)}"


def _stretch(start: float, end: float, digits: int = 3) -> str:
    low, high = (units.digits_of(units.shown(x, "chainage"), digits) for x in (start, end))
    return f"{low}–{high} {units.unit_shown('chainage')}"


def _pressure(p: float) -> str:
    return "–" if np.isnan(p) else units.digits_of(units.shown(p, "pipe pressure"))


def _place(section: Any) -> str:
    s = section.si
    return f"{units.said(s.flow, 'flow')}: {_stretch(s.start, s.end)}"


def _places(x: Any) -> str:
    if not len(x):
        return "–"
    return ", ".join(units.digits_of(units.shown(v, "chainage"), 3) for v in x[:40]) + (
        " …" if len(x) > 40 else ""
    )
