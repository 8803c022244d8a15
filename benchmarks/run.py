"""All ratios of the README beside this, in one run: ``python benchmarks/run.py``."""

import os
import statistics
import subprocess
import sys
import time

import numpy as np
import pint
import record

import hydrocalc as hc
from hydrocalc.kernels import pumps as kernels
from hydrocalc.kernels.blocks import run

PAIRS = 10**6


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


def process(*arguments):
    # Compiled files are kept, as they are where the package is installed.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(
        [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment
    )


def start_up():
    size = process("-m", "hydrocalc", "size", "--flow", "0.4", "--head", "87.8")
    help_ = process("-m", "hydrocalc", "--help")
    ours, numpy, helped, bare = medians(
        size, process("-c", "import numpy"), help_, process("-c", "pass"), repeat=10
    )
    print(
        f"python {bare:.3f} s, import numpy {numpy:.3f} s, size {ours:.3f} s, --help {helped:.3f} s"
    )
    report("size over import numpy", ours / numpy, 1.6)
    report("--help over import numpy", helped / numpy, 1.0)


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
    report("size_station, array over loop", per_pair / per_call, 0.01)


if __name__ == "__main__":
    machine()
    for part in (start_up, faces, scalars, stations):
        part()
        print()
    record.save("run", "Start, faces, scalar calls, sizing")
