"""Sample a table of ten million rows, and a schema of a thousand tables, on PostgreSQL.

    python bench/sample_postgres.py [URL]

The server makes the tables in a schema of their own, dropped at the end. Timed are the listing and
the scan for all structured types; the plan of the sampling statement is printed.
"""

from __future__ import annotations

import os
import secrets
import sys
import time

import psycopg
import sqlalchemy as sa

from pdscan import plugins, taxonomy
from pdscan.contracts import ReadOptions
from pdscan.databases.copying import Copy
from pdscan.databases.names import Table
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Asset, AssetStatus
from pdscan.read_asset import read_asset

ROWS, TABLES, SAMPLE = 10_000_000, 1_000, 20_000
_BIG = """
CREATE UNLOGGED TABLE {schema}.grande AS SELECT n AS id, 'client' || n || '@example.org' AS mail,
  '01990' || lpad((n % 100000)::text, 5, '0') AS tel, now() - n * interval '1 second' AS vu
FROM generate_series(1, {rows}) n
"""
_SMALL = """
DO $$ BEGIN FOR k IN 1..{tables} LOOP
EXECUTE format('CREATE UNLOGGED TABLE {schema}.t%s AS SELECT n AS id,'
  ' ''c'' || n || ''@example.org'' AS mail, ''rue '' || n AS adresse, now() AS vu'
  ' FROM generate_series(1, 200) n', k);
END LOOP; END $$
"""


def main() -> None:
    """Make the tables, sample them, print seconds of wall and of this process."""
    url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PDSCAN_TEST_POSTGRES_URL", "")
    url = url or "postgresql://postgres@127.0.0.1:5432/test"
    engine = Engine(plugins.detectors(), taxonomy.load())
    with psycopg.connect(url, autocommit=True) as connection:
        for name, make in (("big", _BIG), ("many", _SMALL)):
            schema = f"bench_{name}_{secrets.token_hex(4)}"
            connection.execute(f"CREATE SCHEMA {schema}")
            try:
                connection.execute(make.format(schema=schema, rows=ROWS, tables=TABLES))
                if name == "big":
                    connection.execute(f"ANALYZE {schema}.grande")
                    print_plan(url, schema)
                scan(url, schema, engine)
            finally:
                drop(connection, schema)


def drop(connection: psycopg.Connection, schema: str) -> None:
    """Drop table after table: a thousand at once need more locks than servers are set up for."""
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    for (name,) in found.fetchall():
        connection.execute(f"DROP TABLE {schema}.{name}")
    connection.execute(f"DROP SCHEMA {schema} CASCADE")


def print_plan(url: str, schema: str) -> None:
    """Print how the server draws the sample."""
    made = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with made.connect() as connection:
        asked = Copy(connection, Table(schema, "grande"), SAMPLE, 0).query
        inner = asked.partition("(")[2].rpartition(") TO STDOUT")[0].replace("%", "%%")
        print("\n".join(connection.exec_driver_sql(f"EXPLAIN {inner}").scalars()))
    made.dispose()


def scan(url: str, schema: str, engine: Engine) -> None:
    """Print what listing and scanning the schema by sample take."""
    wall, own = time.perf_counter(), time.process_time()
    rows = 0
    with plugins.source("sql")(url, ReadOptions(sample_rows=SAMPLE)) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        chosen = [one for one in found if f"/{schema}." in one.locator]
        listed = time.perf_counter() - wall
        for asset in chosen:
            (result,) = read_asset(source, asset, engine, ScanOptions(names=False))
            assert result.status in (AssetStatus.READ, AssetStatus.SAMPLED)
            rows += result.rows or 0
    took = time.perf_counter() - wall
    own = time.process_time() - own
    print(f"{len(chosen):>6} tables, {rows:,} rows: {took:.1f} s, {own:.1f} s of this process")
    print(f"       of them the listing {listed:.1f} s")


if __name__ == "__main__":
    main()
