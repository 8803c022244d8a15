"""The one way to write a file: whole or not at all, and never one that is to be kept."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from hydrocalc.errors import HydrocalcError, InputError
from hydrocalc.texts import Phrase, encoded, quoted

TEMPORARY = (".part-", ".tmp")
"""How the name of a file begins and ends that is not complete."""
_SYSTEM = re.compile(r"/(dev/(?!shm/)|proc/|sys/)")
"""Where a name stands for a device or a stream: a file put there would be in its place.

Files in ``/dev/shm`` are files, in memory.
"""
_MOST_LINKS = 40


class FileError(HydrocalcError, OSError):
    """A file or stream that can't be written; what was there before stays."""

    exit_code = 2


_read: ContextVar[list[str] | None] = ContextVar("read", default=None)


@contextmanager
def inputs_kept(paths: Iterable[str] = ()) -> Iterator[None]:
    """Write over none of these files, nor over one that is read inside."""
    before = _read.set(list(paths))
    try:
        yield
    finally:
        _read.reset(before)


def keep(path: str) -> None:
    """Say that a file is read."""
    read = _read.get()
    if read is not None:
        read.append(path)


def write_file(
    path: str | os.PathLike[str], content: str | bytes, argument: str = "path", *,
    force: bool = False, write: str = "force=True",
) -> None:  # fmt: skip
    """Write text in UTF-8, or bytes, to a file; `argument` to `write` as in `check_file`."""
    with (
        new_file(path, argument, force=force, write=write) as temporary,
        open(temporary, "wb") as file,
    ):
        file.write(content.encode() if isinstance(content, str) else content)


def append_file(path: str, text: str) -> None:
    """Put a text at the end of a regular file, or into a new one; nothing else is waited for.

    Raises
    ------
    FileError
        If it is no regular file or can't be written.
    """
    flags = ("O_WRONLY", "O_APPEND", "O_CREAT", "O_BINARY", "O_NONBLOCK", "O_CLOEXEC")
    shown = quoted(path, 80)
    try:
        there = os.open(path, sum(getattr(os, name, 0) for name in flags), 0o666)
        with os.fdopen(there, "ab") as file:
            if not stat.S_ISREG(os.fstat(there).st_mode):
                why = Phrase("it is no regular file")
                raise FileError("can't write {file}: {why}", file=shown, why=why)
            file.write(encoded(text))
    except FileError:
        raise
    except (OSError, ValueError) as error:
        known = getattr(error, "strerror", None) or str(error)[:80]
        raise FileError("can't write {file}: {why}", file=shown, why=known) from None


@contextmanager
def new_file(
    path: str | os.PathLike[str], argument: str = "path", *, force: bool = False,
    write: str = "force=True",
) -> Iterator[str]:  # fmt: skip
    """A temporary file that takes the place of `path`, if that may be written, when it is complete.

    Raises
    ------
    InputError
        As `check_file`, or if a text holds half a character.
    FileError
        If the file can't be written: no room, no permission.
    """
    place = check_file(path, argument, force=force, write=write)
    shown = quoted(os.fspath(path), 80)
    try:
        with replacing(place, new=not force) as temporary:
            yield temporary
    except FileExistsError:  # somebody was faster
        raise InputError(argument, "a new file", shown, write) from None
    except UnicodeEncodeError as error:
        said = quoted(error.object[error.start : error.end])
        raise InputError(argument, "text that UTF-8 can hold", said) from None
    except OSError as error:
        why = error.strerror or str(error)[:80]
        raise FileError("can't write {file}: {why}", file=shown, why=why) from None


def check_file(
    path: str | os.PathLike[str], argument: str = "path", *, force: bool = False,
    write: str = "force=True",
) -> str:  # fmt: skip
    """Where a file lies that may be written; the one rule for it.

    Parameters
    ----------
    path : str or path
        The file, or a link to it.
    argument : str
        Whose it is, for the message.
    force : bool
        Whether a file that is there may be written over.
    write : str
        What says so, for the message.

    Returns
    -------
    str
        The path that no link is part of.

    Raises
    ------
    InputError
        If its folder doesn't exist or can't be written to; if it is no regular file, or one of
        the system's; if it is read by the same command; if it is there and `force` isn't given;
        if it is write-protected or has other hard links, which would keep what it was.
    """
    if not isinstance(force, bool):
        raise InputError("force", "true or false", quoted(force))
    try:
        given = os.fsdecode(path)
        if "\0" in given:
            raise TypeError(given)
    except TypeError:
        raise InputError(argument, "a path", quoted(path, 80)) from None
    shown = quoted(given, 80)
    try:
        place = _place(given)
        folder, there = os.path.dirname(place), os.path.lexists(place)
    except OSError:  # no folder to begin from
        raise InputError(argument, "a file in an existing folder", shown) from None
    if _SYSTEM.match(place):
        instead = "no --output for stdout" if argument == "output" else ""
        raise InputError(argument, "a regular file outside /dev, /proc and /sys", shown, instead)
    if not os.path.isdir(folder):
        raise InputError(argument, "a file in an existing folder", shown)
    if not os.path.isfile(place) and (there or os.path.islink(os.path.abspath(given))):
        raise InputError(argument, "a regular file, or a link to one", shown)
    if there and any(_same(place, other) for other in _read.get() or ()):
        raise InputError(argument, "a file that isn't read by the same command", shown)
    if there and not force:
        raise InputError(argument, "a new file", shown, write)
    if there and os.stat(place).st_nlink > 1:
        raise InputError(argument, "a file without other hard links", shown, Phrase("another file"))
    if not os.access(place if there else folder, os.W_OK) or not os.access(folder, os.W_OK):
        raise InputError(argument, "a file that can be written", shown)
    return place


def _place(path: str) -> str:
    """A path without links, or the first one of the system's that it leads to."""
    at = os.path.abspath(path)
    for _ in range(_MOST_LINKS):
        at = os.path.join(os.path.realpath(os.path.dirname(at)), os.path.basename(at))
        if _SYSTEM.match(at) or not os.path.islink(at):
            break
        at = os.path.join(os.path.dirname(at), os.readlink(at))
    return at


def _same(one: str, other: str) -> bool:
    with suppress(OSError, ValueError):
        return os.path.samefile(one, other)
    return False


@contextmanager
def replacing(path: str, *, new: bool) -> Iterator[str]:
    """A temporary file beside `path` that takes its place when it is complete.

    A `new` file takes the place of none, whoever was faster; another keeps owner and mode.

    Raises
    ------
    OSError
        If that can't be done; what was there before stays.
    """
    start, end = TEMPORARY
    temporary = os.path.join(os.path.dirname(path), f"{start}{secrets.token_hex(8)}{end}")
    old = not new and os.path.isfile(path) and not os.path.islink(path)
    try:
        # What replaces a private file is at no time for others to read.
        how = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        os.close(os.open(temporary, how, 0o600 if old else 0o666))
        yield temporary
        with open(temporary, "rb+") as file:
            if old:
                _take_over(path, temporary)
            os.fsync(file.fileno())
        if new:
            _put(temporary, path)
        else:
            os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _put(temporary: str, path: str) -> None:
    """Give a complete file its name, if nobody else has it."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: an empty file holds the place
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            os.replace(temporary, path)
        except BaseException:
            os.unlink(path)
            raise


def _take_over(old: str, new: str) -> None:
    """Owner, mode and what else the system knows of a file, as far as we may."""
    import shutil

    known = os.stat(old)
    if hasattr(os, "chown"):
        for owner in ((-1, known.st_gid), (known.st_uid, -1)):
            with suppress(OSError):
                os.chown(new, *owner)
    with suppress(OSError):
        shutil.copystat(old, new)
        os.utime(new)
