"""Run the benches that need nothing but this repository, one after the other, and show each.

    python bench/run_all.py

`bench/peers.py` comes last: it makes environments from a package registry at its first run.
`names.py`, which ends with what names cost (`name_cost.py`), and `columns.py` say which labelled
data they miss and measure on made-up texts and tables. Those that want a database server, or
nothing but labelled data, are left to be run by hand.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHES = (
    "scan_text.py",
    "scan_table.py",
    "scan_csv.py",
    "log_noise.py",
    "many_files.py",
    "zip_of_logs.py",
    "presidio_speed.py",
    "columns.py",
    "names.py",
    "peers.py",
)


def main() -> None:
    """Run all; answer 1 where one failed."""
    failed = 0
    for name in BENCHES:
        print(f"\n== {name}", flush=True)
        bench = Path(__file__).with_name(name)
        failed += subprocess.run([sys.executable, bench], check=False).returncode != 0
    sys.exit(min(failed, 1))


if __name__ == "__main__":
    main()
