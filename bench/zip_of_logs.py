"""Time the scan of a zip of logs against unpacking the same bytes and scanning them as plain files.

    python bench/zip_of_logs.py [MEGABYTES]

Makes logs of 50 MB each, MEGABYTES (default 2,000) unpacked in all, once as files in a folder and
once in a zip. Prints seconds of processor time for unpacking alone (zlib, what `zcat` does), for
the scan of the folder and for the scan of the zip, the share (unpacking + folder) / zip, which is 1
where streaming costs nothing, and the most memory that the scan of the zip held.
"""

from __future__ import annotations

import multiprocessing
import re
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import mixes

LOG = 50_000_000
CHUNK = 1 << 20


def make(folder: Path, size: int) -> Path:
    """Write the logs and the zip of them; return the zip."""
    packed = folder / "logs.zip"
    (folder / "plain").mkdir()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(max(1, size // LOG)):
            path = folder / "plain" / f"app.log.{number:03d}"
            mixes.write("application log", path, min(LOG, size), seed=number)
            archive.write(path, path.name)
    return packed


def unpacking(packed: str) -> float:
    """Return the seconds that unpacking alone takes."""
    begun = time.process_time()
    with zipfile.ZipFile(packed) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                while member.read(CHUNK):
                    pass
    return time.process_time() - begun


def scanning(target: str) -> tuple[float, int, int]:
    """Return the seconds of a scan, how many gaps it had, and the most MiB that it held."""
    from pdscan import api

    begun = time.process_time()
    report = api.scan(target)
    peak = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]
    return time.process_time() - begun, len(report.coverage.gaps), int(peak) >> 10


def main() -> None:
    """Make the logs, time all three, print the figures."""
    size = 1_000_000 * (int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        packed = make(Path(folder), size)
        whole = sum(path.stat().st_size for path in (Path(folder) / "plain").iterdir())
        print(f"{whole / 1e6:.0f} MB of logs, {packed.stat().st_size / 1e6:.0f} MB packed")
        alone = unpacking(str(packed))
        with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
            plain, _, _ = pool.submit(scanning, f"{folder}/plain").result()
            zipped, gaps, peak = pool.submit(scanning, str(packed)).result()
        print(
            f"unpacking {alone:.1f} s, scan of the files {plain:.1f} s, of the zip {zipped:.1f} s"
        )
        print(f"share {(alone + plain) / zipped:.2f}; {whole / 1e6 / zipped:.1f} MB/s; {gaps} gaps")
        print(f"the scan of the zip held {peak} MiB")


if __name__ == "__main__":
    main()
