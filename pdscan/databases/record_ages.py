"""Let a database count a table's records by age: one aggregate query, no row is read.

Each column of times becomes the number of the interval that its value lies in; the query counts by
these. What programs write for "not known" or "not yet" is a group of its own, and a spelling that
the database can't compare stands for itself, so that Python reads it as it reads any cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pdscan.databases.cell_texts import strings
from pdscan.databases.names import Table
from pdscan.databases.reading import raw_text
from pdscan.databases.tables import has_only_own_rows
from pdscan.model import TimeGroups
from pdscan.readers.cell_documents import BinaryCells

MOST_GROUPS = 20_000  # more are no groups: so many odd spellings are left to reading
_ODD = -1
_FIRST, _NEVER, _PAST_CALENDAR = "0001-01-01", "9999-01-01", "10000-01-01"
_DUCKDB = """
SELECT column_name, data_type FROM duckdb_columns()
WHERE schema_name = :schema AND table_name = :name AND database_name = current_database()
"""
_DUCKDB_TYPES: dict[str, sa.types.TypeEngine[Any]] = {"DATE": sa.Date(), "TIMESTAMP": sa.DateTime()}
_CLOCK = "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
Told = sa.ColumnElement[Any]


def time_groups(
    connection: Connection, table: Table, cuts: Mapping[str, Sequence[datetime]]
) -> TimeGroups | None:
    """Return the records in groups that lie between the same cuts of each column.

    None where a column's type holds no time that the database can compare as Python would, or
    where the groups would be too many.
    """
    columns = _columns(connection, table, cuts)
    if not columns:
        return None
    ways = {name: _way(connection, table, name, kind) for name, kind in columns.items()}
    found = {name: way for name, way in ways.items() if way is not None}
    if len(found) < len(ways):
        return None
    rows = _rows(connection, _query(connection, table, found, cuts))
    return None if len(rows) > MOST_GROUPS else _groups(list(found), rows)


def _columns(
    connection: Connection, table: Table, wanted: Iterable[str]
) -> dict[str, sa.types.TypeEngine[Any]]:
    """Return the types of those columns that the table has, domains as what they are made of."""
    found: dict[str, sa.types.TypeEngine[Any]]
    if connection.dialect.name == "duckdb":  # whose dialect inspects by a catalogue it hasn't
        key = {"schema": table.schema, "name": table.name}
        kinds = connection.execute(sa.text(_DUCKDB), key).all()
        found = {str(name): _DUCKDB_TYPES.get(kind, sa.Text()) for name, kind in kinds}
    else:
        inspected = sa.inspect(connection).get_columns(table.name, table.schema)
        found = {str(one["name"]): one["type"] for one in inspected}
    return {
        name: getattr(found[name], "data_type", found[name]) for name in wanted if name in found
    }


class _Way:
    """Say how one column of times is compared: what is ordered, what is odd, how cuts look."""

    def __init__(self, value: Told, odd: Told, shown: Told, *, as_text: bool = False) -> None:
        self.value, self.odd, self.shown, self.as_text = value, odd, shown, as_text

    def interval(self, cuts: Sequence[datetime]) -> Told:
        """Return the number of cuts at or below the value; odd values and nulls apart."""
        never = datetime.fromisoformat(_NEVER)
        edges = [*(cut.replace(tzinfo=None) for cut in cuts), never]
        below = [(self.value < self._edge(edge), number) for number, edge in enumerate(edges)]
        return sa.case((self.odd, _ODD), *below, else_=len(edges))

    def _edge(self, edge: datetime) -> Any:
        if not self.as_text:
            return edge
        return edge.isoformat(" ").removesuffix(" 00:00:00")


def _way(
    connection: Connection, table: Table, name: str, kind: sa.types.TypeEngine[Any]
) -> _Way | None:
    dialect = connection.dialect.name
    column: Told = sa.column(name)
    if dialect == "sqlite":
        return _of_sqlite(column)
    if not isinstance(kind, (sa.Date, sa.DateTime)):
        return None
    if dialect in ("postgresql", "duckdb"):
        return _of_postgresql(column, zoned=bool(getattr(kind, "timezone", False)))
    if getattr(kind, "timezone", False):
        return None
    if dialect == "mysql":
        no_day = sa.or_(sa.extract("month", column) == 0, sa.extract("day", column) == 0)
        return _Way(column, sa.or_(column < sa.literal_column(f"'{_FIRST}'"), no_day), column)
    return _Way(column, sa.false(), column)


def _of_postgresql(column: Told, *, zoned: bool) -> _Way:
    """Compare as Paris clocks read; infinite times and years of five digits are no instants."""
    day: Any = sa.literal_column
    odd = sa.or_(column < day(f"'{_FIRST}'::date"), column >= day(f"'{_PAST_CALENDAR}'::date"))
    return _Way(sa.func.timezone("Europe/Paris", column) if zoned else column, odd, column)


def _of_sqlite(column: Told) -> _Way:
    """Compare ISO 8601 text of whole seconds and their fractions; anything else is odd."""
    day, rest = sa.func.substr(column, 1, 10), sa.func.substr(column, 11)
    clock = sa.and_(
        sa.func.substr(column, 12, 2) < "24",
        sa.or_(
            rest.op("GLOB")(f"[ T]{_CLOCK}"),
            sa.and_(
                rest.op("GLOB")(f"[ T]{_CLOCK}.[0-9]*"),
                sa.not_(sa.func.substr(column, 21).op("GLOB")("*[^0-9]*")),
                sa.func.length(column) <= 26,
            ),
        ),
    )
    plain = sa.and_(
        sa.func.typeof(column) == "text",
        sa.func.date(day, "+0 days") == day,  # 31 February moves to March
        day >= _FIRST,
        sa.or_(rest == "", clock),
    )
    value = sa.func.replace(column, "T", " ")
    return _Way(value, sa.not_(sa.func.coalesce(plain, sa.false())), value, as_text=True)


def _query(
    connection: Connection,
    table: Table,
    ways: Mapping[str, _Way],
    cuts: Mapping[str, Sequence[datetime]],
) -> sa.Select[Any]:
    """Return the query: how many records there are in each group, its first and last times."""
    inner: list[Told] = []
    for number, (name, way) in enumerate(ways.items()):
        column: Told = sa.column(name)
        interval = sa.case((column.is_(None), None), else_=way.interval(cuts[name]))
        # Odd values are grouped by themselves: each is read as a cell.
        own = sa.case((way.odd, column), else_=None)
        inner += [
            interval.label(f"i{number}"),
            own.label(f"o{number}"),
            way.shown.label(f"c{number}"),
        ]
    clause = table.clause(connection.dialect.name)
    rows = sa.select(*inner).select_from(clause)
    if has_only_own_rows(connection, table):
        rows = rows.with_hint(clause, "ONLY", "postgresql")
    grouped = rows.subquery("pdscan_t")
    keys = [grouped.c[f"{letter}{n}"] for n in range(len(ways)) for letter in "io"]
    ends = [
        _shown(connection, way(grouped.c[f"c{n}"]))
        for n in range(len(ways))
        for way in (sa.func.min, sa.func.max)
    ]
    shown: list[Told] = [sa.func.count(), *ends]
    counted: sa.Select[Any] = sa.select(*shown).select_from(grouped).group_by(*keys)
    return counted.limit(MOST_GROUPS + 1)


def _shown(connection: Connection, value: Told) -> Told:
    """Return a time as reading shows it: PostgreSQL's own text, which drivers can't always hold."""
    return sa.cast(value, sa.Text()) if connection.dialect.name == "postgresql" else value


def _rows(connection: Connection, query: sa.Select[Any]) -> Sequence[Sequence[Any]]:
    raw_text(connection, bytes)
    try:
        return connection.execute(query).all()
    finally:
        raw_text(connection, str)


def _groups(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> TimeGroups:
    binary = BinaryCells()

    def batch(first: int) -> pa.RecordBatch:
        columns = [
            strings([row[first + 2 * number] for row in rows], name, binary)
            for number, name in enumerate(names)
        ]
        return pa.RecordBatch.from_arrays(columns, names=list(names))

    return TimeGroups(tuple(int(row[0]) for row in rows), batch(1), batch(2))
