"""What models return, and what users get wrong."""

import numpy as np
import pytest
from scipy.stats import norm, uniform
from studied import NAME, QUIET, scaled

import hydrocalc as hc
from hydrocalc.studies import evaluation as scenarios


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
    # its own of npsh_margin and motor_load would count against a speed and a rating that nobody gave
    assert [(c.output, c.value) for c in study.summary.limits] == [
        ("velocity", 3.0), ("total_head", 90.0), ("motor_load", 0.5)]  # fmt: skip


def test_limits_count_only_against_what_was_given():
    given = {"static_head": 33.5, "length": "5.4 km", "diameter": 1.0, "roughness": 1e-4}
    own = {"velocity"}
    for more, counted in (
        ({}, own), ({"motor_rating": "400 kW"}, own), ({"speed": 980}, own),
        ({"motor_rating": "400 kW", "units": 3}, {*own, "motor_load"}),
        ({"speed": 980, "units": 3}, {*own, "npsh_margin"}),
    ):  # fmt: skip
        fixed = hc.station_model(**given, **more)
        for study in (
            hc.sweep(fixed, over={"flow": [1.2]}, **QUIET),
            hc.sweep(hc.station_model(**given), over={"flow": [1.2]}, fixed=more, **QUIET),
            hc.sweep(hc.station_model(**given), over={"flow": [1.2], **{
                k: [v] for k, v in more.items()}}, **QUIET),
            hc.monte_carlo(hc.station_model(**given), inputs={"flow": uniform(1.1, 0.1)}, n=8,
                           fixed=more, **QUIET),
        ):  # fmt: skip
            assert {c.output for c in study.summary.limits} == counted
            taken = {n for n, _, _ in study.summary.defaults}
            assert taken >= {"temperature", "temperature_max", "pump_efficiency", "suction_loss"}
            assert taken.isdisjoint({*given, *more, "flow", "price"})
            assert ("motor_rating" in taken) == ("motor_rating" not in more)
            page = " ".join(str(study).split())
            assert "Taken by default: " in page
            assert ("motor_rating 280 kW" in page) == ("motor_rating" not in more)
            assert "temperature_max 30 °C" in page
    # what is kept doesn't rest on a motor
    few = hc.sweep(hc.station_model(**given), over={"flow": [1.2]}, keep=["total_head"], **QUIET)
    assert {n for n, _, _ in few.summary.defaults} == {
        "loss_coefficient", "age", "roughness_growth", "temperature", "altitude"}  # fmt: skip
    assert few.summary.to_dict()["defaults"][0]["value"] == 0.0
    assert "采用的默认值" in few.text("zh")


def test_npsh_is_of_the_warmest_water_everywhere():
    """30 °C where nobody says it, whatever the water in the pipe; hotter water of its own counts."""
    unit = hc.PumpUnit(pump=hc.estimated_curve(flow=0.2, head=88, speed=1485), eye_level=0.0)
    line = hc.Line(reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)],
                   delivery_level=75.6)  # fmt: skip
    pipe = {"length": 21e3, "diameter": 0.8, "roughness": 1e-4}
    level = {"water_above_eye": 0.0, "suction_loss": 0.0}
    given = {"temperature": 20.0, "altitude": 210.0}
    site = {"altitude": 210, "liquid": hc.water_at(20, altitude=210)}
    found = hc.duty_point(unit, line, **site)
    envelope = hc.npsh_envelope(unit, suction_levels=[0], flow=[found.si.unit_flow], altitude=210)
    matrix = hc.operating_matrix(hc.PumpGroup(units=[unit]), line, **site)
    duty = hc.duty_model(unit, static_head=75.6, **pipe, **level)
    station = hc.station_model(static_head=75.6, **pipe, **level)
    over = {k: [v] for k, v in given.items()}
    margins = [
        found.si.npsh_margin, envelope.si.least_margin, matrix.si.npsh_margin[0, 0, 0],
        hc.sweep(duty, over=over, **QUIET).values("npsh_margin").item(),
    ]  # fmt: skip
    assert margins == pytest.approx([margins[0]] * 4, rel=1e-9)
    available = hc.npsh_available(
        hc.water_at(30, altitude=210), air_pressure=0.97 * hc.atmospheric_pressure(210),
        water_above_eye=0, suction_loss=0,
    )  # fmt: skip
    for model, more in ((duty, {}), (station, {"flow": [0.2]})):
        study = hc.sweep(model, over={**over, **more}, **QUIET)
        assert study.values("npsh_available").item() == pytest.approx(available.magnitude, rel=1e-9)
        cold = hc.sweep(model, over={**over, **more}, fixed={"temperature_max": 5}, **QUIET)
        assert cold.values("npsh_available").item() > available.magnitude  # that of 20 °C
        same = hc.sweep(model, over={**over, **more}, fixed={"temperature_max": 20}, **QUIET)
        assert cold.values("npsh_available").item() == same.values("npsh_available").item()


def test_a_table_with_pipes_by_name(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(f"pipe,flow [L/s]\n{NAME},400\nductile iron K9 DN 700,300\n", encoding="utf-8")
    model = hc.station_model(static_head=75.6, length="21 km")
    study = hc.sweep(model, over=path, **QUIET)
    bores = [hc.catalogue_pipe(n).si.diameter for n in (NAME, "ductile iron K9 DN 700")]
    assert study.values("diameter").tolist() == bores


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
