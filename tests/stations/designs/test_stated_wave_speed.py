"""The wave speed that an analysis states is that of the whole line, 2L over its period.

A line of PE and ductile iron: by Korteweg with K = 2.19 GPa and 998 kg/m³ at 20 °C, water alone
1481 m/s, a thick wall held along its axis, c = 2 e/D (1 + ν) + D (1 - ν²)/(D + e) and
a = 1481/sqrt(1 + c K D/(E e)). PE 600 × 36 mm, 1.1 GPa, 0.45: c = 0.174 + 0.752, 1 + 0.926 · 33.18 =
31.74, 262.9 m/s; ductile iron 500 × 9 mm, 170 GPa, 0.28: c = 0.046 + 0.905, 1 + 0.951 · 0.7157 =
1.681, 1142 m/s. 12 km in 4000/262.9 + 8000/1142 = 22.2 s: 540 m/s.
"""

import numpy as np
import pytest
from transients_made import write

import hydrocalc as hc
from hydrocalc.stations.designs.conditions import DesignConditions
from hydrocalc.stations.designs.external import ExternalAnalysis
from hydrocalc.stations.designs.solved import SolvedStation

PE = (
    'wall = "10 mm", modulus = "170 GPa", poisson = 0.28, rating = "2 MPa", material = "ductile iron"',
    'wall = "36 mm", modulus = "1.1 GPa", poisson = 0.45, rating = "2 MPa", material = "polyethylene"',
)


def external(folder, speed):
    design = hc.read_design(write(folder, PE, ('wave_speed = "1100 m/s"', speed)))
    return ExternalAnalysis(SolvedStation(DesignConditions(design)))


@pytest.mark.parametrize("stated", [450, 540, 650])
def test_reaches_keep_their_proportions_and_the_line_has_the_mean_that_is_stated(tmp_path, stated):
    own, scaled = external(tmp_path, f'wave_speed = "{stated} m/s"')._wave_speeds
    assert own == pytest.approx([262.9, 1142], rel=0.003)
    assert 12000 / np.sum(np.array([4000, 8000]) / scaled) == pytest.approx(stated)
    assert scaled.max() < 1481  # sound in water


def test_no_wave_is_faster_than_sound_in_water(tmp_path):
    """Scaled by 720/540, ductile iron would carry 1523 m/s; water alone carries 1481."""
    _, scaled = external(tmp_path, 'wave_speed = "720 m/s"')._wave_speeds
    assert scaled == pytest.approx([262.9 * 720 / 540, 1481], rel=0.003)


def test_the_wave_that_is_spoken_of_is_that_of_the_whole_line(tmp_path):
    """Held at 1481 m/s in ductile iron: 12 km in 4000/350.5 + 8000/1481 = 16.81 s, 714 m/s."""
    e = external(tmp_path, 'wave_speed = "720 m/s"')
    own, scaled = e._wave_speeds
    assert e._mean_of(scaled) == pytest.approx(713.7, rel=0.003)
    assert e._mean_of(own) == pytest.approx(540, rel=0.003)


def test_the_mean_that_is_stated_changes_nothing(tmp_path):
    """Its mild line is that of the walls: to scale both reaches by the slower raised it by metres."""
    lines = []
    for speed in ("", 'wave_speed = "540 m/s"'):
        e = external(tmp_path, speed)
        result = e.results[-1]
        steady = e.steady(result.si.suction_level, result.si.delivery_level)
        x = np.linspace(0, 11000, 45)
        lines.append([e._trip_lines(x, steady, result, a).mild for a in e._wave_speeds])
    (walls,), both = lines
    assert both[0] == pytest.approx(walls)
    assert both[1] == pytest.approx(walls, abs=0.5)
