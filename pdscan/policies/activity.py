"""Hold one activity, and know what kind of activity words name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pdscan.policies import lexicon
from pdscan.policies.block import Block
from pdscan.policies.data_items import Item
from pdscan.policies.document import Document
from pdscan.policies.sentences import Sentence, flat, whole

LONGEST_NAME = 110


@dataclass(slots=True)
class Activity:
    """Hold one activity as the document tells it.

    `whence` says how it was found, `shares` are cells that its row has for several activities.
    """

    name: str
    kind: str
    opening: Sentence
    start: int
    end: int
    whence: str
    ref: str | None = None
    heading: Block | None = None
    sentences: list[Sentence] = field(default_factory=list)
    sub_purposes: list[str] = field(default_factory=list)
    bases: list[dict[str, Any]] = field(default_factory=list)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    retention: list[str] = field(default_factory=list)
    shares: list[Sentence] = field(default_factory=list)
    id: str = ""
    confidence: float = 0.9

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return what the lexicon says of this kind of activity."""
        found: Mapping[str, Any] = lexicon.table("purposes").get(self.kind, {})
        return found


@cache
def _kinds() -> Mapping[str, re.Pattern[str]]:
    return lexicon.patterns("purposes")


def kinds_in(text: str) -> list[tuple[int, int, str]]:
    """Return the purposes that a folded text names: start, end, kind; the leftmost first."""
    found = []
    for kind, pattern in _kinds().items():
        match = pattern.search(text)
        if match and match.end() > match.start():
            found.append((match.start(), match.end(), kind))
    order = list(_kinds())
    found.sort(key=lambda one: (one[0], one[0] - one[1], order.index(one[2])))
    return found


def kind_of_title(text: str) -> str:
    """Return the kind that a title names: the longest wording wins, then the leftmost."""
    found = kinds_in(_corrected(flat(text)))
    return max(found, key=lambda one: (one[1] - one[0], -one[0]))[2] if found else ""


@cache
def _vocabulary() -> frozenset[str]:
    """Return the long words of the lexicon's wordings."""
    return frozenset(
        word for one in _kinds().values() for word in re.findall(r"[a-z]{7,}", one.pattern)
    )


def _corrected(title: str) -> str:
    """Return a title with its misspelt long words put right: "téléhonique"."""
    for word in re.findall(r"[a-z]{7,}", title):
        if word not in _vocabulary():
            near = difflib.get_close_matches(word, _vocabulary(), 1, 0.88)
            if near and near[0][0] == word[0] and abs(len(near[0]) - len(word)) <= 2:
                title = title.replace(word, near[0])
    return title


def from_heading(
    document: Document, heading: Block, sentences: Iterable[Sentence], whence: str
) -> Activity:
    """Return the activity that a title names, with the sentences below it."""
    title = heading.text.strip().strip(" .:")
    if heading.number and title.startswith(heading.number):
        title = title[len(heading.number) :].lstrip(" .)-–—:")
    opening = whole(document, heading)
    activity = Activity(
        title[:LONGEST_NAME],
        kind_of_title(title),
        opening,
        0,
        len(heading.text),
        whence,
        heading.number,
        heading,
    )
    for one in sentences:
        if heading in one.block.section and one.activity is None:
            one.activity = activity
            activity.sentences.append(one)
    return activity
