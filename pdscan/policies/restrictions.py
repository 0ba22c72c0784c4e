"""Read restrictions: "uniquement", "ne … que", "en interne uniquement", data held by another."""

from __future__ import annotations

import re
from typing import Any

from pdscan.declarations.phrases import Resolved
from pdscan.policies import lexicon
from pdscan.policies.data_items import Item, resolve
from pdscan.policies.data_lists import items_in
from pdscan.policies.denial import Denial, Reading
from pdscan.policies.parties import OUTSIDE, sectors_in
from pdscan.policies.sentences import Sentence
from pdscan.taxonomy import Taxonomy

_ONLY_THAT = re.compile(
    r"(?<![\w])(?:ne |n')(?P<verb>\w+)(?P<gap>(?: [\w']+){0,6}?) qu(?:e |')(?P<rest>.+)"
)


_BY = re.compile(
    r"\b(?:uniquement|exclusivement|seulement|only|solely|exclusively) (?:par|by) (?P<who>.{3,120})"
)


_BANK_CARD = ("payment.card.pan", "payment.card.expiry", "payment.card.cvv")


_DIRECT = (
    "person.name",
    "person.name.first",
    "person.name.last",
    "contact.email",
    "contact.phone",
    "contact.postal_address",
    "online.username",
)


BY_LAW = re.compile(
    r"conforme\w*|conformite|dans le respect|in accordance|comply|compliance|as required"
)


_NEEDED = re.compile(r"necessaires?|pertinentes?|adequates?|necessary|relevant|required|limite")


_ONLY_COLLECT = re.compile(
    r"\b(?:only|solely|exclusively) (?:collects?|stores?|process(?:es)?|gathers?|keeps?|records?) "
)
_FOR = re.compile(r" (?:pour|aux fins|a des fins|afin|for|to )")
_FROM = re.compile(
    r"(?:(?:les|vos|the|your) )?(?:donnees|informations|data|information)"
    r" (?:de|du|des|d'|from|of) ?(?:(?:la|le|les|l'|the|your) ?)?(?P<what>[\w' -]{4,40}?)"
    r" (?:ne )?(?:sont|seront|are|will be)\b"
)
_THESE = re.compile(r"(?:elles|ces (?:donnees|informations)|they|this|these)\b")
_WORK = re.compile(r"professionnel\w*|professional|business")


def held_by_others(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Read "X sont collectées uniquement par P": held by P, denied to the controller."""
    by = _BY.search(sentence.flat)
    if not by:
        return
    sectors = sectors_in(by["who"])
    named = resolve(sentence.text[: by.start()], facts)
    if not named or not sectors:
        return
    types = _card_too(named, sentence)
    item = Item(sentence, 0, by.start(), list(named.categories), types, "none", sectors=sectors)
    found.declared.append(item)
    found.denials.append(
        Denial(
            sentence,
            "category",
            {"types": types} if types else {"categories": list(named.categories)},
            0,
            len(sentence.text),
            {"operators": {"sectors": sectors}},
            word="held by",
        )
    )
    found.taken.append((0, len(sentence.text)))


def _card_too(named: Resolved, sentence: Sentence) -> list[str]:
    """Return the types; bank details spoken of beside a card are the card's details too."""
    types = list(named.types)
    if "payment.iban" in types and re.search(r"\b(?:carte|card)\b", sentence.block.flat):
        types += [one for one in _BANK_CARD if one not in types]
    return types


def without_identifiers(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Read "éliminer les informations qui vous identifient directement"."""
    del facts
    if match := lexicon.pattern("polarity", "direct_identifiers").search(sentence.flat):
        spares = {"forms": ["hashed", "tokenised", "generalised"]}
        found.denials.append(
            Denial(
                sentence,
                "category",
                {"types": list(_DIRECT)},
                0,
                len(sentence.text),
                spares,
                scope="activity",
                word="identifiers",
            )
        )
        found.taken.append(match.span())


def internal_only(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Read "en interne uniquement : …", unless somebody outside is named beside it."""
    del facts
    match = lexicon.pattern("polarity", "internal_only").search(sentence.flat)
    if match and "en externe" not in sentence.block.flat and match.start() < 25:
        after = sentence.flat[match.end() : match.end() + 2]
        if match[0].startswith("en interne, uniquement") and ":" not in after:
            return
        target = {
            "operators": {"kinds": ["processor", "partner", "group", "third_party", "public"]}
        }
        found.denials.append(
            Denial(
                sentence, "recipient", target, *match.span(), scope="activity", word="internal only"
            )
        )


def restricted_to(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Read "ne … que Y", "uniquement Y"."""
    that = _ONLY_THAT.search(sentence.flat)
    if that and not re.search(r"\b(?:pas|aucun)\b", that["gap"]):
        verb = sentence.flat[that.start("verb") : that.end("gap")]
        is_sharing = lexicon.pattern("polarity", "transmit").search(verb)
        if is_sharing and BY_LAW.search(that["rest"]):
            target = {"operators": {"kinds": list(OUTSIDE)}}
            found.denials.append(
                Denial(
                    sentence,
                    "recipient",
                    target,
                    *that.span(),
                    strength="conditional",
                    review="la condition est la loi elle-même",
                    word="by law",
                    confidence=0.6,
                )
            )
            found.taken.append(that.span())
            return
        if lexicon.pattern("polarity", "collect").search(verb) and not _kept_only(that["rest"]):
            _only(sentence, that.start("rest"), facts, found)
            return
    before_verb = _ONLY_COLLECT.search(sentence.flat)
    if before_verb and not _kept_only(sentence.flat[before_verb.end() :]):
        _only(sentence, before_verb.end(), facts, found)
        return
    for adverb in lexicon.pattern("polarity", "restriction").finditer(sentence.flat):
        before = sentence.flat[max(0, adverb.start() - 28) : adverb.start()]
        verbs = list(lexicon.pattern("polarity", "collect").finditer(before))
        if (
            verbs
            and len(before) - verbs[-1].end() < 14
            and adverb[0] not in ("seule", "seules", "strictement")
        ):
            if re.match(
                (
                    r" (?:pour|dans|a |aux|afin|si|lorsqu|when|for|if|to |par |by |avec"
                    r"|pendant|en |with)"
                ),
                sentence.flat[adverb.end() :],
            ):
                _used_only(sentence, adverb, found)
            elif not re.search(r"(?:^|\W)(?:ne|n'|not)\b", before) and not re.match(
                r"(?:sont|est|are|is)\b", before[verbs[-1].end() :].strip()
            ):
                _only(sentence, adverb.end(), facts, found)
            return


def _kept_only(rest: str) -> bool:
    return bool(
        re.match(
            (
                r"(?:pendant|le temps|pour|durant|dans|si|lorsqu|jusqu|as long|for|si"
                r"|apres|a des|aux|avec|sur|conforme|en )"
            ),
            rest,
        )
    )


def _only(sentence: Sentence, start: int, facts: Taxonomy, found: Reading) -> None:
    """Add the denial of all but what follows: of a capacity, or of a category."""
    end = object_end(sentence, start)
    text = sentence.flat[start:end]
    if _WORK.search(text) and not resolve(sentence.text[start:end], facts).types:
        target: dict[str, Any] = {"capacity": ["personal"]}
        found.denials.append(
            Denial(sentence, "only", target, start, end, scope="own", word="capacity")
        )
        found.taken.append((start, end))
        return
    if _NEEDED.search(text):
        found.promises.append((start, end, "minimisation"))
        found.taken.append((start, end))
        return
    items = items_in(sentence, start, end, facts, trusted=True)
    types = [name for one in items for name in one.types]
    domain = sorted({core for name in types for core in facts.types[name].core[:1]})
    if types and domain:
        found.denials.append(
            Denial(
                sentence,
                "only",
                {"categories": domain},
                start,
                end,
                {"types": types},
                review="« uniquement » : le domaine est déduit des données citées",
                confidence=0.6,
                word="only",
            )
        )


def _used_only(sentence: Sentence, adverb: re.Match[str], found: Reading) -> None:
    """Note "utilisées exclusivement pour P": any other activity is denied."""
    rest = sentence.flat[adverb.end() :]
    if not _FOR.match(rest):
        return
    source = _FROM.match(sentence.flat)
    if "necessaire" in rest or not (
        source or sentence.activity is not None or _THESE.match(sentence.flat)
    ):
        begun = max(0, adverb.start() - 40)
        found.promises.append((begun, len(sentence.text), "purpose_limitation"))
        return
    denial = Denial(sentence, "use", {"from_activity": ""}, 0, len(sentence.text))
    denial.word, denial.confidence = "used only", 0.65
    denial.about = source["what"] if source else ""
    denial.review = "« exclusivement » : tout autre usage est exclu"
    found.denials.append(denial)


def object_end(sentence: Sentence, start: int, most: int | None = None) -> int:
    """Return where the object of a verb ends: before words of purpose, time or place."""
    most = len(sentence.flat) if most is None else most
    stop = lexicon.pattern("statements", "boundary").search(sentence.flat, start, most)
    return stop.start() if stop else most
