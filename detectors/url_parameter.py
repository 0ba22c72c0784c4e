"""Personal values in the query of a URL, and the URL of such a visit.

Shape: `?nom=Durantel`, `&prenom=`, `&tel=`, `&adresse=`, `&naissance=` … with a value, encoded or
not, behind `http(s)://…?` or the path of a request.
Check: the decoded value looks like what the parameter says: letters for a name, digits for a
telephone number, a number and letters for an address, a date of birth. E-mail addresses, tokens and
passwords in URLs are found by their own rules; a URL counts as a visit where one of these is in it.
Category: of the parameter's type; cat.navigation for the URL.
Source: RFC 3986 3.4; WHATWG URL, application/x-www-form-urlencoded; OWASP, "Information exposure
through query strings in URL".
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from pdscan.contracts import Begin, Pattern, Reading

_TYPES = {
    "nom": "person.name.last", "nom_famille": "person.name.last", "lastname": "person.name.last",
    "last_name": "person.name.last", "surname": "person.name.last", "nachname": "person.name.last",
    "apellido": "person.name.last", "apellidos": "person.name.last", "cognome": "person.name.last",
    "achternaam": "person.name.last", "lname": "person.name.last", "familyname": "person.name.last",
    "prenom": "person.name.first", "firstname": "person.name.first", "fname": "person.name.first",
    "first_name": "person.name.first", "givenname": "person.name.first",
    "vorname": "person.name.first", "voornaam": "person.name.first",
    "fullname": "person.name", "full_name": "person.name", "nom_complet": "person.name",
    "tel": "contact.phone", "phone": "contact.phone", "telephone": "contact.phone",
    "mobile": "contact.phone", "portable": "contact.phone", "telefon": "contact.phone",
    "adresse": "contact.postal_address", "address": "contact.postal_address",
    "rue": "contact.postal_address", "street": "contact.postal_address",
    "dob": "person.birth_date", "birthdate": "person.birth_date", "birthday": "person.birth_date",
    "naissance": "person.birth_date", "date_naissance": "person.birth_date",
    "birth_date": "person.birth_date", "ddn": "person.birth_date",
}  # fmt: skip
_OTHERS = ("email", "mail", "e-mail", "courriel", "token", "access_token", "password", "pwd", "mdp",
           "iban", "login", "username", "session_id", "sid")  # fmt: skip
_NAMES = "|".join(sorted(_TYPES, key=len, reverse=True))
_ALL = "|".join(sorted((*_TYPES, *_OTHERS), key=len, reverse=True))
_VALUE = r"[0-9A-Za-z%+\x80-\xff][0-9A-Za-z%+._~',:/@\x80-\xff-]{1,120}"
_SHAPES = {
    "person.name.last": r"[^\W\d_][^\W\d_' -]*(?:[' -][^\W\d_]+){0,3}",
    "person.name.first": r"[^\W\d_]+(?:[' -][^\W\d_]+){0,3}",
    "person.name": r"[^\W\d_]+(?:[' -][^\W\d_.]+){1,4}",
    "contact.phone": r"\+?(?:[0-9][ .()/-]*){8,15}",
    "contact.postal_address": r"(?=.*[0-9])(?=.*[^\W\d_]{3}).* .*",
    "person.birth_date": r"(?:19|20)[0-9]{2}[-/.]?[0-9]{2}[-/.]?[0-9]{2}|"
                         r"[0-3]?[0-9][-/.][01]?[0-9][-/.](?:19|20)[0-9]{2}",
}  # fmt: skip
_VISIT = "https?://|(?:GET|POST|PUT|HEAD|DELETE|PATCH) /"
_IN_URL = bytes({*range(0x21, 0x100)} - {*b"\"'<>"})
_FLAGS = frozenset("true false asc desc null none undefined all any test default".split())  # noqa: SIM905


def _check(candidate: str) -> Reading | None:
    if candidate[0] not in "?&;":
        return _visit(candidate)
    name, _, raw = candidate[1:].partition("=")
    kind = _TYPES.get(name.lower())
    value = unquote_plus(raw).strip()
    if kind is None or not _is_shaped(kind, value):
        return None
    return Reading(
        kind, 0.8, 0.9, value.lower(), why=("URL parameter",), start=len(name) + 2,
        masked="••••",
    )  # fmt: skip


def _is_shaped(kind: str, value: str) -> bool:
    known = len(value) >= 2 and value.lower() not in _FLAGS
    return known and re.fullmatch(_SHAPES[kind], value) is not None


def _visit(candidate: str) -> Reading | None:
    """Read the URL up to its query; what stands in the query are findings of their own."""
    name, _, raw = re.split(r"[?&;]", candidate)[-1].partition("=")
    kind, value = _TYPES.get(name.lower()), unquote_plus(raw).strip()
    if (
        kind is None
        and name.lower() in ("email", "mail", "e-mail", "courriel")
        and "@" not in value
    ):
        return None
    if kind is not None and not _is_shaped(kind, value):
        return None
    if kind is None and len(value) < 6:
        return None
    start = re.match(r"(?:[A-Z]{3,7} )?", candidate)
    return Reading(
        "online.url", 0.75, 0.85, candidate.lower(), masked="••••", why=("personal parameter",),
        start=start.end() if start else 0, end=candidate.index("?"),
    )  # fmt: skip


plugin = Pattern(
    title="Personal values in URLs",
    types=("online.url", *sorted(set(_TYPES.values()))),
    regexes=(
        rf"(?i)[?&;](?:{_NAMES})=[0-9A-Za-z%+\x80-\xff][^&\s]",
        rf"(?i)[?&](?:{_ALL})=[0-9A-Za-z%+\x80-\xff][^&\s]",
    ),
    exact=(
        rf"(?i)[?&;](?:{_NAMES})={_VALUE}",
        rf"(?:{_VISIT})[^\s?\"'<>\x1e]{{1,250}}"
        rf"\?[^\s\"'<>\x1e]{{0,400}}?(?<=[?&])(?i:{_ALL})={_VALUE}",
    ),
    begins=(Begin(r"[?&;]", run=_IN_URL), Begin(_VISIT, run=_IN_URL, before=len("DELETE "))),
    check=_check,
    near=("url", "referer", "visite", "get", "post", "request"),
    fields=("url", "referer", "request_uri", "request_url", "page_url", "url_visitee"),
    reach=700,
)  # fmt: skip
