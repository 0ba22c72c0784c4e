"""Put a declaration together from what the sentences of a document say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.policies import activities as processing
from pdscan.policies import denials, keeping, keeping_rules, lexicon, places, sections
from pdscan.policies.activity import Activity
from pdscan.policies.draft import Draft
from pdscan.policies.gather_bases import attach_bases
from pdscan.policies.gather_data import gather_data, gather_rights
from pdscan.policies.gather_recipients import gather_recipients
from pdscan.policies.kept_data import gather_kept
from pdscan.policies.sentences import Sentence


def gather(draft: Draft) -> None:
    """Read every sentence once, in the order in which the parts depend on one another."""
    for one in draft.sentences:
        draft.readings[id(one)] = denials.read(one, draft.facts)
    draft.activities = processing.find(
        draft.document, draft.blocks, draft.sentences, draft.language, draft.facts
    )
    gather_data(draft)
    gather_rights(draft)
    attach_bases(draft)
    _denials(draft)
    _keepings(draft)
    gather_kept(draft)
    gather_recipients(draft)
    for one in draft.sentences:
        draft.locations += places.locations_in(one)
        moved = places.transfers_in(one)
        draft.transfers += moved
        last = draft.transfers[-1] if draft.transfers else None
        if not moved and last is not None and one.block.section == last.sentence.block.section:
            told = "transf" in one.flat or sections.has_role(one, "transfers")
            safeguards = places.safeguards_in(one.flat) if told else []
            last.safeguard = last.safeguard or next(iter(safeguards), None)


def _denials(draft: Draft) -> None:
    seen: set[str] = set()
    for one in draft.sentences:
        if sections.has_role(one, "definitions"):
            continue
        for denial in draft.reading(one).denials:
            home = id(one.activity) if one.activity is not None else None
            key = f"{denial.kind} {denial.target} {denial.spares} {home}"
            if key not in seen:
                seen.add(key)
                draft.denials.append(denial)
    if not any(one.kind == "subject" for one in draft.denials):
        for sentence in draft.sentences:
            draft.denials += list(denials.minors_only_adults(sentence))[
                : 1 - sum(one.kind == "subject" for one in draft.denials)
            ]


def _keepings(draft: Draft) -> None:
    """Read retention; a sentence on archives or deletion after it goes with the one before."""
    before: keeping.Keeping | None = None
    for one in draft.sentences:
        if sections.has_role(one, "definitions") or (
            sections.has_role(one, "rights") and re.search(r"\bdroit |\bright", one.flat)
        ):
            continue
        if before is not None and _follows(before, one) and _goes_with(before, one):
            continue
        if draft.reading(one).is_denied_from_start():
            continue
        for kept in keeping.read_each(one):
            draft.keepings.append(kept)
            before = kept


def _follows(before: keeping.Keeping, sentence: Sentence) -> bool:
    return (
        sentence.block.section == before.sentence.block.section
        and sentence.activity is before.sentence.activity
    )


def _goes_with(before: keeping.Keeping, sentence: Sentence) -> bool:
    """Take in "elles sont ensuite archivées", "passé ce délai, elles seront supprimées"."""
    text = sentence.flat
    later = re.search(
        (
            r"\bensuite\b|passe (?:ce|cette)|a l'issue|au terme|au-dela de (?:ce|cette)"
            r"|archivage intermediaire|\bthen\b|after (?:this|that)|thereafter"
        ),
        text,
    )
    if not later or re.search(r"\d+ (?:ans?|mois|jours?|years?|months?|days?)", text):
        return False
    if lexicon.pattern("keeping", "archive").search(text):
        if not before.then:
            before.then.append(
                {
                    "stage": "archive",
                    "duration": None,
                    "bound": "criteria",
                    "end_action": "unspecified",
                }
            )
        return True
    action = keeping_rules.end_action(text)
    if action == "unspecified":
        return False
    if before.then:
        before.then[-1]["end_action"] = action
    else:
        for rule in before.rules:
            rule.end_action = action
    return True


def all_activities(draft: Draft) -> Iterator[Activity]:
    """Yield the activities that collect for the controller itself, not as a host."""
    yield from (one for one in draft.activities if one.facts.get("role") != "processor")
