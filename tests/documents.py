"""Runs what a page shows: Python examples, commands of the terminal, and the files they read.

A fenced block is run as it stands, unless the line above it is ``<!-- not run -->``. Below a line
``<!-- file: NAME -->`` it is written to a file. ``hydrocalc`` lines of a bash block are called with
their arguments; a comment ``# exit 1`` says which code they end with, and a text block right after
is what they print, ``...`` standing for anything.
"""

import contextlib
import doctest
import io
import re
import shlex
from typing import NamedTuple

from hydrocalc.cli.main import main

FENCE = re.compile(
    r"(?:^<!-- (?P<note>[^>]*?) -->\n)?^(?P<fence>`{3,})(?P<kind>[\w-]*)\n(?P<body>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)
CHECK = doctest.OutputChecker()
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Block(NamedTuple):
    """One fenced block of a page."""

    kind: str
    body: str
    note: str
    line: int


def blocks(text):
    """The fenced blocks of a page, in order."""
    return [
        Block(m["kind"], m["body"], m["note"] or "", text[: m.start()].count("\n") + 1)
        for m in FENCE.finditer(text)
    ]


def commands(body):
    """Arguments and expected exit code of each ``hydrocalc`` line of a bash block."""
    for line in body.replace("\\\n", " ").splitlines():
        if line.startswith("hydrocalc "):
            code = re.search(r"# exit (\d+)", line)
            yield shlex.split(line, comments=True)[1:], int(code[1]) if code else 0


def printed(arguments):
    """Exit code and output of a command."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(arguments)
    return code, out.getvalue()


def run_page(path, folder, text=None):
    """Run a page's blocks in a folder; return what went wrong, in words."""
    names, wrong, last = {}, [], None
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=FLAGS)
    for block in blocks(text or path.read_text(encoding="utf-8")):
        where = f"{path.name}:{block.line}"
        if block.note.startswith("file: "):
            (folder / block.note[6:]).write_text(block.body, encoding="utf-8")
        elif block.note == "not run":
            continue
        elif block.kind == "python":
            if ">>>" not in block.body:
                exec(compile(block.body, where, "exec"), names)  # noqa: S102 - our own page
                continue
            test = parser.get_doctest(block.body, names, path.name, str(path), block.line)
            said = io.StringIO()
            runner.run(test, out=said.write, clear_globs=False)
            names.update(test.globs)
            if said.getvalue():
                wrong.append(said.getvalue())
        elif block.kind == "bash":
            last = None
            for arguments, expected in commands(block.body):
                code, last = printed(arguments)
                if code != expected:
                    wrong.append(f"{where}: {arguments} ended with {code}: {last[-500:]}")
        elif block.kind == "text" and last is not None:
            if not CHECK.check_output(block.body, last, FLAGS):
                wrong.append(f"{where} shows\n{block.body}\nbut it prints\n{last}")
            last = None
    return wrong
