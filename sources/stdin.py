"""Standard input: the target `-`, read once as one file of any kind."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from pdscan.contracts import Piece, Source
from pdscan.model import Asset, Block
from pdscan.readers import read

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Stdin(Source):
    """Read what is piped in; its format is told by its content alone."""

    schemes = ("stdin", "-")

    def assets(self) -> Iterator[Asset]:
        """List the one stream."""
        yield Asset("stdin:", self.options.name, "stream")

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read the stream to its end; its size is known only then."""
        stream = _Counted(sys.stdin.buffer)
        yield from read(asset, io.BufferedReader(stream), self.options.limits, name="")
        yield replace(asset, size=stream.count), Block(text="")


class _Counted(io.RawIOBase):
    """Count the bytes that are read from a stream."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self.count = 0
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


plugin = Stdin
