"""A folder of a study under whatever may happen to it: it ends as if nothing had."""

import contextlib
import json
import os
import shutil
import stat
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import hydrocalc as hc
from hydrocalc.records import writing
from hydrocalc.studies import folders

PARTS = 4
VALUES = np.linspace(0.1, 0.6, 64 * PARTS)
OURS = (hc.HydrocalcError,)


def squares(a):
    return {"square": a * a, "root": np.sqrt(a)}


MODEL = hc.Model(function=squares, inputs={"a": "flow"}, outputs={"square": "head", "root": "head"})


def study(out=None, values=VALUES, progress=False, executor=None):
    """Four parts of one block."""
    return hc.sweep(
        MODEL, over={"a": values}, keep=["square", "root"], limits={"root": "<= 0.7 m"}, part=64,
        block=64, threads=1, out=out, progress=progress,
    )  # fmt: skip


def columns(found):
    return [found.values(n).tobytes() for n in ("square", "root", "status")]


def result(found):
    return columns(found), json.dumps(found.summary.to_dict(), sort_keys=True)


with tempfile.TemporaryDirectory() as fresh:
    ONCE = result(study(fresh))
assert ONCE[0] == columns(study())


class Killed(BaseException):
    """The end of a process, at any step."""


class Folder(RuleBasedStateMachine):
    """What may happen to the folder, in any order."""

    def __init__(self):
        super().__init__()
        self.base = Path(tempfile.mkdtemp())
        self.out = self.base / "out"
        self.victim = self.base / "victim"
        self.victim.write_text("mine")
        self.blocked = False
        """Whether something lies in the way that isn't ours to remove."""

    def teardown(self):
        try:
            self.clear()
            if self.foreign():
                shutil.rmtree(self.out)  # refused as long as it is another's
            assert result(study(self.out)) == ONCE
            assert result(study(self.out)) == ONCE
            self.outside_nothing_changes()
        finally:
            shutil.rmtree(self.base)

    def foreign(self):
        return getattr(self, "other", False)

    def clear(self):
        """What a user does who is told that something lies in the way."""
        if not self.out.is_dir():
            return
        for path in self.out.iterdir():
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            elif path.name in ("manifest.json", ".lock") and not stat.S_ISREG(path.lstat().st_mode):
                self.other = self.foreign() or path.name == "manifest.json"
                path.unlink()
            elif path.name == ".lock" and path.stat().st_nlink > 1:
                path.unlink()
        self.blocked = False

    def attempt(self, *arguments, **how):
        """Run the study; a refusal is ours, and only where something is in the way."""
        try:
            found = study(self.out, *arguments, **how)
        except OURS:
            assert self.blocked or self.foreign()
            return
        assert result(found) == ONCE

    @rule()
    def resume(self):
        self.attempt()

    @rule(parts=st.integers(0, PARTS))
    def interrupt(self, parts):
        def stop(done, total):
            if done >= 64 * parts:
                raise KeyboardInterrupt

        with contextlib.suppress(KeyboardInterrupt):
            self.attempt(progress=stop)

    @rule(
        step=st.sampled_from(["fsync", "replace", "open", "unlink", "dumps", "_hash", "_save_npz"]),
        after=st.integers(0, 12), before=st.booleans(), lost=st.booleans(),
    )  # fmt: skip
    def kill(self, step, after, before, lost):
        """At the `after`-th of a kind of steps, before or after it is done."""
        where = {"dumps": json, "_hash": folders, "_save_npz": folders}.get(step, os)
        real, count = getattr(where, step), [0]

        def dying(*arguments, **how):
            count[0] += 1
            if count[0] > after and before:
                raise Killed
            done = real(*arguments, **how)
            if count[0] > after:
                raise Killed
            return done

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(folders, "_parts_end", lambda: ".npz")
            patch.setattr(where, step, dying)
            if lost:  # nobody is left to tidy up
                patch.setattr(writing.os, "unlink", lambda path: None)
            with contextlib.suppress(Killed):
                self.attempt()

    @precondition(lambda self: self.out.is_dir() and any(self.out.iterdir()))
    @rule(
        data=st.data(),
        how=st.sampled_from(["cut", "flip", "remove", "empty", "link", "fifo", "folder", "hard link",
                             "of another"]),
    )  # fmt: skip
    def damage(self, data, how):
        paths = sorted(p for p in self.out.iterdir() if p.is_file() and not p.is_symlink())
        if not paths:
            return
        path = data.draw(st.sampled_from(paths))
        raw = path.read_bytes()
        ours = path.name.startswith("part-")
        path.unlink()
        if how == "cut":
            path.write_bytes(raw[: len(raw) // 2])
        elif how == "flip":
            at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
            path.write_bytes(raw[:at] + bytes(b ^ 1 for b in raw[at : at + 1]) + raw[at + 1 :])
        elif how == "empty":
            path.write_bytes(b"")
        elif how == "link":
            path.symlink_to(self.victim)
        elif how == "hard link":
            os.link(self.victim, path)
        elif how == "fifo":
            os.mkfifo(path)
        elif how == "folder":
            path.mkdir()
        elif how == "of another":
            others = [p for p in paths if p != path and p.suffix == path.suffix]
            path.write_bytes(others[0].read_bytes() if others else raw)
        self.blocked |= how == "folder" or (not ours and how in ("link", "fifo", "hard link"))
        kept = how == "of another" and path.read_bytes() == raw
        if path.name == "manifest.json" and not kept:
            # A study whose manifest is gone is nobody's; a sign of it may well be without meaning.
            self.other = True

    @rule(name=st.sampled_from(["letter.txt", "part-x", "part-000099.json", ".part-x", ".part-x.tmp"]),
          folder=st.booleans())  # fmt: skip
    def foreign_file(self, name, folder):
        path = self.out / name
        claimed = (self.out / "manifest.json").is_file()
        if not self.out.exists() or os.path.lexists(path):
            return
        if folder:
            path.mkdir()
        else:
            path.write_text("dear")
        self.blocked |= folder and claimed and name.startswith("part-0")
        if not claimed and (folder or name != ".part-x.tmp"):
            self.other = True

    @rule()
    def another_study(self):
        # What a killed run left over is nobody's study yet.
        new = not self.out.exists() or not any(
            p.name != ".lock" and not p.name.endswith(".tmp") for p in self.out.iterdir()
        )  # fmt: skip
        if new:
            return
        before = {p.name for p in self.out.iterdir() if not p.name.endswith(".tmp")}
        with pytest.raises(OURS):
            study(self.out, values=VALUES + 1.0)
        assert {p.name for p in self.out.iterdir()} >= before

    @rule()
    def two_writers(self):
        if self.blocked or self.foreign():
            return
        self.out.mkdir(exist_ok=True)
        with folders._locked(str(self.out)), pytest.raises(hc.InputError, match="nobody else"):
            study(self.out)

    @rule()
    def mend(self):
        self.clear()

    @invariant()
    def outside_nothing_changes(self):
        assert self.victim.read_text() == "mine"
        assert {p.name for p in self.base.iterdir()} <= {"out", "victim"}


TestFolder = Folder.TestCase
TestFolder.settings = settings(
    max_examples=30, stateful_step_count=12, deadline=None, derandomize=True
)
