"""What hydrocalc raises: one family, with fields, and an exit code each for the terminal."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from hydrocalc.texts import MOST, Phrase, Translate, filled, one_line, shown, untranslated

MOST_TEXT = 300
"""Signs that are shown of what came, of what to write and of an argument's name."""


class HydrocalcError(Exception):
    """Base of all errors that hydrocalc raises on purpose.

    The message is an English template and its values, so that the terminal can say it in
    another language. Values are shown as they are, and translated only where they are a `Phrase`.
    """

    exit_code = 70

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = {name: _kept(value) for name, value in values.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__.copy(), self.args)

    def render(self, translate: Translate = untranslated, name: Translate = untranslated) -> str:
        """The whole message; `name` turns an argument's name into what the user typed."""
        return filled(translate(self.message), self.values, translate)

    def __str__(self) -> str:
        return self.render()


class Argument(Phrase):
    """The name of an argument within a message: the terminal says the option in its place."""


class Setting(Phrase):
    """An argument and a value for it, to be written: the terminal says the option."""

    def __new__(cls, argument: str, value: str) -> Setting:
        """As it is written in Python."""
        return cls.made_of("{argument}='{value}'", {"argument": argument, "value": value})

    def __reduce__(self) -> tuple[Any, ...]:
        return Setting, (self.values["argument"], self.values["value"])


def _by_name(text: Any, name: Translate) -> Any:
    """A text with its settings as they are typed, by what the user knows the arguments by."""
    if isinstance(text, Setting):
        option = name(text.values["argument"])
        return f"{option} {text.values['value']}" if option.startswith("-") else text
    if isinstance(text, Phrase) and any(isinstance(v, Setting) for v in text.values.values()):
        return Phrase(text.template, **{k: _by_name(v, name) for k, v in text.values.items()})
    return text


class InputError(HydrocalcError, ValueError):
    """An argument that can't be used.

    Attributes
    ----------
    argument : str
        The argument's name.
    expected : str
        What would have been accepted: a template of ours.
    got, write : str or Phrase
        What came, and what to write instead (may be empty): shown as they are unless ours.
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
        self.argument = shown(argument, MOST_TEXT)
        self.expected = expected
        self.got = _kept(got, MOST_TEXT)
        self.write = _kept(write, MOST_TEXT)
        self.guess = guess

    def render(self, translate: Translate = untranslated, name: Translate = untranslated) -> str:
        def said(template: str, **values: Any) -> str:
            return filled(translate(template), values, translate)

        text = shown(name(self.argument), MOST_TEXT) + ": "
        values = {k: name(v) if isinstance(v, Argument) else v for k, v in self.values.items()}
        text += said("expected {expected}", expected=Phrase(self.expected, **values))
        if self.got:
            text += said("; got {got}", got=self.got)
        if self.write:
            template = "; did you mean {write}?" if self.guess else "; write {write}"
            text += said(template, write=_by_name(self.write, name))
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

    It is no `InputError` but holds one a problem; to catch both: `HydrocalcError` or ValueError.

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

    def render(self, translate: Translate = untranslated, name: Translate = untranslated) -> str:
        """One line a problem: file, line, key, what was expected and what came."""
        lines = []
        for file, line, key, error in self.problems:
            said = error.render(translate, partial(_at_key, error.argument, key))
            lines.append(one_line(f"{shown(file, MOST_TEXT)}:{line}: {said}"))
        return "\n".join(lines)


def _at_key(argument: str, key: str, word: str) -> str:
    """The key in place of the argument; others that a message speaks of stay as they are."""
    return key if word == argument else word


class CheckError(HydrocalcError, AssertionError):
    """A design that did not pass its checks."""

    exit_code = 1


class NoSolutionError(HydrocalcError):
    """Input that is fine in itself but has no solution."""

    exit_code = 5


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


def _kept(value: Any, most: int = MOST) -> Any:
    """A number or phrase as it is; anything else as the text that is shown of it.

    An error outlives its call and goes to other processes: it holds nobody's objects.
    """
    if isinstance(value, (Phrase, bool, int, float)) or value is None:
        return value
    return shown(value, most)


def _rebuild(cls: type[HydrocalcError], state: dict[str, Any], args: tuple[Any, ...]) -> Any:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error
