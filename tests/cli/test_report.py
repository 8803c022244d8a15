"""``hydrocalc report`` and what stands beside it on the command line."""

import shutil
from pathlib import Path

import pytest

from hydrocalc.cli.main import main

GOOD = Path(__file__).parents[1] / "checks" / "station"


@pytest.fixture
def station(tmp_path):
    return Path(shutil.copytree(GOOD, tmp_path / "station")) / "good.hydro.toml"


@pytest.mark.parametrize(("form", "name"), [("docx", "a.html"), ("html", "a.md"), ("md", "a.PDF")])
def test_a_file_whose_ending_says_another_format(capsys, tmp_path, station, form, name):
    target = tmp_path / name
    assert main(["report", str(station), "--format", form, "-o", str(target)]) == 2
    assert f"a file ending in .{form}" in capsys.readouterr().err
    assert not target.exists()
    assert main(["report", str(station), "--format", form, "-o", str(target), "--lang", "zh"]) == 2
    assert f"扩展名为.{form}的文件" in capsys.readouterr().err


def test_a_file_whose_ending_says_nothing(tmp_path, station):
    target = tmp_path / "sheet.txt"
    assert main(["report", str(station), "--format", "md", "-o", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("# Hydraulic calculation")


def test_codes_in_lower_case(capsys):
    assert main(["explain", "hc401"]) == 0
    assert "HC401" in capsys.readouterr().out


def test_a_key_is_never_translated(capsys, station):
    text = station.read_text(encoding="utf-8")
    station.write_text(text.replace("[levels]", "[levells]"), encoding="utf-8")
    assert main(["check", str(station), "--lang", "zh"]) == 2
    assert "levels？" in capsys.readouterr().err
