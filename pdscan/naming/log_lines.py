"""Tell the lines that machines write.

A log speaks in capitalised words that are no names: threads, classes, levels, states. In a window
of such lines a name needs two words that the lists know, or a civility or key that announces it;
no model is asked about them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRIT(?:ICAL)?|SEVERE)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_MACHINE = re.compile(
    rf"^[ \t]*(?:\W{{0,2}}\d{{4}}[-/.]?\d\d[-/.]?\d\d[ T_,:]{{1,2}}\d|\W?{_CLOCK}:\d\d|"
    rf"\W{{0,2}}\d{{1,2}}[-/ .](?:\d\d|[A-Z][a-z]{{2}})[-/ .]\d{{2,4}}[ :T]{_CLOCK}|"
    rf"(?:<\d+>)?(?:[A-Z][a-z]{{2}} )?[A-Z][a-z]{{2}} [ \d]\d {_CLOCK}|"
    rf"(?:\d{{1,3}}\.){{3}}\d{{1,3}}[ :]|[IWEFD]\d{{4}} |\W?\d{{9,}}|\W{{0,2}}{_LEVEL}\b|"
    r"[\w.$]+(?:Exception|Error)\b|at [\w.$<>/]+\(|Caused by: |\.\.\. \d+ more|"
    r"\{\"(?:ts|time|timestamp|@timestamp|level|msg|date|log)\"|(?:ts|time|level|msg)=|"
    r"- - \[|\[ *[\w.:,-]+\][ :]|[0-9a-f]{8,}\b|[\w.-]+\[\d+\]:)",
)
_LEVEL_WORD = re.compile(rf" {_LEVEL} ")
_TWO_CAPITALS = re.compile(r"[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ]")
_JOINED = re.compile(r"[a-z][._/]\w")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_BEGINNING, _SAME = 32, 24  # signs of a line
_NUMBERED = 6  # digits
LOOK_AT = 24
AGAIN = 16  # windows: each is asked about again at once


@lru_cache(maxsize=AGAIN)
def is_log(text: str) -> bool:
    """Say whether most of the first lines of a window are such as machines write."""
    lines = [line for line in _first_lines(text) if line and not line.isspace()]
    plain = [line for line in lines if not _begins(line[:_BEGINNING])]
    wanted = len(plain) - (len(lines) - len(plain))  # of the plain ones, twice so many and more
    return wanted < 0 or 2 * sum(map(_holds_signs, plain)) > wanted or _are_alike(lines)


def is_machine_line(line: str) -> bool:
    """Say whether a line begins as a machine's record does: a moment, an address, a level."""
    [line] = _first_lines(line)
    return _holds_signs(line)


def zeroed(text: str) -> str:
    """Return a text with a 0 for every digit, so that few lines of a log differ."""
    return text.encode("utf-8", "surrogatepass").translate(_ZEROS).decode("utf-8", "surrogatepass")


def _first_lines(text: str) -> list[str]:
    return zeroed(text[:6000]).split("\n", LOOK_AT)[:LOOK_AT]


@lru_cache(maxsize=4096)
def _begins(line: str) -> bool:
    return _MACHINE.match(line) is not None


def _holds_signs(line: str) -> bool:
    """Say whether a line's longer beginning, a level or long numbers show a machine's hand."""
    return _MACHINE.match(line) is not None or _has_level(line) or _has_numbers(line)


def _has_level(line: str) -> bool:
    """Say whether a level stands among the first words, behind a number."""
    levels = (found.start() for found in _LEVEL_WORD.finditer(line, 0, 110))
    return any(line.find("0", max(0, at - 41), min(61, at)) >= 0 for at in levels)


def _has_numbers(line: str) -> bool:
    """Say whether a line holds a number as long as an identifier, and joined words or a path."""
    return "000000000" in line and _JOINED.search(line) is not None


def _are_alike(lines: Sequence[str]) -> bool:
    """Say whether most lines hold numbers and begin as two others do, but for the digits.

    What begins with two capitalised words may be lines about the same person.
    """
    begins = Counter(line[:_SAME] for line in lines if line.count("0") >= _NUMBERED)
    begins = Counter({one: n for one, n in begins.items() if not _TWO_CAPITALS.search(one)})
    return sum(times for times in begins.values() if times > 2) * 2 > len(lines)
