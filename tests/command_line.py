"""Run pdscan as a process of its own, as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def pdscan(
    *words: str | Path, state: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Return the finished process; its catalog lies under `state`."""
    environment = {**os.environ, "XDG_STATE_HOME": str(state), **(env or {})}
    return subprocess.run(
        [Path(sys.executable).with_name("pdscan"), *map(str, words)],
        input=stdin,
        capture_output=True,
        env=environment,
        cwd=state,
        check=False,
        timeout=120,
    )
