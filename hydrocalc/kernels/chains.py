"""A chain of formulas: each name is made by a kernel from names before it.

What is asked for decides what is computed, and each value has only the axes of what it depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels import ageing, liquids, pipes, pumps, stations
from hydrocalc.kernels.formulas import formula, where_valid


class Step(NamedTuple):
    """One name of a chain: its kernel and the names, or numbers, of its arguments."""

    name: str
    kernel: Any
    arguments: tuple[str | float, ...]


def needed(steps: Sequence[Step], asked: Iterable[str]) -> tuple[Step, ...]:
    """The steps that some names hang on, in their order."""
    wanted, chosen = set(asked), []
    for step in reversed(steps):
        if step.name in wanted:
            chosen.append(step)
            wanted.update(a for a in step.arguments if isinstance(a, str))
    return tuple(reversed(chosen))


def starts(steps: Sequence[Step], asked: str) -> tuple[str, ...]:
    """The names that a name hangs on and that no step makes."""
    some = needed(steps, (asked,))
    made_here = {step.name for step in some}
    used = (a for step in some for a in step.arguments if isinstance(a, str))
    return tuple(dict.fromkeys(a for a in used if a not in made_here))


def made(
    steps: Sequence[Step], known: Mapping[str, Any], asked: Iterable[str]
) -> Iterator[tuple[str, Any]]:
    """The names asked for with their values, each as soon as it is made, in the order of the steps.

    A known name is not made again. What no later step needs is let go at once, so that its memory,
    still in the cache, serves the next.
    """
    values, asked = dict(known), frozenset(asked)
    last = {a: i for i, step in enumerate(steps) for a in step.arguments}
    for name in asked & known.keys():
        yield name, known[name]
    for i, (name, kernel, arguments) in enumerate(steps):
        if name not in known:
            value = kernel(*[values[a] if isinstance(a, str) else a for a in arguments])
            if name in asked:
                yield name, value
            if name in last:
                values[name] = value
            del value
        for a in arguments:
            if isinstance(a, str) and last[a] == i:
                values.pop(a, None)


@formula("rel = eps / D", "definition")
def relative_roughness(eps: Any, D: Any) -> Any:
    """Roughness over bore."""
    return eps / D


@formula("v = max(v_0, 1e-150)", "so that 64/Re is finite and no head is lost at no velocity")
def moving(v_0: Any) -> Any:
    """Velocity, m/s, or the least that isn't none; nan where it is negative."""
    # A reduction is cheaper than a mask, and nan fails it.
    if np.min(v_0) >= 1e-150:
        return v_0
    return where_valid(v_0 >= 0.0, np.maximum(v_0, 1e-150))


@formula("h_v = v^2 / (2*9.80665)", "definition")
def velocity_head(v: Any) -> Any:
    """Velocity head, m."""
    return v * v * (0.5 / liquids.G)


@formula("eta_o = eta * eta_m", "definition: machines one after the other")
def overall_efficiency(eta: Any, eta_m: Any) -> Any:
    """Efficiency from terminals to water."""
    return eta * eta_m


@formula("h = f*L/D*h_v", "Darcy & Weisbach")
def friction_loss(f: Any, L: Any, D: Any, h_v: Any) -> Any:
    """Friction loss of a given friction factor and velocity head, m."""
    return f * L / D * h_v


@formula("h = K*h_v", "definition of the loss coefficient")
def local_loss(K: Any, h_v: Any) -> Any:
    """Local loss of a velocity head, m."""
    return K * h_v


@formula("H = H_s + h_f + h_l", "energy balance of a line between two levels")
def total_head(H_s: Any, h_f: Any, h_l: Any) -> Any:
    """Head that a line asks for, m."""
    return H_s + h_f + h_l


@formula("t = max(t_0, t_m)", "the warmest water decides NPSH")
def warmest(t_0: Any, t_m: Any) -> Any:
    """Temperature of the water for NPSH, °C."""
    return np.maximum(t_0, t_m)


@formula("p = p_a*(1 - w)", "allowance for the day's weather (practice)")
def low_air_pressure(p_a: Any, w: Any) -> Any:
    """Air pressure on a day of low pressure, Pa."""
    return p_a * (1.0 - w)


@formula("P_1 = P / eta", "definition of an efficiency")
def power_before(P: Any, eta: Any) -> Any:
    """Power that goes into a machine of an efficiency in (0, 1], W."""
    return P / where_valid((eta > 0.0) & (eta <= 1.0), eta)


@formula("P_1 = P * r / N", "definition: equal units; r of the largest power over that at duty")
def largest_unit_power(P: Any, r: Any, N: Any) -> Any:
    """Largest shaft power of one of `N` equal units, W."""
    return P * r / N


STATION = (
    Step("air_pressure", liquids.atmospheric_pressure, ("altitude",)),
    Step("density", liquids.density, ("temperature", "air_pressure")),
    Step("viscosity", liquids.viscosity, ("temperature", "density")),
    Step("velocity", pipes.velocity, ("flow", "diameter")),
    Step("moving", moving, ("velocity",)),
    Step("reynolds", pipes.reynolds, ("moving", "diameter", "viscosity")),
    Step("aged_roughness", ageing.aged_roughness, ("roughness", "age", "roughness_growth")),
    Step("relative_roughness", relative_roughness, ("aged_roughness", "diameter")),
    Step(
        "friction_factor", pipes.friction_factor_colebrook, ("reynolds", "relative_roughness")
    ),
    Step("velocity_head", velocity_head, ("velocity",)),
    Step("friction", friction_loss, ("friction_factor", "length", "diameter", "velocity_head")),
    Step("local", local_loss, ("loss_coefficient", "velocity_head")),
    Step("total_head", total_head, ("static_head", "friction", "local")),
    Step("hydraulic_power", pumps.hydraulic_power, ("density", "flow", "total_head")),
    Step("shaft_power", power_before, ("hydraulic_power", "pump_efficiency")),
    Step("input_power", power_before, ("shaft_power", "motor_efficiency")),
    Step("overall_efficiency", overall_efficiency, ("pump_efficiency", "motor_efficiency")),
    Step("specific_energy", pumps.specific_energy, ("density", "total_head", "overall_efficiency")),
    Step("daily_volume", pumps.daily_volume, ("flow", "hours")),
    Step("energy_per_year", stations.energy_per_year, ("input_power", "hours")),
    Step("cost_per_year", stations.energy_cost, ("energy_per_year", "price")),
    Step("unit_flow", stations.unit_flow, ("flow", "units")),
    Step("unit_max_power", largest_unit_power, ("shaft_power", "power_rise", "units")),
    Step("motor_load", stations.motor_load, ("unit_max_power", "motor_rating", 1.0)),
    Step("warmest", warmest, ("temperature", "temperature_max")),
    Step("vapour_pressure", liquids.vapour_pressure, ("warmest",)),
    Step("warm_density", liquids.density, ("warmest", "air_pressure")),
    Step("low_pressure", low_air_pressure, ("air_pressure", "weather")),
    Step("eye_flow", stations.unit_flow, ("unit_flow", "eyes")),
    Step(
        "npsh_available", pumps.npsh_available,
        ("low_pressure", "vapour_pressure", "warm_density", "water_above_eye", "suction_loss"),
    ),
    Step("npsh_required", pumps.npsh_required, ("speed", "eye_flow", "cavitation_c")),
    Step("npsh_margin", pumps.npsh_margin, ("npsh_available", "npsh_required")),
)  # fmt: skip
"""A station on one pipe: from the flow to heads, powers, energy, cost and NPSH."""
