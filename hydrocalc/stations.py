"""Sizing a station: from a flow and a head to units, motors and energy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hydrocalc import data, units
from hydrocalc.errors import InputError
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels.blocks import run
from hydrocalc.liquids import water_at
from hydrocalc.messages import translated
from hydrocalc.motors import (
    IE_CLASSES,
    constant_share,
    efficiency_rows,
    full_load_efficiency,
    rating_series,
)
from hydrocalc.records import (
    Assumption,
    Count,
    Made,
    Measure,
    OptionalMeasure,
    Part,
    Ratio,
    Result,
    Text,
    assumptions_table,
    choice,
    made,
    whole,
)
from hydrocalc.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.records import Amount, Language

CAVEAT = (
    "A screening estimate until a maker's pump curves and a transient (water hammer) "
    "analysis are in."
)


class StationSizing(Result):
    """What `size_station` returns: the duty, one arrangement, its energy and its assumptions."""

    schema: ClassVar[tuple[str, int]] = ("station-sizing", 1)

    flow: Measure = Measure("flow", label="design flow")
    head: Measure = Measure("head", label="design head")
    head_max: OptionalMeasure = OptionalMeasure("head", label="highest head")
    head_min: OptionalMeasure = OptionalMeasure("head", label="lowest head")
    temperature: Measure = Measure("temperature", label="water temperature")
    liquid: Part = Part(label="water")
    hours: Measure = Measure("hours per day", label="pumping hours a day")
    daily_volume: Measure = Measure("daily volume")
    hydraulic_power: Measure = Measure("power")
    duty: Count = Count(1, 20, label="duty units")
    standby: Count = Count(0, 20, label="standby units")
    unit_flow: Measure = Measure("flow")
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency")
    unit_shaft_power: Measure = Measure("power", label="shaft power of a unit at the duty point")
    head_power: Measure = Measure("power", label="shaft power of a unit at the highest head")
    power_rise: Ratio = Ratio(label="largest over duty shaft power")
    max_shaft_power: Measure = Measure("power", label="largest shaft power of a unit")
    motor_rating: Measure = Measure("power", label="motor rating")
    supply: Text = Text(label="motor supply")
    motor_load: Ratio = Ratio("efficiency", label="motor load at the duty point")
    full_load_efficiency: Ratio = Ratio("efficiency", label="motor efficiency at full load")
    motor_efficiency: Ratio = Ratio("efficiency", label="motor efficiency at the duty point")
    coupling_efficiency: Ratio = Ratio("efficiency", label="coupling efficiency")
    installed_power: Measure = Measure("power", label="installed power")
    input_power: Measure = Measure("power", label="electrical input")
    specific_energy: Measure = Measure("specific energy")
    energy_per_day: Measure = Measure("energy", label="energy a day")
    energy_per_year: Measure = Measure("energy", label="energy a year")
    assumptions: Part = Part(label="Assumptions")

    made_by: ClassVar[Mapping[str, Made]] = {
        "daily_volume": made(pump_kernels.daily_volume, Q="flow", T_d="hours"),
        "hydraulic_power": made(
            pump_kernels.hydraulic_power, rho="liquid.density", Q="flow", H="head"
        ),
        "unit_flow": made(kernels.unit_flow, Q="flow", N="duty"),
        "unit_shaft_power": made(
            pump_kernels.shaft_power,
            rho="liquid.density", Q="unit_flow", H="head", eta="efficiency",
        ),
        "max_shaft_power": made(
            kernels.max_shaft_power, P="unit_shaft_power", r="power_rise", P_H="head_power"
        ),
        "motor_load": made(
            kernels.motor_load, P="unit_shaft_power", R="motor_rating", eta_c="coupling_efficiency"
        ),
        "installed_power": made(
            kernels.installed_power, R="motor_rating", N="duty", N_s="standby"
        ),
        "input_power": made(
            pump_kernels.input_power, rho="liquid.density", Q="flow", H="head", eta="efficiency",
            eta_m="motor_efficiency", eta_d="coupling_efficiency",
        ),
        "specific_energy": made(kernels.energy_per_volume, P="input_power", Q="flow"),
        "energy_per_day": made(kernels.energy_per_day, P="input_power", T_d="hours"),
        "energy_per_year": made(kernels.energy_per_year, P="input_power", T_d="hours"),
    }  # fmt: skip

    def table(self, lang: Language = "en") -> Table:
        """The main table: every quantity with its unit."""
        hidden = {"assumptions", "liquid", "head_power"}
        if self.head_max is None:
            hidden |= {"head_max", "head_min"}
        rows = []
        for name, field in self.fields.items():
            if name in hidden:
                continue
            label = translated(field.label, lang)
            if name in ("energy_per_day", "energy_per_year"):
                label += translated(" (design flow all year: upper bound)", lang)
            rows.append([label, *field.show(self._plain[name], lang)])
        columns = [translated(t, lang) for t in ("quantity", "value", "unit")]
        return Table(columns, rows, translated("Pump station sizing", lang), frozenset({1}))

    def sections(self, lang: Language = "en") -> list[Table | str]:
        """The table, the assumptions and the caveat."""
        return [
            self.table(lang), assumptions_table(self.assumptions, lang), translated(CAVEAT, lang),
        ]  # fmt: skip


def size_station(
    *,
    flow: Amount,
    head: Amount,
    head_max: Amount | None = None,
    head_min: Amount | None = None,
    duty: int | None = None,
    standby: int | None = None,
    hours: Amount | None = None,
    temperature: Amount | None = None,
    altitude: Amount | None = None,
    pump_efficiency: Amount | None = None,
    power_rise: Amount | None = None,
    margin: Amount | None = None,
    coupling_efficiency: Amount | None = None,
    poles: int | None = None,
    ie_class: str | None = None,
) -> StationSizing:
    """Size a pump station: powers, one arrangement of equal units, motors and energy.

    Parameters
    ----------
    flow : float, str or quantity
        Design flow of the station, m³/s, above 0.
    head : float, str or quantity
        Total head at the pump, suction flange to discharge flange, at design flow, m, above 0.
    head_max, head_min : float, str or quantity, optional
        Highest and lowest total head, m: the motors can pump the design flow at the highest.
    duty : int, optional
        Duty units, 1–20 (2).
    standby : int, optional
        Standby units, 0–20 (1).
    hours : float or str, optional
        Pumping hours a day, h, 0–24 (24).
    temperature : float, str or quantity, optional
        Water temperature, °C, 0–40 (20 °C).
    altitude : float, str or quantity, optional
        Height above the sea, m (0).
    pump_efficiency : float or str, optional
        Pump efficiency at the duty point, 0–1 or with % (80 %).
    power_rise : float, optional
        Largest over duty shaft power, 1–2 (1.15).
    margin : float, optional
        Motor margin, 1–2 (by rating: 1.25 to 22 kW, 1.15 to 55 kW, 1.10 above).
    coupling_efficiency : float or str, optional
        Efficiency of coupling or gear, 0–1 (1).
    poles : {2, 4, 6, 8}, optional
        Motor poles (4).
    ie_class : {'IE1', 'IE2', 'IE3', 'IE4'}, optional
        Motor efficiency class (IE3).

    Returns
    -------
    StationSizing
        The results, with every assumption, its source and basis.

    Raises
    ------
    InputError
        If an argument can't be read, lies outside its range or contradicts another.

    Notes
    -----
    The motor is the next standard rating above margin × largest shaft power, and the largest
    shaft power is the greater of power_rise × that at the duty point and that at design flow and
    highest head. Energies are those of the design flow all year: an upper bound.

    References
    ----------
    ISO 17769-1:2012 (powers); IEC 60034-30-1:2014 (motors); GB 50265-2022 10.1.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> sizing = hc.size_station(flow="0.4 m3/s", head="87.8 m")
    >>> print(f"{sizing.hydraulic_power.to('kW'):.1f~P}, {sizing.motor_rating.to('kW'):.0f~P}")
    343.8 kW, 280 kW
    """
    taken = _Taken()
    Q = units.number(flow, "flow", "flow")
    H = units.number(head, "head", "head")
    H_max = H if head_max is None else units.number(head_max, "head", "head_max")
    H_min = H if head_min is None else units.number(head_min, "head", "head_min")
    if not H_min <= H <= H_max:
        name, wrong = ("head_min", H_min) if H_min > H else ("head_max", H_max)
        raise InputError(
            name, "head_min <= head <= head_max", units.show(wrong, "head"),
            write="head is {head}", head=units.show(H, "head"),
        )  # fmt: skip
    t = taken.number("temperature", temperature, "temperature", low=0.0, high=40.0)
    z = taken.number("altitude", altitude, "level", high=5000.0)
    T = taken.number("hours", hours, "hours per day")
    N = taken.whole("duty", duty, 1, 20)
    N_s = taken.whole("standby", standby, 0, 20)
    eta = taken.number("pump_efficiency", pump_efficiency, "efficiency")
    r = taken.number("power_rise", power_rise, "ratio", low=1.0, high=2.0)
    eta_c = taken.number("coupling_efficiency", coupling_efficiency, "efficiency")
    p = taken.whole("poles", poles, 2, 8)
    ie = choice(taken.text("ie_class", ie_class), "ie_class", IE_CLASSES)
    ratings, margins, supplies = rating_series()
    if margin is None:
        taken.default("margin", "1.10–1.25")
    else:
        margins = 0.0 * margins + units.number(margin, "ratio", "margin", low=1.0, high=2.0)
    taken.number("motor_constant_losses", None, "efficiency")

    liquid = water_at(t, altitude=z)
    rho = liquid.si.density
    Q_u = run(kernels.unit_flow, Q, N)
    P_s = run(pump_kernels.shaft_power, rho, Q_u, H, eta)
    P_H = run(pump_kernels.shaft_power, rho, Q_u, H_max, eta)
    P_max = run(kernels.max_shaft_power, P_s, r, P_H)
    R = run(motor_kernels.motor_rating, P_max / eta_c, ratings=ratings, margins=margins)
    if not R > 0:
        most = units.show(ratings[-1] / margins[-1], "power")
        raise InputError(
            "duty", "units of at most {most} each", units.show(P_max, "power"),
            write="more duty units", most=most,
        )  # fmt: skip
    x = run(kernels.motor_load, P_s, R, eta_c)
    supply = supplies[list(ratings).index(R)]
    eta_1 = run(full_load_efficiency, R, **efficiency_rows(p, ie))
    if not eta_1 > 0:
        hv = data.assumption("hv_motor_efficiency")
        eta_1 = taken.default("hv_motor_efficiency", hv.number)
    eta_m = run(motor_kernels.motor_efficiency_at_load, x, eta_1, constant_share())
    P_in = run(pump_kernels.input_power, rho, Q, H, eta, eta_m, eta_c)
    return StationSizing(
        flow=Q, head=H, head_max=None if head_max is None else H_max,
        head_min=None if head_min is None else H_min,
        temperature=t, liquid=liquid, hours=T,
        daily_volume=run(pump_kernels.daily_volume, Q, T),
        hydraulic_power=run(pump_kernels.hydraulic_power, rho, Q, H),
        duty=N, standby=N_s, unit_flow=Q_u, efficiency=eta,
        unit_shaft_power=P_s, head_power=P_H, power_rise=r, max_shaft_power=P_max,
        motor_rating=R, supply=supply, motor_load=x, full_load_efficiency=eta_1,
        motor_efficiency=eta_m, coupling_efficiency=eta_c,
        installed_power=run(kernels.installed_power, R, N, N_s), input_power=P_in,
        specific_energy=run(kernels.energy_per_volume, P_in, Q),
        energy_per_day=run(kernels.energy_per_day, P_in, T),
        energy_per_year=run(kernels.energy_per_year, P_in, T),
        assumptions=tuple(taken.assumptions),
    )  # fmt: skip


class _Taken:
    """Collects the defaults that were taken because the user gave nothing."""

    def __init__(self) -> None:
        self.assumptions: list[Assumption] = []

    def default(self, id: str, value: Any) -> Any:
        a = data.assumption(id)
        self.assumptions.append(
            Assumption(
                id=id, label=a.label, value=value, unit=a.unit, basis=a.basis, source=a.source,
                option=a.option,
            )
        )  # fmt: skip
        return value

    def number(
        self, id: str, given: Any, kind: str, low: float | None = None, high: float | None = None
    ) -> float:
        if given is None:
            return float(self.default(id, data.assumption(id).number))
        return float(units.number(given, kind, id, low=low, high=high))

    def whole(self, id: str, given: Any, low: int, high: int) -> int:
        if given is None:
            return int(self.default(id, data.assumption(id).number))
        return whole(given, id, low, high)

    def text(self, id: str, given: Any) -> Any:
        return self.default(id, data.assumption(id).value) if given is None else given
