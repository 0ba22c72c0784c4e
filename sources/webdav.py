"""Files of a WebDAV server (Nextcloud, SharePoint, Apache): webdavs://user:password@host/path.

`webdavs` is HTTPS, whose certificate is checked; `webdav` is plain HTTP. Redirections are not
followed, so that no other server is ever asked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pdscan.model import MissingDriverError, Reason, UnreadableError
from pdscan.stores.address import Address
from pdscan.stores.remote_files import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    Entry,
    Kind,
    RemoteFiles,
    Store,
)

if TYPE_CHECKING:
    import httpx
    from _typeshed import WriteableBuffer

_HTTP = {"webdav": "http", "webdavs": "https"}
_REFUSED = (401, 403)


class WebDav(RemoteFiles):
    """Read the files under one path of a WebDAV server."""

    schemes = ("webdav", "webdavs")

    def connect(self) -> Store:
        """Ask for the path once; a server refuses only when asked for something."""
        try:
            import httpx
            from webdav4.client import Client
        except ImportError:
            raise MissingDriverError(self.address.server, "webdav") from None
        place = self.address
        auth = None if place.user is None else (place.user, place.password or "")
        session: Any = httpx.Client(
            auth=auth, timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        )
        store = _DavStore(Client(_url(place), http_client=session), session, _url(place))
        try:
            store.look(place.path)
        except store.failures as error:
            store.close()
            raise store.trouble(error, place.server) from None
        return store

    def remarks(self) -> Iterator[str]:
        """Warn where a password goes in clear."""
        if self.address.scheme == "webdav" and self.address.password:
            yield "warning: plain HTTP sends the password in clear: use webdavs:// where you can"


def _url(place: Address) -> str:
    return _HTTP[place.scheme] + place.server.removeprefix(place.scheme)


class _DavStore(Store):
    """Speak WebDAV."""

    def __init__(self, client: Any, session: httpx.Client, url: str) -> None:
        import httpx
        from webdav4.client import ClientError
        from webdav4.http import HTTPStatusError
        from webdav4.multistatus import MultiStatusResponseError

        self.failures = (  # type: ignore[misc]
            OSError, EOFError, ValueError, httpx.HTTPError, httpx.InvalidURL,
            ClientError, HTTPStatusError, MultiStatusResponseError, SyntaxError,
        )  # fmt: skip
        self._client = client
        self._session = session
        self._url = url

    def look(self, path: str) -> Entry:
        return _entry(self._client.info(path))

    def entries(self, folder: str) -> Sequence[Entry]:
        return [_entry(one) for one in self._client.ls(folder, allow_listing_resource=False)]

    def open(self, path: str) -> io.RawIOBase:
        asked = self._session.build_request(
            "GET", self._url + quote(path), headers={"Accept-Encoding": "identity"}
        )
        answer = self._session.send(asked, stream=True)
        if answer.status_code != 200:
            answer.close()
            answer.raise_for_status()
            raise EOFError
        return _Download(answer)

    def close(self) -> None:
        self._session.close()

    def trouble(self, error: Exception, what: str) -> UnreadableError:
        status = _status(error)
        if status in _REFUSED:
            return UnreadableError(Reason.PERMISSION, f"the server refused to show {what}")
        if status == 404 or type(error).__name__ == "ResourceNotFound":
            return UnreadableError(Reason.VANISHED, f"{what} isn't there")
        if status:
            return UnreadableError(Reason.OTHER, f"the server answered {status} for {what}")
        return UnreadableError(
            Reason.UNREACHABLE, f"{what} can't be reached, or is no WebDAV server"
        )


def _status(error: Exception) -> int | None:
    found = getattr(getattr(error, "response", None), "status_code", None)
    return found if isinstance(found, int) else getattr(error, "status_code", None)


class _Download(io.RawIOBase):
    """Give an answer's body as it comes over the wire."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer
        self._chunks = answer.iter_raw()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        data, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._answer.close()
        super().close()


def _entry(told: dict[str, Any]) -> Entry:
    kind = Kind.FOLDER if told.get("type") == "directory" else Kind.FILE
    name = str(told["name"]).rstrip("/").rpartition("/")[2]
    key = told.get("etag")
    return Entry(name, kind, told.get("content_length"), told.get("modified"), key and str(key))


plugin = WebDav
