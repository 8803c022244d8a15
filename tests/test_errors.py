"""Errors carry fields, so that a file can add its line and the terminal its language."""

import pickle

import pytest

from hydrocalc import errors
from hydrocalc.writing import FileError

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
        'this needs pandas, which is not installed; run: pip install "hydrocalc[tables]"',
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
    assert [e.exit_code for e in EXAMPLES] == [70, 2, 2, 2, 3, 2, 2]
