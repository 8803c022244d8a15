"""What a project signs: limits of its own, and waivers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hydrocalc import data
from hydrocalc.errors import InputError
from hydrocalc.records.people import LEAST_REASON, explains, is_name, says_something
from hydrocalc.stations.designs.design import LimitOverride, Waiver
from hydrocalc.texts import Phrase, quoted

NOT_SET = "no value: no rule reads this limit, so that a design can't set it"


def unsigned(one: LimitOverride) -> Iterator[tuple[str, InputError]]:
    """A limit that nobody may loosen, or that nobody stands for."""
    key, limit = f"limits.{one.id}", data.limits().get(one.id)
    if limit is None:
        yield key, InputError(one.id[:60], "the id of a limit", quoted(one.id))
    elif not limit.project:
        yield key, InputError(one.id, NOT_SET)
    elif one.loosens:
        most, got = limit.operator == "<=", f"{one.si.value:g}"
        if limit.basis in ("law", "physics"):
            expected = (
                "at most {value}: nobody loosens a limit of law or physics" if most else
                "at least {value}: nobody loosens a limit of law or physics"
            )  # fmt: skip
            yield key, InputError(one.id, expected, got, value=f"{limit.value:g}")
        elif limit.project == "tighten":
            expected = (
                "at most {value}: a project only tightens this limit" if most else
                "at least {value}: a project only tightens this limit"
            )  # fmt: skip
            yield key, InputError(one.id, expected, got, value=f"{limit.value:g}")
        elif not one.signed:
            expected = (
                "at most {value}, or a table with value, name, date and reason" if most else
                "at least {value}, or a table with value, name, date and reason"
            )  # fmt: skip
            yield key, InputError(one.id, expected, got, value=f"{limit.value:g}")


def no_waiver(waiver: Waiver) -> Iterator[tuple[str, InputError]]:
    """What makes a waiver none."""
    if not explains(waiver.reason):
        expected = "a reason of at least {n} characters, in words that say why"
        yield "reason", InputError("reason", expected, quoted(waiver.reason), n=LEAST_REASON)
    if not is_name(waiver.approver.name):
        got = quoted(waiver.approver.name) if waiver.approver.name.strip() else Phrase("nothing")
        yield "approver", InputError("approver", "the name of a person, such as 'Li Wei'", got)
    undated = [name for name in ("date", "until") if not getattr(waiver, name)]
    for name in undated:
        yield name, InputError(name, "a date such as 2027-06-30", Phrase("nothing"))
    if not undated:
        first, last = map(datetime.date.fromisoformat, (waiver.date, waiver.until))
        if not 0 <= (last - first).days <= 366:
            expected = "a day from {first} on, within a year"
            yield "until", InputError("until", expected, waiver.until, first=waiver.date)
    if waiver.kind == "exemption":
        for name in ("authority", "document"):
            if not says_something(getattr(waiver, name)):
                yield name, InputError(name, "a value: an exemption from a law has one")
