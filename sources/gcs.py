"""Objects of a Google Cloud Storage bucket: gs://bucket/prefix.

Credentials are Google's own (`gcloud auth application-default login`, a service account's file in
GOOGLE_APPLICATION_CREDENTIALS, the machine's). Parameters: `anonymous`, `project`, `payer` (the
project that pays, where the bucket asks for one) and `endpoint_url`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from pdscan.model import Reason, UnreadableError
from pdscan.stores.objects import Bucket, CloudObjects, Listed

_SECONDS = (10, 60)  # to connect, and for an answer
_PATIENCE = 60.0  # seconds in which refused requests are sent again
_EVERYBODY = {"allUsers", "allAuthenticatedUsers"}


class GoogleCloudStorage(CloudObjects):
    """Read the objects of one bucket."""

    schemes = ("gs", "gcs")
    parameters = ("anonymous", "project", "payer", "endpoint_url")
    extra = "gcs"

    def connect(self) -> Bucket:
        """Return the bucket by Google's client, which speaks JSON over HTTP."""
        from google.auth.credentials import AnonymousCredentials
        from google.auth.exceptions import GoogleAuthError
        from google.cloud.storage import Client

        given = self.options.params
        options = {"api_endpoint": given["endpoint_url"]} if "endpoint_url" in given else None
        nobody = AnonymousCredentials() if self.is_on("anonymous") else None  # type: ignore[no-untyped-call]
        project = "-" if nobody else given.get("project")
        try:
            client = Client(project, nobody, client_options=options)
        except (GoogleAuthError, OSError):
            detail = (
                f"there are no credentials for {self.place}: set GOOGLE_APPLICATION_CREDENTIALS"
            )
            raise UnreadableError(Reason.PERMISSION, detail) from None
        return _GoogleBucket(client, self.name, given.get("payer"))


class _GoogleBucket(Bucket):
    """Speak to one bucket of Google's."""

    def __init__(self, client: Any, name: str, payer: str | None) -> None:
        import requests
        from google.api_core.exceptions import GoogleAPIError, RetryError
        from google.auth.exceptions import GoogleAuthError
        from google.cloud.storage.exceptions import InvalidResponse
        from google.cloud.storage.retry import DEFAULT_RETRY

        self.failures = (  # type: ignore[misc]
            GoogleAPIError, RetryError, GoogleAuthError, InvalidResponse, requests.RequestException,
            OSError,
        )  # fmt: skip
        self._client = client
        self._bucket = client.bucket(name, user_project=payer)
        self._how = {"timeout": _SECONDS, "retry": DEFAULT_RETRY.with_timeout(_PATIENCE)}
        self.region = self._region()
        self.exposure = "public" if self._is_public() else None

    def _region(self) -> str | None:
        """Return where the bucket lies, or None where the credentials may not ask."""
        try:
            self._bucket.reload(**self._how)
        except self.failures:
            return None
        return (self._bucket.location or "").lower() or None

    def _is_public(self) -> bool:
        """Answer whether the policy lets everybody in; what may not be asked lets nobody."""
        try:
            bindings = self._bucket.get_iam_policy(**self._how).bindings
        except self.failures:
            return False
        return any(_EVERYBODY & set(one["members"]) for one in bindings)

    def listed(self, prefix: str) -> Iterator[Listed]:
        for one in self._client.list_blobs(self._bucket, prefix=prefix or None, **self._how):
            yield Listed(one.name, one.size or 0, one.updated, _key(one))

    def labels(self, name: str) -> Mapping[str, str]:
        blob = self._bucket.get_blob(name, **self._how)
        if blob is None:
            raise FileNotFoundError
        return blob.metadata or {}

    def md5(self, name: str, key: str) -> bytes | None:
        blob = self._bucket.get_blob(name, **self._how)
        if blob is None or _key(blob) != key or not blob.md5_hash:
            return None  # objects that were put together of parts have none
        return base64.b64decode(blob.md5_hash)

    def fetch(self, name: str, key: str, start: int, count: int) -> bytes:
        same = {"if_generation_match": int(key)} if key.isdecimal() else {}
        data: bytes = self._bucket.blob(name).download_as_bytes(
            start=start, end=start + count - 1, raw_download=True, **same, **self._how
        )
        return data[:count]

    def status(self, error: Exception) -> int | None:
        if isinstance(error, FileNotFoundError):
            return 404
        answer = getattr(error, "response", None)
        found = getattr(error, "code", None) or getattr(answer, "status_code", None)
        return int(found) if found else None

    def close(self) -> None:
        self._client.close()


def _key(blob: Any) -> str:
    return str(blob.generation or blob.etag)


plugin = GoogleCloudStorage
