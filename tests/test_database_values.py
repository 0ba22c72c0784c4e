"""Every kind of column gives its findings, and its times are counted, in real databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from pdscan import api
from pdscan.contracts import ReadOptions
from pdscan.report import Report
from pdscan.scan import look_at
from pdscan.targets import specs

CARDS = [4970100000000055, 4970100000000154, 5555555555554444, 4111111111111111]
MAILS = [f"zoe{n}.durantel@example.org" for n in range(len(CARDS))]
DECLARED = """
pdscan_declaration: 1
id: politique
activities: [{id: act.clients, name: Clients, retention: [ret.one]}]
retention:
  - id: ret.one
    applies_to: {activities: all}
    rules: [{trigger: collection, duration: P1Y, bound: max}]
"""

# Of each database: the columns of a table, and how one row is written from a card and a mail.
TABLES = {
    "sqlite": (
        "carte INTEGER, carte_d DECIMAL(20,0), data JSON, naissance DATE, brut TEXT, "
        "courriel TEXT, copie TEXT GENERATED ALWAYS AS (lower(courriel)) STORED, "
        "virtuel TEXT GENERATED ALWAYS AS (lower(courriel)) VIRTUAL",
        "INSERT INTO {t}(carte, carte_d, data, naissance, brut, courriel) VALUES "
        "({card}, {card}, '{{\"mail\": \"{mail}\"}}', '1980-02-03', "
        "'<a><mail>{mail}</mail></a>', '{mail}')",
    ),
    "duckdb": (
        "carte BIGINT, carte_d DECIMAL(20,0), data JSON, naissance DATE, brut VARCHAR, "
        "courriel VARCHAR, liste VARCHAR[], objet STRUCT(mail VARCHAR), carte_e MAP(VARCHAR, "
        "VARCHAR), genre ENUM('f', 'm'), copie VARCHAR GENERATED ALWAYS AS (lower(courriel))",
        "INSERT INTO {t}(carte, carte_d, data, naissance, brut, courriel, liste, objet, carte_e, "
        "genre) VALUES ({card}, {card}, '{{\"mail\": \"{mail}\"}}', '1980-02-03', "
        "'<a><mail>{mail}</mail></a>', '{mail}', ['{mail}'], {{'mail': '{mail}'}}, "
        "MAP {{'mail': '{mail}'}}, 'f')",
    ),
    "postgres": (
        "carte bigint, carte_d numeric(20,0), data jsonb, donnee json, naissance date, brut xml, "
        "courriel text, liste text[], etiquettes {s}.hstore, genre {s}.genre, "
        "sejour daterange, copie text GENERATED ALWAYS AS (lower(courriel)) STORED",
        "INSERT INTO {t}(carte, carte_d, data, donnee, naissance, brut, courriel, liste, "
        'etiquettes, genre, sejour) VALUES ({card}, {card}, \'{{"mail": "{mail}"}}\', '
        "'{{\"mail\": \"{mail}\"}}', '1980-02-03', '<a><mail>{mail}</mail></a>', '{mail}', "
        "ARRAY['{mail}'], 'mail=>\"{mail}\"', 'f', '[2020-01-01,2020-02-01)')",
    ),
    "mariadb": (
        "carte BIGINT, carte_d DECIMAL(20,0), data JSON, naissance DATE, brut LONGTEXT, "
        "courriel VARCHAR(90), genre ENUM('f', 'm'), etiquettes SET('a', 'b'), "
        "copie VARCHAR(90) AS (lower(courriel)) STORED, "
        "virtuel VARCHAR(90) AS (lower(courriel)) VIRTUAL",
        "INSERT INTO {t}(carte, carte_d, data, naissance, brut, courriel, genre, etiquettes) "
        "VALUES ({card}, {card}, '{{\"mail\": \"{mail}\"}}', '1980-02-03', "
        "'<a><mail>{mail}</mail></a>', '{mail}', 'f', 'a')",
    ),
}


@pytest.fixture(params=sorted(TABLES))
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, sa.Engine, str]]:
    """Return which database it is, a writing engine and its schema."""
    if request.param in ("postgres", "mariadb"):
        yield request.param, *request.getfixturevalue(request.param)
        return
    if request.param == "duckdb":
        pytest.importorskip("duckdb_engine", reason="the extra duckdb isn't installed")
    engine = sa.create_engine(f"{request.param}:///{tmp_path}/x.db", poolclass=sa.NullPool)
    yield request.param, engine, "main"
    engine.dispose()


def estate_of(engine: sa.Engine, schema: str, folder: Path, *more: str) -> Path:
    url = engine.url.render_as_string(hide_password=False)
    path = folder / "pdscan.yaml"
    lines = [f"  - {{name: b, target: '{url}', include: ['{schema}.*']}}", *more]
    path.write_text("\n".join(["pdscan_estate: 1", "id: e", "sources:", *lines]) + "\n")
    return path


def types(report: Report) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in report.findings:
        found.setdefault(one.locus.removeprefix("column:"), set()).add(one.type)
    return found


def test_every_kind_of_column_gives_its_findings(
    base: tuple[str, sa.Engine, str], tmp_path: Path
) -> None:
    name, engine, schema = base
    columns, row = TABLES[name]
    with engine.begin() as connection:
        if name == "postgres":
            try:
                with connection.begin_nested():
                    connection.exec_driver_sql(f"CREATE EXTENSION hstore SCHEMA {schema}")
            except sa.exc.DBAPIError:
                columns = columns.replace("{s}.hstore", "text")
            connection.exec_driver_sql(f"CREATE TYPE {schema}.genre AS ENUM ('f', 'm')")
        connection.exec_driver_sql(f"CREATE TABLE {schema}.t ({columns.format(s=schema)})")
        for card, mail in zip(CARDS, MAILS, strict=True):
            text = row.format(t=f"{schema}.t", card=card, mail=mail)
            connection.exec_driver_sql(text)

    found = types(api.scan(estate=estate_of(engine, schema, tmp_path), names=False))

    assert "payment.card.pan" in found["carte"] & found["carte_d"]
    assert "person.birth_date" in found["naissance"]
    mails = {place for place, kinds in found.items() if "contact.email" in kinds}
    wanted = {"courriel", "copie", "brut", "data.$.mail"}
    wanted |= {"virtuel"} if "virtuel" in columns else set()
    wanted |= {"donnee.$.mail", "etiquettes"} if name == "postgres" else set()
    wanted |= {"objet.$.mail"} if name == "duckdb" else set()
    assert mails >= wanted
    if "liste" in columns:
        assert any(place.startswith("liste") for place in mails)
    if name == "duckdb":
        assert any(place.startswith("carte_e") for place in mails)


def test_columns_of_times_are_offered_and_counted_by_one_query(
    base: tuple[str, sa.Engine, str], tmp_path: Path
) -> None:
    name, engine, schema = base
    kind = "DATETIME" if name in ("mariadb", "sqlite") else "TIMESTAMP"
    columns = f"id INTEGER, created_at {kind}, date_commande DATE, derniere_connexion {kind}"
    rows = ", ".join(
        f"({n}, '{2015 + n % 10}-03-04 05:06:07', '2024-05-06', '2025-01-02 03:04:05')"
        for n in range(3_000)
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.clients ({columns})")
        connection.exec_driver_sql(f"INSERT INTO {schema}.clients VALUES {rows}")
    (tmp_path / "declared.yaml").write_text(DECLARED)
    estate = estate_of(
        engine,
        schema,
        tmp_path,
        "systems: [{id: sys.a, name: A, activities: [act.clients]}]",
        "assets:",
        f"  - {{match: '{schema}.clients', system: sys.a, "
        "time: [{event: collection, column: created_at, relation: exact}]}",
    )

    (spec,) = specs([engine.url.render_as_string(hide_password=False)], ReadOptions())
    offered = [line for line in look_at(spec).times if f"{schema}.clients" in line]
    report = api.scan(
        estate=estate,
        declared=[tmp_path / "declared.yaml"],
        sample=300,
        as_of="2026-01-01",
        names=False,
    )

    assert len(offered) == 1
    assert "{event: collection, column: created_at, relation: exact}" in offered[0]
    assert "{event: last_activity, column: date_commande, relation: exact}" in offered[0]
    assert "{event: last_activity, column: derniere_connexion, relation: exact}" in offered[0]
    (asset,) = [one for one in report.assets if one.retention]
    assert str(asset.coverage.status) == "sampled"
    (time,) = asset.times
    assert (time["min"][:10], time["max"][:10]) == ("2015-03-04", "2024-03-04")
    (held,) = asset.retention
    assert (held["over"], held["in_time"]) == (3_000, 0)
