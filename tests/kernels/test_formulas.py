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
    "blocks", "formulas", "motor_rating", "efficiency_gb19762", "shutoff_ratio",
    "shutoff_ratio_sure", "shutoff_power", "cavitation_speed", "efficiency_estimates",
    "preferred_units", "order_of_units", "standby_units", "beyond", "stages_wanted",
    "whole_stages", "beyond_high", "run_out", "npsh_at_run_out", "high_voltage_price", "efficiency_expected", "weighed", "motor_between", "weighed_all", "chosen",
    "few_speeds", "close_speeds", "continuous_least", "figures", "swing", "table_of", "nearest_reason",
    "first_by", "least_of_types", "type_near_by", "round_number", "choose", "preferred", "refused_beforehand", "recommend", "ranked", "where_valid",
    "head_loss_darcy", "head_loss_slope", "friction_slope", "friction_slope_colebrook", "solve_for",
    "reach_losses", "losses_along", "string_flows", "reach_friction", "over_reaches",
    "worst_reach", "loss_to", "turns", "between",
    "value", "fit", "peak", "performance", "corners", "governing", "shares_before", "system_head", "pump_head", "duty_flow",
    "largest_root", "allowable_head", "stages_of_impeller", "duty_status", "group_flows", "heads_at", "of_cases", "flow_at_head",
    "keep_heap", "made", "run", "ShapeError", "points", "correlated", "bin_of", "bin_edges", "counts_of",
    "moments_of", "merged", "needed", "falling", "knows", "stretches", "before", "highest", "runs_up",
    "speed_at", "common_speed", "falling_root", "governing_level", "drive_efficiency", "required_start", "restraint_factor",
    "root_between", "passed", "pressure_within", "vacuum_buckling", "cleared", "beside", "starts",
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
FLOW_LEFT = {
    "J": (50, 150),
    "H_w": (20, 60),
    "H_s": (5, 20),
    "H_so": (70, 120),
    "c": (5, 30),
    "alpha": (0.8, 0.95),
}
PSAT = {
    "a_0": (88, 91), "a_1": (-8, -4), "a_2": (1e-4, 4e-4), "a_3": (-14, -8), "a_4": (7e-4, 3e-3),
    "c_0": (6, 8), "c_1": (-0.011, -0.01), "c_2": (6e-6, 7e-6), "c_3": (-2e-9, -1.9e-9),
    "c_4": (3e-13, 3.6e-13), "c_5": (-3.3e-17, -3.2e-17), "c_6": (1e-21, 1.2e-21),
}  # fmt: skip


TYPICAL = {
    "a": (-9, -6.5), "b": (-0.5, -0.2), "c": (-0.4, 0.1), "d": (70, 85), "e": (8.4, 8.8),
    "C": (137, 170), "y_m": (8, 9.4), "s_l": (0.03, 0.1), "B": (1.8, 8.5), "s_r": (0, 1),
    "G": (0, 8), "Q_g": (0.02, 0.5), "r_g": (1, 4), "Q": (0.01, 60), "nq": (12, 250),
}  # fmt: skip
SHAPES = {"p_0": (0.4, 2.5), "q": (0.05, 1.3)}


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
        if kernel.__name__ == "efficiency_typical":
            low, high = TYPICAL[symbol]
        if kernel.__name__.endswith("_shape"):
            low, high = SHAPES.get(symbol, (low, high))
        if kernel.__name__ == "capital_recovery" and symbol == "n":
            low, high = 10, 50
        if kernel.__name__ == "head_loss_shevelev" and symbol == "Q":
            high = 0.2  # the text is that of the branch below 1.2 m/s
        if kernel.__name__ == "flow_left":  # its flow hasn't left the pump
            low, high = FLOW_LEFT[symbol]
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


# The ranges for which sources vouch, as they state them: not as the kernels do.

RANGES = {
    # work, clause: what it says
    ("ageing.growth_by_ph", "pH"): (5, 9),
    ("ageing.growth_by_langelier", "LI"): (-4, 0),
    # affinity laws: impellers turned at 30 to 120 % of their speed
    ("curves.head_at_speed", "s"): (0.3, 1.2),
    ("curves.efficiency_sarbu_borza", "s"): (0.4, 1.2),
    ("curves.efficiency_usual", "s"): (0.4, 1.2),
    # ANSI/HI 9.6.7: parameter B from 1 to 40
    ("curves.viscous_flow", "B"): (1, 40),
    ("curves.viscous_efficiency", "B"): (1, 40),
    ("drives.motor_speed", "x"): (0, 1.2),
    # the polynomials are derived for 0 to 40 °C; air of half an atmosphere to 110 kPa
    **{(f"liquids.{kernel}", "t"): (0, 40)
       for kernel in ("vapour_pressure", "density", "viscosity", "sound_speed")},
    ("liquids.density", "p"): (0.5e5, 1.1e5),
    # ISO 2533 has its troposphere to 11 km; stations stand below 5 km and not below 500 m under sea
    ("liquids.atmospheric_pressure", "z"): (-500, 5000),
    ("motors.motor_efficiency_at_load", "x"): (0.25, 1.25),
    # relative roughness of the Moody chart: to 0.05
    **{(f"pipes.{kernel}", "rel"): (0, 0.05) for kernel in (
        "friction_factor_colebrook", "friction_factor_churchill", "friction_factor_serghides",
        "friction_factor_epanet", "dunlop")},
    ("pipes.friction_factor_colebrook", "Re"): (0, 1e9),
    ("pipes.friction_factor_churchill", "Re"): (0, 1e9),
    # Swamee & Jain (1976): 5e3 <= Re <= 1e8, 1e-6 <= e/D <= 1e-2
    ("pipes.friction_factor_swamee_jain", "Re"): (5e3, 1e8),
    ("pipes.friction_factor_swamee_jain", "rel"): (1e-6, 1e-2),
    # Haaland (1983): 4e3 <= Re <= 1e8, 1e-6 <= e/D <= 5e-2
    ("pipes.friction_factor_haaland", "Re"): (4e3, 1e8),
    ("pipes.friction_factor_haaland", "rel"): (1e-6, 5e-2),
    ("pipes.friction_factor_serghides", "Re"): (4e3, 1e8),
    ("pipes.friction_factor_epanet", "Re"): (0, 1e8),
    # Dunlop (1991): the cubic between laminar and turbulent flow
    ("pipes.dunlop", "Re"): (2000, 4000),
    **{(f"pipes.head_loss_hazen_williams{form}", symbol): limits
       for form in ("", "_exact", "_epanet")
       for symbol, limits in (("Re", (1e5, 1e7)), ("D", (0.05, 1.8)), ("C", (100, 160)))},
    ("pipes.head_loss_manning", "n_m"): (0.009, 0.040),
    ("pipes.head_loss_manning_epanet", "n_m"): (0.009, 0.040),
    # Pavlovskii: 0.1 <= R <= 3.0 m, a quarter of the bore; 0.011 <= n <= 0.040
    ("pipes.head_loss_pavlovskii", "D"): (4 * 0.1, 4 * 3.0),
    ("pipes.head_loss_pavlovskii", "n_m"): (0.011, 0.040),
    ("pipes.head_loss_shevelev", "D"): (0.05, 1.5),
    ("pipes.head_loss_plastic", "D"): (0.015, 1.0),
    ("pumps.impeller_diameter", "nq"): (5, 380),
    # points from 0.5 L/s (vertical multistage) to 34.6 m³/s (Qingcaosha), units built to 110 m³/s;
    # nq 6.4 (IS50-32-250) to 597 (Tundian)
    ("pumps.efficiency_typical", "Q"): (0.0002, 110),
    ("pumps.efficiency_typical", "nq"): (6, 600),
    ("pumps.efficiency_half_range", "Q"): (0.0002, 110),
    # catalogue curves end by 1.4 times the best flow
    ("pumps.head_shape", "q"): (0, 1.4),
    ("pumps.power_shape", "q"): (0, 1.4),
    ("pumps.npsh_shape", "q"): (0.5, 1.3),
    ("pumps.flow_at_head_shape", "h"): (0, 2.4),
    ("pumps.head_at_flow_shape", "q"): (0.3, 1.2),
    # the HI chart begins at Ns 1000 US; one nq is 51.645 Ns
    ("pumps.efficiency_psat", "nq"): (19.4, 100),
    **{(f"pumps.efficiency_guelich{form}", symbol): limits for form in ("", "_multistage")
       for symbol, limits in (("Q", (0.005, 1)), ("nq", (7, 80)))},
    ("pumps.efficiency_anderson", "nq"): (7, 100),
    ("pumps.efficiency_mei", "n_s"): (6, 120),
    ("pumps.npsh_required", "C"): (500, 1500),
    ("stations.max_shaft_power", "r"): (1, 2),
    # ANSI/HI 9.8: Froude numbers at bells
    ("wetwells.submergence_hi", "F"): (0, 5),
}  # fmt: skip


def test_declared_ranges_are_those_of_the_sources():
    declared = {
        (f"{kernel.__module__[18:]}.{kernel.__name__}", symbol): limits
        for kernel, formula in FORMULAS.items() for symbol, limits in formula.valid.items()
    }  # fmt: skip
    assert declared == {key: pytest.approx(limits, rel=1e-12) for key, limits in RANGES.items()}


VOLUTE = {
    "a": -8.44, "b": -0.48, "c": 0.09, "d": 84.63, "e": 8.5, "C": 162.3, "y_m": 9.33, "s_l": 0.1,
    "B": 8.44, "s_r": 1.0, "G": 0.0, "Q_g": 1.0, "r_g": 1.0,
}  # fmt: skip

# Kernels that answer nan outside a range: symbol, both ends of it, the other arguments.
GUARDED = [
    ("ageing.growth_by_ph", "pH", 5.0, 9.0, {}),
    ("ageing.growth_by_langelier", "LI", -4.0, 0.0, {}),
    ("liquids.vapour_pressure", "t", 0.0, 40.0, {}),
    ("liquids.density", "t", 0.0, 40.0, {"p": 1e5}),
    ("liquids.viscosity", "t", 0.0, 40.0, {"rho": 1e3}),
    ("liquids.sound_speed", "t", 0.0, 40.0, {}),
    ("liquids.atmospheric_pressure", "z", -500.0, 5000.0, {}),
    ("pumps.hydraulic_power", "Q", 0.0, None, {"rho": 1e3, "H": 9.0}),
    ("pumps.hydraulic_power", "H", 0.0, None, {"rho": 1e3, "Q": 9.0}),
    ("pumps.shaft_power", "Q", 0.0, None, {"rho": 1e3, "H": 9.0, "eta": 0.8}),
    ("pumps.shaft_power", "H", 0.0, None, {"rho": 1e3, "Q": 9.0, "eta": 0.8}),
    ("pumps.shaft_power", "eta", None, 1.0, {"rho": 1e3, "Q": 9.0, "H": 9.0}),
    ("pumps.input_power", "eta", None, 1.0,
     {"rho": 1e3, "Q": 9.0, "H": 9.0, "eta_m": 0.9, "eta_d": 1.0}),
    ("pumps.input_power", "eta_d", None, 1.0,
     {"rho": 1e3, "Q": 9.0, "H": 9.0, "eta_m": 0.9, "eta": 1.0}),
    ("pumps.specific_energy", "H", 0.0, None, {"rho": 1e3, "eta_o": 0.9}),
    ("pumps.daily_volume", "T_d", 0.0, 24.0, {"Q": 0.1}),
    ("pumps.daily_volume", "Q", 0.0, None, {"T_d": 9.0}),
    ("pumps.efficiency_guelich", "Q", 0.005, None, {"nq": 40.0}),
    ("pumps.efficiency_guelich", "nq", 7.0, 80.0, {"Q": 0.2}),
    ("pumps.efficiency_guelich_multistage", "Q", 0.005, None, {"nq": 40.0}),
    ("pumps.efficiency_guelich_multistage", "nq", 7.0, 80.0, {"Q": 0.2}),
    ("pumps.efficiency_anderson", "nq", 7.0, 100.0, {"Q": 0.2, "n": 1485.0}),
    ("pumps.efficiency_typical", "Q", 0.0002, 110.0, {"nq": 40.0, **VOLUTE}),
    ("pumps.efficiency_typical", "nq", 6.0, 600.0, {"Q": 0.2, **VOLUTE}),
    ("pumps.efficiency_psat", "nq", None, 100.0,
     {"Q": 0.2, "H": 30.0, "n": 1485.0, "nu": 1e-6, "a_0": 80.0, **dict.fromkeys(
         ("a_1", "a_2", "a_3", "a_4", *(f"c_{i}" for i in range(7))), 0.0)}),
    ("motors.motor_efficiency_at_load", "x", 0.0, None, {"eta_1": 0.9, "k_0": 0.3}),
    ("surge.joukowsky_head", "a", 0.0, None, {"v": 2.0}),
    ("surge.pipe_period", "L", 0.0, None, {"a": 1000.0}),
    ("chains.moving", "v_0", 0.0, None, {}),
    ("chains.power_before", "eta", None, 1.0, {"P": 9.0}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "symbol", "low", "high", "others"), GUARDED,
                         ids=lambda x: x if isinstance(x, str) else "")  # fmt: skip
def test_nan_begins_beyond_the_range(name, symbol, low, high, others):
    """Known at both ends, nan one step of rounding beyond; scalars and arrays alike."""
    module, function = name.split(".")
    kernel = getattr(importlib.import_module(f"hydrocalc.kernels.{module}"), function)
    for end, away in ((low, -np.inf), (high, np.inf)):
        if end is None:
            continue
        beyond = np.nextafter(end, away)
        with np.errstate(all="ignore"):
            assert np.isfinite(kernel(**{symbol: np.float64(end)}, **others))
            assert np.isnan(kernel(**{symbol: np.float64(beyond)}, **others))
            both = kernel(**{symbol: np.array([end, beyond])}, **others)
        np.testing.assert_array_equal(np.isnan(both), [False, True])


@pytest.mark.parametrize(("name", "symbols"), [
    ("pumps.shaft_power", ("eta",)), ("pumps.input_power", ("eta", "eta_m", "eta_d")),
    ("pumps.specific_energy", ("eta_o",)), ("chains.power_before", ("eta",)),
    ("surge.wave_speed", ("D", "e", "E")), ("surge.pipe_period", ("a",)),
])  # fmt: skip
def test_what_divides_is_above_0(name, symbols):
    module, function = name.split(".")
    kernel = getattr(importlib.import_module(f"hydrocalc.kernels.{module}"), function)
    usual = {s: np.float64(0.5) for s in inspect.signature(kernel).parameters}
    with np.errstate(all="ignore"):
        assert np.isfinite(kernel(**usual))
        for symbol in symbols:
            assert np.isfinite(kernel(**{**usual, symbol: np.float64(1e-6)}))
            for none in (0.0, -0.5):
                assert np.isnan(kernel(**{**usual, symbol: np.float64(none)})), symbol


def test_gravity_is_the_standard_one_if_none_is_given():
    """The last argument of every kernel with gravity: 9.80665 m/s² (CGPM 1901)."""
    found = 0
    for kernel in FORMULAS:
        parameter = inspect.signature(kernel).parameters.get("g")
        if parameter is not None:
            found += 1
            assert parameter.default == 9.80665, kernel
    assert found > 10
