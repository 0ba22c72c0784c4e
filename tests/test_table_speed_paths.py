"""Hold the quick ways through a table to what reading every cell plainly would give."""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from pdscan import folding, plugins, taxonomy
from pdscan.detection import cell_names, table_scan
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.folding import fold, strip_accents
from pdscan.model import Block
from pdscan.tally import PATTERN, Tally

KINDS = ("email_address", "phone", "iban", "sepa_mandate", "card_number", "ip_address",
         "birth_date", "postal_address", "field_names")  # fmt: skip
NAMES = ("mail", "tel", "iban", "carte", "ip", "naissance", "adresse", "note", "statut")
MIXED = (None, "", "RAS", "n° 12", "zoe@example.org ou 06 39 98 10 11", "4000001234567899",
         "FR7699999000010001234567809", "192.0.2.7", "1979-04-12")  # fmt: skip


@cache
def engine() -> Engine:
    return Engine({name: plugins.detector(name) for name in KINDS}, taxonomy.load())


def cell(kind: str, number: int) -> str:
    return {
        "mail": f"client{number}@example.org",
        "tel": f"01990{number:05d}",
        "iban": "FR7699999000010001234567809" if number % 2 else "DE75512108001245126199",
        "carte": "4000001234567899",
        "ip": f"203.0.113.{number % 256}",
        "naissance": f"19{number % 60 + 30}-04-12",
        "adresse": f"{number % 300 + 1} rue des Essais",
        "note": f"dossier {number}",
        "statut": "actif",
    }[kind]


def scan(name: str, cells: list[str | None], rows: int) -> Tally:
    scanned = AssetScan(engine(), ScanOptions(names=False))
    for start in range(0, len(cells), rows):
        part = pa.array(cells[start : start + rows], pa.string())
        batch = pa.RecordBatch.from_arrays([part], [name])
        scanned.feed(Block(start=start, batch=batch, locus="column"))
    return scanned.finish()


def counted(tally: Tally) -> dict[tuple[str, str], int]:
    """Return the hits by type and form of what read the cells; not what the name alone says."""
    return {
        (type_id, form): entry.hits
        for (_, type_id, form, voice), entry in tally.types.items()
        if voice == PATTERN
    }


@seed(7)
@settings(max_examples=6, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    kind=st.sampled_from(NAMES),
    strangers=st.dictionaries(st.integers(2100, 3499), st.sampled_from(MIXED), max_size=20),
)
def test_the_quick_way_counts_what_reading_every_cell_counts(
    name: str, kind: str, strangers: dict[int, str | None]
) -> None:
    cells = [strangers.get(number, cell(kind, number)) for number in range(3500)]
    quick = scan(name, cells, 2500)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_scan, "LEARN", 10**9)
        plain = scan(name, cells, 2500)

    assert counted(quick) == counted(plain)
    assert quick.examined == plain.examined
    for key, entry in plain.types.items():
        if key in quick.types:
            assert quick.types[key].distinct == pytest.approx(entry.distinct, rel=0.05)


@seed(7)
@given(text=st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_folding_quickly_is_folding_sign_by_sign(text: str) -> None:
    same = text.lower().translate(folding._SAME)

    assert fold(text) == re.sub(r"\s+", " ", strip_accents(same)).strip()


@settings(max_examples=150)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ("M.", "Mme", "éMr", "Mrs", " ", " ", ", ", "Dr", "Élan", "zoé", "d’eau", ".", "\n",
                 "sera là", "4", "Monsieur", "le", "lundi")
            )
        ).map("".join),
        min_size=1,
        max_size=9,
    )
)  # fmt: skip
def test_prose_of_few_cells_is_told_as_that_of_many(cells: list[str]) -> None:
    few = pa.array(cells, pa.string())
    many = pa.array([*cells, "x" * cell_names._LITTLE], pa.string())

    for pattern in (
        cell_names._FOUR_WORDS,
        f"{cell_names._SENTENCE}|{cell_names._TITLED}",
        cell_names._ADDRESSED,
        cell_names._CAPITAL,
    ):
        told = cell_names.matching(few, pattern).to_pylist()
        assert told == cell_names.matching(many, pattern).to_pylist()[:-1]
