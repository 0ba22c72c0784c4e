"""A native parser that crashes, hangs or eats memory costs the member that it reads, no more."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason
from pdscan.readers import isolation

FAULTS = {
    "crash": "import faulthandler; faulthandler._sigsegv()",
    "hang": "import time; time.sleep(600)",
    "memory": "held = bytearray(8 << 30)",
    "flood": "print('x' * (1 << 20))",
    "lie": "import os; os.write(OUT, b'A' + (9).to_bytes(8, 'big') + b'not Arrow')",
}
WORKER = """
import json, os, sys
sys.path[:] = {path}
import pdscan.readers.worker as worker
OUT = 3

def extract(data, passwords):
    {fault}
    yield {{"text": "after all"}}

def answers(job, data, passwords, *others):
    if b"FAULTY" in data:
        return extract(data, passwords)
    return plain(job, data, passwords, *others)

plain, worker._answers = worker._answers, answers
sys.argv = ["worker", "{memory}"]
worker._main()
"""


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Let every worker process do what the test names when it is given FAULTY bytes."""
    script = WORKER.format(path=sys.path, fault=FAULTS[request.param], memory=isolation.MEMORY)
    plain = isolation.subprocess.Popen

    def started(command: list[str], **options: object) -> object:
        return plain([sys.executable, "-c", script], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(isolation.subprocess, "Popen", started)
    monkeypatch.setattr(isolation, "_idle", [])
    yield
    while isolation._idle:
        isolation._idle.pop().kill()


@pytest.mark.parametrize(
    ("faulty", "reason"),
    [
        ("crash", Reason.CRASHED),
        ("hang", Reason.TIMEOUT),
        ("memory", Reason.LIMIT),
        ("lie", Reason.CRASHED),
    ],
    indirect=["faulty"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are the system's")
def test_a_fault_of_a_parser_costs_its_member_only(faulty: None, reason: Reason) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "avant")
        archive.writestr("b.pdf", b"%PDF-1.4 FAULTY")
        archive.writestr("c.pdf", good_pdf())
    root = Asset("file:///x/a.zip", "x", "file")
    packed.seek(0)

    pieces = list(readers.read(root, packed, Limits(seconds=15), name="a.zip"))

    gaps = [(gap.locator, gap.reason) for _, gap in pieces if isinstance(gap, Gap)]
    assert gaps == [("file:///x/a.zip!b.pdf", reason)]
    text = {a.locator[-5:]: p.text for a, p in pieces if isinstance(p, Block) and p.locus == "text"}
    assert text["a.txt"] == "avant"
    assert "page" in (text["c.pdf"] or "")


@pytest.mark.parametrize("faulty", ["flood"], indirect=True)
def test_what_a_parser_prints_is_no_answer(faulty: None) -> None:
    root = Asset("file:///x/b.pdf", "x", "file")

    pieces = list(
        readers.read(root, io.BytesIO(b"%PDF-1.4 FAULTY"), Limits(seconds=20), name="b.pdf")
    )

    shown = json.dumps([p.text for _, p in pieces if isinstance(p, Block)])
    assert "xxx" not in shown


def good_pdf() -> bytes:
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawString(50, 700, "page")
    sheet.save()
    return out.getvalue()


def test_the_fault_is_only_in_faulty_bytes(tmp_path: Path) -> None:
    root = Asset("file:///x/c.pdf", "x", "file")

    pieces = list(readers.read(root, io.BytesIO(good_pdf()), Limits(), name="c.pdf"))

    assert any("page" in (p.text or "") for _, p in pieces if isinstance(p, Block))
