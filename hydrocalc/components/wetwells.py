"""Wet wells and intakes: submergence of a bell, its bay, switching volumes, starts per hour."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.errors import InputError
from hydrocalc.kernels import pipes as pipe_kernels
from hydrocalc.kernels import wetwells as kernels
from hydrocalc.records.fields import Choice, Column, Measure, OptionalMeasure, Ratio, choice, whole
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Record, Result, made
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pint import Quantity

    from hydrocalc.records.fields import Amount, Language

POSITIONS = ("down", "inclined", "horizontal")


class Submergence(Result):
    """Water that a bell needs above it, by two practices, and which decides."""

    schema: ClassVar[tuple[str, int]] = ("submergence", 1)

    flow: Measure = Measure("flow", label="flow of one pump")
    bell_diameter: Measure = Measure("diameter", label="bell diameter")
    position: Choice = Choice(POSITIONS, label="position of the bell")
    bell_velocity: Measure = Measure("velocity", label="velocity at the bell", digits=3)
    velocity_low: Measure = Measure("velocity", label="recommended from", digits=3)
    velocity_high: Measure = Measure("velocity", label="recommended to", digits=3)
    froude: Ratio = Ratio(label="Froude number at the bell", digits=3)
    hi: Measure = Measure("head", label="submergence by HI 9.8", digits=3)
    chinese: Measure = Measure("head", label="submergence by Chinese practice", digits=3)
    needed: Measure = Measure("head", label="submergence needed: the larger", digits=3)
    factor: Ratio = Ratio(label="submergence over the bell by Chinese practice")
    least: Measure = Measure("head", label="least submergence by Chinese practice")

    made_by: ClassVar[Mapping[str, Made]] = {
        "bell_velocity": made(pipe_kernels.velocity, Q="flow", D="bell_diameter"),
        "chinese": made(kernels.submergence_cn, D="bell_diameter", a="factor", S_0="least"),
        "froude": made(kernels.bell_froude, Q="flow", D="bell_diameter"),
        "hi": made(kernels.submergence_hi, D="bell_diameter", F="froude"),
    }

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The figures, and which practice decides."""
        parts = super().sections(lang, **view)
        if isinstance(self.si.needed, float):
            by = "HI 9.8" if self.si.hi >= self.si.chinese else "Chinese practice"
            parts.append(translated("{by} decides.", lang, by=translated(by, lang)))
            v = self.si.bell_velocity
            if not self.si.velocity_low <= v <= self.si.velocity_high:
                parts.append(translated("The velocity at the bell is outside the range.", lang))
        return parts


def submergence(*, flow: Amount, bell_diameter: Amount, position: str = "down") -> Submergence:
    """Water that a suction bell needs above it against vortices.

    Parameters
    ----------
    flow : float, str, array_like or quantity
        Flow of one pump, m³/s; any shape.
    bell_diameter : float, str, array_like or quantity
        Outside diameter of the bell, m; any shape that broadcasts.
    position : {'down', 'inclined', 'horizontal'}, optional
        How the bell looks.

    Returns
    -------
    Submergence
        By HI 9.8 and by Chinese practice, and the larger of the two, above the plane of the bell.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    S = D (1 + 2.3 F), F = V/√(gD); Chinese practice 1.0 D (down), 1.5 D (inclined), 1.8 D
    (horizontal), at least 0.5 m. NPSH may need more.

    References
    ----------
    ANSI/HI 9.8 after Hecker (1987), read in an article; GB 50265 9.2.3 and practice, from memory.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> bell = hc.submergence(flow="0.2 m3/s", bell_diameter="500 mm")
    >>> print(f"{bell.hi:.2f~P}, {bell.chinese:.2f~P}")
    1.03 m, 0.50 m
    """
    choice(position, "position", POSITIONS)
    Q = units.number(flow, "flow", "flow")
    D = units.number(bell_diameter, "diameter", "bell_diameter", low=0.05)
    F = run(kernels.bell_froude, Q, D)
    hi = run(kernels.submergence_hi, D, F)
    factor, least = data.limit(f"bell_{position}"), data.limit("bell_least")
    cn = run(kernels.submergence_cn, D, factor, least)
    low, high = _bell_velocities(Q)
    return Submergence(
        flow=Q, bell_diameter=D, position=position, bell_velocity=run(pipe_kernels.velocity, Q, D),
        velocity_low=low, velocity_high=high, froude=F, hi=hi, chinese=cn,
        needed=np.maximum(hi, cn), factor=factor, least=least,
    )  # fmt: skip


def _bell_velocities(Q: Any) -> tuple[Any, Any]:
    """Velocities that HI 9.8 recommends at a bell, by the flow."""
    steps = [0.315, 1.26]
    size = np.searchsorted(steps, Q)
    low = np.array([data.limit(f"bell_velocity_low_{i}") for i in range(3)])[size]
    high = np.array([data.limit(f"bell_velocity_high_{i}") for i in range(3)])[size]
    return low[()], high[()]


class IntakeBay(Result):
    """Bell and bay of one pump: rows of dimensions by HI 9.8 and by Chinese practice."""

    schema: ClassVar[tuple[str, int]] = ("intake-bay", 1)

    flow: Measure = Measure("flow", label="flow of one pump")
    bell_diameter: Measure = Measure("diameter", label="bell diameter")
    dimension: Column = Column(label="dimension")
    low: Measure = Measure("length", label="from", digits=3)
    high: Measure = Measure("length", label="to", digits=3)
    basis: Column = Column(label="basis")
    source: Column = Column(label="source")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The dimensions as rows."""
        c = self.si
        rows = [
            [
                translated(str(self.dimension[i]), lang), units.read(c.low[i], "level", 3),
                units.read(c.high[i], "level", 3), translated(str(self.basis[i]), lang),
                str(self.source[i]),
            ]
            for i in range(len(self.dimension))
        ]  # fmt: skip
        heads = [translated(h, lang) for h in ("dimension", "from", "to", "basis", "source")]
        title = translated(
            "Intake bay of a bell of {bell}", lang, bell=units.show(c.bell_diameter, "diameter")
        )
        shown = units.unit_shown("level")
        return Table(heads, rows, title, frozenset({1, 2}), ["", shown, shown, "", ""])


def intake_bay(*, flow: Amount, bell_diameter: Amount | None = None) -> IntakeBay:
    """Bell and bay dimensions of one pump in an open intake.

    Parameters
    ----------
    flow : float, str or quantity
        Flow of one pump, m³/s.
    bell_diameter : float, str or quantity, optional
        Outside diameter of the bell, m; by default that with 1.7 m/s.

    Returns
    -------
    IntakeBay
        One row a dimension: smallest and largest value, m, basis and source.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    All are multiples of the bell's diameter D: floor clearance, back wall, bay width and length,
    distances to screen and cross flow. Above 2.5 m³/s a pump a model test is asked for.

    References
    ----------
    ANSI/HI 9.8, GB 50265 and practice, from memory: each row says so.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> bay = hc.intake_bay(flow="0.2 m3/s")
    >>> print(f"{bay.bell_diameter.to('mm'):.0f~P}", bay.dimension[0])
    387 mm floor clearance
    """
    Q = units.number(flow, "flow", "flow", scalar=True)
    if bell_diameter is None:
        D = float(kernels.bell_diameter(np.float64(Q), data.limit("bell_velocity")))
    else:
        D = units.number(bell_diameter, "diameter", "bell_diameter", low=0.05, scalar=True)
    rows = data.rows("intake")
    return IntakeBay(
        flow=Q, bell_diameter=D, dimension=np.array([r["dimension"] for r in rows]),
        low=np.array([float(r["low"]) * D for r in rows]),
        high=np.array([float(r["high"]) * D for r in rows]),
        basis=np.array([r["basis"] for r in rows]), source=np.array([r["source"] for r in rows]),
    )  # fmt: skip


def cycling_volume(*, pump_flow: Amount, starts_per_hour: Amount, pumps: int = 1) -> Quantity[Any]:
    """Volume between start and stop level that keeps a pump's starts below a limit.

    Parameters
    ----------
    pump_flow : float, str, array_like or quantity
        Flow of the pump, m³/s; any shape.
    starts_per_hour : float or array_like
        Most starts per hour of one motor, 0.1–60; any shape that broadcasts.
    pumps : int, optional
        Equal pumps that take turns, 1–20.

    Returns
    -------
    quantity
        Volume, m³, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    V = T Q/4: starts are most frequent at an inflow of half the pump's flow. For a sump that an
    inflow fills; a river intake has no such volume (see ``sump_volume``), its starts follow from
    the tank that it fills.

    References
    ----------
    MIL-HDBK-1005/9A; elementary.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.cycling_volume(pump_flow='0.2 m3/s', starts_per_hour=6):.0f~P}")
    30 m³
    """
    Q = units.number(pump_flow, "flow", "pump_flow")
    Z = units.number(starts_per_hour, "ratio", "starts_per_hour", low=0.1, high=60.0)
    n = whole(pumps, "pumps", 1, 20)
    return units.quantity(
        run(kernels.cycling_volume, Q, run(np.divide, 3600.0, Z), float(n)), "volume"
    )


def starts_per_hour(*, volume: Amount, inflow: Amount, pump_flow: Amount) -> Any:
    """Starts per hour of a pump that empties a volume while an inflow fills it.

    Parameters
    ----------
    volume : float, str, array_like or quantity
        Volume between start and stop level, m³; of the receiving tank, if it decides.
    inflow : float, str, array_like or quantity
        Inflow (or the draw from the tank), m³/s, from 0 to the pump's flow.
    pump_flow : float, str, array_like or quantity
        Flow of the pump, m³/s.

    Returns
    -------
    float or np.ndarray
        Starts per hour, of the broadcast shape; nan where the inflow is above the pump's flow.

    Raises
    ------
    InputError
        If an argument can't be read.

    Notes
    -----
    3600 q (Q − q)/(Q V).

    References
    ----------
    Elementary: V/q to fill, V/(Q − q) to empty.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.starts_per_hour(volume=30, inflow=0.1, pump_flow=0.2):.1f}")
    6.0
    """
    V = units.number(volume, "volume", "volume")
    q = units.number(inflow, "flow", "inflow", low=0.0)
    Q = units.number(pump_flow, "flow", "pump_flow")
    Z = 3600.0 * run(kernels.starts_per_second, V, q, Q)
    Z = np.where(Z >= 0.0, Z, np.nan)
    return float(Z) if np.ndim(Z) == 0 else Z


def permissible_starts(*, rating: Amount, poles: int = 4, inertia: float | None = None) -> float:
    """Starts per hour that a motor bears.

    Parameters
    ----------
    rating : float, str or quantity
        Motor rating, W.
    poles : {2, 4, 6}, optional
        Number of poles.
    inertia : float, optional
        Moment of inertia of the load, kg·m²: lowers the number where it is large.

    Returns
    -------
    float
        Starts per hour: the smaller of the table's limits for the next larger motor; 1 above
        250 hp, where two starts from cold or one from hot are usual.

    Raises
    ------
    InputError
        If an argument can't be read, or the table has no such number of poles.

    Notes
    -----
    min(A, B/Wk²) of NEMA MG 10 for design A and B motors at 60 Hz.

    References
    ----------
    NEMA MG 10 table 2-3; NEMA MG 1 12.54, IEC 60034-12 (above 250 hp, from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> hc.permissible_starts(rating="110 kW", poles=4)
    4.5
    """
    P = units.number(rating, "power", "rating", scalar=True)
    choice(str(poles), "poles", ("2", "4", "6"))
    if inertia is not None:
        J = units.number(inertia, "ratio", "inertia", high=1e6, scalar=True)
    for row in data.rows("motor_starts"):
        if float(row["rating_kw"]) * 1000.0 * (1.0 + 1e-9) >= P:
            Z = float(row[f"starts_{poles}"])
            return Z if inertia is None else min(Z, float(row[f"inertia_{poles}"]) / J)
    return 1.0


def sump_volume(*, flow: Amount) -> Quantity[Any]:
    """Volume under water of the sump of a river intake: smallest and largest usual.

    Parameters
    ----------
    flow : float, str or quantity
        Design flow of the pumps that share it, m³/s.

    Returns
    -------
    quantity
        Two volumes, m³: 30 and 50 s of the flow.

    Raises
    ------
    InputError
        If the flow can't be read.

    Notes
    -----
    V = 30 … 50 Q.

    References
    ----------
    GB 50265 7.2.7.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(hc.sump_volume(flow=0.4).magnitude)
    [12. 20.]
    """
    Q = units.number(flow, "flow", "flow", scalar=True)
    limits = [data.limit("sump_low"), data.limit("sump_high")]
    return units.quantity(Q * np.array(limits), "volume")


class WetWell(Record):
    """A wet well or sump of constant plan area, with its levels.

    Parameters
    ----------
    area : float, str or quantity
        Plan area, m².
    bottom : float, str or quantity
        Bottom, m above the datum.
    minimum_level, maximum_level : float, str or quantity
        Lowest and highest operating level, m: those that NPSH and static head see.
    bell_level : float, str or quantity, optional
        Plane of the suction bells, m; submersible pumps have none.
    bell_diameter : float, str or quantity, optional
        Outside diameter of a bell, m.
    position : {'down', 'inclined', 'horizontal'}, optional
        How the bells look.

    Raises
    ------
    InputError
        If the levels don't rise from the bottom to the bells, the lowest and the highest level.
    """

    area: Measure = Measure("area", label="plan area")
    bottom: Measure = Measure("level", label="bottom")
    minimum_level: Measure = Measure("level", label="lowest operating level")
    maximum_level: Measure = Measure("level", label="highest operating level")
    bell_level: OptionalMeasure = OptionalMeasure("level", default=None, label="level of the bells")
    bell_diameter: OptionalMeasure = OptionalMeasure(
        "diameter", default=None, label="bell diameter"
    )
    position: Choice = Choice(POSITIONS, default="down", label="position of the bell")

    def _refuse(self) -> None:
        levels = ("bottom", "bell_level", "minimum_level", "maximum_level")
        names = [name for name in levels if self._plain[name] is not None]
        for below, above in itertools.pairwise(names):
            low, high = self._plain[below], self._plain[above]
            if np.any(high <= low):
                raise InputError(
                    above, "levels that rise: bottom, bell, lowest, highest operating level",
                    Phrase("{this} over {other}", this=units.Amount(np.min(high), "level", 6),
                           other=units.Amount(np.max(low), "level", 6)),
                )  # fmt: skip


def levels_of(given: Any, argument: str = "suction_levels") -> Any:
    """Water levels, m, one or more: as given, or the lowest and highest of a `WetWell`."""
    if isinstance(given, WetWell):
        return np.array([given.si.minimum_level, given.si.maximum_level])
    return units.row(given, "level", argument)


class WetWellCheck(Result):
    """What a wet well has and what it needs: one row a check."""

    schema: ClassVar[tuple[str, int]] = ("wet-well-check", 1)

    well: Part = Part(label="wet well")
    check: Column = Column(label="check")
    unit: Column = Column(label="unit")
    found: Ratio = Ratio(label="found")
    needed: Ratio = Ratio(label="needed")
    passed: Column = Column(label="passed")

    @property
    def exit_code(self) -> int:
        """0, or 1 if a check fails."""
        return int(not self.passed.all())

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The checks as rows."""
        kinds = [{"m": "level", "m³": "volume"}[unit] for unit in self.unit]
        rows = [
            [
                translated(str(self.check[i]), lang), units.read(self.found[i], kinds[i], 3),
                units.read(self.needed[i], kinds[i], 3), units.unit_shown(kinds[i]),
                translated("yes" if self.passed[i] else "no", lang),
            ]
            for i in range(len(self.check))
        ]  # fmt: skip
        heads = [translated(h, lang) for h in ("check", "found", "needed", "unit", "passed")]
        return Table(heads, rows, translated("Wet well", lang), frozenset({1, 2}))


def check_wet_well(
    well: WetWell,
    *,
    pump_flow: Amount,
    pumps: int = 1,
    starts_per_hour: Amount | None = None,
) -> WetWellCheck:
    """Submergence, volume under water and, where an inflow fills it, switching volume of a well.

    Parameters
    ----------
    well : WetWell
        The well, with its bells.
    pump_flow : float, str or quantity
        Flow of one pump, m³/s.
    pumps : int, optional
        Equal pumps that run together, 1–20.
    starts_per_hour : float, optional
        Most starts per hour of one motor: only where an inflow fills the sump and the levels
        switch the pumps. A river intake has no such check.

    Returns
    -------
    WetWellCheck
        One row a check: found, needed, passed.

    Raises
    ------
    InputError
        If an argument can't be read.

    Notes
    -----
    Submergence at the lowest level as `submergence`; volume under water at the lowest level at
    least 30 s of the flow of all pumps; switching volume V = T Q/4 for each pump, switched on one
    after the other.

    References
    ----------
    As `submergence`, `sump_volume` and `cycling_volume`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> well = hc.WetWell(area=20, bottom=235, minimum_level=239, maximum_level=243,
    ...                   bell_level=236, bell_diameter="500 mm")
    >>> checks = hc.check_wet_well(well, pump_flow=0.2, pumps=2)
    >>> print(bool(checks.passed.all()), len(checks.check))
    True 2
    """
    if not isinstance(well, WetWell):
        raise InputError("well", "a WetWell", quoted(well))
    w = well.si
    for name in ("bell_level", "bell_diameter"):
        if getattr(w, name) is None:
            raise InputError(name, "a value: the submergence is that of a bell", Phrase("none"))
    Q = units.number(pump_flow, "flow", "pump_flow", scalar=True)
    n = whole(pumps, "pumps", 1, 20)
    needed = submergence(flow=Q, bell_diameter=w.bell_diameter, position=well.position)
    rows = [
        ("submergence at the lowest level", "m", w.minimum_level - w.bell_level, needed.si.needed),
        ("volume under water", "m³", w.area * (w.minimum_level - w.bottom),
         n * Q * data.limit("sump_low")),
    ]  # fmt: skip
    if starts_per_hour is not None:
        Z = units.number(starts_per_hour, "ratio", "starts_per_hour", low=0.1, high=60.0,
                         scalar=True)  # fmt: skip
        V = n * float(kernels.cycling_volume(Q, 3600.0 / Z, 1.0))
        found = w.area * (w.maximum_level - w.minimum_level)
        rows.append(("switching volume", "m³", found, V))
    found, wanted = (np.array([row[k] for row in rows]) for k in (2, 3))
    return WetWellCheck(
        well=well, check=np.array([r[0] for r in rows]), unit=np.array([r[1] for r in rows]),
        found=found, needed=wanted, passed=found >= wanted * (1.0 - 1e-12),
    )  # fmt: skip
