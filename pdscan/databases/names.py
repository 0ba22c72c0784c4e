"""Name a table: in a locator, and quoted for a dialect."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy.sql.elements import quoted_name

from pdscan.locators import quote_name

# The names of these come from the catalogue letter by letter, so they are always quoted.
_EXACT = ("sqlite", "postgresql", "mysql", "duckdb")


@dataclass(frozen=True, slots=True)
class Table:
    """Name one table or view; `rows` is what the database believes, None where it doesn't know."""

    schema: str | None
    name: str
    kind: str = "table"
    rows: int | None = None

    def path(self) -> str:
        """Return `schema.table` as a locator writes it; a dot of the schema's name is encoded."""
        schema = quote_name(self.schema or "main").replace(".", "%2E")
        return f"{schema}.{quote_name(self.name)}"

    def clause(self, dialect: str) -> sa.TableClause:
        """Return the table as SQLAlchemy quotes it for a dialect."""
        quote = True if dialect in _EXACT else None
        schema = quoted_name(self.schema, quote) if self.schema else None
        return sa.table(quoted_name(self.name, quote), schema=schema)


def from_path(path: str, kind: str) -> Table:
    """Return the table that a locator's `schema.table` names."""
    schema, _, name = path.partition(".")
    parts = [unquote(part, errors="surrogateescape") for part in (schema, name)]
    return Table(parts[0], parts[1], kind)
