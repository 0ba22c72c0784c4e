"""Name places: build locators, collapse their dates, make the stable ids of the report.

A locator is `scheme://…`, members appended with `!`, sheets and tables inside a file with `#`.
Ids follow the reconciliation page, section 10.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

SEPARATOR = "\x1f"
MEMBER = "!"
SHEET = "#"

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _BASE32 for second in _BASE32)  # ten bits, two letters
_RESERVED = re.compile(r"[%!#\x00-\x1f\x7f-\x9f\udc80-\udcff]")
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?P<join>[-_.]?)(?:0[1-9]|1[0-2])"
    r"(?:(?P=join)(?:0[1-9]|[12]\d|3[01])(?:[-_.T]?[0-2]\d[-_.:h]?[0-5]\d(?:[-_.:m]?[0-5]\d)?)?)?"
    r"(?!\d)"
)
_PARTITION = re.compile(r"(?<=/)(?P<key>[A-Za-z_][\w.-]*)=[^/]*(?=/)")


def quote_name(name: str) -> str:
    """Percent-encode what a name may not hold in a locator; undecodable bytes as their own value.

    >>> quote_name("100%!#é")
    '100%25%21%23é'
    """
    return _RESERVED.sub(_percent, name)


def _percent(match: re.Match[str]) -> str:
    raw = match.group().encode("utf-8", "surrogateescape")
    return "".join(f"%{byte:02X}" for byte in raw)


def member(container: str, name: str) -> str:
    """Return the locator of a member of an archive or of an attachment of a mail.

    >>> member("s3://b/2026.zip", "mail.eml")
    's3://b/2026.zip!mail.eml'
    """
    return container + MEMBER + quote_name(name)


def sheet(container: str, name: str) -> str:
    """Return the locator of a sheet or table inside a file.

    >>> sheet("file:///x.xlsx", "Paie")
    'file:///x.xlsx#Paie'
    """
    return container + SHEET + quote_name(name)


def lies_in(locator: str, outer: str) -> bool:
    """Say whether a locator is that of an asset or of what lies in it.

    >>> lies_in("s3://b/a.zip!x", "s3://b/a.zip"), lies_in("s3://b/a.zip2", "s3://b/a.zip")
    (True, False)
    """
    return locator == outer or locator.startswith((outer + MEMBER, outer + SHEET))


def own_name(locator: str) -> str:
    """Return the last name of a locator: a table's with its schema, a sheet's, a file's.

    >>> own_name("pg://shop/public.clients"), own_name("file:///a/b.zip!paie_2024.csv")
    ('public.clients', 'paie_2024.csv')
    """
    return re.split(rf"[/{MEMBER}{SHEET}]", locator)[-1]


def asset_key(locator: str) -> str:
    """Return the locator with its dates and partitions collapsed, so that rotation is no news.

    >>> asset_key("file:///var/log/demo/trace-2026-01-31.log")
    'file:///var/log/demo/trace-{date}.log'
    >>> asset_key("s3://b/y=2026/m=06/x.csv")
    's3://b/y={}/m={}/x.csv'
    """
    return _DATE.sub("{date}", _PARTITION.sub(r"\g<key>={}", locator))


def _digest(prefix: str, kind: str, *parts: str) -> str:
    text = SEPARATOR.join((kind, *parts))
    raw = hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "surrogateescape"))
    number = int.from_bytes(raw.digest()[:10], "big")
    return prefix + "".join(_PAIRS[number >> shift & 1023] for shift in range(70, -1, -10))


def asset_id(estate: str, locator: str) -> str:
    """Return the id of an asset."""
    return _digest("a_", "asset/1", estate, locator)


def finding_id(estate: str, key: str, locus: str, type_id: str, form: str) -> str:
    """Return the id of a finding.

    >>> finding_id("demo", "pg://demo/public.reglements", "column:validite_cb",
    ...            "payment.card.expiry", "full")
    'f_fnz2c7sq227jethj'
    """
    return _digest("f_", "finding/1", estate, key, locus, type_id, form)


def group_id(estate: str, key: str, axis: str, item: str) -> str:
    """Return the id of what an axis judges where that isn't a finding.

    >>> group_id("demo", "pg://demo/public.reglements", "retention", "ret.card_proof")
    'g_5pjrfjdqptbdvjaw'
    """
    return _digest("g_", "group/1", estate, key, axis, item)


def verdict_id(judged: str, axis: str, kind: str) -> str:
    """Return the id of a verdict on a finding or group.

    >>> verdict_id("f_fnz2c7sq227jethj", "category", "DENIED")
    'v_ikgcbpfcxcukpch5'
    """
    return _digest("v_", "verdict/1", judged, axis, kind)


def glob_matches(pattern: str, locator: str) -> bool:
    """Say whether a glob selects a locator: `*` stops at `/ ! #`, `**` crosses them.

    A selector of a file, archive or database covers its members, sheets and tables; one without a
    scheme may begin at any part of the locator.

    >>> glob_matches("s3://b/*.zip", "s3://b/2026.zip!mail.eml")
    True
    >>> glob_matches("public.*", "pg://shop/public.clients")
    True
    >>> glob_matches("s3://b/*", "s3://b/a/x.csv"), glob_matches("s3://b/**", "s3://b/a/x.csv")
    (False, True)
    """
    return _glob(pattern).match(locator) is not None


@lru_cache(maxsize=4_096)
def _glob(pattern: str) -> re.Pattern[str]:
    anchored = "://" in pattern or pattern == "stdin:"
    start = r"\A" if anchored else r"\A(?:.*[/!#])?"
    parts = re.split(r"(\*\*/|\*+)", pattern)
    body = "".join(_glob_part(part) for part in parts)
    return re.compile(f"{start}{body}(?:[!#].*)?\\Z", re.DOTALL)


def _glob_part(part: str) -> str:
    if part == "**/":
        return "(?:.*/)?"
    if part.startswith("*"):
        return ".*" if len(part) > 1 else "[^/!#]*"
    return re.escape(part)
