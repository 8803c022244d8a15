"""What a kernel computes, in words a reviewer can check: text, source and range.

The text is one or more assignments separated by ``;``, the last one the result, in the
symbols of the kernel's arguments with ``+ - * / ^ sqrt exp ln lg min max``. One test evaluates
every text and compares it with its kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


class Formula(NamedTuple):
    """Text, source and range of validity of one kernel."""

    text: str
    source: str
    valid: dict[str, tuple[float, float]]


FORMULAS: dict[Callable[..., Any], Formula] = {}


def formula(text: str, source: str, **valid: tuple[float, float]) -> Callable[[Kernel], Kernel]:
    """Declare what a kernel computes.

    Parameters
    ----------
    text : str
        The formula, in the symbols of the kernel's arguments.
    source : str
        Where it stands: work, edition, equation or clause.
    **valid : (float, float)
        Per symbol the lowest and highest value for which the source vouches.
    """

    def declare(kernel: Kernel) -> Kernel:
        FORMULAS[kernel] = Formula(text, source, valid)
        return kernel

    return declare


def where_valid(valid: Any, value: Any) -> Any:
    """`value` where it is valid, nan elsewhere; a copy only where something is not."""
    return value if np.all(valid) else np.where(valid, value, np.nan)[()]
