"""Choose which rows of a big table are read: a seeded random part of it, never just its head."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pdscan.databases import other_dialects
from pdscan.databases.key_ranges import Key, numbered, ranges
from pdscan.databases.names import Table
from pdscan.databases.rounds import LEAST, SHARES
from pdscan.databases.tables import COUNTED, count, sqlite_rows
from pdscan.model import Sampled

_PRIME = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Sample:
    """Say how `n` of about `of` rows are drawn.

    `share` is the chance of a row to be drawn at first, more than is needed; the database then
    keeps n of those by chance. `method` is one of `rows`, `pages`, `ranges` (of keys), `pick`
    (pdscan picks from all rows as they come), `drawn` (by the server, where its dialect is one of
    `other_dialects`) and `first`. `key` is what `ranges` are of, with its
    first and last value. `in_rounds` says that the rows come in an order drawn by chance.
    """

    n: int
    of: int | None
    method: str
    seed: int
    share: float = 1.0
    key: Key | None = None
    seeded: bool = True
    in_rounds: bool = False

    def sampled(self, n: int) -> Sampled:
        """Return the piece that tells the scan how much was read, and how it was drawn."""
        names = {
            "rows": "random rows",
            "pages": "random rows of random pages",
            "ranges": "rows of random ranges of keys",
            "pick": "random rows",
            "drawn": "rows drawn by the server",
            "first": "first rows",
        }
        seed = f", seed {self.seed}" if self.seeded else ""
        return Sampled(n, self.of, names[self.method] + seed)


def in_rounds(sample: Sample | None) -> int | None:
    """Return how many rows come in rounds; None where all do in one, or by statement."""
    return sample.n if sample and sample.in_rounds and sample.key is None else None


def plan(
    connection: Connection,
    table: Table,
    n: int | None,
    seed: int,
    *,
    pages: bool = False,
    documents: bool = False,
) -> Sample | None:
    """Return how to draw at most n rows of the table, or None to read it whole.

    `pages` says that the table can give rows of random pages (TABLESAMPLE). With `documents` in
    cells it is not read in rounds: there rare hits matter, and long rows are not put in order.
    """
    sample = None if n is None else _planned(connection, table, n, seed, pages=pages)
    if sample is None or documents or sample.n < LEAST:
        return sample
    ordered = connection.dialect.name in ("postgresql", "mysql", "sqlite")
    drawn = ordered and sample.method in ("rows", "pages", "ranges")
    return replace(sample, in_rounds=drawn)


def _planned(
    connection: Connection, table: Table, n: int, seed: int, *, pages: bool
) -> Sample | None:
    of = _estimate(connection, table)
    few = of is None or of <= COUNTED
    known = table.kind == "table" and connection.dialect.name == "sqlite"
    counted = count(connection, table) if few and not known else None
    of = of if counted is None else counted
    if of is not None and of <= n:
        return None
    dialect = connection.dialect.name
    key = None if few else numbered(connection, table)
    if key is not None:
        return Sample(n, of, "ranges", seed, key=key)
    if dialect == "sqlite":
        return Sample(n, of, "rows" if numbered(connection, table) else "pick", seed)
    if not of:
        return Sample(n, of, "first", seed, seeded=False)
    if of > COUNTED and other_dialects.can_draw(connection, table):
        seeded = other_dialects.is_seeded(dialect)
        return Sample(n, of, "drawn", seed, n / of, seeded=seeded)
    if dialect in ("mysql", "duckdb") or (dialect == "postgresql" and few):
        return Sample(n, of, "rows", seed, _share(n, of))
    if dialect == "postgresql" and pages:
        return Sample(n, of, "pages", seed, _share(max(5 * n, 5_000), of))
    return Sample(n, of, "pick" if few else "first", seed, seeded=few)


def _share(n: int, of: int) -> float:
    """Return the chance that draws at least n of `of` rows, but for one time in many thousand."""
    return min(1.0, (1.2 * n + 5 * math.sqrt(n) + 10) / of)


def _estimate(connection: Connection, table: Table) -> int | None:
    name = connection.dialect.name
    target = table.clause(name)
    if name == "postgresql":
        # The planner scales its statistics to the size that the table has now.
        text = sa.select(sa.literal_column("1")).select_from(target).compile(connection)
        plans = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {text}").scalar_one()
        tree: Any = plans if isinstance(plans, list) else json.loads(plans)
        return int(tree[0]["Plan"]["Plan Rows"])
    if name == "mysql" and table.kind == "table":
        query = (
            "SELECT table_rows FROM information_schema.tables"
            " WHERE table_schema = :schema AND table_name = :name"
        )
        found = connection.scalar(sa.text(query), {"schema": table.schema, "name": table.name})
        return None if found is None else int(found)
    if name == "sqlite" and table.kind == "table":
        return sqlite_rows(connection, table)
    return other_dialects.rows(connection, table)


def queries(
    connection: Connection, table: Table, sample: Sample | None
) -> Iterator[sa.Select[Any]]:
    """Yield the statements that read the table, or the sample of it, for the generic way."""
    if sample is not None and sample.key is not None:
        shares = SHARES if sample.in_rounds else (1,)
        target = sa.select(*table.cells()).select_from(table.clause(connection.dialect.name))
        yield from ranges(sample.n, sample.of or 0, sample.seed, sample.key, target, shares)
    else:
        yield query(connection, table, sample)


def query(connection: Connection, table: Table, sample: Sample | None) -> sa.Select[Any]:
    """Return the one statement that reads the table, or a sample that isn't drawn by ranges."""
    dialect = connection.dialect.name
    target = table.clause(dialect)
    everything: sa.Select[Any] = sa.select(*table.cells()).select_from(target)
    if sample is None or sample.method == "pick":
        return everything
    if sample.method == "first":
        return everything.limit(sample.n)
    if sample.method == "drawn":
        return other_dialects.drawn(everything, connection, sample.share, sample.seed)
    if dialect == "sqlite":
        number: sa.Select[Any] = sa.select(sa.literal_column("_rowid_")).select_from(target)
        mixed = sa.text(_mixed(sample.seed))
        number = number.order_by(mixed).limit(sample.n)
        chosen = everything.where(sa.literal_column("_rowid_").in_(number))
        return chosen.order_by(mixed) if sample.in_rounds else chosen
    if dialect == "duckdb":
        way = f"reservoir({sample.n} ROWS) REPEATABLE ({sample.seed & 0x7FFFFFFF})"
        return everything.suffix_with(sa.text(f"USING SAMPLE {way}"))
    if dialect == "mysql":
        # MySQL's RAND() of neighbouring seeds runs in parallel, so these two lie far apart.
        chance = random.Random(sample.seed)  # noqa: S311 (a sample, not a secret)
        drawn, kept = (sa.func.rand(chance.randrange(1 << 30)) for _ in range(2))
        return everything.where(drawn < sample.share).order_by(kept).limit(sample.n)
    return everything.limit(sample.n)


def _mixed(seed: int) -> str:
    """Return SQL that orders row numbers as if by chance; all terms stay below 2^62."""
    chance = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    factor, shift = chance.randrange(1 << 20, _PRIME), chance.randrange(_PRIME)
    line = f"((abs(_rowid_ % {_PRIME}) * {factor} + {shift}) % {_PRIME})"
    return f"({line} * {line} + {shift}) % {_PRIME}, _rowid_"


def picker(sample: Sample) -> Callable[[], bool]:
    """Return what says for row after row whether it is kept: n of them, each by the same chance."""
    chance = random.Random(sample.seed)  # noqa: S311 (a sample, not a secret)
    wanted, left = sample.n, sample.of or 0

    def keep() -> bool:
        nonlocal wanted, left
        kept = wanted > 0 and (left <= wanted or chance.random() * left < wanted)
        wanted, left = wanted - kept, left - 1
        return kept

    return keep


def postgresql(sample: Sample | None, *, pages: bool, by_place: bool) -> tuple[str, str]:
    """Return what follows the table (aliased `pdscan_t`), and what ends the statement.

    Rows are put in order `by_place`, where that may be asked for. Else the database keeps those
    whose number, as they come, has the lowest digests; the digests of their text would put equal
    rows together.
    """
    if sample is None:
        return "", ""
    if sample.method == "first":
        return "", f" LIMIT {sample.n}"
    number = sample.seed & 0x7FFFFFFF
    identity = "pdscan_t.ctid::text" if by_place else "(row_number() OVER ())::text"
    order = f" ORDER BY md5({identity} || '{number}') LIMIT {sample.n}"
    if not pages:
        return "", order
    way = "SYSTEM" if sample.method == "pages" else "BERNOULLI"
    percent = min(100.0, sample.share * 100)
    return f" TABLESAMPLE {way} ({percent:.8f}) REPEATABLE ({number})", order
