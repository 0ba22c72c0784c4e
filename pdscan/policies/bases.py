"""Read legal bases and conditions: consent, contract, legal obligation … stated or implied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdscan.policies import lexicon
from pdscan.policies.sentences import Sentence

_ARTICLE = re.compile(r"6[ .]?(?:\(|§|paragraphe )? ?1\)?[ .]?,?\s*(?:\(|al\.? ?|point )?([a-f])\b")
LETTERS = {
    "consent": "a",
    "contract": "b",
    "legal_obligation": "c",
    "vital_interest": "d",
    "public_interest": "e",
    "legitimate_interest": "f",
}


def article(basis: str | None) -> str | None:
    """Return the article of a basis as 6(1)(b)."""
    return f"6(1)({LETTERS[basis]})" if basis in LETTERS else None


def bases_in(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Yield the legal bases that a sentence states: where, and which; each once, in order."""
    found: dict[str, tuple[int, int]] = {}
    for basis in LETTERS:
        match = lexicon.pattern("bases", basis).search(sentence.flat)
        if match:
            found[basis] = match.span()
    for match in _ARTICLE.finditer(sentence.flat):
        basis = next(name for name, letter in LETTERS.items() if letter == match[1])
        found.setdefault(basis, match.span())
    if "legal_obligation" in found and "legitimate_interest" in found:
        first, last = found["legitimate_interest"]
        if re.search(r"respect legitime$", sentence.flat[max(0, first - 10) : last]):
            found.pop("legitimate_interest")
    for basis, (first, last) in sorted(found.items(), key=lambda one: one[1]):
        yield first, last, basis


def written(
    sentence: Sentence, span: tuple[int, int] | None, basis: str | None, stated: str
) -> dict[str, Any]:
    """Return a basis as the format has it."""
    source = sentence.around(*span) if span else sentence.source()
    return {"basis": basis, "gdpr": article(basis), "stated": stated, "source": source}


def conditions_in(sentence: Sentence) -> Iterator[dict[str, Any]]:
    """Yield under which choice of the person something is done."""
    for kind in ("opt_out", "opt_in", "authorisation"):
        match = lexicon.pattern("statements", kind).search(sentence.flat)
        if match:
            channels = [name for name, _ in lexicon.matching("channels", sentence.flat)]
            yield {"kind": kind, "channel": channels, "source": sentence.source()}
            return
