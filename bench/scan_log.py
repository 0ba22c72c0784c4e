"""Time the scan of a log against bare Vectorscan with the same patterns, in one run.

    python bench/scan_log.py [MEGABYTES]

Prints MB/s of processor time of both, their ratio, and the resident memory; one line in ten holds
personal data.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pdscan import taxonomy
from pdscan.contracts import Detector
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block
from pdscan.plan import chosen_detectors

CHUNK = 1 << 20


def lines(seed: int = 1) -> Iterator[str]:
    """Yield log lines for ever, the same for the same seed."""
    dice = random.Random(seed)
    number = 0
    while True:
        number += 1
        line = (
            f"2026-05-{number % 28 + 1:02d}T12:{number % 60:02d}:01.{number % 1000:03d}Z INFO  "
            f"app.service.Orders req={dice.getrandbits(64):016x} GET /api/v1/orders/"
            f"{dice.randrange(10**6)} status=200 time={dice.randrange(500)}ms worker-{number % 16}"
        )
        if number % 10 == 0:
            line += dice.choice(
                (
                    f" user=jean.dupont{number}@example.org",
                    f" tel 06 39 98 {dice.randrange(100):02d} {dice.randrange(100):02d}",
                    f" ip=203.0.113.{number % 256}",
                    " card=4000001234567899",
                )
            )
        yield line + "\n"


def write_log(path: Path, megabytes: int) -> None:
    """Write a log of so many megabytes."""
    source = lines()
    with path.open("w") as out:
        while out.tell() < megabytes << 20:
            out.write("".join(next(source) for _ in range(5000)))


def structured() -> dict[str, Detector]:
    """Return the detectors without models: the structured types."""
    return chosen_detectors((), names=False)


def bare(engine: Engine, path: Path) -> float:
    """Return the seconds that Vectorscan takes with the same patterns, counting ends only."""
    database = engine.rules._database
    start = time.process_time()
    with path.open("rb") as source:
        while data := source.read(CHUNK):
            database.scan(data, match_event_handler=lambda *_: None)
    return time.process_time() - start


def whole(engine: Engine, path: Path) -> tuple[float, int]:
    """Return the seconds that the scan takes, reading and counting included, and its hits."""
    start = time.process_time()
    scan = AssetScan(engine, ScanOptions(names=False))
    with path.open("rb") as source:
        while data := source.read(CHUNK):
            scan.feed(Block(text=data.decode(), locus="text"))
    tally = scan.finish()
    return time.process_time() - start, sum(entry.hits for entry in tally.types.values())


def main() -> None:
    """Print the figures."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "app.log"
        write_log(path, megabytes)
        size = path.stat().st_size / 1e6
        start = time.process_time()
        engine = Engine(structured(), taxonomy.load())
        print(f"compile            {time.process_time() - start:.2f} s")
        alone = bare(engine, path)
        scanned, hits = whole(engine, path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"bare Vectorscan    {size / alone:.1f} MB/s")
    print(f"pdscan             {size / scanned:.1f} MB/s, {hits} hits")
    print(f"pdscan : bare      {alone / scanned:.2f}")
    print(f"peak memory        {peak:.0f} MiB")


if __name__ == "__main__":
    main()
