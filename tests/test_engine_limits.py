"""The sizes that nobody means: a line of a gigabyte, a million matches in one cell."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

RUN = """\
import json, resource, sys, time
import pyarrow as pa
from pdscan import taxonomy
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block
from pdscan.plan import chosen_detectors

kind, size = sys.argv[1], int(sys.argv[2])
engine = Engine(chosen_detectors((), names=False), taxonomy.load())
scan = AssetScan(engine, ScanOptions(names=False))
start = time.process_time()
if kind == "cell":
    cell = "".join(f"c{number}@example.org " for number in range(size))
    scan.feed(Block(batch=pa.record_batch({"notes": [cell]})))
else:
    window = ("x0y" * 349_500 + " zoe@example.org ")[: 1 << 20]
    for _ in range(size):
        scan.feed(Block(text=window, locus="text"))
tally = scan.finish()
try:  # ru_maxrss starts at what the process that started this one held
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({
    "hits": {key[1]: entry.hits for key, entry in tally.types.items()},
    "failures": len(tally.failures),
    "seconds": round(time.process_time() - start, 1),
    "mib": peak >> 10,
}))
"""


@pytest.mark.parametrize(
    ("kind", "size", "hits", "seconds", "mib"),
    [
        ("line", 8, 8, 20, 400),
        ("cell", 5_000, 1, 20, 400),
        pytest.param("line", 1024, 1024, 600, 400, marks=pytest.mark.slow),
        pytest.param("cell", 1_000_000, 1, 120, 400, marks=pytest.mark.slow),
    ],
)
def test_what_no_one_means_is_read_whole_in_bounded_time_and_memory(
    kind: str, size: int, hits: int, seconds: float, mib: int
) -> None:
    """`size`: MiB of a line without end, one address in each; or addresses in one cell."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, kind, str(size)], capture_output=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads(done.stdout)
    print(made)

    assert made["hits"] == {"contact.email": hits}
    assert made["failures"] == 0
    assert made["seconds"] < seconds
    assert made["mib"] < mib
