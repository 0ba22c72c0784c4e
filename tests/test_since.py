"""Runs that read only what changed since an earlier one, over real files and databases."""

from __future__ import annotations

import os
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from pdscan import api, plugins
from pdscan.contracts import ReadOptions
from pdscan.model import UsageError
from pdscan.report import Report

ZOE, YAN = "zoe.durantel@example.org", "yan.durantel@example.net"
DECLARED = """
pdscan_declaration: 1
id: politique
activities:
  - {id: act.clients, name: Clients, retention: [ret.one]}
retention:
  - id: ret.one
    applies_to: {activities: all}
    rules: [{trigger: collection, duration: P1Y, bound: max}]
"""


def saved(report: Report, tmp_path: Path) -> Path:
    path = tmp_path.parent / f"{tmp_path.name}-{report.run.id}.json"
    path.write_text(report.to_json(), encoding="utf-8")
    return path


def again(tmp_path: Path, before: Report, **options: object) -> Report:
    """Scan a folder again, since an earlier report of it."""
    return api.scan(tmp_path, since=saved(before, tmp_path), **options)


def statuses(report: Report) -> dict[str, str]:
    return {
        one.locator.rpartition("/")[2]: str(one.coverage.status)
        for one in report.assets
        if one.coverage.status != "excluded"
    }


def same_stat(path: Path, content: str) -> None:
    """Put other content of the same length into a file, as if nothing had happened."""
    stat = path.stat()
    assert stat.st_size == len(content)
    path.write_text(content)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_unchanged_files_are_not_read_and_keep_their_findings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ZOE)
    (tmp_path / "b.txt").write_text(YAN)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as file:
        file.writestr("d.txt", ZOE)
    before = api.scan(tmp_path)
    same_stat(tmp_path / "a.txt", "x" * len(ZOE))
    (tmp_path / "b.txt").write_text(f"{YAN} {ZOE}")

    after = again(tmp_path, before)

    assert statuses(after) == {
        "a.txt": "unchanged",
        "b.txt": "read",
        "c.zip": "unchanged",
        "c.zip!d.txt": "unchanged",
    }
    found = {one.asset_key.rpartition("/")[2]: one for one in after.findings}
    assert found["a.txt"].hits == found["c.zip!d.txt"].hits == 1
    assert found["b.txt"].hits == 2
    assert (after.run.mode, after.run.since) == ("incremental", before.run.id)
    assert after.coverage.complete
    assert sum(after.coverage.totals.bytes.values()) == 2 * after.coverage.totals.bytes["listed"]


def test_a_third_run_takes_up_what_the_second_took_up(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ZOE)
    first = api.scan(tmp_path)
    second = again(tmp_path, first)
    third = again(tmp_path, second)

    assert statuses(third) == {"a.txt": "unchanged"}
    assert [one.id for one in third.findings] == [one.id for one in first.findings]


def test_a_log_that_was_rotated_is_read_with_its_fellows(tmp_path: Path) -> None:
    (tmp_path / "app-2026-01-01.log").write_text(ZOE)
    before = api.scan(tmp_path)
    (tmp_path / "app-2026-01-02.log").write_text(YAN)

    after = again(tmp_path, before)

    assert set(statuses(after).values()) == {"read"}
    (finding,) = after.findings
    assert (finding.hits, len(finding.assets)) == (2, 2)


def test_what_had_a_gap_is_read_again(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as file:
        file.writestr("a.txt", ZOE)
        file.writestr("b.pdf", b"%PDF-1.7 rien de plus")
    before = api.scan(tmp_path)
    assert before.coverage.gaps

    assert statuses(again(tmp_path, before))["c.zip"] == "read"


def test_other_types_or_another_key_read_all_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_text(ZOE)
    estate = tmp_path / "pdscan.yaml"
    estate.write_text(
        "pdscan_estate: 1\nid: e\nfingerprint_key: env:PDSCAN_KEY\n"
        "sources: [{name: d, target: ./d}]\n"
    )
    monkeypatch.setenv("PDSCAN_KEY", "une clef longue et secrète 1")
    before = saved(api.scan(estate=estate), tmp_path)

    same = api.scan(estate=estate, since=before)
    other_types = api.scan(estate=estate, since=before, only=("contact",))
    monkeypatch.setenv("PDSCAN_KEY", "une clef longue et secrète 2")
    other_key = api.scan(estate=estate, since=before)

    assert statuses(same) == {"a.txt": "unchanged"}
    assert statuses(other_types) == statuses(other_key) == {"a.txt": "read"}
    assert "clef" not in before.read_text()


def test_a_run_of_another_estate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ZOE)
    before = saved(api.scan(tmp_path), tmp_path)
    estate = tmp_path / "pdscan.yaml"
    estate.write_text("pdscan_estate: 1\nid: e\nsources: [{name: d, target: .}]\n")

    with pytest.raises(UsageError, match="--since takes a run of the same estate"):
        api.scan(estate=estate, since=before)


def test_a_sample_stays_one_and_full_reads_the_table(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as base, base:
        base.execute("CREATE TABLE t(mail TEXT)")
        base.executemany("INSERT INTO t VALUES (?)", [(f"c{n}@example.org",) for n in range(900)])
    url = f"sqlite:///{tmp_path / 'a.db'}"
    before = saved(api.scan(url, sample=100), tmp_path)

    sampled = api.scan(url, sample=100, since=before)
    larger = api.scan(url, sample=200, since=before)
    whole = api.scan(url, full=True, since=before)

    assert [one.assets[0].coverage.status for one in (sampled, larger, whole)] == [
        "sampled",
        "sampled",
        "read",
    ]
    assert [one.assets[0].coverage.n for one in (sampled, larger, whole)] == [100, 200, 900]
    assert sampled.run.mode == "incremental"
    assert sampled.coverage.totals.rows == {"listed": 900, "read": 0, "unchanged": 100}
    assert not sampled.coverage.complete


def test_records_of_an_unchanged_table_grow_old(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as base, base:
        base.execute("CREATE TABLE t(mail TEXT, cree TEXT)")
        days = ("2024-01-01", "2026-01-01", "2026-06-01")
        base.executemany("INSERT INTO t VALUES (?, ?)", [(ZOE, day) for day in days])
    estate = tmp_path / "pdscan.yaml"
    estate.write_text(
        f"pdscan_estate: 1\nid: e\nsources: [{{name: a, target: 'sqlite:///{tmp_path}/a.db'}}]\n"
        "assets: [{match: '**', time: [{event: collection, column: cree, relation: exact}]}]\n"
    )
    declared = tmp_path / "d.yaml"
    declared.write_text(DECLARED)
    options = {"estate": estate, "declared": [declared]}
    before = api.scan(as_of="2026-07-01T00:00:00Z", **options)

    after = api.scan(as_of="2027-02-01T00:00:00Z", since=saved(before, tmp_path), **options)

    assert after.assets[0].coverage.status == "unchanged"
    over = [one.assets[0].retention[0]["over"] for one in (before, after)]
    assert over == [1, 2]


def test_a_store_that_fails_to_count_ages_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as base, base:
        base.execute("CREATE TABLE t(mail TEXT, cree TEXT)")
        base.execute("INSERT INTO t VALUES (?, '2024-01-01')", (ZOE,))
    estate = tmp_path / "pdscan.yaml"
    estate.write_text(
        f"pdscan_estate: 1\nid: e\nsources: [{{name: a, target: 'sqlite:///{tmp_path}/a.db'}}]\n"
        "assets: [{match: '**', time: [{event: collection, column: cree, relation: exact}]}]\n"
    )
    (tmp_path / "d.yaml").write_text(DECLARED)
    options = {"estate": estate, "declared": [tmp_path / "d.yaml"]}
    before = saved(api.scan(**options), tmp_path)

    def fails(*_: object) -> None:
        raise ZeroDivisionError(ZOE)

    monkeypatch.setattr(plugins.source("sql"), "time_groups", fails)
    after = api.scan(since=before, **options)

    assert statuses(after) == {"main.t": "read"}
    assert [one.hits for one in after.findings if one.type == "contact.email"] == [1]


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_the_content_key_of_a_table_follows_its_rows(
    kind: str, request: pytest.FixtureRequest
) -> None:
    engine, schema = request.getfixturevalue(kind)

    def does(*statements: str) -> None:
        with engine.begin() as connection:
            for one in statements:
                connection.exec_driver_sql(one.format(t=f"{schema}.t", u=f"{schema}.u"))
        engine.dispose()  # PostgreSQL counts a session's writes when it ends at the latest
        time.sleep(3.1 if kind == "mariadb" else 1.1)

    def keys() -> list[str | None]:
        url = engine.url.render_as_string(hide_password=False)
        with plugins.source("sql")(url, ReadOptions()) as source:
            found = {asset.locator: asset.content_key for asset in source.assets()}
        return [found[name] for name in sorted(found) if f"/{schema}." in name]

    does(
        "CREATE TABLE {t}(a int)",
        "INSERT INTO {t} VALUES (1)",
        "CREATE TABLE {u}(a int)",
        "INSERT INTO {u} VALUES (1)",
    )
    first, second = keys(), keys()
    does("UPDATE {t} SET a = 2")
    third = keys()
    does("DELETE FROM {t}", "INSERT INTO {t} VALUES (2)")
    fourth = keys()

    assert first == second
    assert None not in first
    assert third[0] not in (None, first[0])
    assert fourth[0] not in (None, third[0], first[0])
    assert first[1] == third[1] == fourth[1]
