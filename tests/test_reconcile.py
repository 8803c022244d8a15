"""Published figures: verdicts, splits and what would explain them."""

import pytest

import hydrocalc as hc
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
    assert {"315 kW + 630 kW", "45 kW + 2 × 450 kW"} <= set(FOUND.others)


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


def test_factors_multiply_to_what_remains():
    product = 1.0
    for factor in FOUND.factors:
        assert factor.low <= factor.value <= factor.high
        product *= factor.value
    assert product * FOUND.remaining == pytest.approx(FOUND.ratio, rel=1e-12)
    assert [f.value for f in FOUND.factors] == [1.5, 1.25, pytest.approx(1.15), 1.1]


def test_page_names_arithmetic_inference_and_what_no_source_says():
    page = " ".join(str(FOUND).split())
    for words in ("Arithmetic:", "Inference:", "Not decided by these figures", "3 × 315 kW",
                  "no comparable stations", "screening estimate"):  # fmt: skip
        assert words in page
    assert "等容量拆分" in FOUND.text("zh")
    assert FOUND.to_dict()["sizing"]["flow"]["value"] == 0.4
    assert "945" in FOUND.table().as_csv()


def test_comparable_stations_need_like_units_and_heads():
    """Jingangtuo's like: large lifts with unit motors of some MW are compared when enough."""
    big = hc.size_station(flow=30, head=60, duty=10, poles=8, suction_level=20)
    if big.recommended is not None:
        found = hc.reconcile_installed(big, installed="40 MW")
        assert found.comparable >= 0
    assert FOUND.comparable < 8


def test_no_split():
    found = hc.reconcile_installed(SIZING, installed="947 kW")
    assert found.splits == ()
    assert "No equal split" in str(found)


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ({"installed": 945}, "did you mean '945 kW'?"),
        ({"installed": "945 W"}, "did you mean '945 kW'?"),
        ({"installed": "300 kW"}, "more than the hydraulic power, 343.8 kW"),
        ({"installed": "0,945 MW"}, "write '0.945 MW'"),
        ({"daily_volume": "35000 m3"}, "daily_volume"),
        ({}, "installed: expected a published figure"),
    ],
)
def test_bad_input(published, said):
    with pytest.raises(InputError) as caught:
        hc.reconcile_installed(SIZING, **published)
    assert said in str(caught.value)


def test_needs_one_feasible_sizing():
    for sizing in (hc.size_station(flow=[0.4, 0.5], head=80), hc.size_station(flow=2.5, head=12)):
        with pytest.raises(InputError, match="sizing"):
            hc.reconcile_installed(sizing, installed="9 MW")
