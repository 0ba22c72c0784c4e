"""Whoever writes a declaration by hand and errs is told the line and the way out, or understood."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command_line import pdscan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdscan.declarations import loading
from pdscan.model import ConfigurationError

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
HEAD = "pdscan_declaration: 1\nform: short\ncontroller: Garage Fictif\n"
ACT = "activities:\n  - name: Ventes\n    data: [nom]\n"
LONG = "pdscan_declaration: 1\nid: fr.essai\ndocuments: [{id: h, kind: hand_written}]\n"


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    path = folder / "declared.yaml"
    path.write_text(text, "utf-8")
    return [(one.line, one.message) for one in loading.problems(path)]


@pytest.mark.parametrize(
    "text",
    [
        # English words, French words, one text for several data, no quotation marks but where due.
        HEAD + "activities:\n  - {name: Sales, basis: contract, data: [first name, email address],"
        " keep: 3 years after last contact, recipients: [processor: Cloud Fictional]}\n",
        HEAD + "activities:\n  - name: Ventes\n    basis: intérêt légitime\n"
        "    data: nom, prénom, adresse email\n    keep: 36 mois après la dernière commande\n"
        "    recipients: [interne, hébergeur, 'partenaire: Duo', Sous traitant : OVH]\n",
        HEAD + ACT + "    keep: P3Y\nnever: santé\nonly: {paiement: [4 derniers chiffres]}\n"
        "where: {sous-traitants: [France, Union européenne, Norvège], nous: [Ireland]}\n",
        # What is left empty is not said.
        HEAD.replace(" Garage Fictif", "") + ACT + "    keep:\n    basis:\nnever:\nonly:\nwhere:\n",
        HEAD.replace("Garage Fictif", "{name: X, dpo: no}") + ACT,
        # The form goes without saying, lines may end as Windows ends them, a mark may come first.
        "pdscan_declaration: 1\n" + ACT,
        ("\ufeff" + HEAD + ACT).replace("\n", "\r\n"),
        # Types and categories by their own names.
        HEAD + ACT.replace("[nom]", "[contact.email, cat.billing, {x.size: Pointure}]"),
    ],
)
def test_what_a_newcomer_writes_is_understood(tmp_path, text):
    assert problems(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        # French keys.
        (HEAD.replace("controller", "responsable") + ACT, 3, "'responsable'; write controller"),
        (HEAD + ACT.replace("activities", "activités"), 4, "'activités'; write activities"),
        (HEAD + ACT.replace("name:", "nom:"), 5, "unknown key 'nom'; write name"),
        (HEAD + ACT.replace("data:", "données:"), 6, "unknown key 'données'; write data"),
        (HEAD + ACT + "    base_légale: contrat\n", 7, "unknown key 'base_légale'; write basis"),
        (HEAD + ACT + "    durée de conservation: 3 ans\n", 7, "write keep"),
        (HEAD + ACT + "    destinataires: [interne]\n", 7, "write recipients"),
        (HEAD + ACT + "jamais: [santé]\n", 7, "unknown key 'jamais'; write never"),
        # Slips of the finger.
        (HEAD + ACT + "    kep: 3 ans\n", 7, "unknown key 'kep'; did you mean keep?"),
        (HEAD.replace("short", "courte") + ACT, 2, "form: 'courte' isn't 'short'"),
        (HEAD + ACT.replace("[nom]", "[adresse emial]"), 6, "did you mean 'email'?"),
        (HEAD + ACT.replace("[nom]", "[tel]"), 6, "the nearest: telephone"),
        (HEAD.replace("Garage Fictif", "{name: X, adress: rue}") + ACT, 3, "did you mean address?"),
        # Shapes.
        (HEAD + "activities:\n  Ventes: {data: [nom]}\n", 4, "a list belongs here"),
        (HEAD + ACT + "  - Achats\n", 7, "activities.1: keys with their values belong here"),
        (HEAD + ACT.replace("name: Ventes", "ref: '1'"), 5, "'name' is missing in activities.0"),
        (HEAD + ACT + "only: [iban]\n", 7, "write a category and its phrases"),
        (HEAD + ACT + "where: [FR]\n", 7, "write who and the places"),
        (HEAD + ACT.replace("Ventes", "3"), 5, "activities.0.name: 3 is read as a number"),
        (LONG + "retention: 3 ans\n", 4, "retention: a list belongs here"),
        (LONG + "controller: Garage\n", 4, "controller: keys with their values belong here"),
        (LONG + "dpo: {email: [a]}\n", 4, "dpo.email: a text belongs here"),
        (LONG.replace("1", '"1"'), 1, "a number without quotation marks"),
        (LONG.replace("id: fr.essai\n", ""), 1, "the key 'id' is missing"),
        # Words that mean nothing here.
        (HEAD + ACT + "    keep: longtemps\n", 7, "no duration is read in 'longtemps'"),
        (HEAD + ACT + "    keep: 3 à 5 ans\n", 7, "says more than one duration"),
        (HEAD + ACT + "    keep: 3 ans après la floraison\n", 7, "is no event that a duration"),
        (HEAD + ACT + "    keep: 3\n", 7, "no duration is read in '3'; write it like"),
        (HEAD + ACT + "    keep: jusqu'au 31/12/2030\n", 7, "no duration is read"),
        (HEAD + ACT + "    keep: 2026-12-31\n", 7, "2026-12-31 is read as a date"),
        (HEAD + ACT + "    basis: amitié\n", 7, "null where none is stated"),
        (HEAD + ACT + "    recipients: [aucun]\n", 7, "'aucun' is nobody: leave the key out"),
        (HEAD + ACT + "    subjects: [clients]\n", 7, "isn't one of customer, prospect"),
        (HEAD + ACT + "never: [no]\n", 7, "no is read as true or false: quote it"),
        (HEAD + ACT + "where: {processors: [NO]}\n", 7, "NO is read as true or false: quote it"),
        (HEAD + ACT + "where: {clients: [FR]}\n", 7, "'clients' isn't one of controller"),
        (HEAD.replace("Garage Fictif", "{name: X, siren: 999000110}"), 3, "read as a number"),
        (HEAD.replace("Garage Fictif", '{name: X, siren: "999 000 110"}'), 3, "9 digits without"),
        # Lists without their brackets.
        (
            HEAD + "activities:\n  - name: V\n    data: {email, téléphone}\n",
            6,
            "put the list in [ ]: data: [email, téléphone]",
        ),
        (
            HEAD + "activities:\n  - {name: V, data: email, téléphone, keep: 3 ans}\n",
            5,
            "put the list in [ ]: data: [email, téléphone]",
        ),
        # YAML's own traps.
        (HEAD + "activities:\n  - {name: V,\n     data: [nom,\n\n", 6, "isn't closed"),
        (HEAD + "activities: [\n\n", 4, "isn't closed"),
        (HEAD + "activities:\n\t- name: Ventes\n", 5, "a tab can't indent YAML: use spaces"),
        (HEAD + ACT + "    keep: 3 ans : après le contact\n", 7, "put the text in quotation marks"),
        (
            HEAD + "activities:\n  - {name: Ventes, data: [nom]\n  - {name: Paie}\n",
            5,
            "isn't closed",
        ),
        (HEAD + ACT + '    keep: "3 ans\n', 7, "a quotation mark opens a text here"),
        (HEAD + ACT + "   keep: 3 ans\n", 7, "the line isn't aligned with those above"),
        (HEAD + ACT + "    keep: 'jusqu'à la fin'\n", 7, "behind its closing quotation mark"),
        (HEAD + ACT.replace("Ventes", "@ventes"), 5, "needs quotation marks"),
        (HEAD + ACT.replace("Ventes", "*ventes"), 5, "needs quotation marks"),
        (HEAD + ACT.replace("Ventes", "“Ventes”"), 5, "the signs “ and ” are part of the text"),
        (HEAD + ACT + "activities: []\n", 7, "the key 'activities' stands twice"),
        (HEAD + ACT + "---\na: 1\n", 7, "a file holds one document"),
        (ACT, 1, "begins with the line pdscan_declaration: 1"),
        ("", 1, "begins with the line pdscan_declaration: 1"),
    ],
)
def test_what_a_newcomer_gets_wrong_has_its_line_and_a_way_out(tmp_path, text, line, says):
    found = problems(tmp_path, text)

    assert [(line, says)] == [(at, says) for at, message in found if says in message], found


def test_the_words_of_the_readme_are_understood(tmp_path):
    keys = [line for line in README.splitlines() if re.match(r"\| `\w+` \|", line)]
    rows = {line.split("|")[1].strip(" `"): line.split("|")[2] for line in keys}
    durations = re.findall(r"\*(.+?)\*", rows["keep"])
    bases = [*rows["basis"].partition(", or")[0].split(","), "6.1.b"]
    parties = [one.strip('"') for one in re.findall(r"`(.+?)`", rows["recipients"])]
    places = re.findall(r"`(.+?)`", rows["where"])
    operators, places = places[:5], places[5:]
    assert (len(durations), len(bases), len(parties), len(places)) == (4, 7, 4, 4)
    activities = [{"name": "A", "data": ["billing data"], "keep": one} for one in durations]
    activities += [{"name": "B", "basis": one.strip(), "recipients": parties} for one in bases]
    where = {key: ["FR", *places] for key in operators}
    page = {"pdscan_declaration": 1, "activities": activities, "where": where, "never": ["minors"]}

    assert problems(tmp_path, json.dumps(page)) == []


def test_a_file_of_another_encoding_is_told_to_be_saved_as_utf_8(tmp_path):
    path = tmp_path / "declared.yaml"
    for encoding in ("cp1252", "utf-16"):
        path.write_bytes((HEAD + ACT.replace("nom", "prénom")).encode(encoding))

        (one,) = loading.problems(path)
        assert "save it as UTF-8" in one.message


def test_the_command_shows_every_problem_with_its_line(tmp_path):
    text = HEAD + ACT.replace("name:", "nom:") + "nevr: [zzz]\n"
    (tmp_path / "declared.yaml").write_text(text, "utf-8")

    done = pdscan("declare", "--check", "declared.yaml", state=tmp_path)

    assert done.returncode == 1
    said = done.stdout.decode()
    assert "declared.yaml:5: error: unknown key 'nom'; write name" in said
    assert "declared.yaml:7: error: unknown key 'nevr'; did you mean never?" in said


KEYS = st.sampled_from(
    ["id", "documents", "controller", "dpo", "activities", "name", "data", "basis", "keep", "items",
     "recipients", "never", "only", "where", "cat.payment", "retention", "rules", "applies_to",
     "types", "kind", "target", "source", "doc", "lines", "quote", "x-a", "denials", "inherit",
     "siren", "path", "legal_bases", "scope", "nom", "cell"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(
    ["nom", "3 ans", "all", "contrat", "FR", "", "hand_written", "r.x", "interne", "mineurs"]
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    page=st.dictionaries(KEYS, ANYTHING, max_size=8),
    form=st.sampled_from([{}, {"form": "short"}]),
)
def test_whatever_is_written_has_its_problems_or_loads(tmp_path_factory, page, form):
    path = tmp_path_factory.mktemp("any") / "declared.yaml"
    path.write_text(json.dumps({"pdscan_declaration": 1, **form, **page}), "utf-8")
    is_wrong = any(one.severity == "error" for one in loading.problems(path))

    try:
        loading.load(path)
        assert not is_wrong
        assert loading.lines(path)
    except ConfigurationError:
        assert is_wrong


@pytest.mark.parametrize(
    "text",
    [
        "form: short\nrecipients: {id: [a]}\n",
        "form: short\nonly: {types: {types: false}}\n",
        "activities: [{name: V, keep: 3 ans, data: [{id: d.x, types: 1, categories: 2}]}]\n",
    ],
)
def test_a_misshapen_part_is_a_problem_and_no_fault(tmp_path, text):
    assert problems(tmp_path, f"pdscan_declaration: 1\n{text}")
