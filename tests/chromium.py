"""Drive a real headless Chromium over its debugging pipe, without any package or download."""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOUND = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
]


class Page:
    """Hold one open page: what it said on its console, what it asked the network for."""

    def __init__(self, reading: int, writing: int) -> None:
        self._answers = reading
        self._commands = writing
        self._last = 0
        self._session: str | None = None
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._loaded = False
        self._buffer = b""

    def open(self, path: Path) -> None:
        """Open a file in a tab of its own and wait until it is loaded."""
        self._session, self._loaded = None, False
        self.complaints.clear()
        self.requests.clear()
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")
        self._call("Page.navigate", url=path.as_uri())
        while not self._loaded:
            self._note(self._message())

    def run(self, script: str) -> Any:
        """Return what a JavaScript expression is, promises awaited."""
        answer = self._call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._last += 1
        command: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._message()
            if message.get("id") == self._last:
                assert "error" not in message, message
                return message["result"]
            self._note(message)

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], 60)
            assert ready, "the browser doesn't answer"
            piece = os.read(self._answers, 1 << 16)
            assert piece, "the browser went away"
            self._buffer += piece
        raw, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(raw)

    def _note(self, message: dict[str, Any]) -> None:
        if self._session is None or message.get("sessionId") != self._session:
            return
        method, params = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method in {"Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"}:
            self.complaints.append(json.dumps(params))
        elif method == "Page.loadEventFired":
            self._loaded = True


@contextmanager
def browsing(profile: Path) -> Iterator[Page]:
    """Start a browser of its own; it ends with the block."""
    to_browser, commands = os.pipe()
    answers, from_browser = os.pipe()

    def place_pipe() -> None:
        # Chromium reads commands on descriptor 3 and answers on 4.
        reading = fcntl.fcntl(to_browser, fcntl.F_DUPFD, 10)
        writing = fcntl.fcntl(from_browser, fcntl.F_DUPFD, 10)
        os.dup2(reading, 3)
        os.dup2(writing, 4)

    browser = subprocess.Popen(
        [FOUND, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
        preexec_fn=place_pipe,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_browser)
    os.close(from_browser)
    try:
        yield Page(answers, commands)
    finally:
        browser.kill()
        browser.wait()
        os.close(commands)
        os.close(answers)
