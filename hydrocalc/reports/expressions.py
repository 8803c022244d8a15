"""Formulas as trees: parsed once from their declared text, written in every notation.

The text is that of `kernels.formulas`: assignments separated by ``;``, with
``+ - * / ^ sqrt exp ln lg min max``. Anything else is refused; nothing is ever evaluated.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple, TypeAlias

from hydrocalc.units import digits_of

FUNCTIONS = ("sqrt", "exp", "ln", "lg", "min", "max")
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_PI = "3.141592653589793"
_GREEK = {
    "alpha": "α", "eps": "ε", "eta": "η", "mu": "μ", "nu": "ν", "pi": "π", "psi": "ψ", "rho": "ρ",
    "tau": "τ",
}  # fmt: skip
_WRITTEN = {
    "NPSHa": ("NPSH", "a"), "NPSHr": ("NPSH", "r"), "dNPSH": ("ΔNPSH", ""), "dH": ("ΔH", ""),
    "rel": ("ε", "rel"),
    "nq": ("n", "q"), "ns": ("n", "s"), "Ns": ("N", "s"), "n_m": ("n", ""),
}  # fmt: skip
"""Symbols that aren't a base and an index at an underscore."""


class Number(NamedTuple):
    """A number of the formula itself."""

    text: str


class Symbol(NamedTuple):
    """A symbol, such as ``eta_c``."""

    name: str

    @property
    def parts(self) -> tuple[str, str]:
        """Base and index."""
        if self.name in _WRITTEN:
            return _WRITTEN[self.name]
        base, _, index = self.name.partition("_")
        return _GREEK.get(base, base), index


class Value(NamedTuple):
    """A number put in the place of a symbol, with its unit."""

    text: str
    unit: str


class Negative(NamedTuple):
    """Minus something."""

    of: Node


class Operation(NamedTuple):
    """One of ``+ - * / ^``."""

    sign: str
    left: Node
    right: Node


class Call(NamedTuple):
    """A function of the list."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Symbol | Value | Negative | Operation | Call


class Equation(NamedTuple):
    """Two sides that are equal; the left one is a symbol unless it can't be solved for it."""

    left: Node
    right: Node


def parse(text: str) -> tuple[Equation, ...]:
    """The equations of a formula's text."""
    found = []
    for part in text.split(";"):
        left, right = part.split("=")
        found.append(Equation(_side(left), _side(right)))
    return tuple(found)


def _side(text: str) -> Node:
    return _node(ast.parse(text.strip().replace("^", "**"), mode="eval").body, text)


def _node(node: ast.expr, text: str) -> Node:
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return Operation(_SIGNS[type(node.op)], _node(node.left, text), _node(node.right, text))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return Negative(_node(node.operand, text))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in FUNCTIONS and not node.keywords:
            return Call(node.func.id, tuple(_node(a, text) for a in node.args))
    elif isinstance(node, ast.Name):
        return Symbol(node.id)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return _number(repr(node.value))
    raise ValueError(f"no formula: {text!r}")


def _number(text: str) -> Node:
    """A number; one with an exponent as a product, as it is written by hand."""
    if text == _PI:
        return Symbol("pi")
    mantissa, e, exponent = text.partition("e")
    if not e:
        return Number(text.removesuffix(".0"))
    power = int(exponent)
    ten: Node = Number(str(abs(power)))
    ten = Operation("^", Number("10"), Negative(ten) if power < 0 else ten)
    return ten if float(mantissa) == 1.0 else Operation("*", Number(mantissa), ten)


def substituted(node: Any, values: Mapping[str, Value]) -> Any:
    """A node or an equation with values in the place of symbols."""
    if isinstance(node, Symbol):
        return values.get(node.name, node)
    if isinstance(node, (Number, Value)):
        return node
    if isinstance(node, Call):
        return Call(node.function, tuple(substituted(a, values) for a in node.arguments))
    if isinstance(node, Operation):
        return Operation(node.sign, *(substituted(n, values) for n in node[1:]))
    return type(node)(*(substituted(n, values) for n in node))


SUM, PRODUCT, POWER, ATOM = range(4)
"""How strongly a node holds together: what binds less stands in brackets."""


class Notation(ABC):
    """How a tree is written; the brackets are decided here, for all notations.

    A notation in two dimensions draws fractions, roots and exponents, which need no brackets.
    """

    flat = False

    @abstractmethod
    def number(self, text: str) -> str:
        """A plain number or text."""

    @abstractmethod
    def symbol(self, base: str, index: str) -> str:
        """A symbol with its index."""

    def value(self, text: str, unit: str) -> str:
        """A number with its unit."""
        return self.number(f"{text} {unit}".rstrip())

    @abstractmethod
    def sign(self, text: str) -> str:
        """An operator."""

    def fraction(self, above: str, below: str) -> str:
        """One over the other; on one line unless a notation draws it."""
        return self.row([above, self.sign("/"), below])

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """The base with its exponent."""

    @abstractmethod
    def root(self, inside: str) -> str:
        """A square root."""

    @abstractmethod
    def call(self, name: str, arguments: list[str]) -> str:
        """A function of arguments."""

    @abstractmethod
    def brackets(self, inside: str) -> str:
        """Round brackets."""

    def row(self, parts: list[str]) -> str:
        """Things side by side."""
        return "".join(parts)

    def minus(self, of: str) -> str:
        """Minus something."""
        return self.row([self.sign("-"), of])

    def write(self, node: Node) -> str:
        """The node in this notation."""
        return self._written(node)[0]

    def equation(self, equation: Equation) -> str:
        """Both sides."""
        return self.row([self.write(equation.left), self.sign("="), self.write(equation.right)])

    def equals(self, node: Node) -> str:
        """An equals sign and what follows."""
        return self.row([self.sign("="), self.write(node)])

    def _written(self, node: Node) -> tuple[str, int]:
        if isinstance(node, Number):
            return self.number(node.text), ATOM
        if isinstance(node, Symbol):
            return self.symbol(*node.parts), ATOM
        if isinstance(node, Value):
            compound = node.unit or "×" in node.text
            return self.value(*node), SUM if _below(node) else PRODUCT if compound else ATOM
        if isinstance(node, Negative):
            return self.minus(self._held(node.of, PRODUCT)), SUM
        if isinstance(node, Call):
            inside = [self.write(a) for a in node.arguments]
            if node.function == "sqrt":
                return self.root(inside[0]), ATOM
            return self.call(node.function, inside), ATOM if self.flat else POWER
        sign, left, right = node
        if sign == "^":
            exponent = self._held(right, ATOM) if self.flat else self.write(right)
            return self.power(self._held(left, ATOM), exponent), POWER
        if sign == "/":
            if self.flat:
                last = _last(left)  # a unit before the stroke would look like divided
                clear = not (isinstance(last, Value) and last.unit)
                above = self._held(left, PRODUCT if clear else ATOM + 1)
                return self.fraction(above, self._held(right, POWER)), PRODUCT
            return self.fraction(self.write(left), self.write(right)), POWER
        if sign == "*":
            numbers = any(isinstance(n, Value) for n in (_last(left), _first(right)))
            mark = self.sign("×" if numbers else "·")
            minus = isinstance(left, Negative) and isinstance(left.of, Number)
            parts = [self._held(left, SUM if minus else PRODUCT), mark]
            return self.row([*parts, self._held(right, PRODUCT)]), SUM if minus else PRODUCT
        least = PRODUCT if sign == "-" or _below(right) else SUM
        return self.row([self._held(left, SUM), self.sign(sign), self._held(right, least)]), SUM

    def _held(self, node: Node, least: int) -> str:
        text, holds = self._written(node)
        return text if holds >= least else self.brackets(text)


def _below(node: Node) -> bool:
    """Whether it begins with a minus."""
    return isinstance(node, Negative) or (isinstance(node, Value) and node.text.startswith("-"))


def _last(node: Node) -> Node:
    return _last(node.right) if isinstance(node, Operation) else node


def _first(node: Node) -> Node:
    return _first(node.left) if isinstance(node, Operation) else node


class Plain(Notation):
    """One line of text."""

    flat = True

    def number(self, text: str) -> str:
        return text

    def symbol(self, base: str, index: str) -> str:
        return f"{base}_{index}" if index else base

    def sign(self, text: str) -> str:
        return text if text in ("/", "·") else f" {text} "

    def minus(self, of: str) -> str:
        return f"-{of}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent}"

    def root(self, inside: str) -> str:
        return f"√({inside})" if len(inside) > 1 else f"√{inside}"

    def call(self, name: str, arguments: list[str]) -> str:
        return f"{name}({', '.join(arguments)})"

    def brackets(self, inside: str) -> str:
        return f"({inside.strip()})"

    def equation(self, equation: Equation) -> str:
        return super().equation(equation).strip()


class MathML(Notation):
    """What browsers draw without a script (MathML Core)."""

    def number(self, text: str) -> str:
        return f"<mn>{escape(text.replace('-', '−'), quote=False)}</mn>"

    def symbol(self, base: str, index: str) -> str:
        name = f"<mi>{escape(base, quote=False)}</mi>"
        if not index:
            return name
        return f'<msub>{name}<mi mathvariant="normal">{escape(index, quote=False)}</mi></msub>'

    def value(self, text: str, unit: str) -> str:
        shown = self.number(text)
        if not unit:
            return shown
        return (
            f'<mrow>{shown}<mspace width="0.2em"/><mtext>{escape(unit, quote=False)}</mtext></mrow>'
        )

    def sign(self, text: str) -> str:
        return f"<mo>{escape(_PROPER.get(text, text), quote=False)}</mo>"

    def fraction(self, above: str, below: str) -> str:
        return f"<mfrac><mrow>{above}</mrow><mrow>{below}</mrow></mfrac>"

    def power(self, base: str, exponent: str) -> str:
        return f"<msup><mrow>{base}</mrow><mrow>{exponent}</mrow></msup>"

    def root(self, inside: str) -> str:
        return f"<msqrt>{inside}</msqrt>"

    def call(self, name: str, arguments: list[str]) -> str:
        inside = "<mo>,</mo>".join(arguments)
        return f"<mrow><mi>{name}</mi>{self.brackets(inside)}</mrow>"

    def brackets(self, inside: str) -> str:
        return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"


_PROPER = {"-": "−", "·": "⋅"}


class Typst(Notation):
    """Math of Typst; every text is a string, so that none of it can be a command."""

    def number(self, text: str) -> str:
        return typst_string(text)

    def symbol(self, base: str, index: str) -> str:
        name = base if len(base) == 1 else f"upright({typst_string(base)})"
        return f"{name}_{typst_string(index)}" if index else name

    def sign(self, text: str) -> str:
        return {"×": " times ", "·": " dot.op "}.get(text, f" {text} ")

    def fraction(self, above: str, below: str) -> str:
        return f"frac({above}, {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"attach({base}, t: {exponent})"

    def root(self, inside: str) -> str:
        return f"sqrt({inside})"

    def call(self, name: str, arguments: list[str]) -> str:
        inside = f" {typst_string(', ')} ".join(arguments)
        return f"op({typst_string(name)}) {self.brackets(inside)}"

    def brackets(self, inside: str) -> str:
        return f"lr(({inside}))"

    def row(self, parts: list[str]) -> str:
        return " ".join(parts)


def typst_string(text: str) -> str:
    """Text as a string literal of Typst."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{safe}"'


class OMML(Notation):
    """Word's own math, to be edited there."""

    def number(self, text: str) -> str:
        # Letters as plain text: as math they would be products, or names of other things.
        kind = "<m:nor/>" if any(c.isalpha() for c in text) else '<m:sty m:val="p"/>'
        return f"<m:r><m:rPr>{kind}</m:rPr>{_omml_text(text)}</m:r>"

    def symbol(self, base: str, index: str) -> str:
        name = f"<m:r>{_omml_text(base)}</m:r>" if len(base) == 1 else self.number(base)
        if not index:
            return name
        return f"<m:sSub><m:e>{name}</m:e><m:sub>{self.number(index)}</m:sub></m:sSub>"

    def sign(self, text: str) -> str:
        return f"<m:r>{_omml_text(_PROPER.get(text, text))}</m:r>"

    def fraction(self, above: str, below: str) -> str:
        return f"<m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f>"

    def power(self, base: str, exponent: str) -> str:
        return f"<m:sSup><m:e>{base}</m:e><m:sup>{exponent}</m:sup></m:sSup>"

    def root(self, inside: str) -> str:
        hide = '<m:radPr><m:degHide m:val="1"/></m:radPr>'
        return f"<m:rad>{hide}<m:deg/><m:e>{inside}</m:e></m:rad>"

    def call(self, name: str, arguments: list[str]) -> str:
        inside = self.sign(", ").join(arguments)
        return self.number(name) + self.brackets(inside)

    def brackets(self, inside: str) -> str:
        round_ = '<m:dPr><m:begChr m:val="("/><m:endChr m:val=")"/></m:dPr>'
        return f"<m:d>{round_}<m:e>{inside}</m:e></m:d>"


def _omml_text(text: str) -> str:
    return f'<m:t xml:space="preserve">{escape(text, quote=False)}</m:t>'


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(value: float, digits: int) -> str:
    """A number as it is written by hand, 1.2×10⁻⁶ where it is very small or large."""
    if not 1e-5 <= abs(value) < 1e7 and value != 0.0:
        mantissa, power = f"{value:.{digits - 1}e}".split("e")
        return f"{float(mantissa):.{digits}g}×10{str(int(power)).translate(_RAISED)}"
    return digits_of(value, digits)
