"""``hydrocalc line``: one reach from the pumps to the end."""

from __future__ import annotations

from typing import Any

from hydrocalc.cli.typed import LINE, line_of, numbers, pipe_of
from hydrocalc.errors import InputError

HELP = "Friction, grade line and surge screening of a line."
EPILOG = 'Example: hydrocalc line --flow 0.4 --length 21km --pipe "ductile iron K9 DN 800"'
OPTIONS = {
    "flow": "flow, m³/s; several with semicolons: 0.2;0.4",
    "length": "length, m",
    "diameter": "bore, m, such as 800mm",
    "pipe": 'or a pipe of the catalogue, such as "ductile iron K9 DN 800"',
    "condition": "its roughness: design or new (design)",
    "roughness": "equivalent roughness, m (that of the pipe)",
    "hazen_williams_c": "Hazen–Williams C",
    "manning_n": "Manning's n",
    "method": "law of friction (colebrook)",
    "fittings": "fittings or a sum of K: entrance,elbow-90:4,exit (none)",
    "local_share": "or local losses as a share of friction, % (0)",
    "strings": "equal parallel strings (1)",
    "profile": "CSV with chainage_m, ground_m, axis_m",
    "suction_level": "water level at the pumps, m (0)",
    "delivery_level": "grade line that the end needs, m (0)",
    "start_level": "grade line at the start, m (the least required)",
    "shutoff_level": "grade line at the start at shut-off, m",
    "minimum_pressure": "pressure head over the obvert, m (2)",
    "surge_allowance": "rise by surge that pipes are designed for, Pa, such as 3bar (2 bar)",
    "pressure_standard": "pressure classes by EN 805 or GB 50332 (EN 805)",
    "sizes": "compare the sizes of a product, such as 'ductile iron K9'",
    "head": "head of the pumps: what is left of it, m (with --sizes)",
    "price": "price of energy, per kWh (with --sizes)",
    "pipe_price": "CSV with dn, price: of a metre laid (with --sizes)",
    "efficiency": "efficiency from terminals to water, % (78 %)",
    "hours": "pumping hours a day (24)",
    "interest": "interest, % (6 %)",
    "years": "years to pay the pipe back (30)",
    "maintenance": "maintenance a year over price, % (1 %)",
    "temperature": "water temperature, °C, 0-40 (20)",
    "plot": "write the grade line, or the comparison, as PNG or SVG",
}
ALIASES = {"local_share": ("local",)}
FLAGS = {"compare": "compare the friction by every law", "all": "show all sizes (with --sizes)"}
VIEW = {"all": "every"}
NAMES = {"product": "--sizes", "fitting": "--fittings", "pipe_prices": "--pipe-price"}
NEEDS = {
    **dict.fromkeys(("head", "price", "pipe_price", "all"), "sizes"),
    **dict.fromkeys(("efficiency", "hours"), "price"),
    **dict.fromkeys(("interest", "years", "maintenance"), "pipe_price"),
}


def run(given: dict[str, Any]) -> Any:
    """Build a line of one reach and call `hydraulic_grade_line` or `compare_head_loss`."""
    if ";" in given.get("flow", "") and ("sizes" in given or "compare" in given):
        raise InputError("flow", "one flow: --sizes and --compare take no list", given["flow"][:40])
    if "sizes" in given:
        return _sizes(**{"flow": None, "length": None, **given})
    return _line(**{"flow": None, "length": None, **given})


def plot(record: Any, lang: str) -> Any:
    """The record's plot."""
    from hydrocalc.plots import lines, pipes

    if type(record).__name__ == "GradeLine":
        return lines.plot_grade_line(record, lang=lang)
    if type(record).__name__ == "DiameterComparison":
        return pipes.plot_diameters(record, lang=lang)
    return pipes.plot_head_loss(record, lang=lang)


def _line(
    *, flow: Any, length: Any, temperature: Any = None, compare: bool = False, **given: Any
) -> Any:
    from hydrocalc.components.liquids import water_at
    from hydrocalc.components.loss_comparison import compare_head_loss
    from hydrocalc.hydraulics.grade_line import hydraulic_grade_line

    water = None if temperature is None else water_at(temperature)
    if compare:
        coefficients = ("roughness", "hazen_williams_c", "manning_n")
        for name in given:
            if name not in (*coefficients, "diameter", "pipe", "condition"):
                raise InputError(name, "no value: --compare is of friction alone")
        one = pipe_of(given)
        known = {k: getattr(one.si, k) for k in coefficients}
        return compare_head_loss(water, flow=flow, diameter=one.si.diameter, length=length, **known)
    line = line_of({"length": length, **given})
    levels = {k: v for k, v in given.items() if k not in LINE}
    if temperature is not None:
        levels["temperature"] = temperature
    return hydraulic_grade_line(line, water, flow=numbers(flow, "flow", "flow"), **levels)


def _sizes(
    *, sizes: str, temperature: Any = None, local_share: Any = 0.0, pipe_price: str | None = None,
    **given: Any,
) -> Any:  # fmt: skip
    from hydrocalc.components.liquids import water_at
    from hydrocalc.energy.diameters import compare_diameters, read_pipe_prices

    allowed = ("flow", "length", "head", "condition", "price", "efficiency", "hours", "interest",
               "years", "maintenance")  # fmt: skip
    for name in given:
        if name not in allowed:
            raise InputError(name, "no value: --sizes doesn't take it")
    water = None if temperature is None else water_at(temperature)
    prices = None if pipe_price is None else read_pipe_prices(pipe_price)
    return compare_diameters(sizes, water, local_share=local_share, pipe_prices=prices, **given)
