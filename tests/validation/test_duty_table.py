"""114 duties from a village to a canal: what the tool answers, and what a pump engineer would.

``answer`` is what the tool said when the table was last read by an engineer: a change of it is seen
here, row by row. Where one is wanted, draw the answers anew and read the difference:

    python tests/validation/test_duty_table.py && git diff tests/validation/duty_table.csv
"""

import csv
import re
from functools import cache
from pathlib import Path

import pytest

import hydrocalc as hc
from hydrocalc.kernels.stations import CONDITIONAL

TABLE = Path(__file__).parent / "duty_table.csv"
with open(TABLE, encoding="utf-8", newline="") as file:
    DUTIES = list(csv.DictReader(file))
UNITS = re.compile(r"(\d+)(?:-(\d+))?(?:\+\d+)? ")


@cache
def sized(flow, head, options):
    given = dict(pair.split("=") for pair in options.split(";") if pair)
    return hc.size_station(flow=flow, head=head, **given)


def sizing_of(row):
    return sized(row["flow"], row["head"], row["options"])


def answer_of(row):
    """Units on duty and standby, and their type; nothing where none is recommended."""
    sizing = sizing_of(row)
    if sizing.status > CONDITIONAL:
        return "none"
    best = sizing.recommended.si
    return f"{best.duty:.0f}+{best.standby:.0f} {best.type}"


@pytest.mark.parametrize("row", DUTIES, ids=lambda r: r["what"])
def test_answer_is_the_one_that_was_read(row):
    assert answer_of(row) == row["answer"]


@pytest.mark.parametrize("row", DUTIES, ids=lambda r: r["what"])
def test_answer_is_the_engineers_or_has_an_objection(row):
    """What the engineer takes was written before; where the answer differs, the table says why."""
    assert row["engineer"]
    if row["answer"] == "none":
        assert row["objection"].startswith("No answer: ")
        return
    units, kind = row["answer"].split()
    agrees = not row["types"] or kind in row["types"].split("|")
    said = UNITS.match(row["engineer"])
    if said:
        few, many = int(said[1]), int(said[2] or said[1])
        agrees = agrees and few <= int(units.partition("+")[0]) <= many
    assert agrees or row["objection"].startswith("Objection: ")


@pytest.mark.parametrize("row", DUTIES, ids=lambda r: r["what"])
def test_the_motor_drives_the_pump_and_is_no_absurd_one(row):
    """Small margins and steps are large."""
    if row["answer"] == "none":
        assert sizing_of(row).status > CONDITIONAL
        return
    best = sizing_of(row).recommended.si
    ratio = best.motor_rating / best.unit_shaft_power
    assert 1.0 < ratio < (2.2 if best.motor_rating <= 30e3 else 1.7)


def test_the_table_is_long_enough():
    assert len(DUTIES) >= 114
    agreeing = sum(not row["objection"] for row in DUTIES)
    assert agreeing >= 70


if __name__ == "__main__":
    with open(TABLE, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(DUTIES[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "answer": answer_of(row)} for row in DUTIES)
