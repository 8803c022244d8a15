"""Several values on the command line, and levels the wrong way round: hints that work."""

import re

import pytest

from hydrocalc.cli.main import main
from tests.checks.test_complete import COMPLETE

CURVE = str(COMPLETE / "us" / "pump.csv")
LINE = ["--length", "100 m", "--pipe", "ductile iron K9 DN 400"]
DUTY = ["duty", "--curve", CURVE, "--curve-speed", "1780", *LINE]


@pytest.mark.parametrize("typed", ["1,2", "1, 2", "1，2", "1、2", "1,2,3"])
def test_what_is_proposed_for_commas_works(capsys, typed):
    assert main([*DUTY, "--static", "20 m", "--units", typed]) == 2
    write = re.search(r"write '([^']+)'", capsys.readouterr().err)[1]
    assert main([*DUTY, "--static", "20 m", "--units", write]) in (0, 1)
    assert "error" not in capsys.readouterr().err


def test_a_comma_between_levels_may_be_a_point(capsys):
    units = ["--units", f"A: {CURVE}, x2, curve 1780 rpm"]
    assert main(["matrix", *units, *LINE, "--delivery-levels", "20,5"]) == 2
    assert "write '20.5' / '20;5'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "The end lies below the water at the pumps"), ("zh", "两端水位是否填反")],
)
def test_water_that_runs_by_itself_is_said(capsys, lang, said):
    units = ["--units", f"A: {CURVE}, x2, curve 1780 rpm"]
    ends = ["--suction-levels", "200", "--delivery-levels"]
    for level, falls in (("150", True), ("250", False)):
        main(["matrix", *units, *LINE, *ends, level, "--lang", lang])
        assert (said in capsys.readouterr().out) == falls
    for level, falls in (("-20 m", True), ("20 m", False)):
        main([*DUTY, f"--static={level}", "--lang", lang])
        assert (said in capsys.readouterr().out) == falls
