"""Keep the place in a file whose bytes come from elsewhere: another process, or a server."""

from __future__ import annotations

import io


class SeekableFile(io.RawIOBase):
    """Be a raw file of `size` bytes, at `at`; a kind of it adds how bytes are got.

    `size` is None while it isn't known, and then there is no seeking. A place before the file is
    its beginning, one behind it is its end.
    """

    def __init__(self, size: int | None) -> None:
        self.size = size
        self.at = 0

    def readable(self) -> bool:
        """Answer that it can be read."""
        return True

    def seekable(self) -> bool:
        """Answer whether any part can be had."""
        return self.size is not None

    def tell(self) -> int:
        """Return where the next byte is taken from."""
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a byte; nothing is got before it is read."""
        if self.size is None or not self.seekable():
            raise io.UnsupportedOperation("seek")
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        self.at = max(0, start + offset)
        return self.at

    def left(self) -> int:
        """Return how many bytes of a known size are to come."""
        return max(0, (self.size or 0) - self.at)
