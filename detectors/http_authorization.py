"""Authorization headers of HTTP: bearer tokens, and user names with passwords (Basic).

Shape: `Authorization: Bearer …`, `Bearer …` and 16 signs, `Authorization: Basic …` in base64,
`-u user:password` of curl.
Check: a bearer token mixes letters and digits and is no marker; what follows Basic decodes to a
user name, a colon and a password.
Category: none; a token or password in clear contradicts every declaration.
Source: RFC 6750 2.1; RFC 7617 2; curl manual, option --user.
"""

from __future__ import annotations

import base64
import binascii
import re

from pdscan.contracts import Pattern, Reading
from pdscan.placeholders import TEST_VALUE, is_marker, is_sample, looks_random

_SIGNS = r"[0-9A-Za-z._~+/-]{16,900}={0,2}"
_SCHEME = re.compile(r"(?i)(?:.{0,20}?\b)(bearer|basic|token)[ :=\"']{1,3}")
_CURL = re.compile(r"curl .*?(?:-u|--user)[ =]['\"]?([^\s:'\"]{1,60}:)(\S{3,80}?)['\"]?")


def _check(candidate: str) -> Reading | None:
    if curl := _CURL.fullmatch(candidate):
        start = curl.start(2)
        return _password(curl.group(2), start, start + len(curl.group(2)))
    scheme = _SCHEME.match(candidate)
    if scheme is None:
        return None
    text, start = candidate[scheme.end() :], scheme.end()
    if scheme.group(1).lower() == "basic":
        return _basic(text, start)
    if is_marker(text) or not looks_random(text, 3.2) or re.fullmatch(r"[a-z.-]+\d{0,3}", text):
        return None
    return Reading(
        "secret.session_token", 0.85, 0.95, text, qualifier=TEST_VALUE if is_sample(text) else None,
        masked="••••", why=("bearer",), start=start,
    )  # fmt: skip


def _basic(text: str, start: int) -> Reading | None:
    try:
        plain = base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, password = plain.partition(":")
    if not colon or not user or not plain.isprintable():
        return None
    return _password(password, start, None)


def _password(password: str, start: int, end: int | None) -> Reading | None:
    if is_marker(password):
        return None
    return Reading(
        "secret.password", 0.9, 0.97, password, True,
        qualifier=TEST_VALUE if is_sample(password) else None, masked="••••",
        why=("authorization",), start=start, end=end,
    )  # fmt: skip


plugin = Pattern(
    title="Authorization headers",
    types=("secret.session_token", "secret.password"),
    regexes=(
        r"(?i)\bbearer[ :=\"']{1,3}[0-9A-Za-z._~+/-]{16}",
        r"(?i)\bauthorization[\"']?[ :=]{1,3}[\"']?(?:basic|token) [0-9A-Za-z+/_-]{6}",
        r"curl [^\n\x1e]{0,80}(?:-u|--user)[ =]['\"]?[^\s:'\"]{1,40}:[!-~]{3}",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z_])bearer[ :=\"']{{1,3}}{_SIGNS}",
        r"(?i)authorization[\"']?[ :=]{1,3}[\"']?"
        rf"(?:basic [0-9A-Za-z+/]{{6,400}}={{0,2}}|token {_SIGNS})",
        r"curl [^\n\x1e]{0,120}?(?:-u|--user)[ =]['\"]?[^\s:'\"]{1,60}:[!-~]{3,80}",
    ),
    check=_check,
    near=("authorization", "header", "token", "jeton"),
    fields=("authorization", "bearer_token", "access_token", "auth_token"),
    reach=960,
)  # fmt: skip
