"""114 duties from a village to a canal: what the tool answers, and what a pump engineer would."""

import csv
from pathlib import Path

import pytest

import hydrocalc as hc
from hydrocalc.kernels.stations import CONDITIONAL

with open(Path(__file__).parent / "duty_table.csv", encoding="utf-8", newline="") as file:
    DUTIES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", DUTIES, ids=lambda r: r["what"])
def test_answer_is_the_engineers_or_has_an_objection(row):
    """What the engineer takes was written before; where the answer differs, the table says why."""
    options = dict(pair.split("=") for pair in row["options"].split(";") if pair)
    sizing = hc.size_station(flow=row["flow"], head=row["head"], **options)
    if sizing.status > CONDITIONAL:
        assert row["objection"].startswith("No answer: ")
        return
    best = sizing.recommended.si
    agrees = not row["types"] or best.type in row["types"].split("|")
    assert agrees or row["objection"].startswith("Objection: ")
    assert row["engineer"]
    # A motor that drives the pump, and no absurd one: small margins and steps are large.
    ratio = best.motor_rating / best.unit_shaft_power
    assert 1.0 < ratio < (2.2 if best.motor_rating <= 30e3 else 1.7)


def test_the_table_is_long_enough():
    assert len(DUTIES) >= 114
    agreeing = sum(not row["objection"] for row in DUTIES)
    assert agreeing >= 70
