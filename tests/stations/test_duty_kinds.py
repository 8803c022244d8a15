"""Sizing by the kind of duty: pump types, units, standby, hours and words."""

import math

import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError
from hydrocalc.stations.duty_kinds import DUTY_KINDS, duty_kind_of
from hydrocalc.stations.sizing import size_station

NON_CLOG = {"submersible-sewage", "dry-pit-sewage"}
DUTIES = {  # kind: flow m³/s, head m, answers that an engineer takes
    "raw-water": (0.4, 87.8, {"split-case"}, 2, 1),
    "treated-water": (0.4, 60, {"split-case"}, 2, 1),
    "sewage": (0.045, 14, NON_CLOG, 1, 1),
    "drainage": (18, 4.5, {"vertical-axial", "submersible-axial"}, 3, 1),
    "mine": (0.06, 420, {"multistage"}, 1, 2),
    "borehole": (0.02, 120, {"borehole"}, 1, 0),
    "booster": (0.012, 35, {"vertical-multistage"}, 2, 1),
    "other": (0.2, 40, {"split-case"}, 2, 1),
}


@pytest.mark.parametrize("kind", DUTY_KINDS)
def test_what_an_engineer_takes(kind):
    """Answers of the table of typical duties, not of our own choice."""
    flow, head, types, duty, standby = DUTIES[kind]
    best = size_station(flow=flow, head=head, duty_kind=kind).recommended
    assert best.type in types
    assert (best.duty, best.standby) == (duty, standby)


@pytest.mark.parametrize("kind", DUTY_KINDS)
def test_only_its_types_are_looked_at(kind):
    flow, head, *_ = DUTIES[kind]
    looked = set(map(str, size_station(flow=flow, head=head, duty_kind=kind).candidates.type))
    assert looked <= set(duty_kind_of(kind).pumps)
    if kind in ("raw-water", "treated-water", "mine", "borehole", "booster", "other"):
        assert "dry-pit-sewage" not in looked
    if kind == "sewage":
        assert looked <= NON_CLOG


def test_without_a_kind_it_is_raw_water_and_says_so():
    plain, given = (
        size_station(flow=0.4, head=87.8, **k) for k in ({}, {"duty_kind": "raw-water"})
    )
    assert plain.recommended == given.recommended
    assert [a.value for a in plain.assumptions if a.id == "duty_kind"] == ["raw-water"]
    assert not [a for a in given.assumptions if a.id == "duty_kind"]
    assert "where the water carries sand" in " ".join(plain.text().split())
    assert "wears least in this water" in " ".join(given.text().split())


def test_a_mine_has_whole_pumps_in_reserve_by_law():
    """Standby 70 % and overhaul 25 % of the working pumps: 1+1+1, 2+2+1, 3+3+1, 4+3+1."""
    for duty, others in ((1, 2), (2, 3), (3, 4), (4, 4), (5, 4 + 2)):
        assert int(duty_kind_of("mine").standby[duty]) == others
        assert others == math.ceil(0.7 * duty) + math.ceil(0.25 * duty)
    sizing = size_station(flow=0.06, head=420, duty_kind="mine")
    assert sizing.si.hours == 20.0
    page = " ".join(sizing.text().split())
    assert "Of the 2 others 1 stand by and 1 may be in overhaul" in page


def test_drainage_has_two_units_at_least_and_says_that_none_stands_by():
    sizing = size_station(flow=0.3, head=4, duty_kind="drainage")
    assert (sizing.recommended.duty, sizing.recommended.standby) == (2, 0)
    assert "with a unit out 50 % of the flow is left" in " ".join(sizing.text().split())
    arrays = size_station(flow=[0.3, 18.0], head=[4.0, 4.5], duty_kind="drainage").recommended
    assert arrays.duty.tolist() == [2, 3]
    assert arrays.standby.tolist() == [0, 1]


@pytest.mark.parametrize("flow", [0.002, 0.005, 0.012, 0.025, 0.046])
@pytest.mark.parametrize("head", [5, 8, 15])
def test_small_drainage_hangs_in_the_water(flow, head):
    """Dry pumps for clean water clog there and have to be primed: two submersible ones."""
    a = size_station(flow=flow, head=head, duty_kind="drainage").recommended
    assert str(a.type).startswith("submersible")
    assert (a.duty, a.poles <= 4) == (2, True)


def test_clean_water_pumps_of_small_drainage_are_there_when_asked_for():
    table = size_station(flow=0.046, head=5, duty_kind="drainage").candidates
    dry = [str(s) for s, t in zip(table.status, table.type, strict=True) if t == "end-suction"]
    assert set(dry) == {"2"}  # its window of flow in this kind of duty
    asked = size_station(flow=0.046, head=5, duty_kind="drainage", type="end-suction")
    assert asked.recommended.type == "end-suction"


def test_energy_weighs_a_fifth_in_drainage():
    """0.11 of `equipment` against the energy all year is 0.55 against a fifth of it."""
    assert duty_kind_of("drainage").rule.equipment == pytest.approx(5 * 0.11)
    assert duty_kind_of("sewage").rule.equipment == 0.11


def test_above_sixty_metres_it_is_no_drainage():
    assert size_station(flow=0.5, head=59, duty_kind="drainage").exit_code == 0
    high = size_station(flow=0.5, head=80, duty_kind="drainage")
    assert high.exit_code == 1
    assert "Above 60 m it is no drainage" in " ".join(high.text().split())


@pytest.mark.parametrize("kind", [k for k in DUTY_KINDS if k != "raw-water"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_raw_water_in_other_reports(kind, lang):
    flow, head, *_ = DUTIES[kind]
    page = size_station(flow=flow, head=head, duty_kind=kind).text(lang)
    for word in ("raw water", "raw-water", "原水", "GB 50013", "carries sand", "含沙", "1500"):
        assert word not in page.replace("\n", " "), word
    if kind != "treated-water":
        assert "stops the works" not in " ".join(page.split())


def test_small_sewage_pumps_have_four_poles_where_clean_ones_have_two():
    """Two poles cost above 4 kW in sewage, above 25 kW in a booster."""
    sewage = size_station(flow=0.05, head=25, duty_kind="sewage", duty=1)
    assert sewage.recommended.poles == 4
    booster = size_station(flow=0.02, head=50, duty_kind="booster", duty=2)
    assert booster.recommended.poles == 2


def test_a_type_of_another_kind_is_refused_with_its_kinds():
    with pytest.raises(InputError, match=r"duty_kind: borehole") as caught:
        size_station(flow=0.02, head=100, type="borehole")
    assert caught.value.argument == "type"
    size_station(flow=0.02, head=100, type="borehole", duty_kind="borehole")
    with pytest.raises(InputError, match="a pump type for sewage"):
        size_station(flow=0.1, head=20, type="split-case", duty_kind="sewage")
    with pytest.raises(InputError, match="raw-water, treated-water"):
        size_station(flow=0.1, head=20, duty_kind="raw")


def test_the_mean_day_in_its_hours_gives_the_flow():
    """100 000 m³ in 16 h are 1.7361 m³/s."""
    sizing = size_station(daily_demand="100000 m3/d", hours=16, head=50)
    assert sizing.si.flow == pytest.approx(100000 / 57600)
    assert sizing.si.daily_volume == pytest.approx(100000)
    assert sizing.recommended == size_station(flow=100000 / 57600, head=50).recommended
    page = " ".join(sizing.text().split())
    assert "more than 1.5 times the mean is not carried" in page
    assert "upper bound)" not in page  # the energy is that of the mean day
    all_day = size_station(daily_demand="34560 m3/d", hours=24, head=87.8)
    assert all_day.si.flow == pytest.approx(0.4)
    assert "no larger day is carried" in " ".join(all_day.text().split())
    assert sizing.recomputed("daily_volume") == sizing.si.daily_volume


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--daily-demand", "1e5 m3/d"], "--hours: expected pumping hours a day"),
        (["--daily-demand", "1e5 m3/d", "--hours", "16", "--flow", "1"],
         "--daily-demand: expected no value: --flow is given"),
        ([], "--flow: expected"),
        (["--daily-demand", "1 m", "--hours", "16"], "--daily-demand: expected"),
        (["--flow", "1", "--duty-kind", "pool"], "--duty-kind: expected one of: raw-water"),
    ],
)  # fmt: skip
def test_errors_of_the_demand_say_what_to_type(typed, said, capsys):
    assert main(["size", "--head", "50", *typed]) == 2
    assert said in capsys.readouterr().err


def test_a_design_is_sized_by_its_kind(tmp_path):
    """The chapter of a sewage station compares non-clog pumps, with the hours of its design."""
    from hydrocalc.stations.designs.conditions import DesignConditions
    from hydrocalc.stations.designs.solved import SolvedStation

    file = tmp_path / "s.hydro.toml"
    for kind, hours in (("sewage", 24.0), ("mine", 24.0), ("booster", 24.0)):
        flow, head, *_ = DUTIES[kind]
        file.write_text(
            f'schema = 1\n[project]\nname = "S"\nkind = "{kind}"\n'
            f"[demand]\nflow = {flow}\nhead = {head}\n", encoding="utf-8",
        )  # fmt: skip
        case = SolvedStation(DesignConditions(hc.read_design(file)))
        assert case.sizing.duty_kind == kind
        assert case.sizing.recommended.type in DUTIES[kind][2]
        assert case.sizing.si.hours == hours
