"""Water hammer by formula: wave speed, Joukowsky's head, the period of a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hydrocalc import units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.errors import InputError
from hydrocalc.kernels import surge as kernels
from hydrocalc.records.fields import choice
from hydrocalc.units import run

if TYPE_CHECKING:
    from pint import Quantity

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount


def wave_speed(
    liquid: Liquid | None = None,
    *,
    diameter: Amount,
    wall: Amount,
    modulus: Amount,
    poisson: Amount = 0.3,
    restraint: str = "anchored",
    form: str = "thick",
) -> Quantity[Any]:
    """Speed of pressure waves in a pipe.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default. Free of air: 0.1 % of air may halve the speed.
    diameter : float, str, array_like or quantity
        Bore, m; any shape.
    wall : float, str, array_like or quantity
        Wall, m; any shape that broadcasts.
    modulus : float, str, array_like or quantity
        Young's modulus, Pa; the short-term one of plastics.
    poisson : float or array_like, optional
        Poisson's ratio, 0–0.5.
    restraint : {'anchored', 'upstream', 'joints'}, optional
        Held against axial movement throughout, at the upstream end only, or not at all
        (expansion or push-in joints).
    form : {'thick', 'thin'}, optional
        With the terms in e/D of a thick wall, or without them, as books have it for D/e > 25.

    Returns
    -------
    quantity
        Wave speed, m/s, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range, or a scalar wall is thicker than
        half the bore.

    Notes
    -----
    a = √(K/ρ)/√(1 + (K/E)(D/e) c₁), c₁ = 2e/D (1 + μ) + D/(D + e) k with k = 1 − μ² anchored,
    1 − μ/2 upstream, 1 with joints; in the thin form c₁ = k.

    References
    ----------
    Wylie & Streeter (1993), Fluid Transients in Systems (from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> speed = hc.wave_speed(diameter="800 mm", wall="10 mm", modulus="206 GPa")
    >>> print(f"{speed:.0f~P}")
    1107 m/s
    """
    choice(restraint, "restraint", tuple(kernels.RESTRAINTS))
    choice(form, "form", kernels.FORMS)
    D = units.number(diameter, "diameter", "diameter")
    e = units.number(wall, "diameter", "wall")
    if isinstance(D, float) and isinstance(e, float) and e > 0.5 * D:
        raise InputError(
            "wall", "a wall of at most half the bore, {most}", units.show(e, "diameter"),
            most=units.show(0.5 * D, "diameter"),
        )  # fmt: skip
    E = units.number(modulus, "bulk modulus", "modulus", high=1e12)
    mu = units.number(poisson, "ratio", "poisson", low=0.0, high=0.5)
    water = liquid_or_water(liquid)
    c_w = run(kernels.restraint_factor, D, e, mu, restraint=restraint, form=form)
    a = run(kernels.wave_speed, water.si.bulk_modulus, water.si.density, D, e, E, c_w)
    return units.quantity(a, "velocity")


def joukowsky_head(*, wave_speed: Amount, velocity: Amount) -> Quantity[Any]:
    """Head rise when a flow is stopped at once.

    Parameters
    ----------
    wave_speed : float, str, array_like or quantity
        Wave speed, m/s; any shape.
    velocity : float, str, array_like or quantity
        Change of velocity, m/s; any shape that broadcasts.

    Returns
    -------
    quantity
        Head rise, m, of the broadcast shape; for any stop faster than `pipe_period`.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    ΔH = a ΔV/g; without line packing.

    References
    ----------
    Joukowsky (1898).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.joukowsky_head(wave_speed=1000, velocity=0.796):.1f~P}")
    81.2 m
    """
    a = units.number(wave_speed, "velocity", "wave_speed")
    v = units.number(velocity, "velocity", "velocity", low=-100.0)
    return units.quantity(run(kernels.joukowsky_head, a, v), "head")


def pipe_period(*, length: Amount, wave_speed: Amount) -> Quantity[Any]:
    """Time in which a wave runs along a pipe and back: a stop that is quicker is sudden.

    Parameters
    ----------
    length : float, str, array_like or quantity
        Length, m; any shape.
    wave_speed : float, str, array_like or quantity
        Wave speed, m/s; any shape that broadcasts.

    Returns
    -------
    quantity
        Period 2L/a, s, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    T = 2L/a.

    References
    ----------
    Wylie & Streeter (1993), Fluid Transients in Systems.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.pipe_period(length='21 km', wave_speed=1000):.0f~P}")
    42 s
    """
    L = units.number(length, "length", "length")
    a = units.number(wave_speed, "velocity", "wave_speed")
    return units.quantity(run(kernels.pipe_period, L, a), "time")
