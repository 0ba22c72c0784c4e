"""Names in a cell of 100 MB, and in a million words without a full stop: bounded, and said so."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

RUN = """\
import json, sys, time
import pyarrow as pa
from pdscan import plugins, taxonomy
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block

kind, size = sys.argv[1], int(sys.argv[2])
engine = Engine({"person_name": plugins.detector("person_name"),
                 "field_names": plugins.detector("field_names")}, taxonomy.load())
scan, start = AssetScan(engine, ScanOptions()), time.process_time()
if kind == "cell":
    cell = "Mme Durantel a dit " + "que le dossier est complet et que nous avons tout relu " * size
    scan.feed(Block(batch=pa.record_batch({"note": [cell]}), locus="column"))
else:
    text = "Mme Durantel dit " + "que le Dossier suit son cours chez Okamba " * (size // 8)
    for at in range(0, len(text), 1 << 20):
        scan.feed(Block(text=text[at : at + (1 << 20)], start=at))
tally = scan.finish()
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps({"names": sum(one.hits for key, one in tally.types.items() if "name" in key[1]),
                  "limited": scan.searched.limited, "seconds": time.process_time() - start,
                  "mib": peak >> 10}))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(
    ("kind", "size", "limited", "seconds", "mib"),
    [
        pytest.param("cell", 200_000, True, 60, 700, id="a cell of 11 MB"),
        pytest.param("text", 1_000_000, True, 120, 600, id="a million words without a full stop"),
        pytest.param(
            "cell", 1_900_000, True, 200, 2000, id="a cell of 100 MB", marks=pytest.mark.slow
        ),
    ],
)
def test_names_are_looked_for_in_bounded_time_and_memory(
    kind: str, size: int, limited: bool, seconds: float, mib: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, kind, str(size)], capture_output=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads(done.stdout)
    print(made)

    assert made["names"] >= 1
    assert made["limited"] is limited
    assert made["seconds"] < seconds
    assert made["mib"] < mib
