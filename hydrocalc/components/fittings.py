"""Fittings: loss coefficients, from the table or through fluids where the geometry is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hydrocalc import data, units
from hydrocalc.errors import InputError
from hydrocalc.kernels import lines as kernels
from hydrocalc.records.fields import choice, plain_text
from hydrocalc.texts import Phrase, quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from hydrocalc.records.fields import Amount

NAMES = tuple(row["fitting"] for row in data.rows("fittings"))
"""Fittings of the table."""

COMPUTED = (
    "bend", "mitre", "rounded-entrance", "contraction", "enlargement", "diffuser",
    "gate-valve-open", "butterfly-valve-open", "globe-valve-open", "swing-check-open",
    "ball-valve-open",
)  # fmt: skip
"""Fittings that are computed from their geometry through fluids."""


def loss_coefficient(
    fitting: str,
    *,
    diameter: Amount | None = None,
    second_diameter: Amount | None = None,
    angle: float = 90.0,
    radius: float = 1.5,
) -> float:
    """Loss coefficient K of a fitting, on the velocity head in its smaller bore.

    Parameters
    ----------
    fitting : str
        From the table (values of handbooks): ``entrance``, ``bell-mouth``, ``exit``, ``elbow-90``
        … (`hydrocalc.components.fittings.NAMES`); or computed through fluids: ``bend`` and
        ``mitre`` (angle), ``rounded-entrance`` (radius), ``contraction``, ``enlargement`` and
        ``diffuser`` (two diameters), and the Crane valves ``gate-valve-open``,
        ``butterfly-valve-open``, ``globe-valve-open``, ``swing-check-open``, ``ball-valve-open``.
    diameter : float, str or quantity, optional
        Bore, m, where K depends on it.
    second_diameter : float, str or quantity, optional
        The larger bore of a contraction, an enlargement or a diffuser, m.
    angle : float, optional
        Angle of a bend or mitre, or whole angle of a diffuser, degrees, 1–180.
    radius : float, optional
        Radius over bore of a bend or a rounded entrance, 0.01–20.

    Returns
    -------
    float
        Loss coefficient K.

    Raises
    ------
    InputError
        If the fitting isn't known, or a dimension that it needs is missing or out of range.

    Notes
    -----
    h = K v²/2g. Handbooks differ by 25–50 %, swing check valves by more: K is an estimate.

    References
    ----------
    Pump handbook of the Hydraulic Institute (table); Crane TP-410, Rennels, Idelchik through
    fluids.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(f"{hc.loss_coefficient('bend', diameter='800 mm', angle=90, radius=1.5):.3f}")
    0.152
    """
    name = choice(str(fitting).strip().lower(), "fitting", (*NAMES, *COMPUTED))
    if name in NAMES:
        return float(next(r["k"] for r in data.rows("fittings") if r["fitting"] == name))
    D = _dimension("diameter", diameter)
    phi = units.number(angle, "ratio", "angle", low=1.0, high=180.0, scalar=True)
    r = units.number(radius, "ratio", "radius", low=0.01, high=20.0, scalar=True)
    import fluids.fittings as f

    if name in ("contraction", "enlargement", "diffuser"):
        wide = _dimension("second_diameter", second_diameter)
        if wide < D:
            raise InputError("second_diameter", "the larger bore", units.show(wide, "diameter"))
        if name == "contraction":
            return float(f.contraction_sharp(Di1=wide, Di2=D))
        if name == "enlargement":
            return float(f.diffuser_sharp(Di1=D, Di2=wide))
        return float(f.diffuser_conical(Di1=D, Di2=wide, angle=phi, method="Crane"))
    # Fully rough friction in new steel is what Crane's coefficients rest on.
    computed: dict[str, Any] = {
        "bend": lambda: f.bend_rounded(Di=D, angle=phi, bend_diameters=r, method="Crane"),
        "mitre": lambda: f.bend_miter(angle=phi, Di=D, method="Crane"),
        "rounded-entrance": lambda: f.entrance_rounded(Di=D, rc=r * D),
        "gate-valve-open": lambda: f.K_gate_valve_Crane(D1=D, D2=D, angle=0.0),
        "butterfly-valve-open": lambda: f.K_butterfly_valve_Crane(D=D, style=0),
        "globe-valve-open": lambda: f.K_globe_valve_Crane(D1=D, D2=D),
        "swing-check-open": lambda: f.K_swing_check_valve_Crane(D=D),
        "ball-valve-open": lambda: f.K_ball_valve_Crane(D1=D, D2=D, angle=0.0),
    }
    return float(computed[name]())


def loss_coefficients(text: str, *, diameter: Amount | None = None) -> float:
    """Sum of the loss coefficients of fittings given as text.

    Parameters
    ----------
    text : str
        Fittings and their numbers, such as "entrance, elbow-90:4, gate-valve-open:2, exit", or a
        plain sum of K such as "3.2".
    diameter : float, str or quantity, optional
        Bore, m, where a coefficient depends on it.

    Returns
    -------
    float
        Sum of K.

    Raises
    ------
    InputError
        If a fitting isn't known or a number isn't whole.

    Notes
    -----
    Interaction of fittings close to one another is not accounted for.

    References
    ----------
    As `loss_coefficient`.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> print(hc.loss_coefficients("entrance, elbow-90:4, exit"))
    2.4
    """
    said = plain_text(text, "fittings")
    if re.fullmatch(r"\s*\d+(\.\d+)?\s*", said):
        return float(units.number(said, "ratio", "fittings", low=0.0, scalar=True))
    total = 0.0
    for part in said.split(","):
        name, _, number = part.strip().partition(":")
        if number and not re.fullmatch(r"\d{1,4}", number.strip()):
            raise InputError("fittings", "a whole number after the colon", quoted(part.strip()))
        total += int(number or 1) * loss_coefficient(name, diameter=diameter)
    return total


def equivalent_length(
    *, loss_coefficient: Amount, diameter: Amount, friction_factor: Amount
) -> Any:
    """Length of pipe with the same loss as fittings.

    Parameters
    ----------
    loss_coefficient : float or array_like
        Loss coefficient K; any shape.
    diameter : float, str, array_like or quantity
        Bore, m; any shape that broadcasts.
    friction_factor : float or array_like
        Darcy's friction factor of the pipe.

    Returns
    -------
    quantity
        Length, m, of the broadcast shape.

    Raises
    ------
    InputError
        If an argument can't be read or lies outside its range.

    Notes
    -----
    L = K D/f.

    References
    ----------
    Darcy & Weisbach.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> length = hc.equivalent_length(loss_coefficient=2, diameter=0.8, friction_factor=0.016)
    >>> print(f"{length:.0f~P}")
    100 m
    """
    K = units.number(loss_coefficient, "ratio", "loss_coefficient", low=0.0)
    D = units.number(diameter, "diameter", "diameter")
    f = units.number(friction_factor, "ratio", "friction_factor")
    return units.quantity(run(kernels.equivalent_length, K, D, f), "length")


def _dimension(name: str, value: Any) -> float:
    if value is None:
        raise InputError(name, "a value: this fitting's K depends on it", Phrase("nothing"))
    return float(units.number(value, "diameter", name, scalar=True))
