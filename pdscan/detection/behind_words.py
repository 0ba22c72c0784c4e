"""Run the regexes that count only behind a word of theirs on the text behind such words alone.

A regex of Presidio such as "ten letters or digits" sees nearly every word of a log, and what it
sees counts only with a word of its context before it. So one small automaton looks for the words;
the regexes of each group of words are an automaton of their own, which runs on one buffer joined
from the windows behind them (in a field whose name says the word: on everything).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import accumulate

import hyperscan

from pdscan.detection import compiled
from pdscan.detection.compiled import Expression

BEFORE = 60  # bytes before a candidate in which a word counts
_LABEL = 192  # bytes before a word: a label that begins the match, and what a border looks at
_CELL = b"\x1e"

End = tuple[int, int]
Span = tuple[int, int]


class BehindWords:
    """Hold regexes, by their place among all of a ruleset, that need a word before them.

    `words` gives the words of each; `reach` is the longest candidate of any, in bytes.
    """

    def __init__(
        self, needed: Mapping[int, Collection[str]], expressions: Sequence[Expression], reach: int
    ) -> None:
        self._reach = reach
        groups: dict[frozenset[str], list[int]] = {}
        for place, words in needed.items():
            groups.setdefault(frozenset(word.lower() for word in words), []).append(place)
        self._groups = [(words, tuple(places)) for words, places in groups.items() if words]
        self._databases = [
            compiled.database([expressions[place] for place in places])
            for _, places in self._groups
        ]
        listed = sorted({word for words, _ in self._groups for word in words})
        self._of_word = [
            [at for at, (words, _) in enumerate(self._groups) if word in words] for word in listed
        ]
        self._words = compiled.database([_literal(word) for word in listed]) if listed else None

    def ends(self, buffer: bytes, named: Callable[[int], bool]) -> list[End]:
        """Return (place, end in bytes) of matches that may lie behind a word of their group.

        `named` says of a regex, by its place, whether a word stands before all (a field's name).
        """
        found: list[End] = []
        windows = self._windows(buffer)
        for at, (_, places) in enumerate(self._groups):
            if named(places[0]):
                found += _ends(self._databases[at], places, buffer)
            elif at in windows:
                found += _ends_in(self._databases[at], places, buffer, windows[at])
        return found

    def _windows(self, buffer: bytes) -> dict[int, list[Span]]:
        """Return, for each group whose words are there, the stretches where a match may lie."""
        seen: dict[int, list[int]] = {}
        if self._words is None:
            return {}

        def keep(word: int, _start: int, end: int, _flags: int, _context: object) -> None:
            for at in self._of_word[word]:
                seen.setdefault(at, []).append(end)

        self._words.scan(buffer, match_event_handler=keep)
        behind = BEFORE + self._reach + len(_CELL)
        return {at: _joined(ends, _LABEL, behind, len(buffer)) for at, ends in seen.items()}


def _literal(word: str) -> Expression:
    cases = {word, word.upper(), word.capitalize()} if not word.isascii() else {word}
    spelt = b"|".join(re.escape(one.encode()) for one in sorted(cases))
    return Expression(b"(?:" + spelt + b")", "i")


def _joined(ends: Sequence[int], before: int, behind: int, size: int) -> list[Span]:
    windows: list[Span] = []
    first, last = max(0, ends[0] - before), ends[0] + behind
    for end in ends[1:]:
        if end - before > last:
            windows.append((first, last))
            first = end - before
        last = max(last, end + behind)
    return [*windows, (first, min(last, size))]


def _ends(database: hyperscan.Database, places: Sequence[int], buffer: bytes) -> list[End]:
    ends: list[End] = []

    def keep(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        ends.append((places[number], end))

    database.scan(buffer, match_event_handler=keep)
    return ends


def _ends_in(
    database: hyperscan.Database, places: Sequence[int], buffer: bytes, windows: Sequence[Span]
) -> list[End]:
    """Scan windows as one text, each a cell of its own; the ends are places in the buffer."""
    text = _CELL.join(buffer[start:stop] for start, stop in windows)
    sizes = (stop - start + len(_CELL) for start, stop in windows)
    begins = list(accumulate(sizes, initial=0))[:-1]
    ends: list[End] = []
    for place, end in _ends(database, places, text):
        start, stop = windows[at := bisect_right(begins, end - 1) - 1]
        ends.append((place, min(stop, start + end - begins[at])))
    return ends
