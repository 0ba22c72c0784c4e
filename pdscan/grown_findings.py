"""Add what new rows of a table hold to what an earlier run found in the rows before them."""

from __future__ import annotations

from dataclasses import replace

from pdscan.report import Finding

SAMPLES = 3
_CERTAIN = ("suspected", "likely", "confirmed")


def added(old: Finding, new: Finding | None, examined: int) -> Finding:
    """Return one finding of all rows; `examined` are the new cells (or bytes) at its locus.

    How many of the new values are new ones is not known: as many as were in the old rows, in
    proportion. What an earlier run was sure of stays so.
    """
    whole = (old.examined or 0) + examined
    if new is None:
        return replace(old, examined=whole, share=_share(old, old.hits, whole))
    hits = old.hits + new.hits
    samples = {(one.masked, one.digest): one for one in (*old.samples, *new.samples)}
    return replace(
        old,
        hits=hits,
        examined=whole,
        share=_share(old, hits, whole),
        distinct=_distinct(old, new),
        minors=_minors(old, new),
        confidence=max(old.confidence, new.confidence),
        certainty=max(old.certainty, new.certainty, key=_CERTAIN.index),
        why=tuple(sorted({*old.why, *new.why})),
        samples=tuple(samples.values())[:SAMPLES],
    )


def _share(old: Finding, hits: int, examined: int) -> float | None:
    return None if old.share is None else round(hits / max(1, examined), 6)


def _distinct(old: Finding, new: Finding) -> int | None:
    if old.distinct is None or new.distinct is None:
        return None
    fresh = round(new.distinct * old.distinct / max(1, old.hits))
    return max(new.distinct, old.distinct + fresh)


def _minors(old: Finding, new: Finding) -> float | None:
    if old.minors is None or new.minors is None:
        return old.minors if new.minors is None else new.minors
    return round((old.minors * old.hits + new.minors * new.hits) / (old.hits + new.hits), 6)
