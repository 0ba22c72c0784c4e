from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pdscan import plugins
from pdscan.model import Reason, UnreadableError
from pdscan.naming import model as name_model
from pdscan.naming import names

TABLE = tomllib.loads((Path(__file__).parent / "detectors" / "person_name.toml").read_text("utf-8"))
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
MARK = re.compile("⟦(.*?)⟧")


def found_in(text: str) -> list[str]:
    matches = plugins.detector("person_name").find_all([text])[0]
    return [text[match.start : match.end] for match in matches]


@pytest.mark.parametrize("marked", TABLE["match"])
def test_names_are_found_where_they_are(marked: str) -> None:
    assert found_in(MARK.sub(r"\1", marked)) == MARK.findall(marked)


@pytest.mark.parametrize("text", TABLE["silent"])
def test_what_is_no_person_stays_silent(text: str) -> None:
    assert found_in(text) == []


def test_texts_are_answered_in_their_order() -> None:
    texts = ["M. Okamba", "rien", "Mme Durantel", ""]

    found = plugins.detector("person_name").find_all(texts)

    assert [len(matches) for matches in found] == [1, 0, 1, 0]


def test_a_label_says_which_part_of_the_name_it_is() -> None:
    matches = plugins.detector("person_name").find_all(["Nom : FAUVET\nPrénom : Rosalie"])[0]

    assert [match.type for match in matches] == ["person.name.last", "person.name.first"]


@pytest.mark.parametrize("sign", ["(", "[", '"', "«", "/"])
def test_a_civility_behind_a_sign_announces_a_name(sign: str) -> None:
    text = f"Commentaire RH {sign}M. Patel) : avis favorable."

    assert found_in(text) == ["Patel"]


def test_a_civility_before_given_name_and_surname_announces_a_full_name() -> None:
    matches = plugins.detector("person_name").find_all(["Client : Mme Véronique Cordonnier"])[0]

    assert [match.type for match in matches] == ["person.name"]


def test_a_surname_alone_is_found_where_the_full_name_stands_nearby() -> None:
    text = "Marie Lefebvre a signé. Lefebvre rappellera demain."

    assert found_in(text) == ["Marie Lefebvre", "Lefebvre"]


def test_a_given_name_that_comes_often_and_never_with_a_surname_is_a_brand() -> None:
    text = " ".join(["Le Client peut contacter Marcel par courrier."] * 9)

    assert found_in(text) == []


def test_a_text_without_any_cue_never_loads_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(name_model, "entities", lambda texts: asked.append(len(texts)) or [])

    plugins.detector("person_name").find_all(["le chat dort sur le tapis", "10:02 GET /index 200"])

    assert asked == []


def test_nothing_opens_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    name_model._loaded.cache_clear()

    assert found_in("Le dossier de Marie Lefebvre est clos.") == ["Marie Lefebvre"]


def test_the_model_is_loaded_without_the_rules_that_spell_out_every_letter() -> None:
    code = "from pdscan.naming import model\nimport sys\n"
    code += "print(model.entities(['Marie Lefebvre est là.']))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint('spacy.lang.fr' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "PERSON" in done.stdout
    assert done.stdout.splitlines()[-1] == "False"


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_model, "MODEL", "fr_core_news_absent")
    name_model._loaded.cache_clear()

    with pytest.raises(UnreadableError, match="pip install fr-core-news-absent") as caught:
        name_model.entities(["Marie Lefebvre"])

    name_model._loaded.cache_clear()
    assert caught.value.reason == Reason.NO_MODEL


def test_words_beyond_the_bound_are_judged_without_the_model() -> None:
    detector = type(plugins.detector("person_name"))(model_chars=0)

    matches = detector.find_all(["M. Okamba a vu Marie Lefebvre."])[0]

    assert len(matches) == 2


def test_lists_look_names_up_without_case_and_accents() -> None:
    assert names.is_given_name("ZÉLIE")
    assert names.is_given_name("Jean-Paul")
    assert names.is_surname("lefebvre")
    assert names.is_surname("O'Brien")
    assert not names.is_given_name("cordialement")
    assert not names.is_given_name("-")


def test_shares_of_name_like_cells_are_counted() -> None:
    share = names.name_share(["Marie Lefebvre", "Jean Dupont", "Vis 6 mm", "", None])

    assert share.cells == 3
    assert share.full == pytest.approx(2 / 3)


def test_recall_on_french_prose() -> None:
    path = CORPORA / "text" / "fr_names_inline_a.jsonl"
    if not path.exists():
        pytest.skip("the development corpora are not here")
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()[:150]]

    answers = plugins.detector("person_name").find_all([record["text"] for record in records])

    spans = [
        any(match.start < span["end"] and span["start"] < match.end for match in matches)
        for record, matches in zip(records, answers, strict=True)
        for span in record["spans"]
        if span["label"] == "PERSON"
    ]
    assert sum(spans) / len(spans) >= 0.93
