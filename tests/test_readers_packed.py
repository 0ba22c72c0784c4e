"""Archives of 7z, and files packed with Zstandard, LZ4 and lzma, made by other people's writers."""

import bz2
import gzip
import io
import lzma
import random
import tarfile

import py7zr
import pyarrow as pa
import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import STRINGS, Asset, Block, Gap, Reason, UnreadableError
from pdscan.readers import sevenzip_extract

NAME = "Durantel"


def read(data, name, **limits):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(**limits), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def text_of(found):
    return "".join(p.text for _, p in found if isinstance(p, Block) and p.locus == "text")


def reasons(found):
    return [piece.reason for _, piece in found if isinstance(piece, Gap)]


def seven(members, password=None):
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=bool(password)) as made:
        for name, content in members.items():
            made.writef(io.BytesIO(content), name)
    return out.getvalue()


def test_members_of_a_7z_archive_are_read_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inner = seven({"dedans.txt": b"Zo\xc3\xa9"})

    found = read(seven({"a/note.txt": NAME.encode(), "b.7z": inner, "vide.txt": b""}), "a.7z")

    assert text_of(found) == NAME + "Zoé"
    assert {"a.7z!a/note.txt", "a.7z!b.7z!dedans.txt", "a.7z!vide.txt"} <= {w for w, _ in found}
    assert list(tmp_path.iterdir()) == []


def test_encrypted_7z_archive_needs_its_password():
    data = seven({"note.txt": NAME.encode()}, password="sesame")

    assert reasons(read(data, "a.7z")) == [Reason.ENCRYPTED]
    assert reasons(read(data, "a.7z", passwords=("faux",))) == [Reason.ENCRYPTED]
    assert text_of(read(data, "a.7z", passwords=("faux", "sesame"))) == NAME


def test_7z_archive_that_unpacks_to_more_than_allowed_is_a_gap(monkeypatch):
    monkeypatch.setattr(sevenzip_extract, "LARGEST", 1000)

    with pytest.raises(UnreadableError) as caught:
        list(sevenzip_extract.extract(seven({"a": bytes(2000)})))

    assert caught.value.reason is Reason.LIMIT


@pytest.mark.parametrize("cut", [10, 40, -20])
def test_cut_7z_archive_is_damaged(cut):
    assert reasons(read(seven({"note.txt": NAME.encode() * 50})[:cut], "a.7z")) == [Reason.CORRUPT]


def test_7z_archive_without_its_driver_is_a_gap_that_names_the_extra(monkeypatch):
    monkeypatch.setattr("pdscan.readers.sevenzip.find_spec", lambda _: None)

    (gap,) = [p for _, p in read(seven({"a": b"x"}), "a.7z") if isinstance(p, Gap)]

    assert "pdscan[7z]" in gap.detail


def squeeze(codec, data):
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, codec) as file:
        file.write(data)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize(("codec", "ending"), [("zstd", "zst"), ("lz4", "lz4")])
def test_packed_log_is_a_member_under_its_own_name(codec, ending):
    found = read(squeeze(codec, f"{NAME}\n".encode() * 3), f"app.log.{ending}")

    assert text_of(found) == f"{NAME}\n" * 3
    assert f"app.log.{ending}!app.log" in {where for where, _ in found}


@pytest.mark.parametrize(("codec", "ending"), [("zstd", "zst"), ("lz4", "lz4")])
def test_frames_that_follow_each_other_are_all_read(codec, ending):
    data = squeeze(codec, b"un\n") + squeeze(codec, b"deux\n")

    assert text_of(read(data, f"a.log.{ending}")) == "un\ndeux\n"


@pytest.mark.parametrize("codec", ["zstd", "lz4"])
def test_cut_packed_file_is_damaged(codec):
    data = squeeze(codec, b"".join(b"ligne %d\n" % n for n in range(9000)))

    assert Reason.CORRUPT in reasons(read(data[: len(data) // 2], "a.log.zst"))


def test_bomb_of_zstandard_is_stopped():
    found = read(squeeze("zstd", bytes(50 << 20)), "a.zst", ratio=100)

    assert reasons(found) == [Reason.LIMIT]


def test_tar_packed_with_lzma_and_zstandard_is_read():
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(NAME)
        archive.addfile(entry, io.BytesIO(NAME.encode()))

    assert text_of(read(squeeze("zstd", tape.getvalue()), "a.tar.zst")) == NAME
    assert text_of(read(lzma.compress(tape.getvalue(), lzma.FORMAT_ALONE), "a.tar.lzma")) == NAME


@pytest.mark.parametrize("zeros", [0, 4, 512, 1 << 21])
def test_streams_of_xz_with_zeros_between_and_behind_are_read(zeros):
    packed = lzma.compress(NAME.encode()) + bytes(zeros) + lzma.compress(b" Helene") + bytes(zeros)

    found = read(packed, "a.txt.xz")

    assert text_of(found) == f"{NAME} Helene"
    assert not reasons(found)


def test_xz_cut_short_is_told_and_what_follows_a_stream_is_none_of_it():
    packed = lzma.compress(NAME.encode())

    assert reasons(read(packed[:-9], "a.txt.xz")) == [Reason.CORRUPT]
    assert text_of(read(packed + b"signature", "a.txt.xz")) == NAME


@pytest.mark.parametrize("codec", ["zstd", "lz4"])
def test_a_frame_to_be_skipped_may_come_first(codec):
    frame = b"\x53\x2a\x4d\x18\x04\0\0\0abcd"

    assert text_of(read(2 * frame + squeeze(codec, NAME.encode()), "a.txt.zst")) == NAME


def test_strings_before_damage_are_looked_at():
    chance = random.Random(1)
    packed = gzip.compress(NAME.encode() + bytes(8) + chance.randbytes(4_000))

    found = read(packed[:3_000], "a.bin.gz")

    assert any(NAME in p.text for _, p in found if isinstance(p, Block) and p.locus == STRINGS)
    assert reasons(found) == [Reason.CORRUPT]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_all_that_can_be_unpacked_before_a_cut_is_read(pack):
    lines = "".join(f"{number} {NAME}\n" for number in range(90_000))
    packed = pack(lines.encode())

    found = read(packed[: len(packed) * 9 // 10], "a.log.x")

    assert text_of(found).count(NAME) > 40_000
    assert reasons(found) == [Reason.CORRUPT]


def test_parts_of_a_split_archive_say_to_join_them():
    whole = seven({"a.txt": random.Random(2).randbytes(3_000), "b.txt": NAME.encode()})

    for part, raw in (("001", whole[:1_500]), ("002", whole[1_500:])):
        found = read(raw, f"saves.7z.{part}")
        (gap,) = [piece for _, piece in found if isinstance(piece, Gap)]
        assert gap.reason is Reason.UNSUPPORTED
        assert "join its parts" in gap.detail

    assert not reasons(read(seven({"b.txt": NAME.encode()}), "saves.7z.001"))
