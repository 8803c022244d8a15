"""The design file: what is read, what is refused and where, written and read again."""

import json
import os
import pickle
import re
import time
import tomllib
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import tomli_w
from generated import designs
from hypothesis import given, settings
from hypothesis import strategies as st

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.components import curve_files
from hydrocalc.energy.diameters import read_pipe_prices
from hydrocalc.errors import DesignFileError
from hydrocalc.records import record as records
from hydrocalc.stations.designs import reading as files
from hydrocalc.stations.designs.design import LimitOverride

ROOT = Path(__file__).parents[3]
WHOLE = """schema = 1
[project]
name = "双江"
[site]
temperature_max = "28 °C"
altitude = "250 m"
[levels]
suction_design = 243
suction_min = "241 m"
suction_max = 246
delivery_design = 318
[demand]
flow = "1440 m3/h"
flows = [0.2, 0.4]
shares = [0.25, 0.75]
[station]
standby = 1
storage_secured = true
[published]
flow = "0.40 m3/s"
[tariff]
price = "0.65/kWh"
[line]
profile = "data/profile.csv"
other_roughness = ["0.5 mm"]
[[line.reaches]]
pipe = "ductile iron K9 DN 800"
length = "21 km"
[[pumps]]
name = "P"
curve = "data/pump.csv"
speed = "1480 rpm"
eyes = 2
[[pumps]]
name = "R"
speed = 1480
"flow [m3/h]" = [0, 180, 360, 450]
head = [110, 104, 88, 70]
"efficiency [%]" = [0, 68, 84, 80]
[[units]]
name = "A"
pump = "P"
count = 2
motor_rating = "280 kW"
[[units]]
pump = "R"
minimum_speed = "1100 rpm"
[wet_well]
area = "20 m2"
bottom = 236
minimum_level = 241
maximum_level = 246
bell_level = 238
bell_diameter = "500 mm"
[limits]
por_low = { value = 0.6, name = "Zhao", date = "2026-11-01", reason = "letter of the maker, 2026" }
[checks]
rules = ["default", "hi"]
[[waivers]]
rule = "HC702"
reason = "relief valve ordered, set at 1.35"
approver = { name = "Li", role = "chief" }
date = 2026-11-20
until = 2027-06-30
"""
PUMP = "flow [m3/h],head [m],efficiency [%],npsh_required [m]\n0,110,0,3\n360,104,68,3\n720,88,84,4\n900,74,80,6\n"
PROFILE = "chainage_m,ground_m,axis_m\n0,250,248\n9000,300,298\n21000,320,318\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/pump.csv").write_text(PUMP, encoding="utf-8")
    (tmp_path / "data/profile.csv").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def read(folder, text, name="a.hydro.toml", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return hc.read_design(path)


def test_a_whole_file(folder):
    d = read(folder, WHOLE)
    assert d.demand.si.flow == pytest.approx(0.4)
    assert d.levels.si.suction_min == 241
    assert d.line.reaches[0].pipe.si.diameter == pytest.approx(0.8066)
    assert d.line.profile.si.axis[1] == 298
    assert d.other_lines[0].reaches[0].pipe.si.roughness == 5e-4
    a, b = d.units
    assert (a.count, a.pump.eyes, a.pump.si.speed, a.pump.si.flow[2]) == (2, 2, 1480, 0.2)
    assert b.pump.si.flow[2] == pytest.approx(0.1)
    assert b.pump.efficiency[2] == pytest.approx(0.84)
    assert d.waivers[0].until == "2027-06-30"
    assert (d.limits[0].id, d.limits[0].si.value) == ("por_low", 0.6)
    assert d.published.flow == "0.40 m3/s"
    assert d.station.storage_secured is True
    assert d.origin.line_of("levels.suction_min") == 9
    assert d.origin.line_of("units[1].minimum_speed") == 47
    assert d.origin.line_of("units[1].eye_level") == 45
    assert "双江" in str(d)
    assert pickle.loads(pickle.dumps(d)) == d  # noqa: S301


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_and_line_ends(folder, encoding):
    plain = read(folder, WHOLE).replace(origin=None)
    assert (
        read(folder, WHOLE.replace("\n", "\r\n"), encoding=encoding).replace(origin=None) == plain
    )


def test_json_of_the_same_form(folder):
    table = tomllib.loads(WHOLE)
    table["waivers"][0] |= {"date": "2026-11-20", "until": "2027-06-30"}
    found = read(folder, json.dumps(table), "a.json")
    assert found.replace(origin=None) == read(folder, WHOLE).replace(origin=None)


def test_written_and_read_again(folder):
    d = read(folder, WHOLE)
    hc.write_design(d, folder / "b.hydro.toml")
    assert hc.read_design(folder / "b.hydro.toml").replace(origin=None) == d.replace(origin=None)
    with pytest.raises(hc.InputError, match="a new file"):
        hc.write_design(d, folder / "b.hydro.toml")
    with pytest.raises(hc.InputError, match="StationDesign"):
        hc.design_text("d")


def faults(folder, text, name="a.hydro.toml"):
    with pytest.raises(DesignFileError) as caught:
        read(folder, text, name)
    assert caught.value.exit_code == 2
    pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    return caught.value


def test_all_faults_at_once(folder):
    text = WHOLE
    for old, new in (
        ("suction_min", "suction_mn"), ('"1440 m3/h"', '"1440 m"'), ("DN 800", "DN 801"),
        ('pump = "P"', 'pump = "Q"'), ("count = 2", "count = 2.5"), ("por_low", "por_lw"),
        ("2027-06-30", '"soon"'), ("standby = 1", 'standby = "one"'), ("[site]", "[sight]"),
        ("storage_secured = true", 'storage_secured = "yes"'), ("bottom = 236", "bottom = [236]"),
        ('name = "双江"', "name = 3"),
    ):  # fmt: skip
        assert text.count(old) == 1
        text = text.replace(old, new)
    error = faults(folder, text)
    said = {p.key: (p.line, str(error).splitlines()[i]) for i, p in enumerate(error.problems)}
    assert said["levels.suction_mn"] == (9, said["levels.suction_mn"][1])
    expected = {
        "levels.suction_mn": "did you mean suction_min?", "demand.flow": "not head",
        "line.reaches[0].pipe": "a size of ductile iron K9", "units[0].pump": "one of the pumps: P, R",
        "units[0].count": "a whole number from 1 to 20", "limits.por_lw": "did you mean por_low",
        "waivers[0].until": "a date such as 2027-06-30", "station.standby": "a whole number",
        "sight": "did you mean site?", "station.storage_secured": "true or false",
        "wet_well.bottom": "one value", "project.name": "text",
    }  # fmt: skip
    assert set(said) == set(expected)
    for key, words in expected.items():
        line, text_of = said[key]
        assert words in text_of
        assert f":{line}: {key}: " in text_of or f":{line}: " in text_of
        assert text.split("\n")[line - 1].strip()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema = 1", "", "schema = 1"),
        ("schema = 1", "schema = 2", "schema = 1"),
        ('name = "双江"', 'name = "\\u001b[31mred"', "control characters"),
        ('name = "双江"', 'name = "a"\n"\\u001b[31m" = 1', "?[31m"),
        ("[project]", "[[project]]", "a table"),
        ('name = "双江"', "", "a value"),
        ("[[units]]\nname", "[units]\nname", "TOML 1.0"),
        ("data/pump.csv", "../pump.csv", "below the design file's folder"),
        ("data/pump.csv", "/etc/passwd", "below the design file's folder"),
        ("data/pump.csv", "C:\\\\pump.csv", "below the design file's folder"),
        ("data/pump.csv", "data/..\\\\..\\\\pump.csv", "below the design file's folder"),
        ("data/pump.csv", "none.csv", "can be read"),
        ("data/pump.csv", "data", "a regular file"),
        ("data/profile.csv", "a\\u0000b", "control characters"),
        ("suction_design = 243", "suction_design = nan", "a number"),
        ("suction_design = 243", "suction_design = inf", "level"),
        ("suction_design = 243", "suction_design = true", "level"),
        ("suction_design = 243", "suction_design = 2430000", "level"),
        ("flows = [0.2, 0.4]", "flows = 0.2", "a list of numbers"),
        ("flows = [0.2, 0.4]", 'flows = ["0.2 m", 0.4]', "flow"),
        ('name = "R"', 'name = "P"', "a name of its own"),
        ("head = [110, 104, 88, 70]", "head = [70, 88, 104, 110]", "fall with the flow"),
        ("head = [110, 104, 88, 70]", "lift = [110, 104, 88, 70]", "columns named"),
        ("minimum_speed", "minimum_sped", "did you mean minimum_speed?"),
        ("eyes = 2", "eys = 2", "this key"),
        ("value = 0.6", 'value = "x"', "limits.por_low"),
        ("[[waivers]]", "[waivers]", "a list of at most 200 tables"),
        ("other_roughness = [", "other_roughness = [3, ", "roughness"),
        ('rules = ["default", "hi"]', 'rules = "default"', "a list of texts"),
        ("suction_design = 243", "suction_design = 243\nsuction_design = 243", "TOML 1.0"),
        ("schema = 1", "schema = 1\n" + "a." * 20000 + "b = 1", "at most 8 parts"),
        ("schema = 1", "schema = 1\n" + "a." * 900 + "b = 1", "at most 8 parts"),
        ("schema = 1", "schema = 1\nx = " + "[" * 5000, "TOML 1.0"),
        ("schema = 1", "schema = 1\n# " + "x" * 300000, "at most 262144 characters"),
    ],
)
def test_one_fault(folder, old, new, said):
    assert old in WHOLE
    begin = time.process_time()
    assert said in str(faults(folder, WHOLE.replace(old, new, 1)))
    assert time.process_time() - begin < 20.0  # no hang; not a measure of speed


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("suction_max = 246", "suction_max = 242", "levels.suction_max"),
        ("shares = [0.25, 0.75]", "shares = [0.5, 0.75]", "demand.shares"),
        ("shares = [0.25, 0.75]", "", "demand.shares"),
        ('flow = "1440 m3/h"', "flow = 0.4\nhead = 87.8", "demand.head"),
        ('length = "21 km"', 'length = "20 km"', "line.profile"),
        (
            '/profile.csv"\nother_roughness = ["0.5 mm"]',
            '/profile.csv"\nmethod = "manning"',
            "line.manning_n",
        ),
        ('profile = "data', 'method = "shevelev"\nprofile = "data', "line.other_roughness"),
        ('minimum_speed = "1100 rpm"', 'minimum_speed = "1600 rpm"', "units[1].minimum_speed"),
        ("count = 2", "count = 2\nsuction_loss_coefficient = 2", "units[0].suction_diameter"),
        ("minimum_level = 241", "minimum_level = 237", "wet_well.minimum_level"),
        ("motor_rating =", "eye_level = -1.5\nmotor_rating =", "units[0].eye_level"),
    ],
)
def test_contradictions(folder, old, new, key):
    assert old in WHOLE
    error = faults(folder, WHOLE.replace(old, new, 1))
    assert [p.key for p in error.problems] == [key]


def test_levels_in_feet_and_metres_are_one_level(folder):
    # 241 m / 0.3048 = 790.682 41… ft, 246 m = 807.086 61… ft: written to a hundredth, within 3 mm;
    # to a thousandth, within 0.15 mm of the well's, and no contradiction.
    text = WHOLE.replace('suction_min = "241 m"', 'suction_min = "790.682 ft"', 1)
    text = text.replace("suction_max = 246", 'suction_max = "807.087 ft"', 1)
    read(folder, text)
    text = text.replace("807.087 ft", "807.10 ft", 1)  # 4.1 mm higher than the well's highest
    assert [p.key for p in faults(folder, text).problems] == ["levels.suction_max"]


def test_contradictions_of_a_design_made_by_hand(folder):
    d = read(folder, WHOLE)
    with pytest.raises(hc.InputError, match=r"levels\.suction_max"):
        hc.check(d.replace(levels=hc.Levels(suction_min=3, suction_max=2)))
    with pytest.raises(hc.InputError, match="at most"):
        hc.check(d.replace(line=None, demand=hc.Demand(flow=0.4, head=80, head_max=70)))


def test_hostile_files(folder):
    assert "at most" in str(faults(folder, "#" * (1 << 20) + "\n" + WHOLE))
    assert "text in UTF-8" in str(faults(folder, b"\xff\xfe\x00\x81"))
    assert "schema" in str(faults(folder, ""))
    for path, said in ((folder / "no", "can be read"), (folder, "regular")):
        with pytest.raises(DesignFileError, match=said):
            hc.read_design(path)
    assert "each key once" in str(faults(folder, '{"schema": 1, "schema": 1}', "a.json"))
    assert "finite numbers" in str(faults(folder, '{"schema": NaN}', "a.json"))
    assert "JSON" in str(faults(folder, "[" * 100000, "a.json"))
    assert "an object" in str(faults(folder, "[]", "a.json"))
    assert "30 digits" in str(faults(folder, '{"schema": ' + "1" * 5000 + "}", "a.json"))
    (folder / "data/pump.csv").write_text("flow,head\n" + "1,2\n" * 300_000, encoding="utf-8")
    assert "files of curves of at most 1 MB in all; got 1.2 MB" in str(faults(folder, WHOLE))
    (folder / "data/pump.csv").write_text("flow,head\n" + "1,2\n" * 60_000, encoding="utf-8")
    again = WHOLE + '[[pumps]]\nname = "S"\ncurve = "data/pump.csv"\nspeed = 1480\n'
    assert "at most 100000 points of all curves; got 120004" in str(faults(folder, again))


POINTS = '"flow [m3/h]" = [0, 180, 360, 450]\nhead = [110, 104, 88, 70]'


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("eyes = 2", "eyes = 9", "pumps[0].eyes", 33),
        ("data/pump.csv", "data/no.csv", "pumps[0].curve", 31),
        ("data/pump.csv", "../pump.csv", "pumps[0].curve", 31),
        ('speed = "1480 rpm"', "speed = [1480, 1500]", "pumps[0].speed", 32),
        ("speed = 1480\n", "speed = [1480, 1500]\n", "pumps[1].speed", 36),
        ("speed = 1480\n", 'speed = "1480"\nform = 3\n', "pumps[1].form", 37),
        ("speed = 1480\n", "speed = -1\n", "pumps[1].speed", 36),
        ("[110, 104, 88, 70]", "[70, 88, 104, 110]", "pumps[1].head", 38),
        ("[110, 104, 88, 70]", "[110, 104, 88]", "pumps[1].head", 38),
        ("[110, 104, 88, 70]", '[110, 104, "88", 70]', "pumps[1].head", 38),
    ],
)  # fmt: skip
def test_one_mistake_in_a_pump_is_one_problem(folder, old, new, key, line):
    assert WHOLE.count(old) == 1
    for text in (WHOLE, WHOLE.replace('pump = "R"', 'pump = "P"\nseries = ["R", "P"]')):
        (problem,) = faults(folder, text.replace(old, new)).problems
        assert (problem.key, problem.line) == (key, line)


def zigzag(points, saddles):
    """Heads that fall, and rise after a fall as often as asked for."""
    head = np.linspace(110.0, 60.0, points)
    head[1 : 2 * saddles : 2] -= 100.0 / points
    return head


def test_curves_of_many_points_and_saddles(folder):
    """A logger's or a test's: as many as a check of them is quick."""
    rows = "".join(
        f"{q},{h}\n" for q, h in zip(np.linspace(0, 0.25, 3600), zigzag(3600, 9), strict=True)
    )
    (folder / "data/pump.csv").write_text("flow,head\n" + rows, encoding="utf-8")
    assert hc.read_pump_curve(folder / "data/pump.csv", speed=1480).flow.size == 3600
    assert read(folder, WHOLE).units[0].pump.flow.size == 3600
    lists = f"flow = {np.linspace(0, 0.25, 40).tolist()}\nhead = {zigzag(40, 18).tolist()}"
    d = read(folder, WHOLE.replace(POINTS, lists).replace("[0, 68, 84, 80]", str([80] * 40)))
    assert hc.fit_pump_curve(d.units[1].pump).flow.size == 40
    # 18 saddles + 9, times 3 × 21 combinations
    many = WHOLE.replace(POINTS, lists).replace("[0, 68, 84, 80]", str([80] * 40))
    many = many.replace('pump = "R"', 'pump = "R"\ncount = 20')
    assert "saddles of curves times combinations of units; got 27 × 63; write form =" in str(
        faults(folder, many)
    )
    smooth = many.replace('name = "R"', 'name = "R"\nform = "polynomial"')
    assert read(folder, smooth).units[1].count == 20


def design(**given):
    return hc.StationDesign(project=hc.Project(name="A"), **given)


def reach(roughness=1e-4):
    return hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=roughness), length=10.0)


def curve(head):
    return hc.PumpCurve(name="P", flow=np.linspace(0, 0.3, len(head)), head=head, speed=1480)


def unit(head, count=1):
    return hc.PumpUnit(pump=curve(head), count=count)


TOO_MUCH = {
    "other_lines": lambda: design(
        line=hc.Line(reaches=[reach()]), other_lines=[hc.Line(reaches=[reach()])] * 6
    ),
    "a list of at most 10000": lambda: design(
        demand=hc.Demand(flows=np.full(12_000, 0.1), shares=np.full(12_000, 1 / 12_000))
    ),
    "line.reaches": lambda: design(line=hc.Line(reaches=[reach()] * 201)),
    "units": lambda: design(units=[unit([9, 8, 7])] * 201),
    "a file of at most": lambda: design(line=hc.Line(
        reaches=[reach()],
        profile=hc.Profile(**dict.fromkeys(
            ("chainage", "ground", "axis"), np.linspace(0, 10, 21_001))),
    )),
    "head": lambda: design(units=[unit([7, 8, 9])]),
    "saddles": lambda: design(units=[unit(zigzag(400, 190), 9)]),
}  # fmt: skip


@pytest.mark.parametrize("said", TOO_MUCH)
def test_what_could_not_be_read_again_is_not_written(folder, said):
    path = folder / "b.hydro.toml"
    with pytest.raises(hc.InputError) as caught:
        hc.write_design(TOO_MUCH[said](), path)
    assert said.replace("other_lines", "other_roughness") in str(caught.value)
    assert not path.exists()


def test_what_was_much_is_read_again(folder):
    made = design(
        demand=hc.Demand(flows=np.linspace(0.1, 0.2, 8760), shares=np.full(8760, 1 / 8760)),
        line=hc.Line(reaches=[reach()] * 200), units=[unit(zigzag(3600, 20), 2)],
    )  # fmt: skip
    hc.write_design(made, folder / "b.hydro.toml")
    assert hc.read_design(folder / "b.hydro.toml").replace(origin=None) == made


def test_the_hours_of_a_year_on_one_line(folder):
    hours = [0.1 + i / 3e5 for i in range(8760)]
    text = WHOLE.replace("flows = [0.2, 0.4]", f"flows = {hours}")
    text = text.replace("shares = [0.25, 0.75]", f"shares = {[1 / 8760] * 8760}")
    assert read(folder, text).demand.si.flows.tolist() == hours


def test_no_links_out(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "pump.csv"
    outside.write_text(PUMP, encoding="utf-8")
    os.remove(folder / "data/pump.csv")
    os.symlink(outside, folder / "data/pump.csv")
    assert "below the design file's folder" in str(faults(folder, WHOLE))


def test_the_schema_holds_for_our_files(folder):
    schema = hc.design_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    template = Path(hc.__file__).parent / "data/template.hydro.toml"
    texts = [
        WHOLE, hc.design_text(read(folder, WHOLE)),
        template.read_text(encoding="utf-8").replace("UNTIL", "2027-01-01"),
        *(p.read_text(encoding="utf-8") for p in (ROOT / "examples").glob("*.hydro.toml")),
    ]  # fmt: skip
    assert len(texts) >= 4
    for text in texts:
        table = tomllib.loads(text)
        for waiver in table.get("waivers", ()):
            waiver |= {"date": str(waiver["date"]), "until": str(waiver["until"])}
        jsonschema.validate(table, schema)
        assert read(folder, text)
    fields = schema["properties"]
    assert fields["units"]["maxItems"] == fields["pumps"]["maxItems"] == files.MOST_TABLES
    assert fields["checks"]["properties"]["rule_files"]["maxItems"] == 5
    bad = tomllib.loads(WHOLE.replace("suction_min", "suction_mn"))
    bad["waivers"][0] |= {"date": "2026-11-20", "until": "2027-06-30"}
    with pytest.raises(jsonschema.ValidationError, match="suction_mn"):
        jsonschema.validate(bad, schema)


@settings(max_examples=60, deadline=None)
@given(designs())
def test_any_design_survives_writing(tmp_path_factory, design):
    text = hc.design_text(design)
    found = read(tmp_path_factory.mktemp("d"), text).replace(origin=None)
    if design.units and not design.units[0].pump.name:  # a pump is named in a file
        named = [u.pump.replace(name="pump") for u in design.units]
        units = [u.replace(pump=p) for u, p in zip(design.units, named, strict=True)]
        design = design.replace(units=tuple(units))
    assert found == design


WORDS = st.sampled_from(
    [*WHOLE.split(), "=", "[", "]", '"', "nan", "1e999", "\n", "#", "{", "}", "-0"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), WORDS), min_size=1, max_size=6), st.data())
def test_no_text_crashes_the_reader(tmp_path_factory, edits, drawn):
    text = WHOLE
    for at, word in edits:
        cut = drawn.draw(st.integers(0, 12))
        text = text[:at] + word + text[at + cut :]
    folder = tmp_path_factory.getbasetemp()
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/pump.csv").write_text(PUMP, encoding="utf-8")
    (folder / "data/profile.csv").write_text(PROFILE, encoding="utf-8")
    try:
        read(folder, text)
    except DesignFileError as error:
        assert error.problems  # noqa: PT017
        assert str(error)  # noqa: PT017


# Names of files.


@pytest.mark.parametrize(
    "name",
    [
        "\\\\host\\share\\pump.csv", "//host/share/pump.csv", "\\\\?\\UNC\\host\\share\\x", "\\\\.\\pipe\\x",
        "/dev/stdin", "\\x", "C:pump.csv", "c:/pump.csv", "pump.csv:stream", "~/pump.csv", "~root/x",
        "~", "..", "../x", "data/../../x", "data\\..\\x", "CON", "data/nul.csv", "lpt1.txt", "x\0y", "",
    ],
)  # fmt: skip
def test_a_name_leading_elsewhere_is_refused_untouched(tmp_path, monkeypatch, name):
    def asked(path, *_, **__):
        touched.append(os.fspath(path))
        return real(path)

    touched, real = [], os.path.realpath
    monkeypatch.setattr(os.path, "realpath", asked)
    monkeypatch.setattr(os.path, "islink", asked)
    monkeypatch.setattr(files, "_WINDOWS", True)
    with pytest.raises(hc.InputError, match="below the design file's folder"):
        files.file_below(str(tmp_path), name, "curve")
    assert set(touched) <= {str(tmp_path)}


@pytest.mark.skipif(os.name == "nt", reason="names of devices there")
@pytest.mark.parametrize("name", ["aux.csv", "~p.csv", "data/~", "con", "data/~x/nul", "~backup"])
def test_names_that_lead_nowhere_else(tmp_path, name):
    assert files.file_below(str(tmp_path), name, "curve") == os.path.join(
        os.path.realpath(tmp_path), name
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("/etc/passwd", "an absolute path"), ("~/x", "home folder"), ("C:x", "a sign"),
        ("data/../../x", "leads above the folder"), ("data/nul.csv", "the name of a device"),
    ],
)  # fmt: skip
def test_why_a_name_is_refused(folder, monkeypatch, name, why):
    monkeypatch.setattr(files, "_WINDOWS", True)
    with pytest.raises(hc.InputError, match=f"; got '{name}', .*{why}"):
        files.file_below(str(folder), name, "curve")
    if name[0] not in "d~":
        os.symlink(name, folder / "here")
        with pytest.raises(hc.InputError, match=f"; got 'here', a link to .*{why}"):
            files.file_below(str(folder), "here", "curve")


def test_absolute_links_within_the_folder(folder):
    real = os.path.realpath(folder)
    os.symlink(os.path.join(real, "data"), folder / "more")
    os.symlink(os.path.join(real, "more", "pump.csv"), folder / "data/again.csv")
    found = files.file_below(str(folder), "more/again.csv", "curve")
    assert found == os.path.join(real, "data", "pump.csv")
    for target in (real + "/../x", real + "x/pump.csv", real + "/data/../../x"):
        os.symlink(target, folder / "here")
        with pytest.raises(hc.InputError, match="a link to a"):
            files.file_below(str(folder), "here", "curve")
        os.remove(folder / "here")


@pytest.mark.parametrize("name", ["data/pump.csv", "data\\pump.csv", "./data//pump.csv"])
def test_a_name_below_the_folder(folder, name):
    found = files.file_below(str(folder), name, "curve")
    assert os.path.samefile(found, folder / "data/pump.csv")


def test_links_are_followed_within_the_folder(folder):
    os.symlink("data", folder / "more")
    os.symlink("../more/pump.csv", folder / "data/again.csv")
    found = files.file_below(str(folder), "more/again.csv", "curve")
    assert os.path.samefile(found, folder / "data/pump.csv")
    assert not os.path.islink(found)
    for target in ("..", "/", "//host/share", "\\\\host\\share", "data/../../x", "here"):
        os.symlink(target, folder / "here")
        with pytest.raises(hc.InputError, match="below the design file's folder"):
            files.file_below(str(folder), "here/pump.csv", "curve")
        os.remove(folder / "here")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
@pytest.mark.parametrize("old", ["data/pump.csv", "data/profile.csv"])
def test_a_fifo_is_not_waited_for(folder, old):
    os.mkfifo(folder / "queue.csv")
    assert "a regular file" in str(faults(folder, WHOLE.replace(old, "queue.csv")))
    with pytest.raises(DesignFileError, match="a regular file"):
        hc.read_design(folder / "queue.csv")


def test_paths_of_every_kind(folder):
    (folder / "a.hydro.toml").write_text(WHOLE, encoding="utf-8")
    (folder / "prices.csv").write_text("dn,price\n800,1900\n", encoding="utf-8")
    for read_file, path in (
        (hc.read_design, folder / "a.hydro.toml"), (hc.read_profile, folder / "data/profile.csv"),
        (lambda p: hc.read_pump_curve(p, speed=1480), folder / "data/pump.csv"),
        (read_pipe_prices, folder / "prices.csv"),
    ):  # fmt: skip
        assert read_file(path) == read_file(str(path)) == read_file(os.fsencode(path))
        for bad in (3, None, [path], object()):
            with pytest.raises(hc.InputError, match="a path"):
                read_file(bad)
        for bad in ("\0", "a\ud800b", str(path) + "\0"):
            with pytest.raises((hc.InputError, DesignFileError), match=r"can be read|a path"):
                read_file(bad)


# What is read for many pumps is read once.


def test_a_curve_is_read_once_for_all_its_pumps(folder, monkeypatch):
    def counted(path):
        calls.append(path)
        return curve_files.curve_file(path)

    calls = []
    monkeypatch.setattr(files, "curve_file", counted)
    more = "".join(
        f'[[pumps]]\nname = "S{i}"\ncurve = "data/pump.csv"\nspeed = {1000 + i}\n'
        for i in range(198)
    )
    assert len(read(folder, WHOLE + more).units) == 2
    assert len(calls) == 1
    assert "at most 200 tables" in str(faults(folder, WHOLE + more + '[[pumps]]\nname = "x"\n'))


def test_files_of_curves_have_a_size_together(folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_CURVE_BYTES", 150)
    (folder / "data/other.csv").write_text(PUMP, encoding="utf-8")
    assert read(folder, WHOLE)
    more = '[[pumps]]\nname = "S"\ncurve = "data/other.csv"\nspeed = 1480\n'
    error = faults(folder, WHOLE + more)
    assert [p.key for p in error.problems] == ["pumps[2].curve"]
    assert "files of curves of at most" in str(error)


def test_the_nearest_word_is_looked_for_a_few_times(folder, monkeypatch):
    calls = []
    monkeypatch.setattr(files.difflib, "get_close_matches", lambda *a: calls.append(a) or [])
    text = "schema = 1\n[project]\nname = 'A'\n[limits]\n" + "".join(
        f"limit_{i} = 1\n" for i in range(5000)
    )
    assert len(faults(folder, text).problems) == files.MOST_PROBLEMS
    assert len(calls) == files.MOST_GUESSES


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('other_roughness = ["0.5 mm"]', "other_roughness = [" + "0.001, " * 6 + "]",
         "line.other_roughness", "at most 5 entries; got 6"),
        ('rules = ["default", "hi"]', "rules = [" + '"hi", ' * 21 + "]", "checks.rules", "at most 20 entries"),
        ('rules = ["default", "hi"]', "rule_files = [" + '"a", ' * 6 + "]", "checks.rule_files", "at most 5 entries"),
        ('pump = "P"', 'pump = "P"\nseries = [' + '"P", ' * 201 + "]", "units[0].series", "at most 200 names"),
        ('name = "P"', 'name = "' + "P" * 1001 + '"', "pumps[0].name", "a name"),
        ("flows = [0.2, 0.4]", "flows = [\n" + "0.2,\n" * 10_001 + "]", "demand.flows", "at most 10000 entries"),
        ("flows = [0.2, 0.4]", "flows = [" + "[" * 9 + "]" * 9 + "]", "demand.flows" + "[0]" * 7, "at most 8 tables and lists"),
        ("standby = 1", "standby = 0x" + "f" * 5000, "station.standby", "at most 30 digits"),
        ("standby = 1", "standby = 1e400", "station.standby", "finite numbers"),
        ("standby = 1", "standby = 1\n" + "s" * 201 + " = 1", "station." + "s" * 192, "keys of at most 200"),
        ("standby = 1", 'standby = 1\n"a\\u0007" = 1', "station.a?", "a key without control characters"),
        ('pump = "P"', 'pump = "P\\u202e"', "units[0].pump", "text without control characters"),
    ],
)  # fmt: skip
def test_limits_of_one_place(folder, old, new, key, said):
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    error = faults(folder, text)
    assert key in [p.key for p in error.problems]
    assert said in str(error)


# Every field, with whatever a file can hold.


VALUES = {
    "nothing": "''", "text": "'x'", "spaces": "'   '", "braces": "'{example}'", "number": "'1.5'",
    "true": "true", "false": "false", "zero": "0", "minus": "-1", "half": "0.5", "large": "1e300",
    "30 digits": "9" * 30, "nan": "nan", "inf": "inf", "date": "2027-06-30", "time": "07:32:00",
    "moment": "2027-06-30T07:32:00Z", "empty list": "[]", "list": "[1, 2]", "texts": "['a', 'b']",
    "mixed": "[1, 'a', nan, true]", "nested": "[[1], [2]]", "dates": "[2027-06-30]", "tables": "[{}, {}]",
    "table of lists": "[{a = [1]}]", "empty table": "{}", "table": "{a = 1}", "deep": "{a = {b = [{c = 1}]}}",
}  # fmt: skip
SMALL = {
    "project.name": "'A'", "line.reaches": "[{pipe = {diameter = 0.8}, length = 1000}]",
    "pumps": "[{name = 'P', speed = 1480, flow = [0, 0.1, 0.2], head = [110, 104, 88]}]",
    "units": "[{pump = 'P'}]", "tariff.price": "0.1", "starts.volume": "100",
    "waivers": "[{rule = 'HC702', reason = 'relief valve is ordered', approver = {name = 'Li'},"
    " date = 2026-11-20, until = 2027-06-30}]",
    "wet_well": "{area = 20, bottom = 236, minimum_level = 241, maximum_level = 246,"
    " bell_level = 238, bell_diameter = 0.5}",
    "transients.results": "[{case = 'stop', suction_level = 1, delivery_level = 2, protection = []}]",
}  # fmt: skip
ESTIMATE = "{flow = 0.2, head = 87.8, speed = 1485, type = 'split-case', stages = 1}"
CURVE = "{name = 'P', curve = 'data/pump.csv', speed = 1480}"


def places(cls=hc.StationDesign, above=""):
    """Key path of every field of a design file, and of every table in it."""
    for name, field in cls.fields.items():
        if name in ("origin", "other_lines"):
            continue
        yield f"{above}{name}"
        if isinstance(field, records.Part) and field.of is not None:
            yield from places(field.of, f"{above}{name}{'[0]' if field.many else ''}.")


ALL = sorted(
    {*places(), "schema", "line.other_roughness", "limits.por_low", "pumps", "pumps[0]", "units[0]",
     "waivers[0]", "line.reaches[0]", "transients.results[0]", *(f"pumps[0].{n}" for n in (*hc.PumpCurve.fields, "estimate", "curve")),
     *(f"pumps[0].estimate.{n}" for n in ("flow", "head", "speed", "type", "stages")),
     *(f"pumps[0].curve+{n}" for n in hc.PumpCurve.fields)}
)  # fmt: skip


def placed(key, value):
    """A small design with a value at a key."""
    table = {"schema": 1}
    for name, text in SMALL.items():
        at = table
        *above, last = name.split(".")
        for part in above:
            at = at.setdefault(part, {})
        at[last] = tomllib.loads(f"x = {text}")["x"]
    if "estimate" in key:
        table["pumps"] = [{"name": "P", "estimate": tomllib.loads(f"x = {ESTIMATE}")["x"]}]
    if "curve+" in key:
        table["pumps"] = [tomllib.loads(f"x = {CURVE}")["x"]]
    at = table
    *above, last = re.findall(r"[a-z_]+|\d+", key.replace("curve+", ""))
    for part in above:
        at = at[int(part)] if part.isdigit() else at.setdefault(part, {})
        at = {} if at is None else at
    at[int(last) if last.isdigit() else last] = value
    return table


@pytest.mark.parametrize("key", ALL)
def test_any_value_at_any_key_is_read_or_refused(folder, key):
    path = folder / "a.hydro.toml"
    for name, text in VALUES.items():
        value = tomllib.loads(f"x = {text}")["x"]
        try:
            table = placed(key, value)
        except (AttributeError, TypeError, IndexError, KeyError):
            continue  # no place there: pumps of limits
        path.write_text(tomli_w.dumps(table), encoding="utf-8")
        try:
            hc.read_design(path)
        except DesignFileError as error:
            assert error.problems, name  # noqa: PT017
            assert all(p.error.expected for p in error.problems)  # noqa: PT017


@pytest.mark.parametrize("stages", ["0", '"x"', "[]", "1.5", "101", "true"])
def test_stages_of_an_estimate(folder, stages):
    text = WHOLE.replace(
        'curve = "data/pump.csv"\nspeed = "1480 rpm"\neyes = 2',
        "estimate = {flow = 0.2, head = 87.8, speed = 1485, stages = " + stages + "}",
    )
    error = faults(folder, text)
    assert [p.key for p in error.problems][:1] == ["pumps[0].estimate.stages"]
    assert "a whole number from 1 to 100" in str(error)


def test_one_speed_beside_the_file_of_a_curve(folder):
    error = faults(folder, WHOLE.replace('speed = "1480 rpm"', "speed = [1480, 1480]"))
    assert "one value" in str(error)


def test_what_contradicts_itself_is_neither_solved_nor_written():
    """A record changed after reading is held to the same as a file."""
    levels = hc.Levels(suction_design=243, suction_min=247, delivery_design=318)
    bad = design(levels=levels, line=hc.Line(reaches=[reach()]), units=[unit([9, 8, 7])])
    twice = design(units=[unit([9, 8, 7]).replace(name="A")] * 2)
    for one, said in ((bad, "suction_min"), (twice, "a name of its own")):
        for act in (hc.design_text, hc.design_model, hc.check, hc.calculation_sheet):
            with pytest.raises(hc.InputError, match=said):
                act(one)


def test_the_template_speaks_chinese_and_says_the_same(capsys):
    said = {}
    for lang in ("en", "zh"):
        assert main(["init", "--lang", lang]) == 0
        said[lang] = capsys.readouterr().out
    assert tomllib.loads(said["zh"]) == tomllib.loads(said["en"])
    lines = [text.splitlines() for text in said.values()]
    for english, chinese in zip(*lines, strict=True):
        before, mark, comment = english.rpartition("# ")
        assert chinese.startswith(before + mark)
        own = not mark or re.match(r"\[|\w+ = ", comment)  # a key, maybe commented out
        assert (chinese == english) == bool(own), english
        assert own or re.search("[\u4e00-\u9fff]", chinese)


def test_limits_keep_their_order_when_written(folder):
    given = [
        LimitOverride(id="reverse_speed", value=1.1, name="Li", date="2026-11-01", reason="agreed with the owner"),
        LimitOverride(id="npsh_difference_shall", value=0.7),
    ]  # fmt: skip
    design = hc.StationDesign(project=hc.Project(name="A"), limits=given)
    hc.write_design(design, folder / "b.hydro.toml")
    assert hc.read_design(folder / "b.hydro.toml").replace(origin=None) == design
