"""Pumps: powers, energies, specific speed, efficiency without a curve, suction."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.errors import InputError, RangeWarning
from hydrocalc.kernels import pumps as kernels
from hydrocalc.records.faces import renamed
from hydrocalc.records.fields import Measure, Ratio, choice, flag, whole
from hydrocalc.records.record import Made, Result, made
from hydrocalc.texts import Phrase
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pint import Quantity

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount


def _density(liquid: Liquid | None) -> Any:
    return liquid_or_water(liquid).si.density


def hydraulic_power(liquid: Liquid | None = None, *, flow: Amount, head: Amount) -> Quantity[Any]:
    """Power given to the liquid.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Volume flow, m³/s; any shape.
    head : float, str, array_like or quantity
        Total head, m; any shape that broadcasts with `flow`.

    Returns
    -------
    quantity
        Hydraulic power, W, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar is negative or implausible.

    Notes
    -----
    P_h = ρ g Q H, g = 9.80665 m/s².

    References
    ----------
    ISO 17769-1:2012, pump power output.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.hydraulic_power(flow='0.4 m3/s', head='87.8 m').to('kW'):.1f~P}")
    343.8 kW
    """
    Q = units.number(flow, "flow", "flow", low=0.0)
    H = units.number(head, "head", "head", low=0.0)
    return units.quantity(run(kernels.hydraulic_power, _density(liquid), Q, H), "power")


def shaft_power(
    liquid: Liquid | None = None, *, flow: Amount, head: Amount, efficiency: Amount
) -> Quantity[Any]:
    """Power at the pump's shaft.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Volume flow, m³/s; any shape.
    head : float, str, array_like or quantity
        Total head, m; any shape that broadcasts.
    efficiency : float, str or array_like
        Pump efficiency, 0–1 or with %.

    Returns
    -------
    quantity
        Shaft power, W, of the broadcast shape; nan where an array's efficiency is not in 0–1.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar lies outside its range.

    Notes
    -----
    P_s = ρ g Q H / η.

    References
    ----------
    ISO 17769-1:2012, pump power input.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> power = hc.shaft_power(flow="720 m3/h", head="87.8 m", efficiency="82 %")
    >>> print(f"{power.to('kW'):.1f~P}")
    209.6 kW
    """
    Q = units.number(flow, "flow", "flow", low=0.0)
    H = units.number(head, "head", "head", low=0.0)
    eta = units.number(efficiency, "efficiency", "efficiency")
    return units.quantity(run(kernels.shaft_power, _density(liquid), Q, H, eta), "power")


def input_power(
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    head: Amount,
    efficiency: Amount,
    motor_efficiency: Amount,
    drive_efficiency: Amount = 1.0,
) -> Quantity[Any]:
    """Electrical power drawn by a pump set.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Volume flow, m³/s; any shape.
    head : float, str, array_like or quantity
        Total head, m; any shape that broadcasts.
    efficiency, motor_efficiency : float, str or array_like
        Pump and motor efficiency, 0–1 or with %.
    drive_efficiency : float, str or array_like, optional
        Efficiency of coupling, gear and converter together, 0–1 or with %.

    Returns
    -------
    quantity
        Input power, W, of the broadcast shape; nan where an array's efficiency is not in 0–1.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar lies outside its range.

    Notes
    -----
    P_in = ρ g Q H / (η η_m η_d).

    References
    ----------
    ISO 17769-1:2012, driver power input.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> power = hc.input_power(flow=0.2, head=87.8, efficiency=0.82, motor_efficiency="96 %")
    >>> print(f"{power.to('kW'):.1f~P}")
    218.4 kW
    """
    Q = units.number(flow, "flow", "flow", low=0.0)
    H = units.number(head, "head", "head", low=0.0)
    eta = units.number(efficiency, "efficiency", "efficiency")
    eta_m = units.number(motor_efficiency, "efficiency", "motor_efficiency")
    eta_d = units.number(drive_efficiency, "efficiency", "drive_efficiency")
    power = run(kernels.input_power, _density(liquid), Q, H, eta, eta_m, eta_d)
    return units.quantity(power, "power")


def specific_energy(
    liquid: Liquid | None = None, *, head: Amount, efficiency: Amount
) -> Quantity[Any]:
    """Electrical energy per volume pumped.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    head : float, str, array_like or quantity
        Total head, m; any shape.
    efficiency : float, str or array_like
        Efficiency from the terminals to the water (pump × motor × drive), 0–1 or with %.

    Returns
    -------
    quantity
        Specific energy, J/m³, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar lies outside its range.

    Notes
    -----
    e = ρ g H / η. To compare lifts of different height divide by the head.

    References
    ----------
    ISO 17769-1:2012, overall efficiency.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> energy = hc.specific_energy(head="87.8 m", efficiency="78 %")
    >>> print(f"{energy.to('kWh/m**3').magnitude:.3f} kWh/m³")
    0.306 kWh/m³
    """
    H = units.number(head, "head", "head", low=0.0)
    eta = units.number(efficiency, "efficiency", "efficiency")
    return units.quantity(run(kernels.specific_energy, _density(liquid), H, eta), "specific energy")


def daily_volume(*, flow: Amount, hours: Amount = 24.0) -> Quantity[Any]:
    """Volume pumped in a day.

    Parameters
    ----------
    flow : float, str, array_like or quantity
        Volume flow while pumping, m³/s; any shape.
    hours : float, str or array_like, optional
        Pumping hours a day, h, 0–24.

    Returns
    -------
    quantity
        Daily volume, m³/d, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar lies outside its range.

    Notes
    -----
    V_d = 3600 Q T.

    References
    ----------
    Definition.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.daily_volume(flow='0.4 m3/s'):.0f~P}")
    34560 m³/d
    """
    Q = units.number(flow, "flow", "flow", low=0.0)
    T = units.number(hours, "hours per day", "hours", low=0.0)
    return units.quantity(run(kernels.daily_volume, Q, T), "daily volume")


DEEPEST = 60.0
"""Water above an impeller eye, m, that no station has: a depth or an elevation given for it."""


class SpecificSpeed(Result):
    """Specific speeds of a pump at its best point, each by its own definition."""

    schema: ClassVar[tuple[str, int]] = ("specific-speed", 1)

    flow: Measure = Measure("flow", label="flow")
    stage_head: Measure = Measure("head", label="head per stage")
    speed: Measure = Measure("speed", label="speed")
    eye_flow: Measure = Measure("flow", label="flow per impeller eye")
    nq_total: Ratio = Ratio(label="specific speed nq (total flow, per stage)")
    nq_eye: Ratio = Ratio(label="specific speed nq per impeller eye")
    ns_cn: Ratio = Ratio(label="specific speed ns (China: Q/2 if double suction)")
    ns_us: Ratio = Ratio(label="specific speed Ns (US, total flow)")

    made_by: ClassVar[Mapping[str, Made]] = {
        "nq_total": made(kernels.specific_speed, n="speed", Q="flow", H="stage_head"),
        "nq_eye": made(kernels.specific_speed, n="speed", Q="eye_flow", H="stage_head"),
        "ns_cn": made(kernels.specific_speed_cn, n="speed", Q="eye_flow", H="stage_head"),
        "ns_us": made(kernels.specific_speed_us, n="speed", Q="flow", H="stage_head"),
    }


def specific_speed(
    *, flow: Amount, head: Amount, speed: Amount, stages: int = 1, double_suction: bool = False
) -> SpecificSpeed:
    """Specific speeds of a pump, each named after its definition.

    Parameters
    ----------
    flow : float, str, array_like or quantity
        Total flow of the pump at best efficiency, m³/s; any shape.
    head : float, str, array_like or quantity
        Its total head, all stages, m; any shape that broadcasts.
    speed : float, str, array_like or quantity
        Rotational speed, rpm.
    stages : int, optional
        Number of stages, 1–100.
    double_suction : bool, optional
        Whether the impeller has two eyes.

    Returns
    -------
    SpecificSpeed
        nq of the total flow and of one eye, ns of Chinese standards, Ns in US units; all per
        stage, dimensional numbers without unit.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar lies outside its range.

    Notes
    -----
    nq = n √Q / H^0.75; ns = 3.65 n √Q / H^0.75 with Q/2 for double suction.

    References
    ----------
    ISO 17769-1:2012; GB/T 13007; GB 19762-2007 annex A.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.specific_speed(flow="800 m3/h", head=12, speed=1470, double_suction=True)
    >>> print(f"{pump.ns_cn:.1f}")
    277.4
    """
    Q = units.number(flow, "flow", "flow")
    H = units.number(head, "head", "head") / whole(stages, "stages", 1, 100)
    n = units.number(speed, "speed", "speed")
    Q_e = Q / 2.0 if flag(double_suction, "double_suction") else Q
    return SpecificSpeed(
        flow=Q, stage_head=H, speed=n, eye_flow=Q_e,
        nq_total=run(kernels.specific_speed, n, Q, H),
        nq_eye=run(kernels.specific_speed, n, Q_e, H),
        ns_cn=run(kernels.specific_speed_cn, n, Q_e, H),
        ns_us=run(kernels.specific_speed_us, n, Q, H),
    )  # fmt: skip


class EfficiencyEstimate(Result):
    """Efficiency of a pump without a maker's curve: what to reckon with, and what methods say."""

    schema: ClassVar[tuple[str, int]] = ("efficiency-estimate", 1)

    nq_total: Ratio = Ratio(label="specific speed nq (total flow, per stage)")
    psat: Ratio = Ratio("efficiency", label="PSAT (US DOE), average", digits=3)
    guelich: Ratio = Ratio("efficiency", label="Gülich", digits=3)
    anderson: Ratio = Ratio("efficiency", label="Anderson", digits=3)
    gb19762: Ratio = Ratio("efficiency", label="GB 19762 specified point", digits=3)
    allowance: Ratio = Ratio("efficiency", label="efficiency allowance")
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    low: Ratio = Ratio("efficiency", label="pump efficiency, a quarter of pumps has less", digits=3)
    high: Ratio = Ratio("efficiency", label="pump efficiency, a quarter has more", digits=3)


def pump_efficiency(
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    head: Amount,
    speed: Amount,
    type: str = "split-case",
    stages: int = 1,
    allowance: Amount = 0.02,
) -> EfficiencyEstimate:
    """Efficiency that a pump of a type can be expected to have at its best point.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str, array_like or quantity
        Total flow of the pump, m³/s; any shape.
    head : float, str, array_like or quantity
        Its total head, all stages, m; any shape that broadcasts.
    speed : float, str, array_like or quantity
        Rotational speed, rpm.
    type : str, optional
        Pump type, such as 'split-case' or 'vertical-axial' (``hydrocalc/data/pump_types.csv``).
    stages : int, optional
        Number of stages, 1–100.
    allowance : float or str, optional
        Selection allowance (catalogue pump, trimmed impeller) taken off, 0–0.2; all of it to
        0.1 m³/s, none from 1 m³/s.

    Returns
    -------
    EfficiencyEstimate
        `efficiency` is that of the middle pump of the type, size and specific speed less the
        allowance; half of all pumps lie between `low` and `high`. Beside it what PSAT, Gülich and
        Anderson say, 0–1, nan where they aren't valid, and the limit line of GB 19762.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Warns
    -----
    RangeWarning
        If a scalar pump lies outside 0.2 L/s to 110 m³/s or nq 6 to 600 an eye.

    Notes
    -----
    The form of GB 19762-2025, its sides softened and its constants fitted by type to catalogue
    pumps; the validation page has bias and spread. The methods take the specific speed of the total
    flow, per stage, also for double suction.

    References
    ----------
    GB 19762-2025 (read in a transcription); PSAT (US DOE); Gülich, Centrifugal Pumps, table 3.9;
    Anderson in Turton; GB 19762-2007.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.pump_efficiency(flow="720 m3/h", head="87.8 m", speed=1480)
    >>> print(f"{pump.psat:.3f} {pump.guelich:.3f} {pump.anderson:.3f} -> {pump.efficiency:.3f}")
    0.857 0.843 0.841 -> 0.796
    """
    choice(type, "type", tuple(pump_types()))
    water = liquid_or_water(liquid)
    Q = units.number(flow, "flow", "flow")
    H = units.number(head, "head", "head") / whole(stages, "stages", 1, 100)
    n = units.number(speed, "speed", "speed")
    less = units.number(allowance, "ratio", "allowance", low=0.0, high=0.2)
    values = run(_estimate, Q, H, n, water.si.viscosity, less, pump=pump_types()[type])
    names = ("nq_total", "psat", "guelich", "anderson", "gb19762", "low", "efficiency", "high")
    estimate = dict(zip(names, values, strict=True))
    if np.ndim(estimate["efficiency"]) == 0 and np.isnan(estimate["efficiency"]):
        import warnings

        warnings.warn(
            "no pump is known of such a size and specific speed: 0.2 L/s to 110 m³/s, nq 6 to 600",
            RangeWarning,
            stacklevel=2,
        )
    return EfficiencyEstimate(**estimate, allowance=less)


def _estimate(
    Q: Any, H: Any, n: Any, nu: Any, allowance: Any, *, pump: kernels.PumpType
) -> tuple[Any, ...]:
    nq, nq_eye = (kernels.specific_speed(n, q, H) for q in (Q, Q / pump.eyes))
    methods = kernels.efficiency_estimates(Q, H, n, nq, nu, pump)
    eta = kernels.efficiency_typical(Q, nq_eye, *pump.efficiency)
    eta = eta - kernels.allowance_of_size(allowance, Q)
    half = kernels.efficiency_half_range(Q)
    limit = nq * np.nan
    if pump.limit is not None:
        limit = kernels.efficiency_gb19762(Q, 3.65 * nq_eye, **pump.limit)
    return nq, *methods, limit, eta - half, eta, eta + half


@renamed(suction_level="water_above_eye")
def npsh_available(
    liquid: Liquid | None = None,
    *,
    air_pressure: Amount = 101325.0,
    water_above_eye: Amount | None = None,
    suction_loss: Amount | None = None,
    gauge_pressure: Amount | None = None,
    gauge_level: Amount | None = None,
    velocity: Amount | None = None,
) -> Quantity[Any]:
    """NPSH available at the eye of the first impeller, from levels or from a gauge.

    Parameters
    ----------
    liquid : Liquid, optional
        The liquid at its warmest; water at 20 °C by default.
    air_pressure : float, str, array_like or quantity, optional
        Pressure on the water surface, absolute, Pa (`atmospheric_pressure` by altitude, less 3 %
        for the weather).
    water_above_eye : float, str, array_like or quantity, optional
        From levels: lowest water level above the impeller eye, m; negative for a lift.
    suction_loss : float, str, array_like or quantity, optional
        From levels: head loss of the suction line, m.
    gauge_pressure : float, str, array_like or quantity, optional
        From a gauge at the suction flange: its reading, Pa; negative for a vacuum.
    gauge_level : float, str, array_like or quantity, optional
        From a gauge: its level above the impeller eye, m (0).
    velocity : float, str, array_like or quantity, optional
        From a gauge: velocity in the suction pipe there, m/s.

    Returns
    -------
    quantity
        NPSH available, m, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read, or levels and a gauge are mixed, or neither is whole.

    Notes
    -----
    From levels, NPSHa = (p − p_v)/ρg + z − h_s, without velocity head; from a gauge,
    NPSHa = (p_g + p − p_v)/ρg + v²/2g + z.

    References
    ----------
    ISO 17769-1:2012, NPSH.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> level = hc.npsh_available(water_above_eye="-3 m", suction_loss="0.5 m")
    >>> print(f"{level:.2f~P}")
    6.61 m
    """
    water = liquid_or_water(liquid)
    p = units.number(air_pressure, "pressure", "air_pressure")
    rho, p_v = water.si.density, water.si.vapour_pressure
    levels = {"water_above_eye": water_above_eye, "suction_loss": suction_loss}
    gauge = {"gauge_pressure": gauge_pressure, "velocity": velocity}
    by_levels = any(v is not None for v in levels.values())
    by_gauge = gauge_level is not None or any(v is not None for v in gauge.values())
    if by_levels and by_gauge:
        raise InputError("gauge_pressure", "levels or a gauge, not both")
    for name, value in (gauge if by_gauge else levels).items():
        if value is None:
            raise InputError(name, "a value", Phrase("nothing"))
    if by_gauge:
        p_g = units.number(gauge_pressure, "pressure", "gauge_pressure", low=-101325.0)
        v = units.number(velocity, "velocity", "velocity", low=0.0, high=100.0)
        z = units.number(0.0 if gauge_level is None else gauge_level, "level", "gauge_level")
        head = run(kernels.npsh_available_at_gauge, p_g, p, p_v, rho, v, z)
    else:
        z = units.number(water_above_eye, "level", "water_above_eye")
        h_s = units.number(suction_loss, "head", "suction_loss", low=0.0)
        head = run(kernels.npsh_available, p, p_v, rho, z, h_s)
    return units.quantity(head, "level")


class NPSHEstimate(Result):
    """Range of the NPSH that a pump without a curve requires."""

    schema: ClassVar[tuple[str, int]] = ("npsh-estimate", 1)

    low: Measure = Measure("head", label="NPSHr at best efficiency, good pump", digits=3)
    high: Measure = Measure("head", label="NPSHr at best efficiency, plain pump", digits=3)
    run_out_low: Measure = Measure("head", label="NPSHr at run-out, good pump", digits=3)
    run_out_high: Measure = Measure("head", label="NPSHr at run-out, plain pump", digits=3)


def npsh_required_estimate(
    *, flow: Amount, speed: Amount, double_suction: bool = False
) -> NPSHEstimate:
    """NPSH that a pump without a curve may require, as a range.

    Parameters
    ----------
    flow : float, str, array_like or quantity
        Total flow of the pump at best efficiency, m³/s; any shape.
    speed : float, str, array_like or quantity
        Rotational speed, rpm.
    double_suction : bool, optional
        Whether the impeller has two eyes.

    Returns
    -------
    NPSHEstimate
        NPSHr, m, for cavitation specific speeds C of 1000 (a good pump) and 800 (a plain one),
        at best efficiency and at run-out (1.3 and 1.6 times): pumps of nq 17 to 70 an eye.

    Raises
    ------
    InputError
        If an argument can't be read, or a scalar lies outside its range.

    Notes
    -----
    NPSHr = (5.62 n √Q / C)^(4/3) with Q per impeller eye.

    References
    ----------
    Definition of C in Chinese practice; ranges from memory (``data/limits.csv``).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.npsh_required_estimate(flow="0.2 m3/s", speed=1480, double_suction=True)
    >>> print(f"{pump.low:.1f~P} to {pump.high:.1f~P}")
    3.6 m to 4.9 m
    """
    Q = units.number(flow, "flow", "flow") / (
        2.0 if flag(double_suction, "double_suction") else 1.0
    )
    n = units.number(speed, "speed", "speed")
    low = run(kernels.npsh_required, n, Q, data.limit("npsh_c_most"))
    high = run(kernels.npsh_required, n, Q, data.limit("npsh_c_least"))
    return NPSHEstimate(
        low=low, high=high, run_out_low=low * data.limit("npsh_rise_low"),
        run_out_high=high * data.limit("npsh_rise_high"),
    )  # fmt: skip


@cache
def pump_types() -> dict[str, kernels.PumpType]:
    """What the kernels need to know of each type, in the order of the table."""
    forms = {r["form"]: r for r in data.rows("pump_efficiency")}
    found = {}
    for row in data.rows("pump_types"):
        form = forms[row["efficiency"]]
        names = ("a", "b", "c", "d", "e", "C", "y_m", "s_l", "B", "s_r", "G", "Q_g", "r_g")
        form = {**form, "C": row["constant"]}
        most = row["total_most"]
        found[row["type"]] = kernels.PumpType(
            eyes=int(row["eyes"]), flow=_window(row, "flow"), head=_window(row, "head"),
            nq=_window(row, "nq"), stages=(int(row["stages_least"]), int(row["stages_most"])),
            total_head=(float(row["total_high"]), float(most)) if most else (np.inf, np.inf),
            poles=(int(row["poles_least"]), int(row["poles_most"])),
            impeller=(float(row["impeller_1450_mm"] or np.inf) / 1000.0,
                      float(row["impeller_2900_mm"] or np.inf) / 1000.0),
            power=1000.0 * float(row["power_most"]), wet=row["suction"] == "wet",
            depth=float(row["depth"]), deepest=float(row["deepest"]),
            motor_loss=float(row["motor_loss"]), margin=float(row["margin"]),
            cost=float(row["cost"]), use=float(row["raw"] or np.nan),
            efficiency=tuple(float(form[name]) for name in names),
            limit=_specified_point(row["gb19762"]) if row["gb19762"] else None,
            **_psat(row),
        )  # fmt: skip
    return found


def _window(row: dict[str, str], name: str) -> Any:
    return tuple(float(row[f"{name}_{edge}"]) for edge in ("least", "low", "high", "most"))


def _psat(row: dict[str, str]) -> dict[str, Any]:
    """Tables of PSAT for `kernels.efficiency_psat`, of the types that it knows."""
    base = [r for r in data.rows("psat_base") if r["style"] == row["psat_base"]]
    speed = [r for r in data.rows("psat_speed") if r["style"] == row["psat_speed"]]
    if not base:
        return {}
    return {
        "base_from": np.array([float(r["from_gpm"]) / kernels.GPM for r in base]),
        "base": np.array([[float(r[f"a{k}"]) for k in range(5)] for r in base]),
        "speed_from": np.array([float(r["from_ns_us"]) / kernels.NS_US for r in speed]),
        "speed": np.array([[float(r[f"c{k}"]) for k in range(7)] for r in speed]),
    }


def _specified_point(stages: str) -> dict[str, Any]:
    """Tables of GB 19762 for `kernels.efficiency_gb19762`."""
    base = [r for r in data.rows("gb19762_base") if r["stages"] == stages]
    loss = data.rows("gb19762_loss")
    return {
        "flows": np.array([float(r["flow_m3h"]) / 3600.0 for r in base]),
        "base": np.array([float(r["efficiency_pct"]) / 100.0 for r in base]),
        "speeds": np.array([float(r["ns"]) for r in loss]),
        "loss": np.array([float(r["points"]) / 100.0 for r in loss]),
    }
