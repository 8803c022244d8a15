"""Pump curves in a maker's files."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hydrocalc import units
from hydrocalc.components.curves import PumpCurve, check_curve
from hydrocalc.errors import InputError
from hydrocalc.kernels.blocks import distinct
from hydrocalc.records.columns import LONGEST_NAME, path_of, read_table, read_text, refuse_twice
from hydrocalc.records.documents import read_toml
from hydrocalc.texts import Phrase, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.records.fields import Amount

_HEADER = re.compile(r"([^\W\d]+?)(?:[ _]*[\[(]\s*(.+?)\s*[\])]|_([^_\[\](]+))?")
_KINDS = {
    "flow": "flow", "head": "head", "efficiency": "efficiency", "shaft_power": "power",
    "npsh_required": "head", "speed": "speed",
}  # fmt: skip
_ALSO = {
    "q": "flow", "流量": "flow", "h": "head", "扬程": "head", "eta": "efficiency",
    "η": "efficiency", "效率": "efficiency", "p": "shaft_power", "power": "shaft_power",
    "轴功率": "shaft_power", "npsh": "npsh_required", "npshr": "npsh_required",
    "必需汽蚀余量": "npsh_required", "n": "speed", "转速": "speed",
}  # fmt: skip
"""What makers also write above their columns."""


def read_pump_curve(
    path: str | os.PathLike[str],
    *,
    name: str = "",
    speed: Amount | None = None,
    stages: int = 1,
    eyes: int = 1,
    form: str = "monotone",
) -> PumpCurve:
    r"""A pump's points from a CSV or TOML file.

    Parameters
    ----------
    path : str or path
        CSV with the columns ``flow`` and ``head`` and, if known, ``efficiency`` or
        ``shaft_power``, ``npsh_required``, ``speed``; a unit stands in brackets or after an
        underscore, ``flow [m3/h]`` or ``flow_m3/h``, else it is m³/s, m, 0–1, W, m, rpm. Q, H,
        eta, P, NPSHr, n and 流量, 扬程, 效率, 轴功率, 必需汽蚀余量, 转速 serve as well. UTF-8 or
        GB18030; an empty cell is unknown. A file that ends in ``.toml`` has lists of such names,
        ``"flow [m3/h]" = [0, 360, 720]``, and the fields of `PumpCurve`.
    name : str, optional
        What the pump is called.
    speed : float, str or quantity, optional
        Speed, rpm, if the file doesn't give it.
    stages, eyes : int, optional
        Stages, and impeller eyes: as `PumpCurve` (1 and 1).
    form : str, optional
        What is fitted: as `PumpCurve`.

    Returns
    -------
    PumpCurve
        The points.

    Raises
    ------
    InputError
        If the file can't be read, a column or unit is unknown, a column stands twice, points are
        no pump's (see `fit_pump_curve`), or it holds pumps of several speeds.

    Notes
    -----
    Rows are the maker's points in the order of rising flow.

    References
    ----------
    RFC 4180.

    Examples
    --------
    >>> import hydrocalc as hc, pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "pump.csv"
    >>> _ = file.write_text("flow [m3/h],head [m],efficiency [%]\n0,110,0\n360,104,68\n"
    ...                     "720,88,84\n900,74,80\n")
    >>> pump = hc.read_pump_curve(str(file), speed=1480)
    >>> print(f"{pump.flow[2]:.2f~P}, {pump.efficiency[2]:.2f}")
    0.20 m³/s, 0.84
    """
    fields = {"name": name, "speed": speed, "stages": stages, "eyes": eyes, "form": form}
    return curve_of(curve_file(path), **fields)


class CurveFile(NamedTuple):
    """What the file of a pump's curve says: columns in their units, and fields of `PumpCurve`."""

    columns: Mapping[str, Any]
    given: Mapping[str, Any]


def curve_file(path: str | os.PathLike[str]) -> CurveFile:
    """The file of a pump's curve, CSV or TOML."""
    path = path_of(path, "curve")
    if path.lower().endswith(".toml"):
        columns, given = _toml(path)
    else:
        columns, given = _table(path), {}
    return CurveFile(curve_columns(columns), given)


def _table(path: str) -> dict[str, list[Any]]:
    try:
        return read_table(path, "curve", meaning=_quantity)
    except InputError:
        heads = next(iter(read_text(path, "curve").splitlines()), "").split(",")
        if any(_quantity(head) in _KINDS for head in heads):
            raise
        raise InputError(
            "curve", "the file of a pump's curve, whose first line names columns such as "
            "'flow (m3/h),head (m),efficiency (%)'", quoted(os.path.basename(path), 80),
        ) from None  # fmt: skip


def curve_of(file: CurveFile, **fields: Any) -> PumpCurve:
    """The pump of a file; `fields` stand beside it, those of the file come first."""
    found, given = dict(file.columns), file.given
    if any(not len(column) for column in found.values()):
        raise InputError("curve", "points below the names of the columns", Phrase("none"))
    speed = fields.pop("speed", None)
    if "speed" in found:
        speeds = distinct(found["speed"])
        if len(speeds) > 1 and not np.isnan(speeds).all():
            raise InputError(
                "curve", "one pump at one speed in a file",
                ", ".join(units.show(float(n), "speed") for n in speeds[:4]),
            )  # fmt: skip
        if speed is not None:
            raise InputError("speed", "no value: the file gives it")
        speed = float(speeds[0])
    speed = given.get("speed", speed)
    if speed is None:
        raise InputError(
            "speed",
            "the speed of the curve, in the file or beside it",
            Phrase("nothing"),
            "1480",
        )
    pump = PumpCurve(**{**fields, **given, **found, "speed": speed})
    check_curve(pump)
    return pump


_SCALARS = ("name", "speed", "stages", "eyes", "form", "degree", "impeller_diameter", "density",
            "minimum_flow", "maximum_flow", "basis")  # fmt: skip


def curve_columns(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns by the fields of `PumpCurve`, in their units, from what stands above them."""
    refuse_twice(columns, _quantity, "curve")
    found: dict[str, Any] = {}
    for header, column in columns.items():
        quantity, unit = _quantity_and_unit(header)
        if quantity not in _KINDS:
            raise InputError(
                "curve", "columns named {columns}, a unit in brackets after it", quoted(header),
                columns=", ".join(_KINDS),
            )  # fmt: skip
        kind = units.KINDS[_KINDS[quantity]]
        factor = units.find_spelling(kind, unit) if unit else None
        if unit and factor is None:
            raise InputError(
                "curve", "a unit of {name}: {units}", quoted(header), name=Phrase(quantity),
                units=", ".join(kind.spellings),
            )  # fmt: skip
        array = np.array(column, dtype=float)
        if factor is not None:
            array = (array - factor.offset) * factor.numerator / factor.denominator
        found[quantity] = array
    missing = [name for name in ("flow", "head") if name not in found]
    if missing:
        raise InputError(
            "curve", "a CSV with the columns {columns}", ", ".join(found),
            columns="flow, head",
        )  # fmt: skip
    return found


def _quantity_and_unit(header: str) -> tuple[str, str]:
    """What stands in a column, by our word for it, and in which unit."""
    quantity, unit = header.lower(), ""
    match = _HEADER.fullmatch(unicodedata.normalize("NFKC", header)[:LONGEST_NAME])
    if quantity not in _KINDS and match is not None:
        quantity, unit = match[1].lower(), match[2] or match[3] or ""
    return _ALSO.get(quantity, quantity), unit


def _quantity(header: str) -> str:
    return _quantity_and_unit(header)[0]


def _toml(path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns and scalar fields of a TOML file."""
    table = read_toml(read_text(path, "curve", 1_000_000), "curve").table
    columns, scalars = {}, {}
    for key, value in table.items():
        if isinstance(value, list) and all(type(x) in (int, float) for x in value):
            columns[key] = value
        elif key in _SCALARS and isinstance(value, (int, float, str)):
            scalars[key] = value
        else:
            raise InputError(
                "curve", "lists of numbers and one of: {words}", quoted(key),
                words=", ".join(_SCALARS),
            )  # fmt: skip
    return columns, scalars
