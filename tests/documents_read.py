"""Read all that a store of documents lists, as rows and what else was said of them."""

from __future__ import annotations

from typing import Any

from pdscan.contracts import Source
from pdscan.model import Asset, Block

Read = dict[str, tuple[list[dict[str, Any]], list[Any]]]


def all_of(source: Source) -> Read:
    """Return the rows and the other pieces of each asset by its locator."""
    found: Read = {}
    for asset in source.assets():
        assert isinstance(asset, Asset)
        pieces = [piece for _, piece in source.blocks(asset)]
        batches = [piece.batch for piece in pieces if isinstance(piece, Block) and piece.batch]
        rows = [row for batch in batches for row in batch.to_pylist()]
        found[asset.locator] = (rows, [p for p in pieces if not isinstance(p, Block)])
    return found
