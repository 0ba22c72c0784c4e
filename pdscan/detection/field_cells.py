"""Look at a sample of a column's cells: what share of them looks like a date, a code, a name?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property

from pdscan.folding import fold
from pdscan.naming.names import PARTICLES, NameShare, name_share, word_set
from pdscan.naming.written_names import is_login_of_a_name, names_a_person

SAMPLE = 500
BEGINNING = 4096  # characters of a cell: a longer one is a text, whatever follows
OLDEST_YEAR = 1900
_TIME = r"(?:[T ]\d{1,2}:\d{2}.*)?"
_DATE = re.compile(
    rf"(?P<y>\d{{4}})[-/. ]?\d{{1,2}}[-/. ]?\d{{1,2}}{_TIME}|"
    rf"\d{{1,2}}[-/. ](?:\d{{1,2}}|[^\W\d_]{{3,9}}\.?)[-/. ](?P<z>\d{{4}}|\d{{2}}){_TIME}|"
    r"\d{1,2}er [^\W\d_]{3,9}\.? (?P<w>\d{4})|"
    rf"(?:[^\W\d_]{{3}},? )?[^\W\d_]{{3,9}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<v>\d{{4}}){_TIME}"
)
_NUMBER = re.compile(r"[-+]?[€$£]? ?\d[\d \u00a0\u202f']*(?:[.,]\d+)*\s?[€$£%]?(?:[kK]|EUR|USD)?")
_FLAGS = word_set("0 1 true false oui non yes no y n o vrai faux t f on off")
_TOWN = re.compile(r"(?:saint|sainte|st|ste)[- ]|-(?:sur|sous|les|lez|en|le|la|aux|du)-")
_SENTENCE = re.compile(r"(?:[^\W\d_]+['’.,;:!?)(-]*\s+){2,}[^\W\d_]+")


def _whole(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    compiled = re.compile(pattern, flags)
    return lambda cell: compiled.fullmatch(cell) is not None


def _part(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    compiled = re.compile(pattern, flags)
    return lambda cell: compiled.search(cell) is not None


def _digits(cell: str) -> int:
    return sum(char.isdigit() for char in cell)


def _is_phone(cell: str) -> bool:
    decimal = cell.count(".") == 1 and re.search(r"\d\.\d{3,}\s*$", cell)
    return 6 <= _digits(cell) <= 17 and not decimal and not re.search(r"[^\W\d_]{4}", cell)


def _is_text(cell: str) -> bool:
    letters = sum(char.isalpha() for char in cell)
    return letters * 2 > len(cell) and " " in cell.strip() and "@" not in cell


def _is_address(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]{3}", cell)) and (_digits(cell) > 0 or " " in cell)


LOOKS: Mapping[str, Callable[[str], bool]] = {
    "email": _part(r"[^\s@]@[^\s@]+\.\w"),
    "phone": lambda cell: _is_phone(re.split("[/;]", cell)[0]),
    "address": _is_address,
    "place": _whole(r"[^\W\d_][\w.'’() /-]{1,59}"),
    "town": _whole(r"(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d_][\w.'’() /-]{1,59}"),
    "postcode": _whole(r"(?=.*\d)[A-Za-z\d][A-Za-z\d -]{2,9}"),
    "nir": lambda cell: 13 <= _digits(cell) <= 15 and len(cell) <= 23,
    "document": _whole(r"(?=.*\d)[A-Z\d]{7,14}", re.I),
    "plate": _whole(r"(?=.*\d)(?=.*[A-Z])[A-Z\d]{1,4}(?:[ -]?[A-Z\d]{1,4}){1,2}", re.I),
    "siren": lambda cell: _digits(cell) in (9, 14) and not re.search(r"[^\W\d_]{4}", cell),
    "iban": _whole(r"(?=(?:\D*\d){8})[A-Z\d]{2}[A-Z\d •*x-]{8,40}", re.I),
    "bic": _whole(r"[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?"),
    "pan": _whole(r"(?=(?:\D*\d){4})[\d•*xX. -]{12,25}"),
    "four": _whole(r"[•*xX. ]*\d{4}"),
    "expiry": _whole(r"(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d{2}|20\d{2}-(?:0[1-9]|1[0-2])"),
    "month_or_year": _whole(r"(?:0?[1-9]|1[0-2])(?:\.0)?|(?:20)?[2-4]\d(?:\.0)?"),
    "digit": _whole(r"[0129]"),
    "key": _whole(r"\d+|[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}", re.I),
    "letter": _whole(r"[^\W\d_]"),
    "cvv": _whole(r"\d{3,4}"),
    "ip": _part(r"^\d{1,3}(?:\.[\dxX*]{1,3}){3}|^[\da-f]{0,4}:[\da-f:.]+$", re.I),
    "mac": _whole(r"(?:[\da-f]{2}[:-]){5}[\da-f]{2}|[\da-f]{12}", re.I),
    "agent": _part(r"Mozilla|AppleWebKit|Chrome|Safari|Opera|curl/|bot\b", re.I),
    "coordinate": _part(r"^-?\d{1,3}[.,]\d{2,}|\d{1,3}[.,]\d{3,}\s*[,;]\s*-?\d"),
    "secret": _whole(r"(?=.*\d)[\w./+=:-]{16,4096}"),
    "login": _whole(r"(?=.*[^\W\d_])(?!\d{4}-)[^\s/:;,]{2,64}"),
    "token": _whole(r"\S{1,128}"),
    "word": _whole(r"\S{4,128}"),
    "identifier": _whole(r"(?=.*\d)\S{8,128}"),
    "code": _whole(r"(?=\S*\w)\S{1,64}(?: \S{1,24}){0,3}"),
    "file": _part(
        r"\.(?:png|jpe?g|gif|svg|pdf|tiff?|webp|heic|bmp|wav|mp[34]|ogg|docx?|odt)$", re.I
    ),
    "url": _part(r"^(?:https?://|www\.|/)"),
    "number": _whole(_NUMBER.pattern),
    "date": _whole(_DATE.pattern),
    "flag": lambda cell: fold(cell) in _FLAGS,
    "text": _is_text,
    "prose": lambda cell: _is_text(cell) and bool(_SENTENCE.search(cell)),
    "hash": _whole(
        r"[\da-f]{32}|[\da-f]{40}|[\da-f]{56}|[\da-f]{64}|[\da-f]{128}|\$[\w.-]{1,12}\$\S{8,}", re.I
    ),
}


class Look:
    """Hold a sample of a column's filled cells and count shares (0 to 1) of it.

    At most SAMPLE cells are looked at. Holds raw data: it lives as long as one judgement.
    """

    def __init__(self, cells: Iterable[str | None]) -> None:
        begun = (cell[:BEGINNING].strip() for cell in cells if cell)
        self._cells = [cell for cell in begun if cell][:SAMPLE]
        self._shares: dict[str, float] = {}

    def __repr__(self) -> str:
        """Show the size only."""
        return f"Look({self.count} cells)"

    @property
    def count(self) -> int:
        """Return how many filled cells there are."""
        return len(self._cells)

    @cached_property
    def distinct(self) -> int:
        """Return how many different cells there are."""
        return len(set(self._cells))

    @cached_property
    def names(self) -> NameShare:
        """Return which shares look like names."""
        return name_share(self._cells)

    def share(self, look: str) -> float:
        """Return the share of cells with a look of LOOKS."""
        if look not in self._shares:
            self._shares[look] = self._share(LOOKS[look])
        return self._shares[look]

    def words(self, listed: Iterable[str]) -> float:
        """Return the share of cells that are one of the folded words."""
        known = frozenset(listed)
        return self._share(lambda cell: fold(cell).rstrip(".") in known)

    def with_word(self, listed: Iterable[str]) -> float:
        """Return the share of cells of at most six words, one of them listed (folded)."""
        known = frozenset(listed)
        return self._share(lambda cell: _has_word(cell, known))

    def are_logins(self) -> bool:
        """Say whether nearly all cells are words like logins, most of them different."""
        varied = self.distinct > 3 and self.distinct >= min(self.count / 2, 20)
        return varied and self.share("login") >= 0.9

    def logins(self) -> float:
        """Return the share of cells that are an initial or given name joined to a surname."""
        return self._share(lambda cell: len(cell) <= 64 and is_login_of_a_name(cell))

    def named_files(self) -> float:
        """Return the share of cells that are documents' names with a person's in them."""
        return self._share(lambda cell: len(cell) <= 256 and names_a_person(cell))

    def with_digit(self) -> float:
        """Return the share of cells with a digit."""
        return self._share(lambda cell: any(map(str.isdigit, cell)))

    def shouted(self) -> float:
        """Return the share of cells that are one or two words in capitals."""
        return self._share(_whole(r"[^\W\d_a-z]{2,}(?:[ '’-][^\W\d_a-z]+){0,2}"))

    def several(self) -> float:
        """Return the share of cells of two words and more, particles (de, le, van) apart."""
        return self._share(lambda cell: sum(w not in PARTICLES for w in fold(cell).split()) > 1)

    def towns(self) -> float:
        """Return the share of cells written like French towns, such as Saint-X or X-sur-Y."""
        return self._share(lambda cell: bool(_TOWN.search(fold(cell))))

    def births(self, today: date | None = None) -> float:
        """Return the share of dates or years at which a living person may have been born."""
        year = (today or datetime.now(UTC).date()).year
        return self._share(lambda cell: _birth_year(cell, year))

    def _share(self, holds: Callable[[str], bool]) -> float:
        return sum(map(holds, self._cells)) / len(self._cells) if self._cells else 0.0


def _has_word(cell: str, known: frozenset[str]) -> bool:
    words = re.findall(r"[^\W\d_]+", fold(cell))
    return len(words) <= 6 and not known.isdisjoint(words)


def _birth_year(cell: str, year: int) -> bool:
    found = _DATE.fullmatch(cell)
    if found is None:
        alone = re.fullmatch(r"((?:19|20)\d{2})(?:\.0)?", cell)
        return alone is not None and OLDEST_YEAR <= int(alone[1]) <= year
    written = next(part for part in found.groups() if part)
    return len(written) == 2 or OLDEST_YEAR <= int(written) <= year
