"""The pipe catalogue: sizes, ratings and roughness of products, every row with its source."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.pipes import Pipe
from hydrocalc.errors import InputError, NoSolutionError
from hydrocalc.records.fields import Column, Measure, Ratio, Text, Word, choice, whole
from hydrocalc.records.messages import series, translated
from hydrocalc.records.record import Result, data_table
from hydrocalc.records.tables import Table
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Amount, Language

CONDITIONS = ("new", "design")
FOREIGN = re.compile(r"(?:ASME schedule|AWWA) (\w+)", re.IGNORECASE)
ASME = ("5", "10", "20", "30", "40", "60", "80", "100", "120", "140", "160", "STD", "XS", "XXS",
        "5S", "10S", "40S", "80S")  # fmt: skip
AWWA = ("DR14C900", "DR18C900", "DR25C900", "CIDR14C905", "CIDR18C905", "CIDR21C905", "CIDR25C905",
        "CIDR325C905", "CIDR41C905", "CIDR51C905")  # fmt: skip


class PipeCatalogue(Result):
    """One product: columns with one row a size, the rest common to all."""

    schema: ClassVar[tuple[str, int]] = ("pipe-catalogue", 1)

    product: Text = Text(label="product")
    material: Word = Word(label="material")
    dn: Column = Column(label="DN")
    outer_diameter: Measure = Measure("diameter", label="outside diameter")
    wall: Measure = Measure("diameter", label="wall", digits=3)
    lining: Measure = Measure("diameter", label="lining", digits=2)
    diameter: Measure = Measure("diameter", label="bore")
    rating: Measure = Measure("pressure", label="pressure rating")
    modulus: Measure = Measure("bulk modulus", label="Young's modulus", digits=3)
    poisson: Ratio = Ratio(label="Poisson's ratio", digits=2)
    roughness_new: Measure = Measure("roughness", label="roughness, new", digits=3)
    roughness_design: Measure = Measure("roughness", label="roughness, design", digits=3)
    hazen_williams_c_new: Ratio = Ratio(label="Hazen–Williams C, new", digits=3)
    hazen_williams_c_design: Ratio = Ratio(label="Hazen–Williams C, design", digits=3)
    restraint: Word = Word(label="restraint")
    basis: Column = Column(label="basis")
    source: Column = Column(label="source")
    material_source: Text = Text(label="source of the material")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The sizes as rows."""
        names = ("dn", "outer_diameter", "wall", "lining", "diameter", "rating", "basis")
        heads = [translated(self.fields[n].label, lang) for n in names]
        kinds = [getattr(self.fields[n], "kind", "") for n in names]
        rows = []
        for i in range(len(self.dn)):
            row = []
            for name, kind in zip(names, kinds, strict=True):
                value = self._plain[name][i]
                text = units.digits_of(units.shown(value, kind)) if kind else str(value)
                row.append(translated(text, lang))
            rows.append(row)
        shown = ["", *(units.unit_shown(k) if k else "" for k in kinds[1:])]
        return Table(heads, rows, self.product, frozenset(range(6)), shown)

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """The sizes with all that is known of them."""
        return data_table(self, list(self.fields), len(self.dn), lang)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The sizes, the material, and where the rows are from."""
        names = ("material", "modulus", "poisson", "roughness_new", "roughness_design",
                 "hazen_williams_c_new", "hazen_williams_c_design", "restraint")  # fmt: skip
        rows = [
            [translated(self.fields[n].label, lang), *self.fields[n].show(self._plain[n], lang)]
            for n in names
        ]
        heads = [translated(t, lang) for t in ("quantity", "value", "unit")]
        sources = sorted({*map(str, self.source), self.material_source})
        text = translated("Sources: {sources}.", lang, sources=series(sources, lang))
        return [self.table(lang), Table(heads, rows, right=frozenset({1})), text]


def _key(product: str) -> str:
    """A product's name without what people write in different ways: case, spaces, hyphens."""
    return re.sub(r"[\s\-–_]+", "", str(product)).lower()


@cache
def products() -> tuple[str, ...]:
    """Names of the products, as `pipe_catalogue` takes them."""
    return tuple(dict.fromkeys(r["product"] for r in data.rows("pipes")))


def pipe_catalogue(product: str) -> PipeCatalogue:
    """Sizes of a pipe product, with bores, ratings and the material's properties.

    Parameters
    ----------
    product : str
        Such as "ductile iron K9", "ductile iron C40", "PE100 SDR 17", "steel 10 mm", "PCCP",
        "GRP", or, through fluids, "ASME schedule 40" and "AWWA DR25C900".

    Returns
    -------
    PipeCatalogue
        Columns with one row a size. Ratings are nan where a pipe is made or designed to order.

    Raises
    ------
    InputError
        If there is no such product; the message names the nearest.

    Notes
    -----
    Bore = outside diameter − 2 (wall + lining). Each row says on what basis it stands.

    References
    ----------
    EN 545, ISO 2531, GB/T 13295; ISO 4427, GB/T 13663; EN 10224, GB/T 9711; GB/T 19685;
    GB/T 21238, EN 1796; ASME B36.10M.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipes = hc.pipe_catalogue("ductile iron K9")
    >>> print(len(pipes.dn), pipes.dn[0], pipes.dn[-1])
    25 80 2600
    """
    return _catalogue(product, "product")


def _catalogue(product: str, argument: str) -> PipeCatalogue:
    """`pipe_catalogue` for a product that another argument names."""
    foreign = FOREIGN.fullmatch(" ".join(str(product).split()))
    if foreign:
        return _schedule(foreign[1].upper(), argument)
    known = {_key(p): p for p in products()}
    if _key(product) not in known:
        import difflib

        key = _key(product)
        near = [k for k in known if key and key in k][:3]
        near = near or difflib.get_close_matches(key, known, 3, 0.6)
        write = ", ".join(known[n] for n in near)
        expected = "a product of the catalogue ('hydrocalc pipes' lists them)"
        raise InputError(argument, expected, quoted(product), write, guess=True)
    name = known[_key(product)]
    rows = [r for r in data.rows("pipes") if r["product"] == name]

    def column(key: str, factor: float) -> Any:
        return np.array([float(r[key]) / factor if r[key] else np.nan for r in rows])

    prefix = next(r["prefix"] for r in data.rows("pipe_materials") if name.startswith(r["prefix"]))
    lining = column("lining_mm", 1000.0)
    return PipeCatalogue(
        product=name, dn=np.array([int(r["dn"]) for r in rows]),
        outer_diameter=column("outer_diameter_mm", 1000.0), wall=column("wall_mm", 1000.0),
        lining=np.where(np.isnan(lining), 0.0, lining), diameter=column("bore_mm", 1000.0),
        rating=1e5 * column("pressure_bar", 1.0), basis=np.array([r["basis"] for r in rows]),
        source=np.array([r["source"] for r in rows]), **_material(prefix),
    )  # fmt: skip


def catalogue_pipe(name: str, *, condition: str = "design") -> Pipe:
    """A pipe of the catalogue by product and nominal size.

    Parameters
    ----------
    name : str
        Product and size, such as "ductile iron K9 DN 800".
    condition : {'design', 'new'}, optional
        Whose roughness and Hazen–Williams C: the design (aged) value or the new one.

    Returns
    -------
    Pipe
        With the bore, not the nominal size, as its diameter.

    Raises
    ------
    InputError
        If there is no such product or size.

    Notes
    -----
    Lining is taken off the bore; the wall for wave speeds is that of the pipe alone.

    References
    ----------
    As `pipe_catalogue`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pipe = hc.catalogue_pipe("ductile iron K9 DN 800")
    >>> print(f"{pipe.diameter.to('mm'):.1f~P}")
    806.6 mm
    """
    match = re.fullmatch(r"\s*(.+?)[\s,]+DN\s*-?(\d{2,5})\s*", str(name), re.IGNORECASE)
    if match is None or len(str(name)) > units.MAX_TEXT:
        raise InputError("pipe", "product and size, such as 'ductile iron K9 DN 800'", quoted(name))
    catalogue = _catalogue(match[1], "pipe")
    choice(condition, "condition", CONDITIONS)
    return _pipe_of(catalogue, _index(catalogue, match[2], "pipe"), condition)


USUAL = "ductile iron K9"


def product_of(name: str) -> tuple[str, bool]:
    """The product of a pipe of the catalogue by its name, and whether it is one; else the usual."""
    product = re.sub(r",?\s+DN\s*-?\d+\s*$", "", name)
    known = product != name and any(row["product"] == product for row in data.rows("pipes"))
    return (product, True) if known else (USUAL, False)


def one_size(catalogue: PipeCatalogue, dn: int | str) -> PipeCatalogue:
    """The row of one nominal size."""
    i = _index(catalogue, dn, "dn")
    columns: dict[str, Any] = {
        k: v[i : i + 1] if isinstance(v, np.ndarray) else v for k, v in catalogue._plain.items()
    }
    return PipeCatalogue(**columns)


def _index(catalogue: PipeCatalogue, dn: Any, argument: str) -> int:
    size = whole(dn, argument, 1, 99999)
    found = np.flatnonzero(catalogue.dn == size)
    if not len(found):
        raise InputError(
            argument, "a size of {product}: DN {sizes}", f"DN {size}", product=catalogue.product,
            sizes=", ".join(map(str, catalogue.dn)),
        )  # fmt: skip
    return int(found[0])


def next_size(product: str, *, diameter: Amount, condition: str = "design") -> Pipe:
    """The smallest pipe of a product whose bore is at least a diameter.

    Parameters
    ----------
    product : str
        As `pipe_catalogue`.
    diameter : float, str or quantity
        Least bore, m.
    condition : {'design', 'new'}, optional
        As `catalogue_pipe`.

    Returns
    -------
    Pipe
        The pipe.

    Raises
    ------
    InputError
        If there is no such product.
    NoSolutionError
        If all its bores are smaller.

    Notes
    -----
    Least bore ≥ diameter.

    References
    ----------
    As `pipe_catalogue`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> bore = hc.diameter_for_loss(flow=0.4, head_loss=20, length="21 km", roughness="0.1 mm")
    >>> print(hc.next_size("ductile iron K9", diameter=bore).name)
    ductile iron K9 DN 800
    """
    least = units.number(diameter, "diameter", "diameter", scalar=True)
    catalogue = pipe_catalogue(product)
    choice(condition, "condition", CONDITIONS)
    bores = np.where(catalogue.si.diameter >= least, catalogue.si.diameter, np.inf)
    if not np.isfinite(bores).any():
        raise NoSolutionError(
            "{product} ends at a bore of {most}", product=catalogue.product,
            most=units.show(catalogue.si.diameter.max(), "diameter"),
        )  # fmt: skip
    return _pipe_of(catalogue, int(np.argmin(bores)), condition)


def _pipe_of(catalogue: PipeCatalogue, i: int, condition: str) -> Pipe:
    c = catalogue.si

    def known(value: float) -> float | None:
        return None if np.isnan(value) else float(value)

    return Pipe(
        name=f"{c.product} DN {c.dn[i]}", diameter=float(c.diameter[i]),
        roughness=getattr(c, f"roughness_{condition}"),
        hazen_williams_c=getattr(c, f"hazen_williams_c_{condition}"),
        wall=known(c.wall[i]), modulus=c.modulus, poisson=c.poisson, restraint=c.restraint,
        rating=known(c.rating[i]), material=c.material,
    )  # fmt: skip


def _material(prefix: str) -> dict[str, Any]:
    row = next(r for r in data.rows("pipe_materials") if r["prefix"] == prefix)
    return {
        "material": row["material"], "modulus": 1e9 * float(row["modulus_gpa"]),
        "poisson": float(row["poisson"]), "restraint": row["restraint"],
        "roughness_new": float(row["roughness_new_mm"]) / 1000.0,
        "roughness_design": float(row["roughness_design_mm"]) / 1000.0,
        "hazen_williams_c_new": float(row["hazen_williams_c_new"]),
        "hazen_williams_c_design": float(row["hazen_williams_c_design"]),
        "material_source": row["source"],
    }  # fmt: skip


def _schedule(schedule: str, argument: str) -> PipeCatalogue:
    """A schedule of ASME B36.10M (steel) or AWWA C900 and C905 (PVC)."""
    from fluids.piping import schedule_lookup

    if schedule not in (*ASME, *AWWA) or schedule not in schedule_lookup:
        raise InputError(
            argument, "one of: {words}", schedule[:20], words=", ".join((*ASME, *AWWA))
        )
    nps, bore, outer, wall = map(np.array, schedule_lookup[schedule][:4])
    steel, n = schedule in ASME, len(nps)
    standard = "ASME B36.10M" if steel else "AWWA C900, C905"
    return PipeCatalogue(
        product=f"ASME schedule {schedule}" if steel else f"AWWA {schedule}",
        dn=np.array([_dn(float(size)) for size in nps]), outer_diameter=outer / 1000.0,
        wall=wall / 1000.0, lining=np.zeros(n), diameter=bore / 1000.0, rating=np.full(n, np.nan),
        basis=np.full(n, "secondary"), source=np.full(n, f"{standard} through fluids"),
        **_material("steel" if steel else "PVC-U"),
    )  # fmt: skip


def _dn(nps: float) -> int:
    """Metric nominal size of a nominal size in inches."""
    small = {0.125: 6, 0.25: 8, 0.375: 10, 0.5: 15, 0.75: 20, 1.0: 25, 1.25: 32, 1.5: 40, 2.0: 50,
             2.5: 65, 3.0: 80, 3.5: 90}  # fmt: skip
    return small.get(nps, round(nps * 25))


class ProductList(Result):
    """The products of the catalogue."""

    schema: ClassVar[tuple[str, int]] = ("pipe-products", 1)

    product: Column = Column(label="product")
    sizes: Column = Column(label="sizes DN")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Products as rows."""
        heads = [translated(self.fields[n].label, lang) for n in ("product", "sizes")]
        rows = [[str(p), str(s)] for p, s in zip(self.product, self.sizes, strict=True)]
        return Table(heads, rows)


def product_list() -> ProductList:
    """All products with their smallest and largest size, those through fluids last."""
    from fluids.piping import schedule_lookup

    sizes = {}
    for name in products():
        sizes[name] = [int(r["dn"]) for r in data.rows("pipes") if r["product"] == name]
    for schedule in (*ASME, *AWWA):
        kind = "ASME schedule" if schedule in ASME else "AWWA"
        if schedule in schedule_lookup:
            sizes[f"{kind} {schedule}"] = [_dn(float(n)) for n in schedule_lookup[schedule][0]]
    return ProductList(
        product=np.array(list(sizes)),
        sizes=np.array([f"{min(dn)}–{max(dn)}" for dn in sizes.values()]),
    )
