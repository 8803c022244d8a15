"""Sweeps against whole arrays, loops and compiled code: ratios of medians, in one run, interleaved.

Needs numba beside hydrocalc (a peer, never a dependency). It has a process of its own, with a sweep
beside it, because importing it changes how the process handles freed memory. What takes much memory
has one, too: there the least of three runs counts, since memory that the machine hands out for the
first time costs many times what it costs afterwards. All on one thread, but for the line of two.
"""

import os
import statistics
import subprocess
import sys
import time

os.environ.setdefault("NUMBA_FUNCTION_CACHE_SIZE", "0")

import fluids
import numpy as np
import record

import hydrocalc as hc

N = 1_000_000
NAMES = ("velocity", "reynolds", "friction_factor", "friction", "total_head", "hydraulic_power",
         "shaft_power", "input_power", "daily_volume", "energy_per_year",
         "cost_per_year")  # fmt: skip
RNG = np.random.default_rng(20261124)
G = 9.80665


def columns(n):
    """Eight columns of inputs: wide ranges, all turbulent."""
    return {
        "flow": RNG.uniform(0.1, 0.6, n), "static_head": RNG.uniform(40, 90, n),
        "length": RNG.uniform(5e3, 3e4, n), "diameter": RNG.uniform(0.5, 1.0, n),
        "roughness": RNG.uniform(5e-5, 1e-3, n), "loss_coefficient": RNG.uniform(0, 50, n),
        "temperature": RNG.uniform(2, 30, n), "pump_efficiency": RNG.uniform(0.75, 0.88, n),
    }  # fmt: skip


LARGE = f"""
import time, numpy as np, hydrocalc as hc

def peak():
    rows = [x.split() for x in open("/proc/self/status")]
    return next(int(x[1]) for x in rows if x[0] == "VmHWM:") / 1024

model = hc.station_model(price=0.65, static_head=75.6, length=21e3)
over = {{"diameter": np.linspace(.5, 1, 10), "roughness": np.linspace(1e-4, 1e-3, 10),
        "temperature": np.linspace(2, 30, 100), "flow": np.linspace(.1, .6, 10_000)}}
more = {{"threads": 1, "progress": False}}
hc.sweep(model, over={{**over, "flow": [0.3]}}, keep="summary", outputs={NAMES}, **more).summary
before, start = peak(), time.perf_counter()
study = hc.sweep(model, over=over, keep="summary", outputs={NAMES}, **more)
summary, most = (time.perf_counter() - start) / study.scenarios, peak()

def best(run):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        study = run()
        times.append((time.perf_counter() - start) / study.scenarios)
        del study
    return min(times)

over["temperature"] = over["temperature"][:10]
in_memory = best(lambda: hc.sweep(model, over=over, keep={NAMES}, **more))
def with_summary():
    study = hc.sweep(model, over=over, keep={NAMES}, **more)
    study.summary
    return study

whole = best(with_summary)
few = ("total_head", "input_power", "cost_per_year")
three = [best(lambda: hc.sweep(model, over=over, **how, **more))
         for how in ({{"keep": "summary", "outputs": few}}, {{"keep": few}})]
from scipy.stats import norm, uniform
drawn = {{"flow": uniform(0.3, 0.2), "static_head": norm(75.6, 1), "roughness": uniform(1e-4, 4e-4),
         "pump_efficiency": uniform(0.78, 0.06), "temperature": uniform(5, 20)}}
pipe = hc.station_model(price=0.65, length=21e3, diameter=0.8)
random = [best(lambda: hc.monte_carlo(pipe, inputs=drawn, n=2**22, seed=1, **how, **more))
          for how in ({{"keep": "summary", "outputs": {NAMES}}}, {{"keep": {NAMES}}})]
print(in_memory, summary, before, most, whole, *three, *random)
"""


def water(t, exp=np.exp):
    """Density and viscosity of water as the sources print them."""
    T = t + 273.15
    tau = 1 - T / 647.096
    pv = 22.064e6 * exp(647.096 / T * (
        -7.85951783 * tau + 1.84408259 * tau**1.5 - 11.7866497 * tau**3 + 22.6807411 * tau**3.5
        - 15.9618719 * tau**4 + 1.80122502 * tau**7.5))  # fmt: skip
    rho = 322 * (1 + 1.99274064 * tau ** (1 / 3) + 1.09965342 * tau ** (2 / 3)
                 - 0.510839303 * tau ** (5 / 3) - 1.75493479 * tau ** (16 / 3)
                 - 45.5170352 * tau ** (43 / 3) - 6.74694450e5 * tau ** (110 / 3))  # fmt: skip
    c = 1402.385 + t * (5.038813 + t * (-5.799136e-2 + t * (
        3.287156e-4 + t * (-1.398845e-6 + t * 2.787860e-9))))  # fmt: skip
    rho = rho + (101325.0 - pv) / (c * c)
    x = T / 300
    mu = 1e-6 * (280.68 * x**-1.9 + 511.45 * x**-7.7 + 61.131 * x**-19.6 + 0.45903 * x**-40.0)
    return rho, mu / rho


def station(Q, Hs, L, D, eps, K, t, eta, friction_factor, exp=np.exp):
    """The scenario as one writes it down."""
    rho, nu = water(t, exp)
    v = 4 * Q / (np.pi * D * D)
    Re = v * D / nu
    f = friction_factor(Re, eps / D)
    hf = f * L / D * v * v / (2 * G)
    H = Hs + hf + K * v * v / (2 * G)
    Ph = rho * G * Q * H
    Ps = Ph / eta
    Pin = Ps / 0.95
    V = Q * 3600 * 24
    E = Pin * 3600 * 24 * 365
    return v, Re, f, hf, H, Ph, Ps, Pin, V, E, E / 3.6e6 * 0.65


def clamond(Re, rel):
    """Colebrook's equation after Clamond on whole arrays, two steps, as `fluids` has it."""
    X1 = rel * Re * 0.123968186335417556
    X2 = np.log(Re) - 0.779397488455682028
    F = X2 - 0.2
    for _ in range(2):
        E = (np.log(X1 + F) + F - X2) / (1 + X1 + F)
        F = F - (1 + X1 + F + 0.5 * E) * E * (X1 + F) / (1 + X1 + F + E * (1 + E / 3))
    return (0.5 * np.log(10) / F) ** 2


def loop(c, n):
    """Scalars, one after the other, with fluids."""
    import math

    columns_ = [c[k][:n].tolist() for k in c]
    ff = fluids.friction_factor
    return [
        station(*row, friction_factor=lambda Re, rel: ff(Re=Re, eD=rel), exp=math.exp)
        for row in zip(*columns_, strict=True)
    ]


def compiled():
    """The same in numba over `fluids.numba`, columns in and out."""
    import fluids.numba
    import numba

    ff = fluids.numba.friction_factor

    @numba.njit(error_model="numpy", fastmath=True)
    def run(Q, Hs, L, D, eps, K, t, eta, out):
        for i in range(Q.size):
            T = t[i] + 273.15
            tau = 1 - T / 647.096
            pv = 22.064e6 * np.exp(
                647.096
                / T
                * (
                    -7.85951783 * tau
                    + 1.84408259 * tau**1.5
                    - 11.7866497 * tau**3
                    + 22.6807411 * tau**3.5
                    - 15.9618719 * tau**4
                    + 1.80122502 * tau**7.5
                )
            )
            rho = 322 * (
                1
                + 1.99274064 * tau ** (1 / 3)
                + 1.09965342 * tau ** (2 / 3)
                - 0.510839303 * tau ** (5 / 3)
                - 1.75493479 * tau ** (16 / 3)
                - 45.5170352 * tau ** (43 / 3)
                - 6.74694450e5 * tau ** (110 / 3)
            )
            x = t[i]
            c = 1402.385 + x * (
                5.038813
                + x * (-5.799136e-2 + x * (3.287156e-4 + x * (-1.398845e-6 + x * 2.787860e-9)))
            )
            rho = rho + (101325.0 - pv) / (c * c)
            x = T / 300
            nu = (
                1e-6
                * (280.68 * x**-1.9 + 511.45 * x**-7.7 + 61.131 * x**-19.6 + 0.45903 * x**-40.0)
                / rho
            )
            v = 4 * Q[i] / (np.pi * D[i] * D[i])
            Re = v * D[i] / nu
            f = ff(Re, eps[i] / D[i])
            hf = f * L[i] / D[i] * v * v / (2 * G)
            H = Hs[i] + hf + K[i] * v * v / (2 * G)
            Ph = rho * G * Q[i] * H
            Ps = Ph / eta[i]
            Pin = Ps / 0.95
            out[0][i], out[1][i], out[2][i], out[3][i], out[4][i] = v, Re, f, hf, H
            out[5][i], out[6][i], out[7][i], out[8][i] = Ph, Ps, Pin, Q[i] * 3600 * 24
            E = Pin * 3600 * 24 * 365
            out[9][i], out[10][i] = E, E / 3.6e6 * 0.65

    return run


def against_numba():
    """Seconds of a compiled loop and of a sweep, in this process."""
    c, peer, model = columns(N), compiled(), hc.station_model(price=0.65)
    t = medians({
        "numba": lambda: peer(*c.values(), [np.empty(N) for _ in NAMES]),
        "sweep": lambda: hc.sweep(model, over=c, how="zip", keep=NAMES, threads=1, progress=False),
    })  # fmt: skip
    print(t["numba"], t["sweep"])


def medians(cases, rounds=9):
    """Median seconds of each case, one after the other in each round."""
    times = {name: [] for name in cases}
    for case in cases.values():
        case()
    for _ in range(rounds):
        for name, case in cases.items():
            start = time.perf_counter()
            case()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(t) for name, t in times.items()}


def at_least(what, value, bar, note=""):
    verdict = "met" if record.noted(what, value, bar, more=True) else "MISSED"
    print(f"{what:<72} {value:8.3g}  at least {bar:g}: {verdict}  {note}")


def at_most(what, value, bar, unit="", note=""):
    verdict = "met" if record.noted(what, value, bar, unit) else "MISSED"
    print(f"{what:<72} {value:8.3g} {unit} at most {bar:g}: {verdict}  {note}")


def main():
    model = hc.station_model(price=0.65)
    c = columns(N)
    threads = {"threads": 1, "progress": False}

    def swept(**more):
        return hc.sweep(model, over=c, how="zip", **{"keep": NAMES, **threads, **more})

    job = swept()._job

    def by_hand(kept=None):
        """The model's function on the same blocks, its results copied to columns of the whole."""
        kept = job.columns(N) if kept is None else kept
        step = job.split[1]
        fixed = {name: np.float64(x) for name, x in job.fixed.items()}
        with np.errstate(all="ignore"):
            for i in range(0, N, step):
                given = fixed | {name: x[i : i + step] for name, x in c.items()}
                for name, values in model.function(keep=NAMES, **given):
                    kept[name][i : i + step] = values

    there = job.columns(N)

    few = 20_000
    t = medians({
        "sweep": swept, "numpy": lambda: station(*c.values(), friction_factor=clamond),
        "hand": by_hand, "loop": lambda: loop(c, few),
        "model": lambda: by_hand(there),
    })  # fmt: skip
    each = t["sweep"] / N
    for what, case in (
        ("the model in blocks, into 11 columns that are there", "model"),
        ("the model in blocks, into 11 new columns", "hand"),
        ("a sweep: inputs checked, 11 new columns", "sweep"),
    ):
        at_least(f"whole-array numpy over {what}", t["numpy"] / t[case], 2.5,
                 f"{t[case] / N * 1e9:.1f} ns")  # fmt: skip
    at_least("a loop with fluids over the sweep", t["loop"] / few / each, 60)
    numba, beside = map(float, subprocess.run(
        [sys.executable, __file__, "numba"], capture_output=True, text=True, check=True
    ).stdout.split())  # fmt: skip
    at_least("numba over fluids.numba over the sweep", numba / beside, 1,
             f"{beside / N * 1e9:.1f} ns beside it")  # fmt: skip
    at_most(
        "a sweep over its kernel called by hand on the same blocks", t["sweep"] / t["hand"], 1.1
    )
    print(
        f"  {each * 1e9:.1f} ns a scenario; numpy {t['numpy'] / N * 1e9:.1f}, "
        f"numba {numba / N * 1e9:.1f}, loop {t['loop'] / few * 1e9:.0f}"
    )

    grid = {
        "diameter": np.linspace(0.5, 1.0, 10), "roughness": np.linspace(1e-4, 1e-3, 5),
        "temperature": [5.0, 20.0], "flow": np.linspace(0.1, 0.6, 10_000),
    }  # fmt: skip
    gridded = hc.station_model(price=0.65, static_head=75.6, length="21 km")
    table = dict(zip(grid, (x.ravel() for x in np.meshgrid(*grid.values(), indexing="ij")),
                     strict=True))  # fmt: skip
    t = medians(
        {
            "grid": lambda: hc.sweep(gridded, over=grid, keep=NAMES, **threads),
            "table": lambda: hc.sweep(gridded, over=table, how="zip", keep=NAMES, **threads),
        }
    )
    at_least("a grid as a table over the grid on its axes", t["table"] / t["grid"], 1.6,
             f"{t['grid'] / N * 1e9:.1f} ns")  # fmt: skip

    big = columns(8 * N)
    t = medians(
        {
            "one": lambda: hc.sweep(model, over=big, how="zip", keep=NAMES, **threads),
            "two": lambda: hc.sweep(
                model, over=big, how="zip", keep=NAMES, threads=2, progress=False
            ),
        },
        5,
    )
    at_least("one thread over two, 8e6 scenarios", t["one"] / t["two"], 1.3)

    out = subprocess.run(
        [sys.executable, "-c", LARGE], capture_output=True, text=True, check=True
    ).stdout.split()
    in_memory, summary, before, peak, whole, *pairs = map(float, out)
    for what, counted, kept in (
        ("10^8 scenarios of a grid as a summary over 10^7 in memory", summary, in_memory),
        ("the same over 10^7 in memory and their statistics", summary, whole),
        ("three outputs of a grid as a summary over in memory", *pairs[:2]),
        (
            "five random inputs, drawn in both, as a summary over in memory",
            *pairs[2:],
        ),
    ):
        at_most(what, counted / kept, 1.3, note=f"{counted * 1e9:.1f} over {kept * 1e9:.1f} ns")
    at_most(
        "peak memory of 10^8 scenarios of a grid as a summary, one thread",
        peak,
        100,
        "MB",
        f"{before:.0f} before",
    )
    monte_carlo()
    record.save("sweeps", "Sweeps and Monte Carlo")


def monte_carlo():
    """10^6 Sobol points over five inputs with duty points, against a loop over brentq."""
    from scipy.optimize import brentq
    from scipy.stats import norm, uniform

    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    model = hc.duty_model(pump, length="21 km", diameter=0.8, units=2)
    inputs = {
        "static_head": norm(75.6, 1.0), "roughness": uniform(1e-4, 4e-4),
        "head_factor": uniform(0.95, 0.1), "flow_factor": uniform(0.92, 0.16),
        "temperature": hc.Truncated(norm(15, 5), low=1, high=30),
    }  # fmt: skip
    start = time.perf_counter()
    study = hc.monte_carlo(model, inputs=inputs, n=N, seed=1, threads=1, progress=False,
                           keep=["flow", "over_best", "shaft_power"])  # fmt: skip
    ours = (time.perf_counter() - start) / N
    few = 2000
    x = {n: study.values(n)[:few] for n in inputs}
    from hydrocalc.components.curves import performance_of
    from hydrocalc.kernels.curves import value

    head = performance_of(pump).head
    start = time.perf_counter()
    worst = 0.0
    for i in range(few):
        Hs, eps, h, f, t = (x[n][i] for n in inputs)
        _, nu = water(t)

        def excess(q, Hs=Hs, eps=eps, h=h, f=f, nu=nu):
            v = 8 * q / (np.pi * 0.64)
            Re = v * 0.8 / nu
            loss = fluids.friction_factor(Re=Re, eD=eps / 0.8) * 21e3 / 0.8 * v * v / (2 * G)
            return h * value(head, np.float64(q / f))[0] - Hs - loss

        q = brentq(excess, 0.02, 0.4, xtol=1e-12)
        worst = max(worst, abs(2 * q / study.values("flow")[i] - 1))
    theirs = (time.perf_counter() - start) / few
    at_least("Monte Carlo of duty points: a loop over brentq over ours", theirs / ours, 1,
             f"{ours * N:.2f} s for 10^6, largest difference {worst:.0e}")  # fmt: skip


if __name__ == "__main__":
    against_numba() if sys.argv[1:] == ["numba"] else main()
