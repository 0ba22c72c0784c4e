"""National numbers: found where a word or field names them, as python-stdnum reads them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from command_line import pdscan
from hypothesis import given, settings
from hypothesis import strategies as st

from pdscan import api, plugins
from pdscan.contracts import Pattern
from pdscan.detection.engine import Engine
from pdscan.taxonomy import load

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "detectors/national_numbers.toml").read_text(encoding="utf-8"))
PACK = plugins.packs()["stdnum"]
_MARK = re.compile(r"\[\[(.+?)\]\](?!\])")


@cache
def _engine() -> Engine:
    return Engine(plugins.packed(()), load())


@pytest.mark.parametrize("row", TABLE["hits"], ids=lambda row: row["text"][:20])
def test_numbers_are_found_beside_their_word(row: dict[str, str]) -> None:
    mark = _MARK.search(row["text"])
    assert mark is not None
    text = row["text"].replace("[[", "").replace("]]", "")

    found = [(match.type, text[match.start : match.end]) for match in _engine().detect(text)]

    assert (row["type"], mark[1]) in found


@pytest.mark.parametrize("text", TABLE["silent"])
def test_numbers_without_their_word_or_check_stay_silent(text: str) -> None:
    assert _engine().detect(text) == []


@pytest.mark.parametrize("row", TABLE["cells"], ids=lambda row: row["type"])
def test_cells_of_a_field_of_that_name_are_read_whole(row: dict[str, Any]) -> None:
    for field in row["fields"]:
        rules = {rule.name: rule.pattern.cell_check for rule in _engine().cell_rules(field)}
        check = rules[row["type"]]
        assert check is not None
        assert all(check(cell) for cell in row["hits"]), field
        assert not any(check(cell) for cell in row["silent"]), field


def test_every_module_of_the_library_has_a_type_or_is_named_by_pdscan() -> None:
    from stdnum.util import get_number_modules

    from pdscan.named_numbers import SAME

    named = {module for modules in SAME.values() for module in modules}
    modules = {module.__name__.removeprefix("stdnum.") for module in get_number_modules()}
    rules = {one for one in modules if one.startswith(("iso7064", "damm", "luhn", "verhoeff"))}
    assert modules - rules - named == {one.removeprefix("stdnum:") for one in PACK.titles()}


def test_numbers_of_companies_are_looked_for_on_demand_only() -> None:
    default = set(PACK.on_by_default())

    assert {"stdnum:us.ssn", "stdnum:nl.bsn", "stdnum:es.dni"} <= default
    assert not {"stdnum:nl.btw", "stdnum:us.ein", "stdnum:isbn", "stdnum:eu.vat"} & default


def _examples(type_id: str) -> list[str]:
    """Return the values that the library's own page of the number shows as valid."""
    module = import_module(f"stdnum.{type_id.partition(':')[2]}")
    quoted = re.findall(r"'([^'\n]{3,40})'", module.__doc__ or "")
    return [one for one in dict.fromkeys(quoted) if module.is_valid(one)]


def _stripped(value: str) -> tuple[int, int]:
    plain = value.strip()
    start = value.index(plain)
    return start, start + len(plain)


def test_a_whole_value_asked_for_by_its_type_needs_no_word() -> None:
    engine = Engine(PACK.detectors(PACK.titles()), load())
    for type_id in PACK.titles():
        for value in _examples(type_id):
            (found,) = engine.detect_all([value], frozenset({type_id}))
            assert (type_id, *_stripped(value)) in [(m.type, m.start, m.end) for m in found]


def test_a_value_asked_for_is_found_though_no_word_names_it() -> None:
    (found,) = api.detect(["111222333"], types=["stdnum:nl.bsn"])
    (silent,) = api.detect(["order 111222333"], types=["stdnum:nl.bsn"])

    assert [(match.type, match.end) for match in found] == [("stdnum:nl.bsn", 9)]
    assert silent == []


def test_documented_numbers_have_the_shape_that_texts_are_searched_for() -> None:
    for type_id in PACK.on_by_default():
        (pattern,) = PACK.detectors((type_id,)).values()
        assert isinstance(pattern, Pattern)
        for value in _examples(type_id):
            if len("".join(filter(str.isalnum, value))) > 4:
                reading = pattern.check(f"word: {value}.")
                assert reading is not None, (type_id, value)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PACK.titles())), st.text(max_size=40))
def test_no_text_makes_a_check_raise(type_id: str, text: str) -> None:
    for pattern in PACK.detectors((type_id,)).values():
        assert isinstance(pattern, Pattern)
        assert pattern.cell_check is not None
        pattern.check(text)
        pattern.cell_check(text)


def test_a_column_of_that_name_is_reported_masked(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,bsn\n1,111222333\n2,123456782\n")

    report = api.scan(tmp_path)

    found = [one for one in report.findings if one.type == "stdnum:nl.bsn"]
    assert [(one.locus, one.hits, one.tier) for one in found] == [("column:bsn", 2, 3)]
    assert {sample.masked for sample in found[0].samples} == {"••••33", "••••82"}


def test_prefixes_choose_a_country() -> None:
    assert "stdnum:us.ein" in plugins.packed(("stdnum:us",))
    assert all(name.startswith("stdnum:us.") for name in plugins.packed(("stdnum:us",)))


def test_types_of_packs_are_listed_and_explained(tmp_path: Path) -> None:
    def said(*words: str) -> str:
        return pdscan(*words, state=tmp_path).stdout.decode()

    assert "stdnum:nl.bsn" in said("list", "types")
    assert "burgerservicenummer" in said("explain", "stdnum:nl.bsn")
    assert "stdnum:us.ein" in said("explain", "stdnum:us")


def test_a_telephone_asked_for_is_found_as_its_own_country_writes_it() -> None:
    import phonenumbers as library

    texts = []
    for region in sorted(library.SUPPORTED_REGIONS):
        example = library.example_number_for_type(region, library.PhoneNumberType.FIXED_LINE)
        if example is not None:
            texts.append(library.format_number(example, library.PhoneNumberFormat.NATIONAL))
    grouped = [text for text in texts if not text.isdigit()]

    found = list(api.detect(grouped, types=["contact.phone"]))

    assert len(grouped) > 200
    assert sum(map(bool, found)) > 0.98 * len(grouped)


@pytest.mark.parametrize(
    "text", ["2026-05-12", "12/05/2026", "12.05.2026", "1 234 567", "192.168.1.1", "3.141 592"]
)
def test_a_date_or_an_amount_is_no_telephone_even_where_one_is_asked_for(text: str) -> None:
    assert list(api.detect([text], types=["contact.phone"])) == [[]]
