"""Numerical error of the kernels against 50-digit arithmetic; it fills the accuracy page.

Closed formulas are evaluated from their own text with every literal taken as the decimal that is
printed; what is solved is compared with a root found in 50 digits. This says how well a formula is
computed, not how well it describes water.
"""

import re

import mpmath
import numpy as np
import pytest
from kernels.test_formulas import FORMULAS, arguments, evaluate

from hydrocalc.kernels import curves, pipes, systems

MP = {
    "sqrt": mpmath.sqrt, "exp": mpmath.exp, "ln": mpmath.log, "lg": mpmath.log10, "min": min,
    "max": max,
}  # fmt: skip
SAMPLES = 60
SOLVED = {pipes.friction_factor_colebrook}
"""Compared by region below, as their text is an equation."""


@pytest.fixture(autouse=True, scope="module")
def _digits():
    with mpmath.workdps(50), np.errstate(all="ignore"):
        yield


def errors(computed, exact):
    """Errors in units of the last place, and relative."""
    ulps, relatives = [], []
    for a, b in zip(computed, exact, strict=True):
        off = abs(mpmath.mpf(float(a)) - b)
        ulps.append(float(off / mpmath.mpf(float(np.spacing(abs(float(b)))))))
        relatives.append(float(off / abs(b)))
    return ulps, relatives


def exactly(values):
    return {k: mpmath.mpf(float(v)) for k, v in values.items()}


def cancelled(text, values, exact):
    """Largest term over result, of a plain sum: what near-equal terms lose no code can keep."""
    right = text.split("=")[1]
    if not re.fullmatch(r"[\w\s+-]+", right):
        return 1.0
    return max(1.0, max(abs(v) for v in values.values()) / abs(float(exact)))


CLOSED = [k for k in FORMULAS if k not in SOLVED and FORMULAS[k].text.split("=")[0].strip() != "1"]


@pytest.mark.parametrize("kernel", CLOSED, ids=lambda k: f"{k.__module__[18:]}.{k.__name__}")
def test_closed_formulas(kernel, accuracy):
    formula, rng = FORMULAS[kernel], np.random.default_rng(5)
    sets = [arguments(kernel, formula, rng) for _ in range(SAMPLES)]
    exact = [evaluate(formula.text, exactly(v), MP, mpmath.mpf) for v in sets]
    ulps, relatives = errors([kernel(**v) for v in sets], exact)
    drawn_from = "; ".join(
        f"{symbol} {min(v[symbol] for v in sets):.2g}–{max(v[symbol] for v in sets):.2g}"
        for symbol in sets[0]
        if symbol in formula.valid
    )
    name = f"{kernel.__module__[18:]}.{kernel.__name__}"
    accuracy(name, drawn_from or "usual values", ulps, relatives)
    size = [cancelled(formula.text, v, b) for v, b in zip(sets, exact, strict=True)]
    assert max(r / s for r, s in zip(relatives, size, strict=True)) < 2e-14


def colebrook(Re, rel):
    """The turbulent friction factor to 50 digits."""

    def residual(x):
        return x + 2 * mpmath.log10(rel / mpmath.mpf("3.7") + mpmath.mpf("2.51") * x / Re)

    return 1 / mpmath.findroot(residual, mpmath.mpf(7), tol=mpmath.mpf(10) ** -45) ** 2


REGIONS = {
    "laminar, Re 1–2000": ((1, 2000), (0, 0.05)),
    "turbulent, smooth, Re 4e3–1e5": ((4e3, 1e5), (0, 0)),
    "turbulent, smooth, Re 1e5–1e8": ((1e5, 1e8), (0, 0)),
    "turbulent, ε/D 1e-6–1e-3, Re 4e3–1e6": ((4e3, 1e6), (1e-6, 1e-3)),
    "turbulent, ε/D 1e-6–1e-3, Re 1e6–1e8": ((1e6, 1e8), (1e-6, 1e-3)),
    "turbulent, ε/D 1e-3–0.05": ((4e3, 1e8), (1e-3, 0.05)),
}


def drawn(region, n=SAMPLES):
    rng = np.random.default_rng(6)
    (a, b), (low, high) = REGIONS[region]
    Re = np.exp(rng.uniform(np.log(a), np.log(b), n))
    return Re, np.exp(rng.uniform(np.log(low), np.log(high), n)) if low else rng.uniform(
        low, high, n
    )


@pytest.mark.parametrize("region", REGIONS)
def test_friction_factor(region, accuracy):
    Re, rel = drawn(region)
    exact = [
        64 / mpmath.mpf(a) if a < 2000 else colebrook(mpmath.mpf(a), mpmath.mpf(b))
        for a, b in zip(Re.tolist(), rel.tolist(), strict=True)
    ]
    ulps, relatives = errors(pipes.friction_factor_colebrook(Re, rel), exact)
    accuracy("pipes.friction_factor_colebrook", region, ulps, relatives)
    assert max(relatives) < 2e-15


def darcy(Q, D, L, eps, nu):
    v = 4 * Q / (mpmath.mpf(np.pi) * D**2)
    f = colebrook(v * D / nu, eps / D)
    return f * L / D * v**2 / (2 * mpmath.mpf(9.80665))


def mains(n=SAMPLES):
    rng = np.random.default_rng(7)
    D = rng.uniform(0.1, 2, n)
    Q = rng.uniform(0.2, 3, n) * np.pi / 4 * D * D
    return (
        Q,
        D,
        rng.uniform(10, 5e4, n),
        10 ** rng.uniform(-5, -3, n),
        rng.uniform(0.8e-6, 1.5e-6, n),
    )


def test_head_loss(accuracy):
    columns = mains()
    exact = [
        darcy(*map(mpmath.mpf, row)) for row in zip(*(c.tolist() for c in columns), strict=True)
    ]
    ulps, relatives = errors(pipes.head_loss_darcy(*columns), exact)
    accuracy("pipes.head_loss_darcy", "turbulent mains, 0.2–3 m/s, 0.1–2 m", ulps, relatives)
    assert max(relatives) < 1e-14


def test_duty_flow(accuracy):
    """H0 s² − a q² = Hs + losses of N q, the root in 50 digits from the printed equation."""
    rng, n = np.random.default_rng(8), 40
    points = np.linspace(0.0, 0.44, 9)
    curve = curves.fit(points, 110.0 - 550.0 * points**2, "quadratic")
    pump = systems.Pump(curve, curves.peak(curve)[0])
    given = (
        rng.uniform(25, 55, n), rng.uniform(0.6, 0.9, n), rng.uniform(1e3, 21e3, n),
        rng.uniform(1e-5, 5e-4, n), rng.uniform(0.8e-6, 1.5e-6, n), rng.uniform(0, 50, n),
        rng.integers(1, 4, n).astype(float), rng.uniform(0.85, 1.0, n),
    )  # fmt: skip
    found, status = systems.duty_flow(*given, pump=pump)
    c0, c1, c2 = (mpmath.mpf(float(x)) for x in curve.pieces[:, 0])
    kept, exact = [], []
    for i, row in enumerate(zip(*(c.tolist() for c in given), strict=True)):
        if status[i] != 0:
            continue
        Hs, D, L, eps, nu, K, N, s = map(mpmath.mpf, row)

        def excess(q, Hs=Hs, D=D, L=L, eps=eps, nu=nu, K=K, N=N, s=s):
            v = 4 * q * N / (mpmath.pi * D**2)
            loss = darcy(q * N, D, L, eps, nu) + K * v**2 / (2 * mpmath.mpf(9.80665))
            return s**2 * c0 + s * c1 * q + c2 * q**2 - Hs - loss

        exact.append(mpmath.findroot(excess, mpmath.mpf(float(found[i]))))
        kept.append(found[i])
    assert len(kept) > 20
    ulps, relatives = errors(kept, exact)
    accuracy("systems.duty_flow", "quadratic curve, Colebrook and local losses", ulps, relatives)
    assert max(relatives) < 1e-12
