"""What a command says names no option that it doesn't have, whatever is wrong with each of its own."""

import io
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path

import pytest

from hydrocalc.cli import output
from hydrocalc.cli.main import COMMANDS, _parsers, main

EXAMPLE = Path(__file__).parents[2] / "examples" / "qinghe"
CURVE = "flow [m3/h],head [m],efficiency [%],npsh_required [m]\n" \
    "0,110,0,3\n360,104,68,3\n720,88,84,4\n900,74,80,6\n"  # fmt: skip
FILES = {
    "pump.csv": CURVE, "short.csv": "flow [m3/h],head [m]\n0,110\n",
    "profile.csv": "chainage_m,ground_m,axis_m\n0,250,248\n21000,320,318\n",
    "prices.csv": "dn,price\n600,1200\n700,1550\n800,1900\n900,2300\n",
}  # fmt: skip
PIPE = ["--length=21km", "--pipe=ductile iron K9 DN 800"]
BORE = ["--length=21km", "--diameter=0.8"]
UNIT = "A: pump.csv, x2, curve 1480 rpm, eye 240 m"
CALLS = [
    ["size", "--flow=0.4", "--head=87.8"],
    ["line", "--flow=0.4", *PIPE],
    ["line", "--flow=0.4", *BORE, "--compare"],
    ["line", "--flow=0.4", "--length=21km", "--sizes=ductile iron K9", "--price=0.6",
     "--pipe-price=prices.csv"],
    ["pipes", "ductile iron K9"],
    ["duty", "--curve=pump.csv", "--curve-speed=1480", "--static=76", *PIPE],
    ["matrix", f"--units={UNIT}", "--suction-levels=241;246", "--delivery-levels=318", *PIPE],
    ["matrix", f"--units={UNIT}", "--suction-levels=241", "--delivery-levels=318", *BORE,
     "--stages=0.2;0.4"],
    ["npsh", "--unit=pump.csv, curve 1480 rpm, eye 240 m", "--suction-levels=241;246"],
    ["sweep", "qinghe.hydro.toml", "--vary=flow=0.2:0.4:0.1"],
    ["uncertainty", "qinghe.hydro.toml", "--n=16", "--seed=1"],
    ["check", "qinghe.hydro.toml"],
    ["report", "qinghe.hydro.toml", "-o=sheet.json", "--force"],
    ["explain", "HC401"], ["schema"], ["init"],
]  # fmt: skip
BAD = ("", "-1", "1e9", "x", "3;1", "short.csv", "pump.csv", "pump.csv, x2, eye 900 m",
       "pump.csv, curve 1480, motor 250 kW IE9", "pump.csv, curve 1480, min 2000 rpm",
       "pump.csv, curve 1480, suction 0 K 2", "flow=3;-1", "head <= 3 kg", "85")  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in EXAMPLE.iterdir():
        shutil.copy(file, tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def test_all_commands_are_called():
    assert {call[0] for call in CALLS} == {*COMMANDS}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call[:1] + call[-1:])[:24])
def test_no_option_is_named_that_the_command_lacks(call, folder, capsys):
    name = call[0]
    command = import_module(f"hydrocalc.cli.{name}")
    options = {*_parsers("en", [name])[1][name]._option_string_actions, "--force"}
    repeated = getattr(command, "REPEATED", ())
    lines = [call]
    for argument in call[1:]:
        if argument.startswith("--"):
            lines.append([a for a in call if a != argument])
    for one in command.OPTIONS:
        option = "--" + one.replace("_", "-")
        others = [a for a in call if one in repeated or a.partition("=")[0] != option]
        lines += [[*others, f"{option}={bad}"] for bad in BAD]
    refused = 0
    for line in lines:
        code = main(line)
        out, err = capsys.readouterr()
        assert code != 70, line
        refused += code == 2
        named = set(re.findall(r"(?<![\w'-])--[a-z][a-z-]*", out + err))
        assert named <= options, (line, err)
        # Nor is an option called by its name in Python, but for columns and inputs of models.
        said = re.sub(r"'[^']*'|one of: .*|columns .*", "", err)
        assert not {w for w in re.findall(r"\b[a-z]+_[a-z_]+\b", said)
                    if f"--{w.replace('_', '-')}" in options}, (line, err)  # fmt: skip
    assert refused or not command.OPTIONS


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["duty", "--curve=pump.csv", "--static=76", *PIPE], "--curve-speed: expected the speed"),
        (["duty", "--curve=short.csv", "--curve-speed=1480", "--static=76", *PIPE],
         "--curve: flow: expected three points"),
        (["matrix", "--units=pump.csv", "--delivery-levels=318", *PIPE], "--units: curve: expected"),
        (["matrix", "--units=pump.csv, curve 1480, min 2000", "--delivery-levels=318", *PIPE],
         "--units: min: expected at most"),
        (["matrix", f"--units={UNIT}", "--suction-levels=1", "--delivery-levels=318", *PIPE],
         "--units: eye: expected a level in the datum"),
        (["npsh", "--unit=pump.csv, curve 1480", "--suction-levels=241"], "--unit: eye: "),
        (["size", "--flow=0.4", "--head=87.8", "--head-max=80"],
         "--head-max: expected --head-min <= --head <= --head-max, where --head is 87.8 m"),
        (["size", "--flow=0.4", "--head=87.8", "--average-flow=0.3", "--load-factor=80%"],
         "--load-factor: expected no value: --average-flow is given"),
    ],
)  # fmt: skip
def test_what_was_typed_is_named(line, said, folder, capsys):
    assert main(line) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("encoding", "plain"),
    [("gbk", "1.2×10^-6 m2/s, 3×10^13 J, 5 m3"), ("ascii", "1.2x10^-6 m2/s, 3x10^13 J, 5 m3"),
     ("utf-8", "1.2×10⁻⁶ m²/s, 3×10¹³ J, 5 m³")],
)  # fmt: skip
def test_an_exponent_stays_one_on_any_terminal(encoding, plain, monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    output.prepare_streams()
    sys.stdout.write("1.2×10⁻⁶ m²/s, 3×10¹³ J, 5 m³")
    sys.stdout.flush()
    assert raw.getvalue().decode(encoding) == plain
