"""Time the scan of an Arrow table of eleven dense columns, seven of them personal.

    python bench/scan_table.py [ROWS]

Prints rows a second of processor time, one core, all structured detectors and the judging of
columns on, and what each column costs alone.
"""

from __future__ import annotations

import random
import resource
import sys
import time

import pyarrow as pa

from pdscan import plugins, taxonomy
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block

BATCH = 8192
_FIRST = ("Zélie", "Abel", "Rosalie", "Ismaël", "Noémie", "Gaspard", "Maëlle", "Côme")
_STREETS = ("rue des Essais", "avenue du Nord", "chemin des Lilas", "boulevard de la Gare")
COLUMNS = (
    "id", "prenom", "nom", "mail", "tel", "adresse", "iban", "naissance", "cree_le", "solde",
    "statut",
)  # fmt: skip


def iban(number: int) -> str:
    """Return a French IBAN of the bank code that is nobody's, its keys right."""
    bank, desk, account = 99999, 1, number
    key = 97 - (89 * bank + 15 * desk + 3 * account) % 97
    rib = f"{bank:05d}{desk:05d}{account:011d}{key:02d}"
    check = 98 - int(f"{rib}152700") % 97
    return f"FR{check:02d}{rib}"


def row(dice: random.Random, number: int) -> tuple[str, ...]:
    """Return one invented customer."""
    return (
        str(number),
        dice.choice(_FIRST),
        f"Nom{dice.randrange(5000)}".upper(),
        f"client{number}@example.org",
        f"01990{dice.randrange(10**5):05d}",
        f"{dice.randrange(1, 300)} {dice.choice(_STREETS)}",
        iban(number),
        f"19{dice.randrange(40, 99)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}",
        f"2026-01-{dice.randrange(1, 28):02d} 10:{dice.randrange(60):02d}:00",
        f"{dice.randrange(10**5) / 100:.2f}",
        dice.choice(("actif", "inactif", "prospect")),
    )


def table(rows: int, seed: int = 1) -> list[pa.RecordBatch]:
    """Return the table in batches of 8,192 rows, as sources yield them."""
    dice = random.Random(seed)
    made = [row(dice, number) for number in range(rows)]
    columns = [pa.array(cells, pa.string()) for cells in zip(*made, strict=True)]
    whole = pa.table(dict(zip(COLUMNS, columns, strict=True)))
    return whole.to_batches(max_chunksize=BATCH)


def seconds(engine: Engine, batches: list[pa.RecordBatch]) -> tuple[float, int]:
    """Return the processor time that scanning the batches takes, and the hits."""
    start = time.process_time()
    scan, first = AssetScan(engine, ScanOptions(names=False)), 0
    for batch in batches:
        scan.feed(Block(start=first, batch=batch, locus="column"))
        first += batch.num_rows
    tally = scan.finish()
    return time.process_time() - start, sum(entry.hits for entry in tally.types.values())


def main() -> None:
    """Print the figures."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    batches = table(rows)
    engine = Engine(plugins.detectors(), taxonomy.load())
    seconds(engine, batches[:1])
    whole, hits = min(seconds(engine, batches) for _ in range(2))
    print(f"{rows / whole:10,.0f} rows/s, {hits:,} hits")
    for name in COLUMNS:
        alone, hits = seconds(engine, [batch.select([name]) for batch in batches])
        print(f"  {name:12} {alone / rows * 1e6:6.2f} µs a row, {hits:,} hits")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at most {memory:.0f} MiB, the table included")


if __name__ == "__main__":
    main()
