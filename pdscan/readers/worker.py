"""Be the worker process of `isolation`: read jobs from stdin, answer with frames on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO

import pyarrow as pa

from pdscan.model import Reason, UnreadableError
from pdscan.readers.isolation import (
    BY_PARTS,
    BYTES,
    END,
    JSON,
    LOCKED,
    PART,
    TABLE,
    TROUBLE,
    Answer,
)
from pdscan.readers.seeking import SeekableFile

_ROOM = "pdscan.readers"
JOBS = {
    "7z": ("sevenzip_extract", "extract"),
    "access": ("access_extract", "extract"),
    "archive": ("archive_extract", "extract"),
    "arrow": ("columnar_extract", "extract_arrow"),
    "avro": ("avro_extract", "extract"),
    "cells": ("workbook_cells", "extract"),
    "deflate64": ("deflate64_extract", "extract"),
    "duckdb": ("duckdb_extract", "extract"),
    "iwork": ("iwork_extract", "extract"),
    "ole": ("ole_extract", "extract"),
    "onenote": ("one_note_extract", "extract"),
    "orc": ("columnar_extract", "extract_orc"),
    "parquet": ("columnar_extract", "extract_parquet"),
    "recording": ("recording_extract", "extract"),
    "pdf": ("pdf_extract", "extract"),
    "pdf with pictures": ("pdf_extract", "extract_with_pictures"),
    "picture": ("picture_text", "extract"),
    "pst": ("outlook_store_extract", "extract"),
    "workbook": ("workbook_extract", "extract"),
}


def serve(source: BinaryIO, out: BinaryIO) -> None:
    """Answer jobs until the pipe closes."""
    while line := source.readline():
        job, size, passwords = json.loads(line)
        data = _Parts(source, out, size) if job in BY_PARTS else source.read(int(size))
        try:
            for answer in _answers(job, data, passwords):
                _write(out, *_frame(answer))
            _write(out, END, b"")
        except UnreadableError as trouble:
            _write(out, TROUBLE, trouble.reason.encode())
        except MemoryError:
            _write(out, TROUBLE, Reason.LIMIT.encode())
        del data


class _Parts(SeekableFile):
    """Be the file of a job that asks the other process for each part it needs."""

    def __init__(self, source: BinaryIO, out: BinaryIO, size: int) -> None:
        super().__init__(size)
        self._source = source
        self._out = out

    def read(self, size: int | None = -1, /) -> bytes:
        """Ask for a part and wait for it."""
        count = self.left() if size is None or size < 0 else min(size, self.left())
        if count == 0:
            return b""
        _write(self._out, PART, self.at.to_bytes(8, "big") + count.to_bytes(8, "big"))
        self.at += count
        return self._source.read(count)


def _answers(job: str, data: bytes | _Parts, passwords: list[str]) -> Iterator[Answer]:
    module, function = JOBS[job]
    extract = getattr(import_module(f"{_ROOM}.{module}"), function)
    answers: Iterator[Answer] = extract(data, passwords) if job in LOCKED else extract(data)
    return answers


def _frame(answer: Answer) -> tuple[bytes, bytes]:
    if isinstance(answer, bytes):
        return BYTES, answer
    if isinstance(answer, dict):
        return JSON, json.dumps(answer).encode("ascii")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, answer.schema) as writer:
        writer.write_batch(answer)
    return TABLE, sink.getvalue().to_pybytes()


def _write(out: BinaryIO, kind: bytes, payload: bytes) -> None:
    out.write(kind + len(payload).to_bytes(8, "big"))
    out.write(payload)
    out.flush()


def _limit(memory: int) -> None:
    """Bound the memory and forbid core dumps, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    _limit(int(sys.argv[1]))
    source = sys.stdin.buffer
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not lie between frames
    serve(source, out)


if __name__ == "__main__":
    _main()
