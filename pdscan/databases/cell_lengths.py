"""Say how each dialect tells how long a cell is, and cuts it, before the cell is fetched.

Those of servers that can't be started here are read in their manuals; where one refuses such a
statement, cells are fetched as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sqlalchemy as sa

Cell = sa.ColumnElement[Any]
_TEXT = r"(?:n?(?:var)?char|character varying|string|(?:n|medium|long)?text|n?clob|jsonb?|xml)"
_COLLATED = r"(?:\(max\))?(?: collate .*)?"


@dataclass(frozen=True, slots=True)
class Lengths:
    """Name the functions of one dialect: lengths of `binary` cells and of `text`.

    `first` gives the first characters of a text; it is empty where a text can't be cut. `kind` is
    what a text is cast to before. `binary_mark` and `text_mark` write a mark as a cell is written
    that holds bytes, or text. `types` are the types of text without a length of their own, if any.
    """

    binary: str = "octet_length"
    text: str = "octet_length"
    first: str = "left"
    kind: sa.types.TypeEngine[Any] | None = None
    binary_mark: str = "'{mark}'"
    text_mark: str = "'{mark}'"
    types: str = _TEXT + _COLLATED

    def may_be_long(self, kind: str) -> bool:
        """Say whether a column of text by its type (as the database writes it) has no length."""
        return bool(self.types) and re.fullmatch(self.types, kind, re.IGNORECASE) is not None

    def bytes_of(self, cell: Cell) -> Cell:
        """Return the length of a binary cell in bytes."""
        return _called(self.binary, cell)

    def spared_bytes(self, cell: Cell, most: int, mark: str) -> Cell:
        """Return the cell, or a mark for one of more than so many bytes."""
        shown: Cell = sa.literal_column(self.binary_mark.format(mark=mark))
        return sa.case((self.bytes_of(cell) > _number(most), shown), else_=cell)

    def cut_text(self, cell: Cell, most: int, kept: int, mark: str) -> Cell:
        """Return the cell; of one of more than `most` bytes so many characters, and a mark."""
        text = cell if self.kind is None else sa.cast(cell, self.kind)
        shown: Cell = sa.literal_column(self.text_mark.format(mark=mark), sa.String())
        if self.first:
            cut = _called(self.first, text, *_from(self.first), _number(kept))
            shown = sa.type_coerce(cut, sa.String()) + shown
        return sa.case((_called(self.text, text) > _number(most), shown), else_=text)


def _called(function: str, *arguments: Cell) -> Cell:
    named: Any = reduce(getattr, function.split("."), sa.func)
    called: Cell = named(*arguments)
    return called


def _from(function: str) -> Sequence[Cell]:
    return (_number(1),) if function.startswith("substr") else ()


def _number(value: int) -> Cell:
    return sa.literal_column(str(value))


_CLICKHOUSE = Lengths("length", "length", "substring", types=r"(?:\w+\()*string\)*")
LENGTHS: Mapping[str, Lengths] = {
    "postgresql": Lengths(kind=sa.Text()),
    "mysql": Lengths(),
    "duckdb": Lengths(text="strlen"),
    # SQLite's types hold nobody to them: what is long shows while it is read.
    "sqlite": Lengths(binary="length", text="length", first="substr", types=""),
    "mssql": Lengths(
        binary="datalength",
        text="datalength",
        kind=sa.NVARCHAR(),
        binary_mark="CAST('{mark}' AS VARBINARY(MAX))",
    ),
    "oracle": Lengths(
        binary="dbms_lob.getlength",
        text="dbms_lob.getlength",
        first="",
        binary_mark="TO_BLOB(UTL_RAW.CAST_TO_RAW('{mark}'))",
        text_mark="TO_CLOB('{mark}')",
        types="clob",
    ),
    "snowflake": Lengths(kind=sa.String(), binary_mark="TO_BINARY('{mark}', 'UTF-8')"),
    "bigquery": Lengths(
        binary="byte_length", text="byte_length", binary_mark="b'{mark}'", types="string"
    ),
    "clickhouse": _CLICKHOUSE,
    "clickhousedb": _CLICKHOUSE,
}
