"""What a pipe stands: its pressures by standard, and the outside pressure that buckles it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.pipes import Pipe
from hydrocalc.errors import InputError
from hydrocalc.kernels import ratings as kernels
from hydrocalc.records.fields import Measure, OptionalMeasure, Text, Words
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Result, record_of
from hydrocalc.records.tables import Table
from hydrocalc.units import run

if TYPE_CHECKING:
    from pint import Quantity

    from hydrocalc.records.fields import Amount, Language

BAR = 1e5
STANDARDS = ("EN 805", "GB 50332")
"""Rules of the design pressure, with those of the site test that go with them."""


GIVEN = "given"


class Rule(NamedTuple):
    """A row of ``pressure_rules.csv``."""

    terms: tuple[float, ...]
    """Arguments of `kernels.ratings.ruled_pressure` after the pressure, SI."""
    said: str
    """Its basis and source."""

    def __call__(self, p: Any) -> Any:
        return kernels.ruled_pressure(p, *self.terms)

    def within(self, most: float) -> float:
        """Largest pressure of which the rule makes at most `most`."""
        return float(kernels.pressure_within(most, *self.terms))


@cache
def rule(gives: str, material: str, standard: str = "") -> Rule | None:
    """The rule that gives a pressure for a material; None where there is none."""
    for row in data.rows("pressure_rules"):
        if row["gives"] == gives and row["material"] == material and (
            standard in ("", row["standard"])
        ):  # fmt: skip
            names = ("factor_1", "add_1_bar", "factor_2", "add_2_bar", "least_factor",
                     "least_add_bar")  # fmt: skip
            terms = (float(row[n]) * (BAR if n.endswith("bar") else 1.0) for n in names)
            return Rule(tuple(terms), f"{row['basis']}: {row['source']}")
    return None


class Stands(NamedTuple):
    """What a pipe stands, plain numbers, Pa; nan where it isn't known."""

    pfa: float
    pma: float
    pea: float
    sources: tuple[str, str, str]
    """Where each is from; nothing where it isn't known."""


def _softens(material: str) -> list[dict[str, str]]:
    """Rows of ``plastic_temperature.csv`` of a material; none where warm water does no harm."""
    return [row for row in data.rows("plastic_temperature") if row["material"] == material]


def rating_kept(material: str, temperature: Any) -> Any:
    """Share of its rating that a pipe keeps, by temperature, °C; 1 unless it is of a plastic."""
    rows = _softens(material)
    if not rows:
        return 1.0
    t, factor = ([float(row[k]) for row in rows] for k in ("temperature", "factor"))
    return np.interp(temperature, t, factor)


MOST_OVER_WALL = 1.1
"""Largest rating over what its wall makes: classes are round, walls in tenths of a millimetre."""


def wall_pressure(pipe: Pipe) -> float:
    """Inside pressure that the wall is made for at work, Pa; nan where it isn't known.

    Of steel by its yield strength, less corrosion; else by the largest stress around the ring that
    pipes of the material work at, of all its grades.
    """
    p = pipe.si
    if p.wall is None:
        return np.nan
    outer = p.diameter + 2.0 * p.wall
    if pipe.material == "steel" or p.yield_strength is not None:
        left, stress = p.wall - data.assumption("steel_corrosion").number, rule("stress", "steel")
        if left <= 0.0:
            return 0.0
        if p.yield_strength is None or stress is None:
            return np.nan
        return float(kernels.hoop_pressure(stress(p.yield_strength), outer, left))
    stresses = [float(row["hoop_mpa"]) for row in data.rows("pipe_materials")
                if row["material"] == pipe.material and row["hoop_mpa"]]  # fmt: skip
    return float(kernels.hoop_pressure(1e6 * max(stresses), outer, p.wall)) if stresses else np.nan


def overrated(pipe: Pipe) -> bool:
    """Whether a pipe claims more than its own wall makes of it."""
    claimed = pipe.si.rating if pipe.si.pfa is None else pipe.si.pfa
    return claimed is not None and claimed > MOST_OVER_WALL * wall_pressure(pipe)


class Claim(NamedTuple):
    """A pressure that a pipe claims, and the largest that is known of such pipes, Pa."""

    key: str
    claimed: float
    most: float


def unshown(pipe: Pipe) -> Claim | None:
    """What a pipe claims beyond the classes of its material with no wall that makes it.

    Or with surge beyond what the rule of its material makes of its pressure at work; of a material
    without a rule the largest of all rules counts.
    """
    p = pipe.si
    claims = [("rating", p.rating), ("pfa", p.pfa)]
    most = max(c.pn for c in classes(pipe.material))
    for key, claimed in claims:
        if claimed is not None and np.isnan(wall_pressure(pipe)) and claimed > most:
            return Claim(key, claimed, most)
    pfa = working_pressure(pipe)
    if p.pma is not None and pfa == pfa:
        made = rule("pma", pipe.material)
        most = float(made(pfa)) if made else LARGEST_PMA * float(pfa)
        if p.pma > MOST_OVER_WALL * most:
            return Claim("pma", p.pma, most)
    return None


LARGEST_PMA = 1.5
"""Largest PMA over PFA of any material (steel and polyethylene, ``pressure_rules.csv``)."""


def working_pressure(pipe: Pipe, temperature: Any = 20.0) -> Any:
    """Allowable operating pressure (PFA), Pa, of the temperature's shape; nan if it isn't known.

    As the pipe says, but no more than its wall makes.
    """
    p = pipe.si
    if p.pfa is not None and not overrated(pipe):
        return p.pfa
    cold = p.rating
    if overrated(pipe) or (cold is None and p.yield_strength is not None):
        cold = wall_pressure(pipe)
    if cold is None:  # what a wall can be made for at most is no rating
        return np.nan
    return rating_kept(pipe.material, temperature) * cold


def stands(pipe: Pipe, temperature: float = 20.0) -> Stands:
    """What a pipe stands: as it says, else by the rules of its material.

    PMA and PEA follow from PFA, never the other way: PN alone says nothing of surge.
    """
    p, pfa = pipe.si, float(working_pressure(pipe, temperature))
    by, stress, claimed = GIVEN, rule("stress", "steel"), p.rating if p.pfa is None else p.pfa
    if claimed is None or overrated(pipe):
        steel = pipe.material == "steel" or p.yield_strength is not None
        by = (
            stress.said
            if steel and stress is not None
            else "memory: pipe_materials.csv, by the wall"
        )
    if p.pfa is None and rating_kept(pipe.material, temperature) < 1.0:
        row = _softens(pipe.material)[-1]
        kept = f"{float(rating_kept(pipe.material, temperature)):.3g}"
        by = f"{row['basis']}: {row['source']}, {kept} at {temperature:g} °C"
    found, sources = [pfa], ["" if np.isnan(pfa) else by]
    for name, given in (("pma", p.pma), ("pea", p.pea)):
        made, by = rule(name, pipe.material), GIVEN
        if given is None or overrated(pipe):
            given = np.nan if made is None else float(made(pfa))
            by = "" if made is None or np.isnan(given) else made.said
        found.append(given)
        sources.append(by)
    return Stands(found[0], found[1], found[2], (sources[0], sources[1], sources[2]))


class Class(NamedTuple):
    """A pressure class of a material, Pa; nan for a PMA that isn't known."""

    pn: float
    pma: float


@cache
def classes(material: str) -> tuple[Class, ...]:
    """Pressure classes that pipes of a material are made in, or the nominal pressures."""
    known = {row["material"] for row in data.rows("pressure_classes")}
    by = rule("pma", material)
    found = []
    for row in data.rows("pressure_classes"):
        if row["material"] == (material if material in known else ""):
            pn = BAR * float(row["pn_bar"])
            pma = BAR * float(row["pma_bar"]) if row["pma_bar"] else by(pn) if by else np.nan
            found.append(Class(pn, float(pma)))
    return tuple(found)


class PressureRatings(Result):
    """What a pipe stands, and where each figure is from."""

    schema: ClassVar[tuple[str, int]] = ("pressure-ratings", 1)

    pipe: Text = Text(label="pipe")
    pfa: OptionalMeasure = OptionalMeasure(
        "pressure", default=None, label="allowable operating pressure (PFA), without surge"
    )
    pma: OptionalMeasure = OptionalMeasure(
        "pressure", default=None, label="allowable maximum pressure (PMA), with surge"
    )
    pea: OptionalMeasure = OptionalMeasure(
        "pressure", default=None, label="allowable site test pressure (PEA)"
    )
    temperature: Measure = Measure("temperature", label="water temperature")
    source: Words = Words(label="source")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Each pressure with where it is from."""
        heads = [translated(t, lang) for t in ("quantity", "value", "source")]
        rows = []
        for name, source in zip(("pfa", "pma", "pea"), self.source, strict=True):
            field, plain = self.fields[name], self._plain[name]
            value = "–" if plain is None else units.said(plain, "pressure")
            rows.append([translated(field.label, lang), value, translated(source or "–", lang)])
        return Table(heads, rows, self.pipe, frozenset({1}))


def pipe_pressure_ratings(pipe: Pipe, *, temperature: Amount = 20.0) -> PressureRatings:
    """Pressures that a pipe stands: at work, with surge, and at the site test.

    Parameters
    ----------
    pipe : Pipe
        The pipe: its `pfa`, `pma` and `pea`, or its `rating` (or `yield_strength` and `wall`) and
        `material`.
    temperature : float, str or quantity, optional
        Temperature of the water, °C, 0–40 (20): the rating of polyethylene falls above 20 °C.

    Returns
    -------
    PressureRatings
        PFA, PMA and PEA, Pa, None where neither given nor known of the material; what isn't given
        says its basis and source.

    Raises
    ------
    InputError
        If `pipe` isn't one, or the temperature lies outside its range.

    Notes
    -----
    PFA is the rating unless it is given; of steel it is the inside pressure at half the yield
    strength, σ = p (D_o − t)/2t, with 2 mm off the wall. PMA, PEA: ductile iron 1.2 PFA and
    1.2 PFA + 5 bar; polyethylene 1.5 PFA; prestressed concrete PFA + max(0.4 PFA, 276 kPa) and
    1.2 PFA; glass-fibre plastic 1.4 PFA; steel 1.5 PFA. Conditions: DP ≤ PFA, MDP ≤ PMA,
    STP ≤ PEA; a design pressure that includes surge is never compared with PFA.

    References
    ----------
    EN 805; EN 545 (through a maker's table); ISO 4427, AWWA C304, M11, M45 (from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipe = hc.catalogue_pipe("PE100 SDR 11 DN 400")
    >>> print(f"{hc.pipe_pressure_ratings(pipe, temperature=30).pfa.to('bar'):.2f~P}")
    13.92 bar
    """
    record_of(pipe, "pipe", Pipe)
    t = units.number(temperature, "temperature", "temperature", low=0.0, high=40.0, scalar=True)
    found = stands(pipe, t)
    pfa, pma, pea = (None if np.isnan(p) else p for p in found[:3])
    return PressureRatings(
        pipe=pipe.name, pfa=pfa, pma=pma, pea=pea, temperature=t, source=found.sources
    )


def vacuum_buckling(
    *,
    outer_diameter: Amount,
    wall: Amount,
    modulus: Amount,
    poisson: Amount = 0.3,
    soil_modulus: Amount = 0.0,
    soil_poisson: Amount = 0.4,
) -> Quantity[Any]:
    """Outside pressure at which a pipe buckles, free or buried.

    Parameters
    ----------
    outer_diameter : float, str, array_like or quantity
        Outside diameter, m; any shape.
    wall : float, str, array_like or quantity
        Wall that carries, less corrosion, m; any shape that broadcasts.
    modulus : float, str, array_like or quantity
        Young's modulus around the ring, Pa; of plastics the long-term one.
    poisson : float or array_like, optional
        Poisson's ratio, 0–0.5 (0.3).
    soil_modulus : float, str, array_like or quantity, optional
        Deformation modulus of the soil beside the pipe, Pa; 0 for a free pipe.
    soil_poisson : float or array_like, optional
        Poisson's ratio of the soil, 0–0.5 (0.4).

    Returns
    -------
    quantity
        Outside pressure, Pa, of the broadcast shape: to be held against vacuum, soil and traffic,
        times the safety asked for (2 for steel in China, 2.5 for glass-fibre plastic, from memory).

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range, or a scalar wall is thicker than a
        quarter of the outside diameter.

    Notes
    -----
    Least over the waves n ≥ 2 of 2E(n² − 1)/(3(1 − μ²)) (t/D₀)³ + E_d/(2(n² − 1)(1 + ν_s)), D₀ the
    mean diameter. Without soil n = 2: 2E/(1 − μ²) (t/D₀)³.

    References
    ----------
    Lévy (1884); GB 50332-2002 (from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> p = hc.vacuum_buckling(outer_diameter="1220 mm", wall="8 mm", modulus="206 GPa")
    >>> print(f"{p.to('kPa'):.1f~P}")
    130.2 kPa
    """
    outer = units.number(outer_diameter, "diameter", "outer_diameter")
    t = units.number(wall, "diameter", "wall")
    if isinstance(outer, float) and isinstance(t, float) and t > 0.25 * outer:
        raise InputError(
            "wall", "a wall of at most a quarter of the outside diameter, {most}",
            units.show(t, "diameter"), most=units.show(0.25 * outer, "diameter"),
        )  # fmt: skip
    E = units.number(modulus, "bulk modulus", "modulus", high=1e12)
    mu = units.number(poisson, "ratio", "poisson", low=0.0, high=0.5)
    soil = units.number(soil_modulus, "bulk modulus", "soil_modulus", low=0.0)
    nu = units.number(soil_poisson, "ratio", "soil_poisson", low=0.0, high=0.5)
    p = run(kernels.vacuum_buckling, E, mu, t, outer - t, soil, nu)
    return units.quantity(p, "pressure")
