"""Golden findings: one good station, and for each rule a station that trips it and nothing else."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
from analysed import analysed

import hydrocalc as hc
from hydrocalc import data
from hydrocalc.checks.quantities.registry import registered
from hydrocalc.errors import DesignFileError, InputError
from hydrocalc.stations.designs import rules
from hydrocalc.stations.designs.contradictions import UNUSUAL

STATION = Path(__file__).parent / "station"
GOOD = (STATION / "good.hydro.toml").read_text(encoding="utf-8")
PUMP = (STATION / "pump.csv").read_text(encoding="utf-8")
PROFILE = (STATION / "profile.csv").read_text(encoding="utf-8")
ENVELOPES = {p.name: p.read_text(encoding="utf-8") for p in STATION.glob("*-*.csv")}
END_SUCTION = """[[pumps]]
name = "E"
speed = 2950
"flow [m3/h]" = [0, 50, 100, 150, 200, 250]
head = [105, 104, 100, 92, 80, 62]
"efficiency [%]" = [0, 50, 68, 70.5, 66, 55]
npsh_required = [3, 3, 3.4, 4.4, 5, 6]
minimum_flow = 0.004
maximum_flow = 0.06
[[units]]
name = "E"
pump = "E"
minimum_flow = "10 m3/h"
eye_level = 240
suction_diameter = "250 mm"
discharge_diameter = "200 mm"
motor_rating = "74 kW"
motor_efficiency = 0.95
"""


def write(folder, *changes, pump=PUMP, profile=PROFILE, text=GOOD):
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "pump.csv").write_text(pump, encoding="utf-8")
    (folder / "profile.csv").write_text(profile, encoding="utf-8")
    path = folder / "station.hydro.toml"
    path.write_text(text, encoding="utf-8")
    for name, envelope in ENVELOPES.items():
        (folder / name).write_text(envelope, encoding="utf-8")
    with contextlib.suppress(hc.HydrocalcError, AttributeError):  # nothing to be analysed
        analysed(path)
    return path


def outcomes(report):
    """What isn't as in the good station."""
    return {
        f.code: f.outcome for f in report.findings
        if f.outcome not in ("pass", "note", "not applicable")
    }  # fmt: skip


def tripped(report):
    """Rules whose limit isn't met, or that lack what the good station gives; surge apart."""
    bad = set()
    for f in report.findings:
        if f.value is not None:
            off = f.limit - f.value if f.operator == ">=" else f.value - f.limit
            bad |= {f.code} if off > 1e-9 * abs(f.limit) else set()
        elif f.missing:
            bad.add(f.code)
    return {code for code in bad if not code.startswith("HC7") and code != "HC605"}


def found(folder, *changes, **files):
    return hc.check(write(folder, *changes, **files))


def test_the_good_station_passes(tmp_path):
    report = found(tmp_path)
    assert report.verdict == "PASS"
    assert report.passed
    assert not report.failures
    report.raise_if_failed()
    assert outcomes(report) == {}
    every = set(rules.every_rule())
    assert {f.code for f in report.findings} == every
    assert {f.code for f in report.findings if f.outcome == "not applicable"} == {
        "HC208",
        "HC406",
        "HC411",
        "HC412",
        "HC604",
    }
    for f in report.findings:
        if f.outcome == "pass":
            assert f.margin >= -1e-9
            assert f.basis in data.BASES
            assert f.where()


def limits(**own):
    signed = "name = 'C. Zhao', date = 2026-11-02, reason = 'as agreed with the owner'"
    rows = [f"{k} = {{ value = {v}, {signed} }}\n" for k, v in own.items()]
    changes = [("[limits]\n", "[limits]\n" + "".join(rows))]
    if "mean_efficiency" in own:
        changes.insert(0, ("mean_efficiency =", "# mean_efficiency ="))
    return changes


def worse(points):
    """The pump with efficiencies lower by some points."""
    rows = [row.split(",") for row in PUMP.split("\n") if row]
    for row in rows[1:]:
        row[2] = f"{max(float(row[2]) - points, 0):g}" if row[2] != "0" else "0"
    return "\n".join(map(",".join, rows)) + "\n"


SURGE = {code for code in rules.every_rule() if code.startswith("HC7")}
"""Of these `test_transient_results` breaks each."""
WAIVER = """[[waivers]]
rule = "HC504"
kind = "deviation"
reason = "short branch inside the building"
approver = { name = "Li" }
date = 2020-01-31
until = 2020-12-31
"""
WAIVED = """[[waivers]]
rule = "CODE"
reason = "the maker's drawing is on its way"
approver = { name = "Li" }
date = 2026-11-20
until = 2027-06-30
"""
SHORT = "\n".join(PUMP.split("\n")[:-3]) + "\n"
# code: changes of the design file, other rules that the same fault can't but trip, other files.
BROKEN = {
    "HC101": ([('max_day = "32000 m3/d"', 'max_day = "40000 m3/d"')], set(), {}),
    "HC102": ([('own_use = "5 %"', 'own_use = "2 %"')], set(), {}),
    "HC103": (limits(emergency_share=0.99), set(), {}),
    "HC104": ([("strings = 2", "strings = 1"), ("450 mm", "600 mm"), ('"88.7 m"', '"88.1 m"'),
               ("standby = 1", "standby = 1\nstorage_secured = false")], {"HC103"}, {}),
    "HC105": ([("standby = 1", "standby = 0"), ("count = 2", "count = 3"), ('area = "6 m2"', 'area = "8 m2"'),
               ('"840 kW"', '"600 kW"')], {"HC602"}, {}),
    "HC106": (limits(capacity=1.1), {"HC101", "HC107", "HC110", "HC108"}, {}),
    "HC107": ([("standby = 1", "standby = 0"), ('"840 kW"', '"600 kW"')], {"HC105", "HC110"}, {}),
    "HC110": ([("standby = 1", "standby = 0"), ('"840 kW"', '"600 kW"')],
              {"HC105", "HC107"}, {}),
    "HC108": ([('flow = "0.40 m3/s"\nmax', 'flow = "0.415 m3/s"\nmax'), ('"88.7 m"', '"89.2 m"'),
               ('flow = "0.40 m3/s"\nhead', 'flow = "0.415 m3/s"\nhead'),
               ('"35000 m3/d"', '"35900 m3/d"')], {"HC107", "HC110"}, {}),
    "HC109": ([("standby = 1", "standby = 0"), ("count = 2", "count = 1"), ('"840 kW"', '"500 kW"')],
              {"HC103", "HC105", "HC106", "HC107", "HC110", "HC108", "HC310"}, {}),
    "HC201": (limits(por_low=1.1), set(), {}),
    "HC202": (limits(por_high=0.9), set(), {}),
    "HC203": ([('maximum_flow = "1000 m3/h"', 'maximum_flow = "800 m3/h"')], set(), {}),
    # its efficiency and NPSH beyond the curve aren't known: nothing is said of motor and suction
    "HC204": ([], {"HC203", "HC210", "HC301", "HC302", "HC303", "HC311", "HC312", "HC401", "HC402", "HC403", "HC409"},
              {"pump": SHORT}),
    "HC205": ([("[wet_well]", END_SUCTION.replace("70.5", "84").replace("[105, 104, 100, 92, 80, 62]", "[60, 59, 55, 45, 30, 14]")
                + "[wet_well]")], {"HC210", "HC602"}, {}),  # 60 m at no flow: the mean head is out of reach
    "HC206": ([], set(), {"pump": PUMP.replace("0,112,", "0,111,")}),
    "HC207": (limits(nq_eye_low=20), set(), {}),
    # between the speed that delivers nothing and full speed lie all flows
    "HC208": ([("count = 2", 'count = 2\nminimum_speed = "1000 rpm"')],
              {"HC201", "HC203", "HC212", "HC502"}, {}),
    "HC209": ([('curve = "pump.csv"\nspeed = "1480 rpm"\neyes = 2\nminimum_flow = "300 m3/h"\n'
                'maximum_flow = "1000 m3/h"', 'estimate = { flow = "750 m3/h", head = "91 m", '
                'speed = "1480 rpm" }')], {"HC409"}, {}),
    "HC210": (limits(mean_efficiency=1.0), set(), {}),
    "HC212": ([('minimum_flow = "200 m3/h"', 'minimum_flow = "800 m3/h"')], set(), {}),
    "HC213": ([], {"HC403"}, {"pump": worse(-15)}),
    "HC214": ([('motor_efficiency = "96.0 %"', 'motor_efficiency = "98.6 %"')], set(), {}),
    "HC301": ([("eye_level = 240", "eye_level = 246")],
              {"HC302", "HC303", "HC311", "HC312"}, {}),
    "HC302": (limits(npsh_ratio_shall=3), set(), {}),
    "HC303": (limits(npsh_difference_shall=6), set(), {}),
    "HC304": ([("eyes = 2", "eyes = 1")], set(), {}),
    "HC305": ([("bell_level = 239.5", "bell_level = 240.3")], set(), {}),
    "HC306": (limits(bell_velocity_high_0=1.13), set(), {}),
    "HC307": ([('volume = "500 m3"', 'volume = "10 m3"')], set(), {}),
    "HC308": ([("bell_level = 239.5", "bell_level = 240.6")], {"HC305"}, {}),
    "HC309": ([('area = "6 m2"', 'area = "4 m2"')], set(), {}),
    "HC310": ([('area = "6 m2"', 'area = "60 m2"')], set(), {}),
    "HC311": (limits(npsh_ratio_should=3), set(), {}),
    "HC312": (limits(npsh_difference_should=6), set(), {}),
    "HC401": ([('motor_rating = "280 kW"', 'motor_rating = "230 kW"')], {"HC402", "HC409"}, {}),
    "HC402": ([('motor_rating = "280 kW"', 'motor_rating = "250 kW"')], {"HC409"}, {}),
    "HC403": ([('motor_rating = "280 kW"', 'motor_rating = "315 kW"')], set(), {}),
    "HC404": ([('motor_efficiency = "96.0 %"', 'motor_efficiency = "95.8 %"')], {"HC415"}, {}),
    "HC405": (limits(station_efficiency=0.9), set(), {}),
    "HC406": (limits(comparable_stations=1, published_unit_ratio=1e6), set(), {}),
    "HC407": ([('motor_rating = "280 kW"', 'motor_rating = "315 kW"')], {"HC408", "HC409"},
              {"pump": worse(14)}),
    "HC408": ([], {"HC409"},
              {"pump": worse(8)}),
    "HC409": ([('motor_rating = "280 kW"', 'motor_rating = "260 kW"')], set(), {}),
    "HC411": ([("[wet_well]", END_SUCTION + "[wet_well]")],
              {"HC202", "HC407", "HC408", "HC502", "HC602"}, {}),
    "HC412": ([("standby = 1", 'standby = 1\nsupply = "HV"\nmotor_voltage = "10 kV"\nmotor_cooling = "open"'),
               ('motor_efficiency = "96.0 %"', 'motor_efficiency = "92.0 %"')], set(), {}),
    "HC415": ([('motor_class = "IE3"', 'motor_class = "IE2"')], {"HC404"}, {}),
    "HC501": (limits(line_velocity_high=0.5), set(), {}),
    "HC502": (limits(line_velocity_low=1.2), set(), {}),
    "HC503": ([('suction_diameter = "450 mm"', 'suction_diameter = "380 mm"')], {"HC509"}, {}),
    "HC504": ([('discharge_diameter = "400 mm"', 'discharge_diameter = "310 mm"')], {"HC510"}, {}),
    "HC505": ([('"88.7 m"', '"90.4 m"')], set(),
              {"profile": PROFILE.replace("1500,300,298", "1500,330,327")}),
    "HC506": ([("2.5 MPa", "0.7 MPa")], {"HC507", "HC706"}, {}),
    "HC507": ([("2.5 MPa", "1.3 MPa")], set(), {}),
    "HC508": ([('"88.7 m"', '"87.3 m"'), ('roughness = "0.1 mm"', "manning_n = 0.0085"), ('profile = "p', 'method = "manning"\nprofile = "p'),
               ('other_roughness = ["0.2 mm"]', "")], set(), {}),
    "HC509": ([('suction_diameter = "450 mm"', 'suction_diameter = "400 mm"')], set(), {}),
    "HC510": ([('discharge_diameter = "400 mm"', 'discharge_diameter = "340 mm"')], set(), {}),
    "HC511": (limits(suction_velocity_hi=1.0), set(), {}),
    "HC512": (limits(discharge_velocity_hi=1.0), set(), {}),
    "HC601": ([('daily_volume = "35000 m3/d"', 'daily_volume = "45000 m3/d"')], set(), {}),
    "HC602": ([('installed_power = "840 kW"', 'installed_power = "3000 kW"')], set(), {}),
    "HC603": ([('head = "88.7 m"', 'head = "95 m"')], set(), {}),
    "HC604": ([('[published]\nflow = "0.40 m3/s"', '[published]\nflow = "0.45 m3/s"'),
               ('daily_volume = "35000 m3/d"', 'daily_volume = "38900 m3/d"')], set(), {}),
    "HC901": ([("[limits]\n", WAIVER + "[limits]\n")], set(), {}),
}  # fmt: skip


def test_every_rule_has_its_broken_station():
    assert set(BROKEN) | SURGE | {"HC605"} == set(rules.every_rule())


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_station_trips_its_rule(tmp_path, code):
    changes, also, files = BROKEN[code]
    assert tripped(found(tmp_path, *changes, **files)) == ({code} | also) - SURGE


def test_values_by_hand(tmp_path):
    """Against the library's own faces, called as a user would."""
    report = found(tmp_path)
    value = {f.code: f.value for f in report.findings}
    design = hc.read_design(tmp_path / "station.hydro.toml")
    unit = design.units[0]
    matrix = hc.operating_matrix(
        hc.PumpGroup(units=design.units), [design.line, *design.other_lines],
        suction_levels=[243, 241, 245], delivery_levels=[325.9], liquid=hc.water_at(20, altitude=250),
    )  # fmt: skip
    both = list(matrix.combination).index("2 A")
    q = matrix.si.unit_flow[both, :, 0]  # new: 243, 241, 245 m; aged: the same
    assert value["HC106"] == pytest.approx(2 * min(q[0], q[3]) / 0.4, rel=1e-9)
    assert value["HC108"] == value["HC107"] == pytest.approx(2 * q[4] / 0.4, rel=1e-9)
    assert value["HC401"] == pytest.approx(280e3 / np.nanmax(matrix.si.shaft_power), rel=1e-9)
    assert value["HC101"] == pytest.approx(0.4 / (1.08 * 32000 / 86400), rel=1e-12)
    most = np.nanmax(matrix.si.unit_flow)
    best = hc.fit_pump_curve(unit.pump).si
    assert value["HC201"] == pytest.approx(q[4] / best.best_flow / 0.7, rel=1e-9)
    assert value["HC202"] == pytest.approx(most / best.best_flow / 1.2, rel=1e-9)
    assert value["HC212"] == pytest.approx(q[4] / (200 / 3600), rel=1e-9)
    assert value["HC309"] == pytest.approx(6 * 2.5 / (2 * q[1]), rel=1e-9)
    for code, D in (("HC306", 0.5), ("HC503", 0.45), ("HC504", 0.4)):
        assert value[code] == pytest.approx(most / (np.pi / 4 * D**2), rel=1e-9)
    assert value["HC307"] == pytest.approx(3600 * most / 4 / 500 / 3, rel=1e-9)
    assert value["HC501"] == pytest.approx(q[2] / (np.pi / 4 * 0.45**2), rel=1e-9)
    # 97 % of the standard atmosphere at 250 m, water of 28 °C
    warm = hc.water_at(28, altitude=250).si
    air = 0.97 * hc.atmospheric_pressure(altitude=250).magnitude
    alone = float(matrix.si.unit_flow[0, 1, 0])  # at 241 m, new
    loss = 1.0 * (alone / (np.pi / 4 * 0.45**2)) ** 2 / 2 / 9.80665
    available = (air - warm.vapour_pressure) / (warm.density * 9.80665) + 241 - 240 - loss
    needed = float(hc.pump_performance(unit.pump, flow=alone).si.npsh_required)
    assert value["HC301"] == pytest.approx(available - needed, rel=1e-9)


def test_missing_data_are_named_and_make_it_incomplete(tmp_path):
    report = found(tmp_path, ("eye_level = 240\n", ""))
    assert report.verdict == "INCOMPLETE"
    assert report.exit_code == 4
    missing = {f.code: f.missing for f in report.findings if f.missing}
    assert missing["HC301"] == ("units[0].eye_level",)
    assert set(missing) == {"HC301", "HC302", "HC303", "HC311", "HC312", "HC702", "HC710"}
    assert {f.code for f in report.open} == {"HC301", "HC302", "HC303", "HC702"}
    with pytest.raises(hc.CheckError, match=r"units\[0\]\.eye_level"):
        report.raise_if_failed()
    waivers = "".join(WAIVED.replace("CODE", code) for code in ("HC301", "HC302", "HC303", "HC702"))
    change = ("[limits]\n", waivers + "[limits]\n")
    waived = hc.check(write(tmp_path, ("eye_level = 240\n", ""), change))
    assert waived.verdict == "INCOMPLETE"  # physics is waived by nobody
    assert {f.code for f in waived.open} == {"HC301"}
    said = {"en": "without it: open", "zh": "无豁免时：未决"}
    for lang, words in said.items():
        assert words in "".join(waived.text(lang).split("\n"))


def test_what_a_curve_does_not_say_is_missing(tmp_path):
    rows = PUMP.strip().split("\n")
    (tmp_path / "late").mkdir()
    late = found(tmp_path / "late", pump="\n".join([rows[0], *rows[2:]]) + "\n")
    lacking = {f.code for f in late.findings if f.missing == ("head at no flow of P",)}
    assert lacking == {"HC206", "HC506", "HC507"}  # droop, pressure ratings
    surge = {c for c in outcomes(late) if c in SURGE}
    assert set(outcomes(late)) - surge == lacking
    assert {outcomes(late)[c] for c in surge} == {"review"}  # no formula tells what a trip does
    # no NPSH required for the largest flows
    blank = [*rows[:-2], *(row.rpartition(",")[0] + "," for row in rows[-2:])]
    short = found(tmp_path, pump="\n".join(blank) + "\n")
    lacking = {f.code for f in short.findings if f.missing == ("npsh_required of P",)}
    assert {"HC301", "HC302", "HC303"} <= lacking
    assert set(outcomes(short)) == lacking


def test_water_that_boils_is_a_failure_and_no_crash(tmp_path):
    report = found(tmp_path, ("eye_level = 240", "eye_level = 255"))
    assert outcomes(report)["HC301"] == "fail"
    (finding,) = (f for f in report.findings if f.code == "HC301")
    assert finding.value < -9.0  # as 240 less 15 m


def test_an_expired_waiver(tmp_path):
    over = found(tmp_path, *BROKEN["HC901"][0])
    assert over.verdict == "FAIL"
    assert outcomes(over) == {"HC901": "fail"}
    assert "[rules HC504 2020-12-31]" in " ".join(str(over).split())


def test_choosing_rules(tmp_path):
    path = write(tmp_path)
    assert {f.code[:3] for f in hc.check(path, select=["HC3"]).findings} == {"HC3"}
    for several in (set, np.array, iter):
        found = hc.check(
            path, rules=several(["default"]), select=several(["HC4"]), ignore=several(["HC401"])
        )
        asked = hc.check(path, rules=["default"], select=["HC4"], ignore=["HC401"])
        assert found.to_dict() == asked.to_dict()
    few = hc.check(path, rules=["eu-547"])
    assert [f.code for f in few.findings] == ["HC411", "HC415"]
    assert "HC401" not in {f.code for f in hc.check(path, ignore=["HC401"]).findings}
    for argument, value, said in (
        ("select", ["XX"], "select"), ("ignore", [""], "ignore"), ("rules", ["gb"], "rules"),
        ("today", "soon", "today"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            hc.check(path, **{argument: value})


OWN = """title = "house rules"
[[rules]]
code = "CO101"
title = "Our velocity"
quantity = "main_velocity"
kind = "velocity"
operator = "<="
limit_value = 0.5
severity = "shall"
"""


def test_rules_of_the_project(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    change = ("[checks]", '[checks]\nrule_files = ["own.toml"]')
    report = found(tmp_path, change)
    assert outcomes(report) == {"CO101": "fail"}
    assert report.failures[0].basis == "project"
    # Our words of its values are translated, its own texts are not.
    fast = OWN.replace('kind = "velocity"', 'kind = "speed"').replace(
        '"main_velocity"', '"suction_speed"'
    )
    (tmp_path / "own.toml").write_text(fast, encoding="utf-8")
    (failure,) = found(tmp_path, change).failures
    assert failure.shown("limit") == "≤ 0.5 rpm"
    assert failure.shown("limit", "zh") == "≤ 0.5 r/min"
    for old, new, said in (
        ("CO101", "HC101", "no other rule"), ("CO101", "x", "a code such as"),
        ("main_velocity", "velocity_of_light", "hydrocalc knows"), ('"<="', '"<"', "an operator"),
        ("limit_value = 0.5", "", "one of limit"), ('"shall"', '"maybe"', "a severity"),
        ("limit_value = 0.5", 'limit = "none"', "the id of a limit"), ("title", "titel", "fields of a rule") ,
        ('kind = "velocity"', 'kind = "speed of light"', "a kind"), ("[[rules]]", "[rules]", "tables"),
        ('code = "CO101"', "", "a value of code"), ("limit_value = 0.5", 'limit_from = "x"', "computes"),
    ):  # fmt: skip
        (tmp_path / "own.toml").write_text(
            OWN.replace('title = "house rules"\n', "").replace(old, new, 1), encoding="utf-8"
        )
        with pytest.raises(DesignFileError, match=r"own\.toml:\d+: .*" + said):
            found(tmp_path, change)
    with pytest.raises(DesignFileError, match="below the design file's folder"):
        found(tmp_path, ("[checks]", '[checks]\nrule_files = ["../own.toml"]'))


def test_rules_are_whole():
    every = rules.every_rule()
    assert sum(len(rules.rule_set(name)) for name in rules.SETS) == len(every)
    for rule in every.values():
        assert rule.title_zh
        assert rule.explanation
        assert rule.explanation_zh
        assert rule.standard
    used = {rule.quantity for rule in every.values()}
    quantities, limits = registered()
    # Of flows over the best, ours ask for the place in the preferred region; a project may ask for the plain ones.
    assert set(quantities) - used == {"least_over_best", "largest_over_best"}
    assert used <= set(quantities)
    assert {r.limit_from for r in every.values()} - {""} == set(limits)
    for rule in every.values():  # an estimate is wrong by a share of what it says
        assert rule.band is None or 0.0 < rule.band < 1.0


def test_the_reference_case():
    path = Path(__file__).parents[2] / "examples/shuangjiang.hydro.toml"
    report = hc.check(path)
    assert report.verdict == "INCOMPLETE"
    found = {f.code: f for f in report.findings}
    assert found["HC601"].value == 0.0
    assert found["HC602"].value == pytest.approx(
        0.0757, abs=5e-4
    )  # 945/343.8/1.5/1.2555/1.1009 less 1.25: an efficiency of 79.65 %
    assert found["HC602"].inputs["equal splits"] == "3 × 315 kW"
    assert "units[0].eye_level" in found["HC301"].missing
    # A head is typed in place of a line: of that no analysis can be made.
    assert {"line", "line.profile", "levels.delivery_design"} <= {*found["HC701"].missing}
    assert "demand.head_max" not in found["HC701"].missing
    page = report.text("zh")
    assert "3 × 315 kW" in page
    assert "不完整" in page


def test_a_share_of_nothing_is_no_crash(tmp_path):
    path = write(tmp_path, *limits(k_low=0.0))
    smaller = hc.check(path, select=["HC403"]).findings[0]
    assert smaller.quantity == "smaller_motor"
    assert smaller.outcome == "not judged"
    text = GOOD.replace("= 325.9", "= 50").replace("profile = ", "# ")
    text = text.replace("eye_level = 240\n", "eye_level = 240\nminimum_speed = 700\n")
    slowest = hc.check(write(tmp_path, text=text), select=["HC208"]).findings[0]
    assert slowest.quantity == "slowest_share"
    assert (slowest.outcome, slowest.reason) == ("not applicable", "a unit delivers at any speed")


def test_no_limit_of_the_project_is_a_crash(tmp_path):
    """A limit of 0 divides in some rules, in others it is one that can't be met, or always is.

    Some at a time, each beside those that follow it and beside some from afar.
    """
    bound = [id for id, one in data.limits().items()
             if one.basis in ("law", "physics") and one.operator == ">=" and one.value > 0.0]  # fmt: skip
    for id in bound:
        with pytest.raises(DesignFileError, match="nobody loosens"):
            hc.check(write(tmp_path, *limits(**{id: 0.0})))
    for id in UNUSUAL:  # the station itself is beyond it, or isn't
        path = write(tmp_path, *limits(**{id: 0.0}))
        with contextlib.suppress(DesignFileError):
            hc.check(path)
    free = [
        id for id, one in data.limits().items() if one.project and id not in (*bound, *UNUSUAL)
        and not (one.project == "tighten" and one.operator == ">=")
    ]  # fmt: skip
    apart = -(-len(free) // 12)
    for some in [free[i : i + 12] for i in range(0, len(free), 12)] + [
        free[i::apart] for i in range(apart)
    ]:
        path = write(tmp_path, *limits(**dict.fromkeys(some, 0.0)))
        assert len(hc.check(path).findings) == len(rules.every_rule())
