"""Short words in names of columns are read in full, and whole words are left as they are."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from pdscan import api, short_words
from pdscan.short_words import spellings, without_affix


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("dt_nais", "date naissance"),
        ("sit_fam", "situation familiale"),
        ("NOMSAL", "nom salaire"),
        ("CODPOS", "code postal"),
        ("LIEUNAIS", "lieu naissance"),
        ("NETIMPO", "net imposable"),
        ("NOMJF", "nom jeune fille"),
        ("REP_PNOM", "rep prenom"),
        ("adr_liv_1", "adresse livraison"),
    ],
)
def test_short_words_are_read_in_full(name: str, full: str) -> None:
    assert tuple(full.split()) in [one.words for one in spellings(name)]


@pytest.mark.parametrize(
    "name", ["format", "STATUT", "produit", "natures", "agent", "PRENOM", "comment", "model", ""]
)
def test_a_whole_word_is_not_cut(name: str) -> None:
    assert not any(one.cut for one in spellings(name))


def test_the_usual_letters_of_a_table_are_taken_off() -> None:
    legacy = ("CLINUM", "CLINOM", "CLIPRE", "CLIVIL")

    assert without_affix("CLINOM", legacy) == "NOM"
    assert without_affix("NOMCLI", ("NOMCLI", "PRENOM", "VILLE", "CP")) == "NOMCLI"
    assert without_affix("NOMAGT", ("MATAGT", "NOMAGT", "ADRAGT", "GRADE")) == "NOM"
    assert without_affix("cli_nom", legacy) == "cli_nom"


def test_the_examples_hold() -> None:
    assert doctest.testmod(short_words).failed == 0


def test_a_short_name_is_context_for_the_values_too(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("MATRIC;DATNAIS\nM1;12/04/1979\nM2;03/02/2015\n", "utf-8")

    found = {one.locus: one for one in api.scan(tmp_path / "t.csv", names=False).findings}

    assert found["column:DATNAIS"].type == "person.birth_date"
    assert found["column:DATNAIS"].certainty == "confirmed"
    assert found["column:DATNAIS"].minors == 0.5
