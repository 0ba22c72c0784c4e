"""Note what is weak in the declaration as a whole: open lists, missing bases, names, durations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdscan.policies.draft import Draft, grounded
from pdscan.policies.remarks import headings_that_lie, issue, says_processor
from pdscan.policies.sentences import MOST_SENTENCES


def issues(draft: Draft, raw: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the issues, those met on the way first."""
    found = [
        *draft.issues,
        *_data(draft),
        *_bases(draft, raw),
        *_missing(draft, raw),
        *_words(draft, raw),
    ]
    seen: set[str] = set()
    kept = []
    for one in found:
        key = f"{one['code']}{one['source'].get('lines')}"
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _data(draft: Draft) -> Iterator[dict[str, Any]]:
    opened = [one for one in draft.items if one.listing == "open"]
    if opened:
        yield issue(
            "open_list",
            draft.language,
            grounded(opened[0].sentence.source(opened[0].start, opened[0].end)),
        )


def _bases(draft: Draft, raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if draft.declared_bases and any(
        one["legal_bases"][0]["basis"] is None for one in raw["activities"]
    ):
        yield issue("unassigned_bases", draft.language, grounded(draft.declared_bases[0]["source"]))
    without = [
        one for one in raw["activities"] if all(b["basis"] is None for b in one["legal_bases"])
    ]
    for one in without[:20]:
        yield issue("no_legal_basis", draft.language, one["source"], f"({one['id']})")


def _missing(draft: Draft, raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    first = draft.sentences[0]
    anywhere = grounded(first.source())
    if draft.document.is_cut or len(draft.sentences) > MOST_SENTENCES:
        yield issue("cut_short", draft.language, grounded(draft.sentences[-1].source()))
    for one in draft.sentences:
        if one.is_cut:
            last = one.source(max(0, len(one.text) - 80))
            yield issue("endless_sentence", draft.language, grounded(last))
    controller = raw["controller"]
    if controller["name"] is None:
        yield issue("no_controller", draft.language, anywhere)
    elif missing := _unsaid(controller, draft.language):
        source = controller.get("source", anywhere)
        yield issue("controller_incomplete", draft.language, source, ", ".join(missing))
    if not raw["retention"]:
        yield issue("no_retention", draft.language, anywhere)
    if not raw["recipients"]:
        yield issue("no_recipients", draft.language, anywhere)
    if raw["dpo"]["status"] == "not_stated":
        yield issue("no_dpo", draft.language, anywhere)


def _unsaid(controller: dict[str, Any], language: str) -> list[str]:
    """Return what is missing of a named controller, in words of the document's language."""
    french, english = [], []
    if not controller["address"]:
        french.append("adresse")
        english.append("address")
    if not any(controller["identifiers"].values()):
        french.append("identifiant (SIREN, RCS …)")
        english.append("company number")
    return english if language == "en" else french


def _words(draft: Draft, raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in draft.sentences:
        if re.search(r"\btransferees? (?:a|aux)\b", one.flat) and not re.search(
            r"pays|hors|ue\b|eee", one.flat
        ):
            yield issue("false_friend", draft.language, grounded(one.source()))
    for one in headings_that_lie(draft.sentences):
        yield issue("wrong_heading", draft.language, grounded(one.source()))
    for alias in raw["controller"]["aliases"]:
        where = next((one for one in draft.sentences if alias in one.text), None)
        if where is not None:
            at = where.text.index(alias)
            yield issue(
                "name_variant",
                draft.language,
                grounded(where.around(at, at + len(alias))),
                f"({alias})",
            )
    claim = says_processor(draft.sentences)
    if claim is not None:
        yield issue("role_confusion", draft.language, grounded(claim.source()))
