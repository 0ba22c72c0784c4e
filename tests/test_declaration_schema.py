"""The JSON Schema that ships takes what loads, in both forms, and refuses what errors it can."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from command_line import pdscan

from pdscan.declarations import loading, schema
from pdscan.demo import company

ROOT = Path(__file__).parents[1]
SHIPPED = json.loads(schema.PATH.read_text("utf-8"))
SHARED = sorted((ROOT.parent / "shared" / "golden").glob("00*.yaml"))
PAGES = [one for one in (ROOT / "README.md", ROOT / "docs" / "declarations.md") if one.exists()]
DEMO = Path(company.__file__).parent / "declaration.yaml"
LONG = """\
pdscan_declaration: 1
id: fr.essai
documents: [{id: p, kind: hand_written, path: policy.txt, last_updated: "2026-01-31"}]
controller:
  name: Essai Fictif
  identifiers: {siren: "999000110", siret: "99900011000018"}
  address: {postcode: "02100", country: "NO"}
data:
  - {id: d.contact, categories: [cat.contact], types: [contact.email, x.size], list: open,
     held_by: {sectors: [payment]}, confidence: 0.5, source: {doc: p, lines: [2, 3], quote: "a"}}
activities:
  - {id: act.sales, name: Ventes, legal_bases: [{basis: contract}], data: {inherit: [d.contact]}}
retention:
  - {id: ret.sales, applies_to: {types: all}, rules: [{trigger: last_contact, duration: P3Y,
     bound: max}], then: {stage: archive, bound: criteria}}
locations: [{id: loc.x, allowed: {countries: [FR], regions: EEA}}]
denials: [{id: deny.x, kind: only, target: {capacity: personal}, except: {types: [online.ip]}}]
obligations: [{id: o.x, text: "un journal", checkable: manual}]
x-own: {any: thing}
"""
SHORT = """\
# yaml-language-server: $schema=./declaration.schema.json
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif", siren: "999000110", dpo: null}
activities:
  - {name: Ventes, basis: contrat, data: [nom, x.taille: "Taille"], keep: "3 ans", recipients: [La]}
  - {name: Paie, basis: [obligation légale, null], data: IBAN, keep: "10 ans",
     recipients: [sous-traitant: Paie Fictive]}
never: [données de santé]
only: {cat.payment: [4 derniers chiffres]}
where: {processors: [FR], group: UE}
"""


def errors(data: Any) -> list[str]:
    found = jsonschema.Draft202012Validator(SHIPPED).iter_errors(data)
    return [one.message for one in found]


def examples() -> list[tuple[str, str]]:
    texts = [(path.name, path.read_text("utf-8")) for path in (*SHARED, DEMO)]
    for page in PAGES:
        blocks = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        texts += [(page.name, one) for one in blocks if one.startswith("pdscan_declaration")]
    return [*texts, ("short", SHORT), ("long", LONG)]


def test_the_schema_that_ships_is_that_of_the_models():
    assert schema.PATH.read_text("utf-8") == schema.text(), (
        "run: python -m pdscan.declarations.schema"
    )
    jsonschema.Draft202012Validator.check_schema(SHIPPED)


@pytest.mark.parametrize(("name", "text"), examples(), ids=[name for name, _ in examples()])
def test_what_loads_holds_to_the_schema(tmp_path, name, text):
    path = tmp_path / "declared.yaml"
    path.write_text(text, "utf-8")

    loading.load(path)
    assert errors(yaml.safe_load(text)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("retention:", "retension:"),
        ("list: open", "list: opened"),
        ("contact.email", "contact.mail"),
        ("[cat.contact]", "[cat.contacts]"),
        ("[payment]", "[paying]"),
        ('"999000110"', '"999 000 110"'),
        ('"999000110"', "999000110"),
        ('"99900011000018"', '"999"'),
        ('"02100"', "02100"),
        ('"NO"', "NO"),
        ('"NO"', "Norvège"),
        ("[FR]", "[France]"),
        ('"2026-01-31"', "2026-01-31"),
        ("duration: P3Y", "duration: 3 ans"),
        ("trigger: last_contact, ", ""),
        ("name: Ventes, ", ""),
        ("basis: contract", "basis: contrat"),
        ("confidence: 0.5", "confidence: 50"),
        ("checkable: manual", "checkable: no"),
        ("capacity: personal", "capacity: private"),
        ("pdscan_declaration: 1", "pdscan_declaration: 2"),
        ("id: fr.essai\n", ""),
        ("x-own", "own"),
    ],
)
def test_an_error_of_the_long_form_is_refused(old, new):
    assert old in LONG

    assert errors(yaml.safe_load(LONG.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("never:", "nevr:"),
        ("keep:", "kept:"),
        ("form: short", "form: courte"),
        ('"999000110"', '"99900011"'),
        ('keep: "3 ans"', "keep: 3"),
        ("name: Ventes, ", ""),
        ("never: [données", "never: [no, données"),
        ("where: {processors: [FR]", "where: {processors: [NO]"),
        ("x.taille", "taille"),
    ],
)
def test_an_error_of_the_short_form_is_refused(old, new):
    assert old in SHORT

    assert errors(yaml.safe_load(SHORT.replace(old, new, 1)))


def test_bare_strings_alone_make_the_schema_expect_the_short_form():
    data = yaml.safe_load(SHORT)
    del data["form"]
    assert errors(data) == []

    wrong = copy.deepcopy(data)
    wrong["nevr"] = []
    assert errors(wrong)


def test_the_command_prints_the_schema_that_ships(tmp_path):
    done = pdscan("declare", "--schema", state=tmp_path)

    assert json.loads(done.stdout) == SHIPPED
