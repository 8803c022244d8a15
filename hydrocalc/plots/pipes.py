"""Plots of pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hydrocalc import units
from hydrocalc.plots.axes import finish, name_axis, new_axes, words

if TYPE_CHECKING:
    from hydrocalc.components.loss_comparison import HeadLossComparison
    from hydrocalc.energy.diameters import DiameterComparison


@units.in_system
def plot_head_loss(result: HeadLossComparison, *, ax: Any = None, lang: str = "en") -> Any:
    """Friction loss by every law; pale where a law is outside its range.

    Parameters
    ----------
    result : HeadLossComparison
        What `compare_head_loss` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.
    """
    ax, t = new_axes(ax), words(lang)
    names = [f"{m} ({c})" for m, c in zip(result.method, result.coefficient, strict=True)]
    colours = ["tab:blue" if ok else "0.8" for ok in result.valid]
    ax.barh(names, result.si.head_loss, color=colours)
    ax.axvline(result.si.head_loss[0], color="0.3", lw=1, ls=":")
    ax.invert_yaxis()
    name_axis(ax.xaxis, t("friction loss, m (grey: outside the range of the law)"), "head")
    return finish(ax, lang)


@units.in_system
def plot_diameters(result: DiameterComparison, *, ax: Any = None, lang: str = "en") -> Any:
    """Cost a year by size if it is known, else friction by size.

    Parameters
    ----------
    result : DiameterComparison
        What `compare_diameters` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.
    """
    ax, t = new_axes(ax), words(lang)
    s = result.si
    if s.economic >= 0:
        known = s.total_cost == s.total_cost
        for cost, label in (
            (s.capital_cost, t("pipe")), (s.energy_cost, t("energy of the losses")),
            (s.total_cost, t("together")),
        ):  # fmt: skip
            ax.plot(s.dn[known], cost[known], "o-", label=label)
        ax.axvline(s.dn[s.economic], color="0.5", ls=":")
        ax.set_ylabel(t("cost a year, in the currency of the prices"))
    else:
        seen = s.friction < (300.0 if s.head is None else 1.5 * s.head)
        ax.plot(
            s.dn[seen], (s.friction + s.local)[seen], "o-", label=t("friction and local losses")
        )
        if s.head is not None:
            ax.axhline(s.head, color="crimson", ls=":", label=t("head of the pumps"))
        name_axis(ax.yaxis, t("loss, m"), "head")
    name_axis(ax.xaxis, t("nominal size DN, mm"), "diameter")
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
    return finish(ax, lang)
