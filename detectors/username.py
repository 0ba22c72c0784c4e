r"""User names, where a key or the words of a log say so.

Shape: `user=jdupont`, `"username": "jdupont"`, `login : jdupont`, `for user jdupont`, the user of a
web server's log line, `C:\\Users\\jdupont`, `/home/prenom.nom/`.
Check: no account of a system or service (root, www-data, svc_…), no placeholder, number or file
name; refused logins and home folders without a dot in the name say too little.
Category: cat.credentials, cat.account.
Source: Debian base-passwd; Filesystem Hierarchy Standard 3.0, 3.8; OpenSSH auth.c; Apache logs.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.placeholders import is_marker
from pdscan.system_accounts import is_person

_KEY = (
    r"(?:user[_-]?name|username|user[_-]?login|login[_-]?name|login|user|usr|utilisateur|identifiant|"
    r"nom[_-]d.?utilisateur|benutzername|benutzer|usuario|utente|gebruikersnaam|utilizador)"
)
_JOINED = r"[\"']?(?:=| ?: ?| => )[\"']?"
_NAME = r"[0-9A-Za-z\x80-\xff_][0-9A-Za-z\x80-\xff_.-]{1,62}+"
_STOP = r"(?:[\s\"',;&)\]}|<>\x1e]|$)"
_KEYED = re.compile(rf"(?i){_KEY}{_JOINED}")
_LOGGED = re.compile(
    r"(?:Accepted \S+ for |session (?:opened|closed) for user |authenticated user |logged in as )"
)
_FOLDER = re.compile(r"(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})")
_CLF = re.compile(r"\S+ (\S+) \[[0-9A-Za-z/]+:")


def _check(candidate: str) -> Reading | None:
    if logged := _LOGGED.match(candidate):
        return _read(candidate[logged.end() :], 0.85, logged.end())
    if folder := _FOLDER.match(candidate):
        name = candidate[folder.end() :].rstrip("/\\")
        dotted = re.fullmatch(r"[A-Za-z]{2,20}\.[A-Za-z]{2,24}", name)
        sure = dotted or not candidate.startswith("/home/")
        return _read(name, 0.6, folder.end()) if sure else None
    if logged := _CLF.fullmatch(candidate):
        return _read(logged.group(1), 0.85, logged.start(1))
    if named := _KEYED.match(candidate):
        joined = named.group()[-1] in "\"'="
        return _read(candidate[named.end() :], 0.7 if joined else 0.45, named.end())
    return None


def _read(text: str, score: float, start: int) -> Reading | None:
    name = text.rstrip("._-\"',;&)]}|<>\x1e \t\r\n")
    if not is_person(name) or is_marker(name) or name.isupper() or name.count(".") > 1:
        return None
    return Reading(
        "online.username", score, max(score, 0.85), name.lower(), masked="••••", why=("named",),
        start=start, end=start + len(name),
    )  # fmt: skip


plugin = Pattern(
    title="User names",
    types=("online.username",),
    regexes=(
        rf"(?i)(?:\b|_){_KEY}{_JOINED}[A-Za-z\x80-\xff][0-9A-Za-z\x80-\xff_.-]{{2,40}}{_STOP}",
        r"\b(?:Accepted [!-~]{1,24} for |session (?:opened|closed) for user |authenticated user |"
        r"logged in as )[A-Za-z][0-9A-Za-z_.-]{2}",
        r"(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})[A-Za-z][A-Za-z0-9._-]{1,40}[/\\]",
        r"[!-~] [A-Za-z][0-9A-Za-z_.@-]{1,40} \[[0-3]?[0-9]/[A-Z][a-z]{2}/[0-9]{4}:",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z-]){_KEY}{_JOINED}{_NAME}{_STOP}",
        rf"(?:Accepted [!-~]{{1,24}} for |session (?:opened|closed) for user |authenticated user |"
        rf"logged in as ){_NAME}(?![0-9A-Za-z@/\\])",
        r"(?<![0-9A-Za-z])(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})[A-Za-z][A-Za-z0-9._-]{1,40}[/\\]",
        r"[!-~]{1,60} [A-Za-z][0-9A-Za-z_.@-]{1,40} \[[0-3]?[0-9]/[A-Z][a-z]{2}/[0-9]{4}:",
    ),
    check=_check,
    near=(
        "login",
        "connexion",
        "session",
        "compte",
        "account",
        "authenticated",
        "signed in",
        "auth",
    ),
    fields=("username", "user_name", "login", "identifiant", "nom_utilisateur", "user_login"),
    reach=128,
)
