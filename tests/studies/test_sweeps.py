"""Sweeps: values by hand, the same bits however they are cut, failures, statistics, bad input."""

import concurrent.futures
import json
import math

import numpy as np
import pytest
from scipy.stats import lognorm, norm, uniform

import hydrocalc as hc
from hydrocalc.studies import evaluation as scenarios
from hydrocalc.studies import sweeps

QUIET = {"progress": False}


def linear(a, b, c=2.0):
    """A model whose results are known."""
    return {"y": 3.0 * a - b + c, "z": a * b}


LINEAR = hc.Model(
    function=linear, inputs={"a": "head", "b": "head", "c": hc.Input("head", 2.0)},
    outputs={"y": "level", "z": "area"},
)  # fmt: skip


def station(**fixed):
    return hc.station_model(static_head=75.6, length="21 km", **fixed)


def test_values_of_a_grid():
    study = hc.sweep(LINEAR, over={"a": [1.0, 2.0], "b": ["50 cm", "1 m", "2 m"]}, **QUIET)
    assert study.shape == (2, 3)
    assert study.values("y").tolist() == [[4.5, 4.0, 3.0], [7.5, 7.0, 6.0]]
    assert study["z"].to("m**2").magnitude.tolist() == [[0.5, 1, 2], [1, 2, 4]]
    assert study.values("a").tolist() == [[1, 1, 1], [2, 2, 2]]
    assert study.inputs == ("a", "b")


@pytest.mark.parametrize("keep", [("y",), np.array(["y"]), {"y"}, {"y": 0}.keys()])
@pytest.mark.parametrize("fixed", [{"c": 1.0}, [("c", 1.0)]])
def test_what_is_kept_and_fixed_in_anything_that_is_walked_through(keep, fixed):
    study = hc.sweep(LINEAR, over={"a": [1.0], "b": [2.0]}, fixed=fixed, keep=keep, **QUIET)
    assert study.values("y").tolist() == [[2.0]]
    with pytest.raises(hc.InputError, match="fixed: expected inputs that don't change"):
        hc.sweep(LINEAR, over={"a": [1.0], "b": [2.0]}, fixed=[("a", 1.0)], **QUIET)
    pairs = LINEAR.replace(inputs=LINEAR.inputs.items(), outputs=iter(LINEAR.outputs.items()))
    assert pairs == LINEAR
    assert str(pairs) == str(LINEAR)


def test_names_side_by_side_with_numbers_stay_in_the_results(tmp_path):
    pipes = ["ductile iron K9 DN 600", "PE 100 SDR 17 DN 800"] * 400
    over = {"flow": np.linspace(0.2, 0.5, 800), "pipe": pipes}
    cut = {"block": 100, "part": 300, **QUIET}
    study = hc.sweep(station(), over=over, how="zip", keep=["velocity"], **cut)
    bore = [hc.catalogue_pipe(p).si.diameter for p in pipes]
    assert study.inputs == ("flow", "pipe", "diameter", "roughness")
    assert study.values("pipe").tolist() == pipes
    assert study.values("diameter").tolist() == bore
    assert study.values("velocity") == pytest.approx(
        4 * over["flow"] / (math.pi * np.square(bore)), rel=1e-14
    )
    assert "flow, pipe" in study.text()
    pandas = pytest.importorskip("pandas")
    kept = hc.sweep(station(), over=over, how="zip", keep=["velocity"], out=tmp_path / "s", **cut)
    assert kept.key == study.key
    assert kept.to_dict()["pipe"].tolist() == pipes
    part = pandas.read_parquet(tmp_path / "s" / "part-000001.parquet")
    assert part["pipe"].tolist() == pipes[300:600]
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        there = hc.sweep(station(), over=over, how="zip", keep=["velocity"], executor=pool, **cut)
    assert bits(there) == bits(study)


def test_quantities_and_zip():
    import pint

    Q = pint.UnitRegistry().Quantity
    study = hc.sweep(LINEAR, over={"a": Q([100.0, 200.0], "cm"), "b": [0.0, 1.0]}, how="zip",
                     fixed={"c": "1 m"}, **QUIET)  # fmt: skip
    assert study.values("y").tolist() == [4.0, 6.0]


def test_against_the_faces_of_the_library():
    flows = np.linspace(0.1, 0.6, 7)
    study = hc.sweep(station(), over={
        "pipe": ["ductile iron K9 DN 700", "ductile iron K9 DN 800"],
        "roughness": ["0.1 mm", "0.4 mm"], "flow": flows,
    }, **QUIET)  # fmt: skip
    water = hc.water_at(20)
    for i, name in enumerate(("ductile iron K9 DN 700", "ductile iron K9 DN 800")):
        pipe = hc.catalogue_pipe(name)
        for j, eps in enumerate((1e-4, 4e-4)):
            loss = hc.head_loss(
                water, flow=flows, diameter=pipe.diameter, roughness=eps, length="21 km"
            ).magnitude
            head = study.values("total_head")[i, j]
            assert head == pytest.approx(75.6 + loss, rel=1e-12)
            power = hc.input_power(
                flow=flows, head=head, efficiency=0.82, motor_efficiency=0.95
            ).magnitude
            assert study.values("input_power")[i, j] == pytest.approx(power, rel=1e-12)


def test_energy_of_a_year_by_sweep_and_by_sum():
    hours = np.linspace(0, 24, 25)
    study = hc.sweep(station(diameter=0.8, roughness=1e-4, price=0.6), over={
        "flow": [0.4], "hours": hours}, **QUIET)  # fmt: skip
    power = study.values("input_power")[0]
    by_sum = [sum(p * h for _ in range(365)) / 1000 for p, h in zip(power, hours, strict=True)]
    assert study.values("energy_per_year")[0] / 3.6e6 == pytest.approx(by_sum, rel=1e-12)
    assert study.values("cost_per_year")[0] == pytest.approx(0.6 * np.array(by_sum), rel=1e-12)


GRID = {
    "pipe": ["ductile iron K9 DN 600", "PE 100 SDR 17 DN 800"], "temperature": [5.0, 20.0, 30.0],
    "flow": np.linspace(0.01, 0.6, 1237), "roughness": np.geomspace(1e-5, 1e-3, 11),
}  # fmt: skip


def bits(study):
    return {n: study.values(n).tobytes() for n in (*study.names, "status")}


@pytest.mark.parametrize(
    "how",
    [{"block": 64}, {"block": 1000, "part": 5000}, {"block": 2**20}, {"threads": 4, "part": 999}],
)
def test_the_same_bits_however_it_is_cut(how):
    model = station()
    once = hc.sweep(model, over=GRID, threads=1, **QUIET)
    assert bits(hc.sweep(model, over=GRID, **how, **QUIET)) == bits(once)


def test_the_same_bits_where_a_box_has_one_value_of_an_input():
    """Scalars and arrays go other ways through powers and Colebrook's equation: a cut must not."""
    over = {"flow": [0.21, 0.33, 0.47], "altitude": [0.0, 111.0, 222.0, 333.0],
            "temperature": [3.0, 17.0, 31.0], "hours": np.linspace(11, 23, 999)}  # fmt: skip
    for model in (station(diameter=0.8, roughness=1e-4, price=0.5),
                  hc.duty_model(hc.estimated_curve(flow=0.2, head=88, speed=1485), units=2, length=9e3,
                                diameter=0.8, roughness=1e-4, static_head=70)):  # fmt: skip
        axes = {n: v for n, v in over.items() if n in model.inputs}
        if "flow" not in axes:
            axes = {"roughness": [1e-4, 2e-4], **axes, "head_factor": np.linspace(0.9, 1.1, 999)}
        once = hc.sweep(model, over=axes, threads=1, **QUIET)
        for block in (64, 1001, 4000):
            assert bits(hc.sweep(model, over=axes, block=block, **QUIET)) == bits(once)


def test_our_models_take_a_grid_as_it_is(monkeypatch):
    """A model that fails on a box is tried on its scenarios, which hides that it can't broadcast."""

    def refuse(*arguments):
        raise AssertionError("a model of ours can't broadcast")

    monkeypatch.setattr(scenarios, "_by_halves", refuse)
    axes = {n: np.linspace(a, b, 3) for n, (a, b) in {
        "diameter": (0.6, 0.9), "roughness": (1e-4, 5e-4), "temperature": (5, 25), "age": (0, 30),
        "roughness_growth": (0, 1e-5), "pump_efficiency": (0.7, 0.8), "loss_coefficient": (0, 9),
        "altitude": (0, 300), "hours": (12, 24), "length": (1e4, 2e4),
    }.items()}  # fmt: skip
    hc.sweep(hc.station_model(static_head=70), over={**axes, "flow": np.linspace(0.1, 0.5, 300)},
             keep="summary", **QUIET)  # fmt: skip
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    unit = hc.PumpUnit(pump=pump, suction_diameter=0.4, suction_loss_coefficient=2)
    few = {n: axes[n] for n in ("diameter", "roughness", "temperature", "altitude")}
    few |= {"head_factor": [0.95, 1.05], "flow_factor": [0.95, 1.05], "units": [1, 2]}
    hc.sweep(hc.duty_model(unit, length=2e4), over={**few, "static_head": np.linspace(60, 80, 300)},
             **QUIET)  # fmt: skip


def test_a_grid_and_its_table_agree():
    model = station(price=0.5)
    grid = {
        "diameter": np.linspace(0.5, 1, 5),
        "roughness": [1e-4, 5e-4],
        "flow": np.linspace(0.1, 0.5, 300),
    }
    once = hc.sweep(model, over=grid, **QUIET)
    table = dict(
        zip(
            grid,
            (x.ravel() for x in np.meshgrid(*map(np.asarray, grid.values()), indexing="ij")),
            strict=True,
        )
    )
    flat = hc.sweep(model, over=table, how="zip", **QUIET)
    for name in once.names:
        assert np.array_equal(once.values(name).ravel(), flat.values(name)), name


INPUTS = {
    "flow": uniform(0.2, 0.3), "roughness": lognorm(0.5, scale=2e-4),
    "static_head": norm(75, 2), "temperature": hc.Truncated(norm(15, 8), low=0.0, high=40.0),
}  # fmt: skip


@pytest.mark.parametrize("sampler", ["sobol", "random", "halton", "latin-hypercube"])
def test_samples_have_the_same_bits_however_they_are_cut(sampler):
    model = station(diameter=0.8)
    common = {"inputs": INPUTS, "n": 3001, "sampler": sampler, "seed": 5, **QUIET}
    once = hc.monte_carlo(model, threads=1, **common)
    other = hc.monte_carlo(model, threads=3, block=100, part=700, **common)
    assert bits(once) == bits(other)
    assert all(np.array_equal(once.values(n), other.values(n)) for n in INPUTS)


def test_processes_agree_with_threads():
    model = station(diameter=0.8)
    over = {"flow": np.linspace(0.1, 0.6, 4000), "roughness": [1e-4, 2e-4]}
    once = hc.sweep(model, over=over, **QUIET)
    table = {"flow": np.linspace(0.1, 0.6, 120_000)}
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        assert bits(hc.sweep(model, over=over, executor=pool, part=3000, **QUIET)) == bits(once)
        many = hc.sweep(model, over=table, fixed={"roughness": 1e-4}, executor=pool, part=30_000,
                        **QUIET)  # fmt: skip
        total = hc.sweep(model, over=table, fixed={"roughness": 1e-4}, executor=pool, part=30_000,
                         keep="summary", **QUIET)  # fmt: skip
    assert bits(many) == bits(hc.sweep(model, over=table, fixed={"roughness": 1e-4}, **QUIET))
    assert total.summary.outputs[0].highest == many.values("velocity").max()


def test_correlated_inputs_under_any_cut():
    common = {"inputs": {k: INPUTS[k] for k in ("flow", "roughness")}, "n": 2048, "seed": 1,
              "correlation": {("flow", "roughness"): -0.7}, **QUIET}  # fmt: skip
    once = hc.monte_carlo(station(diameter=0.8), **common)
    assert bits(once) == bits(hc.monte_carlo(station(diameter=0.8), block=100, part=300, **common))
    u = (
        uniform(0.2, 0.3).cdf(once.values("flow")),
        lognorm(0.5, scale=2e-4).cdf(once.values("roughness")),
    )
    assert np.corrcoef(norm.ppf(u))[0, 1] == pytest.approx(-0.7, abs=0.01)


def test_choices_under_the_same_uncertainty():
    study = hc.monte_carlo(station(), inputs={"flow": uniform(0.2, 0.2)}, n=64, seed=1, over={
        "pipe": ["ductile iron K9 DN 700", "ductile iron K9 DN 800"]}, **QUIET)  # fmt: skip
    assert study.shape == (2, 64)
    assert (study.values("total_head")[0] > study.values("total_head")[1]).all()
    assert np.array_equal(study.values("flow")[0], study.values("flow")[1])


# Statistics.


def test_summary_without_columns():
    model = station(diameter=0.8, roughness=1e-4)
    common = {"over": {"flow": np.linspace(0.05, 0.6, 20_001), "temperature": [5.0, 25.0]}, **QUIET}
    names = ["total_head", "npsh_margin", "motor_load"]
    limits = {"npsh_margin": ">= 4 m", "motor_load": ["<= 100 %"]}
    kept = hc.sweep(model, keep=names, limits=limits, **common)
    total = hc.sweep(model, keep="summary", outputs=names, limits=limits, **common)
    for name, a, b in zip(names, kept.summary.outputs, total.summary.outputs, strict=True):
        x = kept.values(name)
        assert b.lowest == a.lowest == x.min()
        assert b.highest == a.highest == x.max()
        assert b.mean == pytest.approx(x.mean(), rel=1e-12)
        assert b.deviation == pytest.approx(x.std(ddof=1), rel=1e-9)
        assert a.quantiles == pytest.approx(
            np.quantile(x, [0.05, 0.25, 0.5, 0.75, 0.95]), rel=1e-12
        )
        assert b.quantiles == pytest.approx(a.quantiles, rel=2.0**-11, abs=1e-3)
    missed = [c.missed for c in total.summary.limits]
    assert missed == [
        int((kept.values("npsh_margin") < 4).sum()),
        int((kept.values("motor_load") > 1).sum()),
    ]
    assert [c.missed for c in kept.summary.limits] == missed
    assert total.probability("npsh_margin", ">= 4 m").missed == missed[0]
    assert kept.probability("total_head", "<= 90 m").missed == int(
        (kept.values("total_head") > 90).sum()
    )
    with pytest.raises(hc.InputError, match="'summary' keeps none"):
        total.values("total_head")
    with pytest.raises(hc.InputError, match="limits"):
        total.probability("total_head", "<= 90 m")


def test_summary_is_the_same_whoever_works():
    model = station(diameter=0.8, roughness=1e-4)
    over = {"flow": np.linspace(0.05, 0.6, 50_001)}
    one = hc.sweep(model, over=over, keep="summary", threads=1, part=5000, block=2000, **QUIET)
    two = hc.sweep(model, over=over, keep="summary", threads=3, part=5000, block=2000, **QUIET)
    assert json.dumps(one.summary.to_dict()) == json.dumps(two.summary.to_dict())


def test_a_linear_model_has_a_normal_result():
    study = hc.monte_carlo(
        linear, inputs={"a": norm(10, 1), "b": norm(5, 2)}, n=2**16, seed=3, **QUIET
    )
    s = study.summary.outputs[0]
    assert s.mean == pytest.approx(3 * 10 - 5 + 2, abs=1e-3)
    assert s.deviation == pytest.approx(math.hypot(3, 2), rel=1e-3)
    exact = norm(27, math.hypot(3, 2)).ppf([0.05, 0.25, 0.5, 0.75, 0.95])
    assert s.quantiles == pytest.approx(exact, abs=0.02)


def test_a_product_of_lognormals_is_lognormal():
    inputs = {"a": lognorm(0.3, scale=2.0), "b": lognorm(0.4, scale=5.0)}
    study = hc.monte_carlo(linear, inputs=inputs, n=2**16, seed=4, **QUIET)
    exact = lognorm(0.5, scale=10.0)
    value, low, high = study.quantile("z", 0.9, confidence=0.99)
    assert value == pytest.approx(exact.ppf(0.9), rel=3e-3)
    assert low < exact.ppf(0.9) < high
    chance = study.probability("z", "<= 20")
    assert chance.probability == pytest.approx(exact.sf(20), abs=1e-3)
    assert chance.low < exact.sf(20) < chance.high


def test_a_seed_is_drawn_and_recorded():
    inputs = {"a": uniform(0, 1), "b": uniform(0, 1)}
    first = hc.monte_carlo(linear, inputs=inputs, n=16, **QUIET)
    again = hc.monte_carlo(linear, inputs=inputs, n=16, seed=first.seed, **QUIET)
    assert bits(first) == bits(again)
    assert first.key == again.key
    assert hc.monte_carlo(linear, inputs=inputs, n=16, **QUIET).seed != first.seed


# Failures.


def test_one_bad_scenario_harms_no_other():
    def picky(a):
        if (a == 3.0).any():
            raise ZeroDivisionError("three")
        return {"y": np.where(a == 5.0, np.nan, a)}

    study = hc.sweep(picky, over={"a": np.arange(1000.0)}, block=128, **QUIET)
    assert study.values("status")[[2, 3, 5]].tolist() == [0, scenarios.RAISED, scenarios.NOT_FINITE]
    fine = np.ones(1000, bool)
    fine[[3, 5]] = False
    assert np.array_equal(study.values("y")[fine], np.arange(1000.0)[fine])
    assert study.failures == {
        "an output is not a finite number": 1,
        "the model raised an error: ZeroDivisionError: three": 1,
    }
    assert study.summary.failed == 2
    assert study.summary.outputs[0].count == 998
    assert "ZeroDivisionError" in study.text()


def test_a_model_may_yield_what_it_makes():
    def yielding(a, b):
        yield "y", 3.0 * a
        if (a == 7.0).any():
            raise ZeroDivisionError("seven")
        yield "z", np.where(b == 9.0, np.nan, a + b)
        yield "status", np.where(a == 11.0, 1.0, 0.0)

    def returning(a, b):
        return dict(yielding(a, b))

    over = {"a": np.arange(1000.0), "b": np.arange(1000.0)[::-1].copy()}
    for how in ("zip", "product"):
        axes = over if how == "zip" else {"a": over["a"][:40], "b": over["b"][-40:]}
        for more in ({}, {"keep": "summary"}, {"keep": ["z"]}):
            a, b = (
                hc.sweep(f, over=axes, how=how, block=128, **more, **QUIET)
                for f in (yielding, returning)
            )
            assert a.failures == b.failures
            assert sum(a.failures.values()) == (3 if how == "zip" else 118)
            assert a.summary.outputs == b.summary.outputs
            if more.get("keep") != "summary":
                assert bits(a) == bits(b)
    assert a.values("z")[0, -1] == 0.0


def test_halves_of_a_box_have_the_same_bits():
    def picky(a, z):
        if (a == 3000.0).any():
            raise ValueError("3000")
        return {"y": a * (1 - 2.25577e-5 * z) ** 5.25588}

    model = hc.Model(function=picky, inputs={"a": "", "z": ""}, outputs={"y": ""}, axes=True)
    for z in np.linspace(1, 3000, 40):
        a, b = (
            hc.sweep(model, over={"a": np.arange(5000.0)}, fixed={"z": z}, block=n, **QUIET)
            for n in (64, 8192)
        )
        assert bits(a) == bits(b)


@pytest.mark.parametrize("values", [[1.0, 2.0], [-1.0, -0.0], [1.0, -1e300], [0.0, 5e-324]])
@pytest.mark.parametrize("bad", [np.nan, -np.nan, np.inf, -np.inf])
def test_finite_by_the_bits(values, bad):
    assert scenarios._all_finite(np.array(values))
    for where in range(3):
        assert not scenarios._all_finite(np.insert(values, where, bad))
    assert not scenarios._all_finite(np.array([bad]))


def test_a_buffer_that_is_used_again_is_refused():
    def careless(a):
        buffer = a.copy()
        yield "y", buffer
        buffer[:] = 2 * a
        yield "z", buffer

    for keep in (None, "summary"):
        with pytest.raises(hc.InputError, match="what it has yielded"):
            hc.sweep(careless, over={"a": np.arange(9.0)}, keep=keep, **QUIET)

    own = np.empty(64)

    def persistent(a):
        own[: len(a)] = a
        yield "y", own[: len(a)]

    study = hc.sweep(persistent, over={"a": np.arange(256.0)}, block=64, threads=1, **QUIET)
    assert study.values("y").tolist() == list(range(256))
    assert own.flags.writeable


def test_a_model_that_yields_too_little():
    def yielding(a):
        if (a == 1.0).all():
            yield "z", a
        yield "y", a

    with pytest.raises(hc.InputError, match="'z'"):
        hc.sweep(yielding, over={"a": [1.0, 2.0]}, block=64, **QUIET)


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ([np.arange(3.0)], "pairs of a name and an array"),
        ([("y", np.arange(3.0), "m")], "pairs of a name"),
        ([("y", np.arange(3.0)), ("y", np.arange(3.0))], "each output once"),
        ([("y", np.arange(2.0))], "shape"),
    ],
)
@pytest.mark.parametrize("axes", [True, False])
def test_a_model_that_yields_something_else(pairs, says, axes):
    model = hc.Model(
        function=lambda a: iter(pairs), inputs={"a": ""}, outputs={"y": ""}, axes=axes, name="m"
    )
    with pytest.raises(hc.InputError, match=says):
        hc.sweep(model, over={"a": [1.0, 2.0, 3.0]}, **QUIET)


def test_a_model_that_changes_what_it_is_given():
    def changing(a, b):
        b *= 2
        return {"y": a + b}

    for axes in (False, True):
        model = hc.Model(
            function=changing, inputs={"a": "", "b": ""}, outputs={"y": ""}, axes=axes, name="m"
        )
        with pytest.raises(hc.InputError, match="leaves its inputs"):
            hc.sweep(model, over={"b": [1.0, 2.0]}, fixed={"a": 1.0}, **QUIET)
    with pytest.raises(hc.InputError, match="leaves its inputs"):
        hc.sweep(changing, over={"a": np.arange(4.0)}, fixed={"b": 1.0}, **QUIET)


def test_a_model_is_told_what_is_kept():
    def told(a, keep):
        return {name: a * len(name) for name in keep}

    model = hc.Model(function=told, inputs={"a": ""}, outputs={"y": "", "why": ""}, name="m")
    study = hc.sweep(model, over={"a": [1.0, 2.0]}, keep=["why"], **QUIET)
    assert study.names == ("why",)
    assert study.values("why").tolist() == [3.0, 6.0]


def test_statuses_of_a_model_are_counted_by_reason():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    model = hc.duty_model(pump, length="21 km", diameter=0.8, roughness=1e-4, units=2)
    study = hc.sweep(model, over={"static_head": [75.6, 300.0]}, keep=["flow"], **QUIET)
    assert study.failures == {"no flow: the shut-off head is below what is required": 1}
    assert study.values("flow")[0] == pytest.approx(
        hc.duty_point(pump, hc.System(static_head=75.6, length=21e3, diameter=0.8, roughness=1e-4),
                      units_running=2).si.flow, rel=1e-12)  # fmt: skip


# Results.


def test_results_leave_as_frames_datasets_and_files(tmp_path):
    pandas, xarray = pytest.importorskip("pandas"), pytest.importorskip("xarray")
    study = hc.sweep(station(diameter=0.8), over={"roughness": [1e-4, 2e-4], "flow": [0.2, 0.3, 0.4]},
                     keep=["total_head", "input_power"], **QUIET)  # fmt: skip
    frame = study.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.columns.tolist() == ["roughness", "flow", "total_head", "input_power", "status"]
    assert frame.attrs["units"]["input_power"] == "W"
    assert frame.total_head.tolist() == study.values("total_head").ravel().tolist()
    data = study.to_xarray()
    assert isinstance(data, xarray.Dataset)
    assert data.total_head.dims == ("roughness", "flow")
    assert data.total_head.sel(flow=0.3, roughness=2e-4).item() == study.values("total_head")[1, 1]
    assert data.flow.attrs["units"] == "m3 s-1"
    path = tmp_path / "out.parquet"
    study.to_parquet(path)
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    assert table.schema.field("flow").metadata[b"units"] == "m³/s".encode()
    assert table["flow"].to_pylist() == frame.flow.tolist()
    for source in (frame[["roughness", "flow"]], _only(path, tmp_path)):
        again = hc.sweep(station(diameter=0.8), over=source, keep=["total_head"], **QUIET)
        assert np.array_equal(again.values("total_head"), study.values("total_head").ravel())


def _only(path, folder):
    """The inputs of a study's file as a file of their own."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path, columns=["roughness", "flow"])
    pyarrow.parquet.write_table(table, folder / "in.parquet")
    return folder / "in.parquet"


def test_a_table_from_a_file(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("flow [L/s],roughness (mm)\n400,0.1\n300,0.2\n", encoding="utf-8")
    study = hc.sweep(station(diameter=0.8), over=path, keep=["total_head"], **QUIET)
    assert study.values("flow").tolist() == [0.4, 0.3]
    assert study.values("roughness").tolist() == [1e-4, 2e-4]


def test_a_page_in_both_languages():
    study = hc.sweep(station(diameter=0.8, roughness=1e-4), over={"flow": [0.2, 0.4]}, **QUIET)
    assert "total_head" in study.text()
    assert "情景" in study.text("zh")
    assert "<table>" in study._repr_html_()
    assert json.loads(json.dumps(study.summary.to_dict()))["scenarios"] == 2


# Bad input.


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: hc.sweep(LINEAR, over={"aa": [1], "b": [1]}), "'a'"),
        (lambda: hc.sweep(LINEAR, over={"a": [1, 2], "b": [1]}, how="zip"), "a 2, b 1"),
        (lambda: hc.sweep(LINEAR, over={"a": [], "b": [1]}), "one or more values"),
        (lambda: hc.sweep(LINEAR, over={}), "values of one or more inputs"),
        (lambda: hc.sweep(LINEAR, over={"a": [1.0]}), "b: expected a value"),
        (lambda: hc.sweep(LINEAR, over={"a": [1, np.inf], "b": [1]}), "finite"),
        (lambda: hc.sweep(LINEAR, over={"a": ["1 kg"], "b": [1]}), "head in m"),
        (lambda: hc.sweep(LINEAR, over={"a": [[1, 2]], "b": [1]}), "one row"),
        (lambda: hc.sweep(LINEAR, over={"a": [1], "b": [1]}, keep=["yy"]), "'y'"),
        (lambda: hc.sweep(LINEAR, over={"a": [1], "b": [1]}, keep="all"), "one of: y, z"),
        (lambda: hc.sweep(LINEAR, over={"a": [1], "b": [1]}, limits={"y": "about 3"}), "condition"),
        (lambda: hc.sweep(LINEAR, over={"a": [1], "b": [1]}, limits={"y": "< 3 kW"}), "level in m"),
        (lambda: hc.sweep(LINEAR, over={"a": [1], "b": [1]}, fixed={"d": 1}), "fixed"),
        (lambda: hc.sweep(LINEAR, over={"a": [1], "b": [1]}, executor="dask"), "Executor"),
        (lambda: hc.sweep(LINEAR, over="x.xlsx"), ".csv or .parquet"),
        (lambda: hc.sweep(3, over={"a": [1]}), "function"),
        (lambda: hc.sweep(lambda *a: a, over={"a": [1]}), "named"),
        (lambda: hc.sweep(linear, over={"a": ["1 m"], "b": [1]}), "plain numbers"),
        (lambda: hc.sweep(lambda a: a, over={"a": [1.0]}), "mapping"),
        (lambda: hc.sweep(lambda a: {"y": [1.0, 2.0, 3.0]}, over={"a": [1.0, 2.0]}), "shape"),
        (lambda: hc.sweep(lambda a: {"y": "x"}, over={"a": [1.0, 2.0]}), "numbers"),
        (lambda: hc.sweep(lambda a: {"y": a.nothing}, over={"a": [1.0]}), "AttributeError"),
        (lambda: hc.sweep(lambda a: {"y": a.sort()}, over={"a": [2.0, 1.0]}), "read-only"),
        (lambda: hc.station_model(flows=0.4), "flow"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(0, 1)}, n=10), "b: expected"),
        (lambda: hc.monte_carlo(linear, inputs={"a": 3, "b": norm()}, n=10), "distribution"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(), "b": norm()}, n=0), "n: expected"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(), "b": norm()}, n=9, sampler="mc"), "sobol"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(), "b": norm()}, n=10**9,
                                sampler="latin-hypercube"), "held in memory"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(), "b": norm()}, n=2**33), "Sobol"),
        (lambda: hc.monte_carlo(station(), inputs={"diameter": norm(0.8, 0.1)}, n=8), "Truncated"),
        (lambda: hc.monte_carlo(station(), inputs={"flow": uniform(-0.1, 0.5)}, n=8), "Truncated"),
        (lambda: hc.monte_carlo(station(), inputs={"pump_efficiency": lognorm(0.1)}, n=8), "1"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(), "b": norm()}, n=8,
                                correlation={("a", "c"): 0.5}), "pairs of"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(), "b": norm()}, n=8,
                                correlation=[[1, 2], [2, 1]]), "hold together"),
        (lambda: hc.monte_carlo(linear, inputs={"a": norm(), "b": norm()}, n=8,
                                correlation=[[1, 0.5]]), "symmetric"),
        (lambda: hc.Truncated(norm(), low=3, high=2), "low"),
    ],
)  # fmt: skip
def test_bad_input(call, says):
    with pytest.raises(hc.InputError, match=says):
        call()


def test_a_grid_of_10_to_the_20_is_refused_before_it_starts():
    steps = np.linspace(0.1, 1.0, 10**5)
    over = {"flow": steps, "diameter": steps, "roughness": steps * 1e-4, "static_head": steps}
    with pytest.raises(hc.InputError, match=r"1e\+20 scenarios \(.* years at .* ns each\)"):
        hc.sweep(hc.station_model(length=1e4), over=over, **QUIET)


def test_results_that_do_not_fit_in_memory_are_refused():
    over = {"flow": np.linspace(0.1, 1.0, 10**5), "diameter": np.linspace(0.1, 1.0, 10**5)}
    with pytest.raises(hc.InputError, match="keep='summary'"):
        hc.sweep(hc.station_model(length=1e4, roughness=1e-4, static_head=50), over=over, **QUIET)


def test_progress():
    seen = []
    hc.sweep(LINEAR, over={"a": np.arange(1.0, 1000.0), "b": [1.0]}, part=100, block=100, threads=1,
             progress=lambda done, total: seen.append((done, total)))  # fmt: skip
    assert seen[-1] == (999, 999)
    assert [d for d, _ in seen] == sorted(d for d, _ in seen)


def test_progress_as_lines_of_json(capsys):
    hc.sweep(LINEAR, over={"a": np.arange(1.0, 1000.0), "b": [1.0]}, part=100, progress="json")
    last = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert last["done"] == last["total"] == 999
    assert last["seconds_left"] == 0


# What a new user met.


def test_a_missing_input_is_no_result(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("flow [L/s],line.diameter [mm]\n200,600\n300,\n,700\n", encoding="utf-8")
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    pipe = hc.Pipe(diameter="800 mm", roughness="0.1 mm")
    design = hc.StationDesign(
        project=hc.Project(name="S"), units=[hc.PumpUnit(name="A", pump=pump, count=2)],
        line=hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")]),
        levels=hc.Levels(suction_design=242.4, delivery_design=318.0))  # fmt: skip
    for keep in (["total_flow"], ["total_flow", "velocity"], "summary"):
        study = hc.sweep(hc.design_model(design), over=str(path), keep=keep, **QUIET)
        assert study.failures == {"an input is missing": 2}
        if keep != "summary":
            assert study.values("status").tolist() == [0, scenarios.GAP, scenarios.GAP]
            assert np.isnan(study.values("total_flow")[1:]).all()


def test_outputs_and_limits_that_are_misspelt():
    def model(flow):
        return {"velocity": flow / 0.5}

    inputs = {"flow": "flow"}
    for wrong, says in (
        ({"outputs": {"velocty": "velocity"}}, "outputs.*velocty.*did you mean 'velocity'"),
        ({"limits": {"velocty": [("<=", 3.0)]}}, "limits.*velocty.*did you mean 'velocity'"),
    ):
        with pytest.raises(hc.InputError, match=says):
            hc.sweep(
                hc.Model(function=model, inputs=inputs, **wrong), over={"flow": [1.0]}, **QUIET
            )
    with pytest.raises(hc.InputError, match="conditions on outputs that are kept"):
        hc.sweep(station(diameter=0.8, roughness=1e-4), over={"flow": [0.4]}, keep=["total_head"],
                 limits={"npsh_margin": ">= 5 m"}, **QUIET)  # fmt: skip


def test_distributions_give_what_could_be_given_alone():
    model = station(diameter=0.8)
    for name, given, says in (
        ("roughness", uniform(0, 1), "did you mean '0.999 mm'"),
        ("units", uniform(1, 3), "whole numbers"),
    ):
        with pytest.raises(hc.InputError, match=says):
            hc.monte_carlo(model, inputs={"flow": uniform(0.3, 0.1), name: given}, n=8, **QUIET)
    fine = {"flow": uniform(0.3, 0.1), "roughness": lognorm(0.5, scale=3e-4)}
    study = hc.monte_carlo(model, inputs=fine, n=8, seed=1, keep=["total_head"], **QUIET)
    assert study.summary.axes == (
        "flow: uniform [0.3, 0.4]",
        "roughness: lognorm(0.5, scale=0.0003)",
    )
    cut = {**fine, "flow": hc.Truncated(norm(0.4, 0.1), low=0.3, high=0.5)}
    study = hc.monte_carlo(model, inputs=cut, n=8, seed=1, keep=["total_head"], **QUIET)
    assert study.summary.axes[0] == "flow: normal (mean 0.4, deviation 0.1) in [0.3, 0.5]"


def test_a_long_study_says_so_before_it_starts(monkeypatch, capsys):
    monkeypatch.setattr(sweeps, "LONG", 1000)
    hc.sweep(linear, over={"a": np.arange(1000.0)}, fixed={"b": 1.0}, keep="summary")
    assert "1e+03 scenarios (" in capsys.readouterr().err
    hc.sweep(linear, over={"a": np.arange(1000.0)}, fixed={"b": 1.0}, keep="summary", **QUIET)
    assert capsys.readouterr().err == ""


def test_columns_that_the_disk_cannot_hold(tmp_path, monkeypatch):
    class Usage:
        free = 1e5

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    over = {"a": np.linspace(0, 9, 100_000), "b": [1.0, 2.0]}
    with pytest.raises(hc.InputError, match="on this disk"):
        hc.sweep(LINEAR, over=over, out=tmp_path / "s", **QUIET)
    assert hc.sweep(LINEAR, over=over, keep="summary", out=tmp_path / "t", **QUIET).scenarios == 2e5


def test_a_column_in_a_foreign_unit_is_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("flow [kW]\n200\n", encoding="utf-8")
    with pytest.raises(hc.InputError, match=r"over: flow \[kW\]: expected flow"):
        hc.sweep(station(diameter=0.8, roughness=1e-4), over=str(path), **QUIET)
