"""The design file, written."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from hydrocalc import units
from hydrocalc.components.curves import PumpCurve
from hydrocalc.errors import HydrocalcError, InputError
from hydrocalc.hydraulics.lines import Line
from hydrocalc.kernels.pipes import LAWS
from hydrocalc.records.documents import MOST_BYTES, read_toml, unit_left_out
from hydrocalc.records.fields import (
    REQUIRED,
)
from hydrocalc.records.record import Record
from hydrocalc.records.writing import write_file
from hydrocalc.stations.designs.contradictions import refuse_contradictions
from hydrocalc.stations.designs.design import StationDesign
from hydrocalc.stations.designs.reading import SCHEMA, _Reader
from hydrocalc.texts import quoted


def design_text(design: StationDesign) -> str:
    """A design as the text of a file that `read_design` reads again.

    Parameters
    ----------
    design : StationDesign
        The station.

    Returns
    -------
    str
        TOML 1.0; every number in its documented unit, so that nothing is lost.

    Raises
    ------
    InputError
        If the other conditions of the line differ in more than one roughness for all pipes, or
        `read_design` would refuse the file: too large, or too many of something.

    Notes
    -----
    Defaults are left out.

    References
    ----------
    TOML 1.0.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> design = hc.StationDesign(project=hc.Project(name="A"), demand=hc.Demand(flow=0.4))
    >>> print(hc.design_text(design))
    schema = 1
    <BLANKLINE>
    [project]
    name = "A"
    <BLANKLINE>
    [demand]
    flow = 0.4
    <BLANKLINE>
    """
    import tomli_w

    if not isinstance(design, StationDesign):
        raise InputError("design", "a StationDesign", quoted(design))
    refuse_contradictions(design)  # as the reader does
    pumps: dict[PumpCurve, str] = {}
    for unit in design.units:
        for curve in (unit.pump, *unit.series):
            if curve not in pumps:
                taken = set(pumps.values())
                name = curve.name or "pump"
                while name in taken:
                    name += "'"
                pumps[curve] = name
    table = _table(design)
    for name in ("origin", "other_lines"):
        table.pop(name, None)
    if design.other_lines:
        name = LAWS[design.line.method].coefficient
        table["line"][f"other_{name}"] = [_one(name, o) for o in design.other_lines]
    if design.limits:
        table["limits"] = {
            one.id: {k: v for k, v in _table(one).items() if k != "id"} for one in design.limits
        }
    if pumps:
        table["pumps"] = [{**_table(curve), "name": name} for curve, name in pumps.items()]
        for row, unit in zip(table["units"], design.units, strict=True):
            row["pump"] = pumps[unit.pump]
            if unit.series:
                row["series"] = [pumps[curve] for curve in unit.series]
    text: str = tomli_w.dumps({"schema": SCHEMA, **table})
    if (size := len(text.encode())) > MOST_BYTES:
        raise InputError(
            "design", "a file of at most {n} MB", f"{size / 1e6:.3g} MB",
            n=f"{MOST_BYTES / 1e6:.3g}",
        )  # fmt: skip
    reader = _Reader("")
    reader.design(read_toml(text, "design").table)
    for key, error in reader.problems:
        error.argument = key
        raise error
    return text


def write_design(
    design: StationDesign, path: str | os.PathLike[str], *, force: bool = False
) -> None:
    """Write a design to a file, whole or not at all.

    Parameters
    ----------
    design : StationDesign
        The station.
    path : str or path
        A file, ending in ``.hydro.toml`` by custom.
    force : bool
        Whether a file that is there is written over.

    Raises
    ------
    InputError
        If the design can't be written, or the file is there and `force` isn't given.
    OSError
        If the file can't be written; what was there stays. It is a `HydrocalcError`, too.

    Notes
    -----
    As `design_text`.

    References
    ----------
    TOML 1.0.

    Examples
    --------
    >>> import hydrocalc as hc, pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "a.hydro.toml"
    >>> design = hc.StationDesign(project=hc.Project(name="A"))
    >>> hc.write_design(design, file)
    >>> hc.read_design(file).replace(origin=None) == design
    True
    """
    write_file(path, design_text(design), force=force)


def _table(record: Record) -> dict[str, Any]:
    """A record as a table, without what is as by default."""
    table = {}
    for name, field in record.fields.items():
        plain = record._plain[name]
        none = isinstance(plain, tuple) and not plain and field.default is not REQUIRED
        if plain is None or none:
            continue
        if field.default is not REQUIRED and type(plain) is not np.ndarray:
            try:
                if plain == field.default or plain == field.read(field.default):
                    continue
            except (HydrocalcError, ValueError):
                pass
        table[name] = _written(plain)
        kind = getattr(field, "kind", "")
        if isinstance(plain, float) and unit_left_out(plain, kind):
            table[name] = f"{plain!r} {units.KINDS[kind].unit}"  # bare, the reader would doubt it
    return table


def _written(plain: Any) -> Any:
    if isinstance(plain, Record):
        return _table(plain)
    if isinstance(plain, tuple):
        return [_written(x) for x in plain]
    return plain.tolist() if isinstance(plain, (np.ndarray, np.generic)) else plain


def _one(coefficient: str, line: Line) -> float:
    found = {getattr(reach.pipe.si, coefficient) for reach in line.reaches}
    if len(found) != 1:
        expected = "one {name} for all pipes of a line"
        raise InputError("other_lines", expected, str(len(found)), name=coefficient)
    return float(found.pop())
