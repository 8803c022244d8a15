"""``hydrocalc COMMAND``: parse, call, print.

Results go to stdout (or ``-o FILE``), messages to stderr. Exit codes: 0 fine, 1 a check failed or
nothing feasible, 2 bad input, 3 no convergence, 4 incomplete, 70 internal error, 130 interrupted,
143 terminated. A command is a module of this package with ``HELP``, ``OPTIONS``, ``FLAGS`` and
``run(given) -> record``; nothing it needs is imported before it runs, so that help costs no numpy.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from itertools import takewhile
from typing import Any, NoReturn

from hydrocalc.cli import output
from hydrocalc.errors import HydrocalcError, HydrocalcWarning, InputError
from hydrocalc.records.messages import LANGUAGES, rendered, translated
from hydrocalc.records.tables import wrap
from hydrocalc.records.writing import FileError, inputs_kept
from hydrocalc.texts import Phrase, quoted
from hydrocalc.version import __version__

COMMANDS = (
    "size", "line", "pipes", "duty", "matrix", "npsh", "sweep", "uncertainty", "check", "report",
    "explain", "schema", "init",
)  # fmt: skip
_SHARED = ("format", "output", "force", "color", "lang", "units_system")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    typed = _joined(sys.argv[1:] if argv is None else argv)
    lang, arguments = _language(_options(typed)), _command_first(typed)
    options = _options(arguments)
    output.prepare_streams()
    colour = output.wants_colour(options, sys.stderr)

    def say(kind: str, text: str) -> None:
        mark = output.styled(translated(kind, lang), "31", colour)
        output.say(text, f"{mark}: ")

    try:
        with _terminable():
            return _run(arguments, lang, say)
    except HydrocalcError as error:
        try:
            with _shown_in(_typed_after("--units-system", options)):
                text = error.render(lambda t: translated(t, lang), _said(arguments))
        except Exception as fault:  # an error that can't be said is ours
            text = "{error} can't be shown ({fault}); please report this"
            kinds = {"error": type(error).__name__, "fault": type(fault).__name__}
            say("internal error", translated(text, lang, **kinds))
            return 70
        say("error", text)
        return error.exit_code
    except BrokenPipeError:
        output.silence_stdout()  # the reader has seen enough: no fault of anybody's
        return 0
    except KeyboardInterrupt as stop:
        kept = any(a.partition("=")[0] == "--folder" for a in options)
        text = "interrupted; the same command goes on where it was" if kept else "interrupted"
        say("error", translated(text, lang))
        return 143 if isinstance(stop, _Terminated) else 130
    except Exception:
        import traceback

        output.say(traceback.format_exc())
        say("internal error", translated("please report this", lang))
        return 70


class _Terminated(KeyboardInterrupt):
    """A scheduler wants the end: as from the keyboard, so that nothing is left half-written."""


@contextmanager
def _terminable() -> Iterator[None]:
    def end(number: int, frame: Any) -> None:
        raise _Terminated

    ours = signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    try:
        if ours:
            signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread, which alone hears of signals
        ours = False
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _run(arguments: Sequence[str], lang: str, say: Any) -> int:
    # A window is never opened here: a backend that matplotlib doesn't know must not stop it.
    os.environ.pop("MPLBACKEND", None)
    for argument in arguments:
        if match := re.fullmatch(r"(--[a-z-]+)=--|(-o)--", argument):
            # argparse of Python 3.11 loses such a value.
            raise InputError(match[1] or match[2], "a value", "'--'")
    parser, commands = _parsers(lang, arguments)
    known, unknown = parser.parse_known_args(arguments)
    if known.command is None:
        output.say(parser.format_help())
        return 2
    if unknown:
        raise _unknown(unknown[0], commands[known.command])
    given = {k: v for k, v in vars(known).items() if v is not None and k != "command"}
    shared = {name: given.pop(name) for name in _SHARED if name in given}
    beside: dict[str, str] = {name: given.pop(name) for name in ("write", "plot") if name in given}
    typed = [t for v in given.values() for t in (v if isinstance(v, list) else [v])]
    with inputs_kept(t for t in typed if isinstance(t, str)):
        return _carried_out(known.command, given, shared, beside, arguments, lang, say)


def _carried_out(
    name: str, given: dict[str, Any], shared: dict[str, Any], beside: dict[str, str],
    arguments: Sequence[str], lang: str, say: Any,
) -> int:  # fmt: skip
    """A command whose words are known: checked, run, written; its exit code."""
    force = bool(shared.get("force"))
    plot = beside.get("plot")
    if beside:
        first = {"output": shared["output"]} if "output" in shared else {}
        output.check_beside({**first, **beside}, force)
        if "output" not in shared:
            shared.pop("force", None)  # it is theirs
    if "write" in beside:
        given |= {"write": beside["write"], "force": force}
    command = import_module(f"hydrocalc.cli.{name}")
    for old, new in getattr(command, "RENAMED", {}).items():
        if old in given:
            if new in given:
                raise InputError(old, "no value: {new} is given", new=_typed(new))
            say(
                "warning",
                translated("{old} is now called {new}", lang, old=_typed(old), new=_typed(new)),
            )
            given[new] = given.pop(old)
    system = shared.pop("units_system", "si")
    if system not in output.SYSTEMS:
        raise InputError(
            "units_system", "one of: {words}", quoted(system), words=", ".join(output.SYSTEMS)
        )
    only = getattr(command, "ONLY", ())
    target = output.Target(
        **shared, also=getattr(command, "ENDINGS", None), more=getattr(command, "FORMATS", ()),
        only=only,
    )  # fmt: skip
    if only:  # the command itself makes the file's content
        given |= {"lang": target.lang, "format": target.format}
    if hasattr(command, "before"):
        command.before(given, target.format, target.file)
    for name, other in getattr(command, "NEEDS", {}).items():
        if name in given and other not in given:
            option = _names(arguments).get(other) or _typed(other)
            raise InputError(name, "{option} beside it", option=option)
    view = {command.VIEW[name]: given.pop(name) for name in command.VIEW if name in given}
    with _shown_in("si" if target.format in output.SI_ALONE else system):
        return _answered(command, given, view, target, plot, force, say)


def _answered(
    command: Any, given: dict[str, Any], view: dict[str, Any], target: output.Target,
    plot: str | None, force: bool, say: Any,
) -> int:  # fmt: skip
    """The record of a command, computed and written; its exit code."""
    import warnings

    lang = target.lang
    with warnings.catch_warnings(record=True) as caught:
        # Ours are for the user; what libraries say to each other's developers is not.
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", HydrocalcWarning)
        record = command.run(given)
        axes = None if plot is None else command.plot(record, target.lang)
    texts = (w.message.args[0] if isinstance(w.message, Warning) else w.message for w in caught)
    for said in dict.fromkeys(texts):
        say("warning", rendered(said, target.lang))
    code = int(getattr(record, "exit_code", 0))
    try:
        target.write(record, view)
    except BrokenPipeError:
        output.silence_stdout()  # the reader has seen enough: the result stays what it is
    except output.StdoutError as error:
        say("error", error.render(lambda t: translated(t, lang)))
        code = code or error.exit_code
    if hasattr(command, "after"):
        try:
            command.after(record, target.format, target.lang)
        except FileError as error:  # what was found is said: it is found all the same
            say("warning", error.render(lambda t: translated(t, lang)))
    if plot is not None:
        output.write_plot(axes, plot, force)
    return code


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help in Chinese, folded by the columns that its signs take."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, translated("usage: ", "zh"))

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width).split("\n")


class _Parser(argparse.ArgumentParser):
    """Reports its errors as ours, in a language, and never guesses an abbreviated option."""

    def __init__(self, *, lang: str = "en", **settings: Any) -> None:
        form = _Help if lang == "zh" else argparse.RawDescriptionHelpFormatter
        super().__init__(allow_abbrev=False, add_help=False, formatter_class=form, **settings)
        self._positionals.title = translated("positional arguments", lang)
        self._optionals.title = translated("options", lang)
        text = translated("show this help message and exit", lang)
        self.add_argument("-h", "--help", action="help", help=text)

    def error(self, message: str) -> NoReturn:
        option = re.match(r"argument (\S+?)(?:/\S+)?: (.*)", message)
        if option is None:
            raise InputError("command", "one of: {words}", message, words=", ".join(COMMANDS))
        name, what = option.groups()
        if "expected one argument" in what:
            raise InputError(name, "a value", Phrase("nothing"))
        if "explicit argument" in what:
            raise InputError(name, "no value")
        words = ", ".join(COMMANDS)
        got = what.partition(": ")[2].rpartition(" (choose")[0]
        raise InputError(name, "one of: {words}", got[:40], words=words)


class _Once(argparse.Action):
    """An option that says one thing: twice is a contradiction."""

    def __call__(self, parser: Any, names: Any, value: Any, option: str | None = None) -> None:
        if getattr(names, self.dest) is not None:
            raise InputError(option or self.dest, "one value", Phrase("two"))
        setattr(names, self.dest, True if self.nargs == 0 else value)


def _parsers(lang: str, arguments: Sequence[str]) -> tuple[_Parser, dict[str, _Parser]]:
    def t(text: str) -> str:
        return translated(text, lang)

    def option(text: str) -> str:
        return t(text).replace("%", "%%")  # argparse formats the help of options

    parser = _Parser(
        lang=lang, prog="hydrocalc",
        description=t("Hydraulic calculation and pump-station sizing."),
    )  # fmt: skip
    parser.add_argument(
        "--version", action="version", version=f"hydrocalc {__version__}",
        help=t("show program's version number and exit"),
    )  # fmt: skip
    choose = parser.add_subparsers(dest="command", metavar=t("COMMAND"), parser_class=_Parser)
    commands = {}
    asked = [word for word in arguments[:1] if word in COMMANDS]
    for name in asked or COMMANDS:
        module = import_module(f"hydrocalc.cli.{name}")
        command = choose.add_parser(
            name, lang=lang, prog=f"hydrocalc {name}", help=t(module.HELP),
            description=t(module.HELP), epilog=t(module.EPILOG),
        )  # fmt: skip
        commands[name] = command
        for argument, help_text in getattr(module, "POSITIONAL", {}).items():
            many = getattr(module, "MANY", False)
            command.add_argument(
                argument, nargs="*" if many else "?", metavar="FILE" if many else "X",
                help=option(help_text),
            )  # fmt: skip
        for argument, help_text in module.OPTIONS.items():
            again = argument in getattr(module, "REPEATED", ())
            command.add_argument(
                *(_typed(name) for name in (argument, *module.ALIASES.get(argument, ()))),
                action="append" if again else _Once, dest=argument, metavar="X",
                help=option(help_text),
            )  # fmt: skip
        for old in getattr(module, "RENAMED", {}):
            command.add_argument(_typed(old), action=_Once, dest=old, help=argparse.SUPPRESS)
        for argument, help_text in module.FLAGS.items():
            command.add_argument(
                _typed(argument), action=_Once, dest=argument, nargs=0, help=option(help_text)
            )
        group = command.add_argument_group(t("output"))
        for names, settings in output.OPTIONS:
            own = {**settings, "help": option(str(settings["help"]))}
            if names == ("--format",):
                forms = (*output.FORMATS, *getattr(module, "FORMATS", ()))
                own["metavar"] = "|".join(getattr(module, "ONLY", forms))
            group.add_argument(*names, action=_Once, **own)
    return parser, commands


def _unknown(text: str, command: _Parser) -> InputError:
    import difflib

    options = list(command._option_string_actions)
    near = difflib.get_close_matches(text.split("=")[0], options, 1)
    if not text.startswith("-"):
        return InputError("argument", "an option before it", quoted(text))
    return InputError(
        text[:40], "an option of this command", "", near[0] if near else "", guess=True
    )


def _options(arguments: Sequence[str]) -> list[str]:
    """What may hold options: after ``--`` stand names of files, whatever they look like."""
    return list(takewhile(lambda argument: argument != "--", arguments))


def _joined(arguments: Sequence[str]) -> list[str]:
    """``--x -3m`` as ``--x=-3m``: argparse would take the value for an option."""
    joined: list[str] = []
    options = _options(arguments)
    for argument in options:
        after = joined[-1] if joined else ""
        if re.match(r"[-−](\d|\.\d)", argument) and re.fullmatch(r"--[a-z-]+|-o", after):
            joined[-1] += ("=" if after.startswith("--") else "") + argument
        else:
            joined.append(argument)
    return [*joined, *arguments[len(options) :]]


def _command_first(arguments: list[str]) -> list[str]:
    """What all commands share may stand before the command, which has it among its options."""
    takes = {name: own.get("nargs") != 0 for names, own in output.OPTIONS for name in names}
    count = 0
    while count < len(arguments) and (option := arguments[count].partition("="))[0] in takes:
        count += 2 if takes[option[0]] and not option[1] else 1
    if count == 0:
        return arguments
    before, rest = arguments[:count], arguments[count:]
    if rest[:1] and rest[0] in COMMANDS:
        return [rest[0], *before, *rest[1:]]
    return rest  # help of all commands, or a mistake


def _language(arguments: Sequence[str]) -> str:
    value = _typed_after("--lang", arguments)
    return value if value in LANGUAGES else "en"


def _typed_after(option: str, arguments: Sequence[str]) -> str:
    """The value of an option before it is parsed; nothing where there is none."""
    for i, argument in enumerate(arguments):
        if argument == option and i + 1 < len(arguments):
            return arguments[i + 1]
        if argument.startswith(option + "="):
            return argument.removeprefix(option + "=")
    return ""


def _shown_in(system: str) -> AbstractContextManager[None]:
    """Units of what is shown; their module, which loads numpy, is asked only where it must be."""
    if system != "us":
        return nullcontext()
    from hydrocalc.units import shown_in

    return shown_in(system)


def _names(arguments: Sequence[str]) -> dict[str, str]:
    """What the user of a command typed for arguments that the library calls otherwise."""
    if arguments[:1] and arguments[0] in COMMANDS:
        return getattr(import_module(f"hydrocalc.cli.{arguments[0]}"), "NAMES", {})
    return {}


def _said(arguments: Sequence[str]) -> Callable[[str], str]:
    """What the user of a command knows the library's arguments by.

    An option that the command doesn't have is never named: a word of a file stays as it is.
    """
    names, options = _names(arguments), set[str]()
    if arguments[:1] and arguments[0] in COMMANDS:
        options = {*_parsers("en", arguments[:1])[1][arguments[0]]._option_string_actions}

    def said(argument: str) -> str:
        typed = _typed(argument)
        return names.get(argument) or (typed if typed in options else argument)

    return said


def _typed(argument: str) -> str:
    """An argument's name as it is typed in the terminal."""
    plain = (
        argument.isidentifier() and argument.islower() and argument not in ("command", "argument")
    )
    return "--" + argument.replace("_", "-") if plain else argument
