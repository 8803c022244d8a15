"""Two kinds of text: ours, which have fields and are translated, and those of others.

A text of ours is a `Phrase`. Every other str is somebody else's: a name, a key, what came. It is
shown and nothing else: never a template, never looked up in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

Translate = Callable[[str], str]
MOST = 10_000
"""Signs of a value that are shown within a text."""
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
"""What a terminal obeys, what turns the order of a line, tags nobody sees, no signs: in no text."""
_FIELD = re.compile(r"\{(\w+)\}")
_SPACE = str.maketrans("\t\n\r\u2028\u2029", "     ")


def untranslated(text: str) -> str:
    """A template as it is: English."""
    return text


class Phrase(str):
    """A text of ours: a template, which the catalogue may translate, and the values of its fields.

    As a str it is the English text in units of the SI, whoever reads it; whatever is made of it by
    str's own methods is plain text.
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Phrase:
        """`values` that are phrases are translated too; any other is shown as it is."""
        return cls.made_of(template, values)

    @classmethod
    def made_of(cls, template: str, values: Mapping[str, Any]) -> Self:
        """A template and the values of its fields as they are."""
        phrase = super().__new__(cls, _filled(template, values, str))
        phrase.template, phrase.values = template, values
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        return _phrase, (self.template, self.values)

    def render(self, translate: Translate = untranslated) -> str:
        """The text with its fields filled, in the language of `translate`."""
        return filled(translate(self.template), self.values, translate)


def counted(n: int, one: str, many: str, /, **values: Any) -> Phrase:
    """A text of ours that counts: `one` of something, or `many` with their number, ``{n}``.

    Chinese has no plural: its two entries say the same.
    """
    return Phrase(one if n == 1 else many, n=n, **values)


def listed(parts: Iterable[str]) -> Phrase:
    """Some texts in a row, each in the language and the units of its reader; one at least."""
    first, *others = parts
    if not others:
        return first if isinstance(first, Phrase) else Phrase("{part}", part=first)
    return Phrase("{part}; {others}", part=first, others=listed(others))


def filled(template: str, values: Mapping[str, Any], translate: Translate = untranslated) -> str:
    """A template of ours with its fields, ``{name}`` and nothing else, filled.

    The one place where that is done. Whatever the values, it returns a text: what they hold is
    never read as a template.
    """
    return _filled(template, values, lambda phrase: phrase.render(translate))


def _filled(template: str, values: Mapping[str, Any], say: Callable[[Phrase], str]) -> str:
    def value(field: re.Match[str]) -> str:
        if field[1] not in values:
            return field[0]
        given = values[field[1]]
        return say(given) if isinstance(given, Phrase) else shown(given)

    return _FIELD.sub(value, template)


def shown(value: Any, most: int = MOST) -> str:
    """Any value as one printable line of at most `most` signs."""
    return _clipped(_said(str, value), most)


def quoted(value: Any, most: int = 40) -> str:
    """What came, as it would be typed in Python, clipped to `most` signs."""
    return _said(repr, value)[:most]


def printable(text: str) -> str:
    """A text in which nothing is a command to a terminal, and all of which can be encoded.

    The one place that decides what is printed.
    """
    return CONTROL.sub("?", text)


def one_line(text: str) -> str:
    """The same without ends of lines."""
    return printable(text.translate(_SPACE))


def encoded(content: str | bytes, encoding: str = "utf-8") -> bytes:
    """The content of a file: what can't be encoded becomes a question mark."""
    return content if isinstance(content, bytes) else content.encode(encoding, "replace")


def _said(how: Callable[[Any], str], value: Any) -> str:
    try:
        return how(value)
    except Exception:  # whatever a stranger's class does when it is printed
        return f"<{type(value).__name__}>"


def _clipped(text: str, most: int) -> str:
    return one_line(text if len(text) <= most else text[: most - 1] + "…")


def _phrase(template: str, values: Mapping[str, Any]) -> Phrase:
    return Phrase(template, **values)
