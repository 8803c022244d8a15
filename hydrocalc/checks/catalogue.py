"""The rules as a reader sees them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc import data, units
from hydrocalc.errors import InputError
from hydrocalc.records.fields import Column
from hydrocalc.records.messages import rendered, translated
from hydrocalc.records.record import Result
from hydrocalc.records.tables import Table
from hydrocalc.stations.designs.rules import SETS, Rule, every_rule, rule_set
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


class RuleCatalogue(Result):
    """Rules, one row each."""

    schema: ClassVar[tuple[str, int]] = ("rules", 1)

    code: Column = Column(label="rule")
    rules: Column = Column(label="rule set")
    title: Column = Column(label="what")
    title_zh: Column = Column()
    severity: Column = Column(label="severity")
    limit: Column = Column(label="limit")
    basis: Column = Column(label="basis")
    clause: Column = Column(label="clause")
    source: Column = Column(label="source")
    formula: Column = Column(label="formula")
    explanation: Column = Column(label="explanation")
    explanation_zh: Column = Column()

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The rules as rows."""
        names = ("code", "rules", "severity", "limit", "basis")
        rows = [
            [
                *(self._said(n, i, lang) for n in names),
                str((self.title_zh if lang == "zh" else self.title)[i]),
            ]
            for i in range(len(self.code))
        ]
        heads = [translated(self.fields[n].label, lang) for n in (*names, "title")]
        return Table(heads, rows, translated("Rules", lang))

    def _said(self, name: str, i: int, lang: Language) -> str:
        """A word of ours; the name of a rule set is what is typed."""
        said = str(getattr(self, name)[i])
        if name == "limit":
            return _limit(every_rule()[str(self.code[i])])
        if name == "clause":
            rule = every_rule()[str(self.code[i])]
            parts = (rendered(part, lang) for part in (rule.standard, rule.clause))
            return " ".join(part for part in parts if part)
        return said if name == "rules" else translated(said, lang)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The table; of a single rule, everything."""
        if len(self.code) != 1:
            return [self.table(lang)]
        names = ["code", "rules", "title_zh" if lang == "zh" else "title", "severity", "limit",
                 "basis", "clause", "source", "formula",
                 "explanation_zh" if lang == "zh" else "explanation"]  # fmt: skip
        rows = [
            [
                translated(self.fields[n.removesuffix("_zh")].label, lang),
                self._said(n, 0, lang),
            ]
            for n in names
        ]
        return [Table(["", ""], rows)]


def explain(code: str = "") -> RuleCatalogue:
    """The rules whose codes begin so."""
    of_set = {rule.code: name for name in SETS for rule in rule_set(name)}
    found = [rule for key, rule in sorted(every_rule().items()) if key.startswith(code.upper())]
    if not found:
        near = difflib.get_close_matches(code[:20].upper(), list(of_set), 1)
        expected = "the code of a rule, such as HC401, or what several begin with"
        raise InputError("code", expected, quoted(code), *near, guess=True)
    with units.shown_in("si"):
        limits = [_limit(rule) for rule in found]
    columns: dict[str, list[str]] = {
        "code": [r.code for r in found], "rules": [of_set[r.code] for r in found], "limit": limits,
        "basis": [r.basis or (data.limits()[r.limit].basis if r.limit else "memory")
                  for r in found],
        "clause": [f"{r.standard} {r.clause}".strip() for r in found],
        "source": [data.limits()[r.limit].source if r.limit else r.standard for r in found],
    }  # fmt: skip
    for name in ("title", "title_zh", "severity", "formula", "explanation", "explanation_zh"):
        columns[name] = [getattr(r, name) for r in found]
    import numpy as np

    return RuleCatalogue(**{k: np.array(v) for k, v in columns.items()})


def _limit(rule: Rule) -> str:
    sign = {">=": "≥", "<=": "≤"}[rule.operator]
    if rule.limit_from:
        return f"{sign} {rule.limit_from}"
    if rule.limit:
        one = data.limits()[rule.limit]
        number, unit = units.said_in(one.value, "" if one.unit == "1" else one.unit)
        return f"{sign} {number} {unit}".strip() + f" ({one.id})"
    return f"{sign} {rule.limit_value:g}"
