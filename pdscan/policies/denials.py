"""Read negations: what is denied, what is spared, and how far a "ne … pas" goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdscan.declarations.phrases import Resolved
from pdscan.policies import lexicon
from pdscan.policies.data_items import resolve
from pdscan.policies.data_lists import items_in
from pdscan.policies.denial import Denial, Reading
from pdscan.policies.parties import kinds_denied
from pdscan.policies.restrictions import (
    held_by_others,
    internal_only,
    object_end,
    restricted_to,
    without_identifiers,
)
from pdscan.policies.sentences import Sentence
from pdscan.taxonomy import Taxonomy

_NEGATION = re.compile(
    r"(?<![\w])(?:ne |n')(?P<mid>[^.;:]{0,70}?)\b(?P<no>pas|jamais|aucun(?:e|ement)?"
    r"|en aucun cas|nullement|ni)\b"
    r"|(?:\b(?:do|does|did|will|shall|is|are|may|can|have|has|was|were)(?: not|n't"
    r"| never)\b|\b(?:doesn|don|won|isn|aren)'?t\b|\bnever\b)"
    r"|\b(?P<none>aucun(?:e|s)?|no)\b(?= (?:\w+ ){1,8}(?:n'|ne |is |are |will ))"
    r"|\ben aucun cas\b|\bjamais\b(?= \w+ demand)"
)


_PASSIVE = re.compile(r"(?:est|sont|sera|seront|etre|soient|is|are|be|been)\b[\w ']{0,40}$")


def read(sentence: Sentence, facts: Taxonomy) -> Reading:
    """Return the negative statements of a sentence."""
    found = Reading()
    for reader in (
        held_by_others,
        _hosted,
        without_identifiers,
        internal_only,
        restricted_to,
        _negated,
    ):
        reader(sentence, facts, found)
    return found


def _free(found: Reading, start: int, end: int) -> bool:
    return not any(first < end and start < last for first, last in found.taken)


def _hosted(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Read "n'utilisons en aucun cas les données contenues dans votre base"."""
    del facts
    hosted = lexicon.pattern("polarity", "hosted").search(sentence.flat)
    negation = _NEGATION.search(sentence.flat)
    if hosted and negation and negation.start() < hosted.start():
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
        found.taken.append((0, len(sentence.text)))


def _negated(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    for negation in _NEGATION.finditer(sentence.flat):
        start = negation.start()
        if not _free(found, start, negation.end()) or _says_nothing(sentence, negation):
            continue
        stop = lexicon.pattern("polarity", "adversative").search(sentence.flat, negation.end())
        end = stop.start() if stop else len(sentence.flat)
        _clause(sentence, negation, end, stop, facts, found)


def _says_nothing(sentence: Sentence, negation: re.Match[str]) -> bool:
    """Say whether a negation is about the reader's choices, deadlines and the like."""
    near = sentence.flat[max(0, negation.start() - 24) : negation.end() + 60]
    before = sentence.flat[: negation.start()].rstrip()
    if before.endswith(("vous", "you", "si", "if", "personne concernee", "which", "rien")):
        return True
    return bool(lexicon.pattern("polarity", "no_statement").search(near))


def _clause(
    sentence: Sentence,
    negation: re.Match[str],
    end: int,
    stop: re.Match[str] | None,
    facts: Taxonomy,
    found: Reading,
) -> None:
    """Read one negated clause: its verb, what it governs, and what an adversative spares."""
    region = sentence.flat[negation.start() : end]
    verbs = {
        kind: hit
        for kind in ("sell", "transmit", "collect")
        if (hit := lexicon.pattern("polarity", kind).search(region))
    }
    if not verbs:
        return
    kind = min(verbs, key=lambda one: verbs[one].start())
    verb = verbs[kind]
    verb_end = negation.start() + verb.end()
    is_passive = bool(_PASSIVE.search(region[: verb.start()]))
    if kind == "sell" and "transmit" not in verbs:
        found.promises.append((negation.start(), end, "no_sale"))
        found.taken.append((negation.start(), end))
    elif kind in ("transmit", "sell"):
        _not_shared(sentence, negation, verb_end, end, found)
    else:
        _not_collected(sentence, negation, (verb_end, end), is_passive, stop, facts, found)


def _not_shared(
    sentence: Sentence, negation: re.Match[str], verb_end: int, end: int, found: Reading
) -> None:
    consent = lexicon.pattern("polarity", "consent").search(sentence.flat, negation.start())
    rest = sentence.flat[verb_end:end]
    whole = sentence.flat[negation.start() : end]
    if re.search(r"[eé]tats? membres|pays|countr|hors de|outside|union europeenne", rest):
        return
    operators = (
        kinds_denied(rest)
        or kinds_denied(whole)
        or {"kinds": ["partner", "third_party", "group", "public"]}
    )
    denial = Denial(sentence, "recipient", {"operators": operators}, 0, end, word="shared")
    if consent:
        denial.spares, denial.end = {"consent": True}, max(end, consent.end())
    if sentence.label or sentence.role:
        denial.scope = "all"
    found.denials.append(denial)
    found.taken.append((negation.start(), denial.end))


def _not_collected(
    sentence: Sentence,
    negation: re.Match[str],
    span: tuple[int, int],
    is_passive: bool,
    stop: re.Match[str] | None,
    facts: Taxonomy,
    found: Reading,
) -> None:
    start, end = span
    if lexicon.pattern("polarity", "consent").search(sentence.flat, negation.start()):
        found.taken.append((negation.start(), len(sentence.flat)))
        return
    cut = object_end(sentence, start, end)
    is_subject = is_passive or bool(negation.groupdict().get("none"))
    first, last = (0, start) if is_subject else (start, cut)
    before = max(sentence.text.rfind(mark, 0, negation.start()) for mark in (", ", ": ", "; ")) + 1
    if is_subject and before > 0 and resolve(sentence.text[before:start], facts):
        first = before
    named = resolve(sentence.text[first:last], facts)
    found.taken.append((min(first, negation.start()), max(cut, start)))
    if not named:
        return
    denial = Denial(
        sentence,
        "category",
        _target(named, facts),
        min(first, negation.start()),
        cut,
        word="not collected",
    )
    if "cat.minors" in named.categories or "minor.data" in named.types:
        denial.kind, denial.target = "subject", {"subjects": ["minor"]}
        if lexicon.pattern("polarity", "knowingly").search(sentence.flat):
            denial.strength = "qualified"
    elif stop is not None:
        _spare(sentence, stop, denial, facts, found)
    found.denials.append(denial)


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
    """Yield the denial that "ne sont pas destinés aux mineurs" implies where nothing"
    " else says so.
    """
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
