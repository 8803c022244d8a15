"""Every field of a text of ours has its value where it is said, and every value its field."""

import ast
from pathlib import Path

import pytest
from test_messages import ERRORS, texts_of

import hydrocalc
from hydrocalc.texts import _FIELD

PACKAGE = Path(hydrocalc.__file__).parent
OWN = {
    **dict.fromkeys(("translated", "t", "Phrase", *ERRORS), (0, set())),
    **dict.fromkeys(
        ("InputError", "UnitsError", "ContractError"), (1, {"got", "write", "guess", "line", "key"})
    ),
    "NotApplicableError": (0, {"decide"}), "CheckError": (0, set()),
}  # fmt: skip
"""Where the template of a call stands, and its keywords that needn't be values of fields: what came
and what to write, and where in a document it was."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def assigned(node, within):
    """Strings that a name may stand for where it is used; None where that isn't said in sight.

    The last assignment on the way to the use, and those in branches between the two.
    """
    for scope in within:
        ways, told = [], False
        for one in ast.walk(scope):
            targets = getattr(one, "targets", [getattr(one, "target", None)])
            if isinstance(one, ast.Assign | ast.AnnAssign):
                ways += [(one, value) for name, value in pairs(targets, one.value)
                         if name == node.id]  # fmt: skip
            elif isinstance(one, ast.For | ast.comprehension | ast.NamedExpr | ast.arg):
                names = [one.arg] if isinstance(one, ast.arg) else [
                    n.id for n in ast.walk(one.target) if isinstance(n, ast.Name)
                ]  # fmt: skip
                told |= node.id in names
        if told:
            return None
        if isinstance(scope, FUNCTIONS):
            ways = sorted(
                (way for way in ways if way[0].lineno < node.lineno), key=lambda way: way[0].lineno
            )
            on = [one.lineno for one, _ in ways if encloses(scope, one, node)]
            ways = [way for way in ways if not on or way[0].lineno >= on[-1]]
        if ways:
            parts = [possible(value, within) for _, value in ways]
            return None if None in parts else [text for part in parts for text in part]
    return None


def pairs(targets, value):
    """Names that an assignment sets, each with its value."""
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id, value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from (
                (t.id, v) for t, v in zip(target.elts, value.elts, strict=False)
                if isinstance(t, ast.Name)
            )  # fmt: skip


def encloses(scope, assignment, use):
    """Whether an assignment stands in a list of statements on the way to a use."""
    for one in ast.walk(scope):
        for statements in (getattr(one, name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(statements, list) and assignment in statements:
                return any(use in ast.walk(statement) for statement in statements)
    return False


def possible(node, within):
    """The templates that an expression can come out as; None where that isn't said in sight."""
    if isinstance(node, ast.Name):
        return assigned(node, within)
    if isinstance(node, ast.IfExp):
        both = possible(node.body, within), possible(node.orelse, within)
        return None if None in both else [*both[0], *both[1]]
    if isinstance(node, ast.Dict):
        parts = [possible(value, within) for value in node.values]
        return None if None in parts else [text for part in parts for text in part]
    if isinstance(node, ast.Subscript):
        table = node.value
        return possible(table, within) if isinstance(table, ast.Dict | ast.Name) else None
    return texts_of(node) or None


def said(tree):
    """Calls that say a text of ours: node, its templates and the values that are given."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        # What goes on with all that it was given is the way, not the place.
        if any(k.arg is None for k in node.keywords):
            continue
        within, at = [], node
        while at in above:
            at = above[at]
            if isinstance(at, (*FUNCTIONS, ast.Module)):
                within.append(at)
        given = {k.arg for k in node.keywords}
        if name == "counted":
            texts = [text for arg in node.args[1:3] for text in possible(arg, within) or []]
            yield node, texts, given | {"n"}, {"n"}
        elif name in OWN and len(node.args) > OWN[name][0]:
            place, others = OWN[name]
            texts = possible(node.args[place], within)
            if texts is not None:
                yield node, texts, given, others


def faults(source):
    """Fields without a value and values without a field, each with its line."""
    found = []
    for node, texts, given, free in said(ast.parse(source)):
        fields = [{*_FIELD.findall(text)} for text in texts]
        every = set().union(*fields)
        # A formula of a rule or the name of a file may hold braces; a template has values.
        plain = getattr(node.func, "id", getattr(node.func, "attr", "")) in ("translated", "t")
        if not (plain and not given):
            found += [(node.lineno, "no value", field) for field in sorted(every - given)]
        found += [(node.lineno, "no field", name) for name in sorted(given - every - free)]
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_fields_and_values_are_one(path):
    assert faults(path.read_text(encoding="utf-8")) == []


GOOD = """
TEXTS = {"a": "{x} of a", "b": "{x} of b"}
def f(self, n, y, t):
    text = "{x} and {y}"
    if n:
        text = "{x} alone"
    Phrase(text, x=1, y=y)
    t(TEXTS["a"], x=1)
    counted(n, "{n} limit of {x}", "{n} limits of {x}", x=2)
    raise InputError("argument", "at most {most}", "got", guess=True, most=3)
"""


def test_what_is_right_is_found_right():
    assert faults(GOOD) == []
    assert len(list(said(ast.parse(GOOD)))) == 4


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("Phrase(text, x=1, y=y)", "Phrase(text, x=1)", (7, "no value", "y")),
        ("Phrase(text, x=1, y=y)", "Phrase(text, x=1, y=y, z=0)", (7, "no field", "z")),
        ("{x} of b", "{name} of b", (8, "no value", "name")),
        ("most=3", "least=3", (10, "no value", "most")),
        ("most=3", "most=3, least=2", (10, "no field", "least")),
        ("limits of {x}", "limits of {what}", (9, "no value", "what")),
        ("x=2", "z=2", (9, "no field", "z")),
    ],
)
def test_what_is_spoiled_is_found(right, wrong, fault):
    assert right in GOOD
    assert fault in faults(GOOD.replace(right, wrong))


def test_most_texts_are_in_sight():
    """What isn't resolved isn't tested: that must stay the exception."""
    calls = seen = 0
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        seen += len(list(said(tree)))
        calls += sum(
            isinstance(node, ast.Call) and bool(node.args)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) in (*OWN, "counted")
            for node in ast.walk(tree)
        )  # fmt: skip
    assert calls > 1000
    assert seen > 0.75 * calls
