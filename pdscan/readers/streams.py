"""Hold a byte stream that can be peeked at, is counted against limits, and tells its troubles.

Nothing is unpacked to named files. A format that needs seeking gets the real file where the
stream is one, else a spooled temporary file: in memory up to SPOOL bytes, beyond that on disk
without a name (unlinked at once), so that the bytes vanish with the process.
"""

from __future__ import annotations

import errno
import io
import lzma
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Protocol

from pdscan.contracts import Limits
from pdscan.model import Reason, UnreadableError

CHUNK = 1 << 20
SPOOL = 8 << 20
_BOMB = 16

BROKEN = (
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile, struct.error),
    *(EOFError, RuntimeError, ValueError, IndexError, OverflowError),
)  # what the unpackers of the standard library raise for damaged bytes, beside OSError


class Readable(Protocol):
    """Be anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        ...


@dataclass(slots=True)
class Budget:
    """Count down what all members of one outer asset may unpack to together."""

    bytes: int
    members: int

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        """Start with all that the limits allow."""
        return cls(limits.total_bytes, limits.members)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Say how much one member may unpack to: `most` bytes, and `ratio` times what is packed."""

    budget: Budget
    most: int
    packed: Callable[[], int] | None = None
    ratio: int = 1_000


class Stream(io.BufferedIOBase):
    """Read forward with a look ahead; every trouble of the bytes below is an UnreadableError."""

    def __init__(self, raw: Readable, what: str, allowance: Allowance | None = None) -> None:
        self.raw_file = raw
        self.what = what
        self.taken = 0
        self._allowance = allowance
        self._ahead = b""
        self._is_at_end = False
        self._spool: IO[bytes] | None = None
        self._trouble: UnreadableError | None = None

    def readable(self) -> bool:
        """Answer that it can be read."""
        return True

    def peek(self, size: int = 1, /) -> bytes:
        """Return the next bytes, at most `size`, without taking them.

        Trouble below is kept for `read`, so that the bytes before it are not lost.
        """
        parts, have = [self._ahead], len(self._ahead)
        while have < size and self._trouble is None and not self._is_at_end:
            try:
                more = self._pull(size - have)
            except UnreadableError as trouble:
                self._trouble = trouble
                break
            if not more:
                self._is_at_end = True  # asked once: each look at a file's end costs a call
                break
            parts.append(more)
            have += len(more)
        self._ahead = b"".join(parts)
        return self._ahead[:size]

    def read(self, size: int | None = -1, /) -> bytes:
        """Take the next bytes; fewer than `size` only at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        found = self.peek(size)
        if not found and size and self._trouble is not None:
            raise self._trouble
        self._ahead = self._ahead[size:]
        return found

    def read1(self, size: int = -1, /) -> bytes:
        """Take the next bytes."""
        return self.read(CHUNK if size < 0 else size)

    def whole(self, most: int) -> bytes | None:
        """Take all that is left, or nothing and return None where it is more than `most` bytes."""
        if len(self.peek(most + 1)) > most:
            return None
        return self.read()

    def seekable_file(self) -> IO[bytes]:
        """Return a file that can seek and holds the whole stream from its start."""
        if self._spool is None:
            self._spool = self._real_file() or self._spooled()
        self._spool.seek(0)
        return self._spool

    def _real_file(self) -> IO[bytes] | None:
        if self._allowance is not None or not isinstance(
            self.raw_file, io.BufferedReader | io.BytesIO
        ):
            return None
        return self.raw_file if self.raw_file.seekable() else None

    def _spooled(self) -> IO[bytes]:
        spool: IO[bytes] = tempfile.SpooledTemporaryFile(SPOOL)  # noqa: SIM115  closed with the stream
        while chunk := self.read(CHUNK):
            spool.write(chunk)
        return spool

    def _pull(self, size: int) -> bytes:
        try:
            found = self._next(max(size, 1))
        except UnreadableError:
            raise
        except OSError as error:
            raise trouble_with(error, self.what) from None
        except NotImplementedError:
            detail = f"{self.what} is packed in a way that can't be unpacked here"
            raise UnreadableError(Reason.UNSUPPORTED, detail) from None
        except BROKEN:
            detail = f"{self.what} is damaged or cut short"
            raise UnreadableError(Reason.CORRUPT, detail) from None
        self.taken += len(found)
        if self._allowance is not None:
            self._spend(self._allowance, len(found))
        return found

    def _next(self, size: int) -> bytes:
        """Read once: the unpackers lose what they gathered when a later reading of `read` fails."""
        raw = self.raw_file
        return raw.read1(size) if isinstance(raw, io.BufferedIOBase) else raw.read(size)

    def _spend(self, allowance: Allowance, count: int) -> None:
        allowance.budget.bytes -= count
        if allowance.budget.bytes < 0:
            raise UnreadableError(Reason.LIMIT, f"{self.what}: all members together are too large")
        if self.taken > allowance.most:
            raise UnreadableError(Reason.LIMIT, f"{self.what} unpacks to more than allowed")
        if allowance.packed is None or self.taken <= CHUNK:
            return
        if self.taken > allowance.packed() * allowance.ratio:
            allowance.budget.bytes //= _BOMB  # where one bomb lies, others do
            raise UnreadableError(Reason.LIMIT, f"{self.what} unpacks like a zip bomb")


def trouble_with(error: OSError, what: str) -> UnreadableError:
    """Say what an error of the operating system means for a scan, without its text."""
    if isinstance(error, PermissionError):
        return UnreadableError(Reason.PERMISSION, f"{what} may not be read by this user")
    if isinstance(error, FileNotFoundError) or error.errno == errno.ESTALE:
        return UnreadableError(Reason.VANISHED, f"{what} was gone when it was to be read")
    if error.errno is None:
        return UnreadableError(Reason.CORRUPT, f"{what} is damaged or cut short")
    meaning = os.strerror(error.errno).lower()
    return UnreadableError(Reason.OTHER, f"{what} could not be read: {meaning}")
