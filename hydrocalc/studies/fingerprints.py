"""Whether a function is the same another time: a hash of all that it refers to."""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import sys
import sysconfig
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
        elif isinstance(thing, types.ModuleType) and not _of_the_user(thing.__name__):
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
            names = _names(thing.__code__)
            used = [thing.__globals__[n] for n in names if n in thing.__globals__]
            take(used)
            for one in used:  # what may be reached through a module, as it is now
                if isinstance(one, types.ModuleType) and _of_the_user(one.__name__):
                    take([vars(one)[n] for n in names if n in vars(one)])
        elif isinstance(thing, types.MethodType):
            take([thing.__func__, thing.__self__])
        elif isinstance(thing, functools.partial):
            take([thing.func, thing.args, thing.keywords])
        elif isinstance(thing, types.ModuleType):
            take(_source(thing))
            for one in vars(thing).values():
                if isinstance(one, types.ModuleType):
                    take(one)
                elif isinstance(one, (types.FunctionType, type)) and _of_the_user(one.__module__):
                    take(sys.modules.get(one.__module__))
        elif isinstance(thing, type):
            if _of_the_user(thing.__module__):
                take([_plainly(v) for v in vars(thing).values()])
                take(list(thing.__bases__))
        elif isinstance(thing, Record):
            take([type(thing), thing._plain])
        else:
            take(type(thing))
            try:
                note(pickle.dumps(thing, protocol=4))
            except Exception as error:
                raise UnhashableError(type(thing).__qualname__) from error

    take(function)
    return digest.hexdigest()[:16]


@functools.cache
def _of_the_user(module: str | None) -> bool:
    """Whether a module is neither Python's, nor installed, nor ours: its version says nothing."""
    top = (module or "").partition(".")[0]
    if top == "__main__":
        return True
    found = sys.modules.get(top)
    if not top or top == "hydrocalc" or top in sys.stdlib_module_names or found is None:
        return False
    places = [*(getattr(found, "__path__", None) or ()), getattr(found, "__file__", None)]
    roots = [os.path.realpath(sysconfig.get_path(n)) + os.sep for n in _INSTALLED]
    return not any(
        os.path.realpath(place).startswith(root) for place in places if place for root in roots
    )


_INSTALLED = ("stdlib", "platstdlib", "purelib", "platlib")


def _source(module: types.ModuleType) -> bytes:
    """The file of a module; nothing for a folder or the terminal."""
    path = getattr(module, "__file__", None)
    if path is None:
        if hasattr(module, "__path__") or module.__name__ == "__main__":
            return b""
        raise UnhashableError(module.__name__)
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise UnhashableError(module.__name__) from error


def _plainly(thing: Any) -> Any:
    """A function as it stands in its class, without what wraps it; what is no code, by its name."""
    if isinstance(thing, (staticmethod, classmethod)):
        return thing.__func__
    if isinstance(thing, property):
        return [thing.fget, thing.fset]
    if isinstance(thing, (types.FunctionType, str, int, float, tuple, np.ndarray)):
        return thing
    return type(thing).__qualname__


def _names(code: types.CodeType) -> list[str]:
    """Names that a function's code, or that of functions inside it, may take from its module."""
    names = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += _names(constant)
    return list(dict.fromkeys(names))
