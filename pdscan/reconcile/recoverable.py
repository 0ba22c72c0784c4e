"""Say how many digits of a card can be had where what several places show is put together.

The hash of a card beside some of its digits gives the whole number: the numbers that fit are tried,
a tenth of them thanks to the check digit. Two truncations of one card show more digits than each.
Fields of one record belong together, and so do places of which keyed digests show the same cards; a
hash and a truncation in two places are told, too, but nothing shows that their cards are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pdscan import truncations
from pdscan.card_ranges import shows_too_much
from pdscan.model import Form
from pdscan.reconcile.severity import DROPPED
from pdscan.report import Finding
from pdscan.truncations import USUAL_LENGTH, Format
from pdscan.wording import Words

CARD, CUT, LAST_FOUR = "payment.card.pan", truncations.TYPE, "payment.card.pan_last4"
HASHES = frozenset({Form.HASHED, Form.STRONG_HASH, Form.WEAK_HASH})
SIX_AND_FOUR = 10
RECORD, CARDS, ELSEWHERE, ALONE = "same_record", "same_cards", "elsewhere", "alone"

# What a finding shows where the report does not say in which formats: by its qualifier.
_BY_QUALIFIER: Mapping[str | None, Format] = {
    None: (6, 4, USUAL_LENGTH),
    "8+4": (8, 4, USUAL_LENGTH),
    "bin": (6, 0, USUAL_LENGTH),
}
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "hash " + RECORD: (
        " Avec la {loci} du même enregistrement, le numéro entier se retrouve en {tries} essais au "
        "plus, sauf empreinte à clé secrète.",
        " With {loci} of the same record the whole number is found in {tries} tries at most, "
        "unless the hash has a secret key.",
    ),
    "hash " + ELSEWHERE: (
        " Si {place} porte sur les mêmes cartes, le numéro entier se retrouve en {tries} essais "
        "au plus, sauf empreinte à clé secrète.",
        " If {place} is about the same cards, the whole number is found in {tries} tries at most, "
        "unless the hash has a secret key.",
    ),
    RECORD: (
        " Avec la {loci} du même enregistrement, {digits} chiffres sur {of} sont connus.",
        " With {loci} of the same record, {digits} of {of} digits are known.",
    ),
    CARDS: (
        " Les mêmes cartes sont tronquées autrement dans {place}\u00a0: ensemble, {digits} "
        "chiffres sur {of} sont connus.",
        " The same cards are cut differently in {place}: together, {digits} of {of} digits are "
        "known.",
    ),
    "more": (
        " {digits} chiffres sur {of} sont connus, plus que les 6 premiers et les 4 derniers.",
        " {digits} of {of} digits are known, more than the first six and the last four.",
    ),
    ALONE: (
        " {digits} chiffres sur {of} sont connus, plus qu’une carte tronquée ne doit en montrer.",
        " {digits} of {of} digits are known, more than a truncated card may show.",
    ),
}


@dataclass(frozen=True, slots=True)
class Recovery:
    """Hold how many `digits` `of` a card can be had, from a finding and those `beside` it.

    `tries` counts the numbers to be tried against a hash, None where there is none; `too_much` says
    that the cards are known to be the same, and that no truncation may show so many digits.
    """

    how: str
    digits: int
    of: int
    beside: tuple[Finding, ...]
    too_much: bool
    tries: int | None = None

    def written(self) -> Mapping[str, Any]:
        """Return it as a verdict has it."""
        told = {"digits": self.digits, "of": self.of, "tries": self.tries, "how": self.how}
        return {**told, "with": [one.id for one in self.beside]}

    def explained(self) -> tuple[str, str]:
        """Return a sentence in French and one in English."""
        key = f"hash {self.how}" if self.tries is not None else self.how
        if self.how == ALONE and not self.too_much:
            key = "more"
        french, english = _SENTENCES[key]
        spoken = Words("fr"), Words("en")
        loci = [[words.locus(one.locus) for one in self.beside] for words in spoken]
        places = [f"{self.beside[0].asset_key}, {one[0]}" if one else "" for one in loci]
        tries = [words.number(self.tries or 0) for words in spoken]
        facts = {"digits": self.digits, "of": self.of}
        return (
            french.format(loci=" et la ".join(loci[0]), place=places[0], tries=tries[0], **facts),
            english.format(loci=" and ".join(loci[1]), place=places[1], tries=tries[1], **facts),
        )


def recoverable(findings: Iterable[Finding]) -> Mapping[int, Recovery]:
    """Return what can be had of cards, by the identity of the finding."""
    known = [one for one in findings if one.confidence >= DROPPED]
    cut = [one for one in known if one.type in (CUT, LAST_FOUR) and one.form == Form.FULL]
    hashed = [one for one in known if one.type == CARD and one.form in HASHES]
    if not cut:
        return {}
    records: dict[tuple[str, str], list[Finding]] = {}
    for one in cut:
        if record := _record(one):
            records.setdefault(record, []).append(one)
    found: dict[int, Recovery] = {}
    for one, told in (*_alone(cut), *_in_records(records.values()), *_of_same_cards(cut)):
        kept = found.get(id(one))
        if kept is None or kept.digits < told.digits:
            found[id(one)] = told
    apart = _finest((*map(_best, records.values()), *(_best([one]) for one in cut)))
    for one in hashed:
        beside = records.get(_record(one) or ("", ""))
        how, best = (RECORD, _best(beside)) if beside else (ELSEWHERE, apart)
        if best[1]:
            found[id(one)] = _of_hash(how, *best)
    return found


def _record(one: Finding) -> tuple[str, str] | None:
    """Return what the fields of one record share: the table, or the parent of the key."""
    kind, _, name = one.locus.partition(":")
    if kind == "column":
        return one.asset_key, ""
    return (one.asset_key, name.rpartition(".")[0]) if kind == "key" else None


def _formats(one: Finding) -> tuple[Format, ...]:
    if one.type == LAST_FOUR:
        return ((0, 4, USUAL_LENGTH),)
    if one.cut is not None:
        read = (truncations.read(text) for text in one.cut.formats)
        return tuple(told for told in read if told is not None)
    told = _BY_QUALIFIER.get(one.qualifier)
    return () if told is None else (told,)


_Shown = tuple[Format, tuple[Finding, ...]]
_Told = tuple[Finding, Recovery]


def _known(told: Format) -> int:
    first, last, length = told
    return min(length, first + last)


def _joined(one: Finding, other: Finding) -> Iterator[_Shown]:
    """Yield what two truncations of the same cards show together, format by format."""
    for first, last, length in _formats(one):
        for head, tail, same in _formats(other):
            if length == same:
                yield (max(first, head), max(last, tail), length), (one, other)


def _best(beside: Sequence[Finding]) -> _Shown:
    """Return the most that one or two truncations of a record show."""
    alone = [(told, (one,)) for one in beside for told in _formats(one)]
    pairs = [shown for one, other in _pairs(beside) for shown in _joined(one, other)]
    return _finest((*alone, *pairs))


def _finest(shown: Iterable[_Shown]) -> _Shown:
    return max(shown, key=lambda one: _known(one[0]), default=((0, 0, USUAL_LENGTH), ()))


def _of_hash(how: str, shown: Format, beside: tuple[Finding, ...]) -> Recovery:
    length = shown[2]
    tries = 10 ** max(0, length - _known(shown) - 1)
    return Recovery(how, length, length, beside, too_much=how == RECORD, tries=tries)


def _alone(cut: Iterable[Finding]) -> Iterator[_Told]:
    for one in cut:
        for told in _formats(one):
            if _is_too_much(told) or _known(told) > SIX_AND_FOUR:
                yield one, _shown(ALONE, told, (), too_much=_is_too_much(told))


def _in_records(records: Iterable[Sequence[Finding]]) -> Iterator[_Told]:
    """Yield what two fields of a record show together, where that is too much."""
    for beside in records:
        for pair in _pairs(beside):
            for told, (one, other) in _joined(*pair):
                if _is_too_much_only_together(told, one, other):
                    yield one, _shown(RECORD, told, (other,), too_much=True)
                    yield other, _shown(RECORD, told, (one,), too_much=True)


def _of_same_cards(cut: Iterable[Finding]) -> Iterator[_Told]:
    """Yield what places with the same cards show together, where that is more than one shows."""
    by_card: dict[str, dict[tuple[Format, ...], Finding]] = {}
    for one in cut:
        for card in _cards(one):
            by_card.setdefault(card, {}).setdefault(_formats(one), one)
    for one in cut:
        others = (other for card in _cards(one) for other in by_card[card].values())
        for other in {id(other): other for other in others if other is not one}.values():
            for told, _ in _joined(one, other):
                if _known(told) > _known(_best([one])[0]):
                    too_much = _is_too_much_only_together(told, one, other)
                    yield one, _shown(CARDS, told, (other,), too_much=too_much)


def _cards(one: Finding) -> tuple[str, ...]:
    return one.cut.cards if one.cut is not None else ()


def _pairs(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """Yield the pairs that are cut differently; the first stands for all that are cut alike."""
    different: dict[tuple[Format, ...], Finding] = {}
    for one in findings:
        different.setdefault(_formats(one), one)
    yield from combinations(different.values(), 2)


def _is_too_much(told: Format) -> bool:
    first, last, length = told
    return shows_too_much(length, first, last)


def _is_too_much_only_together(told: Format, one: Finding, other: Finding) -> bool:
    apart = (_known(_best([each])[0]) for each in (one, other))
    return _is_too_much(told) and _known(told) > max(apart)


def _shown(how: str, told: Format, beside: tuple[Finding, ...], *, too_much: bool) -> Recovery:
    """Return what a format shows; the last missing digit follows from the check digit."""
    length, known = told[2], _known(told)
    return Recovery(how, length if length - known <= 1 else known, length, beside, too_much)
