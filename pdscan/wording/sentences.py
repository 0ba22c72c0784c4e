"""Put a report's figures into sentences that always carry their denominators."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pdscan.model import NO_PASSWORDS, Reason
from pdscan.report import AssetSeen
from pdscan.report_coverage import GapSeen
from pdscan.wording import Words, inert
from pdscan.wording.groups import Place
from pdscan.wording.overview import READ, UNREAD, Overview, read_share

_MOST_OFF = 5
_LEAST = 0.001  # "at most < 0.1%" says nothing more than "at most 0.1%"


def and_more(words: Words, count: int) -> str:
    """Say how many other places there are."""
    return f"… {words.say('ui', 'and_more')} {words.counted('others', count)}"


def place_details(place: Place, words: Words) -> list[str]:
    """Return what is known of a place beside its locator, each in a few words."""
    found = [words.locus(place.locus), amount(place, words)]
    if place.files > 1:
        found.insert(0, words.counted("files", place.files))
    if place.copy_of:
        found.insert(0, f"{words.say('ui', 'copy_of')} {inert(place.copy_of)}")
    if place.upper is not None and place.upper < 1:
        found.append(f"{words.say('ui', 'bound')} {words.share(max(place.upper, _LEAST))}")
    if place.distinct is not None:
        found.append(words.counted("distinct", place.distinct))
    if place.oldest:
        found.append(f"{words.say('ui', 'oldest')} {inert(place.oldest)}")
    if place.limit:
        found.append(f"{words.say('ui', 'limit')} {words.duration(place.limit)}")
    found += telling(place)[:2]
    if place.certainty != "confirmed":
        found.append(words.say("certainty", place.certainty))
    if place.state not in {"new", "open"}:
        found.append(words.say("state", place.state))
    return [part for part in found if part]


def telling(place: Place) -> list[str]:
    """Return the masked samples that show more than dots, each once."""
    shown = dict.fromkeys(inert(sample.masked) for sample in place.samples)
    return [masked for masked in shown if any(char.isalnum() for char in masked)]


_INSTALL = re.compile(r"pip install '[^']+'|the extra [\w-]+")


_GENERAL = (Reason.ENCRYPTED, Reason.CORRUPT)  # whose way out no reader has to tell


def gap_detail(gap: GapSeen, words: Words) -> str:
    """Return a gap's detail without the locator that stands beside it.

    Readers tell it in English, to which the way out is added where there is a general one; in
    French it is what the reason asks for, and what to install. A reason like no other is told in
    French where its sentence is known.
    """
    told = inert(gap.detail.removeprefix(gap.locator).lstrip(" :,"))
    is_shut = gap.detail.endswith(NO_PASSWORDS)
    way = words.say("way_out", "encrypted_otherwise" if is_shut else gap.reason)
    if words.language != "fr":
        return f"{told}; {way}" if gap.reason in _GENERAL else told
    if way == gap.reason:
        return words.blind_spot(told)
    install = _INSTALL.search(gap.detail)
    return f"{way}\u00a0: {install[0].removeprefix('the ')}" if install else way


def proposed_why(asset: AssetSeen, words: Words) -> str:
    """Say why an activity is proposed for an asset: words in common, or the system beside it."""
    told = asset.proposal or {}
    if told.get("words"):
        shared = ", ".join(inert(str(word)) for word in told["words"])
        return f"{words.say('ui', 'proposed_words')} {shared}"
    return f"{words.say('ui', 'proposed_beside')} {inert(str(told.get('system', '')))}"


def amount(place: Place, words: Words) -> str:
    """Say how many: `31 / 118` cells or records, `12 occurrences` in text."""
    if place.count is None:
        return ""
    if place.text:
        return words.counted("hits", place.count)
    count = words.number(place.count)
    return count if place.examined is None else f"{count} / {words.number(place.examined)}"


def status_sentences(overview: Overview, words: Words) -> Iterator[str]:
    """Yield the status's denominators: findings, assets, rows, bytes, unmapped, blind spots."""
    yield found_sentence(overview, words)
    yield assets_sentence(overview, words)
    shares = shares_sentence(overview, words)
    if shares:
        yield shares
    if accepted := accepted_sentence(overview, words):
        yield accepted
    if overview.unmapped():
        yield words.say("ui", "sentence_unmapped", n=words.number(overview.unmapped()))
    if overview.report.ended:
        yield ended_sentence(overview, words)
    coverage = overview.report.coverage
    off = [inert(name) for name in coverage.detectors_off]
    rest = len(off) - _MOST_OFF
    if rest > 0:
        more = f"{words.say('ui', 'and_more')} {words.counted('more', rest)}"
        off[_MOST_OFF - 1 :] = [f"{off[_MOST_OFF - 1]} {more}"]
    yield _listed(words, "detectors_off", off)
    yield _listed(words, "blind_spots", map(words.blind_spot, coverage.blind_spots))


def ended_sentence(overview: Overview, words: Words) -> str:
    """Say what became of the last run's discrepancies that this run no longer has."""
    counts = Counter(verdict.state for verdict in overview.report.ended)
    parts = [
        f"{words.say('state', state)} {words.number(n)}" for state, n in sorted(counts.items())
    ]
    return f"{words.say('ui', 'since_last')}{_colon(words)}{', '.join(parts)}"


def assets_sentence(overview: Overview, words: Words) -> str:
    """Say how the listed assets ended; the sum adds up to the inventory."""
    counts = overview.assets()
    always = ("read", "sampled", "failed")
    parts = [
        f"{words.say('asset_status', name)}{_colon(words)}{words.number(counts[name])}"
        for name in (*READ, *UNREAD)
        if counts[name] or name in always
    ]
    listed = words.number(counts["listed"])
    said = f"{words.say('ui', 'assets_listed')}{_colon(words)}{listed} ({', '.join(parts)})"
    by_key = overview.report.coverage.excluded
    keys = [f"{inert(key)} {words.number(count)}" for key, count in by_key.items()]
    excluded = f"{words.say('asset_status', 'excluded')}{_colon(words)}{', '.join(keys)}"
    return f"{said}. {excluded[:1].upper()}{excluded[1:]}" if keys else said


def found_sentence(overview: Overview, words: Words) -> str:
    """Say how many places stand out, in how many assets read of how many listed."""
    seen, listed = words.number(overview.seen()), words.number(overview.assets()["listed"])
    if not overview.judged:
        count = words.number(len(overview.report.findings))
        return words.say("ui", "sentence_unjudged", n=count, seen=seen, listed=listed)
    severities = overview.severities()
    if not severities:
        return words.say("ui", "sentence_none", seen=seen, listed=listed)
    parts = ", ".join(
        f"{words.say('severity', s)} {words.number(n)}" for s, n in severities.items()
    )
    total = words.number(sum(severities.values()))
    return words.say("ui", "sentence_found", n=total, parts=parts, seen=seen, listed=listed)


def shares_sentence(overview: Overview, words: Words) -> str:
    """Say which share of the rows and bytes listed was read; empty where neither is known."""
    totals, found = overview.report.coverage.totals, []
    for unit, say in (("rows", words.number), ("bytes", words.size)):
        share = read_share(totals, unit)
        if share:
            part = f"{say(share[0])} / {say(share[1])} ({words.share(share[0] / share[1])})"
            found.append(f"{words.say('ui', unit)}{_colon(words)}{part}")
    return " · ".join(found)


def accepted_sentence(overview: Overview, words: Words) -> str:
    """Say what samples bound, and below which share that was accepted; empty without samples."""
    accepted = overview.report.run.accept_sampling
    rows = [asset.coverage.n for asset in overview.sampled() if asset.coverage.n]
    if accepted is None and rows:
        count = words.number(len(rows))
        return words.say("ui", "sampled_bound", n=count, bound=_unseen_at_most(rows, words))
    if accepted is None:
        return ""
    if not rows:
        return words.say("ui", "accepted_unused", p=words.share(accepted))
    bound = _unseen_at_most(rows, words)
    return words.say("ui", "accepted", p=words.share(accepted), bound=bound)


def _unseen_at_most(rows: Sequence[int], words: Words) -> str:
    """Return the bound of the smallest sample as a share, by the rule of three."""
    return words.share(max(min(1.0, 3 / min(rows)), _LEAST))


def _listed(words: Words, label: str, names: Iterable[str]) -> str:
    listed = ", ".join(names) or words.say("ui", "none")
    return f"{words.say('ui', label)}{_colon(words)}{listed}"


def _colon(words: Words) -> str:
    return "\u00a0: " if words.language == "fr" else ": "
