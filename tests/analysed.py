"""A transient analysis for any design, by the tests' own method of characteristics.

Trips of all without protection, with two air vessels and with one of them; the vessels are the
smallest of a row that keep the line at most 1.5 m under its obvert, and the pumps within 1.22 times
their pressure, with one out. Cases that stop less
at once take the envelope of the trip; what isn't computed here (reversal, slam) is made up.
"""

import json
import re

import numpy as np
from moc import Main, Trip, trip

import hydrocalc as hc
from hydrocalc.stations.designs.conditions import DesignConditions, MissingError
from hydrocalc.stations.designs.external import ExternalAnalysis
from hydrocalc.stations.designs.fingerprint import hydraulic_fingerprint
from hydrocalc.stations.designs.required import State
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
{out}envelope = "{envelope}"
pressure_pump_outlet = "{outlet:.4f} MPa"
reverse_speed = "{reverse:.0f} rpm"
reverse_time = "{back} s"
largest_cavity = "0 m3"
valve_slam = "0.2 m/s"
"""


GUESSES = 2.0 ** np.arange(-2, 8)
"""Air of one vessel over that whose compression by half stops the line, about."""


def steady_states(external):
    """Pairs of levels of all states, with what flows between them before a trip."""
    pairs = dict.fromkeys((s.suction, s.delivery) for s in external.states)
    found = {pair: external.steady(*pair) for pair in pairs}
    return {pair: steady for pair, steady in found.items() if steady is not None}


def run_down(solved):
    """Time constant of the slowest kind of unit at its duty, s; 12 kg·m² where nothing is said."""
    found = []
    for i, unit in enumerate(solved.conditions.design.units):
        power = float(solved.matrix.si.shaft_power[solved.everything, 0, i])
        inertia = 12.0 if unit.si.inertia is None else unit.si.inertia
        omega = np.pi * unit.pump.si.speed / 30
        found.append(inertia * omega**2 / (power if power > 0.0 else 2e5))
    return max(found)


def computed(external, x, obvert):
    """Lowest and highest lines at `x` by pair of levels and protection; the air of a vessel."""
    solved, steady = external.solved, steady_states(external)
    if not steady:
        return {}, 0.0, 120.0
    design = external.conditions.design
    some = next(iter(steady.values()))
    r = some.reaches
    area = r.strings * np.pi / 4 * r.D**2
    try:
        speed = solved.grade.si.wave_speed
    except MissingError:  # nothing flows in the design case: there is nothing to analyse
        return {}, 0.0, 120.0
    head = some.start - min(obvert) + 10.3
    v = some.flow / area.min()
    least = np.sum(r.L * area) * v * v / (9.80665 * head)
    airs = np.concatenate([[0.0], least * GUESSES])
    period = 2 * np.pi * np.sqrt(r.L.sum() * airs[-1] / (9.80665 * area.min() * 1.2 * head))
    n = len(airs)
    rows = [(s.flow, pair[0], pair[1], s.losses) for pair, s in steady.items() for _ in airs]
    flow, suction, delivery, losses = (np.array(c) for c in zip(*rows, strict=True))
    event = Trip(
        flow, suction, delivery, max(solved.highest_head(i) for i in range(len(design.units))),
        run_down(solved), np.tile(airs, len(steady)), float(obvert[0]),
    )  # fmt: skip
    duration = max(1.1 * period, 4 * external.screening.period)
    at, low, high = trip(Main(r.L, area, speed, losses), event, duration, parts=40)
    low, high = (np.array([np.interp(x, at, row) for row in rows]) for rows in (low, high))
    low, high = low.reshape(len(steady), n, -1), high.reshape(len(steady), n, -1)
    eye = min(unit.si.eye_level or 0.0 for unit in design.units)
    enough = (low[:, 1:-1] - obvert).min(axis=(0, 2)) >= -1.5
    enough &= (high[:, 1:-1, 0] - eye).max(axis=0) <= 1.22 * (some.start - eye)
    one = 1 + (int(np.argmax(enough)) if enough.any() else n - 3)
    lines = {}
    for k, pair in enumerate(steady):
        for name, j in (("bare", 0), ("one out", one), ("protected", one + 1)):
            lines[pair, name] = (low[k, j], high[k, j])
    return lines, float(airs[one]), duration


def analysed(path):
    """Write the analysis of a design file behind it, its envelopes beside it; the path."""
    text = re.split(r"\n\[transients\.", path.read_text(encoding="utf-8"))[0] + "\n"
    path.write_text(text, encoding="utf-8")
    design = hc.read_design(path)
    conditions = DesignConditions(design)
    external = ExternalAnalysis(SolvedStation(conditions))
    profile, line = design.line.profile.si, design.line
    ends = np.cumsum([reach.si.length for reach in line.reaches])
    step = max(100.0, ends[-1] / 101.0)
    x = np.unique(np.concatenate([np.arange(0.0, ends[-1], step), profile.chainage, ends]))
    x = x[x <= ends[-1]]
    bore = max(reach.pipe.si.diameter for reach in line.reaches)
    obvert = np.interp(x, profile.chainage, profile.axis) + 0.5 * bore
    text += ANALYSIS.format(design=hydraulic_fingerprint(design))
    lines, air, duration = computed(external, x, obvert)
    vessels = [f"air vessel {name}, {air:.2f} m3 of air, at 0 m" for name in "AB"]
    speed = min(unit.pump.si.speed for unit in design.units)
    eye = min(unit.si.eye_level or 0.0 for unit in design.units)
    pairs = list(dict.fromkeys((s.suction, s.delivery) for s in external.states))
    states = list(external.states)
    states += [State("device out", *pair, out) for out in vessels for pair in pairs[:2]]
    states += [State("bare", *pair) for pair in pairs[:2]]
    for state in states:
        out, back, bare = (state.case == name for name in ("device out", "valve open", "bare"))
        name = "bare" if bare else "one out" if out else "protected"
        pair = (state.suction, state.delivery)
        low, high = lines.get((pair, name), (obvert, obvert + 20.0))
        file = f"{name.replace(' ', '-')}-{pairs.index(pair) + 1}.csv"
        rows = "\n".join(f"{a:.3f},{b:.3f},{c:.3f}" for a, b, c in zip(x, high, low, strict=True))
        csv = f"chainage_m,head_max_m,head_min_m\n{rows}\n"
        (path.parent / file).write_text(csv, encoding="utf-8")
        there = [] if bare else [vessel for vessel in vessels if vessel != state.device]
        weight = conditions.liquid.si.density * 9.80665
        text += RESULT.format(
            protection=json.dumps(there, ensure_ascii=False),
            out=f"device_out = {json.dumps(state.device)}\n" if out else "",
            reverse=1.1 * speed * back, back=80 * back, envelope=file,
            case="trip of all" if bare else state.case, units=conditions.count,
            suction=state.suction, delivery=state.delivery,
            duration=duration,
            outlet=weight * (high[0] - eye) / 1e6,
        )  # fmt: skip
    path.write_text(text, encoding="utf-8")
    return path
