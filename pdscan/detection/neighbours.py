"""Say what the other columns of a table are about: persons, an address, given names, products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pdscan.folding import name_words
from pdscan.naming.names import word_set

NEAR = 60
FIRST = "person.name.first"
PERSONS = word_set(
    "client clients customer user utilisateur patient adherent salarie employee member"
)
_ABOUT_PERSONS = ("person.", "contact.email", "contact.phone", "customer.id", "gov.", "work.emp")
_COMPANY = word_set("societe raison company denomination enseigne organisme association firm firma")
_PRODUCTS = word_set("produit product article item livre book film movie")


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
        self._words = [frozenset(name_words(name)) for name in others]
        self._types = {kind for name in others for kind in types_of(name_words(name))} | {*others}
        self.known = bool(others)

    @property
    def persons(self) -> bool:
        """Say whether a column speaks of a person or of a customer."""
        named = any(kind.startswith(_ABOUT_PERSONS) for kind in self._types)
        return named or any(words & PERSONS for words in self._words)

    @property
    def sole_traders(self) -> bool:
        """Say whether the rows are of named persons, and no column of a company's name."""
        if "business.company_name" in self._types or any(w & _COMPANY for w in self._words):
            return False
        return any(kind.startswith("person.name") for kind in self._types)

    @property
    def street(self) -> bool:
        """Say whether a column holds the street of an address."""
        return "contact.postal_address" in self._types

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
