"""Frozen records: what goes in and what comes out.

A field is declared once, ``head: Measure = Measure("head")``; from that come conversion, bounds,
the quantity on reading (``duty.head``), the plain number for kernels (``duty.si.head``), text,
HTML and JSON. A `Result` also says which kernel made which field from which.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self, dataclass_transform

import numpy as np

from hydrocalc import data, units
from hydrocalc.errors import InputError
from hydrocalc.records.messages import translated
from hydrocalc.records.tables import Table, escaped, markdown_text, wrap
from hydrocalc.texts import CONTROL, Phrase, one_line, quoted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pint import Quantity

    Amount = float | str | Quantity[Any] | ArrayLike
    """What a measure is given as: a number, text with a unit, an array or a quantity."""

Language = Literal["en", "zh"]
_REQUIRED: Any = object()
MAX_TEXT = 1000
MOST_ENTRIES = 100_000
"""Entries of what may go on without an end."""


class Field:
    """One field of a record."""

    name: str

    def __init__(self, *, label: str = "", default: Any = _REQUIRED) -> None:
        self.label = label
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.label = self.label or name.replace("_", " ")

    def __set__(self, record: Any, value: Any) -> None:
        raise AttributeError(f"records are frozen; use .replace({self.name}=…)")

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            raise AttributeError(f"{self.name} is a field: read it from a record")
        return self.out(record._plain[self.name])

    def read(self, value: Any) -> Any:
        """What is stored, from what was given."""
        return value

    def out(self, plain: Any) -> Any:
        """What a reader gets, from what is stored."""
        return plain

    def word(self, plain: Any, lang: Language = "en") -> str:
        """One stored value that is no number with a unit, for people: a word of ours."""
        return translated(str(plain), lang)

    def show(self, plain: Any, lang: Language = "en") -> tuple[str, str]:
        """Text and unit for people."""
        return ("–" if plain is None else self.word(plain, lang)), ""

    def json(self, plain: Any) -> Any:
        """The value for JSON."""
        return plain


class Measure(Field):
    """A number with a unit: a `units.Quantity` outside, a plain SI number inside."""

    def __init__(
        self,
        kind: str,
        *,
        low: float | None = None,
        high: float | None = None,
        label: str = "",
        default: Any = _REQUIRED,
        digits: int = 4,
        many: bool = False,
    ) -> None:
        super().__init__(label=label, default=default)
        self.kind, self.low, self.high, self.digits = kind, low, high, digits
        self.many = many
        """Whether it may be an array, which a file gives as a list; else it is one value."""

    def read(self, value: Any) -> Any:
        if value is None and self.default is None:
            return None
        plain = units.number(
            value, self.kind, self.name, low=self.low, high=self.high, scalar=not self.many
        )
        return plain if isinstance(plain, float) else _frozen(plain)

    def out(self, plain: Any) -> Any:
        return None if plain is None else units.quantity(plain, self.kind)

    def show(self, plain: Any, lang: Language = "en") -> tuple[str, str]:
        if plain is None:
            return "–", ""
        unit = translated(units.unit_shown(self.kind), lang)
        if isinstance(plain, np.ndarray):
            return f"[{plain.size}]", unit
        return units.digits_of(units.shown(plain, self.kind), self.digits), unit

    def json(self, plain: Any) -> Any:
        return None if plain is None else {"value": _finite(plain), "unit": self.unit}

    @property
    def unit(self) -> str:
        """Unit of the plain number."""
        return units.KINDS[self.kind].unit

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Amount) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> Quantity[Any]: ...


class OptionalMeasure(Measure):
    """A measure that may be None."""

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Amount | None) -> None: ...
        def __get__(  # type: ignore[override]
            self, record: Any, owner: type | None = None
        ) -> Quantity[Any] | None: ...


class Ratio(Measure):
    """A number without a unit: a plain float or array outside and inside."""

    def __init__(self, kind: str = "ratio", **declaration: Any) -> None:
        super().__init__(kind, **declaration)

    def out(self, plain: Any) -> Any:
        return plain

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Amount) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> Any: ...


class OptionalRatio(Ratio):
    """A number without a unit, or None."""

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Amount | None) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> Any: ...


class Count(Field):
    """A whole number within bounds."""

    def __init__(self, low: int, high: int, *, label: str = "", default: Any = _REQUIRED) -> None:
        super().__init__(label=label, default=default)
        self.low, self.high = low, high

    def read(self, value: Any) -> int:
        return whole(value, self.name, self.low, self.high)

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: int | str) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> int: ...


class OptionalCount(Count):
    """A whole number, or None."""

    def read(self, value: Any) -> Any:
        return None if value is None else super().read(value)

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: int | str | None) -> None: ...
        def __get__(  # type: ignore[override]
            self, record: Any, owner: type | None = None
        ) -> int | None: ...


class Flag(Field):
    """Yes or no; None where it isn't said."""

    def read(self, value: Any) -> Any:
        return None if value is None else flag(value, self.name)

    def word(self, plain: Any, lang: Language = "en") -> str:
        return translated("True" if plain else "False", lang)

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: bool | None) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> bool | None: ...


class Text(Field):
    """Text of somebody else: shown as it is."""

    def read(self, value: Any) -> Any:
        return plain_text(value, self.name)

    def word(self, plain: Any, lang: Language = "en") -> str:
        return str(plain)

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: str) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> str: ...


class Word(Text):
    """A word of ours: shown in the reader's language."""

    def word(self, plain: Any, lang: Language = "en") -> str:
        return translated(str(plain), lang)


class File(Text):
    """The path of a file, whatever its name."""

    def read(self, value: Any) -> Any:
        return value

    def word(self, plain: Any, lang: Language = "en") -> str:
        return one_line(plain)

    def json(self, plain: Any) -> Any:
        return one_line(plain)


class Words(Field):
    """Some texts."""

    def __init__(self, *, most: int = 0, label: str = "", default: Any = _REQUIRED) -> None:
        super().__init__(label=label, default=default)
        self.most = most
        """Most texts; any number if it is 0."""

    def read(self, value: Any) -> tuple[str, ...]:
        found = tuple(_clean(x, self.name) for x in words(value, self.name))
        if self.most and len(found) > self.most:
            expected = "a list of at most {n} entries"
            raise InputError(self.name, expected, str(len(found)), n=self.most)
        return found

    def show(self, plain: Any, lang: Language = "en") -> tuple[str, str]:
        return ", ".join(plain) or "–", ""

    def json(self, plain: Any) -> Any:
        return list(plain)

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Sequence[str]) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> tuple[str, ...]: ...


class Choice(Word):
    """One of a few words."""

    def __init__(
        self, words: tuple[str, ...], *, label: str = "", default: Any = _REQUIRED
    ) -> None:
        super().__init__(label=label, default=default)
        self.words = words

    def read(self, value: Any) -> str:
        return choice(value, self.name, self.words)


class Day(Text):
    """A date as text, ``2027-06-30``; nothing where there is none."""

    def read(self, value: Any) -> str:
        import datetime

        try:
            text = value.isoformat() if isinstance(value, datetime.date) else str(value)
            return text and datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            raise InputError(self.name, "a date such as 2027-06-30", quoted(value)) from None


class Printed(Text):
    """A published figure as it was printed, ``"0.40 m3/s"``: its digits are its precision."""

    def __init__(self, kind: str, *, label: str = "", default: Any = _REQUIRED) -> None:
        super().__init__(label=label, default=default)
        self.kind = kind

    def read(self, value: Any) -> str:
        if isinstance(value, str) and value == self.default == "":
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = repr(value)  # as it was typed
        units.number(value, self.kind, self.name, scalar=True)
        return value if isinstance(value, str) else repr(value)


class Value(Field):
    """A number or a text whose unit stands in another field."""

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Any) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> Any: ...


class Mapped(Value):
    """What stands under names."""

    def read(self, value: Any) -> dict[str, Any]:
        return mapping(value, self.name)


class Part(Field):
    """Another record, or a tuple of records; `of` says which, for files."""

    def __init__(
        self,
        *,
        label: str = "",
        default: Any = _REQUIRED,
        of: type[Record] | None = None,
        many: bool = False,
    ) -> None:
        super().__init__(label=label, default=default)
        self.of, self.many = of, many

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


class Column(Field):
    """Texts or whole numbers, one per row of a record of columns; one alone in a record of one."""

    def read(self, value: Any) -> Any:
        return _frozen(np.asarray(value)) if isinstance(value, (list, tuple, np.ndarray)) else value

    def show(self, plain: Any, lang: Language = "en") -> tuple[str, str]:
        if isinstance(plain, np.ndarray):
            return f"[{plain.size}]", ""
        return super().show(plain, lang)

    def json(self, plain: Any) -> Any:
        return plain.tolist() if isinstance(plain, (np.ndarray, np.generic)) else plain

    if TYPE_CHECKING:

        def __set__(self, record: Any, value: Any) -> None: ...
        def __get__(self, record: Any, owner: type | None = None) -> Any: ...


class Names(Column):
    """Names that somebody else gave: shown as they are."""

    def word(self, plain: Any, lang: Language = "en") -> str:
        return str(plain)


def _clean(text: str, argument: str) -> str:
    """A text without what no text may hold."""
    if CONTROL.search(text):
        raise InputError(argument, "text without control characters", quoted(text))
    return text


def record_of(value: Any, argument: str, of: type[Record]) -> Any:
    """A record of a class."""
    if isinstance(value, of):
        return value
    raise InputError(argument, "a {record}", quoted(value), record=of.__name__)


def entries(value: Any) -> tuple[Any, ...] | None:
    """What stands in a list, or in anything else that is walked through; None for other things.

    A text is one thing, and so is a mapping.
    """
    if isinstance(value, (list, tuple)):
        return tuple(value)
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        return None
    try:
        walk = iter(value)
    except TypeError:  # an array without an axis
        return None
    found = tuple(islice(walk, MOST_ENTRIES + 1))
    return found if len(found) <= MOST_ENTRIES else None


def records_of(value: Any, argument: str, of: type[Record], *, least: int = 0) -> tuple[Any, ...]:
    """Some records of a class; one alone is a list of one where there must be one."""
    found = (value,) if least and isinstance(value, of) else entries(value)
    if found is not None and len(found) >= least and all(isinstance(x, of) for x in found):
        return found
    expected = "one or more {record} records" if least else "a list of {record} records"
    raise InputError(argument, expected, quoted(value), record=of.__name__)


def plain_text(value: Any, argument: str) -> str:
    """One line of text."""
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return _clean(value, argument)
    got = f"{len(value)} characters" if isinstance(value, str) else quoted(value)
    raise InputError(argument, "text of at most {n} characters", got, n=MAX_TEXT)


def words(value: Any, argument: str) -> tuple[str, ...]:
    """Some texts."""
    found = entries(value)
    if found is not None and all(isinstance(x, str) for x in found):
        return tuple(map(str, found))
    raise InputError(argument, "a list of texts", quoted(value))


def flag(value: Any, argument: str) -> bool:
    """Yes or no."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    raise InputError(argument, "true or false", quoted(value))


def mapping(value: Any, argument: str) -> dict[str, Any]:
    """What stands under names, in pairs or in anything with keys; nothing for None."""
    if value is None:
        return {}
    keyed = hasattr(value, "keys")
    pairs: Any = value if keyed else entries(value)
    try:
        found = dict(pairs)
        # A word of two letters is no pair.
        if all(isinstance(name, str) for name in found) and (
            keyed or all(isinstance(pair, (list, tuple)) for pair in pairs)
        ):
            return found
    except (TypeError, ValueError):
        pass
    raise InputError(argument, "a mapping with names as its keys", quoted(value))


def whole(value: Any, argument: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, given as a number or as text."""
    try:
        number = int(value) if isinstance(value, str) and len(value) < 12 else value
        if type(number) is not int and (
            isinstance(number, (bool, np.bool_))
            or np.ndim(number)
            or np.iscomplexobj(number)
            or np.ma.is_masked(number)
        ):
            raise ValueError
        if number != int(number) or not low <= number <= high:
            raise ValueError
        return int(number)
    except (TypeError, ValueError, ArithmeticError):
        got = quoted(value)
        raise InputError(
            argument, "a whole number from {low} to {high}", got, low=low, high=high
        ) from None


def choice(value: Any, argument: str, words: tuple[str, ...]) -> str:
    """One of `words`."""
    if isinstance(value, str) and value in words:
        return value
    raise InputError(argument, "one of: {words}", quoted(value), words=", ".join(words))


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

    def __init__(self, **values: Any) -> None:
        plain = {}
        for name, field in self.fields.items():
            value = values.pop(name, field.default)
            if value is _REQUIRED:
                raise InputError(name, "a value", Phrase("nothing"))
            plain[name] = field.read(value)
        if values:
            raise InputError(
                next(iter(values)),
                "one of: {words}",
                Phrase("this name"),
                words=", ".join(self.fields),
            )
        object.__setattr__(self, "_plain", plain)

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

        `view` is what the record's `sections` understands beyond the language.
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
        # Computed values are not held to the bounds of input.
        missing = next((name for name in self.fields if name not in values), None)
        if missing is not None:
            raise InputError(missing, "a value", Phrase("nothing"))
        plain = {
            name: _frozen(values[name]) if isinstance(values[name], np.ndarray) else values[name]
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


def assumptions_table(assumptions: tuple[Assumption, ...], lang: Language = "en") -> Table:
    """What was assumed, which option changes it, on what basis it stands and where it is from."""
    columns = [translated(t, lang) for t in ("assumption", "value", "option", "basis: source")]
    rows = [
        [
            translated(a.label, lang), _with_unit(a.value, a.unit, lang), a.option,
            translated("{basis}: {source}", lang, basis=Phrase(a.basis), source=Phrase(a.source)),
        ]
        for a in assumptions
    ]  # fmt: skip
    return Table(columns, rows, translated("Assumptions", lang))


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


def assumed_text(assumptions: tuple[Assumption, ...], lang: Language) -> str:
    """What was assumed, in one cell."""
    said = (f"{translated(a.label, lang)} {_with_unit(a.value, a.unit, lang)}" for a in assumptions)
    return "; ".join(said)


def _with_unit(value: Any, unit: str, lang: Language) -> str:
    if not isinstance(value, float):
        return translated(str(value), lang)
    if unit == "%":
        return f"{units.digits_of(100.0 * value)} %"
    return f"{units.digits_of(value)} {unit}".strip()


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


def _frozen(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _key(value: Any) -> Any:
    """A value to compare and hash by: nan equals nan, -0 equals 0."""
    if isinstance(value, float):
        return ("nan",) if math.isnan(value) else value
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            value = np.where(np.isnan(value), np.nan, value + 0.0)
        return value.shape, value.dtype.str, value.tobytes()
    return value


def _finite(plain: Any) -> Any:
    """A number for JSON: None where it isn't finite."""
    if isinstance(plain, np.ndarray):
        if plain.dtype.kind == "f" and np.isfinite(plain).all():
            return plain.tolist()
        return [_finite(item) for item in plain] if plain.ndim else _finite(plain[()])
    return float(plain) if math.isfinite(plain) else None
