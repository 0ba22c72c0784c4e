"""Tell a digest of a file that a server keeps, and hold it where it is small until it is read.

So a file that turns out to be no copy comes over the wire once.
"""

from __future__ import annotations

import hashlib
import io
import time
from typing import Protocol

HELD = 8 << 20  # bytes
_PACE = 1_000_000  # bytes a second
_CHUNK = 1 << 20


class _Raw(Protocol):
    def readinto(self, buffer: memoryview, /) -> int | None: ...


class Held:
    """Hold as `data` the last file that was read for its digest; nothing of one beyond HELD."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._locator = ""
        self.data = b""

    def digest(self, locator: str, size: int, raw: _Raw) -> bytes | None:
        """Return a hash of `size` bytes, None where there are not so many, or they come slowly.

        Slowly is what takes `seconds`, and one more for each million bytes. What reading raises
        comes through.
        """
        found, buffer = hashlib.blake2b(), memoryview(bytearray(_CHUNK))
        kept, count, begun = io.BytesIO(), 0, time.monotonic()
        while taken := raw.readinto(buffer):
            found.update(buffer[:taken])
            count += taken
            if size <= HELD:
                kept.write(buffer[:taken])
            late = time.monotonic() - begun > self._seconds + count / _PACE
            if count > size or late:
                return None
        if count != size:
            return None
        self._locator, self.data = locator, kept.getvalue()
        return found.digest()

    def take(self, locator: str, size: int | None) -> io.BytesIO | None:
        """Return the bytes of a file, where they are those held; they are held no longer."""
        data, is_held = self.data, self._locator == locator and len(self.data) == size
        self._locator, self.data = "", b""
        return io.BytesIO(data) if is_held else None
