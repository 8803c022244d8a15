"""One pipe's friction by every law, side by side, with the range each is vouched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.pipes import (
    COEFFICIENTS,
    THINNEST,
    check_roughness,
    coefficient_text,
    outside_range,
)
from hydrocalc.kernels import pipes as kernels
from hydrocalc.kernels.formulas import FORMULAS
from hydrocalc.records.assumptions import assumed, assumptions_table
from hydrocalc.records.fields import Column, Measure, Ratio
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Result, made
from hydrocalc.records.tables import Table
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language


class HeadLossComparison(Result):
    """Friction loss of one pipe by every law: columns, one row a law."""

    schema: ClassVar[tuple[str, int]] = ("head-loss-comparison", 1)

    flow: Measure = Measure("flow", label="flow")
    diameter: Measure = Measure("diameter", label="bore")
    length: Measure = Measure("length", label="length")
    liquid: Part = Part(label="liquid")
    velocity: Measure = Measure("velocity", label="velocity", digits=3)
    reynolds: Ratio = Ratio("Reynolds number", label="Reynolds number")
    method: Column = Column(label="method")
    coefficient: Column = Column(label="coefficient")
    head_loss: Measure = Measure("head", label="friction loss")
    gradient: Measure = Measure("gradient", label="loss per length")
    friction_factor: Ratio = Ratio(label="friction factor f (Darcy)")
    valid: Column = Column(label="in range")
    range: Column = Column(label="range of the source")
    source: Column = Column(label="source")
    assumptions: Part = Part(label="Assumptions")

    made_by: ClassVar[Mapping[str, Made]] = {
        "velocity": made(kernels.velocity, Q="flow", D="diameter"),
        "reynolds": made(kernels.reynolds, v="velocity", D="diameter", nu="liquid.viscosity"),
    }

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The laws as rows."""
        c, first = self.si, self.si.head_loss[0]
        rows = []
        for i, method in enumerate(self.method):
            rows.append(
                [
                    translated(method, lang), self.coefficient[i],
                    units.read(c.head_loss[i], "head"),
                    units.digits_of(units.shown(c.gradient[i], "gradient"), 3),
                    units.digits_of(c.friction_factor[i], 3),
                    f"{100.0 * (c.head_loss[i] / first - 1.0):+.1f}",
                    translated("yes" if self.valid[i] else "OUTSIDE", lang), self.range[i],
                ]
            )  # fmt: skip
        heads = ("method", "coefficient", "friction", "gradient", "f", "to the first", "in range",
                 "range of the source")  # fmt: skip
        H, gradient = units.unit_shown("head"), units.unit_shown("gradient")
        units_ = ["", "", H, gradient, "", "%", "", ""]
        title = translated("Friction by every law", lang)
        return Table(
            [translated(h, lang) for h in heads], rows, title, frozenset({2, 3, 4, 5}), units_
        )

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The pipe, the laws, which of them are outside their range, and what was assumed."""
        names = ("flow", "diameter", "length", "velocity", "reynolds")
        rows = [
            [translated(self.fields[n].label, lang), *self.fields[n].show(self._plain[n], lang)]
            for n in names
        ]
        heads = [translated(t, lang) for t in ("quantity", "value", "unit")]
        parts: list[Table | str] = [Table(heads, rows, right=frozenset({1})), self.table(lang)]
        outside = [str(m) for m, ok in zip(self.method, self.valid, strict=True) if not ok]
        if outside:
            text = "Used outside the range of its source: {methods}."
            parts.append(translated(text, lang, methods=", ".join(outside)))
        if self.assumptions:
            parts.append(assumptions_table(self.assumptions, lang))
        return parts


def compare_head_loss(
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    diameter: Amount,
    length: Amount,
    roughness: Amount | None = None,
    hazen_williams_c: Amount | None = None,
    manning_n: Amount | None = None,
) -> HeadLossComparison:
    """Friction loss of one pipe by every law, with the range each is vouched for.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow, diameter, length : float, str or quantity
        Flow, m³/s, above 0; bore, m; length, m.
    roughness : float, str or quantity, optional
        Equivalent roughness, m (0.1 mm).
    hazen_williams_c : float, optional
        Hazen–Williams C (120).
    manning_n : float, optional
        Manning's n (0.012).

    Returns
    -------
    HeadLossComparison
        Columns with one row a law; `valid` says whether it is inside its range.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    The coefficients of the laws are not converted into each other: what isn't given is assumed
    and listed.

    References
    ----------
    Each law's own, in the column `source`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> laws = hc.compare_head_loss(flow=0.4, diameter=0.8, length="21 km", roughness="0.1 mm")
    >>> print(laws.method[0], f"{laws.head_loss[0]:.1f~P}", laws.valid[0])
    colebrook 12.2 m True
    """
    Q = units.number(flow, "flow", "flow", scalar=True)
    D = units.number(diameter, "diameter", "diameter", low=THINNEST, scalar=True)
    L = units.number(length, "length", "length", scalar=True)
    water = liquid_or_water(liquid, one=True)
    nu = water.si.viscosity
    given = {"roughness": roughness, "hazen_williams_c": hazen_williams_c, "manning_n": manning_n}
    values, taken = {"": 0.0}, []
    for name, value in given.items():
        kind, low, high = COEFFICIENTS[name]
        if value is None:
            taken.append(assumed(name))
            values[name] = taken[-1].value
        else:
            values[name] = units.number(value, kind, name, low=low, high=high, scalar=True)
    check_roughness(values["roughness"], D)
    V = run(kernels.velocity, Q, D)
    Re = run(kernels.reynolds, V, D, nu)
    columns: dict[str, list[Any]] = {
        name: [] for name in ("method", "coefficient", "head_loss", "valid", "range", "source")
    }
    for method, law in kernels.LAWS.items():
        k = values[law.coefficient]
        formula = FORMULAS[law.kernel]
        columns["method"].append(method)
        columns["coefficient"].append(coefficient_text(law.coefficient, k))
        columns["head_loss"].append(run(law.loss, Q, D, L, k, nu))
        columns["valid"].append(not outside_range(law, Re, D, k))
        columns["range"].append(_range_text(formula.valid))
        columns["source"].append(formula.source)
    h = np.array(columns.pop("head_loss"), dtype=float)
    arrays = {name: np.array(column) for name, column in columns.items()}
    return HeadLossComparison(
        flow=Q, diameter=D, length=L, liquid=water, velocity=V, reynolds=Re, head_loss=h,
        gradient=h / L, friction_factor=run(kernels.friction_factor_of_loss, h, L, D, V),
        assumptions=tuple(taken), **arrays,
    )  # fmt: skip


def _range_text(valid: dict[str, tuple[float, float]]) -> str:
    names = {"Re": "Re", "rel": "ε/D", "D": "D", "C": "C", "n_m": "n"}
    parts = []
    for symbol, (low, high) in valid.items():
        unit = " m" if symbol == "D" else ""
        start = "≤ " if low == 0 else f"{low:g}–"
        parts.append(
            f"{names[symbol]} {start}{high:g}{unit}".replace("e+0", "e").replace("e-0", "e-")
        )
    return ", ".join(parts)
