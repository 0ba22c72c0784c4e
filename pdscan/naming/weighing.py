"""Weigh all that speaks for and against a name: one logistic sum, its weights in `weights.toml`.

`bench/learn_name_weights.py` learns the weights from made-up texts and writes the file.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from pdscan.naming.evidence import USUAL_GIVEN
from pdscan.naming.page import Page
from pdscan.naming.runs import Cue

PRIOR = "prior"
LIKELY = 0.5
BANDS = (
    ("sure", 0.8),
    ("likely", 0.6),
    ("weak", 0.4),
    ("faint", 0.25),
    ("wordy", 0.15),
    ("hardly", 0.0),
)
_AFTER_ARTICLE = re.compile(r"(?:\b(?:les?|la|du|des|aux?|une?|ce|the|an?)[ \u00a0]|\b[lL]['’])$")
_SMALL_WORD = re.compile(r"(?<!\w)[a-zà-ÿ]{4,}")


def features(page: Page, cue: Cue, first: str, second: str) -> dict[str, float]:
    """Return what speaks of a possible name; `first` and `second` are the models' words."""
    score = min(max(cue.score, 0.02), 0.98)
    found = {PRIOR: math.log(score / (1 - score))}
    found.update(dict.fromkeys(_facts(page, cue, first, second), 1.0))
    return found


def _facts(page: Page, cue: Cue, first: str, second: str) -> Iterator[str]:
    yield f"cue: {cue.why}"
    usual = cue.why == USUAL_GIVEN
    strength = USUAL_GIVEN if usual else next(name for name, least in BANDS if cue.score >= least)
    for model, word in (("spacy", first), ("onnx", second)):
        if word:
            yield f"{strength} {model} {word}"
        if word and page.english:
            yield f"en {model} {word}"
    if first and second and "PERSON" in (first, second):
        yield "both say PERSON" if first == second else "one says PERSON, one doesn't"
    if _AFTER_ARTICLE.search(page.text, max(0, cue.start - 8), cue.start):
        yield "after an article"
    if first == "PERSON" and not in_sentence(page.text, cue):
        yield "spacy PERSON outside of sentences"


def in_sentence(text: str, cue: Cue) -> bool:
    """Say whether words in small letters stand around a possible name, on its line."""
    start = max(text.rfind("\n", 0, cue.start) + 1, cue.start - 80)
    end = text.find("\n", cue.end, cue.end + 80)
    after = text[cue.end : end if end >= 0 else cue.end + 80]
    return len(_SMALL_WORD.findall(f"{text[start : cue.start]}|{after}")) > 2


def weigh(found: Mapping[str, float]) -> float:
    """Return how sure the sum of the evidence makes, 0 to 1."""
    weights = _weights()
    total = weights["always"] + sum(weights.get(name, 0.0) * size for name, size in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def _weights() -> Mapping[str, float]:
    text = resources.files("pdscan.naming").joinpath("weights.toml").read_text("utf-8")
    weights: dict[str, float] = tomllib.loads(text)["weights"]
    return weights
