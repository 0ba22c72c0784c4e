"""Tell which short lines are headings without being marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.policies.block import Block
from pdscan.policies.unwrapping import LONG_HEADING, SHORT

LIST_ITEM = re.compile(r"(?:pour|afin|to)\b|[\w' ]{3,45} ?: ?(?:pour|afin|to)\b")


_SENTENCE = re.compile(
    r"\b(?:nous|vous|est|sont|ont|peut|peuvent|sera|seront|ne|we|you|is|are|may|will)\b|@|https?:"
)


def headings_known(blocks: list[Block]) -> Iterator[Block]:
    """Mark as headings the short lines that stand above other text."""
    for kind in ("paragraph", "bullet"):
        for before, block, follower in zip([None, *blocks], blocks, blocks[1:], strict=False):
            if block.kind == kind and not (
                before and kind == before.kind == "bullet" and before.mark == block.mark
            ):
                level = _heading_level(block, follower)
                if (
                    before
                    and before.kind == "heading"
                    and before.text.rstrip().endswith(":")
                    and level in (5, None)
                ):
                    continue
                if level is not None:
                    block.kind, block.level = "heading", level
    for block in blocks:
        if block.kind == "heading" and block.number and "." in block.number and block.level < 7:
            block.level = max(block.level, 2 + block.number.count("."))
        yield block


def _heading_level(block: Block, follower: Block) -> int | None:
    """Return the level of a line that is a heading without being marked as one, else None."""
    text = block.text.strip()
    if not text or len(text) > LONG_HEADING or "\n" in text:
        return None
    letters = [one for one in text if one.isalpha()]
    if not letters or text[-1] in ";,":
        return None
    if block.kind == "bullet":
        is_alone = follower.kind == "paragraph" and follower.text[:1].isupper()
        return (
            7
            if is_alone and len(text) <= SHORT and text[-1] not in ":" and _is_nominal(text)
            else None
        )
    if (
        block.number
        and text[-1] not in ".;:"
        and not text[len(block.number) :].strip(" .").startswith("-")
    ):
        deep = block.number.count(".")
        return 2 + deep if len(text) <= 110 and re.search(r"[A-Za-zÀ-ÿ]{3}", text) else None
    if text.endswith("?"):
        return 3
    if (
        sum(one.isupper() for one in letters) > 0.8 * len(letters)
        and len(letters) > 4
        and len(text) <= SHORT
    ):
        return 3
    if len(text) <= 60 and text.endswith(":") and len(text.split()) <= 7 and text[:1].isupper():
        return 6
    if (
        text.endswith(".")
        and len(text) <= 60
        and len(text.split()) >= 3
        and text[0].isupper()
        and ": " not in text
        and not _SENTENCE.search(block.flat)
        and not LIST_ITEM.match(block.flat)
    ):
        return 5 if follower.kind == "paragraph" and len(follower.text) > 60 else None
    is_title = len(text) <= SHORT and text[0].isupper() and text[-1] not in ".!:;,…"
    return 5 if is_title and follower.kind != "heading" and _is_nominal(text) else None


def _is_nominal(text: str) -> bool:
    """Say whether a line has no address, link or sentence in it."""
    return not re.search(r"@|https?:|www\.|\d{4,}|^\W*$", text) and len(text.split()) <= 14
