"""Unpack a member of a zip that was packed with Deflate64; for the worker process only."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from pdscan.model import Reason, UnreadableError
from pdscan.readers.isolation import Answer

_STEP = 1 << 14


def extract(data: bytes) -> Iterator[Answer]:
    """Yield the bytes in pieces of some MiB at most."""
    inflate: Any = import_module("inflate64").Inflater()
    for start in range(0, len(data), _STEP):
        try:
            yield inflate.inflate(data[start : start + _STEP])
        except Exception:  # noqa: BLE001 - the library raises whatever hostile bytes make it
            raise UnreadableError(Reason.CORRUPT, "") from None
    if not inflate.eof:
        raise UnreadableError(Reason.CORRUPT, "")
