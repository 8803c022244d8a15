"""The faces of pipe friction: units, coefficients, warnings, bad input, comparison."""

import json

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc import units
from hydrocalc.errors import InputError, NoSolutionError, RangeWarning

PIPE = {"flow": 0.4, "diameter": 0.8, "length": 21e3}
COEFFICIENT = {
    "hazen-williams": {"hazen_williams_c": 130}, "hazen-williams-exact": {"hazen_williams_c": 130},
    "hazen-williams-epanet": {"hazen_williams_c": 130}, "manning": {"manning_n": 0.012},
    "manning-epanet": {"manning_n": 0.012}, "pavlovskii": {"manning_n": 0.012}, "shevelev": {},
    "plastic": {},
}  # fmt: skip
METHODS = ["colebrook", "epanet", "churchill", "swamee-jain", "haaland", "serghides", *COEFFICIENT]


def coefficient(method):
    return COEFFICIENT.get(method, {"roughness": "0.1 mm"})


def test_reference_line():
    """21 km of bore 800 mm, ε 0.1 mm, 0.40 m³/s at 20 °C: 12.2 m."""
    loss = hc.head_loss(**PIPE, roughness="0.1 mm")
    assert loss.to("m").magnitude == pytest.approx(12.2, abs=0.05)
    same = hc.head_loss(
        flow="1440 m3/h",
        diameter="800 mm",
        length="21 km",
        roughness=units.quantity(1e-4, "roughness"),
    )
    assert same == loss


@pytest.mark.parametrize("method", METHODS)
def test_faces_of_every_method(method):
    k = coefficient(method)
    loss = hc.head_loss(**PIPE, **k, method=method)
    flow = hc.flow_for_loss(head_loss=loss, diameter=0.8, length=21e3, **k, method=method)
    bore = hc.diameter_for_loss(flow=0.4, head_loss=loss, length=21e3, **k, method=method)
    slope = hc.head_loss_slope(**PIPE, **k, method=method)
    assert flow.magnitude == pytest.approx(0.4, rel=1e-10)
    assert bore.magnitude == pytest.approx(0.8, rel=1e-10)
    near = hc.head_loss(flow=0.4 * (1 + 1e-6), diameter=0.8, length=21e3, **k, method=method)
    assert slope.magnitude == pytest.approx((near - loss).magnitude / 0.4e-6, rel=1e-5)
    back = hc.flow_for_loss(head_loss=-loss, diameter=0.8, length=21e3, **k, method=method)
    assert back == -flow


def test_measured_roughness_goes_back():
    loss = hc.head_loss(**PIPE, roughness="0.5 mm")
    found = hc.measured_roughness(**PIPE, head_loss=loss)
    assert found.si.roughness == pytest.approx(5e-4, rel=1e-9)
    again = hc.head_loss(
        **PIPE, hazen_williams_c=float(found.hazen_williams_c), method="hazen-williams"
    )
    assert again.magnitude == pytest.approx(loss.magnitude, rel=1e-10)
    manning = hc.head_loss(**PIPE, manning_n=float(found.manning_n), method="manning")
    assert manning.magnitude == pytest.approx(loss.magnitude, rel=1e-10)
    assert found.recomputed("velocity") == found.si.velocity
    array = hc.measured_roughness(flow=0.4, diameter=0.8, length=21e3, head_loss=[1.0, 14.0])
    assert np.isnan(array.si.roughness[0])
    assert np.isfinite(array.si.roughness[1])
    with pytest.raises(NoSolutionError, match=r"smooth pipe has 10\.\d+ m"):
        hc.measured_roughness(**PIPE, head_loss=5)


def test_arrays_shapes_and_nan():
    flow = np.array([0.4, -0.4, 0.0, np.nan, 1e-6])
    loss = hc.head_loss(flow=flow, diameter=[[0.8], [0.0], [-1.0]], length=100, roughness=1e-4)
    values = loss.magnitude
    assert values.shape == (3, 5)
    assert values[0, 1] == -values[0, 0]
    assert values[0, 2] == 0
    assert np.isnan(values[0, 3])
    assert np.isfinite(values[0, [0, 1, 2, 4]]).all()
    assert np.isnan(values[1:]).all()
    rough = hc.head_loss(flow=0.4, diameter=0.8, length=100, roughness=[1e-4, 0.05])
    np.testing.assert_array_equal(np.isnan(rough.magnitude), [False, True])


@pytest.mark.parametrize(
    ("change", "argument", "said"),
    [
        ({"diameter": 0}, "diameter", "from 0.001"), ({"diameter": -0.8}, "diameter", "from 0.001"),
        ({"diameter": 800}, "diameter", "did you mean '800 mm'"),
        ({"diameter": "DN 800"}, "diameter", "a nominal size is a pipe of a catalogue"),
        ({"length": 0}, "length", "above 0"), ({"length": "-1 km"}, "length", "above 0"),
        ({"roughness": 0.1}, "roughness", "did you mean '0.1 mm'"),
        ({"roughness": "45 mm"}, "roughness", "at most 5 % of the bore, 40 mm"),
        ({"roughness": -1e-4}, "roughness", "from 0"), ({"roughness": None}, "roughness", "needs it"),
        ({"hazen_williams_c": 130}, "hazen_williams_c", "method='hazen-williams'"),
        ({"manning_n": 0.012}, "manning_n", "method='manning'"),
        ({"method": "blasius"}, "method", "colebrook"), ({"flow": "0,4"}, "flow", "'0.4'"),
        ({"flow": "nan"}, "flow", "flow"), ({"flow": [1, "2 m3/s"]}, "flow", "the numbers alone"),
    ],
)  # fmt: skip
def test_bad_input(change, argument, said):
    with pytest.raises(InputError) as caught:
        hc.head_loss(**{**PIPE, "roughness": "0.1 mm", **change})
    assert caught.value.argument == argument
    assert said in str(caught.value)


def test_empirical_laws_are_for_water():
    oil = hc.Liquid(density=870, viscosity="50 cSt", vapour_pressure=0, bulk_modulus=1.5e9)
    with pytest.raises(InputError, match="water for this method"):
        hc.head_loss(oil, **PIPE, hazen_williams_c=130, method="hazen-williams")
    assert hc.head_loss(oil, **PIPE, roughness="0.1 mm").magnitude > 12


@pytest.mark.parametrize(
    ("change", "method", "said"),
    [
        ({"flow": 0.001, "hazen_williams_c": 130}, "hazen-williams", "Reynolds number"),
        ({"hazen_williams_c": 80}, "hazen-williams", "C 80 is outside"),
        ({"diameter": 0.3, "manning_n": 0.012}, "pavlovskii", "bore, m,"),
        ({"flow": 0.0016, "roughness": 1e-4}, "swamee-jain", "Reynolds number"),
    ],
)
def test_warnings_outside_the_range(change, method, said):
    with pytest.warns(RangeWarning, match=said):
        hc.head_loss(**{**PIPE, **change}, method=method)


def test_no_warning_inside():
    hc.head_loss(flow=1e-4, diameter=0.8, length=100, roughness=1e-4)  # laminar
    hc.head_loss(flow=0.0016, diameter=0.8, length=100, roughness=1e-4)  # in transition
    hc.head_loss(flow=0.0, diameter=0.8, length=100, roughness=1e-4, method="haaland")
    assert hc.friction_factor(reynolds=1000, relative_roughness=0) == 0.064


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"reynolds": 0}, "reynolds"), ({"reynolds": -1}, "reynolds"),
        ({"relative_roughness": 0.06}, "relative_roughness"), ({"method": "moody"}, "method"),
    ],
)  # fmt: skip
def test_friction_factor_refuses(arguments, argument):
    with pytest.raises(InputError) as caught:
        hc.friction_factor(**{"reynolds": 1e5, "relative_roughness": 1e-4, **arguments})
    assert caught.value.argument == argument


def test_no_solution():
    with pytest.raises(NoSolutionError, match="no bore"):
        hc.diameter_for_loss(flow=1000, head_loss=1e-6, length=1e6, roughness=1e-4)
    with pytest.raises(NoSolutionError, match="no flow"):
        hc.flow_for_loss(head_loss=5000, diameter=20, length=1e-6, roughness=1e-4)
    assert hc.flow_for_loss(head_loss=0, diameter=0.8, length=10, roughness=0).magnitude == 0


def test_comparison():
    laws = hc.compare_head_loss(**PIPE, roughness="0.1 mm")
    assert len(laws.method) == len(METHODS)
    assert laws.valid.all()
    assert {a.id for a in laws.assumptions} == {"hazen_williams_c", "manning_n"}
    for i, method in enumerate(laws.method):
        k = coefficient(method) if "hazen" not in method else {"hazen_williams_c": 120}
        assert laws.si.head_loss[i] == hc.head_loss(**PIPE, **k, method=str(method)).magnitude
    for name in laws.made_by:
        assert laws.recomputed(name) == pytest.approx(laws.plain_at(name), rel=1e-12)
    assert json.dumps(laws.to_dict(), allow_nan=False)
    assert "Used outside" not in str(laws)
    small = hc.compare_head_loss(flow="2 L/s", diameter="60 mm", length=100, roughness="0.1 mm")
    assert "Used outside the range of its source: hazen-williams" in " ".join(str(small).split())
    assert "各公式的沿程水头损失" in small.text("zh")


@pytest.mark.parametrize(
    "change", [{"flow": 0}, {"flow": [1, 2]}, {"roughness": "50 mm"}, {"manning_n": 1}]
)
def test_comparison_refuses(change):
    with pytest.raises(InputError):
        hc.compare_head_loss(**{**PIPE, "roughness": "0.1 mm", **change})


def test_ageing_faces():
    grown = hc.aged_roughness(roughness="0.26 mm", years=[0, 20], growth="0.05 mm/a")
    np.testing.assert_allclose(grown.to("mm").magnitude, [0.26, 1.26])
    assert hc.roughness_growth(langelier=0).to("mm/year").magnitude == pytest.approx(
        304.8 * 10**-4.08
    )
    C = hc.aged_hazen_williams_c(
        roughness="0.18 mm", years=[0, 30], growth="0.05 mm/a", diameter="300 mm"
    )
    assert C[0] == pytest.approx(18 - 37.2 * np.log10(0.18 / 300))
    for given in ({}, {"ph": 7, "langelier": -1}):
        with pytest.raises(InputError, match="either"):
            hc.roughness_growth(**given)
    for given in ({"ph": 3}, {"langelier": 1}):
        with pytest.raises(InputError):
            hc.roughness_growth(**given)
