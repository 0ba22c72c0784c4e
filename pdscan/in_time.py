"""Hold one asset to its time: so many seconds, and for files one more for each part of a size."""

from __future__ import annotations

import time
from collections.abc import Generator

from pdscan.contracts import Limits, Piece
from pdscan.model import TABLES, Asset, Block, Reason, UnreadableError

Pieces = Generator[tuple[Asset, Piece], None, None]
PACE = 1_000_000  # bytes a second


def in_time(asset: Asset, pieces: Pieces, limits: Limits) -> Pieces:
    """Yield the pieces while they come fast enough: `seconds`, and for files one more a PACE bytes.

    A table gets no more: a driver may give rows for ever, what a file unpacks to is limited.
    """
    more = 0 if asset.kind in TABLES else max(asset.size or 0, limits.total_bytes)
    begun, given = time.monotonic(), 0
    for member, piece in pieces:
        yield member, piece
        if isinstance(piece, Block):
            given += len(piece.text or "") if piece.batch is None else piece.batch.nbytes
        allowed = limits.seconds + min(given, more) / PACE
        if time.monotonic() - begun > allowed:
            raise UnreadableError(Reason.TIMEOUT, f"stopped after {allowed:.0f} seconds")
