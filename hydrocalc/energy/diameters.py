"""Which bore: what friction leaves of a head, and what each size costs a year."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import units
from hydrocalc.components.catalogue import CONDITIONS, pipe_catalogue
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.errors import InputError
from hydrocalc.kernels import lines as kernels
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as station_kernels
from hydrocalc.records.assumptions import Assumption, assumed, assumed_text, assumptions_table
from hydrocalc.records.columns import read_columns
from hydrocalc.records.fields import Column, Measure, OptionalMeasure, Ratio, Text, choice, whole
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Part, Result, data_table
from hydrocalc.records.tables import Table
from hydrocalc.texts import quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language


SLOWEST, FASTEST = 0.2, 5.0
"""Velocities, m/s, between which sizes are shown."""


class DiameterComparison(Result):
    """The sizes of a product for one flow and length: columns, one row a size."""

    schema: ClassVar[tuple[str, int]] = ("diameter-comparison", 1)

    product: Text = Text(label="product")
    flow: Measure = Measure("flow", label="flow")
    length: Measure = Measure("length", label="length")
    head: OptionalMeasure = OptionalMeasure("head", label="head")
    dn: Column = Column(label="DN")
    diameter: Measure = Measure("diameter", label="bore")
    velocity: Measure = Measure("velocity", label="velocity", digits=3)
    friction: Measure = Measure("head", label="friction loss")
    local: Measure = Measure("head", label="local loss")
    left: Measure = Measure("level", label="left of the head")
    capital_cost: Ratio = Ratio("money", label="pipe, a year")
    energy_cost: Ratio = Ratio("money", label="energy of the losses, a year")
    total_cost: Ratio = Ratio("money", label="together")
    economic: Column = Column(label="least")
    assumptions: Part = Part(label="Assumptions")

    @property
    def exit_code(self) -> int:
        """0, or 1 if no size carries the flow at a usual velocity, or all take the whole head."""
        possible = self.si.velocity <= FASTEST
        if self._plain["head"] is not None:
            possible &= self.si.left > 0.0
        return int(not possible.any())

    def _shown(self, every: bool = False) -> Any:
        V = self.si.velocity
        return np.flatnonzero(every | ((V >= SLOWEST) & (V <= FASTEST)))

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Sizes as rows; the cheapest is marked."""
        names = ["diameter", "velocity", "friction", "local"]
        names += ["left"] if self._plain["head"] is not None else []
        names += ["energy_cost"] if not np.isnan(self.energy_cost).all() else []
        names += ["capital_cost"] if not np.isnan(self.capital_cost).all() else []
        names += ["total_cost"] if not np.isnan(self.total_cost).all() else []
        kinds = [getattr(self.fields[n], "kind", "") for n in names]
        rows = []
        for i in self._shown(**view):
            dn = self.dn[i]
            mark = "* " if i == self.economic else ""
            cells = [
                units.digits_of(units.shown(self._plain[n][i], k), 4)
                for n, k in zip(names, kinds, strict=True)
            ]
            rows.append([f"{mark}{dn}", *cells])
        heads = [translated(self.fields[n].label, lang) for n in ("dn", *names)]
        shown = ["", *(units.unit_shown(k) for k in kinds)]
        return Table(heads, rows, self.product, frozenset(range(len(heads))), shown)

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """The same sizes with all their figures; the cheapest says so."""
        names = [n for n in self.fields if n not in ("economic", "assumptions")]
        least = [translated("yes" if i == self.economic else "no", lang)
                 for i in range(len(self.dn))]  # fmt: skip
        taken = [assumed_text(self.assumptions, lang)] * len(self.dn)
        also = {translated("least", lang): least, translated("Assumptions", lang): taken}
        table = data_table(self, names, len(self.dn), lang, also)
        return table._replace(rows=[table.rows[i] for i in self._shown(**view)])

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The sizes, what the head leaves, and what was assumed."""
        parts: list[Table | str] = [self.table(lang, **view)]
        if not view.get("every"):
            text = "Shown are sizes with {low} to {high} (--all shows all)."
            low, high = (units.show(v, "velocity") for v in (SLOWEST, FASTEST))
            parts.append(translated(text, lang, low=low, high=high))
        if self.exit_code:
            parts.append(translated("No size of this product carries this flow.", lang))
        if self.economic >= 0:
            parts.append(translated("*: least cost of pipe and losses together.", lang))
        if self.assumptions:
            parts.append(assumptions_table(self.assumptions, lang))
        return parts


def compare_diameters(
    product: str,
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    length: Amount,
    head: Amount | None = None,
    condition: str = "design",
    local_share: Amount = 0.0,
    price: Amount | None = None,
    pipe_prices: Mapping[int, float] | None = None,
    efficiency: Amount | None = None,
    hours: Amount | None = None,
    interest: Amount | None = None,
    years: Amount | None = None,
    maintenance: Amount | None = None,
) -> DiameterComparison:
    """What each size of a product costs in head and, with prices, in money a year.

    Parameters
    ----------
    product : str
        A product of the catalogue.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str or quantity
        Mean flow while pumping, m³/s, above 0.
    length : float, str or quantity
        Length, m.
    head : float, str or quantity, optional
        Head of the pumps, m: what is left of it for lift.
    condition : {'design', 'new'}, optional
        Whose roughness.
    local_share : float or str, optional
        Local losses as a share of friction (0).
    price : float or str, optional
        Price of energy per kWh.
    pipe_prices : mapping of int to float, optional
        Price of a metre of pipe, laid, by DN; sizes without a price have no cost.
    efficiency : float or str, optional
        Efficiency from the terminals to the water (0.78).
    hours : float or str, optional
        Pumping hours a day (24).
    interest : float or str, optional
        Interest, 0.001–0.3 (6 %).
    years : float or str, optional
        Years over which the pipe is paid back, 1–100 (30).
    maintenance : float or str, optional
        Maintenance as a share of the price a year, 0–0.2 (1 %).

    Returns
    -------
    DiameterComparison
        Columns; costs are nan where a price is missing, `economic` is the row of least cost or -1.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    Cost a year = price × (capital recovery + maintenance) + energy of friction and local losses.

    References
    ----------
    Annual cost method (年费用法); Colebrook for the friction.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> sizes = hc.compare_diameters("ductile iron K9", flow=0.4, length="21 km", head=87.8)
    >>> row = list(sizes.dn).index(800)
    >>> print(f"DN 800: friction {sizes.friction[row]:.1f~P}, left {sizes.left[row]:.1f~P}")
    DN 800: friction 11.7 m, left 76.1 m
    """
    catalogue = pipe_catalogue(product)
    choice(condition, "condition", CONDITIONS)
    Q = units.number(flow, "flow", "flow", scalar=True)
    L = units.number(length, "length", "length", scalar=True)
    H = None if head is None else units.number(head, "head", "head", scalar=True)
    share = units.number(local_share, "ratio", "local_share", low=0.0, high=2.0, scalar=True)
    water = liquid_or_water(liquid)
    taken: list[Assumption] = []

    def default(id: str, given: Any, kind: str, low: float, high: float) -> float:
        if given is not None:
            return float(units.number(given, kind, id, low=low, high=high, scalar=True))
        taken.append(assumed("line_" + id))
        return float(taken[-1].value)

    c = catalogue.si
    D, n = c.diameter, len(c.dn)
    rough = getattr(c, f"roughness_{condition}")
    V = run(pipe_kernels.velocity, Q, D)
    hf = run(pipe_kernels.head_loss_darcy, Q, D, L, rough, water.si.viscosity)
    hl = share * hf
    energy = capital = np.full(n, np.nan)
    if price is not None:
        tariff = units.number(price, "price", "price", scalar=True)
        eta = default("efficiency", efficiency, "efficiency", 0.01, 1.0)
        T = default("hours", hours, "hours per day", 0.01, 24.0)
        P = run(pump_kernels.shaft_power, water.si.density, Q, hf + hl, eta)
        energy = run(
            station_kernels.energy_cost, run(station_kernels.energy_per_year, P, T), tariff
        )
    if pipe_prices is not None:
        i = default("interest", interest, "ratio", 0.001, 0.3)
        a = default("years", years, "age", 1.0, 100.0)
        m = default("maintenance", maintenance, "ratio", 0.0, 0.2)
        if not isinstance(pipe_prices, Mapping):
            raise InputError("pipe_prices", "a mapping of DN to price", quoted(pipe_prices))
        by_dn = {whole(dn, "pipe_prices", 1, 99999): p for dn, p in pipe_prices.items()}
        unit = np.array([_price(by_dn, int(dn)) for dn in c.dn])
        if np.isnan(unit).all():
            raise InputError(
                "pipe_prices", "a price of at least one size of {product}",
                str(list(pipe_prices))[:40],
                product=catalogue.product,
            )  # fmt: skip
        capital = unit * L * (float(run(kernels.capital_recovery, i, a)) + m)
    total = energy + capital
    # A size that leaves nothing of the head is no choice, however cheap.
    possible = np.where((V >= SLOWEST) & (V <= FASTEST), total, np.nan)
    possible = possible if H is None else np.where(H - hf - hl > 0.0, possible, np.nan)
    least = -1 if np.isnan(possible).all() else int(np.nanargmin(possible))
    return DiameterComparison(
        product=catalogue.product, flow=Q, length=L, head=H, dn=c.dn, diameter=D, velocity=V,
        friction=hf, local=hl, left=np.full(n, np.nan) if H is None else H - hf - hl,
        capital_cost=capital, energy_cost=energy, total_cost=total, economic=least,
        assumptions=tuple(taken),
    )  # fmt: skip


def read_pipe_prices(path: str | os.PathLike[str]) -> dict[int, float]:
    """Prices of a metre of pipe by DN, from a CSV file with the columns dn and price.

    Parameters
    ----------
    path : str or path
        The file, as `read_profile` takes it.

    Returns
    -------
    dict of int to float
        Price by DN.

    Raises
    ------
    InputError
        If the file can't be read or a DN isn't whole.

    Notes
    -----
    In any one currency.

    References
    ----------
    RFC 4180.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from hydrocalc.energy.diameters import read_pipe_prices
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "prices.csv"
    >>> _ = file.write_text(f"dn,price{chr(10)}800,1900{chr(10)}")
    >>> read_pipe_prices(str(file))
    {800: 1900.0}
    """
    sizes, prices = read_columns(path, "pipe_price", ("dn", "price"))
    found: dict[int, float] = {}
    for dn, price in zip(sizes, prices, strict=True):
        size = whole(dn, "pipe_price", 1, 99999)
        if size in found:
            raise InputError("pipe_price", "one price for each DN", f"DN {size}")
        found[size] = price
    return found


def _price(prices: Mapping[int, float], dn: int) -> float:
    value = prices.get(dn)
    if value is None:
        return float("nan")
    return float(units.number(value, "money", "pipe_prices", scalar=True))
