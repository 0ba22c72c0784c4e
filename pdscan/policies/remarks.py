"""Note what no scan can check, and what the drafter got wrong or left open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdscan.policies import lexicon, sections
from pdscan.policies.sentences import Sentence


def unscannable(sentences: list[Sentence]) -> Iterator[dict[str, Any]]:
    """Yield one entry a topic, at the sentence that says it best."""
    for topic in lexicon.table("unscannable"):
        pattern = lexicon.pattern("unscannable", topic)
        hits = [
            (one, match)
            for one in sentences
            if (match := pattern.search(one.flat)) and not one.slot
        ]
        hits.sort(key=lambda hit: not sections.has_role(hit[0], "rights", "security", "changes"))
        if hits:
            one, match = hits[0]
            entry: dict[str, Any] = {"topic": topic}
            if topic == "complaint_authority" and re.search(
                r"cnil|informatique et des libertes", one.flat
            ):
                entry["value"] = "CNIL"
            entry["source"] = one.around(*match.span())
            yield entry


def issue(code: str, language: str, source: dict[str, Any], more: str = "") -> dict[str, Any]:
    """Return one issue with the words for it."""
    text = lexicon.table("issues")[code]["en" if language == "en" else "fr"]
    return {"code": code, "text": f"{text} {more}".strip(), "source": source}


def headings_that_lie(sentences: list[Sentence]) -> Iterator[Sentence]:
    """Yield the first sentence below a heading on retention that none of its sentences keeps."""
    below: dict[int, list[Sentence]] = {}
    for one in sentences:
        if one.block.section:
            below.setdefault(id(one.block.section[-1]), []).append(one)
    for some in below.values():
        heading = some[0].block.section[-1]
        if sections.roles_of(heading.text) == {"retention"} and not any(
            lexicon.pattern("keeping", "keep").search(one.flat) for one in some
        ):
            yield some[0]


def says_processor(sentences: list[Sentence]) -> Sentence | None:
    """Return the sentence in which the author calls itself a processor of the reader's data."""
    for one in sentences:
        if re.search(
            (
                r"(?:nous sommes|notre societe[^.]{0,30} est|we are"
                r"|our company[^.]{0,30} is) (?:le |un |the |a )?(?:sous-traitant"
                r"|data processor|processor)"
            ),
            one.flat,
        ):
            return one
    return None
