"""Take the rows of a COPY from libpq: psycopg's own loop needs four times as long for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pdscan.databases.reading import BLOCK_BYTES, BLOCK_ROWS
from pdscan.databases.rounds import room

if TYPE_CHECKING:
    from psycopg.abc import PQGen
    from psycopg.pq.abc import PGconn


def chunks(connection: Any, query: bytes, n: int | None = None) -> Iterator[bytearray]:
    """Join the rows that a COPY of a psycopg connection sends to chunks that end with a row.

    One ends too where a round of n rows does. Psycopg waits for the server: it notices Ctrl-C, and
    stops a COPY that is left unfinished.
    """
    from psycopg import OperationalError

    with connection.cursor() as cursor, cursor.copy(query):
        try:
            yield from _read(connection, n)
        except OperationalError:
            connection.close()  # or psycopg tells a server that is gone to stop, and logs that
            raise


def _read(connection: Any, n: int | None) -> Iterator[bytearray]:
    read, more = 0, True
    while more:
        rows = bytearray()
        most = room(read, n, BLOCK_ROWS)
        count, more = connection.wait(_gather(connection.pgconn, rows, most))
        read += count
        if rows:
            yield rows
    connection.wait(_end(connection.pgconn, connection.info.encoding))


def _gather(pgconn: PGconn, rows: bytearray, most: int) -> PQGen[tuple[int, bool]]:
    """Fill a chunk of so many rows at most; answer how many, and whether more may come.

    The server sends one row a message.
    """
    for count in range(most):
        size, row = pgconn.get_copy_data(1)
        while not size:
            yield from _arrival(pgconn)
            size, row = pgconn.get_copy_data(1)
        if size < 0:
            return count, False
        rows += row
        if len(rows) >= BLOCK_BYTES:
            return count + 1, True
    return most, True


def _end(pgconn: PGconn, encoding: str) -> PQGen[None]:
    """Take what the server says behind the last row; raise its error."""
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus

    while True:
        while pgconn.is_busy():
            yield from _arrival(pgconn)
        result = pgconn.get_result()
        if result is None:
            return
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result, encoding=encoding)


def _arrival(pgconn: PGconn) -> PQGen[None]:
    from psycopg.waiting import Wait

    while not (yield Wait.R):
        pass
    pgconn.consume_input()
