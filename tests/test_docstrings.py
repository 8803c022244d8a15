"""Docstrings agree with signatures, and say units, errors and source."""

import inspect
import re

import pytest

import hydrocalc as hc

FUNCTIONS = [n for n in hc.__all__ if inspect.isfunction(getattr(hc, n))]


def sections(doc):
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.cleandoc(doc), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_there_are_functions():
    assert len(FUNCTIONS) >= 14


@pytest.mark.parametrize("name", FUNCTIONS)
def test_parameters(name):
    function = getattr(hc, name)
    found = sections(function.__doc__)
    signature = inspect.signature(function)
    needed = {"Examples", "References"} | ({"Parameters"} if signature.parameters else set())
    needed |= {"Returns"} if signature.return_annotation != "None" else set()
    assert needed <= set(found)
    named = []
    for line in re.findall(r"^(\S.*?) : ", found.get("Parameters", ""), re.MULTILINE):
        named += [word.strip().lstrip("*") for word in line.split(",")]
    assert named == list(signature.parameters)


@pytest.mark.parametrize("name", hc.__all__)
def test_docstring(name):
    value = getattr(hc, name)
    if name == "__version__":
        return
    assert value.__doc__
    assert "<Quantity" not in value.__doc__
    first = inspect.cleandoc(value.__doc__).splitlines()[0]
    assert first.endswith((".", "√(K/ρ)."))
    assert len(first) < 100
