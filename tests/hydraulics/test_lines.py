"""Lines: losses, control point, sections that fail, profiles from files, system curves."""

import json
import pickle

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.components.ratings import rule
from hydrocalc.errors import InputError
from hydrocalc.hydraulics import grade_line, lines
from hydrocalc.kernels import lines as kernels
from hydrocalc.records import columns

PIPE = hc.Pipe(diameter="800 mm", roughness="0.1 mm")
SUMMIT = hc.Profile(
    chainage=[0, 3000, 9000, 15000, 21000], ground=[250, 262, 330, 280, 300],
    axis=[248, 260, 328, 278, 298],
)  # fmt: skip


def line_of(*reaches, **fields):
    return hc.Line(reaches=reaches or (hc.Reach(pipe=PIPE, length="21 km"),), **fields)


def per_metre(flow, pipe=PIPE):
    return hc.head_loss(
        flow=flow, diameter=pipe.diameter, length=1.0, roughness=pipe.roughness
    ).magnitude


def test_required_head_by_hand():
    """At 0.4 m³/s the end governs or the summit, whichever asks for more: by hand."""
    line = line_of(profile=SUMMIT, delivery_level="302 m")
    grade = hc.hydraulic_grade_line(line, flow=[0.1, 0.4, 1.2], suction_level=246)
    for i, Q in enumerate((0.1, 0.4, 1.2)):
        summit = 328 + 0.4 + 2.0 + 9000 * per_metre(Q)
        end = 302 + 21000 * per_metre(Q)
        assert grade.si.required_level[i] == pytest.approx(max(summit, end), rel=1e-12)
        assert grade.si.pump_head[i] == pytest.approx(max(summit, end) - 246, rel=1e-12)
        assert grade.si.control_chainage[i] == (9000 if summit > end else 21000)
    assert list(grade.si.control_chainage) == [9000, 9000, 21000]
    assert grade.si.excess_head[2] == pytest.approx(0.0, abs=1e-9)
    # beyond a summit that governs no pressure is printed
    np.testing.assert_array_equal(np.isnan(grade.si.pressure_head[1]), [0, 0, 0, 1, 1])
    assert not np.isnan(grade.si.pressure_head[2]).any()
    (change,) = grade.control_changes
    assert (change.si.before, change.si.after) == (9000, 21000)
    # both ask for the same head there: 12000 m of loss make up for the difference of levels
    assert 12000 * per_metre(change.si.flow) == pytest.approx(330.4 - 302, rel=1e-6)
    page = " ".join(str(grade).split())
    assert "the control point moves from 9 km to 21 km" in page
    assert "the summit at 9 km governs" in page
    assert "Transients are not computed" in page
    assert "Air valves at high points, km: 9, and 19 between. Drains at low points, km: 15." in page


def test_negative_pressure_and_the_flow_from_which_it_starts():
    line = line_of(profile=SUMMIT, delivery_level=302)
    start = 336.0
    grade = hc.hydraulic_grade_line(line, flow=[0.1, 0.6], start_level=start)
    (section,) = grade.negative
    # the grade line falls below the obvert before the summit and rises above it behind, by hand
    S, up, down = per_metre(0.6), 68 / 6000, 50 / 6000
    before = (start - 260.4 + up * 3000) / (S + up)
    behind = (328.4 + down * 9000 - start) / (down - S)
    assert section.si.flow == 0.6
    assert section.si.start == pytest.approx(before, rel=1e-12)
    assert section.si.end == pytest.approx(behind, rel=1e-12)
    Q = grade.si.negative_from
    assert start - 9000 * per_metre(Q) == pytest.approx(328.4, abs=1e-6)
    assert grade.exit_code == 1
    page = " ".join(str(grade).split())
    assert "Negative pressure at the obvert: 0.6 m³/s: 8.71–" in page
    short = 328.4 + 2 + 9000 * S - start
    assert f"The start level is {short:.3g} m too low for 0.6 m³/s" in page
    assert hc.hydraulic_grade_line(line, flow=0.1, start_level=start).exit_code == 0
    low = hc.hydraulic_grade_line(line, flow=0.1, start_level=300)
    assert low.si.negative_from == 0.0
    assert "Negative pressure at any flow" in str(low)
    # what the pumps must give is what the line requires, not what was given
    assert low.si.pump_head[0] == hc.hydraulic_grade_line(line, flow=0.1).si.pump_head[0]


def test_an_end_without_a_level_is_a_point_like_all_others():
    rise = hc.Profile(chainage=[0, 21000], ground=[240, 300], axis=[238, 298])
    grade = hc.hydraulic_grade_line(line_of(profile=rise), flow=0.4)
    assert grade.si.required_level[0] == pytest.approx(298.4 + 2 + 21000 * per_metre(0.4))
    fall = hc.Profile(chainage=[0, 5000, 21000], ground=[300, 250, 200], axis=[298, 248, 198])
    thirsty = hc.hydraulic_grade_line(
        line_of(profile=fall, delivery_level=205), flow=1.3, start_level=302
    )
    assert thirsty.exit_code == 1
    assert thirsty.si.lowest_chainage[0] == 21000
    assert thirsty.si.lowest_pressure[0] == pytest.approx(302 - 21000 * per_metre(1.3) - 198.4)
    assert 302 - 21000 * per_metre(thirsty.si.negative_from) == pytest.approx(198.4, abs=1e-6)


def test_levels_without_a_profile():
    grade = hc.hydraulic_grade_line(line_of(delivery_level=30), flow=0.4, suction_level=10)
    assert grade.si.pump_head[0] == pytest.approx(20 + 21000 * per_metre(0.4))
    assert "head required of the pumps" in str(grade)
    assert "head required of the pumps" not in str(hc.hydraulic_grade_line(line_of(), flow=0.4))
    for name in ("start_level", "shutoff_level", "minimum_pressure"):
        with pytest.raises(InputError, match=name):
            hc.hydraulic_grade_line(line_of(), flow=0.4, **{name: 20})
    with pytest.raises(InputError, match="lines"):
        hc.system_curve([], flow=0.4)


def test_the_higher_obvert_counts_where_bores_meet():
    wide = hc.Pipe(diameter=1.2, roughness=1e-4)
    line = line_of(
        hc.Reach(pipe=hc.Pipe(diameter=0.4, roughness=1e-4), length=9000),
        hc.Reach(pipe=wide, length=12000), profile=SUMMIT, delivery_level=200,
    )  # fmt: skip
    grade = hc.hydraulic_grade_line(line, flow=0.05)
    loss = grade.si.head[0, 0] - grade.si.head[0, 2]
    assert grade.si.required_level[0] == pytest.approx(328 + 0.6 + 2 + loss)


def test_rating_static_and_shutoff():
    weak = PIPE.replace(rating="6 bar", material="ductile iron")
    line = line_of(hc.Reach(pipe=weak, length="21 km"), profile=SUMMIT, delivery_level=302)
    fine = hc.hydraulic_grade_line(line, flow=0.1, start_level=308)
    assert fine.above_rating == ()
    assert "rating of a pipe is not known" not in str(fine)
    # 6 bar are 61.3 m: the static line of 310 m is 62 m over the axis at the start
    high = hc.hydraulic_grade_line(line, flow=0.1, start_level=310)
    rating = 6e5 / (998.203 * 9.80665)
    assert high.above_rating[0].si.start == 0
    assert high.above_rating[0].si.end == pytest.approx((62 - rating) / (12 / 3000), rel=1e-3)
    shut = hc.hydraulic_grade_line(line, flow=0.1, start_level=308, shutoff_level=325)
    assert shut.above_rating[0].si.end == pytest.approx(
        3000 + (65 - rating) / (68 / 6000), rel=1e-3
    )
    with pytest.raises(InputError, match="shutoff_level"):
        hc.hydraulic_grade_line(line, flow=0.1, start_level=308, shutoff_level=307)
    working = (325 - 248) * 998.203 * 9.80665
    assert shut.si.highest_pressure[0] == pytest.approx(working, rel=1e-5)
    assert shut.si.design_pressure[0] == pytest.approx(working + 0.5e6, rel=1e-5)


@pytest.mark.parametrize(
    ("material", "working", "design"),
    [
        ("steel", 0.3e6, 0.9e6), ("steel", 0.6e6, 1.1e6), ("ductile iron", 0.4e6, 0.8e6),
        ("ductile iron", 0.6e6, 1.1e6), ("polyethylene", 0.4e6, 0.6e6),
        ("prestressed concrete", 0.4e6, 0.6e6),
    ],
)  # fmt: skip
def test_design_pressure(material, working, design):
    assert rule("design", material, "GB 50332")(working) == pytest.approx(design, rel=1e-15)
    assert rule("design", "", "GB 50332") is None


def test_reaches_strings_draw_off_and_local_losses():
    second = hc.Pipe(diameter=0.6, roughness=2e-4)
    line = line_of(
        hc.Reach(pipe=PIPE, length=1000, strings=2, loss_coefficient=5, draw_off="100 L/s"),
        hc.Reach(pipe=second, length=500, local_share="10 %"),
    )
    grade = hc.hydraulic_grade_line(line, flow=0.5)
    first = 1000 * per_metre(0.25)
    rest = 500 * per_metre(0.4, second)
    v = 0.25 / (np.pi / 4 * 0.64)
    assert grade.si.friction[0] == pytest.approx(first + rest, rel=1e-12)
    assert grade.si.local[0] == pytest.approx(5 * v**2 / 2 / 9.80665 + 0.1 * rest, rel=1e-12)
    assert grade.si.volume == pytest.approx(2 * np.pi / 4 * 0.64 * 1000 + np.pi / 4 * 0.36 * 500)
    np.testing.assert_allclose(grade.si.velocity[0], [v, 0.4 / (np.pi / 4 * 0.36)])
    assert "Local losses are 0" not in str(grade)


def test_draw_offs_are_less_than_the_flow():
    line = line_of(hc.Reach(pipe=PIPE, length=1000, draw_off=0.3), hc.Reach(pipe=PIPE, length=10))
    with pytest.raises(InputError, match="draw_off"):
        hc.hydraulic_grade_line(line, flow=[0.2, 0.4])


def test_a_law_outside_its_range_is_said():
    pipe = hc.Pipe(diameter=0.8, hazen_williams_c=130)
    line = line_of(hc.Reach(pipe=pipe, length=1000), method="hazen-williams")
    said = "Used outside the range of its source: hazen-williams."
    assert said in str(hc.hydraulic_grade_line(line, flow=[0.001, 0.4]))
    assert said not in str(hc.hydraulic_grade_line(line, flow=0.4))


def test_two_parallel_mains_for_one():
    """Lal, ex. 5.15: one 9 in main is replaced by two of 6.82 in (constant f: d = D/2^0.4)."""
    D = np.float64(9 * 0.0254)
    one = kernels.local_loss(1000 * 0.02 / D, 1.5)
    small = D / 2**0.4
    v = 1.5 * (D / small) ** 2 / 2
    assert kernels.local_loss(1000 * 0.02 / small, v) == pytest.approx(one, rel=1e-12)
    assert small / 0.0254 == pytest.approx(6.82, abs=0.005)


def test_loss_coefficient_of_books():
    """Irfan Khan, ex. 9.8: d 0.1 m, Q 0.075 m³/s, f 0.025, K 10.5 -> 83.7 m."""
    v = 0.075 / (np.pi / 4 * 0.01)
    h = kernels.local_loss(10.5 + 0.025 * 30 / 0.1, np.float64(v), 9.81)
    assert h == pytest.approx(83.66, abs=0.005)
    assert kernels.equivalent_length(0.5, 0.8, 0.02) == pytest.approx(20.0)


def test_series_line_of_a_peer():
    """phydraulics cd62: 10 m drive 0.128173 m³/s through 0.3, 0.5 and 0.3 m pipes."""
    pipes = [hc.Pipe(diameter=d, roughness="0.25 mm") for d in (0.3, 0.5, 0.3)]
    water = hc.Liquid(density=998, viscosity=1e-6, vapour_pressure=2e3, bulk_modulus=2.2e9)
    line = line_of(
        *(hc.Reach(pipe=p, length=L) for p, L in zip(pipes, (300, 300, 600), strict=True))
    )
    grade = hc.hydraulic_grade_line(line, water, flow=0.128173)
    # theirs has g 9.81
    assert grade.si.friction[0] * 9.80665 / 9.81 == pytest.approx(10.0, abs=2e-4)


def test_scalars_and_arrays_agree():
    line = line_of(profile=SUMMIT, delivery_level=302)
    flows = np.linspace(0.05, 1.5, 40)
    many = hc.hydraulic_grade_line(line, flow=flows)
    for i in (0, 7, 39):
        one = hc.hydraulic_grade_line(line, flow=flows[i])
        np.testing.assert_allclose(one.si.head[0], many.si.head[i], rtol=1e-13)
    assert pickle.loads(pickle.dumps(many)) == many  # noqa: S301
    assert json.dumps(many.to_dict(), allow_nan=False)
    assert str(many)
    assert many._repr_html_()


@pytest.mark.parametrize(
    ("fields", "argument"),
    [
        ({"profile": hc.Profile(chainage=[0, 5, 5], ground=[1, 1, 1], axis=[0, 0, 0])}, "profile"),
        ({"profile": hc.Profile(chainage=[0, 5], ground=[1, 1, 1], axis=[0, 0, 0])}, "profile"),
        ({"profile": hc.Profile(chainage=[0, 2e4], ground=[1, 1], axis=[0, 0])}, "profile"),
        ({"profile": hc.Profile(chainage=[0, 3e4], ground=[1, 1], axis=[0, 0])}, "profile"),
        ({"profile": hc.Profile(chainage=[5, 21e3], ground=[1, 1], axis=[0, 0])}, "profile"),
        ({"profile": hc.Profile(chainage=[0, 21e3], ground=[1, np.nan], axis=[0, 0])}, "profile"),
        ({"reaches": ()}, "reaches"), ({"reaches": (PIPE,)}, "reaches"),
        ({"method": "manning"}, "manning_n"),
    ],
)  # fmt: skip
def test_bad_lines(fields, argument):
    with pytest.raises(InputError) as caught:
        hc.hydraulic_grade_line(line_of().replace(**fields), flow=0.4)
    assert caught.value.argument == argument


@pytest.mark.parametrize("flow", [0, -0.4, [0.1, np.nan], [[0.1]], "x"])
def test_bad_flows(flow):
    with pytest.raises(InputError, match="flow"):
        hc.hydraulic_grade_line(line_of(), flow=flow)
    with pytest.raises(InputError, match="line"):
        hc.hydraulic_grade_line("line", flow=0.4)


def write(folder, content):
    path = folder / "profile.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


GOOD = "chainage_m,ground_m,axis_m\n0,250,248\n1000,262,260\n"


@pytest.mark.parametrize(
    "content",
    [
        GOOD, "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD + "\n,,\n",
        "备注,axis_m,ground_m,chainage_m\n起点,248,250,0\n末端,260,262,1000\n".encode("gb18030"),
        "Chainage_m , ground_m, axis_m\n0,250,248\n1e3,262,260\n",
    ],
)  # fmt: skip
def test_profiles_from_files(tmp_path, content):
    profile = hc.read_profile(write(tmp_path, content))
    assert list(profile.si.chainage) == [0, 1000]
    assert list(profile.si.ground) == [250, 262]
    assert list(profile.si.axis) == [248, 260]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "columns chainage_m"), ("x,y,z\n0,1,2\n", "columns chainage_m"),
        (GOOD + "2000,1,5,7\n", "line 4"), (GOOD.replace("262", '"262,5"'), "line 3"),
        (GOOD.replace("262", "abc"), "line 3"), (GOOD.replace("262", "nan"), "line 3"),
        (GOOD.replace("262", "1_0"), "line 3"), (GOOD.replace("1000", "0"), "rise"),
        (GOOD.replace("1000", "-5"), "rise"), ("chainage_m,ground_m,axis_m\n0,1,2\n", "two points"),
        (b"\xff\xfe\x00\xd8" + GOOD.encode(), "UTF-8"),
    ],
)  # fmt: skip
def test_profiles_that_are_refused(tmp_path, content, said):
    if "2000,1,5,7" in str(content):
        content = GOOD + "2000,1\n"
    with pytest.raises(InputError, match="profile") as caught:
        hc.read_profile(write(tmp_path, content))
    assert said in str(caught.value)


def test_profiles_have_a_size(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="can be read"):
        hc.read_profile(str(tmp_path / "none.csv"))
    monkeypatch.setattr(columns, "MOST_ROWS", 1)
    with pytest.raises(InputError, match="at most 1 rows"):
        hc.read_profile(write(tmp_path, GOOD))
    monkeypatch.setattr(columns, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="at most 1e-05 MB"):
        hc.read_profile(write(tmp_path, GOOD))


def test_high_and_low_points():
    x = np.arange(7.0)
    z = np.array([0.0, 2.0, 2.0, 1.0, 1.0, 3.0, 0.0])
    assert list(kernels.turns(x, z, 1.0)) == [1.0, 2.0, 5.0]  # both ends of a plateau
    assert list(kernels.turns(x, z, -1.0)) == [3.0, 4.0]
    assert not len(kernels.turns(x, 0.0 * z, 1.0))
    assert not len(kernels.turns(x, x, 1.0))


def test_air_valves_leave_no_long_gap():
    grade = hc.hydraulic_grade_line(line_of(profile=SUMMIT), flow=0.4)
    valves = np.sort(np.concatenate([grade.si.air_valves, grade.si.air_valves_between]))
    assert np.diff(np.concatenate([[0.0], valves, [21e3]])).max() <= 1000.0 + 1e-6
    assert "distance of air valves" in str(grade)
    assert list(kernels.between(np.array([700.0]), 2700.0, 1000.0)) == [1700.0]


def test_system_curve_and_envelope():
    aged = line_of(hc.Reach(pipe=PIPE.replace(roughness="0.5 mm"), length="21 km"))
    curve = hc.system_curve(
        [line_of(), aged], flow=[0.2, 0.4], suction_levels=[-70, -66], delivery_levels=[0, 3]
    )
    assert curve.si.head.shape == (8, 2)
    new = 21000 * per_metre(0.4)
    old = 21000 * per_metre(0.4, PIPE.replace(roughness="0.5 mm"))
    assert curve.si.low[1] == pytest.approx(66 + new)
    assert curve.si.high[1] == pytest.approx(73 + old)
    assert "→" in str(curve)
    assert json.dumps(curve.to_dict(), allow_nan=False)
    alone = hc.system_curve(line_of(), flow=0.4)
    assert alone.si.head[0, 0] == pytest.approx(new)


STEEL = hc.Pipe(diameter=0.8, roughness=1e-4, wall="10 mm", modulus="206 GPa", rating="10 bar",
                material="steel", poisson=0.3)  # fmt: skip
IRON = hc.Pipe(diameter=0.6, roughness=2e-4, wall="6 mm", modulus="170 GPa", rating="8 bar",
               material="ductile iron", poisson=0.25, restraint="upstream")  # fmt: skip
PLAIN = hc.Pipe(diameter=0.5, roughness=1e-5, material="PVC-U")
THREE = (
    hc.Reach(pipe=STEEL, length=9000, loss_coefficient=20, draw_off=0.05),
    hc.Reach(pipe=IRON, length=6000, local_share=0.1, strings=2),
    hc.Reach(pipe=PLAIN, length=6000),
)
WATER = hc.Liquid(density=1000, viscosity=1.2e-6, vapour_pressure=1700, bulk_modulus=2.1e9)
G = 9.80665


def loss_along_three(x, Q):
    """Loss up to `x`, reach by reach."""
    lost = 0.0
    for reach, q, K, share in ((THREE[0], Q, 20, 0), (THREE[1], (Q - 0.05) / 2, 0, 0.1),
                               (THREE[2], Q - 0.05, 0, 0)):  # fmt: skip
        D, L = reach.pipe.si.diameter, reach.si.length
        f = hc.head_loss(WATER, flow=q, diameter=D, length=L, roughness=reach.pipe.si.roughness)
        v = q / (np.pi / 4 * D**2)
        whole = (1 + share) * f.magnitude + K * v * v / (2 * G)
        lost += whole * min(max(x / L, 0.0), 1.0)
        x -= L
    return lost


def test_a_line_of_three_reaches_by_hand():
    """Every field, each point and flow by itself: summit at 9 km, where the first bore ends."""
    flows, start, still = (0.2, 0.3), 338.0, 341.0
    line = line_of(*THREE, profile=SUMMIT, delivery_level=302)
    grade = hc.hydraulic_grade_line(
        line,
        WATER,
        flow=flows,
        suction_level=246,
        start_level=start,
        shutoff_level=still,
        minimum_pressure=1.5,
    )
    g = grade.si
    x, axis = (0, 3000, 9000, 15000, 21000), (248, 260, 328, 278, 298)
    bore = (0.8, 0.8, 0.8, 0.6, 0.5)  # where two meet the larger
    for i, Q in enumerate(flows):
        loss = [loss_along_three(at, Q) for at in x]
        head = [start - h for h in loss]
        assert g.head[i] == pytest.approx(head, rel=1e-12)
        assert g.pressure_head[i] == pytest.approx(np.subtract(head, axis), rel=1e-9, abs=1e-9)
        needed = [axis[j] + bore[j] / 2 + 1.5 + loss[j] for j in range(4)] + [302 + loss[4]]
        at = int(np.argmax(needed))
        assert g.required_level[i] == pytest.approx(max(needed), rel=1e-12)
        assert g.control_chainage[i] == x[at]
        assert g.control_loss[i] == pytest.approx(loss[at], rel=1e-12)
        assert g.control_level[i] == pytest.approx(max(needed) - loss[at], rel=1e-12)
        assert g.pump_head[i] == pytest.approx(max(needed) - 246, rel=1e-12)
        assert g.excess_head[i] == pytest.approx(head[4] - 302, rel=1e-9)
        obvert = [head[j] - axis[j] - bore[j] / 2 for j in range(5)]
        assert g.lowest_pressure[i] == pytest.approx(min(obvert), rel=1e-9)
        assert g.lowest_chainage[i] == x[int(np.argmin(obvert))]
        highest = [max(head[j], still) - axis[j] for j in range(5)]
        assert g.highest_by_point[i] == pytest.approx(1000 * G * np.array(highest), rel=1e-12)
        assert g.highest_pressure[i] == pytest.approx(1000 * G * max(highest), rel=1e-12)
        assert g.highest_chainage[i] == x[int(np.argmax(highest))]
        strings = np.array([Q, (Q - 0.05) / 2, Q - 0.05])
        V = strings / (np.pi / 4 * np.array([0.8, 0.6, 0.5]) ** 2)
        assert g.string_flow[i] == pytest.approx(strings, rel=1e-14)
        assert g.velocity[i] == pytest.approx(V, rel=1e-13)
        assert g.reynolds[i] == pytest.approx(V * (0.8, 0.6, 0.5) / 1.2e-6, rel=1e-13)
        # anchored; anchored upstream; PVC-U with its usual wall, 0.0526 D, and 0.42, anchored
        pipes = ((206e9, 0.8, 0.01, 0.3, 1 - 0.3**2), (170e9, 0.6, 0.006, 0.25, 1 - 0.25 / 2),
                 (3e9, 0.5, 0.0263, 0.42, 1 - 0.42**2))  # fmt: skip
        c = [2 * e / D * (1 + mu) + D / (D + e) * k for _, D, e, mu, k in pipes]
        a = [(2.1e9 / 1000 / (1 + 2.1e9 / E * D / e * k)) ** 0.5
             for (E, D, e, *_), k in zip(pipes, c, strict=True)]  # fmt: skip
        assert g.wave_speed == pytest.approx(a, rel=1e-12)
        assert g.joukowsky[i] == pytest.approx(max(a[j] * V[j] / G for j in range(3)), rel=1e-12)
    assert {assumption.id for assumption in grade.assumptions} == {
        "wall_over_bore",
        "surge_allowance",
        "air_valve_spacing",
    }
    assert g.wall[2] == pytest.approx(0.0526 * 0.5)
    assert g.restraint_factor == pytest.approx(c)
    assert g.period == pytest.approx(2 * (9000 / a[0] + 6000 / a[1] + 6000 / a[2]), rel=1e-12)
    V = np.pi / 4 * (0.64 * 9000 + 2 * 0.36 * 6000 + 0.25 * 6000)
    assert g.volume == pytest.approx(V, rel=1e-12)
    assert g.fill_time == 21000 / 0.3
    assert g.relative_roughness == pytest.approx([1e-4 / 0.8, 2e-4 / 0.6, 2e-5], rel=1e-14)
    # working pressures: the highest of the points that belong to a reach, 7.98 to 9.12 bar
    working = [1000 * G * w for w in (still - 248, still - 278, still - 278)]  # with both ends
    assert g.reach_pressure == pytest.approx(working, rel=1e-12)
    assert g.reach_chainage == pytest.approx([0, 15000, 15000])
    assert g.surge_pressure == pytest.approx(np.add(working, 2e5), rel=1e-12)
    assert g.design_pressure == pytest.approx(
        [working[0] + 5e5, working[1] + 5e5, 1.5 * working[2]], rel=1e-12
    )
    # 8 bar of the iron are 81.58 m: more than the 63 m at 15 km; 10 bar hold at the start
    assert grade.above_rating == ()
    assert grade.exit_code == int(start < g.required_level.max())


def test_ratings_where_pipes_meet():
    """Each reach by its own rating, ends included; a pipe of unknown rating by none."""
    weak = IRON.replace(rating="1.2 bar")
    reaches = (THREE[0], hc.Reach(pipe=weak, length=6000), THREE[2])
    line = line_of(*reaches, profile=SUMMIT, delivery_level=302)
    grade = hc.hydraulic_grade_line(line, WATER, flow=[0.1], start_level=341)
    (section,) = grade.above_rating
    assert section.si.flow == 0.1
    allowed, rest = 1.2e5 / 1000 / G, 341.0
    # 12.24 m of the weak pipe: the summit, where it begins, has 13 m, its end 63 m
    assert rest - 328 > allowed
    assert (section.si.start, section.si.end) == (9000, 15000)


def test_stretches_that_fail():
    """Straight between points; at the ends of the line none beyond; what isn't known is fine."""
    x = np.array([0.0, 100.0, 200.0, 400.0, 500.0])
    for margin, expected in (
        ([1.0, 1.0, 0.0, 1.0, 1.0], []), ([1.0, -1.0, 1.0, 1.0, 1.0], [(50.0, 150.0)]),
        ([-1.0, -1.0, 3.0, 1.0, 1.0], [(0.0, 125.0)]), ([1.0, 1.0, 1.0, 1.0, -3.0], [(425.0, 500.0)]),
        ([-1.0] * 5, [(0.0, 500.0)]), ([-1.0, 1.0, 1.0, -1.0, 3.0], [(0.0, 50.0), (300.0, 425.0)]),
        ([np.nan] * 5, []), ([1.0, 1.0, -1.0, 3.0, np.nan], [(150.0, 250.0)]),
    ):  # fmt: skip
        found = grade_line._sections(np.array([0.5]), x, np.array([margin]))
        assert [(s.si.start, s.si.end) for s in found] == expected, margin
        assert all(s.si.flow == 0.5 for s in found)


def test_a_profile_about_as_long_as_the_line():
    """A metre, or a thousandth of the length: what is more is refused."""
    for length, end, fine in ((500.0, 501.0, True), (500.0, 499.0, True), (500.0, 501.01, False),
                              (500.0, 498.9, False), (5000.0, 5005.0, True), (5000.0, 5005.1, False),
                              (5000.0, 4995.0, True), (5000.0, 4994.9, False)):  # fmt: skip
        profile = hc.Profile(chainage=[0, end], ground=[10, 10], axis=[8, 9])
        line = line_of(hc.Reach(pipe=PIPE, length=length), profile=profile)
        if fine:
            grade = hc.hydraulic_grade_line(line, flow=0.4)
            expected = 9.4 + 2 + min(length, end) * per_metre(0.4)
            assert grade.si.required_level[0] == pytest.approx(expected, rel=1e-12)
        else:
            with pytest.raises(InputError, match="as long as the line"):
                hc.hydraulic_grade_line(line, flow=0.4)


def test_levels_at_rest_and_at_their_bounds():
    """The static line is that of the start, of shut-off or of the water drawn from."""
    line = line_of(profile=SUMMIT, delivery_level=302)
    least = float(hc.hydraulic_grade_line(line, flow=0.1).si.required_level[0])
    for given, still in (({}, least), ({"start_level": 340}, 340), ({"suction_level": 400}, 400),
                         ({"start_level": 340, "shutoff_level": 340}, 340),
                         ({"start_level": 340, "shutoff_level": 350}, 350)):  # fmt: skip
        grade = hc.hydraulic_grade_line(line, flow=0.1, **given)
        assert grade.si.still_level[0] == pytest.approx(still, rel=1e-14)
    with pytest.raises(InputError, match="at least the grade line at the start, 340 m"):
        hc.hydraulic_grade_line(line, flow=0.1, start_level=340, shutoff_level=339.9)
    exact = hc.hydraulic_grade_line(line, flow=0.1, start_level=least)
    assert exact.exit_code == 0
    assert hc.hydraulic_grade_line(line, flow=0.1, start_level=least - 1e-6).exit_code == 1
    assert not np.isnan(exact.si.pressure_head).any()  # a level that is given holds beyond a summit
    for p, fine in ((0, True), (100, True), (101, False)):
        if fine:
            grade = hc.hydraulic_grade_line(line, flow=0.1, minimum_pressure=p)
            assert grade.si.required_level[0] == pytest.approx(least - 2 + p, abs=1e-9)
        else:
            with pytest.raises(InputError, match="minimum_pressure"):
                hc.hydraulic_grade_line(line, flow=0.1, minimum_pressure=p)


def test_control_points_of_several_flows():
    """Up to twice the largest flow; each change where both points ask for the same head."""
    profile = hc.Profile(chainage=[0, 7000, 14000, 21000], ground=[250, 330, 322, 300],
                         axis=[248, 328, 320, 298])  # fmt: skip
    line = line_of(profile=profile, delivery_level=302)
    grade = hc.hydraulic_grade_line(line, flow=[0.2, 0.6])
    found = [(c.si.before, c.si.after, c.si.flow) for c in grade.control_changes]
    assert [(a, b) for a, b, _ in found] == [(7000, 14000), (14000, 21000)]
    assert 7000 * per_metre(found[0][2]) == pytest.approx(8, rel=1e-9)
    assert 7000 * per_metre(found[1][2]) == pytest.approx(320 + 2.4 - 302, rel=1e-9)
    fewer = hc.hydraulic_grade_line(line, flow=found[1][2] / 2.0 * 0.999).control_changes
    assert len(fewer) == 1  # the second lies above twice that flow


def test_empty_and_full_draw_offs():
    """Draw-offs may take the whole of the smallest flow, and no more."""
    reaches = hc.Reach(pipe=PIPE, length=1000, draw_off=0.2), hc.Reach(pipe=PIPE, length=1000)
    grade = hc.hydraulic_grade_line(line_of(*reaches), flow=[0.2, 0.5])
    assert grade.si.friction == pytest.approx(
        [1000 * per_metre(0.2), 1000 * (per_metre(0.5) + per_metre(0.3))], rel=1e-12
    )
    assert grade.si.velocity[0, 1] == 0.0


@pytest.mark.parametrize("plot", ["grade", "curve", "laws"])
def test_plots(plot):
    from hydrocalc.plots.lines import plot_grade_line, plot_system_curve
    from hydrocalc.plots.pipes import plot_head_loss

    if plot == "grade":
        pipe = hc.catalogue_pipe("ductile iron C25 DN 800")
        line = line_of(hc.Reach(pipe=pipe, length="21 km"), profile=SUMMIT, delivery_level=302)
        axes = plot_grade_line(hc.hydraulic_grade_line(line, flow=[0.2, 0.4], start_level=330))
    elif plot == "curve":
        axes = plot_system_curve(hc.system_curve(line_of(), flow=[0.2, 0.4]))
    else:
        axes = plot_head_loss(hc.compare_head_loss(flow=0.4, diameter=0.8, length=100))
    assert "," in axes.get_xlabel()  # a unit
    again = plot_head_loss(hc.compare_head_loss(flow=0.4, diameter=0.8, length=9), ax=axes)
    assert again is axes
    axes.figure.canvas.draw()


@pytest.mark.parametrize(
    ("record", "fields", "wrong", "right"),
    [
        (hc.Reach, {"pipe": PIPE, "length": 9}, {"strings": 0}, {"strings": 1}),
        (hc.Reach, {"pipe": PIPE, "length": 9}, {"strings": 21}, {"strings": 20}),
        (hc.Reach, {"pipe": PIPE, "length": 9}, {"loss_coefficient": -0.1}, {"loss_coefficient": 0}),
        (hc.Reach, {"pipe": PIPE, "length": 9}, {"local_share": -0.1}, {"local_share": 0}),
        (hc.Reach, {"pipe": PIPE, "length": 9}, {"local_share": 2.1}, {"local_share": 2}),
        (hc.Reach, {"pipe": PIPE, "length": 9}, {"draw_off": -0.1}, {"draw_off": 0}),
        (hc.Reach, {"pipe": PIPE}, {"length": 0}, {"length": 0.001}),
        (grade_line.Section, {"flow": 1, "end": 9}, {"start": -0.1}, {"start": 0}),
        (grade_line.Section, {"flow": 1, "start": 0}, {"end": -0.1}, {"end": 0}),
        (grade_line.ControlChange, {"flow": 1, "after": 9}, {"before": -0.1}, {"before": 0}),
        (grade_line.ControlChange, {"flow": 1, "before": 0}, {"after": -0.1}, {"after": 0}),
    ],
)  # fmt: skip
def test_bounds_of_fields(record, fields, wrong, right):
    assert record(**fields, **right)
    with pytest.raises(InputError) as caught:
        record(**fields, **wrong)
    assert caught.value.argument == next(iter(wrong))


def test_what_a_reach_has_if_nothing_is_said():
    reach = hc.Reach(pipe=PIPE, length=9)
    assert (reach.loss_coefficient, reach.local_share, reach.strings) == (0.0, 0.0, 1)
    assert reach.si.draw_off == 0.0


def test_digits_shown():
    """Three where no more is known of it, four of the rest."""
    three = {"velocity", "roughness", "relative_roughness", "joukowsky", "reach_period", "period"}
    for name, field in hc.GradeLine.fields.items():
        if hasattr(field, "digits"):
            assert field.digits == (3 if name in three else 4), name


def test_flows_of_a_grade_line_are_above_0():
    for flow in ([0.0, 0.1], [0.1, -0.1], [0.1, np.inf], [[0.1, 0.2]]):
        with pytest.raises(InputError, match=r"flows above 0|finite values|one row"):
            hc.hydraulic_grade_line(line_of(), flow=flow)
    assert hc.hydraulic_grade_line(line_of(), flow=[1e-9]).si.flow[0] == 1e-9


def test_the_flow_that_empties_a_line():
    """Loss up to the summit takes the whole start level; none if the start stands too low."""
    for start in (328.4, 328.41, 500.0, 320.0):
        line = line_of(profile=SUMMIT, delivery_level=302)
        grade = hc.hydraulic_grade_line(line, flow=0.01, start_level=start, minimum_pressure=0)
        if start <= 328.4:
            assert grade.si.negative_from == 0.0
            continue
        Q = grade.si.negative_from
        obverts = (3000, 260.4), (9000, 328.4), (15000, 278.4), (21000, 298.4)
        steepest = min((start - z) / x for x, z in obverts)
        assert per_metre(Q) == pytest.approx(steepest, rel=1e-7)
    without = hc.hydraulic_grade_line(line_of(profile=SUMMIT), flow=0.1)
    assert without.negative_from is None
    # a bore of 20 m over 2 km: nothing that could be pumped empties it
    wide = hc.Pipe(diameter=20, roughness=1e-4)
    flat = hc.Profile(chainage=[0, 2000], ground=[30, 30], axis=[0, 0])
    short = line_of(hc.Reach(pipe=wide, length=2000), profile=flat)
    assert hc.hydraulic_grade_line(short, flow=1, start_level=60).negative_from is None
    # the largest flow looked at is 1000 m³/s
    most = hc.head_loss(flow=1000, diameter=20, length=2000, roughness=1e-4).magnitude
    for to_spare in (0.5, -0.1 * most):
        start = 10 + most + to_spare
        found = hc.hydraulic_grade_line(short, flow=1, start_level=start).si.negative_from
        if to_spare > 0:
            assert found is None
        else:
            assert found == pytest.approx(1000 * 0.9**0.5, rel=0.01)


def test_cases_of_a_system_curve():
    """Each line with each level; what isn't given is as the line says."""
    first, second = line_of(delivery_level=30), line_of(
        hc.Reach(pipe=PIPE, length="10 km"), delivery_level=40
    )  # fmt: skip
    curve = hc.system_curve([first, second], flow=[0.2, 0.3], suction_levels=[1, 2.5])
    assert list(curve.case) == ["1: 1 → 30", "1: 2.5 → 30", "2: 1 → 40", "2: 2.5 → 40"]
    for row, (end, L, z) in enumerate(
        ((30, 21e3, 1), (30, 21e3, 2.5), (40, 1e4, 1), (40, 1e4, 2.5))
    ):
        expected = [end - z + L * per_metre(Q) for Q in (0.2, 0.3)]
        assert curve.si.head[row] == pytest.approx(expected, rel=1e-12)
    assert curve.si.low == pytest.approx(curve.si.head.min(axis=0))
    assert curve.si.high == pytest.approx(curve.si.head.max(axis=0))
    table = curve.table()
    assert len(table.rows) == 2
    assert [len(row) for row in table.rows] == [5, 5]
    assert table.rows[0][0] == "0.2"
    assert table.rows[1][4] == f"{curve.si.head[3, 1]:.4g}"
    assert "end" in hc.system_curve(line_of(), flow=0.1).case[0]


@pytest.mark.parametrize(
    ("material", "working", "design"),
    [
        ("steel", 0.4e6, 0.9e6), ("steel", 0.41e6, 0.91e6), ("steel", 0.1e6, 0.9e6),
        ("ductile iron", 0.5e6, 1.0e6), ("ductile iron", 0.51e6, 1.01e6), ("PVC-U", 0.2e6, 0.3e6),
        ("glass-fibre plastic", 0.2e6, 0.3e6), ("polyethylene", 0.8e6, 1.2e6),
    ],
)  # fmt: skip
def test_design_pressures_at_their_steps(material, working, design):
    found = rule("design", material, "GB 50332")(working)
    assert found == pytest.approx(design, rel=1e-14)


def survey(n, length=21_000.0):
    """A rough profile that rises, one point every few metres or less."""
    x = np.linspace(0.0, length, n)
    axis = 240.0 + 60.0 * x / length + np.random.default_rng(2).normal(0.0, 0.4, n)
    return hc.Profile(chainage=x, ground=axis + 2.0, axis=axis)


def test_a_dense_survey_asks_as_one_without_what_can_not_govern():
    """A system holds the few points that can govern, and none costs a look at all of them."""
    from hydrocalc.hydraulics.cases import system_cases

    line = line_of(profile=survey(200_000), delivery_level=302.0)
    system, _ = system_cases(line, np.array([240.0, 246.0]), [300.0, 302.0], 1e-6, 2.0)
    assert len(system.least) < 100
    grade = hc.hydraulic_grade_line(line, flow=[0.1, 0.8], suction_level=240.0)
    points = lines.points_of(line, lines.reaches_of(line, 1e-6), 2.0)
    for Q, found in zip((0.1, 0.8), grade.si.required_level, strict=True):
        every = points.least + per_metre(Q) * points.x
        assert found == pytest.approx(every.max(), rel=1e-12)


def test_many_reaches_cost_few_calls(monkeypatch):
    """Reaches of a line are computed at once: as many calls of the law for 200 as for 2."""
    from hydrocalc.kernels import pipes, systems

    calls = []
    law = pipes.LAWS["colebrook"]

    def counted(*given):
        calls.append(given)
        return law.loss(*given)

    monkeypatch.setitem(pipes.LAWS, "colebrook", law._replace(loss=counted))
    said = []
    for n in (2, 200):
        line = line_of(*[hc.Reach(pipe=PIPE, length=21_000.0 / n)] * n)
        reaches = lines.reaches_of(line, 1e-6)
        calls.clear()
        friction, _ = kernels.reach_losses(np.array([0.2, 0.4]), reaches)
        columns = [c[:, None] for c in reaches[:7]]
        losses, slopes = systems.reach_losses(
            np.array([0.2, 0.4]), kernels.Reaches(*columns, 1e-6, "colebrook")
        )
        assert losses == pytest.approx(friction.T, rel=1e-14)
        assert slopes.shape == (n, 2)
        said.append(len(calls))
    assert said[0] == said[1] == 2
    # at many flows some at a time, so that a block stays in the cache
    calls.clear()
    systems.reach_losses(np.full(10_000, 0.3), kernels.Reaches(*columns, 1e-6, "colebrook"))
    assert 1 < len(calls) <= 200
    assert max(np.size(given[0]) for given in calls) <= 20_000


def test_a_plot_shows_what_its_columns_can():
    """Of a dense survey the ends and extremes of each column of pixels; all of a short one."""
    import matplotlib

    matplotlib.use("agg")
    from hydrocalc.plots.lines import COLUMNS, plot_grade_line, thinned

    x = np.linspace(0.0, 30.0, 120_001)
    y = np.random.default_rng(3).normal(0.0, 1.0, len(x))
    kept_x, kept_y = thinned(x, y)
    assert len(kept_x) <= 4 * COLUMNS
    assert (np.diff(kept_x) > 0).all()
    column, kept = (np.minimum((v / 30.0 * COLUMNS).astype(int), COLUMNS - 1) for v in (x, kept_x))
    for i in (0, 17, COLUMNS // 2, COLUMNS - 1):
        here, shown = y[column == i], kept_y[kept == i]
        assert (shown.min(), shown.max()) == (here.min(), here.max())
        assert (shown[0], shown[-1]) == (here[0], here[-1])
    assert thinned(x[:4000], y[:4000])[0] is not None
    assert len(thinned(x[:4000], y[:4000])[0]) == 4000
    line = line_of(profile=survey(60_000), delivery_level=302.0)
    given = {"flow": [0.1, 0.8], "suction_level": 240.0, "start_level": 300.0}
    grade = hc.hydraulic_grade_line(line, **given)
    assert len(grade.negative) > 300
    axes = plot_grade_line(grade)
    assert max(len(drawn.get_xdata()) for drawn in axes.lines) <= 4 * COLUMNS
    assert len(axes.patches) <= 2 * COLUMNS
