"""Time listing and scanning many small files of different kinds, and say how much memory it takes.

    python bench/many_files.py [COUNT] [WORKERS]

Makes COUNT files (default 100,000) of 0.2 to 2 KB, no two alike, in folders of 1,000: letters in
French, logs, CSV, JSON, HTML and mails; one in three holds personal data. Lists them, scans half
and then all of them with WORKERS processes (default 2), each in a process of its own, and prints
files a second by the wall clock, processor time, and the most memory that the run itself and the
largest of its workers held. What grows from half to all is what the report keeps of each file.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

FOLDER = 1_000
WORDS = (
    "nous avons bien reçu", "votre demande", "du mois dernier", "et le service la traite",
    "en ce moment", "la livraison est prévue", "au dépôt central", "sous dix jours ouvrés",
    "merci de vérifier", "le montant du devis", "avant signature", "le chantier reprend lundi",
    "avec les mêmes équipes", "réunion reportée",
)  # fmt: skip


def prose(dice: random.Random, count: int) -> str:
    """Return some phrases in sentences of four."""
    words = dice.choices(WORDS, k=count)
    parts = (" ".join(words[at : at + 4]).capitalize() for at in range(0, count, 4))
    return ".\n".join(parts) + ".\n"


def person(dice: random.Random) -> tuple[str, str]:
    """Return an e-mail address and a telephone number of nobody."""
    number = dice.randrange(10**6)
    return f"client{number}@example.org", f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}"


def content(number: int) -> tuple[str, str]:
    """Return the ending and the text of a file, the same for the same number."""
    dice = random.Random(number)
    mail, telephone = person(dice) if number % 3 == 0 else ("le standard", "non renseigné")
    lines = range(dice.randrange(4, 20))
    kind = number // 3 % 6
    if kind == 0:
        return "txt", f"{prose(dice, 20)}Contact : {mail}, tél. {telephone}\n{prose(dice, 20)}"
    if kind == 1:
        steps = [f"2026-05-{n + 1:02d} INFO étape {dice.randrange(10**6)} finie" for n in lines]
        return "log", "\n".join([*steps, f"2026-05-28 WARN avis à {mail} tel={telephone}", ""])
    if kind == 2:
        rows = [f"{dice.randrange(10**6)};{mail};{telephone};{n}" for n in lines]
        return "csv", "\n".join(["commande;courriel;telephone;lot", *rows, ""])
    if kind == 3:
        lots = [{"lot": n, "poids": dice.random()} for n in lines]
        return "json", json.dumps({"note": prose(dice, 8), "contact": mail, "lots": lots})
    if kind == 4:
        rows = [f"<tr><td>{n}</td><td>{dice.randrange(10**6)}</td></tr>" for n in lines]
        return "html", f"<html><body><p>{prose(dice, 14)}</p><table>{''.join(rows)}</table>{mail}"
    head = f"From: service@example.org\nTo: {mail}\nSubject: lot {number}\nMIME-Version: 1.0\n"
    return "eml", f"{head}Content-Type: text/plain; charset=utf-8\n\n{prose(dice, 24)}{telephone}\n"


def make(folder: Path, first: int, last: int) -> None:
    """Write the files of these numbers."""
    for number in range(first, last):
        ending, text = content(number)
        place = folder / f"d{number // FOLDER:04d}"
        place.mkdir(exist_ok=True)
        (place / f"f{number:07d}.{ending}").write_text(text, encoding="utf-8")


def listing(folder: str) -> tuple[int, float]:
    """Return how many files are listed, and in how many seconds."""
    from pdscan import plugins
    from pdscan.contracts import ReadOptions

    begun = time.perf_counter()
    with plugins.source("files")(folder, ReadOptions()) as source:
        count = sum(1 for _ in source.assets())
    return count, time.perf_counter() - begun


def scanning(folder: str, workers: int) -> tuple[int, float, float, int, int]:
    """Return files read, seconds (wall, processor), and MiB of the run and its largest worker."""
    from pdscan import api

    begun = time.perf_counter()
    report = api.scan(folder, workers=workers)
    wall = time.perf_counter() - begun
    own, gone = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    used = own.ru_utime + own.ru_stime + gone.ru_utime + gone.ru_stime
    status = Path("/proc/self/status").read_text()
    peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) >> 10
    return report.coverage.totals.assets["read"], wall, used, peak, gone.ru_maxrss >> 10


def main() -> None:
    """Make the files, list and scan them, print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        for first, last in ((0, count // 2), (count // 2, count)):
            make(Path(folder), first, last)
            with ProcessPoolExecutor(1, context) as pool:
                files, wall = pool.submit(listing, folder).result()
            print(f"listed {files:7} files: {files / wall:7.0f} files/s")
            with ProcessPoolExecutor(1, context) as pool:  # elsewhere: a peak is never forgotten
                files, wall, used, run, worker = pool.submit(scanning, folder, workers).result()
            print(
                f"read   {files:7} files: {files / wall:7.0f} files/s with {workers} workers, "
                f"{1000 * used / files:.2f} ms of processor time each; "
                f"{run} MiB in the run, {worker} MiB in a worker",
                flush=True,
            )


if __name__ == "__main__":
    main()
