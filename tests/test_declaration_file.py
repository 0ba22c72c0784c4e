"""A declaration file is read whole, and everything wrong in it is shown with its line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from pdscan.declarations import loading as declaration_file
from pdscan.model import ConfigurationError

SHARED = Path(__file__).parents[2] / "shared"
GOLDEN = sorted((SHARED / "golden").glob("00*.yaml"))

LONG = """\
pdscan_declaration: 1
id: fr.essai
documents:
  - {id: p, kind: privacy_policy, path: policy.txt, language: fr, last_updated: "2026-01-31"}
controller:
  name: Essai Fictif
  identifiers: {siren: "999000110"}
  address: {postcode: "02100", country: FR}
  x-size: 12
data:
  - id: d.contact
    categories: [cat.contact]
    types: [contact.email]
    list: open
    source: {doc: p, lines: [2, 3], quote: "vos coordonnées, notamment l'adresse e-mail"}
activities:
  - id: act.sales
    name: Ventes
    legal_bases: [{basis: contract, stated: explicit}]
    data: {inherit: [d.contact]}
    recipients: [r.mail]
    retention: [ret.sales]
    source: {doc: p, lines: [2], quote: "Pour les ventes"}
retention:
  - id: ret.sales
    applies_to: {activities: [act.sales], types: all}
    rules: [{trigger: last_contact, duration: P3Y, bound: max}]
    source: {doc: p, lines: [4], quote: "3 ans"}
recipients:
  - {id: r.mail, name: MailBird, sectors: [emailing], source: {doc: p, lines: [4]}}
"""
POLICY = """\
Notre politique
Pour les ventes nous traitons VOS COORDONNÉES,
notamment l’adresse e‑mail, etc.
Elles sont gardées 3 ans.
"""


@pytest.fixture
def written(tmp_path):
    (tmp_path / "policy.txt").write_text(POLICY, "utf-8")

    def write(text: str, name: str = "declaration.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_right_file_has_no_problem(written):
    path = written(LONG)

    assert declaration_file.problems(path) == ()
    read = declaration_file.load(path)
    assert read.data[0].list_kind == "open"
    assert read.controller.extensions == {"x-size": 12}
    assert read.controller.model_dump(by_alias=True)["x-size"] == 12


def test_json_is_read_as_well(written):
    import yaml

    path = written(json.dumps(yaml.safe_load(LONG), indent="\t"), "declaration.json")

    assert declaration_file.load(path) == declaration_file.load(written(LONG))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_declaration_is_right(path):
    assert declaration_file.problems(path, SHARED / "policies") == ()
    declaration_file.load(path)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("retention:\n", "retension:\n", 24, "unknown key 'retension'; did you mean retention?"),
        ("    list: open", "    lst: open", 14, "unknown key 'lst'; did you mean list"),
        ("list: open", "list: opened", 14, "'opened' isn't one of closed, open, none"),
        ("types: [contact.email]", "types: [contact.mail]", 13, "did you mean contact.email"),
        ("[cat.contact]", "[cat.contacts]", 12, "unknown category 'cat.contacts'"),
        ("[emailing]", "[mailing]", 30, "unknown sector 'mailing'; did you mean emailing"),
        ("[d.contact]", "[d.contacts]", 20, "unknown data item 'd.contacts'"),
        ("[r.mail]", "[r.male]", 21, "unknown recipient 'r.male'; did you mean r.mail?"),
        ("[ret.sales]", "[ret.sale]", 22, "unknown retention set 'ret.sale'"),
        ("[act.sales], types", "[act.sale], types", 26, "unknown activity 'act.sale'"),
        ("id: r.mail", "id: d.contact", 30, "the id 'd.contact' is taken on line 11"),
        ("doc: p, lines: [4]}", "doc: q, lines: [4]}", 30, "unknown document 'q'"),
        ('"999000110"', '"999000111"', 7, "wrong check digit"),
        ('"999000110"', '"999 000 110"', 7, "isn't 9 digits without spaces"),
        ('"02100"', "02100", 8, "02100 is read as a number: quote it"),
        ("country: FR", "country: NO", 8, "NO is read as true or false: quote it"),
        ('"2026-01-31"', "2026-01-31", 4, "2026-01-31 is read as a date: quote it"),
        ("duration: P3Y", "duration: 3 ans", 27, "'3 ans' isn't an ISO 8601 duration, as P3Y"),
        ("trigger: last_contact, ", "", 27, "the key 'trigger' is missing"),
        ("    name: Ventes\n", "", 17, "the key 'name' is missing"),
        ("    name: Ventes", "    name: Ventes\n    name: Vente", 19, "'name' stands twice"),
        ("notamment l'", "comme l'", 15, "isn't on lines 2 to 3 of p: it stands nowhere"),
        ('lines: [4], quote: "3', 'lines: [1], quote: "3', 28, "it stands on line 4"),
        ("lines: [4]}", "lines: [9]}", 30, "p has lines 1 to 5, not 9 to 9"),
        (", source: {doc: p, lines: [4]}}", "}", 30, "r.mail: the key 'source' is missing"),
    ],
)
def test_problem_is_shown_with_line_and_nearest_word(written, old, new, line, message):
    path = written(LONG.replace(old, new, 1))
    found = declaration_file.problems(path)

    assert [problem.line for problem in found if message in problem.message] == [line], found
    with pytest.raises(ConfigurationError) as caught:
        declaration_file.load(path)
    assert f"{path}:{line}: " in str(caught.value)


def test_all_problems_are_shown_at_once(written):
    text = LONG.replace("id: fr.essai", "id: fr.essai\nidd: x").replace("contact.email", "mail")
    text = text.replace("list: open", "list: opened")

    found = declaration_file.problems(written(text))

    assert [problem.line for problem in found] == [3, 14, 15]


def test_item_of_an_activity_without_a_source_is_a_warning(written):
    text = LONG.replace("[d.contact]}", "all, items: [{id: d.x, phrase: nom}]}")

    (only,) = declaration_file.problems(written(text))

    assert (only.severity, only.line) == ("warning", 20)
    assert "d.x: the key 'source' is missing" in only.message


def test_missing_document_is_one_warning(written, tmp_path):
    path = written(LONG)
    (tmp_path / "policy.txt").unlink()

    (only,) = declaration_file.problems(path)

    assert (only.severity, only.line) == ("warning", 4)
    declaration_file.load(path)


def test_document_that_changed_is_a_warning(written):
    path = written(LONG.replace("language: fr", f"sha256: '{'0' * 64}'"))

    (only,) = declaration_file.problems(path)

    assert only.severity == "warning"
    assert "changed" in only.message


def test_documents_may_lie_elsewhere(written, tmp_path):
    path = written(LONG)
    elsewhere = tmp_path / "documents"
    elsewhere.mkdir()
    (elsewhere / "policy.txt").write_text("autre\n" * 5, "utf-8")

    found = declaration_file.problems(path, elsewhere)

    assert [problem.line for problem in found] == [15, 23, 28]


def test_broken_yaml_is_one_problem(written):
    (only,) = declaration_file.problems(written("pdscan_declaration: 1\nid: {\n"))

    assert only.line in (2, 3)
    assert only.severity == "error"


@pytest.mark.parametrize("name", ["policy.txt", "register.ods", "other.yaml"])
def test_other_file_is_no_declaration(written, name):
    path = written("Notre politique: oui\n", name)

    with pytest.raises(ConfigurationError, match="is not a declaration: write one"):
        declaration_file.load(path)


def test_digest_is_that_of_the_bytes(written):
    path = written(LONG)

    assert declaration_file.sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_file_that_unfolds_without_end_is_refused(written):
    circle = written("pdscan_declaration: 1\nid: &a [*a]\n")
    bomb = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 9))
    unfolding = written(f"pdscan_declaration: 1\nk0: &k0 [x]\n{bomb}", "bomb.yaml")

    for path in (circle, unfolding):
        (only,) = declaration_file.problems(path)
        assert "unfold without end" in only.message
