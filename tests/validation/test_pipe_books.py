"""Losses of books that give the friction factor, in series and parallel, local losses, costs."""

import math

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.kernels import lines, pipes, pumps, stations

FT, INCH, PSI, CFS = 0.3048, 0.0254, 6894.757293168361, 0.3048**3


def darcy(f, Q, D, L, g=9.81):
    """Darcy and Weisbach with a friction factor that is given."""
    return pipes.head_loss_darcy(
        np.float64(Q), D, L, 0.0, 1e-6, g, friction=lambda Re, rel: f + 0.0 * Re
    )


def local(K, Q, D, g=9.81):
    return lines.local_loss(K, pipes.velocity(np.float64(Q), D), g)


GIVEN_F = [  # id, f (Darcy), Q, D, L, K, g, expected, half the last digit, unit of both
    ("A-25 Schaschke 8.6", 0.026, 15 / 3600, 0.05, 100, 1.5, 9.8, 12.2918, 5e-5, 1.0),
    ("A-34 Choudhary 7.7", 0.08, 0.01, 0.08, 1000, 0, 9.81, 201.726, 5e-4, 1.0),
    ("A-35 Choudhary 7.10", 0.08, 1.0, 0.99830, 3000, 0, 9.81, 20.0, 2e-3, 1.0),
    ("A-37 Daugherty 8.5", 0.02, 6.4028 * CFS, 10 * INCH, 5000 * FT, 1.5, 32.2 * FT, 260.0, 5e-3,
     FT),
    ("D-01 Çengel 8-8", 0.0315, 0.006, 0.05, 89, 2.36, 9.81, 27.809, 2e-3, 1.0),
    ("D-05 Coulson 3.7", 0.032, 2.27 / 3600, 0.04, 160 + 260 * 0.04, 0, 9.81,
     136.596 * 0.6 / (9810 * 2.27 / 3600) - 1.5 - 10, 5e-2, 1.0),
    ("D-07 Irfan Khan 9.8", 0.025, 0.075, 0.1, 30, 10.5, 9.81, 83.660, 5e-3, 1.0),
    ("E-02 Daugherty 8.9 A", 0.020, 1.52816 * CFS, 6 * INCH, 2000 * FT, 0, 32.2 * FT,
     80 - 2.0604 * 144 / 62.4, 2e-2, FT),
    ("E-02 Daugherty 8.9 B", 0.032, 0.49016 * CFS, 4 * INCH, 1600 * FT, 0, 32.2 * FT,
     80 - 2.0604 * 144 / 62.4, 2e-2, FT),
    ("E-02 Daugherty 8.9 C", 0.024, 2.01831 * CFS, 8 * INCH, 4000 * FT, 0, 32.2 * FT,
     70 + 2.0604 * 144 / 62.4, 2e-2, FT),
    ("P-7 Munson 8.9", 0.0125, 9.31 * FT * math.pi / 4 * (4 * FT) ** 2, 4 * FT, 799 * 5280 * FT, 0,
     32.2 * FT, 17743.70, 5e-2, FT),
]  # fmt: skip


@pytest.mark.parametrize("case", GIVEN_F, ids=lambda c: c[0])
def test_losses_with_a_given_friction_factor(case, measured):
    name, f, Q, D, L, K, g, expected, digit, unit = case
    got = (darcy(f, Q, D, L, g) + local(K, Q, D, g)) / unit
    assert got == pytest.approx(expected, abs=digit)
    measured(name, "loss with the book's f", abs(got - expected), digit, "m" if unit == 1 else "ft",
             expected, got)  # fmt: skip


def test_series_with_given_factors():
    """Daugherty ex. 8.8: 10 m over three pipes at 0.083618 m³/s."""
    Q = 0.083618
    total = darcy(0.019, Q, 0.3, 300) + darcy(0.021, Q, 0.2, 150) + darcy(0.020, Q, 0.25, 250)
    assert total == pytest.approx(10.0, abs=1e-3)


COLEBROOK = [  # id, Q, D, L, eps, nu, expected loss, tolerance
    ("A-16 Munson 8.2", 2e-5, 0.020, 10, 0, 0.4 / 900, 20372 / (900 * 9.81), 5e-4),
    ("A-17 Munson 8.5, laminar", 50 * math.pi / 4 * 0.004**2, 0.004, 0.1, 0, 50 * 0.004 / 1999.9,
     32 * 50 * 0.1 * 50 * 0.004 / 1999.9 / (9.81 * 0.004**2), 1e-6),
    ("A-11 Subramanya 10.21, 0.045 mm", math.pi / 4 * 0.687**2, 0.687, 100, 4.5e-5, 1e-6, 0.1,
     5e-4),
    ("A-11 Subramanya 10.21, 0.45 mm", math.pi / 4 * 0.883**2, 0.883, 100, 4.5e-4, 1e-6, 0.1, 5e-4),
    ("E-14 Irfan Khan 9.11, 1", 1.3598, 0.5, 500, 2.5e-4, 1.007e-6, 41.20, 5e-3),
    ("E-14 Irfan Khan 9.11, 2", 0.5655, 0.3, 200, 2.5e-4, 1.007e-6, 41.20, 1e-2),
    ("E-14 Irfan Khan 9.11, 3", 0.0746, 0.15, 300, 2.5e-4, 1.007e-6, 41.20, 6e-2),
    ("E-16 cd62, 1", 0.1281732, 0.3, 300, 2.5e-4, 1e-6, 3.254693, 5e-6),
    ("E-16 cd62, 2", 0.1281732, 0.5, 300, 2.5e-4, 1e-6, 0.235920, 1e-6),
    ("E-16 cd62, 3", 0.1281732, 0.3, 600, 2.5e-4, 1e-6, 6.509386, 1e-5),
]  # fmt: skip


@pytest.mark.parametrize("case", COLEBROOK, ids=lambda c: c[0])
def test_losses_by_colebrook(case, measured):
    name, Q, D, L, eps, nu, expected, tolerance = case
    got = pipes.LAWS["colebrook"].loss(np.float64(Q), D, L, eps, nu, 9.81)
    assert got == pytest.approx(expected, abs=tolerance)
    measured(name, "loss by Colebrook", abs(got - expected), tolerance, "m", expected, got)


def test_air_in_a_tube():
    """Munson ex. 8.5: f 0.0291 by Colebrook where the book reads 0.028."""
    Re = np.float64(1.23 * 50 * 0.004 / 1.79e-5)
    assert pipes.friction_factor_colebrook(Re, 0.0015 / 4) == pytest.approx(0.0291, abs=5e-5)
    dp = darcy(0.028, 50 * math.pi / 4 * 0.004**2, 0.004, 0.1) * 1.23 * 9.81
    assert dp == pytest.approx(1076.25, abs=0.005)


def looped(method, **coefficient):
    pipe = hc.Pipe(diameter="12 in", **coefficient)
    one = hc.Reach(pipe=pipe, length="5000 ft")
    half = [hc.Reach(pipe=pipe, length="3000 ft"),
            hc.Reach(pipe=pipe, length="2000 ft", strings=2)]  # fmt: skip
    return hc.Line(reaches=[one], method=method), hc.Line(reaches=half, method=method)


def test_part_of_a_line_doubled():
    """Vennard ex. 9.16: 5 cfs over 5000 ft of 12 in, a second pipe over 2000 ft: 6.0125 cfs."""
    single, double = looped("hazen-williams-exact", hazen_williams_c=130)
    before = hc.hydraulic_grade_line(single, flow="5 cfs").si.friction[0]
    after = hc.hydraulic_grade_line(double, flow="6.0125 cfs").si.friction[0]
    assert after == pytest.approx(before, rel=1.5e-3)  # the book's exponent is 1.85


def test_half_a_main_doubled():
    """Lal ex. 5.16: a second pipe over half the length passes 26.491 % more."""
    pipe = hc.Pipe(diameter="2 ft", manning_n=0.012)
    halves = [hc.Reach(pipe=pipe, length="0.5 mile", strings=n) for n in (1, 2)]
    lines_ = [hc.Line(reaches=[halves[0], second], method="manning") for second in halves]
    h = [hc.hydraulic_grade_line(line, flow=1.0).si.friction[0] for line in lines_]
    assert 100 * (math.sqrt(h[0] / h[1]) - 1) == pytest.approx(26.491, abs=5e-4)


def test_two_mains_for_one():
    """Lal ex. 5.15: two equal mains of 6.8207 in for one of 9 in, at one friction factor."""
    assert 2 * darcy(0.02, 0.5, 6.8207 * INCH, 1.0) == pytest.approx(
        2 * darcy(0.02, 1.0, 9 * INCH, 1.0), rel=5e-5
    )


def test_half_full_pipe():
    """Subramanya ex. 12.6: 1.10 m³/s half-full is 2.20 m³/s full at the same slope."""
    loss = pipes.head_loss_manning(np.float64(2.2), 2.00035, 1.0, 0.018)
    assert loss == pytest.approx(0.0004, rel=5e-5)


def test_local_losses():
    # Çengel ex. 8-6: K 0.133 at 7 m/s: 0.3322 m
    assert lines.local_loss(0.133, np.float64(7.0), 9.81) == pytest.approx(0.3322, abs=5e-5)
    # Coulson ex. 3.6: sudden enlargement 40 to 50 mm, 7.2 m³/h: 16.732 mm of water
    K = hc.loss_coefficient("enlargement", diameter="40 mm", second_diameter="50 mm")
    assert 1000 * local(K, 7.2 / 3600, 0.04) == pytest.approx(16.732, abs=5e-4)


def test_costs_of_pumping():
    # Crane 7.34: 107.056 hp at the shaft, 117.386 hp electrical, 84 033 a year
    hp, Q = 745.6998715822702, 700 * 3.785411784e-3 / 60
    P = pumps.shaft_power(62.364 * 16.01846337396014, Q, 428 * FT, 0.707)
    assert P / hp == pytest.approx(107.056, abs=2e-3)
    electric = P / (0.95 * 0.96)
    assert electric / hp == pytest.approx(117.386, abs=2e-3)
    assert stations.energy_cost(electric * 8000 * 3600, 0.12) == pytest.approx(84033, rel=3e-5)
    # Subramanya ex. 10.15: loss in 10 cm over that in 15 cm, rough pipes, 0.2 mm: 8.434
    ratio = [pipes.head_loss_darcy(np.float64(1e3), D, 1.0, 2e-4, 1e-9, 9.81) for D in (0.10, 0.15)]
    assert ratio[0] / ratio[1] == pytest.approx(8.434, abs=5e-4)


@pytest.mark.parametrize(
    ("flow", "heads"),
    [  # AMRUT Khujner: 14 m static, 5 m residual, 2240 m, 10 % for fittings, C 129.9
        (30.93, (399.08, 71.75, 31.99, 23.38, 20.80, 19.85)),
    ],
)
def test_raw_water_main(flow, heads, measured):
    for D, expected in zip((0.1, 0.15, 0.2, 0.25, 0.3, 0.35), heads, strict=True):
        pipe = hc.Pipe(diameter=D, hazen_williams_c=129.9)
        reach = hc.Reach(pipe=pipe, length=2240, local_share="10 %")
        line = hc.Line(reaches=[reach], method="hazen-williams", delivery_level=19.0)
        got = hc.hydraulic_grade_line(line, flow=f"{flow} L/s").si.pump_head[0]
        assert got == pytest.approx(expected, rel=1.5e-3)  # C is not printed: 129.9 was found
        measured("AMRUT Khujner, P-5", f"total head, {D * 1000:.0f} mm", abs(got - expected),
                 1.5e-3 * expected, "m", expected, got)  # fmt: skip
