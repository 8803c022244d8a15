"""Texts that users read, in their language: the English text is the key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hydrocalc.data import chinese
from hydrocalc.texts import Phrase, filled

LANGUAGES = ("en", "zh")


def translated(text: str, lang: str = "en", /, **values: Any) -> str:
    """`text` of ours in `lang` with its fields filled; English where the catalogue has no entry.

    A text of somebody else comes in as a value and never as `text`.
    """
    if isinstance(text, Phrase):
        return text.render(lambda template: _looked_up(template, lang))
    return filled(_looked_up(text, lang), values, lambda template: _looked_up(template, lang))


def rendered(text: str, lang: str = "en") -> str:
    """`text` in `lang` if it is a `Phrase`, which is ours; somebody else's as it is."""
    return translated(text, lang) if isinstance(text, Phrase) else text


def series(parts: Iterable[str], lang: str = "en") -> str:
    """Texts in a row with semicolons, ours in `lang`."""
    return translated("; ", lang).join(rendered(part, lang) for part in parts)


def _looked_up(template: str, lang: str) -> str:
    if lang != "zh":
        return template
    return chinese().get(template) or template  # an entry that an editor has left empty is none
