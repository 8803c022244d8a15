"""A typed number that makes a rule pass by itself is for somebody to decide on."""

import math
import re
import shutil
from pathlib import Path

import pytest
from analysed import analysed

import hydrocalc as hc
from hydrocalc.components.ratings import unshown
from hydrocalc.stations.designs.fingerprint import hydraulic_fingerprint

COMPLETE = Path(__file__).parent / "complete"


def said(folder, name, *changes, pump=None):
    """Findings by code, and the report, of a complete design that was changed."""
    shutil.copytree(COMPLETE / name, folder, dirs_exist_ok=True)
    path = folder / "station.hydro.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    if pump is not None:
        curve = folder / "pump.csv"
        curve.write_text(pump(curve.read_text(encoding="utf-8")), encoding="utf-8")
    report = hc.check(analysed(path) if changes or pump else path)
    return {f.code: f for f in report.findings}, report


# 0.4 m³/s × 86400 s / 1.08 are 32000 m³/d; a third of them are 10667, of which peaks may be made.
@pytest.mark.parametrize(
    ("day", "outcome"), [(32000, "pass"), (10800, "pass"), (10500, "review"), (3.2, "review")]
)
def test_a_flow_that_is_of_another_demand_is_asked_for(tmp_path, day, outcome):
    found, report = said(tmp_path, "cn", ('max_day = "32000 m3/d"', f'max_day = "{day} m3/d"'))
    assert {found[code].outcome for code in ("HC101", "HC106")} == {outcome}
    assert (report.verdict == "PASS") == (outcome == "pass")
    assert ("demand.max_day" in found["HC106"].because("en")) == (outcome == "review")


def weaker(share):
    def change(text):
        head, *rows = text.strip().splitlines()
        cells = [row.split(",") for row in rows]
        rows = [",".join([q, H, f"{share * float(eta):.3f}", *rest]) for q, H, eta, *rest in cells]
        return "\n".join([head, *rows]) + "\n"

    return change


STRONG = [('motor_rating = "37 kW"', 'motor_rating = "75 kW"'),
          ('motor_efficiency = ', 'motor_efficiency = "96.0 %" # ')]  # fmt: skip


@pytest.mark.parametrize("word", ["", "eyes = 2", "stages = 2"])
def test_a_word_takes_no_pump_out_of_the_law(tmp_path, word):
    """Held to the law as the plain pump that its curve is, it fails."""
    speed = 'speed = "1455 rpm"'
    found, report = said(
        tmp_path, "eu", (speed, f"{speed}\n{word}"), *STRONG, pump=weaker(0.8)
    )  # fmt: skip
    f = found["HC411"]
    assert f.outcome == ("review" if word else "fail")
    assert report.verdict == ("CONDITIONAL" if word else "FAIL")
    if word:
        assert word.replace("=", "of").partition(" ")[0] in f.because("en")
        assert f"{f.because('en')}" in " ".join(map(str, report.opening("en")))


@pytest.mark.parametrize("word", ["eyes = 2", "stages = 2"])
def test_what_a_law_does_not_judge_is_said_on_page_one(tmp_path, word):
    speed = 'speed = "1455 rpm"'
    found, report = said(tmp_path, "eu", (speed, f"{speed}\n{word}"))
    assert found["HC411"].outcome == "not applicable"
    assert report.verdict == "PASS"
    for lang, text in (("en", "Laws that don't apply"), ("zh", "不适用的法规条款")):
        (line,) = [x for x in report.opening(lang) if isinstance(x, str) and text in x]
        assert "HC411" in line


# A bell mouth alone takes 0.05 of the velocity head.
@pytest.mark.parametrize(
    ("loss", "outcome"), [("0.06", "pass"), ("0.049", "review"), ("1e-6", "review")]
)
def test_no_suction_branch_is_without_a_loss(tmp_path, loss, outcome):
    found, report = said(
        tmp_path, "cn", ("suction_loss_coefficient = 1", f"suction_loss_coefficient = {loss}")
    )
    assert found["HC301"].outcome == outcome
    assert (report.verdict == "PASS") == (outcome == "pass")


@pytest.mark.parametrize(
    ("share", "outcome"), [("0.71", "pass"), ("0.69", "review"), ("0.01", "review")]
)
@pytest.mark.parametrize("kind", ["booster", "other"])
def test_less_than_what_an_emergency_leaves_is_for_somebody_to_decide(
    tmp_path, kind, share, outcome
):
    found, report = said(
        tmp_path, "cn", ('name = "Good station"', f'name = "G"\nkind = "{kind}"'),
        ("[demand]\n", f"[demand]\nflow_at_lowest = {share}\n"),
    )  # fmt: skip
    assert found["HC108"].outcome == outcome
    assert (report.verdict == "PASS") == (outcome == "pass")


@pytest.mark.parametrize(("rough", "outcome"), [("0.0016 mm", "pass"), ("0.0014 mm", "review")])
def test_no_pipe_is_smoother_than_a_drawn_tube(tmp_path, rough, outcome):
    found, _ = said(
        tmp_path, "cn", ('"0.1 mm"', '"0.0001 mm"'), ('["0.2 mm"]', f'["{rough}"]')
    )  # fmt: skip
    assert {found[code].outcome for code in ("HC103", "HC106", "HC108")} == {outcome}


def texts(folder, name, *changes):
    """The verdict of a complete design whose text was changed, its analysis as it is."""
    shutil.copytree(COMPLETE / name, folder, dirs_exist_ok=True)
    path = folder / "station.hydro.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return hc.check(path)


SWING = (
    2
    * math.pi
    * math.sqrt(2100 / (2 * math.pi / 4 * 0.45**2) * 42.28 / (9.80665 * (325.9 - 244 + 10.4)))
)
"""Of 2100 m of two pipes of 450 mm against two vessels of 21.14 m³: 110 s at one temperature, which
is the slowest; 101 s with the exponent 1.2."""


@pytest.mark.parametrize(("duration", "verdict"), [("111 s", "PASS"), ("104 s", "INCOMPLETE")])
def test_an_analysis_covers_a_swing_of_its_vessels(tmp_path, duration, verdict):
    report = texts(tmp_path, "cn", ('"214 s"', f'"{duration}"'))
    assert report.verdict == verdict
    if verdict == "INCOMPLETE":
        (f,) = [f for f in report.findings if f.code == "HC701"]
        assert any(f"duration of at least {SWING:.1f} s" in str(m) for m in f.missing)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (", 21.14 m3 of air,", "", "nothing tells whether"),
        ("air vessel B,", "gauge on air vessel B,", "no kind of protection"),
        ('name = "B. Ortiz"', 'name = "Alice Wei"', ""),
    ],
)
def test_an_analysis_that_cannot_be_believed_is_reviewed(tmp_path, old, new, word):
    report = texts(tmp_path, "cn", (old, new))
    assert report.verdict == "CONDITIONAL"
    (f,) = [f for f in report.findings if f.code == "HC701"]
    assert word in f.because("en")


@pytest.mark.parametrize("name", ["TBD", "N.N.", "-", "待定"])
def test_nobody_signs_a_waiver_or_a_limit(tmp_path, name):
    waiver = (
        '\n[[waivers]]\nrule = "HC502"\nkind = "deviation"\ndate = 2026-11-20\n'
        f'reason = "the main is flushed every week"\napprover = {{ name = "{name}" }}\n'
        "until = 2027-10-31\n[checks]"
    )
    with pytest.raises(hc.DesignFileError, match="the name of a person"):
        texts(tmp_path, "cn", ("\n[checks]", waiver))
    looser = f'velocity = {{ value = 4, name = "{name}", date = 2026-11-02'.replace(
        "velocity", "line_velocity_high"
    )
    reason = 'reason = "agreed with the owner of the works" }'
    with pytest.raises(hc.DesignFileError, match="name, date and reason"):
        texts(tmp_path, "cn", ("[limits]\n", f"[limits]\n{looser}, {reason}\n"))


@pytest.mark.parametrize(("hours", "outcome"), [("8 h", "pass"), ("7.9 h", "review")])
def test_no_main_is_mended_within_a_shift(tmp_path, hours, outcome):
    found, _ = said(
        tmp_path, "cn", ("strings = 2", "strings = 1"), ('"450 mm", r', '"640 mm", r'),
        ("standby = 1", f'standby = 1\nstorage_volume = "30000 m3"\nrepair_time = "{hours}"'),
    )  # fmt: skip
    assert found["HC103"].outcome == outcome
    assert found["HC104"].outcome == ("not applicable" if outcome == "pass" else "review")


# 80.9 m on pumps of 93.5 m at 1480 rpm: half of 1480 × sqrt(80.9/93.5) are 688 rpm.
@pytest.mark.parametrize(
    ("speed", "verdict"),
    [("720 rpm", "PASS"), ("640 rpm", "CONDITIONAL"), ("1 rpm", "CONDITIONAL")],
)
def test_a_pump_that_nothing_holds_turns_back(tmp_path, speed, verdict):
    report = texts(tmp_path, "cn", ('"1628 rpm"', f'"{speed}"'))
    assert report.verdict == verdict
    (f,) = [f for f in report.findings if f.code == "HC701"]
    assert ("what holds the pumps" in f.because("en")) == (verdict != "PASS")


RAISED = "npsh_physics = 0.001"


def test_a_limit_raised_from_nothing_settles_no_assumption(tmp_path):
    """5.78 m over a limit of 1 mm are 578,000 % of it, and rest on the same assumed loss."""
    found, report = said(
        tmp_path, "cn", ("suction_loss_coefficient = 1\n", ""),
        ("[limits]\n", f"[limits]\n{RAISED}\n"),
    )  # fmt: skip
    assert found["HC301"].outcome == "review"
    assert report.verdict != "PASS"


PIPE = 'wall = "10 mm", rating = "2.5 MPa", material = "ductile iron"'


@pytest.mark.parametrize(
    ("pipe", "outcome"),
    [
        (PIPE, "pass"),
        # EN 545 ends at PN 40; without a wall more is a word.
        ('rating = "4.0 MPa", material = "ductile iron"', "pass"),
        ('rating = "4.1 MPa", material = "ductile iron"', "review"),
        # PMA of ductile iron is 1.2 PFA: 1.1 times that, 3.3 MPa, is rounding; 3.4 is a claim.
        ('rating = "2.5 MPa", pma = "3.25 MPa", material = "ductile iron"', "pass"),
        ('rating = "2.5 MPa", pma = "3.4 MPa", material = "ductile iron"', "review"),
    ],
)
def test_a_pressure_that_no_such_pipe_is_known_for_is_shown(tmp_path, pipe, outcome):
    found, report = said(tmp_path, "cn", (PIPE, pipe))
    assert found["HC506"].outcome == outcome
    assert (report.verdict == "PASS") == (outcome == "pass")


def test_a_pfa_of_a_plastic_is_asked_for_its_temperature():
    """A rating is taken at 20 °C and falls; a PFA is what its maker says, of what water?"""
    pipe = hc.Pipe(diameter=0.4, roughness=1e-5, material="polyethylene", pfa="0.8 MPa",
                   pma="50 MPa")  # fmt: skip
    assert unshown(pipe).key == "pma"
    assert unshown(pipe).most == pytest.approx(1.2e6)  # 1.5 PFA
    assert unshown(pipe.replace(pma="1.2 MPa")) is None


@pytest.mark.parametrize(("K", "outcome"), [(0.0, "review"), (0.55, "pass")])
def test_a_branch_loses_what_its_step_to_the_main_does(tmp_path, K, outcome):
    """200 mm to 403 mm: (1 - (200/403)²)² = 0.568."""
    changes = [("discharge_loss_coefficient = 4", f"discharge_loss_coefficient = {K}")]
    found, _ = said(tmp_path, "eu", *changes)
    assert found["HC106"].outcome == outcome
    assert ("0.57" in found["HC106"].because("en")) == (outcome == "review")


def test_a_tolerance_grows_by_no_project(tmp_path):
    """An accuracy of an analysis is a guard, which may grow; what an outlet may differ by isn't."""
    found, _ = said(
        tmp_path, "cn", ("eye_level = 240", "eye_level = 246"),
        ("[limits]\n", "[limits]\nanalysis_accuracy = 5\n"),
    )  # fmt: skip
    before, _ = said(tmp_path / "b", "cn", ("eye_level = 240", "eye_level = 246"))
    for code in ("HC701", "HC702", "HC706"):
        assert found[code].outcome == before[code].outcome


NAMES = ["Surge Ltd", "Checked", "ok ok", "Dr", "see report", "same as above", "ChatGPT"]


@pytest.mark.parametrize("name", NAMES)
def test_who_checked_an_analysis_is_somebody(tmp_path, name):
    report = texts(tmp_path, "cn", ('name = "B. Ortiz"', f'name = "{name}"'))
    (f,) = [f for f in report.findings if f.code == "HC701"]
    assert (report.verdict, f.outcome) == ("CONDITIONAL", "review")
    assert "transients.analysis.checker.name" in f.given("en")


@pytest.mark.parametrize("written", ["-", ""])
def test_an_analysis_is_described_somewhere(tmp_path, written):
    report = texts(tmp_path, "cn", ('report = "SR-014 rev B"', f'report = "{written}"'))
    assert report.verdict == "CONDITIONAL"


def test_the_inertia_of_a_maker_is_a_number(tmp_path):
    """Without it a formula's stands for it, and no wrong number could be told from it."""
    text = (COMPLETE / "cn" / "station.hydro.toml").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("inertia = ") and "kg" in line]
    found, report = said(tmp_path, "cn", (line + "\n", ""))
    assert report.verdict == "CONDITIONAL"
    assert found["HC701"].outcome == "review"
    assert "units[0].inertia" in found["HC701"].given("en")


@pytest.mark.parametrize("position", ["horizontal", "inclined"])
@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [("bell_level", "{low}", "water has to get under a bell"), ("area", '"0.5 m2"', "bells of")],
)
def test_a_bell_that_looks_elsewhere_has_to_stand_somewhere_too(
    tmp_path, position, key, value, expected
):
    text = (COMPLETE / "cn" / "station.hydro.toml").read_text(encoding="utf-8")
    well = re.search(r"\[wet_well\].*?\n\n", text, re.DOTALL)[0]
    low = float(re.search(r"bottom = ([\d.]+)", well)[1]) + 0.05
    other = re.sub(rf"{key} = .*", f"{key} = {value.format(low=low)}", well).rstrip()
    with pytest.raises(hc.DesignFileError, match=expected):
        texts(tmp_path, "cn", (well, f'{other}\nposition = "{position}"\n\n'))


def halved(text):
    head, *rows = text.strip().splitlines()
    cells = [row.split(",") for row in rows]
    return "\n".join([head, *(",".join([*c[:3], f"{float(c[3]) / 2:.4g}", *c[4:]]) for c in cells)])


def test_a_second_eye_is_no_word_where_pumps_of_one_are_built(tmp_path):
    """S of one eye is 1455 √0.05563 / (3.187 / 2)^0.75 = 242, above 213; of two it would be 171."""
    speed = 'speed = "1455 rpm"'
    found, _ = said(tmp_path, "eu", pump=halved)
    assert (found["HC304"].outcome, found["HC304"].shown("value")) == ("deviation", "242")
    found, report = said(tmp_path, "eu", (speed, f"{speed}\neyes = 2"), pump=halved)
    assert (report.verdict, found["HC304"].outcome) == ("CONDITIONAL", "review")
    assert "242" in found["HC304"].because("en")


@pytest.mark.parametrize(("altitude", "outcome"), [("1000 m", "pass"), ("1010 m", "review")])
def test_the_rating_of_a_motor_holds_to_a_thousand_metres(tmp_path, altitude, outcome):
    found, report = said(tmp_path, "eu", ('altitude = "120 m"', f'altitude = "{altitude}"'))
    assert found["HC401"].outcome == outcome
    assert (report.verdict == "PASS") == (outcome == "pass")


# IE4 of 37 kW has 95.2 % with 4 poles in the table of the standard; a fifth off the losses of 4.8 %.
@pytest.mark.parametrize(
    ("efficiency", "outcome"), [("95.2 %", "pass"), ("96.1 %", "pass"), ("96.4 %", "fail"),
                                ("98.4 %", "fail")],
)  # fmt: skip
def test_a_small_motor_is_not_as_good_as_a_large_one(tmp_path, efficiency, outcome):
    found, _ = said(
        tmp_path, "eu", ('motor_efficiency = "95.2 %"', f'motor_efficiency = "{efficiency}"')
    )
    assert found["HC214"].outcome == outcome


def test_mains_turn_motors_at_their_speed(tmp_path):
    """At 60 Hz motors of four poles turn at 1800 rpm less slip, of six at 1200."""
    standby = "standby = 1"
    with pytest.raises(hc.DesignFileError, match="mains that turn motors at 1455 rpm"):
        texts(tmp_path, "eu", (standby, standby + '\nfrequency = "60 Hz"'))


def test_where_nothing_flows_no_rule_speaks_of_a_flow_of_zero(tmp_path):
    levels = [(f"delivery_{k} = {z}", f"delivery_{k} = 220.0")
              for k, z in (("design", "142.0"), ("min", "141.5"), ("max", "142.5"))]  # fmt: skip
    report = texts(tmp_path, "eu", *levels, ("delivery_level = 142.5", "delivery_level = 220"),
                   ("delivery_level = 141.5", "delivery_level = 220"))  # fmt: skip
    found = {f.code: f for f in report.findings}
    assert found["HC205"].outcome == "fail"
    for code in ("HC506", "HC701"):
        assert found[code].outcome == "open", code
        assert "HC205" in found[code].lacking("en")


def surveyed(folder, *rows):
    """Findings of the example with another survey, its analysis as it was made."""
    shutil.copytree(Path(__file__).parents[2] / "examples" / "qinghe", folder, dirs_exist_ok=True)
    profile = folder / "profile.csv"
    head, *own = profile.read_text(encoding="utf-8").strip().splitlines()
    profile.write_text("\n".join([head, *(rows or own)]) + "\n", encoding="utf-8")
    path = folder / "qinghe.hydro.toml"
    text = path.read_text(encoding="utf-8")
    now = hydraulic_fingerprint(hc.read_design(path))
    path.write_text(re.sub(r'design = "sha256:[^"]+"', f'design = "{now}"', text), encoding="utf-8")
    report = hc.check(path)
    return {f.code: f for f in report.findings}, report


def test_a_summit_between_two_points_is_not_seen(tmp_path):
    found, report = surveyed(tmp_path, "0,186,183.5", "5400,220.5,218.6")
    assert report.verdict == "CONDITIONAL"
    for code in ("HC505", "HC705"):
        assert found[code].outcome == "review", code
        assert "5400 m apart" in found[code].because("en")


def test_a_survey_that_slips_by_a_hundred_metres_is_reviewed(tmp_path):
    rows = (Path(__file__).parents[2] / "examples" / "qinghe" / "profile.csv").read_text("utf-8")
    rows = rows.strip().replace("900,192.0,190.2", "900,192.0,80.2").splitlines()[1:]
    found, report = surveyed(tmp_path, *rows)
    assert report.verdict != "PASS"
    assert "900 m the axis is 111.8 m under" in found["HC505"].because("en")
