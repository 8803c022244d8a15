"""A line begins at its pumps and ends where it delivers."""

import pytest

import hydrocalc as hc
from tests.stations.designs.test_suction_side import written

ROWS = [(0, 244), (400, 260), (900, 283), (1500, 298), (2100, 312)]


def read(folder, rows, *changes):
    path = written(folder, *changes)
    lines = [f"{x},{z + 2},{z}" for x, z in rows]
    (folder / "profile.csv").write_text("chainage_m,ground_m,axis_m\n" + "\n".join(lines) + "\n")
    return hc.read_design(path)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [(2100 - x, z) for x, z in reversed(ROWS)],
            "points from the pumps to the end: the last, 244 m",
        ),
        (
            [(0, 285), *ROWS[1:]],
            r"from 60 m under to 40 m over units\[0\].eye_level, 240 m; got 285 m",
        ),
        (
            [(0, 175), *ROWS[1:]],
            r"from 60 m under to 40 m over units\[0\].eye_level, 240 m; got 175 m",
        ),
        ([*ROWS[:-1], (2100, 220)], "at most 100 m under the level that it delivers to, 325.9 m"),
    ],
)
def test_a_profile_of_another_line_is_asked_for(tmp_path, rows, said):
    with pytest.raises(hc.DesignFileError, match=f"line.profile: expected .*{said}"):
        read(tmp_path, rows)


@pytest.mark.parametrize(
    ("rows", "changes"),
    [
        ([(0, 279), *ROWS[1:]], ()),  # a shaft
        ([*ROWS[:-1], (2100, 240)], ()),  # a zone of high pressure
        ([(0, 300), *ROWS[1:]], [('name = "Good station"', 'name = "G"\nkind = "borehole"')]),
    ],
)
def test_what_is_built_is_taken(tmp_path, rows, changes):
    read(tmp_path, rows, *changes)
