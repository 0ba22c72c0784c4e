"""Attach legal bases and conditions to the activities they are stated for."""

from __future__ import annotations

import re
from typing import TypeAlias

from pdscan.policies import bases, keeping, lexicon, sections
from pdscan.policies.activity import Activity, kinds_in
from pdscan.policies.draft import Draft
from pdscan.policies.sentences import Sentence

_LISTED = 3
_FOR = re.compile(
    r"(?: (?:\w+ )?(?:with you|avec vous))? (?:to|for|pour|afin d\w*'?|en vue d\w*'?) (?P<what>.+)"
)


def attach_bases(draft: Draft) -> None:
    """Attach what sentences state of legal bases and choices to their activities."""
    pending: list[tuple[Sentence, tuple[int, int], str]] = []
    sharing = _sharing(draft)
    listed = _lists_of_bases(draft)
    for one in draft.sentences:
        found = list(bases.bases_in(one))
        activity = one.activity
        if activity is None:
            pending = _in_general(one, found, draft, pending, is_listed=id(one.block) in listed)
            continue
        if any(d.spares.get("consent") for d in draft.reading(one).denials):
            continue
        activity.conditions += [
            c
            for c in bases.conditions_in(one)
            if c["kind"] not in [k["kind"] for k in activity.conditions]
        ]
        if one.slot in ("retention", "recipients", "data") and activity.whence in (
            "labels",
            "table",
        ):
            continue
        told = [
            other for other in draft.activities if other.opening is one and other is not activity
        ]
        for other in [activity, *told, *sharing.get(id(one), ())]:
            _attach(other, one, found, pending, is_field=one.slot == "bases")


_Pending: TypeAlias = list[tuple[Sentence, tuple[int, int], str]]


def _in_general(
    sentence: Sentence,
    found: list[tuple[int, int, str]],
    draft: Draft,
    pending: _Pending,
    *,
    is_listed: bool,
) -> _Pending:
    """Note bases told outside of any activity: in general, or for the purposes named beside them.

    Return the legitimate interests that the next activity may rest on.
    """
    general = is_listed or sections.has_role(sentence, "bases") or _lists_bases(sentence)
    is_item = sentence.block.kind == "bullet" or sentence.label
    if general and found and is_item and not keeping.is_about_keeping(sentence):
        start, end, basis = found[0]
        if basis not in {known["basis"] for known in draft.declared_bases}:
            draft.declared_bases += [bases.written(sentence, (start, end), basis, "explicit")]
        return pending
    if found and (named := _named_purposes(sentence, found, draft)):
        for other, told in named:
            _attach(other, sentence, [told], [], is_field=True)
        return pending
    if found and not sections.has_role(
        sentence, "rights", "retention", "definitions", "transfers", "recipients"
    ):
        return [(sentence, span[:2], span[2]) for span in found if span[2] == "legitimate_interest"]
    return pending


def _sharing(draft: Draft) -> dict[int, list[Activity]]:
    """Return the activities that share a table cell, by the cell."""
    found: dict[int, list[Activity]] = {}
    for activity in draft.activities:
        for one in activity.shares:
            found.setdefault(id(one), []).append(activity)
    return found


def _named_purposes(
    sentence: Sentence, found: list[tuple[int, int, str]], draft: Draft
) -> list[tuple[Activity, tuple[int, int, str]]]:
    """Return the activities that bases are named for: "on your consent to send you newsletters"."""
    ends = [*(span[0] for span in found[1:]), len(sentence.flat)]
    pairs = []
    for basis, end in zip(found, ends, strict=True):
        clause = _FOR.match(sentence.flat[basis[1] : end])
        kinds = {kind for _, _, kind in kinds_in(clause["what"])} if clause else set()
        pairs += [(one, basis) for one in draft.activities if one.kind in kinds and not one.bases]
    return pairs


def _lists_of_bases(draft: Draft) -> set[int]:
    """Return the items of lists that tell a basis each: three or more, for no one activity."""
    lists: dict[tuple[int, int], dict[int, str]] = {}
    for one in draft.sentences:
        if one.block.kind != "bullet" or one.activity is not None or one.start > 0:
            continue
        if sections.has_role(one, "rights", "retention", "transfers", "recipients"):
            continue
        found = next(iter(bases.bases_in(one)), None)
        if found is not None:
            title = one.block.section[-1] if one.block.section else None
            lists.setdefault((id(title), id(one.block.intro)), {})[id(one.block)] = found[2]
    return {
        block for items in lists.values() if len(set(items.values())) >= _LISTED for block in items
    }


def _lists_bases(sentence: Sentence) -> bool:
    intro = sentence.block.intro
    return intro is not None and bool(
        re.search(r"bases? (?:legales?|juridiques?)|legal bas", intro.flat)
    )


def _attach(
    activity: Activity,
    sentence: Sentence,
    found: list[tuple[int, int, str]],
    pending: list[tuple[Sentence, tuple[int, int], str]],
    *,
    is_field: bool,
) -> None:
    """Attach the bases that a sentence states, or implies, to its activity."""
    known = {one["basis"] for one in activity.bases}
    told = activity.whence == "text"
    for start, end, basis in found:
        if _aside(sentence, start):
            activity.conditions.append(
                {
                    "kind": "opt_in",
                    "channel": ["automated_call"] if "automate" in sentence.flat else [],
                    "source": sentence.around(start, end),
                }
            )
            continue
        if (
            basis in known
            or (
                is_field and lexicon.pattern("statements", "data_purpose_only").match(sentence.flat)
            )
            or (told and not _fits(activity, basis, sentence))
        ):
            continue
        is_plain = is_field or re.search(
            r"base|fondement|interet|consentement|accord|obligation|legal|consent",
            sentence.flat[start:end],
        )
        stated = "explicit" if is_plain and not (basis == "contract" and told) else "implied"
        activity.bases.append(bases.written(sentence, (start, end), basis, stated))
        known.add(basis)
    if not activity.bases and any(one["kind"] == "authorisation" for one in activity.conditions):
        activity.bases.append(bases.written(sentence, None, "consent", "implied"))
    if (
        told
        and not activity.bases
        and activity.opening is sentence
        and activity.kind in ("improvement", "prospecting", "analytics", "personalisation")
    ):
        for where, span, basis in pending:
            if where.block.section[-1:] == sentence.block.section[-1:]:
                activity.bases.append(bases.written(where, span, basis, "explicit"))


def _aside(sentence: Sentence, at: int) -> bool:
    """Say whether a basis stands in a bracket about something else ("hors automates d'appel …")."""
    bracket = sentence.flat.rfind("(", 0, at)
    return (
        bracket >= 0
        and sentence.flat.rfind(")", bracket, at) < 0
        and bool(re.match(r"\((?:hors|sauf|excepte|except)", sentence.flat[bracket:]))
    )


def _fits(activity: Activity, basis: str, sentence: Sentence) -> bool:
    """Say whether a basis named in running text is one of the activity, not of its neighbours."""
    if basis == "contract":
        return activity.kind in ("contract", "orders", "billing")
    if basis == "legal_obligation":
        return activity.kind in ("legal", "fraud") or (
            "retention" not in sentence.role and activity.kind == "billing"
        )
    return not re.search(r"retirer|withdraw|changer d'avis", sentence.flat)
