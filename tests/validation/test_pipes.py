"""Pipe friction against 50-digit arithmetic, books, EPANET and fluids."""

import csv
import math
from pathlib import Path

import fluids
import mpmath
import numpy as np
import pytest

from hydrocalc.kernels import lines, pipes
from hydrocalc.kernels.blocks import run

FOLDER = Path(__file__).parent
DARCY = pipes.LAWS["colebrook"]


def exact_colebrook(Re, rel):
    """Colebrook's equation to 50 digits."""
    with mpmath.workdps(50):
        Re, rel = mpmath.mpf(float(Re)), mpmath.mpf(float(rel))

        def residual(x):  # x = 1/sqrt(f)
            inner = rel / mpmath.mpf("3.7") + mpmath.mpf("2.51") * x / Re
            return x + 2 * mpmath.log10(inner)

        return 1 / mpmath.findroot(residual, mpmath.mpf(7), tol=mpmath.mpf(10) ** -48) ** 2


GRID = [
    (Re, rel)
    for Re in np.geomspace(4000, 1e9, 45)
    for rel in (0.0, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.05)
]


def test_colebrook_to_rounding(measured):
    """Error of the array core and of the scalar path, by region, in units of 2.2e-16."""
    Re, rel = np.array(GRID).T
    exact = [exact_colebrook(*pair) for pair in GRID]
    array = pipes.friction_factor_colebrook(Re, rel)
    scalar = [pipes.friction_factor_colebrook(np.float64(r), np.float64(e)) for r, e in GRID]
    for name, f in (("array", array), ("scalar", scalar)):
        error = np.array([float(abs(mpmath.mpf(float(a)) / b - 1)) for a, b in zip(f, exact)])  # noqa: B905
        assert error.max() <= 2e-15
        for low, high in ((4e3, 1e5), (1e5, 1e7), (1e7, 1.1e9)):
            region = (Re >= low) & (Re < high)
            text = f"Colebrook f, {name}, Re {low:.0e} to {high:.0e}"
            worst = error[region].max() / 2**-52
            measured("50-digit arithmetic (mpmath)", text, worst, 2e-15 / 2**-52, "ulp")


def test_colebrook_at_random_points_agrees_with_long_doubles():
    rng = np.random.default_rng(5)
    Re = 10 ** rng.uniform(math.log10(4000), 9, 200_000)
    rel = np.where(rng.random(Re.size) < 0.1, 0.0, 10 ** rng.uniform(-9, math.log10(0.05), Re.size))
    f = run(pipes.friction_factor_colebrook, Re, rel)
    x = 1 / np.sqrt(f.astype(np.longdouble))
    inner = rel.astype(np.longdouble) / np.longdouble("3.7") + np.longdouble("2.51") * x / Re
    for _ in range(3):  # Newton's method from our own answer, in more digits
        slope = 1 + 2 / np.log(np.longdouble(10)) * np.longdouble("2.51") / Re / inner
        x = x - (x + 2 * np.log10(inner)) / slope
        inner = rel.astype(np.longdouble) / np.longdouble("3.7") + np.longdouble("2.51") * x / Re
    assert float(np.abs(f * x * x - 1).max()) <= 2e-15


def rows(name):
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows("pipes"), ids=lambda r: r["id"])
def test_books(row, measured):
    v = {k: np.float64(row[k]) for k in ("Q", "D", "L", "eps", "nu", "h", "g") if row[k]}
    known = {"L": v["L"], "k": v["eps"], "nu": v["nu"], "g": v["g"]}
    if row["task"] == "loss":
        got = DARCY.loss(v["Q"], v["D"], **known)
    elif row["task"] == "flow":
        got, found = pipes.solve_for("Q", v["h"], 1e-12, 1e5, method="colebrook", D=v["D"], **known)
        assert found
    else:
        low = max(1e-3, 20.001 * v["eps"])
        got, found = pipes.solve_for("D", v["h"], low, 20.0, method="colebrook", Q=v["Q"], **known)
        assert found
    deviation, tolerance = abs(got - float(row["expected"])), float(row["tolerance"])
    assert deviation <= tolerance
    unit = {"loss": "m", "flow": "m³/s", "diameter": "m"}[row["task"]]
    measured(row["source"], f"{row['id']} {row['task']}", deviation, tolerance, unit,
             row["expected"], got)  # fmt: skip


VECTORS = [  # Q 0.40, D 0.8, L 47600, 15 °C: an arithmetic vector, not a real pipe
    ("colebrook", 1e-4, 27.91), ("colebrook", 5e-4, 35.19), ("hazen-williams", 110, 45.72),
    ("hazen-williams", 120, 38.91), ("hazen-williams", 130, 33.55), ("hazen-williams", 140, 29.25),
    ("manning", 0.011, 31.18), ("manning", 0.012, 37.11), ("manning", 0.013, 43.55),
    ("manning", 0.014, 50.51), ("pavlovskii", 0.011, 27.76), ("pavlovskii", 0.012, 34.13),
    ("pavlovskii", 0.013, 41.33), ("pavlovskii", 0.014, 49.39), ("shevelev", 0, 45.83),
    ("plastic", 0, 24.87),
]  # fmt: skip


@pytest.mark.parametrize(("method", "k", "expected"), VECTORS)
def test_vectors(method, k, expected, measured):
    Q, D, L, nu = map(np.float64, (0.4, 0.8, 47600, 1.1386e-6))
    got = pipes.LAWS[method].loss(Q, D, L, np.float64(k), nu)
    assert got == pytest.approx(expected, abs=0.0051)
    measured("standards §3.1, vectors", f"{method} {k or ''}", abs(got - expected), 0.0051, "m",
             expected, got)  # fmt: skip


def test_factors_of_the_vectors():
    Re, rel = np.float64(559125), np.float64(1.25e-4)
    for method, expected in (
        ("colebrook", 0.0145260), ("swamee-jain", 0.0145819), ("churchill", 0.0145837),
    ):  # fmt: skip
        assert pipes.FRICTION[method](Re, rel) == pytest.approx(expected, abs=6e-8)
    assert DARCY.loss(0.4, 0.8, 47600.0, 5e-4, 1.1386e-6) / DARCY.loss(
        0.4, 0.8, 47600.0, 1e-4, 1.1386e-6
    ) == pytest.approx(0.0183163 / 0.0145260, rel=1e-5)
    table = {1000: (0.0640, 0.0640), 2000: (0.0320, 0.0320), 2500: (0.02916, 0.03515),
             3000: (0.03314, 0.04307), 3500: (0.03873, 0.04240), 4000: (0.04070, 0.04073),
             5000: (0.03801, 0.03805)}  # fmt: skip
    for Re, (dunlop, churchill) in table.items():
        assert pipes.friction_factor_epanet(np.float64(Re), rel) == pytest.approx(
            dunlop, abs=5.1e-6
        )
        # printed 0.0320 at Re 2000 is four digits of 0.03204
        assert pipes.friction_factor_churchill(np.float64(Re), rel) == pytest.approx(
            churchill, abs=5.1e-5 if Re < 2500 else 5.1e-6
        )


def test_more_books():
    # Vennard ex. 9.10: 90 US gpm, 3 in, 3000 ft, C 140 -> 65.7 ft; 1/0.54 is not quite 1.852
    Q, D, L = 90 * 3.785411784e-3 / 60, 3 * 0.0254, 3000 * 0.3048
    got = pipes.head_loss_hazen_williams_exact(np.float64(Q), D, L, 140.0) / 0.3048
    assert got == pytest.approx(65.681, rel=1.2e-3)
    # AMRUT Khujner: m per km for 30.93 L/s, C 129.9
    for D, loss in ((0.1, 154.255), (0.15, 21.410), (0.2, 5.274), (0.25, 1.779), (0.3, 0.732),
                    (0.35, 0.345)):  # fmt: skip
        got = pipes.head_loss_hazen_williams(np.float64(0.03093), D, 1000.0, 129.9)
        assert got == pytest.approx(loss, rel=2e-3)
    # EdM44: full-bore flow 0.30701 m³/s at d 0.6, n 0.013, slope 1/400
    assert pipes.head_loss_manning(np.float64(0.30701), 0.6, 400.0, 0.013) == pytest.approx(
        1.0, rel=5e-5
    )
    # Shevelev, DN 100 cast iron, bore 99 mm: table value 365.3 at V >= 1.2
    Q = np.float64(0.012)
    assert pipes.head_loss_shevelev(Q, 0.099, 1.0) / Q**2 == pytest.approx(365.3, rel=1.5e-3)
    assert pipes.velocity(np.float64(375e3 / 86400), 1.544) == pytest.approx(2.3181, abs=5e-5)


@pytest.mark.parametrize(
    ("L", "mass_flow", "inlet", "outlet", "v"),
    [
        (10e3, 1.325, 5.0, 3.318369155192938, 0.300415760536523),
        (3e3, 0.56, 7.0, 6.893021940086651, 0.126951961374503),
    ],
)
def test_openmodelica(L, mass_flow, inlet, outlet, v, measured):
    """pandapipes' stored OpenModelica results: water of about 20 °C in D 75 mm, k 0.1 mm."""
    D = np.float64(0.075)
    rho = mass_flow / (v * math.pi / 4 * D**2)
    h = DARCY.loss(mass_flow / rho, D, L, 1e-4, 1.0016e-3 / rho)
    got = inlet - h * rho * 9.80665 / 1e5
    assert got == pytest.approx(outlet, abs=5e-4)  # its fluid properties are not stored
    measured("OpenModelica, pandapipes A-28/29", f"outlet pressure at {v:.2f} m/s",
             abs(got - outlet), 5e-4, "bar")  # fmt: skip


INP = """[RESERVOIRS]
 R 500
[JUNCTIONS]
 J 0 {demand}
[PIPES]
 P R J {length} {diameter} {k} 0 Open
[OPTIONS]
 Units LPS
 Headloss {law}
 Viscosity 1.0
 Accuracy 0.00001
 Trials 200
[END]
"""
# EPANET's own conversions: ft and ft³ of 28.317 L; a viscosity of 1 is 1.1e-5 ft²/s.
EPANET_FLOW = 28.317 / 28.316846592
EPANET_NU = 1.1e-5 * 0.3048**2


def epanet_losses(pipes_, law, folder):
    toolkit = pytest.importorskip("epanet.toolkit")  # no wheel yet for Python 3.13

    losses = []
    for n, (Q, D, L, k) in enumerate(pipes_):
        path = folder / f"{law}{n}.inp"
        shown = k * 1000 if law == "D-W" else k
        path.write_text(
            INP.format(demand=Q * 1000, length=L, diameter=D * 1000, k=shown, law=law),
            encoding="utf-8",
        )
        project = toolkit.createproject()
        toolkit.open(project, str(path), str(path) + ".rpt", "")
        toolkit.solveH(project)
        head = toolkit.getnodevalue(project, toolkit.getnodeindex(project, "J"), toolkit.HEAD)
        toolkit.close(project)
        toolkit.deleteproject(project)
        losses.append(500 - head)
    return np.array(losses)


@pytest.mark.parametrize(
    ("law", "method", "k_range"),
    [
        ("D-W", "epanet", (1e-6, 3e-3)), ("H-W", "hazen-williams-epanet", (80, 150)),
        ("C-M", "manning-epanet", (0.009, 0.02)),
    ],
)  # fmt: skip
def test_epanet_itself(law, method, k_range, tmp_path, measured):
    rng = np.random.default_rng(11)
    D = np.round(rng.uniform(0.05, 1.5, 200), 4)
    V = 10 ** rng.uniform(-2.3 if law == "D-W" else -0.5, 0.4, 200)  # through all regimes
    Q = np.round(V * math.pi / 4 * D**2, 9)
    L = np.round(rng.uniform(100, 2000, 200), 2)
    k = np.exp(rng.uniform(*np.log(k_range), 200))
    theirs = epanet_losses(zip(Q, D, L, k, strict=True), law, tmp_path)
    ours = pipes.LAWS[method].loss(Q / EPANET_FLOW, D, L, k, EPANET_NU, 32.2 * 0.3048)
    deviation = np.abs(ours - theirs)
    relative = deviation / (theirs + 1e-3)  # a thousandth of a metre for losses near nothing
    assert relative.max() <= 5e-6
    measured(f"EPANET 2.2/2.3, {law}, 200 pipes", method, relative.max(), 5e-6,
             "1")  # fmt: skip


@pytest.mark.parametrize(
    ("method", "theirs", "tolerance"),
    [
        ("colebrook", "Clamond", 5e-15),
        ("haaland", "Haaland", 5e-15),
        ("churchill", "Churchill_1977", 2e-14),
        ("serghides", "Serghides_1", 5e-14),
        ("swamee-jain", "Swamee_Jain_1976", 3e-6),  # fluids has 6.97 for 5.74^(1/0.9) = 6.9646
    ],
)
def test_fluids(method, theirs, tolerance, measured):
    rng = np.random.default_rng(13)
    Re = 10 ** rng.uniform(math.log10(4000), 8, 2000)
    rel = 10 ** rng.uniform(-6, math.log10(0.05), 2000)
    ours = pipes.FRICTION[method](Re, rel)
    function = getattr(fluids.friction, theirs)
    expected = np.array([function(r, e) for r, e in zip(Re, rel, strict=True)])
    deviation = np.abs(ours / expected - 1).max()
    assert deviation <= tolerance
    measured("fluids", f"{method}, relative", deviation, tolerance, "1")


def test_explicit_formulas_have_the_error_that_is_stated(measured):
    Re, rel = np.array([p for p in GRID if 4e3 <= p[0] <= 1e8 and p[1] >= 1e-6]).T
    exact = pipes.friction_factor_colebrook(Re, rel)
    for method, error in (("swamee-jain", 0.034), ("haaland", 0.015), ("serghides", 3.11e-5)):
        deviation = np.abs(pipes.FRICTION[method](Re, rel) / exact - 1).max()
        assert 0.3 * error < deviation <= error
        measured("Colebrook, exact", f"{method}, relative", deviation, error, "1")
    inside = (Re >= 5e3) & (rel <= 1e-2)
    near = np.abs(pipes.FRICTION["swamee-jain"](Re, rel) / exact - 1)[inside]
    measured("Colebrook, exact", "swamee-jain in its range, relative", near.max(), 0.0285, "1")
    assert 0.01 < near.max() <= 0.0285  # more than the 1 % that is usually quoted


CASES = [  # id, Q, D, L, eps, nu, K, loss; g 9.81; Q as rechecked, to more digits than printed
    ("A-31", 0.049765, 0.15, 126, 3e-4, 0.00114 / 999.1, 9.6, 12.0),
    ("A-32", 0.125815, 0.29307, 150, 1.5e-4, 0.00117 / 999.3, 3.3, 2.2),
    ("E-10 pipe 1", 0.01305826, 0.06, 150, 1.2e-4, 1.02e-6, 0, 65.459248),
    ("E-10 pipe 2", 0.00162177, 0.04, 80, 2e-4, 1.02e-6, 0, 5.459248),
    ("E-10 pipe 3", 0.01468004, 0.08, 100, 2.4e-4, 1.02e-6, 0, 14.540752),
    ("E-11 RE1-N1", 0.393224, 0.4572, 800, 3e-5, 1.14e-6, 0, 43 - 36.36489),
    ("E-11 N1-RE2", 0.014439, 0.1524, 600, 3e-5, 1.14e-6, 0, 36.36489 - 34),
    ("E-11 N1-N2", 0.236064, 0.3048, 550, 3e-5, 1.14e-6, 0, 36.36489 - 23.27791),
    ("E-11 N2-RE4", 0.048459, 0.1524, 300, 3e-5, 1.14e-6, 0, 23.27791 - 12),
    ("E-11 N2-RE5", 0.087605, 0.1524, 200, 3e-5, 1.14e-6, 0, 23.27791),
    ("E-19 pipe 1", 0.1046793, 0.2032, 627, 1.5e-6, 0.001005 / 998.2, 10.6, 26.4),
    ("E-19 pipe 2", 0.2695817, 0.3048, 627, 3e-5, 0.001005 / 998.2, 10.6, 26.4),
    ("E-20 pipe 1", 0.0851749, 0.1524, 278, 4.6e-5, 0.00114 / 999.1, 7.4, 54.0265 - 13.2518),
    ("E-20 pipe 2", 0.1910598, 0.2031, 230, 4.6e-5, 0.00114 / 999.1, 6.1, 54.0265 - 13.2518),
    ("E-22 pipe 1", 0.100476, 0.254, 263, 3e-5, 1.141e-6, 7.6, 34.9643 - 30.3620),
    ("E-22 pipe 2", 0.153824, 0.3048, 277, 3e-5, 1.141e-6, 7.4, 34.9643 - 30.3620),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c[0])
def test_pipes_of_systems(case, measured):
    name, Q, D, L, eps, nu, K, expected = case
    Q, g = np.float64(Q), 9.81
    got = DARCY.loss(Q, D, L, eps, nu, g) + lines.local_loss(K, pipes.velocity(Q, D), g)
    tolerance = 3e-4 * expected
    assert got == pytest.approx(expected, abs=tolerance)
    measured("phydraulics (Saldarriaga, White), rechecked", name, abs(got - expected), tolerance,
             "m", expected, got)  # fmt: skip


def test_series_with_a_pump():
    """E-17: 31.7 m of lift, 0.181 m³/s and 0.087 m³/s after a draw-off: 115.6304 m, 273 561 W."""
    reaches = ((0.181, 0.2032, 184, 4.6e-5, 7.1), (0.087, 0.1524, 393, 1.5e-6, 11.2))
    H = 31.7
    for Q, D, L, eps, K in reaches:
        Q = np.float64(Q)
        H += DARCY.loss(Q, D, L, eps, 1.14e-6, 9.81)
        H += lines.local_loss(K, pipes.velocity(Q, D), 9.81)
    assert pytest.approx(115.6304, abs=0.003) == H
    assert pytest.approx(273561, rel=3e-5) == 999.3 * 9.81 * 0.181 * H / 0.75
