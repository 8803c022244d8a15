"""A model: its inputs, its outputs, and the function between them."""

from __future__ import annotations

import difflib
import inspect
import math
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hydrocalc import units
from hydrocalc.errors import InputError
from hydrocalc.records.fields import Mapped, Text, Value, Words, choice, flag, words
from hydrocalc.records.messages import translated
from hydrocalc.records.record import Record
from hydrocalc.records.tables import Table
from hydrocalc.studies.fingerprints import UnhashableError, code_of
from hydrocalc.texts import quoted

if TYPE_CHECKING:
    from hydrocalc.records.fields import Language


class Input(NamedTuple):
    """An input of a model: its kind of quantity, its default and its physical bounds."""

    kind: str = ""
    """A key of `units.KINDS`; a plain number if empty."""
    default: float | None = None
    low: float | None = None
    high: float | None = None
    optional: bool = False
    """Whether the model does without it."""
    whole: bool = False
    """Whether only whole numbers make sense."""
    stand_in: bool = False
    """Whether its default stands for what is nobody's: no limit counts against it."""


LEAVES = "a function that leaves its inputs, and what it has yielded, as they are"
UNHASHABLE = "not the same another time: "


class ContractError(InputError):
    """A model that doesn't return what it should: the fault of the model, not of a scenario."""


class Model(Record):
    """A function of named arrays, with the units of what it takes and returns.

    Parameters
    ----------
    function : callable
        Takes its inputs as keywords, plain arrays in their units, and returns a mapping of names
        to arrays, or yields a name and an array, which it leaves alone from then on, as soon as it
        has made one: what is taken while it is in the cache costs less. An output ``status`` of
        whole numbers says why a scenario has no result: 0 for none, `k` for the text `k` of
        `reasons`.
    name : str, optional
        Its name (that of the function).
    inputs : mapping, optional
        Kind of quantity of each input, such as ``{"flow": "flow"}``, or an `Input`.
    outputs : mapping, optional
        Kind of quantity of each output.
    texts : mapping, optional
        Inputs that are given as text: for each a function that returns the inputs it stands for.
    reasons : sequence of str, optional
        What the codes of its own status mean.
    limits : mapping, optional
        Conditions that outputs should meet, such as ``{"npsh_margin": [(">=", 0.5)]}``.
    rests_on : mapping, optional
        Inputs that each output rests on. Those that nobody gave are named in the summary of what is
        kept, and a limit of an output that rests on a default which is a stand-in doesn't count.
    needs : mapping, optional
        Outputs that need an input without a default: ``{"cost_per_year": "price"}``. Without it
        they are left out.
    key : str, optional
        What tells it from other models when a study goes on (its name and code).
    axes : bool, optional
        Whether it takes arrays that only broadcast against each other, each along its own axis,
        and numbers for what doesn't change, which saves work on grids; otherwise all arrays have
        one shape. A function of a `Model` that
        has a parameter ``keep``, which is none of its inputs, is told the wanted outputs in it.

    Examples
    --------
    >>> import hydrocalc as hc
    >>> hc.Model(function=lambda flow: {"twice": 2 * flow}, inputs={"flow": "flow"}, name="t").name
    't'
    """

    function: Value = Value()
    name: Text = Text(default="", label="model")
    inputs: Mapped = Mapped(default={})
    outputs: Mapped = Mapped(default={})
    texts: Mapped = Mapped(default={})
    reasons: Words = Words(default=())
    limits: Mapped = Mapped(default={})
    rests_on: Mapped = Mapped(default={}, label="inputs")
    needs: Mapped = Mapped(default={}, label="inputs")
    key: Text = Text(default="")
    axes: Value = Value(default=False)
    takes_keep: Value = Value(default=False, label="axes")
    given: Words = Words(default=(), label="inputs")

    def table(self, lang: Language = "en", **view: Any) -> Table:
        """Inputs and outputs, with their units."""

        def row(what: str, name: str, kind: str, value: float | None) -> list[str]:
            unit = units.KINDS[kind].unit if kind in units.KINDS else ""
            shown = "" if value is None else units.digits_of(value)
            return [translated(what, lang), name, shown, "" if unit == "1" else unit]

        rows = [row("text", name, "", None) for name in self.texts]
        for name, one in self.inputs.items():
            known = one if isinstance(one, Input) else Input(one)
            rows.append(row("input", name, known.kind, known.default))
        rows += [row("output", name, kind, None) for name, kind in self.outputs.items()]
        heads = [translated(t, lang) for t in ("", "name", "default", "unit")]
        return Table(heads, rows, self.name, frozenset({2}))

    def __repr__(self) -> str:
        return f"Model({self.name}: {', '.join(self.inputs)} -> {', '.join(self.outputs)})"


def as_model(value: Any) -> Model:
    """A model, from a model or from a plain function, with everything about it filled in."""
    if not isinstance(value, Model):
        if not callable(value):
            raise InputError("model", "a Model or a function of arrays", quoted(value))
        value = Model(function=value)
    if not callable(value.function):
        raise InputError("function", "a function of arrays", quoted(value.function))
    inputs = {name: _declared(one) for name, one in value.inputs.items()}
    if not inputs:
        inputs = _signature(value.function)
    outputs = value.outputs
    for kind in outputs.values():
        _declared(kind)
    texts, needs = value.texts, value.needs
    if not all(map(callable, texts.values())):
        raise InputError("texts", "functions, each of a text", quoted(texts))
    for name in needs.values():
        choice(name, "needs", tuple(inputs))
    rests_on = {n: words(some, "rests_on") for n, some in value.rests_on.items()}
    for name in (i for some in rests_on.values() for i in some):
        choice(name, "rests_on", tuple(inputs))
    flag(value.axes, "axes")
    name = value.name or getattr(value.function, "__name__", type(value.function).__name__)
    key = value.key
    if not key:
        try:
            key = f"{name} {code_of(value.function)}"
        except UnhashableError as error:  # never the same as another
            key = f"{UNHASHABLE}{error} {secrets.token_hex(8)}"
    both = [n for n in outputs if n in inputs or n in texts]
    if both:
        raise InputError("outputs", "names that no input has", quoted(both[0]))
    takes = _parameters(value.function) if value.axes or value.inputs else {}
    model: Model = value.replace(
        name=name, key=key, inputs=inputs, outputs=outputs, texts=texts, needs=needs,
        rests_on=rests_on, takes_keep="keep" in takes and "keep" not in inputs,
    )  # fmt: skip
    return model


def _declared(given: Any) -> Input:
    """An input as it was declared: by its kind alone, or by more."""
    one = given if isinstance(given, Input) else Input(given)
    choice(one.kind, "kind", ("", *units.KINDS))
    flag(one.optional, "optional")
    flag(one.whole, "whole")
    flag(one.stand_in, "stand_in")
    default, low, high = (
        None if value is None
        else units.number(value, "ratio", name, low=-math.inf, high=math.inf, scalar=True)
        for name, value in (("default", one.default), ("low", one.low), ("high", one.high))
    )  # fmt: skip
    return one._replace(default=default, low=low, high=high)


def _parameters(function: Any) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(function).parameters
    except ValueError:  # some that are built in have none
        expected = "a function whose inputs are named, or a Model that names them"
        raise InputError("model", expected, quoted(function)) from None


def _signature(function: Any) -> dict[str, Input]:
    inputs = {}
    for p in _parameters(function).values():
        if p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL, p.VAR_KEYWORD):
            raise InputError(
                "model", "a function whose inputs are named, or a Model that names them", str(p)
            )
        number = isinstance(p.default, (int, float)) and not isinstance(p.default, bool)
        inputs[p.name] = Input("", float(p.default) if number else None)
    return inputs


def unknown(argument: str, name: str, known: Any) -> InputError:
    """The error for a name that isn't among the known ones, with the nearest of them."""
    near = difflib.get_close_matches(name, list(known), 1)
    return InputError(
        argument, "one of: {words}", quoted(name), quoted(near[0], 80) if near else "",
        guess=bool(near), words=", ".join(known),
    )  # fmt: skip
