"""A declaration survives each register that it is written as, and a person's changes count."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
import yaml
from any_declaration import declarations
from hypothesis import HealthCheck, given, settings

from pdscan import registers
from pdscan.declarations import Declaration, loading
from pdscan.declarations import writing as yaml_writing
from pdscan.model import ConfigurationError
from pdscan.registers import writing
from pdscan.registers.records import plain

ROOT = Path(__file__).parents[1]
GOLDENS = sorted((ROOT.parent / "shared" / "golden").glob("00*.yaml"))
TARGETS = ("r.ods", "r.xlsx", "r.csv", "r.jsonld", "r.fides.yaml")
KEYS = ("id", "activities", "data", "recipients", "retention", "transfers", "denials")

SHORT = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif", siren: "999000110", dpo: "dpo@example.org", phone: "+33 1 99"}
activities:
  - {name: Ventes, basis: [contrat, consentement], purpose: "Vendre; livrer",
     sub_purposes: [Prouver, "Relancer, au besoin"], subjects: [customer, prospect],
     data: [nom, prénom, adresse email, "données de connexion, notamment adresse IP"],
     keep: "3 ans à compter du dernier contact", recipients: [interne, "partenaire: Duo Fictif"]}
  - {name: Ventes, basis: null, data: [vidéosurveillance, x.plan: "Plan de table"],
     keep: "au moins un mois"}
never: [données de santé, géolocalisation, mineurs]
only: {cat.payment: [coordonnées bancaires, 4 derniers chiffres]}
where: {processors: [FR], group: [UE]}
transfers:
  - {id: tr.group, outside: EEA, allowed: conditional, recipients: [group], gdpr: "46(2)(c)",
     safeguard: standard_contractual_clauses}
"""


def core(declaration: Declaration) -> dict:
    """Return what the format's page says must survive, in an order of its own."""
    raw = plain(declaration)
    found = {key: raw.get(key) for key in KEYS}
    found["controller"] = raw.get("controller", {})
    found["controller"].pop("name_status", None)  # which a name that is null says as well
    for activity in found["activities"] or ():
        data = activity.setdefault("data", {})
        data["items"] = [_item(one) for one in data.get("items", ())]
        data["items"].sort(key=lambda one: one["id"])
        activity["retention"] = sorted(activity.get("retention", ()))
        # No basis at all, and one that isn't stated, are the same.
        bases = activity.get("legal_bases") or []
        activity["legal_bases"] = [one for one in bases if one != {"stated": "none"}]
    found["data"] = sorted(map(_item, found["data"] or ()), key=lambda one: one["id"])
    for key in ("recipients", "retention", "transfers", "denials"):
        found[key] = sorted(found[key] or (), key=lambda one: one["id"])
    return found


def _item(one: dict) -> dict:
    return {**one, "types": sorted(one["types"]), "categories": sorted(one["categories"])}


def through(declaration: Declaration, path: Path) -> Declaration:
    path.write_bytes(writing.written(declaration, path))
    return registers.extract(path).declaration


@pytest.fixture
def short(tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text(SHORT, "utf-8")
    return loading.load(path)


@pytest.mark.parametrize("name", TARGETS)
def test_a_hand_written_declaration_survives(short, tmp_path, name):
    assert core(through(short, tmp_path / name)) == core(short)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("golden", GOLDENS or [None], ids=lambda one: one.stem if one else "none")
def test_a_golden_declaration_survives(golden, tmp_path, name):
    if golden is None:
        pytest.skip("the golden declarations aren't here")
    declaration = loading.load(golden)

    assert core(through(declaration, tmp_path / name)) == core(declaration)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(declaration=declarations())
@pytest.mark.parametrize("name", ["r.csv", "r.jsonld", "r.fides.yaml"])
def test_any_declaration_survives(tmp_path_factory, name, declaration):
    path = tmp_path_factory.mktemp("any") / name

    assert _spaced(core(through(declaration, path))) == _spaced(core(declaration))


@settings(max_examples=60, deadline=None)
@given(declaration=declarations())
def test_any_declaration_survives_its_own_yaml(declaration):
    text = yaml_writing.text_of(yaml_writing.raw_of(declaration), {}, "Écrit par un test.")

    assert Declaration.model_validate(yaml.safe_load(text)) == declaration


def _spaced(value):
    """Fold the white space of texts, which cells don't keep."""
    if isinstance(value, dict):
        return {key: _spaced(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spaced(inner) for inner in value]
    return " ".join(value.split()) if isinstance(value, str) else value


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(declaration=declarations())
@pytest.mark.parametrize("name", ["r.xlsx", "r.ods"])
def test_any_declaration_survives_a_workbook(tmp_path_factory, name, declaration):
    path = tmp_path_factory.mktemp("any") / name

    assert _spaced(core(through(declaration, path))) == _spaced(core(declaration))


def test_the_workbook_has_the_cnil_labels_and_one_line_a_category(short, tmp_path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(writing.written(short, path))
    book = openpyxl.load_workbook(path)

    sheet = book["1 Ventes"]
    cells = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert (
        cells["Données de connexion (adress IP, logs, etc.)"] == "Adresse IP ; données de connexion"
    )
    assert cells["Base légale (art. 6)"] == "Contrat (6(1)(b)) ; Consentement (6(1)(a))"
    assert book.sheetnames[0] == "Liste des traitements"


def changed(path: Path, old: str, new: str) -> Declaration:
    """Change a cell as a person would, beside pdscan's own column, and read the file again."""
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    assert any(old in row[:-1] for row in rows)
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(
        [[*(new if cell == old else cell for cell in row[:-1]), row[-1]] for row in rows]
    )
    path.write_text(out.getvalue(), "utf-8")
    return registers.extract(path).declaration


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("3 ans à compter du dernier contact", "1 an", "P1Y"),
        ("Contrat (6(1)(b)) ; Consentement (6(1)(a))", "intérêt légitime", "legitimate_interest"),
        ("Clients ; Prospects", "Salariés", "employee"),
        ("Vendre; livrer", "Louer", "Louer"),
        ("Adresse IP ; données de connexion", "Adresse MAC", "online.mac"),
    ],
)
def test_what_a_person_changes_beside_pdscans_column_counts(short, tmp_path, old, new, seen):
    path = tmp_path / "r.csv"
    path.write_bytes(writing.written(short, path))
    assert seen not in json.dumps(plain(short))

    assert seen in json.dumps(plain(changed(path, old, new)))


def test_a_type_that_a_person_deletes_is_no_longer_declared(short, tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(writing.written(short, path))
    found = changed(path, "Adresse IP ; données de connexion", "")

    assert "online.ip" not in json.dumps(plain(found)["activities"])


def test_a_changed_manifest_is_read_by_its_own_words(short, tmp_path):
    path = tmp_path / "r.fides.yaml"
    path.write_bytes(writing.written(short, path))
    manifest = yaml.safe_load(path.read_text("utf-8"))
    for one in manifest["system"][0]["privacy_declarations"]:
        one["data_categories"] = ["user.contact.phone_number"]
    path.write_text(yaml.safe_dump(manifest), "utf-8")

    found = registers.extract(path).declaration.activities
    assert "contact.phone" in json.dumps([one.model_dump() for one in found])
    assert "contact.email" not in json.dumps([one.model_dump() for one in found])


@pytest.mark.parametrize("code", ['{"name": {"id": 3}}', '{"data": [1]}', '{"keep": [{}]}', "{"])
def test_a_damaged_column_of_pdscan_is_one_error_or_nothing(tmp_path, code):
    path = tmp_path / "r.csv"
    out = io.StringIO()
    header = ["Nom du traitement", "Finalité", "Données", "Durée de conservation", "pdscan"]
    csv.writer(out).writerows([header, ["Ventes", "Vendre", "nom", "3 ans", code]])
    path.write_text(out.getvalue(), "utf-8")

    problem = None
    try:
        found = registers.extract(path)
    except ConfigurationError as error:
        problem = str(error)

    assert problem is not None or found.declaration.activities[0].name == "Ventes"
    assert problem is None or "pdscan" in problem or "can't be read" in problem


def test_no_cell_of_the_csv_runs_as_a_formula(tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text(
        'pdscan_declaration: 1\nform: short\ncontroller: "=1+1"\n'
        'activities: [{name: "@SUM(A1)", data: [nom]}]\n',
        "utf-8",
    )
    declaration = loading.load(path)
    text = writing.written(declaration, tmp_path / "r.csv").decode("utf-8-sig")

    for row in csv.reader(io.StringIO(text), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert through(declaration, tmp_path / "r.csv").activities[0].name == "@SUM(A1)"
