"""Access databases: tables with their columns; only strings of what can't be parsed."""

import io
from pathlib import Path

import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import STRINGS, Asset, Block, Gap, Reason, Unseen

pytest.importorskip("access_parser")
CORPUS = Path(__file__).parents[2] / "shared/corpora/docs/tika"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the corpus of documents")


def read(data, name="clients.mdb"):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(), name=name)
    return [(asset.locator.rpartition("/")[2], piece) for asset, piece in found]


def rows_of(found, name):
    batches = [p.batch for at, p in found if isinstance(p, Block) and p.batch and at == name]
    return [row for batch in batches for row in batch.to_pylist()]


def reasons(found):
    return [piece.reason for _, piece in found if isinstance(piece, Gap)]


@needs_corpus
def test_tables_of_access_2000_keep_their_columns():
    found = read((CORPUS / "testAccess2_2000.mdb").read_bytes())

    first, second = rows_of(found, "clients.mdb#Table1")
    assert (first["ShortTextField"], first["PlainTextMemo"]) == ("the quick", "red and brown")
    assert (second["ShortTextField"], second["DateField"]) == ("普林斯顿大学", None)
    assert ("clients.mdb#Table1", Unseen("binary cells of tables", 1)) in found
    assert not reasons(found)


@needs_corpus
def test_tables_of_access_97_are_read():
    found = read((CORPUS / "testAccess_V1997.mdb").read_bytes())

    assert any("hijklmnop" in row.values() for row in rows_of(found, "clients.mdb#Table1"))
    assert not reasons(found)


@needs_corpus
def test_an_encrypted_database_is_a_gap_with_its_strings():
    found = read((CORPUS / "testAccess2_encrypted.accdb").read_bytes(), "clients.accdb")

    assert reasons(found) == [Reason.UNSUPPORTED]
    assert any(p.locus == STRINGS for _, p in found if isinstance(p, Block))


@needs_corpus
def test_a_table_whose_rows_are_damaged_is_a_gap_of_its_own():
    whole = (CORPUS / "testAccess2_2000.mdb").read_bytes()
    page = whole.index("red and brown".encode("utf-16-le")[::2]) // 4096 * 4096
    spoilt = whole[: page + 12] + b"\xff\x3f" * 4 + whole[page + 20 :]

    found = read(spoilt)

    assert Reason.CORRUPT in reasons(found) or Reason.UNSUPPORTED in reasons(found)
    assert rows_of(found, "clients.mdb#Table2")


def test_what_only_begins_as_a_database_shows_its_strings():
    found = read(b"\0\1\0\0Standard Jet DB\0" + bytes(500) + b"carte 4242424242424242\0")

    assert reasons(found) == [Reason.UNSUPPORTED]
    assert any("4242" in p.text for _, p in found if isinstance(p, Block) and p.locus == STRINGS)
