"""What laws and standards ask of the efficiency of pumps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, efficiency_of, limit, quantity, show
from hydrocalc.components.curves import PumpCurve, fit_pump_curve, pump_performance
from hydrocalc.components.pumps import pump_types
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.stations.designs.conditions import MissingError, NotApplicableError
from hydrocalc.texts import Phrase


@quantity
def pump_best_efficiency(case: Case) -> Value:
    """Best efficiency of the pump, the worst of all against its limit of GB 19762."""
    rows = [(float(case.fits[i].best_efficiency) - eta_0, i) for i, eta_0 in _specified(case)]
    within = {i for _, i in rows}
    outside = "specified-point efficiency of {name}: outside the tables of GB 19762-2007"
    unknown = tuple(
        Phrase(outside, name=case.conditions.name(i))
        for i in range(len(case.fits))
        if i not in within
    ) + tuple(efficiency_of(case.conditions.name(i)) for least, i in rows if least != least)
    rows = [row for row in rows if row[0] == row[0]]
    if not rows:
        raise MissingError(*unknown)
    i = min(rows)[1]
    fit = case.fits[i]
    inputs = {
        **show(flow_of_best_efficiency=(fit.best_flow, "flow")),
        "ns": units.digits_of(fit.ns_cn, 3),
    }
    return Value(
        float(fit.best_efficiency), inputs, f"units[{i}].pump", case.conditions.name(i), unknown
    )


def _specified(case: Case) -> list[tuple[int, float]]:
    """Units within the tables of GB 19762-2007, each with its specified-point efficiency."""
    found = [(i, _specified_point(case, i)) for i in range(len(case.fits))]
    within = [(i, eta) for i, eta in found if eta == eta]
    if not within:
        raise NotApplicableError("flow or specific speed outside the tables of GB 19762-2007")
    return within


def _specified_point(case: Case, i: int) -> float:
    """That of one unit; nan outside the tables."""
    fit, unit = case.fits[i], case.conditions.units[i]
    table = pump_types()["multistage" if unit.pump.stages > 1 else "split-case"].limit
    found = pump_kernels.efficiency_gb19762(
        np.float64(fit.best_flow), np.float64(fit.ns_cn), **table
    )
    return float(found)


def _gb19762(case: Case, sign: float, id: str) -> Value:
    rows = []
    for i, eta_0 in _specified(case):
        fit = case.fits[i]
        if fit.best_efficiency != fit.best_efficiency:
            continue
        size = "small" if fit.best_flow * 3600.0 <= 300.0 else "large"
        rows.append(
            (
                fit.best_efficiency - eta_0,
                eta_0 + sign * case.conditions.limit(f"{id}_{size}"),
                eta_0,
            )
        )
    _, least, eta_0 = min(rows)
    return Value(least, show(specified_point=(eta_0, "efficiency")))


@limit
def gb19762_limit(case: Case) -> Value:
    """Least efficiency of GB 19762-2007."""
    return _gb19762(case, -1.0, "gb19762_limit")


@limit
def gb19762_saving(case: Case) -> Value:
    """Energy-saving efficiency of GB 19762-2007."""
    return _gb19762(case, 1.0, "gb19762_saving")


class _OfMei(NamedTuple):
    """The pump and the point that are nearest to their limit."""

    efficiency: float
    least: float
    i: int
    name: str
    share: float
    """Of the flow of best efficiency."""
    inputs: dict[str, str]

    def over(self) -> float:
        """By how much it is met; negative where it isn't."""
        return self.efficiency - self.least


@quantity
def mei_pump_efficiency(case: Case) -> Value:
    """Efficiency of a pump within Regulation (EU) 547/2012, where it is nearest to its limit.

    At its best point, at 75 and at 110 % of its flow.
    """
    found, unknown, doubt = _of_mei(case)
    point = Phrase("{share} of the flow of best efficiency",
                   share=units.show(found.share, "efficiency"))  # fmt: skip
    return Value(
        found.efficiency, {}, f"units[{found.i}].pump", found.name, unknown, state=point
    ).doubted(doubt)


@limit
def mei_limit(case: Case) -> Value:
    """Efficiency there for a minimum efficiency index of 0.40."""
    found = _of_mei(case)[0]
    return Value(found.least, found.inputs)


def _of_mei(case: Case) -> tuple[_OfMei, tuple[str, ...], str]:
    """What is nearest to its limit, pumps of which something isn't known, and words to decide on.

    Eyes and stages are typed, and take a pump out of the law: one that is held to it without them,
    and fails, is for somebody to decide.
    """
    rows, unknown, words = [], [], []
    for i, unit in enumerate(case.conditions.units):
        for pump in (unit.pump, *unit.series):
            driven = unit.si.speed or pump.si.speed
            scope = _scope_of_mei(pump, driven)
            if scope is None:
                words += _word_of_mei(case, i, pump, driven)
                continue
            own, lacks = _held_to_mei(case, i, pump, scope)
            rows += own
            unknown += lacks
    if rows:
        return min(rows, key=_OfMei.over), tuple(unknown), words[0][1] if words else ""
    if unknown:
        raise MissingError(*unknown)
    if words:
        key, reason = words[0]
        raise NotApplicableError(reason.template, decide=key, **reason.values)
    raise NotApplicableError(
        "outside the scope: end-suction or multistage, up to 150 kW, 1450 or 2900 rpm"
    )


def _held_to_mei(
    case: Case, i: int, pump: PumpCurve, scope: _Scope
) -> tuple[list[_OfMei], list[str]]:
    """A pump at the points that the law judges, and what of it isn't known."""
    name = pump.name or case.conditions.name(i)
    if not scope.speed:
        return [], [Phrase("points of the curve of {name} at 1450 or 2900 rpm", name=name)]
    fit = fit_pump_curve(pump).si
    best = _least_of_mei(scope, fit.nq_total, fit.best_flow * scope.speed / pump.si.speed)
    known = pump_performance(pump, flow=fit.best_flow * np.array([*SHARES])).si.efficiency
    inputs = {"type": scope.type, "speed": units.show(scope.speed, "speed")}
    rows = [_OfMei(float(eta), best * SHARES[share], i, name, share, inputs)
            for share, eta in zip(SHARES, known, strict=True) if eta == eta]  # fmt: skip
    return rows, [efficiency_of(name)] if np.isnan(known).any() else []


def _word_of_mei(
    case: Case, i: int, pump: PumpCurve, driven: float
) -> list[tuple[str, Phrase]]:  # fmt: skip
    """The key that alone takes a pump out of the law, and what it would be held to without it."""
    if pump.eyes == 1 and pump.stages == 1:
        return []
    plain = pump.replace(eyes=1, stages=1)
    scope = _scope_of_mei(plain, driven)
    rows = [] if scope is None else _held_to_mei(case, i, plain, scope)[0]
    if not rows:
        return []
    worst = min(rows, key=_OfMei.over)
    if worst.over() >= 0.0:
        return []
    key = "eyes" if pump.eyes > 1 else "stages"
    type_ = "split-case" if pump.eyes > 1 else "multistage"
    reason = Phrase(
        "{key} of {n} takes {name} out of the law: with one it has {eta}, and must have {least};"
        " {plausible}", key=f"units[{i}].pump.{key}", n=getattr(pump, key), name=worst.name,
        eta=units.show(worst.efficiency, "efficiency"),
        least=units.show(worst.least, "efficiency"), plausible=_as_type(pump, type_),
    )  # fmt: skip
    return [(f"units[{i}].pump", reason)]


def _as_type(pump: PumpCurve, name: str) -> Phrase:
    """Whether flow, head of a stage and specific speed are those of a type of pump."""
    fit, row = fit_pump_curve(pump).si, pump_types()[name]
    for text, x, least, most, kind in (
        ("flow", fit.best_flow, row.flow[0], row.flow[-1], "flow"),
        ("head of a stage", fit.stage_head, row.head[0], row.head[-1], "head"),
        ("nq of an eye", fit.nq_eye, row.nq[0], row.nq[-1], "ratio"),
    ):
        if not least <= x <= most:
            return Phrase(
                "a {type} pump of its {what}, {value}, isn't built", type=Phrase(name),
                what=Phrase(text), value=units.show(x, kind),
            )  # fmt: skip
    return Phrase("its maker's data sheet decides")


def single_eyed(pump: PumpCurve) -> PumpCurve | None:
    """A pump of two eyes with one, where its size leaves open which: eyes are only typed.

    Of more flow than pumps of one eye are built for it has two.
    """
    row = pump_types()["multistage" if pump.stages > 1 else "end-suction"]
    if pump.eyes == 1 or fit_pump_curve(pump).si.best_flow > row.flow[-1]:
        return None
    return pump.replace(eyes=1)


def eyes_in_doubt(case: Case, i: int, most: float) -> str:
    """What is to be shown where only a word keeps the suction specific speed of a unit down."""
    pump = single_eyed(case.conditions.units[i].pump)
    speed = 0.0 if pump is None else float(fit_pump_curve(pump).si.suction_speed)
    if not speed > most:
        return ""
    return Phrase(
        "{key} of 2 is only a word: with one eye S is {speed}, and may be {most}; its maker's data"
        " sheet decides", key=f"units[{i}].pump.eyes", speed=units.digits_of(speed, 3),
        most=units.digits_of(most, 3),
    )  # fmt: skip


SHARES = pump_kernels.MEI_SHARES


class _Scope(NamedTuple):
    type: str
    speed: float
    """Nominal, rpm; 0 where the curve is of no nominal speed."""


SLOW = 1030.0
"""Speed, rpm, up to which motors have six poles or more at 50 Hz: no values for them."""


def _scope_of_mei(pump: PumpCurve, driven: float) -> _Scope | None:
    """Type and nominal speed by article 2; None outside the scope.

    The law judges the product at its nominal speed, however slowly a drive turns it.
    """
    speeds = [nominal for nominal, low, high in ((1450.0, 1250.0, 1650.0), (2900.0, 2600.0, 3200.0))
              for n in (pump.si.speed, driven) if low < n < high]  # fmt: skip
    if pump.eyes > 1 or (not speeds and max(pump.si.speed, driven) <= SLOW):
        return None
    several = pump.stages > 1
    n = speeds[0] if speeds else 2900.0 if several else 1450.0
    fit, k = fit_pump_curve(pump).si, n / pump.si.speed  # affinity
    Q, H = fit.best_flow * k * 3600.0, fit.best_head * k * k
    P = 998.2 * 9.80665 * Q / 3600.0 * H / fit.best_efficiency
    n_s = pump_kernels.specific_speed(n, np.float64(Q / 3600.0), H)
    if several:
        outside = n < 2900.0 or Q > 100.0
    else:
        small = Q < 6.0 and bool(speeds)
        outside = P > 150e3 or (90.0 if n < 2900.0 else 140.0) < H or small or n_s < 6 or n_s > 80
    if outside:
        return None
    return _Scope("MS-V" if several else "ESOB", n if speeds else 0.0)


def _least_of_mei(scope: _Scope, n_s: float, Q: float) -> float:
    """Least efficiency at the best point, with its flow at the nominal speed."""
    named = scope.type, str(int(scope.speed)), "0.4"
    (C,) = (r["C"] for r in data.rows("mei") if (r["type"], r["speed_rpm"], r["mei"]) == named)
    return float(pump_kernels.efficiency_mei(n_s, Q * 3600.0, float(C)))
