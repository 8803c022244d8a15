"""A bounded number of hostile cases: each ends as it is documented, and most get somewhere."""

from importlib import import_module

import pytest

from fuzz import command_lines, design_files, texts
from fuzz.cases import Dice
from hydrocalc.cli.main import COMMANDS

SEED = 1


@pytest.mark.parametrize(
    ("subject", "cases", "share"), [(texts, 20_000, 0.3), (command_lines, 700, 0.25), (design_files, 200, 0.5)],
    ids=lambda x: getattr(x, "SUBJECT", None),
)  # fmt: skip
def test_every_case_ends_as_documented(subject, cases, share, tmp_path):
    accepted, faults = 0, {}
    for number in range(cases):
        case = subject.run(subject.draw(Dice(subject.SUBJECT, SEED, number)), tmp_path)
        accepted += case.accepted
        for fault in case.faults:
            again = f"python -m tests.fuzz {subject.SUBJECT} --seed {SEED} --only {number}"
            faults.setdefault(fault.kind, again)
    assert not faults, "\n".join(f"{kind}: {again}" for kind, again in faults.items())
    assert accepted >= share * cases


@pytest.mark.parametrize("subject", [texts, command_lines, design_files], ids=lambda x: x.SUBJECT)
def test_seed_and_number_give_the_same_case(subject):
    first, again, other = (
        [repr(subject.draw(Dice(subject.SUBJECT, seed, n))) for n in range(20)]
        for seed in (1, 1, 2)
    )
    assert first == again != other


def test_every_option_has_values():
    for command in COMMANDS:
        missing = set(import_module(f"hydrocalc.cli.{command}").OPTIONS) - set(command_lines.VALUES)
        assert not missing, f"tests/fuzz/command_lines.py: values of {missing} of {command}"
    assert set(command_lines.WEIGHTS) == set(COMMANDS)
