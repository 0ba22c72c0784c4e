"""Hold the scan of one asset to what a table, a column of JSON and short prose must give."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pytest

from pdscan import plugins, taxonomy
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block
from pdscan.tally import Tally

PEOPLE = [
    '{"nom": "DURANTEL", "mails": ["zoe@example.org", "z.durantel@example.com"], "vu": 3}',
    '{"nom": "OKAMBA", "mails": ["abel@example.org"], "adresse": {"tel": "01 99 00 12 34"}}',
    '{"nom": "PETIT", "mails": []}',
]


@cache
def engine() -> Engine:
    return Engine(plugins.detectors(), taxonomy.load())


def scan(columns: dict[str, list[str | None]], locus: str = "column") -> Tally:
    scanned = AssetScan(engine(), ScanOptions())
    batch = pa.RecordBatch.from_pydict({k: pa.array(v, pa.string()) for k, v in columns.items()})
    scanned.feed(Block(start=100, batch=batch, locus=locus))
    return scanned.finish()


def found(tally: Tally) -> dict[tuple[str, str], int]:
    """Return the hits of the loudest voice by locus and type."""
    hits: dict[tuple[str, str], int] = {}
    for (locus, type_id, _, _), entry in tally.types.items():
        hits[locus, type_id] = max(entry.hits, hits.get((locus, type_id), 0))
    return hits


def test_json_in_a_column_is_read_by_its_paths() -> None:
    tally = scan({"extra": [*PEOPLE]})

    assert found(tally) == {
        ("column:extra.$.nom", "person.name.last"): 3,
        ("column:extra.$.mails[*]", "contact.email"): 3,
        ("column:extra.$.adresse.tel", "contact.phone"): 1,
    }
    assert tally.examined["column:extra.$.nom"] == 3
    assert tally.examined["column:extra"] == 0


def test_samples_in_json_cells_name_the_row_of_the_table() -> None:
    tally = scan({"extra": [*PEOPLE]})

    places = {
        sample.at
        for (locus, _, _, _), entry in tally.types.items()
        if locus.endswith(("mails[*]", "tel"))
        for sample in entry.samples
    }
    assert places - {""} == {"row 101", "row 102"}


def test_cells_that_are_no_json_stay_with_the_column() -> None:
    tally = scan({"extra": [*PEOPLE * 9, "écrire à abel@example.org", None, " "]})

    assert found(tally)["column:extra", "contact.email"] == 1
    assert tally.examined["column:extra"] == 2


def test_a_column_with_little_json_is_read_as_it_is() -> None:
    tally = scan({"extra": [*PEOPLE, "[à revoir]", "{sic}"]})

    assert {locus for locus, _ in found(tally)} == {"column:extra"}


def test_a_json_array_and_keys_that_are_data_are_read() -> None:
    cells = ['[{"id": 1, "mail": "zoe@example.org"}]', '[{"id": 2, "mail": "a@example.org"}]']
    tally = scan({"a": [*cells], "b": ['{"zoe@example.org": "06 39 98 10 11"}', "{}"]})

    assert found(tally)["column:a.$[*].mail", "contact.email"] == 2
    assert found(tally)["column:b.$.*~", "contact.email"] == 1
    assert found(tally)["column:b.$.*", "contact.phone"] == 1


@pytest.mark.parametrize(
    "cells",
    [
        ["Appelé M. Abel Okamba hier", "RAS", "à relancer la semaine prochaine"],
        ["Mme Zélie Durantel veut un devis", "livré", None, "payé comptant"],
    ],
)
def test_names_are_found_in_short_cells_of_prose(cells: list[str | None]) -> None:
    assert found(scan({"suivi": cells}))["column:suivi", "person.name"] == 1


def test_equal_cells_of_prose_count_one_by_one() -> None:
    cells: list[str | None] = ["Appelé M. Abel Okamba et Mme Rose Okamba"] * 5

    assert found(scan({"suivi": cells}))["column:suivi", "person.name"] == 5


def test_a_cell_that_two_readings_of_one_rule_know_counts_once() -> None:
    tally = scan({"telephone": ["01 99 00 12 34", "06 39 98 10 11", "0199001235"]})

    assert found(tally)["column:telephone", "contact.phone"] == 3


def test_a_second_card_in_a_cell_is_a_value_and_no_second_cell() -> None:
    cells = ["4111111111111111 5555555555554444", "4111 1111 1111 1111 4000 0000 0000 0002", "-"]

    tally = scan({"note": [*cells]})

    (entry,) = [one for (_, kind, *_), one in tally.types.items() if kind == "payment.card.pan"]
    assert (entry.hits, entry.sketch.count()) == (2, 3)


def test_a_table_without_header_gives_given_names_and_surnames() -> None:
    cells: dict[str, list[str | None]] = {
        "#1": ["1", "2", "3"],
        "#2": ["Zélie", "Abel", "Marie"],
        "#3": ["DURANTEL", "OKAMBA", "PETIT"],
    }

    assert found(scan(cells)) == {
        ("column:#2", "person.name.first"): 3,
        ("column:#3", "person.name.last"): 3,
    }


def test_a_postal_address_in_three_columns_is_one_type() -> None:
    cells: dict[str, list[str | None]] = {
        "adresse": ["4 rue des Essais", "9 avenue du Nord"],
        "code_postal": ["80000", "59000"],
        "ville": ["80000 Amiens", "59000 Lille"],
    }

    assert {type_id for _, type_id in found(scan(cells))} == {"contact.postal_address"}


def test_truncated_addresses_are_not_counted_as_full_too() -> None:
    tally = scan({"ip": ["88.12.33.0", "88.12.34.0", "88.12.35.7"]})

    counts = {}
    for (_, _, form, _), entry in tally.types.items():
        counts[str(form)] = max(entry.hits, counts.get(str(form), 0))
    assert counts == {"truncated": 2, "full": 1}


def test_masked_cards_under_a_cards_name_are_not_counted_as_whole_numbers() -> None:
    tally = scan({"card_number": ["400000******1234", "400000******9876"]})

    assert {type_id for _, type_id in found(tally)} == {"payment.card.pan_truncated"}


def test_a_card_far_from_its_word_is_found() -> None:
    text = "la carte du client, un modèle Diners, sera présentée au guichet : 30569309025904"
    scanned = AssetScan(engine(), ScanOptions(names=False))
    scanned.feed(Block(text=text))

    assert ("text", "payment.card.pan") in found(scanned.finish())


def test_social_security_numbers_with_wrong_keys_are_no_telephones() -> None:
    cells: list[str | None] = ["2 79 04 99 123 457 12", "2 85 02 99 456 789 13", "279049912345712"]

    assert {type_id for _, type_id in found(scan({"NIR": cells}))} <= {"gov.nir"}


def test_cells_refused_late_in_a_uniform_column_are_not_counted() -> None:
    engine = Engine({"password": plugins.detector("password")}, taxonomy.load())
    scan = AssetScan(engine, ScanOptions(names=False))
    good = [f"Soleil{number}!x" for number in range(4000)]
    mixed = ["****" if number % 3 == 0 else cell for number, cell in enumerate(good)]
    batches = (good, good, mixed)

    for number, cells in enumerate(batches):
        batch = pa.RecordBatch.from_pydict({"mot_de_passe": pa.array(cells, pa.string())})
        scan.feed(Block(start=number * 4000, batch=batch, locus="column"))
    tally = scan.finish()

    hits = [entry.hits for key, entry in tally.types.items() if key[1] == "secret.password"]
    assert max(hits) == 8000 + sum(cell != "****" for cell in mixed)
