"""Connection strings that hold a password: `scheme://user:password@host`.

Shape: a scheme, a user name (it may be missing), a colon, a password, an at sign and a host.
Check: the password is no marker (`${PASSWORD}`, `***`); the passwords of first
installations (`postgres`, `changeme`) and of documentation (`user:pass`) are test values.
Category: none; a password in clear contradicts every declaration.
Source: RFC 3986 3.2.1; RFC 7617; documentation of PostgreSQL, Redis, MongoDB and AMQP on URIs.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from pdscan.contracts import Pattern, Reading
from pdscan.placeholders import TEST_VALUE, is_marker, is_sample

_USER = r"[^\s/@:\"'<>?#|,\x1e]{0,60}"
_AFTER_COLON = r"[^\s/@\"'<>|\x1e]{1,80}"
_WHOLE = re.compile(
    rf"([A-Za-z][0-9A-Za-z+.-]{{1,20}})://({_USER}):({_AFTER_COLON}(?:@{_AFTER_COLON})??)@.*"
)
_DOCUMENTED = frozenset({"user", "username", "utilisateur", "login", "foo", "u", "usr", "name"})


def _check(candidate: str) -> Reading | None:
    found = _WHOLE.fullmatch(candidate)
    if found is None:
        return None
    user, password = found.group(2), unquote(found.group(3))
    if is_marker(password) or (user and is_marker(user)) or re.fullmatch(r"[0-9]{1,5}", password):
        return None
    sample = is_sample(password) or (user.lower() in _DOCUMENTED and password.isalpha())
    return Reading(
        "secret.api_key", 0.9, 0.97, f"{user}:{password}", True,
        qualifier=TEST_VALUE if sample else None, masked=f"{found.group(1)}://••••",
        why=("password in a URL",), start=found.start(2), end=found.end(3),
    )  # fmt: skip


plugin = Pattern(
    title="Connection strings with a password",
    types=("secret.api_key",),
    regexes=(r"://[^\s/@:\"'<>?#|,\x1e]{0,40}:[^\s/@\"'<>|\x1e]{1,60}@[0-9A-Za-z_\[({$.-]",),
    exact=(
        rf"(?<![0-9A-Za-z])[A-Za-z][0-9A-Za-z+.-]{{1,20}}://{_USER}:{_AFTER_COLON}(?:@{_AFTER_COLON})??"
        r"@[0-9A-Za-z_\[({$.-]+(?=[]:/?\s\"'<>,;)\x1e}]|$)",
    ),
    check=_check,
    near=("url", "dsn", "uri", "connection", "connexion", "database", "proxy"),
    fields=("connection_string", "dsn", "database_url", "chaine_connexion", "jdbc_url"),
    reach=300,
)  # fmt: skip
