"""What a `StationSizing` says in words and tables, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.motors import rating_series
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels.stations import CONDITIONAL, FEASIBLE, REASONS, Rule
from hydrocalc.records.assumptions import assumptions_table
from hydrocalc.records.messages import series, translated
from hydrocalc.records.record import data_table
from hydrocalc.records.tables import Table
from hydrocalc.stations.choice_text import of_gear, others, usually
from hydrocalc.stations.duty_kind_text import of_kind, of_levels, slow, wear
from hydrocalc.stations.duty_kinds import RAW, TREATED, duty_kind_of
from hydrocalc.stations.nothing_text import no_arrangement, pump_of
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language

SHOWN = 6
"""Feasible arrangements shown without ``--all``."""

CAVEAT = (
    "A screening estimate until a maker's pump curves and a transient (water hammer) "
    "analysis are in."
)


def page(sizing: Any, lang: Language, every: bool = False) -> list[Table | str]:
    """The first page of a station's calculation."""

    def t(text: str, **values: Any) -> str:
        return translated(text, lang, **values)

    parts: list[Table | str] = [_duty(sizing, lang), *_given(sizing, lang)]
    if sizing.heads is not None:
        parts.append(sizing.heads.table(lang)._replace(title=t("Characteristic heads")))
    if sizing.candidates is not None:
        parts += [arrangements_table(sizing, lang, every), *rejected(sizing, lang, every)]
        parts += choice_of(sizing, lang)
    if sizing.designs is not None and every:
        parts.append(sizing.designs.table(lang))
    if sizing.recommended is not None:
        remarks = []
        if sizing.candidates is not None:
            remarks = _motor_remarks(sizing.recommended.si, sizing.frequency, t)
        left = {"nq_total" if lang == "zh" else "ns_cn"}
        # A Chinese standard, and one of some types of pumps.
        if units.system() == "us" or np.all(np.isnan(sizing.recommended.si.efficiency_limit)):
            left.add("efficiency_limit")
        details = tuple(d for d in _DETAILS if d not in left)
        parts += [_fields(sizing.recommended, details, "Recommended arrangement", lang)]
        parts += [*remarks, _energy(sizing, lang)]
    limits = [_limits(sizing, lang, t)] if every else []
    return [*parts, assumptions_table(sizing.assumptions, lang), *limits, t(CAVEAT)]


def _limits(sizing: Any, lang: Language, t: Any) -> str:
    """The limits by which arrangements were refused and chosen."""
    kind = duty_kind_of(sizing.duty_kind)
    said = [
        t("two poles count for {share} of the energy from {power} of shaft power",
          share=f"{units.digits_of(100.0 * kind.two_pole_cost)} %",
          power=units.show(kind.two_pole_power, "power"))
    ]  # fmt: skip
    for limit in (data.limits()[name] for name in Rule._fields if name in data.limits()):
        number, unit = units.said_in(limit.value, limit.unit if limit.unit != "1" else "")
        value = f"{limit.operator} {number} {unit}".strip()
        said.append(f"{t(limit.quantity)} {value}")
    return str(
        t("Limits of the choice, all engineering practice from memory: {rule}",
          rule=series(said, lang) + translated(".", lang))
    )  # fmt: skip


def _motor_remarks(a: Any, frequency: float, t: Any) -> list[Table | str]:
    """What a reviewer would remark on the motor: too little reserve, or a smaller one would do."""
    said = []
    tolerance = data.limit("power_tolerance_1u")
    if a.rating_over_max < tolerance:
        said.append(
            t("The motor over P_max, {k}, is less than the power tolerance of ISO 9906 grade 1U, "
              "{tolerance} (unverified): a pump within its guarantee could overload the motor.",
              k=units.digits_of(a.rating_over_max, 3), tolerance=units.digits_of(tolerance, 3))
        )  # fmt: skip
    smaller = rating_series(frequency)[0]
    smaller = smaller[smaller < a.motor_rating]
    least = data.limit("k_low") * a.max_shaft_power
    if len(smaller) and smaller[-1] >= least:
        said.append(
            t("The next smaller motor, {smaller}, would still leave a margin of {k}.",
              smaller=units.show(smaller[-1], "power"),
              k=units.digits_of(smaller[-1] / a.max_shaft_power, 3))
        )  # fmt: skip
    return [" ".join(said)] if said else []


def _fields(record: Any, names: tuple[str, ...], title: str, lang: Language) -> Table:
    rows = []
    for name in names:
        field = record.fields[name]
        plain = record._plain[name]
        if plain is not None:
            rows.append([translated(field.label, lang), *field.show(plain, lang)])
    columns = [translated(text, lang) for text in ("quantity", "value", "unit")]
    return Table(columns, rows, translated(title, lang), frozenset({1}))


_DETAILS = (
    "type", "duty", "standby", "unit_flow", "speed", "stages", "nq_total", "ns_cn",
    "impeller_diameter", "efficiency", "efficiency_low", "efficiency_high", "efficiency_limit",
    "unit_shaft_power", "power_rise", "max_shaft_power", "margin", "motor_rating",
    "rating_over_duty", "rating_over_max", "supply", "full_load_efficiency", "motor_load",
    "motor_efficiency", "unit_input_power", "npsh_required_low", "npsh_required_high",
    "npsh_available", "assumed_eye", "eye_level", "eye_level_good", "installed_power",
)  # fmt: skip


def _duty(sizing: Any, lang: Language) -> Table:
    names = (
        "flow", "head", "head_max", "head_min", "temperature", "hours", "daily_volume",
        "hydraulic_power",
    )  # fmt: skip
    table = _fields(sizing, names, "Pump station sizing", lang)
    at = len([n for n in names[: names.index("temperature") + 1] if sizing._plain[n] is not None])
    density = sizing.liquid.fields["density"]
    row = [translated("water density", lang), *density.show(sizing.liquid.si.density, lang)]
    rows = [*table.rows[:at], row, *table.rows[at:]]
    return table._replace(rows=rows)


def _given(sizing: Any, lang: Language) -> list[Table | str]:
    """What was given beside the duty."""
    if not sizing.given:
        return []
    table = assumptions_table(sizing.given, lang)
    rows = [row[:3] for row in table.rows]
    return [Table(table.columns[:3], rows, translated("Given", lang))]


def _energy(sizing: Any, lang: Language) -> Table:
    names = ["mean_flow", "input_power", "energy_per_day", "energy_per_year"]
    names += [] if sizing._plain["price"] is None else ["price", "cost_per_year"]
    table = _fields(sizing, tuple(names), "Energy", lang)
    specific = sizing.recommended.fields["specific_energy"]
    row = [
        translated(specific.label, lang),
        *specific.show(sizing.recommended.si.specific_energy, lang),
    ]
    title = table.title
    if not sizing.mean_flow_given:
        title += translated(" (design flow all year: upper bound)", lang)
    return table._replace(title=title, rows=[row, *table.rows])


_COLUMNS = (
    # heading, field, digits; two fields make a range
    ("type", ("type",), 0),
    ("speed", ("speed",), 4),
    ("η", ("efficiency",), 3),
    ("methods", ("efficiency_low", "efficiency_high"), 2),
    ("P_duty", ("unit_shaft_power",), 3),
    ("P_max", ("max_shaft_power",), 3),
    ("motor", ("motor_rating",), 4),
    ("supply", ("supply",), 0),
    ("NPSHr", ("npsh_required_low", "npsh_required_high"), 2),
    ("eye", ("eye_level",), 2),
    ("installed", ("installed_power",), 4),
    ("energy use", ("specific_energy",), 3),
)


def arrangements_table(sizing: Any, lang: Language, every: bool = False) -> Table:
    """The arrangements as rows: the recommended, the runner-up, then by energy."""
    if sizing.candidates is None:
        return _duty(sizing, lang)
    table = sizing.candidates
    order = _shown(sizing, every)
    nq = ("ns", ("ns_cn",), 3) if lang == "zh" else ("nq", ("nq_total",), 3)
    columns = [*_COLUMNS[:2], nq, *_COLUMNS[2:]]
    rows = []
    for place, index in order:
        one = table.row(index)
        a = one.si
        name = f"{a.duty}+{a.standby}"
        cells = [f"{place} {name}".strip()]
        for _, fields, digits in columns:
            ends = [_cell(one, f, digits, lang) for f in fields]
            cells.append("–".join(ends) if len(set(ends)) > 1 else ends[0])
        if every:
            cells.append(_reason(a.status, lang))
        rows.append(cells)
    heads = [translated(head, lang) for head in ("units", *(h for h, _, _ in columns))]
    kinds = [table.fields[fields[0]].kind if digits else "" for _, fields, digits in columns]
    numbers = frozenset(i for i, kind in enumerate(kinds, 1) if kind)
    shown = (units.unit_shown(kind) if kind else "" for kind in kinds)
    units_ = ["", *(translated(unit, lang) for unit in shown)]
    if every:
        heads.append(translated("status", lang))
        units_.append("")
    return Table(heads, rows, translated("Arrangements", lang), numbers, units_)


def arrangements_data(sizing: Any, lang: Language, every: bool = False) -> Table:
    """The same arrangements with all their figures, a number a cell."""
    if sizing.candidates is None:
        return _duty(sizing, lang)
    order = _shown(sizing, every)
    table = data_table(
        sizing.candidates, [n for n in sizing.candidates.fields if n != "status"],
        len(sizing.candidates.status), lang,
        {translated("status", lang): [_reason(int(c), lang) for c in sizing.candidates.status]},
    )  # fmt: skip
    words = {"*": translated("recommended", lang), "2": translated("runner-up", lang)}
    rows = [[words.get(mark, ""), *table.rows[i]] for mark, i in order]
    heads = [translated("choice", lang), *table.columns]
    return table._replace(columns=heads, rows=rows, units=["", *table.units])


def _reason(code: int, lang: Language) -> str:
    limits = {
        name: units.show(limit.value, "level", units.digits_in(limit.value)) if limit.unit == "m"
        else units.digits_of(limit.value) for name, limit in data.limits().items()
    }  # fmt: skip
    return translated(REASONS[code], lang, **limits)


def _cell(record: Any, name: str, digits: int, lang: Language) -> str:
    field, plain = record.fields[name], record._plain[name]
    if name == "type" and record.stages > 1:
        return f"{translated(plain, lang)} ×{record.stages}"
    if not digits:
        return translated(str(plain), lang)
    return units.digits_of(units.shown(plain, field.kind), digits)


def _shown(sizing: Any, every: bool) -> list[tuple[str, int]]:
    """Mark and row of the arrangements to show: ``*`` recommended, ``2.`` runner-up."""
    table = sizing.candidates.si
    marks = {}
    for mark, record in (("*", sizing.recommended), ("2", sizing.runner_up)):
        if record is not None:
            marks[_index(sizing, record)] = mark
    by = table.specific_energy if sizing.designs is not None else table.index
    rest = [i for i in np.argsort(by, kind="stable") if table.status[i] == 0]
    if not every:  # of a type with so many units the best speed
        seen = {(table.type[i], table.duty[i]) for i in marks}
        first = []
        for i in rest:
            key = table.type[i], table.duty[i]
            if key not in seen or sizing.designs is not None:
                first.append(i)
            seen.add(key)
        rest = first
    if every:
        rest += [i for i in range(len(table.status)) if table.status[i] != 0]
    order = [*marks, *(int(i) for i in rest if int(i) not in marks)]
    if not every:
        order = order[: max(SHOWN, len(marks))]
    return [(marks.get(i, " "), i) for i in order]


def _index(sizing: Any, record: Any) -> int:
    t, a = sizing.candidates.si, record.si
    same = (t.type == a.type) & (t.duty == a.duty) & (t.poles == a.poles)
    return int(np.flatnonzero(same)[0])


def rejected(sizing: Any, lang: Language, every: bool) -> list[Table | str]:
    """How many arrangements were refused, by reason; without those that are recommended."""
    table = sizing.candidates.si
    status = table.status.copy()
    for record in (sizing.recommended, sizing.runner_up):
        if record is not None:
            status[_index(sizing, record)] = FEASIBLE
    rows = []
    for code in range(CONDITIONAL, len(REASONS)):
        which = np.flatnonzero(status == code)
        if not len(which):
            continue
        rows.append([str(len(which)), _reason(code, lang), _folded(table, which, lang)])
    if not rows:
        return []
    title = translated(
        "Rejected: {count} of {all}",
        lang,
        count=int((status != FEASIBLE).sum()),
        all=len(table.status),
    )
    heads = [translated(h, lang) for h in ("count", "reason", "arrangements")]
    return [Table(heads, rows, title, frozenset({0}))]


def _folded(table: Any, which: Any, lang: Language) -> str:
    """Arrangements by type and poles: ``split case 6-pole × 1, 2, 3``."""
    groups: dict[tuple[str, int], list[int]] = {}
    for i in which:
        groups.setdefault((str(table.type[i]), int(table.poles[i])), []).append(int(table.duty[i]))
    by_units: dict[tuple[str, str], list[str]] = {}
    for (type_, poles), duties in groups.items():
        by_units.setdefault((type_, _span(duties)), []).append(str(poles))
    text = "{units} × {type} {poles}-pole"
    return series(
        (translated(text, lang, units=span, type=Phrase(type_), poles=_ends(poles))
         for (type_, span), poles in by_units.items()), lang,
    )  # fmt: skip


def _ends(poles: list[str]) -> str:
    return "/".join(poles) if len(poles) < 4 else f"{poles[0]}–{poles[-1]}"


def _span(numbers: list[int]) -> str:
    numbers = sorted(numbers)
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(map(str, numbers))


def choice_of(sizing: Any, lang: Language) -> list[Table | str]:
    """Why this one, what comes next, and what would change it."""

    def t(text: str, **values: Any) -> str:
        return translated(text, lang, **values)

    if sizing.recommended is None:
        return [(" " if lang == "en" else "").join(no_arrangement(sizing, t, lang))]
    best = sizing.recommended
    a = best.si
    said = [
        t("Recommended: {name}, {speed} rpm, motors of {motor} ({supply}), installed {installed}.",
          name=best.name(lang), speed=units.digits_of(a.speed, 4),
          motor=units.show(a.motor_rating, "power"), supply=translated(a.supply, lang),
          installed=units.show(a.installed_power, "power"))
    ]  # fmt: skip
    if sizing.status == CONDITIONAL:
        text = (
            "Only with the impeller eye {low} to {high} below the minimum water level (good to "
            "plain pump): a dry pit or flooded suction. No suction level was given."
        )
        if sizing.designs is None and pump_of(sizing, a.type).wet:
            text = (
                "Only with the first impeller {low} to {high} below the minimum water level (good "
                "to plain pump): a sump so deep. No suction level was given."
            )
        said.append(
            t(text, low=units.show(-a.eye_level_good, "head", 2),
              high=units.show(-a.eye_level, "head", 2))
        )  # fmt: skip
    elif np.isnan(a.eye_level):
        said.append(t("NPSH required isn't known at all flows that occur: suction isn't checked."))
    elif a.eye_level < a.assumed_eye:
        said.append(
            t("Suction is tight: a plain pump needs the impeller eye at {eye} to the minimum water "
              "level, a good one at {good}.", eye=_over(a.eye_level), good=_over(a.eye_level_good))
        )  # fmt: skip
    said += _highest_head(sizing, t)
    reasons = _reasons if sizing.designs is None else _preferences
    said += reasons(sizing, lang, t)
    said += _at_the_highest_head(sizing, t) + _at_the_lowest_head(sizing, t)
    said += of_gear(sizing, t) if sizing.designs is None else []
    said += [*of_kind(sizing, t), *of_levels(sizing, t)]
    if sizing.runner_up is not None:
        second = sizing.runner_up
        more = second.si.specific_energy / a.specific_energy - 1.0
        said.append(
            t("Runner-up: {name}; energy {more} %, installed {installed}.", name=second.name(lang),
              more=f"{100 * more:+.1f}", installed=units.show(second.si.installed_power, "power"))
        )  # fmt: skip
    if sizing.duty_kind in (RAW, TREATED):
        said.append(
            t("What would change the choice: the range of heads (--head-max, --head-min) and of "
              "the level (--level-range), suction (--water-above-eye, --suction-loss), flow steps "
              "of the works, motor voltage, a maker's curve.")
        )  # fmt: skip
    else:
        said.append(
            t("What would change the choice: the range of heads (--head-max, --head-min) and of "
              "the level (--level-range), suction (--water-above-eye, --suction-loss), how the "
              "flow varies, motor voltage, a maker's curve.")
        )  # fmt: skip
    return [(" " if lang == "en" else "").join(said)]


def _at_the_highest_head(sizing: Any, t: Any) -> list[str]:
    """What a pump that was chosen at the design head leaves of the flow at the highest."""
    a, H, H_max = sizing.recommended.si, sizing.si.head, sizing.si.head_max
    if H_max is None or sizing.designs is not None:  # of real pumps the designs say it
        return []
    S, p_0 = (f(np.float64(a.nq_eye)) for f in
              (pump_kernels.shutoff_ratio, pump_kernels.shutoff_power))  # fmt: skip
    share = float(pump_kernels.flow_at_head_shape(S, p_0, H_max / H, 1.0))
    if share >= data.limit("capacity"):
        return []
    head = units.show(H_max, "head", 4)
    if sizing.heads is not None:
        return [t("At the highest head, {head}, it gives less than the design flow: who owes all "
                  "of it there gives that level and that line first.", head=head)]  # fmt: skip
    return [t("At the highest head, {head}, it gives some {share} % of the design flow: who owes "
              "all of it there takes that head for the design's (--head).", head=head,
              share=units.digits_of(100.0 * share, 2))]  # fmt: skip


def _at_the_lowest_head(sizing: Any, t: Any) -> list[str]:
    """That a pump runs beyond its allowable region where the head falls far."""
    a, H, H_min = sizing.recommended.si, sizing.si.head, sizing.si.head_min
    if H_min is None or sizing.designs is not None:
        return []
    S, p_0 = (f(np.float64(a.nq_eye)) for f in
              (pump_kernels.shutoff_ratio, pump_kernels.shutoff_power))  # fmt: skip
    share = float(pump_kernels.flow_at_head_shape(S, p_0, H_min / H, 2.0))
    if share <= data.limit("aor_high"):
        return []
    return [t("At the lowest head, {head}, it would run at some {share} % of its best flow, beyond "
              "its allowable region: it is throttled there, turned down, or sized for less head.",
              head=units.show(H_min, "head", 4),
              share=units.digits_of(100.0 * share, 3))]  # fmt: skip


def _highest_head(sizing: Any, t: Any) -> list[str]:
    """What the maker has to show where not every such pump reaches the highest head."""
    s, a = sizing.si, sizing.recommended.si
    if sizing.designs is not None or s.head_max is None:
        return []
    sure = s.head * float(pump_kernels.shutoff_ratio_sure(np.float64(a.nq_eye)))
    if s.head_max <= sure:
        return []
    return [
        t("At no flow nine of ten such pumps reach only {head}: the maker's curve has to show the "
          "highest head, {highest}.", head=units.show(sure, "head", 3),
          highest=units.show(s.head_max, "head", 3))
    ]  # fmt: skip


def _over(level: float) -> str:
    """A level over another, with its sign."""
    number = round(float(units.shown(level, "level")), 1) + 0.0
    return f"{number:+.1f} {units.unit_shown('level')}"


def _reasons(sizing: Any, lang: Language, t: Any) -> list[str]:
    """Why this one, what it has to be told about, and what is as good."""
    a = sizing.recommended.si
    said = []
    if sizing.rank != "balanced":
        said.append(t("It ranks first by {rank} alone.", rank=t(sizing.rank)))
    else:
        said.append(usually(sizing, t))
        said.append(t(_why_first(sizing)))
        said += wear(sizing, t)
    if a.power_rise > 1.0 and float(pump_kernels.shutoff_power(np.float64(a.nq_eye))) > 1.0:
        said.append(
            t("Its power is largest at no flow: the motor is sized at the highest head, and it "
              "starts with an open valve, a siphon or a by-pass, never against a closed valve.")
        )  # fmt: skip
    low = _low_voltage(sizing)
    if low is not None:
        row = sizing.candidates.row(low)
        said.append(
            t("Low voltage would be {name}, motors of {motor}: a cost index {more} % above this, "
              "the price of high voltage counted.", name=row.name(lang),
              motor=units.show(row.si.motor_rating, "power"),
              more=units.digits_of(100.0 * (row.si.index / a.index - 1.0), 2))
        )  # fmt: skip
    said += others(sizing, lang, t)
    return said


def _low_voltage(sizing: Any) -> int | None:
    """Row of the best arrangement of low voltage where the recommended one has high."""
    table, a = sizing.candidates.si, sizing.recommended.si
    low = (table.supply == "LV") & (table.status <= sizing.status)
    if a.supply != "HV" or sizing.rank != "balanced" or sizing.designs is not None or not low.any():
        return None
    best = int(np.where(low, table.index, np.inf).argmin())
    return best if table.index[best] > a.index else None


def _why_first(sizing: Any) -> str:
    """Whether the index of the recommended is the least of those with so many units."""
    table, a = sizing.candidates.si, sizing.recommended.si
    other = (table.duty == a.duty) & (table.type != a.type) & (table.status <= sizing.status)
    if sizing.designs is None and np.min(table.index[other], initial=np.inf) < a.index:
        return (
            "Its cost index (energy, equipment, edges of its type, suction) ties with the least of "
            "the types with so many units; at the round duty near by it is the least, so it stays."
        )
    return (
        "Of the types with so many units its cost index (energy, equipment, edges of its type, "
        "suction) is the least."
    )


def _preferences(sizing: Any, lang: Language, t: Any) -> list[str]:
    """Why this one of real pumps: preferences, then energy."""
    a = sizing.recommended.si
    if sizing.rank != "balanced":
        return [t("It ranks first by {rank} alone.", rank=t(sizing.rank))]
    table = sizing.candidates.si
    said = []
    if data.limit("duty_low") <= a.duty <= data.limit("duty_high"):
        said.append(t("Two or three duty units keep part of the flow when one trips."))
    said += wear(sizing, t)
    feasible = np.flatnonzero(table.status == 0)
    if not len(feasible):
        return said
    least = feasible[np.argmin(table.specific_energy[feasible])]
    saving = 1.0 - table.specific_energy[least] / a.specific_energy
    other = sizing.candidates.row(int(least))
    if saving > 5e-4:
        lost = []
        if other.duty == 1 and a.duty > 1:
            lost.append(t("it has no turndown and one trip stops the whole works"))
        if sizing.duty_kind == RAW and other.si.speed > slow(sizing) >= a.speed:
            lost.append(t("it runs faster than {speed} rpm", speed=units.digits_of(slow(sizing))))
        if not lost:
            lost.append(t("that is a tie within the spread of methods"))
        said.append(
            t("{name} would take {saving} % less energy, but {why}.", name=other.name(lang),
              saving=f"{100 * saving:.1f}", why=t("; ").join(lost))
        )  # fmt: skip
    elif len(feasible) == 1:
        said.append(t("It is the only feasible one."))
    else:
        said.append(t("It takes the least energy of the feasible ones."))
    return said
