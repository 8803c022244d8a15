"""Motors that an installed power may be made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.motors import rating_series
from hydrocalc.kernels import reconcile as kernels
from hydrocalc.records.fields import Column, Measure, Ratio
from hydrocalc.records.record import Result
from hydrocalc.stations.duty_kinds import duty_kind_of
from hydrocalc.texts import Phrase
from hydrocalc.units import run

if TYPE_CHECKING:
    from hydrocalc.stations.sizing import StationSizing


class Split(Result):
    """An equal split of an installed power, and what would make its motors right."""

    units: Column = Column(label="units")
    duty: Column = Column(label="duty units")
    motor_rating: Measure = Measure("power", label="motor rating")
    of_series: Column = Column(label="rating of a series")
    duty_power_ratio: Ratio = Ratio(label="duty motors over hydraulic power", digits=3)
    smaller: Measure = Measure("power", label="next smaller rating")
    unit_shaft_power: Measure = Measure("power", label="P_duty, shaft power of a unit")
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    run_out_low: Ratio = Ratio(label="P_max over P_duty from", digits=3)
    run_out_high: Ratio = Ratio(label="P_max over P_duty to", digits=3)
    head_low: Measure = Measure("head", label="head from", digits=3)
    head_high: Measure = Measure("head", label="head to", digits=3)
    flow_low: Measure = Measure("flow", label="flow from", digits=3)
    flow_high: Measure = Measure("flow", label="flow to", digits=3)
    efficiency_low: Ratio = Ratio("efficiency", label="efficiency from", digits=2)
    efficiency_high: Ratio = Ratio("efficiency", label="efficiency to", digits=2)


def most_units(sizing: StationSizing) -> int:
    """Units up to which an installed power is split."""
    large = min(
        data.limit("split_units_usual") * sizing.usual_duty, data.limit("split_units_large")
    )
    return int(max(data.limit("split_units"), large))


def usual_standby(sizing: StationSizing) -> int:
    """Units in reserve of the recommended arrangement, or as usual with so many on duty."""
    if sizing.recommended is not None:
        return int(sizing.recommended.standby)
    return int(duty_kind_of(sizing.duty_kind).standby[int(sizing.usual_duty)])


def equal_splits(sizing: StationSizing, low: float, high: float) -> Any:
    """Splits into motors of the series; if large also into motors of none that work."""
    best = None if sizing.recommended is None else sizing.recommended.si
    P_h, usual = sizing.si.hydraulic_power, int(sizing.usual_duty)
    standby = usual_standby(sizing)
    eta = 0.5 * (data.limit("station_efficiency_low") + data.limit("station_efficiency_high"))
    eta = eta if best is None else best.efficiency
    ratings = rating_series(sizing.frequency)[0]

    def on_duty(n: int, R: float) -> int:
        """Units on duty of `n`: with the usual in reserve, else the most that leave a margin."""
        few = range(max(n - standby, 1), n + 1)
        return next((N for N in few if R / (P_h / N / eta) >= data.limit("k_low")), n)

    found = []
    for n in range(1, most_units(sizing) + 1):
        for i in np.flatnonzero((n * ratings >= low) & (n * ratings <= high)):
            R = float(ratings[i])
            found.append((n, on_duty(n, R), R, float(ratings[max(i - 1, 0)]), True))
    # Motors made to order, of any number of units.
    middle, taken, made = 0.5 * (low + high), {n for n, *_ in found}, []
    for n in range(2, most_units(sizing) + 1):
        N = on_duty(n, middle / n)
        run_out = middle / n / (P_h / N / eta)
        usual_size = data.limit("split_to_order") <= middle / n <= ratings[-1]
        if (
            1.0 <= run_out <= data.limit("split_run_out") * data.limit("run_out_high")
            and usual_size
        ):
            made.append((n, N, middle / n, middle / n, False))
    made.sort(key=lambda split: abs(split[0] - usual - standby))
    for n, N, R, smaller, of_series in [*found, *(m for m in made if m[0] not in taken)]:
        yield _split(sizing, n, N, R, smaller, of_series, eta)


def _split(
    sizing: StationSizing, n: int, N: int, R: float, smaller: float, of_series: bool, eta: float
) -> Split:
    Q, H, rho = sizing.si.flow, sizing.si.head, sizing.liquid.si.density
    # R is right for P_max in (smaller / k, R / k]; widest with the outer margins.
    ends = ((smaller, data.limit("k_high")), (R, data.limit("k_low")))
    P = sizing.si.hydraulic_power / N / eta
    run_out = [float(run(kernels.run_out_of_rating, r, k, P)) for r, k in ends]
    head = [float(run(kernels.head_of_rating, r, k, N, eta, rho, Q)) for r, k in ends]
    flow = [float(run(kernels.flow_of_rating, r, k, N, eta, rho, H)) for r, k in ends]
    share = [float(run(kernels.efficiency_of_rating, r, k, N, rho, Q, H)) for r, k in ends]
    return Split(
        units=n, duty=N, motor_rating=R, of_series=of_series, smaller=smaller, unit_shaft_power=P,
        duty_power_ratio=N * R / sizing.si.hydraulic_power, efficiency=eta,
        run_out_low=run_out[0], run_out_high=run_out[1], head_low=head[0], head_high=head[1],
        flow_low=flow[0], flow_high=flow[1], efficiency_low=share[1], efficiency_high=share[0],
    )  # fmt: skip


def other_sums(low: float, high: float, frequency: float) -> Any:
    """Sums of two ratings, at most four: of three motors, else up to nine; the most even first."""
    ratings = rating_series(frequency)[0]
    for most in (3, int(data.limit("split_units"))):
        found = []
        for i, small in enumerate(ratings):
            for large in ratings[i + 1 :]:
                if large > data.limit("like_motors") * small:
                    break
                for a in range(1, most):
                    b = int((high - a * small) / large)
                    if 1 <= b <= most - a and a * small + b * large >= low:
                        found.append((large / small, a + b, a, small, b, large))
        if found:
            break
    for _, _, a, small, b, large in sorted(found)[:4]:
        yield Phrase("{some} + {others}", some=_motors(a, small), others=_motors(b, large))


def _motors(n: int, rating: float) -> Phrase:
    shown = units.Amount(rating, "power")
    return Phrase("{n} × {rating}", n=n, rating=shown) if n > 1 else shown
