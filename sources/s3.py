"""Objects of an S3 bucket, on AWS or any server that speaks its API: s3://bucket/prefix.

Credentials come from boto3's own chain. Parameters, of the estate file or the target's query:
`endpoint_url`, `region`, `profile`, `anonymous`, `role` (the ARN of a role to take on),
`requester_pays`, `versions` (former and deleted ones too) and `inventory` (the address of a
manifest.json to list by). Only the named buckets are ever asked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from pdscan.contracts import Piece, ReadOptions, Source
from pdscan.known_names import known_hint
from pdscan.locators import quote_name
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError, UsageError
from pdscan.s3_answers import listing_error, reading_error
from pdscan.stores import s3_listing
from pdscan.stores.s3_digest import Digests
from pdscan.stores.s3_exposure import is_public, region
from pdscan.stores.s3_listing import Listed
from pdscan.stores.s3_object import S3Object

if TYPE_CHECKING:
    from pdscan.stores.s3_inventory import Inventory

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_BUFFER = 1 << 20
_VERSION = "?versionId="  # how boto3's own users write it


class S3Source(Source):
    """Read the objects of one bucket whose keys begin with the prefix."""

    schemes = ("s3",)
    parameters = (
        *("endpoint_url", "region", "profile", "anonymous", "role"),
        *("requester_pays", "versions", "inventory"),
    )

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        place, query = self._split(target.partition("://")[2])
        self.bucket, _, self.prefix = place.partition("/")
        self._params = {**query, **options.params}
        if not _BUCKET.fullmatch(self.bucket):
            raise UsageError("the S3 address names no bucket: write s3://bucket/prefix")
        endpoint = self._params.get("endpoint_url")
        if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
            raise UsageError("endpoint_url must begin with http:// or https://")
        manifest = self._params.get("inventory")
        if manifest and not re.fullmatch(r"s3://[^/]+/.+\.json", manifest):
            raise UsageError("inventory must be s3://bucket/…/manifest.json")
        self._payer = {"RequestPayer": "requester"} if self._is_on("requester_pays") else {}
        self._client: Any = None
        self._inventory: Inventory | None = None
        self._digests = Digests()

    def __enter__(self) -> Self:
        from botocore.exceptions import BotoCoreError, ClientError

        from pdscan.stores.s3_client import client
        from pdscan.stores.s3_inventory import Inventory

        try:
            self._client = client(self._params, anonymous=self._is_on("anonymous"))
            if manifest := self._params.get("inventory"):
                self._inventory = Inventory(self._client, manifest, self.bucket, self._payer)
            else:
                self._client.list_objects_v2(**self._request(), MaxKeys=1)
        except (BotoCoreError, ClientError, ValueError) as error:
            self.close()
            raise listing_error(error, self._where()) from None
        except UnreadableError:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List the objects; the markers of empty folders are none."""
        from botocore.exceptions import BotoCoreError, ClientError

        place = region(self._client, self.bucket)
        public = self._is_on("anonymous") or is_public(self._client, self.bucket)
        exposure = "public" if public else None
        try:
            for found in self._listed():
                if isinstance(found, Gap):
                    yield found
                elif found.size or not found.key.endswith("/"):
                    yield self._asset(found, place, exposure)
        except (BotoCoreError, ClientError) as error:
            raise listing_error(error, self._where()) from None

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Stream one object and read what was written beside it and all that lies in it."""
        from botocore.exceptions import BotoCoreError, ClientError

        from pdscan.readers import read

        name = self._name(asset)
        try:
            body = S3Object(
                lambda more: self._client.get_object(**name, **self._payer, **more), asset.size
            )
        except (BotoCoreError, ClientError) as error:
            raise reading_error(error, asset.locator) from None
        first = body.first
        encrypted = "ServerSideEncryption" in first or "SSECustomerAlgorithm" in first
        seen = replace(asset, encrypted=encrypted or None)
        with closing(body), io.BufferedReader(body, _BUFFER) as file:
            yield from read(seen, file, self.options.limits, name=name["Key"].rpartition("/")[2])
        if body.broken:
            detail = f"{seen.locator} was not read to its end: the connection broke, or it changed"
            yield seen, Gap(seen.locator, Reason.UNREACHABLE, detail)
        yield from self._labels(seen, name, first)

    def digest(self, asset: Asset) -> bytes | None:
        """Return a digest of an object and its labels, by its tag; None where that is none."""
        from botocore.exceptions import BotoCoreError, ClientError

        name = self._name(asset)
        try:
            return self._digests.of(
                asset, lambda more: self._client.get_object(**name, **self._payer, **more)
            )
        except (BotoCoreError, ClientError):
            return None  # reading it will say what is wrong

    def _name(self, asset: Asset) -> dict[str, str]:
        """Return how requests name an object."""
        place, _, version = asset.locator.partition(_VERSION)
        key = unquote(place.removeprefix(f"s3://{self.bucket}/"))
        return {"Bucket": self.bucket, "Key": key, **({"VersionId": version} if version else {})}

    def _listed(self) -> Iterator[Listed | Gap]:
        if self._inventory is not None:
            yield from self._of_inventory(self._inventory)
        elif self._is_on("versions"):
            yield from s3_listing.by_versions(self._client, self._request())
        else:
            yield from s3_listing.by_pages(self._client, self._request())

    def _of_inventory(self, inventory: Inventory) -> Iterator[Listed | Gap]:
        day = inventory.written.strftime("%Y-%m-%d %H:%M")
        detail = f"what was written to {self.bucket} after its inventory of {day} UTC was not seen"
        yield Gap(f"s3://{self.bucket}", Reason.OTHER, detail)
        yield from inventory.listed(self.prefix, self._is_on("versions"))

    def _labels(
        self, asset: Asset, name: Mapping[str, str], answer: Any
    ) -> Iterator[tuple[Asset, Piece]]:
        """Yield the object's own metadata and its tags, which people write too."""
        from botocore.exceptions import BotoCoreError, ClientError

        labels = dict(answer.get("Metadata") or {})
        if answer.get("TagCount"):
            try:
                tags = self._client.get_object_tagging(**name, **self._payer)["TagSet"]
                labels |= {tag["Key"]: tag["Value"] for tag in tags}
            except (BotoCoreError, ClientError):
                detail = f"the tags of {asset.locator} may not be read with these credentials"
                yield asset, Gap(asset.locator, Reason.PERMISSION, detail)
        for key, value in labels.items():
            yield asset, Block(text=value, locus=f"metadata:{key}")

    def _asset(self, found: Listed, place: str | None, exposure: str | None) -> Asset:
        path = quote_name(found.key)
        if found.version or _VERSION in path:
            path = path.replace("?", "%3F") + (
                f"{_VERSION}{found.version}" if found.version else ""
            )
        changed = found.modified.astimezone(UTC) if found.modified else None
        return Asset(
            f"s3://{self.bucket}/{path}",
            self.options.name or self.bucket,
            "object",
            size=found.size,
            modified=changed.strftime("%Y-%m-%dT%H:%M:%SZ") if changed else None,
            content_key=found.tag.strip('"') or None,
            region=place,
            exposure=exposure,
        )

    def _request(self) -> dict[str, str]:
        return {"Bucket": self.bucket, "Prefix": self.prefix, **self._payer}

    def _split(self, rest: str) -> tuple[str, dict[str, str]]:
        """Split bucket and prefix from the parameters; a `?` of a key that isn't theirs stays.

        Raises UsageError for one behind the bucket alone, where no key can be.
        """
        place, mark, query = rest.rpartition("?")
        pairs = dict(parse_qsl(query))
        if mark and pairs and pairs.keys() <= set(self.parameters):
            return place, pairs
        if "?" in (bucket := rest.partition("/")[0]):
            name = re.split("[?&=]", bucket)[1]
            hint = known_hint(name, self.parameters)
            raise UsageError(f"an S3 address has no parameter {name!r}; {hint}")
        return rest, {}

    def _is_on(self, name: str) -> bool:
        return self._params.get(name, "").lower() in ("1", "true", "yes", "on")

    def _where(self) -> str:
        endpoint = urlsplit(self._params.get("endpoint_url", "")).hostname
        return f"bucket {self.bucket}" + (f" at {endpoint}" if endpoint else "")


plugin = S3Source
