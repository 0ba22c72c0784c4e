"""Say kinds, severities, reasons and types in words, in French or English.

The words lie in `wording.yaml` beside this file, those of types in the taxonomy. A word that isn't
there is given back as it came, so a plugin's own type or kind is still shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path

from pdscan import plugins, taxonomy
from pdscan.model import UnknownNameError

LANGUAGES = ("fr", "en")
THIN = "\u202f"
HARD = "\u00a0"

_BEFORE = re.compile(r"[ \u00a0](?=[;!?](?:\s|$))")
_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))|(?<=«) | (?=»)| (?=%)|(?<=\bl\.) (?=\d)")
_UNIT = re.compile(r"(\d+)([YMWDH])")
_UNITS = {"fr": ("o", "Ko", "Mo", "Go", "To"), "en": ("B", "KB", "MB", "GB", "TB")}


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    import yaml

    text = Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    words: dict[str, dict[str, list[str]]] = yaml.load(text, loader)  # noqa: S506 (safe)
    return words


def french_spaces(text: str) -> str:
    r"""Return French text with its no-break spaces: thin before ; ! ?, full before : % and in « ».

    >>> french_spaces("« Non » : vrai ?")
    '«\xa0Non\xa0»\xa0: vrai\u202f?'
    """
    return _COLON.sub(HARD, _BEFORE.sub(THIN, text))


def inert(text: str) -> str:
    r"""Return text in which control, direction and invisible characters show as their number.

    >>> inert("a\u202eb")
    'a⟨202E⟩b'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return f"⟨{ord(char):04X}⟩"
    return char


@lru_cache(maxsize=4_096)
def _said(section: str, word: str, index: int) -> str | None:
    pair = _words()[section].get(word)
    if pair is None:
        return None
    return pair[index] if index else french_spaces(pair[index])


def ordered(section: str, names: Collection[str]) -> tuple[str, ...]:
    """Return the names in the order of a section of `wording.yaml`, unknown ones last, sorted."""
    known = [name for name in _words()[section] if name in names]
    return (*known, *sorted(set(names) - set(known)))


class Words:
    """Speak one language, `fr` or `en`."""

    def __init__(self, language: str = "fr") -> None:
        if language not in LANGUAGES:
            raise UnknownNameError("language", language, LANGUAGES)
        self.language = language
        self._index = LANGUAGES.index(language)

    def say(self, section: str, word: str, **values: object) -> str:
        """Return the words for an id of a section of `wording.yaml`, or the id itself."""
        text = _said(section, word, self._index)
        if text is None:
            return inert(word)
        return text.format(**values) if values else text

    def typeset(self, text: str) -> str:
        """Return the text with the no-break spaces of its language."""
        return french_spaces(text) if self.language == "fr" else text

    def type(self, type_id: str | None) -> str:
        """Return a type's label, or that of its pack, or its id where nobody knows it."""
        known = taxonomy.load().types.get(type_id or "")
        if known is None:
            packed = plugins.packed_titles((type_id,)) if type_id and ":" in type_id else {}
            return inert(packed.get(type_id or "", type_id or ""))
        return known.fr if self.language == "fr" else known.en

    def locus(self, locus: str | None) -> str:
        """Return a locus in words: `column:iban` is « colonne iban »."""
        container, _, name = (locus or "").partition(":")
        if not container:
            return ""
        return f"{self.say('container', container)} {inert(name)}".strip()

    def number(self, value: int) -> str:
        """Return a count with its thousands apart."""
        return f"{value:,}".replace(",", THIN if self.language == "fr" else ",")

    def counted(self, what: str, count: int) -> str:
        """Return a count with its noun; 0 and 1 are singular in French, 1 in English."""
        one, many = _words()["counted"][what][self._index].split("|")
        single = count == 1 or (count == 0 and self.language == "fr")
        return f"{self.number(count)} {one if single else many}"

    def share(self, value: float) -> str:
        """Return a share from 0 to 1 as a percentage; never 0 % or 100 % of what isn't."""
        percent = value * 100
        digits = 0 if percent in {0, 100} or 1 <= percent <= 99 else 1
        if 0 < percent < 0.1:
            return "< " + self._decimal(0.1) + self._percent()
        if 99.9 < percent < 100:
            return "> " + self._decimal(99.9) + self._percent()
        return (self._decimal(percent) if digits else f"{percent:.0f}") + self._percent()

    def size(self, value: int) -> str:
        """Return a size in bytes with a unit, powers of 1000."""
        units = _UNITS[self.language]
        power = min((len(str(max(value, 0))) - 1) // 3, len(units) - 1)
        amount = value / 1000**power
        digits = f"{amount:.0f}" if not power or amount >= 100 else self._decimal(amount)
        return f"{digits}{HARD}{units[power]}"

    def blind_spot(self, spot: str) -> str:
        """Return a report's blind spot or gap in words, or as it came where it isn't known."""
        for pair in _words()["blind_spot"].values():
            known = re.sub(r"\\{(\w)\\}", r"(?P<\1>.+)", re.escape(pair[1]))
            if found := re.fullmatch(known, spot):
                parts = {name: inert(part) for name, part in found.groupdict().items()}
                return self.typeset(pair[self._index]).format(**parts)
        return inert(spot)

    def duration(self, iso: str) -> str:
        """Return an ISO 8601 duration of one or more units in words: `P15M` is « 15 mois »."""
        date, _, time = iso.removeprefix("P").partition("T")
        parts = [*_UNIT.findall(date), *((n, f"T{unit}") for n, unit in _UNIT.findall(time))]
        said = (self._span(int(n), unit) for n, unit in parts)
        return " ".join(said) if iso.startswith("P") and parts else inert(iso)

    def _span(self, count: int, unit: str) -> str:
        return self.counted(unit, count).replace(" ", HARD)

    def quote(self, text: str) -> str:
        """Return the text between the language's quotation marks."""
        body = inert(" ".join(text.split()))
        return f"«{HARD}{body}{HARD}»" if self.language == "fr" else f"“{body}”"

    def lines(self, lines: tuple[int, ...]) -> str:
        """Return a range of lines in words: `lignes 35 à 37`."""
        if not lines:
            return ""
        first, last = lines[0], lines[-1]
        if first == last:
            return f"{self.say('ui', 'line')}{HARD}{first}"
        joint = f"{HARD}à{HARD}" if self.language == "fr" else "–"
        return f"{self.say('ui', 'lines')}{HARD}{first}{joint}{last}"

    def _decimal(self, value: float) -> str:
        text = f"{value:.1f}"
        return text.replace(".", ",") if self.language == "fr" else text

    def _percent(self) -> str:
        return f"{HARD}%" if self.language == "fr" else "%"
