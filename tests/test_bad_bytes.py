"""Bytes and texts made to hurt: each scan ends in time, and finds what was found before them."""

from __future__ import annotations

import base64
import random
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pdscan import api, plugins, taxonomy
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block

SECONDS = 20.0  # of processor time, for what takes one or two
GOOD = "écrire à zoe.durantel@example.org\n"


def nested(depth: int) -> str:
    text = GOOD * 3
    for _ in range(depth):
        text = base64.b64encode(text.encode()).decode()
    return text


def in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


MAIL = b'{"m": "zoe@example.org"'
NOISE = random.Random(7).randbytes(1 << 20)
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "random bytes behind text": ("txt", lambda: GOOD.encode() * 400 + NOISE[: 1 << 11]),
    "NULs": ("txt", lambda: GOOD.encode() * 9 + b"\0" * 3 + GOOD.encode()),
    "overlong UTF-8": ("txt", lambda: GOOD.encode() * 9 + b"\xc0\xaf\xe0\x80\x80\xf0\x80\x80\x80"),
    "lone surrogates": ("txt", lambda: GOOD.encode() * 9 + b"\xed\xa0\x80\xed\xbf\xbf"),
    "escaped surrogates": ("txt", lambda: (GOOD + r"\ud83d\ud83d\udc00 &#xd800; %ud800").encode()),
    "bidirectional marks": ("txt", lambda: (GOOD + "\u202e\u2066" * 50_000).encode()),
    "mixed encodings": ("txt", lambda: GOOD.encode() * 9 + GOOD.encode("cp1252")),
    "depth of 100,000": ("json", lambda: GOOD.encode() + b"[" * 100_000),
    "objects 100,000 deep": ("json", lambda: MAIL + b',"a":{"b":1' * 99_999),
    "closed depth": ("json", lambda: b'["zoe@example.org",' + b"[" * 50_000 + b"]" * 50_001),
    "many keys": ("json", lambda: MAIL + b"".join(b',"k%d":1' % i for i in range(50_000)) + b"}"),
    "huge numbers": ("json", lambda: MAIL + b',"n":' + b"9" * 99_999 + b',"e":1e999999}'),
    "same key, NaN": ("json", lambda: b'[{"a": 1, "a": "zoe@example.org", "i": NaN}]'),
    "nested base64": ("txt", lambda: (GOOD + nested(20)).encode()),
    "letters of base64": ("txt", lambda: (GOOD + "A" * (4 << 20)).encode()),
    "a picture in base64": ("txt", lambda: (GOOD + in_base64(NOISE)).encode()),
    "entities": ("txt", lambda: (GOOD + "&amp;&a;" * 99_999 + "&#64;" * 9999).encode()),
    "entities of entities": ("txt", lambda: (GOOD + "&amp;amp;amp;amp;#64;" * 20_000).encode()),
    "an XML of entities": (
        "xml",
        lambda: (
            '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
            '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>' + GOOD + "&c;</a>"
        ).encode(),
    ),
    "percent signs": ("txt", lambda: (GOOD + "%25" * 100_000 + "a=%41+" * 50_000).encode()),
    "backslashes": ("txt", lambda: (GOOD + "\\" * 300_000 + '\\"' * 100_000).encode()),
    "soft line breaks": ("txt", lambda: (GOOD + "=\n" * 200_000).encode()),
    "zero-width signs": ("txt", lambda: (GOOD + "\u200b" * 200_000).encode()),
    "many matches": ("txt", lambda: (GOOD + "zoe@example.org," * 50_000).encode()),
    "many wrapped matches": ("txt", lambda: (GOOD + "zoe%40example.org," * 20_000).encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hurtful_file_ends_in_time_and_hides_nothing(name: str, tmp_path: Path) -> None:
    suffix, make = FILES[name]
    (tmp_path / f"one.{suffix}").write_bytes(make())
    start = time.process_time()

    made = api.scan(str(tmp_path), names=False)

    assert time.process_time() - start < SECONDS
    gaps = {str(gap.reason) for gap in made.coverage.gaps}
    assert not gaps & {"crashed", "other"}
    assert "contact.email" in {finding.type for finding in made.findings}


@pytest.mark.parametrize("suffix", ["txt", "csv", "json", "eml", "html", "xml", "bin"])
def test_random_bytes_are_a_gap_or_read_and_never_an_error(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"one.{suffix}").write_bytes(NOISE[: 1 << 17])
    (tmp_path / "good.txt").write_text(GOOD)

    made = api.scan(str(tmp_path), names=False)

    assert {finding.type for finding in made.findings} >= {"contact.email"}
    assert not [gap for gap in made.coverage.gaps if gap.reason in {"crashed", "other"}]


def test_forty_thousand_matches_in_one_cell_are_one_cell_with_a_match(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "one.db")
    database.execute("CREATE TABLE t (note TEXT)")
    database.execute("INSERT INTO t VALUES (?)", ["zoe@example.org zoe%40example.org " * 20_000])
    database.commit()
    database.close()
    start = time.process_time()

    made = api.scan(str(tmp_path / "one.db"), names=False)

    assert time.process_time() - start < SECONDS
    assert [(one.type, one.hits) for one in made.findings] == [("contact.email", 1)]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(plugins.detectors(), taxonomy.load())


def endless_line(megabytes: int) -> Iterator[str]:
    piece = "abcdefgh ijkl %20 " * 10_000 + "QUJD" * 30_000 + " zoe%40example.org "
    size = 0
    while size < megabytes << 20:
        size += len(piece)
        yield piece


def scanned(engine: Engine, texts: Iterator[str]) -> tuple[int, int]:
    """Return the hits of one text and by how many MiB memory grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    scan = AssetScan(engine, ScanOptions(names=False))
    for text in texts:
        scan.feed(Block(text=text, locus="text"))
    hits = sum(entry.hits for entry in scan.finish().types.values())
    return hits, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def test_a_long_line_of_wrapped_text_is_read_in_flat_memory(engine: Engine) -> None:
    hits, grown = scanned(engine, endless_line(6))

    assert hits == sum(1 for _ in endless_line(6))
    assert grown < 200


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_read_in_flat_memory(engine: Engine) -> None:
    hits, grown = scanned(engine, endless_line(1024))

    assert hits == sum(1 for _ in endless_line(1024))
    assert grown < 200
