"""Conditions as trees in which nothing is negated but leaves, for engines that know no unknown.

A leaf is met only when it is TRUE; unknown is as good as not met. That is the meaning of a condition as soon as each `not`
has been moved into the leaves, where it turns a comparison around.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from model import Unsupported

Value = int | float | str | bool
TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\d+\.\d+)|(\d+)|([A-Za-z_]\w*)|(<>|<=|>=|[<>=(),*+-]))")
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
FALSE_TRUE = {"false": False, "true": True}


@dataclass(frozen=True)
class Product:
    """A data point times a constant."""

    name: str
    factor: int


@dataclass(frozen=True)
class Leaf:
    """A data point compared with something: `=`, `<>`, `<`, ..., `in`, `not in`, `like`, `not like`, `null`, `not null`."""

    name: str
    operator: str
    value: Value | tuple[Value, ...] | Product | None = None


@dataclass(frozen=True)
class All:
    """Met when all parts are."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Any:
    """Met when some part is."""

    parts: tuple[Tree, ...]


Tree = Leaf | All | Any


def parse(condition: str) -> Tree:
    """The tree of a condition of the workload's subset."""
    parser = _Parser(condition)
    tree = parser.disjunction(negated=False)
    if parser.tokens:
        raise Unsupported(f"`{parser.tokens[0]}` in `{condition}`")
    return tree


class _Parser:
    def __init__(self, condition: str) -> None:
        self.condition = condition
        self.tokens: list[str] = []
        at = 0
        text = condition.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise Unsupported(f"`{text[at:]}`")
            self.tokens.append(match.group().strip())
            at = match.end()

    def disjunction(self, *, negated: bool) -> Tree:
        return self._joined("or", Any, All, self._conjunction, negated)

    def _conjunction(self, *, negated: bool) -> Tree:
        return self._joined("and", All, Any, self._negation, negated)

    def _joined(self, word: str, plain: type, opposite: type, part: Callable[..., Tree], negated: bool) -> Tree:
        parts = [part(negated=negated)]
        while self._takes(word):
            parts.append(part(negated=negated))
        return parts[0] if len(parts) == 1 else (opposite if negated else plain)(tuple(parts))

    def _negation(self, *, negated: bool) -> Tree:
        if self._takes("not"):
            return self._negation(negated=not negated)
        if self._takes("("):
            tree = self.disjunction(negated=negated)
            self._expect(")")
            return tree
        return self._leaf(negated)

    def _leaf(self, negated: bool) -> Tree:
        name = self._next()
        if self._takes("is"):
            is_null = not self._takes("not")
            self._expect("null")
            return Leaf(name, "null" if is_null != negated else "not null")
        negated ^= self._takes("not")
        if self._takes("in"):
            self._expect("(")
            values = [self._literal()]
            while self._takes(","):
                values.append(self._literal())
            self._expect(")")
            return Leaf(name, "not in" if negated else "in", tuple(values))
        if self._takes("like"):
            return Leaf(name, "not like" if negated else "like", self._literal())
        if self._takes("between"):
            low = self._literal()
            self._expect("and")
            high = self._literal()
            if negated:
                return Any((Leaf(name, "<", low), Leaf(name, ">", high)))
            return All((Leaf(name, ">=", low), Leaf(name, "<=", high)))
        if self.tokens and self.tokens[0] in OPPOSITE:
            operator = self._next()
            return Leaf(name, OPPOSITE[operator] if negated else operator, self._operand())
        return Leaf(name, "=", not negated)

    def _operand(self) -> Value | Product:
        if self.tokens and re.fullmatch(r"[A-Za-z_]\w*", self.tokens[0]) and self.tokens[0].lower() not in FALSE_TRUE:
            name = self._next()
            self._expect("*")
            factor = self._literal()
            if not isinstance(factor, int):
                raise Unsupported(f"`{self.condition}`")
            return Product(name, factor)
        return self._literal()

    def _literal(self) -> Value:
        sign = -1 if self._takes("-") else 1
        token = self._next()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.lower() in FALSE_TRUE:
            return FALSE_TRUE[token.lower()]
        if not token[0].isdigit():
            raise Unsupported(f"`{token}` in `{self.condition}`")
        return sign * (float(token) if "." in token else int(token))

    def _takes(self, word: str) -> bool:
        taken = bool(self.tokens) and self.tokens[0].lower() == word
        if taken:
            self.tokens.pop(0)
        return taken

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise Unsupported(f"`{self.condition}`, where `{word}` was expected")

    def _next(self) -> str:
        if not self.tokens:
            raise Unsupported(f"`{self.condition}`, which ends early")
        return self.tokens.pop(0)
