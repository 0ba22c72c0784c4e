"""Hold `--names`, and what the coverage says of names that were not looked for, to its word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from pdscan import api, plugins, taxonomy
from pdscan.cli.app import app
from pdscan.detection import name_sample
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.detection.name_sample import LIMIT, STRATUM, NameSample, NamesSearched
from pdscan.model import Block, UnknownNameError
from pdscan.naming import model as name_model
from pdscan.report import Report
from pdscan.wording import Words

LESS = 1 << 18
LETTER = "Madame Zélie Durantel a signé le contrat.\n"
FILLER = "le dossier est complet et nous avons tout relu. \n" * 20
RUSSIAN = "Дорогая Анна Каренина, приезжайте к нам в гости в субботу вечером. " * 4
ARABIC = "السيد محمد أحمد يسكن في القاهرة ويعمل في شركة كبيرة منذ عشر سنوات. " * 4
CHINESE = "田中太郎様いつもお世話になっております本日は晴天なり明日も晴れるでしょう" * 4
OLD = '{"lang": "fr", "name": "x", "version": "2.0", "spacy_version": ">=2.0,<2.1"}'
GERMAN = "Der Vertrag wurde von der Firma nicht mit dem Kunden auf einem Termin besprochen. " * 4


def names_of(report: Report) -> int:
    return sum(one.hits for one in report.findings if one.type.startswith("person.name"))


def spots(report: Report) -> list[str]:
    return [one for one in report.coverage.blind_spots if one.startswith("names")]


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    path = tmp_path / "long.txt"
    path.write_text((FILLER + LETTER) * (2 * LESS // len(FILLER + LETTER)), "utf-8")
    return path


@pytest.fixture
def lower_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_sample, "LIMIT", LESS)


@pytest.mark.usefixtures("lower_limit")
def test_a_long_asset_is_searched_in_part_by_default_and_the_coverage_says_which(
    long_file: Path,
) -> None:
    sampled = api.scan(long_file, only=["person"])
    whole = api.scan(long_file, only=["person"], names="full")

    assert 0.4 * names_of(whole) < names_of(sampled) < 0.6 * names_of(whole)
    assert spots(whole) == []
    assert len(spots(sampled)) == 1
    assert "% of the text of long assets (1;" in spots(sampled)[0]
    assert "drawn with seed 0" in spots(sampled)[0]


def test_a_small_asset_is_searched_whole_by_default(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER, "utf-8")

    report = api.scan(tmp_path, only=["person"])

    assert names_of(report) == 1
    assert spots(report) == []
    assert report.coverage.complete


def test_names_that_are_off_are_not_looked_for_and_named_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER, "utf-8")

    report = api.scan(tmp_path, names="off")

    assert names_of(report) == 0
    assert spots(report) == ["names in text: not looked for (--names off)"]
    assert "person_name" in report.coverage.detectors_off
    assert report.tool.models == ()


def test_the_command_takes_the_three_words_and_shows_what_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER, "utf-8")
    out = tmp_path / "r.json"
    scan = ["scan", str(tmp_path / "a.txt"), "--names", "off", "--lang", "fr"]

    done = CliRunner().invoke(app, [*scan, "--out", f"json={out}"])
    wrong = CliRunner().invoke(app, ["scan", str(tmp_path), "--names", "some"])

    assert "non cherchés (--names off)" in done.stdout
    assert json.loads(out.read_text("utf-8"))["coverage"]["blind_spots"] == [
        "names in text: not looked for (--names off)"
    ]
    assert wrong.exit_code == 2


def test_another_word_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="sampled"):
        api.scan(tmp_path, names="sample")


def test_one_part_of_each_stratum_is_drawn_by_the_seed() -> None:
    def drawn(seed: int) -> list[int]:
        sample = NameSample(seed, "text", NamesSearched(of=LIMIT, read=LIMIT), whole=False)
        return [at for at in range(STRATUM * 50) if sample.takes(4000)]

    assert [at // STRATUM for at in drawn(1)] == list(range(50))
    assert drawn(1) == drawn(1) != drawn(2)
    assert len({at % STRATUM for at in drawn(1)}) > 10


def test_the_models_that_were_asked_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER, "utf-8")

    models = api.scan(tmp_path).tool.models

    assert ("fr_core_news_md", True) in [(one["name"], bool(one["version"])) for one in models]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RUSSIAN, "other than Latin script (assets: 1)"),
        (ARABIC, "other than Latin script (assets: 1)"),
        (CHINESE, "other than Latin script (assets: 1)"),
        (GERMAN, "not fully looked for in texts of other languages"),
    ],
    ids=["Cyrillic", "Arabic", "Chinese", "German"],
)
def test_a_text_that_no_list_or_model_reads_is_named_in_the_coverage(
    text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")

    report = api.scan(tmp_path)

    assert report.coverage.gaps == ()
    assert len(spots(report)) == 1
    assert said in spots(report)[0]
    assert report.coverage.complete is (text == GERMAN)
    assert Words("fr").blind_spot(spots(report)[0]).startswith("noms")


@pytest.fixture
def missing_model(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(name_model, "MODEL", "fr_core_news_absent")
    name_model._loaded.cache_clear()
    yield
    name_model._loaded.cache_clear()


@pytest.mark.usefixtures("missing_model")
def test_a_missing_model_leaves_lists_and_words_and_makes_the_run_incomplete(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text(f"{LETTER}Le dossier de Marie Lefebvre est clos.", "utf-8")

    report = api.scan(tmp_path)

    assert names_of(report) == 2
    assert spots(report) == [
        "names: looked for by lists and words only (pip install fr-core-news-absent)"
    ]
    assert not report.coverage.complete


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        (OLD, "not for spaCy"),
        ('{"lang": "fr"}', "can't be loaded"),
        ("not JSON", "can't be loaded"),
    ],
    ids=["another version", "no version", "damaged"],
)
def test_a_model_of_another_version_or_damaged_is_named(
    meta: str, said: str, tmp_path: Path
) -> None:
    package = tmp_path / "fr_core_news_old"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "meta.json").write_text(meta, "utf-8")
    installed = tmp_path / "fr_core_news_old-2.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Name: fr-core-news-old\nVersion: 2.0\n", "utf-8")
    (tmp_path / "a.txt").write_text("Zélie Durantel a vu Durantel hier.", "utf-8")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pdscan.naming import model; model.MODEL = 'fr_core_news_old'\n"
        "from pdscan import api; report = api.scan(sys.argv[1] + '/a.txt')\n"
        "print(report.coverage.blind_spots, report.coverage.complete)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert said in done.stdout
    assert done.stdout.endswith("False\n")
    assert "Traceback" not in done.stderr


def engine() -> Engine:
    return Engine({"person_name": plugins.detector("person_name")}, taxonomy.load())


def test_a_column_of_huge_cells_is_searched_to_the_end_of_each() -> None:
    scan = AssetScan(engine(), ScanOptions(names_whole=True))
    cell = FILLER * 400 + "Mme Zélie Durantel a signé le contrat."
    batch = pa.RecordBatch.from_arrays([pa.array([cell, cell + " ."])], names=["note"])

    scan.feed(Block(batch=batch, locus="column"))
    tally = scan.finish()

    assert sum(one.hits for one in tally.types.values()) == 2
    assert not scan.searched.limited


@pytest.mark.usefixtures("lower_limit")
def test_a_column_longer_than_the_limit_is_sampled_and_says_so() -> None:
    scan = AssetScan(engine(), ScanOptions())
    cells = [f"{at} {FILLER}{LETTER}" for at in range(2 * LESS // len(FILLER))]
    batch = pa.RecordBatch.from_arrays([pa.array(cells)], names=["note"])

    scan.feed(Block(batch=batch, locus="column"))
    hits = sum(one.hits for one in scan.finish().types.values())

    assert scan.searched.limited
    assert len(cells) * 0.45 < hits < len(cells) * 0.6
