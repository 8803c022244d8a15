"""Printed answers of books, standards and peers: one row each in the CSV files beside this."""

import csv
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from hydrocalc import data
from hydrocalc.components import motors, pumps
from hydrocalc.kernels import liquids
from hydrocalc.kernels import pumps as kernels
from hydrocalc.kernels.blocks import run

HERE = Path(__file__).parent


def rows(name):
    with open(HERE / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows("worked_examples"), ids=lambda r: f"{r['id']} {r['kernel']}")
def test_worked_example(row, measured):
    module, name = row["kernel"].split(".")
    kernel = getattr(import_module(f"hydrocalc.kernels.{module}"), name)
    arguments = {}
    for pair in row["arguments"].split(";"):
        symbol, value = pair.split("=")
        arguments[symbol] = np.float64(value)
    got = kernel(**arguments) / float(row["scale"])
    deviation = abs(got - float(row["expected"]))
    measured(row["source"].split(":")[0], name, deviation, row["tolerance"], row["unit"])
    assert deviation <= float(row["tolerance"])


def water(kernel, t):
    if kernel == "density":
        p = liquids.atmospheric_pressure(np.float64(0))
        return liquids.density(t, p)
    if kernel == "bulk_modulus":
        return liquids.bulk_modulus(water("density", t), liquids.sound_speed(t))
    if kernel == "viscosity":  # the table has the dynamic one
        return liquids.viscosity(t, 1.0)
    return getattr(liquids, kernel)(t)


@pytest.mark.parametrize("row", rows("water"), ids=lambda r: f"{r['kernel']} {r['temperature']}")
def test_water(row, measured):
    got = water(row["kernel"], np.float64(row["temperature"]))
    deviation = abs(got - float(row["expected"]))
    measured(row["source"], row["kernel"], deviation, row["tolerance"], row["unit"])
    assert deviation <= float(row["tolerance"])


@pytest.mark.parametrize("row", rows("motors"), ids=lambda r: "-".join(list(r.values())[:3]))
def test_motor_efficiency(row, measured):
    got = 100 * motors.motor_efficiency(
        rating=f"{row['rating_kw']} kW", poles=int(row["poles"]), ie_class=row["ie_class"]
    )
    deviation = abs(got - float(row["expected"]))
    # half a unit of the last printed digit, and the tolerance of the printed tables
    assert deviation <= float(row["tolerance"]) + 0.05
    measured(row["source"], f"{row['ie_class']} efficiency", deviation, 0.15, "%")


def test_the_formula_is_clamped_at_200_kw():
    row = motors.efficiency_rows(4, "IE3")
    A, B, C, D = (c[1] for c in row["coefficients"])
    unclamped = motors.kernels.motor_efficiency_iec(np.float64(315e3), A, B, C, D)
    assert round(100 * unclamped, 1) == 96.3  # what the formula would give
    assert round(100 * motors.motor_efficiency(rating="315 kW"), 1) == 96.0


CHART = rows("hi_chart")


def chart_points():
    for row in CHART:
        for head, value in row.items():
            if head != "nq" and value:
                yield float(row["nq"]), float(head[1:]) / 3600.0, float(value)


@pytest.mark.parametrize("type_", ["split-case", "end-suction"])
@pytest.mark.parametrize("n", [990.0, 1480.0, 2960.0])
def test_no_estimate_far_above_the_hi_chart(type_, n, measured):
    """At most 3 points above the maximum attainable efficiency, over all its nq and flows."""
    for nq, Q, attainable in chart_points():
        H = (n * Q**0.5 / nq) ** (4 / 3)
        if not 0 < H < 5000:
            continue
        estimate = pumps.pump_efficiency(flow=Q, head=H, speed=n, type=type_)
        above = 100 * estimate.efficiency - attainable
        assert above <= 3.0, (nq, Q)
        measured(
            "ANSI/HI 1.3 chart, digitised", f"{type_} above the chart", max(above, 0), 3, "points"
        )


def test_psat_by_its_printed_intermediate_values():
    """d_Ns(1000) = 2.72, (1200) = 1.77, (2000) = 0.14, (5000) = 1.23; base 87.48 and 89.25."""
    for Ns, loss in ((1000, 2.72), (1200, 1.77), (2000, 0.14), (5000, 1.23)):
        row = data.rows("psat_speed")[0 if Ns < 2530 else 1]
        c = [float(row[f"c{k}"]) for k in range(7)]
        assert sum(ck * float(Ns) ** k for k, ck in enumerate(c)) == pytest.approx(loss, abs=0.005)
    pump = pumps.pump_types()["split-case"]
    for flow, base in ((720, 87.48), (1440, 89.25)):
        # far from its Ns losses: nq 40, where the polynomial is below zero or small
        eta = run(
            kernels.efficiency_psat, flow / 3600, 30.0, 1480.0, 2300 / kernels.NS_US, 1e-6,
            *pump.base[0], *np.zeros(7),
        )  # fmt: skip
        assert 100 * eta == pytest.approx(base, abs=0.006)


def test_gb19762_annex_a():
    """800 m³/h double suction, ns 277.4: base 85.0 less 2.1 points (2.1 to 2.2 by the table)."""
    table = pumps.pump_types()["split-case"].limit
    got = kernels.efficiency_gb19762(800 / 3600, 277.4, **table)
    assert 100 * got == pytest.approx(85.0 - 2.1, abs=0.06)
    assert np.isnan(kernels.efficiency_gb19762(1 / 3600, 150.0, **table))


def test_reference_pump():
    """0.20 m³/s, 87.8 m, 1480 rpm, double suction: nq 23.1 total, 16.3 per eye, ns 59.6."""
    speeds = pumps.specific_speed(flow=0.2, head=87.8, speed=1480, double_suction=True)
    assert speeds.nq_total == pytest.approx(23.1, abs=0.05)
    assert speeds.nq_eye == pytest.approx(16.3, abs=0.05)
    assert speeds.ns_cn == pytest.approx(59.6, abs=0.05)
    estimate = pumps.pump_efficiency(flow=0.2, head=87.8, speed=1480)
    assert 100 * estimate.psat == pytest.approx(85.7, abs=0.05)
    assert 100 * estimate.guelich == pytest.approx(84.3, abs=0.05)
    assert 100 * estimate.anderson == pytest.approx(84.1, abs=0.05)
    # 84.75 - 7.6, each rounded: not closer than 0.1
    assert 100 * estimate.gb19762 == pytest.approx(77.2, abs=0.1)
    npsh = pumps.npsh_required_estimate(flow=0.2, speed=1480, double_suction=True)
    assert npsh.si.low == pytest.approx(3.6, abs=0.05)
    fast = pumps.npsh_required_estimate(flow=0.2, speed=2960, double_suction=True)
    assert fast.si.low == pytest.approx(9.1, abs=0.05)
