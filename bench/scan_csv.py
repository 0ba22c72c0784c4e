"""Time `pdscan scan` of a 1 MB CSV as a person runs it, all start-up included.

    python bench/scan_csv.py

Three runs of the installed command with the structured types only, and three of `pdscan --help`;
the fastest of each counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PDSCAN = Path(sys.executable).with_name("pdscan")
STRUCTURED = ("contact", "payment", "gov", "online")


def write_csv(path: Path) -> None:
    """Write about 1 MB of invented customers."""
    with path.open("w", encoding="utf-8") as out:
        out.write("id;email;telephone;iban;ip;commentaire\n")
        for number in range(11_000):
            out.write(
                f"{number};client{number}@example.org;06 39 98 {number // 100 % 100:02d} "
                f"{number % 100:02d};FR7699999000010001234567809;203.0.113.{number % 256};RAS\n"
            )


def fastest(*words: str) -> float:
    """Return the seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([PDSCAN, *words], capture_output=True, check=False, env=dict(os.environ))
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clients.csv"
        write_csv(path)
        size = path.stat().st_size / 1e6
        only = [word for name in STRUCTURED for word in ("--only", name)]
        scan = fastest("scan", str(path), *only)
    start_up = fastest("--help")
    print(f"pdscan --help              {start_up:.2f} s")
    print(f"pdscan scan, {size:.1f} MB CSV     {scan:.2f} s")


if __name__ == "__main__":
    main()
