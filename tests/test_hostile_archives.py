"""Archives made to harm: bombs, quines, names that lead out; they cost seconds and a gap."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

import platformdirs
import pytest

from pdscan import api
from pdscan.model import Reason
from pdscan.report import Report

MAIL = "écrire à zoe.durantel@example.org\n"
QUICKLY = 10  # seconds


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def forty_two(levels: int = 5, width: int = 16) -> bytes:
    """Return a zip of zips, 16 wide and 5 deep, with 256 MiB of zeros in each innermost one."""
    made = zipped(("0.dll", bytes(256 << 20)))
    for level in range(levels):
        made = zipped(*((f"{level}-{number}.zip", made) for number in range(width)))
    return made


def quine() -> bytes:
    """Return a gzip file that unpacks to itself, after R. Cox, Zip Files All The Way Down, 2010."""
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"

    def literal(count: int) -> bytes:
        return b"\0" + count.to_bytes(2, "little") + (count ^ 0xFFFF).to_bytes(2, "little")

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    tail = packer.compress(head * 4000) + packer.flush()
    return head + literal(len(head)) + head + tail + bytes(8)


def overlapping(count: int) -> bytes:
    """Return a zip whose directory names one packed member over and over (D. Fifield, 2019)."""
    raw = zipped(("a.txt", b"0" * (20 << 20)))
    start = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    entry = raw[start:end]
    many = entry * count
    last = bytearray(raw[end:])
    last[8:10] = last[10:12] = count.to_bytes(2, "little")
    last[12:16] = len(many).to_bytes(4, "little")
    return raw[:start] + many + bytes(last)


def scanned(folder: Path, name: str, content: bytes) -> tuple[Report, float]:
    (folder / name).write_bytes(content)
    (folder / "good.txt").write_text(MAIL)
    begun = time.process_time()
    report = api.scan(folder, only=("contact.email",))
    return report, time.process_time() - begun


def test_a_bomb_of_zips_in_zips_costs_seconds_and_is_a_gap(tmp_path: Path) -> None:
    api.scan(tmp_path, only=("contact.email",))  # the detectors are compiled

    report, seconds = scanned(tmp_path, "42.zip", forty_two())

    assert seconds < QUICKLY
    assert {gap.reason for gap in report.coverage.gaps} <= {Reason.LIMIT, Reason.CORRUPT}
    assert report.coverage.gaps
    assert [one.hits for one in report.findings] == [1]


def test_an_archive_that_holds_itself_ends(tmp_path: Path) -> None:
    inner = zipped(("readme.txt", MAIL.encode()))
    for _ in range(40):
        inner = zipped(("r.zip", inner), ("r.txt", b"encore"))

    report, seconds = scanned(tmp_path, "r.zip", inner)

    assert seconds < QUICKLY
    assert {gap.reason for gap in report.coverage.gaps} == {Reason.LIMIT}


def test_a_gzip_that_unpacks_to_gzip_ends(tmp_path: Path) -> None:
    report, seconds = scanned(tmp_path, "r.gz", quine())

    assert seconds < QUICKLY
    assert report.coverage.gaps
    assert [one.hits for one in report.findings] == [1]


def test_members_that_share_their_bytes_are_bounded(tmp_path: Path) -> None:
    report, seconds = scanned(tmp_path, "o.zip", overlapping(4_000))

    assert seconds < 6 * QUICKLY
    assert {gap.reason for gap in report.coverage.gaps} & {Reason.LIMIT, Reason.CORRUPT}


def test_links_and_names_in_archives_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(MAIL)
    folder = tmp_path / "in"
    folder.mkdir()
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w") as archive:
        for kind, name, target in (
            (tarfile.SYMTYPE, "s", str(tmp_path / "outside.txt")),
            (tarfile.LNKTYPE, "h", "../outside.txt"),
            (tarfile.CHRTYPE, "zero", ""),
            (tarfile.FIFOTYPE, "pipe", ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.devmajor, entry.devminor = kind, target, 1, 5
            archive.addfile(entry)
        entry = tarfile.TarInfo("../../evil.txt")
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"salut"))
    (folder / "a.tar").write_bytes(tape.getvalue())
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(link, str(tmp_path / "outside.txt"))
        packed.writestr("../../evil.txt", "salut")
    (folder / "a.zip").write_bytes(out.getvalue())

    report = api.scan(folder, only=("contact.email",))

    assert report.findings == ()
    assert sorted(os.listdir(tmp_path)) == ["in", "outside.txt"]
    assert {asset.locator.rpartition("!")[2] for asset in report.assets} >= {"../../evil.txt"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process of its own")
def test_a_scan_writes_no_file_but_what_it_was_asked_for(tmp_path: Path) -> None:
    """Hold a scan, its workers and readers too, to every file that Python opens to write.

    An archive of more than 8 MiB inside another is held in a file that never has a name.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    big = os.urandom(5 << 20)
    inner = zipped(("b.csv", f"nom;tel\n{MAIL};1".encode()), ("b.bin", big + big))
    (folder / "a.zip").write_bytes(zipped(("inner.zip", inner), ("a.txt", b"x")))
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 rien")
    told = tmp_path / "told.txt"
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND\n"
        f"OUT = os.open({str(told)!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
        "def told(event, args):\n"
        "    if event == 'open' and (args[2] or 0) & WRITES:\n"
        "        os.write(OUT, f'{args[0]!r}\\n'.encode())\n"
        "    elif event in ('os.mkdir', 'os.rename', 'os.link', 'os.symlink', 'os.truncate'):\n"
        "        os.write(OUT, f'{event} {args[0]!r}\\n'.encode())\n"
        "os.write(OUT, b'started\\n')\n"
        "sys.addaudithook(told)\n"
    )
    asked = [sys.executable, "-m", "pdscan", "scan", str(folder), "--workers", "2"]
    asked += ["--names", "off", "--only", "contact.email", "--out", f"json={tmp_path / 'out.json'}"]
    state = tmp_path / "state"
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_STATE_HOME": str(state),
    }

    done = subprocess.run(asked, env=environment, capture_output=True, check=False, timeout=300)

    assert done.returncode == 3, done.stderr
    written = told.read_text().splitlines()
    assert written.count("started") >= 2  # this one and a reader; workers are copies of the first
    cache = platformdirs.user_cache_dir("pdscan")
    own = (str(state), cache, "'/dev/null'", "out.json", "started")
    others = {line for line in written if not any(name in line for name in own)}
    nameless = repr(tempfile.gettempdir())  # the folder itself is opened for a file without a name
    probed = re.compile(re.escape(nameless[:-1]) + "/[a-z0-9_]{8}'")  # tempfile tries the folder
    assert {one for one in others if not one.isdigit() and not probed.match(one)} == {nameless}
