"""Drawings of a sheet as SVG and PNG, the same bytes for the same drawing."""

from __future__ import annotations

import io
import re
from typing import Any

from hydrocalc.reports.sheet import Figure

_SETTINGS: Any = {"svg.hashsalt": "hydrocalc", "svg.fonttype": "path"}
_STYLE = 'style="stroke-linejoin:round;stroke-linecap:butt"'


def svg(figure: Figure, number: int) -> str:
    """The drawing to stand inside a page; its ids begin with its number, so that none meet."""
    text = _saved(figure, "svg", metadata={"Date": None, "Creator": None}).decode()
    text = text[text.index("<svg") :]
    # What a page would take for its own: comments, metadata, a style for everything.
    for pattern in ("<!--.*?-->", "<metadata>.*?</metadata>", "<style.*?</style>"):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    text = re.sub(r'\b(id="|xlink:href="#|url\(#)', rf"\g<1>f{number}-", text)
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
    axes = figure.draw()
    return _saved(figure, "png", axes, dpi=160, metadata={"Software": None}), (
        float(axes.figure.get_size_inches()[0])
    )


def _saved(figure: Figure, format: str, axes: Any = None, **settings: Any) -> bytes:
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context(_SETTINGS):
        drawn = figure.draw() if axes is None else axes
        drawn.figure.savefig(out, format=format, **settings)
    return out.getvalue()
