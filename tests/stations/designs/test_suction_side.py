"""A well, its bells, suction pipes and eyes that can't stand in one station are asked for."""

import math
import shutil
from pathlib import Path

import pytest

import hydrocalc as hc

COMPLETE = Path(__file__).parents[2] / "checks" / "complete"
HEADER = '[suction_header]\naxis_level = {level}\ndiameter = "{bore} mm"\n'
WELL = (
    '[wet_well]\narea = "6 m2"\nbottom = 238.5\nminimum_level = 241\nmaximum_level = 245\n'
    'bell_level = 239.5\nbell_diameter = "500 mm"\n'
)


def written(folder, *changes):
    shutil.copytree(COMPLETE / "cn", folder, dirs_exist_ok=True)
    path = folder / "station.hydro.toml"
    # Its analysis is of the station as it was.
    text = path.read_text(encoding="utf-8").partition("[transients.analysis]")[0]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


# Three bells of 500 mm cover 3 × 0.19635 m².
COVERED = 3 * math.pi / 4 * 0.5**2


@pytest.mark.parametrize(
    ("changes", "key", "other"),
    [
        # Another datum: all of the well, or its bells alone.
        ([("bottom = 238.5", "bottom = 78.5"), ("minimum_level = 241", "minimum_level = 81"),
          ("bell_level = 239.5", "bell_level = 79.5")],
         "wet_well.minimum_level", "levels.suction_min, 241 m"),
        ([("bottom = 238.5", "bottom = 78.5"), ("bell_level = 239.5", "bell_level = 79.5")],
         "wet_well.bottom", "wet_well.minimum_level"),
        ([("maximum_level = 245", "maximum_level = 345")],
         "wet_well.maximum_level", "levels.suction_max, 245 m"),
        ([('area = "6 m2"', f'area = "{COVERED * 0.99:.4f} m2"')],
         "wet_well.area", "wet_well.bell_diameter, 500 mm"),
        ([("bottom = 238.5", "bottom = 239.41")], "wet_well.bell_level", "wet_well.bottom"),
        ([('suction_diameter = "450 mm"', 'suction_diameter = "600 mm"')],
         "wet_well.bell_diameter", "units[0].suction_diameter, 600 mm"),
        ([('bell_diameter = "500 mm"', 'bell_diameter = "1400 mm"')],
         "wet_well.bell_diameter", "3 times units[0].suction_diameter, 450 mm"),
        ([("eye_level = 240", "eye_level = 200.5")], "units[0].eye_level", "wet_well.bottom"),
        ([(WELL, HEADER.format(level=232, bore=900))],
         "units[0].eye_level", "suction_header.axis_level, 232 m"),
        ([(WELL, HEADER.format(level=240, bore=400))],
         "suction_header.diameter", "units[0].suction_diameter, 450 mm"),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_one_station_is_asked_for(tmp_path, changes, key, other):
    with pytest.raises(hc.DesignFileError) as caught:
        hc.read_design(written(tmp_path, *changes))
    said = str(caught.value)
    assert f": {key}: expected" in said
    assert other in said


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [('area = "6 m2"', f'area = "{COVERED * 1.01:.4f} m2"')],
        [('suction_diameter = "450 mm"', 'suction_diameter = "500 mm"')],
        [("bottom = 238.5", "bottom = 239.39")],
        [("eye_level = 240", "eye_level = 236")],  # a dry pit a step below its sump
        [("minimum_level = 241", "minimum_level = 239.9")],  # drawn down below the river
        [("minimum_level = 241", "minimum_level = 240.5"), ("bottom = 238.5", "bottom = 221")],
        [(WELL, HEADER.format(level=239.5, bore=500))],
        # A borehole pump hangs deep in its casing.
        [('name = "Good station"', 'name = "G"\nkind = "borehole"'),
         ("bottom = 238.5", "bottom = 120"), ("eye_level = 240", "eye_level = 236")],
    ],
)  # fmt: skip
def test_what_is_built_is_taken(tmp_path, changes):
    hc.read_design(written(tmp_path, *changes))
