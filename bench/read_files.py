"""Time the reading of files of each kind against reading their bare bytes, without any detector.

    python bench/read_files.py [MEGABYTES]

Makes the files, reads each in a process of its own, prints MB/s, how many times longer that is than
a bare read of the same file, what came out, and the most memory that the process held. Seconds are
of processor time; for a workbook, which a worker process reads, of the wall clock.
"""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

from pdscan import plugins
from pdscan.contracts import ReadOptions
from pdscan.model import Block

CHUNK = 1 << 20


def records(seed: int = 1) -> Iterator[dict[str, object]]:
    """Yield flat records of ten keys for ever, the same for the same seed."""
    dice = random.Random(seed)
    number = 0
    while True:
        number += 1
        yield {
            "time": f"2026-05-{number % 28 + 1:02d}T12:{number % 60:02d}:01.{number % 1000:03d}Z",
            "level": "INFO",
            "service": "orders",
            "message": f"GET /api/v1/orders/{dice.randrange(10**6)} terminé",
            "request": f"{dice.getrandbits(64):016x}",
            "status": 200,
            "seconds": round(dice.random(), 3),
            "ok": number % 3 > 0,
            "user": f"client{number}@example.org",
            "tel": f"06 39 98 {dice.randrange(100):02d} {dice.randrange(100):02d}",
        }


def texts(line: Callable[[dict[str, object]], str], size: int) -> str:
    """Return lines made of records, about `size` characters together."""
    parts, length, source = [], 0, records()
    while length < size:
        parts.append(line(next(source)) + "\n")
        length += len(parts[-1])
    return "".join(parts)


def as_log(record: dict[str, object]) -> str:
    """Return a record as a line of a log."""
    return " ".join(f"{key}={value}" for key, value in record.items())


def as_csv(record: dict[str, object]) -> str:
    """Return a record as a row."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(record.values())
    return out.getvalue()


def as_json(record: dict[str, object]) -> str:
    """Return a record as a line of JSON."""
    return json.dumps(record, ensure_ascii=False)


def as_html(record: dict[str, object]) -> str:
    """Return a record as a row of a page: twelve marks in 350 characters."""
    cells = [f"<td>{record[key]}</td>" for key in ("time", "message", "request", "tel")]
    link = f'<td class="mail"><a href="mailto:{record["user"]}" title="&eacute;crire">lui</a></td>'
    return f"<tr>{''.join(cells)}{link}</tr>"


def write_workbook(path: Path, size: int) -> None:
    """Write a workbook of about `size` bytes once packed."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Clients")
        for number, record in zip(range(size // 100), records(), strict=False):
            if number == 0:
                sheet.write_row(0, 0, list(record))
            sheet.write_row(number + 1, 0, list(record.values()))


def write_archive(path: Path, size: int) -> None:
    """Write a zip of members of ten kilobytes, `size` bytes unpacked."""
    member = texts(as_log, 10_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(size // len(member)):
            archive.writestr(f"note{number}.txt", member)


def write_all(folder: Path, size: int) -> list[Path]:
    """Write one file of each kind and return their paths."""
    header = ",".join(next(records()))
    page = "<!DOCTYPE html><html><head><title>x</title></head><body><table>\n"
    contents = {
        "app.log": texts(as_log, size),
        "clients.csv": f"{header}\n{texts(as_csv, size)}",
        "events.jsonl": texts(as_json, size),
        "page.html": page + texts(as_html, size) + "</table></body></html>\n",
    }
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_workbook(folder / "clients.xlsx", size // 4)
    write_archive(folder / "notes.zip", size)
    return sorted(folder.iterdir())


def bare(path: Path) -> float:
    """Return the seconds that reading the bytes takes, as `wc -c` with a loop does; best of 3."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        with path.open("rb", buffering=0) as file:
            while file.read(CHUNK):
                pass
        best = min(best, time.process_time() - start)
    return best


def whole(path: Path) -> tuple[float, int, int]:
    """Return the seconds that the source takes, the characters it gave, and the memory in MiB."""
    from pdscan.readers import isolation

    begun, used, amount = time.perf_counter(), time.process_time(), 0
    with plugins.source("files")(str(path), ReadOptions()) as source:
        for asset in source.assets():
            for _, piece in source.blocks(asset):
                if isinstance(piece, Block):
                    amount += piece.batch.nbytes if piece.batch else len(piece.text or "")
    wall, own = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return wall if isolation._idle else own, amount, peak // 1024


def main() -> None:
    """Make the files, read each both ways, print the figures."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 32
    print(f"{'':14}{'MB':>7}{'MB/s':>9}{'× bare':>9}{'MB out':>8}{'peak MiB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:  # elsewhere, for a process inherits its maker's peak
            paths = pool.apply(write_all, (Path(folder), megabytes * 1_000_000))
        for path in paths:
            with context.Pool(1) as pool:
                alone = pool.apply(bare, (path,))
                seconds, amount, peak = pool.apply(whole, (path,))
            size = os.path.getsize(path) / 1e6
            print(
                f"{path.name:14}{size:7.1f}{size / seconds:9.1f}{seconds / alone:9.0f}"
                f"{amount / 1e6:8.1f}{peak:10d}"
            )


if __name__ == "__main__":
    main()
