"""Stations on mains of 60 Hz: poles, ratings in horsepower, NEMA Premium, wherever motors are chosen."""

import numpy as np
import pytest
from lines_and_pumps import ROWS, line_of

import hydrocalc as hc
from hydrocalc.components.motors import POLES, poles_at, turns_at
from hydrocalc.stations.comparison import poles_of
from hydrocalc.stations.designs.conditions import DesignConditions
from hydrocalc.stations.designs.solved import SolvedStation

HP = 745.7
FAST = ROWS.replace(speed=1782)


def conditions(tmp_path, speed, station="", motor=""):
    file = tmp_path / "s.hydro.toml"
    file.write_text(
        f"""schema = 1
[project]
name = "S"
[levels]
suction_design = 243.0
delivery_design = 318.0
[demand]
flow = 0.4
[station]
standby = 1
{station}
[line]
[[line.reaches]]
pipe = {{ diameter = "800 mm", roughness = "0.1 mm" }}
length = "21 km"
[[pumps]]
name = "P"
estimate = {{ flow = 0.2, head = 88, speed = {speed} }}
[[units]]
pump = "P"
count = 2
eye_level = 241
{motor}
""", encoding="utf-8",
    )  # fmt: skip
    return DesignConditions(hc.read_design(file))


@pytest.mark.parametrize(
    ("speed", "station", "frequency"),
    [(1782, "", 60), (1485, "", 50), (1185, "", 60), (890, "", 60), (740, "", 50),
     (594, "", 50), (594, 'frequency = "60 Hz"', 60), (1780, "frequency = 60", 60)],
)  # fmt: skip
def test_the_mains_of_a_design(tmp_path, speed, station, frequency):
    """1782, 1185 and 890 rpm are 4, 6 and 8 poles at 60 Hz and none at 50; 594 rpm is both's."""
    assert conditions(tmp_path, speed, station).frequency == frequency


def test_a_sheet_compares_arrangements_of_its_own_mains(tmp_path):
    case = SolvedStation(conditions(tmp_path, 1782))
    sizing = case.sizing
    assert sizing.frequency == 60.0
    synchronous = 120 * 60 / sizing.candidates.poles
    assert np.all(sizing.candidates.si.speed <= synchronous)
    assert np.all(sizing.candidates.si.speed >= 0.98 * synchronous)
    ratings = sizing.candidates.si.motor_rating / HP
    known = ratings[~np.isnan(ratings)]
    np.testing.assert_allclose(known, np.round(known * 4) / 4, rtol=1e-4)
    rating = case.energy.si.motor_rating[0] / HP
    assert rating == pytest.approx(round(rating), rel=1e-4)
    assert rating in (300, 350, 400)


def test_compared_designs_have_motors_of_the_mains():
    """NEMA MG 1 table 12-12: 4 poles, 350 hp 96.2 %."""
    line = line_of()
    design = hc.Design(name="2+1", line=line, group=hc.PumpGroup(units=[
        hc.PumpUnit(pump=FAST, count=2)]))  # fmt: skip
    found = hc.compare_designs([design], flow=0.4, suction_levels=[243], frequency=60).si
    rating = found.motor_rating[0] / HP
    assert rating == pytest.approx(round(rating), rel=1e-4)
    assert found.motor_efficiency[0] == pytest.approx(0.962, abs=1e-3)
    sheet = hc.pump_data_sheet(design, suction_levels=[243], frequency=60).si
    assert sheet.motor_rating == found.motor_rating[0]
    fifty = hc.pump_data_sheet(design, suction_levels=[243]).si.motor_rating / 1e3
    assert fifty == pytest.approx(round(fifty))


def test_curves_on_a_line_have_motors_of_the_mains():
    sizing = hc.size_station(
        line_of(), [FAST], flow=0.4, duty=2, suction_levels=[243], frequency=60
    )
    best = sizing.recommended.si
    assert best.motor_rating / HP == pytest.approx(round(best.motor_rating / HP), rel=1e-4)
    assert best.full_load_efficiency == pytest.approx(0.962, abs=1e-3)
    assert "At most 1800 rpm wears least" in " ".join(sizing.text().split())


def test_premium_at_sixty_hertz_is_the_third_class(tmp_path):
    """4 poles, 300 hp: Premium is 96.2 %; 95.2 % is less, and IE2 at 50 Hz is 95.1 %, IE1 94.0 %."""
    for eta, reached in (("96.2 %", 3), ("95.2 %", 2), ("95 %", 1), ("60 %", 0)):
        motor = f'motor_rating = "300 hp"\nmotor_efficiency = "{eta}"\n'
        given = conditions(tmp_path, 1782, 'motor_class = "IE3"\nsupply = "LV"', motor)
        report = hc.check(given.design, rules=["cn-gb50265-2022"], select=["HC404"])
        row = next(f for f in report.findings if f.code == "HC404")
        assert row.value == reached


def test_speeds_of_many_poles_are_in_the_tables():
    """270 rpm at 50 Hz lies between 22 and 24 poles."""
    assert poles_at(270, 50) == 22
    unit = hc.PumpUnit(pump=ROWS.replace(speed=247.5))
    assert poles_of(unit) == 24
    assert all(poles_of(hc.PumpUnit(pump=ROWS.replace(speed=n))) in POLES for n in (130, 270, 330))
    assert turns_at(1782, 60)
    assert not turns_at(1782, 50)


def test_mains_are_of_fifty_or_sixty_hertz_wherever_they_are_given(tmp_path):
    """Between them no motor has a rating, a speed or an efficiency."""
    expected = "50 or 60 Hz"
    design = hc.Design(name="1", line=line_of(), group=hc.PumpGroup(units=[hc.PumpUnit(pump=FAST)]))
    calls = [
        lambda f: hc.Station(frequency=f),
        lambda f: hc.size_station(flow=0.4, head=50, frequency=f),
        lambda f: hc.compare_designs([design], flow=0.2, suction_levels=[243], frequency=f),
        lambda f: hc.pump_data_sheet(design, suction_levels=[243], frequency=f),
    ]
    for call in calls:
        for wrong in (55, "55 Hz", 49.9):
            with pytest.raises(hc.InputError, match=expected):
                call(wrong)
    file = tmp_path / "s.hydro.toml"
    file.write_text('schema = 1\n[project]\nname = "S"\n[station]\nfrequency = 55\n', "utf-8")
    with pytest.raises(hc.DesignFileError, match=r"station.frequency: .*50 or 60 Hz") as error:
        hc.read_design(file)
    assert error.value.exit_code == 2
    assert [hc.Station(frequency=f).si.frequency for f in (50, "60 Hz", None)] == [50, 60, None]
