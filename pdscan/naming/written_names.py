"""Know names in what is written for machines: `jdupont` of a login, `CV_Zelie_Durand.pdf`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from pdscan.folding import fold
from pdscan.naming.names import Standing, given_standing, is_ordinary, surname_standing

SHORTEST = 4
_GLUED = re.compile(r"([a-z])([a-z-]{4,}?)[0-9]{0,3}|([a-z-]{4,}?)([a-z])[0-9]{0,3}")
_FILE = re.compile(r"\.(?:pdf|docx?|odt|rtf|xlsx?|ods|jpe?g|png|tiff?|msg|eml|vcf|txt|zip)$")
_TOKENS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@lru_cache(maxsize=65_536)
def is_login_of_a_name(cell: str) -> bool:
    """Say whether a word is an initial or given name joined to a listed surname.

    >>> [is_login_of_a_name(word) for word in ("jlefebvre", "marie.lefebvre", "price", "admin")]
    [True, True, False, False]
    """
    text = fold(cell.strip())
    if " " in text or is_ordinary(text):
        return False
    parts = re.split(r"[._-]", text.rstrip("0123456789"))
    if len(parts) == 2:
        return _fit(*parts) or _fit(*reversed(parts))
    found = _GLUED.fullmatch(text)
    if found is None or given_standing(text) or surname_standing(text):
        return False
    return _is_long(found[2] or found[3]) or (found[2] is not None and _is_long(text[:-1]))


def _fit(first: str, last: str) -> bool:
    begins = len(first) == 1 or given_standing(first) > Standing.UNKNOWN
    return begins and surname_standing(last) > Standing.UNKNOWN


def _is_long(surname: str) -> bool:
    return len(surname) >= SHORTEST and surname_standing(surname) > Standing.UNKNOWN


@lru_cache(maxsize=65_536)
def names_a_person(path: str) -> bool:
    """Say whether the name of a document, or its path, has a given name beside a surname.

    >>> names_a_person("/rh/LEFEBVRE_Marie/contrat.pdf"), names_a_person("Notice_Table_Oslo.pdf")
    (True, False)
    """
    if not _FILE.search(path.strip().lower()):
        return False
    return any(
        _pair(one, other) or _pair(other, one) for one, other in pairwise(_TOKENS.findall(path))
    )


def _pair(first: str, last: str) -> bool:
    return given_standing(first) is Standing.LISTED and surname_standing(last) > Standing.UNKNOWN
