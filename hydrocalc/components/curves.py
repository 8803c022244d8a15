"""Curves of pumps: the maker's points, what is fitted to them, and performance at any speed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.liquids import liquid_or_water
from hydrocalc.components.pumps import pump_types
from hydrocalc.errors import InputError
from hydrocalc.kernels import curves as kernels
from hydrocalc.kernels import pumps as pump_kernels
from hydrocalc.kernels.liquids import G
from hydrocalc.records.fields import (
    Choice,
    Count,
    Measure,
    OptionalMeasure,
    OptionalRatio,
    Ratio,
    Text,
    Word,
    choice,
    whole,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Made, Part, Record, Result, made, record_of
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase, quoted
from hydrocalc.units import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hydrocalc.components.liquids import Liquid
    from hydrocalc.records.fields import Amount, Language

FORMS = kernels.FORMS
BASES = ("maker", "test", "estimate")
SHIFTS = tuple(kernels.SPEED_SHIFTS)


class PumpCurve(Record):
    """Points of a pump as its maker gives them, at one speed and one impeller diameter.

    Parameters
    ----------
    name : str, optional
        What it is called.
    flow : array_like
        Flows, m³/s, rising, three or more.
    head : array_like
        Total heads, m.
    efficiency : array_like, optional
        Efficiencies, 0–1; nan where unknown.
    shaft_power : array_like, optional
        Shaft powers, W, in place of efficiencies.
    npsh_required : array_like, optional
        NPSH required, m; nan where unknown.
    speed : float, str or quantity
        Speed at which they hold, rpm.
    impeller_diameter : float, str or quantity, optional
        Diameter of the impeller, m.
    stages : int, optional
        Number of stages, 1–100.
    eyes : int, optional
        Impeller eyes: 2 for double suction.
    density : float, str or quantity, optional
        Density at which the power holds, kg/m³ (998.2).
    form : {'monotone', 'linear', 'polynomial', 'quadratic', 'power'}, optional
        What is fitted: ``monotone`` passes through the points without overshoot, ``linear``
        joins them, ``polynomial`` (least squares of `degree`), ``quadratic`` (a + c Q²) and
        ``power`` (A − B Q^C) pass near them.
    degree : int, optional
        Of a polynomial, 1–6 (3).
    minimum_flow, maximum_flow : float, str or quantity, optional
        The maker's allowable operating region, m³/s.
    basis : {'maker', 'test', 'estimate'}, optional
        Where the points come from.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.25], head=[110, 104, 88, 74],
    ...                     efficiency=[0, 0.68, 0.84, 0.8], speed="1480 rpm")
    >>> print(f"{pump.head[2]:.0f~P}")
    88 m
    """

    name: Text = Text(default="", label="pump")
    flow: Measure = Measure("flow", low=0.0, label="flow", many=True)
    head: Measure = Measure("head", low=0.0, label="head", many=True)
    efficiency: OptionalRatio = OptionalRatio(
        "efficiency", default=None, label="pump efficiency", many=True
    )
    shaft_power: OptionalMeasure = OptionalMeasure(
        "power", default=None, label="shaft power", many=True
    )
    npsh_required: OptionalMeasure = OptionalMeasure(
        "head", default=None, label="NPSH required", many=True
    )
    speed: Measure = Measure("speed", label="speed")
    impeller_diameter: OptionalMeasure = OptionalMeasure(
        "diameter", default=None, label="impeller diameter"
    )
    stages: Count = Count(1, 100, default=1, label="stages")
    eyes: Count = Count(1, 2, default=1, label="impeller eyes")
    density: Measure = Measure("density", default=998.2, label="density")
    form: Choice = Choice(FORMS, default="monotone", label="form of the curve")
    degree: Count = Count(1, 6, default=3, label="degree")
    minimum_flow: OptionalMeasure = OptionalMeasure(
        "flow", low=0.0, default=None, label="minimum flow"
    )
    maximum_flow: OptionalMeasure = OptionalMeasure("flow", default=None, label="maximum flow")
    basis: Choice = Choice(BASES, default="maker", label="basis")


def check_curve(pump: PumpCurve) -> None:
    """Refuse points that are no pump's."""
    c = pump.si
    for name in ("speed", "impeller_diameter", "density", "minimum_flow", "maximum_flow"):
        if np.ndim(pump._plain[name]):
            raise InputError(name, "one value, not an array", quoted(pump._plain[name]))
    q, H = np.asarray(c.flow), np.asarray(c.head)
    if q.ndim != 1 or len(q) < 3:
        raise InputError(
            "flow", "three points or more", str(np.size(q)),
            Phrase("more points, or an estimate of the duty point"),
        )  # fmt: skip
    columns = {"head": H, "efficiency": c.efficiency, "shaft_power": c.shaft_power,
               "npsh_required": c.npsh_required}  # fmt: skip
    for name, column in columns.items():
        if column is not None and np.shape(column) != q.shape:
            raise InputError(
                name, "one value for each of the {n} flows", str(np.size(column)), n=len(q)
            )
    if not (np.isfinite(q).all() and np.isfinite(H).all()):
        raise InputError("head", "flows and heads at every point")
    back = np.flatnonzero(np.diff(q) <= 0.0)
    if len(back):
        i = int(back[0])
        raise InputError(
            "flow",
            "flows that rise",
            Phrase(
                "{this} after {before}",
                this=units.show(q[i + 1], "flow", 6),
                before=units.show(q[i], "flow", 6),
            ),
        )
    if (q < 0.0).any() or (H < 0.0).any():
        raise InputError("head", "flows and heads from 0 up")
    if q[-1] > 50.0:
        raise InputError(
            "flow",
            "flows in m³/s, at most 50",
            f"{q[-1]:g}",
            Phrase("flows in m³/h, with that unit"),
            guess=True,
        )
    if H[-1] >= H[-2]:
        raise InputError(
            "head", "heads that fall with the flow, at least at the end", Phrase("heads that rise")
        )
    if c.efficiency is not None:
        eta = c.efficiency[~np.isnan(c.efficiency)]
        if (eta > 1.0).any():
            worst = float(eta.max())
            write = Phrase("shares of 1, or the unit, %") if worst > 1.5 else ""
            raise InputError("efficiency", "efficiencies from 0 to 1", f"{worst:g}", write)
        if (eta < 0.0).any() or not (eta > 0.0).any():
            raise InputError("efficiency", "efficiencies from 0 to 1", f"{eta.min():g}")
    for name in ("shaft_power", "npsh_required"):
        column = columns[name]
        if column is not None and not (column[~np.isnan(column)] > 0.0).all():
            raise InputError(name, "values above 0")
    if c.shaft_power is not None:
        water = c.density * G * q * H
        less = np.flatnonzero(c.shaft_power < water)
        if len(less):
            i = int(less[0])
            raise InputError(
                "shaft_power", "at least the power of the water, {power} at {flow}",
                units.show(float(c.shaft_power[i]), "power"),
                power=units.show(float(water[i]), "power"), flow=units.show(float(q[i]), "flow"),
            )  # fmt: skip
        if c.efficiency is not None:
            _refuse_another_efficiency(pump)
    if c.npsh_required is not None:
        _refuse_falling_npsh(q, np.asarray(c.npsh_required))
    if c.speed <= 0.0:
        raise InputError("speed", "a speed above 0", units.show(c.speed, "speed"))


EFFICIENCY_TOLERANCE = 0.03
"""By which the two efficiencies of a table may differ that gives shaft powers too: a point of each
where they were read off a printed curve, and what heads and flows add."""


def _refuse_another_efficiency(pump: PumpCurve) -> None:
    """Refuse shaft powers that aren't those of the efficiencies beside them."""
    c = pump.si
    with np.errstate(all="ignore"):
        of_power = c.density * G * c.flow * c.head / c.shaft_power
    off = np.flatnonzero(np.abs(of_power - c.efficiency) > EFFICIENCY_TOLERANCE)
    if len(off):
        i = int(off[0])
        raise InputError(
            "shaft_power", "shaft powers of the efficiencies beside them, {efficiency} at {flow}",
            units.show(float(of_power[i]), "efficiency"),
            efficiency=units.show(float(c.efficiency[i]), "efficiency"),
            flow=units.show(float(c.flow[i]), "flow"),
        )  # fmt: skip


def _refuse_falling_npsh(q: Any, NPSH: Any) -> None:
    """Refuse a column that stands upside down: NPSH required rises beyond best efficiency.

    At low flow it may rise again, by recirculation (ANSI/HI 9.6.1, read in articles): only the
    second half of the flows says how the column stands.
    """
    known = ~np.isnan(NPSH)
    q, NPSH = q[known], NPSH[known]
    if len(q) < 2:
        return
    upper = q >= 0.5 * q[-1]
    i = int(np.argmax(np.where(upper, NPSH, -np.inf)))
    if NPSH[i] > NPSH[-1]:
        raise InputError(
            "npsh_required",
            "NPSH required that rises with the flow, at least {least} at the last, {flow}",
            units.show(float(NPSH[-1]), "head"), least=units.show(float(NPSH[i]), "head"),
            flow=units.show(float(q[-1]), "flow"),
        )  # fmt: skip


def saddles(pump: PumpCurve) -> int:
    """Rises after a fall of a curve through its points; what passes near them takes noise out."""
    if pump.form not in ("monotone", "linear"):
        return 0
    return int(np.count_nonzero(np.diff(np.sign(np.diff(pump.si.head))) > 0.0))


def performance_of(pump: PumpCurve) -> kernels.Performance:
    """The curves fitted to a pump's points."""
    return _performance_of(record_of(pump, "pump", PumpCurve))


@lru_cache(maxsize=256)
@np.errstate(all="ignore")
def _performance_of(pump: PumpCurve) -> kernels.Performance:
    check_curve(pump)
    c = pump.si
    q, rho = c.flow, c.density
    head = kernels.fit(q, c.head, pump.form, pump.degree)
    also = {"linear": "linear", "polynomial": "polynomial", "quadratic": "polynomial"}
    form = also.get(pump.form, "monotone")
    power = npsh = None
    P = c.shaft_power
    if c.efficiency is not None:
        with np.errstate(all="ignore"):
            of_eta = np.where(c.efficiency > 0.0, rho * G * q * c.head / c.efficiency, np.nan)
        P = of_eta if P is None else np.where(np.isnan(P), of_eta, P)
    if P is not None:
        known = ~np.isnan(P)
        x, P = q[known], P[known]
        if len(x) > 1 and x[0] > 0.0 and c.efficiency is not None and c.efficiency[0] == q[0] == 0:
            # An efficiency of 0 at no flow is given: the power goes straight on to there.
            start = max(P[0] - x[0] * (P[1] - P[0]) / (x[1] - x[0]), 0.25 * P[0])
            x, P = np.append(0.0, x), np.append(start, P)
        if len(x) > 1:
            power = kernels.fit(x, P, form, pump.degree)
    if c.npsh_required is not None:
        known = ~np.isnan(c.npsh_required)
        if known.sum() > 1:
            npsh = kernels.fit(q[known], c.npsh_required[known], form, pump.degree)
    inside = kernels.value(head, np.linspace(head.start, head.end, 201)[:-1])[0]
    if not (inside > 0.0).all():
        raise InputError("form", "a form whose head stays above 0 between the points", pump.form)
    falls = kernels.falling(head)
    if not falls or falls[0][1] < head.end:
        raise InputError("form", "a form whose head falls at the end of the curve", pump.form)
    best = eta = np.nan
    if power is not None:
        grid = np.linspace(max(head.start, power.start), min(head.end, power.end), 4001)[1:]
        with np.errstate(all="ignore"):  # head and power may end at 0 together
            values = rho * G * grid * kernels.value(head, grid)[0] / kernels.value(power, grid)[0]
        i = int(np.argmax(np.nan_to_num(values, nan=0.0, posinf=0.0)))
        best, eta = float(grid[i]), float(values[i])
    return kernels.Performance(head, power, npsh, float(rho), falls, best, eta)


class CurveFit(Result):
    """What is fitted to a pump's points, how well, its best point and its regions."""

    schema: ClassVar[tuple[str, int]] = ("curve-fit", 1)

    pump: Part = Part(label="pump")
    form: Word = Word(label="form of the curve")
    formula: Text = Text(label="fitted head, m, with Q in m³/s")
    flow: Measure = Measure("flow", label="flow")
    head: Measure = Measure("head", label="head")
    fitted_head: Measure = Measure("head", label="fitted head")
    residual: Measure = Measure("level", label="fitted less given", digits=2)
    largest_residual: Measure = Measure("level", label="largest residual", digits=2)
    rms_residual: Measure = Measure("level", label="root mean square residual", digits=2)
    shutoff_head: Measure = Measure("head", label="shut-off head")
    peak_flow: Measure = Measure("flow", label="unstable below a flow of")
    dip_flow: Measure = Measure("flow", label="saddle: the head rises from a flow of")
    dip_head: Measure = Measure("head", label="lowest head of the saddle")
    end_flow: Measure = Measure("flow", label="end of the curve")
    best_flow: Measure = Measure("flow", label="flow of best efficiency")
    best_head: Measure = Measure("head", label="head at best efficiency")
    stage_head: Measure = Measure("head", label="head per stage")
    eye_flow: Measure = Measure("flow", label="flow per impeller eye")
    best_efficiency: Ratio = Ratio("efficiency", label="best efficiency", digits=3)
    nq_total: Ratio = Ratio(label="specific speed nq (total flow, per stage)", digits=3)
    nq_eye: Ratio = Ratio(label="specific speed nq per impeller eye", digits=3)
    ns_cn: Ratio = Ratio(label="specific speed ns (China: Q/2 if double suction)", digits=3)
    npsh_best: Measure = Measure("head", label="NPSH required at best efficiency", digits=3)
    suction_speed: Ratio = Ratio(label="suction specific speed S per eye", digits=3)
    cavitation_c: Ratio = Ratio(label="cavitation specific speed C (China)", digits=3)
    por_low: Measure = Measure("flow", label="preferred operating region from")
    por_high: Measure = Measure("flow", label="preferred operating region to")
    aor_low: Measure = Measure("flow", label="allowable operating region from")
    aor_high: Measure = Measure("flow", label="allowable operating region to")

    made_by: ClassVar[Mapping[str, Made]] = {
        "nq_total": made(
            pump_kernels.specific_speed, n="pump.speed", Q="best_flow", H="stage_head"
        ),
        "nq_eye": made(pump_kernels.specific_speed, n="pump.speed", Q="eye_flow", H="stage_head"),
        "ns_cn": made(pump_kernels.specific_speed_cn, n="pump.speed", Q="eye_flow", H="stage_head"),
        "suction_speed": made(
            pump_kernels.suction_specific_speed, n="pump.speed", Q="eye_flow", NPSHr="npsh_best"
        ),
    }

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The points: given, fitted, residual."""
        c = self.si
        names, kinds = ("flow", "head", "fitted_head", "residual"), ("flow", *["level"] * 3)
        rows = [
            [units.read(x, kind) for x, kind in zip(row, kinds, strict=True)]
            for row in zip(*(getattr(c, n) for n in names), strict=True)
        ]
        heads = [translated(self.fields[n].label, lang) for n in names]
        return Table(
            heads, rows, translated("Pump curve", lang), frozenset(range(4)),
            [units.unit_shown(kind) for kind in kinds],
        )  # fmt: skip

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The points, what was found, and what is wrong with the curve."""
        listed = ("pump", "flow", "head", "fitted_head", "residual", "stage_head", "eye_flow")
        rows = [
            [translated(f.label, lang), *f.show(self._plain[n], lang)]
            for n, f in self.fields.items()
            if n not in listed and not _unknown(self._plain[n])
        ]
        heads = [translated(t, lang) for t in ("quantity", "value", "unit")]
        return [self.table(lang), Table(heads, rows, right=frozenset({1})), *self.notes(lang)]

    def notes(self, lang: Language = "en") -> list[str]:
        """What a reader must know of the curve."""
        c, found, known = self.si, [], performance_of(self.pump)

        def say(text: str, **values: Any) -> None:
            found.append(translated(text, lang, **values))

        peak = units.show(c.peak_flow, "flow")
        if not np.isnan(c.dip_flow):
            say(
                "The head has a saddle: it rises from {low} to {high}. Against a head above "
                "{head} there may be several duty points, and which one is reached depends on "
                "the start.",
                low=units.show(c.dip_flow, "flow"), high=peak, head=units.show(c.dip_head, "head"),
            )  # fmt: skip
        elif c.peak_flow > 0.0 and np.isnan(c.shutoff_head):
            say("The head rises up to {flow}: unstable there.", flow=peak)
        elif c.peak_flow > 0.0:
            say(
                "The head rises up to {flow}: unstable there, and no start against a head "
                "above the shut-off head of {head}.",
                flow=peak, head=units.show(c.shutoff_head, "head"),
            )  # fmt: skip
        if np.isnan(c.shutoff_head):
            say(
                "Below the first point, {flow}, the curve is extrapolated: the shut-off head isn't "
                "known.", flow=units.show(float(c.flow[0]), "flow"),
            )  # fmt: skip
        for curve, text in (
            (known.power, "Efficiency and power are known from {low} to {high} only."),
            (known.npsh, "NPSH required is known from {low} to {high} only."),
        ):
            if curve is not None and (curve.start > known.head.start or curve.end < known.head.end):
                say(text, low=units.show(curve.start, "flow"), high=units.show(curve.end, "flow"))
        if np.isnan(c.best_efficiency):
            found.append(
                translated("No efficiency or power given: no power, energy or regions.", lang)
            )
        if known.npsh is None:
            found.append(translated("No NPSH required given: no NPSH margins.", lang))
        if self.pump.basis == "estimate":
            found.append(translated("An estimated curve, not a maker's.", lang))
        return found


def _unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def fit_pump_curve(pump: PumpCurve, *, form: str | None = None) -> CurveFit:
    """What is fitted to a pump's points, its residuals, best point, specific speeds and regions.

    Parameters
    ----------
    pump : PumpCurve
        The points.
    form : str, optional
        Another form than that of the record; see `PumpCurve`.

    Returns
    -------
    CurveFit
        The fit; what needs efficiencies or NPSH is nan where they are missing.

    Raises
    ------
    InputError
        If there are fewer than three points, flows don't rise, heads rise throughout, or an
        efficiency is above 1.

    Notes
    -----
    Preferred operating region 70–120 % of the flow of best efficiency (80–115 % above nq 87),
    allowable 50–125 %, unless the maker gives it. S = n √Q/NPSHr^0.75 with the flow of one eye.

    References
    ----------
    Fritsch & Butland (1984), SIAM J. Sci. Stat. Comput. 5(2) (``monotone``); ANSI/HI 9.6.3 (POR,
    AOR, read in articles).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.25], head=[110, 104, 88, 74],
    ...                     efficiency=[0, 0.68, 0.84, 0.8], speed=1480, eyes=2)
    >>> fit = hc.fit_pump_curve(pump, form="quadratic")
    >>> print(fit.formula, f"{fit.largest_residual:.2f~P}")
    110.0 - 569.2*Q^2 0.76 m
    """
    record_of(pump, "pump", PumpCurve)
    if form is not None:
        pump = pump.replace(form=choice(form, "form", FORMS))
    c, known = pump.si, performance_of(pump)
    fitted = kernels.value(known.head, c.flow)[0]
    Q_b, H_b = known.best_flow, float(kernels.value(known.head, np.float64(known.best_flow))[0])
    NPSH = shutoff = dip = H_dip = np.nan
    if known.npsh is not None and kernels.knows(known.npsh, Q_b):
        NPSH = float(kernels.value(known.npsh, np.float64(Q_b))[0])
    if known.head.start == 0.0:
        shutoff = float(kernels.value(known.head, np.float64(0.0))[0])
    if len(known.falls) > 1:
        dip = known.falls[1][1]
        H_dip = float(kernels.value(known.head, np.float64(dip))[0])
    n, H_i, Q_e = c.speed, H_b / pump.stages, Q_b / pump.eyes
    S = float(pump_kernels.specific_speed(n, np.float64(Q_e), NPSH))
    nq = float(pump_kernels.specific_speed(n, np.float64(Q_b), H_i))
    low, high, least, most = regions(pump, known, nq)
    return CurveFit(
        pump=pump, form=pump.form, formula=_formula(known.head, pump.form), flow=c.flow,
        head=c.head, fitted_head=fitted, residual=fitted - c.head,
        largest_residual=float(np.abs(fitted - c.head).max()),
        rms_residual=float(np.sqrt(np.mean((fitted - c.head) ** 2))),
        shutoff_head=shutoff, peak_flow=known.falls[0][0], dip_flow=dip, dip_head=H_dip,
        end_flow=known.head.end, best_flow=Q_b, best_head=H_b, stage_head=H_i, eye_flow=Q_e,
        best_efficiency=known.best_efficiency, nq_total=nq,
        nq_eye=float(pump_kernels.specific_speed(n, np.float64(Q_e), H_i)),
        ns_cn=float(pump_kernels.specific_speed_cn(n, np.float64(Q_e), H_i)),
        npsh_best=NPSH, suction_speed=S, cavitation_c=5.62 * S,
        por_low=low, por_high=high, aor_low=least, aor_high=most,
    )  # fmt: skip


def regions(
    pump: PumpCurve, known: kernels.Performance, nq: float
) -> tuple[float, float, float, float]:
    """Flows between which the preferred region, and around it the allowable one, lie."""
    low, high = (known.best_flow * x for x in preferred_edges(nq))
    least, most = (known.best_flow * data.limit(f"aor_{end}") for end in ("low", "high"))
    c = pump.si
    least = least if c.minimum_flow is None else c.minimum_flow
    most = most if c.maximum_flow is None else c.maximum_flow
    return max(low, least), min(high, most), least, most


def preferred_edges(nq: float, limit: Callable[[str], float] = data.limit) -> tuple[float, float]:
    """Flows over that of best efficiency between which the preferred region lies."""
    name = "por_high_nq" if nq > limit("por_nq") else "por"
    return limit(f"{name}_low"), limit(f"{name}_high")


def _formula(head: kernels.Curve, form: str) -> str:
    if head.power is not None:
        return "{:.4g} - {:.4g}*Q^{:.4g}".format(*head.power)
    if form in ("monotone", "linear"):
        return "through the points"
    terms = []
    for k, c in enumerate(head.pieces[:, 0]):
        if c:
            sign = "-" if c < 0 else "+"
            terms.append(f" {sign} {abs(c):#.4g}" + ("", "*Q")[k > 0] + (f"^{k}" if k > 1 else ""))
    return "".join(terms).removeprefix(" + ").strip()


def estimated_curve(
    *, flow: Amount, head: Amount, speed: Amount, type: str = "split-case", stages: int = 1
) -> PumpCurve:
    """Curve of a pump of which only the best point is known: an estimate, marked as one.

    Parameters
    ----------
    flow, head : float, str or quantity
        Best point, m³/s and m.
    speed : float, str or quantity
        Speed, rpm.
    type : str, optional
        Pump type, such as 'split-case' (``hydrocalc/data/pump_types.csv``).
    stages : int, optional
        Number of stages, 1–100.

    Returns
    -------
    PumpCurve
        Fifteen points to 1.4 times the flow, with ``basis='estimate'``.

    Raises
    ------
    InputError
        If an argument can't be read, or no such pump is known.

    Notes
    -----
    With q = Q/Q_b: P = P_b (p₀ + (1 − p₀) q), H = H_b (S − (S − 1) q^m), where m = p₀/(S − 1), so
    that the best point is one. Shut-off head S and power p₀ are medians of catalogue curves by nq
    an eye: 1.17 and 0.40 at 25, 1.30 and 0.57 at 50, 1.55 and 0.89 at 100, 2.0 and 2.1 at 220:
    there the power is largest at no flow. η_b as `pump_efficiency`; NPSHr by C of the middle pump
    at that nq, rising with q^1.8 beyond the best point.

    References
    ----------
    Medians of 280 catalogue curves to nq 90 (computed); a data sheet at 220; beyond, practice.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow="720 m3/h", head="87.8 m", speed=1485)
    >>> print(pump.basis, f"{pump.head[0]:.0f~P}")
    estimate 102 m
    """
    kind = pump_types()[choice(type, "type", tuple(pump_types()))]
    stages = whole(stages, "stages", 1, 100)
    Q = units.number(flow, "flow", "flow", scalar=True)
    H = units.number(head, "head", "head", scalar=True)
    n = units.number(speed, "speed", "speed", scalar=True)
    Q_e = np.float64(Q / kind.eyes)
    nq = float(pump_kernels.specific_speed(n, Q_e, np.float64(H / stages)))
    typical = float(run(pump_kernels.efficiency_typical, Q, nq, *kind.efficiency))
    if np.isnan(typical):
        raise InputError(
            "flow", "a pump of 0.2 L/s to 110 m³/s and nq 6 to 600 an eye",
            Phrase("nq {nq}, {flow}", nq=f"{nq:.3g}", flow=units.show(Q, "flow")),
        )  # fmt: skip
    allowance = data.assumption("efficiency_allowance").number
    eta = typical - float(pump_kernels.allowance_of_size(allowance, Q))
    S, p_0 = (
        float(shape(nq)) for shape in (pump_kernels.shutoff_ratio, pump_kernels.shutoff_power)
    )
    # Steep curves end before 1.4 times the flow.
    q = np.linspace(0.0, float(pump_kernels.flow_at_head_shape(S, p_0, 0.3, 1.4)), 15)
    h = pump_kernels.head_shape(S, p_0, q)
    C = float(pump_kernels.cavitation_speed(nq))
    NPSH = float(pump_kernels.npsh_required(n, Q_e, C))
    return PumpCurve(
        flow=Q * q, head=H * h, efficiency=eta * q * h / pump_kernels.power_shape(p_0, q),
        npsh_required=NPSH * pump_kernels.npsh_shape(q), speed=n, stages=stages,
        eyes=kind.eyes, basis="estimate",
    )  # fmt: skip


class PumpPerformance(Result):
    """What one pump does at given flows and speeds; arrays of one shape."""

    schema: ClassVar[tuple[str, int]] = ("pump-performance", 1)

    flow: Measure = Measure("flow", label="flow")
    speed: Measure = Measure("speed", label="speed")
    speed_ratio: Ratio = Ratio(label="speed over that of the curve", digits=3)
    head: Measure = Measure("head", label="head")
    efficiency: Ratio = Ratio("efficiency", label="pump efficiency", digits=3)
    shaft_power: Measure = Measure("power", label="shaft power")
    npsh_required: Measure = Measure("head", label="NPSH required", digits=3)
    over_best: Ratio = Ratio("efficiency", label="flow over that of best efficiency", digits=3)


def pump_performance(
    pump: PumpCurve,
    liquid: Liquid | None = None,
    *,
    flow: Amount,
    speed: Amount | None = None,
    efficiency_shift: str = "usual",
) -> PumpPerformance:
    """Head, efficiency, power and NPSH required of a pump at any flow and speed.

    Parameters
    ----------
    pump : PumpCurve
        Its curve.
    liquid : Liquid, optional
        The liquid; water at 20 °C by default. Its density decides the power.
    flow : float, str, array_like or quantity
        Flow of one pump, m³/s; any shape.
    speed : float, str, array_like or quantity, optional
        Speed, rpm (that of the curve); any shape that broadcasts.
    efficiency_shift : {'usual', 'homologous', 'sarbu-borza'}, optional
        Efficiency at other speeds: unchanged down to 80 % and falling below; unchanged; falling
        as η = 1 − (1 − η₁)(n₁/n)^0.1.

    Returns
    -------
    PumpPerformance
        Of the broadcast shape; efficiency, power and NPSH are nan beyond the points for which
        they were given, everything at a negative flow and without speed.

    Raises
    ------
    InputError
        If the curve is no pump's, or an argument can't be read.

    Notes
    -----
    Affinity: H ∝ n², P ∝ n³, NPSHr ∝ n² at flows ∝ n.

    References
    ----------
    Sârbu & Borza (1998), Simpson & Marchi (2013), from memory.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.25], head=[110, 104, 88, 74], speed=1480)
    >>> slow = hc.pump_performance(pump, flow=0.1, speed=740)
    >>> print(f"{slow.head:.1f~P}")
    22.0 m
    """
    known = performance_of(pump)
    choice(efficiency_shift, "efficiency_shift", SHIFTS)
    Q = units.number(flow, "flow", "flow", low=0.0)
    n = pump.si.speed if speed is None else units.number(speed, "speed", "speed")
    rho = liquid_or_water(liquid).si.density
    s = np.where(np.asarray(n) > 0.0, n, np.nan)[()] / pump.si.speed
    H, eta, P, NPSH = run(kernels.performance, Q, s, pump=known, rho=rho, shift=efficiency_shift)
    return PumpPerformance(
        flow=Q, speed=n, speed_ratio=s, head=H, efficiency=eta, shaft_power=P, npsh_required=NPSH,
        over_best=np.where(np.isnan(H), np.nan, Q)[()] / (s * known.best_flow),
    )  # fmt: skip
