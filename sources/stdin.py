"""Standard input: the target `-`, read once as one file of any kind."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator

from pdscan.contracts import Piece, Source
from pdscan.model import Asset
from pdscan.readers import read


class Stdin(Source):
    """Read what is piped in; its format is told by its content alone."""

    schemes = ("stdin", "-")

    def assets(self) -> Iterator[Asset]:
        """List the one stream."""
        yield Asset("stdin:", self.options.name, "stream")

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read the stream to its end."""
        yield from read(asset, sys.stdin.buffer, self.options.limits, name="")


plugin = Stdin
