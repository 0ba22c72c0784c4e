"""`pdscan list types` and `explain` say how each type is found, and what is only named."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import pdscan

from pdscan import plugins, taxonomy
from pdscan.cli import ways


@pytest.mark.parametrize(
    ("type_id", "expected"),
    [
        ("payment.iban", {"pattern", "checksum", "field"}),
        ("secret.private_key", {"pattern", "field"}),
        ("special.religion", {"words", "field"}),
        ("person.name", {"pattern", "model", "field"}),
        ("media.video", {"file", "field"}),
        ("customer.consent", {"field"}),
    ],
)
def test_a_type_is_found_as_its_detectors_find(type_id: str, expected: set[str]) -> None:
    assert set(ways.ways()[type_id]) >= expected - {"pattern"}
    assert ("checksum" in ways.ways()[type_id]) == ("checksum" in expected)
    assert ("model" in ways.ways()[type_id]) == ("model" in expected)


def test_every_type_is_found_somehow_and_none_without_a_detector() -> None:
    found = ways.ways()

    assert set(found) == set(taxonomy.load().types)
    for type_id, keys in found.items():
        sought = any(type_id in one.types for one in plugins.detectors().values())
        assert (keys == ("none",)) != sought, type_id


def test_types_are_listed_with_their_ways_in_both_languages(tmp_path: Path) -> None:
    english = pdscan("list", "types", "--lang", "en", state=tmp_path).stdout.decode()
    french = pdscan("list", "types", state=tmp_path).stdout.decode()

    assert any(line.startswith("gov.nir ") and "checksum" in line for line in english.split("\n"))
    assert any(
        line.startswith("gov.nir ") and "clé de contrôle" in line for line in french.split("\n")
    )
