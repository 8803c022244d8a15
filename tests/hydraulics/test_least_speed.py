"""The least speed at which all units deliver, against trying every whole revolution."""

from __future__ import annotations

import numpy as np
import pytest

import hydrocalc as hc
from hydrocalc.kernels import systems as kernels

PUMP_A = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
PUMP_B = hc.estimated_curve(flow="500 m3/h", head="80 m", speed=990)
DROOPS = hc.PumpCurve(
    name="D", flow=[0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.24], head=[84, 87, 88, 86, 81, 73, 62],
    efficiency=[0, 0.4, 0.62, 0.75, 0.8, 0.79, 0.7], speed=1480,
)  # fmt: skip


def unit(name, pump, count, least=None):
    return hc.PumpUnit(name=name, pump=pump, count=count, minimum_speed=least)


GROUPS = {
    "one kind": [unit("A", PUMP_A, 3, 800)],
    "two kinds": [unit("A", PUMP_A, 1, 1000), unit("B", PUMP_B, 2, 500)],
    "beside a fixed one": [unit("A", PUMP_A, 2, 900), unit("B", PUMP_B, 1)],
    "rises first": [unit("D", DROOPS, 2, 900)],
    "rises first, beside another": [unit("D", DROOPS, 1, 900), unit("A", PUMP_A, 1, 900)],
}


@pytest.mark.parametrize("name", GROUPS)
def test_least_speed_is_that_found_by_trying_every_revolution(name):
    units = GROUPS[name]
    group = hc.PumpGroup(units=units)
    line = hc.Line(
        reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.7, roughness="0.1 mm"), length="9 km")],
        delivery_level=60,
    )
    states = {"suction_levels": [-2, 2], "delivery_levels": [55, 60]}
    matrix = hc.operating_matrix(group, line, **states)
    full = np.array([u.pump.si.speed for u in units])
    variable = np.array([u.minimum_speed is not None for u in units])
    lowest = np.array([u.si.minimum_speed or f for u, f in zip(units, full, strict=True)])
    running = np.unique(matrix.running, axis=0)
    # Every whole revolution of each kind is a share of full speed that is tried.
    tried = np.unique(
        np.concatenate(
            [np.arange(int(n), int(f) + 1) / f for n, f in zip(lowest, full, strict=True)]
        )
    )[::-1]
    every = [hc.operating_matrix(group, line, speeds=tried[k : k + 200], **states)
             for k in range(0, len(tried), 200)]  # fmt: skip
    looked = 0
    for row in running:
        if not (row * variable).any():
            continue
        speeds = np.concatenate([m.si.speed[(m.running == row).all(axis=1)] for m in every])
        flows = np.concatenate([m.si.unit_flow[(m.running == row).all(axis=1)] for m in every])
        on = (row > 0) & variable
        stands = ~(flows[:, :, on] > 0.0) & (flows[0][None, :, on] > 0.0)
        found = matrix.si.speed[(matrix.running == row).all(axis=1)][:, on]
        fails = np.flatnonzero(stands.any(axis=(1, 2)))
        if not fails.size:
            continue
        share = speeds[:, on] / full[on]
        last = share[fails[0]].max()
        # Above the last share at which one stands, the next revolution of the kind that stood.
        least = share[fails[0] - 1].max()
        ours = (found / full[on]).max(axis=1)
        ours = np.sort(ours[ours > last])
        assert ours[0] >= least - 1e-9
        kinds = np.flatnonzero(stands[fails[0]].any(axis=0))
        nearest = max((np.floor(last * f + 1e-6) + 1) / f for f in full[on][kinds])
        assert ours[0] == pytest.approx(min(nearest, 1.0), abs=1e-9)
        looked += 1
    assert looked


def test_least_speeds_are_found_in_few_states(monkeypatch):
    """All states once, and those in doubt a few times more: not sixteen speeds of each again."""
    looked = []
    solve = kernels.group_flows

    def counted(pumps, speeds, system):
        looked.append(np.shape(system.least)[1])
        return solve(pumps, speeds, system)

    monkeypatch.setattr(kernels, "group_flows", counted)
    group = hc.PumpGroup(units=[unit(name, PUMP_A, 3, 800) for name in "ABCD"])
    line = hc.Line(
        reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.9, roughness="0.1 mm"), length="9 km")],
        delivery_level=60,
    )
    matrix = hc.operating_matrix(group, line, suction_levels=[-2, 0, 1, 2])
    assert sum(looked) <= 3 * matrix.flow.size


def test_kinds_count_among_what_is_too_many():
    """12 kinds: 2^12 − 1 combinations × 12 kinds × 9 speeds × 1 case are 442,260."""
    units = [unit(name, PUMP_A, 1, 800) for name in "ABCDEFGHIJKL"]
    line = hc.Line(
        reaches=[hc.Reach(pipe=hc.Pipe(diameter=0.9, roughness="0.1 mm"), length="9 km")],
        delivery_level=60,
    )
    with pytest.raises(hc.InputError, match="4095 × 12 × 9 × 1"):
        hc.operating_matrix(hc.PumpGroup(units=units), line, suction_levels=[0])
