"""A pump's curve with a trimmed impeller, or with a viscous liquid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curves import PumpCurve, fit_pump_curve, performance_of
from hydrocalc.components.liquids import Liquid, liquid_or_water
from hydrocalc.errors import InputError, warn_range
from hydrocalc.kernels import curves as kernels
from hydrocalc.records.record import record_of
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.records.fields import Amount


def trimmed_curve(pump: PumpCurve, *, impeller_diameter: Amount) -> PumpCurve:
    """A pump's curve with its impeller turned down.

    Parameters
    ----------
    pump : PumpCurve
        The full impeller, with its diameter and efficiencies (for the specific speed).
    impeller_diameter : float, str or quantity
        New diameter, m, at most the full one.

    Returns
    -------
    PumpCurve
        The trimmed pump, marked as an estimate; efficiency and NPSH required go with the flow.

    Raises
    ------
    InputError
        If the pump's diameter isn't known, or the new one is larger.

    Warns
    -----
    RangeWarning
        If more is turned off than practice allows for the specific speed.

    Notes
    -----
    With λ = D'/D: Q ∝ λ², H ∝ λ² up to ns 80, Q ∝ λ, H ∝ λ² above. Real trims fall below such
    laws: Peng's pump lost 25 % of its flow where the law says 19 %.

    References
    ----------
    Chinese practice, from memory (exponents, and limits of 20 % at ns 60 to 7 % at ns 350).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow=0.2, head=87.8, speed=1485).replace(impeller_diameter=0.55)
    >>> print(f"{hc.trimmed_curve(pump, impeller_diameter='0.53 m').head[0]:.1f~P}")
    94.8 m
    """
    record_of(pump, "pump", PumpCurve)
    if pump.si.impeller_diameter is None:
        raise InputError(
            "impeller_diameter", "a pump whose impeller diameter is known", Phrase("none")
        )
    D = units.number(impeller_diameter, "diameter", "impeller_diameter", scalar=True)
    full = pump.si.impeller_diameter
    if full < D:
        raise InputError(
            "impeller_diameter", "at most the full diameter, {most}", units.show(D, "diameter"),
            most=units.show(full, "diameter"),
        )  # fmt: skip
    ns = fit_pump_curve(pump).ns_cn
    if np.isnan(ns):
        raise InputError(
            "pump", "a curve with efficiencies, for the specific speed", Phrase("none")
        )
    ratio = D / full
    rows = data.rows("impeller_trim")
    most = float(np.interp(ns, [float(r["ns"]) for r in rows], [float(r["most"]) for r in rows]))
    if 1.0 - ratio > most * (1.0 + 1e-9):
        warn_range("impeller turned down by a share of", 1.0 - ratio, 0.0, most, level=3)
    flow, head = (ratio**2 if ns <= 80.0 else ratio), ratio**2
    c = pump.si
    changes: dict[str, Any] = {
        "flow": c.flow * flow, "head": c.head * head, "impeller_diameter": D, "basis": "estimate",
    }  # fmt: skip
    if c.shaft_power is not None:
        changes["shaft_power"] = c.shaft_power * flow * head
    return pump.replace(**changes)


def viscous_curve(pump: PumpCurve, liquid: Liquid) -> PumpCurve:
    """A pump's curve for water corrected for a viscous liquid.

    Parameters
    ----------
    pump : PumpCurve
        Its curve for water, with efficiencies.
    liquid : Liquid
        The liquid: its viscosity decides, its density goes into the power.

    Returns
    -------
    PumpCurve
        The curve for the liquid; the same as for water where B ≤ 1.

    Raises
    ------
    InputError
        If the curve has no efficiencies, or the liquid is too viscous (B above 40).

    Notes
    -----
    B from viscosity and the best point for water; C_Q, C_H, C_η of HI 9.6.7. NPSH required is left
    as it is.

    References
    ----------
    ANSI/HI 9.6.7, ISO/TR 17766 (read in articles).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow=0.047, head=30, speed=1750, type="end-suction")
    >>> oil = hc.Liquid(density=900, viscosity="220 mm2/s", vapour_pressure=10, bulk_modulus=1.5e9)
    >>> thick = hc.viscous_curve(pump, oil)
    >>> print(f"{max(pump.efficiency):.2f} -> {max(thick.efficiency):.2f}")
    0.77 -> 0.52
    """
    liquid_or_water(record_of(liquid, "liquid", Liquid), one=True)
    known = performance_of(pump)
    if np.isnan(known.best_flow):
        raise InputError("pump", "a curve with efficiencies", Phrase("none"))
    c, Q_b = pump.si, known.best_flow
    H_b = float(kernels.value(known.head, np.float64(Q_b))[0]) / pump.stages
    B = float(kernels.viscous_parameter(liquid.si.viscosity, Q_b, H_b, c.speed))
    if B > 40.0:
        raise InputError("liquid", "a viscosity with B of HI 9.6.7 up to 40", f"B {B:.3g}")
    eta = c.efficiency
    if eta is None:
        _, eta, _, _ = kernels.performance(
            c.flow, np.ones_like(c.flow), known, known.density, "homologous"
        )
    if B <= 1.0:
        return pump.replace(density=liquid.si.density, efficiency=eta, shaft_power=None)
    C_Q = float(kernels.viscous_flow(B))
    C_H = kernels.viscous_head(C_Q, c.flow / Q_b)
    return pump.replace(
        flow=c.flow * C_Q, head=c.head * C_H, efficiency=eta * float(kernels.viscous_efficiency(B)),
        shaft_power=None, density=liquid.si.density, basis="estimate",
    )  # fmt: skip
