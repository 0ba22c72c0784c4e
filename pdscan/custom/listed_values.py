"""Find the exact values of a list in texts: a million names or numbers, none of them kept.

A plain list becomes hashes in memory. A list of keyed digests (HMAC-SHA-256 with the estate's key)
holds no value even in its file; texts are then digested where a run of tokens has the shape of
an entry.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence

import numpy as np

from pdscan.custom.tokens import Hashes, Places, Tokens, longer, tokens

_PART, _BEFORE, _AFTER = 1 << 18, 64, 4096
_SPREAD = 16
_MEMO = 1_000_000
_DIGITS, _LETTERS, _MIXED = range(3)

Shape = tuple[int, int, int]


class ListedValues:
    """Answer which runs of tokens are entries; crosses to workers, shows nothing."""

    def __init__(self, hashes: Hashes, sizes: Sequence[int]) -> None:
        self._hashes = np.unique(hashes)
        self._sizes = frozenset(sizes)
        bits = max(10, (len(self._hashes) * _SPREAD).bit_length())
        self._shift = np.uint64(64 - bits)
        self._seen = np.zeros(1 << bits, np.bool_)
        self._seen[(self._hashes >> self._shift).astype(np.int64)] = True

    def __repr__(self) -> str:
        """Show the number of entries only."""
        return f"{type(self).__name__}({len(self)} entries)"

    def __len__(self) -> int:
        return len(self._hashes)

    def __call__(self, buffer: bytes) -> list[tuple[int, int]]:
        """Return where entries stand, as (start, end) in bytes; long buffers are read in parts."""
        found: list[tuple[int, int]] = []
        for start in range(0, len(buffer), _PART):
            begin = max(0, start - _BEFORE)
            part = buffer[begin : start + _PART + _AFTER]
            found += (
                (begin + first, begin + last)
                for first, last in self._in_part(part)
                if start <= begin + first < start + _PART
            )
        return found

    def _in_part(self, buffer: bytes) -> list[tuple[int, int]]:
        cut = tokens(buffer)
        found: list[tuple[int, int]] = []
        for size, first, runs in _runs(cut, max(self._sizes, default=0)):
            if size in self._sizes and len(first):
                hit = first[self._are_entries(cut, size, first, runs)]
                found += zip(
                    cut.starts[hit].tolist(), cut.ends[hit + size - 1].tolist(), strict=True
                )
        return found

    def _are_entries(
        self, cut: Tokens, size: int, first: Places, runs: Hashes
    ) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        del cut, size, first
        likely = self._seen[(runs >> self._shift).astype(np.int64)]
        at = np.flatnonzero(likely)
        places = np.searchsorted(self._hashes, runs[at])
        places[places == len(self._hashes)] = 0
        likely[at] = self._hashes[places] == runs[at]
        return likely


class DigestedValues(ListedValues):
    """Answer the same from keyed digests: the first half finds, the second half confirms."""

    def __init__(self, digests: bytes, shapes: frozenset[Shape], key: bytes) -> None:
        halves = np.frombuffer(digests, ">u8").astype(np.uint64).reshape(-1, 2)
        self._halves = halves[halves[:, 0].argsort()]
        super().__init__(self._halves[:, 0], sorted({size for size, _, _ in shapes}))
        coded = ((size * 10_000 + length) * 3 + kind for size, length, kind in shapes)
        self._shapes = np.array(sorted(coded), np.int64)
        self._key = key
        self._known: dict[int, bool] = {}

    def _are_entries(
        self, cut: Tokens, size: int, first: Places, runs: Hashes
    ) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        found = np.isin(shapes_of(cut, size, first), self._shapes)
        at = np.flatnonzero(found)
        different, where, back = np.unique(runs[at], return_index=True, return_inverse=True)
        answers = [
            self._is_entry(run, cut, int(first[at[place]]), size)
            for run, place in zip(different.tolist(), where.tolist(), strict=True)
        ]
        found[at] = np.array(answers, np.bool_)[back]
        return found

    def _is_entry(self, run: int, cut: Tokens, first: int, size: int) -> bool:
        known = self._known.get(run)
        if known is None:
            if len(self._known) >= _MEMO:
                self._known.clear()
            known = self._known[run] = self._holds(digest(self._key, cut.text(first, size)))
        return known

    def _holds(self, made: bytes) -> bool:
        one, other = int.from_bytes(made[:8]), int.from_bytes(made[8:])
        place = int(np.searchsorted(self._halves[:, 0], np.uint64(one)))
        while place < len(self._halves) and int(self._halves[place, 0]) == one:
            if int(self._halves[place, 1]) == other:
                return True
            place += 1
        return False

    def __getstate__(self) -> dict[str, object]:
        """Leave behind what was learnt of the texts."""
        return {**self.__dict__, "_known": {}}


def digest(key: bytes, folded: bytes) -> bytes:
    """Return the 16 bytes that stand for an entry in a list of digests."""
    return hmac.digest(key, b"pdscan dictionary\x1f" + folded, "sha256")[:16]


def entries(text: bytes) -> tuple[Tokens, Places, Places]:
    """Return the tokens of a list of one entry a line, and each entry's first token and count."""
    cut = tokens(text, lines=True)
    if not len(cut.starts):
        none = np.zeros(0, np.int64)
        return cut, none, none
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == 0x0A)
    line = np.searchsorted(ends, cut.starts)
    first = np.flatnonzero(np.concatenate(([True], line[1:] != line[:-1])))
    return cut, first, np.diff(np.concatenate((first, [len(line)])))


def entry_hashes(cut: Tokens, first: Places, counts: Places) -> Hashes:
    """Return the hash of each entry, of whatever stands between its tokens."""
    made = cut.hashes[first].copy()
    for step in range(1, int(counts.max(initial=0))):
        more = counts > step
        made[more] = longer(made[more], cut.hashes[first[more] + step])
    return made


def shapes_of(cut: Tokens, size: int, first: Places) -> Places:
    """Return the shapes, as numbers, of the runs of `size` tokens that begin at `first`."""
    length = np.concatenate(([0], np.cumsum(cut.lengths)))
    digits = np.concatenate(([0], np.cumsum(cut.digits)))
    long, of_them = length[first + size] - length[first], digits[first + size] - digits[first]
    kind = np.where(of_them == long, _DIGITS, np.where(of_them == 0, _LETTERS, _MIXED))
    coded: Places = (size * 10_000 + np.minimum(long, 9_999)) * 3 + kind
    return coded


def _runs(cut: Tokens, longest: int) -> Iterator[tuple[int, Places, Hashes]]:
    """Yield, for each length, where runs of tokens begin that stand close, and their hashes."""
    first = np.arange(len(cut.starts))
    runs = cut.hashes
    for size in range(1, longest + 1):
        yield size, first, runs
        more = first + size < len(cut.starts)
        first, runs = first[more], runs[more]
        close = cut.follows[first + size]
        first, runs = first[close], runs[close]
        runs = longer(runs, cut.hashes[first + size])
