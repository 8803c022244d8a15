"""A plain method of characteristics for the tests: power failure of all pumps of one line.

It stands for the program of a surge analyst, and shares nothing with the library's formulas but
the steady flow that it begins with. Reaches one after the other, friction of each spread evenly,
each wave speed changed by less than half a step of the grid; an ordinary check valve behind the
pumps, which stays shut once it is; an air vessel (polytropic, 1.2) at the start if there is one; a
level at the end. No cavities: what falls below vapour here parts.
"""

from typing import NamedTuple

import numpy as np

G = 9.80665
ATMOSPHERE = 10.3
"""Head of the air over a vessel, m."""


class Main(NamedTuple):
    """Reaches of a main: length, flow area, wave speed and loss at the steady flow, by case."""

    length: np.ndarray
    area: np.ndarray
    speed: np.ndarray
    loss: np.ndarray


class Trip(NamedTuple):
    """What happens, arrays by case (or numbers): flow, levels, pumps, vessel."""

    flow: np.ndarray
    suction: np.ndarray
    delivery: np.ndarray
    shutoff: np.ndarray
    run_down: np.ndarray
    air: np.ndarray
    """Volume of the air in a vessel at the steady head, m³; 0 without one."""
    level: float = 0.0
    """Of the water in the vessel."""


def trip(main, event, duration, parts=60):
    """Chainages, lowest and highest grade line by (case, point)."""
    cases = np.broadcast_arrays(*(np.atleast_1d(np.asarray(c, float)) for c in event[:-1]))
    Q0, H_s, H_d, H_so, T_m, air = (c.copy()[:, None] for c in cases)
    times = main.length / main.speed
    dt = times.sum() / parts
    n = np.maximum(1, np.round(times / dt).astype(int))
    a = main.length / (n * dt)
    x = np.concatenate([[0.0], np.cumsum(np.repeat(main.length / n, n))])
    B = np.repeat(a / (G * main.area), n)
    loss = np.repeat(np.atleast_2d(main.loss) / n, n, axis=1)
    R = loss / Q0**2
    Q = np.repeat(Q0, len(x), axis=1)
    lost = np.pad(np.cumsum(loss, axis=1), ((0, 0), (1, 0)))
    H = H_d + lost[:, -1:] - lost
    low, high = H.copy(), H.copy()
    H_0 = H[:, :1]
    c = (H_so - (H_0 - H_s)) / Q0**2
    vessel = air > 0.0
    gas, constant = np.where(vessel, air, 1.0), (H_0 - event.level + ATMOSPHERE) * air**1.2
    shut = np.zeros_like(Q0, bool)
    inner = 1.0 / B[:-1] + 1.0 / B[1:]
    for step in range(1, int(np.ceil(duration / dt)) + 1):
        alpha = 1.0 / (1.0 + step * dt / T_m)
        P = H[:, :-1] + B * Q[:, :-1] - R * Q[:, :-1] * np.abs(Q[:, :-1])
        M = H[:, 1:] - B * Q[:, 1:] + R * Q[:, 1:] * np.abs(Q[:, 1:])
        new, flow = np.empty_like(H), np.empty_like(Q)
        new[:, 1:-1] = (P[:, :-1] / B[:-1] + M[:, 1:] / B[1:]) / inner
        flow[:, 1:-1] = (P[:, :-1] - new[:, 1:-1]) / B[:-1]
        new[:, -1:], flow[:, -1:] = H_d, (P[:, -1:] - H_d) / B[-1]
        # At the pumps: (H - M)/B = q_pump + q_vessel; the vessel gives q where its head, as the gas
        # expands by q dt, is still above H.
        held = constant / gas**1.2 - ATMOSPHERE + event.level
        stiff = np.where(vessel, 1.2 * constant / gas**2.2 * dt, np.inf)
        k = 1.0 / B[0] + 1.0 / stiff
        m = M[:, :1] / B[0] + np.where(vessel, held / stiff, 0.0)
        over = k * (H_s + alpha**2 * H_so) - m
        q = np.where(
            over > 0.0, (np.sqrt(1 + 4 * k * c * np.maximum(over, 0)) - 1) / (2 * k * c), 0
        )
        shut |= over <= 0.0
        q = np.where(shut, 0.0, q)
        new[:, :1] = (m + q) / k
        flow[:, :1] = (new[:, :1] - M[:, :1]) / B[0]
        gas = gas + np.where(vessel, (held - new[:, :1]) / stiff * dt, 0.0)
        H, Q = new, flow
        np.minimum(low, H, out=low)
        np.maximum(high, H, out=high)
    return x, low, high
