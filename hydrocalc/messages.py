"""The catalogue of texts that users read: the English text is the key."""

from __future__ import annotations

ZH: dict[str, str] = {}


def translated(text: str, lang: str = "en") -> str:
    """`text` in `lang`; English where the catalogue has no entry."""
    return ZH.get(text, text) if lang == "zh" else text
