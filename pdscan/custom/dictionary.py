"""Read a dictionary file: a plain list, or one of keyed digests, which `pdscan digest` makes.

A list of digests begins with `pdscan-digests 1`, a mark of the key, and the shapes of its entries
(tokens, signs, kind); then come 32 hexadecimal digits a line, sorted. It says no more of a value
than that an entry of its shape exists.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pdscan.custom.listed_values import (
    DigestedValues,
    ListedValues,
    Shape,
    digest,
    entries,
    entry_hashes,
    shapes_of,
)
from pdscan.custom.tokens import LONGEST_RUN, Places, Tokens
from pdscan.model import ConfigurationError

HEAD = b"pdscan-digests 1 "
LARGEST = 512 << 20
FEWEST_SIGNS = 3
_PART = 1 << 18
_SHAPE = re.compile(r"([1-8]):([0-9]{1,4}):([0-2])")


def load(path: Path, key: bytes | None) -> ListedValues:
    """Return the values of a file; raise ConfigurationError that names it, never a value."""
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigurationError(f"{path}: a dictionary has at most 512 MB: split it")
        text = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: {(error.strerror or 'not there').lower()}") from None
    if text.startswith(HEAD):
        return _digested(path, text, key)
    parts = [
        (entry_hashes(cut, first, counts), counts)
        for cut, first, counts in _entries(text, str(path))
    ]
    sizes = {size for _, counts in parts for size in np.unique(counts).tolist()}
    return ListedValues(np.concatenate([hashes for hashes, _ in parts]), sorted(sizes))


def digested(text: bytes, key: bytes, name: str) -> Iterator[bytes]:
    """Yield the lines of a list of digests made from a plain one; `name` is for complaints."""
    shapes: set[int] = set()
    made: set[bytes] = set()
    for cut, first, counts in _entries(text, name):
        for size in np.unique(counts).tolist():
            shapes |= set(shapes_of(cut, size, first[counts == size]).tolist())
        made.update(
            digest(key, cut.text(start, count))
            for start, count in zip(first.tolist(), counts.tolist(), strict=True)
        )
    words = (f"{code // 30_000}:{code // 3 % 10_000}:{code % 3}" for code in sorted(shapes))
    yield HEAD + _mark(key).encode() + b" " + ",".join(words).encode() + b"\n"
    for one in sorted(made):
        yield one.hex().encode() + b"\n"


def _entries(text: bytes, name: str) -> Iterator[tuple[Tokens, Places, Places]]:
    """Yield the entries of a plain list by parts, held to its rules; complaints name the line."""
    text = text.removeprefix(b"\xef\xbb\xbf").replace(b"\x1e", b" ")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{name}: the list isn't UTF-8 text; save it as UTF-8") from None
    start, lines, found = 0, 0, False
    while start < len(text):
        stop = text.find(b"\n", start + _PART) + 1 or len(text)
        part, start = text[start:stop], stop
        cut, first, counts = entries(part)
        if len(first):
            _check(cut, first, counts, part, lines, name)
            yield cut, first, counts
            found = True
        lines += part.count(b"\n")
    if not found:
        raise ConfigurationError(f"{name}: the list is empty: write one value a line")


def _check(cut: Tokens, first: Places, counts: Places, part: bytes, lines: int, name: str) -> None:
    """Refuse entries that would match too much, or never; `lines` stand before this part."""
    signs = np.add.reduceat(cut.lengths, first)
    for wrong, said in (
        (counts > LONGEST_RUN, f"has more than {LONGEST_RUN} words"),
        (signs < FEWEST_SIGNS, f"has fewer than {FEWEST_SIGNS} letters or digits"),
    ):
        if wrong.any():
            start = int(cut.starts[first[np.flatnonzero(wrong)[0]]])
            line = lines + part.count(b"\n", 0, start) + 1
            raise ConfigurationError(f"{name}:{line}: the value {said}: leave it out")


def _digested(path: Path, text: bytes, key: bytes | None) -> DigestedValues:
    head, _, body = text.partition(b"\n")
    words = head[len(HEAD) :].decode("ascii", "replace").split(" ")
    shapes = frozenset(_shapes(words[1] if len(words) == 2 else ""))
    if not shapes:
        raise ConfigurationError(f"{path}:1: the list's first line is damaged: make it again")
    if key is None:
        raise ConfigurationError(
            f"{path}: a list of digests needs the key that it was made with: name it as"
            " fingerprint_key in the estate file"
        )
    if not hmac.compare_digest(words[0], _mark(key)):
        raise ConfigurationError(f"{path}: the list was made with another key than the estate's")
    try:
        made = bytes.fromhex(body.decode("ascii"))
    except (UnicodeDecodeError, ValueError):
        made = b""
    lines = body.count(b"\n")
    if not lines or len(made) != 16 * lines or len(body) != 33 * lines:
        raise ConfigurationError(f"{path}: the list of digests is damaged: make it again")
    return DigestedValues(made, shapes, key)


def _shapes(written: str) -> Iterator[Shape]:
    for word in written.split(","):
        found = _SHAPE.fullmatch(word)
        if found:
            yield int(found[1]), int(found[2]), int(found[3])


def _mark(key: bytes) -> str:
    """Return what tells one key from another, and nothing of it."""
    return hmac.digest(key, b"pdscan dictionary key", "sha256")[:8].hex()
