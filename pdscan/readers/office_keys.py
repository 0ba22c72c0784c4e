"""Decrypt Office files with given passwords (msoffcrypto, the extra `passwords`); in the worker."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib import import_module
from typing import Any

_DEFAULT = "VelvetSweatshop"  # what Excel itself encrypts write-protected workbooks with


def decrypted(data: bytes, passwords: Sequence[str]) -> bytes | None:
    """Return the plain file, None where no password fits or nothing here can decrypt it."""
    try:
        msoffcrypto: Any = import_module("msoffcrypto")
    except ImportError:
        return None
    for password in (_DEFAULT, *passwords):
        out = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            file.load_key(password=password)
            file.decrypt(out)
        except Exception:  # noqa: BLE001, S112 - the library raises whatever hostile bytes make it
            continue
        if out.getvalue()[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
            return out.getvalue()
    return None
