"""Run native parsers on hostile bytes in a worker process with limits on time and memory.

The worker is a Python of its own (`pdscan.readers.worker`) that gets a file's bytes through a pipe
and answers with frames: JSON, Arrow batches or bytes; never pickles, since it may be taken over.
Jobs that need parts of a file only ask for each with a frame, so that the rest is never fetched.
One idle worker is kept and used again; it ends when its pipe closes, so with this process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TypeAlias

import pyarrow as pa

from pdscan.model import NO_PASSWORDS, Reason, UnreadableError
from pdscan.readers.streams import CHUNK, trouble_with

JSON, TABLE, BYTES, TROUBLE, END, PART = b"J", b"A", b"B", b"X", b"E", b"P"
BY_PARTS = {
    "arrow",
    "duckdb",
    "orc",
    "parquet",
    "pst",
}  # jobs that ask for the parts that they need
LOCKED = {"7z", "ole", "pdf", "pdf with pictures"}  # jobs that can use passwords
MEMORY = 4 << 30
Answer: TypeAlias = dict[str, str | int | None] | pa.RecordBatch | bytes
Answers: TypeAlias = Iterator[Answer]

_idle: list[Worker] = []  # processes, not settings: starting one takes some 0.5 s


class Worker:
    """Hold one worker process and its pipes."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        command = [sys.executable, "-P", "-m", "pdscan.readers.worker", str(MEMORY)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
        )

    def send(self, job: str, file: IO[bytes], size: int, passwords: Sequence[str] = ()) -> None:
        """Send a job, the passwords to try, and the bytes it is about."""
        pipe = self._pipe()
        pipe.write(json.dumps([job, size, list(passwords)]).encode("ascii") + b"\n")
        if job not in BY_PARTS:
            self._pour(pipe, file, size)
        pipe.flush()

    def send_part(self, file: IO[bytes], start: int, size: int) -> None:
        """Send the part of the file that the worker asked for."""
        file.seek(start)
        pipe = self._pipe()
        self._pour(pipe, file, size)
        pipe.flush()

    def _pipe(self) -> IO[bytes]:
        if self.process.stdin is None:
            raise BrokenPipeError
        return self.process.stdin

    @staticmethod
    def _pour(pipe: IO[bytes], file: IO[bytes], size: int) -> None:
        """Write bytes of the file; zeros for those that it no longer has."""
        while size > 0 and (chunk := file.read(min(CHUNK, size))):
            pipe.write(chunk)
            size -= len(chunk)
        while size > 0:
            size -= pipe.write(bytes(min(CHUNK, size)))

    def receive(self, seconds: float) -> tuple[bytes, bytes]:
        """Return the next frame; the worker is killed when it takes longer than `seconds`."""
        pipe = self.process.stdout
        if pipe is None or seconds <= 0:
            self.kill()
            return END, b""
        watchdog = threading.Timer(seconds, self.process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            head = pipe.read(9)
            size = int.from_bytes(head[1:], "big")
            return (head[:1], pipe.read(size)) if len(head) == 9 else (b"", b"")
        finally:
            watchdog.cancel()

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was not sent yet has nobody to go to
        self.process.wait()


def run(
    job: str, file: IO[bytes], what: str, seconds: float, passwords: Sequence[str] = ()
) -> Iterator[Answer]:
    """Yield a job's answers about a file; trouble is an UnreadableError that names `what`."""
    worker = _take()
    is_clean = False
    try:
        size = _send(worker, job, file, what, passwords)
        left = seconds
        while True:
            begun = time.monotonic()
            kind, payload = worker.receive(left)
            left -= time.monotonic() - begun
            if kind == END and left > 0:
                is_clean = True
                return
            if left <= 0:
                detail = f"reading {what} took longer than {seconds:g} seconds"
                raise UnreadableError(Reason.TIMEOUT, detail)
            if kind == PART:
                _send_part(worker, payload, file, size, what)
                continue
            if kind == TROUBLE:
                is_clean = True
                _raise(job, payload, what)
            yield _answer(kind, payload, what)
    finally:
        if is_clean:
            _idle.append(worker)
        else:
            worker.kill()


def _take() -> Worker:
    """Return the idle worker of this process, or a new one; a forked copy is not ours."""
    while _idle:
        worker = _idle.pop()
        if worker.owner == os.getpid() and worker.process.poll() is None:
            return worker
    return Worker()


def _send(worker: Worker, job: str, file: IO[bytes], what: str, passwords: Sequence[str]) -> int:
    """Send a job and return the size of its file."""
    with _told(what):
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        worker.send(job, file, size, passwords)
    return size


def _send_part(worker: Worker, asked: bytes, file: IO[bytes], size: int, what: str) -> None:
    """Send what a worker asks for; one that asks for what isn't there was taken over."""
    start, count = int.from_bytes(asked[:8], "big"), int.from_bytes(asked[8:], "big")
    if start + count > size:
        raise _crash(what)
    with _told(what):
        worker.send_part(file, start, count)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Tell errors of pipe and file as the trouble of what is read."""
    try:
        yield
    except BrokenPipeError:
        raise _crash(what) from None
    except OSError as error:
        raise trouble_with(error, what) from None


def _answer(kind: bytes, payload: bytes, what: str) -> Answer:
    try:
        if kind == JSON:
            answer: Answer = json.loads(payload)
            return answer
        if kind == TABLE:
            with pa.ipc.open_stream(payload) as reader:
                return reader.read_next_batch()
    except (ValueError, pa.ArrowException):
        raise _crash(what) from None
    if kind == BYTES:
        return payload
    raise _crash(what)


def _raise(job: str, payload: bytes, what: str) -> None:
    try:
        reason = Reason(payload.decode("ascii", "replace"))
    except ValueError:
        raise _crash(what) from None
    if reason is Reason.ENCRYPTED and job not in LOCKED:
        raise UnreadableError(reason, f"{what} {NO_PASSWORDS}")
    raise UnreadableError(reason, f"{what} {_MEANING.get(reason, 'could not be read')}")


def _crash(what: str) -> UnreadableError:
    return UnreadableError(Reason.CRASHED, f"the reader ended while it read {what}")


_MEANING = {
    Reason.ENCRYPTED: "is encrypted",
    Reason.CORRUPT: "is damaged or cut short",
    Reason.LIMIT: "needs more memory than allowed, or unpacks to more",
    Reason.UNSUPPORTED: "is of a kind of its format that can't be read yet",
}
