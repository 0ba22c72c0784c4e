"""Find cards and accounts that lie split over columns or keys, hashed ones, and chance apart."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pyarrow as pa
import pytest

from pdscan import api, plugins
from pdscan.report import Finding

HASHED = tomllib.loads(
    (Path(__file__).parent / "detectors" / "hashed_number.toml").read_text("utf-8")
)
QUARTERS = [("4000", "0012", "3456", "7899"), ("4000", "0000", "0000", "0002"),
            ("5105", "1051", "0510", "5100")]  # fmt: skip
CHANCE = [
    (f"{4000 + row}", f"{row * 37 % 10000:04d}", f"{row * 91 % 10000:04d}", f"{row * 7 + 1000}")
    for row in range(60)
]


def _findings(folder: Path, name: str, text: str, kind: str) -> list[Finding]:
    (folder / name).write_text(text, "utf-8")
    report = api.scan(folder, only=(kind,), names=False)
    return [one for one in report.findings if one.type == kind]


def _csv(header: str, rows: list[tuple[str, ...]]) -> str:
    return "\n".join([header, *(",".join(("12", *row, "ok")) for row in rows)]) + "\n"


@pytest.mark.parametrize("header", ["id,card1,card2,card3,card4,state", "id,a,b,c,d,state"])
def test_a_card_split_over_four_columns_is_found_at_the_first(tmp_path: Path, header: str) -> None:
    (found,) = _findings(tmp_path, "cards.csv", _csv(header, QUARTERS), "payment.card.pan")

    assert found.locus == f"column:{header.split(',')[1]}"
    assert (found.hits, found.examined, found.distinct) == (3, 3, 3)
    assert all("••••" in sample.masked for sample in found.samples)


def test_a_card_split_over_keys_is_found(tmp_path: Path) -> None:
    rows = [dict(zip(("pan1", "pan2", "pan3", "pan4"), row, strict=True)) for row in QUARTERS]

    (found,) = _findings(tmp_path, "cards.json", json.dumps(rows), "payment.card.pan")

    assert found.hits == 3


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("id,cb1,nom,cb2,qte,cb3,cb4,state", "{0},Doe,{1},3,{2},{3}"),
        ("id,card_high,card_low,state", "{0}{1},{2}{3}"),
        ("id,carte_debut,titulaire,carte_fin,state", "{0}{1},Doe,{2}{3}"),
    ],
)
def test_a_card_split_over_columns_that_names_tell_is_found(
    tmp_path: Path, header: str, parts: str
) -> None:
    text = "\n".join([header, *(f"12,{parts.format(*row)},ok" for row in QUARTERS)]) + "\n"

    (found,) = _findings(tmp_path, "cards.csv", text, "payment.card.pan")

    assert (found.locus, found.hits) == (f"column:{header.split(',')[1]}", 3)


def test_first_six_middle_and_last_four_digits_side_by_side_are_a_card(tmp_path: Path) -> None:
    rows = [f"{a}{b[:2]},{b[2:]}{c},{d}" for a, b, c, d in QUARTERS]
    text = "\n".join(["bin,middle,last4", *rows]) + "\n"

    (found,) = _findings(tmp_path, "cards.csv", text, "payment.card.pan")

    assert (found.locus, found.hits) == ("column:bin", 3)


def test_quarters_that_lost_their_zeros_count_where_a_name_says_card(tmp_path: Path) -> None:
    numbers = [",".join(str(int(part)) for part in row) for row in QUARTERS]

    named = "\n".join(["card1,card2,card3,card4", *numbers]) + "\n"
    plain = "\n".join(["a,b,c,d", *numbers]) + "\n"

    assert [one.hits for one in _findings(tmp_path, "a.csv", named, "payment.card.pan")] == [3]
    assert _findings(tmp_path, "a.csv", plain, "payment.card.pan") == []


@pytest.mark.parametrize(
    ("record", "locus"),
    [
        ({"payment": {"pan": list(QUARTERS[0])}}, "key:$.payment.pan[*]"),
        ({"pan": [{"d": part} for part in QUARTERS[0]]}, "key:$.pan[*].d"),
        ({"a": {"cb1": "4000", "x": 7, "cb2": "0012"}, "cb3": "3456", "e": [{"cb4": "7899"}]},
         "key:$.a.cb1"),
    ],
)  # fmt: skip
def test_a_card_split_over_nested_keys_or_an_array_is_found(
    tmp_path: Path, record: object, locus: str
) -> None:
    (found,) = _findings(tmp_path, "card.json", json.dumps(record), "payment.card.pan")

    assert (found.locus, found.hits) == (locus, 1)


def test_a_card_split_over_keys_of_json_in_a_column_is_found(tmp_path: Path) -> None:
    cells = [json.dumps({"card": dict(zip("abcd", row, strict=True))}) for row in QUARTERS]
    text = "id,payload\n" + "".join(
        f'{row},"{cell.replace(chr(34), chr(34) * 2)}"\n' for row, cell in enumerate(cells)
    )

    (found,) = _findings(tmp_path, "cards.csv", text, "payment.card.pan")

    assert (found.locus, found.hits) == ("column:payload.$.card.a", 3)


def test_an_array_of_years_or_amounts_is_no_card(tmp_path: Path) -> None:
    record = {"card": [2021, 2022, 2023, 2024], "pan": [4000, 12, 3456, 7890]}

    assert _findings(tmp_path, "years.json", json.dumps(record), "payment.card.pan") == []


def test_columns_of_four_digits_that_pass_by_chance_are_no_cards(tmp_path: Path) -> None:
    text = _csv("id,a,b,c,d,state", CHANCE)

    assert _findings(tmp_path, "counts.csv", text, "payment.card.pan") == []


def test_the_parts_of_a_rib_side_by_side_are_one_account(tmp_path: Path) -> None:
    text = _csv("id,banque,guichet,compte,cle,state", [("99999", "00001", "00012345678", "09")])

    (found,) = [one for one in _findings(tmp_path, "rib.csv", text, "payment.rib")
                if one.locus == "column:banque"]  # fmt: skip

    assert found.hits == 1


@pytest.mark.parametrize("row", HASHED["hits"], ids=lambda row: row["name"])
def test_a_column_of_hashes_is_what_was_hashed_and_how_strong_the_hash_is(
    row: dict[str, str],
) -> None:
    reading = plugins.detector("hashed_number").judge_column(
        row["name"], pa.array([row["cell"]] * 5)
    )

    assert reading is not None
    assert (reading.type, reading.form) == (row["type"], row["form"])


@pytest.mark.parametrize("row", HASHED["silent"], ids=lambda row: row["name"])
def test_a_column_of_other_hashes_or_of_none_stays_silent(row: dict[str, str]) -> None:
    cells = pa.array([row["cell"]] * 5)

    assert plugins.detector("hashed_number").judge_column(row["name"], cells) is None


def test_a_hashed_card_is_a_finding_of_its_form(tmp_path: Path) -> None:
    text = "id,card_hash\n" + "".join(f"{row},{row:032x}\n" for row in range(5))

    (found,) = _findings(tmp_path, "hashes.csv", text, "payment.card.pan")

    assert (found.form, found.locus, found.hits) == ("weak_hash", "column:card_hash", 5)


def test_a_column_of_keys_of_which_one_in_ten_passes_luhn_holds_no_cards(tmp_path: Path) -> None:
    text = "licence\n" + "".join(f"{4970100000000000 + row * 7919}\n" for row in range(200))

    assert _findings(tmp_path, "keys.csv", text, "payment.card.pan") == []


def test_a_column_of_cards_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    cards = ("4000001234567899", "4000000000000002", "5105105105105100", "4111111111111111")

    (found,) = _findings(tmp_path, "refs.csv", "ref\n" + "\n".join(cards), "payment.card.pan")

    assert found.hits == 4
    assert found.certainty in ("likely", "suspected", "confirmed")


def test_one_card_beside_one_that_fails_is_no_column_of_cards(tmp_path: Path) -> None:
    one, other = "4000001234567899", "4000001234567890"

    assert _findings(tmp_path, "x.csv", f"c1\n{one}\n{other}\n", "payment.card.pan") == []
    assert len(_findings(tmp_path, "x.csv", f"c1\n{one}\n{one}\n", "payment.card.pan")) == 1
    assert len(_findings(tmp_path, "x.csv", f"carte\n{one}\n{other}\n", "payment.card.pan")) == 1


def test_one_number_in_a_field_of_order_numbers_is_no_card(tmp_path: Path) -> None:
    text = json.dumps({"orderId": 4000001234567899, "state": "ok"})

    assert _findings(tmp_path, "order.json", text, "payment.card.pan") == []
