"""Published figures against computed ones: what agrees, what would explain the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.motors import rating_series
from hydrocalc.errors import InputError
from hydrocalc.kernels import reconcile as kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.records.fields import Column, Measure, OptionalMeasure, Ratio, Word
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Record, Result, made
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.records.fields import Amount, Language
    from hydrocalc.stations.sizing import StationSizing

MOST_UNITS = 9
"""Equal units up to which an installed power is split."""

CONSISTENT = "consistent within rounding"
INCONSISTENT = "inconsistent"
UNDECIDED = "can't be decided from what is given"


class Factor(Record):
    """One factor of installed over hydraulic power, and the range it may have."""

    label: Word = Word(label="factor")
    low: Ratio = Ratio(label="low", low=0.0)
    value: Ratio = Ratio(label="value", low=0.0)
    high: Ratio = Ratio(label="high", low=0.0)


class Split(Result):
    """An equal split of an installed power, and what would make its motors right."""

    units: Column = Column(label="units")
    duty: Column = Column(label="duty units")
    motor_rating: Measure = Measure("power", label="motor rating")
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


class Reconciliation(Result):
    """What `reconcile_installed` returns: verdicts, factors, splits and the sizing behind them."""

    schema: ClassVar[tuple[str, int]] = ("reconciliation", 1)

    sizing: Part = Part(label="Pump station sizing")
    daily_volume: OptionalMeasure = OptionalMeasure("daily volume", label="published daily volume")
    volume_verdict: Word = Word(label="verdict on the daily volume")
    volume_low: OptionalMeasure = OptionalMeasure(
        "daily volume", label="computed daily volume, lowest that the printed flow allows"
    )
    volume_high: OptionalMeasure = OptionalMeasure(
        "daily volume", label="computed daily volume, highest that the printed flow allows"
    )
    exact_flow: OptionalMeasure = OptionalMeasure(
        "flow", label="flow that makes the published volume exactly"
    )
    installed: OptionalMeasure = OptionalMeasure("power", label="published installed power")
    hydraulic_power: Measure = Measure("power", label="hydraulic power")
    ratio: Ratio = Ratio(label="installed over hydraulic power", digits=3)
    factors: Part = Part(label="Factors of installed over hydraulic power")
    remaining: Ratio = Ratio(label="remaining: step to the standard size", digits=3)
    splits: Part = Part(label="Equal splits")
    others: Column = Column(label="other sums")
    comparable: Column = Column(label="comparable stations")
    comparable_low: Ratio = Ratio(label="their installed over hydraulic power from", digits=3)
    comparable_high: Ratio = Ratio(label="to", digits=3)

    made_by: ClassVar[Mapping[str, Made]] = {
        "ratio": made(kernels.power_ratio, P_inst="installed", P_h="hydraulic_power"),
    }

    @property
    def exit_code(self) -> int:
        """0, or 1 if a figure is inconsistent or nothing is feasible."""
        return int(
            self.sizing.exit_code or self.volume_verdict == INCONSISTENT or self._too_small()
        )

    def _too_small(self) -> bool:
        """Whether all motors together are smaller than the shaft power at duty."""
        best, installed = self.sizing.recommended, self.si.installed
        if installed is None or best is None:
            return False
        return bool(installed < best.duty * best.si.unit_shaft_power)

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The verdicts."""
        names = (
            "daily_volume", "volume_low", "volume_high", "exact_flow", "volume_verdict",
            "installed", "hydraulic_power", "ratio",
        )  # fmt: skip
        rows = []
        for name in names:
            plain = self._plain[name]
            if plain is not None and plain == plain and plain != "":
                field = self.fields[name]
                rows.append([translated(field.label, lang), *field.show(plain, lang)])
        columns = [translated(t, lang) for t in ("quantity", "value", "unit")]
        return Table(columns, rows, translated("Published figures", lang), frozenset({1}))

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The sizing, then the published figures against it."""
        first: list[Table | str] = self.sizing.sections(lang, **view)
        parts: list[Table | str] = [*first[:-2], self.table(lang)]
        if self.factors:
            parts += [self._factors(lang), *self._splits(lang), *self._words(lang)]
        elif self._plain["installed"] is not None:
            parts.append(
                translated("No arrangement is feasible: the installed power isn't explained.", lang)
            )
        return [*parts, *first[-2:]]

    def _factors(self, lang: Language) -> Table:
        rows = [
            [translated(f.label, lang), *(units.digits_of(v, 3) for v in (f.low, f.value, f.high))]
            for f in self.factors
        ]
        product = [float(np.prod([getattr(f, k) for f in self.factors])) for k in _RANGE]
        rows.append([translated("product of all", lang), *(units.digits_of(v, 3) for v in product)])
        low, _, high = product
        rows.append([translated("published", lang), "", units.digits_of(self.ratio, 3), ""])
        left = (self.ratio / high, self.remaining, self.ratio / low)
        label = translated(self.fields["remaining"].label, lang)
        rows.append([label, *(units.digits_of(v, 3) for v in left)])
        heads = [translated(t, lang) for t in ("factor", "low", "value", "high")]
        title = translated("Factors of installed over hydraulic power", lang)
        return Table(heads, rows, title, frozenset({1, 2, 3}))

    def _splits(self, lang: Language) -> list[Table | str]:
        rows, show = [], units.digits_of

        def span(a: float, b: float, scale: float = 1.0) -> str:
            return f"{show(scale * a, 3)}–{show(scale * b, 3)}"

        for split in self.splits:
            s = split.si
            if s.run_out_high < 1.0:
                continue
            rows.append(
                [
                    f"{s.units} × {units.show(s.motor_rating, 'power')}",
                    f"{s.duty}+{s.units - s.duty}", show(s.duty_power_ratio, 3),
                    span(s.run_out_low, s.run_out_high), span(s.head_low, s.head_high),
                    span(s.flow_low, s.flow_high),
                    span(s.efficiency_low, s.efficiency_high, 100.0),
                ]
            )  # fmt: skip
        if not rows:
            return [
                translated(
                    "No equal split into up to {n} standard motors exists.", lang, n=MOST_UNITS
                )
            ]
        heads = [
            translated(t, lang)
            for t in ("split", "units", "duty / P_h", "P_max / P_duty", "or head", "or flow",
                      "or η")
        ]  # fmt: skip
        title = translated("Equal splits, and what alone would make their motors right", lang)
        units_ = ["", "", "", "", *(units.unit_shown(k) for k in ("head", "flow", "efficiency"))]
        return [Table(heads, rows, title, frozenset(range(1, 7)), units_)]

    def _words(self, lang: Language) -> list[str]:
        def t(text: str, **values: Any) -> str:
            return translated(text, lang, **values)

        said = []
        if self._too_small():
            said.append(
                t("Too little: the duty alone takes {power} at the shafts.",
                  power=units.show(self.sizing.recommended.duty
                                   * self.sizing.recommended.si.unit_shaft_power, "power"))
            )  # fmt: skip
        weak = [s.si for s in self.splits if s.si.run_out_high < 1.0]
        if weak:
            names = "; ".join(f"{s.units} × {units.show(s.motor_rating, 'power')}" for s in weak)
            said.append(
                t("Too small for the duty with the units that would run: {splits}.", splits=names)
            )
        best = self.sizing.recommended.si
        if any(
            (s.si.units, s.si.motor_rating) == (best.duty + best.standby, best.motor_rating)
            for s in self.splits
        ):
            said.append(t("One of these is the recommended arrangement."))
        said += [
            t("Head, flow and η are those at which duty power alone, without any run-out, asks for "
              "these motors."),
            t("Arithmetic: the product of the factors, the splits and their ranges, at margins of "
              "{low}–{high} and the efficiency above. Run-out of one pump and level range come "
              "first as explanations, then head, flow or efficiency.",
              low=units.digits_of(data.limit("k_low")), high=units.digits_of(data.limit("k_high")))
        ]  # fmt: skip
        if len(self.others):
            said.append(t("Other sums exist too: {sums}.", sums="; ".join(self.others)))
        said.append(
            t("Inference: which split was built, and how many units stand by. That the published "
              "figure is motors alone, without auxiliaries, is inference as well.")
        )  # fmt: skip
        said.append(
            t("Not decided by these figures: units, motors, level range, pump curves. A split is "
              "known only if a source publishes it.")
        )  # fmt: skip
        n = self.comparable
        if n < data.limit("comparable_stations"):
            said.append(
                t("Real stations: no comparable stations ({n} of like size and kind of head in the "
                  "table; {least} would be needed).", n=n,
                  least=units.digits_of(data.limit("comparable_stations")))
            )  # fmt: skip
        else:
            said.append(
                t("Real stations of like size and kind of head: {n}, with installed over hydraulic "
                  "power of {low}–{high}.", n=n, low=units.digits_of(self.comparable_low, 3),
                  high=units.digits_of(self.comparable_high, 3))
            )  # fmt: skip
        return said


_RANGE = ("low", "value", "high")


def reconcile_installed(
    sizing: StationSizing,
    *,
    installed: Amount | None = None,
    daily_volume: Amount | None = None,
) -> Reconciliation:
    """Compare published figures with a sizing, and say what would explain them.

    Parameters
    ----------
    sizing : StationSizing
        The sizing for the published flow and head, scalar.
    installed : float, str or quantity, optional
        Published installed power, W, above the hydraulic power; standby units included.
    daily_volume : float, str or quantity, optional
        Published daily volume, m³/d.

    Returns
    -------
    Reconciliation
        Verdicts, the factors of installed over hydraulic power with their ranges, the equal
        splits into standard motors and what would make each right.

    Raises
    ------
    InputError
        If neither figure is given, the installed power is not above the hydraulic power, or the
        sizing is one of arrays.

    Notes
    -----
    Figures carry their printed precision ("0.40 m3/s" is 0.395–0.405; closing zeros of a whole
    number are not counted as printed), and are consistent if the intervals overlap. A rating R is
    right where R_smaller < k P_max <= R with k of 1.05–1.10. Nothing is fitted: efficiency and
    margins stay what they are.

    References
    ----------
    GB 50265 (margin, standby sets counted); station figures with their sources in
    ``data/stations.csv``.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> sizing = hc.size_station(flow="0.40 m3/s", head="87.8 m")
    >>> found = hc.reconcile_installed(sizing, installed="945 kW", daily_volume="35000 m3/d")
    >>> split = found.splits[0]
    >>> print(found.volume_verdict, "|", len(found.splits), split.units, "×", "315 kW")
    consistent within rounding | 1 3 × 315 kW
    """
    if installed is None and daily_volume is None:
        raise InputError("installed", "a published figure", Phrase("nothing"))
    if getattr(sizing, "candidates", None) is None:
        raise InputError("sizing", "a StationSizing of one flow and head", quoted(sizing))
    P_h = sizing.si.hydraulic_power
    result: dict[str, Any] = dict.fromkeys(Reconciliation.fields)
    result |= {"sizing": sizing, "hydraulic_power": P_h, "volume_verdict": "", "others": ()}
    result |= {"ratio": np.nan, "remaining": np.nan, "factors": (), "splits": (), "comparable": 0}
    result |= {"comparable_low": np.nan, "comparable_high": np.nan}
    if daily_volume is not None:
        result |= _volume(sizing, daily_volume)
    if installed is not None:
        result |= _installed(sizing, installed)
    return Reconciliation(**result)


def _volume(sizing: StationSizing, published: Any) -> dict[str, Any]:
    units.number(published, "daily volume", "daily_volume", scalar=True)
    low, V, high = units.printed(published, "daily volume", "daily_volume", zeros=False)
    per_flow = sizing.si.daily_volume / sizing.si.flow
    own_low, own_high = sizing.si.flow_low * per_flow, sizing.si.flow_high * per_flow
    verdict = INCONSISTENT
    if low <= own_high and own_low <= high:
        verdict = CONSISTENT
    elif (
        high < own_low and high > own_low / 24 and any(a.id == "hours" for a in sizing.assumptions)
    ):
        verdict = UNDECIDED  # fewer pumping hours than the assumed would explain it
    return {
        "daily_volume": V, "volume_low": own_low, "volume_high": own_high,
        "exact_flow": V / per_flow, "volume_verdict": verdict,
    }  # fmt: skip


def _installed(sizing: StationSizing, published: Any) -> dict[str, Any]:
    units.number(published, "power", "installed", scalar=True)
    low, P, high = units.printed(published, "power", "installed")
    P_h = sizing.si.hydraulic_power
    if P_h >= P:
        write = ""
        if isinstance(published, (int, float)) or (isinstance(published, str) and P_h / 100 > P):
            write = f"'{units.digits_of(P)} kW'" if P_h < 1000 * P else ""
        raise InputError(
            "installed", "more than the hydraulic power, {power}", units.show(P, "power"), write,
            guess=True, power=units.show(P_h, "power"),
        )  # fmt: skip
    ratio = float(run(kernels.power_ratio, P, P_h))
    if sizing.recommended is None:
        return {"installed": P, "ratio": ratio}
    factors = _factor_table(sizing)
    splits = tuple(_equal_splits(sizing, low, high))
    unit = splits[0].si.motor_rating if splits else P / (sizing.recommended.duty + 1)
    ratios = _comparable(sizing, unit, P)
    return {
        "installed": P, "ratio": ratio, "factors": factors,
        "remaining": ratio / float(np.prod([f.value for f in factors])),
        "splits": splits, "others": tuple(_other_sums(low, high, sizing.frequency)),
        "comparable": len(ratios),
        "comparable_low": min(ratios, default=np.nan),
        "comparable_high": max(ratios, default=np.nan),
    }  # fmt: skip


def _factor_table(sizing: StationSizing) -> tuple[Factor, ...]:
    best = sizing.recommended.si
    rise = best.max_shaft_power / best.unit_shaft_power
    standby = (best.duty + best.standby) / best.duty
    ranges = (
        ("standby: all units over duty units", standby, data.limit("standby_low"),
         data.limit("standby_high")),
        ("1 / pump efficiency", 1 / best.efficiency, 1 / best.efficiency_high,
         1 / best.efficiency_low),
        ("P_max over P_duty", rise, data.limit("run_out_low"), data.limit("run_out_high")),
        ("motor margin k", best.margin, data.limit("k_low"), data.limit("k_high")),
    )  # fmt: skip
    # What the sizing has is inside the range, also where the user set it.
    return tuple(
        Factor(label=label, low=min(low, value), value=value, high=max(high, value))
        for label, value, low, high in ranges
    )


def _equal_splits(sizing: StationSizing, low: float, high: float) -> Any:
    best, rho = sizing.recommended.si, sizing.liquid.si.density
    Q, H, eta = sizing.si.flow, sizing.si.head, best.efficiency
    ratings = rating_series(sizing.frequency)[0]
    k_low, k_high = data.limit("k_low"), data.limit("k_high")
    for n in range(1, MOST_UNITS + 1):
        for i in np.flatnonzero((n * ratings >= low) & (n * ratings <= high)):
            R, smaller = float(ratings[i]), float(ratings[max(i - 1, 0)])
            N = max(n - best.standby, 1)
            # R is right for P_max in (smaller / k, R / k]; widest with the outer margins.
            ends = ((smaller, k_high), (R, k_low))
            P = sizing.si.hydraulic_power / N / eta
            run_out = [float(run(kernels.run_out_of_rating, r, k, P)) for r, k in ends]
            head = [float(run(kernels.head_of_rating, r, k, N, eta, rho, Q)) for r, k in ends]
            flow = [float(run(kernels.flow_of_rating, r, k, N, eta, rho, H)) for r, k in ends]
            share = [float(run(kernels.efficiency_of_rating, r, k, N, rho, Q, H)) for r, k in ends]
            yield Split(
                units=n, duty=N, motor_rating=R, smaller=smaller, unit_shaft_power=P,
                duty_power_ratio=N * R / sizing.si.hydraulic_power, efficiency=eta,
                run_out_low=run_out[0], run_out_high=run_out[1],
                head_low=head[0], head_high=head[1], flow_low=flow[0], flow_high=flow[1],
                efficiency_low=share[1], efficiency_high=share[0],
            )  # fmt: skip


def _other_sums(low: float, high: float, frequency: float) -> Any:
    """Sums of two ratings of at most three motors, the most even first, at most four."""
    ratings = rating_series(frequency)[0]
    found = []
    for i, small in enumerate(ratings):
        for large in ratings[i + 1 :]:
            for a, b in ((1, 1), (2, 1), (1, 2)):
                if low <= a * small + b * large <= high:
                    found.append((large / small, a + b, a, small, b, large))
    for _, _, a, small, b, large in sorted(found)[:4]:
        yield " + ".join(
            (f"{n} × " if n > 1 else "") + units.digits_of(r / 1000.0) + " kW"
            for n, r in ((a, small), (b, large))
        )


def _comparable(sizing: StationSizing, unit: float, installed: float) -> list[float]:
    """Installed over hydraulic power of stations with unit motors and heads of like kind."""
    most, steepest = data.limit("published_unit_ratio"), data.limit("published_head_ratio")
    ratios = []
    for row in data.rows("stations"):
        if not (row["installed_kw"] and row["flow_m3s"] and row["head_m"]):
            continue
        P, Q, H = (float(row[c]) for c in ("installed_kw", "flow_m3s", "head_m"))
        motor = float(row["unit_power_kw"] or 0.0)
        if not motor and row["units_total"]:
            motor = P / float(row["units_total"])
        itself = abs(1000 * P / installed - 1) < 1e-3 and abs(Q / sizing.si.flow - 1) < 0.02
        like = motor > 0 and 1 / most <= 1000.0 * motor / unit <= most
        like = like and 1 / steepest <= H / sizing.si.head <= steepest
        if like and not itself and row["head_class"] == "total":
            ratios.append(1000.0 * P / (sizing.liquid.si.density * G * Q * H))
    return ratios
