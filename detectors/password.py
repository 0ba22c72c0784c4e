"""Passwords in clear, and their hashes, where a word or the field's name speaks of them.

Shape: `password=`, `mdp :`, "mot de passe est" and a value; in columns named so any value. Crypt
formats (bcrypt, argon2, scrypt, PBKDF2, SHA-crypt, LDAP) are read anywhere.
Check: placeholders, code and prose are no passwords; a salted slow hash is strong, bare MD5, SHA-1
or NTLM weak, a bare SHA-2 only hashed.
Category: none; a password in clear contradicts every declaration.
Source: OWASP Password Storage Cheat Sheet; CNIL, délibération n° 2022-100; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.model import Form

_WORD = (
    r"(?:password|passwd|passphrase|pwd|pass|mot[ _-]?de[ _-]?passe|mdp|motdepasse|"
    r"code d'acc(?:è|e)s)"
)
_BEFORE = r"(?:(?:user|username|login|identifiant|utilisateur|id|compte) ?/ ?)?"
_JOINED = r"[\"']?(?: ?(?::|=|=>|:=) ?| est(?: :)? | is |>)[\"']?"
_VALUE = "[^\\s\"'<>,;&|\x1e\x80-\xff]"
_NO_SENTENCE = r"(?![A-Za-z\x80-\xff'-]+,? [a-z\xc3])"
_CRYPT = (
    r"(?:\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$[!-~]{20,160}|"
    r"\$(?:5|6|y|7|gy)\$[!-~]{12,130}|\$1\$[!-~]{20,40}|\$apr1\$[!-~]{20,40}|"
    r"pbkdf2[_:-]?sha(?:1|256|512)[$:][!-~]{20,200}|scrypt[:$][!-~]{20,200}|"
    r"\{(?:SSHA|SSHA256|SSHA512|SHA|MD5|SMD5)\}[A-Za-z0-9+/=]{16,130})"
)
_WEAK_CRYPT = ("$1$", "$apr1$", "{")
_PLACEHOLDERS = frozenset(
    {
        "none", "null", "nil", "true", "false", "string", "str", "undefined", "empty", "redacted",
        "hidden", "masked", "masque", "filtered", "xxx", "n/a", "na", "nan", "todo", "required",
        "optional", "varchar", "text", "password", "passwd", "motdepasse_ici", "yes", "no", "oui",
        "non", "your_password", "votre_mot_de_passe", "value", "int", "env", "os.environ",
    }
)  # fmt: skip
_NO_VALUES = frozenset(
    {
        "obligatoire", "requis", "requise", "oublie", "oublié", "incorrect", "invalide", "invalid",
        "confidentiel", "personnel", "ok", "ko", "reset", "changed", "missing", "wrong", "expired",
        "minimum", "maximum", "temporaire", "nouveau", "ancien", "new", "old", "field", "hash",
    }
)  # fmt: skip
_PROSE = re.compile(r"[a-zàâäéèêëîïôöùûüç'’-]+[.:!?]?|[A-Z][a-z]+[.:!?]?|[0-9]{1,2}")
_HASH_SIZES = {32: Form.WEAK_HASH, 40: Form.WEAK_HASH, 56: Form.HASHED, 64: Form.HASHED,
               96: Form.HASHED, 128: Form.HASHED}  # fmt: skip


def _check(candidate: str) -> Reading | None:
    crypt = re.fullmatch(_CRYPT, candidate)
    if crypt is not None:
        return _hash(candidate, _crypt_form(candidate), 0)
    found = re.match(rf"(?i){_BEFORE}{_WORD}{_JOINED}", candidate)
    if found is None:
        return None
    if "/" in found.group() and "/" in candidate[found.end() :]:
        start = candidate.index("/", found.end()) + 1  # user/pass: zoe/secret
        return _read(candidate[start:].rstrip(".)]}"), 0.8, start)
    value = candidate[found.end() :]
    quoted = found.group()[-1] in "\"'>"
    if not quoted and _PROSE.fullmatch(value):
        if re.search(r"(?i) est| is", found.group()) or value.lower().strip(".:!?") in _NO_VALUES:
            return None
        return _read(value.rstrip(".:!?"), 0.6, found.end())
    return _read(value.rstrip(".)]}"), 0.8, found.end())


def _check_cell(cell: str) -> Reading | None:
    return _read(cell.strip(), 0.9, 0)


def _read(value: str, score: float, start: int) -> Reading | None:
    if not value or _is_placeholder(value):
        return None
    if re.fullmatch(_CRYPT, value):
        return _hash(value, _crypt_form(value), start)
    if re.fullmatch(r"(?:0x|\*)?[0-9A-Fa-f]+", value):
        size = len(value.removeprefix("0x").removeprefix("*"))
        if size in _HASH_SIZES:
            return _hash(value, _HASH_SIZES[size], start)
    if not 4 <= len(value) <= 128 or re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    return Reading(
        "secret.password", score, 0.95, value, masked="••••", why=("named",), start=start,
        end=start + len(value),
    )  # fmt: skip


def _is_placeholder(value: str) -> bool:
    plain = value.strip("\"'").lower()
    if plain in _PLACEHOLDERS or re.fullmatch(r"(.)\1*|x+\d*|[*•.#_-]+", plain):
        return True
    code = r"[<\[{$%(@]|env[.(]|os\.|process\.|self\.|this\.|get|input\("
    return re.match(code, plain) is not None


def _crypt_form(value: str) -> Form:
    return Form.WEAK_HASH if value.startswith(_WEAK_CRYPT) else Form.STRONG_HASH


def _hash(value: str, form: Form, start: int) -> Reading:
    return Reading(
        "secret.password_hash", 0.9, 0.97, value, True, form=form, masked="••••",
        why=("hash format",), start=start, end=start + len(value),
    )  # fmt: skip


plugin = Pattern(
    title="Passwords and password hashes",
    types=("secret.password", "secret.password_hash"),
    regexes=(
        rf"(?i)(?:\b|_){_WORD}{_JOINED}[!-~]",
        r"(?:\$2[abxy]?\$[0-9]{2}\$|\$argon2(?:id|i|d)\$|\$(?:5|6|y|7|gy|1|apr1)\$|"
        r"pbkdf2[_:-]?sha(?:1|256|512)[$:]|scrypt[:$]|\{(?:SSHA|SSHA256|SSHA512|SHA|MD5|SMD5)\})"
        r"[!-~]{12}",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z]){_BEFORE}{_WORD}{_JOINED}{_NO_SENTENCE}{_VALUE}{{1,128}}",
        _CRYPT,
    ),
    check=_check,
    cell_check=_check_cell,
    near=("password", "mot de passe", "mdp", "login", "identifiant", "identifiants", "compte",
          "user", "utilisateur", "acces"),
    fields=("password", "passwd", "mot_de_passe", "mdp", "pwd", "motdepasse", "user_pass",
            "passphrase", "password_hash", "hashed_password", "mdp_hash"),
    reach=260,
)  # fmt: skip
