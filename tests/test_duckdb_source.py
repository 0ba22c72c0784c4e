"""Reading DuckDB files: the same contract as other databases, tried on a real one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from pdscan import plugins, scan
from pdscan.contracts import ReadOptions, Source
from pdscan.model import Asset, Block, Reason, Sampled, UnreadableError
from pdscan.targets import specs

duckdb = pytest.importorskip("duckdb", reason="the extra duckdb isn't installed")


@pytest.fixture
def base(tmp_path: Path) -> str:
    with duckdb.connect(str(tmp_path / "ventes.db")) as connection:
        connection.execute(
            """CREATE SCHEMA s;
            CREATE TABLE s."Clients é" AS SELECT range AS n, 'c' || range || '@example.org' AS mail,
              TIMESTAMP '2020-01-01' + INTERVAL 1 DAY * range AS created_at,
              [1, 2] AS liste, {'rue': 'x'} AS adresse, encode('é') AS brut FROM range(5000);
            CREATE VIEW v AS SELECT mail FROM s."Clients é";
            CREATE TABLE vide (a INTEGER)"""
        )
    return f"duckdb:///{tmp_path}/ventes.db"


def one(source: Source, ending: str) -> Asset:
    found = [asset for asset in source.assets() if isinstance(asset, Asset)]
    (asset,) = [asset for asset in found if asset.locator.endswith(ending)]
    return asset


def test_tables_and_views_of_all_schemas_are_listed(base: str) -> None:
    with plugins.source("sql")(base, ReadOptions()) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]

    assert [(asset.locator, asset.kind, asset.size) for asset in found] == [
        ("duckdb://ventes/main.v", "view", None),
        ("duckdb://ventes/main.vide", "table", 0),
        ("duckdb://ventes/s.Clients é", "table", 5000),
    ]


def test_cells_of_every_kind_become_text(base: str) -> None:
    with plugins.source("sql")(base, ReadOptions(sample_rows=None)) as source:
        pieces = [piece for _, piece in source.blocks(one(source, "s.Clients é"))]

    batches = [piece.batch for piece in pieces if isinstance(piece, Block) and piece.batch]
    assert sum(batch.num_rows for batch in batches) == 5000
    assert batches[0].slice(0, 1).to_pylist() == [
        {
            "n": "0",
            "mail": "c0@example.org",
            "created_at": "2020-01-01 00:00:00",
            "liste": "[1, 2]",
            "adresse": '{"rue": "x"}',
            "brut": "é",
        }
    ]


def test_sample_is_spread_and_repeatable(base: str) -> None:
    def drawn(seed: int) -> list[int]:
        with plugins.source("sql")(base, ReadOptions(sample_rows=400, seed=seed)) as source:
            pieces = [piece for _, piece in source.blocks(one(source, "s.Clients é"))]
        (sampled,) = [piece for piece in pieces if isinstance(piece, Sampled)]
        assert (sampled.n, sampled.of) == (400, 5000)
        batches = [piece.batch for piece in pieces if isinstance(piece, Block) and piece.batch]
        return [int(cell) for batch in batches for cell in batch.column(0).to_pylist()]

    first = drawn(1)

    assert first == drawn(1) != drawn(2)
    assert min(sum(n // 1_000 == part for n in first) for part in range(5)) > 40


def test_duckdb_counts_records_by_age(base: str) -> None:
    with plugins.source("sql")(base, ReadOptions()) as source:
        groups = source.time_groups(
            one(source, "s.Clients é"), {"created_at": [datetime(2021, 1, 1)]}
        )

    assert groups is not None
    assert dict(zip(groups.lows.column(0).to_pylist(), groups.counts, strict=True)) == {
        "2020-01-01 00:00:00": 366,
        "2021-01-01 00:00:00": 4634,
    }


def test_file_is_opened_read_only_and_a_missing_one_is_not_made(base: str, tmp_path: Path) -> None:
    (there,) = specs([base], ReadOptions())
    missing = plugins.source("sql")(f"duckdb:///{tmp_path}/rien.db", ReadOptions())

    with pytest.raises(UnreadableError) as caught:
        missing.__enter__()
    with (
        there.open() as source,
        source.engine.connect() as connection,  # type: ignore[attr-defined]
        pytest.raises(Exception, match=r"(?i)read.only"),
    ):
        connection.exec_driver_sql("INSERT INTO vide VALUES (1)")
    look = scan.look_at(there)

    assert caught.value.reason is Reason.UNREACHABLE
    assert not (tmp_path / "rien.db").exists()
    assert look.remarks == ("reads only; 1 connection",)
    assert len(look.times) == 1
