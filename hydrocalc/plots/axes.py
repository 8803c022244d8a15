"""The axes that a plot draws on, and the language of what is written there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from hydrocalc import units
from hydrocalc.errors import HydrocalcWarning
from hydrocalc.records.messages import translated
from hydrocalc.texts import printable

CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Droid Sans Fallback", "Arial Unicode MS",
    "Noto Sans CJK JP",  # all that matplotlib before 3.11 sees of the file that holds SC too
)  # fmt: skip
"""Fonts with Chinese signs, the best first."""
CHINESE_SIGNS = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""What needs such a font, full-width signs among it."""
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
        _warn_of_boxes(lang)
        lang = "en"
    return lambda text, **values: translated(text, lang, **values)


def _warn_of_boxes(lang: str) -> None:
    import warnings

    text = translated(
        "No Chinese font that hydrocalc knows is installed: the plot is in English, and Chinese "
        "names in it are boxes. Install one, such as Noto Sans CJK SC (Debian, Ubuntu: "
        "fonts-noto-cjk), and start again.", lang,
    )  # fmt: skip
    warnings.warn(text, HydrocalcWarning, stacklevel=4)


def best_chinese(names: Iterable[str]) -> str | None:
    """The best font with Chinese signs among names of fonts; None if there is none."""
    known = set(names)
    return next((name for name in CHINESE if name in known), None)


def chinese_font() -> str | None:
    """Name of a font with Chinese signs that matplotlib can use; None if none is installed."""
    from matplotlib.font_manager import fontManager

    return best_chinese(font.name for font in fontManager.ttflist) or _newly_installed()


@cache
def _newly_installed() -> str | None:
    """A Chinese font that matplotlib's list, kept in a file since its first run, doesn't have."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    listed = {font.fname for font in fontManager.ttflist}
    for path in sorted(set(findSystemFonts()) - listed):
        try:
            fontManager.addfont(path)
        except Exception:  # noqa: S112 - no font that matplotlib can read: its own list skips it too
            continue
    return best_chinese(font.name for font in fontManager.ttflist)


def name_axis(axis: Any, text: str, kind: str) -> None:
    """Label an axis on which a kind is drawn in the unit of `Kind.shown`, which the label says.

    Ticks and label are in the units of the reader; what is drawn stays where it is.
    """
    drawn, read = units.KINDS[kind].shown, units.unit_shown(kind)
    if read != drawn:
        factor = float(units.shown(units.converted(1.0, kind, drawn, "unit"), kind))
        _round_numbers(axis, factor)
        text = re.sub(rf"(?<=[,，])( ?){drawn}(?![\w³/])", rf"\g<1>{read}", text)
    axis.set_label_text(text)


def _round_numbers(axis: Any, factor: float) -> None:
    """Ticks at round numbers of what is drawn times a factor."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    class Ticks(MaxNLocator):
        """Round numbers of the reader's unit, at their places on the axis."""

        def __init__(self) -> None:
            super().__init__(nbins=8, steps=[1, 2, 2.5, 5, 10])

        def tick_values(self, vmin: float, vmax: float) -> Any:
            """As the base, between the ends of the axis."""
            found: Any = super().tick_values(vmin * factor, vmax * factor)
            return found / factor

    axis.set_major_locator(Ticks())
    axis.set_major_formatter(FuncFormatter(lambda v, _: f"{factor * v:.6g}"))


def finish(ax: Any, lang: str) -> Any:
    """Give the texts of the axes a font that has their signs; shorten them, take none for math.

    Names come from a user: an English plot may have Chinese ones, and a dollar is a dollar.
    """
    from matplotlib.text import Text

    cells = [cell.get_text() for each in ax.figure.axes for table in each.tables
             for cell in table.get_celld().values()]  # fmt: skip
    own = [text for each in ax.figure.axes
           for text in (each.title, each.xaxis.label, each.yaxis.label)]  # fmt: skip
    texts = [*ax.figure.findobj(Text), *cells]
    chinese = any(CHINESE_SIGNS.search(text.get_text()) for text in texts)
    font = chinese_font() if chinese else None
    if chinese and font is None and lang != "zh":  # else `words` has said it
        _warn_of_boxes(lang)
    for text in texts:
        text.set_parse_math(False)
        text.set_text(printable(text.get_text()))
        if len(text.get_text()) > MOST and text not in own:
            text.set_text(text.get_text()[: MOST - 1] + "…")
        if font is not None and not text.get_text().isascii():
            text.set_fontfamily([font, "DejaVu Sans"] if lang == "zh" else ["DejaVu Sans", font])
    return ax
