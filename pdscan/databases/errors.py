"""Turn a database driver's error into one sentence that holds neither a value nor a credential.

Only codes are read: SQLSTATE, the numbers of MySQL, the names of SQLite; the driver's own text is
looked at for a few words and never shown, because it may quote data, the user or the address.
"""

from __future__ import annotations

import re

from pdscan.model import Reason, UnreadableError

_REASONS = {
    # PostgreSQL and others that speak SQLSTATE
    "42501": Reason.PERMISSION,
    "42P01": Reason.VANISHED,
    "42703": Reason.VANISHED,
    "3F000": Reason.VANISHED,
    "57014": Reason.TIMEOUT,
    "55P03": Reason.TIMEOUT,
    "57P01": Reason.UNREACHABLE,
    "57P02": Reason.UNREACHABLE,
    "57P03": Reason.UNREACHABLE,
    "53300": Reason.UNREACHABLE,
    "58P01": Reason.VANISHED,
    "HV00N": Reason.UNREACHABLE,
    "XX001": Reason.CORRUPT,
    "22021": Reason.UNDECODABLE,
    "22P05": Reason.UNDECODABLE,
    # MySQL and MariaDB
    "1044": Reason.PERMISSION,
    "1045": Reason.PERMISSION,
    "1142": Reason.PERMISSION,
    "1143": Reason.PERMISSION,
    "1227": Reason.PERMISSION,
    "1698": Reason.PERMISSION,
    "1051": Reason.VANISHED,
    "1146": Reason.VANISHED,
    "1356": Reason.VANISHED,
    "1205": Reason.TIMEOUT,
    "1317": Reason.TIMEOUT,
    "1969": Reason.TIMEOUT,
    "3024": Reason.TIMEOUT,
    "1040": Reason.UNREACHABLE,
    "1203": Reason.UNREACHABLE,
    "1226": Reason.UNREACHABLE,
    "1053": Reason.UNREACHABLE,
    "1927": Reason.UNREACHABLE,
    "2003": Reason.UNREACHABLE,
    "2006": Reason.UNREACHABLE,
    "2013": Reason.UNREACHABLE,
    "2014": Reason.UNREACHABLE,
    # SQLite
    "SQLITE_NOTADB": Reason.CORRUPT,
    "SQLITE_CORRUPT": Reason.CORRUPT,
    "SQLITE_CORRUPT_VTAB": Reason.CORRUPT,
    "SQLITE_INTERRUPT": Reason.TIMEOUT,
    "SQLITE_BUSY": Reason.TIMEOUT,
    "SQLITE_LOCKED": Reason.TIMEOUT,
    "SQLITE_CANTOPEN": Reason.UNREACHABLE,
    "SQLITE_PERM": Reason.PERMISSION,
    "SQLITE_AUTH": Reason.PERMISSION,
}
_SENTENCES = {
    Reason.PERMISSION: "the user may not read {what}",
    Reason.VANISHED: "{what} is gone, or needs a table or column that is",
    Reason.TIMEOUT: "{what} took longer than the time limit",
    Reason.UNREACHABLE: "the connection broke while {what} was read",
    Reason.CORRUPT: "{what} is damaged",
    Reason.UNDECODABLE: "{what} holds text that isn't in the database's encoding",
}
# Servers answer in their own language; these are words of English and French servers.
_REFUSED = re.compile(
    r"password|mot de passe|authenti|pg_hba|access denied|login failed|permission denied"
    r"|role \S+ does not exist|not permitted|ORA-01017|28000|28P01",
    re.IGNORECASE,
)
_TLS = re.compile(r"\b(?:SSL|TLS)\b|certificat")
_CROWDED = ("53300", "1040", "1203", "1226")
_FULL = re.compile(
    r"too many (?:clients|connections)|remaining connection slots|trop de (?:clients|connexions)",
    re.IGNORECASE,
)
_OPTION = re.compile(r"invalid connection option|invalid URI query parameter|unexpected keyword")
_CODE = re.compile(r"[0-9A-Z]{5}|\d{1,6}|SQLITE_[A-Z_]+")


def driver_error(error: BaseException) -> BaseException:
    """Return the driver's own error where SQLAlchemy wrapped it, else the error itself."""
    return getattr(error, "orig", None) or error


def code(error: BaseException) -> str:
    """Return the error's code: SQLSTATE, number or SQLite name; empty where it has none."""
    raw = driver_error(error)
    first = raw.args[0] if raw.args else ""
    found = (
        first
        if isinstance(first, int)  # MySQL, whose SQLSTATE says less
        else getattr(raw, "sqlstate", None)
        or getattr(raw, "pgcode", None)
        or getattr(raw, "sqlite_errorname", None)
        or first
    )
    return str(found) if _CODE.fullmatch(str(found)) else ""


def reading_error(error: BaseException, what: str) -> UnreadableError:
    """Return why `what`, a table or schema by name, could not be read."""
    found = code(error)
    reason = _REASONS.get(found) or _lost(error, found)
    if reason is None and "no such table" in str(driver_error(error)):
        reason = Reason.VANISHED
    if reason is None:
        number = f" (error {found})" if found else ""
        return UnreadableError(Reason.OTHER, f"the database could not read {what}{number}")
    return UnreadableError(reason, _SENTENCES[reason].format(what=what))


def _lost(error: BaseException, found: str) -> Reason | None:
    names = {base.__name__ for base in type(driver_error(error)).__mro__}
    broken = "InterfaceError" in names or ("OperationalError" in names and not found)
    if found.startswith("08") or getattr(error, "connection_invalidated", False):
        return Reason.UNREACHABLE
    return Reason.UNREACHABLE if broken or isinstance(error, OSError) else None


def unknown_option(place: str) -> UnreadableError:
    """Return that an address has an option of nobody's; `?schema=` is what people try."""
    return UnreadableError(
        Reason.UNREACHABLE,
        f"can't open {place}: its address has an option that the driver doesn't know; which"
        " schemas and tables are read is said by `include` in the estate file",
    )


def opening_error(error: BaseException, place: str) -> UnreadableError:
    """Return why the database could not be opened; `place` names its host and database."""
    raw, found = driver_error(error), code(error)
    if isinstance(raw, TypeError) or _OPTION.search(str(raw)):
        return unknown_option(place)
    if found in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return UnreadableError(Reason.CORRUPT, f"{place} is damaged, encrypted, or no database")
    refused = _REASONS.get(found) is Reason.PERMISSION or found.startswith("28")
    if refused or _REFUSED.search(str(raw)):
        sentence = f"{place} refused the user or the password"
        return UnreadableError(Reason.PERMISSION, sentence)
    if found in _CROWDED or _FULL.search(str(raw)):
        return UnreadableError(Reason.UNREACHABLE, f"{place} has no connection left for the user")
    if _TLS.search(str(raw)):
        detail = f"can't reach {place} by TLS: it speaks none, or its certificate can't be verified"
        return UnreadableError(Reason.UNREACHABLE, detail)
    if found in ("1049", "3D000") or 'database "' in str(raw):
        return UnreadableError(Reason.UNREACHABLE, f"there is no {place}")
    return UnreadableError(Reason.UNREACHABLE, f"can't reach {place}")
