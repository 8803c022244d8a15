"""A station with the results of a made transient analysis, whose numbers are worked by hand.

Main of 12 km in two reaches, joint at 4 km, summit at 7 km; two pumps. The envelope is straight
between its corners, so that its extremes stand at them:

    chainage, m   axis   highest   lowest   over the obvert
    0              100    210        120     19.70
    4000           130    198.333    140      9.70 (bore 0.6), 9.75 (0.5)
    7000           160    189.583    159.5   -0.75
    9000           140    183.75     163     22.75
    12000          165    175        168      2.75

At 0.2 m³/s the friction is 15.661 m by Colebrook (0.1 mm; 1.0034e-6 m²/s), and K 52.493 in the
first reach takes 1.339 m more: 17 m with 66 m of lift are the 83 m of the curve at 360 m³/h.
"""

from itertools import pairwise

import hydrocalc as hc
from hydrocalc.stations.designs.fingerprint import hydraulic_fingerprint

CORNERS = [(0, 100, 120), (4000, 130, 140), (7000, 160, 159.5), (9000, 140, 163), (12000, 165, 168)]
HIGHEST = (210, 175)
DESIGN = """schema = 1
[project]
name = "Made"
[levels]
suction_design = 104
suction_min = 103
suction_max = 105
delivery_design = 170
delivery_min = 170
delivery_max = 170
[demand]
flow = 0.2
[station]
standby = 1
[line]
profile = "profile.csv"
other_roughness = ["0.2 mm"]
[[line.reaches]]
pipe = { name = "1", diameter = "600 mm", roughness = "0.1 mm", wall = "10 mm", modulus = "170 GPa", poisson = 0.28, rating = "2 MPa", material = "ductile iron" }
length = "4 km"
loss_coefficient = 52.493
[[line.reaches]]
pipe = { name = "2", diameter = "500 mm", roughness = "0.1 mm", wall = "9 mm", modulus = "170 GPa", poisson = 0.28, rating = "1 MPa", material = "ductile iron" }
length = "8 km"
[[pumps]]
name = "P"
speed = 1480
"flow [m3/h]" = [0, 180, 360, 480]
head = [100, 97, 83, 66]
"efficiency [%]" = [0, 68, 84, 80]
[[units]]
name = "A"
pump = "P"
count = 2
eye_level = 101
inertia = "3.5 kg*m2"
[checks]
rules = ["default", "cn-gb50265-2022"]
"""
ANALYSIS = """[transients.analysis]
analyst = { name = "A. Wei", organisation = "Surge Ltd" }
checker = { name = "B. Ortiz" }
date = 2026-10-12
report = "SR-014 rev B"
software = "Own MOC"
version = "3.1"
method = "MOC"
cavities = "gas"
design = "FINGERPRINT"
wave_speed = "1100 m/s"
inertia = "maker"
four_quadrant = "maker"
"""
RESULT = """[[transients.results]]
case = "CASE"
units = 2
suction_level = SUCTION
delivery_level = 170
roughness = "new"
duration = "300 s"
reverse_time = "90 s"
protection = [PROTECTION]
DEVICEenvelope = "trip.csv"
pressure_pump_outlet = "1.07 MPa"
reverse_speed = "REVERSE rpm"
largest_cavity = "0 m3"
valve_slam = "0.2 m/s"
"""
BARE = [
    RESULT.replace("CASE", "trip of all").replace("SUCTION", str(suction)).replace("REVERSE", "0")
    .replace("PROTECTION", "").replace("DEVICE", "").replace("trip.csv", "bare.csv")
    for suction in (105, 103)
]  # fmt: skip
"""What the line would do without the vessel: it parts, so that the vessel is there.

J is 1125 m/s × 0.717 m/s/g = 82.3 m in the first reach; of it 2 × 120.4/(82.3 + 120.4) = 1.19 goes
on into the second. At the pumps the water is drawn from 105 m on: the head falls little below it.
"""
LOWEST_BARE = [(0, 100), (4000, 90), (11000, 90), (12000, 170)]
CASES = ("trip of all", "valve open", "trip of one", "stop", "valve closes", "device out")


def between(x, points):
    """Straight between points of rising chainage."""
    for (a, u), (b, v) in pairwise(points):
        if a <= x <= b:
            return u + (v - u) * (x - a) / (b - a)
    raise ValueError(x)


def envelope(step=100, highest=HIGHEST, lowest=None, length=12000):
    low = [(x, low) for x, _, low in CORNERS] if lowest is None else lowest
    high = [(0, highest[0]), (length, highest[1])]
    rows = [f"{x},{between(x, high):.6f},{between(x, low):.6f}" for x in range(0, length + 1, step)]
    return "chainage_m,head_max_m,head_min_m\n" + "\n".join(rows) + "\n"


VESSEL, VALVES = '"air vessel 30 m3 at 0 m"', '"air valves as list 2"'


def _results():
    found = []
    for case in CASES:
        for out in (VESSEL, VALVES) if case == "device out" else ("",):
            for suction in (105, 103):
                text = RESULT.replace("CASE", case).replace("SUCTION", str(suction))
                text = text.replace("REVERSE", "1628" if case == "valve open" else "0")
                there = ", ".join(device for device in (VESSEL, VALVES) if device != out)
                text = text.replace("PROTECTION", there)
                found.append(text.replace("DEVICE", f"device_out = {out}\n" if out else ""))
    return found


RESULTS = _results()


def write(folder, *changes, csv=None, results=None, design=DESIGN, fingerprint=None, bare=BARE):
    """The design file in a folder; changes are made in the first place where they fit.

    The fingerprint is that of `design`, as it is before the changes.
    """
    axis = [(x, z) for x, z, _ in CORNERS]
    rows = "\n".join(
        f"{x},{between(x, axis) + 2},{between(x, axis)}" for x in range(0, 12_001, 1000)
    )
    (folder / "profile.csv").write_text(f"chainage_m,ground_m,axis_m\n{rows}\n", encoding="utf-8")
    (folder / "bare.csv").write_text(envelope(lowest=LOWEST_BARE), encoding="utf-8")
    (folder / "trip.csv").write_text(csv or envelope(), encoding="utf-8")
    path = folder / "made.hydro.toml"
    if fingerprint is None:
        path.write_text(design, encoding="utf-8")
        fingerprint = hydraulic_fingerprint(hc.read_design(path))
    results = RESULTS if results is None else results
    whole = design + ANALYSIS + "".join([*results, *(bare if results else [])])
    whole = whole.replace("FINGERPRINT", fingerprint)
    for old, new in changes:
        assert old in whole, old
        whole = whole.replace(old, new, 1)
    path.write_text(whole, encoding="utf-8")
    return path
