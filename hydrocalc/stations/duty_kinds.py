"""What a station is for, and what follows from it: ``duty_kinds.csv`` by kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from hydrocalc import data
from hydrocalc.components.pumps import pump_types
from hydrocalc.errors import Argument, InputError
from hydrocalc.kernels import stations as kernels
from hydrocalc.kernels.pumps import PumpType
from hydrocalc.texts import Phrase

DUTY_KINDS = (
    "raw-water", "treated-water", "sewage", "drainage", "mine", "borehole", "booster", "other",
)  # fmt: skip
"""Kinds of duty; rules, pump types and options use these words."""
RAW, TREATED, SEWAGE, DRAINAGE, MINE, BOREHOLE, BOOSTER, OTHER = DUTY_KINDS
CLEAR = (RAW, TREATED, BOOSTER, OTHER)
"""Kinds whose water counts as clear: GB 19762 is of pumps for that."""
MOST_UNITS = 20
"""Duty units that a sizing looks at, at most."""


class DutyKind(NamedTuple):
    """What a kind of duty asks of a sizing."""

    name: str
    pumps: Mapping[str, PumpType]
    """The pump types that are for it, with their prices in it and within its heads."""
    steps: Any
    """Hydraulic powers from which there is one more duty unit, W."""
    low_lift: float
    """Energy of lifting that counts for the number of units at least, J/m³."""
    standby: Any
    """Standby units by the number on duty, from 0."""
    overhaul: Any
    """Those of them that may be in overhaul; none in most kinds."""
    two_pole_power: float
    """Shaft power from which two poles count in full, W."""
    two_pole_cost: float
    """Energy that they count for then."""
    highest: float
    """Head above which it is another kind, m; inf where there is none."""
    hours: float
    energy: float
    """What energy weighs against the price of the equipment, of what it weighs all year."""
    allowance: float | None
    """Taken off the estimated efficiency, where it isn't the usual one."""
    rules: tuple[Mapping[str, str], ...]
    """What else a station of this kind is held to: value, basis, source.

    Of some a type of pump, or units below a flow, m³/s: ``rule borehole``, ``rule below 0.003``.
    """
    sources: Mapping[str, Mapping[str, str]]
    """Basis and source of what is assumed, by the id of the assumption."""

    @property
    def units_rule(self) -> dict[str, Any]:
        """By what the usual number of duty units goes."""
        return {"steps": self.steps, "least": self.low_lift}

    @property
    def rule(self) -> kernels.Rule:
        """What decides among arrangements."""
        own = {"two_pole_cost": self.two_pole_cost, "two_pole_power": self.two_pole_power}
        limits = {name: data.limit(name) for name in kernels.Rule._fields if name not in own}
        # The index is in shares of the energy: where that weighs less, prices weigh more, and
        # those of a pit and of wear are prices.
        limits |= own
        for name in ("equipment", "eye_cost", "two_pole_cost"):
            limits[name] /= self.energy
        return kernels.Rule(**limits)

    def preferences(self, frequency: float) -> kernels.Preferences:
        """What decides among real pumps: slow ones come first for raw water, by their poles."""
        limits = {name: data.limit(name) for name in kernels.Preferences._fields}
        limits["raw_water_speed"] *= frequency / 50.0 if self.name == RAW else np.inf
        return kernels.Preferences(**limits)


@cache
def duty_kind_of(name: str) -> DutyKind:
    """A kind of duty by its name."""
    rows = [r for r in data.rows("duty_kinds") if r["kind"] == name]
    known = {r["what"]: r for r in rows}

    def numbers(what: str, default: str = "") -> list[float]:
        return [float(x) for x in (known[what]["value"] if what in known else default).split()]

    on_duty = np.arange(MOST_UNITS + 1)
    standby, overhaul = np.zeros(MOST_UNITS + 1), np.zeros(MOST_UNITS + 1)
    if "shares" in known:
        # Each share in whole pumps.
        standby, overhaul = (np.ceil(share * on_duty - 1e-9) for share in numbers("shares"))
    else:
        for step in known["standby"]["value"].split():
            least, units = map(int, step.split(":"))
            standby[on_duty >= least] = units
    ids = {"hours": "hours", "standby": "standby", "shares": "standby", "steps": "duty",
           "allowance": "efficiency_allowance"}  # fmt: skip
    two_poles, highest = numbers("two_poles"), numbers("highest", "inf")[0]
    clean = _types(known["least_flow"]) if "least_flow" in known else {}
    pumps = {
        name: pump_types()[name]._replace(
            use=use, total_head=_below(highest, name), least_flow=clean.get(name, 0.0)
        )
        for name, use in _types(known.get("types")).items()
    }
    return DutyKind(
        name=name, pumps=pumps, steps=1000.0 * np.array(numbers("steps")),
        low_lift=1000.0 * sum(numbers("low_lift")), standby=standby + overhaul, overhaul=overhaul,
        two_pole_power=1000.0 * two_poles[0], two_pole_cost=two_poles[1],
        highest=highest, hours=numbers("hours")[0], energy=numbers("energy", "1")[0],
        allowance=numbers("allowance")[0] if "allowance" in known else None,
        rules=tuple(r for r in rows if r["what"].split()[0] == "rule"),
        sources={
            ids[what]: {"basis": row["basis"], "source": row["source"]}
            for what, row in known.items() if what in ids
        },
    )  # fmt: skip


def _below(highest: float, name: str) -> tuple[float, float]:
    """Upper edges of the head of all stages of a type, none above that of the kind."""
    high, most = pump_types()[name].total_head
    return min(high, highest), min(most, highest * (1.0 + 1e-9))


def _types(row: dict[str, str] | None) -> dict[str, float]:
    """Factors by type; where the kind names none, those of raw water, beside the types."""
    if row is None:
        return {name: pump.use for name, pump in pump_types().items() if pump.use == pump.use}
    return {name: float(f) for name, _, f in (w.partition(":") for w in row["value"].split())}


def refuse_other_type(type: str, kind: DutyKind) -> None:
    """Refuse a pump type that isn't for a kind of duty, and say which kinds it is for."""
    if type == "auto" or type in kind.pumps:
        return
    others = [name for name in DUTY_KINDS if type in duty_kind_of(name).pumps]
    raise InputError(
        "type", "a pump type for {kind} ({words}), or another kind of duty, {name}: {kinds}",
        repr(type), kind=Phrase(kind.name), words=", ".join(kind.pumps),
        name=Argument("duty_kind"), kinds=", ".join(others),
    )  # fmt: skip
