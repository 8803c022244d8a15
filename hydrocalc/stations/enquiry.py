"""What goes into an enquiry for a pump."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc.components.curves import PumpCurve, fit_pump_curve
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.motors import mains, rating_series
from hydrocalc.components.pump_units import PumpUnit
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.operation import operating_matrix
from hydrocalc.kernels import motors as motor_kernels
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.records.fields import (
    Column,
    Measure,
    Ratio,
    Text,
    plain_text,
    whole,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import (
    Result,
    record_of,
)
from hydrocalc.records.tables import Table
from hydrocalc.stations.comparison import Design, check_design, largest_kind, peak
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language


class PumpDataSheet(Result):
    """What goes into an enquiry for a pump."""

    schema: ClassVar[tuple[str, int]] = ("pump-data-sheet", 1)

    number: Column = Column(label="pumps asked for")
    flow: Measure = Measure("flow", label="guaranteed flow")
    head: Measure = Measure("head", label="guaranteed head")
    speed: Measure = Measure("speed", label="speed, about")
    flow_low: Measure = Measure("flow", label="smallest flow in operation")
    flow_high: Measure = Measure("flow", label="largest flow in operation")
    head_low: Measure = Measure("level", label="lowest head in operation")
    head_high: Measure = Measure("level", label="highest head in operation")
    efficiency: Ratio = Ratio("efficiency", label="efficiency expected", digits=3)
    max_shaft_power: Measure = Measure("power", label="largest shaft power")
    motor_rating: Measure = Measure("power", label="motor rating")
    npsh_available: Measure = Measure("level", label="least NPSH available", digits=3)
    nq_total: Ratio = Ratio(label="specific speed nq (total flow, per stage)", digits=3)
    ns_cn: Ratio = Ratio(label="specific speed ns (China: Q/2 if double suction)", digits=3)
    density: Measure = Measure("density", label="density")
    grade: Text = Text(label="acceptance grade (ISO 9906)")

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The sheet."""
        rows = [
            row for n, row in zip(self.fields, self.rows(lang), strict=True)
            if not (isinstance(self._plain[n], float) and np.isnan(self._plain[n]))
        ]  # fmt: skip
        heads = [translated(t, lang) for t in ("quantity", "value", "unit")]
        text = translated("Enquiry for a pump", lang)
        parts: list[Table | str] = [Table(heads, rows, text, frozenset({1}))]
        if np.isnan(self.si.max_shaft_power):
            text = (
                "The largest shaft power isn't known: the pump runs where its curve has no "
                "efficiency or power."
            )
            parts.append(translated(text, lang))
        return parts


def pump_data_sheet(
    design: Design,
    *,
    unit: int = 0,
    suction_levels: Any = (0.0,),
    delivery_levels: Any = None,
    grade: str = "",
    liquid: Liquid | None = None,
    temperature_max: Amount | None = None,
    altitude: Amount | None = None,
    frequency: Amount | None = None,
) -> PumpDataSheet:
    """What a maker must know to offer a pump: duty, range, NPSH available, power, grade.

    Parameters
    ----------
    design : Design
        The station.
    unit : int, optional
        Which of the group's units, from 0.
    suction_levels, delivery_levels : array_like, optional
        As `compare_designs`; the first are the guarantee's.
    grade : str, optional
        Acceptance grade of ISO 9906 (1B above 100 kW, 2B above 10 kW, else 3B).
    liquid : Liquid, optional
        The liquid; water at 20 °C by default.
    temperature_max, altitude : float, str or quantity, optional
        Warmest water, °C, and height above the sea, m, for NPSH: as `operating_matrix`.
    frequency : float, str or quantity, optional
        Mains frequency, Hz, 50 or 60 (50): for the series of ratings.

    Returns
    -------
    PumpDataSheet
        Figures of one pump; the range is over all combinations, levels and conditions.

    Raises
    ------
    InputError
        If the design isn't whole, or an argument can't be read.

    Notes
    -----
    Guaranteed is the point with all units on duty in the first case.

    References
    ----------
    ISO 9906:2012 (grades by power from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness="0.1 mm"),
    ...                                  length="21 km")], delivery_level=318)
    >>> pump = hc.estimated_curve(flow=0.2, head=88, speed=1485)
    >>> design = hc.Design(name="2+1", line=line, group=hc.PumpGroup(units=[
    ...     hc.PumpUnit(pump=pump, count=2)]))
    >>> sheet = hc.pump_data_sheet(design, suction_levels=[243, 241, 246])
    >>> print(sheet.number, f"{sheet.flow:.3f~P}, {sheet.head:.1f~P}", sheet.grade)
    3 0.203 m³/s, 87.5 m 1B
    """
    record_of(design, "design", Design)
    check_design(design)
    plain_text(grade, "grade")
    kinds: tuple[PumpUnit, ...] = tuple(design.group.units)
    unit = whole(unit, "unit", 0, len(kinds) - 1)
    matrix = operating_matrix(
        design.group, [design.line, *design.others], suction_levels=suction_levels,
        delivery_levels=delivery_levels, liquid=liquid, temperature_max=temperature_max,
        altitude=altitude,
    )  # fmt: skip
    m, record = matrix.si, kinds[unit]
    everything, largest = largest_kind(matrix)
    q = m.unit_flow[:, :, unit]
    runs = (q > 0.0) & (matrix.status[:, :, unit] == system_kernels.DUTY)
    if not runs[everything, 0]:
        raise InputError(
            "design", "a pump that runs in the first case with all on duty", Phrase("none")
        )
    pump: PumpCurve = record.pump
    fit = fit_pump_curve(pump).si
    branches = [
        0.0 if K == 0.0 else float(system_kernels.resistance(K, D))
        for K, D in (
            (record.si.suction_loss_coefficient, record.si.suction_diameter),
            (record.si.discharge_loss_coefficient, record.si.discharge_diameter),
        )
    ]
    H = m.head[:, :] + sum(branches) * q * q
    P = peak(m.shaft_power[:, :, unit], q > 0.0)
    ratings, margins, _ = rating_series(mains(frequency))
    rating = record.si.motor_rating
    if rating is None:
        asked = P / record.si.coupling_efficiency
        rating = float(motor_kernels.motor_rating(asked, ratings=ratings, margins=margins))
    by = P if P == P else float(m.shaft_power[everything, 0, unit])
    default = "1B" if by > 100e3 else "2B" if by > 10e3 else "3B"
    extra = design.standby if unit == largest else 0
    return PumpDataSheet(
        number=record.count + extra, flow=float(q[everything, 0]), head=float(H[everything, 0]),
        speed=float(m.speed[everything, unit]), flow_low=float(q[runs].min()),
        flow_high=float(q[runs].max()), head_low=float(H[runs].min()),
        head_high=float(H[runs].max()), efficiency=float(m.efficiency[everything, 0, unit]),
        max_shaft_power=P, motor_rating=rating,
        npsh_available=-peak(-m.npsh_available[:, :, unit], q > 0.0), nq_total=fit.nq_total,
        ns_cn=fit.ns_cn, density=liquid_or_water(liquid).si.density, grade=grade or default,
    )  # fmt: skip
