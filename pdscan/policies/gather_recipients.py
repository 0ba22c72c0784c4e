"""Gather the recipients of all sentences, each once."""

from __future__ import annotations

import re
from typing import Any

from pdscan.policies import lexicon, recipients
from pdscan.policies.controller_name import name_of
from pdscan.policies.draft import Draft
from pdscan.policies.parties import same_name, vendors_in
from pdscan.policies.recipients import Recipient
from pdscan.policies.sentences import Sentence, flat

_NEAR, _TOLD = 4, 2
_LIST = re.compile(
    r"\b(?:destinataires|recipients)\b[^.:]{0,40} (?:sont|are)\b[^.:]{0,20}:"
    r"|\b(?:destinataires|recipients|prestataires|partenaires|parties)\b[^.:]{0,40}"
    r"\b(?:suivants?|ci-dessous|following|below) ?:"
)


def gather_recipients(draft: Draft) -> None:
    """Read who receives data, each party once, with the activities it is named in."""
    own, _ = name_of(draft.sentences)
    common = frozenset(re.findall(r"(?<![\w'’-])[a-zà-ÿ]{2,}", draft.document.text))
    common = frozenset(flat(one) for one in common)
    read = [recipients.read(one, _denied(one, draft), own, common) for one in draft.sentences]
    for at, found in enumerate(read):
        listed = draft.sentences[at].activity is None and _is_listed(at, read, draft)
        for recipient in found:
            if not listed or recipient.name or recipient.sectors:
                _met(recipient, draft)
    _named_in_titles(draft)
    for one in draft.sentences:
        for item in one.items:
            if item.sectors and not any(
                set(item.sectors) <= set(r.sectors) and r.kind == "processor"
                for r in draft.recipients
            ):
                by = re.search(
                    r"\b(?:par|by) (?:notre|nos|our|the|la|le)? ?", one.flat[item.end - 5 :]
                )
                start = item.end - 5 + by.end() if by else item.end
                stop = lexicon.pattern("statements", "boundary").search(one.flat, start)
                end = re.search(r" (?:qui|that|which)\b", one.flat[start:])
                last = start + end.start() if end else stop.start() if stop else len(one.flat)
                _met(
                    Recipient(
                        "processor", one.text[start:last], one, start, last, list(item.sectors)
                    ),
                    draft,
                )


def _denied(sentence: Sentence, draft: Draft) -> list[tuple[int, int]]:
    """Return the spans of a sentence in which sharing is denied."""
    return [
        (one.start, one.end)
        for one in draft.reading(sentence).denials
        if one.kind == "recipient" and one.word == "shared"
    ]


def _is_listed(at: int, read: list[list[Recipient]], draft: Draft) -> bool:
    """Say whether a list that follows tells apart the parties that a sentence names in general."""
    sentence = draft.sentences[at]
    for place in range(at + 1, min(at + _NEAR, len(read))):
        intro = draft.sentences[place].block.intro
        leads = intro is sentence.block and sentence.flat.rstrip().endswith(":")
        if intro is None or not (leads or _LIST.search(intro.flat)):
            continue
        members = zip(draft.sentences[place:], read[place:], strict=True)
        told = [one for other, found in members if other.block.intro is intro for one in found]
        return sum(bool(one.sectors or one.name) for one in told) >= _TOLD
    return False


def _named_in_titles(draft: Draft) -> None:
    """Give its name to the recipient that an activity's title names ("Échanges via Chat (X)")."""
    for activity in draft.activities:
        for match, vendor in vendors_in(activity.opening.text) if activity.heading else ():
            fit = [
                one
                for one in draft.recipients
                if activity in one.activities
                and not one.name
                and set(one.sectors) & set(vendor.sectors)
            ]
            if fit:
                fit[0].name, fit[0].aliases = match[0], vendor.aliases
            else:
                opening = activity.opening
                draft.recipients.append(
                    Recipient(
                        vendor.kind,
                        match[0],
                        opening,
                        *match.span(),
                        list(vendor.sectors),
                        match[0],
                        vendor.aliases,
                        activities=[activity],
                    )
                )


def _met(recipient: Recipient, draft: Draft) -> None:
    """Add a recipient, or note that one known already is named once more."""
    known = next((one for one in draft.recipients if _same(one, recipient)), None)
    if known is None:
        draft.recipients.append(recipient)
        known = recipient
    _place(known, recipient.sentence.activity)


def _place(known: Recipient, activity: Any) -> None:
    if activity is None:
        known.everywhere = True
    elif activity not in known.activities:
        known.activities.append(activity)


def _same(one: Recipient, other: Recipient) -> bool:
    if one.name or other.name:
        names = {one.name, *one.aliases} - {None}
        return (
            any(same_name(str(name), other.name or "") for name in names) if other.name else False
        )
    if one.kind != other.kind:
        return False
    if one.kind == "internal":
        return _label(one) == _label(other)
    return sorted(one.sectors) == sorted(other.sectors) and (
        bool(one.sectors) or _label(one) == _label(other)
    )


def _label(one: Recipient) -> frozenset[str]:
    return frozenset(
        word.rstrip("s")
        for word in re.findall(r"[a-z]{4,}", one.sentence.flat[one.start : one.end])
    )
