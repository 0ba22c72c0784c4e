"""What a database's catalogue tells of its tables, and what is left out of a scan of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from pdscan import api, plugins
from pdscan.contracts import ReadOptions
from pdscan.model import Asset
from pdscan.report import AssetSeen

MAIL = "zoe.durantel@example.org"


def of_schema(engine: sa.Engine, schema: str) -> dict[str, Asset]:
    url = engine.url.render_as_string(hide_password=False)
    with plugins.source("sql")(url, ReadOptions(name="base")) as source:
        found = [asset for asset in source.assets() if isinstance(asset, Asset)]
    parts = {asset.locator.rpartition("/")[2].partition("."): asset for asset in found}
    return {name: asset for (own, _, name), asset in parts.items() if own == schema}


def scanned(tmp_path: Path, engine: sa.Engine, schema: str, more: str = "") -> list[AssetSeen]:
    """Return the assets of a scan of one schema whose estate file says `more` of the source."""
    url = engine.url.render_as_string(hide_password=False)
    (tmp_path / "pdscan.yaml").write_text(
        "pdscan_estate: 1\nid: e\n"
        f'sources: [{{name: base, target: "{url}", include: ["{schema}.*"]{more}}}]\n'
    )
    report = api.scan([], estate=tmp_path / "pdscan.yaml")
    return [one for one in report.assets if f"/{schema}." in one.locator]


def test_hundreds_of_empty_partitions_are_one_asset_that_is_read(
    postgres: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TABLE {schema}.p(id int, mail text) PARTITION BY LIST (id);
            DO $$ BEGIN FOR i IN 0..399 LOOP EXECUTE
              format('CREATE TABLE {schema}.p%%s PARTITION OF {schema}.p
                FOR VALUES IN (%%s)', i, i);
            END LOOP; END $$;
            INSERT INTO {schema}.p SELECT 7, 'zoe' || n || '@example.org'
              FROM generate_series(1, 30) n"""
        )

    (asset,) = scanned(tmp_path, engine, schema)

    assert (asset.coverage.status, asset.coverage.n) == ("read", 30)


def test_a_view_without_end_is_a_gap_of_its_own(
    postgres: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TABLE {schema}.t AS SELECT 'zoe@example.org' AS mail;
            CREATE VIEW {schema}.v AS WITH RECURSIVE c(n) AS
              (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n > 0) SELECT max(n) AS n FROM c"""
        )

    found = scanned(tmp_path, engine, schema, ", views: true, limits: {seconds: 0.5}")

    states = {one.locator.rpartition(".")[2]: str(one.coverage.reason) for one in found}
    assert states == {"t": "None", "v": "timeout"}


def test_partitions_are_one_asset_with_the_rows_of_all(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TABLE {schema}.p(id int PRIMARY KEY, nom text) PARTITION BY RANGE (id);
            CREATE TABLE {schema}.p1 PARTITION OF {schema}.p FOR VALUES FROM (0) TO (700);
            CREATE TABLE {schema}.p2 PARTITION OF {schema}.p FOR VALUES FROM (700) TO (1000)
              PARTITION BY RANGE (id);
            CREATE TABLE {schema}.p2a PARTITION OF {schema}.p2 FOR VALUES FROM (700) TO (1000);
            INSERT INTO {schema}.p SELECT n, 'x' FROM generate_series(0, 899) n;
            ANALYZE {schema}.p"""
        )

    (asset,) = of_schema(engine, schema).values()

    assert (asset.kind, asset.size) == ("table", 900)
    assert asset.about["bytes"] >= 2 * 8192
    assert asset.about["analysed"].endswith("Z")
    assert asset.about["key"] == ["id"]
    assert asset.about["columns"] == [
        {"name": "id", "type": "integer"},
        {"name": "nom", "type": "text"},
    ]


def test_mariadb_tells_size_key_types_and_the_last_write(mariadb: tuple[sa.Engine, str]) -> None:
    engine, schema = mariadb
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t(a INT, b VARCHAR(20), PRIMARY KEY (b, a))")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 'x')")

    asset = of_schema(engine, schema)["t"]

    assert asset.about["key"] == ["a", "b"]
    assert asset.about["columns"][1] == {"name": "b", "type": "varchar(20)"}
    assert asset.about["bytes"] > 0
    assert asset.modified is not None


def test_duckdb_tells_keys_and_types(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra duckdb isn't installed")
    with duckdb.connect(str(tmp_path / "a.db")) as base:
        base.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b DECIMAL(5, 2))")
        base.execute(f"COMMENT ON COLUMN t.b IS 'demander à {MAIL}'")

    with plugins.source("sql")(f"duckdb:///{tmp_path}/a.db", ReadOptions()) as source:
        (asset,) = source.assets()

    assert isinstance(asset, Asset)
    assert asset.about["key"] == ["a"]
    assert asset.about["columns"][1]["type"] == "DECIMAL(5,2)"
    assert asset.comment == f"b: demander à {MAIL}"


def test_other_dialects_are_asked_through_sqlalchemy(postgres: tuple[sa.Engine, str]) -> None:
    from pdscan.databases import columns
    from pdscan.databases.names import Table

    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {schema}.t(a int PRIMARY KEY, b date);"
            f"COMMENT ON COLUMN {schema}.t.b IS 'le jour'"
        )

    with engine.connect() as connection:
        ((names, found),) = columns.inspected(connection, [Table(schema, "t")])

    assert names == (schema, "t")
    assert found == (
        columns.Column("a", "INTEGER", is_key=True),
        columns.Column("b", "DATE", comment="le jour"),
    )


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_comments_are_scanned_and_views_left_out(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine, schema = request.getfixturevalue(kind)
    told = f"question à {MAIL}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.t(a int)")
        connection.exec_driver_sql(f"CREATE VIEW {schema}.v AS SELECT a FROM {schema}.t")
        connection.exec_driver_sql(
            f"COMMENT ON TABLE {schema}.t IS '{told}'"
            if kind == "postgres"
            else f"ALTER TABLE {schema}.t COMMENT = '{told}'"
        )
    url = engine.url.render_as_string(hide_password=False)

    plain = {one.locator.rpartition(".")[2]: one for one in scanned(tmp_path, engine, schema)}
    asked = scanned(tmp_path, engine, schema, ", views: true")
    report = api.scan([], estate=tmp_path / "pdscan.yaml")

    assert {name: one.coverage.status for name, one in plain.items()} == {
        "t": "read",
        "v": "excluded",
    }
    assert {one.coverage.status for one in asked} == {"read"}
    assert [(one.type, one.locus) for one in report.findings] == [
        ("contact.email", "metadata:comment")
    ]
    assert MAIL not in report.to_json()
    assert url not in report.to_json()


def test_a_materialized_view_holds_rows_of_its_own(
    postgres: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE MATERIALIZED VIEW {schema}.m AS SELECT '{MAIL}' AS c")

    (seen,) = scanned(tmp_path, engine, schema)

    assert (seen.kind, seen.coverage.status, seen.rows) == ("materialized view", "read", 1)
