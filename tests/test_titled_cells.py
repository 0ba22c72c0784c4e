"""A little column of names behind a civility is one of persons; of products called so it is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pdscan import api


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["M. Marchal Olivier"], {"person.name"}),
        (["Mme Claire Durantel", "sans suite"], {"person.name"}),
        (["Dr. Oetker", "Mr. Propre", "Mrs Fields"], set()),
        (["M. le directeur", "sans suite"], set()),
    ],
)
def test_a_civility_before_two_names_announces_a_person(
    tmp_path: Path, cells: list[str], found: set[str]
) -> None:
    page = tmp_path / "page.json"
    page.write_text(json.dumps([{"tiers": cell} for cell in cells]), "utf-8")

    assert {finding.type for finding in api.scan(page).findings} == found
