"""Which inputs matter: tornado and Sobol' indices; ready-made uncertain inputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from hydrocalc import units
from hydrocalc.errors import InputError, NoSolutionError
from hydrocalc.kernels import systems as system_kernels
from hydrocalc.records.fields import (
    Column,
    Names,
    Text,
    Value,
    mapping,
    plain_text,
    whole,
    words,
)
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Result
from hydrocalc.records.tables import Table
from hydrocalc.studies.evaluation import STATUS
from hydrocalc.studies.model import Model, as_model, unknown
from hydrocalc.studies.study import plain_number
from hydrocalc.studies.summaries import shown, unit_shown
from hydrocalc.studies.sweeps import allowed, sweep
from hydrocalc.texts import Phrase, quoted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


class Tornado(Result):
    """One output with one input at a time at its low and its high value, widest first."""

    schema: ClassVar[tuple[str, int]] = ("tornado", 1)

    model: Text = Text(label="model")
    output: Text = Text(label="output")
    kind: Text = Text()
    base: Value = Value(label="with all inputs at their medians")
    input: Names = Names(label="input")
    input_kind: Column = Column(label="input")
    low_input: Value = Value(label="low")
    high_input: Value = Value(label="high")
    low: Value = Value(label="output at low")
    high: Value = Value(label="output at high")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """One input a row, the widest first."""
        heads = [
            translated(t, lang)
            for t in ("input", "low", "high", "unit", "output at low", "output at high", "range")
        ]
        rows = []
        for i, name in enumerate(self.input):
            kind = str(self.input_kind[i])
            rows.append([
                str(name), shown(self.low_input[i], kind), shown(self.high_input[i], kind),
                unit_shown(kind), shown(self.low[i], self.kind), shown(self.high[i], self.kind),
                shown(abs(self.high[i] - self.low[i]), self.kind),
            ])  # fmt: skip
        said = translated(
            "{output}, {unit}; {base} with all inputs at their medians", lang,
            output=self.output, unit=unit_shown(self.kind) or "1", base=shown(self.base, self.kind),
        )  # fmt: skip
        return Table(heads, rows, said, frozenset({1, 2, 4, 5, 6}))

    def to_dict(self) -> dict[str, Any]:
        """For JSON: plain numbers in their units."""

        def unit(kind: str) -> str:
            return units.KINDS[kind].unit if kind else ""

        return {
            "model": self.model, "output": self.output, "unit": unit(self.kind), "base": self.base,
            "inputs": [
                {"input": str(n), "unit": unit(str(k)), "low": float(a), "high": float(b),
                 "output_low": float(x), "output_high": float(y)}
                for n, k, a, b, x, y in zip(
                    self.input, self.input_kind, self.low_input, self.high_input, self.low,
                    self.high, strict=True,
                )
            ],
        }  # fmt: skip


def tornado(
    model: Model | Callable[..., Any],
    *,
    inputs: Mapping[str, Any],
    output: str,
    shares: tuple[float, float] = (0.1, 0.9),
    fixed: Mapping[str, Any] | None = None,
) -> Tornado:
    """An output with one input at a time at the ends of its range, the others at their medians.

    Parameters
    ----------
    model : Model or callable
        As `sweep`.
    inputs : mapping
        A distribution for each input, or its low, middle and high value (numbers, or texts with
        units).
    output : str
        The output.
    shares : (float, float), optional
        Shares of the distributions that are low and high (0.1, 0.9).
    fixed : mapping, optional
        Inputs that don't change.

    Returns
    -------
    Tornado
        The inputs by how far they move the output.

    Raises
    ------
    InputError
        If an input or the output is unknown, or a value wrong.
    NoSolutionError
        If the model has no result at one of these values.

    Notes
    -----
    One at a time: what inputs do together doesn't show; `sobol_indices` sees it.

    References
    ----------
    Saltelli et al. (2008), Global Sensitivity Analysis, 1.2.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8)
    >>> inputs = {"flow": ("0.38 m3/s", "0.40 m3/s", "0.42 m3/s"),
    ...           "roughness": ("0.1 mm", "0.2 mm", "0.5 mm")}
    >>> [str(x) for x in hc.tornado(model, inputs=inputs, output="total_head").input]
    ['roughness', 'flow']
    """
    known = as_model(model)
    pair = units.row(shares, "ratio", "shares")
    if len(pair) != 2 or not 0.0 <= pair[0] < pair[1] <= 1.0:
        raise InputError("shares", "a low and a high share", quoted(shares))
    low_share, high_share = map(float, pair)
    output = plain_text(output, "output")
    ends: dict[str, tuple[float, float, float]] = {}
    for name, given in mapping(inputs, "inputs").items():
        if name not in known.inputs:
            raise unknown("inputs", name, known.inputs)
        ends[name] = _ends(known, name, given, low_share, high_share)
    if not ends:
        raise InputError("inputs", "one or more inputs", Phrase("none"))
    names = list(ends)
    count = 2 * len(names) + 1
    columns = {n: np.full(count, ends[n][1]) for n in names}
    for i, n in enumerate(names):
        columns[n][1 + 2 * i], columns[n][2 + 2 * i] = ends[n][0], ends[n][2]
    study = sweep(known, over=columns, how="zip", fixed=fixed, keep=[output], progress=False)
    if study.failures:
        raise NoSolutionError(
            "no result in {n} of {count} scenarios: {reason}", n=sum(study.failures.values()),
            count=count, reason=_reason(study),
        )  # fmt: skip
    y = study.values(output)
    low, high = y[1::2], y[2::2]
    order = np.argsort(-np.abs(high - low), kind="stable")
    return Tornado(
        model=known.name, output=output, kind=study.kind(output), base=float(y[0]),
        input=np.array(names)[order],
        input_kind=np.array([known.inputs[n].kind for n in names])[order],
        low_input=np.array([ends[n][0] for n in names])[order],
        high_input=np.array([ends[n][2] for n in names])[order],
        low=low[order], high=high[order],
    )  # fmt: skip


def _reason(study: Any) -> str:
    """The first reason of a study without a result: a phrase only where it is one of our words."""
    reason: str = next(iter(study.failures))
    return Phrase(reason) if reason in (*STATUS, *system_kernels.STATUS) else reason


def _ends(
    model: Model, name: str, given: Any, low: float, high: float
) -> tuple[float, float, float]:
    one = model.inputs[name]
    if isinstance(given, (tuple, list)):
        if len(given) != 3:
            raise InputError(name, "a low, a middle and a high value", quoted(given))
        a, b, c = (float(plain_number(one, name, v)) for v in given)
        if not a <= b <= c:
            raise InputError(name, "a low, a middle and a high value", quoted(given))
        return a, b, c
    d = allowed(model, name, given)
    a, b, c = (float(d.ppf(s)) for s in (low, 0.5, high))
    return a, b, c


class SobolIndices(Result):
    """Shares of the variance of outputs that inputs account for."""

    schema: ClassVar[tuple[str, int]] = ("sobol-indices", 1)

    model: Text = Text(label="model")
    n: Value = Value(label="base samples")
    seed: Value = Value(label="seed")
    output: Names = Names(label="output")
    input: Names = Names(label="input")
    first_order: Value = Value(label="alone")
    """By (output, input)."""
    total_order: Value = Value(label="with all that it does together with others")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """One output and input a row."""
        heads = [
            translated(t, lang)
            for t in ("output", "input", "alone", "with all that it does together with others")
        ]
        rows = []
        for i, output in enumerate(self.output):
            order = np.argsort(-self.total_order[i], kind="stable")
            rows += [
                [str(output) if k == 0 else "", str(self.input[j]),
                 f"{self.first_order[i, j]:.3f}", f"{self.total_order[i, j]:.3f}"]
                for k, j in enumerate(order)
            ]  # fmt: skip
        title = translated("Shares of the variance (Sobol' indices)", lang)
        return Table(heads, rows, title, frozenset({2, 3}))

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "model": self.model, "n": self.n, "seed": self.seed,
            "inputs": [str(x) for x in self.input],
            "outputs": {
                str(o): {"first_order": self.first_order[i].tolist(),
                         "total_order": self.total_order[i].tolist()}
                for i, o in enumerate(self.output)
            },
        }  # fmt: skip


def sobol_indices(
    model: Model | Callable[..., Any],
    *,
    inputs: Mapping[str, Any],
    outputs: Sequence[str],
    n: int = 4096,
    seed: int = 1,
    fixed: Mapping[str, Any] | None = None,
    correlation: Any = None,
) -> SobolIndices:
    """Shares of the variance of outputs that each input accounts for.

    Parameters
    ----------
    model : Model or callable
        As `sweep`.
    inputs : mapping
        A distribution for each input.
    outputs : sequence of str
        Outputs.
    n : int, optional
        Base samples, a power of 2 (4096); the model is evaluated n (inputs + 2) times.
    seed : int, optional
        Seed of the Sobol points.
    fixed : mapping, optional
        Inputs that don't change.
    correlation : None
        Refused: the indices are defined for independent inputs only.

    Returns
    -------
    SobolIndices
        First-order and total indices by (output, input).

    Raises
    ------
    InputError
        If inputs are correlated, a name is unknown or `n` is no power of 2.
    NoSolutionError
        If scenarios have no result.

    Notes
    -----
    `scipy.stats.sobol_indices`.

    References
    ----------
    Sobol' (2001), Math. Comput. Simul. 55; Saltelli et al. (2010), Comput. Phys. Commun. 181(2).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> from scipy.stats import uniform
    >>> model = hc.station_model(static_head=75.6, length="21 km", diameter=0.8)
    >>> found = hc.sobol_indices(model, inputs={"flow": uniform(0.3, 0.2),
    ...     "roughness": uniform(1e-4, 4e-4)}, outputs=["total_head"], n=1024)
    >>> found.first_order.round(2).tolist()
    [[0.94, 0.06]]
    """
    from scipy.stats import sobol_indices as of

    known = as_model(model)
    if correlation is not None:
        raise InputError(
            "correlation", "no value: Sobol' indices are defined for independent inputs only"
        )
    count = whole(n, "n", 2, 2**24)
    if count & (count - 1):
        raise InputError("n", "a power of 2", str(n), str(2 ** round(math.log2(count))))
    inputs, outputs = mapping(inputs, "inputs"), words(outputs, "outputs")
    seed = whole(seed, "seed", 0, 2**63 - 1)
    names = list(inputs)
    for name in names:
        if name not in known.inputs:
            raise unknown("inputs", name, known.inputs)
    if not names or not outputs:
        raise InputError("outputs", "names of outputs, and one or more inputs", quoted(outputs))
    distributions = [allowed(known, name, inputs[name]) for name in names]

    def function(x: Any) -> Any:
        study = sweep(
            known, over=dict(zip(names, x, strict=True)), how="zip", fixed=fixed,
            keep=list(outputs), progress=False,
        )  # fmt: skip
        if study.failures:
            raise NoSolutionError(
                "no result in {n} of {count} scenarios: {reason}",
                n=sum(study.failures.values()), count=study.scenarios,
                reason=_reason(study),
            )  # fmt: skip
        return np.stack([study.values(o) for o in outputs])

    found = of(func=function, n=count, dists=distributions, rng=np.random.default_rng(seed))
    shape = (len(outputs), len(names))
    return SobolIndices(
        model=known.name, n=count, seed=seed, output=np.array(list(outputs)),
        input=np.array(names), first_order=np.reshape(found.first_order, shape),
        total_order=np.reshape(found.total_order, shape),
    )  # fmt: skip


# Ready-made inputs.
