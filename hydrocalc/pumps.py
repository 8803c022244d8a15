"""Pumps: powers, volumes and energies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hydrocalc import units
from hydrocalc.kernels import pumps as kernels
from hydrocalc.kernels.blocks import run
from hydrocalc.liquids import default_water

if TYPE_CHECKING:
    from pint import Quantity

    from hydrocalc.liquids import Liquid
    from hydrocalc.records import Amount


def _density(liquid: Liquid | None) -> Any:
    return (liquid or default_water()).si.density


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
    >>> print(f"{energy.to('kWh/m**3'):.3f~P}")
    0.306 h·kW/m³
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
