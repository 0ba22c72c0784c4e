"""Find the places in lines of a log where a name may stand, and what stands around each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import hyperscan

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_CIVILITY = "MME|MLLE|MRS|MR|DR|MONSIEUR|MADAME|MADEMOISELLE"  # « MME CECILE DUBREUIL »
_BEFORE_NAME = f"(?:{_CIVILITY}|M(?:me|lle|rs?|onsieur|adame|ademoiselle))"  # « Commande de Mme … »
_PAIR = re.compile(
    rf"(?:[{_CAPITAL}](?<![\w@/\\.#\-\[$].)(?:[a-zß-ÿ'’]|-[{_CAPITAL}]?)*|"
    rf"(?<![\w@/\\.#\-\[$])(?:{_CIVILITY}))\.? "
    rf"(?:[a-z]{{2,3}} )?(?:{_BEFORE_NAME}\.? )?[{_CAPITAL}][\w'’\-]*(?![\w(:/.@])"
)
_VALUE = re.compile(rf"[:=][ \t]{{0,2}}[\"']?[{_CAPITAL}][^\W\d_]")
_KEY = re.compile(
    r"(?:nom|name|client|customer|patiente?|contact|auteur|author|titulaire|employ[ée]e?|user|"
    r"utilisateur)[\"']?[ \t]{0,2}$",
    re.I,
)
# The same in bytes, matching a little more where letters have accents.
_CAPITAL_BYTES = rb"(?:[A-Z]|\xc3[\x80-\x9e])"
_PAIR_BYTES = (
    rb"(?:^|[^\w@/\\.#\-\[$])"
    + rb"(?:"
    + _CAPITAL_BYTES
    + rb"(?:[a-z']|-[A-Z]?|\xc3[\x9f-\xbf]|-?\xc3[\x80-\x9e]|\xe2\x80\x99)*|"
    + _CIVILITY.encode()
    + rb")\.? "
    rb"(?:[a-z]{2,3} )?" + _CAPITAL_BYTES + rb"[\w'\-\x80-\xff]*(?:[^\w(:/.@'\-]|$)"
)
_KEYED_BYTES = (
    rb"(?i:nom|name|client|customer|patiente?|contact|auteur|author|titulaire|"
    rb"employ(?:e|\xc3\xa9)e?|user|utilisateur)"
    rb"[\"']?[ \t]{0,2}[:=][ \t]{0,2}[\"']?" + _CAPITAL_BYTES + rb"[A-Za-z\x80-\xff]"
)
_AROUND = 64

Span = tuple[int, int]


def stretches(text: str) -> Iterator[tuple[Span, Span]]:
    """Yield each place of lines of a log that may hold a name, and the stretch to read around it.

    Both in characters; a stretch ends with its line, or between words at least 64 signs away.
    """
    for line in _lines(text):
        for found in (*_PAIR.finditer(text, *line), *_VALUE.finditer(text, *line)):
            if found.re is _PAIR or _KEY.search(text, max(0, found.start() - 16), found.start()):
                yield found.span(), _around(text, found.span(), line)


def _lines(text: str) -> Iterator[Span]:
    """Yield the lines in which the automaton sees a place, each once."""
    done = 0
    for at in _ends(text):
        if at > done:
            start = text.rfind("\n", done, at - 1) + 1 or done
            done = text.find("\n", at - 1)
            done = len(text) if done < 0 else done
            yield start, done


def _ends(text: str) -> list[int]:
    """Return where in characters the automaton sees places end, in order."""
    data, found = text.encode("utf-8", "replace"), list[int]()

    def keep(_number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        found.append(end)

    _automaton().scan(data, match_event_handler=keep)
    if len(data) == len(text):
        return found
    return [len(data[:end].decode("utf-8", "ignore")) for end in found]


def _around(text: str, place: Span, line: Span) -> Span:
    start, end = place[0] - _AROUND, place[1] + _AROUND
    start = line[0] if start <= line[0] else text.find(" ", start, place[0]) + 1 or place[0]
    end = line[1] if end >= line[1] else text.rfind(" ", place[1], end)
    return start, max(end, place[1])


@cache
def _automaton() -> hyperscan.Database:
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_MULTILINE
    made.compile(
        expressions=[_PAIR_BYTES, _KEYED_BYTES], ids=[0, 1], elements=2, flags=[flags, flags]
    )
    return made
