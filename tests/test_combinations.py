"""Columns that single people out together are told as a combination, and no others are."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from pdscan import api, plugins
from pdscan.combinations import of_findings
from pdscan.model import Form
from pdscan.report import Finding, Report

ROWS = [
    ("1979-04-12", "80000", "F", "Amiens", "Infirmière"),
    ("1986-11-30", "59000", "M", "Lille", "Comptable"),
    ("1991-02-03", "62000", "F", "Arras", "Vendeur"),
]


def scanned(folder: Path, header: str, rows: list[tuple[str, ...]]) -> Report:
    lines = [header, *(";".join(row) for row in rows)]
    (folder / "etude.csv").write_text("\n".join(lines), "utf-8")
    return api.scan(folder / "etude.csv", names=False)


def test_birth_date_postcode_and_sex_single_out_without_a_name(tmp_path: Path) -> None:
    report = scanned(tmp_path, "ddn;cp;sexe", [row[:3] for row in ROWS])

    (found,) = report.summary["combinations"]
    assert found["loci"] == ["column:cp", "column:ddn", "column:sexe"]
    assert found["types"] == ["contact.city", "person.birth_date", "person.gender"]
    assert found["named"] is False
    assert all("combination:cp+ddn+sexe" in one.why for one in report.findings)


def test_a_name_beside_makes_it_a_named_one(tmp_path: Path) -> None:
    rows = [(f"p{place}.essai@example.org", *row[:3]) for place, row in enumerate(ROWS)]

    (found,) = scanned(tmp_path, "email;ddn;cp;sexe", rows).summary["combinations"]

    assert found["named"] is True


@pytest.mark.parametrize(
    ("header", "parts"),
    [("ddn;cp", (0, 1)), ("ddn;sexe", (0, 2)), ("cp;sexe", (1, 2)), ("cp;ville", (1, 3))],
)
def test_two_of_them_are_no_combination(
    header: str, parts: tuple[int, ...], tmp_path: Path
) -> None:
    rows = [tuple(row[part] for part in parts) for row in ROWS]

    report = scanned(tmp_path, header, rows)

    assert report.summary["combinations"] == []
    assert not any(word.startswith("combination") for one in report.findings for word in one.why)


def test_a_year_of_birth_and_columns_of_different_tables_do_not_count() -> None:
    birth = Finding("f1", "t", "column:annee", "person.birth_date", form=Form.GENERALISED)
    sex = Finding("f2", "t", "column:sexe", "person.gender")
    town = Finding("f3", "t", "column:ville", "contact.city")
    whole = replace(birth, form=Form.FULL)

    assert of_findings([birth, sex, town]) == []
    assert of_findings([whole, sex, replace(town, asset_key="other")]) == []
    assert of_findings([whole, sex, replace(town, locus="text")]) == []
    assert len(of_findings([whole, sex, town])) == 1


@pytest.mark.parametrize("kind", ["html", "terminal"])
def test_reports_show_where_people_are_singled_out_without_a_name(
    kind: str, tmp_path: Path
) -> None:
    unnamed = scanned(tmp_path, "ddn;cp;sexe", [row[:3] for row in ROWS])
    lesser = replace(unnamed, findings=unnamed.findings[:2])
    pages = []
    for report in (unnamed, lesser):
        out = io.BytesIO()
        plugins.report(kind)(language="en", width=200).write(report, out)
        pages.append(out.getvalue().decode())

    assert "Singled out without a name" in pages[0]
    assert "Singled out without a name" not in pages[1]
