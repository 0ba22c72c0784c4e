"""Hold a declaration's long form as frozen values; `declaration_file` reads and checks files.

Field by field this is the declaration page: what is collected (`data`), what is denied
(`denials`), for how long, where, and for whom. `source` grounds each item in its document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

Strength = Literal["explicit", "conditional", "inferred"]
ListKind = Literal["closed", "open", "none"]
Subject = Literal[
    "customer",
    "prospect",
    "visitor",
    "client_employee",
    "employee",
    "job_applicant",
    "supplier",
    "third_party",
    "minor",
    "hosted_client_subject",
]
Capacity = Literal["professional", "personal"]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | dict) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
All = Literal["all"]


class Item(BaseModel):
    """Be the root of all parts: frozen, unknown keys refused, `x-` keys kept as `extensions`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    extensions: Mapping[str, Any] = Field(default_factory=dict, alias="x-", repr=False)

    @model_validator(mode="before")
    @classmethod
    def _keep_extensions(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        own = {str(key): inner for key, inner in value.items() if str(key).startswith("x-")}
        if not own:
            return value
        rest = {key: inner for key, inner in value.items() if str(key) not in own}
        return {**rest, "x-": own}

    @model_serializer(mode="wrap")
    def _as_written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        for name in ("x-", "extensions"):
            written.update(written.pop(name, {}))
        return written


class Source(Item):
    """Ground an item: lines are 1-based and inclusive, the quote is one contiguous run."""

    doc: str
    lines: tuple[int, ...] = ()
    quote: str | None = None
    cell: str | None = None


class Document(Item):
    """Name a document that declares something; `path` is relative to the declaration file."""

    id: str
    kind: Literal["privacy_policy", "register", "cookie_policy", "contract", "hand_written"]
    path: str | None = None
    language: str | None = None
    title: str | None = None
    last_updated: str | None = None
    sha256: str | None = None
    note: str | None = None


class Scope(Item):
    """Say of whom the documents speak."""

    subjects: tuple[Subject, ...] = ()
    capacity: Capacity | None = None
    note: str | None = None
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
    note: str | None = None
    source: Source | None = None


class Dpo(Item):
    """Say whether a data protection officer is designated, and how to reach them."""

    status: Literal["designated", "mentioned_not_identified", "not_stated"] = "not_stated"
    name: str | None = None
    email: str | None = None
    note: str | None = None
    source: Source | None = None


class Extracted(Item):
    """Carry what an extractor adds to an item: how sure it is, and whether to look again."""

    confidence: float | None = Field(default=None, ge=0, le=1)
    review: bool | None = None
    note: str | None = None
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


class RetentionScope(Item):
    """Say to which activities and types a retention set applies."""

    activities: All | tuple[str, ...] = "all"
    types: All | tuple[str, ...] = "all"
    categories: tuple[str, ...] = ()
    sub_purpose: str | None = None
    quantifier: str | None = None


Trigger = Literal[
    "collection",
    "recording",
    "first_deposit",
    "payment",
    "last_activity",
    "last_contact",
    "contract_end",
    "service_end",
    "account_deletion",
    "consent_withdrawal",
    "card_expiry",
    "debt_incurred",
    "debt_settled",
    "right_exercised",
    "issue_resolved",
    "unpublish_request",
    "fiscal_document",
    "none",
]
Bound = Literal["max", "min", "exact", "criteria", "exception"]
IsoDuration = Annotated[str, Field(pattern=r"^(P(\d+[YMWD])+(T(\d+[HM])+)?|PT(\d+[HM])+)$")]
EndAction = Literal[
    "delete", "archive_restricted", "anonymise", "unpublish_keep", "retain", "unspecified"
]


class RetentionRule(Item):
    """Bound one duration (ISO 8601, null for a criterion) from one trigger."""

    trigger: Trigger
    duration: IsoDuration | None = None
    bound: Bound
    end_action: EndAction = "unspecified"
    trigger_stated: bool = True
    criteria_fr: str | None = None


class RetentionStage(Item):
    """Say what follows when the first stage ends."""

    stage: Literal["archive"]
    duration: IsoDuration | None = None
    bound: Bound
    end_action: EndAction = "unspecified"


class RetentionSet(Extracted):
    """Declare how long some data of some activities are kept."""

    id: str
    applies_to: RetentionScope = RetentionScope()
    combine: Literal["earliest", "latest"] = "earliest"
    rules: tuple[RetentionRule, ...] = ()
    then: Annotated[tuple[RetentionStage, ...], BeforeValidator(_listed)] = ()


OperatorKind = Literal[
    "controller", "processor", "partner", "group", "third_party", "authority", "public", "internal"
]


class Recipient(Extracted):
    """Declare who may receive data; without a name it stands for a kind and its sectors."""

    id: str
    name: str | None = None
    aliases: tuple[str, ...] = ()
    label: str | None = None
    kind: OperatorKind = "processor"
    sectors: Literal["any"] | tuple[str, ...] = "any"
    country: str | None = None
    exclusive: bool | None = None
    applies_to: All | None = None
    stated: str | None = None


class LocationScope(Item):
    """Say whose data, by operator, activity and channel, a location binds."""

    operators: tuple[OperatorKind, ...] = ()
    activities: All | tuple[str, ...] = "all"
    channels: tuple[str, ...] = ()


class Place(Item):
    """List the places that are allowed."""

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


class Location(Extracted):
    """Declare where data lie."""

    id: str
    applies_to: LocationScope = LocationScope()
    allowed: Place
    stated: str | None = None


class Transfer(Extracted):
    """Declare whether data leave a region, to whom, and under which safeguard."""

    id: str
    outside: str
    allowed: bool | Literal["conditional"]
    recipients: tuple[str, ...] = ()
    safeguard: str | None = None
    gdpr: str | None = None


class Operators(Item):
    """Select operators by kind and sector."""

    kinds: tuple[OperatorKind, ...] = ()
    sectors: tuple[str, ...] = ()


class DenialTarget(Item):
    """Select what is denied; all selectors given must match."""

    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    capacity: Annotated[tuple[Capacity, ...], BeforeValidator(_listed)] = ()
    subjects: tuple[Subject, ...] = ()
    operators: Operators | None = None
    from_activity: str | None = None
    to_activities: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()


class DenialExcept(Item):
    """Select what a denial spares."""

    types: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    operators: Operators | None = None
    consent: bool | None = None


class DenialScope(Item):
    """Say in which activities a denial holds."""

    activities: All | tuple[str, ...] = "all"


class Denial(Extracted):
    """Declare what is not collected, not shared or not used."""

    id: str
    kind: Literal["category", "only", "subject", "recipient", "use"]
    target: DenialTarget = DenialTarget()
    spares: DenialExcept = Field(default=DenialExcept(), alias="except")
    applies_to: DenialScope = DenialScope()
    strength: Literal["absolute", "qualified", "conditional"] = "absolute"


class Obligation(Extracted):
    """Quote a promise that a scan checks in part or not at all."""

    id: str
    text: str
    checkable: Literal["manual", "access_logs", "access_rights", "row_rule", "partly"] = "manual"


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


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the long form, for editors and for importers."""
    schema = Declaration.model_json_schema(by_alias=True)
    for part in (schema, *schema["$defs"].values()):
        if part.get("properties", {}).pop("x-", None) is not None:
            part["patternProperties"] = {"^x-": {}}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "pdscan_declaration 1"
    return schema
