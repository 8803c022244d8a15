"""Plots of pumps and what they pump through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.components.pump_units import ready, region_of, unit_performance
from hydrocalc.errors import InputError
from hydrocalc.kernels import curves as curve_kernels
from hydrocalc.kernels import systems as kernels
from hydrocalc.plots.axes import finish, name_axis, new_axes, words
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.components.curves import CurveFit
    from hydrocalc.hydraulics.npsh import NPSHEnvelope
    from hydrocalc.hydraulics.operation import OperatingMatrix
    from hydrocalc.hydraulics.staging import StagingMap
    from hydrocalc.hydraulics.systems import DutyPoint

STYLES = ("-", (0, (6, 1.5)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 1, 1, 1, 1, 1)))
"""Lines told apart without colour."""
SHOWN = 12
"""Combinations drawn; more hide each other."""


@units.in_system
def plot_pump_curve(result: CurveFit, *, ax: Any = None, lang: str = "en") -> Any:
    """A pump's points and what is fitted to them, with its regions and where it is unstable.

    Parameters
    ----------
    result : CurveFit
        What `fit_pump_curve` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the head; the efficiency is on a second one at the right.
    """
    ax, t = new_axes(ax), words(lang)
    s, unit = result.si, ready(result.pump)
    q = np.linspace(0.0, 1.05 * s.end_flow, 300)
    head = curve_kernels.value(unit.known[0].head, q)[0]
    known = curve_kernels.knows(unit.known[0].head, q)
    ax.plot(q, np.where(known, head, np.nan), color="k", lw=1.6, label=t("head"))
    ax.plot(q, np.where(known, np.nan, head), color="k", lw=0.8, ls=":")
    ax.plot(s.flow, s.head, "ks", ms=5, mfc="white", label=t("points given"))
    if not np.isnan(s.por_low):
        ax.axvspan(s.por_low, s.por_high, color="0.85", lw=0, label=t("preferred region"))
        for edge in (s.aor_low, s.aor_high):
            ax.axvline(edge, color="0.5", lw=0.8, ls="--")
        did = unit_performance(unit, q, np.ones_like(q), 998.2, "usual")
        right = ax.twinx()
        right.plot(q, 100.0 * did.efficiency, color="0.35", ls=STYLES[1], lw=1.2)
        right.set_ylim(0, 100)
        right.set_ylabel(t("efficiency, % (dashed)"))
    if s.peak_flow > 0.0:
        rises = 0.0 if np.isnan(s.dip_flow) else s.dip_flow
        ax.axvspan(rises, s.peak_flow, hatch="///", fc="none", ec="0.6", lw=0, label=t("unstable"))
    ax.set_ylim(0, None)
    ax.set_xlim(0, q[-1])
    name_axis(ax.xaxis, t("flow, m³/s"), "flow")
    name_axis(ax.yaxis, t("head, m"), "head")
    ax.legend(fontsize="small", loc="lower left")
    return finish(ax, lang)


@units.in_system
def plot_duty_point(result: DutyPoint, *, ax: Any = None, lang: str = "en") -> Any:
    """Duty points on the head of one unit at the speeds at which they lie.

    Parameters
    ----------
    result : DutyPoint
        What `duty_point` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the head; with one speed the efficiency is on a second one at the right.
    """
    ax, t = new_axes(ax), words(lang)
    s, unit = result.si, ready(result.pump, 1)
    full, shape = unit.full * unit.record.pump.si.speed, np.shape(result.status)
    speeds, flows, heads = (
        np.broadcast_to(x, shape).ravel() for x in (s.speed, s.unit_flow, s.head)
    )
    shares = np.unique(speeds[np.isfinite(flows)]) / full
    if not len(shares):
        shares = np.ones(1)
    for i, share in enumerate(reversed(shares)):
        q = np.linspace(0.0, 1.05 * share * unit.pump.head.end, 300)
        head = share**2 * curve_kernels.value(unit.pump.head, q / share)[0]
        known = curve_kernels.knows(unit.pump.head, q / share)
        label = t("head, {speed} rpm", speed=f"{share * full:.0f}")
        ax.plot(q, np.where(known, head, np.nan), color="k", lw=1.6, ls=STYLES[i % 5], label=label)
        ax.plot(q, np.where(known, np.nan, head), color="k", lw=0.8, ls=":")
    if len(shares) == 1:
        q = np.linspace(0.0, shares[0] * unit.pump.head.end, 300)
        low, high, least, most = (shares[0] * x for x in unit.regions)
        did = unit_performance(unit, q, np.full_like(q, shares[0]), 998.2, "usual")
        if not np.isnan(low):
            ax.axvspan(low, high, color="0.85", lw=0, label=t("preferred region"))
            for edge in (least, most):
                ax.axvline(edge, color="0.5", lw=0.8, ls="--")
            right = ax.twinx()
            right.plot(q, 100.0 * did.efficiency, color="0.35", ls=STYLES[1], lw=1.2)
            right.set_ylim(0, 100)
            right.set_ylabel(t("efficiency, % (dashed)"))
    ax.plot(flows, heads, "k*", ms=12, label=t("duty point"))
    ax.set_ylim(0, None)
    ax.set_xlim(0, None)
    name_axis(ax.xaxis, t("flow of one unit, m³/s"), "flow")
    name_axis(ax.yaxis, t("head, m"), "head")
    ax.legend(fontsize="small", loc="lower left")
    return finish(ax, lang)


@units.in_system
def plot_operation(result: OperatingMatrix, *, figure: Any = None, lang: str = "en") -> Any:
    """The picture of a station: curves of the combinations in the system's band, numbered.

    Below it, on the same flows, efficiency, power and NPSH of each unit, and a table of the
    numbers. A combination's curve is thick where all its units are in their preferred region.

    Parameters
    ----------
    result : OperatingMatrix
        What `operating_matrix` returns.
    figure : matplotlib.figure.Figure or SubFigure, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the heads; ``ax.figure`` holds all.
    """
    t = words(lang)
    chosen = chosen_combinations(result)
    if not len(chosen):
        raise InputError("result", "a combination whose units all run in some case", Phrase("none"))
    if figure is None:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(9.0, 11.0), layout="constrained")
    rows = 0.35 + 0.16 * len(chosen)
    panels = figure.subplots(5, 1, height_ratios=(4.2, 1.2, 1.2, 1.2, rows))
    top, *rest, foot = panels
    for panel in rest:
        panel.sharex(top)
    found = [ready(record) for record in result.group.units]
    s = result.si
    top.fill_between(s.system_flow, s.system_low, s.system_high, color="0.85", lw=0,
                     label=t("system: all cases"))  # fmt: skip
    for edge in (s.system_low, s.system_high):
        top.plot(s.system_flow, edge, color="0.45", lw=0.9)
    lowest = min(float(s.system_low.min()), float(s.head[chosen].min()))
    for number, i in enumerate(chosen, 1):
        _combination(top, result, i, number, found, lowest)
    _units(rest, found, t)
    name_axis(top.yaxis, t("head at the header, m"), "head")
    top.set_xlim(0, 1.12 * float(s.flow[chosen].max()))
    top.grid(alpha=0.3)
    top.legend(fontsize="small", loc="upper right")
    top.tick_params(labelbottom=False)
    labels = (("efficiency, %", "efficiency"), ("shaft power, kW", "power"),
              ("NPSH required, m", "head"))  # fmt: skip
    for panel, (label, kind) in zip(rest, labels, strict=True):
        name_axis(panel.yaxis, t(label), kind)
        panel.grid(alpha=0.3)
        panel.tick_params(labelbottom=panel is rest[-1])
    name_axis(rest[-1].xaxis, t("flow, m³/s (lower panels: of one unit)"), "flow")
    _numbers(foot, result, chosen, t)
    finish(top, lang)
    return top


def chosen_combinations(result: OperatingMatrix) -> Any:
    """Combinations to draw: those in which all units run somewhere, full speed first."""
    runs = (result.running > 0)[:, None, :] <= (np.nan_to_num(result.si.unit_flow) > 0.0)
    useful = np.flatnonzero(runs.all(axis=2).any(axis=1))
    speed = result.si.speed
    slowed = (((speed > 0.0) & (speed < speed.max(axis=0))).any(axis=1))[useful]
    order = useful[np.argsort(slowed, kind="stable")]
    return np.sort(order[:SHOWN])


def _combination(
    ax: Any, result: OperatingMatrix, i: int, number: int, found: list[Any], lowest: float
) -> None:
    """Curve of one combination, thick in the preferred region, and its numbered duty points."""
    running, speed = result.running[i], result.si.speed[i]
    on = np.flatnonzero(running)
    shares = [speed[k] / (found[k].full * found[k].record.pump.si.speed) for k in on]
    top = max(float(kernels.highest(x, found[k].pump)) for k, x in zip(on, shares, strict=True))
    h = np.linspace(0.9 * lowest, top * (1 - 1e-9), 250)
    flows = [kernels.flow_at_head(h, x, found[k].pump) for k, x in zip(on, shares, strict=True)]
    total = sum(running[k] * q for k, q in zip(on, flows, strict=True))
    good = np.ones(len(h), bool)
    within = np.ones(len(h), bool)
    for k, x, q in zip(on, shares, flows, strict=True):
        good &= region_of(q, x, found[k]) == 0
        within &= q <= x * found[k].pump.head.end
    style = STYLES[(number - 1) % len(STYLES)]
    line = ax.plot(np.where(within, total, np.nan), h, lw=0.9, ls=style)[0]
    ax.plot(np.where(good, total, np.nan), h, lw=2.4, ls=style, color=line.get_color())
    points = result.si.flow[i], result.si.head[i]
    ax.plot(*points, "o", ms=5, mfc="white", mec=line.get_color())
    at = int(np.argmax(points[0]))
    ax.annotate(
        str(number), (points[0][at], points[1][at]), textcoords="offset points", xytext=(5, 5),
        fontsize="small", fontweight="bold",
    )  # fmt: skip


def _units(panels: Any, found: list[Any], t: Any) -> None:
    """Efficiency, power and NPSH required of one of each unit at full speed."""
    for i, unit in enumerate(found):
        q = np.linspace(0.0, unit.pump.head.end, 200)
        did = unit_performance(unit, q, np.ones_like(q), 998.2, "usual")
        name = unit.record.name or chr(ord("A") + i)
        for panel, values in zip(
            panels, (100.0 * did.efficiency, did.shaft_power / 1e3, did.npsh_required), strict=True
        ):
            panel.plot(q, values, color="k", lw=1.2, ls=STYLES[i % len(STYLES)], label=name)
    panels[0].legend(fontsize="small", loc="lower right")


def _numbers(ax: Any, result: OperatingMatrix, chosen: Any, t: Any) -> None:
    """The numbered combinations as a table."""
    ax.axis("off")
    table = result.table()
    rows = {row[0]: row for row in table.rows}
    picked = [0, 1, 2, 4, 5, 6, 7]
    cells = [
        [str(n), *(rows[str(result.combination[i])][k] for k in picked)]
        for n, i in enumerate(chosen, 1)
    ]
    heads = ["", *(t(table.columns[k]) + (f", {table.units[k]}" if table.units[k] else "")
                   for k in picked)]  # fmt: skip
    drawn = ax.table(
        cells, colLabels=heads, loc="upper center", cellLoc="center", edges="horizontal"
    )
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(7.5)
    drawn.auto_set_column_width(list(range(len(heads))))


@units.in_system
def plot_staging(result: StagingMap, *, ax: Any = None, lang: str = "en") -> Any:
    """Energy per volume and electrical input over the flow; steps show other combinations.

    Parameters
    ----------
    result : StagingMap
        What `staging_map` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.
    lang : {'en', 'zh'}, optional
        Language of the texts; Chinese where a font has its signs, else English with a warning.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the energy; the input is on a second one at the right.
    """
    ax, t = new_axes(ax), words(lang)
    s = result.si
    ax.plot(s.flow, s.specific_energy / 3.6e6, "k-", lw=1.6, label=t("specific energy"))
    right = ax.twinx()
    right.plot(s.flow, s.input_power / 1e3, color="0.35", ls=STYLES[1], lw=1.2)
    name_axis(right.yaxis, t("electrical input, kW (dashed)"), "electric power")
    right.set_ylim(0, None)
    names = [str(name) for name in result.combination]
    for i, name in enumerate(names):
        if name and (i == 0 or name != names[i - 1]):
            ax.axvline(s.flow[i], color="0.8", lw=0.8)
            ax.annotate(name, (s.flow[i], 0.02), xycoords=("data", "axes fraction"), rotation=90,
                        fontsize="x-small", va="bottom", xytext=(3, 0),
                        textcoords="offset points")  # fmt: skip
    known = s.specific_energy[np.isfinite(s.specific_energy)]
    ax.set_ylim(0, 1.1 * float(known.max()) / 3.6e6 if known.size else None)
    name_axis(ax.xaxis, t("flow, m³/s"), "flow")
    name_axis(ax.yaxis, t("specific energy, kWh/m³"), "specific energy")
    ax.grid(alpha=0.3)
    return finish(ax, lang)


@units.in_system
def plot_npsh(result: NPSHEnvelope, *, ax: Any = None, lang: str = "en") -> Any:
    """NPSH available at the lowest and highest level, and required, over the flow.

    Parameters
    ----------
    result : NPSHEnvelope
        What `npsh_envelope` returns.
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
    warm, cold = int(np.argmax(s.temperature)), int(np.argmin(s.temperature))
    low, high = int(np.argmin(s.suction_level)), int(np.argmax(s.suction_level))
    ax.fill_between(s.flow, s.npsh_available[warm, low], s.npsh_available[cold, high],
                    color="0.88", lw=0)  # fmt: skip
    ax.plot(s.flow, s.npsh_available[warm, low], "k-", lw=1.6,
            label=t("NPSHa, lowest level"))  # fmt: skip
    ax.plot(s.flow, s.npsh_available[cold, high], "k-", lw=0.8,
            label=t("NPSHa, highest level"))  # fmt: skip
    for i, n in enumerate(s.speed):
        label = t("NPSHr, {speed} rpm", speed=f"{n:.0f}")
        ax.plot(s.flow, s.npsh_required[i], ls=STYLES[1 + i % 4], lw=1.6, label=label)
        ax.plot(s.flow, s.npsh_required[i] + s.margin_needed, ls=":", color="0.5", lw=0.9)
    ax.plot(s.worst_flow, s.npsh_required[int(np.argmin(abs(s.speed - s.worst_speed))),
            int(np.argmin(abs(s.flow - s.worst_flow)))], "o", ms=7, mfc="none", mec="k",
            label=t("least margin"))  # fmt: skip
    ax.set_ylim(0, None)
    name_axis(ax.xaxis, t("flow of one unit, m³/s"), "flow")
    name_axis(ax.yaxis, t("NPSH, m (dotted: with the margin asked for)"), "head")
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
    return finish(ax, lang)
