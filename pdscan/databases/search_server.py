"""Ask Elasticsearch or OpenSearch over its REST interface: few requests, all of them reading.

The official client of Elasticsearch refuses OpenSearch, and the other way round; the handful of
requests that reading takes are the same for both. Certificates are checked, redirections are not
followed, and every request carries `X-Opaque-Id: pdscan`, by which tasks and slow logs name it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pdscan.model import MissingDriverError, Reason, UnreadableError, UsageError
from pdscan.stores import address

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

CONNECT_SECONDS = 10
_SPARE_SECONDS = 5  # so that the server's word on its limit arrives before ours
_MOST_BYTES = 256 << 20  # of one answer
_PORT = 9200
_REASONS = {
    403: Reason.PERMISSION, 404: Reason.VANISHED, 408: Reason.TIMEOUT,
    429: Reason.LIMIT, 502: Reason.UNREACHABLE, 503: Reason.UNREACHABLE, 504: Reason.TIMEOUT,
}  # fmt: skip
_SENTENCES = {
    Reason.PERMISSION: "the user may not read {what}",
    Reason.VANISHED: "{what} is gone",
    Reason.TIMEOUT: "{what} took longer than the time limit",
    Reason.LIMIT: "the server was too busy for {what}",
    Reason.UNREACHABLE: "can't reach {what}, or the connection broke",
}

# As JSON in cells is read: numbers stay as they are written.
_decode = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False).decode


class SearchServer:
    """Hold the one connection to a server, named as `elasticsearch://user:password@host:9200`."""

    def __init__(self, target: str, seconds: float) -> None:
        try:
            import urllib3
        except ImportError:
            raise MissingDriverError("elasticsearch://", "elasticsearch") from None

        place = address.parse(target)
        self._where = place.server
        self._head = {"X-Opaque-Id": "pdscan", "User-Agent": "pdscan", **_signed(place)}
        self.has_user = "Authorization" in self._head
        self.is_plain = place.scheme.endswith("+http")
        shared: dict[str, Any] = {
            "maxsize": 1,
            "block": True,
            "retries": False,
            "timeout": urllib3.Timeout(connect=CONNECT_SECONDS, read=seconds + _SPARE_SECONDS),
        }
        port, authority = place.port or _PORT, _authority(target)
        self._pool: HTTPConnectionPool
        if self.is_plain:
            self._pool = urllib3.HTTPConnectionPool(place.host, port, **shared)
        else:
            self._pool = urllib3.HTTPSConnectionPool(place.host, port, ca_certs=authority, **shared)

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()

    def ask(
        self, path: str, what: str, query: Mapping[str, str] | None = None, body: Any = None,
        method: str | None = None, unless: Collection[int] = (),
    ) -> Any:  # fmt: skip
        """Return the JSON of an answer, its numbers as text; raise UnreadableError for any other.

        `what` names in an error what was asked for. With a body the request is a POST. For a
        status of `unless` the answer is None.
        """
        from urllib3.exceptions import HTTPError

        url = f"/{path}" + (f"?{urlencode(query)}" if query else "")
        sent = None if body is None else json.dumps(body).encode()
        kind = {} if sent is None else {"Content-Type": "application/json"}
        try:
            answer = self._pool.urlopen(
                method or ("GET" if sent is None else "POST"), url, sent,
                headers=self._head | kind, redirect=False, preload_content=False,
                pool_timeout=CONNECT_SECONDS,
            )  # fmt: skip
            text = _read(answer, what)
        except (HTTPError, OSError) as error:
            raise self._broken(error, what) from None
        if answer.status in unless:
            return None
        if answer.status == 401:
            detail = f"{self._where} refused the user or the password"
            raise UnreadableError(Reason.PERMISSION, detail)
        if answer.status != 200:
            raise _refused(answer.status, text, what)
        try:
            return _decode(text.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise UnreadableError(Reason.CORRUPT, f"the answer for {what} is no JSON") from None

    def _broken(self, error: Exception, what: str) -> UnreadableError:
        from urllib3.exceptions import ReadTimeoutError

        if "certificate verify failed" in str(error).lower():
            hint = "name the file of its authority: ?ca_certs=/path/ca.crt"
            detail = f"{self._where} shows a certificate that can't be verified; {hint}"
            return UnreadableError(Reason.UNREACHABLE, detail)
        if "wrong_version_number" in str(error).lower().replace(" ", "_"):
            hint = "write elasticsearch+http:// where it is meant so"
            return UnreadableError(Reason.UNREACHABLE, f"{self._where} speaks no TLS; {hint}")
        slow = isinstance(error, (ReadTimeoutError, TimeoutError))
        reason = Reason.TIMEOUT if slow else Reason.UNREACHABLE
        return UnreadableError(reason, _SENTENCES[reason].format(what=what))


def _signed(place: address.Address) -> Mapping[str, str]:
    """Return the header of a user with a password, or of an API key: a password without a user."""
    if place.password is None:
        return {}
    if not place.user:
        return {"Authorization": f"ApiKey {place.password}"}
    pair = f"{place.user}:{place.password}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def _authority(target: str) -> str | None:
    """Return the file of the authority that the address names; other options are errors."""
    options = dict(parse_qsl(urlsplit(target).query))
    authority = options.pop("ca_certs", None)
    if options:
        odd = ", ".join(sorted(options))
        raise UsageError(f"an Elasticsearch address takes the option ca_certs only, not {odd}")
    return authority


def _read(answer: BaseHTTPResponse, what: str) -> bytes:
    parts, size = [], 0
    try:
        for part in answer.stream(1 << 20):
            parts.append(part)
            size += len(part)
            if size > _MOST_BYTES:
                answer.close()
                raise UnreadableError(Reason.TOO_LARGE, f"the answer for {what} is over 256 MiB")
    finally:
        answer.release_conn()  # or the next request would wait for the only connection
    return b"".join(parts)


def _refused(status: int, text: bytes, what: str) -> UnreadableError:
    """Return what a status means; of the server's text only its own kinds of errors are looked for.

    It is never shown, for it may quote data.
    """
    if b"index_closed_exception" in text:
        return UnreadableError(Reason.UNREACHABLE, f"{what} is closed: nobody can read it")
    reason = _REASONS.get(status)
    if reason is None:
        return UnreadableError(Reason.OTHER, f"the server could not give {what} (error {status})")
    return UnreadableError(reason, _SENTENCES[reason].format(what=what))
