"""Whether a function is the same another time: a hash of all that it refers to."""

from __future__ import annotations

import functools
import hashlib
import pickle
import types
from typing import Any

import numpy as np

from hydrocalc.records.record import Record


class UnhashableError(Exception):
    """Something of which can't be said whether it is the same another time."""


def code_of(function: Any) -> str:
    """Hash of what a function does: its code, and all values and functions that it refers to."""
    digest = hashlib.sha256()
    seen: dict[int, Any] = {}  # with the things themselves: an id is given again

    def note(*parts: Any) -> None:
        for part in parts:
            data = part if isinstance(part, bytes) else repr(part).encode()
            digest.update(f"{len(data)}:".encode() + data)

    def take(thing: Any) -> None:
        note(type(thing).__module__, type(thing).__qualname__)
        if isinstance(thing, (str, int, float, complex, bytes, type(None), type(...), range)):
            note(thing)
        elif isinstance(thing, (np.ndarray, np.generic)) and thing.dtype.kind != "O":
            note(thing.dtype.str, thing.shape, np.ascontiguousarray(thing).tobytes())
        elif isinstance(thing, types.ModuleType):
            note(thing.__name__, getattr(thing, "__version__", ""))
        elif isinstance(thing, (types.BuiltinFunctionType, np.ufunc)):
            note(getattr(thing, "__module__", ""), thing.__name__)
        elif id(thing) in seen:
            note("again")
        else:
            seen[id(thing)] = thing
            deeper(thing)

    def deeper(thing: Any) -> None:
        if isinstance(thing, (tuple, list, frozenset, set)):
            items = sorted(thing, key=repr) if isinstance(thing, (set, frozenset)) else thing
            note(len(thing))
            for one in items:
                take(one)
        elif isinstance(thing, dict):
            take([x for pair in thing.items() for x in pair])
        elif isinstance(thing, types.CodeType):
            note(thing.co_code, thing.co_names, thing.co_varnames, thing.co_argcount)
            take(thing.co_consts)
        elif isinstance(thing, types.FunctionType):
            take([thing.__code__, thing.__defaults__, thing.__kwdefaults__])
            take([cell.cell_contents for cell in thing.__closure__ or ()])
            take([thing.__globals__[n] for n in _names(thing.__code__) if n in thing.__globals__])
        elif isinstance(thing, types.MethodType):
            take([thing.__func__, thing.__self__])
        elif isinstance(thing, functools.partial):
            take([thing.func, thing.args, thing.keywords])
        elif isinstance(thing, type):
            note(thing.__module__, thing.__qualname__)
            if thing.__module__ == "__main__" or thing.__module__ == function_module:
                take([v for v in vars(thing).values() if isinstance(v, types.FunctionType)])
        elif isinstance(thing, Record):
            take([type(thing), thing._plain])
        else:
            take(type(thing))
            try:
                note(pickle.dumps(thing, protocol=4))
            except Exception as error:
                raise UnhashableError(type(thing).__qualname__) from error

    function_module = getattr(function, "__module__", "")
    take(function)
    return digest.hexdigest()[:16]


def _names(code: types.CodeType) -> list[str]:
    """Names that a function's code, or that of functions inside it, may take from its module."""
    names = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += _names(constant)
    return list(dict.fromkeys(names))
