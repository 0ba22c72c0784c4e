"""Telephone numbers: French in every spelling, international, and national ones in context.

Shape: ten digits from 01 to 09 in their usual groups, +33, 0033 or (+33) with or without (0),
overseas codes, `+` and a country code; other national forms where a word nearby says telephone.
Check: the French numbering plan, grouping with one separator; `phonenumbers` for other countries.
The ranges kept for fiction count. Dates, amounts, company numbers and times stay silent.
Category: cat.contact.
Source: ARCEP, décision n° 2018-0881 (plan de numérotation); ITU-T E.164; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Begin, Pattern, Reading, Turn
from pdscan.model import Form
from pdscan.numbering import is_national, is_possible, national_number, split

_S = "(?:[ ./-]|\u00a0|\u202f|\u2009)"
_NATIONAL = rf"0 ?[1-9](?:{_S}?[0-9]){{8}}"
_FRENCH = (
    rf"(?:\((?:\+|00)33\)|\(?(?:\+ ?|00 ?)33){_S}{{0,2}}(?:\(0\)|0)?{_S}?\)?"
    rf"[1-9](?:{_S}?[0-9]){{8}}"
)
_BRACKETED = rf"\(0[1-9]\){_S}?[0-9]{{2}}(?:{_S}?[0-9]{{2}}){{3}}"
_WITHOUT_ZERO = r"[67](?:(?: [0-9]{2}){4}|(?:\.[0-9]{2}){4}|(?:-[0-9]{2}){4})"
_PLUS = r"\+[1-9][0-9]{0,3}(?:[ -]?\([0-9]{1,5}\))?(?:[ ./-]?[0-9]){3,13}"
# Before a number: signs that end nothing of all that must not stand there.
_PLAINLY = r"(?<=[\n\x1e\t\"'(<{\[;|=])|(?<=[^0-9Nne:] )"
_NOT_BEFORE = r"(?<![0-9A-Za-z_#+])(?<![0-9][.,])(?<![0-9]-)(?<![0-9A-Fa-f]{4}-)(?<![A-Z]-)"
_NOT_AFTER = r"(?![0-9A-Za-z_])(?!\.[0-9])(?!-[0-9A-Za-z])(?! ?(?:€|EUR))"
# A group of one to three digits touches the number on its left, as in a NIR; a telephone may.
_TELEPHONES = (
    r"0[1-9](?:[ .-][0-9]{2}){4}", r"3[ .-][1-9](?:[ .-][0-9]{2}){4}", r"0[0-9]{3}(?: [0-9]{3}){2}",
    r"0[0-9]{3}(?:[ .-][0-9]{2}){3}",
)  # fmt: skip
_FREE = "".join(
    f"(?<!(?<![0-9A-Za-z\x80-\xff])[0-9]{{{size}}}{space})"
    for size in (1, 2, 3)
    for space in (" ", "\u00a0", "\u202f")
)
_NOT_TOUCHED = f"(?:{_FREE}|{'|'.join(f'(?<={number} )' for number in _TELEPHONES)})"
_MORE = rf"{_S}[0-9]{{2}}{_S}[0-9]{{2}}{_S}[0-9]{{2}}"
# Two digits, then two: that is French, and read above.
_ELSEWHERE_GROUPED = (
    r"0[1-9](?:[0-9]{2,3}[ /-][0-9]{2,4}|[0-9]?[ /-][0-9]{3,4})(?:[ -][0-9]{2,4}){1,3}"
)
_ALONE = rf"(?! [0-9]{{2}}(?: [0-9]{{2}}\b|\s*(?:[\r\n]|$))(?!{_MORE}))"
_GROUPS = frozenset(
    {
        (10,), (2, 2, 2, 2, 2), (4, 2, 2, 2), (4, 3, 3), (2, 4, 4), (3, 3, 4), (3, 3, 2, 2),
        (1, 3, 2, 2, 2), (1, 3, 3, 3), (4, 6), (2, 8), (2, 2, 3, 3), (2, 3, 3, 2), (1, 9),
        (1, 1, 2, 2, 2, 2), (2, 2, 2, 4),
    }
)  # fmt: skip
_USUAL = re.compile(r"0[1-9](?:([ .-])[0-9]{2})(?:\1[0-9]{2}){3}")
_NO_SEPARATOR = str.maketrans("", "", " .-")
_OVERSEAS = ("262", "508", "590", "594", "596", "681", "687", "689")
_ELSEWHERE = ("US", "GB", "DE", "BE", "CH", "IT", "ES", "LU", "NL", "PT", "JP", "IL", "CN", "IN")

_ORGANISATION = (
    r"s\.?a\.?r\.?l\b|s\.?a\.?s\b|sasu\b|eurl\b|siege|services? (?:clients?|consommateurs?)|"
    r"standard|hotline|numero vert|societe|r\.?c\.?s\b|sire[nt]\b|ltd\b|gmbh\b|support|mairie|"
    r"agence|cabinet|contact@|dpo\b|delegue a la protection|responsable (?:du|de) traitement|"
    r"contactez[- ]nous|nous (?:appeler|contacter|joindre)|accueil"
)
_PROFESSIONAL = r"professionnel|bureau|pro\b|ligne directe|work\b|office\b"
_PERSONAL = (
    r"domicile|perso|prive|patiente?\b|m\. [a-z]|mme\b|mlle\b|monsieur|madame|nee? le|salarie|"
    r"beneficiaire|assuree?\b|cliente?\b(?! :)|abonnee?\b|demeurant|home\b|private\b"
)
_COMPACT = re.compile(r"0[1-9][0-9]{8}")


def _check(candidate: str) -> Reading | None:
    if _USUAL.fullmatch(candidate):
        return _french(candidate[1:].translate(_NO_SEPARATOR), 0.8, 0.97)
    if _COMPACT.fullmatch(candidate):
        score = 0.4 if candidate[1] == "8" else 0.6
        return _french(candidate[1:], score, 0.95) or _elsewhere(candidate, candidate)
    digits = "".join(sign for sign in candidate if sign.isdigit())
    if re.match(r"\(?(?:\+ ?|00 ?)33", candidate):
        number = re.sub(r"^\(?(?:\+ ?|00 ?)33\)?\D*(?:\(0\)|0)?\D*", "", candidate)
        return _french(re.sub(r"\D", "", number), 0.8, 0.97)
    if candidate.startswith("+"):
        return _international(candidate, digits)
    if digits.startswith("00"):
        doubt = 0.15 if " " in candidate else 0.35
        return _international("+" + candidate[2:], digits[2:], doubt, shift=1)
    if digits.startswith("33") and len(digits) == 11:
        grouped = re.fullmatch(r"[0-9]+\.?[0-9]+", candidate) is None  # 33123.4 is a decimal
        return _french(digits[2:], 0.7 if grouped else 0.45, 0.9)
    if re.fullmatch(r"\(0[1-9]\).*", candidate):
        return _french(digits[1:], 0.7, 0.95)
    if re.fullmatch(_WITHOUT_ZERO, candidate):
        return _french(digits, 0.3, 0.8)
    if digits.startswith("0") and len(digits) == 10 and "(" not in candidate:
        return _grouped(candidate, digits) or _elsewhere(candidate, digits)
    return _elsewhere(candidate, digits)


def _grouped(candidate: str, digits: str) -> Reading | None:
    sizes = tuple(len(group) for group in re.findall(r"[0-9]+", candidate))
    separators = {re.sub(r"\s", " ", sign) for sign in re.findall(r"[^0-9]", candidate)}
    if sizes == (4, 3, 3) and "." in candidate and digits[1] != "8":
        return None  # a Belgian company's number
    if sizes not in _GROUPS or (len(separators) > 1 and sizes[0] != 1):
        return None
    if sizes == (10,) or sizes in ((4, 6), (2, 8)):
        return _french(digits[1:], 0.4 if digits[1] == "8" else 0.6, 0.95)
    return _french(digits[1:], 0.8, 0.97)


def _french(number: str, score: float, context_score: float) -> Reading | None:
    """Read the nine digits after the 0 or the country code."""
    if len(number) != 9 or number[0] == "0" or len(set(number)) < 3:
        return None
    reading = _reading("33" + number, score, context_score, "french plan")
    return reading._replace(capacity="organisation") if number[0] == "8" else reading


def _international(text: str, digits: str, doubt: float = 0.0, shift: int = 0) -> Reading | None:
    """Read a number with its country code; groups behind it may belong to something else."""
    if len(set(digits)) < 3:
        return None
    bracketed = re.sub(r"\(0\)", lambda zero: "\x1f" * len(zero[0]), text)
    ends = [group.end() for group in re.finditer(r"[0-9]+", bracketed)]
    for end in ends[:-4:-1]:
        code, rest = split("".join(sign for sign in bracketed[:end] if sign.isdigit()))
        if not code:
            return None
        number = national_number(code, rest)
        if number:
            return _reading(code + number, 0.8 - doubt, 0.95, "numbering plan", end + shift)
        if is_possible(code, rest) and not _is_arithmetic(text):
            score = (0.6 if code in _OVERSEAS else 0.45) - doubt
            return _reading(code + rest, score, 0.8, "possible length", end + shift)
    return None


def _is_arithmetic(text: str) -> bool:
    return len(text) < 8 or text.count(".") == 1 or "--" in text


def _elsewhere(candidate: str, digits: str) -> Reading | None:
    """Read a national form of another country; only the North American one stands alone."""
    if len(set(digits)) < 3:
        return None
    for region in _ELSEWHERE:
        american = region == "US"
        known = national_number("1", digits) if american else is_national(region, digits)
        if known or (american and _is_fictional(digits)):
            american = american and candidate.startswith("(")
            return _reading(digits, 0.6 if american else 0.3, 0.85, f"plan:{region}")
    return None


def _is_fictional(digits: str) -> bool:
    return len(digits) == 10 and digits[3:8] == "55501"


def _reading(
    value: str, score: float, context_score: float, why: str, end: int | None = None
) -> Reading:
    return Reading(
        "contact.phone", score, context_score, value, False, Form.FULL, None, "", (why,), 0, end
    )


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a telephone's column name, any number of 6 to 15 digits."""
    text = cell.strip()
    digits = "".join(sign for sign in text if sign.isdigit())
    spelt = re.fullmatch(r"[0-9+()\[\] ./\u00a0\u202fextEXT#-]+", text)
    if not 6 <= len(digits) <= 15 or spelt is None:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*|\d\d/\d\d/\d{4}", text) or len(set(digits)) < 2:
        return None
    return _reading(digits, 0.8, 0.8, "telephone column")


plugin = Pattern(
    title="Telephone numbers",
    types=("contact.phone",),
    regexes=(
        rf"\b{_NATIONAL}\b",
        rf"(?:\+ ?|\b00 ?)33(?:{_S}|[()0])*[1-9](?:{_S}?[0-9]){{8}}\b",
        rf"{_PLUS}\b",
        rf"\b33(?:{_S})?[1-9](?:{_S}?[0-9]{{2}}){{4}}\b",
        r"\b00[1-9][0-9](?:[ .-]?[0-9]){7,12}\b",
        r"\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}\b",
        r"\b[2-9][0-9]{2}[.-][2-9][0-9]{2}[.-][0-9]{4}\b",
        rf"\b{_ELSEWHERE_GROUPED}\b",
        r"\b0[1-9][0-9]{0,2}[ /-][0-9]{5,8}\b",
        rf"{_BRACKETED}\b",
        rf"\b{_WITHOUT_ZERO}\b",
    ),
    exact=(
        rf"(?=0)(?:{_PLAINLY}|{_NOT_BEFORE}(?<!ISBN )(?<!ISBN: )(?<!ISBN : )(?<![Vv]ersion )"
        rf"(?<!entreprise )(?<!entreprise : ){_NOT_TOUCHED})"
        rf"{_NATIONAL}{_NOT_AFTER}{_ALONE}",
        rf"(?<![0-9A-Za-z]){_FRENCH}{_NOT_AFTER}",
        rf"(?<![0-9A-Za-z+]){_PLUS}{_NOT_AFTER}",
        rf"{_NOT_BEFORE}33(?:{_S})?[1-9](?:{_S}?[0-9]{{2}}){{4}}{_NOT_AFTER}{_ALONE}",
        rf"{_NOT_BEFORE}00[1-9][0-9](?:[ .-]?[0-9]){{7,12}}{_NOT_AFTER}",
        rf"(?<![0-9A-Za-z])\([0-9]{{3}}\) ?[0-9]{{3}}[ .-][0-9]{{4}}{_NOT_AFTER}",
        rf"{_NOT_BEFORE}[2-9][0-9]{{2}}[.-][2-9][0-9]{{2}}[.-][0-9]{{4}}{_NOT_AFTER}",
        rf"(?=0){_NOT_BEFORE}{_NOT_TOUCHED}{_ELSEWHERE_GROUPED}{_NOT_AFTER}",
        rf"{_NOT_BEFORE}0[1-9][0-9]{{0,2}}[ /-][0-9]{{5,8}}(?:[ -][0-9]{{2,4}})?{_NOT_AFTER}",
        rf"(?<![0-9A-Za-z]){_BRACKETED}{_NOT_AFTER}{_ALONE}",
        rf"{_NOT_BEFORE}{_NOT_TOUCHED}{_WITHOUT_ZERO}{_NOT_AFTER}{_ALONE}",
    ),
    check=_check,
    cell_check=_check_cell,
    near=(
        "tel", "telephone", "telephones", "telephonique", "phone", "mobile", "portable", "fixe",
        "fax", "telecopie", "gsm", "appeler", "appelez", "appel", "joindre", "joignable",
        "telefon", "telefono", "movil", "telefone", "telemovel", "telefoon", "handy", "cellulare",
        "rappeler", "whatsapp", "sms", "standard", "call", "cell", "numero vert", "hotline",
        "contact",
    ),
    fields=(
        "tel", "telephone", "phone", "portable", "mobile", "gsm", "fax", "phone_number", "telfixe",
        "numero_telephone", "num_tel", "cell_phone", "cellphone", "msisdn", "telecopie",
    ),
    turns=(
        Turn(_ORGANISATION, capacity="organisation", before=80, after=24),
        Turn(_PROFESSIONAL, capacity="professional", before=24, after=24),
        Turn(_PERSONAL, capacity="personal", before=48, after=32),
    ),
    begins=(Begin(run=b"0123456789 ./-\xc2\xa0\xe2\x80\xaf\x89"), *(Begin(),) * 10),
    reach=40,
)  # fmt: skip
