"""E-mail addresses, plain, international, obfuscated (`[@]`, `(at)`, arobase) or masked.

Shape: a local part of letters, digits and `. _ % + ' & -`, an at sign in one of its spellings, and
a domain of at least two labels; accents and other scripts are allowed in both.
Check: the last label is a top-level domain, reserved names (`.example`, `.test`) included; no
login of a URL or of git, no message id.
Category: cat.contact; a free-mail domain makes it personal, a role mailbox an organisation's.
Source: RFC 5321 4.1.2; RFC 6531; RFC 2606; IANA root zone, 2025-04; CNIL on professional e-mail.
"""

from __future__ import annotations

import re
import string
from functools import cache, lru_cache
from pathlib import Path

from pdscan.contracts import Begin, Pattern, Reading
from pdscan.folding import strip_accents
from pdscan.masking import mask
from pdscan.model import Form

_LOCAL = r"[0-9A-Za-z_.%+'&\x80-\xff-]{0,63}[0-9A-Za-z_%+&\x80-\xff-]"
_SIGNS = bytes({*range(0x80, 0x100), *map(ord, string.ascii_letters + string.digits + "_.%+'&-@")})
_LABEL = r"[0-9A-Za-z\x80-\xff](?:[0-9A-Za-z\x80-\xff-]{0,61}[0-9A-Za-z\x80-\xff])?"
_TOP = r"(?:[A-Za-z]{2,24}|xn--[0-9A-Za-z-]{2,59}|[\x80-\xff]{4,48})"
_DOMAIN = rf"(?:[0-9A-Za-z\x80-\xff][0-9A-Za-z\x80-\xff-]{{0,62}}+(?<!-)\.){{1,8}}{_TOP}"
_BEFORE = (
    r"(?<![0-9A-Za-z\x80-\xff_.%+&@/*-])(?<!essage-ID: <)(?<!In-Reply-To: <)"
    r"(?<!essage-[Ii]d: <)(?<!essage-id=<)(?<!sgid=<)(?<!eferences: <)(?<!> <)(?<!\bssh )"
    r"(?<!\bscp )(?<!\bsftp )(?<!\brsync )"
)
_AFTER = r"(?![0-9A-Za-z_@-])(?!:[0-9A-Za-z_~/])(?!\.[0-9A-Za-z])"
_AT = r" ?(?:\[@\]|\(@\)|\{@\}|\[at\]|\(at\)|\{at\}|<at>| arobase | arrobase |\[arobase\]|\(a\)) ?"
_DOT = r" ?(?:\.| point | dot |\[\.\]|\(\.\)|\[point\]|\(point\)|\[dot\]|\(dot\)|\{dot\}) ?"
_HIDDEN = rf"{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{1,4}}"
_SPOKEN = rf"(?: at | AT | @ ){_LABEL}(?: dot | DOT | point | POINT ){_LABEL}"
_MASKED = rf"[0-9A-Za-z]{{0,3}}(?:[*]|•){{2,16}}[0-9A-Za-z]{{0,3}}@[0-9A-Za-z*.-]{{1,63}}\.{_TOP}"
_FREE_MAIL_WORDS = """
    gmail googlemail hotmail outlook live msn yahoo ymail aol icloud me mac gmx proton protonmail pm
    tutanota tuta laposte orange wanadoo free sfr neuf bbox numericable club-internet aliceadsl
    voila mail yandex qq 163 web t-online bluewin skynet telenet libero virgilio
"""
_FREE_MAIL = frozenset(_FREE_MAIL_WORDS.split())
_ROLE_WORDS = """
    accueil admin administrator administration abonnement achats assistance bonjour commande
    commandes commercial communication compta comptabilite contact contacts contactez-nous dpd dpo
    direction donnees donneespersonnelles facturation hello help helpdesk hostmaster info infos
    information informations jobs legal mailer-daemon mairie marketing mesdroits newsletter
    no-reply noreply no_reply ne-pas-repondre office postmaster presse privacy recrutement
    reclamation reservation rgpd rh root sales sav secretariat security serviceclient
    service-client service-clients standard support team vente ventes vie-privee webmaster
"""
_ROLES = frozenset(_ROLE_WORDS.split())


_PLAIN = re.compile(r"([0-9A-Za-z_][0-9A-Za-z_.+-]*)@((?:[0-9A-Za-z-]+\.)+[A-Za-z]+)")
_SEVERAL_HIDDEN = re.compile(r"[*•]{2}[^@]*@")
_LOCAL_END = re.compile(r"[\w%+&'.-]*$")
_PLUS = str.maketrans("._-", "+++")


@cache
def _top_level_domains() -> frozenset[str]:
    path = Path(__file__).with_name("top_level_domains.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def _check(candidate: str) -> Reading | None:
    if usual := _PLAIN.fullmatch(candidate):
        return _reading(usual.group(1), usual.group(2), hidden=False, start=0)
    if "://" in candidate:
        return None
    if _SEVERAL_HIDDEN.search(candidate):
        return _masked(candidate)
    plain = candidate.replace("%40", "@")
    hidden = plain.count("@") != 1 or "[" in plain or "(" in plain or " " in plain
    if hidden:
        plain = _plain(plain)
    local, _, domain = plain.rpartition("@")
    trimmed = _LOCAL_END.search(local)
    local = trimmed.group().lstrip(".'&-") if trimmed else ""
    spaces = len(candidate) - len(candidate.lstrip())
    start = spaces if hidden else len(plain.rpartition("@")[0]) - len(local)
    return _reading(local, domain, hidden=hidden, start=start)


def _reading(local: str, domain: str, *, hidden: bool, start: int) -> Reading | None:
    if not local or ".." in local or not _is_domain(domain):
        return None
    value, capacity = f"{local}@{domain}".lower(), _capacity(local, domain)
    if hidden:
        why: tuple[str, ...] = ("top-level domain", "obfuscated")
        return Reading("contact.email", 0.8, 0.95, value, why=why, start=start, capacity=capacity)
    return Reading(
        "contact.email", 0.95, 0.98, value, True, Form.FULL, None, "", ("top-level domain",), start,
        None, capacity,
    )  # fmt: skip


def _plain(text: str) -> str:
    """Undo the spellings that hide an address from robots."""
    at = r"(?i)\s*(?:\[@\]|\(@\)|\{@\}|[\[({<]a(?:t|robase)[\])}>]|\(a\)|\bat\b|\barr?obase\b|@)\s*"
    local, _, domain = re.sub(at, "@", text, count=1).partition("@")
    domain = re.sub(r"(?i)\s*(?:[\[({](?:\.|dot|point)[\])}]|\bdot\b|\bpoint\b|\.)\s*", ".", domain)
    return f"{local}@{domain}"


def _masked(candidate: str) -> Reading | None:
    domain = candidate.rpartition("@")[2]
    if domain.rpartition(".")[2].lower() not in _top_level_domains():
        return None
    shown = candidate if "*" in domain else mask("contact.email", candidate)
    value = candidate.lower()
    return Reading(
        "contact.email", 0.8, 0.9, value, form=Form.MASKED, masked=shown, why=("masked",)
    )


@lru_cache(maxsize=4096)
def _is_domain(domain: str) -> bool:
    top = domain.rpartition(".")[2].lower()
    labels = domain.split(".")
    known = top in _top_level_domains() or top.startswith("xn--")
    return len(labels) > 1 and known and all(0 < len(label) <= 63 for label in labels)


def _capacity(local: str, domain: str) -> str:
    word = strip_accents(local.lower().partition("+")[0])
    if word in _ROLES or word.translate(_PLUS).partition("+")[0] in _ROLES:
        return "organisation"
    return "personal" if domain.lower().partition(".")[0] in _FREE_MAIL else "professional"


plugin = Pattern(
    title="E-mail addresses",
    types=("contact.email",),
    regexes=(
        rf"[0-9A-Za-z_%+&\x80-\xff-](?:@|%40){_LABEL}\.(?:[A-Za-z0-9]|[\x80-\xff]{{2}})",
        rf"(?i)[0-9A-Za-z_-](?:{_AT})[0-9A-Za-z]",
        rf"[0-9A-Za-z_-]{_SPOKEN}\b",
        r"(?:[*]|•){2}[0-9A-Za-z]{0,3}@[0-9A-Za-z*.-]{1,63}\.[A-Za-z]{2,24}\b",
    ),
    exact=(
        rf"{_BEFORE}(?:[a-z][a-z0-9+]{{1,15}}+://[^\s/@\"]{{0,80}}:)?{_LOCAL}(?:@|%40){_DOMAIN}{_AFTER}",
        rf"(?i){_BEFORE}{_LOCAL}{_HIDDEN}(?![0-9A-Za-z])",
        rf"{_BEFORE}{_LOCAL}{_SPOKEN}(?![0-9A-Za-z])",
        rf"(?<![0-9A-Za-z*]){_MASKED}\b",
    ),
    check=_check,
    near=("mail", "email", "e-mail", "courriel", "mel", "mailto", "contact", "adresse", "ecrire"),
    fields=("email", "mail", "courriel", "mel", "e_mail"),
    begins=(Begin(run=_SIGNS, unless=b":"), *(Begin(),) * 3),
    reach=330,
)
