"""Tell a digest of an object by its tag, where the server shows that its tags are digests.

The ETag of an object that was put in one piece, and is not encrypted with a key of KMS or of the
client, is the MD5 of its content; that of others is not (docs.aws.amazon.com, API reference,
"Object", read 2026-11-27). Other servers do as they like: a server is believed once the tag of a
small object is found to be the MD5 of its bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from pdscan.model import Asset

_MD5 = re.compile(r"[0-9a-f]{32}")
_PLAIN = (None, "AES256")  # SSE-S3 leaves the tag what it was
_MOST = 1 << 20
_LEAST = {"Range": "bytes=0-0"}
Ask = Callable[[dict[str, str]], Any]


class Digests:
    """Remember of one server whether its tags are MD5: not known before it was tried."""

    def __init__(self) -> None:
        self._are_md5: bool | None = None

    def of(self, asset: Asset, ask: Ask) -> bytes | None:
        """Return what only the same content with the same labels has, None where nothing tells it.

        `ask` sends a GetObject request for the asset with what is added to it; what it raises comes
        through. Labels that a further request would have to read tell nothing.
        """
        tag = asset.content_key or ""
        if self._are_md5 is False or not _MD5.fullmatch(tag):
            return None
        tried = self._are_md5 is None and (asset.size or _MOST + 1) <= _MOST
        answer = ask({} if tried else _LEAST)
        with answer["Body"] as body:
            data = body.read()
        encryption = answer.get("ServerSideEncryption")
        secret = encryption not in _PLAIN or "SSECustomerAlgorithm" in answer
        if secret or answer.get("TagCount") or answer.get("ETag", "").strip('"') != tag:
            return None
        if tried:
            self._are_md5 = hashlib.md5(data, usedforsecurity=False).hexdigest() == tag
        if not self._are_md5:
            return None
        labels = sorted((answer.get("Metadata") or {}).items())
        return hashlib.blake2b(repr((tag, encryption, labels)).encode()).digest()
