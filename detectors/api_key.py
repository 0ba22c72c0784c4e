"""API keys of some seventy issuers by their documented forms, and keys that their name gives away.

Shape: the issuer's prefix and as many signs as it documents (`AKIA…`, `ghp_…`, `xkeysib-…`);
`api_key=`, `client_secret:`, `DD_API_KEY=`, `cle_api` and their kin before 16 random signs.
Check: GitHub's and npm's checksum; elsewhere signs as mixed as random ones are. Public keys (`pk_`)
are no secrets; `${KEY}`, `<key>` and `your-api-key` are markers; keys of documentation and of test
accounts (`sk_test_…`, `…EXAMPLE`) are test values.
Category: none; a key in clear contradicts every declaration.
Source: the issuers' documentation, read 2026-11 (api_key_forms.toml); GitHub, "Behind GitHub's new
authentication token formats", 2021.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdscan.contracts import Pattern, Reading
from pdscan.placeholders import TEST_VALUE, is_marker, is_sample, looks_random

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NAMED = (
    r"(?:api[_-]?(?:key|secret|token)|apikey|app(?:lication)?[_-]?(?:key|secret)|"
    r"secret[_-]?(?:access[_-]?)?key|secretkey|client[_-]?secret|consumer[_-]?(?:key|secret)|"
    r"access[_-]?key|account[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|"
    r"private[_-]?token|cle[_-]?api|cle[_-]?secrete|webhook[_-]?secret)"
)
_JOINED = r"(?:[_-][A-Za-z]{1,12})?[\"']?(?: ?(?::|=|=>|:=) ?|%3D|, ?)[\"']?"


@dataclass(frozen=True, slots=True)
class _Form:
    """Describe one row of the table; `shape` is the whole key, `trigger` what the automaton seeks.

    `skip` signs at the front are a name before the key.
    """

    issuer: str
    type: str
    trigger: str
    shape: str
    test: str
    crc: bool
    skip: int


def _form(row: dict[str, Any]) -> _Form:
    prefix, signs, least = row["prefix"], row["signs"], row["least"]
    tail = row.get("tail", "")
    repeated = f"{{{least},{row['most']}}}" if "most" in row else f"{{{least}}}"
    return _Form(
        issuer=row["issuer"],
        type=row.get("type", "secret.api_key"),
        trigger=rf"\b{prefix}[{signs}]{{{least}}}{tail.removesuffix('(?:-[0-9])?')}",
        shape=rf"{prefix}[{signs}]{repeated}{tail}",
        test=row.get("test", ""),
        crc=row.get("crc", False),
        skip=row.get("skip", 0),
    )


_FORMS = tuple(
    _form(row)
    for row in tomllib.loads(Path(__file__).with_name("api_key_forms.toml").read_text("utf-8"))[
        "form"
    ]
)
_WHOLE = tuple((form, re.compile(form.shape)) for form in _FORMS)
_KEYED = re.compile(rf"(?i){_NAMED}{_JOINED}")


def _check(candidate: str) -> Reading | None:
    for form, shape in _WHOLE:
        if shape.fullmatch(candidate):
            return _issued(candidate, form)
    named = _KEYED.match(candidate)
    return _read(candidate[named.end() :], named.end()) if named else None


def _issued(key: str, form: _Form) -> Reading | None:
    """Read a key of a documented form: its checksum, or signs that no word or counter has."""
    body = key[form.skip :]
    sample = is_sample(body) or (form.test != "" and form.test in key)
    checked = form.crc and _crc32(body)
    if not (checked or sample or looks_random(body, 3.0)) and form.issuer != "Hugging Face":
        return None
    if re.search(r"(?i)x{6,}|(.)\1{7,}", body):
        return None
    return Reading(
        form.type, 0.98 if checked else 0.9, 0.98, body, True,
        qualifier=TEST_VALUE if sample else None, masked="••••",
        why=(f"form of {form.issuer}", *(("crc32",) if checked else ())), start=form.skip,
    )  # fmt: skip


def _crc32(key: str) -> bool:
    """Say whether the last six signs are the CRC-32, in base 62, of those after the prefix."""
    body = key.partition("_")[2]
    number, written = zlib.crc32(body[:-6].encode()), ""
    while number:
        number, digit = divmod(number, 62)
        written = _DIGITS[digit] + written
    return written.rjust(6, "0") == body[-6:]


def _check_cell(cell: str) -> Reading | None:
    text = cell.strip()
    return next((r for f, s in _WHOLE if s.fullmatch(text) and (r := _issued(text, f))), None) or (
        _read(text, 0) if re.fullmatch(r"[!-~]{16,200}", text) else None
    )


def _read(value: str, start: int) -> Reading | None:
    """Read a key that only its name gives away: 16 signs and more, as mixed as random ones."""
    value = value.rstrip("\"',;)].")
    if len(value) < 16 or is_marker(value) or not looks_random(value):
        return None
    return Reading(
        "secret.api_key", 0.8, 0.9, value, qualifier=TEST_VALUE if is_sample(value) else None,
        masked="••••", why=("named",), start=start, end=start + len(value),
    )  # fmt: skip


plugin = Pattern(
    title="API keys",
    types=("secret.api_key", "secret.session_token"),
    regexes=(*(form.trigger for form in _FORMS), rf"(?i){_NAMED}{_JOINED}[0-9A-Za-z+/_.~=-]{{16}}"),
    exact=(
        *(rf"(?<![0-9A-Za-z_.+/-]){form.shape}(?![0-9A-Za-z_])" for form in _FORMS),
        rf"(?i){_NAMED}{_JOINED}[0-9A-Za-z+/_.~=-]{{16,200}}(?![0-9A-Za-z(])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("key", "secret", "token", "cle", "api", "jeton"),
    fields=("api_key", "apikey", "api_secret", "api_token", "client_secret", "secret_key",
            "cle_api", "access_key", "secret_access_key", "consumer_key", "application_secret"),
    reach=480,
)  # fmt: skip
