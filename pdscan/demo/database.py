"""Write the shop's SQLite database: what the policy speaks of, and what it does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from pdscan.demo import invented, letters
from pdscan.demo.people import Person

_Row = tuple[str | int | float, ...]

_START = date(2024, 1, 8)
_METHODS = ("carte bancaire", "carte bancaire", "carte bancaire", "chèque", "virement")
_CARRIERS = ("Hirondelle Express", "Colis Lorrain", "La Diligence")
_WORKSHOPS = ("Marionnettes à fil", "Toupies tournées", "Automates en bois")
_ALLERGIES = ("aucune", "aucune", "aucune", "arachides", "lactose", "gluten", "fruits à coque")
_GOODS = letters.GOODS

SCHEMA = {
    "clients": "id_client, civilite, nom, prenom, adresse, code_postal, ville, email, telephone, "
    "date_naissance",
    "commandes": "numero_commande, id_client, date_commande, montant_commande, transporteur",
    "paiements": "reference_paiement, numero_commande, moyen_paiement, carte_tronquee, "
    "montant_paye, date_paiement",
    "newsletter": "email, prenom, optin, date_consentement, ip_inscription",
    "tickets": "num_ticket, id_client, objet_demande, corps_message",
    "livraisons": "numero_commande, transporteur, latitude, longitude",
    "inscriptions_ateliers": "id_client, atelier, prenom_enfant, allergies",
    "anciens_comptes": "email, mot_de_passe",
    "scores": "id_client, score_solvabilite",
    "produits": "code_article, designation, ean13, prix_ttc, stock",
}


def write(path: Path, customers: tuple[Person, ...], chance: Random) -> int:
    """Write the database and return how many rows it holds."""
    orders = list(_orders(customers, chance))
    tables: dict[str, Iterable[_Row]] = {
        "clients": map(_customer, customers),
        "commandes": orders,
        "paiements": _payments(orders, chance),
        "newsletter": _subscribers(customers, chance),
        "tickets": _tickets(customers, chance),
        "livraisons": _deliveries(orders, chance),
        "inscriptions_ateliers": _workshops(customers, chance),
        "anciens_comptes": _old_accounts(customers, chance),
        "scores": ((one.number, chance.randrange(300, 850)) for one in customers[:240]),
        "produits": _goods(chance),
    }
    with closing(sqlite3.connect(path)) as shop:
        for name, rows in tables.items():
            columns = SCHEMA[name]
            shop.execute(f"CREATE TABLE {name} ({columns})")
            holders = ", ".join("?" for _ in columns.split(","))
            shop.executemany(f"INSERT INTO {name} VALUES ({holders})", rows)  # noqa: S608
        shop.commit()
        counts = (shop.execute(f"SELECT count(*) FROM {name}") for name in tables)  # noqa: S608
        return sum(int(count.fetchone()[0]) for count in counts)


def _customer(one: Person) -> _Row:
    return (
        one.number,
        one.title,
        one.last,
        one.first,
        one.street,
        one.postcode,
        one.town,
        one.email,
        one.phone,
        one.born.isoformat(),
    )


def _day(chance: Random) -> str:
    return (_START + timedelta(days=chance.randrange(800))).isoformat()


def _orders(customers: tuple[Person, ...], chance: Random) -> Iterator[_Row]:
    for _ in range(1_400):
        one = customers[chance.randrange(len(customers))]
        amount = chance.randrange(900, 18_000) / 100
        carrier = _CARRIERS[chance.randrange(3)]
        yield invented.order_number(chance), one.number, _day(chance), amount, carrier


def _payments(orders: list[_Row], chance: Random) -> Iterator[_Row]:
    for number, (order, _, day, amount, _) in enumerate(orders, 1):
        method = _METHODS[chance.randrange(len(_METHODS))]
        card = invented.truncated(invented.card(chance)) if method == "carte bancaire" else ""
        yield f"PAY-{number:06d}", order, method, card, amount, day


def _subscribers(customers: tuple[Person, ...], chance: Random) -> Iterator[_Row]:
    for one in customers[::2]:
        yield one.email, one.first, "oui", _day(chance), invented.address_of_visitor(chance)


def _tickets(customers: tuple[Person, ...], chance: Random) -> Iterator[_Row]:
    for number in range(1, 321):
        one = customers[chance.randrange(len(customers))]
        subject, text = letters.ticket(chance)
        if number in (57, 203):
            subject, text = "Paiement refusé", letters.card_in_a_ticket(chance)
        yield f"T{number:05d}", one.number, subject, text


def _deliveries(orders: list[_Row], chance: Random) -> Iterator[_Row]:
    for order, _, _, _, carrier in orders[:500]:
        latitude = 48.0 + chance.randrange(1, 999_999) / 1_000_000
        longitude = 6.0 + chance.randrange(1, 999_999) / 1_000_000
        yield order, carrier, round(latitude, 6), round(longitude, 6)


def _workshops(customers: tuple[Person, ...], chance: Random) -> Iterator[_Row]:
    for one in customers[:90]:
        child = customers[chance.randrange(len(customers))].first
        allergy = _ALLERGIES[chance.randrange(len(_ALLERGIES))]
        yield one.number, _WORKSHOPS[chance.randrange(3)], child, allergy


def _old_accounts(customers: tuple[Person, ...], chance: Random) -> Iterator[_Row]:
    words = ("marionnette", "Toupie", "soleil", "Mirabelle", "azerty")
    for one in customers[100:220]:
        yield one.email, f"{words[chance.randrange(5)]}{chance.randrange(10, 99)}!"


def _goods(chance: Random) -> Iterator[_Row]:
    for number, (name, price) in enumerate(_GOODS, 1):
        yield f"MIR-{number:03d}", name, invented.ean(chance), price, chance.randrange(120)
