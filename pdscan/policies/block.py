"""Hold one block of a document: a heading, a paragraph, a list item or a table row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pdscan.folding import fold

Kind = Literal["heading", "paragraph", "bullet", "row"]


@dataclass(slots=True)
class Block:
    """Hold a block's text; `at` gives for each character its offset in the document.

    `level` orders headings (1 the highest); `cells` are the column heads of a table row, with the
    span of each cell; `section` holds the headings above, outermost first; `intro` is the
    paragraph that introduces a list; `lead` is how much of the text stands in bold at its head.
    """

    kind: Kind
    text: str
    at: list[int] = field(repr=False)
    level: int = 9
    number: str | None = None
    cells: list[tuple[str, int, int]] = field(default_factory=list)
    section: tuple[Block, ...] = field(default=(), repr=False)
    intro: Block | None = field(default=None, repr=False)
    mark: str = ""
    lead: int = 0

    @property
    def flat(self) -> str:
        """Return the block's text, folded."""
        return fold(self.text)
