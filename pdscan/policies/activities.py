"""Find the processing activities: by labelled sections, tables, lists of purposes, or sentences."""

from __future__ import annotations

import re

from pdscan.policies import sections
from pdscan.policies.activity import LONGEST_NAME, Activity, from_heading, kind_of_title
from pdscan.policies.block import Block
from pdscan.policies.document import Document
from pdscan.policies.field_records import records
from pdscan.policies.labelled_lines import lines_labelled
from pdscan.policies.purpose_lists import listed
from pdscan.policies.sentences import Sentence, flat
from pdscan.policies.titled_sections import titled
from pdscan.policies.told_activities import activities_told
from pdscan.taxonomy import Taxonomy

_MOST, _LISTED = 120, 3
# Kinds that a sentence tells of even where the activities are listed elsewhere.
_ALWAYS = frozenset(("call_recording", "video"))
_BESIDE_LINES = _ALWAYS | {"reviews", "testimonials", "newsletter", "cookies"}
_PART = re.compile(r"(?:\d+[.)]|\\?[-–•])\s*")
_NOTE = re.compile(r"(?:nous|vous|ce|cette|ces|we|you|this|these)\b")


def find(
    document: Document,
    blocks: list[Block],
    sentences: list[Sentence],
    language: str,
    facts: Taxonomy,
) -> list[Activity]:
    """Return the activities in order, and note on each sentence the activity it belongs to."""
    found = _labelled(document, blocks, sentences)
    found += _tabled(sentences)
    if not found:
        found = (
            records(sentences)
            or listed(document, blocks, sentences)
            or lines_labelled(sentences, facts)
        )
    lines = bool(found) and found[0].whence == "line"
    if not lines and len(found) >= _LISTED:
        found += titled(document, blocks, sentences, found)
    kinds = None if len(found) < _LISTED else _BESIDE_LINES if lines else _ALWAYS
    found += activities_told(sentences, found, language, kinds)
    return found[:_MOST]


def _labelled(document: Document, blocks: list[Block], sentences: list[Sentence]) -> list[Activity]:
    """Return the activities whose heading stands above two or more field labels."""
    labels: dict[int, set[str]] = {}
    for one in sentences:
        if one.slot and not one.column:
            for heading in reversed(one.block.section):
                if not sections.is_slot_label(heading):
                    labels.setdefault(id(heading), set()).add(one.slot)
                    break
    titles = {id(block): block for block in blocks if block.kind == "heading"}
    found = []
    for key, slots in labels.items():
        title = titles.get(key)
        if title is not None and len(slots) >= 2 and not _is_general(title):
            found.append(from_heading(document, title, sentences, "labels"))
    if len(found) >= 2:
        return found
    for one in sentences:
        one.activity = None
    return []


def _is_general(heading: Block) -> bool:
    return bool(
        sections.roles_of(heading.text) & {"retention", "recipients", "rights", "bases"}
    ) and not kind_of_title(heading.text)


def _tabled(sentences: list[Sentence]) -> list[Activity]:
    """Return an activity for each table row with a purpose and a basis, data or duration."""
    rows: dict[int, list[Sentence]] = {}
    for one in sentences:
        if one.column:
            rows.setdefault(id(one.block), []).append(one)
    found = []
    for cells in rows.values():
        if {one.slot for one in cells} & {"bases", "retention", "data", "recipients"}:
            found += _of_row(cells)
    return found


def _of_row(cells: list[Sentence]) -> list[Activity]:
    """Return the activity of a table row; one for each purpose where a basis heads the row."""
    purposes = [one for one in cells if one.slot == "purposes"]
    if not purposes or flat(purposes[0].text) == purposes[0].column:
        return []
    titles = _top_lines(purposes) if cells[0].slot == "bases" else purposes[:1]
    found: list[Activity] = []
    for title in titles:
        name = re.split(r"\s*[:(]|\.\s", title.text.strip(" .-•"))[0]
        name = re.sub(r",? (?:y compris|notamment|including)$", "", name)[:LONGEST_NAME]
        words = name or title.text[:60]
        found.append(Activity(words, kind_of_title(title.text), title, 0, len(title.text), "table"))
    for one in cells:
        index = sum(title.start <= one.start for title in titles) if one.slot == "purposes" else 0
        owner = found[max(0, index - 1)]
        one.activity = owner
        owner.sentences.append(one)
        if one.slot == "purposes" and _PART.match(one.text):
            owner.sub_purposes += [part] if (part := _PART.sub("", one.text).strip(" ;.")) else []
        elif one.slot != "purposes":
            for other in found[1:]:
                other.shares.append(one)
    return found


def _top_lines(purposes: list[Sentence]) -> list[Sentence]:
    """Return the lines of a cell that name purposes, without the numbered parts of one."""
    return [
        one for one in purposes if not _PART.match(one.text) and not _NOTE.match(one.flat)
    ] or purposes[:1]
