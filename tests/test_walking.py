"""Walking a folder: what is left out and counted, loops, holes, files that change, odd names."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from pdscan import api, leaving_out, plugins, taxonomy
from pdscan.contracts import IGNORED, Limits, ReadOptions
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.in_time import in_time
from pdscan.model import Asset, Block, ConfigurationError, Gap, Reason, UnreadableError
from pdscan.read_asset import read_asset
from pdscan.report import Report
from pdscan.stores import ignore_file

MAIL = "zoe.durantel@example.org"
TERABYTE = 1 << 40


def listed(folder: Path) -> list[Asset | Gap]:
    with plugins.source("files")(str(folder), ReadOptions(name="share")) as source:
        return list(source.assets())


def names(found: list[Asset | Gap], folder: Path, kind: str = "file") -> list[str]:
    return [
        one.locator.removeprefix(f"file://{folder}/")
        for one in found
        if isinstance(one, Asset) and one.kind == kind
    ]


def read(path: Path) -> tuple[str, list[Gap]]:
    text, gaps = "", list[Gap]()
    for _, piece in api.read(path):
        if isinstance(piece, Gap):
            gaps.append(piece)
        elif piece.locus == "text":
            text += piece.text or ""
    return text, gaps


def put(folder: Path, *places: str, content: str = "x") -> None:
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(content)


def test_the_ignore_file_of_the_target_leaves_out_as_git_would(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "a.tmp", "keep.tmp", "cache/x.txt", "d/cache/y.txt", "d/z.tmp")
    (tmp_path / ".pdscanignore").write_text("# cached\n*.tmp\n!keep.tmp\n/cache/\n")

    found = listed(tmp_path)

    assert names(found, tmp_path) == [".pdscanignore", "a.txt", "keep.tmp", "d/cache/y.txt"]
    assert names(found, tmp_path, IGNORED) == ["a.tmp", "cache", "d/z.tmp"]


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_an_ignore_file_knows_names_of_any_bytes(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"caf\xe8.txt", b"th\xe9.tmp"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    (tmp_path / ".pdscanignore").write_bytes(b"*.tmp\ncaf\xe9.*\n")

    found = listed(tmp_path)

    assert names(found, tmp_path, IGNORED) == ["caf%E9.txt", "th%E9.tmp"]
    assert names(found, tmp_path) == [".pdscanignore", "caf%E8.txt"]


def test_an_ignore_file_deeper_down_decides_nothing(tmp_path: Path) -> None:
    put(tmp_path, "d/a.txt")
    (tmp_path / "d" / ".pdscanignore").write_text("*\n")

    assert names(listed(tmp_path), tmp_path) == ["d/.pdscanignore", "d/a.txt"]


def test_lines_of_an_ignore_file_that_cannot_be_meant_are_named(tmp_path: Path) -> None:
    put(tmp_path, "a" * 200)
    (tmp_path / ".pdscanignore").write_text("b.txt\n" + "*a" * 40 + "*b\n!\n")

    found = listed(tmp_path)

    (gap,) = [one for one in found if isinstance(one, Gap)]
    assert (gap.reason, gap.locator) == (Reason.OTHER, f"file://{tmp_path}/.pdscanignore")
    assert "line 2" in gap.detail
    assert len(names(found, tmp_path)) == 2


def test_the_line_at_which_a_long_ignore_file_is_cut_leaves_out_nothing(tmp_path: Path) -> None:
    put(tmp_path, "d/a.txt", "b.tmp")
    begin = "*.tmp\n" + "#" * (ignore_file.LONGEST - 9) + "\n"
    (tmp_path / ".pdscanignore").write_text(begin + "/d/x/*.txt\n")

    found = listed(tmp_path)

    assert "d/a.txt" in names(found, tmp_path)
    assert "b.tmp" not in names(found, tmp_path)
    (gap,) = [one for one in found if isinstance(one, Gap)]
    assert "in line 3, which leaves out nothing" in gap.detail


@pytest.mark.parametrize(("kind", "key"), [("file", True), ("object", True), ("table", False)])
def test_large_and_old_objects_of_buckets_are_left_out_as_files_are(kind: str, key: bool) -> None:
    large = Asset("s3://b/a.bin", "b", kind, size=3_000, modified="2026-01-02T00:00:00Z")
    old = Asset("s3://b/b.bin", "b", kind, size=1, modified="2010-01-02T00:00:00Z")
    options = ReadOptions(limits=Limits(file_bytes=2_000, file_age="P5Y"))

    found = [leaving_out.key_of(options, one, "2026-06-01T00:00:00Z") for one in (large, old)]

    assert found == (["file_bytes", "file_age"] if key else ["", ""])


def test_an_ignore_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "share/a.txt")
    (tmp_path / "all").write_text("*\n")
    (tmp_path / "share" / ".pdscanignore").symlink_to(tmp_path / "all")

    found = listed(tmp_path / "share")

    assert names(found, tmp_path / "share") == ["a.txt"]
    assert {one.locator for one in found if isinstance(one, Gap)} == {
        f"file://{tmp_path}/share/.pdscanignore"
    }


def estate(folder: Path, source: str) -> Report:
    path = folder.parent / f"{folder.name}.yaml"
    path.write_text(
        f"pdscan_estate: 1\nsources:\n  - {{name: share, target: {folder}, {source}}}\n"
    )
    return api.scan(estate=path, as_of="2026-06-01T00:00:00Z")


def test_each_exclusion_is_counted_under_the_key_that_made_it(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b.log", "old.txt", "c/d.bak", content=MAIL)
    put(tmp_path, "large.txt", content="x" * 3_000)
    put(tmp_path, ".pdscanignore", content="*.bak")
    os.utime(tmp_path / "old.txt", (0, 1_577_836_800))

    report = estate(tmp_path, 'exclude: ["*.log"], limits: {file_bytes: 2KB, file_age: 5 years}')

    assert report.coverage.excluded == {
        "exclude": 1, "file_age": 1, "file_bytes": 1, "pdscanignore": 1,
    }  # fmt: skip
    reasons = {a.locator.rpartition("/")[2]: a.coverage.reason for a in report.assets}
    assert reasons["old.txt"] == "file_age"
    assert {a.coverage.status for a in report.assets if a.coverage.reason} == {"excluded"}
    totals = report.coverage.totals.assets
    assert (totals["listed"], totals["read"], totals["excluded"]) == (6, 2, 4)
    assert report.coverage.complete
    out = io.BytesIO()
    plugins.report("terminal")(language="en", width=300).write(report, out)
    assert "Excluded on request: exclude 1, file_age 1" in out.getvalue().decode()


def test_an_age_that_is_none_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")

    with pytest.raises(ConfigurationError, match="isn't an age"):
        estate(tmp_path, "limits: {file_age: soon}")


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that is mounted again inside itself."""
    put(tmp_path, "share/a.txt", "share/d/b.txt")
    inner = tmp_path / "share" / "d" / "again"
    inner.mkdir()
    bound = subprocess.run(
        ["mount", "--bind", tmp_path / "share", inner], check=False, capture_output=True
    )
    if bound.returncode:
        pytest.skip("needs the right to mount")
    yield tmp_path / "share"
    subprocess.run(["umount", inner], check=True)


def test_a_folder_mounted_inside_itself_is_entered_once(mounted: Path) -> None:
    assert names(listed(mounted), mounted) == ["a.txt", "d/b.txt"]


def sparse(path: Path, size: int, *parts: tuple[int, bytes]) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
        for at, content in parts:
            file.seek(at)
            file.write(content)
    if path.stat().st_blocks * 512 > size // 2:
        pytest.skip("this file system keeps no holes")
    return path


def test_a_hole_of_a_terabyte_is_passed_over(tmp_path: Path) -> None:
    line = f"\nécrire à {MAIL}\n".encode() * 100
    path = sparse(tmp_path / "app.log", TERABYTE, (TERABYTE // 2, line), (TERABYTE - 9_000, line))
    begun = time.monotonic()

    report = api.scan(path)

    assert time.monotonic() - begun < 20
    assert sum(one.hits for one in report.findings if one.type == "contact.email") == 200
    assert not report.coverage.gaps


def test_a_format_that_seeks_gets_the_bytes_of_a_hole_at_their_place(tmp_path: Path) -> None:
    packed = io.BytesIO()

    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("zeros.bin", bytes(4 << 20))
        archive.writestr("a.txt", f"écrire à {MAIL}")
    raw = packed.getvalue()
    path = sparse(tmp_path / "a.zip", len(raw), (0, raw[:4096]), ((4 << 20), raw[4 << 20 :]))

    text, _ = read(path)

    assert MAIL in text


def test_a_file_that_grows_while_it_is_read_ends(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text("une ligne\n" * 1_000)
    stop = threading.Event()

    def write() -> None:
        with path.open("a") as file:
            while not stop.is_set():
                file.write("encore une ligne\n" * 5_000)

    with plugins.source("files")(str(path), ReadOptions(name="share")) as source:
        (asset,) = source.assets()
        pieces = source.blocks(asset)
        next(pieces)
        writer = threading.Thread(target=write)
        writer.start()
        try:
            begun = time.monotonic()
            size = sum(len(p.text or "") for _, p in pieces if isinstance(p, Block))
        finally:
            stop.set()
            writer.join()

    assert size < 40_000_000
    assert time.monotonic() - begun < 30


def test_a_file_that_shrank_or_went_since_listing_costs_itself_only(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b.txt", "c.txt", content=f"écrire à {MAIL}\n" * 50)
    with plugins.source("files")(str(tmp_path), ReadOptions(name="share")) as source:
        assets = [one for one in source.assets() if isinstance(one, Asset)]
        (tmp_path / "a.txt").write_text("court")
        (tmp_path / "b.txt").unlink()

        engine = Engine({"email_address": plugins.detector("email_address")}, taxonomy.load())
        results = [read_asset(source, one, engine, ScanOptions())[0] for one in assets]

    assert [one.status for one in results] == ["read", "failed", "read"]
    assert [gap.reason for gap in results[1].gaps] == [Reason.VANISHED]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may change")
def test_what_this_user_may_not_read_is_a_gap_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.txt", "closed/b.txt", "c.txt", content=MAIL)
    for folder in (tmp_path, *tmp_path.parents):
        if not os.stat(folder).st_mode & 0o001:
            folder.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    (tmp_path / "c.txt").chmod(0o600)

    monkeypatch.setenv("HOME", str(tmp_path))
    os.seteuid(65_534)
    try:
        report = api.scan(tmp_path, only=("contact.email",))
    finally:
        os.seteuid(0)

    gaps = {gap.locator.rpartition("/")[2]: gap.reason for gap in report.coverage.gaps}
    assert gaps == {"closed": Reason.PERMISSION, "c.txt": Reason.PERMISSION}
    assert report.coverage.totals.assets["read"] == 1
    assert not report.coverage.complete


ODD = (
    b"caf\xe9.txt", b"new\nline.txt", b"tab\there.txt", b"esc\x1b[31mred.txt", b"\xff\xfe\x80",
    b" ", b"-rf", b"a%2Fb!c#d.txt", "\u202egnp.txt".encode(), b"<b>&amp;.txt", b"'; DROP--.csv",
    b"\xed\xa0\x80.txt",
)  # fmt: skip


def test_names_of_any_bytes_go_through_a_scan_and_every_report(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "in")
    os.mkdir(folder)
    for name in ODD:
        with open(os.path.join(folder, name), "w") as file:
            file.write(f"écrire à {MAIL}")
    out = tmp_path / "report.json"
    asked = [sys.executable, "-m", "pdscan", "scan", folder, "--workers", "2", "--lang", "en"]
    asked += ["--only", "contact.email", "--out", f"json={out}", "--out", f"html={tmp_path}/r.html"]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}

    done = subprocess.run(asked, env=environment, capture_output=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr
    made = json.loads(out.read_bytes())
    assert made["coverage"]["totals"]["assets"]["read"] == len(ODD)
    assert sum(one["hits"] for one in made["findings"]) == len(ODD)
    assert all(
        asset["locator"].isprintable() or "\u202e" in asset["locator"] for asset in made["assets"]
    )
    assert b"\x1b[31mred" not in done.stdout
    assert b"<b>&amp;.txt" not in (tmp_path / "r.html").read_bytes()


def test_time_for_an_asset_grows_with_what_it_gives() -> None:
    asset = Asset("file:///x/a", "x", "file")
    much, nothing = Block(text="x" * 2_000_000), Block(text="")

    pieces = iter([(asset, much)] * 3)
    assert len(list(in_time(asset, pieces, Limits(seconds=0.5)))) == 3

    def slow() -> Iterator[tuple[Asset, Block]]:
        while True:
            time.sleep(0.02)
            yield asset, nothing

    with pytest.raises(UnreadableError, match="stopped after"):
        list(in_time(asset, slow(), Limits(seconds=0.1)))


def test_time_for_a_table_does_not_grow_with_what_its_driver_gives() -> None:
    table = Asset("sqlite://x/main.t", "x", "table")

    with pytest.raises(UnreadableError, match="stopped after 0 seconds"):
        list(in_time(table, repeat((table, Block(text="x" * 2_000_000))), Limits(seconds=0.1)))


def test_glob_that_hits_nothing_is_named(tmp_path: Path) -> None:
    """A slip in a glob must not pass for a folder without findings."""
    (tmp_path / "a.txt").write_text(MAIL)
    (tmp_path / "sources.yaml").write_text(
        "pdscan_estate: 1\nid: essai\nsources:\n"
        "  - {name: share, target: '.', include: ['*.txt', '*.cvs'], exclude: ['*.yaml']}\n"
    )

    report = api.scan(estate=tmp_path / "sources.yaml", only=("contact.email",))

    assert "include: *.cvs of share hits nothing that was listed" in report.coverage.blind_spots
    assert not any("*.txt" in spot for spot in report.coverage.blind_spots)
    assert len(report.findings) == 1
