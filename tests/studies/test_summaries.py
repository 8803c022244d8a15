"""What a study says in numbers."""

import numpy as np
import pytest
from scipy.stats import uniform
from studied import QUIET

import hydrocalc as hc


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


def test_summaries_of_changing_signs_stay_small(tmp_path):
    def model(a):
        return {f"y{k}": np.sin(k + a) for k in range(4)}

    study = hc.sweep(model, over={"a": np.linspace(0, 100, 200_000)}, keep="summary", part=4096,
                     out=tmp_path / "o", **QUIET)  # fmt: skip
    exact = np.sin(np.linspace(0, 100, 200_000))
    assert study.quantile("y0", 0.3) == pytest.approx(np.quantile(exact, 0.3), rel=1e-3)
    assert study.summary.outputs[0].mean == pytest.approx(exact.mean(), abs=1e-12)


def test_status_has_a_legend():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    model = hc.duty_model(pump, length="21 km", diameter=0.8, roughness=1e-4)
    study = hc.sweep(model, over={"static_head": [75.6, 300.0]}, keep="flow", **QUIET)
    assert study.status[int(study.values("status")[1])].startswith("no flow")
    assert "flow" in str(model)
    assert len(repr(model)) < 500
