"""Parse the rows of an INSERT statement: strings, numbers, NULL, hexadecimal."""

from __future__ import annotations

import re

from pdscan.readers.batches import clean

_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[(),;])
    |[NEB]?'(?P<text>(?:[^'\\]++|\\.|'')*+)'
    |(?:0x|X')(?P<hex>[0-9A-Fa-f]*)'?
    |(?P<word>[^\s(),;']+(?:\([^()]*\))?))""",
    re.X | re.S | re.I,
)
_ESCAPE = re.compile(r"\\(.)|''", re.S)
_MEANING = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": ""}


def rows_of(statement: str, at: int) -> list[list[str | None]]:
    """Return the rows from `VALUES` on; none where they can't be understood.

    >>> rows_of("(1,'l''eau',NULL),(2, N'b', 0x41);", 0)
    [['1', "l'eau", None], ['2', 'b', 'A']]
    """
    rows: list[list[str | None]] = []
    row: list[str | None] | None = None
    while match := _TOKEN.match(statement, at):
        at = match.end()
        sign = match.group("paren")
        if sign == "(":
            row = []
        elif sign == ")" and row is not None:
            rows.append(row)
            row = None
        elif sign == ";":
            break
        elif sign is None:
            if row is None:
                break  # ON DUPLICATE KEY and the like
            row.append(_cell(match))
    return rows if row is None else []


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
