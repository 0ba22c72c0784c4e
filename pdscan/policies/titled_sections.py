"""Find the activities that titles name ("Newsletter"), above text that says data are used."""

from __future__ import annotations

import re

from pdscan.policies import lexicon, sections
from pdscan.policies.activity import Activity, from_heading, kind_of_title
from pdscan.policies.block import Block
from pdscan.policies.document import Document
from pdscan.policies.negations import negated_in
from pdscan.policies.sentences import Sentence, flat

_MOST_WORDS = 9
_OTHER_TOPICS = frozenset(
    (
        *("rights", "definitions", "security", "changes", "contact", "controller", "dpo"),
        *("recipients", "retention", "bases", "transfers", "minors", "data", "purposes"),
    )
)
# What such titles are about is told of every document, or of no one activity.
_NO_ACTIVITY = frozenset(("rights", "security", "legal", "contract", "hosting", "disputes"))
_SENDS = re.compile(
    r"\b(?:envo(?:yer|yons|i)|adress(?:er|ons)|send|sending)\b.*\b(?:vous|votre|vos|you|your)\b"
    r"|\b(?:votre|vos|your) (?:adresse|numero|donnees|informations|email|phone|data|information)\b"
)


def titled(
    document: Document, blocks: list[Block], sentences: list[Sentence], known: list[Activity]
) -> list[Activity]:
    """Return the activities of titles whose kind is not known yet, with the text below them."""
    kinds = {one.kind for one in known} | _NO_ACTIVITY
    found: list[Activity] = []
    for heading in blocks:
        kind = _kind(heading)
        if not kind or kind in kinds:
            continue
        below = [
            one
            for one in sentences
            if one.activity is None and one.block.section[-1:] == (heading,)
        ]
        if any(map(_uses_data, below)):
            kinds.add(kind)
            found.append(from_heading(document, heading, below, "titles"))
    return found


def _kind(heading: Block) -> str:
    """Return the kind of activity that a title names, empty where it asks or announces a topic."""
    text = heading.text.strip()
    if heading.kind != "heading" or len(text.split()) > _MOST_WORDS or text.endswith("?"):
        return ""
    if lexicon.pattern("statements", "data_head").search(flat(text)[:24]):
        return ""
    if sections.roles_of(text) & _OTHER_TOPICS or any(
        sections.roles_of(one.text) & {"rights", "definitions", "recipients", "retention"}
        for one in heading.section
    ):
        return ""
    return kind_of_title(text)


def _uses_data(sentence: Sentence) -> bool:
    """Say whether a sentence says that data are collected, used, or written to."""
    text = sentence.flat
    if any(negated_in(text)) or re.search(r"\bvous pouvez\b|\byou (?:can|may)\b", text):
        return False
    verbs = any(lexicon.pattern("statements", name).search(text) for name in ("collect", "use"))
    return bool(_SENDS.search(text)) or (
        verbs and bool(lexicon.pattern("statements", "data_head").search(text))
    )
