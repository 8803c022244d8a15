"""The picture of the README: ``python docs/picture.py``.

Pumps on the main between Shuangjiang and Bozi (levels, bore and curves are assumed), and how far a
design is inside its limits.
"""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import hydrocalc as hc

FILE = Path(__file__).parent / "_static" / "station.png"
DESIGN = Path(__file__).parents[1] / "tests" / "checks" / "station" / "good.hydro.toml"
SHOWN = ("HC101", "HC103", "HC106", "HC202", "HC302", "HC305", "HC309", "HC401", "HC407", "HC501",
         "HC504", "HC506")  # fmt: skip
BLUE, GREEN, RED, GREY = "#1f5f8b", "#3c8d5a", "#b5432e", "#8a8f94"


def duty(ax):
    """Pumps against the band of what the main can ask for."""
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed="1485 rpm")
    unit = hc.PumpUnit(pump=pump, count=3, eye_level="240 m")

    def line(roughness):
        pipe = hc.Pipe(diameter="800 mm", roughness=roughness)
        return hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")], delivery_level="318 m")

    lines, levels = [line("0.1 mm"), line("0.5 mm")], [241, 246]
    flows = np.linspace(0.01, 0.66, 120)
    band = hc.system_curve(lines, flow=flows, suction_levels=levels).si.head
    ax.fill_between(1000 * flows, band.min(axis=0), band.max(axis=0), color="0.86", lw=0)
    ax.annotate("what the main\nasks for: new and\naged, high and\nlow river", (10, 63.5),
                fontsize=8.5, color="0.35")  # fmt: skip
    q, h = pump.si.flow, pump.si.head
    matrix = hc.operating_matrix(hc.PumpGroup(units=[unit]), lines, suction_levels=levels)
    for i, n in enumerate((1, 2, 3)):
        ax.plot(1000 * n * q, h, color=BLUE, lw=2)
        ax.plot(1000 * matrix.si.flow[i], matrix.si.head[i], "o", color=BLUE, mfc="white", ms=5)
        at = {1: (286, 65), 2: (455, 65), 3: (478, 99)}[n]
        ax.annotate(f"{n} pump{'s' if n > 1 else ''}", at, fontsize=9, color=BLUE)
    ax.plot(400, 87.8, "*", ms=15, color=RED)
    ax.annotate("400 L/s, 87.8 m", (400, 87.8), (492, 79.5), fontsize=9, color=RED,
                arrowprops={"arrowstyle": "-", "color": RED, "lw": 0.8})  # fmt: skip
    ax.set(xlim=(0, 660), ylim=(62, 113), xlabel="flow, L/s", ylabel="head, m")
    ax.set_title("Pumps against the main", fontsize=11, loc="left")
    ax.grid(alpha=0.25)


def checks(ax):
    """Margins of a design, and the same with motors that are too small."""
    good = hc.read_design(DESIGN)
    (unit,) = good.units
    small = good.replace(units=[unit.replace(motor_rating="200 kW")])
    pairs = [hc.check(d, select=SHOWN, today="2026-01-01").findings for d in (good, small)]
    rows = [(a, b) for a, b in zip(*pairs, strict=True) if a.margin is not None]
    for y, (a, b) in enumerate(reversed(rows)):
        ax.barh(y, min(a.margin, 0.6), color=GREEN, height=0.62)
        if b.outcome == "fail":
            ax.barh(y, b.margin, color=RED, height=0.62)
            ax.annotate("with motors of 200 kW", (0.16, y), fontsize=8.5, color=RED, va="center")
    names = [f"{a.titled('en')}  {a.code}" for a, _ in reversed(rows)]
    ax.set_yticks(range(len(rows)), names, fontsize=8.5)
    ax.axvline(0, color="k", lw=1)
    ax.set_xlim(-0.3, 0.6)
    ax.xaxis.set_major_formatter(lambda x, _: f"{100 * x:+.0f} %" if round(x, 3) else "0")
    ax.set_xlabel("margin to the limit")
    ax.set_title("A design under test", fontsize=11, loc="left")
    ax.grid(axis="x", alpha=0.25)


def draw(path=FILE):
    """Write the picture."""
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        figure = plt.figure(figsize=(11, 4.4), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
        duty(left)
        checks(right)
        for ax in (left, right):
            ax.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, dpi=130, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    draw()
