"""Cut bytes of UTF-8 into folded tokens and hash runs of them, a whole buffer at once.

A token is a run of letters and digits; case, accents and what stands between tokens don't count.
(Letters beyond the Latin ones keep their case.) Hashes have 64 bits: of a thousand million runs
held against a million entries, none agrees by chance.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

GAP = 3
LONGEST_RUN = 8
_OTHER, _WALL, _SKIPPED = 0, 1, 2
_BASE, _STEP = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_INVERSE = pow(_BASE, -1, 1 << 64)

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(slots=True, repr=False)
class Tokens:
    """Hold the tokens of a buffer: `starts` and `ends` in bytes of it, their hashes and lengths.

    `digits` counts the digits of each; `follows` says whether a token stands close behind the one
    before, with no wall between (the end of a cell or, where asked, of a line).
    """

    starts: Places
    ends: Places
    hashes: Hashes
    lengths: Places
    digits: Places
    follows: Flags
    folded: bytes
    places: Places

    def text(self, first: int, count: int) -> bytes:
        """Return a run of tokens as it is digested: folded, one space between."""
        where = range(first, first + count)
        return b" ".join(
            self.folded[self.places[at] : self.places[at] + self.lengths[at]] for at in where
        )


def tokens(buffer: bytes, *, lines: bool = False) -> Tokens:
    """Return the tokens; `lines` makes the end of each line a wall."""
    codes = _codes(buffer, lines)
    kept = np.flatnonzero(codes != _SKIPPED)
    codes = codes[kept]
    inside = np.concatenate(([False], codes > _SKIPPED, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    first, last = edges[::2], edges[1::2]
    powers, inverse = _powers(1 << max(10, len(codes).bit_length()))
    sums = np.concatenate(
        (np.zeros(1, np.uint64), np.cumsum(codes.astype(np.uint64) * powers[: len(codes)]))
    )
    walls = np.cumsum(codes == _WALL)
    digits = np.concatenate(([0], np.cumsum((codes >= 0x30) & (codes <= 0x39))))
    follows = np.zeros(len(first), np.bool_)
    follows[1:] = (first[1:] - last[:-1] <= GAP) & (walls[first[1:]] == walls[last[:-1] - 1])
    return Tokens(
        starts=kept[first],
        ends=kept[last - 1] + 1,
        hashes=_stirred((sums[last] - sums[first]) * inverse[first]),
        lengths=last - first,
        digits=digits[last] - digits[first],
        follows=follows,
        folded=codes.tobytes(),
        places=first,
    )


def longer(runs: Hashes, following: Hashes) -> Hashes:
    """Return the hashes of runs that are one token longer."""
    return _stirred(runs * np.uint64(_STEP) + following)


def _stirred(hashes: Hashes) -> Hashes:
    mixed = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@lru_cache(maxsize=4)
def _powers(size: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the base, and those of its inverse by 2 to the 64."""
    up, down = (np.full(size, base, np.uint64) for base in (_BASE, _INVERSE))
    up[0] = down[0] = 1
    return np.cumprod(up), np.cumprod(down)


def _codes(buffer: bytes, lines: bool) -> Bytes:
    """Return each byte folded, or what it is where it is no part of a token."""
    raw = np.frombuffer(buffer, np.uint8)
    codes = _tables()[0][raw]
    if lines:
        codes[raw == 0x0A] = _WALL
    if buffer.isascii():
        return codes
    leads = raw[:-1]
    for lead, table in _tables()[1].items():
        at = np.flatnonzero(leads == lead)
        folded = table[raw[at + 1]]
        at, folded = at[folded != 255], folded[folded != 255]
        codes[at[folded < 0x80]] = _SKIPPED
        codes[at[folded == _OTHER]] = _OTHER
        codes[at + 1] = folded
    for at in (np.flatnonzero(leads == 0xE2),):
        at = at[np.isin(raw[at + 1], (0x80, 0x81)) & (at + 2 < len(raw))]
        for place in range(3):
            codes[at + place] = _OTHER
    return codes


@lru_cache(maxsize=1)
def _tables() -> tuple[Bytes, dict[int, Bytes]]:
    """Return what single bytes and, by their first byte, pairs of bytes are folded to."""
    single = np.zeros(256, np.uint8)
    for byte in range(128):
        if chr(byte).isalnum():
            single[byte] = ord(chr(byte).lower())
    single[0x1E] = _WALL
    single[128:] = range(128, 256)
    pairs: dict[int, Bytes] = {}
    for lead in (0xC2, 0xC3, 0xC4, 0xC5, 0xCC, 0xCD):
        pairs[lead] = np.full(256, 255, np.uint8)
        for byte in range(0x80, 0xC0):
            pairs[lead][byte] = _folded(bytes((lead, byte)).decode())
    return single, pairs


def _folded(letter: str) -> int:
    if unicodedata.combining(letter) or letter == "\u00ad":
        return _SKIPPED
    if not letter.isalnum():
        return _OTHER
    plain = unicodedata.normalize("NFKD", letter.lower())[0]
    if plain.isascii():
        return ord(plain) if plain.isalnum() else 255
    lower = letter.lower().encode()
    return lower[1] if lower[0] == letter.encode()[0] else 255
