"""Server logs without personal data stay silent: the bench's shapes, one megabyte of them."""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from pathlib import Path

import pytest

from pdscan import taxonomy
from pdscan.detection.engine import Engine

BENCH = Path(__file__).parents[1] / "bench"
pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="bench/ is not here")
MEGABYTES = 1.5
CHECKED, ALL = 1, 20  # false hits: of types with a check digit in all, of all types in a megabyte


@pytest.mark.parametrize("seed", [11, 12])
def test_logs_without_personal_data_give_next_to_no_findings(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(BENCH), *sys.path])
    bench = importlib.import_module("log_noise")
    engine = Engine(bench.detectors(names=False), taxonomy.load())
    false: Counter[str] = Counter()
    right = 0

    for kind, text in bench.logs(MEGABYTES, seed):
        for piece, match in bench.matches(engine, text):
            if bench.is_right(piece, match):
                right += 1
            else:
                false[f"{kind} {match.type}"] += 1

    checked = [one for one in false if one.partition(" ")[2].startswith(bench.CHECKED)]
    assert right > 100
    assert sum(false[one] for one in checked) <= CHECKED, false
    assert false.total() <= ALL * MEGABYTES, false
