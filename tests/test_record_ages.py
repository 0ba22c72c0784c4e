"""Counting by one aggregate query: the same answers as reading every record, on real databases."""

from __future__ import annotations

import random
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from pdscan import api
from pdscan.report import AssetSeen

INSTANTS = (
    "2026-02-28T12:30:00",  # events of several days end on this one
    "2026-03-29T03:15:00",  # the clocks of Paris went on an hour before
    "2026-10-25T02:30:00",  # and here they show this hour twice
    "2024-02-29T00:00:00",
)
DECLARED = """
pdscan_declaration: 1
id: garage
activities:
  - {id: act.clients, name: Clients, retention: [ret.both, ret.last, ret.stay]}
retention:
  - id: ret.both
    applies_to: {activities: all}
    rules:
      - {trigger: last_contact, duration: P1M, bound: max}
      - {trigger: contract_end, duration: P3Y, bound: max}
  - id: ret.last
    combine: latest
    rules:
      - {trigger: last_contact, duration: P13M, bound: max}
      - {trigger: contract_end, duration: PT48H, bound: max}
  - {id: ret.stay, rules: [{trigger: collection, duration: P1Y6M, bound: max}]}
"""
Row = tuple[datetime | None, date | None, object]


def rows_about(as_of: str, seed: int) -> list[Row]:
    """Return rows whose times lie about the ends of all declared durations, and odd ones."""
    chance = random.Random(seed)
    moment = datetime.fromisoformat(as_of)
    backs = [timedelta(days=n) for n in (0, 1, 2, 28, 29, 30, 31, 365, 396, 397, 548, 1095, 1096)]

    def about() -> datetime:
        shaken = chance.choice([0, 0, 1, -1, 1800, -3600, 43_200, 86_400, -86_400])
        return moment - chance.choice(backs) + timedelta(seconds=shaken)

    odd = (None, None, datetime(9999, 12, 31), datetime(1, 1, 1), datetime(2040, 5, 1))
    return [
        (
            chance.choice(odd) if chance.random() < 0.2 else about(),
            None if chance.random() < 0.2 else about().date(),
            about(),
        )
        for _ in range(400)
    ]


def scanned(folder: Path, target: str, as_of: str, match: str, sample: int | None) -> AssetSeen:
    times = (("last_contact", "vu"), ("contract_end", "Fin du contrat"), ("collection", "cree"))
    estate = {
        "pdscan_estate": 1,
        "declared": ["declared.yaml"],
        "sources": [{"name": "crm", "target": target, "include": [match]}],
        "assets": [
            {"match": "**", "time": [{"event": event, "column": name} for event, name in times]}
        ],
    }
    (folder / "declared.yaml").write_text(DECLARED, encoding="utf-8")
    (folder / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")
    how = {"full": True} if sample is None else {"sample": sample}
    report = api.scan(estate=folder / "pdscan.yaml", as_of=as_of, only=("contact.email",), **how)
    (asset,) = [one for one in report.assets if one.coverage.status != "excluded"]
    assert asset.coverage.status == ("read" if sample is None else "sampled")
    return asset


def both_ways(folder: Path, target: str, as_of: str, match: str = "**") -> tuple[AssetSeen, ...]:
    return tuple(scanned(folder, target, as_of, match, sample) for sample in (None, 50))


@pytest.mark.parametrize("as_of", INSTANTS)
def test_sqlite_counts_a_sampled_table_as_if_it_were_read(tmp_path: Path, as_of: str) -> None:
    chance = random.Random(as_of)
    spellings = (
        datetime.isoformat,
        lambda value: value.isoformat(" "),
        lambda value: f"{value}.250000",
        lambda value: value.date().isoformat(),
    )
    odd = ["", " ", "bientôt", "0000-00-00", "2025-02-31", "12/03/2025", "2025-02-01T10:00Z",
           1_740_000_000, 17.5, b"2025-01-01", "2025-01-01 25:00:00", "9999-12-31"]  # fmt: skip

    def written(value: datetime | date | None) -> object:
        if chance.random() < 0.15:
            return chance.choice(odd)
        if not isinstance(value, datetime):
            return value and value.isoformat()
        return chance.choice(spellings)(value)

    with sqlite3.connect(tmp_path / "crm.db") as base:
        base.execute('CREATE TABLE t (vu, "Fin du contrat", cree)')
        values = [tuple(map(written, row)) for row in rows_about(as_of, 3)]
        base.executemany("INSERT INTO t VALUES (?, ?, ?)", values)

    full, sampled = both_ways(tmp_path, "sqlite:///crm.db", as_of)

    assert full.retention == sampled.retention
    assert full.times == sampled.times
    assert [sum(one[key] for key in ("over", "in_time", "undetermined"))
            for one in sampled.retention] == [400] * 3  # fmt: skip


@pytest.mark.parametrize("as_of", INSTANTS)
@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_server_counts_a_sampled_table_as_if_it_were_read(
    tmp_path: Path, as_of: str, kind: str, request: pytest.FixtureRequest
) -> None:
    engine, schema = request.getfixturevalue(kind)
    moment = sa.DateTime(timezone=True) if kind == "postgres" else sa.TIMESTAMP()
    table = sa.Table(
        "t", sa.MetaData(), sa.Column("vu", sa.DateTime), sa.Column("Fin du contrat", sa.Date),
        sa.Column("cree", moment, nullable=True), schema=schema,
    )  # fmt: skip
    with engine.begin() as connection:
        table.create(connection)
        rows = [dict(zip(table.c.keys(), row, strict=True)) for row in rows_about(as_of, 4)]
        connection.execute(table.insert(), rows)
        odd = {"postgres": "'infinity', '-infinity', 'infinity'", "mariadb": "0, '2024-00-10', 0"}
        if kind == "mariadb":
            connection.exec_driver_sql("SET sql_mode = ''")
        connection.exec_driver_sql(f"INSERT INTO {schema}.t VALUES ({odd[kind]})")
        if kind == "postgres":
            connection.exec_driver_sql(
                f"CREATE TABLE {schema}.u () INHERITS ({schema}.t); ANALYZE {schema}.t;"
                f"INSERT INTO {schema}.u VALUES ('2001-01-01', '2001-01-01', '2001-01-01')"
            )

    target = engine.url.render_as_string(hide_password=False)
    full, sampled = both_ways(tmp_path, target, as_of, f"{schema}.t")

    assert full.retention == sampled.retention
    assert full.times == sampled.times
    assert {one["records"] for one in sampled.times} == {401}


def test_times_kept_as_text_on_a_server_are_counted_in_the_sample_only(
    tmp_path: Path, postgres: tuple[sa.Engine, str]
) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {schema}.t AS SELECT '2001-01-01'::text AS vu, current_date AS cree"
            " FROM generate_series(1, 300)"
        )

    asset = scanned(
        tmp_path, engine.url.render_as_string(hide_password=False), INSTANTS[0], f"{schema}.t", 50
    )

    assert {one["records"] for one in asset.times} == {50}


def test_too_many_odd_spellings_are_left_to_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdscan.databases.record_ages.MOST_GROUPS", 100)
    with sqlite3.connect(tmp_path / "crm.db") as base:
        base.execute("CREATE TABLE t (vu)")
        base.executemany("INSERT INTO t VALUES (?)", ((f"x{n}",) for n in range(200)))

    asset = scanned(tmp_path, "sqlite:///crm.db", INSTANTS[0], "**", 50)

    assert [one["records"] for one in asset.times] == [50]
