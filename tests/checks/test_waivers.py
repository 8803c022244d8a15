"""Who may decide what: waivers, deviations, exemptions and limits that somebody signs."""

import datetime
import re
import shutil
import tomllib
from pathlib import Path

import pytest
import tomli_w
from generated import TODAY

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import DesignFileError, InputError

CASES = Path(__file__).parent / "cases"
EXAMPLE = Path(__file__).parents[2] / "examples" / "qinghe"
WAIVER = {
    "rule": "HC305", "value": "0.2 m", "reason": "vortex test of the hall is done",
    "approver.name": "A. Wang",
    "date": TODAY, "until": TODAY + datetime.timedelta(days=300),
}  # fmt: skip
"""Submergence, a shall: 0.2 m against 1.71 m in weak/s."""


def table(given):
    rows = []
    for key, value in given.items():
        if value is not None:
            text = value.isoformat() if isinstance(value, datetime.date) else f"'{value}'"
            rows.append(f"{key} = {text}")
    return "\n[[waivers]]\n" + "\n".join(rows) + "\n"


@pytest.fixture
def checked(tmp_path):
    def check(*waivers, case="weak/s", limits="", **settings):
        folder = tmp_path / case.split("/")[0]
        shutil.copytree(CASES / case.split("/")[0], folder, dirs_exist_ok=True)
        file = tmp_path / f"{case}.hydro.toml"
        text = (CASES / f"{case}.hydro.toml").read_text(encoding="utf-8")
        text += f"\n[limits]\n{limits}\n" + "".join(table({**WAIVER, **w}) for w in waivers)
        file.write_text(text, encoding="utf-8")
        return hc.check(file, **settings)

    return check


def of(report, code):
    return next(f for f in report.findings if f.code == code)


def test_what_shall_be_is_waived_by_name(checked):
    plain, waived = checked(), checked({})
    assert of(plain, "HC305").outcome == "fail"
    one = of(waived, "HC305")
    assert (one.outcome, one.waiver) == ("waived", "accepted")
    assert "A. Wang" in one.excused("en")
    assert one.value == of(plain, "HC305").value  # the number stays
    assert len(waived.failures) == len(plain.failures) - 1


def test_nobody_waives_physics(checked):
    report = checked({"rule": "HC301", "value": "-0.71 m"}, case="weak/w")
    one = of(report, "HC301")
    # Alone at 241 m it carries 858.0 m³/h (PCHIP, Colebrook, bisection: as test_governing_states).
    # Air less vapour 9.572 m, water over the eye 241 - 244.4 m, branch 2 v²/2g = 1.528 m, NPSHr
    # 5.352 m.
    assert one.value == pytest.approx(-0.708, abs=0.0005)
    assert (one.outcome, one.waiver) == ("fail", "refused")
    assert report.verdict == "FAIL"


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, "fail"),
        ({"kind": "exemption", "authority": "Water bureau", "document": "No. 12/2026"}, "waived"),
        ({"kind": "deviation"}, "fail"),
    ],
)
def test_a_law_is_exempted_from_by_an_authority_alone(checked, more, outcome):
    report = checked({"rule": "HC104", "value": "2", **more}, case="full/two")  # two strings
    assert of(report, "HC104").outcome == "pass"
    assert of(report, "HC104").waiver == "idle"
    single = checked({"rule": "HC104", "value": "1", **more}, case="law/s")
    assert of(single, "HC104").outcome == outcome


def test_what_the_law_asks_for_stays_open(checked):
    """An analysis that is ordered is no analysis."""
    report = checked({"rule": "HC701", "value": None}, case="full/s")
    assert (of(report, "HC701").outcome, of(report, "HC701").waiver) == ("open", "refused")
    assert report.verdict == "INCOMPLETE"


def test_a_should_is_explained_and_nothing_else(checked):
    plain = {"rule": "HC504", "value": f"{of(checked(), 'HC504').value:.3f} m/s"}
    explained = of(checked({**plain, "kind": "deviation"}), "HC504")
    assert (explained.outcome, explained.waiver) == ("deviation", "accepted")
    assert of(checked(plain), "HC504").waiver == "refused"
    assert of(checked({"kind": "deviation"}), "HC305").outcome == "fail"


@pytest.mark.parametrize(("value", "state"), [("0.2 m", "accepted"), ("0.25 m", "void")])
def test_a_waiver_holds_for_the_value_it_was_given_for(checked, value, state):
    report = checked({"value": value})
    assert of(report, "HC305").waiver == state
    assert of(report, "HC305").outcome == ("waived" if state == "accepted" else "fail")


def test_a_waiver_without_a_value_is_told_which(checked):
    """What it is told to state makes it hold."""
    one = of(checked({"value": None}), "HC305")
    assert (one.outcome, one.waiver) == ("fail", "of no value")
    told = re.search(r'value = "(.*?)"', one.excused("en"))[1]
    assert told == "0.2 m"
    assert of(checked({"value": told}), "HC305").waiver == "accepted"
    open_ = of(checked({"rule": "HC701", "value": None}, case="full/s"), "HC701")
    assert open_.waiver == "refused"  # of a law; it has no number that could be stated


def test_a_waiver_ends(checked):
    day = datetime.timedelta(days=1)
    until = WAIVER["until"]
    held = checked({}, today=until.isoformat())
    over = checked({}, today=(until + day).isoformat())
    assert of(held, "HC305").outcome == "waived"
    assert of(over, "HC305").outcome == "fail"
    assert of(held, "HC901").outcome == "pass"
    assert of(over, "HC901").outcome == "fail"
    past = {"date": TODAY - 100 * day, "until": TODAY - day}
    for today in (None, (TODAY - 50 * day).isoformat()):  # an earlier day brings nothing back
        assert of(checked(past, today=today), "HC305").outcome == "fail"
    later = {"date": TODAY + day, "until": TODAY + 3 * day}
    assert of(checked(later), "HC305").outcome == "fail"


BAD = {
    "no approver": ({"approver.name": None}, "approver"),
    "an empty name": ({"approver.name": ""}, "approver"),
    "no date": ({"date": None}, "date"),
    "no end": ({"until": None}, "until"),
    "no reason": ({"reason": "because of it"}, "20 characters"),
    "blanks for a reason": ({"reason": "x" + " " * 30}, "20 characters"),
    **{
        f"{said[:5]} for a reason": ({"reason": said}, "words that say why")
        for said in (
            "?" * 30,
            "TBD TBD TBD TBD TBD TBD TBD",
            "abc abc abc abc abc abc abc",
            "x" * 30,
            "lorem ipsum dolor sit amet, consectetur",
            "1 2 3 4 5 6 7 8 9 10 11 12",
            "待定" * 12,
        )
    },
    "a firm": ({"approver.name": "Company Ltd"}, "approver"),
    "two capitals": ({"approver.name": "AB"}, "approver"),
    "two years": ({"until": TODAY + datetime.timedelta(days=700)}, "within a year"),
    "an end before it begins": ({"until": TODAY - datetime.timedelta(days=1)}, "within a year"),
    "several rules": ({"rule": "HC30"}, "code of one rule"),
    "no rule": ({"rule": "HC399"}, "code of one rule"),
    "no authority": ({"kind": "exemption", "document": "1"}, "authority"),
    "no document": ({"kind": "exemption", "authority": "A"}, "document"),
    "another kind": ({"kind": "excuse"}, "waiver, deviation, exemption"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_waiver(checked, tmp_path, capsys, name):
    change, said = BAD[name]
    with pytest.raises(DesignFileError, match="waivers") as caught:
        checked(change)
    assert said in str(caught.value)
    assert main(["check", str(tmp_path / "weak" / "s.hydro.toml")]) == 2
    assert "s.hydro.toml:" in capsys.readouterr().err


def test_the_name_alone_is_an_approver(checked):
    report = checked({"approver.name": None, "approver": "B. Li"})
    assert "B. Li" in of(report, "HC305").excused("zh")


SIGNED = (
    "{ value = %s, name = 'C. Zhao', date = 2026-11-01, reason = 'letter of the owner, no. 7' }"
)


def test_limits_are_tightened_by_anyone(checked):
    """Suction specific speed: at most 213 from memory; 100 is stricter."""
    report = checked(limits="suction_speed = 100", case="full/s")
    one = of(report, "HC304")
    assert (one.limit, one.outcome, one.basis) == (100.0, "deviation", "memory")


def test_limits_are_loosened_by_name_only(checked):
    for limits in ("npsh_ratio_shall = 1.0", "npsh_ratio_shall = { value = 1.0 }",
                   "npsh_ratio_shall = { value = 1.0, name = 'C. Zhao' }"):  # fmt: skip
        with pytest.raises(DesignFileError, match="name, date and reason"):
            checked(limits=limits)
    one = of(checked(limits="npsh_ratio_shall = " + SIGNED % 1.0), "HC302")
    assert (one.outcome, one.basis) == ("review", "project")
    assert "C. Zhao" in one.because("en")


def test_nobody_loosens_physics_or_law(checked):
    for limits in ("npsh_physics = " + SIGNED % -3, "emergency_share = " + SIGNED % 0.5):
        with pytest.raises(DesignFileError, match="nobody loosens"):
            checked(limits=limits)


def test_a_number_alone_makes_no_basis_strong(checked):
    plain = of(checked(case="full/s"), "HC302")
    same = of(checked(case="full/s", limits="npsh_ratio_shall = 1.1"), "HC302")
    signed = of(checked(case="full/s", limits="npsh_ratio_shall = " + SIGNED % 1.1), "HC302")
    assert (plain.basis, same.basis, signed.basis) == ("memory", "memory", "project")
    assert (plain.outcome, plain.unverified, signed.unverified) == ("pass", True, False)


def test_records_are_held_to_the_same():
    waiver = {"rule": "HC305", "reason": "too short", "date": "2026-11-01", "until": "2027-01-01"}
    design = hc.StationDesign(
        project=hc.Project(name="A"),
        waivers=[hc.Waiver(**waiver, approver=hc.Person(name="A. Li"))],
    )
    with pytest.raises(InputError, match="20 characters"):
        hc.check(design)


def test_what_is_signed_for_later_doesnt_count_yet(tmp_path):
    """A waiver of a later day is named; a limit of a later day is refused."""
    text = (EXAMPLE / "qinghe.hydro.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "qinghe.hydro.toml"
    later = TODAY + datetime.timedelta(days=1)

    def judged():
        path.write_text(tomli_w.dumps(table), encoding="utf-8")
        return hc.check(path)

    kept = table["waivers"][0]["date"]
    table["waivers"][0]["date"] = later
    found = next(f for f in judged().findings if f.code == table["waivers"][0]["rule"])
    assert found.outcome == "deviation"
    assert str(later) in str(found.waived)
    table["waivers"][0]["date"] = kept
    assert judged().verdict == "PASS"
    id, signed = next((k, v) for k, v in table["limits"].items() if isinstance(v, dict))
    signed["date"] = later
    with pytest.raises(DesignFileError, match=f"limits.{id}: .*isn't after"):
        judged()
