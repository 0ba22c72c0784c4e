"""Take runs of text out of bytes of an unknown format: UTF-8 or Latin-1, and UTF-16."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST = 6
_NARROW = re.compile(rb"[\t\x20-\x7e\x80-\xff]{%d,}" % SHORTEST)
_WIDE = re.compile(rb"(?:[\t\x20-\x7e\xa0-\xff]\x00){%d,}" % SHORTEST)
_PLAIN = re.compile(r"[\t -~]")


def texts(data: bytes) -> Iterator[str]:
    r"""Yield the runs, one a line, those of two bytes a sign after the others.

    >>> list(texts(b"\x00\x01Durantel\x02\x00" + "Hélène P".encode("utf-16-le")))
    ['Durantel\n', 'Hélène P\n']
    """
    for match in _NARROW.finditer(data):
        run = match.group()
        try:
            text = run.decode()
        except UnicodeDecodeError:
            text = run.decode("cp1252", "replace")
        if 4 * len(_PLAIN.findall(text)) >= 3 * len(text):
            yield text + "\n"
    for match in _WIDE.finditer(data):
        yield match.group().decode("utf-16-le") + "\n"
