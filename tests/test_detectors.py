"""Hold every detector to its table: marked spans are found, silent texts stay silent."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pdscan import plugins
from pdscan.contracts import Pattern
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus
from pdscan.taxonomy import load

TABLES = {path.stem: path for path in sorted(Path(__file__).parent.glob("detectors/*.toml"))}
_MARK = re.compile(r"\[\[(.+?)\]\](?!\])", re.DOTALL)


def _patterns() -> dict[str, Pattern]:
    return {
        name: detector
        for name, detector in plugins.detectors().items()
        if isinstance(detector, Pattern)
    }


@cache
def _engine(name: str) -> Engine:
    return Engine({name: plugins.detector(name)}, load())


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(TABLES[name].read_text(encoding="utf-8"))


def _rows(kind: str) -> list[Any]:
    rows: list[Any] = []
    for name in _patterns():
        for index, row in enumerate(_table(name).get(kind, ()) if name in TABLES else ()):
            rows.append(pytest.param(name, row, id=f"{name}-{index}"))
    return rows


def _unmark(text: str) -> tuple[str, list[tuple[int, int]]]:
    spans: list[tuple[int, int]] = []
    plain, at = "", 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        spans.append((len(plain), len(plain) + len(mark[1])))
        plain += mark[1]
        at = mark.end()
    return plain + text[at:], spans


@pytest.mark.parametrize(("name", "row"), _rows("hits"))
def test_marked_spans_are_found(name: str, row: str | dict[str, str]) -> None:
    expected = {"text": row} if isinstance(row, str) else row
    text, spans = _unmark(expected["text"])
    types = plugins.detector(name).types

    found = list(_engine(name).hits(text.encode(), Locus()))

    places = [(len(text.encode()[: h.start].decode()), len(text.encode()[: h.end].decode()))
              for h in found]  # fmt: skip
    assert places == spans
    for hit in found:
        assert hit.reading.type == expected.get("type", types[0])
        assert hit.reading.form == expected.get("form", hit.reading.form)
        assert hit.reading.qualifier == expected.get("qualifier")
        assert hit.reading.capacity == expected.get("capacity", hit.reading.capacity)


@pytest.mark.parametrize(("name", "text"), _rows("silent"))
def test_silent_texts_stay_silent(name: str, text: str) -> None:
    found = _engine(name).detect(text)

    assert [text[match.start : match.end] for match in found] == []


@pytest.mark.parametrize(("name", "row"), _rows("cells"))
def test_named_fields_are_read_whole(name: str, row: dict[str, list[str]]) -> None:
    engine = _engine(name)
    check = plugins.detector(name).cell_check

    for field in row["fields"]:
        assert [rule.name for rule in engine.cell_rules(field)] == [name], field
    for cell in row["hits"]:
        reading = check(cell)
        assert reading is not None, cell
        assert reading.score >= 0.5, cell
    for cell in row["silent"]:
        assert check(cell) is None, cell


def test_every_pattern_has_a_table_with_as_many_silent_texts() -> None:
    for name in _patterns():
        table = _table(name)
        assert len(table["silent"]) >= min(len(table["hits"]), 9), name


def test_masked_samples_never_show_the_whole_value() -> None:
    for name in _patterns():
        for row in _table(name)["hits"]:
            text, _ = _unmark(row if isinstance(row, str) else row["text"])
            for hit in _engine(name).hits(text.encode(), Locus()):
                raw = text.encode()[hit.start : hit.end].decode()
                if hit.reading.form not in ("masked", "truncated"):
                    assert hit.reading.masked != raw, name
                    assert raw not in hit.reading.masked, name
