"""What public functions share at their door."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from hydrocalc.errors import HydrocalcWarning, InputError

Face = TypeVar("Face", bound=Callable[..., Any])


def renamed(**names: str) -> Callable[[Face], Face]:
    """Accept keywords by their old names, ``renamed(old="new")``, with a `HydrocalcWarning`."""

    def decorate(face: Face) -> Face:
        @wraps(face)
        def door(*records: Any, **given: Any) -> Any:
            for old, new in names.items():
                if old in given:
                    if new in given:
                        raise InputError(old, "no value: {new} is given", new=new)
                    text = f"{face.__name__}: {old} is now called {new}"
                    warnings.warn(text, HydrocalcWarning, stacklevel=2)
                    given[new] = given.pop(old)
            return face(*records, **given)

        return door  # type: ignore[return-value]

    return decorate
