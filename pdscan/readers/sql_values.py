"""Parse the rows of an INSERT statement: strings, numbers, NULL, hexadecimal."""

from __future__ import annotations

import re

from pdscan.readers.batches import clean

_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[(),;])
    |[NEB]?'(?P<text>(?:[^'\\]++|\\.|'')*+)'
    |(?:0x|X')(?P<hex>[0-9A-Fa-f]*)'?
    |(?P<word>[^\s(),;']+))""",
    re.X | re.S | re.I,
)
_ESCAPE = re.compile(r"\\(.)|''", re.S)
_MEANING = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": ""}


def rows_of(statement: str, at: int) -> list[list[str | None]]:
    """Return the rows from `VALUES` on; none where they can't be understood.

    >>> rows_of("(1,'l''eau',NULL),(2, N'b', 0x41);", 0)
    [['1', "l'eau", None], ['2', 'b', 'A']]
    >>> rows_of("(1, CAST(N'1980-02-03' AS DateTime2(7)), now(), 'b')", 0)
    [['1', '1980-02-03', 'now', 'b']]
    """
    parsed = _Rows()
    while match := _TOKEN.match(statement, at):
        at = match.end()
        if not parsed.take(match):
            break
    return parsed.rows if parsed.row is None else []


class _Rows:
    """Gather rows from tokens; the cell of a function's call is its first argument, as in CAST."""

    def __init__(self) -> None:
        self.rows: list[list[str | None]] = []
        self.row: list[str | None] | None = None
        self._depth = 0
        self._calls = self._asks = False  # a word was just taken; its first argument is asked for

    def take(self, match: re.Match[str]) -> bool:
        """Take a token; say whether rows may go on."""
        sign = match.group("paren")
        if sign is not None:
            self._sign(sign)
            return sign != ";" or self.row is not None
        if self.row is None:
            return False  # ON DUPLICATE KEY and the like
        self._calls = match.group("word") is not None and (not self._depth or self._asks)
        if not self._depth:
            self.row.append(_cell(match))
        elif self._asks:
            self.row[-1] = _cell(match)
        self._asks = False
        return True

    def _sign(self, sign: str) -> None:
        if sign == "(" and self.row is None:
            self.row = []
        elif sign == "(" and self.row is not None:
            self._depth += 1
            self._asks = self._calls
            if not self.row:
                self.row.append(None)
        elif sign == ")" and self._depth:
            self._depth -= 1
        elif sign == ")" and self.row is not None:
            self.rows.append(self.row)
            self.row = None
        self._calls = False


def _cell(match: re.Match[str]) -> str | None:
    if (text := match.group("text")) is not None:
        return clean(_ESCAPE.sub(_meant, text) if "\\" in text or "''" in text else text)
    if (digits := match.group("hex")) is not None:
        return _of_hex(digits)
    word = match.group("word")
    return None if word.upper() == "NULL" else word


def _meant(match: re.Match[str]) -> str:
    sign = match.group(1)
    return "'" if sign is None else _MEANING.get(sign, sign)


def _of_hex(digits: str) -> str | None:
    try:
        return bytes.fromhex(digits).decode()
    except ValueError:
        return None
