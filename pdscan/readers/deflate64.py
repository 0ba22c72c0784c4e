"""Open members of a zip that were packed with Deflate64, as Windows packs what is over 2 GiB.

The package inflate64 (which comes with the extra `7z`) unpacks them in the worker process.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from importlib.util import find_spec

from pdscan.model import Reason, UnreadableError
from pdscan.readers import isolation
from pdscan.readers.visit import Visit

METHOD = 9
_LOCAL = struct.Struct("<26xHH")
_LARGEST = 256 << 20  # packed: the worker holds it whole


def opened(
    visit: Visit, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, what: str
) -> Unpacked | None:
    """Return the member, called `what`; None where it is packed otherwise or nothing unpacks it."""
    file = archive.fp
    if entry.compress_type != METHOD or file is None or find_spec("inflate64") is None:
        return None
    if entry.compress_size > _LARGEST:
        return None
    file.seek(entry.header_offset)
    name_size, extra_size = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(name_size + extra_size, io.SEEK_CUR)
    packed = io.BytesIO(file.read(entry.compress_size))
    answers = isolation.run("deflate64", packed, what, visit.limits.seconds)
    return Unpacked(answers, entry.CRC, what)


class Unpacked:
    """Give the bytes as the worker unpacks them; a sum that doesn't fit raises at the end."""

    def __init__(self, answers: isolation.Answers, checksum: int, what: str) -> None:
        self._answers = answers
        self._checksum, self._sum = checksum, 0
        self._what = what
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""
        while not self._held:
            answer = next(self._answers, None)
            if answer is None:
                self._check()
                return b""
            self._held = answer if isinstance(answer, bytes) else b""
            self._sum = zlib.crc32(self._held, self._sum)
        found, self._held = self._held[:size], self._held[size:]
        return found

    def _check(self) -> None:
        if self._sum != self._checksum:
            raise UnreadableError(Reason.CORRUPT, f"{self._what} is damaged or cut short")
