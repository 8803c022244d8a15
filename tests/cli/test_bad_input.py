"""Every bad input ends at once: exit code 2, the argument named, what to write instead."""

import json

import pytest

from hydrocalc.cli.main import main

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
    ({"--head-max": "80"}, ["--head-max", "head is 87.8 m"]),
    ({"--head-min": "90"}, ["--head-min", "head is 87.8 m"]),
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
