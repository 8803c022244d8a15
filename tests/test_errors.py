"""Errors carry fields, so that a file can add its line and the terminal its language."""

import pickle
import re
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from hydrocalc import errors
from hydrocalc.records.writing import FileError

PACKAGE = Path(errors.__file__).parent
EXAMPLES = [
    errors.HydrocalcError("no {what}", what="luck"),
    errors.InputError("flow", "{kind} in {unit}", "'x'", "'0.4'", kind="flow", unit="m³/s"),
    errors.InputError("flow", "a value", guess=True),
    errors.UnitsError("head", "a head", "'3 s'", "'3 m'"),
    errors.NoSolutionError("no duty point below {head}", head="90 m"),
    errors.MissingExtraError("pandas", "tables"),
    FileError("can't write {file}", file="x"),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda e: type(e).__name__)
def test_pickle_keeps_all(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.__dict__ == error.__dict__


def test_messages():
    assert [str(e) for e in EXAMPLES] == [
        "no luck",
        "flow: expected flow in m³/s; got 'x'; write '0.4'",
        "flow: expected a value",
        "head: expected a head; got '3 s'; write '3 m'",
        "no duty point below 90 m",
        f"this needs pandas; run: pip install {EXAMPLES[5].values['requirements']}",
        "can't write x",
    ]
    assert "did you mean" in str(errors.InputError("x", "a", write="b", guess=True))


def test_render_translates_texts_and_names():
    zh = {"a value": "一个值", "expected {expected}": "应为{expected}"}
    text = errors.InputError("head_max", "a value").render(
        lambda t: zh.get(t, t), lambda a: "--" + a.replace("_", "-")
    )
    assert text == "--head-max: 应为一个值"


def test_families_and_exit_codes():
    assert issubclass(errors.UnitsError, errors.InputError)
    assert issubclass(errors.InputError, ValueError)
    assert issubclass(errors.MissingExtraError, ImportError)
    assert [e.exit_code for e in EXAMPLES] == [70, 2, 2, 2, 5, 2, 2]


def test_a_missing_extra_is_named_by_its_packages(monkeypatch):
    """A name on an index may be nobody's or somebody else's: ours is never to be installed."""
    lines = [
        "numpy>=1.26", "typst>=0.14.7; extra == 'pdf'", 'pandas>=2.1; extra == "tables"',
        "xarray>=2024.1 ; extra == 'tables'", "dask[distributed]>=2024.1; extra == 'dask'",
        "owa-epanet>=2.3; (python_version < '3.13') and extra == 'test'",
    ]  # fmt: skip

    def none(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.requires", lambda name: lines)
    said = {extra: str(errors.MissingExtraError("x", extra)) for extra in ("pdf", "tables", "dask")}
    assert said == {
        "pdf": 'this needs x; run: pip install "typst>=0.14.7"',
        "tables": 'this needs x; run: pip install "pandas>=2.1" "xarray>=2024.1"',
        "dask": 'this needs x; run: pip install "dask[distributed]>=2024.1"',
    }
    monkeypatch.setattr("importlib.metadata.requires", none)  # run from its folder
    assert (
        str(errors.MissingExtraError("typst", "pdf")) == "this needs typst; run: pip install typst"
    )


def test_extras_that_are_asked_for_are_declared():
    text = "".join(p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py"))
    asked = set(re.findall(r'MissingExtraError\("[\w-]+", "(\w+)"\)', text))
    asked |= set(re.findall(r'\boptional\("[\w.]+", "(\w+)"\)', text))
    assert asked >= {"pdf", "word", "excel", "tables"}
    for extra in asked:
        requirement = str(errors.MissingExtraError("nothing", extra)).partition("pip install ")[2]
        assert requirement.startswith('"'), extra
        assert "hydrocalc" not in requirement


def test_a_message_of_a_file_that_speaks_of_another_argument():
    """The key stands for the argument that is wrong; the other keeps its name."""
    from hydrocalc.errors import Argument, DesignFileError, InputError, Problem

    error = InputError("shaft_power", "no value: {name} is given", name=Argument("efficiency"))
    said = str(DesignFileError((Problem("a.toml", 3, "pumps[0]", error),)))
    assert said == "a.toml:3: pumps[0]: expected no value: efficiency is given"
