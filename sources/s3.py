"""Objects of an S3 bucket, on AWS or any server that speaks its API: s3://bucket/prefix.

Credentials come from boto3's own chain; `endpoint_url`, `region`, `profile` and `anonymous` may be
given as parameters, or in the target's query. Only the named bucket is ever asked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from pdscan.contracts import Piece, ReadOptions, Source
from pdscan.locators import quote_name
from pdscan.model import Asset, Gap, Reason, UsageError
from pdscan.s3_answers import listing_error, reading_error

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PARAMS = frozenset({"endpoint_url", "region", "profile", "anonymous"})
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_BUFFER = 1 << 20
_STEP = 1 << 16  # so much at most is lost before a break in an answer sent in chunks


class S3Source(Source):
    """Read the objects of one bucket whose keys begin with the prefix."""

    schemes = ("s3",)

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        place, query = _split(target.partition("://")[2])
        self.bucket, _, self.prefix = place.partition("/")
        self._params = {**query, **options.params}
        if not _BUCKET.fullmatch(self.bucket):
            raise UsageError("the S3 address names no bucket: write s3://bucket/prefix")
        endpoint = self._params.get("endpoint_url")
        if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
            raise UsageError("endpoint_url must begin with http:// or https://")
        self._client: Any = None

    def __enter__(self) -> Self:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client = _client(self._params)
            self._client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)
        except (BotoCoreError, ClientError, ValueError) as error:
            self.close()
            raise listing_error(error, self._where()) from None
        return self

    def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List the objects in the order of their keys; the markers of empty folders are none."""
        from botocore.exceptions import BotoCoreError, ClientError

        region, exposure = self._region(), self._exposure()
        pages = self._client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                for found in page.get("Contents", ()):
                    if found["Size"] or not found["Key"].endswith("/"):
                        yield self._asset(found, region, exposure)
        except (BotoCoreError, ClientError) as error:
            raise listing_error(error, self._where()) from None

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Stream one object and read all that lies in it."""
        from botocore.exceptions import BotoCoreError, ClientError

        from pdscan.readers import read

        key = unquote(asset.locator.removeprefix(f"s3://{self.bucket}/"))
        try:
            answer = self._client.get_object(Bucket=self.bucket, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise reading_error(error, asset.locator) from None
        encrypted = "ServerSideEncryption" in answer or "SSECustomerAlgorithm" in answer
        seen = replace(asset, encrypted=encrypted or None)
        with answer["Body"] as stream:
            body = _Body(stream, answer.get("ContentLength", 0))
            file = io.BufferedReader(body, _BUFFER)
            yield from read(seen, file, self.options.limits, name=key.rpartition("/")[2])
        if body.broken:
            detail = f"the connection broke while {seen.locator} was read"
            yield seen, Gap(seen.locator, Reason.UNREACHABLE, detail)

    def _asset(self, found: Any, region: str | None, exposure: str | None) -> Asset:
        changed: datetime = found["LastModified"].astimezone(UTC)
        return Asset(
            f"s3://{self.bucket}/{quote_name(found['Key'])}",
            self.options.name or self.bucket,
            "object",
            size=found["Size"],
            modified=changed.strftime("%Y-%m-%dT%H:%M:%SZ"),
            content_key=found["ETag"].strip('"'),
            region=region,
            exposure=exposure,
        )

    def _where(self) -> str:
        endpoint = urlsplit(self._params.get("endpoint_url", "")).hostname
        return f"bucket {self.bucket}" + (f" at {endpoint}" if endpoint else "")

    def _region(self) -> str | None:
        """Return where the bucket lies, or None where the credentials may not ask."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            place = self._client.get_bucket_location(Bucket=self.bucket)["LocationConstraint"]
        except (BotoCoreError, ClientError):
            return None
        return "eu-west-1" if place == "EU" else str(place or "us-east-1")

    def _exposure(self) -> str | None:
        """Return `public` where the bucket's policy, or reading without credentials, says so."""
        from botocore.exceptions import BotoCoreError, ClientError

        if _anonymous(self._params):
            return "public"
        try:
            status = self._client.get_bucket_policy_status(Bucket=self.bucket)["PolicyStatus"]
        except (BotoCoreError, ClientError, KeyError):
            return None
        return "public" if status.get("IsPublic") else None


def _split(rest: str) -> tuple[str, dict[str, str]]:
    """Split bucket and prefix from the parameters; a `?` of a key that isn't theirs stays."""
    place, mark, query = rest.rpartition("?")
    pairs = dict(parse_qsl(query))
    if mark and pairs and pairs.keys() <= _PARAMS:
        return place, pairs
    return rest, {}


def _anonymous(params: dict[str, str]) -> bool:
    return params.get("anonymous", "").lower() in ("1", "true", "yes", "on")


def _client(params: dict[str, str]) -> Any:
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    config = Config(
        connect_timeout=10,
        read_timeout=60,
        retries={"mode": "standard", "max_attempts": 3},
        signature_version=UNSIGNED if _anonymous(params) else None,
    )
    session = boto3.Session(profile_name=params.get("profile"), region_name=params.get("region"))

    # Servers other than Amazon's seldom have a host name for each bucket.
    by_path = config.merge(Config(s3={"addressing_style": "path"}))
    if endpoint := params.get("endpoint_url"):
        return session.client("s3", endpoint_url=endpoint, config=by_path)
    client = session.client("s3", config=config)
    if ".amazonaws.com" in client.meta.endpoint_url:
        return client
    return session.client("s3", config=by_path)


class _Body(io.RawIOBase):
    """Give an answer's body as a file, which ends where the connection broke.

    The break is told apart, so that what came before it is still read.
    """

    def __init__(self, body: Any, length: int) -> None:
        self._body = body
        self._left = length
        self.broken = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        from http.client import HTTPException

        from botocore.exceptions import BotoCoreError
        from urllib3.exceptions import HTTPError

        view = memoryview(buffer).cast("B")
        try:
            data = b"" if self.broken else self._body.read(min(len(view), _STEP))
        except (BotoCoreError, HTTPError, HTTPException, OSError):  # botocore lets some through
            data, self.broken = b"", True
        self._left -= len(data)
        self.broken |= not data and self._left > 0
        view[: len(data)] = data
        return len(data)


plugin = S3Source
