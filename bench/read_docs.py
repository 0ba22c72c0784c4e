"""Read every file of a folder of documents and say what of its known strings was found.

    python bench/read_docs.py FOLDER [--missed] [--seconds 20]

FOLDER holds `manifest.jsonl`, one record a line: `{file, format, known: [strings], verified: bool,
password}`; known strings are asked for where `verified`, and found where their letters and digits
follow each other in what was read. Prints a table by format: files, files that ended with a gap,
strings found and asked for, seconds by the wall clock of all and of the longest file; then the
reasons of the gaps, the totals, and the seconds of processor time (workers included). `--missed`
names each file with a missed string; `--seconds` bounds a file by the wall clock, so that a busy
machine needs more. Answers 1 where a file crashed or hung its reader, or less than 95 % of the
strings was found.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pdscan import plugins
from pdscan.contracts import Limits, ReadOptions
from pdscan.model import Block, Gap, Reason

BAD = {Reason.CRASHED, Reason.TIMEOUT}


@dataclass
class Outcome:
    """Say how reading one file went."""

    file: str
    format: str
    asked: int = 0
    missed: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    wall: float = 0.0
    own: float = 0.0


def words_of(block: Block) -> Iterator[str]:
    """Yield what a block shows: its text, or names and cells of its columns."""
    if block.text:
        yield f"{block.locus.removeprefix('metadata:')}: {block.text}"
    if block.batch is not None:
        yield from block.batch.schema.names
        for row in zip(*(column.to_pylist() for column in block.batch.columns), strict=True):
            yield " ".join(cell for cell in row if cell)


def flat(text: str) -> str:
    """Return letters and digits only: extractors differ in spaces, quotes and HTML entities."""
    return re.sub(r"[\W_]+", "", html.unescape(text))


def used() -> float:
    """Return the seconds of processor time of this process and its ended workers."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + gone.ru_utime + gone.ru_stime


def read_one(folder: Path, record: dict[str, object], seconds: float) -> Outcome:
    """Read one file as a scan would."""
    known = [str(one) for one in record["known"]] if record["verified"] else []  # type: ignore[attr-defined]
    outcome = Outcome(str(record["file"]), str(record["format"]), len(known))
    options = ReadOptions(limits=Limits(seconds=seconds))
    begun, before, parts = time.perf_counter(), used(), list[str]()
    with plugins.source("files")(str(folder / outcome.file), options) as source:
        for asset in source.assets():
            for _, piece in source.blocks(asset):
                if isinstance(piece, Block):
                    parts += words_of(piece)
                elif isinstance(piece, Gap):
                    outcome.gaps.append(piece)
    outcome.wall, outcome.own = time.perf_counter() - begun, used() - before
    shown = flat("\n".join(parts))
    outcome.missed = [one for one in known if flat(one) not in shown]
    return outcome


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield the lines of the table by format, those that miss most first."""
    by_format = defaultdict[str, list[Outcome]](list)
    for outcome in outcomes:
        by_format[outcome.format].append(outcome)
    heads = f"{'files':>6}{'gaps':>6}{'found':>7}{'asked':>7}{'all s':>8}{'longest s':>11}"
    yield f"{'format':12}{heads}"
    order = sorted(by_format, key=lambda kind: (-_missed(by_format[kind]), kind))
    for kind in order:
        group = by_format[kind]
        asked = sum(one.asked for one in group)
        gaps = sum(bool(one.gaps) for one in group)
        longest, every = max(one.wall for one in group), sum(one.wall for one in group)
        found = asked - _missed(group)
        yield f"{kind:12}{len(group):6}{gaps:6}{found:7}{asked:7}{every:8.2f}{longest:11.2f}"


def _missed(group: list[Outcome]) -> int:
    return sum(len(one.missed) for one in group)


def totals(outcomes: list[Outcome], seconds: float) -> Iterator[str]:
    """Yield the reasons of the gaps and the sums."""
    reasons = Counter(gap.reason.value for one in outcomes for gap in one.gaps)
    asked = sum(one.asked for one in outcomes)
    found = asked - _missed(outcomes)
    yield "gaps: " + ", ".join(f"{name} {count}" for name, count in reasons.most_common())
    yield f"files: {len(outcomes)}, with a gap: {sum(bool(one.gaps) for one in outcomes)}"
    yield f"strings: {found} of {asked} ({found / max(1, asked):.1%})"
    yield f"processor time: {seconds:.1f} s; longest file {max(one.wall for one in outcomes):.2f} s"


def main() -> None:
    """Read all, print the table; answer 1 where the reading is not good enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--missed", action="store_true", help="name each file with a missed string")
    parser.add_argument("--seconds", type=float, default=20.0, help="most of one file")
    chosen = parser.parse_args()
    lines = (chosen.folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    records = map(json.loads, lines)
    outcomes = [read_one(chosen.folder, record, chosen.seconds) for record in records]
    _end_workers()
    print(*table(outcomes), *totals(outcomes, used()), sep="\n")
    if chosen.missed:
        for one in outcomes:
            gaps = ", ".join(sorted({f"{gap.reason}" for gap in one.gaps}))
            if one.missed:
                print(f"{one.file}: {one.missed} [{gaps}]")
    bad = [one.file for one in outcomes if any(gap.reason in BAD for gap in one.gaps)]
    print(*(f"crashed or hung: {name}" for name in bad), sep="\n")
    sys.exit(bool(bad) or _missed(outcomes) > 0.05 * sum(one.asked for one in outcomes))


def _end_workers() -> None:
    """End the idle workers, so that their processor time is counted."""
    from pdscan.readers import isolation

    while isolation._idle:
        isolation._idle.pop().kill()


if __name__ == "__main__":
    main()
