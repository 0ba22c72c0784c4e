"""A document that a store of documents keeps is read as a file is: MongoDB, its GridFS, Redis."""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen import canvas

from pdscan import api
from pdscan.report import Report

PLAIN = b"\xac\xed\x00\x05sr\x00court\x00\xff"


def pdf(text: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(50, 700, text)
    page.save()
    return out.getvalue()


def mails(report: Report) -> dict[str, int]:
    """Return how many e-mail addresses were found, by asset and locus."""
    return {
        f"{one.asset_key.rpartition('/')[2]} {one.locus}": one.hits
        for one in report.findings
        if one.type == "contact.email"
    }


def scanned(target: str, folder: Path, **options: Any) -> Report:
    page = folder / "pdscan.yaml"
    page.write_text(json.dumps({"pdscan_estate": 1, "sources": [{"name": "m", "target": target}]}))
    return api.scan(estate=page, names=False, **options)


@pytest.fixture
def stand_in() -> Any:
    pytest.importorskip("bson", reason="the extra mongodb isn't installed")
    from mongo_stand_in import StandIn

    return StandIn


def test_documents_in_binary_fields_of_mongodb_are_read(stand_in: Any, tmp_path: Path) -> None:
    held = [
        {"_id": 1, "piece": pdf("zoe@example.org"), "court": PLAIN},
        {"_id": 2, "piece": pdf("lea@example.org"), "note": "ana@example.org"},
        {"_id": 3, "envoi": {"fichiers": [{"contenu": pdf("bob@example.org")}, PLAIN]}},
        {"_id": 4, "piece": b"From: a@example.org\nSubject: x\nTo: b@example.org\n\nBonjour\n"},
    ]
    with stand_in({"crm": {"c": held}}).running() as server:
        report = scanned(f"mongodb://{server.address}/crm", tmp_path, full=True)

    found = mails(report)
    assert found["crm.c column:note"] == 1
    assert found["crm.c!piece text"] >= 2
    assert found["crm.c!envoi text"] == 1
    assert report.coverage.gaps == ()
    assert "binary cells of tables: 2 not looked at" in report.coverage.blind_spots


def gridfs(count: int) -> dict[str, list[dict[str, Any]]]:
    files: list[dict[str, Any]] = []
    chunks: list[dict[str, Any]] = []
    for n in range(count):
        raw = pdf(f"c{n}@example.org") if n else b"nom;courriel\nZoe;zoe@example.org\n"
        name = f"f{n}.pdf" if n else "clients.csv"
        files.append({"_id": n, "filename": name, "length": len(raw), "chunkSize": 400})
        parts = [raw[start : start + 400] for start in range(0, len(raw), 400)]
        chunks += [
            {"_id": f"{n}.{k}", "files_id": n, "n": k, "data": part}
            for k, part in reversed(list(enumerate(parts)))
        ]
    return {"fs.files": files, "fs.chunks": chunks}


def test_files_of_gridfs_are_read_whole_from_their_chunks(stand_in: Any, tmp_path: Path) -> None:
    with stand_in({"crm": gridfs(3)}).running() as server:
        report = scanned(f"mongodb://{server.address}/crm", tmp_path, full=True)

    found = mails(report)
    assert found["crm.fs.chunks!data text"] == 2
    assert sum(found.values()) == 3
    assert report.coverage.gaps == ()


def test_of_many_files_of_gridfs_some_are_read_and_long_ones_are_not(
    stand_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdscan.readers.cell_documents.DRAWN", 5)
    held = gridfs(40)
    for one in held["fs.files"]:
        one["length"] = 1 << 30
    with stand_in({"crm": held}).running() as server:
        report = scanned(f"mongodb://{server.address}/crm", tmp_path, sample=10)

    (asset,) = [one for one in report.assets if one.locator.endswith("fs.chunks")]
    assert (asset.coverage.n, asset.coverage.of) == (5, 40)
    (gap,) = report.coverage.gaps
    assert (str(gap.reason), gap.detail) == (
        "too_large",
        "5 files of more than 32 MiB were not read",
    )


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[int]:
    redis = pytest.importorskip("redis", reason="the extra redis isn't installed")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    options = ["--port", str(number), "--save", "", "--dir", str(tmp_path), "--bind", "127.0.0.1"]
    running = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 50)
    redis.Redis(port=number, retry=retry).ping()
    try:
        yield number
    finally:
        running.terminate()
        running.wait(10)


def test_documents_in_values_of_redis_are_read(redis_port: int, tmp_path: Path) -> None:
    import redis

    store = redis.Redis(port=redis_port)
    store.set("contrat", pdf("zoe@example.org"))
    store.hset("fiche", mapping={"piece": pdf("lea@example.org"), "nom": "x"})
    store.rpush("file", pdf("ana@example.org"), "texte", PLAIN, "Réglé à Hélène".encode("cp1252"))
    store.close()

    report = scanned(f"redis://127.0.0.1:{redis_port}/0", tmp_path, full=True)

    assert mails(report) == {
        "contrat!value text": 1,
        "fiche!piece text": 1,
        "file!value text": 1,
    }
    assert report.coverage.gaps == ()
    assert "binary cells of tables: 1 not looked at" in report.coverage.blind_spots
