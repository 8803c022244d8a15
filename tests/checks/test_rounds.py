"""Who begins with a name and gives what is asked for has a complete design in two rounds.

The second is what nothing can be said of before: the rating of a pipe that wasn't described, storage
where it turns out to be one pipe, the transient analysis of the design.
"""

import copy
import re
import tomllib

import pytest
import tomli_w

import hydrocalc as hc
from hydrocalc.checks.engine import registered
from hydrocalc.checks.quantities.registry import NEEDS
from tests.checks.test_complete import DESIGNS, copied
from tests.checks.test_rules import GOOD, write

LEAST = {
    "units": ("name", "pump", "count"),
    "reaches": ("pipe", "length", "strings"),
    "pipe": ("diameter", "roughness"),
}
"""What a table has at least, which is all that a user writes who is asked for the table."""


def least(name, table):
    if not isinstance(table, dict):
        return table
    return {key: least(key, table[key]) for key in LEAST.get(name, table) if key in table}


def answer(table, full, asked):
    """Writes what is asked for, as it stands in the full design."""
    if asked.startswith("transient analysis") or " → " in asked:
        return  # made last, of the finished design
    if asked == "units":
        table.setdefault("units", [least("units", unit) for unit in full["units"]])
        table["pumps"] = copy.deepcopy(full["pumps"])
    elif asked == "line":
        reaches = [least("reaches", reach) for reach in full["line"]["reaches"]]
        table.setdefault("line", {})["reaches"] = reaches
    else:
        *above, last = re.findall(r"\w+", asked.partition(" ")[0])
        for key in above:
            key = int(key) if key.isdigit() else key
            table = table[key] if isinstance(key, int) else table.setdefault(key, {})
            full = full[key]
        table[last] = copy.deepcopy(full[last])


def order(asked):
    """Tables before what stands in them."""
    return (asked not in ("line", "units"), asked)


@pytest.mark.parametrize("name", DESIGNS)
def test_two_rounds_complete_a_design(tmp_path, name):
    path = copied(tmp_path, name)
    full = tomllib.loads(path.read_text(encoding="utf-8"))
    table = {key: full[key] for key in ("schema", "project", "checks")}
    for _ in range(2):
        path.write_text(tomli_w.dumps(table), encoding="utf-8")
        asked = {key for f in hc.check(path).findings if f.outcome in ("open", "review")
                 for key in f.missing}  # fmt: skip
        for key in sorted(asked, key=order):
            answer(table, full, key)
    path.write_text(tomli_w.dumps(table), encoding="utf-8")
    report = hc.check(path)
    left = {key for f in report.findings if f.outcome in ("open", "review") for key in f.missing}
    assert left
    assert all(key.startswith("transient analysis") or " → " in key for key in left), left
    # With the analysis, which is of the whole design, losses and all, that is the complete one.
    path.write_text(tomli_w.dumps(full), encoding="utf-8")
    assert hc.check(path).verdict == "PASS"


def test_a_high_voltage_motor_is_asked_for_all_at_once(tmp_path):
    bare = ('motor_efficiency = "95.4 %"\n', "")
    if bare[0] not in GOOD:
        line = re.search(r"motor_efficiency = .*\n", GOOD)[0]
        bare = (line, "")
    report = hc.check(write(tmp_path, ('"280 kW"', '"2000 kW"'), bare))
    found = next(f for f in report.findings if f.code == "HC412")
    assert found.missing == (
        "station.motor_voltage", "station.motor_cooling", "units[0].motor_efficiency",
    )  # fmt: skip


def test_what_a_quantity_needs_is_of_a_quantity():
    assert {*NEEDS} <= {*registered()[0]}
