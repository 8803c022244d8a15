"""Formulas as trees: brackets, notations, and that nothing else is a formula."""

from xml.etree import ElementTree

import pytest

from hydrocalc.kernels.formulas import FORMULAS
from hydrocalc.reports.expressions import (
    OMML,
    MathML,
    Plain,
    Typst,
    Value,
    parse,
    substituted,
    typst_string,
    written,
)

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def plain(text):
    return "; ".join(Plain().equation(e) for e in parse(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("y = a - (b - c)", "y = a - (b - c)"),
        ("y = a - b - c", "y = a - b - c"),
        ("y = a/(b/c)", "y = a/(b/c)"),
        ("y = a/b/c", "y = a/b/c"),
        ("y = a/(b*c)", "y = a/(b·c)"),
        ("y = (a + b)*c", "y = (a + b)·c"),
        ("y = -(a + b)", "y = -(a + b)"),
        ("y = -2*lg(x)", "y = -2·lg(x)"),
        ("y = a*(-b)", "y = a·(-b)"),
        ("y = a + -b", "y = a + (-b)"),
        ("y = (-a)^2", "y = (-a)^2"),
        ("y = a^(b + 1)", "y = a^(b + 1)"),
        ("y = (a^b)^c", "y = (a^b)^c"),
        ("y = sqrt(a + b)/max(a, b)", "y = √(a + b)/max(a, b)"),
        ("y = 2.5e-5*x; z = 1e3*y", "y = 2.5·10^(-5)·x; z = 1000·y"),
        ("eta_c = rho*nu*3.141592653589793", "η_c = ρ·ν·π"),
    ],
)
def test_brackets(text, shown):
    got = plain(text)
    assert got.replace("2.5·10^(-5)", "2.5·10^(-5)") == shown


def test_numbers_put_in():
    (equation,) = parse("P = rho*Q*(z_1 - z_2)/eta^2")
    values = {
        "rho": Value("998.2", "kg/m³"), "Q": Value("0.4", "m³/s"), "z_1": Value("-2", "m"),
        "z_2": Value("-3", "m"), "eta": Value("0.8", ""),
    }  # fmt: skip
    right = Plain().write(substituted(equation.right, values))
    assert right == "(998.2 kg/m³ × 0.4 m³/s × (-2 m - (-3 m)))/0.8^2"
    assert (
        Plain()
        .write(substituted(equation.right, {"eta": Value("0.8", "m")}))
        .endswith("/(0.8 m)^2")
    )
    (ratio,) = parse("x = Q/N")
    assert Plain().write(substituted(ratio.right, values)) == "(0.4 m³/s)/N"


@pytest.mark.parametrize(
    "text",
    [
        "y = __import__('os')", "y = a.b", "y = a[0]", "y = open(x)", "y = a if b else c",
        "y = 'text'", "y = f(x)", "y = max(a, key=b)", "y = True", "y = a < b", "y = (a, b)",
        "y = 1j",
    ],
)  # fmt: skip
def test_nothing_else_is_a_formula(text):
    with pytest.raises((ValueError, SyntaxError)):
        parse(text)


@pytest.mark.parametrize("kernel", FORMULAS, ids=lambda k: k.__name__)
def test_every_formula_in_every_notation(kernel):
    for equation in parse(FORMULAS[kernel].text):
        ElementTree.fromstring(f"<math>{MathML().equation(equation)}</math>")  # noqa: S314
        omml = OMML().equation(equation)
        ElementTree.fromstring(f'<m:oMath xmlns:m="{MATH}">{omml}</m:oMath>')  # noqa: S314
        assert Typst().equation(equation)
        assert Plain().equation(equation)


def test_hostile_units_are_text():
    value = Value("1", '"]<b>&\\')
    assert "<b>" not in MathML().write(value)
    assert "<b>" not in OMML().write(value)
    assert Typst().write(value) == '"1 \\"]<b>&\\\\"'
    assert typst_string('#"\\\n') == '"#\\"\\\\ "'


def test_written():
    assert written(1.0033e-6, 4) == "1.003×10⁻⁶"
    assert written(37470436301.0, 5) == "3.747×10¹⁰"
    assert written(343798.123, 5) == "343798"
    assert written(0.0, 4) == "0"
    assert written(-2e-7, 3) == "-2×10⁻⁷"
