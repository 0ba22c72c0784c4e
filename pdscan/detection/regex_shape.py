r"""Say of a regex over text which signs its matches can hold and how far it looks around them.

A match that covers a place lies within the run of such signs around it, so a search need not begin
before that run, nor see much further: for `\b\d{9}\b`, the digits there and a sign at each side.
What isn't understood is taken to be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from re import _constants as op  # type: ignore[attr-defined]  # the parser has no public twin
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_ASCII = range(128)
_LETTERS = frozenset(ord(sign) for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset(range(0x30, 0x3A))
_SPACES = frozenset(b" \t\n\r\f\v")
# Beyond ASCII all is taken along, and the separators that `re` and `regex` may see differently.
_ALWAYS = frozenset(range(0x1C, 0x20)) | frozenset(range(0x80, 0x100))
_CATEGORIES = {
    op.CATEGORY_DIGIT: _DIGITS,
    op.CATEGORY_SPACE: _SPACES,
    op.CATEGORY_WORD: _LETTERS | _DIGITS | {ord("_")},
}
_SIGNS = (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_LOOKS = (op.ASSERT, op.ASSERT_NOT)
_UNBOUNDED = 4096  # characters
_SHORT = 64  # how often a sign without bound is there in the texts that ways are counted for
_ANYTHING = frozenset(_ASCII)
MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold the bytes of UTF-8 that matches are made of, and how many characters are looked at.

    `behind` and `ahead` are of a match's two sides; None: no bound is known. `ways` is at least in
    how many ways a match may be tried from one place, MANY where they may be more.
    """

    alphabet: bytes
    behind: int | None
    ahead: int | None
    ways: int


ANY_SHAPE = Shape(bytes(range(256)), None, None, MANY)


def shape(regex: str) -> Shape:
    r"""Return the shape of a regex, ANY_SHAPE where `re` doesn't know its syntax.

    >>> digits = shape(r"(?<!\d)\d{3}\b")
    >>> b"a" in digits.alphabet, b"7" in digits.alphabet, digits.behind, digits.ahead
    (False, True, 1, 1)
    """
    try:
        tree = _parser.parse(regex)
    except (re.error, OverflowError, RecursionError):
        return ANY_SHAPE
    seen = _Seen(bool(tree.state.flags & re.IGNORECASE))
    try:
        seen.walk(tree)
    except NotImplementedError:
        return ANY_SHAPE
    return Shape(bytes(sorted(seen.signs | _ALWAYS)), seen.behind, seen.ahead, _ways(tree))


class _Seen:
    """Walk the parsed tree of a regex."""

    def __init__(self, ignores_case: bool) -> None:
        self.signs: frozenset[int] = frozenset()
        self.behind: int | None = 1
        self.ahead: int | None = 1
        self._ignores_case = ignores_case

    def walk(self, tree: Iterable[tuple[Any, Any]]) -> None:
        """Take in all parts; raise NotImplementedError for one that isn't known."""
        for kind, told in tree:
            if kind in _SIGNS:
                self.signs |= self._cases(_signs(kind, told))
            elif kind in _LOOKS:
                self._look(*told)
            elif kind is op.AT:
                self._edge(told)
            else:
                self._ignores_case |= kind is op.SUBPATTERN and bool(told[1] & re.IGNORECASE)
                for part in _parts(kind, told):
                    self.walk(part)

    def _cases(self, signs: frozenset[int]) -> frozenset[int]:
        """Return signs with their other case; one beyond ASCII may have any letter for it."""
        if not self._ignores_case:
            return signs & _ANYTHING
        others = {ord(one) for sign in signs & _LETTERS for one in chr(sign).swapcase()}
        return (signs & _ANYTHING) | others | (_LETTERS if signs - _ANYTHING else frozenset())

    def _look(self, direction: int, tree: Any) -> None:
        """Take a look-around along: it may hold others, whose widths add up."""
        inside = _Seen(self._ignores_case)
        inside.walk(tree)
        width = int(tree.getwidth()[1])
        bound = None if width >= _UNBOUNDED else width
        if direction < 0:
            self.behind = _further(self.behind, bound, inside.behind)
            self.ahead = _further(self.ahead, inside.ahead)
        else:
            self.ahead = _further(self.ahead, bound, inside.ahead)
            self.behind = _further(self.behind, inside.behind)

    def _edge(self, where: Any) -> None:
        if where in (op.AT_END, op.AT_END_STRING, op.AT_END_LINE):
            self.ahead = None


def _ways(tree: Iterable[tuple[Any, Any]]) -> int:
    """Count the ways in which a sequence may match: those of its parts, multiplied."""
    total = 1
    for kind, told in tree:
        if kind is op.BRANCH:
            total *= sum(map(_ways, told[1]))
        elif kind in _REPEATS and kind is not op.POSSESSIVE_REPEAT:
            total *= _repeated(int(told[0]), int(told[1]), _ways(told[2]))
        elif kind in _LOOKS:
            total *= _ways(told[1])
        elif kind not in _SIGNS and kind is not op.AT:
            for part in _parts(kind, told):
                total *= _ways(part)
        if total >= MANY:
            return MANY
    return total


def _repeated(least: int, most: int, ways: int) -> int:
    """Count the ways of a part that is there between `least` and `most` times."""
    if most > _UNBOUNDED and ways == 1:
        return _SHORT
    if most > _UNBOUNDED or (ways > 1 and most > _UNBOUNDED.bit_length()):
        return MANY
    ways_of_all: int = (most - least + 1) * ways**most
    return min(MANY, ways_of_all)


def _parts(kind: Any, told: Any) -> Sequence[Any]:
    """Return the parts that a part of a regex is made of."""
    if kind is op.BRANCH:
        return list(told[1])
    if kind is op.SUBPATTERN:
        return [told[3]]
    if kind in _REPEATS:
        return [told[2]]
    if kind is op.ATOMIC_GROUP:
        return [told]
    if kind is op.GROUPREF:
        return []
    raise NotImplementedError


def _further(known: int | None, *more: int | None) -> int | None:
    """Return the greater of what is known and a sum; None where one of them has no bound."""
    total = 0
    for one in more:
        if one is None:
            return None
        total += one
    return None if known is None else max(known, total)


def _signs(kind: Any, told: Any) -> frozenset[int]:
    """Return the signs that a part of a regex takes: of ASCII, and 128 for any beyond it."""
    if kind is op.ANY:
        return _ANYTHING
    if kind is op.LITERAL:
        return frozenset({min(told, 128)})
    if kind is op.NOT_LITERAL:
        return _ANYTHING - {told}
    taken: set[int] = set()
    negated = False
    for part, value in told:
        if part is op.NEGATE:
            negated = True
        elif part is op.LITERAL:
            taken.add(min(value, 128))
        elif part is op.RANGE:
            taken.update(range(value[0], min(value[1], 128) + 1))
        else:
            taken |= _category(value)
    return _ANYTHING - taken if negated else frozenset(taken)


def _category(name: Any) -> frozenset[int]:
    if name in _CATEGORIES:
        return _CATEGORIES[name]
    opposite = {
        op.CATEGORY_NOT_DIGIT: _DIGITS,
        op.CATEGORY_NOT_SPACE: _SPACES,
        op.CATEGORY_NOT_WORD: _CATEGORIES[op.CATEGORY_WORD],
    }
    if name not in opposite:
        raise NotImplementedError
    return _ANYTHING - opposite[name]
