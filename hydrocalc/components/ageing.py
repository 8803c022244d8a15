"""Pipes that age: roughness and Hazen–Williams C after some years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.kernels import ageing as kernels
from hydrocalc.units import run

if TYPE_CHECKING:
    from pint import Quantity

    from hydrocalc.records.fields import Amount


def aged_roughness(*, roughness: Amount, years: Amount, growth: Amount) -> Quantity[Any]:
    """Equivalent roughness after some years of steady growth.

    Parameters
    ----------
    roughness : float, str, array_like or quantity
        Roughness when new, m; any shape.
    years : float, str or array_like
        Age, years; any shape that broadcasts.
    growth : float, str, array_like or quantity
        Growth, m a year, such as "0.05 mm/a"; from the water: `roughness_growth`.

    Returns
    -------
    quantity
        Equivalent roughness, m, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar is negative or implausible.

    Notes
    -----
    ε = ε₀ + α t. For unlined iron and steel α is 0.01–0.1 mm a year as a rule; lined and plastic
    pipes hardly grow rougher, deposits apart.

    References
    ----------
    Colebrook & White (1937), J. Inst. Civ. Eng. 7(1).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> aged = hc.aged_roughness(roughness="0.26 mm", years=20, growth="0.05 mm/a")
    >>> print(f"{aged.to('mm'):.2f~P}")
    1.26 mm
    """
    eps = units.number(roughness, "roughness", "roughness", low=0.0)
    t = units.number(years, "age", "years", low=0.0)
    alpha = units.number(growth, "roughness growth", "growth", low=0.0)
    return units.quantity(run(kernels.aged_roughness, eps, t, alpha), "roughness")


def roughness_growth(*, ph: Amount | None = None, langelier: Amount | None = None) -> Quantity[Any]:
    """Growth of the roughness of unlined iron, from the pH or the Langelier index of the water.

    Parameters
    ----------
    ph : float or array_like, optional
        pH of the water, 5–9.
    langelier : float or array_like, optional
        Langelier saturation index, −4 to 0 (aggressive water is negative); not together with pH.

    Returns
    -------
    quantity
        Growth, m a year, of the argument's shape.

    Raises
    ------
    InputError
        If neither or both are given, or a scalar lies outside its range.

    Notes
    -----
    By pH: 2 lg α = 6.6 − pH with α in mm a year; by the Langelier index: lg α = −4.08 − 0.38 LI
    with α in ft a year. Both scatter widely between towns: a guide, not a forecast.

    References
    ----------
    Colebrook & White (1937), J. Inst. Civ. Eng. 7(1) (pH); Lamont (1981), J. AWWA 73(5)
    (Langelier), both from memory.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.roughness_growth(ph=8).to('mm/year'):.2f~P}")
    0.20 mm/a
    """
    if (ph is None) == (langelier is None):
        raise InputError("ph", "either ph or langelier")
    if ph is not None:
        alpha = run(kernels.growth_by_ph, units.number(ph, "ratio", "ph", low=5.0, high=9.0))
    else:
        index = units.number(langelier, "ratio", "langelier", low=-4.0, high=0.0)
        alpha = run(kernels.growth_by_langelier, index)
    return units.quantity(alpha, "roughness growth")


def aged_hazen_williams_c(
    *, roughness: Amount, years: Amount, growth: Amount, diameter: Amount
) -> Any:
    """Hazen–Williams C of an unlined iron pipe after some years.

    Parameters
    ----------
    roughness : float, str, array_like or quantity
        Roughness when new, m (0.18 mm for iron); any shape.
    years : float, str or array_like
        Age, years; any shape that broadcasts.
    growth : float, str, array_like or quantity
        Growth of the roughness, m a year.
    diameter : float, str, array_like or quantity
        Bore, m.

    Returns
    -------
    float or np.ndarray
        Hazen–Williams C, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar is negative or implausible.

    Notes
    -----
    C = 18.0 − 37.2 lg((ε₀ + α t)/D).

    References
    ----------
    Sharp & Walski (1988), J. AWWA 80(11), from memory.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> C = hc.aged_hazen_williams_c(
    ...     roughness="0.18 mm", years=30, growth="0.05 mm/a", diameter="300 mm")
    >>> print(f"{C:.0f}")
    102
    """
    eps = units.number(roughness, "roughness", "roughness")
    t = units.number(years, "age", "years", low=0.0)
    alpha = units.number(growth, "roughness growth", "growth", low=0.0)
    D = units.number(diameter, "diameter", "diameter", low=0.001)
    C = run(kernels.aged_hazen_williams_c, eps, t, alpha, D)
    return float(C) if np.ndim(C) == 0 else C
