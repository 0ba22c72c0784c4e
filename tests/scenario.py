"""Build a scenario's estate (tables in SQLite, files as files) and hold a report against it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pdscan.report import Report, Verdict


@dataclass(frozen=True)
class Built:
    """Say where the estate file lies, and what to match of each scenario asset's locator."""

    estate: Path
    marks: dict[str, str]


def build(scenario: dict[str, Any], declaration: Path, folder: Path) -> Built:
    """Write the scenario's assets under the folder and an estate file that maps them."""
    sources, assets, marks = [], [], {}
    for asset in scenario["assets"]:
        name = asset["id"].removeprefix("a.")
        target, mark = _write(asset, folder / name, name)
        sources.append({"name": name, "target": target})
        if asset.get("system"):
            sources[-1]["system"] = asset["system"]
        marks[asset["id"]] = mark
        facts = {
            key: asset[key]
            for key in ("activities", "subjects", "sub_purpose", "time")
            if key in asset
        }
        if facts:
            assets.append({"match": mark, **facts})
    estate = {
        "pdscan_estate": 1,
        "id": scenario["id"],
        "declared": [str(declaration)],
        "systems": [
            {key: value for key, value in system.items() if key != "note"}
            for system in scenario["systems"]
        ],
        "sources": sources,
        "assets": assets,
    }
    path = folder / "pdscan.yaml"
    path.write_text(yaml.safe_dump(estate, allow_unicode=True), encoding="utf-8")
    return Built(path, marks)


def _write(asset: dict[str, Any], place: Path, name: str) -> tuple[str, str]:
    """Write one asset; return its source's target and a glob over its locators."""
    if asset["kind"] == "table" and not asset["uri"].startswith("file:"):
        database = place.with_suffix(".db")
        table = asset["uri"].rpartition("/")[2].rpartition(".")[2]
        with sqlite3.connect(database) as connection:
            _fill(connection, table, asset["columns"], asset["rows"])
        return f"sqlite:///{database}", f"sqlite://{name}/main.{table}"
    place.mkdir()
    file = place / asset["uri"].rpartition("/")[2].partition("#")[0]
    if asset["kind"] == "table":
        _write_table_file(file, asset)
    elif asset["coverage"].get("reason") == "encrypted":
        file.write_bytes(b"Salted__" + bytes(range(256)) * 8)
    else:
        file.write_text(asset.get("text", ""), encoding="utf-8")
    return str(place), f"file://{place}/**"


def _fill(
    connection: sqlite3.Connection, table: str, columns: list[str], rows: list[list[object]]
) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    connection.execute(f'create table "{table}" ({listed})')
    marks = ", ".join("?" for _ in columns)
    connection.executemany(f'insert into "{table}" values ({marks})', rows)
    connection.commit()


def _write_table_file(file: Path, asset: dict[str, Any]) -> None:
    rows = [asset["columns"], *asset["rows"]]
    if file.suffix == ".xlsx":
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        sheet.title = asset["uri"].partition("#")[2]
        for row in rows:
            sheet.append(row)
        book.save(file)
        return
    lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def verdict_of(report: Report, fact: dict[str, Any], mark: str) -> Verdict | None:
    """Return the category verdict on what a fact speaks of, matched by asset, locus and type."""
    inside = mark.removesuffix("**")
    names = {asset.id for asset in report.assets if asset.locator.startswith(inside)}
    found = {finding.id: finding for finding in report.findings}
    for verdict in report.verdicts:
        if verdict.axis != "category" or verdict.type != (fact.get("type") or fact.get("not_type")):
            continue
        finding = found.get(verdict.findings[0]) if verdict.findings else None
        if finding is None or not names & set(finding.assets):
            continue
        if finding.locus in ("text", f"column:{fact['locus']}"):
            return verdict
    return None


def place_verdict_of(report: Report, fact: dict[str, Any], mark: str) -> Verdict | None:
    """Return the verdict on an asset's place that rests on all items of the fact."""
    inside = mark.removesuffix("**")
    names = {asset.id for asset in report.assets if asset.locator.startswith(inside)}
    expected = set(fact["expect"].get("by", ()))
    for verdict in report.verdicts:
        cited = {one.item for one in verdict.by}
        if verdict.axis == fact["axis"] and names & set(verdict.assets) and expected <= cited:
            return verdict
    return None


__all__ = ["Built", "build", "place_verdict_of", "verdict_of"]
