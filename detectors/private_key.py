"""Private keys: PEM of every kind, OpenSSH, PGP, PuTTY, age, and PEM in base64.

Shape: `-----BEGIN … PRIVATE KEY-----` and the lines of the key, in JSON or YAML too;
`PuTTY-User-Key-File-3:`; `AGE-SECRET-KEY-1…`; `LS0tLS1CRUdJTi…`.
Check: key lines follow; a heading without them is a suspicion where it stands alone on its line,
and nothing in code. Public keys and certificates are none. A key that needs a passphrase has the
form encrypted.
Category: none; a private key contradicts every declaration.
Source: RFC 7468; RFC 5208; RFC 9580; OpenSSH PROTOCOL.key; PuTTY manual, appendix C; age.
"""

from __future__ import annotations

import base64
import binascii
import re

from pdscan.contracts import Pattern, Reading
from pdscan.model import Form

_KIND = r"(?:(?:[A-Z][A-Z0-9]{1,9} ){0,3})"
_HEAD = rf"-----BEGIN {_KIND}PRIVATE KEY(?: BLOCK)?-----"
_SSH2 = r"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
_PUTTY = r"PuTTY-User-Key-File-[123]: ?[0-9a-z-]{3,40}"
_AGE = r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}"
_WRAPPED = r"LS0tLS1CRUdJTi[0-9A-Za-z+/]{40,400}"
_BODY = (
    r"(?![\s\\nr]{0,4}(?:\.\.|\xe2\x80\xa6|[<{$\[(]|(?i:your|votre)))"
    r"(?:[A-Z][A-Za-z-]{2,20}: [^\n\\]{0,80}|[\s\\nr\"',|+]|[0-9A-Za-z+/=]){0,400}"
)
_LINE = re.compile(r"[0-9A-Za-z+/=]{24,}")


def _check(candidate: str) -> Reading | None:
    if candidate.startswith("LS0t"):
        return _unwrapped(candidate)
    if candidate.startswith("AGE-"):
        return _reading(candidate, "age")
    locked = "ENCRYPTED" in candidate or "Encryption: aes" in candidate
    head = re.match(rf"{_HEAD}|{_SSH2}|{_PUTTY}", candidate)
    if head is None:
        return None
    line = _LINE.search(candidate, head.end())
    if line is not None:
        return _reading(line.group(), "key lines", locked=locked)
    alone = re.fullmatch(r"\s*", candidate[head.end() :]) and "\n" in candidate[head.end() :]
    if not (alone or candidate == head.group()):
        return None
    return _reading(head.group(), "heading", score=0.6, end=head.end())


def _unwrapped(candidate: str) -> Reading | None:
    try:
        plain = base64.b64decode(candidate[: len(candidate) // 4 * 4]).decode("ascii", "replace")
    except binascii.Error:
        return None
    inner = re.match(_HEAD, plain)
    return _reading(candidate[-32:], "base64 of a key") if inner else None


def _reading(
    value: str, why: str, *, score: float = 0.97, locked: bool = False, end: int | None = None
) -> Reading:
    return Reading(
        "secret.private_key", score, max(score, 0.8), value, score > 0.9,
        form=Form.ENCRYPTED if locked else Form.FULL, masked="••••", why=(why,), end=end,
    )  # fmt: skip


plugin = Pattern(
    title="Private keys",
    types=("secret.private_key",),
    regexes=(
        r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----",
        _SSH2,
        r"PuTTY-User-Key-File-[123]: ?[0-9a-z]",
        _AGE,
        r"LS0tLS1CRUdJTi[0-9A-Za-z+/]{40}",
    ),
    exact=(
        rf"(?<![\"'`]){_HEAD}{_BODY}|{_HEAD}(?=[\"'`]?[\s\\nr]*[0-9A-Za-z+/]{{24}}){_BODY}",
        rf"{_SSH2}{_BODY}",
        rf"{_PUTTY}{_BODY}",
        rf"(?<![0-9A-Z-]){_AGE}(?![0-9A-Z])",
        rf"(?<![0-9A-Za-z+/]){_WRAPPED}",
    ),
    check=_check,
    near=("key", "cle", "private", "privee", "pem", "ssh"),
    fields=("private_key", "cle_privee", "ssh_key", "ssh_private_key", "client_key_data"),
    reach=700,
)  # fmt: skip
