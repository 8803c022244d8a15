"""What a sizing without an arrangement says: the window that refused, and what near by has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import units
from hydrocalc.kernels.stations import EYE, allowable_head
from hydrocalc.stations.duty_kind_text import NONE
from hydrocalc.stations.duty_kinds import duty_kind_of
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


def pump_of(sizing: Any, name: Any) -> Any:
    """The pump type of that name, as the kind of duty has it."""
    return duty_kind_of(sizing.duty_kind).pumps[str(name)]


def no_arrangement(sizing: Any, t: Any, lang: Language) -> list[str]:
    """Which window refused the nearest arrangement, and a duty that has one."""
    said = [t("No arrangement is feasible: the reasons are above.")]
    nearest = _nearest(sizing) if sizing.designs is None else None
    if nearest is not None:
        i, quantity, value, low, high = nearest
        name, what = sizing.candidates.row(i).name(lang), t(quantity)
        said.append(
            t("The nearest is {name}: {quantity} {value}, and the type is made for {low} to "
              "{high}.", name=name, quantity=what, value=value, low=low, high=high)
            if low else
            t("The nearest is {name}: {quantity} {value}, and at most {high} is possible.",
              name=name, quantity=what, value=value, high=high)
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
    H_max = H if sizing.si.head_max is None else sizing.si.head_max
    margin = next(
        float(a.value) for a in (*sizing.assumptions, *sizing.given) if a.id == "npsh_margin"
    )
    eye_given = any(a.id in ("water_above_eye", "submergence") for a in sizing.given)
    reach = H * allowable_head(table.nq_eye, duty_kind_of(sizing.duty_kind).rule)
    for i in range(len(table.status)):
        if eye_given and table.status[i] == EYE:
            continue
        pump = pump_of(sizing, table.type[i])
        looked = [
            ("unit flow", table.unit_flow[i], pump.flow[0], pump.flow[3], "flow"),
            ("specific speed nq per impeller eye", table.nq_eye[i], pump.nq[0], pump.nq[3], ""),
            ("head per stage", H / table.stages[i], pump.head[0], pump.head[3], "head"),
        ]
        if pump.total_head[1] < np.inf:
            lowest = pump.head[0] * pump.stages[0]
            looked.append(("head of all stages", H, lowest, pump.total_head[1], "head"))
        # Outside its windows nothing else is known of a type.
        if all(low <= v <= high for _, v, low, high, _ in looked):
            looked = [("highest head", H_max, 0.0, reach[i], "head")]
            if eye_given:
                most = max(table.npsh_available[i] - margin, 1e-3)
                good = table.npsh_required_low[i]
                looked.append(("NPSHr at run-out, good pump", good, 0.0, most, "head"))
            elif table.eye_level[i] < 0.0:
                deep = -table.eye_level[i]
                looked.append(("depth of the impeller eye", deep, 0.0, pump.deepest, "head"))
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
    return i, quantity, value, low if values[1] else "", high
