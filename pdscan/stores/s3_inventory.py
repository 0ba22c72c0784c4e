"""List a bucket by the inventory that its owner has written for him, without listing it.

An inventory is a manifest in JSON, and files of rows beside it: CSV packed with gzip, with keys
percent-encoded, or Parquet or ORC (docs.aws.amazon.com, "Amazon S3 Inventory", version 2016-11-30).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO
from urllib.parse import unquote_plus

from pdscan.model import Reason, UnreadableError
from pdscan.readers import isolation
from pdscan.stores.s3_listing import Listed

_COLUMNS = {  # as the manifest's schema names them in CSV, and as Parquet and ORC do
    "key": "key",
    "size": "size",
    "lastmodifieddate": "modified",
    "etag": "tag",
    "versionid": "version",
    "islatest": "latest",
    "isdeletemarker": "deleted",
}
_MOST = 1 << 30  # bytes of a manifest, or of one file in Parquet or ORC
_SECONDS = 300.0
_LONGEST_LINE = 1 << 20  # characters; a key has 1,024 bytes at most
_BROKEN = (
    *(ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError),
    *(EOFError, OSError, zlib.error, csv.Error),
)


class Inventory:
    """Hold the manifest at `address`, of bucket `of`; `request` goes with every request.

    Raises what boto3 does, and UnreadableError for what is no inventory of that bucket.
    """

    def __init__(self, client: Any, address: str, of: str, request: Mapping[str, str]) -> None:
        self._client = client
        self._request = request
        self._address = address
        self._bucket, _, key = address.removeprefix("s3://").partition("/")
        try:
            told = json.loads(self._bytes(key))
            self._format = str(told["fileFormat"]).upper()
            self._names = [_column(name.strip()) for name in str(told["fileSchema"]).split(",")]
            self._files = [str(one["key"]) for one in told["files"]]
            self.written = datetime.fromtimestamp(int(told["creationTimestamp"]) / 1_000, UTC)
            source = str(told["sourceBucket"])
        except _BROKEN:
            raise self._trouble() from None
        if self._format not in ("CSV", "PARQUET", "ORC"):
            raise self._trouble()
        if source != of:
            detail = f"{address} is no inventory of bucket {of}"
            raise UnreadableError(Reason.OTHER, detail)

    def listed(self, prefix: str, with_versions: bool) -> Iterator[Listed]:
        """Yield the objects under a prefix, in the inventory's order; raise what boto3 does."""
        for file in self._files:
            try:
                for row in self._rows(file):
                    one = _listed(row, with_versions)
                    if one is not None and one.key.startswith(prefix):
                        yield one
            except _BROKEN:
                raise self._trouble() from None

    def _rows(self, key: str) -> Iterator[dict[str, Any]]:
        if self._format == "CSV":
            body = self._client.get_object(Bucket=self._bucket, Key=key, **self._request)["Body"]
            with body, gzip.open(body, "rt", encoding="utf-8", newline="") as lines:
                for cells in csv.reader(_short(lines)):
                    row = dict(zip(self._names, cells, strict=True))
                    yield {**row, "key": unquote_plus(row["key"])}
            return
        yield from self._columnar(key)

    def _columnar(self, key: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a file in Parquet or ORC, read in a worker process; all are text."""
        file = io.BytesIO(self._bytes(key))
        for answer in isolation.run(self._format.lower(), file, self._address, _SECONDS):
            if not isinstance(answer, bytes | dict):
                names = [_column(name) for name in answer.schema.names]
                yield from answer.rename_columns(names).to_pylist()

    def _bytes(self, key: str) -> bytes:
        with self._client.get_object(Bucket=self._bucket, Key=key, **self._request)["Body"] as body:
            data: bytes = body.read(_MOST + 1)
        if len(data) > _MOST:
            raise self._trouble()
        return data

    def _trouble(self) -> UnreadableError:
        detail = f"{self._address} is no inventory that can be read: name its manifest.json"
        return UnreadableError(Reason.CORRUPT, detail)


def _short(lines: TextIO) -> Iterator[str]:
    """Yield the lines; raise ValueError for one that no inventory has, before it fills memory."""
    while line := lines.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise ValueError
        yield line


def _column(name: str) -> str:
    plain = name.lower().replace("_", "")
    return _COLUMNS.get(plain, plain)


def _listed(row: Mapping[str, Any], with_versions: bool) -> Listed | None:
    """Return what a row says of an object; None of a deletion, or a version not asked for."""
    former = row.get("latest") is not None and not _is_true(row["latest"])
    if _is_true(row.get("deleted")) or (former and not with_versions):
        return None
    size, modified = row.get("size"), row.get("modified")
    return Listed(
        row["key"],
        int(size) if size else None,
        datetime.fromisoformat(modified) if modified else None,
        row.get("tag") or "",
        row["version"] if former else None,
    )


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"
