"""Wave speeds and pressure rises of books."""

import math

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.errors import InputError
from hydrocalc.kernels import surge

WATER_15 = hc.water_at(15)


@pytest.mark.parametrize(
    ("pipe", "restraint", "expected"),
    [  # standards §3.6
        ((0.800, 0.010, 206e9, 0.30), "anchored", 1105.4),
        ((0.800, 0.010, 206e9, 0.30), "joints", 1082.5),
        ((0.8186, 0.0117, 170e9, 0.28), "joints", 1068.1),
        ((0.9, 0.1, 1.1e9, 0.45), "anchored", 334.0),
    ],
)
def test_wave_speeds(pipe, restraint, expected, measured):
    D, e, E, mu = pipe
    form = "thin" if D / e > 25 else "thick"  # as the source has them
    got = hc.wave_speed(
        WATER_15, diameter=D, wall=e, modulus=E, poisson=mu, restraint=restraint, form=form
    ).magnitude
    assert got == pytest.approx(expected, abs=0.06)  # the last printed digit
    measured("standards §3.6, wave speeds", f"D/e {D / e:.0f}, {restraint}", abs(got - expected),
             0.06, "m/s", expected, got)  # fmt: skip


def test_factors_of_thin_pipes():
    D, mu = 1.0, 0.3
    for kind, thin in (("anchored", 1 - mu**2), ("upstream", 1 - mu / 2), ("joints", 1.0)):
        assert surge.RESTRAINTS[kind](D, 1e-6, mu) == pytest.approx(thin, rel=1e-5)
        for e in (0.2, 0.01):
            given = {"restraint": kind, "form": "thin"}
            assert surge.restraint_factor(D, e, mu, **given) == pytest.approx(thin, rel=1e-15)
            thick = 2 * e / D * (1 + mu) + D / (D + e) * thin
            found = surge.restraint_factor(np.array([D]), e, mu, restraint=kind)
            assert found == pytest.approx([thick], rel=1e-15)


def test_no_step_in_the_wall():
    """At D/e 25 PE stepped from 212.0 to 222.7 m/s; the factor is smooth in the wall."""
    walls = 0.5 / np.array([25 * (1 - 1e-9), 25 * (1 + 1e-9)])
    given = {"diameter": 0.5, "wall": walls, "modulus": "1 GPa", "poisson": 0.42}
    given["restraint"] = "upstream"
    thicker, thinner = hc.wave_speed(**given).magnitude
    assert thicker == pytest.approx(thinner, rel=1e-8)
    assert thicker == pytest.approx(212.0, abs=0.05)
    with pytest.raises(InputError, match="form"):
        hc.wave_speed(**given, form="medium")


def test_every_product_of_the_catalogue_has_the_wave_speed_of_its_material():
    """Wall and modulus of the material where none is given; nothing keeps 1000 m/s."""
    expected = {
        "ductile iron C40 DN 300": (900, 1200), "PE100 SDR 17 DN 400": (200, 350),
        "steel 10 mm DN 800": (1000, 1200), "PCCP DN 1800": (950, 1200),
        "GRP DN 1000": (440, 470), "AWWA DR18C900 DN 200": (380, 500),
    }  # fmt: skip
    for name, (low, high) in expected.items():
        line = hc.Line(reaches=[hc.Reach(pipe=hc.catalogue_pipe(name), length=1000)])
        grade = hc.hydraulic_grade_line(line, flow=0.1)
        assert low < grade.si.wave_speed[0] < high, name
        assert "wave_speed" not in {a.id for a in grade.assumptions}
        assumed = {a.id for a in grade.assumptions} & {"wall_over_bore"}
        assert bool(assumed) == (hc.catalogue_pipe(name).wall is None)
    plain = hc.Pipe(diameter=0.5, roughness=1e-5, material="PVC-U")
    grade = hc.hydraulic_grade_line(hc.Line(reaches=[hc.Reach(pipe=plain, length=9)]), flow=0.1)
    assert grade.si.wall[0] == pytest.approx(0.0526 * 0.5)
    assert grade.si.modulus[0] == 3e9


def test_subramanya_and_lal():
    for K, rho, expected in (
        (2.22e9, 998, 1491.5),
        (1.5e9, 798.4, 1370.7),
        (9.58e8, 678.64, 1188.1),
    ):
        assert surge.wave_speed(K, rho, 1.0, 1.0, 1e30, 1.0) == pytest.approx(expected, abs=0.06)
    # ex. 14.12: 2.5 m, 20 mm, oil
    assert surge.wave_speed(1.43e9, 798.4, 2.5, 0.02, 2.07e11, 1.0) == pytest.approx(
        980.4, abs=0.05
    )
    # ex. 14.14: cast iron, 2.60 m/s -> 240.2 m
    a = surge.wave_speed(2.0e9, 998.0, 0.9, 0.0125, 1e11, 1.0)
    assert surge.joukowsky_head(a, 2.6, 9.81) == pytest.approx(240.2, abs=0.05)
    # ex. 14.15: rigid and elastic, MPa
    for e, expected in ((1e30, 3.040), (0.012, 2.482)):
        a = surge.wave_speed(2.1e9, 998.0, 0.6, e, 2.1e11, 1.0)
        assert 998.0 * a * 2.1 / 1e6 == pytest.approx(expected, abs=6e-4)
    # Lal ex. 5.26: 6 in, 0.7854 cfs, wall 0.25 in -> 228 lb/in²
    psf = 144.0
    a = surge.wave_speed(300000 * psf, 62.4 / 32.2, 0.5, 0.25 / 12, 30e6 * psf, 1.0)
    v = 0.7854 / (math.pi / 4 * 0.25)
    assert 62.4 / 32.2 * a * v / psf == pytest.approx(228.24, abs=0.3)


def test_arrays_outside_the_domain_are_nan():
    a = hc.wave_speed(diameter=[0.8, -1, np.nan], wall=0.01, modulus=206e9).magnitude
    np.testing.assert_array_equal(np.isnan(a), [False, True, True])
    assert np.isnan(hc.joukowsky_head(wave_speed=[-5.0], velocity=1).magnitude).all()
    assert np.isnan(hc.pipe_period(length=[-5.0], wave_speed=1000).magnitude).all()


def test_reference_line():
    """21 km: ΔH 81 m at 1000 m/s and 0.796 m/s, 2L/a 42 s; DN 600: 144–154 m."""
    assert hc.joukowsky_head(wave_speed=1000, velocity=0.79577).magnitude == pytest.approx(
        81.1, abs=0.06
    )
    assert hc.pipe_period(length="21 km", wave_speed=1000).magnitude == 42
    v = 0.4 / (math.pi / 4 * 0.36)
    for a, expected in ((1000, 144), (1070, 154)):
        assert hc.joukowsky_head(wave_speed=a, velocity=v).magnitude == pytest.approx(
            expected, abs=0.6
        )


def test_a_wall_is_thinner_than_the_bore():
    with pytest.raises(InputError, match="at most half the bore"):
        hc.wave_speed(diameter="800 mm", wall="0.5 m", modulus="206 GPa")
