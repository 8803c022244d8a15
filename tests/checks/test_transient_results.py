"""Results of an external transient analysis against HC701–710: numbers worked by hand."""

import math
import tomllib

import pytest
import tomli_w
from transients_made import ANALYSIS, CORNERS, DESIGN, RESULTS, envelope, write

import hydrocalc as hc
from hydrocalc.checks.engine import examined
from hydrocalc.checks.quantities.registry import registered
from hydrocalc.errors import DesignFileError
from hydrocalc.stations.designs.fingerprint import hydraulic_fingerprint

CODES = [f"HC70{i}" for i in range(1, 10)] + ["HC710"]
MUST = {"HC701", "HC702", "HC703", "HC704", "HC705", "HC706", "HC708"}
WEIGHT = 998.207 * 9.80665
"""Of water of 20 °C."""
RATED = WEIGHT * (83 + 104 - 101)
"""83 m of the curve at 360 m³/h, 104 m of water over an eye at 101 m."""


def found(folder, *changes, **files):
    report = hc.check(write(folder, *changes, **files), select=["HC70", "HC710"])
    return {f.code: f for f in report.findings}


def lowest(**changed):
    """The envelope with other lowest grade lines at some corners, x1234=…"""
    at = {int(k[1:]): v for k, v in changed.items()}
    return envelope(lowest=[(x, at.get(x, low)) for x, _, low in CORNERS])


def evidence(folder, quantity, *changes, **files):
    design = hc.read_design(write(folder, *changes, **files))
    case, _ = examined(design, select=["HC701"])
    return registered()[0][quantity](case).evidence


def test_a_complete_analysis_passes(tmp_path):
    findings = found(tmp_path)
    assert {code: f.outcome for code, f in findings.items()} == dict.fromkeys(CODES, "pass")
    # vapour below low air: 97 % of 101 325 Pa less 4247 Pa over water of 30 °C, 995.65 kg/m³
    depth = (0.97 * 101325 - 4247) / (995.65 * 9.80665)
    ring = 2 * 170e9 / (1 - 0.28**2) * (9 / 509) ** 3
    values = {
        "HC701": 0, "HC702": 1.07e6 / RATED, "HC703": 1628 / 1480, "HC704": depth - 0.75,
        "HC705": 90, "HC706": WEIGHT * (210 - 35 / 3 - 130) / 1.2e6, "HC707": -0.75,
        "HC708": WEIGHT * 0.75 / ring, "HC709": 0.2, "HC710": 1.07e6 / RATED,
    }  # fmt: skip
    for code, value in values.items():
        assert findings[code].value == pytest.approx(value, rel=2e-4, abs=1e-9), code
    assert findings["HC706"].inputs["chainage"] == "4000 m"  # where the weaker pipe begins
    assert findings["HC707"].inputs["chainage"] == "7000 m"
    assert findings["HC703"].state == "valve open (105 m → 170 m)"
    assert findings["HC703"].key == "transients.results[2].reverse_speed"


@pytest.mark.parametrize("quantity", ["transient_analysis", "column_separation", "reverse_time"])
def test_what_the_values_rest_on(tmp_path, quantity):
    assert evidence(tmp_path, quantity) == "analysis"


BROKEN = {
    # 1.3 MPa over 841.9 kPa is 1.544
    "HC702": ([("1.07 MPa", "1.3 MPa")] * 14, {"HC710"}, {"csv": envelope(highest=(234, 175))}),
    "HC710": ([("1.07 MPa", "1.15 MPa")] * 14, set(), {"csv": envelope(highest=(218.5, 175))}),
    # 1800 over 1480 is 1.216
    "HC703": ([("1628 rpm", "1800 rpm")], set(), {}),
    # 150 - 160.25 m is 10.25 m of vacuum, and vapour is 9.63 m down
    "HC704": ([], {"HC707"}, {"csv": lowest(x7000=150)}),
    "HC705": ([("90 s", "130 s")], set(), {}),
    # 68.33 m are 669 kPa, and 1.2 × 550 kPa are 660; a rating isn't in the fingerprint
    "HC706": ([('"1 MPa"', '"550 kPa"')], set(), {}),
    "HC707": ([], set(), {"csv": lowest(x7000=158.2)}),  # -2.05 m
    "HC709": ([("0.2 m/s", "0.31 m/s")], set(), {}),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_limit_fails(tmp_path, code):
    changes, also, files = BROKEN[code]
    outcomes = {c: f.outcome for c, f in found(tmp_path, *changes, **files).items()}
    tripped = {c for c, outcome in outcomes.items() if outcome != "pass"}
    assert tripped == {code} | also
    for c in tripped:
        assert outcomes[c] == ("fail" if c in MUST else "deviation")


def test_a_thin_wall_is_open_until_the_soil_is_known(tmp_path):
    design = DESIGN.replace("9 mm", "1 mm")
    vacuum = found(tmp_path, design=design)["HC708"]
    assert vacuum.outcome == "open"
    assert vacuum.missing[0].startswith("stiffness of the soil")
    ring = 2 * 170e9 / (1 - 0.28**2) * (1 / 501) ** 3
    used = float(vacuum.inputs["vacuum over buckling pressure of the free ring"])
    assert used == pytest.approx(WEIGHT * 0.75 / ring, rel=1e-3)
    # without vacuum nothing has to be known
    none = found(tmp_path, design=DESIGN.replace('wall = "9 mm", ', ""), csv=lowest(x7000=161))
    assert none["HC708"].outcome == "pass"
    assert none["HC708"].value == 0
    some = found(tmp_path, design=DESIGN.replace('wall = "9 mm", ', ""))
    assert some["HC708"].missing == ("line.reaches[1].pipe.wall",)


def test_steel_buckles_less_its_corrosion(tmp_path):
    """1220 × 10 mm less 2 mm: 130.2 kPa (standards_update.md, P3), at 6.67 m of vacuum."""
    steel = DESIGN.replace(
        'diameter = "500 mm", roughness = "0.1 mm", wall = "9 mm", modulus = "170 GPa", '
        "poisson = 0.28",
        'diameter = "1.2 m", roughness = "0.1 mm", wall = "10 mm"',
    ).replace('rating = "1 MPa", material = "ductile iron"', 'pma = "1.5 MPa", material = "steel"')
    vacuum = 0.5 * 130.2e3 / WEIGHT  # half of it is the limit
    axis = 160 + 0.6  # the obvert of the summit
    for less, outcome in ((-0.01, "review"), (0.01, "open")):  # the limit is from memory
        csv = lowest(x7000=axis - vacuum - less)
        assert found(tmp_path, design=steel, csv=csv)["HC708"].outcome == outcome


def test_what_a_pipe_stands_with_surge(tmp_path):
    unknown = ('rating = "1 MPa", material = "ductile iron"', 'rating = "1 MPa", material = "x"')
    said = found(tmp_path, design=DESIGN.replace(*unknown))["HC706"]
    assert said.missing == ("line.reaches[1].pipe.pma",)
    given = ('rating = "1 MPa"', 'rating = "1 MPa", pma = "1.1 MPa"')
    used = found(tmp_path, given)["HC706"].value
    assert used == pytest.approx(WEIGHT * (210 - 35 / 3 - 130) / 1.1e6, rel=2e-4)


def test_a_column_that_parts_in_a_model_of_cavities(tmp_path):
    """Its lowest pressure is that of vapour: the cavity says that it parted, by its length."""
    near = lowest(x7000=150.8)  # 9.45 m of vacuum: 0.18 m over vapour, within 5 % of 9.63 m
    assert found(tmp_path, csv=near)["HC704"].value == pytest.approx(0.181, abs=1e-3)
    assert evidence(tmp_path, "column_separation", csv=near) == "declared"
    parted = found(tmp_path, ('"0 m3"', '"0.05 m3"'), csv=near)["HC704"]
    assert parted.outcome == "fail"
    assert parted.value == pytest.approx(-0.05 / (math.pi / 4 * 0.25), rel=1e-9)
    # gas that grows where the pressure is high above vapour parts nothing; somebody has to say so
    assert found(tmp_path, ('"0 m3"', '"0.05 m3"'))["HC704"].outcome == "review"


SAID = {
    "analyst": 'analyst = { name = "A. Wei", organisation = "Surge Ltd" }\n',
    "analyst.name": ('analyst = { name = "A. Wei"', 'analyst = { name = ""'),
    "checker": 'checker = { name = "B. Ortiz" }\n', "date": "date = 2026-10-12\n",
    "software": 'software = "Own MOC"\n', "version": 'version = "3.1"\n',
    "design": 'design = "FINGERPRINT"\n',
}  # fmt: skip


@pytest.mark.parametrize("key", SAID)
def test_results_that_nobody_signed_are_declared(tmp_path, key):
    text = SAID[key]
    fingerprint = hydraulic_fingerprint(hc.read_design(write(tmp_path)))
    if key == "design":
        text = f'design = "{fingerprint}"\n'
    changes = [text if isinstance(text, tuple) else (text, "")]
    for quantity in ("transient_analysis", "valve_slam", "lowest_transient", "pressure_with_surge"):
        assert evidence(tmp_path, quantity, *changes) == "declared"
    said = found(tmp_path, *changes)["HC701"].inputs["declared only, without"]
    assert said == f"transients.analysis.{key}{'.name' if key in ('analyst', 'checker') else ''}"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        *[(("B. Ortiz", name), "checker.name") for name in (
            "Wei, A.", "a wei", "A.\u200bWEI", "Ａ．Ｗｅｉ", "TBD", "t.b.d.", "-", "?", "N/A", "待定", "无",
            "xxx", "B", "12",
        )],
        *[(("A. Wei", name), "analyst.name") for name in ("none", "n/a", "…", "未知")],
        *[(("Own MOC", name), "software") for name in ("TBD", "--", "?", "待定")],
        *[(('version = "3.1"', f'version = "{v}"'), "version") for v in ("-", "n/a", "tbc", "?")],
        (("2026-10-12", "1901-10-12"), "date"),
        (("2026-10-12", "2999-10-12"), "date"),
    ],
)  # fmt: skip
def test_words_that_name_nobody_and_nothing(tmp_path, change, key):
    f = found(tmp_path, change)["HC701"]
    assert (f.outcome, f.evidence) == ("review", "declared")
    assert f.inputs["declared only, without"] == f"transients.analysis.{key}"


@pytest.mark.parametrize("name", ["C. Wei", "Wei Na", "魏安", "O'Brien", "Ng"])
def test_somebody_else_checks(tmp_path, name):
    assert found(tmp_path, ("B. Ortiz", name))["HC701"].outcome == "pass"


def test_without_four_quadrant_curves_no_reversal_is_known(tmp_path):
    for change in (('four_quadrant = "maker"\n', ""), ('"maker"\n[[', '"none"\n[[')):
        for quantity in ("reverse_speed", "reverse_time"):
            assert evidence(tmp_path, quantity, change) == "declared"
        assert evidence(tmp_path, "valve_slam", change) == "analysis"


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ('pressure_pump_outlet = "1.07 MPa"\n', {"HC702", "HC710"}),
        ('reverse_speed = "0 rpm"\n', {"HC703"}), ('reverse_time = "90 s"\n', {"HC705"}),
        ('largest_cavity = "0 m3"\n', {"HC704"}), ('valve_slam = "0.2 m/s"\n', {"HC709"}),
    ],
)  # fmt: skip
def test_a_result_that_lacks_a_number_leaves_its_rule_open(tmp_path, line, codes):
    for f in found(tmp_path, (line, "")).values():
        assert f.outcome == (
            "pass" if f.code not in codes else "open" if f.code in MUST else "not judged"
        )
        if f.code in codes:
            key = line.partition(" ")[0]
            assert f.missing == (f"transients.results[0].{key}",)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (("units = 2\nsuction", "suction"), "transients.results[0].units = 2"),
        (("units = 2\nsuction", "units = 1\nsuction"), "transients.results[0].units = 2"),
        (('roughness = "new"\n', ""), 'transients.results[0].roughness = "new"'),
        (('"new"', '"aged"'), 'transients.results[0].roughness = "new"'),
        (('envelope = "trip.csv"\n', ""), "transients.results[0].envelope"),
        # A swing of 12 km of pipe against 30 m3 of air at 80.4 m: 287 s; 2L/a is 21.8 s.
        (('duration = "300 s"\n', ""), "transients.results[0].duration of at least 287.1 s"),
        (
            ('"300 s"\nreverse_time = "90 s"', '"43 s"\nreverse_time = "40 s"'),
            "transients.results[0].duration of at least 287.1 s",
        ),
        (
            ('device_out = "air vessel 30 m3 at 0 m"\n', ""),
            "device out, 'air vessel 30 m3 at 0 m' (105 m → 170 m)",
        ),
        # the plant is one in all cases
        (
            ('"air vessel 30 m3 at 0 m", ', ""),
            "transients.results[0].protection = "
            "['air valves as list 2', 'air vessel 30 m3 at 0 m']",
        ),
    ],
)  # fmt: skip
def test_a_result_that_lacks_what_a_case_needs(tmp_path, change, missing):
    findings = found(tmp_path, change)
    assert findings["HC701"].outcome == "open"
    assert findings["HC701"].missing == (missing,)
    for code in set(CODES) - {"HC701"}:  # what is known may fail, but not pass for all
        assert findings[code].outcome == ("open" if code in MUST else "not judged"), code
    assert found(tmp_path, change, ("1628 rpm", "1800 rpm"))["HC703"].outcome == "fail"


@pytest.mark.parametrize("i", range(14))
def test_a_case_that_is_missing_is_named(tmp_path, i):
    words = (
        *("trip of all", "valve open", "trip of one", "stop", "valve closes"),
        "device out, 'air vessel 30 m3 at 0 m'", "device out, 'air valves as list 2'",
    )  # fmt: skip
    levels = ("105 m → 170 m", "103 m → 170 m")[i % 2]
    some = [result for j, result in enumerate(RESULTS) if j != i]
    assert found(tmp_path, results=some)["HC701"].missing == (f"{words[i // 2]} ({levels})",)


def test_cases_that_a_design_cannot_have(tmp_path):
    """No device is out where there is none; of one unit all is one."""
    both = '"air vessel 30 m3 at 0 m", "air valves as list 2"'
    bare = [r.replace(both, "") for r in RESULTS if "device_out" not in r]
    alone = found(tmp_path, results=bare, bare=[])["HC701"]
    assert alone.missing == ()
    assert "above what a trip does at least" in alone.reason  # that envelope takes a vessel
    some = [r.replace("units = 2", "units = 1") for r in RESULTS if "trip of one" not in r]
    one = DESIGN.replace("count = 2", "count = 1")
    missing = found(tmp_path, results=some, design=one)["HC701"].missing
    assert not [m for m in missing if "trip of one" in m]


def test_a_valve_that_stays_open_where_the_most_drives_the_water_back(tmp_path):
    """The highest level at the end over the lowest at the pumps, if neither pair has both."""
    design = DESIGN.replace(
        "delivery_min = 170\ndelivery_max = 170", "delivery_min = 169\ndelivery_max = 171"
    )
    some = [
        r.replace("_level = 170", f"_level = {171 if 'suction_level = 105' in r else 169}")
        for r in RESULTS
    ]
    high = lowest(x12000=167)
    assert found(tmp_path, results=some, design=design, csv=high)["HC701"].missing == (
        "valve open (103 m → 171 m)",
    )
    some.append(RESULTS[3].replace("_level = 170", "_level = 171"))
    assert found(tmp_path, results=some, design=design, csv=high)["HC701"].outcome == "pass"


def without(*chainages, also=()):
    rows = envelope(step=50).splitlines()
    at = {float(row.split(",")[0]): row for row in rows[1:]}
    kept = [at[x] for x in sorted(at) if x not in chainages and (x % 100 == 0 or x in also)]
    return "\n".join([rows[0], *kept]) + "\n"


@pytest.mark.parametrize(
    ("csv", "missing"),
    [
        (envelope(step=200), "with points at most 120 m apart"),  # a hundredth of 12 km
        (without(5000), "with points at most 120 m apart"),
        (without(7000, also=(6950, 7050)), "with a point at 7000 m"),  # the summit
        (without(4000, also=(3950, 4050)), "with a point at 4000 m"),  # the joint
        (lowest(x7000=149.5), "of a model with cavities: no water hangs 10.4 m below its pipe"),
        # steady is 170 m at the end, and 2 % of 83 m are 1.7 m
        (lowest(x12000=172), "on both sides of the steady line, 170 m at 12000 m"),
        # at the pumps it is 105 + some 82 m
        (envelope(highest=(184, 182)), "on both sides of the steady line, 187"),
    ],
    ids=["sparse", "gap", "summit", "joint", "cavities", "above", "below"],
)
def test_an_envelope_that_says_nothing_of_the_line(tmp_path, csv, missing):
    said = found(tmp_path, csv=csv)["HC701"]
    assert said.outcome == "open"
    assert said.missing[0].startswith(f"transients.results[0].envelope {missing}")
    assert len([m for m in said.missing if m.split()[0].endswith(".envelope")]) == 14
    assert found(tmp_path, csv=lowest(x12000=171.5))["HC701"].outcome == "pass"


def test_an_analysis_of_another_design_says_nothing_of_this(tmp_path):
    change = ('roughness = "0.1 mm", wall = "10 mm"', 'roughness = "0.2 mm", wall = "10 mm"')
    findings = found(tmp_path, change, ("count = 2", "count = 2\nspeed = 1470"))
    for f in findings.values():
        assert f.outcome == ("open" if f.code in MUST else "not judged")
        assert f.missing == (
            "transient analysis of this design: it was made for another, with other line, units",
        )
    other = found(tmp_path, fingerprint="sha256:" + "0" * 64)["HC701"]
    assert other.outcome == "open"
    assert "levels, site, line, line.profile, units" in other.missing[0]


def test_without_results_all_cases_are_named(tmp_path):
    findings = found(tmp_path, results=[])
    first, *states = findings["HC701"].missing
    assert first == "transient analysis"
    assert len(states) == 10  # no device is known that could be out
    assert findings["HC701"].inputs["length"] == "12000 m"
    assert {f.outcome for c, f in findings.items() if c in MUST} == {"open"}
    report = hc.check(write(tmp_path, results=[]))
    assert report.verdict in ("INCOMPLETE", "FAIL")


SHORT = """schema = 1
[project]
name = "Short"
[levels]
suction_design = 104
suction_min = 104
suction_max = 104
delivery_design = 170
delivery_min = 170
delivery_max = 170
[demand]
flow = 0.02
[line]
profile = "short.csv"
other_roughness = ["0.2 mm"]
[[line.reaches]]
pipe = { diameter = "600 mm", roughness = "0.1 mm", material = "ductile iron", rating = "1 MPa" }
length = "900 m"
[checks]
rules = ["default", "cn-gb50265-2022"]
"""


INFORMATIVE = {"wave_speed", "organisation"}
"""What a reviewer reads, and no rule."""
WORSE = ("pass", "review", "deviation", "not judged", "open", "fail")


def leaves(table, above=()):
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from leaves(value, (*above, key))


def given():
    return tomllib.loads(ANALYSIS + RESULTS[10])["transients"]


@pytest.mark.parametrize(
    "path",
    [("analysis", *key) for key in leaves(given()["analysis"])]
    + [("results", 10, *key) for key in leaves(given()["results"][0])],
    ids=lambda path: ".".join(map(str, path)),
)
def test_no_key_that_is_taken_away_makes_a_verdict_better(tmp_path, path):
    file = write(tmp_path)
    before = {f.code: f.outcome for f in hc.check(file, select=["HC70", "HC710"]).findings}
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    at = table["transients"]
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    try:
        after = {f.code: f.outcome for f in hc.check(file, select=["HC70", "HC710"]).findings}
    except DesignFileError:
        return  # case, levels and protection say what a result is of
    assert all(WORSE.index(after[code]) >= WORSE.index(before[code]) for code in CODES)
    assert (after != before) == (path[-1] not in INFORMATIVE)


def test_a_short_slow_main_needs_none_but_what_is_given_is_judged(tmp_path):
    (tmp_path / "short.csv").write_text("chainage_m,ground_m,axis_m\n0,102,100\n900,162,160\n")
    none = found(tmp_path, results=[], design=SHORT)
    assert {f.outcome for f in none.values()} == {"not applicable"}
    result = RESULTS[0].replace("suction_level = 105", "suction_level = 104")
    csv = "chainage_m,head_max_m,head_min_m\n0,200,120\n900,175,165\n"
    result = result.replace('"air vessel 30 m3 at 0 m", "air valves as list 2"', "")
    some = found(
        tmp_path, ("0.2 m/s", "0.5 m/s"), results=[result], design=SHORT, csv=csv, bare=[]
    )  # fmt: skip
    assert (some["HC701"].value, some["HC701"].outcome) == (0, "review")
    assert some["HC709"].outcome == "deviation"


def test_a_project_tightens_what_an_analysis_must_hold_and_never_loosens_it(tmp_path):
    signed = ', name = "C. Du", date = 2026-11-01, reason = "because of the terrain" }\n'
    loose = DESIGN.replace(
        "[checks]", "[limits]\nenvelope_gap = { value = 1000" + signed + "[checks]"
    )
    tight = DESIGN.replace("[checks]", "[limits]\ntransient_periods = 20\n[checks]")
    with pytest.raises(hc.DesignFileError, match=r"limits.envelope_gap: .*at most 100: .*tightens"):
        found(tmp_path, design=loose)
    said = found(tmp_path, design=tight)["HC701"]  # 20 × 21.82 s
    assert said.missing[0] == "transients.results[0].duration of at least 436.4 s"


def test_the_sheet_says_who_analysed(tmp_path):
    for lang, said in (("en", "Analysed outside of hydrocalc: A. Wei, Own MOC 3.1, 2026-10-12"),
                       ("zh", "由外部计算：A. Wei, Own MOC 3.1, 2026-10-12")):  # fmt: skip
        sheet = hc.calculation_sheet(hc.read_design(write(tmp_path)), lang=lang)
        assert said in sheet.to_markdown()
    without = hc.calculation_sheet(hc.read_design(write(tmp_path, results=[]))).to_markdown()
    assert "Not computed: compulsory" in without


@pytest.mark.parametrize("inertia", ['inertia = "estimate"', ""])
def test_an_estimated_inertia_is_reviewed(tmp_path, inertia):
    """It is a range, and the analysis took one number of it."""
    for finding in found(tmp_path, ('inertia = "maker"', inertia)).values():
        assert finding.outcome not in ("fail", "open")
        if finding.severity in ("physics", "mandatory", "shall"):
            assert finding.outcome == "review", finding.code


ODD = {
    "a device nobody knows": (('"air valves as list 2"', '"pressure gauge"'), "no kind of"),
    "a device elsewhere": (
        ('30 m3 at 0 m"', '0.5 m3 at 12.1 km"'),
        "beyond the end of the line",
    ),
    # 170 m at the end over 105 and 103 m at the pumps
    "a pump that stands in a stream": (
        ('"1628 rpm"', '"0 rpm"'),
        "where 65 m drives water back",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_only_the_analyst_can_explain(tmp_path, name):
    change, said = ODD[name]
    results = [r.replace(*change) for r in RESULTS]
    f = found(tmp_path, results=results)["HC701"]
    assert f.outcome == "review"
    assert said in f.reason


def test_what_stands_at_the_end_of_the_line_is_on_it(tmp_path):
    results = [r.replace('30 m3 at 0 m"', '30 m3 at 12 km"') for r in RESULTS]
    assert found(tmp_path, results=results)["HC701"].outcome == "pass"


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        # two on duty and one standby
        (("units = 2\nsuction", "units = 4\nsuction"), "units", "at most the units installed, 3"),
        (('"300 s"', '"89 s"'), "duration", "at least reverse_time, 90 s"),
        (('"90 s"\nprotection', '"100 s"\nprotection'), "", ""),
    ],
)  # fmt: skip
def test_numbers_that_no_run_can_have_together_are_refused(tmp_path, change, key, said):
    path = write(tmp_path, change)
    if not key:
        assert hc.read_design(path).transients is not None
        return
    with pytest.raises(DesignFileError, match=said) as error:
        hc.read_design(path)
    assert f"transients.results[0].{key}" in str(error.value)


def test_a_unit_that_turns_back_does_so_for_some_time(tmp_path):
    results = [
        r.replace('"90 s"', '"0 s"') if "1628" in r else r for r in RESULTS
    ]  # fmt: skip
    with pytest.raises(DesignFileError, match="units turn back at 1628 rpm"):
        hc.read_design(write(tmp_path, results=results))


def test_a_check_valve_and_a_flywheel_are_out_in_no_case_of_their_own(tmp_path):
    """A valve that fails is the case 'valve open'."""
    both = '"check valve DN 600", "air vessel 30 m3 at 0 m"'
    results = [
        r.replace('"air vessel 30 m3 at 0 m"', both, 1)
        for r in RESULTS if 'device_out = "air vessel' not in r
    ]  # fmt: skip
    results += [r.replace("protection = [", 'protection = ["止回阀", ') for r in RESULTS[10:12]]
    assert found(tmp_path, results=results)["HC701"].outcome == "pass"
