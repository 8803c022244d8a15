"""Pipe friction against fluids and its numba build: ``python benchmarks/pipes.py``.

Needs numba beside hydrocalc. Interleaved medians of the same run; one thread.
"""

import os

os.environ.setdefault("NUMBA_FUNCTION_CACHE_SIZE", "0")

import resource

import fluids.numba
import fluids.vectorized
import numba
import numpy as np
import record
from run import machine, medians, report

import hydrocalc as hc
from hydrocalc.kernels import pipes as kernels
from hydrocalc.kernels.blocks import run

TWINS = {
    "swamee-jain": "Swamee_Jain_1976",
    "haaland": "Haaland",
    "churchill": "Churchill_1977",
    "serghides": "Serghides_1",
}


def at_least(what, value, bar, unit=""):
    verdict = "met" if record.noted(what, value, bar, unit, more=True) else "MISSED"
    print(f"{what:<72} {value:8.3g} {unit:<3} at least {bar:g}: {verdict}")


def njit_loop(function):
    @numba.njit
    def loop(a, b, out):
        for i in range(a.size):
            out[i] = function(a[i], b[i])

    return loop


@numba.njit
def njit_losses(m, rho, mu, D, eps, L, out):
    for i in range(m.size):
        out[i] = fluids.numba.one_phase_dP(m[i], rho, mu[i], D[i], eps[i], L[i])


def turbulent(n):
    rng = np.random.default_rng(1)
    return 10 ** rng.uniform(np.log10(4e3), 8, n), 10 ** rng.uniform(-6, np.log10(0.05), n)


def factors():
    friction = njit_loop(fluids.numba.friction_factor)
    for n in (10**5, 10**6, 10**7):
        Re, rel = turbulent(n)
        out = np.empty(n)
        ours, numba_, python = medians(
            lambda Re=Re, rel=rel: run(
                kernels.friction_factor_colebrook, Re, rel, block=kernels.BLOCK
            ),
            lambda Re=Re, rel=rel, out=out: friction(Re, rel, out),
            lambda a=Re[:20_000], b=rel[:20_000]: fluids.vectorized.friction_factor(a, b),
            repeat=15 if n < 10**7 else 5,
        )
        per = python / 20_000 * n
        print(f"Colebrook, 10^{np.log10(n):.0f}: {ours / n * 1e9:.1f} ns a value")
        size = f"  Colebrook, 10^{np.log10(n):.0f} values, over"
        at_least(
            f"{size} fluids.numba, njit loop, one thread", numba_ / ours, 2 if n < 10**6 else 3
        )
        at_least(f"{size} fluids.vectorized", per / ours, 60)
    for method, twin in TWINS.items():
        Re, rel = turbulent(10**6)
        loop, out = njit_loop(getattr(fluids.numba, twin)), np.empty(10**6)
        ours, numba_ = medians(
            lambda method=method, Re=Re, rel=rel: run(kernels.FRICTION[method], Re, rel),
            lambda loop=loop, Re=Re, rel=rel, out=out: loop(Re, rel, out),
        )
        at_least(f"{method} over fluids.numba.{twin}", numba_ / ours, 2)


def losses():
    n, rng, rho = 10**6, np.random.default_rng(2), 998.2
    D, L = rng.uniform(0.1, 2.0, n), rng.uniform(10, 5e4, n)
    V, eps = 10 ** rng.uniform(-2, 0.6, n), 10 ** rng.uniform(-5, -3, n)  # 0.01-4 m/s
    nu = rng.uniform(0.8e-6, 1.5e-6, n)
    Q, out, some = V * np.pi / 4 * D * D, np.empty(n), 20_000
    m, mu, water = Q * rho, nu * rho, hc.water_at(20)
    ours, numba_, python = medians(
        lambda: run(kernels.head_loss_darcy, Q, D, L, eps, nu, block=kernels.BLOCK),
        lambda: njit_losses(m, rho, mu, D, eps, L, out),
        lambda: [fluids.one_phase_dP(m[i], rho, mu[i], D[i], eps[i], L[i]) for i in range(some)],
    )
    face, kernel = medians(
        lambda: hc.head_loss(water, flow=Q, diameter=D, length=L, roughness=eps),
        lambda: run(kernels.head_loss_darcy, Q, D, L, eps, water.si.viscosity, block=kernels.BLOCK),
        repeat=31,
    )
    share = np.mean(V * D / nu < 4000)
    print(f"head loss, all regimes ({100 * share:.1f} % not turbulent): {ours / n * 1e9:.1f} ns")
    at_least("  head loss, over fluids.numba.one_phase_dP, njit loop", numba_ / ours, 3)
    at_least(
        "  head loss, over the scalar loop of fluids.one_phase_dP", python / some * n / ours, 60
    )
    report("hc.head_loss on plain arrays of 10⁶ over the kernel", face / kernel, 1.15)


def scalars():
    Q, D = hc.water_at(20).density.__class__(0.4, "m**3/s"), "800 mm"

    def thousand(call):
        def loop():
            for _ in range(1000):
                call()

        return loop

    calls = {
        "quantities and text": lambda: hc.head_loss(
            flow=Q, diameter=D, length="21 km", roughness="0.1 mm"
        ),
        "bare": lambda: hc.head_loss(flow=0.4, diameter=0.8, length=21e3, roughness=1e-4),
        "friction factor, bare": lambda: hc.friction_factor(reynolds=6e5, relative_roughness=1e-4),
    }
    times = medians(*(thousand(c) for c in calls.values()), repeat=7)
    for name, time, bar in zip(calls, times, (60, 25, 25), strict=True):
        report(f"scalar call, {name}", 1000 * time, bar, "µs")


def streamed():
    """10⁸ values in chunks of 10⁶, reduced as they come."""
    rng = np.random.default_rng(3)
    Q, D = rng.uniform(0.01, 1.0, 10**6), rng.uniform(0.2, 1.0, 10**6)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    most = 0.0
    for i in range(100):
        loss = hc.head_loss(flow=Q, diameter=D, length=1000.0 + i, roughness=1e-4)
        most = max(most, float(loss.magnitude.max()))
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    report("10⁸ values streamed, peak above the inputs", more / 1024, 60, "MB")


if __name__ == "__main__":
    machine()
    streamed()
    factors()
    losses()
    scalars()
    record.save("pipes", "Pipe friction")
