"""Look up given names, surnames and ordinary words, folded for case and accents.

The three lists beside this file are rebuilt by `bench/rebuild_name_lists.py`; a name that is also
an ordinary word or a town is marked doubtful there and believed only beside other evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from importlib import resources

from pdscan.folding import fold
from pdscan.naming.dictionary import is_word


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


_PART = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SHAPE = re.compile(r"[^\W\d_][^\W\d_.'’\- ]*(?:[.'’\- ]+[^\W\d_]+){0,4}\.?")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uac00-\ud7af]")
_AND = re.compile(r"\s*(?:[,;/&]|\b(?:and|et|und)\b)\s*")
PARTICLES = word_set(
    "de du des d' la le les l' van von der den ter ten zu zum ben bin ibn el al da das di do dos "
    "del della mac mc san st y e of af av"
)
TITLES = word_set(
    "m mr mrs ms miss mme mlle monsieur madame mademoiselle messieurs mesdames dr docteur doctor "
    "pr prof professeur professor me maitre mgr herr frau senor senora sr sra sir mm mmes mlles "
    "drs prs docteurs professeurs"
)

_NEVER = word_set(
    "street road house place drive avenue boulevard lane court square office building centre "
    "center way park gables sa sas sasu sarl eurl sci snc scop inc ltd ltda limited llc gmbh ag "
    "bv nv corp plc cie rue quai allee impasse calle avda paseo domicilio fecha group groupe bank "
    "banque university foundation hotel store service services app os cgu cgv cgs rgpd rcs str "
    "chu chru chr ehpad samu smur cpam caf urssaf ars ssr pmi cnil tva iban ean sim servicio "
    "hospitalario universitario facultad seccion departamento unidad fundacion ayuntamiento "
    "avenida carrer edificio telefono provincia localidad"
)
_DAYS = word_set(
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier juin juillet aout "
    "septembre octobre novembre decembre monday tuesday wednesday thursday friday saturday sunday "
    "january february july september october november december"
)
PLACE_BEGINS = word_set("santa santo sao san saint sainte port fort new los las mount monte")
_NEVER_GIVEN = PARTICLES | PLACE_BEGINS
_NO_NAME = _NEVER | _DAYS
_INITIALS = re.compile(r"[A-ZÀ-Þ](?:(?:\.-?|-)[A-ZÀ-Þ])+")  # J.-C., J-C, J.R
_ELIDED = re.compile(r"(?:[DLSJNMTC]|Qu)['’][a-zß-ÿ]")  # D'après, L'avis: no part of a name
_MACHINE = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]|[A-Z]{2}[a-z]")
_JOINED = re.compile(r"^(?:Mc|Mac|De|Del|Di|Du|La|Le|Van|Fitz|O['’])(?=[A-ZÀ-Þ])")
_PLACE = re.compile(r"(?:saint|sainte|st|ste|mont|val|ville|villeneuve)-")


class Standing(IntEnum):
    """Say how much a list says for a word: not listed, listed but also a word, listed."""

    UNKNOWN = 0
    DOUBTFUL = 1
    LISTED = 2


@dataclass(frozen=True, slots=True)
class NameShare:
    """Say which shares (0 to 1) of the filled cells look like names.

    `shaped`: one to five words of letters, none of them ordinary; `given`: a listed given name
    alone; `surname`: a listed surname alone; `full`: two to five words with a listed given name, or
    a title or initial with a listed surname, and no ordinary word. `cells` is the number of filled
    cells.
    """

    cells: int
    shaped: float
    given: float
    surname: float
    full: float


@cache
def _listed(name: str) -> dict[str, Standing]:
    lines = resources.files("pdscan.naming").joinpath(name).read_text("utf-8").split()
    return {
        line.rstrip("~!"): Standing.DOUBTFUL if "~" in line else Standing.LISTED for line in lines
    }


@cache
def _usual() -> frozenset[str]:
    lines = resources.files("pdscan.naming").joinpath("given_names.txt").read_text("utf-8").split()
    return frozenset(line.rstrip("~!") for line in lines if line[-1] == "!")


@lru_cache(maxsize=65_536)
def _standing(name: str, word: str) -> Standing:
    listed = _listed(name)
    folded = fold(word).removesuffix("'s")
    if folded in listed:
        return listed[folded]
    if folded.replace("'", "") in listed:
        return listed[folded.replace("'", "")]
    parts = [part for part in re.split(r"-|^[dln]'", folded) if part]
    if not parts or parts == [folded]:
        return Standing.UNKNOWN
    return min(listed.get(part, Standing.UNKNOWN) for part in parts)


def given_standing(word: str) -> Standing:
    """Return how the list of given names knows a word; all parts of `Jean-Paul` must be there."""
    return _standing("given_names.txt", word)


def surname_standing(word: str) -> Standing:
    """Return how the list of surnames knows a word; all parts of a hyphenated one must be there."""
    return _standing("surnames.txt", word)


def is_given_name(word: str) -> bool:
    """Return whether a word is a listed given name, whatever else it may be."""
    return given_standing(word) > Standing.UNKNOWN


def is_surname(word: str) -> bool:
    """Return whether a word is a listed surname, whatever else it may be."""
    return surname_standing(word) > Standing.UNKNOWN


def is_ordinary(word: str) -> bool:
    """Return whether a word is one that business and legal texts are made of."""
    folded = fold(word)
    listed = _listed("ordinary_words.txt")
    return folded in listed or (folded[-1:] in "sx" and folded[:-1] in listed)


@dataclass(frozen=True, slots=True)
class Word:
    """Say what the lists and the shape say of one capitalised word.

    `usual`: a given name that is one to every French reader; `common`: no name, but a word of a
    dictionary, which a rare surname may be too.
    """

    given: Standing
    surname: Standing
    title: bool
    ordinary: bool
    upper: bool
    initial: bool
    particle: bool
    usual: bool = False
    common: bool = False

    @property
    def surely_given(self) -> bool:
        """Say whether the word is a given name and nothing else that a reader would think of."""
        return self.usual or (self.given == Standing.LISTED and not self.ordinary)

    @property
    def fits(self) -> bool:
        """Say whether the word can be a part of a name beside another part."""
        if self.title or self.initial:
            return False
        return not self.ordinary or self.surname > Standing.UNKNOWN

    @property
    def alone(self) -> bool:
        """Say whether the word can be a name by itself where a label announces one."""
        return self.fits and (not self.ordinary or self.given == Standing.LISTED)


@lru_cache(maxsize=65_536)
def know(text: str) -> Word:
    """Return what is known of a word as written, with or without a full stop."""
    bare = text.rstrip(".")
    folded = fold(bare)
    form = folded.replace(".", "") in _NO_NAME  # S.A.S, N.V., R.C.S.
    initial = not form and (len(bare) == 1 or _INITIALS.fullmatch(bare) is not None)
    never = (
        form
        or not bare.replace("-", "").replace("'", "").replace("’", "").isalpha()
        or _ELIDED.match(bare) is not None
        or _MACHINE.search(_JOINED.sub("", bare)) is not None
    )
    return Word(
        given=Standing.UNKNOWN if never or folded in _NEVER_GIVEN else given_standing(bare),
        surname=Standing.UNKNOWN if never else surname_standing(bare),
        title=folded in TITLES and (len(folded) > 1 or text == "M."),
        ordinary=not initial and (never or folded in PARTICLES or is_ordinary(bare)),
        upper=len(bare) > 1 and bare.isupper(),
        initial=initial,
        particle=folded in PARTICLES and not initial,
        common=is_word(folded) or (folded[-1:] in "sx" and is_word(folded[:-1])),
        usual=not never and _is_usual(folded),
    )


def _is_usual(folded: str) -> bool:
    """Say whether a word is a usual given name; of an ordinary one the list itself must say so."""
    marked = all(part in _usual() for part in folded.split("-"))
    return marked and (not is_ordinary(folded) or given_standing(folded) == Standing.DOUBTFUL)


@lru_cache(maxsize=65_536)
def _cell_kind(cell: str) -> tuple[bool, bool, bool, bool]:
    """Return whether a cell is shaped like a name, a given name, a surname, a full name."""
    text = cell.strip()
    several = [part for part in _AND.split(text) if part]
    if len(several) > 1 and all(_cell_kind(part)[0] for part in several):
        swapped = len(several) == 2 and "," in text and _begins_given(several[1])
        return True, False, False, swapped or any(_cell_kind(part)[3] for part in several)
    if (
        not (2 <= len(text) <= 60 or _IDEOGRAPH.fullmatch(text))
        or _SHAPE.fullmatch(text.replace(", ", " ")) is None
    ):
        return False, False, False, False
    words = [word for word in _PART.findall(fold(text)) if word not in PARTICLES]
    titled = any(word in TITLES for word in words)
    words = [word for word in words if word not in TITLES]
    known = [word for word in words if is_given_name(word) or is_surname(word)]
    shaped = bool(words) and all(word in known or not is_ordinary(word) for word in words)
    given, surname = is_given_name(text), is_surname(text.split()[-1])
    first = any(given_standing(word) for word in words)
    addressed = (titled or len(words[0]) == 1) and len(words[-1]) > 1 if words else False
    full = (len(words) > 1 and first) or (addressed and is_surname(words[-1]))
    return shaped, given, surname and len(words) == 1, shaped and full


def _begins_given(text: str) -> bool:
    """Say whether a text begins with a listed given name, after a title perhaps."""
    words = [word for word in _PART.findall(fold(text)) if word not in TITLES]
    return bool(words) and is_given_name(words[0])


def name_share(cells: Iterable[str | None]) -> NameShare:
    """Count which shares of the filled cells look like names."""
    kinds = [_cell_kind(cell) for cell in cells if cell and cell.strip()]
    count = len(kinds) or 1
    shares = [sum(kind[index] for kind in kinds) / count for index in range(4)]
    return NameShare(len(kinds), *shares)
