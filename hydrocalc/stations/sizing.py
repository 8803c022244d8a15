"""Sizing a station: from a flow and a head to arrangements, motors and energy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import water_at
from hydrocalc.components.motors import (
    COUNTRIES,
    IE_CLASSES,
    POLES,
    SUPPLIES,
    geared,
    mains,
    motor_table,
    needs_gear,
    rating_series,
    usual_country,
)
from hydrocalc.components.pumps import DEEPEST, pump_types
from hydrocalc.errors import Argument, InputError
from hydrocalc.kernels import choices
from hydrocalc.kernels import liquids as liquid_kernels
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.records.assumptions import Taken
from hydrocalc.records.faces import renamed
from hydrocalc.records.fields import (
    Choice,
    Column,
    Measure,
    OptionalMeasure,
    OptionalRatio,
    Ratio,
    choice,
    entries,
    whole,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import TAKEN, Made, Part, Result, made, records_of
from hydrocalc.records.tables import Table
from hydrocalc.stations.duty_kinds import (
    CLEAR,
    DUTY_KINDS,
    MOST_UNITS,
    DutyKind,
    duty_kind_of,
    refuse_other_type,
)
from hydrocalc.texts import Phrase, listed
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hydrocalc.components.curves import PumpCurve
    from hydrocalc.hydraulics.lines import Line
    from hydrocalc.records.fields import Amount, Language

RANKS = ("balanced", "energy", "installed", "units")
BLOCK = 4096
"""Pairs evaluated at once: each brings some fifty arrangements."""
MOST_USUAL = 7
"""Duty units that a station has as a rule, at most."""
SPACING = 0.04
"""Of the speeds that stand for a speed as a real number, in their logarithm."""


class Arrangements(Result):
    """Arrangements of equal pumps: columns with one row each, or one arrangement alone."""

    type: Column = Column(label="pump type")
    duty: Column = Column(label="duty units")
    standby: Column = Column(label="standby units")
    poles: Column = Column(label="motor poles")
    speed: Measure = Measure("speed", label="speed")
    stages: Column = Column(label="stages")
    unit_flow: Measure = Measure("flow", label="unit flow")
    nq_total: Ratio = Ratio(label="specific speed nq (total flow, per stage)", digits=3)
    nq_eye: Ratio = Ratio(label="specific speed nq per impeller eye", digits=3)
    ns_cn: Ratio = Ratio(label="specific speed ns (China: Q/2 if double suction)", digits=3)
    impeller_diameter: Measure = Measure("diameter", label="impeller diameter, about", digits=2)
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    efficiency_low: Ratio = Ratio(
        "efficiency", label="pump efficiency, a quarter of pumps has less", digits=3
    )
    efficiency_high: Ratio = Ratio(
        "efficiency", label="pump efficiency, a quarter has more", digits=3
    )
    efficiency_limit: Ratio = Ratio("efficiency", label="GB 19762 specified point", digits=3)
    unit_shaft_power: Measure = Measure("power", label="P_duty, shaft power of a unit")
    power_rise: Ratio = Ratio(label="P_max over P_duty")
    max_shaft_power: Measure = Measure("power", label="P_max (estimates: at the low efficiency)")
    margin: Ratio = Ratio(label="motor margin k")
    motor_rating: Measure = Measure("power", label="motor rating")
    rating_over_duty: Ratio = Ratio(label="motor rating over P_duty", digits=3)
    rating_over_max: Ratio = Ratio(label="motor rating over P_max", digits=3)
    supply: Column = Column(label="motor supply")
    full_load_efficiency: Ratio = Ratio("efficiency", label="motor efficiency at full load")
    motor_load: Ratio = Ratio("efficiency", label="motor load at the duty point", digits=3)
    motor_efficiency: Ratio = Ratio("efficiency", label="motor efficiency at the duty point")
    unit_input_power: Measure = Measure("electric power", label="electrical input of a unit")
    specific_energy: Measure = Measure("specific energy", label="specific energy")
    npsh_required_low: Measure = Measure("head", label="NPSHr at run-out, good pump", digits=2)
    npsh_required_high: Measure = Measure("head", label="NPSHr at run-out, plain pump", digits=2)
    npsh_available: Measure = Measure("level", label="NPSH available", digits=3)
    assumed_eye: Measure = Measure(
        "level", label="impeller eye above minimum water level, as given or assumed", digits=2
    )
    eye_level: Measure = Measure(
        "level", label="highest impeller eye above minimum water level", digits=2
    )
    eye_level_good: Measure = Measure("level", label="the same with a good pump", digits=2)
    installed_power: Measure = Measure("power", label="installed power")
    index: Ratio = Ratio(label="cost index, for the choice", digits=4)
    status: Column = Column(label="status")

    def row(self, index: int) -> Arrangements:
        """One arrangement of a record of columns."""
        return Arrangements(**{k: v[index].item() for k, v in self._plain.items()})

    def name(self, lang: Language = "en") -> str:
        """Short name of one arrangement."""
        a = self._plain
        known = {name: a[name] for name in ("duty", "standby", "poles")}
        text = "{duty}+{standby} {type}, {poles}-pole"
        if needs_gear(a["poles"], a["motor_rating"]):
            text = "{duty}+{standby} {type}, geared"
        return translated(text, lang, type=Phrase(a["type"]), **known)


class StationSizing(Result):
    """What `size_station` returns: the duty, the arrangements, the choice and its energy."""

    schema: ClassVar[tuple[str, int]] = ("station-sizing", 1)

    flow: Measure = Measure("flow", label="design flow")
    flow_low: OptionalMeasure = OptionalMeasure("flow", label="lowest flow printed like this")
    flow_high: OptionalMeasure = OptionalMeasure("flow", label="highest flow printed like this")
    head: Measure = Measure("head", label="design head")
    head_low: OptionalMeasure = OptionalMeasure("head", label="lowest head printed like this")
    head_max: OptionalMeasure = OptionalMeasure("head", label="highest head")
    head_min: OptionalMeasure = OptionalMeasure("head", label="lowest head")
    temperature: Measure = Measure("temperature", label="water temperature")
    liquid: Part = Part(label="water")
    hours: Measure = Measure("hours per day", label="pumping hours a day")
    daily_volume: Measure = Measure("daily volume", label="daily volume")
    hydraulic_power: Measure = Measure("power", label="hydraulic power")
    duty_kind: Choice = Choice(DUTY_KINDS, label="kind of duty")
    rank: Choice = Choice(RANKS, label="ranked by")
    status: Column = Column(label="status")
    recommended: Part = Part(label="recommended arrangement")
    recommended_row: Column = Column(label="its row of the arrangements, -1 where they are none")
    runner_up: Part = Part(label="runner-up")
    candidates: Part = Part(label="arrangements")
    usual_duty: Column = Column(label="duty units usual at that power")
    remedy: Part = Part(label="an arrangement near by")
    remedy_head: OptionalMeasure = OptionalMeasure("head", label="its head, if another")
    mean_flow: Measure = Measure("flow", label="mean flow while pumping")
    mean_flow_given: Column = Column(label="mean flow given")
    mean_day: Column = Column(label="design flow of the mean day")
    input_power: Measure = Measure("electric power", label="electrical input at the mean flow")
    energy_per_day: Measure = Measure("energy", label="energy a day")
    energy_per_year: Measure = Measure("energy", label="energy a year")
    price: OptionalRatio = OptionalRatio("price", label="price of energy, per kWh")
    cost_per_year: OptionalRatio = OptionalRatio("money", label="cost of energy a year")
    given: Part = Part(label="Given")
    assumptions: Part = Part(label="Assumptions")
    heads: Part = Part(label="Characteristic heads")
    designs: Part = Part(label="Designs side by side")

    made_by: ClassVar[Mapping[str, Made]] = {
        "daily_volume": made(pump_kernels.daily_volume, Q="flow", T_d="hours"),
        "hydraulic_power": made(
            pump_kernels.hydraulic_power, rho="liquid.density", Q="flow", H="head", g=G
        ),
        "recommended.unit_flow": made(kernels.unit_flow, Q="flow", N="recommended.duty"),
        "recommended.nq_total": made(
            pump_kernels.specific_speed_of_stages, n="recommended.speed",
            Q="recommended.unit_flow", H="head", i="recommended.stages",
        ),
        "recommended.unit_shaft_power": made(
            pump_kernels.shaft_power, rho="liquid.density", Q="recommended.unit_flow", H="head",
            eta="recommended.efficiency", g=G,
        ),
        "recommended.max_shaft_power": made(
            kernels.max_shaft_power_estimated, r="recommended.power_rise", rho="liquid.density",
            Q="recommended.unit_flow", H="head", H_max="head_max",
            eta="recommended.efficiency_low", g=G,
        ),
        "recommended.rating_over_max": made(
            motor_kernels.reserve, R="recommended.motor_rating", P="recommended.max_shaft_power"
        ),
        "recommended.rating_over_duty": made(
            motor_kernels.reserve, R="recommended.motor_rating", P="recommended.unit_shaft_power"
        ),
        "recommended.installed_power": made(
            kernels.installed_power, R="recommended.motor_rating", N="recommended.duty",
            N_s="recommended.standby",
        ),
        "recommended.motor_load": made(
            kernels.motor_load, P="recommended.unit_shaft_power", R="recommended.motor_rating",
            eta_c="taken.coupling_efficiency",
        ),
        "recommended.motor_efficiency": made(
            motor_kernels.motor_efficiency_at_load, x="recommended.motor_load",
            eta_1="recommended.full_load_efficiency",
            k_0=data.assumption("motor_constant_losses").number,
        ),
        "recommended.unit_input_power": made(
            kernels.motor_input, P="recommended.unit_shaft_power",
            eta_c="taken.coupling_efficiency", eta_m="recommended.motor_efficiency", eta_d=1.0,
        ),
        "recommended.specific_energy": made(
            kernels.energy_per_volume, P="recommended.unit_input_power", Q="recommended.unit_flow"
        ),
        "input_power": made(kernels.mean_power, e="recommended.specific_energy", Q="mean_flow"),
        "energy_per_day": made(kernels.energy_per_day, P="input_power", T_d="hours"),
        "energy_per_year": made(kernels.energy_per_year, P="input_power", T_d="hours"),
        "cost_per_year": made(kernels.energy_cost, E="energy_per_year", c="price"),
        "recommended.eye_level": made(
            kernels.highest_eye, z_0="recommended.assumed_eye", NPSHa="recommended.npsh_available",
            NPSHr="recommended.npsh_required_high", m="taken.npsh_margin",
        ),
    }  # fmt: skip

    def how(self, field: str) -> Made:
        """As `Result.how`; with what was given or assumed, and one head where there is no range."""
        kernel, arguments = super().how(field)
        taken = {a.id: a.value for a in (*self.assumptions, *self.given)}
        resolved = {
            symbol: taken[given.removeprefix(TAKEN)]
            if isinstance(given, str) and given.startswith(TAKEN) else given
            for symbol, given in arguments.items()
        }  # fmt: skip
        if self.si.head_max is None and resolved.get("H_max"):
            resolved["H_max"] = "head"
        return Made(kernel, resolved)

    @property
    def frequency(self) -> float:
        """Mains frequency, Hz."""
        taken = (*self.given, *self.assumptions)
        return next(float(a.value) for a in taken if a.id == "frequency")

    @property
    def withheld(self) -> frozenset[str]:
        """What comes from curves on a line has no such formulas."""
        if self.designs is None:
            return frozenset()
        names = ("unit_flow", "nq_total", "unit_shaft_power", "max_shaft_power", "specific_energy")
        return frozenset(f"recommended.{name}" for name in names)

    @property
    def exit_code(self) -> int:
        """0, or 1 if nothing is feasible under what was given and assumed."""
        return int(not np.all(np.asarray(self._plain["status"]) == kernels.FEASIBLE))

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The main table: the arrangements, the recommended one first; `every` shows all."""
        from hydrocalc.stations.sizing_text import arrangements_table

        return arrangements_table(self, lang, **view)

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """The arrangements that the main table shows, with all their figures."""
        from hydrocalc.stations.sizing_text import arrangements_data

        return arrangements_data(self, lang, **view)

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The first page of a station's calculation; `every` shows all arrangements."""
        from hydrocalc.stations.sizing_text import page

        return page(self, lang, **view)


@renamed(suction_level="water_above_eye")
def size_station(
    line: Line | Sequence[Line] | None = None,
    pumps: Sequence[PumpCurve] | None = None,
    *,
    trims: Any = None,
    speeds: Any = None,
    flow: Amount | None = None,
    daily_demand: Amount | None = None,
    head: Amount | None = None,
    suction_levels: Any = None,
    delivery_levels: Any = None,
    flows: Any = None,
    shares: Any = None,
    head_max: Amount | None = None,
    head_min: Amount | None = None,
    duty_kind: str | None = None,
    duty: int | str | Sequence[int] | None = None,
    standby: int | None = None,
    type: str = "auto",
    poles: int | str | Sequence[int] | None = None,
    frequency: Amount | None = None,
    rank: str = "balanced",
    hours: Amount | None = None,
    average_flow: Amount | None = None,
    load_factor: Amount | None = None,
    price: Amount | None = None,
    temperature: Amount | None = None,
    temperature_max: Amount | None = None,
    altitude: Amount | None = None,
    level_range: Amount | None = None,
    water_above_eye: Amount | None = None,
    suction_loss: Amount | None = None,
    npsh_margin: Amount | None = None,
    pump_efficiency: Amount | None = None,
    efficiency_allowance: Amount | None = None,
    power_rise: Amount | None = None,
    margin: Amount | None = None,
    coupling_efficiency: Amount | None = None,
    ie_class: str | None = None,
    country: str | None = None,
) -> StationSizing:
    """Size a pump station: arrangements of equal units, the one to choose, motors and energy.

    Parameters
    ----------
    line : Line or sequence of Line, optional
        What the station pumps through, in one or several conditions (the first is the design's):
        the heads are then computed and not given.
    pumps : sequence of PumpCurve, optional
        Real pumps to choose among, with a line; without them efficiencies, run-out and NPSH are
        estimated. P_max then comes from all combinations, levels and conditions of the line.
    trims : array_like, optional
        Shares of the full impeller diameter at which each pump is looked at, 0.5–1 (1).
    speeds : array_like, optional
        Full speeds at which each pump is looked at, rpm, by the affinity laws (its own).
    flow : float, str, array_like or quantity
        Design flow of the station, m³/s, above 0; any shape.
    daily_demand : float, str, array_like or quantity
        Or the mean daily demand, m³/d, that is pumped in the `hours`.
    head : float, str, array_like or quantity
        Total head at the pump, suction flange to discharge flange, at design flow, m, above 0;
        any shape that broadcasts with `flow`. Not with a line.
    suction_levels, delivery_levels : array_like, optional
        Levels at both ends of the line, m above the datum: as `characteristic_heads`, the first
        may be those of a `WetWell`; the design head is that at the first suction level.
    flows, shares : array_like, optional
        Flows over the year, m³/s, and the share of the pumping hours of each: for the mean head,
        and for the energy by which `pumps` are ranked.
    head_max, head_min : float, str, array_like or quantity, optional
        Highest and lowest total head, m. The pump meets the design flow at `head` and gives less
        at the highest; its motor has the power for the design flow there, and for run-out to the
        lowest.
    duty_kind : str, optional
        What the station is for: 'raw-water' (as assumed), 'treated-water', 'sewage', 'drainage',
        'mine', 'borehole', 'booster' or 'other'. Pump types, usual units, standby, hours and the
        cost of two poles follow it (``hydrocalc/data/duty_kinds.csv``).
    duty : int, str or sequence of int, optional
        Numbers of duty units to look at, 1–20, such as 2, "1-4" or (2, 3). By default as usual at
        that power, or the next number that some type of pump serves.
    standby : int, optional
        Standby units, 0–20 (by the kind of duty: 1, with more than four on duty 2).
    type : str, optional
        Pump type, such as 'split-case' (``hydrocalc/data/pump_types.csv``); 'auto' looks at all
        that are for the kind of duty.
    poles : int, str or sequence of int, optional
        Numbers of motor poles to look at: 2 to 16, 18, 20, 24, 28, 32, 36, 40, 48. By default all.
    frequency : float, str or quantity, optional
        Mains frequency, Hz, 50 or 60 (50).
    rank : {'balanced', 'energy', 'installed', 'units'}, optional
        How feasible arrangements are ranked: by the rule of practice, or by one figure alone.
    hours : float or str, optional
        Pumping hours a day, h, 0–24 (24; in a mine 20).
    average_flow : float, str, array_like or quantity, optional
        Mean flow while pumping, over the year, m³/s. Without it or `load_factor` energies are
        those of the design flow all year: an upper bound.
    load_factor : float or str, optional
        Mean flow over design flow, 0–1; not together with `average_flow`.
    price : float or str, optional
        Price of energy per kWh, in any currency.
    temperature : float, str or quantity, optional
        Water temperature, °C, 0–40 (20 °C).
    temperature_max : float, str or quantity, optional
        Warmest water, °C, 0–40, at which NPSH is looked at (30 °C).
    altitude : float, str or quantity, optional
        Height above the sea, m, −500 to 5000 (0).
    level_range : float, str or quantity, optional
        Range of the level that the pumps draw from, m: above 8 m they hang in the water or stand
        in a deep dry pit. With a line, that of its suction levels; else 0.
    water_above_eye : float, str or quantity, optional
        Lowest water level above the impeller eye, m, −60 to 60; negative for a suction lift (0;
        2 m for pumps that hang in the water).
    suction_loss : float, str or quantity, optional
        Head loss in the suction line, m, 0–50 (1.5 m; 0 for pumps that hang in the water).
    npsh_margin : float, str or quantity, optional
        NPSH available that must be left above that required, m, 0–20 (1 m).
    pump_efficiency : float or str, optional
        Pump efficiency at the duty point, 0–1 or with %, in place of the estimates.
    efficiency_allowance : float or str, optional
        Taken off the estimates, 0–0.2 (2 %; in a mine 7 %).
    power_rise : float, optional
        Largest over duty shaft power, 1–2 (by specific speed, 1.0–1.08; above nq 110 by the
        highest head). 1 only where the flow is limited by control.
    margin : float, optional
        Motor margin, 1–2 (by rating: 1.25 to 11 kW, 1.15 at 55, 1.10 at 200, 1.05 from 1 MW).
    coupling_efficiency : float or str, optional
        Efficiency of coupling or gear, 0–1 (1).
    ie_class : {'IE1', 'IE2', 'IE3', 'IE4'}, optional
        Motor efficiency class of low-voltage motors (IE3).
    country : {'CN', 'EU', 'US'}, optional
        Whose practice says from which rating motors have high voltage (CN at 50 Hz, US at 60 Hz).

    Returns
    -------
    StationSizing
        The results with every assumption, its source and basis. Scalar flow and head: all
        arrangements are in `candidates`. Arrays: `recommended` has arrays of their shape and
        `status` says per pair 0 feasible, 1 feasible only with a lower impeller eye than assumed,
        else why nothing is (`hydrocalc.kernels.stations.REASONS`); `candidates` is None.

    Raises
    ------
    InputError
        If an argument can't be read, lies outside its range or contradicts another.

    Notes
    -----
    Efficiency is that of the middle pump of a type, size and specific speed, less the allowance;
    the range holds the middle half of them. The motor is the next standard rating above margin ×
    largest shaft power P_max, at the low end of the range; P_max is the greatest of power_rise ×
    duty, run-out to the lowest head, and design flow at the highest head. From nq 110 an eye the
    power is largest at the highest head. NPSHr is a range, and grows with the flow where the
    lowest head lets the pump run out further.

    The number of duty units follows from the hydraulic power, the type from a cost index (energy,
    a share for the equipment, edges of the type's windows, depth of the eye, two poles in raw
    water), the poles from the same index. 3 % of it is a tie, in which the type stays that of the
    round duty near by (flow of a unit and head of the series R5).

    References
    ----------
    ISO 17769-1:2012 (powers); IEC 60034-30-1:2014 (motors); GB 50265-2022 10.1; GB 19762-2007.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> sizing = hc.size_station(flow="0.4 m3/s", head="87.8 m")
    >>> best = sizing.recommended
    >>> print(f"{best.duty}+{best.standby} {best.type}, {best.motor_rating.to('kW'):.0f~P}")
    2+1 split-case, 280 kW
    """
    choice(type, "type", ("auto", *pump_types()))
    kind = duty_kind_of(
        data.assumption("duty_kind").value if duty_kind is None
        else choice(duty_kind, "duty_kind", DUTY_KINDS)
    )  # fmt: skip
    refuse_other_type(type, kind)
    taken = Taken(kind.sources)
    taken.word("duty_kind", duty_kind, DUTY_KINDS)
    t = taken.number("temperature", temperature, "temperature", low=0.0, high=40.0)
    warmest = t
    if temperature_max is not None or t < data.assumption("temperature_max").number:
        warmest = taken.number(
            "temperature_max", temperature_max, "temperature", low=0.0, high=40.0
        )
    if temperature_max is not None and warmest < t:
        raise InputError(
            "temperature_max", "at least the water temperature, {least}",
            units.show(warmest, "temperature"), least=units.show(t, "temperature"),
        )  # fmt: skip
    z = taken.number("altitude", altitude, "level", low=-500.0, high=5000.0)
    liquid = water_at(t, altitude=z)
    mean_day = daily_demand is not None
    flow = _flow_of(flow, daily_demand, hours, taken)
    heads = None
    if line is None:
        for name, value in (("pumps", pumps), ("suction_levels", suction_levels),
                            ("delivery_levels", delivery_levels), ("flows", flows)):  # fmt: skip
            if value is not None:
                raise InputError(name, "a line beside it")
    if pumps is None:
        for name, value in (("trims", trims), ("speeds", speeds)):
            if value is not None:
                raise InputError(name, "pumps beside it")
    if line is not None:
        from hydrocalc.components.wetwells import levels_of
        from hydrocalc.hydraulics.heads import characteristic_heads
        from hydrocalc.hydraulics.lines import Line

        line = records_of(line, "line", Line, least=1)

        for name, value in (("head", head), ("head_max", head_max), ("head_min", head_min)):
            if value is not None:
                raise InputError(name, "no value: the line gives it")
        suction_levels = levels_of((0.0,) if suction_levels is None else suction_levels)
        heads = characteristic_heads(
            line, liquid, flow=flow, suction_levels=suction_levels,
            delivery_levels=delivery_levels, design_suction_level=float(suction_levels[0]),
            flows=flows, shares=shares,
        )  # fmt: skip
        for name, value in (("pump_efficiency", pump_efficiency), ("power_rise", power_rise),
                            ("efficiency_allowance", efficiency_allowance), ("poles", poles),
                            ("type", None if type == "auto" else type)):  # fmt: skip
            if pumps is not None and value is not None:
                raise InputError(name, "no value: the curves give it")
        head, head_max, head_min = heads.si.design, heads.si.highest, heads.si.lowest
    Q = units.number(flow, "flow", "flow")
    flow_low = flow_high = None
    if isinstance(Q, float):
        flow_low, _, flow_high = units.printed(flow, "flow", "flow")
    H = units.number(head, "head", "head")
    head_low = None
    if isinstance(H, float) and line is None:
        head_low = units.printed(head, "head", "head")[0]
    H_max = H if head_max is None else units.number(head_max, "head", "head_max")
    H_min = H if head_min is None else units.number(head_min, "head", "head_min")
    if all(isinstance(v, float) for v in (H, H_max, H_min)):
        _check_heads(H, H_max, H_min)
    weather = taken.number("weather", None, "ratio")
    T = taken.number("hours", hours, "hours per day", default=kind.hours)
    N_s = kind.standby
    if standby is not None:
        N_s = 0.0 * N_s + taken.note("standby", whole(standby, "standby", 0, 20))
    else:
        usual = N_s[1 : MOST_USUAL + 1]
        taken.default(
            "standby", "–".join(f"{n:.0f}" for n in dict.fromkeys([min(usual), max(usual)]))
        )
    eta = np.nan
    if pump_efficiency is not None:
        eta = taken.number("pump_efficiency", pump_efficiency, "efficiency")
    allowance = 0.0
    if pump_efficiency is None:
        taken.default("pump_efficiency", "estimated")
        allowance = taken.number(
            "efficiency_allowance", efficiency_allowance, "ratio", low=0.0, high=0.2,
            default=kind.allowance,
        )  # fmt: skip
    elif efficiency_allowance is not None:
        raise InputError("efficiency_allowance", "no value: {name} is given",
                         name=Argument("pump_efficiency"))  # fmt: skip
    r = np.nan
    if power_rise is not None:
        r = taken.number("power_rise", power_rise, "ratio", low=1.0, high=2.0)
    else:
        taken.default("run_out", data.assumption("run_out").value)
    eta_c = taken.number("coupling_efficiency", coupling_efficiency, "efficiency")
    ie = taken.word("ie_class", ie_class, IE_CLASSES)
    f = taken.number("frequency", None if frequency is None else mains(frequency), "frequency")
    if f == 60.0:
        taken.default("efficiency_60hz", data.assumption("efficiency_60hz").value)
    slip = taken.number("slip", None, "ratio")
    choice(rank, "rank", RANKS)
    if country is None:
        where = taken.default("country", usual_country(f))
    else:
        where = taken.word("country", country, COUNTRIES)
    ratings, margins, supplies = rating_series(f, where)
    if margin is None:
        taken.default("margin", "1.05–1.25")
    else:
        margins = 0.0 * margins + taken.number("margin", margin, "ratio", low=1.0, high=2.0)
    if duty is None and pumps is None:
        taken.default("duty", data.assumption("duty").value)
    numbers = _numbers(
        duty,
        "duty",
        (1, 2, 3, 4) if pumps else tuple(range(1, MOST_UNITS + 1)),
        range(1, MOST_UNITS + 1),
    )
    pole_numbers = _numbers(poles, "poles", POLES, POLES)
    if duty is not None:
        _check_window(type, Q, numbers)

    warm = water_at(max(t, warmest), altitude=z)
    air = (1.0 - weather) * float(run(liquid_kernels.atmospheric_pressure, z))
    if line is not None:  # the levels themselves are known
        if level_range is not None:
            raise InputError("level_range", "no value: the suction levels give it")
        level_range = float(np.ptp(suction_levels))
    span = 0.0
    if level_range is not None:
        span = units.number(level_range, "level", "level_range", low=0.0, scalar=True)
        if line is None:
            taken.note("level_range", span)
    gear = 1.0 if geared(eta_c) else 1.0 - data.assumption("gear_loss").number

    def motors_of(pump: Any) -> Any:
        """Full-load efficiencies; a gear's loss once, where neither user nor type counts it."""
        once = 1.0 if pump.motor_loss >= 1.0 - gear else gear
        return motor_table(ie, frequency=f, country=where, gear=once)

    grids = _grids(
        kind, type, pole_numbers if poles is not None else None, f, slip, motors_of,
        air, warm, water_above_eye, suction_loss, taken, several=pumps is not None,
    )  # fmt: skip
    margin_npsh = taken.number("npsh_margin", npsh_margin, "head", low=0.0, high=20.0)
    case: dict[str, Any] = {
        "grids": grids, "auto": type == "auto", "standby": N_s, "rule": kind.rule,
        "site": kernels.Site(
            rho=liquid.si.density, coupling=eta_c, rise=r, held=r == 1.0, swing=head_max is None,
            allowance=allowance, efficiency=eta, npsh_margin=margin_npsh,
            eye_given=water_above_eye is not None, span=span,
        ),
        "motors": kernels.Motors(
            ratings, margins, taken.number("motor_constant_losses", None, "ratio"),
            np.array([SUPPLIES.index(s) / 2.0 for s in supplies]),
            data.limit("high_voltage_price"),
        ),
    }  # fmt: skip
    taken.default("npsh_c", data.assumption("npsh_c").value)
    view = _View(kind, grids, supplies, f, margin_npsh)
    scalar = all(isinstance(v, float) for v in (Q, H, H_max, H_min))
    units_rule = {"numbers": np.array(numbers, dtype=float), "rank": rank, **kind.units_rule}
    table = runner_up = designs = remedy = remedy_head = None
    best = -1
    if pumps is not None:
        from hydrocalc.stations.curve_sizing import Site, curve_arrangements, curve_units

        several: Any = line
        site = Site(
            several[0], several[1:], Q, suction_levels, delivery_levels, flows, shares, T, N_s,
            f, grids[0].eye, water_above_eye is not None, grids[0].npsh_available, margin_npsh,
            ratings, margins, supplies, margin, ie, where, eta_c, liquid, warmest, z,
            case["motors"].constant_share,
        )  # fmt: skip
        columns, designs = curve_arrangements(
            curve_units(_several(pumps), trims, speeds), numbers, site
        )
        best, second, status = _best_two(columns, rank, kind.preferences(f))
        table = Arrangements(
            **{k: v for k, v in columns.items() if k not in ("synchronous", "code")},
            status=columns["code"],
        )
        recommended = table.row(best) if best >= 0 else None
        runner_up = table.row(second) if second >= 0 else None
    elif scalar:
        with np.errstate(all="ignore"):
            duties: Any = [np.atleast_1d(v) for v in (Q, H, H_max, H_min)]
            status, columns, best, second = _looked_at(duties, duty is None, case, units_rule)
        table = view.arrangements(columns)
        recommended = table.row(best) if best >= 0 else None
        runner_up = table.row(second) if second >= 0 else None
        if recommended is None:
            free = _grids(
                kind, "auto", None, f, slip, motors_of, air, warm, None, None, Taken(),
                several=False,
            )  # fmt: skip
            site = case["site"]._replace(eye_given=False, span=0.0)
            case |= {"grids": free, "auto": True, "site": site}
            near, remedy_head = _remedy(Q, H, H_max, H_min, case, units_rule)
            if near is not None:
                near["code"] = np.zeros(1)
                remedy = _View(kind, free, supplies, f, margin_npsh).arrangements(near).row(0)
    else:
        status, *chosen = run(
            choices.recommend, Q, H, H_max, H_min, block=BLOCK, **units_rule, **case,
        )  # fmt: skip
        columns = dict(zip(kernels.COLUMNS, chosen, strict=True))
        columns["code"] = np.where(status <= kernels.CONDITIONAL, status, np.nan)
        recommended = view.arrangements(columns)
    if recommended is not None and np.any(np.asarray(recommended.si.supply) == "HV"):
        taken.default("hv_motor_efficiency", data.assumption("hv_motor_efficiency").value)

    if (
        recommended is not None
        and gear < 1.0
        and np.any(needs_gear(recommended.poles, recommended.si.motor_rating))
    ):
        taken.default("gear_loss", data.assumption("gear_loss").number)

    Q_m = _mean_flow(Q, average_flow, load_factor)
    e = np.nan if recommended is None else recommended.si.specific_energy
    P_in = run(kernels.mean_power, e, Q_m)
    E_y = run(kernels.energy_per_year, P_in, T)
    c = None if price is None else units.number(price, "price", "price", scalar=True)
    usual = run(
        choices.preferred_units, run(pump_kernels.hydraulic_power, liquid.si.density, Q, H), Q,
        **kind.units_rule,
    )  # fmt: skip
    return StationSizing(
        usual_duty=np.nan_to_num(usual).astype(int)[()], remedy=remedy, remedy_head=remedy_head,
        flow=Q, flow_low=flow_low, flow_high=flow_high,
        head=H, head_low=head_low, head_max=None if head_max is None else H_max,
        head_min=None if head_min is None else H_min,
        temperature=t, liquid=liquid, hours=T,
        daily_volume=run(pump_kernels.daily_volume, Q, T),
        hydraulic_power=run(pump_kernels.hydraulic_power, liquid.si.density, Q, H),
        duty_kind=kind.name, rank=rank, status=status, recommended=recommended,
        recommended_row=best, runner_up=runner_up, candidates=table, mean_flow=Q_m,
        mean_flow_given=mean_day or average_flow is not None or load_factor is not None,
        input_power=P_in, energy_per_day=run(kernels.energy_per_day, P_in, T), energy_per_year=E_y,
        price=c, cost_per_year=None if c is None else run(kernels.energy_cost, E_y, c),
        mean_day=mean_day, given=tuple(taken.given), heads=heads,
        assumptions=tuple(
            a for a in taken.assumptions if pumps is None or a.id not in _OF_ESTIMATES
        ),
        designs=designs,
    )  # fmt: skip


def _several(records: Any) -> tuple[Any, ...]:
    found = entries(records)
    return (records,) if found is None else found


_OF_ESTIMATES = {
    "pump_efficiency", "efficiency_allowance", "run_out", "npsh_c", "slip", "submergence",
    "column_loss", "duty",
}  # fmt: skip
"""Assumptions that real curves make unnecessary."""


def _check_heads(H: float, H_max: float, H_min: float) -> None:
    if H_min <= H <= H_max:
        return
    name, wrong = ("head_min", H_min) if H_min > H else ("head_max", H_max)
    raise InputError(
        name, "{low} <= {middle} <= {high}, where {middle} is {value}", units.show(wrong, "head"),
        low=Argument("head_min"), middle=Argument("head"), high=Argument("head_max"),
        value=units.show(H, "head"),
    )  # fmt: skip


def _numbers(value: Any, name: str, default: tuple[int, ...], allowed: Any) -> tuple[int, ...]:
    """Whole numbers given as one, several, or text such as "1-4" or "2,3"."""
    if value is None:
        return default
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\s*", value)
        if match and int(match[1]) <= int(match[2]):
            low, high = (whole(end, name, min(allowed), max(allowed)) for end in match.groups())
            value = [n for n in allowed if low <= n <= high]
        else:
            value = value.split(",")
    elif not isinstance(value, (list, tuple, range)) and not np.ndim(value):
        value = [value]
    found = sorted({whole(n, name, min(allowed), max(allowed)) for n in value})
    if not found or not set(found) <= set(allowed):
        raise InputError(
            name,
            "one of: {words}",
            ", ".join(map(str, value))[:40],
            words=", ".join(map(str, allowed)),
        )
    return tuple(found)


def _check_window(type: str, Q: Any, numbers: tuple[int, ...]) -> None:
    if type == "auto" or not isinstance(Q, float):
        return
    low, _, _, high = pump_types()[type].flow
    if not any(low <= Q / N <= high for N in numbers):
        raise InputError(
            "type", "units of {low} to {high} each for {name}",
            listed(units.show(Q / N, "flow") for N in numbers),
            name=Phrase(type), low=units.show(low, "flow"), high=units.show(high, "flow"),
        )  # fmt: skip


def _mean_flow(Q: Any, average_flow: Any, load_factor: Any) -> Any:
    if average_flow is not None and load_factor is not None:
        raise InputError("load_factor", "no value: {name} is given",
                         name=Argument("average_flow"))  # fmt: skip
    if load_factor is not None:
        return Q * units.number(load_factor, "ratio", "load_factor", high=1.0, scalar=True)
    if average_flow is None:
        return Q
    mean = units.number(average_flow, "flow", "average_flow")
    if isinstance(mean, float) and isinstance(Q, float) and mean > Q:
        raise InputError(
            "average_flow", "at most {most}", units.show(mean, "flow"), most=units.show(Q, "flow")
        )
    return mean


def _flow_of(flow: Any, daily_demand: Any, hours: Any, taken: Taken) -> Any:
    """Design flow as given, or that of the mean daily demand in the pumping hours."""
    if daily_demand is None:
        return flow
    if flow is not None:
        raise InputError("daily_demand", "no value: {name} is given", name=Argument("flow"))
    if hours is None:
        raise InputError(
            "hours", "pumping hours a day, in which the daily demand is lifted", Phrase("nothing"),
            "24",
        )  # fmt: skip
    V = units.number(daily_demand, "daily volume", "daily_demand")
    if isinstance(V, float):
        taken.note("daily_demand", V)
    return run(
        pump_kernels.flow_of_day, V, units.number(hours, "hours per day", "hours", scalar=True)
    )


def _grids(
    kind: DutyKind, type: str, poles: tuple[int, ...] | None, f: float, slip: float, motors: Any,
    air: float,
    warm: Any, water_above_eye: Any, suction_loss: Any, taken: Taken, several: bool,
) -> tuple[kernels.Grid, ...]:  # fmt: skip
    """The speeds of each type, and what stands at its eye."""
    known = kind.pumps
    kinds = [name for name in known if type in (name, "auto")]
    sites = {}
    for wet, names in ((False, ("water_above_eye", "suction_loss")),
                       (True, ("submergence", "column_loss"))):  # fmt: skip
        # Only what is used is said to be assumed.
        used = wet in {known[name].wet for name in kinds} and not (wet and several)
        once = wet and not all(known[name].wet for name in kinds)

        def log(given: Any, used: bool = used, once: bool = once) -> Taken:
            """What is given holds for both, and is noted once."""
            return taken if used and not (once and given is not None) else Taken()

        z = log(water_above_eye).number(names[0], water_above_eye, "level", name="water_above_eye")
        if abs(z) > DEEPEST:
            raise InputError(
                "water_above_eye", "water above the impeller eye, at most {most}: no elevation",
                units.show(z, "level"), most=units.show(DEEPEST, "level"),
            )  # fmt: skip
        h_s = log(suction_loss).number(names[1], suction_loss, "head", 0.0, 50.0, "suction_loss")
        rho, p_v = warm.si.density, warm.si.vapour_pressure
        sites[wet] = float(pump_kernels.npsh_available(air, p_v, rho, z, h_s)), -z

    def speeds(pump: Any, p: Any) -> kernels.Grid:
        synchronous = 120.0 * f / p
        # Synchronous machines, from 14 poles, have no slip.
        n = synchronous * (1.0 - slip * np.clip((14.0 - p) / 2.0, 0.0, 1.0))
        made = (p > pump.poles[0] - 1e-9) & (p < pump.poles[1] + 1e-9)
        # Between the numbers of poles of the table by their logarithm.
        place = np.interp(np.log(p), np.log(POLES), np.arange(len(POLES)))
        low = np.minimum(place.astype(int), len(POLES) - 2)
        share = (place - low)[:, None]
        rows = motors(pump)
        table = (1.0 - share) * rows[low] + share * rows[low + 1]
        return kernels.Grid(pump, p, synchronous, n, table, None, made, *sites[pump.wet])

    grids = []
    for pump in (known[name] for name in kinds):
        of = [q for q in POLES if pump.poles[0] <= q <= pump.poles[1]] if poles is None else poles
        grid = speeds(pump, np.array(of, dtype=float))
        if poles is None:
            least, most = np.log(pump.poles)
            count = 1 + choices.COARSE * int(np.ceil((most - least) / SPACING / choices.COARSE))
            grid = grid._replace(between=speeds(pump, np.exp(np.linspace(least, most, count))))
        grids.append(grid)
    return tuple(grids)


def _looked_at(
    duty: Any, usual: bool, case: dict[str, Any],
    units_rule: dict[str, Any],
) -> tuple[int, dict[str, Any], int, int]:  # fmt: skip
    """Status, columns of all arrangements of one duty, and rows of the first and the second.

    The numbers of units are those asked for; where none are, the one that is chosen and its
    neighbours.
    """
    Q, H, H_max, H_min = duty
    status, *chosen = choices.recommend(Q, H, H_max, H_min, **units_rule, **case)
    found = {k: float(v[0]) for k, v in zip(kernels.COLUMNS, chosen, strict=True)}
    numbers = units_rule["numbers"]
    if usual and units_rule["rank"] == "balanced":
        P_h = pump_kernels.hydraulic_power(case["site"].rho, Q, H)
        usually = choices.preferred_units(P_h, Q, units_rule["steps"], units_rule["least"])[0]
        middle = found["duty"] if status[0] <= kernels.CONDITIONAL else usually
        numbers = numbers[np.abs(numbers - middle) <= 1.0]
    duties: Any = [np.repeat(v, len(numbers)) for v in duty]
    index, code = kernels.weighed_all([*duties, numbers], **case)
    rows, places = np.nonzero(code >= 0)
    every: Any = [v[rows] for v in (*duties, numbers)]
    columns = kernels.table_of(every, places, index[rows, places], **case)
    columns["code"] = code[rows, places]
    if status[0] > kernels.CONDITIONAL:
        return int(status[0]), columns, -1, -1
    same = [columns[name] == found[name] for name in ("grid", "duty", "synchronous")]
    best = int(np.flatnonzero(same[0] & same[1] & same[2])[0])
    # Another speed of the same type and number is not another arrangement of the station.
    other = (columns["code"] <= status[0]) & ~(same[0] & same[1])
    ordered = np.where(other, _value_of(columns, units_rule["rank"]), np.inf)
    second = int(ordered.argmin()) if np.isfinite(ordered).any() else -1
    return int(status[0]), columns, best, second


def _remedy(
    Q: Any, H: Any, H_max: Any, H_min: Any, case: dict[str, Any], units_rule: dict[str, Any]
) -> tuple[dict[str, Any] | None, float | None]:
    """Columns of an arrangement near a duty that has none, and its head if that is another.

    Without what was asked for; else sized for the highest head; else at the nearest head that
    has one, of a station in series if it is lower.
    """
    rule = {**units_rule, "numbers": np.arange(1.0, 21.0), "rank": "balanced"}
    series = 1.0 / np.arange(1.0, 9.0)
    factors = np.concatenate([series, 1.05 ** np.arange(1.0, 60.0)])
    heads, highest, lowest = H * factors, H_max * factors, H_min * factors
    # The second is tried at the highest head, whatever the lowest is.
    heads, highest, lowest = (
        np.insert(v, 1, at) for v, at in ((heads, H_max), (highest, H_max), (lowest, H_min))
    )
    with np.errstate(all="ignore"):
        status, *found = choices.recommend(
            Q + 0.0 * heads, heads, highest, lowest, **rule, **case
        )  # fmt: skip
    good = np.flatnonzero(status <= kernels.CONDITIONAL)
    if not len(good):
        return None, None
    i = good[0] if good[0] < 2 else good[np.abs(np.log(heads[good] / H)).argmin()]
    columns = {k: v[i : i + 1] for k, v in zip(kernels.COLUMNS, found, strict=True)}
    return columns, None if heads[i] == H else float(heads[i])


def _value_of(columns: dict[str, Any], rank: str) -> Any:
    """By what arrangements are put in order."""
    name = {"energy": "specific_energy", "installed": "installed_power", "units": "duty",
            "balanced": "index"}[rank]  # fmt: skip
    return columns[name]


def _best_two(
    columns: dict[str, Any], rank: str, rule: kernels.Preferences
) -> tuple[int, int, int]:
    """Rows of the recommended real pumps and of the runner-up (-1: none), and the status."""
    best, status = kernels.ranked(columns, rank, rule)
    if best < 0:
        return -1, -1, int(status)
    others = dict(columns)
    same = np.full(len(columns["code"]), True)
    for name in ("duty", "synchronous", "type"):
        same &= columns[name] == columns[name][best]
    others["code"] = np.where(same, len(kernels.REASONS), columns["code"])
    second, under = kernels.ranked(others, rank, rule)
    # What needs a lower eye is no runner-up of what doesn't.
    return int(best), int(second) if under == status else -1, int(status)


class _View:
    """Turns the kernel's columns into `Arrangements`."""

    def __init__(
        self, kind: DutyKind, grids: tuple[kernels.Grid, ...], supplies: tuple[str, ...],
        frequency: float,
        npsh_margin: float,
    ) -> None:  # fmt: skip
        names = {id(pump): name for name, pump in kind.pumps.items()}
        self.clear = kind.name in CLEAR
        self.types = np.array([*(names[id(g.pump)] for g in grids), ""])
        self.supplies = np.array([*supplies, ""])
        self.available = np.array([*(g.npsh_available for g in grids), np.nan])
        self.eye = np.array([*(g.eye for g in grids), np.nan])
        self.frequency, self.npsh_margin = frequency, npsh_margin

    def arrangements(self, columns: dict[str, Any]) -> Arrangements:
        c = {k: v for k, v in columns.items() if k not in ("grid", "size", "synchronous", "code")}
        grid, size = (np.nan_to_num(columns[c], nan=-1).astype(int) for c in ("grid", "size"))
        R, available, eye = columns["motor_rating"], self.available[grid], self.eye[grid]
        headroom = available + eye - self.npsh_margin
        ns = 3.65 * columns["nq_eye"]
        counts = {
            "duty": columns["duty"], "standby": columns["standby"], "stages": columns["stages"],
            "poles": 120.0 * self.frequency / columns["synchronous"],
        }  # fmt: skip
        counts = {k: np.nan_to_num(v, nan=-1).round().astype(int) for k, v in counts.items()}
        with np.errstate(all="ignore"):
            limits = _specified_efficiency(self.types, grid, columns["unit_flow"], ns)
        limits = limits if self.clear else np.nan * limits
        size = np.minimum(size, len(self.supplies) - 1)
        return Arrangements(
            **{
                **c, **counts, "type": self.types[grid], "ns_cn": ns, "efficiency_limit": limits,
                "rating_over_duty": R / columns["unit_shaft_power"],
                "rating_over_max": R / columns["max_shaft_power"],
                "supply": self.supplies[size], "npsh_available": available, "assumed_eye": eye,
                "eye_level": headroom - columns["npsh_required_high"],
                "eye_level_good": headroom - columns["npsh_required_low"],
                "status": np.nan_to_num(columns["code"], nan=-1).astype(int),
            }
        )  # fmt: skip


def _specified_efficiency(types: Any, grid: Any, Q: Any, ns: Any) -> Any:
    value = np.full(np.shape(Q), np.nan)
    for number, name in enumerate(types[:-1]):
        table = pump_types()[str(name)].limit
        if table is None:
            continue
        estimate = pump_kernels.efficiency_gb19762(Q, ns, **table)
        value = np.where(grid == number, estimate, value)
    return value
