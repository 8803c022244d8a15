"""Sensitivities against closed forms; our models against the faces of the library."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm, uniform

import hydrocalc as hc
from hydrocalc.cli.output import json_text

QUIET = {"progress": False}
GOOD = Path(__file__).parents[1] / "checks" / "station" / "good.hydro.toml"


def ishigami(x1, x2, x3):
    return {"y": np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)}


def test_sobol_indices_of_the_ishigami_function():
    """Ishigami & Homma (1990), a = 7, b = 0.1: variances in closed form."""
    inputs = {f"x{i}": uniform(-math.pi, 2 * math.pi) for i in (1, 2, 3)}
    found = hc.sobol_indices(ishigami, inputs=inputs, outputs=["y"], n=2**14)
    a, b = 7.0, 0.1
    v1 = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    v2, v13 = a * a / 8, 8 * b * b * math.pi**8 / 225
    v = v1 + v2 + v13
    assert found.first_order[0] == pytest.approx([v1 / v, v2 / v, 0], abs=0.01)
    assert found.total_order[0] == pytest.approx([(v1 + v13) / v, v2 / v, v13 / v], abs=0.01)
    assert "x2" in found.text()
    assert found.to_dict()["outputs"]["y"]["first_order"][1] == found.first_order[0, 1]


def test_tornado_of_a_linear_model():
    found = hc.tornado(
        lambda a, b, c: {"y": 3 * a - b + 0 * c},
        inputs={"a": norm(10, 1), "b": (4.0, 5.0, 9.0), "c": uniform(0, 1)}, output="y",
    )  # fmt: skip
    assert found.base == pytest.approx(25)
    assert list(found.input) == ["a", "b", "c"]
    z = norm.ppf(0.9)
    assert found.low[:2] == pytest.approx([25 - 3 * z, 26])
    assert found.high[:2] == pytest.approx([25 + 3 * z, 21])
    assert found.low[2] == found.high[2] == pytest.approx(25)


def test_ready_made_inputs():
    one_sided = hc.grade_inputs("1U")
    assert one_sided["head_factor"].support() == pytest.approx((1.0, 1.0288))
    assert "efficiency_factor" not in one_sided
    both = hc.grade_inputs("2B")
    assert both["flow_factor"].support() == pytest.approx((0.9616, 1.0384))
    assert both["efficiency_factor"].support() == pytest.approx((0.95, 1.0))
    rough = hc.roughness_inputs("0.1 mm", "0.4 mm", name="line.roughness")["line.roughness"]
    assert rough.median() == pytest.approx(2e-4)
    assert hc.level_inputs(1, 2, 5, name="z")["z"].mean() == pytest.approx(8 / 3)
    assert hc.demand_inputs("300 L/s", 0.35, 0.5)["flow"].support() == pytest.approx((0.3, 0.5))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: hc.sobol_indices(ishigami, inputs={"x1": norm()}, outputs=["y"], correlation=[[1]]),
         "independent"),
        (lambda: hc.sobol_indices(ishigami, inputs={"x1": norm()}, outputs=["y"], n=1000), "1024"),
        (lambda: hc.sobol_indices(ishigami, inputs={"x": norm()}, outputs=["y"]), "'x"),
        (lambda: hc.sobol_indices(ishigami, inputs={"x1": norm()}, outputs="y"), "a list of texts"),
        (lambda: hc.tornado(ishigami, inputs={}, output="y"), "one or more"),
        (lambda: hc.tornado(ishigami, inputs={"x1": (1, 2)}, output="y"), "middle"),
        (lambda: hc.grade_inputs("4B"), "2B"),
        (lambda: hc.roughness_inputs(1e-3, 1e-4), "above"),
        (lambda: hc.level_inputs(3, 2, 5, name="z"), "values that rise"),
    ],
)  # fmt: skip
def test_bad_input(call, says):
    with pytest.raises(hc.InputError, match=says):
        call()


def test_no_result_is_no_sensitivity():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    model = hc.duty_model(pump, length=21e3, diameter=0.8, roughness=1e-4)
    with pytest.raises(hc.NoSolutionError, match="no flow"):
        hc.tornado(model, inputs={"static_head": (70.0, 75.0, 300.0)}, output="flow")


@pytest.mark.parametrize("word", ["the model raised an error: {n}", "limit {n}", "水 {n}", "fine"])
def test_a_reason_that_is_no_word_of_ours_is_shown_as_it_is(word):
    """A model's own reasons, and those of a study's folder, may be any text."""
    from types import SimpleNamespace

    from hydrocalc.kernels import systems
    from hydrocalc.studies.evaluation import STATUS
    from hydrocalc.studies.sensitivity import _reason
    from hydrocalc.texts import Phrase

    def kind(reason):
        return type(_reason(SimpleNamespace(failures={reason: 1})))

    assert kind(word) is (Phrase if word in STATUS else str)
    assert {kind(reason) for reason in (*STATUS, *systems.STATUS)} == {Phrase}


# Our own models.


def test_duty_model_is_duty_point():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    unit = hc.PumpUnit(pump=pump, discharge_diameter=0.35, discharge_loss_coefficient=5,
                       motor_rating="315 kW", motor_efficiency=0.95)  # fmt: skip
    model = hc.duty_model(unit, length="21 km", diameter=0.8, roughness=1e-4)
    study = hc.sweep(
        model, over={"static_head": [70.0, 75.6], "units": [1, 2], "speed": [0.95, 1.0]}, **QUIET
    )
    for i, Hs in enumerate((70.0, 75.6)):
        for j, n in enumerate((1, 2)):
            for k, s in enumerate((0.95, 1.0)):
                system = hc.System(static_head=Hs, length=21e3, diameter=0.8, roughness=1e-4)
                duty = hc.duty_point(unit, system, units_running=n, speed=1485 * s)
                for name in (
                    "flow",
                    "head",
                    "efficiency",
                    "shaft_power",
                    "npsh_required",
                    "over_best",
                ):
                    got = study.values(name)[i, j, k]
                    assert got == pytest.approx(getattr(duty.si, name), rel=1e-9), name


def test_a_pump_off_its_curve():
    """The scaled curve through scaled points, against the factors of the model."""
    pump = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.25], head=[110, 104, 88, 74],
                        efficiency=[0, 0.68, 0.84, 0.8], npsh_required=[2, 2.5, 4, 6], speed=1480,
                        form="quadratic")  # fmt: skip
    f, h, e = 1.06, 0.97, 0.96
    c = pump.si
    other = pump.replace(flow=np.array(c.flow) * f, head=np.array(c.head) * h,
                         efficiency=np.array(c.efficiency) * e,
                         npsh_required=np.array(c.npsh_required) * f * f)  # fmt: skip
    units = [hc.PumpUnit(pump=p, suction_diameter=0.4, suction_loss_coefficient=2,
                         discharge_diameter=0.35, discharge_loss_coefficient=4)
             for p in (pump, other)]  # fmt: skip
    common = {"length": "21 km", "diameter": 0.8, "roughness": 1e-4, "static_head": 70, "units": 2}
    factors = {"flow_factor": [f], "head_factor": [h], "efficiency_factor": [e]}
    a = hc.sweep(hc.duty_model(units[0], **common), over=factors, **QUIET)
    b = hc.sweep(hc.duty_model(units[1], **common), over={"temperature": [20.0]}, **QUIET)
    for name in a.names:
        assert a.values(name).item() == pytest.approx(b.values(name).item(), rel=1e-9), name


def test_design_model_is_the_operating_matrix():
    design = hc.read_design(str(GOOD))
    study = hc.sweep(hc.design_model(design), over={
        "A.running": [1, 2], "suction_level": [241, 243, 245], "altitude": [0.0]}, **QUIET)  # fmt: skip
    m = hc.operating_matrix(hc.PumpGroup(units=design.units), design.line, delivery_levels=325.9,
                            suction_levels=[241, 243, 245], temperature_max=28, altitude=0)  # fmt: skip
    got = {n: study.values(n)[:, :, 0] for n in study.names}
    assert got["total_flow"] == pytest.approx(m.si.flow, rel=1e-9)
    assert got["head"] == pytest.approx(m.si.head, rel=1e-9)
    assert got["A.shaft_power"] == pytest.approx(m.si.shaft_power[:, :, 0], rel=1e-9)
    assert got["A.npsh_margin"] == pytest.approx(m.si.npsh_margin[:, :, 0], rel=1e-6)
    assert got["flow_margin"] == pytest.approx(m.si.flow / 0.4 - 1, rel=1e-9)


def test_a_design_without_a_line_works_against_its_head():
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    design = hc.StationDesign(
        project=hc.Project(name="S"), units=[hc.PumpUnit(name="A", pump=pump, count=2)],
        demand=hc.Demand(flow=0.4, head=87.8),
    )  # fmt: skip
    model = hc.design_model(design)
    assert "velocity" not in model.outputs
    study = hc.sweep(model, over={"speed": [1.0]}, **QUIET)
    assert study.values("total_flow").item() == pytest.approx(0.4, rel=1e-9)
    assert study.summary.limits[-1].missed == 0


@pytest.mark.parametrize(
    ("design", "says"),
    [
        ({"demand": {"flow": 0.4}}, "units on duty"),
        ({"units": 1, "demand": {"flow": 0.4}}, "a line or a design head"),
        ({"units": 1, "line": 1}, "suction_design"),
    ],
)
def test_designs_that_lack_something(design, says):
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    given = dict(design)
    if "units" in given:
        given["units"] = [hc.PumpUnit(name="A", pump=pump)]
    if "line" in given:
        pipe = hc.Pipe(diameter=0.8, roughness=1e-4)
        given["line"] = hc.Line(reaches=[hc.Reach(pipe=pipe, length=1e4)])
    if "demand" in given:
        given["demand"] = hc.Demand(**given["demand"])
    with pytest.raises(hc.InputError, match=says):
        hc.design_model(hc.StationDesign(project=hc.Project(name="S"), **given))


def test_line_model_is_the_grade_line():
    pipes = [hc.Pipe(diameter=d, roughness=1e-4) for d in (0.8, 0.7)]
    line = hc.Line(
        reaches=[hc.Reach(pipe=pipes[0], length=8000, local_share=0.05),
                 hc.Reach(pipe=pipes[1], length=4000, strings=2)], delivery_level=318,
    )  # fmt: skip
    study = hc.sweep(hc.line_model(line, points=4), over={"flow": [0.3, 0.5]}, **QUIET)
    grade = hc.hydraulic_grade_line(line, flow=[0.3, 0.5])
    total = grade.si.friction + grade.si.local
    assert study.values("loss") == pytest.approx(total, rel=1e-12)
    assert study.values("grade@0") == pytest.approx(318 + total, rel=1e-12)
    assert study.values("grade@12000") == pytest.approx(318.0, abs=1e-9)
    second = hc.head_loss(flow=0.15, diameter=0.7, roughness=1e-4, length=4000).magnitude
    assert study.values("grade@8000")[0] == pytest.approx(318 + second, rel=1e-12)


# Plots.


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plots(lang):
    from hydrocalc.plots import sweeps as plots

    model = hc.station_model(static_head=75.6, length="21 km")
    over = {"pipe": ["ductile iron K9 DN 700", "ductile iron K9 DN 800"],
            "roughness": np.geomspace(1e-5, 1e-3, 9), "flow": np.linspace(0.1, 0.6, 21)}  # fmt: skip
    study = hc.sweep(model, over=over, limits={"total_head": "<= 90 m"}, **QUIET)
    ax = plots.plot_heat_map(
        study, "total_head", x="flow", y="roughness", at={"pipe": 1}, lang=lang
    )
    assert "m³/s" in ax.get_xlabel()
    assert "DN 800" in ax.get_title()
    shown = ax.collections[0].get_array().reshape(9, 21)
    assert np.array_equal(shown, study.values("total_head")[1])
    turned = plots.plot_heat_map(study, "total_head", x="roughness", y="flow", lang=lang)
    assert np.array_equal(
        turned.collections[0].get_array().reshape(21, 9), study.values("total_head")[0].T
    )
    plots.plot_heat_map(study, "total_head", x="flow", y="pipe", lang=lang)
    ax = plots.plot_distribution(study, "total_head", lang=lang)
    assert "%" in ax.get_ylabel()
    line = hc.Line(
        reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.8, roughness=1e-4), length=21e3)],
        delivery_level=318,
    )
    bands = hc.monte_carlo(
        hc.line_model(line, points=5), inputs={"flow": uniform(0.3, 0.2)}, n=64, seed=1, **QUIET
    )
    ax = plots.plot_bands(bands, lang=lang)
    assert ax.lines[0].get_ydata()[-1] == pytest.approx(318)
    found = hc.tornado(model, inputs={"flow": (0.3, 0.4, 0.5)}, output="total_head",
                       fixed={"diameter": 0.8, "roughness": 1e-4})  # fmt: skip
    assert len(plots.plot_tornado(found, lang=lang).patches) == 2
    one = hc.sweep(
        model, over={"flow": [0.2, 0.4]}, fixed={"diameter": 0.8, "roughness": 1e-4}, **QUIET
    )
    assert plots.plot_line(one, "total_head", x="flow", lang=lang).lines
    for call in (
        lambda: plots.plot_heat_map(study, "total_head", x="length", y="flow"),
        lambda: plots.plot_heat_map(study, "total_head", x="flow", y="flow"),
        lambda: plots.plot_bands(study), lambda: plots.plot_line(study, "total_head", x="flow"),
        lambda: plots.plot_distribution(study, "head"),
    ):  # fmt: skip
        with pytest.raises(hc.InputError):
            call()


def test_branches_of_a_pump_off_its_curve_in_a_group():
    """One kind of pump: the group is the pumps on one pipe, factors and branch losses included."""
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    unit = hc.PumpUnit(name="A", pump=pump, count=2, discharge_diameter=0.35,
                       discharge_loss_coefficient=40)  # fmt: skip
    pipe = hc.Pipe(diameter=0.8, roughness=1e-4)
    design = hc.StationDesign(
        project=hc.Project(name="S"), units=[unit],
        line=hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")]),
        levels=hc.Levels(suction_design=0, delivery_design=75.6),
    )  # fmt: skip
    over = {"flow_factor": [0.9, 1.0, 1.16], "head_factor": [0.95, 1.0, 1.05]}
    group = hc.sweep(hc.design_model(design), over=over, **QUIET)
    single = hc.sweep(hc.duty_model(unit, static_head=75.6, length=21e3, diameter=0.8, roughness=1e-4),
                      over=over, **QUIET)  # fmt: skip
    assert group.values("total_flow") == pytest.approx(single.values("flow"), rel=1e-9)
    assert group.values("A.shaft_power") == pytest.approx(single.values("shaft_power"), rel=1e-9)


def test_a_unit_behind_its_valve_is_no_failure():
    """A unit that is shut out delivers nothing; the others do, and the scenario has a result."""
    strong = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    weak = hc.estimated_curve(flow="360 m3/h", head="50 m", speed=1485)
    pipe = hc.Pipe(diameter=0.8, roughness=1e-4)
    design = hc.StationDesign(
        project=hc.Project(name="S"), demand=hc.Demand(flow=0.4),
        units=[hc.PumpUnit(name="A", pump=strong, count=2), hc.PumpUnit(name="B", pump=weak)],
        line=hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")]),
        levels=hc.Levels(suction_design=0, delivery_design=75.6),
    )  # fmt: skip
    study = hc.sweep(hc.design_model(design), over={"delivery_level": [75.6, 200.0]}, **QUIET)
    assert study.failures == {"no flow: the shut-off head is below what is required": 1}
    assert study.values("status")[0] == 0
    assert study.values("B.flow").tolist() == [0.0, 0.0]
    assert study.values("total_flow")[0] > 0.39
    assert study.values("total_flow")[1] == 0.0
    assert study.values("flow_margin")[1] == -1.0


def test_a_curve_without_efficiency_has_no_powers():
    pump = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.25], head=[110, 104, 88, 74], speed=1480)
    design = hc.StationDesign(project=hc.Project(name="S"), units=[hc.PumpUnit(name="A", pump=pump)],
                              demand=hc.Demand(head=87.8))  # fmt: skip
    model = hc.design_model(design)
    assert set(model.outputs) == {"total_flow", "head", "A.flow", "A.over_best"}


def test_pressures_along_a_profile():
    """A hill half way: by hand from the grade line, and as `hydraulic_grade_line` has it."""
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    pipe = hc.Pipe(diameter=0.8, roughness=1e-4, rating="1 MPa")
    profile = hc.Profile(chainage=[0, 10_000, 21_000], ground=[243, 290, 317], axis=[242, 289, 316])
    design = hc.StationDesign(
        project=hc.Project(name="S"), units=[hc.PumpUnit(name="A", pump=pump, count=2)],
        line=hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")], profile=profile),
        levels=hc.Levels(suction_design=242.4, delivery_design=318.0), site=hc.Site(temperature=20),
    )  # fmt: skip
    study = hc.sweep(hc.design_model(design), over={"altitude": [0.0]}, **QUIET)
    flow, head = study.values("total_flow").item(), study.values("head").item()
    loss = hc.head_loss(flow=flow, diameter=0.8, roughness=1e-4, length="21 km").magnitude
    assert head == pytest.approx(318 - 242.4 + loss, rel=1e-9)
    grade = 242.4 + head - loss * np.array([0, 10 / 21, 1])
    above = grade - np.array([242, 289, 316])
    assert study.values("lowest_pressure").item() == pytest.approx((above - 0.4).min(), rel=1e-9)
    rho = hc.water_at(20).si.density
    at_no_flow = 242.4 - 242 + hc.pump_performance(pump, flow=0).si.head.item()
    assert at_no_flow > above.max()
    assert study.values("pressure_load").item() == pytest.approx(
        rho * 9.80665 * at_no_flow / 1e6, rel=1e-9
    )
    assert {c.output for c in study.summary.limits} >= {"lowest_pressure", "pressure_load"}
    line = design.line.replace(delivery_level=318)
    known = hc.hydraulic_grade_line(line, flow=flow, suction_level=242.4)
    assert study.values("lowest_pressure").item() == pytest.approx(
        known.si.lowest_pressure[0], rel=1e-6
    )


def test_a_summit_that_governs_in_some_scenarios():
    """The control point moves with the level at the end: as the operating matrix has it."""
    pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    pipe = hc.Pipe(diameter=0.8, roughness=1e-4)
    profile = hc.Profile(chainage=[0, 10_000, 21_000], ground=[243, 318, 290], axis=[242, 317, 289])
    line = hc.Line(reaches=[hc.Reach(pipe=pipe, length="21 km")], profile=profile)
    design = hc.StationDesign(
        project=hc.Project(name="S"), units=[hc.PumpUnit(name="A", pump=pump, count=2)], line=line,
        levels=hc.Levels(suction_design=242.4, delivery_design=300.0), site=hc.Site(temperature=20),
    )  # fmt: skip
    ends = [295.0, 300.0, 318.0, 325.0]
    study = hc.sweep(hc.design_model(design), over={"delivery_level": ends}, **QUIET)
    for level, flow in zip(ends, study.values("total_flow"), strict=True):
        m = hc.operating_matrix(hc.PumpGroup(units=design.units), line, suction_levels=242.4,
                                delivery_levels=level)  # fmt: skip
        assert flow == pytest.approx(m.si.flow[1, 0], rel=1e-9)


def test_helpers_say_which_values():
    with pytest.raises(
        hc.InputError, match=r"low, design, high: expected values that rise.*78, 75, 73"
    ):
        hc.level_inputs(78, 75, 73, name="suction_level")
    model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8, roughness=1e-4)
    with pytest.raises(hc.InputError, match="frozen distribution"):
        hc.monte_carlo(model, inputs={"flow": uniform}, n=8, **QUIET)


def test_distributions_in_words():
    from scipy.stats import lognorm, loguniform, triang

    from hydrocalc.studies.distributions import described

    for given, words in (
        (uniform(0.3, 0.1), "uniform [0.3, 0.4]"),
        (loguniform(1e-4, 5e-4), "loguniform [0.0001, 0.0005]"),
        (triang(0.4, loc=241, scale=5), "triangular [241, 243, 246]"),
        (triang(c=0.4, loc=241, scale=5), "triangular [241, 243, 246]"),
        (norm(75.6, 1), "normal (mean 75.6, deviation 1)"),
        (hc.Truncated(norm(15, 5), low=1, high=30), "normal (mean 15, deviation 5) in [1, 30]"),
        (lognorm(0.5, scale=3e-4), "lognorm(0.5, scale=0.0003)"),
    ):
        assert described(given) == words


def test_histograms_and_tables_of_values_are_distributions():
    from scipy.stats import rv_discrete, rv_histogram

    measured = np.random.default_rng(1).normal(0.4, 0.01, 500)
    counts, edges = np.histogram(measured, bins=20)
    model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8, roughness=1e-4)
    inputs = {
        "flow": rv_histogram((counts, edges)),
        "units": rv_discrete(values=([1, 2], [0.25, 0.75])),
    }
    study = hc.monte_carlo(model, inputs=inputs, n=4096, seed=1, keep=["total_head"], **QUIET)
    assert study.values("flow").mean() == pytest.approx(measured.mean(), abs=1e-4)
    assert np.mean(study.values("units") == 2.0) == pytest.approx(0.75, abs=0.01)
    assert study.summary.axes[0].startswith("flow: 5 % below 0.38")


def test_a_study_of_hostile_names_can_be_printed_and_drawn(tmp_path):
    from hydrocalc.plots.sweeps import plot_distribution

    name = "b {x} {0:>900000000} %s $x$ \ud800\x1b"
    model = hc.Model(
        function=lambda a: {name: a}, inputs={"a": "ratio"}, outputs={name: "ratio"}, name="{m}"
    )
    study = hc.sweep(
        model, over={"a": [1.0, 2.0, 3.0]}, keep=[name], limits={name: ">= 2"}, **QUIET
    )
    shown = "b {x} {0:>900000000} %s $x$ ??"
    page = study.summary
    for lang in ("en", "zh"):
        for text in (page.text(lang), page.data(lang).as_csv()):
            assert shown in text
            assert text.encode()
        assert page.markdown(lang).encode()
    assert json_text(page).encode()
    axes = plot_distribution(study, name)
    axes.figure.savefig(tmp_path / "a.svg")
    axes.figure.savefig(tmp_path / "a.png")
    assert axes.get_xlabel().startswith(shown)
