"""Passwords in clear, and their hashes, where a word or the field's name speaks of them.

Shape: `password=`, `mdp :`, "mot de passe est" and a value; in columns named so any value. Crypt
formats (bcrypt, argon2, scrypt, PBKDF2, SHA-crypt, LDAP) are read anywhere.
Check: markers (`${DB_PASSWORD}`, `****`), code and prose are no passwords; those of first
installations (`changeme`) are test values; a salted slow hash is strong, bare MD5, SHA-1, NTLM or
LM weak, a bare SHA-2 only hashed.
Category: none; a password in clear contradicts every declaration.
Source: OWASP Password Storage Cheat Sheet; CNIL, délibération n° 2022-100; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.model import Form
from pdscan.placeholders import TEST_VALUE, is_marker, is_sample

_CAMEL = r"(?-i:[A-Za-z0-9]*[a-z0-9](?:Password|Passwd|Pwd|Passphrase|MotDePasse|Mdp))"
_WORD = (
    r"(?:(?:pg|mysql_|db)?password|passwd|passphrase|pwd|pass|mot[ _-]?de[ _-]?passe|mdp|"
    r"motdepasse|passwort|kennwort|contrase(?:n|ñ)a|senha|wachtwoord|code d'acc(?:è|e)s|"
    rf"{_CAMEL})"
    r"(?: (?:provisoire|temporaire|initial|actuel|wifi|wi-fi|admin|par d(?:é|e)faut))?"
)
_WORD_TRIGGER = _WORD.replace(
    r"(?-i:[A-Za-z0-9]*[a-z0-9](?:Password|Passwd|Pwd|Passphrase|MotDePasse|Mdp))", "passphrase"
)
_WHAT = r"(?: (?:du |de la |de l'|de |pour )?[a-z][a-z0-9\x80-\xff-]{1,15})"
_OF_WHAT = (
    rf"(?:(?:mot de passe|mdp|password){_WHAT}{{1,2}}|"
    rf"(?:cl(?:é|É|e) (?:wpa[23]?|wep|wi-?fi)|code wi-?fi){_WHAT}{{0,2}}) ?[:=] ?"
)
_BEFORE = r"(?:(?:user|username|login|identifiant|utilisateur|id|compte) ?/ ?)?"
_JOINED = r"(?:\\?[\"'])?(?: {0,8}(?::|=|=>|:=) ?| est(?: :)? | is |>)(?:\\?[\"'])?"
_OPTION = r"(?:--password[ =]|IDENTIFIED BY )[\"']?"
_VALUE = "[^\\s\"'<>,;&|\x1e\x80-\xff]"
_NO_SENTENCE = r"(?![A-Za-z\x80-\xff'-]+,? [a-z\xc3])"
_SALTED = r"[./0-9A-Za-z$=,+-]"
_CRYPT = (
    r"(?:\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}|"
    rf"\$(?:argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha(?:1|256|512))?)\${_SALTED}{{20,160}}|"
    rf"\$(?:5|6|y|7|gy|sha1)\${_SALTED}{{12,130}}|\$(?:1|apr1)\${_SALTED}{{20,40}}|"
    r"\$[PHS]\$[./0-9A-Za-z]{31,52}|pbkdf2[_:-]?sha(?:1|256|512)[$:][!-~]{20,200}|"
    r"bcrypt_sha256\$[!-~]{50,90}|SCRAM-SHA-(?:1|256)\$[!-~]{40,200}|scrypt[:$][!-~]{20,200}|"
    r"aad3b435b51404eeaad3b435b51404ee:[0-9a-f]{32}|"
    r"\{(?:SSHA|SSHA256|SSHA512|SHA|MD5|SMD5|CRYPT|NT)\}[A-Za-z0-9+/=$.]{16,130})"
)
_WEAK_CRYPT = ("$1$", "$apr1$", "{", "$P$", "$H$", "aad3b435")
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
    found = re.match(rf"(?i)(?:{_OPTION}|{_BEFORE}{_WORD}{_JOINED})", candidate)
    if found is None:
        return _check_of_what(candidate)
    if "/" in found.group() and "/" in candidate[found.end() :]:
        start = candidate.index("/", found.end()) + 1  # user/pass: zoe/secret
        return _read(candidate[start:].rstrip(".)]}"), 0.8, start)
    value = candidate[found.end() :]
    if re.match(r"(?i)pass\b", candidate) and not _is_mixed(value):
        return None  # "PASS: test_login", "pass=3": the outcome of a test
    quoted = found.group()[-1] in "\"'>"
    if not quoted and _PROSE.fullmatch(value):
        if re.search(r"(?i) est| is", found.group()) or value.lower().strip(".:!?") in _NO_VALUES:
            return None
        return _read(value.rstrip(".:!?"), 0.6, found.end())
    return _read(value.rstrip(".)]}"), 0.8, found.end())


def _check_of_what(candidate: str) -> Reading | None:
    """Read "mot de passe caisse = …", where words stand between: only what mixes is believed."""
    found = re.match(rf"(?i){_OF_WHAT}", candidate)
    if found is None:
        return None
    value = candidate[found.end() :].rstrip(".)]}")
    return _read(value, 0.8, found.end()) if _is_mixed(value) else None


def _check_cell(cell: str) -> Reading | None:
    return _read(cell.strip(), 0.9, 0)


def _read(value: str, score: float, start: int) -> Reading | None:
    if not value or is_marker(value):
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
        "secret.password", score, 0.95, value, qualifier=TEST_VALUE if is_sample(value) else None,
        masked="••••", why=("named",), start=start, end=start + len(value),
    )  # fmt: skip


def _is_mixed(value: str) -> bool:
    """Say whether a text mixes letters with digits or signs, and is no path or name of code."""
    mixed = re.search(r"[A-Za-z]", value) and re.search(r"[0-9!?#$%&*+@]", value)
    return bool(mixed) and re.search(r"[/\\]|[.:_(][A-Za-z]", value) is None


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
        rf"(?i)(?:\b|_|[a-z0-9]){_WORD_TRIGGER}{_JOINED}[!-~]",
        r"(?:\$2[abxy]?\$[0-9]{2}\$|\$(?:argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha(?:1|256|512))?)\$|"
        r"\$(?:5|6|y|7|gy|sha1|1|apr1|P|H|S)\$|pbkdf2[_:-]?sha(?:1|256|512)[$:]|scrypt[:$]|"
        r"bcrypt_sha256\$|SCRAM-SHA-(?:1|256)\$|aad3b435b51404eeaad3b435b51404ee:|"
        r"\{(?:SSHA|SSHA256|SSHA512|SHA|MD5|SMD5|CRYPT|NT)\})[!-~]{12}",
        r"(?:--password[ =]|IDENTIFIED BY )[\"']?[!-~]{4}",
        rf"(?i)\b{_OF_WHAT}[!-~]{{4}}",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z]){_BEFORE}{_WORD}{_JOINED}{_NO_SENTENCE}{_VALUE}{{1,128}}",
        _CRYPT,
        rf"(?<![0-9A-Za-z-]){_OPTION}{_VALUE}{{4,128}}",
        rf"(?i)(?<![0-9A-Za-z]){_OF_WHAT}{_VALUE}{{4,128}}",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("password", "mot de passe", "mdp", "login", "identifiant", "identifiants", "compte",
          "user", "utilisateur", "acces"),
    fields=("password", "passwd", "mot_de_passe", "mdp", "pwd", "motdepasse", "user_pass",
            "passphrase", "password_hash", "hashed_password", "mdp_hash"),
    reach=260,
)  # fmt: skip
