"""Pressures by reach and the class of each stretch, by hand; the faults of V1."""

import warnings

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError
from hydrocalc.hydraulics.pressures import class_stretches

G, BAR = 9.80665, 1e5
WATER = hc.Liquid(density=1000, viscosity=1e-6, vapour_pressure=2300, bulk_modulus=2.1e9)


def profile_of(chainage, axis, cover=2.0):
    return hc.Profile(chainage=chainage, ground=np.array(axis, float) + cover, axis=axis)


def grade_of(reaches, chainage, axis, level, **given):
    line = hc.Line(
        reaches=[hc.Reach(pipe=p, length=L) for p, L in reaches], profile=profile_of(chainage, axis)
    )
    given = {"flow": 1e-3, "start_level": level, **given}
    return hc.hydraulic_grade_line(line, WATER, **given)


def pe(bar, bore=0.5, **more):
    return hc.Pipe(diameter=bore, roughness=1e-5, material="polyethylene", rating=bar * BAR, **more)


def test_each_reach_owns_both_its_ends():
    """V1, two2: PN 25 to 1 km, PN 10 beyond, axis 170 m at the joint, shut-off line 330 m."""
    for chainage, axis, joint in (
        ([0, 1000, 3000, 9000], [200, 170, 262, 297], 170.0),
        ([0, 3000, 9000], [170, 262, 300], 170 + 92 / 3),  # no point of the survey at the joint
    ):
        pipes = [(pe(25), 1000), (pe(10), 8000)]
        g = grade_of(pipes, chainage, axis, 310, shutoff_level=330)
        s = g.si
        assert list(s.chainage) == sorted({*chainage, 1000.0})
        p = 1000 * G * (330 - joint)
        assert s.axis[s.chainage == 1000] == pytest.approx([joint], rel=1e-14)
        assert s.reach_pressure[1] == pytest.approx(p, rel=1e-12)
        assert s.reach_chainage[1] == 1000
        assert s.design_pressure[1] == pytest.approx(1.5 * p, rel=1e-12)
        assert s.reach_pressure[0] == pytest.approx(1000 * G * (330 - min(axis[0], 170)), rel=1e-12)
        (bad,) = g.above_rating
        assert bad.si.start == 1000
        z = 330 - 10 * BAR / (1000 * G)  # the level at which 10 bar stand
        x = np.interp(z, [170, 262], [1000, 3000] if len(axis) == 4 else [0, 3000])
        assert bad.si.end == pytest.approx(x, rel=1e-9)
        of_second = [t.si for t in g.stretches if t.reach == 2]
        assert of_second[0].pressure_class == 16 * BAR
        assert "shut-off" in str(g.still_state)
        assert "Without shut-off" not in str(g)
    assert "Without shut-off" in str(grade_of(pipes, chainage, axis, 310))


def test_a_joint_belongs_to_the_stronger_and_to_the_weaker_pipe():
    """At the joint both use their own rating, whichever comes first."""
    for order in ((16, 10), (10, 16)):
        pipes = [(pe(bar), 500) for bar in order]
        g = grade_of(pipes, [0, 1000], [100, 100], 100 + 12 * BAR / (1000 * G))
        used = g.si.reach_pressure / g.si.reach_pfa
        assert used == pytest.approx([12 / bar for bar in order], rel=1e-12)
        (bad,) = g.above_rating
        weak = order.index(10)
        assert (bad.si.start, bad.si.end) == (500 * weak, 500 * weak + 500)


def test_classes_of_v1(capsys, tmp_path):
    """prof7: static line 165 m, axis 160 to -4 over 4 km: 41 m more a km."""
    (tmp_path / "p.csv").write_text("chainage_m,ground_m,axis_m\n0,162,160\n4000,-2,-4\n")
    command = ["line", "--flow", "0.05", "--length", "4km", "--pipe", "ductile iron C40 DN 300",
               "--profile", str(tmp_path / "p.csv"), "--suction-level", "165", "--start-level",
               "165", "--delivery-level", "10"]  # fmt: skip
    main(command)
    out = " ".join(capsys.readouterr().out.split())
    rho = hc.water_at(20).density.magnitude
    x = [(bar * BAR / (rho * G) - 5) / 41 for bar in (6, 10, 16)]
    assert [f"{v:.3g}" for v in x] == ["1.37", "2.37", "3.86"]
    strip = "PN 6 0–1.37 km, PN 10 1.37–2.37 km, PN 16 2.37–3.86 km, PN 25 3.86–4 km."
    assert f"Nominal pressures by the operating pressure alone, at rest: {strip}" in out
    assert "Without shut-off: no shut-off level is given" in out
    assert "21.54" in out  # F_wd of GB 50332: 16.54 + 5 bar
    main([*command, "--lang", "zh", "--pressure-standard", "GB 50332", "--surge-allowance", "3bar"])
    out = capsys.readouterr().out
    assert "未计关死点" in out
    assert "按GB 50332" in out


def test_what_governs_a_class():
    """A large allowance: PMA of PN 10, 12 bar, less 5 bar is reached before 10 bar."""
    iron = hc.Pipe(diameter=0.5, roughness=1e-4, material="ductile iron", rating="40 bar")
    level = 100 + 8 * BAR / (1000 * G)
    for given, classes, by in (
        ({}, [10], "operating pressure"),
        ({"surge_allowance": "5 bar"}, [10, 16], "pressure with surge"),
        ({"surge_allowance": "1 bar"}, [10], "operating pressure"),  # 2 bar at least
        # F_wd = F_wk + 5 bar within 12 bar: up to 7 bar
        ({"pressure_standard": "GB 50332"}, [10, 16], "pressure with surge"),
    ):
        g = grade_of([(iron, 1000)], [0, 1000], [100 + 8 * BAR / (1000 * G), 100], level, **given)
        assert [s.si.pressure_class / BAR for s in g.stretches] == pytest.approx(classes)
        last = g.stretches[-1]
        assert last.governed_by == by
        assert last.si.end == 1000
        assert last.si.pressure == pytest.approx(8 * BAR)
        if len(classes) == 2:
            assert last.si.start == pytest.approx(1000 * 7 / 8, rel=1e-8)
    g = grade_of([(iron, 1000)], [0, 1000], [110, 100], level, surge_allowance="1 bar").si
    assert g.surge_pressure[0] == pytest.approx(10 * BAR)


def test_surge_beyond_what_a_pipe_stands_is_no_success():
    """PN 10 of iron stands 12 bar: 8 bar and 3 bar of surge, not 5; by GB 50332 F_wd is 13 bar."""
    iron = hc.Pipe(diameter=0.5, roughness=1e-4, material="ductile iron", rating="10 bar")
    level = 100 + 8 * BAR / (1000 * G)
    for given, code in (
        ({}, 0), ({"surge_allowance": "3 bar"}, 0), ({"surge_allowance": "4 bar"}, 0),
        ({"surge_allowance": "5 bar"}, 1), ({"pressure_standard": "GB 50332"}, 1),
    ):  # fmt: skip
        g = grade_of([(iron, 1000)], [0, 1000], [100, 100], level, **given)
        assert g.exit_code == code, given
        assert ("NOT covered" in str(g)) or code == 0
        assert g.above_rating == ()


def test_short_stretches_take_the_higher_class():
    x = np.array([0.0, 100, 103, 106, 200])
    for p, limits, piece, expected in (
        # a dip of 2 m below 10 is laid as what is beside it
        ([12, 12, 9, 12, 12.0], [10, 16], 6, [(0, 200, 1)]),
        ([12, 12, 9, 12, 12.0], [10, 16], 1, [(0, 102, 1), (102, 104, 0), (104, 200, 1)]),
        # a peak stays: nothing below it suffices
        ([9, 9, 12, 9, 9.0], [10, 16], 6, [(0, 101, 0), (101, 105, 1), (105, 200, 0)]),
        # a step of 3 m goes to what is above it
        ([9, 9, 15, 20, 20.0], [10, 16], 6, [(0, 100.5, 0), (100.5, 200, 2)]),
        ([20, 20, 20, 20, 20.0], [10, 16], 6, [(0, 200, 2)]),
        ([10, 10, 10, 10, 10.0], [10, 16], 6, [(0, 200, 0)]),  # exactly PN is within PN
    ):
        s = class_stretches(x, np.array(p), limits, piece)
        found = list(zip(s.edges, s.edges[1:], s.needed, strict=False))
        assert [k for *_, k in found] == [k for *_, k in expected], p
        assert np.allclose(found, expected, rtol=1e-7), p
        for a, b, _, most, at in zip(s.edges, s.edges[1:], s.needed, s.most, s.at, strict=False):
            assert a <= at <= b
            dense = np.interp(np.linspace(a, b, 2001), x, p)
            assert most == pytest.approx(dense.max(), rel=1e-6)


def test_every_stretch_has_the_class_of_its_higher_end():
    """Any profile: the class holds everywhere on the stretch, and no smaller one would."""
    rng = np.random.default_rng(7)
    limits = np.array([6.0, 10, 16, 25])
    for _ in range(30):
        x = np.append(0.0, np.cumsum(rng.uniform(1, 300, 40)))
        p = rng.uniform(-3, 30, 41)
        s = class_stretches(x, p, limits, 0.0)
        assert (s.edges[0], s.edges[-1]) == (x[0], x[-1])
        for a, b, k in zip(s.edges, s.edges[1:], s.needed, strict=False):
            most = np.interp(np.append(np.linspace(a, b, 500), x[(x > a) & (x < b)]), x, p).max()
            assert k == len(limits) or most <= limits[k] * (1 + 1e-8)
            assert k == 0 or most > limits[k - 1]


def test_above_every_class_without_a_warning(tmp_path):
    """Points all above the largest class: numpy's infinity less infinity."""
    steel = hc.catalogue_pipe("steel 10 mm DN 800")
    line = hc.Line(reaches=[hc.Reach(pipe=steel, length=21e3)],
                   profile=profile_of([0, 9e3, 21e3], [-600, -590, -580]),
                   delivery_level=300)  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = str(hc.hydraulic_grade_line(line, flow=3))
    assert "> PN 64 0–21 km" in text
    assert "NOT covered" not in text  # nothing is known of it


def test_from_a_bore_of_1_m_at_the_invert():
    for bore, below in ((0.999, 0.0), (1.0, 0.5), (1.8, 0.9)):
        g = grade_of([(pe(10, bore), 100)], [0, 100], [50, 50], 120)
        assert g.si.reach_pressure[0] == pytest.approx(1000 * G * (70 + below), rel=1e-12)
        assert g.si.highest_pressure[0] == pytest.approx(1000 * G * 70, rel=1e-12)


def test_joints_near_a_point_and_beyond_a_short_profile():
    """Sums of lengths meet points of the survey to rounding; a profile may end a little before."""
    pipes = [(pe(10), 0.1)] * 30 + [(pe(10), 997.0)]
    g = grade_of(pipes, [0, 0.3, 3, 1000], [10, 9, 8, 7], 50)
    assert len(g.chainage) == 32
    short = grade_of([(pe(10), 999.5), (pe(10), 0.5)], [0, 999.2], [10, 7], 50)
    assert short.si.reach_pressure == pytest.approx([43e3 * G, 43e3 * G])
    assert {one.reach for one in short.stretches} == {1}


def test_reaches_of_many_flows_fail_in_the_order_of_the_flows():
    line = hc.Line(reaches=[hc.Reach(pipe=pe(1), length=500), hc.Reach(pipe=pe(1), length=500)],
                   profile=profile_of([0, 1000], [10, 10]), delivery_level=25)  # fmt: skip
    g = hc.hydraulic_grade_line(line, WATER, flow=[0.3, 0.1])
    assert [s.si.flow for s in g.above_rating] == [0.3, 0.3, 0.1, 0.1]
    assert [s.si.start for s in g.above_rating] == [0, 500, 0, 500]


def test_a_profile_with_its_columns_swapped(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text("chainage_m,ground_m,axis_m\n0,248,250\n1000,260,262\n")
    with pytest.raises(InputError, match=r"are the columns swapped\?.*100 %"):
        hc.read_profile(file)
    # above ground over half the length at most: bridges, and the axis in both columns
    for axis, fine in (([8, 12, 8], True), ([12, 12, 8], False), ([10, 10, 10], True)):
        profile = hc.Profile(chainage=[0, 500, 1000], ground=[10, 10, 10], axis=axis)
        line = hc.Line(reaches=[hc.Reach(pipe=pe(10), length=1000)], profile=profile)
        if fine:
            assert hc.hydraulic_grade_line(line, flow=0.1)
        else:
            with pytest.raises(InputError, match="75 %"):
                hc.hydraulic_grade_line(line, flow=0.1)


def test_what_needs_a_profile_and_words_that_are_none():
    line = hc.Line(reaches=[hc.Reach(pipe=pe(10), length=100)])
    with pytest.raises(InputError, match="surge_allowance"):
        hc.hydraulic_grade_line(line, flow=0.1, surge_allowance="3 bar")
    with pytest.raises(InputError, match="pressure_standard"):
        hc.hydraulic_grade_line(line, flow=0.1, pressure_standard="EN 545")
    with pytest.raises(InputError, match="temperature"):
        hc.hydraulic_grade_line(line, flow=0.1, temperature=41)
    s = hc.hydraulic_grade_line(line, flow=0.1).si
    assert s.stretches == ()
    for name in ("reach_pressure", "reach_pfa", "surge_pressure", "test_pressure"):
        assert np.isnan(getattr(s, name)).all()


def test_an_inverted_siphon():
    """V1, prof2: 22.8 bar at 5 km needs PN 25 there; above 10 bar from 2.6 km, not "PN 10 0–5 km"."""
    pipe = hc.Pipe(diameter=1.6, roughness=1e-4, material="ductile iron")
    chainage, axis = [0, 2000, 5000, 8000, 12000], [500, 510, 345, 470, 560]
    level = 345 + 22.8 * BAR / (1000 * G)
    g = grade_of([(pipe, 12_000)], chainage, axis, level, flow=3)
    assert g.si.highest_pressure[0] == pytest.approx(22.8 * BAR)
    z = [level + 0.8 - bar * BAR / (1000 * G) for bar in (10, 16)]  # 10 and 16 bar at the invert
    down, up = [np.interp(z, *zip(*side, strict=True)) for side in (
        [(345, 5000), (510, 2000)], [(345, 5000), (470, 8000), (560, 12_000)])]  # fmt: skip
    edges = [0, down[0], down[1], up[1], up[0], 12_000]
    assert edges[1] == pytest.approx(2600, abs=50)
    found = [s.si for s in g.stretches]
    assert [s.pressure_class / BAR for s in found] == [10, 16, 25, 16, 10]
    assert [s.start for s in found] == pytest.approx(edges[:-1], rel=1e-6)
    assert [s.end for s in found] == pytest.approx(edges[1:], rel=1e-6)
    assert found[2].chainage == 5000
