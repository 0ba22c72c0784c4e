"""Be a guest of a MongoDB server: one connection by name, from a secondary, within time limits.

Every command carries the comment `pdscan` and a time limit. What the server answers is turned into
our words, since its own may quote what it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pdscan.model import Reason, UnreadableError, UsageError

if TYPE_CHECKING:
    from pymongo import MongoClient
    from pymongo.database import Database

COMMENT = "pdscan"
CONNECT_SECONDS = 10
_SPARE_SECONDS = 5  # so that the server's word on its limit arrives before the socket's
_WRITES = {"insert", "update", "remove", "dropCollection", "dropDatabase", "anyAction"}
_REASONS = {
    13: Reason.PERMISSION, 18: Reason.PERMISSION, 8000: Reason.PERMISSION,
    26: Reason.VANISHED, 175: Reason.VANISHED, 166: Reason.UNSUPPORTED,
    50: Reason.TIMEOUT, 262: Reason.TIMEOUT, 43: Reason.TIMEOUT,
    91: Reason.UNREACHABLE, 11600: Reason.UNREACHABLE, 11602: Reason.UNREACHABLE,
    189: Reason.UNREACHABLE, 13436: Reason.UNREACHABLE,
}  # fmt: skip
_SENTENCES = {
    Reason.PERMISSION: "the user may not read {what}",
    Reason.VANISHED: "{what} went while it was read",
    Reason.TIMEOUT: "{what} took longer than the time limit",
    Reason.UNREACHABLE: "can't reach {what}, or the connection broke",
    Reason.UNSUPPORTED: "{what} can't be read in this way",
}


def connect(target: str, seconds: float) -> MongoClient[dict[str, Any]]:
    """Return a client that has reached a server, or raise UnreadableError; UsageError for a URL
    that can't be one.
    """
    from pymongo import MongoClient
    from pymongo.errors import ConfigurationError, PyMongoError

    chosen = dict(_own_choices(target, seconds))
    try:
        client: MongoClient[dict[str, Any]] = MongoClient(target, **chosen)
    except (PyMongoError, ValueError, TypeError, LookupError) as error:
        if isinstance(error, ConfigurationError) and "DNS" in str(error):
            raise UnreadableError(Reason.UNREACHABLE, "can't find the MongoDB servers") from None
        raise UsageError(
            "the MongoDB address can't be read: write mongodb://user:password@host:27017/database"
            " with signs such as @ / : # of the password percent-encoded"
        ) from None
    try:
        client.admin.command("ping", comment=COMMENT, maxTimeMS=int(CONNECT_SECONDS * 1000))
    except (PyMongoError, OSError) as error:
        client.close()
        raise failure(error, "MongoDB") from None
    return client


def _own_choices(target: str, seconds: float) -> Iterator[tuple[str, Any]]:
    """Yield our options; of those that a URL may choose itself only what it doesn't say."""
    yield "appname", "pdscan"
    yield "maxPoolSize", 1
    yield "serverMonitoringMode", "poll"
    yield "serverSelectionTimeoutMS", CONNECT_SECONDS * 1000
    yield "connectTimeoutMS", CONNECT_SECONDS * 1000
    yield "socketTimeoutMS", int((seconds + _SPARE_SECONDS) * 1000)
    yield "tz_aware", True
    yield "uuidRepresentation", "standard"
    yield "datetime_conversion", "DATETIME_AUTO"
    yield "unicode_decode_error_handler", "replace"
    if "readpreference=" not in target.lower():
        yield "readPreference", "secondaryPreferred"


def limited(seconds: float) -> Mapping[str, Any]:
    """Return what every command carries."""
    return {"comment": COMMENT, "maxTimeMS": max(1, int(seconds * 1000))}


@dataclass(frozen=True, slots=True)
class Size:
    """Hold what a collection's statistics say; `each` is the mean of a document. Bytes, or None."""

    count: int | None = None
    bytes: int | None = None
    each: int | None = None


def size(database: Database[dict[str, Any]], name: str, seconds: float) -> Size:
    """Return what the statistics say; nothing where they may not be asked for, as of a view."""
    from pymongo.errors import OperationFailure

    try:
        told = database.command(
            "collStats", name, read_preference=database.read_preference, **limited(seconds)
        )
    except OperationFailure:
        return Size()
    taken = told.get("totalSize") or told.get("storageSize")
    return Size(*(one and int(one) for one in (told.get("count"), taken, told.get("avgObjSize"))))


def remarks(client: MongoClient[dict[str, Any]], seconds: float) -> Iterator[str]:
    """Say how pdscan behaves here, and warn where the user may write."""
    yield (
        "reads only, documents from a secondary where there is one; a command may take"
        f" {seconds:.0f} s; 1 connection, and 1 that watches each server"
    )
    told = client.admin.command("connectionStatus", showPrivileges=True, **limited(seconds))
    info = told.get("authInfo", {})
    if not info.get("authenticatedUsers"):
        yield "warning: no user is signed in: whoever reaches this server may read it, and write"
        return
    held = (one.get("actions", ()) for one in info.get("authenticatedUserPrivileges", ()))
    found = sorted({action for actions in held for action in actions} & _WRITES)
    if found:
        may = ", ".join(found)
        yield f"warning: this user may write ({may}): give pdscan one that may only read"


def failure(error: Exception, what: str) -> UnreadableError:
    """Return why MongoDB did not give `what`."""
    from pymongo.errors import (
        ConnectionFailure,
        ExecutionTimeout,
        NetworkTimeout,
        OperationFailure,
        WaitQueueTimeoutError,
    )

    if "certificate verify failed" in str(error):
        detail = f"{what} shows a certificate that can't be verified: name its authority, tlsCAFile"
        return UnreadableError(Reason.UNREACHABLE, detail)
    code = error.code if isinstance(error, OperationFailure) else None
    reason = _REASONS.get(code or 0)
    if isinstance(error, (NetworkTimeout, ExecutionTimeout, WaitQueueTimeoutError)):
        reason = Reason.TIMEOUT
    elif isinstance(error, (ConnectionFailure, OSError)):
        reason = Reason.UNREACHABLE
    if reason is None:
        number = f" (error {code})" if code else ""
        return UnreadableError(Reason.OTHER, f"MongoDB could not give {what}{number}")
    return UnreadableError(reason, _SENTENCES[reason].format(what=what))
