"""The axes that a plot draws on, and the language of what is written there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hydrocalc.messages import translated
from hydrocalc.texts import printable

CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip
"""Fonts with Chinese signs, the best first."""
MOST = 32
"""Signs of a name in a plot: a longer one would leave no room for the drawing."""


def new_axes(ax: Any, width: float = 8.0, height: float = 4.5) -> Any:
    """The axes given, or new ones of a figure that no window belongs to."""
    if ax is not None:
        return ax
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained").subplots()


def words(lang: str) -> Callable[..., str]:
    """What translates the texts of a plot: Chinese only where a font has its signs."""
    if lang == "zh" and chinese_font() is None:
        import warnings

        text = translated(
            "No font has Chinese signs: the plot is in English. Install one, such as "
            "fonts-noto-cjk (Noto Sans CJK SC).", lang,
        )  # fmt: skip
        warnings.warn(text, UserWarning, stacklevel=3)
        lang = "en"
    return lambda text, **values: translated(text, lang, **values)


def chinese_font() -> str | None:
    """Name of a font with Chinese signs that matplotlib knows; None if it knows none."""
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return next((name for name in CHINESE if name in known), None)


def finish(ax: Any, lang: str) -> Any:
    """Give the texts of the axes a font that has their signs; shorten them, take none for math.

    Names come from a user: an English plot may have Chinese ones, and a dollar is a dollar.
    """
    from matplotlib.text import Text

    font = chinese_font()
    cells = [cell.get_text() for each in ax.figure.axes for table in each.tables
             for cell in table.get_celld().values()]  # fmt: skip
    own = [text for each in ax.figure.axes
           for text in (each.title, each.xaxis.label, each.yaxis.label)]  # fmt: skip
    for text in [*ax.figure.findobj(Text), *cells]:
        text.set_parse_math(False)
        text.set_text(printable(text.get_text()))
        if len(text.get_text()) > MOST and text not in own:
            text.set_text(text.get_text()[: MOST - 1] + "…")
        if font is not None and not text.get_text().isascii():
            text.set_fontfamily([font, "DejaVu Sans"] if lang == "zh" else ["DejaVu Sans", font])
    return ax
