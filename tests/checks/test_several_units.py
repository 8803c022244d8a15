"""Units of several kinds, and what is only said of their motors."""

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.stations.designs.conditions import DesignConditions
from hydrocalc.stations.designs.solved import SolvedStation
from tests.checks.test_complete import changed, copied, within


def outcome_of(path, code):
    return next(f for f in hc.check(path).findings if f.code == code)


def second(**values):
    """One more kind like the first, but for some values; None takes one away."""

    def change(table):
        other = {**table["units"][0], "name": "B", "count": 1, **values}
        table["units"].append({k: v for k, v in other.items() if v is not None})

    return change


def made(tmp_path, name, *changes):
    path = copied(tmp_path, name)

    def change(table):
        for one in changes:
            one(table)

    return changed(path, change)


IE1 = within(("station", {"motor_class": "IE1"}))


def test_poles_that_are_only_said_turn_no_law_off(tmp_path):
    """1455 rpm is of 4 poles, whatever is said: 10 turn at 540 to 720, a drive only slows down."""
    path = made(tmp_path, "eu", IE1)
    assert outcome_of(path, "HC415").outcome == "fail"
    for said, unit in (
        ({"poles": 10}, {"coupling_efficiency": "99.9 %"}),
        ({"poles": 12}, {"minimum_speed": "1454 rpm"}),
    ):
        wrong = made(tmp_path, "eu", IE1, within(("station", said), ("units[0]", unit)))
        with pytest.raises(hc.DesignFileError, match="the poles of motors"):
            hc.check(wrong)
    gear = within(("station", {"poles": 10}), ("units[0]", {"coupling_efficiency": "97 %"}))
    f = outcome_of(made(tmp_path, "eu", IE1, gear), "HC415")
    assert (f.outcome, f.key) == ("review", "station.poles")


def test_a_class_that_no_table_shows_is_reviewed(tmp_path):
    """80 % is below IE1 of 280 kW and 4 poles; the table has no 10 poles."""
    poor = within(("units[0]", {"motor_efficiency": "80 %"}))
    assert outcome_of(made(tmp_path, "cn", poor), "HC404").outcome == "fail"
    gear = within(("station", {"poles": 10}), ("units[0]", {"coupling_efficiency": "97 %"}))
    assert outcome_of(made(tmp_path, "cn", poor, gear), "HC404").outcome == "review"


def test_what_is_missing_of_one_unit_hides_no_failure_of_another(tmp_path):
    """A alone breaks each of these; B only lacks something."""
    high = within(
        ("station", {"supply": "HV", "motor_voltage": "10 kV", "motor_cooling": "open"}),
        ("units[0]", {"motor_efficiency": "80 %"}),  # grade 3 of 280 kW: above 92 %
    )
    for name, code, spoil, lacks in (
        ("eu", "HC415", IE1, "motor_rating"),
        ("cn", "HC412", high, "motor_efficiency"),
        # 998 x 9.81 x 0.05 x 46 / 0.81 W = 28 kW
        ("eu", "HC401", within(("units[0]", {"motor_rating": "15 kW"})), "motor_rating"),
        ("eu", "HC212", within(("units[0]", {"minimum_flow": "240 m3/h"})), "minimum_flow"),
        ("eu", "HC302", within(("units[0]", {"eye_level": 110.0})), "eye_level"),
    ):  # fmt: skip
        path = made(tmp_path, name, spoil, second(**{lacks: None}))
        f = outcome_of(path, code)
        assert f.outcome in ("fail", "deviation"), (code, f.outcome, f.missing)
        assert f.subject == "A", code


def test_what_is_missing_of_one_unit_passes_not_for_all(tmp_path):
    for name, code, lacks in (("eu", "HC415", "motor_rating"), ("eu", "HC401", "motor_rating")):
        f = outcome_of(made(tmp_path, name, second(**{lacks: None})), code)
        assert (f.outcome, f.missing) == ("open", ("units[1].motor_rating",)), code


def test_a_pump_of_no_nominal_speed_hides_no_inefficient_one(tmp_path):
    """A at 1455 rpm with 0.7 of its efficiency is below MEI 0.40; B turns at 1150 rpm."""
    path = copied(tmp_path, "eu")

    def change(table):
        lines = (tmp_path / "pump.csv").read_text().splitlines()
        poor = [lines[0]]
        for row in lines[1:]:
            q, head, eta, npsh = row.split(",")
            poor.append(f"{q},{head},{0.7 * float(eta)},{npsh}")
        (tmp_path / "poor.csv").write_text("\n".join(poor) + "\n")
        first = table["pumps"][0]
        table["pumps"].append({**first, "name": "slow", "speed": "1150 rpm"})
        first["curve"] = "poor.csv"
        second(pump="slow")(table)

    f = outcome_of(changed(path, change), "HC411")
    assert (f.outcome, f.subject) == ("fail", "80-315")


def two_kinds(table):
    """B has 0.9 of the flow of A at each head."""
    lines_of = table["pumps"][0]
    table["pumps"].append({**lines_of, "name": "small", "curve": "small.csv"})
    second(pump="small")(table)


def test_the_least_share_is_the_least_of_all_kinds(tmp_path):
    """Two kinds that share a line: the least and the largest are those of the matrix."""
    path = copied(tmp_path, "eu")
    lines = (tmp_path / "pump.csv").read_text().splitlines()
    small = [lines[0]]
    for row in lines[1:]:
        q, *rest = row.split(",")
        small.append(",".join([str(0.9 * float(q)), *rest]))
    (tmp_path / "small.csv").write_text("\n".join(small) + "\n")
    own = ""
    for code, quantity, sign in (
        ("CO201", "least_over_best", ">="), ("CO202", "largest_over_best", "<="),
    ):  # fmt: skip
        own += f"""
[[rules]]
code = "{code}"
title = "Share"
quantity = "{quantity}"
operator = "{sign}"
limit_value = 0.9
kind = "ratio"
severity = "should"
basis = "project"
standard = "project"
formula = "Q / Q_BEP"
explanation = "Of the project."
"""
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")

    def change(table):
        two_kinds(table)
        table["checks"]["rule_files"] = ["own.toml"]

    changed(path, change)
    model = hc.design_model(hc.read_design(path))
    found = {f.code: f for f in hc.check(path).findings}
    # nq of some 34, below 87: 70 to 120 % of the best flow of each kind.
    for name in ("A", "B"):
        limits = model.limits[f"{name}.over_best"]
        assert (">=", 0.7) in limits
        assert ("<=", 1.2) in limits
    case = SolvedStation(DesignConditions(hc.read_design(path)))
    share = case.matrix.over_best
    everything = share[case.states.everything]
    assert found["CO201"].value == pytest.approx(np.nanmin(everything))
    assert found["CO202"].value == pytest.approx(np.nanmax(share))
    assert found["HC201"].value == pytest.approx(found["CO201"].value / 0.7)
    assert found["HC202"].value == pytest.approx(found["CO202"].value / 1.2)
