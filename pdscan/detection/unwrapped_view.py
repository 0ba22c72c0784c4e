"""Hold what a stretch of a buffer means once unwrapped, and give hits in it their places back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pdscan.detection.base64_runs import BASE64
from pdscan.detection.escapes import Edit
from pdscan.detection.hits import Hit, Hits

_CONTEXT_BEFORE, _CONTEXT_AFTER = 60, 30
_CANDIDATE = 100
_GAP = b"\x1e"
_AS_SURE = 0.2
_AT_ONE_PLACE = 8
_THROUGH = "through:"


class View:
    """Hold the unwrapped text of some stretches of a buffer, and where in the buffer it stood."""

    def __init__(self, buffer: bytes, stretches: Sequence[tuple[int, int]], edits: Sequence[Edit]):
        self._edits: list[Edit] = []
        self._starts: list[int] = []
        self._stops: list[int] = []
        self._parts: list[bytes] = []
        self._size = 0
        place = stretches[0][0]
        self._first = place
        edit_at = 0
        for number, (start, stop) in enumerate(stretches):
            if number:
                self._add(buffer[place:place], Edit(place, start, _GAP, ""))
            place = start
            while edit_at < len(edits) and edits[edit_at].start < stop:
                edit = edits[edit_at]
                edit_at += 1
                if edit.start >= place:
                    self._add(buffer[place : edit.start], edit)
                    place = edit.end
            self._parts.append(buffer[place:stop])
            self._size += max(0, stop - place)
            place = max(place, stop)
        self.text = b"".join(self._parts)
        self._real = [i for i, edit in enumerate(self._edits) if edit.way]
        self._sources = [edit.start for edit in self._edits]
        self._real_starts = [self._starts[i] for i in self._real]

    def _add(self, before: bytes, edit: Edit) -> None:
        self._parts += [before, edit.text]
        self._starts.append(self._size + len(before))
        self._size = self._starts[-1] + len(edit.text)
        self._stops.append(self._size)
        self._edits.append(edit)

    def near(self, end: int) -> bool:
        """Say whether an edit is near enough to what ends there to have a part in it."""
        at = bisect_left(self._real_starts, end + _CONTEXT_AFTER) - 1
        return at >= 0 and self._stops[self._real[at]] > end - _CANDIDATE

    def taken(self, hit: Hit) -> Hit | None:
        """Return a hit in the view at its place in the buffer; None if nothing was unwrapped."""
        at = bisect_left(self._real_starts, hit.end + _CONTEXT_AFTER) - 1
        near = at >= 0 and self._stops[self._real[at]] > hit.start - _CONTEXT_BEFORE
        if not near:
            return None
        ways = sorted(self._ways(hit.start, hit.end))
        reading, around = hit.reading, hit.taken.around
        if around is not None:
            raw = self.text[hit.start - around[0] :][: around[1]]
            reading = reading._replace(value=str(raw, "utf-8", "replace"))
        if ways:
            reading = reading._replace(why=(*reading.why, *(_THROUGH + way for way in ways)))
        start, end = self._place(hit.start), self._place_of_end(hit.end)
        return Hit(start, max(start, end), replace(hit.taken, reading=reading, around=None))

    def _ways(self, start: int, end: int) -> set[str]:
        """Return the wrappings of what lies in [start, end) of the view."""
        ways: set[str] = set()
        at = bisect_left(self._starts, end) - 1
        while at >= 0 and (self._stops[at] > start or self._starts[at] > start):
            ways.add(self._edits[at].way)
            at -= 1
        return ways - {""}

    def _place(self, offset: int) -> int:
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return self._first + offset
        edit, inside = self._edits[at], offset - self._starts[at]
        if offset < self._stops[at]:
            return edit.start + _scaled(edit, inside)
        return edit.end + offset - self._stops[at]

    def _place_of_end(self, offset: int) -> int:
        at = bisect_left(self._starts, offset) - 1
        if at >= 0 and offset <= self._stops[at]:
            edit, inside = self._edits[at], offset - self._starts[at]
            return edit.start - _scaled(edit, -inside)
        return self._place(offset - 1) + 1

    def joined(self, plain: Hits, unwrapped: list[Hit]) -> Hits:
        """Add to hits those seen in the view; of two that say the same the plainer stays."""
        if not unwrapped:
            return plain
        added: list[Hit] = []
        dropped: set[int] = set()
        for hit in unwrapped:
            near = bisect_left(plain.starts, hit.end)
            over = [
                at
                for at in range(max(0, near - _AT_ONE_PLACE), near)
                if at not in dropped and plain.ends[at] > hit.start
            ]
            if all(self._gives_way(plain[at], hit) for at in over):
                dropped.update(at for at in over if not _beside(plain[at], hit))
                added.append(hit)
        return _together(plain, dropped, added)

    def _gives_way(self, plain: Hit, unwrapped: Hit) -> bool:
        """Say whether a hit in the view is added where it touches another hit."""
        if _beside(plain, unwrapped) or self._cuts(plain):
            return True
        if _meaning(plain) == _meaning(unwrapped):
            return unwrapped.score > plain.score
        longer = unwrapped.end - unwrapped.start > plain.end - plain.start
        if any(why.startswith(_THROUGH) for why in unwrapped.reading.why):
            return unwrapped.score >= plain.score - (_AS_SURE if longer else 0.0)
        return longer and unwrapped.score >= plain.score

    def _cuts(self, plain: Hit) -> bool:
        """Say whether a hit begins or ends inside an escape: then it is none."""
        for place in (plain.start, plain.end):
            at = bisect_left(self._sources, place) - 1
            if at >= 0 and place < self._edits[at].end and self._edits[at].way != BASE64:
                return True
        return False


def _together(plain: Hits, dropped: set[int], added: list[Hit]) -> Hits:
    """Return plain hits, some dropped and some added, by place."""
    changes: list[tuple[int, int, Hit | None]] = [(at, at + 1, None) for at in dropped]
    for hit in sorted(added, key=lambda one: (one.start, one.end)):
        at = bisect_left(plain.starts, hit.start)
        while plain.starts[at : at + 1] == [hit.start] and plain.ends[at] <= hit.end:
            at += 1
        changes.append((at, at, hit))
    changes.sort(key=lambda one: one[:2])
    made, done = Hits(), 0
    for first, after, one in [*changes, (len(plain), len(plain), None)]:
        made.starts += plain.starts[done:first]
        made.ends += plain.ends[done:first]
        made.taken += plain.taken[done:first]
        done = after
        if one is not None:
            made.add(*one)
    return made


def _scaled(edit: Edit, inside: int) -> int:
    """Return how far in the buffer an edit's text is at a place of it, both from its start."""
    if edit.way == BASE64:
        return max(min(inside * 4 // 3, edit.end - edit.start), edit.start - edit.end)
    return inside * (edit.end - edit.start) // len(edit.text)


def _beside(plain: Hit, unwrapped: Hit) -> bool:
    """Say whether both stand: a token in base64 is one, whatever it holds."""
    inside = _THROUGH + BASE64 in unwrapped.reading.why
    return inside and plain.reading.type != unwrapped.reading.type


def _meaning(hit: Hit) -> tuple[str, str, str]:
    return hit.reading.type, hit.reading.form, hit.reading.value
