"""Frozen records: what goes in and what comes out.

A field is declared once, ``head: Measure = Measure("head")``; from that come conversion, bounds,
the quantity on reading (``duty.head``), the plain number for kernels (``duty.si.head``), text,
HTML and JSON. A `Result` also says which kernel made which field from which.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, dataclass_transform

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.records.fields import (
    REQUIRED,
    Choice,
    Column,
    Count,
    Day,
    Field,
    File,
    Flag,
    Language,
    Mapped,
    Measure,
    Names,
    OptionalCount,
    OptionalMeasure,
    OptionalRatio,
    Printed,
    Ratio,
    Text,
    Value,
    Word,
    Words,
    entries,
    frozen,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.tables import Table, escaped, markdown_text, wrap
from hydrocalc.texts import Phrase, quoted


class Part(Field):
    """Another record, or a tuple of records; `of` says which, `example` how one is written."""

    def __init__(
        self,
        *,
        label: str = "",
        default: Any = REQUIRED,
        of: type[Record] | None = None,
        many: bool = False,
        example: str = "",
    ) -> None:
        super().__init__(label=label, default=default)
        self.of, self.many, self.example = of, many, example

    def lacking(self) -> InputError:
        if not self.example:
            return super().lacking()
        expected = "a value, such as {example}"
        return InputError(self.name, expected, Phrase("nothing"), example=self.example)

    def read(self, value: Any) -> Any:
        if value is None and self.default is None:
            return None
        return (records_of if self.many else record_of)(value, self.name, self.of or Record)

    def show(self, plain: Any, lang: Language = "en") -> tuple[str, str]:
        if plain is None:
            return "–", ""
        return (plain.one_line(lang) if isinstance(plain, Record) else f"[{len(plain)}]"), ""

    def json(self, plain: Any) -> Any:
        if isinstance(plain, tuple):
            return [part.to_dict() for part in plain]
        return None if plain is None else plain.to_dict()

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Any) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> Any: ...


def record_of(value: Any, argument: str, of: type[Record]) -> Any:
    """A record of a class."""
    if isinstance(value, of):
        return value
    raise InputError(argument, "a {record}", quoted(value), record=of.__name__)


def records_of(value: Any, argument: str, of: type[Record], *, least: int = 0) -> tuple[Any, ...]:
    """Some records of a class; one alone is a list of one where there must be one."""
    found = (value,) if least and isinstance(value, of) else entries(value)
    if found is not None and len(found) >= least and all(isinstance(x, of) for x in found):
        return found
    expected = "one or more {record} records" if least else "a list of {record} records"
    raise InputError(argument, expected, quoted(value), record=of.__name__)


SHOWING = frozenset({"sections", "text", "markdown", "data", "table", "rows", "one_line"})
"""Methods of records that show quantities."""


@dataclass_transform(
    kw_only_default=True,
    frozen_default=False,
    field_specifiers=(
        Measure,
        OptionalMeasure,
        Ratio,
        OptionalRatio,
        Count,
        OptionalCount,
        Flag,
        Text,
        Word,
        File,
        Words,
        Choice,
        Day,
        Printed,
        Value,
        Mapped,
        Part,
        Column,
        Names,
    ),
)
class Record:
    """Base of all records: frozen, compared by value, printed as a table.

    Subclasses declare fields and nothing else; what can be derived from them is a function.
    """

    fields: ClassVar[Mapping[str, Field]] = {}
    _plain: dict[str, Any]

    def __init_subclass__(cls) -> None:
        own = {k: v for k, v in vars(cls).items() if isinstance(v, Field)}
        cls.fields = {**cls.fields, **own}
        for name in SHOWING & set(vars(cls)):
            setattr(cls, name, units.in_system(vars(cls)[name]))

    def __init__(self, **values: Any) -> None:
        for name in values:
            if name not in self.fields:  # first: a misspelt name is no missing value
                near = difflib.get_close_matches(name[:60], self.fields, 1)
                raise InputError(
                    name, "one of: {words}", Phrase("this name"), *near, guess=True,
                    words=", ".join(self.fields),
                )  # fmt: skip
        plain = {}
        for name, field in self.fields.items():
            value = values.get(name, field.default)
            if value is REQUIRED:
                raise field.lacking()
            plain[name] = field.read(value)
        object.__setattr__(self, "_plain", plain)
        self._refuse()

    def _refuse(self) -> None:
        """Raise `InputError` for values that contradict each other in one record, if any can."""

    @property
    def si(self) -> Any:
        """The plain numbers behind the quantities, in the fields' documented units."""
        return _Plain(self._plain)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return type(self)(**{**self._plain, **changes})

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """What is printed: tables and paragraphs."""
        return [self.table(lang, **view)]

    def text(self, lang: Language = "en", title: Callable[[str], str] = str, **view: Any) -> str:
        """The record for a terminal, in English or Chinese; `title` styles headings.

        `view` is what the record's `sections` understands beyond the language; all that shows a
        record takes `units_system`, 'si' or 'us'.
        """
        return "\n\n".join(
            s.as_text(title) if isinstance(s, Table) else wrap(s)
            for s in self.sections(lang, **view)
        )

    def markdown(self, lang: Language = "en", **view: Any) -> str:
        """What `text` says, as Markdown."""
        return "\n\n".join(
            s.as_markdown() if isinstance(s, Table) else markdown_text(s)
            for s in self.sections(lang, **view)
        )

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """The rows for a CSV file: one number or word a cell; here, the main table."""
        return self.table(lang, **view)

    def rows(self, lang: Language = "en") -> Iterator[tuple[str, str, str]]:
        """Label, value and unit of each field."""
        for name, field in self.fields.items():
            yield translated(field.label, lang), *field.show(self._plain[name], lang)

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The main table: here, the fields."""
        columns = [translated(t, lang) for t in ("quantity", "value", "unit")]
        return Table(columns, list(self.rows(lang)), right=frozenset({1}))

    def one_line(self, lang: Language = "en") -> str:
        """The fields on one line."""
        return ", ".join(
            f"{label} {value} {unit}".strip() for label, value, unit in self.rows(lang)
        )

    def to_dict(self) -> dict[str, Any]:
        """The record for JSON: ``{"value", "unit"}`` for a measure, None for nan."""
        return {name: field.json(self._plain[name]) for name, field in self.fields.items()}

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"records are frozen; use .replace({name}=…)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("records are frozen")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Record):
            return NotImplemented
        return all(_key(v) == _key(other._plain[k]) for k, v in self._plain.items())

    def __hash__(self) -> int:
        return hash(tuple(_key(v) for v in self._plain.values()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self._plain)

    def __repr__(self) -> str:
        inside = ", ".join(
            f"{name}={' '.join(filter(None, field.show(self._plain[name])))}"
            for name, field in self.fields.items()
        )
        return f"{type(self).__name__}({inside})"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return "".join(
            s.as_html() if isinstance(s, Table) else f"<p>{escaped(s)}</p>" for s in self.sections()
        )


for _name in SHOWING:
    setattr(Record, _name, units.in_system(vars(Record)[_name]))


TAKEN = "taken."
"""How a declaration names what was given or assumed by its id: ``taken.npsh_margin``."""


class Made(NamedTuple):
    """How a field came about: by `kernel`, from fields (by path) and numbers."""

    kernel: Callable[..., Any]
    arguments: Mapping[str, str | float]


def made(kernel: Callable[..., Any], **arguments: str | float) -> Made:
    """Declare which kernel made a field from which, ``made(kernel, Q="flow", H="head")``."""
    return Made(kernel, arguments)


class Result(Record):
    """A computed record. `made_by` names the kernel behind each computed field."""

    made_by: ClassVar[Mapping[str, Made]] = {}
    schema: ClassVar[tuple[str, int]]
    """Name and version of its JSON."""

    def __init__(self, **values: Any) -> None:
        # Computed values are not held to the bounds of input, but their names are.
        for name in values.keys() ^ self.fields.keys():
            if name in self.fields:
                raise InputError(name, "a value", Phrase("nothing"))
            raise InputError(
                name, "one of: {words}", Phrase("this name"), words=", ".join(self.fields)
            )
        plain = {
            name: frozen(values[name]) if isinstance(values[name], np.ndarray) else values[name]
            for name in self.fields
        }
        object.__setattr__(self, "_plain", plain)

    @property
    def withheld(self) -> frozenset[str]:
        """Fields that a calculation must not show as what they are called."""
        return frozenset()

    def replace(self, **changes: Any) -> Self:
        """Refused: a changed result would no longer follow from its input."""
        raise TypeError("results are computed; call the function again with other arguments")

    @property
    def declared(self) -> tuple[str, ...]:
        """Fields of which this very result says how they came about."""
        return tuple(self.made_by)

    def how(self, field: str) -> Made:
        """How a field came about, with the formula that this very result used."""
        return self.made_by[field]

    def recomputed(self, field: str) -> Any:
        """The field's value, computed again from the fields that `made_by` names."""
        kernel, arguments = self.how(field)
        return kernel(**{k: self.plain_at(v) for k, v in arguments.items()})

    def plain_at(self, path: str | float) -> Any:
        """The plain number at a path such as ``liquid.density``; a number is itself."""
        if not isinstance(path, str):
            return path
        record: Any = self
        *parents, last = path.split(".")
        for parent in parents:
            record = record._plain[parent]
        return record._plain[last]


def data_table(
    record: Record, names: Sequence[str], count: int, lang: Language,
    also: Mapping[str, Sequence[str]] | None = None,
) -> Table:  # fmt: skip
    """Fields of a record as columns of `count` rows, unrounded; an unknown value is empty.

    A field that isn't a column is the same in every row; `also` are further columns by heading.
    """
    also = also or {}
    columns = []
    for name in names:
        field, plain = record.fields[name], record._plain[name]
        values = plain if isinstance(plain, np.ndarray) else [plain] * count
        columns.append([_datum(field, value, lang) for value in values])
    heads = [translated(record.fields[n].label, lang) for n in names]
    heads += also
    shown = [units.unit_shown(getattr(record.fields[n], "kind", "") or "ratio") for n in names]
    rows = list(zip(*columns, *also.values(), strict=True))
    units_ = ["" if u == "1" else u for u in shown] + [""] * len(also)
    return Table(heads, rows, units=units_)


def _datum(field: Field, value: Any, lang: Language) -> str:
    if isinstance(field, Measure):
        known = value is not None and not math.isnan(value)
        return f"{units.shown(value, field.kind):.10g}" if known else ""
    return "" if value is None else field.word(value, lang)


class _Plain:
    """Attribute access to the plain numbers of a record."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        if name == "_values":  # asked for by copy, before there are any
            raise AttributeError(name)
        try:
            value = self._values[name]
        except KeyError:
            raise AttributeError(name) from None
        return value.si if isinstance(value, Record) else value

    def __dir__(self) -> list[str]:
        return list(self._values)


def _rebuild(cls: type[Record], plain: dict[str, Any]) -> Record:
    return cls(**plain)


def _key(value: Any) -> Any:
    """A value to compare and hash by: nan equals nan, -0 equals 0."""
    if isinstance(value, float):
        return ("nan",) if math.isnan(value) else value
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            value = np.where(np.isnan(value), np.nan, value + 0.0)
        return value.shape, value.dtype.str, value.tobytes()
    return value
