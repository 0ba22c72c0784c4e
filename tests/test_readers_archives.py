"""Archives: nested, hostile, damaged, encrypted; and databases that lie among files."""

import bz2
import gzip
import io
import lzma
import os
import sqlite3
import struct
import tarfile
import zipfile
import zlib

import inflate64
import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason


def read(data, name, limits=None):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), limits or Limits(), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def texts(found):
    out = {}
    for where, piece in found:
        if isinstance(piece, Block) and piece.locus == "text":
            out[where] = out.get(where, "") + (piece.text or "")
    return out


def gaps_of(found):
    return [(where, p.reason) for where, p in found if isinstance(p, Gap)]


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_members_of_nested_archives_are_assets_of_their_own():
    inner = zipped([("paie.csv", "nom,tel\nDurantel,1\n"), ("a.log.gz", gzip.compress(b"ligne"))])
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w:xz") as archive:
        entry = tarfile.TarInfo("rh/inner.zip")
        entry.size = len(inner)
        archive.addfile(entry, io.BytesIO(inner))

    found = read(zipped([("saves.tar.xz", tape.getvalue())]), "2026.zip")

    places = {where for where, _ in found}
    begin = "2026.zip!saves.tar.xz!saves.tar!rh/inner.zip"
    assert f"{begin}!paie.csv" in places
    assert texts(found)[f"{begin}!a.log.gz!a.log"] == "ligne"
    assert gaps_of(found) == []


def test_member_knows_its_parent_and_size():
    root = Asset("file:///x/a.zip", "x", "file")
    stream = io.BytesIO(zipped([("b.txt", "bonjour")]))

    *_, (member, _) = readers.read(root, stream, Limits(), name="a.zip")

    assert (member.parent, member.size, member.kind) == (root.locator, 7, "member")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_text_is_named_without_its_ending(pack):
    ending = {gzip.compress: "gz", bz2.compress: "bz2", lzma.compress: "xz"}[pack]

    found = read(pack("Hélène".encode("cp1252") * 9), f"a.log.{ending}")

    assert texts(found) == {f"a.log.{ending}!a.log": "Hélène" * 9}


def test_names_that_lead_outside_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["../../evil.txt", "/etc/passwd", "..\\win.txt", "a!b#c\n.txt"]

    found = read(zipped([(name, "x") for name in names]), "a.zip")

    assert "a.zip!a%21b%23c%0A.txt" in texts(found)
    assert {where for where, _ in found} >= {"a.zip!../../evil.txt", "a.zip!/etc/passwd"}
    assert os.listdir(tmp_path) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_both_read():
    found = texts(read(zipped([("a.txt", "un"), ("a.txt", "deux")]), "a.zip"))

    assert found == {"a.zip!a.txt": "un", "a.zip!a.txt-2": "deux"}


def test_names_of_french_windows_are_decoded():
    raw = zipped([("XtX.txt", "x")]).replace(b"XtX.txt", "été.txt".encode("cp850"))

    assert "a.zip!été.txt" in texts(read(raw, "a.zip"))


def test_encrypted_member_is_a_gap_and_the_rest_goes_on():
    raw = bytearray(zipped([("a.txt", "secret"), ("b.txt", "bonjour")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1

    found = read(bytes(raw), "a.zip")

    assert gaps_of(found) == [("a.zip!a.txt", Reason.ENCRYPTED)]
    assert texts(found)["a.zip!b.txt"] == "bonjour"


def test_bomb_is_cut_off_and_the_rest_goes_on():
    members = [("bomb.txt", "0" * 50_000_000), ("b.txt", "bonjour")]

    found = read(zipped(members), "a.zip", Limits(ratio=100))

    assert gaps_of(found) == [("a.zip!bomb.txt", Reason.LIMIT)]
    assert texts(found)["a.zip!b.txt"] == "bonjour"


def test_member_larger_than_allowed_is_read_up_to_the_limit():
    found = read(
        gzip.compress(os.urandom(2_000_000).hex().encode()), "a.gz", Limits(member_bytes=3 << 20)
    )

    assert gaps_of(found) == [("a.gz!a", Reason.LIMIT)]
    assert 2 << 20 <= len(texts(found)["a.gz!a"]) <= 3 << 20


def test_total_of_all_members_is_bounded():
    members = [(f"{i}.txt", os.urandom(60_000).hex()) for i in range(9)]

    found = read(zipped(members), "a.zip", Limits(total_bytes=500_000))

    assert {reason for _, reason in gaps_of(found)} == {Reason.LIMIT}
    assert len(gaps_of(found)) == 5


def test_number_of_members_is_bounded():
    found = read(zipped([(f"{i}.txt", "x") for i in range(9)]), "a.zip", Limits(members=4))

    assert len(texts(found)) == 4
    assert gaps_of(found) == [("a.zip", Reason.LIMIT)]


def test_depth_is_bounded():
    raw = b"bonjour"
    for _ in range(5):
        raw = zipped([("a.zip", raw)])

    assert gaps_of(read(raw, "z", Limits(depth=3))) == [("z!a.zip!a.zip!a.zip!a.zip", Reason.LIMIT)]


def test_truncated_gzip_gives_what_it_has_then_a_gap():
    content = os.urandom(3_000_000).hex().encode()

    found = read(gzip.compress(content)[:-200_000], "a.txt.gz")

    assert content.decode().startswith(texts(found)["a.txt.gz!a.txt"])
    assert len(texts(found)["a.txt.gz!a.txt"]) > 4_000_000
    assert gaps_of(found) == [("a.txt.gz!a.txt", Reason.CORRUPT)]


def test_truncated_zip_gives_the_members_that_are_whole():
    raw = zipped([("a.txt", "bonjour"), ("b.txt", os.urandom(50_000).hex())])

    found = read(raw[:30_000], "a.zip")

    assert texts(found)["a.zip!a.txt"] == "bonjour"
    assert Reason.CORRUPT in {reason for _, reason in gaps_of(found)}


def test_truncated_zip_without_sizes_is_read_too():
    out = io.BytesIO()

    class Pipe(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            return out.write(data)

    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "bonjour")
        archive.writestr("b.txt", "au revoir")
    cut = out.getvalue()[: out.getvalue().index(b"PK\x01\x02")]

    found = texts(read(cut, "a.zip"))

    assert (found["a.zip!a.txt"], found["a.zip!b.txt"]) == ("bonjour", "au revoir")


def test_truncated_tar_gives_what_it_has_then_a_gap():
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w") as archive:
        for name in ("a.txt", "b.txt"):
            entry = tarfile.TarInfo(name)
            entry.size = 5_000
            archive.addfile(entry, io.BytesIO(b"x" * 5_000))

    found = read(tape.getvalue()[:8_000], "a.tar")

    assert texts(found)["a.tar!a.txt"] == "x" * 5_000
    assert Reason.CORRUPT in {reason for _, reason in gaps_of(found)}


def test_wrong_checksum_of_a_member_is_a_gap():
    raw = bytearray(zipped([("a.txt", "bonjour"), ("b.txt", "x")], zipfile.ZIP_STORED))
    raw[raw.index(b"bonjour")] ^= 1

    assert ("a.zip!a.txt", Reason.CORRUPT) in gaps_of(read(bytes(raw), "a.zip"))


def test_unknown_packing_is_unsupported():
    raw = bytearray(zipped([("a.txt", "bonjour")]))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", raw, raw.index(mark) + offset, 1)

    assert gaps_of(read(bytes(raw), "a.zip")) == [("a.zip!a.txt", Reason.UNSUPPORTED)]


def test_empty_archive_is_an_empty_block():
    assert texts(read(zipped([]), "a.zip")) == {"a.zip": ""}


def database(path):
    with sqlite3.connect(path) as made:
        made.execute('CREATE TABLE "cli""ents" (nom TEXT, age INTEGER, photo BLOB)')
        made.execute('INSERT INTO "cli""ents" VALUES (?, ?, ?)', ("Durantel", 33, b"\xff\x00"))
        made.execute("CREATE TABLE vide (x)")
    made.close()
    return path


def rows_of(found):
    return {
        w: p.batch.to_pylist() for w, p in found if isinstance(p, Block) and p.batch is not None
    }


def test_tables_of_a_database_file_are_members(tmp_path):
    path = database(tmp_path / "app.db")
    root = Asset("app.db", "x", "file")

    with open(path, "rb") as file:
        found = [(a.locator, p) for a, p in readers.read(root, file, Limits(), name="app.db")]

    assert rows_of(found) == {
        'app.db#cli"ents': [{"nom": "Durantel", "age": "33", "photo": None}],
        "app.db#vide": [],
    }


def test_database_inside_an_archive_is_read(tmp_path):
    raw = database(tmp_path / "app.db").read_bytes()

    found = read(zipped([("app.db", raw)]), "a.zip")

    assert 'a.zip!app.db#cli"ents' in rows_of(found)


def test_damaged_database_is_a_gap(tmp_path):
    raw = database(tmp_path / "app.db").read_bytes()

    found = read(raw[:100] + b"\xff" * 4000, "app.db")

    assert {reason for _, reason in gaps_of(found)} == {Reason.CORRUPT}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dump.sql.gz.enc", b"Salted__" + bytes(range(256))),
        ("keys.age", b"age-encryption.org/v1\n" + bytes(range(256))),
        ("mail.asc", b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"),
        ("backup.gpg", os.urandom(4096)),
    ],
)
def test_encrypted_file_is_said_to_be_encrypted(name, content):
    assert gaps_of(read(content, name)) == [(name, Reason.ENCRYPTED)]


def test_comment_of_a_zip_is_metadata():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
        archive.comment = "pour Hélène Durantel".encode()

    found = [p for _, p in read(out.getvalue(), "a.zip") if isinstance(p, Block)]

    assert ("metadata:comment", "pour Hélène Durantel") in [(p.locus, p.text) for p in found]


def packed_64(content, checksum=None):
    """Return a zip with one member, packed with Deflate64."""
    deflate = inflate64.Deflater()
    packed = deflate.deflate(content) + deflate.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.log", packed)
    raw = bytearray(out.getvalue())
    told = struct.pack("<III", checksum or zlib.crc32(content), len(packed), len(content))
    for mark, method, sums in ((b"PK\3\4", 8, 14), (b"PK\1\2", 10, 16)):
        at = raw.index(mark)
        raw[at + method : at + method + 2] = struct.pack("<H", 9)
        raw[at + sums : at + sums + 12] = told
    return bytes(raw)


def test_member_packed_with_deflate64_is_read():
    content = "".join(f"{number} Durantel\n" for number in range(50_000))

    found = read(packed_64(content.encode()), "a.zip")

    assert texts(found)["a.zip!a.log"] == content
    assert gaps_of(found) == []


def test_damaged_or_swelling_deflate64_is_a_gap():
    raw = packed_64(bytes(20 << 20))

    damaged = read(packed_64(b"x" * 99, 7), "a.zip")
    swelling = read(raw, "a.zip", Limits(ratio=100))

    assert gaps_of(damaged) == [("a.zip!a.log", Reason.CORRUPT)]
    assert texts(damaged) == {"a.zip!a.log": "x" * 99}
    assert gaps_of(swelling) == [("a.zip!a.log", Reason.LIMIT)]
