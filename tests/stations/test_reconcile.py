"""Published figures: verdicts, splits and what would explain them."""

from math import log

import pytest

import hydrocalc as hc
from hydrocalc import data
from hydrocalc.errors import InputError

SIZING = hc.size_station(flow="0.40 m3/s", head="87.8 m", pump_efficiency="80 %")
FOUND = hc.reconcile_installed(SIZING, installed="945 kW", daily_volume="35000 m3/d")


def test_daily_volume_is_consistent_within_rounding():
    """0.40 m³/s is 0.395–0.405: 34,128–34,992; 3.5万 is 34,500–35,500."""
    assert FOUND.volume_verdict == "consistent within rounding"
    assert FOUND.si.volume_low == pytest.approx(34128)
    assert FOUND.si.volume_high == pytest.approx(34992)
    assert FOUND.si.exact_flow == pytest.approx(0.4051, abs=5e-5)
    assert hc.reconcile_installed(SIZING, daily_volume="3.5万m3/d").volume_verdict == (
        "consistent within rounding"
    )


@pytest.mark.parametrize(
    ("published", "hours", "verdict"),
    [
        ("36000 m3/d", None, "inconsistent"), ("36000 m3/d", 24, "inconsistent"),
        ("30100 m3/d", None, "can't be decided from what is given"),
        ("30100 m3/d", 24, "inconsistent"), ("35000 m3/d", 24, "consistent within rounding"),
        ("34992 m3/d", 24, "consistent within rounding"), ("35001 m3/d", 24, "inconsistent"),
    ],
)  # fmt: skip
def test_verdicts(published, hours, verdict):
    sizing = hc.size_station(flow="0.40", head=87.8, hours=hours)
    assert hc.reconcile_installed(sizing, daily_volume=published).volume_verdict == verdict


def test_945_kw():
    """2.75 × hydraulic; as 3 × 315 with two running 1.83; run-out 1.18–1.40; 104–123 m."""
    assert FOUND.ratio == pytest.approx(2.75, abs=0.005)
    (split,) = FOUND.splits  # the only equal one up to nine units
    s = split.si
    assert (s.units, s.duty, s.motor_rating) == (3, 2, 315e3)
    assert s.duty_power_ratio == pytest.approx(1.83, abs=0.005)
    assert (s.run_out_low, s.run_out_high) == (
        pytest.approx(1.18, abs=0.005), pytest.approx(1.40, abs=0.005),
    )  # fmt: skip
    assert (s.head_low, s.head_high) == (pytest.approx(104, abs=0.5), pytest.approx(123, abs=0.5))
    assert "315 kW + 630 kW" in FOUND.others


def test_ranges_are_right_where_the_sizing_agrees():
    """At both ends of the run-out range the tool itself chooses 315 kW; just outside, not."""
    s = FOUND.splits[0].si

    def chosen(rise, margin):
        sizing = hc.size_station(
            flow=0.4,
            head=87.8,
            pump_efficiency=0.8,
            power_rise=rise,
            margin=margin,
            duty=2,
            poles=4,
        )
        return sizing.recommended.si.motor_rating

    assert chosen(s.run_out_high * 0.999, 1.05) == 315e3
    assert chosen(s.run_out_high * 1.001, 1.05) == 355e3
    assert chosen(s.run_out_low * 1.001, 1.10) == 315e3
    assert chosen(s.run_out_low * 0.999, 1.10) == 280e3


def test_ranges_stand_in_the_units_of_their_headings():
    """1 ft is 0.3048 m and 1 gpm 0.0630902 L/s: the range of a duty holds or nears the duty."""
    sizing = hc.size_station(flow="3000 gpm", head="180 ft", frequency=60)
    found = hc.reconcile_installed(sizing, installed="447 kW")
    s = found.splits[0].si
    page = found.text(units_system="us")
    assert f"{s.head_low / 0.3048:.0f}–{s.head_high / 0.3048:.0f}" in page
    assert f"{s.flow_low / 0.0630902e-3:.0f}–{s.flow_high / 0.0630902e-3:.0f}" in page
    assert f"{s.head_low:.0f}–{s.head_high:.0f}" in found.text()


def test_factors_multiply_to_what_remains():
    product = 1.0
    for factor in FOUND.factors:
        assert factor.low <= factor.value <= factor.high
        product *= factor.value
    assert product * FOUND.remaining == pytest.approx(FOUND.ratio, rel=1e-12)
    # run-out of 12 % on the straight line of power at nq 16.4 an eye; margin between 200 kW and 1 MW
    p_0 = 0.38 + 0.04 * log(1485 * 0.1**0.5 / 87.8**0.75 / 8) / log(30 / 8)
    margin = 1.10 - 0.05 * log(280 / 200) / log(5)
    assert [f.value for f in FOUND.factors] == [
        1.5, 1.25, pytest.approx(1 + 0.12 * (1 - p_0)), pytest.approx(margin)
    ]  # fmt: skip


def test_page_names_arithmetic_inference_and_what_no_source_says():
    page = " ".join(str(FOUND).split())
    for words in ("Arithmetic:", "Inference:", "Not decided by these figures", "3 × 315 kW",
                  "no comparable stations", "screening estimate"):  # fmt: skip
        assert words in page
    assert "等容量拆分" in FOUND.text("zh")
    assert FOUND.to_dict()["sizing"]["flow"]["value"] == 0.4
    assert "945" in FOUND.table().as_csv()


def test_comparable_stations_need_like_units_and_heads():
    """Of the table, Taksebt and Cumhuriyet are within a factor of five of 630 kW and 80 m."""
    sizing = hc.size_station(flow=1.2, head=80, water_above_eye=8)
    found = hc.reconcile_installed(sizing, installed="1890 kW")
    assert found.splits[0].si.motor_rating == 630e3
    near = ((7.0, 60, 8100), (8.3, 100, 15000))
    ratios = [P / (0.998203 * 9.80665 * Q * H) for Q, H, P in near]
    assert found.comparable == 2
    assert found.comparable_low == pytest.approx(min(ratios), rel=1e-5)
    assert found.comparable_high == pytest.approx(max(ratios), rel=1e-5)
    assert "no comparable stations (2 of" in " ".join(str(found).split())


def test_enough_comparable_stations_give_a_range(monkeypatch):
    rows = [
        {"installed_kw": "1890", "flow_m3s": str(1 + i / 10), "head_m": "80", "head_class": "total",
         "unit_power_kw": "630", "units_total": ""}
        for i in range(9)
    ]  # fmt: skip
    real = data.rows
    monkeypatch.setattr(data, "rows", lambda name: rows if name == "stations" else real(name))
    sizing = hc.size_station(flow=1.2, head=80, water_above_eye=8)
    found = hc.reconcile_installed(sizing, installed="1890 kW")
    assert found.comparable == 8  # the ninth has the station's own flow and power
    ratio = 1890 / (0.998203 * 9.80665 * 80)
    assert found.comparable_low == pytest.approx(ratio / 1.8, rel=1e-5)
    assert f"kind of head: 8, with installed over hydraulic power of {ratio / 1.8:.2f}" in (
        " ".join(str(found).split())
    )


@pytest.mark.parametrize("options", [{"power_rise": 1.4}, {"standby": 3}, {"margin": 1.3}])
def test_factors_contain_what_the_sizing_has(options):
    sizing = hc.size_station(flow=0.4, head=87.8, **options)
    for factor in hc.reconcile_installed(sizing, installed="1200 kW").factors:
        assert factor.low <= factor.value <= factor.high


def test_without_an_arrangement_the_factors_are_what_is_assumed_elsewhere():
    """2 L/s at 600 m is no pump's: one of one more on duty, and the table's P_max and k."""
    sizing = hc.size_station(flow="2 L/s", head=600)
    assert sizing.recommended is None
    value = {f.label: f.value for f in hc.reconcile_installed(sizing, installed="30 kW").factors}
    assert value["P_max over P_duty"] == data.assumption("power_rise").number == 1.15
    assert value["motor margin k"] == data.limit("k_low") == 1.05


def test_no_split():
    found = hc.reconcile_installed(SIZING, installed="947 kW")
    assert found.splits == ()
    assert "No equal split" in str(found)


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ({"installed": 945}, "did you mean '945 kW'?"),
        ({"installed": "945 W"}, "did you mean '945 kW'?"),
        ({"installed": "3 kW"}, "at least a hundredth of the hydraulic power, 3.438 kW"),
        ({"installed": "0,945 MW"}, "write '0.945 MW'"),
        ({"daily_volume": "35000 m3"}, "daily_volume"),
        ({}, "installed: expected a published figure"),
    ],
)
def test_bad_input(published, said):
    with pytest.raises(InputError) as caught:
        hc.reconcile_installed(SIZING, **published)
    assert said in str(caught.value)


def test_needs_one_sizing():
    for sizing in (hc.size_station(flow=[0.4, 0.5], head=80), 0.4, None):
        with pytest.raises(InputError, match="sizing"):
            hc.reconcile_installed(sizing, installed="9 MW")


def test_nothing_feasible_is_still_compared():
    nothing = hc.size_station(flow="2.5 m3/s", head=12, type="split-case", poles=4, duty=2)
    found = hc.reconcile_installed(nothing, installed="9 MW", daily_volume="216000 m3/d")
    assert found.volume_verdict == "consistent within rounding"
    assert found.ratio == pytest.approx(9e6 / nothing.si.hydraulic_power)
    assert found.exit_code == 1
    # 30 times the hydraulic power: two units, 1/0.75, 1.27 and 1.10 make 3.7
    assert found.installed_verdict == "not explained"
    page = " ".join(str(found).split())
    assert "30.6 times the hydraulic power is more than the 3.73" in page
    assert "No pump of the catalogue serves this" in page


@pytest.mark.parametrize(
    ("installed", "verdict", "said"),
    [
        # 343.8 kW / 0.93 = 369.7 kW
        ("300 kW", "inconsistent", "the shafts take 369.7 kW; all motors have 300 kW"),
        ("360 kW", "inconsistent", "Inconsistent: at 93 %"),
        ("380 kW", "explained", "Explained only without standby units or margin"),
        ("945 kW", "explained", "Explained: 2.75 times the hydraulic power lies within"),
        ("1300 kW", "not explained", "Not explained: 3.78 times the hydraulic power"),
    ],
)
def test_a_verdict_sentence_every_time(installed, verdict, said):
    """η 80 %: at most 2 × 1.25 × 1.27 × 1.10 = 3.49 times, with the quarter of worse pumps more."""
    found = hc.reconcile_installed(SIZING, installed=installed)
    assert found.installed_verdict == verdict
    assert said in " ".join(str(found).split())
    assert found.exit_code == (installed != "945 kW" and installed != "1300 kW")
    zh = {"inconsistent": "矛盾：", "explained": "可以解释", "not explained": "无法解释："}
    assert zh[verdict] in found.text("zh")


def test_rounding_is_no_contradiction():
    """0.4 m³/s is 0.35 to 0.45: at 0.35, 87.8 m and 93 % 324 kW, at 0.4 370 kW."""
    sizing = hc.size_station(flow="0.4 m3/s", head="87.8 m")
    assert hc.reconcile_installed(sizing, installed="330 kW").installed_verdict == "explained"
    assert hc.reconcile_installed(sizing, installed="310 kW").installed_verdict == "inconsistent"


def test_large_stations_have_motors_of_no_series_and_many_units():
    """Toshka: 24 × 12 MW for 334 m³/s at 54 m; Keys: 6 × 48.5 MW, of no series."""
    toshka = hc.reconcile_installed(hc.size_station(flow=334.0, head=54.0), installed="288 MW")
    assert toshka.installed_verdict == "explained"
    assert max(s.units for s in toshka.splits) > 9
    keys = hc.reconcile_installed(hc.size_station(flow=271.8, head=85.3), installed="291 MW")
    assert keys.installed_verdict == "explained"
    assert (6, 6, False) in {(s.units, s.duty, s.of_series) for s in keys.splits}
    assert "made to order" in " ".join(str(keys).split())


def test_figures_that_do_not_agree_fail():
    assert FOUND.exit_code == 0
    wrong = hc.reconcile_installed(SIZING, daily_volume="350000 m3/d")
    assert (wrong.volume_verdict, wrong.exit_code) == ("inconsistent", 1)
    slip = hc.reconcile_installed(SIZING, daily_volume="35 m3/d")
    assert slip.volume_verdict == "inconsistent"  # no number of hours is so small
    small = hc.reconcile_installed(SIZING, installed="350 kW")
    assert small.exit_code == 1
    assert "the duty alone takes 429.7 kW" in " ".join(str(small).split())


def test_splits_that_cannot_work_are_set_apart():
    sizing = hc.size_station(flow=8, head=60, water_above_eye=8)
    found = hc.reconcile_installed(sizing, installed="9000 kW")
    page = " ".join(str(found).split())
    assert "With the usual 1 in reserve the others would be too small" in page
    assert "2+0 × 4500 kW" in page
    own = hc.reconcile_installed(hc.size_station(flow=0.4, head=87.8), installed="840 kW")
    assert "One of these is the recommended arrangement." in str(own)


BUILT = {
    # flow, head, installed, units and rating: data/stations.csv
    "Xiaolangdi": ("20 m3/s", "254 m", "84 MW", 6, 14e6),
    "Medigadda": ("660 m3/s", "49 m", "440 MW", 11, 40e6),
    "Edmonston": (124.8773, 600.456, "835.18 MW", 14, 59.66e6),
    "Kalwakurthy": (113.2674, 95, "150 MW", 5, 30e6),
    "Toshka": ("334 m3/s", "54 m", "288 MW", 24, 12e6),
}


@pytest.mark.parametrize("name", BUILT)
def test_what_was_built_is_among_the_splits(name):
    flow, head, installed, n, rating = BUILT[name]
    found = hc.reconcile_installed(
        hc.size_station(flow=flow, head=head, water_above_eye=8), installed=installed
    )
    (s,) = (s.si for s in found.splits if s.units == n)
    assert s.motor_rating == pytest.approx(rating, rel=1e-3)
    assert s.motor_rating >= s.unit_shaft_power
    assert "with all units running" not in " ".join(str(found).split())


def test_a_rounded_head_is_no_contradiction():
    """Dos Amigos: 118 ft is 117.5 to 118.5, so 165.6 MW may be as little as 0.4 % below."""
    sizing = hc.size_station(flow="437.4953 m3/s", head="118 ft", water_above_eye=8)
    assert sizing.si.head_low == pytest.approx(117.5 * 0.3048)
    assert hc.reconcile_installed(sizing, installed="165600 kW").installed_verdict == "explained"
    small = hc.reconcile_installed(sizing, installed="164000 kW")
    assert small.installed_verdict == "inconsistent"


def test_motors_of_one_station_are_alike():
    found = hc.reconcile_installed(hc.size_station(flow=1.2, head=80), installed="1890 kW")
    assert found.others
    for words in found.others:
        parts = [p.rpartition("× ")[2].removesuffix(" kW") for p in words.split(" + ")]
        small, large = map(float, parts)
        assert large / small <= 4.0
