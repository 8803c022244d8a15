"""What stands over the eye of an impeller: levels, air and NPSH."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import water_at
from hydrocalc.components.pump_units import (
    ReadyUnit,
)
from hydrocalc.components.pumps import DEEPEST
from hydrocalc.errors import InputError
from hydrocalc.kernels import liquids as liquid_kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.units import run

if TYPE_CHECKING:
    from hydrocalc.components.liquids import Liquid


def refuse_depths(z: Any, eye: float) -> None:
    """An eye far below, or above, any water that could feed it is a depth, not a level."""
    if z.size and (z.min() - eye > DEEPEST or eye - z.max() > DEEPEST):
        raise InputError(
            "eye_level",
            "a level in the datum of the water levels, {level}; not a depth and no other sign",
            units.show(eye, "level"), level=units.show(float(z.min()), "level"),
        )  # fmt: skip


def air_over(liquid: Liquid, altitude: float) -> float:
    """(p_atm − p_v)/ρg of a liquid under low air pressure, m."""
    p = 1.0 - data.assumption("weather").number
    p *= float(run(liquid_kernels.atmospheric_pressure, altitude))
    c = liquid.si
    return float(pump_kernels.npsh_available(p, c.vapour_pressure, c.density, 0.0, 0.0))


class Air(NamedTuple):
    """What presses on the water of a site, and for which water and height."""

    head: float
    """(p_atm − p_v)/ρg, m."""
    temperature: float | None = None
    altitude: float | None = None


def air_of_site(liquid: Liquid, temperature_max: Any, altitude: Any) -> Air:
    """Air over the liquid or the warmest water, what leaves less."""
    t = data.assumption("temperature_max").number if temperature_max is None else temperature_max
    t = units.number(t, "temperature", "temperature_max", low=0.0, high=40.0, scalar=True)
    z = data.assumption("altitude").number if altitude is None else altitude
    z = units.number(z, "level", "altitude", low=-500.0, high=5000.0, scalar=True)
    return Air(min(air_over(one, z) for one in (liquid, water_at(t, altitude=z))), t, z)


def npsh_of(unit: ReadyUnit, q: Any, z: Any, air: Air) -> Any:
    """NPSH available at the eye of a unit; nan where its level isn't known or it stands."""
    eye = unit.record.si.eye_level
    if eye is None:
        return np.full(np.shape(q), np.nan)
    return np.where(q > 0.0, air.head + z - eye - unit.suction * q * q, np.nan)
