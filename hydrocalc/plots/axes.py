"""The axes that a plot draws on."""

from __future__ import annotations

from typing import Any


def new_axes(ax: Any, width: float = 8.0, height: float = 4.5) -> Any:
    """The axes given, or new ones of a figure that no window belongs to."""
    if ax is not None:
        return ax
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained").subplots()
