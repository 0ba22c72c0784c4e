"""Measure how many of the corpora's single values are found when asked for by their type.

    python bench/vectors.py ../shared/corpora/vectors

Each label of stdnum.jsonl, phones_libphonenumber.jsonl and presidio_recognizers.jsonl is given the
type of pdscan that it stands for, and each value goes through `detect([value], types=[its type])`.
`found`: valid values with a match; `silent`: invalid ones without. Types that pdscan names itself
are held to 99.5 %; `stdnum:*` to what the library's own `is_valid` says, `presidio:*` to what the
recognizer's own `analyze` finds in the same text.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pdscan import api, plugins
from pdscan.named_numbers import validator
from pdscan.presidio.catalogue import catalogue

NAMED = {
    "fr.nir": "gov.nir",
    "fr.nif": "gov.tax_id",
    "fr.siren": "business.siren",
    "fr.siret": "business.siren",
    "fr.tva": "business.vat",
    "iban": "payment.iban",
    "es.iban": "payment.iban",
    "be.iban": "payment.iban",
    "no.iban": "payment.iban",
    "me.iban": "payment.iban",
    "bic": "payment.bic",
    "iso9362": "payment.bic",
    "imei": "online.imei",
    "mac": "online.mac",
}
NOT_A_TYPE = ("damm", "luhn", "verhoeff", "iso7064")  # bare check-digit rules, no kind of number
ASKED = 0.995


@dataclass(slots=True)
class Row:
    """Count one label: valid values found, invalid ones silent, and what the library says."""

    label: str
    type: str
    valid: int = 0
    found: int = 0
    invalid: int = 0
    silent: int = 0
    as_library: int = 0
    wrong: list[str] = field(default_factory=list)


def records(path: Path) -> Iterator[dict[str, object]]:
    """Yield the lines of a corpus file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    """Print a line for each label, then the sums."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora/vectors")
    shown = "--wrong" in sys.argv
    for title, rows in (
        ("numbers", numbers(folder / "stdnum.jsonl")),
        ("telephones", phones(folder / "phones_libphonenumber.jsonl")),
    ):
        print(f"\n{title:42} {'found':>13} {'silent':>13} {'as the library':>16}")
        for row in rows:
            total = row.valid + row.invalid
            print(
                f"{row.label:22} {row.type:28} {row.found:5}/{row.valid:<5}"
                f" {row.silent:5}/{row.invalid:<5} {row.as_library:6}/{total:<6}"
                f"{'' if row.as_library >= ASKED * total else '  <'}"
            )
            for one in row.wrong[:5] if shown else ():
                print(f"      {one}")
        print_sums(rows)
    recognizers(folder / "presidio_recognizers.jsonl")


def numbers(path: Path) -> list[Row]:
    """Return a row for each label of stdnum.jsonl; check-digit rules alone are left out."""
    by_module: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for one in records(path):
        module = str(one["source"]).rpartition(" ")[2]
        if not module.startswith(NOT_A_TYPE):
            by_module[module, str(one["type"])].append((str(one["value"]), bool(one["valid"])))
    known = plugins.packed_titles(("stdnum",))
    rows = []
    for (module, label), values in by_module.items():
        type_id = NAMED.get(module, f"stdnum:{module}")
        if module not in NAMED and type_id not in known:
            type_id = "none"
        rows.append(_row(label, type_id, values, "bic" if module == "iso9362" else module))
    return rows


def phones(path: Path) -> list[Row]:
    """Return a row for each kind of telephone number."""
    by_kind: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for one in records(path):
        by_kind[str(one["kind"])].append((str(one["value"]), bool(one["valid"])))
    return [_row(kind, "contact.phone", values, None) for kind, values in by_kind.items()]


def _row(label: str, type_id: str, values: Iterable[tuple[str, bool]], module: str | None) -> Row:
    row, pairs = Row(label, type_id), list(values)
    answers = (
        [bool(found) for found in api.detect([value for value, _ in pairs], types=[type_id])]
        if type_id != "none"
        else [False] * len(pairs)
    )
    for (value, valid), found in zip(pairs, answers, strict=True):
        row.valid += valid
        row.found += valid and found
        row.invalid += not valid
        row.silent += not valid and not found
        expected = valid if module is None else validator(module)(value)
        row.as_library += expected == found
        if found != valid:
            row.wrong.append(f"{'missed' if valid else 'found'}: {value!r}")
    return row


def print_sums(rows: Iterable[Row]) -> None:
    """Print the sums over the types that pdscan names, and over those of the library."""
    listed = list(rows)
    for name, some in (
        ("named by pdscan", [row for row in listed if ":" not in row.type and row.type != "none"]),
        ("named after the library", [row for row in listed if ":" in row.type]),
    ):
        found, valid = sum(row.found for row in some), sum(row.valid for row in some)
        silent, invalid = sum(row.silent for row in some), sum(row.invalid for row in some)
        alike = sum(row.as_library for row in some)
        if valid + invalid:
            print(
                f"{name:51} {found:5}/{valid:<5} {silent:5}/{invalid:<5}"
                f" {alike:6}/{valid + invalid:<6}"
                f" {100 * (found + silent) / (valid + invalid):.2f} %"
            )


def recognizers(path: Path) -> None:
    """Print, for each recognizer of Presidio, what pdscan finds of what its own tests expect.

    `expected`: texts whose expected spans are all found (or none, where none is expected);
    `itself`: the same of Presidio's recognizer; `alike`: texts in which both find the same spans.
    """
    by_entity: dict[str, list[tuple[str, set[tuple[int, int]]]]] = defaultdict(list)
    for one in records(path):
        spans = one.get("spans") or []
        assert isinstance(spans, list)
        by_entity[str(one["type"])].append((str(one["text"]), {(a, b) for a, b in spans}))
    known = plugins.packed_titles(("presidio",))
    print(f"\n{'recognizers':42} {'texts':>6} {'expected':>9} {'itself':>7} {'alike':>6}")
    sums = [0, 0, 0, 0]
    for entity, texts in sorted(by_entity.items()):
        if f"presidio:{entity}" not in known:
            print(f"{entity:42} {len(texts):6} not here: no regex finds it")
            continue
        mine = _places(entity, [text for text, _ in texts])
        theirs = [_itself(entity, text) for text, _ in texts]
        pairs = list(zip((spans for _, spans in texts), mine, theirs, strict=True))
        row = [
            len(texts),
            sum(spans <= own and bool(spans) == bool(own) for spans, own, _ in pairs),
            sum(spans <= its and bool(spans) == bool(its) for spans, _, its in pairs),
            sum(own == its for _, own, its in pairs),
        ]
        sums = [total + one for total, one in zip(sums, row, strict=True)]
        print(f"{entity:42} {row[0]:6} {row[1]:9} {row[2]:7} {row[3]:6}")
    print(f"{'all':42} {sums[0]:6} {sums[1]:9} {sums[2]:7} {sums[3]:6}")


def _places(entity: str, texts: list[str]) -> list[set[tuple[int, int]]]:
    found = api.detect(texts, types=[f"presidio:{entity}"])
    return [{(match.start, match.end) for match in matches} for matches in found]


def _itself(entity: str, text: str) -> set[tuple[int, int]]:
    """Return where Presidio's own recognizers find the entity in a text."""
    from presidio_analyzer import EntityRecognizer

    answers = [
        answer
        for one in catalogue().by_entity[entity]
        for answer in one.analyze(text, [entity], None)
    ]
    return {(one.start, one.end) for one in EntityRecognizer.remove_duplicates(answers)}


if __name__ == "__main__":
    main()
