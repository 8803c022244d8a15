"""ISO 9906, trims and viscous liquids."""

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.errors import InputError, RangeWarning
from hydrocalc.kernels import curves

TEST = hc.PumpCurve(
    flow=[0, 0.1, 0.2, 0.25], head=[110, 104, 88, 74], efficiency=[0, 0.68, 0.84, 0.8],
    npsh_required=[3, 3.2, 4, 5], speed=1480,
)  # fmt: skip


def judged(**change):
    given = {"grade": "1B", "flow": 0.2, "head": 88, "speed": 1480, "efficiency": 0.84,
             "npsh_required": 4}  # fmt: skip
    return hc.judge_test(TEST, **{**given, **change})


def test_a_test_that_meets_its_guarantee():
    found = judged()
    assert found.accepted
    assert found.exit_code == 0
    assert found.deviation == pytest.approx(0.0, abs=2e-5)
    assert "is accepted" in str(found)


@pytest.mark.parametrize(
    ("change", "accepted"),
    [
        ({"head": 88 / 0.972}, True), ({"head": 88 / 0.965}, False),
        ({"head": 88 / 0.92}, False), ({"grade": "3B", "head": 88 / 0.94}, True),
        ({"grade": "1U", "head": 88 / 0.999}, False), ({"grade": "1U", "head": 88 / 1.05}, True),
        ({"efficiency": 0.84 / 0.975}, True), ({"efficiency": 0.84 / 0.965}, False),
        ({"grade": "1E", "efficiency": 0.84 / 0.99}, False),
        ({"npsh_required": 3.86}, True), ({"npsh_required": 3.84}, False),
        ({"grade": "2B", "npsh_required": 3.71}, True),
    ],
)  # fmt: skip
def test_grades(change, accepted):
    found = judged(**change)
    assert bool(found.accepted) is accepted
    assert ("NOT accepted" in str(found)) is not accepted


def test_correction_to_the_guaranteed_speed():
    found = judged(speed=1500, flow=0.2 * 1500 / 1480, head=88 * (1500 / 1480) ** 2,
                   npsh_required=4 * (1500 / 1480) ** 2)  # fmt: skip
    assert found.deviation == pytest.approx(0.0, abs=2e-5)
    with pytest.raises(InputError, match="on the measured curve"):
        judged(flow=0.3)
    with pytest.raises(InputError, match="one of"):
        judged(grade="4X")


def test_bands_go_into_the_solvers():
    main = hc.System(static_head=70, diameter=0.8, length="21 km", roughness="0.1 mm")
    for grade in ("1B", "2B", "3B"):
        band = hc.tolerance_band(TEST, grade=grade)
        flows = [hc.duty_point(p, main).si.flow for p in (band.low, TEST, band.high)]
        assert flows == sorted(flows)
    one_sided = hc.tolerance_band(TEST, grade="2U")
    assert one_sided.low.si.head == pytest.approx(TEST.si.head)
    assert one_sided.high.si.head == pytest.approx(1.10 * TEST.si.head)
    assert "choice of this model" in " ".join(str(one_sided).split())


def test_trims():
    pump = hc.estimated_curve(flow=0.2, head=87.8, speed=1485).replace(impeller_diameter=0.55)
    trimmed = hc.trimmed_curve(pump, impeller_diameter=0.53)
    ratio = 0.53 / 0.55
    assert trimmed.si.head == pytest.approx(ratio**2 * pump.si.head)
    assert trimmed.si.flow == pytest.approx(ratio**2 * pump.si.flow)  # ns 60
    fast = hc.estimated_curve(flow=0.2, head=30, speed=1485).replace(impeller_diameter=0.35)
    assert hc.trimmed_curve(fast, impeller_diameter=0.33).si.flow == pytest.approx(
        0.33 / 0.35 * fast.si.flow
    )
    with pytest.warns(RangeWarning, match="turned down"):
        hc.trimmed_curve(pump, impeller_diameter=0.4)
    for given, said in (({"impeller_diameter": 0.6}, "at most the full"),):
        with pytest.raises(InputError, match=said):
            hc.trimmed_curve(pump, **given)
    with pytest.raises(InputError, match="is known"):
        hc.trimmed_curve(TEST, impeller_diameter=0.4)


def test_viscous_liquids():
    # K-02: 220 mm²/s, 100 ft, 750 US gpm, 1750 rpm: B 6.795, C_Q 0.9119, C_eta 0.6749
    Q, H = 750 * 3.785411784e-3 / 60, 100 * 0.3048
    B = curves.viscous_parameter(220e-6, Q, H, 1750.0)
    assert pytest.approx(6.795, rel=5e-3) == B  # 16.5 is 0.4 % above 26.6 in US units
    assert curves.viscous_flow(6.795) == pytest.approx(0.9119, abs=3e-4)  # printed with 2.71 for e
    assert curves.viscous_efficiency(6.795) == pytest.approx(0.6749, abs=5e-5)
    pump = hc.estimated_curve(flow=Q, head=H, speed=1750, type="end-suction")
    oil = hc.Liquid(density=900, viscosity="220 mm2/s", vapour_pressure=10, bulk_modulus=1.5e9)
    thick = hc.viscous_curve(pump, oil)
    assert thick.si.head[0] == pump.si.head[0]  # nothing is lost at shut-off
    assert max(thick.efficiency) == pytest.approx(0.6749 * max(pump.efficiency), rel=2e-3)
    water = hc.viscous_curve(TEST, hc.water_at(20))
    assert (water.si.head == TEST.si.head).all()
    with pytest.raises(InputError, match="up to 40"):
        hc.viscous_curve(pump, oil.replace(viscosity="0.05 m2/s"))
    with pytest.raises(InputError, match="efficiencies"):
        hc.viscous_curve(TEST.replace(efficiency=None), oil)
    assert np.all(np.diff(thick.si.head) < 0)
