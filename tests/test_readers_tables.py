"""CSV and its kin, JSON and JSON lines as table blocks."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason
from pdscan.readers import json_rows


def pieces_of(data, name="a.csv"):
    data = data.encode() if isinstance(data, str) else data
    found = readers.read(
        Asset(f"file:///x/{name}", "x", "file"), io.BytesIO(data), Limits(), name=name
    )
    return [p for _, p in found if not (isinstance(p, Block) and p.locus == "name")]


def rows_of(pieces):
    rows, at = [], 0
    for piece in pieces:
        if isinstance(piece, Block) and piece.batch is not None:
            assert piece.start == at
            rows += piece.batch.to_pylist()
            at += piece.batch.num_rows
    return rows


def reasons(pieces):
    return [p.reason for p in pieces if isinstance(p, Gap)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x01", "\x1f"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
def test_any_delimiter_and_encoding_gives_named_columns(delimiter, encoding):
    lines = [["nom", "prénom", "tel"], ["Durantel", "Hélène", "0199001234"], ["Petit", "", "x"]]
    text = "\r\n".join(delimiter.join(line) for line in lines) + "\r\n"

    rows = rows_of(pieces_of(text.encode(encoding)))

    assert rows == [
        {"nom": "Durantel", "prénom": "Hélène", "tel": "0199001234"},
        {"nom": "Petit", "prénom": None, "tel": "x"},
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n"])
def test_little_table_is_read_as_a_long_one_is(line_end):
    lines = ["a;b;c", "1;;x y", " ;\u2028;2", "é;4;\x85", "last;5;6"]
    little = line_end.join(["nom;tel;ville", *lines, ""])
    long = line_end.join(["nom;tel;ville", *lines * 2_000, ""])

    assert rows_of(pieces_of(little)) == rows_of(pieces_of(long))[: len(lines)]
    assert len(rows_of(pieces_of(little))) == len(lines)


def test_quoted_cells_keep_delimiters_quotes_and_line_ends():
    rows = rows_of(pieces_of('nom,note\nDurantel,"12, rue ""X""\n75001 Paris"\n'))

    assert rows == [{"nom": "Durantel", "note": '12, rue "X"\n75001 Paris'}]


def test_single_quotes_and_backslashes_are_told_from_the_text():
    single = "nom;ville\n" + "'Du;rand';'Paris'\n" * 30
    escaped = 'nom,note\n"a","il dit \\"oui\\" ici"\n'

    assert rows_of(pieces_of(single))[0] == {"nom": "Du;rand", "ville": "Paris"}
    assert rows_of(pieces_of(escaped))[0]["note"] == 'il dit "oui" ici'


def test_table_without_header_has_numbered_columns():
    rows = rows_of(pieces_of("Durantel;Paul;0199001234\nPetit;Anne;0199005678\n"))

    assert rows[0] == {"#1": "Durantel", "#2": "Paul", "#3": "0199001234"}
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            "Enfant;Responsable légal;Activité",
            "Emma Roux;Paul Roux;judo\nLuc Petit;A. Petit;arc\n",
        ),
        ("classe;Élève", "6A;Paul Roux\n5B;Anne Petit\n6C;Luc Blanc\n4A;Ève Noir\n"),
        ("Patient;Pathologie", "Paul Roux;asthme\nAnne Petit;diabète\nÈve Noir;grippe\n"),
    ],
)
def test_words_above_names_of_persons_or_codes_are_a_header(header, rows):
    assert list(rows_of(pieces_of(f"{header}\n{rows}"))[0]) == header.split(";")


@pytest.mark.parametrize(
    "rows",
    [
        "Marie Durand;conjoint\nEmma Durand;enfant\nPaul Petit;conjoint\n",
        "directeur;Marie Durand\nagent 1;Paul Petit\nagent 2;Anne Roux\n",
        "Rose Blanc;comptable\nPaul Petit;juriste\nAnne Roux;vendeur\n",
        "Villa Rose;Durand\n12 rue Haute;Petit\n3 rue Basse;Roux\n",
    ],
)
def test_first_row_that_is_alike_the_others_is_no_header(rows):
    assert list(rows_of(pieces_of(rows))[0]) == ["#1", "#2"]


def test_second_column_of_a_name_is_numbered():
    assert list(rows_of(pieces_of("nom,nom,\nA,B,C\n"))[0]) == ["nom", "nom-2", "#3"]


def test_ragged_rows_keep_every_cell():
    rows = rows_of(pieces_of("nom,tel\nA\nB,1,0199001234,x\nC,2\n"))

    assert rows[0]["nom"] == "A"
    assert (rows[1]["#3"], rows[1]["#4"]) == ("0199001234", "x")
    assert rows[2]["tel"] == "2"


def test_sep_line_of_excel_is_no_row():
    assert rows_of(pieces_of("sep=;\nnom;age\nA;3\n")) == [{"nom": "A", "age": "3"}]


def test_ten_thousand_columns_are_read():
    header = ",".join(f"c{i}" for i in range(10_000))
    line = ",".join(str(i) for i in range(10_000))

    rows = rows_of(pieces_of(f"{header}\n" + f"{line}\n" * 5))

    assert len(rows) == 5
    assert rows[4]["c9999"] == "9999"


def test_nul_in_a_cell_hurts_nothing():
    rows = rows_of(pieces_of("nom,tel\nA\0B,1\n" + "C,2\n" * 50))

    assert rows[0]["nom"] == "A\0B"


def test_long_table_comes_in_bounded_blocks_without_losing_a_row():
    text = "id,note\n" + "".join(f'{i},"ligne {i}\nsuite, ""q"""\n' for i in range(300_000))

    pieces = pieces_of(text)
    rows = rows_of(pieces)

    assert [row["id"] for row in rows] == [str(i) for i in range(300_000)]
    assert rows[-1]["note"] == 'ligne 299999\nsuite, "q"'
    assert max(p.batch.num_rows for p in pieces) <= 20_000


def test_stray_quotes_lose_no_value():
    text = "nom,taille\n" + "".join(f'n{i},5" tube\n' for i in range(400_000))

    found = str(rows_of(pieces_of(text)))

    assert all(f"n{i}," in found or f"'n{i}'" in found for i in range(0, 400_000, 40_000))


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, je m'appelle Paul, et vous, Anne?\nOui, bien, merci, à vous.\nAu revoir, Paul.\n",
        "2026-01-01 10:00:00,123 INFO start, ok\n2026-01-01 10:00:01,456 WARN slow, retry, x\n" * 9,
        "GET /a;b HTTP/1.1 | 200 | ok\n" * 9,
    ],
)
def test_prose_and_logs_stay_text(text):
    pieces = pieces_of(text, "notes.txt")

    assert "".join(p.text for p in pieces) == text


def test_text_file_that_is_surely_a_table_is_one():
    text = "id\tnom\temail\n" + "".join(f"{i}\tDurantel\td{i}@example.org\n" for i in range(9))

    assert rows_of(pieces_of(text, "export.txt"))[8]["email"] == "d8@example.org"


def test_header_alone_is_a_table_without_rows():
    (piece,) = pieces_of("nom,tel\n")

    assert piece.batch.schema.names == ["nom", "tel"]
    assert piece.batch.num_rows == 0


def test_json_values_are_columns_named_by_path():
    document = {
        "client": {"nom": "Durantel", "tels": [199001234, None, "x"]},
        "ok": True,
        "n": 1.50,
    }

    (piece,) = pieces_of(json.dumps(document), "a.json")

    assert piece.locus == "key"
    assert rows_of([piece]) == [
        {"$.client.nom": "Durantel", "$.client.tels[*]": "199001234", "$.ok": "true", "$.n": "1.5"},
        {"$.client.nom": None, "$.client.tels[*]": None, "$.ok": None, "$.n": None},
        {"$.client.nom": None, "$.client.tels[*]": "x", "$.ok": None, "$.n": None},
    ]


def test_what_belongs_together_in_an_array_stays_side_by_side():
    document = [{"nom": "A", "x": "1"}, {"x": "2"}, {"nom": "C", "x": "3"}]

    rows = rows_of(pieces_of(json.dumps(document, indent=1), "a.json"))

    assert [(r["$[*].nom"], r["$[*].x"]) for r in rows] == [("A", "1"), (None, "2"), ("C", "3")]


def test_keys_that_are_data_are_values():
    document = {"users": {"paul@example.org": {"age": 3}, "anne@example.org": {"age": 4}}}

    rows = rows_of(pieces_of(json.dumps(document), "a.json"))

    assert [r["$.users.*~"] for r in rows] == ["paul@example.org", "anne@example.org"]
    assert [r["$.users.*.age"] for r in rows] == ["3", "4"]


def test_json_lines_are_rows_and_a_broken_line_is_text_and_a_gap():
    text = '{"nom": "A"}\n{"nom": "B"}\n{"nom": cassé 0199001234\n{"nom": "C"}\n'

    pieces = pieces_of(text, "a.jsonl")

    assert [r["$.nom"] for r in rows_of(pieces)] == ["A", "B", "C"]
    assert any(isinstance(p, Block) and p.text and "0199001234" in p.text for p in pieces)
    assert reasons(pieces) == [Reason.CORRUPT]


def test_large_array_is_streamed_whole():
    text = json.dumps([{"id": i, "note": "x" * 100} for i in range(60_000)])

    rows = rows_of(pieces_of(text, "a.json"))

    assert [int(r["$[*].id"]) for r in rows] == list(range(60_000))


def test_cut_json_is_read_as_text_with_a_gap():
    pieces = pieces_of('{"nom": "Durantel", "tel": "0199001234", "x": [1, 2', "a.json")

    assert any(isinstance(p, Block) and "0199001234" in (p.text or "") for p in pieces)
    assert reasons(pieces) == [Reason.CORRUPT]


def test_text_that_only_begins_like_json_is_text():
    pieces = pieces_of("[2026-01-01 10:00] demarrage\n[2026-01-01 10:01] fin\n", "a.log")

    assert "demarrage" in "".join(p.text or "" for p in pieces if isinstance(p, Block))
    assert reasons(pieces) == []


def test_deeply_nested_json_neither_crashes_nor_vanishes():
    pieces = pieces_of("[" * 100_000 + "]" * 100_000, "a.json")

    assert pieces


def test_one_wide_row_among_many_takes_no_memory_for_all():
    text = "a,b\n" + "1,2\n" * 20_000 + "x," * 100_000 + "fin\n" + "3,4\n" * 10

    pieces = pieces_of(text)

    assert sum(p.batch.num_rows for p in pieces) == 20_011
    assert max(p.batch.num_rows * p.batch.num_columns for p in pieces) < 2 << 20
    last = [cell for p in pieces for cell in p.batch.columns[-1].to_pylist() if cell]
    assert any(cell.endswith("fin") for cell in last)


def test_json_of_many_paths_and_many_rows_stays_bounded():
    keys = {f"k{chr(97 + i)}{chr(97 + j)}": 1 for i in range(13) for j in range(13)}
    document = {"wide": [dict.fromkeys(keys, keys)], "long": list(range(100_000))}

    pieces = pieces_of(json.dumps(document), "a.json")

    assert max(p.batch.num_rows * p.batch.num_columns for p in pieces) <= 16 << 20
    assert any(
        "99999" in p.batch.column("$.long[*]").to_pylist()[-1]
        for p in pieces
        if "$.long[*]" in p.batch.schema.names
    )


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from(["", "a", "é", "\ud800", "1.10"])
)
KEYS = st.sampled_from(["a", "b", "c.d", "", "paul@example.org"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner), max_leaves=6
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=5))
def test_records_placed_together_lie_where_they_lie_placed_one_by_one(records):
    def as_text(value):
        if isinstance(value, dict):
            return {key: as_text(item) for key, item in value.items()}
        if isinstance(value, list):
            return [as_text(item) for item in value]
        return str(value) if type(value) is int else value

    together, one_by_one = json_rows.Rows(), json_rows.Rows()
    texts = [as_text(record) for record in records]

    blocks = [*together.extend(texts, "$"), *together.take()]
    for text in texts:
        one_by_one.add(text, "$")

    def cells(blocks):
        rows = [row for block in blocks for row in block.batch.to_pylist()]
        return {
            (number, path, cell)
            for number, row in enumerate(rows)
            for path, cell in row.items()
            if cell is not None
        }

    assert cells(blocks) == cells(one_by_one.take())
    assert together.start == one_by_one.start


def test_numbers_of_json_lines_stay_as_they_are_written():
    big = "123456789012345678901234567890"
    text = '{"n": 1.10, "id": 7}\n' * 3 + f'{{"n": {big}, "id": 1e3}}\n{{"n": true, "id": [5]}}\n'

    rows = rows_of(pieces_of(text, "a.jsonl"))

    assert [row["$.n"] for row in rows] == ["1.10", "1.10", "1.10", big, "true"]
    assert [row["$.id"] for row in rows] == ["7", "7", "7", "1e3", None]
    assert rows[4]["$.id[*]"] == "5"


@pytest.mark.parametrize("depth", [50, 150, 450, 900, 5_000])
@pytest.mark.parametrize("form", ['{{"a":{}}}', "[{}]", '{{"a":[{}]}}'])
def test_deep_json_is_read_whatever_its_depth(depth, form):
    before, after = form.format(" ").split(" ")
    line = before * depth + '"0199001234"' + after * depth

    pieces = pieces_of(f"{line}\n{line}\n", "a.jsonl")

    assert "0199001234" in str(rows_of(pieces)) + str([getattr(p, "text", "") for p in pieces])


def test_records_with_keys_of_their_own_take_no_memory_for_all():
    text = "".join(json.dumps({f"k{i}": 1, f"l{i}": {f"m{i}": 2}}) + "\n" for i in range(3_000))

    pieces = pieces_of(text.replace("k", "k_"), "a.jsonl")

    assert max(p.batch.num_rows * p.batch.num_columns for p in pieces) <= 20 << 20
