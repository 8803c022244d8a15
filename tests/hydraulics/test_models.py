"""Our models: what they take and what they leave out."""

import numpy as np
import pytest
from scipy.stats import uniform
from studied import NAME, QUIET

import hydrocalc as hc


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
