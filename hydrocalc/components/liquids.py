"""Liquids: water at a temperature and altitude, or what the user states."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.kernels import liquids as kernels
from hydrocalc.records.fields import Measure
from hydrocalc.records.record import Record, record_of
from hydrocalc.texts import quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from pint import Quantity

    from hydrocalc.records.fields import Amount


class Liquid(Record):
    """A liquid at one temperature.

    Parameters
    ----------
    density : float, str or quantity
        Density, kg/m³, 500–2000.
    viscosity : float, str or quantity
        Kinematic viscosity, m²/s, 1e-8 to 1.
    vapour_pressure : float, str or quantity
        Absolute vapour pressure, Pa.
    bulk_modulus : float, str or quantity
        Isentropic bulk modulus, Pa.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(hc.Liquid(density="1.02 kg/L", viscosity="1.1 cSt", vapour_pressure="2.3 kPa",
    ...                 bulk_modulus="2.2 GPa"))
    quantity         value  unit
    ---------------  -----  -----
    density           1020  kg/m³
    viscosity          1.1  mm²/s
    vapour pressure    2.3  kPa
    bulk modulus       2.2  GPa
    """

    density: Measure = Measure("density", many=True)
    viscosity: Measure = Measure("viscosity", many=True)
    vapour_pressure: Measure = Measure("pressure", low=0.0, label="vapour pressure", many=True)
    bulk_modulus: Measure = Measure("bulk modulus", many=True)


def water_at(temperature: Amount, *, altitude: Amount = 0.0) -> Liquid:
    """Pure water at a temperature, under the atmosphere at an altitude.

    Parameters
    ----------
    temperature : float, str, array_like or quantity
        Temperature, °C, 0–40; any shape.
    altitude : float, str or quantity, optional
        Height above the sea, m, −500 to 5000.

    Returns
    -------
    Liquid
        Density, kinematic viscosity, vapour pressure and bulk modulus, each of the arguments'
        broadcast shape.

    Raises
    ------
    InputError
        If a scalar lies outside its range; in arrays such elements give nan.

    Notes
    -----
    Deviation from IAPWS-95 at 0.1 MPa over 1–40 °C: density 0.001 %, viscosity 0.02 %, vapour
    pressure 0.008 %, bulk modulus 0.01 %, sound speed 0.03 m/s.

    References
    ----------
    IAPWS SR1-86(1992), eqs 1 and 2; Pátek et al. (2009), J. Phys. Chem. Ref. Data 38(1);
    Marczak (1997), J. Acoust. Soc. Am. 102(5); ISO 2533:1975.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.water_at('20 °C').density:.2f~P}")
    998.20 kg/m³
    """
    t = units.number(temperature, "temperature", "temperature", low=0.0, high=40.0)
    z = units.number(altitude, "level", "altitude", low=-500.0, high=5000.0)
    rho, nu, p_v, K = run(_water, t, z)
    return Liquid(density=rho, viscosity=nu, vapour_pressure=p_v, bulk_modulus=K)


def _water(t: Any, z: Any) -> tuple[Any, Any, Any, Any]:
    rho = kernels.density(t, kernels.atmospheric_pressure(z))
    return (
        rho, kernels.viscosity(t, rho), kernels.vapour_pressure(t),
        kernels.bulk_modulus(rho, kernels.sound_speed(t)),
    )  # fmt: skip


@cache
def _default_water() -> Liquid:
    return water_at(20.0)


def liquid_or_water(liquid: Liquid | None, *, one: bool = False) -> Liquid:
    """The liquid given, in one state where only `one` will do; water at 20 °C if none is."""
    if liquid is None:
        return _default_water()
    if not isinstance(liquid, Liquid):
        raise InputError("liquid", "a Liquid, such as water_at('20 °C')", quoted(liquid))
    if one and not all(isinstance(plain, float) for plain in liquid._plain.values()):
        raise InputError("liquid", "one value, not an array", quoted(liquid))
    return liquid


def sound_speed(liquid: Liquid) -> Quantity[Any]:
    """Sound speed in a liquid, m/s (Newton–Laplace): √(K/ρ).

    Parameters
    ----------
    liquid : Liquid
        The liquid.

    Returns
    -------
    quantity
        Sound speed, m/s, of the liquid's shape.

    References
    ----------
    Newton–Laplace equation.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.sound_speed(hc.water_at('20 °C')):.0f~P}")
    1482 m/s
    """
    liquid = record_of(liquid, "liquid", Liquid)
    return units.quantity(
        run(kernels.sound_speed_of, liquid.si.bulk_modulus, liquid.si.density), "velocity"
    )


def atmospheric_pressure(altitude: Amount) -> Quantity[Any]:
    """Pressure of the standard atmosphere, Pa.

    Parameters
    ----------
    altitude : float, str, array_like or quantity
        Height above the sea, m, −500 to 5000; any shape.

    Returns
    -------
    quantity
        Absolute pressure, Pa, of the argument's shape.

    Raises
    ------
    InputError
        If a scalar lies outside its range.

    Notes
    -----
    p = 101325 (1 − 2.25577e-5 z)^5.25588. The day's weather adds or takes about 3 %.

    References
    ----------
    ISO 2533:1975, troposphere.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.atmospheric_pressure('300 m').to('kPa'):.2f~P}")
    97.77 kPa
    """
    z = units.number(altitude, "level", "altitude", low=-500.0, high=5000.0)
    return units.quantity(run(kernels.atmospheric_pressure, z), "pressure")
