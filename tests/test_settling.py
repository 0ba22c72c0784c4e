"""The reading of a sample ends early where every column is settled, and nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
import yaml

from pdscan import api, plugins, taxonomy
from pdscan.asset_result import AssetResult
from pdscan.contracts import ReadOptions
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.finding_group import STRAY, bound_of, is_apart
from pdscan.model import Asset, AssetStatus, Block, Sampled, Stage
from pdscan.read_asset import read_asset
from pdscan.reconcile.completeness import unseen_at_most
from pdscan.reconcile.explanations import of_coverage
from pdscan.report import AssetSeen
from pdscan.report_coverage import AssetCoverage
from pdscan.sampled import AT_A_STAGE, AT_THE_END

ROWS, SAMPLE = 12_000, 10_000
ANALYZE = {"sqlite": "SELECT 1", "postgresql": "ANALYZE {}", "mysql": "ANALYZE TABLE {}"}
STAGES = (1_250, 2_500, 5_000, 10_000)
Make = Callable[[dict[str, Callable[[int], Any]]], tuple[str, str]]


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Return what makes a table of ROWS rows, a function for each column: its URL and name."""

    def made(columns: dict[str, Callable[[int], Any]]) -> tuple[str, str]:
        if request.param == "sqlite":
            engine, schema = sa.create_engine(f"sqlite:///{tmp_path}/x.db"), None
        else:
            engine, schema = request.getfixturevalue(request.param)
        kinds = [sa.Column(key, sa.Integer if key == "n" else sa.Text) for key in columns]
        keys = [sa.Column("k", sa.Integer, primary_key=True)]
        table = sa.Table("t", sa.MetaData(), *keys, *kinds, schema=schema)
        rows = [{"k": n, **{key: of(n) for key, of in columns.items()}} for n in range(1, ROWS + 1)]
        with engine.begin() as connection:
            table.create(connection)
            connection.execute(table.insert(), rows)
            connection.exec_driver_sql(ANALYZE[engine.dialect.name].format(table.fullname))
        return engine.url.render_as_string(hide_password=False), table.fullname

    return made


@pytest.fixture(params=["few", "many"])
def is_big(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Let ROWS be few, which are counted, or many, which are drawn without looking at all."""
    if request.param == "many":
        for place in ("sampling", "tables"):
            monkeypatch.setattr(f"pdscan.databases.{place}.COUNTED", 1_000)
    return bool(request.param == "many")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(plugins.detectors(), taxonomy.load())


def scanned(url: str, name: str, engine: Engine, rare: float = 0.003) -> AssetResult:
    with plugins.source("sql")(url, ReadOptions(sample_rows=SAMPLE, seed=3)) as source:
        (asset,) = [a for a in source.assets() if isinstance(a, Asset) and a.locator.endswith(name)]
        result, *_ = read_asset(source, asset, engine, ScanOptions(names=False, rare=rare))
    assert result.gaps == []
    return result


def mail(n: int) -> str:
    return f"client{n}@example.org"


def seen(result: AssetResult) -> set[tuple[str, str]]:
    return {place[:2] for place in result.tally.types}


def test_a_table_of_settled_columns_is_read_no_further(
    make: Make, engine: Engine, is_big: bool
) -> None:
    table = make({"mail": mail, "ville": lambda n: ["Lyon", "Paris"][n % 2]})

    early, whole = scanned(*table, engine), scanned(*table, engine, rare=1e-9)

    assert early.sampled is not None
    assert early.sampled.settled
    assert early.sampled.alpha == AT_A_STAGE
    assert early.rows == early.sampled.n
    assert early.sampled.n == pytest.approx(STAGES[0], rel=0.1)
    assert whole.sampled is not None
    assert not whole.sampled.settled
    assert (whole.rows or 0) > 0.9 * SAMPLE
    assert ("column:mail", "contact.email") in seen(early)
    assert seen(early) == seen(whole)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(lambda n: f"Appel du client n {n}, rien de plus", id="prose"),
        pytest.param(lambda n: f"lampe {n} verte", id="words"),
        pytest.param(lambda n: f'{{"ref": {n}}}', id="json"),
        pytest.param(lambda n: "x" * 65 if n % 100 == 0 else "x", id="long"),
        pytest.param(lambda n: f"01990{n:05}" if n % 4 == 0 else f"{n:010}", id="threshold"),
        pytest.param(lambda n: "4111 1111 1111 1111" if n % 400 == 7 else "x", id="rare"),
    ],
)
def test_a_table_with_an_unsettled_column_is_read_on(
    tmp_path: Path, engine: Engine, cell: Callable[[int], str]
) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("CREATE TABLE t (mail TEXT, code TEXT)")
        base.executemany("INSERT INTO t VALUES (?, ?)", ((mail(n), cell(n)) for n in range(ROWS)))

    result = scanned(f"sqlite:///{tmp_path}/x.db", "t", engine)

    assert result.rows == SAMPLE
    assert result.sampled == Sampled(SAMPLE, ROWS, "random rows, seed 3", AT_THE_END)


def test_rows_of_each_stage_are_spread_over_the_whole_table(make: Make, is_big: bool) -> None:
    url, name = make({"n": lambda n: n})
    numbers: list[int] = []
    ends: list[int] = []

    with plugins.source("sql")(url, ReadOptions(sample_rows=SAMPLE, seed=5)) as source:
        (asset,) = [a for a in source.assets() if isinstance(a, Asset) and a.locator.endswith(name)]
        for _, piece in source.blocks(asset):
            if isinstance(piece, Stage):
                assert piece.drawn.n == len(numbers)
                ends.append(len(numbers))
            elif isinstance(piece, Block) and piece.batch is not None:
                numbers += map(int, piece.batch.column("n").to_pylist())

    assert ends == pytest.approx([0, *STAGES[:-1]], rel=0.1)
    assert len(numbers) == len(set(numbers))
    for end in ends[1:]:
        tenths, _ = np.histogram(numbers[:end], 10, (1, ROWS + 1))
        assert min(tenths) > 0.07 * end


def test_what_was_not_seen_is_bounded_whenever_the_reading_ends() -> None:
    chance = np.random.default_rng(1)
    for share in np.geomspace(0.00005, 0.01, 40):
        hits = _hits(chance, share)
        wrong = [(hits[:, at] == 0) & (share > (unseen_at_most(n) or 0)) for at, n in _STAGES]
        assert np.any(wrong, axis=0).mean() < 0.05 + _NOISE


def test_a_share_is_bounded_wherever_the_reading_ends() -> None:
    chance = np.random.default_rng(2)
    for share in (0.002, 0.01, 0.1, 0.2, 0.23, 0.24, 0.26, 0.27, 0.3, 0.5, 0.9):
        wrong = decided = 0
        for hits in _hits(chance, share, 1_000).tolist():
            early = (at for at, n in _STAGES[:-1] if is_apart(hits[at], n, STRAY, AT_A_STAGE))
            at = next(early, len(_STAGES) - 1)
            alpha = AT_THE_END if at == len(_STAGES) - 1 else AT_A_STAGE
            wrong += share > bound_of(hits[at], STAGES[at], alpha).upper
            decided += alpha == AT_A_STAGE and (hits[at] > STRAY * STAGES[at]) != (share > STRAY)
        assert wrong / 1_000 < 0.05 + _NOISE
        assert decided / 1_000 < 0.01 + _NOISE


_STAGES = tuple(enumerate(STAGES))
_NOISE = 0.015  # of a rate among a thousand runs


def _hits(chance: np.random.Generator, share: float, runs: int = 4_000) -> np.ndarray[Any, Any]:
    """Return, for each run, how many rows hold it at each stage."""
    more = np.diff(STAGES, prepend=0)
    return np.cumsum(chance.binomial(more, share, (runs, len(more))), axis=1)


def _made(path: Path, columns: str, rows: Iterable[tuple[Any, ...]]) -> str:
    with sqlite3.connect(path) as base:
        base.execute(f"CREATE TABLE t ({columns})")
        marks = ", ".join("?" * (columns.count(",") + 1))
        base.executemany(f"INSERT INTO t VALUES ({marks})", rows)
    return f"sqlite:///{path}"


def test_the_report_says_that_reading_ended_early_and_why(tmp_path: Path) -> None:
    url = _made(tmp_path / "x.db", "mail TEXT", ((mail(n),) for n in range(ROWS)))

    report = api.scan(url, sample=SAMPLE, accept_sampling=0.003)

    (asset,) = report.assets
    assert asset.coverage == AssetCoverage(
        asset.coverage.status, STAGES[0], ROWS, None, 3 / STAGES[0], settled=True
    )
    assert str(asset.coverage.status) == "sampled"
    assert report.coverage.complete
    (finding,) = report.findings
    assert finding.bound is not None
    assert (finding.bound.level, finding.share, finding.bound.upper) == (0.95, 1.0, 1.0)
    for language, words in (("fr", "lecture arrêtée là"), ("en", "reading ended there")):
        with (tmp_path / language).open("wb") as page:
            plugins.report("html")(language).write(report, page)
        assert words in (tmp_path / language).read_text(encoding="utf-8")


def test_a_reading_that_ended_early_is_explained_in_both_languages() -> None:
    seen = AssetSeen("a", "k", "pg://b/p.t", "b", "table")
    covered = AssetCoverage(AssetStatus.SAMPLED, 2_500, 90_000, settled=True)
    asset = replace(seen, coverage=covered)

    said = of_coverage(asset, 1, "sampled")

    assert "2500 sur 90000" in said["fr"]
    assert "toutes les colonnes étant établies" in said["fr"]
    assert "every column was settled" in said["en"]


def test_a_bound_that_was_not_asked_for_is_reached_first(tmp_path: Path) -> None:
    url = _made(tmp_path / "x.db", "mail TEXT", ((mail(n),) for n in range(ROWS)))

    read = [api.scan(url, sample=SAMPLE, accept_sampling=p).assets[0].coverage.n
            for p in (0.003, 0.0013, 0.0007, 0.0004)]  # fmt: skip

    assert read == list(STAGES)


def test_a_settled_table_that_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    url = _made(tmp_path / "x.db", "mail TEXT", ((mail(n),) for n in range(ROWS)))

    before = api.scan(url, sample=SAMPLE)
    with (tmp_path / "before.json").open("wb") as page:
        plugins.report("json")("en").write(before, page)
    since = str(tmp_path / "before.json")
    same = api.scan(url, sample=SAMPLE, since=since)
    sharper = api.scan(url, sample=SAMPLE, since=since, accept_sampling=0.0013)

    assert same.coverage.totals.rows == {"listed": ROWS, "read": 0, "unchanged": STAGES[0]}
    assert same.assets[0].coverage == before.assets[0].coverage
    assert sharper.assets[0].coverage.n == STAGES[1]


def test_cells_of_bytes_are_not_settled(tmp_path: Path, engine: Engine) -> None:
    pdf = b"%PDF-1.4 \xe2\xe3\xcf\xd3 and no more"
    few = ((mail(n), pdf if n % 400 == 9 else "x") for n in range(ROWS))
    url = _made(tmp_path / "x.db", "mail TEXT, code TEXT", few)

    assert scanned(url, "t", engine).rows == SAMPLE


def test_records_whose_age_is_counted_are_not_settled(tmp_path: Path) -> None:
    url = _made(tmp_path / "x.db", "vu TEXT", (("2026-01-01",) for _ in range(ROWS)))
    rule = {"trigger": "last_contact", "duration": "P3Y", "bound": "max"}
    declared = {
        "pdscan_declaration": 1,
        "id": "garage",
        "activities": [{"id": "act.clients", "name": "Clients", "retention": ["ret.max"]}],
        "retention": [{"id": "ret.max", "rules": [rule]}],
    }
    times = [{"event": "last_contact", "column": "vu"}]
    estate = {
        "pdscan_estate": 1,
        "declared": ["declared.yaml"],
        "sources": [{"name": "crm", "target": url}],
        "assets": [{"match": "**", "time": times}],
    }
    (tmp_path / "declared.yaml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    (tmp_path / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")

    report = api.scan(estate=tmp_path / "pdscan.yaml", sample=SAMPLE, only=("contact.email",))

    (asset,) = report.assets
    assert (asset.coverage.n, asset.coverage.settled) == (SAMPLE, False)
