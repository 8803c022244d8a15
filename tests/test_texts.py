"""Text of a user is never a template, and nothing that is printed commands a terminal."""

import ast
import pickle
import re
from pathlib import Path

import pytest
from generated import HOSTILE, refused
from hypothesis import given, settings
from hypothesis import strategies as st
from test_messages import NOT_WORDS, texts_of

import hydrocalc
from hydrocalc import errors
from hydrocalc.data import chinese
from hydrocalc.records.messages import translated
from hydrocalc.texts import Phrase, filled, one_line, printable, quoted, shown

ZH = chinese()

PACKAGE = Path(hydrocalc.__file__).parent
INPUT = {"InputError", "UnitsError", "ContractError"}
any_text = st.lists(st.sampled_from(HOSTILE) | st.characters() | refused, max_size=12).map("".join)


class Hostile:
    """Fails whatever is asked of it."""

    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __format__ = __str__

    def __reduce__(self):
        raise RuntimeError("no pickle")


def sent(thing):
    """As another process gets it."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own


def zh(text):
    return translated(text, "zh")


def calls():
    """Every call in the package, with its place and the called name."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", name, node


def fixed(node):
    return isinstance(node, ast.Constant | ast.JoinedStr)


def test_nothing_else_formats():
    """`texts.filled` alone fills templates; a kernel's formula is made of ours at import."""
    found = [
        where
        for where, name, node in calls()
        if name in ("format", "format_map", "vformat", "Template", "safe_substitute")
        and not where.startswith("kernels")
        and not (isinstance(node.func, ast.Attribute) and fixed(node.func.value))
        and not (isinstance(node.func, ast.Name) and name == "format")
    ]
    assert found == []


def test_templates_have_plain_fields_only():
    for text in (*ZH, *ZH.values()):
        assert not re.search(r"{(?!\w+})|(?<!\w)}", text), text


def test_words_that_came_or_are_to_be_written_are_phrases():
    """A literal `got` or `write` that has words would otherwise stay English in Chinese."""
    bare = []
    for where, name, node in calls():
        if name in INPUT:
            parts = [
                *node.args[2:4],
                *(k.value for k in node.keywords if k.arg in ("got", "write")),
            ]
            bare += [(where, t) for p in parts for t in texts_of(p) if not NOT_WORDS.fullmatch(t)]
    assert {text for _, text in bare} == {"nan", "summary"}  # as they are typed


@given(any_text, any_text)
def test_what_a_value_holds_is_never_a_field(theirs, other):
    text = filled("{a} and {b}", {"a": theirs, "b": other})
    assert text == f"{one_line(theirs)} and {one_line(other)}"


def test_a_phrase_is_translated_and_its_own_words_only():
    phrase = Phrase("{kind} in {unit}", kind=Phrase("flow"), unit="flow")
    assert phrase == "flow in flow"
    assert phrase.render(lambda t: {"flow": "流量"}.get(t, t)) == "流量 in flow"
    again = sent(phrase)
    assert (again, again.template, dict(again.values)) == (phrase, phrase.template, phrase.values)
    assert type(phrase + "") is str


@settings(max_examples=300)
@given(any_text, any_text, any_text, any_text, st.booleans())
def test_no_text_breaks_an_error(argument, got, write, value, guess):
    error = errors.InputError(
        argument, "one of: {words}", got, write, guess=guess, words=value, other=write
    )
    again = sent(error)
    for said in (str(error), error.render(zh), str(again), repr(error)):
        assert said.encode()
        assert printable(said) == said
        assert "\n" not in said
    said = error.render(zh)
    assert one_line(value) in said
    assert one_line(got) in said
    assert one_line(write) in said


@pytest.mark.parametrize("cls", [errors.HydrocalcError, errors.NoSolutionError, errors.CheckError])
@given(value=any_text)
def test_no_value_breaks_a_message(cls, value):
    error = cls("{name}: {verdict}", name=value, verdict=Phrase("FAIL"))
    assert str(error) == f"{one_line(value)}: FAIL"
    assert error.render(zh) == f"{one_line(value)}: {ZH['FAIL']}"


@pytest.mark.parametrize(
    "value",
    [Hostile(), 10**5000, "x" * 10**7, b"\xff", [Hostile()]],
    ids=lambda v: type(v).__name__,
)
def test_hostile_values_are_shown_clipped(value):
    error = errors.InputError("flow", "not {value}", value, value, value=value)
    for one in (error, sent(error)):
        assert len(str(one)) < 12_000
        assert len(one.render(zh)) < 12_000
        assert len(repr(one)) < 12_000
    assert len(shown(value, 50)) <= 50
    assert len(quoted(value)) <= 40
    problems = errors.DesignFileError((errors.Problem("a", 1, "k", error),))
    assert "\n" not in str(sent(problems))


@given(refused)
def test_nothing_printed_commands_a_terminal(sign):
    assert printable(f"a{sign}b") == "a?b"


@pytest.mark.parametrize("text", ["泵站\u3000一", "n\u200dj", "\U0001f600", "é ½ \u00a0", "a\n\tb"])
def test_readable_texts_stay(text):
    assert printable(text) == text
