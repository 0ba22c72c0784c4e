"""Hold what was read of one document while its declaration is put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pdscan.declarations.slugs import slug
from pdscan.policies.activity import Activity
from pdscan.policies.block import Block
from pdscan.policies.data_items import Item
from pdscan.policies.denial import Denial, Reading
from pdscan.policies.document import Document
from pdscan.policies.keeping import Keeping
from pdscan.policies.places import Located, Moved
from pdscan.policies.recipients import Recipient
from pdscan.policies.sentences import Sentence
from pdscan.taxonomy import Taxonomy

DOCUMENT_ID = "doc"
# Below this an item is marked for review.
SURE = 0.7


@dataclass(slots=True)
class Draft:
    """Gather sentences and what they say; `doubts` gives by id why a reader should look again."""

    document: Document
    language: str
    facts: Taxonomy
    blocks: list[Block]
    sentences: list[Sentence]
    readings: dict[int, Reading] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    denials: list[Denial] = field(default_factory=list)
    keepings: list[Keeping] = field(default_factory=list)
    recipients: list[Recipient] = field(default_factory=list)
    locations: list[Located] = field(default_factory=list)
    transfers: list[Moved] = field(default_factory=list)
    declared_bases: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    doubts: dict[str, str] = field(default_factory=dict)

    def name(self, prefix: str, words: str) -> str:
        """Return a new id."""
        return slug(prefix, words or "item", self.taken)

    def reading(self, sentence: Sentence) -> Reading:
        """Return what polarity found in a sentence."""
        return self.readings.setdefault(id(sentence), Reading())

    def of_kind(self, *kinds: str) -> list[Activity]:
        """Return the activities of these kinds."""
        return [one for one in self.activities if one.kind in kinds]

    def marked(self, entry: dict[str, Any], confidence: float, why: str = "") -> dict[str, Any]:
        """Return an entry with its confidence, marked for review where it is doubtful."""
        entry["confidence"] = round(confidence, 2)
        if confidence < SURE or why:
            entry["review"] = True
            self.doubts[str(entry.get("id"))] = why or "lecture incertaine"
        return entry


def grounded(source: dict[str, Any]) -> dict[str, Any]:
    """Return a source with the document's id."""
    return {**source, "doc": DOCUMENT_ID}
