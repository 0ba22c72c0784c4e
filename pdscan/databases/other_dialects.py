"""Say how dialects that have no room of their own are asked: briefly, by name, for random rows.

Their servers can't be started by the tests, which hold only what each real dialect compiles. So
nothing here is relied upon: an order that a server refuses is passed over, a way of drawing rows
that it doesn't know is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from pdscan.databases.names import Table

_CLICKHOUSE_ROWS = "SELECT total_rows FROM system.tables WHERE database = :schema AND name = :name"


@dataclass(frozen=True, slots=True)
class Manner:
    """Hold the words of one dialect.

    `orders` are sent once a session, `begin` at the start of each transaction; `limits` are
    attributes of the driver's connection. `drawn` follows a table and draws `{percent}` of it with
    `{seed}`; `where` draws `{share}` by a condition. `rows` tells about how many rows there are.
    """

    orders: tuple[str, ...] = ()
    begin: str = ""
    limits: Mapping[str, str] = field(default_factory=dict)
    drawn: str = ""
    where: str = ""
    rows: str = ""


_CLICKHOUSE = Manner(
    orders=("SET max_execution_time = {seconds}", "SET readonly = 2"),
    where="rand() < 4294967296 * {share}",
    rows=_CLICKHOUSE_ROWS,
)
MANNERS = {
    "mssql": Manner(
        orders=("SET LOCK_TIMEOUT {lock}000", "SET DEADLOCK_PRIORITY LOW"),
        limits={"timeout": "{seconds}"},
        drawn="TABLESAMPLE SYSTEM ({percent} PERCENT) REPEATABLE ({seed})",
        rows=(
            "SELECT sum(p.rows) FROM sys.partitions p"
            " JOIN sys.objects o ON o.object_id = p.object_id"
            " JOIN sys.schemas s ON s.schema_id = o.schema_id"
            " WHERE p.index_id IN (0, 1) AND s.name = :schema AND o.name = :name"
        ),
    ),
    "oracle": Manner(
        begin="SET TRANSACTION READ ONLY",
        limits={"call_timeout": "{milliseconds}"},
        drawn="SAMPLE BLOCK ({percent}) SEED ({seed})",
        rows="SELECT num_rows FROM all_tables WHERE owner = :schema AND table_name = :name",
    ),
    "snowflake": Manner(
        orders=(
            "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = {seconds}",
            "ALTER SESSION SET LOCK_TIMEOUT = {lock}",
            "ALTER SESSION SET QUERY_TAG = 'pdscan'",
        ),
        drawn="SAMPLE SYSTEM ({percent}) SEED ({seed})",
        rows=(
            "SELECT row_count FROM information_schema.tables"
            " WHERE table_schema = :schema AND table_name = :name"
        ),
    ),
    "bigquery": Manner(drawn="TABLESAMPLE SYSTEM ({percent} PERCENT)"),
    "redshift": Manner(
        orders=(
            "SET statement_timeout = {milliseconds}",
            "SET query_group TO 'pdscan'",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        ),
        where="random() < {share}",
        rows=(
            "SELECT c.reltuples FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = :schema AND c.relname = :name"
        ),
    ),
    "clickhouse": _CLICKHOUSE,
    "clickhousedb": _CLICKHOUSE,
}
_NONE = Manner()


def orders(name: str, words: Mapping[str, object]) -> Iterator[str]:
    """Yield what a new session of a dialect is told."""
    yield from (order.format(**words) for order in MANNERS.get(name, _NONE).orders)


def limit(name: str, connection: Any, words: Mapping[str, object]) -> None:
    """Set the time limits that the driver itself keeps, where it knows such."""
    for attribute, value in MANNERS.get(name, _NONE).limits.items():
        if hasattr(connection, attribute):
            setattr(connection, attribute, int(value.format(**words)))


def begin(name: str) -> str:
    """Return what each transaction begins with; empty for nothing."""
    return MANNERS.get(name, _NONE).begin


def rows(connection: Connection, table: Table) -> int | None:
    """Return about how many rows the dialect's statistics give a table, None where unknown."""
    query = MANNERS.get(connection.dialect.name, _NONE).rows
    if not query or table.kind != "table":
        return None
    dialect: Any = connection.dialect
    upper = dialect.requires_name_normalize  # where `clients` stands for CLIENTS
    schema, name = (
        dialect.denormalize_name(one) if upper and one else one
        for one in (table.schema, table.name)
    )
    found = asked(connection, sa.text(query).bindparams(schema=schema, name=name))
    return None if found is None else int(found)


def is_untried(name: str) -> bool:
    """Say whether the server of a dialect could not be started by the tests."""
    return name in MANNERS


def is_seeded(name: str) -> bool:
    """Say whether the dialect draws the same rows again."""
    return "{seed}" in MANNERS.get(name, _NONE).drawn


def can_draw(connection: Connection, table: Table) -> bool:
    """Say whether the server draws rows of this table, asking it for none of them."""
    manner = MANNERS.get(connection.dialect.name, _NONE)
    if table.kind != "table" or manner.where or not manner.drawn:
        return table.kind == "table" and bool(manner.where)
    one: sa.Select[Any] = sa.select(sa.literal_column("1").label("pdscan_one"))
    few = drawn(one.select_from(table.clause(connection.dialect.name)), connection, 0.0, 0)
    number = sa.select(sa.func.count()).select_from(few.subquery("pdscan_few"))
    return asked(connection, number) is not None


def asked(connection: Connection, statement: sa.Executable) -> Any:
    """Return the one value of a statement, None where the server refuses it."""
    try:
        return connection.scalar(statement)
    except SQLAlchemyError:
        if connection.in_transaction():
            connection.rollback()
        return None


def drawn(
    everything: sa.Select[Any], connection: Connection, share: float, seed: int
) -> sa.Select[Any]:
    """Return the query of a share (0 to 1) of a table's rows, drawn by the server."""
    manner = MANNERS[connection.dialect.name]
    percent = min(99.999, max(0.0001, share * 100))
    if manner.where:
        return everything.where(sa.text(manner.where.format(share=f"{share:.10f}")))
    way = manner.drawn.format(percent=f"{percent:.4f}", seed=seed & 0x7FFFFFFF)
    return everything.suffix_with(sa.text(way))
