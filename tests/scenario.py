"""Build a scenario's estate in real stores: tables in SQLite, files with their times as files."""

from __future__ import annotations

import os
import sqlite3
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pdscan.reconcile.ages import instant

Scenario = dict[str, Any]
MAPPED = (
    "activities", "subjects", "sub_purpose", "time", "exposure", "origin_activity", "stage",
    "channel", "consent_evidence", "capacity", "operator", "hosted_by", "location", "env",
    "confirmed",
)  # fmt: skip


@dataclass(frozen=True)
class Built:
    """Say where the estate file lies, and what to match of each scenario asset's locator."""

    estate: Path
    marks: dict[str, str]


def load(path: Path) -> Scenario:
    """Read a scenario file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def build(scenario: Scenario, declaration: Path, folder: Path) -> Built:
    """Write the scenario's assets under the folder and an estate file that maps them."""
    sources, assets, marks = [], [], {}
    for asset in scenario["assets"]:
        name = asset["id"].removeprefix("a.")
        target, mark = _write(asset, folder / name, name)
        source = {"name": name, "target": target}
        if asset.get("system"):
            source["system"] = asset["system"]
        if asset["coverage"]["status"] == "sampled":
            source["sample"] = {"rows": asset["coverage"]["n"]}
        sources.append(source)
        marks[asset["id"]] = mark
        if facts := {key: asset[key] for key in MAPPED if key in asset}:
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


def _write(asset: Scenario, place: Path, name: str) -> tuple[str, str]:
    """Write one asset; return its source's target and a glob over its locators."""
    if asset["kind"] == "table" and not asset["uri"].startswith("file:"):
        database = place.with_suffix(".db")
        table = asset["uri"].rpartition("/")[2].rpartition(".")[2]
        with sqlite3.connect(database) as connection:
            _fill(connection, table, asset)
        return f"sqlite:///{database}", f"sqlite://{name}/main.{table}"
    place.mkdir()
    file = place / asset["uri"].rpartition("/")[2].partition("#")[0]
    if asset["kind"] == "table":
        _write_table_file(file, asset)
        _dated(file, asset.get("last_modified"))
    else:
        for told in asset.get("files") or [{"name": file.name}]:
            write_file(place / told["name"], told.get("text", asset.get("text", "")), asset)
            _dated(place / told["name"], told.get("last_modified"))
    return str(place), f"file://{place}/**"


def write_file(file: Path, text: str, asset: Scenario) -> None:
    """Write a file of the kind that its name says: encrypted, a recording, a film, or text."""
    if asset["coverage"].get("reason") == "encrypted":
        file.write_bytes(b"Salted__" + bytes(range(256)) * 8)
    elif file.suffix == ".wav":
        with wave.open(str(file), "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
            sound.writeframes(bytes(1600))
    elif file.suffix == ".mp4":
        file.write_bytes(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(512))
    else:
        file.write_text(text, encoding="utf-8")


def _dated(file: Path, modified: str | None) -> None:
    if modified and (moment := instant(modified)):
        os.utime(file, (moment.timestamp(), moment.timestamp()))


def _fill(connection: sqlite3.Connection, table: str, asset: Scenario) -> None:
    columns = asset["columns"]
    listed = ", ".join(f'"{column}"' for column in columns)
    connection.execute(f'create table "{table}" ({listed})')
    marks = ", ".join("?" for _ in columns)
    connection.executemany(f'insert into "{table}" values ({marks})', rows_of(asset))
    connection.commit()


def rows_of(asset: Scenario) -> Iterator[list[object]]:
    """Yield the rows of a table; `repeat` in an asset's coverage writes the last one again."""
    rows = asset.get("rows", ())
    yield from rows
    for _ in range(asset["coverage"].get("of", len(rows)) - len(rows)):
        yield rows[-1]


def _write_table_file(file: Path, asset: Scenario) -> None:
    rows = [asset["columns"], *rows_of(asset)]
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


__all__ = ["Built", "Scenario", "build", "load", "rows_of", "write_file"]
