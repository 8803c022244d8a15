"""How the inputs of models vary: what tolerances, ages and forecasts say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hydrocalc import data, units
from hydrocalc.errors import InputError
from hydrocalc.records.fields import (
    choice,
    plain_text,
)

if TYPE_CHECKING:
    from hydrocalc.records.fields import Amount

_WITHIN = 0.48
"""Share of both tolerances that may be used at once: half, less what the bend of a curve takes."""


def grade_inputs(grade: str) -> dict[str, Any]:
    """Factors of flow, head and efficiency within an acceptance grade, for a model of pumps.

    Parameters
    ----------
    grade : {'1U', '1E', '1B', '2B', '2U', '3B'}
        Acceptance grade of ISO 9906.

    Returns
    -------
    dict
        Distributions of ``flow_factor`` and ``head_factor``, uniform within 48 % of the tolerances
        of flow and head (of unilateral grades from the guarantee up), and of ``efficiency_factor``,
        uniform down to its tolerance.

    Raises
    ------
    InputError
        If there is no such grade.

    Notes
    -----
    A grade accepts a pump whose curve meets the cross of its tolerances, so flow and head can't
    both be at their limits. At the guaranteed flow a curve of slope −s H/Q that is f as far and h
    as high is off by (h − 1) + s (f − 1) of the head; within half of each tolerance that is at most
    the larger of the head's and s times the flow's, so that each pump drawn is accepted, whatever
    its slope (48 % instead of half, for the bend of the curve). The limits are what a pump may not
    leave, not two standard deviations of anything; that pumps within are equally likely is an
    assumption. Tolerances of power are not looked at.

    References
    ----------
    ISO 9906:2012, table 8 (unread).

    Examples
    --------
    >>> import hydrocalc as hc
    >>> [f"{x:.3f}" for x in hc.grade_inputs("2B")["head_factor"].support()]
    ['0.976', '1.024']
    """
    from scipy.stats import uniform

    rows = {r["grade"]: r for r in data.rows("acceptance_grades")}
    row = rows[choice(grade, "grade", tuple(rows))]
    limits = {
        "flow_factor": (_WITHIN * float(row["flow_low"]), _WITHIN * float(row["flow_high"])),
        "head_factor": (_WITHIN * float(row["head_low"]), _WITHIN * float(row["head_high"])),
        "efficiency_factor": (float(row["efficiency_low"]), 0.0),
    }
    return {n: uniform(1.0 + a, b - a) for n, (a, b) in limits.items() if b > a}


def roughness_inputs(new: Amount, aged: Amount, *, name: str = "roughness") -> dict[str, Any]:
    """A roughness anywhere between that of the new and that of the aged pipe.

    Parameters
    ----------
    new, aged : float, str or quantity
        Roughness, m, of the new pipe and at the end of its life.
    name : str, optional
        The input ('roughness').

    Returns
    -------
    dict
        A log-uniform distribution: a roughness is known to a factor, not to a difference.

    Raises
    ------
    InputError
        If the values can't be read, or aged isn't above new.

    References
    ----------
    Practice: design values are given as ranges of one or two decades.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> f"{hc.roughness_inputs('0.1 mm', '0.4 mm')['roughness'].median():.1e}"
    '2.0e-04'
    """
    from scipy.stats import loguniform

    low, high = (units.number(v, "roughness", n, scalar=True)
                 for v, n in ((new, "new"), (aged, "aged")))  # fmt: skip
    if not 0.0 < low < high:
        raise InputError(
            "aged", "a roughness above that of the new pipe", units.Amount(high, "level", 6)
        )
    return {plain_text(name, "name"): loguniform(low, high)}


def level_inputs(low: Amount, design: Amount, high: Amount, *, name: str) -> dict[str, Any]:
    """A water level, mostly about the design level, never beyond the lowest and the highest.

    Parameters
    ----------
    low, design, high : float, str or quantity
        Levels, m.
    name : str
        The input, such as 'suction_level'.

    Returns
    -------
    dict
        A triangular distribution.

    Raises
    ------
    InputError
        If the levels can't be read or are not in order.

    References
    ----------
    Practice: triangular where no record of levels is at hand.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> found = hc.level_inputs(241, 243, 246, name="suction_level")["suction_level"]
    >>> [float(x) for x in found.support()]
    [241.0, 246.0]
    """
    return {plain_text(name, "name"): _triangle("level", low=low, design=design, high=high)}


def demand_inputs(
    low: Amount, likely: Amount, high: Amount, *, name: str = "flow"
) -> dict[str, Any]:
    """A flow, most likely about one value, never beyond the others.

    Parameters
    ----------
    low, likely, high : float, str or quantity
        Flows, m³/s.
    name : str, optional
        The input ('flow').

    Returns
    -------
    dict
        A triangular distribution.

    Raises
    ------
    InputError
        If the flows can't be read or are not in order.

    References
    ----------
    Practice: triangular where only a range and a forecast are at hand.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> f"{hc.demand_inputs('300 L/s', '350 L/s', '400 L/s')['flow'].mean():.3f}"
    '0.350'
    """
    return {plain_text(name, "name"): _triangle("flow", low=low, likely=likely, high=high)}


def _triangle(kind: str, **given: Any) -> Any:
    """A triangular distribution of a lowest, a likeliest and a highest value, in this order."""
    from scipy.stats import triang

    a, m, b = (units.number(v, kind, n, scalar=True) for n, v in given.items())
    if not a <= m <= b or a == b:
        raise InputError(", ".join(given), "values that rise", f"{a:g}, {m:g}, {b:g}")
    return triang((m - a) / (b - a), loc=a, scale=b - a)
