"""Say in what a value lies by what stands before it: a URL, a key, or free text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pdscan.model import Container

_LINE_END, _SPACE = 10, 32
_TELLING = np.zeros(256, np.bool_)  # signs that may end a key, or begin a query
_TELLING[list(b" =:?")] = True
_QUOTES = np.zeros(256, np.bool_)
_QUOTES[list(b"\"'")] = True
_KEY_ENDS = (b"=", b":", b'="', b"='", b':"', b":'")
_SPACED_KEY_ENDS = (b"=", b'":', b"':")


def containers(buffer: bytes, starts: Sequence[int]) -> list[Container]:
    """Return in what each of the values lies that start at some places of a buffer.

    Most are quickly told, by the signs before them, above all where the buffer holds no URL.
    """
    found = [Container.FREE_TEXT] * len(starts)
    signs, at = np.frombuffer(buffer, np.uint8), np.array(starts, np.int64)
    before, second = signs[at - 1], signs[at - 2]
    plain = (before == _SPACE) & ~_TELLING[second]
    plain |= (second == _SPACE) & ~_TELLING[before]
    no_key = ~_TELLING[before] & ~(_QUOTES[before] & _TELLING[second]) & ~plain
    if no_key.any() and b"?" not in buffer and b"://" not in buffer:
        plain |= no_key
    plain = (at == 0) | (before == _LINE_END) | (plain & (at > 1))
    for place in np.flatnonzero(~plain).tolist():
        found[place] = container_before(buffer, starts[place])
    return found


def container_before(buffer: bytes, start: int) -> Container:
    """Say in what one value lies.

    A key is a word with `=`, a quoted word with `:`, or a word with `:` and no space after it;
    « IBAN : FR76… » in a letter is free text.
    """
    if not start or buffer[start - 1] == _LINE_END:
        return Container.FREE_TEXT
    least = max(0, start - 200)
    word = buffer[max(least, buffer.rfind(b" ", least, start) + 1) : start]
    if b"://" in word or b"?" in word:
        return Container.URL
    if word.endswith(_KEY_ENDS):
        return Container.KEY_VALUE
    if not word and buffer[max(0, start - 5) : start].rstrip(b" ").endswith(_SPACED_KEY_ENDS):
        return Container.KEY_VALUE
    return Container.FREE_TEXT
