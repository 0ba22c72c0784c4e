"""Read one object of a bucket as a file: in windows of bytes, so that readers may seek.

A small object is one request. A large one is asked for in windows that grow while it is read
forward, so that a reader which looks into an archive's directory takes little else. Where the
connection breaks, the rest is asked for anew; what can't be had is told by `broken`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pdscan.readers.seeking import SeekableFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Ask = Callable[[dict[str, str]], Any]
WHOLE = 8 << 20  # bytes up to which an object is asked for at once
_FIRST, _LAST = 1 << 20, 64 << 20  # windows, in bytes
_STEP = 1 << 16  # so much at most is lost before a break in an answer sent in chunks
_TRIES = 3
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class S3Object(SeekableFile):
    """Give an object's bytes; `ask` sends a GetObject request with what is added to it.

    The first answer is asked for at once, and what `ask` raises comes through. `size` is what the
    listing said, None where it said nothing.
    """

    def __init__(self, ask: Ask, size: int | None) -> None:
        self._ask = ask
        self._window = _FIRST
        self._tries = _TRIES
        self._body_at = 0  # where the open answer is
        self.broken = False
        self.first = ask(_range(0, _FIRST) if size is not None and size > WHOLE else {})
        self._body: Any = self.first["Body"]
        told = _RANGE.fullmatch(self.first.get("ContentRange") or "")
        super().__init__(int(told[3]) if told else self.first.get("ContentLength"))
        self._body_end = int(told[2]) + 1 if told else self.size
        self._has_ranges = told is not None
        self._same = {"IfMatch": self.first["ETag"]} if self.first.get("ETag") else {}

    def seekable(self) -> bool:
        """Answer whether any part can be had; small objects are read forward only."""
        return self._has_ranges

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Take the next bytes; none at the end and after a break."""
        view = memoryview(buffer).cast("B")[:_STEP]
        data = b""
        while not data and not self.broken and not self._is_over():
            if self.at != self._body_at or self.at == self._body_end:
                self._open()
            data = self._taken(len(view))
        view[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        """Let go of the connection."""
        if not self.closed:
            self._body.close()
        super().close()

    def _is_over(self) -> bool:
        return self.size is not None and self.at >= self.size

    def _taken(self, most: int) -> bytes:
        """Return bytes of the open answer; where it broke, none, and the next is to be opened."""
        from http.client import HTTPException

        from botocore.exceptions import BotoCoreError
        from urllib3.exceptions import HTTPError

        try:
            data: bytes = b"" if self.broken else self._body.read(most)
        except (BotoCoreError, HTTPError, HTTPException, OSError):  # botocore lets some through
            data = b""
            self.broken = self.size is None
        self._body_at += len(data)
        if not data and self.size is None:
            self.size = self.at  # an answer in chunks tells its length by ending
        elif not data:
            self._tries -= 1
            self._body_end = self.at
        return data

    def _open(self) -> None:
        """Ask for the window at which the reader is."""
        from botocore.exceptions import BotoCoreError, ClientError

        goes_on = self.at == self._body_at
        self._window = min(self._window * 2, _LAST) if goes_on else _FIRST
        self._body.close()
        try:
            answer = self._ask({**_range(self.at, self._window), **self._same})
        except (BotoCoreError, ClientError):
            self.broken = True
            return
        self._body = answer["Body"]
        told = _RANGE.fullmatch(answer.get("ContentRange") or "")
        if told is None or int(told[1]) != self.at or self._tries < 0:
            self.broken = True  # this server knows no ranges, or breaks each time
            return
        self._body_at, self._body_end = self.at, int(told[2]) + 1


def _range(start: int, size: int) -> dict[str, str]:
    return {"Range": f"bytes={start}-{start + size - 1}"}
