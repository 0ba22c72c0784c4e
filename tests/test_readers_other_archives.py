"""RAR, ISO images, CAB, cpio, ar, LHA and xar, read with the system's libarchive."""

import io
from ctypes.util import find_library

import pytest

if find_library("archive") is None:
    pytest.skip("this system has no libarchive", allow_module_level=True)

from other_archives import MAKERS, rar

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason
from pdscan.readers import archive_extract, formats, rar_locks

MEMBERS = {"note.txt": "Hélène Durantel\n".encode(), "t.csv": b"nom;tel\nPetit;0199001234\n"}
KINDS = sorted(MAKERS)


def read(data, name, **limits):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(**limits), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def gaps(found):
    return [(where, piece.reason) for where, piece in found if isinstance(piece, Gap)]


def text_of(found):
    return "".join(p.text for _, p in found if isinstance(p, Block) and p.locus == "text")


@pytest.mark.parametrize("kind", KINDS)
def test_members_are_read_under_their_names_whatever_the_archive_is_called(
    kind, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    found = read(MAKERS[kind](MEMBERS), "archive.dat")

    assert text_of(found) == "Hélène Durantel\n"
    tables = {where: p.batch.to_pylist() for where, p in found if getattr(p, "batch", None)}
    assert tables == {"archive.dat!t.csv": [{"nom": "Petit", "tel": "0199001234"}]}
    assert gaps(found) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", [0.3, 0.7, 0.95])
def test_cut_archive_raises_nothing_and_is_not_called_whole(kind, cut):
    content = {"note.txt": b"Durantel\n" * 5000, "z.txt": b"Petit\n" * 5000}
    raw = MAKERS[kind](content)
    found = read(raw[: int(len(raw) * cut)], f"a.{kind}")

    assert gaps(found)


def test_archives_nest():
    inner = MAKERS["cpio"]({"dedans.txt": b"Durantel"})

    found = read(rar({"a/b.cpio": inner}), "a.rar")

    assert "a.rar!a/b.cpio!dedans.txt" in {where for where, _ in found}
    assert text_of(found) == "Durantel"


def test_encrypted_member_is_a_gap_and_its_noise_is_not_read():
    found = read(rar({"clair.txt": b"Durantel", "x.txt": b"bruit" * 9}, locked={"x.txt"}), "a.rar")

    assert gaps(found) == [("a.rar!x.txt", Reason.ENCRYPTED)]
    assert text_of(found) == "Durantel"


def test_names_that_lead_out_stay_within():
    found = read(rar({"../../etc/passwd": b"Durantel"}), "a.rar")

    assert "a.rar!etc/passwd" in {where for where, _ in found}


def test_members_of_one_name_are_kept_apart():
    twice = MAKERS["cpio"]({"a.txt": b"un"})
    found = read(rar({"a.cpio": twice, "/a.cpio": twice}), "a.rar")

    assert {"a.rar!a.cpio", "a.rar!a.cpio-2"} <= {where for where, _ in found}


def test_bomb_is_stopped_by_its_ratio(monkeypatch):
    import libarchive

    parts = []
    writing = libarchive.custom_writer(lambda d: parts.append(bytes(d)) or len(d), "xar")
    with writing as new:
        new.add_file_from_memory("a.txt", 60 << 20, bytes(60 << 20))

    found = read(b"".join(parts), "a.xar", ratio=100)

    assert [reason for _, reason in gaps(found)] == [Reason.LIMIT]


def test_large_member_is_a_gap_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(archive_extract, "LARGEST", 100)

    answers = list(archive_extract.extract(rar({"gros": bytes(200), "petit": b"Durantel"})))

    assert answers[1] == {"kind": Reason.TOO_LARGE}
    assert answers[3] == b"Durantel"


def test_more_members_than_allowed_are_a_gap():
    found = read(rar({f"{n}.txt": b"x" for n in range(9)}), "a.rar", members=3)

    assert gaps(found) == [("a.rar", Reason.LIMIT)]


def test_archive_without_the_extra_or_the_library_says_the_way_out(monkeypatch):
    monkeypatch.setattr("pdscan.readers.other_archive.find_spec", lambda _: None)
    (gap,) = [p for _, p in read(rar(MEMBERS), "a.rar") if isinstance(p, Gap)]
    assert gap.reason is Reason.NO_DRIVER
    assert "pdscan[archives]" in gap.detail


def test_library_that_the_system_lacks_is_told_apart(monkeypatch):
    def missing(_):
        raise OSError

    monkeypatch.setattr(archive_extract, "import_module", missing)

    assert list(archive_extract.extract(rar(MEMBERS))) == [{"kind": "no library"}]


@pytest.mark.parametrize(
    "text",
    [
        b"070701 est un code, 070702 aussi\n",
        b"a-lh5- n'est pas une archive, juste une ligne de texte\n",
        b"Rar! mes amis\n",
    ],
)
def test_text_that_begins_alike_stays_text(text):
    assert formats.by_content(text, "a.txt") is None


@pytest.mark.parametrize("damage", range(0, 60, 3))
def test_headers_that_lie_end_the_search_for_locks(damage):
    raw = bytearray(rar(MEMBERS, locked={"t.csv"}))
    raw[8 + damage] = 0xFF

    assert rar_locks.encrypted_names(bytes(raw)) <= {"note.txt", "t.csv"} | set()
