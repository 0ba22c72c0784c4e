"""Say what the other columns of a table are about: persons, an address, given names, products.

The table's own name speaks with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Self

from pdscan.folding import name_words
from pdscan.naming.names import word_set
from pdscan.short_words import spellings

NEAR = 60
FIRST, ADDRESS = "person.name.first", "contact.postal_address"
PERSONS = word_set(
    "client customer user utilisateur patient adherent salarie employee employe emp member "
    "membre abonne assure demandeur candidat candidate applicant eleve etudiant student pupil "
    "enseignant teacher locataire tenant usager beneficiaire contact subscriber guest passenger "
    "voyageur personne person people agent administre electeur licencie emprunteur donateur "
    "donor conducteur chauffeur driver who reviewer voter ipp pernr kunde kunden mitarbeiter "
    "persona empleado dipendente klant medewerker player actor acteur staff utente usuario"
)
PERSONS |= {f"{word}id" for word in PERSONS} | {"uid", "idclient", "iduser"}
AUTHORS = word_set(
    "auteur author redacteur poster sender from pseudo nickname cree created posted by"
)
_ABOUT_PERSONS = (
    "person.",
    "contact.email",
    "contact.phone",
    "customer.id",
    "gov.",
    "work.emp",
    "online.username",
)
_NAMES = ("person.name", "contact.email", "contact.phone", "online.username")
_TRACES = ("online.ip", "online.cookie_id", "online.user_agent")
_COMPANY = word_set("societe raison company denomination enseigne organisme association firm firma")
_PRODUCTS = word_set("produit product article item livre book film movie")
COMPANIES = word_set(
    "societe company fournisseur supplier vendor vendeur entreprise etablissement etab magasin "
    "store shop agence agency branch depot entrepot warehouse account banque bank hotel club "
    "insurer mutuelle organisation organization firm seller vendedor lieferant proveedor "
    "partner shipper transporteur carrier restaurant office bureau site plant factory usine "
    "brand constructor"
)
_EXCHANGES = word_set(
    "ticket demande reclamation support assistance sav helpdesk message messagerie conversation "
    "chat courriel mail courrier request complaint correspondance"
)
_PLACES = word_set(
    "commune ville city town pays country region departement gare station airport aeroport voie "
    "rue street lieu place quartier county state province territory zone stop arret antenne "
    "port monument parking ciudad stadt ort comune geolocation geoname geocode circuit stadium "
    "stade park school hospital"
)
WAYS = ("rue", "voie", "street", "way", "numero", "num", "number")
"""Words of parts of a street line alone, which lists of streets have too."""
_PLACE_FACTS = word_set(
    "fantoir rivoli voie parcelle cadastre cadastrale population iata icao elevation insee "
    "superficie capacite capacity area timezone capital iso"
)


_MOVING = word_set(
    "device appareil vehicle vehicule truck camion phone trip trajet course ride imei session "
    "visitor track tracking speed vitesse accuracy tracker terminal commande order livraison "
    "delivery colis parcel expedition shipment mission intervention visite visit tournee "
    "horodatage timestamp pickup dropoff"
)


class Beside(tuple[str, ...]):
    """Hold the names of a table's columns, and as `table` the table's or file's own name."""

    table: str = ""

    @classmethod
    def of(cls, columns: Iterable[str], table: str) -> Self:
        """Return the names of columns with the name of their table."""
        beside = cls(columns)
        beside.table = table
        return beside


def singular(words: Iterable[str]) -> tuple[str, ...]:
    """Return words without the s or x of their plural.

    >>> singular(("clients", "adresses", "bureaux", "cas", "cities"))
    ('client', 'adresse', 'bureau', 'cas', 'city')
    """
    return tuple(_singular(word) for word in words)


def _singular(word: str) -> str:
    if len(word) < 5:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith(("s", "eaux")) and not word.endswith("ss") else word


@lru_cache(maxsize=16_384)
def _ways_to_read(name: str) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """Return each spelling of a name with the set of its words and of their singulars."""
    ways = [one.words for one in spellings(name)]
    return tuple((words, frozenset((*words, *singular(words)))) for words in ways)


class Neighbours:
    """Hold the names of the columns beside one; a type stands for a column without a header.

    In a table of thousands of columns only the nearest speak for one.
    """

    def __init__(
        self, own: str, beside: Sequence[str], types_of: Callable[[tuple[str, ...]], Iterable[str]]
    ) -> None:
        place = beside.index(own) if own in beside else 0
        near = beside[max(0, place - NEAR) : place + NEAR + 1]
        self._own = own
        self._beside = beside
        others = [name for name in near if name != own]
        known = [one for name in others for one in _ways_to_read(name)]
        spelt = [words for words, _ in known]
        self._words = [said for _, said in known]
        self._types = {kind for words in spelt for kind in types_of(words)} | {*others}
        streets = [words for words in spelt if ADDRESS in types_of(words)]
        self._whole_street = any(words[-1] not in WAYS for words in streets) or ADDRESS in others
        self.known = bool(others)
        table = beside.table if isinstance(beside, Beside) else ""
        plain = name_words(table)
        self.table = singular(plain)
        self._rows = {*plain, *self.table, *(word.removesuffix("s") for word in plain)}
        self._own_words = frozenset(singular(name_words(own)))

    @property
    def persons(self) -> bool:
        """Say whether the table, or a column, speaks of a person or of a customer."""
        if self._named or not PERSONS.isdisjoint(self._rows):
            return True
        return any(words & PERSONS for words in self._words)

    @property
    def _named(self) -> bool:
        return any(kind.startswith(_ABOUT_PERSONS) for kind in self._types)

    @property
    def named(self) -> bool:
        """Say whether each row is a person's: by the table's name, or as a column names them."""
        return self.rows_are(PERSONS) or any(kind.startswith(_NAMES) for kind in self._types)

    @property
    def authors(self) -> bool:
        """Say whether a column tells whom the row is of or by; its own name may too."""
        if self.persons or not PERSONS.isdisjoint(self._own_words):
            return True
        return any(words & AUTHORS for words in self._words)

    @property
    def exchanges(self) -> bool:
        """Say whether the rows are what people write to each other, by the table's name."""
        return self.things(_EXCHANGES)

    @property
    def companies(self) -> bool:
        """Say whether the rows are companies, shops or sites by the table's name."""
        return self.things(COMPANIES)

    @property
    def places(self) -> bool:
        """Say whether the rows are places (towns, streets, stations), and of no person."""
        return self.things(_PLACES) and not self.persons

    def rows_are(self, kinds: frozenset[str]) -> bool:
        """Say whether the rows are of one of these kinds, by the table's name."""
        return not kinds.isdisjoint(self._rows)

    def things(self, kinds: frozenset[str]) -> bool:
        """Say whether the rows are of one of these kinds, by the table's name, and no people."""
        return self.rows_are(kinds) and PERSONS.isdisjoint(self._rows)

    @property
    def place_facts(self) -> bool:
        """Say whether a column tells of places what no person has, and none speaks of persons."""
        return not self.persons and any(words & _PLACE_FACTS for words in self._words)

    @property
    def moving(self) -> bool:
        """Say whether the rows are of what is carried or driven about, or of going to somebody."""
        return any(words & _MOVING for words in (*self._words, self._rows))

    @property
    def traces(self) -> bool:
        """Say whether a column holds a visitor's address, cookie or browser."""
        return self.holds(_TRACES)

    def holds(self, types: Iterable[str]) -> bool:
        """Say whether a column is of one of the types."""
        return not self._types.isdisjoint(types)

    def says(self, words: Iterable[str]) -> bool:
        """Say whether a column's name has one of the folded words."""
        said = frozenset(words)
        return any(one & said for one in self._words)

    @property
    def sole_traders(self) -> bool:
        """Say whether the rows are of named persons, and no column of a company's name."""
        if "business.company_name" in self._types or any(w & _COMPANY for w in self._words):
            return False
        return any(kind.startswith("person.name") for kind in self._types)

    @property
    def street(self) -> bool:
        """Say whether a column holds the street of an address, and no list of streets."""
        if ADDRESS not in self._types or self.places:
            return False
        return self.persons or self._whole_street

    @property
    def products(self) -> bool:
        """Say whether a column speaks of a product."""
        return any(words & _PRODUCTS for words in self._words)

    @property
    def given_names(self) -> bool:
        """Say whether a column holds given names."""
        return FIRST in self._types

    @property
    def given_names_next(self) -> bool:
        """Say whether, in a table without a header, the column before or after holds given names.

        Columns without a header are named by their place, from `#1`.
        """
        if not self._own[1:].isdigit():
            return False
        place = int(self._own[1:]) - 1
        return FIRST in (*self._beside[max(0, place - 1) : place], *self._beside[place + 1 :][:1])
