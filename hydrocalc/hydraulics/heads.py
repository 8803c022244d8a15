"""Heads that a station is designed for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.wetwells import levels_of
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.cases import system_cases
from hydrocalc.hydraulics.lines import Line, least_pressure
from hydrocalc.kernels import lines as line_kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.records.fields import (
    Measure,
    OptionalMeasure,
)
from hydrocalc.records.record import (
    Made,
    Result,
    made,
    records_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount


class CharacteristicHeads(Result):
    """Heads that a station is designed for, from its line and its levels."""

    schema: ClassVar[tuple[str, int]] = ("characteristic-heads", 1)

    flow: Measure = Measure("flow", label="design flow")
    design: Measure = Measure("level", label="design head")
    highest: Measure = Measure("level", label="highest head")
    lowest: Measure = Measure("level", label="lowest head")
    mean: OptionalMeasure = OptionalMeasure("level", label="mean head")
    static: Measure = Measure("level", label="static part of the design head")
    loss: Measure = Measure("head", label="losses in the design head")

    made_by: ClassVar[Mapping[str, Made]] = {
        "design": made(line_kernels.total_head, H_s="static", h="loss"),
    }


def characteristic_heads(
    lines: Line | Sequence[Line],
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    suction_levels: Any,
    delivery_levels: Any = None,
    design_suction_level: Amount | None = None,
    design_delivery_level: Amount | None = None,
    flows: Any = None,
    shares: Any = None,
    minimum_pressure: Amount | None = None,
) -> CharacteristicHeads:
    """Design, highest, lowest and mean head of a station from its line and level ranges.

    Parameters
    ----------
    lines : Line or sequence of Line
        The line, or the same line in several conditions; the first is that of the design head.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    flow : float, str or quantity
        Design flow, m³/s.
    suction_levels : array_like or WetWell
        Lowest and highest level that the pumps draw from, m above the datum.
    delivery_levels : array_like, optional
        Lowest and highest level at the end, m; that of the lines by default.
    design_suction_level, design_delivery_level : float, str or quantity, optional
        Levels of the design head, m (lowest suction level; highest delivery level).
    flows, shares : array_like, optional
        Flows over the year, m³/s, and the share of the time of each, for the mean head.
    minimum_pressure : float, str or quantity, optional
        As `hydraulic_grade_line`, m (2 m).

    Returns
    -------
    CharacteristicHeads
        Heads, m; the mean is None without flows.

    Raises
    ------
    InputError
        If an argument can't be read, or shares don't belong to the flows.

    Notes
    -----
    Highest: design flow, lowest suction and highest delivery level, the roughest of the lines;
    lowest: the other way round at the smallest of the flows. Mean: Σ Q H t / Σ Q t at the middle
    of the levels.

    References
    ----------
    GB 50265-2022 4.3 (definitions as in GB 50288).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
    ...                                  length="21 km")], delivery_level=318)
    >>> heads = hc.characteristic_heads(line, flow=0.4, suction_levels=[241, 246])
    >>> print(f"{heads.design:.1f~P}, {heads.highest:.1f~P}, {heads.lowest:.1f~P}")
    89.2 m, 89.2 m, 84.2 m
    """
    Q = units.number(flow, "flow", "flow", scalar=True)
    nu = liquid_or_water(liquid, one=True).si.viscosity
    p_min = least_pressure(minimum_pressure)
    z = np.sort(levels_of(suction_levels))
    several = records_of(lines, "lines", Line, least=1)

    def heads(line: Any, at: Any, low: Any, high: Any, static: bool = False) -> Any:
        """Heads asked for at the flows `at`, over all cases of the levels; or their static part."""
        system, _ = system_cases(line, np.atleast_1d(low), high, nu, p_min)
        flows = np.atleast_1d(at)[:, None] + np.zeros(np.shape(system.least)[1:])
        if static:
            return system_kernels.governing_level(flows, system)
        return system_kernels.system_head(flows, system)[0]

    design_in = z[0]
    if design_suction_level is not None:
        design_in = units.number(design_suction_level, "level", "design_suction_level", scalar=True)
    ends = None
    if delivery_levels is not None:
        ends = np.sort(units.row(delivery_levels, "level", "delivery_levels"))
    design_out = None if ends is None else ends[-1]
    if design_delivery_level is not None:
        design_out = units.number(
            design_delivery_level, "level", "design_delivery_level", scalar=True
        )
    mean, smallest = None, Q
    if (flows is None) != (shares is None):
        raise InputError("shares", "flows and shares, both or neither")
    if flows is not None:
        q = units.row(flows, "flow", "flows")
        t = units.row(shares, "ratio", "shares", low=0.0)
        if q.shape != t.shape or not t.sum() > 0.0:
            raise InputError("shares", "one share of the time for each flow", str(t.size))
        smallest = float(q[t > 0.0].min())
        middle = None if ends is None else ends.mean()
        H = heads(several[0], q, z.mean(), middle)[:, 0]
        mean = float((q * H * t).sum() / (q * t).sum())
    design, static = (
        float(heads(several[0], Q, design_in, design_out, part)[0, 0]) for part in (False, True)
    )
    return CharacteristicHeads(
        flow=Q, design=design, static=static, loss=design - static,
        highest=float(heads(several, Q, z, ends).max()),
        lowest=float(heads(several, smallest, z, ends).min()), mean=mean,
    )  # fmt: skip
