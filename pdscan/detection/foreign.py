r"""Write a regex that was made for text as one for the automaton, which reads bytes of UTF-8.

Each match of the regex in a text is one of the automaton's, at the same end; it may see more, for
its candidates are confirmed in the text. What stands for a sign beyond ASCII (`\w`, `.`, `[^a]`,
`é`) becomes one to four bytes; `$` may also be the separator of two cells, one byte later. The
automaton's own UTF-8 mode does the same at a third of the speed, and knows no `\b` in it (173
regexes of Presidio: 4.9 MB/s against 13.6, compiled in 35 s against 7).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

IGNORE_CASE, MULTI_LINE, DOT_ALL, VERBOSE = "i", "m", "s", "x"
MOST_REPEATS, LOOSE = 8_000, 16

_BEGINS = re.compile(r"\(\?([aiLmsuxV01]+)\)")
_INLINE = re.compile(r"\(\?[a-zA-Z-]*([ims])[a-zA-Z-]*[:)]")
_PART = re.compile(
    r"""
    (?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])
    | (?P<note>\(\?\#[^)]*\))
    | (?P<open>\((?:\?(?:P?<[^\W\d]\w*>|P=\w+\)|<[=!]|[=!:>|]|\(\w+\)|[a-zA-Z-]+:|R\)|&\w+\)))?)
    | (?P<repeat>(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})[?+]?)
    | (?P<code>\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]+\}))
    | (?P<escape>\\(?:[pP]\{[^}]*\}|.))
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_WIDE_ESCAPES = {
    "w": r"0-9A-Za-z_\x80-\xff", "W": r"\W\x80-\xff", "s": r"\s\x80-\xff", "S": r"\S\x80-\xff",
    "D": r"\D\x80-\xff", "p": r"\x00-\xff", "P": r"\x00-\xff", "X": r"\x00-\xff",
}  # fmt: skip
_SPACE = rf"[{_WIDE_ESCAPES['s']}]"
_CLASS_SIGN = re.compile(r"\\(?:x..|u.{4}|U.{8}|N\{[^}]+\}|[pP]\{[^}]*\}|.)|.", re.DOTALL)


@dataclass(slots=True)
class _Piece:
    """Hold one part of a regex as the automaton gets it.

    `wide`: stands for one sign of one to four bytes. `word`: can only be ASCII letters or digits.
    """

    kind: str
    text: str
    wide: bool = False
    word: bool = False


def for_automaton(regex: str, *, loose: bool = False) -> tuple[bytes, str]:
    """Return the regex in bytes for the automaton, and the letters of its flags (`ims`).

    `loose` lets long repeats go on without end, where counting them is too large for it.
    """
    flags = ""
    while begins := _BEGINS.match(regex):
        flags += begins[1]
        regex = regex[begins.end() :]
    all_flags = flags + "".join(_INLINE.findall(regex))
    pieces = list(_pieces(regex, all_flags))
    mixed = any(piece.kind == "letter" or (piece.wide and piece.text != _SPACE) for piece in pieces)
    parts: list[str] = []
    for place, piece in enumerate(pieces):
        if piece.kind == "border" and mixed and not _holds(pieces, place):
            continue
        follows = pieces[place + 1] if place + 1 < len(pieces) else None
        if piece.wide and (follows is None or follows.kind != "repeat"):
            parts.append(f"{piece.text}{{1,4}}")
        elif piece.kind == "repeat":
            wide = place > 0 and pieces[place - 1].wide
            parts.append(_widened(piece.text, 4 if wide else 1, LOOSE if loose else MOST_REPEATS))
        else:
            parts.append(piece.text)
    return "".join(parts).encode("latin-1"), "".join(f for f in "ims" if f in flags)


def _pieces(regex: str, flags: str) -> Iterator[_Piece]:
    for found in _PART.finditer(regex):
        kind, text = str(found.lastgroup), found.group()
        if kind == "class":
            yield _class(text)
        elif kind == "open":
            plain = "(?:" if text == "(?>" else re.sub(r"^\(\?[auL]+:", "(?:", text)
            yield _Piece(kind, plain)
        elif kind == "repeat":
            yield _Piece(kind, _repeat(text))
        elif kind == "code":
            yield _sign(_decoded(text), flags)
        elif kind == "escape":
            yield _escape(text, flags)
        elif kind == "sign":
            yield from _plain(text, regex, found.start(), flags)


def _plain(sign: str, regex: str, at: int, flags: str) -> Iterator[_Piece]:
    if VERBOSE in flags and (sign.isspace() or sign == "#" or _in_comment(regex, at)):
        return
    if sign == ".":
        text = r"[\x00-\xff]" if DOT_ALL in flags else r"[^\n]"
        yield _Piece("sign", text, wide=True)
    elif sign in "^$":
        yield _Piece("edge", f"(?:{sign}|\\x1e)")
    elif sign in "|)":
        yield _Piece("close" if sign == ")" else "or", sign)
    else:
        yield _sign(sign, flags)


def _in_comment(regex: str, at: int) -> bool:
    line = regex[regex.rfind("\n", 0, at) + 1 : at]
    return re.search(r"(?<!\\)#", re.sub(r"\[(?:\\.|[^\]])*\]", "", line)) is not None


def _sign(sign: str, flags: str) -> _Piece:
    """Return a literal; beyond ASCII it is its bytes, in both cases where case is ignored."""
    if sign.isascii():
        return _Piece("sign", re.escape(sign), word=sign.isalnum() or sign == "_")
    cases = {sign, sign.lower(), sign.upper()} if IGNORE_CASE in flags else {sign}
    spelt = "|".join("".join(f"\\x{byte:02x}" for byte in one.encode()) for one in sorted(cases))
    return _Piece("letter", f"(?:{spelt})")


def _escape(text: str, flags: str) -> _Piece:
    name = text[1]
    if name in _WIDE_ESCAPES:
        return _Piece("sign", f"[{_WIDE_ESCAPES[name]}]", wide=True)
    if name in "bB":
        return _Piece("border", text)
    if name in "AZz":
        return _Piece("edge", r"(?:\A|\x1e)" if name == "A" else r"(?:\z|\x1e)")
    if name.isascii():
        return _Piece("sign", text, word=name == "d")
    return _sign(name, flags)


def _class(text: str) -> _Piece:
    """Return a class of bytes; one with a sign beyond ASCII takes any of their bytes."""
    negated = text.startswith("[^")
    signs = [one.group() for one in _CLASS_SIGN.finditer(text[1 + negated : -1])]
    if negated and r"\W" in signs:
        return _Piece("sign", f"[{_WIDE_ESCAPES['w']}]", wide=True)
    wide, parts = negated, list[str]()
    for sign in signs:
        plain, beyond = _class_sign(sign)
        wide = wide or beyond
        parts.append("\x7f" if not plain and parts[-1:] == ["-"] else plain)
    if parts[:1] == ["-"]:
        parts[0] = r"\-"
    inside = "".join(parts)
    if negated:
        loose = not inside or any(sign[:2] in (r"\D", r"\S", r"\p", r"\P") for sign in signs)
        return _Piece("sign", r"[\x00-\xff]" if loose else f"[^{inside}]", wide=True)
    word = not wide and re.fullmatch(r"(?:\w(?:-\w)?|\\d)+", inside, re.ASCII) is not None
    return _Piece("sign", rf"[\x80-\xff{inside}]" if wide else f"[{inside}]", wide, word)


def _class_sign(sign: str) -> tuple[str, bool]:
    """Return one sign of a class for the automaton, and whether it can be beyond ASCII."""
    if re.match(r"\\[xuUN].", sign):
        plain = _decoded(sign)
        return (re.escape(plain), False) if plain.isascii() else ("", True)
    if not sign.isascii():
        return "", True
    if sign[1:2] in ("p", "P"):
        return r"\x00-\x7f", True
    if sign[0] == "\\":
        return sign, sign[1:2] in _WIDE_ESCAPES
    return (rf"\{sign}", False) if sign in "[]" else (sign, False)


def _decoded(code: str) -> str:
    if code[1] == "N":
        return unicodedata.lookup(code[3:-1])
    return chr(int(code[2:], 16))


def _repeat(text: str) -> str:
    """Drop what only decides which match comes first: lazy and possessive marks."""
    if text[-1] in "?+" and len(text) > 1:
        text = text[:-1]
    return text.replace("{,", "{0,")


def _widened(repeat: str, size: int, limit: int) -> str:
    """Let a repeated sign take up to `size` bytes; beyond `limit` times it has no end."""
    if repeat in "*+":
        return repeat
    if repeat == "?":
        return "?" if size == 1 else f"{{0,{size}}}"
    low, comma, high = repeat[1:-1].partition(",")
    if comma and not high:
        return repeat
    most = int(high or low) * size
    if size == 1 and most <= limit:
        return repeat
    return f"{{{low},{most}}}" if most <= limit else f"{{{min(int(low), limit)},}}"


def _holds(pieces: list[_Piece], place: int) -> bool:
    """Say whether a letter or digit of ASCII stands at one side of a border for certain.

    Only then is a border of bytes also one of text; another is left to the confirmation.
    """
    before = pieces[place - 1] if place else None
    after = next((one for one in pieces[place + 1 :] if one.kind != "open"), None)
    if before is not None and before.word:
        return True
    if after is None or not after.word:
        return False
    further = pieces[pieces.index(after) + 1 :]
    repeat = further[0].text if further and further[0].kind == "repeat" else ""
    return not repeat.startswith(("*", "?", "{0"))
