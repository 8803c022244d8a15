"""What isn't known of one part hides no failure of another, and passes nothing by itself."""

import re
import shutil
from pathlib import Path

import pytest
from analysed import analysed

import hydrocalc as hc

COMPLETE = Path(__file__).parent / "complete"
PIPE = (
    'pipe = { diameter = "450 mm", roughness = "0.1 mm", wall = "10 mm", rating = "2.5 MPa", '
    'material = "ductile iron", modulus = "170 GPa", poisson = 0.28 }\nlength = "2.1 km"\nstrings = 2\n'
)


def written(folder, *changes, name="cn"):
    shutil.copytree(COMPLETE / name, folder, dirs_exist_ok=True)
    path = folder / "station.hydro.toml"
    text = path.read_text(encoding="utf-8").partition("[transients.analysis]")[0]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def findings(path):
    return {f.code: f for f in hc.check(path).findings}


def reaches(rating):
    """1.5 km of which no rating and no material is known, and 0.6 km of a rating."""
    known = PIPE.replace("2.1 km", "0.6 km").replace("2.5 MPa", rating)
    bare = (
        'pipe = { diameter = "450 mm", roughness = "0.1 mm", wall = "10 mm" }\n'
        'length = "1.5 km"\nstrings = 2\n'
    )
    return PIPE, f"{bare}\n[[line.reaches]]\n{known}"


# 0.6 km at 298 m and higher: 112 m over 245 m at rest, less 298 m, are 0.58 MPa.
@pytest.mark.parametrize(("rating", "outcome"), [("0.25 MPa", "fail"), ("2.5 MPa", "open")])
def test_a_rating_that_is_missing_hides_no_other(tmp_path, rating, outcome):
    path = analysed(written(tmp_path, reaches(rating)))
    found = findings(path)
    assert found["HC506"].outcome == outcome
    assert found["HC507"].outcome == outcome
    if outcome == "open":
        assert found["HC506"].missing == ("line.reaches[0].pipe.rating",)
        assert "line.reaches[0].pipe.material" in found["HC706"].missing  # which says the PMA
    else:
        assert found["HC506"].key == "line.reaches[1].pipe"
    assert found["HC706"].outcome == outcome


SECOND = """[[pumps]]
name = "S"
"flow [m3/h]" = [180, 360, 540, 720, 800, 900, 1000]
head = [111.5, 109, 103, 93.5, 88, 80, 70]
"efficiency [%]" = [38, 64, 79, 84.5, 83, 79, 72]
npsh_required = [2.6, 2.8, 3.2, 4.0, 4.6, 5.4, 6.4]
speed = "1480 rpm"
eyes = 2
minimum_flow = "300 m3/h"
maximum_flow = "1000 m3/h"

[[units]]
name = "S"
pump = "S"
inertia = "11 kg·m²"
minimum_flow = "200 m3/h"
suction_diameter = "450 mm"
suction_loss_coefficient = 1
discharge_diameter = "400 mm"
discharge_loss_coefficient = 3
motor_rating = "280 kW"
motor_efficiency = "96.0 %"

[wet_well]
"""


def test_a_head_at_no_flow_that_is_missing_hides_no_speed_that_is_too_low(tmp_path):
    """At 900 rpm the first kind lifts 112 × (900/1480)² = 41 m of 83."""
    slow = ("count = 2\n", 'count = 1\nminimum_speed = "900 rpm"\n')
    f = findings(written(tmp_path, slow, ("[wet_well]\n", SECOND)))["HC208"]
    assert f.outcome == "fail"
    fast = ("count = 2\n", 'count = 1\nminimum_speed = "1470 rpm"\n')
    f = findings(written(tmp_path, fast, ("[wet_well]\n", SECOND)))["HC208"]
    assert (f.outcome, f.missing) == ("open", ("head at no flow of S",))


@pytest.mark.parametrize(("pressure", "outcome"), [("9 MPa", "fail"), ("0.95 MPa", "open")])
def test_an_eye_that_is_missing_hides_no_pressure(tmp_path, pressure, outcome):
    path = analysed(written(tmp_path, ("count = 2\n", "count = 1\n"), ("[wet_well]\n", SECOND)))
    text = path.read_text(encoding="utf-8")
    outlet = f'pressure_pump_outlet = "{pressure}"'
    path.write_text(re.sub(r"pressure_pump_outlet = .*", outlet, text), encoding="utf-8")
    f = findings(path)["HC702"]
    assert f.outcome == outcome
    if outcome == "open":
        assert "units[1].eye_level" in f.missing


def test_below_the_end_of_a_curve_nothing_is_known_of_its_efficiency(tmp_path):
    """The points end at 93.5 m, and the mean head is less."""
    path = written(tmp_path)
    curve = tmp_path / "pump.csv"
    rows = curve.read_text(encoding="utf-8").splitlines()
    curve.write_text("\n".join(row for row in rows if row[:3] not in ("800", "900", "100")) + "\n")
    f = findings(path)["HC210"]
    assert f.outcome == "open"
    assert "beyond its last" in str(f.missing[0])


@pytest.mark.parametrize(("name", "code"), [("cn", "HC404"), ("eu", "HC415")])
def test_a_class_without_an_efficiency_is_a_word(tmp_path, name, code):
    path = written(tmp_path, ("motor_efficiency", "# motor_efficiency"), name=name)
    assert findings(path)[code].outcome == "review"


def test_a_reversal_that_is_not_said_hides_no_other(tmp_path):
    path = analysed(written(tmp_path))
    text = path.read_text(encoding="utf-8").replace('reverse_speed = "0 rpm"\n', "", 1)
    path.write_text(text, encoding="utf-8")
    f = findings(path)["HC703"]
    assert (f.outcome, f.missing) == ("open", ("transients.results[0].reverse_speed",))
    path.write_text(text.replace('"1628 rpm"', '"1900 rpm"'), encoding="utf-8")  # 1.28 times
    assert findings(path)["HC703"].outcome == "fail"
