"""What a plant has against surges: what its words name, and how slowly a main swings against it."""

import pytest

from hydrocalc.kernels import surge
from hydrocalc.transients.devices import is_device, is_sized, may_be_out, size_of, swings


@pytest.mark.parametrize(
    ("words", "known", "out"),
    [
        ("air vessel A, 21.14 m3 of air, at 0 m", True, True),
        ("air vessel 30 m3 with level gauge", True, True),
        ("Air-vessel East", True, True),
        ("relief valve at the pumps", True, True),
        ("bypass of the check valve", True, True),
        ("空气罐 A", True, True),
        ("flywheel on unit 1", True, False),
        ("check valve of the air vessel", True, False),
        ("gauge on the air vessel", False, True),
        ("air vessel level transmitter", False, True),
        ("pressure gauge, air vessel B", False, True),
        ("ladder to the surge tank", False, True),
        ("空气罐压力表", False, True),
        ("sticker", False, True),
        ("带压力表的空气罐 20 m3", True, True),
        ("空气罐 20 m3 带压力表", True, True),
        ("空气罐的压力表", False, True),
        ("pair of air vessels", True, True),
        ("Set of 3 air valves", True, True),
        ("set of gauges of the air vessel", False, True),
    ],
)
def test_what_stands_on_a_device_is_none(words, known, out):
    assert is_device(words) is known
    assert may_be_out(words) is out


@pytest.mark.parametrize(
    ("words", "slow", "size"),
    [
        ("air vessel A, 21.14 m3 of air, at 0 m", True, (21.14, None)),
        ("气压罐 30 m³", True, (30.0, None)),
        ("surge tank of 12 m2", True, (None, 12.0)),
        ("air vessel at 300 m", True, (None, None)),
        ("air valves 2 m3", False, (2.0, None)),
        ("air vessel, 1,200 m3", True, (1200.0, None)),
        ("air vessel of 800 L, DN 300", True, (0.8, None)),
        ("air vessel B2, 0 m3, 12 m", True, (None, None)),
        ("空气罐 20 立方米", True, (20.0, None)),
        ("空气罐20立方米,2台", True, (40.0, None)),
        ("两台空气罐, 各 20 m3", True, (40.0, None)),
        ("带压力表的空气罐 20 m3", True, (20.0, None)),
        ("调压井 12 平方米", True, (None, 12.0)),
        ("air vessel 2 x 30 m3", True, (60.0, None)),
        ("air vessels 30 m3 × 2", True, (60.0, None)),
        ("air vessels, 20 m3 + 30 m3", True, (50.0, None)),
        ("air vessel, 30 m3, 12 m3 of air", True, (30.0, None)),
        ("pair of air vessels of 30 m3", True, (60.0, None)),
        ("Set of 3 air vessels, 10 m3 each", True, (30.0, None)),
        ("2 steel air vessels 30 m3", True, (60.0, None)),
        ("surge vessel 20 m3, section 8 m2", True, (20.0, 8.0)),
        ("air vessel 2 of 30 m3", True, (30.0, None)),
        ("DN 30 surge tanks, 4 m2", True, (None, 4.0)),
    ],
)
def test_the_size_of_what_a_main_swings_against(words, slow, size):
    assert swings(words) is slow
    assert size_of(words) == size


@pytest.mark.parametrize(
    ("words", "sized"),
    [("air vessel 20 m3", True), ("air vessel 8 m2", False), ("surge tank 500 m3", False),
     ("surge tank 500 m3, 30 m2", True), ("空气罐", False)],
)  # fmt: skip
def test_air_is_a_volume_and_an_open_level_an_area(words, sized):
    assert is_sized(words) is sized


def period(head):
    """Of a column at rest that is pushed a little: `head` by the water that ran in, m³; Verlet."""
    M, g, dt = 2100 / 0.3, 9.80665, 0.002
    Q, V, crossings, t, was = 1e-4, 0.0, [], 0.0, 0.0
    while len(crossings) < 3:
        Q -= 0.5 * dt * g / M * head(V)
        V += dt * Q
        Q -= 0.5 * dt * g / M * head(V)
        t += dt
        if was * V < 0.0:
            crossings.append(t - dt * V / (V - was))
        was = V
    return crossings[2] - crossings[0]


def test_a_swing_by_integration_of_the_rigid_column():
    M, V, H, m, A = 2100 / 0.3, 20.0, 92.0, 1.2, 12.0
    air = period(lambda x: H * (V / (V - x)) ** m - H)
    assert float(surge.vessel_swing(M, V, H, m)) == pytest.approx(air, rel=1e-3)
    assert float(surge.tank_swing(M, A)) == pytest.approx(period(lambda x: x / A), rel=1e-3)
