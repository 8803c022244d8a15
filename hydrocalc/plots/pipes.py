"""Plots of pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hydrocalc.plots.axes import new_axes

if TYPE_CHECKING:
    from hydrocalc.pipes import HeadLossComparison


def plot_head_loss(result: HeadLossComparison, *, ax: Any = None) -> Any:
    """Friction loss by every law; pale where a law is outside its range.

    Parameters
    ----------
    result : HeadLossComparison
        What `compare_head_loss` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.
    """
    ax = new_axes(ax)
    names = [f"{m} ({c})" for m, c in zip(result.method, result.coefficient, strict=True)]
    colours = ["tab:blue" if ok else "0.8" for ok in result.valid]
    ax.barh(names, result.si.head_loss, color=colours)
    ax.axvline(result.si.head_loss[0], color="0.3", lw=1, ls=":")
    ax.invert_yaxis()
    ax.set_xlabel("friction loss, m (grey: outside the range of the law)")
    return ax
