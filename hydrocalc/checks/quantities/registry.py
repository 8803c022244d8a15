"""What rules look at: one small function a quantity, and one a limit that has to be computed.

Each takes a `Case` and returns a `Value`; it raises `MissingError` with the keys of the design
file that it would need, or `NotApplicableError` with the reason.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hydrocalc import data, units
from hydrocalc.checks import quantities as package
from hydrocalc.checks.case import Case
from hydrocalc.stations.designs.conditions import MissingError, NotApplicableError
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.stations.designs.design import StationDesign


class Cure(NamedTuple):
    """A change of one input, in words and done: it is offered where the rule is met with it."""

    words: str
    design: Callable[[], StationDesign]
    changes: str
    """Key of the input: what several rules hang on is cured for all of them."""


class Value(NamedTuple):
    """A quantity of a design: its number, of what, from what."""

    value: float
    inputs: Mapping[str, str]
    key: str = ""
    """Key of the design file that it hangs on."""
    subject: str = ""
    unknown: tuple[str, ...] = ()
    """What isn't known, by key or in words: what is known may fail, but not pass for all."""
    state: str = ""
    """The combination of levels, line, units and water that governs."""
    evidence: str = ""
    """What the value rests on if not on what the design declares: 'assumed', 'analysis'; 'declared'
    by nobody who stands for it."""
    doubt: str = ""
    """Why what is met needs a reviewer all the same."""
    certain: bool | None = None
    """Whether a limit that an estimated curve breaks is broken whatever the maker's curve will be;
    None leaves it to the band of the rule."""
    scale: float = 0.0
    """What the band of an estimate is a share of where the limit is 0: NPSH required, say."""
    cure: Callable[[float], Iterable[Cure]] | None = None
    """Changes of one input that may meet a limit, by the limit, the least first."""

    def doubted(self, doubt: str) -> Value:
        """The same, for a reviewer where there is a doubt: what is only typed settles nothing."""
        return self._replace(evidence="declared", doubt=doubt) if doubt else self


QUANTITIES: dict[str, Callable[[Case], Value]] = {}
LIMITS: dict[str, Callable[[Case], Value]] = {}
GOVERNED: dict[str, tuple[str, ...]] = {}
NEEDS: dict[str, tuple[str, ...]] = {}


def quantity(function: Callable[[Case], Value]) -> Callable[[Case], Value]:
    """Declare a quantity that rules may name."""
    QUANTITIES[function.__name__] = function
    return function


def governed(*states: str) -> Callable[[Callable[[Case], Value]], Callable[[Case], Value]]:
    """Declare the states that a quantity is extreme in: HIGHEST, LOWEST, AGED.

    Where a design doesn't declare them, what is known of the others may fail, but not pass.
    """

    def declare(function: Callable[[Case], Value]) -> Callable[[Case], Value]:
        GOVERNED[function.__name__] = states
        return function

    return declare


def needs(*keys: str) -> Callable[[Callable[[Case], Value]], Callable[[Case], Value]]:
    """Declare data that a quantity can't do without, ``units[].eye_level`` one of each unit.

    Where one is lacking, all that are lacking are asked for: nobody is sent for them one by one.
    """

    def declare(function: Callable[[Case], Value]) -> Callable[[Case], Value]:
        NEEDS[function.__name__] = keys
        return function

    return declare


def limit(function: Callable[[Case], Value]) -> Callable[[Case], Value]:
    """Declare a limit that rules may name."""
    LIMITS[function.__name__] = function
    return function


@cache
def registered() -> tuple[dict[str, Callable[[Case], Value]], dict[str, Callable[[Case], Value]]]:
    """Quantities and limits of all subjects, the files beside this one."""
    for one in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{one.name}")
    return QUANTITIES, LIMITS


def show(**values: tuple[float, str]) -> dict[str, str]:
    """What a value came from, each with its unit, under the words that the names spell."""
    return {SPELT.get(k) or k.replace("_", " "): units.show(*v) for k, v in values.items()}


def next_bores(least: float, product: str = "ductile iron K9") -> list[int]:
    """Nominal diameters of a product from a bore on, the least first; a few suffice."""
    sizes = {int(row["dn"]) for row in data.rows("pipes") if row["product"] == product}
    return [dn for dn in sorted(sizes) if least * 1000.0 * (1.0 - 1e-9) <= dn][:FEW]


FEW = 4
"""Changes that are tried: a wider pipe carries more, so that the next size may not do."""


def rounded_up(length: float) -> float:
    """A length as it is built, in tenths of a metre, no shorter."""
    return math.ceil(length * 10.0 - 1e-6) / 10.0


def efficiency_of(name: str) -> Phrase:
    """What a curve without efficiencies lacks."""
    return Phrase("efficiency of {name}", name=name)


SPELT = {"P_max": "P_max", "period_2L_a": "period 2L/a"}


def of_each(
    numbers: Iterable[int], value: Callable[[int], Value]
) -> tuple[list[Value], tuple[str, ...]]:
    """Values of units by their numbers, and what others lack; the first lack where none has one.

    What isn't known of one unit, or doesn't apply to it, hides nothing of another.
    """
    rows: list[Value] = []
    lacks: list[MissingError] = []
    for i in numbers:
        try:
            rows.append(value(i))
        except MissingError as error:
            lacks.append(error)
        except NotApplicableError:
            continue
    if lacks and not rows:
        raise lacks[0]
    return rows, tuple(key for error in lacks for key in error.keys)


def worst(rows: list[Value], largest: bool, unknown: Sequence[str] = ()) -> Value:
    """The value that a limit meets first; `unknown` is what other rows would take."""
    if not rows and unknown:
        raise MissingError(*unknown)
    if not rows:
        raise NotApplicableError("the unit doesn't run")
    known = [row for row in rows if row.value == row.value]
    lacking = [efficiency_of(row.subject) for row in rows if row.value != row.value]
    if not known:
        raise MissingError(*lacking, *unknown)
    found = (max if largest else min)(known, key=lambda row: row.value)
    # What the others rest on may be worse than it is said to be.
    weak = next((row for row in (found, *known) if row.doubt or row.evidence), found)
    return found._replace(unknown=(*unknown, *lacking), evidence=weak.evidence, doubt=weak.doubt)
