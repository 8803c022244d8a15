"""All ratios of the README beside this, in one run: ``python benchmarks/run.py``."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pint
import record

import hydrocalc as hc
from hydrocalc.kernels import pumps as kernels
from hydrocalc.kernels.blocks import run

PAIRS = 10**6
ROOT = Path(__file__).parents[1]
DESIGN = str(ROOT / "examples" / "shuangjiang.hydro.toml")
STATION = ROOT / "tests" / "checks" / "station"
CURVE = """flow [m3/h],head [m],efficiency [%],npsh_required [m],speed [rpm]
0,110,0,3,1480
400,103,75,4,1480
720,88,84,5,1480
900,75,78,7,1480
"""
MAIN = ["--length", "21km", "--diameter", "800mm", "--roughness", "0.1mm"]
COMMANDS = {
    ("--help",): 1.0,
    ("size", "--flow", "0.4", "--head", "87.8"): 1.5,
    ("duty", "--curve", "a.csv", "--static", "75.6m", *MAIN): 1.8,
    ("matrix", "--units", "a.csv, x3, eye 240 m", *MAIN, "--suction-levels", "241;246",
     "--delivery-levels", "318"): 1.8,
    ("npsh", "--unit", "a.csv, eye 240 m", "--suction-levels", "239;243"): 1.8,
    ("check", DESIGN): 2.5,
    ("sweep", str(STATION / "good.hydro.toml"), "--vary", "flow=0.2:0.5:0.01"): 2.5,
    ("report", DESIGN, "--format", "md"): 2.5,
    ("report", DESIGN, "--format", "html"): 3.5,
}  # fmt: skip
"""Commands as whole processes, each with its bar over the import of numpy."""


def machine():
    print(f"{record.machine()}\n{record.versions()}\n")


def medians(*calls, repeat=15):
    """Median seconds of each call, interleaved, after one warm-up of each."""
    for call in calls:
        call()
    times = [[] for _ in calls]
    for _ in range(repeat):
        for call, kept in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            kept.append(time.perf_counter() - start)
    return [statistics.median(kept) for kept in times]


def report(what, value, bar, unit=""):
    verdict = "met" if record.noted(what, value, bar, unit) else "MISSED"
    print(f"{what:<72} {value:8.3g} {unit:<3} bar {bar:g}: {verdict}")


def process(*arguments, passes=True, folder=None):
    # Compiled files are kept, as they are where the package is installed.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(
        [sys.executable, *arguments], check=passes, stdout=subprocess.DEVNULL, env=environment,
        cwd=folder,
    )  # fmt: skip


def start_up():
    # The reference design fails checks, which is an exit code.
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_text(CURVE, encoding="utf-8")
        numpy, *times = medians(
            process("-c", "import numpy"),
            *(process("-m", "hydrocalc", *command, passes=command[0] != "check", folder=folder)
              for command in COMMANDS), repeat=10,
        )  # fmt: skip
    print(f"import numpy {numpy:.3f} s")
    for (command, bar), ours in zip(COMMANDS.items(), times, strict=True):
        form = f" --format {command[-1]}" if "--format" in command else ""
        report(f"{command[0]}{form} over import numpy", ours / numpy, bar)


def faces():
    flow = np.linspace(0.01, 1.0, 10**6)
    litres = pint.get_application_registry().Quantity(1000 * flow, "liter/s")
    rho = hc.water_at(20).si.density
    liquid = hc.water_at(20)
    cases = {
        "hydraulic_power": (
            lambda q: hc.hydraulic_power(liquid, flow=q, head=87.8),
            lambda: run(kernels.hydraulic_power, rho, flow, 87.8),
        ),
        "shaft_power": (
            lambda q: hc.shaft_power(liquid, flow=q, head=87.8, efficiency=0.8),
            lambda: run(kernels.shaft_power, rho, flow, 87.8, 0.8),
        ),
        "daily_volume": (
            lambda q: hc.daily_volume(flow=q, hours=24),
            lambda: run(kernels.daily_volume, flow, 24.0),
        ),
    }
    for name, (face, kernel) in cases.items():
        plain, converted, base, one_pass = medians(
            lambda face=face: face(flow), lambda face=face: face(litres), kernel,
            lambda: flow / 1000.0, repeat=41,
        )  # fmt: skip
        report(f"{name}, 10⁶ in the documented unit, over the kernel", plain / base, 1.15)
        report(
            f"{name}, 10⁶ in L/s, over the kernel and one pass", converted / (base + one_pass), 1.15
        )


def scalars():
    ureg = pint.get_application_registry()
    Q, H = ureg.Quantity(1440, "m**3/hour"), ureg.Quantity(87.8, "m")

    @ureg.wraps("W", ("m**3/s", "m"))
    def wrapped(flow, head):
        return 998.2 * 9.80665 * flow * head

    def thousand(call):
        def loop():
            for _ in range(1000):
                call()

        return loop

    calls = {
        "quantities": lambda: hc.hydraulic_power(flow=Q, head=H),
        "text": lambda: hc.hydraulic_power(flow="1440 m3/h", head="87.8 m"),
        "bare": lambda: hc.hydraulic_power(flow=0.4, head=87.8),
        "wraps": lambda: wrapped(Q, H),
    }
    times = dict(zip(calls, medians(*(thousand(c) for c in calls.values()), repeat=7), strict=True))
    print(f"(ureg.wraps over a bare product: {1000 * times['wraps']:.1f} µs)")
    for name, bar in (("quantities", 60), ("text", 60), ("bare", 25)):
        report(f"hydraulic_power, scalar, {name}", 1000 * times[name], bar, "µs")
        print(f"{'':<12}over ureg.wraps: {times[name] / times['wraps']:.2f}")


def stations():
    rng = np.random.default_rng(1)
    flow = np.exp(rng.uniform(np.log(0.005), np.log(8), PAIRS))
    head = np.exp(rng.uniform(np.log(10), np.log(200), PAIRS))

    def loop():
        for q, h in zip(flow[:50], head[:50], strict=True):
            hc.size_station(flow=q, head=h)

    array, scalar = medians(lambda: hc.size_station(flow=flow, head=head), loop, repeat=3)
    per_pair, per_call = array / PAIRS * 1e6, scalar / 50 * 1e6
    print(f"size_station: {per_pair:.1f} µs a pair in an array of 10⁶, {per_call:.0f} µs a call")
    report("size_station, a pair in an array", per_pair, 30, "µs")
    report("size_station, array over loop", per_pair / per_call, 0.01)


if __name__ == "__main__":
    machine()
    for part in (start_up, faces, scalars, stations):
        part()
        print()
    record.save("run", "Start, faces, scalar calls, sizing")
