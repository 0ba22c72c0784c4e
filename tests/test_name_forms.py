"""Hold what a text's own words say of names to account: labels, lists of people, spoilt letters."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pdscan import plugins
from pdscan.naming.dictionary import is_word
from pdscan.naming.labels import Label, label_before
from pdscan.naming.language import Language, of
from pdscan.naming.mojibake import repaired
from pdscan.naming.names import know

BENCH = Path(__file__).parent.parent / "bench"


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("Nom d'usage : ", Label.LAST),
        ("NOM : DUPONT    PRENOM : ", Label.FIRST),
        ("Prénom ................... : ", Label.FIRST),
        ("Nom/Prénom : ", Label.FULL),
        ("Nom de l'adhérent ........ : ", Label.FULL),
        ("Médecin traitant : ", Label.PERSON),
        ("Vu par : ", Label.PERSON),
        ("Assigné à: ", Label.PERSON),
        ("\nÀ : ", Label.PERSON),
        ("né le 3 mai à : ", Label.NOTHING),
        ("Mode de règlement : ", Label.NOTHING),
        ("Nom du produit : ", Label.NOTHING),
        ("Adresse mail du client : ", Label.NOTHING),
        ("Ville : ", Label.THING),
        ("Localidad/ Provincia: ", Label.THING),
        ("Responsable du site : ", Label.NOTHING),
        ("Nombre de clients : ", Label.NOTHING),
        ("le médecin traitant ", Label.NOTHING),
    ],
)
def test_a_label_says_which_part_of_a_name_it_asks_for(before: str, asked: Label) -> None:
    assert label_before(before) is asked


def test_spoilt_letters_are_read_as_meant_and_keep_their_places() -> None:
    spoilt = "Ã€ HÃ©lÃ¨ne WiÅ›niewski, 12 â‚¬"

    made = repaired(spoilt)

    assert made is not None
    text, places = made
    start = text.index("Hélène")
    assert spoilt[places[start] : places[start + len("Hélène")]] == "HÃ©lÃ¨ne"
    assert spoilt[places[text.index("Wi")] :].startswith("WiÅ›")
    assert len(places) == len(text) + 1


@pytest.mark.parametrize("text", ["", "Hélène Quéméner à Ploërmel", "Ã", "SÃO PAULO", "Å"])
def test_sound_letters_are_left_alone(text: str) -> None:
    assert repaired(text) is None


@pytest.mark.parametrize("word", ["vehicule", "boulangerie", "horloge", "aardvark", "zygote"])
def test_words_of_a_dictionary_are_known(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize("word", ["", "a", "zzzz", "dupont", "okamba", "vehiculeq", "\n"])
def test_names_and_nothings_are_no_words(word: str) -> None:
    assert not is_word(word)


@pytest.mark.parametrize(
    ("word", "usual"),
    [("Ludovic", True), ("Pierre", True), ("Jean-Pierre", True), ("Lois", False), ("Rose", False)],
)
def test_usual_given_names_are_told_from_words(word: str, usual: bool) -> None:
    assert know(word).usual is usual


@pytest.mark.parametrize("word", ["J.-C.", "J-C", "J.R", "L."])
def test_initials_are_told(word: str) -> None:
    assert know(word).initial


@pytest.mark.parametrize("word", ["S.A.", "N.V.", "Dr.", "Jo"])
def test_forms_of_companies_and_titles_are_no_initials(word: str) -> None:
    assert not know(word).initial


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le dossier est complet et vous pouvez passer au bureau.", Language.FRENCH),
        ("The file is complete and you can come to the office.", Language.ENGLISH),
        ("Nom : DURANTEL", Language.FRENCH),
        ("El paciente fue visto por el médico con su hija y no se le dio el alta.", Language.OTHER),
        ("Дорогая Анна, приезжайте к нам в гости в субботу вечером.", Language.OTHER_SCRIPT),
        ("Mme Дорогая Анна est venue à la réunion de ce matin.", Language.FRENCH),
    ],
)
def test_languages_are_told_by_their_small_words(text: str, language: Language) -> None:
    assert of(text) is language


def test_the_measured_documents_are_held_back_from_the_learnt_ones() -> None:
    if not BENCH.is_dir():
        pytest.skip("bench/ is not here")
    sys.path.insert(0, str(BENCH))
    try:
        import name_documents
    finally:
        sys.path.remove(str(BENCH))

    learnt = list(name_documents.documents(1, 3, held=False))
    held = list(name_documents.documents(1, 3, held=True))

    assert {kind for kind, _, _ in held} == {"business", "hospital", "english"}
    assert not {text for _, text, _ in learnt} & {text for _, text, _ in held}
    assert all(text[start:end].strip() for _, text, spans in held for start, end in spans)


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("CV_Jean_Lefebvre.pdf", ["Jean_Lefebvre"]),
        ("LEFEBVRE_Marie_contrat.docx", ["LEFEBVRE_Marie"]),
        ("lefebvre-jean-2024.xlsx", ["lefebvre-jean"]),
        ("Rapport_Mars_2024.pdf", []),
        ("Lefebvre_SARL_facture.pdf", []),
        ("org.example.shop.OrderService.java", []),
        ("jquery.min.js", []),
    ],
)
def test_the_name_of_a_file_is_read_by_its_words(file: str, names: list[str]) -> None:
    found = plugins.detector("person_name").find_in_document([file])[0]

    assert [file[one.start : one.end] for one in found] == names
