"""Sizing: choice, records, arrays, results that recompute, bad input."""

import json
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc import data
from hydrocalc.errors import InputError
from hydrocalc.kernels import stations as kernels
from hydrocalc.stations.designs.conditions import DesignConditions
from hydrocalc.stations.designs.solved import SolvedStation

PIPE = hc.Pipe(diameter="800 mm", roughness="0.1 mm", wall="10 mm", modulus="206 GPa")
BASE = hc.size_station(flow="0.40 m3/s", head="87.8 m")
GROUP = hc.PumpGroup(units=[hc.PumpUnit(
    name="A", pump=hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485), count=2,
    eye_level=240, suction_diameter="450 mm", suction_loss_coefficient=1, motor_rating="280 kW",
    discharge_diameter="350 mm", discharge_loss_coefficient=2, motor_efficiency="95 %",
)])  # fmt: skip
LINE = hc.Line(reaches=[hc.Reach(pipe=PIPE, length="21 km")], delivery_level=316)
GOOD = Path(__file__).parents[1] / "checks/station/good.hydro.toml"
CASE = SolvedStation(DesignConditions(hc.read_design(GOOD)))
EXAMPLES = [
    BASE,
    hc.size_station(flow=1.0, head=45, head_max=50, head_min=40, price=0.6, load_factor="70 %"),
    hc.size_station(flow=0.03, head=250, average_flow=0.02, hours=20, standby=2),
    hc.reconcile_installed(BASE, installed="945 kW", daily_volume="35000 m3/d"),
    hc.specific_speed(flow=0.2, head=87.8, speed=1480),
    hc.measured_roughness(flow=0.4, head_loss=14, diameter=0.8, length=21e3),
    hc.compare_head_loss(flow=0.4, diameter=0.8, length=21e3),
    hc.submergence(flow=0.2, bell_diameter=0.5),
    hc.real_stations(),
    hc.fit_pump_curve(
        hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485).replace(stages=2)
    ),
    hc.hydraulic_grade_line(
        hc.Line(
            reaches=[
                hc.Reach(pipe=PIPE, length="9 km", loss_coefficient=12, draw_off="50 L/s"),
                hc.Reach(pipe=PIPE, length="12 km", local_share="5 %", strings=2),
            ],
            profile=hc.Profile(chainage=[0, 9e3, 21e3], ground=[250, 330, 300],
                               axis=[248, 328, 298]),
        ),
        flow=[0.2, 0.4], suction_level=246,
    ),
    hc.operating_matrix(GROUP, LINE, suction_levels=[239, 243]),
    hc.npsh_envelope(GROUP.units[0], suction_levels=[239, 243], temperature_max=[5, 30]),
    hc.duty_point(GROUP.units[0], LINE, suction_level=243, units_running=[1, 2]),
    hc.characteristic_heads(LINE, flow=0.4, suction_levels=[239, 243]),
    hc.compare_designs(
        [hc.Design(name="2+1", line=LINE, group=GROUP, investment=1e6)], flow=0.4,
        suction_levels=[243], price=0.6,
    ),
    CASE.conditions.built, CASE.duty, CASE.motor_reserve(0), CASE.motor_input(0), CASE.starts,
    CASE.installed, CASE.branch(0, "suction"),
]  # fmt: skip


@pytest.mark.parametrize("result", EXAMPLES, ids=lambda r: type(r).__name__)
def test_every_made_by_entry_recomputes_its_field(result):
    assert result.made_by
    for path in result.made_by:
        if path == "cost_per_year" and result.cost_per_year is None:
            continue
        known = result.plain_at(path)
        again = result.recomputed(path)
        assert again == pytest.approx(known, rel=1e-12, abs=1e-12, nan_ok=True), path


def test_the_law_of_a_line_recomputes_its_friction():
    grade = next(r for r in EXAMPLES if isinstance(r, hc.GradeLine))
    for path in ("relative_roughness", "friction_factor", "reach_friction"):
        kernel, arguments = grade.how(path)
        again = kernel(**{k: grade.plain_at(v) for k, v in arguments.items()})
        assert again == pytest.approx(grade.plain_at(path), rel=1e-12), path


def test_every_public_result_with_made_by_is_exercised():
    from hydrocalc.records.record import Result

    todo, found = [Result], set()
    while todo:
        cls = todo.pop()
        todo += cls.__subclasses__()
        if cls.__module__.startswith("hydrocalc.") and cls.made_by:
            found.add(cls)
    assert found == {type(r) for r in EXAMPLES}


def test_duty_figures():
    """ρ g Q H with 998.2 kg/m³, and 86,400 s a day."""
    assert BASE.si.hydraulic_power == pytest.approx(998.2 * 9.80665 * 0.4 * 87.8, rel=1e-5)
    assert BASE.si.daily_volume == pytest.approx(34560, rel=1e-12)
    assert (BASE.si.flow_low, BASE.si.flow_high) == (pytest.approx(0.395), pytest.approx(0.405))


def test_energy_by_hand():
    sizing = EXAMPLES[1]
    a = sizing.recommended.si
    P = 998.203 * 9.80665 * 1.0 * 45 / a.efficiency / a.motor_efficiency  # at design flow
    kwh_a_year = P / 1000 * 0.7 * 8760
    assert sizing.si.energy_per_year / 3.6e6 == pytest.approx(kwh_a_year, rel=1e-5)
    assert sizing.cost_per_year == pytest.approx(0.6 * kwh_a_year, rel=1e-5)
    assert sizing.si.energy_per_day * 365 == pytest.approx(sizing.si.energy_per_year)
    assert "upper bound" not in str(sizing)
    assert "upper bound" in str(BASE)


def test_motor_is_sized_at_the_largest_shaft_power():
    """At the low end of efficiency: 12 % run-out on a straight line of power from p₀ at no flow."""
    a = BASE.recommended.si
    low = 998.203 * 9.80665 * 0.2 * 87.8 / a.efficiency_low
    nq = 1485 * 0.1**0.5 / 87.8**0.75  # 16.4 an eye
    p_0 = 0.38 + 0.04 * np.log(nq / 8) / np.log(30 / 8)
    assert a.max_shaft_power == pytest.approx((1 + 0.12 * (1 - p_0)) * low, rel=1e-5)
    # 238 kW × 1.09 is above 250 kW; 1.09 lies between 1.10 at 200 kW and 1.05 at 1 MW
    assert a.margin == pytest.approx(1.10 - 0.05 * np.log(280 / 200) / np.log(5))
    assert a.motor_rating == 280e3
    assert a.motor_rating >= a.margin * a.max_shaft_power > 250e3
    higher = hc.size_station(flow=0.4, head=87.8, head_max=95, duty=2, poles=4, type="split-case")
    b = higher.recommended.si
    assert b.max_shaft_power == pytest.approx(low * 95 / 87.8, rel=1e-5)
    steep = hc.size_station(flow=0.4, head=87.8, head_min=80, duty=2, poles=4, type="split-case")
    # generic curve from the shut-off ratio S down to 80 m
    S = 1.15 + 0.02 * np.log(nq / 8) / np.log(25 / 8)
    q = ((S - 80 / 87.8) / (S - 1)) ** ((S - 1) / p_0)
    assert 1.12 < q < 1.4
    assert steep.recommended.power_rise == pytest.approx(p_0 + (1 - p_0) * q, rel=1e-9)


def test_npsh_and_eye_level_by_hand():
    a = BASE.recommended.si
    available = (0.97 * 101325 - 4247) / (995.65 * 9.80665) - 1.5  # 30 °C, 1.5 m of loss
    assert a.npsh_available == pytest.approx(available, abs=0.002)
    nq = 1485 * 0.1**0.5 / 87.8**0.75
    C = 700 + 120 * np.log(nq / 12) / np.log(17 / 12)
    eye = [
        available - 1.0 - 1.12**1.8 * (5.62 * 1485 * 0.1**0.5 / (share * C)) ** (4 / 3)
        for share in (1.13, 0.87)
    ]
    assert a.eye_level_good == pytest.approx(eye[0], abs=0.002)
    assert a.eye_level == pytest.approx(eye[1], abs=0.002)
    assert "Suction is tight" in " ".join(str(BASE).split())


def test_given_efficiency_replaces_the_estimates():
    a = hc.size_station(flow=0.4, head=87.8, pump_efficiency="80 %").recommended
    assert a.efficiency == a.efficiency_low == a.efficiency_high == 0.80


@pytest.mark.parametrize(
    ("rank", "key"),
    [("energy", "specific_energy"), ("installed", "installed_power"), ("units", "duty")],
)
def test_ranks(rank, key):
    sizing = hc.size_station(flow=0.4, head=87.8, rank=rank, water_above_eye=3)
    table = sizing.candidates.si
    feasible = table.status == 0
    assert getattr(sizing.recommended.si, key) == getattr(table, key)[feasible].min()
    assert f"by {rank} alone" in str(sizing)


def test_arrays_agree_with_scalars():
    rng = np.random.default_rng(3)
    Q, H = np.exp(rng.uniform(np.log(0.003), np.log(9), 60)), rng.uniform(6, 260, 60)
    array = hc.size_station(flow=Q, head=H)
    assert array.candidates is None
    assert array.status.shape == (60,)
    for i in range(60):
        one = hc.size_station(flow=Q[i], head=H[i])
        assert one.status == array.status[i]
        if one.recommended is None:
            assert np.isnan(array.recommended.si.motor_rating[i])
            assert array.recommended.type[i] == ""
            assert array.status[i] > 1
            continue
        for name, plain in one.recommended._plain.items():
            other = array.recommended._plain[name][i]
            if isinstance(plain, float):
                assert other == pytest.approx(plain, rel=1e-12, nan_ok=True), name
            else:
                assert other == plain, name


def test_arrays_of_levels_broadcast_and_blocks_do_not_matter(monkeypatch):
    from hydrocalc.stations import sizing as stations

    Q = np.linspace(0.05, 1, 30)
    whole = hc.size_station(flow=Q, head=40.0, head_max=[[40.0], [60.0]])
    assert whole.status.shape == (2, 30)
    monkeypatch.setattr(stations, "BLOCK", 7)
    assert hc.size_station(flow=Q, head=40.0, head_max=[[40.0], [60.0]]) == whole
    assert str(whole)
    assert json.dumps(whole.to_dict(), allow_nan=False)


def test_records_travel():
    assert pickle.loads(pickle.dumps(BASE)) == BASE  # noqa: S301
    assert hash(BASE) == hash(hc.size_station(flow="0.40 m3/s", head="87.8 m"))
    assert hc.size_station(flow="0.4 m3/s", head="87.8 m") != BASE  # other printed digits
    text = json.dumps(BASE.to_dict(), allow_nan=False)
    assert '"value": 280000.0' in text
    assert BASE._repr_html_().count("<table>") == 6


def test_everything_on_the_page():
    page = str(BASE) + " ".join(str(BASE).split())
    for words in (
        "34560  m³/d", "343.8  kW", "2+1  split-case", "Rejected: ", "nq per eye below the window",
        "impeller eye where the type", "Runner-up: 1+1", "no turndown", "As good, within",
        "What would change the choice", "--power-rise", "memory: practice", "screening estimate",
    ):  # fmt: skip
        assert words in page, words
    deep = hc.size_station(flow=0.4, head=87.8, level_range=12, duty=2, type="auto")
    assert "level range above 8 m" in deep.table(every=True).as_csv()
    assert deep.recommended.type == "vertical-turbine"
    assert "比转速 ns" in BASE.text("zh")
    assert "nq（总流量" not in BASE.text("zh")
    for words in ("必需汽蚀余量", "安装高程", "装机容量", "配套功率", "双吸中开泵"):
        assert words in BASE.text("zh")


def test_assumptions_are_only_what_was_not_given():
    ids = {a.id for a in BASE.assumptions}
    assert BASE.given == ()
    assert {"temperature", "run_out", "margin", "water_above_eye", "ie_class", "duty"} <= ids
    given = hc.size_station(
        flow=0.4, head=87.8, temperature=10, temperature_max=25, altitude=300, hours=22, standby=1,
        pump_efficiency="84%", power_rise=1.2, margin=1.1, coupling_efficiency=0.98,
        ie_class="IE4", water_above_eye=2, suction_loss=1, frequency=50, npsh_margin=0.5,
        duty_kind="raw-water", country="CN",
    )  # fmt: skip
    left = {a.id for a in given.assumptions}
    assert left == {"weather", "slip", "motor_constant_losses", "npsh_c", "duty"}
    assert all(not data.assumption(i).option for i in left - {"duty"})
    assert {a.id: a.value for a in given.given} == {
        "duty_kind": "raw-water", "country": "CN", "temperature": 10.0, "temperature_max": 25.0, "altitude": 300.0, "hours": 22.0,
        "standby": 1, "pump_efficiency": 0.84, "power_rise": 1.2, "margin": 1.1,
        "coupling_efficiency": 0.98, "ie_class": "IE4", "water_above_eye": 2.0, "suction_loss": 1.0,
        "frequency": 50.0, "npsh_margin": 0.5,
    }  # fmt: skip
    assert "--pump-efficiency" in given.text().split("Arrangements")[0]
    vertical = hc.size_station(flow=0.4, head=87.8, type="vertical-turbine")
    assert "submergence" in {a.id for a in vertical.assumptions}
    large = hc.size_station(flow=1.5, head=110, water_above_eye=5)
    assert "hv_motor_efficiency" in {a.id for a in large.assumptions}
    # GB 30254-2024 table 2: 10 kV, 4 poles, grade 3
    table = {630e3: 0.941, 710e3: 0.942, 800e3: 0.944, 900e3: 0.945}
    assert large.recommended.poles == 4
    assert large.recommended.full_load_efficiency == pytest.approx(
        table[large.recommended.si.motor_rating], abs=1e-9
    )


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"head_min": 90}, "head_min"), ({"head_max": 80}, "head_max"),
        ({"head_min": 100, "head_max": 80}, "head_min"), ({"head_max": 80.0}, "head_max"),
        ({"standby": -1}, "standby"), ({"duty": 0}, "duty"), ({"duty": "4-2"}, "duty"),
        ({"duty": "1-99"}, "duty"), ({"duty": []}, "duty"), ({"duty": "a"}, "duty"),
        ({"poles": 3}, "poles"), ({"poles": "2,5"}, "poles"), ({"temperature": 41}, "temperature"),
        ({"temperature_max": -1}, "temperature_max"), ({"type": "axial"}, "type"),
        ({"type": "end-suction", "duty": 2}, "type"), ({"rank": "best"}, "rank"),
        ({"frequency": 400}, "frequency"), ({"pump_efficiency": 85}, "pump_efficiency"),
        ({"pump_efficiency": 0.8, "efficiency_allowance": 0.02}, "efficiency_allowance"),
        ({"average_flow": 0.3, "load_factor": 0.8}, "load_factor"),
        ({"average_flow": 0.5}, "average_flow"), ({"load_factor": 1.2}, "load_factor"),
        ({"price": -1}, "price"), ({"margin": 0.9}, "margin"), ({"power_rise": 3}, "power_rise"),
        ({"suction_loss": -1}, "suction_loss"), ({"ie_class": "IE5"}, "ie_class"),
        ({"efficiency_allowance": 0.5}, "efficiency_allowance"), ({"altitude": 9000}, "altitude"),
        ({"water_above_eye": "3 bar"}, "water_above_eye"), ({"hours": 0}, "hours"),
    ],
)  # fmt: skip
def test_bad_input(options, argument):
    with pytest.raises(InputError) as caught:
        hc.size_station(**{"flow": 0.4, "head": 87.8, **options})
    assert caught.value.argument == argument
    assert str(caught.value).startswith(argument + ": expected ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"flow": 0.002, "head": 1.5}, "from"), ({"flow": 0.002, "head": 600}, "in series"),
        ({"flow": 2.5, "head": 12, "type": "split-case", "poles": 4, "duty": 1}, "Without --type"),
        ({"flow": 0.4, "head": 87.8, "head_max": 130}, "Sized for the highest head"),
        ({"flow": 0.02, "head": 20, "type": "end-suction", "poles": 8}, "Without --type"),
        ({"flow": 0.4, "head": 3, "type": "split-case"}, "head per stage 3 m, and the type is made for 5 m to 260 m"),
        ({"flow": 500, "head": 900}, "in series"),
    ],
)  # fmt: skip
def test_where_nothing_exists_the_hint_works(options, said):
    """Which window refused, and a duty near by that has an arrangement: following it, it has."""
    sizing = hc.size_station(**options)
    assert (sizing.exit_code, sizing.recommended) == (1, None)
    page = " ".join(str(sizing).split())
    assert said in page
    assert sizing.si.energy_per_day != sizing.si.energy_per_day  # nan
    assert sizing.to_dict()["energy_per_day"]["value"] is None
    H = sizing.si.head if sizing.remedy_head is None else sizing.si.remedy_head
    followed = {"flow": options["flow"], "head": H}
    if "Sized for" in said:
        followed["head_min"] = options["head"]
    again = hc.size_station(**followed).recommended
    assert again.name() == sizing.remedy.name()
    assert again.name() in page


def test_a_window_that_refuses_is_named():
    """5 m³/s each at 3 m and 1485 rpm is nq 1457: beyond every axial and tubular pump."""
    page = " ".join(str(hc.size_station(flow=10, head=3, duty=2, poles=4)).split())
    assert f"nq per impeller eye {1485 * 5**0.5 / 3**0.75:.0f}, and the type is made for" in page
    # where nothing is near, no hint is made up
    for flow, head in ((3e-4, 1.0), (1000, 0.3)):
        none = hc.size_station(flow=flow, head=head)
        assert none.remedy is None
        assert "and the type is made for" in " ".join(str(none).split())


def test_units_given_in_any_form():
    one = hc.size_station(flow=0.4, head=87.8, duty=(2, 3), poles=[4])
    two = hc.size_station(flow=0.4, head=87.8, duty="2-3", poles="4")
    three = hc.size_station(flow=0.4, head=87.8, duty="3, 2", poles=4)
    assert one == two == three
    assert set(one.candidates.duty) == {2, 3}
    assert set(one.candidates.poles) == {4}


def test_nothing_feasible_never_counts_as_feasible():
    """8-pole end-suction pumps are not made: no arrangement is left, whatever the reason."""
    one = hc.size_station(flow=0.02, head=20, type="end-suction", poles=8)
    assert one.status == kernels.POLES
    assert one.exit_code == 1
    both = hc.size_station(flow=[0.02, 0.02], head=20, type="end-suction", poles=8)
    np.testing.assert_array_equal(both.status, kernels.POLES)
    assert both.status.dtype.kind == "i"
    assert kernels.REASONS[both.status[0]]


def test_highest_head_must_be_within_reach():
    """At nq 16 an eye half of the pumps reach 1.16 times the duty head at no flow, 102 m.

    1.15 at nq 8 and 1.17 at nq 25, by ln nq; at half the best flow, where they still may run, less:
    S - (S - 1) 0.5^(p₀/(S - 1)) with p₀ = 0.38 + 0.04 ln(nq/8)/ln(30/8). Nine of ten reach 1.09
    times the duty head, 95.7 m.
    """
    options = {"flow": 0.4, "head": 87.8, "type": "split-case", "duty": 2, "poles": 4}
    nq = 1485 * 0.1**0.5 / 87.8**0.75
    S = 1.15 + 0.02 * np.log(nq / 8) / np.log(25 / 8)
    p_0 = 0.38 + 0.04 * np.log(nq / 8) / np.log(30 / 8)
    middle = 87.8 * (S - (S - 1) * 0.5 ** (p_0 / (S - 1)))
    refused = hc.size_station(**options, head_max=middle + 0.1)
    assert refused.recommended is None
    assert "allowable region" in kernels.REASONS[refused.status]
    said = " ".join(str(refused).split())
    assert f"highest head {middle + 0.1:.3g} m, and at most {middle:.3g} m is possible" in said
    assert hc.size_station(**options, head_max=middle - 0.1).status == 0
    sure, beyond = (hc.size_station(**options, head_max=h) for h in (95.6, 95.8))
    assert "nine of ten" not in " ".join(str(sure).split())
    assert "nine of ten such pumps reach only 95.7 m" in " ".join(str(beyond).split())
    index = [hc.size_station(**options, head_max=h).recommended.index for h in (95.6, 97, 98, 99)]
    assert index == sorted(set(index))
    # a stage may have to be added for the highest head: at most 110 m each at home
    flat = hc.size_station(flow=0.2, head=210, type="multistage", duty=2, poles=4)
    high = hc.size_station(flow=0.2, head=210, head_max=228, type="multistage", duty=2, poles=4)
    assert high.candidates.stages[0] >= flat.candidates.stages[0] >= 210 / 110


def test_lowest_head_lets_the_pump_run_out_and_asks_for_suction():
    """Held at 1.4 times the flow, NPSHr is 1.4^1.8 times that at best efficiency."""
    options = {"flow": 0.4, "head": 87.8, "type": "split-case", "duty": 2, "poles": 4}
    low = hc.size_station(**options, head_min=60).candidates.row(0)
    nq = 1485 * 0.1**0.5 / 87.8**0.75
    C = 700 + 120 * np.log(nq / 12) / np.log(17 / 12)
    bep = (5.62 * 1485 * 0.1**0.5 / (1.13 * C)) ** (4 / 3)
    assert low.si.npsh_required_low == pytest.approx(1.4**1.8 * bep, rel=1e-9)
    held = hc.size_station(**options, head_min=60, power_rise=1).candidates.row(0)
    assert held.power_rise == 1.0  # control keeps the flow: no run-out
    assert held.si.npsh_required_low == pytest.approx(bep, rel=1e-9)


def test_only_what_is_used_is_assumed():
    def ids(**options):
        sizing = hc.size_station(**{"flow": 0.4, "head": 87.8, **options})
        return {a.id for a in sizing.assumptions}

    horizontal, vertical = {"water_above_eye", "suction_loss"}, {"submergence", "column_loss"}
    assert horizontal | vertical <= ids()
    assert not vertical & ids(type="split-case")
    only = ids(type="vertical-turbine")
    assert vertical <= only
    assert not horizontal & only
    assert "temperature_max" not in ids(temperature=35)
    warm = hc.size_station(flow=0.4, head=87.8, temperature=35).recommended
    same = hc.size_station(flow=0.4, head=87.8, temperature_max=35).recommended
    assert warm.npsh_available == same.npsh_available
    assert "efficiency_60hz" in ids(frequency=60)


def test_shares_are_plain_numbers_in_json():
    weather = next(a for a in BASE.to_dict()["assumptions"] if a["id"] == "weather")
    assert weather["value"] == {"value": 0.03, "unit": "1"}
    loss = next(a for a in BASE.to_dict()["assumptions"] if a["id"] == "suction_loss")
    assert loss["value"] == {"value": 1.5, "unit": "m"}


def test_a_bad_pair_leaves_the_others_alone():
    sizing = hc.size_station(flow=[0.4, 0.4, -0.4, np.nan], head=87.8, head_max=[95, 70, 90, 90])
    assert list(sizing.status) == [0, kernels.HEADS, kernels.WINDOW, kernels.WINDOW]
    assert np.isnan(sizing.si.hydraulic_power[2:]).all()
    nan = hc.size_station(flow=0.4, head=[87.8, 87.8], head_max=[90, np.nan])
    assert list(nan.status) == [0, kernels.HEADS]


@pytest.mark.parametrize(
    "name",
    ["temperature", "temperature_max", "altitude", "hours", "power_rise", "margin", "frequency",
     "coupling_efficiency", "level_range", "water_above_eye", "suction_loss", "npsh_margin", "pump_efficiency",
     "efficiency_allowance", "price", "load_factor"],
)  # fmt: skip
def test_arrays_where_one_value_is_meant(name):
    with pytest.raises(InputError, match="one value, not an array") as caught:
        hc.size_station(flow=0.4, head=87.8, **{name: np.array([1.0, 1.0])})
    assert caught.value.argument == name


def test_motor_remarks():
    def page(**options):
        return " ".join(str(hc.size_station(flow=0.4, head=87.8, **options)).split())

    # P_max 238 kW: 280 kW leaves 1.18; with a margin of 1.0 it is 250 kW, and 1.05, 220 too small
    assert "less than the power tolerance" in page(margin=1.0)
    assert "less than the power tolerance" not in page()
    # with a margin of 1.3 it is 315 kW, and 280 would do
    assert "next smaller motor, 280 kW, would still leave a margin of 1.18" in page(margin=1.3)
    assert "next smaller" not in page(margin=1.0)


def test_results_are_not_changed():
    with pytest.raises(TypeError, match="call the function again"):
        BASE.replace(flow="1 L/s")


def test_limits_are_shown_with_all():
    page = " ".join(BASE.text(every=True).split())
    assert "energy that a metre of depth of the eye counts for <= 0.009;" in page
    assert "flow of one pump alone over its duty flow >= 1.12;" in page
    assert "Limits of the choice" not in str(BASE)


@pytest.mark.parametrize("head_max", [95, 96, 97])
def test_a_highest_head_makes_no_fast_pump_in_a_pit(head_max):
    """Half of all split-case pumps at 1485 rpm reach it: no reason for 2970 rpm and a deep eye."""
    best = hc.size_station(flow=0.4, head=87.8, head_max=head_max).recommended.si
    assert (best.type, best.duty, best.poles) == ("split-case", 2, 4)
    us = {"flow": "700 gpm", "head": "85.89 ft", "frequency": 60, "duty_kind": "sewage"}
    assert hc.size_station(**us, head_max=f"{85.89 * head_max / 87.8} ft").recommended.poles == 4


@pytest.mark.parametrize(
    "given",
    [
        {"flow": 0.4, "head": 87.8}, {"flow": 0.4, "head": 87.8, "head_max": 97},
        {"flow": 2, "head": 300}, {"flow": 0.4, "head": 87.8, "head_max": 120},
        {"flow": 0.4, "head": 87.8, "type": "multistage", "poles": 4},
    ],
)  # fmt: skip
def test_the_rejected_are_those_that_are_listed(given):
    """Each arrangement is feasible, recommended or in a row of the table."""
    sizing = hc.size_station(**given)
    tables = [t for t in sizing.sections() if not isinstance(t, str)]
    (table,) = [t for t in tables if "Rejected" in t.title]
    counts = [int(row[0]) for row in table.rows]
    total, every = re.search(r"(\d+) of (\d+)", table.title).groups()
    assert int(total) == sum(counts)
    status = sizing.candidates.status
    chosen = [r for r in (sizing.recommended, sizing.runner_up) if r is not None and r.status]
    assert int(every) == len(status) == sum(counts) + (status == 0).sum() + len(chosen)


def test_an_eye_that_nobody_builds_is_no_recommendation():
    """2 poles: with the usual suction loss the pump would have to stand deeper than such pumps stand."""
    options = {"flow": 0.4, "head": 87.8, "type": "split-case", "duty": 2, "poles": 2}
    for loss, some in ((0.0, True), (1.5, False)):
        sizing = hc.size_station(**options, suction_loss=loss)
        eye = sizing.candidates.si.eye_level[0]
        assert (eye >= -6.0) == some == (sizing.recommended is not None)
    assert sizing.exit_code == 1
    assert sizing.status == kernels.EYE
    said = " ".join(str(sizing).split())
    assert f"depth of the impeller eye {-eye:.3g} m, and at most 6 m is possible" in said
    # where the pit is said to be so deep, it is
    assert hc.size_station(**options, water_above_eye=8).status == 0


def test_nothing_that_hangs_in_the_water_has_a_suction_lift():
    sizing = hc.size_station(flow=0.4, head=87.8, water_above_eye=-2)
    wet = np.isin(sizing.candidates.type, ("vertical-turbine", "submersible-sewage"))
    assert wet.any()
    assert (sizing.candidates.status[wet] > 1).all()


def test_codes_have_reasons():
    codes = (
        kernels.FEASIBLE, kernels.CONDITIONAL, kernels.WINDOW, kernels.SLOW_NQ, kernels.FAST_NQ,
        kernels.STAGE_HEAD, kernels.TOTAL_HEAD, kernels.POWER, kernels.MOTOR, kernels.HIGHEST,
        kernels.NPSH, kernels.EYE, kernels.LEVELS, kernels.POLES, kernels.HEADS, kernels.SHORT,
        kernels.OFF_CURVE, kernels.LARGE, kernels.UNKNOWN,
    )  # fmt: skip
    words = ("feasible", "eye below", "window", "nq per eye below", "nq per eye above",
             "head per stage", "all its stages", "shaft power", "motor above", "allowable region",
             "NPSHr", "where the type is not set", "level range", "so many poles", "head_min", "below the design flow",
             "leaves its curve", "more than", "P_max not known")  # fmt: skip
    for code, word in zip(codes, words, strict=True):
        assert word in kernels.REASONS[code]
    assert codes == tuple(range(len(kernels.REASONS)))
    table = hc.size_station(flow=0.4, head=87.8, poles="2,4,6,8").candidates.si
    assert set(table.status) <= set(range(len(kernels.REASONS)))


def test_what_needs_a_lower_eye_is_no_runner_up():
    """At 2500 m nothing of two duty pumps at 4 poles and more speed stands level with the water."""
    found = hc.size_station(flow=0.4, head=87.8, altitude=1000, duty=2, type="split-case")
    table = found.candidates.si
    assert found.status == 0 or table.status.min() > 0
    if found.runner_up is not None:
        assert found.runner_up.status <= found.status


def test_sixty_hertz_takes_ratings_in_horsepower_and_four_poles():
    """3000 gpm and 180 ft in the US: two 4-pole pumps of 1782 rpm, motors of the NEMA series."""
    found = hc.size_station(flow="3000 gpm", head="180 ft", frequency=60)
    best = found.recommended
    assert (best.poles, best.type) == (4, "split-case")
    assert best.si.speed == pytest.approx(1782)
    assert best.si.motor_rating / 745.7 == pytest.approx(100, abs=30)
    assert round(best.si.motor_rating / 745.7) in (75, 100, 125, 150)


def test_one_plus_one_carries_its_caution():
    for options in ({"flow": 0.003, "head": 30}, {"flow": 0.4, "head": 87.8, "duty": 1}):
        sizing = hc.size_station(**options)
        assert sizing.recommended.duty == 1
        assert "no turndown" in " ".join(str(sizing).split())


def test_axial_pumps_start_with_an_open_valve():
    axial, split = hc.size_station(flow=18, head=4.5), BASE
    assert axial.recommended.type in ("vertical-axial", "tubular")
    assert "never against a closed valve" in " ".join(str(axial).split())
    assert "closed valve" not in str(split)
    assert axial.recommended.power_rise > 1.05


def test_speeds_in_chinese():
    assert "rpm" not in BASE.text("zh")
    assert "1485  r/min" in BASE.text("zh")


@pytest.mark.parametrize(
    ("country", "supplies"),
    [
        # 380 V to 250-315 kW, 10 kV from 315-355 kW; 400 V to 355 kW, 690 V to 1 MW
        ("CN", {250: "LV", 315: "LV/HV", 400: "HV", 1000: "HV"}),
        ("EU", {250: "LV", 355: "LV", 400: "LV/HV", 1000: "HV"}),
    ],
)  # fmt: skip
def test_high_voltage_begins_where_the_country_has_it(country, supplies):
    seen = {}
    for flow in (0.3, 0.5, 0.6, 0.7):
        table = hc.size_station(flow=flow, head=87.8, duty=(1, 2, 3, 4), country=country).candidates
        seen |= dict(zip(np.round(table.si.motor_rating / 1e3), table.supply, strict=True))
    assert {rating: seen[rating] for rating in supplies} == supplies


def test_the_price_of_high_voltage_counts_in_the_choice():
    """0.6 m³/s at 87.8 m: 2+1 of 400 kW is high voltage in China, 3+1 has low voltage."""
    sizing = hc.size_station(flow=0.6, head=87.8)
    best = sizing.recommended
    assert (best.duty, best.supply, best.si.motor_rating) == (2, "HV", 400e3)
    page = " ".join(str(sizing).split())
    assert "Low voltage would be 3+1" in page
    assert "motors of 250 kW: a cost index" in page
    # In Europe 400 kW may be 690 V, so that half the price counts: its index is lower.
    assert hc.size_station(flow=0.6, head=87.8, country="EU").recommended.index < best.index
    with pytest.raises(hc.InputError, match="country"):
        hc.size_station(flow=0.6, head=87.8, country="FR")


def test_whose_high_voltage_is_said():
    for given, taken in (({}, "CN"), ({"frequency": 60}, "US")):
        (row,) = (a for a in hc.size_station(flow=0.6, head=87.8, **given).assumptions
                  if a.id == "country")  # fmt: skip
        assert (row.value, row.option) == (taken, "--country")
    sizing = hc.size_station(flow=0.6, head=87.8, country="EU")
    assert "country" not in {a.id for a in sizing.assumptions}
    assert next(a.value for a in sizing.given if a.id == "country") == "EU"


def test_high_voltage_adds_a_quarter_where_it_begins_and_less_above():
    motors = kernels.Motors(
        np.array([250e3, 315e3, 400e3, 4e6]), np.ones(4), 0.3, np.array([0, 0.5, 1, 1]), 0.25
    )
    price = [float(kernels.high_voltage_price(R, motors)) for R in (250e3, 315e3, 400e3, 4e6)]
    assert price == pytest.approx([1, 1.125, 1 + 0.25 * 315 / 400, 1 + 0.25 * 0.315 / 4])
