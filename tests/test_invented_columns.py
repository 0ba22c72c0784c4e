"""Whole scans of made-up applications find their columns of personal data, and no others."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
pytestmark = pytest.mark.skipif(
    not BENCH.is_dir(), reason="the wheel is tested without the project's tree"
)


@pytest.mark.parametrize("application", ["legacy", "mairie", "media", "paie", "sap"])
def test_no_certain_column_is_missed_and_none_is_false(
    application: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(BENCH), *sys.path])
    databases, bench = map(importlib.import_module, ("invented_databases", "columns"))
    databases.write(tmp_path, application)

    counts, wrong = bench.measure(tmp_path)

    figures = bench.figures(counts)
    assert counts["must"] + counts["should"] > 2
    assert (figures["must"], counts["false"]) == (1.0, 0), wrong
    assert figures["should"] >= 0.8, wrong
