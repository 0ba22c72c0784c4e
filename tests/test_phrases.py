"""Phrases of policies resolve to the types and categories they name."""

from __future__ import annotations

import pytest

from pdscan import taxonomy
from pdscan.declarations import phrases

FACTS = taxonomy.load()


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Données de facturation et/ou de paiement", ["cat.billing", "cat.payment"]),
        ("adresse postale et courriel", ["contact.postal_address", "contact.email"]),
        ("données de navigation et de connexion", ["cat.navigation", "cat.connection"]),
        ("données relatives aux transations", ["cat.transaction"]),
        ("Informations d'identifications", ["cat.identification"]),
        ("l'adresse de protocole Internet (IP)", ["online.ip"]),
        ("localisateurs uniformes de ressources (URL) complets", ["online.url"]),
        ("laissez‑passer de sécurité", ["work.access_badge"]),
        (
            "les 6 premiers et 4 derniers chiffres de votre carte",
            ["payment.card.pan_truncated"],
        ),
        (
            "la photocopie d’un titre d’identité portant votre signature",
            ["gov.id_document_scan", "person.signature"],
        ),
        ("géo-localisation", ["cat.location"]),
        ("historiques de commandes", ["customer.order_history"]),
        ("contact details and IP address", ["cat.contact", "online.ip"]),
        ("call recordings", ["cat.voice"]),
        ("coordonnées bancaires", ["payment.iban"]),
        ("données de paiement et de localisation", ["cat.payment", "cat.location"]),
        ("adresse de livraison ou de facturation", ["contact.postal_address"]),
        ("E-MAIL", ["contact.email"]),
        ("adresses email et postale", ["contact.email", "contact.postal_address"]),
        ("date et lieu de naissance", ["person.birth_date", "person.birth_place"]),
        ("first and last name", ["person.name.first", "person.name.last"]),
        ("vos coordonnées (nom)", ["cat.contact", "person.name.last"]),
        ("contact.phone", ["contact.phone"]),
        ("cat.billing", ["cat.billing"]),
    ],
)
def test_phrase_names_what_it_says(text, has):
    resolved = phrases.resolve(text, FACTS)

    assert set(has) <= {*resolved.types, *resolved.categories}


@pytest.mark.parametrize(
    ("text", "types", "categories"),
    [
        ("coordonnées bancaires", {"payment.iban", "payment.bic", "payment.rib"}, set()),
        ("nom, prénom", {"person.name.last", "person.name.first"}, set()),
        ("nom société", {"business.company_name"}, set()),
        ("adresse IP", {"online.ip"}, set()),
        ("adresse de livraison ou de facturation", {"contact.postal_address"}, set()),
        ("pointure de chaussure", set(), set()),
        ("nom de domaine", set(), set()),
        ("date de création", set(), set()),
        ("pays", set(), set()),
        ("né le 3 mars", {"person.birth_date"}, set()),
        ("ne\u0301 le 3 mars", {"person.birth_date"}, set()),
        ("nous ne partageons rien", set(), set()),
        ("durée de conservation", set(), set()),
        ("vous pouvez demander", set(), set()),
        ("données génériques", set(), set()),
        ("", set(), set()),
    ],
)
def test_phrase_names_nothing_else(text, types, categories):
    resolved = phrases.resolve(text, FACTS)

    assert set(resolved.types) == types
    assert set(resolved.categories) == categories


def test_part_that_names_nothing_is_told():
    assert phrases.resolve("nom, pointure, e-mail, etc.", FACTS).rest == ("pointure",)


def test_order_is_that_of_the_text():
    resolved = phrases.resolve("téléphone, nom, adresse email", FACTS)

    assert resolved.types == ("contact.phone", "person.name.last", "contact.email")


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("nom, prénom, adresse postale et courriel, numéro de téléphone, etc.", "open"),
        ("Identité de l'internaute (nom et numéro de téléphone).", "closed"),
        ("Données d'identification.", "none"),
        ("des informations de paiement notamment les données bancaires", "open"),
    ],
)
def test_list_is_open_closed_or_none(text, flag):
    assert phrases.listing(text, phrases.resolve(text, FACTS)) == flag


def test_nearest_phrases_are_three_and_alike():
    near = phrases.nearest_phrases("telefone", FACTS)

    assert len(near) == 3
    assert "téléphone" in near
