"""Variable-speed drives and the speed of motors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.kernels import drives as kernels
from hydrocalc.records.fields import choice
from hydrocalc.units import run

if TYPE_CHECKING:
    from pint import Quantity

    from hydrocalc.records.fields import Amount


@cache
def drive_table() -> dict[str, Any]:
    """Ratings, W, loads and efficiencies, for `kernels.drives.drive_efficiency`."""
    rows = data.rows("drive_efficiency")
    names = [c for c in rows[0] if c.startswith("load_")]
    return {
        "ratings": np.array([1000.0 * float(r["rating_kw"]) for r in rows]),
        "loads": np.array([float(c.removeprefix("load_")) for c in names]),
        "table": np.array([[float(r[c]) for c in names] for r in rows]),
    }


def drive_efficiency(*, rating: Amount, load: Amount) -> Any:
    """Efficiency of a low-voltage variable-speed drive.

    Parameters
    ----------
    rating : float, str, array_like or quantity
        Rated power of the drive, W; any shape. Below 2.2 kW and above 298 kW as there.
    load : float, str or array_like
        Power over the rated power, 0–1.2; any shape that broadcasts.

    Returns
    -------
    float or np.ndarray
        Efficiency, 0–1, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    Interpolated in the load and in the logarithm of the rating. Medium-voltage drives with their
    transformer have 96–97 % at full load, 94–95 % at half (from memory).

    References
    ----------
    US DOE MEASUR (generic PWM drives).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> hc.drive_efficiency(rating="298.28 kW", load=0.75)
    0.97
    """
    P = units.number(rating, "power", "rating")
    x = units.number(load, "ratio", "load", low=0.0, high=1.2)
    eta = run(kernels.drive_efficiency, x, P, **drive_table())
    return float(eta) if np.ndim(eta) == 0 else eta


def motor_speed(
    *, poles: int, load: Amount = 1.0, frequency: Amount = 50.0, slip: Amount | None = None
) -> Quantity[Any]:
    """Speed of an induction motor under load.

    Parameters
    ----------
    poles : {2, 4, 6, 8, 10, 12}
        Number of poles.
    load : float, str or array_like, optional
        Power over the rating, 0–1.2 (1).
    frequency : float, str, array_like or quantity, optional
        Frequency at its terminals, Hz: of the mains or of its drive (50).
    slip : float or str, optional
        Slip at full load, 0–0.2 (1 %).

    Returns
    -------
    quantity
        Speed, rpm, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    n = 120 f/p (1 − s x).

    References
    ----------
    Practice: 0.5–1.2 % from 200 kW, more below (from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.motor_speed(poles=4, load=0.75, slip='1 %'):.0f~P}")
    1489 rpm
    """
    choice(str(poles), "poles", ("2", "4", "6", "8", "10", "12"))
    x = units.number(load, "ratio", "load", low=0.0, high=1.2)
    f = units.number(frequency, "frequency", "frequency")
    s = data.assumption("slip").number
    if slip is not None:
        s = units.number(slip, "ratio", "slip", low=0.0, high=0.2, scalar=True)
    return units.quantity(run(kernels.motor_speed, f, float(poles), s, x), "speed")
