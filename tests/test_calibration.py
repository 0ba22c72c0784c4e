"""The reliability table counts right and wrong findings by confidence, and says what it skips."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench" / "calibration.py"
pytestmark = pytest.mark.skipif(
    not BENCH.is_file(), reason="the wheel is tested without the project's tree"
)


def table(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, BENCH, folder, *words], capture_output=True, check=True, timeout=120
    )
    return done.stdout.decode()


def test_corpora_that_are_absent_are_skipped_by_name(tmp_path):
    said = table(tmp_path)

    assert said.count(": skipped, nothing of it in") == 5


def test_right_and_wrong_findings_are_told_apart(tmp_path):
    text = "write to zoe@example.org or abel@example.com"
    span = {"start": 9, "end": 24, "label": "EMAIL"}
    line = {"id": "line-1", "text": text, "spans": [span]}
    (tmp_path / "text").mkdir()
    path = tmp_path / "text" / "en_presidio_generated_small.jsonl"
    path.write_text(json.dumps(line) + "\n")

    said = table(tmp_path, "--wrong")

    assert said.count("skipped") == 4
    assert "0.50 of 2" in said
    assert "contact.email                lines line-1" in said
