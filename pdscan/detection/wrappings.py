"""Look a second time at what is wrapped: escaped, or in base64, down to three wrappings deep.

The detectors read a buffer as it stands. A small automaton of its own, some twenty times as fast
as theirs, says where something may be wrapped; only such stretches, with what stands around them,
are unwrapped into a view, which is scanned as a buffer would be. Hits go back to their places in
the buffer, and tell in their evidence through which wrapping they were seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import hyperscan

from pdscan.detection import base64_runs, compiled, escapes
from pdscan.detection.compiled import Expression
from pdscan.detection.escapes import Edit
from pdscan.detection.hits import Hits
from pdscan.detection.unwrapped_view import View

DEPTH = 3
_BEFORE, _AFTER = 120, 80
_SEEK = 48
_GAP = b"\x1e"
_BREAK = re.compile(rb"[ \n\x1e]")
_NO_BREAKS = bytes(sorted(set(range(256)) - set(b" \n\x1e")))

Look = Callable[[bytes, Callable[[int], bool]], Hits]


class Wrappings:
    """Hold the automata that say where something may be wrapped; one for each engine."""

    def __init__(self) -> None:
        self._signs = compiled.database([Expression(regex) for _, regex in escapes.TRIGGERS])
        self._base64 = compiled.database([Expression(base64_runs.TRIGGER)])

    def second_look(self, buffer: bytes, plain: Hits, look: Look) -> Hits:
        """Return the plain hits of a buffer joined with those in what it wraps, by start.

        `look` scans a view: it is given its bytes, and which of the automaton's ends matter.
        """
        for view in self._views(buffer):
            hits = (view.taken(hit) for hit in look(view.text, view.near))
            plain = view.joined(plain, [hit for hit in hits if hit is not None])
        return plain

    def places(self, buffer: bytes) -> list[int]:
        """Return where something wrapped may lie, in bytes, in order."""
        return sorted(end for _, end in (*_ends(self._signs, buffer), *_ends(self._base64, buffer)))

    def _views(self, buffer: bytes) -> Iterator[View]:
        ends = _ends(self._signs, buffer)
        if ends:
            stretches, edits = _escaped(buffer, ends)
            if edits:
                yield View(buffer, stretches, edits)
        ends = _ends(self._base64, buffer)
        if ends:
            edits = list(base64_runs.edits(buffer, [end for _, end in ends]))
            if edits:
                around = _stretches(buffer, [(0, edit.start, edit.end) for edit in edits])
                yield View(buffer, [(start, stop) for start, stop, _ in around], edits)


def _ends(database: hyperscan.Database, buffer: bytes) -> list[tuple[int, int]]:
    """Return (regex, end in bytes) in order."""
    ends: list[tuple[int, int]] = []

    def keep(regex_id: int, _start: int, end: int, _flags: int, _context: object) -> None:
        ends.append((regex_id, end))

    database.scan(buffer, match_event_handler=keep)
    return ends


def _escaped(
    buffer: bytes, ends: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[Edit]]:
    """Return the stretches that hold escapes, and their edits."""
    chosen, edits = [], []
    for start, stop, regexes in _stretches(buffer, [(regex, end, end) for regex, end in ends]):
        ways = {escapes.TRIGGERS[regex][0] for regex in regexes}
        some = escapes.edits(buffer, start, stop, ways)
        if some:
            chosen.append((start, stop))
            edits += some
    return chosen, edits


def _stretches(
    buffer: bytes, seen: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[int, int, set[int]]]:
    """Yield (start, stop, regexes) of what lies around (regex, start, end), apart and in order."""
    first, last, regexes = seen[0][1], seen[0][2], {seen[0][0]}
    done = 0
    for regex, start, end in seen[1:]:
        if start - last > _BEFORE + _AFTER + 2 * _SEEK:
            yield _start(buffer, first, done), (done := _stop(buffer, last)), regexes
            first, regexes = start, set()
        regexes.add(regex)
        last = end
    yield _start(buffer, first, done), _stop(buffer, last), regexes


def _start(buffer: bytes, first: int, least: int) -> int:
    """Return a break in the text some way before a place."""
    near = max(least, first - _BEFORE)
    before = buffer[max(least, near - _SEEK) : near]
    kept = len(before.rstrip(_NO_BREAKS))
    return near - len(before) + kept if kept else near


def _stop(buffer: bytes, last: int) -> int:
    """Return a break in the text some way behind a place."""
    near = min(len(buffer), last + _AFTER)
    found = _BREAK.search(buffer, near, near + _SEEK)
    return found.start() if found else near
