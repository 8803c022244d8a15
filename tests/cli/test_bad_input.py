"""Every bad input ends at once: exit code 2, the argument named, what to write instead."""

import csv
import json
import warnings

import pytest

from hydrocalc.cli.main import main
from hydrocalc.errors import MissingExtraError, NoSolutionError, RangeWarning
from hydrocalc.stations.sizing import size_station

GOOD = {"--flow": "0.4", "--head": "87.8"}

BAD = [
    # options that replace or join the good ones, and what the message must say
    ({"--flow": "0,4"}, ["--flow", "write '0.4'"]),
    ({"--flow": "1 440 m3/h"}, ["--flow", "write '1440 m3/h'"]),
    ({"--flow": ""}, ["--flow", "0.4 m3/s"]),
    ({"--flow": "nan"}, ["--flow", "0.4 m3/s"]),
    ({"--flow": "1e999"}, ["--flow", "finite"]),
    ({"--flow": "-0.4"}, ["--flow", "above 0"]),
    ({"--flow": "-0.4 m3/s"}, ["--flow", "above 0"]),
    ({"--flow": "0"}, ["--flow", "above 0"]),
    ({"--flow": "x" * 10_000}, ["--flow", "10000 characters"]),
    ({"--flow": "9" * 10_000}, ["--flow", "10000 characters"]),
    ({"--flow": "0.4 furlongs"}, ["--flow", "one of: m3/s, m3/h"]),
    ({"--head": "87.8 kPa"}, ["--head", "8.969 m"]),
    ({"--head": "10**10**10 m"}, ["--head", "87.8 m"]),
    ({"--head": "__import__('os')"}, ["--head", "87.8 m"]),
    ({"--head-max": "80"}, ["--head-max", "--head is 87.8 m"]),
    ({"--head-min": "90"}, ["--head-min", "--head is 87.8 m"]),
    ({"--head-min": "100", "--head-max": "80"}, ["--head-min"]),
    ({"--standby": "-1"}, ["--standby", "from 0 to 20"]),
    ({"--duty": "1.5"}, ["--duty", "whole number"]),
    ({"--duty": "9" * 5000}, ["--duty", "whole number"]),
    ({"--temperature": "41"}, ["--temperature", "40"]),
    ({"--temperature": "-1"}, ["--temperature", "0"]),
    ({"--pump-efficiency": "85"}, ["--pump-efficiency", "did you mean '85 %'?"]),
    ({"--hours": "25"}, ["--hours", "24"]),
    ({"--margin": "0.9"}, ["--margin", "1"]),
    ({"--ie-class": "IE9"}, ["--ie-class", "IE1, IE2, IE3, IE4"]),
    ({"--poles": "3"}, ["--poles"]),
    ({"--format": "xml"}, ["--format", "text, json, csv, md"]),
    ({"--color": "red"}, ["--color", "auto, always, never"]),
    ({"--lang": "de"}, ["--lang", "en, zh"]),
    ({"--flw": "0.4"}, ["--flw", "did you mean --flow?"]),
    ({"-o": "/nowhere/sizing.json"}, ["--output", "existing folder"]),
    ({"-o": "/dev/full", "--force": None}, ["--output", "regular file"]),
    ({"--force": None}, ["--force", "--output"]),
    ({"--force=yes": None}, ["--force", "no value"]),
    ({"--head": None}, ["--head", "a value"]),
    ({"stray": None}, ["stray"]),
    ({"--installed": "945"}, ["--installed", "hydraulic power, 3.438 kW", "mean '945 kW'?"]),
    ({"--installed": "3 kW"}, ["--installed", "hydraulic power, 3.438 kW", "3 kW"]),
    ({"--installed": "945 kVA"}, ["--installed", "one of: W, kW"]),
    ({"--daily-volume": "35000 kg"}, ["--daily-volume", "one of: m3/d"]),
    ({"--daily-volume": "0"}, ["--daily-volume", "above 0"]),
    (
        {"--average-flow": "0.3", "--load-factor": "80%"},
        ["--load-factor", "--average-flow is given"],
    ),
    ({"--average-flow": "0.5"}, ["--average-flow", "at most 0.4 m³/s"]),
    ({"--load-factor": "80"}, ["--load-factor", "did you mean '80 %'?"]),
    ({"--pump-efficiency": "80%", "--efficiency-allowance": "2%"}, ["--efficiency-allowance"]),
    ({"--efficiency-allowance": "50%"}, ["--efficiency-allowance", "0.2"]),
    ({"--type": "end-suction", "--duty": "2"}, ["--type", "0.11 m³/s each", "got 0.2 m³/s"]),
    ({"--type": "split-case", "--flow": "5 L/s", "--duty": "1"}, ["--type", "0.02 m³/s"]),
    ({"--type": "centrifugal"}, ["--type", "auto, end-suction, inline, split-case"]),
    ({"--rank": "best"}, ["--rank", "balanced, energy, installed, units"]),
    ({"--units": "2", "--duty": "3"}, ["--duty", "one value"]),
    ({"--duty": "0"}, ["--duty", "from 1 to 20"]),
    ({"--duty": "4-1"}, ["--duty", "4-1"]),
    ({"--duty": "1-99"}, ["--duty", "99"]),
    ({"--poles": "2-"}, ["--poles", "2-"]),
    ({"--frequency": "400"}, ["--frequency", "50 or 60 Hz"]),
    ({"--price": "-1"}, ["--price", "above 0"]),
    ({"--price": "0.65 kWh"}, ["--price", "0.65/kWh", "not energy"]),
    ({"--power-rise": "0.9"}, ["--power-rise", "from 1 to 2"]),
    ({"--water-above-eye": "2 kPa"}, ["--water-above-eye", "0.2043 m"]),
    ({"--suction-loss": "-1"}, ["--suction-loss", "from 0 to 50 m"]),
    ({"--altitude": "9000"}, ["--altitude", "-500 to 5000 m; got '9000'\n"]),
    ({"--temperature-max": "45"}, ["--temperature-max", "40"]),
    ({"--temperature": "293"}, ["--temperature", "did you mean '293 K'?"]),
    ({"--coupling-efficiency": "0"}, ["--coupling-efficiency", "above 0"]),
]


def typed(options):
    arguments = ["size"]
    for name, value in {**GOOD, **options}.items():
        arguments += [name] if value is None else [name, value]
    return arguments


@pytest.mark.parametrize(("options", "said"), BAD, ids=lambda o: " ".join(map(str, o))[:30])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bad_option(options, said, lang, capsys):
    arguments = typed(options)
    code = main(arguments if "--lang" in options or lang == "en" else [*arguments, "--lang=zh"])
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert len(err) < 1000
    assert said[0] in err
    if lang == "en":
        assert err.startswith("error: ")
        for words in said:
            assert words in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "usage"),
        (["siez"], "size"),
        (["size"], "--flow"),
        (["size", "--flow", "0.4"], "--head"),
        (["size", "--flow", "0.4", "--flow", "0.5", "--head", "9"], "--flow: expected one value"),
        (["size", "--fl", "0.4", "--head", "9"], "did you mean --flow?"),
        (["size", "--flow=--", "--head", "9"], "--flow: expected a value; got '--'"),
        (["size", "--flow", "0.4", "--head", "9", "-o--"], "-o: expected a value; got '--'"),
    ],
)
def test_bad_command_line(arguments, said, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_output_is_never_overwritten_unasked(tmp_path, capsys):
    file = tmp_path / "sizing.json"
    file.write_text("precious")
    assert main(typed({"-o": str(file), "--format": "json"})) == 2
    assert "--force" in capsys.readouterr().err
    assert file.read_text() == "precious"
    assert main(typed({"-o": str(file), "--format": "json", "--force": None})) == 0
    assert json.loads(file.read_text(encoding="utf-8"))["flow"]["value"] == 0.4
    assert [p.name for p in tmp_path.iterdir()] == ["sizing.json"]


def test_nothing_half_written(tmp_path, monkeypatch, capsys):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert main(typed({"-o": str(tmp_path / "a.txt")})) == 2
    assert "No space left" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_table_files(tmp_path):
    file = tmp_path / "arrangements.csv"
    assert main(typed({"-o": str(file), "--format": "csv"})) == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")  # or Excel takes it for the code page
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["pump type"] == "split-case"
    assert rows[0]["choice"] == "recommended"
    assert float(rows[0]["motor rating (kW)"]) == 280
    assert len({len(row) for row in rows}) == 1
    file = tmp_path / "arrangements.md"
    assert main(typed({"-o": str(file), "--format": "md"})) == 0
    parts = file.read_text(encoding="utf-8").split("\n\n")
    lines = parts[parts.index("**Arrangements**") + 1].splitlines()
    assert len(lines) == 8  # heads, rule, six arrangements
    assert len({line.count("|") for line in lines}) == 1
    assert any("Assumptions" in part for part in parts)


def test_nothing_feasible_is_1(capsys):
    assert main(typed({"--type": "multistage", "--poles": "6"})) == 1
    out, err = capsys.readouterr()
    assert "type not made with so many poles" in out
    assert err == ""


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (RuntimeError("boom"), 70, ["Traceback", "boom", "internal error"]),
        (KeyboardInterrupt(), 130, ["interrupted"]),
        (NoSolutionError("no root"), 5, ["error: no root"]),
        (MissingExtraError("pandas", "tables"), 2, ['pip install "pandas']),
    ],
)
def test_other_ends(raised, code, said, monkeypatch, capsys):
    def stop(**_):
        raise raised

    monkeypatch.setattr("hydrocalc.stations.sizing.size_station", stop)
    assert main(typed({})) == code
    out, err = capsys.readouterr()
    assert out == ""
    for words in said:
        assert words in err


def test_warnings_go_to_stderr(monkeypatch, capsys):
    def warn(**given):
        for _ in range(2):
            warnings.warn("far out", RangeWarning, stacklevel=1)
        for kind in (UserWarning, RuntimeWarning, DeprecationWarning, FutureWarning):
            warnings.warn("what a library tells its developers", kind, stacklevel=1)
        return sizing

    sizing = size_station(flow=0.4, head=87.8)
    monkeypatch.setattr("hydrocalc.stations.sizing.size_station", warn)
    assert main(typed({"--format": "json"})) == 0
    out, err = capsys.readouterr()
    json.loads(out)
    assert err == "warning: far out\n"


TEMPLATES = ["{x}", "{0}", "{", "{example}", "{unit[0]}", "%s", "{{}}", "{kind!r}",
             "{example:>90}"]  # fmt: skip
STATION = """schema = 1
[project]
name = "A"
[demand]
flow = "{flow}"
head = 60
[[pumps]]
name = "{{Pump}}"
estimate = {{flow = 0.2, head = 60, speed = 1480}}
[[units]]
name = "{{A}}"
pump = "{pump}"
count = 2
"""


def station(folder, flow="0.4", pump="{Pump}"):
    file = folder / f"{len(list(folder.iterdir()))}.hydro.toml"
    file.write_text(STATION.format(flow=flow, pump=pump), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("what", TEMPLATES)
def test_text_of_a_user_is_shown_as_it_is(what, lang, tmp_path, capsys):
    # A comma makes a number that is shown again as it should be, but not with what is no unit.
    for arguments, got, write in (
        (["size", "--flow", "1,5" + what, "--head", "3"], "'1,5" + what, "'0.4 m3/s'"),
        (["size", "--flow", "0.4", "--head", "3", "--type", what], what, ""),
        (["check", station(tmp_path, flow="1,5" + what)], "'1,5" + what, "'0.4 m3/s'"),
        (["check", station(tmp_path, pump="{Pumpe}" + what)], "'{Pumpe}" + what, "{Pump}"),
        (["sweep", station(tmp_path), "--vary", what + "=1;2"], what, ""),
        (["sweep", station(tmp_path), "--vary", "flow=0.3;0.4", "--keep", "{A}.flo" + what],
         "'{A}.flo" + what, "'{A}.flow'" if len(what) < 4 else ""),
    ):  # fmt: skip
        assert main([*arguments, "--lang", lang]) == 2, arguments
        out, err = capsys.readouterr()
        assert out == ""
        assert got in err
        assert write in err


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x9b31m", "\r", "\x08", "\u202e", "\udcff"])
def test_nothing_typed_commands_the_terminal(sign, tmp_path, capsys):
    for arguments in (
        [f"--{sign}x"], [f"{sign}x"], ["size", f"--{sign}x"], ["size", f"--{sign}x=3"], ["size", f"-{sign}"],
        ["size", f"{sign}x"], ["size", "--flow", sign, "--head", "3"], ["size", "--format", sign],
        ["check", f"{sign}.toml"], ["size", "--flow", "1", "--head", "3", "-o", f"no{sign}where/x.json"],
        ["explain", sign], ["line", "--method", sign], ["sweep", station(tmp_path), "--vary", f"{sign}=1;2"],
        ["sweep", station(tmp_path), "--vary", "flow=0.3;0.4", "--keep", sign],
        ["check", station(tmp_path), "--baseline", sign], ["check", station(tmp_path), "--rules", sign],
    ):  # fmt: skip
        assert main(arguments) == 2, arguments
        out, err = capsys.readouterr()
        assert out == ""
        assert sign[0] not in err.replace("\n", ""), arguments


def test_an_error_that_can_not_be_said_is_ours(monkeypatch, capsys):
    def fail(*_):
        raise KeyError("template")

    def stop(**_):
        raise NoSolutionError("no root")

    monkeypatch.setattr("hydrocalc.stations.sizing.size_station", stop)
    monkeypatch.setattr(NoSolutionError, "render", fail)
    assert main(typed({})) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("internal error: NoSolutionError")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words", [["init", "-o", "a.json"], ["init", "--format", "json"], ["schema", "-o", "a.toml"]]
)
def test_what_is_of_one_form_is_written_in_no_other(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert "expected" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
