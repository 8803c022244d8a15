"""Real curves on a real line: sizing among them."""

import numpy as np
import pytest
from lines_and_pumps import NAN, PUMP, ROWS, G, design, line_of, sized

import hydrocalc as hc
from hydrocalc.errors import InputError
from hydrocalc.kernels import systems as kernels


def test_a_power_beyond_the_curve_is_not_known():
    far = design(line=line_of(290.0))  # one unit alone runs out of its curve
    matrix = hc.operating_matrix(far.group, far.line, suction_levels=[243])
    assert kernels.BEYOND in matrix.status
    found = hc.compare_designs([far, design()], flow=0.4, suction_levels=[243])
    for name in ("max_shaft_power", "power_rise", "motor_rating", "installed_power"):
        assert list(np.isnan(getattr(found.si, name))) == [True, False], name
    assert "P_max isn't known" in str(found)
    assert np.isnan(found.si.npsh_required[0])
    sheet = hc.pump_data_sheet(far, suction_levels=[243])
    assert np.isnan(sheet.si.max_shaft_power)
    assert np.isnan(sheet.si.motor_rating)
    assert sheet.grade == "1B"  # by the power at the guarantee
    assert "largest shaft power isn't known" in " ".join(str(sheet).split())


def test_a_power_curve_that_ends_early_gives_no_motor():
    short = PUMP.efficiency.copy()
    short[PUMP.si.flow > 0.21] = NAN
    sizing = hc.size_station(line_of(), [ROWS.replace(efficiency=short)], flow=0.4, duty=2,
                             suction_levels=[243])  # fmt: skip
    assert sizing.recommended is None
    assert "P_max not known" in " ".join(str(sizing).split())


def test_pumps_without_npsh_are_ranked_by_the_rest():
    pumps = [
        hc.estimated_curve(flow=0.2, head=h, speed=1485).replace(name=name, npsh_required=None)
        for name, h in (("weak", 60), ("right", 88))
    ]
    sizing = hc.size_station(line_of(), pumps, flow=0.4, duty="1-3", suction_levels=[243])
    assert (sizing.recommended.type, sizing.recommended.duty) == ("right", 2)
    assert "NPSH required isn't known" in str(sizing.designs)


def test_real_curves_take_margin_coupling_class_and_water():
    ratings = np.array([200, 220, 250, 280, 315, 355, 400]) * 1e3
    base = sized()
    P_max = base.candidates.si.max_shaft_power[0]
    alone = hc.duty_point(PUMP, line_of(), suction_level=243)
    assert P_max == pytest.approx(alone.si.shaft_power, rel=1e-9)
    for margin in (1.0, 1.15, 1.5):
        R = sized(margin=margin).candidates.si.motor_rating[0]
        assert ratings[ratings >= margin * P_max].min() == R
    geared = sized(coupling_efficiency=0.85).candidates.si
    assert geared.motor_rating[0] == ratings[ratings >= 1.1 * P_max / 0.85].min()
    eta = hc.motor_efficiency(rating=geared.motor_rating[0], load=geared.motor_load[0])
    assert geared.motor_load[0] == pytest.approx(
        geared.unit_shaft_power[0] / 0.85 / geared.motor_rating[0], rel=1e-12
    )
    assert geared.unit_input_power[0] == pytest.approx(
        geared.unit_shaft_power[0] / 0.85 / eta, rel=1e-12
    )
    # the design flow is met for a part of the time, at the power of both units
    for one in (base.candidates.si, geared):
        assert one.specific_energy[0] == pytest.approx(
            one.unit_input_power[0] / one.unit_flow[0], rel=1e-9
        )
    old = sized(ie_class="IE1").candidates.si
    assert old.full_load_efficiency[0] == pytest.approx(0.94)
    assert old.specific_energy[0] == pytest.approx(
        old.unit_input_power[0] / old.unit_flow[0], rel=1e-9
    )
    cold = sized(temperature=5)
    nu, rho = (getattr(hc.water_at(5).si, k) for k in ("viscosity", "density"))
    grade = hc.head_loss(hc.water_at(5), flow=0.4, diameter=0.8, length=21e3, roughness=1e-4)
    assert cold.si.head == pytest.approx(318 - 243 + grade.magnitude, rel=1e-12)
    assert nu > 1.4e-6
    duty = hc.duty_point(PUMP, line_of(), suction_level=243, units_running=2,
                         liquid=hc.water_at(5))  # fmt: skip
    assert cold.candidates.si.unit_flow[0] == pytest.approx(duty.si.unit_flow, rel=1e-9)
    assert cold.candidates.si.unit_shaft_power[0] == pytest.approx(
        rho * G * duty.si.unit_flow * duty.si.head / duty.efficiency, rel=1e-9
    )


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"pump_efficiency": 0.8}, "pump_efficiency"), ({"power_rise": 1.2}, "power_rise"),
        ({"efficiency_allowance": 0.01}, "efficiency_allowance"), ({"poles": 4}, "poles"),
        ({"type": "split-case"}, "type"), ({"frequency": 60}, "frequency"),
    ],
)  # fmt: skip
def test_real_curves_refuse_what_they_say_themselves(given, argument):
    with pytest.raises(InputError) as caught:
        sized(**given)
    assert caught.value.argument == argument


def test_the_frequency_of_real_curves_gives_the_poles():
    fast = ROWS.replace(speed=1782)
    sizing = hc.size_station(line_of(), [fast], flow=0.4, duty=2, suction_levels=[243],
                             frequency=60)  # fmt: skip
    assert sizing.recommended.poles == 4
    with pytest.raises(InputError, match="turns P at 1782 rpm"):
        hc.size_station(line_of(), [fast], flow=0.4, suction_levels=[243])


def test_a_recommended_pump_without_npsh_says_so():
    pump = ROWS.replace(npsh_required=None)
    sizing = hc.size_station(line_of(), [pump], flow=0.4, duty=2, suction_levels=[243])
    assert "suction isn't checked" in " ".join(str(sizing).split())
