"""Measure dictionaries of a million exact values: loading, memory, MB/s of text.

    python bench/dictionaries.py

Half of the entries are customer numbers, half are names, all made up. By processor time, each kind
in a process of its own; memory is the process's peak, Python and numpy included.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENTRIES = 1_000_000
TEXT = 20_000_000
WINDOW = 65_536
KEY = b"a key for this bench"


def write_list(path: Path) -> None:
    chance = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for _ in range(ENTRIES // 2):
            first, last = (chance.choices("abcdefghilmnoprstuz", k=k) for k in (6, 8))
            file.write(f"C{chance.randrange(10**8):08}\n{''.join(first)} {''.join(last)}\n")


def measure(kind: str, path: Path) -> None:
    from pdscan.custom import dictionary
    from pdscan.custom.mixed_text import mixed_text

    begun = time.process_time()
    if kind == "make digests":
        lines = list(dictionary.digested(path.read_bytes(), KEY, "bench"))
        path.with_suffix(".digests").write_bytes(b"".join(lines))
        print(f"{kind:14} {time.process_time() - begun:5.1f} s")
        return
    made = dictionary.load(path if kind == "plain" else path.with_suffix(".digests"), KEY)
    loaded = time.process_time() - begun
    text = mixed_text(TEXT)
    begun = time.process_time()
    for start in range(0, len(text), WINDOW):
        made(text[start : start + WINDOW])
    pace = len(text) / 1e6 / (time.process_time() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{kind:14} loaded in {loaded:4.1f} s, {pace:5.1f} MB/s of text, {peak:4.0f} MiB at most")


def main() -> None:
    if len(sys.argv) == 3:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.txt"
        write_list(path)
        for kind in ("plain", "make digests", "digests"):
            subprocess.run([sys.executable, __file__, kind, str(path)], check=True)


if __name__ == "__main__":
    main()
