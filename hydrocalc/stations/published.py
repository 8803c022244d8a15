"""Published figures of real pump stations, as far as a source prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data
from hydrocalc.components.liquids import water_at
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import reconcile as kernels
from hydrocalc.records.fields import Column, Measure, Ratio
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Result, data_table, made
from hydrocalc.records.tables import Table
from hydrocalc.units import run, unit_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.records.fields import Language

_TEXTS = {
    "id": "id", "name": "name", "name_zh": "name_zh", "project": "project", "country": "country",
    "head_class": "head_class", "head_note": "head_kind", "inconsistent": "inconsistencies",
    "uncertain": "uncertain", "basis": "basis", "source": "source",
}  # fmt: skip
_NUMBERS = {
    "flow": ("flow_m3s", 1.0), "head": ("head_m", 1.0), "installed": ("installed_kw", 1e3),
    "units": ("units_total", 1.0), "duty": ("units_duty", 1.0), "motor_rating":
    ("unit_power_kw", 1e3), "unit_flow": ("unit_flow_m3s", 1.0), "efficiency":
    ("pump_efficiency", 1.0), "specific_energy": ("specific_energy_kwh_m3", 3.6e6),
    "length": ("pipeline_km", 1e3),
}  # fmt: skip


class RealStations(Result):
    """Real stations: one row a station, nan or nothing where no source prints the figure."""

    schema: ClassVar[tuple[str, int]] = ("real-stations", 1)

    id: Column = Column(label="id")
    name: Column = Column(label="station")
    name_zh: Column = Column(label="Chinese name")
    project: Column = Column(label="scheme")
    country: Column = Column(label="country")
    flow: Measure = Measure("flow", label="design flow")
    head: Measure = Measure("head", label="design head")
    head_class: Column = Column(label="kind of head")
    head_note: Column = Column(label="head as printed")
    installed: Measure = Measure("power", label="installed power")
    units: Ratio = Ratio(label="units", digits=3)
    duty: Ratio = Ratio(label="duty units", digits=3)
    motor_rating: Measure = Measure("power", label="motor rating")
    unit_flow: Measure = Measure("flow", label="flow of one unit")
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    specific_energy: Measure = Measure("specific energy", label="specific energy")
    length: Measure = Measure("length", label="length")
    water: Part = Part(label="water")
    hydraulic_power: Measure = Measure("power", label="hydraulic power")
    ratio: Ratio = Ratio(label="installed over hydraulic power", digits=3)
    inconsistent: Column = Column(label="what contradicts it")
    uncertain: Column = Column(label="what is uncertain")
    basis: Column = Column(label="basis")
    source: Column = Column(label="source")

    made_by: ClassVar[Mapping[str, Made]] = {
        "hydraulic_power": made(
            pump_kernels.hydraulic_power, rho="water.density", Q="flow", H="head"
        ),
        "ratio": made(kernels.power_ratio, P_inst="installed", P_h="hydraulic_power"),
    }

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The stations as rows; * contradicted by another page, ? uncertain."""
        names = ("flow", "head", "head_class", "installed", "units", "duty", "ratio")
        heads = ["station", *(self.fields[n].label for n in names)]
        title = translated("Real stations (* contradicted, ? uncertain)", lang)
        rows = []
        for i in range(len(self.id)):
            called = self.name_zh if lang == "zh" and self.name_zh[i] else self.name
            row = [f"{called[i]}{' *' if self.inconsistent[i] else ''}"
                   f"{' ?' if self.uncertain[i] else ''}"]  # fmt: skip
            for name in names:
                value, field = self._plain[name][i], self.fields[name]
                if isinstance(field, Measure):
                    known = not np.isnan(value)
                    row.append(field.show(float(value), lang)[0] if known else "–")
                else:
                    row.append(translated(str(value), lang) or "–")
            rows.append(row)
        kinds = ("", "flow", "head", "", "power", "", "", "")
        shown = [kind and unit_shown(kind) for kind in kinds]
        return Table([translated(h, lang) for h in heads], rows, title,
                     frozenset({1, 2, 4, 5, 6, 7}), shown)  # fmt: skip

    def data(self, lang: Language = "en", **view: Any) -> Table:
        """All that is known of each station."""
        names = [n for n in self.fields if n != "water"]
        return data_table(self, names, len(self.id), lang)


def real_stations() -> RealStations:
    """Published figures of real pump stations, with their sources and what is wrong with them.

    Returns
    -------
    RealStations
        Columns with one row a station; a figure that no source prints is nan. Hydraulic power
        is that of the printed flow and head in water of 20 °C.

    Notes
    -----
    Nothing is filled in. `motor_rating` and `unit_flow` are what a page prints of one unit.
    `head_class` is total, static, unknown or empty: ratios over a static head contain the losses
    of the line, so the kinds are never mixed. Most rows stand on news and operators' pages.

    References
    ----------
    Each row says its own.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> stations = hc.real_stations()
    >>> row = list(stations.id).index("shuangjiang")
    >>> print(f"{stations.ratio[row]:.2f} times the hydraulic power")
    2.75 times the hydraulic power
    """
    rows, water = data.rows("stations"), water_at(20.0)
    texts = {name: np.array([r[column] for r in rows]) for name, column in _TEXTS.items()}
    numbers = {
        name: np.array([float(r[column] or "nan") for r in rows]) * factor
        for name, (column, factor) in _NUMBERS.items()
    }
    P_h = run(pump_kernels.hydraulic_power, water.si.density, numbers["flow"], numbers["head"])
    ratio = run(kernels.power_ratio, numbers["installed"], P_h)
    return RealStations(**texts, **numbers, water=water, hydraulic_power=P_h, ratio=ratio)
