"""Pipes: friction factor and head loss by every law, the inverse problems, ageing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.errors import InputError, NoSolutionError, warn_range
from hydrocalc.kernels import pipes as kernels
from hydrocalc.kernels.formulas import FORMULAS
from hydrocalc.records.fields import (
    Choice,
    Measure,
    OptionalMeasure,
    OptionalRatio,
    Ratio,
    Text,
    choice,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Record, Result, made
from hydrocalc.texts import Phrase
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pint import Quantity

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language

METHODS = tuple(kernels.LAWS)
RESTRAINTS = ("anchored", "upstream", "joints")
FRICTION_METHODS = tuple(kernels.FRICTION)
COEFFICIENTS = {
    "roughness": ("roughness", 0.0, 0.05),
    "hazen_williams_c": ("ratio", 20.0, 200.0),
    "manning_n": ("ratio", 0.005, 0.1),
}
"""Kind and bounds of what a law may ask for."""

THINNEST, THICKEST = 0.001, 20.0
"""Bores looked at where a bore is sought, m."""


@cache
def usual_wall(material: str) -> dict[str, float]:
    """Modulus, Poisson's ratio and usual wall over bore of a material; nothing of an unknown one.

    Of grades of one material (PE100 before PE80) the first of the table.
    """
    for row in data.rows("pipe_materials"):
        if row["material"] == material:
            return {
                "modulus": 1e9 * float(row["modulus_gpa"]), "poisson": float(row["poisson"]),
                "wall_over_bore": float(row["wall_over_bore"]),
            }  # fmt: skip
    return {}


@cache
def _spellings() -> dict[str, str]:
    """Words of the catalogue for a material, by what is written for them, without case."""
    found = {}
    for row in data.rows("pipe_materials"):
        for word in (row["material"], row["prefix"], *filter(None, row["also"].split(";"))):
            found[word.casefold()] = row["material"]
    return found


def known_material(material: str) -> bool:
    """Whether a material is one of the catalogue's, whose strength and behaviour are known."""
    return material in _spellings().values()


class _Material(Text):
    """What a pipe is made of: a word of the catalogue, however it is spelt, or anybody's."""

    def read(self, given: Any) -> Any:
        found = super().read(given)
        return _spellings().get(" ".join(found.split()).casefold(), found)

    def word(self, plain: Any, lang: Language = "en") -> str:
        known = any(plain == row["material"] for row in data.rows("pipe_materials"))
        return translated(plain, lang) if known else str(plain)


class Pipe(Record):
    """A pipe: bore, roughness and, where they are known, wall, material and rating.

    Parameters
    ----------
    name : str, optional
        What it is called, such as "ductile iron K9 DN 800".
    diameter : float, str or quantity
        Bore (never the nominal size), m, 0.005–20.
    roughness : float, str or quantity, optional
        Equivalent sand roughness, m: for the friction-factor methods.
    hazen_williams_c, manning_n : float, optional
        For the laws that take them.
    wall : float, str or quantity, optional
        Wall without lining, m: for wave speeds.
    modulus : float, str or quantity, optional
        Young's modulus (short-term for plastics), Pa.
    poisson : float, optional
        Poisson's ratio, 0–0.5.
    restraint : {'anchored', 'upstream', 'joints'}, optional
        How it is held against axial movement.
    rating : float, str or quantity, optional
        Pressure rating (PN), Pa, from 1 kPa up.
    pfa, pma, pea : float, str or quantity, optional
        Allowable pressures by the maker, Pa: at work without surge (in place of the rating), at
        most with surge, at the site test; by the rules of the material where they aren't given.
    yield_strength : float, str or quantity, optional
        Yield strength of a steel wall, Pa: gives `pfa` where there is no rating.
    material : str, optional
        Decides the rules of pressures, and of wall and modulus where they aren't given.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipe = hc.Pipe(diameter="800 mm", roughness="0.1 mm")
    >>> print(f"{pipe.diameter.to('mm'):.0f~P}")
    800 mm
    """

    name: Text = Text(default="", label="pipe")
    diameter: Measure = Measure("diameter", low=0.005, label="bore")
    roughness: OptionalMeasure = OptionalMeasure(
        "roughness", low=0.0, default=None, label="equivalent roughness", digits=3
    )
    hazen_williams_c: OptionalRatio = OptionalRatio(
        low=20.0, high=200.0, default=None, label="Hazen–Williams C"
    )
    manning_n: OptionalRatio = OptionalRatio(low=0.005, high=0.1, default=None, label="Manning's n")
    wall: OptionalMeasure = OptionalMeasure("diameter", default=None, label="wall")
    modulus: OptionalMeasure = OptionalMeasure(
        "bulk modulus", high=1e12, default=None, label="Young's modulus"
    )
    poisson: OptionalRatio = OptionalRatio(low=0.0, high=0.5, default=None, label="Poisson's ratio")
    restraint: Choice = Choice(RESTRAINTS, default="anchored", label="restraint")
    rating: OptionalMeasure = OptionalMeasure(
        "pressure", low=1e3, default=None, label="pressure rating"
    )
    pfa: OptionalMeasure = OptionalMeasure(
        "pressure", low=1e3, default=None, label="allowable operating pressure (PFA), without surge"
    )
    pma: OptionalMeasure = OptionalMeasure(
        "pressure", low=1e3, default=None, label="allowable maximum pressure (PMA), with surge"
    )
    pea: OptionalMeasure = OptionalMeasure(
        "pressure", low=1e3, default=None, label="allowable site test pressure (PEA)"
    )
    yield_strength: OptionalMeasure = OptionalMeasure(
        "pressure", low=1e6, high=2e9, default=None, label="yield strength"
    )
    material: _Material = _Material(default="", label="material")


def friction_factor(
    *, reynolds: Amount, relative_roughness: Amount, method: str = "colebrook"
) -> Any:
    """Darcy's friction factor of a full round pipe.

    Parameters
    ----------
    reynolds : float or array_like
        Reynolds number, above 0; any shape.
    relative_roughness : float, str or array_like
        Equivalent sand roughness over bore, 0–0.05; any shape that broadcasts.
    method : {'colebrook', 'epanet', 'churchill', 'swamee-jain', 'haaland', 'serghides'}, optional
        Formula.

    Returns
    -------
    float or np.ndarray
        Friction factor f (four times Fanning's), of the broadcast shape; nan where an element of
        an array lies outside the domain.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar lies outside its domain.

    Warns
    -----
    RangeWarning
        If a scalar lies outside the range that the formula's source states.

    Notes
    -----
    ``colebrook``: 1/√f = −2 lg(ε/3.7D + 2.51/(Re √f)), solved to rounding (2e-15) from Re 4000 to
    1e9; 64/Re to Re 2000; between them the cubic with the values and slopes of both at its ends.
    ``epanet``: Swamee–Jain and Dunlop's cubic as EPANET has them. ``churchill``: one formula for
    all Re. ``swamee-jain`` (within 2.8 % in its range, 3.4 % outside), ``haaland`` (1.5 %),
    ``serghides`` (0.0031 %): explicit, 64/Re to Re 2000.

    References
    ----------
    Colebrook (1939); Swamee & Jain (1976); Dunlop (1991); Churchill (1977); Haaland (1983);
    Serghides (1984). GB 50013-2018 7.2.2.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.friction_factor(reynolds=559125, relative_roughness=0.1 / 800):.6f}")
    0.014526
    """
    friction = kernels.FRICTION[choice(method, "method", FRICTION_METHODS)]
    Re = units.number(reynolds, "Reynolds number", "reynolds")
    rel = units.number(relative_roughness, "ratio", "relative_roughness", low=0.0, high=0.05)
    if isinstance(Re, float) and isinstance(rel, float):
        _warn_outside(friction, {"Re": Re, "rel": rel}, 3)
    f = run(friction, Re, rel, block=kernels.BLOCK)
    return float(f) if f.ndim == 0 else f


def head_loss(
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    diameter: Amount,
    length: Amount,
    roughness: Amount | None = None,
    hazen_williams_c: Amount | None = None,
    manning_n: Amount | None = None,
    method: str = "colebrook",
) -> Quantity[Any]:
    """Friction loss of a full round pipe, without local losses.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Volume flow, m³/s; negative against the direction of the pipe; any shape.
    diameter : float, str, array_like or quantity
        Bore, m, 0.001–20; any shape that broadcasts.
    length : float, str, array_like or quantity
        Length, m.
    roughness : float, str, array_like or quantity, optional
        Equivalent sand roughness, m, 0 to 5 % of the bore: for the friction-factor methods.
    hazen_williams_c : float or array_like, optional
        Hazen–Williams C, 20–200: for the Hazen–Williams methods.
    manning_n : float or array_like, optional
        Manning's n, 0.005–0.1: for the Manning methods and ``pavlovskii``.
    method : str, optional
        A friction-factor method of `friction_factor`, or ``hazen-williams`` (constants of
        GB 50013: 10.67, 4.87), ``hazen-williams-exact`` (10.6744, 4.8704),
        ``hazen-williams-epanet`` (10.6668, 4.871), ``manning``, ``manning-epanet``,
        ``pavlovskii``, ``shevelev`` (old unlined steel and cast iron), ``plastic``
        (0.000915 Q^1.774/D^4.774).

    Returns
    -------
    quantity
        Head loss, m, with the sign of the flow, of the broadcast shape; nan where an element of
        an array lies outside the domain.

    Raises
    ------
    InputError
        If an argument can't be read, a scalar lies outside its domain, or the coefficient of the
        method is missing or another one is given.

    Warns
    -----
    RangeWarning
        If scalars lie outside the range that the law's source states.

    Notes
    -----
    h = f L/D V|V|/2g, g = 9.80665 m/s², for the friction-factor methods.

    References
    ----------
    Darcy & Weisbach; see `friction_factor` and `compare_head_loss` for the laws' sources.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> loss = hc.head_loss(flow="0.4 m3/s", diameter="800 mm", length="21 km", roughness="0.1 mm")
    >>> print(f"{loss:.1f~P}")
    12.2 m
    """
    Q, D, L = _pipe(flow, diameter, length)
    law, k = _law(method, roughness, hazen_williams_c, manning_n)
    nu = liquid_or_water(liquid).si.viscosity
    if _scalars(Q, D, k, nu):
        _check_scalars(law, Q, D, k, nu)
    return units.quantity(run(law.loss, Q, D, L, k, nu, block=_block(law)), "head")


def head_loss_slope(
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    diameter: Amount,
    length: Amount,
    roughness: Amount | None = None,
    hazen_williams_c: Amount | None = None,
    manning_n: Amount | None = None,
    method: str = "colebrook",
) -> Quantity[Any]:
    """Derivative dh/dQ of `head_loss`, as solvers need it.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow, diameter, length : float, str, array_like or quantity
        As for `head_loss`: m³/s, m, m.
    roughness : float, str, array_like or quantity, optional
        As for `head_loss`, m.
    hazen_williams_c, manning_n : float or array_like, optional
        As for `head_loss`.
    method : str, optional
        As for `head_loss`.

    Returns
    -------
    quantity
        dh/dQ, s/m², of the broadcast shape; never negative.

    Raises
    ------
    InputError
        As for `head_loss`.

    Warns
    -----
    RangeWarning
        As for `head_loss`.

    Notes
    -----
    dh/dQ = (2 + d ln f/d ln Re) h/Q; exact for Colebrook and the power laws, to 1e-8 for the
    other friction factors.

    References
    ----------
    Implicit differentiation of Colebrook's equation.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> slope = hc.head_loss_slope(flow=0.4, diameter=0.8, length=21e3, roughness=1e-4)
    >>> print(f"{slope:.1f~P}")
    57.8 s/m²
    """
    Q, D, L = _pipe(flow, diameter, length)
    law, k = _law(method, roughness, hazen_williams_c, manning_n)
    nu = liquid_or_water(liquid).si.viscosity
    if _scalars(Q, D, k, nu):
        _check_scalars(law, Q, D, k, nu)
    slope = run(kernels.head_loss_slope, Q, D, L, k, nu, method=method)
    return units.quantity(slope, "head per flow")


def flow_for_loss(
    liquid: Liquid | None = None,
    *,
    head_loss: Amount,
    diameter: Amount,
    length: Amount,
    roughness: Amount | None = None,
    hazen_williams_c: Amount | None = None,
    manning_n: Amount | None = None,
    method: str = "colebrook",
) -> Quantity[Any]:
    """Flow that a friction loss drives through a pipe.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    head_loss : float, str, array_like or quantity
        Friction loss, m; negative for the reverse direction; any shape.
    diameter, length : float, str, array_like or quantity
        Bore and length, m; any shapes that broadcast.
    roughness : float, str, array_like or quantity, optional
        As for `head_loss`, m.
    hazen_williams_c, manning_n : float or array_like, optional
        As for `head_loss`.
    method : str, optional
        As for `head_loss`.

    Returns
    -------
    quantity
        Flow, m³/s, with the sign of the loss, of the broadcast shape; nan where no flow from
        1e-12 to 1e5 m³/s has that loss.

    Raises
    ------
    InputError
        If an argument can't be read or a coefficient doesn't belong to the method.
    NoSolutionError
        If scalars have no solution.

    Notes
    -----
    The loss of `head_loss` inverted to rounding, over all regimes.

    References
    ----------
    Chandrupatla (1997), Adv. Eng. Softw. 28(3).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> flow = hc.flow_for_loss(head_loss=5, diameter=0.8, length="21 km", roughness="0.1 mm")
    >>> print(f"{flow.to('L/s'):.1f~P}")
    250.0 l/s
    """
    h = units.number(head_loss, "head", "head_loss", low=-5000.0)
    D = units.number(diameter, "diameter", "diameter", low=THINNEST)
    L = units.number(length, "length", "length")
    _, k = _law(method, roughness, hazen_williams_c, manning_n)
    nu = liquid_or_water(liquid).si.viscosity
    known = {"D": D, "L": L, "k": k, "nu": nu}
    Q = _solved("Q", np.abs(h), 1e-12, 1e5, method=method, **known)
    Q = np.where(h == 0.0, 0.0, np.copysign(Q, h))[()]
    if np.ndim(Q) == 0 and np.isnan(Q):
        raise NoSolutionError("no flow has that loss: check head_loss, diameter and length")
    return units.quantity(Q, "flow")


def diameter_for_loss(
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    head_loss: Amount,
    length: Amount,
    roughness: Amount | None = None,
    hazen_williams_c: Amount | None = None,
    manning_n: Amount | None = None,
    method: str = "colebrook",
) -> Quantity[Any]:
    """Bore with which a flow has a friction loss.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Volume flow, m³/s, above 0; any shape.
    head_loss : float, str, array_like or quantity
        Friction loss, m, above 0; any shape that broadcasts.
    length : float, str, array_like or quantity
        Length, m.
    roughness : float, str, array_like or quantity, optional
        As for `head_loss`, m.
    hazen_williams_c, manning_n : float or array_like, optional
        As for `head_loss`.
    method : str, optional
        As for `head_loss`.

    Returns
    -------
    quantity
        Bore, m, of the broadcast shape; nan where none of 0.001–20 m, at least 20 times the
        roughness, has that loss. The next size of a catalogue: ``catalogue.next_size(bore)``.

    Raises
    ------
    InputError
        If an argument can't be read or a coefficient doesn't belong to the method.
    NoSolutionError
        If scalars have no solution.

    Notes
    -----
    The loss of `head_loss` inverted to rounding, over all regimes.

    References
    ----------
    Chandrupatla (1997), Adv. Eng. Softw. 28(3).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> bore = hc.diameter_for_loss(flow=0.4, head_loss=20, length="21 km", roughness="0.1 mm")
    >>> print(f"{bore.to('mm'):.0f~P}")
    724 mm
    """
    Q = units.number(flow, "flow", "flow")
    h = units.number(head_loss, "head", "head_loss")
    L = units.number(length, "length", "length")
    law, k = _law(method, roughness, hazen_williams_c, manning_n)
    nu = liquid_or_water(liquid).si.viscosity
    least: Any = THINNEST
    if law.coefficient == "roughness":
        least = np.maximum(least, np.asarray(k) / kernels.ROUGHEST * (1.0 + 1e-12))
    D = _solved("D", h, least, THICKEST, method=method, Q=Q, L=L, k=k, nu=nu)
    if np.ndim(D) == 0 and np.isnan(D):
        raise NoSolutionError(
            "no bore of {low} to {high} has that loss", low=units.show(np.max(least), "diameter"),
            high=units.show(THICKEST, "diameter"),
        )  # fmt: skip
    return units.quantity(D, "diameter")


class MeasuredRoughness(Result):
    """What a measured loss says of a pipe, in the words of each law."""

    schema: ClassVar[tuple[str, int]] = ("measured-roughness", 1)

    flow: Measure = Measure("flow", label="flow")
    diameter: Measure = Measure("diameter", label="bore")
    length: Measure = Measure("length", label="length")
    head_loss: Measure = Measure("head", label="measured friction loss")
    velocity: Measure = Measure("velocity", label="velocity", digits=3)
    reynolds: Ratio = Ratio("Reynolds number", label="Reynolds number")
    friction_factor: Ratio = Ratio(label="friction factor f (Darcy)")
    roughness: Measure = Measure("roughness", label="equivalent roughness", digits=3)
    hazen_williams_c: Ratio = Ratio(label="Hazen–Williams C", digits=4)
    manning_n: Ratio = Ratio(label="Manning's n", digits=3)

    made_by: ClassVar[Mapping[str, Made]] = {
        "velocity": made(kernels.velocity, Q="flow", D="diameter"),
    }


def measured_roughness(
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    head_loss: Amount,
    diameter: Amount,
    length: Amount,
) -> MeasuredRoughness:
    """Roughness of a pipe from a measured friction loss, by Colebrook, Hazen–Williams and Manning.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Measured flow, m³/s, above 0; any shape.
    head_loss : float, str, array_like or quantity
        Measured friction loss, local losses taken off, m, above 0; any shape that broadcasts.
    diameter, length : float, str, array_like or quantity
        Bore and length, m.

    Returns
    -------
    MeasuredRoughness
        Equivalent roughness ε, C and n that give this loss, of the broadcast shape; ε is nan
        where the loss is less than that of a smooth pipe or more than that of ε/D 0.05.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.
    NoSolutionError
        If no roughness gives a scalar loss: less than a smooth pipe's, or more than ε/D 0.05's.

    Notes
    -----
    Below Re 2000 the loss doesn't depend on the roughness.

    References
    ----------
    As `head_loss` with ``colebrook``, ``hazen-williams`` and ``manning``.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipe = hc.measured_roughness(flow=0.4, head_loss=14, diameter=0.8, length="21 km")
    >>> print(f"{pipe.roughness.to('mm'):.2f~P}, C {pipe.hazen_williams_c:.0f}")
    0.29 mm, C 134
    """
    Q = units.number(flow, "flow", "flow")
    h = units.number(head_loss, "head", "head_loss")
    D = units.number(diameter, "diameter", "diameter", low=THINNEST)
    L = units.number(length, "length", "length")
    nu = liquid_or_water(liquid).si.viscosity
    known = {"Q": Q, "D": D, "L": L, "nu": nu}
    eps = _solved(
        "k", h, 1e-12, np.asarray(D) * (kernels.ROUGHEST * (1 - 1e-12)), method="colebrook", **known
    )
    C = _solved("k", h, 1.0, 1e4, method="hazen-williams", **known)
    n_m = _solved("k", h, 1e-5, 10.0, method="manning", **known)
    if np.ndim(eps) == 0 and np.isnan(eps):
        smooth = run(kernels.LAWS["colebrook"].loss, Q, D, L, 0.0, nu)
        raise NoSolutionError(
            "no roughness gives that loss: a smooth pipe has {smooth}; check the loss, the bore, "
            "the length and the local losses", smooth=units.show(smooth, "head"),
        )  # fmt: skip
    V = run(kernels.velocity, Q, D)
    Re = run(kernels.reynolds, V, D, nu)
    f = run(kernels.friction_factor_of_loss, h, L, D, V)
    return MeasuredRoughness(
        flow=Q, diameter=D, length=L, head_loss=h, velocity=V, reynolds=Re, friction_factor=f,
        roughness=eps, hazen_williams_c=C, manning_n=n_m,
    )  # fmt: skip


def _solved(symbol: str, h: Any, low: Any, high: Any, *, method: str, **known: Any) -> Any:
    """`solve_for` for faces."""
    units.shape_of(h, low, *known.values())
    return kernels.solve_for(symbol, h, low, high, method=method, **known)[0]


def _pipe(flow: Any, diameter: Any, length: Any) -> tuple[Any, Any, Any]:
    return (
        units.number(flow, "flow", "flow", low=-1000.0),
        units.number(diameter, "diameter", "diameter", low=THINNEST),
        units.number(length, "length", "length"),
    )


def _law(method: str, *given: Any) -> tuple[kernels.Law, Any]:
    """The law of a method, and its coefficient as a plain number (0 where it takes none)."""
    law = kernels.LAWS[choice(method, "method", METHODS)]
    k: Any = 0.0
    for (name, (kind, low, high)), value in zip(COEFFICIENTS.items(), given, strict=True):
        if name == law.coefficient:
            if value is None:
                raise InputError(
                    name, "a value: {method} needs it", Phrase("nothing"), method=method
                )
            k = units.number(value, kind, name, low=low, high=high)
        elif value is not None:
            raise InputError(
                name, "no value: {method} doesn't take it", "",
                f"method='{_METHOD_OF[name]}'", guess=True, method=method,
            )  # fmt: skip
    return law, k


_METHOD_OF = {
    "roughness": "colebrook", "hazen_williams_c": "hazen-williams", "manning_n": "manning",
}  # fmt: skip


def _block(law: kernels.Law) -> int:
    return kernels.BLOCK if law.kernel is kernels.friction_factor_colebrook else 16_384


def _scalars(*values: Any) -> bool:
    return all(isinstance(v, float) for v in values)


def _check_scalars(law: kernels.Law, Q: float, D: float, k: float, nu: float) -> None:
    """Refuse what no law covers, warn of what this law's source doesn't vouch for."""
    if law.coefficient == "roughness":
        check_roughness(k, D)
    elif law.coefficient != "roughness" and not 0.2e-6 <= nu <= 2e-6:
        raise InputError(
            "liquid", "water for this method: it knows no viscosity", units.show(nu, "viscosity"),
            Phrase("method='colebrook'"),
        )  # fmt: skip
    if Q:
        Re = 4.0 * abs(Q) / (np.pi * D * nu)
        _warn_outside(law.kernel, _symbols(law, Re, D, k), 4)


def check_roughness(eps: float, D: float) -> None:
    """Refuse a relative roughness that Colebrook's equation is not vouched for."""
    if eps > kernels.ROUGHEST * D:
        raise InputError(
            "roughness", "at most 5 % of the bore, {most}", units.show(eps, "roughness"),
            most=units.show(kernels.ROUGHEST * D, "roughness"),
        )  # fmt: skip


def _symbols(law: kernels.Law, Re: float, D: float, k: float) -> dict[str, float]:
    """The symbols in which the sources of the laws state their ranges."""
    symbols = {"Re": Re, "D": D}
    if law.coefficient == "roughness":
        symbols["rel"] = k / D
    elif law.coefficient:
        symbols["C" if law.coefficient == "hazen_williams_c" else "n_m"] = k
    return symbols


def _outside(kernel: Any, symbols: dict[str, float]) -> list[tuple[str, float, float]]:
    """Which symbols lie outside the source's range (laminar flow is exact in every method)."""
    if "rel" in symbols and symbols["Re"] <= kernels.LAMINAR:
        return []
    return [
        (symbol, low, high)
        for symbol, (low, high) in FORMULAS[kernel].valid.items()
        if symbol in symbols and not low <= symbols[symbol] <= high * (1 + 1e-12)
    ]


def outside_range(law: kernels.Law, Re: float, D: float, k: float) -> bool:
    """Whether a law is used where its source doesn't vouch for it."""
    return bool(_outside(law.kernel, _symbols(law, Re, D, k)))


def _warn_outside(kernel: Any, symbols: dict[str, float], level: int) -> None:
    for symbol, low, high in _outside(kernel, symbols):
        warn_range(_SYMBOLS[symbol], symbols[symbol], low, high, level=level + 1)


_SYMBOLS = {
    "Re": "Reynolds number", "rel": "relative roughness", "D": "bore, m,", "C": "C", "n_m": "n",
}  # fmt: skip


def coefficient_text(name: str, k: float) -> str:
    """A law's coefficient as it is shown."""
    if name == "roughness":
        return f"ε {units.said(k, 'roughness')}"
    return {"hazen_williams_c": f"C {k:g}", "manning_n": f"n {k:g}", "": "–"}[name]
