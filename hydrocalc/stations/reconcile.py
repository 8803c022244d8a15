"""Published figures against computed ones: what agrees, what would explain the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.errors import InputError
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels import reconcile as kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.records.fields import Column, Measure, OptionalMeasure, Ratio, Word, Words
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Record, Result, made
from hydrocalc.records.tables import Table
from hydrocalc.stations.splits import equal_splits, most_units, other_sums, usual_standby
from hydrocalc.texts import Phrase, listed, quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hydrocalc.records.fields import Amount, Language
    from hydrocalc.stations.sizing import StationSizing

EXPLAINED = "explained"
UNEXPLAINED = "not explained"
CONSISTENT = "consistent within rounding"
INCONSISTENT = "inconsistent"
UNDECIDED = "can't be decided from what is given"


class Factor(Record):
    """One factor of installed over hydraulic power, and the range it may have."""

    label: Word = Word(label="factor")
    low: Ratio = Ratio(label="low", low=0.0)
    value: Ratio = Ratio(label="value", low=0.0)
    high: Ratio = Ratio(label="high", low=0.0)


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
    installed_verdict: Word = Word(label="verdict on the installed power")
    least_power: OptionalMeasure = OptionalMeasure(
        "power", label="least shaft power, at the best efficiency of any pump"
    )
    hydraulic_power: Measure = Measure("power", label="hydraulic power")
    ratio: Ratio = Ratio(label="installed over hydraulic power", digits=3)
    factors: Part = Part(label="Factors of installed over hydraulic power")
    remaining: Ratio = Ratio(label="remaining: step to the standard size", digits=3)
    splits: Part = Part(label="Equal splits")
    others: Words = Words(label="other sums")
    comparable: Column = Column(label="comparable stations")
    comparable_low: Ratio = Ratio(label="their installed over hydraulic power from", digits=3)
    comparable_high: Ratio = Ratio(label="to", digits=3)

    made_by: ClassVar[Mapping[str, Made]] = {
        "ratio": made(kernels.power_ratio, P_inst="installed", P_h="hydraulic_power"),
    }

    @property
    def exit_code(self) -> int:
        """0, or 1 if a figure is inconsistent or nothing is feasible."""
        verdicts = (self.volume_verdict, self.installed_verdict)
        return int(self.sizing.exit_code or INCONSISTENT in verdicts or self._too_small())

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
            "installed", "hydraulic_power", "ratio", "least_power", "installed_verdict",
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
            parts += [self._verdict(lang), self._factors(lang), *self._splits(lang),
                      *self._words(lang)]  # fmt: skip
        return [*parts, *first[-2:]]

    def _verdict(self, lang: Language) -> str:
        """What stands for or against the published power, in one sentence."""
        low, high = (float(np.prod([getattr(f, k) for f in self.factors])) for k in _ENDS)
        show = units.digits_of
        known = {
            "ratio": show(self.ratio, 3), "low": show(low, 3), "high": show(high, 3),
            "power": units.show(self.si.least_power, "power"),
            "installed": units.show(self.si.installed, "power"),
            "eta": show(100.0 * data.limit("best_efficiency"), 3),
        }  # fmt: skip
        if self.installed_verdict == INCONSISTENT:
            text = (
                "Inconsistent: at {eta} %, the best of any pump, the shafts take {power}; all "
                "motors have {installed}. Flow, head and power are not of one station and one "
                "state."
            )
        elif self.installed_verdict == UNEXPLAINED:
            text = (
                "Not explained: {ratio} times the hydraulic power is more than the {high} that "
                "standby units, efficiency, run-out and margin make. Another head or flow than the "
                "published, later stages or auxiliaries would."
            )
        elif self.ratio < low:
            text = (
                "Explained only without standby units or margin: {ratio} times the hydraulic power "
                "is less than the {low} of a station that has both, and more than pumps take."
            )
        else:
            text = (
                "Explained: {ratio} times the hydraulic power lies within the {low} to {high} that "
                "standby units, efficiency, run-out and margin make."
            )
        return translated(text, lang, **known)

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

        def span(a: float, b: float, kind: str = "ratio") -> str:
            return "–".join(units.read(end, kind, 3) for end in (a, b))

        for split in self.splits:
            s = split.si
            if s.motor_rating < s.unit_shaft_power:
                continue
            rows.append(
                [
                    f"{s.units} × {units.said(s.motor_rating, 'power')}"
                    + ("" if s.of_series else " *"),
                    f"{s.duty}+{s.units - s.duty}", show(s.duty_power_ratio, 3),
                    span(s.run_out_low, s.run_out_high), span(s.head_low, s.head_high, "head"),
                    span(s.flow_low, s.flow_high, "flow"),
                    span(s.efficiency_low, s.efficiency_high, "efficiency"),
                ]
            )  # fmt: skip
        if not rows:
            return [
                translated(
                    "No equal split into up to {n} standard motors exists.",
                    lang,
                    n=most_units(self.sizing),
                )
            ]
        heads = [
            translated(t, lang)
            for t in ("split", "units", "duty / P_h", "P_max / P_duty", "or head", "or flow",
                      "or η")
        ]  # fmt: skip
        title = translated("Equal splits, and what alone would make their motors right", lang)
        units_ = ["", "", "", "", *(units.unit_shown(k) for k in ("head", "flow", "efficiency"))]
        table = Table(heads, rows, title, frozenset(range(1, 7)), units_)
        if all(s.of_series for s in self.splits):
            return [table]
        return [table, translated("* Of no series: large motors are made to order.", lang)]

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
        weak = [s.si for s in self.splits if s.si.motor_rating < s.si.unit_shaft_power]
        if weak:
            splits = listed(
                Phrase("{n} × {rating}", n=s.units, rating=units.show(s.motor_rating, "power"))
                for s in weak
            )
            said.append(t("Too small for the duty with all units running: {splits}.",
                          splits=splits))  # fmt: skip
        usual = usual_standby(self.sizing)
        fewer = [
            Phrase("{n}+{m} × {rating}", n=s.duty, m=s.units - s.duty,
                   rating=units.show(s.motor_rating, "power"))
            for s in (split.si for split in self.splits)
            if s.motor_rating >= s.unit_shaft_power
            and s.of_series
            and s.units - s.duty < min(usual, s.units - 1)
        ]  # fmt: skip
        if fewer:
            said.append(
                t("With the usual {n} in reserve the others would be too small; with fewer they "
                  "serve: {splits}.", n=usual, splits=listed(fewer))
            )  # fmt: skip
        if any(s.si.motor_rating >= s.si.unit_shaft_power and s.si.run_out_high < 1.0
               for s in self.splits):  # fmt: skip
            said.append(t("Where P_max / P_duty ends below 1 the motors carry the duty, without "
                          "their margin."))  # fmt: skip
        best = None if self.sizing.recommended is None else self.sizing.recommended.si
        if best is None:
            said.append(
                t("No pump of the catalogue serves this: η is what pumps of such stations have.")
            )
        elif any(
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
            said.append(t("Other sums exist too: {sums}.", sums=listed(self.others)))
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
_ENDS = ("low", "high")


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
        Published installed power, W; standby units included.
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
        If neither figure is given, the installed power is below a hundredth of the hydraulic
        power (a slip of the unit), or the sizing is one of arrays.

    Notes
    -----
    Figures carry their printed precision ("0.40 m3/s" is 0.395–0.405; closing zeros of a whole
    number are not counted as printed), and are consistent if the intervals overlap. A rating R is
    right where R_smaller < k P_max <= R with k of 1.05–1.10; from 1 MW also ratings of no series.
    Nothing is fitted: efficiency and margins stay what they are. An installed power below the
    shaft power at the best efficiency of any pump is inconsistent; one within the product of the
    factors is explained. Where no pump of the catalogue serves, efficiency is that of such
    stations.

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
    result |= {"installed_verdict": ""}
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


ABSURD = 100.0
"""Times that an installed power may be short of the hydraulic: beyond, its unit is a slip."""


def _installed(sizing: StationSizing, published: Any) -> dict[str, Any]:
    units.number(published, "power", "installed", scalar=True)
    low, P, high = units.printed(published, "power", "installed")
    P_h = sizing.si.hydraulic_power
    if P_h / ABSURD > P:
        write = f"'{units.digits_of(P)} kW'" if P_h < 1000 * P else ""
        raise InputError(
            "installed", "at least a hundredth of the hydraulic power, {least}",
            units.show(P, "power"), write, guess=True, least=units.show(P_h / ABSURD, "power"),
        )  # fmt: skip
    ratio = float(run(kernels.power_ratio, P, P_h))
    factors = _factor_table(sizing)
    # The least that the printed flow and head allow: what rounding explains is no contradiction.
    rounded = (sizing.si.flow_low or sizing.si.flow) / sizing.si.flow
    rounded *= (sizing.si.head_low or sizing.si.head) / sizing.si.head
    least = P_h / data.limit("best_efficiency")
    most = float(np.prod([f.high for f in factors]))
    verdict = UNEXPLAINED if ratio > most * high / P else EXPLAINED
    if high < rounded * least:
        verdict = INCONSISTENT
    splits = tuple(equal_splits(sizing, low, high))
    duty = sizing.usual_duty if sizing.recommended is None else sizing.recommended.duty
    unit = splits[0].si.motor_rating if splits else P / (duty + 1)
    ratios = _comparable(sizing, unit, P)
    return {
        "installed": P, "ratio": ratio, "factors": factors, "installed_verdict": verdict,
        "least_power": least,
        "remaining": ratio / float(np.prod([f.value for f in factors])),
        "splits": splits, "others": tuple(other_sums(low, high, sizing.frequency)),
        "comparable": len(ratios),
        "comparable_low": min(ratios, default=np.nan),
        "comparable_high": max(ratios, default=np.nan),
    }  # fmt: skip


def _factor_table(sizing: StationSizing) -> tuple[Factor, ...]:
    best = None if sizing.recommended is None else sizing.recommended.si
    eta, most = data.limit("station_efficiency_low"), data.limit("station_efficiency_high")
    run_out = data.limit("run_out_high")
    if best is None:
        standby = (sizing.usual_duty + 1) / sizing.usual_duty
        rise, margin = data.assumption("power_rise").number, data.limit("k_low")
        efficiency = [most, (eta + most) / 2.0, eta]
    else:
        standby, margin = (best.duty + best.standby) / best.duty, best.margin
        rise = best.max_shaft_power / best.unit_shaft_power
        efficiency = [best.efficiency_high, best.efficiency, best.efficiency_low]
        # Fast pumps of low lifts take most where they start: against a siphon's crest or a flap.
        run_out = max(run_out, float(pump_kernels.shutoff_power(np.float64(best.nq_eye))))
    ranges = (
        ("standby: all units over duty units", standby, data.limit("standby_low"),
         data.limit("standby_high")),
        ("1 / pump efficiency", 1 / efficiency[1], 1 / efficiency[0], 1 / efficiency[2]),
        ("P_max over P_duty", rise, data.limit("run_out_low"), run_out),
        ("motor margin k", margin, data.limit("k_low"), data.limit("k_high")),
    )  # fmt: skip
    # What the sizing has is inside the range, also where the user set it.
    return tuple(
        Factor(label=label, low=min(low, value), value=value, high=max(high, value))
        for label, value, low, high in ranges
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
