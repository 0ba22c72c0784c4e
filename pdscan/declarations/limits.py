"""Hold what a declaration limits: how long, for whom, where, and what is denied."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from pdscan.declarations.words import (
    All,
    Bound,
    Capacity,
    EndAction,
    Extracted,
    IsoDuration,
    Item,
    OperatorKind,
    Subject,
    Trigger,
    Words,
    listed,
)


class RetentionScope(Item):
    """Say to which activities and types a retention set applies."""

    activities: All | tuple[str, ...] = "all"
    types: All | tuple[str, ...] = "all"
    categories: tuple[str, ...] = ()
    sub_purpose: str | None = None
    quantifier: str | None = None


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
    then: Annotated[
        tuple[RetentionStage, ...],
        BeforeValidator(listed, json_schema_input_type=RetentionStage | tuple[RetentionStage, ...]),
    ] = ()


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

    countries: Words = ()
    regions: Words = ()
    sites: Words = ()


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
    capacity: Annotated[
        tuple[Capacity, ...],
        BeforeValidator(listed, json_schema_input_type=Capacity | tuple[Capacity, ...]),
    ] = ()
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
