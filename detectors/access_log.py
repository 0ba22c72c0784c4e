"""Connection logs: lines of a web server with a public address or a user, and successful logins.

Shape: Common or Combined Log Format (`203.0.113.7 - zoe [12/May/2026:10:00:00 +0200] "GET …`),
`Accepted password for …`, `session opened for user …`, `Last login: …`. What is marked is the
date of the visit, or the words of the login; address, user and browser are findings of their own.
Check: the address is public or a user is named; system accounts and refused logins are nobody's.
Category: cat.connection.
Source: Apache HTTP Server, "Log Files"; W3C, "Logging Control in W3C httpd"; OpenSSH auth.c; PAM.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from pdscan.contracts import Begin, Pattern, Reading
from pdscan.model import Form
from pdscan.system_accounts import is_person

_DATE = r"\[[0-3]?[0-9]/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}(?: [+-][0-9]{4})?\]"
_LINE = re.compile(r"(?:\S+ )?(\S+) \S+ (\S+) (?=\[)")
_V4 = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})\.[0-9]{1,3}\.[0-9]{1,3}")
_WORDS = (b"Accepted ", b"session ", b"Last ")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LOGIN = re.compile(
    r"(Accepted (?:password|publickey|keyboard-interactive/pam|gssapi-with-mic) for "
    r"|session opened for user )(\S+)"
)


def _decides(candidate: bytes) -> bytes:
    """Return a line with zeros in its date: only who visited decides."""
    who, sign, date = candidate.rpartition(b"[")
    if not who or (who[0] in b"AsL" and who.startswith(_WORDS)):
        return candidate
    return who + sign + date.translate(_ZEROS)


def _check(candidate: str) -> Reading | None:
    if candidate.startswith("Last login"):
        return _reading(candidate, 0, None)
    if candidate[0] in "As" and (login := _LOGIN.match(candidate)):
        user = login.group(2).partition("(")[0]
        return _reading(candidate, 0, login.end(1) - 1) if is_person(user) else None
    line = _LINE.match(candidate)
    if line is None:
        return None
    host, user = line.groups()
    if not (_is_public(host) or (user != "-" and is_person(user))):
        return None
    return _reading(candidate, line.end(), len(candidate.rstrip(' "')))


@lru_cache(maxsize=10_000)
def _is_public(host: str) -> bool:
    if plain := _V4.fullmatch(host):
        first, second = int(plain.group(1)), int(plain.group(2))
        private = (first, second) in ((192, 168), (169, 254)) or (
            first == 172 and 16 <= second < 32
        )
        return not private and first not in (0, 10, 127)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_global or host.startswith(
        ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8")
    )


def _reading(candidate: str, start: int, end: int | None) -> Reading:
    return Reading(
        "online.login_log", 0.85, 0.9, candidate, False, Form.FULL, None, "••••", ("log line",),
        start, end,
    )  # fmt: skip


plugin = Pattern(
    title="Connection logs",
    types=("online.login_log",),
    regexes=(
        r" \[[0-3]?[0-9]/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}(?: [+-][0-9]{4})?\] \"",
        r"\bAccepted (?:password|publickey|keyboard-interactive/pam|gssapi-with-mic) for [!-~]",
        r"\bsession opened for user [!-~]",
        r"\bLast login: [A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9:]{8}",
    ),
    exact=(
        r"(?<![^\n\x1e])(?:[^\s\x1e]{1,40} )?"
        r"[^\s\x1e]{2,45} [^\s\x1e]{1,20} [^\s\x1e]{1,40} "
        rf"{_DATE}(?: \")?",
        r"Accepted (?:password|publickey|keyboard-interactive/pam|gssapi-with-mic) for [!-~]{1,60}",
        r"session opened for user [!-~]{1,60}",
        r"Last login: [A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9:]{8}(?: [0-9]{4})?",
    ),
    begins=(Begin("^"), Begin("Accepted"), Begin("session"), Begin("Last")),
    check=_check,
    decides=_decides,
    near=("login", "connexion", "sshd", "session"),
    fields=("last_login", "derniere_connexion", "login_at", "date_connexion"),
    reach=150,
)
