"""Duty points and the operating matrix: ``python benchmarks/systems.py``.

Interleaved medians of the same run; one thread. The peers solve the same problem: brentq with
fluids' Colebrook per scenario, as one would write it, and scipy's elementwise root finder on the
same closed form in w = V √f that our kernel uses.
"""

import itertools
import math
from pipes import at_least

import fluids
import numpy as np
import record
from run import machine, medians, report
from scipy.optimize import brentq, elementwise

from hydrocalc.kernels import curves, systems
from hydrocalc.kernels.lines import Reaches

G = 9.80665
Q = np.linspace(0.0, 0.44, 9)
HEADS = 110.0 - 550.0 * Q**2


def scenarios(n):
    rng = np.random.default_rng(1)
    return (
        rng.uniform(25, 55, n), rng.uniform(0.6, 0.9, n), rng.uniform(1e3, 21e3, n),
        rng.uniform(1e-5, 5e-4, n), rng.uniform(0.8e-6, 1.5e-6, n), rng.uniform(0, 50, n),
        rng.integers(1, 5, n).astype(float), rng.uniform(0.75, 1.0, n),
    )  # fmt: skip


def by_brentq(given, number):
    for Hs, D, L, eps, nu, K, N, s in itertools.islice(zip(*given, strict=True), number):
        area = math.pi / 4 * D * D

        def excess(q, Hs=Hs, D=D, L=L, eps=eps, nu=nu, K=K, N=N, s=s, area=area):
            v = q * N / area
            f = fluids.friction_factor(Re=max(v * D / nu, 1e-9), eD=eps / D)
            return s * s * 110.0 - 550.0 * q * q - Hs - (f * L / D + K) * v * v / (2 * G)

        brentq(excess, 1e-9, 1.0, rtol=1e-12)


def by_find_root(given, head):
    def excess(w, Hs, D, L, eps, nu, K, N, s):
        V = -2.0 / math.log(10.0) * w * np.log(eps / (3.7 * D) + 2.51 * nu / (D * w))
        q = math.pi / 4 * D * D * V / N
        return s * s * head(q / s) - Hs - K * V * V / (2 * G) - L * w * w / (2 * G * D)

    low, high = np.full(given[0].shape, 1e-6), np.full(given[0].shape, 3.0)
    return elementwise.find_root(excess, (low, high), args=given)


def duty_points():
    n, some, few = 10**6, 100_000, 300
    given = scenarios(n)
    for form in ("quadratic", "monotone"):
        curve = curves.fit(Q, HEADS, form)
        pump = systems.Pump(curve, curves.peak(curve)[0])
        head = (lambda q: 110.0 - 550.0 * q * q) if form == "quadratic" else (
            lambda q, curve=curve: curves.value(curve, q)[0])  # fmt: skip
        part = tuple(x[:some] for x in given)
        with np.errstate(all="ignore"):
            ours, root, loop = medians(
                lambda pump=pump: systems.duty_flow(*given, pump=pump),
                lambda part=part, head=head: by_find_root(part, head),
                lambda: by_brentq(given, few), repeat=5,
            )  # fmt: skip
            _, status = systems.duty_flow(*given, pump=pump)

        beyond = np.mean(status == systems.BEYOND)
        print(f"10⁶ duty points, {form}: {ours / n * 1e9:.0f} ns each, {100 * beyond:.1f} % beyond")
        bar = 25 if form == "quadratic" else 6
        at_least(
            f"  10⁶ duty points, {form} curve, over elementwise.find_root",
            root / some * n / ours,
            bar,
        )
        if form == "quadratic":  # the loop has this curve alone
            at_least(
                "  10⁶ duty points, quadratic curve, over brentq and fluids, one at a time",
                loop / few * n / ours,
                500,
            )


def matrix():
    rng = np.random.default_rng(3)
    x, S = np.linspace(0, 1, 8), 1000
    pumps = []
    for _ in range(6):
        curve = curves.fit(rng.uniform(0.1, 0.3) * x, rng.uniform(95, 115) * (1 - 0.5 * x**2.2),
                           "monotone")  # fmt: skip
        pumps.append(systems.Pump(curve, 0.0, rng.uniform(0, 80)))
    columns = (rng.uniform(0.7, 0.9, S), rng.uniform(9e3, 21e3, S), rng.uniform(5e-5, 5e-4, S),
               rng.uniform(0, 20, S), np.zeros(S), np.ones(S), np.zeros(S))  # fmt: skip
    reaches = Reaches(*(c[None] for c in columns), 1e-6, "colebrook")
    system = systems.System(rng.uniform(40, 80, (1, S)), np.ones((1, 1)), reaches)

    def every():
        with np.errstate(all="ignore"):
            for k in range(1, 7):
                for chosen in itertools.combinations(pumps, k):
                    systems.group_flows(chosen, np.ones((k, 1)), system)

    (time,) = medians(every, repeat=5)
    report("63 combinations of 6 pumps × 1000 states", time, 1.0, "s")


if __name__ == "__main__":
    machine()
    duty_points()
    matrix()
    record.save("systems", "Duty points and the operating matrix")
