"""What a check says is what is so: counted, named and complete, in both languages."""

import html
import re
import tomllib

import numpy as np
import pytest
import tomli_w

import hydrocalc as hc
from hydrocalc.checks.engine import examined
from hydrocalc.checks.html import page
from hydrocalc.checks.outcomes import Grounds, unsure
from hydrocalc.cli.main import main
from hydrocalc.records.messages import translated
from hydrocalc.texts import counted
from tests.checks.test_complete import COMPLETE, changed, copied

LIMITS = {"npsh_ratio_shall": 3.0, "npsh_difference_shall": 9.0}
"""Each just above what the American design has: 2.35 and 6.41 m, see its report."""


def test_counts_have_one_place():
    said = [str(counted(n, "{n} limit is", "{n} limits are")) for n in (0, 1, 2)]
    assert said == ["0 limits are", "1 limit is", "2 limits are"]


@pytest.mark.parametrize(
    ("broken", "en", "zh"),
    [
        (1, "(1 limit that has to be met is broken, ", "1项必须满足的限值不满足"),
        (2, "(2 limits that have to be met are broken, ", "2项必须满足的限值不满足"),
    ],
)
def test_broken_limits_are_counted(tmp_path, broken, en, zh):
    limits = dict(list(LIMITS.items())[:broken])
    path = changed(copied(tmp_path, "us"), lambda table: table.update(limits=limits))
    report = hc.check(path)
    assert en in report.summary("en")
    assert zh in report.summary("zh")


def test_an_open_rule_is_counted_too(tmp_path):
    path = changed(copied(tmp_path, "us"), lambda table: table["units"][0].pop("minimum_flow"))
    assert "(1 rule that has to be met is open, " in hc.check(path).summary("en")


def estimated(table):
    table["pumps"] = [{"name": "8x10x18", "estimate": {
        "flow": "1500 gpm", "head": "200 ft", "speed": "1780 rpm", "type": "split-case"}}]  # fmt: skip


CURVES = "maker's pump curves", "厂家水泵性能曲线"
ANALYSIS = "transient (water hammer) analysis", "水力过渡过程（水锤）分析"


@pytest.mark.parametrize(
    ("change", "asked", "in_"),
    [
        (lambda table: None, (), (CURVES, ANALYSIS)),
        (lambda table: table.pop("transients"), (ANALYSIS,), (CURVES,)),
        (estimated, (CURVES, ANALYSIS), ()),  # another pump: the analysis is of another design
        (lambda table: table.update(limits=LIMITS), (), (CURVES, ANALYSIS)),
    ],
)
@pytest.mark.parametrize("format", ["text", "md", "html", "github"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_in_is_asked_for_no_more(tmp_path, capsys, change, asked, in_, format, lang):
    path = changed(copied(tmp_path, "us"), change)
    main(["check", str(path), "--format", format, "--lang", lang])
    last = re.sub(r"\s", "", html.unescape(capsys.readouterr().out))
    for pair in asked:
        assert pair[lang == "zh"].replace(" ", "") in last
    worth = ("Ascreeningestimateuntil", "本结果为初步估算")[lang == "zh"]
    assert (worth in last) == bool(asked)
    if asked:
        sentence = last[last.index(worth) :][:120]
        for pair in in_:
            assert pair[lang == "zh"].replace(" ", "") not in sentence


def test_each_of_several_reports_is_whole(tmp_path):
    """One that passes has nothing to await: it ends with its fingerprint all the same."""
    good = COMPLETE / "us" / "station.hydro.toml"
    other = copied(tmp_path, "eu")
    from hydrocalc.cli.check import run

    both = run({"files": [str(good), str(other)]}).sections("en")
    assert sum("Hydraulic fingerprint" in str(part) for part in both) == 2


@pytest.mark.parametrize(
    ("basis", "evidence", "counted_", "reasons"),
    [
        ("memory", "analysis", False, ("nobody has read", "analysis of others")),
        ("memory", "assumed", False, ("nobody has read", "assumption")),
        ("memory", "maker", False, ("nobody has read",)),
        ("standard", "analysis", False, ("analysis of others",)),
        ("standard", "assumed", False, ("assumption",)),
        ("memory", "assumed", True, ("assumption",)),
    ],
)
def test_all_that_makes_a_pass_unsure_is_said(basis, evidence, counted_, reasons):
    said = str(unsure(Grounds("shall", basis, evidence, False), counted=counted_))
    every = ("nobody has read", "analysis of others", "assumption")
    assert tuple(reason for reason in every if reason in said) == reasons
    assert ("met by less than" in said) != counted_
    # 10 % for a limit from memory, 5 % for an analysis: √(10² + 5²) %
    if (basis, evidence) == ("memory", "analysis"):
        assert "11 %" in said


def test_a_time_of_reverse_rotation_has_two_reasons(tmp_path):
    def longer(table):
        for result in table["transients"]["results"]:
            if result["case"] == "valve open":
                result["reverse_time"] = "115 s"  # 4 % below 120 s

    found = next(f for f in hc.check(changed(copied(tmp_path, "cn"), longer)).findings
                 if f.code == "HC705")  # fmt: skip
    assert found.outcome == "review"
    assert found.because("en") == (
        "met by less than 11 %: nobody has read the limit in its standard, the value is that of an "
        "analysis of others"
    )
    assert found.because("zh") == "裕量不足11 %：限值未经标准原文核实，数值取自外部计算"


def test_a_speed_is_a_share_of_full_speed(tmp_path):
    path = changed(copied(tmp_path, "us"),
                   lambda table: table["units"][0].update(minimum_speed="1600 rpm"))  # fmt: skip
    case, _ = examined(path)
    slow = int(np.flatnonzero(~case.states.full)[-1])
    share = float(case.matrix.si.speed[slow].max()) / 1780.0
    n = int(case.matrix.running[slow].sum())
    en, zh = (translated(case.states.named((slow, 0)), lang) for lang in ("en", "zh"))
    assert en.endswith(f"{n} P at {100 * share:.4g} % of full speed")
    assert zh.endswith(f"{n} P（全速的{100 * share:.4g} %）")


@pytest.mark.parametrize("key", ["own_use", "leakage"])
def test_a_share_is_no_efficiency(tmp_path, capsys, key):
    path = copied(tmp_path, "us")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for wrong, hint in ((4, "; did you mean '4 %'?"), ("4 m", "")):
        table["demand"][key] = wrong
        path.write_text(tomli_w.dumps(table), encoding="utf-8")
        assert main(["check", str(path)]) == 2
        said = capsys.readouterr().err
        assert "expected share" in said
        assert "expected efficiency" not in said
        assert hint in said


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("motor_class", "IE1, IE2, IE3, IE4"),
        ("supply", "LV, HV"),
        ("motor_cooling", "open, closed"),
    ],
)
def test_no_choice_is_empty(key, words):
    with pytest.raises(hc.InputError, match=f"expected one of: {words};"):
        hc.Station(**{key: "no such"})


def test_a_page_says_what_it_awaits_of_each_report(tmp_path):
    def bare(table):
        del table["transients"]

    good = hc.check(COMPLETE / "us" / "station.hydro.toml")
    said = page([good, hc.check(changed(copied(tmp_path, "us"), bare))])
    assert said.count("A screening estimate until") == 1


def test_a_limit_of_the_project_is_named_where_it_is_not_met(tmp_path):
    """0.95 is ours, no standard's: who is held to it must be told what sets it."""
    path = changed(copied(tmp_path, "cn"), lambda t: t.update(limits={"mean_efficiency": 0.999}))
    report = hc.check(path)
    found = next(f for f in report.findings if f.code == "HC210")
    assert found.outcome == "fail"
    assert found.limit_key == "limits.mean_efficiency"
    for lang, said in (("en", "the project may set limits.mean_efficiency"),
                       ("zh", "工程可用limits.mean_efficiency另行规定")):  # fmt: skip
        text = "\n".join(map(str, report.sections(lang)))
        assert said in text
        assert said in page([report], lang)
    # A limit of physics nobody sets.
    assert not next(f for f in report.findings if f.code == "HC301").limit_key


def test_points_are_asked_for_where_points_are_missing(tmp_path):
    """Its efficiencies are all there: the curve ends before the flow at which a unit runs."""
    path = copied(tmp_path, "us")
    rows = (path.parent / "pump.csv").read_text(encoding="utf-8").splitlines()
    (path.parent / "pump.csv").write_text("\n".join(rows[:5]), encoding="utf-8")  # to 1400 gpm

    def shorter(table):
        del table["pumps"][0]["maximum_flow"]

    report = hc.check(changed(path, shorter))
    found = {f.code: f for f in report.findings}
    for code in ("HC401", "HC402", "HC405"):
        assert "points of the curve of 8x10x18 beyond its last" in map(str, found[code].missing)
    keys = {str(key) for f in report.findings for key in f.missing}
    assert not any("efficiency" in key for key in keys)


PYTHON = ("Quantity", "estimated_curve", "hc.", "(", "efficiency /")


@pytest.mark.parametrize(
    ("csv", "said"),
    [
        ("flow [m3/h],head [m]\n0,60\n", "write more points, or an estimate of the duty point"),
        ("flow,head\n0,60\n100,55\n300,45\n", "did you mean flows in m³/h, with that unit?"),
        ("flow [m3/h],head [m],efficiency\n0,60,0\n100,55,70\n300,45,75\n",
         "write shares of 1, or the unit, %"),
    ],
)  # fmt: skip
def test_a_hint_for_a_file_is_no_python(tmp_path, capsys, csv, said):
    path = copied(tmp_path, "us")
    (path.parent / "pump.csv").write_text(csv, encoding="utf-8")
    assert main(["check", str(path)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert ":46: pumps[0].curve: " in error  # the line that names the file
    hint = error.partition("pumps[0].curve")[2]
    assert not [word for word in PYTHON if word in hint]


def test_all_that_is_wrong_with_waivers_is_said_at_once(tmp_path, capsys):
    path = copied(tmp_path, "us")
    waiver = {"kind": "deviation", "reason": "agreed with the owner of the works", "approver": {"name": "A. Li"},
              "date": "2026-11-20", "until": "2027-06-30"}  # fmt: skip

    def with_waivers(*rows):
        changed(path, lambda table: table.update(waivers=[*rows]))
        assert main(["check", str(path)]) == 2
        return capsys.readouterr().err

    said = with_waivers({**waiver, "rule": "HC50"}, {**waiver, "rule": "HC9999"},
                        {**waiver, "rule": "HC501", "value": "3 kW"})  # fmt: skip
    for key in ("waivers[0].rule", "waivers[1].rule", "waivers[2].value"):
        assert key in said
    undated = {**waiver, "date": "", "until": ""}
    said = with_waivers({**undated, "rule": "HC501", "kind": "exemption"})
    for name in ("date", "until", "authority", "document"):
        assert f"waivers[0].{name}" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('motor_rating = "150 hp"', "motor_rating = 110", "did you mean '110 kW'?"),
        ('motor_rating = "150 hp"', "motor_rating = 0.11", "did you mean '0.11 kW'?"),
        ('rating = "250 psi"', "rating = 1.6", "did you mean '1.6 MPa'?"),
        ('rating = "250 psi"', "rating = 16", "did you mean '16 bar'?"),
        ('rating = "250 psi"', "rating = 1600", "did you mean '1600 kPa'?"),
        ('motor_rating = "150 hp"', 'motor_rating = "110 W"', ""),  # it says so
        ('motor_rating = "150 hp"', "motor_rating = 110e3", ""),
        ('rating = "250 psi"', "rating = 1.6e6", ""),
    ],
)
def test_a_bare_number_a_thousandfold_off_is_asked_for_its_unit(tmp_path, capsys, old, new, said):
    path = copied(tmp_path, "us")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert (main(["check", str(path)]) == 2) == bool(said)
    assert said in capsys.readouterr().err


def test_a_small_power_is_written_as_it_is_read(tmp_path):
    path = changed(copied(tmp_path, "us"),
                   lambda table: table["units"][0].update(motor_rating="750 W"))  # fmt: skip
    design = hc.read_design(path).replace(origin=None)
    hc.write_design(design, tmp_path / "again.hydro.toml")
    assert hc.read_design(tmp_path / "again.hydro.toml").replace(origin=None) == design


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_says_each_thing_once_and_fits_its_page(tmp_path, lang):
    from hydrocalc.records.tables import WIDTH, width

    template = tmp_path / "ref.hydro.toml"
    assert main(["init", "-o", str(template)]) == 0
    for path in (template, COMPLETE.parents[2] / "examples" / "shuangjiang.hydro.toml"):
        report = hc.check(path)
        assert max(map(width, report.text(lang).splitlines())) <= WIDTH + 2  # a comma hangs
        for f in report.failures + report.open:
            row = page([report], lang).partition(f"<td>{f.code}</td>")[2].partition("</tr>")[0]
            assert html.unescape(row).count(f.titled(lang)) == 1, f.code
        opening = [part for part in report.opening(lang) if isinstance(part, str)]
        word = translated("open", lang)
        assert any(part.startswith(f"{word} HC") for part in opening)
        assert not any(re.search(rf"[:：] ?{word}\b", part) for part in opening)
