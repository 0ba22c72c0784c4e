"""What a database keeps from the user in a table that is read: some columns, some rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pdscan import api
from pdscan.report import Report

SECRET = "zq7"
MAILS = ", ".join(f"({n}, 'c{n}@example.org', 's{n}@example.org')" for n in range(40))


def only(report: Report) -> Any:
    (asset,) = [one for one in report.assets if one.locator.endswith(".t")]
    return asset


def details(report: Report) -> list[tuple[str, str]]:
    """Return the gaps of the table, not those of what others left in the database."""
    gaps = [gap for gap in report.coverage.gaps if gap.locator.endswith(".t")]
    return [(str(gap.reason), gap.detail) for gap in gaps]


@contextmanager
def postgres_reader(engine: sa.Engine, schema: str, *grants: str) -> Iterator[str]:
    with engine.begin() as connection:
        if not connection.exec_driver_sql(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).scalar():
            pytest.skip("the test's user may not create roles")
        for one in (
            f"CREATE ROLE {schema}_r LOGIN PASSWORD '{SECRET}'",
            f"GRANT USAGE ON SCHEMA {schema} TO {schema}_r",
            *grants,
        ):
            connection.exec_driver_sql(one)
    try:
        url = engine.url.set(username=f"{schema}_r", password=SECRET)
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {schema}_r; DROP ROLE {schema}_r")


@contextmanager
def mariadb_reader(engine: sa.Engine, schema: str, *grants: str) -> Iterator[str]:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE USER {schema}_r IDENTIFIED BY '{SECRET}'")
        for one in grants:
            connection.exec_driver_sql(one)
    try:
        url = engine.url.set(username=f"{schema}_r", password=SECRET)
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP USER {schema}_r")


Reader = Callable[..., Any]


def scanned(url: str, schema: str, folder: Path, **options: Any) -> Report:
    (folder / "pdscan.yaml").write_text(
        "pdscan_estate: 1\nid: e\nsources:\n"
        f"  - {{name: b, target: '{url}', include: ['{schema}.*']}}\n"
    )
    return api.scan(estate=folder / "pdscan.yaml", names=False, **options)


@pytest.fixture(params=["postgres", "mariadb"])
def base(request: pytest.FixtureRequest) -> tuple[sa.Engine, str, Reader]:
    engine, schema = request.getfixturevalue(request.param)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {schema}.t(id int PRIMARY KEY, mail varchar(40), secret varchar(40))"
        )
        connection.exec_driver_sql(f"INSERT INTO {schema}.t VALUES {MAILS}")
    return engine, schema, postgres_reader if request.param == "postgres" else mariadb_reader


@pytest.mark.parametrize("sample", [None, 10])
def test_columns_that_the_user_may_read_are_read_and_the_others_are_a_gap(
    base: tuple[sa.Engine, str, Reader], sample: int | None, tmp_path: Path
) -> None:
    engine, schema, reader = base
    grant = f"GRANT SELECT (id, mail) ON {schema}.t TO {schema}_r"

    with reader(engine, schema, grant) as url:
        report = scanned(url, schema, tmp_path, sample=sample, full=sample is None)

    assert [(one.locus, one.hits) for one in report.findings] == [("column:mail", sample or 40)]
    ((reason, detail),) = details(report)
    assert reason == "permission"
    assert f"{schema}.t" in detail
    assert "secret" in detail or "than id, mail" in detail
    assert only(report).coverage.n == (sample or 40)


def test_columns_without_a_right_are_no_hole_for_documents(
    base: tuple[sa.Engine, str, Reader], tmp_path: Path
) -> None:
    engine, schema, reader = base
    kind = "bytea" if reader is postgres_reader else "longblob"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {schema}.t ADD COLUMN piece {kind}")
        connection.exec_driver_sql(f"ALTER TABLE {schema}.t ADD COLUMN autre {kind}")

    grant = f"GRANT SELECT (mail, autre) ON {schema}.t TO {schema}_r"
    with reader(engine, schema, grant) as url:
        report = scanned(url, schema, tmp_path, sample=10)

    assert [one.locus for one in report.findings] == ["column:mail"]
    assert [reason for reason, _ in details(report)] == ["permission"]


def policed(engine: sa.Engine, schema: str, *policies: str) -> str:
    """Make a table with row-level security; return what lets the reader read it."""
    with engine.begin() as connection:
        for one in (
            f"CREATE TABLE {schema}.t(id int, mail text, secret text)",
            f"INSERT INTO {schema}.t VALUES {MAILS}",
            f"ALTER TABLE {schema}.t ENABLE ROW LEVEL SECURITY",
            *policies,
        ):
            connection.exec_driver_sql(one)
    return f"GRANT SELECT ON {schema}.t TO {schema}_r"


def test_rows_that_a_policy_may_hide_are_a_gap(
    postgres: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = postgres
    grant = policed(engine, schema, f"CREATE POLICY p ON {schema}.t FOR SELECT USING (id < 3)")

    with postgres_reader(engine, schema, grant) as url:
        report = scanned(url, schema, tmp_path, full=True)

    assert {one.hits for one in report.findings} == {3}
    ((reason, detail),) = details(report)
    assert reason == "permission"
    assert "row-level security" in detail
    assert report.coverage.complete is False


def test_who_sees_all_rows_is_told_of_no_policy(
    postgres: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = postgres
    grant = policed(engine, schema)

    with postgres_reader(engine, schema, grant, f"ALTER ROLE {schema}_r BYPASSRLS") as url:
        report = scanned(url, schema, tmp_path, full=True)

    assert {one.hits for one in report.findings} == {40}
    assert details(report) == []
