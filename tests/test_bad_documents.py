"""What is no policy or register, or a bad one, gives one clear error or says what isn't known."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from policy_text import FRENCH, declared

from pdscan import declaring
from pdscan.declarations import Declaration
from pdscan.model import ConfigurationError

files = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("register_files.py"))))

LOGIN = """\
<!doctype html><html lang="fr"><head><title>Connexion</title></head><body>
<nav><a href="/">Accueil</a> <a href="/aide">Aide</a></nav>
<form><label>Adresse e-mail <input name="email"></label>
<label>Mot de passe <input type="password"></label>
<label>Se souvenir de moi <input type="checkbox"></label><button>Se connecter</button></form>
<p>Mot de passe oublié ? Votre session a expiré, reconnectez-vous pour lire cette page.</p>
<footer><a href="/cgu">CGU</a> <a href="/rgpd">Politique de confidentialité</a></footer>
</body></html>
"""
MEMBERS = """\
<html lang="en"><body><h1>Sign in</h1><form><label>Email address</label><input name="email">
<label>Password</label><input type="password"><button>Sign in</button></form>
<p>By signing in you agree to our Terms and our Privacy Policy. Your personal data are protected, as
our Privacy Policy says. Forgot your password?</p></body></html>
"""
APP = """\
<html><head><title>Politique de confidentialité</title></head><body><div id="app"></div>
<script>var text = "Nous collectons vos données personnelles";</script></body></html>
"""
SWEDISH = """\
Integritetspolicy

Vi behandlar dina personuppgifter i enlighet med GDPR när du besöker vår webbplats eller lägger en
beställning. Vi samlar in ditt namn, din adress och din e-postadress. Uppgifterna sparas i tre år.
"""
POLISH = """\
Polityka prywatności

Przetwarzamy Państwa dane osobowe zgodnie z RODO (GDPR), gdy składają Państwo zamówienie. Zbieramy
imię, nazwisko i adres e-mail. Dane przechowujemy przez trzy lata.
"""
GERMAN = """\
Datenschutzerklärung

Wir verarbeiten Ihre personenbezogenen Daten, wenn Sie unsere Website besuchen oder bei uns
bestellen. Dazu gehören Ihr Name, Ihre Anschrift und Ihre E-Mail-Adresse. Rechtsgrundlage ist
Art. 6 Abs. 1 lit. b DSGVO. Die Daten werden gelöscht, sobald sie nicht mehr erforderlich sind.
"""
FRENCH_PART = """\
Nous collectons votre nom et votre adresse email, pour vous livrer et pour vous écrire. Les données
sont gardées par nos services le temps de la commande, et ne sont jamais vendues.

"""
ENGLISH_PART = """\
We collect your phone number. We never collect location data. Your data is kept for 3 years after
your last contact with us.
"""


def read(folder: Path, name: str, content: str | bytes) -> Declaration:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return declaring.extract(path).declaration


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.md", b"", "is empty"),
        ("a.html", b"", "is empty"),
        ("a.pdf", b"", "is empty"),
        ("a.docx", b"", "is empty"),
        ("a.csv", b"", "is empty"),
        ("a.ods", b"", "is empty"),
        ("a.json", b"", "is empty"),
        ("a.yaml", b"", "is empty"),
        ("blank.txt", b" \n\t\n \n", "no text"),
        ("login.html", LOGIN.encode(), "is a page to log in, not a policy"),
        ("members.html", MEMBERS.encode(), "is a page to log in, not a policy"),
        ("app.html", APP.encode(), "is empty"),
        ("german.txt", GERMAN.encode(), "written in German"),
        ("swedish.txt", SWEDISH.encode(), "in no language that pdscan reads"),
        ("polish.txt", POLISH.encode(), "in no language that pdscan reads"),
        ("noise.txt", bytes(range(256)) * 8, "is no text"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "no declaration can be read from it"),
        ("cut.docx", b"PK\x03\x04word/document.xml", "no declaration can be read from it"),
    ],
)
def test_what_holds_no_declaration_is_one_clear_error(tmp_path, name, content, says):
    with pytest.raises(ConfigurationError, match=says) as caught:
        read(tmp_path, name, content)

    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_or_a_missing_file_is_one_clear_error(tmp_path):
    for path in (tmp_path, tmp_path / "policy.txt", tmp_path / "r.ods", tmp_path / "d.yaml"):
        with pytest.raises(ConfigurationError, match=str(path)):
            declaring.extract(path)


def test_a_scanned_pdf_is_no_silence(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    page = Canvas(str(tmp_path / "scan.pdf"))
    page.rect(50, 50, 400, 600, fill=1)
    page.save()

    with pytest.raises(ConfigurationError, match="OCR"):
        declaring.extract(tmp_path / "scan.pdf")


def test_two_megabytes_of_scripts_declare_what_the_page_shows(tmp_path):
    script = "var form = {email: 'adresse email', nir: 'numéro de sécurité sociale'};\n" * 30_000
    page = (
        f"<html><head><script>{script}</script><style>{'a{b:c}' * 9000}</style></head><body>"
        f"<h1>Politique de confidentialité</h1><p>{FRENCH}</p>"
        "<p>Nous collectons votre numéro de téléphone.</p></body></html>"
    )
    assert len(page) > 2_000_000

    found = read(tmp_path, "policy.html", page)

    assert "contact.phone" in declared(found)
    assert "gov.nir" not in declared(found)


def test_two_languages_are_both_read_and_said_to_be_mixed(tmp_path):
    text = FRENCH + FRENCH_PART + ENGLISH_PART
    (tmp_path / "policy.txt").write_text(text, "utf-8")
    found = declaring.extract(tmp_path / "policy.txt")

    assert {"contact.email", "contact.phone"} <= declared(found.declaration)
    assert "Deux langues sont mêlées." in found.yaml


def test_an_endless_sentence_is_read_for_a_while_and_said_to_be_cut(tmp_path):
    endless = "nous collectons votre adresse email, et ensuite " * 11_000 + "nous gardons tout"
    found = read(tmp_path, "policy.txt", FRENCH + endless)

    assert "contact.email" in declared(found)
    (cut,) = [one for one in found.issues if one.code == "endless_sentence"]
    assert "n'est pas lu" in cut.text
    assert cut.source.quote


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_free_text_dates_and_merged_cells_leave_no_guess(tmp_path, suffix):
    path = files.workbook(
        tmp_path / f"r{suffix}",
        {"Registre": [
            ["Traitement", "Finalité", "Données", "Durée de conservation", "Mise à jour le"],
            ["Ventes fictives", "Vendre", "nom", "3 ans", "courant mars"],
            ["", "", "adresse email", "idem", "2025 ou 2026"],
            ["Achats fictifs", "Acheter", "IBAN", "jusqu'au 31/12/2030", "32/13/2025"],
        ]},
    )  # fmt: skip
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        book["Registre"].merge_cells("A2:A3")
        book["Registre"].merge_cells("B2:B3")
        book.save(path)
    found = declaring.extract(path).declaration

    assert found.documents[0].last_updated is None
    assert len([one for one in found.issues if one.code == "unread_date"]) == 3
    sales, buying = found.activities
    assert [name for one in sales.data.items for name in one.types] == [
        "person.name.last", "contact.email",
    ]  # fmt: skip
    rules = {name: one.rules for one in found.retention for name in one.applies_to.activities}
    assert [one.duration for one in rules[buying.id]] == [None]
    assert {one.code for one in found.issues} >= {"unread_duration"}
