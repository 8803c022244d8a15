"""A made transient analysis for any design: one envelope around all its steady lines.

It stands for the report of a surge analyst: 20 m above the steady line at most, and below it no
lower than half a metre over the obvert, so that no rule of transients is broken.
"""

import json
import re

import numpy as np

import hydrocalc as hc
from hydrocalc.stations.designs.conditions import DesignConditions
from hydrocalc.stations.designs.external import ExternalAnalysis, State
from hydrocalc.stations.designs.fingerprint import hydraulic_fingerprint
from hydrocalc.stations.designs.solved import SolvedStation

ANALYSIS = """
[transients.analysis]
analyst = {{ name = "A. Wei", organisation = "Surge Ltd" }}
checker = {{ name = "B. Ortiz" }}
date = 2026-10-12
report = "SR-014 rev B"
software = "Own MOC"
version = "3.1"
method = "MOC"
cavities = "gas"
design = "{design}"
inertia = "maker"
four_quadrant = "maker"
"""
RESULT = """
[[transients.results]]
case = "{case}"
units = {units}
suction_level = {suction}
delivery_level = {delivery}
roughness = "new"
duration = "{duration:.0f} s"
protection = {protection}
{out}envelope = "envelope.csv"
pressure_pump_outlet = "{outlet:.4f} MPa"
reverse_speed = "{reverse:.0f} rpm"
reverse_time = "{back} s"
largest_cavity = "0 m3"
valve_slam = "0.2 m/s"
"""


def analysed(path, vessels=(), rise=20.0):
    """Write the analysis of a design file behind it, its envelope beside it; the path.

    `vessels`: air vessels that hold the line up; in the case of a device out the last one is.
    """
    text = re.split(r"\n\[transients\.", path.read_text(encoding="utf-8"))[0] + "\n"
    path.write_text(text, encoding="utf-8")
    design = hc.read_design(path)
    conditions = DesignConditions(design)
    solved = SolvedStation(conditions)
    external = ExternalAnalysis(solved)
    profile, line = design.line.profile.si, design.line
    ends = np.cumsum([reach.si.length for reach in line.reaches])
    step = max(100.0, ends[-1] / 101.0)
    x = np.unique(np.concatenate([np.arange(0.0, ends[-1], step), profile.chainage, ends]))
    x = x[x <= ends[-1]]
    bore = max(reach.pipe.si.diameter for reach in line.reaches)
    obvert = np.interp(x, profile.chainage, profile.axis) + 0.5 * bore
    text += ANALYSIS.format(design=hydraulic_fingerprint(design))
    rated = min(
        float(solved.matrix.si.pump_head[solved.everything, 0, i]) + conditions.design_ends[0]
        - (unit.si.eye_level or 0.0) for i, unit in enumerate(design.units)
    )  # fmt: skip
    pressure = 1.25 * conditions.liquid.si.density * 9.80665 * rated / 1e6
    lines = [external.steady(state.suction, state.delivery) for state in external.states]
    steady = [line[0](x) for line in lines if line is not None]
    high = np.max(steady, axis=0) + rise if steady else obvert + rise
    low = np.min(steady, axis=0) if steady else obvert
    low = np.minimum(low, np.maximum(low - 25.0, obvert + 0.5))
    rows = "\n".join(f"{a:.3f},{b:.3f},{c:.3f}" for a, b, c in zip(x, high, low, strict=True))
    (path.parent / "envelope.csv").write_text(f"chainage_m,head_max_m,head_min_m\n{rows}\n")
    speed = min(unit.pump.si.speed for unit in design.units)
    states = list(external.states)
    if vessels:
        ends = dict.fromkeys((s.suction, s.delivery) for s in states if s.case == "stop")
        states += [State("device out", *pair) for pair in ends]
    for state in states:
        out = state.case == "device out"
        there, back = vessels[: len(vessels) - out], state.case == "valve open"
        text += RESULT.format(
            protection=json.dumps(list(there), ensure_ascii=False),
            out=f"device_out = {json.dumps(vessels[-1])}\n" if out else "",
            reverse=1.1 * speed * back, back=80 * back,
            case=state.case, units=conditions.count, suction=state.suction,
            delivery=state.delivery, duration=20.0 * external.screening.period + 60.0,
            outlet=pressure,
        )  # fmt: skip
    path.write_text(text, encoding="utf-8")
    return path
