"""What a record may hold: each field reads, keeps, shows and writes one kind of value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.records.messages import translated
from hydrocalc.texts import CONTROL, Phrase, one_line, quoted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pint import Quantity

    Amount = float | str | Quantity[Any] | ArrayLike
    """What a measure is given as: a number, text with a unit, an array or a quantity."""

Language = Literal["en", "zh"]
REQUIRED: Any = object()
MAX_TEXT = 1000
MOST_ENTRIES = 100_000
"""Entries of what may go on without an end."""


class Field:
    """One field of a record."""

    name: str

    def __init__(self, *, label: str = "", default: Any = REQUIRED) -> None:
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

    def lacking(self) -> InputError:
        """What is wrong where it was left out."""
        return InputError(self.name, "a value", Phrase("nothing"))

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
        default: Any = REQUIRED,
        digits: int = 4,
        many: bool = False,
    ) -> None:
        super().__init__(label=label, default=default)
        self.kind, self.low, self.high, self.digits = kind, low, high, digits
        self.many = many
        """Whether it may be an array, which a file gives as a list; else it is one value."""

    def lacking(self) -> InputError:
        return units.lacking(self.kind, self.name)

    def read(self, value: Any) -> Any:
        if value is None and self.default is None:
            return None
        plain = units.number(
            value, self.kind, self.name, low=self.low, high=self.high, scalar=not self.many
        )
        return plain if isinstance(plain, float) else frozen(plain)

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

    def __init__(self, low: int, high: int, *, label: str = "", default: Any = REQUIRED) -> None:
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
        return translated("yes" if plain else "no", lang)

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

    def __init__(self, *, most: int = 0, label: str = "", default: Any = REQUIRED) -> None:
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

    def __init__(self, words: tuple[str, ...], *, label: str = "", default: Any = REQUIRED) -> None:
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

    def __init__(self, kind: str, *, label: str = "", default: Any = REQUIRED) -> None:
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


class Column(Field):
    """Texts or whole numbers, one per row of a record of columns; one alone in a record of one."""

    def read(self, value: Any) -> Any:
        return frozen(np.asarray(value)) if isinstance(value, (list, tuple, np.ndarray)) else value

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
            or hasattr(number, "mask")
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
    """One of `words`; an empty one among them is what stands where nothing is said."""
    if isinstance(value, str) and value in words:
        return value
    named = ", ".join(word for word in words if word)
    raise InputError(argument, "one of: {words}", quoted(value), words=named)


def frozen(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A copy that cannot be written to."""
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _finite(plain: Any) -> Any:
    """A number for JSON: None where it isn't finite."""
    if isinstance(plain, np.ndarray):
        if plain.dtype.kind == "f" and np.isfinite(plain).all():
            return plain.tolist()
        return [_finite(item) for item in plain] if plain.ndim else _finite(plain[()])
    return float(plain) if math.isfinite(plain) else None
