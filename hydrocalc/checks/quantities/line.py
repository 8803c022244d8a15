"""The line and the branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc.checks.case import Case
from hydrocalc.checks.quantities.registry import Value, limit, quantity, show, worst
from hydrocalc.components.loss_comparison import compare_head_loss
from hydrocalc.stations.designs.conditions import MissingError
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    pass


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
    for i in range(len(case.conditions.need("units"))):
        b = case.branch(i, side).si
        inputs = show(flow_of_one_unit=(b.flow, "flow"), D=(b.diameter, "diameter"))
        rows.append(
            Value(b.velocity, inputs, f"units[{i}].{side}_diameter", case.conditions.name(i))
        )
    return worst(rows, largest=True)


@quantity
def suction_velocity(case: Case) -> Value:
    """Largest velocity in a suction branch, design case, m/s."""
    return _branch(case, "suction")


@quantity
def discharge_velocity(case: Case) -> Value:
    """Largest velocity in a discharge branch, design case, m/s."""
    return _branch(case, "discharge")


def _by_bore(case: Case, side: str) -> Value:
    D = [getattr(unit.si, f"{side}_diameter") for unit in case.conditions.need("units")]
    if None in D:
        raise MissingError(f"units[{D.index(None)}].{side}_diameter")
    v = [q / (np.pi / 4.0 * d * d) for q, d in zip(case.duty_flows, D, strict=True)]
    bore = float(D[int(np.argmax(v))])
    size = 0 if bore < 0.25 else 1 if bore <= 1.0 else 2
    return Value(
        case.conditions.limit(f"{side}_velocity_gb50013_{size}"), show(D=(bore, "diameter"))
    )


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
    case.conditions.need("line.profile")
    g = case.full_grade.si
    return Value(
        float(np.atleast_1d(g.lowest_pressure)[0]),
        show(chainage=(float(np.atleast_1d(g.lowest_chainage)[0]), "length")), "line.profile",
    )  # fmt: skip


def _reach_used(case: Case, pressures: str, stands: str, key: str) -> tuple[Any, int, float, float]:
    """The grade line, and the reach with the highest pressure over what its pipe stands."""
    case.conditions.need("line.profile")
    case.need_shutoff()
    g = case.grade.si
    p, most = getattr(g, pressures), getattr(g, stands)
    if np.isnan(most).any():
        raise MissingError(f"line.reaches[{int(np.argmax(np.isnan(most)))}].pipe.{key}")
    if np.isnan(p).any():
        raise MissingError(f"line.reaches[{int(np.argmax(np.isnan(p)))}].pipe.material")
    i = int(np.argmax(p / most))
    return g, i, float(p[i]), float(most[i])


@quantity
def rating_used(case: Case) -> Value:
    """Highest pressure of steady line, static line and shut-off over the pressure rating."""
    g, i, p, most = _reach_used(case, "reach_pressure", "reach_pfa", "rating")
    inputs = show(pressure=(p, "pressure"), rating=(most, "pressure"),
                  chainage=(float(g.reach_chainage[i]), "length"))  # fmt: skip
    return Value(p / most, inputs, f"line.reaches[{i}].pipe")


@quantity
def design_pressure_used(case: Case) -> Value:
    """Design pressure by the material's rule, surge in it, over what the pipe stands with surge."""
    _, i, p, most = _reach_used(case, "design_pressure", "reach_pma", "pma")
    inputs = show(design_pressure=(p, "pressure"), pma=(most, "pressure"))
    return Value(p / most, inputs, f"line.reaches[{i}].pipe")


@quantity
def out_of_range(case: Case) -> Value:
    """Reaches whose law of friction is used outside its range."""
    line, bad = case.conditions.need("line"), []
    for i, reach in enumerate(line.reaches):
        p = reach.pipe.si
        given = {k: getattr(p, k) for k in ("roughness", "hazen_williams_c", "manning_n")}
        found = compare_head_loss(
            case.conditions.liquid, flow=case.conditions.flow / reach.strings, diameter=p.diameter,
            length=reach.si.length, **{k: v for k, v in given.items() if v is not None},
        )  # fmt: skip
        rows = dict(zip(found.method, found.valid, strict=True))
        if not rows.get(line.method, True):
            bad.append(i)
    return Value(float(len(bad)), {"method": Phrase(line.method)}, "line.method")
