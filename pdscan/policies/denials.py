"""Read negations: what is denied, what is spared, and how far a "ne … pas" goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdscan.declarations.phrases import Resolved
from pdscan.policies import lexicon
from pdscan.policies.data_items import has_head, resolve
from pdscan.policies.data_lists import items_in
from pdscan.policies.denial import Denial, Reading
from pdscan.policies.negations import Negated, negated_in
from pdscan.policies.parties import OUTSIDE, kinds_denied
from pdscan.policies.restrictions import (
    BY_LAW,
    held_by_others,
    internal_only,
    object_end,
    restricted_to,
    without_identifiers,
)
from pdscan.policies.sentences import Sentence, flat
from pdscan.policies.without_data import without_data
from pdscan.taxonomy import Taxonomy

_ELSEWHERE = re.compile(r"etats? membres|pays|countr|hors de|outside|union europeenne")
_USE = re.compile(r"(?:utilis|exploit|us(?:ed|ing|e)\b)")
_PURPOSE = re.compile(
    r"\s*(?:pour|(?:a des|aux) fins d(?:e|'|u|es)|afin d(?:e|')|for|in order to|to)\b(?P<what>.+)"
)
_ELSE = re.compile(r"\b(?:us\w*|utilis\w*)\b.{0,40}\b(?:autre|else|other)\b")
_TO_SOME = re.compile(r"[^.;]{0,60}\b(?:au|aux|a la|a l'|vers|sur|to|with|avec|aupres)\b")


def read(sentence: Sentence, facts: Taxonomy) -> Reading:
    """Return the negative statements of a sentence."""
    found = Reading()
    if sentence.flat.endswith("?"):
        return found
    for reader in (
        held_by_others,
        _hosted,
        without_identifiers,
        internal_only,
        restricted_to,
        _negated,
        _excluded,
        without_data,
    ):
        reader(sentence, facts, found)
    return found


def _free(found: Reading, start: int, end: int) -> bool:
    return not any(first < end and start < last for first, last in found.taken)


def _hosted(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Read "n'utilisons en aucun cas les données contenues dans votre base"."""
    del facts
    hosted = lexicon.pattern("polarity", "hosted").search(sentence.flat)
    negations = [one.start for one in negated_in(sentence.flat)]
    is_after = bool(negations) and bool(_ELSE.search(sentence.flat[negations[0] :]))
    if hosted and negations and (negations[0] < hosted.start() or is_after):
        target = {"subjects": ["hosted_client_subject"]}
        found.denials.append(
            Denial(
                sentence,
                "use",
                target,
                0,
                len(sentence.text),
                {"activities": ["hosted"]},
                word="hosted",
            )
        )
        found.taken.append((negations[0] if is_after else 0, len(sentence.text)))


def _negated(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    for verb in negated_in(sentence.flat):
        if not _free(found, verb.start, verb.verb_end):
            continue
        stop = lexicon.pattern("polarity", "adversative").search(sentence.flat, verb.verb_end)
        ends = [sentence.flat.find(mark, verb.verb_end) for mark in (";", " : ")]
        end = min([stop.start() if stop else len(sentence.flat), *(one for one in ends if one > 0)])
        if verb.kind == "sell":
            found.promises.append((verb.start, end, "no_sale"))
            found.taken.append((verb.start, verb.verb_end))
            _nor_shared(sentence, verb, end, stop, found)
        elif verb.kind == "transmit":
            _not_shared(sentence, verb, end, stop, found)
        else:
            _not_collected(sentence, verb, end, stop, facts, found)


def _excluded(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Read "à l'exclusion de toute donnée bancaire", "sans conserver …" in a positive sentence."""
    for words in lexicon.pattern("polarity", "excluded").finditer(sentence.flat):
        collects = lexicon.pattern("polarity", "collect").search(sentence.flat[: words.end()])
        end = object_end(sentence, words.end())
        if not collects or not _free(found, words.start(), end):
            continue
        named = _named(sentence.text[words.end() : end], facts)
        if named:
            found.taken.append((words.start(), end))
            target = _target(named, facts)
            found.denials.append(
                Denial(sentence, "category", target, words.start(), end, word="excluded")
            )


def _nor_shared(
    sentence: Sentence, verb: Negated, end: int, stop: re.Match[str] | None, found: Reading
) -> None:
    """Read on after "ni vendues": "ni louées, ni cédées à des tiers" is about recipients too."""
    more = lexicon.pattern("polarity", "transmit").search(sentence.flat, verb.verb_end, end)
    between = sentence.flat[verb.verb_end : more.start()] if more else ""
    if more and re.fullmatch(
        r"[ ,]*(?:(?:ni|ou|et|or|nor|and|\w+ees?|\w+er|\w+ons|rent|lease|trade)[ ,]*)*", between
    ):
        nor = Negated("transmit", verb.start, more.start(), more.end(), verb.is_subject)
        found.taken.pop()
        _not_shared(sentence, nor, end, stop, found)


def _not_shared(
    sentence: Sentence, verb: Negated, end: int, stop: re.Match[str] | None, found: Reading
) -> None:
    """Add the denial of recipients; with consent as its exception, qualified by any other."""
    consent = lexicon.pattern("polarity", "consent").search(sentence.flat, verb.start)
    rest = sentence.flat[verb.verb_end : end]
    found.taken.append((verb.start, end))
    operators = kinds_denied(rest) or kinds_denied(sentence.flat[verb.start : end])
    if _ELSEWHERE.search(rest) or (operators is None and _TO_SOME.match(rest)):
        return
    operators = operators or {"kinds": list(OUTSIDE)}
    denial = Denial(sentence, "recipient", {"operators": operators}, 0, end, word="shared")
    if consent:
        denial.spares, denial.end = {"consent": True}, max(end, consent.end())
        found.taken[-1] = (verb.start, denial.end)
    elif stop is not None and not stop[0].startswith(("mais", "but")):
        by_law = BY_LAW.search(sentence.flat[stop.start() :])
        denial.strength = "conditional" if by_law else "qualified"
    found.denials.append(denial)


def _not_collected(
    sentence: Sentence,
    verb: Negated,
    end: int,
    stop: re.Match[str] | None,
    facts: Taxonomy,
    found: Reading,
) -> None:
    """Add the denial of what a verb of collection governs; allowed with consent is no denial."""
    if lexicon.pattern("polarity", "consent").search(sentence.flat, verb.start):
        found.taken.append((verb.start, len(sentence.flat)))
        return
    cut = object_end(sentence, verb.verb_end, end)
    first, last = (0, verb.verb_start) if verb.is_subject else (verb.verb_end, cut)
    if verb.is_subject:
        marks = (sentence.text.rfind(mark, 0, verb.start) for mark in (", ", ": ", "; "))
        begun = max(marks) + 1
        own = sentence.text[begun : verb.verb_start]
        if begun > 0 and (_named(own, facts) or has_head(flat(own))):
            first = begun
    named = _named(sentence.text[first:last], facts)
    if re.search(
        r"\bdans (?:les|nos) cookies|\bin (?:the|our) cookies", sentence.flat[verb.verb_end :]
    ):
        named = Resolved()
    start = min(first, verb.start) if named else verb.start
    found.taken.append((start, max(cut, verb.verb_end)))
    if not named:
        return
    denial = Denial(sentence, "category", _target(named, facts), start, cut, word="not collected")
    if "cat.minors" in named.categories or "minor.data" in named.types:
        denial.kind, denial.target = "subject", {"subjects": ["minor"]}
        if lexicon.pattern("polarity", "knowingly").search(sentence.flat):
            denial.strength = "qualified"
    elif stop is not None and stop.start() == end:
        _spare(sentence, stop, denial, facts, found)
        if not denial.spares and not stop[0].startswith(("mais", "but")):
            denial.strength = "conditional"
    _note_use(denial, sentence.flat[verb.verb_start :], sentence.flat[cut:])
    _qualify(denial, sentence.flat[verb.start : end])
    found.denials.append(denial)


def _note_use(denial: Denial, verb: str, after: str) -> None:
    """Note for what data are "not used": such a denial is of that use alone."""
    purpose = _PURPOSE.match(after)
    if denial.kind == "category" and purpose and _USE.match(verb):
        denial.word, denial.about = "not used for", purpose["what"]
        denial.strength, denial.end = "qualified", len(denial.sentence.text)


def _qualify(denial: Denial, clause: str) -> None:
    """Weaken a denial of what is only not done "directement" or "en clair"."""
    if re.search(r"\b(?:directement|directly)\b", clause):
        denial.strength = "qualified"
    if re.search(r"\ben clair\b|\bin (?:clear|plain)", clause):
        denial.spares = {"forms": ["hashed", "strong_hash", "encrypted", "tokenised"]}


def _named(text: str, facts: Taxonomy) -> Resolved:
    """Return what a governed text names; everyday words only beside a word like "données"."""
    named = resolve(text, facts)
    if has_head(flat(text)):
        return named
    everyday = lexicon.table("data_words")["everyday_in_denials"]
    types = tuple(one for one in named.types if one not in everyday)
    return Resolved(types, named.categories, named.rest, named.apart)


def _spare(
    sentence: Sentence, stop: re.Match[str], denial: Denial, facts: Taxonomy, found: Reading
) -> None:
    """Declare what follows "mais seulement" or "sauf", and take it out of the denial."""
    is_only = re.search(r"seulement|uniquement|simplement|only", stop[0])
    is_except = not stop[0].startswith(("mais", "but", "cependant", "toutefois", "however"))
    if not is_only and not is_except:
        return
    end = object_end(sentence, stop.end())
    items = items_in(sentence, stop.end(), end, facts, trusted=True)
    types = list(dict.fromkeys(name for one in items for name in one.types))
    if types or items:
        denial.kind = "only" if is_only else "category"
        denial.spares = {"types": types}
        denial.end = end
        found.declared += items
        found.taken.append((stop.start(), end))


def _target(named: Resolved, facts: Taxonomy) -> dict[str, Any]:
    """Return the target of a denial: the category leads, with the types it doesn't hold."""
    categories = list(named.categories)
    types = [one for one in named.types if not set(facts.types[one].core) & set(categories)]
    target: dict[str, Any] = {}
    if categories:
        target["categories"] = categories
    if types:
        target["types"] = types
    return target


def minors_only_adults(sentence: Sentence) -> Iterator[Denial]:
    """Yield the denial that "ne sont pas destinés aux mineurs" implies."""
    text = sentence.flat
    if re.search(r"\b(?:mineurs?|enfants?|children|minors?)\b", text) and lexicon.pattern(
        "polarity", "knowingly"
    ).search(text):
        yield Denial(
            sentence,
            "subject",
            {"subjects": ["minor"]},
            0,
            len(text),
            strength="qualified",
            word="minors",
        )
