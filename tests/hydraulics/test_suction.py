"""What stands over an eye: water, air, levels, and the NPSH of it."""

import math

import numpy as np
import pytest
from lines_and_pumps import MAIN, NAN, PUMP, G, design, line_of, sized

import hydrocalc as hc
from hydrocalc.errors import InputError


def air(t, altitude, weather=0.03):
    """(p - pv)/rho g with the standard atmosphere and Antoine's vapour pressure, m."""
    p = (1 - weather) * 101325 * (1 - 2.25577e-5 * altitude) ** 5.25588
    pv = 133.322 * 10 ** (8.07131 - 1730.63 / (233.426 + t))
    return (p - pv) / (hc.water_at(t).si.density * G)


@pytest.mark.parametrize(
    ("given", "t", "altitude"),
    [({}, 30, 0), ({"altitude": 2000}, 30, 2000), ({"temperature_max": 38}, 38, 0),
     ({"liquid": hc.water_at(40)}, 40, 0)],
)  # fmt: skip
def test_npsh_is_of_the_warmest_water_at_the_altitude_of_the_site(given, t, altitude):
    expected = air(t, altitude) + 243 - 240  # no loss in its suction branch
    sheet = hc.pump_data_sheet(design(), suction_levels=[243], **given)
    assert sheet.si.npsh_available == pytest.approx(expected, abs=0.02)
    found = hc.compare_designs([design()], flow=0.4, suction_levels=[243], **given)
    alone = hc.duty_point(
        PUMP, line_of(), suction_level=243, liquid=given.get("liquid")
    ).si.npsh_required
    assert found.si.npsh_margin[0] == pytest.approx(expected - alone, abs=0.02)
    matrix = hc.operating_matrix(design().group, line_of(), suction_levels=[243], **given)
    assert matrix.si.npsh_available[0, 0, 0] == pytest.approx(expected, abs=0.02)


def test_a_station_high_up_has_less_npsh():
    low, high = sized(), sized(altitude=2000)
    drop = low.designs.si.npsh_margin[0] - high.designs.si.npsh_margin[0]
    assert drop == pytest.approx(air(30, 0) - air(30, 2000), abs=0.02)


@pytest.mark.parametrize("eye", [3.0, 320.0])
def test_a_depth_is_no_level_in_the_matrix_either(eye):
    group = hc.PumpGroup(units=[hc.PumpUnit(pump=PUMP, eye_level=eye)])
    with pytest.raises(InputError, match="not a depth"):
        hc.operating_matrix(group, line_of(), suction_levels=[243])


def test_a_short_npsh_is_said_by_the_matrix():
    high = hc.PumpUnit(pump=PUMP, count=2, eye_level=252)
    matrix = hc.operating_matrix(hc.PumpGroup(units=[high]), line_of(), suction_levels=[243])
    required = hc.duty_point(PUMP, line_of(), suction_level=243).si.npsh_required
    least = air(30, 0) + 243 - 252 - required
    assert least < 0
    assert np.nanmin(matrix.si.npsh_margin) == pytest.approx(least, abs=0.02)
    assert matrix.exit_code == 1
    page = " ".join(str(matrix).split())
    assert "NPSH available is below NPSH required: least margin" in page
    assert "with 1 A" in page
    low = high.replace(eye_level=242)
    assert hc.operating_matrix(
        hc.PumpGroup(units=[low]), line_of(), suction_levels=[243]
    ).exit_code == 0  # fmt: skip


def test_a_duty_point_has_its_npsh_margin():
    unit = hc.PumpUnit(pump=PUMP, eye_level=240, suction_diameter=0.4, suction_loss_coefficient=2)
    duty = hc.duty_point(unit, line_of(), suction_level=[243, 241, NAN], altitude=800)
    v = duty.si.unit_flow / (math.pi / 4 * 0.4**2)
    for i, z in enumerate((243, 241)):
        expected = air(30, 800) + z - 240 - 2 * v[i] ** 2 / (2 * G)
        assert duty.si.npsh_available[i] == pytest.approx(expected, abs=0.02)
        required = hc.pump_performance(PUMP, flow=duty.si.unit_flow[i]).si.npsh_required
        assert duty.si.npsh_margin[i] == pytest.approx(expected - required, abs=0.02)
    assert np.isnan(duty.si.npsh_margin[2])
    matrix = hc.operating_matrix(hc.PumpGroup(units=[unit]), line_of(), suction_levels=[243, 241],
                                 altitude=800).si  # fmt: skip
    assert duty.si.npsh_margin[:2] == pytest.approx(matrix.npsh_margin[0, :, 0], rel=1e-9)
    assert "NPSH margin" in str(duty)
    assert "NPSH margin" not in str(hc.duty_point(PUMP, line_of(), suction_level=243))
    for wrong in (lambda: hc.duty_point(PUMP, line_of(), altitude=800),
                  lambda: hc.duty_point(unit, hc.System(**MAIN), altitude=800)):  # fmt: skip
        with pytest.raises(InputError, match="level of the impeller eye"):
            wrong()
    with pytest.raises(InputError, match="not a depth"):
        hc.duty_point(unit.replace(eye_level=3), line_of(), suction_level=243)
