"""Names in logins and in names of documents are told from the words that machines use."""

from __future__ import annotations

import doctest

import pytest

from pdscan.naming import written_names
from pdscan.naming.written_names import is_login_of_a_name, names_a_person


@pytest.mark.parametrize("word", ["jlefebvre", "lefebvrej", "j.martin", "abel.durand", "zpetit2"])
def test_a_login_is_a_name_in_short(word: str) -> None:
    assert is_login_of_a_name(word)


@pytest.mark.parametrize(
    "word", ["admin", "root", "postgres", "store", "status", "lefebvre", "marie", "a.b", "", "j m"]
)
def test_other_words_are_not(word: str) -> None:
    assert not is_login_of_a_name(word)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/rh/DURAND Abel/fiche.pdf", True),
        ("Contrat-Jean-Petit.docx", True),
        ("facture-2024-Martin.pdf", False),
        ("Martin-Abel.mp3", False),
        ("Notice_Lampe_Oslo.pdf", False),
    ],
)
def test_documents_are_named_after_people(path: str, named: bool) -> None:
    assert names_a_person(path) is named


def test_the_examples_hold() -> None:
    assert doctest.testmod(written_names).failed == 0
