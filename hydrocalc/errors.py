"""What hydrocalc raises: one family, with fields, and an exit code each for the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Translate = Callable[[str], str]


def _same(text: str) -> str:
    return text


class HydrocalcError(Exception):
    """Base of all errors that hydrocalc raises on purpose.

    The message is an English template and its values, so that the terminal can say it in
    another language.
    """

    exit_code = 70

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__.copy(), self.args)

    def render(self, translate: Translate = _same, name: Translate = _same) -> str:
        """The whole message; `name` turns an argument's name into what the user typed."""
        return translate(self.message).format(**_translated(self.values, translate))

    def __str__(self) -> str:
        return self.render()


class InputError(HydrocalcError, ValueError):
    """An argument that can't be used.

    Attributes
    ----------
    argument : str
        The argument's name.
    expected, got, write : str
        What would have been accepted, what came, and what to write instead (may be empty).
    guess : bool
        Whether `write` is only a guess: "did you mean …?"
    """

    exit_code = 2

    def __init__(
        self,
        argument: str,
        expected: str,
        got: str = "",
        write: str = "",
        *,
        guess: bool = False,
        **values: Any,
    ) -> None:
        super().__init__(expected, **values)
        self.argument = argument
        self.expected = expected
        self.got = got
        self.write = write
        self.guess = guess

    def render(self, translate: Translate = _same, name: Translate = _same) -> str:
        values = _translated(self.values, translate)
        text = name(self.argument) + ": "
        text += translate("expected {expected}").format(
            expected=translate(self.expected).format(**values)
        )
        if self.got:
            text += translate("; got {got}").format(got=translate(self.got))
        if self.write:
            template = "; did you mean {write}?" if self.guess else "; write {write}"
            # One word is a name to be typed: a key, a rule, a pump.
            write = self.write if self.write.isidentifier() else translate(self.write)
            text += translate(template).format(write=write.format(**values))
        return text


class UnitsError(InputError):
    """A value whose unit is unknown or belongs to another kind of quantity."""


class Problem(NamedTuple):
    """What is wrong at one place of a file."""

    file: str
    line: int
    key: str
    error: InputError


class DesignFileError(HydrocalcError, ValueError):
    """A design file that can't be used, with all that is wrong in it.

    Attributes
    ----------
    problems : tuple of Problem
        File, line, key path and error of each.
    """

    exit_code = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("{n} problems", n=len(problems))
        self.problems = problems

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)

    def render(self, translate: Translate = _same, name: Translate = _same) -> str:
        """One line a problem: file, line, key, what was expected and what came."""
        lines = []
        for file, line, key, error in self.problems:
            said = error.render(translate, {error.argument: key}.get)  # type: ignore[arg-type]
            # Keys come from the file: nothing in them may reach a terminal as a command.
            lines.append("".join(c if c.isprintable() else "?" for c in f"{file}:{line}: {said}"))
        return "\n".join(lines)


class CheckError(HydrocalcError, AssertionError):
    """A design that did not pass its checks."""

    exit_code = 1


class NoSolutionError(HydrocalcError):
    """Input that is fine in itself but has no solution."""

    exit_code = 3


class MissingExtraError(HydrocalcError, ImportError):
    """An optional dependency that this call needs is not installed, or is too old."""

    exit_code = 2

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            "this needs {package}; run: pip install {requirements}",
            package=package,
            requirements=_requirements(extra) or package,
        )


def _requirements(extra: str) -> str:
    """What the extra consists of, for pip: right in a clone, too, and whoever owns our name."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = [line.partition(";") for line in requires("hydrocalc") or ()]
    except PackageNotFoundError:  # run from its folder
        return ""
    asked = [f"extra == {quote}{extra}{quote}" for quote in "'\""]
    return " ".join(f'"{what.strip()}"' for what, _, when in lines if when.strip() in asked)


class HydrocalcWarning(UserWarning):
    """Base of all warnings that hydrocalc gives."""


class RangeWarning(HydrocalcWarning):
    """A correlation was used outside the range that its source states."""


def warn_range(name: str, value: float, low: float, high: float, *, level: int = 3) -> None:
    """Say that a scalar lies outside the range of a correlation, `level` callers up."""
    import warnings

    text = f"{name} {value:.4g} is outside the range {low:g} to {high:g} of its source"
    warnings.warn(text, RangeWarning, stacklevel=level)


def _translated(values: dict[str, Any], translate: Translate) -> dict[str, Any]:
    return {k: translate(v) if isinstance(v, str) else v for k, v in values.items()}


def _rebuild(cls: type[HydrocalcError], state: dict[str, Any], args: tuple[Any, ...]) -> Any:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error
