"""Samples point at rows by keyed digests of primary keys, in real databases."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from pdscan import api
from pdscan.report import Report
from pdscan.tally import digest

SECRET = "une clef longue et secrète 1"


def filled(base: tuple[sa.Engine, str], rows: list[dict[str, object]], *key: str) -> None:
    engine, schema = base
    kinds = {int: sa.Integer, str: sa.String(200), bytes: sa.LargeBinary}
    columns = [
        sa.Column(name, kinds[type(cell)], primary_key=name in key, autoincrement=False)
        for name, cell in rows[0].items()
    ]
    table = sa.Table("clients", sa.MetaData(), *columns, schema=schema)
    table.create(engine)
    with engine.begin() as connection:
        connection.execute(table.insert(), rows)


def scanned(base: tuple[sa.Engine, str], folder: Path, *, keyed: bool = True) -> Report:
    engine, schema = base
    url = engine.url.render_as_string(hide_password=False)
    estate = folder / "pdscan.yaml"
    estate.write_text(
        f"pdscan_estate: 1\nid: e\nsources:\n"
        f"  - {{name: b, target: '{url}', include: ['{schema}.clients']}}\n"
        + ("fingerprint_key: env:PDSCAN_KEY\n" if keyed else "")
    )
    return api.scan(estate=estate, names=False)


def places(report: Report) -> dict[str, list[str]]:
    """Return where the samples of each locus and asset lie."""
    return {
        f"{one.asset_key.partition('.clients')[2]} {one.locus}": [s.at for s in one.samples]
        for one in report.findings
        if one.samples
    }


def key_of(report: Report, *cells: str) -> str:
    (table,) = [
        one
        for one in report.assets
        if one.locator.endswith(".clients") and one.coverage.status != "excluded"
    ]
    told = json.dumps([table.locator, *cells], ensure_ascii=False)
    return f"key {digest(SECRET.encode(), 'row', told)}"


def test_sample_points_at_its_row_by_the_keyed_digest_of_its_key(
    base: tuple[sa.Engine, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PDSCAN_KEY", SECRET)
    rows = [{"numero": 400 + n, "courriel": "", "date_naissance": ""} for n in range(5_000)]
    rows[4_321]["courriel"] = "zoe.durantel@example.org"
    rows[4_000]["date_naissance"] = "1980-02-03"
    filled(base, rows, "numero")

    report, again = scanned(base, tmp_path), scanned(base, tmp_path)

    assert places(report)[" column:courriel"] == [key_of(report, "4721")]
    assert places(report)[" column:date_naissance"] == [key_of(report, "4400")]
    assert places(again) == places(report)
    assert "4721" not in json.dumps([s.at for f in report.findings for s in f.samples])


def test_composite_key_is_digested_in_its_order_and_personal_keys_do_not_show(
    base: tuple[sa.Engine, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PDSCAN_KEY", SECRET)
    rows = [{"courriel": f"zoe{n}.durantel@example.org", "site": n % 2} for n in range(40)]
    filled(base, rows, "courriel", "site")

    report = scanned(base, tmp_path)

    every = {key_of(report, str(row["courriel"]), str(row["site"])) for row in rows}
    (found,) = [at for where, at in places(report).items() if where == " column:courriel"]
    assert len(found) == 3
    assert every >= set(found)
    assert "durantel" not in report.to_json()


def test_document_in_a_cell_points_at_its_row(
    base: tuple[sa.Engine, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PDSCAN_KEY", SECRET)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "Écrire à zoe.durantel@example.org")
    cells = [b"", b"rien", out.getvalue(), b""]
    filled(base, [{"numero": 7 + n, "piece": cell} for n, cell in enumerate(cells)], "numero")

    report = scanned(base, tmp_path)

    assert places(report) == {"!piece!a.txt text": [key_of(report, "9")]}


@pytest.mark.parametrize("keyed", [True, False])
def test_without_a_key_of_the_run_or_of_the_table_a_sample_tells_the_row_s_number(
    base: tuple[sa.Engine, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keyed: bool
) -> None:
    monkeypatch.setenv("PDSCAN_KEY", SECRET)
    rows = [{"numero": 10 + n, "courriel": f"zoe{n}.durantel@example.org"} for n in range(2)]
    filled(base, rows, *(() if keyed else ("numero",)))

    found = places(scanned(base, tmp_path, keyed=keyed))

    assert set(found[" column:courriel"]) == {"row 1", "row 2"}
