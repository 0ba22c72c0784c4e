"""Session and access tokens: JSON Web Tokens, session cookies, tokens that their name gives away.

Shape: `eyJ….eyJ….…`; `PHPSESSID=`, `JSESSIONID=`, `ASP.NET_SessionId=`, `connect.sid=` and other
session cookies; `access_token=`, `refresh_token:`, `token=` and at least 20 random signs.
Check: the first part of a JSON Web Token decodes to JSON with `alg`; other values mix letters and
digits and are no markers. The token of RFC 7519 and of jwt.io is a test value.
Category: none; a token in clear contradicts every declaration.
Source: RFC 7519; RFC 7515; documentation of PHP, Servlet, ASP.NET, Express, Django, Laravel.
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from pdscan.contracts import Pattern, Reading
from pdscan.placeholders import TEST_VALUE, is_marker, is_sample, looks_random

_JWT = r"eyJ[0-9A-Za-z_-]{10,800}\.(?:eyJ)?[0-9A-Za-z_-]{4,}(?:\.[0-9A-Za-z_-]{0,900}){1,3}"
_COOKIE = (
    r"(?:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|ASPSESSIONID[A-Z]{8}|\.ASPXAUTH|connect\.sid|"
    r"laravel_session|ci_session|_session_id|sessionid|session_id|sessid|SESSION|CFTOKEN|"
    r"wordpress_logged_in_[0-9a-f]{8,32}|remember_web_[0-9a-f]{20,40}|XSRF-TOKEN|csrftoken|"
    r"csrfmiddlewaretoken|authenticity_token|BIGipServer[\w-]{1,30}|SAPISID|HSID|SSID)"
)
_NAME = (
    r"(?:access|refresh|id|auth|session|csrf|xsrf|reset|activation|confirmation|device|push|oauth|"
    r"bearer|user|login|magic)[_-]?token|sessionToken|accessToken|refreshToken|authToken|idToken|"
    r"jeton(?:[_-](?:session|acces))?|magic[_-]link|(?<=[?&;\s\"'{,(])token"
)
_NAME_TRIGGER = _NAME.replace(r"(?<=[?&;\s\"'{,(])", r"[?&;\s\"'{,(]")
_JOINED = r"[\"']?(?: ?(?:=|:|=>) ?|%3D)[\"']?"
_KEYED = re.compile(rf"(?i)[^=:>%]{{3,60}}?{_JOINED}")
_DOCUMENTED = ("eyJzdWIiOiIxMjM0NTY3ODkwI", "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAs")


def _check(candidate: str) -> Reading | None:
    if candidate.startswith("eyJ"):
        return _jwt(candidate)
    named = _KEYED.match(candidate)
    if named is None:
        return None
    value = candidate[named.end() :]
    if value.startswith("eyJ") and "." in value:
        return None  # the rule of JSON Web Tokens answers
    if value.lower().startswith("0x") or is_marker(value) or not looks_random(value):
        return None
    return Reading(
        "secret.session_token", 0.8, 0.9, value, qualifier=TEST_VALUE if is_sample(value) else None,
        masked="••••", why=("named",), start=named.end(),
    )  # fmt: skip


def _jwt(token: str) -> Reading | None:
    head = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or "alg" not in header:
        return None
    sample = any(part in token for part in _DOCUMENTED)
    return Reading(
        "secret.session_token", 0.97, 0.98, token, True,
        qualifier=TEST_VALUE if sample else None, masked="••••", why=("jwt header",),
    )  # fmt: skip


def _check_cell(cell: str) -> Reading | None:
    text = cell.strip()
    if re.fullmatch(_JWT, text):
        return _jwt(text)
    if not re.fullmatch(r"[!-~]{16,400}", text) or is_marker(text) or not looks_random(text):
        return None
    return Reading("secret.session_token", 0.8, 0.9, text, masked="••••", why=("named",))


plugin = Pattern(
    title="Session and access tokens",
    types=("secret.session_token",),
    regexes=(
        r"\beyJ[0-9A-Za-z_-]{10,400}\.(?:eyJ)?[0-9A-Za-z_-]{4}",
        rf"(?:\b|_|\.){_COOKIE}(?:=|%3D|\": ?\")[0-9A-Za-z%:._-]{{16}}",
        rf"(?i)(?:{_NAME_TRIGGER}){_JOINED}[0-9A-Za-z+/_.~=-]{{20}}",
    ),
    exact=(
        rf"(?<![0-9A-Za-z_-]){_JWT}(?![0-9A-Za-z_-])",
        rf"(?<![0-9A-Za-z]){_COOKIE}(?:=|%3D|\": ?\")[0-9A-Za-z%:._+/-]{{16,300}}",
        rf"(?i)(?:{_NAME}){_JOINED}[0-9A-Za-z+/_.~=-]{{20,400}}(?![0-9A-Za-z(@])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("session", "token", "cookie", "jeton", "bearer", "authorization"),
    fields=("session_token", "access_token", "refresh_token", "auth_token", "jwt", "id_token",
            "jeton_session", "csrf_token", "reset_token"),
    reach=1800,
)  # fmt: skip
