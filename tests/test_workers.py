"""Workers, forked or started afresh: the same report, and a death costs one asset."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from pdscan import forking

SCAN = """
import json, sys, threading
from pdscan import api, forking
if sys.argv[2] == "afresh":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
began = forking.is_safe()
report = json.loads(api.scan(sys.argv[1], workers=2, names="off").to_json())
found = [{**one, "first_seen": "", "last_seen": ""} for one in report["findings"]]
told = [found, report["coverage"]["totals"], report["coverage"]["gaps"]]
print(json.dumps([began, threading.active_count(), told], default=str))
"""


def scanned(folder: Path, how: str) -> tuple[bool, int, object]:
    """Scan with two workers in a process of one thread, or of two; return how, and what it told."""
    command = [sys.executable, "-c", SCAN, str(folder), how]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    began, threads, told = json.loads(done.stdout)
    return began, threads, told


def test_forks_and_workers_started_afresh_report_the_same(tmp_path: Path) -> None:
    for number in range(40):
        text = f"joindre client{number}@example.org ou le 01 99 00 {number:02d} 11\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")

    forked, threads, told = scanned(tmp_path, "forked")
    afresh, _, told_afresh = scanned(tmp_path, "afresh")

    assert (forked, afresh) == (True, False)
    assert threads == 1  # nothing is left running
    assert told == told_afresh
    assert "client7@" not in str(told)
    assert "contact.email" in str(told)


def test_a_process_is_not_forked_where_something_would_not_survive_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    for name in ("grpc", "onnxruntime"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert forking.is_safe()

    with monkeypatch.context() as loaded:
        loaded.setitem(sys.modules, "grpc", ModuleType("grpc"))
        assert not forking.is_safe()
    with monkeypatch.context() as threaded:
        threaded.setattr(threading, "active_count", lambda: 2)
        assert not forking.is_safe()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not forking.is_safe()
