"""What all subjects share: dice, hostile texts, and how a case may end."""

import random
import re
import time
import traceback
import warnings
from contextlib import contextmanager
from typing import NamedTuple

from hydrocalc.errors import DesignFileError, HydrocalcError
from hydrocalc.records.messages import LANGUAGES, translated
from hydrocalc.texts import CONTROL

CODES = (0, 1, 2, 3, 4, 5, 6)
"""Exit codes that a command may end with by itself."""
MOST_CHARACTERS = 2000
"""Of a message."""
FRAGMENTS = (
    "{", "}", "{}", "{0}", "{x}", "{{", "}}", "{example}", "{words}", "{got!r}",
    "{example.__class__.__mro__}", "{example:>999999}", "%", "%s", "%(x)s", "$", "$x^{2$", "\\frac{",
    "\\", "'", '"', "`", "|", "<script>alert(1)</script>", "</td>", "&amp;", "&#0;", "]]>", "-->",
    "=1+1", "x;=1+1", "@SUM(A1)", "##[error]x", "##[add-mask]x", "::error::x", "\x1b[31m",
    "\x1b]0;x\x07", "\x00", "\x07", "\x08", "\x7f", "\x85", "\x9b31m", "\r", "\n", "\r\n", "\t",
    "\u202e", "\u2066", "\u200b", "\u200f", "\u2028", "\ufeff", "\ufffe", "\U0010ffff", "\U000e0041",
    "e\u0301", "\u0300" * 12, "\u0e33", "ﷺ", "㎥", "㍱", "½", "Ⅷ", "²", "ßİŉ", "ﬁ", "水泵", "שלום", "مضخة",
    "😀", "👩‍🚒", "\ud800", "\udc80", "\udfff", "nan", "inf", "-inf", "1e400", "-1e400", "1e-400",
    "1e308", "5e-324", "9" * 40, "9" * 400, "0" * 70, "0x10", "1_000", "1e", "e5", "1e+", "--1", "+-1",
    "None", "null", "true", "[]", "[[", "a.b", "a.b.c", "#", "//", "..", ".", "-", "--", "=", ";", ":", ",",
    "../x", "/etc/hostname", "\\\\host\\share\\x", "C:\\x", "file:///x", "~", "$(id)", "\u00a0",
    "\u2009", "\u3000", "x" * 70, "x" * 1001, "…" * 30, "[" * 300, "1," * 500,
)  # fmt: skip
"""Texts that mean something to somebody: templates, mark-up, shells, logs, terminals, numbers."""
_DIGITS = [
    "０１２３４５６７８９",
    "٠١٢٣٤٥٦٧٨٩",
    "०१२३४५६७८९",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "〇一二三四五六七八九",
]
_SPACES = ("", " ", "  ", "\t", "\u00a0", "\u2009", "\u3000", "\n")


class Dice(random.Random):
    """Random numbers of one case of a subject."""

    def __init__(self, subject, seed, number):
        super().__init__(f"{subject} {seed} {number}")

    def chance(self, share):
        """True in this share of the throws."""
        return self.random() < share

    def spread(self, low, high):
        """A number whose logarithm is even between both."""
        return low * (high / low) ** self.random()

    def fragment(self):
        """A hostile text, or a few characters of anywhere."""
        if self.chance(0.8):
            return self.choice(FRAGMENTS)
        ranges = ((0, 0x20), (0x20, 0x7F), (0x7F, 0x250), (0x250, 0x3000), (0x3000, 0xD800), (0xD800, 0x11000),
                  (0x10000, 0x110000))  # fmt: skip
        return "".join(chr(self.randrange(*self.choice(ranges))) for _ in range(self.randint(1, 6)))

    def damaged(self, text):
        """A text with one to three things done to it."""
        for _ in range(self.choice((1, 1, 1, 2, 3))):
            text = self._once(text)
        return text

    def _once(self, text):
        at, to = sorted(self.randint(0, len(text)) for _ in range(2))
        what = self.randrange(16)
        if what < 5:
            return text[:at] + self.fragment() + text[at:]
        if what == 5:
            return text[:at] + text[to:]
        if what == 6:
            return text[:to] + text[at:to] + text[to:]
        if what == 7:
            return text.translate(
                dict(zip(map(ord, "0123456789"), self.choice(_DIGITS), strict=True))
            )
        if what == 8:
            return text.replace(".", self.choice((",", "．", "٫", "·", "..")))
        if what == 9:
            return text.replace(" ", self.choice(_SPACES))
        if what == 10:
            return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
        if what == 11:
            return self.choice(
                (text.upper(), text.lower(), text.swapcase(), text[::-1], text.title())
            )
        if what == 12:
            return text[:at] + "{" + text[at:to] + "}" + text[to:]
        if what == 13:
            return (text + self.choice(("", " ", ","))) * self.choice((2, 3, 50))
        if what == 14:
            return self.choice(_SPACES) + text + self.choice(_SPACES)
        return self.fragment()


class Fault(NamedTuple):
    """Something that must not be: its kind, by which faults are counted, and the whole story."""

    kind: str
    story: str


class Case:
    """How one case goes: what it ended as, whether it got past reading, faults, CPU by step."""

    def __init__(self):
        self.end, self.accepted = "", False
        self.faults: list[Fault] = []
        self.seconds: dict[str, float] = {}

    def fault(self, kind, story=""):
        """Note a fault."""
        self.faults.append(Fault(kind, story))

    @contextmanager
    def step(self, name):
        """Run a part: only our own errors may come out of it, and no warning but ours."""
        self.failed: HydrocalcError | None = None
        begin = time.process_time()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                yield
            except HydrocalcError as error:
                self.failed = error
            except Exception as error:
                self.fault(f"{name}: {_place(error)}", traceback.format_exc())
                self.failed = HydrocalcError("not its own error")
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begin
        for warning in caught:
            if not issubclass(warning.category, UserWarning):
                where = f"{warning.filename.rpartition('hydrocalc/')[2]}:{warning.lineno}"
                self.fault(f"{name}: {warning.category.__name__} at {where}", str(warning.message))
        if self.failed is not None and not (self.faults and "own error" in str(self.failed.args)):
            self.said(name, self.failed)

    def said(self, name, error):
        """An error of ours that can be printed in each language, of moderate length."""
        self.end = type(error).__name__
        if error.exit_code not in CODES:
            self.fault(f"{name}: exit code {error.exit_code}", repr(error))
        for lang in (None, *LANGUAGES):
            try:
                text = (
                    str(error)
                    if lang is None
                    else error.render(lambda t, to=lang: translated(t, to))
                )
            except Exception as found:
                self.fault(f"{name}: rendering: {_place(found)}", traceback.format_exc())
                return
            # One line each: of a file, all problems are told.
            lines = text.split("\n") if isinstance(error, DesignFileError) else [text]
            if max(map(len, lines)) > MOST_CHARACTERS:
                self.fault(
                    f"{name}: message of more than {MOST_CHARACTERS} characters", text[:3000]
                )
            if any(map(controls, lines)):
                self.fault(f"{name}: message that can't be printed", ascii(text[:3000]))


def controls(text, allowed=""):
    """Control characters of a text that could change what a terminal shows, but for \\n and \\t."""
    return sorted(set(CONTROL.findall(text)) - set(allowed))


def _place(error):
    """Class of an error, and the last place of ours that it came through."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/hydrocalc/" in f.filename]
    where = (
        f"{frames[-1].filename.rpartition('/hydrocalc/')[2]} {frames[-1].name}" if frames else "?"
    )
    return f"{type(error).__name__} in {where}"


def place_in(text):
    """The same of a printed traceback."""
    frames = re.findall(r'File "[^"]*/hydrocalc/([^"]+)", line \d+, in (\S+)', text)
    error = re.findall(r"^(\w[\w.]*)(?::|$)", text, re.MULTILINE)
    name = error[-1] if error else "?"
    return f"{name} in {' '.join(frames[-1])}" if frames else name
