"""The hydraulic fingerprint: of which station a transient analysis was made.

It is one short hash for each part of a design that transients depend on, so that a later design
can say which part isn't that any more, though nothing but the hashes was kept.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

import numpy as np

from hydrocalc.components.curves import PumpCurve
from hydrocalc.components.pipes import Pipe
from hydrocalc.components.pump_units import PumpUnit
from hydrocalc.hydraulics.lines import Line, Profile, Reach
from hydrocalc.records.record import Record
from hydrocalc.stations.designs.conditions import DesignConditions, MissingError
from hydrocalc.stations.designs.design import StationDesign

HYDRAULIC: dict[type[Record], tuple[str, ...]] = {
    Pipe: ("diameter", "roughness", "hazen_williams_c", "manning_n", "wall", "modulus", "poisson",
           "restraint", "material"),
    Reach: ("pipe", "length", "loss_coefficient", "local_share", "strings", "draw_off"),
    Line: ("reaches", "method"),
    Profile: ("chainage", "axis"),
    PumpUnit: ("pump", "series", "count", "speed", "minimum_speed", "suction_diameter",
               "suction_loss_coefficient", "discharge_diameter", "discharge_loss_coefficient",
               "eye_level", "inertia"),
    PumpCurve: ("flow", "head", "efficiency", "shaft_power", "speed", "stages", "eyes", "density",
                "form", "degree"),
}  # fmt: skip
"""What of a record moves water; names, ratings and motors don't."""
PARTS = ("levels", "site", "line", "line.profile", "units")
"""Keys of the design file that the hashes stand for, in their order."""
_DIGITS = 16


def hydraulic_fingerprint(design: StationDesign) -> str:
    """Fingerprint of what the transients of a station depend on.

    Parameters
    ----------
    design : StationDesign
        The station.

    Returns
    -------
    str
        ``sha256:`` and 16 hexadecimal digits for each of levels, water, line, profile and units;
        the same whatever the names, texts, ratings, limits and waivers, and however the file
        spells its numbers.

    Raises
    ------
    InputError
        If the water of the design isn't within its range.

    Notes
    -----
    Numbers count to 12 digits.

    References
    ----------
    FIPS 180-4 (SHA-256).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> from hydrocalc.stations.designs.fingerprint import hydraulic_fingerprint
    >>> design = hc.StationDesign(project=hc.Project(name="A"), demand=hc.Demand(flow=0.4))
    >>> other = design.replace(project=hc.Project(name="B"))
    >>> hydraulic_fingerprint(design) == hydraulic_fingerprint(other)
    True
    """
    return fingerprint_of(DesignConditions(design))


def fingerprint_of(c: DesignConditions) -> str:
    """`hydraulic_fingerprint` of a design whose conditions are known."""
    design, line = c.design, c.design.line
    levels = dict(design.levels._plain)
    if levels["delivery_design"] is None and line is not None:
        levels["delivery_design"] = line.si.delivery_level
    flow = None
    if not design.units:  # else they decide it
        with suppress(MissingError):
            flow = c.flow
    parts = (
        levels,
        {"temperature": c.temperature, "warmest": c.temperature_max, "altitude": c.altitude},
        (line, design.other_lines),
        None if line is None else line.profile,
        design.units or flow,
    )
    hashes = (hashlib.sha256(_said(part).encode()).hexdigest()[:_DIGITS] for part in parts)
    return "sha256:" + "-".join(hashes)


def changed_since(design: StationDesign, fingerprint: str) -> tuple[str, ...]:
    """Keys of the design file that aren't as in the design of a fingerprint.

    Parameters
    ----------
    design : StationDesign
        The station as it is.
    fingerprint : str
        Fingerprint of what it was.

    Returns
    -------
    tuple of str
        Some of `PARTS`; empty if nothing changed; all of them if it is no fingerprint of ours.

    Raises
    ------
    InputError
        As `hydraulic_fingerprint`.
    """
    return parts_changed(hydraulic_fingerprint(design), fingerprint)


def parts_changed(fingerprint: str, before: str) -> tuple[str, ...]:
    """`PARTS` in which two fingerprints differ; all of them if the one before is none of ours."""
    now, then = (f.removeprefix("sha256:").split("-") for f in (fingerprint, before.strip()))
    if len(now) != len(then):
        return PARTS
    return tuple(part for part, a, b in zip(PARTS, now, then, strict=True) if a != b)


def _said(value: Any) -> str:
    """A value as a text that says all that counts of it."""
    if isinstance(value, Record):
        of = HYDRAULIC[type(value)]
        return "{" + ",".join(f"{k}={_said(value._plain[k])}" for k in of) + "}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{k}={_said(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (tuple, np.ndarray)):
        return "[" + ",".join(map(_said, value)) + "]"
    if isinstance(value, (float, np.floating)):
        return f"{value + 0.0:.12g}"
    return repr(value)
