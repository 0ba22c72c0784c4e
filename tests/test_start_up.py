"""Hold the start of a scan to what it needs: no library is loaded that nobody asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("presidio_analyzer", "spacy", "moto", "onnxruntime")


def test_a_scan_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys; from pdscan.cli import app; sys.argv = ['pdscan', 'scan', 'absent'];\n"
        "try: app.run()\n"
        f"except SystemExit: print('LOADED', [one for one in {HEAVY!r} if one in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_a_worker_loads_no_judgement() -> None:
    code = "import sys, pdscan.workers; print('pdscan.reconcile.judgement' in sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
