"""Write the file share and the folder that stands for a bucket."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from pdscan.demo import archives, documents, invented, letters
from pdscan.demo.people import Person, people

_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
)
_Cells = Sequence[str | int | float]


def write(root: Path, customers: tuple[Person, ...], chance: Random) -> int:
    """Write `partage` and `seau` and return how many files they hold."""
    files = {**_share(customers, chance), **_bucket(customers, chance)}
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    salaries = root / "partage" / "rh" / "salaires-2026.xlsx"
    salaries.parent.mkdir(parents=True)
    documents.write_workbook(salaries, "Salaires", list(_salaries(chance)))
    return len(files) + 1


def _share(customers: tuple[Person, ...], chance: Random) -> dict[str, bytes]:
    lost = _csv([("Compte", "Montant"), ("411000", "102,00")], ";")
    return {
        "partage/journaux/caisse-debug-2026-03-14.log": letters.debug_log(chance).encode(),
        "partage/journaux/visites-2026-03.jsonl": _visits(chance).encode(),
        "partage/crm/contacts-crm.csv": _contacts().encode("cp1252"),
        "partage/courrier/courriels-2026-03.zip": archives.zipped(_mails(customers, chance)),
        "partage/courrier/reclamation.docx": documents.docx(letters.complaint(customers[7])),
        "partage/comptabilite/facture-F-2026-0042.pdf": documents.pdf(
            letters.invoice(customers[11])
        ),
        "partage/comptabilite/sauvegarde.zip": archives.locked(
            "balance.csv", lost.encode(), b"perdu"
        ),
        "partage/recettes/confiture.txt": letters.RECIPE.encode(),
        "partage/catalogue/catalogue-2026.csv": _catalogue(chance).encode(),
        "partage/catalogue/reassort-fournisseurs.csv": _restocking(chance).encode(),
    }


def _bucket(customers: tuple[Person, ...], chance: Random) -> dict[str, bytes]:
    months = {
        f"seau/exports/export-2026-{month:02d}.csv": _csv(
            [("id_client", "nom", "prenom", "email", "nb_commandes")]
            + [
                (one.number, one.last, one.first, one.email, chance.randrange(1, 9))
                for one in customers[month * 40 : month * 40 + 80]
            ]
        ).encode()
        for month in (1, 2, 3)
    }
    old = _csv(
        [("id_client", "nom", "prenom", "date_naissance")]
        + [(one.number, one.last, one.first, f"{one.born:%d/%m/%Y}") for one in customers[300:420]]
    )
    orphan = _csv([("email",), *((one.email,) for one in people(40, seed=77))])
    return {
        **months,
        "seau/anciens/clients-2019.csv.gz": gzip.compress(old.encode(), mtime=0),
        "seau/divers/liste-foire.csv": orphan.encode(),
    }


def _csv(rows: Iterable[_Cells], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _visits(chance: Random) -> str:
    pages = ("/", "/toupies", "/marionnettes", "/theatres", "/ateliers", "/panier")
    lines = []
    for number in range(600):
        visit = {
            "horodatage": f"2026-03-{1 + number // 20:02d}T{number % 20:02d}:15:00Z",
            "ip": invented.address_of_visitor(chance),
            "page_url": f"https://mirabelle.example.org{pages[chance.randrange(6)]}",
            "statut": 200,
            "user_agent": _AGENTS[chance.randrange(2)],
        }
        lines.append(json.dumps(visit, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def _contacts() -> str:
    rows: list[_Cells] = [("Nom", "Prénom", "Téléphone", "Adresse e-mail", "Ville")]
    rows += [(one.last, one.first, one.phone, one.email, one.town) for one in people(180, seed=31)]
    return _csv(rows, ";")


def _salaries(chance: Random) -> Iterator[_Cells]:
    yield "Matricule", "Nom", "Prénom", "NIR", "Salaire brut"
    for number, one in enumerate(people(24, seed=54), 1):
        secret, pay = invented.social_security_number(chance), chance.randrange(1_900, 4_200)
        yield f"SAL-{number:03d}", one.last, one.first, secret, pay


def _mails(customers: tuple[Person, ...], chance: Random) -> dict[str, bytes]:
    thanks, refund, question = customers[3], customers[21], customers[34]
    account = invented.iban(chance)
    rows = [("nom", "prenom", "iban", "montant")]
    rows += [(c.last, c.first, invented.iban(chance), "24,00") for c in customers[40:52]]
    return {
        "01-merci.eml": documents.mail(
            f"{thanks.name} <{thanks.email}>",
            "Merci pour la toupie",
            "Mon, 02 Mar 2026 09:12:00 +0100",
            "Bonjour,\n\nLe colis est bien arrivé, merci à toute l'équipe.\n",
        ),
        "02-remboursement.eml": documents.mail(
            f"{refund.name} <{refund.email}>",
            "Remboursement",
            "Thu, 12 Mar 2026 17:40:00 +0100",
            f"Bonjour,\n\nMerci de me rembourser sur mon compte, dont l'IBAN est {account}.\n"
            "J'ai joint la liste des autres clients à rembourser.\n",
            ("remboursements.csv", _csv(rows, ";").encode()),
        ),
        "03-horaires.eml": documents.mail(
            f"{question.name} <{question.email}>",
            "Horaires de l'atelier",
            "Sat, 21 Mar 2026 11:05:00 +0100",
            "Bonjour,\n\nÀ quelle heure commence l'atelier de samedi ?\n",
        ),
    }


def _catalogue(chance: Random) -> str:
    rows: list[_Cells] = [("code_article", "designation", "ean13", "prix_ttc", "stock")]
    for number in range(240):
        name, price = letters.GOODS[number % len(letters.GOODS)]
        stock = chance.randrange(150)
        rows.append((f"MIR-{number:04d}", name, invented.ean(chance), price, stock))
    return _csv(rows)


def _restocking(chance: Random) -> str:
    rows: list[_Cells] = [("ref_bon", "code_article", "nombre", "livraison")]
    for number in range(200):
        code, count = f"MIR-{number:04d}", chance.randrange(5, 60)
        rows.append((invented.order_number(chance), code, count, "semaine 14"))
    return _csv(rows)
