"""Measure what names cost in a scan, in turns with names on and off, in processor time.

    python bench/name_cost.py [--turns N] [--only KIND]

Made-up letters, one long asset of them (sampled by default), forms and mails that hold little but
names, server logs of some 35 kinds without a person, lines of an application's log and of a web
server's. Each turn scans with names on and off, in changing order; printed are the median of the
turns' ratios (asked for logs: at most 1.3), the speeds of the fastest turns, and how fast the
search for names alone was. Then what a fresh process takes to load the model, and its memory with
it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

import log_noise
import mixes
import name_documents

from pdscan import plugins, taxonomy
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block

ON, OFF = ScanOptions(), ScanOptions(names=False)
PART = 1 << 20
ROUNDS = 20
_LOAD = (
    "import time; start = time.process_time()\n"
    "from pdscan.naming import model; model.entities(['Marie Lefebvre est là.'])\n"
    "took = time.process_time() - start\n"
    "held = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
    "print(f'{took:.2f} s of processor time, {int(held[0].split()[1]) / 1024:.0f} MiB at most')"
)


def texts() -> Iterator[tuple[str, list[str]]]:
    """Yield what is scanned, each text an asset."""
    letters = "".join(islice(mixes.lines("French prose"), 5000))
    yield "letters", [letters]
    yield "one long asset of letters", [letters * 20]
    forms = "\n".join(text for _, text, _ in name_documents.documents(ROUNDS, 7, held=True))
    yield "forms dense with names", [forms]
    yield "logs, 35 kinds", [text for _, text in log_noise.logs(11)]
    for kind in ("application log", "access log"):
        yield kind, ["".join(islice(mixes.lines(kind), 20_000))]


def scanned(engine: Engine, texts: Sequence[str], options: ScanOptions) -> float:
    """Return the seconds of processor time that a scan of the texts takes, each an asset."""
    start = time.process_time()
    for text in texts:
        scan = AssetScan(engine, options)
        for at in range(0, len(text), PART):
            scan.feed(Block(text=text[at : at + PART]))
        scan.finish()
    return time.process_time() - start


def turns(engine: Engine, texts: Sequence[str], count: int) -> list[tuple[float, float]]:
    """Return the seconds with names on and off of so many turns."""
    found = []
    for turn in range(count):
        order = (ON, OFF) if turn % 2 else (OFF, ON)
        took = {one.names: scanned(engine, texts, one) for one in order}
        found.append((took[True], took[False]))
    return found


def show(count: int, only: str | None) -> None:
    """Print what names cost for each kind of text."""
    engine = Engine(plugins.detectors(), taxonomy.load())
    letter = next(texts())[1][0][:20_000]
    scanned(engine, [letter], ON)  # loads lists and model
    print(f"\ncost of names in a scan, processor time, {count} turns on and off:")
    for name, some in texts():
        if only not in (None, name):
            continue
        size = sum(len(text.encode()) for text in some) / 1e6
        taken = turns(engine, some, count)
        ratios = sorted(on / off for on, off in taken)
        on, off = (min(one[side] for one in taken) for side in (0, 1))
        print(
            f"  {name:26} {size:5.1f} MB: ratio {statistics.median(ratios):.2f}"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f}); {size / on:6.2f} MB/s on, {size / off:6.2f}"
            f" off; names alone {size / max(on - off, 1e-9):.1f} MB/s"
        )


def load() -> None:
    """Print what a fresh process takes to load the model, and to hold it."""
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True)
    print(f"\nthe model loaded and asked once, in a fresh process: {done.stdout.strip()}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--only", help="one kind of text, by the name that is printed")
    asked = parser.parse_args()
    show(asked.turns, asked.only)
    load()


if __name__ == "__main__":
    main()
