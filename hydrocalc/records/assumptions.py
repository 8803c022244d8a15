"""What was assumed: where a value that the user did not give comes from, and what overrides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hydrocalc import data, units
from hydrocalc.records.fields import (
    Language,
    Text,
    Value,
    choice,
)
from hydrocalc.records.messages import series, translated
from hydrocalc.records.record import Record
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike
    from pint import Quantity

    Amount = float | str | Quantity[Any] | ArrayLike
    """What a measure is given as: a number, text with a unit, an array or a quantity."""


class Assumption(Record):
    """A value that the user did not give: where it comes from and what overrides it."""

    id: Text = Text()
    label: Text = Text()
    value: Value = Value()
    unit: Text = Text()
    basis: Text = Text()
    source: Text = Text()
    option: Text = Text()

    def to_dict(self) -> dict[str, Any]:
        """For JSON: a share is the plain number that it is, not the percentage shown."""
        fields = super().to_dict()
        unit = fields.pop("unit")
        if isinstance(self.value, float):
            fields["value"] = {"value": self.value, "unit": "1" if unit in ("", "%") else unit}
        return fields


def assumed(id: str, value: Any = None) -> Assumption:
    """The default of ``assumptions.csv`` as a record, with its own value or another."""
    a = data.assumption(id)
    return Assumption(
        id=id, label=a.label, value=a.number if value is None else value, unit=a.unit,
        basis=a.basis, source=a.source, option=a.option,
    )  # fmt: skip


class Taken:
    """Collects the values that the user gave, and the defaults taken in place of others.

    `sources` have basis and source of defaults that are not those of ``assumptions.csv``, by id.
    """

    def __init__(self, sources: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.assumptions: list[Assumption] = []
        self.given: list[Assumption] = []
        self.sources = sources or {}

    def default(self, id: str, value: Any) -> Any:
        self.assumptions.append(assumed(id, value).replace(**self.sources.get(id, {})))
        return value

    def note(self, id: str, value: Any) -> Any:
        self.given.append(assumed(id, value).replace(basis="given", source=""))
        return value

    def number(
        self, id: str, given: Any, kind: str, low: float | None = None,
        high: float | None = None, name: str = "", default: float | None = None,
    ) -> float:  # fmt: skip
        if given is None:
            usual = data.assumption(id).number if default is None else default
            return float(self.default(id, usual))
        plain = units.number(given, kind, name or id, low=low, high=high, scalar=True)
        return float(self.note(id, plain))

    def word(self, id: str, given: Any, words: tuple[str, ...]) -> str:
        if given is None:
            return str(self.default(id, data.assumption(id).value))
        return str(self.note(id, choice(given, id, words)))


def assumptions_table(assumptions: tuple[Assumption, ...], lang: Language = "en") -> Table:
    """What was assumed, which option changes it, on what basis it stands and where it is from."""
    columns = [translated(t, lang) for t in ("assumption", "value", "option", "basis: source")]
    rows = [
        [
            translated(a.label, lang), with_unit(a.value, a.unit, lang), a.option,
            translated("{basis}: {source}", lang, basis=Phrase(a.basis), source=Phrase(a.source)),
        ]
        for a in assumptions
    ]  # fmt: skip
    return Table(columns, rows, translated("Assumptions", lang))


def assumed_text(assumptions: tuple[Assumption, ...], lang: Language) -> str:
    """What was assumed, in one cell."""
    said = (f"{translated(a.label, lang)} {with_unit(a.value, a.unit, lang)}" for a in assumptions)
    return series(said, lang)


def with_unit(value: Any, unit: str, lang: Language) -> str:
    """A value as people read it: a share with the unit % in per cent."""
    if not isinstance(value, float):
        return translated(str(value), lang)
    if unit == "%":
        return f"{units.digits_of(100.0 * value)} %"
    return " ".join(units.said_in(value, unit)).strip()
