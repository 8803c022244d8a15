"""What rules look at: one small function a quantity, and one a limit that has to be computed.

Each takes a `Case` and returns a `Value`; it raises `MissingError` with the keys of the design
file that it would need, or `NotApplicableError` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.case import Case, MissingError, NotApplicableError, Value
from hydrocalc.components.curves import pump_performance
from hydrocalc.components.loss_comparison import compare_head_loss
from hydrocalc.components.motors import rating_series, supply_of
from hydrocalc.components.pumps import pump_types
from hydrocalc.components.wetwells import permissible_starts
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.stations.reconcile import CONSISTENT, UNDECIDED
from hydrocalc.texts import Phrase

QUANTITIES: dict[str, Callable[[Case], Value]] = {}
LIMITS: dict[str, Callable[[Case], Value]] = {}


def quantity(function: Callable[[Case], Value]) -> Callable[[Case], Value]:
    """Declare a quantity that rules may name."""
    QUANTITIES[function.__name__] = function
    return function


def limit(function: Callable[[Case], Value]) -> Callable[[Case], Value]:
    """Declare a limit that rules may name."""
    LIMITS[function.__name__] = function
    return function


def _show(**values: tuple[float, str]) -> dict[str, str]:
    return {_SPELT.get(k) or k.replace("_", " "): units.show(*v) for k, v in values.items()}


_SPELT = {"P_max": "P_max", "period_2L_a": "period 2L/a"}


def _published(case: Case, name: str) -> str:
    """A published figure as it was printed."""
    text = getattr(case.design.published, name)
    if not text:
        raise NotApplicableError("nothing published")
    return str(text)


def _worst(rows: list[Value], largest: bool) -> Value:
    """The value that a limit meets first."""
    known = [row for row in rows if row.value == row.value]
    if not known:
        raise MissingError("pumps.efficiency")
    return (max if largest else min)(known, key=lambda row: row.value)


# Flow and arrangement.


@quantity
def flow_over_demand(case: Case) -> Value:
    """Design flow over what the demand adds up to."""
    built = case.built_flow
    return Value(
        case.flow / built,
        _show(design_flow=(case.flow, "flow"), built_up_from_the_demand=(built, "flow")),
        "demand.flow",
    )


@quantity
def own_use(case: Case) -> Value:
    """Own use of the works over the demand."""
    return Value(float(case.need("demand.own_use")), {}, "demand.own_use")


@quantity
def duty_share(case: Case) -> Value:
    """Flow of all units on duty over the design flow, at the design levels."""
    case.need("units")
    Q = case.duty_flow
    return Value(Q / case.flow, _show(flow=(Q, "flow"), design_flow=(case.flow, "flow")), "units")


@quantity
def firm_share(case: Case) -> Value:
    """Flow with the largest unit out over the design flow."""
    case.need("units")
    standby = case.need("station.standby")
    Q = case.firm_flow
    inputs = _show(firm_capacity=(Q, "flow"), design_flow=(case.flow, "flow"))
    return Value(Q / case.flow, {**inputs, "standby units": str(standby)}, "station.standby")


@quantity
def standby(case: Case) -> Value:
    """Standby units."""
    return Value(float(case.need("station.standby")), {}, "station.standby")


@quantity
def strings(case: Case) -> Value:
    """Parallel strings of the line, at its weakest reach."""
    n = min(reach.strings for reach in case.need("line").reaches)
    if n < 2 and case.known("station.storage_secured"):
        raise NotApplicableError("storage secures the emergency flow")
    if n < 2 and case.known("station.storage_secured") is None:
        raise MissingError("station.storage_secured", known={"strings": str(n)})
    return Value(float(n), {}, "line.reaches")


@quantity
def emergency_share(case: Case) -> Value:
    """Flow with one string out over the design flow."""
    lines = case.need("line").reaches
    if all(reach.strings == 1 for reach in lines):
        secured = case.known("station.storage_secured")
        if secured is None:
            raise MissingError("station.storage_secured", known={"strings": "1"})
        if secured:
            raise NotApplicableError("storage secures the emergency flow")
        return Value(0.0, {"strings": "1"}, "line.reaches")
    if any(reach.strings == 1 for reach in lines):
        return Value(0.0, {"strings of the weakest reach": "1"}, "line.reaches")
    case.need("units")
    Q = case.emergency_flow
    return Value(Q / case.flow, _show(flow_with_one_string_out=(Q, "flow")), "line.reaches")


# Pumps on the line.


def _over_best(case: Case, largest: bool) -> Value:
    case.need("units")
    m = case.matrix
    rows = [
        Value(
            float(m.over_best[case.everything, 0, i]),
            _show(flow_of_one_unit=(case.duty_flows[i], "flow"),
                  flow_of_best_efficiency=(case.fits[i].best_flow, "flow")),
            f"units[{i}].pump", case.name(i),
        )
        for i in range(len(case.units)) if case.duty_flows[i] > 0.0
    ]  # fmt: skip
    return _worst(rows, largest)


@quantity
def least_over_best(case: Case) -> Value:
    """Smallest flow over that of best efficiency, all on duty, design levels."""
    return _over_best(case, largest=False)


@quantity
def largest_over_best(case: Case) -> Value:
    """Largest flow over that of best efficiency, all on duty, design levels."""
    return _over_best(case, largest=True)


def _full_speed(case: Case) -> Any:
    speed = case.matrix.si.speed
    return ((speed == 0.0) | (speed == speed.max(axis=0))).all(axis=1)


def _count(case: Case, marked: Any) -> Value:
    """How many combinations in how many cases are marked, and the first of them."""
    m = case.matrix
    marked = marked & _full_speed(case)[:, None, None] & (m.running > 0)[:, None, :]
    states = marked.any(axis=2)
    inputs = {"combinations × cases": str(int(_full_speed(case).sum() * states.shape[1]))}
    subject, key = "", "units"
    if states.any():
        i, j = (int(x) for x in np.argwhere(states)[0])
        inputs["first"] = f"{m.combination[i]}, {m.case[j]}"
        k = int(np.flatnonzero(marked[i, j])[0])
        subject, key = case.name(k), f"units[{k}]"
    return Value(float(states.sum()), inputs, key, subject)


@quantity
def outside_allowable(case: Case) -> Value:
    """Combinations and cases in which a unit runs outside its allowable region."""
    case.need_range()
    runs = (case.matrix.status == system_kernels.DUTY) & (case.matrix.si.unit_flow > 0.0)
    return _count(case, runs & (case.matrix.region == 2))


@quantity
def off_curve(case: Case) -> Value:
    """Combinations and cases in which a unit runs beyond its curve or is unstable."""
    case.need_range()
    wrong = (system_kernels.BEYOND, system_kernels.UNSTABLE, system_kernels.TWO_POINTS)
    return _count(case, np.isin(case.matrix.status, wrong))


@quantity
def no_flow(case: Case) -> Value:
    """Combinations and cases in which a unit can't open its check valve."""
    case.need_range()
    return _count(case, case.matrix.status == system_kernels.NO_FLOW)


@quantity
def droop(case: Case) -> Value:
    """Rise of the head above that at shut-off, m."""
    rows = []
    for i, (unit, fit) in enumerate(zip(case.units, case.fits, strict=True)):
        top = float(np.max(fit.fitted_head))
        case.need_shutoff(i)
        inputs = _show(shut_off_head=(fit.shutoff_head, "head"))
        rows.append(
            Value(max(top - fit.shutoff_head, 0.0), inputs, f"units[{i}].pump", unit.pump.name)
        )
    return _worst(rows, largest=True)


@quantity
def estimated_curves(case: Case) -> Value:
    """Pump curves that are estimates and no maker's."""
    found = [unit.pump.name for unit in case.units if unit.pump.basis == "estimate"]
    return Value(float(len(found)), {"estimates": ", ".join(found)} if found else {}, "pumps")


@quantity
def mean_efficiency(case: Case) -> Value:
    """Efficiency at the mean head over the best efficiency."""
    case.need("units")
    if case.heads.mean is None:
        raise MissingError("demand.flows", "demand.shares")
    H, rows = float(case.heads.mean), []
    for i, (unit, fit) in enumerate(zip(case.units, case.fits, strict=True)):
        if np.max(fit.fitted_head) < H:
            continue  # it doesn't run at this head; another rule says so
        q = np.linspace(0.01, 1.0, 2000) * fit.end_flow
        curve = pump_performance(unit.pump, flow=q).si
        at = int(np.argmin(np.abs(curve.head - H)))
        eta = float(np.atleast_1d(curve.efficiency)[at])
        inputs = _show(mean_head=(H, "head"), efficiency=(eta, "efficiency"))
        rows.append(Value(eta / fit.best_efficiency, inputs, f"units[{i}].pump", case.name(i)))
    return _worst(rows, largest=False)


@quantity
def nq_eye_least(case: Case) -> Value:
    """Smallest specific speed nq per impeller eye."""
    rows = [Value(float(f.nq_eye), {}, f"units[{i}].pump", case.name(i))
            for i, f in enumerate(case.fits)]  # fmt: skip
    return _worst(rows, largest=False)


@quantity
def slowest_share(case: Case) -> Value:
    """Lowest speed of a variable unit over its lowest workable one, alone on the line."""
    turned = [i for i, unit in enumerate(case.units) if unit.minimum_speed is not None]
    if not turned:
        raise NotApplicableError("no unit of variable speed")
    case.need("line")
    rows = []
    for i in turned:
        least, own = float(case.stages.si.lowest_speed[i]), case.units[i].si.minimum_speed
        if least == 0.0:  # the water runs by itself: no speed is too low
            continue
        inputs = _show(lowest_speed=(own, "speed"), lowest_workable_speed=(least, "speed"))
        rows.append(Value(own / least, inputs, f"units[{i}].minimum_speed", case.name(i)))
    if not rows:
        raise NotApplicableError("a unit delivers at any speed")
    return _worst(rows, largest=False)


@quantity
def pump_best_efficiency(case: Case) -> Value:
    """Best efficiency of the pump, the worst of all against its limit of GB 19762."""
    rows = [(float(fit.best_efficiency) - _specified_point(case, i), i)
            for i, fit in enumerate(case.fits)]  # fmt: skip
    rows = [row for row in rows if row[0] == row[0]]
    if not rows:
        raise MissingError("pumps.efficiency")
    i = min(rows)[1]
    fit = case.fits[i]
    inputs = {
        **_show(flow_of_best_efficiency=(fit.best_flow, "flow")),
        "ns": units.digits_of(fit.ns_cn, 3),
    }
    return Value(float(fit.best_efficiency), inputs, f"units[{i}].pump", case.name(i))


def _specified_point(case: Case, i: int) -> float:
    """Specified-point efficiency of GB 19762-2007 for the pump of a unit."""
    fit, unit = case.fits[i], case.units[i]
    table = pump_types()["multistage" if unit.pump.stages > 1 else "split-case"].limit
    found = pump_kernels.efficiency_gb19762(
        np.float64(fit.best_flow), np.float64(fit.ns_cn), **table
    )
    if not found == found:
        raise NotApplicableError("flow or specific speed outside the tables of GB 19762-2007")
    return float(found)


def _gb19762(case: Case, sign: float, id: str) -> Value:
    rows = []
    for i, fit in enumerate(case.fits):
        size = "small" if fit.best_flow * 3600.0 <= 300.0 else "large"
        eta_0 = _specified_point(case, i)
        rows.append((fit.best_efficiency - eta_0, eta_0 + sign * case.limit(f"{id}_{size}"), eta_0))
    _, least, eta_0 = min(rows)
    return Value(least, _show(specified_point=(eta_0, "efficiency")))


@limit
def gb19762_limit(case: Case) -> Value:
    """Least efficiency of GB 19762-2007."""
    return _gb19762(case, -1.0, "gb19762_limit")


@limit
def gb19762_saving(case: Case) -> Value:
    """Energy-saving efficiency of GB 19762-2007."""
    return _gb19762(case, 1.0, "gb19762_saving")


@quantity
def mei_pump_efficiency(case: Case) -> Value:
    """Best efficiency of a pump within the scope of Regulation (EU) 547/2012."""
    i = _of_mei(case)
    fit = case.fits[i]
    return Value(float(fit.best_efficiency), {}, f"units[{i}].pump", case.name(i))


def _of_mei(case: Case) -> int:
    for i, (unit, fit) in enumerate(zip(case.units, case.fits, strict=True)):
        P = 998.2 * 9.80665 * fit.best_flow * fit.best_head / fit.best_efficiency
        n = unit.pump.si.speed
        high = fit.best_head <= (140.0 if n > 2000.0 else 90.0)
        if unit.pump.eyes == 1 and P <= 150e3 and high and (1250 < n < 1650 or 2600 < n < 3200):
            return i
    raise NotApplicableError(
        "outside the scope: end-suction or multistage, up to 150 kW, 1450 or 2900 rpm"
    )


@limit
def mei_limit(case: Case) -> Value:
    """Efficiency for a minimum efficiency index of 0.40."""
    i = _of_mei(case)
    unit, fit = case.units[i], case.fits[i]
    speed = "2900" if unit.pump.si.speed > 2000.0 else "1450"
    type = "MS-V" if unit.pump.stages > 1 else "ESOB"
    rows = [r for r in data.rows("mei") if (r["type"], r["speed_rpm"], r["mei"])
            == (type, speed, "0.4")]  # fmt: skip
    if not rows:
        raise NotApplicableError("no values for this type and speed")
    n_s = unit.pump.si.speed * fit.best_flow**0.5 / fit.stage_head**0.75
    eta = pump_kernels.efficiency_mei(n_s, fit.best_flow * 3600.0, float(rows[0]["C"]))
    return Value(float(eta), {"type": type, "speed": units.show(float(speed), "speed")})


# Suction.


@quantity
def npsh_margin(case: Case) -> Value:
    """Least NPSH margin over levels, warmest water and the flows that occur, m."""
    case.need("units")
    rows = [
        Value(
            found.si.least_margin,
            _show(flow=(found.si.worst_flow, "flow"), level=(found.si.worst_level, "level"),
                  temperature=(found.si.worst_temperature, "temperature")),
            f"units[{i}].eye_level", case.name(i),
        )
        for i, found in enumerate(case.npsh)
    ]  # fmt: skip
    return _worst(rows, largest=False)


@quantity
def npsh_ratio(case: Case) -> Value:
    """Least NPSH available over required, anywhere."""
    case.need("units")
    rows = [
        Value(float(np.nanmin(found.npsh_ratio)), {}, f"units[{i}].eye_level", case.name(i))
        for i, found in enumerate(case.npsh)
    ]
    return _worst(rows, largest=False)


@quantity
def suction_speed(case: Case) -> Value:
    """Largest suction specific speed S per eye, at best efficiency."""
    rows = [
        Value(float(fit.suction_speed), _show(npsh_required=(fit.npsh_best, "head")),
              f"units[{i}].pump", case.name(i))
        for i, fit in enumerate(case.fits)
    ]  # fmt: skip
    known = [row for row in rows if row.value == row.value]
    if not known:
        raise MissingError("pumps.npsh_required")
    return _worst(known, largest=True)


@quantity
def bell_submergence(case: Case) -> Value:
    """Water over the suction bells at the lowest operating level, m."""
    well = case.need("wet_well").si
    return Value(
        well.minimum_level - well.bell_level,
        _show(lowest_level=(well.minimum_level, "level"), bells=(well.bell_level, "level")),
        "wet_well.minimum_level",
    )


@limit
def submergence_hi(case: Case) -> Value:
    """Submergence by HI 9.8 at the largest flow of one pump, m."""
    found = case.bell.si
    return Value(
        found.hi, _show(flow_of_one_pump=(found.flow, "flow"), D=(found.bell_diameter, "diameter"))
    )


@limit
def submergence_cn(case: Case) -> Value:
    """Submergence by Chinese practice, m."""
    found = case.bell.si
    return Value(found.chinese, _show(D=(found.bell_diameter, "diameter")))


@quantity
def bell_velocity(case: Case) -> Value:
    """Velocity at the bell at the largest flow of one pump, m/s."""
    D, Q = case.need("wet_well").si.bell_diameter, case.bell_flow
    return Value(Q / (np.pi / 4.0 * D * D), _show(flow_of_one_pump=(Q, "flow")),
                 "wet_well.bell_diameter")  # fmt: skip


@limit
def bell_velocity_high(case: Case) -> Value:
    """Highest recommended velocity at a bell, by its flow."""
    size = int(np.searchsorted([0.315, 1.26], case.bell_flow))
    return Value(case.limit(f"bell_velocity_high_{size}"), {})


@quantity
def sump_seconds(case: Case) -> Value:
    """Volume of the sump under water over the flow of all pumps, s."""
    well = case.need("wet_well").si
    V = well.area * (well.minimum_level - well.bottom)
    return Value(V / case.flow, _show(volume=(V, "volume"), design_flow=(case.flow, "flow")),
                 "wet_well.area")  # fmt: skip


@quantity
def starts(case: Case) -> Value:
    """Starts per hour of one pump between the levels that switch it."""
    case.need("starts.volume")
    case.need("units")
    found = case.starts.si
    return Value(
        found.starts, _show(volume=(found.volume, "volume"), flow_of_one_pump=(found.flow, "flow"))
        | {"units that take turns": str(found.number)}, "starts.volume",
    )  # fmt: skip


@limit
def starts_permitted(case: Case) -> Value:
    """Starts per hour that the largest motor bears (NEMA MG 10)."""
    R = max(case.rating(i) for i in range(len(case.units)))
    poles = case.known("station.poles")
    if poles is None:
        from hydrocalc.stations.comparison import poles_of

        poles = poles_of(case.units[0])
    poles = min(max(poles, 2), 6)
    return Value(permissible_starts(rating=R, poles=poles), _show(motor=(R, "power"))
                 | {"poles": str(poles)})  # fmt: skip


# Motors and energy.


def _motors(case: Case) -> list[tuple[int, float, float]]:
    """Index, rating behind the coupling and largest shaft power of each kind of unit."""
    case.need("units")
    running = [i for i in range(len(case.units)) if case.largest_flow(i) > 0.0]
    return [
        (i, case.rating(i) * case.units[i].si.coupling_efficiency, case.largest_power(i))
        for i in running
    ]


def _rise(case: Case) -> dict[str, str]:
    """Said where P_max isn't from curves over a range of heads."""
    rise = data.assumption("power_rise").number
    return {"P_max over P_duty, assumed": units.digits_of(rise)} if case.one_head else {}


@quantity
def motor_margin(case: Case) -> Value:
    """Motor rating over the largest shaft power anywhere, the smallest of all units."""
    rows = [
        Value(R / P, _show(rating=(R, "power"), P_max=(P, "power")) | _rise(case),
              f"units[{i}].motor_rating",
              case.name(i))
        for i, R, P in _motors(case)
    ]  # fmt: skip
    return _worst(rows, largest=False)


@quantity
def smaller_motor(case: Case) -> Value:
    """Next smaller standard rating over what the least margin asks for."""
    ratings, rows = rating_series()[0], []
    for i, R, P in _motors(case):
        below = ratings[ratings < R * (1.0 - 1e-9)]
        smaller = float(below[-1]) if below.size else 0.0
        asked = case.limit("k_low") * P
        inputs = _show(rating=(R, "power"), next_smaller=(smaller, "power"), asked=(asked, "power"))
        rows.append(Value(smaller / asked, inputs, f"units[{i}].motor_rating", case.name(i)))
    return _worst(rows, largest=True)


@quantity
def motor_class(case: Case) -> Value:
    """IE class of the motors as a number."""
    ratings = [unit.si.motor_rating for unit in case.need("units")]
    supply = case.design.station.supply or (
        supply_of(max(r for r in ratings if r is not None))
        if any(r is not None for r in ratings) else ""
    )  # fmt: skip
    if supply == "HV":
        raise NotApplicableError("high-voltage motors have no IE class")
    word = case.need("station.motor_class")
    return Value(float(word[2:]), {"class": word}, "station.motor_class")


@quantity
def station_efficiency(case: Case) -> Value:
    """Efficiency from the intake level to the discharge header, at the shafts."""
    case.need("units")
    m = case.matrix.si
    row = case.everything
    Q, H = float(m.flow[row, 0]), float(m.head[row, 0])
    runs = m.unit_flow[row, 0] > 0.0
    P = float((m.shaft_power[row, 0] * case.matrix.running[row])[runs].sum())
    if not P == P:
        raise MissingError("pumps.efficiency")
    if not P > 0.0:
        raise NotApplicableError("the unit doesn't run")
    P_h = case.liquid.si.density * 9.80665 * Q * H
    return Value(P_h / P, _show(flow=(Q, "flow"), head_at_the_header=(H, "head"),
                                shaft_power=(P, "power")), "units")  # fmt: skip


@quantity
def energy_per_metre(case: Case) -> Value:
    """Electrical energy over the hydraulic energy, against real stations (1/wire-to-water)."""
    case.need("units")
    missing = [f"units[{i}].motor_efficiency" for i, unit in enumerate(case.units)
               if unit.motor_efficiency is None]  # fmt: skip
    if missing:
        raise MissingError(*missing)
    m = case.matrix.si
    e = float(m.specific_energy[case.everything, 0]) / (
        case.liquid.si.density * 9.80665 * float(m.head[case.everything, 0])
    )
    return Value(e, {"kWh per 1000 t·m": units.digits_of(2.725 * e, 3)}, "units")


@limit
def real_stations(case: Case) -> Value:
    """The same of real stations of like head and size, short lines included: their median."""
    H, found = case.heads.design, []
    for row in data.rows("stations"):
        if not (row["specific_energy_kwh_m3"] and row["head_m"]):
            continue
        head, e = float(row["head_m"]), float(row["specific_energy_kwh_m3"]) * 3.6e6
        Q = float(row["flow_m3s"] or "nan")
        most = case.limit("published_unit_ratio")
        # A head that is nothing is like no other.
        if H / most <= head <= H * most and 1.0 / most <= Q / case.flow <= most:
            found.append(e / (998.2 * 9.80665 * head))
    least = case.limit("comparable_stations")
    if len(found) < least:
        raise NotApplicableError(
            "no comparable stations: {n}, {least} needed", n=len(found), least=f"{least:g}"
        )
    return Value(float(np.median(found)), {"stations": str(len(found))})


# The line.


@quantity
def main_velocity(case: Case) -> Value:
    """Largest velocity in the line, m/s."""
    v = np.atleast_2d(case.grade.si.velocity)[0]
    i = int(np.argmax(v))
    return Value(float(v[i]), {}, f"line.reaches[{i}]")


@quantity
def least_main_velocity(case: Case) -> Value:
    """Smallest velocity in the line, m/s."""
    v = np.atleast_2d(case.grade.si.velocity)[0]
    i = int(np.argmin(v))
    return Value(float(v[i]), {}, f"line.reaches[{i}]")


def _branch(case: Case, side: str) -> Value:
    rows = []
    for i in range(len(case.need("units"))):
        b = case.branch(i, side).si
        inputs = _show(flow_of_one_unit=(b.flow, "flow"), D=(b.diameter, "diameter"))
        rows.append(Value(b.velocity, inputs, f"units[{i}].{side}_diameter", case.name(i)))
    return _worst(rows, largest=True)


@quantity
def suction_velocity(case: Case) -> Value:
    """Largest velocity in a suction branch, design case, m/s."""
    return _branch(case, "suction")


@quantity
def discharge_velocity(case: Case) -> Value:
    """Largest velocity in a discharge branch, design case, m/s."""
    return _branch(case, "discharge")


def _by_bore(case: Case, side: str) -> Value:
    D = [getattr(unit.si, f"{side}_diameter") for unit in case.need("units")]
    if None in D:
        raise MissingError(f"units[{D.index(None)}].{side}_diameter")
    v = [q / (np.pi / 4.0 * d * d) for q, d in zip(case.duty_flows, D, strict=True)]
    bore = float(D[int(np.argmax(v))])
    size = 0 if bore < 0.25 else 1 if bore <= 1.0 else 2
    return Value(case.limit(f"{side}_velocity_gb50013_{size}"), _show(D=(bore, "diameter")))


@limit
def suction_velocity_gb50013(case: Case) -> Value:
    """Limit by the bore."""
    return _by_bore(case, "suction")


@limit
def discharge_velocity_gb50013(case: Case) -> Value:
    """Limit by the bore."""
    return _by_bore(case, "discharge")


@quantity
def lowest_pressure(case: Case) -> Value:
    """Lowest steady pressure head at the obvert of the line running full, m."""
    case.need("line.profile")
    g = case.full_grade.si
    return Value(
        float(np.atleast_1d(g.lowest_pressure)[0]),
        _show(chainage=(float(np.atleast_1d(g.lowest_chainage)[0]), "length")), "line.profile",
    )  # fmt: skip


def _ratings(case: Case) -> Any:
    rating = [reach.pipe.si.rating for reach in case.need("line").reaches]
    if None in rating:
        raise MissingError(f"line.reaches[{rating.index(None)}].pipe.rating")
    return np.array(rating)


@quantity
def rating_used(case: Case) -> Value:
    """Highest pressure of steady line, static line and shut-off over the pressure rating."""
    case.need("line.profile")
    for i in range(len(case.design.units)):
        case.need_shutoff(i)
    ratings, g = _ratings(case), case.grade.si
    p = np.atleast_2d(g.highest_by_point)[0]
    ends = np.cumsum([reach.si.length for reach in case.design.line.reaches])
    at = np.minimum(np.searchsorted(ends, g.chainage, side="left"), len(ratings) - 1)
    used = p / ratings[at]
    i = int(np.nanargmax(used))
    return Value(
        float(used[i]), _show(pressure=(float(p[i]), "pressure"), rating=(ratings[at[i]],
        "pressure"), chainage=(float(g.chainage[i]), "length")), f"line.reaches[{at[i]}].pipe",
    )  # fmt: skip


@quantity
def design_pressure_used(case: Case) -> Value:
    """Design pressure by the material's rule over the pressure rating."""
    case.need("line.profile")
    for i in range(len(case.design.units)):
        case.need_shutoff(i)
    ratings = _ratings(case)
    p = np.atleast_2d(case.grade.si.design_pressure)[-1]
    used = p / ratings
    if np.isnan(used).all():
        raise MissingError("line.reaches[0].pipe.material")
    i = int(np.nanargmax(used))
    return Value(float(used[i]), _show(design_pressure=(float(p[i]), "pressure"),
                                       rating=(ratings[i], "pressure")),
                 f"line.reaches[{i}].pipe")  # fmt: skip


@quantity
def out_of_range(case: Case) -> Value:
    """Reaches whose law of friction is used outside its range."""
    line, bad = case.need("line"), []
    for i, reach in enumerate(line.reaches):
        p = reach.pipe.si
        given = {k: getattr(p, k) for k in ("roughness", "hazen_williams_c", "manning_n")}
        found = compare_head_loss(
            case.liquid, flow=case.flow / reach.strings, diameter=p.diameter,
            length=reach.si.length, **{k: v for k, v in given.items() if v is not None},
        )  # fmt: skip
        rows = dict(zip(found.method, found.valid, strict=True))
        if not rows.get(line.method, True):
            bad.append(i)
    return Value(float(len(bad)), {"method": Phrase(line.method)}, "line.method")


# Published figures, and what the answer rests on.


@quantity
def volume_gap(case: Case) -> Value:
    """Distance of published and computed daily volume, beyond what rounding explains."""
    _published(case, "daily_volume")
    r = case.reconciliation
    V, low, high = r.si.daily_volume, r.si.volume_low, r.si.volume_high
    inputs = _show(published=(V, "daily volume"), computed_from=(low, "daily volume"),
                   computed_to=(high, "daily volume"))  # fmt: skip
    inputs["verdict"] = Phrase(r.volume_verdict)
    if r.volume_verdict == UNDECIDED:
        raise MissingError("demand.hours", known=inputs)
    gap = 0.0 if r.volume_verdict == CONSISTENT else max(low - V, V - high) / V
    return Value(gap, inputs, "published.daily_volume")


@quantity
def installed_gap(case: Case) -> Value:
    """Distance of installed over hydraulic power from the range that its factors may have."""
    _published(case, "installed_power")
    r = case.reconciliation
    if not r.factors:
        raise NotApplicableError("no arrangement is feasible")
    low, high = (float(np.prod([getattr(f, k) for f in r.factors])) for k in ("low", "high"))
    inputs = {
        "published": units.show(r.si.installed, "power"),
        "installed over hydraulic power": units.digits_of(r.ratio, 3),
        "standby × 1/η × P_max/P_duty × k": f"{low:.3g}–{high:.3g}",
        "equal splits": "; ".join(
            f"{s.units} × {units.show(s.si.motor_rating, 'power')}" for s in r.splits
        ) or "–",
    }  # fmt: skip
    gap = max(low - r.ratio, 0.0, r.ratio / float(_largest_step()) - high)
    return Value(gap, inputs, "published.installed_power")


def _largest_step() -> float:
    """Largest step of the series of ratings from 45 kW up."""
    ratings = rating_series()[0]
    large = ratings[ratings >= 45e3]
    return float(np.max(large[1:] / large[:-1]))


@quantity
def head_gap(case: Case) -> Value:
    """Published head less the computed design head, over the published one."""
    text = _published(case, "head")
    low, H, high = units.printed(text, "head", "published.head")
    own = case.heads.design
    gap = max(low - own, own - high, 0.0) / H
    return Value(gap, _show(published=(H, "head"), design_head=(own, "head")), "published.head")


@quantity
def flow_gap(case: Case) -> Value:
    """Published flow less the design flow, over the published one."""
    text = _published(case, "flow")
    low, Q, high = units.printed(text, "flow", "published.flow")
    gap = max(low - case.flow, case.flow - high, 0.0) / Q
    return Value(gap, _show(published=(Q, "flow"), design_flow=(case.flow, "flow")),
                 "published.flow")  # fmt: skip


# Surge: screened, never computed.


def _surge(case: Case) -> Value:
    case.need("line")
    g = case.grade.si
    L = float(np.sum(g.reach_length))
    rise, period = (float(np.atleast_1d(x)[0]) for x in (g.joukowsky, g.period))
    H = case.heads.design
    known = _show(length=(L, "length"), head_rise_of_a_sudden_stop=(rise, "head"),
                  period_2L_a=(period, "time"))  # fmt: skip
    long, steep = case.limit("surge_length"), case.limit("surge_share") * H
    if long >= L and rise <= steep:
        raise NotApplicableError(
            "line of at most {length} and head rise of at most {share} H",
            length=f"{long:g} m", share=f"{case.limit('surge_share'):g}",
        )  # fmt: skip
    raise MissingError(Phrase("transient analysis"), known=known)


for _name in ("transient_analysis", "transient_pressure", "reverse_speed", "column_separation",
              "reverse_time"):  # fmt: skip
    QUANTITIES[_name] = _surge


# The checks themselves.


@quantity
def expired_waivers(case: Case) -> Value:
    """Waivers whose last day is over."""
    over = [
        (i, w) for i, w in enumerate(case.design.waivers) if w.until and w.until < case.today
    ]  # fmt: skip
    key = f"waivers[{over[0][0]}].until" if over else "waivers"
    said = ", ".join(f"{w.rule} {w.until}" for _, w in over)
    return Value(float(len(over)), {"rules": said} if over else {}, key)


@quantity
def weak_limits(case: Case) -> Value:
    """Findings whose limit rests on an article or on memory."""
    codes = [f.code for f in case.findings if f.basis not in data.VERIFIED and f.value is not None]
    return Value(float(len(codes)), {"rules": ", ".join(codes)} if codes else {})
