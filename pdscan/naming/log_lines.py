"""Tell the lines that machines write, and find the few of them that may name a person.

A log speaks in capitalised words that are no names: threads, classes, levels, states. In a window
of such lines a name needs two words that the lists know, or a civility or key that announces it;
no model is asked about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRIT(?:ICAL)?|SEVERE)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_MACHINE = re.compile(
    rf"^[ \t]*(?:\W{{0,2}}\d{{4}}[-/.]?\d\d[-/.]?\d\d[ T_,:]{{1,2}}\d|\W?{_CLOCK}:\d\d|"
    rf"\W{{0,2}}\d{{1,2}}[-/ .](?:\d\d|[A-Z][a-z]{{2}})[-/ .]\d{{2,4}}[ :T]{_CLOCK}|"
    rf"(?:<\d+>)?(?:[A-Z][a-z]{{2}} )?[A-Z][a-z]{{2}} [ \d]\d {_CLOCK}|"
    rf"(?:\d{{1,3}}\.){{3}}\d{{1,3}}[ :]|[IWEFD]\d{{4}} |\W?\d{{9,}}|\W{{0,2}}{_LEVEL}\b|"
    r"[\w.$]+(?:Exception|Error)\b|at [\w.$<>/]+\(|Caused by: |\.\.\. \d+ more|"
    r"\{\"(?:ts|time|timestamp|@timestamp|level|msg|date|log)\"|(?:ts|time|level|msg)=|"
    r"- - \[|\[ *[\w.:,-]+\][ :]|[0-9a-f]{8,}\b|[\w.-]+\[\d+\]:|"
    rf"(?=.{{0,60}}\d.{{0,40}} {_LEVEL} )|(?=.*\d{{9}})(?=.*[a-z][._/]\w))",
)
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_PAIR = re.compile(
    rf"(?<![\w@/\\.#\-\[$])[{_CAPITAL}][a-zß-ÿ'’\-]*\.? "
    rf"(?:[a-z]{{2,3}} )?[{_CAPITAL}][\w'’\-]*(?![\w(:/.@])"
)
_VALUE = re.compile(rf"[:=][ \t]{{0,2}}[\"']?[{_CAPITAL}][^\W\d_]")
_KEY = re.compile(
    r"(?:nom|pr[ée]nom|name|surname|client|customer|patiente?|contact|auteur|author|titulaire|"
    r"employ[ée]e?|user|utilisateur)[\"']?[ \t]{0,2}$",
    re.I,
)
LOOK_AT = 24


def is_log(text: str) -> bool:
    """Say whether most of the first lines of a window are such as machines write."""
    lines = [line for line in text[:6000].split("\n", LOOK_AT)[:LOOK_AT] if line.strip()]
    return bool(lines) and sum(map(is_machine_line, lines)) * 2 > len(lines)


def is_machine_line(line: str) -> bool:
    """Say whether a line begins as a machine's record does: a moment, an address, a level."""
    return _MACHINE.match(line) is not None


def may_name(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that may name a person, as (start, end) in characters."""
    done = 0
    for at in _places(text):
        if at < done:
            continue
        start = text.rfind("\n", done, at) + 1 or done
        done = text.find("\n", at)
        done = len(text) if done < 0 else done
        yield start, done


def _places(text: str) -> list[int]:
    """Return where two capitalised words stand together, or one after a person's key."""
    pairs = [found.start() for found in _PAIR.finditer(text)]
    keyed = [
        found.start()
        for found in _VALUE.finditer(text)
        if _KEY.search(text[max(0, found.start() - 16) : found.start()])
    ]
    return sorted([*pairs, *keyed])
