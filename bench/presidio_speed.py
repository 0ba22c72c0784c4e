"""Time a scan with all of Presidio's recognizers on, beside bare Vectorscan with their patterns.

    python bench/presidio_speed.py [MEGABYTES]

`bare` is one database of all their regexes, as pdscan writes them for the automaton, whose matches
are only counted. Prints, for a server's log, prose and CSV, MB/s of processor time of both and
their ratio: pdscan's includes decoding, confirming, context and counting. What is made at first
use (compiled regexes, lists of domains) is made before, on 50 kB of each.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import mixes

from pdscan import plugins, taxonomy
from pdscan.detection import compiled
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block

MIXES = ("application log", "access log", "French prose", "CSV text")
CHUNK = 1 << 20


def bare(database: compiled.Database, data: bytes) -> float:
    """Return the seconds that Vectorscan takes, calling back for each match."""
    start = time.process_time()
    for place in range(0, len(data), CHUNK):
        database.scan(data[place : place + CHUNK], match_event_handler=lambda *_: None)
    return time.process_time() - start


def whole(engine: Engine, data: bytes) -> tuple[float, int]:
    """Return the seconds that a scan takes, and its hits."""
    start = time.process_time()
    scan = AssetScan(engine, ScanOptions(names=False))
    for place in range(0, len(data), CHUNK):
        text = data[place : place + CHUNK].decode("utf-8", "replace")
        scan.feed(Block(text=text, locus="text"))
    tally = scan.finish()
    return time.process_time() - start, sum(entry.hits for entry in tally.types.values())


def main() -> None:
    """Print one line for each mix, and one for all."""
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    detectors = plugins.packed(("presidio",))
    engine = Engine(detectors, taxonomy.load())
    database = Engine(detectors, taxonomy.load(), low_scores=True).rules.database
    assert database is not None
    print(f"{'':16} {'bare MB/s':>10} {'pdscan':>10} {'ratio':>8} {'hits':>10}")
    total = [0.0, 0.0, 0.0]
    with tempfile.TemporaryDirectory() as folder:
        for name in MIXES:
            path = Path(folder) / "mix"
            mixes.write_exactly(name, path, int(megabytes * 1e6))
            data = path.read_bytes()
            whole(engine, data[:50_000])
            alone = bare(database, data)
            scanned, hits = whole(engine, data)
            size = len(data) / 1e6
            total = [sum(pair) for pair in zip(total, (size, alone, scanned), strict=True)]
            show(name, size, alone, scanned, f"{hits:,}")
    show("all", *total, "")


def show(name: str, size: float, alone: float, scanned: float, hits: str) -> None:
    """Print a line."""
    print(
        f"{name:16} {size / alone:10.1f} {size / scanned:10.2f} {alone / scanned:8.3f} {hits:>10}",
        flush=True,
    )


if __name__ == "__main__":
    main()
