"""What a design only says, or doesn't say, passes nothing: words, noughts and things that aren't there."""

import re

import pytest

import hydrocalc as hc
from tests.checks.test_governing_states import finding
from tests.checks.test_rules import GOOD, write

SINGLE = [("strings = 2", "strings = 1"), ('"450 mm", roughness', '"640 mm", roughness')]
STANDBY = "standby = 1"


def said(tmp_path, *changes, **files):
    return hc.check(write(tmp_path, *changes, **files))


def test_a_word_of_storage_is_for_somebody_to_decide(tmp_path):
    """Two rules of the law hang on it."""
    report = said(tmp_path, *SINGLE, (STANDBY, f"{STANDBY}\nstorage_secured = true"))
    for code in ("HC103", "HC104"):
        f = finding(report, code)
        assert (f.outcome, f.key, f.value) == ("review", "station.storage_secured", None)
    assert report.judged == "CONDITIONAL"
    asked = finding(said(tmp_path, *SINGLE), "HC104")
    assert (asked.outcome, asked.missing) == (
        "open", ("station.storage_volume", "station.repair_time"),
    )  # fmt: skip


@pytest.mark.parametrize(("hours", "outcome"), [(24, "pass"), (26, "fail")])
def test_storage_is_shown_by_its_volume_and_the_time_of_a_repair(tmp_path, hours, outcome):
    """25,200 m³ are 0.7 × 0.4 m³/s for 25 h."""
    storage = f'{STANDBY}\nstorage_volume = "25200 m3"\nrepair_time = "{hours} h"'
    report = said(tmp_path, *SINGLE, (STANDBY, storage))
    f = finding(report, "HC103")
    assert f.value == pytest.approx(0.7 * 25 / hours, rel=1e-12)
    assert f.outcome == outcome
    two = finding(report, "HC104")
    assert two.outcome == {"pass": "not applicable", "fail": "fail"}[outcome]
    assert ("25200 m³" in two.because("en")) is (outcome == "pass")


def owed(share):
    return ('own_use = "5 %"', f'own_use = "5 %"\nflow_at_lowest = "{share} %"')


@pytest.mark.parametrize(
    ("kind", "share", "outcome"),
    [("raw-water", 100, "pass"), ("raw-water", 99, "review"), ("raw-water", 0, "review"),
     ("treated-water", 0, "review"), ("booster", 0, "review"), ("other", 100, "pass"),
     ("other", 60, "review"), ("other", 70, "pass"), ("drainage", 0, "not applicable"), ("drainage", 50, "pass")],
)  # fmt: skip
def test_a_nought_turns_no_rule_off(tmp_path, kind, share, outcome):
    kinds = ('name = "Good station"', f'name = "Good station"\nkind = "{kind}"')
    report = said(tmp_path, kinds, owed(share))
    assert finding(report, "HC108").outcome == outcome
    # Any one unit out owes the same at the lowest level.
    one_out = finding(report, "HC107")
    assert one_out.value is not None
    if one_out.severity in ("mandatory", "shall"):
        assert (one_out.outcome == "review") is (outcome == "review")


def test_what_a_kind_of_station_does_not_owe_is_asked_for(tmp_path):
    for kind, outcome in (("drainage", "not applicable"), ("other", "open"), ("booster", "open")):
        kinds = ('name = "Good station"', f'name = "Good station"\nkind = "{kind}"')
        assert finding(said(tmp_path, kinds), "HC108").outcome == outcome


def test_high_voltage_is_no_way_out_of_the_law(tmp_path):
    """A word, or the rating: the grades of GB 30254-2024 are judged in place of the class."""
    typed, rated = (STANDBY, f'{STANDBY}\nsupply = "HV"'), ('"280 kW"', '"2000 kW"')
    for change, outcome in ((typed, "review"), (rated, "not applicable")):
        report = said(tmp_path, change)
        assert finding(report, "HC404").outcome == "not applicable"
        f = finding(report, "HC412")
        assert (f.outcome, f.severity) == ("open", "mandatory")
        assert f.missing[:2] == ("station.motor_voltage", "station.motor_cooling")
        assert finding(report, "HC415").outcome == outcome  # of the EU, to 1 MW and 1000 V


WELL = re.search(r"\[wet_well\].*?\n\n", GOOD, re.DOTALL)[0]
BELLS = ("HC305", "HC306", "HC308", "HC309", "HC310")


def header(axis, diameter="600 mm"):
    return (WELL, f'[suction_header]\naxis_level = {axis}\ndiameter = "{diameter}"\n\n')


def test_a_well_is_absent_where_a_full_pipe_is_in_its_place(tmp_path):
    """The crown at 240.4 + 0.3 m under 241 m, and nothing else, proves it."""
    report = said(tmp_path, (WELL, ""))
    assert finding(report, "HC305").outcome == "open"
    (missing,) = finding(report, "HC305").missing
    assert missing.startswith("wet_well (or suction_header, ")  # either answers it
    report = said(tmp_path, header(240.4))
    for code in BELLS:
        f = finding(report, code)
        assert f.outcome == "not applicable", code
        assert "240.7 m" in f.because("en")
        assert "241 m" in f.because("en")
    # 0.4 m³/s in 0.46 m: 2.41 m/s, and nobody looked at what the header loses
    narrow = finding(said(tmp_path, header(240.4, "460 mm")), "HC305")
    assert (narrow.outcome, narrow.key) == ("review", "suction_header.diameter")
    no_level = said(tmp_path, header(240.4), ("suction_min = 241\n", ""))
    assert finding(no_level, "HC305").outcome == "open"


@pytest.mark.parametrize(
    ("change", "expected"),
    [(header(240.8), "a crown"), (("[wet_well]", header(240.4)[1] + "[wet_well]"), "no value")],
)
def test_a_header_that_proves_nothing_is_refused(tmp_path, change, expected):
    with pytest.raises(hc.DesignFileError, match=expected):
        hc.read_design(write(tmp_path, change))


def test_a_suction_branch_that_is_not_given_is_no_branch_without_loss(tmp_path):
    bore = ('suction_diameter = "450 mm"\nsuction_loss_coefficient = 1\n', "")
    f = finding(said(tmp_path, bore), "HC301")
    asked = ("units[0].suction_diameter", "units[0].suction_loss_coefficient")
    assert (f.outcome, f.missing) == ("open", asked)
    f = finding(said(tmp_path, ("suction_loss_coefficient = 1\n", "")), "HC301")
    assert (f.outcome, f.evidence) == ("review", "assumed")
    f = finding(said(tmp_path, bore, ("eye_level = 240", "eye_level = 249")), "HC301")
    assert f.outcome == "fail"  # with a loss it is less
