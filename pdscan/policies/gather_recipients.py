"""Gather the recipients of all sentences, each once."""

from __future__ import annotations

import re
from typing import Any

from pdscan.policies import lexicon, recipients
from pdscan.policies.controller_name import name_of
from pdscan.policies.draft import Draft
from pdscan.policies.parties import same_name, vendors_in
from pdscan.policies.recipients import Recipient
from pdscan.policies.sentences import flat


def gather_recipients(draft: Draft) -> None:
    """Read who receives data, each party once, with the activities it is named in."""
    own, _ = name_of(draft.sentences)
    common = frozenset(re.findall(r"(?<![\w'’-])[a-zà-ÿ]{2,}", draft.document.text))
    common = frozenset(flat(one) for one in common)
    for one in draft.sentences:
        taken = [
            span
            for d in draft.reading(one).denials
            if d.kind == "recipient" and d.word == "shared"
            for span in [(d.start, d.end)]
        ]
        for recipient in recipients.read(one, taken, own, common):
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
