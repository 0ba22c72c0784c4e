"""Read and scan a 500,000-row, 11-column table of PostgreSQL, then of SQLite; compare with a COPY.

    python bench/read_postgres.py [URL]

The table lies in a schema of its own, dropped at the end. All are timed in turn, three times, in
this one process; the best of each counts. The scan looks for every type, names in long text too.
Then a whole run by one process and by two workers, for structured types: warm, in this process,
where all is loaded; and cold, in a new process, its start included. By the clock, and by processor
time, which says what two free cores would give. Last, whole runs over the same table
in SQLite files: one whose columns have no types, so that all is text, and a typed one.
"""

from __future__ import annotations

import json
import os
import resource
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psycopg

from pdscan import api, plugins, taxonomy
from pdscan.contracts import ReadOptions
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Asset, Block
from pdscan.read_asset import read_asset

ROWS = 500_000
_TABLE = """
CREATE TABLE {schema}.clients AS SELECT
    n AS id,
    'Prénom' || n % 997 AS prenom,
    'Nom' || n % 4999 AS nom,
    'client' || n || '@example.org' AS mail,
    '01990' || lpad((n % 100000)::text, 5, '0') AS tel,
    n % 300 || ' rue de la Gare, "bâtiment A"' AS adresse,
    lpad((n % 95000)::text, 5, '0') AS cp,
    date '1950-01-01' + n % 18000 AS naissance,
    timestamp '2026-01-01' + n * interval '1 second' AS vu,
    (n % 100000) / 100.0 AS solde,
    CASE WHEN n % 7 = 0 THEN NULL ELSE n % 2 = 0 END AS actif
FROM generate_series(1, {rows}) n
"""
_UNTYPED: Mapping[str, str] = {}
_TYPED = {
    "id": "INTEGER PRIMARY KEY", "prenom": "TEXT", "nom": "TEXT", "mail": "TEXT", "tel": "TEXT",
    "adresse": "TEXT", "cp": "TEXT", "naissance": "DATE", "vu": "TIMESTAMP", "solde": "REAL",
    "actif": "BOOLEAN",
}  # fmt: skip


def main() -> None:
    """Make the table, read it both ways, print rows a second and their ratio."""
    url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PDSCAN_TEST_POSTGRES_URL", "")
    url = url or "postgresql://postgres@127.0.0.1:5432/test"
    schema = f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        try:
            connection.execute(_TABLE.format(schema=schema, rows=ROWS))
            connection.execute(f"VACUUM ANALYZE {schema}.clients")
            engine = Engine(plugins.detectors(), taxonomy.load())
            times = [
                (bare(connection, schema), through(url, schema), scanned(url, schema, engine))
                for _ in range(3)
            ]
            runs = [(run(url, schema, 1), run(url, schema, 2)) for _ in range(3)]
            alone, shared = map(min, zip(*runs, strict=True))
            colds = [[in_new_process(url, schema, n) for n in (1, 2)] for _ in range(2)]
            cold = [*map(min, zip(*colds, strict=True))]
            with tempfile.TemporaryDirectory() as folder:
                in_files = []
                for types in (_UNTYPED, _TYPED):
                    path = Path(folder) / f"clients{len(in_files)}.db"
                    copy_to_sqlite(connection, schema, path, types)
                    in_files.append(run(f"sqlite:///{path}", "main", 1))
        finally:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")
    copy, source, scan = (min(taken[way] for taken in times) for way in (0, 1, 2))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"bare COPY        {ROWS / copy:>10,.0f} rows/s")
    print(f"through source   {ROWS / source:>10,.0f} rows/s")
    print(f"scanned          {ROWS / scan:>10,.0f} rows/s")
    print(f"source : COPY    {copy / source:>10.2f}")
    print(f"scan : COPY      {copy / scan:>10.2f}   (resident memory at most {memory} MB)")
    for way, (wall, own) in (
        ("one process, warm", alone),
        ("two workers, warm", shared),
        ("one process, cold", cold[0]),
        ("two workers, cold", cold[1]),
        ("SQLite, warm     ", in_files[0]),
        ("SQLite typed, warm", in_files[1]),
    ):
        print(
            f"{way}      {wall:>6.1f} s by the clock, {own:.1f} s of processor time"
            f" ({ROWS / own:,.0f} rows/s)"
        )
    for state, one, two in (("warm", alone, shared), ("cold", *cold)):
        print(
            f"two : one, {state}  {one[0] / two[0]:>10.2f} by the clock,"
            f" {2 * one[1] / two[1]:.2f} by processor time"
        )


def copy_to_sqlite(
    connection: psycopg.Connection, schema: str, path: Path, types: Mapping[str, str]
) -> None:
    """Write the table to a new SQLite file; a column without a type keeps numbers as text."""
    with closing(sqlite3.connect(path)) as base, base, connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {schema}.clients LIMIT 0")
        names = [column.name for column in cursor.description or ()]
        declared = (f"{name} {types.get(name, '')}" for name in names)
        base.execute(f"CREATE TABLE clients ({', '.join(declared)})")
        marks = ", ".join("?" * len(names))
        with cursor.copy(f"COPY {schema}.clients TO STDOUT") as copy:
            base.executemany(f"INSERT INTO clients VALUES ({marks})", copy.rows())


def bare(connection: psycopg.Connection, schema: str) -> float:
    """Return the seconds that a COPY whose rows are thrown away takes."""
    start = time.perf_counter()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {schema}.clients TO STDOUT (FORMAT csv)") as copy,
    ):
        rows = sum(1 for _ in copy)
    assert rows == ROWS
    return time.perf_counter() - start


def through(url: str, schema: str) -> float:
    """Return the seconds that the source takes to give all blocks of the table."""
    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        (asset,) = [a for a in source.assets() if f"/{schema}." in a.locator]
        start = time.perf_counter()
        blocks = (piece for _, piece in source.blocks(asset) if isinstance(piece, Block))
        rows = sum(block.batch.num_rows for block in blocks if block.batch is not None)
    assert rows == ROWS
    return time.perf_counter() - start


def scanned(url: str, schema: str, engine: Engine) -> float:
    """Return the seconds that reading and scanning the whole table take."""
    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        (asset,) = [
            a for a in source.assets() if isinstance(a, Asset) and f"/{schema}." in a.locator
        ]
        start = time.perf_counter()
        (result,) = read_asset(source, asset, engine, ScanOptions())
    assert result.rows == ROWS
    return time.perf_counter() - start


def run(url: str, schema: str, workers: int) -> tuple[float, float]:
    """Return the seconds by the clock, and of all own processes, of a run over the table."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "pdscan.yaml"
        source = {"name": "bench", "target": url, "include": [f"{schema}.*"]}
        page.write_text(json.dumps({"pdscan_estate": 1, "sources": [source]}), "utf-8")
        start, used = time.perf_counter(), processor_seconds()
        report = api.scan(estate=page, full=True, workers=workers, names=False)
    assert report.coverage.totals.rows["read"] == ROWS
    return time.perf_counter() - start, processor_seconds() - used


def in_new_process(url: str, schema: str, workers: int) -> tuple[float, float]:
    """Return what `run` does, in a process of its own, its start and its imports included."""
    code = f"import read_postgres; read_postgres.run({url!r}, {schema!r}, {workers})"
    folder = Path(__file__).parent
    start, used = time.perf_counter(), processor_seconds()
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
    return time.perf_counter() - start, processor_seconds() - used


def processor_seconds() -> float:
    """Return what this process and those that it waited for have used."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


if __name__ == "__main__":
    main()
