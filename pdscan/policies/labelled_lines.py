"""Find the activities of a terse notice: lines that begin with a name and a colon.

"Facturation : nous collectons …", "Orders: your full name and postal address."
"""

from __future__ import annotations

import re

from pdscan.declarations import durations
from pdscan.policies import lexicon, sections
from pdscan.policies.activity import LONGEST_NAME, Activity, kind_of_title
from pdscan.policies.data_items import resolve
from pdscan.policies.sentences import Sentence, flat
from pdscan.taxonomy import Taxonomy

_MOST_WORDS, _LEAST = 6, 2
_NO_ACTIVITY = frozenset(
    (
        *("rights", "definitions", "security", "changes", "contact", "controller", "dpo"),
        *("recipients", "retention", "bases", "transfers"),
    )
)
_FAMILY = re.compile(
    r"(?:donnees?|informations?|coordonnees|identite|data|details|(?:\w+ )?(?:data|details"
    r"|information|identifiers))\b|droits? |right |article|adresse|siege|tel\b|telephone|e-?mail"
    r"|siret|siren|rcs|address|phone|note|nb|attention|exemples?|important"
)


def lines_labelled(sentences: list[Sentence], facts: Taxonomy) -> list[Activity]:
    """Return the activities that labels name, where two lines or more are written so."""
    opening = [one for one in sentences if _names_an_activity(one, facts)]
    if len(opening) < _LEAST or not any(kind_of_title(one.label) for one in opening):
        return []
    found = []
    for one in opening:
        name = one.label[:1].upper() + one.label[1:LONGEST_NAME]
        activity = Activity(name, kind_of_title(one.label), one, 0, len(one.text), "line")
        for other in sentences:
            if other.block is one.block and other.activity is None:
                other.activity = activity
                activity.sentences.append(other)
        found.append(activity)
    return found


def _names_an_activity(sentence: Sentence, facts: Taxonomy) -> bool:
    """Say whether a line is labelled with an activity: not a field, a family of data, a right."""
    label = flat(sentence.label)
    if not label or sentence.start > 0 or sentence.slot or sentence.column:
        return False
    if len(label.split()) > _MOST_WORDS or _FAMILY.match(label) or sentence.block.intro is not None:
        return False
    if sections.roles_of(label) & _NO_ACTIVITY or sections.has_role(
        sentence, *_NO_ACTIVITY, "data", "cookies"
    ):
        return False
    if not kind_of_title(label) and resolve(label, facts).categories:
        return False
    return _says_something(sentence, facts)


def _says_something(sentence: Sentence, facts: Taxonomy) -> bool:
    """Say whether the words after the label tell of data or of how long they are kept."""
    rest = sentence.text[len(sentence.label) :]
    told = lexicon.pattern("statements", "collect").search(flat(rest))
    kept = lexicon.pattern("keeping", "keep").search(flat(rest)) and durations.parse(rest)
    return bool(told or kept or resolve(rest, facts))
