"""Say in one sentence what an S3 server's refusal means; its own text is never shown."""

from __future__ import annotations

import re
from typing import Any

from pdscan.model import Reason, UnreadableError

_REASONS = {
    "NoSuchKey": Reason.VANISHED,
    "NoSuchVersion": Reason.VANISHED,
    "404": Reason.VANISHED,
    "InvalidObjectState": Reason.UNSUPPORTED,
    "InvalidRequest": Reason.ENCRYPTED,
    "RequestTimeout": Reason.TIMEOUT,
    "SlowDown": Reason.UNREACHABLE,
    "InternalError": Reason.UNREACHABLE,
    "ServiceUnavailable": Reason.UNREACHABLE,
    "NoSuchBucket": Reason.UNREACHABLE,
}
_REFUSALS = re.compile(
    r"AccessDenied|AllAccessDisabled|ExpiredToken|Forbidden|InvalidAccessKeyId|InvalidToken"
    r"|RequestTimeTooSkewed|SignatureDoesNotMatch|TokenRefreshRequired|40[13]"
)
_SENTENCES = {
    Reason.VANISHED: "{what} was gone when it was to be read",
    Reason.UNSUPPORTED: "{what} is archived: restore it first",
    Reason.ENCRYPTED: "{what} is encrypted with a key of the customer's own",
    Reason.PERMISSION: "{what} may not be read with these credentials",
    Reason.TIMEOUT: "{what} took too long to arrive",
    Reason.UNREACHABLE: "the server could not give {what}",
}


def listing_error(error: Exception, where: str) -> UnreadableError:
    """Return why a bucket can't be listed; `where` names it."""
    found = _code(error)
    if found == "NoSuchBucket":
        return UnreadableError(Reason.UNREACHABLE, f"there is no {where}")
    if _REFUSALS.fullmatch(found):
        return UnreadableError(Reason.PERMISSION, f"these credentials may not list {where}")
    if type(error).__name__ == "ProfileNotFound":
        detail = f"the AWS profile to be used for {where} is not among those of ~/.aws/config"
        return UnreadableError(Reason.PERMISSION, detail)
    if _lacks_credentials(error):
        detail = f"there are no credentials for {where}: set AWS_PROFILE or a key pair"
        return UnreadableError(Reason.PERMISSION, detail)
    number = f" (answer {found})" if found else ""
    return UnreadableError(Reason.UNREACHABLE, f"can't reach {where}{number}")


def reading_error(error: Exception, what: str) -> UnreadableError:
    """Return why one object can't be read."""
    found = _code(error)
    refused = _REFUSALS.fullmatch(found) or _lacks_credentials(error)
    reason = Reason.PERMISSION if refused else _REASONS.get(found)
    if reason is None:
        reason = Reason.OTHER if found else Reason.UNREACHABLE
    sentence = _SENTENCES.get(reason, "the server refused to give {what}")
    return UnreadableError(reason, sentence.format(what=what))


def _code(error: Exception) -> str:
    answer: Any = getattr(error, "response", None) or {}
    return re.sub(r"\W", "", str(answer.get("Error", {}).get("Code", "")))[:40]


def _lacks_credentials(error: Exception) -> bool:
    words = ("Credential", "Profile", "Token", "SSO")
    return any(word in type(error).__name__ for word in words)
