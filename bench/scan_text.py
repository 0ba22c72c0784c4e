"""Time the scan of five mixes of text against bare Vectorscan with the same patterns, in one run.

    python bench/scan_text.py [MEGABYTES]

One line in ten holds personal data; in the web server's log every line does. Prints, for each mix
and for all, MB/s of processor time of both and their ratio: read from a file, decoded, scanned and
counted, all structured detectors on. Then the ratio of two worker processes to
one by the clock, the price of a hundred further detectors, and the memory.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import mixes

from pdscan import taxonomy
from pdscan.checksums import luhn
from pdscan.contracts import Detector, Pattern, Reading
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block
from pdscan.plan import chosen_detectors

CHUNK = 1 << 20
FILES = 4


def structured() -> dict[str, Detector]:
    """Return the detectors without models: the structured types."""
    return chosen_detectors(sys.argv[2:], names=False)


def bare(engine: Engine, path: Path) -> float:
    """Return the seconds that Vectorscan takes with the same patterns, counting ends only."""
    database = engine.rules.database
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
            scan.feed(Block(text=data.decode("utf-8", "replace"), locus="text"))
    tally = scan.finish()
    return time.process_time() - start, sum(entry.hits for entry in tally.types.values())


def _check(candidate: str) -> Reading | None:
    digits = "".join(sign for sign in candidate if sign.isdigit())
    return Reading("custom:member", 0.8, 0.95, digits, True) if luhn(digits) else None


def hundred() -> dict[str, Detector]:
    """Return a hundred detectors, half with a literal, half with digits and a checksum."""
    made: dict[str, Detector] = {}
    for number in range(50):
        literal = rf"\bK{number:02d}[A-Z][0-9]{{6}}\b"
        digits = rf"\b{number:02d}[0-9]{{2}}-[0-9]{{5}}-[0-9]{{2}}\b"
        for kind, regex in (("literal", literal), ("checked", digits)):
            made[f"{kind}_{number}"] = Pattern("Member", ("custom:member",), (regex,), _check)
    return made


def _worker(paths: list[Path]) -> None:
    engine = Engine(structured(), taxonomy.load())
    for path in paths:
        whole(engine, path)


def by_the_clock(paths: list[Path], workers: int) -> float:
    """Return the seconds by the clock in which processes scan all files, start-up included."""
    start = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        list(pool.map(_worker, [paths[number::workers] for number in range(workers)]))
    return time.perf_counter() - start


def show(name: str, size: float, alone: float, scanned: float, hits: int) -> None:
    print(
        f"{name:16} {size / alone:10.1f} {size / scanned:10.1f} {alone / scanned:8.2f} {hits:10,}"
    )


def scan_mixes(engine: Engine, paths: Mapping[str, Path]) -> None:
    """Print one line for each mix, and one for all of them together."""
    print(f"{'':16} {'bare MB/s':>10} {'pdscan':>10} {'ratio':>8} {'hits':>10}")
    total = [0.0, 0.0, 0.0]
    for name, path in paths.items():
        size = path.stat().st_size / 1e6
        alone, (scanned, hits) = bare(engine, path), whole(engine, path)
        show(name, size, alone, scanned, hits)
        total = [sum(pair) for pair in zip(total, (size, alone, scanned), strict=True)]
    print(f"{'all':16} {total[0] / total[1]:10.1f} {total[0] / total[2]:10.1f} "
          f"{total[1] / total[2]:8.2f}")  # fmt: skip


def main() -> None:
    """Print the figures."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    detectors = structured()
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{number}.txt" for number, name in enumerate(mixes.MIXES)}
        for name, path in paths.items():
            mixes.write(name, path, megabytes * 1_000_000 // len(paths))
        engine = Engine(detectors, taxonomy.load())
        scan_mixes(engine, paths)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory at most   {memory:10.0f} MiB")
        larger = Engine({**detectors, **hundred()}, taxonomy.load())
        first, more = (sum(whole(e, p)[0] for p in paths.values()) for e in (engine, larger))
        print(f"100 detectors more: {first / more - 1:+.0%} MB/s")
        files = list(paths.values()) * FILES
        one, two = by_the_clock(files, 1), by_the_clock(files, 2)
        print(f"two workers : one by the clock, start-up included: {one / two:.2f}")


if __name__ == "__main__":
    main()
