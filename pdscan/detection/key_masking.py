"""Mask the keys that are personal data themselves: `$['zoe@example.org'].tel` names somebody.

Names of files, tables and columns are shown as they are; a step of a JSON path, or the key of a
metadata entry, in which a detector finds personal data shows its mask instead. All detectors are
asked, whatever the run looks for. Words of a lexicon (an illness) name a field, not a person, and
stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pdscan import plugins
from pdscan.detection.engine import Engine
from pdscan.masking import mask
from pdscan.model import Match, Reason, UnreadableError

_STEP = re.compile(r"(?<=\[')(?:[^'\\]|\\.)*(?='\])|(?<=\.)[^\W\d][\w-]*")
_REMEMBERED = 50_000


def masked_locus(locus: str, engine: Engine) -> str:
    """Return the locus with the steps of its JSON path, or its metadata key, masked if personal.

    `key:$.a['zoe@example.org']`, `column:extra.$['zoe@example.org']`, `metadata:zoe@example.org`.
    """
    kind, colon, name = locus.partition(":")
    if kind == "metadata":
        return f"{kind}{colon}{_masked(name, _whole(engine))}"
    path = locus.find("$" if kind == "key" else ".$")
    if not colon or path < 0:
        return locus
    whole = _whole(engine)
    return locus[:path] + _STEP.sub(lambda step: _masked(step[0], whole), locus[path:])


@lru_cache(maxsize=_REMEMBERED)
def _masked(key: str, engine: Engine) -> str:
    parts, done = [], 0
    for match in _personal(key, engine):
        if match.start >= done:
            parts += [key[done : match.start], mask(match.type, key[match.start : match.end])]
            done = match.end
    return "".join([*parts, key[done:]])


def _personal(key: str, engine: Engine) -> Iterator[Match]:
    lexicons = {f"rule:{name}" for name in engine.rules.lexicons}
    try:
        matches = engine.detect_all([key], failures={})[0]
    except UnreadableError as error:
        if error.reason is not Reason.NO_MODEL:
            raise
        matches = _without_models(engine).detect_all([key], failures={})[0]
    return (match for match in matches if not lexicons & set(match.why))


@lru_cache(maxsize=2)
def _whole(engine: Engine) -> Engine:
    """Return the engine where it has all detectors, else one that has; made once."""
    every = plugins.detectors()
    return engine if every.keys() <= engine.detectors.keys() else Engine(every, engine.taxonomy)


@lru_cache(maxsize=2)
def _without_models(engine: Engine) -> Engine:
    hard = {name: one for name, one in engine.detectors.items() if name not in engine.soft}
    return Engine(hard, engine.taxonomy)
