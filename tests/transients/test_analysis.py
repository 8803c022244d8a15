"""Results of an external transient analysis: what a design file may say, and of which design."""

import hashlib
import json

import jsonschema
import numpy as np
import pytest
from transients_made import DESIGN, write

import hydrocalc as hc
from hydrocalc.errors import DesignFileError, InputError
from hydrocalc.records.documents import read_toml
from hydrocalc.stations.designs import reading
from hydrocalc.stations.designs.fingerprint import (
    HYDRAULIC,
    PARTS,
    changed_since,
    hydraulic_fingerprint,
)
from hydrocalc.transients.analysis import Envelope, check_envelope, read_envelope, stretches


def refused(folder, *changes, **files):
    with pytest.raises(DesignFileError) as error:
        hc.read_design(write(folder, *changes, **files))
    return {p.key: p.error for p in error.value.problems}


def test_what_a_file_says_is_read_and_written_again(tmp_path):
    path = write(tmp_path)
    design = hc.read_design(path)
    analysis, results = design.transients.analysis, design.transients.results
    assert analysis.analyst.name == "A. Wei"
    assert analysis.checker.organisation == ""
    assert analysis.date == "2026-10-12"
    assert analysis.si.wave_speed == 1100
    assert len(results) == 16
    first = results[0]
    assert (first.case, first.units, first.roughness) == ("trip of all", 2, "new")
    assert first.si.duration == 300
    assert first.si.pressure_pump_outlet == pytest.approx(1.07e6)
    assert first.protection == ("air vessel 30 m3 at 0 m", "air valves as list 2")
    assert first.envelope.si.head_min[70] == pytest.approx(159.5)
    assert results[11].device_out == "air vessel 30 m3 at 0 m"
    again = tmp_path / "again.hydro.toml"
    hc.write_design(design, again)
    assert hc.read_design(again).replace(origin=None) == design.replace(origin=None)
    assert "A. Wei, Own MOC 3.1, 2026-10-12, SR-014 rev B" in str(design)
    assert "过渡过程计算" in design.text("zh")


def test_the_schema_says_what_the_reader_takes(tmp_path):
    table, _ = read_toml(write(tmp_path).read_text(encoding="utf-8"), "file")
    table["transients"]["analysis"]["date"] = "2026-10-12"  # JSON has no dates
    schema = hc.design_schema()
    jsonschema.validate(table, schema)
    table["transients"]["results"][0]["valve_slamm"] = 1
    with pytest.raises(jsonschema.ValidationError, match="valve_slamm"):
        jsonschema.validate(table, schema)


def test_an_envelope_may_stand_in_the_file(tmp_path):
    table = '{ chainage = [0, 12000], head_max = [210, 175], head_min = ["120 m", 168] }'
    design = hc.read_design(write(tmp_path, ('"trip.csv"', table)))
    assert design.transients.results[0].envelope.si.head_min[0] == 120


RESULT = "transients.results[0]"


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("valve_slam", "valve_slamm", f"{RESULT}.valve_slamm", "one of"),
        ("four_quadrant", "four_quadrants", "transients.analysis.four_quadrants", "one of"),
        ("organisation", "office", "transients.analysis.analyst.office", "one of"),
        ('"300 s"', '"-60 s"', f"{RESULT}.duration", "above 0"),
        ('"300 s"', "0", f"{RESULT}.duration", "above 0"),
        ('"300 s"', "nan", f"{RESULT}.duration", "a number"),
        ('"300 s"', '"60 m"', f"{RESULT}.duration", "unit"),
        ('"0 rpm"', '"-5 rpm"', f"{RESULT}.reverse_speed", "0"),
        ('"0 m3"', "-1", f"{RESULT}.largest_cavity", "0"),
        ("units = 2\nsuction", "units = 0\nsuction", f"{RESULT}.units", "whole number"),
        ('case = "trip of all"', 'case = "trip"', f"{RESULT}.case", "trip of one"),
        ('case = "trip of all"\n', "", f"{RESULT}.case", "a value"),
        ("suction_level = 105\n", "", f"{RESULT}.suction_level", "level in m or with a unit, such as"),
        ("delivery_level = 170\n", "", f"{RESULT}.delivery_level", "level in m or with a unit, such as"),
        ('protection = ["air vessel 30 m3 at 0 m", "air valves as list 2"]\n', "", f"{RESULT}.protection", "a value"),
        ('protection = ["air vessel 30 m3 at 0 m", "air valves as list 2"]',
         'protection = "none"', f"{RESULT}.protection", "a list of texts"),
        ('"new"', '"old"', f"{RESULT}.roughness", "new, aged"),
        ('"1100 m/s"', '"2000 m/s"', "transients.analysis.wave_speed", "up to 1600"),
        ('"MOC"', '"magic"', "transients.analysis.method", "wave plan"),
        ("2026-10-12", '"soon"', "transients.analysis.date", "a date"),
        ('"A. Wei"', r'"A\u202e"', "transients.analysis.analyst.name", "control characters"),
        ('"trip.csv"', '"../trip.csv"', f"{RESULT}.envelope", "below the design file's folder"),
        ('"trip.csv"', '"/etc/passwd"', f"{RESULT}.envelope", "below the design file's folder"),
        ('"trip.csv"', '"none.csv"', f"{RESULT}.envelope", "a file that can be read"),
        ('"trip.csv"', "7", f"{RESULT}.envelope", "a table"),
        ("suction_level = 105", "suction_level = 106", f"{RESULT}.suction_level",
         "103 m to 105 m"),
        ("delivery_level = 170", "delivery_level = 160", f"{RESULT}.delivery_level",
         "170 m to 170 m"),
    ],
)  # fmt: skip
def test_what_no_file_may_say(tmp_path, old, new, key, said):
    found = refused(tmp_path, (old, new))
    assert said in str(found[key])


@pytest.mark.parametrize(
    ("csv", "said"),
    [
        ("chainage_m,head_max_m\n0,210\n", "head_min_m"),
        ("chainage_m,head_max_m,head_min_m,head_min_m\n0,2,1,1\n9,2,1,1\n", "each column once"),
        ("chainage_m,head_max_m,head_min_m\n0,210,120\n", "two points"),
        ("chainage_m,head_max_m,head_min_m\n0,210,nan\n12000,175,168\n", "decimal points"),
        ("chainage_m,head_max_m,head_min_m\n0,210,\n12000,175,168\n", "decimal points"),
        ("chainage_m,head_max_m,head_min_m\n9,210,120\n12000,175,168\n", "first chainage of 0"),
        ("chainage_m,head_max_m,head_min_m\n0,210,120\n0,210,120\n", "chainages that rise"),
        ("chainage_m,head_max_m,head_min_m\n0,210,120\n12000,168,175\n", "at least the head_min"),
        ("chainage_m,head_max_m,head_min_m\n0,210,120\n11980,175,168\n", "as long as the line"),
        ("chainage_m,head_max_m,head_min_m\n0,210,120\n12500,175,168\n", "as long as the line"),
    ],
)
def test_what_is_no_envelope_of_the_line(tmp_path, csv, said):
    assert said in str(refused(tmp_path, csv=csv)[f"{RESULT}.envelope"])


def test_envelopes_of_a_size_that_nobody_has(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ENVELOPE_BYTES", 1000)
    assert "at most 0.001 MB" in str(refused(tmp_path)[f"{RESULT}.envelope"])


def test_records_contradict_themselves_too(tmp_path):
    design = hc.read_design(write(tmp_path))
    first = design.transients.results[0]
    wrong = first.replace(envelope=first.envelope.replace(head_max=[1.0, 2.0]))
    with pytest.raises(InputError, match="equal length"):
        hc.check(design.replace(transients=design.transients.replace(results=[wrong])))


def test_an_envelope_along_each_reach(tmp_path):
    """Straight between its points; axis and joints are points, whichever has them."""
    (tmp_path / "e.csv").write_text("head_min_m,chainage_m,head_max_m\n120,0,210\n168,12000,174\n")
    line = hc.read_design(write(tmp_path)).line
    first, second = stretches(read_envelope(tmp_path / "e.csv"), line)
    assert first.x.tolist() == [0, 1000, 2000, 3000, 4000]
    assert second.x.tolist() == list(range(4000, 12_001, 1000))
    assert first.axis[-1] == second.axis[0] == 130
    assert first.head_max[-1] == pytest.approx(210 - 36 / 3)
    assert second.head_min[3] == pytest.approx(120 + 48 * 7 / 12)
    assert (first.bore, second.bore) == (0.6, 0.5)
    read = Envelope(chainage=[0, 1], head_max=[1, 2], head_min=[0, 0])
    with pytest.raises(InputError, match="finite"):
        check_envelope(read.replace(head_max=[1, np.inf]))


# The fingerprint.


def read(folder, *changes, design=DESIGN):
    return hc.read_design(write(folder, *changes, design=design, fingerprint="", results=[]))


def test_a_fingerprint_is_the_hash_of_each_part(tmp_path):
    found = hydraulic_fingerprint(read(tmp_path))
    kind, _, hashes = found.partition(":")
    assert kind == "sha256"
    parts = dict(zip(PARTS, hashes.split("-"), strict=True))
    for part, text in (
        ("levels", "{suction_design=104,suction_min=103,suction_max=105,delivery_design=170,"
                   "delivery_min=170,delivery_max=170}"),
        ("site", "{temperature=20,warmest=30,altitude=0}"),
        ("line.profile", "{chainage=[0,1000,2000,3000,4000,5000,6000,7000,8000,9000,10000,11000,12000],"
                         "axis=[100,107.5,115,122.5,130,140,150,160,150,140,148.333333333,"
                         "156.666666667,165]}"),
    ):  # fmt: skip
        assert parts[part] == hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "Made"', 'name = "Other"\nkind = "treated-water"'),
        ('{ name = "1"', '{ name = "one"'), ('rating = "2 MPa"', 'rating = "1.6 MPa"'),
        ('diameter = "600 mm"', "diameter = 0.6"), ('length = "4 km"', "length = 4000.0"),
        ('name = "P"\nspeed', 'name = "Q"\nspeed'), ("count = 2", "count = 2\nmotor_rating = 2e5"),
        ("flow = 0.2", "flow = 0.21"), ("standby = 1", "standby = 2"),
        ("[demand]", '[site]\ntemperature = "20 °C"\n[demand]'),
        ("[checks]", "[limits]\nline_velocity_high = 1.4\n[checks]"),
    ],
)  # fmt: skip
def test_names_and_limits_leave_the_fingerprint(tmp_path, old, new):
    design = DESIGN.replace('pump = "P"', 'pump = "Q"') if '"Q"' in new else DESIGN
    changed = read(tmp_path, (old, new), design=design) if design == DESIGN else hc.read_design(
        write(tmp_path, design=design.replace(old, new), fingerprint="")
    )  # fmt: skip
    assert hydraulic_fingerprint(changed) == hydraulic_fingerprint(read(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("suction_min = 103", "suction_min = 102.9", "levels"),
        ("[demand]", '[site]\ntemperature = "21 °C"\n[demand]', "site"),
        ("[demand]", '[site]\naltitude = "300 m"\n[demand]', "site"),
        ('roughness = "0.1 mm", wall = "10 mm"', 'roughness = "0.2 mm", wall = "10 mm"', "line"),
        ('wall = "10 mm"', 'wall = "11 mm"', "line"), ('length = "4 km"', 'length = "4.001 km"',
                                                       "line"),
        ('other_roughness = ["0.2 mm"]', 'other_roughness = ["1 mm"]', "line"),
        ("count = 2", "count = 3", "units"), ("83, 66", "83, 67", "units"),
        ("speed = 1480", "speed = 1485", "units"),
        ("eye_level = 101", "eye_level = 101\ndischarge_diameter = 0.3\n"
                            "discharge_loss_coefficient = 2", "units"),
    ],
)  # fmt: skip
def test_what_moves_water_changes_its_part(tmp_path, old, new, part):
    before = hydraulic_fingerprint(read(tmp_path))
    after = read(tmp_path, (old, new))
    assert changed_since(after, before) == (part,)


def test_the_profile_has_its_part_and_the_ground_none(tmp_path):
    design = read(tmp_path)
    before, profile = hydraulic_fingerprint(design), design.line.profile
    for name, changed in (("ground", ()), ("axis", ("line.profile",))):
        values = np.add(getattr(profile.si, name), [0, 0.01, *[0] * 11])
        other = design.line.replace(profile=profile.replace(**{name: values}))
        assert changed_since(design.replace(line=other), before) == changed


def test_a_fingerprint_outlives_the_file(tmp_path):
    design = read(tmp_path)
    hc.write_design(design, tmp_path / "again.hydro.toml")
    again = hc.read_design(tmp_path / "again.hydro.toml")
    assert hydraulic_fingerprint(again) == hydraulic_fingerprint(design)
    for unknown in ("sha256:0123", "x", "sha256:" + "0" * 64):
        assert changed_since(design, unknown) == PARTS


def test_without_units_the_flow_counts(tmp_path):
    bare = hc.StationDesign(project=hc.Project(name="A"), demand=hc.Demand(flow=0.2))
    more = bare.replace(demand=hc.Demand(flow=0.3))
    assert changed_since(more, hydraulic_fingerprint(bare)) == ("units",)
    nothing = hc.StationDesign(project=hc.Project(name="A"))
    assert changed_since(bare, hydraulic_fingerprint(nothing)) == ("units",)


REST = {
    "Pipe": {"name", "rating", "pfa", "pma", "pea", "yield_strength"},
    "Reach": set(),
    "Line": {"profile", "delivery_level"},  # these have parts of their own
    "Profile": {"ground"},
    "PumpUnit": {"name", "motor_rating", "motor_efficiency", "coupling_efficiency",
                 "drive_efficiency", "minimum_flow"},
    "PumpCurve": {"name", "npsh_required", "impeller_diameter", "minimum_flow", "maximum_flow",
                  "basis"},
}  # fmt: skip


@pytest.mark.parametrize("record", HYDRAULIC, ids=lambda record: record.__name__)
def test_every_field_is_known_to_move_water_or_not(record):
    """A new field has to be put on one of the two lists."""
    assert set(HYDRAULIC[record]) | REST[record.__name__] == set(record.fields)
    assert not set(HYDRAULIC[record]) & REST[record.__name__]


def test_json_has_the_results(tmp_path):
    found = json.loads(json.dumps(hc.read_design(write(tmp_path)).to_dict()))
    assert found["transients"]["results"][0]["valve_slam"] == {"value": 0.2, "unit": "m/s"}
