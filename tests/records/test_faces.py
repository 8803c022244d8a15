"""The doors of public functions: old names, said and accepted."""

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import HydrocalcWarning, InputError

PUMP = hc.estimated_curve(flow=0.2, head=88, speed=1485)
UNIT = hc.PumpUnit(name="A", pump=PUMP, eye_level=240)
LINE = hc.Line(
    reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)],
    delivery_level=318,
)  # fmt: skip
GROUP = hc.PumpGroup(units=[UNIT])
CALLS = {
    "operating_matrix": (
        lambda **w: hc.operating_matrix(GROUP, LINE, suction_levels=[243], **w).npsh_margin,
        "temperature", "temperature_max", 36,
    ),
    "duty_point": (
        lambda **w: hc.duty_point(UNIT, LINE, suction_level=243, **w).npsh_margin,
        "temperature", "temperature_max", 36,
    ),
    "npsh_envelope": (
        lambda **w: hc.npsh_envelope(UNIT, suction_levels=[243], **w).npsh_margin,
        "temperatures", "temperature_max", [36],
    ),
    "size_station": (
        lambda **w: hc.size_station(flow=0.4, head=87.8, **w).recommended.npsh_available,
        "suction_level", "water_above_eye", 3,
    ),
    "npsh_available": (
        lambda **w: hc.npsh_available(suction_loss=0.5, **w), "suction_level", "water_above_eye", 3
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_an_old_name_is_accepted_with_a_warning(name):
    call, old, new, value = CALLS[name]
    with pytest.warns(HydrocalcWarning, match=f"{name}: {old} is now called {new}"):
        said = call(**{old: value})
    assert np.all(said == call(**{new: value}))
    with pytest.raises(InputError, match=f"{old}: .*{new} is given"):
        call(**{old: value, new: value})


@pytest.mark.parametrize("option", ["--suction-level", "--water-above-eye"])
def test_water_above_the_eye_is_no_elevation(option, capsys):
    size = ["size", "--flow", "0.4", "--head", "87.8"]
    assert main([*size, option, "243"]) == 2
    said = capsys.readouterr().err
    assert "--water-above-eye: expected water above the impeller eye, at most 60 m" in said
    assert "243 m" in said
    assert main([*size, option, "3", "--lang", "zh"]) == 0
    page, warned = capsys.readouterr()
    assert "水位高于叶轮进口" in page
    assert ("--suction-level" in warned) == (option == "--suction-level")


def test_both_names_of_an_option_are_one_too_many(capsys):
    size = ["size", "--flow", "0.4", "--head", "87.8"]
    assert main([*size, "--suction-level", "3", "--water-above-eye", "3"]) == 2
    assert "--suction-level" in capsys.readouterr().err


def test_old_names_are_not_in_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["size", "--help"])
    page = capsys.readouterr().out
    assert "--water-above-eye" in page
    assert "--suction-level " not in page
