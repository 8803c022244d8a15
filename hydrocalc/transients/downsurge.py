"""What a power failure of all pumps does to their line at least and at most, by formula.

For one line from pumps with an ordinary check valve to a level, without branches, cavities or
protection.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from hydrocalc.kernels import surge as kernels

ALIKE = 0.1
"""Reaches whose Joukowsky heads differ by less are one: they reflect a twentieth of a wave."""


class Reaches(NamedTuple):
    """Reaches of a line one after the other, plain numbers at the steady flow."""

    length: Any
    wave_speed: Any
    velocity: Any
    loss: Any


class Pumps(NamedTuple):
    """The pumps before a trip as one, plain numbers; arrays broadcast against chainages."""

    suction: Any
    """Water level."""
    shutoff: Any
    """Head at no flow, m."""
    run_down: Any
    """Time constant, s."""


class TripLines(NamedTuple):
    """Grade lines by chainage, m: the lowest of a trip lies between `floor` and `mild`."""

    chainage: Any
    steady: Any
    floor: Any
    """nan where the reaches aren't alike: their reflections may add up."""
    mild: Any


def trip_lines(x: Any, reaches: Reaches, pumps: Pumps, delivery: Any) -> TripLines:
    r"""Grade lines between which the lowest of a trip of all pumps lies.

    Parameters
    ----------
    x : array_like
        Chainages, m, within the line.
    reaches : Reaches
        Reaches at the steady flow; velocities above 0.
    pumps : Pumps
        Suction level, head at no flow (not below that of the steady flow) and time constant.
    delivery : float
        Level at the end, m.

    Returns
    -------
    TripLines
        Steady line, floor and mild line at `x`.

    Notes
    -----
    J = a v/g. Floor: H_d - J, the end of the wave with the friction behind it unpacked; it needs
    nothing of the pumps. Mild: the wave as the pumps make it, at each point until the first
    reflection can be there, t = 2 (τ_end - τ), with half of the friction that it unpacks; where
    pipes change, 2 J₂/(J₁ + J₂) of it goes on, and a reflection from the change ends it. Reaches
    whose J differs by less than a tenth count as one pipe. The torque falls with the square of the
    speed; the least power of a pump makes the slowest run-down, and the mildest line.

    References
    ----------
    Joukowsky (1898); Wylie & Streeter (1993), Fluid Transients in Systems, for reflections at a
    change of pipe. Limits: checked by a method of characteristics on 600 random lines (a
    275-1100 m/s, 0.5-2.2 m/s, lift 10-120 m, losses to 60 m, time constant 0.3-20 s, one to four
    pipes): its lowest line lies between both; of several pipes at most 1.2 m above the mild line,
    and of those that are alike at most 3.8 m below the floor.

    Examples
    --------
    >>> from hydrocalc.transients.downsurge import Pumps, Reaches, trip_lines
    >>> main = Reaches(length=[8200], wave_speed=[1050], velocity=[1.3], loss=[12.6])
    >>> lines = trip_lines([0, 4100], main, Pumps(100, 90, 3), 160)
    >>> lines.floor.round(1).tolist(), lines.mild.round(1).tolist()
    ([20.8, 20.8], [98.5, 98.7])
    """
    L, a, v, h = (np.asarray(c, dtype=float) for c in reaches)
    x, J = np.asarray(x, dtype=float), kernels.joukowsky_head(a, v)
    ends = np.concatenate([[0.0], np.cumsum(L)])
    times = np.concatenate([[0.0], np.cumsum(L / a)])
    lost = np.interp(x, ends, np.concatenate([[0.0], np.cumsum(h)]))
    steady = delivery + np.sum(h) - lost
    first = _changes(J)  # reaches with which a stretch of pipes that are alike begins
    until = np.append(times[first[1:]], times[-1])
    stretch = np.clip(np.searchsorted(ends[first], x, side="right") - 1, 0, len(first) - 1)
    own = np.diff(np.append(times[first], times[-1]))
    # No reflection yet: neither of the stretch's end, nor of a change of pipe before it.
    before = np.minimum.accumulate(np.append(np.inf, 2.0 * own[:-1]))
    t = np.minimum(2.0 * (until[stretch] - np.interp(x, ends, times)), before[stretch])
    passed = np.append(1.0, 2.0 * J[first[1:]] / (J[first[1:]] + J[first[1:] - 1])).cumprod()
    least, most = np.minimum.reduceat(J, first), np.maximum.reduceat(J, first)
    passed *= (2.0 * least - most) / J[first]  # what is only alike reflects a little of it
    grown = passed / np.minimum.accumulate(passed)  # what friction took goes on as the wave does
    H_0 = delivery + np.sum(h)
    shutoff = np.maximum(pumps.shutoff, H_0 - pumps.suction)  # no curve that droops: the milder
    alpha = kernels.speed_left(np.maximum(t, 0.0), pumps.run_down)
    c = shutoff - (H_0 - pumps.suction)
    u = kernels.flow_left(J[0], H_0 - J[0], pumps.suction, shutoff, c, alpha)
    mild = kernels.mild_line(steady, J[0] * passed[stretch], u, grown[stretch] * lost)
    floor = kernels.floor_line(delivery, (2.0 * most - least)[0]) if len(first) == 1 else np.nan
    return TripLines(x, steady, np.full(np.shape(steady), floor), np.minimum(steady, mild))


PHASES, MOST_PERIODS = 50, 4000
"""Parts of a period 2L/a that a rebound is followed in, and periods."""


def least_rebound(reaches: Reaches, pumps: Pumps, delivery: float) -> float:
    """Head that a trip brings back to the pumps at least, against a check valve that holds.

    Parameters
    ----------
    reaches : Reaches
        Reaches at the steady flow; velocities above 0.
    pumps : Pumps
        Suction level, head at no flow (not below that of the steady flow), time constant; numbers.
    delivery : float
        Level at the end, m.

    Returns
    -------
    float
        Grade line at the pumps, m; nan where the reaches aren't alike.

    Notes
    -----
    The waves at the pumps of a line without friction, F(t) = (H - H_d + J u)/2, come back from the
    level at the end as -F(t - 2L/a) and meet the dying pumps, whose curve has the friction of the
    line in it; once the flow is 0 the valve is shut. What returns then loses no more than the
    friction of the steady flow, which is taken off.

    References
    ----------
    Wylie & Streeter (1993), Fluid Transients in Systems: reflections at a reservoir and at a closed
    end. Limits: as `trip_lines`; of 360 random lines none came back lower by more than 0.5 m, of
    pipes that are only alike 2.5 m.

    Examples
    --------
    >>> from hydrocalc.transients.downsurge import Pumps, Reaches, least_rebound
    >>> main = Reaches(length=[650], wave_speed=[1150], velocity=[1.5], loss=[3.2])
    >>> round(least_rebound(main, Pumps(5, 50, 0.5), 40), 1)
    70.5
    """
    L, a, v, h = (np.asarray(c, dtype=float) for c in reaches)
    J, lost, period = kernels.joukowsky_head(a, v), np.sum(h), 2.0 * np.sum(L / a)
    if len(_changes(J)) > 1:
        return float("nan")
    J = np.min(J)
    c = max(float(pumps.shutoff + pumps.suction - delivery), float(lost))
    shutoff = max(float(pumps.shutoff), float(delivery + lost - pumps.suction))
    phase = (np.arange(PHASES) + 1.0) / PHASES
    wave, shut, highest = np.full(PHASES, 0.5 * J), False, -np.inf
    for k in range(int(min(MOST_PERIODS, np.ceil(8.0 * pumps.run_down / period) + 6))):
        alpha = kernels.speed_left(period * (k + phase), pumps.run_down)
        u = kernels.flow_left(J, delivery - 2.0 * wave, pumps.suction, shutoff, c, alpha)
        stops = np.flatnonzero(u <= 0.0)
        u[0 if shut else stops[0] if len(stops) else PHASES :] = 0.0
        shut = shut or bool(len(stops))
        H = delivery - 2.0 * wave + J * u
        wave = 0.5 * (H - delivery + J * u)
        highest = max(highest, float(np.max(H + lost * u * u)))
    return highest - float(lost)


def _changes(J: Any) -> Any:
    """Indices of the reaches with which stretches of like pipes begin."""
    first = [0]
    for i in range(1, len(J)):
        if abs(J[i] - J[first[-1]]) >= ALIKE * J[first[-1]]:
            first.append(i)
    return np.array(first)
