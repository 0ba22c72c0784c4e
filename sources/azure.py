"""Blobs of an Azure Storage container: az://container/prefix.

The account is the parameter `account`, or AZURE_STORAGE_ACCOUNT_NAME. Credentials are Azure's own:
AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_ACCOUNT_KEY, AZURE_STORAGE_SAS_TOKEN, else those of
`az login` or of the machine. The parameter `anonymous` reads without any.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from pdscan.model import Reason, UnreadableError, UsageError
from pdscan.stores.objects import Bucket, CloudObjects, Listed

_HOW: dict[str, Any] = {"connection_timeout": 10, "read_timeout": 60, "retry_total": 4}


class AzureBlobs(CloudObjects):
    """Read the blobs of one container."""

    schemes = ("az", "abfs")
    parameters = ("anonymous", "account")
    extra = "azure"

    def connect(self) -> Bucket:
        """Return the container by Azure's own client."""
        from azure.storage.blob import ContainerClient

        told = os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
        account = self.options.params.get("account") or os.environ.get("AZURE_STORAGE_ACCOUNT_NAME")
        try:
            if told and not self.options.params.get("account"):
                return _Container(ContainerClient.from_connection_string(told, self.name, **_HOW))
            if not account:
                raise UsageError(
                    f"{self.place} names no storage account: give the parameter account, or set"
                    " AZURE_STORAGE_ACCOUNT_NAME"
                )
            url = f"https://{account}.blob.core.windows.net"
            return _Container(ContainerClient(url, self.name, self._credential(), **_HOW))
        except ValueError:
            detail = f"the Azure credentials of the environment for {self.place} can't be read"
            raise UnreadableError(Reason.PERMISSION, detail) from None

    def _credential(self) -> Any:
        if self.is_on("anonymous"):
            return None
        for name in ("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN"):
            if found := os.environ.get(name):
                return found
        from azure.identity import DefaultAzureCredential

        return DefaultAzureCredential()


class _Container(Bucket):
    """Speak to one container."""

    def __init__(self, client: Any) -> None:
        from azure.core.exceptions import AzureError

        self.failures = (AzureError, OSError)  # type: ignore[misc]
        self._client = client
        try:
            access = client.get_container_access_policy().get("public_access")
        except AzureError:  # few may ask
            access = None
        self.exposure = "public" if access else None

    def listed(self, prefix: str) -> Iterator[Listed]:
        for one in self._client.list_blobs(name_starts_with=prefix or None):
            yield Listed(one.name, one.size or 0, one.last_modified, str(one.etag).strip('"'))

    def labels(self, name: str) -> Mapping[str, str]:
        blob = self._client.get_blob_client(name)
        told = blob.get_blob_properties()
        tags = blob.get_blob_tags() if told.tag_count else {}
        return {**(told.metadata or {}), **tags}

    def fetch(self, name: str, key: str, start: int, count: int) -> bytes:
        from azure.core import MatchConditions

        same = {"etag": f'"{key}"', "match_condition": MatchConditions.IfNotModified}
        blob = self._client.get_blob_client(name)
        data: bytes = blob.download_blob(start, count, **(same if key else {})).readall()
        return data

    def status(self, error: Exception) -> int | None:
        found = getattr(error, "status_code", None)
        return found if isinstance(found, int) else None

    def close(self) -> None:
        self._client.close()


plugin = AzureBlobs
