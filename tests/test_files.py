"""The design file: what is read, what is refused and where, written and read again."""

import json
import os
import pickle
import time
import tomllib
from pathlib import Path

import jsonschema
import pytest
from generated import designs
from hypothesis import given, settings
from hypothesis import strategies as st

import hydrocalc as hc
from hydrocalc import files
from hydrocalc.errors import DesignFileError

ROOT = Path(__file__).parents[1]
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
por_low = 0.6
[checks]
rules = ["default", "hi"]
[[waivers]]
rule = "HC70"
reason = "ordered"
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
    table["waivers"][0]["until"] = "2027-06-30"
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
        ("data/profile.csv", "a\\u0000b", "below the design file's folder"),
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
        ("por_low = 0.6", 'por_low = "x"', "limits.por_low"),
        ("[[waivers]]", "[waivers]", "a list of at most 200 tables"),
        ("other_roughness = [", "other_roughness = [3, ", "roughness"),
        ('rules = ["default", "hi"]', 'rules = "default"', "a list of texts"),
        ("suction_design = 243", "suction_design = 243\nsuction_design = 243", "TOML 1.0"),
        ("schema = 1", "schema = 1\n" + "a." * 20000 + "b = 1", "characters"),
        ("schema = 1", "schema = 1\n" + "a." * 900 + "b = 1", "at most 16 parts"),
        ("schema = 1", "schema = 1\nx = " + "[" * 5000, "TOML 1.0"),
        ("schema = 1", "schema = 1\n# " + "x" * 30000, "at most 20000 characters"),
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
    assert "at most 200000 rows" in str(faults(folder, WHOLE))


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
            waiver["until"] = str(waiver["until"])
        jsonschema.validate(table, schema)
        assert read(folder, text)
    bad = tomllib.loads(WHOLE.replace("suction_min", "suction_mn"))
    bad["waivers"][0]["until"] = "2027-01-01"
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


def test_keys_are_located():
    text = '[a]\nb = 1\n[[c]]\nd = 1\n[[c]]\n[c.e]\nf = 2\n[[c.g]]\n[[c.g]]\n"h" = 3\n'
    assert dict(files._keys(text)) == {
        "a": 1, "a.b": 2, "c[0]": 3, "c[0].d": 4, "c[1]": 5, "c[1].e": 6, "c[1].e.f": 7,
        "c[1].g[0]": 8, "c[1].g[1]": 9, "c[1].g[1].h": 10,
    }  # fmt: skip
