"""Read a local file up to the size that it had when it was opened, past the holes in it.

A log that grows faster than it is read ends; a disk image of a terabyte of which a megabyte was
ever written is read in the time of that megabyte.
"""

from __future__ import annotations

import errno
import io
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HOLE = 1 << 20
_SEEK_DATA = getattr(os, "SEEK_DATA", None)


class LocalFile(io.FileIO):
    """Be the raw file of a descriptor; a hole of HOLE bytes or more is passed over.

    That holds while the file is read on: whoever seeks in it gets every byte at its own place.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "rb")
        status = os.fstat(descriptor)
        self._stop = status.st_size or None  # files of /proc say 0 and hold something
        allotted = getattr(status, "st_blocks", 0) * 512
        self._passes_holes = bool(_SEEK_DATA) and status.st_size - allotted >= HOLE

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read the next bytes, none at the end that the file had when it was opened."""
        if self._passes_holes:
            self._pass_hole()
        view = memoryview(buffer)
        if self._stop is not None:
            view = view[: max(0, self._stop - self.tell())]
        return super().readinto(view) or 0

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place; from then on holes are read as the zeros that they stand for."""
        self._passes_holes = False
        return super().seek(offset, whence)

    def _pass_hole(self) -> None:
        here = self.tell()
        try:
            data = os.lseek(self.fileno(), here, _SEEK_DATA or 0)
        except OSError as error:
            data = here  # a file system that knows no holes
            if error.errno == errno.ENXIO:  # nothing but a hole is left
                data = os.fstat(self.fileno()).st_size
        if data - here < HOLE:
            os.lseek(self.fileno(), here, os.SEEK_SET)
