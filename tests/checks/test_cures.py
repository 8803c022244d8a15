"""Every cure that is offered, done by hand in the design file, leads to a file that reads and cures."""

import re
import shutil
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import tomli_w

import hydrocalc as hc
from hydrocalc.checks import cures
from hydrocalc.checks.quantities.registry import Cure
from hydrocalc.records.messages import translated
from hydrocalc.stations.designs.rules import MUST

HERE = Path(__file__).parent
COMPLETE = [HERE / "complete" / name for name in ("cn", "eu", "us")]


def length(value):
    """A length of a file, m."""
    return hc.Levels(suction_design=value).suction_design.m


def number(words):
    return float(re.search(r"([\d.]+)", words)[1])


def unit_of(finding, table):
    """The table of a unit that a finding is of."""
    return table["units"][int(re.match(r"units\[(\d+)\]", finding.key)[1])]


def reach_of(finding, table):
    return table["line"]["reaches"][int(re.match(r"line\.reaches\[(\d+)\]", finding.key)[1])]


def eye(f, table):
    unit = unit_of(f, table)
    unit["eye_level"] = length(unit["eye_level"]) - number(f.cure)


def bell(f, table):
    well = table["wet_well"]
    well["bell_level"] = length(well["bell_level"]) - number(f.cure)


def bore(f, table):
    dn = int(number(f.cure))
    if f.key.startswith("units"):
        unit_of(f, table)[f.key.split(".")[1]] = f"{dn} mm"
        return
    pipe = reach_of(f, table)["pipe"]
    if isinstance(pipe, str):
        reach_of(f, table)["pipe"] = re.sub(r"DN \d+", f"DN {dn}", pipe)
    else:
        pipe["diameter"] = f"{dn} mm"


def motor(f, table):
    unit_of(f, table)["motor_rating"] = f.cure.removeprefix("motor ")


def more(f, table):
    station = table["station"]
    n = 1 if f.cure == "one more unit" else int(number(f.cure))
    station["standby"] = station.get("standby", 0) + n


def bells(f, table):
    table["wet_well"]["bell_diameter"] = f.cure.removeprefix("bells of ")


def area(f, table):
    table["wet_well"]["area"] = f.cure.removeprefix("plan area of ").replace("²", "2")


DONE = {
    r"eye [\d.]+ m lower": eye, r"bell [\d.]+ m lower": bell, r"DN \d+": bore, r"motor .+": motor,
    r"one more unit|\d+ more units": more, r"bells of .+": bells, r"plan area of .+": area,
}  # fmt: skip
"""What a cure says, and how a reader does it."""


def raised(table):
    """The eye and the bells up: too little NPSH, too little water over the bells."""
    lowest = length(table["levels"]["suction_min"])
    table["units"][0]["eye_level"] = lowest + 5.5
    table["wet_well"]["bell_level"] = lowest - 0.1


def shallow(table):
    """The bottom of the well too near under the water for bells to go down."""
    raised(table)
    table["wet_well"]["bottom"] = length(table["levels"]["suction_min"]) - 0.4


def deepest(table):
    """Eyes that would have to lie far down."""
    table["units"][0] |= {"eye_level": length(table["levels"]["suction_min"]) + 25.0}


def small(table):
    table["units"][0] |= {
        "motor_rating": "1.5 kW",
        "suction_diameter": "100 mm",
        "discharge_diameter": "80 mm",
    }
    table["wet_well"] |= {"bell_diameter": "120 mm", "area": "0.2 m2"}
    table["station"]["standby"] = 0


def narrow(table):
    for reach in table["line"]["reaches"]:
        reach["pipe"]["diameter"] = "300 mm"


def crowded(table):
    """As many units on duty as a design may have, none in reserve."""
    table["units"][0]["count"] = 20
    table["station"]["standby"] = 0


def strict(table):
    """Limits of the project that nothing meets."""
    table.setdefault("limits", {}).update(
        line_velocity_high=0.001, suction_velocity_gb50265=0.001, npsh_ratio_shall=90,
        bell_velocity_high_0=0.01, sump_low=9000, k_low=1.8, suction_velocity_hi=0.2,
        discharge_velocity_hi=0.2, npsh_difference_shall=4,
    )  # fmt: skip


SPOILS = (raised, shallow, deepest, small, narrow, crowded, strict)


def designs(tmp_path):
    for folder in COMPLETE:
        for spoil in SPOILS:
            to = tmp_path / folder.name / spoil.__name__
            shutil.copytree(folder, to)
            file = to / "station.hydro.toml"
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            spoil(table)
            file.write_text(tomli_w.dumps(table), encoding="utf-8")
            yield f"{folder.name} {spoil.__name__}", file
    shutil.copytree(HERE / "cases", tmp_path / "cases")
    for file in sorted((tmp_path / "cases").rglob("*.hydro.toml")):
        yield file.stem, file


def test_every_cure_that_is_offered_cures(tmp_path):
    done = dict.fromkeys(DONE.values(), 0)
    for name, file in designs(tmp_path):
        try:
            report = hc.check(file)
        except hc.DesignFileError:
            continue
        text = file.read_text(encoding="utf-8")
        for f in report.findings:
            if not f.cure:
                continue
            table = tomllib.loads(text)
            do = next(do for words, do in DONE.items() if re.fullmatch(words, f.cure))
            do(f, table)
            file.write_text(tomli_w.dumps(table), encoding="utf-8")
            again = next(g for g in hc.check(file).findings if g.code == f.code)
            met = again.value >= again.limit if f.operator == ">=" else again.value <= again.limit
            assert met or again.value == pytest.approx(again.limit, rel=1e-9), (
                name,
                f.code,
                f.cure,
            )
            done[do] += 1
        file.write_text(text, encoding="utf-8")
    assert min(done.values()) >= 2, done


def test_a_cure_that_no_design_can_have_is_not_offered(tmp_path):
    """Bells 0.1 m under the water over a bottom 0.3 m below them; 20 units, and one more."""
    for name, file in designs(tmp_path):
        if name.endswith(" shallow"):
            by_code = {f.code: f for f in hc.check(file).findings}
            assert by_code["HC305"].outcome == "fail"
            assert by_code["HC305"].cure == ""
        if name == "cn strict":
            by_code = {f.code: f for f in hc.check(file).findings}
            assert (by_code["HC501"].outcome, by_code["HC501"].cure) == ("deviation", "")


def test_one_cure_is_enough_for_all_that_hang_on_its_key(tmp_path):
    """HC401 wants the power, HC402 5 % more: a motor between the two is bought once and too small.

    An eye that leaves no NPSH is short in metres, in the ratio and by physics, each by its own.
    What only should be comes on top, for those who want that, too.
    """
    tried = 0
    for name, file in designs(tmp_path):
        if name.split()[-1] not in ("small", "raised", "deepest"):
            continue
        by_key = {}
        for f in hc.check(file).findings:
            if f.outcome != "note" and re.fullmatch(r"motor .*|eye .*|bell .*", f.cure):
                of = f.cure.split()[0], f.severity in MUST
                by_key.setdefault(of, []).append(f)
        text = file.read_text(encoding="utf-8")
        for findings in by_key.values():
            assert len({f.cure for f in findings}) == 1, (name, [f.said() for f in findings])
            table = tomllib.loads(text)
            do = next(do for words, do in DONE.items() if re.fullmatch(words, findings[0].cure))
            do(findings[0], table)
            file.write_text(tomli_w.dumps(table), encoding="utf-8")
            codes = {f.code for f in findings}
            for g in hc.check(file).findings:
                if g.code in codes:
                    assert g.outcome not in ("fail", "deviation"), (name, g.said())
            tried += len(findings) > 1
        file.write_text(text, encoding="utf-8")
    assert tried >= 4


def test_a_cure_that_is_not_enough_for_all_says_so(monkeypatch):
    """Two rules on one input, of which no change meets both."""
    broken = {
        code: SimpleNamespace(rule=SimpleNamespace(code=code, severity="shall"))
        for code in ("A", "B")
    }
    own = {code: cures._Tried(Cure(code, None, "an input"), code) for code in broken}
    monkeypatch.setattr(cures, "_least", lambda one, today: own[one.rule.code])
    monkeypatch.setattr(cures, "_cures", lambda rule, case: rule.code == case)
    said = cures.cures_of([*broken.values()], "")
    assert said == {"A": "A, not enough for B", "B": "B, not enough for A"}
    assert translated(said["A"], "zh") == "A（仍不满足B）"


@pytest.mark.parametrize(("room", "offered"), [(0.30, True), (0.01, False)])
def test_a_bell_keeps_off_the_floor(tmp_path, room, offered):
    """It needs 0.8 m more water; HI 9.8 wants 0.3 to 0.5 D under it: D of 20 in is 0.508 m."""
    file = tmp_path / "us" / "station.hydro.toml"
    shutil.copytree(HERE / "complete" / "us", file.parent)
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    bell = length(table["levels"]["suction_min"]) - 0.1
    table["wet_well"]["bell_level"] = bell
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    free = next(f for f in hc.check(file).findings if f.code == "HC305")
    more = number(free.cure)
    table["wet_well"]["bottom"] = bell - more - room
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    found = next(f for f in hc.check(file).findings if f.code == "HC305")
    assert (found.cure == free.cure) == offered
    assert bool(found.cure) == offered
