"""Cut a connection whose server says no more: a frozen one would be waited for without end.

The server's own time limit ends a slow statement, but not where the server itself, or the network
to it, has gone silent. So each statement arms a timer that ends some seconds after that limit.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

SPARE_SECONDS = 10.0
_NAME = "pdscan watchdog"


def watch(engine: Engine, seconds: float) -> None:
    """Cut the engine's connections `seconds` and a little more after their last statement."""

    def arm(info: dict[str, Any], connection: Any) -> None:
        _disarm(info)
        timer = threading.Timer(seconds + SPARE_SECONDS, _cut, (connection,))
        timer.daemon, timer.name = True, _NAME
        info[_NAME] = timer
        timer.start()

    def before(connection: Connection, *_: object) -> None:
        arm(connection.info, connection.connection.dbapi_connection)

    event.listen(engine, "before_cursor_execute", before)
    for moment in ("checkin", "close", "invalidate", "soft_invalidate"):
        event.listen(engine, moment, lambda _, record, *__: _disarm(record.info))


def at_rest(connection: Connection) -> None:
    """Leave a connection alone whose server is owed no answer, until its next statement."""
    _disarm(connection.info)


def _disarm(info: dict[str, Any]) -> None:
    if timer := info.pop(_NAME, None):
        timer.cancel()


def _cut(connection: Any) -> None:
    """Shut the socket down, which ends the wait of the thread that reads it."""
    with suppress(OSError, AttributeError, ValueError, SQLAlchemyError):
        own = getattr(connection, "_sock", None)  # PyMySQL's
        if own is not None:
            own.shutdown(socket.SHUT_RDWR)
            return
        if getattr(connection, "closed", False):  # psycopg's raises an error of its own then
            return
        with socket.socket(fileno=os.dup(connection.fileno())) as same:
            same.shutdown(socket.SHUT_RDWR)
