"""Invent customers: names, addresses, phones, and birth dates that no policy speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pdscan.demo import invented
from pdscan.folding import strip_accents

_WOMEN = """
    Adèle Amélie Anaïs Aurélie Brigitte Camille Capucine Céline Chantal Charlotte Clémence Delphine
    Émilie Estelle Florence Françoise Gaëlle Hélène Inès Isabelle Jeanne Juliette Karine Laure
    Léa Louise Lucie Manon Marguerite Mathilde Nadia Noémie Océane Pauline Sabrina Sandrine Sophie
    Suzanne Sylvie Valérie Véronique Yasmine Zélie
    """
_MEN = """
    Abel Adrien Alain Antoine Baptiste Benoît Bruno Clément Cyril Damien Didier Édouard Emmanuel
    Étienne Fabien Franck Gérard Grégory Guillaume Hugo Jérôme Julien Karim Kévin Laurent Loïc
    Ludovic Marcel Mathieu Maxime Mehdi Nicolas Olivier Patrick Philippe Quentin Raphaël Rémi
    Sébastien Stéphane Thierry Thomas Valentin Vincent Yann
    """
_LAST = """
    Abrial Arnoult Barbançon Bellanger Bonnefoy Bourdelas Brisebois Carpentier Chabrol Chevreuil
    Cordonnier Courtois Dambreville Delannoy Deschamps Durantel Escoffier Fauvet Ferrandon Fontanel
    Gaillardon Garnier Gaudin Girardot Guillemin Hauteville Jacquemin Jourdain Kermarec Lacombe
    Lambertin Langlois Lavergne Lefebvre Lemoine Maillard Marchandeau Martinet Mercadier Montagnac
    Morvan Noirot Okamba Pasquier Pelletier Perrichon Petitjean Poirier Quillien Rabouin Renaudin
    Rousselot Sabatier Sauvageot Tavernier Thibaudet Vasseur Verdier Villeneuve Zerbib
    """
_STREETS = """
    des Lilas|du Moulin|de la Fontaine|des Tisserands|du Vieux Lavoir|de l'Église|des Marronniers
    |du Pont Neuf|de la Gare|des Acacias|du Fossé|de la Grange
    """.replace("\n", "")
_TOWNS = (
    ("54990", "Val-Mirabelle"),
    ("57990", "Saint-Quetsche"),
    ("88990", "Bois-le-Luthier"),
    ("55990", "Reine-sur-Meuse"),
    ("67990", "Pain-d'Épices"),
)
_KINDS = ("rue", "avenue", "impasse", "place")
_MAIL = ("example.org", "example.com", "example.net")


@dataclass(frozen=True, slots=True)
class Person:
    """Hold what the company knows of a customer, and more than it says that it knows."""

    number: str
    title: str
    first: str
    last: str
    street: str
    postcode: str
    town: str
    email: str
    phone: str
    born: date

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first} {self.last}"

    @property
    def address(self) -> str:
        """Return the whole address on one line."""
        return f"{self.street}, {self.postcode} {self.town}"


def people(count: int, seed: int) -> tuple[Person, ...]:
    """Return so many invented customers; the same seed gives the same."""
    return tuple(_invent(Random(seed), count))  # noqa: S311  (nothing here is a secret)


def _invent(chance: Random, count: int) -> Iterator[Person]:
    women, men, lasts = _WOMEN.split(), _MEN.split(), _LAST.split()
    streets = [street.strip() for street in _STREETS.split("|")]
    for number in range(1, count + 1):
        title, names = (("Mme", women), ("M.", men))[chance.randrange(2)]
        first, last = names[chance.randrange(len(names))], lasts[chance.randrange(len(lasts))]
        postcode, town = _TOWNS[chance.randrange(len(_TOWNS))]
        street = streets[chance.randrange(len(streets))]
        plain = strip_accents(f"{first}.{last}").lower()
        yield Person(
            number=f"CL-{number:05d}",
            title=title,
            first=first,
            last=last,
            street=f"{chance.randrange(1, 120)} {_KINDS[chance.randrange(4)]} {street}",
            postcode=postcode,
            town=town,
            email=f"{plain}{number}@{_MAIL[chance.randrange(3)]}",
            phone=invented.phone(chance),
            born=date(1945, 1, 1) + timedelta(days=chance.randrange(22_000)),
        )
