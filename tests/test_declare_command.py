"""`pdscan declare`: every option, every kind of file in and out, and what is refused."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from command_line import pdscan
from typer.testing import CliRunner

from pdscan import declaring, registers
from pdscan.cli.app import app
from pdscan.declarations import Declaration, loading
from pdscan.model import ConfigurationError, UsageError

files = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("register_files.py"))))

POLICY = """\
Politique de confidentialité de Garage Fictif

Garage Fictif est responsable du traitement de vos données personnelles.

Gestion des commandes
Nous collectons votre nom, votre prénom et votre adresse email.
Vos données sont conservées pendant 3 ans à compter du dernier contact.
Nous ne collectons aucune donnée de santé.
"""
SHORT = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif", dpo: "dpo@example.org"}
activities:
  - {name: Ventes, basis: contrat, data: [nom, adresse email], keep: "3 ans", recipients: [interne]}
"""
REGISTER = "Traitement;Finalité;Données;Durée de conservation\nLettres;Écrire;adresse email;1 an\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.txt").write_text(POLICY, "utf-8")
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    (tmp_path / "r.csv").write_text(REGISTER, "utf-8")
    files.workbook(tmp_path / "r.ods", {"RT-1": files.rows_of_fiche()})
    return tmp_path


def typed(*words: str):
    """Return what the command answered; an error of ours stays an exception."""
    done = CliRunner().invoke(app, ["declare", *words], catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def told(found: Declaration) -> set[str]:
    items = [*found.data, *(item for one in found.activities for item in one.data.items)]
    return {name for item in items for name in item.types}


@pytest.mark.parametrize("document", ["policy.txt", "r.csv", "r.ods", "short.yaml"])
def test_each_kind_of_document_goes_to_the_screen_as_a_declaration(folder, document):
    done = typed(document)

    (folder / "seen.yaml").write_text(done.stdout, "utf-8")
    assert done.exit_code == 0
    assert told(loading.load(folder / "seen.yaml"))
    assert "activities: " in done.stderr


@pytest.mark.parametrize("document", ["policy.txt", "r.csv", "r.ods", "short.yaml"])
@pytest.mark.parametrize(
    "out", ["o.yaml", "o.yml", "o.ods", "o.xlsx", "o.csv", "o.jsonld", "o.fides.yaml"]
)
def test_each_kind_of_document_is_written_as_each_kind_of_file(folder, document, out):
    done = typed(document, "-o", out)
    path = folder / out

    assert (done.exit_code, done.stdout) == (0, "")
    is_register = registers.is_register(path)
    assert is_register == (not out.endswith((".yaml", ".yml")) or "fides" in out)
    found = registers.extract(path).declaration if is_register else loading.load(path)
    assert "contact.email" in told(found) or document == "r.ods"
    assert told(found)


def test_the_short_form_comes_back_from_the_long(folder):
    typed("short.yaml", "-o", "long.yaml")
    typed("long.yaml", "-o", "back.short.yaml")

    assert "form: short" not in (folder / "long.yaml").read_text("utf-8")
    assert len((folder / "back.short.yaml").read_text("utf-8").splitlines()) <= 10
    assert loading.load(folder / "back.short.yaml") == loading.load(folder / "short.yaml")


def test_several_documents_become_one_with_paths_as_seen_from_the_result(folder):
    (folder / "made").mkdir()
    done = typed("policy.txt", "r.csv", "short.yaml", "-o", "made/all.yaml")

    found = loading.load(folder / "made" / "all.yaml")
    assert [one.kind for one in found.documents] == ["privacy_policy", "register", "hand_written"]
    assert found.documents[0].path == "../policy.txt"
    assert {one.name for one in found.activities} >= {"Lettres", "Ventes"}
    assert "conflicts" not in done.stderr
    assert not declaring.problems(folder / "made" / "all.yaml")


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "destinataire non nommé"), ("en", "a recipient without a name")]
)
def test_check_says_what_is_right_and_what_is_weak(folder, language, words):
    text = SHORT.replace("[interne]", "[autorités]")
    (folder / "short.yaml").write_text(text, "utf-8")
    done = typed("--check", "short.yaml", "--lang", language)

    assert done.exit_code == 0
    assert f"short.yaml:5: weak: r.autorites: {words}" in done.stdout
    assert "short.yaml is right: Garage Fictif · activities: 1, denials: 0" in done.stdout
    assert typed("--check", "short.yaml", "--strict").exit_code == 1


def test_check_says_where_what_is_weak_stands_in_both_forms(folder):
    (folder / "d.yaml").write_text(
        "pdscan_declaration: 1\nform: short\ncontroller:\nactivities:\n  - name: Ventes\n"
        "    data:\n      - nom\n      - coordonnées\n    keep: durée légale\n"
        "    recipients:\n      - interne\n      - autorités\n",
        "utf-8",
    )
    short = typed("--check", "d.yaml", "--lang", "en").stdout
    typed("d.yaml", "-o", "long.yaml")
    long = typed("--check", "long.yaml", "--lang", "en").stdout

    for line, item in ((3, "controller"), (5, "act.ventes"), (8, "d.coordonnees"),
                       (9, "ret.ventes"), (12, "r.autorites")):  # fmt: skip
        assert f"d.yaml:{line}: weak: {item}: " in short
        (at,) = {one.split(":")[1] for one in long.splitlines() if f": weak: {item}: " in one}
        text = (folder / "long.yaml").read_text("utf-8").splitlines()[int(at) - 1]
        assert item in text or item == "controller"  # which the long form leaves out here


def test_check_of_what_is_wrong_ends_with_1_and_of_what_is_strong_with_0(folder):
    assert typed("--check", "short.yaml", "--strict").exit_code == 0

    (folder / "short.yaml").write_text(SHORT.replace("basis: contrat", "basis: x"), "utf-8")
    done = typed("--check", "short.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith("short.yaml:5: error: there is no legal basis 'x'")


def as_word(text: str, path: Path) -> None:
    import docx

    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(str(path))


def as_pdf(text: str, path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    page = Canvas(str(path))
    for number, line in enumerate(text.split("\n")):
        page.drawString(50, 800 - 20 * number, line)
    page.save()


def as_html(text: str, path: Path) -> None:
    path.write_text(f"<html><body><p>{text.replace(chr(10), '</p><p>')}</p></body></html>", "utf-8")


@pytest.mark.parametrize(
    ("suffix", "write"), [("docx", as_word), ("pdf", as_pdf), ("html", as_html)]
)
def test_check_holds_quotes_to_documents_that_are_no_plain_text(folder, suffix, write):
    write(POLICY, folder / f"p.{suffix}")
    typed(f"p.{suffix}", "-o", "d.yaml")
    assert typed("--check", "d.yaml").exit_code == 0

    text = (folder / "d.yaml").read_text("utf-8")
    wrong = text.replace("aucune donnée de santé", "aucune donnée de musique")
    assert wrong != text
    (folder / "d.yaml").write_text(wrong, "utf-8")
    done = typed("--check", "d.yaml")
    assert done.exit_code == 1
    assert "it stands nowhere in the document" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('quote: "adresse IP"', 'quote: "adresse MAC"', "it stands in no cell"),
        ("RT-1!B19", "RT-1!B2", "it stands in RT-1!B19"),
        ("path: r.ods", "path: gone.ods", "isn't there; its quotes go unchecked"),
    ],
)
def test_check_holds_quotes_to_the_cells_of_a_register(folder, old, new, says):
    typed("r.ods", "-o", "d.yaml")
    text = (folder / "d.yaml").read_text("utf-8")
    assert old in text
    (folder / "d.yaml").write_text(text.replace(old, new), "utf-8")

    done = typed("--check", "d.yaml")

    assert done.exit_code == ("unchecked" not in says)
    assert says in done.stdout


def test_check_says_which_quotes_it_cannot_check(folder):
    record = {"Nom du traitement": "Ventes", "Finalité": "Vendre", "Données": "nom"}
    (folder / "r.json").write_text(json.dumps([record]), "utf-8")
    typed("r.json", "-o", "d.yaml")

    done = typed("--check", "d.yaml")
    assert done.exit_code == 0
    assert "warning: the quotes from r.json go unchecked" in done.stdout


def test_check_takes_json(folder):
    (folder / "d.json").write_text(json.dumps(yaml.safe_load(SHORT)), "utf-8")

    assert typed("--check", "d.json").exit_code == 0


@pytest.mark.parametrize(("language", "word"), [("fr", "Relecture"), ("en", "Review")])
def test_html_shows_the_policy_and_writes_the_declaration_too(folder, language, word):
    done = typed("policy.txt", "--html", "p.html", "-o", "d.yaml", "--lang", language)

    assert (done.exit_code, done.stdout) == (0, "")
    assert f"<title>{word} · policy.txt</title>" in (folder / "p.html").read_text("utf-8")
    assert "contact.email" in told(loading.load(folder / "d.yaml"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name a policy to read"),
        (["policy.txt", "--check", "short.yaml"], "name a policy to read"),
        (["--check", "short.yaml", "-o", "x.yaml"], "not with --check"),
        (["--check", "short.yaml", "--html", "x.html"], "not with --check"),
        (["policy.txt", "--strict"], "--strict goes with --check"),
        (["--schema", "policy.txt"], "--schema stands alone"),
        (["policy.txt", "--html", "x.html", "--lang", "de"], "--lang de: fr or en"),
        (["policy.txt", "r.csv", "--html", "x.html"], "--html shows one policy"),
        (["r.ods", "--html", "x.html"], "--html shows one policy"),
        (["short.yaml", "--html", "x.html"], "--html shows one policy"),
        (["policy.txt", "-o", "x.txt"], "a declaration is written as one of .yaml"),
        (["policy.txt", "-o", "x.xls"], "a declaration is written as one of .yaml"),
        (["policy.txt", "-o", "short.yaml"], "short.yaml exists already"),
        (["policy.txt", "-o", "r.ods"], "r.ods exists already"),
        (["policy.txt", "-o", "nowhere/x.yaml"], "can't be written: No such file"),
        (["policy.txt", "-o", "x.short.yaml"], "the short form cites no document"),
        (["nowhere.txt"], "nowhere.txt can't be read: No such file"),
        (["nowhere.yaml"], "nowhere.yaml: no such file"),
        (["nowhere.ods"], "nowhere.ods"),
        (["policy.txt", "nowhere.csv"], "nowhere.csv"),
        (["."], "can't be read: Is a directory"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(folder, words, says):
    before = sorted(folder.iterdir())

    with pytest.raises((UsageError, ConfigurationError)) as caught:
        typed(*words)

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(folder.iterdir()) == before


def test_a_refusal_is_exit_code_2_and_one_line(folder):
    done = pdscan("declare", "policy.txt", "-o", "short.yaml", state=folder)

    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "pdscan: short.yaml exists already, perhaps corrected by hand: name another file, or read"
        " it first as well (pdscan declare short.yaml … -o short.yaml)"
    ]
