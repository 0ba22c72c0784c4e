"""Durations of retention are read from French and English words."""

from __future__ import annotations

import pytest

from pdscan.declarations import durations
from pdscan.declarations.durations import Duration


@pytest.mark.parametrize(
    ("text", "iso", "trigger", "bound"),
    [
        ("pour une durée de 15 mois à compter du paiement", "P15M", "payment", "max"),
        (
            "une durée maximale de un an à compter de la fin de la relation contractuelle",
            "P1Y",
            "contract_end",
            "max",
        ),
        (
            "une durée de vie limitée à treize mois après leur premier dépôt",
            "P13M",
            "first_deposit",
            "max",
        ),
        (
            "au plus tard, 48 heures à partir du moment où l’impayé a été effectivement soldé",
            "PT48H",
            "debt_settled",
            "max",
        ),
        (
            "dans la limite de 3 ans à compter de la survenance de l’impayé",
            "P3Y",
            "debt_incurred",
            "max",
        ),
        ("au minimum 3 ans à compter de l’exercice du droit", "P3Y", "right_exercised", "min"),
        (
            "Les enregistrements sont conservés pour une durée maximale de 60 jours",
            "P60D",
            "recording",
            "max",
        ),
        ("Les images sont conservées un mois maximum", "P1M", "recording", "max"),
        ("une durée de 5 ans à compter de votre dernière activité", "P5Y", "last_activity", "max"),
        (
            "Les données comptables et fiscales sont conservées pendant une durée de 10 ans",
            "P10Y",
            "fiscal_document",
            "max",
        ),
        ("Les données sont conservées 48 heures", "PT48H", "collection", "max"),
        ("3 ans à compter du dernier contact", "P3Y", "last_contact", "max"),
        ("trois (3) ans après la résiliation", "P3Y", "contract_end", "max"),
        ("retained for at least 6 months after the last login", "P6M", "last_activity", "min"),
        ("kept no longer than thirty-six months", "P36M", "collection", "max"),
        ("quatre-vingt-dix jours", "P90D", "collection", "max"),
        ("vingt-quatre mois", "P24M", "collection", "max"),
        ("P3Y", "P3Y", "collection", "max"),
        ("for a year", "P1Y", "collection", "max"),
        ("jusqu'au retrait du consentement", "P0D", "consent_withdrawal", "max"),
        ("Une fois le problème résolu, cette copie est détruite", "P0D", "issue_resolved", "max"),
    ],
)
def test_duration_has_number_trigger_and_bound(text, iso, trigger, bound):
    found = durations.parse(text)

    assert found is not None
    assert (found.iso, found.trigger, found.bound) == (iso, trigger, bound)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("48 heures", False),
        ("un mois maximum pour les images", False),
        ("3 ans à compter du dernier contact", True),
    ],
)
def test_trigger_that_nobody_stated_is_marked(text, stated):
    found = durations.parse(text)

    assert found is not None
    assert found.trigger_stated is stated


def test_necessary_time_is_a_criterion():
    found = durations.parse("la durée nécessaire à la fourniture des services")

    assert found == Duration(None, "none", "criteria")


def test_exception_carries_no_number():
    found = durations.parse("certaines données pourront cependant ne pas être supprimées")

    assert found == Duration(None, "none", "exception")


@pytest.mark.parametrize(
    "text",
    [
        "dans un délai de 2 mois suivant la réception de la demande",
        "aux mineurs de 15 ans",
        "Dernière mise à jour : 24/01/2023 à 21:27",
        "nom, prénom",
    ],
)
def test_other_times_are_no_retention(text):
    assert durations.parse(text) is None
