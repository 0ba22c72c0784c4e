"""Hold a declaration's long form as frozen values; `declaration_file` reads and checks files.

Field by field this is the declaration page: what is collected (`data`), what is denied
(`denials`), for how long, where, and for whom. `source` grounds each item in its document.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pdscan.declarations.limits import (
    Denial,
    Location,
    Obligation,
    Operators,
    Recipient,
    RetentionSet,
    Transfer,
)
from pdscan.declarations.words import (
    Capacity,
    Extracted,
    Item,
    ListKind,
    Source,
    Strength,
    Subject,
    Words,
)

__all__ = [
    "Activity",
    "Controller",
    "DataItem",
    "Declaration",
    "Denial",
    "Document",
    "Extracted",
    "Issue",
    "LegalBasis",
    "Location",
    "Obligation",
    "Operators",
    "Recipient",
    "RetentionSet",
    "Source",
    "Transfer",
]


class Document(Item):
    """Name a document that declares something; `path` is relative to the declaration file."""

    id: str
    kind: Literal["privacy_policy", "register", "cookie_policy", "contract", "hand_written"]
    path: str | None = None
    language: str | None = None
    title: str | None = None
    last_updated: str | None = None
    sha256: str | None = None


class Scope(Item):
    """Say of whom the documents speak."""

    subjects: tuple[Subject, ...] = ()
    capacity: Capacity | None = None
    source: Source | None = None


class OtherRole(Item):
    """Say in which second role the controller acts, and for what."""

    role: Literal["controller", "joint_controller", "processor", "unspecified"]
    purpose: str | None = Field(default=None, alias="for")
    source: Source | None = None


class Identifiers(Item):
    """Give a company's numbers: SIREN and SIRET as digits, the RCS in its own words."""

    siren: str | None = None
    siret: str | None = None
    rcs: str | None = None
    ape: str | None = None
    vat: str | None = None


class Address(Item):
    """Give a postal address."""

    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None


class Controller(Item):
    """Name who declares; `name` stays null where the document names nobody."""

    name: str | None = None
    name_status: Literal["not_stated"] | None = None
    aliases: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    role: Literal["controller", "joint_controller", "processor", "unspecified"] = "controller"
    role_stated: Literal["explicit", "implied"] | None = None
    other_role: OtherRole | None = None
    legal_form: str | None = None
    identifiers: Identifiers = Identifiers()
    address: Address | None = None
    phone: str | None = None
    email: str | None = None
    email_as_written: str | None = None
    website: str | None = None
    source: Source | None = None


class Dpo(Item):
    """Say whether a data protection officer is designated, and how to reach them."""

    status: Literal["designated", "mentioned_not_identified", "not_stated"] = "not_stated"
    name: str | None = None
    email: str | None = None
    source: Source | None = None


class HeldBy(Item):
    """Say that only recipients of these sectors hold the data."""

    sectors: tuple[str, ...]


class DataItem(Extracted):
    """Declare categories and types, how complete the list is, and how firmly it is said."""

    id: str
    phrase: str | None = None
    categories: tuple[str, ...] = ()
    types: Words = ()
    list_kind: ListKind = Field(default="none", alias="list")
    bare: tuple[str, ...] = ()
    strength: Strength = "explicit"
    condition: str | None = None
    held_by: HeldBy | None = None


class LegalBasis(Extracted):
    """Give one legal basis of article 6, and whether the document states it."""

    basis: (
        Literal[
            "consent",
            "contract",
            "legal_obligation",
            "vital_interest",
            "public_interest",
            "legitimate_interest",
        ]
        | None
    ) = None
    gdpr: str | None = None
    stated: Literal["explicit", "implied", "none"] = "explicit"
    scope: str | None = None


class Condition(Extracted):
    """Say under which choice of the person something happens."""

    kind: Literal["opt_in", "opt_out", "authorisation"]
    channel: Words = ()


class ActivityData(Item):
    """Say which of the global items an activity inherits, and which it adds."""

    inherit: Literal["all", "none"] | tuple[str, ...] = "none"
    items: tuple[DataItem, ...] = ()


class Activity(Extracted):
    """Declare one processing activity in the document's own words."""

    id: str
    name: str
    ref: str | None = None
    purpose: str | None = None
    sub_purposes: tuple[str, ...] = ()
    dpv_purposes: tuple[str, ...] = ()
    fides_use: str | None = None
    legal_bases: tuple[LegalBasis, ...] = ()
    conditions: tuple[Condition, ...] = ()
    subjects: tuple[Subject, ...] = ()
    role: Literal["controller", "joint_controller", "processor"] | None = None
    data: ActivityData = ActivityData()
    recipients: tuple[str, ...] = ()
    retention: tuple[str, ...] = ()


class Unscannable(Extracted):
    """Quote what no scan can check."""

    topic: str
    value: str | None = None


class Issue(Extracted):
    """Say what the drafter got wrong or left open."""

    code: str
    text: str


class Declaration(Item):
    """Hold all that one organisation declares."""

    pdscan_declaration: Literal[1]
    id: str
    documents: tuple[Document, ...] = ()
    scope: Scope = Scope()
    controller: Controller = Controller()
    dpo: Dpo = Dpo()
    legal_bases_declared: tuple[LegalBasis, ...] = ()
    data: tuple[DataItem, ...] = ()
    activities: tuple[Activity, ...] = ()
    retention: tuple[RetentionSet, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    locations: tuple[Location, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    denials: tuple[Denial, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    unscannable: tuple[Unscannable, ...] = ()
    issues: tuple[Issue, ...] = ()
