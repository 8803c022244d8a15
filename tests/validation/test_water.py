"""The polynomials for water are the Chebyshev series of the printed formulas, to 40 digits."""

import mpmath
import numpy as np
import pytest

from hydrocalc.kernels import liquids
from hydrocalc.kernels.formulas import FORMULAS

from .test_accuracy import MP, evaluate

HALF = 20
"""Of the range, 0-40 °C."""
NODES = 48


def printed(kernel, **given):
    """A formula as it is printed, of a temperature."""
    text = FORMULAS[kernel].text
    return lambda t: evaluate(text, {"t": t, **given}, MP, mpmath.mpf)


def powers(function, degree):
    """Coefficients in t, highest first, of the Chebyshev series of a function cut after `degree`."""
    angles = [mpmath.pi * (k + mpmath.mpf(1) / 2) / NODES for k in range(NODES)]
    values = [function(HALF * (1 + mpmath.cos(a))) for a in angles]
    series = [
        sum(v * mpmath.cos(j * a) for v, a in zip(values, angles, strict=True)) * 2 / NODES
        for j in range(degree + 1)
    ]
    series[0] /= 2
    # Clenshaw's recurrence on polynomials in t, of x = t/20 - 1.
    b1, b2 = [mpmath.mpf(0)], [mpmath.mpf(0)]

    def twice_x(p):
        return add([0, *(c * 2 / HALF for c in p)], [-2 * c for c in p])

    def add(p, q):
        n = max(len(p), len(q))
        p, q = ([*c, *[0] * (n - len(c))] for c in (p, q))
        return [a + b for a, b in zip(p, q, strict=True)]

    for c in series[:0:-1]:
        b1, b2 = add(add(twice_x(b1), [-x for x in b2]), [c]), b1
    half = [c / 2 for c in twice_x(b1)]
    found = add(add(half, [-x for x in b2]), [series[0]])
    return found[: degree + 1][::-1]


@pytest.mark.parametrize("table", ["_SATURATED", "_PER_PASCAL", "_FLUIDITY"])
def test_coefficients(table):
    with mpmath.workdps(40):
        at_0 = printed(liquids.density, p=mpmath.mpf(0))
        at_1 = printed(liquids.density, p=mpmath.mpf(1))
        kinematic = printed(liquids.viscosity, rho=mpmath.mpf(1))
        function = {
            "_SATURATED": at_0,
            "_PER_PASCAL": lambda t: at_1(t) - at_0(t),
            "_FLUIDITY": lambda t: 1 / kinematic(t),
        }[table]
        coefficients = getattr(liquids, table)
        exact = powers(function, len(coefficients) - 1)
    for ours, theirs in zip(coefficients, exact, strict=True):
        assert float(ours) == pytest.approx(float(theirs), rel=1e-15)


def test_the_polynomials_are_within_1e_14_of_the_formulas():
    t = np.linspace(0, 40, 201)
    with mpmath.workdps(40):
        for kernel, given in ((liquids.density, {"p": 101325.0}), (liquids.density, {"p": 6e4}),
                              (liquids.viscosity, {"rho": 998.2})):  # fmt: skip
            exact = printed(kernel, **{k: mpmath.mpf(v) for k, v in given.items()})
            for x, got in zip(t.tolist(), kernel(t, *given.values()).tolist(), strict=True):
                assert abs(got / exact(mpmath.mpf(x)) - 1) < 1e-14
