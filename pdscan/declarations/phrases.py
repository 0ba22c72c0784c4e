"""Resolve the words of a policy to types and categories: "adresse postale et courriel" is two.

Texts are folded (case, accents, plurals, apostrophes); the longest known phrase wins anywhere in
the text, so "coordonnées bancaires" is never "coordonnées". Long words may be misspelt.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pdscan.declarations.phrase_words import PAUSE, STOP, Word, words_of
from pdscan.folding import fold
from pdscan.taxonomy import Taxonomy

_AND = frozenset(("et", "ou", "and", "or"))
# "nom de domaine" is no name, "date de création" no date of anything known.
_NEEDS_NO_OF = frozenset(
    ("nom", "date", "contrat", "titre", "position", "image", "poste", "demande")
)
_OPEN = re.compile(
    r"\betc\b|\bnotamment\b|\btel(?:le)?s? que\b|\bpar exemple\b|\by compris\b|\bcomme\b"
    r"|\bsuch as\b|\bincluding\b|\bfor example\b|\bin particular\b|\be\.g\b|…"
)
# "informations bancaires" is "données bancaires" where the taxonomy knows no other meaning.
_SAME_HEADS = (("donnee", "information"), ("donnee", "renseignement"), ("data", "information"))
# Two edits make "infraction" of "interaction": only words of twelve letters and more get two.
_TYPO_FROM = 7
_TYPO_AT_LEAST = 5
_TYPO_LONG = 12
# Words of their own, an edit or two from one that names data.
_REAL_WORDS = frozenset(
    (
        *("conservation", "correspondant", "correspondante", "correspondent", "identifient"),
        *("dependent", "commun", "telephonie", "revend", "incombe", "generique", "facile"),
    )
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Say what a text names, in the order of the text; `rest` are its parts that name nothing.

    `apart` says that some words name types without naming a category (an enumeration).
    """

    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    apart: bool = False

    def __bool__(self) -> bool:
        """Say whether the text names anything."""
        return bool(self.types or self.categories)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Hold what each known phrase names, by its normalised words.

    `lengths` are those of the phrases that begin with a word; `corrected` remembers the words that
    were looked up, for a policy repeats itself.
    """

    names: Mapping[tuple[str, ...], tuple[str, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    long_words: frozenset[str]
    written: tuple[str, ...]
    corrected: dict[str, str]


def resolve(text: str, taxonomy: Taxonomy) -> Resolved:
    """Return the types and categories that a text names; ids of the taxonomy name themselves."""
    own = text.strip()
    if own in taxonomy.types:
        return Resolved(types=(own,), apart=True)
    if own in taxonomy.categories:
        return Resolved(categories=(own,))
    lexicon = _lexicon(taxonomy)
    words = [_corrected(word, lexicon) for word in words_of(text)]
    owners = _matched(words, lexicon)
    _distribute(words, owners, lexicon)
    return _gathered(words, owners)


def misspelt(text: str, taxonomy: Taxonomy) -> tuple[tuple[str, str], ...]:
    """Return the words that name nothing but look like one that does, each with that one.

    A typo in a phrase that names something else without it ("adresse emial") changes its meaning.
    """
    lexicon = _lexicon(taxonomy)
    words = [_corrected(word, lexicon) for word in words_of(text)]
    known = {word for phrase in lexicon.names for word in phrase}
    found = []
    for word, owner in zip(words, _matched(words, lexicon), strict=True):
        if owner is None and len(word.text) >= _TYPO_AT_LEAST and word.text not in known:
            near = [one for one in known if one[0] == word.text[0] and _swapped(word.text, one)]
            found += [(word.text, one) for one in sorted(near)[:1]]
    return tuple(found)


def _swapped(one: str, other: str) -> bool:
    """Say whether two words of much the same letters differ in one letter or a swap of two."""
    return _edits(one, other, 1) == 1 or (
        _edits(one, other, 2) == 2 and sorted(one) == sorted(other)
    )


def listing(text: str, resolved: Resolved) -> str:
    """Return `open`, `closed` or `none`: how complete the text's list is."""
    if _OPEN.search(fold(text)):
        return "open"
    return "closed" if resolved.apart else "none"


def nearest_phrases(text: str, taxonomy: Taxonomy, count: int = 3) -> tuple[str, ...]:
    """Return the known phrases that look most like a text, best first."""
    wanted = fold(text)
    matcher = difflib.SequenceMatcher(b=wanted, autojunk=False)

    def likeness(phrase: str) -> float:
        matcher.set_seq1(fold(phrase))
        shared = set(fold(phrase).split()) & set(wanted.split()) - STOP
        begins = len(wanted) > 2 and fold(phrase).startswith(wanted)
        return matcher.ratio() + 0.2 * bool(shared) + 0.5 * begins

    written = _lexicon(taxonomy).written
    return tuple(sorted(written, key=lambda phrase: (-likeness(phrase), phrase))[:count])


@lru_cache(maxsize=4)
def _lexicon(taxonomy: Taxonomy) -> _Lexicon:
    names: dict[tuple[str, ...], list[str]] = {}
    written: dict[str, None] = {}
    for target, phrase in _phrases(taxonomy):
        words = tuple(word.text for word in words_of(phrase))
        if words and PAUSE not in words:
            written.setdefault(phrase)
            names.setdefault(words, [])
            if target not in names[words]:
                names[words].append(target)
    for words, targets in list(names.items()):
        for head, same in _SAME_HEADS:
            if head in words:
                names.setdefault(tuple(same if one == head else one for one in words), targets)
    lengths: dict[str, set[int]] = {}
    for words in names:
        lengths.setdefault(words[0], set()).add(len(words))
    return _Lexicon(
        {words: tuple(targets) for words, targets in names.items()},
        {first: tuple(lengths) for first, lengths in lengths.items()},
        frozenset(word for words in names for word in words if len(word) >= _TYPO_FROM - 1),
        tuple(written),
        {},
    )


def _phrases(taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    for kind in taxonomy.types.values():
        for language in kind.declared_as.values():
            yield from ((kind.id, phrase) for phrase in language)
    for category in taxonomy.categories.values():
        for language in category.phrases.values():
            yield from ((category.id, phrase) for phrase in language)


def _corrected(word: Word, lexicon: _Lexicon) -> Word:
    if len(word.text) < _TYPO_FROM - 1 or word.text in lexicon.long_words:
        return word
    if word.text not in lexicon.corrected:
        lexicon.corrected[word.text] = _nearest(word, lexicon)
    return replace(word, text=lexicon.corrected[word.text])


def _nearest(word: Word, lexicon: _Lexicon) -> str:
    """Return the known word that a misspelt one must be, or the word itself."""
    text = word.text
    if text in _REAL_WORDS:
        return text
    allowed = 1 if len(text) < _TYPO_LONG else 2
    # "demander", "demandez" are no misspelt "demande".
    verb = text[-2:] if text.endswith(("er", "ez")) else ""
    near = [
        (edits, known)
        for known in lexicon.long_words
        if known[0] == word.text[0]
        and known.endswith(verb)
        and (edits := _edits(word.text, known, allowed)) <= allowed
    ]
    return min(near)[1] if near else word.text


def _edits(one: str, other: str, allowed: int) -> int:
    """Return how many letters to change, add or drop between two words, or more than allowed."""
    if abs(len(one) - len(other)) > allowed:
        return allowed + 1
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], index
        for column, against in enumerate(other, 1):
            cost = min(row[column] + 1, row[column - 1] + 1, diagonal + (letter != against))
            diagonal, row[column] = row[column], cost
    return row[-1]


def _matched(words: Sequence[Word], lexicon: _Lexicon) -> list[tuple[str, ...] | None]:
    """Return for each word what its phrase names (on the phrase's first word) or () or None."""
    owners: list[tuple[str, ...] | None] = [None] * len(words)
    texts = [word.text for word in words]
    spans = [
        (-length, start)
        for start, text in enumerate(texts)
        for length in lexicon.lengths.get(text, ())
        if start + length <= len(texts) and tuple(texts[start : start + length]) in lexicon.names
    ]
    for shortened, start in sorted(spans):
        length = -shortened
        if all(owner is None for owner in owners[start : start + length]):
            owners[start : start + length] = [()] * length
            owners[start] = lexicon.names[tuple(texts[start : start + length])]
    return owners


def _distribute(
    words: Sequence[Word], owners: list[tuple[str, ...] | None], lexicon: _Lexicon
) -> None:
    """Share what parts of a coordination have in common.

    A head: "données de navigation et de connexion"; a tail: "date et lieu de naissance".
    """
    head: str | None = None
    for index, word in enumerate(words):
        joined = index > 0 and words[index - 1].text in (*_AND, PAUSE)
        shared = lexicon.names.get((head, word.text)) if joined and head else None
        if shared and (owners[index] is None or word.after_of):
            owners[index] = shared
        elif index + 1 < len(words):
            if owners[index] and owners[index + 1] == ():
                head = word.text
            _share_tail(words, owners, index, lexicon)
            if word.text in _NEEDS_NO_OF and words[index + 1].bare and owners[index + 1] is None:
                owners[index] = None


def _share_tail(
    words: Sequence[Word], owners: list[tuple[str, ...] | None], index: int, lexicon: _Lexicon
) -> None:
    """Share the tail of the last part with those before it: "date, lieu et pays de naissance"."""
    last = index
    while last + 3 < len(words) and words[last + 1].text in (*_AND, PAUSE):
        last += 2
        first, second, tail = words[index].text, words[last].text, words[last + 1].text
        if (second, tail) in lexicon.names and owners[last + 1] == ():
            shared = lexicon.names.get((first, tail)) if first != second else None
            owners[index] = shared or owners[index]
            return


def _gathered(words: Sequence[Word], owners: Sequence[tuple[str, ...] | None]) -> Resolved:
    found: dict[str, None] = {}
    apart = False
    for targets in owners:
        for target in targets or ():
            found.setdefault(target)
        apart = apart or (bool(targets) and not any(map(_is_category, targets or ())))
    return Resolved(
        types=tuple(target for target in found if not _is_category(target)),
        categories=tuple(target for target in found if _is_category(target)),
        rest=tuple(_nameless(words, owners)),
        apart=apart,
    )


def _is_category(target: str) -> bool:
    return target.startswith("cat.")


def _nameless(words: Sequence[Word], owners: Sequence[tuple[str, ...] | None]) -> Iterator[str]:
    """Yield the parts between commas of which no word names anything."""
    part: list[str] = []
    named = False
    for word, owner in zip((*words, Word(PAUSE)), (*owners, None), strict=True):
        if word.text == PAUSE:
            if part and not named and part != ["etc"]:
                yield " ".join(part)
            part, named = [], False
        else:
            part.append(word.text)
            named = named or owner is not None
