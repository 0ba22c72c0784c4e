"""Name a table: in a locator, and quoted for a dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy.sql.elements import quoted_name

from pdscan.locators import quote_name

# The names of these come from the catalogue letter by letter, so they are always quoted.
_EXACT = ("sqlite", "postgresql", "mysql", "duckdb")


@dataclass(frozen=True, slots=True)
class Table:
    """Name one table or view, with what the catalogue knows of it; None where it doesn't.

    `kind` is one of `model.TABLES`, `rows` an estimate, `bytes` what it takes on disk with its
    indexes. `analysed` is when its statistics were made, `modified` when its rows last changed
    (both RFC 3339 in UTC). `state` is another text whenever rows were written. `columns` are those
    that are read, where these are not all.
    """

    schema: str | None
    name: str
    kind: str = "table"
    rows: int | None = None
    bytes: int | None = None
    analysed: str | None = None
    modified: str | None = None
    comment: str = ""
    state: str | None = None
    columns: tuple[str, ...] = ()

    def path(self) -> str:
        """Return `schema.table` as a locator writes it; a dot of the schema's name is encoded."""
        schema = quote_name(self.schema or "main").replace(".", "%2E")
        return f"{schema}.{quote_name(self.name)}"

    def clause(self, dialect: str) -> sa.TableClause:
        """Return the table as SQLAlchemy quotes it for a dialect."""
        quote = True if dialect in _EXACT else None
        schema = quoted_name(self.schema, quote) if self.schema else None
        return sa.table(quoted_name(self.name, quote), schema=schema)

    def cells(self) -> list[sa.ColumnElement[Any]]:
        """Return what is read of a row: everything, or the columns that are named."""
        if not self.columns:
            return [sa.literal_column("*")]
        return [sa.column(quoted_name(name, quote=True)) for name in self.columns]


def from_path(path: str, kind: str) -> Table:
    """Return the table that a locator's `schema.table` names."""
    schema, _, name = path.partition(".")
    parts = [unquote(part, errors="surrogateescape") for part in (schema, name)]
    return Table(parts[0], parts[1], kind)
