"""DuckDB files among other files, in archives too: made by DuckDB itself."""

import gzip
import io

import duckdb
import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason, Unseen

SCRIPT = r'''
CREATE SCHEMA rh;
CREATE TABLE rh.paie (nom VARCHAR, tel BIGINT, naissance DATE, photo BLOB, tags VARCHAR[]);
INSERT INTO rh.paie VALUES ('Durantel', 199001234, '1984-02-14', '\xFF'::BLOB, ['a', 'b']),
    ('Petit', NULL, NULL, 'abc'::BLOB, NULL);
CREATE TABLE vide (x INTEGER);
CREATE TABLE "mot ""dur""" AS SELECT range AS n FROM range(50000);
CREATE VIEW ailleurs AS SELECT * FROM read_csv('/etc/passwd');
'''


def read(data, name, **limits):
    root = Asset(f"file:///x/{name}", "x", "file")
    file = data if hasattr(data, "read") else io.BytesIO(data)
    found = readers.read(root, file, Limits(**limits), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def gaps(found):
    return [(where, piece.reason) for where, piece in found if isinstance(piece, Gap)]


def tables(found):
    rows = {}
    for where, piece in found:
        if isinstance(piece, Block) and piece.batch is not None:
            rows.setdefault(where, []).extend(piece.batch.to_pylist())
    return rows


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    path = tmp_path_factory.mktemp("duckdb") / "app.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(SCRIPT)
    return path


@pytest.mark.parametrize("name", ["app.duckdb", "app.db", "photo.jpg"])
def test_tables_are_read_with_their_schemas_and_types_and_views_are_not(place, name):
    found = read(place.read_bytes(), name)

    assert tables(found)[f"{name}#rh.paie"] == [
        {"nom": "Durantel", "tel": "199001234", "naissance": "1984-02-14", "photo": None,
         "tags": '["a", "b"]'},
        {"nom": "Petit", "tel": None, "naissance": None, "photo": "abc", "tags": None},
    ]  # fmt: skip
    assert len(tables(found)[f'{name}#mot "dur"']) == 50_000
    assert set(tables(found)) == {f"{name}#rh.paie", f"{name}#vide", f'{name}#mot "dur"'}
    assert [p for _, p in found if isinstance(p, Unseen)] == [Unseen("binary cells of tables", 1)]
    assert gaps(found) == []


def test_database_in_an_archive_is_read_without_a_file_on_disk(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = read(gzip.compress(place.read_bytes()), "app.duckdb.gz")

    assert "app.duckdb.gz!app.duckdb#rh.paie" in tables(found)
    assert list(tmp_path.iterdir()) == []


def test_changes_that_are_still_in_the_log_are_a_gap(tmp_path):
    path = tmp_path / "app.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(SCRIPT)
    (tmp_path / "app.duckdb.wal").write_bytes(b"x")

    with path.open("rb") as file:
        found = read(file, "app.duckdb")

    assert gaps(found) == [("app.duckdb", Reason.OTHER)]
    assert "app.duckdb#rh.paie" in tables(found)


@pytest.mark.parametrize("cut", [0.01, 0.3, 0.7])
def test_cut_database_is_a_gap(place, cut):
    raw = place.read_bytes()

    assert gaps(read(raw[: int(len(raw) * cut)], "app.duckdb"))


def test_mutated_database_raises_nothing(place):
    whole = place.read_bytes()
    for at in range(4096, len(whole), len(whole) // 12):
        raw = bytearray(whole)
        raw[at : at + 64] = b"\xff" * 64

        assert read(bytes(raw), "app.duckdb", seconds=20)


def test_without_the_driver_a_gap_names_the_extra(place, monkeypatch):
    monkeypatch.setattr("pdscan.readers.duckdb_file.find_spec", lambda _: None)
    (gap,) = [p for _, p in read(place.read_bytes(), "a.duckdb") if isinstance(p, Gap)]

    assert "pdscan[duckdb]" in gap.detail
