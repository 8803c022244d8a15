"""Drawings of a sheet as SVG and PNG, the same bytes for the same drawing."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hydrocalc.reports.tree import Figure

_STYLE = 'style="stroke-linejoin:round;stroke-linecap:butt"'
_ID = r'\b(id="|xlink:href="#|url\(#)([^")]+)'


def svg(figure: Figure, number: int) -> str:
    """The drawing to stand inside a page; its ids begin with its number, so that none meet."""
    with _plain_style():
        text = _saved(figure.draw(), "svg", metadata={"Date": None, "Creator": None}).decode()
    text = text[text.index("<svg") :]
    # What a page would take for its own: comments, metadata, a style for everything.
    for pattern in ("<!--.*?-->", "<metadata>.*?</metadata>", "<style.*?</style>"):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    # matplotlib draws lots for some ids, unless a setting that all threads share forbids it.
    ids: dict[str, str] = {}
    text = re.sub(_ID, lambda m: m[1] + ids.setdefault(m[2], f"f{number}-{len(ids) + 1}"), text)
    text = re.sub(r'(<svg\b[^>]*?) width="[^"]*"', r"\1", text, count=1)
    text = re.sub(r'(<svg\b[^>]*?) height="[^"]*"', r"\1", text, count=1)
    text = text.replace("<svg", f"<svg {_STYLE}", 1)
    return re.sub(r">\s+<", "><", text).strip()


def upright(drawing: str) -> bool:
    """Whether an SVG is higher than wide."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    return box is not None and float(box[2]) > float(box[1])


def png(figure: Figure) -> tuple[bytes, float]:
    """The drawing as a picture, and its width in inches."""
    with _plain_style():
        axes = figure.draw()
        picture = _saved(axes, "png", dpi=160, metadata={"Software": None})
    return picture, float(axes.figure.get_size_inches()[0])


def _saved(axes: Any, format: str, **settings: Any) -> bytes:
    out = io.BytesIO()
    axes.figure.savefig(out, format=format, **settings)
    return out.getvalue()


_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def _plain_style() -> Iterator[None]:
    """Matplotlib with the style it comes with: a sheet looks the same whoever makes it.

    Its settings belong to the whole process, so they are touched only where a user has changed
    them, and given back at once.
    """
    from matplotlib import rcParams, rcParamsDefault

    with _ONE_AT_A_TIME:
        own = [k for k, v in rcParamsDefault.items() if k not in _NO_STYLE and rcParams[k] != v]
        if not own:
            yield
            return
        from matplotlib import style

        with style.context("default"):
            yield


_NO_STYLE = ("backend", "backend_fallback", "interactive", "toolbar", "timezone")
