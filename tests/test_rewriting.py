"""A declaration is written back into its own file: only what differs changes there."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import pdscan
from hypothesis import given, settings
from hypothesis import strategies as st

from pdscan import yaml_edits
from pdscan.declarations import Declaration, loading, rewriting, writing
from pdscan.model import ConfigurationError

NASTY = """\
# Registre du garage 🚗 — corrigé à la main
pdscan_declaration: 1   # version
id: fr.garage

documents:
  - {id: hand, kind: hand_written}
controller:
  name: 'Garage Fictif'      # le nom exact
  identifiers: {siren: "999000110"}

dpo: {status: not_stated}
# les données de tous
data:
  # ce que tout le monde donne
  - id: d.nom
    phrase: "une phrase
      qui se plie
      sur trois lignes"
    types: &noms [person.name.last,   person.name.first]
    list: closed

  # l'adresse
  - id: d.mail
    phrase: >
      adresse
      email
    types:
    - contact.email
    # - contact.phone   (plus tard)
    list: closed
activities:
- id: act.ventes
  name: Ventes
  legal_bases: [{basis: contract, stated: explicit}]   # voir CGV
  data: {inherit: all, items: []}
  recipients: [r.mail,  # l'envoi
               r.poste]
- {id: act.paie, name: "Paie", data: {inherit: none, items: [
     {id: d.paie, phrase: "nom", types: *noms, list: closed},   # noms
     {id: d.iban, phrase: "IBAN", types: [payment.iban], list: closed}]}}
recipients:
  - {id: r.mail, name: MailBird, sectors: [emailing]}
  # le facteur
  - {id: r.poste, name: "La Poste Fictive", kind: third_party}
x-notre: {cle: 'valeur'}   # à nous
# fin
"""
SHORT = """\
# écrit par le DPO
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}   # sans SIREN
activities:
  # les ventes
  - {name: Ventes, basis: contrat, data: [nom], keep: "3 ans"}
  # la paie
  - name: Paie
    basis: obligation légale  # Code du travail
    data: [IBAN]
never: [géolocalisation]  # jamais
"""
REGISTER = "Traitement;Finalité;Données;Durée de conservation\nLettres;Écrire;adresse email;1 an\n"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def nasty(tmp_path):
    path = tmp_path / "declared.yaml"
    path.write_text(NASTY, "utf-8")
    return path


def changed(path: Path, change: Change) -> Declaration:
    raw = copy.deepcopy(writing.raw_of(loading.load(path)))
    change(raw)
    return Declaration.model_validate(raw)


@pytest.mark.parametrize("text", [NASTY, NASTY.replace("\n", "\r\n"), "\ufeff" + NASTY.rstrip()])
def test_what_says_the_same_keeps_every_byte(tmp_path, text):
    path = tmp_path / "declared.yaml"
    path.write_bytes(text.encode())

    assert rewriting.rewritten(path, loading.load(path), {}) == path.read_bytes()


@pytest.mark.parametrize(
    ("change", "gone", "come"),
    [
        (lambda raw: raw["data"][1]["types"].append("contact.phone"), [], ["    - contact.phone"]),
        (
            lambda raw: raw["controller"].update(name="Autre: nom", email="a@example.org"),
            ["  name: 'Garage Fictif'      # le nom exact"],
            ['  name: "Autre: nom"      # le nom exact', '  email: "a@example.org"'],
        ),
        (
            lambda raw: raw["activities"][0]["recipients"].remove("r.poste"),
            ["               r.poste]"],
            ["               ]"],
        ),
        (
            lambda raw: raw["activities"][0]["recipients"].remove("r.mail"),
            ["  recipients: [r.mail,  # l'envoi"],
            ["  recipients: [  # l'envoi"],
        ),
        (
            lambda raw: raw["recipients"].append({"id": "r.new", "name": "NO"}),
            [],
            ['  - {id: r.new, name: "NO"}'],
        ),
        (
            lambda raw: raw["recipients"].insert(0, {"id": "r.new", "name": "02100"}),
            [],
            ['  - {id: r.new, name: "02100"}'],
        ),
        (
            lambda raw: raw["data"][1].update(phrase="courriel"),
            ["    phrase: >", "      adresse", "      email"],
            ["    phrase: courriel"],
        ),
        (
            lambda raw: raw["activities"][0].update(subjects=["customer"]),
            [],
            ["  subjects: [customer]"],
        ),
        (lambda raw: raw.pop("x-notre"), ["x-notre: {cle: 'valeur'}   # à nous"], []),
        (
            lambda raw: raw["recipients"].pop(1) and raw["activities"][0]["recipients"].pop(1),
            ["               r.poste]", '  - {id: r.poste, name: "La Poste Fictive", kind: '
             "third_party}"],
            ["               ]"],
        ),
        (
            lambda raw: raw["data"][0]["types"].append("person.title"),  # which *noms must not get
            [
                "    types: &noms [person.name.last,   person.name.first]",
                '     {id: d.paie, phrase: "nom", types: *noms, list: closed},   # noms',
            ],
            [
                "    types: &noms [person.name.last,   person.name.first, person.title]",
                '     {id: d.paie, phrase: "nom", types: [person.name.last, person.name.first],'
                " list: closed},   # noms",
            ],
        ),
        (
            lambda raw: raw.update(denials=[{"id": "deny.x", "kind": "category"}]),
            [],
            ["denials:", "  - {id: deny.x, kind: category}"],
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("breaks", ["\n", "\r\n"])
def test_only_the_lines_of_a_change_differ(nasty, change, gone, come, breaks):
    nasty.write_bytes(NASTY.replace("\n", breaks).encode())
    wanted = changed(nasty, change)

    made = rewriting.rewritten(nasty, wanted, {}).decode()

    assert made.count("\n") == made.count(breaks)
    diff = [*difflib.ndiff(NASTY.splitlines(), made.splitlines())]
    assert [line[2:] for line in diff if line[0] == "-"] == gone
    assert [line[2:] for line in diff if line[0] == "+"] == come
    nasty.write_bytes(made.encode())
    assert loading.load(nasty) == wanted


def test_what_is_new_and_doubtful_says_so(nasty):
    wanted = changed(nasty, lambda raw: raw["recipients"].append({"id": "r.x", "review": True}))

    made = rewriting.rewritten(nasty, wanted, {"r.x": "qui est-ce ?"}).decode()

    assert "  # à vérifier : qui est-ce ?\n  - {id: r.x, review: true}\n" in made


def test_the_short_form_turns_long_under_its_comments(tmp_path):
    path = tmp_path / "declared.yaml"
    path.write_text(SHORT, "utf-8")
    wanted = loading.load(path)

    made = rewriting.rewritten(path, wanted, {}).decode()

    for comment in ("écrit par le DPO", "sans SIREN", "les ventes", "la paie"):
        assert f"# {comment}\n" in made
    path.write_text(made, "utf-8")
    assert loading.load(path) == wanted
    assert "form: short" not in made


def test_what_cannot_be_changed_in_place_is_refused(tmp_path):
    path = tmp_path / "declared.yaml"
    path.write_text(
        NASTY.replace("controller:\n", "controller:\n  <<: {email: a@b.org}\n"), "utf-8"
    )
    wanted = changed(path, lambda raw: raw["controller"].pop("email"))

    with pytest.raises(ConfigurationError, match=r"can't be changed in place.*name another file"):
        rewriting.rewritten(path, wanted, {})


def test_the_command_merges_into_the_file_that_it_read_first(nasty, tmp_path):
    (tmp_path / "r.csv").write_text(REGISTER, "utf-8")

    done = pdscan("declare", "declared.yaml", "r.csv", "-o", "declared.yaml", state=tmp_path)

    assert done.returncode == 0, done.stderr
    made = nasty.read_text("utf-8")
    assert {line for line in NASTY.splitlines() if "#" in line} <= set(made.splitlines())
    assert [one.name for one in loading.load(nasty).activities] == ["Ventes", "Paie", "Lettres"]
    assert not [*tmp_path.glob(".*.new")]


def test_the_command_leaves_other_files_that_are_there_alone(nasty, tmp_path):
    (tmp_path / "r.csv").write_text(REGISTER, "utf-8")

    done = pdscan("declare", "r.csv", "-o", "declared.yaml", state=tmp_path)

    assert done.returncode == 2
    assert b"exists already" in done.stderr
    assert b"declare declared.yaml" in done.stderr
    assert nasty.read_text("utf-8") == NASTY


def test_a_right_long_form_written_onto_itself_keeps_every_byte(nasty, tmp_path):
    done = pdscan("declare", "declared.yaml", "-o", "declared.yaml", state=tmp_path)

    assert done.returncode == 0, done.stderr
    assert nasty.read_text("utf-8") == NASTY


WORDS = st.text("ab #:'\"-é\n,]}🚗", max_size=6) | st.sampled_from(["no", "1", "", "null", "- a"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
        | st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from(["i.a", "i.b", "i.c"])}, optional={"v": inner}
            ),
            max_size=3,
        )
    ),
    max_leaves=10,
)
PAGES = st.dictionaries(st.sampled_from("klmn"), VALUES, min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(before=PAGES, after=PAGES, is_flow=st.sampled_from([True, False, None]))
def test_any_edit_says_what_is_wanted(before, after, is_flow):
    text = yaml.safe_dump(before, default_flow_style=is_flow, allow_unicode=True, width=20)
    lines = writing.lines_of({})

    made = yaml_edits.edited(text, before, after, writing.flow, lines)

    assert yaml.safe_load(made) == after
