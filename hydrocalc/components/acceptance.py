"""ISO 9906: the tolerance of a guarantee as a band of curves, and a maker's test judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from hydrocalc import data, units
from hydrocalc.components.curves import PumpCurve, performance_of
from hydrocalc.errors import InputError
from hydrocalc.kernels import curves as kernels
from hydrocalc.kernels.roots import root_between
from hydrocalc.records.fields import Column, Ratio, Text, choice
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Part, Result
from hydrocalc.records.tables import Table
from hydrocalc.texts import Phrase

if TYPE_CHECKING:
    from hydrocalc.records.fields import Amount, Language

GRADES = ("1U", "1E", "1B", "2B", "2U", "3B")


class Grade(NamedTuple):
    """Tolerances over the guarantee; unilateral ones are 0 on one side."""

    flow: tuple[float, float]
    head: tuple[float, float]
    power: float
    efficiency: float


def grade_of(name: str) -> Grade:
    """The tolerances of an acceptance grade."""
    choice(name, "grade", GRADES)
    r = next(row for row in data.rows("acceptance_grades") if row["grade"] == name)
    return Grade(
        (float(r["flow_low"]), float(r["flow_high"])),
        (float(r["head_low"]), float(r["head_high"])),
        float(r["power_high"]), float(r["efficiency_low"]),
    )  # fmt: skip


class ToleranceBand(Result):
    """The lowest and highest pump that a grade accepts, as curves for the solvers."""

    schema: ClassVar[tuple[str, int]] = ("tolerance-band", 1)

    grade: Text = Text(label="acceptance grade (ISO 9906)")
    guaranteed: Part = Part(label="guaranteed curve")
    low: Part = Part(label="lowest accepted")
    high: Part = Part(label="highest accepted")

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The curves side by side, and what the band is."""
        rows = [
            [units.read(float(v), kind) for v, kind in zip(row, ("flow", "head") * 3, strict=True)]
            for row in zip(
                self.low.si.flow, self.low.si.head, self.guaranteed.si.flow,
                self.guaranteed.si.head, self.high.si.flow, self.high.si.head, strict=True,
            )
        ]  # fmt: skip
        names = [translated(t, lang) for t in ("lowest accepted", "guaranteed curve",
                                               "highest accepted")]  # fmt: skip
        heads = [f"{n} {q}" for n in names for q in ("Q", "H")]
        shown = [units.unit_shown(kind) for kind in ("flow", "head")] * 3
        title = translated("Tolerance of grade {grade}", lang, grade=self.grade)
        text = translated(
            "The tolerance holds at the guarantee point; that flow and head are scaled by it all "
            "along the curve is a choice of this model.", lang,
        )  # fmt: skip
        return [Table(heads, rows, title, frozenset(range(6)), shown), text]


def tolerance_band(pump: PumpCurve, *, grade: str) -> ToleranceBand:
    """The band of pumps that an acceptance grade lets pass, as two curves.

    Parameters
    ----------
    pump : PumpCurve
        The guaranteed curve.
    grade : {'1U', '1E', '1B', '2B', '2U', '3B'}
        Acceptance grade.

    Returns
    -------
    ToleranceBand
        `low` and `high` are pump curves that `duty_point` and the rest take.

    Raises
    ------
    InputError
        If the curve is no pump's, or there is no such grade.

    Notes
    -----
    Flow and head are scaled by their tolerances all along the curve (a choice of this model: ISO
    9906 holds at the guarantee point); efficiency by its own, on the low side, whether the curve
    gives it or the power. Unilateral grades
    (U) have no low side. The limits are limits, not ±2σ.

    References
    ----------
    ISO 9906:2012 table 8 (from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> pump = hc.estimated_curve(flow=0.2, head=87.8, speed=1485)
    >>> band = hc.tolerance_band(pump, grade="2B")
    >>> print(f"{band.low.head[0]:.1f~P} to {band.high.head[0]:.1f~P}")
    97.0 m to 107.2 m
    """
    performance_of(pump)
    t, c = grade_of(grade), pump.si
    changed = []
    for side in (0, 1):
        flow, head = 1.0 + t.flow[side], 1.0 + t.head[side]
        fields: dict[str, Any] = {"flow": c.flow * flow, "head": c.head * head}
        if c.efficiency is not None and side == 0:
            fields["efficiency"] = c.efficiency * (1.0 + t.efficiency)
        if c.shaft_power is not None:
            less = 1.0 + t.efficiency if side == 0 else 1.0
            fields["shaft_power"] = c.shaft_power * flow * head / less
        changed.append(pump.replace(**fields))
    return ToleranceBand(grade=grade, guaranteed=pump, low=changed[0], high=changed[1])


class TestVerdict(Result):
    """A maker's test, corrected to the guaranteed speed, against a grade: one row a quantity."""

    __test__ = False  # not a test of ours
    schema: ClassVar[tuple[str, int]] = ("test-verdict", 1)

    grade: Text = Text(label="acceptance grade (ISO 9906)")
    measured: Part = Part(label="measured, at the guaranteed speed")
    quantity: Column = Column(label="quantity")
    guaranteed: Ratio = Ratio(label="guaranteed")
    found: Ratio = Ratio(label="measured")
    deviation: Ratio = Ratio("efficiency", label="deviation", digits=3)
    lowest: Ratio = Ratio("efficiency", label="allowed from", digits=3)
    highest: Ratio = Ratio("efficiency", label="allowed to", digits=3)
    passed: Column = Column(label="passed")
    accepted: Column = Column(label="accepted")
    decided: Column = Column(label="can be judged")

    @property
    def exit_code(self) -> int:
        """0, 1 if the test fails the grade, or 4 if it can't be judged."""
        return int(not self.accepted) if self.decided else 4

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """The quantities as rows."""
        rows = [
            [
                translated(str(self.quantity[i]), lang), units.digits_of(self.guaranteed[i]),
                *(
                    ("–", "–") if np.isnan(self.found[i]) else
                    (units.digits_of(self.found[i]), f"{100 * self.deviation[i]:+.2f}")
                ),
                *(
                    "–" if not np.isfinite(v[i]) else f"{100 * v[i]:+.1f}"
                    for v in (self.lowest, self.highest)
                ),
                translated(
                    "not known" if np.isnan(self.found[i]) else "yes" if self.passed[i] else "no",
                    lang,
                ),
            ]
            for i in range(len(self.quantity))
        ]  # fmt: skip
        heads = ("quantity", "guaranteed", "measured", "deviation", "allowed from", "allowed to",
                 "passed")  # fmt: skip
        title = translated("Test against grade {grade}", lang, grade=self.grade)
        return Table(
            [translated(h, lang) for h in heads], rows, title, frozenset(range(1, 6)),
            ["", "SI", "SI", "%", "%", "%", ""],
        )  # fmt: skip

    def sections(self, lang: Language = "en", **view: Any) -> list[Table | str]:
        """The quantities and the verdict."""
        text = "The test is accepted." if self.accepted else "The test is NOT accepted."
        if not self.decided:
            text = (
                "The test can't be judged: its points don't reach the guaranteed head, or the line "
                "from the origin through the guarantee."
            )
        return [self.table(lang), translated(text, lang)]


def judge_test(
    test: PumpCurve,
    *,
    grade: str,
    flow: Amount,
    head: Amount,
    speed: Amount,
    efficiency: Amount | None = None,
    npsh_required: Amount | None = None,
) -> TestVerdict:
    """A maker's test against a guarantee by ISO 9906.

    Parameters
    ----------
    test : PumpCurve
        The measured points at the speed of the test.
    grade : {'1U', '1E', '1B', '2B', '2U', '3B'}
        Acceptance grade.
    flow, head : float, str or quantity
        Guarantee point, m³/s and m.
    speed : float, str or quantity
        Guaranteed speed, rpm.
    efficiency : float or str, optional
        Guaranteed efficiency, 0–1.
    npsh_required : float, str or quantity, optional
        Guaranteed NPSH required at the guaranteed flow, m.

    Returns
    -------
    TestVerdict
        Flow at the guaranteed head, head at the guaranteed flow (one of the two must pass: the
        curve touches the tolerance cross), efficiency, NPSH. What the measured points don't
        reach is nan; `decided` is false where the verdict hangs on it.

    Raises
    ------
    InputError
        If the test's curve is no pump's or doesn't reach the guaranteed flow.

    Notes
    -----
    Points are corrected to the guaranteed speed: Q n, H n², P n³, NPSH n². The efficiency is read
    where the line from the origin through the guarantee meets the measured curve; where they don't
    meet between the measured points it isn't known. NPSH may be 3 % or 0.15 m above the guarantee
    in grade 1, 6 % or 0.30 m in grades 2 and 3.

    References
    ----------
    ISO 9906:2012 (tolerances from memory).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> test = hc.PumpCurve(flow=[0, 0.1, 0.2, 0.25], head=[110, 104, 88, 74], speed=1480,
    ...                     efficiency=[0, 0.68, 0.84, 0.8])
    >>> verdict = hc.judge_test(test, grade="1B", flow=0.2, head=90, speed=1490)
    >>> print(bool(verdict.accepted), [f"{d:+.3f}" for d in verdict.deviation])
    True ['-0.012', '-0.006']
    """
    t = grade_of(grade)
    Q = units.number(flow, "flow", "flow", scalar=True)
    H = units.number(head, "head", "head", scalar=True)
    n = units.number(speed, "speed", "speed", scalar=True)
    performance_of(test)
    c, s = test.si, n / test.si.speed
    fields: dict[str, Any] = {"flow": c.flow * s, "head": c.head * s * s, "speed": n}
    if c.shaft_power is not None:
        fields["shaft_power"] = c.shaft_power * s**3
    if c.npsh_required is not None:
        fields["npsh_required"] = c.npsh_required * s * s
    measured = test.replace(**fields, basis="test")
    known = performance_of(measured)
    if not kernels.knows(known.head, Q):
        raise InputError(
            "flow", "a guarantee on the measured curve, {start} to {end}", units.show(Q, "flow"),
            start=units.show(known.head.start, "flow"), end=units.show(known.head.end, "flow"),
        )  # fmt: skip
    H_at = float(kernels.value(known.head, np.float64(Q))[0])
    Q_at = _last_fall(known.head, lambda q: np.full_like(q, H))
    if np.isnan(Q_at) and H_at < H and known.head.start == 0.0:
        Q_at = 0.0  # it doesn't reach that head at all
    rows = [
        ("flow at the guaranteed head", Q, Q_at, t.flow),
        ("head at the guaranteed flow", H, H_at, t.head),
    ]
    if efficiency is not None:
        eta = units.number(efficiency, "efficiency", "efficiency", scalar=True)
        if known.power is None:
            raise InputError("efficiency", "a test with efficiencies or powers", Phrase("none"))
        along = _last_fall(known.head, lambda q: H / Q * q)
        _, got, _, _ = kernels.performance(
            np.float64(along), np.float64(1.0), known, known.density, "homologous"
        )
        rows.append(("efficiency", eta, float(got), (t.efficiency, np.inf)))
    if npsh_required is not None:
        NPSH = units.number(npsh_required, "head", "npsh_required", scalar=True)
        if known.npsh is None:
            raise InputError("npsh_required", "a test with NPSH required", Phrase("none"))
        share, metres = (0.03, 0.15) if grade.startswith("1") else (0.06, 0.30)
        *_, got = kernels.performance(
            np.float64(Q), np.float64(1.0), known, known.density, "homologous"
        )
        rows.append(("NPSH required", NPSH, float(got), (-np.inf, max(share, metres / NPSH))))
    deviation = np.array([found / asked - 1.0 for _, asked, found, _ in rows])
    low, high = (np.array([limits[i] for *_, limits in rows]) for i in (0, 1))
    slack = 1e-9
    with np.errstate(invalid="ignore"):
        passed = (deviation >= low - slack) & (deviation <= high + slack)
    possible = passed | np.isnan(deviation)
    if H_at > H and np.isnan(Q_at):  # more than the flow of its end
        possible[0] = known.head.end / Q - 1.0 <= t.flow[1] + slack
    elif np.isnan(Q_at):  # less than the flow of its beginning
        possible[0] = known.head.start / Q - 1.0 >= t.flow[0] - slack
    accepted, might = (bool((p[0] or p[1]) and p[2:].all()) for p in (passed, possible))
    return TestVerdict(
        grade=grade, measured=measured, quantity=np.array([r[0] for r in rows]),
        guaranteed=np.array([r[1] for r in rows]), found=np.array([r[2] for r in rows]),
        deviation=deviation, lowest=low, highest=high, passed=passed, accepted=accepted,
        decided=accepted or not might,
    )  # fmt: skip


def _last_fall(head: kernels.Curve, asked: Any) -> float:
    """Largest flow at which a curve falls through ``asked(q)``, nan if not within its points."""

    def excess(q: Any) -> Any:
        return kernels.value(head, q)[0] - asked(q)

    grid = np.linspace(head.start, head.end, 2001)
    above = excess(grid) > 0.0
    falls = np.flatnonzero(above[:-1] & ~above[1:])
    if not len(falls):
        return float("nan")
    low, high = grid[falls[-1]], grid[falls[-1] + 1]
    return float(root_between(excess, low, high)[0])
