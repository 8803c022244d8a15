"""Whether a model, its inputs and its folder are the same another time."""

import functools
import importlib
import sys
import threading
from dataclasses import dataclass

import numpy as np
import pytest
import studied
from scipy.interpolate import CubicSpline
from scipy.stats import norm, randint, uniform
from studied import QUIET, scaled

import hydrocalc as hc
from hydrocalc.studies import fingerprints
from hydrocalc.studies.distributions import fingerprint


def helper(a):
    return 2.0 * a


def helped(a):
    return {"y": helper(a)}


@dataclass
class Curve:
    k: float

    def run(self, a):
        return {"y": self.k * a}

    def __call__(self, a):
        return {"y": self.k * a}


def closure(thing):
    def f(a):
        return {"y": a * (thing is not None)}

    return f


def keyword(k):
    def f(a, *, k=k):
        return {"y": k * a}

    return f


PAIRS = [
    (closure(CubicSpline([0, 1, 2], [0, 1, 4])), closure(CubicSpline([0, 1, 2], [0, 2, 8]))),
    (closure({"k": 1}), closure({"k": 2})),
    (closure(np.int64(1)), closure(np.int64(2))),
    (closure(np.float32(1)), closure(np.float32(2))),
    (closure(np.array([1.0])), closure(np.array([1]))),
    (closure(range(2)), closure(range(3))),
    (closure([[1, 2], [3]]), closure([[1], [2, 3]])),
    (closure(Curve(1.0)), closure(Curve(2.0))),
    (closure({1, 2}), closure({1, 3})),
    (Curve(1.0).run, Curve(2.0).run),
    (Curve(1.0), Curve(2.0)),
    (keyword(1), keyword(2)),
    (functools.partial(helper, 1), functools.partial(helper, 2)),
    (np.vectorize(lambda a: a), np.vectorize(lambda a: 2 * a)),
]


@pytest.mark.parametrize("pair", PAIRS, ids=range(len(PAIRS)))
def test_models_that_differ_have_other_keys(pair):
    def key(f):
        try:
            return fingerprints.code_of(f)
        except fingerprints.UnhashableError:
            return object()  # equal to nothing: the safe side

    assert key(pair[0]) != key(pair[1])


def test_what_a_model_refers_to_is_part_of_its_key(monkeypatch):
    first, second = fingerprints.code_of(scaled), fingerprints.code_of(helped)
    assert fingerprints.code_of(scaled) == first
    monkeypatch.setattr(studied, "FACTOR", 3.0)
    assert fingerprints.code_of(scaled) != first
    monkeypatch.setitem(globals(), "helper", lambda a: 3.0 * a)
    assert fingerprints.code_of(helped) != second


HELPER = """
from deeper import shift

class Scale:
    @staticmethod
    def of(x):
        return FACTOR * x

FACTOR = 2.0

def f(x):
    return FACTOR * x + shift(x)
"""


@pytest.mark.parametrize(
    "model",
    [
        "import helper\ndef model(a):\n    return {'y': helper.f(a)}\n",
        "import helper as h\ndef model(a):\n    return {'y': h.f(a)}\n",
        "from helper import f\ndef model(a):\n    return {'y': f(a)}\n",
        "from helper import Scale\ndef model(a):\n    return {'y': Scale.of(a)}\n",
        "import functools, helper\nmodel = functools.partial(helper.f)\n",
    ],
)
@pytest.mark.parametrize("edited", ["helper.py", "deeper.py"])
def test_a_folder_refuses_a_model_whose_helper_was_edited(tmp_path, monkeypatch, model, edited):
    if edited == "deeper.py" and "Scale" in model:
        pytest.skip("it doesn't reach that far")
    monkeypatch.syspath_prepend(tmp_path)
    texts = {"helper.py": HELPER, "deeper.py": "def shift(x):\n    return 2.0\n"}

    def key():
        for name in ("helper", "deeper"):
            sys.modules.pop(name, None)
            (tmp_path / f"{name}.py").write_text(texts[f"{name}.py"], encoding="utf-8")
        importlib.invalidate_caches()
        names = {"__name__": "__main__"}
        exec(model, names)  # noqa: S102
        return fingerprints.code_of(names["model"])

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    first = key()
    assert key() == first
    texts[edited] = texts[edited].replace("2.0", "30.0")
    assert key() != first
    sys.modules.pop("helper", None)
    sys.modules.pop("deeper", None)


def test_a_function_that_refers_to_itself_has_a_key():
    def f(a):
        return {"y": a} if len(a) < 2 else f(a[:1])

    assert fingerprints.code_of(f)


def test_what_has_no_key_needs_one_to_go_on(tmp_path):
    model = closure(threading.Lock())
    assert (
        hc.sweep(model, over={"a": [1.0]}, **QUIET).key
        != hc.sweep(model, over={"a": [1.0]}, **QUIET).key
    )
    with pytest.raises(hc.InputError, match="a Model with a key"):
        hc.sweep(model, over={"a": [1.0]}, out=tmp_path / "o", **QUIET)
    assert not (tmp_path / "o").exists()
    named = hc.Model(function=model, key="mine 1")
    assert hc.sweep(named, over={"a": [1.0]}, out=tmp_path / "o", **QUIET).values("y") == [1.0]


def test_units_are_part_of_the_key():
    def key(kind):
        model = hc.Model(function=scaled, inputs={"a": "head"}, outputs={"y": kind})
        return hc.sweep(model, over={"a": [1.0]}, **QUIET).key

    assert key("head") != key("flow")


@pytest.mark.parametrize(
    "given", [norm(), uniform(1, 2), hc.Truncated(norm(), low=0), randint(0, 9)]
)
def test_a_fingerprint_is_the_same_again(given):
    assert fingerprint(given) == fingerprint(given)
