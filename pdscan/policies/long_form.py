"""Write a draft as the long form of a declaration: plain values in the order of the format."""

from __future__ import annotations

import re
from typing import Any

from pdscan.policies import identity, lexicon, remarks
from pdscan.policies.activity import Activity
from pdscan.policies.activity_form import activity_written, item_form, shared_items, with_doc
from pdscan.policies.dates import updated_on
from pdscan.policies.denial_form import denials
from pdscan.policies.draft import DOCUMENT_ID, Draft, grounded
from pdscan.policies.retention_sets import retention
from pdscan.policies.sentences import whole
from pdscan.policies.sharing_limits import locations, recipients, transfers

_HEAD = 40
_SENTENCE = 6
_ADDRESSED = re.compile(
    r"\b(?:politique|charte|declaration|notice|document|elle|policy|statement)\b.{0,40}?"
    r"\b(?:s'adresse|s'applique|concerne|est destinee?|applies|is addressed|concerns) (?!pas)"
    r"|^[\w&.', -]{3,60} sells to \b"
)


def written_out(draft: Draft) -> dict[str, Any]:
    """Return the declaration, checked by nobody yet."""
    titles = [whole(draft.document, one) for one in draft.blocks[:6] if one.kind == "heading"]
    controller, at = identity.controller([*titles, *draft.sentences])
    officer, at_officer = identity.officer(draft.sentences)
    _ids(draft)
    raw: dict[str, Any] = {"pdscan_declaration": 1, "id": _own_id(controller, draft)}
    raw["documents"] = [_document(draft)]
    raw["scope"] = _scope(draft)
    raw["controller"] = _controller(controller, at, draft)
    raw["dpo"] = (
        officer if at_officer is None else {**officer, "source": grounded(at_officer.source())}
    )
    if draft.declared_bases:
        raw["legal_bases_declared"] = [with_doc(one) for one in draft.declared_bases]
    raw["retention"] = retention(draft)
    raw["recipients"] = recipients(draft)
    raw["locations"] = locations(draft)
    raw["transfers"] = transfers(draft)
    raw["denials"] = denials(draft)
    own = {id(one) for one in shared_items(draft)}
    raw["data"] = [item_form(one, draft) for one in shared_items(draft)]
    raw["activities"] = [activity_written(one, draft, own) for one in draft.activities]
    addressed = _addressed(draft) or raw["scope"]["subjects"]
    for one, activity in zip(raw["activities"], draft.activities, strict=True):
        one["subjects"] = one["subjects"] or _subjects(activity, addressed)
    raw["obligations"] = _obligations(draft)
    raw["unscannable"] = [with_doc(one) for one in remarks.unscannable(draft.sentences)]
    return raw


def _own_id(controller: dict[str, Any], draft: Draft) -> str:
    words = controller["name"] or draft.document.path.stem
    plain = "-".join(re.findall(r"[a-z0-9]+", _plain(words)))[:60] or "policy"
    return f"{draft.language}.{plain}"


def _plain(text: str) -> str:
    from pdscan.folding import fold

    return fold(text)


def _document(draft: Draft) -> dict[str, Any]:
    title = next(
        (
            one.text
            for one in draft.blocks
            if re.search(r"confidentialit|donnees|privacy|cookie|personnel|protection", one.flat)
            and len(one.text) < 120
        ),
        None,
    )
    cookie = (
        title is not None
        and re.search(r"cookie", _plain(title))
        and not re.search(r"confidentialit|privacy|donnees", _plain(title))
    )
    return {
        "id": DOCUMENT_ID,
        "kind": "cookie_policy" if cookie else "privacy_policy",
        "path": draft.document.path.name,
        "language": draft.language,
        "title": title.strip(" #*") if title else None,
        "last_updated": updated_on(draft.sentences),
        "sha256": draft.document.sha256,
    }


def _subjects(activity: Activity, addressed: list[str]) -> list[str]:
    """Return whose data an activity holds: applicants in recruitment, else all addressed."""
    if activity.kind == "job_applications" and "job_applicant" in addressed:
        return ["job_applicant"]
    return [one for one in addressed if one != "job_applicant" or activity.kind != "cookies"]


def _addressed(draft: Draft) -> list[str]:
    """Return whom a sentence says that the document is for; none where no sentence does."""
    for one in draft.sentences[:_HEAD]:
        if _ADDRESSED.search(one.flat):
            return [name for name, _ in lexicon.matching("subjects", one.flat)]
    return []


def _scope(draft: Draft) -> dict[str, Any]:
    """Return of whom the document speaks, by the words that it, or a title, has for its readers."""
    said = [*(one.flat for one in draft.sentences), *(one.flat for one in draft.blocks)]
    subjects = [name for name, _ in lexicon.matching("subjects", " ".join(said))]
    work = next((one for one in draft.denials if one.target.get("capacity")), None)
    named = ["client_employee", *subjects] if work else subjects
    scope: dict[str, Any] = {"subjects": list(dict.fromkeys(named))}
    if work is not None:
        scope["capacity"] = "professional"
    where = (
        work.sentence
        if work
        else next(
            (
                one
                for one in draft.sentences
                if len(one.flat.split()) >= _SENTENCE
                and any(lexicon.pattern("subjects", name).search(one.flat) for name in subjects)
            ),
            None,
        )
    )
    if where is not None:
        scope["source"] = grounded(where.source())
    return scope


def _controller(found: dict[str, Any], at: Any, draft: Draft) -> dict[str, Any]:
    other = next((one for one in draft.activities if one.kind == "hosting"), None)
    raw: dict[str, Any] = {
        key: found[key]
        for key in ("name", "name_status", "aliases", "role", "role_stated")
        if key in found
    }
    claim = remarks.says_processor(draft.sentences)
    if claim is not None:
        raw["role"], raw["role_stated"], at = "processor", "explicit", claim
    if other is not None:
        purpose = (
            "databases of its clients"
            if draft.language == "en"
            else "les bases de données de ses clients"
        )
        raw["other_role"] = {
            "role": "processor",
            "for": purpose,
            "source": grounded(other.opening.source()),
        }
    raw.update(
        {
            key: found[key]
            for key in (
                "legal_form",
                "identifiers",
                "address",
                "phone",
                "email",
                "email_as_written",
            )
            if key in found
        }
    )
    if at is not None:
        raw["source"] = grounded(at.source())
    return raw


def _ids(draft: Draft) -> None:
    for activity in draft.activities:
        activity.id = draft.name("act", activity.name)
    for item in draft.items:
        item.id = draft.name("d", item.phrase)


def _obligations(draft: Draft) -> list[dict[str, Any]]:
    found = []
    for one in draft.sentences:
        for start, end, topic in draft.reading(one).promises:
            if topic in ("no_sale", "purpose_limitation"):
                text = " ".join(one.text[start:end].split())[:200]
                found.append(
                    {
                        "id": draft.name("obl", topic),
                        "text": text,
                        "checkable": "manual",
                        "source": grounded(one.source(start, end)),
                    }
                )
        if re.search(
            r"lorsque vous nous autorisez|when you (?:authori[sz]e|allow) us", one.flat
        ) and re.search(r"connect\w*|acce", one.flat):
            found.append(
                {
                    "id": draft.name("obl", "access authorised"),
                    "text": " ".join(one.text.split())[:200],
                    "checkable": "access_logs",
                    "source": grounded(one.source()),
                }
            )
    return found[:20]
