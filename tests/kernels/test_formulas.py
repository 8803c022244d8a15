"""Every formula's text evaluates to its kernel, and every kernel has one."""

import ast
import importlib
import inspect
import operator
import pkgutil

import numpy as np
import pytest
from scipy.optimize import brentq

import hydrocalc.kernels
from hydrocalc.kernels.formulas import FORMULAS

MODULES = [
    importlib.import_module(m.name)
    for m in pkgutil.iter_modules(hydrocalc.kernels.__path__, "hydrocalc.kernels.")
]

# Not one formula: choices from tables, and what is composed of formulas.
COMPOSED = {
    "blocks", "formulas", "motor_rating", "efficiency_gb19762", "spread", "shutoff_ratio",
    "efficiency_estimates", "stages_needed", "evaluate", "choose", "preferred", "candidates",
    "served_by_one_stage", "refused_beforehand", "recommend", "ranked", "where_valid",
    "head_loss_darcy", "head_loss_slope", "friction_slope", "friction_slope_colebrook", "solve_for",
    "reach_losses", "losses_along", "string_flows", "reach_friction", "over_reaches",
    "worst_reach", "loss_to", "turns", "between",
    "value", "fit", "peak", "performance", "reach_loss", "system_head", "pump_head", "duty_flow",
    "largest_root", "duty_status", "group_flows", "heads_at", "of_cases", "flow_at_head",
    "keep_heap", "made", "run", "ShapeError", "points", "correlated", "bin_of", "bin_edges", "counts_of",
    "moments_of", "merged", "needed", "falling", "knows", "stretches", "before", "highest", "runs_up",
    "speed_at", "common_speed", "falling_root", "governing_level", "drive_efficiency", "required_start", "restraint_factor",
}  # fmt: skip
OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow, ast.USub: operator.neg,
}  # fmt: skip
FUNCTIONS = {
    "sqrt": np.sqrt, "exp": np.exp, "ln": np.log, "lg": np.log10, "min": min, "max": max,
}  # fmt: skip
# Where a symbol lies if the formula doesn't say: efficiencies, shares, and the rest.
USUAL = {
    "eta": (0.3, 0.95), "x": (0.3, 1.2), "k_0": (0.2, 0.4), "k": (1.05, 1.3), "nq": (20, 78),
    "Q": (0.006, 0.9), "H": (5, 150), "n": (500, 3000), "P": (1e3, 2e5), "N": (1, 4),
    "S": (1.1, 1.8), "h": (0.5, 1.0), "q_m": (1.2, 1.5), "tau": (0.4, 0.6), "nu": (1e-6, 2e-6),
    "Re": (6e3, 9e6), "rel": (2e-6, 9e-3), "D": (0.5, 1.0), "L": (10, 1e4), "v": (0.3, 0.8),
    "n_m": (0.012, 0.02), "eps": (1e-4, 1e-3), "alpha": (1e-5, 1e-4), "pH": (6, 8),
    "LI": (-3, -1), "mu": (0.2, 0.45), "e": (0.01, 0.05), "i": (0.02, 0.1), "p": (5e4, 1.1e5), "p_v": (600, 7000), "rho": (990, 1010), "T_d": (1, 24), "C": (800, 1000),
}  # fmt: skip
PSAT = {
    "a_0": (88, 91), "a_1": (-8, -4), "a_2": (1e-4, 4e-4), "a_3": (-14, -8), "a_4": (7e-4, 3e-3),
    "c_0": (6, 8), "c_1": (-0.011, -0.01), "c_2": (6e-6, 7e-6), "c_3": (-2e-9, -1.9e-9),
    "c_4": (3e-13, 3.6e-13), "c_5": (-3.3e-17, -3.2e-17), "c_6": (1e-21, 1.2e-21),
}  # fmt: skip


def bracketed(excess):
    return brentq(excess, 1e-3, 1.0, xtol=1e-16, rtol=1e-14)


def evaluate(text, names, functions=FUNCTIONS, number=float, root=bracketed):
    """The value of a formula's text: assignments, the last one the result.

    With other `functions`, `number` (of a literal's text) and `root`, in another arithmetic.
    """

    def value(node):
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp):
            return OPERATORS[type(node.op)](value(node.operand))
        if isinstance(node, ast.Call):
            return functions[node.func.id](*map(value, node.args))
        if isinstance(node, ast.Name):
            return names[node.id]
        assert isinstance(node, ast.Constant), ast.dump(node)
        return node.value if isinstance(node.value, int) else number(repr(node.value))

    def side(expression):
        return value(ast.parse(expression.strip().replace("^", "**"), mode="eval").body)

    names = dict(names)
    for assignment in text.split(";"):
        symbol, expression = assignment.split("=")
        if symbol.strip().isidentifier():
            names[symbol.strip()] = result = side(expression)
        else:  # an equation in f, solved by a secant

            def excess(f, symbol=symbol, expression=expression):
                names["f"] = f
                return side(symbol) - side(expression)

            result = root(excess)
    return result


def arguments(kernel, formula, rng):
    got = {}
    for symbol, parameter in inspect.signature(kernel).parameters.items():
        if symbol == "g":
            got[symbol] = np.float64(9.81)
            continue
        assert parameter.default is inspect.Parameter.empty
        stem = symbol if symbol in USUAL else symbol.split("_")[0]
        low, high = USUAL.get(stem, (0.1, 100.0))
        low, high = PSAT.get(symbol, (low, high))
        if kernel.__name__ == "capital_recovery" and symbol == "n":
            low, high = 10, 50
        if kernel.__name__ == "head_loss_shevelev" and symbol == "Q":
            high = 0.2  # the text is that of the branch below 1.2 m/s
        if symbol in formula.valid:
            low, high = max(low, formula.valid[symbol][0]), min(high, formula.valid[symbol][1])
            if low >= high:
                low, high = formula.valid[symbol]
        got[symbol] = np.float64(rng.uniform(low, high))
    return got


@pytest.mark.parametrize("kernel", FORMULAS, ids=lambda k: f"{k.__module__[18:]}.{k.__name__}")
def test_text_evaluates_to_the_kernel(kernel):
    formula, rng = FORMULAS[kernel], np.random.default_rng(1)
    for _ in range(50):
        values = arguments(kernel, formula, rng)
        expected = evaluate(formula.text, values)
        assert np.isfinite(expected), values
        assert kernel(**values) == pytest.approx(expected, rel=1e-12), values


@pytest.mark.parametrize("kernel", FORMULAS, ids=lambda k: f"{k.__module__[18:]}.{k.__name__}")
def test_source_and_range(kernel):
    formula = FORMULAS[kernel]
    assert formula.source
    # the laws without viscosity state a range of Re all the same
    assert set(formula.valid) <= {*inspect.signature(kernel).parameters, "Re"}
    assert all(low < high for low, high in formula.valid.values())
    assert kernel.__doc__


def test_every_kernel_is_a_formula_or_composed():
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and module.__name__.rsplit(".", 1)[1] not in COMPOSED:
                assert function in FORMULAS or name in COMPOSED, f"{module.__name__}.{name}"


def test_evaluator_itself():
    assert evaluate("a = 2^3^2; y = -a + min(1, 2)*sqrt(4) - lg(100)", {}) == -512 + 2 - 2


# Properties.


@pytest.mark.parametrize("kernel", FORMULAS, ids=lambda k: f"{k.__module__[18:]}.{k.__name__}")
def test_nan_in_nan_out_and_scalar_equals_array(kernel):
    formula, rng = FORMULAS[kernel], np.random.default_rng(2)
    sets = [arguments(kernel, formula, rng) for _ in range(20)]
    array = kernel(**{k: np.array([s[k] for s in sets]) for k in sets[0]})
    np.testing.assert_allclose([kernel(**s) for s in sets], array, rtol=1e-14)
    for symbol in sets[0]:
        assert np.isnan(kernel(**{**sets[0], symbol: np.float64(np.nan)})), symbol
