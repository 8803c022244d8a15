"""Plots of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.hydraulics.pressures import invert_below
from hydrocalc.kernels.liquids import G
from hydrocalc.plots.axes import finish, name_axis, new_axes, words

if TYPE_CHECKING:
    from hydrocalc.hydraulics.cases import SystemCurve
    from hydrocalc.hydraulics.grade_line import GradeLine


COLUMNS = 1000
"""Columns of pixels that a plot of a line has at most."""


@units.in_system
def plot_grade_line(result: GradeLine, *, ax: Any = None, lang: str = "en") -> Any:
    """Ground, pipe axis, grade lines, the line at rest and the rating over the chainage.

    Parameters
    ----------
    result : GradeLine
        What `hydraulic_grade_line` returns.
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
    x = s.chainage / 1000.0
    profile = result.line.profile
    if profile is not None:
        surveyed, ground, axis = (getattr(profile.si, n) for n in ("chainage", "ground", "axis"))
        surveyed = surveyed / 1000.0
        bottom = min(ground.min(), axis.min()) - 5
        ax.fill_between(*thinned(surveyed, ground), bottom, color="0.88", lw=0)
        ax.plot(*thinned(surveyed, ground), color="0.55", lw=1, label=t("ground"))
        ax.plot(*thinned(surveyed, axis), color="saddlebrown", lw=1.2, label=t("pipe axis"))
        _ratings(ax, result, t)
        rest = float(s.still_level.max())
        ax.axhline(rest, color="0.2", lw=1, ls="-.", label=t(s.still_state))
    styles = ("-", (0, (6, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))  # told apart without colour
    for i, Q in enumerate(s.flow):
        seen = np.ones(len(x), bool)
        if profile is not None:
            seen = ~np.isnan(s.pressure_head[i])
        label = t("grade line, {flow}", flow=units.show(Q, "flow", 3))
        shown = thinned(x[seen], s.head[i][seen])
        line = ax.plot(*shown, lw=1.6, ls=styles[i % 4], label=label)[0]
        if not seen.all():
            beyond = slice(np.flatnonzero(~seen)[0] - 1, None)
            part = thinned(x[beyond], s.head[i][beyond])
            ax.plot(*part, lw=0.8, ls=":", color=line.get_color())
        control = np.flatnonzero(s.chainage == s.control_chainage[i])[0]
        ax.plot(x[control], s.head[i][control], "o", ms=5, color=line.get_color())
    for start, end in _joined(result.negative, s.chainage[-1] / COLUMNS):
        ax.axvspan(start / 1000, end / 1000, color="crimson", alpha=0.12)
    known = profile is not None or result.line.si.delivery_level is not None
    name_axis(ax.xaxis, t("chainage, km"), "chainage")
    text = "level, m" if known else "head over that at the end, m"
    name_axis(ax.yaxis, t(text), "level")
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small", loc="best")
    return finish(ax, lang)


def _ratings(ax: Any, result: GradeLine, t: Any) -> None:
    """How high the grade line may stand: of each reach over its own stretch, by its own rating."""
    s = result.si
    top = s.head.max()
    over = s.reach_pfa / (s.liquid.density * G) - invert_below(s.bore)
    ends = np.cumsum(s.reach_length)
    ends[-1] = s.chainage[-1]
    label = t("pressure rating")
    for start, end, height in zip(np.append(0.0, ends), ends, over, strict=False):
        mine = np.append(
            np.append(start, s.chainage[(start < s.chainage) & (s.chainage < end)]), end
        )
        limit = np.interp(mine, s.chainage, s.axis) + height
        if limit.min() < top + 2.0 * (top - s.axis.min()):  # nan is not
            ax.plot(*thinned(mine / 1000.0, limit), color="crimson", lw=1, ls=":", label=label)
            label = None


def thinned(x: Any, y: Any) -> tuple[Any, Any]:
    """What a plot can show of a curve: in each column of pixels the ends and the extremes."""
    if len(x) <= 4 * COLUMNS:
        return x, y
    column = np.minimum((COLUMNS * (x - x[0]) / (x[-1] - x[0])).astype(int), COLUMNS - 1)
    first = np.flatnonzero(np.diff(column, prepend=-1))
    last = np.append(first[1:], len(x)) - 1
    by_height = np.lexsort((y, column))
    kept = np.unique(np.concatenate([first, last, by_height[first], by_height[last]]))
    return x[kept], y[kept]


def _joined(sections: Any, gap: float) -> list[tuple[float, float]]:
    """Ends of the sections of each flow; those that a plot can't keep apart as one."""
    found: list[tuple[float, float]] = []
    flow = np.nan
    for section in sections:
        s = section.si
        if s.flow == flow and s.start - found[-1][1] < gap:
            found[-1] = (found[-1][0], s.end)
        else:
            found.append((s.start, s.end))
        flow = s.flow
    return found


@units.in_system
def plot_system_curve(result: SystemCurve, *, ax: Any = None, lang: str = "en") -> Any:
    """Head required over the flow: the cases and their envelope.

    Parameters
    ----------
    result : SystemCurve
        What `system_curve` returns.
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
    ax.fill_between(s.flow, s.low, s.high, color="tab:blue", alpha=0.15, lw=0, label=t("envelope"))
    for name, head in zip(map(t, result.case), s.head, strict=True):
        ax.plot(s.flow, head, lw=1, label=name)
    name_axis(ax.xaxis, t("flow, m³/s"), "flow")
    name_axis(ax.yaxis, t("head required, m"), "head")
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
    return finish(ax, lang)
