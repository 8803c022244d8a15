"""What a sizing says where no arrangement is feasible, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.stations.duty_kind_text import NONE
from hydrocalc.stations.duty_kinds import duty_kind_of
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


def nothing(sizing: Any, t: Any, lang: Language) -> list[str]:
    """Which window refused the nearest arrangement, and a duty that has one."""
    said = [t("No arrangement is feasible: the reasons are above.")]
    nearest = _nearest(sizing) if sizing.designs is None else None
    if nearest is not None:
        i, quantity, value, low, high = nearest
        said.append(
            t("The nearest is {name}: {quantity} {value}, and the type is made for {low} to "
              "{high}.",
              name=sizing.candidates.row(i).name(lang), quantity=t(quantity), value=value, low=low,
              high=high)
        )  # fmt: skip
    if sizing.remedy is not None:
        name, H = sizing.remedy.name(lang), sizing.remedy_head
        if H is None:
            said.append(t("Without --type, --poles, --duty, --level-range and --water-above-eye: "
                          "{name}.", name=name))  # fmt: skip
        else:
            H, highest = sizing.si.remedy_head, sizing.si.head_max
            if highest == H:
                text = "Sized for the highest head, {head}, there is: {name}."
            elif sizing.si.head > H:
                text = "Lower heads have one, in stations in series: {head} each with {name}."
            else:
                text = "Higher heads have one: from {head} {name}."
            said.append(t(text, head=units.show(H, "head", 4), name=name))
    elif sizing.designs is None and sizing.duty_kind in NONE:
        said.append(t(NONE[sizing.duty_kind]))
    highest = duty_kind_of(sizing.duty_kind).highest
    if sizing.si.head > highest:
        said.append(t("Above {head} it is no {kind}: another kind of duty (--duty-kind).",
                      head=units.show(highest, "head"), kind=Phrase(sizing.duty_kind)))  # fmt: skip
    if sizing.designs is not None:
        said.append(t("Other duty units (--duty), poles (--poles), pump types (--type) or a lower "
                      "impeller eye (--water-above-eye) may be."))  # fmt: skip
    return said


def _nearest(sizing: Any) -> tuple[int, str, str, str, str] | None:
    """The arrangement that is least outside the windows of its type: row, quantity, edges."""
    table, found = sizing.candidates.si, []
    H = sizing.si.head
    for i in range(len(table.status)):
        pump = duty_kind_of(sizing.duty_kind).pumps[str(table.type[i])]
        looked = [
            ("unit flow", table.unit_flow[i], pump.flow[0], pump.flow[3], "flow"),
            ("specific speed nq per impeller eye", table.nq_eye[i], pump.nq[0], pump.nq[3], ""),
            ("head per stage", H / table.stages[i], pump.head[0], pump.head[3], "head"),
        ]
        if pump.total_head[1] < np.inf:
            lowest = pump.head[0] * pump.stages[0]
            looked.append(("head of all stages", H, lowest, pump.total_head[1], "head"))
        # One that is outside by several windows is as far as the worst of them.
        far, worst = max(
            (max(low / v, v / high), k) for k, (_, v, low, high, _) in enumerate(looked)
        )
        if far > 1.0 + 1e-9:
            found.append((far, i, looked[worst]))
    if not found:
        return None
    _, i, (quantity, *values, kind) = min(found)
    value, low, high = (units.show(v, kind, 3) if kind else units.digits_of(v, 3) for v in values)
    return i, quantity, value, low, high
