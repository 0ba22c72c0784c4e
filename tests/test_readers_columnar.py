"""Parquet, ORC, Arrow, Feather, Avro and dBASE files, written here by other people's writers."""

import datetime as dt
import io
import struct

import fastavro
import pyarrow as pa
import pytest
from pyarrow import feather, orc, parquet

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason, Unseen


def read(data, name, limits=None):
    root = Asset(f"file:///x/{name}", "x", "file")
    return [
        piece for _, piece in readers.read(root, io.BytesIO(data), limits or Limits(), name=name)
    ]


def rows_of(found):
    batches = [p.batch for p in found if isinstance(p, Block) and p.batch is not None]
    return [row for batch in batches for row in batch.to_pylist()]


def reasons(found):
    return [piece.reason for piece in found if isinstance(piece, Gap)]


def table():
    return pa.table(
        {
            "nom": pa.array(["Durantel", None]),
            "né": pa.array([dt.date(1980, 2, 3), None]),
            "solde": pa.array([12, -1], pa.int32()),
            "suivi": pa.array([{"tel": "01 99 00 12 34"}, None]),
            "note": pa.array([b"texte", b"\xff\xfe\x00"]),
            "ville": pa.array(["Paris", "Paris"]).dictionary_encode(),
        }
    )


def written(writer, *args):
    out = io.BytesIO()
    writer(*args, out)
    return out.getvalue()


def as_arrow(out):
    with pa.ipc.new_file(out, table().schema) as writer:
        writer.write_table(table())


MADE = {
    "a.parquet": lambda: written(parquet.write_table, table()),
    "a.feather": lambda: written(feather.write_feather, table()),
    "a.arrow": lambda: written(as_arrow),
}


@pytest.mark.parametrize("name", MADE)
def test_rows_of_a_columnar_file_keep_their_columns(name):
    found = read(MADE[name](), name)

    assert rows_of(found)[0] == {
        "nom": "Durantel",
        "né": "1980-02-03",
        "solde": "12",
        "suivi": '{"tel": "01 99 00 12 34"}',
        "note": "texte",
        "ville": "Paris",
    }
    assert [piece.count for piece in found if isinstance(piece, Unseen)] == [1]
    assert reasons(found) == []


def test_rows_of_an_orc_file_are_read():
    found = read(written(orc.write_table, table().drop_columns(["ville"])), "a.orc")

    assert rows_of(found)[0]["suivi"] == '{"tel": "01 99 00 12 34"}'


def test_metadata_that_people_gave_a_parquet_file_are_read():
    noted = table().replace_schema_metadata({"contact": "zoe@example.org"})
    found = read(written(parquet.write_table, noted), "a.parquet")

    said = [p.text for p in found if isinstance(p, Block) and p.locus == "metadata:contact"]
    assert said == ["zoe@example.org"]


@pytest.mark.parametrize("name", MADE)
def test_table_without_rows_still_shows_its_columns(name, monkeypatch):
    full = table()
    monkeypatch.setitem(globals(), "table", lambda: full.slice(0, 0))

    found = read(MADE[name](), name)

    assert [
        p.batch.schema.names for p in found if isinstance(p, Block) and p.batch is not None
    ] == [full.schema.names]


@pytest.mark.parametrize("name", MADE)
def test_cut_columnar_file_is_damaged(name):
    assert reasons(read(MADE[name]()[:-9], name)) == [Reason.CORRUPT]


def test_encrypted_parquet_file_is_a_gap():
    assert reasons(read(b"PAR1" + bytes(50) + b"PARE", "a.parquet")) == [Reason.ENCRYPTED]


def test_file_whose_parts_are_asked_for_may_be_of_any_size():
    found = read(MADE["a.parquet"](), "a.parquet", Limits(member_bytes=100))

    assert reasons(found) == []
    assert rows_of(found)[0]["nom"] == "Durantel"


def test_file_that_is_read_whole_may_be_too_large():
    found = read(avro(), "a.avro", Limits(member_bytes=100))

    assert reasons(found) == [Reason.TOO_LARGE]


AVRO = {
    "type": "record",
    "name": "client",
    "fields": [
        {"name": "nom", "type": "string"},
        {"name": "vu", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "tels", "type": {"type": "array", "items": "string"}},
    ],
}


def avro(metadata=None):
    out = io.BytesIO()
    seen = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    rows = [{"nom": "Hélène", "vu": seen, "tels": ["01 99 00 12 34"]}] * 3
    fastavro.writer(out, AVRO, rows, codec="deflate", metadata=metadata)
    return out.getvalue()


def test_records_of_an_avro_file_are_rows():
    found = read(avro(), "a.avro")

    assert (
        rows_of(found)
        == [{"nom": "Hélène", "vu": "2026-05-01 00:00:00+00:00", "tels": '["01 99 00 12 34"]'}] * 3
    )


def test_cut_avro_file_is_damaged():
    assert reasons(read(avro()[:-30], "a.avro")) == [Reason.CORRUPT]


def test_avro_file_without_its_driver_is_a_gap_that_names_the_extra(monkeypatch):
    monkeypatch.setattr("pdscan.readers.columnar_file.find_spec", lambda _: None)

    (gap,) = [piece for piece in read(avro(), "a.avro") if isinstance(piece, Gap)]

    assert gap.reason is Reason.NO_DRIVER
    assert "pdscan[avro]" in gap.detail


def dbf(*rows, page=0x03):
    fields = [("NOM", b"C", 10), ("NE_LE", b"D", 8), ("SOLDE", b"N", 6)]
    described = b"".join(
        name.encode().ljust(11, b"\0") + kind + bytes(4) + bytes([size]) + bytes(15)
        for name, kind, size in fields
    )
    length = 1 + sum(size for *_, size in fields)
    head = struct.pack("<B3BIHH", 3, 126, 5, 1, len(rows), 33 + len(described), length)
    head = head.ljust(29, b"\0") + bytes([page]) + bytes(2)
    body = b""
    for mark, *cells in rows:
        body += mark
        for cell, (_, _, size) in zip(cells, fields, strict=True):
            body += cell.encode("cp1252").ljust(size)
    return head + described + b"\r" + body + b"\x1a"


def test_records_of_a_dbase_table_are_rows_even_deleted_ones():
    found = read(dbf((b" ", "Hélène", "19800203", "12"), (b"*", "Zoé", "", "")), "CLIENTS.DBF")

    assert rows_of(found) == [
        {"NOM": "Hélène", "NE_LE": "1980-02-03", "SOLDE": "12"},
        {"NOM": "Zoé", "NE_LE": None, "SOLDE": None},
    ]
    assert reasons(found) == []


def test_cut_dbase_table_gives_its_rows_and_a_gap():
    data = dbf(*[(b" ", "Hélène", "19800203", "12")] * 4)

    found = read(data[:-30], "c.dbf")

    assert len(rows_of(found)) == 3
    assert reasons(found) == [Reason.CORRUPT]
