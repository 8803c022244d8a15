"""Steps of a calculation from what its results declare: nothing is typed a second time."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.findings import Finding, bracketed
from hydrocalc.kernels.formulas import FORMULAS
from hydrocalc.records.fields import Field, Language, Measure
from hydrocalc.records.messages import series, translated
from hydrocalc.records.record import TAKEN, Record, Result
from hydrocalc.reports.expressions import Plain, Symbol, Value, parse, substituted, written
from hydrocalc.reports.tree import Step, Verdict

DIGITS = 6
"""Of what is put into a formula: enough to find the result again."""


def step(
    result: Result, path: str, lang: Language, *, index: Any = (), of: str = "",
    findings: Sequence[Finding] = (),
) -> list[Step]:  # fmt: skip
    """The step that made a field, or one element of it; none where there is no such number."""
    if path in result.withheld:
        return []
    kernel, arguments = result.how(path)
    declared = FORMULAS[kernel]
    shape = np.shape(result.plain_at(path))

    def at(plain: Any) -> float:
        return float(np.broadcast_to(plain, shape)[index]) if shape else float(plain)

    known = result.plain_at(path)
    value = math.nan if known is None else at(known)
    if not math.isfinite(value):
        return []
    values, meaning, told = {}, [], {}
    if any(result.plain_at(given) is None for given in arguments.values()):
        return []
    named = result.made_by[path].arguments if path in result.made_by else {}
    for symbol, given in arguments.items():
        plain, unit = at(result.plain_at(given)), "m/s²" if symbol == "g" else ""
        if isinstance(given, str):
            field = field_at(result, given)
            unit = translated(_unit(field), lang)
            name = Plain().symbol(*Symbol(symbol).parts)
            meaning.append(f"{name}: {translated(field.label, lang)}")
        elif str(named.get(symbol)).startswith(TAKEN):
            taken = data.assumption(str(named[symbol]).removeprefix(TAKEN))
            unit = "" if taken.unit in ("1", "%") else taken.unit
            meaning.append(
                f"{Plain().symbol(*Symbol(symbol).parts)}: {translated(taken.label, lang)}"
            )
        if math.isnan(plain):
            return []
        values[symbol] = Value(written(plain, DIGITS), unit)
        told[symbol] = plain
    for symbol, parameter in inspect.signature(kernel).parameters.items():
        if symbol not in arguments and isinstance(parameter.default, float):  # g
            values[symbol] = Value(written(parameter.default, DIGITS), "m/s²")
    equations = parse(declared.text)
    left = equations[-1].left
    solved = isinstance(left, Symbol)
    field = field_at(result, path)
    plain_unit = _unit(field)
    unit = translated(plain_unit, lang)
    shown = " ".join(field.show(value, lang)).strip()
    if not isinstance(field, Measure) or units.unit_shown(field.kind) == plain_unit:
        shown = f"{written(value, 5)} {unit}".rstrip()
    if not solved:
        values["f"] = Value(written(value, DIGITS), unit)
    what = translated(field.label, lang)
    return [
        Step(
            what=f"{what} ({of})" if of else what,
            symbol=Plain().write(left) if solved else "f", equations=equations,
            numbers=tuple(
                e._replace(right=substituted(e.right, values)) if solved
                else substituted(e, values) for e in equations
            ),
            value=value, unit=unit, shown=shown, where=series(meaning, lang),
            source=translated(declared.source, lang), remark=_range(declared.valid, told, lang),
            verdicts=tuple(verdict(f, lang) for f in findings),
        )
    ]  # fmt: skip


def steps(result: Result, paths: Sequence[str], lang: Language, **more: Any) -> list[Step]:
    """Several of them."""
    return [one for path in paths for one in step(result, path, lang, **more)]


def field_at(result: Record, path: str) -> Field:
    """The declaration of a field at a path such as ``liquid.density``."""
    *parents, last = path.split(".")
    record = result
    for parent in parents:
        record = record._plain[parent]
    return record.fields[last]


def verdict(f: Finding, lang: Language) -> Verdict:
    """What a finding says of a step."""
    said = f"{f.code} {f.said(lang)}", f.where(lang) + bracketed(translated(f.basis, lang), lang)
    text = series(said, lang)
    return Verdict(f.outcome, translated(f.outcome, lang), text)


def _unit(field: Field) -> str:
    if not isinstance(field, Measure):
        return ""
    return "" if field.unit == "1" else field.unit


def _range(valid: Any, told: Any, lang: Language) -> str:
    said = []
    for symbol, (low, high) in valid.items():
        name = Plain().symbol(*Symbol(symbol).parts)
        text = f"{name} {written(low, 4)}–{written(high, 4)}"
        if symbol in told and not low <= told[symbol] <= high:
            text += f" ({translated('outside', lang)})"
        said.append(text)
    return translated("valid for {ranges}", lang, ranges=", ".join(said)) if said else ""
