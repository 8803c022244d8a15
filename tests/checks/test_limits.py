"""Which limits a design may set, and that those it sets have an effect."""

import ast
import re
import shutil
from pathlib import Path

import pytest
from generated import TODAY

import hydrocalc as hc
from hydrocalc import data
from hydrocalc.stations.designs.contradictions import UNUSUAL
from hydrocalc.stations.designs.design import LimitOverride
from hydrocalc.stations.designs.rules import SETS, rule_set
from tests.stations.designs.test_profile import ROWS
from tests.stations.designs.test_suction_side import written

SOURCES = Path(hc.__file__).parent
FIELD = "[a-z0-9_]+"
SIGNED = f'name = "C. Zhao", date = {TODAY}, reason = "a deep shaft, as surveyed in 2025"'


def asked_for():
    """Ids of limits that rules name, or that code asks a design for; a field is any text."""
    found = {rule.limit for name in SETS for rule in rule_set(name)} - {""}
    texts = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            of = ast.unparse(node.func.value)
            if node.func.attr == "limit" and of != "data" and node.args:
                texts |= _texts(node.args[0])
    # Asked for in a loop, and by the function that is handed on.
    texts |= {"aor_low", "aor_high", "bell_least", "bell_(down|inclined|horizontal)", *UNUSUAL}
    texts = {text for text in texts if text.replace(FIELD, "").strip("_")}
    texts |= {"survey_gap", "survey_depth"}
    texts |= {"gb19762_(limit|saving)_(small|large)"}
    texts |= {"por_nq", "por_low", "por_high", "por_high_nq_low", "por_high_nq_high"}
    return found | {
        id for id in data.limits() for text in texts if re.fullmatch(text, id)
    }  # fmt: skip


def _texts(node):
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.JoinedStr):
            return {"".join(v.value if isinstance(v, ast.Constant) else FIELD
                            for v in one.values)}  # fmt: skip
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            found.add(one.value)
    return found


def test_a_design_may_set_what_something_reads_and_nothing_else():
    settable = {id for id, limit in data.limits().items() if limit.project}
    assert {limit.project for limit in data.limits().values()} == {"set", "tighten", ""}
    assert settable == asked_for()
    schema = hc.design_schema()["properties"]["limits"]["properties"]
    assert set(schema) == settable


@pytest.mark.parametrize("id", [id for id, limit in data.limits().items() if not limit.project])
def test_what_no_rule_reads_is_refused(tmp_path, id):
    path = tmp_path / "s.hydro.toml"
    path.write_text(f'schema = 1\n[project]\nname = "S"\n[limits]\n{id} = 1\n', encoding="utf-8")
    with pytest.raises(hc.DesignFileError) as caught:
        hc.read_design(path)
    assert caught.value.exit_code == 2
    assert f"limits.{id}: expected no value: no rule reads this limit" in str(caught.value)
    override = LimitOverride(id=id, value=1)
    with pytest.raises(hc.InputError, match="no rule reads this limit"):
        hc.check(hc.StationDesign(project=hc.Project(name="S"), limits=[override]))


def test_what_is_only_tightened_is_not_loosened():
    """An analysis of 2000 isn't good for a signature."""
    one = LimitOverride(
        id="analysis_age", value=50, name="C. Zhao", date=str(TODAY),
        reason="the report of the old works is kept",
    )  # fmt: skip
    with pytest.raises(hc.InputError, match=r"limits.analysis_age: .*only tightens"):
        hc.check(hc.StationDesign(project=hc.Project(name="S"), limits=[one]))


UNUSUAL_STATIONS = {
    "well_depth": ([("bottom = 238.5", "bottom = 215.5")], 30),
    "well_off_river": ([("maximum_level = 245", "maximum_level = 265")], 25),
    "bell_over_pipe": ([('bell_diameter = "500 mm"', 'bell_diameter = "1400 mm"'),
                        ('area = "6 m2"', 'area = "60 m2"')], 4),
    "bell_clearance_least": ([("bottom = 238.5", "bottom = 239.45")], 0.05),
    "eye_off_suction": ([("eye_level = 240", "eye_level = 230")], 9),
    "start_over_eye": ([], 80, (0, 285)),
    "start_under_eye": ([], 80, (0, 175)),
    "end_under_level": ([], 120, (2100, 220)),
}  # fmt: skip


@pytest.mark.parametrize("id", [*UNUSUAL_STATIONS])
def test_a_signed_limit_lets_an_unusual_station_be_checked(tmp_path, id):
    changes, value, *point = UNUSUAL_STATIONS[id]
    rows = {**dict(ROWS), **dict(point)}

    def station(limits):
        path = written(tmp_path, *changes, ("[limits]\n", f"[limits]\n{limits}\n"))
        profile = "".join(f"{x},{z + 2},{z}\n" for x, z in sorted(rows.items()))
        (tmp_path / "profile.csv").write_text(f"chainage_m,ground_m,axis_m\n{profile}")
        return path

    with pytest.raises(hc.DesignFileError) as caught:
        hc.read_design(station(""))
    assert f"limits.{id} with value, name, date and reason" in str(caught.value)
    with pytest.raises(hc.DesignFileError, match=rf"limits.{id}: .*name, date and reason"):
        hc.read_design(station(f"{id} = {value}"))
    report = hc.check(station(f"{id} = {{ value = {value}, {SIGNED} }}"))
    signed = next(f for f in report.findings if f.code == "HC901")
    assert signed.outcome == "review"
    assert "C. Zhao" in signed.because("en")
    assert signed.inputs == {f"limits.{id}": f"{value:g}"}


def test_a_signed_limit_makes_a_verdict_conditional(tmp_path):
    """What it lets in or not: the complete design passes, and stands on a signature from then on."""
    folder = tmp_path / "cn"
    shutil.copytree(Path(__file__).parent / "complete" / "cn", folder)
    path = folder / "station.hydro.toml"
    assert hc.check(path).verdict == "PASS"
    text = path.read_text(encoding="utf-8")
    limits = f"[limits]\nwell_depth = {{ value = 30, {SIGNED} }}\n"
    path.write_text(text.replace("[limits]\n", limits), encoding="utf-8")
    report = hc.check(path)
    assert report.verdict == "CONDITIONAL"
    assert "C. Zhao" in "\n".join(map(str, report.sections("en")))


def test_only_limits_that_make_the_bound_are_offered():
    """HC701 hangs on twelve that a project only tightens: nobody may set one to pass it."""
    folder = Path(__file__).parent / "cases"
    offered = {}
    for name in ("weak/s", "full/s", "qinghe/w3"):
        for f in hc.check(folder / f"{name}.hydro.toml").findings:
            offered.setdefault(f.code, set()).update(re.findall(r"limits\.(\w+)", f.limit_key))
    assert not offered["HC701"]
    bounds = {r.code: r for name in SETS for r in rule_set(name)}
    for code, ids in offered.items():
        for id in ids:
            limit = data.limits()[id]
            assert limit.project == "set"
            assert limit.basis not in ("law", "physics")
            assert id == bounds[code].limit or bounds[code].limit_from
