"""What goes wrong with studies in practice: keys, failures, intervals, tables, interruptions."""

import functools
import importlib
import sys
import threading
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.stats import norm, poisson, randint, rv_discrete, uniform

import hydrocalc as hc
from hydrocalc.studies import evaluation as scenarios
from hydrocalc.studies import fingerprints, folders
from hydrocalc.studies.distributions import fingerprint

QUIET = {"progress": False}
FACTOR = 2.0


def scaled(a):
    return {"y": FACTOR * a}


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
    monkeypatch.setitem(globals(), "FACTOR", 3.0)
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


def test_rare_values_are_part_of_a_distribution():
    rare = [rv_discrete(values=([0, 1, k], [0.5, 0.499, 0.001])) for k in (100, 100_000)]
    assert fingerprint(rare[0]) != fingerprint(rare[1])
    assert fingerprint(hc.Truncated(norm(), low=0)) != fingerprint(
        hc.Truncated(norm(), low=0, high=9)
    )


@pytest.mark.parametrize(
    "given", [norm(), uniform(1, 2), hc.Truncated(norm(), low=0), randint(0, 9)]
)
def test_a_fingerprint_is_the_same_again(given):
    assert fingerprint(given) == fingerprint(given)


# Failures.


def test_our_own_errors_inside_a_model_are_failures():
    def area(diameter):
        pipes = [hc.Pipe(diameter=float(d), roughness=1e-4) for d in diameter]
        return {"area": np.array([np.pi / 4 * p.si.diameter**2 for p in pipes])}

    study = hc.sweep(area, over={"diameter": [0.5, 0.6, 500.0]}, **QUIET)
    assert study.values("status").tolist() == [0, 0, scenarios.RAISED]
    assert study.values("area")[1] == pytest.approx(0.2827433388230814)


@pytest.mark.parametrize("status", [-1, -10, 246, 1.5, np.nan])
def test_a_status_that_is_none_is_refused(status):
    with pytest.raises(hc.InputError, match="whole numbers from 0 to 245"):
        hc.sweep(
            lambda a: {"y": a, "status": np.full(a.shape, status)}, over={"a": [1.0, 2.0]}, **QUIET
        )


@pytest.mark.parametrize(
    "model",
    [
        lambda a: {"y": np.max(a)}, lambda a: {"y": np.sqrt(a.astype(complex) - 5)},
        lambda a: {"y": a, "status": [0, 0, 0, 1]}, lambda a: {"y": np.array(["1"] * len(a))},
        lambda a: {"y": a, "status": "fine"},
    ],
)  # fmt: skip
def test_outputs_that_are_none_are_refused(model):
    with pytest.raises(hc.InputError, match="model"):
        hc.sweep(model, over={"a": np.arange(1.0, 200.0)}, block=64, **QUIET)


def test_reasons_are_counted_not_collected():
    def picky(a):
        raise ValueError(f"no {a[0]}") if len(a) == 1 and a[0] > 0 else ValueError("no")

    def model(a):
        if (a > 0).any():
            picky(a)
        return {"y": a}

    study = hc.sweep(model, over={"a": np.arange(300.0)}, **QUIET)
    assert sum(study.failures.values()) == 299
    assert len(study.failures) <= scenarios.MOST_REASONS + 1
    assert study.failures[scenarios.OTHER] > 200


def test_scenarios_without_a_result_leave_a_probability_open():
    def model(a):
        return {"y": np.where(a > 0.7, np.nan, a)}

    study = hc.monte_carlo(
        model, inputs={"a": uniform(0, 1)}, n=1000, sampler="random", seed=1, **QUIET
    )
    x = study.values("a")
    chance = study.probability("y", ">= 0.2")
    assert chance.missed == (x < 0.2).sum()
    assert chance.failed == (x > 0.7).sum()
    assert chance.low < chance.missed / 1000
    assert chance.high > (chance.missed + chance.failed) / 1000
    assert " – " in chance.share


def test_an_interval_of_a_quantile_has_its_confidence():
    """Coverage over many samples of a uniform, whose quantiles are known."""
    for n, share in ((10, 0.5), (20, 0.95), (100, 0.99), (1000, 0.5)):
        held = 0
        for seed in range(200):
            study = hc.monte_carlo(lambda a: {"y": a}, inputs={"a": uniform(0, 1)}, n=n,
                                   sampler="random", seed=seed, **QUIET)  # fmt: skip
            _, low, high = study.quantile("y", share, confidence=0.95)
            held += low <= share <= high
        assert held >= 180, (n, share, held)
    assert np.isinf(study.quantile("y", 1.0, confidence=0.95)[2])


# Distributions and grades.


def test_a_discrete_distribution_keeps_its_lower_end():
    u = (np.arange(1000) + 0.5) / 1000
    assert set(hc.Truncated(randint(0, 10), low=3, high=7).ppf(u)) == {3, 4, 5, 6, 7}
    assert hc.Truncated(poisson(1), low=1).ppf(u).min() == 1


@pytest.mark.parametrize("low", [1.0, 5.0, 7.5, 8.5])
def test_a_far_tail(low):
    """The median of a normal cut off at `low`: half of what lies above."""
    cut = hc.Truncated(norm(), low=low)
    assert norm.sf(cut.ppf(0.5)) == pytest.approx(norm.sf(low) / 2, rel=1e-12)
    assert cut.cdf(cut.ppf(0.3)) == pytest.approx(0.3, rel=1e-9)


@pytest.mark.parametrize("grade", ["1U", "1E", "1B", "2B", "2U", "3B"])
@pytest.mark.parametrize("shut_off", [1.1, 1.3, 2.0])
def test_every_pump_of_a_grade_passes_its_test(grade, shut_off):
    """Pumps drawn for a grade, flat and steep, against `judge_test`."""
    q = np.linspace(0.0, 0.3, 13)
    head = 90.0 * (shut_off - (shut_off - 1) * (q / 0.2) ** 2)
    inputs = hc.grade_inputs(grade)
    corners = [inputs.get(n, uniform(1, 0)).support() for n in ("flow_factor", "head_factor")]
    rng = np.random.default_rng(1)
    drawn = [(f, h) for f in corners[0] for h in corners[1]]
    drawn += list(
        zip(
            *(d.ppf(rng.random(20)) for d in (inputs["flow_factor"], inputs["head_factor"])),
            strict=True,
        )
    )
    for f, h in drawn:
        keep = head > 0
        test = hc.PumpCurve(flow=q[keep] * f, head=head[keep] * h, speed=1480)
        assert hc.judge_test(test, grade=grade, flow=0.2, head=90, speed=1480).accepted, (f, h)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: hc.monte_carlo(scaled, inputs={"a": uniform(0, [1, 2])}, n=4), "one distribution"),
        (lambda: hc.monte_carlo(scaled, inputs={"a": norm(0, -1)}, n=4), "one distribution"),
        (lambda: hc.sobol_indices(hc.station_model(length=1e4, static_head=9, diameter=1, roughness=0),
                                  inputs={"flow": uniform(-0.1, 0.4)}, outputs=["total_head"]), "Truncated"),
        (lambda: hc.sweep(scaled, over={"a": [1.0]}, fixed={"a": 1.0}), "fixed"),
        (lambda: hc.sweep(hc.Model(function=scaled, inputs={"a": "head"}, outputs={"a": "flow"}),
                          over={"a": [1.0]}), "names that no input has"),
        (lambda: hc.monte_carlo(lambda a, b: {"y": a + b}, inputs={"a": norm(), "b": norm()}, n=8,
                                correlation={("a", "b"): 0.3, ("b", "a"): 0.5}), "each pair once"),
    ],
)  # fmt: skip
def test_bad_input(call, says):
    with pytest.raises(hc.InputError, match=says):
        call()


# Inputs and results.


def test_a_pipe_by_its_name_everywhere():
    pipe = hc.catalogue_pipe("ductile iron K9 DN 800")
    once = hc.sweep(hc.station_model(static_head=70, length=1e4, diameter=pipe.diameter, roughness=pipe.roughness),
                    over={"flow": [0.4]}, **QUIET).values("total_head")  # fmt: skip
    name = "ductile iron K9 DN 800"
    ways = [
        hc.sweep(
            hc.station_model(static_head=70, length=1e4, pipe=name), over={"flow": [0.4]}, **QUIET
        ),
        hc.sweep(
            hc.station_model(static_head=70, length=1e4),
            over={"flow": [0.4]},
            fixed={"pipe": name},
            **QUIET,
        ),
        hc.sweep(
            hc.station_model(static_head=70, length=1e4),
            over={"flow": [0.4], "pipe": np.array([name])},
            **QUIET,
        ),
    ]
    for study in ways:
        assert study.values("total_head").ravel() == once


def test_a_text_that_the_model_reads_itself():
    def model(a, mode):
        return {"y": a if mode == "plain" else -a}

    study = hc.sweep(model, over={"mode": ["plain", "turned"], "a": [1.0, 2.0]}, **QUIET)
    assert study.values("y").tolist() == [[1, 2], [-1, -2]]
    assert hc.sweep(model, over={"a": [1.0]}, fixed={"mode": "turned"}, **QUIET).values("y") == [-1]


def test_axes_of_a_user():
    def model(a, b):
        return {"y": a + b}

    own = hc.Model(
        function=model, inputs={"a": "head", "b": "head"}, outputs={"y": "level"}, axes=True
    )
    study = hc.sweep(own, over={"a": [1.0, 2.0], "b": np.arange(300.0)}, **QUIET)
    assert study.values("y")[1, 299] == 301.0


def test_a_table_may_hold_the_results_of_an_earlier_study(tmp_path):
    pytest.importorskip("pyarrow")
    model = hc.station_model(static_head=70, length=1e4, diameter=0.8, roughness=1e-4)
    study = hc.sweep(model, over={"flow": [0.3, 0.4]}, keep=["total_head"], **QUIET)
    path = tmp_path / "o.parquet"
    study.to_parquet(path)
    with pytest.raises(hc.InputError, match=r"new file.*force=True"):
        study.to_parquet(path)
    study.to_parquet(path, force=True)
    assert np.array_equal(
        hc.sweep(model, over=path, **QUIET).values("total_head"), study.values("total_head")
    )


def test_results_do_not_change():
    study = hc.sweep(scaled, over={"a": [1.0, 2.0]}, **QUIET)
    with pytest.raises(ValueError, match="read-only"):
        study.values("y")[:] = 0


# Interruptions.


def test_a_folder_without_a_seed_goes_on_with_its_own(tmp_path):
    common = {"inputs": {"a": uniform(0, 1)}, "n": 500, "out": tmp_path / "o", **QUIET}
    once = hc.monte_carlo(scaled, **common)
    again = hc.monte_carlo(scaled, **common)
    assert again.seed == once.seed
    assert np.array_equal(again.values("y"), once.values("y"))


def test_a_folder_killed_before_its_manifest_is_ours(tmp_path):
    folder = tmp_path / "o"
    folder.mkdir()
    (folder / ".part-manifest.json.abc.tmp").write_text("{")
    (folder / folders.LOCK).write_text("")
    assert hc.sweep(scaled, over={"a": [1.0]}, out=folder, **QUIET).values("y") == [2.0]


def test_a_million_scenarios_are_work_for_many():
    here, seen, both = threading.get_ident(), set(), threading.Barrier(2)

    def model(a):
        who = threading.get_ident()
        if who != here and who not in seen:
            seen.add(who)
            both.wait(timeout=120)  # each one's first part lasts until the other has one, too
        return {"y": a}

    study = hc.sweep(model, over={"a": np.arange(1e6)}, threads=2, **QUIET)
    assert study._job.parts >= 8
    assert len(seen) == 2


def test_the_work_ends_soon_after_an_interruption():
    boxes = []

    def model(a):
        boxes.append(len(a))
        return {"y": a}

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hc.sweep(
            model, over={"a": np.arange(1e6)}, block=64, threads=2, part=10_000, progress=interrupt
        )
    assert sum(boxes) < 100_000


def test_summaries_of_changing_signs_stay_small(tmp_path):
    def model(a):
        return {f"y{k}": np.sin(k + a) for k in range(4)}

    study = hc.sweep(model, over={"a": np.linspace(0, 100, 200_000)}, keep="summary", part=4096,
                     out=tmp_path / "o", **QUIET)  # fmt: skip
    exact = np.sin(np.linspace(0, 100, 200_000))
    assert study.quantile("y0", 0.3) == pytest.approx(np.quantile(exact, 0.3), rel=1e-3)
    assert study.summary.outputs[0].mean == pytest.approx(exact.mean(), abs=1e-12)


# What users try first.


NAME = "ductile iron K9 DN 800"


def test_a_roughness_that_is_given_counts_wherever_it_stands():
    common = {"static_head": 75.6, "length": "21 km"}
    rough = hc.sweep(
        hc.station_model(**common),
        over={"pipe": [NAME], "roughness": [1e-3], "flow": [0.4]},
        **QUIET,
    )
    expected = rough.values("total_head").item()
    ways = [
        hc.sweep(
            hc.station_model(**common),
            over={"pipe": [NAME], "flow": [0.4]},
            fixed={"roughness": 1e-3},
            **QUIET,
        ),
        hc.sweep(
            hc.station_model(**common, roughness="1 mm"),
            over={"pipe": [NAME], "flow": [0.4]},
            **QUIET,
        ),
        hc.sweep(
            hc.station_model(**common),
            over={"pipe": [NAME], "roughness": [1e-3], "flow": [0.4]},
            how="zip",
            **QUIET,
        ),
    ]
    for study in ways:
        assert study.values("total_head").item() == expected


@pytest.mark.parametrize("how", ["over", "fixed", "model", "drawn"])
def test_a_bore_beside_a_pipe_is_a_contradiction(how):
    model = hc.station_model(
        static_head=75.6, length="21 km", **({"diameter": 0.5} if how == "model" else {})
    )
    over = {"pipe": [NAME], "flow": [0.4], **({"diameter": [0.5]} if how == "over" else {})}
    fixed = {"diameter": 0.5} if how == "fixed" else {}

    def call():
        if how == "drawn":
            drawn = {"diameter": uniform(0.5, 0.2)}
            return hc.monte_carlo(model, inputs=drawn, n=8, over=over, **QUIET)
        return hc.sweep(model, over=over, fixed=fixed, **QUIET)

    with pytest.raises(hc.InputError, match="pipe gives it"):
        call()


def test_drawn_inputs_are_what_is_stored():
    model = hc.station_model(static_head=75.6, length="21 km", flow=0.4)
    study = hc.monte_carlo(
        model,
        inputs={"roughness": uniform(5e-4, 1e-3)},
        over={"pipe": [NAME]},
        n=64,
        seed=1,
        **QUIET,
    )
    bore = hc.catalogue_pipe(NAME).diameter
    for i in (0, 63):
        loss = hc.head_loss(
            flow=0.4, diameter=bore, length="21 km", roughness=study.values("roughness")[0, i]
        )
        assert study.values("total_head")[0, i] == pytest.approx(75.6 + loss.magnitude, rel=1e-12)


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"diameter": [800.0]}, "800 mm"), ({"flow": [300]}, "300"), ({"diameter": [-0.8]}, "above 0|from 0"),
        ({"units": [1.5]}, "whole numbers"), ({"temperature": [50.0]}, "from 0 to 40"),
    ],
)  # fmt: skip
def test_a_forgotten_unit_is_asked_for(over, says):
    given = {"flow": [0.4], "diameter": [0.8], **over}
    model = hc.station_model(static_head=75.6, length="21 km", roughness=1e-4)
    if over == {"flow": [300]}:
        over = {"flow": ["300 kg"]}
        given = {**given, **over}
    with pytest.raises(hc.InputError, match=says):
        hc.sweep(model, over=given, **QUIET)


def test_no_flow_takes_no_friction():
    model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8, roughness=1e-4)
    study = hc.sweep(model, over={"flow": [0.0, 0.4]}, **QUIET)
    assert study.failures == {}
    assert study.values("total_head")[0] == 75.6
    assert study.values("input_power")[0] == 0.0
    assert study.values("velocity")[0] == 0.0


def test_what_needs_a_price_is_left_out_without_one():
    model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8, roughness=1e-4)
    assert "cost_per_year" not in hc.sweep(model, over={"flow": [0.4]}, **QUIET).names
    assert "cost_per_year" in hc.sweep(model, over={"flow": [0.4], "price": [0.6]}, **QUIET).names
    with pytest.raises(hc.InputError, match="price: expected a value: cost_per_year needs it"):
        hc.sweep(model, over={"flow": [0.4]}, keep=["cost_per_year"], **QUIET)


def test_electrical_power_needs_a_motor():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    assert "input_power" not in hc.duty_model(pump).outputs
    assert "input_power" in hc.duty_model(hc.PumpUnit(pump=pump, motor_efficiency=0.95)).outputs


def test_a_grid_is_no_sample():
    chance = hc.sweep(scaled, over={"a": [1.0, 2.0]}, limits={"y": "<= 3"}, **QUIET).summary.limits[
        0
    ]
    assert chance.missed == 1
    assert np.isnan(chance.low)


def test_limits_come_beside_those_of_the_model():
    model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8, roughness=1e-4)
    study = hc.sweep(
        model,
        over={"flow": [0.4]},
        limits={"total_head": "<= 90 m", "motor_load": "<= 0.5"},
        **QUIET,
    )
    assert [(c.output, c.value) for c in study.summary.limits] == [
        ("npsh_margin", 1.0), ("motor_load", 0.5), ("velocity", 3.0), ("total_head", 90.0)]  # fmt: skip


def test_a_record_that_was_changed_is_made_again(tmp_path):
    once = hc.sweep(
        scaled, over={"a": np.arange(1.0, 3000.0)}, out=tmp_path / "o", part=500, block=100, **QUIET
    )
    record = tmp_path / "o" / "part-000002.json"
    text = record.read_text()
    record.write_text(text.replace('"missed": []', '"missed":  []'))
    again = hc.sweep(
        scaled, over={"a": np.arange(1.0, 3000.0)}, out=tmp_path / "o", part=500, block=100, **QUIET
    )
    assert record.read_text() == text
    assert again.summary.to_dict() == once.summary.to_dict()
    (tmp_path / "o" / "manifest.json").write_text("{")
    with pytest.raises(hc.InputError, match="manifest"):
        hc.sweep(
            scaled,
            over={"a": np.arange(1.0, 3000.0)},
            out=tmp_path / "o",
            part=500,
            block=100,
            **QUIET,
        )


def test_a_table_with_pipes_by_name(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(f"pipe,flow [L/s]\n{NAME},400\nductile iron K9 DN 700,300\n", encoding="utf-8")
    model = hc.station_model(static_head=75.6, length="21 km")
    study = hc.sweep(model, over=path, **QUIET)
    bores = [hc.catalogue_pipe(n).si.diameter for n in (NAME, "ductile iron K9 DN 700")]
    assert study.values("diameter").tolist() == bores


def test_status_has_a_legend():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    model = hc.duty_model(pump, length="21 km", diameter=0.8, roughness=1e-4)
    study = hc.sweep(model, over={"static_head": [75.6, 300.0]}, keep="flow", **QUIET)
    assert study.status[int(study.values("status")[1])].startswith("no flow")
    assert "flow" in str(model)
    assert len(repr(model)) < 500


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: hc.sweep(lambda a: {}, over={"a": [1.0]}), "one or more outputs"),
        (lambda: hc.sweep(lambda a: {"y": a[:1]}, over={"a": [1.0, 2.0, 3.0]}), "shape"),
        (lambda: hc.sweep(lambda a: {"y": a.sort()}, over={"a": [2.0, 1.0]}), "leaves its inputs, and what"),
        (lambda: hc.sweep(scaled, over={"a": ["400 L/s"]}), "doesn't say their unit"),
        (lambda: hc.sweep(scaled, over={"a": [1.0]}, out=3), "out: expected a path"),
        (lambda: hc.sweep(scaled, over={"a": [1.0]}, progress="x"), "progress"),
        (lambda: hc.sweep(scaled, over={"a": [1.0]}, keep=["y"], outputs=["y"]), "outputs"),
        (lambda: hc.sweep(scaled, over={"a": [1.0]}).unit("typo"), "name"),
        (lambda: hc.station_model(lenght=3), "length"),
        (lambda: hc.Truncated(norm(), low="300 kg"), "low"),
        (lambda: hc.monte_carlo(lambda a, b: {"y": a}, inputs={"a": norm(), "b": norm()}, n=4, correlation="high"),
         "correlation"),
        (lambda: hc.tornado(scaled, inputs={"a": (3, 2, 1)}, output="y"), "a low, a middle and a high"),
        (lambda: hc.tornado(scaled, inputs={"a": norm()}, output="y", shares=(0.9, 0.1)), "shares"),
    ],
)  # fmt: skip
def test_what_users_get_wrong(call, says):
    with pytest.raises(hc.InputError, match=says):
        call()
