"""Plots of studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.plots.axes import finish, name_axis, new_axes, words
from hydrocalc.records.fields import whole
from hydrocalc.studies.model import unknown
from hydrocalc.studies.summaries import unit_shown
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from hydrocalc.studies.sensitivity import Tornado
    from hydrocalc.studies.study import Study

SHARES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
"""Quantiles between which bands are drawn, the middle one a line."""


def _shown(values: Any, kind: str) -> Any:
    return units.shown(values, kind) if kind else values


def _label(name: str, kind: str) -> str:
    unit = unit_shown(kind)
    return f"{name}, {unit}" if unit else name


@units.in_system
def plot_heat_map(
    result: Study, output: str, *, x: str, y: str, at: Mapping[str, int] | None = None,
    ax: Any = None, lang: str = "en",
) -> Any:  # fmt: skip
    """One output over two inputs of a grid, with lines where it reaches its limits.

    Parameters
    ----------
    result : Study
        What `sweep` returns for a grid.
    output : str
        The output.
    x, y : str
        Inputs along the axes.
    at : mapping, optional
        Which value, by its place from 0, the other inputs have (the first).
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; the scale is on another at the right. White where a scenario has no result.

    Raises
    ------
    InputError
        If an input is not an axis of its own.
    """
    ax, t = new_axes(ax), words(lang)
    labels = [label for label, _, _ in result._order]
    for name in (x, y):
        if name not in labels:
            raise unknown("x", name, labels)
    if x == y:
        raise InputError("y", "another input than x", quoted(y))
    for name, place in (at or {}).items():
        if name not in labels:
            raise unknown("at", name, labels)
        most = result.shape[labels.index(name)] - 1
        whole(place, "at", 0, most)
    places: list[Any] = [(at or {}).get(label, 0) for label in labels]
    places += [slice(None)] * (len(result.shape) - len(labels))
    places[labels.index(x)] = places[labels.index(y)] = slice(None)

    def part(name: str) -> Any:
        values = result.values(name)[tuple(places)]
        return values if labels.index(x) > labels.index(y) else np.moveaxis(values, 0, 1)

    kind = result.kind(output)
    z = np.where(part("status") == 0, _shown(part(output), kind), np.nan)
    if z.ndim > 2:
        raise InputError("result", "a grid without random inputs")
    across, names_x = _ticks(part(x)[0], result.kind(x))
    up, names_y = _ticks(part(y)[:, 0], result.kind(y))
    mesh = ax.pcolormesh(across, up, z, shading="nearest", cmap="cividis", rasterized=True)
    bar = ax.figure.colorbar(mesh, ax=ax)
    bar.set_label(_label(output, kind))
    for one in result._job.limits:
        if one.output == output and min(z.shape) > 1 and names_x is names_y is None:
            lines = ax.contour(
                across, up, z, levels=[_shown(one.value, kind)], colors="white", linewidths=1.4
            )
            ax.clabel(lines, fmt=lambda v: f"{v:.4g}")
    if names_x is not None:
        ax.set_xticks(across, names_x, rotation=20, ha="right")
    else:
        ax.set_xlabel(_label(x, result.kind(x)))
    if names_y is not None:
        ax.set_yticks(up, names_y)
    else:
        ax.set_ylabel(_label(y, result.kind(y)))
    others = [f"{n}: {_value(result, n, places[i])}" for i, n in enumerate(labels)
              if n not in (x, y)]  # fmt: skip
    ax.set_title(t("at ") + ", ".join(others) if others else "", fontsize="medium")
    return finish(ax, lang)


def _ticks(values: Any, kind: str) -> tuple[Any, list[str] | None]:
    """Places of values along an axis, and the texts that stand there if they are texts."""
    if values.dtype.kind == "U":
        return np.arange(len(values), dtype=float), list(values)
    return _shown(values.astype(float), kind), None


def _value(result: Study, name: str, place: int) -> str:
    labels = [label for label, _, _ in result._order]
    at = tuple(place if label == name else 0 for label in labels)
    value, kind = result.values(name.partition(", ")[0])[at], result.kind(name)
    if isinstance(value, str):
        return value
    return f"{units.digits_of(_shown(float(value), kind))} {unit_shown(kind)}".rstrip()


@units.in_system
def plot_line(result: Study, output: str, *, x: str, ax: Any = None, lang: str = "en") -> Any:
    """One output over one input.

    Parameters
    ----------
    result : Study
        A study of one axis.
    output : str
        The output.
    x : str
        The input along the axis.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InputError
        If the study has more axes.
    """
    ax, t = new_axes(ax), words(lang)
    if len(result.shape) != 1:
        raise InputError("result", "a study of one axis", f"shape {result.shape}")
    kinds = result.kind(x), result.kind(output)
    across, up = (_shown(result.values(n), k) for n, k in zip((x, output), kinds, strict=True))
    up = np.where(result.values("status") == 0, up, np.nan)
    ax.plot(across, up, "k-" if across.size > 30 else "k.-", lw=1.5)
    for one in result._job.limits:
        if one.output == output:
            ax.axhline(_shown(one.value, kinds[1]), color="tab:red", lw=1, ls="--",
                       label=t("limit"))  # fmt: skip
            ax.legend(fontsize="small")
    ax.set_xlabel(_label(x, kinds[0]))
    ax.set_ylabel(_label(output, kinds[1]))
    ax.grid(alpha=0.3)
    return finish(ax, lang)


@units.in_system
def plot_bands(result: Study, *, prefix: str = "grade@", ax: Any = None, lang: str = "en") -> Any:
    """Bands of an output along a line: half, 90 % and 98 % of the scenarios, and the median.

    Parameters
    ----------
    result : Study
        A study of `line_model`, or of any outputs named by `prefix` and a chainage.
    prefix : str, optional
        What their names begin with ('grade@').
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InputError
        If there are no such outputs.
    """
    ax, t = new_axes(ax), words(lang)
    names = [n for n in result.names if n.startswith(prefix)]
    if not names:
        raise InputError("prefix", "what outputs begin with: {words}", quoted(prefix),
                         words=", ".join(result.names[:8]))  # fmt: skip
    x = np.array([float(n.removeprefix(prefix)) for n in names]) / 1000.0
    q = np.array([result._quantiles(n, SHARES) for n in names])
    for low, high, grey in ((0, 6, "0.88"), (1, 5, "0.75"), (2, 4, "0.6")):
        share = round(100 * (SHARES[high] - SHARES[low]))
        ax.fill_between(x, q[:, low], q[:, high], color=grey, lw=0,
                        label=t("{n} % of the scenarios", n=share))  # fmt: skip
    ax.plot(x, q[:, 3], color="k", lw=1.4, label=t("median"))
    name_axis(ax.xaxis, t("chainage, km"), "chainage")
    name_axis(ax.yaxis, t("grade line, m"), "head")
    ax.legend(fontsize="small")
    return finish(ax, lang)


@units.in_system
def plot_tornado(result: Tornado, *, ax: Any = None, lang: str = "en") -> Any:
    """How far each input alone moves the output, the widest at the top.

    Parameters
    ----------
    result : Tornado
        What `tornado` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. Hatched bars are the low values, plain ones the high.
    """
    ax, t = new_axes(ax), words(lang)
    base = _shown(result.base, result.kind)
    rows = np.arange(len(result.input))
    for is_high, values, inputs, style in (
        (False, result.low, result.low_input, {"color": "0.8", "hatch": "///", "edgecolor": "0.4"}),
        (True, result.high, result.high_input, {"color": "tab:blue", "edgecolor": "tab:blue"}),
    ):
        ends = _shown(values, result.kind)
        ax.barh(rows, ends - base, left=base, height=0.6, **style)
        for i, end in enumerate(ends):
            kind = str(result.input_kind[i])
            text = f"{units.digits_of(_shown(float(inputs[i]), kind), 3)} {unit_shown(kind)}"
            right = is_high if end == base else end > base
            ax.annotate(
                text.rstrip(), (end, i), (3 if right else -3, 0), textcoords="offset points",
                ha="left" if right else "right", va="center", fontsize="small",
            )  # fmt: skip
    ax.axvline(base, color="k", lw=1)
    ax.set_yticks(rows, [str(n) for n in result.input])
    ax.invert_yaxis()
    ax.margins(x=0.25)
    ax.set_xlabel(_label(result.output, result.kind))
    ax.set_title(t("one input at a time: low (hatched), high"), fontsize="medium")
    return finish(ax, lang)


@units.in_system
def plot_distribution(result: Study, output: str, *, ax: Any = None, lang: str = "en") -> Any:
    """Share of the scenarios below each value of an output, with its limits.

    Parameters
    ----------
    result : Study
        What `sweep` or `monte_carlo` returns, also without kept columns.
    output : str
        The output.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InputError
        If there is no such output.
    """
    ax, t = new_axes(ax), words(lang)
    if output not in result.names:
        raise unknown("output", output, result.names)
    kind = result.kind(output)
    shares = np.linspace(0.0, 1.0, 401)
    ax.plot(_shown(result._quantiles(output, shares), kind), 100 * shares, color="k", lw=1.5)
    for i, one in enumerate(result._job.limits):
        if one.output == output:
            chance = result.summary.limits[i]
            value = _shown(one.value, kind)
            text = t(
                "limit {value}: missed by {share} %",
                value=f"{units.digits_of(value)} {unit_shown(kind)}".rstrip(),
                share=units.digits_of(100 * chance.probability, 3),
            )
            below = one.operator in (">=", ">")
            ax.axvline(value, color="tab:red", lw=1.2, ls="--" if below else ":", label=text)
            ax.legend(fontsize="small")
    ax.set_xlabel(_label(output, kind))
    ax.set_ylabel(t("scenarios below, %"))
    ax.set_ylim(0, 100)
    ax.grid(alpha=0.3)
    return finish(ax, lang)
